//! A look at the program of a statement, or at a statement about parameters, for those who explore and draw it.
//!
//! Consumes a claim about an optimum, or one that some conditions hold; produces its program or the conditions in
//! coordinates, with words for parameters, coordinates, rows and unknowns. Proves nothing.

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
use crate::search::parametric::{Condition, Domain, Program};
use crate::tactic::Attempt;
use crate::tactic::builder::Builder;

/// The admissible parameters with their words.
pub struct Chart {
    /// The admissible parameters.
    pub domain: Domain,
    /// The parameters, in order.
    pub parameters: Vec<Term>,
    /// The coordinates that are no parameters: number and term.
    pub coordinates: Vec<(u32, Term)>,
    /// What the terms are printed in.
    pub scope: Scope,
}

/// A program with its words.
pub struct Probe {
    /// The program, in coordinates.
    pub program: Program,
    /// Its parameters.
    pub chart: Chart,
    /// What each row is called.
    pub rows: Vec<String>,
    /// What each unknown is called.
    pub unknowns: Vec<String>,
    /// What the objective of the program is to that of the statement.
    pub factor: Fraction,
    /// The model's abbreviations that are functions of the parameters.
    pub abbreviations: Vec<(String, Fraction)>,
}

/// Reads the program of a claim about an optimum.
///
/// # Errors
/// If the claim says nothing about an optimum, or the program is not linear with rational coefficients.
pub fn probe(formal: &Formal, place: &Span) -> Result<Probe, Box<Diagnostic>> {
    rehearsed(formal, place, look)
}

/// Reads the conditions of a claim that says of some cells that each admissible point lies in one of them: for each
/// cell its conditions.
///
/// # Errors
/// If the claim says something else.
pub fn chart(formal: &Formal, place: &Span) -> Result<(Chart, Vec<Vec<Condition>>), Box<Diagnostic>> {
    rehearsed(formal, place, |b, goal| {
        let mut ground = Ground::of(b)?;
        let parts: &[Formula] = match goal.unnamed() {
            Formula::Or(parts) if !parts.is_empty() => parts,
            _ => std::slice::from_ref(goal),
        };
        let mut cells = Vec::with_capacity(parts.len());
        for part in parts {
            let mut cell = Vec::new();
            b.conditions(part, &mut ground, &mut cell)?;
            cells.push(cell);
        }
        Ok((charted(b, &ground), cells))
    })
}

fn rehearsed<T>(
    formal: &Formal,
    place: &Span,
    look: impl FnOnce(&mut Builder, &Formula) -> Attempt<T>,
) -> Result<T, Box<Diagnostic>> {
    let library = Library::default();
    let bench = Workbench::new(formal.claim.signature().clone(), &library, Limits::default());
    let mut builder = Builder::new(bench, formal.environment.clone(), "", place.clone());
    let main = main_part(formal.claim.formula()).clone();
    builder.rehearse(&main, look)
}

fn charted(b: &Builder, ground: &Ground) -> Chart {
    let generators = ground.domain.generators.iter();
    let coordinates = generators
        .filter_map(|generator| Some((generator.variable, ground.coordinate(generator.variable)?)))
        .collect();
    Chart {
        domain: ground.domain.clone(),
        parameters: ground.named_parameters().cloned().collect(),
        coordinates,
        scope: b.bench.scope().clone(),
    }
}

fn look(b: &mut Builder, goal: &Formula) -> Attempt<Probe> {
    let Some(shape) = Shape::of(goal) else {
        return Err(b.failure("this says nothing about the optimum of a program"));
    };
    let mut ground = Ground::of(b)?;
    let reading = ground.read(b, &shape)?;
    let chart = charted(b, &ground);
    let lets: Vec<_> = b.env.abbreviations().cloned().collect();
    let mut abbreviations = Vec::new();
    for definition in lets.iter().filter(|definition| definition.parameters.is_empty()) {
        let Ok(term) = b.env.real(&definition.body) else { continue };
        // One that speaks of more than parameters, or divides by what may be 0, is no function of them.
        if let Ok(fraction) = ground.fraction(b, &term) {
            abbreviations.push((definition.name.node.clone(), fraction));
        }
    }
    Ok(Probe {
        program: reading.program,
        chart,
        rows: reading.labels,
        unknowns: reading.unknowns,
        factor: reading.factor,
        abbreviations,
    })
}
