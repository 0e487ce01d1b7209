//! An earlier run, read from its JSON: what was known of every claim then.
//!
//! Consumes bytes that nobody vouches for; produces lines or the first thing that is wrong, by its place. What is
//! read is compared with and never becomes a verdict.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value};

/// The kinds of verdicts, as JSON has them.
const VERDICTS: [&str; 7] = ["certified", "holey", "tested", "refuted", "computed", "vacuous", "open"];

/// What a run knew of one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The claim's id.
    pub id: String,
    /// For a claim of a changed model: the id of the published one.
    pub restates: Option<String>,
    /// The verdict's word; none for a claim that makes no sense.
    pub verdict: Option<String>,
    /// The reach, in full.
    pub reach: String,
    /// The hash of the statement.
    pub hash: String,
    /// A point at which it fails, or why it makes no sense.
    pub detail: String,
}

/// What a run knew of all claims, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// One line a claim.
    pub lines: Vec<Line>,
}

/// Why a file is no ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaselineError {
    /// It is not JSON.
    NotJson(String),
    /// The whole is something else than an object with `schema` and `claims`.
    NotALedger,
    /// It was written for another version of this program.
    OtherSchema(String),
    /// A field of a claim is missing or of the wrong kind.
    Field {
        /// Position of the claim, from 1.
        claim: usize,
        /// The field.
        field: &'static str,
        /// What it should be.
        wanted: &'static str,
    },
    /// A verdict that does not exist.
    UnknownVerdict {
        /// Position of the claim, from 1.
        claim: usize,
        /// What is written.
        verdict: String,
    },
    /// Two claims have one id.
    Twice(String),
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BaselineError::NotJson(why) => write!(f, "this is not JSON: {why}"),
            BaselineError::NotALedger => {
                f.write_str("this is no ledger: an object with `schema` and `claims` is wanted")
            }
            BaselineError::OtherSchema(found) => {
                write!(f, "the ledger has schema {found}, and only 1 is known")
            }
            BaselineError::Field { claim, field, wanted } => {
                write!(f, "claim {claim}: `{field}` is not {wanted}")
            }
            BaselineError::UnknownVerdict { claim, verdict } => {
                write!(f, "claim {claim}: there is no verdict `{verdict}`")
            }
            BaselineError::Twice(id) => write!(f, "the claim `{id}` stands there twice"),
        }
    }
}

impl std::error::Error for BaselineError {}

impl Baseline {
    /// Reads the JSON of a ledger.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Baseline, BaselineError> {
        let whole: Value =
            serde_json::from_slice(bytes).map_err(|error| BaselineError::NotJson(error.to_string()))?;
        let whole = whole.as_object().ok_or(BaselineError::NotALedger)?;
        let (Some(schema), Some(claims)) =
            (whole.get("schema"), whole.get("claims").and_then(Value::as_array))
        else {
            return Err(BaselineError::NotALedger);
        };
        if schema.as_u64() != Some(1) {
            return Err(BaselineError::OtherSchema(short(&schema.to_string())));
        }
        let mut lines = Vec::new();
        for (place, claim) in claims.iter().enumerate() {
            lines.push(line(place + 1, claim)?);
        }
        let none = Vec::new();
        let senseless = match whole.get("senseless") {
            Some(list) => list.as_array().ok_or(BaselineError::NotALedger)?,
            None => &none,
        };
        for (place, claim) in senseless.iter().enumerate() {
            lines.push(Line {
                id: text(place + 1, claim, "id")?,
                restates: Some(text(place + 1, claim, "restates")?),
                verdict: None,
                reach: String::new(),
                hash: String::new(),
                detail: text(place + 1, claim, "why")?,
            });
        }
        let mut ids = BTreeSet::new();
        match lines.iter().find(|line| !ids.insert(line.id.clone())) {
            Some(twice) => Err(BaselineError::Twice(twice.id.clone())),
            None => Ok(Baseline { lines }),
        }
    }
}

fn line(place: usize, claim: &Value) -> Result<Line, BaselineError> {
    let verdict = text(place, claim, "verdict")?;
    if !VERDICTS.contains(&verdict.as_str()) {
        return Err(BaselineError::UnknownVerdict { claim: place, verdict: short(&verdict) });
    }
    let restates = match claim.get("restates") {
        Some(_) => Some(text(place, claim, "restates")?),
        None => None,
    };
    let detail = match claim.get("counterexample") {
        Some(point) => point_words(point.as_object().ok_or(BaselineError::Field {
            claim: place,
            field: "counterexample",
            wanted: "an object",
        })?),
        None => String::new(),
    };
    Ok(Line {
        id: text(place, claim, "id")?,
        restates,
        verdict: Some(verdict),
        reach: text(place, claim, "reach")?,
        hash: text(place, claim, "hash")?,
        detail,
    })
}

fn text(place: usize, claim: &Value, field: &'static str) -> Result<String, BaselineError> {
    let found = claim.get(field).and_then(Value::as_str).map(str::to_owned);
    found.ok_or(BaselineError::Field { claim: place, field, wanted: "a text" })
}

fn point_words(point: &Map<String, Value>) -> String {
    let parts: Vec<String> = point
        .iter()
        .map(|(name, value)| format!("{name} = {}", value.as_str().unwrap_or_default()))
        .collect();
    parts.join(", ")
}

/// A text that is printed, cut where it would fill a page.
fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
