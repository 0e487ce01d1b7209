//! A map of the regions over two parameters, the others held fixed.
//!
//! Consumes regions and two axes; produces a drawing with the regions as areas and thresholds of one parameter as
//! dashed lines. Nothing is drawn that was not found.

use mechproof_core::exact::{Polynomial, Rational};

use super::Value;
use super::trace::Trace;
use super::words::{self, Words};
use crate::draw::{Area, Axis, Curve, Drawing};
use crate::exact::multivariate::{coefficients, substitute};
use crate::search::parametric::random::Random;
use crate::search::parametric::{Condition, Domain};
use crate::tactic::parametric::Chart;

/// Tries to find a point for the parameters that are not named.
const TRIES: usize = 2_000;

/// What is drawn: two parameters, and values for others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// The parameters along the axes.
    pub axes: Vec<String>,
    /// Values of other parameters.
    pub fixed: Vec<(String, Rational)>,
    /// Whether regions with the same value are drawn as one, whatever program it comes from.
    pub by_value: bool,
}

/// A region that can be drawn.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// The program that is least, if there are several.
    pub(super) program: Option<String>,
    /// What it comes to.
    pub(super) value: Value,
    /// The same for people.
    pub(super) label: String,
    /// Where.
    pub(super) conditions: Vec<Condition>,
}

/// Regions of admissible parameters.
#[derive(Clone, Debug)]
pub struct Map {
    title: String,
    domain: Domain,
    names: Vec<String>,
    seed: u64,
    cells: Vec<Cell>,
    /// Borders; where one visibly is a value of one parameter, that in words.
    thresholds: Vec<(Polynomial, Option<String>)>,
}

impl Map {
    /// Regions in the words of a chart.
    pub(super) fn new(title: String, chart: &Chart, words: &Words, seed: u64, cells: Vec<Cell>) -> Map {
        let mut thresholds: Vec<(Polynomial, Option<String>)> = Vec::new();
        for condition in cells.iter().flat_map(|cell| &cell.conditions) {
            let known =
                |other: &Polynomial| *other == condition.polynomial || *other == condition.polynomial.neg();
            if !thresholds.iter().any(|(other, _)| known(other)) {
                let text = words.threshold(&Condition { strict: false, ..condition.clone() });
                let text = text.map(|text| text.replacen(">=", "=", 1).replacen("<=", "=", 1));
                thresholds.push((condition.polynomial.clone(), text));
            }
        }
        let names = chart.parameters.iter().map(|term| words::source(&chart.scope, term)).collect();
        Map { title, domain: chart.domain.clone(), names, seed, cells, thresholds }
    }

    /// The map of the regions.
    ///
    /// # Errors
    /// Unknown parameters, or values that are not admissible.
    pub fn draw(&self, slice: &Slice) -> Result<Drawing, String> {
        let axes = match slice.axes.as_slice() {
            [across, up] => (self.place(across)?, self.place(up)?),
            [] if self.names.len() == 2 => (0, 1),
            _ => return Err("a map needs two parameters: --free a,b".to_owned()),
        };
        if axes.0 == axes.1 {
            return Err("a map needs two different parameters".to_owned());
        }
        let trace = Trace { domain: &self.domain, start: self.start(slice, axes)?, axes };
        let (across, up) = (trace.range(axes.0), trace.range(axes.1));
        let mut groups: Vec<(String, Vec<&Cell>)> = Vec::new();
        for cell in &self.cells {
            let same = |group: &&mut (String, Vec<&Cell>)| slice.by_value && group.1[0].value == cell.value;
            match (groups.iter_mut().find(same), &cell.program) {
                (Some(group), _) => group.1.push(cell),
                (None, Some(program)) if !slice.by_value => {
                    groups.push((format!("{program}: {}", cell.label), vec![cell]));
                }
                (None, _) => groups.push((cell.label.clone(), vec![cell])),
            }
        }
        let areas = groups.into_iter().map(|(label, cells)| {
            let cells: Vec<&[Condition]> = cells.iter().map(|cell| cell.conditions.as_slice()).collect();
            Area { label, outlines: trace.outlines(&cells, &across, &up) }
        });
        let areas = areas.collect();
        let others: Vec<String> = (0..self.names.len())
            .filter(|p| *p != axes.0 && *p != axes.1)
            .map(|p| format!("{} = {}", self.names[p], trace.start[p]))
            .collect();
        let at = if others.is_empty() { String::new() } else { format!(" at {}", others.join(", ")) };
        Ok(Drawing {
            caption: format!("Regions of {}{at}", self.title),
            curves: self.lines(&trace, (&across, &up)),
            across: Axis { label: self.names[axes.0].clone(), from: across.0, to: across.1 },
            up: Axis { label: self.names[axes.1].clone(), from: up.0, to: up.1 },
            areas,
            marks: Vec::new(),
        })
    }

    /// The number of a parameter.
    fn place(&self, name: &str) -> Result<usize, String> {
        let found = self.names.iter().position(|known| known == name || plain(known) == plain(name));
        found.ok_or_else(|| format!("no parameter is called `{name}`; there are {}", self.names.join(", ")))
    }

    /// Thresholds of the parameters along the axes, as lines.
    fn lines(&self, trace: &Trace, (across, up): (&Ends, &Ends)) -> Vec<Curve> {
        let mut curves = Vec::new();
        for (polynomial, text) in &self.thresholds {
            for (axis, ends, upright) in [(trace.axes.0, across, true), (trace.axes.1, up, false)] {
                let Some(value) = self.root(polynomial, trace, axis) else { continue };
                if value <= ends.0 || value >= ends.1 {
                    continue;
                }
                let line = if upright {
                    vec![[value.clone(), up.0.clone()], [value.clone(), up.1.clone()]]
                } else {
                    vec![[across.0.clone(), value.clone()], [across.1.clone(), value.clone()]]
                };
                let label = match text {
                    Some(text) if !text.ends_with(&format!("= {value}")) => format!("{text} = {value}"),
                    Some(text) => text.clone(),
                    None => format!("{} = {value}", self.names[axis]),
                };
                curves.push(Curve { label, lines: vec![line], dashed: true });
            }
        }
        curves
    }

    /// Where a polynomial is 0 on a slice, if it is linear in one parameter there and speaks of no other that is free.
    fn root(&self, polynomial: &Polynomial, trace: &Trace, axis: usize) -> Option<Rational> {
        let form = substitute(polynomial, &|v| match self.domain.generator(v) {
            Some(place) => self.domain.generators[place].form.clone(),
            None => Polynomial::variable(v),
        })?;
        let sliced = substitute(&form, &|v| {
            let parameter = v as usize;
            match trace.start.get(parameter) {
                Some(value) if parameter != trace.axes.0 && parameter != trace.axes.1 => {
                    Polynomial::constant(value)
                }
                _ => Polynomial::variable(v),
            }
        })?;
        match coefficients(&sliced, u32::try_from(axis).ok()?).as_slice() {
            [rest, slope] => (-rest.as_constant()?).checked_div(&slope.as_constant()?),
            _ => None,
        }
    }

    /// Admissible parameters with the fixed values, if such are found.
    fn start(&self, slice: &Slice, axes: (usize, usize)) -> Result<Vec<Rational>, String> {
        let mut random = Random::new(self.seed);
        let mut fixed = Vec::new();
        for (name, value) in &slice.fixed {
            let number = self.place(name)?;
            if number == axes.0 || number == axes.1 {
                return Err(format!("`{name}` is both fixed and free"));
            }
            fixed.push((number, value.clone()));
        }
        for _ in 0..TRIES {
            let mut parameters = self.domain.parameters(&self.domain.draw(&mut random));
            for (number, value) in &fixed {
                parameters[*number] = value.clone();
            }
            if self.domain.admits(&self.domain.coordinates(&parameters)) {
                return Ok(parameters);
            }
        }
        Err("no admissible parameters were found with these values".to_owned())
    }
}

/// The ends of an axis.
type Ends = (Rational, Rational);

/// `s.lo` and `s[lo]` are the same parameter.
fn plain(name: &str) -> String {
    name.replace(['[', ']'], ".").trim_end_matches('.').to_owned()
}
