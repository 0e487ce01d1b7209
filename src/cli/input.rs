//! Finding and reading the files of a command.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::{Failure, Run};
use crate::certificate::{FILE_NAME, Store, load, save};
use crate::language::document::Document;
use crate::language::elaborate;

/// Where theorem files are when no path is given.
pub(super) const DEFAULT: &str = "theorems";
/// More of a theorem file is not read; the lexer refuses it as too large.
const MAX_READ: u64 = 64 << 20;

/// Theorem files with their contents, and what they say.
pub(super) struct Input {
    /// Paths as given, and bytes.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// The papers.
    pub(super) documents: Vec<Document>,
}

/// Theorem files below some paths, sorted, each once.
pub(super) fn files(paths: &[String]) -> Run<Vec<(String, Vec<u8>)>> {
    let mut found = BTreeSet::new();
    for path in paths {
        let kind = fs::metadata(path).map_err(|error| Failure::message(format!("{path}: {error}")))?;
        if kind.is_dir() {
            let before = found.len();
            collect(path, &mut found)?;
            if found.len() == before {
                return Err(Failure::message(format!(
                    "{path}: there is no theorem file (*.thm) in this folder"
                )));
            }
        } else if is_theorem_file(path) {
            found.insert(path.clone());
        } else {
            return Err(Failure::message(format!("{path}: a theorem file's name ends in .thm")));
        }
    }
    found
        .into_iter()
        .map(|path| {
            let mut bytes = Vec::new();
            match fs::File::open(&path).and_then(|file| file.take(MAX_READ).read_to_end(&mut bytes)) {
                Ok(_) => Ok((path, bytes)),
                Err(error) => Err(Failure::message(format!("{path}: {error}"))),
            }
        })
        .collect()
}

fn collect(folder: &str, found: &mut BTreeSet<String>) -> Run<()> {
    let unreadable = |error: std::io::Error| Failure::message(format!("{folder}: {error}"));
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{}/{name}", folder.trim_end_matches('/'));
        // Links to folders are not followed, so that folders cannot contain themselves.
        if entry.file_type().map_err(unreadable)?.is_dir() {
            collect(&path, found)?;
        } else if is_theorem_file(&name) {
            found.insert(path);
        }
    }
    Ok(())
}

fn is_theorem_file(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "thm")
}

/// Reads and elaborates the theorem files below some paths.
pub(super) fn read(paths: &[String]) -> Run<Input> {
    let files = files(paths)?;
    match elaborate::load(&files) {
        Ok(documents) => Ok(Input { files, documents }),
        Err(faults) => Err(Failure::Faults(faults, files)),
    }
}

/// Certificate files by folder, taken apart by paper.
pub(super) struct Shelf {
    /// The certificates of each paper.
    pub(super) papers: BTreeMap<String, Store>,
    /// The folder of each paper.
    folders: BTreeMap<String, String>,
    /// Certificates of no paper at hand, by folder.
    others: BTreeMap<String, Store>,
}

impl Shelf {
    /// Reads the certificate files beside the theorem files.
    pub(super) fn load(input: &Input) -> Run<Shelf> {
        let mut shelf = Shelf { papers: BTreeMap::new(), folders: BTreeMap::new(), others: BTreeMap::new() };
        for document in &input.documents {
            let Some(entry) = document.entries.first() else { continue };
            let file = input.files.get(entry.file).map_or("", |(path, _)| path);
            let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            if !shelf.others.contains_key(&folder) {
                let path = path_in(&folder);
                let store =
                    load(Path::new(&path)).map_err(|error| Failure::message(format!("{path}: {error}")))?;
                shelf.others.insert(folder.clone(), store);
            }
            let prefix = format!("{}/", document.paper);
            if let Some(store) = shelf.others.get_mut(&folder) {
                let own = store.take(|id| id.starts_with(&prefix));
                shelf.papers.insert(document.paper.clone(), own);
            }
            shelf.folders.insert(document.paper.clone(), folder);
        }
        Ok(shelf)
    }

    /// The folder of a paper's theorem files; empty for the present one.
    pub(super) fn folder(&self, paper: &str) -> &str {
        self.folders.get(paper).map_or("", String::as_str)
    }

    /// Ids under which certificates are stored though no claim has them.
    pub(super) fn orphans(&self, documents: &[Document]) -> Vec<&str> {
        let known: BTreeSet<&str> = documents
            .iter()
            .flat_map(|document| document.entries.iter().map(|entry| entry.id.as_str()))
            .collect();
        let stores = self.papers.values().chain(self.others.values());
        stores.flat_map(Store::iter).map(|(id, _)| id).filter(|id| !known.contains(id)).collect()
    }

    /// Writes the certificate files of some papers.
    pub(super) fn save(&self, papers: &BTreeSet<String>) -> Run<()> {
        let folders: BTreeSet<&String> = papers.iter().filter_map(|paper| self.folders.get(paper)).collect();
        for folder in folders {
            let mut whole = self.others.get(folder).cloned().unwrap_or_default();
            for (paper, _) in self.folders.iter().filter(|(_, place)| *place == folder) {
                whole.merge(self.papers.get(paper).cloned().unwrap_or_default());
            }
            let path = path_in(folder);
            save(Path::new(&path), &whole).map_err(|error| Failure::message(format!("{path}: {error}")))?;
        }
        Ok(())
    }
}

fn path_in(folder: &str) -> String {
    if folder.is_empty() { FILE_NAME.to_owned() } else { format!("{folder}/{FILE_NAME}") }
}
