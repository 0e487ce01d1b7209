//! The table of all claims with their verdicts, to be narrowed to one verdict without script.
//!
//! Consumes the ledger's records; produces markup. The style sheet hides the rows that were not asked for.

use maud::{Markup, html};

use super::index::WORDS;
use super::paper::{Page, Section, reach};
use super::{anchor, short, verdict};

/// The section.
pub(super) fn section(page: &Page<'_>) -> Option<Section> {
    (!page.records.is_empty()).then(|| Section {
        id: "verdicts",
        title: "Verdicts".to_owned(),
        count: Some(page.records.len()),
        body: html! { (filter(page)) (table(page)) },
    })
}

/// A choice of verdicts, if there are several.
fn filter(page: &Page<'_>) -> Markup {
    let count = |word: &str| page.records.iter().filter(|record| record.verdict.word() == word).count();
    let words: Vec<&str> = WORDS.iter().map(|(word, _)| *word).filter(|word| count(word) > 0).collect();
    html! {
        @if words.len() > 1 {
            fieldset.filter {
                legend { "Show" }
                label { input type="radio" name="show" id="show-all" checked; " all " (page.records.len()) }
                @for word in &words {
                    label { input type="radio" name="show" id={ "show-" (word) }; " " (verdict(word)) " " (count(word)) }
                }
            }
        }
    }
}

fn table(page: &Page<'_>) -> Markup {
    html! {
        table.cards.verdicts {
            thead { tr { th { "Claim" } th { "Place" } th { "Verdict" } th { "Domain" } th { "Reach" } } }
            tbody {
                @for record in &page.records {
                    tr data-verdict=(record.verdict.word()) data-claim=(record.id) data-anchor=(anchor(&record.id)) {
                        th scope="row" { a href={ "#" (anchor(&record.id)) } { (short(&record.id)) } }
                        td.place data-label="Place" { (record.place) }
                        td data-label="Verdict" { (verdict(record.verdict.word())) }
                        td.domain data-label="Domain" { (record.domain) }
                        td data-label="Reach" { (reach(&record.reach)) }
                    }
                }
            }
        }
    }
}
