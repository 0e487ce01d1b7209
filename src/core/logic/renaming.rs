//! The sorts of a formula by other names.
//!
//! Consumes a formula and names for sorts; produces the formula that says the same of the sorts so named.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Binder, Domain, Formula, Functional, Name, Term, Terms};

/// `formula` with its sorts renamed.
pub fn rename_sorts(formula: &Formula, names: &BTreeMap<Name, Name>) -> Formula {
    Renaming(names).formula(formula)
}

struct Renaming<'a>(&'a BTreeMap<Name, Name>);

impl Renaming<'_> {
    fn name(&self, sort: &Name) -> Name {
        self.0.get(sort).unwrap_or(sort).clone()
    }

    fn domain(&self, domain: &Domain) -> Domain {
        let all = |domains: &[Domain]| domains.iter().map(|domain| self.domain(domain)).collect();
        match domain {
            Domain::Real | Domain::Natural => domain.clone(),
            Domain::Sort(sort) => Domain::Sort(self.name(sort)),
            Domain::Function(arguments) => Domain::Function(all(arguments)),
            Domain::Law(law) => {
                let mut law = law.clone();
                law.parameters = all(&law.parameters);
                law.on = Box::new(self.domain(&law.on));
                Domain::Law(law)
            }
        }
    }

    fn formula(&self, formula: &Formula) -> Formula {
        let binder =
            |binder: &Binder| Binder { name: binder.name.clone(), domain: self.domain(&binder.domain) };
        match formula {
            Formula::Compare(relation, left, right) => {
                Formula::Compare(*relation, self.term(left), self.term(right))
            }
            Formula::And(parts) => Formula::And(parts.iter().map(|part| self.formula(part)).collect()),
            Formula::Or(parts) => Formula::Or(parts.iter().map(|part| self.formula(part)).collect()),
            Formula::Implies(left, right) => self.formula(left).implies(self.formula(right)),
            Formula::Forall(bound, body) => Formula::Forall(binder(bound), Box::new(self.formula(body))),
            Formula::Exists(bound, body) => Formula::Exists(binder(bound), Box::new(self.formula(body))),
            Formula::Named(name, body) => Formula::Named(name.clone(), Box::new(self.formula(body))),
        }
    }

    fn term(&self, term: &Term) -> Term {
        let all = |terms: &[Term]| terms.iter().map(|term| self.term(term)).collect::<Terms>();
        let one = |term: &Term| Arc::new(self.term(term));
        match term {
            Term::Number(_) | Term::Variable(_) => term.clone(),
            Term::Element { sort, index } => Term::Element { sort: self.name(sort), index: *index },
            Term::Sum(parts) => Term::Sum(all(parts)),
            Term::Product(parts) => Term::Product(all(parts)),
            Term::Power(base, exponent) => Term::Power(one(base), *exponent),
            Term::NaturalPower(base, exponent) => Term::NaturalPower(one(base), one(exponent)),
            Term::Quotient(numerator, denominator) => Term::Quotient(one(numerator), one(denominator)),
            Term::Extremum(which, left, right) => Term::Extremum(*which, one(left), one(right)),
            Term::Indicator(relation, left, right) => Term::Indicator(*relation, one(left), one(right)),
            Term::Apply(head, arguments) => Term::Apply(head.clone(), all(arguments)),
            Term::Builtin(function, argument) => Term::Builtin(*function, one(argument)),
            Term::Select(scrutinee, branches) => Term::Select(one(scrutinee), all(branches)),
            Term::Bind(functional, name, body) => {
                let functional = match functional {
                    Functional::Sum(sort) => Functional::Sum(self.name(sort)),
                    Functional::Expectation { law, arguments } => {
                        Functional::Expectation { law: law.clone(), arguments: all(arguments) }
                    }
                    Functional::Quantile { law, arguments } => {
                        Functional::Quantile { law: law.clone(), arguments: all(arguments) }
                    }
                    Functional::Integral => Functional::Integral,
                };
                Term::Bind(functional, name.clone(), one(body))
            }
            Term::Named(name, body) => Term::Named(name.clone(), one(body)),
        }
    }
}
