//! Claims that a changed model was to state again and cannot, with the reason.

use maud::html;

use super::paper::{Page, Section};
use super::{anchor, short};

/// A table of them; nothing where there are none.
pub(super) fn section(page: &Page<'_>) -> Option<Section> {
    let claims = &page.document.senseless;
    (!claims.is_empty()).then(|| Section {
        id: "senseless",
        title: "Makes no sense here".to_owned(),
        count: Some(claims.len()),
        body: html! {
            p.fine { "Published claims that cannot be stated in the changed model, and why." }
            table.cards {
                thead { tr { th { "Claim" } th { "Published as" } th { "Why" } } }
                tbody {
                    @for claim in claims {
                        tr id=(anchor(&claim.id)) {
                            th scope="row" { (short(&claim.id)) }
                            td data-label="Published as" { (claim.of) }
                            td data-label="Why" { (claim.why) }
                        }
                    }
                }
            }
        },
    })
}
