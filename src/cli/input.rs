//! Finding and reading the files of a command.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::{Failure, Run, jobs};
use crate::certificate::{Certificate, FILE_NAME, Store, load, save};
use crate::explore::Files;
use crate::language::document::Document;
use crate::language::elaborate::{self, Links};
use crate::language::parse;
use crate::language::syntax::Item;

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
    /// How many of the files were asked for; the others are used by them.
    given: usize,
}

impl Input {
    /// Ids of the claims that the files asked for state.
    pub(super) fn given(&self) -> BTreeSet<&str> {
        let entries = self.documents.iter().flat_map(|document| &document.entries);
        entries.filter(|entry| entry.file < self.given).map(|entry| entry.id.as_str()).collect()
    }

    /// The papers of which the files asked for state claims.
    pub(super) fn given_papers(&self) -> Vec<&Document> {
        let given = |document: &&Document| {
            !document.senseless.is_empty() || document.entries.iter().any(|entry| entry.file < self.given)
        };
        self.documents.iter().filter(given).collect()
    }
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
    found.into_iter().map(|path| bytes_of(&path).map(|bytes| (path, bytes))).collect()
}

/// What is in a file, up to a limit that no reader accepts.
pub(super) fn bytes_of(path: &str) -> Run<Vec<u8>> {
    let mut bytes = Vec::new();
    match fs::File::open(path).and_then(|file| file.take(MAX_READ).read_to_end(&mut bytes)) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Failure::message(format!("{path}: {error}"))),
    }
}

/// Adds the files that some files use, and those that these use; a folder stands for the theorem files in it.
fn add_used(files: &mut Vec<(String, Vec<u8>)>) -> Run<Links> {
    let real = |path: &str| fs::canonicalize(path).ok();
    let mut known: Vec<_> = files.iter().map(|(path, _)| real(path)).collect();
    let mut links = Links::new();
    let mut next = 0;
    while let Some((path, bytes)) = files.get(next) {
        // What cannot be parsed is reported when everything is elaborated.
        let items = parse(path, bytes).map(|tree| tree.items).unwrap_or_default();
        let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        for item in items {
            let Item::Use(used) = item.node else { continue };
            let written =
                if used.node.starts_with('/') { used.node.clone() } else { folder.clone() + &used.node };
            let wanted = written.trim_end_matches('/');
            let mut found = BTreeSet::new();
            if fs::metadata(wanted).is_ok_and(|kind| kind.is_dir()) {
                collect(wanted, &mut found)?;
            } else if fs::metadata(wanted).is_ok() {
                found.insert(wanted.to_owned());
            }
            let mut numbers = Vec::new();
            for path in found {
                let place = real(&path);
                let number = match known.iter().position(|other| place.is_some() && *other == place) {
                    Some(number) => number,
                    None => {
                        let bytes = bytes_of(&path)?;
                        files.push((path, bytes));
                        known.push(place);
                        known.len() - 1
                    }
                };
                if number != next {
                    numbers.push(number);
                }
            }
            if !numbers.is_empty() {
                links.insert((next, used.node), numbers);
            }
        }
        next += 1;
    }
    Ok(links)
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
    elaborated(found(paths)?)
}

/// Reads theorem files, and at the same time the certificate files beside them.
pub(super) fn read_with_certificates(paths: &[String], jobs: usize) -> Run<(Input, Shelf)> {
    let found = found(paths)?;
    let folders: BTreeSet<String> = found.files.iter().map(|(path, _)| folder_of(path).to_owned()).collect();
    let (input, stores) = jobs::both(jobs, || elaborated(found), || stores(&folders));
    let input = input?;
    let shelf = Shelf::new(&input, stores?);
    Ok((input, shelf))
}

/// Theorem files, those that they use last.
struct Found {
    files: Vec<(String, Vec<u8>)>,
    links: Links,
    given: usize,
}

fn found(paths: &[String]) -> Run<Found> {
    let mut files = files(paths)?;
    let given = files.len();
    let links = add_used(&mut files)?;
    Ok(Found { files, links, given })
}

/// Theorem files below some paths with those that they use, for what elaborates them itself.
pub(super) fn sources(paths: &[String]) -> Run<Files> {
    let Found { files, links, .. } = found(paths)?;
    Ok(Files { files, links })
}

fn elaborated(Found { files, links, given }: Found) -> Run<Input> {
    match elaborate::load_linked(&files, &links) {
        Ok(documents) => Ok(Input { files, documents, given }),
        Err(faults) => Err(Failure::Faults(faults, files)),
    }
}

/// The certificate files in some folders.
fn stores(folders: &BTreeSet<String>) -> Run<BTreeMap<String, Store>> {
    let store = |folder: &String| {
        let path = path_in(folder);
        let store = load(Path::new(&path)).map_err(|error| Failure::message(format!("{path}: {error}")))?;
        Ok((folder.clone(), store))
    };
    folders.iter().map(store).collect()
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
    /// The certificates of some papers, out of what stands in their folders.
    fn new(input: &Input, stores: BTreeMap<String, Store>) -> Shelf {
        let mut shelf = Shelf { papers: BTreeMap::new(), folders: BTreeMap::new(), others: stores };
        for document in &input.documents {
            let Some(entry) = document.entries.first() else { continue };
            let folder = folder_of(input.files.get(entry.file).map_or("", |(path, _)| path));
            let prefix = format!("{}/", document.paper);
            if let Some(store) = shelf.others.get_mut(folder) {
                let own = store.take(|id| id.starts_with(&prefix));
                shelf.papers.insert(document.paper.clone(), own);
            }
            shelf.folders.insert(document.paper.clone(), folder.to_owned());
        }
        shelf
    }

    /// The certificates about a claim.
    pub(super) fn of(&self, id: &str) -> &[Certificate] {
        let paper = id.split('/').next().unwrap_or_default();
        self.papers.get(paper).map_or(&[], |store| store.of(id))
    }

    /// The folder of a paper's theorem files; empty for the present one.
    pub(super) fn folder(&self, paper: &str) -> &str {
        self.folders.get(paper).map_or("", String::as_str)
    }

    /// Ids under which certificates are stored though no claim has them.
    pub(super) fn orphans(&self, input: &Input) -> Vec<&str> {
        let given: BTreeSet<&str> =
            input.given_papers().into_iter().map(|document| document.paper.as_str()).collect();
        let paper = |id: &str| id.split('/').next().unwrap_or_default().to_owned();
        let known: BTreeSet<&str> = input
            .documents
            .iter()
            .flat_map(|document| document.entries.iter().map(|entry| entry.id.as_str()))
            .collect();
        let stores = self.papers.values().chain(self.others.values());
        let ids = stores.flat_map(Store::iter).map(|(id, _)| id).filter(|id| !known.contains(id));
        // A paper that is only used need not be there whole, and one in the same folder may not be asked for.
        ids.filter(|id| given.contains(&*paper(id))).collect()
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

/// The folder of a file; empty for the present one.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn path_in(folder: &str) -> String {
    if folder.is_empty() { FILE_NAME.to_owned() } else { format!("{folder}/{FILE_NAME}") }
}
