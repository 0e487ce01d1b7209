//! `mechproof diff OLD NEW`, and `verify --baseline`: what changed, steps back first.

use std::fs;

use super::input::bytes_of;
use super::table::aligned;
use super::{Failure, Outcome, Run, print};
use crate::ledger::{Baseline, Change, Comparison};

/// Longest detail, in characters, in the table; the JSON has it whole.
const MAX_DETAIL: usize = 160;

/// Compares two runs.
pub(super) fn run(old: &str, new: &str, json: Option<&str>) -> Run<Outcome> {
    let comparison = Comparison::of(&read(old)?, &read(new)?);
    match json {
        Some("-") => print(&comparison.to_json())?,
        Some(path) => {
            fs::write(path, comparison.to_json())
                .map_err(|error| Failure::message(format!("{path}: {error}")))?;
            print(&words(&comparison))?;
        }
        None => print(&words(&comparison))?,
    }
    Ok(outcome(&comparison))
}

/// Reads the JSON of a run.
pub(super) fn read(path: &str) -> Run<Baseline> {
    let bytes = bytes_of(path)?;
    Baseline::read(&bytes).map_err(|error| Failure::message(format!("{path}: {error}")))
}

/// How a command that compares ends.
pub(super) fn outcome(comparison: &Comparison) -> Outcome {
    if comparison.regressions() == 0 { Outcome::AsStated } else { Outcome::NotAsStated }
}

/// The comparison as a table with a last line that sums it up.
pub(super) fn words(comparison: &Comparison) -> String {
    let mut rows = Vec::new();
    for difference in &comparison.differences {
        let verdicts = match (&difference.from, &difference.to) {
            (Some(from), Some(to)) if from == to => from.clone(),
            (Some(from), Some(to)) => format!("{from} -> {to}"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => String::new(),
        };
        let change = difference.change.words().to_owned();
        rows.push(vec![
            change,
            difference.id.clone(),
            verdicts,
            detail(difference.change, &difference.detail),
        ]);
    }
    let mut counts: Vec<(Change, usize)> = Vec::new();
    for difference in &comparison.differences {
        match counts.last_mut() {
            Some((change, count)) if *change == difference.change => *count += 1,
            _ => counts.push((difference.change, 1)),
        }
    }
    let mut parts: Vec<String> =
        counts.into_iter().map(|(change, count)| format!("{count} {}", change.words())).collect();
    if comparison.untouched > 0 {
        parts.push(format!("{} not about the changed model", comparison.untouched));
    }
    let regressions = match comparison.regressions() {
        1 => "1 regression".to_owned(),
        many => format!("{many} regressions"),
    };
    format!("{}\n{regressions}; {}\n", aligned(&rows), parts.join(", "))
}

fn detail(change: Change, detail: &str) -> String {
    let mut short: String = detail.chars().take(MAX_DETAIL).collect();
    if short.len() < detail.len() {
        short.push_str(" ...");
    }
    match change {
        Change::Fails if !short.is_empty() => format!("at {short}"),
        Change::Same => String::new(),
        _ => short,
    }
}
