//! Proofs: blocks, steps, justifications, and what facts are instantiated with.

use winnow::Parser;
use winnow::combinator::{cut_err, separated};

use super::expressions::{comparison, draw, formula, term};
use super::items::{definition, named};
use super::words::{CASE_RULES, RULES, STEPS};
use super::{
    Input, Parsed, advance, ahead, at_symbol, at_word, bracketed, domain, eat, eat_word, expected, failure,
    fraction, here, list, must, must_word, name, nested, number, peek_word, reserved, since, start, string,
    symbol, symbol_ahead, told, unknown_keyword,
};
use crate::language::diagnostic::{Code, Diagnostic, nearest};
use crate::language::lexer::TokenKind;
use crate::language::syntax::{
    ArgumentExpr, Factor, Ident, Justification, LawExpr, ProofBlock, ProofStep, Reference, Spanned,
};

/// `proof STEPS end`
pub(super) fn proof(input: &mut Input) -> Parsed<ProofBlock> {
    must_word(input, "proof", "`proof`")?;
    closed(input)
}

/// `STEPS end`; no `case` inside belongs to anything outside.
fn closed(input: &mut Input) -> Parsed<ProofBlock> {
    let outer = std::mem::replace(&mut input.state.inside_case, false);
    let block = nested(input, steps);
    input.state.inside_case = outer;
    let block = block?;
    if !eat_word(input, "end") {
        return unknown_keyword(input, "a step or `end`", &[&STEPS, &["end"]]);
    }
    Ok(block)
}

fn steps(input: &mut Input) -> Parsed<ProofBlock> {
    let mut block = ProofBlock::default();
    while let Some(word) = peek_word(input).filter(|word| STEPS.contains(word)) {
        let from = start(input);
        let node = step(input, word)?;
        block.steps.push(Spanned { node, span: since(input, from) });
    }
    Ok(block)
}

fn step(input: &mut Input, word: &str) -> Parsed<ProofStep> {
    if word == "let" {
        return definition(input).map(ProofStep::Let);
    }
    advance(input);
    Ok(match word {
        "step" => {
            let claim = named(input)?;
            ProofStep::Step(claim, justification(input)?)
        }
        "chain" => chain(input)?,
        "obtain" => {
            let names = list(input, name)?;
            must_word(input, "with", "`,` or `with`")?;
            let fact = name(input)?;
            must_word(input, "from", "`from`")?;
            ProofStep::Obtain(names, fact, reference(input)?)
        }
        "pick" => {
            let variable = name(input)?;
            must_word(input, "in", "`in`")?;
            ProofStep::Pick(variable, domain(input)?)
        }
        "split" => {
            let fact = reference(input)?;
            must_word(input, "into", "`into`")?;
            ProofStep::Split(fact, list(input, name)?)
        }
        "conclusion" => ProofStep::Conclusion(name(input)?),
        _ => ProofStep::Conclude(justification(input)?),
    })
}

fn chain(input: &mut Input) -> Parsed<ProofStep> {
    let label = name(input)?;
    must(input, ":")?;
    let first = term(input)?;
    let mut links = Vec::new();
    while let Some(link) = comparison(input) {
        advance(input);
        let side = term(input)?;
        links.push((link, side, justification(input)?));
    }
    if links.is_empty() {
        return Err(expected(input, "a comparison"));
    }
    Ok(ProofStep::Chain(label, first, links))
}

/// `by [RULE] ITEMS [degree N] [clearing FACTORS] [BLOCKS]`
fn justification(input: &mut Input) -> Parsed<Justification> {
    let from = start(input);
    must_word(input, "by", "an operator or `by`")?;
    let rule = rule(input);
    let mut items: Vec<Spanned<Vec<Factor>>> = Vec::new();
    if begins_factor(input) {
        items = list(input, |input| {
            let from = start(input);
            let factors = product(input)?;
            Ok(Spanned { node: factors, span: since(input, from) })
        })?;
    } else if rule.is_none() {
        return Err(expected(input, "a rule or a fact"));
    }
    if rule.is_none() {
        unknown_rule(input, &items)?;
    }
    let degree = if eat_word(input, "degree") { Some(degree(input)?) } else { None };
    let clearing = if eat_word(input, "clearing") { product(input)? } else { Vec::new() };
    let blocks = match &rule {
        Some(rule) if rule.node == "proof" => vec![(rule.clone(), closed(input)?)],
        Some(rule) if at_word(input, "case") && takes_cases(input, &rule.node) => cases(input)?,
        _ => Vec::new(),
    };
    Ok(Justification { rule, items, degree, clearing, blocks, span: since(input, from) })
}

/// The rule after `by`, unless the word is a fact: then `*`, `(` or `,` follows.
fn rule(input: &mut Input) -> Option<Ident> {
    let word = peek_word(input).filter(|word| RULES.contains(word))?;
    if ["*", "(", ","].into_iter().any(|after| symbol_ahead(input, 1, after)) {
        return None;
    }
    let span = here(input);
    advance(input);
    Some(Spanned { node: word.to_owned(), span })
}

/// A fact followed by another one is a misspelt rule.
fn unknown_rule(input: &Input, items: &[Spanned<Vec<Factor>>]) -> Parsed<()> {
    let [only] = items else { return Ok(()) };
    let [Factor::Fact(fact)] = only.node.as_slice() else { return Ok(()) };
    if !fact.arguments.is_empty() || !(begins_factor(input) || at_word(input, "case")) {
        return Ok(());
    }
    if at_word(input, "case") && input.state.inside_case {
        return Ok(());
    }
    let word = &fact.name.node;
    let message = format!("`{word}` is not a rule");
    let diagnostic = Diagnostic::new(Code::UnknownRule, fact.name.span.clone(), message, "no rule");
    Err(told(match nearest(word, RULES) {
        Some(near) => diagnostic.with_hint(format!("did you mean `{near}`? Between facts stands `,`")),
        None => diagnostic.with_hint("between facts stands `,` or `*`"),
    }))
}

fn begins_factor(input: &Input) -> bool {
    match ahead(input, 0) {
        Some((TokenKind::Word, word)) => !reserved(word) && word != "degree" && word != "clearing",
        Some((TokenKind::Number | TokenKind::String | TokenKind::Symbol("{"), _)) => true,
        _ => false,
    }
}

fn degree(input: &mut Input) -> Parsed<Spanned<u32>> {
    let written = number(input)?;
    match written.node.parse() {
        Ok(node) => Ok(Spanned { node, span: written.span }),
        Err(_) => {
            failure(Code::BadNumber, written.span, "a degree is a small natural number", "this degree", "")
        }
    }
}

/// Inside a `case`, only the rules that always distinguish cases take the next `case` for themselves.
fn takes_cases(input: &Input, rule: &str) -> bool {
    !input.state.inside_case || CASE_RULES.contains(&rule)
}

/// `case LABEL: STEPS case LABEL: STEPS end`
fn cases(input: &mut Input) -> Parsed<Vec<(Ident, ProofBlock)>> {
    let mut blocks = Vec::new();
    while eat_word(input, "case") {
        let label = name(input)?;
        must(input, ":")?;
        let outer = std::mem::replace(&mut input.state.inside_case, true);
        let block = nested(input, steps);
        input.state.inside_case = outer;
        blocks.push((label, block?));
    }
    if !eat_word(input, "end") {
        return unknown_keyword(input, "a step, `case` or `end`", &[&STEPS, &["case", "end"]]);
    }
    Ok(blocks)
}

fn product(input: &mut Input) -> Parsed<Vec<Factor>> {
    separated(1.., cut_err(factor), symbol("*")).parse_next(input)
}

fn factor(input: &mut Input) -> Parsed<Factor> {
    match ahead(input, 0) {
        Some((TokenKind::Symbol("{"), _)) => {
            advance(input);
            let inner = nested(input, formula)?;
            must(input, "}")?;
            if !eat(input, "^") {
                return Ok(Factor::Term(inner));
            }
            let exponent = number(input)?;
            if exponent.node == "2" {
                return Ok(Factor::Square(inner));
            }
            let hint = "write the other factors out: `{a}*{a}^2` for a cube";
            failure(Code::BadNumber, exponent.span, "a factor may be squared, and no more", "not 2", hint)
        }
        Some((TokenKind::String, _)) => {
            let claim = string(input)?;
            Ok(Factor::Claim(claim, arguments_if_any(input)?))
        }
        Some((TokenKind::Number, _)) => fraction(input).map(Factor::Number),
        Some((TokenKind::Word, _)) => reference(input).map(Factor::Fact),
        _ => Err(expected(input, "a fact, a term in `{` and `}`, a claim in quotation marks or a number")),
    }
}

fn reference(input: &mut Input) -> Parsed<Reference> {
    let name = name(input)?;
    Ok(Reference { name, arguments: arguments_if_any(input)? })
}

fn arguments_if_any(input: &mut Input) -> Parsed<Vec<ArgumentExpr>> {
    if !at_symbol(input, "(") {
        return Ok(Vec::new());
    }
    must(input, "(")?;
    let arguments = nested(input, |input| list(input, argument))?;
    if eat(input, ")") { Ok(arguments) } else { Err(expected(input, "an operator, `,` or `)`")) }
}

/// A term, `(x, y) -> expr`, or `law (th) -> LAW`.
pub(super) fn argument(input: &mut Input) -> Parsed<ArgumentExpr> {
    if eat_word(input, "law") {
        let parameters = bracketed(input, "(", ")", name)?;
        must(input, "->")?;
        return Ok(ArgumentExpr::Law(parameters, Box::new(law(input)?)));
    }
    if function_ahead(input) {
        let parameters = bracketed(input, "(", ")", name)?;
        must(input, "->")?;
        return Ok(ArgumentExpr::Function(parameters, formula(input)?));
    }
    formula(input).map(ArgumentExpr::Term)
}

/// Whether `(x, y) ->` comes next.
fn function_ahead(input: &Input) -> bool {
    if !symbol_ahead(input, 0, "(") {
        return false;
    }
    let mut at = 1;
    while matches!(ahead(input, at), Some((TokenKind::Word | TokenKind::Symbol(","), _))) {
        at += 1;
    }
    symbol_ahead(input, at, ")") && symbol_ahead(input, at + 1, "->")
}

/// `draw s: pi(th) give y`, `give y`, `mix 1/2: LAW, 1/2: LAW end`
fn law(input: &mut Input) -> Parsed<LawExpr> {
    if eat_word(input, "mix") {
        let parts = nested(input, |input| {
            list(input, |input| {
                let weight = term(input)?;
                must(input, ":")?;
                Ok((weight, law(input)?))
            })
        })?;
        must_word(input, "end", "`,` or `end`")?;
        return Ok(LawExpr::Mix(parts));
    }
    let draws = if eat_word(input, "draw") { list(input, draw)? } else { Vec::new() };
    must_word(input, "give", if draws.is_empty() { "`draw`, `give` or `mix`" } else { "`,` or `give`" })?;
    Ok(LawExpr::Draw(draws, formula(input)?))
}
