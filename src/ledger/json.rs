//! The ledger as JSON; the schema is `docs/ledger.schema.json`. The same claims give the same bytes.

use serde_json::{Map, Value, json};

use super::record::{Evidence, Record};
use super::verdict::Kind;
use crate::language::document::{Part, Reach};

/// The records as a JSON document with a line break at its end.
pub fn to_json<'a>(records: impl IntoIterator<Item = &'a Record>) -> String {
    let claims: Vec<Value> = records.into_iter().map(record).collect();
    // Writing a value that holds only texts and whole numbers cannot fail.
    let mut text =
        serde_json::to_string_pretty(&json!({ "schema": 1, "claims": claims })).unwrap_or_default();
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
    put("statement", json!({ "text": statement.text, "latex": statement.latex, "mathml": statement.mathml }));
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
    if !record.problems.is_empty() {
        put("problems", json!(record.problems));
    }
    Value::Object(fields)
}

fn evidence(evidence: &Evidence) -> Value {
    match evidence {
        Evidence::Certificate { proves, steps, holes } => {
            json!({ "kind": "certificate", "proves": proves, "steps": steps, "holes": holes })
        }
        Evidence::Computation { model } => json!({ "kind": "computation", "model": model }),
        Evidence::Trials { trials, seed } => json!({ "kind": "trials", "trials": trials, "seed": seed }),
    }
}
