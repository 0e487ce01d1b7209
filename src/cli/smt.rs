//! `mechproof verify --smt`: a solver's opinion of every formal claim, beside its verdict.
//!
//! Consumes the claims and the ledger; adds evidence to records and changes no verdict. A counterexample to a
//! claim that is certified means that something is wrong here, and is said aloud.

use std::path::Path;

use clap::Args;
use mechproof_core::exact::Rational;
use mechproof_core::kernel::Claim;
use mechproof_core::logic::{Argument, Binder, Carrier, Formula, instantiate};

use super::input::Input;
use super::{Failure, Run, Selection, say};
use crate::language::document::{Body, Formal};
use crate::language::elaborate::main_part;
use crate::ledger::{Evidence, Kind, Ledger};
use crate::search::smt::{self, Limits, Reply, Witness};

/// What to do with a solver.
#[derive(Args)]
pub(super) struct Consultation {
    /// Obtain a solver if there is none
    #[arg(long)]
    pub(super) setup: bool,
    /// Ask a solver about every claim too; verdicts stay as they are
    #[arg(long)]
    pub(super) smt: bool,
    /// Seconds that the solver may take for a claim
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 5,
        value_parser = clap::value_parser!(u64).range(1..=86_400)
    )]
    pub(super) budget: u64,
}

/// Where the project is: tools are looked for below it.
const ROOT: &str = ".";

/// Obtains a solver.
pub(super) fn setup() -> Run<()> {
    smt::setup(Path::new(ROOT), &mut |text| say(&format!("note: {text}\n")))
        .map(|_| ())
        .map_err(|error| Failure::message(error.to_string()))
}

/// Asks about the selected claims. Whether no counterexample turned up where a theorem is.
pub(super) fn consult(selection: &Selection, input: &Input, ledger: &mut Ledger, budget: u64) -> Run<bool> {
    let Some(solver) = smt::find(Path::new(ROOT)) else {
        return Err(Failure::message("no solver is at hand; `mechproof verify --setup` obtains one"));
    };
    say(&format!("note: asking {solver}\n"));
    let limits = Limits::seconds(budget);
    let mut in_order = true;
    let entries = input.documents.iter().flat_map(|document| &document.entries);
    for (record, entry) in ledger.records.iter_mut().zip(entries) {
        let Body::Formal(formal) = &entry.body else { continue };
        if !selection.picks(&record.id) {
            continue;
        }
        let Some((proves, claim)) = question(formal) else { continue };
        let reply = smt::inquire(&solver, &claim, &limits);
        let proved = matches!(record.verdict.kind(), Kind::Certified | Kind::Refuted | Kind::Vacuous);
        if let (Reply::Counterexample(constants), true) = (&reply, proved) {
            in_order = false;
            say(&format!("alarm: {}: the {proves} fails at {}\n", record.id, shown(constants)));
        }
        record.evidence.push(Evidence::Solver {
            name: solver.kind.program().to_owned(),
            version: solver.version.clone(),
            proves,
            answer: reply.word(),
            detail: reply.detail(),
        });
    }
    Ok(in_order)
}

/// The statement to ask about, and how it relates to the claim.
fn question(formal: &Formal) -> Option<(&'static str, Claim)> {
    if let Some(refutation) = &formal.refutation {
        let mut signature = formal.claim.signature().clone();
        for (sort, elements) in &refutation.carriers {
            signature.sorts.insert(sort.clone(), Carrier::Enumerated(elements.clone()));
        }
        let instance = instance(main_part(formal.claim.formula()), &refutation.arguments);
        // An instance that speaks of laws in place of functions, say, is not asked about.
        return Some(("negation", Claim::new(signature, instance.negation()).ok()?));
    }
    if formal.vacuity.is_some() {
        return Some(("vacuity", formal.claim.vacuity()));
    }
    Some(("claim", formal.claim.clone()))
}

/// The formula with its leading variables replaced.
fn instance(formula: &Formula, arguments: &[(Binder, Argument)]) -> Formula {
    let Some(((_, argument), rest)) = arguments.split_first() else { return formula.clone() };
    match formula.unnamed() {
        Formula::Forall(_, body) => instance(&instantiate(body, argument), rest),
        Formula::Implies(premise, body) => premise.as_ref().clone().implies(instance(body, arguments)),
        other => other.clone(),
    }
}

/// The constants of a counterexample in one line.
fn shown(constants: &[(String, Witness)]) -> String {
    let value = |witness: &Witness| match witness {
        Witness::Number(number) => number.to_string(),
        Witness::Table(table) => {
            let values: Vec<String> = table.values().map(Rational::to_string).collect();
            format!("({})", values.join(", "))
        }
        Witness::Unknown => "?".to_owned(),
    };
    let constants: Vec<String> =
        constants.iter().map(|(name, witness)| format!("{name} = {}", value(witness))).collect();
    constants.join(", ")
}
