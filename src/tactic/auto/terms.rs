//! What the terms of goals and facts tell: atoms, denominators, thresholds, applications.

use mechproof_core::logic::{Domain, Formula, Functional, Lambda, Relation, Signature, Term, Variable};
use std::sync::Arc;

use super::super::Attempt;
use super::super::builder::Builder;
use super::Known;

/// Calls a function on every term in a formula, outer ones first.
pub(super) fn walk(formula: &Formula, visit: &mut dyn FnMut(&Term)) {
    match formula {
        Formula::Compare(_, left, right) => {
            walk_term(left, visit);
            walk_term(right, visit);
        }
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| walk(part, visit)),
        Formula::Implies(left, right) => {
            walk(left, visit);
            walk(right, visit);
        }
        Formula::Forall(_, body) | Formula::Exists(_, body) | Formula::Named(_, body) => walk(body, visit),
    }
}

/// Calls a function on every part of a term, outer ones first.
pub(super) fn walk_term(term: &Term, visit: &mut dyn FnMut(&Term)) {
    visit(term);
    match term {
        Term::Sum(parts) | Term::Product(parts) | Term::Select(_, parts) | Term::Apply(_, parts) => {
            parts.iter().for_each(|part| walk_term(part, visit));
        }
        Term::Power(body, _) | Term::Named(_, body) | Term::Builtin(_, body) | Term::Bind(_, _, body) => {
            walk_term(body, visit);
        }
        Term::NaturalPower(left, right)
        | Term::Quotient(left, right)
        | Term::Extremum(_, left, right)
        | Term::Indicator(_, left, right) => {
            walk_term(left, visit);
            walk_term(right, visit);
        }
        Term::Number(_) | Term::Variable(_) | Term::Element { .. } => {}
    }
}

/// Most instances that the sums over lists in one formula are written out into.
const MAX_INSTANCES: usize = 120;

/// The formula with sums over lists written out, so that what they hide can be spoken of.
pub(super) fn written_out(signature: &Signature, formula: &Formula) -> Formula {
    let mut left = MAX_INSTANCES;
    out(signature, formula, &mut left)
}

fn out(signature: &Signature, formula: &Formula, left: &mut usize) -> Formula {
    match formula {
        Formula::Compare(relation, one, other) => {
            Formula::Compare(*relation, out_term(signature, one, left), out_term(signature, other, left))
        }
        Formula::And(parts) => Formula::And(parts.iter().map(|part| out(signature, part, left)).collect()),
        Formula::Or(parts) => Formula::Or(parts.iter().map(|part| out(signature, part, left)).collect()),
        Formula::Named(name, body) => Formula::Named(name.clone(), Box::new(out(signature, body, left))),
        Formula::Implies(..) | Formula::Forall(..) | Formula::Exists(..) => formula.clone(),
    }
}

fn out_term(signature: &Signature, term: &Term, left: &mut usize) -> Term {
    let mut shared = |term: &Term| Arc::new(out_term(signature, term, left));
    match term {
        Term::Bind(Functional::Sum(sort), _, body) => {
            let count = signature.elements(sort).map_or(0, <[_]>::len);
            if count == 0 || *left < count {
                return term.clone();
            }
            *left -= count;
            let function = Lambda { parameters: Vec::new(), body: body.as_ref().clone() };
            let indices = (0..count).filter_map(|index| u32::try_from(index).ok());
            let elements = indices.map(|index| Term::Element { sort: sort.clone(), index });
            Term::Sum(elements.map(|e| out_term(signature, &function.apply(&[e]), left)).collect())
        }
        Term::Sum(parts) => Term::Sum(parts.iter().map(|part| out_term(signature, part, left)).collect()),
        Term::Product(parts) => {
            Term::Product(parts.iter().map(|part| out_term(signature, part, left)).collect())
        }
        Term::Power(body, exponent) => Term::Power(shared(body), *exponent),
        Term::Named(name, body) => Term::Named(name.clone(), shared(body)),
        Term::Quotient(one, other) => {
            let one = shared(one);
            Term::Quotient(one, shared(other))
        }
        Term::Extremum(which, one, other) => {
            let one = shared(one);
            Term::Extremum(*which, one, shared(other))
        }
        Term::Indicator(relation, one, other) => {
            let one = shared(one);
            Term::Indicator(*relation, one, shared(other))
        }
        Term::Select(scrutinee, branches) => match scrutinee.as_ref() {
            Term::Element { index, .. } => match branches.get(*index as usize) {
                Some(branch) => out_term(signature, branch, left),
                None => term.clone(),
            },
            _ => term.clone(),
        },
        _ => term.clone(),
    }
}

/// The denominators in a formula.
pub(super) fn quotients(formula: &Formula, found: &mut Vec<Term>) {
    walk(formula, &mut |term| {
        if let Term::Quotient(_, bottom) = term
            && !found.contains(bottom)
        {
            found.push(bottom.as_ref().clone());
        }
    });
}

impl Builder<'_> {
    /// Remembers terms for the atoms of a formula.
    pub(super) fn learn_atoms(&mut self, formula: &Formula, known: &mut Known) {
        match formula {
            Formula::Compare(_, left, right) => {
                let mut left_out = MAX_INSTANCES;
                let signature = self.bench.scope().signature.clone();
                self.learn_term(&out_term(&signature, left, &mut left_out), known);
                self.learn_term(&out_term(&signature, right, &mut left_out), known);
            }
            Formula::And(parts) | Formula::Or(parts) => {
                parts.iter().for_each(|part| self.learn_atoms(part, known));
            }
            Formula::Named(_, body) => self.learn_atoms(body, known),
            Formula::Implies(..) | Formula::Forall(..) | Formula::Exists(..) => {}
        }
    }

    pub(super) fn learn_term(&mut self, term: &Term, known: &mut Known) {
        let mut atoms = std::mem::take(&mut known.atoms);
        self.register(term, &mut atoms);
        // Sums over lists and strict indicators hide atoms that no part is.
        walk_term(term, &mut |part| {
            if let Term::Indicator(relation, left, right) = part {
                let (left, right) = match relation {
                    Relation::Gt => (right, left),
                    Relation::Lt => (left, right),
                    _ => return,
                };
                let weak = Term::Indicator(Relation::Ge, left.clone(), right.clone());
                self.register(&weak, &mut atoms);
            }
        });
        known.atoms = atoms;
    }

    /// Numbers in scope, and values of functions of listed elements, are atoms whoever speaks of them.
    pub(super) fn learn_names(&mut self, known: &mut Known) {
        let atoms = &mut known.atoms;
        let scope = self.bench.scope().clone();
        for (name, domain) in &scope.names {
            match domain {
                Domain::Real | Domain::Natural => {
                    self.register(&Term::free(name), atoms);
                }
                Domain::Function(arguments) => {
                    let mut rows: Vec<Vec<Term>> = vec![Vec::new()];
                    for argument in arguments {
                        let Domain::Sort(sort) = argument else {
                            rows.clear();
                            break;
                        };
                        let count = scope.signature.elements(sort).map_or(0, <[_]>::len);
                        rows = rows
                            .iter()
                            .flat_map(|row| {
                                (0..count).filter_map(|index| u32::try_from(index).ok()).map(|index| {
                                    let mut row = row.clone();
                                    row.push(Term::Element { sort: sort.clone(), index });
                                    row
                                })
                            })
                            .take(200)
                            .collect();
                    }
                    for row in rows {
                        self.register(&Term::Apply(Variable::Free(name.clone()), row.into()), atoms);
                    }
                }
                // The probability of an element of a list is the mean of its indicator.
                Domain::Law(kind) if kind.parameters.is_empty() => {
                    let Domain::Sort(sort) = kind.on.as_ref() else { continue };
                    let count = scope.signature.elements(sort).map_or(0, <[_]>::len);
                    for element in 0..count {
                        let picks = (0..count).map(|other| Term::integer(i64::from(other == element)));
                        let pick = Term::Select(Arc::new(Term::bound(0)), picks.collect());
                        let law = Variable::Free(name.clone());
                        let mean = Functional::Expectation { law, arguments: Vec::new().into() };
                        self.register(&Term::Bind(mean, "x".into(), Arc::new(pick)), atoms);
                    }
                }
                _ => {}
            }
        }
    }

    /// What maxima and indicators look at, the goal's first: each term's sign decides one of them.
    pub(super) fn thresholds(&mut self, goal: &Formula, known: &Known) -> Attempt<Vec<Term>> {
        let mut found: Vec<Term> = Vec::new();
        let mut visit = |term: &Term| {
            let difference = match term {
                Term::Extremum(_, left, right)
                | Term::Indicator(Relation::Ge | Relation::Lt, left, right) => {
                    left.as_ref().clone().minus(right.as_ref().clone())
                }
                Term::Indicator(Relation::Le | Relation::Gt, left, right) => {
                    right.as_ref().clone().minus(left.as_ref().clone())
                }
                _ => return,
            };
            if !found.contains(&difference) {
                found.push(difference);
            }
        };
        let signature = &self.bench.scope().signature;
        walk(&written_out(signature, goal), &mut visit);
        for fact in &known.comparisons {
            walk(&written_out(signature, &self.fact(*fact)?), &mut visit);
        }
        // Inner ones first: an outer one may look at a maximum.
        found.sort_by_key(depth);
        Ok(found)
    }

    /// A quantity in the goal whose sign nothing says.
    pub(super) fn unsigned(&mut self, goal: &Formula, known: &Known) -> Option<Term> {
        let Formula::Compare(_, left, right) = goal.unnamed() else { return None };
        let Ok(polynomial) = self.bench.polynomial(&left.clone().minus(right.clone())) else {
            return None;
        };
        for atom in polynomial.variables() {
            let Some(term) = known.atoms.get(&atom) else { continue };
            let variable = mechproof_core::exact::Polynomial::variable(atom);
            if known.decided.contains(&variable) {
                continue;
            }
            let mut signed = false;
            for fact in &known.comparisons {
                if let Ok((relation, fact)) = self.bench.comparison(*fact) {
                    let primitive = fact.primitive().1;
                    signed |=
                        relation != Relation::Ne && (primitive == variable || primitive == variable.neg());
                }
            }
            if !signed {
                return Some(term.clone());
            }
        }
        None
    }
}

fn depth(term: &Term) -> usize {
    let mut count = 0;
    walk_term(term, &mut |part| {
        count += usize::from(matches!(part, Term::Extremum(..) | Term::Indicator(..)));
    });
    count
}
