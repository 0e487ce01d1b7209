//! The two kinds of numbers that the simplex method computes with.
//!
//! Consumes rationals. The method is written once, over [`Number`]: exact
//! rationals decide, and `f64` proposes. Only the latter has tolerances.

use std::cmp::Ordering;

use mechproof_core::exact::{Integer, Rational};

/// A field of numbers, possibly with rounding errors.
pub(super) trait Number: Clone {
    /// Are there no rounding errors?
    const EXACT: bool;
    /// The number 0.
    fn zero() -> Self;
    /// The number 1.
    fn one() -> Self;
    /// The closest number.
    fn from_rational(value: &Rational) -> Self;
    /// The sign; a rounding error has none.
    fn sign(&self) -> Ordering;
    /// Is this 0, up to what can be left out of a sum?
    fn is_zero(&self) -> bool;
    /// Is this far enough from 0 to divide by?
    fn is_pivot(&self) -> bool;
    /// Is this not much smaller than `other` in size?
    fn is_comparable(&self, other: &Self) -> bool;
    /// The order of the two numbers.
    fn compare(&self, other: &Self) -> Ordering;
    /// The absolute value.
    fn size(&self) -> Self;
    /// The negation.
    fn negate(&self) -> Self;
    /// The difference.
    fn minus(&self, other: &Self) -> Self;
    /// The quotient; 0 if `divisor` is 0, which no caller passes.
    fn over(&self, divisor: &Self) -> Self;
    /// Subtracts the product of two numbers.
    fn subtract_product(&mut self, left: &Self, right: &Self);
}

impl Number for Rational {
    const EXACT: bool = true;

    fn zero() -> Self {
        Rational::zero()
    }

    fn one() -> Self {
        Rational::one()
    }

    fn from_rational(value: &Rational) -> Self {
        value.clone()
    }

    fn sign(&self) -> Ordering {
        Rational::sign(self)
    }

    fn is_zero(&self) -> bool {
        Rational::is_zero(self)
    }

    fn is_pivot(&self) -> bool {
        !Rational::is_zero(self)
    }

    fn is_comparable(&self, _: &Self) -> bool {
        true
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }

    fn size(&self) -> Self {
        self.abs()
    }

    fn negate(&self) -> Self {
        -self
    }

    fn minus(&self, other: &Self) -> Self {
        self - other
    }

    fn over(&self, divisor: &Self) -> Self {
        if divisor.is_one() {
            return self.clone();
        }
        self.checked_div(divisor).unwrap_or_default()
    }

    fn subtract_product(&mut self, left: &Self, right: &Self) {
        if left.is_zero() || right.is_zero() {
            return;
        }
        *self = &*self - &(left * right);
    }
}

/// Below this a reduced cost or a violated bound counts as 0.
const TOLERANCE: f64 = 1e-9;

/// Below this an entry of a vector is dropped.
const NEGLIGIBLE: f64 = 1e-12;

/// Below this an entry is no pivot.
const PIVOT: f64 = 1e-7;

impl Number for f64 {
    const EXACT: bool = false;

    fn zero() -> Self {
        0.0
    }

    fn one() -> Self {
        1.0
    }

    fn from_rational(value: &Rational) -> Self {
        let (num, num_words) = scientific(&value.numerator());
        let (den, den_words) = scientific(&value.denominator());
        num / den * 2f64.powi(64 * num_words.saturating_sub(den_words))
    }

    fn sign(&self) -> Ordering {
        if self.abs() <= TOLERANCE {
            return Ordering::Equal;
        }
        self.compare(&0.0)
    }

    fn is_zero(&self) -> bool {
        self.abs() <= NEGLIGIBLE
    }

    fn is_pivot(&self) -> bool {
        self.is_finite() && self.abs() > PIVOT
    }

    fn is_comparable(&self, other: &Self) -> bool {
        self.abs() >= 0.05 * other.abs()
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.partial_cmp(other).unwrap_or(Ordering::Equal)
    }

    fn size(&self) -> Self {
        self.abs()
    }

    fn negate(&self) -> Self {
        -self
    }

    fn minus(&self, other: &Self) -> Self {
        self - other
    }

    fn over(&self, divisor: &Self) -> Self {
        self / divisor
    }

    fn subtract_product(&mut self, left: &Self, right: &Self) {
        *self -= left * right;
    }
}

/// An integer as a float of moderate size times a power of `2^64`.
#[expect(clippy::cast_precision_loss, reason = "the result only proposes a basis")]
fn scientific(value: &Integer) -> (f64, i32) {
    if let Some(small) = value.to_i64() {
        return (small as f64, 0);
    }
    let (_, words) = value.to_bigint().to_u64_digits();
    let tail = words.len().saturating_sub(2);
    let size = words.iter().skip(tail).rev().fold(0.0, |sum, word| sum * 2f64.powi(64) + *word as f64);
    let size = if value.is_negative() { -size } else { size };
    // Longer numbers than that overflow to infinity, and the run gives up.
    (size, i32::try_from(tail).unwrap_or(i32::MAX / 64).min(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_fractions_become_close_floats() {
        let third = Rational::new(1, 3).unwrap();
        let big = third.pow(300);
        let close = |value: &Rational, float: f64| (f64::from_rational(value) / float - 1.0).abs() < 1e-12;
        assert!(close(&third, 1.0 / 3.0));
        assert!(close(&big, 3f64.powi(-300)));
        assert!(close(&big.recip().unwrap(), 3f64.powi(300)));
        assert!(close(&-Rational::from(3).pow(45), -3f64.powi(45)));
        assert!(close(
            &Rational::new(Rational::from(3).pow(400).numerator(), Rational::from(3).pow(399).numerator())
                .unwrap(),
            3.0
        ));
    }
}
