//! Explicit profitable deviations: a rational plan that a side prefers, with an enclosure of its gain.
//!
//! Consumes a question and where mass wants to go; produces the deviation. Its gain is a sum of rational
//! multiples of logarithms of rationals, enclosed away from 0, so it refutes a plan without trust in the
//! multipliers that led to it.

use mechproof_core::exact::Rational;
use serde_json::{Value, json};

use super::super::linear::over;
use super::super::output::numbers;
use super::decide::Question;
use crate::exact::interval::{Interval, decimal, half};
use crate::exact::logarithm::LogSum;

/// The smallest amounts of mass that are tried, as a power of 2.
const LEAST: u32 = 1 << 14;

/// A plan that is better than the given one.
#[derive(Clone, Debug)]
pub(super) struct Deviation {
    /// By own report, the other's report and state; the last own report abstains.
    law: Vec<Vec<Vec<Rational>>>,
    /// What it gains, in logarithms of money.
    gain: Interval,
}

/// Mass to be moved: from own report and the other's report, in a state, to an own report; `None` abstains.
struct Move {
    from: usize,
    other: usize,
    state: usize,
    share: Rational,
}

impl Deviation {
    /// From elsewhere in the state to a report in use whose posterior excludes the state.
    pub(super) fn into_excluded(question: &Question, own: usize, state: usize) -> Option<Self> {
        let (from, other) = largest(question, |_, _| true, state)?;
        Self::halving(question, Some(own), &[Move { from, other, state, share: Rational::one() }])
    }

    /// From one own report to another, at one report of the other side and state.
    pub(super) fn between(
        question: &Question,
        from: usize,
        to: usize,
        other: usize,
        state: usize,
    ) -> Option<Self> {
        Self::halving(question, Some(to), &[Move { from, other, state, share: Rational::one() }])
    }

    /// To a report that is not in use, or to abstaining, in proportion to the terms of its condition.
    pub(super) fn towards(
        question: &Question,
        to: Option<usize>,
        terms: &[(usize, Interval)],
    ) -> Option<Self> {
        let moves: Option<Vec<Move>> = terms
            .iter()
            .enumerate()
            .map(|(state, (other, term))| {
                let (from, other) = largest(question, |_, j| j == *other, state)?;
                Some(Move { from, other, state, share: term.middle() })
            })
            .collect();
        Self::halving(question, to, &moves?)
    }

    /// Moves less and less mass until the gain is certain.
    fn halving(question: &Question, to: Option<usize>, moves: &[Move]) -> Option<Self> {
        // All of the mass of the scarcest cell.
        let room = moves
            .iter()
            .map(|step| over(&question.plan.alpha[step.from][step.other][step.state], &step.share));
        let mut size = room.min()?;
        let mut shrinking = 1;
        loop {
            size = &size * &half().pow(shrinking);
            let law = moved(question, to, moves, &size);
            let gain = gain(question, &law);
            let bits = u32::try_from(size.bits()).unwrap_or(LEAST).saturating_mul(2) + 90;
            let around = gain.enclosure(bits);
            if around.lo.is_positive() {
                return Some(Deviation { law, gain: around });
            }
            if size.bits() > u64::from(LEAST) {
                return None;
            }
            // The gain of a cell at the boundary may need very little mass: go there quickly.
            if size.bits() > 64 {
                shrinking *= 2;
            }
        }
    }

    /// In the order of the question: rows by the buyer's report.
    pub(super) fn to_json(&self, seller: bool) -> Value {
        let (abstain, law) = self.law.split_last().map_or((&[][..], &[][..]), |(last, law)| (last, law));
        let cell = |cell: &Vec<Rational>| numbers(cell);
        let columns = abstain.len();
        let law: Value = if seller {
            (0..columns).map(|j| law.iter().map(|row| cell(&row[j])).collect::<Value>()).collect()
        } else {
            law.iter().map(|row| row.iter().map(cell).collect::<Value>()).collect()
        };
        let abstain: Value = abstain.iter().map(cell).collect();
        // As many decimals as keep the gain apart from 0.
        let step = Rational::from(10).pow(16);
        let mut scale = step.clone();
        while &self.gain.lo * &scale < Rational::one() + Rational::one() {
            scale = &scale * &step;
        }
        let shown = self.gain.outward(&scale);
        json!({"law": law, "abstain": abstain, "gain": {
            "lo": shown.lo.to_string(),
            "hi": shown.hi.to_string(),
            "approx": decimal(&self.gain.middle()),
        }})
    }
}

/// The cell with the most mass in a state, among some.
fn largest(
    question: &Question,
    among: impl Fn(usize, usize) -> bool,
    state: usize,
) -> Option<(usize, usize)> {
    let rows = question.plan.alpha.iter().enumerate();
    let cells = rows.flat_map(|(i, row)| row.iter().enumerate().map(move |(j, cell)| (i, j, &cell[state])));
    let cells = cells.filter(|(i, j, mass)| mass.is_positive() && among(*i, *j));
    cells.max_by(|a, b| a.2.cmp(b.2)).map(|(i, j, _)| (i, j))
}

fn moved(question: &Question, to: Option<usize>, moves: &[Move], size: &Rational) -> Vec<Vec<Vec<Rational>>> {
    let plan = &question.plan;
    let mut law = plan.alpha.clone();
    law.push(vec![vec![Rational::zero(); plan.states()]; plan.others()]);
    let to = to.unwrap_or(plan.reports());
    for step in moves {
        let mass = &step.share * size;
        let from = &mut law[step.from][step.other][step.state];
        *from = &*from - &mass;
        let into = &mut law[to][step.other][step.state];
        *into = &*into + &mass;
    }
    law
}

/// What a law is worth more than the plan: payoffs less the cost of information.
fn gain(question: &Question, law: &[Vec<Vec<Rational>>]) -> LogSum {
    let mut sum = LogSum::new();
    let zero = Rational::zero();
    for (own, row) in law.iter().enumerate() {
        let old = question.plan.alpha.get(own);
        for (other, cell) in row.iter().enumerate() {
            let Some(old) = old else { continue };
            for (state, mass) in cell.iter().enumerate() {
                let more = mass - &old[other][state];
                if !more.is_zero() {
                    sum.add(&(&more * &question.trade[own][other]), &question.worth[state]);
                    sum.add(&-&more, &question.pay[own][other]);
                }
            }
        }
        let old = old.map_or_else(|| vec![zero.clone(); question.plan.states()], |row| joint(row));
        let new = joint(row);
        if old != new {
            entropy(&mut sum, &new, &Rational::one());
            entropy(&mut sum, &old, &-Rational::one());
        }
    }
    sum
}

/// The law of the state with one own report.
fn joint(row: &[Vec<Rational>]) -> Vec<Rational> {
    let states = row.first().map_or(0, Vec::len);
    (0..states).map(|state| row.iter().map(|cell| cell[state].clone()).sum()).collect()
}

/// Adds the entropy of the posterior times the mass of the report.
fn entropy(sum: &mut LogSum, joint: &[Rational], sign: &Rational) {
    let mass: Rational = joint.iter().cloned().sum();
    for part in joint.iter().filter(|part| part.is_positive()) {
        sum.add(&-(part * sign), &over(part, &mass));
    }
}
