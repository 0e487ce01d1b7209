//! Builders that let the tables of the kernel's tests read like mathematics, and an exact evaluator.
//!
//! Bound variables are written by name: `all("x", Real, f)` closes `f` over the free name `x`.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]
#![allow(clippy::needless_pass_by_value, reason = "tables read better without borrows")]

pub mod evaluate;

use std::collections::BTreeMap;
use std::sync::Arc;

use mechproof_core::exact::{Limits, Rational};
use mechproof_core::kernel::{
    Claim, Equation, Library, Product, Proof, Reason, Rejection, Step, Theorem, check,
};
use mechproof_core::logic::{
    Argument, Binder, Builtin, Carrier, Domain, Extremum, Formula, Functional, Lambda, LawType, Name,
    Relation, Signature, Term, Variable, close,
};

#[allow(unused_imports, reason = "each test file uses its part")]
pub use Domain::{Natural, Real};

pub fn ratio(numerator: i64, denominator: i64) -> Rational {
    Rational::new(numerator, denominator).expect("the denominator is not 0")
}

// Terms.

pub fn n(number: i64) -> Term {
    Term::integer(number)
}

pub fn q(numerator: i64, denominator: i64) -> Term {
    Term::Number(ratio(numerator, denominator))
}

pub fn v(name: &str) -> Term {
    Term::free(name)
}

pub fn el(sort: &str, index: u32) -> Term {
    Term::Element { sort: sort.into(), index }
}

pub fn sum<const N: usize>(parts: [Term; N]) -> Term {
    Term::Sum(parts.into())
}

pub fn mul<const N: usize>(parts: [Term; N]) -> Term {
    Term::Product(parts.into())
}

pub fn sub(left: Term, right: Term) -> Term {
    left.minus(right)
}

pub fn div(left: Term, right: Term) -> Term {
    Term::Quotient(Arc::new(left), Arc::new(right))
}

pub fn pow(base: Term, exponent: u32) -> Term {
    Term::Power(Arc::new(base), exponent)
}

pub fn npow(base: Term, exponent: Term) -> Term {
    Term::NaturalPower(Arc::new(base), Arc::new(exponent))
}

pub fn max(left: Term, right: Term) -> Term {
    Term::Extremum(Extremum::Max, Arc::new(left), Arc::new(right))
}

pub fn min(left: Term, right: Term) -> Term {
    Term::Extremum(Extremum::Min, Arc::new(left), Arc::new(right))
}

pub fn indicator(relation: Relation, left: Term, right: Term) -> Term {
    Term::Indicator(relation, Arc::new(left), Arc::new(right))
}

pub fn app<const N: usize>(head: &str, arguments: [Term; N]) -> Term {
    Term::Apply(Variable::Free(head.into()), arguments.into())
}

pub fn exp(argument: Term) -> Term {
    Term::Builtin(Builtin::Exp, Arc::new(argument))
}

pub fn log(argument: Term) -> Term {
    Term::Builtin(Builtin::Log, Arc::new(argument))
}

pub fn select<const N: usize>(scrutinee: Term, branches: [Term; N]) -> Term {
    Term::Select(Arc::new(scrutinee), branches.into())
}

/// The body of a binder of `name`.
pub fn under(name: &str, body: Term) -> Term {
    match close(&eq(body, n(0)), name) {
        Formula::Compare(_, body, _) => body,
        other => unreachable!("{other:?}"),
    }
}

pub fn expectation<const N: usize>(law: &str, arguments: [Term; N]) -> Functional {
    Functional::Expectation { law: Variable::Free(law.into()), arguments: arguments.into() }
}

pub fn quantile_of(law: &str) -> Functional {
    Functional::Quantile { law: Variable::Free(law.into()), arguments: Vec::new().into() }
}

pub fn sum_over(sort: &str) -> Functional {
    Functional::Sum(sort.into())
}

pub fn bind(functional: Functional, name: &str, body: Term) -> Term {
    Term::Bind(functional, name.into(), Arc::new(under(name, body)))
}

/// `E[name: law] body`.
pub fn mean(name: &str, law: &str, body: Term) -> Term {
    bind(expectation(law, []), name, body)
}

pub fn total(name: &str, sort: &str, body: Term) -> Term {
    bind(sum_over(sort), name, body)
}

pub fn integral(name: &str, body: Term) -> Term {
    bind(Functional::Integral, name, body)
}

pub fn lambda(name: &str, domain: Domain, body: Term) -> Lambda {
    Lambda { parameters: vec![Binder { name: name.into(), domain }], body: under(name, body) }
}

// Domains.

pub fn sort(name: &str) -> Domain {
    Domain::Sort(name.into())
}

pub fn function<const N: usize>(arguments: [Domain; N]) -> Domain {
    Domain::Function(arguments.into())
}

pub fn law_type(on: Domain) -> LawType {
    LawType { parameters: Vec::new(), on: Box::new(on), lower: None, upper: None, continuous: false }
}

pub fn law(on: Domain) -> Domain {
    Domain::Law(law_type(on))
}

/// A law on `[lower, upper]`, either bound optional.
pub fn real_law(lower: Option<i64>, upper: Option<i64>, continuous: bool) -> Domain {
    let (lower, upper) = (lower.map(Rational::from), upper.map(Rational::from));
    Domain::Law(LawType { lower, upper, continuous, ..law_type(Real) })
}

// Formulas.

pub fn eq(left: Term, right: Term) -> Formula {
    Formula::Compare(Relation::Eq, left, right)
}

pub fn ne(left: Term, right: Term) -> Formula {
    Formula::Compare(Relation::Ne, left, right)
}

pub fn ge(left: Term, right: Term) -> Formula {
    Formula::Compare(Relation::Ge, left, right)
}

pub fn gt(left: Term, right: Term) -> Formula {
    Formula::Compare(Relation::Gt, left, right)
}

pub fn le(left: Term, right: Term) -> Formula {
    Formula::Compare(Relation::Le, left, right)
}

pub fn lt(left: Term, right: Term) -> Formula {
    Formula::Compare(Relation::Lt, left, right)
}

pub fn and<const N: usize>(parts: [Formula; N]) -> Formula {
    Formula::And(parts.into())
}

pub fn or<const N: usize>(parts: [Formula; N]) -> Formula {
    Formula::Or(parts.into())
}

pub fn imp(premise: Formula, goal: Formula) -> Formula {
    premise.implies(goal)
}

pub fn not(formula: Formula) -> Formula {
    formula.negation()
}

pub fn truth() -> Formula {
    Formula::truth()
}

pub fn falsity() -> Formula {
    Formula::falsity()
}

pub fn named(name: &str, formula: Formula) -> Formula {
    Formula::Named(name.into(), Box::new(formula))
}

pub fn all(name: &str, domain: Domain, body: Formula) -> Formula {
    Formula::Forall(Binder { name: name.into(), domain }, Box::new(close(&body, name)))
}

pub fn some(name: &str, domain: Domain, body: Formula) -> Formula {
    Formula::Exists(Binder { name: name.into(), domain }, Box::new(close(&body, name)))
}

/// `forall name: 0 <= name -> name <= 1 -> body`.
pub fn all_in_unit(name: &str, body: Formula) -> Formula {
    all(name, Real, imp(ge(v(name), n(0)), imp(le(v(name), n(1)), body)))
}

// Steps.

pub fn block<const N: usize>(formula: Formula, open: usize, steps: [Step; N]) -> Step {
    Step::Block { formula, open, steps: steps.into() }
}

pub fn instantiate<const N: usize, const M: usize>(
    fact: usize,
    arguments: [Argument; N],
    premises: [usize; M],
) -> Step {
    Step::Instantiate { fact, arguments: arguments.into(), premises: premises.into() }
}

pub fn term(term: Term) -> Argument {
    Argument::Term(term)
}

pub fn renamed(name: &str) -> Argument {
    Argument::Renamed(Variable::Free(name.into()))
}

pub fn restate(fact: usize, formula: Formula) -> Step {
    Step::Restate { fact, formula }
}

pub fn cite(theorem: &str) -> Step {
    Step::Cite { theorem: theorem.into(), sorts: BTreeMap::new() }
}

pub fn hole(name: &str, formula: Formula) -> Step {
    Step::Hole { name: name.into(), formula }
}

pub fn product<const N: usize>(factors: [usize; N]) -> Product {
    Product { weight: Rational::one(), factors: factors.into(), square: None, square_nonzero: None }
}

pub fn weighted<const N: usize>(weight: Rational, factors: [usize; N]) -> Product {
    Product { weight, ..product(factors) }
}

/// A product with a square.
pub fn squared<const N: usize>(factors: [usize; N], square: Term) -> Product {
    Product { square: Some(square), ..product(factors) }
}

pub fn multiple(multiplier: Term, fact: usize) -> Equation {
    Equation { multiplier, fact }
}

pub fn combine<const M: usize, const P: usize, const E: usize>(
    goal: Formula,
    multiplier: [usize; M],
    products: [Product; P],
    equations: [Equation; E],
) -> Step {
    Step::Combine {
        goal,
        multiplier: multiplier.into(),
        products: products.into(),
        equations: equations.into(),
    }
}

/// The goal is an identity.
pub fn identity(goal: Formula) -> Step {
    combine(goal, [], [], [])
}

// Claims and their checks.

/// A claim by its parts, each of which becomes a constant or a fact: fact 0 is the first premise. The goal is
/// truth unless set.
#[derive(Clone, Default)]
pub struct Sequent {
    signature: Signature,
    names: Vec<(Name, Domain)>,
    given: Vec<Formula>,
    show: Option<Formula>,
    library: Library,
}

/// A sequent that declares names.
pub fn over<const N: usize>(names: [(&str, Domain); N]) -> Sequent {
    Sequent {
        names: names.into_iter().map(|(name, domain)| (name.into(), domain)).collect(),
        ..Sequent::default()
    }
}

/// A sequent about real numbers.
pub fn reals<const N: usize>(names: [&str; N]) -> Sequent {
    over(names.map(|name| (name, Real)))
}

impl Sequent {
    pub fn sort(mut self, name: &str, carrier: Carrier) -> Sequent {
        self.signature.sorts.insert(name.into(), carrier);
        self
    }

    pub fn elements<const N: usize>(self, name: &str, elements: [&str; N]) -> Sequent {
        self.sort(name, Carrier::Enumerated(elements.map(Name::from).into()))
    }

    pub fn given<const N: usize>(mut self, premises: [Formula; N]) -> Sequent {
        self.given = premises.into();
        self
    }

    pub fn show(mut self, goal: Formula) -> Sequent {
        self.show = Some(goal);
        self
    }

    pub fn library(mut self, library: &Library) -> Sequent {
        self.library = library.clone();
        self
    }

    pub fn claim(&self) -> Claim {
        let body = self
            .given
            .iter()
            .rev()
            .fold(self.show.clone().unwrap_or_else(Formula::truth), |body, premise| {
                imp(premise.clone(), body)
            });
        let formula =
            self.names.iter().rev().fold(body, |body, (name, domain)| all(name, domain.clone(), body));
        Claim::new(self.signature.clone(), formula).expect("the claim is well-formed")
    }

    pub fn prove(&self, steps: &[Step]) -> Result<Theorem, Rejection> {
        let proof = Proof { open: self.names.len() + self.given.len(), steps: steps.to_vec() };
        check(&self.claim(), &proof, &self.library, Limits::default())
    }

    /// Asserts that the steps prove the claim.
    #[track_caller]
    pub fn accepts<const N: usize>(&self, steps: [Step; N]) -> Theorem {
        match self.prove(&steps) {
            Ok(theorem) => theorem,
            Err(rejection) => panic!("rejected at {:?}: {rejection}", rejection.path),
        }
    }

    /// Asserts where and why the steps fail.
    #[track_caller]
    pub fn rejects<const N: usize>(&self, steps: [Step; N], path: &[usize], reason: Reason) {
        match self.prove(&steps) {
            Ok(_) => panic!("accepted; expected: {reason}"),
            Err(rejection) => {
                assert_eq!((rejection.reason, rejection.path.as_slice()), (reason, path));
            }
        }
    }
}
