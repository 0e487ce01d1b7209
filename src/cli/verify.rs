//! `mechproof verify`: proofs of theorem files become certificates, which the kernel checks before they are
//! stored. A claim whose stored certificate is accepted is left alone, unless all are to be found anew.
//!
//! A run that is stopped stores the certificates and the evidence that it has, leaves the others as they are,
//! and writes no report of a paper that is not finished.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use mechproof_core::kernel::{Library, Line, Proof, Theorem};

use super::attempts::Stored;
use super::check::report;
use super::evidence::{Wanted, asked, not_asked};
use super::input::{Input, Shelf, read_with_certificates};
use super::jobs::{self, Jobs};
use super::{Outcome, Run, Selection, diff, figures, reports, say, show, stop};
use crate::certificate::{Certificate, Proves};
use crate::evidence::attempts::{Attempt, Means, Vain};
use crate::language::diagnostic::Diagnostic;
use crate::language::document::{Body, Entry};
use crate::language::syntax::Compute;
use crate::ledger::{Evaluation, Judged, Kind, Ledger, Prover, Record, judge_in_parallel, statement_proved};
use crate::prove;
use crate::search::budget::Budget;
use crate::search::interrupt;
use crate::tactic;
use crate::tactic::auto::Effort;
use crate::transport::{Finding, Words, known_point, transport};

/// How to verify.
#[derive(Args)]
pub(super) struct Options {
    /// Find all proofs, and the evidence asked for, anew; search again where a search was in vain
    #[arg(long)]
    fresh: bool,
    /// Folder to write the HTML reports to
    #[arg(long, value_name = "FOLDER", default_value = reports::FOLDER)]
    reports: String,
    /// Write a report in the format of `JUnit` to this file
    #[arg(long, value_name = "FILE")]
    junit: Option<String>,
    /// Compare with an earlier run, or with a paper's: the JSON that `verify` writes
    #[arg(long, value_name = "FILE")]
    baseline: Option<String>,
    /// So many times the usual work for each search: pivots, columns, steps of a solver
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        value_parser = clap::value_parser!(u32).range(1..=100)
    )]
    budget: u32,
    /// Stop after so many seconds, as Ctrl-C does
    #[arg(long, value_name = "SECONDS")]
    time: Option<u64>,
    #[command(flatten)]
    jobs: Jobs,
    #[command(flatten)]
    wanted: Wanted,
}

/// Compiles the proofs of the selected claims.
struct Compiler<'a> {
    selection: &'a Selection,
    fresh: bool,
    budget: Budget,
    /// Claims that the files asked for state; of others only stored certificates count.
    given: BTreeSet<&'a str>,
    /// Papers of which reports are written.
    told: BTreeSet<&'a str>,
    /// Points at which restated claims fail, by id.
    points: BTreeMap<String, Words>,
    /// What claims without a proof are tried with.
    unaided: &'a prove::Budget<'a>,
    /// What to say of claims without a proof, by id.
    notes: BTreeMap<String, String>,
    faults: Vec<(String, Diagnostic)>,
    found: Vec<(String, Certificate)>,
    /// What searches may use, and what earlier ones found out in vain.
    means: Means,
    stored: &'a Stored,
    /// Claims about which a stored record was shown, and records that are new.
    used: BTreeSet<String>,
    attempts: Vec<(String, Attempt)>,
    /// Why stored records of searches are rejected, by claim.
    rejected: BTreeMap<String, String>,
    telling: reports::Telling,
    input: &'a Input,
}

impl Prover for Compiler<'_> {
    fn afresh(&self, entry: &Entry) -> bool {
        self.fresh && self.picks(entry)
    }

    fn stopped(&self) -> bool {
        interrupt::requested()
    }

    fn prove(&mut self, entry: &Entry, proves: &Proves, library: &Library) -> Option<Proof> {
        if !self.picks(entry) {
            return None;
        }
        let target = match proves {
            Proves::Claim => tactic::Target::Claim,
            Proves::Negation(_) => tactic::Target::Negation,
            Proves::Vacuity => tactic::Target::Vacuity,
        };
        match tactic::compile_within(entry, target, library, self.budget) {
            Ok(proof) => Some(without_idle_steps(entry, proves, proof, library)),
            // A step that fails after the wish to stop says nothing about the step.
            Err(_) if interrupt::requested() => None,
            Err(fault) => {
                let file = self.input.files.get(entry.file).map_or("", |(path, _)| path);
                self.faults.push((entry.id.clone(), (*fault).in_file(file)));
                None
            }
        }
    }

    fn explores(&self, entry: &Entry) -> bool {
        self.picks(entry)
    }

    fn explore(&mut self, entry: &Entry, library: &Library) -> Option<(Proves, Proof)> {
        if self.knows(entry, library) {
            return None;
        }
        match transport(entry, library, self.budget) {
            Finding::Holds(proof) => {
                let proof = without_idle_steps(entry, &Proves::Claim, proof, library);
                Some((Proves::Claim, proof))
            }
            Finding::Fails { point, carriers, proof } => {
                self.points.insert(entry.id.clone(), point);
                Some((Proves::Negation(carriers), proof))
            }
            Finding::Vacuous(proof) => {
                let proof = without_idle_steps(entry, &Proves::Vacuity, proof, library);
                Some((Proves::Vacuity, proof))
            }
            Finding::SeemsToFail(point) => self.in_vain(entry, library, Vain::Fails(point)),
            Finding::Open(stop) => {
                // The published proof does not go through; there may be another.
                let stops = stop.and_then(|stop| stop.message.lines().next().map(str::to_owned));
                self.unaided(entry, stops, library)
            }
            Finding::Stopped => None,
        }
    }

    fn discover(&mut self, entry: &Entry, library: &Library) -> Option<(Proves, Proof)> {
        if !self.picks(entry) || self.knows(entry, library) {
            return None;
        }
        self.unaided(entry, None, library)
    }

    fn evaluate(&mut self, compute: &Compute) -> Evaluation {
        super::computations::evaluate(compute)
    }

    fn watches(&self, entry: &Entry) -> bool {
        self.told.contains(entry.id.split('/').next().unwrap_or_default())
    }

    fn seen(&mut self, entry: &Entry, certificate: &Certificate, checked: (&Theorem, &[Line])) {
        self.telling.tell(entry, certificate, checked);
    }

    fn accepted(&mut self, entry: &Entry, certificate: Certificate) {
        self.found.push((entry.id.clone(), certificate));
    }
}

impl Compiler<'_> {
    fn picks(&self, entry: &Entry) -> bool {
        self.selection.picks(&entry.id) && self.given.contains(entry.id.as_str())
    }

    /// A proof of a claim without one or of its negation; a note says what was found or tried. `stops` says where the
    /// published proof does not go through.
    fn unaided(
        &mut self,
        entry: &Entry,
        stops: Option<String>,
        library: &Library,
    ) -> Option<(Proves, Proof)> {
        let (note, found) = match prove::prove(entry, library, self.unaided) {
            prove::Finding::Proved(proof) => ("a proof was found".to_owned(), Some((Proves::Claim, proof))),
            prove::Finding::Refuted(refuted) => {
                let note = format!("it fails at {}", refuted.point);
                self.points.insert(entry.id.clone(), refuted.point.values);
                (note, Some((Proves::Negation(refuted.carriers), refuted.proof)))
            }
            // What a stopped search did not find says nothing about the claim.
            prove::Finding::Open(_) if interrupt::requested() => return None,
            prove::Finding::Open(tried) => {
                return self.in_vain(entry, library, Vain::Nothing { stops, tried });
            }
        };
        self.notes.insert(entry.id.clone(), note);
        found
    }

    /// Whether an earlier search was in vain and another would be the same; then its outcome is shown again.
    fn knows(&mut self, entry: &Entry, library: &Library) -> bool {
        let Body::Formal(formal) = &entry.body else { return false };
        let Some(attempt) = self.stored.of(&entry.id).filter(|_| !self.fresh) else { return false };
        match attempt.vain(entry, formal, library, self.means) {
            Ok(vain) => {
                self.used.insert(entry.id.clone());
                self.show(entry, vain);
                true
            }
            Err(why) => {
                if why.is_wrong() {
                    self.rejected.insert(entry.id.clone(), why.to_string());
                }
                false
            }
        }
    }

    /// Records and shows what a search in vain found out.
    fn in_vain(&mut self, entry: &Entry, library: &Library, vain: Vain) -> Option<(Proves, Proof)> {
        if let Body::Formal(formal) = &entry.body {
            let attempt = Attempt::of(entry, formal, library, self.means, &vain);
            self.attempts.extend(attempt.map(|attempt| (entry.id.clone(), attempt)));
        }
        self.show(entry, vain);
        None
    }

    fn show(&mut self, entry: &Entry, vain: Vain) {
        self.notes.extend(vain.note().map(|note| (entry.id.clone(), note)));
        if let Vain::Fails(point) = vain {
            self.points.insert(entry.id.clone(), point.values);
        }
    }
}

/// What is stored: a proof without the steps that nothing rests on, so that it is quick to check and to read.
fn without_idle_steps(entry: &Entry, proves: &Proves, proof: Proof, library: &Library) -> Proof {
    let Body::Formal(formal) = &entry.body else { return proof };
    match statement_proved(&formal.claim, proves) {
        Ok(statement) => tactic::pruned(&statement, &proof, library),
        Err(_) => proof,
    }
}

/// Notes at which points claims fail that no file refutes. Where a stored certificate says so, the point is looked for again.
fn note_points(
    points: &BTreeMap<String, Words>,
    input: &Input,
    ledger: &mut Ledger,
    (library, budget): (&Library, Budget),
) {
    let entries = input.documents.iter().flat_map(|document| &document.entries);
    for (record, entry) in ledger.records.iter_mut().zip(entries) {
        let Body::Formal(formal) = &entry.body else { continue };
        let point = match (points.get(&record.id), record.verdict.kind()) {
            (Some(point), _) => Some(point.clone()),
            (None, Kind::Refuted) if formal.refutation.is_none() => {
                known_point(entry, formal, library, budget)
            }
            _ => None,
        };
        record.counterexample = point.unwrap_or_default();
    }
}

pub(super) fn run(selection: &Selection, options: &Options) -> Run<Outcome> {
    stop::listen(options.time)?;
    let baseline = options.baseline.as_deref().map(diff::read).transpose()?;
    let (jobs, budget) = (options.jobs.count(), Budget::times(options.budget));
    let (input, mut shelf) = read_with_certificates(&selection.paths, jobs)?;
    let solver = options.wanted.solver();
    let unaided = prove::Budget {
        effort: Effort::times(options.budget),
        solver: asked(&solver, budget),
        ..prove::Budget::default()
    };
    let stored = Stored::load(&input, &shelf)?;
    // Maps rest on no claim, so they are looked at beside them.
    let (Judged { mut ledger, library, provers }, figures) = jobs::both(
        jobs,
        || judged(selection, options, (&input, &shelf, &stored), (budget, &unaided)),
        || figures::run(selection, (&input, &shelf), (jobs, options.fresh)),
    );
    let (mut faults, mut changed) = (Vec::new(), BTreeSet::new());
    let (mut points, mut notes, mut rejected) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let (mut attempts, mut used) = (Vec::new(), BTreeSet::new());
    let mut telling = reports::Telling::default();
    for prover in provers {
        faults.extend(prover.faults);
        points.extend(prover.points);
        notes.extend(prover.notes);
        rejected.extend(prover.rejected);
        attempts.extend(prover.attempts);
        used.extend(prover.used);
        telling.add(prover.telling);
        for (id, certificate) in prover.found {
            let paper = id.split('/').next().unwrap_or_default().to_owned();
            shelf.papers.entry(paper.clone()).or_default().put(&id, certificate);
            changed.insert(paper);
        }
    }
    shelf.save(&changed)?;
    stored.save(&attempts, &used, selection, (&input, &ledger))?;
    note_points(&points, &input, &mut ledger, (&library, budget));
    say_faults(faults, &input);
    for (id, why) in &rejected {
        say(&format!("note: {id}: the stored record of a search is rejected: {why}\n"));
    }
    for (id, note) in &notes {
        say(&format!("note: {id}: {note}\n"));
    }
    let given = input.given();
    let open = |record: &&Record| {
        *record.verdict.kind() == Kind::Open
            && !record.stopped
            && record.complaint().is_some()
            && given.contains(record.id.as_str())
    };
    let open = ledger.records.iter().filter(open).filter(|record| selection.picks(&record.id)).count();
    if open > 0 && unaided.solver.is_none() {
        say(&not_asked(open));
    }
    let told = options.wanted.run(
        selection,
        (&input, &shelf),
        &mut ledger,
        &library,
        &solver,
        (jobs, budget, options.fresh),
    )?;
    let figures = figures?;
    figures.said.iter().for_each(|text| say(text));
    let mut unfinished = told.unfinished;
    unfinished
        .extend(ledger.records.iter().filter(|record| record.stopped).map(|record| record.paper.clone()));
    reports::write(&options.reports, (&input, &shelf), (&ledger, telling, figures.drawn), &unfinished, jobs)?;
    if !unfinished.is_empty() {
        say(&stopped(&ledger, &unfinished));
        return Ok(Outcome::Stopped);
    }
    if let Some(file) = &options.junit {
        reports::replace(file, crate::report::junit(&ledger).as_bytes())?;
    }
    let outcome = report(selection, &input, &shelf, &ledger, baseline.as_ref())?;
    Ok(if told.in_order && figures.in_order { outcome } else { Outcome::NotAsStated })
}

fn judged<'a>(
    selection: &'a Selection,
    options: &Options,
    (input, shelf, stored): (&'a Input, &Shelf, &'a Stored),
    (budget, unaided): (Budget, &'a prove::Budget<'a>),
) -> Judged<Compiler<'a>> {
    let given = input.given();
    let told: BTreeSet<&str> = input.given_papers().iter().map(|document| document.paper.as_str()).collect();
    let compiler = || Compiler {
        selection,
        fresh: options.fresh,
        budget,
        given: given.clone(),
        told: told.clone(),
        unaided,
        points: BTreeMap::new(),
        notes: BTreeMap::new(),
        faults: Vec::new(),
        found: Vec::new(),
        means: Means { budget: options.budget, solver: unaided.solver.is_some() },
        stored,
        used: BTreeSet::new(),
        attempts: Vec::new(),
        rejected: BTreeMap::new(),
        telling: reports::Telling::default(),
        input,
    };
    let count = input.documents.iter().map(|document| document.entries.len()).sum();
    let bar = jobs::bar("proofs", count);
    let jobs = options.jobs.count();
    let judged =
        judge_in_parallel(&input.documents, &shelf.papers, &|_| true, jobs, &compiler, &|| bar.inc(1));
    bar.finish_and_clear();
    judged
}

/// Puts what threads said about claims in the order of the claims.
fn in_order<T>(said: &mut [(String, T)], input: &Input) {
    let entries = input.documents.iter().flat_map(|document| &document.entries);
    let places: BTreeMap<&str, usize> =
        entries.enumerate().map(|(at, entry)| (entry.id.as_str(), at)).collect();
    said.sort_by_key(|(id, _)| places.get(id.as_str()).copied());
}

/// Draws the steps that do not go through, in the order of the claims.
fn say_faults(mut faults: Vec<(String, Diagnostic)>, input: &Input) {
    in_order(&mut faults, input);
    for (_, fault) in &faults {
        show(fault, &input.files);
    }
}

/// What to say of a run that was stopped.
fn stopped(ledger: &Ledger, unfinished: &BTreeSet<String>) -> String {
    let left = ledger.records.iter().filter(|record| record.stopped).count();
    let papers: Vec<&str> = unfinished.iter().map(String::as_str).collect();
    format!(
        "stopped: {left} of {} claims are open (stopped); what was finished is stored, and the reports of {} are as \
         they were\n",
        ledger.records.len(),
        papers.join(", ")
    )
}
