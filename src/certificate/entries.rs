//! The entries of the two tables of a certificate file, with references by number, as they are written.

use mechproof_core::exact::Rational;
use mechproof_core::logic::{Builtin, Extremum, Name, Relation, Variable};

use super::decode_step::{relation, variable};
use super::fields::{Decoded, Fields, head, index, list, name, pair, rational, small, text, unknown, wrong};
use super::json::Json;

/// A monomial: coefficient, and atoms with exponents.
pub(super) type Monomial = (Rational, Vec<(usize, u32)>);

/// An entry of `polys`.
pub(super) enum Poly {
    Number(Rational),
    Atom(usize),
    Monomials(Vec<Monomial>),
    Plus(Vec<usize>),
    Times(Vec<usize>),
    Power(usize, u32),
}

/// An entry of `atoms`; numbers in it are entries of `polys`.
pub(super) enum Atom {
    Variable(Variable),
    Element(Name, u32),
    Apply(Variable, Vec<usize>),
    Indicator(Relation, usize, usize),
    Power(usize, usize),
    Quotient(usize, usize),
    Extremum(Extremum, usize, usize),
    Builtin(Builtin, usize),
    Select(usize, Vec<usize>),
    Bind(Operator, Name, usize),
    Named(Name, usize),
}

/// A functional with arguments by number.
pub(super) enum Operator {
    Sum(Name),
    Expectation(Variable, Vec<usize>),
    Quantile(Variable, Vec<usize>),
    Integral,
}

pub(super) fn poly(json: &Json) -> Decoded<Poly> {
    match json {
        Json::Text(_) => return Ok(Poly::Number(rational(json)?)),
        Json::List(_) => {
            let powers = |json| list(json, |power| pair(power, index, small));
            return Ok(Poly::Monomials(list(json, |monomial| pair(monomial, rational, powers))?));
        }
        _ => {}
    }
    let first = head(json, "an entry of `polys`")?;
    let mut fields = Fields::of(json)?;
    let poly = match first {
        "atom" => Poly::Atom(fields.required("atom", index)?),
        "plus" => Poly::Plus(fields.required("plus", |json| list(json, index))?),
        "times" => Poly::Times(fields.required("times", |json| list(json, index))?),
        "power" => Poly::Power(fields.required("power", index)?, fields.required("exponent", small)?),
        other => return Err(unknown("entry of `polys`", other)),
    };
    fields.finish()?;
    Ok(poly)
}

pub(super) fn atom(json: &Json) -> Decoded<Atom> {
    if matches!(json, Json::Text(_)) {
        return Ok(Atom::Variable(variable(json)?));
    }
    let two = |json| pair(json, index, index);
    let first = head(json, "an entry of `atoms`")?;
    let mut fields = Fields::of(json)?;
    let atom = match first {
        "bound" => Atom::Variable(variable(json)?),
        "element" => {
            let (sort, index) = fields.required("element", |json| pair(json, name, small))?;
            Atom::Element(sort, index)
        }
        "apply" => {
            Atom::Apply(fields.required("apply", variable)?, fields.required("to", |json| list(json, index))?)
        }
        "indicator" => {
            let relation = fields.required("indicator", relation)?;
            let (left, right) = fields.required("of", two)?;
            Atom::Indicator(relation, left, right)
        }
        "power" => Atom::Power(fields.required("power", index)?, fields.required("to", index)?),
        "quotient" => {
            let (numerator, denominator) = fields.required("quotient", two)?;
            Atom::Quotient(numerator, denominator)
        }
        "max" => {
            let (left, right) = fields.required("max", two)?;
            Atom::Extremum(Extremum::Max, left, right)
        }
        "min" => {
            let (left, right) = fields.required("min", two)?;
            Atom::Extremum(Extremum::Min, left, right)
        }
        "exp" => Atom::Builtin(Builtin::Exp, fields.required("exp", index)?),
        "log" => Atom::Builtin(Builtin::Log, fields.required("log", index)?),
        "select" => Atom::Select(
            fields.required("select", index)?,
            fields.required("from", |json| list(json, index))?,
        ),
        "bind" => Atom::Bind(
            fields.required("bind", operator)?,
            fields.required("name", name)?,
            fields.required("body", index)?,
        ),
        "named" => Atom::Named(fields.required("named", name)?, fields.required("body", index)?),
        other => return Err(unknown("entry of `atoms`", other)),
    };
    if first != "bound" {
        fields.finish()?;
    }
    Ok(atom)
}

pub(super) fn operator(json: &Json) -> Decoded<Operator> {
    if let Json::Text(word) = json {
        return if &**word == "integral" {
            Ok(Operator::Integral)
        } else {
            Err(unknown("functional", text(json)?))
        };
    }
    let first = head(json, "a functional")?;
    let mut fields = Fields::of(json)?;
    let mut of_law = |key| -> Decoded<(Variable, Vec<usize>)> {
        Ok((fields.required(key, variable)?, fields.required("at", |json| list(json, index))?))
    };
    let operator = match first {
        "sum" => Operator::Sum(fields.required("sum", name)?),
        "expectation" => {
            let (law, arguments) = of_law("expectation")?;
            Operator::Expectation(law, arguments)
        }
        "quantile" => {
            let (law, arguments) = of_law("quantile")?;
            Operator::Quantile(law, arguments)
        }
        _ => return Err(wrong("a functional", json)),
    };
    fields.finish()?;
    Ok(operator)
}
