//! Costly information about a common state: `attention.implementable`, `attention.efficient`, `attention.revenue`.
//!
//! Source: Larionov and Yamashita, implementability lemma, efficiency
//! proposition and optimality. Values and payments are given exponentiated, so
//! every condition is one on rational numbers. Consumes a plan of information
//! `alpha[i][j][state]`; produces whether the conditions hold, and which fails
//! first. Positions in answers count from 0.

use std::cmp::Ordering;

use mechproof_core::exact::Rational;
use serde_json::{Map, Value, json};

use super::error::EvalError;
use super::input::Fields;
use super::linear::over;
use super::output::Answer;
use crate::exact::logarithm::LogSum;

/// The most reports of a side, and the most states.
const MOST: usize = 12;

/// A plan of information: `alpha[own report][other's report][state]`.
struct Plan {
    alpha: Vec<Vec<Vec<Rational>>>,
}

impl Plan {
    fn read(fields: &Fields<'_>) -> Result<Self, EvalError> {
        let slot = fields.get("alpha")?;
        let rows = slot.list(MOST)?;
        let columns = rows[0].list(MOST)?;
        let states = columns[0].list(MOST)?.len();
        let mut alpha = Vec::new();
        for row in &rows {
            let cells = row.exactly(columns.len())?;
            let cells = cells.iter().map(|cell| cell.rationals_exactly(states));
            alpha.push(cells.collect::<Result<Vec<_>, _>>()?);
        }
        let plan = Plan { alpha };
        if plan.alpha.iter().flatten().flatten().any(Rational::is_negative) {
            return Err(fields.range("alpha", "at least 0"));
        }
        let sum: Rational = plan.alpha.iter().flatten().flatten().cloned().sum();
        if !sum.is_one() {
            return Err(EvalError::Sum { field: slot.path(), sum });
        }
        if let Some(state) = (0..states).find(|v| plan.alpha.iter().flatten().all(|cell| cell[*v].is_zero()))
        {
            return Err(fields.range("alpha", format!("positive in some cell of state {state}")));
        }
        Ok(plan)
    }

    /// The plan with the two sides exchanged.
    fn transposed(&self) -> Self {
        let columns = self.alpha[0].len();
        let column = |j: usize| self.alpha.iter().map(|row| row[j].clone()).collect();
        Plan { alpha: (0..columns).map(column).collect() }
    }

    fn reports(&self) -> usize {
        self.alpha.len()
    }

    fn others(&self) -> usize {
        self.alpha[0].len()
    }

    fn states(&self) -> usize {
        self.alpha[0][0].len()
    }

    /// The posterior of each own report, if the report is used.
    fn posteriors(&self) -> Vec<Option<Vec<Rational>>> {
        let posterior = |row: &Vec<Vec<Rational>>| {
            let joint: Vec<Rational> =
                (0..self.states()).map(|v| row.iter().map(|cell| cell[v].clone()).sum()).collect();
            let mass: Rational = joint.iter().cloned().sum();
            mass.is_positive().then(|| joint.iter().map(|p| over(p, &mass)).collect())
        };
        self.alpha.iter().map(posterior).collect()
    }

    /// Does the other side's report occur in the state?
    fn occurs(&self, other: usize, state: usize) -> bool {
        self.alpha.iter().any(|row| row[other][state].is_positive())
    }

    /// Can some transfers make efficient trade optimal for this side?
    ///
    /// For each report of the other side: potentials of own reports and states
    /// exist if and only if no cycle of the support multiplies to less than 1.
    fn supports_efficiency(&self) -> bool {
        let posteriors = self.posteriors();
        if posteriors.iter().flatten().flatten().any(|p| !p.is_positive()) {
            return false;
        }
        let posteriors: Vec<&Vec<Rational>> = posteriors.iter().flatten().collect();
        let rows: Vec<&Vec<Vec<Rational>>> =
            self.alpha.iter().filter(|row| row.iter().flatten().any(Rational::is_positive)).collect();
        (0..self.others()).all(|j| {
            let active: Vec<usize> =
                (0..rows.len()).filter(|i| rows[*i][j].iter().any(Rational::is_positive)).collect();
            let step = |from: usize, to: usize| {
                // R(v) <= T_i mu_i(v), with equality on the support: a bound on T_to / T_from.
                let through = (0..self.states()).filter(|v| rows[from][j][*v].is_positive());
                through.map(|v| over(&posteriors[to][v], &posteriors[from][v])).min()
            };
            let mut best: Vec<Vec<Option<Rational>>> =
                active.iter().map(|from| active.iter().map(|to| step(*from, *to)).collect()).collect();
            for middle in 0..active.len() {
                for from in 0..active.len() {
                    for to in 0..active.len() {
                        if let (Some(a), Some(b)) = (&best[from][middle], &best[middle][to]) {
                            let through = a * b;
                            if best[from][to].as_ref().is_none_or(|known| through < *known) {
                                best[from][to] = Some(through);
                            }
                        }
                    }
                }
                if (0..active.len()).any(|at| best[at][at].as_ref().is_some_and(|p| *p < Rational::one())) {
                    return false;
                }
            }
            true
        })
    }
}

/// Is the plan optimal for one side at the given payments?
pub(crate) fn implementable(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let seller = match fields.get("side")?.text()? {
        "buyer" => false,
        "seller" => true,
        _ => return Err(fields.range("side", "\"buyer\" or \"seller\"")),
    };
    let given = Plan::read(&fields)?;
    let (rows, columns) = (given.reports(), given.others());
    let worth = fields.get("U")?.rationals_exactly(given.states())?;
    let pay = fields.get("T")?.table(rows, columns)?;
    for (name, mut numbers) in
        [("U", worth.iter().collect::<Vec<_>>()), ("T", pay.iter().flatten().collect())]
    {
        if numbers.drain(..).any(|number| !number.is_positive()) {
            return Err(fields.range(name, "positive: values and payments are exponentiated"));
        }
    }
    let quantity = match fields.maybe("q") {
        Some(slot) => {
            let table = slot.table(rows, columns)?;
            if table.iter().flatten().any(|q| !(q.is_zero() || q.is_one())) {
                let what = "only 0 and 1 are decided exactly".into();
                return Err(EvalError::Unsupported { field: slot.path(), what });
            }
            table
        }
        None => vec![vec![Rational::one(); columns]; rows],
    };
    // The seller is the buyer with values and payments inverted and the sides exchanged.
    let plan = if seller { given.transposed() } else { given };
    let weight = |own: usize, other: usize, state: usize| {
        let (i, j) = if seller { (other, own) } else { (own, other) };
        let value = if quantity[i][j].is_zero() { Rational::one() } else { worth[state].clone() };
        if seller { over(&pay[i][j], &value) } else { over(&value, &pay[i][j]) }
    };
    let failing = first_failure(&plan, weight, seller);
    Ok(Answer::new()
        .value("implementable", failing.is_none())
        .value("failing", failing.unwrap_or(Value::Null))
        .done())
}

fn first_failure(
    plan: &Plan,
    weight: impl Fn(usize, usize, usize) -> Rational,
    seller: bool,
) -> Option<Value> {
    let posteriors = plan.posteriors();
    let own_name = if seller { "j" } else { "i" };
    for (own, posterior) in posteriors.iter().enumerate() {
        let zero = posterior.iter().flatten().position(Rational::is_zero);
        if let Some(state) = zero {
            return Some(json!({"condition": "BOUNDARY", own_name: own, "state": state}));
        }
    }
    // R_j(v), the exponentiated negative multiplier, where it matters.
    let least = |other: usize, state: usize| {
        let used = posteriors.iter().enumerate();
        let used = used.filter_map(|(own, posterior)| Some((own, posterior.as_ref()?)));
        used.map(|(own, posterior)| over(&posterior[state], &weight(own, other, state)))
            .min()
            .unwrap_or_default()
    };
    for (own, row) in plan.alpha.iter().enumerate() {
        for (other, cell) in row.iter().enumerate() {
            for (state, mass) in cell.iter().enumerate().filter(|(_, mass)| mass.is_positive()) {
                debug_assert!(mass.is_positive());
                let posterior = posteriors[own].as_ref().map(|posterior| posterior[state].clone());
                if over(&posterior.unwrap_or_default(), &weight(own, other, state)) > least(other, state) {
                    let (i, j) = if seller { (other, own) } else { (own, other) };
                    return Some(json!({"condition": "ST/DF/CS", "i": i, "j": j, "state": state}));
                }
            }
        }
    }
    let bound = |weight: &dyn Fn(usize, usize) -> Rational| -> Rational {
        let state = |v: usize| {
            let others = (0..plan.others()).filter(|other| plan.occurs(*other, v));
            others.map(|other| weight(other, v) * least(other, v)).max().unwrap_or_default()
        };
        (0..plan.states()).map(state).sum()
    };
    let sum = bound(&|_, _| Rational::one());
    if sum > Rational::one() {
        return Some(json!({"condition": "NA", "sum": sum.to_string()}));
    }
    for own in (0..plan.reports()).filter(|own| posteriors[*own].is_none()) {
        let sum = bound(&|other, state| weight(own, other, state));
        if sum > Rational::one() {
            return Some(json!({"condition": "UNUSED", own_name: own, "sum": sum.to_string()}));
        }
    }
    None
}

/// Can some transfers make efficient trade optimal for both sides?
pub(crate) fn efficient(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let plan = Plan::read(&Fields::of(map))?;
    let (buyer, seller) = (plan.supports_efficiency(), plan.transposed().supports_efficiency());
    Ok(Answer::new()
        .value("implementable", buyer && seller)
        .value("buyer_alone", buyer)
        .value("seller_alone", seller)
        .done())
}

/// The most expected payment from one side that learns one of two posteriors.
///
/// The payments are the largest that participation allows; the share `n` of the
/// abstention constraint that falls on the high state is the concave maximiser,
/// between the two kinks at which the binding state of a signal changes.
pub(crate) fn revenue(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let worth = fields.get("U")?.rationals_exactly(2)?;
    if worth.iter().any(|value| !value.is_positive()) {
        return Err(fields.range("U", "positive: values are exponentiated"));
    }
    let prior = fields.inner_probability("mu0_hi")?;
    let posteriors = fields.get("posteriors_hi")?.rationals_exactly(2)?;
    let (m1, m2) = (&posteriors[0], &posteriors[1]);
    let one = Rational::one();
    if *m1 >= one || !m2.is_positive() {
        return Err(fields.range("posteriors_hi", "strictly between 0 and 1"));
    }
    if *m1 <= prior || prior <= *m2 {
        return Err(fields.order("posteriors_hi", "the first above the prior, the second below it"));
    }
    let first = over(&(&prior - m2), &(m1 - m2));
    let shares = [first.clone(), &one - &first];
    let (low, high) = (&worth[0], &worth[1]);
    let kink = |m: &Rational| over(&(m * low), &(m * low + (&one - m) * high));
    let (regime, share) = match (first.cmp(&kink(m1)), first.cmp(&kink(m2))) {
        (Ordering::Greater, _) => ("kink at m1", kink(m1)),
        (_, Ordering::Less) => ("kink at m2", kink(m2)),
        _ => ("interior", first.clone()),
    };
    let mut value = LogSum::new();
    for (weight, m) in shares.iter().zip([m1, m2]) {
        let (up, down) = (over(&(high * &share), m), over(&(low * (&one - &share)), &(&one - m)));
        value.add(weight, &up.min(down));
    }
    Ok(Answer::new().value("value", value.to_json()).value("regime", regime).done())
}
