//! Errata in full: what is printed, the correction, and the paper's conclusion, each with its evidence.
//!
//! Consumes the ledger's records of rows of errata; produces markup.

use maud::{Markup, html};

use super::claim;
use super::paper::{Page, Section};
use super::{anchor, short};
use crate::language::document::Part;
use crate::ledger::Record;

/// The rows of an erratum, in the order printed, corrected, survives, and its id.
pub(super) type Erratum<'a> = (String, Vec<&'a Record>);

/// The errata among records.
pub(super) fn errata<'a>(records: &[&'a Record]) -> Vec<Erratum<'a>> {
    let mut errata: Vec<Erratum<'a>> = Vec::new();
    for record in records {
        let Some(row) = &record.row else { continue };
        match errata.iter_mut().find(|(id, _)| *id == row.erratum) {
            Some((_, rows)) => rows.push(record),
            None => errata.push((row.erratum.clone(), vec![record])),
        }
    }
    errata
}

/// The section of the errata.
pub(super) fn section(page: &Page<'_>) -> Option<Section> {
    let errata = errata(&page.records);
    (!errata.is_empty()).then(|| Section {
        id: "errata",
        title: "Errata".to_owned(),
        count: Some(errata.len()),
        body: html! { @for erratum in &errata { (article(page, erratum)) } },
    })
}

fn article(page: &Page<'_>, (id, rows): &Erratum<'_>) -> Markup {
    html! {
        article.erratum id=(anchor(id)) {
            header {
                @if let Some(first) = rows.first() { h3 { (first.place) } }
                a.permalink href={ "#" (anchor(id)) } { (short(id)) }
            }
            @for (position, record) in rows.iter().enumerate() {
                (claim::row(page, record, position.checked_sub(1).map(|before| rows[before])))
            }
        }
    }
}

/// What a row of an erratum says.
pub(super) fn part(part: Part) -> &'static str {
    match part {
        Part::Printed => "Printed",
        Part::Corrected => "Corrected",
        Part::Survives => "The paper's conclusion",
    }
}
