//! The outcome in words: how many claims of which kind came out how.

use crate::language::document::{Part, Reach};
use crate::ledger::{Kind, Record};

/// Kinds of claims that a headline counts.
const MAIN: [&str; 4] = ["theorem", "proposition", "lemma", "corollary"];

/// Sentences about the records of a paper.
pub(super) fn sentences(records: &[&Record]) -> Vec<String> {
    let plain: Vec<&&Record> = records.iter().filter(|record| record.row.is_none()).collect();
    let main: Vec<&&&Record> = plain.iter().filter(|record| MAIN.contains(&record.kind.as_str())).collect();
    let mut sentences = Vec::new();
    let certified = |record: &Record| matches!(record.verdict.kind(), Kind::Certified);
    let as_stated = main.iter().filter(|r| certified(r) && r.reach == Reach::AsStated).count();
    let other = main.iter().filter(|r| certified(r) && r.reach != Reach::AsStated).count();
    let false_ones: Vec<String> = (main.iter())
        .filter(|record| matches!(record.verdict.kind(), Kind::Refuted))
        .map(|record| capital(&record.place))
        .collect();
    let refuted = false_ones.len();
    let left = main.len() - as_stated - other - refuted;
    match false_ones.as_slice() {
        [] => {}
        [only] => sentences.push(format!("Refuted: {only}.")),
        several => sentences.push(format!("Refuted: {}.", several.join("; "))),
    }
    if !main.is_empty() {
        let mut text = format!("Of {} checked here, ", counted(main.len(), "named result"));
        let mut parts = vec![format!("{as_stated} certified as stated")];
        add(&mut parts, other, "certified in a narrower or reduced form");
        add(&mut parts, refuted, "refuted");
        add(&mut parts, left, "not settled");
        text.push_str(&parts.join(", "));
        text.push('.');
        sentences.push(text);
    }
    let rest: Vec<&&&Record> = plain.iter().filter(|record| !MAIN.contains(&record.kind.as_str())).collect();
    if !rest.is_empty() {
        let settled =
            rest.iter().filter(|r| certified(r) || matches!(r.verdict.kind(), Kind::Computed(_))).count();
        let refuted = rest.iter().filter(|r| matches!(r.verdict.kind(), Kind::Refuted)).count();
        let mut parts = vec![format!("{settled} certified or computed")];
        add(&mut parts, refuted, "refuted");
        add(&mut parts, rest.len() - settled - refuted, "not settled");
        let what = "equation, number, remark or step of a proof";
        sentences.push(format!("Of {}: {}.", counted(rest.len(), what), parts.join(", ")));
    }
    let printed: Vec<&&Record> =
        records.iter().filter(|r| r.row.as_ref().is_some_and(|row| row.part == Part::Printed)).collect();
    if !printed.is_empty() {
        let shown = printed.iter().filter(|r| matches!(r.verdict.kind(), Kind::Refuted)).count();
        sentences.push(format!(
            "{}: the printed statement is refuted by an exact instance in {shown}.",
            capital(&counted(printed.len(), "erratum"))
        ));
    }
    sentences
}

fn add(parts: &mut Vec<String>, count: usize, what: &str) {
    if count > 0 {
        parts.push(format!("{count} {what}"));
    }
}

/// `3 errata`, `1 erratum`.
pub(super) fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        return format!("1 {what}");
    }
    match what {
        "erratum" => format!("{count} errata"),
        "equation, number, remark or step of a proof" => {
            format!("{count} equations, numbers, remarks and steps of proofs")
        }
        _ => format!("{count} {what}s"),
    }
}

/// A remark as a sentence: with a capital letter, and a full stop if it has none.
pub(super) fn sentence(text: &str) -> String {
    capital(text.trim_end_matches('.')) + "."
}

/// The text with a capital letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
