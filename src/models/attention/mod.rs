//! Costly information about a common state: the models `attention.*`.
//!
//! Source: Larionov and Yamashita: implementability lemma, efficiency proposition, subsidy minimisation and
//! optimality. Values and payments are given exponentiated, so most conditions are on rational numbers; where
//! logarithms or roots stay they are enclosed. Consumes a plan of information `alpha[i][j][state]`; positions in
//! answers count from 0.

mod decide;
mod deviation;
mod formulas;
mod map;
mod plan;
mod subsidy;

use std::cmp::Ordering;

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

use super::error::EvalError;
use super::input::Fields;
use super::linear::over;
use super::output::Answer;
use crate::exact::logarithm::LogSum;
use plan::Plan;

pub(crate) use decide::implementable;
pub(crate) use map::existence_map;
pub(crate) use subsidy::min_subsidy;

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
