//! The hash that ties a certificate to its statement.
//!
//! SHA-256 over an encoding of signature and formula in which every node begins with its own letter and every
//! text with its length, so that no two statements have the same encoding. Names count: a proof refers to the
//! constants that a statement's binders become by their names.

use std::fmt::Write as _;

use mechproof_core::exact::Rational;
use mechproof_core::kernel::Claim;
use mechproof_core::logic::{
    Builtin, Carrier, Domain, Extremum, Formula, Functional, Relation, Term, Variable,
};
use sha2::{Digest, Sha256};

/// What the encoding of a claim begins with.
const HEADER: &str = "mechproof claim 1\n";

/// The hash of a claim, as 64 hexadecimal digits.
pub fn hash(claim: &Claim) -> String {
    let mut out = Encoding(HEADER.to_owned());
    out.list(claim.signature().sorts.iter(), |out, (sort, carrier)| {
        out.text(sort);
        match carrier {
            Carrier::Arbitrary => out.letter('a'),
            Carrier::Finite => out.letter('f'),
            Carrier::Enumerated(elements) => {
                out.letter('e');
                out.list(elements.iter(), |out, element| out.text(element));
            }
        }
    });
    out.formula(claim.formula());
    hash_of_text(&out.0)
}

/// The hash of a text, as 64 hexadecimal digits.
pub fn hash_of_text(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

struct Encoding(String);

impl Encoding {
    fn letter(&mut self, letter: char) {
        self.0.push(letter);
    }

    fn number(&mut self, number: impl std::fmt::Display) {
        let _ = write!(self.0, "{number};");
    }

    fn text(&mut self, text: &str) {
        let _ = write!(self.0, "{}:{text}", text.len());
    }

    fn rational(&mut self, number: &Rational) {
        self.text(&number.to_string());
    }

    fn list<T>(&mut self, items: impl ExactSizeIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.number(items.len());
        items.for_each(|item| write(self, item));
    }

    fn domains(&mut self, domains: &[Domain]) {
        self.list(domains.iter(), Self::domain);
    }

    fn domain(&mut self, domain: &Domain) {
        match domain {
            Domain::Real => self.letter('r'),
            Domain::Natural => self.letter('n'),
            Domain::Sort(sort) => {
                self.letter('s');
                self.text(sort);
            }
            Domain::Function(arguments) => {
                self.letter('f');
                self.domains(arguments);
            }
            Domain::Law(law) => {
                self.letter('l');
                self.domains(&law.parameters);
                self.domain(&law.on);
                for bound in [&law.lower, &law.upper] {
                    match bound {
                        None => self.letter('-'),
                        Some(number) => {
                            self.letter('+');
                            self.rational(number);
                        }
                    }
                }
                self.letter(if law.continuous { 'c' } else { 'd' });
            }
        }
    }

    fn relation(&mut self, relation: Relation) {
        self.0.push_str(match relation {
            Relation::Eq => "==",
            Relation::Ne => "!=",
            Relation::Ge => ">=",
            Relation::Gt => ">>",
            Relation::Le => "<=",
            Relation::Lt => "<<",
        });
    }

    fn formula(&mut self, formula: &Formula) {
        match formula {
            Formula::Compare(relation, left, right) => {
                self.letter('C');
                self.relation(*relation);
                self.term(left);
                self.term(right);
            }
            Formula::And(parts) => {
                self.letter('A');
                self.list(parts.iter(), Self::formula);
            }
            Formula::Or(parts) => {
                self.letter('O');
                self.list(parts.iter(), Self::formula);
            }
            Formula::Implies(premise, rest) => {
                self.letter('I');
                self.formula(premise);
                self.formula(rest);
            }
            Formula::Forall(binder, body) | Formula::Exists(binder, body) => {
                self.letter(if matches!(formula, Formula::Forall(..)) { 'F' } else { 'E' });
                self.text(&binder.name);
                self.domain(&binder.domain);
                self.formula(body);
            }
            Formula::Named(name, body) => {
                self.letter('N');
                self.text(name);
                self.formula(body);
            }
        }
    }

    fn variable(&mut self, variable: &Variable) {
        match variable {
            Variable::Free(name) => {
                self.letter('v');
                self.text(name);
            }
            Variable::Bound(index) => {
                self.letter('b');
                self.number(index);
            }
        }
    }

    fn terms(&mut self, terms: &[Term]) {
        self.list(terms.iter(), Self::term);
    }

    fn two(&mut self, letter: char, left: &Term, right: &Term) {
        self.letter(letter);
        self.term(left);
        self.term(right);
    }

    fn term(&mut self, term: &Term) {
        match term {
            Term::Number(number) => {
                self.letter('n');
                self.rational(number);
            }
            Term::Variable(variable) => self.variable(variable),
            Term::Element { sort, index } => {
                self.letter('e');
                self.text(sort);
                self.number(index);
            }
            Term::Sum(parts) => {
                self.letter('+');
                self.terms(parts);
            }
            Term::Product(parts) => {
                self.letter('*');
                self.terms(parts);
            }
            Term::Power(base, exponent) => {
                self.letter('^');
                self.term(base);
                self.number(exponent);
            }
            Term::NaturalPower(base, exponent) => self.two('p', base, exponent),
            Term::Quotient(left, right) => self.two('/', left, right),
            Term::Extremum(Extremum::Max, left, right) => self.two('M', left, right),
            Term::Extremum(Extremum::Min, left, right) => self.two('m', left, right),
            Term::Indicator(relation, left, right) => {
                self.letter('i');
                self.relation(*relation);
                self.term(left);
                self.term(right);
            }
            Term::Apply(head, arguments) => {
                self.letter('a');
                self.variable(head);
                self.terms(arguments);
            }
            Term::Builtin(function, argument) => {
                self.letter(match function {
                    Builtin::Exp => 'x',
                    Builtin::Log => 'l',
                });
                self.term(argument);
            }
            Term::Select(scrutinee, branches) => {
                self.letter('s');
                self.term(scrutinee);
                self.terms(branches);
            }
            Term::Bind(functional, name, body) => {
                self.letter('B');
                self.functional(functional);
                self.text(name);
                self.term(body);
            }
            Term::Named(name, body) => {
                self.letter('d');
                self.text(name);
                self.term(body);
            }
        }
    }

    fn functional(&mut self, functional: &Functional) {
        match functional {
            Functional::Sum(sort) => {
                self.letter('S');
                self.text(sort);
            }
            Functional::Integral => self.letter('I'),
            Functional::Expectation { law, arguments } | Functional::Quantile { law, arguments } => {
                self.letter(if matches!(functional, Functional::Expectation { .. }) { 'E' } else { 'Q' });
                self.variable(law);
                self.terms(arguments);
            }
        }
    }
}
