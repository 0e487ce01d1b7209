//! Sparse polynomials in many variables with exact rational coefficients.
//!
//! A polynomial is a list of integer coefficients by decreasing monomial, over
//! one common positive denominator. No coefficient is 0, and the coefficients
//! and the denominator have no common factor; so each polynomial has exactly
//! one representation, and two of them are equal as functions exactly if they
//! are equal as values. Trusts [`Integer`] and [`Monomial`]. Products,
//! powers and values, which can grow, are in the siblings `power` and `evaluate`.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;

use super::integer::Integer;
use super::monomial::Monomial;
use super::rational::Rational;

/// A polynomial with rational coefficients.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Polynomial {
    /// Strictly decreasing monomials, with coefficients other than 0.
    pub(super) terms: Vec<(Monomial, Integer)>,
    /// Positive, and coprime to the coefficients; 1 if there are none.
    pub(super) denominator: Integer,
}

impl Polynomial {
    /// The polynomial 0.
    pub const fn zero() -> Self {
        Polynomial { terms: Vec::new(), denominator: Integer::one() }
    }

    /// The polynomial 1.
    pub fn one() -> Self {
        Self::constant(&Rational::one())
    }

    /// A constant.
    pub fn constant(value: &Rational) -> Self {
        Self::term(Monomial::one(), value)
    }

    /// A single variable.
    pub fn variable(variable: u32) -> Self {
        Self::term(Monomial::variable(variable), &Rational::one())
    }

    /// A monomial times a number.
    pub fn term(monomial: Monomial, coefficient: &Rational) -> Self {
        if coefficient.is_zero() {
            return Self::zero();
        }
        Polynomial {
            terms: vec![(monomial, coefficient.numerator())],
            denominator: coefficient.denominator(),
        }
    }

    /// The sum of the given terms, in any order and with repetitions.
    pub fn from_terms(terms: impl IntoIterator<Item = (Monomial, Rational)>) -> Self {
        let mut terms: Vec<(Monomial, Rational)> = terms.into_iter().collect();
        terms.sort_unstable_by(|left, right| right.0.cmp(&left.0));
        let denominator = terms.iter().fold(Integer::one(), |common, term| common.lcm(&term.1.denominator()));
        let mut merged: Vec<(Monomial, Integer)> = Vec::with_capacity(terms.len());
        for (monomial, value) in terms {
            let factor = denominator.quotient(&value.denominator());
            let coefficient = value.numerator() * factor;
            match merged.last_mut() {
                Some(last) if last.0 == monomial => last.1 += &coefficient,
                _ => merged.push((monomial, coefficient)),
            }
        }
        merged.retain(|term| !term.1.is_zero());
        Self::reduce(merged, denominator)
    }

    /// Divides out the common factor of coefficients and denominator.
    ///
    /// The terms are already sorted and nonzero, and the denominator positive.
    pub(super) fn reduce(mut terms: Vec<(Monomial, Integer)>, mut denominator: Integer) -> Self {
        let common = common_divisor(denominator.clone(), &terms);
        if !common.is_one() {
            denominator = denominator.quotient(&common);
            for term in &mut terms {
                term.1 = term.1.quotient(&common);
            }
        }
        Polynomial { terms, denominator }
    }

    /// The terms by decreasing monomial, with coefficients other than 0.
    pub fn terms(&self) -> Terms<'_> {
        Terms { terms: self.terms.iter(), denominator: &self.denominator }
    }

    /// Is this the polynomial 0?
    pub fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }

    /// The value, if this is a constant.
    pub fn as_constant(&self) -> Option<Rational> {
        match &self.terms[..] {
            [] => Some(Rational::zero()),
            [(monomial, coefficient)] if monomial.is_one() => Some(self.over(coefficient)),
            _ => None,
        }
    }

    /// The number of terms.
    #[expect(clippy::len_without_is_empty, reason = "it is called is_zero")]
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// The total degree; 0 of the polynomial 0.
    pub fn degree(&self) -> u32 {
        self.terms.first().map_or(0, |term| term.0.degree())
    }

    /// The size in bits of the longest coefficient numerator or of the common
    /// denominator.
    pub fn bits(&self) -> u64 {
        let longest = self.terms.iter().map(|term| term.1.bits()).max();
        longest.unwrap_or(0).max(self.denominator.bits())
    }

    /// The coefficient of a monomial; 0 if it does not occur.
    pub fn coefficient(&self, monomial: &Monomial) -> Rational {
        self.terms
            .binary_search_by(|term| monomial.cmp(&term.0))
            .map_or(Rational::zero(), |place| self.over(&self.terms[place].1))
    }

    /// The variables that occur.
    pub fn variables(&self) -> BTreeSet<u32> {
        let powers = self.terms.iter().flat_map(|term| &term.0);
        powers.map(|power| power.0).collect()
    }

    /// The sum.
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        let common = self.denominator.lcm(&other.denominator);
        let left_factor = common.quotient(&self.denominator);
        let right_factor = common.quotient(&other.denominator);
        let mut terms = Vec::with_capacity(self.len() + other.len());
        let (mut left, mut right) = (&self.terms[..], &other.terms[..]);
        while let ([(m, a), left_rest @ ..], [(n, b), right_rest @ ..]) = (left, right) {
            match m.cmp(n) {
                Ordering::Greater => {
                    terms.push((m.clone(), a * &left_factor));
                    left = left_rest;
                }
                Ordering::Less => {
                    terms.push((n.clone(), b * &right_factor));
                    right = right_rest;
                }
                Ordering::Equal => {
                    let sum = a * &left_factor + b * &right_factor;
                    if !sum.is_zero() {
                        terms.push((m.clone(), sum));
                    }
                    left = left_rest;
                    right = right_rest;
                }
            }
        }
        terms.extend(left.iter().map(|(m, a)| (m.clone(), a * &left_factor)));
        terms.extend(right.iter().map(|(n, b)| (n.clone(), b * &right_factor)));
        Self::reduce(terms, common)
    }

    /// The difference.
    #[must_use]
    pub fn sub(&self, other: &Self) -> Self {
        self.add(&other.neg())
    }

    /// The negation.
    #[must_use]
    pub fn neg(&self) -> Self {
        let negate = |(monomial, a): &(Monomial, Integer)| (monomial.clone(), -a);
        Polynomial { terms: self.terms.iter().map(negate).collect(), denominator: self.denominator.clone() }
    }

    /// The product with a number.
    #[must_use]
    pub fn scale(&self, factor: &Rational) -> Self {
        if factor.is_zero() {
            return Self::zero();
        }
        let numerator = factor.numerator();
        let multiply = |(monomial, a): &(Monomial, Integer)| (monomial.clone(), a * &numerator);
        let terms = self.terms.iter().map(multiply).collect();
        Self::reduce(terms, &self.denominator * factor.denominator())
    }

    /// The positive content `c` and the primitive part `p`, where `c * p` is this
    /// polynomial and `p` has coprime integer coefficients. The polynomial 0
    /// gives 1 and 0.
    pub fn primitive(&self) -> (Rational, Self) {
        if self.is_zero() {
            return (Rational::one(), Self::zero());
        }
        let common = common_divisor(Integer::zero(), &self.terms);
        let divide = |(monomial, a): &(Monomial, Integer)| (monomial.clone(), a.quotient(&common));
        let part = Polynomial { terms: self.terms.iter().map(divide).collect(), denominator: Integer::one() };
        (self.over(&common), part)
    }

    /// A number over the denominator of this polynomial.
    pub(super) fn over(&self, numerator: &Integer) -> Rational {
        // The denominator is never 0, so the default is never taken.
        Rational::new(numerator.clone(), self.denominator.clone()).unwrap_or_default()
    }
}

/// The greatest common divisor of `start` and all coefficients.
fn common_divisor(start: Integer, terms: &[(Monomial, Integer)]) -> Integer {
    let mut common = start;
    for (_, coefficient) in terms {
        if common.is_one() {
            break;
        }
        common = common.gcd(coefficient);
    }
    common
}

/// The terms of a polynomial by decreasing monomial.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    terms: std::slice::Iter<'a, (Monomial, Integer)>,
    denominator: &'a Integer,
}

impl<'a> Iterator for Terms<'a> {
    type Item = (&'a Monomial, Rational);

    fn next(&mut self) -> Option<Self::Item> {
        let (monomial, numerator) = self.terms.next()?;
        let coefficient = Rational::new(numerator.clone(), self.denominator.clone())?;
        Some((monomial, coefficient))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.terms.size_hint()
    }
}

impl ExactSizeIterator for Terms<'_> {}

impl Default for Polynomial {
    fn default() -> Self {
        Self::zero()
    }
}

impl fmt::Display for Polynomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0");
        }
        for (place, (monomial, coefficient)) in self.terms().enumerate() {
            f.write_str(match (place, coefficient.is_negative()) {
                (0, false) => "",
                (0, true) => "-",
                (_, false) => " + ",
                (_, true) => " - ",
            })?;
            let size = coefficient.abs();
            match (monomial.is_one(), size.is_one()) {
                (true, _) => write!(f, "{size}")?,
                (false, true) => write!(f, "{monomial}")?,
                (false, false) => write!(f, "{size}*{monomial}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Polynomial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(num: i64, den: i64) -> Rational {
        Rational::new(num, den).unwrap()
    }

    fn x(variable: u32) -> Polynomial {
        Polynomial::variable(variable)
    }

    #[test]
    fn terms_merge_cancel_and_share_a_denominator() {
        let sum = x(0).scale(&ratio(1, 2)).add(&x(1).scale(&ratio(-1, 3)));
        assert_eq!(sum.to_string(), "1/2*x0 - 1/3*x1");
        assert_eq!(sum.add(&sum).to_string(), "x0 - 2/3*x1");
        assert_eq!(sum.sub(&sum), Polynomial::zero());
        assert_eq!(sum.coefficient(&Monomial::variable(1)), ratio(-1, 3));
        assert_eq!(sum.coefficient(&Monomial::one()), Rational::zero());
        assert_eq!(sum.as_constant(), None);
        assert_eq!(Polynomial::from_terms(sum.terms().map(|(m, a)| (m.clone(), a))), sum);
    }

    #[test]
    fn content_is_positive_and_the_part_is_primitive() {
        let sum = x(0).scale(&ratio(-4, 3)).add(&x(1).scale(&ratio(2, 5)));
        let (content, part) = sum.primitive();
        assert_eq!(content, ratio(2, 15));
        assert_eq!(part.to_string(), "-10*x0 + 3*x1");
        assert_eq!(part.scale(&content), sum);
        let zero = Polynomial::zero();
        assert_eq!(zero.primitive(), (Rational::one(), zero));
    }

    #[test]
    fn constants() {
        assert_eq!(Polynomial::zero().as_constant(), Some(Rational::zero()));
        let third = Polynomial::constant(&ratio(1, 3));
        assert_eq!(third.as_constant(), Some(ratio(1, 3)));
        assert_eq!(third.degree(), 0);
        assert_eq!(Polynomial::constant(&Rational::zero()), Polynomial::zero());
        assert_eq!(third.scale(&Rational::zero()), Polynomial::zero());
    }
}
