//! Printing: formulas and terms as plain text, LaTeX and `MathML`.
//!
//! Consumes what the kernel checked, as it was written, and produces notation for people; the three forms
//! say the same. It is no part of any proof, but it must not mislead: variables that would be read as others
//! are primed, and a definition is named only where the name stands for one thing.

mod build;
mod flow;
mod formulas;
mod latex;
mod mathml;
mod names;
mod source;
mod statement;
mod tables;
mod text;
mod tree;
mod uses;

use std::collections::BTreeMap;

use mechproof_core::logic::{
    Domain, Formula, MAX_DEPTH, Name, Scope, Signature, Term, depth_of_formula, depth_of_term,
};

pub use source::{Source, domain as domain_text, plain};
pub use statement::{Outline, Statement, Tabulated, statement, text_of_statement};

use names::Symbol;
use tree::{Node, Style};

/// Something printed, in three forms, the last of them in one piece and in several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// One line of plain text.
    pub text: String,
    /// LaTeX for mathematics mode.
    pub latex: String,
    /// A `MathML` element, displayed as a block.
    pub mathml: String,
    /// The same as `math` elements for a page, between which a line may break.
    pub flow: Vec<String>,
}

impl Printed {
    fn of(node: Node) -> Printed {
        let page = node.clone().arranged(Style::Page);
        let line = node.arranged(Style::Line);
        Printed {
            text: text::text(&line),
            latex: latex::latex(&page),
            mathml: mathml::mathml(&page),
            flow: flow::flow(&page),
        }
    }

    /// What is printed of something nested deeper than the core accepts.
    fn too_deep() -> Printed {
        Printed::of(Node::Symbol(Symbol::verbatim(&too_deep())))
    }
}

/// A formula, printed.
pub fn formula(signature: &Signature, formula: &Formula) -> Printed {
    formula_with(signature, &BTreeMap::new(), formula)
}

/// Takes the leading universal quantifiers off the parts of a formula: what definitions may speak of, and the rest.
/// A definition used in several parts is about the variables of each.
fn open_leading<'a>(node: &'a mut Node, leading: &mut Vec<tree::Range>, trees: &mut Vec<&'a mut Node>) {
    match node {
        Node::Label(_, body) => open_leading(body, leading, trees),
        Node::And(parts) => parts.iter_mut().for_each(|part| open_leading(part, leading, trees)),
        Node::Quantified(true, ranges, body) => {
            leading.extend(ranges.iter().cloned());
            trees.push(body);
        }
        other => trees.push(other),
    }
}

/// A formula, printed with its definitions and tables by name, as in `... T1[h, g] ..., where T1[h, g] = {...}`.
pub fn formula_with_tables(signature: &Signature, formula: &Formula) -> Printed {
    if depth_of_formula(formula, MAX_DEPTH).is_none() {
        return Printed::too_deep();
    }
    let uses = uses::of_formula(signature, formula);
    let built = build::settled(signature, &BTreeMap::new(), &uses, |builder| builder.formula(formula));
    let (mut node, mut definitions) = built;
    let (mut leading, mut trees) = (Vec::new(), Vec::new());
    open_leading(&mut node, &mut leading, &mut trees);
    trees.extend(definitions.iter_mut().map(|(_, definition)| definition));
    let tables = tables::name_tables(&leading, trees);
    let equations = tables.iter().map(tables::Table::equation);
    let wheres: Vec<Node> =
        definitions.into_iter().map(|(_, definition)| definition).chain(equations).collect();
    let arranged = |style: Style| -> (Node, Vec<Node>) {
        (node.clone().arranged(style), wheres.iter().map(|node| node.clone().arranged(style)).collect())
    };
    let ((line, line_wheres), (page, page_wheres)) = (arranged(Style::Line), arranged(Style::Page));
    let mut printed = Printed {
        text: text::text(&line),
        latex: latex::latex(&page),
        mathml: mathml::mathml_where(&page, &page_wheres),
        flow: std::iter::once(&page).chain(&page_wheres).flat_map(flow::flow).collect(),
    };
    for (position, (line, page)) in line_wheres.iter().zip(&page_wheres).enumerate() {
        printed.text.push_str(if position == 0 { ", where " } else { "; " });
        printed.text.push_str(&text::text(line));
        printed.latex.push_str(if position == 0 { r",\quad\text{where } " } else { r";\quad " });
        printed.latex.push_str(&latex::latex(page));
    }
    printed
}

/// A formula, printed with what is known of its free names.
pub fn formula_in(scope: &Scope, formula: &Formula) -> Printed {
    formula_with(&scope.signature, &scope.names, formula)
}

/// A term, printed.
pub fn term(signature: &Signature, term: &Term) -> Printed {
    term_with(signature, &BTreeMap::new(), term)
}

/// A term, printed with what is known of its free names.
pub fn term_in(scope: &Scope, term: &Term) -> Printed {
    term_with(&scope.signature, &scope.names, term)
}

/// A formula as a line of text, with what is known of its free names.
pub fn formula_text(scope: &Scope, formula: &Formula) -> String {
    formula_node(&scope.signature, &scope.names, formula).map_or_else(too_deep, line)
}

/// A term as a line of text, with what is known of its free names.
pub fn term_text(scope: &Scope, term: &Term) -> String {
    term_node(&scope.signature, &scope.names, term).map_or_else(too_deep, line)
}

fn formula_with(signature: &Signature, free: &BTreeMap<Name, Domain>, formula: &Formula) -> Printed {
    formula_node(signature, free, formula).map_or_else(Printed::too_deep, Printed::of)
}

fn term_with(signature: &Signature, free: &BTreeMap<Name, Domain>, term: &Term) -> Printed {
    term_node(signature, free, term).map_or_else(Printed::too_deep, Printed::of)
}

fn line(node: Node) -> String {
    text::text(&node.arranged(Style::Line))
}

fn too_deep() -> String {
    "(nested too deep to print)".to_owned()
}

/// The tree of a formula, unless it is nested too deep.
fn formula_node(signature: &Signature, free: &BTreeMap<Name, Domain>, formula: &Formula) -> Option<Node> {
    depth_of_formula(formula, MAX_DEPTH)?;
    let uses = uses::of_formula(signature, formula);
    Some(build::settled(signature, free, &uses, |builder| builder.formula(formula)).0)
}

/// The tree of a term, unless it is nested too deep.
fn term_node(signature: &Signature, free: &BTreeMap<Name, Domain>, term: &Term) -> Option<Node> {
    depth_of_term(term, MAX_DEPTH)?;
    let uses = uses::of_term(signature, term);
    Some(build::settled(signature, free, &uses, |builder| builder.term(term)).0)
}
