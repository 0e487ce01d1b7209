//! `mechproof verify --evidence`: evidence beside certificates, stored, looked at again and shown.
//!
//! Consumes the claims, the theorems about them and the files of records; adds to the ledger's records what
//! stands, and obtains what is missing where that is asked for. It changes no verdict of proof. What is stored
//! and wrong is said aloud, and so is a solver's counterexample to something proved.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use clap::Args;
use mechproof_core::kernel::Library;

use super::input::{Input, Shelf};
use super::{Failure, Run, Selection, jobs, say};
use crate::certificate::{Certificate, Store};
use crate::evidence::{
    AUDIT_FILE, Evidence, FILE_NAME, Obtained, Records, Rejected, Request, Review, SEED, load, obtain,
    parse_without_id, review, save, without_id,
};
use crate::falsify::Interpretation;
use crate::language::document::{Body, Entry};
use crate::ledger::{Ledger, Record};
use crate::prove::Asked;
use crate::search::budget::Budget;
use crate::search::{interrupt, smt};

/// Points of trials where no number is given.
const POINTS: u64 = 100;
/// Where the project is: tools are looked for below it.
const ROOT: &str = ".";

/// What evidence to obtain besides proofs.
#[derive(Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(super) struct Wanted {
    /// Obtain all evidence that is missing or out of date: the same as --smt --trials 100 --audit
    #[arg(long)]
    evidence: bool,
    /// Ask a solver about every claim; verdicts stay as they are
    #[arg(long)]
    smt: bool,
    /// Try each claim at so many exact random points that satisfy its hypotheses
    #[arg(long, value_name = "N")]
    trials: Option<u64>,
    /// The seed of the points
    #[arg(long, value_name = "SEED", default_value_t = SEED)]
    seed: u64,
    /// Drop each hypothesis in turn and look for a counterexample or a proof
    #[arg(long)]
    audit: bool,
    /// Obtain a solver if there is none, and ask it about claims without a proof
    #[arg(long)]
    setup: bool,
}

/// What came of it.
pub(super) struct Told {
    /// Whether nothing stored is wrong, and no solver contradicts a theorem.
    pub(super) in_order: bool,
    /// Papers of which not all was looked at.
    pub(super) unfinished: BTreeSet<String>,
}

/// The files of one folder.
#[derive(Default)]
struct Files {
    records: Records,
    proofs: Store,
    changed: bool,
}

/// One claim and what is stored about it.
struct Item<'a> {
    entry: &'a Entry,
    record: Record,
    stored: Evidence,
    proofs: Vec<(Vec<String>, Certificate)>,
    wanted: bool,
}

/// What became of it.
struct Looked {
    record: Record,
    evidence: Evidence,
    proofs: Vec<(Vec<String>, Certificate)>,
    rejected: Vec<Rejected>,
    alarm: Option<(&'static str, String)>,
    finished: bool,
}

/// A solver was to be asked or obtained, and there is none.
pub(super) struct NoSolver;

impl Wanted {
    /// Looks at the stored evidence again, obtains what is missing and asked for, and stores it.
    pub(super) fn run(
        &self,
        selection: &Selection,
        (input, shelf): (&Input, &Shelf),
        ledger: &mut Ledger,
        library: &Library,
        solver: &Result<Option<smt::Solver>, NoSolver>,
        (jobs, budget, fresh): (usize, Budget, bool),
    ) -> Run<Told> {
        let every = solver.as_ref().ok().and_then(Option::as_ref).filter(|_| self.smt || self.evidence);
        let request = Request {
            solver: every.map(|solver| (solver, budget.steps)),
            trials: self.trials.or(self.evidence.then_some(POINTS)).map(|points| (points, self.seed)),
            audit: self.audit || self.evidence,
            fresh,
        };
        let asked = request.solver.is_some() || request.trials.is_some() || request.audit;
        let mut files = read(input, shelf)?;
        let items = self::items(selection, (input, shelf), ledger, &files, asked);
        let bar = jobs::bar("evidence", items.len());
        let looked = jobs::map(&items, jobs, &bar, |item| look(item, library, &request));
        let mut told = Told { in_order: solver.is_ok(), unfinished: BTreeSet::new() };
        for (item, looked) in items.iter().zip(&looked) {
            told.say(&item.entry.id, looked);
            if item.wanted && looked.finished {
                let folder = shelf.folder(&item.record.paper);
                files.entry(folder.to_owned()).or_default().put(&item.entry.id, looked);
            }
        }
        ledger.records = looked.into_iter().map(|looked| looked.record).collect();
        write(input, &mut files, asked && selection.filter.is_none())?;
        Ok(told)
    }

    /// The solver, if one is to be obtained or asked. Where none is at hand that is said, and the rest is done without.
    pub(super) fn solver(&self) -> Result<Option<smt::Solver>, NoSolver> {
        if self.setup
            && let Err(error) = smt::setup(Path::new(ROOT), &mut |text| say(&format!("note: {text}\n")))
        {
            say(&format!("{error}\n"));
            return Err(NoSolver);
        }
        if !(self.smt || self.evidence || self.setup) {
            return Ok(None);
        }
        smt::find(Path::new(ROOT)).map(Some).ok_or_else(|| {
            say("no solver is at hand, so none was asked; `mechproof verify --setup` obtains one\n");
            NoSolver
        })
    }
}

/// The solver for claims without a proof, and what it may spend on each.
pub(super) fn asked(solver: &Result<Option<smt::Solver>, NoSolver>, budget: Budget) -> Option<Asked> {
    let solver = solver.as_ref().ok()?.clone()?;
    Some(Asked { solver, limits: smt::Limits::steps(budget.steps) })
}

/// What to say of claims that were left open without asking a solver.
pub(super) fn not_asked(open: usize) -> String {
    let claims = if open == 1 {
        "1 claim is open, and no solver was".to_owned()
    } else {
        format!("{open} claims are open, and no solver was")
    };
    let how = match smt::find(Path::new(ROOT)) {
        Some(_) => "`mechproof verify --smt` asks one",
        None => "none is at hand; `mechproof verify --setup` obtains one and asks it",
    };
    format!("note: {claims} asked for a counterexample: {how}\n")
}

impl Told {
    fn say(&mut self, id: &str, looked: &Looked) {
        if !looked.finished {
            self.unfinished.insert(looked.record.paper.clone());
        }
        for rejected in &looked.rejected {
            if rejected.is_stale() {
                say(&format!("note: {id}: {rejected}\n"));
            } else {
                self.in_order = false;
                say(&format!("{id}: {rejected}\n"));
            }
        }
        if let Some((proves, constants)) = &looked.alarm
            && looked.record.proved() == Some(proves)
        {
            self.in_order = false;
            say(&format!("alarm: {id}: the {proves} fails at {constants}\n"));
        }
    }
}

impl Files {
    fn put(&mut self, id: &str, looked: &Looked) {
        self.changed = true;
        self.records.claims.insert(id.to_owned(), looked.evidence.clone());
        self.drop_proofs(|claim| claim == id);
        for (dropped, certificate) in &looked.proofs {
            self.proofs.put(&without_id(id, dropped), certificate.clone());
        }
    }

    fn drop_proofs(&mut self, picks: impl Fn(&str) -> bool) {
        let _ = self.proofs.take(|key| parse_without_id(key).is_none_or(|(claim, _)| picks(claim)));
    }
}

/// The claims with what is stored about them.
fn items<'a>(
    selection: &Selection,
    (input, shelf): (&'a Input, &Shelf),
    ledger: &mut Ledger,
    files: &BTreeMap<String, Files>,
    asked: bool,
) -> Vec<Item<'a>> {
    let entries = input.documents.iter().flat_map(|document| &document.entries);
    let items = std::mem::take(&mut ledger.records).into_iter().zip(entries).map(|(record, entry)| {
        let stored = files.get(shelf.folder(&record.paper));
        let proofs = stored.map(|files| proofs_of(&files.proofs, &entry.id)).unwrap_or_default();
        let stored =
            stored.and_then(|files| files.records.claims.get(&entry.id)).cloned().unwrap_or_default();
        let wanted = asked && selection.picks(&entry.id) && matches!(entry.body, Body::Formal(_));
        Item { entry, record, stored, proofs, wanted }
    });
    items.collect()
}

fn proofs_of(store: &Store, id: &str) -> Vec<(Vec<String>, Certificate)> {
    let of = |(key, certificates): (&str, &[Certificate])| {
        let (claim, dropped) = parse_without_id(key)?;
        (claim == id)
            .then(|| certificates.iter().map(move |one| (dropped.clone(), one.clone())).collect::<Vec<_>>())
    };
    store.iter().filter_map(of).flatten().collect()
}

/// Looks at one claim.
fn look(item: &Item, library: &Library, request: &Request) -> Looked {
    let mut record = item.record.clone();
    let unchanged = |record: Record, finished| Looked {
        record,
        evidence: item.stored.clone(),
        proofs: item.proofs.clone(),
        rejected: Vec::new(),
        alarm: None,
        finished,
    };
    let Body::Formal(formal) = &item.entry.body else { return unchanged(record, true) };
    if interrupt::requested() {
        return unchanged(record, false);
    }
    if !item.wanted {
        let Review { kept, proofs, rejected } =
            review(formal, item.stored.clone(), item.proofs.clone(), library, &mut record);
        return Looked { record, evidence: kept, proofs, rejected, alarm: None, finished: true };
    }
    let first = review(formal, item.stored.clone(), item.proofs.clone(), library, &mut record.clone());
    let Obtained { evidence, proofs, alarm } =
        obtain(item.entry, &record, first.kept, first.proofs, library, request);
    let finished = !interrupt::requested();
    let second = review(formal, evidence, proofs, library, &mut record);
    let mut rejected = first.rejected;
    rejected.extend(second.rejected);
    if request.fresh {
        rejected.clear();
    }
    Looked { record, evidence: second.kept, proofs: second.proofs, rejected, alarm, finished }
}

/// The stored witnesses of claims, by id. They are claims themselves until they are looked at.
pub(super) fn witnesses(input: &Input, shelf: &Shelf) -> Run<BTreeMap<String, Interpretation>> {
    let claims = read(input, shelf)?.into_values().flat_map(|files| files.records.claims);
    Ok(claims.filter_map(|(id, evidence)| Some((id, evidence.witness??))).collect())
}

/// The files beside the theorem files, by folder.
fn read(input: &Input, shelf: &Shelf) -> Run<BTreeMap<String, Files>> {
    let mut files: BTreeMap<String, Files> = BTreeMap::new();
    for document in &input.documents {
        let folder = shelf.folder(&document.paper);
        if files.contains_key(folder) {
            continue;
        }
        let (records, proofs) = (path(folder, FILE_NAME), path(folder, AUDIT_FILE));
        let refused =
            |path: &str, error: &dyn std::fmt::Display| Failure::message(format!("{path}: {error}"));
        let found = Files {
            records: load(Path::new(&records)).map_err(|error| refused(&records, &error))?,
            proofs: crate::certificate::load(Path::new(&proofs)).map_err(|error| refused(&proofs, &error))?,
            changed: false,
        };
        files.insert(folder.to_owned(), found);
    }
    Ok(files)
}

/// Writes the files that changed. If all claims were looked at, records of claims that are gone are dropped.
fn write(input: &Input, files: &mut BTreeMap<String, Files>, all: bool) -> Run<()> {
    let mut claims: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for document in &input.documents {
        let ids = claims.entry(&document.paper).or_default();
        ids.extend(document.entries.iter().map(|entry| entry.id.as_str()));
    }
    let gone = |id: &str| {
        let paper = id.split('/').next().unwrap_or_default();
        claims.get(paper).is_some_and(|ids| !ids.contains(id))
    };
    for (folder, files) in files {
        let orphans: Vec<String> = files.records.claims.keys().filter(|id| gone(id)).cloned().collect();
        for orphan in &orphans {
            say(&format!("note: evidence is stored for `{orphan}`, but no claim has this id\n"));
        }
        if all && !orphans.is_empty() {
            files.changed = true;
            files.records.claims.retain(|id, _| !gone(id));
            files.drop_proofs(gone);
        }
        if files.changed {
            let failure = |path: &str, error: std::io::Error| Failure::message(format!("{path}: {error}"));
            let (records, proofs) = (path(folder, FILE_NAME), path(folder, AUDIT_FILE));
            save(Path::new(&records), &files.records).map_err(|error| failure(&records, error))?;
            if !files.proofs.is_empty() || Path::new(&proofs).exists() {
                crate::certificate::save(Path::new(&proofs), &files.proofs)
                    .map_err(|error| failure(&proofs, error))?;
            }
        }
    }
    Ok(())
}

fn path(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
