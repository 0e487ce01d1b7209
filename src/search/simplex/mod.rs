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
    exactly(problem, &basis, used, budget)
}

/// Solves a problem exactly from a given basis, without floating point.
///
/// A basis of the wrong size or rank is completed with row variables.
pub fn solve_from(problem: &Problem, basis: &Basis, budget: u64) -> Outcome {
    empty_box(problem).unwrap_or_else(|| exactly(problem, basis, 0, budget))
}

fn exactly(problem: &Problem, basis: &Basis, used: u64, budget: u64) -> Outcome {
    let model = Model::<Rational>::new(problem);
    let mut solver = Solver::start(&model, basis);
    let end = solver.run(budget.saturating_sub(used));
    conclude(problem, &solver, end, used)
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
