//! Proof blocks: their steps in order, and which rule justifies each.

use std::sync::Arc;

use mechproof_core::kernel::Step;
use mechproof_core::logic::{Argument, Domain, Formula, Name, Relation, Term, instantiate};

use super::Attempt;
use super::builder::{Builder, openable};
use crate::language::elaborate::Meaning;
use crate::language::syntax::{
    ArgumentExpr, Comparison, DomainExpr, Expr, ExprKind, Ident, Justification, ProofBlock, ProofStep,
    Reference, Span, Spanned,
};

impl Builder<'_> {
    /// Runs the steps of a block; its goal must then be among the facts.
    pub(super) fn run(&mut self, block: &ProofBlock, goal: &Formula) -> Attempt<()> {
        for step in &block.steps {
            self.place = step.span.clone();
            match &step.node {
                ProofStep::Step(named, why) => {
                    let formula = self.env.formula(&named.formula)?;
                    // The step's name stays with its fact, for readers of the proof.
                    let formula = Formula::Named(named.name.node.as_str().into(), Box::new(formula));
                    self.place = why.span.clone();
                    let fact = self.justify(&formula, why)?;
                    self.name_fact(&named.name.node, fact);
                }
                ProofStep::Chain(name, first, links) => self.chain(name, first, links)?,
                ProofStep::Let(definition) => {
                    let meaning = Meaning::Abbreviation(Arc::new(definition.clone()));
                    self.env.bind(&definition.name.node, meaning);
                }
                ProofStep::Obtain(names, label, reference) => self.obtain(names, label, reference)?,
                ProofStep::Pick(name, domain) => self.pick(name, domain)?,
                ProofStep::Split(reference, names) => {
                    let fact = self.reference(reference)?;
                    let first = self.split(fact)?;
                    let parts = self.bench.len().saturating_sub(first);
                    if names.len() > parts {
                        return Err(self.failure(format!("the conjunction has only {parts} parts")));
                    }
                    for (offset, name) in names.iter().enumerate() {
                        self.name_fact(&name.node, first + offset);
                    }
                }
                ProofStep::Conclusion(name) => self.conclusion(Some(name), &step.span).map(|_| ())?,
                ProofStep::Conclude(why) => self.conclude(goal, why)?,
            }
        }
        Ok(())
    }

    /// Makes the goal the last fact by the justification given.
    pub(super) fn conclude(&mut self, goal: &Formula, why: &Justification) -> Attempt<()> {
        self.place = why.span.clone();
        let fact = self.justify(goal, why)?;
        if fact + 1 != self.bench.len() {
            self.emit(Step::Restate { fact, formula: goal.clone() })?;
        }
        Ok(())
    }

    fn chain(
        &mut self,
        name: &Ident,
        first: &Expr,
        links: &[(Comparison, Expr, Justification)],
    ) -> Attempt<()> {
        let start = self.env.real(first)?;
        let mut left = start.clone();
        let mut facts = Vec::with_capacity(links.len());
        let mut overall = Relation::Eq;
        for (comparison, right, why) in links {
            let written = Expr {
                node: ExprKind::Chain(Box::new(first.clone()), vec![(*comparison, right.clone())]),
                span: right.span.clone(),
            };
            // Elaborated for its right side; the left side is that of the link before.
            let Formula::Compare(relation, _, right) = self.env.formula(&written)? else {
                return Err(self.failure("a chain links numbers"));
            };
            overall = match (overall, relation) {
                (Relation::Eq, other) => other,
                (known, Relation::Eq) => known,
                (Relation::Ge, Relation::Ge) | (Relation::Le, Relation::Le) => relation,
                (Relation::Ge | Relation::Gt, Relation::Ge | Relation::Gt) => Relation::Gt,
                (Relation::Le | Relation::Lt, Relation::Le | Relation::Lt) => Relation::Lt,
                _ => return Err(self.failure("a chain cannot turn round")),
            };
            let link = Formula::Compare(relation, left, right.clone());
            self.place = why.span.clone();
            let fact = self.justify(&link, why)?;
            facts.push(fact);
            left = right;
        }
        let whole = Formula::Compare(overall, start, left);
        let fact = self.combine_facts(&whole, &facts)?;
        self.name_fact(&name.node, fact);
        Ok(())
    }

    fn obtain(&mut self, names: &[Ident], label: &Ident, reference: &Reference) -> Attempt<()> {
        let mut fact = self.reference(reference)?;
        for name in names {
            let Formula::Exists(binder, _) = self.fact(fact)? else {
                return Err(self.failure(format!("nothing to obtain from: {}", self.show(&self.fact(fact)?))));
            };
            let fresh = self.fresh(&name.node);
            fact = self.emit(Step::Obtain { fact, name: fresh.clone() })?;
            self.env.bind(&name.node, Meaning::Variable(fresh, binder.domain));
        }
        self.name_fact(&label.node, fact);
        Ok(())
    }

    fn pick(&mut self, name: &Ident, domain: &Spanned<DomainExpr>) -> Attempt<()> {
        let Domain::Sort(sort) = self.env.domain(domain)? else {
            return Err(self.failure("an element is picked from a sort"));
        };
        let fresh = self.fresh(&name.node);
        self.emit(Step::Pick { sort: sort.clone(), name: fresh.clone() })?;
        self.env.bind(&name.node, Meaning::Variable(fresh, Domain::Sort(sort)));
        Ok(())
    }

    /// In a refutation: the claim at the interpretation, its hypotheses found among the facts.
    pub(super) fn conclusion(&mut self, name: Option<&Ident>, span: &Span) -> Attempt<usize> {
        self.place = span.clone();
        let Some((claim, arguments)) = self.refuted.clone() else {
            return Err(self.failure("only a refutation has the claim's conclusion"));
        };
        let mut formula = self.fact(claim)?;
        let mut given = arguments.iter();
        let mut premises = Vec::new();
        loop {
            formula = match formula.unnamed().clone() {
                Formula::Forall(_, body) => match given.next() {
                    Some(argument) => instantiate(&body, argument),
                    None => break,
                },
                Formula::Implies(premise, rest) => {
                    let found = self.evident(&premise).map_err(|_| {
                        let label = match premise.as_ref() {
                            Formula::Named(name, _) => format!("`{name}`"),
                            _ => "a hypothesis".to_owned(),
                        };
                        self.failure(format!("{label} is not shown yet: {}", self.show(&premise)))
                    })?;
                    premises.push(found);
                    *rest
                }
                _ => break,
            };
        }
        let arguments: Vec<Argument> = arguments;
        let fact = if arguments.is_empty() && premises.is_empty() {
            claim
        } else {
            self.emit(Step::Instantiate { fact: claim, arguments, premises })?
        };
        if let Some(name) = name {
            self.name_fact(&name.node, fact);
        }
        Ok(fact)
    }

    /// A fact that is the formula, by the justification given.
    pub(super) fn justify(&mut self, formula: &Formula, why: &Justification) -> Attempt<usize> {
        let rule = why.rule.as_ref().map(|rule| rule.node.as_str());
        let opens_itself = matches!(
            rule,
            None | Some(
                "proof"
                    | "from"
                    | "citing"
                    | "restating"
                    | "induction"
                    | "exponential"
                    | "hole"
                    | "parametric"
            )
        );
        if !opens_itself && openable(formula, self.bench.scope()) > 0 {
            return self.block(formula, |b, goal| b.conclude(goal, why));
        }
        let fact = match rule {
            None => self.combination(formula, why)?,
            Some("proof") => {
                let Some((_, block)) = why.blocks.first() else {
                    return Err(self.failure("the proof is missing"));
                };
                self.block(formula, |b, goal| b.run(block, goal))?
            }
            Some(rule) => self.by_rule(rule, formula, why)?,
        };
        self.place = why.span.clone();
        if self.fact(fact)? == *formula.unnamed() {
            return Ok(fact);
        }
        if !self.bench.same(&self.fact(fact)?, formula) {
            return Err(self.failure(format!("this gives: {}", self.show(&self.fact(fact)?))));
        }
        self.emit(Step::Restate { fact, formula: formula.clone() })
    }

    /// Proves the definedness of a statement: each denominator by linear combination of the hypotheses before
    /// it, or by steps of the proof that are named `defined`.
    pub(super) fn definedness(&mut self, formula: &Formula, block: &ProofBlock) -> Attempt<usize> {
        if let Some(parts) = self.parts(formula) {
            let mut facts = Vec::with_capacity(parts.len());
            for part in &parts {
                facts.push(self.definedness(part, block)?);
            }
            let conjunction = self.conjoin(facts)?;
            return self.emit(Step::Restate { fact: conjunction, formula: formula.clone() });
        }
        self.block(formula, |b, goal| {
            if b.parts(goal).is_some() {
                return b.definedness(goal, block).map(|_| ());
            }
            b.nonzero(goal, block)
        })
    }

    fn nonzero(&mut self, goal: &Formula, block: &ProofBlock) -> Attempt<()> {
        if self.known(goal)?.is_some() {
            return Ok(());
        }
        let scope = self.bench.scope();
        let naturals = scope.names.iter().filter(|(_, domain)| **domain == Domain::Natural);
        let naturals: Vec<Name> = naturals.map(|(name, _)| name.clone()).collect();
        for name in naturals {
            self.emit(Step::Natural { term: Term::free(&name) })?;
        }
        let mut comparisons = Vec::new();
        for fact in 0..self.bench.len() {
            if let Ok(found) = self.comparisons(fact) {
                comparisons.extend(found);
            }
        }
        if self.combine_facts(goal, &comparisons).is_ok() {
            return Ok(());
        }
        for step in &block.steps {
            if let ProofStep::Step(named, why) = &step.node
                && named.name.node == "defined"
            {
                let formula = self.env.formula(&named.formula)?;
                if self.bench.same(&formula, goal) {
                    self.place = why.span.clone();
                    self.justify(&formula, why)?;
                    return Ok(());
                }
            }
        }
        if self.parametric(goal).is_ok() {
            return Ok(());
        }
        let message = format!("a denominator is not shown to be nonzero: {}", self.show(goal));
        let mut failure = self.failure(message);
        failure.code = crate::language::Code::DenominatorNotShown;
        failure.hint = Some("add a step named `defined` that shows it from the hypotheses".to_owned());
        Err(failure)
    }

    /// The only reference among the items of a justification.
    pub(super) fn only_reference(&mut self, why: &Justification) -> Attempt<Reference> {
        match Self::references(why).as_slice() {
            [reference] => Ok(reference.clone()),
            _ => Err(self.failure("this rule needs exactly one fact")),
        }
    }

    /// The references among the items of a justification.
    pub(super) fn references(why: &Justification) -> Vec<Reference> {
        why.items
            .iter()
            .filter_map(|item| match item.node.as_slice() {
                [crate::language::syntax::Factor::Fact(reference)] => Some(reference.clone()),
                _ => None,
            })
            .collect()
    }

    /// The terms in braces among the items of a justification.
    pub(super) fn braces(why: &Justification) -> Vec<Expr> {
        why.items
            .iter()
            .filter_map(|item| match item.node.as_slice() {
                [crate::language::syntax::Factor::Term(expr)] => Some(expr.clone()),
                _ => None,
            })
            .collect()
    }

    /// The arguments of a reference.
    pub(super) fn arguments_of(reference: &Reference) -> &[ArgumentExpr] {
        &reference.arguments
    }
}
