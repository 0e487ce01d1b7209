//! Times of parametric programs: closed forms, regions and cover of small programs, without the kernel, and the
//! proof of lemma 2.1(a) by the rule `parametric` with its check.

use criterion::{Criterion, criterion_group, criterion_main};
use mechproof::explore::{Files, Question, explore};
use mechproof::language::elaborate;
use mechproof::tactic::{Target, compile};
use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, check};

const FILE: &str = "parametric.thm";
const SOURCE: &str = include_str!("../tests/data/parametric.thm");

fn regions(criterion: &mut Criterion) {
    for program in ["dominant-strategy", "plain", "bounded"] {
        let programs = vec![(FILE.to_owned(), program.to_owned())];
        let question = Question { programs, seed: 1, ..Question::default() };
        criterion.bench_function(&format!("explore {program}"), |bencher| {
            bencher.iter(|| {
                let files = vec![(FILE.to_owned(), SOURCE.as_bytes().to_vec())];
                let files = Files { files, ..Files::default() };
                let answer = explore(files, &question).expect("the program can be explored");
                assert!(answer.cover.is_ok());
            });
        });
    }
}

fn proofs(criterion: &mut Criterion) {
    let files = vec![(FILE.to_owned(), SOURCE.as_bytes().to_vec())];
    let documents = elaborate::load(&files).expect("the file is in order");
    let entry = documents[0].entries.iter().find(|entry| entry.id == "demo/lemma-2.1a").expect("it is there");
    let mechproof::language::document::Body::Formal(formal) = &entry.body else { return };
    criterion.bench_function("prove lemma-2.1a", |bencher| {
        bencher.iter(|| {
            let library = Library::default();
            let proof = compile(entry, Target::Claim, &library).expect("it is proved");
            check(&formal.claim, &proof, &library, Limits::default()).expect("it is accepted")
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = regions, proofs
}
criterion_main!(benches);
