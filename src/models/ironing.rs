//! Ironed virtual values of a law without atoms.
//!
//! Source: Pommey, section 3.4. Revenue `R = v (1 - F)` against quantity
//! `q = 1 - F` is a curve of pieces; ironing is its concave hull. Consumes a
//! law; produces the bridges of the hull with exact ends: a hull of sampled
//! points shows which pieces a bridge joins, and its ends then solve the
//! equations of tangency. Every bridge is checked against the samples.

use mechproof_core::exact::Rational;

use super::law::Continuous;
use crate::exact::algebraic::{Real, roots};
use crate::exact::elimination::{interpolate, resultant};
use crate::exact::interval::{Interval, dyadic};
use crate::exact::polynomial::Poly;

/// Samples on each piece of the distribution function.
const SAMPLES: i64 = 48;

/// One bridge of the hull, by the parameter of the law.
pub(crate) struct Bridge {
    /// The lower end.
    pub(crate) from: End,
    /// The upper end.
    pub(crate) to: End,
    /// The ironed virtual value.
    pub(crate) level: Real,
}

/// An end of a bridge: the parameter, and the piece that it lies on.
#[derive(Clone)]
pub(crate) struct End {
    /// The parameter.
    pub(crate) at: Real,
    /// The piece of the distribution function.
    pub(crate) piece: usize,
}

/// A piece of the revenue curve.
pub(crate) struct Arc {
    /// The least parameter.
    pub(crate) lo: Rational,
    /// The largest parameter.
    pub(crate) hi: Rational,
    /// `1 - F`.
    pub(crate) quantity: Poly,
    /// `v (1 - F)`.
    pub(crate) revenue: Poly,
}

/// The pieces of the revenue curve, by increasing parameter.
pub(crate) fn arcs(law: &Continuous) -> Vec<Arc> {
    let arc = |(lo, hi, cdf): (&Rational, &Rational, &Poly)| {
        let quantity = &Poly::one() - cdf;
        Arc { lo: lo.clone(), hi: hi.clone(), revenue: &law.value * &quantity, quantity }
    };
    law.cdf.pieces().map(arc).collect()
}

/// Is the virtual value nondecreasing, and the density positive inside?
pub(crate) fn regular(law: &Continuous) -> bool {
    let slope = law.value.derivative();
    let pieces: Vec<_> = law.cdf.pieces().collect();
    let inside = pieces.iter().all(|(lo, hi, cdf)| {
        let (density, rest) = (cdf.derivative(), &Poly::one() - *cdf);
        let turn = &(&slope.derivative() * &density) - &(&slope * &density.derivative());
        let sign = &(&slope * &density.pow(2)).scale(&Rational::from(2)) - &(&rest * &turn);
        !cdf.is_constant() && crate::exact::roots::nonnegative_on(&sign, lo, hi)
    });
    let joints = pieces.windows(2).all(|pair| {
        let knot = pair[0].1;
        pair[0].2.derivative().at(knot) <= pair[1].2.derivative().at(knot)
    });
    inside && joints
}

/// A sampled point of the curve.
struct Sample {
    at: Rational,
    piece: usize,
    knot: bool,
    quantity: Rational,
    revenue: Rational,
}

fn samples(arcs: &[Arc]) -> Vec<Sample> {
    let mut found = Vec::new();
    // By increasing quantity, so by decreasing parameter.
    for (piece, arc) in arcs.iter().enumerate().rev() {
        for step in (0..=SAMPLES).rev() {
            let at = &arc.lo + (&arc.hi - &arc.lo) * Rational::new(step, SAMPLES).unwrap_or_default();
            let (quantity, revenue) = (arc.quantity.at(&at), arc.revenue.at(&at));
            found.push(Sample { at, piece, knot: step == 0 || step == SAMPLES, quantity, revenue });
        }
    }
    found
}

/// Positions of the samples on the upper hull.
fn hull(samples: &[Sample]) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    for (place, point) in samples.iter().enumerate() {
        while let [.., a, b] = kept.as_slice() {
            let (a, b) = (&samples[*a], &samples[*b]);
            let turn = (&b.quantity - &a.quantity) * (&point.revenue - &a.revenue)
                - (&b.revenue - &a.revenue) * (&point.quantity - &a.quantity);
            if turn.is_negative() {
                break;
            }
            kept.pop();
        }
        kept.push(place);
    }
    kept
}

/// The bridges of the hull by increasing parameter; nothing if one cannot be solved.
pub(crate) fn bridges(law: &Continuous) -> Option<Vec<Bridge>> {
    if regular(law) {
        return Some(Vec::new());
    }
    let arcs = arcs(law);
    let points = samples(&arcs);
    let kept = hull(&points);
    let mut found = Vec::new();
    for pair in kept.windows(2) {
        if pair[1] - pair[0] == 1 || points[pair[0]].quantity == points[pair[1]].quantity {
            continue;
        }
        let same_knot = pair[1] - pair[0] == 2 && points[pair[0] + 1].at == points[pair[1]].at;
        if same_knot {
            continue;
        }
        let (upper, lower) = (&points[pair[0]], &points[pair[1]]);
        let bridge = solve(&arcs, &lower_choices(&arcs, lower), &lower_choices(&arcs, upper), &points)?;
        found.push(bridge);
    }
    found.reverse();
    Some(found)
}

/// What an end near a sample may be: a corner, or a tangent on a piece nearby.
enum Guess {
    Corner(Rational, usize),
    Tangent(usize, Interval),
}

fn lower_choices(arcs: &[Arc], sample: &Sample) -> Vec<Guess> {
    let mut found = Vec::new();
    if sample.knot {
        found.push(Guess::Corner(sample.at.clone(), sample.piece));
    }
    let width = |arc: &Arc| (&arc.hi - &arc.lo) * Rational::new(3, SAMPLES).unwrap_or_default();
    for (piece, arc) in arcs.iter().enumerate() {
        let width = width(arc);
        let (lo, hi) = ((&sample.at - &width).max(arc.lo.clone()), (&sample.at + &width).min(arc.hi.clone()));
        if lo < hi && !arc.quantity.is_constant() {
            found.push(Guess::Tangent(piece, Interval { lo, hi }));
        }
    }
    found
}

/// The first choice of ends that gives a line above all samples.
fn solve(arcs: &[Arc], lower: &[Guess], upper: &[Guess], points: &[Sample]) -> Option<Bridge> {
    for a in lower {
        for b in upper {
            for bridge in join(arcs, a, b).unwrap_or_default() {
                if above(arcs, &bridge, points) {
                    return Some(bridge);
                }
            }
        }
    }
    None
}

/// Does the line of a bridge lie on or above every sample?
fn above(arcs: &[Arc], bridge: &Bridge, points: &[Sample]) -> bool {
    let width = dyadic(100);
    let at = bridge.from.at.within(&width);
    let arc = &arcs[bridge.from.piece];
    let (quantity, revenue) = (arc.quantity.over(&at), arc.revenue.over(&at));
    let level = bridge.level.within(&width);
    let distinct = bridge.from.at < bridge.to.at;
    distinct
        && points.iter().all(|point| {
            let run = &Interval::point(point.quantity.clone()) - &quantity;
            let line = &revenue + &level.times(&run);
            line.hi >= point.revenue
        })
}

fn join(arcs: &[Arc], lower: &Guess, upper: &Guess) -> Option<Vec<Bridge>> {
    match (lower, upper) {
        (Guess::Corner(a, i), Guess::Corner(b, j)) => {
            let (left, right) = (&arcs[*i], &arcs[*j]);
            let rise = left.revenue.at(a) - right.revenue.at(b);
            let level = rise.checked_div(&(left.quantity.at(a) - right.quantity.at(b)))?;
            let end = |at: &Rational, piece| End { at: Real::from(at.clone()), piece };
            Some(vec![Bridge { from: end(a, *i), to: end(b, *j), level: Real::from(level) }])
        }
        (Guess::Corner(a, i), Guess::Tangent(j, near)) => {
            let corner = End { at: Real::from(a.clone()), piece: *i };
            let found = tangents(arcs, a, *i, *j, near)?;
            Some(found.into_iter().map(|(to, level)| Bridge { from: corner.clone(), to, level }).collect())
        }
        (Guess::Tangent(i, near), Guess::Corner(b, j)) => {
            let corner = End { at: Real::from(b.clone()), piece: *j };
            let found = tangents(arcs, b, *j, *i, near)?;
            Some(found.into_iter().map(|(from, level)| Bridge { from, to: corner.clone(), level }).collect())
        }
        (Guess::Tangent(i, near_x), Guess::Tangent(j, near_y)) if i != j => {
            bitangents(&arcs[*i], &arcs[*j], near_x, near_y).map(|found| {
                let bridge = |(x, y, level)| Bridge {
                    from: End { at: x, piece: *i },
                    to: End { at: y, piece: *j },
                    level,
                };
                found.into_iter().map(bridge).collect()
            })
        }
        _ => None,
    }
}

/// Tangents to a piece through a corner of the curve.
fn tangents(
    arcs: &[Arc],
    corner: &Rational,
    at: usize,
    piece: usize,
    near: &Interval,
) -> Option<Vec<(End, Real)>> {
    let (fixed, arc) = (&arcs[at], &arcs[piece]);
    let run = &arc.quantity - &Poly::constant(fixed.quantity.at(corner));
    let rise = &arc.revenue - &Poly::constant(fixed.revenue.at(corner));
    let (dq, dr) = (arc.quantity.derivative(), arc.revenue.derivative());
    let mut condition = &(&rise * &dq) - &(&dr * &run);
    let factor = Poly::linear(-corner, Rational::one());
    while !condition.is_zero() && condition.at(corner).is_zero() {
        condition = condition.divide(&factor).0;
    }
    let found = roots(&condition, &near.lo, &near.hi)?;
    Some(
        found
            .into_iter()
            .filter_map(|x| Some((End { at: x.clone(), piece }, x.quotient(&dr, &dq)?)))
            .collect(),
    )
}

/// Common tangents of two pieces, by elimination of either parameter.
fn bitangents(
    left: &Arc,
    right: &Arc,
    near_x: &Interval,
    near_y: &Interval,
) -> Option<Vec<(Real, Real, Real)>> {
    let x = roots(&eliminate_other(left, right), &near_x.lo, &near_x.hi)?;
    let y = roots(&eliminate_other(right, left), &near_y.lo, &near_y.hi)?;
    let slope = |arc: &Arc, at: &Real| at.quotient(&arc.revenue.derivative(), &arc.quantity.derivative());
    let mut found = Vec::new();
    for x in &x {
        let Some(level) = slope(left, x) else { continue };
        for y in &y {
            if slope(right, y).is_some_and(|other| other == level) {
                found.push((x.clone(), y.clone(), level.clone()));
            }
        }
    }
    Some(found)
}

/// The resultant, in the parameter of `other`, of the two equations of a common tangent.
///
/// Both have formal degrees in that parameter; it is interpolated from exact
/// values, and shortened by factors that belong to vanishing slopes.
fn eliminate_other(arc: &Arc, other: &Arc) -> Poly {
    let (q, r) = (&arc.quantity, &arc.revenue);
    let (dq, dr) = (q.derivative(), r.derivative());
    let (oq, or) = (&other.quantity, &other.revenue);
    let (odq, odr) = (oq.derivative(), or.derivative());
    let first = |x: &Rational| &odr.scale(&dq.at(x)) - &odq.scale(&dr.at(x));
    let second = |x: &Rational| {
        let rise = or - &Poly::constant(r.at(x));
        let run = oq - &Poly::constant(q.at(x));
        &rise.scale(&dq.at(x)) - &run.scale(&dr.at(x))
    };
    let (m, n) = (odr.degree().max(odq.degree()), or.degree().max(oq.degree()));
    let degree = m * (q.degree() + r.degree()) + n * (dq.degree().max(dr.degree()));
    interpolate(degree, 2, |x| resultant(&first(x), m, &second(x), n))
}
