//! Which of the variables before it a formula speaks of.
//!
//! Consumes a formula below quantifiers; produces the variables bound outside of it, counted from the nearest.

use std::collections::BTreeSet;

use mechproof_core::logic::{Formula, Functional, Term, Variable};

/// The variables bound outside of a formula that occur in it; 0 is the nearest.
pub(super) fn mentions(formula: &Formula) -> BTreeSet<u32> {
    let mut found = Mentions::default();
    found.formula(formula, 0);
    found.0
}

/// The same for a term below so many binders of its own.
pub(super) fn mentions_of(term: &Term, inner: u32) -> BTreeSet<u32> {
    let mut found = Mentions::default();
    found.term(term, inner);
    found.0
}

#[derive(Default)]
struct Mentions(BTreeSet<u32>);

impl Mentions {
    fn formula(&mut self, formula: &Formula, inner: u32) {
        match formula {
            Formula::Compare(_, left, right) => self.terms([left, right], inner),
            Formula::And(parts) | Formula::Or(parts) => {
                parts.iter().for_each(|part| self.formula(part, inner));
            }
            Formula::Implies(left, right) => {
                self.formula(left, inner);
                self.formula(right, inner);
            }
            Formula::Forall(_, body) | Formula::Exists(_, body) => self.formula(body, inner + 1),
            Formula::Named(_, body) => self.formula(body, inner),
        }
    }

    fn variable(&mut self, variable: &Variable, inner: u32) {
        if let Variable::Bound(index) = variable {
            self.0.extend(index.checked_sub(inner));
        }
    }

    fn terms<'t>(&mut self, terms: impl IntoIterator<Item = &'t Term>, inner: u32) {
        terms.into_iter().for_each(|term| self.term(term, inner));
    }

    fn term(&mut self, term: &Term, inner: u32) {
        match term {
            Term::Number(_) | Term::Element { .. } => {}
            Term::Variable(variable) => self.variable(variable, inner),
            Term::Sum(parts) | Term::Product(parts) => self.terms(parts.iter(), inner),
            Term::Power(body, _) | Term::Builtin(_, body) | Term::Named(_, body) => self.term(body, inner),
            Term::NaturalPower(left, right)
            | Term::Quotient(left, right)
            | Term::Extremum(_, left, right)
            | Term::Indicator(_, left, right) => self.terms([&**left, &**right], inner),
            Term::Apply(head, arguments) => {
                self.variable(head, inner);
                self.terms(arguments.iter(), inner);
            }
            Term::Select(scrutinee, branches) => {
                self.term(scrutinee, inner);
                self.terms(branches.iter(), inner);
            }
            Term::Bind(functional, _, body) => {
                if let Functional::Expectation { law, arguments } | Functional::Quantile { law, arguments } =
                    functional
                {
                    self.variable(law, inner);
                    self.terms(arguments.iter(), inner);
                }
                self.term(body, inner + 1);
            }
        }
    }
}
