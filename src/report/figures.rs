//! Maps of the regions of programs, as they were explored.
//!
//! Consumes drawings of regions that the kernel has certified; produces markup. A figure that is not certified is not
//! shown, and the reason is.

use maud::{Markup, html};

use super::paper::{Page, Section};
use super::{Proofs, anchor, short};
use crate::draw;
use crate::language::document::Figure;

/// The section, if the paper has figures.
pub(super) fn section(page: &Page<'_>) -> Option<Section> {
    let figures = &page.document.figures;
    (!figures.is_empty()).then(|| Section {
        id: "figures",
        title: "Figures".to_owned(),
        count: Some(figures.len()),
        body: html! { @for figure in figures { (map(figure, page.proofs)) } },
    })
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
