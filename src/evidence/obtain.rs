//! Evidence that is missing: a solver is asked, points are drawn, hypotheses are dropped.
//!
//! Consumes a claim, what is known of it already and what is wanted; produces records. Work is counted in steps,
//! so the same request gives the same records, but for the answers of solvers that ran out of time. What was
//! interrupted is not recorded.

use mechproof_core::kernel::Library;

use super::review::{is_to_hold, question};
use super::{Answer, Evidence, Hypothesis, Need, Solved, Tightness, Trials, witness};
use crate::certificate::{Certificate, Proves, hash};
use crate::falsify::{
    AuditVerdict, Report, audit, bound_count, hypotheses, tightness, trials_from, without_all,
};
use crate::language::document::{Body, Entry};
use crate::ledger::Record;
use crate::search::interrupt;
use crate::search::smt::{Limits, Reply, Solver, inquire};

/// The usual seed.
pub const SEED: u64 = 1;

/// What is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    /// Answers of this solver within so many steps for a claim.
    pub solver: Option<(&'a Solver, u64)>,
    /// Trials at so many points from this seed, a witness of the hypotheses, and points where bounds bind.
    pub trials: Option<(u64, u64)>,
    /// Which hypotheses are needed.
    pub audit: bool,
    /// Obtain all anew, even what is known.
    pub fresh: bool,
}

/// What was obtained.
#[derive(Clone, Debug, Default)]
pub struct Obtained {
    /// What is now known.
    pub evidence: Evidence,
    /// Certificates of the claim without redundant hypotheses.
    pub proofs: Vec<(Vec<String>, Certificate)>,
    /// A counterexample of the solver's, checked in exact arithmetic: what was asked, and the constants.
    pub alarm: Option<(&'static str, String)>,
}

/// Obtains what is wanted and not known of a claim. Computations have no evidence of this kind.
pub fn obtain(
    entry: &Entry,
    record: &Record,
    known: Evidence,
    proofs: Vec<(Vec<String>, Certificate)>,
    library: &Library,
    request: &Request,
) -> Obtained {
    let mut obtained = Obtained { evidence: known, proofs, alarm: None };
    let Body::Formal(formal) = &entry.body else { return obtained };
    let claim = &formal.claim;
    obtained.evidence.hash.clone_from(&record.hash);
    if let Some((solver, steps)) = request.solver {
        obtained.ask(entry, solver, steps, request.fresh);
    }
    if !is_to_hold(record) {
        return obtained;
    }
    if let Some((points, seed)) = request.trials {
        let evidence = &mut obtained.evidence;
        // Trials begin at the witness, so that comes first.
        if request.fresh || evidence.witness.is_none() {
            let found = witness::search(claim, seed, request.solver);
            if interrupt::requested() {
                return obtained;
            }
            evidence.witness = Some(found);
        }
        let enough = |known: &Trials| known.points >= points && known.seed == seed;
        if request.fresh || !evidence.trials.as_ref().is_some_and(enough) {
            let start = evidence.witness.as_ref().and_then(Option::as_ref);
            let mut report = trials_from(claim, start, points, seed);
            if let (None, Some(point)) = (start, &report.witness) {
                // So that the record can be made again from what is stored.
                let found = point.interpretation.clone();
                report = trials_from(claim, Some(&found), points, seed);
                evidence.witness = Some(Some(found));
            }
            if interrupt::requested() {
                return obtained;
            }
            evidence.trials = Some(recorded(&report, points));
        }
        if request.fresh || evidence.tightness.is_none() {
            let points =
                tightness(claim, seed).into_iter().map(|(bound, point)| (bound, point.interpretation));
            let found = Tightness { bounds: bound_count(claim), points: points.collect() };
            if !interrupt::requested() {
                evidence.tightness = Some(found);
            }
        }
    }
    if request.audit && (request.fresh || obtained.evidence.audit.is_none()) {
        obtained.audit(entry, library);
    }
    obtained
}

/// A report of trials as a record.
pub(super) fn recorded(report: &Report, points: u64) -> Trials {
    Trials {
        points,
        seed: report.seed,
        tried: report.tried,
        satisfied: report.satisfied,
        drawn: Some(report.drawn),
        untested: report.unsupported.clone(),
        counterexample: report.counterexample.as_ref().map(|point| point.interpretation.clone()),
    }
}

impl Obtained {
    fn ask(&mut self, entry: &Entry, solver: &Solver, steps: u64, fresh: bool) {
        let Body::Formal(formal) = &entry.body else { return };
        let Some((proves, claim)) = question(formal) else { return };
        let question = hash(&claim);
        let settled = |known: &Solved| {
            let open =
                known.parts.iter().any(|part| ["unknown", "stopped", "failed"].contains(&part.word.as_str()));
            known.question == question && (known.steps >= steps || !open)
        };
        if !fresh && self.evidence.solver.as_ref().is_some_and(settled) {
            return;
        }
        let replies = inquire(solver, &claim, &Limits::steps(steps));
        if interrupt::requested() {
            return;
        }
        let counterexample = replies.iter().find_map(|part| match &part.reply {
            Reply::Counterexample(constants) => Some(constants),
            _ => None,
        });
        self.alarm = counterexample.map(|constants| (proves, witness::shown(constants)));
        let parts = replies.iter().map(|part| Answer {
            word: part.reply.word().to_owned(),
            detail: part.reply.detail(),
            abstracted: part.abstracted,
            used: part.used.clone(),
        });
        self.evidence.solver = Some(Solved {
            name: solver.kind.program().to_owned(),
            version: solver.version.clone(),
            question,
            steps,
            parts: parts.collect(),
        });
    }

    fn audit(&mut self, entry: &Entry, library: &Library) {
        let Body::Formal(formal) = &entry.body else { return };
        if hypotheses(&formal.claim).is_empty() {
            self.evidence.audit = None;
            self.proofs.clear();
            return;
        }
        let found = audit(entry, library);
        if interrupt::requested() {
            return;
        }
        let hypotheses = found.hypotheses.into_iter().map(|(name, verdict)| {
            let need = match verdict {
                AuditVerdict::Needed(point) => Need::Needed(point.interpretation),
                AuditVerdict::Redundant => Need::Redundant,
                AuditVerdict::Undecided => Need::Undecided,
            };
            Hypothesis { name, need }
        });
        self.evidence.audit = Some(hypotheses.collect());
        let proofs = found.proofs.into_iter().filter_map(|(dropped, proof)| {
            let shorter = without_all(&formal.claim, &dropped)?;
            Some((dropped, Certificate { proves: Proves::Claim, hash: hash(&shorter), proof }))
        });
        self.proofs = proofs.collect();
    }
}
