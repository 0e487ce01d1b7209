//! Times of the exact simplex method: bilateral trade with n types a side, and
//! dense random programs. `warm` starts at the optimal basis, `exact` starts
//! from nothing and without floating point.

mod instances;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use instances::{bilateral_trade, int};
use mechproof::search::simplex::{Basis, Problem, Relation, solve, solve_from};

const BUDGET: u64 = 1_000_000;

/// A random program of which the given share of coefficients is not 0.
fn random(rows: usize, columns: usize, percent: u64) -> Problem {
    let mut seed = 88_172_645_463_325_252_u64;
    let mut draw = |limit: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        i64::try_from(seed % limit).unwrap_or(0)
    };
    let mut problem = Problem::new();
    for _ in 0..columns {
        problem.add_nonnegative();
    }
    for _ in 0..rows {
        let mut terms = Vec::new();
        for column in 0..columns {
            if draw(100).unsigned_abs() < percent {
                terms.push((column, int(draw(12) - 3)));
            }
        }
        problem.add_row(terms, Relation::Le, int(draw(50) + 10)).expect("all variables were added");
    }
    let everything = (0..columns).map(|column| (column, int(1)));
    problem.add_row(everything, Relation::Le, int(1000)).expect("all variables were added");
    let gains: Vec<_> = (0..columns).map(|column| (column, int(draw(20) + 1))).collect();
    problem.set_objective(true, gains).expect("all variables were added");
    problem
}

fn all(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("trade");
    group.sample_size(10);
    for n in 2..=12 {
        let problem = bilateral_trade(n);
        group.bench_with_input(BenchmarkId::new("cold", n), &problem, |bencher, problem| {
            bencher.iter(|| solve(problem, BUDGET));
        });
        let nothing = Basis::of_rows(&problem);
        group.bench_with_input(BenchmarkId::new("exact", n), &problem, |bencher, problem| {
            bencher.iter(|| solve_from(problem, &nothing, BUDGET));
        });
        if let Some(optimum) = solve(&problem, BUDGET).optimum() {
            group.bench_with_input(BenchmarkId::new("warm", n), &problem, |bencher, problem| {
                bencher.iter(|| solve_from(problem, &optimum.basis, BUDGET));
            });
        }
    }
    group.finish();
    let mut group = criterion.benchmark_group("random");
    group.sample_size(10);
    for (rows, columns, percent) in [(30, 40, 30), (100, 150, 10), (300, 400, 3)] {
        let problem = random(rows, columns, percent);
        let name = format!("{rows}x{columns}");
        group.bench_with_input(BenchmarkId::new("cold", name), &problem, |bencher, problem| {
            bencher.iter(|| solve(problem, BUDGET));
        });
    }
    group.finish();
}

criterion_group!(benches, all);
criterion_main!(benches);
