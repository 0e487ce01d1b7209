//! Why a proof is rejected: where, by which rule, and what the rule missed.

use std::fmt;

use crate::exact::{Rational, TooLarge};
use crate::logic::{IllFormed, Name};

/// A rejected proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Position of the step: its number in the outermost block, then in the block or branch inside it, and so on.
    pub path: Vec<usize>,
    /// The rule of the step; empty where the claim itself is at fault.
    pub rule: &'static str,
    /// What is wrong.
    pub reason: Reason,
}

/// What a rule needs of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A conjunction.
    Conjunction,
    /// A disjunction.
    Disjunction,
    /// An existential formula.
    Existential,
    /// A universal formula or an implication.
    Universal,
    /// A comparison of numbers.
    Comparison,
    /// `p >= 0` or `p > 0`.
    Inequality,
    /// `p = 0`.
    Equation,
    /// `p > 0` or `p != 0`.
    Nonzero,
    /// A comparison for all outcomes of the functional, under conditions that its support meets.
    Pointwise,
    /// A bound for all elements of a sort.
    UpperBound,
    /// Falsity.
    Falsity,
}

/// What is wrong with a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A formula or term is not well-formed where it stands.
    IllFormed(IllFormed),
    /// There is no such fact in scope.
    NoSuchFact(usize),
    /// The fact is not of the form the rule needs.
    WrongForm {
        /// The fact.
        fact: usize,
        /// What it must be.
        need: Need,
    },
    /// The formula given in the step is not of the form the rule needs.
    WrongFormula(Need),
    /// The claim or block has fewer quantifiers and premises than are to be opened.
    NothingToOpen,
    /// A new name is in use already.
    NameInUse(Name),
    /// The block's last fact is not its goal.
    GoalNotReached,
    /// The block has no fact at its end.
    NoConclusion,
    /// A premise is not the fact offered for it.
    PremiseMismatch {
        /// The fact offered.
        fact: usize,
    },
    /// Fewer premises offered than needed.
    MissingPremise,
    /// More arguments or premises than the fact takes.
    TooManyArguments,
    /// The fact is not among the parts of the disjunction.
    NotAmongAlternatives,
    /// As many branches as cases are needed.
    WrongNumberOfBranches {
        /// The cases.
        cases: usize,
        /// The branches.
        branches: usize,
    },
    /// The two wordings have different normal forms.
    NotTheSame,
    /// No theorem of that name is proved yet.
    UnknownTheorem(Name),
    /// The sorts of the cited theorem do not fit.
    SortsDoNotFit(Name),
    /// A product has a weight that is not positive.
    WeightNotPositive(Rational),
    /// The two sides of the identity differ.
    IdentityFails,
    /// The goal is strict but no product is.
    NotStrict,
    /// An equation can only be concluded from equations.
    ProductInEquation,
    /// For falsity the sum must be negative, or 0 with a strict product.
    NoContradiction,
    /// The multiplier makes no sense for falsity.
    MultiplierOfFalsity,
    /// The fact that a square is not 0 is about another term.
    SquareMismatch,
    /// A functional that the rule does not cover.
    WrongFunctional,
    /// The inner functional depends on the outer variable.
    DependentDraw,
    /// The integrand of a quantile functional is not visibly continuous.
    NotContinuous,
    /// The integrand is not visibly bounded, so its integral may not exist.
    NotBounded,
    /// The tail condition offered is not the one needed.
    TailMismatch,
    /// The law may be negative and the integrand's ends may differ.
    LevelNotShown,
    /// A strict conclusion needs a law declared continuous.
    LawNotContinuous,
    /// A law on the reals can only be replaced by one that has all its attributes.
    LawTooWeak,
    /// The weights of a mixture are not shown to be nonnegative with sum 1.
    WeightsNotShown,
    /// The facts offered for an induction are not its base and step.
    InductionMismatch,
    /// The term is not a natural number.
    NotNatural,
    /// The argument is outside what the rule covers.
    OutsideRange,
    /// The series does not give the bounds claimed.
    BoundsNotReached,
    /// A polynomial would be too large to expand.
    TooLarge(TooLarge),
    /// Too many instances of enumerated sorts.
    TooManyInstances,
    /// Blocks nested too deep.
    TooDeep,
}

impl From<IllFormed> for Reason {
    fn from(error: IllFormed) -> Reason {
        Reason::IllFormed(error)
    }
}

impl From<TooLarge> for Reason {
    fn from(error: TooLarge) -> Reason {
        Reason::TooLarge(error)
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Need::Conjunction => "a conjunction",
            Need::Disjunction => "a disjunction",
            Need::Existential => "an existential formula",
            Need::Universal => "a universal formula or an implication",
            Need::Comparison => "a comparison",
            Need::Inequality => "an inequality p >= 0 or p > 0",
            Need::Equation => "an equation",
            Need::Nonzero => "a fact p > 0 or p != 0",
            Need::Pointwise => "a comparison for all outcomes",
            Need::UpperBound => "an upper bound for all elements of a sort",
            Need::Falsity => "false",
        })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::IllFormed(error) => write!(f, "{error}"),
            Reason::NoSuchFact(fact) => write!(f, "there is no fact {fact} in scope"),
            Reason::WrongForm { fact, need } => write!(f, "fact {fact} must be {need}"),
            Reason::WrongFormula(need) => write!(f, "the formula given must be {need}"),
            Reason::NothingToOpen => {
                write!(f, "there are fewer quantifiers and premises than are to be opened")
            }
            Reason::NameInUse(name) => write!(f, "the name `{name}` is in use already"),
            Reason::GoalNotReached => write!(f, "the last fact is not the goal"),
            Reason::NoConclusion => write!(f, "no fact stands at the end"),
            Reason::PremiseMismatch { fact } => write!(f, "fact {fact} is not the premise needed"),
            Reason::MissingPremise => write!(f, "a premise is missing"),
            Reason::TooManyArguments => write!(f, "more arguments or premises than the fact takes"),
            Reason::NotAmongAlternatives => write!(f, "the fact is not among the alternatives"),
            Reason::WrongNumberOfBranches { cases, branches } => {
                write!(f, "{cases} cases need as many branches, got {branches}")
            }
            Reason::NotTheSame => write!(f, "the two wordings have different normal forms"),
            Reason::UnknownTheorem(name) => write!(f, "`{name}` is not proved"),
            Reason::SortsDoNotFit(name) => write!(f, "the sorts of `{name}` do not fit"),
            Reason::WeightNotPositive(weight) => write!(f, "the weight {weight} is not positive"),
            Reason::IdentityFails => write!(f, "the two sides of the identity differ"),
            Reason::NotStrict => write!(f, "the goal is strict, but no product is"),
            Reason::ProductInEquation => write!(f, "an equation follows from equations only"),
            Reason::NoContradiction => {
                write!(f, "falsity needs a negative sum, or the sum 0 with a strict product")
            }
            Reason::MultiplierOfFalsity => write!(f, "falsity has no multiplier"),
            Reason::SquareMismatch => write!(f, "the fact is about another term than the squared one"),
            Reason::WrongFunctional => write!(f, "the rule does not cover this functional"),
            Reason::DependentDraw => write!(f, "the inner functional depends on the outer variable"),
            Reason::NotContinuous => write!(f, "the integrand is not visibly continuous"),
            Reason::NotBounded => write!(f, "the integrand is not visibly bounded on [0, 1]"),
            Reason::TailMismatch => write!(f, "the tail condition is not the one needed"),
            Reason::LevelNotShown => {
                write!(f, "the law may be negative, and the integrand is not shown to have equal ends")
            }
            Reason::LawNotContinuous => write!(f, "a strict conclusion needs a continuous law"),
            Reason::LawTooWeak => write!(f, "the law lacks an attribute of the one it replaces"),
            Reason::WeightsNotShown => write!(f, "the weights are not shown to be nonnegative with sum 1"),
            Reason::InductionMismatch => {
                write!(f, "the facts are not the base and the step of the induction")
            }
            Reason::NotNatural => write!(f, "the term is not a natural number"),
            Reason::OutsideRange => write!(f, "the argument is outside what the rule covers"),
            Reason::BoundsNotReached => write!(f, "the series does not give these bounds"),
            Reason::TooLarge(error) => write!(f, "{error}"),
            Reason::TooManyInstances => write!(f, "too many instances of enumerated sorts"),
            Reason::TooDeep => write!(f, "blocks nested too deep"),
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rule.is_empty() {
            return write!(f, "claim: {}", self.reason);
        }
        write!(f, "step ")?;
        for (position, number) in self.path.iter().enumerate() {
            write!(f, "{}{number}", if position == 0 { "" } else { "." })?;
        }
        write!(f, " ({}): {}", self.rule, self.reason)
    }
}

impl std::error::Error for Rejection {}
