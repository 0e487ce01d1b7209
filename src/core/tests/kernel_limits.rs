//! Proofs that ask for too much are refused before the work is done.

mod support;

use mechproof_core::kernel::{Reason, Step};
use mechproof_core::logic::{Argument, Carrier, IllFormed, LawExpression, MAX_DEPTH, Term, Variable};
use std::sync::Arc;
use support::*;

/// Mixes the two elements of a sort with the given weights.
fn coin(weights: [Term; 2]) -> Argument {
    let [first, second] = weights;
    let parts = vec![(first, LawExpression::Dirac(el("S", 0))), (second, LawExpression::Dirac(el("S", 1)))];
    Argument::Law(Vec::new(), LawExpression::Mix(parts))
}

#[test]
fn nesting_is_limited() {
    let nested = |depth: usize| (1..depth).fold(block(truth(), 0, []), |inner, _| block(truth(), 0, [inner]));
    let sequent = over([]).show(truth());
    sequent.accepts([nested(99)]);
    sequent.rejects([nested(100)], &[0; 100], Reason::TooDeep);
    let deep = |levels: usize| (0..levels).fold(n(1), |body, _| Term::Named("d".into(), Arc::new(body)));
    sequent.accepts([identity(eq(deep(MAX_DEPTH - 2), n(1)))]);
    let too_deep = Reason::IllFormed(IllFormed::TooDeep);
    sequent.rejects([identity(eq(deep(MAX_DEPTH - 1), n(1)))], &[0], too_deep.clone());
    sequent.rejects([identity(eq(deep(2_000), n(1)))], &[0], too_deep.clone());
    let formulas = (0..2_000).fold(truth(), |body, _| named("d", body));
    sequent.rejects([Step::Excluded { formula: formulas }], &[0], too_deep.clone());
    // Both at once.
    let within = |depth: usize| {
        let innermost = identity(eq(deep(MAX_DEPTH - 2), n(1)));
        (1..depth).fold(innermost, |inner, _| block(truth(), 0, [inner]))
    };
    sequent.accepts([within(99)]);
}

#[test]
fn substitutions_do_not_explode() {
    let too_many = Reason::IllFormed(IllFormed::TooManyNodes);
    let too_deep = Reason::IllFormed(IllFormed::TooDeep);
    // f(f(...f(x)...)) with f := t + t has 2^300 nodes; with f := 1 + (1 + ... t) it is 90,000 deep.
    let tower = (0..300).fold(v("x"), |inner, _| app("f", [inner]));
    let fact = all("f", function([Real]), ge(tower, n(0)));
    let sequent = reals(["x"]).given([fact, eq(v("x"), n(0))]).show(truth());
    let by = |body| instantiate(0, [Argument::Function(lambda("t", Real, body))], []);
    sequent.rejects([by(sum([v("t"), v("t")]))], &[0], too_many.clone());
    sequent.rejects([by((0..300).fold(v("t"), |inner, _| sum([n(1), inner])))], &[0], too_deep.clone());
    // A nested mixture of two points is a sum of as many terms as a power of two has.
    let means = (0..100).fold(app("g", [v("s")]), |body, _| mean("s", "mu", body));
    let fact = all("mu", law(sort("S")), ge(means, n(0)));
    over([("g", function([sort("S")])), ("s", sort("S"))])
        .elements("S", ["a", "b"])
        .given([fact])
        .show(truth())
        .rejects([instantiate(0, [coin([q(1, 2), q(1, 2)])], [])], &[0], too_many.clone());
    // A chain of draws under a chain of means.
    let draw = |rest| LawExpression::Draw {
        law: Variable::Free("nu".into()),
        arguments: [].into(),
        name: "s".into(),
        rest: Box::new(rest),
    };
    let chain = (0..300).fold(LawExpression::Dirac(Term::bound(0)), |rest, _| draw(rest));
    let means = (0..300).fold(app("g", [v("s")]), |body, _| mean("s", "mu", body));
    let fact = all("mu", law(sort("S")), ge(means, n(0)));
    let names = [("g", function([sort("S")])), ("s", sort("S")), ("nu", law(sort("S")))];
    over(names).sort("S", Carrier::Arbitrary).given([fact]).show(truth()).rejects(
        [instantiate(0, [Argument::Law(Vec::new(), chain)], [])],
        &[0],
        too_deep.clone(),
    );
    // Facts that double with every step.
    let double = |fact| Step::Congruence { fact, context: lambda("t", Real, sum([v("t"), v("t")])) };
    let doubling: Vec<Step> = (1..400).map(double).collect();
    assert_eq!(sequent.prove(&doubling).expect_err("too large").reason, too_many);
    let twice: Vec<Step> = (1..400).map(|fact| Step::Conjoin { facts: vec![fact, fact] }).collect();
    assert_eq!(sequent.prove(&twice).expect_err("too large").reason, too_many);
    let chain: Vec<Step> = (1..100_000).map(|fact| Step::Conjoin { facts: vec![fact] }).collect();
    assert_eq!(sequent.prove(&chain).expect_err("too deep").reason, too_deep);
}
