//! The mediator's whole problem as one linear program: `intermediary.mediator` and `intermediary.resale`.
//!
//! Source: Dworczak, "Mechanism Design with Aftermarkets", sections 3 and 4. A signal recommends a mechanism to
//! the third party; it is enough to recommend vertices of what she may offer, because a selection that mixes
//! vertices can be told as a finer signal, and signals with the same recommendation can be merged. So the optimum
//! over all signals, fees and selections is a linear program. Consumes finite tables; produces its optimum with
//! named multipliers. The mediator maximises the third party's payoff, or what is stated.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value, json};

use super::error::EvalError;
use super::input::Fields;
use super::intermediary::{Offer, Problem};
use super::linear::{Form, Program, attained, dot, over};
use super::output::{Answer, number, numbers, table};

/// The most mechanisms that can be recommended.
const MOST: usize = 48;
/// The most rules without randomisation.
const MOST_RULES: usize = 300;

/// What the third party may offer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Market {
    /// Any mechanism, as in the paper.
    Full,
    /// Lotteries without transfers.
    NoTransfers,
    /// A decision for each type, with transfers.
    NoRandomisation,
    /// One decision at one price, or nothing.
    OneOffer,
}

impl Market {
    fn read(fields: &Fields<'_>) -> Result<Market, EvalError> {
        let Some(slot) = fields.maybe("market") else { return Ok(Market::Full) };
        match slot.text()? {
            "full" => Ok(Market::Full),
            "no-transfers" => Ok(Market::NoTransfers),
            "no-randomisation" => Ok(Market::NoRandomisation),
            "one-offer" => Ok(Market::OneOffer),
            _ => Err(fields.range("market", "full, no-transfers, no-randomisation or one-offer")),
        }
    }

    fn offers(self, problem: &Problem) -> Result<Vec<Offer>, EvalError> {
        match self {
            Market::Full => problem.vertices(None, true),
            Market::NoTransfers => problem.vertices(None, false),
            Market::NoRandomisation => pure(problem),
            Market::OneOffer => Ok(single(problem)),
        }
    }
}

/// Rules that give each type one decision, with the vertices of their transfers.
fn pure(problem: &Problem) -> Result<Vec<Offer>, EvalError> {
    let (types, decisions) = (problem.types(), problem.decisions());
    let mut rules: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..types {
        let extend = |rule: Vec<usize>| (0..decisions).map(move |y| [rule.clone(), vec![y]].concat());
        rules = rules.into_iter().flat_map(extend).collect();
        if rules.len() > MOST_RULES {
            let limit = format!("{MOST_RULES} decision rules");
            return Err(EvalError::Size { field: "u".into(), limit });
        }
    }
    let mut offers = Vec::new();
    for rule in rules {
        let unit = |y: &usize| (0..decisions).map(|other| Rational::from(i64::from(other == *y))).collect();
        let x: Vec<Vec<Rational>> = rule.iter().map(unit).collect();
        for tau in problem.transfers(&x)? {
            offers.push(Offer { x: x.clone(), tau });
        }
    }
    Ok(offers)
}

/// One decision at one price that some type just accepts; who does not accept gets decision 0 for nothing.
fn single(problem: &Problem) -> Vec<Offer> {
    let (types, decisions) = (problem.types(), problem.decisions());
    let unit = |y: usize| -> Vec<Rational> {
        (0..decisions).map(|other| Rational::from(i64::from(other == y))).collect()
    };
    let mut offers = Vec::new();
    for y in 0..decisions {
        for marginal in 0..types {
            let price = &problem.u[y][marginal] - &problem.u[0][marginal];
            let accepts = |kind: usize| &problem.u[y][kind] - &problem.u[0][kind] >= price;
            offers.push(Offer {
                x: (0..types).map(|kind| unit(if accepts(kind) { y } else { 0 })).collect(),
                tau: (0..types)
                    .map(|kind| if accepts(kind) { price.clone() } else { Rational::zero() })
                    .collect(),
            });
        }
    }
    offers
}

/// An offer by what it leaves to each type and gives to the third party from each type.
struct Choice {
    offer: Offer,
    rents: Vec<Rational>,
    payoffs: Vec<Rational>,
}

/// The offers that are optimal at some belief.
fn envelope(problem: &Problem, offers: Vec<Offer>) -> Result<Vec<Choice>, EvalError> {
    let types = problem.types();
    let all: Vec<Choice> = offers
        .into_iter()
        .map(|offer| Choice {
            rents: (0..types).map(|kind| problem.rent(kind, &offer)).collect(),
            payoffs: (0..types).map(|kind| problem.payoff(kind, &offer)).collect(),
            offer,
        })
        .collect();
    let mut payoffs: Vec<&Vec<Rational>> = all.iter().map(|choice| &choice.payoffs).collect();
    payoffs.sort();
    payoffs.dedup();
    // Who pays more from every type is better at every belief.
    let beaten = |one: &Vec<Rational>| {
        payoffs.iter().any(|other| *other != one && other.iter().zip(one).all(|(other, own)| other > own))
    };
    let candidates: Vec<&Vec<Rational>> = payoffs.iter().copied().filter(|one| !beaten(one)).collect();
    let mut optimal: Vec<Vec<Rational>> = Vec::new();
    for one in &candidates {
        let mut program = Program::new();
        let belief: Vec<usize> = (0..types).map(|_| program.nonnegative()).collect();
        program.equal(belief.iter().map(|q| (*q, Rational::one())).collect(), Rational::one());
        for other in candidates.iter().filter(|other| *other != one) {
            let form = (0..types).map(|kind| (belief[kind], &one[kind] - &other[kind])).collect();
            program.at_least(form, Rational::zero());
        }
        if program.feasible()? {
            optimal.push((*one).clone());
        }
    }
    let kept: Vec<Choice> = all.into_iter().filter(|choice| optimal.contains(&choice.payoffs)).collect();
    if kept.len() > MOST {
        let limit = format!("{MOST} mechanisms that are optimal at some belief");
        return Err(EvalError::Size { field: "u".into(), limit });
    }
    Ok(kept)
}

/// The mediator's best mechanism, over all signals, fees and selections.
pub(crate) fn mediator(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let problem = Problem::read(&fields, true)?;
    if problem.slope.iter().any(Rational::is_zero) {
        return Err(fields.range("slope_c", "positive"));
    }
    let market = Market::read(&fields)?;
    let (types, decisions) = (problem.types(), problem.decisions());
    let goal = match fields.maybe("goal") {
        Some(slot) => Some(slot.table(decisions, types)?),
        None => None,
    };
    let choices = envelope(&problem, market.offers(&problem)?)?;
    let expected = |payoffs: &[Rational]| dot(&problem.prior, payoffs);
    let Some(alone) = choices.iter().map(|choice| expected(&choice.payoffs)).max() else {
        return Err(EvalError::Stopped("the third party has no offer that satisfies A-IR and A-IC"));
    };
    let wanted = |choice: &Choice, kind: usize| match &goal {
        None => choice.payoffs[kind].clone(),
        Some(goal) => choice.offer.x[kind].iter().zip(goal).map(|(x, row)| x * &row[kind]).sum(),
    };
    let mut program = Program::new();
    let chances: Vec<Vec<usize>> =
        choices.iter().map(|_| (0..types).map(|_| program.nonnegative()).collect()).collect();
    let fees = program.frees(types);
    for kind in 0..types {
        program.equal(chances.iter().map(|row| (row[kind], Rational::one())).collect(), Rational::one());
        program.name(format!("signals({kind})"));
    }
    for (k, choice) in choices.iter().enumerate() {
        for (j, other) in choices.iter().enumerate().filter(|(_, other)| other.payoffs != choice.payoffs) {
            let form = (0..types).map(|kind| {
                let difference = &choice.payoffs[kind] - &other.payoffs[kind];
                (chances[k][kind], &problem.prior[kind] * difference)
            });
            program.at_least(form.collect(), Rational::zero());
            program.name(format!("optimal({k} against {j})"));
        }
    }
    for kind in 0..types {
        for report in (0..types).filter(|report| *report != kind) {
            let mut form = vec![(fees[kind], Rational::from(-1)), (fees[report], Rational::one())];
            for (choice, row) in choices.iter().zip(&chances) {
                form.push((row[kind], choice.rents[kind].clone()));
                form.push((row[report], -&choice.rents[kind]));
            }
            program.at_least(form, Rational::zero());
            program.name(format!("I-IC({kind} -> {report})"));
        }
    }
    let mut objective = Form::new();
    for (choice, row) in choices.iter().zip(&chances) {
        for (kind, place) in row.iter().enumerate() {
            objective.push((*place, &problem.prior[kind] * wanted(choice, kind)));
        }
    }
    let best = attained(program.maximum(objective)?)?;
    // Without signals: an optimal offer, or a mixture of optimal ones where that is again an offer.
    let without = choices
        .iter()
        .filter(|choice| expected(&choice.payoffs) == alone)
        .map(|choice| (0..types).map(|kind| &problem.prior[kind] * wanted(choice, kind)).sum::<Rational>());
    let mut induced = vec![vec![Rational::zero(); decisions]; types];
    let mut payoff = Rational::zero();
    let mut signals = Vec::new();
    for (k, (choice, row)) in choices.iter().zip(&chances).enumerate() {
        let sent: Vec<Rational> = row.iter().map(|place| best.point[*place].clone()).collect();
        let joint: Vec<Rational> = sent.iter().zip(&problem.prior).map(|(pi, p)| pi * p).collect();
        let mass: Rational = joint.iter().cloned().sum();
        if mass.is_zero() {
            continue;
        }
        for kind in 0..types {
            payoff += &(&joint[kind] * &choice.payoffs[kind]);
            for (into, x) in induced[kind].iter_mut().zip(&choice.offer.x[kind]) {
                *into += &(&sent[kind] * x);
            }
        }
        let posterior: Vec<Rational> = joint.iter().map(|p| over(p, &mass)).collect();
        signals
            .push(json!({"mechanism": k, "chance_by_type": numbers(&sent), "posterior": numbers(&posterior),
            "x": table(&choice.offer.x), "tau": numbers(&choice.offer.tau)}));
    }
    let lowest = fees.iter().map(|fee| &best.point[*fee]).min().cloned().unwrap_or_default();
    // I-IR is left out: a lower fee for every type restores it and changes nothing else.
    let fee: Vec<Rational> = fees.iter().map(|fee| &best.point[*fee] - &lowest).collect();
    Ok(Answer::new()
        .number("v_star", &alone)
        .number("value", &best.value)
        .maybe("value_without_signals", without.max().as_ref())
        .number("third_party_value", &payoff)
        .value("induced_x", table(&induced))
        .value("signals", signals)
        .value("fee_above_the_lowest", numbers(&fee))
        .value("mechanisms", choices.len())
        .value("multipliers", program.named(&best.multipliers))
        .done())
}

/// A mediator who sells the object, and a third party who then offers to buy it from its owner.
///
/// With a constant chance of a sale she offers what is best under the prior; which offers can a mediator who
/// sells with other chances make her prefer?
pub(crate) fn resale(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let values = fields.get("values")?.increasing(super::monopoly::MOST)?;
    let prior = fields.get("prior")?.full_support(values.len())?;
    let worth = fields.get("worth")?.rational()?;
    let profit = |price: &Rational, kind: usize| {
        if *price >= values[kind] { &worth - price } else { Rational::zero() }
    };
    let total =
        |price: &Rational| (0..values.len()).map(|kind| &prior[kind] * profit(price, kind)).sum::<Rational>();
    let best = values.iter().map(total).max().unwrap_or_default();
    let constant: Vec<&Rational> = values.iter().filter(|price| total(price) == best).collect();
    let mut reachable = Vec::new();
    for price in &values {
        let mut program = Program::new();
        let owns: Vec<usize> = values.iter().map(|_| program.share()).collect();
        let fees = program.frees(values.len());
        for other in values.iter().filter(|other| *other != price) {
            let form = (0..values.len())
                .map(|kind| (owns[kind], &prior[kind] * (profit(price, kind) - profit(other, kind))));
            program.at_least(form.collect(), Rational::zero());
        }
        for kind in 0..values.len() {
            let keeps = values[kind].clone().max(price.clone());
            for report in (0..values.len()).filter(|report| *report != kind) {
                program.at_least(
                    vec![
                        (owns[kind], keeps.clone()),
                        (owns[report], -&keeps),
                        (fees[kind], Rational::from(-1)),
                        (fees[report], Rational::one()),
                    ],
                    Rational::zero(),
                );
            }
        }
        let sold = attained(program.maximum(owns.iter().copied().zip(prior.iter().cloned()).collect())?)?;
        if sold.value.is_positive() {
            let chances: Vec<Rational> = owns.iter().map(|place| sold.point[*place].clone()).collect();
            reachable.push(json!({"offer": number(price), "chance_of_sale_by_type": numbers(&chances)}));
        }
    }
    Ok(Answer::new()
        .value("offers_with_a_constant_chance", numbers(constant))
        .value("offers_with_other_chances", reachable)
        .done())
}
