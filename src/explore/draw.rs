//! A map of the regions over two parameters, the others held fixed.
//!
//! Consumes an answer and two axes; produces a drawing. A border is found on lines parallel to the second axis, by
//! exact signs at rational points that are halved in on it, so that each vertex of an outline lies within the last
//! halving of the true border; between neighbouring lines the outline is straight. Where a region begins or ends
//! between two lines, that place is halved in on as well.

use mechproof_core::exact::Rational;

use super::Answer;
use crate::draw::{Area, Axis, Drawing, Point as Place};
use crate::search::parametric::random::Random;
use crate::search::parametric::{Condition, Point};

/// Lines across, and points on each before halving.
const LINES: i64 = 48;
/// Halvings.
const HALVINGS: usize = 16;
/// Tries to find a point for the parameters that are not named.
const TRIES: usize = 2_000;

/// What is drawn: two parameters, and values for others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// The parameters along the axes, and ends of the axes if they are given.
    pub axes: Vec<String>,
    /// Values of other parameters.
    pub fixed: Vec<(String, Rational)>,
}

/// Stretches of a line that lie in a region.
type Runs = Vec<(Rational, Rational)>;

impl Answer {
    /// The map of the regions.
    ///
    /// # Errors
    /// Unknown parameters, or values that are not admissible.
    pub fn draw(&self, slice: &Slice) -> Result<Drawing, String> {
        let place = |name: &str| {
            let found = self.names.iter().position(|known| known == name || plain(known) == plain(name));
            found.ok_or_else(|| {
                format!("no parameter is called `{name}`; there are {}", self.names.join(", "))
            })
        };
        let axes = match slice.axes.as_slice() {
            [across, up] => (place(across)?, place(up)?),
            [] if self.names.len() == 2 => (0, 1),
            _ => return Err("a map needs two parameters: --free a,b".to_owned()),
        };
        if axes.0 == axes.1 {
            return Err("a map needs two different parameters".to_owned());
        }
        let mut start = self.start(slice, axes, &place)?;
        for (name, value) in &slice.fixed {
            start[place(name)?] = value.clone();
        }
        let map = Map { answer: self, start, axes };
        let (across, up) = (map.range(axes.0), map.range(axes.1));
        let mut areas = Vec::new();
        for (label, conditions) in &self.raw {
            areas.push(Area { label: label.clone(), outlines: map.outlines(conditions, &across, &up) });
        }
        let others: Vec<String> = (0..self.names.len())
            .filter(|p| *p != axes.0 && *p != axes.1)
            .map(|p| format!("{} = {}", self.names[p], map.start[p]))
            .collect();
        let at = if others.is_empty() { String::new() } else { format!(" at {}", others.join(", ")) };
        Ok(Drawing {
            caption: format!("Regions of the optimum of {}{at}", self.program),
            across: Axis { label: self.names[axes.0].clone(), from: across.0, to: across.1 },
            up: Axis { label: self.names[axes.1].clone(), from: up.0, to: up.1 },
            areas,
            curves: Vec::new(),
            marks: Vec::new(),
        })
    }

    /// Admissible parameters with the fixed values, if such are found.
    fn start(
        &self,
        slice: &Slice,
        axes: (usize, usize),
        place: &dyn Fn(&str) -> Result<usize, String>,
    ) -> Result<Vec<Rational>, String> {
        let mut random = Random::new(self.seed);
        let mut fixed = Vec::new();
        for (name, value) in &slice.fixed {
            let number = place(name)?;
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

/// `s.lo` and `s[lo]` are the same parameter.
fn plain(name: &str) -> String {
    name.replace(['[', ']'], ".").trim_end_matches('.').to_owned()
}

struct Map<'a> {
    answer: &'a Answer,
    start: Vec<Rational>,
    axes: (usize, usize),
}

impl Map<'_> {
    fn point(&self, across: &Rational, up: &Rational) -> Point {
        let mut parameters = self.start.clone();
        parameters[self.axes.0] = across.clone();
        parameters[self.axes.1] = up.clone();
        self.answer.domain.coordinates(&parameters)
    }

    fn holds(&self, conditions: &[Condition], across: &Rational, up: &Rational) -> bool {
        let point = self.point(across, up);
        self.answer.domain.admits(&point) && conditions.iter().all(|condition| condition.holds(&point))
    }

    /// Bounds that the coordinates set to a parameter with the others as they are; else around its value.
    fn range(&self, parameter: usize) -> (Rational, Rational) {
        let value = &self.start[parameter];
        let (mut low, mut high): (Option<Rational>, Option<Rational>) = (None, None);
        let number = u32::try_from(parameter).unwrap_or(u32::MAX);
        let other = if parameter == self.axes.0 { self.axes.1 } else { self.axes.0 };
        let other = u32::try_from(other).unwrap_or(u32::MAX);
        for generator in &self.answer.domain.generators {
            if generator.form.variables().contains(&other) {
                continue;
            }
            let at = |x: &Rational| {
                generator.form.evaluate(&|v| {
                    if v == number {
                        x.clone()
                    } else {
                        self.start.get(v as usize).cloned().unwrap_or_default()
                    }
                })
            };
            let (zero, one) = (at(&Rational::zero()), at(&Rational::one()));
            let slope = &one - &zero;
            let Some(root) = (-&zero).checked_div(&slope) else { continue };
            if slope.is_positive() {
                low = Some(low.map_or(root.clone(), |known| known.max(root)));
            } else {
                high = Some(high.map_or(root.clone(), |known| known.min(root)));
            }
        }
        let low = low.unwrap_or_else(|| value - &Rational::from(2));
        let high = high.unwrap_or_else(|| value + &(value - &low) + Rational::one());
        (low, high)
    }

    /// The stretches of the line at `across` where the conditions hold.
    fn runs(&self, conditions: &[Condition], across: &Rational, up: &(Rational, Rational)) -> Runs {
        let step = |place: i64| {
            &up.0 + &((&up.1 - &up.0) * Rational::new(2 * place + 1, 2 * LINES).unwrap_or_default())
        };
        let mut runs: Runs = Vec::new();
        let mut begin: Option<Rational> = None;
        for place in 0..=LINES {
            let here = if place == LINES { up.1.clone() } else { step(place) };
            let inside = place < LINES && self.holds(conditions, across, &here);
            let before = if place == 0 { up.0.clone() } else { step(place - 1) };
            match (&begin, inside) {
                (None, true) => {
                    let edge = halve(&before, &here, |y| !self.holds(conditions, across, y));
                    begin = Some(if place == 0 && self.reaches(conditions, across, &up.0, &here) {
                        up.0.clone()
                    } else {
                        edge
                    });
                }
                (Some(low), false) => {
                    let edge = halve(&before, &here, |y| self.holds(conditions, across, y));
                    runs.push((low.clone(), edge));
                    begin = None;
                }
                _ => {}
            }
        }
        runs
    }

    /// Does the region go on up to an end of the axis, which itself need not be admissible?
    fn reaches(
        &self,
        conditions: &[Condition],
        across: &Rational,
        end: &Rational,
        inside: &Rational,
    ) -> bool {
        let near = end + &((inside - end) * Rational::new(1, 1 << HALVINGS).unwrap_or_default());
        self.holds(conditions, across, &near)
    }

    /// Outlines of a region: left to right along the lower edges, and back along the upper ones.
    fn outlines(
        &self,
        conditions: &[Condition],
        across: &(Rational, Rational),
        up: &(Rational, Rational),
    ) -> Vec<Vec<Place>> {
        let step = |place: i64| {
            &across.0
                + &((&across.1 - &across.0) * Rational::new(2 * place + 1, 2 * LINES).unwrap_or_default())
        };
        let mut lines: Vec<(Rational, Runs)> = Vec::new();
        let tiny = (&across.1 - &across.0) * Rational::new(1, 1 << HALVINGS).unwrap_or_default();
        let mut places = vec![&across.0 + &tiny];
        places.extend((0..LINES).map(step));
        places.push(&across.1 - &tiny);
        for place in places {
            let runs = self.runs(conditions, &place, up);
            if let Some((before, known)) = lines.last().cloned()
                && known.len() != runs.len()
            {
                // Where the number of stretches changes there is an end of the region.
                let (mut left, mut right) = (before, place.clone());
                for _ in 0..HALVINGS {
                    let middle = (&left + &right) * Rational::new(1, 2).unwrap_or_default();
                    if self.runs(conditions, &middle, up).len() == known.len() {
                        left = middle;
                    } else {
                        right = middle;
                    }
                }
                let (first, second) = (self.runs(conditions, &left, up), self.runs(conditions, &right, up));
                lines.push((left, first));
                lines.push((right, second));
            }
            lines.push((place, runs));
        }
        let mut done = Vec::new();
        let mut open: Vec<(Vec<Place>, Vec<Place>)> = Vec::new();
        for (place, runs) in lines {
            if runs.len() != open.len() {
                done.append(&mut open);
                open = runs.iter().map(|_| (Vec::new(), Vec::new())).collect();
            }
            for ((lower, upper), (low, high)) in open.iter_mut().zip(runs) {
                lower.push([place.clone(), low]);
                upper.push([place.clone(), high]);
            }
        }
        done.append(&mut open);
        let closed = done.into_iter().filter(|(lower, _)| lower.len() > 1);
        closed.map(|(lower, upper)| lower.into_iter().chain(upper.into_iter().rev()).collect()).collect()
    }
}

/// The last place, coming from `low`, at which the test still holds, up to halving.
fn halve(low: &Rational, high: &Rational, holds: impl Fn(&Rational) -> bool) -> Rational {
    let (mut low, mut high) = (low.clone(), high.clone());
    for _ in 0..HALVINGS {
        let middle = (&low + &high) * Rational::new(1, 2).unwrap_or_default();
        if holds(&middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}
