//! Searches in vain, stored so that nobody repeats them.
//!
//! Consumes an open claim and what was found out about it; produces a record of that, and from a stored record the
//! same again, if the claim, its published proof, what that cites and the search are as they were and no more is
//! asked for. A record gives no verdict: with it a claim is open, as it is without. A point at which the claim is
//! recorded to fail is evaluated anew; the rest is shown as recorded.

mod codec;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use mechproof_core::kernel::Library;

use super::files::FileError;
use crate::certificate::{CertificateError, hash, hash_of_text, load_with, replace};
use crate::falsify::{Interpretation, Misfit, Point, refuted};
use crate::language::document::{Entry, Formal};
use crate::ledger::cited;
use crate::prove::{Tried, Unsettled};

/// The version of the search. RAISE IT whenever a change of `src/search`, `src/tactic`, `src/falsify`,
/// `src/transport` or `src/prove` may settle a claim that stayed open before, or says otherwise where it got stuck:
/// records of other versions count for nothing.
pub const SEARCH: u64 = 2;

/// The version of the format that is read and written.
pub const FORMAT: u64 = 1;

/// Name of the file beside a paper's theorem files.
pub const FILE_NAME: &str = "attempts.json";

/// What a search may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Means {
    /// How many times the usual work.
    pub budget: u32,
    /// Whether a solver is asked for counterexamples.
    pub solver: bool,
}

/// What was found out about a claim that stayed open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vain {
    /// The exact evaluator says that a restated claim fails at a point, and no proof of that was found.
    Fails(Point),
    /// Neither a proof nor a counterexample was found.
    Nothing {
        /// Where the published proof stops, if there is one.
        stops: Option<String>,
        /// What was tried besides.
        tried: Box<Tried>,
    },
}

impl Vain {
    /// What to say of the claim.
    pub fn note(&self) -> Option<String> {
        match self {
            Vain::Fails(_) => None,
            Vain::Nothing { stops: Some(stop), .. } => {
                Some(format!("the published proof does not go through: {stop}"))
            }
            Vain::Nothing { stops: None, tried } => Some(format!("open: {tried}")),
        }
    }
}

/// A record of a search in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Hash of the claim.
    pub hash: String,
    /// Hash of what there was to try.
    pub tried: String,
    /// The version of the search, see [`SEARCH`].
    pub search: u64,
    /// What was used.
    pub means: Means,
    /// Where the published proof stops.
    pub stops: Option<String>,
    /// A point at which the claim fails.
    pub fails_at: Option<Interpretation>,
    /// What the search for a proof or a counterexample tried; nothing if a published proof and a point were all.
    pub unaided: Option<Unaided>,
}

/// What was tried without a published proof: [`Tried`] as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unaided {
    /// Exact points at which the claim holds.
    pub points: u64,
    /// The seed of the points.
    pub seed: u64,
    /// What random points cannot decide.
    pub untested: Option<String>,
    /// Where the search for a proof ended.
    pub proof: Option<Unsettled>,
}

/// Why a stored record counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It is about another statement.
    Statement,
    /// Another proof was tried, with other assumptions, or its citations prove something else.
    Proof,
    /// The search is another one now.
    Search,
    /// More is asked for than was used.
    Means,
    /// The point at which the claim is to fail does not show it.
    Point(Misfit),
    /// It says neither where the claim fails nor what was tried.
    Empty,
}

impl Unusable {
    /// Whether the record is wrong, and not only out of date.
    pub fn is_wrong(&self) -> bool {
        matches!(self, Unusable::Point(_) | Unusable::Empty)
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unusable::Statement => f.write_str("the statement has changed since"),
            Unusable::Proof => f.write_str("another proof was tried"),
            Unusable::Search => f.write_str("it comes from another version of the search"),
            Unusable::Means => f.write_str("more is asked for than was used"),
            Unusable::Point(why) => write!(f, "the point does not refute the claim: {why}"),
            Unusable::Empty => f.write_str("it does not say what was tried"),
        }
    }
}

impl Attempt {
    /// A record of what was found out; nothing if it could not be told again from the record.
    pub fn of(
        entry: &Entry,
        formal: &Formal,
        library: &Library,
        means: Means,
        vain: &Vain,
    ) -> Option<Attempt> {
        let (stops, point, unaided) = match vain {
            Vain::Fails(point) => (None, Some(point), None),
            Vain::Nothing { stops, tried } => {
                let Tried { points, seed, fails_at, unsupported, search } = tried.as_ref();
                let unaided = Unaided {
                    points: *points,
                    seed: *seed,
                    untested: unsupported.clone(),
                    proof: search.clone(),
                };
                (stops.clone(), fails_at.as_ref(), Some(unaided))
            }
        };
        let attempt = Attempt {
            hash: hash(&formal.claim),
            tried: material(entry, formal, library),
            search: SEARCH,
            means,
            stops,
            fails_at: point.map(|point| point.interpretation.clone()),
            unaided,
        };
        (attempt.told(formal).as_ref() == Ok(vain)).then_some(attempt)
    }

    /// What the record says of a claim that is open, if it is about this claim and no more is asked for.
    ///
    /// # Errors
    /// Why the record counts for nothing.
    pub fn vain(
        &self,
        entry: &Entry,
        formal: &Formal,
        library: &Library,
        means: Means,
    ) -> Result<Vain, Unusable> {
        if self.hash != hash(&formal.claim) {
            return Err(Unusable::Statement);
        }
        if self.tried != material(entry, formal, library) {
            return Err(Unusable::Proof);
        }
        if self.search != SEARCH {
            return Err(Unusable::Search);
        }
        if self.means.budget < means.budget || (means.solver && !self.means.solver) {
            return Err(Unusable::Means);
        }
        self.told(formal)
    }

    fn told(&self, formal: &Formal) -> Result<Vain, Unusable> {
        let point =
            self.fails_at.as_ref().map(|point| refuted(&formal.claim, point).map_err(Unusable::Point));
        match (point.transpose()?, &self.unaided) {
            (Some(point), None) => Ok(Vain::Fails(point)),
            (fails_at, Some(unaided)) => {
                let Unaided { points, seed, untested, proof } = unaided.clone();
                let tried = Tried { points, seed, fails_at, unsupported: untested, search: proof };
                Ok(Vain::Nothing { stops: self.stops.clone(), tried: Box::new(tried) })
            }
            (None, None) => Err(Unusable::Empty),
        }
    }
}

/// The hash of what there is to try: the published proof and the changed model's assumptions, the abbreviations and
/// programs that they may name, and the theorems that the proof cites. Places in files do not count.
fn material(entry: &Entry, formal: &Formal, library: &Library) -> String {
    let paper = entry.id.split('/').next().unwrap_or_default();
    let mut theorems = BTreeMap::new();
    for name in cited(entry) {
        // A proof may leave out the paper's name.
        for id in [format!("{paper}/{name}"), name] {
            if let Some(theorem) = library.get(&id) {
                theorems.insert(id, hash(theorem.claim()));
            }
        }
    }
    let environment = &formal.environment;
    let abbreviations: Vec<_> = environment.abbreviations().collect();
    hash_of_text(&format!(
        "mechproof attempt 1\n{:?}\n{:?}\n{:?}\n{abbreviations:?}\n{:?}\n{theorems:?}\n",
        formal.proof, formal.mirror, entry.restated, environment.programs,
    ))
}

/// The records of one file, by the id of the claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// By id.
    pub claims: BTreeMap<String, Attempt>,
}

impl Attempts {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// What is wrong with them, and where.
    pub fn decode(bytes: &[u8]) -> Result<Attempts, CertificateError> {
        codec::decode(bytes)
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads a file; one that does not exist is empty.
    ///
    /// # Errors
    /// If it cannot be read or decoded.
    pub fn load(path: &Path) -> Result<Attempts, FileError> {
        load_with(path, Attempts::decode)
    }

    /// Writes a file; without records there is none.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        match (self.claims.is_empty(), path.exists()) {
            (true, true) => fs::remove_file(path),
            (true, false) => Ok(()),
            (false, _) => replace(path, &self.encode()),
        }
    }
}
