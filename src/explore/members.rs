//! Several programs in the coordinates of the first.
//!
//! Consumes what was read of each program; produces programs over the same coordinates, what has to hold for each to
//! count, and which abbreviations of the models mean the same for all.

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::Polynomial;
use mechproof_core::logic::Term;

use super::statements::Fault;
use super::words::source;
use crate::exact::fraction::Fraction;
use crate::exact::multivariate::substitute;
use crate::search::parametric::domain::Extra;
use crate::search::parametric::oracle::Oracle;
use crate::search::parametric::random::Random;
use crate::search::parametric::{Affine, Condition, Domain, Goal, Member, Program, certify};
use crate::tactic::parametric::Probe;

/// Points that save looking for certain signs.
const POINTS: usize = 20;
/// Tries for each.
const TRIES: usize = 200;

/// A program in common coordinates.
pub(super) struct Common {
    program: Program,
    domain: Domain,
    factor: Fraction,
    needs: Vec<Condition>,
    /// Abbreviations of its model.
    abbreviations: Vec<(String, Fraction)>,
}

impl Common {
    /// The program as the first of several, or alone.
    pub(super) fn first(probe: &Probe) -> Common {
        Common {
            program: probe.program.clone(),
            domain: probe.chart.domain.clone(),
            factor: probe.factor.clone(),
            needs: Vec::new(),
            abbreviations: probe.abbreviations.clone(),
        }
    }

    /// A further program in the coordinates of the first.
    ///
    /// # Errors
    /// If it has parameters or equations that the first lacks.
    pub(super) fn further(probe: &Probe, first: &Probe, name: &str, seed: u64) -> Result<Common, Fault> {
        let passage = Passage::new(probe, first, name)?;
        let large = || Fault::Message(format!("`{name}` is too large to be compared"));
        let rows = probe.program.rows.iter().map(|row| {
            let form = passage.affine(&row.form)?;
            Some(crate::search::parametric::Row { form, equation: row.equation })
        });
        let program = Program {
            unknowns: probe.program.unknowns,
            rows: rows.collect::<Option<Vec<_>>>().ok_or_else(large)?,
            objective: passage.affine(&probe.program.objective).ok_or_else(large)?,
            maximize: probe.program.maximize,
        };
        let needs = passage.needs(seed).ok_or_else(large)?;
        let mut domain = first.chart.domain.clone();
        // No proof looks at where these come from.
        domain.extras.extend(needs.iter().map(|need| Extra { condition: need.clone(), source: 0 }));
        if domain.sample(&[], &mut Random::new(seed), TRIES).is_none() {
            let text = format!("no parameters were found for which `{name}` counts");
            return Err(Fault::Message(text));
        }
        let abbreviations = probe
            .abbreviations
            .iter()
            .filter_map(|(name, fraction)| Some((name.clone(), passage.fraction(fraction)?)));
        Ok(Common {
            program,
            domain,
            factor: passage.fraction(&probe.factor).ok_or_else(large)?,
            needs,
            abbreviations: abbreviations.collect(),
        })
    }

    /// The program as a member of a survey.
    pub(super) fn member(&self) -> Member<'_> {
        Member { program: &self.program, domain: &self.domain, needs: &self.needs, factor: &self.factor }
    }

    /// What the value of a closed form of the objective is.
    pub(super) fn value(&self, form: &Fraction) -> Option<Fraction> {
        form.over(&self.factor)
    }
}

/// The abbreviations that are the same function for all, by this function.
pub(super) fn named(all: &[Common]) -> BTreeMap<Fraction, String> {
    let mut named = BTreeMap::new();
    let Some((first, others)) = all.split_first() else { return named };
    for (name, fraction) in &first.abbreviations {
        let agrees = |other: &Common| {
            other.abbreviations.iter().any(|known| known == &(name.clone(), fraction.clone()))
        };
        if others.iter().all(agrees) {
            named.entry(fraction.clone()).or_insert_with(|| name.clone());
        }
    }
    named
}

/// The names of coordinates that mean the same in all models.
pub(super) fn understood(probes: &[Probe]) -> BTreeSet<String> {
    let labels = |probe: &Probe| -> BTreeSet<(String, String)> {
        let named = probe.chart.coordinates.iter().filter_map(|(_, term)| match term {
            Term::Named(name, body) => Some((name.to_string(), source(&probe.chart.scope, body))),
            _ => None,
        });
        named.collect()
    };
    let shared = probes.iter().map(labels).reduce(|known, other| &known & &other).unwrap_or_default();
    shared.into_iter().map(|(name, _)| name).collect()
}

/// From the coordinates of a program to those of the first.
struct Passage<'a> {
    from: &'a Domain,
    to: &'a Domain,
    /// The number that a parameter has for the first program.
    numbers: Vec<u32>,
}

impl<'a> Passage<'a> {
    fn new(probe: &'a Probe, first: &'a Probe, name: &str) -> Result<Passage<'a>, Fault> {
        let text = |probe: &Probe| -> Vec<String> {
            probe.chart.parameters.iter().map(|term| source(&probe.chart.scope, term)).collect()
        };
        let known = text(first);
        let mut numbers = Vec::new();
        for parameter in text(probe) {
            let place = known.iter().position(|other| *other == parameter);
            let place = place.and_then(|place| u32::try_from(place).ok()).ok_or_else(|| {
                Fault::Message(format!(
                    "`{name}` has the parameter `{parameter}`, which the first program lacks"
                ))
            })?;
            numbers.push(place);
        }
        let passage = Passage { from: &probe.chart.domain, to: &first.chart.domain, numbers };
        for (parameter, value, _) in &passage.from.determined {
            let equation = Polynomial::variable(*parameter).sub(value);
            if passage.parameters(&equation).is_none_or(|image| !image.is_zero()) {
                return Err(Fault::Message(format!(
                    "the model of `{name}` assumes an equation that the first program's lacks"
                )));
            }
        }
        Ok(passage)
    }

    /// A polynomial of parameters, in the coordinates of the first program.
    fn parameters(&self, polynomial: &Polynomial) -> Option<Polynomial> {
        let renamed = substitute(polynomial, &|v| {
            Polynomial::variable(self.numbers.get(v as usize).copied().unwrap_or(v))
        })?;
        self.to.image(&renamed)
    }

    /// A polynomial of coordinates.
    fn polynomial(&self, polynomial: &Polynomial) -> Option<Polynomial> {
        let own = substitute(polynomial, &|v| match self.from.generator(v) {
            Some(place) => self.from.generators[place].form.clone(),
            None => Polynomial::variable(v),
        })?;
        self.parameters(&own)
    }

    fn fraction(&self, fraction: &Fraction) -> Option<Fraction> {
        Fraction::new(self.polynomial(&fraction.numerator)?, &self.polynomial(&fraction.denominator)?)
    }

    fn affine(&self, affine: &Affine) -> Option<Affine> {
        let mut result = Affine { constant: self.polynomial(&affine.constant)?, ..Affine::default() };
        for (unknown, coefficient) in &affine.coefficients {
            let coefficient = self.polynomial(coefficient)?;
            if !coefficient.is_zero() {
                result.coefficients.insert(*unknown, coefficient);
            }
        }
        Some(result)
    }

    /// What the program's model assumes and does not follow from what the first one's does.
    fn needs(&self, seed: u64) -> Option<Vec<Condition>> {
        let mut random = Random::new(seed);
        let points = (0..POINTS).filter_map(|_| self.to.sample(&[], &mut random, TRIES));
        let mut oracle = Oracle::new(self.to, &[], points.collect());
        let mut assumed = Vec::new();
        for generator in &self.from.generators {
            let polynomial = self.parameters(&generator.form)?;
            assumed.push(Condition { polynomial, strict: generator.strict });
        }
        for extra in &self.from.extras {
            let polynomial = self.polynomial(&extra.condition.polynomial)?;
            assumed.push(Condition { polynomial, strict: extra.condition.strict });
        }
        let mut needs = Vec::new();
        for condition in assumed {
            if certify(self.to, &[], Goal::Sign(&condition.polynomial, condition.strict)).is_some() {
                continue;
            }
            // Without the factors that have a sign anyway.
            let whole = Fraction::from(condition.polynomial.clone());
            match oracle.needs(&[whole], &BTreeMap::new()) {
                Some(simpler) if !condition.strict => needs.extend(simpler),
                _ => needs.push(condition),
            }
        }
        needs.sort();
        needs.dedup();
        Some(needs)
    }
}
