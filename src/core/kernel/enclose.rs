//! The exponential and the logarithm: rational bounds from their series with checked remainders, and the laws
//! that determine them.
//!
//! `exp x`: halve the argument until it is at most 1/2, sum the series, bound the rest by twice its first
//! term, square back. `log x`: write `x = 2^k m` with `m` near 1 and use
//! `log m = 2 artanh((m-1)/(m+1))`, whose remainder is bounded by a geometric series.

use super::checker::Checker;
use super::rejection::Reason;
use crate::exact::Rational;
use crate::logic::{Binder, Builtin, Domain, Formula, Relation, Term};
use std::sync::Arc;

/// Most terms of a series.
const MAX_TERMS: u32 = 400;
/// Most halvings of the argument of an exponential, and the largest power of 2 in that of a logarithm.
const MAX_SCALING: u32 = 12;
/// Largest size of an argument, in bits.
const MAX_BITS: u64 = 4_000;
/// Largest size of a bound, in bits, as estimated before it is computed.
const MAX_SIZE: u64 = 1 << 18;

impl Checker<'_> {
    pub(super) fn enclose(
        &mut self,
        function: Builtin,
        argument: &Rational,
        terms: u32,
        lower: &Rational,
        upper: &Rational,
    ) -> Result<(), Reason> {
        if terms == 0 || terms > MAX_TERMS || argument.bits() > MAX_BITS {
            return Err(Reason::OutsideRange);
        }
        let (low, high) = match function {
            Builtin::Exp => exponential(argument, terms),
            Builtin::Log => logarithm(argument, terms),
        }
        .ok_or(Reason::OutsideRange)?;
        if *lower > low || *upper < high {
            return Err(Reason::BoundsNotReached);
        }
        let value = Term::Builtin(function, Arc::new(Term::Number(argument.clone())));
        self.add(Formula::And(vec![
            Formula::Compare(Relation::Ge, value.clone(), Term::Number(lower.clone())),
            Formula::Compare(Relation::Le, value, Term::Number(upper.clone())),
        ]));
        Ok(())
    }

    /// Adds three closed facts. Only the exponential satisfies the first two, and the third determines the
    /// logarithm of positive numbers.
    pub(super) fn exponential(&mut self) {
        let of = |function, argument| Term::Builtin(function, Arc::new(argument));
        let exp = |argument| of(Builtin::Exp, argument);
        let every = |name: &str, body| {
            Formula::Forall(Binder { name: name.into(), domain: Domain::Real }, Box::new(body))
        };
        let (x, y) = (Term::bound(1), Term::bound(0));
        let sum = exp(Term::Sum([x.clone(), y.clone()].into()));
        let product = Term::Product([exp(x), exp(y)].into());
        self.add(every("x", every("y", Formula::Compare(Relation::Eq, sum, product))));
        let x = Term::bound(0);
        let tangent = Term::Sum([x.clone(), Term::integer(1)].into());
        self.add(every("x", Formula::Compare(Relation::Ge, exp(x.clone()), tangent)));
        let inverse = Formula::Compare(Relation::Eq, exp(of(Builtin::Log, x.clone())), x.clone());
        let positive = Formula::Compare(Relation::Gt, x, Term::integer(0));
        self.add(every("x", positive.implies(inverse)));
    }
}

fn half() -> Rational {
    Rational::new(1, 2).unwrap_or_else(Rational::zero)
}

/// Bounds of `exp x`.
fn exponential(x: &Rational, terms: u32) -> Option<(Rational, Rational)> {
    let mut reduced = x.clone();
    let mut halvings = 0;
    while reduced.abs() > half() {
        reduced = &reduced * &half();
        halvings += 1;
        if halvings > MAX_SCALING {
            return None;
        }
    }
    // A term adds the bits of the argument and of its number; each squaring doubles them.
    if (u64::from(terms) * (reduced.bits() + 9)) << halvings > MAX_SIZE {
        return None;
    }
    let mut sum = Rational::zero();
    let mut term = Rational::one();
    for index in 1..=terms {
        sum = &sum + &term;
        term = (&term * &reduced).checked_div(&Rational::from(i64::from(index)))?;
    }
    // For |x| <= 1/2 every further term is at most half of the one before.
    let rest = &term.abs() + &term.abs();
    let (mut low, mut high) = (&sum - &rest, &sum + &rest);
    if !low.is_positive() {
        return None;
    }
    for _ in 0..halvings {
        low = &low * &low;
        high = &high * &high;
    }
    Some((low, high))
}

/// Bounds of `log x` for `x > 0`.
fn logarithm(x: &Rational, terms: u32) -> Option<(Rational, Rational)> {
    if !x.is_positive() {
        return None;
    }
    let (four_thirds, two_thirds) = (Rational::new(4, 3)?, Rational::new(2, 3)?);
    let two = Rational::from(2);
    let mut reduced = x.clone();
    let mut twos = Rational::zero();
    let mut steps = 0;
    while reduced > four_thirds || reduced < two_thirds {
        if reduced > four_thirds {
            reduced = &reduced * &half();
            twos = &twos + &Rational::one();
        } else {
            reduced = &reduced * &two;
            twos = &twos - &Rational::one();
        }
        steps += 1;
        if steps > 1 << MAX_SCALING {
            return None;
        }
    }
    // Numerator and denominator of m - 1 over m + 1 are below twice the size of m, and squared in each term.
    if u64::from(terms) * (4 * reduced.bits() + 20) > MAX_SIZE {
        return None;
    }
    let of =
        |m: &Rational| artanh_twice(&(m - &Rational::one()).checked_div(&(m + &Rational::one()))?, terms);
    let (low, high) = of(&reduced)?;
    let (two_low, two_high) = of(&two)?;
    let (shift_low, shift_high) = if twos.is_negative() {
        (&twos * &two_high, &twos * &two_low)
    } else {
        (&twos * &two_low, &twos * &two_high)
    };
    Some((&low + &shift_low, &high + &shift_high))
}

/// Bounds of `2 artanh z` for `|z| < 1`.
fn artanh_twice(z: &Rational, terms: u32) -> Option<(Rational, Rational)> {
    let square = z * z;
    let mut power = z.clone();
    let mut sum = Rational::zero();
    for index in 0..terms {
        sum = &sum + &power.checked_div(&Rational::from(2 * i64::from(index) + 1))?;
        power = &power * &square;
    }
    let gap = &Rational::from(2 * i64::from(terms) + 1) * &(&Rational::one() - &square);
    let rest = power.abs().checked_div(&gap)?;
    let two = Rational::from(2);
    Some((&two * &(&sum - &rest), &two * &(&sum + &rest)))
}
