//! Steps justified by a named rule of logic or of the reals.

use mechproof_core::exact::Rational;
use mechproof_core::kernel::Step;
use mechproof_core::logic::{Argument, Binder, Domain, Formula, Lambda, Relation, Term, instantiate, rebind};

use super::Attempt;
use super::builder::Builder;
use crate::language::syntax::{ArgumentExpr, Factor, Justification, ProofBlock};

impl Builder<'_> {
    pub(super) fn by_rule(&mut self, rule: &str, formula: &Formula, why: &Justification) -> Attempt<usize> {
        match rule {
            "from" | "citing" => self.from(formula, why),
            "restating" => {
                let reference = self.only_reference(why)?;
                self.reference(&reference)
            }
            "decide" | "unit" => match self.known(formula)? {
                Some(fact) => Ok(fact),
                None => Err(self.failure(format!("not decided by arithmetic alone: {}", self.show(formula)))),
            },
            "quotient" => {
                let reference = self.only_reference(why)?;
                let fact = self.reference(&reference)?;
                self.emit(Step::Inverse { fact })
            }
            "indicator" => {
                let reference = self.only_reference(why)?;
                let fact = self.reference(&reference)?;
                self.emit(Step::Indicator { fact })
            }
            "congruence" => self.congruence(why),
            "witness" => self.witness(formula, why),
            "either" => {
                let reference = self.only_reference(why)?;
                let fact = self.reference(&reference)?;
                self.emit(Step::Either { formula: formula.clone(), fact })
            }
            "cases" => self.cases(formula, why),
            "parametric" => self.parametric(formula),
            "sign" | "dichotomy" => self.sign(formula, why),
            "trichotomy" => {
                let term = self.only_term(why)?;
                self.emit(Step::Trichotomy { term })
            }
            "excluded" => match formula.unnamed() {
                Formula::Or(parts) if parts.len() == 2 => {
                    self.emit(Step::Excluded { formula: parts[0].clone() })
                }
                _ => Err(self.failure("the excluded middle is `a or not a`")),
            },
            "absurd" => {
                let fact = self.combination(&Formula::falsity(), why)?;
                self.emit(Step::Absurd { fact, formula: formula.clone() })
            }
            "induction" => self.induction(formula, why),
            "natural" => {
                let term = self.only_term(why)?;
                self.emit(Step::Natural { term })
            }
            "supremum" => {
                let reference = self.only_reference(why)?;
                let fact = self.reference(&reference)?;
                self.emit(Step::Supremum { fact })
            }
            "enclose" => self.enclose(formula, why),
            "exponential" => {
                self.emit(Step::Exponential)?;
                match self.known(formula)? {
                    Some(fact) => Ok(fact),
                    None => Err(self.failure(
                        "the laws of exp and log are `exp(x + y) = exp(x)*exp(y)`, `exp(x) >= x + 1` and \
                         `x > 0 implies exp(log(x)) = x`, for all x, y in real",
                    )),
                }
            }
            "hole" => {
                let name = why.items.iter().find_map(|item| match item.node.as_slice() {
                    [Factor::Claim(name, _)] => Some(name.node.clone()),
                    [Factor::Fact(reference)] => Some(reference.name.node.clone()),
                    _ => None,
                });
                let Some(name) = name else { return Err(self.failure("a hole needs a name")) };
                self.emit(Step::Hole { name: name.as_str().into(), formula: formula.clone() })
            }
            other => self.functional_rule(other, formula, why),
        }
    }

    fn from(&mut self, formula: &Formula, why: &Justification) -> Attempt<usize> {
        let [item] = why.items.as_slice() else {
            return Err(self.failure("this rule needs exactly one fact or claim"));
        };
        let (fact, arguments) = match item.node.as_slice() {
            [Factor::Fact(reference)] => (self.base(reference)?, Self::arguments_of(reference).to_vec()),
            [Factor::Claim(name, arguments)] => (self.cited(name)?, arguments.clone()),
            _ => return Err(self.failure("this rule needs exactly one fact or claim")),
        };
        self.place = why.span.clone();
        self.instance(fact, &arguments, Some(formula))
    }

    fn only_term(&mut self, why: &Justification) -> Attempt<Term> {
        match Self::braces(why).as_slice() {
            [expr] => self.env.real(expr),
            _ => Err(self.failure("this rule needs one term in braces")),
        }
    }

    fn congruence(&mut self, why: &Justification) -> Attempt<usize> {
        let reference = self.only_reference(why)?;
        let [ArgumentExpr::Function(parameters, body)] = reference.arguments.as_slice() else {
            return Err(self.failure("write the context as a function: equation((x) -> f(x))"));
        };
        let fact = self.base(&reference)?;
        let context = self.env.lambda(parameters, body, &[Domain::Real], &reference.name.span)?;
        self.emit(Step::Congruence { fact, context })
    }

    /// Witnesses of an existential statement; what is not known of them follows from the other items.
    fn witness(&mut self, formula: &Formula, why: &Justification) -> Attempt<usize> {
        let mut arguments = Vec::new();
        let mut facts = why.clone();
        facts.items.clear();
        for item in &why.items {
            match item.node.as_slice() {
                [Factor::Fact(reference)] if reference.name.node == "with" => {
                    arguments.extend(reference.arguments.clone());
                }
                [Factor::Term(expr)] => arguments.push(ArgumentExpr::Term(expr.clone())),
                _ => facts.items.push(item.clone()),
            }
        }
        let place = self.place.clone();
        let mut shown = Vec::new();
        let mut inner = formula.clone();
        for argument in &arguments {
            let Formula::Exists(binder, body) = inner.unnamed().clone() else {
                return Err(self.failure("more witnesses than the statement has existential quantifiers"));
            };
            let argument = self.env.argument(argument, &binder.domain, &place)?;
            shown.push((inner, argument.clone()));
            inner = instantiate(&body, &argument);
        }
        self.place = place;
        let mut fact = self.known_or_combined(&inner, &facts)?;
        for (formula, argument) in shown.into_iter().rev() {
            fact = self.emit(Step::Witness { formula, argument, fact, premises: Vec::new() })?;
        }
        Ok(fact)
    }

    /// A fact that says the same, or else a combination of the items, part by part.
    fn known_or_combined(&mut self, formula: &Formula, why: &Justification) -> Attempt<usize> {
        if let Some(fact) = self.known(formula)? {
            return Ok(fact);
        }
        match self.parts(formula) {
            Some(parts) => {
                let mut facts = Vec::with_capacity(parts.len());
                for part in &parts {
                    facts.push(self.known_or_combined(part, why)?);
                }
                self.conjoin(facts)
            }
            None => self.combination(formula, why),
        }
    }

    fn cases(&mut self, formula: &Formula, why: &Justification) -> Attempt<usize> {
        let terms = Self::braces(why);
        if let [term] = terms.as_slice() {
            let term = self.env.real(term)?;
            let fact = self.emit(Step::Trichotomy { term })?;
            // In this order: positive, zero, negative.
            return self.branches(fact, formula, &why.blocks);
        }
        let reference = self.only_reference(why)?;
        let fact = self.reference(&reference)?;
        self.branches(fact, formula, &why.blocks)
    }

    /// Two cases: nonnegative or negative, in this order and under the labels given.
    fn sign(&mut self, formula: &Formula, why: &Justification) -> Attempt<usize> {
        let term = self.only_term(why)?;
        let fact = self.dichotomy(&term)?;
        // In this order: nonnegative, negative.
        self.branches(fact, formula, &why.blocks)
    }

    /// `term >= 0 or term < 0`.
    pub(super) fn dichotomy(&mut self, term: &Term) -> Attempt<usize> {
        let compare = |relation| Formula::Compare(relation, term.clone(), Term::integer(0));
        let either = Formula::Or(vec![compare(Relation::Ge), compare(Relation::Lt)]);
        let fact = self.emit(Step::Trichotomy { term: term.clone() })?;
        let mut branches = Vec::new();
        for relation in [Relation::Gt, Relation::Eq, Relation::Lt] {
            let case = compare(relation);
            let goal = either.clone();
            let steps = self.inside(
                |b| {
                    b.assume(&case)?;
                    Ok(goal.clone())
                },
                |b, goal| {
                    let case = b.bench.len() - 1;
                    let part = if relation == Relation::Lt {
                        case
                    } else {
                        b.combine_facts(&compare(Relation::Ge), &[case])?
                    };
                    b.emit(Step::Either { formula: goal.clone(), fact: part }).map(|_| ())
                },
            )?;
            branches.push(steps);
        }
        self.emit(Step::Cases { fact, formula: either, branches })
    }

    pub(super) fn assume(&mut self, formula: &Formula) -> Attempt<usize> {
        self.bench.assume(formula).map_err(|reason| self.failure(reason.to_string()))
    }

    /// Proves the formula in each case of a disjunction.
    fn branches(
        &mut self,
        fact: usize,
        formula: &Formula,
        blocks: &[(crate::language::syntax::Ident, ProofBlock)],
    ) -> Attempt<usize> {
        let Formula::Or(parts) = self.fact(fact)? else {
            return Err(self.failure(format!("no cases in: {}", self.show(&self.fact(fact)?))));
        };
        if parts.len() != blocks.len() {
            return Err(self.failure(format!(
                "{} cases need as many blocks, got {}",
                parts.len(),
                blocks.len()
            )));
        }
        let mut branches = Vec::with_capacity(parts.len());
        for (case, (label, block)) in parts.iter().zip(blocks) {
            let goal = formula.clone();
            let steps = self.inside(
                |b| {
                    let number = b.assume(case)?;
                    b.name_fact(&label.node, number);
                    b.env.bind("goal", crate::language::elaborate::Meaning::Formula(goal.clone()));
                    Ok(goal)
                },
                |b, goal| b.run(block, goal),
            )?;
            branches.push(steps);
        }
        self.emit(Step::Cases { fact, formula: formula.clone(), branches })
    }

    fn induction(&mut self, formula: &Formula, why: &Justification) -> Attempt<usize> {
        let Formula::Forall(binder, body) = formula.unnamed() else {
            return Err(self.failure("induction proves a statement for all natural numbers"));
        };
        let at_zero = instantiate(body, &Argument::Term(Term::integer(0)));
        let successor = rebind(body, &Term::Sum([Term::bound(0), Term::integer(1)].into()));
        let hypothesis = Formula::Named("hypothesis".into(), body.clone());
        let step = Formula::Forall(binder.clone(), Box::new(hypothesis.implies(successor)));
        let base = self.by_label(why, "base", &at_zero)?;
        let step = self.by_label(why, "next", &step)?;
        self.emit(Step::Induct { formula: formula.clone(), base, step })
    }

    /// Proves a formula by the block of that label.
    fn by_label(&mut self, why: &Justification, label: &str, formula: &Formula) -> Attempt<usize> {
        match why.blocks.iter().find(|(name, _)| name.node == label) {
            Some((_, block)) => self.block(formula, |b, goal| b.run(block, goal)),
            None => match self.known(formula)? {
                Some(fact) => Ok(fact),
                None => Err(self.failure(format!("the case `{label}` is missing"))),
            },
        }
    }

    fn enclose(&mut self, formula: &Formula, why: &Justification) -> Attempt<usize> {
        let mut bounds: Vec<(bool, Rational, Term)> = Vec::new();
        for part in self.parts(formula).unwrap_or_else(|| vec![formula.clone()]) {
            match part.unnamed() {
                Formula::Compare(Relation::Ge | Relation::Gt, value, Term::Number(bound))
                | Formula::Compare(Relation::Le | Relation::Lt, Term::Number(bound), value) => {
                    bounds.push((true, bound.clone(), value.clone()));
                }
                Formula::Compare(Relation::Le | Relation::Lt, value, Term::Number(bound))
                | Formula::Compare(Relation::Ge | Relation::Gt, Term::Number(bound), value) => {
                    bounds.push((false, bound.clone(), value.clone()));
                }
                _ => return Err(self.failure("bounds of exp or log of a number are needed here")),
            }
        }
        let lower = bounds.iter().find(|(is_lower, ..)| *is_lower).map(|(_, bound, _)| bound.clone());
        let upper = bounds.iter().find(|(is_lower, ..)| !*is_lower).map(|(_, bound, _)| bound.clone());
        let (Some(lower), Some(upper), Some((_, _, Term::Builtin(function, argument)))) =
            (lower, upper, bounds.first().cloned())
        else {
            return Err(self.failure("a lower and an upper bound of exp or log of a number are needed"));
        };
        let Term::Number(argument) = &*argument else {
            return Err(self.failure("only exp and log of a number are enclosed"));
        };
        let terms = why.items.iter().find_map(|item| match item.node.as_slice() {
            [Factor::Number(number)] => number.node.parse().ok(),
            _ => None,
        });
        let terms = terms.unwrap_or(20);
        self.emit(Step::Enclose { function, argument: argument.clone(), terms, lower, upper })
    }
}

/// A function of one real variable `u`.
pub(super) fn function_of(body: Term) -> Lambda {
    Lambda { parameters: vec![Binder { name: "u".into(), domain: Domain::Real }], body }
}
