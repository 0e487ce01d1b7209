//! A linear program whose numbers are polynomials of parameters, and its solutions as functions of them.
//!
//! Consumes rows `sum of a_j * x_j + b >= 0` or `= 0` over unknowns without bounds of their own (a bound is a row) and
//! an objective; produces, from an exact optimum at one point, the closed forms of a primal point, of multipliers, of
//! a Farkas vector or of a ray. A closed form is only a proposal: where it is feasible is for signs to show.

use std::collections::BTreeMap;

use mechproof_core::exact::{Polynomial, Rational};

use super::domain::{Point, value};
use super::linear::{Equation, solve as solve_system};
use crate::exact::fraction::Fraction;
use crate::exact::multivariate::product;
use crate::search::simplex::{Outcome, Problem, Relation, State, solve};

/// Pivots for one linear program.
const BUDGET: u64 = 50_000;

/// An affine function of the unknowns, with polynomials as coefficients.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affine {
    /// Coefficients other than 0.
    pub coefficients: BTreeMap<usize, Polynomial>,
    /// What does not depend on the unknowns.
    pub constant: Polynomial,
}

impl Affine {
    /// The value where the unknowns are these functions of the parameters; those not named are 0.
    pub fn at(&self, values: &BTreeMap<usize, Fraction>) -> Option<Fraction> {
        let mut sum = Fraction::from(self.constant.clone());
        for (unknown, coefficient) in &self.coefficients {
            if let Some(x) = values.get(unknown) {
                sum = sum.plus(&Fraction::from(coefficient.clone()).times(x)?)?;
            }
        }
        Some(sum)
    }
}

/// A constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What is `>= 0` or `= 0`.
    pub form: Affine,
    /// Is it an equation?
    pub equation: bool,
}

/// A parametric linear program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// How many unknowns.
    pub unknowns: usize,
    /// The constraints.
    pub rows: Vec<Row>,
    /// The objective.
    pub objective: Affine,
    /// Is it to be made large?
    pub maximize: bool,
}

/// What an unknown or a row is in closed form; those not named are 0.
pub type Values = BTreeMap<usize, Fraction>;

/// A feasible point, and perhaps a direction in which the objective grows by 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Primal {
    /// The unknowns.
    pub point: Values,
    /// The direction, if the objective has no bound.
    pub ray: Option<Values>,
}

/// Multipliers of rows whose sum is the bound less the objective, or -1 if nothing is feasible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dual {
    /// By row; those of inequalities are to be `>= 0`.
    pub multipliers: Values,
    /// Is the sum -1, so that nothing is feasible?
    pub farkas: bool,
}

/// What a program comes to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The optimal value.
    Optimum(Fraction),
    /// Nothing is feasible.
    Infeasible,
    /// The objective has no bound.
    Unbounded,
}

/// What a program comes to at a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The optimal value.
    Optimum(Rational),
    /// Nothing is feasible.
    Infeasible,
    /// The objective has no bound.
    Unbounded,
}

/// A solution at a point and in closed form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// What the program comes to at the point.
    pub answer: Answer,
    /// The same as a function; nothing where the closed form was too hard to find.
    pub kind: Option<Kind>,
    /// Why it is no less.
    pub primal: Option<Primal>,
    /// Why it is no more.
    pub dual: Option<Dual>,
}

impl Program {
    /// The program at a point.
    pub fn at(&self, point: &Point) -> Option<Problem> {
        let mut problem = Problem::new();
        for _ in 0..self.unknowns {
            problem.add_variable(None, None);
        }
        let entries = |form: &Affine| -> Vec<(usize, Rational)> {
            form.coefficients.iter().map(|(unknown, a)| (*unknown, value(a, point))).collect()
        };
        for row in &self.rows {
            let relation = if row.equation { Relation::Eq } else { Relation::Ge };
            problem.add_row(entries(&row.form), relation, -value(&row.form.constant, point)).ok()?;
        }
        problem.set_objective(self.maximize, entries(&self.objective)).ok()?;
        Some(problem)
    }

    /// What the program comes to at a point, exactly.
    pub fn answer(&self, point: &Point) -> Option<Answer> {
        self.read(&solve(&self.at(point)?, BUDGET), point)
    }

    fn read(&self, outcome: &Outcome, point: &Point) -> Option<Answer> {
        match outcome {
            Outcome::Optimal(optimum) => {
                Some(Answer::Optimum(&optimum.value + &value(&self.objective.constant, point)))
            }
            Outcome::Infeasible { .. } => Some(Answer::Infeasible),
            Outcome::Unbounded { .. } => Some(Answer::Unbounded),
            Outcome::Stopped { .. } => None,
        }
    }

    /// The solution at a point, with closed forms that agree with it there.
    pub fn solve(&self, point: &Point) -> Option<Solution> {
        let problem = self.at(point)?;
        let outcome = solve(&problem, BUDGET);
        let answer = self.read(&outcome, point)?;
        let (primal, dual) = match &outcome {
            Outcome::Optimal(optimum) => {
                let basis = (&optimum.basis.variables[..], &optimum.basis.rows[..]);
                let primal = self.vertex(basis).map(|point| Primal { point, ray: None });
                let dual = self.multipliers(&optimum.duals, Some(basis), point);
                (primal, dual)
            }
            Outcome::Infeasible { farkas } => (None, self.multipliers(farkas, None, point)),
            Outcome::Unbounded { ray, .. } => (self.unbounded(ray, point), None),
            Outcome::Stopped { .. } => return None,
        };
        let kind = match answer {
            Answer::Optimum(_) => {
                let from_point = primal.as_ref().and_then(|primal| self.objective.at(&primal.point));
                from_point.or_else(|| self.bound(dual.as_ref()?)).map(Kind::Optimum)
            }
            Answer::Infeasible => Some(Kind::Infeasible),
            Answer::Unbounded => Some(Kind::Unbounded),
        };
        Some(Solution { answer, kind, primal, dual })
    }

    /// The bound that multipliers give.
    pub fn bound(&self, dual: &Dual) -> Option<Fraction> {
        let mut sum = Fraction::from(self.objective.constant.clone());
        for (row, multiplier) in &dual.multipliers {
            let part = Fraction::from(self.rows.get(*row)?.form.constant.clone()).times(multiplier)?;
            sum = if self.maximize { sum.plus(&part)? } else { sum.minus(&part)? };
        }
        Some(sum)
    }

    /// The point at which the rows that are not basic hold with equality.
    fn vertex(&self, (unknowns, rows): (&[State], &[State])) -> Option<Values> {
        let mut equations = Vec::new();
        for (row, state) in self.rows.iter().zip(rows) {
            if *state == State::Basic {
                continue;
            }
            let coefficients = row.form.coefficients.iter();
            let basic = coefficients.filter(|(unknown, _)| unknowns.get(**unknown) == Some(&State::Basic));
            equations.push(Equation {
                coefficients: basic.map(|(unknown, a)| (*unknown, a.clone())).collect(),
                rhs: row.form.constant.neg(),
            });
        }
        solve_system(equations)
    }

    /// Multipliers on the rows whose multiplier at the point is not 0; failing that, on all rows that are not basic.
    fn multipliers(
        &self,
        duals: &[Rational],
        basis: Option<(&[State], &[State])>,
        point: &Point,
    ) -> Option<Dual> {
        let support: Vec<usize> = (0..self.rows.len()).filter(|row| !duals[*row].is_zero()).collect();
        let found = self.on_support(&support, basis.is_some());
        if let Some(dual) = found.filter(|dual| self.agrees(dual, duals, basis.is_some(), point)) {
            return Some(dual);
        }
        let (_, rows) = basis?;
        let support: Vec<usize> = (0..self.rows.len()).filter(|row| rows[*row] != State::Basic).collect();
        self.on_support(&support, true).filter(|dual| self.agrees(dual, duals, true, point))
    }

    fn agrees(&self, dual: &Dual, duals: &[Rational], optimal: bool, point: &Point) -> bool {
        let at = |variable: u32| point.get(&variable).cloned().unwrap_or_default();
        let flip = optimal && self.maximize;
        dual.multipliers.iter().all(|(row, multiplier)| {
            let known = if flip { -&duals[*row] } else { duals[*row].clone() };
            match multiplier.at(&at) {
                Some(value) if optimal => value == known,
                // A Farkas vector may be scaled.
                Some(value) => value.sign() == known.sign(),
                None => false,
            }
        })
    }

    /// Multipliers `y` with `sum of y * row = bound - objective` (or `objective - bound` when minimising), or with
    /// `sum of y * row = -1`.
    fn on_support(&self, support: &[usize], optimal: bool) -> Option<Dual> {
        let mut columns: BTreeMap<usize, Equation> = BTreeMap::new();
        let empty = || Equation { coefficients: BTreeMap::new(), rhs: Polynomial::zero() };
        for row in support {
            for (unknown, a) in &self.rows[*row].form.coefficients {
                columns.entry(*unknown).or_insert_with(empty).coefficients.insert(*row, a.clone());
            }
        }
        if optimal {
            for (unknown, c) in &self.objective.coefficients {
                let rhs = if self.maximize { c.neg() } else { c.clone() };
                columns.entry(*unknown).or_insert_with(empty).rhs = rhs;
            }
        }
        let mut equations: Vec<Equation> = columns.into_values().collect();
        if !optimal {
            let constants = support.iter().map(|row| (*row, self.rows[*row].form.constant.clone()));
            let coefficients = constants.filter(|(_, constant)| !constant.is_zero()).collect();
            equations.push(Equation { coefficients, rhs: Polynomial::constant(&Rational::from(-1)) });
        }
        solve_system(equations).map(|multipliers| Dual { multipliers, farkas: !optimal })
    }

    /// A feasible point and a ray along which the objective improves by 1.
    fn unbounded(&self, ray: &[Rational], point: &Point) -> Option<Primal> {
        let mut level = self.clone();
        level.objective = Affine::default();
        let Outcome::Optimal(start) = solve(&level.at(point)?, BUDGET) else { return None };
        let vertex = self.vertex((&start.basis.variables, &start.basis.rows))?;
        let moving = |unknown: usize| ray.get(unknown).is_some_and(|x| !x.is_zero());
        let along = |form: &Affine| -> BTreeMap<usize, Polynomial> {
            form.coefficients.iter().filter(|(x, _)| moving(**x)).map(|(x, a)| (*x, a.clone())).collect()
        };
        let mut equations = Vec::new();
        for row in &self.rows {
            let slope: Rational = row.form.coefficients.iter().map(|(x, a)| value(a, point) * &ray[*x]).sum();
            if slope.is_zero() {
                equations.push(Equation { coefficients: along(&row.form), rhs: Polynomial::zero() });
            }
        }
        let better = Rational::from(if self.maximize { 1 } else { -1 });
        equations.push(Equation { coefficients: along(&self.objective), rhs: Polynomial::constant(&better) });
        Some(Primal { point: vertex, ray: Some(solve_system(equations)?) })
    }

    /// What has to be `>= 0` for a primal solution to be feasible; `None` where an equation fails or it is too large.
    pub fn primal_needs(&self, primal: &Primal) -> Option<Vec<Fraction>> {
        let mut needs = Vec::new();
        for row in &self.rows {
            let mut values = vec![row.form.at(&primal.point)?];
            if let Some(ray) = &primal.ray {
                let slope = Affine { constant: Polynomial::zero(), ..row.form.clone() };
                values.push(slope.at(ray)?);
            }
            for value in values.into_iter().filter(|value| !value.is_zero()) {
                if row.equation {
                    return None;
                }
                needs.push(value);
            }
        }
        Some(needs)
    }

    /// What has to be `>= 0` for multipliers to give a bound.
    pub fn dual_needs(&self, dual: &Dual) -> Vec<Fraction> {
        let inequalities = dual.multipliers.iter().filter(|(row, _)| !self.rows[**row].equation);
        inequalities.map(|(_, multiplier)| multiplier.clone()).filter(|value| !value.is_zero()).collect()
    }

    /// Do the multipliers give the identity they are meant to give?
    pub fn is_identity(&self, dual: &Dual, target: Option<&Fraction>) -> bool {
        let check = || -> Option<bool> {
            for unknown in 0..self.unknowns {
                let mut sum = Fraction::zero();
                for (row, multiplier) in &dual.multipliers {
                    if let Some(a) = self.rows[*row].form.coefficients.get(&unknown) {
                        sum = sum.plus(&Fraction::from(a.clone()).times(multiplier)?)?;
                    }
                }
                if target.is_some() {
                    let c = self.objective.coefficients.get(&unknown).cloned().unwrap_or_default();
                    let c = if self.maximize { c.neg() } else { c };
                    sum = sum.minus(&Fraction::from(c))?;
                }
                if !sum.is_zero() {
                    return Some(false);
                }
            }
            match target {
                Some(target) => Some(self.bound(dual)? == *target),
                None => Some(true),
            }
        };
        check().unwrap_or(false)
    }

    /// The least common denominator of some fractions.
    pub fn common_denominator<'a>(fractions: impl IntoIterator<Item = &'a Fraction>) -> Option<Polynomial> {
        let mut common = Polynomial::one();
        for fraction in fractions {
            let shared = crate::exact::multivariate::gcd(&common, &fraction.denominator);
            let rest = crate::exact::multivariate::divide(&fraction.denominator, &shared)?;
            common = product(&common, &rest)?;
        }
        Some(common)
    }
}
