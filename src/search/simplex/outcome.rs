//! What the simplex method found.
//!
//! Consumes the end of an exact run, produces values in the terms and signs of
//! the problem as stated.

use mechproof_core::exact::Rational;

use super::pivot::{End, Solver};
use super::problem::Problem;

/// Where a variable or row stands in a basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// In the basis; a row: its left side is not held at the right side.
    Basic,
    /// At the lower bound; a row `>=` or `=`: tight.
    Lower,
    /// At the upper bound; a row `<=` or `=`: tight.
    Upper,
    /// Held at 0, for want of bounds.
    Free,
}

/// A basis: as many basic variables and rows together as there are rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Basis {
    /// The state of each variable.
    pub variables: Vec<State>,
    /// The state of each row.
    pub rows: Vec<State>,
}

impl Basis {
    /// A basis with the given states; it need not fit any problem.
    pub fn new(variables: Vec<State>, rows: Vec<State>) -> Self {
        Basis { variables, rows }
    }

    /// The basis in which every variable is at a bound.
    pub fn of_rows(problem: &Problem) -> Self {
        Basis {
            variables: vec![State::Lower; problem.variables().len()],
            rows: vec![State::Basic; problem.rows().len()],
        }
    }

    pub(super) fn states(&self) -> impl Iterator<Item = State> {
        self.variables.iter().chain(&self.rows).copied()
    }

    /// The same basis for a problem with so many variables and rows; what is
    /// new is at a bound if it is a variable, and basic if it is a row.
    #[must_use]
    pub fn fit(&self, problem: &Problem) -> Self {
        let mut basis = self.clone();
        basis.variables.resize(problem.variables().len(), State::Lower);
        basis.rows.resize(problem.rows().len(), State::Basic);
        basis
    }
}

/// An optimal point with its proof.
///
/// The dual of a row is the derivative of the optimal value by its right side.
/// When minimising it is `>= 0` for a row `>=` and `<= 0` for a row `<=`; when
/// maximising it is the other way round. The reduced cost of a variable is its
/// coefficient in the objective less the duals times its column. So
/// `objective = sum of dual * left side + sum of reduced cost * variable`
/// holds identically, and every dual or reduced cost other than 0 belongs to a
/// row or bound that is tight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optimum {
    /// The optimal value.
    pub value: Rational,
    /// The value of each variable.
    pub primal: Vec<Rational>,
    /// The dual of each row.
    pub duals: Vec<Rational>,
    /// The reduced cost of each variable.
    pub reduced_costs: Vec<Rational>,
    /// The optimal basis.
    pub basis: Basis,
    /// Is a basic variable at a bound? Then the basis and the duals may not be
    /// the only ones.
    pub degenerate: bool,
    /// Is the point certainly the only optimal one?
    pub unique: bool,
    /// The pivots used.
    pub pivots: u64,
}

/// The answer to a linear program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is an optimum.
    Optimal(Box<Optimum>),
    /// There is no feasible point. The sum of all rows, each times its number,
    /// reads `w x >= c`, where `w x < c` everywhere within the bounds of the
    /// variables; `>=` rows have numbers `>= 0`, `<=` rows `<= 0`. All numbers
    /// are 0 if the bounds of one variable contradict each other.
    Infeasible {
        /// The number of each row.
        farkas: Vec<Rational>,
    },
    /// The objective has no bound: every `point + t * ray` with `t >= 0` is
    /// feasible, and the objective improves along it.
    Unbounded {
        /// A feasible point.
        point: Vec<Rational>,
        /// The direction.
        ray: Vec<Rational>,
    },
    /// The budget was used up.
    Stopped {
        /// The pivots used.
        pivots: u64,
    },
}

impl Outcome {
    /// The optimum, if there is one.
    pub fn optimum(&self) -> Option<&Optimum> {
        match self {
            Outcome::Optimal(optimum) => Some(optimum),
            _ => None,
        }
    }
}

/// States the end of a run in terms of the problem.
pub(super) fn conclude(
    problem: &Problem,
    solver: &Solver<'_, Rational>,
    end: End<Rational>,
    used: u64,
) -> Outcome {
    let columns = problem.variables().len();
    let pivots = used + solver.pivots();
    match end {
        End::Optimal(multipliers) => {
            let unique = solver.is_unique(&multipliers);
            let duals: Vec<Rational> =
                if problem.maximize() { multipliers.iter().map(|dual| -dual).collect() } else { multipliers };
            let primal = solver.values()[..columns].to_vec();
            Outcome::Optimal(Box::new(Optimum {
                value: Problem::dot(problem.objective(), &primal),
                reduced_costs: reduced_costs(problem, &duals),
                primal,
                duals,
                basis: solver.basis(),
                degenerate: solver.is_degenerate(),
                unique,
                pivots,
            }))
        }
        End::Infeasible(farkas) => Outcome::Infeasible { farkas },
        End::Unbounded(mut ray) => {
            ray.truncate(columns);
            let point = solver.values()[..columns].to_vec();
            Outcome::Unbounded { point, ray }
        }
        End::Stopped => Outcome::Stopped { pivots },
    }
}

/// The objective less the sum of the rows times their duals.
pub(super) fn reduced_costs(problem: &Problem, duals: &[Rational]) -> Vec<Rational> {
    let mut costs = vec![Rational::zero(); problem.variables().len()];
    for (variable, coefficient) in problem.objective() {
        costs[*variable] = coefficient.clone();
    }
    for (row, dual) in problem.rows().iter().zip(duals) {
        if !dual.is_zero() {
            for (variable, coefficient) in row.coefficients() {
                costs[*variable] = &costs[*variable] - &(coefficient * dual);
            }
        }
    }
    costs
}
