//! The sizes beyond which a computation is refused.
//!
//! An untrusted proof may ask for `(x + y)^1000000000`. Operations that can
//! blow up take a [`Limits`] and compare an upper estimate of the result with
//! it before doing the work. A refusal is an ordinary error, never a verdict:
//! the estimate is allowed to be too high, but never too low.

use std::fmt;

use super::integer::Integer;

/// How many products of two terms a multiplication may form, per allowed term.
const PRODUCTS_PER_TERM: u64 = 64;

/// How many coefficients of the largest allowed size a multiplication may move.
const COEFFICIENTS_OF_FULL_SIZE: u64 = 4096;

/// The largest polynomial that an operation is allowed to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// The largest number of terms.
    pub terms: usize,
    /// The largest total degree.
    pub degree: u32,
    /// The largest size, in bits, of a coefficient or of the denominator.
    pub bits: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { terms: 200_000, degree: 10_000, bits: 1_000_000 }
    }
}

/// The quantity that a [`TooLarge`] computation would have exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// The number of terms of the result.
    Terms,
    /// The total degree of the result.
    Degree,
    /// The size, in bits, of a coefficient or of the denominator.
    Bits,
    /// The number of products of two terms.
    Products,
    /// The number of bits in all products of two terms together.
    Volume,
}

/// A computation was refused because its result could be too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TooLarge {
    /// What would have been exceeded.
    pub what: Bound,
    /// The largest value allowed.
    pub limit: u64,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            Bound::Terms => "number of terms",
            Bound::Degree => "degree",
            Bound::Bits => "size of a coefficient in bits",
            Bound::Products => "number of products of two terms",
            Bound::Volume => "size of all products in bits",
        };
        write!(f, "the result is too large: its {what} could exceed {}", self.limit)
    }
}

impl std::error::Error for TooLarge {}

/// A `usize` as a `u64`; saturates where `usize` is wider.
pub(super) fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl Limits {
    /// Refuses `terms` terms if they are too many.
    pub(super) fn check_terms(&self, terms: u64) -> Result<(), TooLarge> {
        check(Bound::Terms, terms, wide(self.terms))
    }

    /// Refuses a total degree that is too high.
    pub(super) fn check_degree(&self, degree: u64) -> Result<(), TooLarge> {
        check(Bound::Degree, degree, u64::from(self.degree))
    }

    /// Refuses a coefficient that is too long.
    pub(super) fn check_bits(&self, bits: u64) -> Result<(), TooLarge> {
        check(Bound::Bits, bits, self.bits)
    }

    /// Refuses the work of forming `products` products of up to `bits` bits.
    pub(super) fn check_work(&self, products: u64, bits: u64) -> Result<(), TooLarge> {
        let limit = wide(self.terms).saturating_mul(PRODUCTS_PER_TERM);
        check(Bound::Products, products, limit)?;
        let limit = self.bits.saturating_mul(COEFFICIENTS_OF_FULL_SIZE);
        check(Bound::Volume, products.saturating_mul(bits), limit)
    }
}

fn check(what: Bound, value: u64, limit: u64) -> Result<(), TooLarge> {
    if value > limit { Err(TooLarge { what, limit }) } else { Ok(()) }
}

/// At least the number of bits of `base^exponent`.
///
/// With `|base| <= 2^k`, the power is at most `2^(k * exponent)`.
pub(super) fn power_bits(base: &Integer, exponent: u32) -> u64 {
    if base.is_zero() {
        return 1;
    }
    let k = (base.abs() - Integer::one()).bits();
    k.saturating_mul(u64::from(exponent)).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_bits_is_never_too_low() {
        for base in -40_i64..=40 {
            for exponent in 0..40 {
                let base = Integer::from(base);
                assert!(base.pow(exponent).bits() <= power_bits(&base, exponent));
            }
        }
        assert_eq!(power_bits(&Integer::from(-1), u32::MAX), 1);
    }

    #[test]
    fn a_limit_is_inclusive() {
        let limits = Limits::default();
        assert_eq!(limits.check_degree(10_000), Ok(()));
        let error = limits.check_degree(10_001).unwrap_err();
        assert_eq!(error.what, Bound::Degree);
        assert_eq!(error.to_string(), "the result is too large: its degree could exceed 10000");
    }
}
