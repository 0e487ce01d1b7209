//! Whole statements: variables, definitions, hypotheses and goal, each printed on its own.
//!
//! The leading universal quantifiers and implications of a formula are taken off in order. What remains is
//! the goal. All parts are printed with the same names.

use std::collections::BTreeMap;

use mechproof_core::logic::{Formula, MAX_DEPTH, Signature, depth_of_formula};

use super::build::settled;
use super::formulas::Part;
use super::names::clean;
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
    /// Names used above and what they stand for, printed whole as in `welfare := p + q`.
    pub definitions: Vec<(String, Printed)>,
}

/// A closed formula, taken apart and printed.
pub fn statement(signature: &Signature, formula: &Formula) -> Statement {
    if depth_of_formula(formula, MAX_DEPTH).is_none() {
        let goal = vec![(None, Printed::too_deep())];
        return Statement { variables: Vec::new(), hypotheses: Vec::new(), goal, definitions: Vec::new() };
    }
    let uses = uses::of_formula(signature, formula);
    let free = BTreeMap::new();
    let (parts, definitions) = settled(signature, &free, &uses, |builder| builder.statement(formula));
    let print = |parts: Vec<Part>| {
        parts.into_iter().map(|(name, node)| (name, Printed::of(node))).collect::<Vec<_>>()
    };
    Statement {
        variables: parts
            .variables
            .into_iter()
            .map(|range| Printed::of(Node::Variables(vec![range])))
            .collect(),
        hypotheses: print(parts.hypotheses),
        goal: print(parts.goal),
        definitions: definitions.into_iter().map(|(name, node)| (clean(&name), Printed::of(node))).collect(),
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
        ("where", statement.definitions.iter().map(|(_, printed)| printed.text.clone()).collect()),
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
