//! `attention.min-subsidy`: the least subsidy of efficient trade with two qualities, by branch and bound.
//!
//! Source: Larionov and Yamashita, subsidy minimisation and (Opt). Write `x` and `y` for the posteriors at which
//! the buyer and the seller are indifferent between the qualities. Given them, the revenue of a posterior `p` is convex on each of the
//! three intervals that they cut, so the best law of posteriors uses only 0, `x`, `y` and 1, and the revenue is
//! at most the largest of
//! - no information;
//! - the posteriors `x` and `y` on both sides of the prior ([`Terms::inside`]), or the same with the qualities exchanged;
//! - the posterior 0 and one more ([`Terms::part`] of both sides), or 1 and one more. No mechanism implements
//!   these, they are limits: if one of them is best, the infimum is not attained.
//!
//! At a corner of the last kind one of the two edges rises inwards. Near the prior nothing beats no information: while
//! the posteriors are no further apart than `1/(a-1)`, `a` being the larger of the two ratios of values.
//! So what is left is to find where a smooth function of one or two variables is largest. Boxes are thrown away when an enclosure
//! of the value is below what is known to be reached, or one of a derivative is not 0; the rest must be
//! one small box on which the function is strictly concave. Then a rational point with almost no
//! gradient gives both bounds. No floating point.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value, json};

use super::super::error::EvalError;
use super::super::input::Fields;
use super::super::linear::over;
use super::super::output::{Answer, numbers};
use super::formulas::{Local, Problem, Terms};
use crate::exact::fixed::{Enclosure, Fixed};
use crate::exact::interval::{Interval, decimal, dyadic, floor};
use crate::exact::logarithm::{LogSum, enclosed};

/// The most boxes looked at.
const MOST_BOXES: u32 = 400_000;
/// The largest ratio of the two values of a side.
const MOST_RATIO: i64 = 1 << 16;

/// Where the revenue is largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nobody learns anything.
    Uninformed,
    /// Two posteriors inside (0, 1); mirrored where the buyer's is the lower one.
    Inside { mirrored: bool },
    /// One posterior tends to 0; mirrored: to 1.
    Edge { mirrored: bool },
}

/// A part of the search.
#[derive(Clone, Copy)]
struct Region {
    piece: usize,
    x: Fixed,
    y: Fixed,
}

/// The box that holds the maximiser, the curvature there is at least `curvature`.
pub(super) struct Found {
    pub(super) kind: Kind,
    x: Fixed,
    y: Fixed,
    curvature: Rational,
}

struct Piece {
    kind: Kind,
    terms: Terms<Fixed>,
}

fn unit() -> Fixed {
    Fixed::between(0, Fixed::ONE)
}

impl Piece {
    fn edge(&self) -> bool {
        matches!(self.kind, Kind::Edge { .. })
    }

    /// Bounds on a box; of second derivatives only where they are all known.
    fn local(&self, region: &Region) -> (Fixed, [Fixed; 2], Option<[Fixed; 3]>) {
        let (x, y) = (region.x, region.y);
        if !self.edge() {
            let prior = self.terms.prior;
            let point = |end: i128| Fixed { lo: end, hi: end };
            // The share falls in both posteriors.
            let least = point(prior.lo).minus(&point(y.hi)).times(&point(x.hi).minus(&point(y.hi)).inverse());
            let most = point(prior.hi).minus(&point(y.lo)).times(&point(x.lo).minus(&point(y.lo)).inverse());
            let share = Fixed { lo: least.lo.clamp(0, Fixed::ONE), hi: most.hi.clamp(0, Fixed::ONE) };
            let Local { value, gradient, second } = self.terms.inside(&share, &x, &y);
            return (value, gradient, Some(second));
        }
        let zero = Fixed { lo: 0, hi: 0 };
        let (mut value, mut slope, mut second) = (zero, zero, Some(zero));
        for side in 0..2 {
            let sign = self.terms.kinked(side, &x);
            let free = self.terms.part(side, false, &x);
            let [v, d, h] = if sign.lo > 0 {
                self.terms.part(side, true, &x)
            } else if sign.hi < 0 {
                free
            } else {
                // The free value is an upper bound everywhere, and the derivative is continuous.
                second = None;
                let kinked = self.terms.part(side, true, &x);
                [free[0], free[1].hull(&kinked[1]), zero]
            };
            value = value.plus(&v);
            slope = slope.plus(&d);
            second = second.map(|sum| sum.plus(&h));
        }
        (value, [slope, zero], second.map(|xx| [xx, zero, zero]))
    }
}

/// The search over all pieces.
struct Search {
    pieces: Vec<Piece>,
    /// No information is best while the posteriors are no further apart.
    near: Fixed,
    /// The revenue without information.
    uninformed: Fixed,
    reached: i128,
    looked: u32,
}

impl Search {
    fn new(problem: &Problem) -> Self {
        let mirror = problem.mirrored();
        let mut pieces = Vec::new();
        for (mirrored, problem) in [(false, problem), (true, &mirror)] {
            for kind in [Kind::Inside { mirrored }, Kind::Edge { mirrored }] {
                pieces.push(Piece { kind, terms: Terms::of(problem) });
            }
        }
        let ratio = |[low, high]: &[Rational; 2]| over(low, high).max(over(high, low));
        let most = problem.burdens().iter().map(ratio).max().unwrap_or_else(Rational::one);
        // Further apart than 1 is impossible.
        let near = (most - Rational::one()).recip().unwrap_or_else(Rational::one).min(Rational::one());
        let uninformed = pieces[0].terms.uninformed();
        Search { pieces, near: Fixed::of(&near), uninformed, reached: uninformed.lo, looked: 0 }
    }

    /// Can the box hold the maximiser? Improves what is known to be reached.
    fn keep(&mut self, region: &Region) -> bool {
        if region.x.hi - region.y.lo <= self.near.lo {
            return false;
        }
        let piece = &self.pieces[region.piece];
        let (value, gradient, _) = piece.local(region);
        if value.hi < self.reached || gradient.iter().any(|d| !d.holds_zero()) {
            return false;
        }
        let centre = Region { x: region.x.middle(), y: region.y.middle(), ..*region };
        // A box may reach a little beyond the prior, which is not known exactly; its middle may not.
        let prior = piece.terms.prior;
        if centre.x.lo <= prior.hi || (!piece.edge() && centre.y.hi >= prior.lo) {
            return true;
        }
        let (there, _, second) = piece.local(&centre);
        if second.is_some() {
            self.reached = self.reached.max(there.lo);
        }
        let along = gradient[0]
            .times(&region.x.minus(&centre.x))
            .plus(&gradient[1].times(&region.y.minus(&centre.y)));
        there.plus(&along).hi >= self.reached
    }

    /// Splits boxes until they are thrown away or no wider than `width`.
    fn refine(&mut self, mut stack: Vec<Region>, width: i128) -> Option<Vec<Region>> {
        let mut kept = Vec::new();
        while let Some(region) = stack.pop() {
            self.looked += 1;
            if self.looked > MOST_BOXES {
                return None;
            }
            if !self.keep(&region) {
                continue;
            }
            let (wide, high) = (region.x.hi - region.x.lo, region.y.hi - region.y.lo);
            if wide.max(high) <= width {
                kept.push(region);
            } else if wide >= high {
                stack.extend(region.x.halves().map(|x| Region { x, ..region }));
            } else {
                stack.extend(region.y.halves().map(|y| Region { y, ..region }));
            }
        }
        Some(kept)
    }

    /// The box around all that is left, if it lies in one piece, the function is strictly concave there and its middle
    /// beats no information: a box may also be left because it cannot be told yet that it does not.
    fn concave(&self, kept: &[Region]) -> Option<Found> {
        let first = kept.first()?;
        if kept.iter().any(|region| region.piece != first.piece) {
            return None;
        }
        let hull = kept.iter().fold(*first, |hull, region| Region {
            x: hull.x.hull(&region.x),
            y: hull.y.hull(&region.y),
            ..hull
        });
        let piece = &self.pieces[hull.piece];
        let centre = Region { x: hull.x.middle(), y: hull.y.middle(), ..hull };
        if piece.local(&centre).0.lo <= self.uninformed.hi {
            return None;
        }
        let (_, _, second) = piece.local(&hull);
        let [xx, xy, yy] = second?;
        let curvature = if piece.edge() {
            Fixed::rational(-xx.hi)
        } else {
            let (a, c) = (Fixed::rational(-xx.hi), Fixed::rational(-yy.hi));
            let b = Fixed::rational(xy.lo.abs().max(xy.hi.abs()));
            if !a.is_positive() || !c.is_positive() {
                return None;
            }
            // The least eigenvalue is at least the determinant over the trace.
            over(&(&a * &c - &b * &b), &(Fixed::rational(-xx.lo) + Fixed::rational(-yy.lo)))
        };
        curvature.is_positive().then_some(Found { kind: piece.kind, x: hull.x, y: hull.y, curvature })
    }
}

/// Where the revenue is largest, or nothing if that stays undecided.
pub(super) fn search(problem: &Problem) -> Option<Found> {
    let mut search = Search::new(problem);
    let boxes = |(place, piece): (usize, &Piece)| {
        let prior = piece.terms.prior;
        let y = if piece.edge() { Fixed { lo: 0, hi: 0 } } else { Fixed::between(0, prior.hi) };
        Region { piece: place, x: Fixed::between(prior.lo, Fixed::ONE), y }
    };
    let mut kept: Vec<Region> = search.pieces.iter().enumerate().map(boxes).collect();
    let mut width = Fixed::ONE >> 4;
    while width > 1 << 10 {
        kept = search.refine(kept, width)?;
        if kept.is_empty() {
            let (x, y) = (unit(), unit());
            return Some(Found { kind: Kind::Uninformed, x, y, curvature: Rational::one() });
        }
        if let Some(found) = search.concave(&kept) {
            return Some(found);
        }
        width >>= 2;
    }
    None
}

/// A rational point with almost no gradient, in the box.
struct Summit {
    x: Rational,
    y: Rational,
    /// An upper bound of the distance to the maximiser.
    away: Rational,
    /// An upper bound of what is missing to the maximum.
    missing: Rational,
}

fn gradient(
    terms: &Terms<Interval>,
    kind: Kind,
    x: &Rational,
    y: &Rational,
) -> ([Interval; 2], [Interval; 3]) {
    let (x, y) = (Interval::point(x.clone()), Interval::point(y.clone()));
    match kind {
        Kind::Inside { .. } => {
            let local = terms.inside(&terms.share(&x, &y), &x, &y);
            (local.gradient, local.second)
        }
        _ => {
            let part = |side| terms.part(side, terms.kinked(side, &x).lo.is_positive(), &x);
            let ([_, a, b], [_, c, d]) = (part(0), part(1));
            let zero = || Interval::point(Rational::zero());
            ([a.plus(&c), zero()], [b.plus(&d), zero(), Interval::point(-Rational::one())])
        }
    }
}

fn climb(problem: &Problem, found: &Found) -> Option<Summit> {
    let terms = Terms::<Interval>::of(problem);
    let grid = Rational::from(2).pow(72);
    let round =
        |number: Rational| Rational::from(floor(&(number * &grid))) * grid.recip().unwrap_or_default();
    let middle = |side: &Fixed| Fixed::rational(side.middle().lo);
    let (mut x, mut y) = (middle(&found.x), middle(&found.y));
    for _ in 0..60 {
        let (slope, second) = gradient(&terms, found.kind, &x, &y);
        let [g, h] = [slope[0].middle(), slope[1].middle()];
        let [a, b, c] = [second[0].middle(), second[1].middle(), second[2].middle()];
        let determinant = &a * &c - &b * &b;
        let step = [over(&(&b * &h - &c * &g), &determinant), over(&(&b * &g - &a * &h), &determinant)];
        let inside = |number: Rational, side: &Fixed| {
            number.max(Fixed::rational(side.lo)).min(Fixed::rational(side.hi))
        };
        let next = (inside(round(&x + &step[0]), &found.x), inside(round(&y + &step[1]), &found.y));
        if next == (x.clone(), y.clone()) {
            break;
        }
        (x, y) = next;
        if step[0].abs().max(step[1].abs()) < dyadic(66) {
            break;
        }
    }
    let (slope, _) = gradient(&terms, found.kind, &x, &y);
    let size = slope.iter().map(|g| g.lo.abs().max(g.hi.abs())).sum::<Rational>();
    let away = over(&size, &found.curvature);
    let missing = &size * &away;
    (missing < dyadic(60)).then_some(Summit { x, y, away, missing })
}

/// The revenue at rational posteriors, exactly.
fn revenue(problem: &Problem, kind: Kind, x: &Rational, y: &Rational) -> LogSum {
    let one = Rational::one();
    let mut sum = LogSum::new();
    let [buyer, seller] = problem.burdens();
    let mean = |[low, high]: &[Rational; 2], m: &Rational| low * &(&one - m) + high * m;
    let prior = &problem.prior;
    match kind {
        Kind::Uninformed => {
            sum.add(&-&one, &mean(&buyer, prior));
            sum.add(&-&one, &mean(&seller, prior));
        }
        Kind::Inside { .. } => {
            let share = over(&(prior - y), &(x - y));
            sum.add(&-&one, &mean(&buyer, x));
            sum.add(&-&one, &mean(&seller, y));
            sum.add(&(&one - &share), &over(&(&one - x), &(&one - y)));
            sum.add(&share, &over(y, x));
        }
        Kind::Edge { .. } => {
            let share = over(prior, x);
            let rest = &one - &share;
            for burden in [&buyer, &seller] {
                // Indifferent at x if the share is above what the high quality takes there.
                if prior * mean(burden, x) > x * x * &burden[1] {
                    sum.add(&-&one, &mean(burden, x));
                    sum.add(&rest, &(&one - x));
                } else {
                    sum.add(&share, &over(&share, &(x * &burden[1])));
                    sum.add(&rest, &over(&rest, &burden[0]));
                }
            }
        }
    }
    sum
}

/// The fraction with the least denominator in an interval of positive numbers.
fn simplest(low: &Rational, high: &Rational) -> Rational {
    let whole = Rational::from(floor(low));
    if whole == *low {
        return whole;
    }
    if &whole + Rational::one() <= *high {
        return whole + Rational::one();
    }
    let inverse = |number: &Rational| (number - &whole).recip().unwrap_or_default();
    &whole + &simplest(&inverse(high), &inverse(low)).recip().unwrap_or_default()
}

/// Is the gradient exactly 0? Its logarithms vanish only if they cancel, since that of a rational other than 1 is
/// transcendental.
fn exact(problem: &Problem, x: &Rational, y: &Rational) -> bool {
    let one = Rational::one();
    if *y != &one - x {
        return false;
    }
    let [buyer, seller] = problem.burdens();
    let share = over(&(&problem.prior - y), &(x - y));
    let relative =
        |[low, high]: &[Rational; 2], m: &Rational| over(&(high - low), &(low * &(&one - m) + high * m));
    let price = |m: &Rational| over(&(&one - &share), &(&one - m)) + over(&share, m);
    relative(&buyer, x) + price(x) == Rational::zero() && relative(&seller, y) == price(y)
}

/// The least subsidy of efficient trade.
pub(crate) fn min_subsidy(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let side = |name: &str| -> Result<[Rational; 2], EvalError> {
        let values = fields.get(name)?.rationals_exactly(2)?;
        if values.iter().any(|value| !value.is_positive()) {
            return Err(fields.range(name, "positive: values are exponentiated"));
        }
        let [low, high] = [values[0].clone(), values[1].clone()];
        if over(&low, &high).max(over(&high, &low)) > Rational::from(MOST_RATIO) {
            let limit = format!("a ratio of {MOST_RATIO} of the two values");
            return Err(EvalError::Size { field: name.into(), limit });
        }
        Ok([low, high])
    };
    let (buyer, seller) = (side("U_b")?, side("U_s")?);
    let prior = fields.inner_probability("mu0_hi")?;
    let least = dyadic(16);
    if prior < least || prior > Rational::one() - &least {
        return Err(fields.range("mu0_hi", format!("at least {least} away from 0 and 1")));
    }
    let problem = Problem { buyer, seller, prior };
    let undecided = || EvalError::Stopped("two laws of posteriors are too close to tell which is best");
    let found = search(&problem).ok_or_else(undecided)?;
    if found.kind == Kind::Uninformed {
        let value = negative(&revenue(&problem, found.kind, &problem.prior, &problem.prior)).to_json();
        let answer = Answer::new().value("min_subsidy", value).value("attained", true);
        return Ok(answer.value("posteriors_hi", numbers([&problem.prior])).done());
    }
    let mirrored = matches!(found.kind, Kind::Inside { mirrored: true } | Kind::Edge { mirrored: true });
    let seen = if mirrored { problem.mirrored() } else { problem.clone() };
    let mut summit = climb(&seen, &found).ok_or_else(undecided)?;
    if matches!(found.kind, Kind::Inside { .. }) {
        let near = |m: &Rational| simplest(&(m - &summit.away), &(m + &summit.away));
        let (x, y) = (near(&summit.x), near(&summit.y));
        if exact(&seen, &x, &y) {
            summit = Summit { x, y, away: Rational::zero(), missing: Rational::zero() };
        }
    }
    let sum = negative(&revenue(&seen, found.kind, &summit.x, &summit.y));
    let value = if summit.missing.is_zero() {
        sum.to_json()
    } else {
        let around = sum.enclosure(120);
        enclosed(&Interval { lo: &around.lo - &summit.missing, hi: around.hi })
    };
    // The posterior of the high quality, in the question's own order.
    let shown = |m: &Rational| {
        let m = if mirrored { Rational::one() - m } else { m.clone() };
        if summit.away.is_zero() {
            return Value::String(m.to_string());
        }
        let shown = Interval { lo: &m - &summit.away, hi: &m + &summit.away };
        let outward = shown.outward(&Rational::from(10).pow(16));
        json!({"lo": outward.lo.to_string(), "hi": outward.hi.to_string(), "approx": decimal(&m)})
    };
    let (x, y) = (shown(&summit.x), shown(&summit.y));
    let answer = Answer::new().value("min_subsidy", value);
    Ok(match found.kind {
        Kind::Inside { mirrored } => {
            let posteriors = if mirrored { json!([y, x]) } else { json!([x, y]) };
            answer.value("attained", true).value("posteriors_hi", posteriors)
        }
        _ => answer
            .value("attained", false)
            .value("limit_posterior", if mirrored { "1" } else { "0" })
            .value("other_posterior_hi", x),
    }
    .done())
}

fn negative(sum: &LogSum) -> LogSum {
    sum.scaled(&-Rational::one())
}
