//! `mechproof check`: stored certificates, checked by the kernel. No solver, no search.

use std::collections::BTreeMap;

use super::computations::Stored;
use super::input::{Input, Shelf, read_with_certificates};
use super::table::aligned;
use super::{Failure, Outcome, Run, Selection, diff, print, say};
use crate::language::diagnostic::{Code, Diagnostic};
use crate::language::document::{Entry, Reach, Senseless};
use crate::ledger::{Baseline, Comparison, Ledger, Record, judge_in_parallel, to_json};

pub(super) fn run(selection: &Selection, jobs: usize) -> Run<Outcome> {
    let (input, shelf) = read_with_certificates(&selection.paths, jobs)?;
    let wanted = |entry: &Entry| selection.picks(&entry.id);
    let ledger = judge_in_parallel(&input.documents, &shelf.papers, &wanted, jobs, &|| Stored, &|| ()).ledger;
    report(selection, &input, &shelf, &ledger, None)
}

/// Prints what the ledger says of the selected claims, or how that differs from an earlier run.
pub(super) fn report(
    selection: &Selection,
    input: &Input,
    shelf: &Shelf,
    ledger: &Ledger,
    baseline: Option<&Baseline>,
) -> Run<Outcome> {
    let given = input.given();
    let picked = |record: &&Record| selection.picks(&record.id) && given.contains(record.id.as_str());
    let records: Vec<&Record> = ledger.records.iter().filter(picked).collect();
    let senseless = || ledger.senseless.iter().filter(|claim| selection.picks(&claim.id));
    if records.is_empty() && senseless().next().is_none() {
        return Err(Failure::message(match &selection.filter {
            Some(filter) => format!("no claim's id contains `{filter}`"),
            None => "the theorem files state no claims".to_owned(),
        }));
    }
    let unchecked = || input.given_papers().into_iter().flat_map(|document| &document.unchecked);
    let json = || to_json(None, records.iter().copied(), unchecked(), senseless());
    let comparison = match baseline {
        Some(baseline) => {
            // The later run is read like the earlier one, so that both are compared as they are written.
            let now =
                Baseline::read(json().as_bytes()).map_err(|error| Failure::message(error.to_string()))?;
            Some(Comparison::of(baseline, &now))
        }
        None => None,
    };
    let text = || match &comparison {
        Some(comparison) => diff::words(comparison),
        None => table(&records) + &senseless_words(senseless()),
    };
    match selection.json.as_deref() {
        Some("-") => print(&json())?,
        Some(path) => {
            super::reports::replace(path, json().as_bytes())?;
            print(&text())?;
        }
        None => print(&text())?,
    }
    for orphan in shelf.orphans(input).into_iter().filter(|id| selection.picks(id)) {
        say(&format!("note: a certificate is stored for `{orphan}`, but no claim has this id\n"));
    }
    let mut outcome = comparison.as_ref().map_or(Outcome::AsStated, diff::outcome);
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

/// The claims that make no sense in a changed model, one a line.
fn senseless_words<'a>(claims: impl Iterator<Item = &'a Senseless>) -> String {
    let lines: Vec<String> =
        claims.map(|claim| format!("{}: makes no sense here: {}\n", claim.id, claim.why)).collect();
    lines.concat()
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
