//! The words that mean something, each in the place where it does.

/// Kinds of claims.
pub(crate) const CLAIM_KINDS: [&str; 15] = [
    "theorem",
    "lemma",
    "proposition",
    "corollary",
    "equation",
    "remark",
    "table",
    "figure",
    "number",
    "definition",
    "claim",
    "footnote",
    "example",
    "step",
    "fact",
];

/// Words that begin an item, besides the kinds of claims.
pub(crate) const ITEMS: [&str; 12] = [
    "paper",
    "use",
    "model",
    "program",
    "erratum",
    "refute",
    "vacuous",
    "compute",
    "unchecked",
    "draw",
    "restate",
    "adapt",
];

/// Words that begin an entry of a model.
pub(crate) const MODEL_ENTRIES: [&str; 10] =
    ["index", "sort", "param", "natural", "function", "law", "assume", "drop", "let", "write"];

/// Words that begin an entry of a program.
pub(crate) const PROGRAM_ENTRIES: [&str; 5] = ["var", "let", "maximize", "minimize", "subject"];

/// Words that begin an entry of a claim before its statement.
pub(crate) const CLAIM_ENTRIES: [&str; 9] =
    ["for", "given", "without", "let", "narrower", "reduced", "repairs", "note", "allow"];

/// Words that begin a step of a proof.
pub(crate) const STEPS: [&str; 8] =
    ["step", "chain", "let", "obtain", "pick", "split", "conclusion", "conclude"];

/// Rules of a justification.
pub(crate) const RULES: [&str; 29] = [
    "proof",
    "from",
    "lift",
    "term",
    "swap",
    "unit",
    "quotient",
    "indicator",
    "congruence",
    "quantile",
    "witness",
    "either",
    "cases",
    "induction",
    "restating",
    "citing",
    "moment",
    "enclose",
    "exponential",
    "supremum",
    "natural",
    "excluded",
    "trichotomy",
    "dichotomy",
    "absurd",
    "hole",
    "decide",
    "sign",
    "parametric",
];

/// Rules whose proof is a case distinction: a `case` after them is theirs, wherever they stand.
pub(crate) const CASE_RULES: [&str; 3] = ["cases", "sign", "induction"];

/// Words that are never names of variables, symbols or facts.
const RESERVED: [&str; 37] = [
    "forall",
    "exists",
    "sum",
    "every",
    "not",
    "and",
    "or",
    "implies",
    "iff",
    "true",
    "false",
    "case",
    "in",
    "by",
    "given",
    "for",
    "let",
    "show",
    "mirrors",
    "proof",
    "end",
    "step",
    "chain",
    "obtain",
    "pick",
    "split",
    "conclusion",
    "conclude",
    "maximize",
    "minimize",
    "subject",
    "printed",
    "corrected",
    "survives",
    "law",
    "assume",
    "_",
];

/// Whether the word cannot be a name.
pub(crate) fn reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Whether the word begins an item.
pub(crate) fn begins_item(word: &str) -> bool {
    ITEMS.contains(&word) || CLAIM_KINDS.contains(&word)
}
