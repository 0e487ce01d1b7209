//! What an index says of a paper: title, authors and the outcome in words, kept in the JSON beside its page.
//!
//! Consumes bytes that nobody vouches for; produces words to be shown as they stand, or the first thing that is
//! wrong. No verdict is made of them.

use std::fmt;

use serde_json::{Value, json};

/// A paper as an index lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The paper's name, which its page and its JSON are called by.
    pub paper: String,
    /// Its title.
    pub title: String,
    /// Its authors.
    pub authors: String,
    /// Its year.
    pub year: String,
    /// The outcome in words, a sentence each.
    pub outcome: Vec<String>,
}

/// Why a file says nothing of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeadingError {
    /// It is not JSON.
    NotJson(String),
    /// A field of `paper` is missing or no text.
    Field(&'static str),
    /// It is about another paper than its name says.
    OtherPaper(String),
}

impl fmt::Display for HeadingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeadingError::NotJson(why) => write!(f, "this is not JSON: {why}"),
            HeadingError::Field(field) => write!(f, "`{field}` of `paper` is missing or no text"),
            HeadingError::OtherPaper(paper) => write!(f, "it is about the paper `{paper}`"),
        }
    }
}

impl std::error::Error for HeadingError {}

impl Heading {
    /// Reads what the JSON of the paper of this name says of it.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read(paper: &str, bytes: &[u8]) -> Result<Heading, HeadingError> {
        let whole: Value =
            serde_json::from_slice(bytes).map_err(|error| HeadingError::NotJson(error.to_string()))?;
        let text = |field: &'static str| {
            let value = whole["paper"][field].as_str();
            value.map(str::to_owned).ok_or(HeadingError::Field(field))
        };
        let name = text("name")?;
        if name != paper {
            return Err(HeadingError::OtherPaper(name));
        }
        let sentences = whole["paper"]["outcome"].as_array().ok_or(HeadingError::Field("outcome"))?;
        let sentences = sentences.iter().map(|sentence| sentence.as_str().map(str::to_owned));
        let outcome = sentences.collect::<Option<_>>().ok_or(HeadingError::Field("outcome"))?;
        Ok(Heading {
            paper: name,
            title: text("title")?,
            authors: text("authors")?,
            year: text("year")?,
            outcome,
        })
    }

    pub(super) fn to_value(&self) -> Value {
        json!({
            "name": self.paper, "title": self.title, "authors": self.authors, "year": self.year,
            "outcome": self.outcome,
        })
    }
}
