//! Notation trees as LaTeX, for mathematics mode with the `amsmath` and `amssymb` packages.
//!
//! Single letters are italic and longer names upright. What users wrote is escaped, so that no name can be
//! read as a command.

use std::fmt::Write as _;

use mechproof_core::logic::Relation;

use super::names::{Parts, Symbol, greek};
use super::tree::{Joint, Node, Range, Space, joint};

/// The LaTeX of an arranged tree.
pub(super) fn latex(node: &Node) -> String {
    let mut out = String::new();
    put(&mut out, node);
    out
}

fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Eq => "=",
        Relation::Ne => r"\ne",
        Relation::Ge => r"\ge",
        Relation::Gt => ">",
        Relation::Le => r"\le",
        Relation::Lt => "<",
    }
}

fn put(out: &mut String, node: &Node) {
    match node {
        Node::Number(digits) => out.push_str(digits),
        Node::Symbol(symbol) => put_symbol(out, symbol, &[]),
        Node::Element(name) => put_upright(out, name),
        Node::Sum(parts) => put_sum(out, parts),
        Node::Negative(body) => around(out, "-", body, ""),
        Node::Product(parts) => put_product(out, parts),
        Node::Fraction(top, bottom) => {
            around(out, r"\frac{", top, "}{");
            around(out, "", bottom, "}");
        }
        Node::Power(base, exponent) => {
            put(out, base);
            around(out, "^{", exponent, "}");
        }
        Node::Subscript(head, indices) => put_symbol(out, head, indices),
        Node::Call(head, arguments) => {
            put_symbol(out, head, &[]);
            put_arguments(out, arguments);
        }
        Node::Builtin(name, arguments) => {
            let _ = write!(out, r"\{name}");
            put_arguments(out, arguments);
        }
        Node::Total(ranges, body) => {
            out.push_str(r"\sum_{");
            put_ranges(out, ranges);
            around(out, "} ", body, "");
        }
        Node::Mean(name, law, body) => {
            out.push_str(r"\mathbb{E}_{");
            put_symbol(out, name, &[]);
            around(out, r" \sim ", law, "}");
            fenced(out, "[", body, "]");
        }
        Node::Quantile(name, law, body) => {
            around(out, r"\int_{0}^{1} Q_{", law, "}(");
            put_symbol(out, name, &[]);
            out.push_str(r")\,\mathrm{d}");
            fenced(out, "(", body, ")");
        }
        Node::Integral(name, body) => {
            around(out, r"\int_{0}^{1} ", body, r"\,\mathrm{d}");
            put_symbol(out, name, &[]);
        }
        Node::Indicator(body) => {
            out.push_str(r"\mathbf{1}");
            fenced(out, r"\{", body, r"\}");
        }
        Node::Cases(on, branches) => {
            out.push_str(r"\begin{cases} ");
            for (position, (value, branch)) in branches.iter().enumerate() {
                around(out, if position == 0 { "" } else { r" \\ " }, branch, r" & \text{if } ");
                put(out, on);
                around(out, " = ", value, "");
            }
            out.push_str(r" \end{cases}");
        }
        Node::Chain(first, rest) => {
            put(out, first);
            for (relation, side) in rest {
                let _ = write!(out, " {} ", sign(*relation));
                put(out, side);
            }
        }
        Node::And(parts) => listed(out, parts, r" \land "),
        Node::Or(parts) => listed(out, parts, r" \lor "),
        Node::Not(body) => around(out, r"\lnot ", body, ""),
        Node::Implies(parts, goal) => {
            listed(out, parts, r" \land ");
            around(out, r" \implies ", goal, "");
        }
        Node::Quantified(universal, ranges, body) => {
            out.push_str(if *universal { r"\forall\, " } else { r"\exists\, " });
            put_ranges(out, ranges);
            around(out, r":\; ", body, "");
        }
        Node::Label(name, body) => {
            let _ = write!(out, r"\text{{({})}}\; ", escaped(name));
            put(out, body);
        }
        Node::Definition(name, body) => {
            put_symbol(out, name, &[]);
            around(out, " := ", body, "");
        }
        Node::Truth(holds) => out.push_str(if *holds { r"\top" } else { r"\bot" }),
        Node::Variables(ranges) => put_ranges(out, ranges),
        Node::Paren(body) => fenced(out, "(", body, ")"),
    }
}

fn around(out: &mut String, open: &str, node: &Node, close: &str) {
    out.push_str(open);
    put(out, node);
    out.push_str(close);
}

/// Fences grow only around what is higher than a line.
fn fenced(out: &mut String, open: &str, node: &Node, close: &str) {
    let (left, right) = if node.is_tall() { (r"\left", r"\right") } else { ("", "") };
    let _ = write!(out, "{left}{open}");
    put(out, node);
    let _ = write!(out, "{right}{close}");
}

fn listed(out: &mut String, nodes: &[Node], between: &str) {
    for (position, node) in nodes.iter().enumerate() {
        around(out, if position == 0 { "" } else { between }, node, "");
    }
}

fn put_arguments(out: &mut String, arguments: &[Node]) {
    let is_tall = arguments.iter().any(Node::is_tall);
    out.push_str(if is_tall { r"\left(" } else { "(" });
    listed(out, arguments, ", ");
    out.push_str(if is_tall { r"\right)" } else { ")" });
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
        let between = match before.map(|before| joint(before, part)) {
            None | Some(Joint::Tight) => "",
            Some(Joint::Thin) => r"\,",
            Some(Joint::Dot) => r" \cdot ",
        };
        around(out, between, part, "");
    }
}

/// A name with the indices it is given besides its own.
fn put_symbol(out: &mut String, symbol: &Symbol, further: &[Node]) {
    let plain = Parts { base: "", indices: Vec::new(), star: false, primes: 0 };
    let parts = symbol.parts();
    match &parts {
        Some(parts) => put_word(out, parts.base),
        None => put_upright(out, &symbol.text),
    }
    let Parts { indices, star, primes, .. } = parts.unwrap_or(plain);
    if !indices.is_empty() || !further.is_empty() {
        out.push_str("_{");
        for (position, index) in indices.iter().enumerate() {
            out.push_str(if position == 0 { "" } else { ", " });
            put_word(out, index);
        }
        out.push_str(if indices.is_empty() || further.is_empty() { "" } else { ", " });
        listed(out, further, ", ");
        out.push('}');
    }
    if star {
        let _ = write!(out, "^{{*{}}}", r"\prime".repeat(primes));
    } else {
        out.push_str(&"'".repeat(primes));
    }
}

fn put_word(out: &mut String, word: &str) {
    match greek(word) {
        Some((command, _)) => out.push_str(command),
        None if word.chars().count() == 1 || word.chars().all(|c| c.is_ascii_digit()) => out.push_str(word),
        None => put_upright(out, word),
    }
}

fn put_upright(out: &mut String, name: &str) {
    let is_word = name.chars().all(char::is_alphanumeric);
    let font = if is_word { r"\mathrm" } else { r"\text" };
    let _ = write!(out, "{font}{{{}}}", escaped(name));
}

/// User text for text mode.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '_' | '#' | '%' | '&' | '{' | '}' | '$' => out.extend(['\\', c]),
            '~' => out.push_str(r"\textasciitilde{}"),
            '^' => out.push_str(r"\textasciicircum{}"),
            '\\' => out.push_str(r"\textbackslash{}"),
            '<' => out.push_str(r"\textless{}"),
            '>' => out.push_str(r"\textgreater{}"),
            _ => out.push(c),
        }
    }
    out
}

fn put_ranges(out: &mut String, ranges: &[Range]) {
    for (position, range) in ranges.iter().enumerate() {
        out.push_str(if position == 0 { "" } else { r",\; " });
        for (position, name) in range.names.iter().enumerate() {
            out.push_str(if position == 0 { "" } else { ", " });
            put_symbol(out, name, &[]);
        }
        let is_map = matches!(range.over, Space::Maps(..));
        out.push_str(if is_map { r" \colon " } else { r" \in " });
        put_space(out, &range.over);
    }
}

fn put_space(out: &mut String, space: &Space) {
    match space {
        Space::Real => out.push_str(r"\mathbb{R}"),
        Space::Natural => out.push_str(r"\mathbb{N}"),
        Space::Sort(symbol) => put_symbol(out, symbol, &[]),
        Space::Interval(lower, upper) => {
            match lower {
                Some(lower) => around(out, "[", lower, ", "),
                None => out.push_str(r"(-\infty, "),
            }
            match upper {
                Some(upper) => around(out, "", upper, "]"),
                None => out.push_str(r"\infty)"),
            }
        }
        Space::Laws(on, atomless) => {
            out.push_str(r"\Delta(");
            put_space(out, on);
            out.push_str(if *atomless { r")\ \text{(atomless)}" } else { ")" });
        }
        Space::Maps(arguments, to) => {
            for (position, argument) in arguments.iter().enumerate() {
                out.push_str(if position == 0 { "" } else { r" \times " });
                put_space(out, argument);
            }
            out.push_str(r" \to ");
            put_space(out, to);
        }
    }
}
