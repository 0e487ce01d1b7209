//! Reports for referees: one self-contained HTML page a paper, and an index.
//!
//! Consumes documents, the ledger and proofs as told; produces HTML without fonts or anything fetched. Its only script
//! is the second checker, which runs at a button.
//! It reads verdicts and cannot make any. Formulas are printed from the statements that the kernel checked; all
//! other text is escaped. The same input gives the same bytes: no clock, no paths of a machine.

mod by_hand;
mod claim;
mod errata;
mod figures;
mod foremost;
mod graph;
mod index;
mod junit;
mod outcome;
mod paper;
mod second;
mod senseless;
mod steps;
mod tale;
mod verdicts;
mod wrong;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::draw::Drawing;
use crate::falsify::ByHand;
use crate::language::document::Document;
use crate::ledger::{Heading, Ledger, Record};
use crate::print::Printed;

pub use junit::junit;
pub use second::{SECOND_CHECKER, packed};
pub use tale::{PAGE, Tale, tale, tale_of};

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
    /// Statements and certificates of each paper, packed for the second checker.
    pub bundles: BTreeMap<String, String>,
}

/// What the index says of a paper.
pub fn heading(document: &Document, ledger: &Ledger) -> Heading {
    let records: Vec<&Record> = ledger.records.iter().filter(|r| r.paper == document.paper).collect();
    Heading {
        paper: document.paper.clone(),
        title: document.title.clone(),
        authors: document.authors.clone(),
        year: document.year.clone(),
        outcome: outcome::sentences(&records),
    }
}

/// All pages: the index first, then one for each paper. The index lists `others` too, whose pages stand already; all
/// in the order of their names.
pub fn pages(documents: &[Document], ledger: &Ledger, proofs: &Proofs, others: Vec<Heading>) -> Vec<Page> {
    let mut papers = others;
    papers.extend(documents.iter().map(|document| heading(document, ledger)));
    papers.sort_by(|left, right| left.paper.cmp(&right.paper));
    let mut pages = vec![Page { name: "index.html".to_owned(), html: index::page(&papers) }];
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
                meta name="color-scheme" content="light dark";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body { main { (body) } }
        }
    }
    .into_string()
}

/// The anchor of a claim on its paper's page; different claims of a paper have different ones.
fn anchor(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for c in id.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '-' || c == '_' => out.push(c),
            '/' => out.push('-'),
            c => {
                let _ = write!(out, ".{:x}", u32::from(c));
            }
        }
    }
    out
}

/// A formula of more characters than this may go over several lines.
const LINE: usize = 70;

/// How many characters a formula has in print, about: those of its text.
fn length(printed: &Printed) -> usize {
    printed.text.chars().count()
}

/// A formula as `MathML` within text; a long one where a line may break.
fn math(printed: &Printed) -> Markup {
    if length(printed) > LINE {
        return PreEscaped(printed.flow.join("<wbr>"));
    }
    // The parser of a page knows the namespace, and the style sheet the display.
    let open = printed.mathml.find('>').map_or(0, |end| end + 1);
    PreEscaped(format!("<math>{}", &printed.mathml[open..]))
}

/// A verdict's word.
fn verdict(word: &str) -> Markup {
    html! { span.verdict.(word) { (word) } }
}

/// A claim's id without the paper's name.
fn short(id: &str) -> &str {
    id.split_once('/').map_or(id, |(_, rest)| rest)
}
