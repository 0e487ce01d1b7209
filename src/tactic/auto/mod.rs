//! Proofs that nobody wrote: what follows from everything in scope.
//!
//! Consumes a formal claim and the theorems proved before; produces a kernel proof, or says which goal stayed
//! open and what was spent. Goals are taken apart; facts are split, instantiated and freed of denominators;
//! comparisons are searched for as combinations, by cases where a maximum, an indicator or a disjunction asks
//! for it, and with squares at the end. The budget counts columns of linear programs, so that the same claim
//! has the same answer everywhere. Untrusted, like all of this room.

mod cases;
mod compare;
mod eliminate;
mod engine;
mod facts;
mod fractions;
mod goals;
mod instances;
mod lift;
mod terms;
mod witness;

use std::collections::BTreeMap;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, DEFINED, Library, Proof, Workbench};
use mechproof_core::logic::{Argument, Formula, Name};

use super::Attempt;
use super::builder::{Builder, Opened};
use super::prune::pruned;
use crate::language::elaborate::{Environment, main_part};
use crate::search::interrupt;

/// How much a search may spend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Columns of all linear programs together.
    pub columns: u64,
    /// Case distinctions inside one another.
    pub depth: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Effort { columns: 400_000, depth: 5 }
    }
}

impl Effort {
    /// So many times the usual work.
    #[must_use]
    pub fn times(factor: u32) -> Effort {
        let one = Effort::default();
        Effort { columns: one.columns.saturating_mul(u64::from(factor)), ..one }
    }

    /// A search that ends soon.
    #[must_use]
    pub fn small() -> Self {
        Effort { columns: 40_000, depth: 3 }
    }
}

/// Why no proof was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// The goal at which the search ended.
    pub goal: String,
    /// Columns of linear programs that were tried.
    pub columns: u64,
    /// Whether the budget was used up; then more of it may help.
    pub stopped: bool,
}

/// What a search has left.
pub(super) struct Hunt {
    columns: u64,
    spent: u64,
    depth: usize,
    /// The latest comparison that did not follow.
    stuck: Option<String>,
}

impl Hunt {
    fn new(effort: &Effort) -> Hunt {
        Hunt { columns: effort.columns, spent: 0, depth: effort.depth, stuck: None }
    }

    /// Takes columns out of the budget; whether it had as many.
    fn spend(&mut self, columns: usize) -> bool {
        let columns = u64::try_from(columns).unwrap_or(u64::MAX);
        self.spent = self.spent.saturating_add(columns);
        !self.is_over()
    }

    fn is_over(&self) -> bool {
        self.spent > self.columns || interrupt::requested()
    }

    fn unsettled(self) -> Unsettled {
        Unsettled {
            goal: self.stuck.unwrap_or_default(),
            stopped: self.spent > self.columns,
            columns: self.spent,
        }
    }
}

/// What is known in a scope, sorted by what can be done with it.
#[derive(Clone, Default)]
pub(super) struct Known {
    /// Facts below this number have been looked at.
    seen: usize,
    /// Comparisons.
    comparisons: Vec<usize>,
    /// Disjunctions that were not split yet.
    disjunctions: Vec<usize>,
    /// Facts for all of something that has no list.
    universals: Vec<usize>,
    /// Implications whose premises are not known.
    conditionals: Vec<usize>,
    /// Denominators that are known not to be 0.
    denominators: Vec<fractions::Denominator>,
    /// Quantities that equations give.
    eliminations: Vec<eliminate::Elimination>,
    /// Comparisons looked at for that, with how many eliminations there were.
    examined: std::collections::BTreeSet<(usize, usize)>,
    /// Terms whose sign was decided, made primitive.
    decided: Vec<mechproof_core::exact::Polynomial>,
    /// Terms for atoms.
    atoms: std::collections::HashMap<u32, mechproof_core::logic::Term>,
    /// How many instances of universal facts were made.
    instances: usize,
    /// Case distinctions around this place.
    depth: usize,
    /// Whether the slow means are left alone, as for side conditions.
    quick: bool,
}

/// Searches for a proof of a claim.
///
/// # Errors
/// What stayed open.
pub fn search(
    claim: &Claim,
    environment: &Environment,
    library: &Library,
    effort: &Effort,
) -> Result<Proof, Unsettled> {
    if let Some(proof) = optimum(claim, environment, library, effort) {
        return Ok(pruned(claim, &proof, library));
    }
    let mut hunt = Hunt::new(effort);
    let bench = Workbench::new(claim.signature().clone(), library, Limits::default());
    let mut builder = Builder::new(bench, environment.clone(), "", 0..0);
    let formula = claim.formula();
    let main = main_part(formula);
    let known = Known::default();
    let proof = if main == formula {
        builder.whole(main, |b, goal| b.settle(goal, &known, &mut hunt).map(|_| ()))
    } else {
        builder.settle(formula, &known, &mut hunt).map(|_| Proof { open: 0, steps: builder.into_steps() })
    };
    proof.map(|proof| pruned(claim, &proof, library)).map_err(|_| hunt.unsettled())
}

/// A statement about the optimum of a program, by the rule for parametric linear programs alone.
fn optimum(claim: &Claim, environment: &Environment, library: &Library, effort: &Effort) -> Option<Proof> {
    let formula = claim.formula();
    let main = main_part(formula);
    if !speaks_of_optimum(main) {
        return None;
    }
    let mut hunt = Hunt::new(effort);
    let bench = Workbench::new(claim.signature().clone(), library, Limits::default());
    let mut builder = Builder::new(bench, environment.clone(), "", 0..0);
    if main == formula {
        builder.closed_program = true;
        return builder.whole(main, |b, goal| b.parametric(goal).map(|_| ())).ok();
    }
    let Formula::And(parts) = formula else { return None };
    let defined = builder.settle(parts.first()?, &Known::default(), &mut hunt).ok()?;
    builder.closed_program = true;
    let stated = builder.block(main, |b, goal| b.parametric(goal).map(|_| ())).ok()?;
    builder.conjoin(vec![defined, stated]).ok()?;
    Some(Proof { open: 0, steps: builder.into_steps() })
}

/// Whether a statement concludes something about all feasible points of a program, or about one that is as good.
fn speaks_of_optimum(formula: &Formula) -> bool {
    match formula {
        Formula::Named(name, body) => **name == *"bound" || **name == *"attained" || speaks_of_optimum(body),
        Formula::Forall(_, body) | Formula::Implies(_, body) => speaks_of_optimum(body),
        Formula::And(parts) => parts.iter().any(speaks_of_optimum),
        _ => false,
    }
}

/// Searches for a proof that a claim fails under an interpretation: carriers for its sorts, and an argument for
/// each of its leading quantifiers.
pub fn refutation(
    claim: &Claim,
    carriers: &BTreeMap<Name, Vec<Name>>,
    arguments: &[Argument],
    library: &Library,
    effort: &Effort,
) -> Option<Proof> {
    let negation = claim.negation(carriers).ok()?;
    let mut hunt = Hunt::new(effort);
    let bench = Workbench::new(negation.signature().clone(), library, Limits::default());
    let mut environment = Environment::default();
    environment.signature = negation.signature().clone();
    let builder = Builder::new(bench, environment, "", 0..0);
    let proof = builder.refute(&negation, arguments, &mut hunt).ok()?;
    Some(pruned(&negation, &Proof { open: 1, steps: proof }, library))
}

impl Builder<'_> {
    fn refute(
        mut self,
        negation: &Claim,
        arguments: &[Argument],
        hunt: &mut Hunt,
    ) -> Attempt<Vec<mechproof_core::kernel::Step>> {
        let Opened { goal, mut claim } = self.open_whole(negation.formula(), 1)?;
        if let Formula::And(parts) = self.fact(claim)?
            && matches!(parts.as_slice(), [Formula::Named(name, _), _] if **name == *DEFINED)
        {
            claim = self.split(claim)? + 1;
        }
        let mut formula = self.fact(claim)?;
        let mut given = arguments.iter();
        let mut premises = Vec::new();
        // The claim itself must not be used for its own hypotheses: it is false.
        let known = Known { seen: self.bench.len(), ..Known::default() };
        let mut used = Vec::new();
        loop {
            formula = match formula.unnamed().clone() {
                Formula::Forall(_, body) => match given.next() {
                    Some(argument) => {
                        used.push(argument.clone());
                        mechproof_core::logic::instantiate(&body, argument)
                    }
                    None => break,
                },
                Formula::Implies(premise, rest) => {
                    premises.push(self.settle(&premise, &known, hunt)?);
                    *rest
                }
                _ => break,
            };
        }
        let first = self.bench.len();
        if used.is_empty() && premises.is_empty() {
            self.emit(mechproof_core::kernel::Step::Restate { fact: claim, formula })?;
        } else {
            self.emit(mechproof_core::kernel::Step::Instantiate { fact: claim, arguments: used, premises })?;
        }
        let known = Known { seen: first, ..Known::default() };
        self.settle(&goal, &known, hunt)?;
        self.reach(&goal, &(0..0))?;
        Ok(self.into_steps())
    }
}
