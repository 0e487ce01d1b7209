//! Items of a file: paper, use, model, program, compute, unchecked and draw.

use super::expressions::{formula, interval};
use super::words::{CLAIM_KINDS, ITEMS, MODEL_ENTRIES, PROGRAM_ENTRIES, begins_item};
use super::{
    Input, Parsed, advance, ahead, at_symbol, bracketed, claims, domain, eat, eat_word, expected, failure,
    fraction, heading, here, list, must, must_word, name, nested, number, peek_word, reserved, since, start,
    string, symbol_ahead, unknown_keyword,
};
use crate::language::diagnostic::Code;
use crate::language::lexer::TokenKind;
use crate::language::syntax::{
    Compute, Declarator, File, Ident, Item, LawDeclaration, LawSpace, Let, Model, ModelEntry, NamedFormula,
    Paper, Program, Restate, Sketch, Spanned, Unchecked, Value,
};

/// Everything in a file.
pub(super) fn file(input: &mut Input) -> Parsed<File> {
    let mut file = File::default();
    while !input.input.is_empty() {
        let from = start(input);
        let node = item(input)?;
        file.items.push(Spanned { node, span: since(input, from) });
    }
    Ok(file)
}

fn item(input: &mut Input) -> Parsed<Item> {
    match peek_word(input) {
        Some("paper") => paper(input).map(Item::Paper),
        Some("use") => {
            advance(input);
            string(input).map(Item::Use)
        }
        Some("model") => model(input).map(Item::Model),
        Some("program") => program(input).map(Item::Program),
        Some("compute") => compute(input).map(Item::Compute),
        Some("unchecked") => unchecked(input).map(Item::Unchecked),
        Some("draw") => sketch(input).map(Item::Sketch),
        Some("erratum") => claims::erratum(input).map(Item::Erratum),
        Some("refute") => claims::refute(input).map(Item::Refute),
        Some("restate") => restate(input).map(Item::Restate),
        Some("adapt") => claims::adapt(input).map(Item::Adapt),
        Some("vacuous") => claims::vacuous(input).map(Item::Vacuous),
        Some(word) if CLAIM_KINDS.contains(&word) => claims::claim(input).map(Item::Claim),
        _ => unknown_keyword(input, "an item such as `model` or `lemma`", &[&ITEMS, &CLAIM_KINDS]),
    }
}

fn paper(input: &mut Input) -> Parsed<Paper> {
    advance(input);
    let id = heading(input)?;
    let title = string(input)?;
    must_word(input, "by", "`by`")?;
    let authors = string(input)?;
    must_word(input, "year", "`year`")?;
    Ok(Paper { id, title, authors, year: number(input)? })
}

fn model(input: &mut Input) -> Parsed<Model> {
    advance(input);
    let title = heading(input)?;
    let changes = eat_word(input, "changes");
    let extends = if changes || eat_word(input, "extends") { Some(heading(input)?) } else { None };
    let mut entries = Vec::new();
    while !ends(input) {
        let from = start(input);
        let node = model_entry(input)?;
        entries.push(Spanned { node, span: since(input, from) });
    }
    Ok(Model { name: title, extends, changes, entries })
}

/// `restate "PAPER" in MODEL`
fn restate(input: &mut Input) -> Parsed<Restate> {
    advance(input);
    let what = string(input)?;
    must_word(input, "in", "`in` and the changed model")?;
    Ok(Restate { what, model: heading(input)? })
}

/// Whether the file ends here or another item begins.
pub(super) fn ends(input: &Input) -> bool {
    input.input.is_empty() || peek_word(input).is_some_and(begins_item)
}

fn model_entry(input: &mut Input) -> Parsed<ModelEntry> {
    let word = peek_word(input).filter(|word| MODEL_ENTRIES.contains(word));
    if word == Some("let") {
        return definition(input).map(ModelEntry::Let);
    }
    let Some(word) = word else {
        return unknown_keyword(input, "an entry of the model", &[&MODEL_ENTRIES, &ITEMS, &CLAIM_KINDS]);
    };
    advance(input);
    Ok(match word {
        "index" => {
            let set = name(input)?;
            must(input, "=")?;
            ModelEntry::Index(set, elements(input)?)
        }
        "sort" => {
            let sorts = list(input, name)?;
            ModelEntry::Sort(sorts, eat_word(input, "finite"))
        }
        "param" => ModelEntry::Param(list(input, |input| declarator(input, false))?),
        "natural" => ModelEntry::Natural(list(input, name)?),
        "function" => ModelEntry::Function(list(input, |input| {
            let symbol = name(input)?;
            must(input, "(")?;
            let domains = nested(input, |input| list(input, domain))?;
            must(input, ")")?;
            Ok((symbol, domains))
        })?),
        "law" => ModelEntry::Law(law(input)?),
        "assume" => ModelEntry::Assume(named(input)?),
        "write" => {
            let said = formula(input)?;
            must_word(input, "as", "`as` and what is said instead")?;
            ModelEntry::Write(said, formula(input)?)
        }
        _ => ModelEntry::Drop(name(input)?),
    })
}

/// `{lo, hi}`
pub(super) fn elements(input: &mut Input) -> Parsed<Vec<Ident>> {
    must(input, "{")?;
    let names = list(input, name)?;
    if eat(input, "}") { Ok(names) } else { Err(expected(input, "`,` or `}`")) }
}

/// `NAME: formula`
pub(super) fn named(input: &mut Input) -> Parsed<NamedFormula> {
    let name = name(input)?;
    must(input, ":")?;
    Ok(NamedFormula { name, formula: formula(input)? })
}

/// `let NAME(x, y) = expr`
pub(super) fn definition(input: &mut Input) -> Parsed<Let> {
    advance(input);
    let symbol = name(input)?;
    let parameters = if at_symbol(input, "(") {
        advance(input);
        let parameters = list(input, name)?;
        must(input, ")")?;
        parameters
    } else {
        Vec::new()
    };
    must(input, "=")?;
    Ok(Let { name: symbol, parameters, body: formula(input)? })
}

fn declarator(input: &mut Input, bounded: bool) -> Parsed<Declarator> {
    let variable = name(input)?;
    let indices = if eat(input, "[") {
        let indices = list(input, domain)?;
        if !eat(input, "]") {
            return Err(expected(input, "`,` or `]`"));
        }
        indices
    } else {
        Vec::new()
    };
    let place = here(input);
    if !bounded || !eat_word(input, "in") {
        return Ok(Declarator { name: variable, indices, bounds: None });
    }
    match interval(input)? {
        (Some(low), Some(high)) => Ok(Declarator { name: variable, indices, bounds: Some((low, high)) }),
        _ => failure(
            Code::MissingPart,
            place,
            "a variable in an interval has both bounds",
            "these bounds",
            "leave the interval out and write a constraint for the one bound",
        ),
    }
}

fn law(input: &mut Input) -> Parsed<LawDeclaration> {
    let law = name(input)?;
    let parameters = if at_symbol(input, "(") {
        bracketed(input, "(", ")", |input| {
            if symbol_ahead(input, 1, ":") {
                let parameter = name(input)?;
                must(input, ":")?;
                return Ok((Some(parameter), domain(input)?));
            }
            Ok((None, domain(input)?))
        })?
    } else {
        Vec::new()
    };
    let continuous = eat_word(input, "continuous");
    must_word(input, "on", "`on` or `continuous on`")?;
    let on = if at_symbol(input, "[") {
        let (low, high) = interval(input)?;
        LawSpace::Interval(low, high)
    } else {
        LawSpace::Domain(domain(input)?)
    };
    Ok(LawDeclaration { name: law, parameters, continuous, on })
}

fn program(input: &mut Input) -> Parsed<Program> {
    let place = here(input);
    advance(input);
    let title = heading(input)?;
    must_word(input, "in", "`in` and the name of a model")?;
    let model = heading(input)?;
    let (mut lets, mut variables, mut objective, mut constraints) = (Vec::new(), Vec::new(), None, None);
    while !ends(input) {
        let here = here(input);
        match peek_word(input) {
            Some("let") => lets.push(definition(input)?),
            Some("var") => {
                advance(input);
                variables.extend(list(input, |input| declarator(input, true))?);
            }
            Some(word @ ("maximize" | "minimize")) => {
                advance(input);
                if objective.replace((word == "maximize", named(input)?)).is_some() {
                    return failure(
                        Code::RepeatedPart,
                        here,
                        "a program has one objective",
                        "a second one",
                        "",
                    );
                }
            }
            Some("subject") => {
                advance(input);
                must_word(input, "to", "`to` after `subject`")?;
                if constraints.replace(families(input)?).is_some() {
                    let hint = "put these constraints under the first `subject to`";
                    return failure(
                        Code::RepeatedPart,
                        here,
                        "`subject to` stands once",
                        "a second one",
                        hint,
                    );
                }
            }
            _ => {
                return unknown_keyword(
                    input,
                    "an entry of the program",
                    &[&PROGRAM_ENTRIES, &ITEMS, &CLAIM_KINDS],
                );
            }
        }
    }
    let Some((maximize, objective)) = objective else {
        let hint = "write `maximize NAME: EXPRESSION` or `minimize NAME: EXPRESSION`";
        return failure(Code::MissingPart, place, "the program has no objective", "this program", hint);
    };
    let constraints = constraints.unwrap_or_default();
    Ok(Program { name: title, model, lets, variables, maximize, objective, constraints })
}

/// `NAME: formula` as long as a word and a colon come next.
fn families(input: &mut Input) -> Parsed<Vec<NamedFormula>> {
    let mut families = Vec::new();
    while peek_word(input).is_some_and(|word| !reserved(word)) && symbol_ahead(input, 1, ":") {
        families.push(named(input)?);
    }
    if families.is_empty() { Err(expected(input, "`NAME: FORMULA`")) } else { Ok(families) }
}

fn compute(input: &mut Input) -> Parsed<Compute> {
    advance(input);
    let title = heading(input)?;
    must_word(input, "at", "`at` and the place in the paper")?;
    let place = string(input)?;
    let model = heading(input)?;
    let fields = bracketed(input, "(", ")", field)?;
    Ok(Compute { name: title, place, model, fields, expected: list(input, field)? })
}

fn unchecked(input: &mut Input) -> Parsed<Unchecked> {
    advance(input);
    let title = heading(input)?;
    must_word(input, "at", "`at` and the place in the paper")?;
    let place = string(input)?;
    must_word(input, "because", "`because` and the reason")?;
    Ok(Unchecked { name: title, place, because: string(input)? })
}

fn sketch(input: &mut Input) -> Parsed<Sketch> {
    advance(input);
    let title = heading(input)?;
    must_word(input, "at", "`at` and the place in the paper")?;
    let place = string(input)?;
    must_word(input, "of", "`of` and the programs")?;
    let programs = list(input, heading)?;
    must_word(input, "free", "`free` and two parameters")?;
    let across = heading(input)?;
    must(input, ",")?;
    let free = [across, heading(input)?];
    let fixed = if eat_word(input, "with") { list(input, fixed)? } else { Vec::new() };
    let by_value = eat_word(input, "by");
    if by_value {
        must_word(input, "value", "`value` after `by`")?;
    }
    Ok(Sketch { name: title, place, programs, free, fixed, by_value })
}

/// `s.lo = 1`
fn fixed(input: &mut Input) -> Parsed<(Ident, Spanned<String>)> {
    let parameter = heading(input)?;
    must(input, "=")?;
    match value(input)? {
        Value::Number(number) => Ok((parameter, number)),
        _ => Err(expected(input, "a number")),
    }
}

fn field(input: &mut Input) -> Parsed<(Ident, Value)> {
    let field = name(input)?;
    must(input, "=")?;
    Ok((field, value(input)?))
}

fn value(input: &mut Input) -> Parsed<Value> {
    Ok(match ahead(input, 0) {
        Some((TokenKind::String, _)) => Value::Text(string(input)?),
        Some((TokenKind::Word, _)) => Value::Text(heading(input)?),
        Some((TokenKind::Number, _)) => Value::Number(fraction(input)?),
        Some((TokenKind::Symbol("-"), _)) => {
            let from = start(input);
            advance(input);
            let size = fraction(input)?;
            Value::Number(Spanned { node: format!("-{}", size.node), span: since(input, from) })
        }
        Some((TokenKind::Symbol("["), _)) => Value::List(bracketed(input, "[", "]", value)?),
        Some((TokenKind::Symbol("{"), _)) => Value::Object(bracketed(input, "{", "}", |input| {
            let key = name(input)?;
            must(input, ":")?;
            Ok((key, value(input)?))
        })?),
        _ => return Err(expected(input, "a number, a word, a string, `[` or `{`")),
    })
}
