//! One line of the ledger.

use std::collections::BTreeSet;

use crate::draw::Drawing;
use crate::language::document::{Body, Entry, Formal, Part, Reach, Row};
use crate::print::Printed;

use super::trials::{Assignment, Audited};
use super::verdict::{Kind, Verdict};

/// What is known of a claim.
#[derive(Clone, Debug)]
pub struct Record {
    /// The claim's id.
    pub id: String,
    /// The paper.
    pub paper: String,
    /// `lemma`, `theorem`, `computation`, ...
    pub kind: String,
    /// Place in the paper.
    pub place: String,
    /// What the evidence adds up to.
    pub verdict: Verdict,
    /// How the formal statement relates to the paper's.
    pub reach: Reach,
    /// What the claim quantifies over.
    pub domain: String,
    /// The checks that were made.
    pub evidence: Vec<Evidence>,
    /// Names of the theorems that the proofs cite.
    pub uses: BTreeSet<String>,
    /// The statement, printed.
    pub statement: Printed,
    /// Hash of the statement.
    pub hash: String,
    /// For a row of an erratum: which.
    pub row: Option<Row>,
    /// For a claim that a changed model states again: the id of the published one.
    pub restates: Option<String>,
    /// A point at which the claim fails: where it was refuted, or, if it is open, what an exact evaluator says.
    pub counterexample: Assignment,
    /// What the theorem file says the verdict is.
    pub expected: Expected,
    /// Whether the theorem file allows the claim to be left open or holey.
    pub allow_open: bool,
    /// Why stored certificates or computations were rejected.
    pub problems: Vec<String>,
    /// Which hypotheses are needed, if that was asked.
    pub audit: Vec<Audited>,
    /// The figure that a computation drew.
    pub drawing: Option<Box<Drawing>>,
    /// Hypotheses that can be dropped together.
    pub together: Vec<String>,
    /// Expectations and integrals whose existence the proofs assume, as text.
    pub assumes: BTreeSet<String>,
    /// Whether the claim was not finished because somebody or the clock stopped the program.
    pub stopped: bool,
}

/// One check of one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A proof that the kernel accepted.
    Certificate {
        /// Of the claim, of its negation or of its vacuity.
        proves: &'static str,
        /// How many steps it has.
        steps: usize,
        /// What it assumes without proof.
        holes: Vec<String>,
    },
    /// A computation by an exact model.
    Computation {
        /// The model.
        model: String,
    },
    /// Exact instances or random trials.
    Trials {
        /// How many points satisfied the hypotheses; the claim holds at each.
        trials: u64,
        /// How many were tried.
        tried: u64,
        /// The seed.
        seed: u64,
        /// Whether something that the goal says of all numbers, functions or laws was evaluated at a few of them
        /// only, which were drawn.
        drawn: bool,
        /// Why the claim is not tested as a whole.
        untested: Option<String>,
    },
    /// A point where all hypotheses hold, evaluated exactly; or that none was found.
    Witness {
        /// The point.
        point: Option<Assignment>,
    },
    /// Points where bounds of the goal hold with equality, evaluated exactly.
    Tightness {
        /// How many bounds were looked at.
        bounds: usize,
        /// Bounds, counted from 0, with a point each.
        points: Vec<(usize, Assignment)>,
    },
    /// A solver's answer. It counts for no verdict.
    Solver {
        /// The program.
        name: String,
        /// Its version.
        version: String,
        /// What was asked: whether the claim holds, its negation or its vacuity.
        proves: &'static str,
        /// The most steps it was allowed.
        steps: u64,
        /// What it answered about the denial of each part of that.
        answers: Vec<Answer>,
    },
}

/// A solver's answer about a part of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `unsat`, `sat`, `unknown`, ...
    pub word: String,
    /// A reason, where there is one.
    pub detail: Option<String>,
    /// Whether a more general question was asked, in which untranslatable terms were unknowns.
    pub abstracted: bool,
    /// The named hypotheses that an `unsat` used, if the solver told.
    pub used: Option<Vec<String>>,
}

/// What a theorem file says about a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It holds.
    Certified,
    /// It fails.
    Refuted,
    /// Its hypotheses contradict each other.
    Vacuous,
    /// A model computes its values.
    Computed,
    /// Nothing: a changed model states the claim again to see what becomes of it.
    Nothing,
}

/// Whether a restated claim's theorem file says nothing about it.
fn asked(entry: &Entry, formal: &Formal) -> bool {
    entry.restated.as_ref().is_some_and(|restated| !restated.adapted)
        && formal.refutation.is_none()
        && formal.vacuity.is_none()
}

impl Expected {
    /// What the theorem file says about an entry.
    pub fn of(entry: &Entry) -> Expected {
        match (&entry.body, &entry.row) {
            (Body::Computation(_), _) => Expected::Computed,
            (Body::Formal(formal), _) if asked(entry, formal) => Expected::Nothing,
            (_, Some(Row { part: Part::Printed, .. })) => Expected::Refuted,
            (Body::Formal(formal), None) if formal.refutation.is_some() => Expected::Refuted,
            (Body::Formal(formal), None) if formal.vacuity.is_some() => Expected::Vacuous,
            (Body::Formal(_), _) => Expected::Certified,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Expected::Certified => "certified",
            Expected::Refuted => "refuted",
            Expected::Vacuous => "vacuous",
            Expected::Computed => "computed",
            Expected::Nothing => "anything",
        }
    }
}

impl Record {
    /// Why the claim is not as its theorem file says, if it is not.
    pub fn complaint(&self) -> Option<String> {
        if self.stopped {
            return Some("stopped before it was finished".to_owned());
        }
        if let Some(problem) = self.problems.first() {
            return Some(problem.clone());
        }
        let met = match (self.expected, self.verdict.kind()) {
            (Expected::Certified, Kind::Certified)
            | (Expected::Refuted, Kind::Refuted)
            | (Expected::Vacuous, Kind::Vacuous)
            | (Expected::Computed, Kind::Computed(_))
            | (Expected::Nothing, _) => true,
            (_, Kind::Open | Kind::Holey(_) | Kind::Tested { .. }) => self.allow_open,
            _ => false,
        };
        (!met).then(|| format!("stated to be {}, but is {}", self.expected.word(), self.verdict))
    }
}
