//! Saying the same in other words: expressions of a paper's model become those of a changed one.
//!
//! Consumes syntax trees and rules such as `x*y` for `mu[hi,lo]`; produces syntax trees. A rule applies wherever
//! its left side is written: as a whole expression, or as factors of a product, in any order. It looks at the text
//! only, so what comes out is elaborated like anything else and shown to the reader whole.

use std::cell::Cell;

use super::format::print_expression;
use super::syntax::{
    ArgumentExpr, Claim, ClaimEntry, Draw, Erratum, ErratumRow, Expr, ExprKind, Factor, Justification,
    LawDeclaration, LawExpr, LawSpace, Let, ModelEntry, NamedFormula, Operator, Program, ProofBlock,
    ProofStep, Reference, Spanned,
};

/// One rule.
#[derive(Clone, Debug)]
struct Rule {
    /// The left side's factors, as text.
    factors: Vec<String>,
    /// The right side.
    result: Expr,
    /// Whether it ever applied.
    used: Cell<bool>,
}

/// A claim cited in a proof: its name and arguments, and what they become.
pub(super) type Citation<'a> = &'a dyn Fn(&str, Vec<ArgumentExpr>) -> (String, Vec<ArgumentExpr>);

/// The rules of a changed model.
#[derive(Clone, Debug, Default)]
pub(super) struct Rewriter {
    rules: Vec<Rule>,
}

impl Rewriter {
    /// The rules among the entries of a model.
    pub(super) fn of<'a>(entries: impl IntoIterator<Item = &'a ModelEntry>) -> Rewriter {
        let rules = entries.into_iter().filter_map(|entry| match entry {
            ModelEntry::Write(said, here) => Some(Rule {
                factors: factors(said).into_iter().map(print_expression).collect(),
                result: here.clone(),
                used: Cell::new(false),
            }),
            _ => None,
        });
        Rewriter { rules: rules.collect() }
    }

    /// Whether each rule was ever applied, in order.
    pub(super) fn used(&self) -> impl Iterator<Item = bool> + '_ {
        self.rules.iter().map(|rule| rule.used.get())
    }

    /// An expression in the new words.
    pub(super) fn expression(&self, expr: &Expr) -> Expr {
        if self.rules.is_empty() {
            return expr.clone();
        }
        if let ExprKind::Binary(Operator::Multiply, ..) = expr.node {
            if let Some(product) = self.product(expr) {
                return product;
            }
        } else if let Some(rule) = self.rules.iter().find(|rule| rule.factors.len() == 1)
            && rule.factors[0] == print_expression(expr)
        {
            rule.used.set(true);
            return rule.result.clone();
        }
        Spanned { node: self.parts(&expr.node), span: expr.span.clone() }
    }

    /// A product to which some rule applies.
    fn product(&self, expr: &Expr) -> Option<Expr> {
        let written = factors(expr);
        // The text of each factor, and the factor; what a rule put there has no text and is left alone.
        let mut kept: Vec<(Option<String>, Expr)> =
            written.into_iter().map(|factor| (Some(print_expression(factor)), factor.clone())).collect();
        let mut changed = false;
        for rule in &self.rules {
            while let Some(places) = places(&rule.factors, &kept) {
                rule.used.set(true);
                changed = true;
                let first = places.iter().copied().min()?;
                kept[first] = (None, rule.result.clone());
                let mut at = 0;
                kept.retain(|_| {
                    at += 1;
                    at - 1 == first || !places.contains(&(at - 1))
                });
            }
        }
        if !changed {
            return None;
        }
        let span = expr.span.clone();
        let parts = kept.into_iter().map(|(text, factor)| match text {
            Some(_) => self.expression(&factor),
            None => factor,
        });
        parts.reduce(|left, right| Spanned {
            node: ExprKind::Binary(Operator::Multiply, Box::new(left), Box::new(right)),
            span: span.clone(),
        })
    }

    fn boxed(&self, expr: &Expr) -> Box<Expr> {
        Box::new(self.expression(expr))
    }

    fn list(&self, list: &[Expr]) -> Vec<Expr> {
        list.iter().map(|expr| self.expression(expr)).collect()
    }

    fn draw(&self, draw: &Draw) -> Draw {
        Draw { arguments: self.list(&draw.arguments), ..draw.clone() }
    }

    fn parts(&self, kind: &ExprKind) -> ExprKind {
        match kind {
            ExprKind::Number(_)
            | ExprKind::Name(_)
            | ExprKind::True
            | ExprKind::False
            | ExprKind::Optimum(_) => kind.clone(),
            ExprKind::Field(family, element) => ExprKind::Field(self.boxed(family), element.clone()),
            ExprKind::Subscript(family, list) => ExprKind::Subscript(self.boxed(family), self.list(list)),
            ExprKind::Call(function, list) => ExprKind::Call(function.clone(), self.list(list)),
            ExprKind::Negate(inner) => ExprKind::Negate(self.boxed(inner)),
            ExprKind::Binary(operator, left, right) => {
                ExprKind::Binary(*operator, self.boxed(left), self.boxed(right))
            }
            ExprKind::Chain(first, links) => ExprKind::Chain(
                self.boxed(first),
                links.iter().map(|(comparison, side)| (*comparison, self.expression(side))).collect(),
            ),
            ExprKind::Not(inner) => ExprKind::Not(self.boxed(inner)),
            ExprKind::And(list) => ExprKind::And(self.list(list)),
            ExprKind::Or(list) => ExprKind::Or(self.list(list)),
            ExprKind::Implies(left, right) => ExprKind::Implies(self.boxed(left), self.boxed(right)),
            ExprKind::Iff(left, right) => ExprKind::Iff(self.boxed(left), self.boxed(right)),
            ExprKind::Forall(groups, body) => ExprKind::Forall(groups.clone(), self.boxed(body)),
            ExprKind::Exists(groups, body) => ExprKind::Exists(groups.clone(), self.boxed(body)),
            ExprKind::SumOver(groups, body) => ExprKind::SumOver(groups.clone(), self.boxed(body)),
            ExprKind::Expectation(draws, body) => {
                ExprKind::Expectation(draws.iter().map(|draw| self.draw(draw)).collect(), self.boxed(body))
            }
            ExprKind::Quantile(draw, body) => ExprKind::Quantile(Box::new(self.draw(draw)), self.boxed(body)),
            ExprKind::Integral(body, name, low, high) => {
                ExprKind::Integral(self.boxed(body), name.clone(), self.boxed(low), self.boxed(high))
            }
            ExprKind::Indicator(inner) => ExprKind::Indicator(self.boxed(inner)),
            ExprKind::Case(element, branches) => ExprKind::Case(
                self.boxed(element),
                branches.iter().map(|(name, branch)| (name.clone(), self.expression(branch))).collect(),
            ),
            ExprKind::SupremumNotAttained(program, value) => {
                ExprKind::SupremumNotAttained(program.clone(), self.boxed(value))
            }
            ExprKind::EveryOptimum(program, body) => {
                ExprKind::EveryOptimum(program.clone(), self.boxed(body))
            }
        }
    }

    fn definition(&self, definition: &Let) -> Let {
        Let { body: self.expression(&definition.body), ..definition.clone() }
    }

    fn named(&self, named: &NamedFormula) -> NamedFormula {
        NamedFormula { name: named.name.clone(), formula: self.expression(&named.formula) }
    }

    /// A declaration of a model in the new words.
    pub(super) fn model_entry(&self, entry: &ModelEntry) -> ModelEntry {
        match entry {
            ModelEntry::Assume(assumption) => ModelEntry::Assume(self.named(assumption)),
            ModelEntry::Let(definition) => ModelEntry::Let(self.definition(definition)),
            ModelEntry::Law(LawDeclaration { on: LawSpace::Interval(low, high), .. }) => {
                let ModelEntry::Law(mut law) = entry.clone() else { return entry.clone() };
                let end = |end: &Option<Expr>| end.as_ref().map(|end| self.expression(end));
                law.on = LawSpace::Interval(end(low), end(high));
                ModelEntry::Law(law)
            }
            _ => entry.clone(),
        }
    }

    /// A program in the new words.
    pub(super) fn program(&self, program: &Program) -> Program {
        let mut program = program.clone();
        program.lets = program.lets.iter().map(|definition| self.definition(definition)).collect();
        for variable in &mut program.variables {
            variable.bounds =
                variable.bounds.as_ref().map(|(low, high)| (self.expression(low), self.expression(high)));
        }
        program.objective = self.named(&program.objective);
        program.constraints = program.constraints.iter().map(|part| self.named(part)).collect();
        program
    }

    fn claim_entries(&self, entries: &[Spanned<ClaimEntry>]) -> Vec<Spanned<ClaimEntry>> {
        let entry = |entry: &Spanned<ClaimEntry>| {
            let node = match &entry.node {
                ClaimEntry::Given(given) => ClaimEntry::Given(self.named(given)),
                ClaimEntry::Let(definition) => ClaimEntry::Let(self.definition(definition)),
                other => other.clone(),
            };
            Spanned { node, span: entry.span.clone() }
        };
        entries.iter().map(entry).collect()
    }

    /// A claim in the new words.
    pub(super) fn claim(&self, claim: &Claim, cited: Citation) -> Claim {
        let mut claim = claim.clone();
        claim.entries = self.claim_entries(&claim.entries);
        claim.show = claim.show.as_ref().map(|show| self.expression(show));
        claim.proof = claim.proof.as_ref().map(|block| self.block(block, cited));
        if let Some(mirror) = &mut claim.mirrors {
            mirror.of.node = cited(&mirror.of.node, Vec::new()).0;
        }
        claim
    }

    /// An erratum in the new words.
    pub(super) fn erratum(&self, erratum: &Erratum, cited: Citation) -> Erratum {
        let row = |row: &ErratumRow| ErratumRow {
            formula: self.expression(&row.formula),
            with: row.with.clone(),
            proof: row.proof.as_ref().map(|block| self.block(block, cited)),
        };
        Erratum {
            entries: self.claim_entries(&erratum.entries),
            printed: row(&erratum.printed),
            corrected: row(&erratum.corrected),
            survives: erratum.survives.as_ref().map(row),
            ..erratum.clone()
        }
    }

    /// A proof in the new words.
    pub(super) fn block(&self, block: &ProofBlock, cited: Citation) -> ProofBlock {
        let step = |step: &Spanned<ProofStep>| Spanned {
            node: self.step(&step.node, cited),
            span: step.span.clone(),
        };
        ProofBlock { steps: block.steps.iter().map(step).collect() }
    }

    fn step(&self, step: &ProofStep, cited: Citation) -> ProofStep {
        match step {
            ProofStep::Step(named, why) => ProofStep::Step(self.named(named), self.justification(why, cited)),
            ProofStep::Chain(name, first, links) => {
                let link = |(comparison, side, why): &(_, Expr, _)| {
                    (*comparison, self.expression(side), self.justification(why, cited))
                };
                ProofStep::Chain(name.clone(), self.expression(first), links.iter().map(link).collect())
            }
            ProofStep::Let(definition) => ProofStep::Let(self.definition(definition)),
            ProofStep::Obtain(names, fact, from) => {
                ProofStep::Obtain(names.clone(), fact.clone(), self.reference(from))
            }
            ProofStep::Split(fact, names) => ProofStep::Split(self.reference(fact), names.clone()),
            ProofStep::Conclude(why) => ProofStep::Conclude(self.justification(why, cited)),
            ProofStep::Pick(..) | ProofStep::Conclusion(_) => step.clone(),
        }
    }

    fn justification(&self, why: &Justification, cited: Citation) -> Justification {
        let mut why = why.clone();
        for item in &mut why.items {
            item.node = item.node.iter().map(|factor| self.factor(factor, cited)).collect();
        }
        why.clearing = why.clearing.iter().map(|factor| self.factor(factor, cited)).collect();
        for (_, block) in &mut why.blocks {
            *block = self.block(block, cited);
        }
        why
    }

    fn factor(&self, factor: &Factor, cited: Citation) -> Factor {
        match factor {
            Factor::Fact(fact) => Factor::Fact(self.reference(fact)),
            Factor::Term(term) => Factor::Term(self.expression(term)),
            Factor::Square(term) => Factor::Square(self.expression(term)),
            Factor::Claim(claim, arguments) => {
                let arguments = arguments.iter().map(|argument| self.argument(argument)).collect();
                let (name, arguments) = cited(&claim.node, arguments);
                Factor::Claim(Spanned { node: name, span: claim.span.clone() }, arguments)
            }
            Factor::Number(_) => factor.clone(),
        }
    }

    fn reference(&self, fact: &Reference) -> Reference {
        let arguments = fact.arguments.iter().map(|argument| self.argument(argument)).collect();
        Reference { name: fact.name.clone(), arguments }
    }

    fn argument(&self, argument: &ArgumentExpr) -> ArgumentExpr {
        match argument {
            ArgumentExpr::Term(term) => ArgumentExpr::Term(self.expression(term)),
            ArgumentExpr::Function(names, body) => {
                ArgumentExpr::Function(names.clone(), self.expression(body))
            }
            ArgumentExpr::Law(names, law) => ArgumentExpr::Law(names.clone(), Box::new(self.law(law))),
        }
    }

    fn law(&self, law: &LawExpr) -> LawExpr {
        match law {
            LawExpr::Draw(draws, outcome) => {
                LawExpr::Draw(draws.iter().map(|draw| self.draw(draw)).collect(), self.expression(outcome))
            }
            LawExpr::Mix(parts) => LawExpr::Mix(
                parts.iter().map(|(weight, part)| (self.expression(weight), self.law(part))).collect(),
            ),
        }
    }
}

/// The factors of a product; of anything else, itself.
fn factors(expr: &Expr) -> Vec<&Expr> {
    match &expr.node {
        ExprKind::Binary(Operator::Multiply, left, right) => {
            let mut list = factors(left);
            list.extend(factors(right));
            list
        }
        _ => vec![expr],
    }
}

/// Where the wanted factors stand among the written ones.
fn places(wanted: &[String], written: &[(Option<String>, Expr)]) -> Option<Vec<usize>> {
    let mut places: Vec<usize> = Vec::with_capacity(wanted.len());
    for factor in wanted {
        let mut free = written.iter().enumerate().filter(|(place, _)| !places.contains(place));
        let (place, _) = free.find(|(_, (text, _))| text.as_ref() == Some(factor))?;
        places.push(place);
    }
    Some(places)
}
