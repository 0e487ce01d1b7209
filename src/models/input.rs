//! Reading the fields of a question.
//!
//! Consumes untrusted JSON, produces exact numbers and lists of them, or the
//! first fault with the path of the field, such as `bidders[1].probs`. A JSON
//! integer is a number, a JSON float never is.

use mechproof_core::exact::{ParseRationalError, Rational};
use serde_json::{Map, Value};

use super::error::EvalError;

/// The most characters of a number.
const MAX_CHARACTERS: usize = 200;

/// The fields of an object, and where it stands.
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    path: String,
}

/// A value, and where it stands.
pub(crate) struct Slot<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> Fields<'a> {
    /// The whole input.
    pub(crate) fn of(map: &'a Map<String, Value>) -> Self {
        Fields { map, path: String::new() }
    }

    fn place(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Refuses every field that is not listed.
    pub(crate) fn only(&self, names: &[&str]) -> Result<(), EvalError> {
        match self.map.keys().find(|key| !names.contains(&key.as_str())) {
            Some(key) => Err(EvalError::Unknown { field: self.place(key) }),
            None => Ok(()),
        }
    }

    /// A field that must be there.
    pub(crate) fn get(&self, name: &str) -> Result<Slot<'a>, EvalError> {
        self.maybe(name).ok_or_else(|| EvalError::Missing { field: self.place(name) })
    }

    /// A field that may be there; null counts as absent.
    pub(crate) fn maybe(&self, name: &str) -> Option<Slot<'a>> {
        let value = self.map.get(name).filter(|value| !value.is_null())?;
        Some(Slot { value, path: self.place(name) })
    }

    /// A number.
    pub(crate) fn rational(&self, name: &str) -> Result<Rational, EvalError> {
        self.get(name)?.rational()
    }

    /// A number strictly between 0 and 1.
    pub(crate) fn inner_probability(&self, name: &str) -> Result<Rational, EvalError> {
        let number = self.rational(name)?;
        if number.is_positive() && number < Rational::one() {
            return Ok(number);
        }
        Err(EvalError::Range { field: self.place(name), required: "strictly between 0 and 1".into() })
    }

    /// A fault of a field of this object.
    pub(crate) fn order(&self, name: &str, required: &'static str) -> EvalError {
        EvalError::Order { field: self.place(name), required }
    }

    /// A number that is out of range.
    pub(crate) fn range(&self, name: &str, required: impl Into<String>) -> EvalError {
        EvalError::Range { field: self.place(name), required: required.into() }
    }
}

impl<'a> Slot<'a> {
    /// Where it stands.
    pub(crate) fn path(&self) -> String {
        self.path.clone()
    }

    fn kind(&self, expected: &'static str) -> EvalError {
        EvalError::Kind { field: self.path(), expected }
    }

    /// Is it a list?
    pub(crate) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    /// A value that is not what belongs here.
    pub(crate) fn range(&self, required: impl Into<String>) -> EvalError {
        EvalError::Range { field: self.path(), required: required.into() }
    }

    /// An exact number: a string or a JSON integer.
    pub(crate) fn rational(&self) -> Result<Rational, EvalError> {
        let text = match self.value {
            Value::String(text) => text.clone(),
            Value::Number(number) if number.is_f64() => {
                return Err(EvalError::Float { field: self.path() });
            }
            Value::Number(number) => number.to_string(),
            _ => return Err(self.kind("a number such as \"7\", \"-3/4\" or \"0.25\"")),
        };
        if text.len() > MAX_CHARACTERS {
            return Err(EvalError::Size {
                field: self.path(),
                limit: format!("{MAX_CHARACTERS} characters"),
            });
        }
        Rational::parse(&text)
            .map_err(|reason: ParseRationalError| EvalError::NotANumber { field: self.path(), reason })
    }

    /// A whole number within bounds.
    pub(crate) fn integer(&self, least: i64, most: i64) -> Result<i64, EvalError> {
        let number = self.rational()?;
        let whole = number.is_integer().then(|| number.numerator().to_i64()).flatten();
        whole.filter(|whole| (least..=most).contains(whole)).ok_or_else(|| EvalError::Range {
            field: self.path(),
            required: format!("a whole number from {least} to {most}"),
        })
    }

    /// A word.
    pub(crate) fn text(&self) -> Result<&'a str, EvalError> {
        self.value.as_str().ok_or_else(|| self.kind("a string"))
    }

    /// An object.
    pub(crate) fn object(&self) -> Result<Fields<'a>, EvalError> {
        let map = self.value.as_object().ok_or_else(|| self.kind("an object"))?;
        Ok(Fields { map, path: self.path() })
    }

    /// A list with at least one and at most `most` entries.
    pub(crate) fn list(&self, most: usize) -> Result<Vec<Slot<'a>>, EvalError> {
        let list = self.value.as_array().ok_or_else(|| self.kind("a list"))?;
        if list.is_empty() {
            return Err(self.kind("a list with at least one entry"));
        }
        if list.len() > most {
            return Err(EvalError::Size { field: self.path(), limit: format!("{most} entries") });
        }
        let slot = |(place, value)| Slot { value, path: format!("{}[{place}]", self.path) };
        Ok(list.iter().enumerate().map(slot).collect())
    }

    /// A list of the given length.
    pub(crate) fn exactly(&self, count: usize) -> Result<Vec<Slot<'a>>, EvalError> {
        let list = self.value.as_array().ok_or_else(|| self.kind("a list"))?;
        if list.len() != count {
            return Err(EvalError::Length { field: self.path(), expected: count, found: list.len() });
        }
        self.list(count.max(1))
    }

    /// A list of numbers.
    pub(crate) fn rationals(&self, most: usize) -> Result<Vec<Rational>, EvalError> {
        self.list(most)?.iter().map(Slot::rational).collect()
    }

    /// A list of so many numbers.
    pub(crate) fn rationals_exactly(&self, count: usize) -> Result<Vec<Rational>, EvalError> {
        self.exactly(count)?.iter().map(Slot::rational).collect()
    }

    /// A table of numbers.
    pub(crate) fn table(&self, rows: usize, columns: usize) -> Result<Vec<Vec<Rational>>, EvalError> {
        self.exactly(rows)?.iter().map(|row| row.rationals_exactly(columns)).collect()
    }

    /// Nonnegative numbers that sum to 1.
    pub(crate) fn probabilities(&self, count: usize) -> Result<Vec<Rational>, EvalError> {
        let numbers = self.rationals_exactly(count)?;
        self.check_probabilities(&numbers)?;
        Ok(numbers)
    }

    /// Positive numbers that sum to 1.
    pub(crate) fn full_support(&self, count: usize) -> Result<Vec<Rational>, EvalError> {
        let numbers = self.rationals_exactly(count)?;
        if let Some(place) = numbers.iter().position(|number| !number.is_positive()) {
            let field = format!("{}[{place}]", self.path);
            return Err(EvalError::Range { field, required: "positive".into() });
        }
        self.check_probabilities(&numbers)?;
        Ok(numbers)
    }

    /// A table of nonnegative numbers that sum to 1.
    pub(crate) fn joint(&self, rows: usize, columns: usize) -> Result<Vec<Vec<Rational>>, EvalError> {
        let table = self.table(rows, columns)?;
        for (place, row) in table.iter().enumerate() {
            if let Some(column) = row.iter().position(Rational::is_negative) {
                let field = format!("{}[{place}][{column}]", self.path);
                return Err(EvalError::Range { field, required: "at least 0".into() });
            }
        }
        let sum: Rational = table.iter().flatten().cloned().sum();
        if sum.is_one() { Ok(table) } else { Err(EvalError::Sum { field: self.path(), sum }) }
    }

    fn check_probabilities(&self, numbers: &[Rational]) -> Result<(), EvalError> {
        if let Some(place) = numbers.iter().position(Rational::is_negative) {
            let field = format!("{}[{place}]", self.path);
            return Err(EvalError::Range { field, required: "at least 0".into() });
        }
        let sum: Rational = numbers.iter().cloned().sum();
        if sum.is_one() { Ok(()) } else { Err(EvalError::Sum { field: self.path(), sum }) }
    }

    /// Strictly increasing numbers.
    pub(crate) fn increasing(&self, most: usize) -> Result<Vec<Rational>, EvalError> {
        let numbers = self.rationals(most)?;
        if numbers.is_sorted_by(|a, b| a < b) {
            return Ok(numbers);
        }
        Err(EvalError::Order { field: self.path(), required: "the entries must increase" })
    }
}
