//! Where a polynomial is smallest near a point, by Newton's method in floating point.
//!
//! Consumes conditions, a goal and a starting point; proposes points with small denominators near the place where
//! the walk ends. One number at a time does not get along a valley that is askew; this does. Nothing is said about
//! the proposals: the caller evaluates them exactly.

use std::collections::BTreeMap;

use mechproof_core::exact::{Monomial, Polynomial, Rational};

use super::{Point, System};
use crate::search::simplex::approximate;

/// Most steps.
const STEPS: usize = 60;
/// Most variables; beyond it nothing is proposed.
const MAX_VARIABLES: usize = 10;
/// Denominators to which the end of the walk is rounded.
const DENOMINATORS: [i64; 8] = [1, 2, 3, 4, 5, 6, 8, 12];

/// A polynomial with its terms in floating point: coefficient, and places of variables with exponents.
struct Rough(Vec<(f64, Vec<(usize, u32)>)>);

impl Rough {
    fn new(polynomial: &Polynomial, places: &BTreeMap<u32, usize>) -> Rough {
        let powers = |monomial: &Monomial| -> Vec<(usize, u32)> {
            monomial.iter().filter_map(|(variable, power)| Some((*places.get(&variable)?, power))).collect()
        };
        Rough(polynomial.terms().map(|(monomial, a)| (approximate(&a), powers(monomial))).collect())
    }

    fn value(&self, at: &[f64]) -> f64 {
        let term = |(a, powers): &(f64, Vec<(usize, u32)>)| {
            powers.iter().fold(*a, |product, (place, power)| product * power_of(at[*place], *power))
        };
        self.0.iter().map(term).sum()
    }

    fn derivative(&self, by: usize) -> Rough {
        let term = |(a, powers): &(f64, Vec<(usize, u32)>)| {
            let (_, power) = powers.iter().find(|(place, _)| *place == by)?;
            let lowered = powers.iter().map(|(place, p)| (*place, if *place == by { p - 1 } else { *p }));
            Some((a * f64::from(*power), lowered.filter(|(_, p)| *p > 0).collect()))
        };
        Rough(self.0.iter().filter_map(term).collect())
    }
}

fn power_of(base: f64, power: u32) -> f64 {
    i32::try_from(power).map_or(f64::NAN, |power| base.powi(power))
}

/// A goal with its derivatives, to walk from several points.
pub(super) struct Valley {
    variables: Vec<u32>,
    conditions: Vec<Rough>,
    goal: Rough,
    gradient: Vec<Rough>,
    curvature: Vec<Vec<Rough>>,
}

impl Valley {
    /// The goal under the conditions that are inequalities; `None` where there are equations or too many variables.
    pub(super) fn new(system: &System, goal: &Polynomial) -> Option<Valley> {
        let mut variables = system.variables();
        variables.extend(goal.variables());
        let variables: Vec<u32> = variables.into_iter().collect();
        if !system.zeros.is_empty() || variables.len() > MAX_VARIABLES {
            return None;
        }
        let places: BTreeMap<u32, usize> = variables.iter().enumerate().map(|(at, v)| (*v, at)).collect();
        let goal = Rough::new(goal, &places);
        let gradient: Vec<Rough> = (0..variables.len()).map(|by| goal.derivative(by)).collect();
        let second = |first: &Rough| (0..variables.len()).map(|by| first.derivative(by)).collect();
        let curvature = gradient.iter().map(second).collect();
        let conditions = system.signs.iter().map(|(condition, _)| Rough::new(condition, &places)).collect();
        Some(Valley { variables, conditions, goal, gradient, curvature })
    }

    /// Points near the end of the walk that begins here.
    pub(super) fn descend(&self, start: &Point) -> Vec<Point> {
        let number = |variable: &u32| start.get(variable).map_or(0.0, approximate);
        let mut at: Vec<f64> = self.variables.iter().map(number).collect();
        let mut height = self.goal.value(&at);
        let mut damping = 1e-3;
        for _ in 0..STEPS {
            let slope: Vec<f64> = self.gradient.iter().map(|part| part.value(&at)).collect();
            let matrix = |row: usize, column: usize| {
                let entry = self.curvature[row][column].value(&at);
                if row == column { entry + damping } else { entry }
            };
            let Some(step) = solved(slope.len(), &matrix, &slope) else {
                damping = damping * 10.0 + 1e-9;
                continue;
            };
            let next: Vec<f64> = at.iter().zip(&step).map(|(x, step)| x - step).collect();
            let there = self.goal.value(&next);
            let fits = self.conditions.iter().all(|condition| condition.value(&next) >= -1e-9);
            if fits && there < height {
                let gain = height - there;
                (at, height, damping) = (next, there, damping / 5.0);
                if gain < 1e-18 {
                    break;
                }
            } else {
                damping = damping * 5.0 + 1e-9;
                if damping > 1e9 {
                    break;
                }
            }
        }
        DENOMINATORS.iter().filter_map(|denominator| self.rounded(&at, *denominator)).collect()
    }

    fn rounded(&self, at: &[f64], denominator: i64) -> Option<Point> {
        let numbers = self.variables.iter().zip(at).map(|(variable, number)| {
            #[allow(clippy::cast_precision_loss, reason = "denominators are small")]
            let scaled = (number * denominator as f64).round();
            if !scaled.is_finite() || scaled.abs() > 1e6 {
                return None;
            }
            #[allow(clippy::cast_possible_truncation, reason = "it is below a million")]
            let numerator = scaled as i64;
            Some((*variable, Rational::new(numerator, denominator)?))
        });
        numbers.collect()
    }
}

/// Solves linear equations by elimination with pivots.
fn solved(count: usize, matrix: &dyn Fn(usize, usize) -> f64, right: &[f64]) -> Option<Vec<f64>> {
    let mut rows: Vec<Vec<f64>> = (0..count)
        .map(|row| (0..count).map(|column| matrix(row, column)).chain([right[row]]).collect())
        .collect();
    for column in 0..count {
        let pivot =
            (column..count).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        if rows[pivot][column].abs() < 1e-14 || !rows[pivot][column].is_finite() {
            return None;
        }
        rows.swap(column, pivot);
        let (above, below) = rows.split_at_mut(column + 1);
        let first = &above[column];
        for row in below {
            let factor = row[column] / first[column];
            row.iter_mut().zip(first).for_each(|(entry, other)| *entry -= factor * other);
        }
    }
    let mut solution = vec![0.0; count];
    for row in (0..count).rev() {
        let known: f64 = (row + 1..count).map(|column| rows[row][column] * solution[column]).sum();
        solution[row] = (rows[row][count] - known) / rows[row][row];
    }
    Some(solution)
}
