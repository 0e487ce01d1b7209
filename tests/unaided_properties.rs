//! Statements that are true by construction have to be certified, and what is certified has to hold at points.

use mechproof::falsify::trials;
use mechproof::language::elaborate::Environment;
use mechproof::tactic::auto::{Effort, search};
use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, check};
use mechproof_core::logic::{Binder, Domain, Formula, Relation, Signature, Term, close};
use proptest::prelude::*;
use std::sync::Arc;

const NAMES: [&str; 3] = ["x", "y", "z"];

/// A linear form with small whole coefficients; the last is the constant.
fn linear(coefficients: &[i64]) -> Term {
    let mut parts = Vec::new();
    for (name, coefficient) in NAMES.iter().zip(coefficients) {
        parts.push(Term::Product([Term::integer(*coefficient), Term::free(name)].into()));
    }
    parts.push(Term::integer(coefficients[3]));
    Term::Sum(parts.into())
}

/// For all numbers under these hypotheses `>= 0`: the goal.
fn claim(hypotheses: &[Term], goal: Formula) -> Claim {
    let at_least = |term: &Term| Formula::Compare(Relation::Ge, term.clone(), Term::integer(0));
    let mut formula = hypotheses.iter().rev().fold(goal, |goal, term| at_least(term).implies(goal));
    for name in NAMES.iter().rev() {
        let binder = Binder { name: (*name).into(), domain: Domain::Real };
        formula = Formula::Forall(binder, Box::new(close(&formula, name)));
    }
    Claim::new(Signature::default(), formula).expect("well-formed")
}

fn coefficients() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(-2_i64..=2, 4)
}

fn is_certified(claim: &Claim) -> bool {
    let library = Library::default();
    let Ok(proof) = search(claim, &Environment::default(), &library, &Effort::default()) else {
        return false;
    };
    check(claim, &proof, &library, Limits::default()).expect("the kernel accepts what was found");
    assert!(trials(claim, 30, 3).counterexample.is_none(), "a certified claim fails at a point");
    true
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(1),
        max_shrink_iters: 20,
        ..ProptestConfig::default()
    })]

    #[test]
    fn sums_of_products_are_certified(
        facts in prop::collection::vec(coefficients(), 2..4),
        weights in prop::collection::vec(0_i64..3, 10),
    ) {
        let hypotheses: Vec<Term> = facts.iter().map(|fact| linear(fact)).collect();
        let mut parts = Vec::new();
        let mut weights = weights.into_iter();
        for (place, left) in hypotheses.iter().enumerate() {
            for right in &hypotheses[place..] {
                let weight = Term::integer(weights.next().unwrap_or(1));
                parts.push(Term::Product([weight, left.clone(), right.clone()].into()));
            }
        }
        let goal = Formula::Compare(Relation::Ge, Term::Sum(parts.into()), Term::integer(0));
        prop_assert!(is_certified(&claim(&hypotheses, goal)));
    }

    #[test]
    fn sums_of_squares_are_certified(roots in prop::collection::vec(coefficients(), 1..4)) {
        let squares = roots.iter().map(|root| Term::Power(Arc::new(linear(root)), 2)).collect();
        let goal = Formula::Compare(Relation::Ge, Term::Sum(squares), Term::integer(0));
        prop_assert!(is_certified(&claim(&[], goal)));
    }

    #[test]
    fn facts_times_squares_are_certified(fact in coefficients(), root in coefficients(), more in coefficients()) {
        let hypotheses = [linear(&fact)];
        let square = |term: &[i64]| Term::Power(Arc::new(linear(term)), 2);
        let product = Term::Product([hypotheses[0].clone(), square(&root)].into());
        let goal = Formula::Compare(Relation::Ge, Term::Sum([product, square(&more)].into()), Term::integer(0));
        prop_assert!(is_certified(&claim(&hypotheses, goal)));
    }

    #[test]
    fn whatever_is_certified_holds(fact in coefficients(), left in coefficients(), right in coefficients()) {
        // Mostly false: what matters is that a proof is only found where no point refutes it.
        let hypotheses = [linear(&fact)];
        let product = Term::Product([linear(&left), linear(&right)].into());
        let goal = Formula::Compare(Relation::Ge, product, Term::integer(0));
        is_certified(&claim(&hypotheses, goal));
    }
}
