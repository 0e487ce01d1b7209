//! Names, strings, numbers, domains and binders.

use super::tokens::{
    advance, ahead, at_symbol, bracketed, eat, expected, failure, here, list, must, must_word, nested,
    peek_word, since, start, symbol_ahead, told, touches,
};
use super::words::reserved;
use super::{Input, Parsed};
use crate::language::diagnostic::{Code, Diagnostic, nearest};
use crate::language::lexer::TokenKind;
use crate::language::syntax::{BinderGroup, DomainExpr, Ident, Spanned};

/// A word that is no keyword.
pub(super) fn name(input: &mut Input) -> Parsed<Ident> {
    match peek_word(input) {
        Some(word) if !reserved(word) => {
            let span = here(input);
            advance(input);
            Ok(Spanned { node: word.to_owned(), span })
        }
        Some(word) => failure(
            Code::ReservedWord,
            here(input),
            format!("expected a name, found the keyword `{word}`"),
            "a keyword",
            "choose another name, for instance with a letter or a prime added",
        ),
        None => Err(expected(input, "a name")),
    }
}

/// The name of a model, program or claim: words and numbers that touch, with hyphens and dots between them.
pub(super) fn heading(input: &mut Input) -> Parsed<Ident> {
    let part = |input: &Input, places| {
        matches!(ahead(input, places), Some((TokenKind::Word | TokenKind::Number, _)))
    };
    let from = start(input);
    if !part(input, 0) {
        return Err(expected(input, "a name"));
    }
    let first = peek_word(input);
    let place = here(input);
    advance(input);
    let mut joined = false;
    loop {
        let link = symbol_ahead(input, 0, "-") || symbol_ahead(input, 0, ".");
        let length = if touches(input, 0) && part(input, 0) {
            1
        } else if touches(input, 0) && link && touches(input, 1) && part(input, 1) {
            2
        } else {
            break;
        };
        joined = true;
        for _ in 0..length {
            advance(input);
        }
    }
    if let Some(word) = first.filter(|word| !joined && reserved(word)) {
        let message = format!("expected a name, found the keyword `{word}`");
        return failure(Code::ReservedWord, place, message, "a keyword", "choose another name");
    }
    let span = since(input, from);
    Ok(Spanned { node: input.state.source[span.clone()].to_owned(), span })
}

/// A string, its backslashes resolved.
pub(super) fn string(input: &mut Input) -> Parsed<Spanned<String>> {
    let Some((TokenKind::String, raw)) = ahead(input, 0) else {
        return Err(expected(input, "a string in quotation marks"));
    };
    let span = here(input);
    advance(input);
    let mut node = String::with_capacity(raw.len());
    let mut characters = raw[1..raw.len() - 1].chars();
    while let Some(character) = characters.next() {
        node.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    Ok(Spanned { node, span })
}

/// A number as written.
pub(super) fn number(input: &mut Input) -> Parsed<Spanned<String>> {
    let Some((TokenKind::Number, digits)) = ahead(input, 0) else {
        return Err(expected(input, "a number"));
    };
    let span = here(input);
    advance(input);
    Ok(Spanned { node: digits.to_owned(), span })
}

/// A number or a quotient of two, as one text without spaces.
pub(super) fn fraction(input: &mut Input) -> Parsed<Spanned<String>> {
    let mut value = number(input)?;
    if eat(input, "/") {
        value.node.push('/');
        value.node.push_str(&number(input)?.node);
        value.span = since(input, value.span.start);
    }
    Ok(value)
}

/// `real`, a sort or an index set, `function(D, ...)`, `law(D, ...) on D`.
pub(super) fn domain(input: &mut Input) -> Parsed<Spanned<DomainExpr>> {
    let from = start(input);
    let node = match peek_word(input) {
        Some("function") => {
            advance(input);
            must(input, "(")?;
            let domains = nested(input, |input| list(input, domain))?;
            must(input, ")")?;
            DomainExpr::Function(domains)
        }
        Some("law") => {
            advance(input);
            let given = if at_symbol(input, "(") { bracketed(input, "(", ")", domain)? } else { Vec::new() };
            must_word(input, "on", "`on`")?;
            DomainExpr::Law(given, Box::new(nested(input, domain)?))
        }
        Some(_) => DomainExpr::Name(name(input)?),
        None => return Err(expected(input, "a sort, an index set, `real` or `natural`")),
    };
    Ok(Spanned { node, span: since(input, from) })
}

/// `x, y in D, z in E`
pub(super) fn binders(input: &mut Input) -> Parsed<Vec<BinderGroup>> {
    list(input, |input| {
        let names = list(input, name)?;
        must_word(input, "in", "`,` or `in`")?;
        Ok(BinderGroup { names, domain: domain(input)? })
    })
}

/// The error of a word that begins nothing here.
pub(super) fn unknown_keyword<T>(input: &Input, what: &'static str, known: &[&[&'static str]]) -> Parsed<T> {
    let Some(word) = peek_word(input) else {
        return Err(expected(input, what));
    };
    let short: String = word.chars().take(40).collect();
    let diagnostic = Diagnostic::new(
        Code::UnknownKeyword,
        here(input),
        format!("expected {what}, found `{short}`"),
        "unknown word",
    );
    let known = known.iter().flat_map(|group| group.iter().copied());
    Err(told(match nearest(word, known) {
        Some(near) if near != word => diagnostic.with_hint(format!("did you mean `{near}`?")),
        _ => diagnostic,
    }))
}
