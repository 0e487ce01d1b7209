//! The registry of exact models.
//!
//! Consumes the name of a model and one JSON object of exact numbers; produces
//! one JSON object. The command line, and `compute` claims in theorem files,
//! ask the same functions. Models are independent computations (linear
//! programs, enumeration, exact integration); they trust exact arithmetic and
//! the verifier of linear programs. A bad question is an [`EvalError`] that
//! names the field; nothing panics.

mod attention;
mod auction;
mod barter;
mod carroll;
mod discrete;
mod duality;
mod error;
mod exchange;
mod extortion;
mod extortion_check;
mod extortion_game;
mod input;
mod intermediary;
mod ironing;
mod law;
mod linear;
mod mediation;
mod mediator;
mod monopoly;
mod output;
mod partnership;
mod shuttle;
mod structures;
mod table;
mod vertices;

pub use error::EvalError;
pub use table::registry;

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

use input::Fields;

/// A field of a question.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// The kind of value: `number`, `probability`, `list of numbers`, ...
    pub kind: &'static str,
    /// What it means, and its unit.
    pub meaning: &'static str,
    /// May it be absent?
    pub optional: bool,
}

/// A model that answers questions exactly.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// Its name, such as `carroll.bilateral-trade`.
    pub name: &'static str,
    /// The paper and the place in it.
    pub source: &'static str,
    /// The fields of a question.
    pub fields: &'static [Field],
    /// The fields of the answer.
    pub results: &'static [&'static str],
    /// The computation.
    pub run: fn(&Map<String, Value>) -> Result<Value, EvalError>,
}

/// Asks a model.
///
/// # Errors
/// Says which field is at fault, and how; or that there is no such model.
pub fn evaluate(name: &str, input: &Value) -> Result<Value, EvalError> {
    let model = registry()
        .iter()
        .find(|model| model.name == name)
        .ok_or_else(|| EvalError::UnknownModel(name.to_owned()))?;
    let map = input.as_object().ok_or(EvalError::NotAnObject)?;
    let names: Vec<&str> = model.fields.iter().map(|field| field.name).collect();
    let fields = Fields::of(map);
    fields.only(&names)?;
    for field in model.fields.iter().filter(|field| !field.optional) {
        fields.get(field.name)?;
    }
    (model.run)(map)
}

/// Asks a model in text, and writes the answer on one line.
///
/// # Errors
/// As [`evaluate`]; or the text is not JSON.
pub fn run_eval(model: &str, text: &str) -> Result<String, EvalError> {
    if !registry().iter().any(|known| known.name == model) {
        return Err(EvalError::UnknownModel(model.to_owned()));
    }
    let input: Value = serde_json::from_str(text).map_err(|error| EvalError::NotJson(error.to_string()))?;
    Ok(evaluate(model, &input)?.to_string())
}

/// Every model with its source, fields and results.
pub fn list() -> String {
    let field = |field: &Field| {
        let optional = if field.optional { ", optional" } else { "" };
        format!("    in   {} ({}{optional}): {}\n", field.name, field.kind, field.meaning)
    };
    let model = |model: &Model| {
        let fields: String = model.fields.iter().map(field).collect();
        let results = model.results.join(", ");
        format!("{}\n    {}\n{fields}    out  {results}\n", model.name, model.source)
    };
    registry().iter().map(model).collect()
}

/// A part of an answer, by a path such as `optimum.W` or `solutions[0].x`.
///
/// A whole name with dots or brackets in it, such as `(5.1)`, is looked up first.
pub fn lookup<'a>(result: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() {
        return Some(result);
    }
    if let Some(found) = result.as_object().and_then(|map| map.get(path)) {
        return Some(found);
    }
    if let Some(rest) = path.strip_prefix('[') {
        let (place, rest) = rest.split_once(']')?;
        let inner = result.as_array()?.get(place.parse::<usize>().ok()?)?;
        return lookup(inner, rest.strip_prefix('.').unwrap_or(rest));
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let inner = result.as_object()?.get(&path[..end])?;
    let rest = &path[end..];
    lookup(inner, rest.strip_prefix('.').unwrap_or(rest))
}

/// Does a part of an answer equal what a claim states?
///
/// Numbers are compared as numbers, so `1/2` equals `0.5`; truth values may be
/// stated as words; lists and objects agree part by part, where an object may
/// state only some of the fields.
pub fn agrees(found: &Value, stated: &Value) -> bool {
    match (found, stated) {
        (Value::Array(found), Value::Array(stated)) => {
            found.len() == stated.len() && found.iter().zip(stated).all(|(a, b)| agrees(a, b))
        }
        (Value::Object(found), Value::Object(stated)) => {
            stated.iter().all(|(key, value)| found.get(key).is_some_and(|found| agrees(found, value)))
        }
        (Value::Bool(found), Value::String(word)) => word == if *found { "true" } else { "false" },
        (Value::Null, Value::String(word)) => word == "null",
        (Value::String(found), Value::String(stated)) => {
            found == stated
                || matches!((Rational::parse(found), Rational::parse(stated)), (Ok(a), Ok(b)) if a == b)
        }
        (Value::String(found), Value::Number(stated)) if !stated.is_f64() => {
            matches!((Rational::parse(found), Rational::parse(&stated.to_string())), (Ok(a), Ok(b)) if a == b)
        }
        (Value::Number(found), Value::String(stated)) if !found.is_f64() => {
            matches!((Rational::parse(&found.to_string()), Rational::parse(stated)), (Ok(a), Ok(b)) if a == b)
        }
        (found, stated) => found == stated,
    }
}
