//! Auctions of bidders with continuous laws: `auction.symmetric`, `auction.independent`.
//!
//! Source: Pommey, sections 3.3 and 3.4. Consumes laws without atoms; produces
//! revenues by exact integration of bids, of the second-highest value, and of
//! ironed virtual values. First- and second-price revenue are computed apart,
//! one from equilibrium bids and one from order statistics.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value, json};

use super::error::EvalError;
use super::input::{Fields, Slot};
use super::ironing::{Arc, Bridge, arcs, bridges, regular};
use super::law::{Continuous, Law};
use super::output::Answer;
use super::partnership::too_large;
use crate::exact::algebraic::{Real, roots};
use crate::exact::piecewise::Piecewise;
use crate::exact::polynomial::Poly;

/// The most bidders.
const MOST: i64 = 8;

fn bidding_law(slot: &Slot<'_>) -> Result<Continuous, EvalError> {
    let law = Law::continuous(slot)?;
    if law.lowest().is_negative() {
        return Err(EvalError::Range {
            field: slot.path(),
            required: "a law on numbers that are at least 0".into(),
        });
    }
    Ok(law)
}

/// The mean of a value whose distribution function is given.
fn mean(value: &Poly, cdf: &Piecewise) -> Rational {
    let first = cdf.at(cdf.lo()) * value.at(cdf.lo());
    first + cdf.map(|cdf| value * &cdf.derivative()).integral()
}

/// The price that sells most: the smallest maximiser of `v (1 - F)`.
fn reserve(law: &Continuous, arcs: &[Arc]) -> Option<Real> {
    let mut best: Option<(Real, Real)> = None;
    for arc in arcs {
        let mut points = vec![Real::from(arc.lo.clone())];
        if !arc.revenue.is_constant() {
            points.extend(roots(&arc.revenue.derivative(), &arc.lo, &arc.hi)?);
        }
        // Where nothing is sold to a gap, only its upper end can be best.
        points.push(Real::from(arc.hi.clone()));
        for point in points {
            let revenue = point.image(&arc.revenue)?;
            if best.as_ref().is_none_or(|(_, known)| revenue > *known) {
                best = Some((point, revenue));
            }
        }
    }
    best?.0.image(&law.value)
}

/// A number that is a sum of values of polynomials at algebraic points, gathered by point.
#[derive(Default)]
struct Sum(Vec<(Real, Poly)>);

impl Sum {
    fn add(&mut self, at: &Real, poly: &Poly) {
        for (known, sum) in &mut self.0 {
            if let Some(inner) = known.expresses(at) {
                *sum = &*sum + &poly.compose(&inner);
                return;
            }
        }
        self.0.push((at.clone(), poly.clone()));
    }

    fn value(&self) -> Option<Real> {
        let zero = Real::from(Rational::zero());
        self.0.iter().try_fold(zero, |sum, (at, poly)| sum.plus(&at.image(poly)?))
    }
}

/// The level of a bridge times the probability that the best type is on it, as a value at a point.
fn atom(arcs: &[Arc], bridge: &Bridge, powers: &[&Poly]) -> Option<(Real, Poly)> {
    let (from, to) = (&bridge.from, &bridge.to);
    // In the field of one end, if the other end lies in it.
    let (base, mass) = if let Some(inner) = from.at.expresses(&to.at) {
        (from, &powers[to.piece].compose(&inner) - powers[from.piece])
    } else if let Some(inner) = to.at.expresses(&from.at) {
        (to, powers[to.piece] - &powers[from.piece].compose(&inner))
    } else {
        let bottom = from.at.image(&-powers[from.piece])?;
        let mass = to.at.image(powers[to.piece])?.plus(&bottom)?;
        return Some((product(&mass, &bridge.level)?, Poly::x()));
    };
    if base.at.rational().is_some() {
        return Some((product(&base.at.image(&mass)?, &bridge.level)?, Poly::x()));
    }
    // An end that is not a corner is a point of tangency.
    let arc = &arcs[base.piece];
    let value = base.at.fraction(&(&mass * &arc.revenue.derivative()), &arc.quantity.derivative())?;
    Some((base.at.clone(), value))
}

/// `int psi+ dF^n`, with the bridges in place of the virtual value where they are.
fn optimal(law: &Continuous, bridges: &[Bridge], n: usize) -> Option<Real> {
    let count = Rational::from(i64::try_from(n).ok()?);
    let slope = law.value.derivative();
    let power = law.cdf.map(|cdf| cdf.pow(n));
    // psi f = v f - (1 - F) dv, the derivative of -R.
    let weight = law.cdf.map(|cdf| {
        let marginal = &(&law.value * &cdf.derivative()) - &(&(&Poly::one() - cdf) * &slope);
        (&cdf.pow(n - 1) * &marginal).scale(&count)
    });
    let primitive = weight.antiderivative();
    let arcs = arcs(law);
    let powers: Vec<&Poly> = power.pieces().map(|(.., poly)| poly).collect();
    let primitives: Vec<&Poly> = primitive.pieces().map(|(.., poly)| poly).collect();
    let mut sum = Sum::default();
    let zero = Rational::zero();
    // Bridges above 0.
    for bridge in bridges.iter().filter(|bridge| bridge.level.against(&zero).is_gt()) {
        let (at, value) = atom(&arcs, bridge, &powers)?;
        sum.add(&at, &value);
    }
    // The other parts with a positive virtual value.
    for (piece, (lo, hi, cdf)) in law.cdf.pieces().enumerate() {
        if cdf.is_constant() {
            continue;
        }
        let marginal = &(&law.value * &cdf.derivative()) - &(&(&Poly::one() - cdf) * &slope);
        let mut points = vec![Real::from(lo.clone()), Real::from(hi.clone())];
        points.extend(roots(&marginal, lo, hi)?);
        for bridge in bridges {
            points.extend(
                [&bridge.from, &bridge.to]
                    .into_iter()
                    .filter(|end| end.piece == piece)
                    .map(|end| end.at.clone()),
            );
        }
        points.sort();
        points.dedup();
        for pair in points.windows(2) {
            let covered = |bridge: &Bridge| bridge.from.at <= pair[0] && pair[1] <= bridge.to.at;
            let inner = between(&pair[0], &pair[1]);
            if bridges.iter().any(covered) || !marginal.at(&inner).is_positive() {
                continue;
            }
            sum.add(&pair[1], primitives[piece]);
            sum.add(&pair[0], &-primitives[piece]);
        }
    }
    sum.value()
}

/// A rational number strictly between two.
fn between(a: &Real, b: &Real) -> Rational {
    let mut width = Rational::new(1, 4).unwrap_or_default();
    loop {
        let (low, high) = (a.within(&width), b.within(&width));
        if low.hi < high.lo {
            return (&low.hi + &high.lo) * Rational::new(1, 2).unwrap_or_default();
        }
        width = width * Rational::new(1, 16).unwrap_or_default();
    }
}

fn product(a: &Real, b: &Real) -> Option<Real> {
    crate::exact::algebraic::combine(
        &[a, b],
        |powers| powers.times(&powers.power(0, 1), &powers.power(1, 1)),
        |at| at[0].times(&at[1]),
    )
}

/// Equilibrium bid times the chance to win, by the parameter, on each piece.
fn bid_weight(law: &Continuous, n: usize) -> Piecewise {
    let win = law.cdf.map(|cdf| cdf.pow(n - 1));
    let slope = law.value.derivative();
    let shading = win.map(|win| win * &slope).antiderivative();
    win.zip(&shading, |win, shading| &(&law.value * win) - shading)
}

fn bid_at(law: &Continuous, n: usize, kind: &Slot<'_>) -> Result<Value, EvalError> {
    let value = kind.rational()?;
    let range = || EvalError::Range { field: kind.path(), required: "in the support of the law".into() };
    if value < law.lowest() || value > law.highest() {
        return Err(range());
    }
    if n == 1 {
        return Ok(json!("0"));
    }
    if value == law.lowest() {
        return Ok(json!(value.to_string()));
    }
    let goal = &law.value - &Poly::constant(value);
    let weight = bid_weight(law, n);
    for ((lo, hi, above), (_, _, cdf)) in weight.pieces().zip(law.cdf.pieces()) {
        let found = roots(&goal, lo, hi).ok_or_else(|| too_large("type"))?;
        if let Some(at) = found.first() {
            let bid = at.quotient(above, &cdf.pow(n - 1)).ok_or_else(|| too_large("type"))?;
            return Ok(bid.to_json());
        }
    }
    Err(range())
}

/// Revenues of identical bidders.
pub(crate) fn symmetric(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let n = usize::try_from(fields.get("n")?.integer(1, MOST)?).unwrap_or(1);
    let law = bidding_law(&fields.get("law")?)?;
    let count = Rational::from(i64::try_from(n).unwrap_or(1));
    let first = if n == 1 {
        Rational::zero()
    } else {
        let weight = bid_weight(&law, n).zip(&law.cdf, |weight, cdf| weight * &cdf.derivative());
        &count * weight.integral()
    };
    let second = law.cdf.map(|cdf| {
        let one_above = cdf.pow(n - 1).scale(&count);
        &one_above - &cdf.pow(n).scale(&(&count - Rational::one()))
    });
    let second = if n == 1 { Rational::zero() } else { mean(&law.value, &second) };
    let arcs = arcs(&law);
    let bridges = bridges(&law).ok_or_else(|| EvalError::Unsupported {
        field: "law".into(),
        what: "its ironing has no exact answer here".into(),
    })?;
    let reserve = reserve(&law, &arcs).ok_or_else(|| too_large("law"))?;
    let optimal = optimal(&law, &bridges, n).ok_or_else(|| too_large("law"))?;
    let mut ironed = Vec::new();
    for bridge in &bridges {
        let end = |at: &Real| at.image(&law.value).map(|value| value.to_json());
        let ends = [end(&bridge.from.at), end(&bridge.to.at)];
        let [Some(from), Some(to)] = ends else { return Err(too_large("law")) };
        ironed.push(json!({"interval": [from, to], "value": bridge.level.to_json()}));
    }
    let mut answer = Answer::new()
        .number("first_price_revenue", &first)
        .number("second_price_revenue", &second)
        .value("reserve", reserve.to_json())
        .value("optimal_revenue", optimal.to_json())
        .value("regular", regular(&law))
        .value("ironed", ironed);
    if let Some(kind) = fields.maybe("type") {
        answer = answer.value("bid_at", bid_at(&law, n, &kind)?);
    }
    Ok(answer.done())
}

/// What happens to the distribution of the ironed virtual value as the type grows.
enum Event {
    /// It follows a polynomial between two levels.
    Step(Rational, Rational, Poly),
    /// It jumps at a level to a value.
    Atom(Rational, Rational),
}

/// The events by increasing type.
///
/// Only for laws whose virtual value is affine on each piece and whose bridges
/// have rational ends; nothing otherwise.
fn events(law: &Continuous) -> Option<Vec<Event>> {
    let mut found: Vec<(Rational, Event)> = Vec::new();
    let mut covered = Vec::new();
    for bridge in bridges(law)? {
        let (from, to) = (bridge.from.at.rational()?, bridge.to.at.rational()?);
        found.push((from.clone(), Event::Atom(bridge.level.rational()?, law.cdf.at(&to))));
        covered.push((from, to));
    }
    for (lo, hi, cdf) in law.cdf.pieces().filter(|(.., cdf)| !cdf.is_constant()) {
        let (hazard, rest) = (&Poly::one() - cdf).divide(&cdf.derivative());
        if !rest.is_zero() || hazard.degree() > 1 {
            return None;
        }
        let level = &law.value - &hazard;
        let start = Poly::linear(-level.at(&Rational::zero()), Rational::one());
        let inverse = start.scale(&level.derivative().leading().recip()?);
        let mut ends = vec![lo.clone(), hi.clone()];
        ends.extend(covered.iter().flat_map(|(from, to)| [from.clone(), to.clone()]));
        ends.retain(|end| lo <= end && end <= hi);
        ends.sort();
        ends.dedup();
        for pair in ends.windows(2) {
            if !covered.iter().any(|(from, to)| *from <= pair[0] && pair[1] <= *to) {
                let step = Event::Step(level.at(&pair[0]), level.at(&pair[1]), cdf.compose(&inverse));
                found.push((pair[0].clone(), step));
            }
        }
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    Some(found.into_iter().map(|(_, event)| event).collect())
}

/// The distribution function of the positive part of the ironed virtual value, up to a top.
fn virtual_cdf(law: &Continuous, top: &Rational) -> Option<Piecewise> {
    let (mut knots, mut pieces) = (vec![Rational::zero()], Vec::new());
    let mut last = Rational::zero();
    for event in events(law)? {
        match event {
            Event::Step(from, to, poly) => {
                push(&mut knots, &mut pieces, from, Poly::constant(last));
                last = poly.at(&to);
                push(&mut knots, &mut pieces, to, poly);
            }
            Event::Atom(level, after) => {
                push(&mut knots, &mut pieces, level, Poly::constant(last));
                last = after;
            }
        }
    }
    push(&mut knots, &mut pieces, top.clone(), Poly::constant(last));
    Piecewise::new(knots, pieces)
}

/// Continues the function to a point, if that lies ahead.
fn push(knots: &mut Vec<Rational>, pieces: &mut Vec<Poly>, to: Rational, poly: Poly) {
    if knots.last().is_some_and(|last| *last < to) {
        knots.push(to);
        pieces.push(poly);
    }
}

/// Revenues of bidders with different laws.
pub(crate) fn independent(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let list = fields.get("laws")?;
    let most = usize::try_from(MOST).unwrap_or(1);
    let laws: Vec<Continuous> = list.list(most)?.iter().map(bidding_law).collect::<Result<_, _>>()?;
    let (first, n) = (&laws[0], laws.len());
    let unsupported = |what: &str| EvalError::Unsupported { field: list.path(), what: what.into() };
    if laws.iter().any(|law| law.value != first.value) {
        return Err(unsupported("different laws need whole exponents"));
    }
    let lo = laws.iter().map(|law| law.cdf.lo()).min().cloned().unwrap_or_default();
    let hi = laws.iter().map(|law| law.cdf.hi()).max().cloned().unwrap_or_default();
    let cdfs: Vec<Piecewise> = laws.iter().map(|law| law.spread(&lo, &hi)).collect();
    let best = |without: Option<usize>| {
        let start = cdfs[0].same_knots(&Poly::one());
        let others = cdfs.iter().enumerate().filter(|(place, _)| Some(*place) != without);
        mean(&first.value, &others.fold(start, |product, (_, cdf)| product.zip(cdf, |a, b| a * b)))
    };
    // The second-highest value, by inclusion and exclusion.
    let without: Rational = (0..n).map(|place| best(Some(place))).sum();
    let second = if n == 1 {
        Rational::zero()
    } else {
        without - Rational::from(i64::try_from(n - 1).unwrap_or(0)) * best(None)
    };
    let optimal = if laws.iter().all(|law| law == first) {
        let bridges = bridges(first).ok_or_else(|| unsupported("the ironing has no exact answer here"))?;
        optimal(first, &bridges, n).ok_or_else(|| too_large("laws"))?
    } else {
        let top = laws.iter().map(Continuous::highest).max().unwrap_or_default();
        let parts: Option<Vec<Piecewise>> = laws.iter().map(|law| virtual_cdf(law, &top)).collect();
        let what = "different laws need virtual values that are affine on each piece";
        let parts = parts.ok_or_else(|| unsupported(what))?;
        let start = parts[0].same_knots(&Poly::one());
        let all = parts.iter().fold(start, |product, part| product.zip(part, |a, b| a * b));
        Real::from(all.map(|poly| &Poly::one() - poly).integral())
    };
    Ok(Answer::new()
        .value("optimal_revenue", optimal.to_json())
        .number("second_price_revenue", &second)
        .done())
}
