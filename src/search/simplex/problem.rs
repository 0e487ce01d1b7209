//! Linear programs as they are stated, and as the method sees them.
//!
//! Consumes bounds, sparse rows and an objective, and refuses what mentions an
//! unknown variable; so that every [`Problem`] is well formed. Produces the
//! internal [`Model`], which minimises and has one variable more per row.

use std::collections::BTreeMap;
use std::fmt;

use mechproof_core::exact::Rational;

use super::number::Number;

/// How a row compares with its right side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// At most.
    Le,
    /// At least.
    Ge,
    /// Equal.
    Eq,
}

/// The bounds of a variable; `None` is no bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Variable {
    /// The least value.
    pub lower: Option<Rational>,
    /// The greatest value.
    pub upper: Option<Rational>,
}

impl Variable {
    /// Do the bounds contradict each other?
    pub fn is_empty(&self) -> bool {
        matches!((&self.lower, &self.upper), (Some(lower), Some(upper)) if lower > upper)
    }
}

/// A linear constraint.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    coefficients: Vec<(usize, Rational)>,
    relation: Relation,
    rhs: Rational,
}

impl Row {
    /// The coefficients other than 0, by increasing variable.
    pub fn coefficients(&self) -> &[(usize, Rational)] {
        &self.coefficients
    }

    /// How the left side compares with the right one.
    pub fn relation(&self) -> Relation {
        self.relation
    }

    /// The right side.
    pub fn rhs(&self) -> &Rational {
        &self.rhs
    }
}

/// A row or objective mentions a variable that was not added before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownVariable(pub usize);

impl fmt::Display for UnknownVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the linear program has no variable {}", self.0)
    }
}

impl std::error::Error for UnknownVariable {}

/// A linear program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Problem {
    variables: Vec<Variable>,
    rows: Vec<Row>,
    objective: Vec<(usize, Rational)>,
    maximize: bool,
}

impl Problem {
    /// The problem without variables, rows and objective; it minimises 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a variable and returns its number.
    pub fn add_variable(&mut self, lower: Option<Rational>, upper: Option<Rational>) -> usize {
        self.variables.push(Variable { lower, upper });
        self.variables.len() - 1
    }

    /// Adds a variable that is at least 0 and returns its number.
    pub fn add_nonnegative(&mut self) -> usize {
        self.add_variable(Some(Rational::zero()), None)
    }

    /// Adds a constraint and returns its number. Repeated variables add up.
    ///
    /// # Errors
    /// Refuses a variable that the problem does not have.
    pub fn add_row(
        &mut self,
        coefficients: impl IntoIterator<Item = (usize, Rational)>,
        relation: Relation,
        rhs: Rational,
    ) -> Result<usize, UnknownVariable> {
        let coefficients = self.collect(coefficients)?;
        self.rows.push(Row { coefficients, relation, rhs });
        Ok(self.rows.len() - 1)
    }

    /// Sets the objective. Repeated variables add up.
    ///
    /// # Errors
    /// Refuses a variable that the problem does not have.
    pub fn set_objective(
        &mut self,
        maximize: bool,
        objective: impl IntoIterator<Item = (usize, Rational)>,
    ) -> Result<(), UnknownVariable> {
        self.objective = self.collect(objective)?;
        self.maximize = maximize;
        Ok(())
    }

    /// The variables.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The constraints.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The coefficients other than 0 of the objective, by increasing variable.
    pub fn objective(&self) -> &[(usize, Rational)] {
        &self.objective
    }

    /// Is the objective to be made large?
    pub fn maximize(&self) -> bool {
        self.maximize
    }

    /// The sum of coefficients times values; a missing value counts as 0.
    pub(super) fn dot(coefficients: &[(usize, Rational)], values: &[Rational]) -> Rational {
        let terms = coefficients.iter();
        let terms = terms.filter_map(|(variable, a)| Some(a * values.get(*variable)?));
        terms.sum()
    }

    fn collect(
        &self,
        terms: impl IntoIterator<Item = (usize, Rational)>,
    ) -> Result<Vec<(usize, Rational)>, UnknownVariable> {
        let mut sums: BTreeMap<usize, Rational> = BTreeMap::new();
        for (variable, coefficient) in terms {
            if variable >= self.variables.len() {
                return Err(UnknownVariable(variable));
            }
            *sums.entry(variable).or_default() += &coefficient;
        }
        sums.retain(|_, coefficient| !coefficient.is_zero());
        Ok(sums.into_iter().collect())
    }
}

/// A problem in the form `minimise c x` over `A x - r = 0` and bounds on `x, r`.
///
/// The variables of the problem come first, then one variable `r_i` per row.
pub(super) struct Model<T> {
    /// The number of rows.
    pub(super) rows: usize,
    /// The columns of the matrix `(A, -I)`.
    pub(super) columns: Vec<Vec<(usize, T)>>,
    /// The lower bounds.
    pub(super) lower: Vec<Option<T>>,
    /// The upper bounds.
    pub(super) upper: Vec<Option<T>>,
    /// The costs.
    pub(super) cost: Vec<T>,
}

impl<T: Number> Model<T> {
    /// The problem in this form.
    pub(super) fn new(problem: &Problem) -> Self {
        let rows = problem.rows.len();
        let mut columns = vec![Vec::new(); problem.variables.len()];
        for (place, row) in problem.rows.iter().enumerate() {
            for (variable, coefficient) in &row.coefficients {
                columns[*variable].push((place, T::from_rational(coefficient)));
            }
        }
        columns.extend((0..rows).map(|row| vec![(row, T::one().negate())]));
        let mut cost = vec![T::zero(); columns.len()];
        for (variable, coefficient) in &problem.objective {
            let value = T::from_rational(coefficient);
            cost[*variable] = if problem.maximize { value.negate() } else { value };
        }
        let bound = |bound: &Option<Rational>| bound.as_ref().map(T::from_rational);
        let mut lower: Vec<_> = problem.variables.iter().map(|x| bound(&x.lower)).collect();
        let mut upper: Vec<_> = problem.variables.iter().map(|x| bound(&x.upper)).collect();
        for row in &problem.rows {
            let rhs = Some(T::from_rational(&row.rhs));
            lower.push(rhs.clone().filter(|_| row.relation != Relation::Le));
            upper.push(rhs.filter(|_| row.relation != Relation::Ge));
        }
        Model { rows, columns, lower, upper, cost }
    }

    /// Can the variable take only one value?
    pub(super) fn is_fixed(&self, variable: usize) -> bool {
        match (&self.lower[variable], &self.upper[variable]) {
            (Some(lower), Some(upper)) => upper.minus(lower).sign().is_le(),
            _ => false,
        }
    }
}
