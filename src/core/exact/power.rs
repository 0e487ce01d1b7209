//! Products and powers of polynomials, within limits.
//!
//! Consumes polynomials and [`Limits`], produces the expanded product or power,
//! or refuses. The degree, the size of the coefficients and the work are bounded
//! from the operands alone, before anything is expanded. Only the number of
//! terms of a product is watched during the work, since like terms may merge;
//! that of a power is bounded beforehand too.

use std::collections::HashMap;

use super::integer::Integer;
use super::limits::{Limits, TooLarge, power_bits, wide};
use super::monomial::Monomial;
use super::polynomial::Polynomial;

impl Polynomial {
    /// The product.
    ///
    /// # Errors
    /// Refuses before expanding if the degree or the coefficients could exceed
    /// the limits, or if the work would be out of proportion to them; and, while
    /// expanding, as soon as there are too many different monomials.
    pub fn mul(&self, other: &Self, limits: &Limits) -> Result<Self, TooLarge> {
        let (few, many) = if self.len() <= other.len() { (self, other) } else { (other, self) };
        if few.is_zero() {
            return Ok(Self::zero());
        }
        limits.check_terms(wide(many.len()))?;
        limits.check_degree(u64::from(few.degree()) + u64::from(many.degree()))?;
        // At most `few.len()` products fall together in one coefficient.
        let carries = Integer::from_i128(i128::from(wide(few.len()) - 1)).bits();
        let bits = coefficient_bits(few) + coefficient_bits(many) + carries;
        limits.check_bits(bits)?;
        limits.check_bits(few.denominator.bits() + many.denominator.bits())?;
        limits.check_work(wide(few.len()).saturating_mul(wide(many.len())), bits)?;

        let terms = if let [(monomial, factor)] = &few.terms[..] {
            // The order of monomials is compatible with multiplication.
            let product = |(n, b): &(Monomial, Integer)| Ok((monomial.mul(n)?, factor * b));
            many.terms.iter().map(product).collect::<Result<_, _>>()?
        } else {
            expand(few, many, limits)?
        };
        Ok(Self::reduce(terms, &few.denominator * &many.denominator))
    }

    /// The power; the power 0 is 1, also of the polynomial 0.
    ///
    /// # Errors
    /// Refuses before expanding if the degree, the number of terms or the
    /// coefficients could exceed the limits, or if the work would be out of
    /// proportion to them. The number of terms is that of a general polynomial
    /// with as many terms, variables and degrees.
    pub fn pow(&self, exponent: u32, limits: &Limits) -> Result<Self, TooLarge> {
        if exponent == 0 {
            return Ok(Self::one());
        }
        if self.is_zero() {
            return Ok(Self::zero());
        }
        limits.check_degree(u64::from(self.degree()).saturating_mul(u64::from(exponent)))?;
        // Every coefficient of the power is at most this sum to that power.
        let sum = self.terms.iter().fold(Integer::zero(), |sum, term| sum + term.1.abs());
        let bits = power_bits(&sum, exponent);
        limits.check_bits(bits)?;
        limits.check_bits(power_bits(&self.denominator, exponent))?;

        if let [(monomial, coefficient)] = &self.terms[..] {
            // Powers of coprime numbers are coprime.
            return Ok(Polynomial {
                terms: vec![(monomial.pow(exponent)?, coefficient.pow(exponent))],
                denominator: self.denominator.pow(exponent),
            });
        }
        let terms = self.power_terms(exponent);
        limits.check_terms(terms)?;
        let products = terms.saturating_mul(wide(self.len())).saturating_mul(u64::from(exponent));
        limits.check_work(products, bits)?;
        let mut power = self.clone();
        for _ in 1..exponent {
            power = power.mul(self, limits)?;
        }
        Ok(power)
    }

    /// At least the number of terms of a power.
    fn power_terms(&self, exponent: u32) -> u64 {
        let exponent = u64::from(exponent);
        // Each term of the power chooses `exponent` terms, with repetition.
        let by_choice = binomial(wide(self.len()) - 1, exponent);
        // Each monomial of the power has at most this degree.
        let degree = u64::from(self.degree()).saturating_mul(exponent);
        let by_degree = binomial(wide(self.variables().len()), degree);
        by_choice.min(by_degree)
    }
}

/// The product of polynomials in which like terms may meet.
fn expand(
    few: &Polynomial,
    many: &Polynomial,
    limits: &Limits,
) -> Result<Vec<(Monomial, Integer)>, TooLarge> {
    let mut sums: HashMap<Monomial, Integer> = HashMap::with_capacity(many.len());
    for (m, a) in &few.terms {
        for (n, b) in &many.terms {
            *sums.entry(m.mul(n)?).or_default() += &(a * b);
        }
        limits.check_terms(wide(sums.len()))?;
    }
    let mut terms: Vec<_> = sums.into_iter().filter(|term| !term.1.is_zero()).collect();
    terms.sort_unstable_by(|left, right| right.0.cmp(&left.0));
    Ok(terms)
}

/// The size in bits of the longest coefficient, without the denominator.
fn coefficient_bits(polynomial: &Polynomial) -> u64 {
    let bits = polynomial.terms.iter().map(|term| term.1.bits());
    bits.max().unwrap_or(0)
}

/// The binomial coefficient of `a + b` over `a`, saturating.
fn binomial(a: u64, b: u64) -> u64 {
    let (few, many) = (u128::from(a.min(b)), u128::from(a.max(b)));
    let mut value: u128 = 1;
    for step in 1..=few {
        // Exact: this is the binomial coefficient of `many + step` over `step`.
        value = value * (many + step) / step;
        if value > u128::from(u64::MAX) {
            return u64::MAX;
        }
    }
    u64::try_from(value).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{Bound, Rational};

    const BILLION: u32 = 1_000_000_000;

    fn constant(value: i64) -> Polynomial {
        Polynomial::constant(&Rational::from(value))
    }

    fn x(variable: u32) -> Polynomial {
        Polynomial::variable(variable)
    }

    fn power(base: &Polynomial, exponent: u32) -> Result<Polynomial, Bound> {
        let power = base.pow(exponent, &Limits::default());
        power.map_err(|error| error.what)
    }

    #[test]
    fn binomials() {
        assert_eq!(binomial(0, 9), 1);
        assert_eq!(binomial(2, 3), 10);
        assert_eq!(binomial(3, 2), 10);
        assert_eq!(binomial(30, 30), 118_264_581_564_861_424);
        assert_eq!(binomial(u64::MAX, u64::MAX), u64::MAX);
        assert_eq!(binomial(u64::MAX, 1), u64::MAX);
    }

    #[test]
    fn a_huge_exponent_is_refused_unless_harmless() {
        assert_eq!(power(&constant(0), BILLION), Ok(constant(0)));
        assert_eq!(power(&constant(1), BILLION), Ok(constant(1)));
        assert_eq!(power(&constant(-1), BILLION), Ok(constant(1)));
        assert_eq!(power(&constant(-1), BILLION + 1), Ok(constant(-1)));
        assert_eq!(power(&constant(2), BILLION), Err(Bound::Bits));
        let half = constant(1).scale(&Rational::new(1, 2).unwrap());
        assert_eq!(power(&half, BILLION), Err(Bound::Bits));
        assert_eq!(power(&x(0), BILLION), Err(Bound::Degree));
        assert_eq!(power(&x(0).add(&constant(1)), BILLION), Err(Bound::Degree));
    }

    #[test]
    fn a_power_with_too_many_terms_is_refused() {
        let sum = (0..10).fold(Polynomial::zero(), |sum, i| sum.add(&x(i)));
        assert_eq!(power(&sum, 100), Err(Bound::Terms));
        assert_eq!(power(&sum, 3).map(|p| p.len()), Ok(220));
        let dense = x(0).add(&constant(1));
        assert_eq!(power(&dense, 10_000), Err(Bound::Products));
    }

    #[test]
    fn exponent_zero_gives_one() {
        assert_eq!(power(&constant(0), 0), Ok(constant(1)));
        assert_eq!(power(&x(3), 0), Ok(constant(1)));
    }

    #[test]
    fn products_are_refused_beyond_each_limit() {
        let limits = Limits { terms: 4, degree: 4, bits: 20 };
        let what = |a: &Polynomial, b: &Polynomial| a.mul(b, &limits).map_err(|error| error.what);
        let square = |i| x(i).mul(&x(i), &limits).unwrap();
        let (sum, cube) = (x(0).add(&x(1)), square(0).mul(&x(0), &limits).unwrap());
        assert!(what(&square(0), &square(1)).is_ok());
        assert_eq!(what(&cube, &square(1)), Err(Bound::Degree));
        assert_eq!(what(&constant(1 << 15), &constant(1 << 15)), Err(Bound::Bits));
        assert!(what(&sum, &sum.add(&x(2))).is_err_and(|bound| bound == Bound::Terms));
        assert_eq!(what(&sum, &sum).map(|p| p.len()), Ok(3));
        let five = (0..5).fold(Polynomial::zero(), |sum, i| sum.add(&x(i)));
        assert_eq!(what(&five, &constant(1)), Err(Bound::Terms));
    }
}
