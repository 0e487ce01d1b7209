//! Records from bytes that nobody vouches for: one typed error with the place of the fault, or records.

use super::{Answer, Evidence, FORMAT, Hypothesis, Need, Records, Solved, Tightness, Trials};
use crate::certificate::Problem;
use crate::certificate::fields::{
    Decoded, Fields, head, index, list, natural, pair, rational, text, truth, unknown, wrong,
};
use crate::certificate::json::{Json, parse};
use crate::falsify::{Interpretation, Meaning};
use crate::search::smt::WORDS;

pub(super) fn decode(bytes: &[u8]) -> Decoded<Records> {
    let json = parse(bytes)?;
    let mut fields = Fields::of(&json)?;
    fields.format(FORMAT)?;
    let claims = fields.required("claims", |json| {
        let Json::Object(claims) = json else { return Err(wrong("an object", json)) };
        let each = claims.iter().map(|(id, json)| match claim(json) {
            Ok(evidence) => Ok((id.to_string(), evidence)),
            Err(error) => Err(error.at(id)),
        });
        each.collect()
    })?;
    fields.finish()?;
    Ok(Records { claims })
}

pub(super) fn owned(json: &Json) -> Decoded<String> {
    text(json).map(str::to_owned)
}

fn claim(json: &Json) -> Decoded<Evidence> {
    let mut fields = Fields::of(json)?;
    let evidence = Evidence {
        hash: fields.required("hash", owned)?,
        solver: fields.optional("solver", solver)?,
        trials: fields.optional("trials", trials)?,
        witness: fields.optional("witness", |json| match json {
            Json::Null => Ok(None),
            other => point(other).map(Some),
        })?,
        tightness: fields.optional("tightness", tightness)?,
        audit: fields.optional("audit", |json| list(json, hypothesis))?,
    };
    fields.finish()?;
    Ok(evidence)
}

fn solver(json: &Json) -> Decoded<Solved> {
    let mut fields = Fields::of(json)?;
    let solved = Solved {
        name: fields.required("name", owned)?,
        version: fields.required("version", owned)?,
        question: fields.required("question", owned)?,
        steps: fields.required("steps", natural)?,
        parts: fields.required("parts", |json| list(json, answer))?,
    };
    fields.finish()?;
    Ok(solved)
}

fn answer(json: &Json) -> Decoded<Answer> {
    let mut fields = Fields::of(json)?;
    let answer = Answer {
        word: fields.required("answer", |json| match text(json)? {
            word if WORDS.contains(&word) => Ok(word.to_owned()),
            other => Err(unknown("answer of a solver", other)),
        })?,
        detail: fields.optional("detail", owned)?,
        abstracted: fields.optional("abstracted", truth)?.unwrap_or(false),
        used: fields.optional("used", |json| list(json, owned))?,
    };
    fields.finish()?;
    Ok(answer)
}

fn trials(json: &Json) -> Decoded<Trials> {
    let mut fields = Fields::of(json)?;
    let trials = Trials {
        points: fields.required("points", natural)?,
        seed: fields.required("seed", natural)?,
        tried: fields.required("tried", natural)?,
        satisfied: fields.required("satisfied", natural)?,
        drawn: fields.optional("drawn", truth)?,
        untested: fields.optional("untested", owned)?,
        counterexample: fields.optional("counterexample", point)?,
    };
    fields.finish()?;
    Ok(trials)
}

fn tightness(json: &Json) -> Decoded<Tightness> {
    let mut fields = Fields::of(json)?;
    let tightness = Tightness {
        bounds: fields.required("bounds", index)?,
        points: fields.required("points", |json| {
            list(json, |json| {
                let mut fields = Fields::of(json)?;
                let found = (fields.required("bound", index)?, fields.required("point", point)?);
                fields.finish()?;
                Ok(found)
            })
        })?,
    };
    fields.finish()?;
    Ok(tightness)
}

fn hypothesis(json: &Json) -> Decoded<Hypothesis> {
    let mut fields = Fields::of(json)?;
    let name = fields.required("hypothesis", owned)?;
    let needed = fields.optional("needed", point)?;
    let redundant = fields.optional("redundant", truth)?.unwrap_or(false);
    fields.finish()?;
    let need = match (needed, redundant) {
        (Some(_), true) => return Err(Problem::UnknownField("redundant".to_owned()).into()),
        (Some(point), false) => Need::Needed(point),
        (None, true) => Need::Redundant,
        (None, false) => Need::Undecided,
    };
    Ok(Hypothesis { name, need })
}

pub(super) fn point(json: &Json) -> Decoded<Interpretation> {
    let mut fields = Fields::of(json)?;
    let sorts = fields.required("sorts", |json| {
        let Json::Object(sorts) = json else { return Err(wrong("an object", json)) };
        let each =
            sorts.iter().map(|(sort, size)| Ok((sort.to_string(), index(size).map_err(|e| e.at(sort))?)));
        each.collect()
    })?;
    let symbols = fields.required("symbols", |json| list(json, |json| pair(json, owned, meaning)))?;
    fields.finish()?;
    Ok(Interpretation { sorts, symbols })
}

fn meaning(json: &Json) -> Decoded<Meaning> {
    if let Json::Text(_) = json {
        return rational(json).map(Meaning::Number);
    }
    let word = head(json, "a number or an object")?;
    let mut fields = Fields::of(json)?;
    let numbers = |json| list(json, rational);
    let meaning = match word {
        "element" => Meaning::Element(fields.required("element", index)?),
        "function" => Meaning::Function(fields.required("function", numbers)?),
        "defined" if fields.required("defined", truth)? => Meaning::Defined,
        "weights" => Meaning::Weights(fields.required("weights", numbers)?),
        "points" => Meaning::Points(fields.required("points", numbers)?),
        "uniform" => Meaning::Uniform(fields.required("uniform", numbers)?),
        other => return Err(unknown("meaning", other)),
    };
    fields.finish()?;
    Ok(meaning)
}
