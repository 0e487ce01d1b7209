//! Writing reports: each file is replaced as a whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use mechproof_core::kernel::{Line, Theorem};

use super::export::statements;
use super::input::{Input, Shelf};
use super::{Failure, Run, jobs, say};
use crate::certificate::{Certificate, Proves, bundle};
use crate::draw::Drawing;
use crate::falsify::{ByHand, by_hand};
use crate::language::document::{Body, Document, Entry};
use crate::ledger::{Heading, Ledger, statement_proved};
use crate::report::{PAGE, Proofs, Tale, heading, packed, pages, tale_of};

/// Where reports go when no folder is given.
pub(super) const FOLDER: &str = "reports";

/// Writes the pages of the report and the ledger into a folder. Those of papers that are not finished stay as they
/// are, and then the index does too.
pub(super) fn write(
    folder: &str,
    (input, shelf): (&Input, &Shelf),
    (ledger, telling, figures): (&Ledger, Telling, BTreeMap<String, Result<Drawing, String>>),
    unfinished: &BTreeSet<String>,
    jobs: usize,
) -> Run<()> {
    fs::create_dir_all(folder).map_err(|error| Failure::message(format!("{folder}: {error}")))?;
    let stays = |name: &str| {
        let paper = name.strip_suffix(".html").unwrap_or(name);
        unfinished.contains(paper) || (name == "index.html" && !unfinished.is_empty())
    };
    let documents: Vec<_> = input.given_papers().into_iter().cloned().collect();
    let proofs =
        Proofs { figures, bundles: bundles(&documents, (input, shelf), jobs), ..telling.into_proofs(input) };
    let others = others(folder, &documents);
    let twins = || {
        for document in documents.iter().filter(|document| !unfinished.contains(&document.paper)) {
            let own = ledger.records.iter().filter(|record| record.paper == document.paper);
            let heading = heading(document, ledger);
            let json = crate::ledger::to_json(Some(&heading), own, &document.unchecked, &document.senseless);
            replace(&format!("{folder}/{}.json", document.paper), json.as_bytes())?;
        }
        Ok(())
    };
    let (pages, twins) = jobs::both(jobs, || pages(&documents, ledger, &proofs, others), twins);
    for page in pages.iter().filter(|page| !stays(&page.name)) {
        replace(&format!("{folder}/{}", page.name), page.html.as_bytes())?;
    }
    twins
}

/// Statements and certificates of each paper, packed for the second checker.
fn bundles(
    documents: &[Document],
    (input, shelf): (&Input, &Shelf),
    jobs: usize,
) -> BTreeMap<String, String> {
    let statements = statements(input);
    let of = |document: &Document| {
        let own = document.entries.iter().map(|entry| entry.id.as_str());
        packed(&bundle(&statements, |id| shelf.of(id), own))
    };
    let packed = jobs::map(documents, jobs, &jobs::bar("packing proofs", documents.len()), of);
    documents.iter().map(|document| document.paper.clone()).zip(packed).collect()
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

/// What is told of proofs, made while the kernel checks them.
#[derive(Default)]
pub(super) struct Telling {
    /// The proofs of each claim, with what each proves.
    tales: BTreeMap<String, Vec<(&'static str, Tale)>>,
    /// Refutations with their numbers put in; hints come from the certificate.
    by_hand: BTreeMap<String, ByHand>,
}

impl Telling {
    /// Tells an accepted proof.
    pub(super) fn tell(&mut self, entry: &Entry, certificate: &Certificate, checked: (&Theorem, &[Line])) {
        let (Body::Formal(formal), word) = (&entry.body, certificate.proves.word()) else { return };
        let Ok(statement) = statement_proved(&formal.claim, &certificate.proves) else { return };
        let told = self.tales.entry(entry.id.clone()).or_default();
        // A claim has at most one proof of each kind.
        told.retain(|(other, _)| *other != word);
        told.push((word, tale_of(&statement, certificate, checked, PAGE)));
        if matches!(certificate.proves, Proves::Negation(_)) {
            let by_hand = by_hand(formal, Some((&certificate.proof, checked.1)));
            self.by_hand.extend(by_hand.map(|by_hand| (entry.id.clone(), by_hand)));
        }
    }

    /// Adds what another thread told.
    pub(super) fn add(&mut self, other: Telling) {
        self.tales.extend(other.tales);
        self.by_hand.extend(other.by_hand);
    }

    /// What the pages say of claims' proofs.
    fn into_proofs(self, input: &Input) -> Proofs {
        let mut proofs = Proofs { by_hand: self.by_hand, ..Proofs::default() };
        for (id, mut tales) in self.tales {
            tales.sort_by_key(|(word, _)| *word);
            let mut whole = Tale::default();
            tales.iter().for_each(|(_, tale)| whole.add(tale));
            let all = format!("mechproof explain {id}");
            proofs.tales.insert(id, whole.shortened(&all));
        }
        for entry in input.given_papers().into_iter().flat_map(|document| &document.entries) {
            // Numbers are put in without a proof, too.
            if let (Body::Formal(formal), false) = (&entry.body, proofs.by_hand.contains_key(&entry.id)) {
                let by_hand = by_hand(formal, None);
                proofs.by_hand.extend(by_hand.map(|by_hand| (entry.id.clone(), by_hand)));
            }
        }
        proofs
    }
}

/// Puts a new file in the place of another; nobody sees half of it.
pub(super) fn replace(path: &str, bytes: &[u8]) -> Run<()> {
    crate::certificate::replace(Path::new(path), bytes)
        .map_err(|error| Failure::message(format!("{path}: {error}")))
}
