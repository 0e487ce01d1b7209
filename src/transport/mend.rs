//! Mending a published proof that does not go through in a changed model.
//!
//! The step that fails is found by its place. A combination gets further facts to work with: the assumptions of the
//! changed model, and its items with them in the place of facts that the published model provided. A step that
//! still fails is left out, and what it named is no longer used. Then the whole proof is tried again; the kernel
//! decides in the end.

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::kernel::{Library, Proof};
use mechproof_core::logic::{Formula, Relation};

use super::accepted;
use crate::language::Diagnostic;
use crate::language::document::{Body, Entry, Formal, Restated};
use crate::language::elaborate::main_part;
use crate::language::syntax::{
    Comparison, Expr, ExprKind, Factor, Ident, Justification, Operator, ProofBlock, ProofStep, Reference,
    Span, Spanned,
};
use crate::search::budget::Budget;
use crate::search::interrupt;
use crate::tactic::{Target, compile_within};

/// How often a proof is mended before it is given up.
const ATTEMPTS: usize = 40;
/// Most items that a combination is given.
const MOST_ITEMS: usize = 60;

/// The published proof, mended.
///
/// # Errors
/// Where it still stops, if there is a proof at all.
pub(super) fn mend(
    entry: &Entry,
    formal: &Formal,
    library: &Library,
    budget: Budget,
) -> Result<Proof, Option<Box<Diagnostic>>> {
    let (Some(restated), Some(mut block)) = (entry.restated.as_ref(), formal.proof.clone()) else {
        return Err(None);
    };
    let helpers = helpers(restated, formal, &mut block);
    let mut mender = Mender { restated, helpers, widened: BTreeMap::new(), lost: BTreeSet::new() };
    let mut entry = entry.clone();
    for _ in 0..ATTEMPTS {
        if interrupt::requested() {
            return Err(None);
        }
        let Body::Formal(body) = &mut entry.body else { return Err(None) };
        body.proof = Some(block.clone());
        match compile_within(&entry, Target::Claim, library, budget) {
            Ok(proof) if accepted(formal, &proof, library) => return Ok(proof),
            Ok(_) => return Err(None),
            Err(fault) => {
                if mender.block(&mut block, &fault.span) != Mended::Yes {
                    return Err(Some(fault));
                }
            }
        }
    }
    Err(None)
}

/// What became of a place that is to be mended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mended {
    /// The place is not here.
    Elsewhere,
    /// Something was changed.
    Yes,
    /// The goal of the block cannot be reached.
    No,
}

/// A fact from the changed model's assumptions that may stand in a product.
struct Helper {
    name: String,
    /// Whether it says that something is positive.
    positive: bool,
    /// What it says to be at least 0, if it is written so.
    number: Option<Expr>,
}

struct Mender<'a> {
    restated: &'a Restated,
    /// Facts from the changed model's assumptions that may stand in a product.
    helpers: Vec<Helper>,
    /// Combinations as they were published, and how often each has been changed, by place.
    widened: BTreeMap<(usize, usize), (Justification, usize)>,
    /// Names of facts whose steps are left out.
    lost: BTreeSet<String>,
}

impl Mender<'_> {
    fn block(&mut self, block: &mut ProofBlock, place: &Span) -> Mended {
        let holds = |span: &Span| span.start <= place.start && place.end <= span.end;
        let Some(at) = block.steps.iter().position(|step| holds(&step.span)) else {
            return Mended::Elsewhere;
        };
        let step = &mut block.steps[at];
        let inner = match &mut step.node {
            ProofStep::Step(_, why) | ProofStep::Conclude(why) => self.justification(why, place),
            ProofStep::Chain(_, _, links) => {
                let links = links.iter_mut().map(|(_, _, why)| self.justification(why, place));
                links.fold(
                    Mended::Elsewhere,
                    |known, next| if known == Mended::Elsewhere { next } else { known },
                )
            }
            _ => Mended::No,
        };
        if inner == Mended::Yes {
            return Mended::Yes;
        }
        match &step.node {
            ProofStep::Conclude(_) | ProofStep::Conclusion(_) => Mended::No,
            node => {
                self.lost.extend(named(node));
                block.steps.remove(at);
                Mended::Yes
            }
        }
    }

    fn justification(&mut self, why: &mut Justification, place: &Span) -> Mended {
        for (_, block) in &mut why.blocks {
            match self.block(block, place) {
                Mended::Elsewhere => {}
                found => return found,
            }
        }
        let inside = why.span.start <= place.start && place.end <= why.span.end;
        if !inside {
            return Mended::Elsewhere;
        }
        if why.rule.is_some() {
            return Mended::No;
        }
        let known = self.widened.entry((why.span.start, why.span.end)).or_insert_with(|| (why.clone(), 0));
        let (published, times) = (known.0.clone(), known.1);
        known.1 += 1;
        // First more facts; then the goal, too, multiplied by what is positive in the changed model.
        let factor = match times.checked_sub(1) {
            None => None,
            Some(place) => match self.helpers.iter().filter(|helper| helper.positive).nth(place) {
                Some(helper) => Some(helper.name.clone()),
                None => return Mended::No,
            },
        };
        *why = published;
        self.widen(why, factor.as_ref());
        Mended::Yes
    }

    /// Gives a combination more to work with.
    fn widen(&self, why: &mut Justification, factor: Option<&String>) {
        let fact = |name: &String| {
            let name = Ident { node: name.clone(), span: why.span.clone() };
            Factor::Fact(Reference { name, arguments: Vec::new() })
        };
        let mut items: Vec<Vec<Factor>> = Vec::new();
        let mut add = |item: Vec<Factor>| {
            if !item.is_empty() && !items.contains(&item) {
                items.push(item);
            }
        };
        let known = |factor: &Factor, names: &dyn Fn(&String) -> bool| match factor {
            Factor::Fact(fact) => !names(&fact.name.node),
            _ => true,
        };
        let is_lost = |name: &String| self.lost.contains(name);
        let is_doubtful = |name: &String| self.lost.contains(name) || self.restated.doubtful.contains(name);
        for item in &why.items {
            if item.node.iter().all(|factor| known(factor, &is_lost)) {
                add(item.node.clone());
            }
        }
        for assumption in &self.restated.assumptions {
            add(vec![fact(&assumption.name.node)]);
        }
        for item in &why.items {
            if let Some(Factor::Term(term)) = item.node.first() {
                for helper in &self.helpers {
                    let Some(number) = &helper.number else { continue };
                    let product = ExprKind::Binary(
                        Operator::Multiply,
                        Box::new(number.clone()),
                        Box::new(term.clone()),
                    );
                    let scaled = Factor::Term(Spanned { node: product, span: term.span.clone() });
                    add([vec![scaled], item.node[1..].to_vec()].concat());
                }
            }
            let rest: Vec<Factor> =
                item.node.iter().filter(|factor| known(factor, &is_doubtful)).cloned().collect();
            // An equation times a term is no factor of a product.
            if !rest.is_empty() && rest.iter().all(|factor| matches!(factor, Factor::Fact(_))) {
                add(rest.clone());
                for helper in &self.helpers {
                    add([rest.clone(), vec![fact(&helper.name)]].concat());
                    add([item.node.clone(), vec![fact(&helper.name)]].concat());
                }
            }
        }
        items.retain(|item| item.iter().all(|factor| known(factor, &is_lost)));
        items.truncate(MOST_ITEMS);
        let span = why.span.clone();
        why.items = items.into_iter().map(|node| Spanned { node, span: span.clone() }).collect();
        why.degree = Some(Spanned { node: 1, span: span.clone() });
        why.clearing.extend(factor.map(fact));
    }
}

/// Splits the changed model's assumptions at the beginning of a proof; returns the facts without equations.
fn helpers(restated: &Restated, formal: &Formal, block: &mut ProofBlock) -> Vec<Helper> {
    let mut helpers = Vec::new();
    let mut formula = main_part(formal.claim.formula());
    loop {
        formula = match formula.unnamed() {
            Formula::Forall(_, body) => body,
            Formula::Implies(premise, rest) => {
                let own = |name: &str| restated.assumptions.iter().find(|own| *own.name.node == *name);
                if let Formula::Named(name, inner) = premise.as_ref()
                    && let Some(assumption) = own(name)
                {
                    match inner.as_ref() {
                        Formula::And(parts) => {
                            let names: Vec<String> =
                                (1..=parts.len()).map(|number| format!("{name}_{number}")).collect();
                            let useful = names.iter().zip(parts).filter(|(_, part)| !has_equation(part));
                            helpers.extend(useful.map(|(name, part)| Helper {
                                name: name.clone(),
                                positive: matches!(part.unnamed(), Formula::Compare(..)) && is_strict(part),
                                number: None,
                            }));
                            let place = |node: String| Ident { node, span: 0..0 };
                            let fact = Reference { name: place(name.to_string()), arguments: Vec::new() };
                            let split = ProofStep::Split(fact, names.into_iter().map(place).collect());
                            block.steps.insert(0, Spanned { node: split, span: 0..0 });
                        }
                        whole if !has_equation(whole) => helpers.push(Helper {
                            name: name.to_string(),
                            positive: is_strict(whole),
                            number: positive_number(&assumption.formula),
                        }),
                        _ => {}
                    }
                }
                rest
            }
            _ => return helpers,
        };
    }
}

/// Whether a formula is a strict comparison.
fn is_strict(formula: &Formula) -> bool {
    matches!(formula, Formula::Compare(Relation::Gt | Relation::Lt, ..))
}

/// What is written to be at least 0.
fn positive_number(formula: &Expr) -> Option<Expr> {
    let ExprKind::Chain(left, links) = &formula.node else { return None };
    match links.as_slice() {
        [(Comparison::Gt | Comparison::Ge, Spanned { node: ExprKind::Number(zero), .. })] if zero == "0" => {
            Some(left.as_ref().clone())
        }
        _ => None,
    }
}

/// Whether a formula has a part that is an equation, which cannot be a factor of a product.
fn has_equation(formula: &Formula) -> bool {
    match formula {
        Formula::Compare(relation, ..) => matches!(relation, Relation::Eq | Relation::Ne),
        Formula::And(parts) => parts.iter().any(has_equation),
        Formula::Named(_, body) | Formula::Forall(_, body) => has_equation(body),
        _ => true,
    }
}

/// The names that a step gives to facts.
fn named(step: &ProofStep) -> Vec<String> {
    match step {
        ProofStep::Step(claim, _) => vec![claim.name.node.clone()],
        ProofStep::Chain(name, ..) | ProofStep::Obtain(_, name, _) => vec![name.node.clone()],
        ProofStep::Split(_, names) => names.iter().map(|name| name.node.clone()).collect(),
        _ => Vec::new(),
    }
}
