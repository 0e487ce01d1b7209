//! How large the result of a substitution will be, found before it is built.
//!
//! A function of two nodes put into itself four hundred times has more nodes than memory has room for, so a
//! proof must not get a substitution done unmeasured. Walks the result without storing it and stops as soon
//! as it is too deep or has too many nodes.

use std::cell::Cell;

use super::substitution::instantiate;
use super::{Argument, Formula, Functional, IllFormed, Lambda, LawExpression, MAX_DEPTH, Term, Variable};

/// Most nodes of a formula that a substitution may build.
const MAX_NODES: usize = 1 << 18;

/// `formula` under one binder with its variable replaced, unless the result is too deep or too large.
///
/// # Errors
/// [`IllFormed::TooDeep`] or [`IllFormed::TooManyNodes`].
pub fn instantiate_within(formula: &Formula, argument: &Argument) -> Result<Formula, IllFormed> {
    let outermost = match argument {
        Argument::Term(term) => Measure::of(None).term(term, &mut Vec::new())?,
        _ => Extent::LEAF,
    };
    Measure::of(Some(argument)).formula(formula, &mut vec![outermost])?;
    Ok(instantiate(formula, argument))
}

/// The conjunction, unless it is too deep or too large.
///
/// # Errors
/// [`IllFormed::TooDeep`] or [`IllFormed::TooManyNodes`].
pub fn conjunction_within(parts: &[&Formula]) -> Result<Formula, IllFormed> {
    let measure = Measure::of(None);
    let extents = parts.iter().map(|part| measure.formula(part, &mut Vec::new()));
    extents.collect::<Result<Vec<_>, _>>().and_then(Extent::over)?;
    Ok(Formula::And(parts.iter().map(|part| (*part).clone()).collect()))
}

impl Lambda {
    /// The value at closed terms, unless it is too deep or too large.
    ///
    /// # Errors
    /// [`IllFormed::TooDeep`] or [`IllFormed::TooManyNodes`].
    pub fn apply_within(&self, arguments: &[Term]) -> Result<Term, IllFormed> {
        let measure = Measure::of(None);
        let mut extents = Vec::new();
        for argument in arguments {
            extents.push(measure.term(argument, &mut Vec::new())?);
        }
        measure.term(&self.body, &mut extents)?;
        Ok(self.apply(arguments))
    }
}

/// Nodes and nesting.
#[derive(Clone, Copy)]
struct Extent {
    nodes: usize,
    depth: usize,
}

impl Extent {
    const LEAF: Extent = Extent { nodes: 1, depth: 1 };

    /// A node over others.
    fn over(parts: impl IntoIterator<Item = Extent>) -> Result<Extent, IllFormed> {
        let mut whole = Extent::LEAF;
        for part in parts {
            whole.nodes += part.nodes;
            whole.depth = whole.depth.max(part.depth + 1);
            if whole.nodes > MAX_NODES {
                return Err(IllFormed::TooManyNodes);
            }
        }
        if whole.depth > MAX_DEPTH { Err(IllFormed::TooDeep) } else { Ok(whole) }
    }
}

/// What the outermost variable is replaced by, if it is a function or a law.
struct Measure<'a> {
    argument: Option<&'a Argument>,
    /// How many draws and mixtures of laws the walk is inside.
    nesting: Cell<usize>,
}

/// Extents of what the bound variables stand for, outermost first.
type Bound = Vec<Extent>;

impl<'a> Measure<'a> {
    fn of(argument: Option<&'a Argument>) -> Measure<'a> {
        Measure { argument, nesting: Cell::new(0) }
    }

    fn formula(&self, formula: &Formula, bound: &mut Bound) -> Result<Extent, IllFormed> {
        match formula {
            Formula::Compare(_, left, right) => {
                Extent::over([self.term(left, bound)?, self.term(right, bound)?])
            }
            Formula::And(parts) | Formula::Or(parts) => {
                let parts = parts.iter().map(|part| self.formula(part, bound));
                Extent::over(parts.collect::<Result<Vec<_>, _>>()?)
            }
            Formula::Implies(left, right) => {
                Extent::over([self.formula(left, bound)?, self.formula(right, bound)?])
            }
            Formula::Forall(_, body) | Formula::Exists(_, body) => {
                bound.push(Extent::LEAF);
                let inner = self.formula(body, bound);
                bound.pop();
                Extent::over([inner?])
            }
            Formula::Named(_, body) => Extent::over([self.formula(body, bound)?]),
        }
    }

    fn terms(&self, terms: &[Term], bound: &mut Bound) -> Result<Vec<Extent>, IllFormed> {
        terms.iter().map(|term| self.term(term, bound)).collect()
    }

    fn term(&self, term: &Term, bound: &mut Bound) -> Result<Extent, IllFormed> {
        match term {
            Term::Number(_) | Term::Element { .. } => Ok(Extent::LEAF),
            Term::Variable(variable) => {
                Ok(position(variable, bound).map_or(Extent::LEAF, |place| bound[place]))
            }
            Term::Sum(parts) | Term::Product(parts) => Extent::over(self.terms(parts, bound)?),
            Term::Power(body, _) | Term::Builtin(_, body) | Term::Named(_, body) => {
                Extent::over([self.term(body, bound)?])
            }
            Term::NaturalPower(left, right)
            | Term::Quotient(left, right)
            | Term::Extremum(_, left, right)
            | Term::Indicator(_, left, right) => {
                Extent::over([self.term(left, bound)?, self.term(right, bound)?])
            }
            Term::Apply(head, arguments) => {
                let mut arguments = self.terms(arguments, bound)?;
                match self.argument {
                    Some(Argument::Function(lambda)) if position(head, bound) == Some(0) => {
                        Measure::of(None).term(&lambda.body, &mut arguments)
                    }
                    _ => Extent::over(arguments),
                }
            }
            Term::Select(scrutinee, branches) => {
                let mut parts = self.terms(branches, bound)?;
                parts.push(self.term(scrutinee, bound)?);
                Extent::over(parts)
            }
            Term::Bind(functional, _, body) => self.bind(functional, body, bound),
        }
    }

    fn bind(&self, functional: &Functional, body: &Term, bound: &mut Bound) -> Result<Extent, IllFormed> {
        let mut parts = match functional {
            Functional::Sum(_) | Functional::Integral => Vec::new(),
            Functional::Expectation { law, arguments } | Functional::Quantile { law, arguments } => {
                let mut arguments = self.terms(arguments, bound)?;
                if let Some(Argument::Law(_, expression)) = self.argument
                    && position(law, bound) == Some(0)
                {
                    return self.expect(expression, &mut arguments, body, bound);
                }
                arguments
            }
        };
        bound.push(Extent::LEAF);
        let inner = self.term(body, bound);
        bound.pop();
        parts.push(inner?);
        Extent::over(parts)
    }

    /// The expectation of `body` under the law; `local` are the parameters and draws of the law.
    fn expect(
        &self,
        law: &LawExpression,
        local: &mut Bound,
        body: &Term,
        bound: &mut Bound,
    ) -> Result<Extent, IllFormed> {
        if self.nesting.get() >= MAX_DEPTH {
            return Err(IllFormed::TooDeep);
        }
        self.nesting.set(self.nesting.get() + 1);
        let value = self.expect_within(law, local, body, bound);
        self.nesting.set(self.nesting.get() - 1);
        value
    }

    fn expect_within(
        &self,
        law: &LawExpression,
        local: &mut Bound,
        body: &Term,
        bound: &mut Bound,
    ) -> Result<Extent, IllFormed> {
        let inside = Measure::of(None);
        match law {
            LawExpression::Dirac(outcome) => {
                bound.push(inside.term(outcome, local)?);
                let value = self.term(body, bound);
                bound.pop();
                value
            }
            LawExpression::Draw { arguments, rest, .. } => {
                let mut parts = inside.terms(arguments, local)?;
                local.push(Extent::LEAF);
                let value = self.expect(rest, local, body, bound);
                local.pop();
                parts.push(value?);
                Extent::over(parts)
            }
            LawExpression::Mix(weighted) => {
                let mut parts = Vec::new();
                for (weight, part) in weighted {
                    let weight = inside.term(weight, local)?;
                    parts.push(Extent::over([weight, self.expect(part, local, body, bound)?])?);
                }
                Extent::over(parts)
            }
        }
    }
}

/// Which of the bound variables, counted from the outermost, this is.
fn position(variable: &Variable, bound: &Bound) -> Option<usize> {
    match variable {
        Variable::Free(_) => None,
        Variable::Bound(index) => bound.len().checked_sub(usize::try_from(*index).ok()?.checked_add(1)?),
    }
}
