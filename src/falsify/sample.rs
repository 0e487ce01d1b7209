//! From one point to many: points that satisfy the premises, most of them near points found before.
//!
//! A random point has to be repaired at length before it satisfies order chains, sums and equations. A point
//! that satisfies them is kept, and the next one is a walk from it: a number or an element is changed and what
//! that breaks is mended by changing others. Where many points are wanted, most are taken on straight lines on
//! which linear premises go on to hold ([`super::slide`]). Every point is looked at from the beginning and counted
//! once, so nothing depends on walks and lines being clever.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use mechproof_core::exact::Rational;
use mechproof_core::logic::{Domain, Signature};

use super::frame::{Frame, Stage};
use super::interpretation::Interpretation;
use super::slide::Products;
use super::value::Value;
use super::world::{Object, World};
use crate::search::random::Random;

/// Points that walks start from.
const POOL: usize = 24;
/// Points found afresh before walks begin.
const FIRST: usize = 6;
/// The part of what is left of the budget that one point found afresh may cost.
const FRESH_SHARE: u64 = 16;
/// Most changes to mend what one step broke.
const MENDING: usize = 4;
/// So many points are many: then lines are drawn besides walks.
const MANY: u64 = 500;
/// After so many lines in a row that led to no new point no more are drawn.
const MOST_BARREN: usize = 64;
/// Natural numbers below this are drawn first. After so many points in a row that were met before the range is
/// doubled, so many times at most.
const NATURALS: usize = 9;
const WIDENING: u32 = 40;
const MOST_WIDENED: u32 = 16;
/// After so many walks of which hardly any led to a point, lines are drawn however few points are wanted.
const MANY_WALKS: u64 = 30;
/// A number with more bits is not walked to.
const MAX_BITS: u64 = 20;

/// What one try gave.
pub(super) enum Draw {
    /// A new point that satisfies the premises.
    Point(Box<Stage>),
    /// A point that was met before.
    Again,
    /// No point, and what is not known if that is the reason.
    Miss(Option<String>),
}

/// Draws points that satisfy the premises of a frame.
pub(super) struct Sampler<'a, 'f> {
    signature: &'a Signature,
    frame: &'a Frame<'f>,
    spent: Rc<Cell<u64>>,
    budget: u64,
    pool: Vec<Stage>,
    seen: HashSet<u64>,
    fresh: (u64, u64),
    /// A point that is given and was not yet drawn.
    given: Option<Stage>,
    /// Points on a line, to be looked at; there are none where few points are wanted.
    ahead: Vec<Stage>,
    lines: bool,
    /// Walks, and those that led to new points.
    walked: (u64, u64),
    /// Points of lines that were looked at, and that were new points.
    slid: (u64, u64),
    /// Lines drawn since one last led to a new point.
    barren: usize,
    /// Points in a row that were met before, and how often that led to larger natural numbers being drawn.
    again: u32,
    widened: u32,
    /// The cells that premises multiply, by the sizes of sorts and of the list of cells.
    products: HashMap<Vec<usize>, Products>,
}

impl<'a, 'f> Sampler<'a, 'f> {
    pub(super) fn new(
        signature: &'a Signature,
        frame: &'a Frame<'f>,
        spent: &Rc<Cell<u64>>,
        (wanted, budget): (u64, u64),
    ) -> Sampler<'a, 'f> {
        let spent = Rc::clone(spent);
        Sampler {
            signature,
            frame,
            spent,
            budget,
            pool: Vec::new(),
            seen: HashSet::new(),
            fresh: (0, 0),
            given: None,
            ahead: Vec::new(),
            lines: wanted >= MANY,
            walked: (0, 0),
            slid: (0, 0),
            barren: 0,
            again: 0,
            widened: 0,
            products: HashMap::new(),
        }
    }

    /// Begins at a point, if it satisfies the premises.
    pub(super) fn start(&mut self, point: Option<&Interpretation>) {
        let stage = point.and_then(|point| point.stage(self.signature, self.frame).ok());
        self.given = stage.map(|mut stage| {
            stage.world.spent = Rc::clone(&self.spent);
            stage
        });
        self.given.take_if(|stage| !self.frame.look(stage).is_fine());
    }

    /// One try.
    pub(super) fn next(&mut self, random: &mut Random) -> Draw {
        let (tried, found) = self.fresh;
        let rare = if found * 2 > tried { 4 } else { 24 };
        let walk = match self.pool.len() {
            0 => false,
            few if few < FIRST => !random.once_in(3),
            _ => !random.once_in(rare),
        };
        let stuck = self.walked.0 >= MANY_WALKS && self.walked.1 * 10 < self.walked.0;
        let line = walk && (self.lines || stuck) && self.on_line(random);
        self.walked.0 += u64::from(walk && !line);
        let drawn = match self.given.take() {
            Some(stage) => Ok(stage),
            None if line => self.next_on_line(),
            None if walk => self.step(random),
            None => self.afresh(random),
        };
        match drawn {
            Err(reason) => Draw::Miss(reason),
            Ok(stage) => {
                if !self.seen.insert(fingerprint(&stage)) {
                    self.again += 1;
                    if self.again.is_multiple_of(WIDENING) {
                        self.widened = MOST_WIDENED.min(self.widened + 1);
                    }
                    return Draw::Again;
                }
                self.again = 0;
                self.walked.1 += u64::from(walk && !line);
                if line {
                    self.slid.1 += 1;
                    self.barren = 0;
                }
                if self.pool.len() < POOL {
                    self.pool.push(stage.clone());
                } else {
                    let place = random.below(POOL);
                    self.pool[place] = stage.clone();
                }
                stage.world.divided.set(false);
                Draw::Point(Box::new(stage))
            }
        }
    }

    fn afresh(&mut self, random: &mut Random) -> Result<Stage, Option<String>> {
        self.fresh.0 += 1;
        let left = self.budget.saturating_sub(self.spent.get());
        // One point that is hard to mend is not to cost all the work: the next may be easy.
        let limit = self.budget - left + left / FRESH_SHARE;
        let stage = attempt(self.signature, self.frame, random, (&self.spent, limit))?;
        self.fresh.1 += 1;
        Ok(stage)
    }

    /// Whether the next point is to be one on a line; then there is one ahead. Where lines seldom lead to points
    /// there are few of them.
    fn on_line(&mut self, random: &mut Random) -> bool {
        let (looked, found) = self.slid;
        if self.ahead.is_empty() && self.barren >= MOST_BARREN {
            return false;
        }
        if self.ahead.is_empty() && !random.once_in(if found * 4 >= looked { 2 } else { 12 }) {
            return false;
        }
        if self.ahead.is_empty()
            && let Some(stage) = random.pick(&self.pool)
        {
            let world = &stage.world;
            let mut shape: Vec<usize> = world.carriers.values().copied().collect();
            shape.push(world.cells.len());
            let products = self.products.entry(shape).or_insert_with(|| self.frame.products(stage));
            self.ahead = self.frame.slide(stage, products, random);
            self.barren += 1;
        }
        !self.ahead.is_empty()
    }

    fn next_on_line(&mut self) -> Result<Stage, Option<String>> {
        self.slid.0 += 1;
        let stage = self.ahead.pop().ok_or(None)?;
        let look = self.frame.look(&stage);
        if look.is_fine() { Ok(stage) } else { Err(look.unknown) }
    }

    /// A point near one of the pool.
    fn step(&mut self, random: &mut Random) -> Result<Stage, Option<String>> {
        let Some(mut stage) = random.pick(&self.pool).cloned() else { return Err(None) };
        if stage.world.cells.is_empty() || random.once_in(6) {
            self.other_element(&mut stage, random);
        }
        let mut changed = None;
        if !stage.world.cells.is_empty() {
            for _ in 0..=random.below(2) {
                let cell = random.below(stage.world.cells.len());
                let number = proposal(&stage, cell, NATURALS << self.widened, random);
                if number.bits() <= MAX_BITS {
                    stage.world.cells[cell] = number;
                    changed = Some(cell);
                }
            }
        }
        self.frame.mend(&mut stage, random, (MENDING, self.budget), changed)?;
        Ok(stage)
    }

    /// Lets one symbol stand for another element of its sort.
    fn other_element(&self, stage: &mut Stage, random: &mut Random) {
        let place = random.below(stage.objects.len());
        if let (Some(binder), Some(object)) = (self.frame.symbols.get(place), stage.objects.get_mut(place))
            && let (Domain::Sort(sort), Object::Value(Value::Element(element))) = (&binder.domain, object)
            && let Ok(size) = stage.world.size(sort)
        {
            *element = random.below(size);
            stage.memo.forget();
        }
    }
}

/// One random point, repaired until it satisfies the premises; or what is not known, if that is the reason.
pub(super) fn attempt(
    signature: &Signature,
    frame: &Frame,
    random: &mut Random,
    (spent, budget): (&Rc<Cell<u64>>, u64),
) -> Result<Stage, Option<String>> {
    let world = World::new(signature, random, spent);
    let mut stage = frame.draw(world, random).map_err(|obstacle| Some(obstacle.words()))?;
    frame.repair(&mut stage, random, budget)?;
    stage.world.divided.set(false);
    Ok(stage)
}

/// Another number for a cell: a simple one, or one near what is there. Natural numbers are below `naturals`.
fn proposal(stage: &Stage, cell: usize, naturals: usize, random: &mut Random) -> Rational {
    if stage.world.naturals.contains(&cell) {
        return Rational::from(i64::try_from(random.below(naturals)).unwrap_or(0));
    }
    let old = &stage.world.cells[cell];
    match random.below(6) {
        0 | 1 => random.small(),
        2 => random.unit(),
        3 => old + &random.small(),
        4 => {
            let other = &stage.world.cells[random.below(stage.world.cells.len())];
            old + &((other - old) * random.unit())
        }
        _ => old * &random.positive(),
    }
}

/// A number for what a stage is; two points that share it count once.
fn fingerprint(stage: &Stage) -> u64 {
    let mut hasher = DefaultHasher::new();
    stage.world.carriers.hash(&mut hasher);
    stage.world.cells.hash(&mut hasher);
    for object in &stage.objects {
        if let Object::Value(Value::Element(element)) = object {
            element.hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use mechproof_core::kernel::Claim;

    use super::*;
    use crate::falsify::{main_part, trials};
    use crate::language::document::Body;
    use crate::language::elaborate;

    /// The claim of a model with nothing in it that says this.
    fn claim(says: &str) -> Claim {
        let text = format!(
            "paper sample \"Sample\" by \"Nobody\" year 2000\n\nmodel m\n\nclaim c in m at \"p\"\n{says}"
        );
        let documents = elaborate::load(&[("sample.thm".to_owned(), text.into_bytes())])
            .unwrap_or_else(|faults| panic!("{}", faults[0].message));
        let Body::Formal(formal) = &documents[0].entries[0].body else { panic!("a formal claim") };
        formal.claim.clone()
    }

    /// How many lines in a row led to nothing after so many tries.
    fn barren_after(says: &str, tries: usize) -> usize {
        let claim = claim(says);
        let frame = Frame::of(main_part(claim.formula()));
        let mut random = Random::new(1, "lines");
        let mut sampler = Sampler::new(claim.signature(), &frame, &Rc::default(), (MANY, u64::MAX));
        for _ in 0..tries {
            sampler.next(&mut random);
        }
        sampler.barren
    }

    #[test]
    fn lines_are_given_up_where_they_bring_nothing() {
        // Every number is multiplied by itself, so there is no line.
        let curved = "  for x, y in real\n  given a: x*x >= 0\n  given b: y*y >= 0\n  show x*x + y*y >= 0\n";
        assert_eq!(barren_after(curved, 800), MOST_BARREN);
        let straight = "  for x, y in real\n  given a: x >= 0\n  given b: y >= x\n  show x + y >= 0\n";
        assert!(barren_after(straight, 800) < MOST_BARREN);
    }

    #[test]
    fn natural_numbers_grow_where_small_ones_are_used_up() {
        let claim = claim("  for n in natural, p in real\n  given one: p = 1\n  show p^n = 1\n");
        let report = trials(&claim, 600, 1);
        assert_eq!((report.satisfied, report.counterexample), (600, None));
    }
}
