//! Counterexamples that random points do not hit: walks from points where a claim holds to where it fails.
//!
//! Consumes a claim; produces what trials report of it, and for a counterexample the arguments that a
//! certificate can hold. First come plain trials; then from some points where the goal holds numbers are changed
//! as they are to meet the premises, with the goal's failure as one more of them.

use std::cell::Cell;
use std::rc::Rc;

use mechproof_core::kernel::Claim;

use super::assignment::Assignment;
use super::frame::Frame;
use super::{Point, Random, Report, attempt, main_part, refuted, trials};

/// Points from which a walk begins.
const WALKS: u64 = 40;
/// Tries for such a point, and steps of evaluation spent on all of them.
const TRIES: u64 = 120;
const STEPS: u64 = 3_000_000;

/// What was found about a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What trials report; the counterexample may come from a walk.
    pub report: Report,
    /// The counterexample as arguments, if it has that form.
    pub assignment: Option<Assignment>,
}

/// Looks harder for a counterexample than [`trials`] does. The same seed gives the same answer.
pub fn counterexample(claim: &Claim, points: u64, seed: u64) -> Found {
    let report = trials(claim, points, seed);
    let signature = claim.signature();
    let frame = Frame::of(main_part(claim.formula()));
    if let Some(point) = &report.counterexample {
        let stage = point.interpretation.stage(signature, &frame).ok();
        let assignment = stage.and_then(|stage| Assignment::of(signature, &frame, &stage));
        return Found { report, assignment };
    }
    let mut found = Found { report, assignment: None };
    if frame.symbols.is_empty() {
        return found;
    }
    let mut random = Random::new(seed, "denials");
    let spent = Rc::new(Cell::new(0));
    let mut walks = 0;
    for _ in 0..TRIES {
        if walks >= WALKS || spent.get() > STEPS || crate::search::interrupt::requested() {
            break;
        }
        let Ok(mut stage) = attempt(signature, &frame, &mut random, (&spent, STEPS)) else { continue };
        walks += 1;
        if frame.deny(&mut stage, &mut random, STEPS) {
            let smallest = frame.shrink(stage, &mut random);
            let point = Point::of(signature, &frame, &smallest);
            // Looked at once more from its data alone.
            if refuted(claim, &point.interpretation).is_ok() {
                found.assignment = Assignment::of(signature, &frame, &smallest);
                found.report.counterexample = Some(point);
                found.report.unsupported = None;
                break;
            }
        }
    }
    found
}
