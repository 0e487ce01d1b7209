//! Expressions: terms and formulas, which are one kind of thing here.
//!
//! Operators wait on a stack until their right side is known, so that only brackets recurse. A tree carries its
//! height while it grows, and growth stops at a limit: whoever walks the finished tree may recurse.

use super::operands::postfix;
use super::{
    HEIGHT_LIMIT, Input, Parsed, advance, ahead, at_symbol, at_word, binders, bracketed, eat_word, expected,
    failure, heading, here, list, must, must_word, name, nested, peek_word, since, start, symbol_ahead,
};
use crate::language::diagnostic::Code;
use crate::language::lexer::TokenKind;
use crate::language::syntax::{
    BinderGroup, Comparison, Draw, Expr, ExprKind, Ident, Operator, Span, Spanned,
};

/// How tightly operators bind; every other number is free for bodies that stop in between.
mod level {
    pub(super) const WHOLE: u8 = 0;
    pub(super) const IFF: u8 = 2;
    pub(super) const IMPLIES: u8 = 4;
    pub(super) const OR: u8 = 6;
    pub(super) const AND: u8 = 8;
    pub(super) const NOT: u8 = 10;
    pub(super) const COMPARE: u8 = 12;
    pub(super) const ADD: u8 = 14;
    pub(super) const BODY: u8 = 15;
    pub(super) const MULTIPLY: u8 = 16;
    pub(super) const UNARY: u8 = 18;
    pub(super) const POWER: u8 = 20;
}

/// An expression with its height, and whether it stands without brackets of its own.
pub(super) struct Tree {
    pub(super) expr: Expr,
    pub(super) height: usize,
    pub(super) open: bool,
}

/// An operator before its operand.
enum Prefix {
    Negate,
    Not,
    Forall(Vec<BinderGroup>),
    Exists(Vec<BinderGroup>),
    Sum(Vec<BinderGroup>),
    Expectation(Vec<Draw>),
    Quantile(Draw),
    Every(Ident),
    Supremum(Ident),
}

impl Prefix {
    /// Operators that bind less tightly than this end the operand.
    fn reach(&self) -> u8 {
        match self {
            Self::Negate => level::UNARY,
            Self::Not => level::NOT,
            Self::Forall(_) | Self::Exists(_) | Self::Every(_) => level::WHOLE,
            Self::Sum(_) | Self::Expectation(_) | Self::Quantile(_) => level::BODY,
            Self::Supremum(_) => level::COMPARE,
        }
    }

    /// It may stand to the right of operators that bind at most this tightly.
    fn place(&self) -> u8 {
        match self {
            Self::Negate | Self::Sum(_) | Self::Expectation(_) | Self::Quantile(_) => level::UNARY,
            _ => level::NOT,
        }
    }
}

/// An operator between operands.
#[derive(Clone, Copy)]
enum Infix {
    Binary(Operator),
    Compare(Comparison),
    And,
    Or,
    Implies,
    Iff,
}

impl Infix {
    fn level(self) -> u8 {
        match self {
            Self::Iff => level::IFF,
            Self::Implies => level::IMPLIES,
            Self::Or => level::OR,
            Self::And => level::AND,
            Self::Compare(_) => level::COMPARE,
            Self::Binary(Operator::Add | Operator::Subtract) => level::ADD,
            Self::Binary(Operator::Multiply | Operator::Divide) => level::MULTIPLY,
            Self::Binary(Operator::Power) => level::POWER,
        }
    }

    /// Whether `a o b o c` is `a o (b o c)`.
    fn to_the_right(self) -> bool {
        matches!(self, Self::Iff | Self::Implies | Self::Binary(Operator::Power))
    }
}

/// An operator that waits for its right side.
enum Waiting {
    Prefix(Prefix, usize),
    Infix(Infix, Tree),
}

impl Waiting {
    fn reach(&self) -> u8 {
        match self {
            Self::Prefix(prefix, _) => prefix.reach(),
            Self::Infix(infix, _) => infix.level(),
        }
    }
}

/// Any expression.
pub(super) fn formula(input: &mut Input) -> Parsed<Expr> {
    expression(input, level::WHOLE).map(|tree| tree.expr)
}

/// An expression without comparisons and connectives outside brackets.
pub(super) fn term(input: &mut Input) -> Parsed<Expr> {
    expression(input, level::ADD).map(|tree| tree.expr)
}

/// Any expression, with its height.
pub(super) fn whole(input: &mut Input) -> Parsed<Tree> {
    expression(input, level::WHOLE)
}

fn expression(input: &mut Input, least: u8) -> Parsed<Tree> {
    let mut waiting: Vec<Waiting> = Vec::new();
    loop {
        while let Some(from) = prefix_ahead(input) {
            let place = here(input);
            let prefix = prefix(input)?;
            if waiting.last().map_or(least, Waiting::reach) > prefix.place() {
                let message = "a formula or a signed term cannot stand here without brackets";
                return failure(
                    Code::UnexpectedToken,
                    place,
                    message,
                    "needs brackets",
                    "put it in `(` and `)`",
                );
            }
            waiting.push(Waiting::Prefix(prefix, from));
            if waiting.len() >= HEIGHT_LIMIT {
                return too_high(here(input));
            }
        }
        let mut tree = postfix(input)?;
        if at_word(input, "not") {
            tree = not_attained(input, &mut waiting, tree)?;
        }
        let infix = infix(input).filter(|infix| infix.level() >= least);
        let stop = infix.map_or(level::WHOLE, Infix::level);
        let right = infix.is_some_and(Infix::to_the_right);
        while let Some(top) =
            waiting.pop_if(|top| infix.is_none() || top.reach() > stop || (top.reach() == stop && !right))
        {
            tree = reduce(input, top, tree)?;
        }
        match infix {
            None => return Ok(tree),
            Some(infix) => {
                advance(input);
                waiting.push(Waiting::Infix(infix, tree));
                if waiting.len() >= HEIGHT_LIMIT {
                    return too_high(here(input));
                }
            }
        }
    }
}

/// The operator after an operand; it is not consumed.
fn infix(input: &Input) -> Option<Infix> {
    let (kind, text) = ahead(input, 0)?;
    Some(match (kind, text) {
        (TokenKind::Symbol(_), "<=>") | (TokenKind::Word, "iff") => Infix::Iff,
        (TokenKind::Symbol(_), "=>") | (TokenKind::Word, "implies") => Infix::Implies,
        (TokenKind::Word, "or") => Infix::Or,
        (TokenKind::Word, "and") => Infix::And,
        (TokenKind::Symbol(_), "+") => Infix::Binary(Operator::Add),
        (TokenKind::Symbol(_), "-") => Infix::Binary(Operator::Subtract),
        (TokenKind::Symbol(_), "*") => Infix::Binary(Operator::Multiply),
        (TokenKind::Symbol(_), "/") => Infix::Binary(Operator::Divide),
        (TokenKind::Symbol(_), "^") => Infix::Binary(Operator::Power),
        _ => return comparison(input).map(Infix::Compare),
    })
}

/// The comparison that comes next; it is not consumed.
pub(super) fn comparison(input: &Input) -> Option<Comparison> {
    let Some((TokenKind::Symbol(symbol), _)) = ahead(input, 0) else {
        return None;
    };
    Some(match symbol {
        "=" => Comparison::Eq,
        "!=" => Comparison::Ne,
        ">=" => Comparison::Ge,
        ">" => Comparison::Gt,
        "<=" => Comparison::Le,
        "<" => Comparison::Lt,
        _ => return None,
    })
}

/// Where a prefix operator begins, if one comes next.
fn prefix_ahead(input: &Input) -> Option<usize> {
    let begins = match peek_word(input) {
        None => at_symbol(input, "-"),
        Some("not" | "forall" | "exists" | "sum" | "every") => true,
        Some("E" | "I") => symbol_ahead(input, 1, "["),
        Some("supremum") => symbol_ahead(input, 1, "("),
        Some(_) => false,
    };
    begins.then(|| start(input))
}

fn prefix(input: &mut Input) -> Parsed<Prefix> {
    let word = peek_word(input);
    advance(input);
    Ok(match word {
        Some("not") => Prefix::Not,
        Some("forall") => Prefix::Forall(quantified(input)?),
        Some("exists") => Prefix::Exists(quantified(input)?),
        Some("every") => {
            must_word(input, "optimum", "`optimum of`")?;
            must_word(input, "of", "`of`")?;
            let program = heading(input)?;
            must(input, ":")?;
            Prefix::Every(program)
        }
        Some("sum") => {
            must(input, "(")?;
            let groups = binders(input)?;
            must(input, ")")?;
            Prefix::Sum(groups)
        }
        Some("E") => {
            must(input, "[")?;
            let draws = nested(input, |input| list(input, draw))?;
            must(input, "]")?;
            Prefix::Expectation(draws)
        }
        Some("I") => {
            must(input, "[")?;
            let draw = nested(input, draw)?;
            must(input, "]")?;
            Prefix::Quantile(draw)
        }
        Some("supremum") => {
            must(input, "(")?;
            let program = heading(input)?;
            must(input, ")")?;
            must(input, "=")?;
            Prefix::Supremum(program)
        }
        _ => Prefix::Negate,
    })
}

fn quantified(input: &mut Input) -> Parsed<Vec<BinderGroup>> {
    let groups = binders(input)?;
    must(input, ":")?;
    Ok(groups)
}

/// `v: F(args)`
pub(super) fn draw(input: &mut Input) -> Parsed<Draw> {
    let outcome = name(input)?;
    must(input, ":")?;
    let law = name(input)?;
    let arguments = if at_symbol(input, "(") { bracketed(input, "(", ")", formula)? } else { Vec::new() };
    Ok(Draw { name: outcome, law, arguments })
}

/// `not attained` after the value of a supremum.
fn not_attained(input: &mut Input, waiting: &mut Vec<Waiting>, mut tree: Tree) -> Parsed<Tree> {
    while let Some(top) = waiting.pop_if(|top| top.reach() > level::COMPARE) {
        tree = reduce(input, top, tree)?;
    }
    match waiting.pop() {
        Some(Waiting::Prefix(Prefix::Supremum(program), from)) => {
            advance(input);
            must_word(input, "attained", "`attained`")?;
            let height = tree.height;
            let kind = ExprKind::SupremumNotAttained(program, Box::new(tree.expr));
            grow(kind, since(input, from), height)
        }
        _ => Err(expected(input, "an operator or the end of the expression")),
    }
}

/// Gives a waiting operator its right side.
fn reduce(input: &Input, waiting: Waiting, right: Tree) -> Parsed<Tree> {
    match waiting {
        Waiting::Prefix(prefix, from) => {
            let (span, height, body) = (from..right.expr.span.end, right.height, Box::new(right.expr));
            let kind = match prefix {
                Prefix::Negate => ExprKind::Negate(body),
                Prefix::Not => ExprKind::Not(body),
                Prefix::Forall(groups) => ExprKind::Forall(groups, body),
                Prefix::Exists(groups) => ExprKind::Exists(groups, body),
                Prefix::Sum(groups) => ExprKind::SumOver(groups, body),
                Prefix::Expectation(draws) => ExprKind::Expectation(draws, body),
                Prefix::Quantile(draw) => ExprKind::Quantile(Box::new(draw), body),
                Prefix::Every(program) => ExprKind::EveryOptimum(program, body),
                Prefix::Supremum(_) => {
                    return failure(
                        Code::MissingPart,
                        since(input, from),
                        "`not attained` is missing after the value of a supremum",
                        "this supremum",
                        "write `supremum(P) = f not attained`, or `optimum(P) = f` if it is attained",
                    );
                }
            };
            grow(kind, span, height)
        }
        Waiting::Infix(infix, left) => join(infix, left, right),
    }
}

fn join(infix: Infix, left: Tree, right: Tree) -> Parsed<Tree> {
    let span = left.expr.span.start..right.expr.span.end;
    let height = left.height.max(right.height);
    let row = left.height.max(right.height + 1);
    let (open, left, right) = (left.open, left.expr, right.expr);
    let kind = match infix {
        Infix::Binary(operator) => ExprKind::Binary(operator, Box::new(left), Box::new(right)),
        Infix::Implies => ExprKind::Implies(Box::new(left), Box::new(right)),
        Infix::Iff => ExprKind::Iff(Box::new(left), Box::new(right)),
        Infix::And => match left.node {
            ExprKind::And(mut parts) if open => {
                parts.push(right);
                return flat(ExprKind::And(parts), span, row);
            }
            _ => ExprKind::And(vec![left, right]),
        },
        Infix::Or => match left.node {
            ExprKind::Or(mut parts) if open => {
                parts.push(right);
                return flat(ExprKind::Or(parts), span, row);
            }
            _ => ExprKind::Or(vec![left, right]),
        },
        Infix::Compare(comparison) => match left.node {
            ExprKind::Chain(first, mut links) if open => {
                links.push((comparison, right));
                return flat(ExprKind::Chain(first, links), span, row);
            }
            _ => ExprKind::Chain(Box::new(left), vec![(comparison, right)]),
        },
    };
    grow(kind, span, height)
}

/// A node above children of this height.
pub(super) fn grow(node: ExprKind, span: Span, children: usize) -> Parsed<Tree> {
    flat(node, span, children + 1)
}

/// A node of this height.
fn flat(node: ExprKind, span: Span, height: usize) -> Parsed<Tree> {
    if height > HEIGHT_LIMIT {
        return too_high(span.start..span.start + 1);
    }
    Ok(Tree { expr: Spanned { node, span }, height, open: true })
}

/// The error of too many operators; those that wait count, for each of them will stand above the rest.
fn too_high<T>(place: Span) -> Parsed<T> {
    failure(
        Code::ExpressionTooLong,
        place,
        format!("more than {HEIGHT_LIMIT} operators stand one inside another in the expression here"),
        "too many operators",
        "give parts of it names with `let`",
    )
}

/// `[a, b]`, either end perhaps `_`, which stands for none.
pub(super) fn interval(input: &mut Input) -> Parsed<(Option<Expr>, Option<Expr>)> {
    let end = |input: &mut Input| if eat_word(input, "_") { Ok(None) } else { formula(input).map(Some) };
    must(input, "[")?;
    let low = nested(input, end)?;
    must(input, ",")?;
    let high = nested(input, end)?;
    must(input, "]")?;
    Ok((low, high))
}
