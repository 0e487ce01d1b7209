//! Sums, expectations and integrals.

use mechproof_core::logic::{
    Carrier, Domain, Functional, LawExpression, LawType, Term, Variable, close_term,
};
use std::sync::Arc;

use super::Elaborated;
use super::environment::{Environment, Meaning, fail};
use crate::language::diagnostic::Code;
use crate::language::syntax::{BinderGroup, Draw, Expr, Ident};

/// A law that expectations are taken under: a variable at arguments, or one an interpretation gives.
pub(super) enum LawAt {
    Variable(Variable, Vec<Term>, LawType),
    Given(LawExpression, LawType),
}

impl Environment {
    /// Runs `body` with a variable bound, and closes the term it gives.
    pub(super) fn under(
        &mut self,
        name: &Ident,
        domain: Domain,
        body: impl FnOnce(&mut Environment) -> Elaborated<Term>,
    ) -> Elaborated<Term> {
        let mark = self.mark();
        let internal = self.bind_variable(&name.node, domain);
        let result = body(self);
        self.reset(mark);
        Ok(close_term(&result?, &internal))
    }

    pub(super) fn sum(&mut self, groups: &[BinderGroup], body: &Expr) -> Elaborated<(Term, Domain)> {
        let mut binders = Vec::new();
        let mark = self.mark();
        for group in groups {
            let domain = self.domain(&group.domain)?;
            let Domain::Sort(sort) = &domain else {
                return Err(fail(
                    Code::WrongDomain,
                    &group.domain.span,
                    "a sum runs over a finite sort",
                    "not a sort",
                ));
            };
            if self.signature.carrier(sort) == Some(&Carrier::Arbitrary) {
                return Err(Box::new(
                    (*fail(
                        Code::WrongDomain,
                        &group.domain.span,
                        "a sum runs over a finite sort",
                        "may be infinite",
                    ))
                    .with_hint(format!("declare `sort {sort} finite`, or use an expectation under a law")),
                ));
            }
            for name in &group.names {
                let internal = self.bind_variable(&name.node, domain.clone());
                binders.push((internal, name.node.clone(), sort.clone()));
            }
        }
        let result = self.real(body);
        self.reset(mark);
        let term = binders.into_iter().rev().fold(result?, |term, (internal, name, sort)| {
            Term::Bind(Functional::Sum(sort), name.into(), Arc::new(close_term(&term, &internal)))
        });
        Ok((term, Domain::Real))
    }

    pub(super) fn expectation(&mut self, draws: &[Draw], body: &Expr) -> Elaborated<(Term, Domain)> {
        let Some((draw, rest)) = draws.split_first() else {
            return Ok((self.real(body)?, Domain::Real));
        };
        let law = self.law(draw)?;
        let outcome = match &law {
            LawAt::Variable(_, _, kind) | LawAt::Given(_, kind) => (*kind.on).clone(),
        };
        let inner = self.under(&draw.name, outcome, |env| Ok(env.expectation(rest, body)?.0))?;
        let term = match law {
            LawAt::Given(expression, _) => expression.expect(&inner),
            LawAt::Variable(law, arguments, _) => Term::Bind(
                Functional::Expectation { law, arguments: arguments.into() },
                draw.name.node.as_str().into(),
                Arc::new(inner),
            ),
        };
        Ok((term, Domain::Real))
    }

    pub(super) fn law(&mut self, draw: &Draw) -> Elaborated<LawAt> {
        let name = draw.law.node.as_str();
        match self.lookup(name).cloned() {
            Some(Meaning::Variable(internal, Domain::Law(kind))) => {
                let arguments = self.arguments(name, &draw.arguments, &kind.parameters, &draw.law.span)?;
                Ok(LawAt::Variable(Variable::Free(internal), arguments, kind))
            }
            Some(Meaning::Law(_, expression, kind)) => {
                let arguments = self.arguments(name, &draw.arguments, &kind.parameters, &draw.law.span)?;
                Ok(LawAt::Given(expression.at(&arguments), kind))
            }
            Some(_) => {
                Err(fail(Code::WrongDomain, &draw.law.span, format!("`{name}` is no law"), "not a law"))
            }
            None => Err(self.unknown("law", name, &draw.law.span)),
        }
    }

    /// An integral over `[from, to]`, as one over `[0, 1]`.
    pub(super) fn integral(
        &mut self,
        body: &Expr,
        variable: &Ident,
        from: &Expr,
        to: &Expr,
    ) -> Elaborated<(Term, Domain)> {
        let from = self.real(from)?;
        let to = self.real(to)?;
        let unit = from == Term::integer(0) && to == Term::integer(1);
        let mark = self.mark();
        let internal = self.bind_variable(&variable.node, Domain::Real);
        let length = to.minus(from.clone());
        if !unit {
            let point = Term::Variable(Variable::Free(internal.clone()));
            let moved = Term::Sum([from, Term::Product([length.clone(), point].into())].into());
            self.bind(&variable.node, Meaning::Value(moved, Domain::Real));
        }
        let body = self.real(body);
        self.reset(mark);
        let body = close_term(&body?, &internal);
        let integral = Term::Bind(Functional::Integral, variable.node.as_str().into(), Arc::new(body));
        Ok((if unit { integral } else { Term::Product([length, integral].into()) }, Domain::Real))
    }
}
