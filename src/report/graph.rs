//! What uses what, drawn: claims on a line, an arc to each claim cited.

use maud::{Markup, html};

use super::paper::{Page, Section};
use super::{anchor, short};
use crate::ledger::Record;

/// Distance between two claims, in pixels.
const STEP: usize = 22;

/// The section, or nothing where no claim cites another.
pub(super) fn section(page: &Page<'_>) -> Option<Section> {
    drawing(&page.records).map(|drawing| Section {
        id: "uses",
        title: "What uses what".to_owned(),
        count: None,
        body: html! {
            p.fine {
                "Computed from what the proofs in the certificates cite. An arc leads from a claim to each claim that its "
                "proof cites; the same stands with each claim as “Cites” and “Cited by”."
            }
            div.wide { (drawing) }
        },
    })
}

fn drawing(records: &[&Record]) -> Option<Markup> {
    let linked: Vec<&&Record> = records
        .iter()
        .filter(|record| {
            !record.uses.is_empty() || records.iter().any(|other| other.uses.contains(&record.id))
        })
        .collect();
    if linked.is_empty() {
        return None;
    }
    let place = |id: &str| linked.iter().position(|record| record.id == id);
    let height = linked.len() * STEP + STEP;
    let widest = linked.iter().map(|record| short(&record.id).chars().count()).max().unwrap_or(0);
    let text = 7 * widest + 20;
    let reach = linked
        .iter()
        .enumerate()
        .flat_map(|(from, record)| {
            record.uses.iter().filter_map(move |used| Some(from.abs_diff(place(used)?)))
        })
        .max()
        .unwrap_or(1);
    let width = text + 30 + (reach * STEP / 2).min(400);
    let at = |position: usize| position * STEP + STEP;
    Some(html! {
        svg.graph role="img" aria-label="which claim cites which" width=(width) height=(height)
            viewBox={ "0 0 " (width) " " (height) } {
            @for (from, record) in linked.iter().enumerate() {
                @for used in &record.uses {
                    @if let Some(to) = place(used) {
                        @let bend = (from.abs_diff(to) * STEP / 2).min(400);
                        path d={ "M " (text) " " (at(from)) " C " (text + bend) " " (at(from)) " "
                            (text + bend) " " (at(to)) " " (text) " " (at(to)) } {}
                    }
                }
            }
            @for (position, record) in linked.iter().enumerate() {
                a href={ "#" (anchor(&record.id)) } {
                    text x=(text - 8) y=(at(position) + 4) text-anchor="end" { (short(&record.id)) }
                }
                circle cx=(text) cy=(at(position)) r="3" {}
            }
        }
    })
}
