//! Verdicts. There is no way to make one but from evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use mechproof_core::kernel::{Claim, Theorem};
use mechproof_core::logic::Name;

/// What the evidence about a claim adds up to.
///
/// The field is private: other rooms can read a verdict but not make one.
///
/// ```compile_fail
/// let verdict = mechproof::ledger::Verdict { kind: mechproof::ledger::Kind::Certified };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    kind: Kind,
}

/// The kinds of verdicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The kernel made a theorem of the claim.
    Certified,
    /// The same, but its proof assumes these without proof.
    Holey(BTreeSet<Name>),
    /// Exact instances or random trials agree with it.
    Tested {
        /// How many.
        trials: u64,
        /// The seed they were drawn from.
        seed: u64,
    },
    /// The kernel made a theorem of its negation under an interpretation.
    Refuted,
    /// Its whole finite domain was evaluated exactly by this model, which is trusted.
    Computed(String),
    /// The kernel made a theorem that its hypotheses contradict each other.
    Vacuous,
    /// None of these.
    Open,
}

impl Verdict {
    /// The verdict from a theorem of the claim itself.
    pub fn of_claim(claim: &Claim, theorem: &Theorem) -> Option<Verdict> {
        if theorem.claim() != claim {
            return None;
        }
        let holes = theorem.holes();
        let kind = if holes.is_empty() { Kind::Certified } else { Kind::Holey(holes.clone()) };
        Some(Verdict { kind })
    }

    /// The verdict from a theorem without holes that the claim fails on the given carriers.
    pub fn of_negation(
        claim: &Claim,
        carriers: &BTreeMap<Name, Vec<Name>>,
        theorem: &Theorem,
    ) -> Option<Verdict> {
        let negation = claim.negation(carriers).ok()?;
        let shown = *theorem.claim() == negation && theorem.holes().is_empty();
        shown.then_some(Verdict { kind: Kind::Refuted })
    }

    /// The verdict from a theorem without holes that the claim's hypotheses contradict each other. A proof that
    /// assumes an expectation to exist does not show that: it may be this assumption that fails.
    pub fn of_vacuity(claim: &Claim, theorem: &Theorem) -> Option<Verdict> {
        let unconditional = theorem.holes().is_empty() && theorem.expectations().is_empty();
        let shown = *theorem.claim() == claim.vacuity() && unconditional;
        shown.then_some(Verdict { kind: Kind::Vacuous })
    }

    /// The verdict that a model computed the claim's values.
    pub(super) fn computed(model: &str) -> Verdict {
        Verdict { kind: Kind::Computed(model.to_owned()) }
    }

    /// The verdict that trials agree with the claim.
    pub(super) fn tested(trials: u64, seed: u64) -> Verdict {
        Verdict { kind: Kind::Tested { trials, seed } }
    }

    /// The verdict without evidence.
    pub fn open() -> Verdict {
        Verdict { kind: Kind::Open }
    }

    /// What kind it is.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// The word for it in tables and reports.
    pub fn word(&self) -> &'static str {
        match self.kind {
            Kind::Certified => "certified",
            Kind::Holey(_) => "holey",
            Kind::Tested { .. } => "tested",
            Kind::Refuted => "refuted",
            Kind::Computed(_) => "computed",
            Kind::Vacuous => "vacuous",
            Kind::Open => "open",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())?;
        match &self.kind {
            Kind::Holey(holes) => {
                let holes: Vec<&str> = holes.iter().map(|hole| &**hole).collect();
                write!(f, " ({})", holes.join(", "))
            }
            Kind::Tested { trials, seed } => write!(f, " ({trials} trials, seed {seed})"),
            Kind::Computed(model) => write!(f, " ({model})"),
            Kind::Certified | Kind::Refuted | Kind::Vacuous | Kind::Open => Ok(()),
        }
    }
}
