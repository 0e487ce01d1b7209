//! Exponentials and logarithms, and what is computed from them, between two rationals.
//!
//! Consumes rationals and ranges; produces intervals that certainly hold the value, with its normal form where it
//! has one ([`super::closed`]). Intervals decide a comparison where its sides are apart, the form where they are
//! equal.

use std::cmp::Ordering;

use mechproof_core::exact::Rational;
use mechproof_core::logic::Builtin;

use super::closed::Closed;
use super::value::{Eval, Value, unsupported};
use crate::exact::interval::{Interval, dyadic};
use crate::exact::logarithm;

/// Digits after the point, in base two, that are kept.
const BITS: u32 = 96;
/// The exponential of a number larger than this is not computed.
const MAX_EXPONENT: i64 = 64;
/// Terms of the series of the exponential, at a number of at most one half.
const TERMS: i64 = 24;

/// A number between two rationals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Range {
    /// It lies here.
    interval: Interval,
    /// It is this, if that is known.
    closed: Option<Closed>,
}

impl Range {
    pub(super) fn number(number: &Rational) -> Range {
        Range { interval: Interval::point(number.clone()), closed: Some(Closed::number(number.clone())) }
    }

    /// The sign, if it is known.
    pub(super) fn sign(&self) -> Option<Ordering> {
        if self.interval.lo.is_positive() {
            return Some(Ordering::Greater);
        }
        self.interval.hi.is_negative().then_some(Ordering::Less)
    }

    /// What has both normal forms has that of the result, if there is one.
    fn with(
        &self,
        other: &Range,
        interval: Interval,
        form: impl Fn(&Closed, &Closed) -> Option<Closed>,
    ) -> Range {
        let closed =
            self.closed.as_ref().zip(other.closed.as_ref()).and_then(|(one, other)| form(one, other));
        Range { interval, closed }
    }

    pub(super) fn plus(&self, other: &Range) -> Range {
        self.with(other, &self.interval + &other.interval, |one, other| one.plus(other, &Rational::one()))
    }

    pub(super) fn minus(&self, other: &Range) -> Range {
        self.with(other, &self.interval - &other.interval, |one, other| one.plus(other, &Rational::from(-1)))
    }

    pub(super) fn times(&self, other: &Range) -> Range {
        self.with(other, self.interval.times(&other.interval), Closed::times)
    }

    /// One over it, unless it may be 0.
    pub(super) fn inverse(&self) -> Option<Range> {
        let closed = self.closed.as_ref().and_then(Closed::inverse);
        Some(Range { interval: inverse(&self.interval)?, closed })
    }
}

/// The value of a function with a fixed meaning.
pub(super) fn builtin(builtin: Builtin, value: &Value) -> Eval<Value> {
    let Range { interval, closed } = match value {
        Value::Number(number) => Range::number(number),
        Value::Range(range) => range.as_ref().clone(),
        _ => return unsupported("exponentials and logarithms of quantified numbers"),
    };
    let most = Rational::from(MAX_EXPONENT);
    match builtin {
        Builtin::Exp if interval.lo < -&most || interval.hi > most => {
            unsupported("exponentials of large numbers")
        }
        Builtin::Exp => {
            let interval = Interval { lo: exponential(&interval.lo).lo, hi: exponential(&interval.hi).hi };
            Ok(known(Range { interval, closed: closed.as_ref().and_then(Closed::exp) }))
        }
        Builtin::Log if !interval.lo.is_positive() => {
            unsupported("logarithms of numbers that are not positive")
        }
        Builtin::Log => {
            let (lo, hi) = (logarithm::log(&interval.lo, BITS).lo, logarithm::log(&interval.hi, BITS).hi);
            Ok(known(Range { interval: Interval { lo, hi }, closed: closed.as_ref().and_then(Closed::log) }))
        }
    }
}

/// A range as a value, with ends that are not larger than need be; a number if it is one.
pub(super) fn known(Range { interval, closed }: Range) -> Value {
    if interval.lo == interval.hi {
        return Value::Number(interval.lo);
    }
    if let Some(number) = closed.as_ref().and_then(Closed::rational) {
        return Value::Number(number.clone());
    }
    let scale = dyadic(BITS).recip().unwrap_or_else(Rational::one);
    Value::Range(Box::new(Range { interval: interval.outward(&scale), closed }))
}

/// One over each value, unless 0 is one of them.
fn inverse(interval: &Interval) -> Option<Interval> {
    if interval.contains(&Rational::zero()) {
        return None;
    }
    Some(Interval { lo: interval.hi.recip()?, hi: interval.lo.recip()? })
}

/// The exponential of a number.
fn exponential(number: &Rational) -> Interval {
    if number.is_zero() {
        return Interval::point(Rational::one());
    }
    if number.is_negative() {
        // A positive number stays apart from 0.
        return inverse(&exponential(&number.abs())).unwrap_or_else(|| Interval::point(Rational::zero()));
    }
    let half = dyadic(1);
    let (mut rest, mut squarings) = (number.clone(), 0);
    while rest > half {
        rest = rest * &half;
        squarings += 1;
    }
    // Rounded down and up, so that numbers stay small; the exponential grows.
    let scale = dyadic(BITS + 24).recip().unwrap_or_else(Rational::one);
    let rest = Interval::point(rest).outward(&scale);
    let mut sum = Interval::point(Rational::one());
    let mut term = Interval::point(Rational::one());
    for place in 1..=TERMS {
        let divisor = Rational::from(place).recip().unwrap_or_default();
        term = term.times(&rest).scale(&divisor).outward(&scale);
        sum = &sum + &term;
    }
    // What follows is less than the last term, as each is at most half of the one before.
    sum.hi = &sum.hi + &term.hi;
    for _ in 0..squarings {
        sum = sum.times(&sum).outward(&scale);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(num: i64, den: i64) -> Rational {
        Rational::new(num, den).expect("not 0")
    }

    #[test]
    fn exponentials_hold_their_value() {
        // e = 2.71828182845904523536 and its powers, to the digits written.
        for (number, low, high) in [
            (
                ratio(1, 1),
                ratio(271_828_182_845_904, 100_000_000_000_000),
                ratio(271_828_182_845_905, 100_000_000_000_000),
            ),
            (ratio(10, 1), ratio(22_026_465_794, 1_000_000), ratio(22_026_465_795, 1_000_000)),
            (ratio(-1, 2), ratio(606_530_659, 1_000_000_000), ratio(606_530_660, 1_000_000_000)),
        ] {
            let found = exponential(&number);
            assert!(low <= found.lo && found.lo < found.hi && found.hi <= high, "{found:?}");
        }
        assert!(exponential(&Rational::from(-MAX_EXPONENT)).lo.is_positive());
    }

    #[test]
    fn a_logarithm_undoes_an_exponential() {
        for number in [ratio(3, 7), ratio(-5, 2), ratio(20, 1)] {
            let there = builtin(Builtin::Exp, &Value::Number(number.clone())).expect("small");
            assert_eq!(builtin(Builtin::Log, &there), Ok(Value::Number(number.clone())));
            // What has no normal form is enclosed.
            let Value::Range(range) = there else { panic!("a range") };
            let there = Value::Range(Box::new(Range { closed: None, ..*range }));
            let Value::Range(back) = builtin(Builtin::Log, &there).expect("positive") else {
                panic!("a range")
            };
            assert!(back.interval.contains(&number) && back.interval.width() < dyadic(40), "{back:?}");
        }
    }

    #[test]
    fn what_has_no_value_has_none() {
        for (function, number) in
            [(Builtin::Log, 0), (Builtin::Log, -1), (Builtin::Exp, 1000), (Builtin::Exp, -1000)]
        {
            assert!(builtin(function, &Value::Number(Rational::from(number))).is_err());
        }
        assert_eq!(builtin(Builtin::Exp, &Value::zero()), Ok(Value::one()));
        assert_eq!(builtin(Builtin::Log, &Value::one()), Ok(Value::zero()));
        assert_eq!(inverse(&Interval { lo: ratio(-1, 1), hi: ratio(1, 1) }), None);
    }
}
