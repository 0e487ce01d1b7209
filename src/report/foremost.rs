//! The refutation that a reader of a paper's page must see first, with what can be put in place of the claim.
//!
//! Consumes the ledger's records; the most important refuted claim is the first of the highest kind. What is
//! said of a repair is its own verdict.

use maud::{Markup, html};

use super::outcome::sentence;
use super::paper::{Page, Section};
use super::{anchor, by_hand, short, verdict};
use crate::language::document::{Body, Entry, Reach};
use crate::ledger::{Kind, Record};

/// Kinds of claims, the most important first.
const RANKS: [&str; 4] = ["theorem", "proposition", "lemma", "corollary"];

/// A record with its entry.
pub(super) type Known<'a> = (&'a Record, &'a Entry);

/// Whether a refuted claim is one that the paper makes: a named result, or one in whose place others are stated. Of
/// the rest nobody knows: a paper may itself say that something fails.
pub(super) fn is_of_the_paper(known: &[Known<'_>], (record, entry): Known<'_>) -> bool {
    *record.verdict.kind() == Kind::Refuted
        && record.row.is_none()
        && entry.repairs.is_none()
        && (RANKS.contains(&record.kind.as_str())
            || known.iter().any(|(_, other)| other.repairs.as_ref() == Some(&record.id)))
}

/// The most important refuted claim. Statements in place of others do not count, nor do rows of errata.
pub(super) fn foremost<'a>(known: &[Known<'a>]) -> Option<Known<'a>> {
    let rank = |record: &Record| RANKS.iter().position(|kind| *kind == record.kind).unwrap_or(RANKS.len());
    let refuted = known.iter().filter(|claim| is_of_the_paper(known, **claim));
    refuted.min_by_key(|(record, _)| rank(record)).copied()
}

/// Its section.
pub(super) fn section(page: &Page<'_>) -> Option<Section> {
    let (record, entry) = page.first?;
    let notes = match &entry.body {
        Body::Formal(formal) => formal.refutation.as_ref().map(|refutation| refutation.notes.as_slice()),
        Body::Computation(_) => None,
    };
    let place = anchor(&record.id);
    Some(Section {
        id: "refutation",
        title: headline(&page.known, record, entry),
        count: None,
        body: html! {
            article.erratum {
                header {
                    h3 { (record.place) }
                    (verdict("refuted"))
                    span.place { "formal statement and proof of the refutation: " a href={ "#" (place) } { (short(&record.id)) } }
                }
                @for note in notes.unwrap_or_default() { p { (sentence(note)) } }
                @if let Some(worked) = page.proofs.by_hand.get(&record.id) { (by_hand::section(worked, Some(&place))) }
                (instead(&page.known, record))
            }
        },
    })
}

/// Statements in place of a claim: those that hold, and those that do not.
pub(super) fn instead(known: &[Known<'_>], record: &Record) -> Markup {
    let of_kind = |kind: Kind| -> Vec<&Known<'_>> {
        let wanted = |(other, entry): &&Known<'_>| {
            entry.repairs.as_ref() == Some(&record.id) && *other.verdict.kind() == kind
        };
        known.iter().filter(wanted).collect()
    };
    html! {
        @for (kind, head) in [(Kind::Certified, "What holds instead"), (Kind::Refuted, "What does not help")] {
            @let found = of_kind(kind);
            @if !found.is_empty() {
                p.label { (head) }
                ul { @for repair in found { (item(repair)) } }
            }
        }
    }
}

fn headline(known: &[Known<'_>], record: &Record, entry: &Entry) -> String {
    let rival = |(other, own): &&Known<'_>| {
        other.kind == record.kind && other.id != record.id && own.repairs.as_ref() != Some(&record.id)
    };
    if record.kind == "theorem" && entry.row.is_none() && known.iter().find(rival).is_none() {
        "The main theorem as printed is false".to_owned()
    } else {
        format!("As printed this is false: {}", record.place)
    }
}

/// A statement in place of the refuted one, with how far it goes and what is said of it.
fn item((record, entry): &Known<'_>) -> Markup {
    let how = match &record.reach {
        Reach::Narrower(how) => Some(how),
        _ => entry.notes.first(),
    };
    html! {
        li {
            a href={ "#" (anchor(&record.id)) } { (short(&record.id)) } " "
            (verdict(record.verdict.word()))
            @if let Some(how) = how { ": " (how) }
        }
    }
}
