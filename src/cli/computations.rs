//! Computations of theorem files, and the calculator `eval`: questions to the exact models.

use std::fs;
use std::io::Read as _;

use mechproof_core::kernel::{Library, Proof};
use serde_json::{Map, Value as Json};

use super::{Failure, Outcome, Run, print};
use crate::certificate::{Certificate, Proves};
use crate::draw;
use crate::language::document::Entry;
use crate::language::syntax::{Compute, Ident, Value};
use crate::ledger::{Evaluation, Prover};
use crate::models;

/// Most bytes of a question.
const MAX_QUESTION: u64 = 16 << 20;

/// Counts stored certificates only, and asks the registered models about computations.
pub struct Stored;

impl Prover for Stored {
    fn prove(&mut self, _: &Entry, _: &Proves, _: &Library) -> Option<Proof> {
        None
    }

    fn accepted(&mut self, _: &Entry, _: Certificate) {}

    fn evaluate(&mut self, compute: &Compute) -> Evaluation {
        evaluate(compute)
    }
}

/// What the model of a computation says of its stated results.
pub(super) fn evaluate(compute: &Compute) -> Evaluation {
    let model = compute.model.node.as_str();
    if !models::registry().iter().any(|known| known.name == model) {
        return Evaluation::NoModel;
    }
    let answer = match models::evaluate(model, &Json::Object(object(&compute.fields))) {
        Ok(answer) => answer,
        Err(error) => return Evaluation::Differs(error.to_string()),
    };
    for (path, stated) in &compute.expected {
        let Some(found) = models::lookup(&answer, &path.node) else {
            return Evaluation::Differs(format!("the model gives no `{}`", path.node));
        };
        if !models::agrees(found, &json(stated)) {
            return Evaluation::Differs(format!("{} = {found}", path.node));
        }
    }
    Evaluation::Agrees(answer.get("drawing").and_then(draw::from_json).map(Box::new))
}

fn object(fields: &[(Ident, Value)]) -> Map<String, Json> {
    fields.iter().map(|(key, value)| (key.node.clone(), json(value))).collect()
}

fn json(value: &Value) -> Json {
    match value {
        Value::Number(text) | Value::Text(text) => Json::String(text.node.clone()),
        Value::List(values) => Json::Array(values.iter().map(json).collect()),
        Value::Object(fields) => Json::Object(object(fields)),
    }
}

/// `mechproof eval`: one question and its answer, or a file with a question on each line.
pub(super) fn run(model: Option<&str>, file: Option<&str>, list: bool, batch: Option<&str>) -> Run<Outcome> {
    if list {
        print(&models::list())?;
        return Ok(Outcome::AsStated);
    }
    let Some(model) = model else {
        return Err(Failure::message("name a model; `mechproof eval --list` names them all"));
    };
    let ask = |question: &str| {
        models::run_eval(model, question).map_err(|error| Failure::message(format!("{model}: {error}")))
    };
    if let Some(batch) = batch {
        let mut answers = String::new();
        for (number, line) in question(Some(batch))?.lines().enumerate() {
            let answer = ask(line).map_err(|failure| match failure {
                Failure::Message(text) => Failure::message(format!("{batch}:{}: {text}", number + 1)),
                other => other,
            })?;
            answers.push_str(&answer);
            answers.push('\n');
        }
        print(&answers)?;
        return Ok(Outcome::AsStated);
    }
    print(&format!("{}\n", ask(&question(file)?)?))?;
    Ok(Outcome::AsStated)
}

/// The text of a file, or of standard input.
fn question(file: Option<&str>) -> Run<String> {
    let name = file.unwrap_or("standard input");
    let failure = |error: std::io::Error| Failure::message(format!("{name}: {error}"));
    let mut text = String::new();
    let read = match file {
        Some(path) => fs::File::open(path).map_err(failure)?.take(MAX_QUESTION + 1).read_to_string(&mut text),
        None => std::io::stdin().take(MAX_QUESTION + 1).read_to_string(&mut text),
    };
    let length = read.map_err(failure)?;
    if length as u64 > MAX_QUESTION {
        return Err(Failure::message(format!("{name}: more than {MAX_QUESTION} bytes")));
    }
    Ok(text)
}
