//! What needs no proof by a person once every symbol is a number: hypotheses that hold, conclusions that fail.
//!
//! Consumes formulas without free symbols, as refutations have them; produces steps. Comparisons are decided by
//! the kernel's arithmetic, statements for all numbers by a combination of their hypotheses, and witnesses of
//! statements that are linear come from an exact linear program.

use mechproof_core::exact::{Polynomial, Rational};
use mechproof_core::kernel::Step;
use mechproof_core::logic::{
    Argument, Binder, Domain, Formula, Lambda, Name, Relation, Term, Variable, instantiate,
};
use std::sync::Arc;

use super::Attempt;
use super::builder::{Builder, openable};
use crate::search::simplex::{Outcome, Problem, Relation as Row, solve};

/// Most entries of a function that is looked for.
const MAX_ENTRIES: usize = 200;

/// Most pivots of the linear program for a witness.
const MAX_PIVOTS: u64 = 5_000;

/// An unknown number: an entry of a function that is looked for.
struct Unknown {
    /// Which of the witnesses it belongs to.
    witness: usize,
    /// The variable that stands for it in the kernel's polynomials.
    atom: u32,
}

impl Builder<'_> {
    /// Proves a formula that holds by itself.
    pub(super) fn evident(&mut self, formula: &Formula) -> Attempt<usize> {
        if let Some(fact) = self.known(formula)? {
            return Ok(fact);
        }
        if let Some(parts) = self.parts(formula) {
            let facts = parts.iter().map(|part| self.evident(part)).collect::<Attempt<Vec<_>>>()?;
            let fact = self.conjoin(facts)?;
            return self.emit(Step::Restate { fact, formula: formula.clone() });
        }
        match formula.unnamed() {
            Formula::Or(parts) => {
                let parts = parts.clone();
                let Some(fact) = parts.iter().find_map(|part| self.evident(part).ok()) else {
                    return Err(self.unseen(formula));
                };
                self.emit(Step::Either { formula: formula.clone(), fact })
            }
            Formula::Exists(..) => self.evident_witness(formula),
            _ if openable(formula, self.bench.scope()) > 0 => {
                let first = self.bench.len();
                self.block(formula, |b, goal| {
                    if b.bench.trivially_true(goal) || b.known(goal)?.is_some() {
                        return Ok(());
                    }
                    let mut facts = Vec::new();
                    for fact in first..b.bench.len() {
                        facts.extend(b.comparisons(fact).unwrap_or_default());
                    }
                    b.follows(goal, &facts).map(|_| ())
                })
            }
            _ => Err(self.unseen(formula)),
        }
    }

    fn unseen(&self, formula: &Formula) -> Box<crate::language::Diagnostic> {
        self.failure(format!("this is not evident: {}", self.show(formula)))
    }

    /// A goal made of comparisons that follow from facts.
    fn follows(&mut self, goal: &Formula, facts: &[usize]) -> Attempt<usize> {
        if let Some(fact) = self.known(goal)? {
            return Ok(fact);
        }
        match self.parts(goal) {
            Some(parts) => {
                let parts =
                    parts.iter().map(|part| self.follows(part, facts)).collect::<Attempt<Vec<_>>>()?;
                self.conjoin(parts)
            }
            None => self.combine_facts(goal, facts),
        }
    }

    /// Derives falsity from a fact that fails by itself.
    pub(super) fn contradict(&mut self, fact: usize) -> Attempt<usize> {
        let formula = self.fact(fact)?;
        if self.bench.trivially_false(&formula) {
            return self.emit(Step::Restate { fact, formula: Formula::falsity() });
        }
        match &formula {
            Formula::Or(parts) => {
                let mut branches = Vec::with_capacity(parts.len());
                for part in parts {
                    let goal = Formula::falsity();
                    let case = part.clone();
                    let enter = |b: &mut Self| {
                        b.bench.assume(&case).map_err(|reason| b.failure(reason.to_string()))?;
                        Ok(goal)
                    };
                    branches.push(self.inside(enter, |b, _| b.contradict(b.bench.len() - 1).map(|_| ()))?);
                }
                self.emit(Step::Cases { fact, formula: Formula::falsity(), branches })
            }
            Formula::Implies(premise, _) => {
                let premise = self.evident(premise)?;
                let rest =
                    self.emit(Step::Instantiate { fact, arguments: Vec::new(), premises: vec![premise] })?;
                self.contradict(rest)
            }
            Formula::Compare(..) => self.combine_facts(&Formula::falsity(), &[fact]),
            Formula::Exists(binder, _) if self.parts(&formula).is_none() => {
                let name = self.fresh(&binder.name);
                let inner = self.emit(Step::Obtain { fact, name })?;
                if matches!(self.fact(inner)?, Formula::Exists(..)) {
                    return self.contradict(inner);
                }
                // No witness is there: its properties contradict each other, as a linear combination shows.
                let facts = self.comparisons(inner)?;
                self.combine_facts(&Formula::falsity(), &facts)
            }
            _ => match self.parts(&formula) {
                Some(parts) => {
                    let fact = match formula {
                        Formula::And(_) => fact,
                        _ => self.emit(Step::Restate { fact, formula: Formula::And(parts.clone()) })?,
                    };
                    let first = self.split(fact)?;
                    let found = (first..first + parts.len()).find_map(|part| self.contradict(part).ok());
                    found.ok_or_else(|| self.unseen(&Formula::And(parts)))
                }
                None => Err(self.unseen(&formula)),
            },
        }
    }

    /// Proves that there are numbers or functions over index sets as a linear statement wants them.
    fn evident_witness(&mut self, formula: &Formula) -> Attempt<usize> {
        let mut binders: Vec<Binder> = Vec::new();
        let mut inner = formula.unnamed();
        while let Formula::Exists(binder, body) = inner {
            binders.push(binder.clone());
            inner = body.unnamed();
        }
        let found = self.solved(formula, &binders).ok_or_else(|| self.unseen(formula))?;
        let mut rest = formula.clone();
        let mut shown = Vec::new();
        for argument in found {
            let Formula::Exists(_, body) = rest.unnamed().clone() else { break };
            shown.push((rest, argument.clone()));
            rest = instantiate(&body, &argument);
        }
        let mut fact = self.evident(&rest)?;
        for (formula, argument) in shown.into_iter().rev() {
            fact = self.emit(Step::Witness { formula, argument, fact, premises: Vec::new() })?;
        }
        Ok(fact)
    }

    /// Witnesses for the leading quantifiers of a linear statement.
    fn solved(&mut self, formula: &Formula, binders: &[Binder]) -> Option<Vec<Argument>> {
        let mark = self.bench.mark();
        let found = self.program(formula, binders);
        self.bench.rewind(mark);
        let (problem, unknowns) = found?;
        let Outcome::Optimal(solution) = solve(&problem, MAX_PIVOTS) else { return None };
        let numbers: Vec<Rational> = solution.primal;
        let mut arguments = Vec::new();
        for (witness, binder) in binders.iter().enumerate() {
            let own = unknowns.iter().zip(&numbers).filter(|(unknown, _)| unknown.witness == witness);
            let mut entries = own.map(|(_, number)| Term::Number(number.clone()));
            arguments.push(match &binder.domain {
                Domain::Function(domains) => {
                    let depth = u32::try_from(domains.len()).ok()?;
                    let body = self.table(domains, depth, &mut entries)?;
                    let parameters = (domains.iter().enumerate())
                        .map(|(place, domain)| Binder {
                            name: format!("i{}", place + 1).as_str().into(),
                            domain: domain.clone(),
                        })
                        .collect();
                    Argument::Function(Lambda { parameters, body })
                }
                _ => Argument::Term(entries.next()?),
            });
        }
        Some(arguments)
    }

    /// A table of numbers as a term of bound parameters, the first of which is the outermost.
    fn table(&self, domains: &[Domain], depth: u32, entries: &mut dyn Iterator<Item = Term>) -> Option<Term> {
        let Some((Domain::Sort(sort), rest)) = domains.split_first() else { return entries.next() };
        let elements = self.bench.scope().signature.elements(sort)?.len();
        let branches =
            (0..elements).map(|_| self.table(rest, depth - 1, entries)).collect::<Option<Vec<Term>>>()?;
        Some(Term::Select(Arc::new(Term::bound(depth - 1)), branches.into()))
    }

    /// The linear program of a statement, and what its variables stand for.
    fn program(&mut self, formula: &Formula, binders: &[Binder]) -> Option<(Problem, Vec<Unknown>)> {
        let mut rest = formula.clone();
        let mut unknowns: Vec<Unknown> = Vec::new();
        let mut problem = Problem::new();
        for (witness, binder) in binders.iter().enumerate() {
            let Formula::Exists(_, body) = rest.unnamed().clone() else { return None };
            let name = self.fresh(&binder.name);
            let declared = Binder { name: name.clone(), domain: binder.domain.clone() };
            self.bench.open(&Formula::Forall(declared, Box::new(Formula::truth())), 1).ok()?;
            for entry in self.entries(&name, &binder.domain)? {
                let polynomial = self.bench.polynomial(&entry).ok()?;
                let atom = *polynomial.variables().iter().next()?;
                unknowns.push(Unknown { witness, atom });
                problem.add_variable(None, None);
            }
            rest = instantiate(&body, &Argument::Renamed(Variable::Free(name)));
        }
        let mut tasks = vec![rest];
        while let Some(task) = tasks.pop() {
            match (self.parts(&task), task.unnamed()) {
                (Some(parts), _) => tasks.extend(parts),
                (None, Formula::Compare(relation, left, right)) => {
                    let difference = self.bench.polynomial(&left.clone().minus(right.clone())).ok()?;
                    let (row, constant) = linear(&difference, &unknowns)?;
                    let relation = match relation {
                        Relation::Eq => Row::Eq,
                        Relation::Ge => Row::Ge,
                        Relation::Le => Row::Le,
                        // A linear program has no strict constraints.
                        Relation::Gt | Relation::Lt | Relation::Ne => return None,
                    };
                    problem.add_row(row, relation, -constant).ok()?;
                }
                _ => return None,
            }
        }
        Some((problem, unknowns))
    }

    /// The entries of an unknown, the last index running fastest.
    fn entries(&self, name: &Name, domain: &Domain) -> Option<Vec<Term>> {
        let head = Variable::Free(name.clone());
        let domains = match domain {
            Domain::Real => return Some(vec![Term::Variable(head)]),
            Domain::Function(domains) => domains,
            _ => return None,
        };
        let mut rows: Vec<Vec<Term>> = vec![Vec::new()];
        for domain in domains {
            let Domain::Sort(sort) = domain else { return None };
            let elements = u32::try_from(self.bench.scope().signature.elements(sort)?.len()).ok()?;
            let extend = |row: &Vec<Term>| {
                let element = |index| Term::Element { sort: sort.clone(), index };
                (0..elements).map(|index| [row.clone(), vec![element(index)]].concat()).collect::<Vec<_>>()
            };
            rows = rows.iter().flat_map(extend).collect();
            if rows.len() > MAX_ENTRIES {
                return None;
            }
        }
        Some(rows.into_iter().map(|row| Term::Apply(head.clone(), row.into())).collect())
    }
}

/// The coefficients of a linear polynomial, and its constant.
fn linear(polynomial: &Polynomial, unknowns: &[Unknown]) -> Option<(Vec<(usize, Rational)>, Rational)> {
    let mut row = Vec::new();
    let mut constant = Rational::zero();
    for (monomial, coefficient) in polynomial.terms() {
        let mut powers = monomial.iter();
        match (powers.next(), powers.next()) {
            (None, _) => constant = coefficient,
            (Some((atom, 1)), None) => {
                let place = unknowns.iter().position(|unknown| unknown.atom == atom)?;
                row.push((place, coefficient));
            }
            _ => return None,
        }
    }
    Some((row, constant))
}
