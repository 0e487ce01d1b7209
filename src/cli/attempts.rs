//! Searches in vain beside the theorem files: read before claims are judged, put in order afterwards.
//!
//! A record stays where its claim is open and was not looked at, or where it was used; one of a claim that is settled
//! or gone is taken out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::input::{Input, Shelf, files};
use super::{Failure, Run, Selection};
use crate::evidence::attempts::{Attempt, Attempts, FILE_NAME};
use crate::ledger::{Kind, Ledger};

/// The records of all papers at hand.
pub(super) struct Stored {
    /// By folder.
    folders: BTreeMap<String, Attempts>,
    /// The folder of each paper.
    places: BTreeMap<String, String>,
}

impl Stored {
    /// Reads the files beside the theorem files.
    pub(super) fn load(input: &Input, shelf: &Shelf) -> Run<Stored> {
        let mut stored = Stored { folders: BTreeMap::new(), places: BTreeMap::new() };
        for document in &input.documents {
            let folder = shelf.folder(&document.paper).to_owned();
            if !stored.folders.contains_key(&folder) {
                let path = path_in(&folder);
                let attempts = Attempts::load(Path::new(&path))
                    .map_err(|error| Failure::message(format!("{path}: {error}")))?;
                stored.folders.insert(folder.clone(), attempts);
            }
            stored.places.insert(document.paper.clone(), folder);
        }
        Ok(stored)
    }

    /// The record of a claim.
    pub(super) fn of(&self, id: &str) -> Option<&Attempt> {
        self.folders.get(self.places.get(paper(id))?)?.claims.get(id)
    }

    /// Adds the new records, takes out those that count for nothing now, and writes what changed. `used` are the
    /// claims about which a stored record was shown.
    pub(super) fn save(
        mut self,
        new: &[(String, Attempt)],
        used: &BTreeSet<String>,
        selection: &Selection,
        (input, ledger): (&Input, &Ledger),
    ) -> Run<()> {
        let given = input.given();
        let fresh: BTreeSet<&str> = new.iter().map(|(id, _)| id.as_str()).collect();
        let left_alone: BTreeSet<&str> = ledger
            .records
            .iter()
            .filter(|record| {
                let looked_at = selection.picks(&record.id) && given.contains(record.id.as_str());
                record.stopped || (*record.verdict.kind() == Kind::Open && !looked_at)
            })
            .map(|record| record.id.as_str())
            .collect();
        let known: BTreeSet<&str> = ledger.records.iter().map(|record| record.id.as_str()).collect();
        for (folder, attempts) in &mut self.folders {
            // A claim that is not at hand may be one of a file that is not.
            let whole = is_whole(folder, input);
            attempts.claims.retain(|id, _| {
                used.contains(id)
                    || fresh.contains(id.as_str())
                    || left_alone.contains(id.as_str())
                    || (!known.contains(id.as_str()) && !whole)
            });
        }
        for (id, attempt) in new {
            if let Some(folder) = self.places.get(paper(id)).and_then(|place| self.folders.get_mut(place)) {
                folder.claims.insert(id.clone(), attempt.clone());
            }
        }
        for (folder, attempts) in &self.folders {
            let path = path_in(folder);
            attempts.save(Path::new(&path)).map_err(|error| Failure::message(format!("{path}: {error}")))?;
        }
        Ok(())
    }
}

/// Whether all theorem files of a folder were read.
fn is_whole(folder: &str, input: &Input) -> bool {
    let here = if folder.is_empty() { "." } else { folder };
    let all = files(&[here.to_owned()]).unwrap_or_default();
    all.iter().all(|(path, _)| {
        let path = if folder.is_empty() { path.trim_start_matches("./") } else { path };
        input.files.iter().any(|(known, _)| known == path)
    })
}

/// The paper of a claim.
fn paper(id: &str) -> &str {
    id.split('/').next().unwrap_or_default()
}

fn path_in(folder: &str) -> String {
    if folder.is_empty() { FILE_NAME.to_owned() } else { format!("{folder}/{FILE_NAME}") }
}
