//! Which hypotheses a claim needs: each is dropped in turn, then all that could be dropped at once.
//!
//! An exact counterexample without it shows that a hypothesis is needed. If the claim's own proof goes through
//! without it, and the kernel accepts the result, it is redundant as long as the others stay. Else nothing is
//! known. Several that are redundant alone need not be redundant together; so that is tried too.

use std::cell::Cell;
use std::rc::Rc;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, Proof, check};
use mechproof_core::logic::Formula;

use super::frame::Frame;
use super::{Point, attempt, main_part, trials};
use crate::language::document::{Body, Entry};
use crate::search::interrupt;
use crate::search::random::Random;
use crate::tactic::{Target, compile};

/// Points at which a claim without a hypothesis is tried.
const POINTS: u64 = 120;
/// The seed of these trials.
const SEED: u64 = 1;
/// Points that are made to break the hypothesis and the goal, and the steps of evaluation spent on them.
const AIMED: u64 = 60;
const STEPS: u64 = 1_500_000;

/// What is known of a hypothesis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditVerdict {
    /// Without it the claim fails at this point.
    Needed(Point),
    /// The claim is certified without it; the other hypotheses stay.
    Redundant,
    /// Neither was found.
    Undecided,
}

impl AuditVerdict {
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            AuditVerdict::Needed(_) => "needed",
            AuditVerdict::Redundant => "redundant",
            AuditVerdict::Undecided => "undecided",
        }
    }
}

/// What is known of the hypotheses of a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Each named hypothesis.
    pub hypotheses: Vec<(String, AuditVerdict)>,
    /// Proofs, accepted by the kernel, of the claim without some hypotheses. Together they show all that is called
    /// redundant; the first has the most hypotheses dropped that were found to be redundant together.
    pub proofs: Vec<(Vec<String>, Proof)>,
}

/// The names of the hypotheses of a claim, in order.
pub fn hypotheses(claim: &Claim) -> Vec<String> {
    let frame = Frame::of(main_part(claim.formula()));
    let mut names: Vec<String> = Vec::new();
    for name in frame.premises.iter().filter_map(|(_, name, _)| *name) {
        if !names.iter().any(|known| **known == **name) {
            names.push(name.to_string());
        }
    }
    names
}

/// Whether a claim assumes anything, named or not.
pub fn has_hypotheses(claim: &Claim) -> bool {
    !Frame::of(main_part(claim.formula())).premises.is_empty()
}

/// Audits every named hypothesis of a claim. `library` holds the theorems that its proof may cite.
pub fn audit(entry: &Entry, library: &Library) -> Audit {
    let Body::Formal(formal) = &entry.body else { return Audit::default() };
    let mut audit = Audit::default();
    let mut redundant: Vec<(String, Proof)> = Vec::new();
    for name in hypotheses(&formal.claim) {
        if interrupt::requested() {
            break;
        }
        let proof = || proved(entry, &formal.claim, std::slice::from_ref(&name), library);
        let verdict = if let Some(point) = counterexample(&formal.claim, &name) {
            AuditVerdict::Needed(point)
        } else if let Some(proof) = proof() {
            redundant.push((name.clone(), proof));
            AuditVerdict::Redundant
        } else {
            AuditVerdict::Undecided
        };
        audit.hypotheses.push((name, verdict));
    }
    audit.proofs = together(entry, &formal.claim, redundant, library);
    audit
}

/// As many of the hypotheses redundant alone as are found to be redundant together, and proofs for the others.
fn together(
    entry: &Entry,
    claim: &Claim,
    redundant: Vec<(String, Proof)>,
    library: &Library,
) -> Vec<(Vec<String>, Proof)> {
    let mut dropped: Option<(Vec<String>, Proof)> = None;
    let mut alone = Vec::new();
    let all: Vec<String> = redundant.iter().map(|(name, _)| name.clone()).collect();
    if all.len() > 1
        && let Some(proof) = proved(entry, claim, &all, library)
    {
        return vec![(all, proof)];
    }
    for (name, proof) in redundant {
        let Some((known, _)) = &dropped else {
            dropped = Some((vec![name], proof));
            continue;
        };
        let more = [known.as_slice(), std::slice::from_ref(&name)].concat();
        match proved(entry, claim, &more, library) {
            Some(proof) => dropped = Some((more, proof)),
            None => alone.push((vec![name], proof)),
        }
    }
    dropped.into_iter().chain(alone).collect()
}

/// A point where the claim fails without the hypothesis: random points first, then points that are mended until
/// the hypothesis and the goal fail and the other hypotheses hold.
fn counterexample(claim: &Claim, hypothesis: &str) -> Option<Point> {
    let shorter = without(claim, hypothesis)?;
    let signature = claim.signature();
    let found = trials(&shorter, POINTS, SEED);
    if found.counterexample.is_some() {
        return found.counterexample;
    }
    let whole = Frame::of(main_part(claim.formula()));
    let frame = Frame::of(main_part(shorter.formula()));
    let mut aimed = Frame::of(main_part(shorter.formula()));
    let (depth, _, premise) =
        whole.premises.iter().find(|(_, name, _)| name.is_some_and(|n| **n == *hypothesis))?;
    let broken = (*premise).clone().negation();
    let refuted = frame.goal.clone().negation();
    aimed.premises.push((*depth, None, &broken));
    aimed.premises.push((frame.symbols.len(), None, &refuted));
    let mut random = Random::new(SEED, "audit");
    let spent: Rc<Cell<u64>> = Rc::default();
    for _ in 0..AIMED {
        if spent.get() > STEPS || interrupt::requested() {
            break;
        }
        let Ok(stage) = attempt(signature, &aimed, &mut random, (&spent, STEPS)) else { continue };
        if frame.refuted(&stage) {
            return Some(Point::of(signature, &frame, &frame.shrink(stage, &mut random)));
        }
    }
    None
}

/// A proof of the claim without some hypotheses, by its own proof, that the kernel accepts.
fn proved(entry: &Entry, claim: &Claim, dropped: &[String], library: &Library) -> Option<Proof> {
    let shorter = without_all(claim, dropped)?;
    let mut entry = entry.clone();
    let Body::Formal(formal) = &mut entry.body else { return None };
    formal.claim = shorter.clone();
    let proof = compile(&entry, Target::Claim, library).ok()?;
    check(&shorter, &proof, library, Limits::default()).ok()?;
    Some(proof)
}

/// The claim without some named hypotheses of its main part.
pub fn without_all(claim: &Claim, hypotheses: &[String]) -> Option<Claim> {
    hypotheses.iter().try_fold(claim.clone(), |claim, name| without(&claim, name))
}

/// The claim without a named hypothesis of its main part. The part that says that no denominator is 0 keeps
/// the hypothesis: what is asked is whether the statement follows, not whether it makes sense.
pub fn without(claim: &Claim, hypothesis: &str) -> Option<Claim> {
    let main = main_part(claim.formula());
    let shorter = drop_premise(main, hypothesis)?;
    let formula = match claim.formula() {
        Formula::And(parts) if main != claim.formula() => Formula::And(vec![parts.first()?.clone(), shorter]),
        _ => shorter,
    };
    Claim::new(claim.signature().clone(), formula).ok()
}

fn drop_premise(formula: &Formula, hypothesis: &str) -> Option<Formula> {
    match formula {
        Formula::Named(name, body) => {
            Some(Formula::Named(name.clone(), Box::new(drop_premise(body, hypothesis)?)))
        }
        Formula::Forall(binder, body) => {
            Some(Formula::Forall(binder.clone(), Box::new(drop_premise(body, hypothesis)?)))
        }
        Formula::Implies(premise, rest) => match premise.as_ref() {
            Formula::Named(name, _) if **name == *hypothesis => Some(rest.as_ref().clone()),
            _ => Some(premise.as_ref().clone().implies(drop_premise(rest, hypothesis)?)),
        },
        _ => None,
    }
}
