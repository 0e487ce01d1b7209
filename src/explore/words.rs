//! Polynomials in the words of the model, as theorem files spell them.
//!
//! Consumes polynomials in coordinates; produces text that can be read back. Slacks of groups are used where that is
//! shorter, so that `x*y - y` is told as `-(1 - x)*y`.

use std::collections::BTreeMap;

use mechproof_core::exact::{Polynomial, Rational};
use mechproof_core::logic::{Scope, Term, Variable};

use crate::exact::fraction::Fraction;
use crate::exact::multivariate::{Factors, coefficients, degree_in, divide, substitute};
use crate::search::parametric::{Condition, Domain};
use crate::tactic::parametric::Chart;

/// Names for the coordinates.
pub(super) struct Words<'a> {
    domain: &'a Domain,
    names: BTreeMap<u32, String>,
}

impl<'a> Words<'a> {
    /// The words of a chart; of the model's abbreviations those that are understood.
    pub(super) fn of(chart: &'a Chart, understood: &dyn Fn(&str) -> bool) -> Words<'a> {
        let mut names = BTreeMap::new();
        for (number, term) in (0_u32..).zip(&chart.parameters) {
            names.insert(number, operand(&chart.scope, term));
        }
        for (number, term) in &chart.coordinates {
            let term = match term {
                Term::Named(name, body) if !understood(name) => body,
                term => term,
            };
            names.insert(*number, operand(&chart.scope, term));
        }
        Words { domain: &chart.domain, names }
    }

    /// The shortest of the polynomial, its homogeneous form, and itself in parameters.
    fn shorter(&self, polynomial: &Polynomial) -> Polynomial {
        let other = self.domain.homogeneous(polynomial);
        let mut best = polynomial.clone();
        for other in other.into_iter().chain(self.in_parameters(polynomial)) {
            if other.len() < best.len() {
                best = other;
            }
        }
        best
    }

    /// The polynomial in parameters.
    fn in_parameters(&self, polynomial: &Polynomial) -> Option<Polynomial> {
        substitute(polynomial, &|variable| match self.domain.generator(variable) {
            Some(place) => self.domain.generators[place].form.clone(),
            None => Polynomial::variable(variable),
        })
    }

    /// A polynomial as a sum.
    fn sum(&self, polynomial: &Polynomial) -> String {
        let mut text = String::new();
        for (place, (monomial, coefficient)) in polynomial.terms().enumerate() {
            text.push_str(match (place, coefficient.is_negative()) {
                (0, false) => "",
                (0, true) => "-",
                (_, false) => " + ",
                (_, true) => " - ",
            });
            let size = coefficient.abs();
            let mut factors = Vec::new();
            if !size.is_one() || monomial.is_one() {
                factors.push(size.to_string());
            }
            for (variable, exponent) in monomial {
                let name = self.names.get(&variable).map_or("?", String::as_str);
                factors.push(if exponent == 1 { name.to_owned() } else { format!("{name}^{exponent}") });
            }
            text.push_str(&factors.join("*"));
        }
        if text.is_empty() { "0".to_owned() } else { text }
    }

    /// A polynomial as a product of what it is easily seen to be a product of.
    pub(super) fn product(&self, polynomial: &Polynomial) -> String {
        let polynomial = self.shorter(polynomial);
        if polynomial.len() <= 1 {
            return self.sum(&polynomial);
        }
        let mut factors = Factors::of(&polynomial, &[]);
        // A homogeneous form may have factors like `x + (1 - x)`.
        factors.powers.retain(|(factor, exponent)| {
            match self.in_parameters(factor).and_then(|factor| factor.as_constant()) {
                Some(number) => {
                    factors.scale = factors.scale.clone() * number.pow(*exponent);
                    false
                }
                None => true,
            }
        });
        let mut parts = Vec::new();
        for (factor, exponent) in &factors.powers {
            let factor = &self.shorter(factor);
            let text = if factor.len() > 1 { format!("({})", self.sum(factor)) } else { self.sum(factor) };
            parts.push(if *exponent == 1 { text } else { format!("{text}^{exponent}") });
        }
        if let ([_], [(only, 1)]) = (parts.as_slice(), factors.powers.as_slice())
            && divide(&polynomial, only).and_then(|c| c.as_constant()).is_some()
        {
            return self.sum(&polynomial);
        }
        if factors.scale == Rational::from(-1) {
            return format!("-{}", parts.join("*"));
        }
        if !factors.scale.is_one() {
            parts.insert(0, factors.scale.to_string());
        }
        parts.join("*")
    }

    /// A fraction.
    pub(super) fn fraction(&self, fraction: &Fraction) -> String {
        let above = self.product(&fraction.numerator);
        if fraction.denominator.as_constant().is_some_and(|number| number.is_one()) {
            return above;
        }
        let below = self.product(&fraction.denominator);
        let above = if at_top(&above, &[" + ", " - "]) { format!("({above})") } else { above };
        let below = if at_top(&below, &[" + ", " - ", "*"]) { format!("({below})") } else { below };
        format!("{above}/{below}")
    }

    /// A condition as a threshold of one parameter, where it visibly is one: `x >= A/(A + M + C)`.
    pub(super) fn threshold(&self, condition: &Condition) -> Option<String> {
        let polynomial = &condition.polynomial;
        let parameter = self.domain.generators.iter().find(|generator| {
            let alone = generator.form.len() == 1 && generator.form.degree() == 1;
            alone && degree_in(polynomial, generator.variable) == 1
        })?;
        let parts = coefficients(polynomial, parameter.variable);
        let [rest, slope] = parts.as_slice() else { return None };
        let (above, below) = (one_sign(slope)?, one_sign(rest)?);
        if above == below || slope.as_constant().is_some() {
            return None;
        }
        let value = Fraction::new(rest.neg(), slope)?;
        let relation = match (above, condition.strict) {
            (true, false) => ">=",
            (true, true) => ">",
            (false, false) => "<=",
            (false, true) => "<",
        };
        let name = self.names.get(&parameter.variable)?;
        Some(format!("{name} {relation} {}", self.fraction(&value)))
    }

    /// A condition: what counts for it on the left, what counts against it on the right.
    pub(super) fn condition(&self, condition: &Condition) -> String {
        let polynomial = self.shorter(&condition.polynomial);
        let side = |wanted: bool| {
            let terms = polynomial.terms().filter(|(_, coefficient)| coefficient.is_positive() == wanted);
            let part = Polynomial::from_terms(terms.map(|(monomial, c)| (monomial.clone(), c.abs())));
            self.product(&part)
        };
        let relation = if condition.strict { ">" } else { ">=" };
        format!("{} {relation} {}", side(true), side(false))
    }
}

/// Are all coefficients positive, or all negative?
fn one_sign(polynomial: &Polynomial) -> Option<bool> {
    let mut signs = polynomial.terms().map(|(_, coefficient)| coefficient.is_positive());
    let first = signs.next()?;
    signs.all(|sign| sign == first).then_some(first)
}

/// Does one of the signs stand outside all brackets?
fn at_top(text: &str, signs: &[&str]) -> bool {
    let mut depth = 0_i32;
    text.char_indices().any(|(place, character)| {
        depth += match character {
            '(' | '[' => 1,
            ')' | ']' => -1,
            _ => 0,
        };
        depth == 0 && signs.iter().any(|sign| text[place..].starts_with(sign))
    })
}

/// A term as an operand.
pub(super) fn operand(scope: &Scope, term: &Term) -> String {
    let text = source(scope, term);
    match term {
        Term::Sum(_) | Term::Product(_) => format!("({text})"),
        _ => text,
    }
}

/// A linear term of parameters as text.
pub(super) fn source(scope: &Scope, term: &Term) -> String {
    match term {
        Term::Named(name, _) | Term::Variable(Variable::Free(name)) => name.to_string(),
        Term::Number(number) => number.to_string(),
        Term::Apply(Variable::Free(name), arguments) => {
            let arguments: Vec<String> = arguments.iter().map(|argument| source(scope, argument)).collect();
            format!("{name}[{}]", arguments.join(","))
        }
        Term::Element { sort, index } => scope
            .signature
            .elements(sort)
            .and_then(|elements| elements.get(*index as usize))
            .map_or_else(|| "?".to_owned(), ToString::to_string),
        Term::Product(parts) => parts.iter().map(|part| operand(scope, part)).collect::<Vec<_>>().join("*"),
        Term::Sum(parts) => {
            let parts = parts.iter().map(|part| source(scope, part));
            let (mut parts, negative): (Vec<String>, Vec<String>) =
                parts.partition(|part| !part.starts_with('-'));
            // What is added first, then what is taken away.
            let first = if parts.is_empty() { String::new() } else { parts.remove(0) };
            let mut text = parts.iter().fold(first, |text, part| format!("{text} + {part}"));
            for part in negative {
                let part = part.trim_start_matches('-');
                let part = part.strip_prefix("1*").unwrap_or(part);
                text = if text.is_empty() { format!("-{part}") } else { format!("{text} - {part}") };
            }
            text
        }
        _ => "?".to_owned(),
    }
}
