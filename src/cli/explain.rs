//! `mechproof explain`: what a claim says, what is known of it, and its proof in the paper's own words.

use std::fmt::Write as _;

use mechproof_core::kernel::Library;

use super::check::reach_words;
use super::computations::Stored;
use super::input::read_with_certificates;
use super::jobs::processors;
use super::{Failure, Outcome, Run, print as put};
use crate::certificate::{Certificate, Proves};
use crate::language::document::{Body, Document, Entry};
use crate::language::elaborate::main_part;
use crate::language::nearest;
use crate::ledger::{Record, judge_in_parallel};
use crate::print::{statement, text_of_statement};
use crate::report::tale;
use crate::tactic::{proof_text, refutation_text};

pub(super) fn run(claim: &str, paths: &[String], as_proof: bool) -> Run<Outcome> {
    let (input, shelf) = read_with_certificates(paths, processors())?;
    let id = find(&input.documents, claim)?;
    let wanted = |entry: &Entry| entry.id == id;
    let judged =
        judge_in_parallel(&input.documents, &shelf.papers, &wanted, processors(), &|| Stored, &|| ());
    let entry = input.documents.iter().flat_map(|document| &document.entries).find(|entry| wanted(entry));
    let record = judged.ledger.records.iter().find(|record| record.id == id);
    let (Some(entry), Some(record)) = (entry, record) else {
        return Err(Failure::message(format!("no claim is called `{claim}`")));
    };
    let certificates = shelf.papers.get(&record.paper).map_or(&[][..], |store| store.of(&id));
    if as_proof {
        put(&proofs(entry, certificates, &judged.library)?)?;
    } else {
        put(&text(entry, record, certificates, &judged.library))?;
    }
    Ok(if record.complaint().is_some() { Outcome::NotAsStated } else { Outcome::AsStated })
}

/// The stored proofs as text for a theorem file.
fn proofs(entry: &Entry, certificates: &[Certificate], library: &Library) -> Run<String> {
    let Body::Formal(formal) = &entry.body else {
        return Err(Failure::message(format!("`{}` is a computation and has no proof", entry.id)));
    };
    let name = entry.id.split_once('/').map_or(entry.id.as_str(), |(_, name)| name);
    let mut out = String::new();
    for certificate in certificates {
        let (claim, proof) = (&formal.claim, &certificate.proof);
        let written = match &certificate.proves {
            Proves::Claim => {
                proof_text(claim, proof, library).map(|steps| format!("  proof\n{steps}  end\n"))
            }
            Proves::Negation(carriers) => refutation_text(name, claim, carriers, proof, library),
            Proves::Vacuity => proof_text(&claim.vacuity(), proof, library)
                .map(|steps| format!("vacuous \"{name}\"\n  proof\n{steps}  end\n")),
        };
        let word = certificate.proves.word();
        let unwritten =
            || Failure::message(format!("the proof of the {word} has steps that files cannot hold"));
        out.push_str(&written.ok_or_else(unwritten)?);
    }
    if out.is_empty() {
        return Err(Failure::message(format!("no proof of `{}` is stored", entry.id)));
    }
    Ok(out)
}

/// The claim meant: by its id, or by its id without the paper if that is enough.
fn find(documents: &[Document], claim: &str) -> Run<String> {
    let ids = || documents.iter().flat_map(|document| document.entries.iter().map(|entry| entry.id.as_str()));
    if ids().any(|id| id == claim) {
        return Ok(claim.to_owned());
    }
    let short: Vec<&str> =
        ids().filter(|id| id.split_once('/').is_some_and(|(_, name)| name == claim)).collect();
    match short.as_slice() {
        [only] => Ok((*only).to_owned()),
        [] => {
            let hint =
                nearest(claim, ids()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Err(Failure::message(format!("no claim is called `{claim}`{hint}")))
        }
        several => Err(Failure::message(format!("`{claim}` may be {}", several.join(" or ")))),
    }
}

fn text(entry: &Entry, record: &Record, certificates: &[Certificate], library: &Library) -> String {
    let mut out = format!("{} ({}, {})\n", record.id, record.kind, record.place);
    let _ = writeln!(out, "verdict: {}", record.verdict);
    let _ = writeln!(out, "reach: {}", reach_words(&record.reach));
    let _ = writeln!(out, "domain: {}", record.domain);
    for note in &entry.notes {
        let _ = writeln!(out, "note: {note}");
    }
    for problem in &record.problems {
        let _ = writeln!(out, "problem: {problem}");
    }
    if let Some(complaint) = record.complaint().filter(|complaint| !record.problems.contains(complaint)) {
        let _ = writeln!(out, "problem: {complaint}");
    }
    match &entry.body {
        Body::Computation(_) => {
            let _ = write!(out, "\n{}\n", record.statement.text);
        }
        Body::Formal(formal) => {
            let claim = &formal.claim;
            let main = main_part(claim.formula());
            let _ = write!(out, "\n{}", text_of_statement(&statement(claim.signature(), main)));
            if main != claim.formula() {
                out.push_str("and every denominator in it is different from 0\n");
            }
            for certificate in certificates {
                out.push_str(&tale(formal, certificate, library, usize::MAX).unwrap_or_default().text);
            }
        }
    }
    out
}
