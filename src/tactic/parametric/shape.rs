//! The linear program in a statement about its optimum.
//!
//! Consumes the formulas that elaboration makes of `optimum(P) = f`, `<= f` and `>= f`; produces the program in
//! coordinates, with the names of its rows. What is not linear is refused.

use std::collections::BTreeMap;

use mechproof_core::exact::{Monomial, Polynomial};
use mechproof_core::kernel::Step;
use mechproof_core::logic::{Argument, Domain, Formula, Name, Relation, Term};

use super::ground::{Ground, UNKNOWNS};
use crate::exact::fraction::Fraction;
use crate::search::parametric::{Affine, Program, Row};
use crate::tactic::Attempt;
use crate::tactic::builder::Builder;

/// The parts of a statement about an optimum.
pub(super) struct Shape {
    /// A feasible point has the value, or is at least as good.
    pub(super) attained: Option<Formula>,
    /// Every feasible point is at most as good as the value.
    pub(super) bound: Option<Formula>,
    /// The statement of the bound, also where only the other part is claimed.
    pub(super) probe: Formula,
}

/// A program read from a statement.
pub(super) struct Reading {
    /// The program.
    pub(super) program: Program,
    /// What each row is called, with its indices: `ic_buyer[hi,lo,lo]`.
    pub(super) labels: Vec<String>,
    /// What each unknown is called.
    pub(super) unknowns: Vec<String>,
    /// What the objective of the program is to that of the statement.
    pub(super) factor: Fraction,
    /// The value that is claimed.
    pub(super) value: Fraction,
}

impl Shape {
    /// The parts, if the formula is such a statement.
    pub(super) fn of(formula: &Formula) -> Option<Shape> {
        match formula {
            Formula::And(parts) => match parts.as_slice() {
                [attained, bound] if named(attained, "attained") && named(bound, "bound") => Some(Shape {
                    attained: Some(attained.clone()),
                    bound: Some(bound.clone()),
                    probe: bound.clone(),
                }),
                _ => None,
            },
            formula if named(formula, "bound") => {
                Some(Shape { attained: None, bound: Some(formula.clone()), probe: formula.clone() })
            }
            formula if named(formula, "attained") => {
                let probe = turned(formula)?;
                Some(Shape { attained: Some(formula.clone()), bound: None, probe })
            }
            _ => None,
        }
    }
}

fn named(formula: &Formula, wanted: &str) -> bool {
    matches!(formula, Formula::Named(name, _) if **name == *wanted)
}

/// "Some point satisfies these and reaches the value" as "every point that satisfies these is compared with it".
fn turned(formula: &Formula) -> Option<Formula> {
    match formula.unnamed() {
        Formula::Exists(binder, body) => Some(Formula::Forall(binder.clone(), Box::new(turned(body)?))),
        Formula::And(parts) => {
            let (objective, constraints) = parts.split_last()?;
            Some(constraints.iter().rev().fold(objective.clone(), |rest, part| part.clone().implies(rest)))
        }
        _ => None,
    }
}

/// What is read of the comparison of the objective with the value.
pub(super) fn comparison(goal: &Formula) -> Option<(Relation, Term, Term)> {
    match goal.unnamed() {
        Formula::Compare(relation, objective, value) => Some((*relation, objective.clone(), value.clone())),
        _ => None,
    }
}

/// The comparisons that the constraints of an opened program contain, each with its label.
pub(super) fn rows(b: &mut Builder, first: usize, premises: &[Formula]) -> Attempt<Vec<(usize, String)>> {
    let mut rows = Vec::new();
    for (fact, premise) in (first..).zip(premises) {
        let name = match premise {
            Formula::Named(name, _) => name.to_string(),
            _ => String::from("constraint"),
        };
        collect(b, fact, &name, &mut Vec::new(), &mut rows)?;
    }
    Ok(rows)
}

/// Takes a constraint apart; `place` holds the elements chosen on the way.
fn collect(
    b: &mut Builder,
    fact: usize,
    name: &str,
    place: &mut Vec<String>,
    rows: &mut Vec<(usize, String)>,
) -> Attempt<()> {
    match b.fact(fact)? {
        Formula::Compare(..) => {
            let label =
                if place.is_empty() { name.to_owned() } else { format!("{name}[{}]", place.join(",")) };
            rows.push((fact, label));
            Ok(())
        }
        Formula::And(parts) => {
            let first = b.split(fact)?;
            for (offset, part) in parts.iter().enumerate() {
                let inner = match part {
                    Formula::Named(inner, _) => inner.to_string(),
                    _ => name.to_owned(),
                };
                let marks = ["", "'", "''", "'''"];
                let inner = match parts.len() {
                    1 => inner,
                    _ => format!("{inner}{}", marks.get(offset).copied().unwrap_or("''''")),
                };
                collect(b, first + offset, &inner, place, rows)?;
            }
            Ok(())
        }
        Formula::Forall(binder, _) => {
            let Domain::Sort(sort) = &binder.domain else {
                return Err(b.failure("a constraint that ranges over more than index sets"));
            };
            let Some(elements) = b.bench.scope().signature.elements(sort).map(<[_]>::to_vec) else {
                return Err(b.failure("a constraint that ranges over more than index sets"));
            };
            for (index, element) in (0_u32..).zip(&elements) {
                let argument = Argument::Term(Term::Element { sort: sort.clone(), index });
                let step = Step::Instantiate { fact, arguments: vec![argument], premises: Vec::new() };
                let instance = b.emit(step)?;
                place.push(element.to_string());
                collect(b, instance, name, place, rows)?;
                place.pop();
            }
            Ok(())
        }
        other => Err(b.failure(format!("this constraint is not linear: {}", b.show(&other)))),
    }
}

/// The names of the leading quantifiers.
pub(super) fn binders(formula: &Formula) -> Vec<Name> {
    let mut names = Vec::new();
    let mut rest = formula.unnamed();
    while let Formula::Forall(binder, body) = rest {
        names.push(binder.name.clone());
        rest = body.unnamed();
    }
    names
}

/// The premises of a formula after its leading quantifiers.
pub(super) fn premises(formula: &Formula) -> Vec<Formula> {
    let mut found = Vec::new();
    let mut rest = formula;
    loop {
        rest = match rest.unnamed() {
            Formula::Forall(_, body) => body,
            Formula::Implies(premise, body) => {
                found.push(premise.as_ref().clone());
                body
            }
            _ => return found,
        };
    }
}

impl Ground {
    /// A polynomial as an affine function of the unknowns.
    pub(super) fn affine(b: &Builder, polynomial: &Polynomial) -> Attempt<Affine> {
        let mut parts: BTreeMap<Option<usize>, Vec<_>> = BTreeMap::new();
        for (monomial, coefficient) in polynomial.terms() {
            let mut unknown = None;
            let mut rest = Vec::new();
            for (variable, exponent) in monomial {
                match variable.checked_sub(UNKNOWNS) {
                    Some(place) if exponent == 1 && unknown.is_none() => unknown = Some(place as usize),
                    Some(_) => return Err(b.failure("this program is not linear in its variables")),
                    None => rest.push((variable, exponent)),
                }
            }
            let Ok(monomial) = Monomial::from_powers(rest) else { continue };
            parts.entry(unknown).or_default().push((monomial, coefficient));
        }
        let mut affine = Affine::default();
        for (unknown, terms) in parts {
            let coefficient = Polynomial::from_terms(terms);
            match unknown {
                Some(place) => _ = affine.coefficients.insert(place, coefficient),
                None => affine.constant = coefficient,
            }
        }
        Ok(affine)
    }

    /// A comparison in scope as a row: the fact without inverses, and its form.
    pub(super) fn row(&mut self, b: &mut Builder, fact: usize) -> Attempt<(usize, Relation, Affine)> {
        let (relation, polynomial) =
            b.bench.comparison(fact).map_err(|reason| b.failure(reason.to_string()))?;
        let (fact, clean) = self.cleaned(b, fact, relation, &polynomial)?;
        let image = self.domain.image(&clean).ok_or_else(|| b.failure("a constraint is too large"))?;
        Ok((fact, relation, Self::affine(b, &image)?))
    }

    /// Reads the program of a statement. Nothing is kept but the names of the unknowns.
    pub(super) fn read(&mut self, b: &mut Builder, shape: &Shape) -> Attempt<Reading> {
        let constraints = premises(&shape.probe);
        let mut ground = self.clone();
        let probe = shape.probe.clone();
        b.rehearse(&probe, |b, goal| {
            let first = b.bench.len() - constraints.len();
            ground.declare_unknowns(b, &binders(&probe));
            let mut reading = Reading {
                program: Program { unknowns: ground.unknowns(), ..Program::default() },
                labels: Vec::new(),
                unknowns: Vec::new(),
                factor: Fraction::from(Polynomial::one()),
                value: Fraction::zero(),
            };
            for place in 0..ground.unknowns() {
                let term = ground.unknown(place).cloned().unwrap_or_else(|| Term::integer(0));
                reading.unknowns.push(crate::print::term_text(b.bench.scope(), &term).replace(", ", ","));
            }
            for (fact, label) in rows(b, first, &constraints)? {
                let (_, relation, form) = ground.row(b, fact)?;
                if form.coefficients.is_empty() && form.constant.is_zero() {
                    continue;
                }
                if !matches!(relation, Relation::Eq | Relation::Ge) {
                    return Err(b.failure("a linear program has no strict constraints"));
                }
                reading.program.rows.push(Row { form, equation: relation == Relation::Eq });
                reading.labels.push(label);
            }
            let Some((relation, objective, value)) = comparison(goal) else {
                return Err(b.failure("the objective is not compared with a value"));
            };
            reading.program.maximize = match (relation, shape.bound.is_some()) {
                (Relation::Le | Relation::Lt, true) | (Relation::Ge | Relation::Gt, false) => true,
                (Relation::Ge | Relation::Gt, true) | (Relation::Le | Relation::Lt, false) => false,
                _ => return Err(b.failure("which way the program optimises is not told by this statement")),
            };
            let polynomial =
                b.bench.polynomial(&objective).map_err(|reason| b.failure(reason.to_string()))?;
            let cleared = ground.clear(b, &polynomial)?;
            reading.program.objective = Ground::affine(b, &ground.coordinates(&cleared.rest, b)?)?;
            reading.factor = ground.value_of(b, &cleared.factor)?;
            reading.value = ground.fraction(b, &value)?;
            Ok(reading)
        })
    }
}
