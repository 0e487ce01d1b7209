//! Rational functions in many variables.
//!
//! Consumes and produces reduced fractions of polynomials, so that equal functions are equal values. Operations
//! give nothing where the result would be too large or would divide by 0.

use mechproof_core::exact::{Polynomial, Rational};

use super::multivariate::{divide, gcd, normal, product};

/// A fraction in lowest terms; the denominator is in normal form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fraction {
    /// Above the line.
    pub numerator: Polynomial,
    /// Below the line.
    pub denominator: Polynomial,
}

impl From<Polynomial> for Fraction {
    fn from(numerator: Polynomial) -> Fraction {
        Fraction { numerator, denominator: Polynomial::one() }
    }
}

impl Fraction {
    /// A number.
    pub fn number(value: &Rational) -> Fraction {
        Fraction::from(Polynomial::constant(value))
    }

    /// The fraction 0.
    pub fn zero() -> Fraction {
        Fraction::from(Polynomial::zero())
    }

    /// The quotient of two polynomials.
    pub fn new(numerator: Polynomial, denominator: &Polynomial) -> Option<Fraction> {
        if denominator.is_zero() {
            return None;
        }
        if numerator.is_zero() {
            return Some(Fraction::zero());
        }
        let common = gcd(&numerator, denominator);
        let (mut numerator, denominator) = if common.as_constant().is_some() {
            (numerator, denominator.clone())
        } else {
            (divide(&numerator, &common)?, divide(denominator, &common)?)
        };
        let below = normal(&denominator);
        let scale = divide(&denominator, &below)?.as_constant()?;
        numerator = numerator.scale(&scale.recip()?);
        Some(Fraction { numerator, denominator: below })
    }

    /// Is this 0?
    pub fn is_zero(&self) -> bool {
        self.numerator.is_zero()
    }

    /// The sum.
    pub fn plus(&self, other: &Fraction) -> Option<Fraction> {
        if self.denominator == other.denominator {
            return Fraction::new(self.numerator.add(&other.numerator), &self.denominator);
        }
        let common = gcd(&self.denominator, &other.denominator);
        let left = divide(&other.denominator, &common)?;
        let right = divide(&self.denominator, &common)?;
        let numerator = product(&self.numerator, &left)?.add(&product(&other.numerator, &right)?);
        Fraction::new(numerator, &product(&self.denominator, &left)?)
    }

    /// The difference.
    pub fn minus(&self, other: &Fraction) -> Option<Fraction> {
        self.plus(&other.negated())
    }

    /// The negation.
    #[must_use]
    pub fn negated(&self) -> Fraction {
        Fraction { numerator: self.numerator.neg(), denominator: self.denominator.clone() }
    }

    /// The product.
    pub fn times(&self, other: &Fraction) -> Option<Fraction> {
        let first = Fraction::new(self.numerator.clone(), &other.denominator)?;
        let second = Fraction::new(other.numerator.clone(), &self.denominator)?;
        let below = product(&first.denominator, &second.denominator)?;
        Some(Fraction { numerator: product(&first.numerator, &second.numerator)?, denominator: below })
    }

    /// The quotient.
    pub fn over(&self, other: &Fraction) -> Option<Fraction> {
        self.times(&Fraction::new(other.denominator.clone(), &other.numerator)?)
    }

    /// The value at a point, unless the denominator is 0 there.
    pub fn at(&self, point: &dyn Fn(u32) -> Rational) -> Option<Rational> {
        self.numerator.evaluate(point).checked_div(&self.denominator.evaluate(point))
    }

    /// Roughly how much there is to it.
    pub fn size(&self) -> usize {
        self.numerator.len() + self.denominator.len()
    }
}
