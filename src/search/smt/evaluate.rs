//! Exact evaluation: do these numbers really show that a claim fails?
//!
//! Consumes a claim and a value for each constant that a script declares for it, in the same order; says whether
//! the claim fails there, or that this cannot be told. Rational arithmetic, with 1/0 = 0 as in the core. It reads
//! the claim and not the script, so a fault in the script cannot make a counterexample.

use std::collections::BTreeMap;

use mechproof_core::exact::{Limits, Rational};
use mechproof_core::kernel::Claim;
use mechproof_core::logic::{
    Binder, Carrier, Domain, Extremum, Formula, Functional, Relation, Signature, Term, Variable,
};

use super::MAX_INSTANCES;

/// The value of a constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Witness {
    /// A number.
    Number(Rational),
    /// A function's values at all tuples of elements.
    Table(BTreeMap<Vec<u32>, Rational>),
    /// None that could be read.
    Unknown,
}

/// Whether two numbers compare so.
pub fn compare(relation: Relation, left: &Rational, right: &Rational) -> bool {
    match relation {
        Relation::Eq => left == right,
        Relation::Ne => left != right,
        Relation::Ge => left >= right,
        Relation::Gt => left > right,
        Relation::Le => left <= right,
        Relation::Lt => left < right,
    }
}

/// Whether the claim fails with these values for what it says of all, `None` where that cannot be told.
/// An answer `Some(true)` is a counterexample.
pub fn fails(claim: &Claim, witnesses: &[Witness]) -> Option<bool> {
    let mut point =
        Point { signature: claim.signature(), rest: witnesses.iter(), environment: Vec::new(), instances: 0 };
    point.formula(claim.formula(), true)
}

enum Value {
    Number(Rational),
    Element(u32),
    Table(BTreeMap<Vec<u32>, Rational>),
    Unknown,
}

struct Point<'a> {
    signature: &'a Signature,
    rest: std::slice::Iter<'a, Witness>,
    environment: Vec<Value>,
    instances: usize,
}

/// Conjunction (or disjunction) of truth values of which some are not known.
fn all(parts: &[Option<bool>], conjunction: bool) -> Option<bool> {
    if parts.contains(&Some(!conjunction)) {
        return Some(!conjunction);
    }
    if parts.contains(&None) { None } else { Some(conjunction) }
}

impl Point<'_> {
    /// Whether the formula, or its negation, holds. All parts are visited, as constants are consumed in order.
    fn formula(&mut self, formula: &Formula, negated: bool) -> Option<bool> {
        match formula {
            Formula::Compare(relation, left, right) => {
                let (left, right) = (self.term(left)?, self.term(right)?);
                Some(compare(*relation, &left, &right) != negated)
            }
            Formula::And(parts) | Formula::Or(parts) => {
                let conjunction = matches!(formula, Formula::And(_)) != negated;
                let values: Vec<_> = parts.iter().map(|part| self.formula(part, negated)).collect();
                all(&values, conjunction)
            }
            Formula::Implies(left, right) => {
                let parts = [self.formula(left, !negated), self.formula(right, negated)];
                all(&parts, negated)
            }
            Formula::Named(_, body) => self.formula(body, negated),
            Formula::Forall(binder, body) | Formula::Exists(binder, body) => {
                let universal = matches!(formula, Formula::Forall(..)) != negated;
                self.quantified(binder, body, universal, negated)
            }
        }
    }

    fn quantified(
        &mut self,
        binder: &Binder,
        body: &Formula,
        universal: bool,
        negated: bool,
    ) -> Option<bool> {
        if let Some(elements) = self.elements(&binder.domain) {
            let mut parts = Vec::new();
            for index in 0..elements {
                self.count()?;
                parts.push(self.under(Value::Element(index), |point| point.formula(body, negated)));
            }
            return all(&parts, universal);
        }
        if universal {
            // Not a matter of one point; the script has no constants for what is inside.
            return None;
        }
        if matches!(binder.domain, Domain::Law(_)) {
            return self.under(Value::Unknown, |point| point.formula(body, negated));
        }
        let value = match (self.rest.next()?, &binder.domain) {
            (Witness::Number(number), Domain::Real) => Value::Number(number.clone()),
            (Witness::Number(number), Domain::Natural) if number.is_integer() && !number.is_negative() => {
                Value::Number(number.clone())
            }
            (Witness::Table(table), Domain::Function(_)) => Value::Table(table.clone()),
            _ => Value::Unknown,
        };
        self.under(value, |point| point.formula(body, negated))
    }

    fn elements(&self, domain: &Domain) -> Option<u32> {
        let Domain::Sort(sort) = domain else { return None };
        match self.signature.carrier(sort) {
            Some(Carrier::Enumerated(elements)) => u32::try_from(elements.len()).ok(),
            _ => None,
        }
    }

    fn count(&mut self) -> Option<()> {
        self.instances += 1;
        (self.instances <= MAX_INSTANCES).then_some(())
    }

    fn under<T>(&mut self, value: Value, run: impl FnOnce(&mut Self) -> T) -> T {
        self.environment.push(value);
        let result = run(self);
        self.environment.pop();
        result
    }

    fn value(&self, variable: &Variable) -> Option<&Value> {
        let Variable::Bound(index) = variable else { return None };
        let position = self.environment.len().checked_sub(usize::try_from(*index).ok()? + 1)?;
        self.environment.get(position)
    }

    fn element(&self, term: &Term) -> Option<u32> {
        match term {
            Term::Element { index, .. } => Some(*index),
            Term::Named(_, body) => self.element(body),
            Term::Variable(variable) => match self.value(variable)? {
                Value::Element(index) => Some(*index),
                _ => None,
            },
            _ => None,
        }
    }

    fn term(&mut self, term: &Term) -> Option<Rational> {
        match term {
            Term::Number(number) => Some(number.clone()),
            Term::Variable(variable) => match self.value(variable)? {
                Value::Number(number) => Some(number.clone()),
                _ => None,
            },
            Term::Sum(parts) => {
                let mut sum = Rational::zero();
                for part in parts.iter() {
                    let part = self.term(part)?;
                    sum = small(sum + part)?;
                }
                Some(sum)
            }
            Term::Product(parts) => {
                let mut product = Rational::one();
                for part in parts.iter() {
                    let part = self.term(part)?;
                    product = small(product * part)?;
                }
                Some(product)
            }
            Term::Power(base, exponent) => self.term(base)?.pow_within(*exponent, &Limits::default()).ok(),
            Term::NaturalPower(base, exponent) => {
                let exponent = self.term(exponent)?;
                let exponent = exponent.is_integer().then(|| exponent.numerator().to_i64()).flatten()?;
                self.term(base)?.pow_within(u32::try_from(exponent).ok()?, &Limits::default()).ok()
            }
            Term::Quotient(numerator, denominator) => {
                let (numerator, denominator) = (self.term(numerator)?, self.term(denominator)?);
                Some(numerator.checked_div(&denominator).unwrap_or_else(Rational::zero))
            }
            Term::Extremum(which, left, right) => {
                let (left, right) = (self.term(left)?, self.term(right)?);
                Some(match which {
                    Extremum::Max => left.max(right),
                    Extremum::Min => left.min(right),
                })
            }
            Term::Indicator(relation, left, right) => {
                let holds = compare(*relation, &self.term(left)?, &self.term(right)?);
                Some(if holds { Rational::one() } else { Rational::zero() })
            }
            Term::Apply(head, arguments) => {
                let key: Option<Vec<u32>> = arguments.iter().map(|argument| self.element(argument)).collect();
                match self.value(head)? {
                    Value::Table(table) => table.get(&key?).cloned(),
                    _ => None,
                }
            }
            Term::Select(scrutinee, branches) => {
                let index = usize::try_from(self.element(scrutinee)?).ok()?;
                self.term(branches.get(index)?)
            }
            Term::Bind(functional, _, body) => self.functional(functional, body),
            Term::Named(_, body) => self.term(body),
            Term::Element { .. } | Term::Builtin(..) => None,
        }
    }

    fn functional(&mut self, functional: &Functional, body: &Term) -> Option<Rational> {
        match functional {
            Functional::Sum(sort) => {
                let elements = self.elements(&Domain::Sort(sort.clone()))?;
                let mut sum = Rational::zero();
                for index in 0..elements {
                    self.count()?;
                    let part = self.under(Value::Element(index), |point| point.term(body))?;
                    sum = small(sum + part)?;
                }
                Some(sum)
            }
            Functional::Integral => self.integral(body),
            Functional::Expectation { .. } | Functional::Quantile { .. } => None,
        }
    }

    /// The integral over [0, 1] of a polynomial, by interpolation: the body is evaluated at 0, 1, ... and the
    /// polynomial through these values is integrated, so this way shares nothing with the script's.
    fn integral(&mut self, body: &Term) -> Option<Rational> {
        let degree = degree(body, 0)?;
        let nodes: Vec<Rational> = (0..=degree).map(|node| Rational::from(i64::from(node))).collect();
        let mut total = Rational::zero();
        for (position, node) in nodes.iter().enumerate() {
            let value = self.under(Value::Number(node.clone()), |point| point.term(body))?;
            // The Lagrange polynomial of this node, lowest coefficient first.
            let mut basis = vec![Rational::one()];
            for other in nodes.iter().enumerate().filter(|(place, _)| *place != position).map(|(_, n)| n) {
                let scale = (node - other).recip()?;
                let mut next = vec![Rational::zero(); basis.len() + 1];
                for (power, coefficient) in basis.iter().enumerate() {
                    next[power] += &(&-(coefficient * other) * &scale);
                    next[power + 1] += &(coefficient * &scale);
                }
                basis = next;
            }
            for (power, coefficient) in (1_i64..).zip(&basis) {
                total += &(&(coefficient * &value) * &Rational::new(1, power)?);
            }
        }
        small(total)
    }
}

/// The number, unless it is too large to go on with.
fn small(number: Rational) -> Option<Rational> {
    (number.bits() <= Limits::default().bits).then_some(number)
}

/// Highest degree of an integrand.
const MAX_DEGREE: u32 = 60;

/// A bound on the degree of a term in bound variable `index`, if it is a polynomial in it.
fn degree(term: &Term, index: u32) -> Option<u32> {
    let bounded = |degree: u32| (degree <= MAX_DEGREE).then_some(degree);
    match term {
        Term::Number(_) | Term::Element { .. } => Some(0),
        Term::Variable(variable) => Some(u32::from(*variable == Variable::Bound(index))),
        Term::Sum(parts) => parts.iter().try_fold(0, |highest, part| Some(degree(part, index)?.max(highest))),
        Term::Product(parts) => {
            parts.iter().try_fold(0_u32, |sum, part| bounded(sum.checked_add(degree(part, index)?)?))
        }
        Term::Power(base, exponent) => bounded(degree(base, index)?.checked_mul(*exponent)?),
        Term::Named(_, body) => degree(body, index),
        Term::Quotient(numerator, denominator) => {
            let constant = degree(denominator, index)? == 0;
            if constant { degree(numerator, index) } else { None }
        }
        // Which branch is picked does not matter to a bound.
        Term::Select(_, branches) => {
            branches.iter().try_fold(0, |highest, branch| Some(degree(branch, index)?.max(highest)))
        }
        Term::Bind(Functional::Sum(_), _, body) => degree(body, index + 1),
        Term::Apply(_, arguments) => {
            arguments.iter().try_fold(0, |_, argument| constant(degree(argument, index)?))
        }
        Term::NaturalPower(left, right)
        | Term::Extremum(_, left, right)
        | Term::Indicator(_, left, right) => {
            constant(degree(left, index)?)?;
            constant(degree(right, index)?)
        }
        Term::Builtin(..) | Term::Bind(..) => None,
    }
}

fn constant(degree: u32) -> Option<u32> {
    (degree == 0).then_some(0)
}
