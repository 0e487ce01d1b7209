//! Bounds that bind: points that satisfy the hypotheses and at which an inequality of the goal is an equation.
//!
//! Consumes a goal; produces the equations that say that one of its bounds binds. A bound is a part of the goal
//! with `>=` or `<=` at its end, below quantifiers and conditions.

use std::cell::Cell;
use std::rc::Rc;

use mechproof_core::kernel::Claim;
use mechproof_core::logic::{Formula, Relation};

use super::frame::Frame;
use super::{Point, attempt, main_part};
use crate::search::interrupt;
use crate::search::random::Random;

/// Most bounds of a goal that are looked at.
const MAX_BOUNDS: usize = 12;

/// Random points that are repaired for each bound, and the steps of evaluation spent on it.
const TRIES: u64 = 40;
const STEPS: u64 = 1_000_000;

/// For bounds of a claim's goal, by their numbers, points that satisfy the hypotheses and where they bind. The
/// same seed gives the same points.
pub fn tightness(claim: &Claim, seed: u64) -> Vec<(usize, Point)> {
    let frame = Frame::of(main_part(claim.formula()));
    let mut found = Vec::new();
    for (number, equation) in bounds(frame.goal).iter().enumerate() {
        let mut random = Random::new(seed, "tightness");
        let frame = frame.with_premise(equation);
        let spent: Rc<Cell<u64>> = Rc::default();
        for _ in 0..TRIES {
            if interrupt::requested() {
                return found;
            }
            if let Ok(stage) = attempt(claim.signature(), &frame, &mut random, (&spent, STEPS)) {
                found.push((number, Point::of(claim.signature(), &frame, &stage)));
                break;
            }
            if spent.get() > STEPS {
                break;
            }
        }
    }
    found
}

/// How many bounds the goal of a claim has, as far as they are looked at.
pub fn bound_count(claim: &Claim) -> usize {
    bounds(Frame::of(main_part(claim.formula())).goal).len()
}

/// For each bound of a goal, what says that it binds.
pub(super) fn bounds(goal: &Formula) -> Vec<Formula> {
    let mut found = Vec::new();
    collect(goal, &mut found);
    found
}

fn collect(goal: &Formula, found: &mut Vec<Formula>) {
    match goal {
        Formula::Named(_, body) => collect(body, found),
        Formula::And(parts) => parts.iter().for_each(|part| collect(part, found)),
        _ if found.len() < MAX_BOUNDS => found.extend(binds(goal)),
        _ => {}
    }
}

/// That some bound in a formula binds, if there is one.
fn binds(formula: &Formula) -> Option<Formula> {
    match formula {
        Formula::Compare(Relation::Ge | Relation::Le, left, right) => {
            Some(Formula::Compare(Relation::Eq, left.clone(), right.clone()))
        }
        Formula::Compare(..) | Formula::Or(_) | Formula::Exists(..) => None,
        Formula::Named(_, body) => binds(body),
        Formula::And(parts) => {
            let parts: Vec<Formula> = parts.iter().filter_map(binds).collect();
            if parts.is_empty() { None } else { Some(Formula::Or(parts)) }
        }
        Formula::Implies(premise, rest) => Some(Formula::And(vec![premise.as_ref().clone(), binds(rest)?])),
        Formula::Forall(binder, body) => Some(Formula::Exists(binder.clone(), Box::new(binds(body)?))),
    }
}
