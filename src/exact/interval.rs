//! Closed intervals with rational ends, roundings and decimal approximations.
//!
//! Consumes rationals; produces intervals that certainly hold the true value,
//! and decimal texts rounded half away from 0. Trusts core arithmetic.

use std::ops::{Add, Sub};

use mechproof_core::exact::{Integer, Rational};

/// A closed interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The lower end.
    pub lo: Rational,
    /// The upper end.
    pub hi: Rational,
}

/// The largest integer that is at most the number.
pub fn floor(number: &Rational) -> Integer {
    let (num, den) = (number.numerator().to_bigint(), number.denominator().to_bigint());
    let quotient = Integer::from(&num / &den);
    if Rational::from(quotient.clone()) > *number { quotient - Integer::one() } else { quotient }
}

/// The least integer that is at least the number.
pub fn ceiling(number: &Rational) -> Integer {
    -floor(&-number)
}

/// The number `2^-bits`.
pub fn dyadic(bits: u32) -> Rational {
    Rational::from(2).pow(bits).recip().unwrap_or_default()
}

impl Interval {
    /// The interval with one point.
    pub fn point(value: Rational) -> Self {
        Interval { lo: value.clone(), hi: value }
    }

    /// The width.
    pub fn width(&self) -> Rational {
        &self.hi - &self.lo
    }

    /// The middle.
    pub fn middle(&self) -> Rational {
        (&self.lo + &self.hi) * half()
    }

    /// Does it hold the number?
    pub fn contains(&self, number: &Rational) -> bool {
        self.lo <= *number && *number <= self.hi
    }

    /// Every value times the factor.
    #[must_use]
    pub fn scale(&self, factor: &Rational) -> Self {
        let (a, b) = (&self.lo * factor, &self.hi * factor);
        if a <= b { Interval { lo: a, hi: b } } else { Interval { lo: b, hi: a } }
    }

    /// All products of two values.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let ends = [&self.lo * &other.lo, &self.lo * &other.hi, &self.hi * &other.lo, &self.hi * &other.hi];
        let lo = ends.iter().min().cloned().unwrap_or_default();
        let hi = ends.iter().max().cloned().unwrap_or_default();
        Interval { lo, hi }
    }

    /// The least interval around it whose ends are multiples of `1 / denominator`.
    #[must_use]
    pub fn outward(&self, denominator: &Rational) -> Self {
        let unit = denominator.recip().unwrap_or_else(Rational::one);
        Interval {
            lo: Rational::from(floor(&(&self.lo * denominator))) * &unit,
            hi: Rational::from(ceiling(&(&self.hi * denominator))) * &unit,
        }
    }
}

impl Add for &Interval {
    type Output = Interval;

    fn add(self, other: &Interval) -> Interval {
        Interval { lo: &self.lo + &other.lo, hi: &self.hi + &other.hi }
    }
}

impl Sub for &Interval {
    type Output = Interval;

    fn sub(self, other: &Interval) -> Interval {
        Interval { lo: &self.lo - &other.hi, hi: &self.hi - &other.lo }
    }
}

/// The number one half.
pub fn half() -> Rational {
    Rational::new(1, 2).unwrap_or_default()
}

/// A decimal text with at most 15 significant digits, rounded half away from 0.
pub fn decimal(number: &Rational) -> String {
    const DIGITS: i32 = 15;
    if number.is_zero() {
        return "0".into();
    }
    let size = number.abs();
    let ten = Rational::from(10);
    // The exponent of the leading digit: 10^exponent <= size < 10^(exponent + 1).
    let mut exponent: i32 = 0;
    let mut power = Rational::one();
    while &power * &ten <= size {
        power = power * &ten;
        exponent += 1;
    }
    while power > size {
        power = power * ten.recip().unwrap_or_default();
        exponent -= 1;
    }
    let places = (DIGITS - 1 - exponent).max(0);
    let scale = ten.pow(places.unsigned_abs());
    let mut digits = floor(&(size * scale + half())).to_string();
    let places = usize::try_from(places).unwrap_or(0);
    while digits.len() <= places {
        digits.insert(0, '0');
    }
    let (whole, part) = digits.split_at(digits.len() - places);
    let part = part.trim_end_matches('0');
    let sign = if number.is_negative() { "-" } else { "" };
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals() {
        for (num, den, text) in [
            (1, 3, "0.333333333333333"),
            (-2, 3, "-0.666666666666667"),
            (1, 4, "0.25"),
            (12345, 1, "12345"),
            (1, 3_000_000, "0.000000333333333333333"),
            (0, 1, "0"),
            (999_999_999_999_999_999, 1, "999999999999999999"),
        ] {
            assert_eq!(decimal(&Rational::new(num, den).unwrap()), text);
        }
    }

    #[test]
    fn roundings() {
        let ratio = |num, den| Rational::new(num, den).unwrap();
        assert_eq!((floor(&ratio(-1, 2)), ceiling(&ratio(-1, 2))), (Integer::from(-1), Integer::zero()));
        assert_eq!((floor(&ratio(4, 2)), ceiling(&ratio(4, 2))), (Integer::from(2), Integer::from(2)));
        let around = Interval::point(ratio(1, 3)).outward(&Rational::from(10));
        assert_eq!(around, Interval { lo: ratio(3, 10), hi: ratio(4, 10) });
    }
}
