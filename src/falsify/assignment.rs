//! A counterexample as the kernel takes it: elements for the sorts, terms, functions and laws for the symbols.
//!
//! Consumes what the symbols of a claim stand for in a world; produces carriers and one argument for each
//! leading quantifier, in order. Laws on the reals have no such form, since no law can be built from numbers
//! alone that replaces one; a counterexample with such a law stays a trial.

use std::collections::BTreeMap;
use std::sync::Arc;

use mechproof_core::exact::Rational;
use mechproof_core::logic::{
    Argument, Binder, Carrier, Domain, Lambda, LawExpression, Name, Relation, Signature, Term,
};

use super::frame::{Frame, Stage};
use super::value::Value;
use super::world::{Law, Object, Shape, Table, World};

/// Meanings for the sorts and the leading quantifiers of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The elements of each sort that the claim does not list itself.
    pub carriers: BTreeMap<Name, Vec<Name>>,
    /// What each leading quantifier is instantiated with.
    pub arguments: Vec<Argument>,
}

impl Assignment {
    pub(super) fn of(signature: &Signature, frame: &Frame, stage: &Stage) -> Option<Assignment> {
        let mut carriers = BTreeMap::new();
        for (sort, carrier) in &signature.sorts {
            if !matches!(carrier, Carrier::Enumerated(_)) {
                let size = *stage.world.carriers.get(sort)?;
                let initial = sort.chars().next()?.to_lowercase();
                let names = (1..=size).map(|number| format!("{initial}{number}").as_str().into()).collect();
                carriers.insert(sort.clone(), names);
            }
        }
        let pairs = frame.symbols.iter().zip(&stage.objects);
        let arguments = pairs.map(|(binder, object)| argument(&stage.world, &binder.domain, object));
        Some(Assignment { carriers, arguments: arguments.collect::<Option<_>>()? })
    }
}

/// What a symbol stands for, as the kernel takes it.
pub(super) fn argument(world: &World, domain: &Domain, object: &Object) -> Option<Argument> {
    match (object, domain) {
        (Object::Cell(cell), _) => Some(Argument::Term(number(&world.read(*cell))?)),
        (Object::Value(Value::Element(element)), Domain::Sort(sort)) => {
            Some(Argument::Term(Term::Element { sort: sort.clone(), index: u32::try_from(*element).ok()? }))
        }
        (Object::Value(value), _) => Some(Argument::Term(number(value)?)),
        (Object::Function(table), Domain::Function(domains)) => {
            let entry = |row: usize| polynomial(world, table, row, domains);
            Some(Argument::Function(Lambda {
                parameters: parameters(domains),
                body: chosen(&table.arguments, 0, 0, &entry)?,
            }))
        }
        (Object::Defined(definition), Domain::Function(domains)) => {
            let in_order = definition.order.iter().copied().eq(0..domains.len());
            let alone = in_order && definition.mentions().is_empty();
            let body = definition.body.clone();
            alone.then(|| Argument::Function(Lambda { parameters: parameters(domains), body }))
        }
        (Object::Law(law), Domain::Law(kind)) => {
            let Domain::Sort(sort) = kind.on.as_ref() else { return None };
            Some(Argument::Law(parameters(&kind.parameters), mixture(world, law, sort)?))
        }
        _ => None,
    }
}

fn number(value: &Value) -> Option<Term> {
    value.number().ok().cloned().map(Term::Number)
}

fn parameters(domains: &[Domain]) -> Vec<Binder> {
    let named = domains.iter().enumerate();
    named
        .map(|(place, domain)| Binder {
            name: format!("z{}", place + 1).as_str().into(),
            domain: domain.clone(),
        })
        .collect()
}

/// The parameter at a place; the last of them is bound variable 0.
fn parameter(place: usize, count: usize) -> Option<Term> {
    Some(Term::bound(u32::try_from(count.checked_sub(place + 1)?).ok()?))
}

/// The entry that the arguments choose: one choice inside another, left out where it makes no difference.
fn chosen(
    sizes: &[Option<usize>],
    place: usize,
    row: usize,
    entry: &dyn Fn(usize) -> Option<Term>,
) -> Option<Term> {
    let Some(size) = sizes.get(place) else { return entry(row) };
    let Some(size) = size else { return chosen(sizes, place + 1, row, entry) };
    let branches = (0..*size).map(|element| chosen(sizes, place + 1, row * size + element, entry));
    let mut branches: Vec<Term> = branches.collect::<Option<_>>()?;
    if branches.iter().all(|branch| *branch == branches[0]) {
        return branches.pop();
    }
    Some(Term::Select(Arc::new(parameter(place, sizes.len())?), branches.into()))
}

/// An entry of a function: a level, slopes in the numbers, a square and a step in the first of them.
fn polynomial(world: &World, table: &Table, row: usize, domains: &[Domain]) -> Option<Term> {
    let at = |offset: usize| world.entry_at(table, row * table.width + offset).number().ok().cloned();
    if table.width == 1 {
        return at(0).map(Term::Number);
    }
    let numbers: Vec<Term> = (0..domains.len())
        .filter(|place| table.arguments.get(*place) == Some(&None))
        .map(|place| parameter(place, domains.len()))
        .collect::<Option<_>>()?;
    let times = |factor: Rational, term: Term| {
        if factor.is_one() { term } else { Term::Product([Term::Number(factor), term].into()) }
    };
    let mut parts = Vec::new();
    let level = at(0)?;
    if !level.is_zero() {
        parts.push(Term::Number(level));
    }
    for (place, variable) in numbers.iter().enumerate() {
        let slope = at(1 + place)?;
        if !slope.is_zero() {
            parts.push(times(slope, variable.clone()));
        }
    }
    let rest = table.width.checked_sub(3)?;
    let (square, step, from) = (at(rest)?, at(rest + 1)?, at(rest + 2)?);
    let first = numbers.first()?.clone();
    if !square.is_zero() {
        parts.push(times(square, Term::Power(Arc::new(first.clone()), 2)));
    }
    if !step.is_zero() {
        let indicator = Term::Indicator(Relation::Ge, Arc::new(first), Arc::new(Term::Number(from)));
        parts.push(times(step, indicator));
    }
    Some(match parts.len() {
        0 => Term::integer(0),
        1 => parts.remove(0),
        _ => Term::Sum(parts.into()),
    })
}

/// A law on a list of elements as a mixture of them.
fn mixture(world: &World, law: &Law, sort: &Name) -> Option<LawExpression> {
    let Shape::Weights(count) = law.shape else { return None };
    let mut parts = Vec::new();
    for outcome in 0..count {
        let weight = |row: usize| number(&world.entry_at(&law.table, row * law.table.width + outcome));
        let weight = chosen(&law.table.arguments, 0, 0, &weight)?;
        let element = Term::Element { sort: sort.clone(), index: u32::try_from(outcome).ok()? };
        parts.push((weight, LawExpression::Dirac(element)));
    }
    let certain = parts.iter().position(|(weight, _)| *weight == Term::Number(Rational::one()));
    Some(match certain {
        Some(place) => parts.swap_remove(place).1,
        None => LawExpression::Mix(parts),
    })
}
