//! One claim: statement, domain, evidence, counterexample, proof.

use maud::{Markup, html};

use super::errata::part;
use super::outcome::sentence;
use super::paper::{Page, formula, reach};
use super::{Proofs, anchor, by_hand, foremost, length, math, short, verdict};
use crate::draw;
use crate::language::document::{Entry, Reach};
use crate::language::elaborate::main_part;
use crate::ledger::{Answer, Assignment, Evidence, Kind, Record};
use crate::print::{self, Outline, Printed, Statement, Tabulated};

/// Definitions of at most this many characters stand side by side.
const BRIEF: usize = 40;

/// A formula of more characters than this is folded away, as text.
const TYPESET: usize = 1_500;
/// A table with more characters side by side is wider than paper; each column takes so many more.
const ACROSS: usize = 85;
const BETWEEN: usize = 3;

/// The article of a claim; `shown` is whether its counterexample is worked out elsewhere on the page.
pub(super) fn article(page: &Page<'_>, record: &Record, shown: bool) -> Markup {
    let entry = page.entry(record);
    let refutation = formula(entry).and_then(|formal| formal.refutation.as_ref());
    html! {
        article id=(anchor(&record.id)) {
            header {
                h3 { (record.place) }
                (permalink(&record.id))
                span.verdict.(record.verdict.word()) { (record.verdict.to_string()) }
            }
            (statement(record, stated(entry).as_ref(), None))
            (facts(page, record, entry, true))
            @if !shown {
                @if let Some(worked) = page.proofs.by_hand.get(&record.id) {
                    @if let Some(refutation) = refutation {
                        @for note in &refutation.notes { p { (sentence(note)) } }
                    }
                    (by_hand::section(worked, Some(&proof_anchor(&record.id))))
                }
                (foremost::instead(&page.known, record))
            }
            (audit(record))
            (figure(record))
            (proof(page.proofs, record))
        }
    }
}

/// A row of an erratum: what is printed, the correction, or what survives. `like` is the row before: what is the
/// same is not said again.
pub(super) fn row(page: &Page<'_>, record: &Record, before: Option<&Record>) -> Markup {
    let entry = page.entry(record);
    let notes = before
        .is_none_or(|before| page.entry(before).map(|entry| &entry.notes) != entry.map(|entry| &entry.notes));
    let like = before.and_then(|before| stated(page.entry(before)));
    html! {
        section.rowpart id=(anchor(&record.id)) {
            h4 {
                @if let Some(row) = &record.row { (part(row.part)) " " }
                (verdict(record.verdict.word()))
            }
            (statement(record, stated(entry).as_ref(), like.as_ref()))
            @if let Some(worked) = page.proofs.by_hand.get(&record.id) {
                (by_hand::section(worked, Some(&proof_anchor(&record.id))))
            }
            (facts(page, record, entry, notes))
            (audit(record))
            (figure(record))
            (proof(page.proofs, record))
        }
    }
}

/// The link to a claim, called by its id.
pub(super) fn permalink(id: &str) -> Markup {
    html! { a.permalink href={ "#" (anchor(id)) } { (short(id)) } }
}

/// Where the proof of a claim is told.
fn proof_anchor(id: &str) -> String {
    format!("proof.{}", anchor(id))
}

fn figure(record: &Record) -> Markup {
    html! {
        @if let Some(drawing) = &record.drawing {
            figure { (draw::svg(drawing)) figcaption.fine { (drawing.caption) } }
        }
    }
}

fn proof(proofs: &Proofs, record: &Record) -> Markup {
    let what = if *record.verdict.kind() == Kind::Refuted { "The refutation" } else { "The proof" };
    html! {
        @if let Some(tale) = proofs.tales.get(&record.id) {
            details id=(proof_anchor(&record.id)) {
                summary { (what) ", step by step" }
                pre { (tale) }
            }
        }
    }
}

fn facts(page: &Page<'_>, record: &Record, entry: Option<&Entry>, notes: bool) -> Markup {
    let citing: Vec<&str> = (page.records.iter())
        .filter(|other| other.uses.contains(&record.id))
        .map(|other| other.id.as_str())
        .collect();
    html! {
        p.fine { "Domain: " (record.domain) "." }
        @if record.reach != Reach::AsStated { p.fine { "Reach: " (reach(&record.reach)) "." } }
        @if let Some(entry) = entry {
            @if notes { @for note in &entry.notes { p.note { (sentence(note)) } } }
        }
        @for evidence in &record.evidence { p.fine { (worded(evidence)) } }
        @if !record.assumes.is_empty() {
            p.fine {
                "Its proofs assume that these exist: "
                (record.assumes.iter().map(String::as_str).collect::<Vec<_>>().join("; ")) "."
            }
        }
        @if !record.uses.is_empty() {
            p.fine { "Cites " (listed(page, record.uses.iter().map(String::as_str))) "." }
        }
        @if !citing.is_empty() {
            p.fine { "Cited by " (listed(page, citing.iter().copied())) "." }
        }
        @for problem in &record.problems { p.problem { (problem) } }
    }
}

/// Links to claims; those of other papers' pages are only named.
fn listed<'a>(page: &Page<'_>, ids: impl Iterator<Item = &'a str>) -> Markup {
    html! {
        @for (position, id) in ids.enumerate() {
            @if position > 0 { ", " }
            @if page.records.iter().any(|record| record.id == id) { a href={ "#" (anchor(id)) } { (short(id)) } }
            @else { (id) }
        }
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
        Evidence::Trials { trials, tried, seed, drawn, untested } => match untested {
            None => format!(
                "Trials: {tried} exact random points, of which {trials} satisfied the hypotheses, and the claim held at \
                 each{} (seed {seed}).",
                if *drawn { ", what it says of all instances tried at drawn ones only" } else { "" }
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
                "Solver: {name} {version}, asked for a way against {of} within {steps} steps, answered {}{}; recorded, \
                 not run again.",
                answered(answers),
                used(answers)
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

/// Which hypotheses the answers used, where the solver told of each part.
fn used(answers: &[Answer]) -> String {
    let told: Option<Vec<&Vec<String>>> = answers.iter().map(|answer| answer.used.as_ref()).collect();
    let Some(told) = told.filter(|told| !told.is_empty()) else { return String::new() };
    let mut names: Vec<&str> = Vec::new();
    for name in told.into_iter().flatten() {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    if names.is_empty() {
        ", from none of the hypotheses".to_owned()
    } else {
        format!(", from {}", names.join(", "))
    }
}

/// The statement of a formal claim, taken apart.
fn stated(entry: Option<&Entry>) -> Option<Stated> {
    let claim = &formula(entry)?.claim;
    let main = main_part(claim.formula());
    let divides = main != claim.formula();
    Some(Stated { statement: print::statement(claim.signature(), main), divides })
}

/// A statement, and whether it comes with the proof that its denominators are not 0.
struct Stated {
    statement: Statement,
    divides: bool,
}

/// The statement of a record; of one that says the same as `like` up to its goal, only the goal.
fn statement(record: &Record, stated: Option<&Stated>, like: Option<&Stated>) -> Markup {
    let Some(Stated { statement, divides }) = stated else { return html! { p { (record.statement.text) } } };
    let Statement { variables, hypotheses, goal, outlines, definitions, tables } = statement;
    let same = like.is_some_and(|Stated { statement: like, .. }| {
        like.variables == *variables
            && like.hypotheses == *hypotheses
            && like.definitions == *definitions
            && like.tables == *tables
    });
    html! {
        @if same {
            p.fine { "Variables and hypotheses as above." }
        } @else {
            @if !variables.is_empty() {
                p.label { "For all" }
                div.flowing { @for variable in variables { (formula_box(variable)) } }
            }
            @if !definitions.is_empty() || !tables.is_empty() {
                p.label { "where" }
                @let (brief, long): (Vec<_>, Vec<_>) = definitions.iter().partition(|(_, d)| length(d) <= BRIEF);
                @if !brief.is_empty() {
                    div.flowing { @for (_, definition) in brief { (formula_box(definition)) } }
                }
                @for (_, definition) in long { (formula_box(definition)) }
                @if !tables.is_empty() { div.tables { @for table in tables { (tabulated(table)) } } }
            }
            @if !hypotheses.is_empty() {
                p.label { "if" }
                @for (name, hypothesis) in hypotheses { (named(name.as_deref().unwrap_or(""), hypothesis)) }
            }
        }
        p.label { @if hypotheses.is_empty() { "it holds that" } @else { "then" } }
        @for ((name, part), outline) in goal.iter().zip(outlines) {
            @match outline {
                Some(outline) => (outlined(name.as_deref().unwrap_or(""), outline)),
                None => (named(name.as_deref().unwrap_or(""), part)),
            }
        }
        @if *divides {
            p.fine { "Shown along with it: no denominator is 0 under the hypotheses before it." }
        }
    }
}

/// A table that formulas use by name; one too wide for paper is a list of its entries.
fn tabulated(table: &Tabulated) -> Markup {
    let width = table.columns.len().max(1);
    let widest = |column: usize| table.entries.iter().skip(column).step_by(width).map(length).max();
    let across: usize = (0..width).map(|column| widest(column).unwrap_or(0) + BETWEEN).sum();
    if across > ACROSS {
        return html! {
            table.given.listed {
                @for (row, entries) in table.rows.iter().zip(table.entries.chunks(width)) {
                    @for (column, entry) in table.columns.iter().zip(entries) {
                        tr {
                            th { (math(&table.name)) "[" @if !row.is_empty() { (row) ", " } (column) "]" }
                            td { (math(entry)) }
                        }
                    }
                }
            }
        };
    }
    html! {
        div.wide {
            table.given {
                tr { th { (math(&table.name)) } @for column in &table.columns { th { (column) } } }
                @for (row, entries) in table.rows.iter().zip(table.entries.chunks(width)) {
                    tr { th { (row) } @for entry in entries { td { (math(entry)) } } }
                }
            }
        }
    }
}

/// A quantified part of a goal, a line for each of its conditions.
fn outlined(name: &str, outline: &Outline) -> Markup {
    let lines = |parts: &[(Option<String>, Printed)]| {
        html! { @for (name, part) in parts { (named(name.as_deref().unwrap_or(""), part)) } }
    };
    let opening = if outline.universal { "for all" } else { "there are" };
    let opening = if name.is_empty() { opening.to_owned() } else { format!("{name}: {opening}") };
    html! {
        div.outline {
            (named(&opening, &outline.variables))
            @if !outline.conditions.is_empty() { p.fine { "with" } (lines(&outline.conditions)) }
            p.fine { @if outline.conditions.is_empty() { "such that" } @else { "it holds that" } }
            (lines(&outline.conclusion))
        }
    }
}

fn named(name: &str, printed: &Printed) -> Markup {
    if name.is_empty() {
        return formula_box(printed);
    }
    if length(printed) > TYPESET {
        return html! { div.part { span { (name) } (formula_box(printed)) } };
    }
    html! { div.part { span { (name) } div { (math(printed)) } } }
}

/// A formula on its own; one of many lines is text, folded away.
fn formula_box(printed: &Printed) -> Markup {
    let length = length(printed);
    if length > TYPESET {
        return html! {
            details.formula {
                summary { "a formula of " (length) " characters" }
                span.plain { (printed.text) }
            }
        };
    }
    html! { div.formula { (math(printed)) } }
}
