//! A solver's counterexample as an interpretation.
//!
//! Consumes the constants of a model that made a claim fail in exact arithmetic; produces an argument for each
//! leading quantifier. Numbers and tables over listed elements only; for anything else there is none.

use mechproof_core::exact::Rational;
use mechproof_core::kernel::Claim;
use mechproof_core::logic::{Argument, Binder, Domain, Formula, Lambda, Term};
use std::sync::Arc;

use crate::falsify::{Assignment, Interpretation, Point};
use crate::language::elaborate::main_part;
use crate::search::smt::{Limits, Reply, Solver, Witness, inquire};

/// A solver and what it may spend on a claim.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The solver.
    pub solver: Solver,
    /// Its limits.
    pub limits: Limits,
}

/// Asks for a counterexample.
pub(super) fn ask(claim: &Claim, asked: &Asked) -> Option<(Point, Assignment)> {
    let parts = inquire(&asked.solver, claim, &asked.limits).into_iter();
    let mut constants = parts.filter_map(|part| match part.reply {
        Reply::Counterexample(constants) => Some(constants),
        _ => None,
    });
    // The question ends at the first counterexample.
    let constants = constants.next()?;
    let mut rest = main_part(claim.formula());
    let mut found = Assignment { carriers: std::collections::BTreeMap::new(), arguments: Vec::new() };
    let mut point = Point { values: Vec::new(), interpretation: Interpretation::default() };
    loop {
        rest = match rest.unnamed() {
            Formula::Forall(binder, body) => {
                let name = crate::falsify::plain(&binder.name);
                let (_, witness) = constants.iter().find(|(known, _)| *known == name)?;
                found.arguments.push(argument(claim, binder, witness, &name, &mut point)?);
                body
            }
            Formula::Implies(_, goal) => goal,
            _ => return Some((point, found)),
        };
    }
}

fn argument(
    claim: &Claim,
    binder: &Binder,
    witness: &Witness,
    name: &str,
    point: &mut Point,
) -> Option<Argument> {
    match (witness, &binder.domain) {
        (Witness::Number(number), Domain::Real | Domain::Natural) => {
            point.values.push((name.to_owned(), number.to_string()));
            Some(Argument::Term(Term::Number(number.clone())))
        }
        (Witness::Table(table), Domain::Function(domains)) => {
            let mut sizes = Vec::new();
            for domain in domains {
                let Domain::Sort(sort) = domain else { return None };
                sizes.push(claim.signature().elements(sort)?);
            }
            for (row, number) in table {
                let pairs = row.iter().zip(&sizes);
                let names: Vec<&str> = pairs
                    .map(|(element, names)| names.get(*element as usize).map_or("_", |name| &**name))
                    .collect();
                point.values.push((format!("{name}({})", names.join(", ")), number.to_string()));
            }
            let counts: Vec<usize> = sizes.iter().map(|names| names.len()).collect();
            let entry = |row: &[u32]| table.get(row).cloned().unwrap_or_default();
            let parameters = domains
                .iter()
                .enumerate()
                .map(|(place, domain)| Binder {
                    name: format!("z{}", place + 1).as_str().into(),
                    domain: domain.clone(),
                })
                .collect();
            let body = chosen(&counts, &mut Vec::new(), &entry)?;
            Some(Argument::Function(Lambda { parameters, body }))
        }
        _ => None,
    }
}

/// The entry that the parameters choose; the last parameter is bound variable 0.
fn chosen(counts: &[usize], row: &mut Vec<u32>, entry: &dyn Fn(&[u32]) -> Rational) -> Option<Term> {
    let Some(count) = counts.get(row.len()) else { return Some(Term::Number(entry(row))) };
    let parameter = Term::bound(u32::try_from(counts.len().checked_sub(row.len() + 1)?).ok()?);
    let mut branches = Vec::with_capacity(*count);
    for element in 0..*count {
        row.push(u32::try_from(element).ok()?);
        branches.push(chosen(counts, row, entry)?);
        row.pop();
    }
    Some(Term::Select(Arc::new(parameter), branches.into()))
}
