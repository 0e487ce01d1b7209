//! Exact linear programming.
//!
//! Consumes a [`Problem`] with rational data, produces an [`Outcome`] that holds
//! exact primal and dual values, a Farkas vector or a ray. A run in floating
//! point proposes a basis; the exact run starts there, repairs it if need be,
//! and ends only with an exact answer. Budgets count pivots, never seconds, so
//! results do not depend on the machine. [`verify`] trusts neither run.
//!
//! The method is the bounded-variable revised simplex method on `A x - r = 0`
//! with one row variable `r_i` per row. Pivots by steepest cost give way to
//! Bland's rule after a run of degenerate ones, so it cannot cycle.

mod factor;
mod number;
mod outcome;
mod pivot;
mod problem;
mod verify;

pub use outcome::{Basis, Optimum, Outcome, State};
pub use problem::{Problem, Relation, Row, UnknownVariable, Variable};
pub use verify::{Flaw, verify};

use crate::search::simplex::outcome::conclude;
use crate::search::simplex::pivot::Solver;
use crate::search::simplex::problem::Model;
use mechproof_core::exact::Rational;

/// Solves a problem within a budget of pivots.
///
/// A floating-point run proposes the starting basis of the exact one; the
/// pivots of both count.
pub fn solve(problem: &Problem, budget: u64) -> Outcome {
    if let Some(outcome) = empty_box(problem) {
        return outcome;
    }
    // More pivots than this mean that rounding errors lead the run astray.
    let size = problem.variables().len() + problem.rows().len();
    let patience = u64::try_from(size).map_or(budget, |size| budget.min(size * 20 + 100));
    let model = Model::<f64>::new(problem);
    let mut rough = Solver::start(&model, &Basis::of_rows(problem));
    rough.run(patience);
    let (basis, used) = (rough.basis(), rough.pivots());
    drop(rough);
    exactly(problem, &basis, used, budget).0
}

/// Solves a problem exactly from a given basis, without floating point.
///
/// A basis of the wrong size or rank is completed with row variables.
pub fn solve_from(problem: &Problem, basis: &Basis, budget: u64) -> Outcome {
    solve_counting(problem, basis, budget).0
}

/// As [`solve_from`], with the work done whatever the outcome: entries of the problem that were gone through, once
/// to set it up and once for each pivot.
pub fn solve_counting(problem: &Problem, basis: &Basis, budget: u64) -> (Outcome, u64) {
    let entries: usize = problem.rows().iter().map(|row| row.coefficients().len() + 1).sum();
    let size = u64::try_from(entries + problem.variables().len()).unwrap_or(u64::MAX);
    let (outcome, pivots) = match empty_box(problem) {
        Some(outcome) => (outcome, 0),
        None => exactly(problem, basis, 0, budget),
    };
    (outcome, size.saturating_mul(pivots.saturating_add(1)))
}

/// The outcome, and the pivots of the exact run.
fn exactly(problem: &Problem, basis: &Basis, used: u64, budget: u64) -> (Outcome, u64) {
    let model = Model::<Rational>::new(problem);
    let mut solver = Solver::start(&model, basis);
    let end = solver.run(budget.saturating_sub(used));
    let pivots = solver.pivots();
    (conclude(problem, &solver, end, used), pivots)
}

/// Infeasible at once, if the bounds of a variable contradict each other.
fn empty_box(problem: &Problem) -> Option<Outcome> {
    problem
        .variables()
        .iter()
        .any(Variable::is_empty)
        .then(|| Outcome::Infeasible { farkas: vec![Rational::zero(); problem.rows().len()] })
}

/// A fraction as the nearest floating-point number, or so; for guiding a search.
pub(crate) fn approximate(number: &Rational) -> f64 {
    <f64 as number::Number>::from_rational(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many variables in [0, 1], each at most the next, whose sum is at least `level`.
    fn chain(length: usize, level: i64) -> Problem {
        let mut problem = Problem::new();
        let variables: Vec<usize> = (0..length)
            .map(|_| problem.add_variable(Some(Rational::zero()), Some(Rational::one())))
            .collect();
        let all = variables.iter().map(|variable| (*variable, Rational::one()));
        problem
            .add_row(all.collect::<Vec<_>>(), Relation::Ge, Rational::from(level))
            .expect("known variables");
        for pair in variables.windows(2) {
            let row = [(pair[0], Rational::one()), (pair[1], Rational::from(-1))];
            problem.add_row(row, Relation::Le, Rational::zero()).expect("known variables");
        }
        problem
    }

    #[test]
    fn work_grows_with_pivots_whatever_the_outcome() {
        let counted = |length: usize, level: i64| {
            let problem = chain(length, level);
            let (outcome, work) = solve_counting(&problem, &Basis::of_rows(&problem), 1000);
            assert_eq!(outcome, solve_from(&problem, &Basis::of_rows(&problem), 1000));
            (outcome, work)
        };
        let (none, idle) = counted(6, 0);
        assert!(none.optimum().is_some_and(|optimum| optimum.pivots == 0));
        let (some, busy) = counted(6, 5);
        let pivots = some.optimum().expect("it has points").pivots;
        assert!(pivots > 0);
        assert_eq!(busy, idle * (pivots + 1));
        let (impossible, vain) = counted(6, 7);
        assert!(matches!(impossible, Outcome::Infeasible { .. }) && vain > idle);
        let (_, larger) = counted(24, 23);
        assert!(larger > busy);
    }
}
