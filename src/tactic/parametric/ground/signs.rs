//! Signs as facts: what the search certifies becomes one `combine` each.
//!
//! Consumes polynomials in coordinates and comparisons of parameters; produces facts. A fact once shown is kept for
//! the rest of its scope.

use mechproof_core::exact::{Polynomial, Rational};
use mechproof_core::kernel::{Equation, Product, Step};
use mechproof_core::logic::{Formula, Relation, Term};

use super::Ground;
use crate::exact::multivariate::{Factors, product, product_of};
use crate::search::parametric::domain::value;
use crate::search::parametric::{Certificate, Condition, Goal, certify};
use crate::tactic::Attempt;
use crate::tactic::builder::Builder;

impl Ground {
    /// The fact that a polynomial in coordinates is `>= 0`, or `> 0`.
    pub(in crate::tactic::parametric) fn show(
        &mut self,
        b: &mut Builder,
        polynomial: &Polynomial,
        strict: bool,
    ) -> Attempt<usize> {
        if let Some((fact, known)) = self.known.get(polynomial)
            && (*known || !strict)
        {
            return Ok(*fact);
        }
        let refuted = self.points.iter().any(|point| {
            let sign = value(polynomial, point).sign();
            sign.is_lt() || strict && sign.is_eq()
        });
        let certificate =
            (!refuted).then(|| certify(&self.domain, &self.cases, Goal::Sign(polynomial, strict))).flatten();
        match certificate {
            Some(certificate) => self.by(b, polynomial, strict, &certificate),
            None => Err(b.failure("a sign that the proof needs is not shown")),
        }
    }

    /// The fact that a certificate gives.
    pub(in crate::tactic::parametric) fn by(
        &mut self,
        b: &mut Builder,
        polynomial: &Polynomial,
        strict: bool,
        certificate: &Certificate,
    ) -> Attempt<usize> {
        let mut scale = Rational::one();
        let mut multiplier = Vec::new();
        match certificate.multiplier.as_slice() {
            [(weight, places)] => {
                scale = weight.recip().unwrap_or_else(Rational::one);
                multiplier = places.iter().map(|place| self.facts[*place]).collect();
            }
            several => {
                let mut form = Polynomial::zero();
                for (weight, places) in several {
                    let factors = places.iter().map(|place| {
                        Polynomial::variable(self.domain.generators.get(*place).map_or(0, |g| g.variable))
                    });
                    let factors: Vec<Polynomial> = factors.collect();
                    let part = product_of(&factors);
                    form =
                        form.add(&part.ok_or_else(|| b.failure("a multiplier is too large"))?.scale(weight));
                }
                let goal = Formula::Compare(Relation::Gt, self.term(&form, b)?, Term::integer(0));
                let products = self.products(several, &Rational::one());
                multiplier.push(b.emit(Step::Combine {
                    goal,
                    multiplier: Vec::new(),
                    products,
                    equations: Vec::new(),
                })?);
            }
        }
        let relation = if strict { Relation::Gt } else { Relation::Ge };
        let fact = b.emit(Step::Combine {
            goal: Formula::Compare(relation, self.term(polynomial, b)?, Term::integer(0)),
            multiplier,
            products: self.products(&certificate.products, &scale),
            equations: Vec::new(),
        })?;
        self.known.insert(polynomial.clone(), (fact, strict));
        Ok(fact)
    }

    /// Products that a certificate names, as the kernel wants them.
    pub(in crate::tactic::parametric) fn products(
        &self,
        weighted: &[(Rational, Vec<usize>)],
        scale: &Rational,
    ) -> Vec<Product> {
        let each = weighted.iter().map(|(weight, places)| Product {
            weight: weight * scale,
            factors: places.iter().map(|place| self.facts[*place]).collect(),
            square: None,
            square_nonzero: None,
        });
        each.collect()
    }

    /// A case on the way, with its fact.
    pub(in crate::tactic::parametric) fn assume(&mut self, case: Condition, fact: usize) {
        self.points.retain(|point| case.holds(point));
        self.known.insert(case.polynomial.clone(), (fact, case.strict));
        self.cases.push(case);
        self.facts.push(fact);
    }

    /// A polynomial as a number times facts `>= 0`, or `> 0` if strict; the number may be negative.
    pub(in crate::tactic::parametric) fn signed(
        &mut self,
        b: &mut Builder,
        polynomial: &Polynomial,
        strict: bool,
    ) -> Attempt<(Rational, Vec<usize>)> {
        let met: Vec<Polynomial> = self.known.keys().filter(|known| known.degree() > 0).cloned().collect();
        let factors = Factors::of(polynomial, &met);
        let mut scale = factors.scale.clone();
        let mut facts = Vec::new();
        let mut mixed = Polynomial::one();
        for (factor, exponent) in &factors.powers {
            let Some((fact, form, negative)) = self.either_sign(b, factor, strict) else {
                for _ in 0..*exponent {
                    let large = || b.failure("a product is too large");
                    mixed = product(&mixed, factor).ok_or_else(large)?;
                }
                continue;
            };
            if negative && exponent % 2 == 1 {
                scale = -scale;
            }
            let wanted = self.of_coordinates(&form, b)?;
            let weight = Self::weight_of(b, fact, &wanted)?;
            scale = scale * weight.pow(*exponent);
            facts.extend(std::iter::repeat_n(fact, *exponent as usize));
        }
        if mixed.as_constant().is_none() {
            let Some((fact, form, negative)) = self.either_sign(b, &mixed, strict) else {
                return Err(b.failure("a sign that the proof needs is not shown"));
            };
            let wanted = self.of_coordinates(&form, b)?;
            scale = scale * Self::weight_of(b, fact, &wanted)?;
            if negative {
                scale = -scale;
            }
            facts.push(fact);
        }
        Ok((scale, facts))
    }

    /// The fact that a polynomial or its negation is `>= 0`, preferably `> 0`; that polynomial, and whether it is
    /// the negation.
    fn either_sign(
        &mut self,
        b: &mut Builder,
        polynomial: &Polynomial,
        strict: bool,
    ) -> Option<(usize, Polynomial, bool)> {
        let negated = polynomial.neg();
        for (form, negative) in [(polynomial, false), (&negated, true)] {
            if let Some((fact, known)) = self.known.get(form)
                && (*known || !strict)
            {
                return Some((*fact, form.clone(), negative));
            }
        }
        let levels: &[bool] = if strict { &[true] } else { &[true, false] };
        for level in levels {
            for (form, negative) in [(polynomial, false), (&negated, true)] {
                if let Ok(fact) = self.show(b, form, *level) {
                    return Some((fact, form.clone(), negative));
                }
            }
        }
        None
    }

    /// A polynomial in coordinates as one of the kernel's atoms.
    pub(in crate::tactic::parametric) fn of_coordinates(
        &self,
        polynomial: &Polynomial,
        b: &mut Builder,
    ) -> Attempt<Polynomial> {
        let term = self.term(polynomial, b)?;
        b.bench.polynomial(&term).map_err(|reason| b.failure(reason.to_string()))
    }

    /// Proves a comparison of parameters.
    pub(in crate::tactic::parametric) fn establish(
        &mut self,
        b: &mut Builder,
        formula: &Formula,
    ) -> Attempt<usize> {
        if let Some(fact) = b.known(formula)? {
            return Ok(fact);
        }
        if let Some(parts) = b.parts(formula) {
            let mut facts = Vec::with_capacity(parts.len());
            for part in &parts {
                facts.push(self.establish(b, part)?);
            }
            return b.conjoin(facts);
        }
        let Formula::Compare(relation, left, right) = formula.unnamed() else {
            return Err(b.failure(format!("this is no comparison of parameters: {}", b.show(formula))));
        };
        let difference = match relation {
            Relation::Le | Relation::Lt => right.clone().minus(left.clone()),
            _ => left.clone().minus(right.clone()),
        };
        let polynomial = b.bench.polynomial(&difference).map_err(|reason| b.failure(reason.to_string()))?;
        let cleared = self.clear(b, &polynomial)?;
        let rest = self.coordinates(&cleared.rest, b)?;
        let mut equations = Vec::new();
        for (fact, multiplier) in &cleared.equations {
            equations.push(Equation { multiplier: self.atoms_term(multiplier, b)?, fact: *fact });
        }
        let failure = |b: &Builder| b.failure(format!("this is not shown: {}", b.show(formula)));
        let mut products = Vec::new();
        let strict = matches!(relation, Relation::Gt | Relation::Lt | Relation::Ne);
        if !(rest.is_zero() && matches!(relation, Relation::Eq | Relation::Ge | Relation::Le)) {
            if *relation == Relation::Eq {
                return Err(failure(b));
            }
            let (mut weight, factors) = self.signed(b, &rest, strict).map_err(|_| failure(b))?;
            // That numbers differ is shown by either sign.
            if *relation == Relation::Ne && weight.is_negative() {
                weight = -weight;
                for equation in &mut equations {
                    equation.multiplier = equation.multiplier.clone().negated();
                }
            }
            if !weight.is_positive() {
                return Err(failure(b));
            }
            products.push(Product { weight, factors, square: None, square_nonzero: None });
        }
        b.emit(Step::Combine { goal: formula.clone(), multiplier: cleared.facts, products, equations })
    }
}
