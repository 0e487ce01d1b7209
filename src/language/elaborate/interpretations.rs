//! Interpretations: exact meanings for the sorts, functions and laws of a claim.
//!
//! A function may be given by several clauses, `v(zero, t) = 1, v(one, t) = t`; where a clause names an element of
//! an index set, it is for that element only.

use std::collections::BTreeMap;
use std::sync::Arc;

use mechproof_core::logic::{Argument, Binder, Domain, Lambda, Name, Term, Variable, close_term};

use super::Elaborated;
use super::environment::{Environment, Meaning, fail};
use crate::language::diagnostic::Code;
use crate::language::syntax::{ArgumentExpr, Definition, Expr, Interpretation, Span};

/// The elements given to each sort.
pub(super) fn carriers(with: &[Interpretation]) -> BTreeMap<Name, Vec<Name>> {
    with.iter()
        .filter_map(|clause| match clause {
            Interpretation::Carrier(sort, elements) => Some((
                sort.node.as_str().into(),
                elements.iter().map(|element| element.node.as_str().into()).collect(),
            )),
            Interpretation::Symbol(_) => None,
        })
        .collect()
}

/// The clauses that define symbols.
pub(super) fn symbols(with: &[Interpretation]) -> Vec<Definition> {
    with.iter()
        .filter_map(|clause| match clause {
            Interpretation::Symbol(definition) => Some(definition.clone()),
            Interpretation::Carrier(..) => None,
        })
        .collect()
}

/// What the clauses say a quantified symbol is.
pub(super) fn argument(
    environment: &mut Environment,
    definitions: &[Definition],
    binder: &Binder,
    span: &Span,
) -> Elaborated<Argument> {
    let clauses: Vec<&Definition> =
        definitions.iter().filter(|clause| *clause.name.node == *binder.name).collect();
    let Some(first) = clauses.first() else {
        return Err(Box::new(
            (*fail(
                Code::MissingPart,
                span,
                format!("`{}` is given no meaning", binder.name),
                "in this interpretation",
            ))
            .with_hint(format!("add `{} = ...`, of {}", binder.name, binder.domain)),
        ));
    };
    match (&first.body, &binder.domain) {
        (ArgumentExpr::Term(_), Domain::Function(domains)) if !first.patterns.is_empty() => {
            function(environment, &clauses, domains)
        }
        (body, domain) => environment.argument(body, domain, &first.name.span),
    }
}

/// Gives the symbol its meaning in the environment.
pub(super) fn bind(environment: &mut Environment, binder: &Binder, argument: &Argument) {
    let meaning = match (argument, &binder.domain) {
        (Argument::Function(lambda), Domain::Function(domains)) => {
            Meaning::Function(lambda.clone(), domains.clone())
        }
        (Argument::Law(binders, law), Domain::Law(kind)) => {
            Meaning::Law(binders.clone(), law.clone(), kind.clone())
        }
        (Argument::Term(term), domain) => Meaning::Value(term.clone(), domain.clone()),
        (Argument::Renamed(Variable::Free(name)), domain) => Meaning::Variable(name.clone(), domain.clone()),
        _ => return,
    };
    environment.bind(&binder.name, meaning);
}

fn function(
    environment: &mut Environment,
    clauses: &[&Definition],
    domains: &[Domain],
) -> Elaborated<Argument> {
    for clause in clauses {
        if clause.patterns.len() != domains.len() {
            return Err(fail(
                Code::WrongArity,
                &clause.name.span,
                format!(
                    "`{}` takes {} arguments, got {}",
                    clause.name.node,
                    domains.len(),
                    clause.patterns.len()
                ),
                "here",
            ));
        }
    }
    let mark = environment.mark();
    let mut parameters = Vec::new();
    let mut binders = Vec::new();
    for (position, domain) in domains.iter().enumerate() {
        let printed = clauses
            .iter()
            .map(|clause| clause.patterns[position].node.as_str())
            .find(|name| !is_element(environment, domain, name))
            .unwrap_or("x")
            .to_owned();
        // The parameter's own name must not be visible: clauses bind it under the names they use.
        parameters.push(environment.bind_variable(&format!("{printed}\u{2}"), domain.clone()));
        binders.push(Binder { name: printed.as_str().into(), domain: domain.clone() });
    }
    let body = branch(environment, clauses, domains, &parameters, 0);
    environment.reset(mark);
    let body = parameters.iter().fold(body?, |term, parameter| close_term(&term, parameter));
    Ok(Argument::Function(Lambda { parameters: binders, body }))
}

fn is_element(environment: &Environment, domain: &Domain, name: &str) -> bool {
    matches!(domain, Domain::Sort(sort) if environment.element(sort, name).is_some())
}

/// The value from the given position on, by the clauses that are still possible.
fn branch(
    environment: &mut Environment,
    clauses: &[&Definition],
    domains: &[Domain],
    parameters: &[Name],
    position: usize,
) -> Elaborated<Term> {
    let Some(first) = clauses.first() else {
        let span: Span = 0..0;
        return Err(fail(Code::MissingPart, &span, "no clause covers this case", "incomplete"));
    };
    let Some(domain) = domains.get(position) else {
        return body(environment, first, domains, parameters);
    };
    let by_element =
        clauses.iter().any(|clause| is_element(environment, domain, &clause.patterns[position].node));
    let (Domain::Sort(sort), true) = (domain, by_element) else {
        return branch(environment, clauses, domains, parameters, position + 1);
    };
    let elements = environment.signature.elements(sort).map(<[Name]>::to_vec).unwrap_or_default();
    let mut branches = Vec::with_capacity(elements.len());
    for element in elements {
        let possible: Vec<&Definition> = clauses
            .iter()
            .copied()
            .filter(|clause| {
                let pattern = clause.patterns[position].node.as_str();
                *pattern == *element || !is_element(environment, domain, pattern)
            })
            .collect();
        if possible.is_empty() {
            return Err(fail(
                Code::MissingPart,
                &first.name.span,
                format!("no clause of `{}` covers `{element}`", first.name.node),
                "incomplete",
            ));
        }
        branches.push(branch(environment, &possible, domains, parameters, position + 1)?);
    }
    let chosen = Term::Variable(Variable::Free(parameters[position].clone()));
    Ok(Term::Select(Arc::new(chosen), branches.into()))
}

fn body(
    environment: &mut Environment,
    clause: &Definition,
    domains: &[Domain],
    parameters: &[Name],
) -> Elaborated<Term> {
    let ArgumentExpr::Term(expr) = &clause.body else {
        return Err(fail(Code::NotATerm, &clause.name.span, "a clause with patterns gives a number", "here"));
    };
    let expr: &Expr = expr;
    let mark = environment.mark();
    for ((pattern, domain), parameter) in clause.patterns.iter().zip(domains).zip(parameters) {
        if !is_element(environment, domain, &pattern.node) {
            let value = Term::Variable(Variable::Free(parameter.clone()));
            environment.bind(&pattern.node, Meaning::Value(value, domain.clone()));
        }
    }
    let result = environment.real(expr);
    environment.reset(mark);
    result
}
