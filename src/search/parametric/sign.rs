//! Certificates of sign: why a polynomial is positive wherever some conditions hold.
//!
//! Consumes a polynomial in the coordinates of a [`Domain`] and conditions; produces weights with
//! `m * p = sum of weight * coordinates + sum of weight * coordinates * condition` and `m` a positive sum of products
//! of coordinates. In homogeneous form this is one linear program of modest size. A certificate is exact and can be
//! multiplied out by anybody; that none is found means nothing.

use std::collections::BTreeMap;

use mechproof_core::exact::{Monomial, Polynomial, Rational};

use super::domain::{Condition, Domain};
use crate::exact::multivariate::product;
use crate::search::simplex::{Outcome, Problem, Relation, solve};

/// Most columns of a linear program.
const MAX_COLUMNS: usize = 600;
/// Most rows of it: monomials.
const MAX_ROWS: usize = 600;
/// Pivots for each.
const BUDGET: u64 = 20_000;

/// A weight with the facts whose product it weighs: first the coordinates by place, then the conditions, those of
/// the domain before those given.
pub type Weighted = (Rational, Vec<usize>);

/// Why a polynomial has its sign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    /// The positive sum of products of coordinates that the polynomial is multiplied with; never empty.
    pub multiplier: Vec<Weighted>,
    /// What it then is the sum of.
    pub products: Vec<Weighted>,
}

/// What is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal<'a> {
    /// The polynomial is `>= 0`, or `> 0` if so said.
    Sign(&'a Polynomial, bool),
    /// The conditions contradict each other: the products sum to 0 and one of them is positive.
    Contradiction,
}

/// Searches for a certificate; conditions of the domain are used along with those given.
pub fn certify(domain: &Domain, conditions: &[Condition], goal: Goal) -> Option<Certificate> {
    let target = match goal {
        Goal::Sign(polynomial, _) => domain.homogeneous(polynomial)?,
        Goal::Contradiction => Polynomial::zero(),
    };
    let strict = !matches!(goal, Goal::Sign(_, false));
    if let Goal::Sign(polynomial, _) = goal
        && let Some(found) = given_already(domain, conditions, polynomial, strict)
    {
        return Some(found);
    }
    let given = domain.extras.iter().map(|extra| &extra.condition).chain(conditions);
    let mut hypotheses = Vec::new();
    for (place, condition) in given.enumerate() {
        let polynomial = domain.homogeneous(&condition.polynomial)?;
        hypotheses.push((domain.generators.len() + place, polynomial, condition.strict));
    }
    let search = Search { domain, strict, contradiction: goal == Goal::Contradiction };
    let own = search.degrees(&target);
    if goal != Goal::Contradiction {
        if let Some(found) = search.attempt(&target, &[], &own) {
            return Some(found);
        }
        let fitting: Vec<_> = hypotheses
            .iter()
            .filter(|(_, polynomial, _)| search.degrees(polynomial).iter().zip(&own).all(|(a, b)| a <= b))
            .cloned()
            .collect();
        if !fitting.is_empty()
            && let Some(found) = search.attempt(&target, &fitting, &own)
        {
            return Some(found);
        }
    }
    let mut level = own;
    for (_, polynomial, _) in &hypotheses {
        for (degree, other) in level.iter_mut().zip(search.degrees(polynomial)) {
            *degree = (*degree).max(other);
        }
    }
    let mut bumps = vec![vec![0; level.len()]];
    bumps.extend((0..level.len()).map(|place| (0..level.len()).map(|at| u32::from(at == place)).collect()));
    bumps.push(vec![1; level.len()]);
    bumps.into_iter().find_map(|bump| {
        let wanted: Vec<u32> = level.iter().zip(&bump).map(|(a, b)| a + b).collect();
        search.attempt(&target, &hypotheses, &wanted)
    })
}

/// The certificate of a positive multiple of a condition.
fn given_already(
    domain: &Domain,
    conditions: &[Condition],
    polynomial: &Polynomial,
    strict: bool,
) -> Option<Certificate> {
    let given = domain.extras.iter().map(|extra| &extra.condition).chain(conditions);
    let (content, part) = polynomial.primitive();
    given.enumerate().find_map(|(place, condition)| {
        let (other, same) = condition.polynomial.primitive();
        let fits = same == part && (condition.strict || !strict) && !part.is_zero();
        fits.then(|| Certificate {
            multiplier: vec![(Rational::one(), Vec::new())],
            products: vec![(
                content.checked_div(&other).unwrap_or_else(Rational::one),
                vec![domain.generators.len() + place],
            )],
        })
    })
}

struct Search<'a> {
    domain: &'a Domain,
    strict: bool,
    contradiction: bool,
}

/// What a column stands for.
enum Column {
    Multiplier(Monomial),
    Product(usize, Monomial),
}

impl Search<'_> {
    /// The degree in each group, and last the degree in all other coordinates with a sign.
    fn degrees(&self, polynomial: &Polynomial) -> Vec<u32> {
        let mut degrees = vec![0; self.domain.groups.len() + 1];
        for (monomial, _) in polynomial.terms() {
            for (degree, other) in degrees.iter_mut().zip(self.degrees_of(monomial)) {
                *degree = (*degree).max(other);
            }
        }
        degrees
    }

    fn degrees_of(&self, monomial: &Monomial) -> Vec<u32> {
        let mut degrees: Vec<u32> = self
            .domain
            .groups
            .iter()
            .map(|group| group.members.iter().map(|member| monomial.exponent(member.0)).sum())
            .collect();
        let all: u32 = monomial
            .iter()
            .filter(|(variable, _)| self.domain.generator(*variable).is_some())
            .map(|(_, exponent)| exponent)
            .sum();
        let grouped: u32 = degrees.iter().sum();
        degrees.push(all.saturating_sub(grouped));
        degrees
    }

    /// How many products [`Search::monomials`] would give, or more.
    fn count(&self, degrees: &[u32]) -> usize {
        let choices = |members: usize, degree: u32| -> usize {
            // Multisets of that size, computed so that it stays whole.
            let mut count: usize = 1;
            for step in 1..=degree as usize {
                count = count.saturating_mul(members + step - 1) / step;
            }
            count
        };
        let mut all: usize = 1;
        let mut grouped = 0;
        for (group, degree) in self.domain.groups.iter().zip(degrees) {
            grouped += group.members.len();
            all = all.saturating_mul(choices(group.members.len(), *degree));
        }
        let others = self.domain.generators.len().saturating_sub(grouped);
        all.saturating_mul(choices(others + 1, degrees.last().copied().unwrap_or(0)))
    }

    /// Products of coordinates of exactly these degrees in the groups, and of at most the last in the others.
    fn monomials(&self, degrees: &[u32], exact: bool) -> Vec<Monomial> {
        let mut all = vec![Monomial::one()];
        for (group, degree) in self.domain.groups.iter().zip(degrees) {
            let members: Vec<u32> = group.members.iter().map(|member| member.0).collect();
            all = times(&all, &powers(&members, *degree));
        }
        let grouped = |variable: u32| {
            self.domain.groups.iter().any(|group| group.members.iter().any(|member| member.0 == variable))
        };
        let others: Vec<u32> =
            self.domain.generators.iter().map(|g| g.variable).filter(|v| !grouped(*v)).collect();
        let top = degrees.last().copied().unwrap_or(0);
        let range = if exact || others.is_empty() { top..=top } else { 0..=top };
        let rest: Vec<Monomial> = range.flat_map(|degree| powers(&others, degree)).collect();
        times(&all, &rest)
    }

    fn is_strict(&self, monomial: &Monomial) -> bool {
        monomial.iter().all(|(variable, _)| {
            self.domain.generator(variable).is_some_and(|place| self.domain.generators[place].strict)
        })
    }

    fn facts(&self, monomial: &Monomial) -> Vec<usize> {
        monomial
            .iter()
            .filter_map(|(variable, exponent)| Some((self.domain.generator(variable)?, exponent)))
            .flat_map(|(place, exponent)| (0..exponent).map(move |_| place))
            .collect()
    }

    /// Is the polynomial of one degree in the coordinates outside the groups?
    fn is_homogeneous(&self, polynomial: &Polynomial) -> bool {
        let mut degrees =
            polynomial.terms().map(|(monomial, _)| self.degrees_of(monomial).last().copied().unwrap_or(0));
        let first = degrees.next();
        degrees.all(|degree| Some(degree) == first)
    }

    /// One linear program: the multiplier and the products have these degrees together with what they multiply.
    fn attempt(
        &self,
        target: &Polynomial,
        hypotheses: &[(usize, Polynomial, bool)],
        level: &[u32],
    ) -> Option<Certificate> {
        let exact = self.is_homogeneous(target)
            && hypotheses.iter().all(|(_, polynomial, _)| self.is_homogeneous(polynomial));
        let left = |polynomial: &Polynomial| -> Option<Vec<u32>> {
            level.iter().zip(self.degrees(polynomial)).map(|(a, b)| a.checked_sub(b)).collect()
        };
        let mut wanted = if self.contradiction { 0 } else { self.count(&left(target)?) };
        for (_, polynomial, _) in hypotheses {
            wanted = wanted.saturating_add(left(polynomial).map_or(0, |left| self.count(&left)));
        }
        if wanted > 2 * MAX_COLUMNS {
            return None;
        }
        let mut columns = Vec::new();
        let mut problem = Problem::new();
        let mut rows: BTreeMap<Monomial, Vec<(usize, Rational)>> = BTreeMap::new();
        let mut add = |problem: &mut Problem, polynomial: &Polynomial, monomial: &Monomial, sign: i64| {
            let variable = problem.add_nonnegative();
            let sign = Rational::from(sign);
            let shifted = product(polynomial, &Polynomial::term(monomial.clone(), &sign))?;
            for (monomial, coefficient) in shifted.terms() {
                rows.entry(monomial.clone()).or_default().push((variable, coefficient));
            }
            Some(variable)
        };
        let mut multipliers = Vec::new();
        if !self.contradiction {
            for monomial in self.monomials(&left(target)?, exact).into_iter().filter(|m| self.is_strict(m)) {
                multipliers.push((add(&mut problem, target, &monomial, 1)?, Rational::one()));
                columns.push(Column::Multiplier(monomial));
            }
        }
        let mut strict_columns = Vec::new();
        let mut costs = Vec::new();
        for (number, polynomial, strict) in hypotheses {
            let Some(left) = left(polynomial) else { continue };
            for monomial in self.monomials(&left, exact) {
                if columns.len() >= MAX_COLUMNS {
                    return None;
                }
                let variable = add(&mut problem, polynomial, &monomial, -1)?;
                if *strict && self.is_strict(&monomial) {
                    strict_columns.push(variable);
                }
                costs.push((variable, Rational::one()));
                columns.push(Column::Product(*number, monomial));
            }
        }
        if rows.len() > MAX_ROWS || columns.len() > MAX_COLUMNS {
            return None;
        }
        // What is left over is a sum of products of coordinates.
        let mut strict_rows: Vec<(usize, Rational)> =
            strict_columns.iter().map(|variable| (*variable, Rational::one())).collect();
        for (monomial, entries) in &rows {
            let signed = monomial.iter().all(|(variable, _)| self.domain.generator(variable).is_some());
            if signed && self.is_strict(monomial) {
                strict_rows.extend(entries.iter().cloned());
            }
            let relation = if signed { Relation::Ge } else { Relation::Eq };
            problem.add_row(entries.iter().cloned(), relation, Rational::zero()).ok()?;
        }
        if !self.contradiction {
            problem.add_row(multipliers, Relation::Eq, Rational::one()).ok()?;
        }
        if self.contradiction {
            problem.add_row(strict_rows, Relation::Ge, Rational::one()).ok()?;
        } else if self.strict {
            // As positive as it can be, up to 1, and then as cheap as it can be.
            let level = problem.add_variable(Some(Rational::zero()), Some(Rational::one()));
            strict_rows.push((level, Rational::from(-1)));
            problem.add_row(strict_rows, Relation::Ge, Rational::zero()).ok()?;
            costs.push((level, Rational::from(-1000)));
            problem.set_objective(false, costs).ok()?;
            let Outcome::Optimal(optimum) = solve(&problem, BUDGET) else { return None };
            return optimum.primal[level]
                .is_positive()
                .then(|| self.read(&columns, &optimum.primal, target, hypotheses));
        }
        problem.set_objective(false, costs).ok()?;
        let Outcome::Optimal(optimum) = solve(&problem, BUDGET) else { return None };
        Some(self.read(&columns, &optimum.primal, target, hypotheses))
    }

    /// The certificate that a solution of the linear program is.
    fn read(
        &self,
        columns: &[Column],
        weights: &[Rational],
        target: &Polynomial,
        hypotheses: &[(usize, Polynomial, bool)],
    ) -> Certificate {
        let mut certificate = Certificate::default();
        let mut rest = Polynomial::zero();
        for (column, weight) in columns.iter().zip(weights).filter(|(_, weight)| weight.is_positive()) {
            let (sign, polynomial, monomial) = match column {
                Column::Multiplier(monomial) => {
                    certificate.multiplier.push((weight.clone(), self.facts(monomial)));
                    (Rational::one(), Some(target), monomial)
                }
                Column::Product(number, monomial) => {
                    let mut facts = self.facts(monomial);
                    facts.push(*number);
                    certificate.products.push((weight.clone(), facts));
                    let found = hypotheses.iter().find(|hypothesis| hypothesis.0 == *number);
                    (Rational::from(-1), found.map(|hypothesis| &hypothesis.1), monomial)
                }
            };
            let term = Polynomial::term(monomial.clone(), &(sign * weight));
            let part = polynomial.and_then(|polynomial| product(polynomial, &term));
            rest = rest.add(&part.unwrap_or_else(Polynomial::zero));
        }
        for (monomial, weight) in rest.terms() {
            certificate.products.push((weight, self.facts(monomial)));
        }
        certificate
    }
}

fn times(left: &[Monomial], right: &[Monomial]) -> Vec<Monomial> {
    left.iter().flat_map(|a| right.iter().filter_map(|b| a.mul(b).ok())).collect()
}

/// All monomials of a degree in some variables.
fn powers(variables: &[u32], degree: u32) -> Vec<Monomial> {
    let Some((first, rest)) = variables.split_first() else {
        return if degree == 0 { vec![Monomial::one()] } else { Vec::new() };
    };
    (0..=degree)
        .rev()
        .flat_map(|power| {
            powers(rest, degree - power).into_iter().filter_map(move |monomial| {
                Monomial::from_powers(monomial.iter().chain([(*first, power)])).ok()
            })
        })
        .collect()
}
