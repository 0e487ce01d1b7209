//! The admissible parameters, in coordinates in which most of them are simply positive.
//!
//! Consumes equations and inequalities of the parameters; produces coordinates. Linear inequalities that are
//! independent become coordinates themselves (`b.lo - s.lo` is one number `> 0`); an upper bound on a weighted sum of
//! coordinates makes a group, whose slack is a coordinate too, so that `x` and `1 - x` are treated alike. Whatever
//! else is assumed is kept as a hypothesis. Exact; trusted by nobody, since proofs name the facts used.

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::{Monomial, Polynomial, Rational};

use super::random::Random;
use crate::exact::multivariate::{coefficients, degree_in, divide, product, substitute};

/// Values of the coordinates, by number.
pub type Point = BTreeMap<u32, Rational>;

/// A polynomial that is `>= 0`, or `> 0` if strict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    /// The polynomial, in coordinates.
    pub polynomial: Polynomial,
    /// Is it positive?
    pub strict: bool,
}

impl Condition {
    /// Does it hold at a point?
    pub fn holds(&self, point: &Point) -> bool {
        let sign = value(&self.polynomial, point).sign();
        if self.strict { sign.is_gt() } else { sign.is_ge() }
    }

    /// The condition that holds where this one does not.
    #[must_use]
    pub fn negated(&self) -> Condition {
        Condition { polynomial: self.polynomial.neg(), strict: !self.strict }
    }
}

/// The value of a polynomial; a coordinate without a value counts as 0.
pub fn value(polynomial: &Polynomial, point: &Point) -> Rational {
    polynomial.evaluate(&|variable| point.get(&variable).cloned().unwrap_or_default())
}

/// A coordinate that is never negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generator {
    /// Its number.
    pub variable: u32,
    /// What it is, in parameters.
    pub form: Polynomial,
    /// Is it positive?
    pub strict: bool,
    /// Which of the inequalities given it is.
    pub source: usize,
}

/// Coordinates whose weighted sum, with a slack, is a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The coordinates with their weights, the slack with weight 1 last.
    pub members: Vec<(u32, Rational)>,
    /// The sum.
    pub total: Rational,
}

/// A hypothesis that is no coordinate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// What holds.
    pub condition: Condition,
    /// Which of the inequalities given it is.
    pub source: usize,
}

/// The admissible parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domain {
    /// What each parameter is, in coordinates. A parameter without a sign is its own coordinate.
    pub images: Vec<Polynomial>,
    /// The coordinates with a sign, slacks of groups included.
    pub generators: Vec<Generator>,
    /// Groups, no two of which share a coordinate.
    pub groups: Vec<Group>,
    /// Other hypotheses.
    pub extras: Vec<Extra>,
    /// Parameters that linear equations determine, with what they are in the other parameters, and which of the
    /// equations given says so; a later one may be used in an earlier one.
    pub determined: Vec<(u32, Polynomial, usize)>,
    /// Equations that were not used, being neither linear nor identities.
    pub unused: Vec<usize>,
}

impl Domain {
    /// Coordinates for so many parameters.
    pub fn new(
        parameters: u32,
        equations: &[Polynomial],
        inequalities: &[(Polynomial, bool)],
    ) -> Option<Domain> {
        let mut domain =
            Domain { images: (0..parameters).map(Polynomial::variable).collect(), ..Domain::default() };
        for (source, equation) in equations.iter().enumerate() {
            let reduced = domain.image(equation)?;
            if reduced.is_zero() {
                continue;
            }
            let linear =
                (reduced.degree() == 1).then(|| reduced.variables().into_iter().next_back()).flatten();
            let Some(variable) = linear else {
                domain.unused.push(source);
                continue;
            };
            let value = solved(&reduced, variable, &Polynomial::zero())?;
            domain.determined.push((variable, value.clone(), source));
            domain.replace(variable, &value)?;
        }
        let mut next = parameters;
        let mut later = Vec::new();
        for (source, (form, strict)) in inequalities.iter().enumerate() {
            let reduced = domain.image(form)?;
            let raw = reduced.variables().into_iter().find(|variable| *variable < parameters);
            match raw {
                Some(variable) if reduced.degree() == 1 => {
                    let coordinate = Polynomial::variable(next);
                    let value = solved(&reduced, variable, &coordinate)?;
                    domain.replace(variable, &value)?;
                    domain.generators.push(Generator {
                        variable: next,
                        form: form.clone(),
                        strict: *strict,
                        source,
                    });
                    next += 1;
                }
                _ => later.push((source, form, *strict)),
            }
        }
        for (source, form, strict) in later {
            let reduced = domain.image(form)?;
            if let Some(group) = domain.group(&reduced, next) {
                domain.groups.push(group);
                domain.generators.push(Generator { variable: next, form: form.clone(), strict, source });
                next += 1;
            } else if !domain.is_plain(&reduced) {
                domain.extras.push(Extra { condition: Condition { polynomial: reduced, strict }, source });
            }
        }
        Some(domain)
    }

    /// A polynomial of the parameters in coordinates.
    pub fn image(&self, polynomial: &Polynomial) -> Option<Polynomial> {
        substitute(polynomial, &|variable| {
            self.images.get(variable as usize).cloned().unwrap_or_else(|| Polynomial::variable(variable))
        })
    }

    fn replace(&mut self, variable: u32, value: &Polynomial) -> Option<()> {
        for image in &mut self.images {
            if image.variables().contains(&variable) {
                *image = substitute(image, &|v| {
                    if v == variable { value.clone() } else { Polynomial::variable(v) }
                })?;
            }
        }
        Some(())
    }

    /// The group that `c - (weighted sum of coordinates) >= 0` makes.
    fn group(&self, reduced: &Polynomial, slack: u32) -> Option<Group> {
        let total = reduced.coefficient(&Monomial::one());
        let taken: BTreeSet<u32> =
            self.groups.iter().flat_map(|group| group.members.iter().map(|member| member.0)).collect();
        if reduced.degree() != 1 || !total.is_positive() {
            return None;
        }
        let mut members = Vec::new();
        for variable in reduced.variables() {
            let weight = -reduced.coefficient(&Monomial::variable(variable));
            let signed = self.generators.iter().any(|generator| generator.variable == variable);
            if !weight.is_positive() || !signed || taken.contains(&variable) {
                return None;
            }
            members.push((variable, weight));
        }
        members.push((slack, Rational::one()));
        Some(Group { members, total })
    }

    /// Is it a sum of products of coordinates, so that it says nothing new?
    fn is_plain(&self, polynomial: &Polynomial) -> bool {
        polynomial.terms().all(|(monomial, coefficient)| {
            coefficient.is_positive()
                && monomial.iter().all(|(variable, _)| self.generator(variable).is_some())
        }) && !polynomial.is_zero()
    }

    /// The place of the coordinate among those with a sign.
    pub fn generator(&self, variable: u32) -> Option<usize> {
        self.generators.iter().position(|generator| generator.variable == variable)
    }

    /// The polynomial made homogeneous in each group, with slacks for what is missing.
    pub fn homogeneous(&self, polynomial: &Polynomial) -> Option<Polynomial> {
        let mut result = polynomial.clone();
        for group in &self.groups {
            let degree_of = |monomial: &Monomial| -> u32 {
                group.members.iter().map(|(variable, _)| monomial.exponent(*variable)).sum()
            };
            let degree = result.terms().map(|(monomial, _)| degree_of(monomial)).max().unwrap_or(0);
            let mut form = Polynomial::zero();
            for (variable, weight) in &group.members {
                form = form.add(&Polynomial::variable(*variable).scale(weight));
            }
            let form = form.scale(&group.total.recip()?);
            let mut powers = vec![Polynomial::one()];
            for _ in 0..degree {
                powers.push(product(powers.last()?, &form)?);
            }
            let mut parts: BTreeMap<u32, Vec<(Monomial, Rational)>> = BTreeMap::new();
            for (monomial, coefficient) in result.terms() {
                parts.entry(degree - degree_of(monomial)).or_default().push((monomial.clone(), coefficient));
            }
            let mut sum = Polynomial::zero();
            for (missing, part) in parts {
                let part = Polynomial::from_terms(part);
                sum = sum.add(&product(&part, &powers[missing as usize])?);
            }
            result = sum;
        }
        Some(result)
    }

    /// The coordinates of a point of parameters.
    pub fn coordinates(&self, parameters: &[Rational]) -> Point {
        let at = |variable: u32| parameters.get(variable as usize).cloned().unwrap_or_default();
        let free = (0..).zip(parameters).map(|(variable, value)| (variable, value.clone()));
        let signed =
            self.generators.iter().map(|generator| (generator.variable, generator.form.evaluate(&at)));
        free.chain(signed).collect()
    }

    /// The parameters at a point.
    pub fn parameters(&self, point: &Point) -> Vec<Rational> {
        self.images.iter().map(|image| value(image, point)).collect()
    }

    /// Is the point admissible?
    pub fn admits(&self, point: &Point) -> bool {
        let signed = self.generators.iter().all(|generator| {
            let sign = point.get(&generator.variable).map_or(std::cmp::Ordering::Less, Rational::sign);
            if generator.strict { sign.is_gt() } else { sign.is_ge() }
        });
        signed && self.extras.iter().all(|extra| extra.condition.holds(point))
    }

    /// A random point with small numbers at which all coordinates have their signs; hypotheses may fail.
    pub fn draw(&self, random: &mut Random) -> Point {
        let mut raw: Point = BTreeMap::new();
        let grouped: BTreeSet<u32> =
            self.groups.iter().flat_map(|group| group.members.iter().map(|member| member.0)).collect();
        for generator in self.generators.iter().filter(|generator| !grouped.contains(&generator.variable)) {
            raw.insert(generator.variable, random.positive(!generator.strict));
        }
        for group in &self.groups {
            let parts: Vec<Rational> = group
                .members
                .iter()
                .map(|(variable, _)| {
                    let strict = self.generator(*variable).is_none_or(|place| self.generators[place].strict);
                    random.positive(!strict)
                })
                .collect();
            let sum: Rational = parts.iter().cloned().sum();
            let sum = if sum.is_zero() { Rational::one() } else { sum };
            for ((variable, weight), part) in group.members.iter().zip(&parts) {
                let share = (part * &group.total).checked_div(&(&sum * weight)).unwrap_or_default();
                raw.insert(*variable, share);
            }
        }
        for image in &self.images {
            for variable in image.variables() {
                if self.generator(variable).is_none() {
                    raw.entry(variable).or_insert_with(|| random.small());
                }
            }
        }
        // Through the parameters, so that all coordinates agree.
        self.coordinates(&self.parameters(&raw))
    }

    /// A random admissible point at which the conditions hold, also on their borders.
    pub fn sample(&self, conditions: &[Condition], random: &mut Random, tries: usize) -> Option<Point> {
        for attempt in 0..tries {
            let mut point = self.draw(random);
            if attempt % 4 == 3 {
                let hypotheses: Vec<&Condition> =
                    conditions.iter().chain(self.extras.iter().map(|extra| &extra.condition)).collect();
                let failing: Vec<&&Condition> =
                    hypotheses.iter().filter(|condition| !condition.holds(&point)).collect();
                if let Some(moved) =
                    random.pick(&failing).and_then(|c| self.onto(&c.polynomial, &point, random))
                {
                    point = moved;
                }
            }
            if self.admits(&point) && conditions.iter().all(|condition| condition.holds(&point)) {
                return Some(point);
            }
        }
        None
    }

    /// A point near by at which a polynomial is 0, if it is linear in a coordinate.
    pub fn onto(&self, polynomial: &Polynomial, point: &Point, random: &mut Random) -> Option<Point> {
        let choices: Vec<u32> =
            polynomial.variables().into_iter().filter(|v| degree_in(polynomial, *v) == 1).collect();
        let variable = *random.pick(&choices)?;
        let parts = coefficients(polynomial, variable);
        let target = -value(&parts[0], point).checked_div(&value(&parts[1], point))?;
        let mut moved = point.clone();
        moved.insert(variable, target.clone());
        // The slack of its group gives way.
        for group in &self.groups {
            let Some((last, members)) = group.members.split_last() else { continue };
            if members.iter().any(|member| member.0 == variable) {
                let used: Rational = members.iter().map(|(v, w)| &moved[v] * w).sum();
                moved.insert(last.0, &group.total - &used);
            }
        }
        Some(self.coordinates(&self.parameters(&moved)))
    }
}

/// The variable for which a linear polynomial has the value.
fn solved(linear: &Polynomial, variable: u32, wanted: &Polynomial) -> Option<Polynomial> {
    let slope = linear.coefficient(&Monomial::variable(variable));
    let rest = linear.sub(&Polynomial::variable(variable).scale(&slope));
    divide(&wanted.sub(&rest), &Polynomial::constant(&slope))
}
