//! Denominators: shown not to be 0, and multiplied away.
//!
//! Of `u = 1/d` only `d*u = 1` is known. A polynomial in which `u` has degree `k` is multiplied by `d^k`; then
//! `p * d^k = p' + q * (d*u - 1)` where `p'` has no `u` and `q` is computed, so nothing has to be searched for.

use mechproof_core::exact::{Limits, Monomial, Polynomial, Rational};
use mechproof_core::kernel::{Equation, Product, Step};
use mechproof_core::logic::{Formula, Relation, Term};
use std::sync::Arc;

use super::super::Attempt;
use super::super::builder::Builder;
use super::super::polynomials::as_term;
use super::terms::{quotients, written_out};
use super::{Hunt, Known};

/// A denominator that is not 0.
#[derive(Clone)]
pub(super) struct Denominator {
    /// The denominator, positive if `positive`.
    polynomial: Polynomial,
    positive: bool,
    /// The fact that it is positive, or not 0.
    fact: usize,
    /// The fact `d * (1/d) = 1`.
    equation: usize,
    /// The atom `u` with `1/d = scale * u`.
    inverse: u32,
    scale: Rational,
}

impl Denominator {
    /// Whether a fact is about this denominator itself.
    pub(super) fn states(&self, fact: usize) -> bool {
        self.equation == fact || self.fact == fact
    }

    /// Whether an atom is its inverse.
    pub(super) fn has(&self, atom: u32) -> bool {
        self.inverse == atom
    }
}

/// What multiplying away did: the result, the facts multiplied by, and multiples of equations.
pub(super) struct Cleared {
    pub(super) polynomial: Polynomial,
    pub(super) multiplier: Vec<usize>,
    pub(super) equations: Vec<(usize, Polynomial)>,
}

impl Builder<'_> {
    /// Looks at every denominator in the goal and the facts, and shows those that it can not to be 0.
    pub(super) fn find_denominators(
        &mut self,
        goal: Option<&Formula>,
        known: &mut Known,
        hunt: &mut Hunt,
    ) -> Attempt<()> {
        let mut found = Vec::new();
        let signature = &self.bench.scope().signature;
        if let Some(goal) = goal {
            quotients(&written_out(signature, goal), &mut found);
        }
        for fact in &known.comparisons {
            quotients(&written_out(signature, &self.fact(*fact)?), &mut found);
        }
        // The last found stand innermost.
        for term in found.into_iter().rev() {
            for base in self.bases(&term, known) {
                self.add_denominator(&base, known, hunt)?;
            }
        }
        Ok(())
    }

    /// The terms whose inverses are atoms: the factors of a product of atoms, else the denominator itself.
    fn bases(&mut self, term: &Term, known: &mut Known) -> Vec<Term> {
        self.learn_term(term, known);
        let Ok(polynomial) = self.bench.polynomial(term) else { return Vec::new() };
        if polynomial.as_constant().is_some() {
            return Vec::new();
        }
        if polynomial.len() > 1 {
            return vec![term.clone()];
        }
        let atoms = polynomial.variables().into_iter();
        atoms.filter_map(|atom| known.atoms.get(&atom).cloned()).collect()
    }

    fn add_denominator(&mut self, term: &Term, known: &mut Known, hunt: &mut Hunt) -> Attempt<()> {
        let Ok(polynomial) = self.bench.polynomial(term) else { return Ok(()) };
        let primitive = polynomial.primitive().1;
        let is_new = known.denominators.iter().all(|known| {
            let other = known.polynomial.primitive().1;
            other != primitive && other.neg() != primitive
        });
        if !is_new {
            return Ok(());
        }
        let compare = |relation, term: &Term| Formula::Compare(relation, term.clone(), Term::integer(0));
        let negative = term.clone().negated();
        let mut shown = None;
        for (relation, side) in [(Relation::Gt, term), (Relation::Gt, &negative), (Relation::Ne, term)] {
            if let Some(fact) = self.quickly(&compare(relation, side), known, 2, hunt)? {
                shown = Some((fact, relation == Relation::Gt, side.clone()));
                break;
            }
        }
        let Some((fact, positive, side)) = shown else { return Ok(()) };
        // The fact as it is written here, so that its inverse is that of this side.
        let relation = if positive { Relation::Gt } else { Relation::Ne };
        let fact = self.emit(Step::Restate { fact, formula: compare(relation, &side) })?;
        let equation = self.emit(Step::Inverse { fact })?;
        let one_over = Term::Quotient(Arc::new(Term::integer(1)), Arc::new(side.clone()));
        let inverse = self.bench.polynomial(&one_over).map_err(|reason| self.failure(reason.to_string()))?;
        let mut terms = inverse.terms();
        let (Some((monomial, scale)), None) = (terms.next(), terms.next()) else { return Ok(()) };
        let [(atom, 1)] = monomial.iter().collect::<Vec<_>>()[..] else { return Ok(()) };
        let polynomial = self.bench.polynomial(&side).map_err(|reason| self.failure(reason.to_string()))?;
        self.learn_term(&one_over, known);
        if scale.is_positive() || scale.is_negative() {
            let unit = Term::Product(
                [Term::Number(scale.recip().unwrap_or(Rational::one())), one_over.clone()].into(),
            );
            known.atoms.entry(atom).or_insert(unit);
        }
        known.denominators.push(Denominator { polynomial, positive, fact, equation, inverse: atom, scale });
        if positive {
            // 1/d > 0, since d * (1/d) = 1.
            let step = Step::Combine {
                goal: compare(Relation::Gt, &one_over),
                multiplier: vec![fact],
                products: vec![Product {
                    weight: Rational::one(),
                    factors: Vec::new(),
                    square: None,
                    square_nonzero: None,
                }],
                equations: vec![Equation { multiplier: Term::integer(1), fact: equation }],
            };
            self.emit(step)?;
        }
        self.absorb_only_comparisons(known)
    }

    /// Takes over the facts just made, which are comparisons.
    fn absorb_only_comparisons(&mut self, known: &mut Known) -> Attempt<()> {
        for fact in known.seen..self.bench.len() {
            if matches!(self.fact(fact)?, Formula::Compare(..)) {
                known.comparisons.push(fact);
            }
        }
        known.seen = self.bench.len();
        Ok(())
    }

    /// Multiplies a polynomial by denominators until no inverse is left. For the sign of the polynomial only
    /// positive factors will do: even powers of what is merely not 0.
    pub(super) fn cleared(polynomial: &Polynomial, known: &Known) -> Option<Cleared> {
        let limits = Limits { terms: 3000, degree: 60, bits: 4096 };
        let mut result =
            Cleared { polynomial: polynomial.clone(), multiplier: Vec::new(), equations: Vec::new() };
        for denominator in &known.denominators {
            let exponent = |monomial: &Monomial| monomial.exponent(denominator.inverse);
            let most = result.polynomial.terms().map(|term| exponent(term.0)).max().unwrap_or(0);
            if most == 0 {
                continue;
            }
            let power = if denominator.positive { most } else { most + most % 2 };
            // d * u = scale' on the equation d * (scale * u) = 1.
            let unit = denominator.scale.recip()?;
            let times_d =
                |p: &Polynomial, k: u32| p.mul(&denominator.polynomial.pow(k, &limits).ok()?, &limits).ok();
            let (mut plain, mut multiple) = (Polynomial::zero(), Polynomial::zero());
            let inverse = Polynomial::variable(denominator.inverse).scale(&denominator.scale);
            let both = denominator.polynomial.mul(&inverse, &limits).ok()?;
            for (monomial, coefficient) in result.polynomial.terms() {
                let k = exponent(monomial);
                let others = monomial.iter().filter(|(atom, _)| *atom != denominator.inverse);
                let rest = Monomial::from_powers(others).ok()?;
                let rest = Polynomial::term(rest, &(coefficient * &unit.pow(k)));
                let rest = times_d(&rest, power - k)?;
                plain = plain.add(&rest);
                // (d u)^k - 1 = (d u - 1) * (1 + d u + ... + (d u)^(k-1)).
                let mut sum = Polynomial::zero();
                for j in 0..k {
                    sum = sum.add(&both.pow(j, &limits).ok()?);
                }
                multiple = multiple.add(&rest.mul(&sum, &limits).ok()?);
            }
            for (_, earlier) in &mut result.equations {
                *earlier = times_d(earlier, power)?;
            }
            result.equations.push((denominator.equation, multiple));
            let times = if denominator.positive { power } else { power / 2 };
            result.multiplier.extend(std::iter::repeat_n(denominator.fact, times as usize));
            result.polynomial = plain;
        }
        Some(result)
    }

    /// Adds to each comparison with denominators the one without.
    pub(super) fn clear_facts(&mut self, known: &mut Known) -> Attempt<()> {
        if known.denominators.is_empty() {
            return Ok(());
        }
        let has_inverse = |polynomial: &Polynomial, known: &Known| {
            known.denominators.iter().any(|d| polynomial.variables().contains(&d.inverse))
        };
        for fact in known.comparisons.clone() {
            let Ok((relation, polynomial)) = self.bench.comparison(fact) else { continue };
            if !has_inverse(&polynomial, known) || relation == Relation::Ne {
                continue;
            }
            if known.denominators.iter().any(|d| d.equation == fact) || polynomial.len() == 1 {
                continue;
            }
            let Some(cleared) = Self::cleared(&polynomial, known) else { continue };
            if has_inverse(&cleared.polynomial, known) {
                continue;
            }
            let Some(term) = as_term(&cleared.polynomial, &known.atoms) else { continue };
            let goal = Formula::Compare(relation, term, Term::integer(0));
            if self.bench.find(&goal).is_some() {
                continue;
            }
            let mut equations = Vec::new();
            let mut representable = true;
            for (equation, multiple) in &cleared.equations {
                match as_term(&multiple.neg(), &known.atoms) {
                    Some(multiplier) => equations.push(Equation { multiplier, fact: *equation }),
                    None => representable = false,
                }
            }
            if !representable {
                continue;
            }
            let made = self.tentative(|b| {
                b.emit_cleared(&goal, fact, relation, &cleared, &known.denominators, equations, &known.atoms)
            });
            if made.is_ok() {
                self.absorb_only_comparisons(known)?;
            }
        }
        Ok(())
    }

    /// The comparison without denominators: the fact times the denominators.
    #[allow(clippy::too_many_arguments)]
    fn emit_cleared(
        &mut self,
        goal: &Formula,
        fact: usize,
        relation: Relation,
        cleared: &Cleared,
        denominators: &[Denominator],
        mut equations: Vec<Equation>,
        atoms: &std::collections::HashMap<u32, Term>,
    ) -> Attempt<usize> {
        let limits = Limits::default();
        let mut factors = vec![fact];
        let mut root = Polynomial::one();
        let mut whole = Polynomial::one();
        for factor in &cleared.multiplier {
            let Some(denominator) = denominators.iter().find(|d| d.fact == *factor) else { continue };
            let times = |p: &Polynomial| p.mul(&denominator.polynomial, &limits).ok();
            if denominator.positive {
                factors.push(*factor);
                whole = times(&whole).ok_or_else(|| self.failure("too large"))?;
            } else {
                root = times(&root).ok_or_else(|| self.failure("too large"))?;
                whole = times(&whole).and_then(|p| times(&p)).ok_or_else(|| self.failure("too large"))?;
            }
        }
        let mut products = Vec::new();
        if relation == Relation::Eq {
            let multiplier = as_term(&whole, atoms).ok_or_else(|| self.failure("no term"))?;
            equations.push(Equation { multiplier, fact });
        } else {
            let square = if root.as_constant().is_some() { None } else { as_term(&root, atoms) };
            let nonzero = cleared
                .multiplier
                .iter()
                .find(|factor| denominators.iter().any(|d| d.fact == **factor && !d.positive));
            products.push(Product {
                weight: Rational::one(),
                factors,
                square_nonzero: square.as_ref().and(nonzero.copied()),
                square,
            });
        }
        self.emit(Step::Combine { goal: goal.clone(), multiplier: Vec::new(), products, equations })
    }
}
