//! Integers of any size, with the machine-word case kept inline.
//!
//! Consumes `i64` and `BigInt` values and produces their exact sums, products,
//! greatest common divisors and quotients. A value that fits in an `i64` is
//! always stored as one, so equality of representations is equality of numbers.
//! Trusts `num-bigint` for everything that overflows.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_traits::{Signed, ToPrimitive};

/// An integer of any size.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Integer(Repr);

/// `Big` only ever holds values outside the range of `i64`.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(i64),
    Big(BigInt),
}

use Repr::{Big, Small};

impl Integer {
    /// The number 0.
    pub const fn zero() -> Self {
        Integer(Small(0))
    }

    /// The number 1.
    pub const fn one() -> Self {
        Integer(Small(1))
    }

    /// An `i128` as an integer. (Not a `From`, so that literals stay `i64`.)
    pub(super) fn from_i128(value: i128) -> Self {
        match i64::try_from(value) {
            Ok(small) => Integer(Small(small)),
            Err(_) => Integer(Big(BigInt::from(value))),
        }
    }

    /// Is this 0?
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Small(0))
    }

    /// Is this 1?
    pub fn is_one(&self) -> bool {
        matches!(self.0, Small(1))
    }

    /// Is this less than 0?
    pub fn is_negative(&self) -> bool {
        self.sign() == Ordering::Less
    }

    /// How this compares with 0.
    pub fn sign(&self) -> Ordering {
        match &self.0 {
            Small(a) => a.cmp(&0),
            Big(a) if a.is_negative() => Ordering::Less,
            Big(_) => Ordering::Greater,
        }
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The number of bits of the absolute value; 0 has none.
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Small(a) => u64::from(u64::BITS - a.unsigned_abs().leading_zeros()),
            Big(a) => a.bits(),
        }
    }

    /// This number as a `BigInt`.
    pub fn to_bigint(&self) -> BigInt {
        match &self.0 {
            Small(a) => BigInt::from(*a),
            Big(a) => a.clone(),
        }
    }

    /// This number as an `i64`, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Small(a) => Some(a),
            Big(_) => None,
        }
    }

    /// The greatest common divisor, never negative; `gcd(0, 0) = 0`.
    #[must_use]
    pub fn gcd(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Small(a), Small(b)) => {
                let divisor = a.unsigned_abs().gcd(&b.unsigned_abs());
                Self::from_i128(i128::from(divisor))
            }
            (Small(0), Big(_)) => other.abs(),
            (Big(_), Small(0)) => self.abs(),
            // gcd(b, s) = gcd(s, b mod s), and the remainder is a small number.
            (Small(s), Big(b)) | (Big(b), Small(s)) => Integer(Small(*s)).gcd(&Integer::from(b % *s)),
            (Big(a), Big(b)) => a.gcd(b).into(),
        }
    }

    /// The least common multiple, never negative; 0 if either is 0.
    #[must_use]
    pub fn lcm(&self, other: &Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::zero();
        }
        (self.quotient(&self.gcd(other)) * other).abs()
    }

    /// The quotient, or `None` if `divisor` is 0 or does not divide this.
    pub fn div_exact(&self, divisor: &Self) -> Option<Self> {
        if divisor.is_zero() {
            return None;
        }
        let quotient = self.quotient(divisor);
        (&quotient * divisor == *self).then_some(quotient)
    }

    /// The quotient rounded towards 0. The divisor must not be 0.
    pub(super) fn quotient(&self, divisor: &Self) -> Self {
        match (&self.0, &divisor.0) {
            (_, Small(1)) => self.clone(),
            (Small(a), Small(b)) => Self::from_i128(i128::from(*a) / i128::from(*b)),
            (Small(a), Big(b)) => (BigInt::from(*a) / b).into(),
            (Big(a), Small(b)) => (a / *b).into(),
            (Big(a), Big(b)) => (a / b).into(),
        }
    }

    /// The power. Its size is the caller's to bound beforehand.
    #[must_use]
    pub fn pow(&self, exponent: u32) -> Self {
        match &self.0 {
            Small(a) => match a.checked_pow(exponent) {
                Some(power) => Integer(Small(power)),
                None => BigInt::from(*a).pow(exponent).into(),
            },
            Big(a) => a.pow(exponent).into(),
        }
    }
}

impl Default for Integer {
    fn default() -> Self {
        Self::zero()
    }
}

impl From<i64> for Integer {
    fn from(value: i64) -> Self {
        Integer(Small(value))
    }
}

impl From<BigInt> for Integer {
    fn from(value: BigInt) -> Self {
        match value.to_i64() {
            Some(small) => Integer(Small(small)),
            None => Integer(Big(value)),
        }
    }
}

impl Ord for Integer {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Small(a), Small(b)) => a.cmp(b),
            (Big(a), Big(b)) => a.cmp(b),
            // A big number lies beyond every small one, on the side of its sign.
            (Small(_), Big(_)) => other.sign().reverse(),
            (Big(_), Small(_)) => self.sign(),
        }
    }
}

impl PartialOrd for Integer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Small(a) => fmt::Display::fmt(a, f),
            Big(a) => fmt::Display::fmt(a, f),
        }
    }
}

impl fmt::Debug for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Add for &Integer {
    type Output = Integer;

    fn add(self, other: &Integer) -> Integer {
        match (&self.0, &other.0) {
            (Small(a), Small(b)) => match a.checked_add(*b) {
                Some(sum) => Integer(Small(sum)),
                None => Integer::from_i128(i128::from(*a) + i128::from(*b)),
            },
            (Small(s), Big(b)) | (Big(b), Small(s)) => (b + *s).into(),
            (Big(a), Big(b)) => (a + b).into(),
        }
    }
}

impl Sub for &Integer {
    type Output = Integer;

    fn sub(self, other: &Integer) -> Integer {
        match (&self.0, &other.0) {
            (Small(a), Small(b)) => match a.checked_sub(*b) {
                Some(difference) => Integer(Small(difference)),
                None => Integer::from_i128(i128::from(*a) - i128::from(*b)),
            },
            (Small(a), Big(b)) => (*a - b).into(),
            (Big(a), Small(b)) => (a - *b).into(),
            (Big(a), Big(b)) => (a - b).into(),
        }
    }
}

impl Mul for &Integer {
    type Output = Integer;

    fn mul(self, other: &Integer) -> Integer {
        match (&self.0, &other.0) {
            (Small(a), Small(b)) => match a.checked_mul(*b) {
                Some(product) => Integer(Small(product)),
                None => Integer::from_i128(i128::from(*a) * i128::from(*b)),
            },
            (Small(s), Big(b)) | (Big(b), Small(s)) => (b * *s).into(),
            (Big(a), Big(b)) => (a * b).into(),
        }
    }
}

impl Neg for &Integer {
    type Output = Integer;

    fn neg(self) -> Integer {
        match &self.0 {
            Small(a) => Integer::from_i128(-i128::from(*a)),
            // -(2^63) is small although 2^63 is not.
            Big(a) => (-a).into(),
        }
    }
}

impl AddAssign<&Integer> for Integer {
    fn add_assign(&mut self, other: &Integer) {
        *self = &*self + other;
    }
}

/// Lets `+`, `-`, `*` and unary `-` on references serve values as well.
macro_rules! value_operators {
    ($number:ty) => {
        value_operators!($number, Add, add);
        value_operators!($number, Sub, sub);
        value_operators!($number, Mul, mul);

        impl Neg for $number {
            type Output = $number;

            fn neg(self) -> $number {
                -&self
            }
        }
    };
    ($number:ty, $operator:ident, $method:ident) => {
        impl $operator for $number {
            type Output = $number;

            fn $method(self, other: $number) -> $number {
                $operator::$method(&self, &other)
            }
        }

        impl $operator<&$number> for $number {
            type Output = $number;

            fn $method(self, other: &$number) -> $number {
                $operator::$method(&self, other)
            }
        }

        impl $operator<$number> for &$number {
            type Output = $number;

            fn $method(self, other: $number) -> $number {
                $operator::$method(self, &other)
            }
        }
    };
}

pub(super) use value_operators;

value_operators!(Integer);

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers on both sides of every change of representation.
    fn edges() -> Vec<BigInt> {
        let mut edges = Vec::new();
        for centre in [0, 12, i128::from(i64::MAX), i128::from(i64::MIN), 1 << 100] {
            for offset in -2..=2 {
                edges.push(BigInt::from(centre + offset));
            }
        }
        edges
    }

    #[test]
    fn agrees_with_bigint_at_the_edges() {
        for x in edges() {
            let a = Integer::from(x.clone());
            assert_eq!((-&a).to_bigint(), -&x);
            assert_eq!(a.abs().to_bigint(), x.abs());
            assert_eq!(a.bits(), x.bits());
            assert_eq!(a.to_string(), x.to_string());
            assert_eq!(a.pow(3).to_bigint(), x.pow(3));
            for y in edges() {
                let b = Integer::from(y.clone());
                assert_eq!(&a + &b, Integer::from(&x + &y));
                assert_eq!(&a - &b, Integer::from(&x - &y));
                assert_eq!(&a * &b, Integer::from(&x * &y));
                assert_eq!(a.gcd(&b), Integer::from(x.gcd(&y)));
                assert_eq!(a.lcm(&b), Integer::from(x.lcm(&y)));
                assert_eq!(a.cmp(&b), x.cmp(&y));
                if b.is_zero() {
                    assert_eq!(a.div_exact(&b), None);
                } else {
                    assert_eq!(a.quotient(&b), Integer::from(&x / &y));
                    assert_eq!((&a * &b).div_exact(&b), Some(a.clone()));
                    assert_eq!(a.div_exact(&b).is_some(), x.is_multiple_of(&y));
                }
            }
        }
    }

    #[test]
    fn small_is_used_whenever_it_fits() {
        let beyond = Integer::from(i64::MAX) + Integer::from(1);
        assert_eq!(beyond.to_i64(), None);
        assert_eq!((-beyond).to_i64(), Some(i64::MIN));
        assert_eq!(Integer::from(BigInt::from(7)).to_i64(), Some(7));
        assert_eq!(Integer::default(), Integer::zero());
    }
}
