//! Atoms of normal forms, numbered so that a polynomial can be over numbers.
//!
//! Two atoms are the same mathematical object, up to the laws that normal forms know, exactly when they have
//! the same number. An interner lives as long as one check.

use std::collections::HashMap;

use crate::exact::{Monomial, Polynomial};
use crate::logic::{Builtin, Name, Variable};

/// An argument of an atom.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Value {
    Number(Polynomial),
    Point(Point),
}

/// An element of a sort.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Point {
    Variable(Variable),
    Element(Name, u32),
}

/// A linear functional; its arguments lie outside the binder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operator {
    Sum(Name),
    Expectation(Variable, Vec<Value>),
    Quantile(Variable, Vec<Value>),
    Integral,
}

/// What a normal form treats as an indeterminate. Bound variables are de Bruijn indices.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Atom {
    /// A real or natural variable.
    Variable(Variable),
    /// Value of a function variable.
    Apply(Variable, Vec<Value>),
    /// `[p >= 0]`, with `p` primitive and not constant.
    Indicator(Polynomial),
    /// A base to the power of one monomial of a natural exponent.
    Power(Polynomial, Polynomial),
    /// `1/p`, with `p` primitive, of positive leading coefficient, and not constant.
    Inverse(Polynomial),
    /// Value of a function with a fixed meaning.
    Builtin(Builtin, Polynomial),
    /// The branch that an element variable picks.
    Select(Variable, Vec<Polynomial>),
    /// An operator applied to one monomial, all of whose factors depend on the variable bound.
    Bind(Operator, Polynomial),
}

/// Numbers atoms, and moves them under and out of binders.
#[derive(Default)]
pub(super) struct Interner {
    atoms: Vec<Atom>,
    numbers: HashMap<Atom, u32>,
}

impl Interner {
    pub(super) fn number(&mut self, atom: Atom) -> u32 {
        if let Some(number) = self.numbers.get(&atom) {
            return *number;
        }
        let number = u32::try_from(self.atoms.len()).expect("fewer than 2^32 atoms fit in memory");
        self.atoms.push(atom.clone());
        self.numbers.insert(atom, number);
        number
    }

    pub(super) fn atom(&self, number: u32) -> &Atom {
        &self.atoms[number as usize]
    }

    /// Whether bound variable `depth` occurs in the atom.
    pub(super) fn depends(&self, number: u32, depth: u32) -> bool {
        let polynomial = |p: &Polynomial, depth| self.polynomial_depends(p, depth);
        let variable = |v: &Variable| *v == Variable::Bound(depth);
        let values = |values: &[Value]| {
            values.iter().any(|value| match value {
                Value::Number(p) => polynomial(p, depth),
                Value::Point(Point::Variable(v)) => variable(v),
                Value::Point(Point::Element(..)) => false,
            })
        };
        match self.atom(number) {
            Atom::Variable(v) => variable(v),
            Atom::Apply(head, arguments) => variable(head) || values(arguments),
            Atom::Indicator(p) | Atom::Inverse(p) | Atom::Builtin(_, p) => polynomial(p, depth),
            Atom::Power(base, exponent) => polynomial(base, depth) || polynomial(exponent, depth),
            Atom::Select(v, branches) => variable(v) || branches.iter().any(|p| polynomial(p, depth)),
            Atom::Bind(operator, body) => {
                let outside = match operator {
                    Operator::Sum(_) | Operator::Integral => false,
                    Operator::Expectation(law, arguments) | Operator::Quantile(law, arguments) => {
                        variable(law) || values(arguments)
                    }
                };
                outside || polynomial(body, depth + 1)
            }
        }
    }

    fn polynomial_depends(&self, polynomial: &Polynomial, depth: u32) -> bool {
        polynomial.variables().iter().any(|atom| self.depends(*atom, depth))
    }

    /// The atom with bound variables above `depth` lowered by one; `depth` itself must not occur.
    pub(super) fn lowered(&mut self, number: u32, depth: u32) -> u32 {
        let atom = match self.atom(number).clone() {
            Atom::Variable(v) => Atom::Variable(lower(&v, depth)),
            Atom::Apply(head, arguments) => Atom::Apply(lower(&head, depth), self.lowered_values(&arguments, depth)),
            Atom::Indicator(p) => Atom::Indicator(self.lowered_polynomial(&p, depth)),
            Atom::Inverse(p) => Atom::Inverse(self.lowered_polynomial(&p, depth)),
            Atom::Builtin(function, p) => Atom::Builtin(function, self.lowered_polynomial(&p, depth)),
            Atom::Power(base, exponent) => {
                Atom::Power(self.lowered_polynomial(&base, depth), self.lowered_polynomial(&exponent, depth))
            }
            Atom::Select(v, branches) => Atom::Select(
                lower(&v, depth),
                branches.iter().map(|p| self.lowered_polynomial(p, depth)).collect(),
            ),
            Atom::Bind(operator, body) => {
                let operator = match operator {
                    Operator::Sum(_) | Operator::Integral => operator,
                    Operator::Expectation(law, arguments) => {
                        Operator::Expectation(lower(&law, depth), self.lowered_values(&arguments, depth))
                    }
                    Operator::Quantile(law, arguments) => {
                        Operator::Quantile(lower(&law, depth), self.lowered_values(&arguments, depth))
                    }
                };
                Atom::Bind(operator, self.lowered_polynomial(&body, depth + 1))
            }
        };
        self.number(atom)
    }

    fn lowered_values(&mut self, values: &[Value], depth: u32) -> Vec<Value> {
        values
            .iter()
            .map(|value| match value {
                Value::Number(p) => Value::Number(self.lowered_polynomial(p, depth)),
                Value::Point(Point::Variable(v)) => Value::Point(Point::Variable(lower(v, depth))),
                Value::Point(Point::Element(..)) => value.clone(),
            })
            .collect()
    }

    fn lowered_polynomial(&mut self, polynomial: &Polynomial, depth: u32) -> Polynomial {
        let mut terms = Vec::with_capacity(polynomial.len());
        for (monomial, coefficient) in polynomial.terms() {
            let powers: Vec<(u32, u32)> =
                monomial.iter().map(|(atom, exponent)| (self.lowered(atom, depth), exponent)).collect();
            // Renaming atoms keeps the degree, so it still fits.
            let monomial = Monomial::from_powers(powers).expect("lowering keeps degrees");
            terms.push((monomial, coefficient));
        }
        Polynomial::from_terms(terms)
    }
}

fn lower(variable: &Variable, depth: u32) -> Variable {
    match variable {
        Variable::Bound(index) if *index > depth => Variable::Bound(index - 1),
        _ => variable.clone(),
    }
}
