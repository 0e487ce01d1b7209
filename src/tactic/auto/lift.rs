//! Comparisons of sums, means and integrals from the same comparison for every outcome.
//!
//! Where a goal is linear in what one functional is applied to, the integrands are compared pointwise, on the
//! support; a number is its own mean, but not its own sum.

use mechproof_core::kernel::Step;
use mechproof_core::logic::{Binder, Domain, Formula, Functional, Relation, Term, Variable};
use std::sync::Arc;

use super::super::Attempt;
use super::super::builder::Builder;
use super::terms::walk;
use super::{Hunt, Known};

impl Builder<'_> {
    /// The goal from a comparison for all outcomes of a functional in it.
    pub(super) fn by_lifting(&mut self, goal: &Formula, known: &Known, hunt: &mut Hunt) -> Attempt<usize> {
        let Formula::Compare(relation, left, right) = goal.unnamed() else {
            return Err(self.failure("no comparison"));
        };
        if known.quick || known.depth >= hunt.depth || *relation == Relation::Ne {
            return Err(self.failure("nothing to lift"));
        }
        let mut functionals: Vec<(Functional, mechproof_core::logic::Name)> = Vec::new();
        walk(goal, &mut |term| {
            if let Term::Bind(functional, name, _) = term
                && !matches!(functional, Functional::Quantile { .. })
                && functionals.iter().all(|(other, _)| other != functional)
            {
                functionals.push((functional.clone(), name.clone()));
            }
        });
        let deeper = Known { depth: known.depth + 1, ..known.clone() };
        for (functional, name) in functionals {
            let (Some(left), Some(right)) = (inside(left, &functional), inside(right, &functional)) else {
                continue;
            };
            let Some((domain, bounds)) = self.outcomes(&functional) else { continue };
            let pointwise = Formula::Compare(*relation, left, right);
            let supported = bounds.into_iter().rev().fold(pointwise, |rest, bound| bound.implies(rest));
            let name = name.split('\u{1}').next().unwrap_or("x").into();
            let everywhere = Formula::Forall(Binder { name, domain }, Box::new(supported));
            let found = self.tentative(|b| {
                let fact = b.settle(&everywhere, &deeper, hunt)?;
                let lifted = b.emit(Step::Lift { fact, functional: functional.clone() })?;
                b.emit(Step::Restate { fact: lifted, formula: goal.clone() })
            });
            if found.is_ok() {
                return found;
            }
        }
        Err(self.failure("nothing to lift"))
    }

    /// What a functional's variable ranges over, and the bounds of its support; bound variable 0 is the outcome.
    fn outcomes(&self, functional: &Functional) -> Option<(Domain, Vec<Formula>)> {
        let at = |relation, number| Formula::Compare(relation, Term::bound(0), Term::Number(number));
        let zero_one = [Term::integer(0), Term::integer(1)];
        match functional {
            Functional::Sum(sort) => Some((Domain::Sort(sort.clone()), Vec::new())),
            Functional::Integral => {
                let [zero, one] = zero_one;
                let bounds = vec![
                    Formula::Compare(Relation::Ge, Term::bound(0), zero),
                    Formula::Compare(Relation::Le, Term::bound(0), one),
                ];
                Some((Domain::Real, bounds))
            }
            Functional::Expectation { law: Variable::Free(name), .. } => {
                let Domain::Law(kind) = self.bench.scope().names.get(name)? else { return None };
                let lower = kind.lower.clone().map(|number| at(Relation::Ge, number));
                let upper = kind.upper.clone().map(|number| at(Relation::Le, number));
                Some((kind.on.as_ref().clone(), lower.into_iter().chain(upper).collect()))
            }
            Functional::Expectation { .. } | Functional::Quantile { .. } => None,
        }
    }
}

/// The term without a functional around its parts, if it is linear in them; bound variable 0 is the outcome.
fn inside(term: &Term, functional: &Functional) -> Option<Term> {
    match term {
        Term::Bind(this, _, body) if this == functional => Some(body.as_ref().clone()),
        Term::Named(_, body) => inside(body, functional),
        _ if !speaks_of(term, functional) => {
            // A number is its own mean; a sum of it is another.
            let is_zero = matches!(term, Term::Number(number) if number.is_zero());
            let mass_one = !matches!(functional, Functional::Sum(_));
            (mass_one || is_zero).then(|| term.clone())
        }
        Term::Sum(parts) => {
            Some(Term::Sum(parts.iter().map(|part| inside(part, functional)).collect::<Option<_>>()?))
        }
        Term::Product(parts) => {
            let mut linear = None;
            let mut factors = Vec::with_capacity(parts.len());
            for part in parts.iter() {
                if speaks_of(part, functional) {
                    if linear.replace(()).is_some() {
                        return None;
                    }
                    factors.push(inside(part, functional)?);
                } else {
                    factors.push(part.clone());
                }
            }
            Some(Term::Product(factors.into()))
        }
        Term::Quotient(top, bottom) if !speaks_of(bottom, functional) => {
            Some(Term::Quotient(Arc::new(inside(top, functional)?), bottom.clone()))
        }
        _ => None,
    }
}

fn speaks_of(term: &Term, functional: &Functional) -> bool {
    let mut found = false;
    super::terms::walk_term(term, &mut |part| {
        found |= matches!(part, Term::Bind(this, ..) if this == functional);
    });
    found
}
