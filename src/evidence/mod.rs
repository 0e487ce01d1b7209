//! Evidence beside certificates, as records in files of their own.
//!
//! A paper's `evidence.json` holds for each claim what a solver answered, what random trials found, a point where
//! all hypotheses hold, points where bounds bind, and which hypotheses are needed; its `audit.json` holds
//! certificates, in the format of all certificates, of claims without hypotheses that are redundant. No verdict
//! of proof rests on any of it, and nobody vouches for the files: what can be evaluated or checked again is, by
//! [`review`], before it is shown. Answers of solvers and counts of trials are shown as records.
//!
//! The format is described in `docs/EVIDENCE.md`.

pub mod attempts;
mod decode;
mod encode;
mod files;
mod obtain;
mod review;
mod witness;

use std::collections::BTreeMap;

use crate::certificate::CertificateError;
use crate::falsify::Interpretation;

pub use files::{AUDIT_FILE, FILE_NAME, FileError, load, save};
pub use obtain::{Obtained, Request, SEED, obtain};
pub use review::{Rejected, Review, question, review};

/// The version of the format that is read and written.
pub const FORMAT: u64 = 1;

/// What is recorded of one claim. What was not looked for is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Hash of the claim it is about.
    pub hash: String,
    /// What a solver answered.
    pub solver: Option<Solved>,
    /// What random trials found.
    pub trials: Option<Trials>,
    /// A point where all hypotheses hold; inside, nothing if none was found.
    pub witness: Option<Option<Interpretation>>,
    /// Where the goal's bounds bind.
    pub tightness: Option<Tightness>,
    /// Which hypotheses are needed.
    pub audit: Option<Vec<Hypothesis>>,
}

/// What a solver answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solved {
    /// The program.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Hash of the statement asked about: the claim, its failure at the declared interpretation, or its vacuity.
    pub question: String,
    /// The most steps it was allowed.
    pub steps: u64,
    /// The answer to each part of the statement.
    pub parts: Vec<Answer>,
}

/// The answer to a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `unsat`, `sat`, ...; see `docs/SOLVERS.md`.
    pub word: String,
    /// A reason, where there is one.
    pub detail: Option<String>,
    /// Whether a more general question was asked, in which untranslatable terms were unknowns.
    pub abstracted: bool,
    /// The named hypotheses that an `unsat` used, if the solver told.
    pub used: Option<Vec<String>>,
}

/// What random trials found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trials {
    /// How many points were asked for.
    pub points: u64,
    /// The seed.
    pub seed: u64,
    /// How many were tried.
    pub tried: u64,
    /// How many satisfied the hypotheses, the goal holding at each.
    pub satisfied: u64,
    /// Whether something that the goal says of all numbers, functions or laws was evaluated at a few of them only,
    /// which were drawn; missing in records of before this was noted, which are out of date.
    pub drawn: Option<bool>,
    /// Why the claim is not tested as a whole.
    pub untested: Option<String>,
    /// A point where the claim fails.
    pub counterexample: Option<Interpretation>,
}

/// Where the bounds of a goal bind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tightness {
    /// How many bounds were looked at.
    pub bounds: usize,
    /// For some of them, by number, a point where the bound holds with equality.
    pub points: Vec<(usize, Interpretation)>,
}

/// What is known of a hypothesis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hypothesis {
    /// Its name.
    pub name: String,
    /// Whether it is needed.
    pub need: Need,
}

/// Whether a hypothesis is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// Without it the claim fails at this point.
    Needed(Interpretation),
    /// The claim is proved without it; the proof is in `audit.json`.
    Redundant,
    /// Neither was found.
    Undecided,
}

/// The records of one file, by the id of the claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// By id.
    pub claims: BTreeMap<String, Evidence>,
}

impl Records {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// What is wrong with them, and where.
    pub fn decode(bytes: &[u8]) -> Result<Records, CertificateError> {
        decode::decode(bytes)
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        encode::encode(self)
    }
}

/// The id under which `audit.json` holds the certificate of a claim without some hypotheses.
pub fn without_id(id: &str, dropped: &[String]) -> String {
    format!("{id} without {}", dropped.join(", "))
}

/// The claim and the hypotheses dropped that such an id names.
pub fn parse_without_id(id: &str) -> Option<(&str, Vec<String>)> {
    let (claim, dropped) = id.split_once(" without ")?;
    Some((claim, dropped.split(", ").map(str::to_owned).collect()))
}
