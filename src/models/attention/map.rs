//! `attention.existence-map`: where a least subsidy exists, over the two ratios of values.
//!
//! Source: Larionov and Yamashita, optimality conditions ("if a minimum is achieved"). Only the ratios of the high
//! to the low value matter, one of each side. Consumes the prior and a grid of powers of a base; produces
//! how many points are of each kind, and a drawing with one cell for each point.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

use super::super::error::EvalError;
use super::super::input::Fields;
use super::super::output::Answer;
use super::formulas::Problem;
use super::subsidy::{Kind, search};
use crate::draw::{Area, Axis, Drawing, Point, to_json};
use crate::exact::interval::half;

/// The most steps on each side of equal values.
const MOST_STEPS: i64 = 12;
/// The largest ratio between neighbours of the grid.
const MOST_BASE: i64 = 16;

const LABELS: [&str; 4] = [
    "attained, no information",
    "attained, two posteriors",
    "not attained, a posterior tends to 0",
    "not attained, a posterior tends to 1",
];

fn place(kind: Kind) -> usize {
    match kind {
        Kind::Uninformed => 0,
        Kind::Inside { .. } => 1,
        Kind::Edge { mirrored: false } => 2,
        Kind::Edge { mirrored: true } => 3,
    }
}

/// The kind with the names of the qualities exchanged.
fn turned(kind: Kind) -> Kind {
    match kind {
        Kind::Uninformed => kind,
        Kind::Inside { mirrored } => Kind::Inside { mirrored: !mirrored },
        Kind::Edge { mirrored } => Kind::Edge { mirrored: !mirrored },
    }
}

/// Where the least subsidy is attained.
pub(crate) fn existence_map(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let prior = fields.inner_probability("mu0_hi")?;
    let tenth = Rational::new(1, 10).unwrap_or_default();
    if prior < tenth || prior > Rational::one() - &tenth {
        return Err(fields.range("mu0_hi", "from 1/10 to 9/10"));
    }
    let steps = fields.get("steps")?.integer(1, MOST_STEPS)?;
    let base = fields.get("base")?.integer(2, MOST_BASE)?;
    // The corner of the grid must stay within what the search takes on.
    if Rational::from(base).pow(u32::try_from(steps).unwrap_or(0)) > Rational::from(1 << 16) {
        return Err(EvalError::Size {
            field: "steps".into(),
            limit: "a ratio of 65536 at the corner".into(),
        });
    }
    let values = |power: i64| {
        let size = Rational::from(base).pow(u32::try_from(power.unsigned_abs()).unwrap_or(0));
        if power < 0 { [size, Rational::one()] } else { [Rational::one(), size] }
    };
    let side = 2 * steps + 1;
    let mut kinds: Vec<Option<Kind>> = vec![None; usize::try_from(side * side).unwrap_or(0)];
    let at = |buyer: i64, seller: i64| usize::try_from((seller + steps) * side + buyer + steps).unwrap_or(0);
    for seller in -steps..=steps {
        for buyer in -steps..=steps {
            // With equal priors, exchanging the qualities turns the map around.
            let known = if prior == half() { kinds[at(-buyer, -seller)].map(turned) } else { None };
            let solve = || {
                let (buyer, seller) = (values(buyer), values(seller));
                let found = search(&Problem { buyer, seller, prior: prior.clone() });
                found.map(|found| found.kind)
            };
            kinds[at(buyer, seller)] = Some(known.or_else(solve).ok_or(EvalError::Stopped(
                "two laws of posteriors are too close to tell which is best at a point of the grid",
            ))?);
        }
    }
    let mut outlines: [Vec<Vec<Point>>; 4] = Default::default();
    let mut counts = [0_i64; 4];
    for seller in -steps..=steps {
        let mut start = -steps;
        for buyer in -steps..=steps {
            let Some(kind) = kinds[at(buyer, seller)].map(place) else { continue };
            counts[kind] += 1;
            let next = (buyer < steps).then(|| kinds[at(buyer + 1, seller)].map(place)).flatten();
            if next != Some(kind) {
                outlines[kind].push(cells(start, buyer, seller));
                start = buyer + 1;
            }
        }
    }
    let end = Rational::from(steps) + half();
    let axis = |whose: &str| Axis {
        label: format!("log to base {base} of the {whose} high value over the low one"),
        from: -&end,
        to: end.clone(),
    };
    let areas = LABELS.iter().zip(outlines).filter(|(_, outlines)| !outlines.is_empty());
    let drawing = Drawing {
        caption: format!(
            "Is the least subsidy attained? Prior {prior}; every cell is decided at its middle."
        ),
        across: axis("buyer's"),
        up: axis("seller's"),
        areas: areas.map(|(label, outlines)| Area { label: (*label).to_owned(), outlines }).collect(),
        curves: Vec::new(),
        marks: Vec::new(),
    };
    let mut answer = Answer::new();
    for (name, count) in ["uninformed", "informed", "limit_0", "limit_1"].iter().zip(counts) {
        answer = answer.number(name, &Rational::from(count));
    }
    Ok(answer.value("drawing", to_json(&drawing)).done())
}

/// The cells of a row from one point of the grid to another.
fn cells(from: i64, to: i64, row: i64) -> Vec<Point> {
    let (left, right) = (Rational::from(from) - half(), Rational::from(to) + half());
    let (low, high) = (Rational::from(row) - half(), Rational::from(row) + half());
    let corner = |x: &Rational, y: &Rational| [x.clone(), y.clone()];
    vec![corner(&left, &low), corner(&right, &low), corner(&right, &high), corner(&left, &high)]
}
