//! Case distinctions: which to make, and how they are put together.

use mechproof_core::kernel::Step;
use mechproof_core::logic::{Formula, Relation, Term};

use super::super::Attempt;
use super::super::builder::Builder;
use super::{Hunt, Known};

impl Builder<'_> {
    /// Runs something; if it fails, everything is as before.
    pub(in crate::tactic) fn tentative<T>(
        &mut self,
        run: impl FnOnce(&mut Self) -> Attempt<T>,
    ) -> Attempt<T> {
        let place = self.standing();
        let result = run(self);
        if result.is_err() {
            self.back_to(place);
        }
        result
    }

    /// Proves the goal in each case of a disjunction; `run` gets the number of the case's fact.
    pub(in crate::tactic) fn by_cases(
        &mut self,
        fact: usize,
        goal: &Formula,
        mut run: impl FnMut(&mut Self, usize) -> Attempt<usize>,
    ) -> Attempt<usize> {
        let Formula::Or(parts) = self.fact(fact)? else {
            return Err(self.failure("no cases"));
        };
        let mut branches = Vec::with_capacity(parts.len());
        for part in &parts {
            let steps = self.inside(
                |b| {
                    b.bench.assume(part).map_err(|reason| b.failure(reason.to_string()))?;
                    Ok(goal.clone())
                },
                |b, goal| {
                    let case = b.bench.len() - 1;
                    let shown = run(b, case)?;
                    if shown + 1 != b.bench.len() {
                        b.emit(Step::Restate { fact: shown, formula: goal.clone() })?;
                    }
                    Ok(())
                },
            )?;
            branches.push(steps);
        }
        self.emit(Step::Cases { fact, formula: goal.clone(), branches })
    }

    /// From `t >= s` and `s >= t`: the equation.
    pub(in crate::tactic) fn antisymmetry(
        &mut self,
        goal: &Formula,
        at_least: usize,
        at_most: usize,
    ) -> Attempt<usize> {
        let Formula::Compare(Relation::Eq, left, right) = goal.unnamed() else {
            return Err(self.failure("only an equation follows from two inequalities"));
        };
        let fact = self.emit(Step::Trichotomy { term: left.clone().minus(right.clone()) })?;
        let mut position = 0;
        self.by_cases(fact, goal, |b, case| {
            position += 1;
            match position {
                2 => b.combine_facts(goal, &[case]),
                other => {
                    let against = if other == 1 { at_most } else { at_least };
                    let fact = b.combine_facts(&Formula::falsity(), &[case, against])?;
                    b.emit(Step::Absurd { fact, formula: goal.clone() })
                }
            }
        })
    }

    /// Decides the sign of what a maximum or an indicator looks at, where the facts do.
    fn decide_sign(&mut self, term: &Term, known: &Known, hunt: &mut Hunt) -> Attempt<bool> {
        for relation in [Relation::Ge, Relation::Lt] {
            let formula = Formula::Compare(relation, term.clone(), Term::integer(0));
            if let Some(fact) = self.quickly(&formula, known, 1, hunt)? {
                self.emit(Step::Indicator { fact })?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Proves the goal by cases, if there is a distinction to make.
    pub(super) fn split_cases(
        &mut self,
        goal: &Formula,
        known: &Known,
        hunt: &mut Hunt,
    ) -> Attempt<Option<usize>> {
        let mut known = known.clone();
        for term in self.thresholds(goal, &known)? {
            let Ok(polynomial) = self.bench.polynomial(&term) else { continue };
            let primitive = polynomial.primitive().1;
            if polynomial.as_constant().is_some()
                || known.decided.contains(&primitive)
                || known.decided.contains(&primitive.neg())
            {
                continue;
            }
            known.decided.push(primitive);
            if self.decide_sign(&term, &known, hunt)? {
                self.absorb(&mut known, Some(goal), hunt)?;
                return self.compare(goal, &known, hunt).map(Some);
            }
            if known.depth >= hunt.depth {
                return Ok(None);
            }
            let split = self.dichotomy(&term)?;
            let deeper = Known { depth: known.depth + 1, ..known };
            let found = self.by_cases(split, goal, |b, case| {
                b.emit(Step::Indicator { fact: case })?;
                let mut known = deeper.clone();
                b.absorb(&mut known, Some(goal), hunt)?;
                b.compare(goal, &known, hunt)
            })?;
            return Ok(Some(found));
        }
        if known.depth >= hunt.depth {
            return Ok(None);
        }
        let Some(place) = (!known.disjunctions.is_empty()).then_some(0) else { return Ok(None) };
        let disjunction = known.disjunctions.remove(place);
        let deeper = Known { depth: known.depth + 1, ..known };
        let found = self.by_cases(disjunction, goal, |b, _| {
            let mut known = deeper.clone();
            b.absorb(&mut known, Some(goal), hunt)?;
            b.compare(goal, &known, hunt)
        })?;
        Ok(Some(found))
    }

    /// Proves the goal by the signs of single quantities in it of which nothing is known.
    pub(super) fn split_signs(
        &mut self,
        goal: &Formula,
        known: &Known,
        hunt: &mut Hunt,
    ) -> Attempt<Option<usize>> {
        if known.depth + 1 >= hunt.depth {
            return Ok(None);
        }
        let Some(term) = self.unsigned(goal, known) else { return Ok(None) };
        let mut known = known.clone();
        if let Ok(polynomial) = self.bench.polynomial(&term) {
            known.decided.push(polynomial.primitive().1);
        }
        let split = self.dichotomy(&term)?;
        let deeper = Known { depth: known.depth + 1, ..known };
        let found = self.by_cases(split, goal, |b, _| {
            let mut known = deeper.clone();
            b.absorb(&mut known, Some(goal), hunt)?;
            b.compare(goal, &known, hunt)
        })?;
        Ok(Some(found))
    }
}
