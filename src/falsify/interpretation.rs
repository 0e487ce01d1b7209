//! Interpretations as data: what each leading variable of a claim stands for, in exact numbers.
//!
//! Consumes a stage to make one, or one that comes from anywhere to set up a stage again. Nothing of what is
//! stored is believed: shapes are compared with the claim, laws and natural numbers have to be such, and the
//! premises are evaluated anew, by [`satisfied`] and [`refuted`].

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use mechproof_core::exact::Rational;
use mechproof_core::kernel::Claim;
use mechproof_core::logic::{Carrier, Domain, LawType, Signature};

use super::frame::{Frame, Stage};
use super::memo::Memo;
use super::tightness::bounds;
use super::value::{Obstacle, Value};
use super::world::{Law, Object, Rule, Shape, Source, Table, World, entries};
use super::{Point, main_part};
use crate::search::random::Random;

/// Largest carrier of a sort of any size.
const MAX_CARRIER: usize = 64;

/// What the leading variables of a claim stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interpretation {
    /// How many elements the sorts of any size have.
    pub sorts: BTreeMap<String, usize>,
    /// The variables in the order of their quantifiers, with their names.
    pub symbols: Vec<(String, Meaning)>,
}

/// What a variable stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A number.
    Number(Rational),
    /// An element of a sort, counted from 0.
    Element(usize),
    /// A function. One row for each tuple of elements of its sorts, the last argument running fastest. A row is
    /// the value, or if there are arguments that are numbers: level, a slope for each of them, the coefficient of
    /// the square of the first, a step, and where the first has it.
    Function(Vec<Rational>),
    /// The function that a hypothesis defines, such as `forall x in real: x > 0 implies L(x) = log(x)`.
    Defined,
    /// A law on a sort; a row holds the weight of each element.
    Weights(Vec<Rational>),
    /// A law on finitely many reals; a row holds the weights, then the places.
    Points(Vec<Rational>),
    /// A uniform law; a row holds the lower end and the length.
    Uniform(Vec<Rational>),
}

/// Why an interpretation does not show what it is to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Its sorts are not those of the claim, or too large.
    Sorts,
    /// It has other variables than the claim, from this one on.
    Symbols(String),
    /// What it says of this variable is no meaning of it.
    Meaning(String),
    /// A hypothesis does not hold.
    Hypothesis,
    /// The goal does not fail, or something is divided by 0.
    Goal,
    /// The bound does not bind, or there is no such bound.
    Bound,
    /// This could not be evaluated.
    Unknown(String),
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Misfit::Sorts => write!(f, "its sorts are not those of the claim"),
            Misfit::Symbols(name) => write!(f, "its variables are not those of the claim, from `{name}` on"),
            Misfit::Meaning(name) => write!(f, "what it says of `{name}` is no meaning of it"),
            Misfit::Hypothesis => write!(f, "a hypothesis does not hold there"),
            Misfit::Goal => write!(f, "the goal does not fail there"),
            Misfit::Bound => write!(f, "the bound does not bind there"),
            Misfit::Unknown(what) => write!(f, "it cannot be evaluated: {what}"),
        }
    }
}

impl std::error::Error for Misfit {}

/// Checks that all hypotheses of a claim hold at an interpretation; the point in words.
///
/// # Errors
/// Why that is not so, or not known.
pub fn satisfied(claim: &Claim, interpretation: &Interpretation) -> Result<Point, Misfit> {
    let frame = Frame::of(main_part(claim.formula()));
    let stage = interpretation.stage(claim.signature(), &frame)?;
    holds(&frame, &stage)?;
    Ok(Point::of(claim.signature(), &frame, &stage))
}

/// Checks that a claim fails at an interpretation: its hypotheses hold and its goal does not, and nothing is
/// divided by 0. The point in words.
///
/// # Errors
/// Why that is not so, or not known.
pub fn refuted(claim: &Claim, interpretation: &Interpretation) -> Result<Point, Misfit> {
    let frame = Frame::of(main_part(claim.formula()));
    let stage = interpretation.stage(claim.signature(), &frame)?;
    holds(&frame, &stage)?;
    if !frame.refuted(&stage) {
        return Err(Misfit::Goal);
    }
    Ok(Point::of(claim.signature(), &frame, &stage))
}

/// Checks that a bound of a claim's goal holds with equality at an interpretation that satisfies the hypotheses.
/// Bounds are counted as [`super::bound_count`] counts them. The point in words.
///
/// # Errors
/// Why that is not so, or not known.
pub fn binding(claim: &Claim, bound: usize, interpretation: &Interpretation) -> Result<Point, Misfit> {
    let frame = Frame::of(main_part(claim.formula()));
    let stage = interpretation.stage(claim.signature(), &frame)?;
    holds(&frame, &stage)?;
    let equation = bounds(frame.goal).into_iter().nth(bound).ok_or(Misfit::Bound)?;
    if !frame.with_goal(&equation).conclusion(&stage).holds() {
        return Err(Misfit::Bound);
    }
    Ok(Point::of(claim.signature(), &frame, &stage))
}

fn holds(frame: &Frame, stage: &Stage) -> Result<(), Misfit> {
    let look = frame.look(stage);
    if look.is_fine() {
        return Ok(());
    }
    if !look.faults.is_empty() || look.hopeless {
        return Err(Misfit::Hypothesis);
    }
    Err(Misfit::Unknown(look.unknown.unwrap_or_default()))
}

impl Interpretation {
    /// What the variables stand for on a stage.
    pub(super) fn of(signature: &Signature, frame: &Frame, stage: &Stage) -> Interpretation {
        let sorts = open_sorts(signature)
            .map(|sort| (sort.to_owned(), stage.world.carriers.get(sort).copied().unwrap_or(0)))
            .collect();
        let symbols = frame.symbols.iter().zip(&stage.objects);
        let symbols =
            symbols.map(|(binder, object)| (binder.name.to_string(), meaning(&stage.world, object)));
        Interpretation { sorts, symbols: symbols.collect() }
    }

    /// The stage that it describes for a claim.
    pub(super) fn stage(&self, signature: &Signature, frame: &Frame) -> Result<Stage, Misfit> {
        let known: Vec<&str> = open_sorts(signature).collect();
        let sized = |sort: &&str| self.sorts.get(*sort).is_some_and(|size| (1..=MAX_CARRIER).contains(size));
        if self.sorts.len() != known.len() || !known.iter().all(sized) {
            return Err(Misfit::Sorts);
        }
        // Nothing random is left once the sizes are set.
        let mut world = World::new(signature, &mut Random::new(0, ""), &Rc::default());
        for (sort, size) in &self.sorts {
            world.carriers.insert(sort.as_str().into(), *size);
        }
        let mut objects = Vec::new();
        for (position, binder) in frame.symbols.iter().enumerate() {
            let name = binder.name.to_string();
            let Some((_, meaning)) = self.symbols.get(position).filter(|(known, _)| *known == name) else {
                return Err(Misfit::Symbols(name));
            };
            let object = match (meaning, frame.definition(position)) {
                (Meaning::Defined, Some(definition)) => Ok(Object::Defined(definition)),
                (meaning, _) => world.put(&binder.domain, meaning),
            };
            let object = object.map_err(|obstacle| match obstacle {
                Some(obstacle) => Misfit::Unknown(obstacle.words()),
                None => Misfit::Meaning(name),
            })?;
            objects.push(object);
        }
        match self.symbols.get(frame.symbols.len()) {
            Some((name, _)) => Err(Misfit::Symbols(name.clone())),
            None => Ok(Stage { world, objects, memo: Memo::default() }),
        }
    }
}

/// The sorts of any size, by name.
fn open_sorts(signature: &Signature) -> impl Iterator<Item = &str> {
    let sorts = signature.sorts.iter().filter(|(_, carrier)| !matches!(carrier, Carrier::Enumerated(_)));
    sorts.map(|(sort, _)| &**sort)
}

/// What an object is, as data.
pub(super) fn meaning(world: &World, object: &Object) -> Meaning {
    let numbers = |table: &Table| -> Vec<Rational> {
        let count = entries(&table.arguments).unwrap_or(0) * table.width;
        let number = |place| world.entry_at(table, place).number().cloned().unwrap_or_default();
        (0..count).map(number).collect()
    };
    match object {
        Object::Cell(cell) => Meaning::Number(world.cells.get(*cell).cloned().unwrap_or_default()),
        Object::Value(Value::Element(element)) => Meaning::Element(*element),
        Object::Value(value) => Meaning::Number(value.number().cloned().unwrap_or_default()),
        Object::Function(table) => Meaning::Function(numbers(table)),
        Object::Defined(_) => Meaning::Defined,
        Object::Law(law) => match law.shape {
            Shape::Weights(_) => Meaning::Weights(numbers(&law.table)),
            Shape::Points(_) => Meaning::Points(numbers(&law.table)),
            Shape::Uniform => Meaning::Uniform(numbers(&law.table)),
        },
    }
}

/// What prevents an object: something that is not supported, or else that it does not fit.
type Put<T> = Result<T, Option<Obstacle>>;

impl World {
    /// The object with this meaning, with its numbers in cells and the rules they have to keep.
    fn put(&mut self, domain: &Domain, meaning: &Meaning) -> Put<Object> {
        match (domain, meaning) {
            (Domain::Real, Meaning::Number(number)) => Ok(Object::Cell(self.keep(number))),
            (Domain::Natural, Meaning::Number(number)) if number.is_integer() && !number.is_negative() => {
                let cell = self.keep(number);
                self.naturals.insert(cell);
                Ok(Object::Cell(cell))
            }
            (Domain::Sort(sort), Meaning::Element(element))
                if *element < self.size(sort).map_err(Some)? =>
            {
                Ok(Object::Value(Value::Element(*element)))
            }
            (Domain::Function(arguments), Meaning::Function(numbers)) => {
                let arguments = self.arguments(arguments).map_err(Some)?;
                let table = Table::new(arguments, Source::Cells(self.cells.len()), None).map_err(Some)?;
                self.keep_all(&table, numbers)?;
                Ok(Object::Function(Rc::new(table)))
            }
            (Domain::Law(law), meaning) => self.put_law(law, meaning),
            _ => Err(None),
        }
    }

    fn put_law(&mut self, law: &LawType, meaning: &Meaning) -> Put<Object> {
        let arguments = self.arguments(&law.parameters).map_err(Some)?;
        let rows = entries(&arguments).map_err(Some)?;
        let (shape, width, numbers) = match (law.on.as_ref(), meaning) {
            (Domain::Sort(sort), Meaning::Weights(numbers)) => {
                let count = self.size(sort).map_err(Some)?;
                (Shape::Weights(count), count, numbers)
            }
            (Domain::Real, Meaning::Points(numbers)) if !law.continuous => {
                let count = numbers.len() / rows.max(1) / 2;
                (Shape::Points(count), 2 * count, numbers)
            }
            (Domain::Real, Meaning::Uniform(numbers)) => (Shape::Uniform, 2, numbers),
            _ => return Err(None),
        };
        if width == 0 {
            return Err(None);
        }
        let start = self.cells.len();
        let table = Table::new(arguments, Source::Cells(start), Some(width)).map_err(Some)?;
        self.keep_all(&table, numbers)?;
        for first in (start..self.cells.len()).step_by(width) {
            let (weights, places) = match shape {
                Shape::Weights(count) => (count, 0),
                Shape::Points(count) => (count, count),
                Shape::Uniform => {
                    self.bounds(first, law, true);
                    self.rules.push(Rule::AtLeast(first + 1, Rational::zero(), true));
                    continue;
                }
            };
            for cell in first..first + weights {
                self.rules.push(Rule::AtLeast(cell, Rational::zero(), false));
            }
            self.rules.push(Rule::SumToOne(first, weights));
            for place in first + weights..first + weights + places {
                self.bounds(place, law, false);
            }
        }
        Ok(Object::Law(Rc::new(Law { table, shape })))
    }

    fn keep(&mut self, number: &Rational) -> usize {
        self.cells.push(number.clone());
        self.cells.len() - 1
    }

    fn keep_all(&mut self, table: &Table, numbers: &[Rational]) -> Put<()> {
        if entries(&table.arguments).map_err(Some)? * table.width != numbers.len() {
            return Err(None);
        }
        self.cells.extend_from_slice(numbers);
        Ok(())
    }
}
