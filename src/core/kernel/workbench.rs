//! A workbench: the rules of the kernel one step at a time, for those who build proofs.
//!
//! It shows the facts a step adds and says at once why a step fails. It makes no theorems: what is built here
//! is checked again, from the beginning, by [`super::check`]. So nothing here has to be trusted, and the
//! facts of a block may be taken over without its proof.

use super::checker::{Checker, fresh_checker};
use super::normal_formula::{Normal, Sign};
use super::proof::Step;
use super::rejection::{Need, Reason};
use super::theorem::Library;
use crate::exact::{Limits, Polynomial};
use crate::logic::{Formula, Name, Relation, Scope, Signature, Term};

/// A scope with facts in which steps can be tried.
pub struct Workbench<'a> {
    checker: Checker<'a>,
}

/// A place to come back to.
pub struct Mark {
    facts: usize,
    scope: Scope,
}

impl<'a> Workbench<'a> {
    /// An empty scope over some sorts.
    pub fn new(signature: Signature, library: &'a Library, limits: Limits) -> Workbench<'a> {
        Workbench { checker: fresh_checker(signature, library, limits) }
    }

    /// The sorts and names in scope.
    pub fn scope(&self) -> &Scope {
        &self.checker.scope
    }

    /// How many facts are in scope.
    pub fn len(&self) -> usize {
        self.checker.facts()
    }

    /// Whether no fact is in scope.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A fact, without the names around it.
    pub fn fact(&self, number: usize) -> Option<&Formula> {
        self.checker.formula(number).ok()
    }

    /// Where the workbench stands.
    pub fn mark(&self) -> Mark {
        Mark { facts: self.len(), scope: self.checker.scope.clone() }
    }

    /// Back to a mark: later facts and names are gone.
    pub fn rewind(&mut self, mark: Mark) {
        self.checker.forget(mark.facts);
        self.checker.scope = mark.scope;
    }

    /// Opens quantifiers and premises of a formula as a block does; returns what is left.
    ///
    /// # Errors
    /// A name in use, or fewer quantifiers and premises than asked for.
    pub fn open(&mut self, formula: &Formula, open: usize) -> Result<Formula, Reason> {
        self.checker.open(formula, open)
    }

    /// Takes a formula over as a fact.
    ///
    /// # Errors
    /// If it is not well-formed here.
    pub fn assume(&mut self, formula: &Formula) -> Result<usize, Reason> {
        self.checker.scope.check_formula(formula)?;
        self.checker.add(formula.clone());
        Ok(self.len() - 1)
    }

    /// Tries a step; returns the number of the first fact it added.
    ///
    /// # Errors
    /// Why the step fails. Facts of a failed step are not kept.
    pub fn apply(&mut self, step: &Step) -> Result<usize, Reason> {
        let mark = self.mark();
        let first = mark.facts;
        match self.checker.step(step) {
            Ok(()) => Ok(first),
            Err(reason) => {
                self.rewind(mark);
                Err(reason)
            }
        }
    }

    /// The normal form of a formula that is well-formed here.
    fn normal(&mut self, formula: &Formula) -> Option<Normal> {
        self.checker.scope.check_formula(formula).ok()?;
        self.checker.normaliser.formula(&self.checker.scope, formula).ok()
    }

    /// The latest fact that says the same as a formula.
    pub fn find(&mut self, formula: &Formula) -> Option<usize> {
        let wanted = self.normal(formula)?;
        (0..self.len()).rev().find(|fact| self.checker.normal(*fact).is_ok_and(|normal| *normal == wanted))
    }

    /// Whether two formulas have the same normal form.
    pub fn same(&mut self, left: &Formula, right: &Formula) -> bool {
        let left = self.normal(left);
        left.is_some() && left == self.normal(right)
    }

    /// Whether a formula is decided to be true by its normal form alone.
    pub fn trivially_true(&mut self, formula: &Formula) -> bool {
        self.normal(formula) == Some(Normal::truth())
    }

    /// Whether a formula is decided to be false by its normal form alone.
    pub fn trivially_false(&mut self, formula: &Formula) -> bool {
        self.normal(formula) == Some(Normal::falsity())
    }

    /// A closed term as a polynomial over numbered atoms.
    ///
    /// # Errors
    /// If it is not well-formed or too large.
    pub fn polynomial(&mut self, term: &Term) -> Result<Polynomial, Reason> {
        self.checker.check_real(term)?;
        self.checker.polynomial(term)
    }

    /// The polynomial whose inverse an atom is, if it is one.
    pub fn inverse_of(&self, atom: u32) -> Option<Polynomial> {
        self.checker.normaliser.inverted(atom)
    }

    /// A fact as a polynomial compared with 0: the relation is one of `=`, `!=`, `>=`, `>`.
    ///
    /// # Errors
    /// If the fact is no comparison.
    pub fn comparison(&mut self, fact: usize) -> Result<(Relation, Polynomial), Reason> {
        let (sign, polynomial) = self.checker.comparison(fact, Need::Comparison)?;
        let relation = match sign {
            Sign::Zero => Relation::Eq,
            Sign::Nonzero => Relation::Ne,
            Sign::Nonnegative => Relation::Ge,
            Sign::Positive => Relation::Gt,
        };
        Ok((relation, polynomial))
    }

    /// Whether a name is taken.
    pub fn is_declared(&self, name: &Name) -> bool {
        self.checker.scope.names.contains_key(name)
    }
}
