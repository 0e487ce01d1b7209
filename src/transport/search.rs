//! Proofs of claims for which there is none to carry over.
//!
//! The one place where a search is plugged in. Consumes a claim, produces a proof that the kernel accepts.

use mechproof_core::kernel::{Library, Proof};
use mechproof_core::logic::Formula;

use super::accepted;
use crate::language::document::{Body, Entry, Formal};
use crate::language::elaborate::main_part;
use crate::language::syntax::{Factor, Ident, Justification, ProofBlock, ProofStep, Reference, Spanned};
use crate::search::budget::Budget;
use crate::tactic::{Target, compile_within};

/// A proof of the claim from its hypotheses.
pub(super) fn search(entry: &Entry, formal: &Formal, library: &Library, budget: Budget) -> Option<Proof> {
    let span = entry.span.clone();
    let place = |node: String| Ident { node, span: span.clone() };
    let item = |name: String| Spanned {
        node: vec![Factor::Fact(Reference { name: place(name), arguments: Vec::new() })],
        span: span.clone(),
    };
    let why = Justification {
        rule: None,
        items: hypotheses(formal.claim.formula()).into_iter().map(item).collect(),
        degree: None,
        clearing: Vec::new(),
        blocks: Vec::new(),
        span: span.clone(),
    };
    let mut entry = entry.clone();
    let Body::Formal(body) = &mut entry.body else { return None };
    let steps = vec![Spanned { node: ProofStep::Conclude(why), span }];
    body.proof = Some(ProofBlock { steps });
    body.mirror = None;
    compile_within(&entry, Target::Claim, library, budget)
        .ok()
        .filter(|proof| accepted(formal, proof, library))
}

/// The names of the leading hypotheses of a statement.
fn hypotheses(formula: &Formula) -> Vec<String> {
    let mut names = Vec::new();
    let mut formula = main_part(formula);
    loop {
        formula = match formula.unnamed() {
            Formula::Forall(_, body) => body,
            Formula::Implies(premise, rest) => {
                if let Formula::Named(name, _) = premise.as_ref() {
                    names.push(name.to_string());
                }
                rest
            }
            _ => return names,
        };
    }
}
