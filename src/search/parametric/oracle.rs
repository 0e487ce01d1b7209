//! Signs over all admissible parameters, and the conditions that are left.
//!
//! Consumes polynomials and fractions; a sign is told only with a certificate, and samples merely save looking for
//! one. What has no certain sign becomes a condition, freed from factors that have one.

use std::collections::BTreeMap;

use mechproof_core::exact::Polynomial;

use super::domain::{Condition, Domain, Point, value};
use super::sign::{Goal, certify};
use crate::exact::fraction::Fraction;
use crate::exact::multivariate::{Factors, product};

/// The sign of a polynomial where all conditions hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `> 0`.
    Positive,
    /// `>= 0`.
    Nonnegative,
    /// `< 0`.
    Negative,
    /// `<= 0`.
    Nonpositive,
    /// Not known.
    Mixed,
}

/// What is known of signs.
pub struct Oracle<'a> {
    /// The admissible parameters.
    pub domain: &'a Domain,
    /// What is known besides.
    pub given: &'a [Condition],
    samples: Vec<Point>,
    known: BTreeMap<Polynomial, Sign>,
    seen: Vec<Polynomial>,
}

impl<'a> Oracle<'a> {
    /// An oracle with some points at which all conditions hold.
    pub fn new(domain: &'a Domain, given: &'a [Condition], samples: Vec<Point>) -> Oracle<'a> {
        Oracle { domain, given, samples, known: BTreeMap::new(), seen: Vec::new() }
    }

    /// The sign of a polynomial.
    pub fn sign(&mut self, polynomial: &Polynomial) -> Sign {
        if let Some(number) = polynomial.as_constant() {
            return match number.sign() {
                std::cmp::Ordering::Greater => Sign::Positive,
                std::cmp::Ordering::Equal => Sign::Nonnegative,
                std::cmp::Ordering::Less => Sign::Negative,
            };
        }
        if let Some(sign) = self.known.get(polynomial) {
            return *sign;
        }
        let signs = self.samples.iter().map(|point| value(polynomial, point).sign());
        let (mut above, mut zero, mut below) = (false, false, false);
        for sign in signs {
            above |= sign.is_gt();
            zero |= sign.is_eq();
            below |= sign.is_lt();
        }
        let holds = |polynomial: &Polynomial, strict| {
            certify(self.domain, self.given, Goal::Sign(polynomial, strict)).is_some()
        };
        let negated = polynomial.neg();
        let sign = if above && below {
            Sign::Mixed
        } else if !below && !zero && holds(polynomial, true) {
            Sign::Positive
        } else if !below && holds(polynomial, false) {
            Sign::Nonnegative
        } else if !above && !zero && holds(&negated, true) {
            Sign::Negative
        } else if !above && holds(&negated, false) {
            Sign::Nonpositive
        } else {
            Sign::Mixed
        };
        self.known.insert(polynomial.clone(), sign);
        sign
    }

    /// The factors of a polynomial; those met before are tried first.
    pub fn factors(&mut self, polynomial: &Polynomial) -> Factors {
        let factors = Factors::of(polynomial, &self.seen);
        for (factor, _) in &factors.powers {
            if factor.degree() > 0 && !self.seen.contains(factor) {
                self.seen.push(factor.clone());
            }
        }
        factors
    }

    /// What has to hold for fractions to be `>= 0`, given the signs that their denominators have at a point. Nothing
    /// if they cannot be, or if a denominator is 0 there.
    pub fn needs(&mut self, fractions: &[Fraction], home: &Point) -> Option<Vec<Condition>> {
        let mut conditions: Vec<Condition> = Vec::new();
        for fraction in fractions {
            let mut positive = true;
            let below = self.factors(&fraction.denominator);
            positive ^= below.scale.is_negative();
            for (factor, exponent) in &below.powers {
                let negative = match self.sign(factor) {
                    Sign::Positive => false,
                    Sign::Negative => true,
                    _ => {
                        let sign = value(factor, home).sign();
                        if sign.is_eq() {
                            return None;
                        }
                        let polynomial = if sign.is_gt() { factor.clone() } else { factor.neg() };
                        add(&mut conditions, Condition { polynomial, strict: true });
                        sign.is_lt()
                    }
                };
                positive ^= negative && exponent % 2 == 1;
            }
            let above = self.factors(&fraction.numerator);
            positive ^= above.scale.is_negative();
            let mut mixed = Polynomial::one();
            for (factor, exponent) in above.powers.iter().filter(|(_, exponent)| exponent % 2 == 1) {
                let _ = exponent;
                match self.sign(factor) {
                    Sign::Positive | Sign::Nonnegative => {}
                    Sign::Negative | Sign::Nonpositive => positive = !positive,
                    Sign::Mixed => mixed = product(&mixed, factor)?,
                }
            }
            let polynomial = if positive { mixed } else { mixed.neg() };
            match polynomial.as_constant() {
                Some(number) if number.is_negative() => return None,
                Some(_) => {}
                None => add(&mut conditions, Condition { polynomial, strict: false }),
            }
        }
        conditions.sort();
        Some(conditions)
    }

    /// The conditions without those that follow from the others.
    pub fn irredundant(&mut self, mut conditions: Vec<Condition>) -> Vec<Condition> {
        // Complicated ones go first.
        conditions.sort_by_key(|c| std::cmp::Reverse((c.polynomial.degree(), c.polynomial.len())));
        let mut place = 0;
        while place < conditions.len() {
            let condition = conditions.remove(place);
            let others: Vec<Condition> = self.given.iter().chain(&conditions).cloned().collect();
            let violated = self
                .samples
                .iter()
                .any(|point| !condition.holds(point) && conditions.iter().all(|other| other.holds(point)));
            let follows = !violated
                && certify(self.domain, &others, Goal::Sign(&condition.polynomial, condition.strict))
                    .is_some();
            if !follows {
                conditions.insert(place, condition);
                place += 1;
            }
        }
        conditions.sort();
        conditions
    }
}

/// Adds a condition unless it is there.
fn add(conditions: &mut Vec<Condition>, condition: Condition) {
    match conditions.iter_mut().find(|known| known.polynomial == condition.polynomial) {
        Some(known) => known.strict |= condition.strict,
        None => conditions.push(condition),
    }
}
