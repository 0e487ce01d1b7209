//! Terms: numbers, applications, sums, expectations, integrals.

use std::sync::Arc;

use mechproof_core::exact::Rational;
use mechproof_core::logic::{Builtin, Carrier, Domain, Extremum, Functional, Relation, Term, Variable};

use super::environment::{Environment, Meaning, fail};
use super::functionals::LawAt;
use super::{Elaborated, formulas};
use crate::language::diagnostic::Code;
use crate::language::syntax::{Expr, ExprKind, Ident, Let, Operator, Span};

/// Most abbreviations expanded inside each other; a cycle of them ends here.
const MAX_EXPANSIONS: usize = 100;

impl Environment {
    /// A real or natural term.
    ///
    /// # Errors
    /// What is wrong with the expression.
    pub fn real(&mut self, expr: &Expr) -> Elaborated<Term> {
        let (term, domain) = self.term(expr, Some(&Domain::Real))?;
        match domain {
            Domain::Real | Domain::Natural => Ok(term),
            other => Err(fail(
                Code::WrongDomain,
                &expr.span,
                "a number is needed here",
                format!("this is of {other}"),
            )),
        }
    }

    /// A term of the given domain.
    ///
    /// # Errors
    /// What is wrong with the expression, or that it is of another domain.
    pub fn of_domain(&mut self, expr: &Expr, domain: &Domain) -> Elaborated<Term> {
        let (term, found) = self.term(expr, Some(domain))?;
        if found == *domain || (*domain == Domain::Real && found == Domain::Natural) {
            return Ok(term);
        }
        Err(fail(
            Code::WrongDomain,
            &expr.span,
            format!("this must be of {domain}"),
            format!("this is of {found}"),
        ))
    }

    /// A first-order term with its domain. `expected` tells which sort a bare element name belongs to.
    ///
    /// # Errors
    /// What is wrong with the expression.
    pub fn term(&mut self, expr: &Expr, expected: Option<&Domain>) -> Elaborated<(Term, Domain)> {
        let span = &expr.span;
        match &expr.node {
            ExprKind::Number(text) => {
                let number = Rational::parse(text)
                    .map_err(|error| fail(Code::BadNumber, span, format!("{error}"), "this number"))?;
                let natural = number.is_integer();
                Ok((Term::Number(number), if natural { Domain::Natural } else { Domain::Real }))
            }
            ExprKind::Name(name) => self.named(name, span, expected),
            ExprKind::Field(base, element) => {
                let index = Expr { node: ExprKind::Name(element.node.clone()), span: element.span.clone() };
                self.applied_expression(base, &[index], span)
            }
            ExprKind::Subscript(base, indices) => self.applied_expression(base, indices, span),
            ExprKind::Call(function, arguments) => self.call(function, arguments, span),
            ExprKind::Negate(inner) => {
                let inner = self.real(inner)?;
                Ok((negated(inner), Domain::Real))
            }
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right),
            ExprKind::SumOver(groups, body) => self.sum(groups, body),
            ExprKind::Expectation(draws, body) => self.expectation(draws, body),
            ExprKind::Quantile(draw, body) => {
                let LawAt::Variable(law, arguments, kind) = self.law(draw)? else {
                    return Err(fail(
                        Code::NoMeaning,
                        span,
                        "a given law has no quantile functional here",
                        "here",
                    ));
                };
                if *kind.on != Domain::Real {
                    return Err(fail(
                        Code::WrongDomain,
                        &draw.law.span,
                        "quantile functions are for laws on the reals",
                        "this law",
                    ));
                }
                let body = self.under(&draw.name, Domain::Real, |env| env.real(body))?;
                let functional = Functional::Quantile { law, arguments: arguments.into() };
                Ok((Term::Bind(functional, draw.name.node.as_str().into(), Arc::new(body)), Domain::Real))
            }
            ExprKind::Integral(body, variable, from, to) => self.integral(body, variable, from, to),
            ExprKind::Indicator(condition) => {
                let mut factors = Vec::new();
                self.indicators(condition, &mut factors)?;
                let term = if factors.len() == 1 { factors.remove(0) } else { Term::Product(factors.into()) };
                Ok((term, Domain::Real))
            }
            ExprKind::Case(scrutinee, branches) => self.case(scrutinee, branches, span),
            _ => {
                Err(fail(Code::NotATerm, span, "a number is needed here, not a formula", "this is a formula"))
            }
        }
    }

    fn named(&mut self, name: &str, span: &Span, expected: Option<&Domain>) -> Elaborated<(Term, Domain)> {
        match self.lookup(name).cloned() {
            Some(Meaning::Variable(internal, domain)) => {
                if !domain.is_first_order() {
                    return Err(fail(
                        Code::WrongArity,
                        span,
                        format!("`{name}` needs its arguments"),
                        format!("this is a {domain}"),
                    ));
                }
                Ok((Term::Variable(Variable::Free(internal)), domain))
            }
            Some(Meaning::Value(term, domain)) => Ok((term, domain)),
            Some(Meaning::Abbreviation(definition)) => {
                let (body, domain) =
                    self.expand(&definition, &[], span, |env| env.term(&definition.body, None))?;
                if domain.is_first_order() && !matches!(domain, Domain::Sort(_)) {
                    return Ok((Term::Named(name.into(), Arc::new(body)), domain));
                }
                Ok((body, domain))
            }
            Some(Meaning::Function(lambda, domains)) if domains.is_empty() => Ok((lambda.body, Domain::Real)),
            Some(Meaning::Formula(_)) => Err(fail(
                Code::NotATerm,
                span,
                format!("`{name}` is a formula, not a number"),
                "this is a formula",
            )),
            Some(Meaning::Function(..) | Meaning::Law(..)) => Err(fail(
                Code::WrongArity,
                span,
                format!("`{name}` needs its arguments"),
                "this is a function",
            )),
            Some(Meaning::Word(word)) => self.element_named(&word, span, expected),
            None => match expected {
                Some(Domain::Sort(sort)) if self.element(sort, name).is_some() => {
                    self.element_named(name, span, expected)
                }
                _ => Err(self.unknown("variable", name, span)),
            },
        }
    }

    /// Elaborates the body of an abbreviation with its parameters bound.
    pub(super) fn expand<T>(
        &mut self,
        definition: &Arc<Let>,
        arguments: &[Expr],
        span: &Span,
        body: impl FnOnce(&mut Environment) -> Elaborated<T>,
    ) -> Elaborated<T> {
        if arguments.len() != definition.parameters.len() {
            return Err(arity(&definition.name.node, definition.parameters.len(), arguments.len(), span));
        }
        if self.expanding >= MAX_EXPANSIONS {
            return Err(fail(
                Code::NoMeaning,
                span,
                format!("`{}` is defined by itself", definition.name.node),
                "expanded without end",
            ));
        }
        let mark = self.mark();
        let mut meanings = Vec::with_capacity(arguments.len());
        for argument in arguments {
            meanings.push(match self.element_word(argument) {
                Some(word) => Meaning::Word(word),
                None => {
                    let (value, domain) = self.term(argument, None)?;
                    Meaning::Value(value, domain)
                }
            });
        }
        for (parameter, meaning) in definition.parameters.iter().zip(meanings) {
            self.bind(&parameter.node, meaning);
        }
        self.expanding += 1;
        let result = body(self);
        self.expanding -= 1;
        self.reset(mark);
        result
    }

    /// A bare name that means nothing but an element of some index set.
    fn element_word(&self, expr: &Expr) -> Option<String> {
        let ExprKind::Name(name) = &expr.node else { return None };
        match self.lookup(name) {
            Some(Meaning::Word(word)) => Some(word.clone()),
            Some(_) => None,
            None => self
                .signature
                .sorts
                .keys()
                .any(|sort| self.element(sort, name).is_some())
                .then(|| name.clone()),
        }
    }

    /// The element of that name: of the sort that is expected, or of the only one that has it.
    fn element_named(
        &self,
        name: &str,
        span: &Span,
        expected: Option<&Domain>,
    ) -> Elaborated<(Term, Domain)> {
        let sort = match expected {
            Some(Domain::Sort(sort)) if self.element(sort, name).is_some() => Some(sort.clone()),
            _ => {
                let mut having =
                    self.signature.sorts.keys().filter(|sort| self.element(sort, name).is_some());
                let first = having.next().cloned();
                if having.next().is_some() { None } else { first }
            }
        };
        let Some(sort) = sort else { return Err(self.unknown("variable", name, span)) };
        let index = self.element(&sort, name).unwrap_or_default();
        Ok((Term::Element { sort: sort.clone(), index }, Domain::Sort(sort)))
    }

    fn applied_expression(
        &mut self,
        base: &Expr,
        arguments: &[Expr],
        span: &Span,
    ) -> Elaborated<(Term, Domain)> {
        let ExprKind::Name(name) = &base.node else {
            return Err(fail(
                Code::NoMeaning,
                &base.span,
                "only names can have subscripts",
                "this is no name",
            ));
        };
        let function = Ident { node: name.clone(), span: base.span.clone() };
        self.call(&function, arguments, span)
    }

    fn call(&mut self, function: &Ident, arguments: &[Expr], span: &Span) -> Elaborated<(Term, Domain)> {
        let name = function.node.as_str();
        match self.lookup(name).cloned() {
            Some(Meaning::Variable(internal, Domain::Function(domains))) => {
                let arguments = self.arguments(name, arguments, &domains, span)?;
                Ok((Term::Apply(Variable::Free(internal), arguments.into()), Domain::Real))
            }
            Some(Meaning::Abbreviation(definition)) => {
                self.expand(&definition, arguments, span, |env| env.term(&definition.body, None))
            }
            Some(Meaning::Function(lambda, domains)) => {
                let arguments = self.arguments(name, arguments, &domains, span)?;
                Ok((lambda.apply(&arguments), Domain::Real))
            }
            Some(_) => Err(fail(
                Code::WrongDomain,
                &function.span,
                format!("`{name}` takes no arguments"),
                "this is no function",
            )),
            None => self.builtin(function, arguments, span),
        }
    }

    fn builtin(&mut self, function: &Ident, arguments: &[Expr], span: &Span) -> Elaborated<(Term, Domain)> {
        let name = function.node.as_str();
        let extremum = match name {
            "max" => Some(Extremum::Max),
            "min" => Some(Extremum::Min),
            _ => None,
        };
        if let Some(which) = extremum {
            let mut values =
                arguments.iter().map(|argument| self.real(argument)).collect::<Elaborated<Vec<_>>>()?;
            if values.len() < 2 {
                return Err(arity(name, 2, values.len(), span));
            }
            let first = values.remove(0);
            let term = values
                .into_iter()
                .fold(first, |left, right| Term::Extremum(which, Arc::new(left), Arc::new(right)));
            return Ok((term, Domain::Real));
        }
        let function = match name {
            "exp" => Builtin::Exp,
            "log" => Builtin::Log,
            _ => return Err(self.unknown("function", name, &function.span)),
        };
        let [argument] = arguments else { return Err(arity(name, 1, arguments.len(), span)) };
        let argument = self.real(argument)?;
        Ok((Term::Builtin(function, Arc::new(argument)), Domain::Real))
    }

    /// The arguments of a function or law.
    pub(super) fn arguments(
        &mut self,
        name: &str,
        arguments: &[Expr],
        domains: &[Domain],
        span: &Span,
    ) -> Elaborated<Vec<Term>> {
        if arguments.len() != domains.len() {
            return Err(arity(name, domains.len(), arguments.len(), span));
        }
        arguments.iter().zip(domains).map(|(argument, domain)| self.of_domain(argument, domain)).collect()
    }

    fn binary(&mut self, operator: Operator, left: &Expr, right: &Expr) -> Elaborated<(Term, Domain)> {
        if operator == Operator::Power {
            return self.power(left, right);
        }
        let (left, left_domain) = self.number(left)?;
        let (right, right_domain) = self.number(right)?;
        let natural = left_domain == Domain::Natural && right_domain == Domain::Natural;
        let domain = if natural { Domain::Natural } else { Domain::Real };
        Ok(match operator {
            Operator::Add => (joined(left, right, true), domain),
            Operator::Subtract => (joined(left, negated(right), true), Domain::Real),
            Operator::Multiply => (joined(left, right, false), domain),
            Operator::Divide => match (&left, &right) {
                // A quotient of numbers is a number.
                (Term::Number(numerator), Term::Number(denominator)) if !denominator.is_zero() => {
                    let value = numerator.checked_div(denominator).unwrap_or_else(Rational::zero);
                    (Term::Number(value), Domain::Real)
                }
                _ => (Term::Quotient(Arc::new(left), Arc::new(right)), Domain::Real),
            },
            Operator::Power => (left, domain),
        })
    }

    fn number(&mut self, expr: &Expr) -> Elaborated<(Term, Domain)> {
        let (term, domain) = self.term(expr, Some(&Domain::Real))?;
        if matches!(domain, Domain::Real | Domain::Natural) {
            return Ok((term, domain));
        }
        Err(fail(Code::WrongDomain, &expr.span, "a number is needed here", format!("this is of {domain}")))
    }

    fn power(&mut self, base: &Expr, exponent: &Expr) -> Elaborated<(Term, Domain)> {
        let (base, domain) = self.number(base)?;
        let (power, power_domain) = self.number(exponent)?;
        if let Term::Number(number) = &power {
            let fixed = number.is_integer().then(|| number.numerator().to_i64()).flatten();
            let Some(fixed) = fixed.and_then(|value| u32::try_from(value).ok()) else {
                return Err(fail(
                    Code::BadNumber,
                    &exponent.span,
                    "an exponent is a natural number below 2^32",
                    "this exponent",
                ));
            };
            return Ok((Term::Power(Arc::new(base), fixed), domain));
        }
        if power_domain != Domain::Natural {
            return Err(fail(
                Code::WrongDomain,
                &exponent.span,
                "an exponent is a natural number",
                "this may be any real number",
            ));
        }
        Ok((Term::NaturalPower(Arc::new(base), Arc::new(power)), domain))
    }

    fn indicators(&mut self, condition: &Expr, factors: &mut Vec<Term>) -> Elaborated<()> {
        match &condition.node {
            ExprKind::And(parts) => parts.iter().try_for_each(|part| self.indicators(part, factors)),
            ExprKind::Chain(first, links) => {
                let mut left = self.real(first)?;
                for (comparison, right) in links {
                    let right_term = self.real(right)?;
                    let relation = formulas::relation(*comparison);
                    if matches!(relation, Relation::Eq | Relation::Ne) {
                        return Err(fail(
                            Code::NoMeaning,
                            &condition.span,
                            "an indicator needs <, <=, > or >=",
                            "this is an equation",
                        ));
                    }
                    factors.push(Term::Indicator(relation, Arc::new(left), Arc::new(right_term.clone())));
                    left = right_term;
                }
                Ok(())
            }
            _ => Err(fail(
                Code::NoMeaning,
                &condition.span,
                "an indicator needs a comparison",
                "not a comparison",
            )),
        }
    }

    fn case(
        &mut self,
        scrutinee: &Expr,
        branches: &[(Ident, Expr)],
        span: &Span,
    ) -> Elaborated<(Term, Domain)> {
        // The labels tell the index set, where the name of an element alone does not.
        let labelled = self.signature.sorts.iter().find(|(_, carrier)| match carrier {
            Carrier::Enumerated(elements) => {
                elements.len() == branches.len()
                    && elements
                        .iter()
                        .all(|element| branches.iter().any(|(label, _)| *label.node == **element))
            }
            Carrier::Arbitrary | Carrier::Finite => false,
        });
        let expected = labelled.map(|(sort, _)| Domain::Sort(sort.clone()));
        let (chosen, domain) = self.term(scrutinee, expected.as_ref())?;
        let elements = match &domain {
            Domain::Sort(sort) => self.signature.elements(sort).map(<[_]>::to_vec),
            _ => None,
        };
        let Some(elements) = elements else {
            return Err(fail(
                Code::WrongDomain,
                &scrutinee.span,
                "cases are over an index set",
                format!("this is of {domain}"),
            ));
        };
        let mut values = Vec::with_capacity(elements.len());
        for element in &elements {
            let Some((_, value)) = branches.iter().find(|(label, _)| *label.node == **element) else {
                return Err(fail(
                    Code::MissingPart,
                    span,
                    format!("the case `{element}` is missing"),
                    "in this case",
                ));
            };
            values.push(self.real(value)?);
        }
        if let Some((label, _)) =
            branches.iter().find(|(label, _)| !elements.iter().any(|e| **e == *label.node))
        {
            return Err(self.unknown("element", &label.node, &label.span));
        }
        Ok((Term::Select(Arc::new(chosen), values.into()), Domain::Real))
    }
}

/// `-term`, without piling up signs.
pub(super) fn negated(term: Term) -> Term {
    match term {
        Term::Number(number) => Term::Number(-number),
        other => other.negated(),
    }
}

/// Joins two terms to a sum or product, flat on the left.
fn joined(left: Term, right: Term, sum: bool) -> Term {
    let mut parts = match left {
        Term::Sum(parts) if sum => parts.to_vec(),
        Term::Product(parts) if !sum => parts.to_vec(),
        other => vec![other],
    };
    parts.push(right);
    if sum { Term::Sum(parts.into()) } else { Term::Product(parts.into()) }
}

pub(super) fn arity(
    name: &str,
    expected: usize,
    found: usize,
    span: &Span,
) -> Box<crate::language::Diagnostic> {
    fail(
        Code::WrongArity,
        span,
        format!("`{name}` takes {expected} argument{}, got {found}", if expected == 1 { "" } else { "s" }),
        "here",
    )
}
