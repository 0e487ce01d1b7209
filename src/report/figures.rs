//! Maps of the regions of programs, drawn from what was explored and checked, or why there is none.

use maud::html;

use super::paper::{Page, Section};
use super::{anchor, short};
use crate::draw;

/// The maps that the theorem files ask for; nothing where they ask for none.
pub(super) fn section(page: &Page<'_>) -> Option<Section> {
    let figures = &page.document.figures;
    (!figures.is_empty()).then(|| Section {
        id: "figures",
        title: "Figures".to_owned(),
        count: Some(figures.len()),
        body: html! {
            @for figure in figures {
                @let programs: Vec<&str> = figure.item.programs.iter().map(|one| one.node.as_str()).collect();
                article id=(anchor(&figure.id)) {
                    header { h3 { (short(&figure.id)) } span.place { (figure.item.place.node) } }
                    @match page.proofs.figures.get(&figure.id) {
                        Some(Ok(drawing)) => {
                            figure { (draw::svg(drawing)) figcaption.fine { (drawing.caption) } }
                            p.fine {
                                "Found from " (programs.join(" and ")) " alone. The kernel checked what is said of "
                                "each region, for all parameters, and that the regions cover them."
                            }
                        },
                        Some(Err(reason)) => p { "Not shown: " (reason) },
                        None => p { "Not shown: it was not drawn." },
                    }
                }
            }
        },
    })
}
