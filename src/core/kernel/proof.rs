//! Proofs as data: what a certificate decodes to. Untrusted, and meaningless until checked.
//!
//! Facts are referred to by number: 0 is the first fact of the outermost block, and every step numbers its
//! new facts on from there. A block's facts disappear with it, leaving the one formula it proves.

use std::collections::BTreeMap;

use crate::exact::Rational;
use crate::logic::{Argument, Builtin, Formula, Functional, Lambda, Name, Term};

/// A proof of a claim: the outermost block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// How many leading quantifiers and premises of the claim become constants and facts.
    pub open: usize,
    /// The steps; the last fact must be what is left of the claim.
    pub steps: Vec<Step>,
}

/// A product of facts in a [`Step::Combine`]: `weight * factors * square^2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// A positive number.
    pub weight: Rational,
    /// Facts of the form `p >= 0` or `p > 0`.
    pub factors: Vec<usize>,
    /// A term whose square is a further factor.
    pub square: Option<Term>,
    /// A fact that this term is not 0, where the product must be positive.
    pub square_nonzero: Option<usize>,
}

/// A multiple of an equation in a [`Step::Combine`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equation {
    /// Any term.
    pub multiplier: Term,
    /// A fact of the form `h = 0`.
    pub fact: usize,
}

/// One step of a proof. Each adds one fact, except where it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Proves `formula`: its first `open` quantifiers and premises become constants and facts for `steps`,
    /// whose last fact must be what is left.
    Block {
        /// The formula proved.
        formula: Formula,
        /// How many quantifiers and premises to open.
        open: usize,
        /// The proof of the rest.
        steps: Vec<Step>,
    },
    /// Replaces quantified variables by arguments and discharges premises, in order.
    Instantiate {
        /// A universally quantified fact or an implication.
        fact: usize,
        /// For its quantifiers, in order.
        arguments: Vec<Argument>,
        /// For its premises, in order, and for the weights of mixtures among the arguments.
        premises: Vec<usize>,
    },
    /// Adds every conjunct of a fact.
    Split {
        /// The conjunction.
        fact: usize,
    },
    /// The conjunction of facts.
    Conjoin {
        /// The conjuncts.
        facts: Vec<usize>,
    },
    /// A disjunction of which one part is a fact.
    Either {
        /// The disjunction.
        formula: Formula,
        /// The fact.
        fact: usize,
    },
    /// Proves `formula` in each case of a disjunction; each branch starts with its case as a fact.
    Cases {
        /// The disjunction.
        fact: usize,
        /// What every branch proves.
        formula: Formula,
        /// One proof a case.
        branches: Vec<Vec<Step>>,
    },
    /// `formula` or not `formula`.
    Excluded {
        /// Any formula.
        formula: Formula,
    },
    /// `term > 0` or `term = 0` or `term < 0`.
    Trichotomy {
        /// A real term.
        term: Term,
    },
    /// An existential formula with its witness.
    Witness {
        /// The formula.
        formula: Formula,
        /// The witness of its outermost quantifier.
        argument: Argument,
        /// Fact: the body at the witness.
        fact: usize,
        /// Facts for the weights of mixtures.
        premises: Vec<usize>,
    },
    /// Gives a name to what an existential fact says there is, and adds its body.
    Obtain {
        /// The fact.
        fact: usize,
        /// A fresh name.
        name: Name,
    },
    /// Names an element of a sort; adds no fact.
    Pick {
        /// The sort.
        sort: Name,
        /// A fresh name.
        name: Name,
    },
    /// Anything, from falsity.
    Absurd {
        /// A fact that is false.
        fact: usize,
        /// Anything.
        formula: Formula,
    },
    /// A fact in another wording: both have the same normal form.
    Restate {
        /// The fact.
        fact: usize,
        /// The wording.
        formula: Formula,
    },
    /// A theorem proved before.
    Cite {
        /// Its name in the library.
        theorem: Name,
        /// What its sorts are here; those not named keep their names.
        sorts: BTreeMap<Name, Name>,
    },
    /// `m * g = sum of products + sum of multiples of equations`, so the goal about `g` holds.
    Combine {
        /// A comparison, or falsity.
        goal: Formula,
        /// Facts `p > 0` (giving `p`) or `p != 0` (giving `p^2`), whose product is `m`.
        multiplier: Vec<usize>,
        /// The products.
        products: Vec<Product>,
        /// The multiples of equations.
        equations: Vec<Equation>,
    },
    /// From `d != 0`, or `d > 0`: `d * (1/d) = 1`.
    Inverse {
        /// The fact about `d`.
        fact: usize,
    },
    /// From `s = t`: `c(s) = c(t)`.
    Congruence {
        /// The equation.
        fact: usize,
        /// A function of one real parameter.
        context: Lambda,
    },
    /// From a fact about the sign of `p`: the value of `[p >= 0]`.
    Indicator {
        /// A fact `p >= 0` (giving 1) or `p > 0` (giving `[-p >= 0] = 0`).
        fact: usize,
    },
    /// From a comparison for all outcomes: the same comparison of sums or expectations.
    Lift {
        /// The fact for all outcomes, or for all in the support.
        fact: usize,
        /// The sum, expectation or integral.
        functional: Functional,
    },
    /// `B x. C y. t = C y. B x. t`.
    Swap {
        /// The left side.
        term: Term,
    },
    /// From `f(x) >= g(x)` for all `x` of a finite sort: `sum f - sum g >= f(c) - g(c)`.
    Member {
        /// The fact for all `x`.
        fact: usize,
        /// The element `c`.
        element: Term,
    },
    /// The sign of an integral of the quantile function of a law, whatever the law.
    Quantile {
        /// The functional; a quantile functional.
        functional: Functional,
        /// The integrand `phi`.
        function: Lambda,
        /// Whether to conclude `> 0`.
        strict: bool,
        /// Fact: `phi(1) - phi(s) >= 0` for all `0 <= s <= 1`; when strict, `> 0` for all `0 < s < 1`.
        tail: usize,
        /// Fact `phi(1) = phi(0)`, where the law may have negative outcomes and it is not an identity.
        level: Option<usize>,
    },
    /// `integral over [0, 1] of u^power * [u >= from] = (1 - from^(power + 1)) / (power + 1)`.
    Moment {
        /// The power.
        power: u32,
        /// The lower end.
        from: Term,
        /// Fact `from >= 0`.
        at_least: usize,
        /// Fact `from <= 1`.
        at_most: usize,
    },
    /// `forall n: P(n)` from `P(0)` and `forall n: P(n) -> P(n + 1)`.
    Induct {
        /// The conclusion.
        formula: Formula,
        /// Fact `P(0)`.
        base: usize,
        /// The fact about the step.
        step: usize,
    },
    /// `term >= 0` for a natural term.
    Natural {
        /// The term.
        term: Term,
    },
    /// From `f(x) <= c` for all `x` of a sort: there is a least upper bound.
    Supremum {
        /// The fact.
        fact: usize,
    },
    /// `lower <= f(argument) <= upper` for the exponential or the logarithm.
    Enclose {
        /// Which function.
        function: Builtin,
        /// A rational argument.
        argument: Rational,
        /// How many terms of the series to take.
        terms: u32,
        /// The lower bound claimed.
        lower: Rational,
        /// The upper bound claimed.
        upper: Rational,
    },
    /// The laws that determine the exponential and the logarithm: `exp(x + y) = exp(x)*exp(y)`,
    /// `exp(x) >= x + 1`, and `exp(log(x)) = x` for `x > 0`.
    Exponential,
    /// Something that is not proved; the theorem carries its name for ever.
    Hole {
        /// Who vouches for it.
        name: Name,
        /// What is assumed.
        formula: Formula,
    },
}

impl Step {
    /// The rule's name, as certificates spell it.
    pub fn rule(&self) -> &'static str {
        match self {
            Step::Block { .. } => "block",
            Step::Instantiate { .. } => "instantiate",
            Step::Split { .. } => "split",
            Step::Conjoin { .. } => "conjoin",
            Step::Either { .. } => "either",
            Step::Cases { .. } => "cases",
            Step::Excluded { .. } => "excluded",
            Step::Trichotomy { .. } => "trichotomy",
            Step::Witness { .. } => "witness",
            Step::Obtain { .. } => "obtain",
            Step::Pick { .. } => "pick",
            Step::Absurd { .. } => "absurd",
            Step::Restate { .. } => "restate",
            Step::Cite { .. } => "cite",
            Step::Combine { .. } => "combine",
            Step::Inverse { .. } => "inverse",
            Step::Congruence { .. } => "congruence",
            Step::Indicator { .. } => "indicator",
            Step::Lift { .. } => "lift",
            Step::Swap { .. } => "swap",
            Step::Member { .. } => "member",
            Step::Quantile { .. } => "quantile",
            Step::Moment { .. } => "moment",
            Step::Induct { .. } => "induct",
            Step::Natural { .. } => "natural",
            Step::Supremum { .. } => "supremum",
            Step::Enclose { .. } => "enclose",
            Step::Exponential => "exponential",
            Step::Hole { .. } => "hole",
        }
    }
}
