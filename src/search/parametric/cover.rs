//! Covers: some cells contain every admissible point where some conditions hold.
//!
//! Consumes cells, each a conjunction of conditions; produces a tree that splits on the signs of finitely many
//! polynomials until every leaf lies in a cell or is contradictory, each with its certificates; or a hole. Points only
//! guide the search.

use mechproof_core::exact::Polynomial;

use super::domain::{Condition, Domain, Point};
use super::random::Random;
use super::sign::{Certificate, Goal, certify};

/// Deepest tree.
const MAX_DEPTH: usize = 14;
/// Points tried where samples do not show a leaf to be inhabited.
const TRIES: usize = 400;

/// Why the cells cover. The facts that certificates name are those of the domain, then the conditions given, then
/// those of the splits on the way, outermost first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// Within a cell: why each of its conditions holds.
    Leaf(usize, Vec<Certificate>),
    /// The conditions on the way contradict each other.
    Absurd(Certificate),
    /// Two cases: a polynomial is `>= 0`, or `< 0`.
    Split(Polynomial, Box<Tree>, Box<Tree>),
}

impl Tree {
    /// How many splits there are.
    pub fn splits(&self) -> usize {
        match self {
            Tree::Leaf(..) | Tree::Absurd(_) => 0,
            Tree::Split(_, first, second) => 1 + first.splits() + second.splits(),
        }
    }
}

/// Where no cover was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// What holds there.
    pub conditions: Vec<Condition>,
    /// A point outside all cells; without one it is not known whether there is any.
    pub point: Option<Point>,
}

impl Hole {
    /// A place of which it is not known whether it has a point.
    pub fn at(conditions: &[Condition]) -> Hole {
        Hole { conditions: conditions.to_vec(), point: None }
    }
}

/// Shows that the cells cover all admissible points at which the given conditions hold.
///
/// # Errors
/// Where they do not, or where that is not shown.
pub fn cover(
    domain: &Domain,
    given: &[Condition],
    cells: &[Vec<Condition>],
    samples: &[Point],
    random: &mut Random,
) -> Result<Tree, Hole> {
    let inside: Vec<Point> = samples
        .iter()
        .filter(|point| given.iter().all(|condition| condition.holds(point)))
        .cloned()
        .collect();
    Search { domain, cells, random }.node(&mut given.to_vec(), inside, 0)
}

struct Search<'a> {
    domain: &'a Domain,
    cells: &'a [Vec<Condition>],
    random: &'a mut Random,
}

impl Search<'_> {
    fn node(
        &mut self,
        known: &mut Vec<Condition>,
        mut points: Vec<Point>,
        depth: usize,
    ) -> Result<Tree, Hole> {
        if points.is_empty() {
            if let Some(reason) = certify(self.domain, known, Goal::Contradiction) {
                return Ok(Tree::Absurd(reason));
            }
            points.extend(self.domain.sample(known, self.random, TRIES));
        }
        let within = |cell: &[Condition], point: &Point| cell.iter().all(|condition| condition.holds(point));
        if let Some(outside) = points.iter().find(|point| !self.cells.iter().any(|cell| within(cell, point)))
        {
            return Err(Hole { conditions: known.clone(), point: Some(outside.clone()) });
        }
        // Cells that hold most of the points first.
        let mut order: Vec<usize> = (0..self.cells.len()).collect();
        let count = |cell: usize| points.iter().filter(|point| within(&self.cells[cell], point)).count();
        order.sort_by_key(|cell| std::cmp::Reverse(count(*cell)));
        let mut split = None;
        for cell in order {
            if count(cell) == 0 && !points.is_empty() {
                continue;
            }
            let mut reasons = Vec::new();
            let mut open = None;
            for condition in &self.cells[cell] {
                let refuted = points.iter().any(|point| !condition.holds(point));
                let goal = Goal::Sign(&condition.polynomial, condition.strict);
                match (!refuted).then(|| certify(self.domain, known, goal)).flatten() {
                    Some(reason) => reasons.push(reason),
                    None => {
                        open = open.or(Some(condition.clone()));
                    }
                }
            }
            match open {
                None => return Ok(Tree::Leaf(cell, reasons)),
                Some(condition) => {
                    let taken = |polynomial: &Polynomial| {
                        known.iter().any(|k| {
                            k.polynomial.primitive().1 == polynomial.primitive().1
                                || k.polynomial.neg().primitive().1 == polynomial.primitive().1
                        })
                    };
                    // Splitting twice on the same polynomial is of use only to find its zero.
                    if split.is_none() && (condition.strict || !taken(&condition.polynomial)) {
                        split = Some(condition);
                    }
                }
            }
        }
        let Some(condition) = split.filter(|_| depth < MAX_DEPTH) else {
            return Err(Hole { conditions: known.clone(), point: None });
        };
        // So that the negative case is the negation: `p >= 0` or `p < 0`, for a strict condition `-p >= 0` or `p > 0`.
        let polynomial =
            if condition.strict { condition.polynomial.neg() } else { condition.polynomial.clone() };
        let mut branch = |case: Condition| {
            let inside: Vec<Point> = points.iter().filter(|point| case.holds(point)).cloned().collect();
            known.push(case);
            let result = self.node(known, inside, depth + 1);
            known.pop();
            result
        };
        let nonnegative = Condition { polynomial: polynomial.clone(), strict: false };
        let first = branch(nonnegative.clone())?;
        let second = branch(nonnegative.negated())?;
        Ok(Tree::Split(polynomial, Box::new(first), Box::new(second)))
    }
}
