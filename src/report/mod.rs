//! Reports for referees: one self-contained HTML page a paper, and an index.
//!
//! Consumes documents, the ledger and proofs as told; produces HTML without script, fonts or anything fetched.
//! It reads verdicts and cannot make any. Formulas are printed from the statements that the kernel checked; all
//! other text is escaped. The same input gives the same bytes: no clock, no paths of a machine.

mod by_hand;
mod claim;
mod foremost;
mod graph;
mod index;
mod junit;
mod outcome;
mod paper;
mod steps;
mod tale;

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::draw::Drawing;
use crate::falsify::ByHand;
use crate::language::document::Document;
use crate::ledger::{Ledger, Record};

pub use junit::junit;
pub use tale::tale;

/// A page of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// File name, such as `carroll.html`.
    pub name: String,
    /// The page.
    pub html: String,
}

/// What is told of proofs, by claim, and what is drawn.
#[derive(Clone, Debug, Default)]
pub struct Proofs {
    /// The proofs step by step.
    pub tales: BTreeMap<String, String>,
    /// Refutations with their numbers put in.
    pub by_hand: BTreeMap<String, ByHand>,
    /// Maps of regions by id, or why there is none.
    pub figures: BTreeMap<String, Result<Drawing, String>>,
}

/// All pages: the index first, then one for each paper.
pub fn pages(documents: &[Document], ledger: &Ledger, proofs: &Proofs) -> Vec<Page> {
    let mut pages = vec![Page { name: "index.html".to_owned(), html: index::page(documents, ledger) }];
    for document in documents {
        let records: Vec<&Record> = ledger.records.iter().filter(|r| r.paper == document.paper).collect();
        pages.push(Page {
            name: format!("{}.html", document.paper),
            html: paper::page(document, &records, proofs),
        });
    }
    pages
}

/// A whole page around its body.
fn page(title: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body { main { (body) } }
        }
    }
    .into_string()
}

/// The anchor of a claim on its paper's page.
fn anchor(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// A claim's id without the paper's name.
fn short(id: &str) -> &str {
    id.split_once('/').map_or(id, |(_, rest)| rest)
}
