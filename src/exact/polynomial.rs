//! Polynomials in one variable with rational coefficients.
//!
//! Dense, lowest degree first, without leading zeros, so that equal
//! polynomials are equal values. Consumes and produces exact numbers.

use std::ops::{Add, Mul, Neg, Sub};

use mechproof_core::exact::{Integer, Rational};

use super::interval::Interval;

/// A polynomial; 0 has no coefficients.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Poly(Vec<Rational>);

impl Poly {
    /// The polynomial with these coefficients, lowest degree first.
    pub fn new(mut coefficients: Vec<Rational>) -> Self {
        while coefficients.last().is_some_and(Rational::is_zero) {
            coefficients.pop();
        }
        Poly(coefficients)
    }

    /// The polynomial 0.
    pub fn zero() -> Self {
        Poly(Vec::new())
    }

    /// A constant.
    pub fn constant(value: Rational) -> Self {
        Self::new(vec![value])
    }

    /// The constant 1.
    pub fn one() -> Self {
        Self::constant(Rational::one())
    }

    /// The variable.
    pub fn x() -> Self {
        Self::linear(Rational::zero(), Rational::one())
    }

    /// `constant + slope * x`.
    pub fn linear(constant: Rational, slope: Rational) -> Self {
        Self::new(vec![constant, slope])
    }

    /// The coefficients, lowest degree first.
    pub fn coefficients(&self) -> &[Rational] {
        &self.0
    }

    /// The degree; that of 0 counts as 0.
    pub fn degree(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// Is it 0?
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// Is it a constant?
    pub fn is_constant(&self) -> bool {
        self.0.len() <= 1
    }

    /// The leading coefficient; 0 of 0.
    pub fn leading(&self) -> Rational {
        self.0.last().cloned().unwrap_or_default()
    }

    /// The value at a point.
    pub fn at(&self, x: &Rational) -> Rational {
        self.0.iter().rev().fold(Rational::zero(), |value, a| value * x + a)
    }

    /// An interval that holds all values on an interval.
    pub fn over(&self, x: &Interval) -> Interval {
        let start = Interval::point(Rational::zero());
        self.0.iter().rev().fold(start, |value, a| &value.times(x) + &Interval::point(a.clone()))
    }

    /// All coefficients times the factor.
    #[must_use]
    pub fn scale(&self, factor: &Rational) -> Self {
        Self::new(self.0.iter().map(|a| a * factor).collect())
    }

    /// The power.
    #[must_use]
    pub fn pow(&self, exponent: usize) -> Self {
        (0..exponent).fold(Self::one(), |power, _| &power * self)
    }

    /// The derivative.
    #[must_use]
    pub fn derivative(&self) -> Self {
        let terms = self.0.iter().zip(0_i64..).skip(1);
        Self::new(terms.map(|(a, k)| a * Rational::from(k)).collect())
    }

    /// The antiderivative that is 0 at 0.
    #[must_use]
    pub fn antiderivative(&self) -> Self {
        let terms = self.0.iter().zip(1_i64..);
        let terms = terms.map(|(a, k)| a * Rational::new(1, k).unwrap_or_default());
        Self::new(std::iter::once(Rational::zero()).chain(terms).collect())
    }

    /// The integral between two points.
    pub fn integral(&self, from: &Rational, to: &Rational) -> Rational {
        let primitive = self.antiderivative();
        primitive.at(to) - primitive.at(from)
    }

    /// The polynomial with another one put in for the variable.
    #[must_use]
    pub fn compose(&self, inner: &Poly) -> Self {
        self.0.iter().rev().fold(Self::zero(), |value, a| &(&value * inner) + &Self::constant(a.clone()))
    }

    /// Quotient and remainder; by 0 the quotient is 0.
    pub fn divide(&self, divisor: &Poly) -> (Poly, Poly) {
        let Some(inverse) = divisor.leading().recip() else { return (Self::zero(), self.clone()) };
        let mut rest = self.0.clone();
        let low = divisor.0.len();
        if rest.len() < low {
            return (Self::zero(), self.clone());
        }
        let mut quotient = vec![Rational::zero(); rest.len() - low + 1];
        for place in (0..quotient.len()).rev() {
            let factor = &rest[place + low - 1] * &inverse;
            if !factor.is_zero() {
                for (at, a) in divisor.0.iter().enumerate() {
                    rest[place + at] = &rest[place + at] - &factor * a;
                }
            }
            quotient[place] = factor;
        }
        (Self::new(quotient), Self::new(rest))
    }

    /// The greatest common divisor, primitive with a positive leading coefficient.
    #[must_use]
    pub fn gcd(&self, other: &Poly) -> Poly {
        let (mut a, mut b) = (self.primitive(), other.primitive());
        while !b.is_zero() {
            let rest = a.divide(&b).1.primitive();
            a = b;
            b = rest;
        }
        a
    }

    /// The multiple with coprime integer coefficients and a positive leading one.
    #[must_use]
    pub fn primitive(&self) -> Self {
        let denominators = self.0.iter().fold(Integer::one(), |lcm, a| lcm.lcm(&a.denominator()));
        let common = Rational::from(denominators);
        let whole: Vec<Rational> = self.0.iter().map(|a| a * &common).collect();
        let divisor = whole.iter().fold(Integer::zero(), |gcd, a| gcd.gcd(&a.numerator()));
        let Some(unit) = Rational::from(divisor).recip() else { return Self::zero() };
        let sign = if self.leading().is_negative() { -unit } else { unit };
        Self::new(whole.iter().map(|a| a * &sign).collect())
    }

    /// The product of the different irreducible factors, primitive.
    #[must_use]
    pub fn squarefree(&self) -> Self {
        let repeated = self.gcd(&self.derivative());
        self.divide(&repeated).0.primitive()
    }
}

impl Add for &Poly {
    type Output = Poly;

    fn add(self, other: &Poly) -> Poly {
        let length = self.0.len().max(other.0.len());
        let zero = Rational::zero();
        let at = |poly: &Poly, k: usize| poly.0.get(k).unwrap_or(&zero).clone();
        Poly::new((0..length).map(|k| at(self, k) + at(other, k)).collect())
    }
}

impl Sub for &Poly {
    type Output = Poly;

    fn sub(self, other: &Poly) -> Poly {
        self + &-other
    }
}

impl Neg for &Poly {
    type Output = Poly;

    fn neg(self) -> Poly {
        Poly(self.0.iter().map(|a| -a).collect())
    }
}

impl Mul for &Poly {
    type Output = Poly;

    fn mul(self, other: &Poly) -> Poly {
        if self.is_zero() || other.is_zero() {
            return Poly::zero();
        }
        let mut product = vec![Rational::zero(); self.0.len() + other.0.len() - 1];
        for (i, a) in self.0.iter().enumerate() {
            for (j, b) in other.0.iter().enumerate() {
                product[i + j] += &(a * b);
            }
        }
        Poly::new(product)
    }
}
