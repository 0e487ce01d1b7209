//! Monomials: products of powers of numbered variables.
//!
//! Consumes pairs of a variable and an exponent in any order, and keeps them
//! sorted by variable, without zero exponents, so that a monomial has one
//! representation. Its total degree always fits in a `u32`; whatever would
//! exceed that is refused. The order is the graded lexicographic one, in which
//! variable 0 is the greatest; it is compatible with multiplication.

use std::cmp::Ordering;
use std::fmt;

use super::limits::{Bound, TooLarge};

/// A product of powers of variables.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Monomial {
    /// The sum of all exponents.
    degree: u32,
    /// Strictly increasing variables, each with a positive exponent.
    powers: Vec<(u32, u32)>,
}

impl Monomial {
    /// The empty product.
    pub const fn one() -> Self {
        Monomial { degree: 0, powers: Vec::new() }
    }

    /// A single variable.
    pub fn variable(variable: u32) -> Self {
        Monomial { degree: 1, powers: vec![(variable, 1)] }
    }

    /// The product of the given powers `(variable, exponent)`, in any order and
    /// with repetitions.
    ///
    /// # Errors
    /// Refuses a total degree beyond `u32::MAX`.
    pub fn from_powers(powers: impl IntoIterator<Item = (u32, u32)>) -> Result<Self, TooLarge> {
        let mut powers: Vec<(u32, u32)> = powers.into_iter().filter(|power| power.1 > 0).collect();
        powers.sort_unstable();
        let mut degree = 0;
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(powers.len());
        for (variable, exponent) in powers {
            // No exponent can overflow once their sum does not.
            degree = add_degrees(degree, exponent)?;
            match merged.last_mut() {
                Some(last) if last.0 == variable => last.1 += exponent,
                _ => merged.push((variable, exponent)),
            }
        }
        Ok(Monomial { degree, powers: merged })
    }

    /// The product.
    ///
    /// # Errors
    /// Refuses a total degree beyond `u32::MAX`.
    pub fn mul(&self, other: &Self) -> Result<Self, TooLarge> {
        let degree = add_degrees(self.degree, other.degree)?;
        let mut powers = Vec::with_capacity(self.powers.len() + other.powers.len());
        let (mut left, mut right) = (&self.powers[..], &other.powers[..]);
        while let ([(x, a), left_rest @ ..], [(y, b), right_rest @ ..]) = (left, right) {
            match x.cmp(y) {
                Ordering::Less => {
                    powers.push((*x, *a));
                    left = left_rest;
                }
                Ordering::Greater => {
                    powers.push((*y, *b));
                    right = right_rest;
                }
                Ordering::Equal => {
                    powers.push((*x, a + b));
                    left = left_rest;
                    right = right_rest;
                }
            }
        }
        powers.extend_from_slice(left);
        powers.extend_from_slice(right);
        Ok(Monomial { degree, powers })
    }

    /// The power.
    ///
    /// # Errors
    /// Refuses a total degree beyond `u32::MAX`.
    pub fn pow(&self, exponent: u32) -> Result<Self, TooLarge> {
        let degree = self.degree.checked_mul(exponent).ok_or(DEGREE_OUT_OF_RANGE)?;
        if degree == 0 {
            return Ok(Self::one());
        }
        let powers = self.powers.iter().map(|(x, a)| (*x, a * exponent));
        Ok(Monomial { degree, powers: powers.collect() })
    }

    /// The sum of all exponents.
    pub fn degree(&self) -> u32 {
        self.degree
    }

    /// Is this the empty product?
    pub fn is_one(&self) -> bool {
        self.powers.is_empty()
    }

    /// The powers `(variable, exponent)`, by increasing variable; every exponent
    /// is positive.
    pub fn iter(&self) -> std::iter::Copied<std::slice::Iter<'_, (u32, u32)>> {
        self.powers.iter().copied()
    }

    /// The exponent of a variable; 0 if it does not occur.
    pub fn exponent(&self, variable: u32) -> u32 {
        self.powers.binary_search_by_key(&variable, |power| power.0).map_or(0, |place| self.powers[place].1)
    }
}

const DEGREE_OUT_OF_RANGE: TooLarge = TooLarge { what: Bound::Degree, limit: u32::MAX as u64 };

fn add_degrees(left: u32, right: u32) -> Result<u32, TooLarge> {
    left.checked_add(right).ok_or(DEGREE_OUT_OF_RANGE)
}

impl<'a> IntoIterator for &'a Monomial {
    type Item = (u32, u32);
    type IntoIter = std::iter::Copied<std::slice::Iter<'a, (u32, u32)>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Ord for Monomial {
    fn cmp(&self, other: &Self) -> Ordering {
        self.degree.cmp(&other.degree).then_with(|| {
            // At the first difference, the greater monomial has more of the
            // earlier variable: either it alone has it, or a higher exponent.
            self.iter()
                .zip(other)
                .map(|((x, a), (y, b))| y.cmp(&x).then(a.cmp(&b)))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        })
    }
}

impl PartialOrd for Monomial {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Monomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_one() {
            return f.write_str("1");
        }
        for (place, (variable, exponent)) in self.iter().enumerate() {
            let times = if place == 0 { "" } else { "*" };
            write!(f, "{times}x{variable}")?;
            if exponent > 1 {
                write!(f, "^{exponent}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Monomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monomial(powers: &[(u32, u32)]) -> Monomial {
        Monomial::from_powers(powers.iter().copied()).unwrap()
    }

    #[test]
    fn powers_are_sorted_and_merged() {
        let product = monomial(&[(5, 1), (2, 3), (9, 0), (5, 2)]);
        assert_eq!(product.iter().collect::<Vec<_>>(), [(2, 3), (5, 3)]);
        assert_eq!(product.degree(), 6);
        assert_eq!(product.exponent(5), 3);
        assert_eq!(product.exponent(9), 0);
        assert_eq!(product.to_string(), "x2^3*x5^3");
        assert_eq!(monomial(&[(1, 0)]), Monomial::one());
        assert_eq!(Monomial::one().to_string(), "1");
    }

    #[test]
    fn products_and_powers() {
        let (a, b) = (monomial(&[(0, 1), (2, 1)]), monomial(&[(1, 4), (2, 2)]));
        assert_eq!(a.mul(&b), Ok(monomial(&[(0, 1), (1, 4), (2, 3)])));
        assert_eq!(a.pow(3), Ok(monomial(&[(0, 3), (2, 3)])));
        assert_eq!(a.pow(0), Ok(Monomial::one()));
        assert_eq!(Monomial::one().pow(u32::MAX), Ok(Monomial::one()));
    }

    #[test]
    fn degrees_beyond_u32_are_refused() {
        let top = monomial(&[(0, u32::MAX)]);
        assert_eq!(top.mul(&Monomial::variable(1)), Err(DEGREE_OUT_OF_RANGE));
        assert_eq!(top.pow(2), Err(DEGREE_OUT_OF_RANGE));
        assert_eq!(Monomial::from_powers([(0, u32::MAX), (0, 1)]), Err(DEGREE_OUT_OF_RANGE));
    }

    #[test]
    fn the_order_is_graded_lexicographic() {
        let ascending = [
            monomial(&[]),
            monomial(&[(2, 1)]),
            monomial(&[(1, 1)]),
            monomial(&[(0, 1)]),
            monomial(&[(2, 2)]),
            monomial(&[(1, 1), (2, 1)]),
            monomial(&[(1, 2)]),
            monomial(&[(0, 1), (2, 1)]),
            monomial(&[(0, 1), (1, 1)]),
            monomial(&[(0, 2)]),
            monomial(&[(2, 3)]),
        ];
        assert!(ascending.is_sorted_by(|a, b| a < b));
    }
}
