//! Claims that come without a proof: certified, refuted, or left open with what was tried.
//!
//! Consumes an elaborated claim and the theorems proved before; looks for an exact counterexample first, then
//! asks the specialists, then searches for a proof. Produces kernel proofs of the claim or of its negation, which
//! mean nothing until the kernel has checked them. Budgets are counted in points and columns, never in seconds.

mod solver;

use std::collections::BTreeMap;
use std::fmt;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, Proof, check};
use mechproof_core::logic::Name;

use crate::falsify::{Assignment, Found, Point, counterexample};
use crate::language::document::{Body, Entry, Formal};
use crate::tactic::auto::{Effort, refutation, search};

/// Most letters of a goal that are shown.
const LONGEST: usize = 160;

/// A prover of a special kind of claim, such as values of parametric linear programs. It may decline.
pub type Specialist<'a> = &'a (dyn Fn(&Formal, &Library) -> Option<Proof> + Sync);

pub use crate::tactic::auto::Unsettled;
pub use solver::Asked;

/// What may be spent on a claim, and who is asked besides the general search.
#[derive(Clone)]
pub struct Budget<'a> {
    /// Exact random points that satisfy the hypotheses.
    pub points: u64,
    /// The seed of the points.
    pub seed: u64,
    /// What the search for a proof may spend.
    pub effort: Effort,
    /// Asked in order before the general search.
    pub specialists: Vec<Specialist<'a>>,
    /// A solver asked for a counterexample where neither was found.
    pub solver: Option<Asked>,
}

impl Default for Budget<'_> {
    fn default() -> Self {
        Budget { points: 200, seed: 1, effort: Effort::default(), specialists: Vec::new(), solver: None }
    }
}

/// What became of a claim.
#[derive(Clone, Debug)]
pub enum Finding {
    /// The kernel accepts this proof of it.
    Proved(Proof),
    /// The kernel accepts a proof that it fails.
    Refuted(Box<Refuted>),
    /// Neither was found.
    Open(Box<Tried>),
}

/// A refutation that the kernel accepts.
#[derive(Clone, Debug)]
pub struct Refuted {
    /// What every symbol stands for, to be read.
    pub point: Point,
    /// The elements of each sort that the claim does not list.
    pub carriers: BTreeMap<Name, Vec<Name>>,
    /// The proof of the negation under these carriers.
    pub proof: Proof,
}

/// What was tried in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Exact points at which the claim holds.
    pub points: u64,
    /// The seed of the points.
    pub seed: u64,
    /// A point at which the claim fails, though no proof of that was found.
    pub fails_at: Option<Point>,
    /// What random points cannot decide about the claim.
    pub unsupported: Option<String>,
    /// Where the search for a proof ended; nothing where a point refutes the claim.
    pub search: Option<Unsettled>,
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(point) = &self.fails_at {
            return write!(f, "it fails at {point}, but no proof of that was found");
        }
        write!(f, "no counterexample at {} exact points (seed {})", self.points, self.seed)?;
        if let Some(reason) = &self.unsupported {
            write!(f, "; trials do not decide {reason}")?;
        }
        if let Some(search) = &self.search {
            let end = if search.stopped { ", where the budget ended" } else { "" };
            write!(f, "; no proof with {} columns{end}", search.columns)?;
            if !search.goal.is_empty() {
                write!(f, "; stuck at: {}", shortened(&search.goal))?;
            }
        }
        Ok(())
    }
}

/// The beginning of a long text.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} ...", &text[..end]),
        None => text.to_owned(),
    }
}

/// Decides a claim if it can; a proof that the file offers is not looked at.
pub fn prove(entry: &Entry, library: &Library, budget: &Budget) -> Finding {
    match &entry.body {
        Body::Formal(formal) => prove_formal(formal, library, budget),
        Body::Computation(_) => Finding::Open(Box::new(Tried {
            points: 0,
            seed: budget.seed,
            fails_at: None,
            unsupported: Some("a computation".to_owned()),
            search: None,
        })),
    }
}

/// Decides a formal claim if it can.
pub fn prove_formal(formal: &Formal, library: &Library, budget: &Budget) -> Finding {
    let claim = &formal.claim;
    let Found { report, assignment } = counterexample(claim, budget.points, budget.seed);
    let mut tried = Tried {
        points: report.satisfied,
        seed: budget.seed,
        fails_at: report.counterexample,
        unsupported: report.unsupported,
        search: None,
    };
    if let Some(point) = tried.fails_at.clone() {
        let refuted = assignment.and_then(|found| refute(claim, point, found, library, budget));
        return refuted.map_or(Finding::Open(Box::new(tried)), |found| Finding::Refuted(Box::new(found)));
    }
    let accepted = |proof: &Proof| check(claim, proof, library, Limits::default()).is_ok();
    for specialist in &budget.specialists {
        if let Some(proof) = specialist(formal, library).filter(accepted) {
            return Finding::Proved(proof);
        }
    }
    match search(claim, &formal.environment, library, &budget.effort) {
        Ok(proof) if accepted(&proof) => Finding::Proved(proof),
        Ok(_) => Finding::Open(Box::new(tried)),
        Err(unsettled) => {
            let model = budget.solver.as_ref().and_then(|asked| solver::ask(claim, asked));
            let refuted = model.and_then(|(point, found)| refute(claim, point, found, library, budget));
            tried.search = Some(unsettled);
            refuted.map_or(Finding::Open(Box::new(tried)), |found| Finding::Refuted(Box::new(found)))
        }
    }
}

/// A proof that the claim fails under an interpretation.
fn refute(
    claim: &Claim,
    point: Point,
    found: Assignment,
    library: &Library,
    budget: &Budget,
) -> Option<Refuted> {
    let Assignment { carriers, arguments } = found;
    let proof = refutation(claim, &carriers, &arguments, library, &budget.effort)?;
    let negation = claim.negation(&carriers).ok()?;
    check(&negation, &proof, library, Limits::default()).ok()?;
    Some(Refuted { point, carriers, proof })
}
