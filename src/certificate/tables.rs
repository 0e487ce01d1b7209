//! The shared terms of a certificate file.
//!
//! Consumes the tables `atoms` and `polys`; produces terms on demand. Entries are looked at once, without
//! recursion: references must exist, no entry may contain itself, and the depth and size of each is known
//! before anything is written out. So a small file can neither overflow the stack nor fill the memory.

use std::cell::{Cell, OnceCell};
use std::sync::Arc;

use mechproof_core::logic::{Functional, MAX_DEPTH, Term, Terms};

use super::MAX_PARTS;
use super::entries::{Atom, Monomial, Operator, Poly, atom, operator, poly};
use super::error::{CertificateError, Problem};
use super::fields::{Decoded, index, list};
use super::json::Json;

/// The tables of a file, found to be sound.
pub(super) struct Tables {
    atoms: Vec<Atom>,
    polys: Vec<Poly>,
    /// The terms of atoms and polys that were written out; their parts are shared.
    written: (Vec<OnceCell<Term>>, Vec<OnceCell<Term>>),
    /// Parts of each poly when written out.
    sizes: Vec<u64>,
    /// How many more parts may be written out.
    left: Cell<u64>,
}

/// An entry of either table; polys come first.
#[derive(Clone, Copy)]
enum Entry {
    Poly(usize),
    Atom(usize),
}

/// Depth and size of an entry that was looked at.
#[derive(Clone, Copy)]
enum State {
    Unseen,
    Open,
    Done { depth: usize, size: u64 },
}

impl Tables {
    pub(super) fn decode(atoms: &Json, polys: &Json) -> Decoded<Tables> {
        let atoms = list(atoms, atom).map_err(|error| error.at("atoms"))?;
        let polys = list(polys, poly).map_err(|error| error.at("polys"))?;
        let written = (blank(atoms.len()), blank(polys.len()));
        let mut tables = Tables { atoms, polys, written, sizes: Vec::new(), left: Cell::new(MAX_PARTS) };
        tables.sizes = tables.measure()?;
        Ok(tables)
    }

    /// Writes a term out.
    pub(super) fn term(&self, json: &Json) -> Decoded<Term> {
        let poly = index(json)?;
        let size = *self.sizes.get(poly).ok_or_else(|| missing("polys", poly))?;
        let left = self.left.get().checked_sub(size);
        self.left.set(left.ok_or(Problem::TooLarge { what: "parts of terms", limit: MAX_PARTS })?);
        Ok(self.poly(poly))
    }

    pub(super) fn functional(&self, json: &Json) -> Decoded<Functional> {
        // Arguments are measured as terms of their own.
        let terms = |arguments: &[usize]| -> Decoded<Terms> {
            arguments.iter().map(|poly| self.term(&Json::Natural(*poly as u64))).collect()
        };
        Ok(match operator(json)? {
            Operator::Sum(sort) => Functional::Sum(sort),
            Operator::Integral => Functional::Integral,
            Operator::Expectation(law, arguments) => {
                Functional::Expectation { law, arguments: terms(&arguments)? }
            }
            Operator::Quantile(law, arguments) => Functional::Quantile { law, arguments: terms(&arguments)? },
        })
    }

    /// The parts of an entry.
    fn parts(&self, entry: Entry) -> Vec<Entry> {
        let polys = |polys: &[usize]| polys.iter().map(|poly| Entry::Poly(*poly)).collect();
        match entry {
            Entry::Poly(index) => match &self.polys[index] {
                Poly::Number(_) => Vec::new(),
                Poly::Atom(atom) => vec![Entry::Atom(*atom)],
                Poly::Monomials(monomials) => monomials
                    .iter()
                    .flat_map(|(_, powers)| powers.iter().map(|(atom, _)| Entry::Atom(*atom)))
                    .collect(),
                Poly::Plus(parts) | Poly::Times(parts) => polys(parts),
                Poly::Power(base, _) => vec![Entry::Poly(*base)],
            },
            Entry::Atom(index) => match &self.atoms[index] {
                Atom::Variable(_) | Atom::Element(..) => Vec::new(),
                Atom::Apply(_, arguments) => polys(arguments),
                Atom::Indicator(_, left, right)
                | Atom::Power(left, right)
                | Atom::Quotient(left, right)
                | Atom::Extremum(_, left, right) => polys(&[*left, *right]),
                Atom::Builtin(_, body) | Atom::Named(_, body) => polys(&[*body]),
                Atom::Select(scrutinee, branches) => {
                    let mut parts: Vec<Entry> = polys(branches);
                    parts.push(Entry::Poly(*scrutinee));
                    parts
                }
                Atom::Bind(operator, _, body) => {
                    let mut parts: Vec<Entry> = match operator {
                        Operator::Sum(_) | Operator::Integral => Vec::new(),
                        Operator::Expectation(_, arguments) | Operator::Quantile(_, arguments) => {
                            polys(arguments)
                        }
                    };
                    parts.push(Entry::Poly(*body));
                    parts
                }
            },
        }
    }

    /// The size of every poly, after looking for references that lead nowhere, cycles and too deep nesting.
    fn measure(&self) -> Decoded<Vec<u64>> {
        let polys = self.polys.len();
        let slot = |entry: Entry| match entry {
            Entry::Poly(index) => index,
            Entry::Atom(index) => polys + index,
        };
        let mut states = vec![State::Unseen; polys + self.atoms.len()];
        let roots = (0..polys).map(Entry::Poly).chain((0..self.atoms.len()).map(Entry::Atom));
        let mut stack: Vec<Entry> = Vec::new();
        for root in roots {
            stack.push(root);
            while let Some(entry) = stack.pop() {
                match states[slot(entry)] {
                    State::Done { .. } => {}
                    State::Unseen => {
                        states[slot(entry)] = State::Open;
                        stack.push(entry);
                        for part in self.parts(entry) {
                            self.exists(part).map_err(|error| located(error, entry))?;
                            match states[slot(part)] {
                                State::Unseen => stack.push(part),
                                State::Open => return Err(located(Problem::Cycle.into(), entry)),
                                State::Done { .. } => {}
                            }
                        }
                    }
                    State::Open => {
                        let (depth, size) = self.measured(entry, &states, polys);
                        if depth > MAX_DEPTH {
                            return Err(located(Problem::TooDeep { limit: MAX_DEPTH }.into(), entry));
                        }
                        states[slot(entry)] = State::Done { depth, size };
                    }
                }
            }
        }
        let size = |state: &State| match state {
            State::Done { size, .. } => *size,
            State::Unseen | State::Open => 0,
        };
        Ok(states[..polys].iter().map(size).collect())
    }

    fn exists(&self, entry: Entry) -> Decoded<()> {
        match entry {
            Entry::Poly(index) if index >= self.polys.len() => Err(missing("polys", index)),
            Entry::Atom(index) if index >= self.atoms.len() => Err(missing("atoms", index)),
            _ => Ok(()),
        }
    }

    /// Depth and size of an entry whose parts are measured. A monomial adds at most two levels.
    fn measured(&self, entry: Entry, states: &[State], polys: usize) -> (usize, u64) {
        let (mut depth, mut size) = (0, 0_u64);
        for part in self.parts(entry) {
            let slot = match part {
                Entry::Poly(index) => index,
                Entry::Atom(index) => polys + index,
            };
            if let State::Done { depth: inner, size: more } = states[slot] {
                depth = depth.max(inner);
                size = size.saturating_add(more);
            }
        }
        match entry {
            Entry::Poly(index) => match &self.polys[index] {
                Poly::Atom(_) => (depth, size),
                Poly::Monomials(monomials) => {
                    let factors = |(_, powers): &Monomial| 2 + 2 * powers.len() as u64;
                    let levels = monomials.iter().map(levels).max().unwrap_or(0);
                    (depth + 1 + levels, size.saturating_add(1 + monomials.iter().map(factors).sum::<u64>()))
                }
                _ => (depth + 1, size.saturating_add(1)),
            },
            Entry::Atom(_) => (depth + 1, size.saturating_add(1)),
        }
    }

    fn poly(&self, index: usize) -> Term {
        self.written.1[index].get_or_init(|| self.poly_written(index)).clone()
    }

    fn poly_written(&self, index: usize) -> Term {
        let all = |parts: &[usize]| parts.iter().map(|part| self.poly(*part)).collect();
        match &self.polys[index] {
            Poly::Number(number) => Term::Number(number.clone()),
            Poly::Atom(atom) => self.atom(*atom),
            Poly::Monomials(monomials) => {
                Term::Sum(monomials.iter().map(|part| self.monomial(part)).collect())
            }
            Poly::Plus(parts) => Term::Sum(all(parts)),
            Poly::Times(parts) => Term::Product(all(parts)),
            Poly::Power(base, exponent) => Term::Power(self.shared(*base), *exponent),
        }
    }

    fn shared(&self, poly: usize) -> Arc<Term> {
        Arc::new(self.poly(poly))
    }

    fn monomial(&self, (coefficient, powers): &Monomial) -> Term {
        let mut factors = Vec::with_capacity(powers.len() + 1);
        if powers.is_empty() || !coefficient.is_one() {
            factors.push(Term::Number(coefficient.clone()));
        }
        factors.extend(powers.iter().map(|(atom, exponent)| match exponent {
            1 => self.atom(*atom),
            _ => Term::Power(Arc::new(self.atom(*atom)), *exponent),
        }));
        match (factors.pop(), factors.is_empty()) {
            (Some(only), true) => only,
            (last, _) => Term::Product(factors.into_iter().chain(last).collect()),
        }
    }

    fn atom(&self, index: usize) -> Term {
        self.written.0[index].get_or_init(|| self.atom_written(index)).clone()
    }

    fn atom_written(&self, index: usize) -> Term {
        let all = |parts: &[usize]| parts.iter().map(|part| self.poly(*part)).collect::<Terms>();
        match &self.atoms[index] {
            Atom::Variable(variable) => Term::Variable(variable.clone()),
            Atom::Element(sort, index) => Term::Element { sort: sort.clone(), index: *index },
            Atom::Apply(head, arguments) => Term::Apply(head.clone(), all(arguments)),
            Atom::Indicator(relation, p, q) => Term::Indicator(*relation, self.shared(*p), self.shared(*q)),
            Atom::Power(p, q) => Term::NaturalPower(self.shared(*p), self.shared(*q)),
            Atom::Quotient(p, q) => Term::Quotient(self.shared(*p), self.shared(*q)),
            Atom::Extremum(which, p, q) => Term::Extremum(*which, self.shared(*p), self.shared(*q)),
            Atom::Builtin(function, p) => Term::Builtin(*function, self.shared(*p)),
            Atom::Select(scrutinee, branches) => Term::Select(self.shared(*scrutinee), all(branches)),
            Atom::Bind(operator, name, body) => {
                let functional = match operator {
                    Operator::Sum(sort) => Functional::Sum(sort.clone()),
                    Operator::Integral => Functional::Integral,
                    Operator::Expectation(law, arguments) => {
                        Functional::Expectation { law: law.clone(), arguments: all(arguments) }
                    }
                    Operator::Quantile(law, arguments) => {
                        Functional::Quantile { law: law.clone(), arguments: all(arguments) }
                    }
                };
                Term::Bind(functional, name.clone(), self.shared(*body))
            }
            Atom::Named(name, body) => Term::Named(name.clone(), self.shared(*body)),
        }
    }
}

/// Places for so many terms.
fn blank(count: usize) -> Vec<OnceCell<Term>> {
    (0..count).map(|_| OnceCell::new()).collect()
}

/// The levels that a monomial adds between the sum and its atoms.
fn levels((coefficient, powers): &Monomial) -> usize {
    let factors = powers.len() + usize::from(powers.is_empty() || !coefficient.is_one());
    usize::from(factors > 1)
        + usize::from(powers.iter().any(|(_, exponent)| *exponent != 1) || powers.is_empty())
}

fn missing(table: &'static str, index: usize) -> CertificateError {
    Problem::BadReference { table, index: index as u64 }.into()
}

fn located(error: CertificateError, entry: Entry) -> CertificateError {
    match entry {
        Entry::Poly(index) => error.at(index).at("polys"),
        Entry::Atom(index) => error.at(index).at("atoms"),
    }
}
