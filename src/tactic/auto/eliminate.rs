//! Quantities that an equation gives, put into everything else.
//!
//! An equation `c*x + rest = 0` with a number `c` and no `x` in the rest says what `x` is. With `v = -rest/c`
//! every polynomial is `p(x) = p(v) + q * (c*x + rest)` with a known `q`, so facts and goals are stated without
//! `x`, each by one step, and the linear programs have fewer rows and no multiples of the equation to find.

use mechproof_core::exact::{Limits, Monomial, Polynomial, Rational};
use mechproof_core::kernel::{Equation, Product, Step};
use mechproof_core::logic::{Formula, Relation, Term};

use super::super::builder::Builder;
use super::super::polynomials::as_term;
use super::Known;

/// Most quantities eliminated.
const MOST: usize = 24;
/// Most terms of an equation that is used so.
const MAX_TERMS: usize = 8;
/// The largest polynomial written.
const LIMITS: Limits = Limits { terms: 600, degree: 24, bits: 1024 };

/// A quantity and what an equation says it is.
#[derive(Clone)]
pub(super) struct Elimination {
    atom: u32,
    value: Polynomial,
    scale: Rational,
    equation: usize,
}

/// A polynomial without the eliminated quantities, and the multiples of equations that it differs by.
pub(super) struct Reduced {
    pub(super) polynomial: Polynomial,
    pub(super) equations: Vec<(usize, Polynomial)>,
}

impl Builder<'_> {
    /// The polynomial without eliminated quantities; `None` if it has none, or would be too large.
    pub(super) fn reduced(polynomial: &Polynomial, known: &Known) -> Option<Reduced> {
        let mut result = Reduced { polynomial: polynomial.clone(), equations: Vec::new() };
        for elimination in &known.eliminations {
            if !result.polynomial.variables().contains(&elimination.atom) {
                continue;
            }
            let variable = Polynomial::variable(elimination.atom);
            let (mut plain, mut multiple) = (Polynomial::zero(), Polynomial::zero());
            for (monomial, coefficient) in result.polynomial.terms() {
                let power = monomial.exponent(elimination.atom);
                let others = monomial.iter().filter(|(atom, _)| *atom != elimination.atom);
                let rest = Polynomial::term(Monomial::from_powers(others).ok()?, &coefficient);
                let value = elimination.value.pow(power, &LIMITS).ok()?;
                plain = plain.add(&rest.mul(&value, &LIMITS).ok()?);
                // x^k - v^k = (x - v) * (x^(k-1) + x^(k-2) v + ... + v^(k-1)).
                for j in 0..power {
                    let left = variable.pow(j, &LIMITS).ok()?;
                    let right = elimination.value.pow(power - 1 - j, &LIMITS).ok()?;
                    multiple = multiple.add(&rest.mul(&left.mul(&right, &LIMITS).ok()?, &LIMITS).ok()?);
                }
            }
            let multiple = multiple.scale(&elimination.scale.recip()?);
            result.equations.push((elimination.equation, multiple));
            result.polynomial = plain;
        }
        (!result.equations.is_empty()).then_some(result)
    }

    /// Finds quantities that equations give and states the facts without them.
    pub(super) fn eliminate(&mut self, known: &mut Known) {
        let mut place = 0;
        while place < known.comparisons.len() {
            let fact = known.comparisons[place];
            if !known.examined.insert((fact, known.eliminations.len())) {
                place += 1;
                continue;
            }
            let Ok((relation, polynomial)) = self.bench.comparison(fact) else {
                place += 1;
                continue;
            };
            if let Some(reduced) = Self::reduced(&polynomial, known)
                && relation != Relation::Ne
                && !known.eliminations.iter().any(|elimination| elimination.equation == fact)
            {
                match self.state_reduced(fact, relation, &reduced, known) {
                    Some(new) => known.comparisons[place] = new,
                    None => place += 1,
                }
                continue;
            }
            let is_new = !known.eliminations.iter().any(|elimination| elimination.equation == fact);
            if relation == Relation::Eq
                && is_new
                && known.eliminations.len() < MOST
                && let Some(elimination) = Self::pivot(fact, &polynomial, known)
            {
                known.eliminations.push(elimination);
                // Facts looked at before may have the quantity.
                place = 0;
                continue;
            }
            place += 1;
        }
        known.seen = known.seen.max(self.bench.len());
    }

    /// The quantity that an equation gives: one that is linear in it, alone in its term.
    fn pivot(equation: usize, polynomial: &Polynomial, known: &Known) -> Option<Elimination> {
        if polynomial.len() > MAX_TERMS || known.denominators.iter().any(|d| d.states(equation)) {
            return None;
        }
        let candidates = polynomial.variables().into_iter().filter(|atom| {
            let powers = polynomial.terms().filter(|(monomial, _)| monomial.exponent(*atom) > 0);
            let powers: Vec<u32> = powers.map(|(monomial, _)| monomial.degree()).collect();
            powers == [1]
                && known.atoms.contains_key(atom)
                && !known.denominators.iter().any(|d| d.has(*atom))
        });
        // The latest quantity is the most derived one: an indicator rather than what it looks at.
        let atom = candidates.max()?;
        let scale = polynomial.coefficient(&Monomial::variable(atom));
        let rest = polynomial.sub(&Polynomial::variable(atom).scale(&scale));
        let value = rest.scale(&-scale.recip()?);
        Some(Elimination { atom, value, scale, equation })
    }

    fn state_reduced(
        &mut self,
        fact: usize,
        relation: Relation,
        reduced: &Reduced,
        known: &mut Known,
    ) -> Option<usize> {
        if reduced.polynomial.as_constant().is_some_and(|number| !number.is_negative())
            && relation != Relation::Eq
            || reduced.polynomial.is_zero()
        {
            return None;
        }
        let term = as_term(&reduced.polynomial, &known.atoms)?;
        let goal = Formula::Compare(relation, term, Term::integer(0));
        if let Some(found) = self.bench.find(&goal) {
            return Some(found);
        }
        let mut equations = Vec::new();
        for (equation, multiple) in &reduced.equations {
            let multiplier = as_term(&multiple.neg(), &known.atoms)?;
            equations.push(Equation { multiplier, fact: *equation });
        }
        let mut products = Vec::new();
        if relation == Relation::Eq {
            equations.push(Equation { multiplier: Term::integer(1), fact });
        } else {
            products.push(Product {
                weight: Rational::one(),
                factors: vec![fact],
                square: None,
                square_nonzero: None,
            });
        }
        let step = Step::Combine { goal, multiplier: Vec::new(), products, equations };
        self.tentative(|b| b.emit(step)).ok()
    }
}
