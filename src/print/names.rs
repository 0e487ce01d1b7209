//! Names as symbols: Greek letters, indices, stars and primes, and what must not share a name.
//!
//! A name is kept as it was written; its parts are read off when it is printed. Two names that would look
//! the same after that are both printed verbatim. Characters that could disturb a terminal or a document
//! (controls, direction marks) are printed by their numbers, so what a reader sees is what is there.

use std::collections::{BTreeMap, BTreeSet};

use super::uses::Uses;

/// Names with the command and the letter they are printed as.
const GREEK: [(&str, &str, &str); 36] = [
    ("alpha", r"\alpha", "α"),
    ("beta", r"\beta", "β"),
    ("gamma", r"\gamma", "γ"),
    ("delta", r"\delta", "δ"),
    ("eps", r"\varepsilon", "ε"),
    ("epsilon", r"\varepsilon", "ε"),
    ("zeta", r"\zeta", "ζ"),
    ("eta", r"\eta", "η"),
    ("th", r"\theta", "θ"),
    ("theta", r"\theta", "θ"),
    ("iota", r"\iota", "ι"),
    ("kappa", r"\kappa", "κ"),
    ("lambda", r"\lambda", "λ"),
    ("mu", r"\mu", "μ"),
    ("nu", r"\nu", "ν"),
    ("xi", r"\xi", "ξ"),
    ("pi", r"\pi", "π"),
    ("rho", r"\rho", "ρ"),
    ("sigma", r"\sigma", "σ"),
    ("tau", r"\tau", "τ"),
    ("upsilon", r"\upsilon", "υ"),
    ("phi", r"\varphi", "φ"),
    ("chi", r"\chi", "χ"),
    ("psi", r"\psi", "ψ"),
    ("omega", r"\omega", "ω"),
    ("Gamma", r"\Gamma", "Γ"),
    ("Delta", r"\Delta", "Δ"),
    ("Theta", r"\Theta", "Θ"),
    ("Lambda", r"\Lambda", "Λ"),
    ("Xi", r"\Xi", "Ξ"),
    ("Pi", r"\Pi", "Π"),
    ("Sigma", r"\Sigma", "Σ"),
    ("Upsilon", r"\Upsilon", "Υ"),
    ("Phi", r"\Phi", "Φ"),
    ("Psi", r"\Psi", "Ψ"),
    ("Omega", r"\Omega", "Ω"),
];

/// Names of functions with a fixed meaning; no bound variable is printed as one of them.
const RESERVED: [&str; 4] = ["exp", "log", "max", "min"];

/// The command and the letter of a name of a Greek letter.
pub(super) fn greek(word: &str) -> Option<(&'static str, &'static str)> {
    GREEK.iter().find(|(name, ..)| *name == word).map(|&(_, command, letter)| (command, letter))
}

/// A name to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    /// The name, primes included.
    pub(super) text: String,
    /// Whether to print it verbatim.
    pub(super) plain: bool,
}

/// The parts of a name: `x_lo_star'` is `x` with index `lo`, a star and a prime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) base: &'a str,
    pub(super) indices: Vec<&'a str>,
    pub(super) star: bool,
    pub(super) primes: usize,
}

impl Parts<'_> {
    /// Whether anything stands above the base.
    pub(super) fn is_raised(&self) -> bool {
        self.star || self.primes > 0
    }
}

impl Symbol {
    /// A symbol that is printed verbatim.
    pub(super) fn verbatim(text: &str) -> Symbol {
        Symbol { text: clean(text), plain: true }
    }

    /// A symbol that is printed by its parts.
    pub(super) fn of(text: &str) -> Symbol {
        Symbol { text: clean(text), plain: false }
    }

    /// The parts, unless the name is to be printed verbatim.
    pub(super) fn parts(&self) -> Option<Parts<'_>> {
        if self.plain { None } else { parts(&self.text) }
    }
}

fn parts(name: &str) -> Option<Parts<'_>> {
    let root = name.trim_end_matches('\'');
    let primes = name.len() - root.len();
    let is_word = |piece: &&str| !piece.is_empty() && piece.chars().all(char::is_alphanumeric);
    let mut pieces = root.split('_');
    let mut base = pieces.next().filter(is_word)?;
    let mut indices: Vec<&str> = pieces.collect();
    if !indices.iter().all(is_word) || !base.starts_with(char::is_alphabetic) {
        return None;
    }
    let star = indices.pop_if(|last| *last == "star").is_some();
    let stem = base.trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.len() < base.len() && (stem.chars().count() == 1 || greek(stem).is_some()) {
        indices.insert(0, &base[stem.len()..]);
        base = stem;
    }
    Some(Parts { base, indices, star, primes })
}

/// What a name looks like in print: names of equal looks cannot be told apart.
fn looks(name: &str) -> String {
    let Some(Parts { base, indices, star, primes }) = parts(name) else {
        return name.to_owned();
    };
    let letter = |word| greek(word).map_or(word, |(_, letter)| letter);
    let mut looks = letter(base).to_owned();
    for index in indices {
        looks.push('_');
        looks.push_str(letter(index));
    }
    if star {
        looks.push('*');
    }
    looks + &"'".repeat(primes)
}

/// The text without characters that disturb a terminal, an XML document or the order of reading.
pub(super) fn clean(text: &str) -> String {
    let disturbs = |c: char| {
        c.is_control()
            || matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
    };
    if text.is_empty() {
        return "_".to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if disturbs(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// The names of one formula: which are printed verbatim, and which a bound variable must avoid.
#[derive(Debug)]
pub(super) struct Names {
    plain: BTreeSet<String>,
    definitions: BTreeSet<String>,
    fixed: BTreeSet<String>,
}

impl Names {
    /// The names of a formula or term that uses these.
    pub(super) fn new(uses: &Uses) -> Names {
        let variables = || uses.free.iter().chain(&uses.definitions).chain(&uses.binders);
        let mut by_looks: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for name in variables() {
            let name = clean(name);
            by_looks.entry(looks(&name)).or_default().insert(name);
        }
        let alike = by_looks.into_values().filter(|names| names.len() > 1).flatten();
        let mut plain: BTreeSet<String> = alike.collect();
        // `b_lo` would look like the value of `b` at `lo`.
        let heads: BTreeSet<String> = uses.heads.iter().map(|name| looks(name)).collect();
        let is_split = |name: &String| {
            parts(name).is_some_and(|parts| !parts.indices.is_empty() && heads.contains(&looks(parts.base)))
        };
        plain.extend(variables().map(|name| clean(name)).filter(is_split));
        let mut names = Names { plain, definitions: BTreeSet::new(), fixed: BTreeSet::new() };
        names.definitions = uses.definitions.iter().map(|name| names.looks(name)).collect();
        names.fixed = names.fixed_in(uses);
        names
    }

    /// What a name looks like in this formula.
    pub(super) fn looks(&self, name: &str) -> String {
        let name = clean(name);
        if self.is_plain(&name) { name } else { looks(&name) }
    }

    /// The looks of the free names and elements among those used; elements are always printed verbatim.
    pub(super) fn fixed_in(&self, uses: &Uses) -> BTreeSet<String> {
        let variables = uses.free.iter().chain(&uses.elements).map(|name| self.looks(name));
        variables.chain(uses.elements.iter().map(|name| clean(name))).collect()
    }

    /// Whether no bound variable of the formula may look like this.
    pub(super) fn is_reserved(&self, looks: &str) -> bool {
        self.definitions.contains(looks) || RESERVED.contains(&looks)
    }

    /// Whether something fixed, somewhere in the formula, looks like this.
    pub(super) fn is_fixed(&self, looks: &str) -> bool {
        self.fixed.contains(looks)
    }

    /// The symbol of a name.
    pub(super) fn symbol(&self, name: &str) -> Symbol {
        let text = clean(name);
        Symbol { plain: self.is_plain(&text), text }
    }

    fn is_plain(&self, name: &str) -> bool {
        self.plain.contains(name) || self.plain.contains(name.trim_end_matches('\''))
    }
}
