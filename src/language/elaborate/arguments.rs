//! Functions and laws given by parameters and a body, as arguments of facts and interpretations.

use mechproof_core::logic::{
    Argument, Binder, Domain, Lambda, LawExpression, LawType, Name, Variable, close_term,
};

use super::Elaborated;
use super::environment::{Environment, Meaning, fail};
use super::expressions::arity;
use super::functionals::LawAt;
use crate::language::diagnostic::Code;
use crate::language::syntax::{ArgumentExpr, Draw, Expr, ExprKind, Ident, LawExpr, Span};

impl Environment {
    /// A function given by parameters and a body.
    ///
    /// # Errors
    /// What is wrong with the body, or a wrong number of parameters.
    pub fn lambda(
        &mut self,
        parameters: &[Ident],
        body: &Expr,
        domains: &[Domain],
        span: &Span,
    ) -> Elaborated<Lambda> {
        let (binders, internals, mark) = self.parameters(parameters, domains, span)?;
        let result = self.real(body);
        self.reset(mark);
        // The last parameter is closed last, so it becomes bound variable 0.
        let body = internals.iter().fold(result?, |term, internal| close_term(&term, internal));
        Ok(Lambda { parameters: binders, body })
    }

    /// A law given by parameters and draws.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn law_lambda(
        &mut self,
        parameters: &[Ident],
        body: &LawExpr,
        kind: &LawType,
        span: &Span,
    ) -> Elaborated<(Vec<Binder>, LawExpression)> {
        let (binders, internals, mark) = self.parameters(parameters, &kind.parameters, span)?;
        let result = self.law_expression(body, &kind.on);
        self.reset(mark);
        let expression = internals.iter().fold(result?, |law, internal| law.close(internal));
        Ok((binders, expression))
    }

    fn law_expression(&mut self, law: &LawExpr, on: &Domain) -> Elaborated<LawExpression> {
        match law {
            LawExpr::Mix(parts) => Ok(LawExpression::Mix(
                parts
                    .iter()
                    .map(|(weight, part)| Ok((self.real(weight)?, self.law_expression(part, on)?)))
                    .collect::<Elaborated<_>>()?,
            )),
            LawExpr::Draw(draws, outcome) => self.drawn(draws, outcome, on),
        }
    }

    fn drawn(&mut self, draws: &[Draw], outcome: &Expr, on: &Domain) -> Elaborated<LawExpression> {
        let Some((draw, rest)) = draws.split_first() else {
            return Ok(LawExpression::Dirac(self.of_domain(outcome, on)?));
        };
        let LawAt::Variable(law, arguments, kind) = self.law(draw)? else {
            return Err(fail(
                Code::NoMeaning,
                &draw.law.span,
                "draw from a declared law",
                "given by an interpretation",
            ));
        };
        let mark = self.mark();
        let internal = self.bind_variable(&draw.name.node, (*kind.on).clone());
        let inner = self.drawn(rest, outcome, on);
        self.reset(mark);
        let rest = Box::new(inner?.close(&internal));
        Ok(LawExpression::Draw {
            law,
            arguments: arguments.into(),
            name: draw.name.node.as_str().into(),
            rest,
        })
    }

    /// Binds parameters; returns their binders, internal names and the mark to reset to.
    fn parameters(
        &mut self,
        parameters: &[Ident],
        domains: &[Domain],
        span: &Span,
    ) -> Elaborated<(Vec<Binder>, Vec<Name>, usize)> {
        if parameters.len() != domains.len() {
            return Err(arity("this function", domains.len(), parameters.len(), span));
        }
        let mark = self.mark();
        let mut binders = Vec::new();
        let mut internals = Vec::new();
        for (name, domain) in parameters.iter().zip(domains) {
            internals.push(self.bind_variable(&name.node, domain.clone()));
            binders.push(Binder { name: name.node.as_str().into(), domain: domain.clone() });
        }
        Ok((binders, internals, mark))
    }

    /// An argument for a variable of the given domain.
    ///
    /// # Errors
    /// What is wrong with it, or that it is of another kind.
    pub fn argument(
        &mut self,
        argument: &ArgumentExpr,
        domain: &Domain,
        span: &Span,
    ) -> Elaborated<Argument> {
        match (argument, domain) {
            (ArgumentExpr::Term(expr), Domain::Function(_) | Domain::Law(_)) => {
                let ExprKind::Name(name) = &expr.node else {
                    return Err(fail(
                        Code::WrongDomain,
                        &expr.span,
                        format!("a {domain} is needed here"),
                        "here",
                    ));
                };
                match self.lookup(name).cloned() {
                    Some(Meaning::Variable(internal, _)) => Ok(Argument::Renamed(Variable::Free(internal))),
                    Some(Meaning::Function(lambda, _)) => Ok(Argument::Function(lambda)),
                    Some(Meaning::Law(binders, law, _)) => Ok(Argument::Law(binders, law)),
                    _ => Err(self.unknown("function or law", name, &expr.span)),
                }
            }
            (ArgumentExpr::Term(expr), _) => Ok(Argument::Term(self.of_domain(expr, domain)?)),
            (ArgumentExpr::Function(parameters, body), Domain::Function(domains)) => {
                Ok(Argument::Function(self.lambda(parameters, body, domains, span)?))
            }
            (ArgumentExpr::Law(parameters, body), Domain::Law(kind)) => {
                let (binders, law) = self.law_lambda(parameters, body, kind, span)?;
                Ok(Argument::Law(binders, law))
            }
            _ => Err(fail(Code::WrongDomain, span, format!("a {domain} is needed here"), "of another kind")),
        }
    }
}
