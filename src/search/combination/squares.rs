//! Sums of products of facts and squares, found by linear programs.
//!
//! Consumes a goal, products of facts that may be multiplied by squares, equations, and points where the goal
//! binds; produces candidates among which the goal is a combination. The roots are polynomials that vanish
//! wherever the goal binds and the product does not; squares of them and of sums and differences of two are
//! columns of a linear program. Where it has no solution, its dual says of which square it would make most use:
//! one more column for each product, and so on. Floating point guides which square that is, nothing else.

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::{Limits, Monomial, Polynomial, Rational};

use super::{Candidate, EqualityCandidate};
use crate::search::points::{Point, value};
use crate::search::simplex::{Outcome, Problem, Relation, approximate, solve};

/// Rounds of adding squares.
const ROUNDS: usize = 25;
/// Pivots for each linear program.
const PIVOTS: u64 = 4000;
/// Most roots for one product.
const MAX_ROOTS: usize = 14;
/// Most columns.
const MAX_COLUMNS: usize = 1500;
/// The largest polynomial made.
const LIMITS: Limits = Limits { terms: 600, degree: 16, bits: 512 };

/// What squares are looked for.
pub struct Squares<'a> {
    /// The goal, to be a combination.
    pub goal: &'a Polynomial,
    /// Products of facts, the empty one among them; those with a square count as they are.
    pub products: &'a [Candidate],
    /// Multiples of equations.
    pub equalities: &'a [EqualityCandidate],
    /// Points that satisfy the facts and at which the goal is 0.
    pub tight: &'a [Point],
}

/// The products with those squares that were found useful; `None` if no combination was found.
pub fn with_squares(squares: &Squares) -> Option<Vec<Candidate>> {
    let mut columns: Vec<Candidate> = squares.products.to_vec();
    let mut blocks = Vec::new();
    for product in squares.products.iter().filter(|product| product.square.is_none()) {
        let roots = roots(squares, product);
        for (place, root) in roots.iter().enumerate() {
            columns.extend(squared(product, root));
            for other in &roots[..place] {
                columns.extend(squared(product, &root.add(other)));
                columns.extend(squared(product, &root.sub(other)));
            }
        }
        blocks.push((product, roots));
        if columns.len() > MAX_COLUMNS {
            break;
        }
    }
    for _ in 0..ROUNDS {
        let dual = match missing(squares, &columns) {
            Missing::Nothing => return Some(columns),
            Missing::Dual(dual) => dual,
            Missing::Unknown => return None,
        };
        let before = columns.len();
        for (product, roots) in &blocks {
            if let Some(root) = steepest(product, roots, &dual) {
                columns.extend(squared(product, &root));
            }
        }
        if columns.len() == before || columns.len() > MAX_COLUMNS {
            return None;
        }
    }
    None
}

fn squared(product: &Candidate, root: &Polynomial) -> Option<Candidate> {
    let square = root.mul(root, &LIMITS).ok()?;
    let polynomial = product.polynomial.mul(&square, &LIMITS).ok()?;
    Some(Candidate {
        factors: product.factors.clone(),
        square: Some(root.clone()),
        strict: false,
        polynomial,
    })
}

/// Polynomials of half the degree left that vanish where the goal binds and the product does not.
fn roots(squares: &Squares, product: &Candidate) -> Vec<Polynomial> {
    let most = squares
        .goal
        .degree()
        .max(squares.equalities.iter().map(|equality| equality.polynomial.degree()).max().unwrap_or(0));
    let Some(left) = most.checked_sub(product.polynomial.degree()) else { return Vec::new() };
    let degree = left / 2;
    if degree == 0 && !product.factors.is_empty() {
        return Vec::new();
    }
    let monomials = monomials(squares, product, degree);
    if monomials.len() > 4 * MAX_ROOTS {
        return Vec::new();
    }
    let binding: Vec<&Point> =
        squares.tight.iter().filter(|point| value(&product.polynomial, point).is_positive()).collect();
    let mut roots = vanishing(&monomials, &binding);
    roots.truncate(MAX_ROOTS);
    roots
}

/// Monomials of at most a degree whose squares the goal could need.
fn monomials(squares: &Squares, product: &Candidate, degree: u32) -> Vec<Monomial> {
    let mut variables: BTreeSet<u32> = squares.goal.variables();
    if !squares.equalities.is_empty() {
        variables.extend(squares.equalities.iter().flat_map(|equality| equality.polynomial.variables()));
    }
    let mut all = vec![Monomial::one()];
    let mut level = vec![Monomial::one()];
    for _ in 0..degree {
        let mut next = BTreeSet::new();
        for monomial in &level {
            for variable in &variables {
                next.extend(monomial.mul(&Monomial::variable(*variable)).ok());
            }
        }
        if next.len() + all.len() > 200 {
            break;
        }
        level = next.into_iter().collect();
        all.extend(level.iter().cloned());
    }
    if squares.equalities.is_empty() {
        // What has no terms of low degree needs no squares that have.
        let least =
            |polynomial: &Polynomial| polynomial.terms().map(|term| term.0.degree()).min().unwrap_or(0);
        let wanted = least(squares.goal);
        all.retain(|monomial| 2 * monomial.degree() + product.polynomial.degree() >= wanted);
    }
    all
}

/// A basis of the combinations of monomials that are 0 at some points, with whole coefficients.
fn vanishing(monomials: &[Monomial], points: &[&Point]) -> Vec<Polynomial> {
    // Rows: the values of each monomial at the points; combinations of rows that are 0 are kept.
    let mut rows: Vec<(Vec<Rational>, Polynomial)> = monomials
        .iter()
        .map(|monomial| {
            let term = Polynomial::term(monomial.clone(), &Rational::one());
            (points.iter().map(|point| value(&term, point)).collect(), term)
        })
        .collect();
    for column in 0..points.len() {
        let Some(pivot) = rows.iter().position(|(row, _)| !row[column].is_zero()) else { continue };
        let (pivot_row, pivot_term) = rows.remove(pivot);
        for (row, term) in &mut rows {
            let Some(factor) = row[column].checked_div(&pivot_row[column]) else { continue };
            if factor.is_zero() {
                continue;
            }
            for (entry, other) in row.iter_mut().zip(&pivot_row) {
                *entry = &*entry - &(other * &factor);
            }
            *term = term.sub(&pivot_term.scale(&factor));
        }
    }
    let mut roots: Vec<Polynomial> = rows.into_iter().map(|(_, term)| term.primitive().1).collect();
    roots.retain(|root| !root.is_zero());
    roots
}

enum Missing {
    /// There is a combination.
    Nothing,
    /// A linear form that is `<= 0` on all columns and positive on the goal.
    Dual(BTreeMap<Monomial, Rational>),
    Unknown,
}

fn missing(squares: &Squares, columns: &[Candidate]) -> Missing {
    let mut problem = Problem::new();
    let mut rows: BTreeMap<Monomial, Vec<(usize, Rational)>> = BTreeMap::new();
    let mut costs = Vec::new();
    for column in columns {
        let variable = problem.add_nonnegative();
        costs.push((variable, Rational::from(i64::from(column.polynomial.degree()) + 1)));
        for (monomial, coefficient) in column.polynomial.terms() {
            rows.entry(monomial.clone()).or_default().push((variable, coefficient));
        }
    }
    for equality in squares.equalities {
        let variable = problem.add_variable(None, None);
        for (monomial, coefficient) in equality.polynomial.terms() {
            rows.entry(monomial.clone()).or_default().push((variable, coefficient));
        }
    }
    for (monomial, _) in squares.goal.terms() {
        rows.entry(monomial.clone()).or_default();
    }
    let mut names = Vec::with_capacity(rows.len());
    for (monomial, row) in rows {
        let right = squares.goal.coefficient(&monomial);
        if problem.add_row(row, Relation::Eq, right).is_err() {
            return Missing::Unknown;
        }
        names.push(monomial);
    }
    if problem.set_objective(false, costs).is_err() {
        return Missing::Unknown;
    }
    match solve(&problem, PIVOTS) {
        Outcome::Optimal(_) => Missing::Nothing,
        Outcome::Infeasible { farkas } => Missing::Dual(names.into_iter().zip(farkas).collect()),
        Outcome::Unbounded { .. } | Outcome::Stopped { .. } => Missing::Unknown,
    }
}

/// The combination of roots whose square, times the product, the dual form values most.
fn steepest(
    product: &Candidate,
    roots: &[Polynomial],
    dual: &BTreeMap<Monomial, Rational>,
) -> Option<Polynomial> {
    let form = |polynomial: &Polynomial| -> Rational {
        polynomial.terms().filter_map(|(monomial, a)| dual.get(monomial).map(|weight| a * weight)).sum()
    };
    let count = roots.len();
    let mut matrix = vec![vec![0.0_f64; count]; count];
    for row in 0..count {
        for column in 0..=row {
            let product =
                roots[row].mul(&roots[column], &LIMITS).ok()?.mul(&product.polynomial, &LIMITS).ok()?;
            let entry = approximate(&form(&product));
            matrix[row][column] = entry;
            matrix[column][row] = entry;
        }
    }
    let direction = largest(&matrix)?;
    // The coarsest fractions that are still valued.
    for parts in [1_i32, 2, 3, 4, 6, 10, 24, 100, 1000] {
        let mut root = Polynomial::zero();
        for (weight, part) in direction.iter().zip(roots) {
            let rounded = (weight * f64::from(parts)).round();
            if rounded.abs() > 1e6 {
                return None;
            }
            #[allow(clippy::cast_possible_truncation)]
            let factor = Rational::from(rounded as i64);
            root = root.add(&part.scale(&factor));
        }
        let Some(square) = squared(product, &root) else { continue };
        if !root.is_zero() && form(&square.polynomial).is_positive() {
            return Some(root.primitive().1);
        }
    }
    None
}

/// The direction in which a symmetric matrix is largest, scaled to have largest entry 1, by Jacobi's rotations.
fn largest(matrix: &[Vec<f64>]) -> Option<Vec<f64>> {
    let count = matrix.len();
    let mut a = matrix.to_vec();
    let mut vectors: Vec<Vec<f64>> =
        (0..count).map(|row| (0..count).map(|column| f64::from(u8::from(row == column))).collect()).collect();
    for _ in 0..30 {
        for p in 0..count {
            for q in p + 1..count {
                if a[p][q].abs() < 1e-12 {
                    continue;
                }
                let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let t = if theta == 0.0 { 1.0 } else { t };
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for row in &mut a {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
                let (above, below) = a.split_at_mut(q);
                for (x, y) in above[p].iter_mut().zip(&mut below[0]) {
                    (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
                }
                for row in &mut vectors {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
            }
        }
    }
    let best = (0..count).max_by(|left, right| a[*left][*left].total_cmp(&a[*right][*right]))?;
    if a[best][best] <= 1e-12 {
        return None;
    }
    let direction: Vec<f64> = vectors.iter().map(|row| row[best]).collect();
    let scale = direction.iter().copied().max_by(|left, right| left.abs().total_cmp(&right.abs()))?;
    Some(direction.iter().map(|entry| entry / scale).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::combination::{Goal, Outcome as Found, combine, expand};
    use crate::search::points::System;

    fn x(variable: u32) -> Polynomial {
        Polynomial::variable(variable)
    }

    fn times(left: &Polynomial, right: &Polynomial) -> Polynomial {
        left.mul(right, &LIMITS).expect("small")
    }

    fn one() -> Candidate {
        Candidate { factors: Vec::new(), square: None, strict: true, polynomial: Polynomial::one() }
    }

    /// Whether the goal is found to be a sum of squares, and really is that sum.
    fn is_sum(goal: &Polynomial) -> bool {
        let tight = System::default().explore(goal, false, 30).tight;
        let products = [one()];
        let squares = Squares { goal, products: &products, equalities: &[], tight: &tight };
        let Some(columns) = with_squares(&squares) else { return false };
        let Found::Found(found) = combine(&Goal::Nonnegative(goal.clone()), &columns, &[], 10_000) else {
            return false;
        };
        assert_eq!(expand(&found, &columns, &[]), *goal);
        true
    }

    #[test]
    fn sums_of_squares_are_found() {
        let (a, b, c) = (x(0), x(1), x(2));
        let sum = |parts: &[Polynomial]| parts.iter().fold(Polynomial::zero(), |sum, part| sum.add(part));
        let square = |p: &Polynomial| times(p, p);
        let mixed = sum(&[times(&a, &b), times(&b, &c), times(&c, &a)]);
        assert!(is_sum(&sum(&[square(&a), square(&b), square(&c)]).sub(&mixed)));
        let skew = a.scale(&Rational::from(2)).sub(&b.scale(&Rational::from(7))).add(&c);
        let other = b.scale(&Rational::from(5)).add(&c.scale(&Rational::from(3)));
        assert!(is_sum(&square(&skew).add(&square(&other))));
        // (x^2 - 2)^2 + 1/10: interior, and no small point binds.
        let inner = square(&a).sub(&Polynomial::constant(&Rational::from(2)));
        assert!(is_sum(&square(&inner).add(&Polynomial::constant(&Rational::new(1, 10).expect("not 0")))));
        assert!(!is_sum(&sum(&[square(&a), square(&b)]).sub(&times(&a, &b).scale(&Rational::from(3)))));
    }
}
