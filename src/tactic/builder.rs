//! The state of a proof under construction: a workbench, what names mean, named facts, steps so far.

use std::collections::HashMap;

use mechproof_core::kernel::{Mark, Proof, Step, Workbench};
use mechproof_core::logic::{Argument, Carrier, Domain, Formula, Name, Term, instantiate};

use super::Attempt;
use crate::language::diagnostic::{Code, Diagnostic};
use crate::language::elaborate::{Environment, Meaning};
use crate::language::syntax::Span;
use crate::print;
use crate::search::budget::Budget;

/// A proof under construction.
pub(super) struct Builder<'a> {
    pub(super) bench: Workbench<'a>,
    pub(super) env: Environment,
    pub(super) paper: String,
    /// Where the claim or the present step stands, for diagnostics.
    pub(super) place: Span,
    /// Facts by the names of the file; later ones hide earlier ones.
    names: Vec<(String, usize)>,
    /// The parts of conjunctions that were split.
    splits: HashMap<usize, usize>,
    steps: Vec<Step>,
    /// Whether the next block opened leaves a bound on a program's objective closed, for the rule `parametric`.
    pub(super) closed_program: bool,
    /// In a refutation: the fact that is the claim, and the interpretation.
    pub(super) refuted: Option<(usize, Vec<Argument>)>,
    /// What searches may cost, and whether one stopped for it.
    pub(super) budget: Budget,
    pub(super) exhausted: bool,
}

/// Where a proof under construction stands, to come back to.
pub(super) struct Standing {
    mark: Mark,
    facts: usize,
    steps: usize,
    names: usize,
    env: usize,
    place: Span,
}

/// What opening a whole statement leaves.
pub(super) struct Opened {
    pub(super) goal: Formula,
    pub(super) claim: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(bench: Workbench<'a>, env: Environment, paper: &str, place: Span) -> Builder<'a> {
        Builder {
            bench,
            env,
            paper: paper.to_owned(),
            place,
            names: Vec::new(),
            splits: HashMap::new(),
            steps: Vec::new(),
            closed_program: false,
            refuted: None,
            budget: Budget::default(),
            exhausted: false,
        }
    }

    pub(super) fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    /// Tries a step and keeps it; returns the number of the first fact it adds.
    pub(super) fn emit(&mut self, step: Step) -> Attempt<usize> {
        match self.bench.apply(&step) {
            Ok(first) => {
                self.steps.push(step);
                Ok(first)
            }
            Err(reason) => Err(self.failure(format!("the rule `{}` does not apply: {reason}", step.rule()))),
        }
    }

    /// A diagnostic at the present step.
    pub(super) fn failure(&self, message: impl Into<String>) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(Code::StepFails, self.place.clone(), message, "this step"))
    }

    /// A formula as text, for diagnostics.
    pub(super) fn show(&self, formula: &Formula) -> String {
        print::formula_text(self.bench.scope(), formula)
    }

    pub(super) fn name_fact(&mut self, name: &str, fact: usize) {
        self.names.push((name.to_owned(), fact));
    }

    pub(super) fn named_fact(&self, name: &str) -> Option<usize> {
        self.names.iter().rev().find(|(known, _)| known == name).map(|(_, fact)| *fact)
    }

    pub(super) fn fact_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn fact(&self, number: usize) -> Attempt<Formula> {
        self.bench.fact(number).cloned().ok_or_else(|| self.failure(format!("there is no fact {number}")))
    }

    /// Splits a conjunction once; returns the number of its first part.
    pub(super) fn split(&mut self, fact: usize) -> Attempt<usize> {
        if let Some(first) = self.splits.get(&fact) {
            return Ok(*first);
        }
        let first = self.emit(Step::Split { fact })?;
        self.splits.insert(fact, first);
        Ok(first)
    }

    pub(super) fn conjoin(&mut self, facts: Vec<usize>) -> Attempt<usize> {
        self.emit(Step::Conjoin { facts })
    }

    /// Runs `body` in a scope of its own; its steps are returned, its facts and names are gone.
    pub(super) fn inside(
        &mut self,
        enter: impl FnOnce(&mut Self) -> Attempt<Formula>,
        body: impl FnOnce(&mut Self, &Formula) -> Attempt<()>,
    ) -> Attempt<Vec<Step>> {
        let mark = self.bench.mark();
        let first = self.bench.len();
        let names = self.names.len();
        let env = self.env.mark();
        let outer = std::mem::take(&mut self.steps);
        let place = self.place.clone();
        let result = enter(self).and_then(|goal| {
            body(self, &goal)?;
            self.reach(&goal, &place)
        });
        let steps = std::mem::replace(&mut self.steps, outer);
        self.place = place;
        self.bench.rewind(mark);
        self.names.truncate(names);
        self.env.reset(env);
        self.splits.retain(|split, parts| *split < first && *parts < first);
        result.map(|()| steps)
    }

    /// Where the proof stands.
    pub(super) fn standing(&self) -> Standing {
        Standing {
            mark: self.bench.mark(),
            facts: self.bench.len(),
            steps: self.steps.len(),
            names: self.names.len(),
            env: self.env.mark(),
            place: self.place.clone(),
        }
    }

    /// Takes back everything since then, in the same block.
    pub(super) fn back_to(&mut self, standing: Standing) {
        self.bench.rewind(standing.mark);
        self.steps.truncate(standing.steps);
        self.names.truncate(standing.names);
        self.env.reset(standing.env);
        self.place = standing.place;
        self.splits.retain(|split, parts| *split < standing.facts && *parts < standing.facts);
    }

    /// Proves a formula by a block; returns the fact.
    pub(super) fn block(
        &mut self,
        formula: &Formula,
        body: impl FnOnce(&mut Self, &Formula) -> Attempt<()>,
    ) -> Attempt<usize> {
        let open = self.openable(formula);
        let (formula, originals) = self.with_fresh_names(formula);
        let steps = self.inside(|b| b.enter(&formula, open, &originals), body)?;
        let fact = self.bench.assume(&formula).map_err(|reason| self.failure(reason.to_string()))?;
        self.steps.push(Step::Block { formula, open, steps });
        Ok(fact)
    }

    /// How many leading quantifiers and premises the next block opens; see [`Builder::closed_program`].
    fn openable(&mut self, formula: &Formula) -> usize {
        let open = openable(formula, self.bench.scope());
        if std::mem::take(&mut self.closed_program) {
            before_bound(formula).unwrap_or(open).min(open)
        } else {
            open
        }
    }

    /// Opens a formula as a block does, looks, and closes it again; nothing is kept.
    pub(super) fn rehearse<T>(
        &mut self,
        formula: &Formula,
        look: impl FnOnce(&mut Self, &Formula) -> Attempt<T>,
    ) -> Attempt<T> {
        let (formula, originals) = self.with_fresh_names(formula);
        let open = openable(&formula, self.bench.scope());
        let mut seen = None;
        self.inside(
            |b| {
                let goal = b.enter(&formula, open, &originals)?;
                seen = Some(look(b, &goal)?);
                Ok(Formula::truth())
            },
            |_, _| Ok(()),
        )?;
        seen.ok_or_else(|| self.failure("nothing was seen"))
    }

    /// Proves a whole statement as the outermost block.
    pub(super) fn whole(
        mut self,
        formula: &Formula,
        body: impl FnOnce(&mut Self, &Formula) -> Attempt<()>,
    ) -> Attempt<Proof> {
        let open = self.openable(formula);
        let originals = prefix_names(formula, open);
        let goal = self.enter(formula, open, &originals)?;
        body(&mut self, &goal)?;
        let place = self.place.clone();
        self.reach(&goal, &place)?;
        Ok(Proof { open, steps: self.steps })
    }

    /// Opens the first premises of a whole statement and keeps it open.
    pub(super) fn open_whole(&mut self, formula: &Formula, open: usize) -> Attempt<Opened> {
        let goal = self.bench.open(formula, open).map_err(|reason| self.failure(reason.to_string()))?;
        self.bind_goal(&goal);
        Ok(Opened { goal, claim: 0 })
    }

    /// Opens a prefix: names for constants and hypotheses.
    fn enter(&mut self, formula: &Formula, open: usize, originals: &[Name]) -> Attempt<Formula> {
        let mut originals = originals.iter();
        let mut goal = formula.clone();
        let mut unnamed = 0;
        for _ in 0..open {
            let named = match goal.unnamed() {
                Formula::Forall(binder, _) => {
                    Some(Opening::Constant(binder.name.clone(), binder.domain.clone()))
                }
                Formula::Implies(premise, _) => match premise.as_ref() {
                    Formula::Named(name, _) => Some(Opening::Hypothesis(name.clone())),
                    _ => {
                        // A premise without a name of its own is called by its number.
                        unnamed += 1;
                        Some(Opening::Hypothesis(format!("h{unnamed}").as_str().into()))
                    }
                },
                _ => None,
            };
            let fact = self.bench.len();
            goal = self.bench.open(&goal, 1).map_err(|reason| self.failure(reason.to_string()))?;
            match named {
                Some(Opening::Constant(name, domain)) => {
                    let written = originals.next().cloned().unwrap_or_else(|| name.clone());
                    self.env.bind(&written, Meaning::Variable(name, domain));
                }
                Some(Opening::Hypothesis(name)) => self.name_fact(&name, fact),
                None => {}
            }
        }
        self.bind_goal(&goal);
        Ok(goal)
    }

    /// Makes the goal and its named parts known as formulas.
    fn bind_goal(&mut self, goal: &Formula) {
        self.env.bind("goal", Meaning::Formula(goal.clone()));
        let mut parts = vec![goal];
        while let Some(part) = parts.pop() {
            match part {
                Formula::Named(name, inner) => {
                    if self.env.lookup(name).is_none()
                        || matches!(self.env.lookup(name), Some(Meaning::Formula(_)))
                    {
                        self.env.bind(name, Meaning::Formula(part.clone()));
                    }
                    parts.push(inner);
                }
                Formula::And(members) => parts.extend(members),
                _ => {}
            }
        }
    }

    /// The formula with the names of its prefix made fresh, and the names as they were written.
    fn with_fresh_names(&self, formula: &Formula) -> (Formula, Vec<Name>) {
        let open = openable(formula, self.bench.scope());
        let originals = prefix_names(formula, open);
        let mut taken: Vec<Name> = Vec::new();
        let renamed = self.rename_prefix(formula, open, &mut taken);
        (renamed, originals)
    }

    fn rename_prefix(&self, formula: &Formula, open: usize, taken: &mut Vec<Name>) -> Formula {
        if open == 0 {
            return formula.clone();
        }
        match formula {
            Formula::Named(name, inner) => {
                Formula::Named(name.clone(), Box::new(self.rename_prefix(inner, open, taken)))
            }
            Formula::Forall(binder, body) => {
                let mut binder = binder.clone();
                let mut number = 0;
                let written = binder.name.clone();
                while self.bench.is_declared(&binder.name) || taken.contains(&binder.name) {
                    number += 1;
                    binder.name = format!("{written}{}", "'".repeat(number)).into();
                }
                taken.push(binder.name.clone());
                Formula::Forall(binder, Box::new(self.rename_prefix(body, open - 1, taken)))
            }
            Formula::Implies(premise, rest) => {
                premise.as_ref().clone().implies(self.rename_prefix(rest, open - 1, taken))
            }
            _ => formula.clone(),
        }
    }

    /// Makes the goal the last fact, from facts in scope.
    pub(super) fn reach(&mut self, goal: &Formula, place: &Span) -> Attempt<()> {
        if self.bench.trivially_true(goal) {
            return Ok(());
        }
        let last = self.bench.len().checked_sub(1);
        let Some(fact) = self.known(goal)? else {
            self.place = place.clone();
            return Err(self.failure(format!("the goal is not reached: {}", self.show(goal))));
        };
        if last != Some(fact) {
            let goal = goal.clone();
            self.emit(Step::Restate { fact, formula: goal })?;
        }
        Ok(())
    }

    /// A fact that says the same, made from the parts of a conjunction if need be.
    pub(super) fn known(&mut self, formula: &Formula) -> Attempt<Option<usize>> {
        if let Some(fact) = self.bench.find(formula) {
            return Ok(Some(fact));
        }
        if self.bench.trivially_true(formula) {
            return self.conjoin(Vec::new()).map(Some);
        }
        let parts = self.parts(formula);
        let Some(parts) = parts else { return Ok(None) };
        let mut facts = Vec::with_capacity(parts.len());
        for part in &parts {
            match self.known(part)? {
                Some(fact) => facts.push(fact),
                None => return Ok(None),
            }
        }
        self.conjoin(facts).map(Some)
    }

    /// The parts of a conjunction or of a quantifier over an index set.
    pub(super) fn parts(&self, formula: &Formula) -> Option<Vec<Formula>> {
        match formula {
            Formula::Named(_, inner) => self.parts(inner),
            Formula::And(parts) if !parts.is_empty() => Some(parts.clone()),
            Formula::Forall(binder, body) => {
                let Domain::Sort(sort) = &binder.domain else { return None };
                let elements = self.bench.scope().signature.elements(sort)?.len();
                let instances = (0..elements).filter_map(|index| {
                    let index = u32::try_from(index).ok()?;
                    Some(instantiate(body, &Argument::Term(Term::Element { sort: sort.clone(), index })))
                });
                Some(instances.collect())
            }
            _ => None,
        }
    }

    /// A name like the given one that is not in use.
    pub(super) fn fresh(&self, name: &str) -> Name {
        let mut fresh: Name = name.into();
        let mut number = 0;
        while self.bench.is_declared(&fresh) {
            number += 1;
            fresh = format!("{name}{}", "'".repeat(number)).into();
        }
        fresh
    }
}

enum Opening {
    Constant(Name, Domain),
    Hypothesis(Name),
}

/// How many leading quantifiers and premises a block opens: all, up to a quantifier over an index set.
pub(super) fn openable(formula: &Formula, scope: &mechproof_core::logic::Scope) -> usize {
    let mut open = 0;
    let mut rest = formula;
    loop {
        rest = match rest.unnamed() {
            Formula::Forall(binder, body) => {
                let enumerated = matches!(&binder.domain, Domain::Sort(sort)
                    if matches!(scope.signature.carrier(sort), Some(Carrier::Enumerated(_))));
                if enumerated {
                    return open;
                }
                body
            }
            Formula::Implies(_, rest) => rest,
            _ => return open,
        };
        open += 1;
    }
}

/// How many quantifiers and premises stand before the bound on a program's objective.
fn before_bound(formula: &Formula) -> Option<usize> {
    match formula {
        Formula::Named(name, _) if **name == *"bound" => Some(0),
        Formula::Named(_, body) => before_bound(body),
        Formula::Forall(_, body) | Formula::Implies(_, body) => Some(before_bound(body)? + 1),
        _ => None,
    }
}

/// The names of the quantifiers among the first `open` parts of a prefix.
fn prefix_names(formula: &Formula, open: usize) -> Vec<Name> {
    let mut names = Vec::new();
    let mut rest = formula;
    for _ in 0..open {
        rest = match rest.unnamed() {
            Formula::Forall(binder, body) => {
                names.push(binder.name.clone());
                body
            }
            Formula::Implies(_, rest) => rest,
            _ => break,
        };
    }
    names
}
