//! Claims without a proof: what the search must settle.

use std::fs;
use std::path::Path;

use mechproof::language::document::{Body, Document, Entry, Formal};
use mechproof::language::elaborate;
use mechproof::language::parse;
use mechproof::language::syntax::{Item, ProofBlock};
use mechproof::prove::{Budget, Finding, prove};
use mechproof::tactic::{Target, compile, proof_text, refutation_text};
use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, check};

/// The claims of a table.
fn table(name: &str) -> Vec<Document> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/auto/{name}.thm"));
    let file = (path.display().to_string(), fs::read(&path).expect("the table can be read"));
    elaborate::load(&[file]).expect("the table is well-formed")
}

fn entries(documents: &[Document]) -> impl Iterator<Item = (&Entry, &Formal)> {
    documents.iter().flat_map(|document| &document.entries).filter_map(|entry| match &entry.body {
        Body::Formal(formal) => Some((entry, formal.as_ref())),
        Body::Computation(_) => None,
    })
}

#[test]
fn true_claims_are_certified() {
    let documents = table("true");
    let library = Library::default();
    let mut failures = Vec::new();
    let mut count = 0;
    for (entry, formal) in entries(&documents) {
        count += 1;
        match prove(entry, &library, &Budget::default()) {
            Finding::Proved(proof) => {
                check(&formal.claim, &proof, &library, Limits::default()).expect("the kernel accepts it");
            }
            Finding::Refuted(refuted) => failures.push(format!("{}: fails at {}", entry.id, refuted.point)),
            Finding::Open(tried) => failures.push(format!("{}: {tried}", entry.id)),
        }
    }
    assert!(count >= 60, "the table is complete");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn false_claims_are_refuted() {
    let documents = table("false");
    let library = Library::default();
    let mut failures = Vec::new();
    for (entry, formal) in entries(&documents) {
        match prove(entry, &library, &Budget::default()) {
            Finding::Refuted(refuted) => {
                let negation = formal.claim.negation(&refuted.carriers).expect("the carriers fit");
                check(&negation, &refuted.proof, &library, Limits::default()).expect("the kernel accepts it");
            }
            Finding::Proved(_) => failures.push(format!("{}: proved", entry.id)),
            Finding::Open(tried) => failures.push(format!("{}: {tried}", entry.id)),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_is_beyond_the_search_stays_open() {
    let documents = table("open");
    for (entry, _) in entries(&documents) {
        let found = prove(entry, &Library::default(), &Budget::default());
        assert!(matches!(found, Finding::Open(_)), "{}: settled", entry.id);
    }
}

#[test]
fn a_search_is_the_same_twice() {
    let documents = table("true");
    for (entry, _) in entries(&documents).take(20) {
        let run = || format!("{:?}", prove(entry, &Library::default(), &Budget::default()));
        assert_eq!(run(), run(), "{}", entry.id);
    }
}

/// The steps of a proof, as a file would hold them.
fn parsed(steps: &str) -> ProofBlock {
    let file =
        format!("paper x \"x\" by \"x\" year 1\nclaim c at \"x\"\n  show true\n  proof\n{steps}  end\n");
    let tree = parse("written", file.as_bytes()).unwrap_or_else(|fault| panic!("{}\n{file}", fault.message));
    let claim = tree.items.iter().find_map(|item| match &item.node {
        Item::Claim(claim) => claim.proof.clone(),
        _ => None,
    });
    claim.expect("a proof")
}

#[test]
fn found_proofs_can_be_written_into_files() {
    let documents = table("true");
    let library = Library::default();
    let mut failures = Vec::new();
    for (entry, formal) in entries(&documents) {
        let Finding::Proved(proof) = prove(entry, &library, &Budget::default()) else { continue };
        let Some(steps) = proof_text(&formal.claim, &proof, &library) else {
            failures.push(format!("{}: no wording", entry.id));
            continue;
        };
        let mut entry = entry.clone();
        let Body::Formal(formal) = &mut entry.body else { continue };
        formal.proof = Some(parsed(&steps));
        let claim = formal.claim.clone();
        match compile(&entry, Target::Claim, &library) {
            Ok(proof) => {
                check(&claim, &proof, &library, Limits::default()).expect("the kernel accepts it");
            }
            Err(fault) => failures.push(format!("{}: {}\n{steps}", entry.id, fault.message)),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn found_refutations_can_be_written_into_files() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/auto/false.thm");
    let source = fs::read_to_string(&path).expect("the table can be read");
    let library = Library::default();
    let mut failures = Vec::new();
    for (entry, formal) in entries(&table("false")) {
        let Finding::Refuted(refuted) = prove(entry, &library, &Budget::default()) else { continue };
        let name = entry.id.split_once('/').expect("a paper and a name").1;
        let text = refutation_text(name, &formal.claim, &refuted.carriers, &refuted.proof, &library);
        let Some(text) = text else {
            failures.push(format!("{}: no wording", entry.id));
            continue;
        };
        let file = ("false.thm".to_owned(), format!("{source}\n{text}").into_bytes());
        let written = match elaborate::load(&[file]) {
            Ok(documents) => documents,
            Err(faults) => {
                failures.push(format!("{}: {}\n{text}", entry.id, faults[0].message));
                continue;
            }
        };
        let (again, _) = entries(&written).find(|(again, _)| again.id == entry.id).expect("the claim");
        if let Err(fault) = compile(again, Target::Negation, &library) {
            failures.push(format!("{}: {}\n{text}", entry.id, fault.message));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
