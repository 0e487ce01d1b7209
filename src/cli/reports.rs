//! Writing reports: each file is replaced as a whole or not at all.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, check_traced};

use super::computations::Stored;
use super::input::{Input, Shelf};
use super::{Failure, Run};
use crate::certificate::{Certificate, Proves, Store};
use crate::falsify::{ByHand, by_hand};
use crate::language::document::{Body, Formal};
use crate::ledger::{Judge, Ledger, statement_proved};
use crate::report::{Proofs, pages, tale};

/// Where reports go when no folder is given.
pub(super) const FOLDER: &str = "reports";

/// Longest proof, in bytes of text, that a page tells whole.
const MAX_TALE: usize = 20_000;

/// Writes the pages of the report and the ledger into a folder.
pub(super) fn write(folder: &str, input: &Input, shelf: &Shelf, ledger: &Ledger) -> Run<()> {
    fs::create_dir_all(folder).map_err(|error| Failure::message(format!("{folder}: {error}")))?;
    for page in pages(&input.documents, ledger, &proofs(input, shelf)) {
        replace(&format!("{folder}/{}", page.name), page.html.as_bytes())?;
    }
    for document in &input.documents {
        let own = ledger.records.iter().filter(|record| record.paper == document.paper);
        let path = format!("{folder}/{}.json", document.paper);
        replace(&path, crate::ledger::to_json(own, &document.unchecked).as_bytes())?;
    }
    Ok(())
}

/// What is told of the proof of each claim.
fn proofs(input: &Input, shelf: &Shelf) -> Proofs {
    let empty = Store::default();
    let mut judge = Judge::default();
    let mut proofs = Proofs::default();
    for document in &input.documents {
        let store = shelf.papers.get(&document.paper).unwrap_or(&empty);
        for entry in &document.entries {
            if let Body::Formal(formal) = &entry.body {
                let told: Vec<String> = store
                    .of(&entry.id)
                    .iter()
                    .filter_map(|certificate| tale(formal, certificate, judge.library()))
                    .collect();
                if !told.is_empty() {
                    proofs.tales.insert(entry.id.clone(), cut(told.concat().trim_start(), &entry.id));
                }
                let worked = worked(formal, store.of(&entry.id), judge.library());
                proofs.by_hand.extend(worked.map(|worked| (entry.id.clone(), worked)));
            }
            // Later proofs cite what stands before them.
            judge.entry(&document.paper, entry, store.of(&entry.id), &mut Stored);
        }
    }
    proofs
}

/// A refutation with its numbers put in; hints come from a certificate that the kernel accepts.
fn worked(formal: &Formal, certificates: &[Certificate], library: &Library) -> Option<ByHand> {
    formal.refutation.as_ref()?;
    let accepted = certificates.iter().find_map(|certificate| {
        let Proves::Negation(_) = &certificate.proves else { return None };
        let statement = statement_proved(&formal.claim, &certificate.proves).ok()?;
        let checked = check_traced(&statement, &certificate.proof, library, Limits::default());
        checked.ok().map(|(_, lines)| (&certificate.proof, lines))
    });
    by_hand(formal, accepted.as_ref().map(|(proof, lines)| (*proof, lines.as_slice())))
}

/// A proof as told, cut where it would fill a book.
fn cut(tale: &str, id: &str) -> String {
    if tale.len() <= MAX_TALE {
        return tale.to_owned();
    }
    let end = tale.char_indices().take_while(|(at, _)| *at < MAX_TALE).filter(|(_, c)| *c == '\n').last();
    let end = end.map_or(0, |(at, _)| at);
    format!("{}\n... {} lines more: mechproof explain {id}\n", &tale[..end], tale[end..].lines().count())
}

/// Puts a new file in the place of another; nobody sees half of it.
pub(super) fn replace(path: &str, bytes: &[u8]) -> Run<()> {
    let failure = |error: std::io::Error| Failure::message(format!("{path}: {error}"));
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    let folder = match Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new().prefix(".report-").tempfile_in(folder).map_err(failure)?;
    file.write_all(bytes).map_err(failure)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644)).map_err(failure)?;
    }
    file.persist(path).map_err(|error| failure(error.error))?;
    Ok(())
}
