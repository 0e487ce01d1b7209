//! Damaged certificates: each is rejected with step and reason, or proves exactly the same statement.

#[path = "support/mutate.rs"]
mod mutate;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mechproof::certificate::json::{Json, parse};
use mechproof::certificate::{Certificate, FILE_NAME, Proves, Store, hash, load};
use mechproof::cli::Stored;
use mechproof::language::document::{Body, Document, Entry};
use mechproof::language::elaborate;
use mechproof::ledger::{Judge, Kind, Prover, Verdict, statement_proved};
use mechproof::tactic;
use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, Proof, check};
use mutate::{Random, mutant};

/// Most mutants of a certificate, and fewest of a long one.
const MUTANTS: (usize, usize) = (200, 8);
/// Bytes that the mutants of a certificate may have together, so that long ones do not take all the time.
const BYTES: usize = 600_000;
const SEED: u64 = 20_240_607;

/// How often what happened.
#[derive(Debug, Default)]
struct Tally {
    certificates: usize,
    undecodable: usize,
    stale: usize,
    rejected: usize,
    accepted: usize,
    damage: BTreeMap<&'static str, usize>,
}

/// Damages one certificate and sees that nothing else gets proved.
fn damage(id: &str, claim: &Claim, certificate: &Certificate, library: &Library, tally: &mut Tally) {
    let mut alone = Store::default();
    alone.put(id, certificate.clone());
    let text = alone.encode();
    let mutants = (BYTES / text.len().max(1)).clamp(MUTANTS.1, MUTANTS.0);
    let file = parse(&text).expect("what is written can be read");
    let statement = statement_proved(claim, &certificate.proves).expect("it was accepted");
    let holes = check(&statement, &certificate.proof, library, Limits::default())
        .unwrap_or_else(|rejection| panic!("{id}: the stored certificate is rejected: {rejection}"))
        .holes()
        .clone();
    tally.certificates += 1;
    let mut random = Random::seeded(SEED, &format!("{id} {}", certificate.proves.word()));
    for number in 0..mutants {
        let (damaged, done) = mutant(&file, &mut random);
        for what in &done {
            *tally.damage.entry(what).or_default() += 1;
        }
        let store = match Store::decode(damaged.to_string().as_bytes()) {
            Ok(store) => store,
            Err(error) => {
                assert!(!error.to_string().is_empty());
                tally.undecodable += 1;
                continue;
            }
        };
        for other in store.of(id) {
            let Ok(statement) = statement_proved(claim, &other.proves) else {
                tally.rejected += 1;
                continue;
            };
            if other.hash != hash(&statement) {
                tally.stale += 1;
                continue;
            }
            match check(&statement, &other.proof, library, Limits::default()) {
                Err(rejection) => {
                    let text = rejection.to_string();
                    assert!(
                        text.starts_with("step ") || text.starts_with("claim: "),
                        "{id} {number}: {text}"
                    );
                    tally.rejected += 1;
                }
                Ok(theorem) => {
                    let what = format!("mutant {number} of {id} ({done:?})");
                    assert_eq!(*theorem.claim(), statement, "{what} proves another statement");
                    if *theorem.holes() != holes {
                        // A hole is never hidden.
                        let verdict = Verdict::of_claim(&statement, &theorem).expect("it is its statement");
                        assert!(matches!(verdict.kind(), Kind::Holey(_)), "{what} hides a hole");
                    }
                    tally.accepted += 1;
                }
            }
        }
    }
}

/// Goes through the claims in order, so that each certificate finds the theorems it may cite.
fn damage_all(documents: &[Document], stores: &BTreeMap<String, Store>, tally: &mut Tally) {
    let empty = Store::default();
    let mut judge = Judge::default();
    for document in documents {
        let store = stores.get(&document.paper).unwrap_or(&empty);
        for entry in document.entries.iter().filter(|entry| matches!(entry.body, Body::Formal(_))) {
            let library = judge.library().clone();
            let mut compiled = Compiled(Vec::new());
            let stored = store.of(&entry.id);
            let record = if stored.is_empty() {
                judge.entry(&document.paper, entry, stored, &mut compiled)
            } else {
                judge.entry(&document.paper, entry, stored, &mut Stored)
            };
            assert_eq!(record.problems, Vec::<String>::new(), "{}", entry.id);
            let Body::Formal(formal) = &entry.body else { continue };
            for certificate in stored.iter().chain(&compiled.0) {
                damage(&entry.id, &formal.claim, certificate, &library, tally);
            }
        }
    }
}

/// Compiles the proofs of entries without certificates; of the demonstration file, that is.
struct Compiled(Vec<Certificate>);

impl Prover for Compiled {
    fn prove(&mut self, entry: &Entry, proves: &Proves, library: &Library) -> Option<Proof> {
        let target = match proves {
            Proves::Claim => tactic::Target::Claim,
            Proves::Negation(_) => tactic::Target::Negation,
            Proves::Vacuity => tactic::Target::Vacuity,
        };
        entry
            .id
            .starts_with("demo/")
            .then(|| tactic::compile(entry, target, library).expect("the demonstration"))
    }

    fn accepted(&mut self, _: &Entry, certificate: Certificate) {
        self.0.push(certificate);
    }
}

fn theorem_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            theorem_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "thm") {
            found.push(path);
        }
    }
}

fn documents(mut paths: Vec<PathBuf>) -> Vec<Document> {
    paths.sort();
    let read =
        |path: &PathBuf| (path.to_string_lossy().into_owned(), fs::read(path).expect("the file can be read"));
    let files: Vec<(String, Vec<u8>)> = paths.iter().map(read).collect();
    elaborate::load(&files).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn see_that_most_damage_shows(tally: &Tally) {
    println!("{tally:?}");
    let noticed = tally.undecodable + tally.stale + tally.rejected;
    assert!(noticed > tally.accepted, "the damage is too small to test anything: {tally:?}");
}

#[test]
fn damaged_certificates_of_the_demonstration() {
    let mut tally = Tally::default();
    damage_all(&documents(vec![PathBuf::from("tests/data/demo.thm")]), &BTreeMap::new(), &mut tally);
    assert!(tally.certificates >= 7);
    see_that_most_damage_shows(&tally);
    for what in ["number", "rational", "rule", "relation", "name", "drop", "double", "swap", "replace"] {
        assert!(tally.damage.contains_key(what), "no mutant with `{what}`");
    }
}

#[test]
fn damaged_certificates_of_the_papers() {
    let mut paths = Vec::new();
    theorem_files(Path::new("theorems"), &mut paths);
    if paths.is_empty() {
        return;
    }
    let mut folders: Vec<PathBuf> =
        paths.iter().filter_map(|path| path.parent().map(Path::to_owned)).collect();
    folders.sort();
    folders.dedup();
    let mut all = Store::default();
    for folder in folders {
        let path = folder.join(FILE_NAME);
        all.merge(load(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
    }
    let documents = documents(paths);
    let of_paper = |document: &Document| {
        let prefix = format!("{}/", document.paper);
        (document.paper.clone(), all.clone().take(|id| id.starts_with(&prefix)))
    };
    let stores = documents.iter().map(of_paper).collect();
    let mut tally = Tally::default();
    damage_all(&documents, &stores, &mut tally);
    if tally.certificates > 0 {
        see_that_most_damage_shows(&tally);
    }
}

#[test]
fn mutants_are_the_same_every_time() {
    let file = Json::List(vec![Json::Natural(3), Json::Text("combine".into()), Json::Text("1/2".into())]);
    let run = || {
        let mut random = Random::seeded(SEED, "id");
        (0..20).map(|_| mutant(&file, &mut random).0.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(run(), run());
}
