//! An evaluator of quantifier-free formulas at exact points, written without the kernel's normal forms.

use std::collections::BTreeMap;

use mechproof_core::exact::Rational;
use mechproof_core::logic::{Extremum, Formula, Functional, Name, Relation, Term, Variable};

/// A value of a variable.
#[derive(Clone, Debug)]
pub enum Value {
    Number(Rational),
    Element(u32),
}

/// An interpretation of the free names. Functions are tables: any rule from arguments to a number.
#[derive(Clone, Default)]
pub struct Point {
    pub values: BTreeMap<Name, Value>,
    /// For laws on an enumerated sort: the probabilities of its elements.
    pub laws: BTreeMap<Name, Vec<Rational>>,
    /// Elements of each enumerated sort.
    pub sizes: BTreeMap<Name, u32>,
    /// Changes the tables of all functions.
    pub salt: i64,
}

impl Point {
    pub fn with(mut self, name: &str, value: Rational) -> Point {
        self.values.insert(name.into(), Value::Number(value));
        self
    }

    pub fn with_element(mut self, name: &str, index: u32) -> Point {
        self.values.insert(name.into(), Value::Element(index));
        self
    }

    pub fn term(&self, term: &Term) -> Rational {
        self.number(term, &mut Vec::new())
    }

    pub fn holds(&self, formula: &Formula) -> bool {
        match formula {
            Formula::Compare(relation, left, right) => {
                compare(*relation, &self.term(left), &self.term(right))
            }
            Formula::And(parts) => parts.iter().all(|part| self.holds(part)),
            Formula::Or(parts) => parts.iter().any(|part| self.holds(part)),
            Formula::Implies(left, right) => !self.holds(left) || self.holds(right),
            Formula::Named(_, body) => self.holds(body),
            Formula::Forall(..) | Formula::Exists(..) => panic!("a quantifier"),
        }
    }

    fn value(&self, term: &Term, bound: &mut Vec<Value>) -> Value {
        match term {
            Term::Variable(Variable::Free(name)) => self.values[name].clone(),
            Term::Variable(Variable::Bound(index)) => bound[bound.len() - 1 - *index as usize].clone(),
            Term::Element { index, .. } => Value::Element(*index),
            Term::Named(_, body) => self.value(body, bound),
            _ => Value::Number(self.number(term, bound)),
        }
    }

    fn number(&self, term: &Term, bound: &mut Vec<Value>) -> Rational {
        let mut of = |term: &Term| self.number(term, bound);
        match term {
            Term::Number(number) => number.clone(),
            Term::Sum(parts) => parts.iter().fold(Rational::zero(), |sum, part| &sum + &of(part)),
            Term::Product(parts) => parts.iter().fold(Rational::one(), |product, part| &product * &of(part)),
            Term::Power(base, exponent) => of(base).pow(*exponent),
            Term::NaturalPower(base, exponent) => {
                let exponent = of(exponent).numerator().to_i64().and_then(|n| u32::try_from(n).ok());
                of(base).pow(exponent.expect("a natural exponent"))
            }
            Term::Quotient(left, right) => {
                let (left, right) = (of(left), of(right));
                left.checked_div(&right).unwrap_or_else(Rational::zero)
            }
            Term::Extremum(which, left, right) => {
                let (left, right) = (of(left), of(right));
                match which {
                    Extremum::Max => left.max(right),
                    Extremum::Min => left.min(right),
                }
            }
            Term::Indicator(relation, left, right) => {
                if compare(*relation, &of(left), &of(right)) {
                    Rational::one()
                } else {
                    Rational::zero()
                }
            }
            Term::Apply(Variable::Free(head), arguments) => {
                let mut key = format!("{}{head}", self.salt);
                for argument in arguments.iter() {
                    match self.value(argument, bound) {
                        Value::Number(number) => key = format!("{key},{number}"),
                        Value::Element(index) => key = format!("{key},#{index}"),
                    }
                }
                table(&key)
            }
            Term::Builtin(which, argument) => table(&format!("{which:?}{}", of(argument))),
            Term::Select(scrutinee, branches) => match self.value(scrutinee, bound) {
                Value::Element(index) => self.number(&branches[index as usize], bound),
                Value::Number(_) => panic!("a number picks no branch"),
            },
            Term::Bind(functional, _, body) => {
                let (weights, elements): (Option<&Vec<Rational>>, u32) = match functional {
                    Functional::Sum(sort) => (None, self.sizes[sort]),
                    Functional::Expectation { law: Variable::Free(law), .. } => {
                        let weights = &self.laws[law];
                        (Some(weights), u32::try_from(weights.len()).expect("few elements"))
                    }
                    _ => panic!("no finite functional"),
                };
                (0..elements).fold(Rational::zero(), |sum, index| {
                    bound.push(Value::Element(index));
                    let value = self.number(body, bound);
                    bound.pop();
                    match weights {
                        Some(weights) => &sum + &(&weights[index as usize] * &value),
                        None => &sum + &value,
                    }
                })
            }
            Term::Named(_, body) => of(body),
            Term::Variable(_) | Term::Element { .. } => match self.value(term, bound) {
                Value::Number(number) => number,
                Value::Element(_) => panic!("an element is no number"),
            },
            Term::Apply(Variable::Bound(_), _) => panic!("a bound function"),
        }
    }
}

pub fn compare(relation: Relation, left: &Rational, right: &Rational) -> bool {
    match relation {
        Relation::Eq => left == right,
        Relation::Ne => left != right,
        Relation::Ge => left >= right,
        Relation::Gt => left > right,
        Relation::Le => left <= right,
        Relation::Lt => left < right,
    }
}

/// An arbitrary but fixed small number for each key.
fn table(key: &str) -> Rational {
    let hash = key.bytes().fold(7_i64, |hash, byte| (hash * 31 + i64::from(byte)) % 1_000_003);
    Rational::new(hash % 7 - 3, hash % 3 + 1).expect("a positive denominator")
}
