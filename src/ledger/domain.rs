//! What a claim quantifies over, in a few words, read off its formula and signature.

use std::fmt::Write as _;

use mechproof_core::kernel::{Claim, DEFINED};
use mechproof_core::logic::{Binder, Carrier, Domain, Formula, LawType, Signature};

use crate::language::elaborate::main_part;

/// The domain of a claim: `all real b, s under order (B of 2, S of 2)`, `any sort Type`, `instance`, ...
pub fn domain(claim: &Claim) -> String {
    let signature = claim.signature();
    let mut variables: Vec<(String, Vec<String>)> = Vec::new();
    let mut names = Vec::new();
    let mut unnamed = 0;
    let mut formula = main_part(claim.formula()).unnamed();
    loop {
        formula = match formula {
            Formula::Forall(binder, body) => {
                let (kind, name) = described(signature, binder);
                match variables.iter_mut().find(|(known, _)| *known == kind) {
                    Some((_, group)) => group.push(name),
                    None => variables.push((kind, vec![name])),
                }
                body.unnamed()
            }
            Formula::Implies(premise, rest) => {
                match premise.as_ref() {
                    Formula::Named(name, _) if **name == *DEFINED => {}
                    Formula::Named(name, _) => names.push(name.to_string()),
                    _ => unnamed += 1,
                }
                rest.unnamed()
            }
            _ => break,
        };
    }
    let mut parts = sorts(signature);
    parts.extend(variables.into_iter().map(|(kind, names)| match kind.strip_prefix("all of ") {
        Some(sort) => format!("all {} in {sort}", names.join(", ")),
        None => format!("{kind} {}", names.join(", ")),
    }));
    if parts.is_empty() {
        return "instance".to_owned();
    }
    let mut text = parts.join("; ");
    if unnamed > 0 {
        names.push(if unnamed == 1 {
            "1 further hypothesis".into()
        } else {
            format!("{unnamed} further hypotheses")
        });
    }
    if !names.is_empty() {
        text.push_str(" under ");
        text.push_str(&names.join(", "));
    }
    let sizes: Vec<String> = signature
        .sorts
        .iter()
        .filter_map(|(sort, carrier)| match carrier {
            Carrier::Enumerated(elements) => Some(format!("{sort} of {}", elements.len())),
            Carrier::Arbitrary | Carrier::Finite => None,
        })
        .collect();
    if !sizes.is_empty() {
        let _ = write!(text, " ({})", sizes.join(", "));
    }
    text
}

/// The sorts of any size.
fn sorts(signature: &Signature) -> Vec<String> {
    let of = |wanted: &Carrier| {
        let sorts: Vec<&str> = signature
            .sorts
            .iter()
            .filter(|(_, carrier)| *carrier == wanted)
            .map(|(sort, _)| &**sort)
            .collect();
        sorts.join(", ")
    };
    [("any sort", of(&Carrier::Arbitrary)), ("every finite", of(&Carrier::Finite))]
        .into_iter()
        .filter(|(_, sorts)| !sorts.is_empty())
        .map(|(words, sorts)| format!("{words} {sorts}"))
        .collect()
}

/// The words for what a variable ranges over, and its name.
fn described(signature: &Signature, binder: &Binder) -> (String, String) {
    let listed = |domain: &Domain| matches!(domain, Domain::Sort(sort) if signature.elements(sort).is_some());
    let name = binder.name.split('\u{1}').next().unwrap_or_default().to_owned();
    match &binder.domain {
        Domain::Real => ("all real".to_owned(), name),
        Domain::Function(arguments) if arguments.iter().all(listed) => ("all real".to_owned(), name),
        Domain::Natural => ("all natural".to_owned(), name),
        Domain::Sort(sort) => (format!("all of {sort}"), name),
        Domain::Function(_) => ("all functions".to_owned(), name),
        Domain::Law(law) => {
            let (before, after) = law_words(law);
            (format!("every {before}law"), format!("{name}{after}"))
        }
    }
}

fn law_words(law: &LawType) -> (&'static str, String) {
    let after = match (&law.lower, &law.upper) {
        (None, None) => String::new(),
        (Some(lower), None) => format!(" on [{lower}, oo)"),
        (None, Some(upper)) => format!(" on (-oo, {upper}]"),
        (Some(lower), Some(upper)) => format!(" on [{lower}, {upper}]"),
    };
    (if law.continuous { "continuous " } else { "" }, after)
}
