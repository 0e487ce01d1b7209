//! The papers' theorem files and stored certificates, claim by claim.
#![allow(dead_code, reason = "not every test that shares this file uses all of it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mechproof::certificate::{Certificate, FILE_NAME, Store, load};
use mechproof::cli::Stored;
use mechproof::language::document::{Document, Entry};
use mechproof::language::elaborate;
use mechproof::ledger::Judge;
use mechproof_core::kernel::Library;

/// Where the theorem files are.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("theorems")
}

/// Runs something with a stack large enough for the deepest formulas.
pub(crate) fn with_large_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(run).expect("a thread starts");
    match thread.join() {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// All theorem files below a folder, sorted.
pub(crate) fn theorem_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("folders can be read")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            found.extend(theorem_files(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "thm") {
            found.push(entry);
        }
    }
    found
}

/// The papers and their stored certificates.
///
/// # Errors
/// What is wrong with the theorem files.
pub(crate) fn papers() -> Result<(Vec<Document>, BTreeMap<String, Store>), String> {
    let files: Vec<(String, Vec<u8>)> = theorem_files(&root())
        .iter()
        .map(|path| (path.display().to_string(), fs::read(path).expect("theorem files can be read")))
        .collect();
    let documents = elaborate::load(&files).map_err(|faults| {
        let faults: Vec<String> =
            faults.iter().map(|fault| format!("{}: {}", fault.file, fault.message)).collect();
        faults.join("\n")
    })?;
    let mut stores = BTreeMap::new();
    for document in &documents {
        let store = load(&root().join(&document.paper).join(FILE_NAME)).expect("certificates can be read");
        stores.insert(document.paper.clone(), store);
    }
    Ok((documents, stores))
}

/// Goes through all stored certificates, with the theorems that each may cite.
pub(crate) fn for_each_certificate(mut visit: impl FnMut(&Entry, &Certificate, &Library)) {
    let (documents, stores) = papers().unwrap_or_else(|faults| panic!("{faults}"));
    let mut judge = Judge::default();
    for document in &documents {
        let store = &stores[&document.paper];
        for entry in &document.entries {
            for certificate in store.of(&entry.id) {
                visit(entry, certificate, judge.library());
            }
            judge.entry(&document.paper, entry, store.of(&entry.id), &mut Stored);
        }
    }
}
