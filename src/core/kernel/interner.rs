//! Atoms of normal forms, numbered so that a polynomial can be over numbers.
//!
//! Two atoms are the same mathematical object, up to the laws that normal forms know, exactly when they have
//! the same number. An interner lives as long as one check.

use std::collections::{BTreeSet, HashMap};

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
    /// The bound variables that occur in each atom. Atoms share their parts, so walking them again and again
    /// would take exponential time.
    loose: Vec<BTreeSet<u32>>,
    /// Atoms already lowered, by number and depth.
    lower: HashMap<(u32, u32), u32>,
}

impl Interner {
    pub(super) fn number(&mut self, atom: Atom) -> u32 {
        if let Some(number) = self.numbers.get(&atom) {
            return *number;
        }
        let number = u32::try_from(self.atoms.len()).expect("fewer than 2^32 atoms fit in memory");
        self.loose.push(self.loose_in(&atom));
        self.atoms.push(atom.clone());
        self.numbers.insert(atom, number);
        number
    }

    pub(super) fn atom(&self, number: u32) -> &Atom {
        &self.atoms[number as usize]
    }

    /// Whether bound variable `depth` occurs in the atom.
    pub(super) fn depends(&self, number: u32, depth: u32) -> bool {
        self.loose[number as usize].contains(&depth)
    }

    /// The bound variables that occur in an atom whose parts are numbered already.
    fn loose_in(&self, atom: &Atom) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        match atom {
            Atom::Variable(v) => add_variable(v, &mut found),
            Atom::Apply(head, arguments) => {
                add_variable(head, &mut found);
                self.add_values(arguments, &mut found);
            }
            Atom::Indicator(p) | Atom::Inverse(p) | Atom::Builtin(_, p) => self.add_polynomial(p, &mut found),
            Atom::Power(base, exponent) => {
                self.add_polynomial(base, &mut found);
                self.add_polynomial(exponent, &mut found);
            }
            Atom::Select(v, branches) => {
                add_variable(v, &mut found);
                for branch in branches {
                    self.add_polynomial(branch, &mut found);
                }
            }
            Atom::Bind(operator, body) => {
                let mut inside = BTreeSet::new();
                self.add_polynomial(body, &mut inside);
                found.extend(inside.iter().filter_map(|index| index.checked_sub(1)));
                match operator {
                    Operator::Sum(_) | Operator::Integral => {}
                    Operator::Expectation(law, arguments) | Operator::Quantile(law, arguments) => {
                        add_variable(law, &mut found);
                        self.add_values(arguments, &mut found);
                    }
                }
            }
        }
        found
    }

    fn add_values(&self, values: &[Value], found: &mut BTreeSet<u32>) {
        for value in values {
            match value {
                Value::Number(p) => self.add_polynomial(p, found),
                Value::Point(Point::Variable(v)) => add_variable(v, found),
                Value::Point(Point::Element(..)) => {}
            }
        }
    }

    fn add_polynomial(&self, polynomial: &Polynomial, found: &mut BTreeSet<u32>) {
        for atom in polynomial.variables() {
            found.extend(&self.loose[atom as usize]);
        }
    }

    /// The atom with bound variables above `depth` lowered by one; `depth` itself must not occur.
    pub(super) fn lowered(&mut self, number: u32, depth: u32) -> u32 {
        if self.loose[number as usize].range(depth..).next().is_none() {
            return number;
        }
        if let Some(done) = self.lower.get(&(number, depth)) {
            return *done;
        }
        let atom = match self.atom(number).clone() {
            Atom::Variable(v) => Atom::Variable(lower(&v, depth)),
            Atom::Apply(head, arguments) => {
                Atom::Apply(lower(&head, depth), self.lowered_values(&arguments, depth))
            }
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
        let done = self.number(atom);
        self.lower.insert((number, depth), done);
        done
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

fn add_variable(variable: &Variable, found: &mut BTreeSet<u32>) {
    if let Variable::Bound(index) = variable {
        found.insert(*index);
    }
}

fn lower(variable: &Variable, depth: u32) -> Variable {
    match variable {
        Variable::Bound(index) if *index > depth => Variable::Bound(index - 1),
        _ => variable.clone(),
    }
}
