//! Definedness: that no denominator of a statement is 0 and no logarithm is taken of a number that is not
//! positive, each in the context of the hypotheses before it.
//!
//! The core reads `1/0` as 0, so a statement makes sense to it in any case; this formula, proved along with the
//! statement, says that the convention is never used.

use mechproof_core::kernel::DEFINED;
use mechproof_core::logic::{
    Argument, Binder, Builtin, Domain, Formula, Functional, Name, Relation, Signature, Term, Variable, close,
    free_names, instantiate,
};

/// The statement together with its definedness, or alone where there is nothing to say.
pub(super) fn with_definedness(signature: &Signature, formula: Formula) -> Formula {
    let conditions = Walk { signature, bound: Vec::new(), known: Vec::new() }.formula(&formula);
    if conditions.is_empty() {
        return formula;
    }
    Formula::And(vec![Formula::Named(DEFINED.into(), Box::new(conjunction(conditions))), formula])
}

struct Walk<'a> {
    signature: &'a Signature,
    bound: Vec<Domain>,
    /// Conditions that stand before this place already.
    known: Vec<Formula>,
}

impl Walk<'_> {
    /// The conditions that a formula adds to those known.
    fn formula(&mut self, formula: &Formula) -> Vec<Formula> {
        match formula {
            Formula::Compare(_, left, right) => self.in_order(&[left, right], Walk::term),
            Formula::And(parts) => {
                // Each part may rely on those before it.
                let mark = self.known.len();
                let mut conditions = Vec::new();
                for (position, part) in parts.iter().enumerate() {
                    let inner = self.formula(part);
                    let before = parts[..position].to_vec();
                    conditions.extend(self.learn(implied(&Formula::And(before), inner)));
                }
                self.known.truncate(mark);
                conditions
            }
            Formula::Or(parts) => {
                let parts: Vec<&Formula> = parts.iter().collect();
                self.in_order(&parts, Walk::formula)
            }
            Formula::Implies(premise, rest) => {
                let mark = self.known.len();
                let inner = self.formula(premise);
                let mut conditions = self.learn(inner);
                let inner = self.formula(rest);
                conditions.extend(implied(premise, inner));
                self.known.truncate(mark);
                conditions
            }
            Formula::Forall(binder, body) | Formula::Exists(binder, body) => {
                self.under(binder, |walk| walk.formula(body))
            }
            Formula::Named(_, body) => self.formula(body),
        }
    }

    /// The conditions of several things, those of each known to the next.
    fn in_order<T: ?Sized>(
        &mut self,
        things: &[&T],
        mut conditions_of: impl FnMut(&mut Self, &T) -> Vec<Formula>,
    ) -> Vec<Formula> {
        let mark = self.known.len();
        let mut conditions = Vec::new();
        for thing in things {
            let inner = conditions_of(self, thing);
            conditions.extend(self.learn(inner));
        }
        self.known.truncate(mark);
        conditions
    }

    /// Adds conditions to those known; returns those that are new.
    fn learn(&mut self, conditions: Vec<Formula>) -> Vec<Formula> {
        let mut new = Vec::new();
        for condition in conditions {
            if !self.known.contains(&condition) {
                self.known.push(condition.clone());
                new.push(condition);
            }
        }
        new
    }

    /// The conditions of something under a binder, for all values of its variable.
    fn under(&mut self, binder: &Binder, inside: impl FnOnce(&mut Self) -> Vec<Formula>) -> Vec<Formula> {
        // A name that occurs nowhere: closing it raises the other bound variables.
        let raised = self.known.iter().map(|condition| close(condition, "\u{0}")).collect();
        let outside = std::mem::replace(&mut self.known, raised);
        self.bound.push(binder.domain.clone());
        let conditions = inside(self);
        self.bound.pop();
        self.known = outside;
        conditions.into_iter().map(|condition| universal(binder.clone(), condition)).collect()
    }

    fn terms(&mut self, terms: &[Term]) -> Vec<Formula> {
        let terms: Vec<&Term> = terms.iter().collect();
        self.in_order(&terms, Walk::term)
    }

    fn term(&mut self, term: &Term) -> Vec<Formula> {
        match term {
            Term::Number(_) | Term::Variable(_) | Term::Element { .. } => Vec::new(),
            Term::Sum(parts) | Term::Product(parts) | Term::Apply(_, parts) => self.terms(parts),
            Term::Power(body, _) | Term::Named(_, body) | Term::Builtin(Builtin::Exp, body) => {
                self.term(body)
            }
            Term::Builtin(Builtin::Log, argument) => {
                let mut conditions = self.term(argument);
                conditions.extend(self.nontrivial(Relation::Gt, argument));
                conditions
            }
            Term::Quotient(numerator, denominator) => {
                let mut conditions = self.in_order(&[&**numerator, &**denominator], Walk::term);
                conditions.extend(self.nontrivial(Relation::Ne, denominator));
                conditions
            }
            Term::NaturalPower(left, right)
            | Term::Extremum(_, left, right)
            | Term::Indicator(_, left, right) => self.in_order(&[&**left, &**right], Walk::term),
            Term::Select(_, branches) => self.terms(branches),
            Term::Bind(functional, name, body) => self.bind(functional, name, body),
        }
    }

    /// `term relation 0`, unless it is known or a number for which it holds.
    fn nontrivial(&self, relation: Relation, term: &Term) -> Option<Formula> {
        match term {
            Term::Number(number) if number.is_positive() => None,
            Term::Number(number) if !number.is_zero() && relation == Relation::Ne => None,
            _ => {
                let condition = Formula::Compare(relation, term.clone(), Term::integer(0));
                (!self.known.contains(&condition)).then_some(condition)
            }
        }
    }

    fn bind(&mut self, functional: &Functional, name: &Name, body: &Term) -> Vec<Formula> {
        let (outcome, mut conditions) = match functional {
            Functional::Sum(sort) => (Domain::Sort(sort.clone()), Vec::new()),
            Functional::Integral => (Domain::Real, Vec::new()),
            Functional::Quantile { arguments, .. } => (Domain::Real, self.terms(arguments)),
            Functional::Expectation { law, arguments } => (self.outcome(law), self.terms(arguments)),
        };
        let binder = Binder { name: name.clone(), domain: outcome };
        conditions.extend(self.under(&binder, |walk| walk.term(body)));
        conditions
    }

    /// The outcomes of a bound law; statements are closed, so every law is bound.
    fn outcome(&self, law: &Variable) -> Domain {
        let bound = match law {
            Variable::Bound(index) => usize::try_from(*index)
                .ok()
                .and_then(|index| self.bound.len().checked_sub(index + 1))
                .and_then(|position| self.bound.get(position)),
            Variable::Free(_) => None,
        };
        match bound {
            Some(Domain::Law(law)) => (*law.on).clone(),
            _ => self.signature.sorts.keys().next().map_or(Domain::Real, |sort| Domain::Sort(sort.clone())),
        }
    }
}

fn conjunction(mut parts: Vec<Formula>) -> Formula {
    if parts.len() == 1 { parts.remove(0) } else { Formula::And(parts) }
}

/// The conditions under a premise.
fn implied(premise: &Formula, conditions: Vec<Formula>) -> Vec<Formula> {
    if conditions.is_empty() || *premise == Formula::truth() {
        return conditions;
    }
    vec![premise.clone().implies(conjunction(conditions))]
}

/// The condition for all values of a variable; a variable that does not occur is left out.
fn universal(binder: Binder, condition: Formula) -> Formula {
    let marker = Variable::Free("\u{0}".into());
    let argument = if binder.domain.is_first_order() {
        Argument::Term(Term::Variable(marker))
    } else {
        Argument::Renamed(marker)
    };
    let instance = instantiate(&condition, &argument);
    if free_names(&instance).iter().any(|name| **name == *"\u{0}") {
        Formula::Forall(binder, Box::new(condition))
    } else {
        instance
    }
}
