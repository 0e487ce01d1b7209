//! Records as canonical bytes: claims by id, fields in a fixed order, one field to a line.

use std::fmt::Write as _;

use mechproof_core::exact::Rational;

use super::{Answer, Evidence, FORMAT, Hypothesis, Need, Records, Solved, Tightness, Trials};
use crate::certificate::json::quoted;
use crate::falsify::{Interpretation, Meaning};

pub(super) fn encode(records: &Records) -> Vec<u8> {
    let claims: Vec<String> = records
        .claims
        .iter()
        .map(|(id, evidence)| format!("{}: {{\n{}}}", quoted(id), claim(evidence)))
        .collect();
    let claims = if claims.is_empty() { String::new() } else { format!("\n{}\n", claims.join(",\n")) };
    format!("{{\"format\": {FORMAT}, \"claims\": {{{claims}}}}}\n").into_bytes()
}

fn claim(evidence: &Evidence) -> String {
    let Evidence { hash, solver, trials, witness, tightness, audit } = evidence;
    let mut fields = vec![format!("  \"hash\": {}", quoted(hash))];
    fields.extend(solver.as_ref().map(|solver| format!("  \"solver\": {}", self::solver(solver))));
    fields.extend(trials.as_ref().map(|trials| format!("  \"trials\": {}", self::trials(trials))));
    fields.extend(witness.as_ref().map(|witness| {
        format!("  \"witness\": {}", witness.as_ref().map_or_else(|| "null".to_owned(), point))
    }));
    fields.extend(
        tightness.as_ref().map(|tightness| format!("  \"tightness\": {}", self::tightness(tightness))),
    );
    fields.extend(audit.as_ref().map(|audit| format!("  \"audit\": {}", list(audit, hypothesis))));
    fields.join(",\n")
}

fn list<T>(items: &[T], written: impl Fn(&T) -> String) -> String {
    format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", "))
}

fn solver(solved: &Solved) -> String {
    let Solved { name, version, question, steps, parts } = solved;
    format!(
        "{{\"name\": {}, \"version\": {}, \"question\": {}, \"steps\": {steps}, \"parts\": {}}}",
        quoted(name),
        quoted(version),
        quoted(question),
        list(parts, answer)
    )
}

fn answer(answer: &Answer) -> String {
    let mut text = format!("{{\"answer\": {}", quoted(&answer.word));
    if let Some(detail) = &answer.detail {
        let _ = write!(text, ", \"detail\": {}", quoted(detail));
    }
    if answer.abstracted {
        text.push_str(", \"abstracted\": true");
    }
    if let Some(used) = &answer.used {
        let _ = write!(text, ", \"used\": {}", list(used, |name| quoted(name)));
    }
    text.push('}');
    text
}

fn trials(trials: &Trials) -> String {
    let Trials { points, seed, tried, satisfied, drawn, untested, counterexample } = trials;
    let mut text =
        format!("{{\"points\": {points}, \"seed\": {seed}, \"tried\": {tried}, \"satisfied\": {satisfied}");
    if let Some(drawn) = drawn {
        let _ = write!(text, ", \"drawn\": {drawn}");
    }
    if let Some(untested) = untested {
        let _ = write!(text, ", \"untested\": {}", quoted(untested));
    }
    if let Some(counterexample) = counterexample {
        let _ = write!(text, ", \"counterexample\": {}", point(counterexample));
    }
    text.push('}');
    text
}

fn tightness(tightness: &Tightness) -> String {
    let points =
        list(&tightness.points, |(bound, at)| format!("{{\"bound\": {bound}, \"point\": {}}}", point(at)));
    format!("{{\"bounds\": {}, \"points\": {points}}}", tightness.bounds)
}

fn hypothesis(hypothesis: &Hypothesis) -> String {
    let name = quoted(&hypothesis.name);
    match &hypothesis.need {
        Need::Needed(at) => format!("{{\"hypothesis\": {name}, \"needed\": {}}}", point(at)),
        Need::Redundant => format!("{{\"hypothesis\": {name}, \"redundant\": true}}"),
        Need::Undecided => format!("{{\"hypothesis\": {name}}}"),
    }
}

pub(super) fn point(point: &Interpretation) -> String {
    let sorts: Vec<String> =
        point.sorts.iter().map(|(sort, size)| format!("{}: {size}", quoted(sort))).collect();
    let symbols =
        list(&point.symbols, |(name, meaning)| format!("[{}, {}]", quoted(name), self::meaning(meaning)));
    format!("{{\"sorts\": {{{}}}, \"symbols\": {symbols}}}", sorts.join(", "))
}

fn meaning(meaning: &Meaning) -> String {
    let numbers = |word: &str, numbers: &[Rational]| {
        format!("{{\"{word}\": {}}}", list(numbers, |number| format!("\"{number}\"")))
    };
    match meaning {
        Meaning::Number(number) => format!("\"{number}\""),
        Meaning::Element(element) => format!("{{\"element\": {element}}}"),
        Meaning::Function(values) => numbers("function", values),
        Meaning::Defined => "{\"defined\": true}".to_owned(),
        Meaning::Weights(values) => numbers("weights", values),
        Meaning::Points(values) => numbers("points", values),
        Meaning::Uniform(values) => numbers("uniform", values),
    }
}
