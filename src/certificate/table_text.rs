//! Writing shared terms: each distinct part of a term becomes one table entry, in order of first use.
//!
//! The parts of an entry are numbered before the entry itself. A sum of monomials in atoms is one entry; other
//! sums and products keep their parts. Reading the tables back gives exactly the same terms.

use std::collections::HashMap;

use mechproof_core::logic::{Builtin, Extremum, Functional, Term};

use super::encode_step::{relation, variable};
use super::json::quoted;

/// Entries of one table, by their text.
#[derive(Default)]
struct Table {
    entries: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Table {
    fn number(&mut self, entry: String) -> usize {
        if let Some(number) = self.numbers.get(&entry) {
            return *number;
        }
        let number = self.entries.len();
        self.entries.push(entry.clone());
        self.numbers.insert(entry, number);
        number
    }
}

/// The tables while a file is written.
#[derive(Default)]
pub(super) struct TableText {
    atoms: Table,
    polys: Table,
}

impl TableText {
    pub(super) fn atoms(&self) -> &[String] {
        &self.atoms.entries
    }

    pub(super) fn polys(&self) -> &[String] {
        &self.polys.entries
    }

    /// The number of a term in `polys`.
    pub(super) fn term(&mut self, term: &Term) -> usize {
        let entry = match term {
            Term::Number(number) => quoted(&number.to_string()),
            Term::Sum(parts) => match parts.iter().map(monomial).collect::<Option<Vec<_>>>() {
                Some(monomials) => {
                    let monomials: Vec<String> = monomials.iter().map(|part| self.monomial(part)).collect();
                    format!("[{}]", monomials.join(", "))
                }
                None => format!("{{\"plus\": {}}}", self.terms(parts)),
            },
            Term::Product(parts) => format!("{{\"times\": {}}}", self.terms(parts)),
            Term::Power(base, exponent) => {
                format!("{{\"power\": {}, \"exponent\": {exponent}}}", self.term(base))
            }
            atom => format!("{{\"atom\": {}}}", self.atom(atom)),
        };
        self.polys.number(entry)
    }

    /// A list of terms by number.
    pub(super) fn terms(&mut self, terms: &[Term]) -> String {
        let numbers: Vec<String> = terms.iter().map(|term| self.term(term).to_string()).collect();
        format!("[{}]", numbers.join(", "))
    }

    pub(super) fn functional(&mut self, functional: &Functional) -> String {
        match functional {
            Functional::Sum(sort) => format!("{{\"sum\": {}}}", quoted(sort)),
            Functional::Integral => "\"integral\"".to_owned(),
            Functional::Expectation { law, arguments } => {
                format!("{{\"expectation\": {}, \"at\": {}}}", variable(law), self.terms(arguments))
            }
            Functional::Quantile { law, arguments } => {
                format!("{{\"quantile\": {}, \"at\": {}}}", variable(law), self.terms(arguments))
            }
        }
    }

    fn monomial(&mut self, monomial: &Monomial<'_>) -> String {
        let powers: Vec<String> = monomial
            .powers
            .iter()
            .map(|(atom, exponent)| format!("[{}, {exponent}]", self.atom(atom)))
            .collect();
        format!("[{}, [{}]]", quoted(&monomial.coefficient), powers.join(", "))
    }

    /// The number of a term in `atoms`; the term is no sum, product, power or number.
    fn atom(&mut self, term: &Term) -> usize {
        let mut two = |left: &Term, right: &Term| {
            let left = self.term(left);
            format!("[{left}, {}]", self.term(right))
        };
        let entry = match term {
            Term::Variable(v) => variable(v),
            Term::Element { sort, index } => format!("{{\"element\": [{}, {index}]}}", quoted(sort)),
            Term::Apply(head, arguments) => {
                format!("{{\"apply\": {}, \"to\": {}}}", variable(head), self.terms(arguments))
            }
            Term::Indicator(sign, left, right) => {
                format!("{{\"indicator\": {}, \"of\": {}}}", relation(*sign), two(left, right))
            }
            Term::NaturalPower(base, exponent) => {
                let base = self.term(base);
                format!("{{\"power\": {base}, \"to\": {}}}", self.term(exponent))
            }
            Term::Quotient(left, right) => format!("{{\"quotient\": {}}}", two(left, right)),
            Term::Extremum(Extremum::Max, left, right) => format!("{{\"max\": {}}}", two(left, right)),
            Term::Extremum(Extremum::Min, left, right) => format!("{{\"min\": {}}}", two(left, right)),
            Term::Builtin(Builtin::Exp, argument) => format!("{{\"exp\": {}}}", self.term(argument)),
            Term::Builtin(Builtin::Log, argument) => format!("{{\"log\": {}}}", self.term(argument)),
            Term::Select(scrutinee, branches) => {
                let scrutinee = self.term(scrutinee);
                format!("{{\"select\": {scrutinee}, \"from\": {}}}", self.terms(branches))
            }
            Term::Bind(functional, name, body) => {
                let functional = self.functional(functional);
                format!(
                    "{{\"bind\": {functional}, \"name\": {}, \"body\": {}}}",
                    quoted(name),
                    self.term(body)
                )
            }
            Term::Named(name, body) => {
                format!("{{\"named\": {}, \"body\": {}}}", quoted(name), self.term(body))
            }
            Term::Number(_) | Term::Sum(_) | Term::Product(_) | Term::Power(..) => {
                unreachable!("these are entries of the other table")
            }
        };
        self.atoms.number(entry)
    }
}

/// A number times powers of atoms, as a part of a sum.
struct Monomial<'a> {
    coefficient: String,
    powers: Vec<(&'a Term, u32)>,
}

/// The term as a monomial, if it is exactly what that monomial is read back as.
fn monomial(term: &Term) -> Option<Monomial<'_>> {
    let (coefficient, factors) = match term {
        Term::Number(number) => {
            return Some(Monomial { coefficient: number.to_string(), powers: Vec::new() });
        }
        Term::Product(parts) if parts.len() > 1 => match parts.split_first()? {
            (Term::Number(number), _) if number.is_one() => return None,
            (Term::Number(number), rest) => (number.to_string(), rest),
            _ => ("1".to_owned(), &parts[..]),
        },
        Term::Product(_) => return None,
        single => ("1".to_owned(), std::slice::from_ref(single)),
    };
    let powers = factors.iter().map(power).collect::<Option<Vec<_>>>()?;
    Some(Monomial { coefficient, powers })
}

/// A power of an atom.
fn power(term: &Term) -> Option<(&Term, u32)> {
    match term {
        Term::Power(_, 1) => None,
        Term::Power(base, exponent) if is_atom(base) => Some((base, *exponent)),
        atom if is_atom(atom) => Some((atom, 1)),
        _ => None,
    }
}

fn is_atom(term: &Term) -> bool {
    !matches!(term, Term::Number(_) | Term::Sum(_) | Term::Product(_) | Term::Power(..))
}
