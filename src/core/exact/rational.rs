//! Exact rational numbers, with the machine-word case kept inline.
//!
//! Consumes integers (the sibling `parse` reads text) and produces exact sums, products and
//! quotients. A number is always in lowest terms over a positive denominator,
//! and inline whenever both parts fit in an `i64`; equality of representations
//! is therefore equality of numbers. Trusts [`Integer`] for what overflows.

use std::cmp::Ordering;
use std::fmt;
use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use num_integer::Integer as _;

use super::integer::{Integer, value_operators};
use super::limits::{Limits, TooLarge, power_bits};

/// An exact rational number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rational(Repr);

/// A numerator over a positive denominator, in lowest terms.
///
/// `Big` only ever holds pairs of which one part does not fit in an `i64`.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(i64, i64),
    Big(Box<(Integer, Integer)>),
}

use Repr::{Big, Small};

impl Rational {
    /// The number 0.
    pub const fn zero() -> Self {
        Rational(Small(0, 1))
    }

    /// The number 1.
    pub const fn one() -> Self {
        Rational(Small(1, 1))
    }

    /// The fraction `num / den`, or `None` if `den` is 0.
    pub fn new(num: impl Into<Integer>, den: impl Into<Integer>) -> Option<Self> {
        let (num, den) = (num.into(), den.into());
        (!den.is_zero()).then(|| Self::reduce(num, den))
    }

    /// The fraction in canonical form. The denominator must not be 0.
    pub(super) fn reduce(num: Integer, den: Integer) -> Self {
        let divisor = num.gcd(&den);
        let (num, den) =
            if divisor.is_one() { (num, den) } else { (num.quotient(&divisor), den.quotient(&divisor)) };
        if den.is_negative() { Self::reduced(-num, -den) } else { Self::reduced(num, den) }
    }

    /// A fraction already in lowest terms over a positive denominator.
    fn reduced(num: Integer, den: Integer) -> Self {
        match (num.to_i64(), den.to_i64()) {
            (Some(a), Some(b)) => Rational(Small(a, b)),
            _ => Rational(Big(Box::new((num, den)))),
        }
    }

    /// The fraction in canonical form, for `den > 0` and `num > i128::MIN`.
    fn reduce_i128(num: i128, den: i128) -> Self {
        if den == 1 {
            return Self::from(Integer::from_i128(num));
        }
        let short = |part: i128| u64::try_from(part.unsigned_abs()).ok();
        let (num, den) = match (short(num), short(den)) {
            // Words are divided many times as fast as pairs of them.
            (Some(a), Some(b)) => {
                let divisor = a.gcd(&b);
                let size = i128::from(a / divisor);
                (if num < 0 { -size } else { size }, i128::from(b / divisor))
            }
            _ => {
                let divisor = num.gcd(&den);
                (num / divisor, den / divisor)
            }
        };
        match (i64::try_from(num), i64::try_from(den)) {
            (Ok(a), Ok(b)) => Rational(Small(a, b)),
            _ => Rational(Big(Box::new((Integer::from_i128(num), Integer::from_i128(den))))),
        }
    }

    /// The numerator in lowest terms; it carries the sign.
    pub fn numerator(&self) -> Integer {
        match &self.0 {
            Small(num, _) => Integer::from(*num),
            Big(parts) => parts.0.clone(),
        }
    }

    /// The denominator in lowest terms; it is positive.
    pub fn denominator(&self) -> Integer {
        match &self.0 {
            Small(_, den) => Integer::from(*den),
            Big(parts) => parts.1.clone(),
        }
    }

    /// The quotient, or `None` if `divisor` is 0.
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        Some(self * divisor.recip()?)
    }

    /// The reciprocal, or `None` of 0.
    pub fn recip(&self) -> Option<Self> {
        match self.sign() {
            Ordering::Equal => None,
            Ordering::Greater => Some(Self::reduced(self.denominator(), self.numerator())),
            Ordering::Less => Some(Self::reduced(-self.denominator(), -self.numerator())),
        }
    }

    /// The power; `0^0` is 1. Bounding its size beforehand is the caller's part;
    /// [`Rational::pow_within`] does so.
    #[must_use]
    pub fn pow(&self, exponent: u32) -> Self {
        // Powers of coprime numbers are coprime.
        Self::reduced(self.numerator().pow(exponent), self.denominator().pow(exponent))
    }

    /// The power, unless its numerator or denominator could exceed the limit.
    ///
    /// # Errors
    /// Refuses before computing if there could be more bits than allowed.
    pub fn pow_within(&self, exponent: u32, limits: &Limits) -> Result<Self, TooLarge> {
        limits.check_bits(power_bits(&self.numerator(), exponent))?;
        limits.check_bits(power_bits(&self.denominator(), exponent))?;
        Ok(self.pow(exponent))
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// How this compares with 0.
    pub fn sign(&self) -> Ordering {
        match &self.0 {
            Small(num, _) => num.cmp(&0),
            Big(parts) => parts.0.sign(),
        }
    }

    /// Is this 0?
    pub fn is_zero(&self) -> bool {
        self.sign() == Ordering::Equal
    }

    /// Is this 1?
    pub fn is_one(&self) -> bool {
        matches!(self.0, Small(1, 1))
    }

    /// Is this an integer?
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Small(_, den) => *den == 1,
            Big(parts) => parts.1.is_one(),
        }
    }

    /// Is this greater than 0?
    pub fn is_positive(&self) -> bool {
        self.sign() == Ordering::Greater
    }

    /// Is this less than 0?
    pub fn is_negative(&self) -> bool {
        self.sign() == Ordering::Less
    }

    /// The bits of the numerator and of the denominator together.
    pub fn bits(&self) -> u64 {
        self.numerator().bits() + self.denominator().bits()
    }
}

impl Default for Rational {
    fn default() -> Self {
        Self::zero()
    }
}

impl From<i64> for Rational {
    fn from(value: i64) -> Self {
        Rational(Small(value, 1))
    }
}

impl From<Integer> for Rational {
    fn from(value: Integer) -> Self {
        Self::reduced(value, Integer::one())
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Small(a, b), Small(c, d)) = (&self.0, &other.0) {
            let left = i128::from(*a) * i128::from(*d);
            return left.cmp(&(i128::from(*c) * i128::from(*b)));
        }
        let left = self.numerator() * other.denominator();
        left.cmp(&(other.numerator() * self.denominator()))
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_integer() {
            return write!(f, "{}", self.numerator());
        }
        write!(f, "{}/{}", self.numerator(), self.denominator())
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Add for &Rational {
    type Output = Rational;

    fn add(self, other: &Rational) -> Rational {
        if let (Small(a, b), Small(c, d)) = (&self.0, &other.0) {
            // A numerator is at most 2^63 in size and a denominator less than
            // that, so each product is below 2^126 and the sum below 2^127.
            let [a, b, c, d] = [*a, *b, *c, *d].map(i128::from);
            return Rational::reduce_i128(a * d + c * b, b * d);
        }
        let (b, d) = (self.denominator(), other.denominator());
        let num = self.numerator() * &d + other.numerator() * &b;
        Rational::reduce(num, b * d)
    }
}

impl Sub for &Rational {
    type Output = Rational;

    fn sub(self, other: &Rational) -> Rational {
        self + -other
    }
}

impl Mul for &Rational {
    type Output = Rational;

    fn mul(self, other: &Rational) -> Rational {
        if let (Small(a, b), Small(c, d)) = (&self.0, &other.0) {
            let [a, b, c, d] = [*a, *b, *c, *d].map(i128::from);
            return Rational::reduce_i128(a * c, b * d);
        }
        Rational::reduce(self.numerator() * other.numerator(), self.denominator() * other.denominator())
    }
}

impl Neg for &Rational {
    type Output = Rational;

    fn neg(self) -> Rational {
        if let Small(num, den) = self.0
            && let Some(num) = num.checked_neg()
        {
            return Rational(Small(num, den));
        }
        Rational::reduced(-self.numerator(), self.denominator())
    }
}

value_operators!(Rational);

impl AddAssign<&Rational> for Rational {
    fn add_assign(&mut self, other: &Rational) {
        *self = &*self + other;
    }
}

impl Sum for Rational {
    fn sum<I: Iterator<Item = Rational>>(numbers: I) -> Rational {
        numbers.fold(Rational::zero(), |sum, number| sum + number)
    }
}

impl Product for Rational {
    fn product<I: Iterator<Item = Rational>>(numbers: I) -> Rational {
        numbers.fold(Rational::one(), |product, number| product * number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(num: i64, den: i64) -> Rational {
        Rational::new(num, den).unwrap()
    }

    #[test]
    fn fractions_are_canonical() {
        for (num, den, text) in [
            (6, -4, "-3/2"),
            (-6, -4, "3/2"),
            (0, -7, "0"),
            (8, 4, "2"),
            (i64::MIN, i64::MIN, "1"),
            (i64::MIN, -1, "9223372036854775808"),
            (1, i64::MIN, "-1/9223372036854775808"),
            (i64::MIN, 2, "-4611686018427387904"),
        ] {
            assert_eq!(ratio(num, den).to_string(), text);
        }
        assert_eq!(Rational::new(1, 0), None);
    }

    #[test]
    fn results_that_fit_are_inline_again() {
        let big = Rational::from(i64::MAX) + Rational::one();
        assert!(matches!(big.0, Big(_)));
        assert!(matches!((&big - Rational::one()).0, Small(i64::MAX, 1)));
        assert!(matches!((-&big).0, Small(i64::MIN, 1)));
        assert_eq!(big.checked_div(&big), Some(Rational::one()));
        let tiny = big.recip().unwrap();
        assert_eq!(tiny.bits(), 1 + 64);
        assert!((big * tiny).is_one());
    }

    #[test]
    fn powers_can_be_refused() {
        let limits = Limits::default();
        assert_eq!(ratio(-2, 3).pow(3), ratio(-8, 27));
        assert_eq!(Rational::zero().pow(0), Rational::one());
        assert_eq!(ratio(-2, 3).pow_within(3, &limits), Ok(ratio(-8, 27)));
        assert!(ratio(1, 3).pow_within(u32::MAX, &limits).is_err());
        assert!(Rational::from(-1).pow_within(u32::MAX, &limits).is_ok());
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        assert_eq!(Rational::zero().recip(), None);
        assert_eq!(Rational::one().checked_div(&Rational::zero()), None);
    }
}
