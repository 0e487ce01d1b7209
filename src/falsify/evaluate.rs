//! Values of terms in a world, by the definition of each construct and not by the kernel's normal forms.
//!
//! Consumes a term and what its bound variables stand for; produces an exact value, or says what is not
//! supported. Written apart from the kernel on purpose: where both speak of a claim, they have to agree.

use std::rc::Rc;

use mechproof_core::exact::Polynomial;
use mechproof_core::logic::{Extremum, Functional, Term, Variable};

use super::definition::Definition;
use super::range::builtin;
use super::value::{Eval, NEAR, Obstacle, Value, holds, put, root, unsupported};
use super::world::{Law, Object, Shape, Table, World};

/// Most pieces an integral is cut into.
const MAX_PIECES: usize = 40;

/// What an exponential or a logarithm costs, in steps: an enclosure takes about as long as so many sums of fractions.
const BUILTIN: u64 = 400;

impl World {
    /// Takes one step, if there are any left for this look at the world.
    pub(super) fn step(&self) -> Eval<()> {
        let Some(left) = self.fuel.get().checked_sub(1) else {
            return unsupported("sums with too many terms");
        };
        self.fuel.set(left);
        self.spend(1);
        Ok(())
    }

    /// The value of a term; `bound` are the variables bound around it, outermost first.
    pub(super) fn value(&self, term: &Term, bound: &mut Vec<Object>) -> Eval<Value> {
        self.step()?;
        match term {
            Term::Number(number) => Ok(Value::Number(number.clone())),
            Term::Variable(variable) => match object(variable, bound)? {
                Object::Cell(cell) => Ok(self.read(*cell)),
                Object::Value(Value::Polynomial(polynomial)) => Ok(self.lookup(polynomial)),
                Object::Value(value) => Ok(value.clone()),
                _ => unsupported("a function without arguments"),
            },
            Term::Element { index, .. } => Ok(Value::Element(*index as usize)),
            Term::Sum(parts) => {
                let Some((first, rest)) = parts.split_first() else { return Ok(Value::zero()) };
                let mut sum = self.value(first, bound)?;
                for part in rest {
                    sum = sum.plus(&self.value(part, bound)?)?;
                }
                Ok(sum)
            }
            Term::Product(parts) => {
                let mut product = Value::one();
                let mut obstacle = None;
                for part in parts.iter() {
                    match self.value(part, bound) {
                        // Every term is a number, whether or not it can be evaluated: 0 times it is 0.
                        Ok(value) if value == Value::zero() => return Ok(value),
                        Ok(value) if obstacle.is_none() => product = product.times(&value)?,
                        Ok(_) => {}
                        Err(found) => obstacle = obstacle.or(Some(found)),
                    }
                }
                obstacle.map_or(Ok(product), Err)
            }
            Term::Power(base, exponent) => self.value(base, bound)?.power(*exponent),
            Term::NaturalPower(base, exponent) => {
                let exponent = self.value(exponent, bound)?;
                let exponent = exponent.number()?;
                let small = exponent.is_integer().then(|| exponent.numerator().to_i64()).flatten();
                match small.and_then(|number| u32::try_from(number).ok()) {
                    Some(exponent) => self.value(base, bound)?.power(exponent),
                    None => unsupported("a power with an exponent that is no natural number"),
                }
            }
            Term::Quotient(top, bottom) => {
                let bottom = self.value(bottom, bound)?;
                if bottom == Value::zero() {
                    self.divided.set(true);
                }
                self.value(top, bound)?.over(&bottom)
            }
            Term::Extremum(which, left, right) => {
                let (left, right) = (self.value(left, bound)?, self.value(right, bound)?);
                let larger = self.sign(&left.minus(&right)?)?.is_ge();
                Ok(if larger == (*which == Extremum::Max) { left } else { right })
            }
            Term::Indicator(relation, left, right) => {
                let difference = self.value(left, bound)?.minus(&self.value(right, bound)?)?;
                let holds = holds(*relation, self.sign(&difference)?);
                Ok(if holds { Value::one() } else { Value::zero() })
            }
            Term::Apply(head, arguments) => {
                if let Object::Function(table) = object(head, bound)?
                    && table.width == 1
                    && let Some(row) = plain_row(table, arguments, bound)
                {
                    return Ok(self.entry_at(table, row));
                }
                let values = self.values(arguments, bound)?;
                match object(head, bound)? {
                    Object::Function(table) => self.apply(table, &values),
                    Object::Defined(definition) => self.defined(definition, &values),
                    _ => unsupported("an application of something that is no function"),
                }
            }
            Term::Builtin(function, body) => {
                self.spend(BUILTIN);
                builtin(*function, &self.value(body, bound)?)
            }
            Term::Select(scrutinee, branches) => match self.value(scrutinee, bound)? {
                Value::Element(index) => match branches.get(index) {
                    Some(branch) => self.value(branch, bound),
                    None => unsupported("a choice without a branch"),
                },
                _ => unsupported("a choice by a number"),
            },
            Term::Bind(functional, _, body) => self.functional(functional, body, bound),
            Term::Named(_, body) => self.value(body, bound),
        }
    }

    fn values(&self, terms: &[Term], bound: &mut Vec<Object>) -> Eval<Vec<Value>> {
        terms.iter().map(|term| self.value(term, bound)).collect()
    }

    /// The body where the bound variable has a value.
    fn at(&self, body: &Term, value: Value, bound: &mut Vec<Object>) -> Eval<Value> {
        bound.push(Object::Value(value));
        let result = self.value(body, bound);
        bound.pop();
        result
    }

    fn functional(&self, functional: &Functional, body: &Term, bound: &mut Vec<Object>) -> Eval<Value> {
        match functional {
            Functional::Sum(sort) => {
                let mut sum = Value::zero();
                for element in 0..self.size(sort)? {
                    sum = sum.plus(&self.at(body, Value::Element(element), bound)?)?;
                }
                Ok(sum)
            }
            Functional::Integral => self.integrate(body, bound),
            Functional::Expectation { law, arguments } => {
                let values = self.values(arguments, bound)?;
                let Object::Law(law) = object(law, bound)?.clone() else {
                    return unsupported("an expectation under something that is no law");
                };
                self.expectation(&law, row(&law.table, &values)?, body, bound)
            }
            Functional::Quantile { law, arguments } => {
                let values = self.values(arguments, bound)?;
                let Object::Law(law) = object(law, bound)?.clone() else {
                    return unsupported("an integral against something that is no law");
                };
                self.quantile(&law, row(&law.table, &values)?, body, bound)
            }
        }
    }

    fn expectation(&self, law: &Law, row: usize, body: &Term, bound: &mut Vec<Object>) -> Eval<Value> {
        let start = row * law.table.width;
        let count = match law.shape {
            Shape::Weights(count) | Shape::Points(count) => count,
            Shape::Uniform => {
                let (lower, length) =
                    (self.entry_at(&law.table, start), self.entry_at(&law.table, start + 1));
                let along = |variable: Value| lower.plus(&length.times(&variable)?);
                return self.integral(&mut |variable| self.at(body, along(variable)?, bound));
            }
        };
        let mut sum = Value::zero();
        for outcome in 0..count {
            let weight = self.entry_at(&law.table, start + outcome);
            if weight == Value::zero() {
                continue;
            }
            let value = match law.shape {
                Shape::Points(_) => self.entry_at(&law.table, start + count + outcome),
                _ => Value::Element(outcome),
            };
            sum = sum.plus(&weight.times(&self.at(body, value, bound)?)?)?;
        }
        Ok(sum)
    }

    /// The quantile function of a finite law is a step function, so the integral against `phi` is a sum over
    /// its steps. That of a uniform law is linear: the integral is found by parts.
    fn quantile(&self, law: &Law, row: usize, phi: &Term, bound: &mut Vec<Object>) -> Eval<Value> {
        let start = row * law.table.width;
        let cell = |offset: usize| self.entry_at(&law.table, start + offset);
        match law.shape {
            Shape::Points(count) => {
                let mut steps = Vec::new();
                for outcome in 0..count {
                    let (weight, place) = (cell(outcome), cell(count + outcome));
                    steps.push((place.number()?.clone(), weight));
                }
                steps.sort_by(|left, right| left.0.cmp(&right.0));
                let mut below = Value::zero();
                let mut before = self.at(phi, below.clone(), bound)?;
                let mut sum = Value::zero();
                for (place, weight) in steps {
                    below = below.plus(&weight)?;
                    let after = self.at(phi, below.clone(), bound)?;
                    sum = sum.plus(&Value::Number(place).times(&after.minus(&before)?)?)?;
                    before = after;
                }
                Ok(sum)
            }
            Shape::Uniform => {
                let (lower, length) = (cell(0), cell(1));
                let first = lower.times(&self.at(phi, Value::zero(), bound)?)?;
                let last = lower.plus(&length)?.times(&self.at(phi, Value::one(), bound)?)?;
                let mean = self.integrate(phi, bound)?;
                last.minus(&first)?.minus(&length.times(&mean)?)
            }
            Shape::Weights(_) => unsupported("quantiles of a law that is not on the reals"),
        }
    }

    /// The integral over [0, 1].
    fn integrate(&self, body: &Term, bound: &mut Vec<Object>) -> Eval<Value> {
        self.integral(&mut |variable| self.at(body, variable, bound))
    }

    /// The integral over [0, 1] of a piecewise polynomial function.
    fn integral(&self, body: &mut dyn FnMut(Value) -> Eval<Value>) -> Eval<Value> {
        self.integral_of(&Polynomial::zero(), &Polynomial::one(), 0, body)
    }

    /// The integral of a piecewise polynomial function; an interval on which a comparison changes is cut. The
    /// ends may depend on quantified numbers and on variables of integrals around this one.
    fn integral_of(
        &self,
        low: &Polynomial,
        high: &Polynomial,
        pieces: usize,
        body: &mut dyn FnMut(Value) -> Eval<Value>,
    ) -> Eval<Value> {
        let variable = self.fresh_variables(1);
        self.ranges.borrow_mut().insert(variable, (low.clone(), high.clone()));
        let value = body(Value::Polynomial(Polynomial::variable(variable)));
        self.ranges.borrow_mut().remove(&variable);
        match value {
            Ok(value) => value.integral(variable, low, high),
            Err(Obstacle::Split(cut, at)) if cut == variable => {
                if pieces >= MAX_PIECES {
                    return unsupported("an integral in too many pieces");
                }
                let first = self.integral_of(low, &at, pieces + 1, body)?;
                first.plus(&self.integral_of(&at, high, pieces + 1, body)?)
            }
            Err(obstacle) => Err(obstacle),
        }
    }

    /// Numbers so many variables; returns the first.
    pub(super) fn fresh_variables(&self, count: usize) -> u32 {
        let first = self.fresh.get();
        self.fresh.set(first.saturating_add(u32::try_from(count).unwrap_or(u32::MAX)));
        first
    }

    /// The sign of a value on the whole range of the integration variable in it.
    pub(super) fn sign(&self, value: &Value) -> Eval<std::cmp::Ordering> {
        let polynomial = match value {
            Value::Number(number) => return Ok(number.sign()),
            Value::Polynomial(polynomial) => polynomial,
            Value::Element(_) => return unsupported("a comparison of elements"),
            Value::Range(range) => return range.sign().map_or_else(|| unsupported(NEAR), Ok),
        };
        let innermost = {
            let ranges = self.ranges.borrow();
            let over = polynomial.variables().into_iter().filter(|variable| ranges.contains_key(variable));
            over.max().and_then(|variable| Some((variable, ranges.get(&variable)?.clone())))
        };
        let Some((variable, (low, high))) = innermost else {
            return self.assumed(polynomial).ok_or_else(|| Obstacle::Case(polynomial.clone()));
        };
        let Some((slope, at)) = root(polynomial, variable) else {
            return unsupported(
                "a comparison under an integral or quantifier that is not linear in one variable",
            );
        };
        // The root is compared with the ends, neither of which depends on the variable itself.
        if self.sign(&Value::of(at.sub(&low)))?.is_le() {
            return Ok(slope.sign());
        }
        if self.sign(&Value::of(high.sub(&at)))?.is_le() {
            return Ok(slope.sign().reverse());
        }
        Err(Obstacle::Split(variable, at))
    }

    /// The sign that a case distinction assumes of a polynomial.
    fn assumed(&self, polynomial: &Polynomial) -> Option<std::cmp::Ordering> {
        let assumptions = self.assumptions.borrow();
        let opposite = polynomial.neg();
        assumptions.iter().find_map(|(known, sign)| match known {
            known if known == polynomial => Some(*sign),
            known if *known == opposite => Some(sign.reverse()),
            _ => None,
        })
    }

    /// What a variable stands for that is a polynomial: a quantified number has its value, if it has to have one.
    fn lookup(&self, polynomial: &Polynomial) -> Value {
        let known = self.known.borrow();
        if polynomial.variables().iter().any(|variable| known.contains_key(variable)) {
            return Value::of(put(polynomial, &known));
        }
        Value::Polynomial(polynomial.clone())
    }

    /// The value of a function that is what a premise says.
    fn defined(&self, definition: &Definition, values: &[Value]) -> Eval<Value> {
        let symbols = Rc::clone(&self.symbols.borrow());
        let (Some(symbols), true) = (symbols.get(..definition.depth), values.len() == definition.order.len())
        else {
            return unsupported("a function that is used before it is defined");
        };
        let arguments = definition.order.iter().map(|place| Object::Value(values[*place].clone()));
        self.value(&definition.body, &mut symbols.iter().cloned().chain(arguments).collect())
    }

    /// The value of a function: the entry of its sorts, a small polynomial in its numbers.
    fn apply(&self, table: &Table, values: &[Value]) -> Eval<Value> {
        let start = row(table, values)? * table.width;
        let level = self.entry_at(table, start);
        if table.width == 1 {
            return Ok(level);
        }
        let mut sum = level;
        let mut first = None;
        let numbers = values.iter().zip(&table.arguments).filter(|(_, size)| size.is_none());
        for (place, (number, _)) in numbers.enumerate() {
            sum = sum.plus(&self.entry_at(table, start + 1 + place).times(number)?)?;
            first = first.or(Some(number));
        }
        let rest = start + table.width - 3;
        let Some(first) = first else { return Ok(sum) };
        let (square, step) = (self.entry_at(table, rest), self.entry_at(table, rest + 1));
        if square != Value::zero() {
            sum = sum.plus(&square.times(&first.power(2)?)?)?;
        }
        if step != Value::zero() {
            let from = self.entry_at(table, rest + 2);
            if self.sign(&first.minus(&from)?)?.is_ge() {
                sum = sum.plus(&step)?;
            }
        }
        Ok(sum)
    }
}

/// The entry of a table over sorts that the arguments pick, where each is an element by itself.
fn plain_row(table: &Table, arguments: &[Term], bound: &[Object]) -> Option<usize> {
    if arguments.len() != table.arguments.len() {
        return None;
    }
    let mut row = 0;
    for (argument, size) in arguments.iter().zip(&table.arguments) {
        let element = match argument {
            Term::Element { index, .. } => *index as usize,
            Term::Variable(variable) => match object(variable, bound).ok()? {
                Object::Value(Value::Element(element)) => *element,
                _ => return None,
            },
            _ => return None,
        };
        let size = size.filter(|size| element < *size)?;
        row = row * size + element;
    }
    Some(row)
}

/// Which entry of a table the arguments pick.
fn row(table: &Table, values: &[Value]) -> Eval<usize> {
    if values.len() != table.arguments.len() {
        return unsupported("a wrong number of arguments");
    }
    let mut row = 0;
    for (value, size) in values.iter().zip(&table.arguments) {
        match (value, size) {
            (Value::Element(element), Some(size)) if element < size => row = row * size + element,
            (Value::Number(_) | Value::Polynomial(_) | Value::Range(_), None) => {}
            _ => return unsupported("an argument that does not fit"),
        }
    }
    Ok(row)
}

/// What a variable stands for.
fn object<'a>(variable: &Variable, bound: &'a [Object]) -> Eval<&'a Object> {
    let Variable::Bound(index) = variable else { return unsupported("a free name") };
    let place = bound.len().checked_sub(*index as usize + 1);
    match place.and_then(|place| bound.get(place)) {
        Some(object) => Ok(object),
        None => unsupported("a variable without its binder"),
    }
}
