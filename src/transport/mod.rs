//! What becomes of a published claim in a changed model: its proof carried over, mended, searched for; or a point
//! at which it fails, the published one first.
//!
//! Consumes a restated claim and the theorems proved so far; produces a proof of it, of its negation or of its
//! vacuity, which the kernel checks like any other, or a point that only the exact evaluator vouches for, or nothing. Untrusted.

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
        /// The point in words.
        point: Words,
        /// The elements of each sort at the point.
        carriers: BTreeMap<Name, Vec<Name>>,
        /// A proof of falsity from the claim.
        proof: Proof,
    },
    /// A proof that the hypotheses contradict each other.
    Vacuous(Proof),
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
    if let Some(proof) = still_vacuous(entry, formal, library, budget) {
        return Finding::Vacuous(proof);
    }
    if let Some(proof) = as_published(entry, formal, library, budget) {
        return Finding::Holds(proof);
    }
    // What the paper refutes is refuted by its own interpretation, if that still does; random points may miss it.
    if let Some((point, (carriers, proof))) = refute::published(entry, formal, library, budget) {
        return Finding::Fails { point, carriers, proof };
    }
    let point = counterexample(&formal.claim);
    if let Some(point) = &point
        && let Some((carriers, proof)) = refute::refute(entry, formal, point, library, budget)
    {
        return Finding::Fails { point: point.values.clone(), carriers, proof };
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

/// What is equal to what, in words.
pub type Words = Vec<(String, String)>;

/// A point in words at which a claim fails that is known to be refuted: the published one, if it refutes the claim,
/// and otherwise the first that is found.
pub fn known_point(entry: &Entry, formal: &Formal, library: &Library, budget: Budget) -> Option<Words> {
    let published = refute::published(entry, formal, library, budget).map(|(point, _)| point);
    published.or_else(|| counterexample(&formal.claim).map(|point| point.values))
}

/// A point at which the exact evaluator says that a claim fails.
fn counterexample(claim: &Claim) -> Option<Point> {
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

/// The published proof that the hypotheses contradict each other, if they still do.
fn still_vacuous(entry: &Entry, formal: &Formal, library: &Library, budget: Budget) -> Option<Proof> {
    let published = entry.restated.as_ref()?.vacuity.clone()?;
    let mut entry = entry.clone();
    let Body::Formal(body) = &mut entry.body else { return None };
    body.vacuity = Some(published);
    let proof = compile_within(&entry, Target::Vacuity, library, budget).ok()?;
    check(&formal.claim.vacuity(), &proof, library, Limits::default()).ok()?;
    Some(proof)
}

/// Whether the kernel accepts a proof of the claim.
fn accepted(formal: &Formal, proof: &Proof, library: &Library) -> bool {
    check(&formal.claim, proof, library, Limits::default()).is_ok()
}
