//! Formulas: comparisons, connectives, quantifiers and statements about programs.

use mechproof_core::logic::{Binder, Domain, Formula, Name, Relation, close};

use super::Elaborated;
use super::environment::{Environment, Meaning, fail};
use crate::language::diagnostic::Code;
use crate::language::syntax::{BinderGroup, Comparison, Expr, ExprKind};

/// The relation of the core that was written.
pub(super) fn relation(comparison: Comparison) -> Relation {
    match comparison {
        Comparison::Eq => Relation::Eq,
        Comparison::Ne => Relation::Ne,
        Comparison::Ge => Relation::Ge,
        Comparison::Gt => Relation::Gt,
        Comparison::Le => Relation::Le,
        Comparison::Lt => Relation::Lt,
    }
}

impl Environment {
    /// A formula.
    ///
    /// # Errors
    /// What is wrong with the expression.
    pub fn formula(&mut self, expr: &Expr) -> Elaborated<Formula> {
        let span = &expr.span;
        match &expr.node {
            ExprKind::True => Ok(Formula::truth()),
            ExprKind::False => Ok(Formula::falsity()),
            ExprKind::Chain(first, links) => self.chain(first, links),
            ExprKind::Not(inner) => Ok(match self.formula(inner)? {
                Formula::Compare(relation, left, right) => Formula::Compare(relation.negated(), left, right),
                other => other.negation(),
            }),
            ExprKind::And(parts) => Ok(Formula::And(self.formulas(parts)?)),
            ExprKind::Or(parts) => Ok(Formula::Or(self.formulas(parts)?)),
            ExprKind::Implies(left, right) => Ok(self.formula(left)?.implies(self.formula(right)?)),
            ExprKind::Iff(left, right) => {
                let (left, right) = (self.formula(left)?, self.formula(right)?);
                Ok(Formula::And(vec![left.clone().implies(right.clone()), right.implies(left)]))
            }
            ExprKind::Forall(groups, body) => self.quantified(groups, body, true),
            ExprKind::Exists(groups, body) => self.quantified(groups, body, false),
            ExprKind::SupremumNotAttained(program, value) => self.supremum_not_attained(program, value),
            ExprKind::EveryOptimum(program, body) => self.every_optimum(program, body),
            ExprKind::Name(name) => match self.lookup(name).cloned() {
                Some(Meaning::Formula(formula)) => Ok(formula),
                Some(Meaning::Abbreviation(definition)) => {
                    let formula = self.expand(&definition, &[], span, |env| env.formula(&definition.body))?;
                    self.note_label(name, &formula);
                    Ok(formula)
                }
                Some(_) => Err(not_a_formula(expr)),
                None => Err(self.unknown("statement", name, span)),
            },
            ExprKind::Call(name, arguments) => match self.lookup(&name.node).cloned() {
                Some(Meaning::Abbreviation(definition)) => {
                    self.expand(&definition, arguments, span, |env| env.formula(&definition.body))
                }
                _ => Err(not_a_formula(expr)),
            },
            _ => Err(not_a_formula(expr)),
        }
    }

    fn formulas(&mut self, parts: &[Expr]) -> Elaborated<Vec<Formula>> {
        parts.iter().map(|part| self.formula(part)).collect()
    }

    fn chain(&mut self, first: &Expr, links: &[(Comparison, Expr)]) -> Elaborated<Formula> {
        if let ExprKind::Optimum(program) = &first.node {
            return self.optimum(program, links, &first.span);
        }
        let mut left = self.real(first)?;
        let mut parts = Vec::with_capacity(links.len());
        for (comparison, right) in links {
            let right = self.real(right)?;
            parts.push(Formula::Compare(relation(*comparison), left, right.clone()));
            left = right;
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Formula::And(parts) })
    }

    fn quantified(&mut self, groups: &[BinderGroup], body: &Expr, universal: bool) -> Elaborated<Formula> {
        let mark = self.mark();
        let binders = self.bind_groups(groups)?;
        let result = self.formula(body);
        self.reset(mark);
        Ok(quantify(binders, result?, universal))
    }

    /// Binds the variables of binder groups; returns internal names with their binders.
    pub(super) fn bind_groups(&mut self, groups: &[BinderGroup]) -> Elaborated<Vec<(Name, Binder)>> {
        let mut binders = Vec::new();
        for group in groups {
            let domain = self.domain(&group.domain)?;
            for name in &group.names {
                binders.push(self.bind_binder(&name.node, &domain));
            }
        }
        Ok(binders)
    }

    /// Binds one variable; returns its internal name with its binder.
    pub(super) fn bind_binder(&mut self, name: &str, domain: &Domain) -> (Name, Binder) {
        let internal = self.bind_variable(name, domain.clone());
        (internal, Binder { name: name.into(), domain: domain.clone() })
    }
}

/// The formula under quantifiers, the first binder outermost.
pub(super) fn quantify(binders: Vec<(Name, Binder)>, body: Formula, universal: bool) -> Formula {
    binders.into_iter().rev().fold(body, |body, (internal, binder)| {
        let body = Box::new(close(&body, &internal));
        if universal { Formula::Forall(binder, body) } else { Formula::Exists(binder, body) }
    })
}

fn not_a_formula(expr: &Expr) -> Box<crate::language::Diagnostic> {
    Box::new(
        (*fail(
            Code::NotAFormula,
            &expr.span,
            "a statement is needed here, not a number",
            "this is a number",
        ))
        .with_hint("compare it with something: =, !=, <, <=, > or >="),
    )
}
