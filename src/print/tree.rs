//! The notation tree: what is printed, before it is text, LaTeX or `MathML`.
//!
//! A tree is built once from a formula and holds no parentheses. [`Node::arranged`] adds those that a style
//! needs: on a line a fraction needs them where a fraction bar needs none. The writers then only spell.

use mechproof_core::logic::Relation;

use super::names::Symbol;

/// Something to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Digits of a natural number.
    Number(String),
    /// A variable, function, law or definition.
    Symbol(Symbol),
    /// An element of an enumerated sort.
    Element(String),
    /// Parts, each with whether it is subtracted.
    Sum(Vec<(bool, Node)>),
    Negative(Box<Node>),
    Product(Vec<Node>),
    Fraction(Box<Node>, Box<Node>),
    Power(Box<Node>, Box<Node>),
    /// A function at elements.
    Subscript(Symbol, Vec<Node>),
    /// A function at any arguments.
    Call(Symbol, Vec<Node>),
    /// A function with a fixed meaning.
    Builtin(&'static str, Vec<Node>),
    /// Sum over sorts.
    Total(Vec<Range>, Box<Node>),
    /// Expectation: the outcome, the law and the body.
    Mean(Symbol, Box<Node>, Box<Node>),
    /// Quantile functional: the variable, the law and the body.
    Quantile(Symbol, Box<Node>, Box<Node>),
    /// Integral over [0, 1].
    Integral(Symbol, Box<Node>),
    Indicator(Box<Node>),
    /// What is looked at; its values and the branches.
    Cases(Box<Node>, Vec<(Node, Node)>),
    /// Comparisons that share their middle sides.
    Chain(Box<Node>, Vec<(Relation, Node)>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    /// Hypotheses and what they imply.
    Implies(Vec<Node>, Box<Node>),
    /// Whether universal; the variables; the body.
    Quantified(bool, Vec<Range>, Box<Node>),
    /// A named formula.
    Label(String, Box<Node>),
    Definition(Symbol, Box<Node>),
    Truth(bool),
    /// Variables and what they range over.
    Variables(Vec<Range>),
    /// Something in parentheses.
    Paren(Box<Node>),
}

/// Variables that range over the same space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) names: Vec<Symbol>,
    pub(super) over: Space,
}

/// What variables range over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Space {
    Real,
    Natural,
    Sort(Symbol),
    /// Real numbers between the ends that are given.
    Interval(Option<Node>, Option<Node>),
    /// Laws on a space, and whether they have no atoms.
    Laws(Box<Space>, bool),
    /// Functions; there is at least one argument.
    Maps(Vec<Space>, Box<Space>),
}

/// Adds a variable, to the last range if it is over the same space.
pub(super) fn add_variable(ranges: &mut Vec<Range>, name: Symbol, over: Space) {
    match ranges.last_mut() {
        Some(last) if last.over == over => last.names.push(name),
        _ => ranges.push(Range { names: vec![name], over }),
    }
}

/// How a tree is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// On one line.
    Line,
    /// With fraction bars and raised exponents.
    Page,
}

/// How tightly a node holds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Any,
    Open,
    Implication,
    Or,
    And,
    Relation,
    Sum,
    Negative,
    Product,
    Fraction,
    Big,
    Power,
    Atom,
}

/// What stands between two factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    Tight,
    Thin,
    Dot,
}

/// What stands between two neighbouring factors of an arranged tree.
pub(super) fn joint(left: &Node, right: &Node) -> Joint {
    let first = if let Node::Power(base, _) = right { base } else { right };
    match (left, first) {
        (_, Node::Number(_) | Node::Indicator(_)) => Joint::Dot,
        (Node::Number(_), _) | (Node::Paren(_) | Node::Fraction(..), Node::Paren(_)) => Joint::Tight,
        // `x(a + b)` would look like the value of `x`.
        (_, Node::Paren(_)) => Joint::Dot,
        _ => Joint::Thin,
    }
}

/// Whether the last side of a chain is a brace, which is open on the right.
fn ends_in_cases<T>(rest: &[(T, Node)]) -> bool {
    matches!(rest.last(), Some((_, Node::Cases(..))))
}

impl Node {
    fn level(&self, style: Style) -> Level {
        let page = style == Style::Page;
        match self {
            Node::Quantified(..) | Node::Definition(..) | Node::Variables(_) => Level::Open,
            Node::Cases(..) if page => Level::Open,
            Node::Chain(_, rest) if page && ends_in_cases(rest) => Level::Open,
            Node::Implies(..) => Level::Implication,
            Node::Or(_) => Level::Or,
            Node::And(_) => Level::And,
            Node::Label(_, body) if body.level(style) == Level::Open => Level::Open,
            Node::Chain(..) | Node::Not(_) | Node::Label(..) => Level::Relation,
            Node::Sum(_) => Level::Sum,
            Node::Negative(_) => Level::Negative,
            Node::Product(_) => Level::Product,
            Node::Fraction(..) => Level::Fraction,
            Node::Total(..) | Node::Integral(..) => Level::Big,
            Node::Quantile(..) if page => Level::Big,
            Node::Power(..) => Level::Power,
            Node::Symbol(symbol) | Node::Subscript(symbol, _)
                if page && symbol.parts().is_some_and(|parts| parts.is_raised()) =>
            {
                Level::Power
            }
            _ => Level::Atom,
        }
    }

    /// Whether what follows would seem to belong to the body of a sum or integral.
    fn ends_open(&self) -> bool {
        match self {
            Node::Total(..) | Node::Integral(..) => true,
            Node::Product(parts) => parts.last().is_some_and(Node::ends_open),
            _ => false,
        }
    }

    /// Whether this needs more height than a line.
    pub(super) fn is_tall(&self) -> bool {
        match self {
            Node::Fraction(..)
            | Node::Total(..)
            | Node::Integral(..)
            | Node::Quantile(..)
            | Node::Cases(..) => true,
            Node::Sum(parts) => parts.iter().any(|(_, part)| part.is_tall()),
            Node::Product(parts)
            | Node::Call(_, parts)
            | Node::Builtin(_, parts)
            | Node::And(parts)
            | Node::Or(parts) => parts.iter().any(Node::is_tall),
            Node::Negative(body)
            | Node::Power(body, _)
            | Node::Mean(.., body)
            | Node::Indicator(body)
            | Node::Not(body)
            | Node::Quantified(.., body)
            | Node::Label(_, body)
            | Node::Definition(_, body)
            | Node::Paren(body) => body.is_tall(),
            Node::Chain(first, rest) => first.is_tall() || rest.iter().any(|(_, part)| part.is_tall()),
            Node::Implies(parts, goal) => goal.is_tall() || parts.iter().any(Node::is_tall),
            _ => false,
        }
    }

    /// The tree with the parentheses that the style needs.
    #[must_use]
    pub(super) fn arranged(self, style: Style) -> Node {
        let at = |node: Node, least: Level| node.at(least, style);
        let one = |node: Box<Node>, least: Level| Box::new(node.at(least, style));
        let all = |nodes: Vec<Node>, least: Level| -> Vec<Node> {
            nodes.into_iter().map(|node| node.at(least, style)).collect()
        };
        match self {
            Node::Sum(parts) => Node::Sum(arrange_sum(parts, style)),
            Node::Negative(body) => Node::Negative(one(body, Level::Product)),
            Node::Product(parts) => Node::Product(arrange_product(parts, style)),
            Node::Fraction(top, bottom) if style == Style::Page => {
                Node::Fraction(one(top, Level::Any), one(bottom, Level::Any))
            }
            Node::Fraction(top, bottom) => {
                let fits = matches!(top.level(style), Level::Product) && !top.ends_open();
                let least = if fits { Level::Product } else { Level::Power };
                Node::Fraction(one(top, least), one(bottom, Level::Power))
            }
            Node::Power(base, exponent) => {
                let least = if style == Style::Page { Level::Any } else { Level::Atom };
                Node::Power(one(base, Level::Atom), one(exponent, least))
            }
            Node::Subscript(head, parts) => Node::Subscript(head, all(parts, Level::Any)),
            Node::Call(head, parts) => Node::Call(head, all(parts, Level::Any)),
            Node::Builtin(name, parts) => Node::Builtin(name, all(parts, Level::Any)),
            Node::Total(ranges, body) => Node::Total(ranges, one(body, Level::Product)),
            Node::Mean(name, law, body) => Node::Mean(name, one(law, Level::Any), one(body, Level::Any)),
            Node::Quantile(name, law, body) => {
                Node::Quantile(name, one(law, Level::Any), one(body, Level::Any))
            }
            Node::Integral(name, body) => Node::Integral(name, one(body, Level::Product)),
            Node::Indicator(body) => Node::Indicator(one(body, Level::Any)),
            Node::Cases(on, branches) => {
                let arrange = |(value, branch)| (value, at(branch, Level::Any));
                let branches = branches.into_iter().map(arrange).collect();
                Node::Cases(one(on, Level::Sum), branches)
            }
            Node::Chain(first, rest) => {
                let sides = rest.len();
                let rest = rest.into_iter().enumerate().map(|(position, (relation, part))| {
                    // Nothing follows a last brace, so that it needs no parentheses of its own.
                    let open = position + 1 == sides && matches!(part, Node::Cases(..));
                    (relation, at(part, if open { Level::Any } else { Level::Sum }))
                });
                Node::Chain(one(first, Level::Sum), rest.collect())
            }
            Node::And(parts) => Node::And(all(parts, Level::Relation)),
            Node::Or(parts) => Node::Or(all(parts, Level::Relation)),
            Node::Not(body) => Node::Not(one(body, Level::Atom)),
            Node::Implies(parts, goal) => {
                let open = goal.level(style) == Level::Open;
                let least = if open { Level::Open } else { Level::Relation };
                Node::Implies(all(parts, Level::Relation), one(goal, least))
            }
            Node::Quantified(universal, ranges, body) => {
                Node::Quantified(universal, ranges, one(body, Level::Any))
            }
            Node::Label(name, body) => {
                let open = body.level(style) == Level::Open;
                let least = if open { Level::Open } else { Level::Relation };
                Node::Label(name, one(body, least))
            }
            Node::Definition(name, body) => Node::Definition(name, one(body, Level::Any)),
            Node::Paren(body) => Node::Paren(one(body, Level::Any)),
            Node::Number(_) | Node::Symbol(_) | Node::Element(_) | Node::Truth(_) | Node::Variables(_) => {
                self
            }
        }
    }

    fn at(self, least: Level, style: Style) -> Node {
        let fits = self.level(style) >= least;
        let node = self.arranged(style);
        if fits { node } else { Node::Paren(Box::new(node)) }
    }
}

fn arrange_sum(parts: Vec<(bool, Node)>, style: Style) -> Vec<(bool, Node)> {
    let arrange = |(position, (minus, part)): (usize, (bool, Node))| {
        let least = if position == 0 && !minus { Level::Negative } else { Level::Product };
        (minus, part.at(least, style))
    };
    parts.into_iter().enumerate().map(arrange).collect()
}

fn arrange_product(parts: Vec<Node>, style: Style) -> Vec<Node> {
    let last = parts.len() - 1;
    let arrange = |(position, part): (usize, Node)| {
        let least = match part.level(style) {
            Level::Fraction if style == Style::Page => Level::Fraction,
            Level::Big if position == last => Level::Big,
            _ => Level::Power,
        };
        part.at(least, style)
    };
    parts.into_iter().enumerate().map(arrange).collect()
}
