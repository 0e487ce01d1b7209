//! Whole statements: variables, definitions, hypotheses and goal, each printed on its own.
//!
//! The leading universal quantifiers and implications of a formula are taken off in order. What remains is
//! the goal. All parts are printed with the same names.

use std::collections::BTreeMap;

use mechproof_core::logic::{Formula, MAX_DEPTH, Signature, depth_of_formula};

use super::build::settled;
use super::formulas::Part;
use super::names::clean;
use super::tables::{Table, name_tables};
use super::tree::Node;
use super::{Printed, uses};

/// A statement, printed by its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The leading variables, grouped by what they range over, as in `b, s : B → ℝ`.
    pub variables: Vec<Printed>,
    /// What is assumed of them, each with its name.
    pub hypotheses: Vec<(Option<String>, Printed)>,
    /// What is claimed: one part, or those of a conjunction, each with its name.
    pub goal: Vec<(Option<String>, Printed)>,
    /// For each part of the goal that is quantified over something with several conditions: its outline.
    pub outlines: Vec<Option<Outline>>,
    /// Names used above and what they stand for, printed whole as in `welfare := p + q`.
    pub definitions: Vec<(String, Printed)>,
    /// Tables used above by name.
    pub tables: Vec<Tabulated>,
}

/// Values listed by elements: what a name such as `T1[h, g]` stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tabulated {
    /// Its name.
    pub name: Printed,
    /// The elements of each row, for all indices but the last; one empty row where there is one index.
    pub rows: Vec<String>,
    /// The elements of the last index.
    pub columns: Vec<String>,
    /// The values, row by row.
    pub entries: Vec<Printed>,
    /// The whole as an equation.
    pub equation: Printed,
}

fn tabulated(table: &Table) -> Tabulated {
    let words =
        |axis: &[Node]| -> Vec<String> { axis.iter().map(|value| Printed::of(value.clone()).text).collect() };
    let (columns, axes) = match table.axes.split_last() {
        Some((last, axes)) => (words(last), axes),
        None => (Vec::new(), &[][..]),
    };
    let mut rows = vec![String::new()];
    for axis in axes {
        let further = words(axis);
        let extend = |row: &String| -> Vec<String> {
            let join = |word: &String| if row.is_empty() { word.clone() } else { format!("{row}, {word}") };
            further.iter().map(join).collect()
        };
        rows = rows.iter().flat_map(extend).collect();
    }
    Tabulated {
        name: Printed::of(Node::Symbol(table.name.clone())),
        rows,
        columns,
        entries: table.entries.iter().cloned().map(Printed::of).collect(),
        equation: Printed::of(table.equation()),
    }
}

/// A quantified part of a goal, such as that a bound holds at every feasible point, by its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Whether it is for all, or for some.
    pub universal: bool,
    /// The variables, as in `q, t : B × S → ℝ`.
    pub variables: Printed,
    /// What is assumed of them, each with its name; of existing ones nothing is.
    pub conditions: Vec<(Option<String>, Printed)>,
    /// What is claimed of them.
    pub conclusion: Vec<(Option<String>, Printed)>,
}

/// The outline of a quantified formula with several conditions.
fn outline(node: &Node) -> Option<Outline> {
    let Node::Quantified(universal, ranges, body) = node else { return None };
    let (conditions, conclusion) = match body.as_ref() {
        Node::Implies(conditions, conclusion) if *universal => {
            (conditions.clone(), vec![conclusion.as_ref().clone()])
        }
        Node::And(parts) if !*universal => (Vec::new(), parts.clone()),
        _ => return None,
    };
    if conditions.len() + conclusion.len() < 3 {
        return None;
    }
    let print = |nodes: Vec<Node>| {
        let named = nodes.into_iter().map(|node| match node {
            Node::Label(name, inner) => (Some(name), Printed::of(*inner)),
            other => (None, Printed::of(other)),
        });
        named.collect::<Vec<_>>()
    };
    Some(Outline {
        universal: *universal,
        variables: Printed::of(Node::Variables(ranges.clone())),
        conditions: print(conditions),
        conclusion: print(conclusion),
    })
}

/// A closed formula, taken apart and printed.
pub fn statement(signature: &Signature, formula: &Formula) -> Statement {
    if depth_of_formula(formula, MAX_DEPTH).is_none() {
        let goal = vec![(None, Printed::too_deep())];
        let none = Vec::new();
        let outlines = vec![None];
        return Statement {
            variables: none.clone(),
            hypotheses: Vec::new(),
            goal,
            outlines,
            definitions: Vec::new(),
            tables: Vec::new(),
        };
    }
    let uses = uses::of_formula(signature, formula);
    let free = BTreeMap::new();
    let (mut parts, mut definitions) = settled(signature, &free, &uses, |builder| builder.statement(formula));
    let named = parts.hypotheses.iter_mut().chain(&mut parts.goal).map(|(_, node)| node);
    let trees = named.chain(definitions.iter_mut().map(|(_, node)| node)).collect();
    let tables = name_tables(&parts.variables, trees);
    let print = |parts: Vec<Part>| {
        parts.into_iter().map(|(name, node)| (name, Printed::of(node))).collect::<Vec<_>>()
    };
    let outlines = parts.goal.iter().map(|(_, node)| outline(node)).collect();
    Statement {
        variables: parts
            .variables
            .into_iter()
            .map(|range| Printed::of(Node::Variables(vec![range])))
            .collect(),
        hypotheses: print(parts.hypotheses),
        goal: print(parts.goal),
        outlines,
        definitions: definitions.into_iter().map(|(name, node)| (clean(&name), Printed::of(node))).collect(),
        tables: tables.iter().map(tabulated).collect(),
    }
}

/// The statement for the terminal, one part to a line.
pub fn text_of_statement(statement: &Statement) -> String {
    let named = |(name, printed): &(Option<String>, Printed)| match name {
        Some(name) => format!("({name}) {}", printed.text),
        None => printed.text.clone(),
    };
    let goal = if statement.hypotheses.is_empty() { "it holds that" } else { "then" };
    let sections: [(&str, Vec<String>); 4] = [
        ("for all", statement.variables.iter().map(|printed| printed.text.clone()).collect()),
        ("where", {
            let definitions = statement.definitions.iter().map(|(_, printed)| printed);
            let tables = statement.tables.iter().map(|table| &table.equation);
            definitions.chain(tables).map(|printed| printed.text.clone()).collect()
        }),
        ("if", statement.hypotheses.iter().map(named).collect()),
        (goal, statement.goal.iter().map(named).collect()),
    ];
    let mut out = String::new();
    for (head, lines) in sections {
        if lines.is_empty() {
            continue;
        }
        out.push_str(head);
        out.push('\n');
        for line in lines {
            out.push_str("  ");
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}
