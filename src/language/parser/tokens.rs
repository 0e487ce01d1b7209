//! Single tokens, lists of them, and the count of how deep we are.

use winnow::Parser;
use winnow::combinator::{cut_err, separated};
use winnow::error::ErrMode;
use winnow::stream::{Location, Stream};

use super::{Failure, Input, NESTING_LIMIT, Parsed};
use crate::language::diagnostic::{Code, Diagnostic};
use crate::language::lexer::{Token, TokenKind};
use crate::language::syntax::Span;

/// The place of the next token; empty at the end.
pub(super) fn here(input: &Input) -> Span {
    input.input.first().map_or(input.state.source.len()..input.state.source.len(), Token::span)
}

/// Where the next token begins.
pub(super) fn start(input: &Input) -> usize {
    here(input).start
}

/// From a place to the end of the token before.
pub(super) fn since(input: &Input, start: usize) -> Span {
    start..input.input.previous_token_end().max(start)
}

pub(super) fn expected(input: &Input, what: &'static str) -> ErrMode<Failure> {
    ErrMode::Cut(Failure::Expected { what, at: here(input) })
}

pub(super) fn told(diagnostic: Diagnostic) -> ErrMode<Failure> {
    ErrMode::Cut(Failure::Told(Box::new(diagnostic)))
}

pub(super) fn failure<T>(
    code: Code,
    span: Span,
    message: impl Into<String>,
    label: &str,
    hint: &str,
) -> Parsed<T> {
    let diagnostic = Diagnostic::new(code, span, message, label);
    Err(told(if hint.is_empty() { diagnostic } else { diagnostic.with_hint(hint) }))
}

/// The kind and text of the token that many places ahead.
pub(super) fn ahead<'s>(input: &Input<'s>, places: usize) -> Option<(TokenKind, &'s str)> {
    input.input.get(places).map(|token| (token.kind, &input.state.source[token.span()]))
}

/// The next token, if it is a word.
pub(super) fn peek_word<'s>(input: &Input<'s>) -> Option<&'s str> {
    match ahead(input, 0) {
        Some((TokenKind::Word, word)) => Some(word),
        _ => None,
    }
}

pub(super) fn at_word(input: &Input, word: &str) -> bool {
    peek_word(input) == Some(word)
}

pub(super) fn at_symbol(input: &Input, symbol: &'static str) -> bool {
    symbol_ahead(input, 0, symbol)
}

pub(super) fn symbol_ahead(input: &Input, places: usize, symbol: &'static str) -> bool {
    input.input.get(places).is_some_and(|token| token.kind == TokenKind::Symbol(symbol))
}

/// Whether the token that many places ahead touches the one before it.
pub(super) fn touches(input: &Input, places: usize) -> bool {
    let before = match places {
        0 => input.input.previous_token_end(),
        _ => input.input.get(places - 1).map_or(usize::MAX, |token| token.span().end),
    };
    input.input.get(places).is_some_and(|token| token.span().start == before)
}

pub(super) fn advance(input: &mut Input) {
    input.next_token();
}

/// This symbol; fails softly.
pub(super) fn symbol<'s>(text: &'static str) -> impl FnMut(&mut Input<'s>) -> Parsed<Span> {
    move |input| {
        if at_symbol(input, text) {
            let span = here(input);
            advance(input);
            return Ok(span);
        }
        Err(ErrMode::Backtrack(Failure::Expected { what: quoted(text), at: here(input) }))
    }
}

/// How a symbol is called in messages.
pub(super) fn quoted(text: &'static str) -> &'static str {
    match text {
        "(" => "`(`",
        ")" => "`)`",
        "[" => "`[`",
        "]" => "an operator or `]`",
        "{" => "`{`",
        "}" => "an operator or `}`",
        "," => "`,`",
        ":" => "`:`",
        "=" => "`=`",
        "->" => "`->`",
        other => other,
    }
}

/// This symbol, and nothing else will do.
pub(super) fn must(input: &mut Input, text: &'static str) -> Parsed<Span> {
    symbol(text)(input).map_err(ErrMode::cut)
}

/// This symbol, if it is there.
pub(super) fn eat(input: &mut Input, text: &'static str) -> bool {
    let found = at_symbol(input, text);
    if found {
        advance(input);
    }
    found
}

/// This word, if it is there.
pub(super) fn eat_word(input: &mut Input, word: &str) -> bool {
    let found = at_word(input, word);
    if found {
        advance(input);
    }
    found
}

/// This word, and nothing else will do; `what` is the word in backquotes.
pub(super) fn must_word(input: &mut Input, word: &str, what: &'static str) -> Parsed<()> {
    if eat_word(input, word) { Ok(()) } else { Err(expected(input, what)) }
}

/// One or more, with commas between.
pub(super) fn list<'s, T>(
    input: &mut Input<'s>,
    item: impl FnMut(&mut Input<'s>) -> Parsed<T>,
) -> Parsed<Vec<T>> {
    separated(1.., cut_err(item), symbol(",")).parse_next(input)
}

/// A list between brackets, which may be empty.
pub(super) fn bracketed<'s, T>(
    input: &mut Input<'s>,
    open: &'static str,
    close: &'static str,
    item: impl FnMut(&mut Input<'s>) -> Parsed<T>,
) -> Parsed<Vec<T>> {
    must(input, open)?;
    if eat(input, close) {
        return Ok(Vec::new());
    }
    let items = nested(input, |input| list(input, item))?;
    must(input, close)?;
    Ok(items)
}

/// Runs a parser one level deeper.
pub(super) fn nested<'s, T>(
    input: &mut Input<'s>,
    parser: impl FnOnce(&mut Input<'s>) -> Parsed<T>,
) -> Parsed<T> {
    if input.state.depth == NESTING_LIMIT {
        return failure(
            Code::NestedTooDeeply,
            here(input),
            format!("nested too deeply: more than {NESTING_LIMIT} brackets or blocks are open here"),
            "too deep",
            "give the inner part a name with `let`, or make it a step of its own",
        );
    }
    input.state.depth += 1;
    let result = parser(input);
    input.state.depth -= 1;
    result
}
