//! Statements together with their certificates: all that another checker needs.
//!
//! A bundle gives for each claim its sorts and its formula in the notation of certificates, and after these a
//! certificate file. Statements and proofs have tables of their own, so that nothing done to a proof changes what
//! is to be proved. This program reads no bundles: its statements come from theorem files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use mechproof_core::kernel::{Claim, Step};
use mechproof_core::logic::Carrier;

use super::encode::{encode, object, tables};
use super::encode_step::Encoder;
use super::json::quoted;
use super::{Certificate, FORMAT};

/// The canonical bytes of the statements and certificates of some claims, and of all that their proofs cite.
/// `stored` gives the certificates about a claim. A claim without one is left out.
pub fn bundle<'a>(
    statements: &BTreeMap<&'a str, &Claim>,
    stored: impl Fn(&str) -> &'a [Certificate],
    wanted: impl IntoIterator<Item = &'a str>,
) -> Vec<u8> {
    let mut chosen: BTreeMap<&str, &[Certificate]> = BTreeMap::new();
    let mut waiting: BTreeSet<&str> = wanted.into_iter().collect();
    while let Some(id) = waiting.pop_first() {
        let certificates = stored(id);
        if !certificates.is_empty() && chosen.insert(id, certificates).is_none() {
            certificates.iter().for_each(|certificate| add_cited(&certificate.proof.steps, &mut waiting));
        }
    }
    let mut encoder = Encoder::default();
    let entries: Vec<String> = chosen
        .keys()
        .filter_map(|id| Some((id, statements.get(id)?)))
        .map(|(id, claim)| {
            let formula = encoder.formula(claim.formula());
            format!("{}: {{\"sorts\": {}, \"formula\": {formula}}}", quoted(id), sorts(claim))
        })
        .collect();
    let mut out = String::new();
    let _ = write!(
        out,
        "{{\n\"format\": {FORMAT},\n\"statements\": {{\n{},\n\"claims\": {}\n}},\n\"certificates\": {}}}\n",
        tables(&encoder),
        object(&entries),
        String::from_utf8_lossy(&encode(chosen.into_iter()))
    );
    out.into_bytes()
}

/// Adds the names of theorems that steps cite.
fn add_cited<'a>(steps: &'a [Step], found: &mut BTreeSet<&'a str>) {
    for step in steps {
        match step {
            Step::Cite { theorem, .. } => {
                found.insert(theorem);
            }
            Step::Block { steps, .. } => add_cited(steps, found),
            Step::Cases { branches, .. } => branches.iter().for_each(|branch| add_cited(branch, found)),
            _ => {}
        }
    }
}

fn sorts(claim: &Claim) -> String {
    let mut out = String::from("{");
    for (position, (sort, carrier)) in claim.signature().sorts.iter().enumerate() {
        let carrier = match carrier {
            Carrier::Arbitrary => quoted("arbitrary"),
            Carrier::Finite => quoted("finite"),
            Carrier::Enumerated(elements) => {
                let elements: Vec<String> = elements.iter().map(|element| quoted(element)).collect();
                format!("[{}]", elements.join(", "))
            }
        };
        let comma = if position == 0 { "" } else { ", " };
        let _ = write!(out, "{comma}{}: {carrier}", quoted(sort));
    }
    out.push('}');
    out
}
