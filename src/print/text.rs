//! Notation trees as one line of plain text, for the terminal.
//!
//! Names stay as they were written. Indices stand in brackets, `b[lo]`; factors are joined by a dot, but for
//! a leading number, `2x`.

use std::fmt::Write as _;

use mechproof_core::logic::Relation;

use super::tree::{Joint, Node, Range, Space, joint};

/// The text of an arranged tree.
pub(super) fn text(node: &Node) -> String {
    let mut out = String::new();
    put(&mut out, node);
    out
}

fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Eq => "=",
        Relation::Ne => "≠",
        Relation::Ge => "≥",
        Relation::Gt => ">",
        Relation::Le => "≤",
        Relation::Lt => "<",
    }
}

fn put(out: &mut String, node: &Node) {
    match node {
        Node::Number(digits) => out.push_str(digits),
        Node::Symbol(symbol) => out.push_str(&symbol.text),
        Node::Element(name) => out.push_str(name),
        Node::Sum(parts) => put_sum(out, parts),
        Node::Negative(body) => around(out, "-", body, ""),
        Node::Product(parts) => put_product(out, parts),
        Node::Fraction(top, bottom) => pair(out, top, "/", bottom),
        Node::Power(base, exponent) => pair(out, base, "^", exponent),
        Node::Subscript(head, indices) => {
            out.push_str(&head.text);
            listed(out, "[", indices, ", ", "]");
        }
        Node::Call(head, arguments) => {
            out.push_str(&head.text);
            listed(out, "(", arguments, ", ", ")");
        }
        Node::Builtin(name, arguments) => {
            out.push_str(name);
            listed(out, "(", arguments, ", ", ")");
        }
        Node::Total(ranges, body) => {
            out.push_str("Σ_{");
            put_ranges(out, ranges, ",", "∈");
            around(out, "} ", body, "");
        }
        Node::Mean(name, law, body) => {
            let _ = write!(out, "E_{{{}∼", name.text);
            put(out, law);
            around(out, "}[", body, "]");
        }
        Node::Quantile(name, law, body) => {
            let is_name = matches!(**law, Node::Symbol(_));
            let (open, close) = if is_name { ("I_", "[") } else { ("I_{", "}[") };
            around(out, open, law, close);
            let _ = write!(out, "{} ↦ ", name.text);
            around(out, "", body, "]");
        }
        Node::Integral(name, body) => {
            around(out, "∫_0^1 ", body, " d");
            out.push_str(&name.text);
        }
        Node::Indicator(body) => around(out, "1{", body, "}"),
        Node::Cases(on, branches) => {
            for (position, (value, branch)) in branches.iter().enumerate() {
                out.push_str(if position == 0 { "{" } else { "; " });
                put(out, branch);
                around(out, " if ", on, " = ");
                put(out, value);
            }
            out.push('}');
        }
        Node::Chain(first, rest) => {
            put(out, first);
            for (relation, side) in rest {
                let _ = write!(out, " {} ", sign(*relation));
                put(out, side);
            }
        }
        Node::And(parts) => listed(out, "", parts, " and ", ""),
        Node::Or(parts) => listed(out, "", parts, " or ", ""),
        Node::Not(body) => around(out, "not ", body, ""),
        Node::Implies(parts, goal) => {
            listed(out, "", parts, " and ", if parts.len() == 1 { " implies " } else { " imply " });
            put(out, goal);
        }
        Node::Quantified(universal, ranges, body) => {
            out.push_str(if *universal { "∀ " } else { "∃ " });
            put_ranges(out, ranges, ", ", " ∈ ");
            around(out, ": ", body, "");
        }
        Node::Label(name, body) => {
            let _ = write!(out, "({name}) ");
            put(out, body);
        }
        Node::Definition(name, body) => {
            let _ = write!(out, "{} := ", name.text);
            put(out, body);
        }
        Node::Truth(holds) => out.push_str(if *holds { "true" } else { "false" }),
        Node::Variables(ranges) => put_ranges(out, ranges, ", ", " ∈ "),
        Node::Paren(body) => around(out, "(", body, ")"),
    }
}

fn around(out: &mut String, open: &str, node: &Node, close: &str) {
    out.push_str(open);
    put(out, node);
    out.push_str(close);
}

fn pair(out: &mut String, left: &Node, middle: &str, right: &Node) {
    put(out, left);
    around(out, middle, right, "");
}

fn listed(out: &mut String, open: &str, nodes: &[Node], between: &str, close: &str) {
    out.push_str(open);
    for (position, node) in nodes.iter().enumerate() {
        around(out, if position == 0 { "" } else { between }, node, "");
    }
    out.push_str(close);
}

fn put_sum(out: &mut String, parts: &[(bool, Node)]) {
    for (position, (minus, part)) in parts.iter().enumerate() {
        let sign = match (position, minus) {
            (0, _) => "",
            (_, true) => " - ",
            (_, false) => " + ",
        };
        around(out, sign, part, "");
    }
}

fn put_product(out: &mut String, parts: &[Node]) {
    let before = std::iter::once(None).chain(parts.iter().map(Some));
    for (before, part) in before.zip(parts) {
        let is_tight = before.is_none_or(|before| joint(before, part) == Joint::Tight && reads_apart(part));
        around(out, if is_tight { "" } else { "·" }, part, "");
    }
}

/// Whether digits can stand right before this: `2x`, but not `2e3` for a variable `e3`.
fn reads_apart(node: &Node) -> bool {
    match node {
        Node::Power(base, _) => reads_apart(base),
        Node::Symbol(symbol) | Node::Subscript(symbol, _) | Node::Call(symbol, _) => {
            let mut letters = symbol.text.chars();
            let first = letters.next().is_some_and(char::is_alphabetic);
            let is_exponent =
                symbol.text.starts_with(['e', 'E']) && letters.next().is_some_and(char::is_numeric);
            first && !is_exponent
        }
        Node::Builtin(..) | Node::Paren(_) => true,
        _ => false,
    }
}

fn put_ranges(out: &mut String, ranges: &[Range], between: &str, within: &str) {
    for (position, range) in ranges.iter().enumerate() {
        out.push_str(if position == 0 { "" } else { between });
        let names: Vec<&str> = range.names.iter().map(|name| name.text.as_str()).collect();
        let is_map = matches!(range.over, Space::Maps(..));
        let _ = write!(out, "{}{}", names.join(between), if is_map { " : " } else { within });
        put_space(out, &range.over);
    }
}

fn put_space(out: &mut String, space: &Space) {
    match space {
        Space::Real => out.push('ℝ'),
        Space::Natural => out.push('ℕ'),
        Space::Sort(symbol) => out.push_str(&symbol.text),
        Space::Interval(lower, upper) => {
            match lower {
                Some(lower) => around(out, "[", lower, ", "),
                None => out.push_str("(-∞, "),
            }
            match upper {
                Some(upper) => around(out, "", upper, "]"),
                None => out.push_str("∞)"),
            }
        }
        Space::Laws(on, atomless) => {
            out.push_str("Δ(");
            put_space(out, on);
            out.push_str(if *atomless { ") (atomless)" } else { ")" });
        }
        Space::Maps(arguments, to) => {
            for (position, argument) in arguments.iter().enumerate() {
                out.push_str(if position == 0 { "" } else { " × " });
                put_space(out, argument);
            }
            out.push_str(" → ");
            put_space(out, to);
        }
    }
}
