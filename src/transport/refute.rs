//! Refutations of restated claims: the published one, tried on the restated claim, or a point at which it fails.
//!
//! Consumes an interpretation as theorem files write them, the paper's or one read from the words of a point, so the
//! refutation is one that a person could have written; produces a proof of falsity from the claim that the kernel
//! accepts. Hypotheses that arithmetic does not decide are proved where a combination does it.

use std::collections::BTreeMap;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, Proof, check};
use mechproof_core::logic::{Carrier, Name};

use super::Words;
use crate::falsify::Point;
use crate::language::document::{Body, Entry, Formal};
use crate::language::elaborate::refutation;
use crate::language::syntax::{ArgumentExpr, Definition, Ident, Interpretation, ProofBlock};
use crate::language::{parse_expression, print_argument};
use crate::search::budget::Budget;
use crate::tactic::{Target, compile_within};

/// The carriers of an interpretation, and a proof of falsity from the claim under it.
type Refuted = (BTreeMap<Name, Vec<Name>>, Proof);

/// The published refutation, if it refutes the restated claim, with its interpretation in words.
pub(super) fn published(
    entry: &Entry,
    formal: &Formal,
    library: &Library,
    budget: Budget,
) -> Option<(Words, Refuted)> {
    let known = entry.restated.as_ref()?.refutation.as_ref()?;
    let refuted = under(entry, formal, (&known.with, known.proof.clone()), library, budget)?;
    Some((known.with.iter().map(words).collect(), refuted))
}

/// A refutation at a point.
pub(super) fn refute(
    entry: &Entry,
    formal: &Formal,
    point: &Point,
    library: &Library,
    budget: Budget,
) -> Option<Refuted> {
    let with = interpretation(formal, point)?;
    under(entry, formal, (&with, ProofBlock::default()), library, budget)
}

/// A refutation under an interpretation, by this proof.
fn under(
    entry: &Entry,
    formal: &Formal,
    (with, proof): (&[Interpretation], ProofBlock),
    library: &Library,
    budget: Budget,
) -> Option<Refuted> {
    let found = refutation(formal, with, Vec::new(), proof, &entry.span).ok()?;
    let carriers = found.carriers.clone();
    let mut entry = entry.clone();
    let Body::Formal(body) = &mut entry.body else { return None };
    body.refutation = Some(found);
    let proof = compile_within(&entry, Target::Negation, library, budget).ok()?;
    let negation = formal.claim.negation(&carriers).ok()?;
    check(&negation, &proof, library, Limits::default()).ok()?;
    Some((carriers, proof))
}

/// A clause as what is equal to what, in one line.
fn words(clause: &Interpretation) -> (String, String) {
    let list = |names: &[Ident]| names.iter().map(|name| name.node.as_str()).collect::<Vec<_>>().join(", ");
    match clause {
        Interpretation::Carrier(sort, elements) => (sort.node.clone(), format!("{{{}}}", list(elements))),
        Interpretation::Symbol(Definition { name, patterns, body }) => {
            let left = match patterns.as_slice() {
                [] => name.node.clone(),
                patterns => format!("{}({})", name.node, list(patterns)),
            };
            (left, print_argument(body).split_whitespace().collect::<Vec<_>>().join(" "))
        }
    }
}

/// The point as an interpretation; none where it holds something that has no such form.
fn interpretation(formal: &Formal, point: &Point) -> Option<Vec<Interpretation>> {
    let name = |node: String| Ident { node, span: 0..0 };
    let clause = |(left, value): &(String, String)| {
        let (symbol, patterns) = match left.split_once('(') {
            Some((symbol, rest)) => {
                let list = rest.trim_end_matches(')').split(", ");
                (symbol, list.map(|pattern| name(element(pattern))).collect())
            }
            None => (left.as_str(), Vec::new()),
        };
        let carrier = formal.claim.signature().carrier(symbol);
        if carrier.is_some_and(|carrier| !matches!(carrier, Carrier::Enumerated(_))) {
            let elements = value.trim_matches(['{', '}']).split(", ");
            let elements = elements.map(|one| name(element(one))).collect();
            return Some(Interpretation::Carrier(name(symbol.to_owned()), elements));
        }
        let body = ArgumentExpr::Term(parse_expression(value).ok()?);
        Some(Interpretation::Symbol(Definition { name: name(symbol.to_owned()), patterns, body }))
    };
    point.values.iter().map(clause).collect()
}

/// The name of an element: the evaluator counts those of sorts without names.
fn element(written: &str) -> String {
    if written.bytes().all(|byte| byte.is_ascii_digit()) { format!("e{written}") } else { written.to_owned() }
}
