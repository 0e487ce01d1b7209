//! The index: every paper with its outcome.
//!
//! Consumes what is said of each paper, now or by the JSON of an earlier run; shows it as it stands.

use maud::html;

use super::verdict;
use crate::ledger::Heading;

pub(super) fn page(papers: &[Heading]) -> String {
    let body = html! {
        h1 { "Verification reports" }
        p.by { "Each claim is stated formally and checked by a small proof kernel." }
        h2 { "Papers" }
        @for paper in papers {
            article {
                header {
                    h3 { a href={ (paper.paper) ".html" } { (paper.title) } }
                    span.by { (paper.authors) ", " (paper.year) }
                }
                @for sentence in &paper.outcome { p { (sentence) } }
            }
        }
        h2 { "How to read the verdicts" }
        table {
            tbody {
                @for (word, meaning) in WORDS {
                    tr { td { (verdict(word)) } td { (meaning) } }
                }
            }
        }
    };
    super::page("Verification reports", &body)
}

/// The verdicts and when they are printed.
pub(super) const WORDS: [(&str, &str); 7] = [
    ("certified", "The kernel derived the formal statement printed, over the domain printed."),
    ("refuted", "The kernel derived that the formal statement fails under an exact interpretation."),
    ("computed", "The whole finite domain was evaluated exactly by the model named, which is trusted."),
    ("holey", "Derived up to the holes named, which nobody has proved to the kernel."),
    ("tested", "Exact instances or random trials agree; that is no proof."),
    ("vacuous", "The kernel derived that the hypotheses contradict each other."),
    ("open", "None of these."),
];
