//! Proposes the products that a combination may use.
//!
//! Consumes facts, produces products of up to so many of them, multiples of
//! equations, and squares times products; each multiplied out, with the small
//! ones first. What is too large is left out, and so is what has a shape that
//! the goal does not have: a goal linear in some variables is rarely a sum of
//! products that are not.

use std::collections::BTreeSet;

use mechproof_core::exact::{Limits, Monomial, Polynomial, Rational};

use super::{Candidate, EqualityCandidate, Goal};

/// Facts to combine, each with a number of the caller's choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Facts `p >= 0`, or `p > 0` if the last part is true.
    pub nonnegative: Vec<(usize, Polynomial, bool)>,
    /// Facts `h = 0`.
    pub zero: Vec<(usize, Polynomial)>,
}

/// What is too much to propose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caps {
    /// The most candidates; later ones, which have more factors, are left out.
    pub count: usize,
    /// The largest polynomial; candidates beyond it are left out.
    pub limits: Limits,
    /// The shape that all candidates must have, if any.
    pub shape: Option<Shape>,
}

impl Default for Caps {
    fn default() -> Self {
        let limits = Limits { terms: 2000, degree: 32, bits: 4096 };
        Caps { count: 20_000, limits, shape: None }
    }
}

/// A total degree, and sets of variables in which a polynomial is linear.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// All variables that may occur.
    variables: BTreeSet<u32>,
    /// Disjoint sets of variables in which the joint degree is at most 1.
    linear: Vec<BTreeSet<u32>>,
    /// The highest total degree.
    degree: u32,
}

impl Shape {
    /// The shape of a polynomial. The sets in which it is linear are as large as
    /// a greedy choice makes them. In other variables only the total degree
    /// counts, since high powers of them often cancel.
    pub fn of(polynomial: &Polynomial) -> Self {
        let mut linear: Vec<BTreeSet<u32>> = Vec::new();
        for variable in polynomial.variables() {
            let alone = BTreeSet::from([variable]);
            if joint_degree(polynomial, &alone) > 1 {
                continue;
            }
            let joins = |group: &&mut BTreeSet<u32>| {
                let mut both = (**group).clone();
                both.insert(variable);
                joint_degree(polynomial, &both) <= 1
            };
            match linear.iter_mut().find(joins) {
                Some(group) => _ = group.insert(variable),
                None => linear.push(alone),
            }
        }
        Shape { variables: polynomial.variables(), linear, degree: polynomial.degree() }
    }

    /// The same shape with another highest total degree.
    #[must_use]
    pub fn with_degree(self, degree: u32) -> Self {
        Shape { degree, ..self }
    }

    /// The same shape with more variables, which may have any power.
    #[must_use]
    pub fn with_variables(mut self, variables: impl IntoIterator<Item = u32>) -> Self {
        self.variables.extend(variables);
        self
    }

    /// Does a polynomial have this shape?
    pub fn admits(&self, polynomial: &Polynomial) -> bool {
        polynomial.degree() <= self.degree
            && polynomial.variables().is_subset(&self.variables)
            && self.linear.iter().all(|group| joint_degree(polynomial, group) <= 1)
    }
}

/// The degree in some variables together.
fn joint_degree(polynomial: &Polynomial, variables: &BTreeSet<u32>) -> u32 {
    let of = |monomial: &Monomial| -> u32 {
        let powers = monomial.iter().filter(|power| variables.contains(&power.0));
        powers.map(|power| power.1).sum()
    };
    polynomial.terms().map(|term| of(term.0)).max().unwrap_or(0)
}

impl Caps {
    fn admits(&self, polynomial: &Polynomial) -> bool {
        self.shape.as_ref().is_none_or(|shape| shape.admits(polynomial))
    }

    fn product(&self, left: &Polynomial, right: &Polynomial) -> Option<Polynomial> {
        let product = left.mul(right, &self.limits).ok()?;
        self.admits(&product).then_some(product)
    }
}

/// All products of at most `degree` facts, repetitions allowed, by increasing
/// number of factors; the first is the empty product.
pub fn products(facts: &Facts, degree: usize, caps: &Caps) -> Vec<Candidate> {
    let mut all =
        vec![Candidate { factors: Vec::new(), square: None, strict: true, polynomial: Polynomial::one() }];
    // Each product of the last level, with the place of its last factor.
    let mut level = vec![(0, 0)];
    for _ in 0..degree {
        let mut next = Vec::new();
        for (place, last) in level {
            for (number, (name, fact, strict)) in facts.nonnegative.iter().enumerate().skip(last) {
                if all.len() >= caps.count {
                    return all;
                }
                let Some(polynomial) = caps.product(&all[place].polynomial, fact) else {
                    continue;
                };
                let mut factors = all[place].factors.clone();
                factors.push(*name);
                next.push((all.len(), number));
                all.push(Candidate {
                    factors,
                    square: None,
                    strict: all[place].strict && *strict,
                    polynomial,
                });
            }
        }
        level = next;
    }
    all
}

/// Each of the candidates without a square times each of the squares.
pub fn times_squares(candidates: &[Candidate], roots: &[Polynomial], caps: &Caps) -> Vec<Candidate> {
    let mut all = Vec::new();
    for root in roots {
        let Some(square) = caps.product(root, root) else {
            continue;
        };
        let positive = root.as_constant().is_some_and(|constant| !constant.is_zero());
        for candidate in candidates.iter().filter(|candidate| candidate.square.is_none()) {
            if all.len() >= caps.count {
                return all;
            }
            if let Some(polynomial) = caps.product(&candidate.polynomial, &square) {
                all.push(Candidate {
                    factors: candidate.factors.clone(),
                    square: Some(root.clone()),
                    strict: candidate.strict && positive,
                    polynomial,
                });
            }
        }
    }
    all
}

/// Multiples of the equations by single monomials of at most this degree, such
/// that a monomial of the product occurs in the goal, in a candidate, or in a
/// multiple found before.
pub fn equality_multipliers(
    facts: &Facts,
    goal: &Goal,
    candidates: &[Candidate],
    degree: u32,
    caps: &Caps,
) -> Vec<EqualityCandidate> {
    let mut fresh: BTreeSet<Monomial> = BTreeSet::from([Monomial::one()]);
    let monomials = |polynomial: &Polynomial| -> Vec<Monomial> {
        polynomial.terms().map(|term| term.0.clone()).collect()
    };
    fresh.extend(monomials(&goal.polynomial()));
    fresh.extend(candidates.iter().flat_map(|candidate| monomials(&candidate.polynomial)));
    let mut seen = fresh.clone();
    let mut known: BTreeSet<(usize, Monomial)> = BTreeSet::new();
    let mut all = Vec::new();
    while !fresh.is_empty() {
        // Small multipliers first, so that the cap cuts off the large ones.
        let mut wanted: BTreeSet<(Monomial, usize)> = BTreeSet::new();
        for (place, (_, equation)) in facts.zero.iter().enumerate() {
            for (part, _) in equation.terms() {
                let multipliers = fresh.iter().filter_map(|monomial| quotient(monomial, part));
                for multiplier in multipliers.filter(|multiplier| multiplier.degree() <= degree) {
                    if known.insert((place, multiplier.clone())) {
                        wanted.insert((multiplier, place));
                    }
                }
            }
        }
        fresh.clear();
        for (multiplier, place) in wanted {
            if all.len() >= caps.count {
                return all;
            }
            let (fact, equation) = &facts.zero[place];
            let multiplier = Polynomial::term(multiplier, &Rational::one());
            if let Some(polynomial) = caps.product(equation, &multiplier) {
                let new = monomials(&polynomial);
                fresh.extend(new.into_iter().filter(|monomial| seen.insert(monomial.clone())));
                all.push(EqualityCandidate { fact: *fact, multiplier, polynomial });
            }
        }
    }
    all
}

/// The quotient of two monomials, if it is one.
fn quotient(monomial: &Monomial, divisor: &Monomial) -> Option<Monomial> {
    if divisor.iter().any(|(variable, exponent)| monomial.exponent(variable) < exponent) {
        return None;
    }
    let rest = monomial.iter().map(|(variable, exponent)| (variable, exponent - divisor.exponent(variable)));
    Monomial::from_powers(rest).ok()
}
