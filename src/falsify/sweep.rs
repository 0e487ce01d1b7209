//! Mending many numbers at once: linear programs over blocks of cells that make the premises fail by less.
//!
//! Consumes a stage; changes its cells. The cells of a block, which no premise multiplies with each other, are
//! chosen so that the comparisons that are affine in them fail by as little as possible; then another block is
//! taken. Systems of products, such as Bayes' rule or complementary slackness, are met so where changing one
//! number at a time gets nowhere. What comes out is looked at from the beginning, so nothing is believed.

use std::collections::BTreeSet;

use mechproof_core::exact::{Monomial, Rational};
use mechproof_core::logic::Relation;

use super::frame::{Frame, Stage};
use super::slide::{Products, block};
use super::world::{Object, Source};
use crate::search::random::Random;
use crate::search::simplex::{Outcome, Problem, Relation as Row};

/// Most blocks that are gone through.
const SWEEPS: usize = 14;
/// Most pivots of a linear program.
const MAX_PIVOTS: u64 = 400;
/// Numbers stay between minus this and this.
const REACH: i64 = 12;
/// What a strict inequality is to hold by: one over this.
const ROOM: i64 = 12;
/// A number with more bits is not gone to.
const MAX_BITS: u64 = 48;

impl Frame<'_> {
    /// Goes through blocks of cells until all premises hold or the work spent exceeds the budget.
    pub(super) fn sweep(&self, stage: &mut Stage, random: &mut Random, budget: u64) {
        let fixed = shapes(stage);
        for cell in 0..stage.world.cells.len() {
            // Where products have to be 0, one factor has to be.
            let law = stage.world.rules.iter().any(|rule| stage.world.rule(rule).2.contains(&cell));
            if !law && !fixed.contains(&cell) && random.once_in(2) {
                stage.world.cells[cell] = Rational::zero();
            }
        }
        let products = self.products(stage);
        for _ in 0..SWEEPS {
            if stage.world.spent.get() > budget || self.look(stage).is_fine() {
                return;
            }
            self.sweep_block(stage, &products, &fixed, random);
        }
    }

    fn sweep_block(
        &self,
        stage: &mut Stage,
        products: &Products,
        fixed: &BTreeSet<usize>,
        random: &mut Random,
    ) -> Option<()> {
        let block: BTreeSet<usize> =
            block(stage, products, random).into_iter().filter(|cell| !fixed.contains(cell)).collect();
        let mut problem = Problem::new();
        let reach = Rational::from(REACH);
        let variables: Vec<(usize, usize)> =
            block.iter().map(|cell| (*cell, problem.add_variable(Some(-&reach), Some(reach.clone())))).collect();
        let mut objective = Vec::new();
        for (relation, polynomial) in self.affine(stage, &block, true) {
            let mut row: Vec<(usize, Rational)> = variables
                .iter()
                .map(|(cell, variable)| {
                    let name = u32::try_from(*cell).unwrap_or(u32::MAX);
                    (*variable, polynomial.coefficient(&Monomial::variable(name)))
                })
                .filter(|(_, coefficient)| !coefficient.is_zero())
                .collect();
            let level = -polynomial.evaluate(&|_| Rational::zero());
            let room = Rational::from(ROOM).recip().unwrap_or_default();
            let (row_relation, level) = match relation {
                Relation::Eq => (Row::Eq, level),
                Relation::Ge => (Row::Ge, level),
                Relation::Gt => (Row::Ge, level + room),
                Relation::Le => (Row::Le, level),
                Relation::Lt => (Row::Le, level - room),
                Relation::Ne => continue,
            };
            // What a comparison fails by, upwards and downwards.
            for sign in [1, -1] {
                let idle = matches!((row_relation, sign), (Row::Ge, -1) | (Row::Le, 1));
                if !idle {
                    let slack = problem.add_variable(Some(Rational::zero()), None);
                    row.push((slack, Rational::from(sign)));
                    objective.push((slack, Rational::one()));
                }
            }
            problem.add_row(row, row_relation, level).ok()?;
        }
        // Among the points that fail by the least, one in a random direction.
        let little = Rational::from(1000).recip().unwrap_or_default();
        objective.extend(variables.iter().map(|(_, variable)| (*variable, (random.unit() - random.unit()) * &little)));
        problem.set_objective(false, objective).ok()?;
        let Outcome::Optimal(optimum) = stage.world.solved(&problem, MAX_PIVOTS) else { return None };
        for (cell, variable) in variables {
            let number = optimum.primal.get(variable)?;
            if number.bits() <= MAX_BITS {
                stage.world.cells[cell] = number.clone();
            }
        }
        Some(())
    }
}

/// The cells of functions of numbers: what premises say of these for all numbers no linear program knows.
fn shapes(stage: &Stage) -> BTreeSet<usize> {
    let tables = stage.objects.iter().filter_map(|object| match object {
        Object::Function(table) if table.arguments.contains(&None) => Some(table),
        _ => None,
    });
    let cells = tables.flat_map(|table| match table.source {
        Source::Cells(start) => {
            let rows: usize = table.arguments.iter().flatten().product();
            start..start + rows * table.width
        }
        _ => 0..0,
    });
    cells.chain(stage.world.naturals.iter().copied()).collect()
}
