//! Random exact questions and short ways to ask them.

#![allow(dead_code)]

use mechproof::models::{EvalError, evaluate};
use mechproof_core::exact::Rational;
use serde_json::Value;

/// A small generator with a fixed seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A whole number from `least` to `most`.
    pub(crate) fn whole(&mut self, least: i64, most: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let width = u64::try_from(most - least).unwrap() + 1;
        least + i64::try_from((self.0 >> 11) % width).unwrap()
    }

    /// Positive numbers that sum to 1.
    pub(crate) fn law(&mut self, count: usize) -> Vec<Rational> {
        let parts: Vec<i64> = (0..count).map(|_| self.whole(1, 6)).collect();
        let sum: i64 = parts.iter().sum();
        parts.into_iter().map(|part| ratio(part, sum)).collect()
    }

    /// Increasing numbers with small denominators.
    pub(crate) fn increasing(&mut self, count: usize) -> Vec<Rational> {
        let mut at = ratio(self.whole(0, 3), 2);
        (0..count)
            .map(|_| {
                at += &ratio(self.whole(1, 6), 2);
                at.clone()
            })
            .collect()
    }
}

pub(crate) fn ratio(num: i64, den: i64) -> Rational {
    Rational::new(num, den).unwrap()
}

pub(crate) fn read(text: &str) -> Rational {
    Rational::parse(text).unwrap()
}

/// The answer to a question that has one.
pub(crate) fn ask(model: &str, input: &Value) -> Value {
    evaluate(model, input).unwrap_or_else(|error| panic!("{model} {input}: {error}"))
}

/// The fault of a question that has none.
pub(crate) fn refuse(model: &str, input: &Value) -> EvalError {
    match evaluate(model, input) {
        Ok(answer) => panic!("{model} {input} gives {answer}"),
        Err(error) => error,
    }
}

/// A number of an answer.
pub(crate) fn num(answer: &Value, path: &str) -> Rational {
    let found = mechproof::models::lookup(answer, path).unwrap_or_else(|| panic!("{path} in {answer}"));
    read(found.as_str().unwrap_or_else(|| panic!("{path} is {found}")))
}

/// Numbers as JSON.
pub(crate) fn json(numbers: &[Rational]) -> Value {
    Value::Array(numbers.iter().map(|number| Value::String(number.to_string())).collect())
}
