//! Rules of logic: quantifiers, connectives, citation. Classical, over nonempty sorts.

use std::collections::BTreeMap;

use super::checker::{Checker, fresh_argument};
use super::normal_formula::Normal;
use super::proof::Step;
use super::rejection::{Need, Reason};
use crate::logic::{
    Argument, Binder, Carrier, Domain, Formula, LawExpression, Name, Relation, Term, Variable,
    conjunction_within, instantiate, instantiate_within, rename_sorts,
};

impl Checker<'_> {
    pub(super) fn instantiate(
        &mut self,
        fact: usize,
        arguments: &[Argument],
        premises: &[usize],
    ) -> Result<(), Reason> {
        let mut formula = self.formula(fact)?.clone();
        let mut arguments = arguments.iter();
        let mut premises = premises.iter();
        let mut next = arguments.next();
        loop {
            formula = match formula.unnamed() {
                Formula::Forall(binder, body) => {
                    let Some(argument) = next else { break };
                    next = arguments.next();
                    self.argument(argument, &binder.domain, &mut premises)?;
                    instantiate_within(body, argument)?
                }
                Formula::Implies(premise, rest) => {
                    let Some(offered) = premises.next() else { break };
                    if !self.is(*offered, premise)? {
                        return Err(Reason::PremiseMismatch { fact: *offered });
                    }
                    rest.as_ref().clone()
                }
                _ => break,
            };
        }
        if next.is_some() || premises.next().is_some() {
            return Err(Reason::TooManyArguments);
        }
        self.add(formula);
        Ok(())
    }

    /// Checks that an argument may replace a variable of the domain; weights may need premises.
    fn argument<'p>(
        &mut self,
        argument: &Argument,
        domain: &Domain,
        premises: &mut impl Iterator<Item = &'p usize>,
    ) -> Result<(), Reason> {
        self.scope.check_argument(argument, domain)?;
        match (argument, domain) {
            (Argument::Renamed(Variable::Free(name)), Domain::Law(wanted)) => {
                let Some(Domain::Law(law)) = self.scope.names.get(name) else {
                    return Err(Reason::LawTooWeak);
                };
                let above =
                    wanted.lower.as_ref().is_none_or(|bound| law.lower.as_ref().is_some_and(|l| l >= bound));
                let below =
                    wanted.upper.as_ref().is_none_or(|bound| law.upper.as_ref().is_some_and(|u| u <= bound));
                if above && below && (law.continuous || !wanted.continuous) {
                    Ok(())
                } else {
                    Err(Reason::LawTooWeak)
                }
            }
            // A law on the reals may stand under a quantile functional, which is not linear in the law.
            (Argument::Law(..), Domain::Law(wanted)) if *wanted.on == Domain::Real => Err(Reason::LawTooWeak),
            (Argument::Law(binders, expression), Domain::Law(_)) => {
                let mut conditions = Vec::new();
                self.weights(expression, &mut binders.clone(), &mut conditions)?;
                for condition in conditions {
                    if self.normaliser.formula(&self.scope, &condition)? == Normal::truth() {
                        continue;
                    }
                    let offered = premises.next().ok_or(Reason::WeightsNotShown)?;
                    if !self.is(*offered, &condition)? {
                        return Err(Reason::WeightsNotShown);
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// For each mixture: that its weights are nonnegative with sum 1, whatever the variables around it.
    fn weights(
        &self,
        expression: &LawExpression,
        binders: &mut Vec<Binder>,
        conditions: &mut Vec<Formula>,
    ) -> Result<(), Reason> {
        match expression {
            LawExpression::Dirac(_) => Ok(()),
            LawExpression::Draw { law, name, rest, .. } => {
                let bound: Vec<Domain> = binders.iter().map(|binder| binder.domain.clone()).collect();
                let domain = self.scope.outcome_of(law, &bound)?;
                binders.push(Binder { name: name.clone(), domain });
                self.weights(rest, binders, conditions)?;
                binders.pop();
                Ok(())
            }
            LawExpression::Mix(parts) => {
                let zero = Term::integer(0);
                let mut condition: Vec<Formula> = parts
                    .iter()
                    .map(|(weight, _)| Formula::Compare(Relation::Ge, weight.clone(), zero.clone()))
                    .collect();
                let total = Term::Sum(parts.iter().map(|(weight, _)| weight.clone()).collect());
                condition.push(Formula::Compare(Relation::Eq, total, Term::integer(1)));
                let closed = binders.iter().rev().fold(Formula::And(condition), |body, binder| {
                    Formula::Forall(binder.clone(), Box::new(body))
                });
                conditions.push(closed);
                parts.iter().try_for_each(|(_, part)| self.weights(part, binders, conditions))
            }
        }
    }

    pub(super) fn split(&mut self, fact: usize) -> Result<(), Reason> {
        let Formula::And(parts) = self.formula(fact)?.clone() else {
            return Err(Reason::WrongForm { fact, need: Need::Conjunction });
        };
        parts.into_iter().for_each(|part| self.add(part));
        Ok(())
    }

    pub(super) fn conjoin(&mut self, facts: &[usize]) -> Result<(), Reason> {
        let mut parts = Vec::with_capacity(facts.len());
        for fact in facts {
            parts.push(self.formula(*fact)?);
        }
        let conjunction = conjunction_within(&parts)?;
        self.add(conjunction);
        Ok(())
    }

    pub(super) fn either(&mut self, formula: &Formula, fact: usize) -> Result<(), Reason> {
        self.scope.check_formula(formula)?;
        let Formula::Or(parts) = formula.unnamed() else {
            return Err(Reason::WrongFormula(Need::Disjunction));
        };
        for part in parts {
            if self.is(fact, part)? {
                self.add(formula.clone());
                return Ok(());
            }
        }
        Err(Reason::NotAmongAlternatives)
    }

    pub(super) fn cases(
        &mut self,
        fact: usize,
        formula: &Formula,
        branches: &[Vec<Step>],
    ) -> Result<(), Reason> {
        self.scope.check_formula(formula)?;
        let Formula::Or(parts) = self.formula(fact)?.clone() else {
            return Err(Reason::WrongForm { fact, need: Need::Disjunction });
        };
        if parts.len() != branches.len() {
            return Err(Reason::WrongNumberOfBranches { cases: parts.len(), branches: branches.len() });
        }
        for (number, (case, steps)) in parts.into_iter().zip(branches).enumerate() {
            self.in_branch(number, |checker| checker.branch(case, formula, steps))?;
        }
        self.add(formula.clone());
        Ok(())
    }

    pub(super) fn excluded(&mut self, formula: &Formula) -> Result<(), Reason> {
        self.scope.check_formula(formula)?;
        self.add(Formula::Or(vec![formula.clone(), formula.clone().negation()]));
        Ok(())
    }

    pub(super) fn witness(
        &mut self,
        formula: &Formula,
        argument: &Argument,
        fact: usize,
        premises: &[usize],
    ) -> Result<(), Reason> {
        self.scope.check_formula(formula)?;
        let Formula::Exists(binder, body) = formula.unnamed() else {
            return Err(Reason::WrongFormula(Need::Existential));
        };
        let mut premises = premises.iter();
        self.argument(argument, &binder.domain, &mut premises)?;
        if premises.next().is_some() {
            return Err(Reason::TooManyArguments);
        }
        if !self.is(fact, &instantiate_within(body, argument)?)? {
            return Err(Reason::PremiseMismatch { fact });
        }
        self.add(formula.clone());
        Ok(())
    }

    pub(super) fn obtain(&mut self, fact: usize, name: &Name) -> Result<(), Reason> {
        let Formula::Exists(binder, body) = self.formula(fact)?.clone() else {
            return Err(Reason::WrongForm { fact, need: Need::Existential });
        };
        self.declare(name.clone(), binder.domain.clone())?;
        self.add(instantiate(&body, &fresh_argument(name, &binder.domain)));
        Ok(())
    }

    pub(super) fn pick(&mut self, sort: &Name, name: &Name) -> Result<(), Reason> {
        let domain = Domain::Sort(sort.clone());
        self.scope.check_domain(&domain)?;
        self.declare(name.clone(), domain)
    }

    pub(super) fn absurd(&mut self, fact: usize, formula: &Formula) -> Result<(), Reason> {
        self.scope.check_formula(formula)?;
        if *self.normal(fact)? != Normal::falsity() {
            return Err(Reason::WrongForm { fact, need: Need::Falsity });
        }
        self.add(formula.clone());
        Ok(())
    }

    pub(super) fn restate(&mut self, fact: usize, formula: &Formula) -> Result<(), Reason> {
        self.scope.check_formula(formula)?;
        if !self.is(fact, formula)? {
            return Err(Reason::NotTheSame);
        }
        self.add(formula.clone());
        Ok(())
    }

    pub(super) fn cite(&mut self, theorem: &Name, sorts: &BTreeMap<Name, Name>) -> Result<(), Reason> {
        let library = self.library;
        let cited = library.get(theorem).ok_or_else(|| Reason::UnknownTheorem(theorem.clone()))?;
        for (sort, carrier) in &cited.claim().signature().sorts {
            let here = sorts.get(sort).unwrap_or(sort);
            let fits = match (carrier, self.scope.signature.carrier(here)) {
                (_, None) => false,
                (Carrier::Arbitrary, Some(_)) => true,
                (Carrier::Finite, Some(found)) => *found != Carrier::Arbitrary,
                (Carrier::Enumerated(wanted), Some(found)) => *found == Carrier::Enumerated(wanted.clone()),
            };
            if !fits {
                return Err(Reason::SortsDoNotFit(theorem.clone()));
            }
        }
        let formula = rename_sorts(cited.claim().formula(), sorts);
        self.scope.check_formula(&formula)?;
        self.used.cites.insert(theorem.clone());
        self.used.holes.extend(cited.holes().iter().cloned());
        self.used.expectations.extend(cited.expectations().iter().cloned());
        self.add(formula);
        Ok(())
    }

    pub(super) fn hole(&mut self, name: &Name, formula: &Formula) -> Result<(), Reason> {
        self.scope.check_formula(formula)?;
        self.used.holes.insert(name.clone());
        self.add(formula.clone());
        Ok(())
    }
}
