//! Finds the identities that the kernel's rule `combine` checks.
//!
//! Consumes a goal (already multiplied by what the caller chose), candidate
//! products of facts and multiples of equations, all multiplied out; produces
//! weights that make the weighted sum the goal. One row per monomial makes this
//! a linear program, which is made smaller first and then solved exactly. A
//! basic solution uses no candidate that could be dropped while the others keep
//! their sum, and the cost prefers few candidates of low degree. Trusts nothing:
//! [`expand`] lets anybody multiply the answer out again.

mod differences;
mod products;
mod shrink;
mod squares;

use std::collections::BTreeMap;

use mechproof_core::exact::{Monomial, Polynomial, Rational};

pub use differences::{Weighted, compose, in_differences};
pub use squares::{Squares, with_squares};

pub use products::{Caps, Facts, Shape, equality_multipliers, products, times_squares};

use crate::search::simplex::{Outcome as Answer, Problem, Relation, UnknownVariable, solve};
use shrink::{Column, Shrunk, System, shrink};

/// A product of facts `>= 0` or `> 0` times a square.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The facts multiplied, by the numbers their owner gave them.
    pub factors: Vec<usize>,
    /// What is squared, if anything.
    pub square: Option<Polynomial>,
    /// Is the product positive? All factors are, and so is the square.
    pub strict: bool,
    /// The product multiplied out.
    pub polynomial: Polynomial,
}

/// A multiple of a fact `h = 0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EqualityCandidate {
    /// The fact, by the number its owner gave it.
    pub fact: usize,
    /// What it is multiplied by.
    pub multiplier: Polynomial,
    /// The product multiplied out.
    pub polynomial: Polynomial,
}

/// What the weighted sum is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// This polynomial, which is then `>= 0`.
    Nonnegative(Polynomial),
    /// This polynomial, which is then `> 0`: some strict candidate has a
    /// positive weight.
    Positive(Polynomial),
    /// This polynomial, which is then 0: a sum of equations alone.
    Zero(Polynomial),
    /// The number -1; or 0, with a strict candidate of positive weight.
    Contradiction,
}

impl Goal {
    /// The polynomial aimed at; 0 for a contradiction.
    pub fn polynomial(&self) -> Polynomial {
        match self {
            Goal::Nonnegative(goal) | Goal::Positive(goal) | Goal::Zero(goal) => goal.clone(),
            Goal::Contradiction => Polynomial::zero(),
        }
    }
}

/// Numbers of candidates and their weights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Combination {
    /// Candidates with weights `> 0`.
    pub weights: Vec<(usize, Rational)>,
    /// Multiples of equations with weights other than 0.
    pub equality_weights: Vec<(usize, Rational)>,
}

/// The end of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// These weights do.
    Found(Combination),
    /// No weights do.
    NotFound,
    /// The budget of pivots was used up.
    Stopped,
}

/// The weighted sum, multiplied out; numbers without a candidate are ignored.
pub fn expand(
    combination: &Combination,
    candidates: &[Candidate],
    equalities: &[EqualityCandidate],
) -> Polynomial {
    let mut sum = Polynomial::zero();
    for (place, weight) in &combination.weights {
        if let Some(candidate) = candidates.get(*place) {
            sum = sum.add(&candidate.polynomial.scale(weight));
        }
    }
    for (place, weight) in &combination.equality_weights {
        if let Some(equality) = equalities.get(*place) {
            sum = sum.add(&equality.polynomial.scale(weight));
        }
    }
    sum
}

/// Searches for weights within a budget of pivots for each linear program.
///
/// There are at most three of them, and for a strict goal one more small one
/// for each candidate used.
pub fn combine(
    goal: &Goal,
    candidates: &[Candidate],
    equalities: &[EqualityCandidate],
    budget: u64,
) -> Outcome {
    let found = attempt(goal, candidates, equalities, budget);
    match (goal, found) {
        // A strict sum costs one more row, so that one candidate may be idle.
        (Goal::Positive(_) | Goal::Contradiction, Ok(found)) => {
            Outcome::Found(without_idle(goal, candidates, equalities, budget, found))
        }
        (_, Ok(found)) => Outcome::Found(found),
        (_, Err(Failure::None)) => Outcome::NotFound,
        (_, Err(Failure::Stopped)) => Outcome::Stopped,
    }
}

fn attempt(
    goal: &Goal,
    candidates: &[Candidate],
    equalities: &[EqualityCandidate],
    budget: u64,
) -> Result<Combination, Failure> {
    let used = if matches!(goal, Goal::Zero(_)) { &[][..] } else { candidates };
    let search = Search::new(goal, used, equalities, budget);
    let weights = match goal {
        Goal::Nonnegative(_) | Goal::Zero(_) => search.cheapest(&Strict::Ignored)?,
        Goal::Contradiction => search.cheapest(&Strict::AtLeast(Rational::one()))?,
        Goal::Positive(_) => search.positive()?,
    };
    Ok(search.name(&weights))
}

/// Tries to do without each of the candidates used, beginning with the last.
fn without_idle(
    goal: &Goal,
    candidates: &[Candidate],
    equalities: &[EqualityCandidate],
    budget: u64,
    mut found: Combination,
) -> Combination {
    let kept =
        |places: &[(usize, Rational)]| -> Vec<usize> { places.iter().map(|(place, _)| *place).collect() };
    let original = |places: &[usize], weights: Vec<(usize, Rational)>| {
        let named = weights.into_iter();
        named.map(|(place, weight)| (places[place], weight)).collect()
    };
    for idle in kept(&found.weights).into_iter().rev() {
        let (mut first, second) = (kept(&found.weights), kept(&found.equality_weights));
        first.retain(|place| *place != idle);
        if first.len() == found.weights.len() {
            continue;
        }
        let some: Vec<_> = first.iter().map(|place| candidates[*place].clone()).collect();
        let multiples: Vec<_> = second.iter().map(|place| equalities[*place].clone()).collect();
        if let Ok(smaller) = attempt(goal, &some, &multiples, budget) {
            found = Combination {
                weights: original(&first, smaller.weights),
                equality_weights: original(&second, smaller.equality_weights),
            };
        }
    }
    found
}

/// Why there are no weights.
enum Failure {
    None,
    Stopped,
}

impl From<UnknownVariable> for Failure {
    fn from(_: UnknownVariable) -> Self {
        // All variables come from the same list as the rows.
        Failure::None
    }
}

/// What is asked of the sum of the weights of strict candidates.
enum Strict {
    Ignored,
    AtLeast(Rational),
    /// As large as possible, up to 1.
    Largest,
}

/// The columns: candidates, then equations, then perhaps the number 1.
struct Search<'a> {
    candidates: &'a [Candidate],
    equalities: &'a [EqualityCandidate],
    /// The number 1, which turns "a negative number" into "0".
    one: bool,
    system: System,
    shrunk: Option<Shrunk>,
    budget: u64,
}

impl<'a> Search<'a> {
    fn new(
        goal: &Goal,
        candidates: &'a [Candidate],
        equalities: &'a [EqualityCandidate],
        budget: u64,
    ) -> Self {
        let one = matches!(goal, Goal::Contradiction);
        let mut rows = Rows::default();
        let mut columns = Vec::with_capacity(candidates.len() + equalities.len() + 1);
        for candidate in candidates {
            columns.push(Column::nonnegative(rows.of(&candidate.polynomial)));
        }
        for equality in equalities {
            columns.push(Column::free(rows.of(&equality.polynomial)));
        }
        if one {
            columns.push(Column::nonnegative(rows.of(&Polynomial::one())));
        }
        let goal = rows.of(&goal.polynomial());
        let system = System::new(rows.0.len(), columns, goal);
        let shrunk = shrink(&system);
        Search { candidates, equalities, one, system, shrunk, budget }
    }

    /// Does the column make the sum strict?
    fn is_strict(&self, column: usize) -> bool {
        match self.candidates.get(column) {
            Some(candidate) => candidate.strict,
            None => self.one && column == self.candidates.len() + self.equalities.len(),
        }
    }

    /// Does the sum have to be positive, and is it?
    fn strictness(&self, weights: &[Rational]) -> Rational {
        let columns = weights.iter().enumerate();
        let strict = columns.filter(|(column, _)| self.is_strict(*column));
        strict.map(|(_, weight)| weight.clone()).sum()
    }

    /// Any solution if it happens to be strict, else the cheapest strict one.
    fn positive(&self) -> Result<Vec<Rational>, Failure> {
        let weights = self.cheapest(&Strict::Ignored)?;
        if self.strictness(&weights).is_positive() {
            return Ok(weights);
        }
        let most = self.strictness(&self.cheapest(&Strict::Largest)?);
        if !most.is_positive() {
            return Err(Failure::None);
        }
        self.cheapest(&Strict::AtLeast(most.min(Rational::one())))
    }

    /// The weights of all columns that cost least.
    fn cheapest(&self, strict: &Strict) -> Result<Vec<Rational>, Failure> {
        let shrunk = self.shrunk.as_ref().ok_or(Failure::None)?;
        let mut problem = Problem::new();
        let mut costs = Vec::new();
        let mut variable_of = vec![None; self.system.columns.len()];
        for (column, data) in self.system.columns.iter().enumerate() {
            if !shrunk.is_open(column) {
                continue;
            }
            let variable =
                if data.free { problem.add_variable(None, None) } else { problem.add_nonnegative() };
            variable_of[column] = Some(variable);
            if let Some(candidate) = self.candidates.get(column) {
                let cost = i64::from(candidate.polynomial.degree()) + 1;
                costs.push((variable, Rational::from(cost)));
            }
        }
        for (entries, rhs) in shrunk.rows(&self.system) {
            let terms = entries.into_iter().filter_map(|(column, a)| Some((variable_of[column]?, a)));
            problem.add_row(terms, Relation::Eq, rhs)?;
        }
        let columns = variable_of.iter().enumerate();
        let strict_columns = columns.filter(|(column, _)| self.is_strict(*column));
        let total: Vec<_> =
            strict_columns.filter_map(|(_, variable)| Some(((*variable)?, Rational::one()))).collect();
        match strict {
            Strict::Ignored => problem.set_objective(false, costs)?,
            Strict::AtLeast(least) => {
                let fixed = self.strictness(&shrunk.weights());
                problem.add_row(total, Relation::Ge, least - &fixed)?;
                problem.set_objective(false, costs)?;
            }
            Strict::Largest => {
                let level = problem.add_variable(Some(Rational::zero()), Some(Rational::one()));
                let row = total.into_iter().chain([(level, Rational::from(-1))]);
                let fixed = self.strictness(&shrunk.weights());
                problem.add_row(row, Relation::Ge, -fixed)?;
                problem.set_objective(true, [(level, Rational::one())])?;
            }
        }
        match solve(&problem, self.budget) {
            Answer::Optimal(optimum) => {
                let mut weights = shrunk.weights();
                for (weight, variable) in weights.iter_mut().zip(variable_of) {
                    if let Some(value) = variable.and_then(|variable| optimum.primal.get(variable)) {
                        *weight = value.clone();
                    }
                }
                Ok(weights)
            }
            Answer::Stopped { .. } => Err(Failure::Stopped),
            // No cost is negative, so there is always an optimum.
            Answer::Infeasible { .. } | Answer::Unbounded { .. } => Err(Failure::None),
        }
    }

    /// Names the columns used, with a sum of -1 if it is a negative number.
    fn name(&self, weights: &[Rational]) -> Combination {
        let (first, rest) = weights.split_at(self.candidates.len());
        let (second, one) = rest.split_at(self.equalities.len());
        let scale = one.first().and_then(Rational::recip).unwrap_or(Rational::one());
        let used = |weights: &[Rational]| -> Vec<(usize, Rational)> {
            let numbered = weights.iter().enumerate();
            let used = numbered.filter(|(_, weight)| !weight.is_zero());
            used.map(|(place, weight)| (place, weight * &scale)).collect()
        };
        Combination { weights: used(first), equality_weights: used(second) }
    }
}

/// The number of each monomial seen.
#[derive(Default)]
struct Rows(BTreeMap<Monomial, usize>);

impl Rows {
    fn of(&mut self, polynomial: &Polynomial) -> Vec<(usize, Rational)> {
        let mut row = |monomial: &Monomial| {
            let next = self.0.len();
            *self.0.entry(monomial.clone()).or_insert(next)
        };
        polynomial.terms().map(|(monomial, a)| (row(monomial), a)).collect()
    }
}
