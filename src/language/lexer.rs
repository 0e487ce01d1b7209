//! Text to tokens.
//!
//! It consumes the bytes of a theorem file and produces tokens that know only their kind and their place, and apart
//! from them the comments, which the parser never sees. Heading names such as `dominant-strategy` or `2.1a` come out as
//! several tokens that touch; the parser joins them where a heading name is wanted, so that `a-b` is a difference
//! everywhere else. Time is linear in the text, and the first failure ends it.

use winnow::stream::Location;

use super::diagnostic::{Code, Diagnostic};
use super::syntax::Span;

/// The largest file that is read, in bytes.
pub const FILE_LIMIT: usize = 8 << 20;
/// The most digits a number may have.
pub const DIGIT_LIMIT: usize = 10_000;

/// What a token is; its text is read from the source by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A letter or underscore, then letters, digits, underscores and primes.
    Word,
    /// Digits, with at most one point between digits.
    Number,
    /// Text in quotation marks.
    String,
    /// One of [`SYMBOLS`].
    Symbol(&'static str),
}

/// A token and its place. Files are small enough for 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    start: u32,
    end: u32,
}

impl Location for Token {
    fn previous_token_end(&self) -> usize {
        self.end as usize
    }

    fn current_token_start(&self) -> usize {
        self.start as usize
    }
}

impl Token {
    /// Its place in the source.
    pub fn span(&self) -> Span {
        self.start as usize..self.end as usize
    }
}

/// A comment, from `--` or `#` to the end of its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its place, without the end of the line.
    pub span: Span,
    /// Whether it stands alone on its line.
    pub own_line: bool,
}

/// The tokens and the comments of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexed {
    /// Tokens in order.
    pub tokens: Vec<Token>,
    /// Comments in order.
    pub comments: Vec<Comment>,
}

/// Every symbol, longer ones before their beginnings.
pub const SYMBOLS: [&str; 23] = [
    "<=>", "->", "=>", "<=", ">=", "!=", "=", "<", ">", "+", "-", "*", "/", "^", "(", ")", "[", "]", "{",
    "}", ",", ":", ".",
];

/// Checks that the bytes are a text of a size that is read.
///
/// # Errors
/// When they are too many, or not UTF-8.
pub fn text(source: &[u8]) -> Result<&str, Diagnostic> {
    if source.len() > FILE_LIMIT {
        return Err(Diagnostic::new(
            Code::FileTooLarge,
            0..0,
            format!("the file has {} bytes; at most {FILE_LIMIT} are read", source.len()),
            "file too large",
        )
        .with_hint("split the file and join the parts with `use \"part.thm\"`"));
    }
    std::str::from_utf8(source).map_err(|error| {
        let at = error.valid_up_to();
        Diagnostic::new(
            Code::InvalidUtf8,
            at..at + 1,
            format!("the file is not UTF-8 text: the byte at offset {at} begins no character"),
            "not UTF-8",
        )
    })
}

/// Splits a text into tokens and comments.
///
/// # Errors
/// At the first thing that is no token.
pub fn lex(source: &str) -> Result<Lexed, Diagnostic> {
    text(source.as_bytes())?;
    let bytes = source.as_bytes();
    let mut lexed = Lexed::default();
    let mut at = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let mut fresh_line = true;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        match byte {
            b'\n' => {
                fresh_line = true;
                at += 1;
            }
            b' ' | b'\t' | b'\r' => at += 1,
            b'#' => at += comment(&mut lexed, rest, at, fresh_line),
            b'-' if rest.starts_with(b"--") => at += comment(&mut lexed, rest, at, fresh_line),
            _ => {
                let (kind, length) = token(&source[at..], at)?;
                let (start, end) = (narrow(at), narrow(at + length));
                lexed.tokens.push(Token { kind, start, end });
                at += length;
                fresh_line = false;
            }
        }
    }
    Ok(lexed)
}

/// Files are limited in size, so that nothing is cut off here.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn comment(lexed: &mut Lexed, rest: &[u8], at: usize, own_line: bool) -> usize {
    let length = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
    let kept = rest[..length].trim_ascii_end().len();
    lexed.comments.push(Comment { span: at..at + kept, own_line });
    length
}

fn token(rest: &str, at: usize) -> Result<(TokenKind, usize), Diagnostic> {
    let bytes = rest.as_bytes();
    match bytes[0] {
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => Ok((TokenKind::Word, count(bytes, is_word))),
        b'0'..=b'9' => number(bytes, at),
        b'"' => string(bytes, at),
        _ => symbol(rest, at),
    }
}

/// Whether the byte may stand inside a word.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'\''
}

fn count(bytes: &[u8], test: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|&&b| test(b)).count()
}

fn number(bytes: &[u8], at: usize) -> Result<(TokenKind, usize), Diagnostic> {
    let digit = |b: u8| b.is_ascii_digit();
    let mut length = count(bytes, digit);
    if bytes.get(length) == Some(&b'.') && bytes.get(length + 1).is_some_and(u8::is_ascii_digit) {
        length += 1 + count(&bytes[length + 1..], digit);
    }
    if length > DIGIT_LIMIT {
        return Err(Diagnostic::new(
            Code::NumberTooLong,
            at..at + length,
            format!("a number of {length} digits; at most {DIGIT_LIMIT} are read"),
            "number too long",
        ));
    }
    Ok((TokenKind::Number, length))
}

fn string(bytes: &[u8], at: usize) -> Result<(TokenKind, usize), Diagnostic> {
    let mut length = 1;
    loop {
        match bytes.get(length) {
            None | Some(b'\n') => {
                return Err(Diagnostic::new(
                    Code::UnclosedString,
                    at..at + 1,
                    "a string that its line does not close",
                    "opened here",
                )
                .with_hint("end the string with `\"` on the same line"));
            }
            Some(b'"') => return Ok((TokenKind::String, length + 1)),
            Some(b'\\') if matches!(bytes.get(length + 1), Some(b'"' | b'\\')) => length += 2,
            Some(b'\\') => {
                return Err(Diagnostic::new(
                    Code::BadEscape,
                    at + length..at + length + 1,
                    "a backslash in a string stands only before `\"` or `\\`",
                    "this backslash",
                )
                .with_hint("write `\\\\` for a backslash"));
            }
            Some(_) => length += 1,
        }
    }
}

fn symbol(rest: &str, at: usize) -> Result<(TokenKind, usize), Diagnostic> {
    if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
        return Ok((TokenKind::Symbol(symbol), symbol.len()));
    }
    let character = rest.chars().next().unwrap_or_default();
    let hint = match character {
        '|' => "write `or`",
        '&' => "write `and`",
        ';' => "entries need no separator",
        '≥' => "write `>=`",
        '≤' => "write `<=`",
        '≠' | '!' => "write `!=`, or `not` before a formula",
        '−' | '–' => "write `-`",
        '·' | '×' => "write `*`",
        '“' | '”' => "write `\"`",
        '∑' => "write `sum(i in I)`",
        '∀' => "write `forall`",
        '∃' => "write `exists`",
        _ if character.is_alphabetic() => {
            "names are written in the letters a to z; write `theta` for a Greek letter"
        }
        _ => "symbols are + - * / ^ ( ) [ ] { } , : . -> = != < <= > >= => <=>",
    };
    Err(Diagnostic::new(
        Code::UnexpectedCharacter,
        at..at + character.len_utf8(),
        format!("no construct uses the character `{}`", character.escape_debug()),
        "this character",
    )
    .with_hint(hint))
}
