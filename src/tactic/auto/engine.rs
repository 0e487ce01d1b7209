//! From polynomials to weights: the linear programs behind a comparison, and the step that states the result.

use std::collections::BTreeMap;

use mechproof_core::exact::{Limits, Polynomial, Rational};
use mechproof_core::kernel::{Equation, Product, Step};
use mechproof_core::logic::{Formula, Relation, Term};

use super::super::Attempt;
use super::super::builder::Builder;
use super::super::polynomials::as_term;
use super::{Hunt, Known};
use crate::search::combination::{
    Candidate, Caps, EqualityCandidate, Facts, Goal, Outcome, Shape, combine, equality_multipliers, products,
};
use crate::search::points::System;

/// So many terms count as one column.
const LONG: usize = 8;
/// Pivots of one linear program.
const PIVOTS: u64 = 3000;
/// Most products in one linear program.
const MAX_PRODUCTS: usize = 2500;
/// Most facts whose products are taken, by number of factors.
const MAX_FACTS: [usize; 5] = [0, 1500, 60, 16, 8];
/// The number that stands for the denial of the goal among facts.
pub(super) const DENIAL: usize = usize::MAX;

/// Facts as polynomials.
#[derive(Clone, Default)]
pub(super) struct Pool {
    pub(super) signs: Vec<(usize, Polynomial, bool)>,
    pub(super) zeros: Vec<(usize, Polynomial)>,
}

/// An identity found: products with weights, squares and multiples of equations.
#[derive(Clone, Default)]
pub(super) struct Identity {
    pub(super) products: Vec<(Rational, Vec<usize>, Option<Polynomial>)>,
    pub(super) equations: Vec<(usize, Polynomial)>,
}

impl Pool {
    /// The facts that have to do with the goal first: those that share its variables, then those that share
    /// variables with these, each group by size.
    pub(super) fn ordered(&self, goal: &Polynomial) -> Pool {
        let mut near = goal.variables();
        let mut rank = vec![usize::MAX; self.signs.len()];
        let mut zero_rank = vec![usize::MAX; self.zeros.len()];
        for round in 0..4 {
            let mut wider = near.clone();
            for (place, (_, fact, _)) in self.signs.iter().enumerate() {
                let variables = fact.variables();
                if rank[place] == usize::MAX && (variables.is_empty() || !variables.is_disjoint(&near)) {
                    rank[place] = round;
                    wider.extend(variables);
                }
            }
            for (place, (_, fact)) in self.zeros.iter().enumerate() {
                let variables = fact.variables();
                if zero_rank[place] == usize::MAX && !variables.is_disjoint(&near) {
                    zero_rank[place] = round;
                    wider.extend(variables);
                }
            }
            near = wider;
        }
        let mut order: Vec<usize> = (0..self.signs.len()).collect();
        order.sort_by_key(|place| {
            let fact = &self.signs[*place].1;
            let new = fact.variables().difference(&goal.variables()).count();
            (rank[*place], new, fact.degree(), fact.len())
        });
        let mut zeros: Vec<usize> = (0..self.zeros.len()).collect();
        zeros.sort_by_key(|place| (zero_rank[*place], self.zeros[*place].1.len()));
        // A contradiction may lie anywhere.
        let keep = |rank: usize| goal.is_zero() || rank < usize::MAX;
        Pool {
            signs: order.into_iter().filter(|p| keep(rank[*p])).map(|p| self.signs[p].clone()).collect(),
            zeros: zeros.into_iter().filter(|p| keep(zero_rank[*p])).map(|p| self.zeros[p].clone()).collect(),
        }
    }

    pub(super) fn system(&self) -> System {
        System {
            signs: self.signs.iter().map(|(_, fact, strict)| (fact.clone(), *strict)).collect(),
            zeros: self.zeros.iter().map(|(_, fact)| fact.clone()).collect(),
        }
    }

    /// Products of up to `degree` facts, and multiples of the equations that may cancel what they add.
    pub(super) fn columns(
        &self,
        goal: &Goal,
        degree: usize,
        shaped: bool,
    ) -> (Vec<Candidate>, Vec<EqualityCandidate>) {
        let most = MAX_FACTS.get(degree).copied().unwrap_or(6);
        let mut signs: Vec<_> = self.signs.iter().take(most).cloned().collect();
        // The denial is never left out.
        if let Some(denial) = self.signs.iter().find(|fact| fact.0 == DENIAL)
            && signs.iter().all(|fact| fact.0 != DENIAL)
        {
            signs.insert(0, denial.clone());
        }
        let zeros: Vec<_> = self.zeros.iter().take(if degree == 1 { 200 } else { 24 }).cloned().collect();
        let facts = Facts { nonnegative: signs, zero: zeros };
        let limits = Limits { terms: 400, degree: 24, bits: 1024 };
        let shape = (shaped && facts.zero.is_empty()).then(|| Shape::of(&goal.polynomial()));
        let caps = Caps { count: MAX_PRODUCTS, limits, shape };
        let candidates = products(&facts, degree, &caps);
        let span = u32::try_from(degree).unwrap_or(1);
        let caps = Caps { count: 600, ..caps };
        let equalities = equality_multipliers(&facts, goal, &candidates, span, &caps);
        (candidates, equalities)
    }
}

impl Builder<'_> {
    /// The comparisons known, as polynomials, each once.
    pub(super) fn pool(&mut self, known: &Known) -> Pool {
        let mut pool = Pool::default();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for fact in &known.comparisons {
            let Ok((relation, polynomial)) = self.bench.comparison(*fact) else { continue };
            if polynomial.as_constant().is_some_and(|number| !number.is_negative()) || polynomial.len() > 400
            {
                continue;
            }
            let primitive = polynomial.primitive().1;
            let key = format!("{primitive:?}");
            match relation {
                Relation::Eq => {
                    if seen.insert(format!("={key}"), 0).is_none() {
                        pool.zeros.push((*fact, polynomial));
                    }
                }
                Relation::Ge | Relation::Gt => {
                    let strict = relation == Relation::Gt;
                    match seen.get(&key).copied() {
                        Some(place) if pool.signs[place].2 || !strict => {}
                        Some(place) => pool.signs[place] = (*fact, polynomial, true),
                        None => {
                            seen.insert(key, pool.signs.len());
                            pool.signs.push((*fact, polynomial, strict));
                        }
                    }
                }
                Relation::Ne | Relation::Le | Relation::Lt => {}
            }
        }
        pool
    }

    /// Weights of products of up to `degree` facts that make the goal.
    pub(super) fn weights_of(
        pool: &Pool,
        goal: &Goal,
        degree: usize,
        shaped: bool,
        hunt: &mut Hunt,
    ) -> Option<Identity> {
        let (candidates, equalities) = pool.columns(goal, degree, shaped);
        Self::weigh(goal, &candidates, &equalities, hunt)
    }

    /// Weights of some candidates that make the goal.
    pub(super) fn weigh(
        goal: &Goal,
        candidates: &[Candidate],
        equalities: &[EqualityCandidate],
        hunt: &mut Hunt,
    ) -> Option<Identity> {
        // Long columns cost more than short ones.
        let terms: usize = candidates.iter().map(|candidate| candidate.polynomial.len()).sum();
        let multiples: usize = equalities.iter().map(|equality| equality.polynomial.len()).sum();
        if !hunt.spend(candidates.len() + equalities.len() + (terms + multiples) / LONG) {
            return None;
        }
        let Outcome::Found(found) = combine(goal, candidates, equalities, PIVOTS) else { return None };
        let products = found.weights.into_iter().map(|(place, weight)| {
            (weight, candidates[place].factors.clone(), candidates[place].square.clone())
        });
        let mut equations: BTreeMap<usize, Polynomial> = BTreeMap::new();
        for (place, weight) in found.equality_weights {
            let multiple = equalities[place].multiplier.scale(&weight);
            let sum = equations.entry(equalities[place].fact).or_default();
            *sum = sum.add(&multiple);
        }
        Some(Identity { products: products.collect(), equations: equations.into_iter().collect() })
    }

    /// States an identity as a step.
    pub(super) fn emit_identity(
        &mut self,
        goal: &Formula,
        identity: &Identity,
        multiplier: Vec<usize>,
        known: &Known,
    ) -> Attempt<usize> {
        let mut products = Vec::with_capacity(identity.products.len());
        for (weight, factors, square) in &identity.products {
            let square = match square {
                Some(root) => Some(self.term_of(root, known)?),
                None => None,
            };
            products.push(Product {
                weight: weight.clone(),
                factors: factors.clone(),
                square,
                square_nonzero: None,
            });
        }
        let mut equations = Vec::with_capacity(identity.equations.len());
        for (fact, multiple) in &identity.equations {
            if !multiple.is_zero() {
                equations.push(Equation { multiplier: self.term_of(multiple, known)?, fact: *fact });
            }
        }
        self.emit(Step::Combine { goal: goal.clone(), multiplier, products, equations })
    }

    /// A term for a polynomial.
    pub(super) fn term_of(&mut self, polynomial: &Polynomial, known: &Known) -> Attempt<Term> {
        as_term(polynomial, &known.atoms).ok_or_else(|| self.failure("a quantity has no name"))
    }

    /// A comparison that follows by a combination of at most `degree` facts, without further ado.
    pub(super) fn quickly(
        &mut self,
        formula: &Formula,
        known: &Known,
        degree: usize,
        hunt: &mut Hunt,
    ) -> Attempt<Option<usize>> {
        if let Some(fact) = self.known(formula)? {
            return Ok(Some(fact));
        }
        let Formula::Compare(relation, left, right) = formula.unnamed() else { return Ok(None) };
        let difference = match relation {
            Relation::Le | Relation::Lt => right.clone().minus(left.clone()),
            _ => left.clone().minus(right.clone()),
        };
        let Ok(polynomial) = self.bench.polynomial(&difference) else { return Ok(None) };
        let pool = self.pool(known).ordered(&polynomial);
        let goals = match relation {
            Relation::Eq => vec![Goal::Zero(polynomial)],
            Relation::Ge | Relation::Le => vec![Goal::Nonnegative(polynomial)],
            Relation::Gt | Relation::Lt => vec![Goal::Positive(polynomial)],
            Relation::Ne => vec![Goal::Positive(polynomial.clone()), Goal::Positive(polynomial.neg())],
        };
        for degree in 1..=degree {
            for goal in &goals {
                if let Some(identity) = Self::weights_of(&pool, goal, degree, degree > 1, hunt) {
                    let made = self.tentative(|b| b.emit_identity(formula, &identity, Vec::new(), known));
                    if let Ok(fact) = made {
                        return Ok(Some(fact));
                    }
                }
            }
        }
        Ok(None)
    }
}
