//! Exact random trials: looking for points that refute a claim, and for one where its hypotheses hold.
//!
//! Consumes elaborated claims; produces exact points in fractions, with how many were tried. The evaluator
//! follows the definition of each construct and shares no normal form with the kernel, so trials are a second
//! opinion: a certified claim that a trial refutes would show a fault in one of them. Nothing here is trusted,
//! and no verdict but `tested` rests on it. What it cannot evaluate it reports as unsupported.

mod assignment;
mod audit;
mod by_hand;
mod closed;
mod decide;
mod definition;
mod denial;
mod draw;
mod evaluate;
mod extent;
mod frame;
mod given;
mod interpretation;
mod linear;
mod memo;
mod mentions;
mod point;
mod quadratic;
mod range;
mod repair;
mod sample;
mod slide;
mod tightness;
mod value;
mod world;

use std::cell::Cell;
use std::rc::Rc;

use mechproof_core::kernel::{Claim, DEFINED};
use mechproof_core::logic::{Formula, Signature};

pub use assignment::Assignment;
pub use audit::{Audit, AuditVerdict, audit, has_hypotheses, hypotheses, without, without_all};
pub use by_hand::{ByHand, Condition, Content, Line, Table, Truth, by_hand};
pub use denial::{Found, counterexample};
pub use draw::{Functions, functions_of_numbers};
pub use given::{At, Part, Unfit, at, near, value_of};
pub use interpretation::{Interpretation, Meaning, Misfit, binding, refuted, satisfied};
pub use point::{Point, plain};
pub use tightness::{bound_count, tightness};

pub(crate) use crate::search::random::Random;

use decide::Finding;
use extent::no_others;
use frame::{Frame, Stage};
use sample::{Draw, Sampler, attempt};

/// After this many tries without a point that satisfies the hypotheses, the search for one ends.
const PATIENCE: u64 = 150;
/// Most tries for each point asked for.
const TRIES_PER_POINT: u64 = 20;
/// After this many points in a row that were met before, there are no others.
const REPEATS: u64 = 400;
/// Steps of evaluation spent on a claim, and on each point asked for. Work is counted in steps and not in
/// seconds, so that a report does not depend on the machine.
const STEPS: u64 = 1_500_000;
const STEPS_PER_POINT: u64 = 10_000;
/// Where at most so many points were found it is looked whether there are no others.
const FEW: u64 = 12;
/// Tries for a point that satisfies the hypotheses and nothing else, and steps of evaluation spent on them.
const WITNESS_TRIES: u64 = 600;
const WITNESS_STEPS: u64 = 12_000_000;
/// Steps of evaluation spent on one of these tries.
const WITNESS_SHARE: u64 = 400_000;

/// What trials of a claim found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Different points that satisfy all hypotheses and at which the goal holds.
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
    /// Whether something that the goal says of all numbers, functions or laws was evaluated at a few of them only,
    /// which were drawn.
    pub drawn: bool,
    /// If it was looked for and shown that the hypotheses hold at no others than the points found: how many these
    /// are.
    pub no_others: Option<u64>,
}

/// Tries a claim at so many exact points that satisfy its hypotheses. The same seed gives the same report.
pub fn trials(claim: &Claim, points: u64, seed: u64) -> Report {
    trials_from(claim, None, points, seed)
}

/// Tries a claim as [`trials`] does, first at a point that is known to satisfy its hypotheses and then, besides
/// others, at points near it. A point that does not satisfy them is passed over.
pub fn trials_from(claim: &Claim, start: Option<&Interpretation>, points: u64, seed: u64) -> Report {
    let budget = STEPS.saturating_add(points.saturating_mul(STEPS_PER_POINT));
    let formula = main_part(claim.formula());
    let reports = together(claim.signature(), &[formula], start, points, (seed, budget), false);
    reports.into_iter().next().unwrap_or_default()
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
        let limit = spent.get() + WITNESS_SHARE;
        if let Ok(stage) = attempt(claim.signature(), &frame, &mut random, (&spent, limit)) {
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

/// Tries claims that differ in their goals only at the same points, which have to be found once: all have to
/// have the sorts, variables and hypotheses of the first. Returns `None` for a claim that has not. `budget` is
/// in steps of evaluation, for all of them. `start` is a point that may satisfy the hypotheses. Where few points
/// are found it is looked whether there are no others.
pub fn trials_together(
    claims: &[&Claim],
    start: Option<&Interpretation>,
    points: u64,
    (seed, budget): (u64, u64),
) -> Vec<Option<Report>> {
    let Some(first) = claims.first() else { return Vec::new() };
    let lead = Frame::of(main_part(first.formula()));
    let fits = |claim: &Claim| {
        claim.signature() == first.signature() && Frame::of(main_part(claim.formula())).assumes_as(&lead)
    };
    let fitting: Vec<bool> = claims.iter().map(|claim| fits(claim)).collect();
    let formulas: Vec<&Formula> = claims
        .iter()
        .zip(&fitting)
        .filter(|(_, fits)| **fits)
        .map(|(claim, _)| main_part(claim.formula()))
        .collect();
    let mut reports = together(first.signature(), &formulas, start, points, (seed, budget), true).into_iter();
    fitting.into_iter().map(|fits| if fits { reports.next() } else { None }).collect()
}

/// One of several claims that are tried at the same points.
struct Trial<'f> {
    frame: Frame<'f>,
    report: Report,
    undecided: u64,
    done: bool,
}

impl Trial<'_> {
    /// Looks at the goal at a point that satisfies the premises.
    fn look(&mut self, signature: &Signature, stage: &Stage, wanted: u64, random: &mut Random) {
        if self.report.witness.is_none() {
            self.report.witness = Some(Point::of(signature, &self.frame, stage));
        }
        stage.world.drew.set(false);
        match self.frame.instance(stage) {
            Finding::Holds => {
                self.report.satisfied += 1;
                self.report.drawn |= stage.world.drew.get();
            }
            Finding::Fails(_) if self.frame.refuted(stage) => {
                let smallest = self.frame.shrink(stage.clone(), random);
                self.report.counterexample = Some(Point::of(signature, &self.frame, &smallest));
                self.done = true;
            }
            Finding::Fails(_) => {}
            Finding::Unknown(reason) => {
                self.undecided += 1;
                self.report.unsupported = self.report.unsupported.take().or(Some(reason));
                self.done |= self.undecided >= PATIENCE;
            }
        }
        self.done |= self.report.satisfied >= wanted;
    }

    /// Points that were not known to satisfy the hypotheses are no reason to doubt those that do.
    fn close(mut self) -> Report {
        let report = &mut self.report;
        if report.satisfied > 0 && self.undecided == 0 || report.counterexample.is_some() {
            report.unsupported = None;
        } else if report.satisfied == 0 && report.unsupported.is_none() {
            report.unsupported = Some("no point was found that satisfies the hypotheses".to_owned());
        }
        self.report
    }
}

fn together(
    signature: &Signature,
    formulas: &[&Formula],
    start: Option<&Interpretation>,
    points: u64,
    (seed, budget): (u64, u64),
    count: bool,
) -> Vec<Report> {
    let mut random = Random::new(seed, "trials");
    let mut trials = Vec::new();
    for formula in formulas {
        let report = Report { seed, ..Report::default() };
        trials.push(Trial { frame: Frame::of(formula), report, undecided: 0, done: points == 0 });
    }
    let Some(first) = formulas.first() else { return Vec::new() };
    let lead = Frame::of(first);
    let spent = Rc::new(Cell::new(0));
    // A claim about nothing in particular is the same at every point.
    let wanted = if lead.symbols.is_empty() && lead.premises.is_empty() { points.min(1) } else { points };
    let mut sampler = Sampler::new(signature, &lead, &spent, (wanted, budget));
    sampler.start(start);
    let (mut found, mut repeats, mut first_found) = (0_u64, 0_u64, Vec::new());
    for tried in 0..wanted.saturating_mul(TRIES_PER_POINT) {
        let stuck = found == 0 && tried >= PATIENCE || repeats >= REPEATS;
        if stuck || spent.get() > budget || trials.iter().all(|trial| trial.done) {
            break;
        }
        if crate::search::interrupt::requested() {
            break;
        }
        let drawn = sampler.next(&mut random);
        for trial in trials.iter_mut().filter(|trial| !trial.done) {
            trial.report.tried += 1;
            match &drawn {
                Draw::Point(stage) => trial.look(signature, stage, wanted, &mut random),
                Draw::Miss(Some(reason)) if trial.report.unsupported.is_none() => {
                    trial.report.unsupported = Some(reason.clone());
                }
                Draw::Miss(_) | Draw::Again => {}
            }
        }
        match drawn {
            Draw::Point(stage) => {
                (found, repeats) = (found + 1, 0);
                if found <= FEW {
                    first_found.push(Interpretation::of(signature, &lead, &stage));
                }
            }
            Draw::Again => repeats += 1,
            Draw::Miss(_) => {}
        }
    }
    if count && found <= FEW && found < points && no_others(signature, &lead, &first_found) {
        trials.iter_mut().for_each(|trial| trial.report.no_others = Some(found));
    }
    trials.into_iter().map(Trial::close).collect()
}
