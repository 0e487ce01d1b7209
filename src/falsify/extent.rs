//! Whether a claim's hypotheses hold at no other points than some that are known.
//!
//! Consumes the premises of a claim and points; says yes only if the premises, followed by "this is one of the
//! points", hold as a statement of their own, which the exact evaluator decides for formulas that are linear in
//! numbers. Where a sort may have any size, or a symbol may be more than a world can hold, nothing is said.

use mechproof_core::logic::{Binder, Carrier, Domain, Formula, Relation, Signature, Term};

use super::frame::Frame;
use super::interpretation::{Interpretation, Meaning};
use super::world::World;

/// Steps of evaluation spent on the question.
const FUEL: u64 = 400_000;

/// Whether the premises of a frame hold at these points only.
pub(super) fn no_others(signature: &Signature, frame: &Frame, points: &[Interpretation]) -> bool {
    let listed = |carrier: &Carrier| matches!(carrier, Carrier::Enumerated(_));
    if frame.symbols.is_empty() {
        return points.len() == 1;
    }
    if !signature.sorts.values().all(listed) {
        return false;
    }
    let each: Option<Vec<Formula>> = points.iter().map(|point| is(signature, frame, point)).collect();
    let Some(each) = each else { return false };
    let mut statement = Formula::Or(each);
    // From the inside out: the premises stand below the symbols before them.
    let mut premises = frame.premises.iter().rev().peekable();
    for depth in (0..=frame.symbols.len()).rev() {
        while let Some((_, _, premise)) = premises.next_if(|(here, _, _)| *here == depth) {
            statement = (*premise).clone().implies(statement);
        }
        if let Some(binder) = depth.checked_sub(1).and_then(|place| frame.symbols.get(place)) {
            // What holds for all reals holds for the natural numbers.
            let domain = if binder.domain == Domain::Natural { Domain::Real } else { binder.domain.clone() };
            let binder = Binder { name: binder.name.clone(), domain };
            statement = Formula::Forall(binder, Box::new(statement));
        }
    }
    let world = World::bare(signature);
    world.fuel.set(FUEL);
    world.judge(&statement, &mut Vec::new(), true).holds() && !world.divided.get()
}

/// That the symbols are what they are at a point, below their quantifiers; nothing where that cannot be said.
fn is(signature: &Signature, frame: &Frame, point: &Interpretation) -> Option<Formula> {
    let count = frame.symbols.len();
    let mut parts = Vec::new();
    for (place, (binder, (_, meaning))) in frame.symbols.iter().zip(&point.symbols).enumerate() {
        let symbol = Term::bound(u32::try_from(count - place - 1).ok()?);
        let mut equal = |left: Term, number: &mechproof_core::exact::Rational| {
            parts.push(Formula::Compare(Relation::Eq, left, Term::Number(number.clone())));
        };
        match (&binder.domain, meaning) {
            (Domain::Real | Domain::Natural, Meaning::Number(number)) => equal(symbol, number),
            (Domain::Function(domains), Meaning::Function(values)) => {
                let Term::Variable(head) = symbol else { return None };
                for (row, value) in values.iter().enumerate() {
                    let elements = elements(signature, domains, row)?;
                    equal(Term::Apply(head.clone(), elements.into()), value);
                }
            }
            _ => return None,
        }
    }
    Some(Formula::And(parts))
}

/// The elements that a row of a table stands for, the last running fastest.
fn elements(signature: &Signature, domains: &[Domain], row: usize) -> Option<Vec<Term>> {
    let mut left = row;
    let mut elements = Vec::new();
    for domain in domains.iter().rev() {
        let Domain::Sort(sort) = domain else { return None };
        let size = signature.elements(sort)?.len();
        let index = u32::try_from(left.checked_rem(size)?).ok()?;
        elements.push(Term::Element { sort: sort.clone(), index });
        left /= size;
    }
    elements.reverse();
    Some(elements)
}
