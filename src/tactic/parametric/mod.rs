//! The rule `parametric`: optima of parametric linear programs, and comparisons of their parameters, as kernel proofs.
//!
//! Consumes a goal and the facts in scope; produces steps of the kernel. A bound becomes one `combine` for each cell
//! of multipliers, attainment a `witness` for each cell of points, and the cells are reached by cases on signs. What
//! was found by [`crate::search::parametric`] is only a proposal; the kernel checks every step.

mod ground;
mod probe;
mod proof;
mod shape;
mod tree;

pub use probe::{Chart, Probe, chart, probe};

use mechproof_core::kernel::Step;
use mechproof_core::logic::{Formula, Relation};

use super::Attempt;
use super::builder::Builder;
use crate::search::parametric::random::Random;
use crate::search::parametric::{Condition, cover};
use ground::Ground;
use shape::Shape;

/// The seed of all proofs.
const SEED: u64 = 1;
/// Points that guide the proof of a comparison.
const POINTS: usize = 40;

impl Builder<'_> {
    /// Proves a statement about the optimum of a linear program, or a comparison, conjunction or disjunction of
    /// comparisons of parameters.
    pub(super) fn parametric(&mut self, formula: &Formula) -> Attempt<usize> {
        if let Some(fact) = self.known(formula)? {
            return Ok(fact);
        }
        if let Some(shape) = Shape::of(formula) {
            return self.optimum_of(formula, &shape);
        }
        if super::builder::openable(formula, self.bench.scope()) > 0 {
            return self.block(formula, |b, goal| {
                let fact = b.parametric(goal)?;
                if fact + 1 != b.bench.len() {
                    b.emit(Step::Restate { fact, formula: goal.clone() })?;
                }
                Ok(())
            });
        }
        let mut ground = Ground::of(self)?;
        self.covered(formula, &mut ground)
    }

    /// Proves a disjunction of conjunctions of comparisons, or a single one.
    fn covered(&mut self, formula: &Formula, ground: &mut Ground) -> Attempt<usize> {
        let parts: Vec<Formula> = match formula.unnamed() {
            Formula::Or(parts) if !parts.is_empty() => parts.clone(),
            _ => {
                if let Some(parts) = self.parts(formula) {
                    let mut facts = Vec::with_capacity(parts.len());
                    for part in &parts {
                        facts.push(self.parametric(part)?);
                    }
                    return self.conjoin(facts);
                }
                vec![formula.clone()]
            }
        };
        if let Formula::Compare(Relation::Ne, ..) = formula.unnamed() {
            return ground.establish(self, formula);
        }
        let mut cells = Vec::new();
        for part in &parts {
            let mut cell = Vec::new();
            self.conditions(part, ground, &mut cell)?;
            cells.push(cell);
        }
        let mut random = Random::new(SEED);
        let mut points = Vec::new();
        for _ in 0..POINTS {
            points.extend(ground.domain.sample(&[], &mut random, 50));
        }
        let tree = match cover(&ground.domain, &[], &cells, &points, &mut random) {
            Ok(tree) => tree,
            Err(hole) => return Err(self.hole(ground, &hole)),
        };
        ground.points = points;
        let several = matches!(formula.unnamed(), Formula::Or(_));
        ground.follow(self, &tree, &cells, formula, &mut |b, ground, cell| {
            let fact = ground.establish(b, &parts[cell])?;
            if several { b.emit(Step::Either { formula: formula.clone(), fact }) } else { Ok(fact) }
        })
    }

    /// The conditions that a conjunction of comparisons is made of.
    fn conditions(
        &mut self,
        formula: &Formula,
        ground: &mut Ground,
        conditions: &mut Vec<Condition>,
    ) -> Attempt<()> {
        if let Some(parts) = self.parts(formula) {
            return parts.iter().try_for_each(|part| self.conditions(part, ground, conditions));
        }
        let Formula::Compare(relation, left, right) = formula.unnamed() else {
            return Err(self.failure(format!("this is no comparison of parameters: {}", self.show(formula))));
        };
        let difference = match relation {
            Relation::Le | Relation::Lt => right.clone().minus(left.clone()),
            _ => left.clone().minus(right.clone()),
        };
        let polynomial = ground.condition(self, &difference)?;
        match relation {
            Relation::Ge | Relation::Le => conditions.push(Condition { polynomial, strict: false }),
            Relation::Gt | Relation::Lt => conditions.push(Condition { polynomial, strict: true }),
            Relation::Eq => {
                conditions.push(Condition { polynomial: polynomial.neg(), strict: false });
                conditions.push(Condition { polynomial, strict: false });
            }
            Relation::Ne => return Err(self.failure("the rule does not prove that numbers differ")),
        }
        Ok(())
    }
}
