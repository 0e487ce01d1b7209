//! Drawings as JSON: how models hand them over, as the field `drawing` of an answer.
//!
//! ```json
//! {"caption": "", "across": {"label": "", "from": "0", "to": "1"}, "up": {...},
//!  "areas": [{"label": "", "outlines": [[["0", "1/2"], ...]]}],
//!  "curves": [{"label": "", "lines": [[["0", "1/2"], ...]], "dashed": false}],
//!  "marks": [{"label": "", "at": ["0", "1/2"]}]}
//! ```

use mechproof_core::exact::Rational;
use serde_json::{Value, json};

use super::{Area, Axis, Curve, Drawing, Mark, Point};

/// The drawing as JSON; coordinates are rationals as text.
pub fn to_json(drawing: &Drawing) -> Value {
    let axis = |axis: &Axis| json!({ "label": axis.label, "from": axis.from.to_string(), "to": axis.to.to_string() });
    let point = |point: &Point| json!([point[0].to_string(), point[1].to_string()]);
    let line = |line: &Vec<Point>| Value::Array(line.iter().map(point).collect());
    let lines = |lines: &[Vec<Point>]| Value::Array(lines.iter().map(line).collect());
    let areas: Vec<Value> = drawing
        .areas
        .iter()
        .map(|area| json!({ "label": area.label, "outlines": lines(&area.outlines) }))
        .collect();
    let curves: Vec<Value> = drawing
        .curves
        .iter()
        .map(|curve| json!({ "label": curve.label, "lines": lines(&curve.lines), "dashed": curve.dashed }))
        .collect();
    let marks: Vec<Value> =
        drawing.marks.iter().map(|mark| json!({ "label": mark.label, "at": point(&mark.at) })).collect();
    json!({
        "caption": drawing.caption,
        "across": axis(&drawing.across),
        "up": axis(&drawing.up),
        "areas": areas,
        "curves": curves,
        "marks": marks,
    })
}

/// The drawing that a JSON value holds, or nothing if it is not one.
pub fn from_json(value: &Value) -> Option<Drawing> {
    Some(Drawing {
        caption: text(value, "caption")?,
        across: axis(value.get("across")?)?,
        up: axis(value.get("up")?)?,
        areas: list(value, "areas", |area| {
            Some(Area { label: text(area, "label")?, outlines: list(area, "outlines", points)? })
        })?,
        curves: list(value, "curves", |curve| {
            let dashed = curve.get("dashed")?.as_bool()?;
            Some(Curve { label: text(curve, "label")?, lines: list(curve, "lines", points)?, dashed })
        })?,
        marks: list(value, "marks", |mark| {
            Some(Mark { label: text(mark, "label")?, at: point(mark.get("at")?)? })
        })?,
    })
}

fn text(value: &Value, key: &str) -> Option<String> {
    Some(value.get(key)?.as_str()?.to_owned())
}

fn list<T>(value: &Value, key: &str, item: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.get(key)?.as_array()?.iter().map(item).collect()
}

fn points(value: &Value) -> Option<Vec<Point>> {
    value.as_array()?.iter().map(point).collect()
}

fn number(value: &Value) -> Option<Rational> {
    Rational::parse(value.as_str()?).ok()
}

fn point(value: &Value) -> Option<Point> {
    match value.as_array()?.as_slice() {
        [x, y] => Some([number(x)?, number(y)?]),
        _ => None,
    }
}

fn axis(value: &Value) -> Option<Axis> {
    let (from, to) = (number(value.get("from")?)?, number(value.get("to")?)?);
    (from < to).then_some(Axis { label: text(value, "label")?, from, to })
}
