//! One capture-avoiding substitution for variables, functions and laws, and for the sorts of a formula.
//!
//! Arguments given from outside are closed but for free names. Arguments that a function body receives may
//! hold bound variables of the place of use; they are shifted whenever they pass a binder.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Binder, Domain, Formula, Functional, Name, Term, Terms, Variable};

/// What a quantified variable is instantiated with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Argument {
    /// A real, natural or sort term.
    Term(Term),
    /// Another function or law variable.
    Renamed(Variable),
    /// A function.
    Function(Lambda),
    /// A law: parameters, and what it does with them.
    Law(Vec<Binder>, LawExpression),
}

/// A function given by its body; the last parameter is bound variable 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lambda {
    /// The parameters, in order.
    pub parameters: Vec<Binder>,
    /// The value.
    pub body: Term,
}

/// A probability law built from declared ones, so that a mixture of mechanisms is again a mechanism.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LawExpression {
    /// The law that puts mass 1 on one outcome.
    Dirac(Term),
    /// Draw from a law, then go on; the rest binds the outcome.
    Draw {
        /// The law variable.
        law: Variable,
        /// Its parameters.
        arguments: Terms,
        /// Printed name of the outcome.
        name: Name,
        /// What follows.
        rest: Box<LawExpression>,
    },
    /// A finite mixture; the kernel checks that the weights are nonnegative and sum to 1.
    Mix(Vec<(Term, LawExpression)>),
}

/// One simultaneous change of the variables of a term.
enum Change<'a> {
    /// Replace bound variable `depth` by an argument, and lower those above it.
    Instantiate(&'a Argument),
    /// Replace the `n` bound variables from `depth` on by terms that live at depth 0 of the place of use.
    Terms(&'a [Term]),
    /// Raise the bound variables from `depth` on.
    Shift(u32),
    /// Turn a free name into bound variable `depth`, raising those from it on.
    Close(&'a str),
}

/// `formula` under one binder, with the variable of that binder replaced by `argument`.
///
/// The argument must be closed but for free names and of the binder's domain; the kernel checks both.
pub fn instantiate(formula: &Formula, argument: &Argument) -> Formula {
    Change::Instantiate(argument).formula(formula, 0)
}

/// `formula` under one binder, with the variable of that binder replaced by a term that may hold bound
/// variables of the place where the result is put.
pub fn rebind(formula: &Formula, term: &Term) -> Formula {
    Change::Terms(std::slice::from_ref(term)).formula(formula, 0)
}

/// The body of a binder whose variable was the free name `name`.
pub fn close(formula: &Formula, name: &str) -> Formula {
    Change::Close(name).formula(formula, 0)
}

impl Lambda {
    /// The value of the function at terms that may hold bound variables of the place of use.
    pub fn apply(&self, arguments: &[Term]) -> Term {
        Change::Terms(arguments).term(&self.body, 0)
    }
}

impl LawExpression {
    /// The law at given parameters, which may hold bound variables of the place of use.
    #[must_use]
    pub fn at(&self, arguments: &[Term]) -> LawExpression {
        Change::Terms(arguments).law(self, 0)
    }

    /// The law as the body of a binder whose variable was the free name `name`.
    #[must_use]
    pub fn close(&self, name: &str) -> LawExpression {
        Change::Close(name).law(self, 0)
    }

    /// The expectation of `body`, which binds the outcome, under this law.
    pub fn expect(&self, body: &Term) -> Term {
        match self {
            LawExpression::Dirac(outcome) => Change::Terms(std::slice::from_ref(outcome)).term(body, 0),
            LawExpression::Draw { law, arguments, name, rest } => {
                // The body moves under the binder of the draw: its other variables are one further out.
                let raised = Change::Shift(1).term(body, 1);
                Term::Bind(
                    Functional::Expectation { law: law.clone(), arguments: arguments.clone() },
                    name.clone(),
                    Arc::new(rest.expect(&raised)),
                )
            }
            LawExpression::Mix(parts) => Term::Sum(
                parts
                    .iter()
                    .map(|(weight, law)| Term::Product([weight.clone(), law.expect(body)].into()))
                    .collect(),
            ),
        }
    }
}

impl Change<'_> {
    fn formula(&self, formula: &Formula, depth: u32) -> Formula {
        match formula {
            Formula::Compare(relation, left, right) => {
                Formula::Compare(*relation, self.term(left, depth), self.term(right, depth))
            }
            Formula::And(parts) => Formula::And(parts.iter().map(|part| self.formula(part, depth)).collect()),
            Formula::Or(parts) => Formula::Or(parts.iter().map(|part| self.formula(part, depth)).collect()),
            Formula::Implies(left, right) => self.formula(left, depth).implies(self.formula(right, depth)),
            Formula::Forall(binder, body) => {
                Formula::Forall(binder.clone(), Box::new(self.formula(body, depth + 1)))
            }
            Formula::Exists(binder, body) => {
                Formula::Exists(binder.clone(), Box::new(self.formula(body, depth + 1)))
            }
            Formula::Named(name, body) => Formula::Named(name.clone(), Box::new(self.formula(body, depth))),
        }
    }

    fn terms(&self, terms: &[Term], depth: u32) -> Terms {
        terms.iter().map(|term| self.term(term, depth)).collect()
    }

    fn shared(&self, term: &Term, depth: u32) -> Arc<Term> {
        Arc::new(self.term(term, depth))
    }

    fn term(&self, term: &Term, depth: u32) -> Term {
        match term {
            Term::Number(_) | Term::Element { .. } => term.clone(),
            Term::Variable(variable) => match self.replacement(variable, depth) {
                Some(replacement) => replacement,
                None => Term::Variable(self.variable(variable, depth)),
            },
            Term::Sum(parts) => Term::Sum(self.terms(parts, depth)),
            Term::Product(parts) => Term::Product(self.terms(parts, depth)),
            Term::Power(base, exponent) => Term::Power(self.shared(base, depth), *exponent),
            Term::NaturalPower(base, exponent) => {
                Term::NaturalPower(self.shared(base, depth), self.shared(exponent, depth))
            }
            Term::Quotient(numerator, denominator) => {
                Term::Quotient(self.shared(numerator, depth), self.shared(denominator, depth))
            }
            Term::Extremum(which, left, right) => {
                Term::Extremum(*which, self.shared(left, depth), self.shared(right, depth))
            }
            Term::Indicator(relation, left, right) => {
                Term::Indicator(*relation, self.shared(left, depth), self.shared(right, depth))
            }
            Term::Apply(head, arguments) => {
                let arguments = self.terms(arguments, depth);
                match (self, head) {
                    (Change::Instantiate(Argument::Function(lambda)), Variable::Bound(index))
                        if *index == depth =>
                    {
                        lambda.apply(&arguments)
                    }
                    _ => Term::Apply(self.variable(head, depth), arguments),
                }
            }
            Term::Builtin(function, argument) => Term::Builtin(*function, self.shared(argument, depth)),
            Term::Select(scrutinee, branches) => match self.term(scrutinee, depth) {
                // A branch that is picked takes the place of the choice.
                Term::Element { index, .. } if (index as usize) < branches.len() => {
                    self.term(&branches[index as usize], depth)
                }
                scrutinee => Term::Select(Arc::new(scrutinee), self.terms(branches, depth)),
            },
            Term::Bind(functional, name, body) => self.bind(functional, name, body, depth),
            Term::Named(name, body) => Term::Named(name.clone(), self.shared(body, depth)),
        }
    }

    fn bind(&self, functional: &Functional, name: &Name, body: &Term, depth: u32) -> Term {
        let inner = self.term(body, depth + 1);
        let functional = match functional {
            Functional::Sum(_) | Functional::Integral => functional.clone(),
            Functional::Expectation { law, arguments } => {
                let arguments = self.terms(arguments, depth);
                if let Some(expression) = self.law_at(law, &arguments, depth) {
                    return expression.expect(&inner);
                }
                Functional::Expectation { law: self.variable(law, depth), arguments }
            }
            Functional::Quantile { law, arguments } => {
                let arguments = self.terms(arguments, depth);
                Functional::Quantile { law: self.variable(law, depth), arguments }
            }
        };
        Term::Bind(functional, name.clone(), Arc::new(inner))
    }

    /// The law that replaces `law`, at the given arguments.
    fn law_at(&self, law: &Variable, arguments: &[Term], depth: u32) -> Option<LawExpression> {
        match (self, law) {
            (Change::Instantiate(Argument::Law(_, expression)), Variable::Bound(index))
                if *index == depth =>
            {
                Some(expression.at(arguments))
            }
            _ => None,
        }
    }

    fn law(&self, expression: &LawExpression, depth: u32) -> LawExpression {
        match expression {
            LawExpression::Dirac(outcome) => LawExpression::Dirac(self.term(outcome, depth)),
            LawExpression::Draw { law, arguments, name, rest } => LawExpression::Draw {
                law: self.variable(law, depth),
                arguments: self.terms(arguments, depth),
                name: name.clone(),
                rest: Box::new(self.law(rest, depth + 1)),
            },
            LawExpression::Mix(parts) => LawExpression::Mix(
                parts.iter().map(|(weight, law)| (self.term(weight, depth), self.law(law, depth))).collect(),
            ),
        }
    }

    /// The term a first-order variable is replaced by, if this change replaces it.
    fn replacement(&self, variable: &Variable, depth: u32) -> Option<Term> {
        let Variable::Bound(index) = variable else { return None };
        let position = index.checked_sub(depth)?;
        match self {
            Change::Instantiate(Argument::Term(term)) if position == 0 => Some(term.clone()),
            Change::Terms(terms) => {
                // The last parameter is bound variable 0.
                let from_end = usize::try_from(position).ok()?;
                let term = terms.get(terms.len().checked_sub(from_end + 1)?)?;
                Some(Change::Shift(depth).term(term, 0))
            }
            _ => None,
        }
    }

    /// The variable after the change, where it is not replaced by a term.
    fn variable(&self, variable: &Variable, depth: u32) -> Variable {
        match (self, variable) {
            (Change::Close(name), Variable::Free(free)) if **free == **name => Variable::Bound(depth),
            (_, Variable::Free(_)) => variable.clone(),
            (_, Variable::Bound(index)) if *index < depth => variable.clone(),
            (Change::Instantiate(argument), Variable::Bound(index)) if *index == depth => match argument {
                Argument::Renamed(other) => other.clone(),
                // Well-formed formulas have no such place; an index beyond every binder stays ill-formed.
                _ => Variable::Bound(u32::MAX),
            },
            (Change::Instantiate(_), Variable::Bound(index)) => Variable::Bound(index.saturating_sub(1)),
            (Change::Terms(terms), Variable::Bound(index)) => {
                Variable::Bound(index.saturating_sub(u32::try_from(terms.len()).unwrap_or(u32::MAX)))
            }
            (Change::Shift(by), Variable::Bound(index)) => Variable::Bound(index.saturating_add(*by)),
            (Change::Close(_), Variable::Bound(index)) => Variable::Bound(index.saturating_add(1)),
        }
    }
}

/// `formula` with its sorts renamed.
pub fn rename_sorts(formula: &Formula, names: &BTreeMap<Name, Name>) -> Formula {
    Renaming(names).formula(formula)
}

/// The body of a binder whose variable was the free name `name`.
pub fn close_term(term: &Term, name: &str) -> Term {
    Change::Close(name).term(term, 0)
}

struct Renaming<'a>(&'a BTreeMap<Name, Name>);

impl Renaming<'_> {
    fn name(&self, sort: &Name) -> Name {
        self.0.get(sort).unwrap_or(sort).clone()
    }

    fn domain(&self, domain: &Domain) -> Domain {
        let all = |domains: &[Domain]| domains.iter().map(|domain| self.domain(domain)).collect();
        match domain {
            Domain::Real | Domain::Natural => domain.clone(),
            Domain::Sort(sort) => Domain::Sort(self.name(sort)),
            Domain::Function(arguments) => Domain::Function(all(arguments)),
            Domain::Law(law) => {
                let mut law = law.clone();
                law.parameters = all(&law.parameters);
                law.on = Box::new(self.domain(&law.on));
                Domain::Law(law)
            }
        }
    }

    fn formula(&self, formula: &Formula) -> Formula {
        let binder =
            |binder: &Binder| Binder { name: binder.name.clone(), domain: self.domain(&binder.domain) };
        match formula {
            Formula::Compare(relation, left, right) => {
                Formula::Compare(*relation, self.term(left), self.term(right))
            }
            Formula::And(parts) => Formula::And(parts.iter().map(|part| self.formula(part)).collect()),
            Formula::Or(parts) => Formula::Or(parts.iter().map(|part| self.formula(part)).collect()),
            Formula::Implies(left, right) => self.formula(left).implies(self.formula(right)),
            Formula::Forall(bound, body) => Formula::Forall(binder(bound), Box::new(self.formula(body))),
            Formula::Exists(bound, body) => Formula::Exists(binder(bound), Box::new(self.formula(body))),
            Formula::Named(name, body) => Formula::Named(name.clone(), Box::new(self.formula(body))),
        }
    }

    fn term(&self, term: &Term) -> Term {
        let all = |terms: &[Term]| terms.iter().map(|term| self.term(term)).collect::<Terms>();
        let one = |term: &Term| Arc::new(self.term(term));
        match term {
            Term::Number(_) | Term::Variable(_) => term.clone(),
            Term::Element { sort, index } => Term::Element { sort: self.name(sort), index: *index },
            Term::Sum(parts) => Term::Sum(all(parts)),
            Term::Product(parts) => Term::Product(all(parts)),
            Term::Power(base, exponent) => Term::Power(one(base), *exponent),
            Term::NaturalPower(base, exponent) => Term::NaturalPower(one(base), one(exponent)),
            Term::Quotient(numerator, denominator) => Term::Quotient(one(numerator), one(denominator)),
            Term::Extremum(which, left, right) => Term::Extremum(*which, one(left), one(right)),
            Term::Indicator(relation, left, right) => Term::Indicator(*relation, one(left), one(right)),
            Term::Apply(head, arguments) => Term::Apply(head.clone(), all(arguments)),
            Term::Builtin(function, argument) => Term::Builtin(*function, one(argument)),
            Term::Select(scrutinee, branches) => Term::Select(one(scrutinee), all(branches)),
            Term::Bind(functional, name, body) => {
                let functional = match functional {
                    Functional::Sum(sort) => Functional::Sum(self.name(sort)),
                    Functional::Expectation { law, arguments } => {
                        Functional::Expectation { law: law.clone(), arguments: all(arguments) }
                    }
                    Functional::Quantile { law, arguments } => {
                        Functional::Quantile { law: law.clone(), arguments: all(arguments) }
                    }
                    Functional::Integral => Functional::Integral,
                };
                Term::Bind(functional, name.clone(), one(body))
            }
            Term::Named(name, body) => Term::Named(name.clone(), one(body)),
        }
    }
}
