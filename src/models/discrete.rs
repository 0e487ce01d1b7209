//! Auctions on finite types: `auction.discrete`, `auction.discrete-transfers`.
//!
//! Source: Pommey, "A simple introduction to mechanism design", sections 3.3 and
//! 3.4, on grids. Consumes finite laws; produces revenues as exact linear
//! programs over Bayesian incentive compatible, interim individually rational
//! mechanisms, and ironed virtual values from the concave hull of the revenue
//! curve. Large independent auctions are summed from the ironed values instead,
//! which tests compare with the program.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

use super::error::EvalError;
use super::input::{Fields, Slot};
use super::linear::{Form, Program, attained, dot, over};
use super::output::{Answer, numbers};

/// The most types of a bidder.
const MOST_TYPES: usize = 12;
/// The most bidders.
const MOST_BIDDERS: usize = 8;
/// The most profiles that are enumerated.
const MOST_PROFILES: usize = 60_000;
/// The most trade variables of a linear program for the optimal auction.
const MOST_CELLS: usize = 160;

/// A law with finitely many values, all of positive probability.
#[derive(Clone)]
pub(crate) struct Discrete {
    /// The values, increasing.
    pub(crate) values: Vec<Rational>,
    /// Their probabilities.
    pub(crate) probs: Vec<Rational>,
}

impl Discrete {
    /// Reads `{"values": .., "probs": ..}`, also inside `{"discrete": ..}`.
    pub(crate) fn read(slot: &Slot<'_>, most: usize) -> Result<Self, EvalError> {
        let mut fields = slot.object()?;
        if let Some(inner) = fields.maybe("discrete") {
            fields.only(&["discrete"])?;
            fields = inner.object()?;
        }
        fields.only(&["values", "probs"])?;
        let values = fields.get("values")?.increasing(most)?;
        let probs = fields.get("probs")?.full_support(values.len())?;
        Ok(Discrete { values, probs })
    }

    /// The virtual values, ironed: slopes of the concave hull of revenue against quantity.
    pub(crate) fn ironed(&self) -> Vec<Rational> {
        let (mut mass, mut curve) = (Rational::zero(), vec![(Rational::zero(), Rational::zero())]);
        for (value, p) in self.values.iter().zip(&self.probs).rev() {
            mass += p;
            curve.push((mass.clone(), &mass * value));
        }
        let slope = |a: &(Rational, Rational), b: &(Rational, Rational)| over(&(&b.1 - &a.1), &(&b.0 - &a.0));
        let mut hull: Vec<(Rational, Rational)> = Vec::new();
        for point in &curve {
            while let [.., a, b] = hull.as_slice()
                && slope(a, b) <= slope(b, point)
            {
                hull.pop();
            }
            hull.push(point.clone());
        }
        let over_piece = |pair: &[(Rational, Rational)]| {
            let inside = hull.windows(2).find(|piece| piece[0].0 <= pair[0].0 && pair[1].0 <= piece[1].0);
            inside.map(|piece| slope(&piece[0], &piece[1])).unwrap_or_default()
        };
        let mut ironed: Vec<Rational> = curve.windows(2).map(over_piece).collect();
        ironed.reverse();
        ironed
    }
}

/// Every profile of types with its probability.
fn profiles(bidders: &[Discrete]) -> Result<Vec<(Vec<usize>, Rational)>, EvalError> {
    let mut found = vec![(Vec::new(), Rational::one())];
    for bidder in bidders {
        if found.len() * bidder.values.len() > MOST_PROFILES {
            let limit = format!("{MOST_PROFILES} profiles of types");
            return Err(EvalError::Size { field: "bidders".into(), limit });
        }
        let extend = |(profile, mass): &(Vec<usize>, Rational)| {
            let (profile, mass) = (profile.clone(), mass.clone());
            let step = move |(kind, p): (usize, &Rational)| {
                let mut longer = profile.clone();
                longer.push(kind);
                (longer, &mass * p)
            };
            bidder.probs.iter().enumerate().map(step).collect::<Vec<_>>()
        };
        found = found.iter().flat_map(extend).collect();
    }
    Ok(found)
}

/// The share of each bidder when the highest of the numbers win, ties split.
fn winners(worth: &[&Rational]) -> Vec<Rational> {
    let best = worth.iter().max().copied();
    let ties = worth.iter().filter(|value| Some(**value) == best).count();
    let share = Rational::new(1, i64::try_from(ties).unwrap_or(1)).unwrap_or_default();
    let share = |value: &&Rational| if Some(*value) == best { share.clone() } else { Rational::zero() };
    worth.iter().map(share).collect()
}

/// The most a seller can take from one bidder with the interim trade probabilities `x`.
fn payments(program: &mut Program, law: &Discrete, x: impl Fn(usize) -> Form, pay: &[usize]) {
    let payoff = |kind: usize, report: usize| {
        let mut form: Form = x(report).iter().map(|(at, a)| (*at, a * &law.values[kind])).collect();
        form.push((pay[report], Rational::from(-1)));
        form
    };
    for kind in 0..law.values.len() {
        program.at_least(payoff(kind, kind), Rational::zero());
        for report in (0..law.values.len()).filter(|report| *report != kind) {
            let mut form = payoff(kind, kind);
            form.extend(payoff(kind, report).into_iter().map(|(at, a)| (at, -a)));
            program.at_least(form, Rational::zero());
        }
    }
}

fn expected(law: &Discrete, pay: &[usize]) -> Form {
    pay.iter().copied().zip(law.probs.iter().cloned()).collect()
}

/// The optimal auction of independent bidders as one linear program.
fn optimal_program(bidders: &[Discrete], profiles: &[(Vec<usize>, Rational)]) -> Result<Rational, EvalError> {
    let mut program = Program::new();
    let cells: Vec<Vec<usize>> =
        profiles.iter().map(|_| bidders.iter().map(|_| program.nonnegative()).collect()).collect();
    for row in &cells {
        program.at_most(row.iter().map(|x| (*x, Rational::one())).collect(), Rational::one());
    }
    let mut revenue = Form::new();
    for (place, law) in bidders.iter().enumerate() {
        let pay = program.frees(law.values.len());
        let interim = |kind: usize| -> Form {
            let with = profiles.iter().zip(&cells).filter(|((profile, _), _)| profile[place] == kind);
            with.map(|((_, mass), row)| (row[place], over(mass, &law.probs[kind]))).collect()
        };
        payments(&mut program, law, interim, &pay);
        revenue.extend(expected(law, &pay));
    }
    Ok(attained(program.maximum(revenue)?)?.value)
}

/// The optimal revenue as the expectation of the best ironed value, or 0.
fn optimal_sum(ironed: &[Vec<Rational>], profiles: &[(Vec<usize>, Rational)]) -> Rational {
    let best = |profile: &[usize]| {
        let values = profile.iter().zip(ironed).map(|(kind, ironed)| &ironed[*kind]);
        values.max().filter(|value| value.is_positive()).cloned().unwrap_or_default()
    };
    profiles.iter().map(|(profile, mass)| mass * best(profile)).sum()
}

fn independent(slot: &Slot<'_>) -> Result<Value, EvalError> {
    let bidders = slot.list(MOST_BIDDERS)?;
    let bidders: Vec<Discrete> =
        bidders.iter().map(|law| Discrete::read(law, MOST_TYPES)).collect::<Result<_, _>>()?;
    for (place, law) in bidders.iter().enumerate() {
        if law.values[0].is_negative() {
            let field = format!("{}[{place}].values", slot.path());
            return Err(EvalError::Range { field, required: "at least 0".into() });
        }
    }
    let profiles = profiles(&bidders)?;
    let ironed: Vec<Vec<Rational>> = bidders.iter().map(Discrete::ironed).collect();
    let optimal = if profiles.len() * bidders.len() <= MOST_CELLS {
        optimal_program(&bidders, &profiles)?
    } else {
        optimal_sum(&ironed, &profiles)
    };
    let mut efficient = Rational::zero();
    let mut chance: Vec<Vec<Rational>> =
        bidders.iter().map(|law| vec![Rational::zero(); law.values.len()]).collect();
    for (profile, mass) in &profiles {
        let worth: Vec<&Rational> =
            profile.iter().zip(&bidders).map(|(kind, law)| &law.values[*kind]).collect();
        for (place, share) in winners(&worth).iter().enumerate() {
            chance[place][profile[place]] += &(mass * share);
        }
    }
    for (law, chance) in bidders.iter().zip(&chance) {
        let mut program = Program::new();
        let pay = program.frees(law.values.len());
        // The trade probabilities are fixed: one variable that equals 1 carries them.
        let one = program.free();
        program.equal(vec![(one, Rational::one())], Rational::one());
        let interim = |kind: usize| vec![(one, over(&chance[kind], &law.probs[kind]))];
        payments(&mut program, law, interim, &pay);
        efficient += &attained(program.maximum(expected(law, &pay))?)?.value;
    }
    let ironed: Vec<Value> = ironed.iter().map(numbers).collect();
    Ok(Answer::new()
        .number("optimal_revenue", &optimal)
        .value("ironed_virtual_values", ironed)
        .number("efficient_max_revenue", &efficient)
        .done())
}

/// Two bidders with a joint law.
struct Joint {
    values: [Vec<Rational>; 2],
    probs: Vec<Vec<Rational>>,
}

impl Joint {
    fn read(slot: &Slot<'_>) -> Result<Self, EvalError> {
        let fields = slot.object()?;
        fields.only(&["values", "probs"])?;
        let sides = fields.get("values")?.exactly(2)?;
        let values = [sides[0].increasing(MOST_TYPES)?, sides[1].increasing(MOST_TYPES)?];
        for (side, values) in sides.iter().zip(&values) {
            if values[0].is_negative() {
                return Err(EvalError::Range { field: side.path(), required: "at least 0".into() });
            }
        }
        if values[0].len() * values[1].len() * 2 > MOST_CELLS {
            let limit = format!("{} pairs of types", MOST_CELLS / 2);
            return Err(EvalError::Size { field: fields.get("values")?.path(), limit });
        }
        let probs = fields.get("probs")?.joint(values[0].len(), values[1].len())?;
        Ok(Joint { values, probs })
    }

    /// Own type, the other's type and position in tables, for one of the two bidders.
    fn at(side: usize, own: usize, other: usize) -> (usize, usize) {
        if side == 0 { (own, other) } else { (other, own) }
    }

    /// The most revenue; with an efficient allocation if so demanded.
    fn revenue(&self, efficient: bool) -> Result<Rational, EvalError> {
        let mut program = Program::new();
        let mut revenue = Form::new();
        let (rows, columns) = (self.values[0].len(), self.values[1].len());
        let mut x = vec![vec![[0; 2]; columns]; rows];
        let mut t = x.clone();
        for a in 0..rows {
            for b in 0..columns {
                x[a][b] = [program.nonnegative(), program.nonnegative()];
                t[a][b] = [program.free(), program.free()];
                revenue.extend(t[a][b].map(|pay| (pay, self.probs[a][b].clone())));
                let one = Rational::one();
                program.at_most(x[a][b].map(|share| (share, one.clone())).to_vec(), one.clone());
                if efficient {
                    let shares = winners(&[&self.values[0][a], &self.values[1][b]]);
                    for (share, value) in x[a][b].iter().zip(shares) {
                        program.equal(vec![(*share, one.clone())], value);
                    }
                }
            }
        }
        for side in 0..2 {
            let payoff = |kind: usize, report: usize| {
                let mut form = Form::new();
                for other in 0..self.values[1 - side].len() {
                    let (a, b) = Self::at(side, kind, other);
                    let p = &self.probs[a][b];
                    let (a, b) = Self::at(side, report, other);
                    form.push((x[a][b][side], p * &self.values[side][kind]));
                    form.push((t[a][b][side], -p));
                }
                form
            };
            for kind in 0..self.values[side].len() {
                program.at_least(payoff(kind, kind), Rational::zero());
                for report in (0..self.values[side].len()).filter(|report| *report != kind) {
                    let mut form = payoff(kind, kind);
                    form.extend(payoff(kind, report).into_iter().map(|(at, a)| (at, -a)));
                    program.at_least(form, Rational::zero());
                }
            }
        }
        Ok(attained(program.maximum(revenue)?)?.value)
    }
}

/// The optimal auction and the best efficient one.
pub(crate) fn auction(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    match (fields.maybe("bidders"), fields.maybe("joint")) {
        (Some(_), Some(slot)) => Err(EvalError::Unsupported {
            field: slot.path(),
            what: "give either `bidders` or `joint`, not both".into(),
        }),
        (Some(slot), None) => independent(&slot),
        (None, Some(slot)) => {
            let joint = Joint::read(&slot)?;
            Ok(Answer::new()
                .number("optimal_revenue", &joint.revenue(false)?)
                .number("efficient_max_revenue", &joint.revenue(true)?)
                .done())
        }
        (None, None) => Err(EvalError::Missing { field: "bidders".into() }),
    }
}

/// The interval of expected payments that implement an interim allocation.
pub(crate) fn transfers(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let values = fields.get("values")?.increasing(MOST_TYPES)?;
    let probs = fields.get("probs")?.full_support(values.len())?;
    let chance = fields.get("allocation")?.rationals_exactly(values.len())?;
    let lowest = fields.rational("lowest_utility")?;
    if chance.iter().any(|x| x.is_negative() || *x > Rational::one()) {
        return Err(fields.range("allocation", "between 0 and 1"));
    }
    let law = Discrete { values, probs };
    let mut program = Program::new();
    let pay = program.frees(law.values.len());
    let minus = Rational::from(-1);
    for kind in 0..law.values.len() {
        for report in (0..law.values.len()).filter(|report| *report != kind) {
            let gain = &law.values[kind] * (&chance[report] - &chance[kind]);
            program.at_least(vec![(pay[kind], minus.clone()), (pay[report], Rational::one())], gain);
        }
    }
    program.equal(vec![(pay[0], Rational::one())], &law.values[0] * &chance[0] - lowest);
    let objective = expected(&law, &pay);
    let ends = [program.minimum(objective.clone())?, program.maximum(objective)?];
    let [Some(least), Some(most)] = ends else {
        return Err(fields.order("allocation", "it must not decrease, or no payments implement it"));
    };
    debug_assert_eq!(dot(&law.probs, &most.point), most.value);
    Ok(Answer::new().value("payment_interval", numbers([&least.value, &most.value])).done())
}
