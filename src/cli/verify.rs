//! `mechproof verify`: proofs of theorem files become certificates, which the kernel checks before they are
//! stored. A claim whose stored certificate is accepted is left alone, unless all are to be found anew.

use std::collections::BTreeSet;

use mechproof_core::kernel::{Library, Proof};

use super::check::report;
use super::input::{Shelf, read};
use super::smt::{Consultation, consult};
use super::trials::Exercise;
use super::{Outcome, Run, Selection, reports, show};
use crate::certificate::{Certificate, Proves};
use crate::language::diagnostic::Diagnostic;
use crate::language::document::Entry;
use crate::language::syntax::Compute;
use crate::ledger::{Evaluation, Prover, judge};
use crate::tactic;

/// Compiles the proofs of the selected claims.
struct Compiler<'a> {
    selection: &'a Selection,
    fresh: bool,
    paths: Vec<&'a str>,
    faults: Vec<Diagnostic>,
    found: Vec<(String, Certificate)>,
}

impl Prover for Compiler<'_> {
    fn afresh(&self, entry: &Entry) -> bool {
        self.fresh && self.selection.picks(&entry.id)
    }

    fn prove(&mut self, entry: &Entry, proves: &Proves, library: &Library) -> Option<Proof> {
        if !self.selection.picks(&entry.id) {
            return None;
        }
        let target = match proves {
            Proves::Claim => tactic::Target::Claim,
            Proves::Negation(_) => tactic::Target::Negation,
            Proves::Vacuity => tactic::Target::Vacuity,
        };
        match tactic::compile(entry, target, library) {
            Ok(proof) => Some(proof),
            Err(fault) => {
                let file = self.paths.get(entry.file).copied().unwrap_or_default();
                self.faults.push((*fault).in_file(file));
                None
            }
        }
    }

    fn evaluate(&mut self, compute: &Compute) -> Evaluation {
        super::computations::evaluate(compute)
    }

    fn accepted(&mut self, entry: &Entry, certificate: Certificate) {
        self.found.push((entry.id.clone(), certificate));
    }
}

pub(super) fn run(
    selection: &Selection,
    fresh: bool,
    folder: &str,
    junit: Option<&str>,
    solver: &Consultation,
    exercise: &Exercise,
) -> Run<Outcome> {
    if solver.setup {
        super::smt::setup()?;
    }
    let input = read(&selection.paths)?;
    let mut shelf = Shelf::load(&input)?;
    let paths = input.files.iter().map(|(path, _)| path.as_str()).collect();
    let mut compiler = Compiler { selection, fresh, paths, faults: Vec::new(), found: Vec::new() };
    let mut ledger = judge(&input.documents, &shelf.papers, &mut compiler);
    let Compiler { faults, found, .. } = compiler;
    let mut changed = BTreeSet::new();
    for (id, certificate) in found {
        let paper = id.split('/').next().unwrap_or_default().to_owned();
        shelf.papers.entry(paper.clone()).or_default().put(&id, certificate);
        changed.insert(paper);
    }
    shelf.save(&changed)?;
    for fault in &faults {
        show(fault, &input.files);
    }
    let in_order = !solver.smt || consult(selection, &input, &mut ledger, solver.budget)?;
    exercise.run(selection, &input, &shelf, &mut ledger);
    reports::write(folder, &input, &shelf, &ledger)?;
    if let Some(file) = junit {
        reports::replace(file, crate::report::junit(&ledger).as_bytes())?;
    }
    let outcome = report(selection, &input, &shelf, &ledger)?;
    Ok(if in_order { outcome } else { Outcome::NotAsStated })
}
