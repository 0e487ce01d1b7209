//! What is said of optima besides their values: which are not unique, which points are degenerate, which constraints
//! say nothing.
//!
//! Consumes a survey's regions; produces second optimal points, constraints that bind together and constraints that
//! are redundant or slack. All of it is exact: closed forms with certificates of sign, or numbers at a point that is
//! named. The kernel proves none of it. Where a search ends within its budget, nothing is said.

use mechproof_core::exact::{Polynomial, Rational};

use super::members::Common;
use super::words::Words;
use super::{Answer, Idle, Second, values};
use crate::exact::fraction::Fraction;
use crate::exact::multivariate::product;
use crate::search::parametric::domain::value;
use crate::search::parametric::oracle::{Oracle, Sign};
use crate::search::parametric::study::at;
use crate::search::parametric::{
    Affine, Condition, Domain, Kind, Point, Primal, Program, Region, Row, Share, Survey,
};
use crate::search::simplex::{Outcome, solve};
use crate::tactic::parametric::Probe;

/// Pivots for one linear program.
const BUDGET: u64 = 50_000;
/// Second points that are looked at for one whose closed form is optimal throughout a region.
const CLOSED_FORMS: usize = 4;
/// Points at which a constraint is tried to be redundant.
const POINTS: usize = 8;

/// Adds what is to be said to an answer.
pub(super) fn remark(
    answer: &mut Answer,
    (common, probes): (&[Common], &[Probe]),
    (survey, shares): (&Survey, &[Share]),
    words: &Words,
) {
    for (number, (common, probe)) in common.iter().zip(probes).enumerate() {
        let (member, study) = (common.member(), &survey.studies[number]);
        let points = study.samples.iter().map(|sample| sample.0.clone()).collect();
        let view = View { program: member.program, domain: member.domain, points };
        let mut optimal = Vec::new();
        for (share, found) in shares.iter().zip(&mut answer.regions).filter(|(s, _)| s.member == number) {
            let (region, kind) = (&share.region, &study.pieces[share.region.piece].kind);
            if !matches!(kind, Kind::Optimum(_)) {
                continue;
            }
            optimal.push(region);
            found.second = view.second(region, kind).map(|other| told(&other, probe, words, &probes[0]));
            for (place, point) in region.plan.lower.iter().flat_map(|cases| &cases.solutions).enumerate() {
                let rows = view.binding(point).into_iter();
                found.degenerate.extend(
                    rows.map(|rows| (place + 1, rows.iter().map(|row| probe.rows[*row].clone()).collect())),
                );
            }
        }
        let reach = |known| match known {
            Redundant::Everywhere => None,
            Redundant::At(points) => Some(points),
        };
        let redundant = view.redundant().into_iter();
        answer.programs[number].idle = Idle {
            redundant: redundant.map(|(row, known)| (probe.rows[row].clone(), reach(known))).collect(),
            slack: view.slack(&optimal).into_iter().map(|row| probe.rows[row].clone()).collect(),
        };
    }
}

/// A second point in words.
fn told(other: &Other, probe: &Probe, words: &Words, first: &Probe) -> Second {
    match other {
        Other::Throughout(point) => {
            let entries = point.point.iter().filter(|(_, form)| !form.is_zero());
            let entries =
                entries.map(|(unknown, form)| (probe.unknowns[*unknown].clone(), words.fraction(form)));
            Second { at: None, entries: entries.collect() }
        }
        Other::At(place, numbers) => {
            let entries = probe.unknowns.iter().zip(numbers).filter(|(_, number)| !number.is_zero());
            let entries = entries.map(|(name, number)| (name.clone(), number.to_string())).collect();
            Second { at: Some(values(&first.chart, place)), entries }
        }
    }
}

/// A second optimal point.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Other {
    /// In closed form, optimal and another one throughout the region.
    Throughout(Primal),
    /// In numbers, at a point of the region.
    At(Point, Vec<Rational>),
}

/// A program with its admissible parameters and some of them.
struct View<'a> {
    program: &'a Program,
    domain: &'a Domain,
    points: Vec<Point>,
}

/// How far it is known that a constraint follows from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Redundant {
    /// For all admissible parameters, by multipliers in closed form.
    Everywhere,
    /// At so many points, each looked at exactly.
    At(usize),
}

impl View<'_> {
    /// The points at which some conditions hold.
    fn inside(&self, conditions: &[Condition]) -> Vec<Point> {
        let holds = |point: &&Point| conditions.iter().all(|condition| condition.holds(point));
        self.points.iter().filter(holds).cloned().collect()
    }

    /// A point inside a region, or failing that on its border.
    fn sample(&self, region: &Region) -> Option<Point> {
        let strictly: Vec<Condition> = region
            .conditions
            .iter()
            .map(|condition| Condition { strict: true, ..condition.clone() })
            .collect();
        let inner = self.inside(&strictly).into_iter().next();
        inner.or_else(|| self.inside(&region.conditions).into_iter().next())
    }

    /// A second optimal point of a region; nothing if the optimal point is the only one at a point of the region.
    fn second(&self, region: &Region, kind: &Kind) -> Option<Other> {
        let (Kind::Optimum(form), Some(first)) = (kind, &region.plan.lower) else { return None };
        let sample = self.sample(region)?;
        let Outcome::Optimal(best) = solve(&self.program.at(&sample)?, BUDGET) else { return None };
        if best.unique {
            return None;
        }
        let here = first.cells.iter().position(|cell| cell.iter().all(|c| c.holds(&sample)))?;
        let known: Option<Vec<Rational>> = (0..self.program.unknowns)
            .map(|unknown| match first.solutions[here].point.get(&unknown) {
                Some(value) => at(value, &sample),
                None => Some(Rational::zero()),
            })
            .collect();
        let known = known?;
        let face = self.face(form)?;
        let (mut fallback, mut tried) = (None, 0);
        for (unknown, value) in known.iter().enumerate() {
            for maximize in [true, false] {
                let mut toward = Program { objective: coordinate(unknown), maximize, ..face.clone() };
                let other = match solve(&toward.at(&sample)?, BUDGET) {
                    Outcome::Optimal(other) if other.primal[unknown] != *value => other.primal,
                    Outcome::Unbounded { .. } => {
                        // One step from the known point is far enough.
                        let step = Rational::from(if maximize { 1 } else { -1 });
                        let start = first.solutions[here].point.get(&unknown).cloned();
                        let end = start.unwrap_or_else(Fraction::zero).plus(&Fraction::number(&step))?;
                        toward.rows.push(level(&coordinate(unknown), &end)?);
                        toward.objective = Affine::default();
                        match solve(&toward.at(&sample)?, BUDGET) {
                            Outcome::Optimal(other) => other.primal,
                            _ => continue,
                        }
                    }
                    _ => continue,
                };
                if tried < CLOSED_FORMS {
                    tried += 1;
                    let closed = toward.solve(&sample).and_then(|solution| solution.primal);
                    if let Some(closed) =
                        closed.filter(|closed| self.throughout(closed, unknown, region, form))
                    {
                        return Some(Other::Throughout(closed));
                    }
                }
                fallback.get_or_insert(Other::At(sample.clone(), other));
                if tried >= CLOSED_FORMS {
                    return fallback;
                }
            }
        }
        fallback
    }

    /// The program's points with a value.
    fn face(&self, value: &Fraction) -> Option<Program> {
        let mut face = self.program.clone();
        face.rows.push(level(&self.program.objective, value)?);
        Some(face)
    }

    /// Whether a point in closed form is feasible, has the value and differs from the points of a region in one
    /// unknown, throughout the region.
    fn throughout(&self, other: &Primal, unknown: usize, region: &Region, value: &Fraction) -> bool {
        let check = || -> Option<bool> {
            let own = self.program.objective.at(&other.point)?;
            let needs = self.program.primal_needs(other)?;
            let points = self.inside(&region.conditions);
            let home = points.first()?.clone();
            let mut oracle = Oracle::new(self.domain, &region.conditions, points);
            if other.ray.is_some() || own != *value || !oracle.needs(&needs, &home)?.is_empty() {
                return Some(false);
            }
            let cases = region.plan.lower.as_ref()?;
            for (first, cell) in cases.solutions.iter().zip(&cases.cells) {
                let given = [region.conditions.as_slice(), cell].concat();
                let mut oracle = Oracle::new(self.domain, &given, self.inside(&given));
                let of = |point: &Primal| point.point.get(&unknown).cloned().unwrap_or_else(Fraction::zero);
                if sign(&mut oracle, &of(other).minus(&of(first))?).is_none() {
                    return Some(false);
                }
            }
            Some(true)
        };
        check().unwrap_or(false)
    }

    /// The constraints that bind identically at a feasible point in closed form, if they are more than the unknowns.
    fn binding(&self, point: &Primal) -> Option<Vec<usize>> {
        let mut binding = Vec::new();
        for (row, constraint) in self.program.rows.iter().enumerate() {
            if !constraint.form.coefficients.is_empty() && constraint.form.at(&point.point)?.is_zero() {
                binding.push(row);
            }
        }
        (binding.len() > self.program.unknowns).then_some(binding)
    }

    /// The constraints that are slack at each point of each of some regions.
    fn slack(&self, regions: &[&Region]) -> Vec<usize> {
        let cases = regions.iter().flat_map(|region| {
            let lower = region.plan.lower.iter();
            lower.flat_map(|cases| cases.solutions.iter().zip(&cases.cells)).map(|case| (*region, case))
        });
        let cases: Vec<(&Primal, Vec<Condition>)> = cases
            .map(|(region, (point, cell))| (point, [region.conditions.as_slice(), cell].concat()))
            .collect();
        if cases.is_empty() {
            return Vec::new();
        }
        let mut rows: Vec<usize> = self.inequalities().collect();
        for (point, given) in &cases {
            let inside = self.inside(given);
            let mut oracle = Oracle::new(self.domain, given, inside.clone());
            rows.retain(|row| {
                let Some(slack) = self.program.rows[*row].form.at(&point.point) else { return false };
                // Looking at points is quick.
                let positive = |point: &Point| at(&slack, point).is_some_and(|value| value.is_positive());
                inside.iter().all(positive) && sign(&mut oracle, &slack) == Some(true)
            });
        }
        rows
    }

    /// The constraints that follow from the others, each alone.
    fn redundant(&self) -> Vec<(usize, Redundant)> {
        let rows = self.inequalities().filter_map(|row| Some((row, self.follows(row)?)));
        rows.collect()
    }

    fn follows(&self, row: usize) -> Option<Redundant> {
        let mut others = self.program.clone();
        others.objective = others.rows.remove(row).form;
        others.maximize = false;
        let mut looked = 0;
        let mut shown = None;
        for point in self.points.iter().take(POINTS) {
            let solution = match solve(&others.at(point)?, BUDGET) {
                Outcome::Optimal(least) => least,
                Outcome::Infeasible { .. } => continue,
                _ => return None,
            };
            let least = &solution.value + &value(&others.objective.constant, point);
            if least.is_negative() {
                return None;
            }
            looked += 1;
            shown.get_or_insert(point);
        }
        let home = shown?;
        let everywhere = || -> Option<bool> {
            let dual = others.solve(home)?.dual?;
            let least = others.bound(&dual)?;
            if !others.is_identity(&dual, Some(&least)) {
                return Some(false);
            }
            let mut needs = others.dual_needs(&dual);
            needs.extend((!least.is_zero()).then_some(least));
            let mut oracle = Oracle::new(self.domain, &[], self.points.clone());
            Some(oracle.needs(&needs, home)?.is_empty())
        };
        Some(if everywhere() == Some(true) { Redundant::Everywhere } else { Redundant::At(looked) })
    }

    /// The constraints that are inequalities and speak of an unknown.
    fn inequalities(&self) -> impl Iterator<Item = usize> {
        let rows = self.program.rows.iter().enumerate();
        rows.filter(|(_, row)| !row.equation && !row.form.coefficients.is_empty()).map(|(place, _)| place)
    }
}

/// An unknown as a form.
fn coordinate(unknown: usize) -> Affine {
    Affine { coefficients: [(unknown, Polynomial::one())].into(), constant: Polynomial::zero() }
}

/// The equation that a form has a value.
fn level(form: &Affine, value: &Fraction) -> Option<Row> {
    let mut level = Affine::default();
    for (unknown, coefficient) in &form.coefficients {
        level.coefficients.insert(*unknown, product(coefficient, &value.denominator)?);
    }
    level.constant = product(&form.constant, &value.denominator)?.sub(&value.numerator);
    Some(Row { form: level, equation: true })
}

/// Whether a fraction is positive, or negative, where all that the oracle is given holds; nothing if neither is
/// certain.
fn sign(oracle: &mut Oracle, fraction: &Fraction) -> Option<bool> {
    let mut positive = true;
    for polynomial in [&fraction.numerator, &fraction.denominator] {
        if polynomial.is_zero() {
            return None;
        }
        let factors = oracle.factors(polynomial);
        positive ^= factors.scale.is_negative();
        for (factor, exponent) in &factors.powers {
            match oracle.sign(factor) {
                Sign::Positive => {}
                Sign::Negative => positive ^= exponent % 2 == 1,
                _ => return None,
            }
        }
    }
    Some(positive)
}
