//! A look at the program of a statement, for those who explore it.
//!
//! Consumes a claim about an optimum; produces its program and domain, with words for parameters, coordinates, rows
//! and unknowns. Proves nothing.

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, Workbench};
use mechproof_core::logic::{Formula, Scope, Term};

use super::ground::Ground;
use super::shape::Shape;
use crate::exact::fraction::Fraction;
use crate::language::diagnostic::Diagnostic;
use crate::language::document::Formal;
use crate::language::elaborate::main_part;
use crate::language::syntax::Span;
use crate::search::parametric::{Domain, Program};
use crate::tactic::Attempt;
use crate::tactic::builder::Builder;

/// A program with its words.
pub struct Probe {
    /// The program, in coordinates.
    pub program: Program,
    /// The admissible parameters.
    pub domain: Domain,
    /// The parameters, in order.
    pub parameters: Vec<Term>,
    /// The coordinates that are no parameters: number and term.
    pub coordinates: Vec<(u32, Term)>,
    /// What each row is called.
    pub rows: Vec<String>,
    /// What each unknown is called.
    pub unknowns: Vec<String>,
    /// What the objective of the program is to that of the statement.
    pub factor: Fraction,
    /// What the terms are printed in.
    pub scope: Scope,
}

/// Reads the program of a claim about an optimum.
///
/// # Errors
/// If the claim says nothing about an optimum, or the program is not linear with rational coefficients.
pub fn probe(formal: &Formal, place: &Span) -> Result<Probe, Box<Diagnostic>> {
    let library = Library::default();
    let bench = Workbench::new(formal.claim.signature().clone(), &library, Limits::default());
    let mut builder = Builder::new(bench, formal.environment.clone(), "", place.clone());
    let main = main_part(formal.claim.formula()).clone();
    builder.rehearse(&main, |b, goal| look(b, goal))
}

fn look(b: &mut Builder, goal: &Formula) -> Attempt<Probe> {
    let Some(shape) = Shape::of(goal) else {
        return Err(b.failure("this says nothing about the optimum of a program"));
    };
    let mut ground = Ground::of(b)?;
    let reading = ground.read(b, &shape)?;
    let coordinates = ground
        .domain
        .generators
        .iter()
        .filter_map(|generator| Some((generator.variable, ground.coordinate(generator.variable)?)))
        .collect();
    Ok(Probe {
        program: reading.program,
        domain: ground.domain.clone(),
        parameters: ground.named_parameters().cloned().collect(),
        coordinates,
        rows: reading.labels,
        unknowns: reading.unknowns,
        factor: reading.factor,
        scope: b.bench.scope().clone(),
    })
}
