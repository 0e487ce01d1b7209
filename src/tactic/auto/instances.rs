//! Instances of facts that hold for all of something: at the things in scope that they could be about.

use std::collections::BTreeSet;

use mechproof_core::kernel::Step;
use mechproof_core::logic::{Argument, Domain, Formula, Term, Variable, instantiate};

use super::super::Attempt;
use super::super::builder::Builder;
use super::terms::walk;
use super::{Hunt, Known};

/// Most instances of one fact, and of all together.
const MAX_EACH: usize = 64;
const MAX_ALL: usize = 240;
/// Most values tried for one variable.
const MAX_VALUES: usize = 8;

impl Builder<'_> {
    /// Puts things in scope into universal facts; what was made before is not made again.
    pub(super) fn instantiate_universals(
        &mut self,
        goal: Option<&Formula>,
        known: &mut Known,
        hunt: &mut Hunt,
    ) -> Attempt<()> {
        for fact in known.universals.clone() {
            let formula = self.fact(fact)?;
            let mut made = 0;
            let mut given = Vec::new();
            self.instances(fact, &formula, &mut given, goal, known, &mut made, hunt)?;
        }
        Ok(())
    }

    #[allow(clippy::too_many_arguments)]
    fn instances(
        &mut self,
        fact: usize,
        formula: &Formula,
        given: &mut Vec<Argument>,
        goal: Option<&Formula>,
        known: &mut Known,
        made: &mut usize,
        hunt: &mut Hunt,
    ) -> Attempt<()> {
        if *made >= MAX_EACH || known.instances >= MAX_ALL || hunt.is_over() {
            return Ok(());
        }
        if let Formula::Forall(binder, body) = formula.unnamed() {
            for argument in self.candidates(&binder.domain, body, goal, known)? {
                given.push(argument.clone());
                let instance = instantiate(body, &argument);
                self.instances(fact, &instance, given, goal, known, made, hunt)?;
                given.pop();
            }
            return Ok(());
        }
        if self.bench.find(formula).is_some() || self.bench.trivially_true(formula) {
            return Ok(());
        }
        let made_now = self.tentative(|b| {
            let step = Step::Instantiate { fact, arguments: given.clone(), premises: Vec::new() };
            b.emit(step)
        });
        if made_now.is_ok() {
            *made += 1;
            known.instances += 1;
        }
        Ok(())
    }

    /// What a variable could stand for.
    fn candidates(
        &mut self,
        domain: &Domain,
        body: &Formula,
        goal: Option<&Formula>,
        known: &Known,
    ) -> Attempt<Vec<Argument>> {
        let scope = self.bench.scope().clone();
        let mut found: Vec<Argument> = Vec::new();
        match domain {
            Domain::Sort(sort) => {
                if let Some(elements) = scope.signature.elements(sort) {
                    let indices = (0..elements.len()).filter_map(|index| u32::try_from(index).ok());
                    found.extend(
                        indices.map(|index| Argument::Term(Term::Element { sort: sort.clone(), index })),
                    );
                } else {
                    found.extend(named(&scope, domain));
                }
            }
            Domain::Natural => found.extend(named(&scope, domain)),
            Domain::Real => {
                for (head, place) in uses(body) {
                    let mut places = Vec::new();
                    let mut collect = |formula: &Formula| {
                        walk(formula, &mut |term| {
                            if let Term::Apply(Variable::Free(name), arguments) = term
                                && *name == head
                                && let Some(argument) = arguments.get(place)
                            {
                                places.push(argument.clone());
                            }
                        });
                    };
                    if let Some(goal) = goal {
                        collect(goal);
                    }
                    for fact in &known.comparisons {
                        collect(&self.fact(*fact)?);
                    }
                    for place in places {
                        let argument = Argument::Term(place.clone());
                        if self.bench.polynomial(&place).is_ok() && !found.contains(&argument) {
                            found.push(argument);
                        }
                    }
                }
                if found.is_empty() {
                    found.extend(named(&scope, domain));
                    found.extend([0, 1].map(|number| Argument::Term(Term::integer(number))));
                }
            }
            Domain::Function(_) | Domain::Law(_) => {
                let names = scope.names.iter().filter(|(_, known)| *known == domain);
                found.extend(names.map(|(name, _)| Argument::Renamed(Variable::Free(name.clone()))));
            }
        }
        found.truncate(MAX_VALUES);
        Ok(found)
    }
}

fn named(scope: &mechproof_core::logic::Scope, domain: &Domain) -> Vec<Argument> {
    let names = scope.names.iter().filter(|(_, known)| *known == domain);
    names.map(|(name, _)| Argument::Term(Term::free(name))).collect()
}

/// The functions that a body applies to its outermost bound variable, and at which place.
fn uses(body: &Formula) -> BTreeSet<(mechproof_core::logic::Name, usize)> {
    // The variable has a name for as long as it is looked for.
    let mark = "\u{3}";
    let opened = instantiate(body, &Argument::Term(Term::free(mark)));
    let mut found = BTreeSet::new();
    walk(&opened, &mut |term| {
        if let Term::Apply(Variable::Free(head), arguments) = term {
            for (place, argument) in arguments.iter().enumerate() {
                if *argument == Term::free(mark) {
                    found.insert((head.clone(), place));
                }
            }
        }
    });
    found
}
