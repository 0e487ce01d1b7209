//! The page of one paper: outcome, table of verdicts, errata, claims, what uses what.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{Proofs, anchor, claim, foremost, graph, index, outcome, short};
use crate::draw;
use crate::language::document::{Body, Document, Entry, Figure, Part, Reach};
use crate::ledger::{Kind, Record};

fn page_body(document: &Document, records: &[&Record], proofs: &Proofs) -> Markup {
    let entries: BTreeMap<&str, &Entry> =
        document.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let known: Vec<(&Record, &Entry)> =
        (records.iter()).filter_map(|record| Some((*record, *entries.get(record.id.as_str())?))).collect();
    let first = foremost::foremost(&known);
    let errata = errata(records);
    let is_refuted = |record: &&&Record| record.row.is_none() && *record.verdict.kind() == Kind::Refuted;
    let refuted: Vec<&&Record> = records.iter().filter(is_refuted).collect();
    html! {
        p.fine { a href="index.html" { "All papers" } }
        h1 { (document.title) }
        p.by { (document.authors) ", " (document.year) }
        div.outcome { @for sentence in outcome::sentences(records) { p { (sentence) } } }
        @if let Some(first) = first { (foremost::section(&known, first, proofs)) }
        @if !refuted.is_empty() {
            p.label { "Refuted as stated" }
            ul {
                @for record in &refuted {
                    li { a href={ "#" (anchor(&record.id)) } { (short(&record.id)) } ", " (record.place) }
                }
            }
        }
        h2 { "Verdicts" }
        div.wide { (table(records)) }
        @if !errata.is_empty() {
            h2 { "Errata" }
            @for (id, rows) in &errata {
                article.erratum {
                    header { h3 { (short(id)) } span.place { (rows[0].place) } }
                    @for record in rows {
                        (claim::row(record, entries.get(record.id.as_str()).copied(), proofs))
                    }
                }
            }
        }
        h2 { "Claims" }
        @for record in records {
            @if record.row.is_none() || proofs.tales.contains_key(&record.id) {
                @let shown = record.row.is_some() || first.is_some_and(|(first, _)| first.id == record.id);
                (claim::article(record, entries.get(record.id.as_str()).copied(), &known, proofs, shown))
            }
        }
        @if !document.figures.is_empty() {
            h2 { "Figures" }
            @for figure in &document.figures { (map(figure, proofs)) }
        }
        @if !document.unchecked.is_empty() {
            h2 { "Not checked" }
            table.verdicts {
                thead { tr { th { "What" } th { "Place" } th { "Why" } } }
                tbody {
                    @for item in &document.unchecked {
                        tr id=(anchor(&item.id)) {
                            td { (short(&item.id)) } td.place { (item.place) } td { (item.because) }
                        }
                    }
                }
            }
        }
        @if let Some(drawing) = graph::drawing(records) {
            h2 { "What uses what" }
            p.fine { "An arc leads from a claim to each claim that its proof cites." }
            div.wide { (drawing) }
        }
        h2 { "Reading this report" }
        div.wide { table { tbody {
            @for (word, meaning) in index::WORDS { tr { td.verdict.(word) { (word) } td { (meaning) } } }
        } } }
        p.fine {
            "Every statement assumes silently: sorts are not empty; laws are countably additive; whatever stands under "
            "an expectation is measurable and integrable. A statement that divides comes with the proof that its "
            "denominators are not 0."
        }
    }
}

pub(super) fn page(document: &Document, records: &[&Record], proofs: &Proofs) -> String {
    super::page(&document.title, &page_body(document, records, proofs))
}

/// A map of regions that were found.
fn map(figure: &Figure, proofs: &Proofs) -> Markup {
    let programs: Vec<&str> = figure.item.programs.iter().map(|program| program.node.as_str()).collect();
    html! {
        article id=(anchor(&figure.id)) {
            header { h3 { (short(&figure.id)) } span.place { (figure.item.place.node) } }
            @match proofs.figures.get(&figure.id) {
                Some(Ok(drawing)) => {
                    figure { (draw::svg(drawing)) figcaption.fine { (drawing.caption) } }
                    p.fine {
                        "Found from " (programs.join(" and ")) " alone. The kernel checked what is said of each region, "
                        "for all parameters, and that the regions cover them."
                    }
                },
                Some(Err(reason)) => p { "Not shown: " (reason) },
                None => p { "Not shown: it was not drawn." },
            }
        }
    }
}

fn table(records: &[&Record]) -> Markup {
    html! {
        table.verdicts {
            thead { tr { th { "Claim" } th { "Place" } th { "Verdict" } th { "Domain" } th { "Reach" } } }
            tbody {
                @for record in records {
                    tr {
                        td { a href={ "#" (anchor(&record.id)) } { (short(&record.id)) } }
                        td.place { (record.place) }
                        td.verdict.(record.verdict.word()) { (record.verdict.word()) }
                        td.domain { (record.domain) }
                        td { (reach(&record.reach)) }
                    }
                }
            }
        }
    }
}

/// The reach in words.
pub(super) fn reach(reach: &Reach) -> String {
    match reach {
        Reach::AsStated => "as stated".to_owned(),
        Reach::Narrower(how) => format!("narrower: {how}"),
        Reach::Reduced(step) => format!("reduced: {step}"),
    }
}

/// The rows of each erratum, in the order printed, corrected, survives.
fn errata<'a>(records: &[&'a Record]) -> Vec<(String, Vec<&'a Record>)> {
    let mut errata: Vec<(String, Vec<&Record>)> = Vec::new();
    for record in records {
        let Some(row) = &record.row else { continue };
        match errata.iter_mut().find(|(id, _)| *id == row.erratum) {
            Some((_, rows)) => rows.push(record),
            None => errata.push((row.erratum.clone(), vec![record])),
        }
    }
    errata
}

/// What a row of an erratum says.
pub(super) fn part(part: Part) -> &'static str {
    match part {
        Part::Printed => "Printed",
        Part::Corrected => "Corrected",
        Part::Survives => "The paper's conclusion",
    }
}

/// Whether an entry has a formula rather than a computation.
pub(super) fn formula(entry: Option<&Entry>) -> Option<&crate::language::document::Formal> {
    match entry.map(|entry| &entry.body) {
        Some(Body::Formal(formal)) => Some(formal),
        _ => None,
    }
}
