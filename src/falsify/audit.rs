//! Which hypotheses a claim needs: each is dropped in turn.
//!
//! An exact counterexample without it shows that it is needed. If the claim's own proof goes through without
//! it, and the kernel accepts the result, it is redundant as long as the others stay. Else nothing is known.

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, check};
use mechproof_core::logic::Formula;

use super::frame::Frame;
use super::{Point, main_part, run};
use crate::language::document::{Body, Entry};
use crate::tactic::{Target, compile};

/// Points at which a claim without a hypothesis is tried.
const POINTS: u64 = 120;
/// The seed of these trials.
const SEED: u64 = 1;

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
            AuditVerdict::Redundant => "redundant alone",
            AuditVerdict::Undecided => "undecided",
        }
    }
}

/// Audits every named hypothesis of a claim. `library` holds the theorems that its proof may cite.
pub fn audit(entry: &Entry, library: &Library) -> Vec<(String, AuditVerdict)> {
    let Body::Formal(formal) = &entry.body else { return Vec::new() };
    let frame = Frame::of(main_part(formal.claim.formula()));
    let mut names: Vec<String> = Vec::new();
    for name in frame.premises.iter().filter_map(|(_, name, _)| *name) {
        if !names.iter().any(|known| **known == **name) {
            names.push(name.to_string());
        }
    }
    let audited = names.into_iter().map(|name| {
        let verdict = match without(&formal.claim, &name) {
            Some(claim) => of_variant(entry, &claim, library),
            None => AuditVerdict::Undecided,
        };
        (name, verdict)
    });
    audited.collect()
}

fn of_variant(entry: &Entry, claim: &Claim, library: &Library) -> AuditVerdict {
    let found = run(claim.signature(), main_part(claim.formula()), POINTS, SEED);
    if let Some(point) = found.counterexample {
        return AuditVerdict::Needed(point);
    }
    let mut entry = entry.clone();
    let Body::Formal(formal) = &mut entry.body else { return AuditVerdict::Undecided };
    formal.claim = claim.clone();
    let proved = compile(&entry, Target::Claim, library)
        .is_ok_and(|proof| check(claim, &proof, library, Limits::default()).is_ok());
    if proved { AuditVerdict::Redundant } else { AuditVerdict::Undecided }
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
