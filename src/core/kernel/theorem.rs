//! Claims and theorems.
//!
//! A [`Claim`] is a well-formed closed formula over a signature; anyone can make one. A [`Theorem`] is a claim
//! that the kernel accepted a proof of; only [`super::check`] can make one.

use std::collections::{BTreeMap, BTreeSet};

use crate::logic::{Carrier, Formula, IllFormed, Name, Scope, Signature, Term};

/// Name that the elaborator gives to the part of a claim that says its denominators are not 0.
pub const DEFINED: &str = "defined";

/// A statement: a closed formula over declared sorts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Claim {
    signature: Signature,
    formula: Formula,
}

impl Claim {
    /// A claim.
    ///
    /// # Errors
    /// What is not well-formed in the signature or the formula.
    pub fn new(signature: Signature, formula: Formula) -> Result<Claim, IllFormed> {
        signature.validate()?;
        let scope = Scope { signature, names: BTreeMap::new() };
        scope.check_formula(&formula)?;
        Ok(Claim { signature: scope.signature, formula })
    }

    /// Its sorts.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Its formula.
    pub fn formula(&self) -> &Formula {
        &self.formula
    }

    /// The claim that this one fails when the given sorts have exactly the given elements.
    ///
    /// # Errors
    /// If a sort is not declared, or its declared carrier does not allow these elements.
    pub fn negation(&self, carriers: &BTreeMap<Name, Vec<Name>>) -> Result<Claim, IllFormed> {
        let mut signature = self.signature.clone();
        for (sort, elements) in carriers {
            match signature.sorts.get_mut(sort) {
                Some(Carrier::Enumerated(declared)) if declared != elements => {
                    return Err(IllFormed::BadEnumeration(sort.clone()));
                }
                Some(carrier) => *carrier = Carrier::Enumerated(elements.clone()),
                None => return Err(IllFormed::UnknownSort(sort.clone())),
            }
        }
        Claim::new(signature, self.formula.clone().negation())
    }

    /// The claim that the hypotheses contradict each other: the goal is replaced by falsity.
    #[must_use]
    pub fn vacuity(&self) -> Claim {
        Claim { signature: self.signature.clone(), formula: without_goal(&self.formula) }
    }
}

/// The formula with its goal replaced by falsity. A conjunction that only adds that denominators are not 0
/// stands for its last part.
fn without_goal(formula: &Formula) -> Formula {
    match formula {
        Formula::Forall(binder, body) => Formula::Forall(binder.clone(), Box::new(without_goal(body))),
        Formula::Implies(premise, body) => premise.as_ref().clone().implies(without_goal(body)),
        Formula::And(parts) => match parts.split_last() {
            Some((last, others)) if !others.is_empty() && others.iter().all(is_definedness) => {
                without_goal(last)
            }
            _ => Formula::falsity(),
        },
        _ => Formula::falsity(),
    }
}

fn is_definedness(formula: &Formula) -> bool {
    matches!(formula, Formula::Named(name, _) if **name == *DEFINED)
}

/// A claim that was proved. It has no public constructor: the kernel alone makes one.
#[derive(Clone, Debug)]
pub struct Theorem {
    claim: Claim,
    cites: BTreeSet<Name>,
    holes: BTreeSet<Name>,
    expectations: BTreeSet<Term>,
    steps: usize,
}

/// What a proof used besides its rules.
#[derive(Clone, Debug, Default)]
pub(super) struct Used {
    pub(super) cites: BTreeSet<Name>,
    pub(super) holes: BTreeSet<Name>,
    pub(super) expectations: BTreeSet<Term>,
    pub(super) steps: usize,
}

impl Theorem {
    pub(super) fn new(claim: Claim, used: Used) -> Theorem {
        let Used { cites, holes, expectations, steps } = used;
        Theorem { claim, cites, holes, expectations, steps }
    }

    /// What was proved.
    pub fn claim(&self) -> &Claim {
        &self.claim
    }

    /// Names of the theorems its proof cites.
    pub fn cites(&self) -> &BTreeSet<Name> {
        &self.cites
    }

    /// Names of what its proof assumes without proof, those of cited theorems included.
    pub fn holes(&self) -> &BTreeSet<Name> {
        &self.holes
    }

    /// Expectations and quantile integrals whose existence its proof assumes, those of cited theorems included.
    /// They may speak of constants of the proof. Means of bounded functions are not listed.
    pub fn expectations(&self) -> &BTreeSet<Term> {
        &self.expectations
    }

    /// How many steps its proof has.
    pub fn steps(&self) -> usize {
        self.steps
    }
}

/// Theorems by name, for later proofs to cite.
#[derive(Clone, Debug, Default)]
pub struct Library {
    theorems: BTreeMap<Name, Theorem>,
}

impl Library {
    /// Adds a theorem under a name; the first one of a name stays.
    pub fn add(&mut self, name: Name, theorem: Theorem) {
        self.theorems.entry(name).or_insert(theorem);
    }

    /// The theorem of that name.
    pub fn get(&self, name: &str) -> Option<&Theorem> {
        self.theorems.get(name)
    }
}
