//! The proof in a certificate as text: what is proved, step by step, and what it relies on.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, Line, Theorem, check_traced};

use super::steps::told;
use crate::certificate::{Certificate, Proves, hash};
use crate::language::document::Formal;
use crate::ledger::statement_proved;
use crate::print;

/// A proof of at most this many bytes of text is told whole on a page.
pub const PAGE: usize = 3_600;

/// Of a longer one, about this many bytes are.
const FIRST: usize = 1_800;

/// A proof as told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tale {
    /// What is proved, the steps, and what the proof relies on.
    pub text: String,
    /// How many lines were left out of it, as it was to be no longer.
    pub untold: usize,
    /// How many steps apply each rule of the kernel.
    pub rules: BTreeMap<&'static str, usize>,
}

impl Tale {
    /// The text, or of a long one its first lines and how many steps apply which rule; `all` is the command that
    /// tells the whole.
    pub fn shortened(&self, all: &str) -> String {
        let text = self.text.trim_start();
        if text.len() <= PAGE {
            return text.to_owned();
        }
        let ends = text.match_indices('\n').map(|(end, _)| end).take_while(|end| *end <= FIRST);
        let (first, rest) = text.split_at(ends.last().unwrap_or(0));
        let rest = rest.trim_start_matches('\n').lines().count() + self.untold;
        let mut rules: Vec<(&str, usize)> = self.rules.iter().map(|(rule, count)| (*rule, *count)).collect();
        rules.sort_by_key(|(rule, count)| (std::cmp::Reverse(*count), *rule));
        let rules: Vec<String> = rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
        format!(
            "{first}\n\n... {rest} lines more. Steps of the whole by rule of the kernel: {}.\nAll of it: {all}\n",
            rules.join(", ")
        )
    }

    /// Adds a further proof.
    pub fn add(&mut self, other: &Tale) {
        self.text.push_str(&other.text);
        self.untold += other.untold;
        for (rule, count) in &other.rules {
            *self.rules.entry(rule).or_default() += count;
        }
    }
}

/// The proof in a certificate, step by step, if the kernel accepts it; beyond `most` bytes steps are only counted.
pub fn tale(formal: &Formal, certificate: &Certificate, library: &Library, most: usize) -> Option<Tale> {
    let statement = statement_proved(&formal.claim, &certificate.proves).ok()?;
    if certificate.hash != hash(&statement) {
        return None;
    }
    let (theorem, lines) = check_traced(&statement, &certificate.proof, library, Limits::default()).ok()?;
    Some(tale_of(&statement, certificate, (&theorem, &lines), most))
}

/// The proof in a certificate that the kernel accepts, given what its steps add; beyond `most` bytes steps are only
/// counted.
pub fn tale_of(
    statement: &Claim,
    certificate: &Certificate,
    (theorem, lines): (&Theorem, &[Line]),
    most: usize,
) -> Tale {
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
    let (text, untold) = told(statement, &certificate.proof, lines, most);
    let mut out = format!("\n{what} ({steps})\n{text}");
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
    let mut rules = BTreeMap::new();
    for line in lines.iter().filter(|line| line.rule != "assume") {
        *rules.entry(line.rule).or_default() += 1;
    }
    Tale { text: out, untold, rules }
}
