//! Why a question to a model has no answer.
//!
//! Every refusal names the field and what is wrong with it. Consumes nothing,
//! produces the messages of the calculator; trusts nothing.

use std::fmt;

use mechproof_core::exact::{ParseRationalError, Rational};

/// A question that a model cannot answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvalError {
    /// No model has this name.
    UnknownModel(String),
    /// The text is not JSON.
    NotJson(String),
    /// The input is not one object.
    NotAnObject,
    /// A field is missing.
    Missing {
        /// Where.
        field: String,
    },
    /// A field that the model does not have.
    Unknown {
        /// Where.
        field: String,
    },
    /// A number with a point or an exponent that is not a string.
    Float {
        /// Where.
        field: String,
    },
    /// A text that is not an exact number.
    NotANumber {
        /// Where.
        field: String,
        /// Why.
        reason: ParseRationalError,
    },
    /// A value of another kind.
    Kind {
        /// Where.
        field: String,
        /// What belongs there.
        expected: &'static str,
    },
    /// A list of the wrong length.
    Length {
        /// Where.
        field: String,
        /// How many entries belong there.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Probabilities that do not sum to 1.
    Sum {
        /// Where.
        field: String,
        /// Their sum.
        sum: Rational,
    },
    /// Numbers out of order.
    Order {
        /// Where.
        field: String,
        /// The order that they must have.
        required: &'static str,
    },
    /// A number outside its range.
    Range {
        /// Where.
        field: String,
        /// The range.
        required: String,
    },
    /// More than the model takes on.
    Size {
        /// Where.
        field: String,
        /// The limit.
        limit: String,
    },
    /// A case for which the model has no exact answer.
    Unsupported {
        /// Where.
        field: String,
        /// What is not supported.
        what: String,
    },
    /// The computation was given up.
    Stopped(&'static str),
}

impl EvalError {
    /// The field that is at fault, if it is a field.
    pub fn field(&self) -> Option<&str> {
        match self {
            EvalError::Missing { field }
            | EvalError::Unknown { field }
            | EvalError::Float { field }
            | EvalError::NotANumber { field, .. }
            | EvalError::Kind { field, .. }
            | EvalError::Length { field, .. }
            | EvalError::Sum { field, .. }
            | EvalError::Order { field, .. }
            | EvalError::Range { field, .. }
            | EvalError::Size { field, .. }
            | EvalError::Unsupported { field, .. } => Some(field),
            EvalError::UnknownModel(_)
            | EvalError::NotJson(_)
            | EvalError::NotAnObject
            | EvalError::Stopped(_) => None,
        }
    }
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EvalError::UnknownModel(name) => write!(f, "there is no model `{name}`"),
            EvalError::NotJson(reason) => write!(f, "the input is not JSON: {reason}"),
            EvalError::NotAnObject => f.write_str("the input is not one JSON object"),
            EvalError::Missing { field } => write!(f, "`{field}` is missing"),
            EvalError::Unknown { field } => write!(f, "`{field}` is not a field of this model"),
            EvalError::Float { field } => {
                write!(f, "`{field}` is a floating-point number; write it as a string, such as \"0.25\"")
            }
            EvalError::NotANumber { field, reason } => write!(f, "`{field}` is not a number: {reason}"),
            EvalError::Kind { field, expected } => write!(f, "`{field}` must be {expected}"),
            EvalError::Length { field, expected, found } => {
                write!(f, "`{field}` must have {expected} entries, not {found}")
            }
            EvalError::Sum { field, sum } => write!(f, "`{field}` sums to {sum}, not to 1"),
            EvalError::Order { field, required } => write!(f, "`{field}` is out of order: {required}"),
            EvalError::Range { field, required } => write!(f, "`{field}` must be {required}"),
            EvalError::Size { field, limit } => write!(f, "`{field}` is too large: the limit is {limit}"),
            EvalError::Unsupported { field, what } => write!(f, "`{field}`: {what}"),
            EvalError::Stopped(what) => write!(f, "{what}"),
        }
    }
}

impl std::error::Error for EvalError {}
