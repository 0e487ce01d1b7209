//! Why a certificate file is refused: what is wrong, and the path to it.

use std::fmt;

/// Path segments shown of a place; deeper ones are left out.
const SHOWN: usize = 24;

/// A refused certificate file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateError {
    /// What is wrong.
    pub problem: Problem,
    /// Keys and positions that lead to it, innermost first.
    place: Vec<String>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Not JSON: what is missing or in the way, and where, counted from 1.
    NotJson {
        /// The line.
        line: usize,
        /// The byte in the line.
        column: usize,
        /// What is wrong there.
        what: &'static str,
    },
    /// Another version of the format.
    WrongFormat {
        /// What stands there.
        found: String,
        /// The version that is read.
        known: u64,
    },
    /// A field that must be there is not.
    MissingField(&'static str),
    /// A field that has no meaning here.
    UnknownField(String),
    /// A key that stands twice in one object.
    DuplicateKey(String),
    /// A value of another kind than needed.
    WrongType {
        /// What is needed.
        expected: &'static str,
        /// What was found.
        found: &'static str,
    },
    /// A text that is not one of those that have a meaning here.
    UnknownWord {
        /// What the texts are.
        kind: &'static str,
        /// The text found.
        found: String,
    },
    /// A text that is no rational number in lowest terms.
    BadNumber(String),
    /// A reference beyond the end of its table.
    BadReference {
        /// The table.
        table: &'static str,
        /// The reference.
        index: u64,
    },
    /// A table entry that contains itself.
    Cycle,
    /// Nested deeper than allowed.
    TooDeep {
        /// How deep it may be.
        limit: usize,
    },
    /// More of something than allowed.
    TooLarge {
        /// Of what.
        what: &'static str,
        /// How much there may be.
        limit: u64,
    },
}

impl CertificateError {
    pub(crate) fn new(problem: Problem) -> CertificateError {
        CertificateError { problem, place: Vec::new() }
    }

    /// The error as seen from one level further out.
    pub(crate) fn at(mut self, segment: impl fmt::Display) -> CertificateError {
        self.place.push(segment.to_string());
        self
    }

    /// Where it is, as in `claims.carroll/lemma-2.1a.0.steps.3`; empty for the file as a whole.
    pub fn path(&self) -> String {
        let shown: Vec<&str> = self.place.iter().rev().take(SHOWN).map(String::as_str).collect();
        let more = if self.place.len() > SHOWN { "..." } else { "" };
        format!("{}{more}", shown.join("."))
    }
}

impl From<Problem> for CertificateError {
    fn from(problem: Problem) -> CertificateError {
        CertificateError::new(problem)
    }
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.path())?;
        }
        write!(f, "{}", self.problem)
    }
}

impl std::error::Error for CertificateError {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::NotJson { line, column, what } => {
                write!(f, "not JSON: line {line}, column {column}: {what}")
            }
            Problem::WrongFormat { found, known } => {
                write!(f, "format {found} cannot be read; this program reads format {known}")
            }
            Problem::MissingField(field) => write!(f, "the field `{field}` is missing"),
            Problem::UnknownField(field) => write!(f, "the field `{}` has no meaning here", clip(field)),
            Problem::DuplicateKey(key) => write!(f, "the key `{}` stands twice", clip(key)),
            Problem::WrongType { expected, found } => write!(f, "expected {expected}, found {found}"),
            Problem::UnknownWord { kind, found } => write!(f, "`{}` is no {kind}", clip(found)),
            Problem::BadNumber(found) => write!(f, "`{}` is no rational number in lowest terms", clip(found)),
            Problem::BadReference { table, index } => write!(f, "there is no entry {index} in `{table}`"),
            Problem::Cycle => write!(f, "the entry contains itself"),
            Problem::TooDeep { limit } => write!(f, "nested deeper than {limit} levels"),
            Problem::TooLarge { what, limit } => write!(f, "more than {limit} {what}"),
        }
    }
}

/// A text cut short for a message.
fn clip(text: &str) -> String {
    if text.chars().count() <= 60 {
        text.to_owned()
    } else {
        text.chars().take(57).chain("...".chars()).collect()
    }
}
