//! Witnesses for simple existential goals: names in scope, and where the comparisons with the unknown turn.

use mechproof_core::exact::{Monomial, Polynomial, Rational};
use mechproof_core::kernel::Step;
use mechproof_core::logic::{Argument, Binder, Domain, Extremum, Formula, Term, Variable, instantiate};
use std::sync::Arc;

use super::super::Attempt;
use super::super::builder::Builder;
use super::{Hunt, Known};

/// Most witnesses tried.
const MAX_TRIED: usize = 16;

impl Builder<'_> {
    /// Tries witnesses one after the other.
    pub(super) fn some_witness(&mut self, goal: &Formula, known: &Known, hunt: &mut Hunt) -> Attempt<usize> {
        let Formula::Exists(binder, body) = goal.unnamed() else { return Err(self.stuck(goal, hunt)) };
        if known.depth >= hunt.depth {
            return Err(self.stuck(goal, hunt));
        }
        let deeper = Known { depth: known.depth + 1, ..known.clone() };
        for argument in self.witnesses(binder, body, known) {
            let inner = instantiate(body, &argument);
            if self.bench.trivially_false(&inner) {
                continue;
            }
            let found = self.tentative(|b| {
                let fact = b.settle(&inner, &deeper, hunt)?;
                let (formula, premises) = (goal.clone(), Vec::new());
                b.emit(Step::Witness { formula, argument: argument.clone(), fact, premises })
            });
            if found.is_ok() {
                return found;
            }
        }
        Err(self.stuck(goal, hunt))
    }

    fn witnesses(&mut self, binder: &Binder, body: &Formula, known: &Known) -> Vec<Argument> {
        let scope = self.bench.scope().clone();
        let names = scope.names.iter().filter(|(_, domain)| **domain == binder.domain);
        let mut found: Vec<Argument> = match &binder.domain {
            Domain::Sort(sort) => match scope.signature.elements(sort) {
                Some(elements) => (0..elements.len())
                    .filter_map(|index| u32::try_from(index).ok())
                    .map(|index| Argument::Term(Term::Element { sort: sort.clone(), index }))
                    .collect(),
                None => names.map(|(name, _)| Argument::Term(Term::free(name))).collect(),
            },
            Domain::Function(_) | Domain::Law(_) => {
                names.map(|(name, _)| Argument::Renamed(Variable::Free(name.clone()))).collect()
            }
            Domain::Natural => {
                let names = names.map(|(name, _)| Argument::Term(Term::free(name)));
                [0, 1, 2]
                    .map(|number| Argument::Term(Term::integer(number)))
                    .into_iter()
                    .chain(names)
                    .collect()
            }
            Domain::Real => {
                let mut terms = self.turns(binder, body, known);
                terms.extend([0, 1, -1].map(Term::integer));
                terms.extend(names.map(|(name, _)| Term::free(name)));
                terms.into_iter().map(Argument::Term).collect()
            }
        };
        found.truncate(MAX_TRIED);
        found
    }

    /// Where comparisons that are linear in the unknown turn, what lies between two such places, and beyond.
    fn turns(&mut self, binder: &Binder, body: &Formula, known: &Known) -> Vec<Term> {
        let name = self.fresh(&binder.name);
        let mark = self.bench.mark();
        let opened = Formula::Forall(Binder { name: name.clone(), ..binder.clone() }, Box::new(body.clone()));
        let mut roots: Vec<Term> = Vec::new();
        if let Ok(inner) = self.bench.open(&opened, 1) {
            let mut known = known.clone();
            let mut comparisons = Vec::new();
            collect(&inner, &mut comparisons);
            for (left, right) in comparisons {
                self.learn_term(&left, &mut known);
                self.learn_term(&right, &mut known);
                let Ok(polynomial) = self.bench.polynomial(&left.minus(right)) else { continue };
                let Ok(unknown) = self.bench.polynomial(&Term::free(&name)) else { continue };
                let Some(atom) = unknown.variables().first().copied() else { continue };
                roots.extend(root(&polynomial, atom, &known));
            }
        }
        self.bench.rewind(mark);
        roots.dedup();
        let mut all = roots.clone();
        let half = Rational::new(1, 2).unwrap_or_default();
        for (place, left) in roots.iter().enumerate() {
            for right in &roots[place + 1..] {
                let sum = Term::Sum([left.clone(), right.clone()].into());
                all.push(Term::Product([Term::Number(half.clone()), sum].into()));
            }
        }
        // Beyond all of them at once, where there are two.
        if let [left, right] = &roots[..] {
            for (which, step) in [(Extremum::Max, 1), (Extremum::Min, -1)] {
                let outer = Term::Extremum(which, Arc::new(left.clone()), Arc::new(right.clone()));
                all.push(Term::Sum([outer, Term::integer(step)].into()));
            }
        }
        for root in &roots {
            all.push(Term::Sum([root.clone(), Term::integer(1)].into()));
            all.push(Term::Sum([root.clone(), Term::integer(-1)].into()));
        }
        all
    }
}

/// The comparisons in a formula without quantifiers inside.
fn collect(formula: &Formula, found: &mut Vec<(Term, Term)>) {
    match formula.unnamed() {
        Formula::Compare(_, left, right) => found.push((left.clone(), right.clone())),
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| collect(part, found)),
        Formula::Implies(_, rest) => collect(rest, found),
        _ => {}
    }
}

/// The root of a polynomial that is linear in one atom.
fn root(polynomial: &Polynomial, atom: u32, known: &Known) -> Option<Term> {
    let (mut slope, mut rest) = (Polynomial::zero(), Polynomial::zero());
    for (monomial, coefficient) in polynomial.terms() {
        let others = monomial.iter().filter(|power| power.0 != atom);
        let term = Polynomial::term(Monomial::from_powers(others).ok()?, &coefficient);
        match monomial.exponent(atom) {
            0 => rest = rest.add(&term),
            1 => slope = slope.add(&term),
            _ => return None,
        }
    }
    if slope.is_zero() {
        return None;
    }
    let to_term = |p: &Polynomial| super::super::polynomials::as_term(p, &known.atoms);
    match slope.as_constant() {
        Some(number) => to_term(&rest.scale(&-number.recip()?)),
        None => Some(Term::Quotient(Arc::new(to_term(&rest.neg())?), Arc::new(to_term(&slope)?))),
    }
}
