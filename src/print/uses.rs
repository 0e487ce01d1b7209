//! Which names a formula or term uses, so that no bound variable is printed under one of them.
//!
//! Consumes a formula or term as it stands, definitions looked into; produces sets of names, and of
//! variables bound outside it. Needed for the whole, and for the body of a binder whose name may clash.

use std::collections::BTreeSet;

use mechproof_core::logic::{Formula, Functional, Name, Signature, Term, Variable};

/// The names used.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    /// Free variables, functions and laws.
    pub(super) free: BTreeSet<Name>,
    /// Names of applied functions, free or bound inside.
    pub(super) heads: BTreeSet<Name>,
    /// Elements of enumerated sorts.
    pub(super) elements: BTreeSet<Name>,
    /// Names of definitions.
    pub(super) definitions: BTreeSet<Name>,
    /// Names that binders carry.
    pub(super) binders: BTreeSet<Name>,
    /// Variables bound outside: 0 by the nearest binder around, and so on.
    pub(super) outer: BTreeSet<usize>,
}

/// Collects uses while the binders passed on the way are counted.
pub(super) struct Survey<'a> {
    signature: &'a Signature,
    binders: Vec<Name>,
    /// What was found so far.
    pub(super) uses: Uses,
}

impl<'a> Survey<'a> {
    /// Nothing found yet.
    pub(super) fn new(signature: &'a Signature) -> Survey<'a> {
        Survey { signature, binders: Vec::new(), uses: Uses::default() }
    }

    /// Adds what the body of a binder uses; the variable it binds does not count.
    pub(super) fn under(&mut self, name: &Name, look: impl FnOnce(&mut Self)) {
        self.uses.binders.insert(name.clone());
        self.binders.push(name.clone());
        look(self);
        self.binders.pop();
    }

    /// Adds what a formula uses.
    pub(super) fn formula(&mut self, formula: &Formula) {
        match formula {
            Formula::Compare(_, left, right) => {
                self.term(left);
                self.term(right);
            }
            Formula::And(parts) | Formula::Or(parts) => {
                for part in parts {
                    self.formula(part);
                }
            }
            Formula::Implies(left, right) => {
                self.formula(left);
                self.formula(right);
            }
            Formula::Forall(binder, body) | Formula::Exists(binder, body) => {
                self.under(&binder.name, |survey| survey.formula(body));
            }
            Formula::Named(_, body) => self.formula(body),
        }
    }

    /// Adds what a term uses.
    pub(super) fn term(&mut self, term: &Term) {
        match term {
            Term::Number(_) => {}
            Term::Variable(variable) => self.variable(variable, false),
            Term::Element { sort, index } => {
                let elements = self.signature.elements(sort).unwrap_or_default();
                self.uses.elements.extend(elements.get(*index as usize).cloned());
            }
            Term::Sum(parts) | Term::Product(parts) => self.terms(parts),
            Term::Power(body, _) | Term::Builtin(_, body) => self.term(body),
            Term::NaturalPower(left, right)
            | Term::Quotient(left, right)
            | Term::Extremum(_, left, right)
            | Term::Indicator(_, left, right) => {
                self.term(left);
                self.term(right);
            }
            Term::Apply(head, arguments) => {
                self.variable(head, true);
                self.terms(arguments);
            }
            Term::Select(scrutinee, branches) => {
                self.term(scrutinee);
                self.terms(branches);
            }
            Term::Bind(functional, name, body) => {
                self.functional(functional);
                self.under(name, |survey| survey.term(body));
            }
            Term::Named(name, body) => {
                self.uses.definitions.insert(name.clone());
                self.term(body);
            }
        }
    }

    /// Adds what stands beside the binder of a functional.
    pub(super) fn functional(&mut self, functional: &Functional) {
        match functional {
            Functional::Sum(_) | Functional::Integral => {}
            Functional::Expectation { law, arguments } | Functional::Quantile { law, arguments } => {
                self.variable(law, true);
                self.terms(arguments);
            }
        }
    }

    fn terms(&mut self, terms: &[Term]) {
        for term in terms {
            self.term(term);
        }
    }

    fn variable(&mut self, variable: &Variable, is_head: bool) {
        let name = match variable {
            Variable::Free(name) => {
                self.uses.free.insert(name.clone());
                Some(name)
            }
            Variable::Bound(index) => {
                let index = *index as usize;
                if let Some(outer) = index.checked_sub(self.binders.len()) {
                    self.uses.outer.insert(outer);
                    None
                } else {
                    self.binders.get(self.binders.len() - 1 - index)
                }
            }
        };
        if is_head {
            self.uses.heads.extend(name.cloned());
        }
    }
}

/// What a formula uses.
pub(super) fn of_formula(signature: &Signature, formula: &Formula) -> Uses {
    let mut survey = Survey::new(signature);
    survey.formula(formula);
    survey.uses
}

/// What a term uses.
pub(super) fn of_term(signature: &Signature, term: &Term) -> Uses {
    let mut survey = Survey::new(signature);
    survey.term(term);
    survey.uses
}
