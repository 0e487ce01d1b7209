//! Clearing: polynomials of the kernel without inverses and without parameters that equations determine.
//!
//! Consumes a polynomial of atoms; produces one in which only parameters and unknowns are left, with the multiples of
//! equations and the positive facts that make the difference.

use mechproof_core::exact::{Polynomial, Rational};
use mechproof_core::kernel::{Equation, Product, Step};
use mechproof_core::logic::{Formula, Relation, Term};
use std::sync::Arc;

use super::{Cleared, Ground, Inverse};
use crate::exact::multivariate::{coefficients, divide, product};
use crate::tactic::Attempt;
use crate::tactic::builder::Builder;

impl Ground {
    /// Eliminates inverses and determined parameters.
    pub(in crate::tactic::parametric) fn clear(
        &mut self,
        b: &mut Builder,
        polynomial: &Polynomial,
    ) -> Attempt<Cleared> {
        for atom in polynomial.variables() {
            self.register(b, atom)?;
        }
        let large = || b.failure("an expression is too large to clear");
        let mut cleared = Cleared {
            factor: Polynomial::one(),
            facts: Vec::new(),
            rest: polynomial.clone(),
            equations: Vec::new(),
        };
        for inverse in self.inverses.iter().rev() {
            let parts = coefficients(&cleared.rest, inverse.atom);
            let degree = parts.len().saturating_sub(1);
            if degree == 0 {
                continue;
            }
            // F^K P = sum of P_k F^(K-k) (zF)^k, where zF is kappa.
            let mut powers = vec![Polynomial::one()];
            for _ in 0..degree {
                powers.push(product(&powers[powers.len() - 1], &inverse.positive).ok_or_else(large)?);
            }
            let unit = product(&Polynomial::variable(inverse.atom), &inverse.positive).ok_or_else(large)?;
            let (rest, quotient) = divided(&parts, &powers, &unit, &inverse.kappa).ok_or_else(large)?;
            for (_, multiplier) in &mut cleared.equations {
                *multiplier = product(multiplier, &powers[degree]).ok_or_else(large)?;
            }
            cleared.equations.push((inverse.equation, quotient.scale(&inverse.scale)));
            cleared.factor = product(&cleared.factor, &powers[degree]).ok_or_else(large)?;
            cleared.facts.extend(std::iter::repeat_n(inverse.fact, degree));
            cleared.rest = rest;
        }
        for known in &self.determined {
            let parts = coefficients(&cleared.rest, known.atom);
            if parts.len() < 2 {
                continue;
            }
            let mut rest = Polynomial::zero();
            let mut quotient = Polynomial::zero();
            // P = sum of P_k v^k, highest first by Horner's rule, divided by v - value.
            for part in parts.iter().rev() {
                let shifted = product(&quotient, &Polynomial::variable(known.atom)).ok_or_else(large)?;
                quotient = shifted.add(&rest);
                rest = product(&rest, &known.value).ok_or_else(large)?.add(part);
            }
            cleared.equations.push((known.equation, quotient.scale(&known.scale)));
            cleared.rest = rest;
        }
        Ok(cleared)
    }

    /// Makes an atom known that is an inverse: shows the sign of what is inverted.
    fn register(&mut self, b: &mut Builder, atom: u32) -> Attempt<()> {
        if self.numbers.contains_key(&atom) || self.inverses.iter().any(|inverse| inverse.atom == atom) {
            return Ok(());
        }
        let Some(inverted) = b.bench.inverse_of(atom) else {
            return Err(b.failure("this speaks of more than polynomials and quotients of the parameters"));
        };
        let cleared = self.clear(b, &inverted)?;
        let form = self.coordinates(&cleared.rest, b)?;
        let mut denominator = self.atoms_term(&inverted, b)?;
        let (scale, facts) = self.signed(b, &form, true)?;
        if scale.is_negative() {
            denominator = denominator.negated();
        }
        let fact = self.lifted(b, &denominator, &cleared, &scale, facts)?;
        let equation = b.emit(Step::Inverse { fact })?;
        let read = |b: &mut Builder, fact| {
            b.bench.comparison(fact).map(|found| found.1).map_err(|reason| b.failure(reason.to_string()))
        };
        let (positive, identity) = (read(b, fact)?, read(b, equation)?);
        let odd = || b.failure("the equation of an inverse has an unexpected form");
        let parts = coefficients(&identity, atom);
        let [constant, slope] = parts.as_slice() else { return Err(odd()) };
        let beta = constant.as_constant().filter(|beta| !beta.is_zero()).ok_or_else(odd)?;
        // slope = -beta * k * positive, so that z * positive = 1/k.
        let ratio = divide(slope, &positive).and_then(|ratio| ratio.as_constant());
        let k =
            ratio.and_then(|ratio| (-ratio).checked_div(&beta)).filter(|k| !k.is_zero()).ok_or_else(odd)?;
        let kappa = k.recip().ok_or_else(odd)?;
        let scale = (-(&beta * &k)).recip().ok_or_else(odd)?;
        let term = Term::Quotient(Arc::new(Term::integer(1)), Arc::new(self.atoms_term(&inverted, b)?));
        self.terms.insert(atom, term);
        self.inverses.push(Inverse { atom, positive, fact, kappa, equation, scale });
        Ok(())
    }

    /// From the sign of what is left the same of the term that was cleared, or of its negation if the number that
    /// the facts are multiplied with is negative.
    fn lifted(
        &self,
        b: &mut Builder,
        term: &Term,
        cleared: &Cleared,
        scale: &Rational,
        factors: Vec<usize>,
    ) -> Attempt<usize> {
        let sign = Rational::from(if scale.is_negative() { -1 } else { 1 });
        let mut equations = Vec::new();
        for (fact, multiplier) in &cleared.equations {
            let multiplier = self.atoms_term(&multiplier.scale(&sign), b)?;
            equations.push(Equation { multiplier, fact: *fact });
        }
        b.emit(Step::Combine {
            goal: Formula::Compare(Relation::Gt, term.clone(), Term::integer(0)),
            multiplier: cleared.facts.clone(),
            products: vec![Product { weight: scale.abs(), factors, square: None, square_nonzero: None }],
            equations,
        })
    }

    /// The number by which a fact's polynomial is multiplied to give another.
    pub(super) fn weight_of(b: &mut Builder, fact: usize, wanted: &Polynomial) -> Attempt<Rational> {
        let (_, known) = b.bench.comparison(fact).map_err(|reason| b.failure(reason.to_string()))?;
        let ratio = divide(wanted, &known).and_then(|ratio| ratio.as_constant());
        ratio.ok_or_else(|| b.failure("a fact is not the multiple it should be"))
    }

    /// The same comparison without inverses and determined parameters, as a fact; with its polynomial by numbers.
    pub(in crate::tactic::parametric) fn cleaned(
        &mut self,
        b: &mut Builder,
        fact: usize,
        relation: Relation,
        polynomial: &Polynomial,
    ) -> Attempt<(usize, Polynomial)> {
        let cleared = self.clear(b, polynomial)?;
        let number = |ground: &Ground, b: &Builder| {
            ground.numbered(&cleared.rest).ok_or_else(|| b.failure("this speaks of more than parameters"))
        };
        if cleared.equations.is_empty() {
            return Ok((fact, number(self, b)?));
        }
        let left = self.atoms_term(&cleared.rest, b)?;
        let mut equations = Vec::new();
        for (fact, multiplier) in &cleared.equations {
            equations.push(Equation { multiplier: self.atoms_term(&multiplier.neg(), b)?, fact: *fact });
        }
        let mut products = Vec::new();
        if relation == Relation::Eq {
            equations.push(Equation { multiplier: self.atoms_term(&cleared.factor, b)?, fact });
        } else {
            let mut factors = cleared.facts.clone();
            factors.push(fact);
            products.push(Product { weight: Rational::one(), factors, square: None, square_nonzero: None });
        }
        let goal = Formula::Compare(relation, left, Term::integer(0));
        let fact = b.emit(Step::Combine { goal, multiplier: Vec::new(), products, equations })?;
        Ok((fact, number(self, b)?))
    }
}

/// `F^K P` as a rest without the inverse, and what its equation is multiplied with.
fn divided(
    parts: &[Polynomial],
    powers: &[Polynomial],
    unit: &Polynomial,
    kappa: &Rational,
) -> Option<(Polynomial, Polynomial)> {
    let degree = parts.len() - 1;
    let (mut rest, mut quotient) = (Polynomial::zero(), Polynomial::zero());
    // (zF)^k - kappa^k = (zF - kappa) * geometric(k).
    let mut geometric = Polynomial::zero();
    for (power, part) in parts.iter().enumerate() {
        let part = product(part, &powers[degree - power])?;
        let exponent = u32::try_from(power).ok()?;
        rest = rest.add(&part.scale(&kappa.pow(exponent)));
        quotient = quotient.add(&product(&part, &geometric)?);
        geometric = product(&geometric, unit)?.add(&Polynomial::constant(&kappa.pow(exponent)));
    }
    Some((rest, quotient))
}
