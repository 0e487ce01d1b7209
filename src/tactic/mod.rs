//! From the proof in a theorem file to a certificate: each step becomes steps of the kernel.
//!
//! Consumes an elaborated claim with its proof and the theorems proved so far; produces a kernel proof or a
//! diagnostic at the step that does not go through. Where a step only names the facts it follows from, the
//! weights are searched for. Untrusted: what it makes is checked by the kernel from the beginning.

pub mod auto;
mod blocks;
mod builder;
mod combination;
mod evident;
mod facts;
mod functionals;
pub mod parametric;
mod polynomials;
mod prune;
mod rules;
mod written;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, Proof, Workbench};
use mechproof_core::logic::{Argument, Formula, instantiate};

use crate::language::diagnostic::{Code, Diagnostic};
use crate::language::document::{Body, Entry, Formal};
use crate::language::elaborate::{Environment, Meaning, main_part};
use crate::language::syntax::ProofBlock;
use crate::search::budget::Budget;
use builder::Builder;
pub use prune::pruned;
pub use written::{proof_text, refutation_text};

/// What is to be proved of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The claim.
    Claim,
    /// Its negation under the declared interpretation.
    Negation,
    /// That its hypotheses contradict each other.
    Vacuity,
}

/// The result of a tactic.
pub(crate) type Attempt<T> = Result<T, Box<Diagnostic>>;

/// Compiles the proof that a theorem file gives for a claim.
///
/// # Errors
/// The step that does not go through, with its place in the file.
pub fn compile(entry: &Entry, target: Target, library: &Library) -> Result<Proof, Box<Diagnostic>> {
    compile_within(entry, target, library, Budget::default())
}

/// The same with a budget of its own.
///
/// # Errors
/// The step that does not go through, with its place in the file.
pub fn compile_within(
    entry: &Entry,
    target: Target,
    library: &Library,
    budget: Budget,
) -> Result<Proof, Box<Diagnostic>> {
    let Body::Formal(formal) = &entry.body else {
        return Err(no_proof(entry, "a computation has no proof"));
    };
    let paper = entry.id.split('/').next().unwrap_or_default();
    match target {
        Target::Claim => claim(entry, formal, paper, library, budget),
        Target::Negation => negation(entry, formal, paper, library, budget),
        Target::Vacuity => {
            let block = formal.vacuity.as_ref().ok_or_else(|| no_proof(entry, "no proof is given"))?;
            let vacuity = formal.claim.vacuity();
            let bench = Workbench::new(vacuity.signature().clone(), library, Limits::default());
            let mut builder = Builder::new(bench, formal.environment.clone(), paper, entry.span.clone());
            builder.budget = budget;
            builder.whole(vacuity.formula(), |b, goal| b.run(block, goal))
        }
    }
}

fn no_proof(entry: &Entry, why: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(
        Code::MissingPart,
        entry.span.clone(),
        format!("`{}`: {why}", entry.id),
        "this claim",
    ))
}

fn claim(entry: &Entry, formal: &Formal, paper: &str, library: &Library, budget: Budget) -> Attempt<Proof> {
    let bench = Workbench::new(formal.claim.signature().clone(), library, Limits::default());
    let mut builder = Builder::new(bench, formal.environment.clone(), paper, entry.span.clone());
    builder.budget = budget;
    let formula = formal.claim.formula();
    let no_steps = ProofBlock::default();
    let block = match (&formal.proof, &formal.mirror) {
        (Some(block), _) => block,
        (None, Some(_)) => &no_steps,
        (None, None) => return Err(no_proof(entry, "no proof is given")),
    };
    let run = |b: &mut Builder<'_>, goal: &Formula| match &formal.mirror {
        Some((original, arguments)) => b.mirror(original, arguments, goal),
        None => b.run(block, goal),
    };
    let main = main_part(formula);
    let automatic = is_parametric(block);
    builder.closed_program = automatic;
    if main == formula {
        return builder.whole(main, run);
    }
    // Definedness and the statement, each by a block of its own.
    let Formula::And(parts) = formula else { return Err(no_proof(entry, "unexpected statement")) };
    let Some(Formula::Named(_, defined)) = parts.first() else {
        return Err(no_proof(entry, "unexpected statement"));
    };
    builder.closed_program = false;
    let first = builder.definedness(defined, block)?;
    builder.closed_program = automatic;
    let second = builder.block(main, run)?;
    builder.conjoin(vec![first, second])?;
    Ok(Proof { open: 0, steps: builder.into_steps() })
}

/// Does the proof leave everything to the rule `parametric`?
fn is_parametric(block: &ProofBlock) -> bool {
    match block.steps.as_slice() {
        [step] => match &step.node {
            crate::language::syntax::ProofStep::Conclude(why) => {
                why.rule.as_ref().is_some_and(|rule| rule.node == "parametric")
            }
            _ => false,
        },
        _ => false,
    }
}

/// Proves falsity from the claim: instantiates it at the interpretation, once its hypotheses are shown.
fn negation(
    entry: &Entry,
    formal: &Formal,
    paper: &str,
    library: &Library,
    budget: Budget,
) -> Attempt<Proof> {
    let refutation =
        formal.refutation.as_ref().ok_or_else(|| no_proof(entry, "no interpretation is given"))?;
    let negation = formal
        .claim
        .negation(&refutation.carriers)
        .map_err(|error| no_proof(entry, &format!("the interpretation does not fit the claim: {error}")))?;
    let mut environment = refutation.environment.clone();
    let arguments: Vec<Argument> =
        refutation.arguments.iter().map(|(_, argument)| argument.clone()).collect();
    bind_hypotheses(&mut environment, main_part(formal.claim.formula()), &arguments);
    let bench = Workbench::new(negation.signature().clone(), library, Limits::default());
    let mut builder = Builder::new(bench, environment, paper, entry.span.clone());
    builder.budget = budget;
    let has_definedness = main_part(formal.claim.formula()) != formal.claim.formula();
    let block: &ProofBlock = &refutation.proof;
    let mut opened = builder.open_whole(negation.formula(), 1)?;
    if has_definedness {
        let first = builder.split(0)?;
        opened.claim = first + 1;
    }
    builder.refuted = Some((opened.claim, arguments));
    let goal = opened.goal;
    builder.run(block, &goal)?;
    if !block.steps.iter().any(|step| matches!(step.node, crate::language::syntax::ProofStep::Conclusion(_)))
    {
        let conclusion = builder.conclusion(None, &entry.span)?;
        // Without a proof the conclusion fails by itself.
        if block.steps.is_empty() {
            builder.contradict(conclusion)?;
        }
    }
    builder.reach(&goal, &entry.span)?;
    Ok(Proof { open: 1, steps: builder.into_steps() })
}

/// Makes the claim's hypotheses, under the interpretation, known by their names.
fn bind_hypotheses(environment: &mut Environment, formula: &Formula, arguments: &[Argument]) {
    let mut formula = formula.clone();
    let mut arguments = arguments.iter();
    loop {
        formula = match formula.unnamed() {
            Formula::Forall(_, body) => match arguments.next() {
                Some(argument) => instantiate(body, argument),
                None => return,
            },
            Formula::Implies(premise, rest) => {
                if let Formula::Named(name, inner) = premise.as_ref() {
                    environment.bind(name, Meaning::Formula(inner.as_ref().clone()));
                }
                rest.as_ref().clone()
            }
            _ => return,
        };
    }
}
