//! Covers as proofs: splits become cases, and every leaf proves the goal in its cell.

use mechproof_core::exact::Rational;
use mechproof_core::kernel::Step;
use mechproof_core::logic::{Formula, Relation, Term};

use super::ground::Ground;
use crate::search::parametric::{Condition, Tree};
use crate::tactic::Attempt;
use crate::tactic::builder::Builder;

/// How a goal is proved within a cell, whose conditions are known facts.
pub(super) type Leaf<'a> = &'a mut dyn FnMut(&mut Builder, &mut Ground, usize) -> Attempt<usize>;

impl Ground {
    /// Proves a goal by a cover with the given cells.
    pub(super) fn follow(
        &mut self,
        b: &mut Builder,
        tree: &Tree,
        cells: &[Vec<Condition>],
        goal: &Formula,
        leaf: Leaf,
    ) -> Attempt<usize> {
        match tree {
            Tree::Leaf(cell, reasons) => {
                for (condition, reason) in cells.get(*cell).into_iter().flatten().zip(reasons) {
                    self.by(b, &condition.polynomial, condition.strict, reason)?;
                }
                leaf(b, self, *cell)
            }
            Tree::Absurd(reason) => {
                let products = self.products(&reason.products, &Rational::one());
                let fact = b.emit(Step::Combine {
                    goal: Formula::falsity(),
                    multiplier: Vec::new(),
                    products,
                    equations: Vec::new(),
                })?;
                b.emit(Step::Absurd { fact, formula: goal.clone() })
            }
            Tree::Split(polynomial, first, second) => {
                let term = self.term(polynomial, b)?;
                let fact = b.dichotomy(&term)?;
                let nonnegative = Condition { polynomial: polynomial.clone(), strict: false };
                let negative = nonnegative.negated();
                let mut branches = Vec::new();
                for (relation, case, tree) in
                    [(Relation::Ge, nonnegative, first), (Relation::Lt, negative, second)]
                {
                    let mut inner = self.clone();
                    let formula = Formula::Compare(relation, term.clone(), Term::integer(0));
                    let steps = b.inside(
                        |b| {
                            b.assume(&formula)?;
                            Ok(goal.clone())
                        },
                        |b, goal| {
                            inner.assume(case, b.bench.len() - 1);
                            inner.follow(b, tree, cells, goal, leaf).map(|_| ())
                        },
                    )?;
                    branches.push(steps);
                }
                b.emit(Step::Cases { fact, formula: goal.clone(), branches })
            }
        }
    }
}
