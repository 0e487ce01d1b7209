//! A strict JSON reader for untrusted bytes.
//!
//! Unlike common readers it refuses an object with the same key twice, names the place of a fault, and bounds
//! depth, number of values and length of numbers before it spends memory on them. Numbers other than natural
//! ones are kept as text: certificates write rational numbers as strings.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use super::MAX_BYTES;
use super::error::{CertificateError, Problem};

/// Deepest nesting of arrays and objects.
pub const MAX_NESTING: usize = 1_500;
/// Most values in one file.
pub const MAX_VALUES: usize = 8_000_000;
/// Most digits of a number.
pub const MAX_DIGITS: usize = 10_000;

/// A JSON value; objects keep the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A natural number.
    Natural(u64),
    /// Any other number, as written.
    Number(Box<str>),
    /// A text.
    Text(Box<str>),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(Box<str>, Json)>),
}

impl Json {
    /// What kind of value it is, in words.
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a truth value",
            Json::Natural(_) => "a natural number",
            Json::Number(_) => "a number that is not natural",
            Json::Text(_) => "a text",
            Json::List(_) => "a list",
            Json::Object(_) => "an object",
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Json::Null => f.write_str("null"),
            Json::Bool(value) => write!(f, "{value}"),
            Json::Natural(number) => write!(f, "{number}"),
            Json::Number(number) => f.write_str(number),
            Json::Text(text) => f.write_str(&quoted(text)),
            Json::List(items) => {
                f.write_char('[')?;
                for (position, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if position == 0 { "" } else { ", " })?;
                }
                f.write_char(']')
            }
            Json::Object(fields) => {
                f.write_char('{')?;
                for (position, (key, value)) in fields.iter().enumerate() {
                    write!(f, "{}{}: {value}", if position == 0 { "" } else { ", " }, quoted(key))?;
                }
                f.write_char('}')
            }
        }
    }
}

/// A text as JSON: only quotation marks, backslashes and control characters are escaped.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' || c == '\u{7f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Reads one JSON value.
///
/// # Errors
/// What is wrong, and where.
pub fn parse(bytes: &[u8]) -> Result<Json, CertificateError> {
    if bytes.len() > MAX_BYTES {
        return Err(Problem::TooLarge { what: "bytes", limit: MAX_BYTES as u64 }.into());
    }
    let mut reader = Reader { bytes, at: 0, values: 0 };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            reader.at = error.valid_up_to();
            return Err(reader.fault("this is not UTF-8"));
        }
    };
    reader.space();
    let value = reader.value(text, 0)?;
    reader.space();
    if reader.at < bytes.len() { Err(reader.fault("nothing may follow the value")) } else { Ok(value) }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    values: usize,
}

impl Reader<'_> {
    fn fault(&self, what: &'static str) -> CertificateError {
        let before = &self.bytes[..self.at.min(self.bytes.len())];
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let line = before.split(|&byte| byte == b'\n').count();
        Problem::NotJson { line, column: before.len() - line_start + 1, what }.into()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), CertificateError> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.fault(what))
        }
    }

    /// The value that begins here; no space before it.
    fn value(&mut self, text: &str, depth: usize) -> Result<Json, CertificateError> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(Problem::TooLarge { what: "values", limit: MAX_VALUES as u64 }.into());
        }
        match self.peek() {
            None => Err(self.fault("the file ends where a value should stand")),
            Some(b'[' | b'{') if depth >= MAX_NESTING => Err(Problem::TooDeep { limit: MAX_NESTING }.into()),
            Some(b'[') => self.list(text, depth),
            Some(b'{') => self.object(text, depth),
            Some(b'"') => Ok(Json::Text(self.string(text)?.into())),
            Some(b'-' | b'0'..=b'9') => self.number(text),
            Some(_) => {
                for (word, value) in
                    [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))]
                {
                    if self.bytes[self.at..].starts_with(word.as_bytes()) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err(self.fault("a value should stand here"))
            }
        }
    }

    fn list(&mut self, text: &str, depth: usize) -> Result<Json, CertificateError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::List(items));
        }
        loop {
            self.space();
            let item = self.value(text, depth + 1).map_err(|error| error.at(items.len()))?;
            items.push(item);
            self.space();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(Json::List(items));
            }
            self.expect(b',', "`,` or `]` should stand here")?;
        }
    }

    fn object(&mut self, text: &str, depth: usize) -> Result<Json, CertificateError> {
        self.at += 1;
        let mut fields: Vec<(Box<str>, Json)> = Vec::new();
        let mut keys = BTreeSet::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Object(fields));
        }
        loop {
            self.space();
            let key: Box<str> = self.string(text)?.into();
            if !keys.insert(key.clone()) {
                return Err(Problem::DuplicateKey(key.into()).into());
            }
            self.space();
            self.expect(b':', "`:` should stand here")?;
            self.space();
            let value = self.value(text, depth + 1).map_err(|error| error.at(&key))?;
            fields.push((key, value));
            self.space();
            if self.peek() == Some(b'}') {
                self.at += 1;
                return Ok(Json::Object(fields));
            }
            self.expect(b',', "`,` or `}` should stand here")?;
        }
    }

    fn number(&mut self, text: &str) -> Result<Json, CertificateError> {
        let start = self.at;
        let mut digits = 0;
        let mut run = |reader: &mut Self| {
            let from = reader.at;
            while reader.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                reader.at += 1;
            }
            digits += reader.at - from;
            reader.at > from
        };
        let mut natural = true;
        if self.peek() == Some(b'-') {
            natural = false;
            self.at += 1;
        }
        let leading_zero = self.peek() == Some(b'0');
        let from = self.at;
        if !run(self) || (leading_zero && self.at > from + 1) {
            return Err(self.fault("this is not a number"));
        }
        if self.peek() == Some(b'.') {
            natural = false;
            self.at += 1;
            if !run(self) {
                return Err(self.fault("a digit should stand here"));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            natural = false;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if !run(self) {
                return Err(self.fault("a digit should stand here"));
            }
        }
        if digits > MAX_DIGITS {
            return Err(Problem::TooLarge { what: "digits in a number", limit: MAX_DIGITS as u64 }.into());
        }
        let written = &text[start..self.at];
        match written.parse() {
            Ok(number) if natural => Ok(Json::Natural(number)),
            _ => Ok(Json::Number(written.into())),
        }
    }

    fn string(&mut self, text: &str) -> Result<String, CertificateError> {
        self.expect(b'"', "a text in quotation marks should stand here")?;
        let mut out = String::new();
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| byte != b'"' && byte != b'\\' && byte >= b' ') {
                self.at += 1;
            }
            out.push_str(&text[start..self.at]);
            match self.peek() {
                None => return Err(self.fault("the file ends inside a text")),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(_) => return Err(self.fault("a control character must be escaped")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, CertificateError> {
        self.at += 1;
        let c = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let first = self.hex()?;
                return self.unicode(first);
            }
            _ => return Err(self.fault("this is not an escape")),
        };
        self.at += 1;
        Ok(c)
    }

    fn unicode(&mut self, first: u32) -> Result<char, CertificateError> {
        let code = if (0xD800..0xDC00).contains(&first) && self.bytes[self.at..].starts_with(b"\\u") {
            self.at += 2;
            let second = self.hex()?;
            let low = second.checked_sub(0xDC00).filter(|low| *low < 0x400);
            low.map(|low| 0x10000 + ((first - 0xD800) << 10) + low)
        } else {
            Some(first)
        };
        code.and_then(char::from_u32).ok_or_else(|| self.fault("this escape is no character"))
    }

    fn hex(&mut self) -> Result<u32, CertificateError> {
        let digits = self.bytes.get(self.at..self.at + 4).unwrap_or_default();
        let value =
            digits.iter().try_fold(0, |value, &byte| Some(value * 16 + char::from(byte).to_digit(16)?));
        match value {
            Some(value) if digits.len() == 4 => {
                self.at += 4;
                Ok(value)
            }
            _ => Err(self.fault("four hexadecimal digits should stand here")),
        }
    }
}
