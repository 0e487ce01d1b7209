//! Writing answers.
//!
//! A rational is the string `p/q` in lowest terms. Consumes exact values,
//! produces JSON; nothing is rounded except what is called `approx`.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

/// A rational as text.
pub(crate) fn number(value: &Rational) -> Value {
    Value::String(value.to_string())
}

/// A list of rationals.
pub(crate) fn numbers<'a>(values: impl IntoIterator<Item = &'a Rational>) -> Value {
    Value::Array(values.into_iter().map(number).collect())
}

/// A table of rationals.
pub(crate) fn table(rows: &[Vec<Rational>]) -> Value {
    Value::Array(rows.iter().map(numbers).collect())
}

/// An answer in the making; fields keep their order.
#[derive(Default)]
pub(crate) struct Answer(Map<String, Value>);

impl Answer {
    /// An answer without fields.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// With a rational.
    pub(crate) fn number(self, name: &str, value: &Rational) -> Self {
        self.value(name, number(value))
    }

    /// With a truth value, a text or any other JSON.
    pub(crate) fn value(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// With a rational, or null.
    pub(crate) fn maybe(self, name: &str, value: Option<&Rational>) -> Self {
        self.value(name, value.map_or(Value::Null, number))
    }

    /// The finished answer.
    pub(crate) fn done(self) -> Value {
        Value::Object(self.0)
    }
}
