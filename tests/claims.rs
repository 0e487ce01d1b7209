//! One test for each claim, named for it: the kernel accepts its stored certificate, and the verdict is the
//! one that the theorem file declares. `cargo test carroll::lemma-2.1a` runs one of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use mechproof::certificate::{FILE_NAME, load};
use mechproof::language::elaborate;
use mechproof::ledger::{NoProver, judge};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // Formulas nest deep; the main thread's stack may be small.
    let trials = std::thread::Builder::new().stack_size(256 << 20).spawn(trials).expect("a thread starts");
    libtest_mimic::run(&arguments, trials.join().expect("the claims are judged")).exit_code()
}

fn trials() -> Vec<Trial> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("theorems");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    let files: Vec<(String, Vec<u8>)> = paths
        .iter()
        .map(|path| (path.display().to_string(), std::fs::read(path).expect("theorem files can be read")))
        .collect();
    let documents = match elaborate::load(&files) {
        Ok(documents) => documents,
        Err(faults) => {
            let text = faults.iter().map(|fault| format!("{}: {}", fault.file, fault.message));
            let text: Vec<String> = text.collect();
            return vec![Trial::test("theorem-files", move || Err(Failed::from(text.join("\n"))))];
        }
    };
    let mut stores = BTreeMap::new();
    for document in &documents {
        let store = load(&root.join(&document.paper).join(FILE_NAME)).expect("certificates can be read");
        stores.insert(document.paper.clone(), store);
    }
    let ledger = judge(&documents, &stores, &mut NoProver);
    assert!(!ledger.records.is_empty(), "there are claims");
    let orphans = ledger.orphans.clone();
    let mut trials = vec![Trial::test("no-certificate-without-its-claim", move || {
        if orphans.is_empty() { Ok(()) } else { Err(Failed::from(orphans.join("\n"))) }
    })];
    for record in ledger.records {
        let name = record.id.replacen('/', "::", 1);
        trials
            .push(Trial::test(name, move || record.complaint().map_or(Ok(()), |why| Err(Failed::from(why)))));
    }
    trials
}

/// All theorem files below a folder, sorted.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("folders can be read")
        .map(|entry| entry.expect("entry").path())
        .collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            collect(&entry, paths);
        } else if entry.extension().is_some_and(|extension| extension == "thm") {
            paths.push(entry);
        }
    }
}
