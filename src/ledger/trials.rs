//! What exact random trials and the audit of hypotheses add to a record.
//!
//! Consumes counts and exact points in words; adds evidence. An open claim that trials agree with becomes
//! `tested`; no other verdict changes. A counterexample to a claim that is to hold is a problem of its record.

use super::record::{Answer, Evidence, Expected, Record};
use super::verdict::{Kind, Verdict};

/// What every symbol stands for at a point, in fractions.
pub type Assignment = Vec<(String, String)>;

/// What is known of one hypothesis of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// Its name.
    pub hypothesis: String,
    /// `needed`, `redundant` or `undecided`.
    pub verdict: &'static str,
    /// A point where the other hypotheses hold and the claim fails.
    pub counterexample: Assignment,
}

impl Record {
    /// Adds trials that agree with the claim: how many points satisfied its hypotheses, and were tried. `drawn` says
    /// that something the goal says of all numbers, functions or laws was evaluated at a few of them only.
    pub fn add_trials(
        &mut self,
        (trials, tried): (u64, u64),
        seed: u64,
        drawn: bool,
        untested: Option<String>,
    ) {
        if *self.verdict.kind() == Kind::Open && untested.is_none() {
            self.verdict = Verdict::tested(trials, seed);
        }
        self.evidence.push(Evidence::Trials { trials, tried, seed, drawn, untested });
    }

    /// Adds a point where all hypotheses hold, or that none was found.
    pub fn add_witness(&mut self, point: Option<Assignment>) {
        self.evidence.push(Evidence::Witness { point });
    }

    /// Adds points where bounds of the goal bind.
    pub fn add_tightness(&mut self, bounds: usize, points: Vec<(usize, Assignment)>) {
        if bounds > 0 {
            self.evidence.push(Evidence::Tightness { bounds, points });
        }
    }

    /// What the kernel has proved, if anything: `claim`, its `negation`, or its `vacuity`.
    pub fn proved(&self) -> Option<&'static str> {
        match self.verdict.kind() {
            Kind::Certified => Some("claim"),
            Kind::Refuted => Some("negation"),
            Kind::Vacuous => Some("vacuity"),
            _ => None,
        }
    }

    /// Adds a solver's answers. A counterexample to what the kernel has proved is a problem, and so is a solver that
    /// says that the opposite holds. Of a restated claim it is asked before anybody knows that the claim fails.
    pub fn add_solver(
        &mut self,
        name: &str,
        version: &str,
        proves: &'static str,
        steps: u64,
        answers: Vec<Answer>,
    ) {
        let proved = self.proved();
        if proved == Some(proves) && answers.iter().any(|answer| answer.word == "sat") {
            self.problems
                .push(format!("{name} {version} has a counterexample to the {proves}, which is proved"));
        }
        let opposite = matches!((proved, proves), (Some("negation"), "claim") | (Some("claim"), "negation"));
        if opposite && !answers.is_empty() && answers.iter().all(|answer| answer.word == "unsat") {
            self.problems
                .push(format!("{name} {version} says that the {proves} holds, and its opposite is proved"));
        }
        let (name, version) = (name.to_owned(), version.to_owned());
        self.evidence.push(Evidence::Solver { name, version, proves, steps, answers });
    }

    /// Notes a point at which the hypotheses hold and the goal fails, if the claim is stated to hold or is proved.
    pub fn add_counterexample(&mut self, point: &str) {
        let nothing = self.expected == Expected::Nothing && *self.verdict.kind() != Kind::Certified;
        if self.expected != Expected::Refuted && !nothing {
            self.problems.insert(0, format!("an exact point refutes it: {point}"));
        }
    }
}
