//! The whole suite: checking all stored certificates, elaborating all theorem files, and compiling the proof of
//! lemma 2.1(a) with its search for weights.

#[path = "../tests/support/papers.rs"]
mod papers;

use std::hint::black_box;

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

criterion_group!(benches, suite);
criterion_main!(benches);
