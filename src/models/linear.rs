//! Exact linear programs for models.
//!
//! A thin layer over the simplex room: models state rows and objectives, and
//! get back the optimal value with a point, nothing if there is no feasible
//! point, or an error. Every outcome is verified from scratch, so this trusts
//! the small verifier and not the simplex method.

use std::collections::BTreeMap;

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

use crate::models::error::EvalError;
use crate::models::output::number;
use crate::search::simplex::{Outcome, Problem, Relation, solve, verify};

/// The most pivots of one linear program.
const BUDGET: u64 = 200_000;

/// A linear form: coefficients of variables, added up.
pub(crate) type Form = Vec<(usize, Rational)>;

/// A linear program in the making.
#[derive(Clone, Default)]
pub(crate) struct Program {
    problem: Problem,
    faulty: bool,
    /// Names of rows, by position.
    names: BTreeMap<usize, String>,
}

/// An optimal point.
pub(crate) struct Best {
    /// The optimal value.
    pub(crate) value: Rational,
    /// The point.
    pub(crate) point: Vec<Rational>,
    /// The multiplier of each row: by how much the optimal value rises as the row is relaxed by 1; of an equation
    /// as its right side rises by 1.
    pub(crate) multipliers: Vec<Rational>,
}

impl Program {
    /// The program without variables and rows.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A variable without bounds.
    pub(crate) fn free(&mut self) -> usize {
        self.problem.add_variable(None, None)
    }

    /// A variable that is at least 0.
    pub(crate) fn nonnegative(&mut self) -> usize {
        self.problem.add_nonnegative()
    }

    /// A variable between 0 and 1.
    pub(crate) fn share(&mut self) -> usize {
        self.problem.add_variable(Some(Rational::zero()), Some(Rational::one()))
    }

    /// Variables without bounds.
    pub(crate) fn frees(&mut self, count: usize) -> Vec<usize> {
        (0..count).map(|_| self.free()).collect()
    }

    fn row(&mut self, form: Form, relation: Relation, rhs: Rational) {
        self.faulty |= self.problem.add_row(form, relation, rhs).is_err();
    }

    /// Demands `form >= rhs`.
    pub(crate) fn at_least(&mut self, form: Form, rhs: Rational) {
        self.row(form, Relation::Ge, rhs);
    }

    /// Demands `form <= rhs`.
    pub(crate) fn at_most(&mut self, form: Form, rhs: Rational) {
        self.row(form, Relation::Le, rhs);
    }

    /// Demands `form = rhs`.
    pub(crate) fn equal(&mut self, form: Form, rhs: Rational) {
        self.row(form, Relation::Eq, rhs);
    }

    /// Gives the last row a name, in the words of the model.
    pub(crate) fn name(&mut self, name: String) {
        self.names.insert(self.problem.rows().len().saturating_sub(1), name);
    }

    /// The multipliers other than 0, by the names of the rows.
    pub(crate) fn named(&self, multipliers: &[Rational]) -> Map<String, Value> {
        let named = self.names.iter().filter_map(|(row, name)| {
            let multiplier = multipliers.get(*row)?;
            (!multiplier.is_zero()).then(|| (name.clone(), number(multiplier)))
        });
        named.collect()
    }

    /// Multipliers of the rows whose weighted sum contradicts itself, if no point is feasible.
    pub(crate) fn contradiction(&self) -> Result<Option<Vec<Rational>>, EvalError> {
        match self.outcome(false, Form::new())? {
            Outcome::Infeasible { farkas } => Ok(Some(farkas)),
            _ => Ok(None),
        }
    }

    /// The largest value, or `None` if no point is feasible.
    pub(crate) fn maximum(&self, objective: Form) -> Result<Option<Best>, EvalError> {
        self.optimum(true, objective)
    }

    /// The least value, or `None` if no point is feasible.
    pub(crate) fn minimum(&self, objective: Form) -> Result<Option<Best>, EvalError> {
        self.optimum(false, objective)
    }

    /// Is some point feasible?
    pub(crate) fn feasible(&self) -> Result<bool, EvalError> {
        Ok(self.minimum(Form::new())?.is_some())
    }

    fn optimum(&self, maximize: bool, objective: Form) -> Result<Option<Best>, EvalError> {
        match self.outcome(maximize, objective)? {
            Outcome::Optimal(best) => {
                let rows = self.problem.rows().iter().zip(&best.duals);
                let multipliers = rows.map(|(row, dual)| match row.relation() {
                    Relation::Eq => dual.clone(),
                    _ => dual.abs(),
                });
                let multipliers = multipliers.collect();
                Ok(Some(Best { value: best.value, point: best.primal, multipliers }))
            }
            Outcome::Infeasible { .. } => Ok(None),
            _ => Err(EvalError::Stopped("the linear program has no bound")),
        }
    }

    /// What the simplex method finds, verified.
    fn outcome(&self, maximize: bool, objective: Form) -> Result<Outcome, EvalError> {
        let mut problem = self.problem.clone();
        let stated = problem.set_objective(maximize, objective);
        if self.faulty || stated.is_err() {
            return Err(EvalError::Stopped("the linear program mentions an unknown variable"));
        }
        let outcome = solve(&problem, BUDGET);
        if matches!(outcome, Outcome::Stopped { .. }) {
            return Err(EvalError::Stopped("the linear program needs more than 200000 pivots"));
        }
        if verify(&problem, &outcome).is_err() {
            return Err(EvalError::Stopped("the solution of the linear program does not verify"));
        }
        Ok(outcome)
    }
}

/// The value of a linear program that has one.
pub(crate) fn attained(best: Option<Best>) -> Result<Best, EvalError> {
    best.ok_or(EvalError::Stopped("the linear program has no feasible point"))
}

/// Adds `factor` times a form to another.
pub(crate) fn add(into: &mut Form, factor: &Rational, form: &[(usize, Rational)]) {
    into.extend(form.iter().map(|(variable, a)| (*variable, a * factor)));
}

/// The quotient of numbers whose second is not 0; of others 0.
pub(crate) fn over(a: &Rational, b: &Rational) -> Rational {
    a.checked_div(b).unwrap_or_default()
}

/// The sum of products.
pub(crate) fn dot(a: &[Rational], b: &[Rational]) -> Rational {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
