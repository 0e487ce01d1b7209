//! Repair: changing one number at a time until a random point satisfies the premises, and making the numbers
//! of a counterexample small.
//!
//! A premise that fails is a comparison; the cells it reads are tried one after the other, and where the
//! comparison is linear in a cell the cell gets the number that just satisfies it, or does so with some room.
//! So order chains, sums, intervals and linear equations are met after a few steps. What comes out is looked
//! at again from the beginning, so nothing depends on this being clever.

use mechproof_core::exact::Rational;
use mechproof_core::logic::Relation;

use super::decide::Finding;
use super::frame::{Fault, Frame, Look, Stage};
use super::value::Value;
use crate::search::random::Random;

/// Most changes to one random point.
const STEPS: usize = 150;
/// Changes after which finer ones are tried.
const PATIENCE: usize = 50;
/// Most changes to mend what making one number smaller broke.
const MENDING: usize = 12;
/// Most changes to a point where the goal holds until it fails.
const DENIALS: usize = 60;
/// Changes among which one is chosen.
const CHOICES: usize = 4;
/// Most steps of evaluation spent on making a counterexample smaller.
const SHRINKING: u64 = 3_000_000;
/// Most bits of a number that is put into a cell.
const MAX_BITS: u64 = 40;

/// How numbers are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// Just enough, or with some room.
    Plain,
    /// Also halfway there and further off, where the plain way has failed for long.
    Fine,
    /// So too, and the goal is to fail.
    Denying,
}

impl Frame<'_> {
    /// Changes numbers until all premises hold; otherwise says what is not known, if that is the reason.
    /// Nothing is begun once the work spent exceeds the budget.
    pub(super) fn repair(
        &self,
        stage: &mut Stage,
        random: &mut Random,
        budget: u64,
    ) -> Result<(), Option<String>> {
        self.mend(stage, random, (STEPS, budget), None)
    }

    /// Changes numbers of a point where the goal holds until it fails, with all premises met.
    pub(super) fn deny(&self, stage: &mut Stage, random: &mut Random, budget: u64) -> bool {
        let mut look = self.look_denied(stage);
        for _ in 0..DENIALS {
            if look.is_fine() || stage.world.spent.get() > budget {
                break;
            }
            let Some(fault) = random.pick(&look.faults) else { break };
            let changed = self.change(stage, fault, None, random, Manner::Denying);
            let Some((cell, number, next)) = changed else { break };
            stage.world.cells[cell] = number;
            look = next;
        }
        look.is_fine() && self.refuted(stage)
    }

    /// What is wrong with a stage if the goal is to fail.
    fn look_denied(&self, stage: &Stage) -> Look<'_> {
        let mut look = self.look(stage);
        match self.denial(stage) {
            Finding::Holds => {}
            Finding::Fails(failures) => {
                look.hopeless |= failures.is_empty();
                look.faults.extend(failures.into_iter().map(Fault::Comparison));
            }
            Finding::Unknown(reason) => look.unknown = look.unknown.or(Some(reason)),
        }
        look
    }

    /// As [`Frame::repair`], with so many changes at most and one cell left alone.
    pub(super) fn mend(
        &self,
        stage: &mut Stage,
        random: &mut Random,
        (steps, budget): (usize, u64),
        frozen: Option<usize>,
    ) -> Result<(), Option<String>> {
        let mut look = self.look(stage);
        for step in 0..steps {
            if look.is_fine() {
                return Ok(());
            }
            if stage.world.spent.get() > budget {
                break;
            }
            let Some(fault) = random.pick(&look.faults) else { break };
            let manner = if step > PATIENCE { Manner::Fine } else { Manner::Plain };
            let changed = self.change(stage, fault, frozen, random, manner);
            let Some((cell, number, next)) = changed else { break };
            stage.world.cells[cell] = number;
            look = next;
        }
        if look.is_fine() { Ok(()) } else { Err(look.unknown) }
    }

    /// The best of some changes that could mend a fault: a cell, its new number, and what is then found.
    fn change<'s>(
        &'s self,
        stage: &mut Stage,
        fault: &Fault<'s>,
        frozen: Option<usize>,
        random: &mut Random,
        manner: Manner,
    ) -> Option<(usize, Rational, Look<'s>)> {
        let (relation, difference, cells) = measure(stage, fault)?;
        let cells: Vec<usize> = cells.into_iter().filter(|cell| Some(*cell) != frozen).collect();
        let careless = random.once_in(8);
        let mut best: Option<(usize, Rational, Look)> = None;
        for _ in 0..if careless { 1 } else { CHOICES } {
            let cell = *random.pick(&cells)?;
            let mut number = suggestion(stage, fault, relation, &difference, cell, random);
            if manner != Manner::Plain && random.once_in(2) {
                number = bolder(stage, fault, &difference, cell, &number, random);
            }
            if number.bits() > MAX_BITS {
                continue;
            }
            let old = std::mem::replace(&mut stage.world.cells[cell], number.clone());
            let look = if manner == Manner::Denying { self.look_denied(stage) } else { self.look(stage) };
            stage.world.cells[cell] = old;
            let weight = |look: &Look| look.faults.len() + usize::from(look.hopeless) * 3;
            if best.as_ref().is_none_or(|(_, _, known)| weight(&look) < weight(known)) {
                best = Some((cell, number, look));
            }
        }
        best
    }

    /// The same counterexample with smaller numbers, as far as a few passes find them.
    pub(super) fn shrink(&self, mut stage: Stage, random: &mut Random) -> Stage {
        let budget = stage.world.spent.get().saturating_add(SHRINKING);
        for _ in 0..4 {
            let before = weight(&stage);
            for cell in 0..stage.world.cells.len() {
                if stage.world.spent.get() < budget {
                    self.shrink_cell(&mut stage, cell, random, budget);
                }
            }
            if weight(&stage) == before {
                break;
            }
        }
        stage
    }

    fn shrink_cell(&self, stage: &mut Stage, cell: usize, random: &mut Random, budget: u64) {
        let old = stage.world.cells[cell].clone();
        for number in smaller(&old) {
            let natural = number.is_integer() && !number.is_negative();
            if stage.world.naturals.contains(&cell) && !natural {
                continue;
            }
            let mut tried = stage.clone();
            tried.world.cells[cell] = number;
            // Where mending changes other numbers, the whole has to become smaller.
            let mended = self.mend(&mut tried, random, (MENDING, budget), Some(cell)).is_ok();
            if mended && weight(&tried) < weight(stage) && self.refuted(&tried) {
                *stage = tried;
                return;
            }
        }
    }
}

/// The relation in which a fault's difference should stand to 0, the difference, and the cells it depends on.
fn measure(stage: &Stage, fault: &Fault) -> Option<(Relation, Rational, Vec<usize>)> {
    match fault {
        Fault::Rule(rule) => Some(stage.world.rule(rule)),
        Fault::Comparison(failure) => {
            stage.world.reads.borrow_mut().clear();
            let mut bound = failure.bound.clone();
            stage.world.watched.set(true);
            let difference = stage.world.difference(failure.left, failure.right, &mut bound);
            stage.world.watched.set(false);
            match difference {
                Ok(Value::Number(difference)) => {
                    let cells = stage.world.reads.borrow().iter().collect();
                    Some((failure.relation, difference, cells))
                }
                _ => None,
            }
        }
    }
}

/// A number for a cell that may mend a fault.
fn suggestion(
    stage: &mut Stage,
    fault: &Fault,
    relation: Relation,
    difference: &Rational,
    cell: usize,
    random: &mut Random,
) -> Rational {
    if stage.world.naturals.contains(&cell) {
        return Rational::from(i64::try_from(random.below(6)).unwrap_or(0));
    }
    let old = stage.world.cells[cell].clone();
    let mut at = |number: Rational| {
        stage.world.cells[cell] = number;
        measure(stage, fault).map(|(_, difference, _)| difference)
    };
    let (one, two) = (at(&old + &Rational::one()), at(&old + &Rational::from(2)));
    stage.world.cells[cell] = old.clone();
    let (Some(one), Some(two)) = (one, two) else { return random.small() };
    let slope = &one - difference;
    if slope.is_zero() || &two - &one != slope || random.once_in(12) {
        return random.small();
    }
    let room = match relation {
        Relation::Ne => random.small(),
        Relation::Gt => random.positive(),
        Relation::Lt => -random.positive(),
        Relation::Ge if random.once_in(2) => random.positive(),
        Relation::Le if random.once_in(2) => -random.positive(),
        Relation::Eq | Relation::Ge | Relation::Le => Rational::zero(),
    };
    old + (room - difference).checked_div(&slope).unwrap_or_default()
}

/// A number further off or nearer by, or the turning point of a difference that is quadratic in the cell.
fn bolder(
    stage: &mut Stage,
    fault: &Fault,
    difference: &Rational,
    cell: usize,
    suggested: &Rational,
    random: &mut Random,
) -> Rational {
    if stage.world.naturals.contains(&cell) {
        return suggested.clone();
    }
    let old = stage.world.cells[cell].clone();
    let half = Rational::new(1, 2).unwrap_or_default();
    match random.below(4) {
        0 => (&old + suggested) * &half,
        1 => &old * &Rational::from(2),
        2 => &old * &half,
        _ => {
            let mut at = |number: Rational| {
                stage.world.cells[cell] = number;
                measure(stage, fault).map(|(_, difference, _)| difference)
            };
            let (one, two) = (at(&old + &Rational::one()), at(&old + &Rational::from(2)));
            stage.world.cells[cell] = old.clone();
            let (Some(one), Some(two)) = (one, two) else { return suggested.clone() };
            // With d(0), d(1), d(2) known the turning point is at 1/2 - (d(1) - d(0)) / curvature.
            let slope = &one - difference;
            let curvature = &two - &one - &slope;
            match slope.checked_div(&curvature) {
                Some(step) => old + half - step,
                None => suggested.clone(),
            }
        }
    }
}

/// How large the numbers of a stage are together.
fn weight(stage: &Stage) -> u64 {
    stage.world.cells.iter().map(size).sum()
}

/// Zero is the smallest, then whole numbers, then fractions with small denominators.
fn size(number: &Rational) -> u64 {
    const LARGE: u64 = 1 << 20;
    if number.is_zero() {
        return 0;
    }
    let small = |part: Option<i64>| part.map(i64::unsigned_abs).filter(|part| *part < LARGE);
    match (small(number.numerator().to_i64()), small(number.denominator().to_i64())) {
        (Some(numerator), Some(denominator)) => {
            2 * numerator + 3 * denominator + u64::from(number.is_negative())
        }
        _ => 8 * LARGE + number.bits(),
    }
}

/// Smaller numbers near a number, the smallest first.
fn smaller(number: &Rational) -> Vec<Rational> {
    let mut found: Vec<Rational> = [(0, 1), (1, 1), (-1, 1), (2, 1), (1, 2), (3, 1), (-2, 1), (1, 3), (2, 3)]
        .into_iter()
        .filter_map(|(numerator, denominator): (i64, i64)| Rational::new(numerator, denominator))
        .collect();
    if let (Some(numerator), Some(denominator)) = (number.numerator().to_i64(), number.denominator().to_i64())
    {
        for part in 1..=4_i64 {
            let wide = i128::from(numerator) * i128::from(part);
            let below = wide.div_euclid(i128::from(denominator));
            for near in [below, below + 1] {
                found.extend(i64::try_from(near).ok().and_then(|near| Rational::new(near, part)));
            }
        }
    }
    found.retain(|other| size(other) < size(number));
    found.sort_by_key(size);
    found.dedup();
    found
}
