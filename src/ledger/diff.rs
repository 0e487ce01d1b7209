//! What changed between two runs, or between a paper and a changed model of it.
//!
//! Consumes two runs as they were read; produces the changes, those that matter most first.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::baseline::{Baseline, Line};

/// What became of a claim. The order is the order in which people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It held and fails, or seems to fail.
    Fails,
    /// It was settled and is no longer.
    Lost,
    /// It made sense and makes none.
    Senseless,
    /// It was there and is gone.
    Removed,
    /// It failed, or nobody knew, and it is settled now, or otherwise.
    Changed,
    /// The same verdict about another statement.
    Statement,
    /// The same verdict of another reach.
    Reach,
    /// It is new.
    Added,
    /// Nothing changed.
    Same,
}

impl Change {
    /// Whether it is a step back.
    pub fn is_regression(self) -> bool {
        matches!(self, Change::Fails | Change::Lost | Change::Senseless | Change::Removed)
    }

    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Change::Fails => "fails",
            Change::Lost => "open",
            Change::Senseless => "makes no sense here",
            Change::Removed => "removed",
            Change::Changed => "verdict changed",
            Change::Statement => "statement changed",
            Change::Reach => "reach changed",
            Change::Added => "added",
            Change::Same => "as before",
        }
    }
}

/// One claim in two runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its id in the later run, or in the earlier one if it is gone.
    pub id: String,
    /// What became of it.
    pub change: Change,
    /// The verdict before.
    pub from: Option<String>,
    /// The verdict after.
    pub to: Option<String>,
    /// A point at which it fails, or why it makes no sense, or how its reach changed.
    pub detail: String,
}

/// Two runs compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// One line a claim, those that matter most first, then in the order of the runs.
    pub differences: Vec<Difference>,
    /// Claims of the earlier run of which the later one does not speak, as it is about a changed model.
    pub untouched: usize,
}

impl Comparison {
    /// Compares a later run with an earlier one. A claim of a changed model is compared with the published one;
    /// published claims that the later run does not state again are then counted and not called removed.
    pub fn of(old: &Baseline, new: &Baseline) -> Comparison {
        let before: BTreeMap<&str, &Line> = old.lines.iter().map(|line| (line.id.as_str(), line)).collect();
        let mut met: BTreeSet<&str> = BTreeSet::new();
        let mut changed_model = false;
        let mut differences = Vec::new();
        for line in &new.lines {
            let own = before.get(line.id.as_str());
            let published = line.restates.as_deref().and_then(|of| before.get(of));
            changed_model |= own.is_none() && published.is_some();
            let known = own.or(published).copied();
            met.extend(known.map(|known| known.id.as_str()));
            differences.push(compared(known, line));
        }
        let gone: Vec<&Line> = old.lines.iter().filter(|line| !met.contains(line.id.as_str())).collect();
        let untouched = if changed_model { gone.len() } else { 0 };
        if !changed_model {
            differences.extend(gone.into_iter().map(|line| Difference {
                id: line.id.clone(),
                change: Change::Removed,
                from: line.verdict.clone(),
                to: None,
                detail: String::new(),
            }));
        }
        differences.sort_by_key(|difference| difference.change);
        Comparison { differences, untouched }
    }

    /// How many steps back there are.
    pub fn regressions(&self) -> usize {
        self.differences.iter().filter(|difference| difference.change.is_regression()).count()
    }

    /// The comparison as JSON with a line break at its end.
    pub fn to_json(&self) -> String {
        let claims: Vec<Value> = self.differences.iter().map(entry).collect();
        let whole = json!({
            "schema": 1, "regressions": self.regressions(), "untouched": self.untouched, "claims": claims,
        });
        // Writing a value that holds only texts and whole numbers cannot fail.
        serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
    }
}

fn entry(difference: &Difference) -> Value {
    let mut fields = Map::new();
    fields.insert("id".to_owned(), json!(difference.id));
    fields.insert("change".to_owned(), json!(difference.change.words()));
    fields.insert("regression".to_owned(), json!(difference.change.is_regression()));
    for (key, verdict) in [("from", &difference.from), ("to", &difference.to)] {
        if let Some(verdict) = verdict {
            fields.insert(key.to_owned(), json!(verdict));
        }
    }
    if !difference.detail.is_empty() {
        fields.insert("detail".to_owned(), json!(difference.detail));
    }
    Value::Object(fields)
}

fn compared(old: Option<&Line>, new: &Line) -> Difference {
    let mut detail = new.detail.clone();
    let change = match old {
        None if new.verdict.is_none() => Change::Senseless,
        None => Change::Added,
        Some(old) => match (&old.verdict, &new.verdict) {
            (None, None) => Change::Same,
            (Some(_), None) => Change::Senseless,
            (None, Some(_)) => Change::Changed,
            (Some(from), Some(to)) if from != to => verdicts(from, to, new),
            // A claim of a changed model is another statement anyway.
            _ if new.restates.is_none() && old.hash != new.hash => Change::Statement,
            _ if old.reach != new.reach => {
                detail = format!("{} -> {}", old.reach, new.reach);
                Change::Reach
            }
            _ => Change::Same,
        },
    };
    let from = old.and_then(|old| old.verdict.clone());
    Difference { id: new.id.clone(), change, from, to: new.verdict.clone(), detail }
}

/// What two different verdicts mean.
fn verdicts(from: &str, to: &str, new: &Line) -> Change {
    let held = ["certified", "computed"].contains(&from);
    let fails = to == "refuted" || rank(to) < 3 && !new.detail.is_empty();
    match () {
        () if held && (fails || to == "vacuous") => Change::Fails,
        // That a mistake of the paper is not known to be one here is no step back.
        () if from == "refuted" && new.restates.is_some() => Change::Changed,
        () if rank(to) < rank(from) => Change::Lost,
        () => Change::Changed,
    }
}

/// How much a verdict settles.
fn rank(verdict: &str) -> u8 {
    match verdict {
        "open" => 0,
        "tested" => 1,
        "holey" => 2,
        _ => 3,
    }
}
