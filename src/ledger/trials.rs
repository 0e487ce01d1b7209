//! What exact random trials and the audit of hypotheses add to a record.
//!
//! Consumes counts and exact points in words; adds evidence. An open claim that trials agree with becomes
//! `tested`; no other verdict changes. A counterexample to a claim that is to hold is a problem of its record.

use super::record::{Evidence, Expected, Record};
use super::verdict::{Kind, Verdict};

/// What every symbol stands for at a point, in fractions.
pub type Assignment = Vec<(String, String)>;

/// What is known of one hypothesis of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// Its name.
    pub hypothesis: String,
    /// `needed`, `redundant alone` or `undecided`.
    pub verdict: &'static str,
    /// A point where the other hypotheses hold and the claim fails.
    pub counterexample: Assignment,
}

impl Record {
    /// Adds trials that agree with the claim; `witness` is a point where all hypotheses hold.
    pub fn add_trials(&mut self, trials: u64, seed: u64, witness: Assignment) {
        self.evidence.push(Evidence::Trials { trials, seed, witness });
        if *self.verdict.kind() == Kind::Open {
            self.verdict = Verdict::tested(trials, seed);
        }
    }

    /// Notes a point at which the hypotheses hold and the goal fails, if the claim is stated to hold.
    pub fn add_counterexample(&mut self, point: &str) {
        if self.expected != Expected::Refuted {
            self.problems.insert(0, format!("an exact point refutes it: {point}"));
        }
    }
}
