//! Sparse linear systems whose entries are polynomials.
//!
//! Consumes equations; produces the unknowns as rational functions. Elimination is free of fractions: a row is
//! multiplied crosswise, and freed from common factors; pivots are taken where they are simple and make little new.

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::Polynomial;

use crate::exact::fraction::Fraction;
use crate::exact::multivariate::{divide, gcd, product};

/// An equation: coefficients of unknowns, and what they sum to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equation {
    /// Coefficients other than 0.
    pub coefficients: BTreeMap<usize, Polynomial>,
    /// The right side.
    pub rhs: Polynomial,
}

/// The unknowns that the equations determine; nothing if they contradict each other or leave one open.
pub fn solve(equations: Vec<Equation>) -> Option<BTreeMap<usize, Fraction>> {
    let mut active = equations;
    let mut done: Vec<(usize, Equation)> = Vec::new();
    loop {
        active.retain(|row| !row.coefficients.is_empty() || !row.rhs.is_zero());
        if active.iter().any(|row| row.coefficients.is_empty()) {
            return None;
        }
        let Some((place, unknown)) = pivot(&active) else { break };
        let row = active.swap_remove(place);
        let lead = row.coefficients.get(&unknown)?.clone();
        for other in &mut active {
            let Some(entry) = other.coefficients.remove(&unknown) else { continue };
            // other := a * other - b * row, with a * entry = b * lead.
            let (a, b) = match divide(&entry, &lead) {
                Some(quotient) => (Polynomial::one(), quotient),
                None => {
                    let common = gcd(&entry, &lead);
                    (divide(&lead, &common)?, divide(&entry, &common)?)
                }
            };
            let scaled = a.as_constant().is_none_or(|number| !number.is_one());
            if scaled {
                for value in other.coefficients.values_mut() {
                    *value = product(value, &a)?;
                }
                other.rhs = product(&other.rhs, &a)?;
            }
            for (column, value) in row.coefficients.iter().filter(|(column, _)| **column != unknown) {
                let entry = other.coefficients.entry(*column).or_default();
                *entry = entry.sub(&product(value, &b)?);
            }
            other.rhs = other.rhs.sub(&product(&row.rhs, &b)?);
            other.coefficients.retain(|_, value| !value.is_zero());
            if scaled {
                shorten(other)?;
            }
        }
        done.push((unknown, row));
    }
    let mut values: BTreeMap<usize, Fraction> = BTreeMap::new();
    while let Some((unknown, row)) = done.pop() {
        let mut sum = Fraction::from(row.rhs.clone());
        for (column, coefficient) in row.coefficients.iter().filter(|(column, _)| **column != unknown) {
            let value = values.get(column)?;
            sum = sum.minus(&Fraction::from(coefficient.clone()).times(value)?)?;
        }
        values.insert(unknown, sum.over(&Fraction::from(row.coefficients.get(&unknown)?.clone()))?);
    }
    Some(values)
}

/// Divides an equation by what all its entries have in common.
fn shorten(row: &mut Equation) -> Option<()> {
    let mut entries: Vec<&Polynomial> = row.coefficients.values().chain([&row.rhs]).collect();
    entries.sort_by_key(|entry| entry.len());
    let mut common = Polynomial::zero();
    for entry in entries {
        common = gcd(&common, entry);
        if common.as_constant().is_some_and(|number| !number.is_zero()) {
            return Some(());
        }
    }
    if common.is_zero() {
        return Some(());
    }
    for value in row.coefficients.values_mut() {
        *value = divide(value, &common)?;
    }
    row.rhs = divide(&row.rhs, &common)?;
    Some(())
}

/// A simple entry that makes little new.
fn pivot(rows: &[Equation]) -> Option<(usize, usize)> {
    let mut columns: BTreeMap<usize, usize> = BTreeMap::new();
    let mut shapes: BTreeSet<(usize, usize, u32, usize, usize)> = BTreeSet::new();
    for row in rows {
        for column in row.coefficients.keys() {
            *columns.entry(*column).or_default() += 1;
        }
    }
    for (place, row) in rows.iter().enumerate() {
        for (column, value) in &row.coefficients {
            let fill = (row.coefficients.len() - 1) * (columns[column] - 1);
            shapes.insert((fill, value.len(), value.degree(), place, *column));
        }
    }
    shapes.first().map(|(_, _, _, place, column)| (*place, *column))
}
