//! Reading rational numbers from text.
//!
//! Consumes untrusted text, produces the exact number that it denotes or the
//! reason why it denotes none. There is one form for each kind of number: an
//! integer, a fraction, a decimal; no spaces, plus signs, exponents or
//! separators. The length is bounded, so that reading is always fast.

use std::fmt;
use std::str::FromStr;

use num_bigint::BigInt;

use super::integer::Integer;
use super::rational::Rational;

/// The most digits that [`Rational::parse`] accepts.
const MAX_DIGITS: usize = 10_000;

/// Why a text is not a rational number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParseRationalError {
    /// The text is empty.
    Empty,
    /// The text is none of `7`, `-3/4` and `0.25` in form.
    NotANumber,
    /// The denominator is 0.
    ZeroDenominator,
    /// The text has more than 10 000 digits.
    TooLong,
}

impl fmt::Display for ParseRationalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ParseRationalError::Empty => "a number is missing",
            ParseRationalError::NotANumber => "this is not a number such as 7, -3/4 or 0.25",
            ParseRationalError::ZeroDenominator => "the denominator is zero",
            ParseRationalError::TooLong => "the number has more than 10000 digits",
        })
    }
}

impl std::error::Error for ParseRationalError {}

impl Rational {
    /// Reads `7`, `-3/4` or the exact decimal `0.25`, without spaces.
    ///
    /// # Errors
    /// Says why the text is not such a number.
    pub fn parse(text: &str) -> Result<Self, ParseRationalError> {
        if text.is_empty() {
            return Err(ParseRationalError::Empty);
        }
        if text.bytes().filter(u8::is_ascii_digit).count() > MAX_DIGITS {
            return Err(ParseRationalError::TooLong);
        }
        let magnitude = text.strip_prefix('-').unwrap_or(text);
        let number = if let Some((num, den)) = magnitude.split_once('/') {
            let (num, den) = (natural(num)?, natural(den)?);
            Self::new(num, den).ok_or(ParseRationalError::ZeroDenominator)?
        } else if let Some((whole, part)) = magnitude.split_once('.') {
            let places = u32::try_from(part.len()).map_err(|_| ParseRationalError::NotANumber)?;
            let scale = || Integer::from(10).pow(places);
            let (whole, part) = (natural(whole)?, natural(part)?);
            Self::reduce(whole * scale() + part, scale())
        } else {
            Rational::from(natural(magnitude)?)
        };
        Ok(if magnitude.len() < text.len() { -number } else { number })
    }
}

/// Reads a nonempty run of decimal digits.
fn natural(digits: &str) -> Result<Integer, ParseRationalError> {
    let well_formed = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    well_formed
        .then(|| BigInt::parse_bytes(digits.as_bytes(), 10))
        .flatten()
        .map(Integer::from)
        .ok_or(ParseRationalError::NotANumber)
}

impl FromStr for Rational {
    type Err = ParseRationalError;

    fn from_str(text: &str) -> Result<Self, ParseRationalError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts() {
        for (text, value) in [
            ("7", "7"),
            ("007", "7"),
            ("-0", "0"),
            ("-3/4", "-3/4"),
            ("6/4", "3/2"),
            ("0.25", "1/4"),
            ("-1.50", "-3/2"),
            ("-0.0", "0"),
            ("18446744073709551616/4", "4611686018427387904"),
        ] {
            assert_eq!(Rational::parse(text).unwrap().to_string(), value, "{text}");
        }
    }

    #[test]
    fn rejects() {
        use ParseRationalError::{Empty, NotANumber, TooLong, ZeroDenominator};
        for text in [
            "-", "+1", " 1", "1 ", "--1", "1/", "/2", "1/-2", "1/2/3", ".5", "5.", "1.-5", "1.2.3", "0.5/2",
            "1/0.5", "1e3", "0x10", "1_000", "1,5", "∞", "\u{0661}", "NaN", ".", "/",
        ] {
            assert_eq!(Rational::parse(text), Err(NotANumber), "{text}");
        }
        assert_eq!(Rational::parse(""), Err(Empty));
        assert_eq!(Rational::parse("1/0"), Err(ZeroDenominator));
        assert_eq!(Rational::parse("-0/00"), Err(ZeroDenominator));
        assert!(Rational::parse(&"9".repeat(MAX_DIGITS)).is_ok());
        assert_eq!(Rational::parse(&"9".repeat(MAX_DIGITS + 1)), Err(TooLong));
    }
}
