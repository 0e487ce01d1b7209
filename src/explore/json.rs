//! What was explored, as JSON; no paths, no times.

use serde_json::{Value as Json, json};

use super::{Answer, Entries, Explored, Found, Second, Value};

/// The answer as one object.
pub fn json(answer: &Answer) -> Json {
    let named = |(name, meaning): &(String, String)| json!({ "name": name, "is": meaning });
    let cover = match &answer.cover {
        Ok(splits) => json!({ "certified": true, "splits": splits }),
        Err(missing) => json!({ "certified": false, "missing": missing }),
    };
    json!({
        "format": 2,
        "programs": answer.programs.iter().map(program).collect::<Vec<_>>(),
        "parameters": answer.parameters,
        "coordinates": answer.coordinates.iter().map(named).collect::<Vec<_>>(),
        "hypotheses": answer.hypotheses,
        "regions": answer.regions.iter().enumerate().map(|(place, found)| region(answer, place, found)).collect::<Vec<_>>(),
        "cover": cover,
        "points": answer.points,
        "seed": answer.seed,
    })
}

fn program(program: &Explored) -> Json {
    json!({
        "program": program.name,
        "model": program.model,
        "maximize": program.maximize,
        "variables": program.variables,
        "constraints": program.constraints,
        "counts_where": program.counts,
        "redundant": program.idle.redundant.iter().map(redundant).collect::<Vec<_>>(),
        "slack": program.idle.slack,
    })
}

/// `at` says for which parameters; `null` for all of the region.
fn second(second: &Second) -> Json {
    json!({ "at": second.at, "entries": second.entries.iter().map(entry).collect::<Vec<_>>() })
}

fn degenerate((point, binding): &(usize, Vec<String>)) -> Json {
    json!({ "point": point, "binding": binding })
}

/// `points` says at how many it is; `null` for all admissible parameters.
fn redundant((constraint, points): &(String, Option<usize>)) -> Json {
    json!({ "constraint": constraint, "points": points })
}

fn region(answer: &Answer, place: usize, found: &Found) -> Json {
    let (kind, value) = match &found.value {
        Value::Optimum(form) => ("optimum", Json::String(form.clone())),
        Value::Infeasible => ("infeasible", Json::Null),
        Value::Unbounded => ("unbounded", Json::Null),
    };
    let borders: Vec<Json> =
        found.borders.iter().map(|(other, along)| json!({ "region": other, "along": along })).collect();
    json!({
        "region": place + 1,
        "kind": kind,
        "program": answer.programs[found.member].name,
        "value": value,
        "name": found.named,
        "conditions": found.conditions,
        "thresholds": found.thresholds,
        "points": found.points.iter().map(entries).collect::<Vec<_>>(),
        "multipliers": found.multipliers.iter().map(entries).collect::<Vec<_>>(),
        "not_unique": found.second.as_ref().map(second),
        "degenerate": found.degenerate.iter().map(degenerate).collect::<Vec<_>>(),
        "borders": borders,
        "certified": found.certified.is_ok(),
        "open_because": found.certified.as_ref().err(),
    })
}

fn entries((conditions, named): &Entries) -> Json {
    json!({ "where": conditions, "entries": named.iter().map(entry).collect::<Vec<_>>() })
}

fn entry((name, form): &(String, String)) -> Json {
    json!({ "name": name, "is": form })
}
