//! What becomes of a published claim in a changed model: its proof carried over, mended, searched for; or a point
//! at which it fails.
//!
//! Consumes a restated claim and the theorems proved so far; produces a proof of it or of its negation, which the
//! kernel checks like any other, or a point that only the exact evaluator vouches for, or nothing. Untrusted.

mod mend;
mod refute;
mod search;

use std::collections::BTreeMap;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, Proof, check};
use mechproof_core::logic::Name;

use crate::falsify::{Point, trials};
use crate::language::Diagnostic;
use crate::language::document::{Body, Entry, Formal};
use crate::search::budget::Budget;
use crate::search::interrupt;
use crate::tactic::{Target, compile_within};

/// Points at which a claim is tried.
const POINTS: u64 = 200;
/// The seed of these points.
pub const SEED: u64 = 1;

/// What was found about a claim.
#[derive(Clone, Debug)]
pub enum Finding {
    /// A proof that the kernel accepts.
    Holds(Proof),
    /// A point, and a proof that the claim fails there.
    Fails {
        /// The point.
        point: Point,
        /// The elements of each sort at the point.
        carriers: BTreeMap<Name, Vec<Name>>,
        /// A proof of falsity from the claim.
        proof: Proof,
    },
    /// A point at which the exact evaluator says that the claim fails; no proof of that was found.
    SeemsToFail(Point),
    /// Nothing; where the published proof stops, if there is one, mended as far as possible.
    Open(Option<Box<Diagnostic>>),
    /// Nothing before somebody or the clock stopped the program, which says nothing about the claim.
    Stopped,
}

/// Looks for a proof of a restated claim, or for a point at which it fails. The budget is one of each proof that
/// is tried.
pub fn transport(entry: &Entry, library: &Library, budget: Budget) -> Finding {
    let Body::Formal(formal) = &entry.body else { return Finding::Open(None) };
    if let Some(proof) = as_published(entry, formal, library, budget) {
        return Finding::Holds(proof);
    }
    let point = counterexample(&formal.claim);
    if let Some(point) = &point
        && let Some((carriers, proof)) = refute::refute(entry, formal, point, library, budget)
    {
        return Finding::Fails { point: point.clone(), carriers, proof };
    }
    // The evaluator is a second opinion and not a judge, so a proof is looked for all the same.
    let stop = match mend::mend(entry, formal, library, budget) {
        Ok(proof) => return Finding::Holds(proof),
        Err(stop) => stop,
    };
    let found = search::search(entry, formal, library, budget);
    if found.is_none() && interrupt::requested() {
        return Finding::Stopped;
    }
    match (found, point) {
        (Some(proof), _) => Finding::Holds(proof),
        (None, Some(point)) => Finding::SeemsToFail(point),
        (None, None) => Finding::Open(stop),
    }
}

/// A point at which the exact evaluator says that a claim fails.
pub fn counterexample(claim: &Claim) -> Option<Point> {
    trials(claim, POINTS, SEED).counterexample
}

/// The published proof as it stands.
fn as_published(entry: &Entry, formal: &Formal, library: &Library, budget: Budget) -> Option<Proof> {
    if formal.proof.is_none() && formal.mirror.is_none() {
        return None;
    }
    compile_within(entry, Target::Claim, library, budget)
        .ok()
        .filter(|proof| accepted(formal, proof, library))
}

/// Whether the kernel accepts a proof of the claim.
fn accepted(formal: &Formal, proof: &Proof, library: &Library) -> bool {
    check(&formal.claim, proof, library, Limits::default()).is_ok()
}
