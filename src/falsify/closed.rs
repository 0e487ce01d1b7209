//! Exponentials and logarithms in a normal form, so that equal ones are known to be equal.
//!
//! A number is written as a rational plus rational multiples of `exp(a)` with `a` rational and of `log(n)`, where
//! logarithms of fractions are taken apart by the prime factors of both sides. Every step is an identity, so
//! what comes out as a rational is that rational. What has another form is left to intervals
//! ([`super::range`]); two numbers with different forms are not known to be different.

use std::collections::BTreeMap;

use mechproof_core::exact::{Integer, Rational};

/// Most parts of a number.
const MAX_PARTS: usize = 24;
/// Most bits of a coefficient and of an exponent.
const MAX_BITS: u64 = 512;
/// Prime factors up to this are split off; what is left counts as one.
const MAX_FACTOR: i64 = 2000;
/// Largest power of a rational that an exponential of logarithms becomes.
const MAX_POWER: i64 = 64;

/// What a coefficient belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// The exponential of a number that is not 0.
    Exp(Rational),
    /// The logarithm of a whole number above 1.
    Log(i64),
}

/// A rational plus multiples of exponentials and logarithms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Closed {
    level: Rational,
    parts: BTreeMap<Part, Rational>,
}

impl Closed {
    pub(super) fn number(level: Rational) -> Closed {
        Closed { level, parts: BTreeMap::new() }
    }

    /// The number, if it is rational by its form.
    pub(super) fn rational(&self) -> Option<&Rational> {
        self.parts.is_empty().then_some(&self.level)
    }

    /// With a multiple of one part added; nothing if it grows too large.
    fn with(mut self, part: Part, factor: &Rational) -> Option<Closed> {
        let coefficient = self.parts.remove(&part).unwrap_or_default() + factor;
        if !coefficient.is_zero() {
            self.parts.insert(part, coefficient);
        }
        self.small()
    }

    fn small(self) -> Option<Closed> {
        let bits = self.parts.values().map(Rational::bits).max().unwrap_or(0).max(self.level.bits());
        (self.parts.len() <= MAX_PARTS && bits <= MAX_BITS).then_some(self)
    }

    /// With a multiple of another number added.
    pub(super) fn plus(&self, other: &Closed, factor: &Rational) -> Option<Closed> {
        let level = &self.level + &(&other.level * factor);
        let sum = Closed { level, parts: self.parts.clone() };
        other.parts.iter().try_fold(sum, |sum, (part, each)| sum.with(part.clone(), &(each * factor)))
    }

    /// The product, where no logarithm is multiplied with anything but a rational.
    pub(super) fn times(&self, other: &Closed) -> Option<Closed> {
        match (self.rational(), other.rational()) {
            (Some(factor), _) => return Closed::number(Rational::zero()).plus(other, factor),
            (_, Some(factor)) => return Closed::number(Rational::zero()).plus(self, factor),
            _ => {}
        }
        let (left, right) = (self.exponents()?, other.exponents()?);
        let pairs = left.iter().flat_map(|one| right.iter().map(move |other| (one, other)));
        pairs.into_iter().try_fold(Closed::number(Rational::zero()), |sum, (one, other)| {
            sum.plus(&Closed::exponential(&(&one.0 + &other.0))?, &(&one.1 * &other.1))
        })
    }

    /// As multiples of exponentials, that of 0 included.
    fn exponents(&self) -> Option<Vec<(Rational, Rational)>> {
        let parts = self.parts.iter().map(|(part, factor)| match part {
            Part::Exp(exponent) => Some((exponent.clone(), factor.clone())),
            Part::Log(_) => None,
        });
        let level = (!self.level.is_zero()).then(|| Some((Rational::zero(), self.level.clone())));
        parts.chain(level).collect()
    }

    /// The one exponential that it is a multiple of.
    fn single(&self) -> Option<(Rational, Rational)> {
        let mut exponents = self.exponents()?;
        if exponents.len() == 1 { exponents.pop() } else { None }
    }

    /// One over it.
    pub(super) fn inverse(&self) -> Option<Closed> {
        let (exponent, factor) = self.single()?;
        Closed::number(Rational::zero()).plus(&Closed::exponential(&-exponent)?, &factor.recip()?)
    }

    /// The exponential of a rational.
    fn exponential(exponent: &Rational) -> Option<Closed> {
        if exponent.is_zero() {
            return Some(Closed::number(Rational::one()));
        }
        if exponent.bits() > MAX_BITS {
            return None;
        }
        Closed::number(Rational::zero()).with(Part::Exp(exponent.clone()), &Rational::one())
    }

    /// The exponential, where it is a rational times the exponential of a rational.
    pub(super) fn exp(&self) -> Option<Closed> {
        let mut factor = Rational::one();
        for (part, power) in &self.parts {
            let Part::Log(number) = part else { return None };
            let power = power.is_integer().then(|| power.numerator().to_i64()).flatten()?;
            if power.abs() > MAX_POWER || factor.bits() > MAX_BITS {
                return None;
            }
            let size = Rational::from(*number).pow(u32::try_from(power.unsigned_abs()).ok()?);
            factor = factor * if power < 0 { size.recip()? } else { size };
        }
        Closed::number(Rational::zero()).plus(&Closed::exponential(&self.level)?, &factor)?.small()
    }

    /// The logarithm, where this is a positive rational times the exponential of a rational.
    pub(super) fn log(&self) -> Option<Closed> {
        let (exponent, factor) = self.single()?;
        if !factor.is_positive() {
            return None;
        }
        let sum = of_factors(Closed::number(exponent), &factor.numerator(), &Rational::one())?;
        of_factors(sum, &factor.denominator(), &Rational::from(-1))
    }
}

/// With a multiple of the logarithm of a positive whole number added.
fn of_factors(mut sum: Closed, number: &Integer, factor: &Rational) -> Option<Closed> {
    let mut rest = number.to_i64()?;
    let mut prime = 2;
    while prime <= MAX_FACTOR && prime <= rest {
        while rest % prime == 0 {
            sum = sum.with(Part::Log(prime), factor)?;
            rest /= prime;
        }
        prime += 1;
    }
    if rest > 1 { sum.with(Part::Log(rest), factor) } else { Some(sum) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(num: i64, den: i64) -> Closed {
        Closed::number(Rational::new(num, den).expect("not 0"))
    }

    fn minus(left: &Closed, right: &Closed) -> Closed {
        left.plus(right, &Rational::from(-1)).expect("small")
    }

    #[test]
    fn the_laws_of_logarithms_and_exponentials_hold() {
        let log = |num, den| number(num, den).log().expect("positive");
        let exp = |num, den| number(num, den).exp().expect("small");
        let both = log(6, 35).plus(&log(70, 3), &Rational::one()).expect("small");
        assert_eq!(minus(&both, &log(4, 1)).rational(), Some(&Rational::zero()));
        let wrong = minus(&both, &log(5, 1));
        assert_eq!(wrong.rational(), None);
        let product = exp(1, 2).times(&exp(-3, 2)).expect("exponentials");
        assert_eq!(minus(&product, &exp(-1, 1)).rational(), Some(&Rational::zero()));
        assert_eq!(minus(&product, &exp(1, 1)).rational(), None);
        assert_eq!(exp(7, 3).log().as_ref().and_then(Closed::rational), Rational::new(7, 3).as_ref());
        assert_eq!(log(7, 3).exp().as_ref().and_then(Closed::rational), Rational::new(7, 3).as_ref());
        assert_eq!(
            minus(&exp(2, 1).inverse().expect("single"), &exp(-2, 1)).rational(),
            Some(&Rational::zero())
        );
    }

    #[test]
    fn what_has_no_normal_form_has_none() {
        let (log, exp) = (number(2, 1).log().expect("positive"), number(2, 1).exp().expect("small"));
        assert_eq!(log.times(&log), None);
        assert_eq!(log.log(), None);
        assert_eq!(exp.exp(), None);
        assert_eq!(number(0, 1).log(), None);
        assert_eq!(number(-2, 1).log(), None);
        assert_eq!(minus(&exp, &number(1, 1)).inverse(), None);
        let half = number(0, 1).plus(&log, &Rational::new(1, 2).expect("not 0")).expect("small");
        assert_eq!(half.exp(), None, "a square root");
    }
}
