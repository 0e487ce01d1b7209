//! Polynomials over atoms as terms.
//!
//! Consumes a polynomial and the terms that its atoms stand for; produces a term of which it is the normal form. An
//! inverse, a mean, or whatever else takes work to bring to normal form, is written once for all monomials that share
//! it, so that the kernel does this work once and people read it once.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use mechproof_core::exact::{Polynomial, Rational};
use mechproof_core::logic::Term;

/// Atoms with exponents.
type Powers = Vec<(u32, u32)>;

/// A polynomial as a term, if every atom has one.
pub(super) fn as_term(polynomial: &Polynomial, atoms: &HashMap<u32, Term>) -> Option<Term> {
    as_term_by(polynomial, &|atom| atoms.get(&atom).cloned())
}

/// A polynomial as a term, if every atom is given one.
pub(super) fn as_term_by(polynomial: &Polynomial, term: &dyn Fn(u32) -> Option<Term>) -> Option<Term> {
    let mut terms: BTreeMap<u32, Term> = BTreeMap::new();
    // What needs work, with the monomials that it is multiplied by, in the order in which it is met.
    let mut groups: Vec<(Powers, Vec<(Rational, Powers)>)> = Vec::new();
    let mut places: BTreeMap<Powers, usize> = BTreeMap::new();
    for (monomial, coefficient) in polynomial.terms() {
        let (mut costly, mut plain) = (Powers::new(), Powers::new());
        for (atom, exponent) in monomial {
            let term = match terms.entry(atom) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(term(atom)?),
            };
            let kind = if is_plain(term) { &mut plain } else { &mut costly };
            kind.push((atom, exponent));
        }
        // What is plain is not shared.
        let place = if costly.is_empty() {
            groups.len()
        } else {
            *places.entry(costly.clone()).or_insert(groups.len())
        };
        if place == groups.len() {
            groups.push((costly, Vec::new()));
        }
        groups[place].1.push((coefficient, plain));
    }
    let product = |coefficient: &Rational, powers: &[(u32, u32)]| {
        let mut factors = Vec::with_capacity(powers.len() + 1);
        if !coefficient.is_one() || powers.is_empty() {
            factors.push(Term::Number(coefficient.clone()));
        }
        for (atom, exponent) in powers {
            let base = terms[atom].clone();
            factors.push(if *exponent == 1 { base } else { Term::Power(Arc::new(base), *exponent) });
        }
        if factors.len() == 1 { factors.remove(0) } else { Term::Product(factors.into()) }
    };
    let sum = |mut parts: Vec<Term>| match parts.len() {
        0 => Term::integer(0),
        1 => parts.remove(0),
        _ => Term::Sum(parts.into()),
    };
    let parts = groups.iter().map(|(costly, shared_by)| match shared_by.as_slice() {
        [(coefficient, plain)] => product(coefficient, &[plain.as_slice(), costly].concat()),
        several => {
            let several = several.iter().map(|(coefficient, plain)| product(coefficient, plain)).collect();
            Term::Product([sum(several), product(&Rational::one(), costly)].into())
        }
    });
    Some(sum(parts.collect()))
}

/// Whether a term is an atom of its own, or a number.
fn is_plain(term: &Term) -> bool {
    match term {
        Term::Number(_) | Term::Variable(_) | Term::Element { .. } => true,
        Term::Apply(_, arguments) => arguments.iter().all(is_plain),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use mechproof_core::exact::Limits;
    use mechproof_core::kernel::{Library, Workbench};
    use mechproof_core::logic::{Binder, Domain, Formula, Name, Signature};

    use super::*;

    fn sum(parts: &[Term]) -> Term {
        Term::Sum(parts.to_vec().into())
    }

    fn product(parts: &[Term]) -> Term {
        Term::Product(parts.to_vec().into())
    }

    /// A workbench with x and y, and 1/(x + y) as a third atom.
    fn with_bench(run: impl Fn(&mut Workbench, &[Term; 3])) {
        let library = Library::default();
        let mut bench = Workbench::new(Signature::default(), &library, Limits::default());
        let names = ["x", "y"].map(Name::from);
        let all = names.iter().fold(Formula::truth(), |inner, name| {
            Formula::Forall(Binder { name: name.clone(), domain: Domain::Real }, Box::new(inner))
        });
        bench.open(&all, 2).unwrap();
        let [x, y] = names.map(|name| Term::free(&name));
        let inverse = Term::Quotient(Arc::new(Term::integer(1)), Arc::new(sum(&[x.clone(), y.clone()])));
        run(&mut bench, &[x, y, inverse]);
    }

    fn made(bench: &mut Workbench, terms: &[Term; 3], of: &Term) -> (Term, bool) {
        let atoms: HashMap<u32, Term> = terms
            .iter()
            .map(|term| {
                (bench.polynomial(term).unwrap().variables().into_iter().next().unwrap(), term.clone())
            })
            .collect();
        let polynomial = bench.polynomial(of).unwrap();
        let term = as_term(&polynomial, &atoms).unwrap();
        let same = bench.polynomial(&term).unwrap() == polynomial;
        (term, same)
    }

    fn inverses(term: &Term) -> usize {
        match term {
            Term::Quotient(..) => 1,
            Term::Sum(parts) | Term::Product(parts) => parts.iter().map(inverses).sum(),
            Term::Power(base, _) => inverses(base),
            _ => 0,
        }
    }

    #[test]
    fn an_inverse_is_written_once() {
        with_bench(|bench, terms| {
            let [x, y, inverse] = terms;
            let square = |term: &Term| product(&[term.clone(), term.clone()]);
            let parts = sum(&[x.clone(), square(y), Term::integer(3)]);
            let many = sum(&[product(&[parts, inverse.clone()]), x.clone()]);
            let (term, same) = made(bench, terms, &many);
            assert!(same);
            assert_eq!(inverses(&term), 1);
            // Its square is something else.
            let more = sum(&[many, square(inverse)]);
            let (term, same) = made(bench, terms, &more);
            assert!(same);
            assert_eq!(inverses(&term), 2);
        });
    }

    #[test]
    fn small_polynomials() {
        with_bench(|bench, terms| {
            let [x, _, inverse] = terms;
            for of in [Term::integer(0), Term::integer(7), x.clone(), inverse.clone()] {
                let (term, same) = made(bench, terms, &of);
                assert!(same);
                assert_eq!(term, of);
            }
        });
    }

    #[test]
    fn an_atom_without_a_term_is_refused() {
        assert_eq!(as_term(&Polynomial::variable(5), &HashMap::new()), None);
    }
}
