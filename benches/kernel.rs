//! Times of the kernel: products and powers of polynomials, and proofs by `combine`.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use mechproof_core::exact::{Limits, Polynomial, Rational};
use mechproof_core::kernel::{Claim, Library, Product, Proof, Step, check};
use mechproof_core::logic::{Binder, Domain, Formula, Relation, Signature, Term, close};
use std::sync::Arc;

/// `1 + x0 + 2 x1 + ... `
fn linear(variables: u32) -> Polynomial {
    let term = |x: u32| Polynomial::variable(x).scale(&Rational::from(i64::from(x) + 1));
    (0..variables).fold(Polynomial::one(), |sum, x| sum.add(&term(x)))
}

fn polynomials(criterion: &mut Criterion) {
    let limits = Limits::default();
    let mut group = criterion.benchmark_group("polynomial");
    for (variables, exponent) in [(4, 4), (8, 4), (12, 4)] {
        let power = linear(variables).pow(exponent, &limits).expect("within the limits");
        let name = format!("{} terms", power.len());
        group.bench_function(BenchmarkId::new("multiply", &name), |bencher| {
            bencher.iter(|| power.mul(&linear(variables), &limits));
        });
        group.bench_function(BenchmarkId::new("power", &name), |bencher| {
            bencher.iter(|| linear(variables).pow(exponent, &limits));
        });
    }
    group.finish();
}

fn variable(number: usize) -> String {
    format!("x{number}")
}

fn compare(relation: Relation, term: Term) -> Formula {
    Formula::Compare(relation, term, Term::integer(0))
}

/// From `x_i - x_(i+1) >= 0` for all i: `x_0 - x_n >= 0`, as a sum of `n` facts.
fn telescope(n: usize) -> (Claim, Proof) {
    let gap = |from: usize, to: usize| Term::free(&variable(from)).minus(Term::free(&variable(to)));
    let goal = compare(Relation::Ge, gap(0, n));
    let given = |body: Formula, i: usize| compare(Relation::Ge, gap(i, i + 1)).implies(body);
    let body = (0..n).rev().fold(goal.clone(), given);
    let products = (0..n).map(|fact| product(vec![fact], None)).collect();
    prove(n + 1, n, body, Step::Combine { goal, multiplier: vec![], products, equations: vec![] })
}

/// From `x_i >= 0`: `(x_0 + ... + x_n)^4 >= 0` as one product, which has to be expanded.
fn expansion(n: usize) -> (Claim, Proof) {
    let sum = Term::Sum((0..n).map(|i| Term::free(&variable(i))).collect());
    let goal = compare(Relation::Ge, Term::Power(Arc::new(sum.clone()), 4));
    let body = compare(Relation::Ge, sum).implies(goal.clone());
    let products = vec![product(vec![0; 4], None)];
    prove(n, 1, body, Step::Combine { goal, multiplier: vec![], products, equations: vec![] })
}

fn product(factors: Vec<usize>, square: Option<Term>) -> Product {
    Product { weight: Rational::one(), factors, square, square_nonzero: None }
}

fn prove(variables: usize, premises: usize, body: Formula, step: Step) -> (Claim, Proof) {
    let formula = (0..variables).rev().fold(body, |body, i| {
        let name = variable(i);
        Formula::Forall(
            Binder { name: name.as_str().into(), domain: Domain::Real },
            Box::new(close(&body, &name)),
        )
    });
    let claim = Claim::new(Signature::default(), formula).expect("well-formed");
    (claim, Proof { open: variables + premises, steps: vec![step] })
}

fn proofs(criterion: &mut Criterion) {
    let library = Library::default();
    let mut group = criterion.benchmark_group("combine");
    let cases = [10, 40].map(|n| ("telescope", n, telescope(n)));
    let expansions = [4, 8].map(|n| ("expansion", n, expansion(n)));
    for (name, n, (claim, proof)) in cases.into_iter().chain(expansions) {
        check(&claim, &proof, &library, Limits::default()).expect("a proof");
        group.bench_function(BenchmarkId::new(name, n), |bencher| {
            bencher.iter(|| check(&claim, &proof, &library, Limits::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, polynomials, proofs);
criterion_main!(benches);
