//! Real expressions of a script, with numbers folded.
//!
//! Consumes smaller expressions; produces larger ones as text, and whether they are numbers, linear, and free of
//! variables that a quantifier of the script binds. Refuses text beyond a limit. Trusted by nobody.

use mechproof_core::exact::Rational;
use mechproof_core::logic::{Extremum, Relation};

use super::Unsupported;

/// Longest text of an expression, in bytes.
const MAX_TEXT: usize = 1 << 20;

/// How an expression depends on the unknowns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Degree {
    Constant,
    Linear,
    Nonlinear,
}

/// A real expression.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    pub(super) text: String,
    number: Option<Rational>,
    pub(super) degree: Degree,
    /// Whether it mentions a variable that a quantifier of the script binds.
    pub(super) local: bool,
}

/// A truth value, a comparison in text, or neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Decided(bool),
    Text(String),
}

/// A rational number in the language of scripts.
pub(super) fn number_text(number: &Rational) -> String {
    let magnitude = number.abs();
    let positive = if magnitude.is_integer() {
        format!("{}.0", magnitude.numerator())
    } else {
        format!("(/ {}.0 {}.0)", magnitude.numerator(), magnitude.denominator())
    };
    if number.is_negative() { format!("(- {positive})") } else { positive }
}

impl Expression {
    pub(super) fn number(number: Rational) -> Expression {
        Expression {
            text: number_text(&number),
            number: Some(number),
            degree: Degree::Constant,
            local: false,
        }
    }

    pub(super) fn zero() -> Expression {
        Expression::number(Rational::zero())
    }

    pub(super) fn one() -> Expression {
        Expression::number(Rational::one())
    }

    /// An unknown, or a function's value.
    pub(super) fn unknown(text: String, local: bool) -> Expression {
        Expression { text, number: None, degree: Degree::Linear, local }
    }

    pub(super) fn as_number(&self) -> Option<&Rational> {
        self.number.as_ref()
    }

    /// `(head part part ...)`.
    fn application(head: &str, parts: &[&Expression], degree: Degree) -> Result<Expression, Unsupported> {
        let length = parts.iter().fold(head.len() + 2, |sum, part| sum + part.text.len() + 1);
        if length > MAX_TEXT {
            return Err(Unsupported::TooLarge);
        }
        let mut text = String::with_capacity(length);
        text.push('(');
        text.push_str(head);
        for part in parts {
            text.push(' ');
            text.push_str(&part.text);
        }
        text.push(')');
        Ok(Expression { text, number: None, degree, local: parts.iter().any(|part| part.local) })
    }

    pub(super) fn sum(parts: &[Expression]) -> Result<Expression, Unsupported> {
        let constant: Rational = parts.iter().filter_map(Expression::as_number).cloned().sum();
        let mut rest: Vec<&Expression> = parts.iter().filter(|part| part.number.is_none()).collect();
        let constant = Expression::number(constant);
        if rest.is_empty() {
            return Ok(constant);
        }
        if constant.number != Some(Rational::zero()) {
            rest.push(&constant);
        }
        if let [only] = rest.as_slice() {
            return Ok((*only).clone());
        }
        let degree = rest.iter().map(|part| part.degree).max().unwrap_or(Degree::Constant);
        Expression::application("+", &rest, degree)
    }

    pub(super) fn product(parts: &[Expression]) -> Result<Expression, Unsupported> {
        let mut constant = Rational::one();
        for number in parts.iter().filter_map(Expression::as_number) {
            constant = &constant * number;
        }
        let mut rest: Vec<&Expression> = parts.iter().filter(|part| part.number.is_none()).collect();
        let degree = match rest.as_slice() {
            [] => Degree::Constant,
            [only] => only.degree,
            _ => Degree::Nonlinear,
        };
        let one = constant.is_one();
        let zero = constant.is_zero();
        let constant = Expression::number(constant);
        if rest.is_empty() || zero {
            return Ok(constant);
        }
        if !one {
            rest.insert(0, &constant);
        }
        if let [only] = rest.as_slice() {
            return Ok((*only).clone());
        }
        Expression::application("*", &rest, degree)
    }

    pub(super) fn power(&self, exponent: u32) -> Result<Expression, Unsupported> {
        if let Some(number) = &self.number {
            let limits = mechproof_core::exact::Limits::default();
            let power = number.pow_within(exponent, &limits).map_err(|_| Unsupported::TooLarge)?;
            return Ok(Expression::number(power));
        }
        let count = usize::try_from(exponent).map_err(|_| Unsupported::TooLarge)?;
        if count.saturating_mul(self.text.len()) > MAX_TEXT {
            return Err(Unsupported::TooLarge);
        }
        Expression::product(&vec![self.clone(); count])
    }

    /// A quotient with the solver's own division, and 0 where the denominator is 0.
    pub(super) fn guarded_quotient(
        numerator: &Expression,
        denominator: &Expression,
    ) -> Result<Expression, Unsupported> {
        let quotient = Expression::application("/", &[numerator, denominator], Degree::Nonlinear)?;
        let condition = format!("(= {} 0.0)", denominator.text);
        quotient.guarded(&condition, &Expression::zero())
    }

    /// `other` where the condition holds, else `self`.
    fn guarded(&self, condition: &str, other: &Expression) -> Result<Expression, Unsupported> {
        if condition.len() > MAX_TEXT {
            return Err(Unsupported::TooLarge);
        }
        let degree = self.degree.max(other.degree);
        Expression::application(&format!("ite {condition}"), &[other, self], degree)
    }

    pub(super) fn extremum(
        which: Extremum,
        left: &Expression,
        right: &Expression,
    ) -> Result<Expression, Unsupported> {
        let relation = match which {
            Extremum::Max => Relation::Ge,
            Extremum::Min => Relation::Le,
        };
        Expression::choice(relation, left, right, left, right)
    }

    /// 1 where the comparison holds, else 0.
    pub(super) fn indicator(
        relation: Relation,
        left: &Expression,
        right: &Expression,
    ) -> Result<Expression, Unsupported> {
        Expression::choice(relation, left, right, &Expression::one(), &Expression::zero())
    }

    fn choice(
        relation: Relation,
        left: &Expression,
        right: &Expression,
        then: &Expression,
        otherwise: &Expression,
    ) -> Result<Expression, Unsupported> {
        match Expression::compare(relation, left, right)? {
            Comparison::Decided(true) => Ok(then.clone()),
            Comparison::Decided(false) => Ok(otherwise.clone()),
            Comparison::Text(condition) => {
                let mut result = otherwise.guarded(&condition, then)?;
                result.local |= left.local || right.local;
                result.degree = result.degree.max(left.degree).max(right.degree);
                Ok(result)
            }
        }
    }

    pub(super) fn compare(
        relation: Relation,
        left: &Expression,
        right: &Expression,
    ) -> Result<Comparison, Unsupported> {
        if let (Some(left), Some(right)) = (&left.number, &right.number) {
            return Ok(Comparison::Decided(super::evaluate::compare(relation, left, right)));
        }
        if left.text.len() + right.text.len() > MAX_TEXT {
            return Err(Unsupported::TooLarge);
        }
        let (left, right) = (&left.text, &right.text);
        Ok(Comparison::Text(match relation {
            Relation::Eq => format!("(= {left} {right})"),
            Relation::Ne => format!("(not (= {left} {right}))"),
            Relation::Ge => format!("(>= {left} {right})"),
            Relation::Gt => format!("(> {left} {right})"),
            Relation::Le => format!("(<= {left} {right})"),
            Relation::Lt => format!("(< {left} {right})"),
        }))
    }
}
