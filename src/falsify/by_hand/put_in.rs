//! Terms with the numbers put in: arithmetic that a person can follow, and no names where there are numbers.
//!
//! Consumes terms in which the symbols of a claim have been replaced by what an interpretation says they are;
//! produces terms for print. The value of what stands in a product or a bracket is worked out; the outermost
//! sums and products stay as they are, so that `1/2*3 + 1/2*0 - 1` can be checked.

use std::cell::RefCell;
use std::sync::Arc;

use mechproof_core::exact::Rational;
use mechproof_core::logic::{
    Binder, Domain, Formula, Functional, Name, Relation, Signature, Term, Variable, rebind,
};

use crate::falsify::value::{Value, holds};
use crate::falsify::world::World;

/// Most terms of a sum that is written out.
const MOST_TERMS: usize = 8;
/// Most elements of a sort of which something is written out for each.
const MOST_ELEMENTS: usize = 4;
/// Steps of evaluation for one term.
const FUEL: u64 = 400_000;

/// A world that knows nothing but the elements of the sorts, for terms without symbols.
pub(super) fn number(world: &World, term: &Term) -> Option<Rational> {
    world.fuel.set(FUEL);
    world.divided.set(false);
    match world.value(term, &mut Vec::new()) {
        Ok(Value::Number(number)) if !world.divided.get() => Some(number),
        _ => None,
    }
}

/// Whether a term is the number.
fn is(term: &Term, number: i64) -> bool {
    matches!(term, Term::Number(known) if *known == Rational::from(number))
}

/// A term with the numbers put in.
pub(super) fn term(world: &World, signature: &Signature, term: &Term) -> Term {
    Writer { world, signature, around: RefCell::default() }.term(term, true)
}

/// A formula with the numbers put in.
pub(super) fn formula(world: &World, signature: &Signature, formula: &Formula) -> Formula {
    Writer { world, signature, around: RefCell::default() }.formula(formula)
}

struct Writer<'a> {
    world: &'a World,
    signature: &'a Signature,
    /// What the variables bound around a term range over, outermost first.
    around: RefCell<Vec<Domain>>,
}

impl Writer<'_> {
    fn formula(&self, formula: &Formula) -> Formula {
        let all = |parts: &[Formula]| parts.iter().map(|part| self.formula(part)).collect::<Vec<_>>();
        match formula {
            Formula::Compare(relation, left, right) => self.comparison(*relation, left, right),
            Formula::And(parts) => conjunction(all(parts)),
            Formula::Or(parts) => one_or(Formula::Or, all(parts)),
            Formula::Implies(left, right) => self.formula(left).implies(self.formula(right)),
            Formula::Forall(binder, body) => match self.instances(&binder.domain) {
                Some(instances) => {
                    conjunction(instances.iter().map(|value| self.formula(&rebind(body, value))).collect())
                }
                None => Formula::Forall(binder.clone(), Box::new(self.under(binder, body))),
            },
            Formula::Exists(binder, body) => {
                Formula::Exists(binder.clone(), Box::new(self.under(binder, body)))
            }
            Formula::Named(_, body) => self.formula(body),
        }
    }

    /// The elements of a small sort.
    fn instances(&self, domain: &Domain) -> Option<Vec<Term>> {
        let Domain::Sort(sort) = domain else { return None };
        let count = self.signature.elements(sort)?.len();
        let element = |index| Term::Element { sort: sort.clone(), index };
        (count <= MOST_ELEMENTS).then(|| (0_u32..).take(count).map(element).collect())
    }

    /// The body of a quantifier.
    fn under(&self, binder: &Binder, body: &Formula) -> Formula {
        self.around.borrow_mut().push(binder.domain.clone());
        let body = self.formula(body);
        self.around.borrow_mut().pop();
        body
    }

    fn comparison(&self, relation: Relation, left: &Term, right: &Term) -> Formula {
        Formula::Compare(relation, self.term(left, true), self.term(right, true))
    }

    /// `open` is whether sums and products are to be kept.
    fn term(&self, term: &Term, open: bool) -> Term {
        let known = number(self.world, term);
        if let Some(number) = known.as_ref().filter(|number| !open || number.is_zero()) {
            return Term::Number(number.clone());
        }
        let value = |term: &Term| self.term(term, known.is_none());
        match term {
            Term::Named(_, body) => self.term(body, open),
            Term::Sum(parts) => sum(parts.iter().map(|part| self.term(part, open)).collect()),
            Term::Product(parts) => self.product(parts, open),
            Term::Power(base, exponent) => match value(base) {
                base if *exponent == 1 => base,
                base => Term::Power(Arc::new(base), *exponent),
            },
            Term::Quotient(top, bottom) => match (value(top), value(bottom)) {
                (top, bottom) if is(&bottom, 1) => top,
                (top, bottom) => Term::Quotient(Arc::new(top), Arc::new(bottom)),
            },
            Term::Extremum(which, left, right) => {
                Term::Extremum(*which, Arc::new(value(left)), Arc::new(value(right)))
            }
            Term::Indicator(relation, left, right) if known.is_none() => {
                Term::Indicator(*relation, Arc::new(value(left)), Arc::new(value(right)))
            }
            Term::Select(scrutinee, branches) if known.is_none() => {
                let branches = branches.iter().map(|branch| self.term(branch, true)).collect();
                Term::Select(scrutinee.clone(), branches)
            }
            Term::Apply(head, arguments) => {
                let arguments = arguments.iter().map(|argument| self.term(argument, true)).collect();
                Term::Apply(head.clone(), arguments)
            }
            Term::Bind(functional, name, body) => self.bound(functional, name, body, open),
            _ => known.map_or_else(|| term.clone(), Term::Number),
        }
    }

    /// A product: without factors 1, signs put to the first number, the numbers before an unknown multiplied.
    fn product(&self, parts: &[Term], open: bool) -> Term {
        let (mut numbers, mut unknown, mut sign) = (Vec::new(), Vec::new(), Rational::one());
        let minus = Rational::from(-1);
        for part in parts {
            match number(self.world, part) {
                Some(known) if known == minus => sign = -sign,
                Some(known) if known == Rational::one() => {}
                Some(known) => numbers.push((known, part)),
                None => unknown.push(self.term(part, true)),
            }
        }
        if numbers.iter().any(|(known, _)| known.is_zero()) {
            return Term::integer(0);
        }
        if let ([(_, only)], [], true, true) =
            (numbers.as_slice(), unknown.as_slice(), sign == Rational::one(), open)
        {
            return self.term(only, true);
        }
        let mut factors: Vec<Rational> = numbers.into_iter().map(|(known, _)| known).collect();
        if !unknown.is_empty() {
            factors = vec![factors.iter().fold(Rational::one(), |product, factor| product * factor)];
        }
        match factors.first_mut() {
            Some(first) => *first = &*first * &sign,
            None => factors.push(sign),
        }
        if factors.first() == Some(&Rational::one()) && (factors.len() > 1 || !unknown.is_empty()) {
            factors.remove(0);
        }
        let mut written: Vec<Term> = factors.into_iter().map(Term::Number).collect();
        for factor in unknown {
            match factor {
                Term::Product(inner) => written.extend(inner.iter().cloned()),
                factor => written.push(factor),
            }
        }
        if written.len() == 1 { written.remove(0) } else { Term::Product(written.into()) }
    }

    fn bound(&self, functional: &Functional, name: &Name, body: &Term, open: bool) -> Term {
        if let Functional::Sum(sort) = functional {
            let elements = self.signature.elements(sort).unwrap_or_default();
            if !elements.is_empty() && elements.len() <= MOST_TERMS {
                let each = (0_u32..).zip(elements).map(|(index, _)| {
                    let element = Term::Element { sort: sort.clone(), index };
                    self.term(&at(body, &element), open)
                });
                return sum(each.collect());
            }
        }
        if let Some(sum) = self.expectation(functional, body) {
            return sum;
        }
        self.around.borrow_mut().push(Domain::Real);
        let body = self.term(body, true);
        self.around.borrow_mut().pop();
        Term::Bind(functional.clone(), name.clone(), Arc::new(body))
    }

    /// An expectation under an unknown law on a small sort, by the chances of its outcomes: `z(a, yes)` is the
    /// chance that `z(a)` gives to `yes`.
    fn expectation(&self, functional: &Functional, body: &Term) -> Option<Term> {
        let Functional::Expectation { law: Variable::Bound(index), arguments } = functional else {
            return None;
        };
        let around = self.around.borrow().clone();
        let place = around.len().checked_sub(usize::try_from(*index).ok()? + 1)?;
        let Domain::Law(law) = &around[place] else { return None };
        let chance = |outcome: &Term| {
            let arguments = arguments.iter().chain([outcome]).cloned().collect();
            Term::Apply(Variable::Bound(*index), arguments)
        };
        let each = self.instances(&law.on)?.into_iter().map(|outcome| {
            let value = self.term(&at(body, &outcome), true);
            match value {
                Term::Number(number) if number.is_zero() => Term::integer(0),
                Term::Number(number) if number == Rational::one() => chance(&outcome),
                value => Term::Product([value, chance(&outcome)].into()),
            }
        });
        Some(sum(each.collect()))
    }
}

/// The body of a binder at a term.
pub(super) fn at(body: &Term, value: &Term) -> Term {
    // A comparison carries the term through the one substitution of the core.
    let carrier = Formula::Compare(Relation::Eq, body.clone(), Term::integer(0));
    match rebind(&carrier, value) {
        Formula::Compare(_, term, _) => term,
        _ => body.clone(),
    }
}

/// A sum without zeros.
fn sum(parts: Vec<Term>) -> Term {
    let mut kept = Vec::new();
    for part in parts {
        match part {
            Term::Sum(inner) => kept.extend(inner.iter().cloned()),
            part if is(&part, 0) => {}
            part => kept.push(part),
        }
    }
    match kept.len() {
        0 => Term::integer(0),
        1 => kept.remove(0),
        _ => Term::Sum(kept.into()),
    }
}

/// A conjunction without what is plain.
fn conjunction(parts: Vec<Formula>) -> Formula {
    let mut kept: Vec<Formula> = Vec::new();
    for part in parts {
        match part {
            Formula::And(inner) => kept.extend(inner),
            part => kept.push(part),
        }
    }
    let last = kept.last().cloned();
    let mut new: Vec<Formula> = Vec::new();
    for part in kept {
        if !plain(&part) && !new.contains(&part) {
            new.push(part);
        }
    }
    if new.is_empty() {
        new.extend(last);
    }
    one_or(Formula::And, new)
}

/// Whether a comparison holds at a glance: equal sides, or two numbers.
fn plain(formula: &Formula) -> bool {
    match formula {
        Formula::Compare(relation, Term::Number(left), Term::Number(right)) => {
            holds(*relation, (left - right).sign())
        }
        Formula::Compare(Relation::Eq | Relation::Ge | Relation::Le, left, right) => left == right,
        Formula::And(parts) => parts.is_empty(),
        _ => false,
    }
}

fn one_or(many: impl FnOnce(Vec<Formula>) -> Formula, mut parts: Vec<Formula>) -> Formula {
    if parts.len() == 1 { parts.remove(0) } else { many(parts) }
}
