//! One test for each claim, named for it: the kernel accepts its stored certificate, and the verdict is the
//! one that the theorem file declares. `cargo test carroll::lemma-2.1a` runs one of them.

#[path = "support/papers.rs"]
mod papers;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use mechproof::cli::Stored;
use mechproof::ledger::judge;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, papers::with_large_stack(trials)).exit_code()
}

fn trials() -> Vec<Trial> {
    let (documents, stores) = match papers::papers() {
        Ok(papers) => papers,
        Err(faults) => return vec![Trial::test("theorem-files", move || Err(Failed::from(faults)))],
    };
    let ledger = judge(&documents, &stores, &mut Stored);
    assert!(!ledger.records.is_empty(), "there are claims");
    let known = |id: &str| ledger.records.iter().any(|record| record.id == id);
    let stored = stores.values().flat_map(|store| store.iter().map(|(id, _)| id));
    let orphans: Vec<String> = stored.filter(|id| !known(id)).map(str::to_owned).collect();
    let mut trials = vec![Trial::test("no-certificate-without-its-claim", move || {
        if orphans.is_empty() { Ok(()) } else { Err(Failed::from(orphans.join("\n"))) }
    })];
    for record in ledger.records {
        let name = record.id.replacen('/', "::", 1);
        let run = move || record.complaint().map_or(Ok(()), |why| Err(Failed::from(why)));
        trials.push(Trial::test(name, run));
    }
    trials
}
