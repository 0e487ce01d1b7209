//! Opaque values: what has no translation becomes an unknown, the same one wherever the same term stands.
//!
//! Consumes functionals, exponentials, variable powers and quantified formulas without a translation; produces
//! constants, or functions of the variables that quantifiers of the script bind. That asks a more general
//! question: `unsat` still says that the claim holds, `sat` says nothing. Functionals are first taken apart by
//! linearity, and an expectation under a law on an enumerated sort becomes a sum of weights. Trusted by nobody.

use std::fmt::Write as _;
use std::sync::Arc;

use mechproof_core::exact::Rational;
use mechproof_core::logic::{Builtin, Formula, Functional, Term, Variable};

use super::Unsupported;
use super::expression::Expression;
use super::script::{Builder, Meaning};
use super::symbols::quoted;
use super::terms::mentions;

/// Most products that a body is expanded to; beyond it stays as it is.
const MAX_MONOMIALS: usize = 200;
/// Largest fixed power that is expanded.
const MAX_POWER: u32 = 4;
/// Longest description of a term, in bytes.
const MAX_KEY: usize = 1 << 18;

impl Builder<'_> {
    /// A functional whose value is not known, by linearity from those of products.
    pub(super) fn opaque_functional(
        &mut self,
        functional: &Functional,
        body: &Term,
        why: Unsupported,
    ) -> Result<Expression, Unsupported> {
        if !self.lenient {
            return Err(why);
        }
        if let Functional::Expectation { law, arguments } = functional
            && let Meaning::Law(_, Some(elements)) = self.meaning(law)?
        {
            let elements = *elements;
            return self.weighted(law, arguments, elements, body, why);
        }
        let monomials = expanded(body).unwrap_or_else(|| vec![vec![body.clone()]]);
        let mut sum = Vec::new();
        for monomial in monomials {
            let (inner, outer): (Vec<Term>, Vec<Term>) =
                monomial.into_iter().partition(|factor| mentions(factor, 0));
            // The outer factors do not mention the bound variable, whatever it means.
            let factors: Result<Vec<Expression>, Unsupported> = outer
                .iter()
                .map(|factor| self.under(Meaning::Integrand, |builder| builder.term(factor)))
                .collect();
            let mut factors = factors?;
            factors.push(match (functional, inner.is_empty()) {
                (Functional::Expectation { .. } | Functional::Integral, true) => Expression::one(),
                (Functional::Quantile { .. }, true) => Expression::zero(),
                _ => {
                    let mut key = Key::new(self, why);
                    key.functional(functional, 0)?;
                    key.together(&inner, 1)?;
                    let Key { text, locals, .. } = key;
                    self.unknown(text, &locals)
                }
            });
            sum.push(Expression::product(&factors)?);
            self.nonlinear |= factors.iter().filter(|factor| factor.as_number().is_none()).count() > 1;
        }
        Expression::sum(&sum)
    }

    /// The expectation under a law on an enumerated sort: weights that are not negative and sum to 1.
    fn weighted(
        &mut self,
        law: &Variable,
        arguments: &[Term],
        elements: u32,
        body: &Term,
        why: Unsupported,
    ) -> Result<Expression, Unsupported> {
        let mut key = Key::new(self, why);
        key.variable(law, 0)?;
        key.together(arguments, 0)?;
        let Key { text, locals, .. } = key;
        let known = self.opaques.contains_key(&format!("{text} 0"));
        let weights: Vec<Expression> =
            (0..elements).map(|element| self.unknown(format!("{text} {element}"), &locals)).collect();
        if !known && locals.is_empty() {
            let sum = Expression::sum(&weights)?;
            self.side_conditions.push(format!("(= {} 1.0)", sum.text));
            self.side_conditions.extend(weights.iter().map(|weight| format!("(>= {} 0.0)", weight.text)));
        }
        let mut parts = Vec::new();
        for (element, weight) in (0..elements).zip(weights) {
            self.count()?;
            let value = self.under(Meaning::Element(element), |builder| builder.term(body))?;
            self.nonlinear |= value.as_number().is_none();
            parts.push(Expression::product(&[weight, value])?);
        }
        Expression::sum(&parts)
    }

    /// An exponential or logarithm, of unknown value at each argument.
    pub(super) fn opaque_builtin(&mut self, builtin: Builtin, of: &Term) -> Result<Expression, Unsupported> {
        if !self.lenient {
            return Err(Unsupported::ExponentialOrLogarithm);
        }
        let argument = self.term(of)?;
        let name = match builtin {
            Builtin::Exp => "exp!",
            Builtin::Log => "log!",
        };
        Ok(self.unknown_function(name, &[argument]))
    }

    /// A power with an unknown exponent.
    pub(super) fn opaque_power(
        &mut self,
        base: &Term,
        exponent: Expression,
    ) -> Result<Expression, Unsupported> {
        if !self.lenient {
            return Err(Unsupported::NaturalPower);
        }
        let base = self.term(base)?;
        Ok(self.unknown_function("power!", &[base, exponent]))
    }

    fn unknown_function(&mut self, name: &str, arguments: &[Expression]) -> Expression {
        let domains = vec!["Real"; arguments.len()].join(" ");
        if self.opaques.insert(name.to_owned(), name.to_owned()).is_none() {
            let _ = writeln!(self.declarations, "(declare-fun {name} ({domains}) Real)");
        }
        self.abstracted = true;
        self.functions = true;
        self.nonlinear |=
            arguments.iter().any(|argument| argument.degree == super::expression::Degree::Nonlinear);
        let local = arguments.iter().any(|argument| argument.local);
        let texts: Vec<&str> = arguments.iter().map(|argument| argument.text.as_str()).collect();
        Expression::unknown(format!("({name} {})", texts.join(" ")), local)
    }

    /// The truth value of a formula without a translation.
    pub(super) fn opaque_formula(
        &mut self,
        formula: &Formula,
        why: Unsupported,
    ) -> Result<String, Unsupported> {
        if !self.lenient {
            return Err(why);
        }
        let mut key = Key::new(self, why);
        key.formula(formula, 0)?;
        let Key { text, locals, .. } = key;
        let name = self.declared(text, &locals, "Bool");
        if locals.is_empty() {
            return Ok(name);
        }
        self.functions = true;
        Ok(applied(&name, &locals))
    }

    /// The unknown number with a description.
    fn unknown(&mut self, key: String, locals: &[Local]) -> Expression {
        let name = self.declared(key, locals, "Real");
        if locals.is_empty() {
            return Expression::unknown(name, false);
        }
        self.functions = true;
        Expression::unknown(applied(&name, locals), true)
    }

    fn declared(&mut self, key: String, locals: &[Local], range: &str) -> String {
        self.abstracted = true;
        if let Some(known) = self.opaques.get(&key) {
            return known.clone();
        }
        let name = format!("opaque!{}", self.opaques.len() + 1);
        let domains: Vec<&str> = locals.iter().map(|(_, sort)| sort.as_str()).collect();
        let _ = writeln!(self.declarations, "(declare-fun {name} ({}) {range})", domains.join(" "));
        self.opaques.insert(key, name.clone());
        name
    }
}

/// A variable that a quantifier of the script binds, and its sort.
type Local = (String, String);

fn applied(name: &str, locals: &[Local]) -> String {
    let texts: Vec<&str> = locals.iter().map(|(text, _)| text.as_str()).collect();
    format!("({name} {})", texts.join(" "))
}

/// All tuples of numbers below these.
fn tuples(sizes: &[u32]) -> Vec<Vec<u32>> {
    sizes.iter().fold(vec![Vec::new()], |tuples, size| {
        tuples
            .iter()
            .flat_map(|tuple| (0..*size).map(move |index| [tuple.as_slice(), &[index]].concat()))
            .collect()
    })
}

/// The products of which a term is the sum, or nothing if there are too many.
fn expanded(term: &Term) -> Option<Vec<Vec<Term>>> {
    match term {
        Term::Named(_, body) => expanded(body),
        Term::Sum(parts) => {
            let mut all = Vec::new();
            for part in parts.iter() {
                all.extend(expanded(part)?);
                if all.len() > MAX_MONOMIALS {
                    return None;
                }
            }
            Some(all)
        }
        Term::Product(parts) => {
            parts.iter().try_fold(vec![Vec::new()], |all, part| times(&all, &expanded(part)?))
        }
        Term::Power(base, exponent) if (1..=MAX_POWER).contains(exponent) => {
            let base = expanded(base)?;
            (0..*exponent).try_fold(vec![Vec::new()], |all, _| times(&all, &base))
        }
        Term::Quotient(numerator, denominator) => {
            let inverse = Term::Quotient(Arc::new(Term::Number(Rational::one())), denominator.clone());
            times(&expanded(numerator)?, &[vec![inverse]])
        }
        Term::Number(number) if number.is_one() => Some(vec![Vec::new()]),
        other => Some(vec![vec![other.clone()]]),
    }
}

fn times(left: &[Vec<Term>], right: &[Vec<Term>]) -> Option<Vec<Vec<Term>>> {
    if left.len().saturating_mul(right.len()) > MAX_MONOMIALS {
        return None;
    }
    let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
    Some(pairs.map(|(a, b)| a.iter().chain(b).cloned().collect()).collect())
}

/// A description of a term: two that are the same have the same value. Variables are described by what they mean,
/// those bound inside by their index, and those that a quantifier of the script binds are its arguments.
struct Key<'b, 'a> {
    builder: &'b Builder<'a>,
    why: Unsupported,
    text: String,
    locals: Vec<Local>,
}

impl<'b, 'a> Key<'b, 'a> {
    fn new(builder: &'b Builder<'a>, why: Unsupported) -> Key<'b, 'a> {
        Key { builder, why, text: String::new(), locals: Vec::new() }
    }

    fn put(&mut self, text: &str) -> Result<(), Unsupported> {
        self.text.push_str(text);
        if self.text.len() > MAX_KEY { Err(Unsupported::TooLarge) } else { Ok(()) }
    }

    /// Terms whose order does not matter.
    fn together(&mut self, terms: &[Term], depth: u32) -> Result<(), Unsupported> {
        let start = self.text.len();
        let mut parts = Vec::new();
        for term in terms {
            self.term(term, depth)?;
            parts.push(self.text.split_off(start));
        }
        parts.sort();
        self.put(&format!("{{{}}}", parts.join(",")))
    }

    fn inside(&mut self, head: &str, terms: &[&Term], depth: u32) -> Result<(), Unsupported> {
        self.put(head)?;
        self.put("(")?;
        for term in terms {
            self.term(term, depth)?;
            self.put(";")?;
        }
        self.put(")")
    }

    fn term(&mut self, term: &Term, depth: u32) -> Result<(), Unsupported> {
        match term {
            Term::Named(_, body) => self.term(body, depth),
            Term::Number(number) => self.put(&number.to_string()),
            Term::Variable(variable) => self.variable(variable, depth),
            Term::Element { index, .. } => self.put(&format!("e{index}")),
            Term::Sum(parts) => {
                self.put("+")?;
                self.together(parts, depth)
            }
            Term::Product(parts) => {
                self.put("*")?;
                self.together(parts, depth)
            }
            Term::Power(base, exponent) => self.inside(&format!("^{exponent}"), &[base], depth),
            Term::NaturalPower(base, exponent) => self.inside("^", &[base, exponent], depth),
            Term::Quotient(left, right) => self.inside("/", &[left, right], depth),
            Term::Extremum(which, left, right) => self.inside(&format!("{which:?}"), &[left, right], depth),
            Term::Indicator(relation, left, right) => {
                self.inside(&format!("{relation:?}"), &[left, right], depth)
            }
            Term::Builtin(builtin, of) => self.inside(&format!("{builtin:?}"), &[of], depth),
            Term::Apply(head, arguments) => {
                self.variable(head, depth)?;
                self.inside("", &arguments.iter().collect::<Vec<_>>(), depth)
            }
            Term::Select(scrutinee, branches) => {
                self.inside("select", &[scrutinee], depth)?;
                self.inside("", &branches.iter().collect::<Vec<_>>(), depth)
            }
            Term::Bind(functional, _, body) => {
                self.functional(functional, depth)?;
                self.inside("", &[body], depth + 1)
            }
        }
    }

    fn functional(&mut self, functional: &Functional, depth: u32) -> Result<(), Unsupported> {
        let (head, law, arguments) = match functional {
            Functional::Sum(sort) => return self.put(&format!("sum {sort}")),
            Functional::Integral => return self.put("integral"),
            Functional::Expectation { law, arguments } => ("E", law, arguments),
            Functional::Quantile { law, arguments } => ("I", law, arguments),
        };
        self.put(head)?;
        self.variable(law, depth)?;
        self.inside("", &arguments.iter().collect::<Vec<_>>(), depth)
    }

    fn variable(&mut self, variable: &Variable, depth: u32) -> Result<(), Unsupported> {
        let Variable::Bound(index) = variable else { return Err(Unsupported::FreeName) };
        let Some(outside) = index.checked_sub(depth) else { return self.put(&format!("#{index}")) };
        let text = match self.builder.meaning(&Variable::Bound(outside))? {
            Meaning::Real(value) | Meaning::Natural(value, _) if value.local => {
                self.local(value.text.clone(), "Real".to_owned())
            }
            Meaning::Opaque(name, Some(sort)) => self.local(name.clone(), sort.clone()),
            Meaning::Function(base, arguments, true) => {
                let sizes: Option<Vec<u32>> =
                    arguments.iter().map(|argument| self.builder.elements(argument)).collect();
                let sizes = sizes.ok_or(self.why)?;
                let places: Vec<String> = tuples(&sizes)
                    .iter()
                    .map(|tuple| quoted(&self.builder.value_symbol(base, arguments, tuple)))
                    .map(|value| self.local(value, "Real".to_owned()))
                    .collect();
                format!("[{}]", places.join(","))
            }
            Meaning::Real(value) | Meaning::Natural(value, _) => value.text.clone(),
            Meaning::Element(index) => format!("e{index}"),
            Meaning::Opaque(name, None) => name.clone(),
            Meaning::Function(base, _, false) => base.clone(),
            Meaning::Law(number, _) => format!("law {number}"),
            Meaning::Integrand => return Err(self.why),
        };
        self.put(&text)
    }

    /// The place of a variable among the arguments.
    fn local(&mut self, text: String, sort: String) -> String {
        let known = self.locals.iter().position(|(local, _)| *local == text);
        let position = known.unwrap_or(self.locals.len());
        if known.is_none() {
            self.locals.push((text, sort));
        }
        format!("?{position}")
    }

    fn formula(&mut self, formula: &Formula, depth: u32) -> Result<(), Unsupported> {
        match formula {
            Formula::Named(_, body) => self.formula(body, depth),
            Formula::Compare(relation, left, right) => {
                self.inside(&format!("{relation:?}"), &[left, right], depth)
            }
            Formula::And(parts) | Formula::Or(parts) => {
                self.put(if matches!(formula, Formula::And(_)) { "and(" } else { "or(" })?;
                for part in parts {
                    self.formula(part, depth)?;
                    self.put(";")?;
                }
                self.put(")")
            }
            Formula::Implies(premise, rest) => {
                self.put("implies(")?;
                self.formula(premise, depth)?;
                self.put(";")?;
                self.formula(rest, depth)?;
                self.put(")")
            }
            Formula::Forall(binder, body) | Formula::Exists(binder, body) => {
                let word = if matches!(formula, Formula::Forall(..)) { "forall" } else { "exists" };
                self.put(&format!("{word} {:?}(", binder.domain))?;
                self.formula(body, depth + 1)?;
                self.put(")")
            }
        }
    }
}
