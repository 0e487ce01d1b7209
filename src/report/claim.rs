//! One claim: statement, domain, evidence, counterexample, proof.

use maud::{Markup, PreEscaped, html};

use super::paper::{formula, part, reach};
use super::{Proofs, anchor, by_hand, foremost, short};
use crate::draw;
use crate::language::document::{Entry, Reach};
use crate::language::elaborate::main_part;
use crate::ledger::{Answer, Assignment, Evidence, Record};
use crate::print::{self, Outline, Printed, Statement};

/// A formula wider than this many characters of text is printed as text on paper.
const LONG: usize = 90;

/// A formula of more characters than this is folded away, as text.
const TYPESET: usize = 2_500;

/// The article of a claim; `shown` is whether its counterexample is worked out elsewhere on the page.
pub(super) fn article(
    record: &Record,
    entry: Option<&Entry>,
    known: &[(&Record, &Entry)],
    proofs: &Proofs,
    shown: bool,
) -> Markup {
    let worked = proofs.by_hand.get(&record.id).filter(|_| !shown);
    html! {
        article id=(anchor(&record.id)) {
            header {
                h3 { (short(&record.id)) }
                span.verdict.(record.verdict.word()) { (record.verdict.to_string()) }
                span.place { (record.place) }
            }
            (statement(record, entry))
            (facts(record, entry))
            @if let Some(worked) = worked {
                @if let Some(refutation) = formula(entry).and_then(|formal| formal.refutation.as_ref()) {
                    @for note in &refutation.notes { p { (note) "." } }
                }
                (by_hand::section(worked, None))
            }
            @if !shown { (foremost::instead(known, record)) }
            (audit(record))
            @if let Some(drawing) = &record.drawing {
                figure { (draw::svg(drawing)) figcaption.fine { (drawing.caption) } }
            }
            @if let Some(tale) = proofs.tales.get(&record.id) {
                details {
                    summary { "The proof, step by step" }
                    pre { (tale) }
                }
            }
        }
    }
}

/// A row of an erratum, in short.
pub(super) fn row(record: &Record, entry: Option<&Entry>, proofs: &Proofs) -> Markup {
    html! {
        p.label {
            @if let Some(row) = &record.row { (part(row.part)) ": " }
            a.verdict.(record.verdict.word()) href={ "#" (anchor(&record.id)) } { (record.verdict.word()) }
        }
        (statement(record, entry))
        @if let Some(worked) = proofs.by_hand.get(&record.id) {
            (by_hand::section(worked, Some(&anchor(&record.id))))
        }
    }
}

fn facts(record: &Record, entry: Option<&Entry>) -> Markup {
    html! {
        p.fine { "Domain: " (record.domain) "." }
        @if record.reach != Reach::AsStated { p.fine { "Reach: " (reach(&record.reach)) "." } }
        @if let Some(entry) = entry {
            @for note in &entry.notes { p.fine { "Note: " (note) "." } }
        }
        @for evidence in &record.evidence { p.fine { (worded(evidence)) } }
        @if !record.assumes.is_empty() {
            p.fine {
                "Its proofs assume that these exist: "
                (record.assumes.iter().map(String::as_str).collect::<Vec<_>>().join("; ")) "."
            }
        }
        @if !record.uses.is_empty() {
            p.fine {
                "Cites: "
                @for (position, used) in record.uses.iter().enumerate() {
                    @if position > 0 { ", " }
                    a href={ "#" (anchor(used)) } { (short(used)) }
                }
                "."
            }
        }
        @for problem in &record.problems { p.problem { (problem) } }
    }
}

/// What is known of each hypothesis.
fn audit(record: &Record) -> Markup {
    if record.audit.is_empty() {
        return html! {};
    }
    let of = |word: &str| -> Vec<&str> {
        let picked = record.audit.iter().filter(|audited| audited.verdict == word);
        picked.map(|audited| audited.hypothesis.as_str()).collect()
    };
    let (needed, redundant, undecided) = (of("needed"), of("redundant"), of("undecided"));
    html! {
        p.fine {
            "Hypotheses. "
            @if !needed.is_empty() { "Needed, each by an exact counterexample: " (needed.join(", ")) ". " }
            @if !redundant.is_empty() {
                "Redundant, the kernel accepts the proof without: " (redundant.join(", "))
                @if redundant.len() > 1 {
                    @if record.together.len() == redundant.len() { "; all at once" }
                    @else if record.together.len() > 1 { "; at once: " (record.together.join(", ")) }
                    @else { "; each alone" }
                }
                ". "
            }
            @if !undecided.is_empty() { "Undecided: " (undecided.join(", ")) "." }
        }
        @if !needed.is_empty() {
            details.fine {
                summary { "Which hypotheses are needed: the counterexamples" }
                table {
                    @for audited in record.audit.iter().filter(|audited| !audited.counterexample.is_empty()) {
                        tr {
                            td { "without " (audited.hypothesis) }
                            td { (point(&audited.counterexample)) }
                        }
                    }
                }
            }
        }
    }
}

/// An exact point in words.
fn point(assignment: &Assignment) -> String {
    let parts: Vec<String> = assignment.iter().map(|(symbol, value)| format!("{symbol} = {value}")).collect();
    parts.join(", ")
}

fn worded(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Certificate { proves, steps, holes } => {
            let of = match *proves {
                "claim" => "A certificate of the claim",
                "negation" => "A certificate that the claim fails",
                _ => "A certificate that the hypotheses contradict each other",
            };
            let holes =
                if holes.is_empty() { String::new() } else { format!(", with holes: {}", holes.join(", ")) };
            format!("{of}, of {steps} steps, was checked by the kernel{holes}.")
        }
        Evidence::Computation { model } => format!("Evaluated by the exact model {model}."),
        Evidence::Trials { trials, tried, seed, untested } => match untested {
            None => format!(
                "Trials: {tried} exact random points, of which {trials} satisfied the hypotheses, and the claim held at \
                 each (seed {seed})."
            ),
            Some(reason) => format!("Trials: not tested as a whole: {reason} (seed {seed})."),
        },
        Evidence::Witness { point: None } => {
            "Consistency: no point was found where all hypotheses hold; whether they contradict each other is open."
                .to_owned()
        }
        Evidence::Witness { point: Some(values) } if values.is_empty() => {
            "Consistency: there is nothing to choose, and the hypotheses hold.".to_owned()
        }
        Evidence::Witness { point: Some(values) } => {
            format!("Consistency: all hypotheses hold at {}.", point(values))
        }
        Evidence::Tightness { bounds, points } => {
            let number = points.len();
            match points.first() {
                None => format!("Tightness: no point was found where {} binds.", bound_words(*bounds)),
                Some((bound, values)) => format!(
                    "Tightness: {number} of {} {} at exact points; bound {} at {}.",
                    counted_bounds(*bounds),
                    if number == 1 { "binds" } else { "bind" },
                    bound + 1,
                    point(values)
                ),
            }
        }
        Evidence::Solver { name, version, proves, steps, answers } => {
            let of = match *proves {
                "claim" => "the claim",
                "negation" => "its failure",
                _ => "the contradiction of its hypotheses",
            };
            format!(
                "Solver: {name} {version}, asked for a way against {of} within {steps} steps, answered {}; recorded, \
                 not run again.",
                answered(answers)
            )
        }
    }
}

fn bound_words(bounds: usize) -> String {
    if bounds == 1 { "the bound".to_owned() } else { format!("one of the {bounds} bounds") }
}

fn counted_bounds(bounds: usize) -> String {
    if bounds == 1 { "1 bound".to_owned() } else { format!("{bounds} bounds") }
}

/// The answers to the parts of a statement in a few words.
fn answered(answers: &[Answer]) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for answer in answers {
        let more = match (&answer.detail, answer.abstracted) {
            (Some(detail), _) => format!(" ({detail})"),
            (None, true) => " (of a more general question)".to_owned(),
            (None, false) => String::new(),
        };
        let words = format!("{}{more}", answer.word);
        match counts.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count += 1,
            None => counts.push((words, 1)),
        }
    }
    match counts.as_slice() {
        [] => "nothing".to_owned(),
        [(words, 1)] => words.clone(),
        [(words, count)] => format!("{words} for each of {count} parts"),
        several => {
            let parts: Vec<String> =
                several.iter().map(|(words, count)| format!("{words} for {count}")).collect();
            format!("{}, of {} parts", parts.join(", "), answers.len())
        }
    }
}

fn statement(record: &Record, entry: Option<&Entry>) -> Markup {
    let Some(formal) = formula(entry) else { return html! { (math(&record.statement)) } };
    let claim = &formal.claim;
    let main = main_part(claim.formula());
    let Statement { variables, hypotheses, goal, outlines, definitions } =
        print::statement(claim.signature(), main);
    html! {
        @if !variables.is_empty() {
            p.label { "For all" }
            div.part { span.name {} div.row { @for variable in &variables { (math(variable)) } } }
        }
        @if !definitions.is_empty() {
            p.label { "where" }
            @for (_, definition) in &definitions { (named("", definition)) }
        }
        @if !hypotheses.is_empty() {
            p.label { "if" }
            @for (name, hypothesis) in &hypotheses { (named(name.as_deref().unwrap_or(""), hypothesis)) }
        }
        p.label { @if hypotheses.is_empty() { "it holds that" } @else { "then" } }
        @for ((name, part), outline) in goal.iter().zip(&outlines) {
            @match outline {
                Some(outline) => (outlined(name.as_deref().unwrap_or(""), outline)),
                None => (named(name.as_deref().unwrap_or(""), part)),
            }
        }
        @if main != claim.formula() {
            p.fine { "Shown along with it: no denominator is 0 under the hypotheses before it." }
        }
    }
}

/// A quantified part of a goal, a line for each of its conditions.
fn outlined(name: &str, outline: &Outline) -> Markup {
    let lines = |parts: &[(Option<String>, Printed)]| {
        html! { @for (name, part) in parts { (named(name.as_deref().unwrap_or(""), part)) } }
    };
    html! {
        div.outline {
            (named(&format!("{name}: {}", if outline.universal { "for all" } else { "there are" }), &outline.variables))
            @if !outline.conditions.is_empty() { p.fine { "with" } (lines(&outline.conditions)) }
            p.fine { @if outline.conditions.is_empty() { "such that" } @else { "it holds that" } }
            (lines(&outline.conclusion))
        }
    }
}

fn named(name: &str, printed: &Printed) -> Markup {
    html! { div.part { span.name { (name) } (math(printed)) } }
}

/// A formula: `MathML` on the screen, text on paper where it would not fit.
fn math(printed: &Printed) -> Markup {
    let length = printed.text.chars().count();
    let long = length > LONG;
    if length > TYPESET {
        return html! {
            details.formula {
                summary { "a formula of " (length) " characters" }
                span.plain { (printed.text) }
            }
        };
    }
    html! {
        div.formula.long[long] {
            (PreEscaped(&printed.mathml))
            @if long { span.plain { (printed.text) } }
        }
    }
}
