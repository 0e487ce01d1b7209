//! From a point at which a claim fails to a refutation that the kernel checks.
//!
//! The point's words are read as an interpretation of a theorem file, so the refutation is one that a person could
//! have written. Hypotheses that arithmetic does not decide are proved where a combination does it.

use std::collections::BTreeMap;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, Proof, check};
use mechproof_core::logic::{Carrier, Name};

use crate::falsify::Point;
use crate::language::document::{Body, Entry, Formal};
use crate::language::elaborate::refutation;
use crate::language::parse_expression;
use crate::language::syntax::{ArgumentExpr, Definition, Ident, Interpretation, ProofBlock};
use crate::search::budget::Budget;
use crate::tactic::{Target, compile_within};

/// The carriers at the point, and a proof of falsity from the claim.
pub(super) fn refute(
    entry: &Entry,
    formal: &Formal,
    point: &Point,
    library: &Library,
    budget: Budget,
) -> Option<(BTreeMap<Name, Vec<Name>>, Proof)> {
    let with = interpretation(formal, point)?;
    let found = refutation(formal, &with, Vec::new(), ProofBlock::default(), &entry.span).ok()?;
    let carriers = found.carriers.clone();
    let mut entry = entry.clone();
    let Body::Formal(body) = &mut entry.body else { return None };
    body.refutation = Some(found);
    let proof = compile_within(&entry, Target::Negation, library, budget).ok()?;
    let negation = formal.claim.negation(&carriers).ok()?;
    check(&negation, &proof, library, Limits::default()).ok()?;
    Some((carriers, proof))
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
