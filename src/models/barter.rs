//! Bilateral trade on finite types: `trade.discrete`.
//!
//! Source: Pommey, sections 4.1 to 4.3, on grids. Consumes two laws or a joint
//! one; produces the first best, the least expected subsidy of an efficient
//! mechanism, the second best with a budget that balances in every state, and
//! the best posted price. The programs are exact; prices are enumerated.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

use super::discrete::Discrete;
use super::error::EvalError;
use super::input::Fields;
use super::linear::{Form, Program, attained};
use super::output::Answer;
use super::structures::Setting;

/// The most types a side.
const MOST: usize = 8;

fn read(fields: &Fields<'_>) -> Result<Setting, EvalError> {
    if let Some(slot) = fields.maybe("joint") {
        for name in ["buyer", "seller"] {
            if let Some(extra) = fields.maybe(name) {
                let what = "give either `joint` or `buyer` and `seller`".into();
                return Err(EvalError::Unsupported { field: extra.path(), what });
            }
        }
        let joint = slot.object()?;
        joint.only(&["buyer", "seller", "probs"])?;
        let buyer = joint.get("buyer")?.increasing(MOST)?;
        let seller = joint.get("seller")?.increasing(MOST)?;
        let prob = joint.get("probs")?.joint(buyer.len(), seller.len())?;
        return Ok(Setting { buyer, seller, prob });
    }
    let seller = Discrete::read(&fields.get("seller")?, MOST)?;
    let buyer = Discrete::read(&fields.get("buyer")?, MOST)?;
    Ok(product(&buyer, &seller))
}

/// The setting with independent types.
pub(crate) fn product(buyer: &Discrete, seller: &Discrete) -> Setting {
    let row = |p: &Rational| seller.probs.iter().map(|r| p * r).collect();
    Setting {
        buyer: buyer.values.clone(),
        seller: seller.values.clone(),
        prob: buyer.probs.iter().map(row).collect(),
    }
}

/// The least expected payment from outside that efficient trade needs.
pub(crate) fn subsidy(setting: &Setting) -> Result<Rational, EvalError> {
    let mut program = Program::new();
    let one = Rational::one();
    let (rows, columns) = (setting.buyer.len(), setting.seller.len());
    let mut q = vec![vec![0; columns]; rows];
    let (mut pays, mut gets) = (q.clone(), q.clone());
    let mut cost = Form::new();
    for b in 0..rows {
        for s in 0..columns {
            (q[b][s], pays[b][s], gets[b][s]) = (program.share(), program.free(), program.free());
            let gain = setting.gain(b, s);
            if !gain.is_zero() {
                let trade = if gain.is_positive() { one.clone() } else { Rational::zero() };
                program.equal(vec![(q[b][s], one.clone())], trade);
            }
            cost.push((gets[b][s], setting.prob[b][s].clone()));
            cost.push((pays[b][s], -&setting.prob[b][s]));
        }
    }
    let buyer = |kind: usize, report: usize| -> Form {
        let state = |s: usize| {
            let p = &setting.prob[kind][s];
            [(q[report][s], p * &setting.buyer[kind]), (pays[report][s], -p)]
        };
        (0..columns).flat_map(state).collect()
    };
    let seller = |kind: usize, report: usize| -> Form {
        let state = |b: usize| {
            let p = &setting.prob[b][kind];
            [(q[b][report], -(p * &setting.seller[kind])), (gets[b][report], p.clone())]
        };
        (0..rows).flat_map(state).collect()
    };
    demand(&mut program, rows, buyer);
    demand(&mut program, columns, seller);
    Ok(attained(program.minimum(cost)?)?.value)
}

fn demand(program: &mut Program, kinds: usize, payoff: impl Fn(usize, usize) -> Form) {
    for kind in 0..kinds {
        program.at_least(payoff(kind, kind), Rational::zero());
        for report in (0..kinds).filter(|report| *report != kind) {
            let mut form = payoff(kind, kind);
            form.extend(payoff(kind, report).into_iter().map(|(at, a)| (at, -a)));
            program.at_least(form, Rational::zero());
        }
    }
}

/// The best expected gains from trade at one price, accepted at equality.
fn posted_price(setting: &Setting) -> Rational {
    let at = |price: &Rational| {
        setting.expect(|b, s| {
            let trade = setting.buyer[b] >= *price && setting.seller[s] <= *price;
            if trade { setting.gain(b, s) } else { Rational::zero() }
        })
    };
    setting.buyer.iter().chain(&setting.seller).map(at).max().unwrap_or_default().max(Rational::zero())
}

/// Efficient, second-best and posted-price trade.
pub(crate) fn trade(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let setting = read(&Fields::of(map))?;
    Ok(Answer::new()
        .number("first_best", &setting.first_best())
        .number("minimal_subsidy", &subsidy(&setting)?)
        .number("second_best", &setting.bayesian()?)
        .number("posted_price_best", &posted_price(&setting))
        .done())
}
