//! Stored evidence, looked at again before it is shown.
//!
//! Consumes a claim, its records and certificates without hypotheses; produces what stands and what does not,
//! with the reason. Points are evaluated exactly, proofs are checked by the kernel, trials are run again where
//! the verdict would rest on them. Only the answers of solvers and the counts of other trials are taken as
//! recorded, and shown as such.

use std::collections::BTreeSet;
use std::fmt;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, check};
use mechproof_core::logic::{Argument, Binder, Carrier, Formula, instantiate};

use super::{Evidence, Need, Trials};
use crate::certificate::{Certificate, Proves, hash};
use crate::falsify::{
    Interpretation, Misfit, Point, binding, bound_count, has_hypotheses, hypotheses, refuted, satisfied,
    trials_from, without, without_all,
};
use crate::language::document::Formal;
use crate::language::elaborate::main_part;
use crate::ledger::{self, Audited, Expected, Kind, Record};

/// Most points that trials are run again with.
const MAX_RERUN: u64 = 10_000;

/// Why a record, or a part of it, does not stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// It is about another statement than the claim as it is now.
    Stale,
    /// The solver was asked about another statement.
    SolverStale,
    /// It names a hypothesis that the claim does not have.
    Used(String),
    /// The point where all hypotheses are to hold.
    Witness(Misfit),
    /// The point of the trials where the claim is to fail.
    Counterexample(Misfit),
    /// Trials run again give something else.
    Trials,
    /// The trials do not say whether the goal was evaluated at instances that were drawn.
    TrialsStale,
    /// A point where a bound is to bind.
    Bound(usize, Misfit),
    /// The number of bounds.
    BoundCount,
    /// The hypotheses audited are not those of the claim.
    Hypotheses,
    /// A point that is to show that a hypothesis is needed.
    Needed(String, Misfit),
    /// A hypothesis is called redundant, and no proof shows it.
    NoProof(String),
    /// A proof without hypotheses: why it is rejected.
    Proof(Vec<String>, String),
}

impl Rejected {
    /// Whether the record is only out of date, and not wrong.
    pub fn is_stale(&self) -> bool {
        matches!(
            self,
            Rejected::Stale
                | Rejected::SolverStale
                | Rejected::TrialsStale
                | Rejected::Hypotheses
                | Rejected::BoundCount
        )
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejected::Stale => write!(f, "the stored evidence is stale: the statement has changed since"),
            Rejected::SolverStale => {
                write!(f, "the stored answer of the solver is stale: it was asked about something else")
            }
            Rejected::Used(name) => {
                write!(
                    f,
                    "the stored answer of the solver is rejected: `{name}` is no hypothesis of the claim"
                )
            }
            Rejected::Witness(why) => write!(f, "the stored witness is rejected: {why}"),
            Rejected::Counterexample(why) => write!(f, "the stored counterexample is rejected: {why}"),
            Rejected::Trials => {
                write!(f, "the stored trials are rejected: run again they give something else")
            }
            Rejected::TrialsStale => {
                write!(f, "the stored trials are stale: they do not say whether instances were drawn")
            }
            Rejected::Bound(bound, why) => {
                write!(f, "the stored point where bound {} binds is rejected: {why}", bound + 1)
            }
            Rejected::BoundCount => {
                write!(f, "the stored points where bounds bind are stale: the goal has other bounds")
            }
            Rejected::Hypotheses => {
                write!(f, "the stored audit is stale: it is not about the hypotheses of the claim")
            }
            Rejected::Needed(name, why) => {
                write!(f, "the stored point that is to show that `{name}` is needed is rejected: {why}")
            }
            Rejected::NoProof(name) => {
                write!(f, "the stored audit calls `{name}` redundant, but no accepted proof shows it")
            }
            Rejected::Proof(names, why) => {
                write!(f, "the stored proof without {} is rejected: {why}", names.join(", "))
            }
        }
    }
}

/// What became of the records of a claim.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// What stands.
    pub kept: Evidence,
    /// The proofs without hypotheses that the kernel accepted.
    pub proofs: Vec<(Vec<String>, Certificate)>,
    /// What does not, and why.
    pub rejected: Vec<Rejected>,
}

/// Looks at stored evidence again, and adds what stands to the claim's record.
pub fn review(
    formal: &Formal,
    stored: Evidence,
    proofs: Vec<(Vec<String>, Certificate)>,
    library: &Library,
    record: &mut Record,
) -> Review {
    let claim = &formal.claim;
    let mut review =
        Review { kept: Evidence { hash: record.hash.clone(), ..Evidence::default() }, ..Review::default() };
    if stored.hash != record.hash {
        if stored != Evidence::default() {
            review.rejected.push(Rejected::Stale);
        }
        return review;
    }
    review.solver(formal, &stored, record);
    review.trials(claim, stored.trials, stored.witness.as_ref().and_then(Option::as_ref), record);
    if let Some(witness) = stored.witness {
        review.witness(claim, witness, record);
    }
    review.tightness(claim, stored.tightness, record);
    review.proofs(claim, proofs, library);
    review.audit(claim, stored.audit, record);
    review
}

impl Review {
    fn solver(&mut self, formal: &Formal, stored: &Evidence, record: &mut Record) {
        let Some(solved) = &stored.solver else { return };
        let asked = question(formal).filter(|(_, asked)| hash(asked) == solved.question);
        let Some((proves, asked)) = asked else {
            self.rejected.push(Rejected::SolverStale);
            return;
        };
        let known = premises(asked.formula());
        let used = solved.parts.iter().flat_map(|part| part.used.iter().flatten());
        if let Some(name) = used.into_iter().find(|name| !known.contains(name.as_str())) {
            self.rejected.push(Rejected::Used(name.clone()));
            return;
        }
        let answers = solved.parts.iter().map(|part| ledger::Answer {
            word: part.word.clone(),
            detail: part.detail.clone(),
            abstracted: part.abstracted,
            used: part.used.clone(),
        });
        record.add_solver(&solved.name, &solved.version, proves, solved.steps, answers.collect());
        self.kept.solver = Some(solved.clone());
    }

    fn trials(
        &mut self,
        claim: &Claim,
        stored: Option<Trials>,
        start: Option<&Interpretation>,
        record: &mut Record,
    ) {
        let Some(stored) = stored else { return };
        let Some(drawn) = stored.drawn else { return self.rejected.push(Rejected::TrialsStale) };
        if let Some(point) = &stored.counterexample {
            match refuted(claim, point) {
                Ok(point) => record.add_counterexample(&point.to_string()),
                Err(why) => return self.rejected.push(Rejected::Counterexample(why)),
            }
        } else {
            // The verdict `tested` would rest on a record; so the record is made again.
            if *record.verdict.kind() == Kind::Open && stored.untested.is_none() {
                let again = (stored.points <= MAX_RERUN).then(|| {
                    let report = trials_from(claim, start, stored.points, stored.seed);
                    super::obtain::recorded(&report, stored.points)
                });
                if again.as_ref() != Some(&stored) {
                    return self.rejected.push(Rejected::Trials);
                }
            }
            let Trials { seed, tried, satisfied, untested, .. } = &stored;
            record.add_trials((*satisfied, *tried), *seed, drawn, untested.clone());
        }
        self.kept.trials = Some(stored);
    }

    fn witness(&mut self, claim: &Claim, stored: Option<Interpretation>, record: &mut Record) {
        match stored.as_ref().map(|point| satisfied(claim, point)).transpose() {
            Ok(point) => {
                // Where nothing is assumed there is nothing that could contradict itself.
                if has_hypotheses(claim) {
                    record.add_witness(point.map(|point| point.values));
                }
                self.kept.witness = Some(stored);
            }
            Err(why) => self.rejected.push(Rejected::Witness(why)),
        }
    }

    fn tightness(&mut self, claim: &Claim, stored: Option<super::Tightness>, record: &mut Record) {
        let Some(mut stored) = stored else { return };
        if stored.bounds != bound_count(claim) {
            return self.rejected.push(Rejected::BoundCount);
        }
        let mut shown = Vec::new();
        stored.points.retain(|(bound, point)| match binding(claim, *bound, point) {
            Ok(point) => {
                shown.push((*bound, point.values));
                true
            }
            Err(why) => {
                self.rejected.push(Rejected::Bound(*bound, why));
                false
            }
        });
        record.add_tightness(stored.bounds, shown);
        self.kept.tightness = Some(stored);
    }

    /// Checks the proofs without hypotheses.
    fn proofs(&mut self, claim: &Claim, stored: Vec<(Vec<String>, Certificate)>, library: &Library) {
        for (dropped, certificate) in stored {
            let why = match without_all(claim, &dropped) {
                None => "the claim has no such hypotheses".to_owned(),
                Some(shorter)
                    if certificate.proves != Proves::Claim || certificate.hash != hash(&shorter) =>
                {
                    "it is about another statement".to_owned()
                }
                Some(shorter) => match check(&shorter, &certificate.proof, library, Limits::default()) {
                    Ok(theorem) if theorem.holes().is_empty() => {
                        self.proofs.push((dropped, certificate));
                        continue;
                    }
                    Ok(_) => "it has holes".to_owned(),
                    Err(rejection) => rejection.to_string(),
                },
            };
            self.rejected.push(Rejected::Proof(dropped, why));
        }
    }

    fn audit(&mut self, claim: &Claim, stored: Option<Vec<super::Hypothesis>>, record: &mut Record) {
        let Some(stored) = stored else { return };
        let names: Vec<&String> = stored.iter().map(|hypothesis| &hypothesis.name).collect();
        if !names.into_iter().eq(&hypotheses(claim)) {
            return self.rejected.push(Rejected::Hypotheses);
        }
        let mut shown = Vec::new();
        for hypothesis in &stored {
            let name = &hypothesis.name;
            let (verdict, point) = match &hypothesis.need {
                Need::Needed(point) => match needed(claim, name, point) {
                    Ok(point) => ("needed", point.values),
                    Err(why) => {
                        self.rejected.push(Rejected::Needed(name.clone(), why));
                        continue;
                    }
                },
                Need::Redundant if self.proofs.iter().any(|(dropped, _)| dropped.contains(name)) => {
                    ("redundant", Vec::new())
                }
                Need::Redundant => {
                    self.rejected.push(Rejected::NoProof(name.clone()));
                    continue;
                }
                Need::Undecided => ("undecided", Vec::new()),
            };
            shown.push(Audited { hypothesis: name.clone(), verdict, counterexample: point });
        }
        // An audit of which a part does not stand has to be made again.
        if shown.len() == stored.len() {
            self.kept.audit = Some(stored);
        }
        record.audit = shown;
        record.together = self
            .proofs
            .iter()
            .map(|(dropped, _)| dropped)
            .max_by_key(|dropped| dropped.len())
            .cloned()
            .unwrap_or_default();
    }
}

/// Checks that the claim fails at a point without a hypothesis.
fn needed(claim: &Claim, hypothesis: &str, point: &Interpretation) -> Result<Point, Misfit> {
    let shorter = without(claim, hypothesis).ok_or(Misfit::Hypothesis)?;
    refuted(&shorter, point)
}

/// The statement that a solver is asked about, and how it relates to the claim.
pub fn question(formal: &Formal) -> Option<(&'static str, Claim)> {
    if let Some(refutation) = &formal.refutation {
        let mut signature = formal.claim.signature().clone();
        for (sort, elements) in &refutation.carriers {
            signature.sorts.insert(sort.clone(), Carrier::Enumerated(elements.clone()));
        }
        let instance = instance(main_part(formal.claim.formula()), &refutation.arguments);
        // An instance that speaks of laws in place of functions, say, is not asked about.
        return Some(("negation", Claim::new(signature, instance.negation()).ok()?));
    }
    if formal.vacuity.is_some() {
        return Some(("vacuity", formal.claim.vacuity()));
    }
    Some(("claim", formal.claim.clone()))
}

/// The names of premises, wherever they stand before a goal.
fn premises(formula: &Formula) -> BTreeSet<&str> {
    match formula {
        Formula::And(parts) | Formula::Or(parts) => parts.iter().flat_map(premises).collect(),
        Formula::Named(_, body) | Formula::Forall(_, body) | Formula::Exists(_, body) => premises(body),
        Formula::Implies(premise, body) => {
            let own = match &**premise {
                Formula::Named(name, _) => Some(&**name),
                _ => None,
            };
            own.into_iter().chain(premises(body)).collect()
        }
        Formula::Compare(..) => BTreeSet::new(),
    }
}

/// The formula with its leading variables replaced.
fn instance(formula: &Formula, arguments: &[(Binder, Argument)]) -> Formula {
    let Some(((_, argument), rest)) = arguments.split_first() else { return formula.clone() };
    match formula.unnamed() {
        Formula::Forall(_, body) => instance(&instantiate(body, argument), rest),
        Formula::Implies(premise, body) => premise.as_ref().clone().implies(instance(body, arguments)),
        other => other.clone(),
    }
}

/// Whether trials make sense of a claim: its theorem file says that it holds, or says nothing and it does.
pub(super) fn is_to_hold(record: &Record) -> bool {
    match record.expected {
        Expected::Certified => true,
        Expected::Nothing => *record.verdict.kind() == Kind::Certified,
        Expected::Refuted | Expected::Vacuous | Expected::Computed => false,
    }
}
