//! Exact random trials: looking for points that refute a claim, and for one where its hypotheses hold.
//!
//! Consumes elaborated claims; produces exact points in fractions, with how many were tried. The evaluator
//! follows the definition of each construct and shares no normal form with the kernel, so trials are a second
//! opinion: a certified claim that a trial refutes would show a fault in one of them. Nothing here is trusted,
//! and no verdict but `tested` rests on it. What it cannot evaluate it reports as unsupported.

mod audit;
mod by_hand;
mod decide;
mod evaluate;
mod frame;
mod interpretation;
mod linear;
mod point;
mod random;
mod repair;
mod tightness;
mod value;
mod world;

use std::cell::Cell;
use std::rc::Rc;

use mechproof_core::kernel::{Claim, DEFINED};
use mechproof_core::logic::{Formula, Signature};

pub use audit::{Audit, AuditVerdict, audit, has_hypotheses, hypotheses, without, without_all};
pub use by_hand::{ByHand, Condition, Content, Line, Table, Truth, by_hand};
pub use interpretation::{Interpretation, Meaning, Misfit, binding, refuted, satisfied};
pub use point::Point;
pub use tightness::{bound_count, tightness};

use decide::Finding;
use frame::{Frame, Stage};
use random::Random;
use world::World;

/// After this many tries without a point that satisfies the hypotheses, the search for one ends.
const PATIENCE: u64 = 150;
/// Most tries for each point asked for.
const TRIES_PER_POINT: u64 = 20;
/// Steps of evaluation spent on a claim, and on each point asked for. Work is counted in steps and not in
/// seconds, so that a report does not depend on the machine.
const STEPS: u64 = 1_500_000;
const STEPS_PER_POINT: u64 = 10_000;
/// Tries for a point that satisfies the hypotheses and nothing else, and steps of evaluation spent on them.
const WITNESS_TRIES: u64 = 600;
const WITNESS_STEPS: u64 = 12_000_000;

/// What trials of a claim found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Points that satisfy all hypotheses and at which the goal holds.
    pub satisfied: u64,
    /// Points tried; the others did not satisfy the hypotheses, or something about them is not known.
    pub tried: u64,
    /// The seed.
    pub seed: u64,
    /// A point that satisfies all hypotheses and at which the goal fails.
    pub counterexample: Option<Point>,
    /// A point that satisfies all hypotheses: they do not contradict each other.
    pub witness: Option<Point>,
    /// What could not be evaluated; then the other points count, but the claim is not tested as a whole.
    pub unsupported: Option<String>,
}

/// Tries a claim at so many exact points that satisfy its hypotheses. The same seed gives the same report.
pub fn trials(claim: &Claim, points: u64, seed: u64) -> Report {
    run(claim.signature(), main_part(claim.formula()), points, seed)
}

/// Tries to find a point that satisfies the hypotheses of a claim, with more patience than trials have.
pub fn witness(claim: &Claim, seed: u64) -> Option<Point> {
    let frame = Frame::of(main_part(claim.formula()));
    let mut random = Random::new(seed, "witness");
    let spent = Rc::new(Cell::new(0));
    for _ in 0..WITNESS_TRIES {
        if spent.get() > WITNESS_STEPS || crate::search::interrupt::requested() {
            break;
        }
        if let Ok(stage) = attempt(claim.signature(), &frame, &mut random, (&spent, WITNESS_STEPS)) {
            return Some(Point::of(claim.signature(), &frame, &stage));
        }
    }
    None
}

/// The statement without the part that says that no denominator is 0.
fn main_part(formula: &Formula) -> &Formula {
    match formula {
        Formula::And(parts) => match parts.as_slice() {
            [Formula::Named(name, _), main] if **name == *DEFINED => main,
            _ => formula,
        },
        _ => formula,
    }
}

fn run(signature: &Signature, formula: &Formula, points: u64, seed: u64) -> Report {
    let mut random = Random::new(seed, "trials");
    let frame = Frame::of(formula);
    let mut report = Report { seed, ..Report::default() };
    let mut undecided = 0_u64;
    let spent = Rc::new(Cell::new(0));
    let budget = STEPS.saturating_add(points.saturating_mul(STEPS_PER_POINT));
    // A claim about nothing in particular is the same at every point.
    let wanted = if frame.symbols.is_empty() && frame.premises.is_empty() { points.min(1) } else { points };
    while report.satisfied < wanted && report.tried < wanted.saturating_mul(TRIES_PER_POINT) {
        if report.satisfied + undecided == 0 && report.tried >= PATIENCE {
            break;
        }
        if undecided >= PATIENCE || spent.get() > budget || crate::search::interrupt::requested() {
            break;
        }
        report.tried += 1;
        let stage = match attempt(signature, &frame, &mut random, (&spent, budget)) {
            Ok(stage) => stage,
            Err(reason) => {
                report.unsupported = report.unsupported.or(reason);
                continue;
            }
        };
        if report.witness.is_none() {
            report.witness = Some(Point::of(signature, &frame, &stage));
        }
        match frame.conclusion(&stage) {
            Finding::Holds => report.satisfied += 1,
            Finding::Fails(_) if frame.refuted(&stage) => {
                let smallest = frame.shrink(stage, &mut random);
                report.counterexample = Some(Point::of(signature, &frame, &smallest));
                break;
            }
            Finding::Fails(_) => {}
            Finding::Unknown(reason) => {
                undecided += 1;
                report.unsupported = report.unsupported.or(Some(reason));
            }
        }
    }
    // Points that were not known to satisfy the hypotheses are no reason to doubt those that do.
    if report.satisfied > 0 && undecided == 0 || report.counterexample.is_some() {
        report.unsupported = None;
    } else if report.satisfied == 0 && report.unsupported.is_none() {
        report.unsupported = Some("no point was found that satisfies the hypotheses".to_owned());
    }
    report
}

/// One random point that satisfies the premises.
fn attempt(
    signature: &Signature,
    frame: &Frame,
    random: &mut Random,
    (spent, budget): (&Rc<Cell<u64>>, u64),
) -> Result<Stage, Option<String>> {
    let world = World::new(signature, random, spent);
    let mut stage = frame.draw(world, random).map_err(|obstacle| Some(obstacle.words()))?;
    frame.repair(&mut stage, random, budget)?;
    stage.world.divided.set(false);
    Ok(stage)
}
