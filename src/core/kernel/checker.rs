//! The driver: scopes, facts, blocks, and which rule a step calls.
//!
//! Consumes a claim, a proof and the theorems it may cite; produces a theorem or a rejection.

use std::collections::BTreeMap;

use super::bound::Bound;
use super::normal::Normaliser;
use super::normal_formula::{Normal, Sign};
use super::proof::{Proof, Step};
use super::rejection::{Need, Reason, Rejection};
use super::theorem::{Claim, Library, Theorem, Used};
use crate::exact::{Limits, Polynomial};
use crate::logic::{
    Argument, Domain, Formula, Name, Scope, Signature, Term, Variable, instantiate, same_wording,
};

/// Deepest nesting of blocks.
const MAX_BLOCKS: usize = 100;

/// Checks a proof of a claim.
///
/// # Errors
/// The first step that fails, and why.
pub fn check(claim: &Claim, proof: &Proof, library: &Library, limits: Limits) -> Result<Theorem, Rejection> {
    run(claim, proof, library, limits, None).map(|(theorem, _)| theorem)
}

/// Checks a proof of a claim, and tells which facts each step added.
///
/// # Errors
/// The first step that fails, and why.
pub fn check_traced(
    claim: &Claim,
    proof: &Proof,
    library: &Library,
    limits: Limits,
) -> Result<(Theorem, Vec<Line>), Rejection> {
    run(claim, proof, library, limits, Some(Vec::new()))
}

/// What one step of a checked proof added, or what was assumed where a block or branch begins.
#[derive(Clone, Debug)]
pub struct Line {
    /// Position of the step, as in a [`Rejection`]; of the enclosing block where facts were assumed.
    pub path: Vec<usize>,
    /// The rule; `assume` for premises and cases.
    pub rule: &'static str,
    /// Number of the first fact added.
    pub first: usize,
    /// The facts added.
    pub facts: Vec<Formula>,
}

fn run(
    claim: &Claim,
    proof: &Proof,
    library: &Library,
    limits: Limits,
    trace: Option<Vec<Line>>,
) -> Result<(Theorem, Vec<Line>), Rejection> {
    let mut checker = fresh_checker(claim.signature().clone(), library, limits);
    checker.trace = trace;
    match checker.block(claim.formula(), proof.open, &proof.steps) {
        Ok(()) => {
            let theorem = Theorem::new(claim.clone(), checker.used);
            Ok((theorem, checker.trace.unwrap_or_default()))
        }
        Err(reason) => Err(Rejection { path: checker.path, rule: checker.failed, reason }),
    }
}

/// A checker with nothing in scope but the sorts.
pub(super) fn fresh_checker(signature: Signature, library: &Library, limits: Limits) -> Checker<'_> {
    Checker {
        scope: Scope { signature, names: BTreeMap::new() },
        facts: Vec::new(),
        normaliser: Normaliser::new(limits),
        library,
        used: Used::default(),
        path: Vec::new(),
        failed: "",
        trace: None,
    }
}

/// A fact in scope, with its normal form once it was needed.
struct Fact {
    formula: Formula,
    normal: Option<Normal>,
    /// What it compares with 0, if it was asked for: a combination may use a fact hundreds of times.
    comparison: Option<(Sign, Polynomial)>,
}

/// The state of a check.
pub(super) struct Checker<'a> {
    pub(super) scope: Scope,
    facts: Vec<Fact>,
    pub(super) normaliser: Normaliser,
    pub(super) library: &'a Library,
    pub(super) used: Used,
    /// Where the check stands; kept as it is when a step fails.
    path: Vec<usize>,
    failed: &'static str,
    trace: Option<Vec<Line>>,
}

impl Checker<'_> {
    /// Proves `formula` by `steps`, after opening its first quantifiers and premises.
    fn block(&mut self, formula: &Formula, open: usize, steps: &[Step]) -> Result<(), Reason> {
        if self.path.len() >= MAX_BLOCKS {
            return Err(Reason::TooDeep);
        }
        let names = self.scope.names.clone();
        let facts = self.facts.len();
        let goal = self.open(formula, open)?;
        self.record("assume", facts);
        self.prove(&goal, steps)?;
        self.scope.names = names;
        self.facts.truncate(facts);
        Ok(())
    }

    /// Turns leading quantifiers and premises into constants and facts; returns what is left.
    pub(super) fn open(&mut self, formula: &Formula, open: usize) -> Result<Formula, Reason> {
        let mut goal = formula.clone();
        for _ in 0..open {
            goal = match goal.unnamed() {
                Formula::Forall(binder, body) => {
                    let argument = fresh_argument(&binder.name, &binder.domain);
                    self.declare(binder.name.clone(), binder.domain.clone())?;
                    instantiate(body, &argument)
                }
                Formula::Implies(premise, rest) => {
                    self.add(premise.as_ref().clone());
                    rest.as_ref().clone()
                }
                _ => return Err(Reason::NothingToOpen),
            };
        }
        Ok(goal)
    }

    /// Runs the steps and compares the last fact with the goal. The goal is well-formed in this scope.
    pub(super) fn prove(&mut self, goal: &Formula, steps: &[Step]) -> Result<(), Reason> {
        for (number, step) in steps.iter().enumerate() {
            self.path.push(number);
            let before = self.facts.len();
            let result = self.step(step);
            if result.is_err() {
                // The innermost failing step names the rule.
                if self.failed.is_empty() {
                    self.failed = step.rule();
                }
                return result;
            }
            self.record(step.rule(), before);
            self.path.pop();
        }
        if self.facts.last().is_some_and(|fact| same_wording(&fact.formula, goal)) {
            return Ok(());
        }
        let wanted = self.normaliser.formula(&self.scope, goal)?;
        if wanted == Normal::truth() {
            return Ok(());
        }
        let last = self.facts.len().checked_sub(1).ok_or(Reason::NoConclusion)?;
        if *self.normal(last)? == wanted { Ok(()) } else { Err(Reason::GoalNotReached) }
    }

    /// Notes the facts added since there were `first` of them.
    fn record(&mut self, rule: &'static str, first: usize) {
        if let Some(trace) = &mut self.trace {
            let facts = self.facts[first..].iter().map(|fact| fact.formula.clone()).collect();
            trace.push(Line { path: self.path.clone(), rule, first, facts });
        }
    }

    /// Proves a formula in the present scope by a branch that starts with one more fact.
    pub(super) fn branch(&mut self, case: Formula, goal: &Formula, steps: &[Step]) -> Result<(), Reason> {
        if self.path.len() >= MAX_BLOCKS {
            return Err(Reason::TooDeep);
        }
        let names = self.scope.names.clone();
        let facts = self.facts.len();
        self.add(case);
        self.record("assume", facts);
        self.prove(goal, steps)?;
        self.scope.names = names;
        self.facts.truncate(facts);
        Ok(())
    }

    /// Marks which branch is being checked, for the path of a rejection.
    pub(super) fn in_branch(
        &mut self,
        number: usize,
        run: impl FnOnce(&mut Self) -> Result<(), Reason>,
    ) -> Result<(), Reason> {
        self.path.push(number);
        run(self)?;
        self.path.pop();
        Ok(())
    }

    pub(super) fn step(&mut self, step: &Step) -> Result<(), Reason> {
        self.used.steps += 1;
        match step {
            Step::Block { formula, open, steps } => {
                self.scope.check_formula(formula)?;
                self.block(formula, *open, steps)?;
                self.add(formula.clone());
                Ok(())
            }
            Step::Instantiate { fact, arguments, premises } => self.instantiate(*fact, arguments, premises),
            Step::Split { fact } => self.split(*fact),
            Step::Conjoin { facts } => self.conjoin(facts),
            Step::Either { formula, fact } => self.either(formula, *fact),
            Step::Cases { fact, formula, branches } => self.cases(*fact, formula, branches),
            Step::Excluded { formula } => self.excluded(formula),
            Step::Trichotomy { term } => self.trichotomy(term),
            Step::Witness { formula, argument, fact, premises } => {
                self.witness(formula, argument, *fact, premises)
            }
            Step::Obtain { fact, name } => self.obtain(*fact, name),
            Step::Pick { sort, name } => self.pick(sort, name),
            Step::Absurd { fact, formula } => self.absurd(*fact, formula),
            Step::Restate { fact, formula } => self.restate(*fact, formula),
            Step::Cite { theorem, sorts } => self.cite(theorem, sorts),
            Step::Combine { goal, multiplier, products, equations } => {
                self.combine(goal, multiplier, products, equations)
            }
            Step::Inverse { fact } => self.inverse(*fact),
            Step::Congruence { fact, context } => self.congruence(*fact, context),
            Step::Indicator { fact } => self.indicator(*fact),
            Step::Lift { fact, functional } => self.lift(*fact, functional),
            Step::Swap { term } => self.swap(term),
            Step::Member { fact, element } => self.member(*fact, element),
            Step::Quantile { functional, function, strict, tail, level } => {
                self.quantile(functional, function, *strict, *tail, *level)
            }
            Step::Moment { power, from, at_least, at_most } => self.moment(*power, from, *at_least, *at_most),
            Step::Induct { formula, base, step } => self.induct(formula, *base, *step),
            Step::Natural { term } => self.natural(term),
            Step::Supremum { fact } => self.supremum(*fact),
            Step::Enclose { function, argument, terms, lower, upper } => {
                self.enclose(*function, argument, *terms, lower, upper)
            }
            Step::Exponential => {
                self.exponential();
                Ok(())
            }
            Step::Hole { name, formula } => self.hole(name, formula),
        }
    }

    /// How many facts are in scope.
    pub(super) fn facts(&self) -> usize {
        self.facts.len()
    }

    /// Drops all facts from a number on, and where a failed step was.
    pub(super) fn forget(&mut self, from: usize) {
        self.facts.truncate(from);
        self.path.clear();
        self.failed = "";
    }

    /// Adds a fact. The caller answers for its truth and for its being well-formed in the present scope.
    pub(super) fn add(&mut self, formula: Formula) {
        self.facts.push(Fact { formula, normal: None, comparison: None });
    }

    /// Declares a fresh name.
    pub(super) fn declare(&mut self, name: Name, domain: Domain) -> Result<(), Reason> {
        if self.scope.names.contains_key(&name) {
            return Err(Reason::NameInUse(name));
        }
        self.scope.names.insert(name, domain);
        Ok(())
    }

    /// The formula of a fact, without the names around it.
    pub(super) fn formula(&self, fact: usize) -> Result<&Formula, Reason> {
        Ok(self.facts.get(fact).ok_or(Reason::NoSuchFact(fact))?.formula.unnamed())
    }

    /// The normal form of a fact.
    pub(super) fn normal(&mut self, fact: usize) -> Result<&Normal, Reason> {
        let entry = self.facts.get_mut(fact).ok_or(Reason::NoSuchFact(fact))?;
        if entry.normal.is_none() {
            entry.normal = Some(self.normaliser.formula(&self.scope, &entry.formula)?);
        }
        entry.normal.as_ref().ok_or(Reason::NoSuchFact(fact))
    }

    /// A fact that compares numbers, as a polynomial against 0. Not primitive: identities need its scale.
    pub(super) fn comparison(&mut self, fact: usize, need: Need) -> Result<(Sign, Polynomial), Reason> {
        let entry = self.facts.get_mut(fact).ok_or(Reason::NoSuchFact(fact))?;
        if let Some(comparison) = &entry.comparison {
            return Ok(comparison.clone());
        }
        let Formula::Compare(relation, left, right) = entry.formula.unnamed() else {
            return Err(Reason::WrongForm { fact, need });
        };
        let comparison =
            self.normaliser.comparison(&self.scope, &mut Bound::default(), *relation, left, right)?;
        Ok(entry.comparison.insert(comparison).clone())
    }

    /// Whether a fact says the same as a formula.
    pub(super) fn is(&mut self, fact: usize, formula: &Formula) -> Result<bool, Reason> {
        // The same wording needs no normal form.
        if self.facts.get(fact).is_some_and(|fact| same_wording(&fact.formula, formula)) {
            return Ok(true);
        }
        let wanted = self.normaliser.formula(&self.scope, formula)?;
        Ok(*self.normal(fact)? == wanted)
    }

    /// The normal form of a closed term.
    pub(super) fn polynomial(&mut self, term: &Term) -> Result<Polynomial, Reason> {
        self.normaliser.term(&self.scope, &mut Bound::default(), term)
    }

    /// Checks that a term is a closed real term.
    pub(super) fn check_real(&self, term: &Term) -> Result<(), Reason> {
        let zero = Term::integer(0);
        Ok(self.scope.check_formula(&Formula::Compare(crate::logic::Relation::Eq, term.clone(), zero))?)
    }
}

/// The argument that stands for a fresh constant of the given name.
pub(super) fn fresh_argument(name: &Name, domain: &Domain) -> Argument {
    let variable = Variable::Free(name.clone());
    match domain {
        Domain::Real | Domain::Natural | Domain::Sort(_) => Argument::Term(Term::Variable(variable)),
        Domain::Function(_) | Domain::Law(_) => Argument::Renamed(variable),
    }
}
