//! Notation trees as presentation `MathML`, for the report's pages.
//!
//! Only elements of `MathML` Core are used but for row alignment, and no entities beyond those of XML. Every
//! place that takes one element gets a row. What users wrote is escaped.

use std::fmt::Write as _;

use mechproof_core::logic::Relation;

use super::names::{Parts, Symbol, greek};
use super::tree::{Joint, Node, Range, Space, joint};

/// The `math` element of an arranged tree.
pub(super) fn mathml(node: &Node) -> String {
    let mut out = r#"<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">"#.to_owned();
    put(&mut out, node);
    out.push_str("</math>");
    out
}

/// The `math` element of a tree and what stands for names in it.
pub(super) fn mathml_where(node: &Node, wheres: &[Node]) -> String {
    let mut out = mathml(node);
    out.truncate(out.len() - "</math>".len());
    for (position, equation) in wheres.iter().enumerate() {
        out.push_str(if position == 0 { "<mtext>, where\u{a0}</mtext>" } else { "<mo>;</mo>" });
        put(&mut out, equation);
    }
    out.push_str("</math>");
    out
}

pub(super) fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Eq => "=",
        Relation::Ne => "≠",
        Relation::Ge => "≥",
        Relation::Gt => "&gt;",
        Relation::Le => "≤",
        Relation::Lt => "&lt;",
    }
}

pub(super) const COMMA: &str = "<mo>,</mo>";

pub(super) const INTEGRAL: &str = "<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>";

pub(super) const DIFFERENTIAL: &str = r#"<mspace width="0.167em"/><mo>d</mo>"#;

pub(super) fn put(out: &mut String, node: &Node) {
    match node {
        Node::Number(digits) => within(out, "mn", digits),
        Node::Symbol(symbol) => put_symbol(out, symbol, &[]),
        Node::Element(name) => put_upright(out, name),
        Node::Sum(parts) => put_sum(out, parts),
        Node::Negative(body) => {
            within(out, "mo", "−");
            put(out, body);
        }
        Node::Product(parts) => put_product(out, parts),
        Node::Fraction(top, bottom) => pair(out, "mfrac", top, bottom),
        Node::Power(base, exponent) => pair(out, "msup", base, exponent),
        Node::Subscript(head, indices) => put_symbol(out, head, indices),
        Node::Call(head, arguments) => {
            put_symbol(out, head, &[]);
            put_arguments(out, arguments);
        }
        Node::Builtin(name, arguments) => {
            within(out, "mi", name);
            put_arguments(out, arguments);
        }
        Node::Total(ranges, body) => {
            put_total(out, ranges);
            row(out, body);
        }
        Node::Mean(name, law, body) => {
            put_mean(out, name, law);
            fenced(out, "[", body, "]");
        }
        Node::Quantile(name, law, body) => {
            out.push_str("<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup><msub><mi>Q</mi>");
            row(out, law);
            out.push_str("</msub><mrow><mo>(</mo>");
            put_symbol(out, name, &[]);
            out.push_str(r#"<mo>)</mo></mrow><mspace width="0.167em"/><mo>d</mo>"#);
            fenced(out, "(", body, ")");
        }
        Node::Integral(name, body) => {
            out.push_str(INTEGRAL);
            row(out, body);
            out.push_str(DIFFERENTIAL);
            put_symbol(out, name, &[]);
        }
        Node::Indicator(body) => {
            within(out, "mn", "𝟏");
            fenced(out, "{", body, "}");
        }
        Node::Cases(on, branches) => put_cases(out, on, branches),
        Node::Chain(first, rest) => {
            put(out, first);
            for (relation, side) in rest {
                within(out, "mo", sign(*relation));
                put(out, side);
            }
        }
        Node::And(parts) => listed(out, parts, "<mo>∧</mo>"),
        Node::Or(parts) => listed(out, parts, "<mo>∨</mo>"),
        Node::Not(body) => {
            within(out, "mo", "¬");
            put(out, body);
        }
        Node::Implies(parts, goal) => {
            listed(out, parts, "<mo>∧</mo>");
            within(out, "mo", "⟹");
            put(out, goal);
        }
        Node::Quantified(universal, ranges, body) => {
            within(out, "mo", if *universal { "∀" } else { "∃" });
            put_ranges(out, ranges);
            within(out, "mo", ":");
            row(out, body);
        }
        Node::Label(name, body) => {
            put_label(out, name);
            put(out, body);
        }
        Node::Definition(name, body) => {
            put_symbol(out, name, &[]);
            within(out, "mo", ":=");
            put(out, body);
        }
        Node::Truth(holds) => within(out, "mi", if *holds { "⊤" } else { "⊥" }),
        Node::Variables(ranges) => put_ranges(out, ranges),
        Node::Paren(body) => fenced(out, "(", body, ")"),
    }
}

/// An element with text that needs no escape.
pub(super) fn within(out: &mut String, tag: &str, text: &str) {
    let _ = write!(out, "<{tag}>{text}</{tag}>");
}

/// What takes the place of one element.
fn row(out: &mut String, node: &Node) {
    if is_one_element(node) {
        return put(out, node);
    }
    out.push_str("<mrow>");
    put(out, node);
    out.push_str("</mrow>");
}

/// Whether a node is written as one element.
fn is_one_element(node: &Node) -> bool {
    matches!(
        node,
        Node::Number(_)
            | Node::Symbol(_)
            | Node::Element(_)
            | Node::Fraction(..)
            | Node::Power(..)
            | Node::Subscript(..)
            | Node::Cases(..)
            | Node::Truth(_)
            | Node::Paren(_)
    )
}

fn pair(out: &mut String, tag: &str, left: &Node, right: &Node) {
    let _ = write!(out, "<{tag}>");
    row(out, left);
    row(out, right);
    let _ = write!(out, "</{tag}>");
}

fn fenced(out: &mut String, open: &str, node: &Node, close: &str) {
    let _ = write!(out, "<mrow><mo>{open}</mo>");
    put(out, node);
    let _ = write!(out, "<mo>{close}</mo></mrow>");
}

fn listed(out: &mut String, nodes: &[Node], between: &str) {
    for (position, node) in nodes.iter().enumerate() {
        out.push_str(if position == 0 { "" } else { between });
        put(out, node);
    }
}

pub(super) fn put_mean(out: &mut String, name: &Symbol, law: &Node) {
    out.push_str("<msub><mi>𝔼</mi><mrow>");
    put_symbol(out, name, &[]);
    within(out, "mo", "∼");
    put(out, law);
    out.push_str("</mrow></msub>");
}

pub(super) fn put_total(out: &mut String, ranges: &[Range]) {
    out.push_str("<munder><mo>∑</mo><mrow>");
    put_ranges(out, ranges);
    out.push_str("</mrow></munder>");
}

pub(super) fn put_label(out: &mut String, name: &str) {
    let _ = write!(out, "<mtext>({})</mtext><mspace width=\"0.5em\"/>", escaped(name));
}

fn put_arguments(out: &mut String, arguments: &[Node]) {
    out.push_str("<mo>&#x2061;</mo><mrow><mo>(</mo>");
    listed(out, arguments, COMMA);
    out.push_str("<mo>)</mo></mrow>");
}

fn put_sum(out: &mut String, parts: &[(bool, Node)]) {
    for (position, (minus, part)) in parts.iter().enumerate() {
        if position > 0 {
            within(out, "mo", if *minus { "−" } else { "+" });
        }
        put(out, part);
    }
}

fn put_product(out: &mut String, parts: &[Node]) {
    let before = std::iter::once(None).chain(parts.iter().map(Some));
    for (before, part) in before.zip(parts) {
        out.push_str(before.map_or("", |before| between(before, part)));
        put(out, part);
    }
}

/// What stands between two factors.
pub(super) fn between(left: &Node, right: &Node) -> &'static str {
    match joint(left, right) {
        Joint::Tight => "<mo>\u{2062}</mo>",
        Joint::Thin => "<mo>\u{2062}</mo><mspace width=\".17em\"/>",
        Joint::Dot => "<mo>·</mo>",
    }
}

fn put_cases(out: &mut String, on: &Node, branches: &[(Node, Node)]) {
    out.push_str("<mrow><mo>{</mo><mtable>");
    for (value, branch) in branches {
        out.push_str("<mtr><mtd>");
        put(out, branch);
        out.push_str("</mtd><mtd>");
        put_condition(out, on, value);
        out.push_str("</mtd></mtr>");
    }
    out.push_str("</mtable></mrow>");
}

pub(super) fn put_condition(out: &mut String, on: &Node, value: &Node) {
    out.push_str("<mtext>if\u{a0}</mtext>");
    put(out, on);
    within(out, "mo", "=");
    put(out, value);
}

/// A name with the indices it is given besides its own.
pub(super) fn put_symbol(out: &mut String, symbol: &Symbol, further: &[Node]) {
    let plain = Parts { base: "", indices: Vec::new(), star: false, primes: 0 };
    let parts = symbol.parts();
    let mut base = String::new();
    match &parts {
        Some(parts) => put_word(&mut base, parts.base),
        None => put_upright(&mut base, &symbol.text),
    }
    let parts = parts.unwrap_or(plain);
    let below = !parts.indices.is_empty() || !further.is_empty();
    let tag = match (below, parts.is_raised()) {
        (false, false) => return out.push_str(&base),
        (true, false) => "msub",
        (false, true) => "msup",
        (true, true) => "msubsup",
    };
    let _ = write!(out, "<{tag}>{base}");
    if below {
        // One index without a row of its own.
        let row = parts.indices.len() + further.len() > 1 || further.iter().any(|node| !is_one_element(node));
        out.push_str(if row { "<mrow>" } else { "" });
        for (position, index) in parts.indices.iter().enumerate() {
            out.push_str(if position == 0 { "" } else { COMMA });
            put_word(out, index);
        }
        out.push_str(if parts.indices.is_empty() || further.is_empty() { "" } else { COMMA });
        listed(out, further, COMMA);
        out.push_str(if row { "</mrow>" } else { "" });
    }
    if parts.is_raised() {
        let star = if parts.star { "<mo>*</mo>" } else { "" };
        let marks = format!("{star}{}", "<mo>′</mo>".repeat(parts.primes));
        let row = usize::from(parts.star) + parts.primes > 1;
        let _ = if row { write!(out, "<mrow>{marks}</mrow>") } else { write!(out, "{marks}") };
    }
    let _ = write!(out, "</{tag}>");
}

fn put_word(out: &mut String, word: &str) {
    let is_number = word.chars().all(|c| c.is_ascii_digit());
    let word = greek(word).map_or(word, |(_, letter)| letter);
    within(out, if is_number { "mn" } else { "mi" }, &escaped(word));
}

/// One letter would be italic unless told.
fn put_upright(out: &mut String, name: &str) {
    let variant = if name.chars().count() == 1 { r#" mathvariant="normal""# } else { "" };
    let _ = write!(out, "<mi{variant}>{}</mi>", escaped(name));
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

pub(super) fn put_ranges(out: &mut String, ranges: &[Range]) {
    for (position, range) in ranges.iter().enumerate() {
        out.push_str(if position == 0 { "" } else { COMMA });
        for (position, name) in range.names.iter().enumerate() {
            out.push_str(if position == 0 { "" } else { COMMA });
            put_symbol(out, name, &[]);
        }
        let is_map = matches!(range.over, Space::Maps(..));
        within(out, "mo", if is_map { ":" } else { "∈" });
        put_space(out, &range.over);
    }
}

fn put_space(out: &mut String, space: &Space) {
    match space {
        Space::Real => within(out, "mi", "ℝ"),
        Space::Natural => within(out, "mi", "ℕ"),
        Space::Sort(symbol) => put_symbol(out, symbol, &[]),
        Space::Interval(lower, upper) => {
            within(out, "mo", if lower.is_some() { "[" } else { "(" });
            match lower {
                Some(lower) => put(out, lower),
                None => out.push_str("<mo>−</mo><mi>∞</mi>"),
            }
            out.push_str(COMMA);
            match upper {
                Some(upper) => put(out, upper),
                None => within(out, "mi", "∞"),
            }
            within(out, "mo", if upper.is_some() { "]" } else { ")" });
        }
        Space::Laws(on, atomless) => {
            out.push_str(r#"<mi mathvariant="normal">Δ</mi><mo>(</mo>"#);
            put_space(out, on);
            out.push_str("<mo>)</mo>");
            if *atomless {
                within(out, "mtext", " (atomless)");
            }
        }
        Space::Maps(arguments, to) => {
            for (position, argument) in arguments.iter().enumerate() {
                out.push_str(if position == 0 { "" } else { "<mo>×</mo>" });
                put_space(out, argument);
            }
            within(out, "mo", "→");
            put_space(out, to);
        }
    }
}
