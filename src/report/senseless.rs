//! Claims that a changed model was to state again and cannot, with the reason.

use maud::{Markup, html};

use super::{anchor, short};
use crate::language::document::Document;

/// A table of them; nothing where there are none.
pub(super) fn section(document: &Document) -> Markup {
    html! {
        @if !document.senseless.is_empty() {
            h2 { "Makes no sense here" }
            p.fine { "Published claims that cannot be stated in the changed model, and why." }
            table.verdicts {
                thead { tr { th { "Claim" } th { "Published as" } th { "Why" } } }
                tbody {
                    @for claim in &document.senseless {
                        tr id=(anchor(&claim.id)) {
                            td { (short(&claim.id)) } td { (claim.of) } td { (claim.why) }
                        }
                    }
                }
            }
        }
    }
}
