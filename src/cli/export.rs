//! `mechproof export`: statements and certificates as one file, for another checker.

use std::collections::BTreeMap;

use super::input::{Input, read_with_certificates};
use super::{Outcome, Run, print, reports};
use crate::certificate::bundle;
use crate::language::document::Body;
use mechproof_core::kernel::Claim;

/// Writes the bundle of all claims below some paths and of what their proofs cite.
pub(super) fn run(paths: &[String], out: &str, jobs: usize) -> Run<Outcome> {
    let (input, shelf) = read_with_certificates(paths, jobs)?;
    let bytes = bundle(&statements(&input), |id| shelf.of(id), input.given());
    match out {
        "-" => print(&String::from_utf8_lossy(&bytes))?,
        path => reports::replace(path, &bytes)?,
    }
    Ok(Outcome::AsStated)
}

/// The formal statements of all papers at hand, by id.
pub(super) fn statements(input: &Input) -> BTreeMap<&str, &Claim> {
    let entries = input.documents.iter().flat_map(|document| &document.entries);
    entries
        .filter_map(|entry| match &entry.body {
            Body::Formal(formal) => Some((entry.id.as_str(), &formal.claim)),
            Body::Computation(_) => None,
        })
        .collect()
}
