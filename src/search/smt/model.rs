//! What a solver prints, read as data.
//!
//! Consumes the text of a solver's answer; produces the answer, with the values of constants as exact rationals
//! where they are rational. Trusts nothing: text that is no answer is a failure, and values are only proposals.

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::Rational;

use super::evaluate::Witness;
use super::script::Script;

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 200;

/// The value of a constant in a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A rational number.
    Rational(Rational),
    /// Anything else, such as an algebraic number, as the solver wrote it.
    Other(String),
}

/// Values by symbol.
pub type Model = BTreeMap<String, Value>;

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// No model: what the script denies holds.
    Unsat,
    /// A model, not yet checked.
    Sat(Model),
    /// The solver gave up, for this reason.
    Unknown(String),
    /// A limit of time, memory or steps was reached.
    Stopped,
    /// No answer, for this reason.
    Failed(String),
}

/// A piece of a solver's output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sexp {
    /// A word, a number, or a symbol without its bars.
    Word(String),
    /// A string without its quotes.
    Text(String),
    /// A list.
    List(Vec<Sexp>),
}

/// The answer that a solver printed.
pub fn answer(output: &str, errors: &str) -> Answer {
    let failed = |why: &str| {
        let heard = errors.lines().chain(output.lines()).find(|line| !line.trim().is_empty());
        let heard: String = heard.unwrap_or("it printed nothing").chars().take(200).collect();
        Answer::Failed(format!("{why}: {heard}"))
    };
    // What follows the status may be cut off; the status itself may not.
    let (pieces, _) = read(output);
    let mut pieces = pieces.into_iter();
    let status = loop {
        match pieces.next() {
            Some(Sexp::Word(word)) if word == "unsupported" => {}
            Some(Sexp::Word(word)) => break word,
            Some(Sexp::List(parts)) => {
                let why = match parts.as_slice() {
                    [Sexp::Word(head), Sexp::Text(message)] if head == "error" => {
                        let message: String = message.chars().take(200).collect();
                        if message.contains("memory") {
                            return Answer::Stopped;
                        }
                        return Answer::Failed(format!("the solver reports an error: {message}"));
                    }
                    _ => "the solver's output is no answer",
                };
                return failed(why);
            }
            Some(Sexp::Text(_)) => return failed("the solver's output is no answer"),
            None if errors.contains("memory") || errors.contains("bad_alloc") => return Answer::Stopped,
            None => return failed("the solver gave no answer"),
        }
    };
    match status.as_str() {
        "unsat" => Answer::Unsat,
        "timeout" => Answer::Stopped,
        "sat" => {
            let mut model = Model::new();
            for piece in pieces {
                if let Sexp::List(pairs) = piece {
                    values(pairs, &mut model);
                }
            }
            Answer::Sat(model)
        }
        "unknown" => match pieces.find_map(reason) {
            Some(reason) if limit(&reason) => Answer::Stopped,
            Some(reason) if !reason.is_empty() => Answer::Unknown(reason),
            _ => Answer::Unknown("no reason given".to_owned()),
        },
        _ => failed("the solver's output is no answer"),
    }
}

/// The places of the assumptions that an `unsat` uses, of so many, in order; `None` if the output does not tell, or
/// names anything else.
pub fn used(output: &str, count: usize) -> Option<Vec<usize>> {
    let (pieces, _) = read(output);
    let [Sexp::Word(status), Sexp::List(symbols), ..] = pieces.as_slice() else { return None };
    if status != "unsat" {
        return None;
    }
    let place = |symbol: &Sexp| match symbol {
        Sexp::Word(word) => word.strip_prefix('#')?.parse().ok().filter(|place| *place < count),
        _ => None,
    };
    let places: Option<BTreeSet<usize>> = symbols.iter().map(place).collect();
    Some(places?.into_iter().collect())
}

/// Whether the reason for giving up is a limit.
fn limit(reason: &str) -> bool {
    ["resource", "cancel", "timeout", "memout", "memory", "interrupt"]
        .iter()
        .any(|word| reason.contains(word))
}

fn reason(piece: Sexp) -> Option<String> {
    let Sexp::List(parts) = piece else { return None };
    match parts.as_slice() {
        [Sexp::Word(head), Sexp::Text(text) | Sexp::Word(text)] if head == ":reason-unknown" => {
            Some(text.clone())
        }
        _ => None,
    }
}

/// Notes the pairs of symbols and values of a list.
fn values(pairs: Vec<Sexp>, model: &mut Model) {
    for pair in pairs {
        let Sexp::List(parts) = pair else { continue };
        if let [Sexp::Word(symbol), value] = parts.as_slice() {
            let value = rational(value).map_or_else(|| Value::Other(written(value)), Value::Rational);
            model.insert(symbol.clone(), value);
        }
    }
}

/// The number that a value is, if it is rational.
pub fn rational(value: &Sexp) -> Option<Rational> {
    match value {
        Sexp::Word(word) => {
            Rational::parse(word).ok().filter(|_| !word.starts_with('-') && !word.contains('/'))
        }
        Sexp::Text(_) => None,
        Sexp::List(parts) => match parts.as_slice() {
            [Sexp::Word(head), inner] if head == "-" => rational(inner).map(|number| -number),
            [Sexp::Word(head), inner] if head == "to_real" => rational(inner),
            [Sexp::Word(head), numerator, denominator] if head == "/" => {
                rational(numerator)?.checked_div(&rational(denominator)?)
            }
            _ => None,
        },
    }
}

fn written(value: &Sexp) -> String {
    match value {
        Sexp::Word(word) => word.clone(),
        Sexp::Text(text) => format!("\"{text}\""),
        Sexp::List(parts) => format!("({})", parts.iter().map(written).collect::<Vec<_>>().join(" ")),
    }
}

/// The pieces of a text, and whether it was read to its end.
pub fn read(text: &str) -> (Vec<Sexp>, bool) {
    let mut open: Vec<Vec<Sexp>> = vec![Vec::new()];
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { break };
        let piece = match first {
            '(' if open.len() > MAX_DEPTH => return (open.swap_remove(0), false),
            '(' => {
                open.push(Vec::new());
                rest = &rest[1..];
                continue;
            }
            ')' => {
                rest = &rest[1..];
                match open.pop() {
                    Some(parts) if !open.is_empty() => Sexp::List(parts),
                    other => return (other.unwrap_or_default(), false),
                }
            }
            ';' => {
                rest = rest.split_once('\n').map_or("", |(_, after)| after);
                continue;
            }
            '|' | '"' => {
                let Some((inside, after)) = rest[1..].split_once(first) else {
                    return (open.swap_remove(0), false);
                };
                rest = after;
                if first == '|' { Sexp::Word(inside.to_owned()) } else { Sexp::Text(inside.to_owned()) }
            }
            _ => {
                let end = rest
                    .find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '|' | '"' | ';'))
                    .unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                rest = after;
                Sexp::Word(word.to_owned())
            }
        };
        if let Some(innermost) = open.last_mut() {
            innermost.push(piece);
        }
    }
    let complete = open.len() == 1;
    (open.swap_remove(0), complete)
}

/// The values of a script's constants in a model, in order. A constant the model does not speak of may be 0.
pub fn witnesses(script: &Script, model: &Model) -> Vec<Witness> {
    let value = |symbol: &String| match model.get(symbol) {
        Some(Value::Rational(number)) => Some(number.clone()),
        Some(Value::Other(_)) => None,
        None => Some(Rational::zero()),
    };
    let of = |constant: &super::script::Constant| match constant.entries.as_slice() {
        [] => Witness::Unknown,
        [(elements, symbol)] if elements.is_empty() && !constant.function => {
            value(symbol).map_or(Witness::Unknown, Witness::Number)
        }
        entries => {
            let table: Option<BTreeMap<Vec<u32>, Rational>> =
                entries.iter().map(|(elements, symbol)| Some((elements.clone(), value(symbol)?))).collect();
            table.map_or(Witness::Unknown, Witness::Table)
        }
    };
    script.constants.iter().map(of).collect()
}
