//! Operands: what stands between operators, brackets among it.

use winnow::error::ErrMode;

use super::expressions::{Tree, grow, whole};
use super::{
    Failure, Input, Parsed, advance, ahead, at_symbol, eat, expected, heading, list, must, name, nested,
    reserved, since, start, symbol_ahead, touches,
};
use crate::language::lexer::TokenKind;
use crate::language::syntax::{Expr, ExprKind, Span};

/// An operand with its fields and subscripts.
pub(super) fn postfix(input: &mut Input) -> Parsed<Tree> {
    let mut tree = atom(input)?;
    let from = tree.expr.span.start;
    loop {
        let mut height = tree.height;
        let kind = if at_symbol(input, ".") {
            advance(input);
            ExprKind::Field(Box::new(tree.expr), name(input)?)
        } else if at_symbol(input, "[") && touches(input, 0) {
            let (subscripts, inner) = arguments(input, "[", "]")?;
            height = height.max(inner);
            ExprKind::Subscript(Box::new(tree.expr), subscripts)
        } else {
            return Ok(tree);
        };
        tree = grow(kind, since(input, from), height)?;
    }
}

/// Expressions in brackets, and the height of the highest; subscripts are never empty.
fn arguments(input: &mut Input, open: &'static str, close: &'static str) -> Parsed<(Vec<Expr>, usize)> {
    must(input, open)?;
    if close == ")" && eat(input, close) {
        return Ok((Vec::new(), 0));
    }
    let mut height = 0;
    let expressions = nested(input, |input| {
        list(input, |input| {
            let tree = whole(input)?;
            height = height.max(tree.height);
            Ok(tree.expr)
        })
    })?;
    must(input, close).map_err(|error| missing_close(error, close))?;
    Ok((expressions, height))
}

fn missing_close(error: ErrMode<Failure>, close: &'static str) -> ErrMode<Failure> {
    error.map(|failure| match failure {
        Failure::Expected { at, .. } => {
            let what = if close == ")" { "an operator, `,` or `)`" } else { "an operator, `,` or `]`" };
            Failure::Expected { what, at }
        }
        told @ Failure::Told(_) => told,
    })
}

fn atom(input: &mut Input) -> Parsed<Tree> {
    let from = start(input);
    let leaf = |input: &mut Input, node| {
        advance(input);
        grow(node, since(input, from), 0)
    };
    match ahead(input, 0) {
        Some((TokenKind::Number, digits)) => leaf(input, ExprKind::Number(digits.to_owned())),
        Some((TokenKind::Symbol("("), _)) => {
            advance(input);
            let mut tree = nested(input, whole)?;
            symbol_close(input)?;
            tree.expr.span = since(input, from);
            tree.open = false;
            Ok(tree)
        }
        Some((TokenKind::Symbol("["), _)) => {
            advance(input);
            let inner = nested(input, whole)?;
            must(input, "]")?;
            grow(ExprKind::Indicator(Box::new(inner.expr)), since(input, from), inner.height)
        }
        Some((TokenKind::Word, "true")) => leaf(input, ExprKind::True),
        Some((TokenKind::Word, "false")) => leaf(input, ExprKind::False),
        Some((TokenKind::Word, "case")) => case(input),
        Some((TokenKind::Word, "optimum")) if symbol_ahead(input, 1, "(") => {
            advance(input);
            must(input, "(")?;
            let program = heading(input)?;
            must(input, ")")?;
            grow(ExprKind::Optimum(program), since(input, from), 0)
        }
        Some((TokenKind::Word, "integral")) if symbol_ahead(input, 1, "(") => integral(input),
        Some((TokenKind::Word, word)) if !reserved(word) => {
            if !symbol_ahead(input, 1, "(") {
                return leaf(input, ExprKind::Name(word.to_owned()));
            }
            let function = name(input)?;
            let (given, height) = arguments(input, "(", ")")?;
            grow(ExprKind::Call(function, given), since(input, from), height)
        }
        _ => Err(expected(input, "an expression")),
    }
}

fn symbol_close(input: &mut Input) -> Parsed<Span> {
    must(input, ")").map_err(|error| {
        error.map(|failure| match failure {
            Failure::Expected { at, .. } => Failure::Expected { what: "an operator or `)`", at },
            told @ Failure::Told(_) => told,
        })
    })
}

/// `integral(body, y, a, b)`
fn integral(input: &mut Input) -> Parsed<Tree> {
    let from = start(input);
    advance(input);
    must(input, "(")?;
    let (body, variable, low, high) = nested(input, |input| {
        let body = whole(input)?;
        must(input, ",")?;
        let variable = name(input)?;
        must(input, ",")?;
        let low = whole(input)?;
        must(input, ",")?;
        Ok((body, variable, low, whole(input)?))
    })?;
    symbol_close(input)?;
    let height = body.height.max(low.height).max(high.height);
    let kind = ExprKind::Integral(Box::new(body.expr), variable, Box::new(low.expr), Box::new(high.expr));
    grow(kind, since(input, from), height)
}

/// `case x {lo: a, hi: b}`
fn case(input: &mut Input) -> Parsed<Tree> {
    let from = start(input);
    advance(input);
    let subject = nested(input, postfix)?;
    let mut height = subject.height;
    must(input, "{")?;
    let branches = nested(input, |input| {
        list(input, |input| {
            let element = name(input)?;
            must(input, ":")?;
            let value = whole(input)?;
            height = height.max(value.height);
            Ok((element, value.expr))
        })
    })?;
    must(input, "}")?;
    grow(ExprKind::Case(Box::new(subject.expr), branches), since(input, from), height)
}
