//! How a bound or its attainment is shown: solutions whose cells cover.
//!
//! Consumes the solutions that a study has found; produces the few whose cells cover where some conditions hold, and
//! asks for more solutions where there is a hole.

use super::{Candidate, Cases, Cell, Piece, Plan, ROUNDS, Study, Trouble, at};
use crate::exact::fraction::Fraction;
use crate::search::parametric::cover::cover;
use crate::search::parametric::domain::{Condition, Point};
use crate::search::parametric::oracle::Oracle;
use crate::search::parametric::program::{Answer, Dual, Kind, Primal};

impl<'a> Study<'a> {
    /// How a piece is shown wherever some conditions hold.
    ///
    /// # Errors
    /// Where it does not hold, or is not shown to.
    pub fn plan(&mut self, piece: usize, given: &[Condition]) -> Result<Plan, Trouble> {
        let kind = self.pieces[piece].kind.clone();
        let form = match &kind {
            Kind::Optimum(form) => Some(form),
            _ => None,
        };
        let lower = match kind {
            Kind::Infeasible => None,
            _ => Some(self.lower(form, true, given)?),
        };
        let upper = match kind {
            Kind::Unbounded => None,
            _ => Some(self.upper(form, given)?),
        };
        Ok(Plan { lower, upper })
    }

    /// Multipliers that show a bound wherever some conditions hold; without a bound, that nothing is feasible.
    ///
    /// # Errors
    /// A point where it fails, or that it is not shown.
    pub fn upper(&mut self, bound: Option<&Fraction>, given: &[Condition]) -> Result<Cases<Dual>, Trouble> {
        self.cases(
            given,
            |study| {
                let duals = study.pieces.iter().flat_map(|piece| &piece.duals);
                let extended = duals.filter_map(|candidate| {
                    let mut candidate = candidate.clone();
                    if !candidate.solution.farkas {
                        let own = study.program.bound(&candidate.solution)?;
                        let gap = bound?.minus(&own)?;
                        let gap = if study.program.maximize { gap } else { gap.negated() };
                        if !gap.is_zero() {
                            candidate.needs.push(gap);
                            candidate.cell = Cell::Untold;
                        }
                    }
                    Some(candidate)
                });
                extended.collect()
            },
            |study, point, answer| match answer {
                Answer::Infeasible => true,
                Answer::Unbounded => false,
                Answer::Optimum(value) => bound.and_then(|bound| at(bound, point)).is_some_and(|bound| {
                    if study.program.maximize { *value <= bound } else { *value >= bound }
                }),
            },
        )
    }

    /// Points that reach a value wherever some conditions hold, or, if `exact`, that have it; without a value,
    /// points with a ray.
    ///
    /// # Errors
    /// A point where there is none, or that it is not shown.
    pub fn lower(
        &mut self,
        value: Option<&Fraction>,
        exact: bool,
        given: &[Condition],
    ) -> Result<Cases<Primal>, Trouble> {
        self.cases(
            given,
            |study| {
                let primals = study.pieces.iter().flat_map(|piece| &piece.primals);
                let mut extended = Vec::new();
                for candidate in primals {
                    match value {
                        None if candidate.solution.ray.is_some() => extended.push(candidate.clone()),
                        None => {}
                        Some(value) => extended.extend(study.reaching(candidate, value, exact)),
                    }
                }
                extended
            },
            |study, point, answer| match answer {
                Answer::Infeasible => false,
                Answer::Unbounded => true,
                Answer::Optimum(best) => value.and_then(|value| at(value, point)).is_some_and(|value| {
                    if study.program.maximize { *best >= value } else { *best <= value }
                }),
            },
        )
    }

    /// What a point, and its ray if it has one, need to reach a value.
    fn reaching(
        &self,
        candidate: &Candidate<Primal>,
        value: &Fraction,
        exact: bool,
    ) -> Vec<Candidate<Primal>> {
        let oriented = |gap: Fraction| if self.program.maximize { gap } else { gap.negated() };
        let own = self.program.objective.at(&candidate.solution.point);
        let Some(gap) = own.and_then(|own| own.minus(value)).map(oriented) else { return Vec::new() };
        let mut found = Vec::new();
        let mut still = candidate.clone();
        still.solution.ray = None;
        if !gap.is_zero() {
            still.needs.push(gap.clone());
            still.cell = Cell::Untold;
        }
        if !exact || gap.is_zero() {
            found.push(still);
        }
        // As far along the ray as the value is away.
        if let Some(ray) = &candidate.solution.ray {
            let distance = gap.negated();
            let mut moved = candidate.clone();
            moved.solution.ray = None;
            for (unknown, slope) in ray {
                let start = candidate.solution.point.get(unknown).cloned().unwrap_or_else(Fraction::zero);
                let Some(end) = distance.times(slope).and_then(|step| start.plus(&step)) else {
                    return found;
                };
                moved.solution.point.insert(*unknown, end);
            }
            moved.needs.push(distance);
            moved.cell = Cell::Untold;
            found.push(moved);
        }
        found
    }

    /// Solutions whose cells cover where some conditions hold. `right` tells whether what is to be shown holds at a
    /// point at all.
    fn cases<T: Clone>(
        &mut self,
        given: &[Condition],
        candidates: impl Fn(&Study<'a>) -> Vec<Candidate<T>>,
        right: impl Fn(&Study<'a>, &Point, &Answer) -> bool,
    ) -> Result<Cases<T>, Trouble> {
        for _ in 0..ROUNDS {
            let inside = |point: &Point| given.iter().all(|condition| condition.holds(point));
            let points: Vec<Point> =
                self.samples.iter().map(|sample| sample.0.clone()).filter(|point| inside(point)).collect();
            let wrong =
                self.samples.iter().find(|(point, answer)| inside(point) && !right(self, point, answer));
            if let Some((point, answer)) = wrong {
                return Err(Trouble::Differs(point.clone(), answer.clone()));
            }
            let chosen = choose(&mut candidates(self), &points, &mut self.oracle);
            let (solutions, cells): (Vec<T>, Vec<Vec<Condition>>) = chosen.into_iter().unzip();
            let hole = match cover(self.domain, given, &cells, &points, &mut self.random) {
                Ok(cover) => return Ok(Cases { solutions, cells, cover }),
                Err(hole) => hole,
            };
            let new = match hole.point.clone() {
                Some(point) => self.add(&point)?,
                None => self.deepen(given)?,
            };
            if !new {
                return Err(Trouble::Open(hole));
            }
        }
        Err(Trouble::NoPoint)
    }
}

/// The conditions of a candidate.
pub(super) fn cell_of<T>(candidate: &mut Candidate<T>, oracle: &mut Oracle) -> Option<Vec<Condition>> {
    if matches!(candidate.cell, Cell::Untold) {
        candidate.cell = match oracle.needs(&candidate.needs, &candidate.home) {
            Some(conditions) => Cell::Known(oracle.irredundant(conditions)),
            None => Cell::Unknown,
        };
    }
    match &candidate.cell {
        Cell::Known(cell) => Some(cell.clone()),
        _ => None,
    }
}

/// The cells of all candidates of a piece.
pub(super) fn choose_all(piece: &mut Piece, oracle: &mut Oracle) -> Vec<Vec<Condition>> {
    let mut all = Vec::new();
    for candidate in &mut piece.primals {
        all.extend(cell_of(candidate, oracle));
    }
    for candidate in &mut piece.duals {
        all.extend(cell_of(candidate, oracle));
    }
    all
}

/// Candidates whose cells together hold the points, as few as a greedy choice finds.
pub(super) fn choose<T: Clone>(
    candidates: &mut [Candidate<T>],
    points: &[Point],
    oracle: &mut Oracle,
) -> Vec<(T, Vec<Condition>)> {
    let mut left: Vec<&Point> = points.iter().collect();
    let mut open: Vec<usize> = (0..candidates.len()).collect();
    let mut chosen = Vec::new();
    while !left.is_empty() {
        let count = |place: usize| left.iter().filter(|point| candidates[place].fits(point)).count();
        let Some(best) = open.iter().copied().max_by_key(|place| (count(*place), std::cmp::Reverse(*place)))
        else {
            break;
        };
        if count(best) == 0 {
            break;
        }
        let known = !matches!(candidates[best].cell, Cell::Untold);
        let Some(cell) = cell_of(&mut candidates[best], oracle) else {
            open.retain(|place| *place != best);
            continue;
        };
        // Once its conditions are known it may hold fewer points than it seemed to.
        if !known {
            continue;
        }
        open.retain(|place| *place != best);
        left.retain(|point| !cell.iter().all(|condition| condition.holds(point)));
        chosen.push((candidates[best].solution.clone(), cell));
    }
    chosen
}
