//! Notation trees as `MathML` that may go over lines: `math` elements one after another, between which a line breaks.
//!
//! Consumes notation trees; produces pieces that begin with an operator, or follow a comma or a colon. What cannot be
//! broken inside, such as a wide fraction, is written in line.

use std::fmt::Write as _;

use super::mathml::{
    COMMA, DIFFERENTIAL, INTEGRAL, between, put, put_condition, put_label, put_mean, put_ranges, put_symbol,
    put_total, sign, within,
};
use super::tree::{Node, Range};

/// The tree as `math` elements one after another, between which a line may break.
pub(super) fn flow(node: &Node) -> Vec<String> {
    let mut flow = Flow { pieces: Vec::new(), piece: String::new() };
    flow.add(node);
    flow.end_piece();
    flow.pieces
}

/// A piece of fewer bytes than this is not worth a line of its own.
const SHORT_PIECE: usize = 260;

/// A fraction of more characters than this above or below is written with a slash, so that it may go over lines.
const WIDE_FRACTION: usize = 36;

/// Values by element of which one has more characters stand in line, so that they may go over lines.
const WIDE_CASE: usize = 44;

/// Whether a node would be a fraction too wide for paper.
fn is_wide_fraction(node: &Node) -> bool {
    matches!(node, Node::Fraction(top, bottom) if characters(top).max(characters(bottom)) > WIDE_FRACTION)
}

/// The characters that a node shows.
fn characters(node: &Node) -> usize {
    let mut markup = String::new();
    put(&mut markup, node);
    let outside = markup.split('<').map(|tag| tag.split_once('>').map_or("", |(_, text)| text));
    outside.map(|text| text.chars().count()).sum()
}

/// Pieces of a formula that is too long for a line.
struct Flow {
    pieces: Vec<String>,
    piece: String,
}

impl Flow {
    fn end_piece(&mut self) {
        if !self.piece.is_empty() {
            self.pieces.push(format!("<math>{}</math>", std::mem::take(&mut self.piece)));
        }
    }

    /// An operator that a new line would begin with.
    fn operator(&mut self, operator: &str) {
        if self.piece.len() < SHORT_PIECE {
            return within(&mut self.piece, "mo", operator);
        }
        self.end_piece();
        // At the beginning it would pass for a sign.
        let _ = write!(self.piece, "<mo form=\"infix\">{operator}</mo>");
    }

    fn ranges(&mut self, ranges: &[Range]) {
        for (position, range) in ranges.iter().enumerate() {
            if position > 0 {
                self.piece.push_str(COMMA);
                self.end_piece();
            }
            put_ranges(&mut self.piece, std::slice::from_ref(range));
        }
    }

    fn fenced(&mut self, open: &str, body: &Node, close: &str) {
        within(&mut self.piece, "mo", open);
        self.add(body);
        within(&mut self.piece, "mo", close);
    }

    fn list(&mut self, nodes: &[Node], between: &str) {
        for (position, node) in nodes.iter().enumerate() {
            if position > 0 {
                self.operator(between);
            }
            self.add(node);
        }
    }

    fn builtin(&mut self, name: &str, arguments: &[Node]) {
        within(&mut self.piece, "mi", name);
        within(&mut self.piece, "mo", "(");
        for (position, argument) in arguments.iter().enumerate() {
            if position > 0 {
                self.piece.push_str(COMMA);
                self.end_piece();
            }
            self.add(argument);
        }
        within(&mut self.piece, "mo", ")");
    }

    /// Values by element one after the other.
    fn cases(&mut self, on: &Node, branches: &[(Node, Node)]) {
        within(&mut self.piece, "mo", "{");
        for (position, (value, branch)) in branches.iter().enumerate() {
            if position > 0 {
                within(&mut self.piece, "mo", ";");
                self.end_piece();
            }
            self.add(branch);
            self.piece.push_str("<mspace width=\".5em\"/>");
            put_condition(&mut self.piece, on, value);
        }
        within(&mut self.piece, "mo", "}");
    }

    fn add(&mut self, node: &Node) {
        match node {
            Node::Quantified(universal, ranges, body) => {
                within(&mut self.piece, "mo", if *universal { "∀" } else { "∃" });
                self.ranges(ranges);
                within(&mut self.piece, "mo", ":");
                self.end_piece();
                self.add(body);
            }
            Node::Implies(parts, goal) => {
                self.list(parts, "∧");
                self.operator("⟹");
                self.add(goal);
            }
            Node::And(parts) => self.list(parts, "∧"),
            Node::Or(parts) => self.list(parts, "∨"),
            Node::Chain(first, rest) => {
                self.add(first);
                for (relation, side) in rest {
                    self.operator(sign(*relation));
                    self.add(side);
                }
            }
            Node::Sum(parts) => {
                for (position, (minus, part)) in parts.iter().enumerate() {
                    if position > 0 {
                        self.operator(if *minus { "−" } else { "+" });
                    }
                    self.add(part);
                }
            }
            Node::Product(parts) => {
                let before = std::iter::once(None).chain(parts.iter().map(Some));
                for (before, part) in before.zip(parts) {
                    self.piece.push_str(before.map_or("", |before| between(before, part)));
                    // After a slash it must be plain where the denominator ends.
                    if parts.len() > 1 && is_wide_fraction(part) {
                        self.fenced("(", part, ")");
                    } else {
                        self.add(part);
                    }
                }
            }
            Node::Negative(body) => {
                within(&mut self.piece, "mo", "−");
                self.add(body);
            }
            Node::Total(ranges, body) => {
                put_total(&mut self.piece, ranges);
                self.add(body);
            }
            Node::Definition(name, body) => {
                put_symbol(&mut self.piece, name, &[]);
                within(&mut self.piece, "mo", ":=");
                self.add(body);
            }
            Node::Label(name, body) => {
                put_label(&mut self.piece, name);
                self.add(body);
            }
            Node::Variables(ranges) => self.ranges(ranges),
            Node::Paren(body) => self.fenced("(", body, ")"),
            Node::Not(body) => {
                within(&mut self.piece, "mo", "¬");
                self.add(body);
            }
            Node::Builtin(name, arguments) => self.builtin(name, arguments),
            Node::Mean(name, law, body) => {
                put_mean(&mut self.piece, name, law);
                self.fenced("[", body, "]");
            }
            Node::Integral(name, body) => {
                self.piece.push_str(INTEGRAL);
                self.add(body);
                self.piece.push_str(DIFFERENTIAL);
                put_symbol(&mut self.piece, name, &[]);
            }
            Node::Indicator(body) => {
                within(&mut self.piece, "mn", "𝟏");
                self.fenced("{", body, "}");
            }
            Node::Fraction(top, bottom) if is_wide_fraction(node) => {
                self.fenced("(", top, ")");
                self.operator("/");
                self.fenced("(", bottom, ")");
            }
            Node::Cases(on, branches)
                if branches.iter().any(|(_, branch)| characters(branch) > WIDE_CASE) =>
            {
                self.cases(on, branches);
            }
            _ => put(&mut self.piece, node),
        }
    }
}
