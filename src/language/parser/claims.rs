//! Claims, and what is said about them: errata, refutations, vacuity.

use super::expressions::formula;
use super::items::{definition, elements, ends, named};
use super::proofs::{argument, proof};
use super::words::{CLAIM_ENTRIES, CLAIM_KINDS, ITEMS};
use super::{
    Input, Parsed, advance, at_symbol, at_word, binders, eat, eat_word, expected, failure, heading, here,
    list, must, must_word, name, peek_word, since, start, string, symbol_ahead, unknown_keyword,
};
use crate::language::diagnostic::Code;
use crate::language::syntax::{
    Adapt, Claim, ClaimEntry, Definition, Erratum, ErratumRow, Ident, Interpretation, Mirror, ProofBlock,
    Refute, Spanned, Vacuous,
};

/// `lemma 2.1a in MODEL at "Lemma 2.1(a)" ENTRIES show FORMULA [proof ... end]`
pub(super) fn claim(input: &mut Input) -> Parsed<Claim> {
    let kind = peek_word(input).unwrap_or_default().to_owned();
    let kind = Spanned { node: kind, span: here(input) };
    advance(input);
    let title = heading(input)?;
    let (model, place) = setting(input)?;
    let entries = entries(input)?;
    let (mut show, mut mirrors) = (None, None);
    if eat_word(input, "show") {
        show = Some(formula(input)?);
    } else if eat_word(input, "mirrors") {
        mirrors = Some(mirror(input)?);
    } else if ends(input) || at_word(input, "proof") {
        let message = format!("`{} {}` claims nothing", kind.node, title.node);
        let hint = "write `show FORMULA`, or `mirrors \"CLAIM\" by ...`";
        return failure(Code::MissingPart, kind.span, message, "no `show`", hint);
    } else {
        let known: [&[&str]; 4] = [&CLAIM_ENTRIES, &["show", "mirrors", "proof"], &ITEMS, &CLAIM_KINDS];
        return unknown_keyword(input, "an entry of the claim", &known);
    }
    let proof = proof_if_any(input)?;
    match peek_word(input) {
        Some(word @ ("show" | "mirrors" | "proof")) => failure(
            Code::RepeatedPart,
            here(input),
            format!("a claim has one statement and one proof, and `{word}` would be one too many"),
            "one too many",
            "",
        ),
        Some(word) if CLAIM_ENTRIES.contains(&word) => failure(
            Code::MisplacedEntry,
            here(input),
            format!("`{word}` stands after the statement of the claim"),
            "too late",
            "entries of a claim stand before `show`",
        ),
        Some(_) if !ends(input) => unknown_keyword(
            input,
            "an operator, `proof` or the next item",
            &[&["proof"], &ITEMS, &CLAIM_KINDS],
        ),
        _ => Ok(Claim { kind, name: title, model, place, entries, show, mirrors, proof }),
    }
}

/// `[in MODEL] at "place"`
fn setting(input: &mut Input) -> Parsed<(Option<Ident>, Spanned<String>)> {
    let model = if eat_word(input, "in") { Some(heading(input)?) } else { None };
    let what =
        if model.is_some() { "`at` and the place in the paper" } else { "`in MODEL` or `at \"PLACE\"`" };
    must_word(input, "at", what)?;
    Ok((model, string(input)?))
}

fn entries(input: &mut Input) -> Parsed<Vec<Spanned<ClaimEntry>>> {
    let mut entries = Vec::new();
    while let Some(word) = peek_word(input).filter(|word| CLAIM_ENTRIES.contains(word)) {
        let from = start(input);
        let node = entry(input, word)?;
        entries.push(Spanned { node, span: since(input, from) });
    }
    Ok(entries)
}

fn entry(input: &mut Input, word: &str) -> Parsed<ClaimEntry> {
    if word == "let" {
        return definition(input).map(ClaimEntry::Let);
    }
    advance(input);
    Ok(match word {
        "for" => ClaimEntry::For(binders(input)?),
        "given" => ClaimEntry::Given(named(input)?),
        "without" => ClaimEntry::Without(name(input)?),
        "narrower" => ClaimEntry::Narrower(string(input)?),
        "reduced" => ClaimEntry::Reduced(string(input)?),
        "repairs" => ClaimEntry::Repairs(string(input)?),
        "note" => ClaimEntry::Note(string(input)?),
        _ => {
            must_word(input, "open", "`open` after `allow`")?;
            ClaimEntry::AllowOpen
        }
    })
}

fn proof_if_any(input: &mut Input) -> Parsed<Option<ProofBlock>> {
    if at_word(input, "proof") { proof(input).map(Some) } else { Ok(None) }
}

/// `"5.4" by b[i] -> -s[opp(i)], ...`
fn mirror(input: &mut Input) -> Parsed<Mirror> {
    let of = string(input)?;
    let map = if eat_word(input, "by") {
        list(input, |input| {
            let (symbol, patterns) = pattern(input)?;
            must(input, "->")?;
            Ok(Definition { name: symbol, patterns, body: argument(input)? })
        })?
    } else {
        Vec::new()
    };
    Ok(Mirror { of, map })
}

/// `NAME`, `NAME(x, y)` or `NAME[x, y]`
fn pattern(input: &mut Input) -> Parsed<(Ident, Vec<Ident>)> {
    let symbol = name(input)?;
    let close = match () {
        () if eat(input, "(") => ")",
        () if eat(input, "[") => "]",
        () => return Ok((symbol, Vec::new())),
    };
    let patterns = list(input, name)?;
    if eat(input, close) { Ok((symbol, patterns)) } else { Err(expected(input, "`,` or a closing bracket")) }
}

/// `with Type = {one}, v(one, t) = t`, if it is there.
fn interpretation(input: &mut Input) -> Parsed<Vec<Interpretation>> {
    if !eat_word(input, "with") {
        return Ok(Vec::new());
    }
    list(input, |input| {
        if symbol_ahead(input, 1, "=") && symbol_ahead(input, 2, "{") {
            let sort = name(input)?;
            must(input, "=")?;
            return Ok(Interpretation::Carrier(sort, elements(input)?));
        }
        let (symbol, patterns) = pattern(input)?;
        if !at_symbol(input, "=") {
            return Err(expected(input, "`=` and the meaning of the symbol"));
        }
        advance(input);
        Ok(Interpretation::Symbol(Definition { name: symbol, patterns, body: argument(input)? }))
    })
}

/// `erratum NAME [in MODEL] at "place" ENTRIES printed ROW corrected ROW [survives ROW]`
pub(super) fn erratum(input: &mut Input) -> Parsed<Erratum> {
    advance(input);
    let title = heading(input)?;
    let (model, place) = setting(input)?;
    let entries = entries(input)?;
    let printed = row(input, &title, "printed")?;
    let corrected = row(input, &title, "corrected")?;
    let survives = if at_word(input, "survives") { Some(row(input, &title, "survives")?) } else { None };
    match peek_word(input) {
        Some(word @ ("printed" | "corrected" | "survives")) => failure(
            Code::RepeatedPart,
            here(input),
            format!(
                "an erratum has the rows `printed`, `corrected` and `survives`, in this order; `{word}` is one too many"
            ),
            "one too many",
            "",
        ),
        Some(word) if CLAIM_ENTRIES.contains(&word) => failure(
            Code::MisplacedEntry,
            here(input),
            format!("`{word}` stands after the rows of the erratum"),
            "too late",
            "entries stand before `printed`",
        ),
        _ => Ok(Erratum { name: title, model, place, entries, printed, corrected, survives }),
    }
}

fn row(input: &mut Input, title: &Ident, word: &'static str) -> Parsed<ErratumRow> {
    if !at_word(input, word) {
        if ends(input) || ["printed", "corrected", "survives"].into_iter().any(|row| at_word(input, row)) {
            let message = format!("the erratum `{}` has no row `{word}`", title.node);
            let hint = "the rows are `printed`, `corrected` and perhaps `survives`, in this order";
            return failure(Code::MissingPart, title.span.clone(), message, "this erratum", hint);
        }
        let known: [&[&str]; 2] = [&CLAIM_ENTRIES, &["printed", "corrected", "survives", "with", "proof"]];
        return unknown_keyword(input, "an entry or a row of the erratum", &known);
    }
    advance(input);
    let formula = formula(input)?;
    let with = interpretation(input)?;
    Ok(ErratumRow { formula, with, proof: proof_if_any(input)? })
}

/// `refute "claim" [as NAME] {note "text"} [with ...] [proof ... end]`
pub(super) fn refute(input: &mut Input) -> Parsed<Refute> {
    advance(input);
    let claim = string(input)?;
    let name = if eat_word(input, "as") { Some(heading(input)?) } else { None };
    let mut notes = Vec::new();
    while eat_word(input, "note") {
        notes.push(string(input)?);
    }
    let with = interpretation(input)?;
    Ok(Refute { claim, name, notes, with, proof: proof_if_any(input)? })
}

/// `adapt "claim" proof ... end`
pub(super) fn adapt(input: &mut Input) -> Parsed<Adapt> {
    advance(input);
    let claim = string(input)?;
    if !at_word(input, "proof") {
        return Err(expected(input, "`proof`"));
    }
    Ok(Adapt { claim, proof: proof(input)? })
}

/// `vacuous "claim" [proof ... end]`
pub(super) fn vacuous(input: &mut Input) -> Parsed<Vacuous> {
    advance(input);
    Ok(Vacuous { claim: string(input)?, proof: proof_if_any(input)? })
}
