//! A claim as trials see it: what it quantifies over, what it assumes, and what it concludes.
//!
//! The leading quantifiers and premises of the main part are taken off, those of the goal included; so the
//! numbers that a goal speaks of are drawn like all others.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use mechproof_core::logic::{Binder, Domain, Formula, Name};

use super::decide::{Failure, Finding};
use super::definition::Definition;
use super::memo::Memo;
use super::value::Value;
use super::world::{Object, Rule, World};

/// Steps of evaluation for one look at a world.
const FUEL: u64 = 400_000;

/// The parts of a formula.
pub(super) struct Frame<'f> {
    pub(super) symbols: Vec<&'f Binder>,
    /// How many symbols stand before each premise, its name and the premise.
    pub(super) premises: Vec<(usize, Option<&'f Name>, &'f Formula)>,
    pub(super) goal: &'f Formula,
    /// Symbols that a premise defines, by position: the number of the premise, and what it says.
    definitions: BTreeMap<usize, (usize, Rc<Definition>)>,
    /// Frames with the same number have the same premises.
    number: u64,
}

/// A number for premises that were not seen before.
fn numbered() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A world with what the symbols stand for.
#[derive(Clone)]
pub(super) struct Stage {
    pub(super) world: World,
    pub(super) objects: Vec<Object>,
    /// What is known of the premises.
    pub(super) memo: Memo,
}

/// Something that is not as it has to be.
pub(super) enum Fault<'f> {
    Rule(Rule),
    Comparison(Failure<'f>),
}

/// What a look at the premises finds.
#[derive(Default)]
pub(super) struct Look<'f> {
    pub(super) faults: Vec<Fault<'f>>,
    /// Premises that fail in no way that could be changed.
    pub(super) hopeless: bool,
    /// Why something is not known.
    pub(super) unknown: Option<String>,
}

impl<'f> Look<'f> {
    pub(super) fn is_fine(&self) -> bool {
        self.faults.is_empty() && !self.hopeless && self.unknown.is_none()
    }

    /// Looks at the parts of a premise that are not known to hold: the conjuncts, for all elements of sorts.
    fn parts(&mut self, stage: &Stage, premise: &'f Formula, bound: &mut Vec<Object>, part: &mut usize) {
        match premise {
            Formula::Named(_, body) => return self.parts(stage, body, bound, part),
            Formula::And(parts) => return parts.iter().for_each(|each| self.parts(stage, each, bound, part)),
            Formula::Forall(binder, body) => {
                if let Domain::Sort(sort) = &binder.domain
                    && let Ok(size) = stage.world.size(sort)
                {
                    for element in 0..size {
                        bound.push(Object::Value(Value::Element(element)));
                        self.parts(stage, body, bound, part);
                        bound.pop();
                    }
                    return;
                }
            }
            _ => {}
        }
        let (world, here) = (&stage.world, *part);
        *part += 1;
        if stage.memo.holds(here, &world.cells) {
            world.spend(1);
            return;
        }
        world.reads.borrow_mut().clear();
        world.watched.set(true);
        let divided = world.divided.replace(false);
        let finding = world.judge(premise, bound, true);
        world.watched.set(false);
        match finding {
            // A division by 0 is to be noticed every time.
            Finding::Holds if world.divided.get() => {}
            Finding::Holds => stage.memo.note(here, &world.reads.borrow(), &world.cells),
            Finding::Fails(failures) => {
                self.hopeless |= failures.is_empty();
                self.faults.extend(failures.into_iter().map(Fault::Comparison));
            }
            Finding::Unknown(reason) => self.unknown = self.unknown.take().or(Some(reason)),
        }
        world.divided.set(divided || world.divided.get());
    }
}

impl<'f> Frame<'f> {
    /// The parts of a closed formula.
    pub(super) fn of(formula: &'f Formula) -> Frame<'f> {
        let mut frame = Frame {
            symbols: Vec::new(),
            premises: Vec::new(),
            goal: formula,
            definitions: BTreeMap::new(),
            number: numbered(),
        };
        loop {
            match frame.goal.unnamed() {
                Formula::Forall(binder, body) => {
                    frame.symbols.push(binder);
                    frame.goal = body;
                }
                Formula::Implies(premise, rest) => {
                    let name = match premise.as_ref() {
                        Formula::Named(name, _) => Some(name),
                        _ => None,
                    };
                    frame.premises.push((frame.symbols.len(), name, premise));
                    frame.goal = rest;
                }
                _ => break,
            }
        }
        frame.define();
        frame
    }

    /// Finds what premises define. The first definition of a symbol counts, unless it depends on the symbol by
    /// way of others.
    fn define(&mut self) {
        for (number, (depth, name, premise)) in self.premises.iter().enumerate() {
            let found = Definition::of(premise, *name, &self.symbols[..*depth]);
            let Some((position, definition)) = found else { continue };
            let mut reached = definition.mentions();
            let mut next = 0;
            while let Some(place) = reached.get(next).copied() {
                next += 1;
                let further = self.definitions.get(&place).map(|(_, other)| other.mentions());
                for place in further.into_iter().flatten() {
                    if !reached.contains(&place) {
                        reached.push(place);
                    }
                }
            }
            if !reached.contains(&position) {
                self.definitions.entry(position).or_insert_with(|| (number, Rc::new(definition)));
            }
        }
    }

    /// What a premise says that the symbol at a position is.
    pub(super) fn definition(&self, position: usize) -> Option<Rc<Definition>> {
        self.definitions.get(&position).map(|(_, definition)| Rc::clone(definition))
    }

    /// Whether a premise holds because a symbol stands for what the premise says.
    pub(super) fn defines(&self, premise: usize, objects: &[Object]) -> bool {
        self.definitions.iter().any(|(position, (number, definition))| {
            let said = matches!(objects.get(*position), Some(Object::Defined(known)) if known == definition);
            *number == premise && said
        })
    }

    /// The same symbols and premises with another goal.
    pub(super) fn with_goal<'g>(&self, goal: &'g Formula) -> Frame<'g>
    where
        'f: 'g,
    {
        let (symbols, premises) = (self.symbols.clone(), self.premises.clone());
        Frame { symbols, premises, goal, definitions: self.definitions.clone(), number: self.number }
    }

    /// The same symbols with one more premise.
    pub(super) fn with_premise<'g>(&self, premise: &'g Formula) -> Frame<'g>
    where
        'f: 'g,
    {
        let mut frame = self.with_goal(self.goal);
        frame.premises.push((self.symbols.len(), None, premise));
        frame.number = numbered();
        frame
    }

    /// Whether it has the same symbols and premises as another one.
    pub(super) fn assumes_as(&self, other: &Frame) -> bool {
        self.symbols == other.symbols && self.premises == other.premises
    }

    /// Lets the world of a stage know what its symbols stand for, where a premise defines one of them by others.
    pub(super) fn set(&self, stage: &Stage) {
        if !self.definitions.is_empty() {
            *stage.world.symbols.borrow_mut() = stage.objects.as_slice().into();
        }
    }

    /// What is wrong with the premises on a stage.
    pub(super) fn look(&self, stage: &Stage) -> Look<'f> {
        let world = &stage.world;
        self.set(stage);
        world.fuel.set(FUEL);
        let mut look = Look::default();
        for rule in &world.rules {
            let (relation, difference, _) = world.rule(rule);
            if !super::value::holds(relation, difference.sign()) {
                look.faults.push(Fault::Rule(rule.clone()));
            }
        }
        stage.memo.turn_to(self.number);
        let mut part = 0;
        for (number, (depth, _, premise)) in self.premises.iter().enumerate() {
            if self.defines(number, &stage.objects) {
                continue;
            }
            let mut bound = stage.objects[..*depth].to_vec();
            look.parts(stage, premise, &mut bound, &mut part);
        }
        look
    }

    /// What becomes of the goal on a stage.
    pub(super) fn conclusion(&self, stage: &Stage) -> Finding<'f> {
        self.set(stage);
        stage.world.fuel.set(FUEL);
        stage.world.judge(self.goal, &mut stage.objects.clone(), true)
    }

    /// As [`Frame::conclusion`], but what the goal quantifies and cannot be decided is drawn: where it holds, it
    /// may hold for what was drawn only; where it fails, it fails.
    pub(super) fn instance(&self, stage: &Stage) -> Finding<'f> {
        stage.world.drawing.set(true);
        let finding = self.conclusion(stage);
        stage.world.drawing.set(false);
        finding
    }

    /// What would have to change for the goal to fail on a stage.
    pub(super) fn denial(&self, stage: &Stage) -> Finding<'f> {
        self.set(stage);
        stage.world.fuel.set(FUEL);
        stage.world.judge(self.goal, &mut stage.objects.clone(), false)
    }

    /// Whether all premises hold and the goal fails, and nothing is divided by 0.
    pub(super) fn refuted(&self, stage: &Stage) -> bool {
        stage.world.divided.set(false);
        stage.memo.forget();
        self.look(stage).is_fine() && self.instance(stage).fails() && !stage.world.divided.get()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::falsify::main_part;
    use crate::language::document::Body;
    use crate::language::elaborate;
    use crate::search::random::Random;

    const SAMPLE: &str = "paper sample \"Sample\" by \"Nobody\" year 2000\n\nmodel m\n  index K = {a, b, c}\n\n\
        claim c in m at \"p\"\n  for f, g in function(K), x in real\n  \
        given order: forall i, j in K: f(i) + g(j) <= x + 3\n  \
        given gap: exists y in real: y >= f(a) and y <= g(b) and y <= x\n  \
        given ratio: x = 0 or g(c)/x >= f(b)\n  \
        show sum(i in K) f(i) <= 9\n";

    #[test]
    fn what_is_remembered_changes_nothing() {
        let files = [("sample.thm".to_owned(), SAMPLE.as_bytes().to_vec())];
        let documents = elaborate::load(&files).unwrap_or_else(|faults| panic!("{}", faults[0].message));
        let Body::Formal(formal) = &documents[0].entries[0].body else { panic!("a formal claim") };
        let frame = Frame::of(main_part(formal.claim.formula()));
        let mut random = Random::new(1, "walk");
        let world = World::new(formal.claim.signature(), &mut random, &Rc::new(Cell::new(0)));
        let mut stage = frame.draw(world, &mut random).expect("it can be drawn");
        let (mut fine, mut saved) = (0, 0);
        for _ in 0..3000 {
            let cell = random.below(stage.world.cells.len());
            stage.world.cells[cell] = random.small();
            let before = stage.world.spent.get();
            let look = frame.look(&stage);
            let steps = stage.world.spent.get() - before;
            stage.memo.forget();
            let anew = frame.look(&stage);
            assert_eq!(look.faults.len(), anew.faults.len());
            assert_eq!((look.hopeless, look.unknown.is_some()), (anew.hopeless, anew.unknown.is_some()));
            fine += usize::from(look.is_fine());
            saved += usize::from(steps < stage.world.spent.get() - before - steps);
        }
        assert!(fine > 3 && fine < 2900, "{fine} points satisfy the premises");
        assert!(saved > 1500, "less work at {saved} points");
    }
}
