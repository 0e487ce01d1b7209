//! Tracing regions on a slice of the parameters.
//!
//! Consumes cells, each a conjunction of conditions, and two free parameters; produces outlines of their union. A
//! border is found on lines parallel to the second axis, by exact signs at rational points that are halved in on it,
//! so that each vertex lies within the last halving of the true border; between neighbouring lines the outline is
//! straight. Where a region begins or ends between two lines, that place is halved in on as well.

use mechproof_core::exact::Rational;

use crate::draw::Point as Place;
use crate::search::parametric::{Condition, Domain, Point};

/// Lines across, and points on each before halving.
const LINES: i64 = 48;
/// Halvings.
const HALVINGS: usize = 16;

/// Stretches of a line that lie in a region.
type Runs = Vec<(Rational, Rational)>;

/// A slice of the parameters, with two of them free.
pub(super) struct Trace<'a> {
    /// The admissible parameters.
    pub(super) domain: &'a Domain,
    /// Values of all of them.
    pub(super) start: Vec<Rational>,
    /// The two that are free.
    pub(super) axes: (usize, usize),
}

/// Conditions for each of some cells.
pub(super) type Cells<'a> = [&'a [Condition]];

impl Trace<'_> {
    fn point(&self, across: &Rational, up: &Rational) -> Point {
        let mut parameters = self.start.clone();
        parameters[self.axes.0] = across.clone();
        parameters[self.axes.1] = up.clone();
        self.domain.coordinates(&parameters)
    }

    fn holds(&self, cells: &Cells, across: &Rational, up: &Rational) -> bool {
        let point = self.point(across, up);
        self.domain.admits(&point)
            && cells.iter().any(|cell| cell.iter().all(|condition| condition.holds(&point)))
    }

    /// Bounds that the coordinates set to a parameter with the others as they are; else around its value.
    pub(super) fn range(&self, parameter: usize) -> (Rational, Rational) {
        let value = &self.start[parameter];
        let (mut low, mut high): (Option<Rational>, Option<Rational>) = (None, None);
        let number = u32::try_from(parameter).unwrap_or(u32::MAX);
        let other = if parameter == self.axes.0 { self.axes.1 } else { self.axes.0 };
        let other = u32::try_from(other).unwrap_or(u32::MAX);
        for generator in &self.domain.generators {
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

    /// The stretches of the line at `across` that lie in one of the cells. The ends of the line need not be admissible:
    /// what holds next to one is taken to reach it.
    fn runs(&self, cells: &Cells, across: &Rational, up: &(Rational, Rational)) -> Runs {
        let length = &up.1 - &up.0;
        let tiny = &length * &Rational::new(1, 1 << HALVINGS).unwrap_or_default();
        let mut places = vec![&up.0 + &tiny];
        places.extend(
            (0..LINES).map(|place| {
                &up.0 + &(&length * &Rational::new(2 * place + 1, 2 * LINES).unwrap_or_default())
            }),
        );
        places.push(&up.1 - &tiny);
        let holds = |y: &Rational| self.holds(cells, across, y);
        let mut runs: Runs = Vec::new();
        let mut begin: Option<Rational> = None;
        let mut before: Option<Rational> = None;
        for here in places {
            match (&begin, holds(&here)) {
                (None, true) => {
                    let edge = before.as_ref().map(|before| halve(before, &here, |y| !holds(y)));
                    begin = Some(edge.unwrap_or_else(|| up.0.clone()));
                }
                (Some(low), false) => {
                    let from = before.as_ref().unwrap_or(&up.0);
                    runs.push((low.clone(), halve(from, &here, holds)));
                    begin = None;
                }
                _ => {}
            }
            before = Some(here);
        }
        runs.extend(begin.map(|low| (low, up.1.clone())));
        runs
    }

    /// Outlines of the union of some cells: left to right along the lower edges, and back along the upper ones.
    pub(super) fn outlines(
        &self,
        cells: &Cells,
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
            let runs = self.runs(cells, &place, up);
            if let Some((before, known)) = lines.last().cloned()
                && known.len() != runs.len()
            {
                // Where the number of stretches changes there is an end of the region.
                let (mut left, mut right) = (before, place.clone());
                for _ in 0..HALVINGS {
                    let middle = (&left + &right) * Rational::new(1, 2).unwrap_or_default();
                    if self.runs(cells, &middle, up).len() == known.len() {
                        left = middle;
                    } else {
                        right = middle;
                    }
                }
                let (first, second) = (self.runs(cells, &left, up), self.runs(cells, &right, up));
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
