//! The ledger as JSON; the schema is `docs/ledger.schema.json`. The same claims give the same bytes.

use serde_json::{Map, Value, json};

use super::heading::Heading;
use super::record::{Answer, Evidence, Record};
use super::trials::{Assignment, Audited};
use super::verdict::Kind;
use crate::language::document::{Part, Reach, Senseless, Unchecked};

/// Longest text, in bytes, of a statement that is also given as LaTeX and `MathML`.
const MAX_TYPESET: usize = 1_500;

/// The records, what is not checked, and claims that make no sense, as a JSON document with a line break at its end;
/// with what an index says, if they are those of one paper.
pub fn to_json<'a>(
    heading: Option<&Heading>,
    records: impl IntoIterator<Item = &'a Record>,
    unchecked: impl IntoIterator<Item = &'a Unchecked>,
    senseless: impl IntoIterator<Item = &'a Senseless>,
) -> String {
    let claims: Vec<Value> = records.into_iter().map(record).collect();
    let mut whole = Map::new();
    whole.insert("schema".to_owned(), json!(1));
    if let Some(heading) = heading {
        whole.insert("paper".to_owned(), heading.to_value());
    }
    whole.insert("claims".to_owned(), json!(claims));
    let unchecked: Vec<Value> = unchecked
        .into_iter()
        .map(|item| json!({ "id": item.id, "place": item.place, "because": item.because }))
        .collect();
    whole.insert("unchecked".to_owned(), json!(unchecked));
    let senseless: Vec<Value> = senseless
        .into_iter()
        .map(|claim| json!({ "id": claim.id, "restates": claim.of, "why": claim.why }))
        .collect();
    if !senseless.is_empty() {
        whole.insert("senseless".to_owned(), json!(senseless));
    }
    // Writing a value that holds only texts and whole numbers cannot fail.
    let mut text = serde_json::to_string_pretty(&Value::Object(whole)).unwrap_or_default();
    text.push('\n');
    text
}

fn record(record: &Record) -> Value {
    let reach = match &record.reach {
        Reach::AsStated => "as stated".to_owned(),
        Reach::Narrower(how) => format!("narrower: {how}"),
        Reach::Reduced(step) => format!("reduced: {step}"),
    };
    let mut fields = Map::new();
    let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
    put("id", json!(record.id));
    put("paper", json!(record.paper));
    put("kind", json!(record.kind));
    put("place", json!(record.place));
    put("verdict", json!(record.verdict.word()));
    put("reach", json!(reach));
    put("domain", json!(record.domain));
    put("evidence", record.evidence.iter().map(evidence).collect());
    put("uses", record.uses.iter().map(|name| json!(name)).collect());
    let statement = &record.statement;
    // Nobody typesets a statement of many pages; its text is whole.
    let long = statement.text.len() > MAX_TYPESET;
    let typeset = |form: &str| if long { String::new() } else { form.to_owned() };
    put(
        "statement",
        json!({
            "text": statement.text,
            "latex": typeset(&statement.latex),
            "mathml": typeset(&statement.mathml),
        }),
    );
    put("hash", json!(record.hash));
    if let Kind::Holey(holes) = record.verdict.kind() {
        put("holes", holes.iter().map(|hole| json!(&**hole)).collect());
    }
    if let Some(row) = &record.row {
        let part = match row.part {
            Part::Printed => "printed",
            Part::Corrected => "corrected",
            Part::Survives => "survives",
        };
        put("erratum", json!({ "id": row.erratum, "row": part }));
    }
    if let Some(published) = &record.restates {
        put("restates", json!(published));
    }
    if !record.counterexample.is_empty() {
        put("counterexample", assignment(&record.counterexample));
    }
    if !record.problems.is_empty() {
        put("problems", json!(record.problems));
    }
    if !record.audit.is_empty() {
        put("audit", record.audit.iter().map(audited).collect());
    }
    if record.together.len() > 1 {
        put("redundant_together", json!(record.together));
    }
    if !record.assumes.is_empty() {
        put("assumes", json!(record.assumes));
    }
    if record.stopped {
        put("stopped", json!(true));
    }
    Value::Object(fields)
}

fn audited(audited: &Audited) -> Value {
    let mut fields = Map::new();
    fields.insert("hypothesis".to_owned(), json!(audited.hypothesis));
    fields.insert("verdict".to_owned(), json!(audited.verdict));
    if !audited.counterexample.is_empty() {
        fields.insert("counterexample".to_owned(), assignment(&audited.counterexample));
    }
    Value::Object(fields)
}

/// A point: numbers and elements as text, by symbol.
fn assignment(assignment: &Assignment) -> Value {
    Value::Object(assignment.iter().map(|(symbol, value)| (symbol.clone(), json!(value))).collect())
}

fn evidence(evidence: &Evidence) -> Value {
    match evidence {
        Evidence::Certificate { proves, steps, holes } => {
            json!({ "kind": "certificate", "proves": proves, "steps": steps, "holes": holes })
        }
        Evidence::Computation { model } => json!({ "kind": "computation", "model": model }),
        Evidence::Trials { trials, tried, seed, drawn, untested } => {
            let mut fields = Map::new();
            fields.insert("kind".to_owned(), json!("trials"));
            fields.insert("trials".to_owned(), json!(trials));
            fields.insert("tried".to_owned(), json!(tried));
            fields.insert("seed".to_owned(), json!(seed));
            if *drawn {
                fields.insert("drawn".to_owned(), json!(true));
            }
            if let Some(reason) = untested {
                fields.insert("untested".to_owned(), json!(reason));
            }
            Value::Object(fields)
        }
        Evidence::Witness { point } => {
            json!({ "kind": "witness", "point": point.as_ref().map(assignment) })
        }
        Evidence::Tightness { bounds, points } => {
            let points: Vec<Value> = points
                .iter()
                .map(|(bound, point)| json!({ "bound": bound + 1, "point": assignment(point) }))
                .collect();
            json!({ "kind": "tightness", "bounds": bounds, "points": points })
        }
        Evidence::Solver { name, version, proves, steps, answers } => {
            let answers: Vec<Value> = answers.iter().map(answer).collect();
            json!({
                "kind": "solver", "name": name, "version": version, "proves": proves, "steps": steps,
                "answers": answers,
            })
        }
    }
}

fn answer(answer: &Answer) -> Value {
    let mut fields = Map::new();
    fields.insert("answer".to_owned(), json!(answer.word));
    if let Some(detail) = &answer.detail {
        fields.insert("detail".to_owned(), json!(detail));
    }
    if answer.abstracted {
        fields.insert("abstracted".to_owned(), json!(true));
    }
    if let Some(used) = &answer.used {
        fields.insert("used".to_owned(), json!(used));
    }
    Value::Object(fields)
}
