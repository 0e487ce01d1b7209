//! Tokens to the syntax tree.
//!
//! Every construct is recognised by its first token or two, so that nothing is read twice and the first failure is the
//! one to tell: only single tokens fail softly, everything larger fails for good. Recursion happens only inside
//! brackets and blocks, and is counted; within one pair of brackets operators are kept on a stack.

mod claims;
mod expressions;
mod items;
mod names;
mod operands;
mod proofs;
mod tokens;
mod words;

use winnow::error::{ErrMode, ParserError};
use winnow::stream::{Stateful, TokenSlice};

use super::diagnostic::{Code, Diagnostic};
use super::lexer::{Token, lex, text};
use super::syntax::{Expr, File, Span};
use names::{binders, domain, fraction, heading, name, number, string, unknown_keyword};
use tokens::{
    advance, ahead, at_symbol, at_word, bracketed, eat, eat_word, expected, failure, here, list, must,
    must_word, nested, peek_word, since, start, symbol, symbol_ahead, told, touches,
};

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
        ErrMode::Incomplete(_) => {
            Failure::Expected { what: "more text", at: source.len()..source.len() }.tell(source)
        }
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
