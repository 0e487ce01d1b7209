//! Terms: real-valued and natural-valued expressions, and names of elements of sorts.
//!
//! A term is kept as it was written, so that what is printed is what was checked. The kernel normalises it
//! to a polynomial over atoms whenever it has to compare or compute.

use std::sync::Arc;

use super::Relation;
use crate::exact::Rational;

/// A name of a variable, a sort or an element.
pub type Name = Arc<str>;

/// A variable occurrence.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Variable {
    /// A constant of the surrounding proof.
    Free(Name),
    /// Bound by the binder that many binders further out; 0 is the nearest.
    Bound(u32),
}

/// Larger or smaller of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Extremum {
    /// The larger.
    Max,
    /// The smaller.
    Min,
}

/// Functions with a fixed meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Builtin {
    /// The exponential function.
    Exp,
    /// The natural logarithm; its value where the argument is not positive is unspecified.
    Log,
}

/// A binder that maps a function of one variable to a number, linearly.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Functional {
    /// Sum over a finite sort.
    Sum(Name),
    /// Expectation under a law.
    Expectation {
        /// The law variable.
        law: Variable,
        /// Its parameters; they lie outside the binder.
        arguments: Terms,
    },
    /// `I[phi]`, the Stieltjes integral over (0, 1) of the law's quantile function against `phi`.
    Quantile {
        /// The law variable; a law on the reals.
        law: Variable,
        /// Its parameters; they lie outside the binder.
        arguments: Terms,
    },
    /// The Lebesgue integral over [0, 1].
    Integral,
}

/// Parts of a term. Like all that is inside a term they are shared: copies of terms are cheap.
pub type Terms = Arc<[Term]>;

/// A term. Well-formedness is checked against a [`super::Scope`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// A rational number.
    Number(Rational),
    /// A real, natural or sort variable.
    Variable(Variable),
    /// An element of an enumerated sort, by position.
    Element {
        /// The sort.
        sort: Name,
        /// Position in its list of elements.
        index: u32,
    },
    /// Sum of the parts; empty is 0.
    Sum(Terms),
    /// Product of the parts; empty is 1.
    Product(Terms),
    /// A fixed power.
    Power(Arc<Term>, u32),
    /// A power whose exponent is a natural term; 0 to the power 0 is 1.
    NaturalPower(Arc<Term>, Arc<Term>),
    /// A quotient. Read as numerator times inverse, where the inverse of 0 is 0; claims carry the proof
    /// that no denominator is 0, so the convention is never used.
    Quotient(Arc<Term>, Arc<Term>),
    /// The larger or smaller of two numbers.
    Extremum(Extremum, Arc<Term>, Arc<Term>),
    /// 1 where the comparison holds, else 0. The relation is an inequality.
    Indicator(Relation, Arc<Term>, Arc<Term>),
    /// Value of a function variable.
    Apply(Variable, Terms),
    /// Value of a function with a fixed meaning.
    Builtin(Builtin, Arc<Term>),
    /// The branch that the element of an enumerated sort picks.
    Select(Arc<Term>, Terms),
    /// A functional applied to a function of the variable it binds; the name is for printing.
    Bind(Functional, Name, Arc<Term>),
    /// A definition, transparent to the logic: the name is for printing.
    Named(Name, Arc<Term>),
}

impl Term {
    /// The number `n`.
    pub fn integer(n: i64) -> Term {
        Term::Number(Rational::from(n))
    }

    /// A constant of the surrounding proof.
    pub fn free(name: &str) -> Term {
        Term::Variable(Variable::Free(name.into()))
    }

    /// A bound variable.
    pub fn bound(index: u32) -> Term {
        Term::Variable(Variable::Bound(index))
    }

    /// `self - other`.
    #[must_use]
    pub fn minus(self, other: Term) -> Term {
        Term::Sum([self, other.negated()].into())
    }

    /// `-self`.
    #[must_use]
    pub fn negated(self) -> Term {
        Term::Product([Term::integer(-1), self].into())
    }
}
