//! Records of searches in vain as canonical bytes, and back from bytes that nobody vouches for.

use super::{Attempt, Attempts, FORMAT, Means, Unaided};
use crate::certificate::fields::{Decoded, Fields, natural, small, truth, wrong};
use crate::certificate::json::{Json, parse, quoted};
use crate::evidence::{decode, encode};
use crate::prove::Unsettled;

pub(super) fn encode(attempts: &Attempts) -> Vec<u8> {
    let claims: Vec<String> = attempts
        .claims
        .iter()
        .map(|(id, attempt)| format!("{}: {{\n{}}}", quoted(id), record(attempt)))
        .collect();
    let claims = if claims.is_empty() { String::new() } else { format!("\n{}\n", claims.join(",\n")) };
    format!("{{\"format\": {FORMAT}, \"claims\": {{{claims}}}}}\n").into_bytes()
}

fn record(attempt: &Attempt) -> String {
    let Attempt { hash, tried, search, means: Means { budget, solver }, stops, fails_at, unaided } = attempt;
    let mut fields = vec![
        format!("  \"hash\": {}", quoted(hash)),
        format!("  \"tried\": {}", quoted(tried)),
        format!("  \"search\": {search}"),
        format!("  \"budget\": {budget}"),
    ];
    fields.extend(solver.then(|| "  \"solver\": true".to_owned()));
    fields.extend(stops.as_ref().map(|stop| format!("  \"stops\": {}", quoted(stop))));
    fields.extend(fails_at.as_ref().map(|point| format!("  \"fails_at\": {}", encode::point(point))));
    fields.extend(unaided.as_ref().map(|unaided| format!("  \"unaided\": {}", self::unaided(unaided))));
    fields.join(",\n")
}

fn unaided(unaided: &Unaided) -> String {
    let Unaided { points, seed, untested, proof } = unaided;
    let mut fields = vec![format!("\"points\": {points}"), format!("\"seed\": {seed}")];
    fields.extend(untested.as_ref().map(|untested| format!("\"untested\": {}", quoted(untested))));
    fields.extend(proof.as_ref().map(|Unsettled { goal, columns, stopped }| {
        let stopped = if *stopped { ", \"stopped\": true" } else { "" };
        format!("\"proof\": {{\"goal\": {}, \"columns\": {columns}{stopped}}}", quoted(goal))
    }));
    format!("{{{}}}", fields.join(", "))
}

pub(super) fn decode(bytes: &[u8]) -> Decoded<Attempts> {
    let json = parse(bytes)?;
    let mut fields = Fields::of(&json)?;
    fields.format(FORMAT)?;
    let claims = fields.required("claims", |json| {
        let Json::Object(claims) = json else { return Err(wrong("an object", json)) };
        let each = claims.iter().map(|(id, json)| match attempt(json) {
            Ok(attempt) => Ok((id.to_string(), attempt)),
            Err(error) => Err(error.at(id)),
        });
        each.collect()
    })?;
    fields.finish()?;
    Ok(Attempts { claims })
}

fn attempt(json: &Json) -> Decoded<Attempt> {
    let mut fields = Fields::of(json)?;
    let attempt = Attempt {
        hash: fields.required("hash", decode::owned)?,
        tried: fields.required("tried", decode::owned)?,
        search: fields.required("search", natural)?,
        means: Means {
            budget: fields.required("budget", small)?,
            solver: fields.optional("solver", truth)?.unwrap_or(false),
        },
        stops: fields.optional("stops", decode::owned)?,
        fails_at: fields.optional("fails_at", decode::point)?,
        unaided: fields.optional("unaided", |json| {
            let mut fields = Fields::of(json)?;
            let unaided = Unaided {
                points: fields.required("points", natural)?,
                seed: fields.required("seed", natural)?,
                untested: fields.optional("untested", decode::owned)?,
                proof: fields.optional("proof", unsettled)?,
            };
            fields.finish()?;
            Ok(unaided)
        })?,
    };
    fields.finish()?;
    Ok(attempt)
}

fn unsettled(json: &Json) -> Decoded<Unsettled> {
    let mut fields = Fields::of(json)?;
    let unsettled = Unsettled {
        goal: fields.required("goal", decode::owned)?,
        columns: fields.required("columns", natural)?,
        stopped: fields.optional("stopped", truth)?.unwrap_or(false),
    };
    fields.finish()?;
    Ok(unsettled)
}
