//! Exact points at which polynomial conditions hold, and points at which a goal binds.
//!
//! Consumes polynomials that are to be `>= 0`, `> 0` or 0; produces points in small fractions, found by mending
//! one number at a time. A point where the goal fails shows that no combination of the conditions proves it. A
//! point where it is 0 is one at which everything that the goal is a sum of has to be 0. Trusts nothing; the
//! seed is fixed, so the same question has the same answer.

mod valley;

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::{Monomial, Polynomial, Rational};

use super::random::Random;
use valley::Valley;

/// Changes to one random point.
const CHANGES: usize = 60;
/// Most bits of a number in a point.
const MAX_BITS: u64 = 24;
/// Passes over all variables that make a goal smaller.
const PASSES: usize = 6;
/// The seed.
const SEED: u64 = 1;

/// A value for every variable.
pub type Point = BTreeMap<u32, Rational>;

/// Conditions on numbers.
#[derive(Clone, Debug, Default)]
pub struct System {
    /// Polynomials that are to be `>= 0`, or `> 0` where this is true.
    pub signs: Vec<(Polynomial, bool)>,
    /// Polynomials that are to be 0.
    pub zeros: Vec<Polynomial>,
}

/// What was found about a goal `>= 0`, or `> 0`, under some conditions.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// A point where the conditions hold and the goal fails.
    pub counterexample: Option<Point>,
    /// Points where the conditions hold and the goal is 0.
    pub tight: Vec<Point>,
    /// How many points satisfied the conditions.
    pub satisfied: usize,
}

impl System {
    /// Whether all conditions hold at a point.
    pub fn holds(&self, point: &Point) -> bool {
        self.faults(point).next().is_none()
    }

    /// The conditions that fail: the polynomial, what it is there, and whether it has to be 0.
    fn faults<'a>(&'a self, point: &'a Point) -> impl Iterator<Item = (&'a Polynomial, Rational, bool)> + 'a {
        let signs = self.signs.iter().filter_map(|(condition, strict)| {
            let found = value(condition, point);
            let fails = found.is_negative() || *strict && found.is_zero();
            fails.then_some((condition, found, false))
        });
        let zeros = self.zeros.iter().filter_map(|condition| {
            let found = value(condition, point);
            (!found.is_zero()).then_some((condition, found, true))
        });
        signs.chain(zeros)
    }

    fn variables(&self) -> BTreeSet<u32> {
        let signs = self.signs.iter().flat_map(|(condition, _)| condition.variables());
        signs.chain(self.zeros.iter().flat_map(Polynomial::variables)).collect()
    }

    /// Tries a goal at so many random points, and walks from each to where the goal is smallest.
    pub fn explore(&self, goal: &Polynomial, strict: bool, points: usize) -> Findings {
        let mut random = Random::new(SEED, "points");
        let mut variables = self.variables();
        variables.extend(goal.variables());
        let mut findings = Findings::default();
        let valley = Valley::new(self, goal);
        for _ in 0..points {
            let mut point: Point = variables.iter().map(|variable| (*variable, random.small())).collect();
            if !self.mend(&mut point, &mut random) {
                continue;
            }
            findings.satisfied += 1;
            let ends = valley.as_ref().map(|valley| valley.descend(&point)).unwrap_or_default();
            self.descend(goal, &mut point);
            for end in ends {
                let found = value(goal, &end);
                let lower = found < value(goal, &point);
                let binds = found.is_zero() && !findings.tight.contains(&end);
                if (lower || binds) && self.holds(&end) {
                    if lower {
                        point = end;
                    } else {
                        findings.tight.push(end);
                    }
                }
            }
            let found = value(goal, &point);
            if found.is_negative() || strict && found.is_zero() {
                findings.counterexample = Some(point);
                return findings;
            }
            if found.is_zero() && !findings.tight.contains(&point) {
                findings.tight.push(point);
            }
        }
        findings
    }

    /// Changes numbers until all conditions hold.
    fn mend(&self, point: &mut Point, random: &mut Random) -> bool {
        for _ in 0..CHANGES {
            let faults: Vec<_> = self.faults(point).map(|(c, v, zero)| (c.clone(), v, zero)).collect();
            let Some((condition, found, zero)) = random.pick(&faults).cloned() else { return true };
            let variables: Vec<u32> = condition.variables().into_iter().collect();
            let mut best: Option<(usize, u32, Rational)> = None;
            for _ in 0..3 {
                let Some(variable) = random.pick(&variables).copied() else { return false };
                let room = if zero { Rational::zero() } else { random.positive() };
                let number = match line(&condition, variable, point) {
                    Some(slope) if !slope.is_zero() => {
                        let step = (room - &found).checked_div(&slope).unwrap_or_default();
                        &point[&variable] + &step
                    }
                    _ => random.small(),
                };
                if number.bits() > MAX_BITS {
                    continue;
                }
                let old = point.insert(variable, number.clone()).unwrap_or_default();
                let left = self.faults(point).count();
                point.insert(variable, old);
                if best.as_ref().is_none_or(|(fewest, ..)| left < *fewest) {
                    best = Some((left, variable, number));
                }
            }
            let Some((_, variable, number)) = best else { continue };
            point.insert(variable, number);
        }
        self.holds(point)
    }

    /// Moves one variable at a time to where the goal is smallest among a few places.
    fn descend(&self, goal: &Polynomial, point: &mut Point) {
        let variables: Vec<u32> = point.keys().copied().collect();
        for _ in 0..PASSES {
            let mut moved = false;
            for variable in &variables {
                let start = value(goal, point);
                let old = point[variable].clone();
                let mut best = (start, old.clone());
                for place in self.places(goal, *variable, point) {
                    if place.bits() > MAX_BITS {
                        continue;
                    }
                    point.insert(*variable, place.clone());
                    let found = value(goal, point);
                    if found < best.0 && self.holds(point) {
                        best = (found, place);
                    }
                }
                moved |= best.1 != old;
                point.insert(*variable, best.1);
            }
            if !moved {
                return;
            }
        }
    }

    /// Where a goal may be smallest along one variable: its turning point, and the ends of linear conditions.
    fn places(&self, goal: &Polynomial, variable: u32, point: &Point) -> Vec<Rational> {
        let mut places: Vec<Rational> = [0, 1, -1].into_iter().map(Rational::from).collect();
        let here = &point[&variable];
        places.extend([here + &Rational::one(), here - &Rational::one()]);
        if let [_, linear, square] = &along(goal, variable, point)[..] {
            places.extend((-linear).checked_div(&(square * &Rational::from(2))));
        }
        let ends = self.signs.iter().filter(|(_, strict)| !strict).map(|(condition, _)| condition);
        for condition in ends {
            if let [level, slope] = &along(condition, variable, point)[..] {
                places.extend((-level).checked_div(slope));
            }
        }
        places
    }
}

/// The value at a point; variables without a value are 0.
pub fn value(polynomial: &Polynomial, point: &Point) -> Rational {
    polynomial.evaluate(&|variable| point.get(&variable).cloned().unwrap_or_default())
}

/// The coefficients in one variable where the others have their values, by increasing power.
fn along(polynomial: &Polynomial, variable: u32, point: &Point) -> Vec<Rational> {
    let mut coefficients: Vec<Rational> = Vec::new();
    for (monomial, coefficient) in polynomial.terms() {
        let exponent = monomial.exponent(variable) as usize;
        let others = monomial.iter().filter(|power| power.0 != variable);
        let Ok(others) = Monomial::from_powers(others) else { return Vec::new() };
        let found = value(&Polynomial::term(others, &coefficient), point);
        if coefficients.len() <= exponent {
            coefficients.resize(exponent + 1, Rational::zero());
        }
        coefficients[exponent] = &coefficients[exponent] + &found;
    }
    while coefficients.last().is_some_and(Rational::is_zero) {
        coefficients.pop();
    }
    coefficients
}

/// The slope in one variable, if the polynomial is linear in it.
fn line(polynomial: &Polynomial, variable: u32, point: &Point) -> Option<Rational> {
    match &along(polynomial, variable, point)[..] {
        [] | [_] => Some(Rational::zero()),
        [_, slope] => Some(slope.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mechproof_core::exact::Limits;

    fn x(variable: u32) -> Polynomial {
        Polynomial::variable(variable)
    }

    fn times(left: &Polynomial, right: &Polynomial) -> Polynomial {
        left.mul(right, &Limits::default()).expect("small")
    }

    #[test]
    fn a_square_binds_where_its_root_is() {
        let root = x(0).scale(&Rational::from(2)).sub(&x(1).scale(&Rational::from(3)));
        let system = System { signs: vec![(x(0), false), (x(1), false)], zeros: Vec::new() };
        let findings = system.explore(&times(&root, &root), false, 20);
        assert!(findings.counterexample.is_none());
        assert!(findings.tight.len() > 1, "{:?}", findings.tight);
        assert!(findings.tight.iter().all(|point| value(&root, point).is_zero() && system.holds(point)));
        assert!(system.explore(&times(&root, &root), true, 20).counterexample.is_some());
    }

    #[test]
    fn a_valley_askew_is_walked_to_its_end() {
        // f*(x + 2)^2 + (2y - 2x + 2)^2 with f = 2z - x - 1 >= 0 is 0 where x = -2 and y = -3.
        let two = Rational::from(2);
        let fact = x(2).scale(&two).sub(&x(0)).sub(&Polynomial::one());
        let first = x(0).add(&Polynomial::constant(&two));
        let second = x(1).sub(&x(0)).scale(&two).add(&Polynomial::constant(&two));
        let goal = times(&fact, &times(&first, &first)).add(&times(&second, &second));
        let system = System { signs: vec![(fact, false)], zeros: Vec::new() };
        let findings = system.explore(&goal, false, 24);
        assert!(findings.counterexample.is_none());
        let interior = |point: &&Point| value(&first, point).is_zero() && value(&second, point).is_zero();
        assert!(findings.tight.iter().filter(interior).count() > 1, "{:?}", findings.tight);
    }

    #[test]
    fn a_false_goal_fails_somewhere() {
        let order = x(1).sub(&x(0));
        let system =
            System { signs: vec![(order, true)], zeros: vec![x(0).add(&x(2)).sub(&Polynomial::one())] };
        let findings = system.explore(&x(1), false, 20);
        let point = findings.counterexample.expect("x1 may be negative");
        assert!(system.holds(&point) && value(&x(1), &point).is_negative());
    }
}
