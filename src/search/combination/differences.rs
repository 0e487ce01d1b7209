//! A goal written in the quantities that its hypotheses say are nonnegative.
//!
//! Consumes a polynomial and linear facts; produces products of facts whose sum it is, if the change of
//! variables shows one. An ordering `s < b < c` makes `s`, `b - s` and `c - b` the variables; shares with
//! `p >= 0`, `q >= 0` and `1 - p - q >= 0` sum to 1, so that every term can be raised to the same degree in
//! them, as Bernstein's polynomials are. Where all coefficients come out nonnegative the goal is shown without
//! any linear program, whatever its degree. Trusts nothing.

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::{Limits, Monomial, Polynomial, Rational};

use super::{Candidate, Combination, Goal, Outcome, combine};

/// Most degrees by which shares are raised.
const RAISED: u32 = 3;
/// Most linear facts that are looked at.
const MAX_FACTS: usize = 24;
/// The largest polynomial written.
const LIMITS: Limits = Limits { terms: 4000, degree: 40, bits: 2048 };
/// Pivots for seeing that a fact follows from the others.
const PIVOTS: u64 = 2000;

/// A fact of the caller's number, its polynomial, and whether it is strict.
type Fact = (usize, Polynomial, bool);
/// A positive number times a product of facts.
pub type Weighted = (Rational, Vec<usize>);

/// Quantities whose sum, each times its number, is 1.
struct Shares {
    parts: Vec<(u32, Rational)>,
}

/// Products of linear facts that sum to the goal; for a strict goal one of them is positive.
pub fn in_differences(goal: &Polynomial, strict: bool, facts: &[Fact]) -> Option<Vec<Weighted>> {
    let used = goal.variables();
    let linear: Vec<&Fact> = facts
        .iter()
        .filter(|(_, fact, _)| fact.degree() == 1 && !fact.variables().is_disjoint(&used))
        .take(MAX_FACTS)
        .collect();
    let linear = irredundant(linear);
    let first = linear.iter().flat_map(|fact| fact.1.variables()).chain(used).max()? + 1;
    let name = |place: usize| first + u32::try_from(place).unwrap_or(0);
    let (values, basis) = solve(&linear, &name);
    let written = compose(goal, &values)?;
    if written.variables().iter().any(|variable| *variable < first) {
        return None;
    }
    let shares = shares(&linear, &basis, &values, &name);
    (0..=RAISED).take(if shares.is_empty() { 1 } else { 4 }).find_map(|raise| {
        let raised = raise_degrees(&written, &shares, raise)?;
        read(&raised, strict, &linear, first)
    })
}

/// Leaves out facts that are sums of others.
fn irredundant(mut facts: Vec<&Fact>) -> Vec<&Fact> {
    let mut place = 0;
    while place < facts.len() {
        let others = facts.iter().enumerate().filter(|(other, _)| *other != place);
        let candidates: Vec<Candidate> = others
            .map(|(_, fact)| Candidate {
                factors: vec![fact.0],
                square: None,
                strict: fact.2,
                polynomial: fact.1.clone(),
            })
            .chain([Candidate {
                factors: Vec::new(),
                square: None,
                strict: true,
                polynomial: Polynomial::one(),
            }])
            .collect();
        let goal = Goal::Nonnegative(facts[place].1.clone());
        if matches!(combine(&goal, &candidates, &[], PIVOTS), Outcome::Found(Combination { .. })) {
            facts.remove(place);
        } else {
            place += 1;
        }
    }
    facts
}

/// Solves independent facts `y = l(x)` for as many `x`: what each such `x` is in the `y`, and which facts.
fn solve(facts: &[&Fact], name: &dyn Fn(usize) -> u32) -> (BTreeMap<u32, Polynomial>, BTreeSet<usize>) {
    let mut values: BTreeMap<u32, Polynomial> = BTreeMap::new();
    let mut basis = BTreeSet::new();
    for (place, (_, fact, _)) in facts.iter().enumerate() {
        let Some(reduced) = compose(fact, &values) else { continue };
        let first = name(0);
        let Some(pivot) = reduced.variables().into_iter().find(|variable| *variable < first) else {
            continue;
        };
        let slope = reduced.coefficient(&Monomial::variable(pivot));
        let Some(inverse) = slope.recip() else { continue };
        // y = slope * pivot + rest, so pivot = (y - rest) / slope.
        let rest = reduced.sub(&Polynomial::variable(pivot).scale(&slope));
        let value = Polynomial::variable(name(place)).sub(&rest).scale(&inverse);
        let single = BTreeMap::from([(pivot, value.clone())]);
        for known in values.values_mut() {
            *known = compose(known, &single).unwrap_or_else(|| known.clone());
        }
        values.insert(pivot, value);
        basis.insert(place);
    }
    (values, basis)
}

/// The groups of quantities that sum to a constant: a fact outside the basis with facts in it.
fn shares(
    facts: &[&Fact],
    basis: &BTreeSet<usize>,
    values: &BTreeMap<u32, Polynomial>,
    name: &dyn Fn(usize) -> u32,
) -> Vec<Shares> {
    let mut taken = BTreeSet::new();
    let mut groups = Vec::new();
    for (place, (_, fact, _)) in facts.iter().enumerate().filter(|(place, _)| !basis.contains(place)) {
        let Some(written) = compose(fact, values) else { continue };
        let total = written.coefficient(&Monomial::one());
        let fits = |(monomial, coefficient): (&Monomial, Rational)| {
            monomial.is_one()
                || coefficient.is_negative()
                    && monomial.iter().all(|(variable, _)| !taken.contains(&variable))
        };
        if !total.is_positive()
            || !written.terms().all(fits)
            || written.variables().iter().any(|v| *v < name(0))
        {
            continue;
        }
        let Some(scale) = total.recip() else { continue };
        let mut parts = vec![(name(place), scale.clone())];
        for (monomial, coefficient) in written.terms() {
            for (variable, _) in monomial {
                parts.push((variable, -&coefficient * &scale));
                taken.insert(variable);
            }
        }
        groups.push(Shares { parts });
    }
    groups
}

/// Multiplies every term by the shares, which are 1, until all have the same degree in them.
fn raise_degrees(polynomial: &Polynomial, groups: &[Shares], raise: u32) -> Option<Polynomial> {
    let mut result = polynomial.clone();
    for group in groups {
        let variables: BTreeSet<u32> = group.parts.iter().map(|part| part.0).collect();
        let degree = |monomial: &Monomial| -> u32 {
            monomial.iter().filter(|power| variables.contains(&power.0)).map(|power| power.1).sum()
        };
        let most = result.terms().map(|term| degree(term.0)).max()? + raise;
        let one = group.parts.iter().fold(Polynomial::zero(), |sum, (variable, scale)| {
            sum.add(&Polynomial::variable(*variable).scale(scale))
        });
        let mut sum = Polynomial::zero();
        for (monomial, coefficient) in result.terms() {
            let power = one.pow(most - degree(monomial), &LIMITS).ok()?;
            let term = Polynomial::term(monomial.clone(), &coefficient);
            sum = sum.add(&term.mul(&power, &LIMITS).ok()?);
            if sum.len() > LIMITS.terms {
                return None;
            }
        }
        result = sum;
    }
    Some(result)
}

/// The products that a polynomial with nonnegative coefficients is made of.
fn read(polynomial: &Polynomial, strict: bool, facts: &[&Fact], first: u32) -> Option<Vec<Weighted>> {
    let mut products = Vec::new();
    let mut positive = false;
    for (monomial, coefficient) in polynomial.terms() {
        if coefficient.is_negative() {
            return None;
        }
        let mut factors = Vec::new();
        let mut all_strict = true;
        for (variable, exponent) in monomial {
            let fact = facts.get(usize::try_from(variable.checked_sub(first)?).ok()?)?;
            all_strict &= fact.2;
            factors.extend(std::iter::repeat_n(fact.0, exponent as usize));
        }
        positive |= all_strict;
        products.push((coefficient, factors));
    }
    (positive || !strict).then_some(products)
}

/// The polynomial with values in place of variables.
pub fn compose(polynomial: &Polynomial, values: &BTreeMap<u32, Polynomial>) -> Option<Polynomial> {
    let mut sum = Polynomial::zero();
    for (monomial, coefficient) in polynomial.terms() {
        let mut product = Polynomial::constant(&coefficient);
        for (variable, exponent) in monomial {
            let power = match values.get(&variable) {
                Some(value) => value.pow(exponent, &LIMITS).ok()?,
                None => Polynomial::variable(variable).pow(exponent, &LIMITS).ok()?,
            };
            product = product.mul(&power, &LIMITS).ok()?;
        }
        sum = sum.add(&product);
        if sum.len() > LIMITS.terms {
            return None;
        }
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn x(variable: u32) -> Polynomial {
        Polynomial::variable(variable)
    }

    fn times(left: &Polynomial, right: &Polynomial) -> Polynomial {
        left.mul(right, &LIMITS).expect("small")
    }

    fn sum(products: &[Weighted], facts: &[Fact]) -> Polynomial {
        let fact = |number: usize| facts.iter().find(|fact| fact.0 == number).expect("known").1.clone();
        products.iter().fold(Polynomial::zero(), |sum, (weight, factors)| {
            let product = factors.iter().fold(Polynomial::constant(weight), |p, f| times(&p, &fact(*f)));
            sum.add(&product)
        })
    }

    #[test]
    fn an_ordering_makes_differences_the_variables() {
        // 0 <= a < b < c gives c^3 - a b^2 > 0.
        let facts = vec![(7, x(0), false), (8, x(1).sub(&x(0)), true), (9, x(2).sub(&x(1)), true)];
        let goal = times(&times(&x(2), &x(2)), &x(2)).sub(&times(&x(0), &times(&x(1), &x(1))));
        let products = in_differences(&goal, true, &facts).expect("found");
        assert_eq!(sum(&products, &facts), goal);
        // Without strict facts it is not positive, and turned round it is not nonnegative.
        let weak: Vec<Fact> = facts.iter().map(|fact| (fact.0, fact.1.clone(), false)).collect();
        assert!(in_differences(&goal, true, &weak).is_none());
        assert!(in_differences(&goal.neg(), false, &facts).is_none());
    }

    #[test]
    fn shares_are_raised_to_one_degree() {
        // p^2 - p + 1/3 > 0 on [0, 1] needs a higher degree than its own.
        let facts = vec![(0, x(0), false), (1, Polynomial::one().sub(&x(0)), false)];
        let third = Rational::new(1, 3).expect("not 0");
        let goal = times(&x(0), &x(0)).sub(&x(0)).add(&Polynomial::constant(&third));
        let products = in_differences(&goal, false, &facts).expect("found");
        assert_eq!(sum(&products, &facts), goal);
        let fifth = Rational::new(1, 5).expect("not 0");
        let below = times(&x(0), &x(0)).sub(&x(0)).add(&Polynomial::constant(&fifth));
        assert!(in_differences(&below, false, &facts).is_none(), "it is negative at 1/2");
    }
}
