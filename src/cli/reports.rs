//! Writing reports: each file is replaced as a whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, check_traced};

use super::input::{Input, Shelf};
use super::{Failure, Run, jobs, say};
use crate::certificate::{Certificate, Proves};
use crate::draw::Drawing;
use crate::falsify::{ByHand, by_hand};
use crate::language::document::{Body, Document, Entry, Formal};
use crate::ledger::{Evidence, Heading, Ledger, Record, statement_proved};
use crate::report::{PAGE, Proofs, Tale, heading, pages, tale};

/// Where reports go when no folder is given.
pub(super) const FOLDER: &str = "reports";

/// Writes the pages of the report and the ledger into a folder. Those of papers that are not finished stay as they
/// are, and then the index does too.
pub(super) fn write(
    folder: &str,
    (input, shelf): (&Input, &Shelf),
    (ledger, library, figures): (&Ledger, &Library, &BTreeMap<String, Result<Drawing, String>>),
    jobs: usize,
    unfinished: &BTreeSet<String>,
) -> Run<()> {
    fs::create_dir_all(folder).map_err(|error| Failure::message(format!("{folder}: {error}")))?;
    let stays = |name: &str| {
        let paper = name.strip_suffix(".html").unwrap_or(name);
        unfinished.contains(paper) || (name == "index.html" && !unfinished.is_empty())
    };
    let documents: Vec<_> = input.given_papers().into_iter().cloned().collect();
    let mut proofs = proofs((input, shelf), ledger, library, jobs, unfinished);
    proofs.figures.clone_from(figures);
    for page in pages(&documents, ledger, &proofs, others(folder, &documents)) {
        if !stays(&page.name) {
            replace(&format!("{folder}/{}", page.name), page.html.as_bytes())?;
        }
    }
    for document in documents.iter().filter(|document| !unfinished.contains(&document.paper)) {
        let own = ledger.records.iter().filter(|record| record.paper == document.paper);
        let path = format!("{folder}/{}.json", document.paper);
        let heading = heading(document, ledger);
        let json = crate::ledger::to_json(Some(&heading), own, &document.unchecked, &document.senseless);
        replace(&path, json.as_bytes())?;
    }
    Ok(())
}

/// What the index says of papers that are not looked at now: those in the folder with a page and a JSON file.
fn others(folder: &str, documents: &[Document]) -> Vec<Heading> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
    let mut pages: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|kind| kind == "html")).collect();
    pages.sort();
    let mut others = Vec::new();
    for page in pages {
        let Some(paper) = page.file_stem().and_then(|name| name.to_str()) else { continue };
        let twin = page.with_extension("json");
        if paper == "index" || documents.iter().any(|document| document.paper == paper) {
            continue;
        }
        let read = fs::read(&twin).map_err(|error| error.to_string());
        match read.and_then(|bytes| Heading::read(paper, &bytes).map_err(|error| error.to_string())) {
            Ok(heading) => others.push(heading),
            Err(why) => say(&format!("note: the index leaves out {}: {why}\n", twin.display())),
        }
    }
    others
}

/// What is told of the proof of each claim.
fn proofs(
    (input, shelf): (&Input, &Shelf),
    ledger: &Ledger,
    library: &Library,
    jobs: usize,
    unfinished: &BTreeSet<String>,
) -> Proofs {
    let entries = input.documents.iter().flat_map(|document| &document.entries);
    let claims: Vec<(&Entry, &Record)> =
        entries.zip(&ledger.records).filter(|(_, record)| !unfinished.contains(&record.paper)).collect();
    let bar = jobs::bar("reports", claims.len());
    let told = jobs::map(&claims, jobs, &bar, |(entry, record)| {
        let Body::Formal(formal) = &entry.body else { return (None, None) };
        let certificates = shelf.papers.get(&record.paper).map_or(&[][..], |store| store.of(&entry.id));
        // Only what was accepted in the order of the claims is told.
        let accepted = certificates.iter().filter(|certificate| {
            record.evidence.iter().any(|evidence| match evidence {
                Evidence::Certificate { proves, .. } => *proves == certificate.proves.word(),
                _ => false,
            })
        });
        let mut told = Tale::default();
        for tale in accepted.clone().filter_map(|certificate| tale(formal, certificate, library, PAGE)) {
            told.add(&tale);
        }
        let all = format!("mechproof explain {}", entry.id);
        let told = (!told.text.is_empty()).then(|| told.shortened(&all));
        (told, worked(formal, accepted, library))
    });
    let mut proofs = Proofs::default();
    for ((entry, _), (tale, by_hand)) in claims.iter().zip(told) {
        proofs.tales.extend(tale.map(|tale| (entry.id.clone(), tale)));
        proofs.by_hand.extend(by_hand.map(|by_hand| (entry.id.clone(), by_hand)));
    }
    proofs
}

/// A refutation with its numbers put in; hints come from a certificate that the kernel accepts.
fn worked<'a>(
    formal: &Formal,
    mut certificates: impl Iterator<Item = &'a Certificate>,
    library: &Library,
) -> Option<ByHand> {
    formal.refutation.as_ref()?;
    let accepted = certificates.find_map(|certificate| {
        let Proves::Negation(_) = &certificate.proves else { return None };
        let statement = statement_proved(&formal.claim, &certificate.proves).ok()?;
        let checked = check_traced(&statement, &certificate.proof, library, Limits::default());
        checked.ok().map(|(_, lines)| (&certificate.proof, lines))
    });
    by_hand(formal, accepted.as_ref().map(|(proof, lines)| (*proof, lines.as_slice())))
}

/// Puts a new file in the place of another; nobody sees half of it.
pub(super) fn replace(path: &str, bytes: &[u8]) -> Run<()> {
    crate::certificate::replace(Path::new(path), bytes)
        .map_err(|error| Failure::message(format!("{path}: {error}")))
}
