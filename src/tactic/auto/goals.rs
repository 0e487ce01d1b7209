//! Goals taken apart until only comparisons are left.

use mechproof_core::kernel::Step;
use mechproof_core::logic::{Formula, Relation};

use super::super::Attempt;
use super::super::builder::Builder;
use super::{Hunt, Known};

impl Builder<'_> {
    /// A fact that is the goal, from everything in scope.
    pub(super) fn settle(&mut self, goal: &Formula, known: &Known, hunt: &mut Hunt) -> Attempt<usize> {
        if let Some(fact) = self.known(goal)? {
            return Ok(fact);
        }
        if hunt.is_over() {
            return Err(self.failure("the budget is used up"));
        }
        if let Some(parts) = self.parts(goal) {
            let mut facts = Vec::with_capacity(parts.len());
            for part in &parts {
                // What was shown of the earlier parts is in scope for the later ones.
                facts.push(self.settle(part, known, hunt)?);
            }
            let all = self.conjoin(facts)?;
            return self.emit(Step::Restate { fact: all, formula: goal.clone() });
        }
        match goal.unnamed() {
            Formula::Forall(..) | Formula::Implies(..) => {
                self.block(goal, |b, inner| b.settle(inner, known, hunt).map(|_| ()))
            }
            Formula::Exists(..) => {
                let mut known = known.clone();
                self.absorb(&mut known, Some(goal), hunt)?;
                // A linear statement about numbers and lists has a witness that a linear program finds.
                if let Ok(fact) = self.tentative(|b| b.evident(goal)) {
                    return Ok(fact);
                }
                self.some_witness(goal, &known, hunt)
            }
            Formula::Or(parts) if !parts.is_empty() => {
                let mut known = known.clone();
                self.absorb(&mut known, Some(goal), hunt)?;
                self.either(goal, &parts.clone(), &known, hunt)
            }
            _ => {
                let mut known = known.clone();
                self.absorb(&mut known, Some(goal), hunt)?;
                self.compare(goal, &known, hunt)
            }
        }
    }

    /// One part of a disjunction; where none follows, the first that is a comparison may fail.
    fn either(
        &mut self,
        goal: &Formula,
        parts: &[Formula],
        known: &Known,
        hunt: &mut Hunt,
    ) -> Attempt<usize> {
        let quick = Known { quick: true, ..known.clone() };
        for part in parts {
            let found = self.tentative(|b| {
                let fact = b.settle(part, &quick, hunt)?;
                b.emit(Step::Either { formula: goal.clone(), fact })
            });
            if found.is_ok() {
                return found;
            }
        }
        if known.depth >= hunt.depth || parts.len() < 2 {
            return Err(self.stuck(goal, hunt));
        }
        // One of the parts may be assumed to fail.
        let (first, rest) = (&parts[0], &parts[1..]);
        let split = match first.unnamed() {
            Formula::Compare(relation, left, right) => {
                let difference = match relation {
                    Relation::Le | Relation::Gt => right.clone().minus(left.clone()),
                    _ => left.clone().minus(right.clone()),
                };
                match relation {
                    Relation::Eq | Relation::Ne => self.emit(Step::Trichotomy { term: difference })?,
                    _ => self.dichotomy(&difference)?,
                }
            }
            _ => self.emit(Step::Excluded { formula: first.clone() })?,
        };
        let deeper = Known { depth: known.depth + 1, ..known.clone() };
        self.by_cases(split, goal, |b, case| {
            if let Ok(fact) = b.tentative(|b| b.combine_facts(first, &[case])) {
                return b.emit(Step::Either { formula: goal.clone(), fact });
            }
            let case_formula = b.fact(case)?;
            if b.bench.same(&case_formula, first) {
                return b.emit(Step::Either { formula: goal.clone(), fact: case });
            }
            let mut known = deeper.clone();
            b.absorb(&mut known, Some(goal), hunt)?;
            if let [only] = rest {
                let fact = b.settle(only, &known, hunt)?;
                return b.emit(Step::Either { formula: goal.clone(), fact });
            }
            b.either(goal, rest, &known, hunt)
        })
    }

    /// The failure of a goal, noted for the report of the search.
    pub(super) fn stuck(&mut self, goal: &Formula, hunt: &mut Hunt) -> Box<crate::language::Diagnostic> {
        let shown = self.show(goal);
        let failure = self.failure(format!("this was not found to follow: {shown}"));
        hunt.stuck = Some(shown);
        failure
    }
}
