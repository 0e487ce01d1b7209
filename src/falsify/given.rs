//! A claim at one exact point that is given: does it hold there, and what are its parts worth?
//!
//! Consumes a claim and a number for each of its symbols, by the names that [`super::Point`] uses, such as `x`
//! and `b(lo)`. So what a theorem file says can be compared with what a model computes, without being typed
//! again. As exact and as untrusted as the other trials.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use mechproof_core::exact::{Polynomial, Rational};
use mechproof_core::kernel::Claim;
use mechproof_core::logic::{Carrier, Formula, Signature, Term};

use super::decide::Finding;
use super::frame::{Frame, Stage};
use super::main_part;
use super::point::{Point, cells};
use super::value::Value;
use super::world::{Object, World};
use crate::search::random::Random;

/// Steps of evaluation for what is asked at one point.
const FUEL: u64 = 4_000_000;
/// Steps of evaluation spent on moving numbers to a point that satisfies the hypotheses.
const MOVING: u64 = 60_000;

/// What a claim says at a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The hypotheses hold, and so does the goal.
    Holds,
    /// The hypotheses hold and the goal does not.
    Fails,
    /// This hypothesis does not hold; it may have no name.
    Outside(Option<String>),
    /// It is not known, for this reason.
    Unknown(String),
}

/// A part of a claim that has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// A definition that the claim uses, by its name.
    Definition(&'a str),
    /// The left side of a comparison of the goal, counted from 0.
    Left(usize),
    /// The right side of a comparison of the goal, counted from 0.
    Right(usize),
}

/// Why a claim cannot be looked at at a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// No number is given for this.
    Missing(String),
    /// The claim has no such symbol.
    Extra(String),
    /// A point with such symbols cannot be given by numbers.
    Symbol(String),
    /// The claim has no such part, or it depends on what the claim's own quantifiers bind.
    NoSuchPart,
    /// The part has no value there, for this reason.
    NoValue(String),
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::Missing(name) => write!(f, "no number is given for `{name}`"),
            Unfit::Extra(name) => write!(f, "the claim has no symbol `{name}`"),
            Unfit::Symbol(name) => write!(f, "`{name}` cannot be given by numbers"),
            Unfit::NoSuchPart => f.write_str("the claim has no such part outside its own quantifiers"),
            Unfit::NoValue(reason) => write!(f, "the part has no value here: {reason}"),
        }
    }
}

impl std::error::Error for Unfit {}

/// What a claim says at a point.
///
/// # Errors
/// If the numbers do not fit the claim's symbols.
pub fn at(claim: &Claim, numbers: &BTreeMap<String, Rational>) -> Result<At, Unfit> {
    let frame = Frame::of(main_part(claim.formula()));
    let stage = stage(claim.signature(), &frame, numbers, false)?;
    Ok(judged(&frame, &stage))
}

/// The value of a part of a claim at a point, whether or not its hypotheses hold there. A symbol that cannot be
/// given by numbers may stand elsewhere in the claim.
///
/// # Errors
/// If the numbers do not fit the claim's symbols, or there is no such part, or it has no value.
pub fn value_of(claim: &Claim, part: Part, numbers: &BTreeMap<String, Rational>) -> Result<Rational, Unfit> {
    let frame = Frame::of(main_part(claim.formula()));
    let stage = stage(claim.signature(), &frame, numbers, true)?;
    frame.set(&stage);
    let mut terms = Vec::new();
    match part {
        Part::Definition(name) => {
            for (depth, _, premise) in &frame.premises {
                definitions(premise, name, (*depth, 0), &mut terms);
            }
            definitions(frame.goal, name, (frame.symbols.len(), 0), &mut terms);
        }
        Part::Left(place) | Part::Right(place) => {
            let mut sides = Vec::new();
            comparisons(frame.goal, 0, &mut sides);
            if let Some((inner, left, right)) = sides.get(place) {
                let term = if matches!(part, Part::Left(_)) { *left } else { *right };
                terms.push((frame.symbols.len(), *inner, term));
            }
        }
    }
    let mut fault = Unfit::NoSuchPart;
    for (depth, inner, term) in terms {
        stage.world.fuel.set(FUEL);
        // A value that depends on an inner variable is a polynomial in it, and no number.
        let open = (0..inner).map(|place| {
            let variable = u32::try_from(place).unwrap_or(u32::MAX);
            Object::Value(Value::Polynomial(Polynomial::variable(variable)))
        });
        stage.world.fresh.set(u32::try_from(inner).unwrap_or(u32::MAX));
        let mut bound: Vec<Object> = stage.objects[..depth].iter().cloned().chain(open).collect();
        match stage.world.value(term, &mut bound) {
            Ok(Value::Number(number)) => return Ok(number),
            Ok(_) => {}
            Err(obstacle) => fault = Unfit::NoValue(obstacle.words()),
        }
    }
    Err(fault)
}

/// A point that satisfies the hypotheses near some numbers, and what the claim says there. The numbers are
/// given to the symbols in turn, as often as needed; what the seed draws is only how large the sorts of any
/// size are, and how the numbers are changed where the hypotheses ask for it.
pub fn near(claim: &Claim, numbers: &[Rational], seed: u64) -> Option<(Point, At)> {
    let frame = Frame::of(main_part(claim.formula()));
    let mut random = Random::new(seed, "near");
    let world = World::new(claim.signature(), &mut random, &Rc::new(Cell::new(0)));
    let mut stage = frame.draw(world, &mut random).ok()?;
    for (cell, number) in numbers.iter().cycle().take(stage.world.cells.len()).enumerate() {
        if !stage.world.naturals.contains(&cell) {
            stage.world.cells[cell] = number.clone();
        }
    }
    frame.repair(&mut stage, &mut random, MOVING).ok()?;
    Some((Point::of(claim.signature(), &frame, &stage), judged(&frame, &stage)))
}

fn judged(frame: &Frame, stage: &Stage) -> At {
    let world = &stage.world;
    frame.set(stage);
    for rule in &world.rules {
        let (relation, difference, _) = world.rule(rule);
        if !super::value::holds(relation, difference.sign()) {
            return At::Outside(Some("a law's weights are nonnegative and sum to 1".to_owned()));
        }
    }
    for (number, (depth, name, premise)) in frame.premises.iter().enumerate() {
        if frame.defines(number, &stage.objects) {
            continue;
        }
        world.fuel.set(FUEL);
        match world.judge(premise, &mut stage.objects[..*depth].to_vec(), true) {
            Finding::Holds => {}
            Finding::Fails(_) => return At::Outside(name.map(ToString::to_string)),
            Finding::Unknown(reason) => return At::Unknown(reason),
        }
    }
    match frame.conclusion(stage) {
        Finding::Holds => At::Holds,
        Finding::Fails(_) if frame.refuted(stage) => At::Fails,
        Finding::Fails(_) => At::Unknown("the statement divides by 0 here".to_owned()),
        Finding::Unknown(reason) => At::Unknown(reason),
    }
}

/// A stage with the given numbers in its cells. If that is allowed, a symbol that cannot be given by numbers is
/// left without a meaning: what depends on it has no value.
fn stage(
    signature: &Signature,
    frame: &Frame,
    numbers: &BTreeMap<String, Rational>,
    without_meaning: bool,
) -> Result<Stage, Unfit> {
    if let Some((sort, _)) = signature.sorts.iter().find(|(_, kind)| !matches!(kind, Carrier::Enumerated(_)))
    {
        return Err(Unfit::Symbol(sort.to_string()));
    }
    let mut random = Random::new(0, "given");
    let world = World::new(signature, &mut random, &Rc::new(Cell::new(0)));
    let mut stage = frame.draw(world, &mut random).map_err(|obstacle| Unfit::NoValue(obstacle.words()))?;
    let mut known = BTreeMap::new();
    for (binder, object) in frame.symbols.iter().zip(&mut stage.objects) {
        match cells(signature, &stage.world, binder, object) {
            Some(named) => known.extend(named),
            None if without_meaning => {
                *object = Object::Value(Value::Polynomial(Polynomial::variable(u32::MAX)));
            }
            None => return Err(Unfit::Symbol(binder.name.to_string())),
        }
    }
    if let Some(extra) = numbers.keys().find(|name| !known.contains_key(*name)) {
        return Err(Unfit::Extra(extra.clone()));
    }
    for (name, cell) in known {
        let number = numbers.get(&name).ok_or(Unfit::Missing(name))?;
        stage.world.cells[cell] = number.clone();
    }
    Ok(stage)
}

/// A term, how many symbols stand before it, and how many other binders are around it.
type Place<'f> = (usize, usize, &'f Term);

/// The comparisons of a goal, in order, with how many binders are around each.
fn comparisons<'f>(formula: &'f Formula, inner: usize, found: &mut Vec<(usize, &'f Term, &'f Term)>) {
    match formula {
        Formula::Compare(_, left, right) => found.push((inner, left, right)),
        Formula::And(parts) | Formula::Or(parts) => {
            parts.iter().for_each(|part| comparisons(part, inner, found));
        }
        Formula::Implies(premise, rest) => {
            comparisons(premise, inner, found);
            comparisons(rest, inner, found);
        }
        Formula::Forall(_, body) | Formula::Exists(_, body) => comparisons(body, inner + 1, found),
        Formula::Named(_, body) => comparisons(body, inner, found),
    }
}

/// Where a formula uses a definition.
fn definitions<'f>(formula: &'f Formula, name: &str, place: (usize, usize), found: &mut Vec<Place<'f>>) {
    let mut sides = Vec::new();
    comparisons(formula, place.1, &mut sides);
    for (inner, left, right) in sides {
        in_term(left, name, (place.0, inner), found);
        in_term(right, name, (place.0, inner), found);
    }
}

fn in_term<'f>(term: &'f Term, name: &str, place: (usize, usize), found: &mut Vec<Place<'f>>) {
    match term {
        Term::Named(known, body) if **known == *name => found.push((place.0, place.1, body)),
        Term::Named(_, body) | Term::Power(body, _) | Term::Builtin(_, body) => {
            in_term(body, name, place, found);
        }
        Term::Sum(parts) | Term::Product(parts) | Term::Apply(_, parts) => {
            parts.iter().for_each(|part| in_term(part, name, place, found));
        }
        Term::Quotient(left, right)
        | Term::NaturalPower(left, right)
        | Term::Extremum(_, left, right)
        | Term::Indicator(_, left, right) => {
            in_term(left, name, place, found);
            in_term(right, name, place, found);
        }
        Term::Select(head, branches) => {
            in_term(head, name, place, found);
            branches.iter().for_each(|branch| in_term(branch, name, place, found));
        }
        Term::Bind(_, _, body) => in_term(body, name, (place.0, place.1 + 1), found),
        Term::Number(_) | Term::Variable(_) | Term::Element { .. } => {}
    }
}
