//! Rules about real and natural numbers that are not identities of polynomials.

use super::checker::Checker;
use super::rejection::{Need, Reason};
use crate::logic::{Argument, Binder, Domain, Formula, Lambda, Relation, Term, instantiate, rebind};
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn trichotomy(&mut self, term: &Term) -> Result<(), Reason> {
        self.check_real(term)?;
        let compare = |relation| Formula::Compare(relation, term.clone(), Term::integer(0));
        self.add(Formula::Or(vec![compare(Relation::Gt), compare(Relation::Eq), compare(Relation::Lt)]));
        Ok(())
    }

    pub(super) fn inverse(&mut self, fact: usize) -> Result<(), Reason> {
        let Formula::Compare(relation, left, right) = self.formula(fact)?.clone() else {
            return Err(Reason::WrongForm { fact, need: Need::Nonzero });
        };
        let difference = match relation {
            Relation::Gt | Relation::Ne => difference(left, right),
            Relation::Lt => difference(right, left),
            Relation::Eq | Relation::Ge | Relation::Le => {
                return Err(Reason::WrongForm { fact, need: Need::Nonzero });
            }
        };
        let inverse = Term::Quotient(Arc::new(Term::integer(1)), Arc::new(difference.clone()));
        self.add(Formula::Compare(
            Relation::Eq,
            Term::Product([difference, inverse].into()),
            Term::integer(1),
        ));
        Ok(())
    }

    pub(super) fn congruence(&mut self, fact: usize, context: &Lambda) -> Result<(), Reason> {
        let Formula::Compare(Relation::Eq, left, right) = self.formula(fact)?.clone() else {
            return Err(Reason::WrongForm { fact, need: Need::Equation });
        };
        let function = Domain::Function(vec![Domain::Real]);
        self.scope.check_argument(&Argument::Function(context.clone()), &function)?;
        self.add(Formula::Compare(
            Relation::Eq,
            context.apply_within(&[left])?,
            context.apply_within(&[right])?,
        ));
        Ok(())
    }

    pub(super) fn indicator(&mut self, fact: usize) -> Result<(), Reason> {
        let Formula::Compare(relation, left, right) = self.formula(fact)?.clone() else {
            return Err(Reason::WrongForm { fact, need: Need::Inequality });
        };
        // A weak inequality shows its own indicator; a strict one refutes that of the opposite.
        let (relation, value) = match relation {
            Relation::Ge | Relation::Le => (relation, 1),
            Relation::Gt => (Relation::Le, 0),
            Relation::Lt => (Relation::Ge, 0),
            Relation::Eq | Relation::Ne => return Err(Reason::WrongForm { fact, need: Need::Inequality }),
        };
        let indicator = Term::Indicator(relation, Arc::new(left), Arc::new(right));
        self.add(Formula::Compare(Relation::Eq, indicator, Term::integer(value)));
        Ok(())
    }

    pub(super) fn natural(&mut self, term: &Term) -> Result<(), Reason> {
        if self.scope.domain_of(term, &[])? != Domain::Natural {
            return Err(Reason::NotNatural);
        }
        self.add(Formula::Compare(Relation::Ge, term.clone(), Term::integer(0)));
        Ok(())
    }

    pub(super) fn induct(&mut self, formula: &Formula, base: usize, step: usize) -> Result<(), Reason> {
        self.scope.check_formula(formula)?;
        let Formula::Forall(binder, body) = formula.unnamed() else {
            return Err(Reason::WrongFormula(Need::Universal));
        };
        if binder.domain != Domain::Natural {
            return Err(Reason::WrongFormula(Need::Universal));
        }
        let at_zero = instantiate(body, &Argument::Term(Term::integer(0)));
        if !self.is(base, &at_zero)? {
            return Err(Reason::InductionMismatch);
        }
        // Bound variable 0 of the body becomes 0 + 1 under the same quantifier.
        let successor = rebind(body, &Term::Sum([Term::bound(0), Term::integer(1)].into()));
        let wanted = Formula::Forall(binder.clone(), Box::new(body.as_ref().clone().implies(successor)));
        if !self.is(step, &wanted)? {
            return Err(Reason::InductionMismatch);
        }
        self.add(formula.clone());
        Ok(())
    }

    /// Completeness of the reals: a nonempty set of numbers with an upper bound has a least one.
    pub(super) fn supremum(&mut self, fact: usize) -> Result<(), Reason> {
        let wrong = Reason::WrongForm { fact, need: Need::UpperBound };
        let Formula::Forall(element, body) = self.formula(fact)?.clone() else { return Err(wrong) };
        if !element.domain.is_first_order() {
            return Err(wrong);
        }
        let (Formula::Compare(Relation::Le, value, bound) | Formula::Compare(Relation::Ge, bound, value)) =
            body.unnamed().clone()
        else {
            return Err(wrong);
        };
        // The bound must not depend on the element: then it is a term of the scope outside.
        if self.scope.domain_of(&bound, &[]).is_err() {
            return Err(wrong);
        }
        // Under `K` and the element, bound variables 1 and 0; under `K`, `c` and the element: 2, 1 and 0.
        let real = |name: &str| Binder { name: name.into(), domain: Domain::Real };
        let bounded_by = |number: Term| {
            Formula::Forall(element.clone(), Box::new(Formula::Compare(Relation::Le, value.clone(), number)))
        };
        let is_bound = bounded_by(Term::bound(1));
        let is_least = Formula::Forall(
            real("c"),
            Box::new(bounded_by(Term::bound(1)).implies(Formula::Compare(
                Relation::Le,
                Term::bound(1),
                Term::bound(0),
            ))),
        );
        self.add(Formula::Exists(real("K"), Box::new(Formula::And(vec![is_bound, is_least]))));
        Ok(())
    }
}

fn difference(left: Term, right: Term) -> Term {
    match &right {
        Term::Number(number) if number.is_zero() => left,
        _ => left.minus(right),
    }
}
