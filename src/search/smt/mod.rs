//! Solvers as evidence: claims asked of an SMT solver in a process of its own.
//!
//! Consumes claims; produces replies. A claim that is a conjunction is asked part by part, each with a fresh
//! process. `unsat` is evidence that vouches for nothing to the kernel; `sat` is called a counterexample only
//! when the numbers of the model make the claim fail in exact arithmetic. Trusts no solver.

mod declare;
pub mod evaluate;
mod expression;
pub mod model;
mod opaque;
pub mod process;
pub mod script;
pub mod setup;
pub mod solver;
pub mod symbols;
mod terms;

use std::fmt;
use std::time::Duration;

use mechproof_core::kernel::Claim;
use mechproof_core::logic::Formula;

pub use evaluate::{Witness, fails};
pub use model::{Answer, Model, Value};
pub use process::{Limits, ask};
pub use script::{Script, abstracted, script, tracked};
pub use setup::{SetupError, setup};
pub use solver::{Solver, find};

/// Most instances of quantifiers and sums over enumerated sorts.
const MAX_INSTANCES: usize = 200_000;
/// Most parts that a claim is asked in; beyond it is asked as a whole.
const MAX_PARTS: usize = 64;
/// Fewest steps for a part, unless the claim has fewer.
const MIN_STEPS: u64 = 50_000;
/// How long a solver may take, at most, to tell which hypotheses it used.
const CORE_CLOCK: Duration = Duration::from_secs(5);

/// A construct that has no translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// The expectation under a law.
    Expectation,
    /// A quantile functional.
    Quantile,
    /// An integral of something that is not a polynomial.
    Integral,
    /// A power whose exponent is not a fixed number.
    NaturalPower,
    /// An exponential or a logarithm.
    ExponentialOrLogarithm,
    /// A law that a quantifier inside binds.
    Law,
    /// A function that a quantifier inside binds.
    QuantifiedFunction,
    /// A sum over a sort of any size.
    SumOfAnySize,
    /// An element where none can be told.
    Element,
    /// A name without a binder.
    FreeName,
    /// A script beyond the limits.
    TooLarge,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unsupported::Expectation => "expectation under a law",
            Unsupported::Quantile => "quantile functional",
            Unsupported::Integral => "integral of something that is not a polynomial",
            Unsupported::NaturalPower => "power with a variable exponent",
            Unsupported::ExponentialOrLogarithm => "exponential or logarithm",
            Unsupported::Law => "quantifier over laws inside the claim",
            Unsupported::QuantifiedFunction => "quantifier over functions inside the claim",
            Unsupported::SumOfAnySize => "sum over a sort of any size",
            Unsupported::Element => "element that is not known",
            Unsupported::FreeName => "name without a binder",
            Unsupported::TooLarge => "too large a script",
        })
    }
}

impl std::error::Error for Unsupported {}

/// What came of asking about a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The solver finds no way for the claim to fail.
    Unsat,
    /// The claim fails: the model was checked in exact arithmetic. The constants by name.
    Counterexample(Vec<(String, Witness)>),
    /// The solver says that the claim fails, but its model could not be checked.
    Unchecked,
    /// The solver's model does not make the claim fail, though it could be checked.
    WrongModel,
    /// The solver gave up, for this reason.
    Unknown(String),
    /// A limit was reached.
    Stopped,
    /// The claim has no translation, because of this.
    Unsupported(Unsupported),
    /// The solver did not answer, for this reason.
    Failed(String),
}

impl Reply {
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Reply::Unsat => "unsat",
            Reply::Counterexample(_) => "sat",
            Reply::Unchecked => "sat unchecked",
            Reply::WrongModel => "wrong model",
            Reply::Unknown(_) => "unknown",
            Reply::Stopped => "stopped",
            Reply::Unsupported(_) => "unsupported",
            Reply::Failed(_) => "failed",
        }
    }

    /// What there is to say beside the word.
    pub fn detail(&self) -> Option<String> {
        match self {
            Reply::Unknown(reason) | Reply::Failed(reason) => Some(reason.clone()),
            Reply::Unsupported(construct) => Some(construct.to_string()),
            _ => None,
        }
    }
}

/// What came of asking about a part of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The reply.
    pub reply: Reply,
    /// Whether something without a translation was asked about as an unknown.
    pub abstracted: bool,
    /// The named hypotheses that an `unsat` uses, if the solver tells.
    pub used: Option<Vec<String>>,
}

/// Which of several words for replies is the one for all of them together: the least favourable one.
pub fn overall<'a>(words: impl IntoIterator<Item = &'a str>) -> &'static str {
    let order = WORDS;
    let place = |word: &str| order.iter().position(|known| *known == word).unwrap_or(0);
    let worst = words.into_iter().map(place).max().unwrap_or(0);
    order.get(worst).copied().unwrap_or("unsat")
}

/// The words for replies, the least favourable last.
pub const WORDS: [&str; 8] =
    ["unsat", "unknown", "stopped", "unsupported", "failed", "wrong model", "sat unchecked", "sat"];

/// Asks a solver about a claim, part by part; the steps are for all parts together, the clock for each.
/// A counterexample to a part is one to the claim, and ends the questions.
pub fn inquire(solver: &Solver, claim: &Claim, limits: &Limits) -> Vec<Part> {
    let parts = parts(claim);
    let share = limits.steps / u64::try_from(parts.len()).unwrap_or(1).max(1);
    let limits = Limits { steps: share.max(MIN_STEPS).min(limits.steps), ..*limits };
    let mut replies = Vec::new();
    for part in parts {
        let reply = about(solver, &part, &limits);
        let refuted = matches!(reply.reply, Reply::Counterexample(_));
        replies.push(reply);
        if refuted || crate::search::interrupt::requested() {
            break;
        }
    }
    replies
}

/// Asks about a claim as a whole.
fn about(solver: &Solver, claim: &Claim, limits: &Limits) -> Part {
    let exact = script(claim);
    let script = match exact {
        Err(Unsupported::TooLarge) | Ok(_) => exact,
        Err(construct) => abstracted(claim).map_err(|_| construct),
    };
    let script = match script {
        Ok(script) => script,
        Err(construct) => {
            return Part { reply: Reply::Unsupported(construct), abstracted: false, used: None };
        }
    };
    let reply = match ask(solver, &script, limits) {
        Answer::Unsat => Reply::Unsat,
        Answer::Unknown(reason) => Reply::Unknown(reason),
        Answer::Stopped => Reply::Stopped,
        Answer::Failed(reason) => Reply::Failed(reason),
        // A model of the more general question need not be one of this.
        Answer::Sat(_) if script.abstracted => Reply::Unchecked,
        Answer::Sat(model) => {
            let witnesses = model::witnesses(&script, &model);
            match fails(claim, &witnesses) {
                Some(true) => {
                    let names = script.constants.iter().map(|constant| constant.name.to_string());
                    Reply::Counterexample(names.zip(witnesses).collect())
                }
                Some(false) => Reply::WrongModel,
                None => Reply::Unchecked,
            }
        }
    };
    let used = (reply == Reply::Unsat).then(|| core(solver, claim, script.abstracted, limits)).flatten();
    Part { reply, abstracted: script.abstracted, used }
}

/// The named hypotheses that an `unsat` uses.
fn core(solver: &Solver, claim: &Claim, lenient: bool, limits: &Limits) -> Option<Vec<String>> {
    let script = tracked(claim, lenient).ok()?;
    // With assumptions solvers are slower; a core that is hard to find is not worth its time.
    let limits =
        Limits { steps: limits.steps.min(MIN_STEPS), clock: CORE_CLOCK.min(limits.clock), ..*limits };
    let places = process::core(solver, &script, &limits)?;
    Some(places.into_iter().map(|place| script.hypotheses[place].to_string()).collect())
}

/// Claims that together say what the claim says: one for each conjunct of its goal.
pub fn parts(claim: &Claim) -> Vec<Claim> {
    let formula = claim.formula();
    if !(2..=MAX_PARTS).contains(&conjuncts(formula)) {
        return vec![claim.clone()];
    }
    let signature = claim.signature();
    let claims: Result<Vec<Claim>, _> =
        split(formula).into_iter().map(|part| Claim::new(signature.clone(), part)).collect();
    // Parts of a well-formed formula are well-formed.
    claims.unwrap_or_else(|_| vec![claim.clone()])
}

fn conjuncts(formula: &Formula) -> usize {
    match formula {
        Formula::And(parts) => parts.iter().map(conjuncts).fold(0, usize::saturating_add),
        Formula::Named(_, body) | Formula::Forall(_, body) | Formula::Implies(_, body) => conjuncts(body),
        _ => 1,
    }
}

fn split(formula: &Formula) -> Vec<Formula> {
    match formula {
        Formula::And(parts) => parts.iter().flat_map(split).collect(),
        Formula::Named(_, body) => split(body),
        Formula::Forall(binder, body) => {
            split(body).into_iter().map(|part| Formula::Forall(binder.clone(), Box::new(part))).collect()
        }
        Formula::Implies(premise, body) => {
            split(body).into_iter().map(|part| premise.as_ref().clone().implies(part)).collect()
        }
        _ => vec![formula.clone()],
    }
}
