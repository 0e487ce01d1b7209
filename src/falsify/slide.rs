//! Many points from one: along straight lines on which the premises go on to hold.
//!
//! Consumes a stage at which all premises hold. The cells of a block, which no premise multiplies with each
//! other, are given no number; then the comparisons that the premises consist of are affine in them, and a vertex
//! in a random direction is found by linear programming. On the way from the point to the vertex all of them
//! hold. What is no such comparison is left out, so nothing is believed: every point is looked at from the
//! beginning.

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::{Monomial, Polynomial, Rational};
use mechproof_core::logic::{Domain, Formula, Relation};

use super::frame::{Frame, Stage};
use super::value::Value;
use super::world::Object;
use crate::search::random::Random;
use crate::search::simplex::{Outcome, Problem, Relation as Row};

/// Most cells of a block.
const MAX_BLOCK: usize = 40;
/// Most pivots of a linear program.
const MAX_PIVOTS: u64 = 300;
/// Steps of evaluation spent on what the premises say of a block.
const FUEL: u64 = 100_000;
/// Steps that one step of evaluation costs where cells have no number and values are polynomials in them.
const SYMBOLIC: u64 = 4;
/// Points taken on one line.
const ON_A_LINE: usize = 24;
/// Parts into which a line is cut.
const PARTS: usize = 360;
/// A number with more bits is not gone to.
const MAX_BITS: u64 = 56;

/// Pairs of cells, the smaller first, that premises multiply with each other.
pub(super) type Products = BTreeSet<(usize, usize)>;

/// How cells change from a point to the end of a line.
type Direction = Vec<(usize, Rational)>;

impl Frame<'_> {
    /// The cells that premises multiply, as far as that can be told at this stage.
    pub(super) fn products(&self, stage: &Stage) -> Products {
        let all: BTreeSet<usize> = (0..stage.world.cells.len()).collect();
        let mut products = Products::new();
        for (_, polynomial) in self.affine(stage, &all, false) {
            for (monomial, _) in polynomial.terms().filter(|(monomial, _)| monomial.degree() > 1) {
                let cells: Vec<usize> = monomial.iter().map(|(cell, _)| cell as usize).collect();
                for (place, cell) in cells.iter().enumerate() {
                    let square = monomial.iter().any(|(other, power)| other as usize == *cell && power > 1);
                    products.extend(square.then_some((*cell, *cell)));
                    products.extend(cells[place + 1..].iter().map(|other| (*cell, *other)));
                }
            }
        }
        products
    }

    /// Points on a random line from a stage.
    pub(super) fn slide(&self, stage: &Stage, products: &Products, random: &mut Random) -> Vec<Stage> {
        let block = block(stage, products, random);
        let Some(direction) = self.direction(stage, &block, random) else { return Vec::new() };
        let mut places: BTreeSet<usize> = BTreeSet::new();
        for _ in 0..ON_A_LINE {
            places.insert(1 + random.below(PARTS));
        }
        let part = Rational::from(i64::try_from(PARTS).unwrap_or(1)).recip().unwrap_or_default();
        let at = |place: usize| {
            let share = Rational::from(i64::try_from(place).unwrap_or(0)) * &part;
            let mut stage = stage.clone();
            for (cell, change) in &direction {
                stage.world.cells[*cell] = &stage.world.cells[*cell] + &(change * &share);
            }
            stage
        };
        let small =
            |stage: &Stage| direction.iter().all(|(cell, _)| stage.world.cells[*cell].bits() <= MAX_BITS);
        places.into_iter().map(at).filter(small).collect()
    }

    /// From a stage to a vertex of what the premises allow for a block of cells.
    fn direction(&self, stage: &Stage, block: &BTreeSet<usize>, random: &mut Random) -> Option<Direction> {
        let mut problem = Problem::new();
        let reach = random.positive() + Rational::from(i64::from(random.once_in(4)) * 4);
        let mut numbers = BTreeMap::new();
        for cell in block {
            let old = &stage.world.cells[*cell];
            numbers.insert(*cell, problem.add_variable(Some(old - &reach), Some(old + &reach)));
        }
        for (relation, polynomial) in self.affine(stage, block, true) {
            let row = polynomial.variables().into_iter().filter_map(|cell| {
                let number = numbers.get(&(cell as usize))?;
                Some((*number, polynomial.coefficient(&Monomial::variable(cell))))
            });
            let level = -polynomial.evaluate(&|_| Rational::zero());
            let relation = match relation {
                Relation::Eq => Row::Eq,
                Relation::Ge | Relation::Gt => Row::Ge,
                Relation::Le | Relation::Lt => Row::Le,
                Relation::Ne => continue,
            };
            problem.add_row(row.collect::<Vec<_>>(), relation, level).ok()?;
        }
        let objective =
            numbers.values().map(|number| (*number, random.small() - Rational::from(1))).collect::<Vec<_>>();
        problem.set_objective(random.once_in(2), objective).ok()?;
        let Outcome::Optimal(optimum) = stage.world.solved(&problem, MAX_PIVOTS) else { return None };
        let change = |(cell, number): (&usize, &usize)| {
            let change = optimum.primal.get(*number)? - &stage.world.cells[*cell];
            (!change.is_zero()).then_some((*cell, change))
        };
        let direction: Direction = numbers.iter().filter_map(change).collect();
        (!direction.is_empty()).then_some(direction)
    }

    /// What the premises and rules say of some cells, as comparisons with 0 of polynomials in them: those that
    /// speak of them at all and, if that is asked, are affine in them.
    fn affine(&self, stage: &Stage, cells: &BTreeSet<usize>, only: bool) -> Vec<(Relation, Polynomial)> {
        let world = &stage.world;
        let mut found = Vec::new();
        let variable = |cell: usize| u32::try_from(cell).unwrap_or(u32::MAX);
        for rule in &world.rules {
            let (relation, difference, read) = world.rule(rule);
            let free: Vec<usize> = read.into_iter().filter(|cell| cells.contains(cell)).collect();
            if free.is_empty() {
                continue;
            }
            // A rule adds cells up.
            let level = free.iter().fold(difference, |level, cell| level - &world.cells[*cell]);
            let sum = free.iter().map(|cell| (Monomial::variable(variable(*cell)), Rational::one()));
            found.push((relation, Polynomial::from_terms(sum).add(&Polynomial::constant(&level))));
        }
        let first = world.fresh.replace(world.fresh.get().max(variable(world.cells.len())));
        self.set(stage);
        world.fuel.set(FUEL);
        *world.free.borrow_mut() = Some(cells.clone());
        for (depth, _, premise) in &self.premises {
            comparisons(stage, premise, &mut stage.objects[..*depth].to_vec(), &mut found);
        }
        *world.free.borrow_mut() = None;
        world.spend((FUEL - world.fuel.get()).saturating_mul(SYMBOLIC - 1));
        world.fresh.set(first);
        found.retain(|(_, polynomial)| !only || polynomial.degree() <= 1);
        found
    }
}

/// The comparisons that a premise that holds consists of, where cells have no number.
fn comparisons(
    stage: &Stage,
    premise: &Formula,
    bound: &mut Vec<Object>,
    found: &mut Vec<(Relation, Polynomial)>,
) {
    match premise {
        Formula::Named(_, body) => comparisons(stage, body, bound, found),
        Formula::And(parts) => parts.iter().for_each(|part| comparisons(stage, part, bound, found)),
        Formula::Forall(binder, body) => {
            if let Domain::Sort(sort) = &binder.domain {
                for element in 0..stage.world.size(sort).unwrap_or(0) {
                    bound.push(Object::Value(Value::Element(element)));
                    comparisons(stage, body, bound, found);
                    bound.pop();
                }
            }
        }
        // Where the assumption is a comparison of numbers that holds, what follows has to go on to hold.
        Formula::Implies(assumed, rest) => {
            if let Formula::Compare(relation, left, right) = assumed.unnamed()
                && let Ok(difference) = stage.world.difference(left, right, bound)
                && difference.stands(*relation) == Some(true)
            {
                comparisons(stage, rest, bound, found);
            }
        }
        Formula::Compare(relation, left, right) => {
            if let Ok(Value::Polynomial(polynomial)) = stage.world.difference(left, right, bound) {
                found.push((*relation, polynomial));
            }
        }
        Formula::Or(_) | Formula::Exists(..) => {}
    }
}

/// Cells that are not multiplied with each other: those of symbols in a random order, or cells in one.
fn block(stage: &Stage, products: &Products, random: &mut Random) -> BTreeSet<usize> {
    let count = stage.world.cells.len();
    let mut order: Vec<usize> = (0..count).filter(|cell| !stage.world.naturals.contains(cell)).collect();
    if random.once_in(3) {
        for place in (1..order.len()).rev() {
            order.swap(place, random.below(place + 1));
        }
    } else if !order.is_empty() {
        // Cells of a symbol are neighbours.
        let start = random.below(order.len());
        order.rotate_left(start);
    }
    let most = 1 + random.below(MAX_BLOCK);
    let mut block: BTreeSet<usize> = BTreeSet::new();
    for cell in order {
        let apart = |other: &usize| !products.contains(&(cell.min(*other), cell.max(*other)));
        if !products.contains(&(cell, cell)) && block.iter().all(apart) {
            block.insert(cell);
        }
        if block.len() >= most {
            break;
        }
    }
    block
}
