//! One capture-avoiding substitution for variables, functions and laws.
//!
//! Arguments given from outside are closed but for free names. Arguments that a function body receives may
//! hold bound variables of the place of use; they are shifted whenever they pass a binder.

use std::sync::Arc;

use super::{Binder, Formula, Functional, Name, Term, Terms, Variable};

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

/// The body of a binder whose variable was the free name `name`.
pub fn close_term(term: &Term, name: &str) -> Term {
    Change::Close(name).term(term, 0)
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

    fn terms(&self, terms: &Terms, depth: u32) -> Terms {
        self.many(terms, depth).unwrap_or_else(|| Terms::clone(terms))
    }

    fn term(&self, term: &Term, depth: u32) -> Term {
        self.changed(term, depth).unwrap_or_else(|| term.clone())
    }

    /// The term after the change, if it is another: what stays the same is shared with what it was part of.
    fn changed(&self, term: &Term, depth: u32) -> Option<Term> {
        Some(match term {
            Term::Number(_) | Term::Element { .. } => return None,
            Term::Variable(variable) => match self.replacement(variable, depth) {
                Some(replacement) => replacement,
                None => Term::Variable(self.renamed(variable, depth)?),
            },
            Term::Sum(parts) => Term::Sum(self.many(parts, depth)?),
            Term::Product(parts) => Term::Product(self.many(parts, depth)?),
            Term::Power(base, exponent) => Term::Power(self.one(base, depth)?, *exponent),
            Term::NaturalPower(base, exponent) => {
                let (base, exponent) = self.two(base, exponent, depth)?;
                Term::NaturalPower(base, exponent)
            }
            Term::Quotient(numerator, denominator) => {
                let (numerator, denominator) = self.two(numerator, denominator, depth)?;
                Term::Quotient(numerator, denominator)
            }
            Term::Extremum(which, left, right) => {
                let (left, right) = self.two(left, right, depth)?;
                Term::Extremum(*which, left, right)
            }
            Term::Indicator(relation, left, right) => {
                let (left, right) = self.two(left, right, depth)?;
                Term::Indicator(*relation, left, right)
            }
            Term::Apply(head, arguments) => match (self, head) {
                (Change::Instantiate(Argument::Function(lambda)), Variable::Bound(index))
                    if *index == depth =>
                {
                    lambda.apply(&self.terms(arguments, depth))
                }
                _ => {
                    let (head, arguments) = self.headed(head, arguments, depth)?;
                    Term::Apply(head, arguments)
                }
            },
            Term::Builtin(function, argument) => Term::Builtin(*function, self.one(argument, depth)?),
            Term::Select(scrutinee, branches) => {
                let chosen = self.one(scrutinee, depth);
                match **chosen.as_ref().unwrap_or(scrutinee) {
                    // A branch that is picked takes the place of the choice.
                    Term::Element { index, .. } if (index as usize) < branches.len() => {
                        self.term(&branches[index as usize], depth)
                    }
                    _ => {
                        let others = self.many(branches, depth);
                        if chosen.is_none() && others.is_none() {
                            return None;
                        }
                        Term::Select(
                            chosen.unwrap_or_else(|| Arc::clone(scrutinee)),
                            others.unwrap_or_else(|| Terms::clone(branches)),
                        )
                    }
                }
            }
            Term::Bind(functional, name, body) => return self.bind(functional, name, body, depth),
            Term::Named(name, body) => Term::Named(name.clone(), self.one(body, depth)?),
        })
    }

    fn one(&self, term: &Term, depth: u32) -> Option<Arc<Term>> {
        self.changed(term, depth).map(Arc::new)
    }

    fn two(&self, left: &Arc<Term>, right: &Arc<Term>, depth: u32) -> Option<(Arc<Term>, Arc<Term>)> {
        match (self.one(left, depth), self.one(right, depth)) {
            (None, None) => None,
            (new_left, new_right) => Some((
                new_left.unwrap_or_else(|| Arc::clone(left)),
                new_right.unwrap_or_else(|| Arc::clone(right)),
            )),
        }
    }

    fn many(&self, terms: &Terms, depth: u32) -> Option<Terms> {
        let changed = |(place, term)| self.changed(term, depth).map(|new| (place, new));
        let (first, new) = terms.iter().enumerate().find_map(changed)?;
        let mut all = Vec::with_capacity(terms.len());
        all.extend_from_slice(&terms[..first]);
        all.push(new);
        all.extend(terms[first + 1..].iter().map(|term| self.term(term, depth)));
        Some(all.into())
    }

    fn headed(&self, head: &Variable, arguments: &Terms, depth: u32) -> Option<(Variable, Terms)> {
        match (self.renamed(head, depth), self.many(arguments, depth)) {
            (None, None) => None,
            (new_head, new_arguments) => Some((
                new_head.unwrap_or_else(|| head.clone()),
                new_arguments.unwrap_or_else(|| Terms::clone(arguments)),
            )),
        }
    }

    fn bind(&self, functional: &Functional, name: &Name, body: &Arc<Term>, depth: u32) -> Option<Term> {
        let inner = self.one(body, depth + 1);
        let new = match functional {
            Functional::Sum(_) | Functional::Integral => None,
            Functional::Expectation { law, arguments } => {
                if let Some(expression) = self.law_at(law, arguments, depth) {
                    return Some(expression.expect(inner.as_ref().unwrap_or(body)));
                }
                let new = self.headed(law, arguments, depth);
                new.map(|(law, arguments)| Functional::Expectation { law, arguments })
            }
            Functional::Quantile { law, arguments } => {
                let new = self.headed(law, arguments, depth);
                new.map(|(law, arguments)| Functional::Quantile { law, arguments })
            }
        };
        if inner.is_none() && new.is_none() {
            return None;
        }
        let functional = new.unwrap_or_else(|| functional.clone());
        Some(Term::Bind(functional, name.clone(), inner.unwrap_or_else(|| Arc::clone(body))))
    }

    /// The law that replaces `law`, at the given arguments after the change.
    fn law_at(&self, law: &Variable, arguments: &Terms, depth: u32) -> Option<LawExpression> {
        match (self, law) {
            (Change::Instantiate(Argument::Law(_, expression)), Variable::Bound(index))
                if *index == depth =>
            {
                Some(expression.at(&self.terms(arguments, depth)))
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
        self.renamed(variable, depth).unwrap_or_else(|| variable.clone())
    }

    /// The same, if it is another.
    fn renamed(&self, variable: &Variable, depth: u32) -> Option<Variable> {
        Some(match (self, variable) {
            (Change::Close(name), Variable::Free(free)) if **free == **name => Variable::Bound(depth),
            (_, Variable::Free(_)) => return None,
            (_, Variable::Bound(index)) if *index < depth => return None,
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
        })
    }
}
