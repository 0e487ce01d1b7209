//! Tables by name: values listed by element that would be printed again and again are printed once.
//!
//! Consumes the notation trees of one statement; produces the same trees with a name such as `T1[h, g]` in place of
//! `{... if g = S1; ...} if h = B1; ...`, and the tables. A table is named only if its entries mean the same
//! wherever it stands: they speak of the statement's leading variables and of definitions made of these.

use std::collections::BTreeSet;

use mechproof_core::logic::Relation;

use super::names::Symbol;
use super::tree::{Node, Range};

/// A table of fewer entries than this stays where it is if it is used once; and one used more often, if all its
/// places together have fewer entries.
const ENTRIES: usize = 6;

/// Values listed by elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// What it is called.
    pub(super) name: Symbol,
    /// The elements that each index goes through.
    pub(super) axes: Vec<Vec<Node>>,
    /// The values, the last index fastest.
    pub(super) entries: Vec<Node>,
    /// Where it was first looked up.
    at: Vec<Node>,
    uses: usize,
}

impl Table {
    /// The table as an equation, `T1[h, g] = {...}`.
    pub(super) fn equation(&self) -> Node {
        let letters = ["i", "j", "k", "l", "m", "n"];
        let at: Vec<Node> = (self.at.iter().enumerate())
            .map(|(position, node)| match node {
                Node::Symbol(_) if !self.at[..position].contains(node) => node.clone(),
                _ => Node::Symbol(Symbol::verbatim(letters.get(position).unwrap_or(&"o"))),
            })
            .collect();
        let body = nested(&at, &self.axes, &self.entries);
        let head = Node::Subscript(self.name.clone(), at);
        Node::Chain(Box::new(head), vec![(Relation::Eq, body)])
    }
}

/// The braces that a table stands for.
fn nested(at: &[Node], axes: &[Vec<Node>], entries: &[Node]) -> Node {
    let (Some((on, further)), Some((axis, axes))) = (at.split_first(), axes.split_first()) else {
        return entries.first().cloned().unwrap_or(Node::Truth(false));
    };
    let size = entries.len() / axis.len();
    let branches = axis
        .iter()
        .zip(entries.chunks(size))
        .map(|(value, part)| (value.clone(), nested(further, axes, part)));
    Node::Cases(Box::new(on.clone()), branches.collect())
}

/// Names the tables in trees that are read together; `leading` are the variables that all of them can see, and
/// `definitions` are among the trees.
pub(super) fn name_tables(leading: &[Range], mut trees: Vec<&mut Node>) -> Vec<Table> {
    let mut known: BTreeSet<String> = leading.iter().flat_map(texts).collect();
    let mut taken = BTreeSet::new();
    for tree in &mut trees {
        walk(tree, &mut Vec::new(), &mut |node, _| {
            taken.extend(symbol(node).map(|symbol| symbol.text.clone()));
            true
        });
    }
    taken.extend(known.iter().cloned());
    add_definitions(&mut known, &mut trees);
    let mut found: Vec<Table> = Vec::new();
    for tree in &mut trees {
        walk(tree, &mut Vec::new(), &mut |node, bound| {
            let Some(Reading { at, axes, entries }) = reading(node, &known, bound) else { return true };
            match found.iter_mut().find(|table| table.axes == axes && table.entries == entries) {
                Some(table) => table.uses += 1,
                None => found.push(Table { name: Symbol::of("T"), axes, entries, at, uses: 1 }),
            }
            false
        });
    }
    found.retain(|table| {
        let size = table.entries.len();
        size >= ENTRIES || (table.uses > 1 && table.uses * size >= ENTRIES)
    });
    let letter = letter(&taken);
    for (position, table) in found.iter_mut().enumerate() {
        table.name = Symbol::of(&format!("{letter}{}", position + 1));
    }
    for tree in &mut trees {
        walk(tree, &mut Vec::new(), &mut |node, bound| {
            let Some(Reading { at, axes, entries }) = reading(node, &known, bound) else { return true };
            if let Some(table) = found.iter().find(|table| table.axes == axes && table.entries == entries) {
                *node = Node::Subscript(table.name.clone(), at);
            }
            false
        });
    }
    found
}

/// A letter such that no name in use is that letter, alone or with a number.
fn letter(taken: &BTreeSet<String>) -> String {
    let is_free = |letter: &String| {
        let numbered = |name: &String| {
            let rest = name.strip_prefix(letter.as_str());
            rest.is_some_and(|rest| {
                rest.trim_matches(|c: char| c.is_ascii_digit() || "_'".contains(c)).is_empty()
            })
        };
        !taken.iter().any(numbered)
    };
    let letters = ["T", "K", "G", "Z", "Y"].map(str::to_owned);
    // One of more numbers of letters than there are names is free.
    let longer = (2..taken.len() + 3).map(|count| "T".repeat(count));
    letters.into_iter().chain(longer).find(is_free).unwrap_or_default()
}

/// Adds the definitions that speak of nothing but what is known, however deep.
fn add_definitions(known: &mut BTreeSet<String>, trees: &mut [&mut Node]) {
    loop {
        let before = known.len();
        for tree in trees.iter_mut() {
            let Node::Definition(name, body) = &mut **tree else { continue };
            if speaks_of(body, known) {
                known.insert(name.text.clone());
            }
        }
        if known.len() == before {
            return;
        }
    }
}

/// Whether every symbol is known or bound within.
fn speaks_of(node: &mut Node, known: &BTreeSet<String>) -> bool {
    let mut fine = true;
    walk(node, &mut Vec::new(), &mut |node, bound| {
        if let Some(symbol) = symbol(node) {
            fine &= known.contains(&symbol.text) || bound.contains(&symbol.text);
        }
        fine
    });
    fine
}

/// A table where it stands.
struct Reading {
    at: Vec<Node>,
    axes: Vec<Vec<Node>>,
    entries: Vec<Node>,
}

/// Braces as a table, if the entries mean the same outside of what is bound here.
fn reading(node: &Node, known: &BTreeSet<String>, bound: &[String]) -> Option<Reading> {
    let mut reading = read(node)?;
    let mut outside = known.clone();
    bound.iter().for_each(|name| {
        outside.remove(name);
    });
    reading.entries.iter_mut().all(|entry| speaks_of(entry, &outside)).then_some(reading)
}

/// Braces in braces as one table where all those within look at the same.
fn read(node: &Node) -> Option<Reading> {
    let Node::Cases(on, branches) = node else { return None };
    let axis: Vec<Node> = branches.iter().map(|(value, _)| value.clone()).collect();
    let inner: Vec<Option<Reading>> = branches.iter().map(|(_, branch)| read(branch)).collect();
    let mut tables = inner.iter().flatten();
    let plain = || branches.iter().map(|(_, branch)| branch.clone()).collect();
    let Some(first) = tables.next().filter(|first| {
        tables.all(|other| other.at == first.at && other.axes == first.axes) && !first.at.contains(on)
    }) else {
        return Some(Reading { at: vec![(**on).clone()], axes: vec![axis], entries: plain() });
    };
    let width = first.entries.len();
    let mut entries = Vec::with_capacity(width * branches.len());
    for ((_, branch), table) in branches.iter().zip(&inner) {
        match table {
            Some(table) => entries.extend(table.entries.iter().cloned()),
            // One value for the whole row.
            None => entries.extend(std::iter::repeat_n(branch.clone(), width)),
        }
    }
    let mut at = vec![(**on).clone()];
    at.extend(first.at.iter().cloned());
    let mut axes = vec![axis];
    axes.extend(first.axes.iter().cloned());
    Some(Reading { at, axes, entries })
}

fn texts(range: &Range) -> impl Iterator<Item = String> {
    range.names.iter().map(|symbol| symbol.text.clone())
}

/// The symbol that a node itself uses.
fn symbol(node: &Node) -> Option<&Symbol> {
    match node {
        Node::Symbol(symbol) | Node::Subscript(symbol, _) | Node::Call(symbol, _) => Some(symbol),
        _ => None,
    }
}

/// Goes through a tree from the top, with what is bound around each node, into those nodes where `act` says so.
fn walk(node: &mut Node, bound: &mut Vec<String>, act: &mut dyn FnMut(&mut Node, &[String]) -> bool) {
    if !act(node, bound) {
        return;
    }
    let depth = bound.len();
    match node {
        Node::Total(ranges, _) | Node::Quantified(_, ranges, _) => {
            bound.extend(ranges.iter().flat_map(texts));
        }
        // What is bound counts as bound in the law as well, which is at worst too careful.
        Node::Mean(name, ..) | Node::Quantile(name, ..) | Node::Integral(name, _) => {
            bound.push(name.text.clone());
        }
        _ => {}
    }
    for child in children(node) {
        walk(child, bound, act);
    }
    bound.truncate(depth);
}

fn children(node: &mut Node) -> Vec<&mut Node> {
    match node {
        Node::Number(_) | Node::Symbol(_) | Node::Element(_) | Node::Truth(_) | Node::Variables(_) => {
            Vec::new()
        }
        Node::Sum(parts) => parts.iter_mut().map(|(_, part)| part).collect(),
        Node::Product(parts)
        | Node::Subscript(_, parts)
        | Node::Call(_, parts)
        | Node::Builtin(_, parts)
        | Node::And(parts)
        | Node::Or(parts) => parts.iter_mut().collect(),
        Node::Fraction(left, right)
        | Node::Power(left, right)
        | Node::Mean(_, left, right)
        | Node::Quantile(_, left, right) => vec![&mut **left, &mut **right],
        Node::Negative(body)
        | Node::Total(_, body)
        | Node::Integral(_, body)
        | Node::Indicator(body)
        | Node::Not(body)
        | Node::Quantified(_, _, body)
        | Node::Label(_, body)
        | Node::Definition(_, body)
        | Node::Paren(body) => vec![&mut **body],
        Node::Cases(on, branches) => {
            std::iter::once(&mut **on).chain(branches.iter_mut().map(|(_, branch)| branch)).collect()
        }
        Node::Chain(first, rest) => {
            std::iter::once(&mut **first).chain(rest.iter_mut().map(|(_, side)| side)).collect()
        }
        Node::Implies(parts, goal) => parts.iter_mut().chain(std::iter::once(&mut **goal)).collect(),
    }
}
