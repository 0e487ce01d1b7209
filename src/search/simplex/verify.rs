//! Checks an answer to a linear program from scratch.
//!
//! Consumes a problem and an outcome, produces the first flaw, if any. It uses
//! nothing of the method: only sums of products, signs and the definitions in
//! [`Optimum`] and [`Outcome`].

use std::cmp::Ordering;
use std::fmt;

use mechproof_core::exact::Rational;

use super::outcome::{Optimum, Outcome, State, reduced_costs};
use super::problem::{Problem, Relation, Variable};

/// What is wrong with an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A vector has not one entry per variable or row.
    Length,
    /// The point violates the bounds of this variable.
    Bounds(usize),
    /// The point violates this row.
    Row(usize),
    /// The value is not that of the point.
    Value,
    /// The reduced cost of this variable is not what the duals make it.
    ReducedCost(usize),
    /// The reduced cost of this variable has the wrong sign, or its bound is
    /// not tight.
    Variable(usize),
    /// The dual of this row has the wrong sign, or the row is not tight.
    Dual(usize),
    /// The basis has not one member per row.
    Basis,
    /// The sum of the rows does not contradict the bounds.
    Farkas,
    /// The ray leaves the bounds of this variable.
    RayBounds(usize),
    /// The ray leaves this row.
    RayRow(usize),
    /// The objective does not improve along the ray.
    Ray,
    /// The budget was used up, so there is nothing to check.
    Stopped,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::Length => f.write_str("a vector has the wrong length"),
            Flaw::Bounds(x) => write!(f, "variable {x} violates a bound"),
            Flaw::Row(row) => write!(f, "row {row} is violated"),
            Flaw::Value => f.write_str("the value is not that of the point"),
            Flaw::ReducedCost(x) => write!(f, "the reduced cost of variable {x} is wrong"),
            Flaw::Variable(x) => write!(f, "the reduced cost of variable {x} has no tight bound"),
            Flaw::Dual(row) => write!(f, "the dual of row {row} has the wrong sign or no tight row"),
            Flaw::Basis => f.write_str("the basis has the wrong size"),
            Flaw::Farkas => f.write_str("the sum of the rows does not contradict the bounds"),
            Flaw::RayBounds(x) => write!(f, "the ray leaves a bound of variable {x}"),
            Flaw::RayRow(row) => write!(f, "the ray leaves row {row}"),
            Flaw::Ray => f.write_str("the objective does not improve along the ray"),
            Flaw::Stopped => f.write_str("the budget was used up"),
        }
    }
}

impl std::error::Error for Flaw {}

/// Checks that the outcome is true of the problem.
///
/// # Errors
/// Names the first flaw.
pub fn verify(problem: &Problem, outcome: &Outcome) -> Result<(), Flaw> {
    match outcome {
        Outcome::Optimal(optimum) => optimal(problem, optimum),
        Outcome::Infeasible { farkas } => infeasible(problem, farkas),
        Outcome::Unbounded { point, ray } => unbounded(problem, point, ray),
        Outcome::Stopped { .. } => Err(Flaw::Stopped),
    }
}

fn ensure(condition: bool, flaw: Flaw) -> Result<(), Flaw> {
    if condition { Ok(()) } else { Err(flaw) }
}

fn feasible(problem: &Problem, point: &[Rational]) -> Result<(), Flaw> {
    ensure(point.len() == problem.variables().len(), Flaw::Length)?;
    for (place, (variable, value)) in problem.variables().iter().zip(point).enumerate() {
        let inside = variable.lower.as_ref().is_none_or(|lower| lower <= value)
            && variable.upper.as_ref().is_none_or(|upper| value <= upper);
        ensure(inside, Flaw::Bounds(place))?;
    }
    for (place, row) in problem.rows().iter().enumerate() {
        let order = Problem::dot(row.coefficients(), point).cmp(row.rhs());
        ensure(holds(row.relation(), order), Flaw::Row(place))?;
    }
    Ok(())
}

fn holds(relation: Relation, order: Ordering) -> bool {
    match relation {
        Relation::Le => order.is_le(),
        Relation::Ge => order.is_ge(),
        Relation::Eq => order.is_eq(),
    }
}

/// May this number multiply a row to make the row an inequality `>=`?
fn fits(relation: Relation, sign: Ordering) -> bool {
    match relation {
        Relation::Le => sign.is_le(),
        Relation::Ge => sign.is_ge(),
        Relation::Eq => true,
    }
}

fn optimal(problem: &Problem, optimum: &Optimum) -> Result<(), Flaw> {
    feasible(problem, &optimum.primal)?;
    let value = Problem::dot(problem.objective(), &optimum.primal);
    ensure(value == optimum.value, Flaw::Value)?;
    ensure(optimum.duals.len() == problem.rows().len(), Flaw::Length)?;
    let direction = |sign: Ordering| if problem.maximize() { sign.reverse() } else { sign };
    for (place, (row, dual)) in problem.rows().iter().zip(&optimum.duals).enumerate() {
        let tight = || Problem::dot(row.coefficients(), &optimum.primal) == *row.rhs();
        let good = fits(row.relation(), direction(dual.sign())) && (dual.is_zero() || tight());
        ensure(good, Flaw::Dual(place))?;
    }
    let costs = reduced_costs(problem, &optimum.duals);
    ensure(costs.len() == optimum.reduced_costs.len(), Flaw::Length)?;
    for (place, variable) in problem.variables().iter().enumerate() {
        let cost = &optimum.reduced_costs[place];
        ensure(*cost == costs[place], Flaw::ReducedCost(place))?;
        let bound = match direction(cost.sign()) {
            Ordering::Equal => continue,
            Ordering::Greater => &variable.lower,
            Ordering::Less => &variable.upper,
        };
        ensure(bound.as_ref() == Some(&optimum.primal[place]), Flaw::Variable(place))?;
    }
    let basis = &optimum.basis;
    let lengths = basis.variables.len() == costs.len() && basis.rows.len() == problem.rows().len();
    let members = basis.states().filter(|state| *state == State::Basic).count();
    ensure(lengths && members == problem.rows().len(), Flaw::Basis)
}

fn infeasible(problem: &Problem, farkas: &[Rational]) -> Result<(), Flaw> {
    if problem.variables().iter().any(Variable::is_empty) {
        return Ok(());
    }
    ensure(farkas.len() == problem.rows().len(), Flaw::Length)?;
    let mut weights = vec![Rational::zero(); problem.variables().len()];
    let mut right = Rational::zero();
    for (place, (row, number)) in problem.rows().iter().zip(farkas).enumerate() {
        ensure(fits(row.relation(), number.sign()), Flaw::Dual(place))?;
        for (variable, coefficient) in row.coefficients() {
            weights[*variable] += &(coefficient * number);
        }
        right += &(row.rhs() * number);
    }
    let mut most = Rational::zero();
    for (variable, weight) in problem.variables().iter().zip(&weights) {
        let bound = match weight.sign() {
            Ordering::Equal => continue,
            Ordering::Greater => &variable.upper,
            Ordering::Less => &variable.lower,
        };
        most += &(bound.as_ref().ok_or(Flaw::Farkas)? * weight);
    }
    ensure(most < right, Flaw::Farkas)
}

fn unbounded(problem: &Problem, point: &[Rational], ray: &[Rational]) -> Result<(), Flaw> {
    feasible(problem, point)?;
    ensure(ray.len() == point.len(), Flaw::Length)?;
    for (place, (variable, speed)) in problem.variables().iter().zip(ray).enumerate() {
        let leaves = (variable.lower.is_some() && speed.is_negative())
            || (variable.upper.is_some() && speed.is_positive());
        ensure(!leaves, Flaw::RayBounds(place))?;
    }
    for (place, row) in problem.rows().iter().enumerate() {
        let order = Problem::dot(row.coefficients(), ray).sign();
        ensure(holds(row.relation(), order), Flaw::RayRow(place))?;
    }
    let speed = Problem::dot(problem.objective(), ray).sign();
    let better = if problem.maximize() { speed.is_gt() } else { speed.is_lt() };
    ensure(better, Flaw::Ray)
}
