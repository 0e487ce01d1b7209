//! `mechproof verify --trials N --audit`: exact random points, and which hypotheses each claim needs.
//!
//! Consumes the claims and the ledger; adds evidence to records. A point that refutes a claim stated to hold
//! is a problem of its record, so it is printed and the exit code says so.

use clap::Args;

use super::computations::Stored;
use super::input::{Input, Shelf};
use super::{Selection, say};
use crate::certificate::Store;
use crate::falsify::{AuditVerdict, Report, audit, trials};
use crate::language::document::Body;
use crate::ledger::{Audited, Expected, Judge, Ledger, Record};

/// What to try besides proofs.
#[derive(Args)]
pub(super) struct Exercise {
    /// Try each claim at so many exact random points that satisfy its hypotheses
    #[arg(long, value_name = "N", default_value_t = 0)]
    trials: u64,
    /// The seed of the points
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// Drop each hypothesis in turn and look for a counterexample or a proof
    #[arg(long)]
    audit: bool,
}

impl Exercise {
    /// Tries and audits the selected claims.
    pub(super) fn run(&self, selection: &Selection, input: &Input, shelf: &Shelf, ledger: &mut Ledger) {
        if self.trials > 0 {
            self.try_claims(selection, input, ledger);
        }
        if self.audit {
            audit_claims(selection, input, shelf, ledger);
        }
    }

    fn try_claims(&self, selection: &Selection, input: &Input, ledger: &mut Ledger) {
        let entries = input.documents.iter().flat_map(|document| &document.entries);
        for (record, entry) in ledger.records.iter_mut().zip(entries) {
            let Body::Formal(formal) = &entry.body else { continue };
            if selection.picks(&record.id) && record.expected != Expected::Refuted {
                note(record, trials(&formal.claim, self.trials, self.seed));
            }
        }
    }
}

fn note(record: &mut Record, report: Report) {
    let Report { satisfied, tried, seed, counterexample, witness, unsupported } = report;
    if let Some(point) = counterexample {
        record.add_counterexample(&point.to_string());
        return;
    }
    match unsupported {
        Some(reason) => say(&format!("note: {}: not tested by trials: {reason}\n", record.id)),
        None => {
            let rejected = tried.saturating_sub(satisfied);
            say(&format!(
                "note: {}: tested {satisfied} points, {rejected} rejected, seed {seed}\n",
                record.id
            ));
            record.add_trials(satisfied, seed, witness.map(|point| point.values).unwrap_or_default());
        }
    }
}

fn audit_claims(selection: &Selection, input: &Input, shelf: &Shelf, ledger: &mut Ledger) {
    let empty = Store::default();
    let mut judge = Judge::default();
    let mut records = ledger.records.iter_mut();
    for document in &input.documents {
        let store = shelf.papers.get(&document.paper).unwrap_or(&empty);
        for entry in &document.entries {
            let Some(record) = records.next() else { return };
            if selection.picks(&record.id) && record.expected == Expected::Certified {
                let found = audit(entry, judge.library()).into_iter();
                record.audit = found.map(|(hypothesis, verdict)| audited(hypothesis, verdict)).collect();
            }
            // Later proofs cite what stands before them.
            judge.entry(&document.paper, entry, store.of(&entry.id), &mut Stored);
        }
    }
}

fn audited(hypothesis: String, verdict: AuditVerdict) -> Audited {
    let word = verdict.word();
    let counterexample = match verdict {
        AuditVerdict::Needed(point) => point.values,
        AuditVerdict::Redundant | AuditVerdict::Undecided => Vec::new(),
    };
    Audited { hypothesis, verdict: word, counterexample }
}
