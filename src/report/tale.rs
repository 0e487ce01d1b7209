//! The proof in a certificate as text: what is proved, step by step, and what it relies on.

use std::fmt::Write as _;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, check_traced};

use super::steps::told;
use crate::certificate::{Certificate, Proves, hash};
use crate::language::document::Formal;
use crate::ledger::statement_proved;
use crate::print;

/// The proof in a certificate, step by step, if the kernel accepts it.
pub fn tale(formal: &Formal, certificate: &Certificate, library: &Library) -> Option<String> {
    let statement = statement_proved(&formal.claim, &certificate.proves).ok()?;
    if certificate.hash != hash(&statement) {
        return None;
    }
    let (theorem, lines) = check_traced(&statement, &certificate.proof, library, Limits::default()).ok()?;
    let what = match &certificate.proves {
        Proves::Claim => "proof".to_owned(),
        Proves::Vacuity => "proof that the hypotheses contradict each other".to_owned(),
        Proves::Negation(carriers) => {
            let carriers: Vec<String> = carriers
                .iter()
                .map(|(sort, elements)| {
                    let elements: Vec<&str> = elements.iter().map(|element| &**element).collect();
                    format!("{sort} = {{{}}}", elements.join(", "))
                })
                .collect();
            if carriers.is_empty() {
                "refutation".to_owned()
            } else {
                format!("refutation with {}", carriers.join(", "))
            }
        }
    };
    let steps = theorem.steps();
    let steps = if steps == 1 { "1 step".to_owned() } else { format!("{steps} steps") };
    let mut out = format!("\n{what} ({steps})\n{}", told(&statement, &certificate.proof, &lines));
    if !theorem.cites().is_empty() {
        let cites: Vec<&str> = theorem.cites().iter().map(|name| &**name).collect();
        let _ = writeln!(out, "uses: {}", cites.join(", "));
    }
    for term in theorem.expectations() {
        let _ = writeln!(out, "assumes that this exists: {}", print::term(statement.signature(), term).text);
    }
    if !theorem.holes().is_empty() {
        let holes: Vec<&str> = theorem.holes().iter().map(|name| &**name).collect();
        let _ = writeln!(out, "assumed without proof: {}", holes.join(", "));
    }
    Some(out)
}
