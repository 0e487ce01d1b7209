//! Expressions to text, with the fewest brackets that read back as the same tree.

use super::layout::{Doc, commas, enclosed, fill, group, lay_out, text};
use crate::language::syntax::{
    BinderGroup, Comparison, DomainExpr, Draw, Expr, ExprKind, Ident, Operator, Spanned,
};

/// Levels of binding, the parser's own.
const IFF: u8 = 2;
const IMPLIES: u8 = 4;
const OR: u8 = 6;
const AND: u8 = 8;
const NOT: u8 = 10;
const COMPARE: u8 = 12;
const ADD: u8 = 14;
const BODY: u8 = 15;
const MULTIPLY: u8 = 16;
const UNARY: u8 = 18;
const POWER: u8 = 20;
const POSTFIX: u8 = 22;

/// An expression as text, in one or more lines.
pub fn print_expression(expression: &Expr) -> String {
    lay_out(&formula(expression), 0)
}

/// Any expression.
pub(super) fn formula(expression: &Expr) -> Doc {
    place(expression, 0, 0)
}

/// An expression where comparisons would need brackets.
pub(super) fn term(expression: &Expr) -> Doc {
    place(expression, ADD, 0)
}

/// How tightly the outermost operator binds.
fn level(kind: &ExprKind) -> u8 {
    match kind {
        ExprKind::Forall(..) | ExprKind::Exists(..) | ExprKind::EveryOptimum(..) => IMPLIES + 1,
        ExprKind::Iff(..) => IFF,
        ExprKind::Implies(..) => IMPLIES,
        ExprKind::Or(_) => OR,
        ExprKind::And(_) => AND,
        ExprKind::Not(_) => NOT,
        ExprKind::Chain(..) | ExprKind::SupremumNotAttained(..) => COMPARE,
        ExprKind::Binary(operator, ..) => operator_level(*operator),
        ExprKind::Negate(_) | ExprKind::SumOver(..) | ExprKind::Expectation(..) | ExprKind::Quantile(..) => {
            UNARY
        }
        _ => POSTFIX,
    }
}

fn operator_level(operator: Operator) -> u8 {
    match operator {
        Operator::Add | Operator::Subtract => ADD,
        Operator::Multiply | Operator::Divide => MULTIPLY,
        Operator::Power => POWER,
    }
}

/// Operators above this level would be drawn into the last operand.
fn reach(kind: &ExprKind) -> u8 {
    match kind {
        ExprKind::Forall(..) | ExprKind::Exists(..) | ExprKind::EveryOptimum(..) => 0,
        ExprKind::SumOver(..) | ExprKind::Expectation(..) | ExprKind::Quantile(..) => BODY,
        _ => u8::MAX,
    }
}

/// An expression where operators below `least` need brackets and an operator of level `follow` comes next.
fn place(expression: &Expr, least: u8, follow: u8) -> Doc {
    let kind = &expression.node;
    if level(kind) < least || follow > reach(kind) {
        return Doc::Row(vec![text("("), bare(kind, 0), text(")")]);
    }
    bare(kind, follow)
}

fn bare(kind: &ExprKind, follow: u8) -> Doc {
    match kind {
        ExprKind::Number(digits) => text(digits),
        ExprKind::Name(name) => text(name),
        ExprKind::True => text("true"),
        ExprKind::False => text("false"),
        ExprKind::Field(of, field) => Doc::Row(vec![place(of, POSTFIX, 0), text(format!(".{}", field.node))]),
        ExprKind::Subscript(of, subscripts) => {
            let mut list = vec![text("[")];
            for (at, subscript) in subscripts.iter().enumerate() {
                list.extend([text(if at > 0 { "," } else { "" }), formula(subscript)]);
            }
            list.push(text("]"));
            let of = match &of.node {
                ExprKind::Name(name) if name == "E" || name == "I" => text(format!("({name})")),
                _ => place(of, POSTFIX, 0),
            };
            Doc::Row(vec![of, Doc::Row(list)])
        }
        ExprKind::Call(function, arguments) => {
            enclosed(format!("{}(", function.node), arguments.iter().map(formula), ")")
        }
        ExprKind::Negate(of) if matches!(of.node, ExprKind::Negate(_)) => {
            // Two minus signs that touch would begin a comment.
            Doc::Row(vec![text("-("), formula(of), text(")")])
        }
        ExprKind::Negate(of) => Doc::Row(vec![text("-"), place(of, UNARY, follow)]),
        ExprKind::Binary(operator, left, right) => binary(*operator, left, right, follow),
        ExprKind::Chain(first, links) => {
            let mut rest = Vec::new();
            for (at, (comparison, side)) in links.iter().enumerate() {
                let after = if at + 1 < links.len() { COMPARE } else { follow };
                rest.extend([
                    Doc::Space,
                    text(format!("{} ", sign(*comparison))),
                    place(side, COMPARE + 1, after),
                ]);
            }
            group(vec![place(first, COMPARE + 1, COMPARE), Doc::Nest(rest)])
        }
        ExprKind::Not(of) => Doc::Row(vec![text("not "), place(of, NOT, follow)]),
        ExprKind::And(parts) => row("and ", AND, parts, follow),
        ExprKind::Or(parts) => row("or ", OR, parts, follow),
        ExprKind::Implies(left, right) => arrow("implies ", IMPLIES, left, right, follow),
        ExprKind::Iff(left, right) => arrow("iff ", IFF, left, right, follow),
        ExprKind::Forall(groups, body) => quantified("forall ", groups, body),
        ExprKind::Exists(groups, body) => quantified("exists ", groups, body),
        ExprKind::SumOver(groups, body) => {
            Doc::Row(vec![text(format!("sum({}) ", binders(groups))), place(body, MULTIPLY, follow)])
        }
        ExprKind::Expectation(list, body) => {
            Doc::Row(vec![enclosed("E[", list.iter().map(draw), "] "), place(body, MULTIPLY, follow)])
        }
        ExprKind::Quantile(one, body) => {
            Doc::Row(vec![enclosed("I[", [draw(one)], "] "), place(body, MULTIPLY, follow)])
        }
        ExprKind::Integral(body, variable, low, high) => {
            enclosed("integral(", [formula(body), text(&variable.node), formula(low), formula(high)], ")")
        }
        ExprKind::Indicator(inner) => Doc::Row(vec![text("["), formula(inner), text("]")]),
        ExprKind::Case(subject, branches) => {
            let list = branches
                .iter()
                .map(|(element, value)| Doc::Row(vec![text(format!("{}: ", element.node)), formula(value)]));
            Doc::Row(vec![text("case "), place(subject, POSTFIX, 0), enclosed(" {", list, "}")])
        }
        ExprKind::Optimum(program) => text(format!("optimum({})", program.node)),
        ExprKind::SupremumNotAttained(program, value) => {
            Doc::Row(vec![text(format!("supremum({}) = ", program.node)), term(value), text(" not attained")])
        }
        ExprKind::EveryOptimum(program, body) => group(vec![
            text(format!("every optimum of {}:", program.node)),
            Doc::Nest(vec![Doc::Space, formula(body)]),
        ]),
    }
}

/// A row of operators of one level, which lean to the left, or one power.
fn binary(operator: Operator, left: &Expr, right: &Expr, follow: u8) -> Doc {
    if operator == Operator::Power {
        return Doc::Row(vec![place(left, POWER + 1, POWER), text("^"), place(right, POWER, follow)]);
    }
    let level = operator_level(operator);
    let mut row = vec![(operator, right)];
    let mut first = left;
    while let ExprKind::Binary(operator, left, right) = &first.node {
        if operator_level(*operator) != level {
            break;
        }
        row.push((*operator, right));
        first = left;
    }
    let mut rest = Vec::new();
    for (at, (operator, operand)) in row.iter().enumerate().rev() {
        let after = if at > 0 { level } else { follow };
        let (gap, sign) = match operator {
            Operator::Add => (" ", "+ "),
            Operator::Subtract => (" ", "- "),
            Operator::Multiply => ("", "*"),
            Operator::Divide | Operator::Power => ("", "/"),
        };
        rest.extend(fill(gap, vec![text(sign), place(operand, level + 1, after)]));
    }
    group(vec![place(first, level, level), Doc::Nest(rest)])
}

fn row(word: &str, level: u8, parts: &[Expr], follow: u8) -> Doc {
    let after = |at: usize| if at + 1 < parts.len() { level } else { follow };
    let mut docs = parts.iter().enumerate().map(|(at, part)| place(part, level + 1, after(at)));
    let first = docs.next().unwrap_or(text(""));
    group(vec![first, Doc::Nest(docs.flat_map(|doc| [Doc::Space, text(word), doc]).collect())])
}

fn arrow(word: &str, level: u8, left: &Expr, right: &Expr, follow: u8) -> Doc {
    let rest = vec![Doc::Space, text(word), place(right, level, follow)];
    group(vec![place(left, level + 1, level), Doc::Nest(rest)])
}

fn quantified(word: &str, groups: &[BinderGroup], body: &Expr) -> Doc {
    group(vec![text(format!("{word}{}:", binders(groups))), Doc::Nest(vec![Doc::Space, formula(body)])])
}

/// `v: F(args)`
pub(super) fn draw(draw: &Draw) -> Doc {
    let head = format!("{}: {}", draw.name.node, draw.law.node);
    if draw.arguments.is_empty() {
        return text(head);
    }
    enclosed(head + "(", draw.arguments.iter().map(formula), ")")
}

/// A comparison as it is written.
pub(super) fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Eq => "=",
        Comparison::Ne => "!=",
        Comparison::Ge => ">=",
        Comparison::Gt => ">",
        Comparison::Le => "<=",
        Comparison::Lt => "<",
    }
}

/// Names with commas between.
pub(super) fn names(names: &[Ident]) -> String {
    names.iter().map(|name| name.node.as_str()).collect::<Vec<_>>().join(", ")
}

/// `x, y in D, z in E`
pub(super) fn binders(groups: &[BinderGroup]) -> String {
    let group = |group: &BinderGroup| format!("{} in {}", names(&group.names), domain(&group.domain));
    groups.iter().map(group).collect::<Vec<_>>().join(", ")
}

/// Domains with commas between.
pub(super) fn domains(list: &[Spanned<DomainExpr>]) -> String {
    list.iter().map(domain).collect::<Vec<_>>().join(", ")
}

/// A domain as written.
pub(super) fn domain(written: &Spanned<DomainExpr>) -> String {
    match &written.node {
        DomainExpr::Name(name) => name.node.clone(),
        DomainExpr::Function(list) => format!("function({})", domains(list)),
        DomainExpr::Law(list, on) if list.is_empty() => format!("law on {}", domain(on)),
        DomainExpr::Law(list, on) => format!("law({}) on {}", domains(list), domain(on)),
    }
}

/// A list after a word, breakable between its parts.
pub(super) fn listed(word: &str, docs: impl IntoIterator<Item = Doc>) -> Doc {
    group(vec![text(word), Doc::Nest(commas(docs))])
}
