//! The terms of a claim as real expressions of a script.
//!
//! Consumes terms and what their bound variables mean; produces expressions, or says which construct has no
//! translation. Sums over enumerated sorts expand, integrals of polynomials are evaluated, quotients become fresh
//! constants. Trusted by nobody.

use mechproof_core::exact::Rational;
use mechproof_core::logic::{Domain, Functional, Term, Variable};

use super::Unsupported;
use super::expression::{Degree, Expression};
use super::script::{Builder, Meaning};

/// Highest degree of an integrand.
const MAX_DEGREE: usize = 60;

impl Builder<'_> {
    pub(super) fn meaning(&self, variable: &Variable) -> Result<&Meaning, Unsupported> {
        let Variable::Bound(index) = variable else { return Err(Unsupported::FreeName) };
        let position = usize::try_from(*index).ok().and_then(|i| self.environment.len().checked_sub(i + 1));
        position.and_then(|position| self.environment.get(position)).ok_or(Unsupported::FreeName)
    }

    pub(super) fn term(&mut self, term: &Term) -> Result<Expression, Unsupported> {
        match term {
            Term::Number(number) => Ok(Expression::number(number.clone())),
            Term::Variable(variable) => match self.meaning(variable)? {
                Meaning::Real(value) | Meaning::Natural(value, _) => Ok(value.clone()),
                Meaning::Integrand => Err(Unsupported::Integral),
                _ => Err(Unsupported::FreeName),
            },
            Term::Sum(parts) => Expression::sum(&self.terms(parts)?),
            Term::Product(parts) => Expression::product(&self.terms(parts)?),
            Term::Power(base, exponent) => self.term(base)?.power(*exponent),
            Term::NaturalPower(base, exponent) => {
                let exponent = self.term(exponent)?;
                let fixed = exponent
                    .as_number()
                    .and_then(|number| number.is_integer().then(|| number.numerator().to_i64()).flatten())
                    .and_then(|number| u32::try_from(number).ok());
                match fixed {
                    Some(fixed) => self.term(base)?.power(fixed),
                    None => self.opaque_power(base, exponent),
                }
            }
            Term::Quotient(numerator, denominator) => {
                let (numerator, denominator) = (self.term(numerator)?, self.term(denominator)?);
                self.divided(&numerator, &denominator)
            }
            Term::Extremum(which, left, right) => {
                Expression::extremum(*which, &self.term(left)?, &self.term(right)?)
            }
            Term::Indicator(relation, left, right) => {
                Expression::indicator(*relation, &self.term(left)?, &self.term(right)?)
            }
            Term::Apply(head, arguments) => self.application(head, arguments),
            Term::Builtin(builtin, of) => self.opaque_builtin(*builtin, of),
            Term::Select(scrutinee, branches) => {
                let index = self.element(scrutinee)?;
                let branch = usize::try_from(index).ok().and_then(|index| branches.get(index));
                self.term(branch.ok_or(Unsupported::Element)?)
            }
            Term::Bind(functional @ Functional::Sum(sort), _, body) => {
                let Ok(elements) = self.summands(sort) else {
                    return self.opaque_functional(functional, body, Unsupported::SumOfAnySize);
                };
                let mut parts = Vec::new();
                for index in 0..elements {
                    self.count()?;
                    parts.push(self.under(Meaning::Element(index), |inner| inner.term(body))?);
                }
                Expression::sum(&parts)
            }
            Term::Bind(Functional::Integral, _, body) => {
                let coefficients = match self.under(Meaning::Integrand, |inner| inner.coefficients(body, 0)) {
                    Err(Unsupported::Integral) => {
                        return self.opaque_functional(&Functional::Integral, body, Unsupported::Integral);
                    }
                    other => other?,
                };
                let mut parts = Vec::new();
                for (power, coefficient) in (1_i64..).zip(coefficients) {
                    let weight = Rational::new(1, power).unwrap_or_else(Rational::zero);
                    parts.push(Expression::product(&[Expression::number(weight), coefficient])?);
                }
                Expression::sum(&parts)
            }
            Term::Bind(functional @ Functional::Expectation { .. }, _, body) => {
                self.opaque_functional(functional, body, Unsupported::Expectation)
            }
            Term::Bind(functional @ Functional::Quantile { .. }, _, body) => {
                self.opaque_functional(functional, body, Unsupported::Quantile)
            }
            Term::Named(_, body) => self.term(body),
            Term::Element { .. } => Err(Unsupported::Element),
        }
    }

    fn terms(&mut self, terms: &[Term]) -> Result<Vec<Expression>, Unsupported> {
        terms.iter().map(|term| self.term(term)).collect()
    }

    fn divided(
        &mut self,
        numerator: &Expression,
        denominator: &Expression,
    ) -> Result<Expression, Unsupported> {
        if let Some(number) = denominator.as_number() {
            let inverse = number.recip().unwrap_or_else(Rational::zero);
            return Expression::product(&[Expression::number(inverse), numerator.clone()]);
        }
        if numerator.as_number().is_some_and(Rational::is_zero) {
            return Ok(Expression::zero());
        }
        if numerator.local || denominator.local {
            return Expression::guarded_quotient(numerator, denominator);
        }
        self.quotient(numerator, denominator)
    }

    fn summands(&self, sort: &mechproof_core::logic::Name) -> Result<u32, Unsupported> {
        self.elements(&Domain::Sort(sort.clone())).ok_or(Unsupported::SumOfAnySize)
    }

    fn element(&self, term: &Term) -> Result<u32, Unsupported> {
        match term {
            Term::Element { index, .. } => Ok(*index),
            Term::Named(_, body) => self.element(body),
            Term::Variable(variable) => match self.meaning(variable)? {
                Meaning::Element(index) => Ok(*index),
                _ => Err(Unsupported::Element),
            },
            _ => Err(Unsupported::Element),
        }
    }

    fn application(&mut self, head: &Variable, arguments: &[Term]) -> Result<Expression, Unsupported> {
        let Meaning::Function(base, domains, mut local) = self.meaning(head)?.clone() else {
            return Err(Unsupported::FreeName);
        };
        let mut tuple = Vec::new();
        let mut others = Vec::new();
        for (argument, domain) in arguments.iter().zip(&domains) {
            if self.elements(domain).is_some() {
                tuple.push(self.element(argument)?);
                continue;
            }
            others.push(match domain {
                Domain::Sort(_) => {
                    let (name, bound) = self.opaque(argument)?;
                    local |= bound;
                    name
                }
                Domain::Natural => {
                    let (text, bound) = self.natural(argument)?;
                    local |= bound;
                    text
                }
                _ => {
                    let value = self.term(argument)?;
                    self.nonlinear |= value.degree == Degree::Nonlinear;
                    local |= value.local;
                    value.text
                }
            });
        }
        let name = super::symbols::quoted(&self.value_symbol(&base, &domains, &tuple));
        if others.is_empty() {
            return Ok(Expression::unknown(name, local));
        }
        Ok(Expression::unknown(format!("({name} {})", others.join(" ")), local))
    }

    fn opaque(&self, term: &Term) -> Result<(String, bool), Unsupported> {
        match term {
            Term::Named(_, body) => self.opaque(body),
            Term::Variable(variable) => match self.meaning(variable)? {
                Meaning::Opaque(name, local) => Ok((name.clone(), local.is_some())),
                _ => Err(Unsupported::Element),
            },
            _ => Err(Unsupported::Element),
        }
    }

    /// A natural term as an integer.
    fn natural(&mut self, term: &Term) -> Result<(String, bool), Unsupported> {
        if let Term::Variable(variable) = term
            && let Meaning::Natural(value, name) = self.meaning(variable)?
        {
            return Ok((name.clone(), value.local));
        }
        let value = self.term(term)?;
        self.nonlinear |= value.degree == Degree::Nonlinear;
        Ok((format!("(to_int {})", value.text), value.local))
    }

    /// The coefficients of a polynomial in the variable of an integral, which is bound variable `index`.
    fn coefficients(&mut self, term: &Term, index: u32) -> Result<Vec<Expression>, Unsupported> {
        if !mentions(term, index) {
            return Ok(vec![self.term(term)?]);
        }
        match term {
            Term::Variable(_) => Ok(vec![Expression::zero(), Expression::one()]),
            Term::Sum(parts) => {
                let mut sums: Vec<Vec<Expression>> = Vec::new();
                for part in parts.iter() {
                    add(&mut sums, self.coefficients(part, index)?);
                }
                totals(&sums)
            }
            Term::Product(parts) => {
                let mut product = vec![Expression::one()];
                for part in parts.iter() {
                    product = convolution(&product, &self.coefficients(part, index)?)?;
                }
                Ok(product)
            }
            Term::Power(base, exponent) => {
                let base = self.coefficients(base, index)?;
                let mut product = vec![Expression::one()];
                for _ in 0..*exponent {
                    product = convolution(&product, &base)?;
                }
                Ok(product)
            }
            Term::Quotient(numerator, denominator) if !mentions(denominator, index) => {
                let denominator = self.term(denominator)?;
                let numerators = self.coefficients(numerator, index)?;
                numerators.iter().map(|numerator| self.divided(numerator, &denominator)).collect()
            }
            Term::Named(_, body) => self.coefficients(body, index),
            Term::Select(scrutinee, branches) => {
                let branch = usize::try_from(self.element(scrutinee)?).ok().and_then(|i| branches.get(i));
                self.coefficients(branch.ok_or(Unsupported::Element)?, index)
            }
            Term::Bind(Functional::Sum(sort), _, body) => {
                let mut sums = Vec::new();
                for element in 0..self.summands(sort)? {
                    self.count()?;
                    let part =
                        self.under(Meaning::Element(element), |inner| inner.coefficients(body, index + 1))?;
                    add(&mut sums, part);
                }
                totals(&sums)
            }
            _ => Err(Unsupported::Integral),
        }
    }
}

/// Notes the coefficients of one more summand.
fn add(sums: &mut Vec<Vec<Expression>>, part: Vec<Expression>) {
    for (power, coefficient) in part.into_iter().enumerate() {
        if sums.len() <= power {
            sums.push(Vec::new());
        }
        sums[power].push(coefficient);
    }
}

fn totals(sums: &[Vec<Expression>]) -> Result<Vec<Expression>, Unsupported> {
    sums.iter().map(|parts| Expression::sum(parts)).collect()
}

fn convolution(left: &[Expression], right: &[Expression]) -> Result<Vec<Expression>, Unsupported> {
    if left.len() + right.len() > MAX_DEGREE + 2 {
        return Err(Unsupported::TooLarge);
    }
    let mut sums: Vec<Vec<Expression>> = vec![Vec::new(); (left.len() + right.len()).saturating_sub(1)];
    for (i, a) in left.iter().enumerate() {
        for (j, b) in right.iter().enumerate() {
            sums[i + j].push(Expression::product(&[a.clone(), b.clone()])?);
        }
    }
    totals(&sums)
}

/// Whether a bound variable occurs in a term.
pub(super) fn mentions(term: &Term, index: u32) -> bool {
    let is = |variable: &Variable| *variable == Variable::Bound(index);
    let any = |terms: &[Term]| terms.iter().any(|term| mentions(term, index));
    match term {
        Term::Number(_) | Term::Element { .. } => false,
        Term::Variable(variable) => is(variable),
        Term::Sum(parts) | Term::Product(parts) => any(parts),
        Term::Power(body, _) | Term::Builtin(_, body) | Term::Named(_, body) => mentions(body, index),
        Term::NaturalPower(left, right)
        | Term::Quotient(left, right)
        | Term::Extremum(_, left, right)
        | Term::Indicator(_, left, right) => mentions(left, index) || mentions(right, index),
        Term::Apply(head, arguments) => is(head) || any(arguments),
        Term::Select(scrutinee, branches) => mentions(scrutinee, index) || any(branches),
        Term::Bind(functional, _, body) => {
            let outside = match functional {
                Functional::Expectation { law, arguments } | Functional::Quantile { law, arguments } => {
                    is(law) || any(arguments)
                }
                Functional::Sum(_) | Functional::Integral => false,
            };
            outside || mentions(body, index + 1)
        }
    }
}
