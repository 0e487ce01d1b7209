//! What is wrong, in one table: refuted claims and errata, with what can be put in their place.
//!
//! Consumes the ledger's records; produces markup. Every word about a claim is its own verdict.

use maud::{Markup, html};

use super::errata::{self, Erratum};
use super::foremost::{self, Known};
use super::outcome::{capital, sentence};
use super::paper::{Page, Section};
use super::{anchor, short, verdict};
use crate::language::document::{Body, Part};
use crate::ledger::{Kind, Record};

/// The section, if anything is wrong.
pub(super) fn section(page: &Page<'_>) -> Option<Section> {
    let candidates = page.known.iter().filter(|(record, entry)| {
        record.row.is_none() && entry.repairs.is_none() && *record.verdict.kind() == Kind::Refuted
    });
    let (refuted, others): (Vec<Known<'_>>, Vec<Known<'_>>) =
        candidates.copied().partition(|claim| foremost::is_of_the_paper(&page.known, *claim));
    let errata = errata::errata(&page.records);
    if refuted.is_empty() && errata.is_empty() && others.is_empty() {
        return None;
    }
    // Where no erratum states what is left of the paper's conclusion, there is no column for it.
    let survives =
        (page.records.iter().filter_map(|record| record.row.as_ref())).any(|row| row.part == Part::Survives);
    let changed = page.records.iter().any(|record| record.restates.is_some());
    let title = if changed {
        "What fails in the changed models"
    } else if refuted.is_empty() && errata.is_empty() {
        "What is refuted"
    } else {
        "What is wrong in the paper"
    };
    Some(Section {
        id: "wrong",
        title: title.to_owned(),
        count: Some(refuted.len() + errata.len()).filter(|count| *count > 0),
        body: html! {
            @if !refuted.is_empty() || !errata.is_empty() {
                table.cards.wrong {
                    thead {
                        tr {
                            th { "Place" } th { "As printed" } th { "Corrected" }
                            @if survives { th { "The paper's conclusion" } }
                        }
                    }
                    tbody {
                        @for (record, _) in &refuted { (claim(page, record, survives)) }
                        @for erratum in &errata { (row(page, erratum, survives)) }
                    }
                }
            }
            @if !others.is_empty() {
                p { "Statements that are refuted here, whether the paper makes them or denies them:" }
                ul {
                    @for (record, _) in &others {
                        li { (link(record)) ", " (record.place) (said(page, record)) }
                    }
                }
            }
        },
    })
}

/// A refuted claim, and the certified statements in its place.
fn claim(page: &Page<'_>, record: &Record, survives: bool) -> Markup {
    let instead: Vec<&Record> = page
        .known
        .iter()
        .filter(|(other, entry)| {
            entry.repairs.as_ref() == Some(&record.id) && *other.verdict.kind() == Kind::Certified
        })
        .map(|(other, _)| *other)
        .collect();
    html! {
        tr {
            th scope="row" { (capital(&record.place)) (said(page, record)) }
            td data-label="As printed" { (link(record)) }
            td data-label="Corrected" {
                @for (position, other) in instead.iter().enumerate() {
                    @if position > 0 { br; }
                    (link(other))
                }
                @if instead.is_empty() { "none" }
            }
            @if survives { td data-label="The paper's conclusion" { "not stated apart" } }
        }
    }
}

fn row(page: &Page<'_>, (id, rows): &Erratum<'_>, survives: bool) -> Markup {
    let of = |part: Part| rows.iter().find(|record| record.row.as_ref().is_some_and(|row| row.part == part));
    let Some(first) = rows.first() else { return html! {} };
    let cell = |part: Part| {
        html! {
            td data-label=(match part {
                Part::Printed => "As printed",
                Part::Corrected => "Corrected",
                Part::Survives => "The paper's conclusion",
            }) {
                @match of(part) {
                    Some(record) => a href={ "#" (anchor(&record.id)) } { (verdict(record.verdict.word())) },
                    None => "not stated apart",
                }
            }
        }
    };
    html! {
        tr {
            th scope="row" {
                a href={ "#" (anchor(id)) } { (capital(&first.place)) }
                (said(page, first))
            }
            (cell(Part::Printed)) (cell(Part::Corrected))
            @if survives { (cell(Part::Survives)) }
        }
    }
}

/// What the theorem file says about it in words.
fn said(page: &Page<'_>, record: &Record) -> Markup {
    if page.first.is_some_and(|(first, _)| first.id == record.id) {
        return html! { p.note { a href="#refutation" { "An example to be checked by hand" } " is worked out below." } };
    }
    let entry = page.entry(record);
    let note = entry.and_then(|entry| {
        let refutation = match &entry.body {
            Body::Formal(formal) => {
                formal.refutation.as_ref().and_then(|refutation| refutation.notes.first())
            }
            Body::Computation(_) => None,
        };
        entry.notes.first().or(refutation)
    });
    html! { @if let Some(note) = note { p.note { (sentence(note)) } } }
}

fn link(record: &Record) -> Markup {
    html! { a href={ "#" (anchor(&record.id)) } { (short(&record.id)) } " " (verdict(record.verdict.word())) }
}
