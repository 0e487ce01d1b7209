//! Going through the claims in order: which of them the kernel accepts a proof of.
//!
//! A theorem becomes citable under the id of its claim, so later proofs may use it and earlier ones may not.

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, Line, Proof, Theorem, check, check_traced};
use mechproof_core::logic::IllFormed;

use super::computation::{Evaluation, printed, wording};
use super::domain::domain;
use super::record::{Evidence, Expected, Record};
use super::verdict::{Kind, Verdict};
use crate::certificate::{Certificate, Proves, Store, hash, hash_of_text};
use crate::language::document::{Body, Document, Entry, Formal, Senseless};
use crate::language::syntax::Compute;
use crate::print;

/// All records, in the order of the theorem files.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// One record a claim.
    pub records: Vec<Record>,
    /// Claims that make no sense in the changed models that were to state them again.
    pub senseless: Vec<Senseless>,
}

/// Where proofs come from that no certificate holds, and answers of exact models.
pub trait Prover {
    /// Whether to disregard the stored certificates of an entry.
    fn afresh(&self, entry: &Entry) -> bool {
        let _ = entry;
        false
    }

    /// A proof of a statement about an entry, if one is to be looked for and is found.
    fn prove(&mut self, entry: &Entry, proves: &Proves, library: &Library) -> Option<Proof>;

    /// Whether [`Prover::explore`] looks for anything.
    fn explores(&self, entry: &Entry) -> bool {
        let _ = entry;
        false
    }

    /// A proof of a restated claim or of its negation, of which its theorem file says nothing.
    fn explore(&mut self, entry: &Entry, library: &Library) -> Option<(Proves, Proof)> {
        let _ = (entry, library);
        None
    }

    /// A proof about a claim for which its theorem file offers none: what it proves, and the proof.
    fn discover(&mut self, entry: &Entry, library: &Library) -> Option<(Proves, Proof)> {
        let _ = (entry, library);
        None
    }

    /// Whether [`Prover::seen`] is to be told about an entry.
    fn watches(&self, entry: &Entry) -> bool {
        let _ = entry;
        false
    }

    /// Told of every certificate that the kernel accepted, stored or new, with what its steps add.
    fn seen(&mut self, entry: &Entry, certificate: &Certificate, checked: (&Theorem, &[Line])) {
        let _ = (entry, certificate, checked);
    }

    /// Told of a new certificate that the kernel accepted.
    fn accepted(&mut self, entry: &Entry, certificate: Certificate);

    /// Whether the work is to stop: what is then without a verdict is not finished.
    fn stopped(&self) -> bool {
        false
    }

    /// Evaluates a computation.
    fn evaluate(&mut self, compute: &Compute) -> Evaluation {
        let _ = compute;
        Evaluation::NoModel
    }
}

/// Looks for nothing: only stored certificates count.
pub struct NoProver;

impl Prover for NoProver {
    fn prove(&mut self, _: &Entry, _: &Proves, _: &Library) -> Option<Proof> {
        None
    }

    fn accepted(&mut self, _: &Entry, _: Certificate) {}
}

/// The statement that a certificate of this kind proves about a claim.
///
/// # Errors
/// If the carriers of a negation do not fit the claim.
pub fn statement_proved(claim: &Claim, proves: &Proves) -> Result<Claim, Box<IllFormed>> {
    match proves {
        Proves::Claim => Ok(claim.clone()),
        Proves::Negation(carriers) => claim.negation(carriers).map_err(Box::new),
        Proves::Vacuity => Ok(claim.vacuity()),
    }
}

/// Judges every claim of some documents. `stores` are the certificates of each paper.
pub fn judge(documents: &[Document], stores: &BTreeMap<String, Store>, prover: &mut dyn Prover) -> Ledger {
    let mut judge = Judge::default();
    let mut ledger = Ledger::default();
    let empty = Store::default();
    for document in documents {
        ledger.senseless.extend(document.senseless.iter().cloned());
        let store = stores.get(&document.paper).unwrap_or(&empty);
        for entry in &document.entries {
            ledger.records.push(judge.entry(&document.paper, entry, store.of(&entry.id), prover));
        }
    }
    ledger
}

/// The theorems found so far.
#[derive(Default)]
pub struct Judge {
    library: Library,
}

impl Judge {
    /// The theorems that later proofs may cite.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// A judge that knows these theorems.
    pub fn knowing(library: Library) -> Judge {
        Judge { library }
    }

    /// Judges the next claim by its certificates and what the prover adds.
    pub fn entry(
        &mut self,
        paper: &str,
        entry: &Entry,
        certificates: &[Certificate],
        prover: &mut dyn Prover,
    ) -> Record {
        match &entry.body {
            Body::Formal(formal) => self.formal(paper, entry, formal, certificates, prover),
            Body::Computation(compute) => computation(paper, entry, compute, prover),
        }
    }

    fn formal(
        &mut self,
        paper: &str,
        entry: &Entry,
        formal: &Formal,
        certificates: &[Certificate],
        prover: &mut dyn Prover,
    ) -> Record {
        let claim = &formal.claim;
        let mut record = blank(
            paper,
            entry,
            domain(claim),
            print::formula_with_tables(claim.signature(), claim.formula()),
        );
        record.hash = hash(claim);
        let mut problems: Vec<(&'static str, String)> = Vec::new();
        let mut theorems: Vec<(Proves, Theorem)> = Vec::new();
        let fresh = prover.afresh(entry);
        for certificate in certificates.iter().filter(|_| !fresh) {
            match self.check(entry, claim, certificate, prover) {
                Ok(theorem) => theorems.push((certificate.proves.clone(), theorem)),
                Err(problem) => problems.push((certificate.proves.word(), problem)),
            }
        }
        let mut targets: Vec<(Proves, Option<Proof>)> = Vec::new();
        if record.expected == Expected::Nothing {
            if theorems.is_empty() && prover.explores(entry) {
                // What was stored is about another statement.
                problems.clear();
                let found = prover.explore(entry, &self.library);
                targets.extend(found.map(|(proves, proof)| (proves, Some(proof))));
            }
        } else {
            // A restated claim that its theorem file refutes has the published proof, which is no proof of it.
            let refuted = entry.restated.is_some() && record.expected != Expected::Certified;
            let wanted = declared(formal).into_iter().filter(|proves| !refuted || *proves != Proves::Claim);
            targets.extend(wanted.map(|proves| (proves, None)));
            if targets.is_empty() && theorems.is_empty() {
                let found = prover.discover(entry, &self.library);
                if found.is_some() {
                    problems.clear();
                }
                targets.extend(found.map(|(proves, proof)| (proves, Some(proof))));
            }
        }
        for (proves, found) in targets {
            if theorems.iter().any(|(known, _)| known.word() == proves.word()) {
                continue;
            }
            let proof = found.or_else(|| prover.prove(entry, &proves, &self.library));
            let Some(proof) = proof else { continue };
            let Ok(statement) = statement_proved(claim, &proves) else { continue };
            let certificate = Certificate { hash: hash(&statement), proves, proof };
            match self.check(entry, claim, &certificate, prover) {
                Ok(theorem) => {
                    problems.retain(|(word, _)| *word != certificate.proves.word());
                    theorems.push((certificate.proves.clone(), theorem));
                    prover.accepted(entry, certificate);
                }
                Err(problem) => problems.push((certificate.proves.word(), problem)),
            }
        }
        record.problems = problems.into_iter().map(|(_, problem)| problem).collect();
        for (proves, theorem) in theorems {
            self.add_evidence(&mut record, claim, &proves, theorem);
        }
        // What is missing now may be missing only for want of time.
        let unsettled = record.complaint().is_some() || *record.verdict.kind() == Kind::Open;
        record.stopped = prover.stopped() && unsettled;
        record
    }

    /// Has the kernel check a certificate about a claim.
    fn check(
        &self,
        entry: &Entry,
        claim: &Claim,
        certificate: &Certificate,
        prover: &mut dyn Prover,
    ) -> Result<Theorem, String> {
        let word = certificate.proves.word();
        let statement = statement_proved(claim, &certificate.proves)
            .map_err(|error| format!("the certificate of the {word} does not fit: {error}"))?;
        if certificate.hash != hash(&statement) {
            return Err(format!("the certificate of the {word} is stale: the statement has changed since"));
        }
        let rejected = |rejection| format!("the certificate of the {word} is rejected: {rejection}");
        let (proof, library, limits) = (&certificate.proof, &self.library, Limits::default());
        if !prover.watches(entry) {
            return check(&statement, proof, library, limits).map_err(rejected);
        }
        let (theorem, lines) = check_traced(&statement, proof, library, limits).map_err(rejected)?;
        prover.seen(entry, certificate, (&theorem, &lines));
        Ok(theorem)
    }

    /// Notes a theorem about the claim, and what it makes of the verdict.
    fn add_evidence(&mut self, record: &mut Record, claim: &Claim, proves: &Proves, theorem: Theorem) {
        record.evidence.push(Evidence::Certificate {
            proves: proves.word(),
            steps: theorem.steps(),
            holes: theorem.holes().iter().map(ToString::to_string).collect(),
        });
        record.uses.extend(theorem.cites().iter().map(ToString::to_string));
        let signature = theorem.claim().signature();
        record.assumes.extend(theorem.expectations().iter().map(|term| print::term(signature, term).text));
        let verdict = match proves {
            Proves::Claim => Verdict::of_claim(claim, &theorem),
            Proves::Negation(carriers) => Verdict::of_negation(claim, carriers, &theorem),
            Proves::Vacuity => Verdict::of_vacuity(claim, &theorem),
        };
        match verdict {
            // That the hypotheses contradict each other says more than that the claim follows from them.
            Some(verdict) if rank(&verdict) > rank(&record.verdict) => record.verdict = verdict,
            Some(_) => {}
            None => record.problems.push(format!(
                "the proof of the {} has holes, or assumes that an expectation exists",
                proves.word()
            )),
        }
        if *proves == Proves::Claim {
            self.library.add(record.id.as_str().into(), theorem);
        }
    }
}

/// Which verdict stands when there are several.
fn rank(verdict: &Verdict) -> u8 {
    match verdict.kind() {
        Kind::Open => 0,
        Kind::Tested { .. } => 1,
        Kind::Holey(_) => 2,
        Kind::Certified | Kind::Computed(_) => 3,
        Kind::Refuted => 4,
        Kind::Vacuous => 5,
    }
}

/// What the theorem file offers proofs of.
fn declared(formal: &Formal) -> Vec<Proves> {
    let mut targets = Vec::new();
    if formal.proof.is_some() || formal.mirror.is_some() {
        targets.push(Proves::Claim);
    }
    if let Some(refutation) = &formal.refutation {
        targets.push(Proves::Negation(refutation.carriers.clone()));
    }
    if formal.vacuity.is_some() {
        targets.push(Proves::Vacuity);
    }
    targets
}

/// A record of a claim that was not looked at because the work was stopped.
pub(super) fn unfinished(paper: &str, entry: &Entry) -> Record {
    let (statement, domain, hash) = match &entry.body {
        Body::Formal(formal) => {
            let claim = &formal.claim;
            (print::formula_with_tables(claim.signature(), claim.formula()), domain(claim), hash(claim))
        }
        Body::Computation(compute) => {
            let wording = wording(compute);
            (printed(&wording), "instance".to_owned(), hash_of_text(&wording))
        }
    };
    Record { hash, stopped: true, ..blank(paper, entry, domain, statement) }
}

fn blank(paper: &str, entry: &Entry, domain: String, statement: print::Printed) -> Record {
    Record {
        id: entry.id.clone(),
        paper: paper.to_owned(),
        kind: entry.kind.clone(),
        place: entry.place.clone(),
        verdict: Verdict::open(),
        reach: entry.reach.clone(),
        domain,
        evidence: Vec::new(),
        uses: BTreeSet::new(),
        statement,
        hash: String::new(),
        row: entry.row.clone(),
        restates: entry.restated.as_ref().map(|restated| restated.of.clone()),
        counterexample: Vec::new(),
        expected: Expected::of(entry),
        allow_open: entry.allow_open,
        problems: Vec::new(),
        audit: Vec::new(),
        drawing: None,
        together: Vec::new(),
        assumes: BTreeSet::new(),
        stopped: false,
    }
}

fn computation(paper: &str, entry: &Entry, compute: &Compute, prover: &mut dyn Prover) -> Record {
    let wording = wording(compute);
    let mut record = blank(paper, entry, "instance".to_owned(), printed(&wording));
    record.hash = hash_of_text(&wording);
    let model = &compute.model.node;
    match prover.evaluate(compute) {
        Evaluation::Agrees(drawing) => {
            record.drawing = drawing;
            record.verdict = Verdict::computed(model);
            record.evidence.push(Evidence::Computation { model: model.clone() });
        }
        Evaluation::Sampled { trials, seed } => {
            record.verdict = Verdict::tested(trials, seed);
            record.evidence.push(Evidence::Trials {
                trials,
                tried: trials,
                seed,
                drawn: false,
                untested: None,
            });
        }
        Evaluation::Differs(how) => record.problems.push(format!("the model `{model}` disagrees: {how}")),
        Evaluation::NoModel => record.problems.push(format!("there is no model `{model}`")),
    }
    record
}
