//! `mechproof mutate`: changes each claim in one place at a time, and shows what becomes of the mutants.
//!
//! Consumes theorem files and stored certificates; prints a table and writes JSON and a summary. The claims are
//! shared out among threads; the result does not depend on how many there are. A stopped run prints what is
//! finished and writes no file. A point that refutes what the kernel certified makes the exit code 1.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::Args;
use mechproof_core::kernel::Library;

use super::computations::Stored;
use super::evidence::witnesses;
use super::input::{DEFAULT, Input, Shelf, read_with_certificates};
use super::jobs::{self, Jobs};
use super::{Failure, Outcome, Run, STACK, print, reports, say, stop};
use crate::certificate::Store;
use crate::falsify::Interpretation;
use crate::language::elaborate;
use crate::ledger::Judge;
use crate::mutants::{self, Effort, Findings, Material, Row, settle, to_json, to_markdown};
use crate::search::interrupt;

/// Which claims to change, and how much to do.
#[derive(Args)]
pub(super) struct Mutation {
    /// Theorem files or folders
    #[arg(default_value = DEFAULT)]
    paths: Vec<String>,
    /// Only claims whose id contains this; may be given several times
    #[arg(long, value_name = "ID")]
    filter: Vec<String>,
    /// Most mutants of one claim
    #[arg(long, value_name = "N", default_value_t = 8)]
    mutants: usize,
    /// Exact points at which certified mutants are tried
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    points: u64,
    /// The seed of the changes and of the points
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// Write every mutant with its outcome to this file; - for standard output
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
    /// Write a summary in Markdown to this file
    #[arg(long, value_name = "FILE")]
    summary: Option<String>,
    #[command(flatten)]
    jobs: Jobs,
}

/// What all threads look at.
struct Common<'a> {
    input: &'a Input,
    stores: &'a BTreeMap<String, Store>,
    library: &'a Library,
    witnesses: &'a BTreeMap<String, Interpretation>,
    effort: Effort,
}

pub(super) fn run(mutation: &Mutation) -> Run<Outcome> {
    stop::listen(None)?;
    let effort = Effort { mutants: mutation.mutants, points: mutation.points, seed: mutation.seed };
    let (input, shelf) = read_with_certificates(&mutation.paths, jobs::processors())?;
    let library = library(&input, &shelf);
    let wanted: Vec<String> = input
        .documents
        .iter()
        .flat_map(|document| &document.entries)
        .map(|entry| entry.id.clone())
        .filter(|id| mutation.filter.is_empty() || mutation.filter.iter().any(|part| id.contains(part)))
        .collect();
    let missing = mutation.filter.iter().find(|part| !wanted.iter().any(|id| id.contains(*part)));
    if let Some(part) = missing {
        return Err(Failure::message(format!("no claim has `{part}` in its id")));
    }
    let witnesses = witnesses(&input, &shelf)?;
    let (input, stores) = (&input, &shelf.papers);
    let common = Common { input, stores, library: &library, witnesses: &witnesses, effort };
    let found = share_out(&common, &wanted, mutation.jobs.count())?;
    let rows: Vec<Row> = wanted
        .into_iter()
        .zip(found)
        .filter_map(|(id, findings)| Some(Row { id, findings: findings? }))
        .collect();
    for row in &rows {
        for line in alarms(row) {
            say(&format!("alarm: {}: {line}\n", row.id));
        }
    }
    if interrupt::requested() {
        print(&table(&rows))?;
        return Ok(Outcome::Stopped);
    }
    if let Some(file) = &mutation.summary {
        reports::replace(file, to_markdown(&rows, effort).as_bytes())?;
    }
    match mutation.json.as_deref() {
        Some("-") => print(&to_json(&rows, effort))?,
        json => {
            if let Some(file) = json {
                reports::replace(file, to_json(&rows, effort).as_bytes())?;
            }
            print(&table(&rows))?;
        }
    }
    let alarming = rows.iter().any(|row| row.findings.is_alarming());
    Ok(if alarming { Outcome::NotAsStated } else { Outcome::AsStated })
}

/// All theorems that the stored certificates prove.
fn library(input: &Input, shelf: &Shelf) -> Library {
    let empty = Store::default();
    let mut judge = Judge::default();
    for document in &input.documents {
        let store = shelf.papers.get(&document.paper).unwrap_or(&empty);
        for entry in &document.entries {
            judge.entry(&document.paper, entry, store.of(&entry.id), &mut Stored);
        }
    }
    judge.library().clone()
}

/// Settles the mutants of the wanted claims. Documents stay in their thread, so each thread elaborates the files
/// for itself. What was being looked at when the run was stopped is left out.
fn share_out(common: &Common, wanted: &[String], jobs: usize) -> Run<Vec<Option<Findings>>> {
    let Common { input, stores, library, witnesses, effort } = *common;
    let next = AtomicUsize::new(0);
    let found = Mutex::new(vec![None; wanted.len()]);
    let bar = jobs::bar("mutants", wanted.len());
    let files = &input.files;
    let work = || {
        let Ok(documents) = elaborate::load(files) else { return };
        let entries: BTreeMap<&str, _> = documents
            .iter()
            .flat_map(|document| {
                document.entries.iter().map(move |entry| (entry.id.as_str(), (document, entry)))
            })
            .collect();
        let empty = Store::default();
        while !interrupt::requested() {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some((document, entry)) = wanted.get(place).and_then(|id| entries.get(id.as_str())) else {
                return;
            };
            let store = stores.get(&document.paper).unwrap_or(&empty);
            let certificates = store.of(&entry.id);
            let material = Material { certificates, library, witness: witnesses.get(&entry.id) };
            let findings = settle(entry, material, effort);
            if let Ok(mut found) = found.lock()
                && !interrupt::requested()
            {
                found[place] = findings;
            }
            bar.inc(1);
        }
    };
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for _ in 0..jobs.clamp(1, wanted.len().max(1)) {
            match thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
                Ok(thread) => threads.push(thread),
                Err(error) => return Err(Failure::message(format!("a thread cannot be started: {error}"))),
            }
        }
        let finished = threads.into_iter().all(|thread| thread.join().is_ok());
        if finished { Ok(()) } else { Err(Failure::message("a thread ended early")) }
    })?;
    bar.finish_and_clear();
    found.into_inner().map_err(|_| Failure::message("a thread ended early"))
}

fn alarms(row: &Row) -> Vec<String> {
    let own = row.findings.alarm.iter().map(|point| format!("certified, and refuted at {point}"));
    let mutants = row.findings.mutants.iter().filter_map(|mutant| match &mutant.outcome {
        mutants::Outcome::Alarm(point) => {
            Some(format!("mutant {} is certified, and refuted at {point}", mutant.change))
        }
        _ => None,
    });
    own.chain(mutants).collect()
}

fn table(rows: &[Row]) -> String {
    let mut out = String::new();
    for row in rows {
        let mut words: BTreeMap<&str, usize> = BTreeMap::new();
        for mutant in &row.findings.mutants {
            *words.entry(mutant.outcome.word()).or_default() += 1;
        }
        let words: Vec<String> = words.into_iter().map(|(word, count)| format!("{count} {word}")).collect();
        let own = row
            .findings
            .own
            .as_ref()
            .map_or_else(String::new, |own| format!("; holds at {} points", own.points));
        let _ = writeln!(out, "{}: {}{own}", row.id, words.join(", "));
    }
    out
}
