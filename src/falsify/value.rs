//! Values of terms: numbers, elements of sorts, and polynomials in variables that have no number yet.
//!
//! Polynomials arise under an integral and when linear constraints on quantified numbers are collected. Every
//! operation has a guard on size. Untrusted, but exact: there is no rounding anywhere.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use mechproof_core::exact::{Limits, Monomial, Polynomial, Rational};
use mechproof_core::logic::Relation;

use super::range::{Range, known};

/// Most bits of a number; a trial that needs more is given up.
const MAX_BITS: u64 = 4096;
/// Why a comparison of exponentials or logarithms is not decided.
pub(super) const NEAR: &str = "exponentials or logarithms that are equal or too near to be told apart";
/// Guards for polynomials.
const LIMITS: Limits = Limits { terms: 4000, degree: 120, bits: MAX_BITS };

/// Why a term has no value here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// What the evaluator does not do.
    Unsupported(String),
    /// A number or polynomial grew too large.
    TooLarge,
    /// A comparison changes at this place of the integration variable.
    Split(u32, Polynomial),
    /// It depends on the sign of this polynomial in quantified numbers.
    Case(Polynomial),
}

impl Obstacle {
    /// In words.
    pub(super) fn words(self) -> String {
        match self {
            Obstacle::Unsupported(what) => what,
            Obstacle::TooLarge => "numbers that grow too large".to_owned(),
            Obstacle::Split(..) => "a comparison under several integrals".to_owned(),
            Obstacle::Case(_) => "a case distinction on a quantified number".to_owned(),
        }
    }
}

/// The result of evaluating something.
pub(super) type Eval<T> = Result<T, Obstacle>;

/// Something the evaluator does not do.
pub(super) fn unsupported<T>(what: &str) -> Eval<T> {
    Err(Obstacle::Unsupported(what.to_owned()))
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Number(Rational),
    Element(usize),
    Polynomial(Polynomial),
    /// It is known to lie here.
    Range(Box<Range>),
}

impl Value {
    pub(super) fn zero() -> Value {
        Value::Number(Rational::zero())
    }

    pub(super) fn one() -> Value {
        Value::Number(Rational::one())
    }

    /// A polynomial, as a number if it is one.
    pub(super) fn of(polynomial: Polynomial) -> Value {
        match polynomial.as_constant() {
            Some(number) => Value::Number(number),
            None => Value::Polynomial(polynomial),
        }
    }

    /// The number, if it is one.
    pub(super) fn number(&self) -> Eval<&Rational> {
        match self {
            Value::Number(number) => Ok(number),
            Value::Range(_) => unsupported("a value that is known to lie between two numbers only"),
            _ => unsupported("a value that depends on an integration variable or a quantified number"),
        }
    }

    /// As a polynomial.
    pub(super) fn polynomial(&self) -> Eval<Polynomial> {
        match self {
            Value::Number(number) => Ok(Polynomial::constant(number)),
            Value::Polynomial(polynomial) => Ok(polynomial.clone()),
            Value::Element(_) => unsupported("an element where a number is needed"),
            Value::Range(_) => unsupported("exponentials or logarithms besides quantified numbers"),
        }
    }

    /// Whether it stands in a relation to 0; `None` if it has no number.
    pub(super) fn stands(&self, relation: Relation) -> Option<bool> {
        match self {
            Value::Number(number) => Some(holds(relation, number.sign())),
            Value::Range(range) => Some(holds(relation, range.sign()?)),
            _ => None,
        }
    }

    /// Both as ranges, if one is known to lie in one only and the other is no polynomial.
    fn ranges(&self, other: &Value) -> Option<(Range, Range)> {
        let range = |value: &Value| match value {
            Value::Number(number) => Some(Range::number(number)),
            Value::Range(range) => Some(range.as_ref().clone()),
            Value::Element(_) | Value::Polynomial(_) => None,
        };
        let any = matches!(self, Value::Range(_)) || matches!(other, Value::Range(_));
        any.then(|| Some((range(self)?, range(other)?))).flatten()
    }

    pub(super) fn plus(&self, other: &Value) -> Eval<Value> {
        match (self, other) {
            (Value::Number(left), Value::Number(right)) => guarded(left + right),
            _ if let Some((left, right)) = self.ranges(other) => Ok(known(left.plus(&right))),
            _ => sized(self.polynomial()?.add(&other.polynomial()?)),
        }
    }

    pub(super) fn minus(&self, other: &Value) -> Eval<Value> {
        match (self, other) {
            (Value::Number(left), Value::Number(right)) => guarded(left - right),
            _ if let Some((left, right)) = self.ranges(other) => Ok(known(left.minus(&right))),
            _ => sized(self.polynomial()?.sub(&other.polynomial()?)),
        }
    }

    pub(super) fn times(&self, other: &Value) -> Eval<Value> {
        match (self, other) {
            (Value::Number(number), _) | (_, Value::Number(number)) if number.is_zero() => Ok(Value::zero()),
            (Value::Number(left), Value::Number(right)) => guarded(left * right),
            _ if let Some((left, right)) = self.ranges(other) => Ok(known(left.times(&right))),
            _ => {
                let product = self.polynomial()?.mul(&other.polynomial()?, &LIMITS);
                product.map(Value::of).map_err(|_| Obstacle::TooLarge)
            }
        }
    }

    pub(super) fn power(&self, exponent: u32) -> Eval<Value> {
        match self {
            Value::Number(number) => {
                number.pow_within(exponent, &LIMITS).map(Value::Number).map_err(|_| Obstacle::TooLarge)
            }
            Value::Range(_) => (0..exponent).try_fold(Value::one(), |power, _| power.times(self)),
            _ => {
                let power = self.polynomial()?.pow(exponent, &LIMITS);
                power.map(Value::of).map_err(|_| Obstacle::TooLarge)
            }
        }
    }

    /// The quotient by a number; by 0 it is 0.
    pub(super) fn over(&self, divisor: &Value) -> Eval<Value> {
        if let Value::Range(range) = divisor {
            let inverse = range.inverse().ok_or_else(|| Obstacle::Unsupported(NEAR.to_owned()))?;
            return self.times(&known(inverse));
        }
        let inverse = divisor.number()?.recip().unwrap_or_default();
        self.times(&Value::Number(inverse))
    }

    /// The integral from `low` to `high` over a variable.
    pub(super) fn integral(&self, variable: u32, low: &Polynomial, high: &Polynomial) -> Eval<Value> {
        let mut sum = Polynomial::zero();
        for (monomial, coefficient) in self.polynomial()?.terms() {
            let power = monomial.exponent(variable) + 1;
            let others = monomial.iter().filter(|(other, _)| *other != variable);
            let rest = Monomial::from_powers(others).map_err(|_| Obstacle::TooLarge)?;
            let at = |end: &Polynomial| end.pow(power, &LIMITS).map_err(|_| Obstacle::TooLarge);
            let share = coefficient.checked_div(&Rational::from(i64::from(power))).unwrap_or_default();
            let factor = Polynomial::term(rest, &share);
            let part = at(high)?.sub(&at(low)?).mul(&factor, &LIMITS).map_err(|_| Obstacle::TooLarge)?;
            sum = sum.add(&part);
        }
        sized(sum)
    }
}

/// Where the polynomial is 0 as a variable runs, if it is a number times that variable and what does not depend
/// on it: that number and the root.
pub(super) fn root(polynomial: &Polynomial, variable: u32) -> Option<(Rational, Polynomial)> {
    let monomial = Monomial::variable(variable);
    let slope = polynomial.coefficient(&monomial);
    let rest = polynomial.sub(&Polynomial::term(monomial, &slope));
    if rest.variables().contains(&variable) {
        return None;
    }
    let share = -slope.recip()?;
    Some((slope, rest.scale(&share)))
}

/// The polynomial with numbers for some of its variables.
pub(super) fn put(polynomial: &Polynomial, known: &BTreeMap<u32, Rational>) -> Polynomial {
    Polynomial::from_terms(polynomial.terms().map(|(monomial, coefficient)| {
        let (with, without): (Vec<_>, Vec<_>) =
            monomial.iter().partition(|(variable, _)| known.contains_key(variable));
        let factor = with.iter().filter_map(|(variable, power)| Some(known.get(variable)?.pow(*power)));
        let factor = factor.fold(coefficient.clone(), |product, factor| product * factor);
        match Monomial::from_powers(without) {
            Ok(rest) => (rest, factor),
            // A part of a monomial is no larger than the monomial.
            Err(_) => (monomial.clone(), coefficient.clone()),
        }
    }))
}

fn guarded(number: Rational) -> Eval<Value> {
    if number.bits() > MAX_BITS { Err(Obstacle::TooLarge) } else { Ok(Value::Number(number)) }
}

fn sized(polynomial: Polynomial) -> Eval<Value> {
    let large = polynomial.bits() > MAX_BITS || polynomial.len() > LIMITS.terms;
    if large { Err(Obstacle::TooLarge) } else { Ok(Value::of(polynomial)) }
}

/// Whether a difference stands in a relation to 0, by its sign.
pub(super) fn holds(relation: Relation, sign: Ordering) -> bool {
    match relation {
        Relation::Eq => sign.is_eq(),
        Relation::Ne => sign.is_ne(),
        Relation::Ge => sign.is_ge(),
        Relation::Gt => sign.is_gt(),
        Relation::Le => sign.is_le(),
        Relation::Lt => sign.is_lt(),
    }
}
