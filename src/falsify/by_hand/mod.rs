//! A refutation that can be checked by hand: what the symbols are, each hypothesis and the conclusion with the
//! numbers put in, and where the conclusion fails.
//!
//! Consumes a claim with its refutation, and the proof that the kernel accepted, from which only hints are
//! taken. Everything is evaluated again by the exact evaluator of this room. What it cannot decide it says to be
//! left to the proof; nothing here makes a verdict.

mod hints;
mod impossible;
mod lines;
mod put_in;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::kernel::{Line as Told, Proof};
use mechproof_core::logic::{Argument, Formula, Name, Relation, Scope, Term, Variable, instantiate};

use super::main_part;
use super::world::World;
use crate::language::document::Formal;

pub use tables::Table;

use hints::{Hints, plain};
use lines::Writer;

/// A refutation with its numbers put in.
#[derive(Clone, Debug)]
pub struct ByHand {
    /// Each sort that the interpretation gives elements to.
    pub sorts: Vec<(String, Vec<String>)>,
    /// What the symbols are.
    pub tables: Vec<Table>,
    /// The hypotheses.
    pub hypotheses: Vec<Line>,
    /// The conclusion.
    pub conclusion: Line,
    /// The sorts and names that the statements below use, for printing.
    pub scope: Scope,
}

/// A statement with its numbers put in.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its name in the theorem file.
    pub name: Option<String>,
    /// For an instance: which elements the variables are, as in `a = lo`.
    pub at: Vec<(String, String)>,
    /// What it says.
    pub content: Content,
    /// What became of it.
    pub finding: Truth,
}

/// What a line says.
#[derive(Clone, Debug)]
pub enum Content {
    /// A comparison: as stated, and with the numbers put in; the values of its sides, where they are numbers.
    Comparison {
        /// In the symbols of the claim.
        stated: Formula,
        /// With the numbers put in.
        numbers: Formula,
        /// The comparison of the two values.
        values: Option<Formula>,
    },
    /// All of these.
    All(Vec<Line>),
    /// One of these at least.
    Some(Vec<Line>),
    /// If the first, then the second.
    If(Box<Line>, Box<Line>),
    /// There is something such that; this is one.
    Chosen(Vec<Table>, Box<Line>),
    /// Said of everything of a kind; it fails for this.
    Against(Vec<Table>, Box<Line>),
    /// There is nothing that satisfies all of these: their sum with these weights is contradictory.
    Impossible {
        /// What is sought.
        unknown: Vec<String>,
        /// The conditions, each with its weight.
        conditions: Vec<Condition>,
        /// The weighted sum of the conditions.
        sum: Formula,
    },
    /// A quantified statement, decided as a whole if at all.
    Whole {
        /// In the symbols of the claim.
        stated: Formula,
        /// With the numbers put in.
        numbers: Formula,
    },
}

/// A condition on something unknown.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Its name, and the elements it is at.
    pub name: String,
    /// The condition, in the unknown.
    pub formula: Formula,
    /// Its weight in the sum.
    pub weight: Term,
    /// Where it comes from everything of a kind: what was put for it.
    pub against: Vec<Table>,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds, by exact evaluation.
    Holds,
    /// It fails, by exact evaluation.
    Fails,
    /// The evaluator cannot tell; the proof does.
    Left,
}

impl Truth {
    fn negated(self) -> Truth {
        match self {
            Truth::Holds => Truth::Fails,
            Truth::Fails => Truth::Holds,
            Truth::Left => Truth::Left,
        }
    }
}

/// A refutation with its numbers put in; `proof` is one that the kernel accepted, with what it told of it.
pub fn by_hand(formal: &Formal, proof: Option<(&Proof, &[Told])>) -> Option<ByHand> {
    let refutation = formal.refutation.as_ref()?;
    let negation = formal.claim.negation(&refutation.carriers).ok()?;
    let signature = negation.signature().clone();
    let world = World::bare(&signature);
    let hints = proof.map(|(proof, lines)| Hints::of(proof, lines)).unwrap_or_default();
    let mut tables = Vec::new();
    let mut scope = Scope { signature: signature.clone(), names: BTreeMap::new() };
    let mut premises = Vec::new();
    let mut stated = main_part(formal.claim.formula()).clone();
    let mut meant = stated.clone();
    let mut arguments = refutation.arguments.iter();
    loop {
        (stated, meant) = match (stated.unnamed(), meant.unnamed()) {
            (Formula::Forall(binder, left), Formula::Forall(_, right)) => {
                let (_, argument) = arguments.next()?;
                tables.extend(tables::table(&world, &signature, binder, argument));
                let name = plain(&binder.name);
                scope.names.insert(name.clone(), binder.domain.clone());
                let renamed = Argument::Renamed(Variable::Free(name));
                (instantiate(left, &renamed), instantiate(right, argument))
            }
            (Formula::Implies(left, stated), Formula::Implies(right, meant)) => {
                premises.push((left.as_ref().clone(), right.as_ref().clone()));
                (stated.as_ref().clone(), meant.as_ref().clone())
            }
            _ => break,
        };
    }
    let labels = formal.environment.labels.iter().cloned().collect();
    let mut writer = Writer { world: &world, signature: &signature, hints: &hints, labels, scope };
    let hypotheses = premises.iter().map(|(stated, meant)| writer.line(stated, meant)).collect();
    let conclusion = writer.line(&stated, &meant);
    let scope = writer.scope;
    let sorts = refutation
        .carriers
        .iter()
        .map(|(sort, elements)| (sort.to_string(), elements.iter().map(ToString::to_string).collect()));
    Some(ByHand { sorts: sorts.collect(), tables, hypotheses, conclusion, scope })
}

/// A name that is not taken.
fn fresh(name: &Name, taken: &BTreeSet<Name>) -> Name {
    let mut own = plain(name).to_string();
    while taken.contains(own.as_str()) {
        own.push('\'');
    }
    own.as_str().into()
}

/// The comparison of two numbers.
fn compared(relation: Relation, left: Term, right: Term) -> Formula {
    Formula::Compare(relation, left, right)
}
