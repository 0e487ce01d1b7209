//! The page of one paper: outcome, contents, and its sections in order.
//!
//! Consumes a document, its records and proofs as told; produces the page. Each section is one function that gives
//! nothing where the paper has nothing for it; a new section is a new function in the list of them.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::foremost::{self, Known};
use super::{
    Proofs, anchor, claim, errata, figures, graph, index, outcome, second, senseless, short, verdict,
    verdicts, wrong,
};
use crate::language::document::{Body, Document, Entry, Formal, Reach};
use crate::ledger::Record;

/// What the sections of a page are made from.
pub(super) struct Page<'a> {
    /// The paper.
    pub(super) document: &'a Document,
    /// Its records, in the order of the claims.
    pub(super) records: Vec<&'a Record>,
    /// Those records that have an entry, with it.
    pub(super) known: Vec<Known<'a>>,
    /// Entries by the id of their claim.
    entries: BTreeMap<&'a str, &'a Entry>,
    /// What is told of proofs.
    pub(super) proofs: &'a Proofs,
    /// The refutation that is shown before everything else.
    pub(super) first: Option<Known<'a>>,
}

impl<'a> Page<'a> {
    fn new(document: &'a Document, records: &[&'a Record], proofs: &'a Proofs) -> Page<'a> {
        let entries: BTreeMap<&str, &Entry> =
            document.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
        let known: Vec<Known<'a>> = (records.iter())
            .filter_map(|record| Some((*record, *entries.get(record.id.as_str())?)))
            .collect();
        let first = foremost::foremost(&known);
        Page { document, records: records.to_vec(), known, entries, proofs, first }
    }

    /// The entry of a record.
    pub(super) fn entry(&self, record: &Record) -> Option<&'a Entry> {
        self.entries.get(record.id.as_str()).copied()
    }
}

/// A section of a page.
pub(super) struct Section {
    /// Its anchor; it has no `-`, which every claim's anchor has.
    pub(super) id: &'static str,
    /// Its heading.
    pub(super) title: String,
    /// How many things it lists.
    pub(super) count: Option<usize>,
    /// What stands below its heading.
    pub(super) body: Markup,
}

/// The sections in order.
const SECTIONS: [fn(&Page<'_>) -> Option<Section>; 11] = [
    wrong::section,
    foremost::section,
    errata::section,
    verdicts::section,
    figures::section,
    claims,
    unchecked,
    senseless::section,
    graph::section,
    second::section,
    reading,
];

pub(super) fn page(document: &Document, records: &[&Record], proofs: &Proofs) -> String {
    let page = Page::new(document, records, proofs);
    let sections: Vec<Section> = SECTIONS.iter().filter_map(|make| make(&page)).collect();
    let body = html! {
        p.fine { a href="index.html" { "All papers" } }
        h1 { (document.title) }
        p.by { (document.authors) ", " (document.year) }
        div.outcome { @for sentence in outcome::sentences(records) { p { (sentence) } } }
        nav aria-label="Contents" {
            @for section in &sections {
                a href={ "#" (section.id) } {
                    (section.title)
                    @if let Some(count) = section.count { " (" (count) ")" }
                }
            }
        }
        @for section in &sections {
            section {
                h2 id=(section.id) { (section.title) }
                (section.body)
            }
        }
    };
    super::page(&document.title, &body)
}

/// Every claim but the rows of errata, which stand there.
fn claims(page: &Page<'_>) -> Option<Section> {
    let own: Vec<&&Record> = page.records.iter().filter(|record| record.row.is_none()).collect();
    (!own.is_empty()).then(|| Section {
        id: "claims",
        title: "Claims".to_owned(),
        count: Some(own.len()),
        body: html! {
            @for record in &own {
                (claim::article(page, record, page.first.is_some_and(|(first, _)| first.id == record.id)))
            }
        },
    })
}

fn unchecked(page: &Page<'_>) -> Option<Section> {
    let items = &page.document.unchecked;
    (!items.is_empty()).then(|| Section {
        id: "unchecked",
        title: "Not checked".to_owned(),
        count: Some(items.len()),
        body: html! {
            table.cards {
                thead { tr { th { "What" } th { "Place" } th { "Why" } } }
                tbody {
                    @for item in items {
                        tr id=(anchor(&item.id)) {
                            th scope="row" { (short(&item.id)) }
                            td.place data-label="Place" { (item.place) }
                            td data-label="Why" { (item.because) }
                        }
                    }
                }
            }
        },
    })
}

/// How to read the verdicts, and what is assumed silently.
fn reading(page: &Page<'_>) -> Option<Section> {
    (!page.records.is_empty()).then(|| Section {
        id: "reading",
        title: "Reading this report".to_owned(),
        count: None,
        body: html! {
            table { tbody {
                @for (word, meaning) in index::WORDS { tr { td { (verdict(word)) } td { (meaning) } } }
            } }
            p.fine {
                "Every statement assumes silently: sorts are not empty; laws are countably additive; whatever stands "
                "under an expectation is measurable and integrable. A statement that divides comes with the proof "
                "that its denominators are not 0."
            }
        },
    })
}

/// The reach in words.
pub(super) fn reach(reach: &Reach) -> String {
    match reach {
        Reach::AsStated => "as stated".to_owned(),
        Reach::Narrower(how) => format!("narrower: {how}"),
        Reach::Reduced(step) => format!("reduced: {step}"),
    }
}

/// Whether an entry has a formula rather than a computation.
pub(super) fn formula(entry: Option<&Entry>) -> Option<&Formal> {
    match entry.map(|entry| &entry.body) {
        Some(Body::Formal(formal)) => Some(formal),
        _ => None,
    }
}
