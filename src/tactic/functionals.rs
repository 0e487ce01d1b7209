//! Steps justified by rules about sums, expectations and integrals.

use mechproof_core::kernel::Step;
use mechproof_core::logic::{Domain, Formula, Functional, Relation, Term};

use super::Attempt;
use super::builder::Builder;
use super::rules::function_of;
use crate::language::syntax::{Factor, Justification};

impl Builder<'_> {
    pub(super) fn functional_rule(
        &mut self,
        rule: &str,
        formula: &Formula,
        why: &Justification,
    ) -> Attempt<usize> {
        match rule {
            "lift" => self.lift(formula, why),
            "swap" => {
                let term = match Self::braces(why).as_slice() {
                    [expr] => self.env.real(expr)?,
                    _ => match formula.unnamed() {
                        Formula::Compare(Relation::Eq, left, _) => unnamed(left).clone(),
                        _ => return Err(self.failure("a swap gives an equation")),
                    },
                };
                self.emit(Step::Swap { term: unnamed(&term).clone() })
            }
            "term" => self.member(why),
            "quantile" => self.quantile(formula, why),
            "moment" => self.moment(why),
            other => Err(self.failure(format!("the rule `{other}` does not stand here"))),
        }
    }

    /// Lifts a pointwise fact; the functional is the one in braces, or one that the goal mentions.
    fn lift(&mut self, formula: &Formula, why: &Justification) -> Attempt<usize> {
        let reference = self.only_reference(why)?;
        let fact = self.reference(&reference)?;
        self.place = why.span.clone();
        let mut functionals = Vec::new();
        match Self::braces(why).as_slice() {
            [expr] => match unnamed(&self.env.real(expr)?) {
                Term::Bind(functional, ..) => functionals.push(functional.clone()),
                _ => return Err(self.failure("the functional is given as in {E[x: F] 1}")),
            },
            _ => mentioned(formula, &mut functionals),
        }
        let mut last = None;
        for functional in functionals {
            let step = Step::Lift { fact, functional };
            let mark = self.bench.mark();
            let Ok(lifted) = self.bench.apply(&step) else { continue };
            let result = self.fact(lifted)?;
            if self.bench.same(&result, formula) {
                self.bench.rewind(mark);
                return self.emit(step);
            }
            self.bench.rewind(mark);
            last = Some(result);
        }
        match last {
            Some(result) => Err(self.failure(format!("lifting gives: {}", self.show(&result)))),
            None => Err(self.failure(format!("no functional fits: {}", self.show(&self.fact(fact)?)))),
        }
    }

    fn member(&mut self, why: &Justification) -> Attempt<usize> {
        let reference = self.only_reference(why)?;
        let fact = self.reference(&reference)?;
        let Formula::Forall(binder, _) = self.fact(fact)? else {
            return Err(self.failure("this rule needs a fact for all elements of a sort"));
        };
        match Self::braces(why).as_slice() {
            [expr] => {
                let element = self.env.of_domain(expr, &binder.domain)?;
                self.emit(Step::Member { fact, element })
            }
            _ => Err(self.failure("this rule needs the element, in braces")),
        }
    }

    fn quantile(&mut self, formula: &Formula, why: &Justification) -> Attempt<usize> {
        let Formula::Compare(relation, left, right) = formula.unnamed().clone() else {
            return Err(self.failure("this rule gives the sign of an integral of a quantile function"));
        };
        let (strict, integral) = match relation {
            Relation::Ge => (false, left),
            Relation::Gt => (true, left),
            Relation::Le => (false, right),
            Relation::Lt => (true, right),
            Relation::Eq | Relation::Ne => return Err(self.failure("this rule gives an inequality")),
        };
        let Term::Bind(functional @ Functional::Quantile { .. }, _, body) = unnamed(&integral).clone() else {
            return Err(self.failure("write the goal as I[u: F] phi >= 0"));
        };
        let references = Self::references(why);
        let Some(tail) = references.first() else {
            return Err(self.failure("this rule needs the fact about phi(1) - phi(s)"));
        };
        let tail = self.base(tail)?;
        let level = match references.get(1) {
            Some(level) => Some(self.reference(level)?),
            None => None,
        };
        self.emit(Step::Quantile {
            functional,
            function: function_of(Term::clone(&body)),
            strict,
            tail,
            level,
        })
    }

    fn moment(&mut self, why: &Justification) -> Attempt<usize> {
        let power = why.items.iter().find_map(|item| match item.node.as_slice() {
            [Factor::Number(number)] => number.node.parse::<u32>().ok(),
            _ => None,
        });
        let references = Self::references(why);
        let terms = Self::braces(why);
        let (Some(power), [from], [at_least, at_most]) = (power, terms.as_slice(), references.as_slice())
        else {
            return Err(self.failure("write: by moment POWER, {from}, fact_from_ge_0, fact_from_le_1"));
        };
        let from = self.env.of_domain(from, &Domain::Real)?;
        let at_least = self.reference(at_least)?;
        let at_most = self.reference(at_most)?;
        self.emit(Step::Moment { power, from, at_least, at_most })
    }
}

/// The term without the names around it.
fn unnamed(term: &Term) -> &Term {
    match term {
        Term::Named(_, body) => unnamed(body),
        other => other,
    }
}

/// The functionals that occur in a formula outside any other functional.
fn mentioned(formula: &Formula, found: &mut Vec<Functional>) {
    if let Formula::Compare(_, left, right) = formula.unnamed() {
        in_term(left, found);
        in_term(right, found);
    }
}

fn in_term(term: &Term, found: &mut Vec<Functional>) {
    match term {
        Term::Bind(functional, _, _) if !found.contains(functional) => {
            found.push(functional.clone());
        }
        Term::Sum(parts) | Term::Product(parts) => parts.iter().for_each(|part| in_term(part, found)),
        Term::Named(_, body) | Term::Power(body, _) => in_term(body, found),
        Term::Quotient(left, right) | Term::Extremum(_, left, right) => {
            in_term(left, found);
            in_term(right, found);
        }
        _ => {}
    }
}
