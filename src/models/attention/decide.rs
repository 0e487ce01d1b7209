//! `attention.implementable`: is a plan of information optimal for one side at the given trades and payments?
//!
//! Source: Larionov and Yamashita, implementability lemma, for any finite numbers of states and reports.
//! Write `W = U^q / T` for the exponentiated payoff of a pair of reports in a state. The multipliers are eliminated:
//! `R_j(v) = exp(-lambda_j(v))` is the least `mu_i(v) / W_ij(v)` over own reports in use. For rational `q` everything
//! is a root of one degree of a rational number; comparisons of two are exact, and a sum of positive roots is
//! 1 only if all are rational, since real roots of different classes are independent over the rationals.

use std::cmp::Ordering;

use mechproof_core::exact::{Integer, Rational};
use serde_json::{Map, Value, json};

use super::super::error::EvalError;
use super::super::input::Fields;
use super::super::linear::over;
use super::super::output::Answer;
use super::deviation::Deviation;
use super::plan::Plan;
use crate::exact::interval::Interval;
use crate::exact::logarithm::{enclosed, root, root_enclosure};

/// The largest common denominator of the probabilities of trade.
const MOST_DEGREE: i64 = 24;

/// A side's question: the plan with its own reports first, and its payoffs.
pub(super) struct Question {
    pub(super) plan: Plan,
    /// Exponentiated values by state; inverted for the seller.
    pub(super) worth: Vec<Rational>,
    /// Exponentiated payments, own report first; inverted for the seller.
    pub(super) pay: Vec<Vec<Rational>>,
    /// Probabilities of trade, own report first.
    pub(super) trade: Vec<Vec<Rational>>,
    /// The common denominator of the probabilities of trade.
    degree: u32,
    seller: bool,
}

/// What is wrong with a plan; `own` and `other` are reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// A posterior in use excludes a state.
    Boundary { own: usize, state: usize },
    /// Mass at a cell would be better at the own report `better`.
    Cell { own: usize, other: usize, state: usize, better: usize },
    /// Abstaining pays.
    Abstain { sum: Sum },
    /// A report that is never sent pays.
    Unused { own: usize, sum: Sum },
}

/// A sum of positive roots: exact if rational.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sum {
    Rational(Rational),
    Between(Interval),
}

impl Sum {
    fn to_json(&self) -> Value {
        match self {
            Sum::Rational(sum) => json!(sum.to_string()),
            Sum::Between(around) => enclosed(around),
        }
    }

    fn above_one(&self) -> bool {
        match self {
            Sum::Rational(sum) => *sum > Rational::one(),
            Sum::Between(around) => around.lo > Rational::one(),
        }
    }
}

impl Question {
    fn read(fields: &Fields<'_>) -> Result<Self, EvalError> {
        let seller = match fields.get("side")?.text()? {
            "buyer" => false,
            "seller" => true,
            _ => return Err(fields.range("side", "\"buyer\" or \"seller\"")),
        };
        let plan = Plan::read(fields)?;
        let (rows, columns) = (plan.reports(), plan.others());
        let worth = fields.get("U")?.rationals_exactly(plan.states())?;
        let pay = fields.get("T")?.table(rows, columns)?;
        for (name, positive) in [
            ("U", worth.iter().all(Rational::is_positive)),
            ("T", pay.iter().flatten().all(Rational::is_positive)),
        ] {
            if !positive {
                return Err(fields.range(name, "positive: values and payments are exponentiated"));
            }
        }
        let trade = match fields.maybe("q") {
            Some(slot) => slot.table(rows, columns)?,
            None => vec![vec![Rational::one(); columns]; rows],
        };
        if trade.iter().flatten().any(|q| q.is_negative() || *q > Rational::one()) {
            return Err(fields.range("q", "probabilities"));
        }
        let common = trade.iter().flatten().fold(Integer::one(), |lcm, q| lcm.lcm(&q.denominator()));
        let degree = common.to_i64().filter(|degree| *degree <= MOST_DEGREE).ok_or(EvalError::Size {
            field: "q".into(),
            limit: format!("a common denominator of {MOST_DEGREE}"),
        })?;
        let degree = u32::try_from(degree).unwrap_or(1);
        // The seller is the buyer with values and payments inverted and the sides exchanged.
        let turned = |table: Vec<Vec<Rational>>| -> Vec<Vec<Rational>> {
            (0..columns).map(|j| table.iter().map(|row| row[j].clone()).collect()).collect()
        };
        let inverse = |number: &Rational| number.recip().unwrap_or_default();
        Ok(if seller {
            let pay: Vec<Vec<Rational>> = pay.iter().map(|row| row.iter().map(inverse).collect()).collect();
            let worth = worth.iter().map(inverse).collect();
            let plan = plan.transposed();
            Question { plan, worth, pay: turned(pay), trade: turned(trade), degree, seller }
        } else {
            Question { plan, worth, pay, trade, degree, seller }
        })
    }

    /// The payoff `W` of a cell to the power of the degree: a rational number.
    fn weight(&self, own: usize, other: usize, state: usize) -> Rational {
        let traded = (&self.trade[own][other] * &Rational::from(i64::from(self.degree))).numerator();
        let times = traded.to_i64().and_then(|times| u32::try_from(times).ok()).unwrap_or(0);
        over(&self.worth[state].pow(times), &self.pay[own][other].pow(self.degree))
    }

    /// The ratio `mu / W` of a cell to the power of the degree.
    fn ratio(&self, posterior: &[Rational], own: usize, other: usize, state: usize) -> Rational {
        over(&posterior[state].pow(self.degree), &self.weight(own, other, state))
    }

    /// The own report with the least ratio, and the power of its ratio: that of `R_other(state)`.
    fn least(&self, posteriors: &[Option<Vec<Rational>>], other: usize, state: usize) -> (usize, Rational) {
        let used = posteriors.iter().enumerate();
        let ratios = used
            .filter_map(|(own, posterior)| Some((own, self.ratio(posterior.as_ref()?, own, other, state))));
        ratios.min_by(|a, b| a.1.cmp(&b.1)).unwrap_or_default()
    }

    /// `sum_v max_j` of the weight times `R_j(v)`, over the reports `j` that occur in `v`; and the `j` of each state
    /// with an enclosure of its term.
    fn bound(
        &self,
        posteriors: &[Option<Vec<Rational>>],
        weight: &dyn Fn(usize, usize) -> Rational,
    ) -> (Sum, Vec<(usize, Interval)>) {
        let state = |v: usize| {
            let others = (0..self.plan.others()).filter(|other| self.plan.occurs(*other, v));
            let powers = others.map(|other| (other, weight(other, v) * self.least(posteriors, other, v).1));
            powers.max_by(|a, b| a.1.cmp(&b.1)).unwrap_or_default()
        };
        let terms: Vec<(usize, Rational)> = (0..self.plan.states()).map(state).collect();
        let roots: Option<Vec<Rational>> = terms.iter().map(|(_, power)| root(power, self.degree)).collect();
        if let Some(roots) = roots {
            let sum = Sum::Rational(roots.iter().cloned().sum());
            let terms = terms.iter().zip(roots).map(|((j, _), root)| (*j, Interval::point(root)));
            return (sum, terms.collect());
        }
        let mut bits = 80;
        loop {
            let enclose = |(j, power): &(usize, Rational)| (*j, root_enclosure(power, self.degree, bits));
            let terms: Vec<(usize, Interval)> = terms.iter().map(enclose).collect();
            let zero = Interval::point(Rational::zero());
            let sum = terms.iter().fold(zero, |sum, (_, term)| &sum + term);
            if !sum.contains(&Rational::one()) {
                return (Sum::Between(sum), terms);
            }
            bits *= 2;
        }
    }

    /// The first condition that fails, and where mass could go instead.
    fn judge(&self) -> Option<(Failure, Deviation)> {
        let posteriors = self.plan.posteriors();
        for (own, posterior) in posteriors.iter().enumerate() {
            if let Some(state) = posterior.iter().flatten().position(Rational::is_zero) {
                let deviation = Deviation::into_excluded(self, own, state)?;
                return Some((Failure::Boundary { own, state }, deviation));
            }
        }
        for (own, row) in self.plan.alpha.iter().enumerate() {
            let Some(posterior) = &posteriors[own] else { continue };
            for (other, cell) in row.iter().enumerate() {
                for state in (0..cell.len()).filter(|state| cell[*state].is_positive()) {
                    let (better, least) = self.least(&posteriors, other, state);
                    if self.ratio(posterior, own, other, state).cmp(&least) == Ordering::Greater {
                        let deviation = Deviation::between(self, own, better, other, state)?;
                        return Some((Failure::Cell { own, other, state, better }, deviation));
                    }
                }
            }
        }
        let (sum, terms) = self.bound(&posteriors, &|_, _| Rational::one());
        if sum.above_one() {
            return Some((Failure::Abstain { sum }, Deviation::towards(self, None, &terms)?));
        }
        for own in (0..self.plan.reports()).filter(|own| posteriors[*own].is_none()) {
            let (sum, terms) = self.bound(&posteriors, &|other, state| self.weight(own, other, state));
            if sum.above_one() {
                return Some((Failure::Unused { own, sum }, Deviation::towards(self, Some(own), &terms)?));
            }
        }
        None
    }

    fn shown(&self, failure: &Failure) -> Value {
        let own_name = if self.seller { "j" } else { "i" };
        match failure {
            Failure::Boundary { own, state } => {
                json!({"condition": "BOUNDARY", own_name: own, "state": state})
            }
            Failure::Cell { own, other, state, .. } => {
                let (i, j) = if self.seller { (other, own) } else { (own, other) };
                json!({"condition": "ST/DF/CS", "i": i, "j": j, "state": state})
            }
            Failure::Abstain { sum } => json!({"condition": "NA", "sum": sum.to_json()}),
            Failure::Unused { own, sum } => {
                json!({"condition": "UNUSED", own_name: own, "sum": sum.to_json()})
            }
        }
    }
}

/// Is the plan optimal for one side at the given payments?
pub(crate) fn implementable(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let question = Question::read(&fields)?;
    let judged = question.judge();
    let (failing, deviation) = match &judged {
        Some((failure, deviation)) => (question.shown(failure), deviation.to_json(question.seller)),
        None => (Value::Null, Value::Null),
    };
    let answer = Answer::new().value("implementable", judged.is_none()).value("failing", failing);
    Ok(answer.value("deviation", deviation).done())
}
