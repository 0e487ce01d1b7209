//! `mechproof check`: stored certificates, checked by the kernel. No solver, no search.

use std::collections::BTreeMap;

use super::computations::Stored;
use super::input::{Input, Shelf, read};
use super::table::aligned;
use super::{Failure, Outcome, Run, Selection, print, say};
use crate::language::diagnostic::{Code, Diagnostic};
use crate::language::document::Reach;
use crate::ledger::{Ledger, Record, judge_in_parallel, to_json};

pub(super) fn run(selection: &Selection, jobs: usize) -> Run<Outcome> {
    let input = read(&selection.paths)?;
    let shelf = Shelf::load(&input)?;
    let ledger = judge_in_parallel(&input.documents, &shelf.papers, jobs, &|| Stored, &|| ()).ledger;
    report(selection, &input, &shelf, &ledger)
}

/// Prints what the ledger says of the selected claims.
pub(super) fn report(selection: &Selection, input: &Input, shelf: &Shelf, ledger: &Ledger) -> Run<Outcome> {
    let records: Vec<&Record> = ledger.records.iter().filter(|record| selection.picks(&record.id)).collect();
    if records.is_empty() {
        return Err(Failure::message(match &selection.filter {
            Some(filter) => format!("no claim's id contains `{filter}`"),
            None => "the theorem files state no claims".to_owned(),
        }));
    }
    let json =
        || to_json(records.iter().copied(), input.documents.iter().flat_map(|document| &document.unchecked));
    match selection.json.as_deref() {
        Some("-") => print(&json())?,
        Some(path) => {
            super::reports::replace(path, json().as_bytes())?;
            print(&table(&records))?;
        }
        None => print(&table(&records))?,
    }
    for orphan in shelf.orphans(&input.documents).into_iter().filter(|id| selection.picks(id)) {
        say(&format!("note: a certificate is stored for `{orphan}`, but no claim has this id\n"));
    }
    let mut outcome = Outcome::AsStated;
    for record in records {
        if let Some(complaint) = record.complaint() {
            say(&format!("{}: {}: {complaint}\n", place(input, &record.id), record.id));
            outcome = Outcome::NotAsStated;
        }
    }
    Ok(outcome)
}

impl Selection {
    /// Whether the filter lets a claim through.
    pub(super) fn picks(&self, id: &str) -> bool {
        self.filter.as_deref().is_none_or(|filter| id.contains(filter))
    }
}

/// File, line and column where a claim is stated.
fn place(input: &Input, id: &str) -> String {
    let mut entries = input.documents.iter().flat_map(|document| &document.entries);
    let Some(entry) = entries.find(|entry| entry.id == id) else { return String::new() };
    let Some((path, bytes)) = input.files.get(entry.file) else { return String::new() };
    let (line, column) = Diagnostic::new(Code::StepFails, entry.span.clone(), "", "").position(bytes);
    format!("{path}:{line}:{column}")
}

pub(super) fn reach_words(reach: &Reach) -> String {
    match reach {
        Reach::AsStated => "as stated".to_owned(),
        Reach::Narrower(how) => format!("narrower: {how}"),
        Reach::Reduced(step) => format!("reduced: {step}"),
    }
}

fn table(records: &[&Record]) -> String {
    let mut rows = vec![["claim", "verdict", "reach", "domain"].map(str::to_owned).to_vec()];
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut complaints = 0;
    for record in records {
        *counts.entry(record.verdict.word()).or_default() += 1;
        complaints += usize::from(record.complaint().is_some());
        rows.push(vec![
            record.id.clone(),
            record.verdict.to_string(),
            // The full text is in the JSON and in the report.
            reach_words(&record.reach).split(':').next().unwrap_or_default().to_owned(),
            record.domain.clone(),
        ]);
    }
    let order = ["certified", "holey", "refuted", "vacuous", "computed", "tested", "open"];
    let parts: Vec<String> =
        order.iter().filter_map(|word| counts.get(word).map(|count| format!("{count} {word}"))).collect();
    let claims = if records.len() == 1 { "claim" } else { "claims" };
    let as_stated = match complaints {
        0 => "all as stated".to_owned(),
        some => format!("{some} not as stated"),
    };
    format!("{}\n{} {claims}: {}; {as_stated}\n", aligned(&rows), records.len(), parts.join(", "))
}
