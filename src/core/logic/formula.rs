//! Formulas: comparisons of terms, connectives and quantifiers.
//!
//! Falsity is the empty disjunction and truth the empty conjunction, so neither needs a case of its own.

use super::{Binder, Name, Term};

/// A comparison of two real numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// Equal.
    Eq,
    /// Different.
    Ne,
    /// Greater or equal.
    Ge,
    /// Greater.
    Gt,
    /// Less or equal.
    Le,
    /// Less.
    Lt,
}

impl Relation {
    /// The relation with its sides exchanged.
    #[must_use]
    pub fn flipped(self) -> Relation {
        match self {
            Relation::Eq => Relation::Eq,
            Relation::Ne => Relation::Ne,
            Relation::Ge => Relation::Le,
            Relation::Gt => Relation::Lt,
            Relation::Le => Relation::Ge,
            Relation::Lt => Relation::Gt,
        }
    }

    /// The relation that holds exactly when this one does not.
    #[must_use]
    pub fn negated(self) -> Relation {
        match self {
            Relation::Eq => Relation::Ne,
            Relation::Ne => Relation::Eq,
            Relation::Ge => Relation::Lt,
            Relation::Gt => Relation::Le,
            Relation::Le => Relation::Gt,
            Relation::Lt => Relation::Ge,
        }
    }

    /// Whether this is one of the four inequalities with an order.
    pub fn is_order(self) -> bool {
        !matches!(self, Relation::Eq | Relation::Ne)
    }
}

/// A formula.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Formula {
    /// A comparison of two real terms.
    Compare(Relation, Term, Term),
    /// Conjunction; empty is true.
    And(Vec<Formula>),
    /// Disjunction; empty is false.
    Or(Vec<Formula>),
    /// Implication.
    Implies(Box<Formula>, Box<Formula>),
    /// Universal quantification.
    Forall(Binder, Box<Formula>),
    /// Existential quantification.
    Exists(Binder, Box<Formula>),
    /// A named assumption, constraint or definition, transparent to the logic.
    Named(Name, Box<Formula>),
}

impl Formula {
    /// Falsity.
    pub fn falsity() -> Formula {
        Formula::Or(Vec::new())
    }

    /// Truth.
    pub fn truth() -> Formula {
        Formula::And(Vec::new())
    }

    /// `self` implies `goal`.
    #[must_use]
    pub fn implies(self, goal: Formula) -> Formula {
        Formula::Implies(Box::new(self), Box::new(goal))
    }

    /// The negation, as implication of falsity.
    #[must_use]
    pub fn negation(self) -> Formula {
        self.implies(Formula::falsity())
    }

    /// The formula without the names around it.
    pub fn unnamed(&self) -> &Formula {
        let mut formula = self;
        while let Formula::Named(_, inner) = formula {
            formula = inner;
        }
        formula
    }
}
