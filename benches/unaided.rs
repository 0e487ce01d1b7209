//! Times of the search for proofs that nobody wrote: products and squares, and single claims from beginning to
//! end. What it measures is found without a hint; `tests/unaided.rs` says what has to be found.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use mechproof::language::document::Entry;
use mechproof::language::elaborate;
use mechproof::prove::{Budget, prove};
use mechproof::search::combination::{Candidate, Squares, in_differences, with_squares};
use mechproof::search::points::System;
use mechproof_core::exact::{Limits, Polynomial, Rational};
use mechproof_core::kernel::Library;

const CLAIMS: [&str; 6] = ["long-chain", "schur", "mean", "welfare", "cauchy", "motzkin"];

fn power(base: &Polynomial, exponent: u32) -> Polynomial {
    base.pow(exponent, &Limits::default()).expect("small")
}

fn unaided(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("unaided");
    group.sample_size(10);
    let x: Vec<Polynomial> = (0..4).map(Polynomial::variable).collect();
    // 0 <= x0 <= x1 <= x2 <= x3 and the difference of their sixth powers.
    let facts: Vec<(usize, Polynomial, bool)> =
        (0..4).map(|n| (n, if n == 0 { x[0].clone() } else { x[n].sub(&x[n - 1]) }, false)).collect();
    let goal = power(&x[3], 6).sub(&power(&x[1], 6));
    group.bench_function("differences", |bench| {
        bench.iter(|| in_differences(black_box(&goal), false, &facts).is_some());
    });
    // Two squares of skew forms.
    let skew = |a: i64, b: i64, c: i64| {
        let parts = [a, b, c].map(Rational::from);
        let sum = parts.iter().zip(&x).fold(Polynomial::zero(), |sum, (a, x)| sum.add(&x.scale(a)));
        power(&sum, 2)
    };
    let goal = skew(2, -7, 1).add(&skew(0, 5, 3));
    let one = [Candidate { factors: Vec::new(), square: None, strict: true, polynomial: Polynomial::one() }];
    group.bench_function("squares", |bench| {
        bench.iter(|| {
            let tight = System::default().explore(black_box(&goal), false, 24).tight;
            with_squares(&Squares { goal: &goal, products: &one, equalities: &[], tight: &tight }).is_some()
        });
    });
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/auto/true.thm");
    let file = (path.display().to_string(), std::fs::read(&path).expect("the table can be read"));
    let documents = elaborate::load(&[file]).expect("the table is well-formed");
    let entries: Vec<&Entry> = documents.iter().flat_map(|document| &document.entries).collect();
    for name in CLAIMS {
        let entry =
            entries.iter().find(|entry| entry.id == format!("holds/{name}")).expect("it is in the table");
        group.bench_function(name, |bench| {
            bench.iter(|| prove(black_box(entry), &Library::default(), &Budget::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, unaided);
criterion_main!(benches);
