//! The whole suite: checking all stored certificates, elaborating all theorem files, compiling the proof of
//! lemma 2.1(a) with its search for weights, and the real program on the largest paper.

#[path = "../tests/support/papers.rs"]
mod papers;

use std::fs;
use std::hint::black_box;
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};
use mechproof::cli::Stored;
use mechproof::language::document::Body;
use mechproof::ledger::judge;
use mechproof::tactic::{Target, compile};
use mechproof_core::kernel::Library;

fn suite(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("suite");
    group.sample_size(20);
    group.bench_function("elaborate", |bench| bench.iter(|| black_box(papers::papers()).is_ok()));
    let (documents, stores) = papers::papers().unwrap_or_else(|faults| panic!("{faults}"));
    group.bench_function("check", |bench| {
        bench.iter(|| judge(&documents, &stores, &mut Stored).records.len());
    });
    let lemma = documents
        .iter()
        .flat_map(|document| &document.entries)
        .find(|entry| entry.id == "carroll/lemma-2.1a" && matches!(entry.body, Body::Formal(_)))
        .expect("the lemma is stated");
    group.bench_function("compile lemma 2.1(a)", |bench| {
        bench.iter(|| compile(lemma, Target::Claim, &Library::default()).is_ok());
    });
    group.finish();
}

/// The program as a user runs it on carroll: from what is stored, from nothing, and the map of a raw program.
fn program(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let paper = folder.path().join("theorems/carroll");
    fs::create_dir_all(&paper).expect("a folder");
    for file in fs::read_dir(papers::root().join("carroll")).expect("the paper") {
        let file = file.expect("a file");
        fs::copy(file.path(), paper.join(file.file_name())).expect("a copy");
    }
    let run = |arguments: &[&str]| {
        let status = Command::new(env!("CARGO_BIN_EXE_mechproof"))
            .args(arguments)
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .status()
            .expect("it runs");
        assert!(status.success(), "{arguments:?}");
    };
    let mut group = criterion.benchmark_group("carroll");
    group.sample_size(10);
    let paper = "theorems/carroll";
    for (name, arguments) in [
        ("check", ["check", paper].as_slice()),
        ("verify, stored", &["verify", paper]),
        ("verify, from nothing", &["verify", "--fresh", paper]),
        ("explore", &["explore", "theorems/carroll/trade.thm::dominant-strategy"]),
    ] {
        group.bench_function(name, |bench| bench.iter(|| run(arguments)));
    }
    group.finish();
}

criterion_group!(benches, suite, program);
criterion_main!(benches);
