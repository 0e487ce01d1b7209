//! What the facts in scope offer: conjunctions split, lists gone through, existing things named.

use mechproof_core::kernel::Step;
use mechproof_core::logic::{Argument, Domain, Formula, Relation, Term};

use super::super::Attempt;
use super::super::builder::Builder;
use super::{Hunt, Known};

/// Most facts in one scope.
const MAX_FACTS: usize = 3000;
/// Most rounds in which implications and universal facts make new facts.
const ROUNDS: usize = 3;

impl Builder<'_> {
    /// Looks at the facts that are new in scope and makes of them what can be made without search.
    pub(super) fn absorb(
        &mut self,
        known: &mut Known,
        goal: Option<&Formula>,
        hunt: &mut Hunt,
    ) -> Attempt<()> {
        if known.seen == 0 {
            self.naturals()?;
            self.learn_names(known);
        }
        if let Some(goal) = goal {
            self.learn_atoms(goal, known);
        }
        self.sort_facts(known)?;
        self.find_denominators(goal, known, hunt)?;
        for _ in 0..ROUNDS {
            let before = self.bench.len();
            self.discharge(known, hunt)?;
            self.instantiate_universals(goal, known, hunt)?;
            if self.bench.len() == before {
                break;
            }
            self.sort_facts(known)?;
            self.find_denominators(goal, known, hunt)?;
        }
        self.clear_facts(known)?;
        self.eliminate(known);
        Ok(())
    }

    fn naturals(&mut self) -> Attempt<()> {
        let names = self.bench.scope().names.iter();
        let names: Vec<_> =
            names.filter(|(_, domain)| **domain == Domain::Natural).map(|(name, _)| name.clone()).collect();
        for name in names {
            self.emit(Step::Natural { term: Term::free(&name) })?;
        }
        Ok(())
    }

    fn sort_facts(&mut self, known: &mut Known) -> Attempt<()> {
        while known.seen < self.bench.len() {
            let fact = known.seen;
            known.seen += 1;
            let formula = self.fact(fact)?;
            self.learn_atoms(&formula, known);
            match formula {
                Formula::Compare(..) => known.comparisons.push(fact),
                Formula::And(parts) if !parts.is_empty() && self.bench.len() < MAX_FACTS => {
                    self.split(fact)?;
                }
                Formula::Or(parts) if parts.is_empty() => known.comparisons.push(fact),
                Formula::Or(_) => known.disjunctions.push(fact),
                Formula::Forall(binder, _) => {
                    let listed = match &binder.domain {
                        Domain::Sort(sort) => {
                            let elements = self.bench.scope().signature.elements(sort).map(<[_]>::len);
                            elements.map(|count| (sort.clone(), count))
                        }
                        _ => None,
                    };
                    match listed {
                        Some((sort, count)) if self.bench.len() + count < MAX_FACTS => {
                            for index in (0..count).filter_map(|index| u32::try_from(index).ok()) {
                                let element = Argument::Term(Term::Element { sort: sort.clone(), index });
                                let arguments = vec![element];
                                self.emit(Step::Instantiate { fact, arguments, premises: Vec::new() })?;
                            }
                        }
                        Some(_) => {}
                        None => known.universals.push(fact),
                    }
                }
                Formula::Implies(..) => known.conditionals.push(fact),
                Formula::Exists(binder, _) => {
                    let name = self.fresh(&binder.name);
                    self.emit(Step::Obtain { fact, name })?;
                }
                // What is left of conjunctions when there are too many facts; facts have no names here.
                Formula::And(_) | Formula::Named(..) => {}
            }
        }
        Ok(())
    }

    /// Uses implications whose premises are known or follow easily; the negation of a comparison becomes one.
    fn discharge(&mut self, known: &mut Known, hunt: &mut Hunt) -> Attempt<()> {
        let mut left = Vec::new();
        for fact in std::mem::take(&mut known.conditionals) {
            let Formula::Implies(premise, rest) = self.fact(fact)? else { continue };
            if matches!(rest.unnamed(), Formula::Or(parts) if parts.is_empty()) {
                if self.opposite(fact, &premise)?.is_none() {
                    left.push(fact);
                }
                continue;
            }
            let found = match self.known(&premise)? {
                Some(found) => Some(found),
                None if matches!(premise.unnamed(), Formula::Compare(..)) => {
                    self.quickly(&premise, known, 1, hunt)?
                }
                None => None,
            };
            match found {
                Some(premise) => {
                    self.emit(Step::Instantiate { fact, arguments: Vec::new(), premises: vec![premise] })?;
                }
                None => left.push(fact),
            }
        }
        known.conditionals = left;
        Ok(())
    }

    /// From "not t >= s" the comparison `t < s`, and likewise.
    fn opposite(&mut self, fact: usize, premise: &Formula) -> Attempt<Option<usize>> {
        let Formula::Compare(relation, left, right) = premise.unnamed() else { return Ok(None) };
        if *relation == Relation::Eq {
            return Ok(None);
        }
        let goal = Formula::Compare(relation.negated(), left.clone(), right.clone());
        let premise = premise.clone();
        let difference = left.clone().minus(right.clone());
        let split = self.emit(Step::Trichotomy { term: difference })?;
        self.by_cases(split, &goal, |b, case| {
            if let Ok(shown) = b.tentative(|b| b.combine_facts(&goal, &[case])) {
                return Ok(shown);
            }
            let shown = b.combine_facts(&premise, &[case])?;
            let falsity = b.emit(Step::Instantiate { fact, arguments: Vec::new(), premises: vec![shown] })?;
            b.emit(Step::Absurd { fact: falsity, formula: goal.clone() })
        })
        .map(Some)
    }
}
