//! From formulas to notation trees: shared sides, shared quantifiers, lists of hypotheses.
//!
//! Nested implications become one list of hypotheses and nested conjunctions one list of parts; that is the
//! only regrouping. The leading quantifiers and hypotheses of a statement are taken apart here as well.

use mechproof_core::logic::{Binder, Formula, Relation, Term};

use super::build::{Builder, space};
use super::names::clean;
use super::tree::{Node, Range, add_variable};

/// A part of a conjunction, with its name.
pub(super) type Part = (Option<String>, Node);

/// A statement taken apart.
pub(super) struct Parts {
    pub(super) variables: Vec<Range>,
    pub(super) hypotheses: Vec<Part>,
    pub(super) goal: Vec<Part>,
}

impl Builder<'_> {
    /// The tree of a formula.
    pub(super) fn formula(&mut self, formula: &Formula) -> Node {
        match formula {
            Formula::Compare(relation, left, right) => self.comparison(*relation, left, right),
            Formula::And(_) => {
                let parts = self.conjuncts(formula).into_iter().map(labelled);
                single_or(parts.collect(), Node::And)
            }
            Formula::Or(parts) if parts.is_empty() => Node::Truth(false),
            Formula::Or(parts) => {
                let parts = parts.iter().map(|part| self.formula(part));
                single_or(parts.collect(), Node::Or)
            }
            Formula::Implies(..) => self.implication(formula),
            Formula::Forall(..) => self.quantified(true, formula),
            Formula::Exists(..) => self.quantified(false, formula),
            Formula::Named(name, body) => Node::Label(clean(name), Box::new(self.formula(body))),
        }
    }

    /// The parts of a conjunction; of any other formula, that formula.
    fn conjuncts(&mut self, formula: &Formula) -> Vec<Part> {
        match formula {
            Formula::And(parts) if parts.is_empty() => vec![(None, Node::Truth(true))],
            Formula::And(parts) => {
                let mut nodes = Vec::new();
                let mut chain: Option<(&Term, Way)> = None;
                for part in parts {
                    let Formula::Compare(relation, left, right) = part else {
                        chain = None;
                        nodes.extend(self.conjuncts(part));
                        continue;
                    };
                    let joined = chain.filter(|(side, _)| *side == left);
                    let joined = joined.and_then(|(_, way)| way.with(*relation));
                    if joined.is_some()
                        && let Some((None, Node::Chain(_, links))) = nodes.last_mut()
                    {
                        links.push((*relation, self.term(right)));
                    } else {
                        nodes.push((None, self.comparison(*relation, left, right)));
                    }
                    chain = joined.or_else(|| Way::Level.with(*relation)).map(|way| (right, way));
                }
                nodes
            }
            Formula::Named(name, body) => vec![(Some(clean(name)), self.formula(body))],
            _ => vec![(None, self.formula(formula))],
        }
    }

    fn implication(&mut self, formula: &Formula) -> Node {
        let (mut hypotheses, mut rest) = (Vec::new(), formula);
        while let Some((hypothesis, goal)) = implication(rest) {
            hypotheses.extend(self.conjuncts(hypothesis).into_iter().map(labelled));
            rest = goal;
        }
        let goal = match rest {
            Formula::Implies(denied, _) => Node::Not(Box::new(self.formula(denied))),
            _ => self.formula(rest),
        };
        if hypotheses.is_empty() { goal } else { Node::Implies(hypotheses, Box::new(goal)) }
    }

    fn quantified(&mut self, universal: bool, formula: &Formula) -> Node {
        let depth = self.depth();
        let (mut ranges, mut beside, mut rest) = (Vec::new(), Vec::new(), formula);
        while let Some((binder, body)) = quantifier(universal, rest) {
            let over = space(&binder.domain);
            let symbol = self.enter(&binder.name, Some(binder.domain.clone()), &beside, |survey| {
                survey.under(&binder.name, |survey| survey.formula(body));
            });
            beside.push(symbol.clone());
            add_variable(&mut ranges, symbol, over);
            rest = body;
        }
        let body = Box::new(self.formula(rest));
        self.leave_to(depth);
        Node::Quantified(universal, ranges, body)
    }

    /// The variables, hypotheses and goal of a formula. The variables have different names, and none is
    /// that of a free name, as they are listed ahead of everything.
    pub(super) fn statement(&mut self, formula: &Formula) -> Parts {
        let (mut variables, mut beside, mut hypotheses) = (Vec::new(), Vec::new(), Vec::new());
        let mut rest = formula;
        loop {
            if let Some((binder, body)) = quantifier(true, rest) {
                let over = space(&binder.domain);
                let symbol = self.enter(&binder.name, Some(binder.domain.clone()), &beside, |survey| {
                    survey.formula(formula);
                });
                beside.push(symbol.clone());
                add_variable(&mut variables, symbol, over);
                rest = body;
            } else if let Some((hypothesis, goal)) = implication(rest) {
                hypotheses.extend(self.conjuncts(hypothesis));
                rest = goal;
            } else {
                let goal = self.conjuncts(rest);
                self.leave_to(0);
                return Parts { variables, hypotheses, goal };
            }
        }
    }
}

/// Which way the comparisons of a chain go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Level,
    Up,
    Down,
}

impl Way {
    /// The way of the chain with one more comparison, if that can be read.
    fn with(self, relation: Relation) -> Option<Way> {
        let way = match relation {
            Relation::Eq => return Some(self),
            Relation::Ne => return None,
            Relation::Lt | Relation::Le => Way::Up,
            Relation::Gt | Relation::Ge => Way::Down,
        };
        (self == Way::Level || self == way).then_some(way)
    }
}

fn labelled((name, node): Part) -> Node {
    match name {
        Some(name) => Node::Label(name, Box::new(node)),
        None => node,
    }
}

fn single_or(mut nodes: Vec<Node>, many: impl Fn(Vec<Node>) -> Node) -> Node {
    if nodes.len() == 1 { nodes.remove(0) } else { many(nodes) }
}

/// The sides of an implication that is not a negation.
fn implication(formula: &Formula) -> Option<(&Formula, &Formula)> {
    match formula {
        Formula::Implies(hypothesis, goal) if **goal != Formula::falsity() => Some((hypothesis, goal)),
        _ => None,
    }
}

fn quantifier(universal: bool, formula: &Formula) -> Option<(&Binder, &Formula)> {
    match formula {
        Formula::Forall(binder, body) if universal => Some((binder, body)),
        Formula::Exists(binder, body) if !universal => Some((binder, body)),
        _ => None,
    }
}
