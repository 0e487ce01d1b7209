//! Tokens to the syntax tree.
//!
//! Every construct is recognised by its first token or two, so that nothing is read twice and the first failure is the
//! one to tell: only single tokens fail softly, everything larger fails for good. Recursion happens only inside
//! brackets and blocks, and is counted; within one pair of brackets operators are kept on a stack.

mod claims;
mod expressions;
mod items;
mod proofs;
mod words;

use winnow::combinator::{cut_err, separated};
use winnow::error::{ErrMode, ParserError};
use winnow::stream::{Location, Stateful, Stream, TokenSlice};

use super::diagnostic::{Code, Diagnostic, nearest};
use super::lexer::{Token, TokenKind, lex, text};
use super::syntax::{BinderGroup, DomainExpr, Expr, File, Ident, Span, Spanned};

pub(crate) use words::reserved;

/// How deeply brackets, blocks and laws may be nested.
pub const NESTING_LIMIT: usize = 200;
/// How many operators may stand one inside another, which long sums do too.
pub const HEIGHT_LIMIT: usize = 500;

/// Reads a theorem file.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn parse(file_name: &str, source: &[u8]) -> Result<File, Diagnostic> {
    run(source, items::file).map_err(|diagnostic| diagnostic.in_file(file_name))
}

/// Reads one expression, and nothing after it.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn parse_expression(source: &str) -> Result<Expr, Diagnostic> {
    run(source.as_bytes(), expressions::formula)
}

fn run<T>(source: &[u8], mut parser: impl FnMut(&mut Input) -> Parsed<T>) -> Result<T, Diagnostic> {
    let source = text(source)?;
    let lexed = lex(source)?;
    let state = State { source, depth: 0, inside_case: false };
    let mut input = Stateful { input: TokenSlice::new(&lexed.tokens), state };
    let result = parser(&mut input).and_then(|value| match input.input.first() {
        None => Ok(value),
        Some(_) => Err(expected(&input, "the end of the text")),
    });
    result.map_err(|error| match error {
        ErrMode::Backtrack(failure) | ErrMode::Cut(failure) => failure.tell(source),
        ErrMode::Incomplete(_) => Failure::Expected { what: "more text", at: source.len()..source.len() }.tell(source),
    })
}

/// What parsers read: tokens, the source that their text is in, and how deep we are.
type Input<'s> = Stateful<TokenSlice<'s, Token>, State<'s>>;

/// What parsers give.
type Parsed<T> = Result<T, ErrMode<Failure>>;

#[derive(Clone, Copy)]
struct State<'s> {
    source: &'s str,
    /// How many brackets and blocks are open.
    depth: usize,
    /// Whether a `case` may belong to a justification further out.
    inside_case: bool,
}

impl std::fmt::Debug for State<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "depth {}", self.depth)
    }
}

/// A failure on the way; the cheap one becomes a diagnostic only if nothing else fits.
#[derive(Debug)]
enum Failure {
    Expected { what: &'static str, at: Span },
    Told(Box<Diagnostic>),
}

impl<'s> ParserError<Input<'s>> for Failure {
    type Inner = Self;

    fn from_input(input: &Input<'s>) -> Self {
        Self::Expected { what: "something else", at: here(input) }
    }

    fn into_inner(self) -> Result<Self::Inner, Self> {
        Ok(self)
    }
}

impl Failure {
    fn tell(self, source: &str) -> Diagnostic {
        match self {
            Self::Told(diagnostic) => *diagnostic,
            Self::Expected { what, at } if at.is_empty() => Diagnostic::new(
                Code::UnexpectedEnd,
                at,
                format!("expected {what}, but the text ends"),
                "the text ends here",
            ),
            Self::Expected { what, at } => {
                let found: String = source[at.clone()].chars().take(40).collect();
                let message = format!("expected {what}, found `{found}`");
                Diagnostic::new(Code::UnexpectedToken, at, message, format!("expected {what}"))
            }
        }
    }
}

/// The place of the next token; empty at the end.
fn here(input: &Input) -> Span {
    input.input.first().map_or(input.state.source.len()..input.state.source.len(), Token::span)
}

/// Where the next token begins.
fn start(input: &Input) -> usize {
    here(input).start
}

/// From a place to the end of the token before.
fn since(input: &Input, start: usize) -> Span {
    start..input.input.previous_token_end().max(start)
}

fn expected(input: &Input, what: &'static str) -> ErrMode<Failure> {
    ErrMode::Cut(Failure::Expected { what, at: here(input) })
}

fn told(diagnostic: Diagnostic) -> ErrMode<Failure> {
    ErrMode::Cut(Failure::Told(Box::new(diagnostic)))
}

fn failure<T>(code: Code, span: Span, message: impl Into<String>, label: &str, hint: &str) -> Parsed<T> {
    let diagnostic = Diagnostic::new(code, span, message, label);
    Err(told(if hint.is_empty() { diagnostic } else { diagnostic.with_hint(hint) }))
}

/// The kind and text of the token that many places ahead.
fn ahead<'s>(input: &Input<'s>, places: usize) -> Option<(TokenKind, &'s str)> {
    input.input.get(places).map(|token| (token.kind, &input.state.source[token.span()]))
}

/// The next token, if it is a word.
fn peek_word<'s>(input: &Input<'s>) -> Option<&'s str> {
    match ahead(input, 0) {
        Some((TokenKind::Word, word)) => Some(word),
        _ => None,
    }
}

fn at_word(input: &Input, word: &str) -> bool {
    peek_word(input) == Some(word)
}

fn at_symbol(input: &Input, symbol: &'static str) -> bool {
    symbol_ahead(input, 0, symbol)
}

fn symbol_ahead(input: &Input, places: usize, symbol: &'static str) -> bool {
    input.input.get(places).is_some_and(|token| token.kind == TokenKind::Symbol(symbol))
}

/// Whether the token that many places ahead touches the one before it.
fn touches(input: &Input, places: usize) -> bool {
    let before = match places {
        0 => input.input.previous_token_end(),
        _ => input.input.get(places - 1).map_or(usize::MAX, |token| token.span().end),
    };
    input.input.get(places).is_some_and(|token| token.span().start == before)
}

fn advance(input: &mut Input) {
    input.next_token();
}

/// This symbol; fails softly.
fn symbol<'s>(text: &'static str) -> impl FnMut(&mut Input<'s>) -> Parsed<Span> {
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
fn quoted(text: &'static str) -> &'static str {
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
fn must(input: &mut Input, text: &'static str) -> Parsed<Span> {
    symbol(text)(input).map_err(ErrMode::cut)
}

/// This symbol, if it is there.
fn eat(input: &mut Input, text: &'static str) -> bool {
    let found = at_symbol(input, text);
    if found {
        advance(input);
    }
    found
}

/// This word, if it is there.
fn eat_word(input: &mut Input, word: &str) -> bool {
    let found = at_word(input, word);
    if found {
        advance(input);
    }
    found
}

/// This word, and nothing else will do; `what` is the word in backquotes.
fn must_word(input: &mut Input, word: &str, what: &'static str) -> Parsed<()> {
    if eat_word(input, word) { Ok(()) } else { Err(expected(input, what)) }
}

/// One or more, with commas between.
fn list<'s, T>(input: &mut Input<'s>, item: impl FnMut(&mut Input<'s>) -> Parsed<T>) -> Parsed<Vec<T>> {
    separated(1.., cut_err(item), symbol(",")).parse_next(input)
}

/// A list between brackets, which may be empty.
fn bracketed<'s, T>(
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
fn nested<'s, T>(input: &mut Input<'s>, parser: impl FnOnce(&mut Input<'s>) -> Parsed<T>) -> Parsed<T> {
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

/// A word that is no keyword.
fn name(input: &mut Input) -> Parsed<Ident> {
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
fn heading(input: &mut Input) -> Parsed<Ident> {
    let part = |input: &Input, places| matches!(ahead(input, places), Some((TokenKind::Word | TokenKind::Number, _)));
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
fn string(input: &mut Input) -> Parsed<Spanned<String>> {
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
fn number(input: &mut Input) -> Parsed<Spanned<String>> {
    let Some((TokenKind::Number, digits)) = ahead(input, 0) else {
        return Err(expected(input, "a number"));
    };
    let span = here(input);
    advance(input);
    Ok(Spanned { node: digits.to_owned(), span })
}

/// A number or a quotient of two, as one text without spaces.
fn fraction(input: &mut Input) -> Parsed<Spanned<String>> {
    let mut value = number(input)?;
    if eat(input, "/") {
        value.node.push('/');
        value.node.push_str(&number(input)?.node);
        value.span = since(input, value.span.start);
    }
    Ok(value)
}

/// `real`, a sort or an index set, `function(D, ...)`, `law(D, ...) on D`.
fn domain(input: &mut Input) -> Parsed<Spanned<DomainExpr>> {
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
fn binders(input: &mut Input) -> Parsed<Vec<BinderGroup>> {
    list(input, |input| {
        let names = list(input, name)?;
        must_word(input, "in", "`,` or `in`")?;
        Ok(BinderGroup { names, domain: domain(input)? })
    })
}

/// The error of a word that begins nothing here.
fn unknown_keyword<T>(input: &Input, what: &'static str, known: &[&[&'static str]]) -> Parsed<T> {
    let Some(word) = peek_word(input) else {
        return Err(expected(input, what));
    };
    let short: String = word.chars().take(40).collect();
    let diagnostic =
        Diagnostic::new(Code::UnknownKeyword, here(input), format!("expected {what}, found `{short}`"), "unknown word");
    let known = known.iter().flat_map(|group| group.iter().copied());
    Err(told(match nearest(word, known) {
        Some(near) if near != word => diagnostic.with_hint(format!("did you mean `{near}`?")),
        _ => diagnostic,
    }))
}
