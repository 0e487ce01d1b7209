//! Something random for every symbol of a claim, with regard to what premises say of one symbol alone.
//!
//! Consumes the parts of a claim; produces a stage to be mended. That a function of numbers increases, or that a
//! law is uniform, is said for all numbers at once, and is rarely met by changing one number: so functions are
//! drawn again until such premises hold, and a law that is described is also drawn as the uniform one.

use std::cell::Cell;
use std::rc::Rc;

use mechproof_core::kernel::Claim;
use mechproof_core::logic::{Argument, Binder, Domain, Formula};

use super::assignment::argument;
use super::frame::{Frame, Stage};
use super::interpretation::{Meaning, meaning};
use super::main_part;
use super::memo::Memo;
use super::mentions::mentions;
use super::value::{Eval, Value};
use super::world::{Object, World};
use crate::search::random::Random;

/// How often a function is drawn until the premises about it alone hold.
const REDRAWN: usize = 6;
/// Steps of evaluation spent on such a premise.
const FUEL: u64 = 20_000;
/// How often everything is drawn until all functions of numbers are such.
const DRAWN: usize = 12;

impl Frame<'_> {
    /// Something random for every symbol.
    pub(super) fn draw(&self, mut world: World, random: &mut Random) -> Eval<Stage> {
        let plain = random.below(5);
        let mut objects = Vec::new();
        for (position, binder) in self.symbols.iter().enumerate() {
            let object = match &binder.domain {
                _ if let Some(definition) = self.definition(position) => Object::Defined(definition),
                Domain::Law(law) if !random.once_in(4) && self.about(position).next().is_some() => {
                    world.draw_whole(law, random)?
                }
                Domain::Function(arguments) if arguments.contains(&Domain::Real) => {
                    self.draw_function(&mut world, position, plain, random)?
                }
                domain => world.draw(domain, plain, random)?,
            };
            objects.push(object);
        }
        Ok(Stage { world, objects, memo: Memo::default() })
    }

    /// A function of numbers, drawn again a few times while premises about it alone do not hold.
    fn draw_function(
        &self,
        world: &mut World,
        position: usize,
        plain: usize,
        random: &mut Random,
    ) -> Eval<Object> {
        let domain = &self.symbols[position].domain;
        let start = world.cells.len();
        let mut object = world.draw(domain, plain, random)?;
        for _ in 0..REDRAWN {
            if self.fits(world, position, &object) {
                break;
            }
            world.cells.truncate(start);
            object = world.draw(domain, random.below(5), random)?;
        }
        Ok(object)
    }

    /// Premises that say something of all numbers and of no symbol but this one, with how many symbols stand
    /// before them.
    fn about(&self, position: usize) -> impl Iterator<Item = (usize, &Formula)> {
        self.premises.iter().filter_map(move |(depth, _, premise)| {
            let place = u32::try_from(depth.checked_sub(position + 1)?).ok()?;
            let alone = of_numbers(premise) && mentions(premise).into_iter().eq([place]);
            alone.then_some((*depth, *premise))
        })
    }

    /// Whether an object is known to be as the premises about its symbol alone say.
    fn fits(&self, world: &World, position: usize, object: &Object) -> bool {
        self.about(position).all(|(depth, premise)| {
            // The other symbols are not looked at.
            let mut bound = vec![Object::Value(Value::zero()); depth];
            bound[position] = object.clone();
            world.fuel.set(FUEL);
            world.judge(premise, &mut bound, true).holds()
        })
    }
}

/// Whether a formula begins with universal quantifiers, one of them over numbers.
fn of_numbers(formula: &Formula) -> bool {
    match formula.unnamed() {
        Formula::Forall(binder, body) => binder.domain == Domain::Real || of_numbers(body),
        _ => false,
    }
}

/// For each leading symbol of a claim, the function of numbers that it is, if it is one.
pub type Functions = Vec<Option<(Argument, Meaning)>>;

/// For each leading symbol of a claim that is a function of numbers, one that is as the premises about it alone
/// say; nothing if none was drawn. Of those drawn, the functions with the smallest numbers.
pub fn functions_of_numbers(claim: &Claim, seed: u64) -> Option<Functions> {
    let frame = Frame::of(main_part(claim.formula()));
    let takes_numbers = |binder: &Binder| matches!(&binder.domain, Domain::Function(domains) if domains.contains(&Domain::Real));
    let mut random = Random::new(seed, "functions");
    let mut simplest: Option<(u64, Functions)> = None;
    for _ in 0..DRAWN {
        let world = World::new(claim.signature(), &mut random, &Rc::new(Cell::new(0)));
        let Ok(stage) = frame.draw(world, &mut random) else { return None };
        let each = frame.symbols.iter().zip(&stage.objects).enumerate();
        let drawn = each.map(|(position, (binder, object))| {
            if !takes_numbers(binder) {
                return Some(None);
            }
            let said = frame.definition(position).is_some() || frame.fits(&stage.world, position, object);
            let argument = said.then(|| argument(&stage.world, &binder.domain, object))??;
            Some(Some((argument, meaning(&stage.world, object))))
        });
        let Some(drawn) = drawn.collect::<Option<Functions>>() else { continue };
        let size = drawn.iter().flatten().map(|(_, meaning)| size(meaning)).sum();
        if simplest.as_ref().is_none_or(|(least, _)| size < *least) {
            simplest = Some((size, drawn));
        }
    }
    simplest.map(|(_, drawn)| drawn)
}

/// How large the numbers of a function are together.
fn size(meaning: &Meaning) -> u64 {
    let Meaning::Function(numbers) = meaning else { return 0 };
    numbers.iter().filter(|number| !number.is_zero()).map(|number| 1 + number.bits()).sum()
}
