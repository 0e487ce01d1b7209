//! Definedness: that no denominator of a statement is 0 and no logarithm is taken of a number that is not
//! positive, each in the context of the hypotheses before it.
//!
//! The core reads `1/0` as 0, so a statement makes sense to it in any case; this formula, proved along with the
//! statement, says that the convention is never used.

use mechproof_core::kernel::DEFINED;
use mechproof_core::logic::{
    Argument, Binder, Builtin, Domain, Formula, Functional, Name, Relation, Signature, Term, Variable, free_names,
    instantiate,
};

/// The statement together with its definedness, or alone where there is nothing to say.
pub(super) fn with_definedness(signature: &Signature, formula: Formula) -> Formula {
    let condition = Walk { signature, bound: Vec::new() }.formula(&formula);
    if condition == Formula::truth() {
        return formula;
    }
    Formula::And(vec![Formula::Named(DEFINED.into(), Box::new(condition)), formula])
}

struct Walk<'a> {
    signature: &'a Signature,
    bound: Vec<Domain>,
}

impl Walk<'_> {
    fn formula(&mut self, formula: &Formula) -> Formula {
        match formula {
            Formula::Compare(_, left, right) => conjunction(vec![self.term(left), self.term(right)]),
            Formula::And(parts) => {
                // Each part may rely on those before it.
                let mut conditions = Vec::new();
                for (position, part) in parts.iter().enumerate() {
                    let condition = self.formula(part);
                    let before = parts[..position].to_vec();
                    conditions.push(implication(Formula::And(before), condition));
                }
                conjunction(conditions)
            }
            Formula::Or(parts) => conjunction(parts.iter().map(|part| self.formula(part)).collect()),
            Formula::Implies(premise, rest) => {
                let first = self.formula(premise);
                let second = self.formula(rest);
                conjunction(vec![first, implication(premise.as_ref().clone(), second)])
            }
            Formula::Forall(binder, body) | Formula::Exists(binder, body) => {
                self.bound.push(binder.domain.clone());
                let condition = self.formula(body);
                self.bound.pop();
                universal(binder.clone(), condition)
            }
            Formula::Named(_, body) => self.formula(body),
        }
    }

    fn terms(&mut self, terms: &[Term]) -> Formula {
        conjunction(terms.iter().map(|term| self.term(term)).collect())
    }

    fn term(&mut self, term: &Term) -> Formula {
        match term {
            Term::Number(_) | Term::Variable(_) | Term::Element { .. } => Formula::truth(),
            Term::Sum(parts) | Term::Product(parts) | Term::Apply(_, parts) => self.terms(parts),
            Term::Power(body, _) | Term::Named(_, body) | Term::Builtin(Builtin::Exp, body) => self.term(body),
            Term::Builtin(Builtin::Log, argument) => {
                let inside = self.term(argument);
                conjunction(vec![inside, nontrivial(Relation::Gt, argument)])
            }
            Term::Quotient(numerator, denominator) => {
                let above = self.term(numerator);
                let below = self.term(denominator);
                conjunction(vec![above, below, nontrivial(Relation::Ne, denominator)])
            }
            Term::NaturalPower(left, right)
            | Term::Extremum(_, left, right)
            | Term::Indicator(_, left, right) => conjunction(vec![self.term(left), self.term(right)]),
            Term::Select(_, branches) => self.terms(branches),
            Term::Bind(functional, name, body) => self.bind(functional, name, body),
        }
    }

    fn bind(&mut self, functional: &Functional, name: &Name, body: &Term) -> Formula {
        let (outcome, arguments) = match functional {
            Functional::Sum(sort) => (Domain::Sort(sort.clone()), Formula::truth()),
            Functional::Integral => (Domain::Real, Formula::truth()),
            Functional::Quantile { arguments, .. } => (Domain::Real, self.terms(arguments)),
            Functional::Expectation { law, arguments } => (self.outcome(law), self.terms(arguments)),
        };
        self.bound.push(outcome.clone());
        let inside = self.term(body);
        self.bound.pop();
        conjunction(vec![arguments, universal(Binder { name: name.clone(), domain: outcome }, inside)])
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

/// `term relation 0`, unless it is a number for which that holds.
fn nontrivial(relation: Relation, term: &Term) -> Formula {
    match term {
        Term::Number(number) if number.is_positive() => Formula::truth(),
        Term::Number(number) if !number.is_zero() && relation == Relation::Ne => Formula::truth(),
        _ => Formula::Compare(relation, term.clone(), Term::integer(0)),
    }
}

fn conjunction(parts: Vec<Formula>) -> Formula {
    let mut flat: Vec<Formula> = Vec::new();
    for part in parts {
        let members = match part {
            Formula::And(members) => members,
            other => vec![other],
        };
        for member in members {
            if !flat.contains(&member) {
                flat.push(member);
            }
        }
    }
    if flat.len() == 1 { flat.remove(0) } else { Formula::And(flat) }
}

fn implication(premise: Formula, condition: Formula) -> Formula {
    if condition == Formula::truth() || premise == Formula::truth() {
        return condition;
    }
    premise.implies(condition)
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
