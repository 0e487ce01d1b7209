//! Rules about real numbers that are not identities: signs, inverses, congruence, indicators, least bounds.

mod support;

use mechproof_core::kernel::{Need, Reason, Step};
use mechproof_core::logic::{Carrier, Formula, IllFormed, Lambda, Relation};
use support::*;

fn unknown(name: &str) -> Reason {
    Reason::IllFormed(IllFormed::UnknownName(name.into()))
}

fn needs(fact: usize, need: Need) -> Reason {
    Reason::WrongForm { fact, need }
}

#[test]
fn every_number_has_a_sign() {
    let term = || sub(v("x"), v("y"));
    let signs = or([gt(v("x"), v("y")), eq(v("x"), v("y")), lt(v("x"), v("y"))]);
    let sequent =
        over([("x", Real), ("y", Real), ("s", sort("S"))]).sort("S", Carrier::Arbitrary).show(signs);
    sequent.accepts([Step::Trichotomy { term: term() }]);
    sequent.rejects([Step::Trichotomy { term: v("z") }], &[0], unknown("z"));
    let mismatch = IllFormed::Mismatch { expected: Real, found: sort("S") };
    sequent.rejects([Step::Trichotomy { term: v("s") }], &[0], Reason::IllFormed(mismatch));
    sequent.rejects([Step::Trichotomy { term: v("x") }], &[], Reason::GoalNotReached);
}

#[test]
fn inverses_need_a_number_other_than_0() {
    let one = eq(mul([v("x"), div(n(1), v("x"))]), n(1));
    let facts = [ne(v("x"), n(0)), gt(v("x"), n(0)), lt(v("x"), n(0)), ge(v("x"), n(0)), eq(v("x"), n(1))];
    let sequent = reals(["x", "y"]).given(facts).show(one.clone());
    for fact in 0..3 {
        sequent.accepts([Step::Inverse { fact }]);
    }
    for fact in 3..5 {
        sequent.rejects([Step::Inverse { fact }], &[0], needs(fact, Need::Nonzero));
    }
    sequent.rejects([Step::Inverse { fact: 5 }], &[0], Reason::NoSuchFact(5));
    // About differences.
    let apart = reals(["x", "y"]).given([ne(v("x"), v("y")), and([ne(v("x"), n(0))])]);
    let difference = || sub(v("x"), v("y"));
    apart.clone().show(eq(div(difference(), difference()), n(1))).accepts([Step::Inverse { fact: 0 }]);
    apart.clone().show(one.clone()).rejects([Step::Inverse { fact: 0 }], &[], Reason::GoalNotReached);
    apart.show(one).rejects([Step::Inverse { fact: 1 }], &[0], needs(1, Need::Nonzero));
}

#[test]
fn one_over_zero_proves_nothing() {
    let one = || eq(mul([v("x"), div(n(1), v("x"))]), n(1));
    let bare = reals(["x"]).show(one());
    bare.rejects([identity(one())], &[0], Reason::IdentityFails);
    bare.rejects([Step::Excluded { formula: ne(v("x"), n(0)) }, restate(0, one())], &[1], Reason::NotTheSame);
    // The convention itself is the normal form's: 1/0 = 0.
    over([]).show(eq(div(n(1), n(0)), n(0))).accepts([]);
    over([]).show(eq(mul([n(0), div(n(1), n(0))]), n(1))).rejects([], &[], Reason::NoConclusion);
    // x * x * (1/x) = x does hold with 1/0 = 0, but the kernel does not cancel either.
    let harmless = eq(mul([v("x"), v("x"), div(n(1), v("x"))]), v("x"));
    reals(["x"]).show(harmless.clone()).rejects([identity(harmless)], &[0], Reason::IdentityFails);
}

#[test]
fn equal_numbers_may_be_exchanged() {
    let sequent = over([("x", Real), ("y", Real), ("f", function([Real])), ("g", function([Natural]))])
        .given([eq(v("x"), v("y")), le(v("x"), v("y"))]);
    let in_f = || lambda("t", Real, app("f", [sum([v("t"), n(1)])]));
    let by = |fact, context: Lambda| Step::Congruence { fact, context };
    let goal = eq(app("f", [sum([v("x"), n(1)])]), app("f", [sum([v("y"), n(1)])]));
    sequent.clone().show(goal.clone()).accepts([by(0, in_f())]);
    sequent.clone().show(goal).rejects([by(1, in_f())], &[0], needs(1, Need::Equation));
    let exponential = eq(exp(v("x")), exp(v("y")));
    sequent.clone().show(exponential).accepts([by(0, lambda("t", Real, exp(v("t"))))]);
    let nothing = sequent.show(truth());
    nothing.rejects([by(0, lambda("t", Real, v("z")))], &[0], unknown("z"));
    nothing.rejects([by(2, in_f())], &[0], Reason::NoSuchFact(2));
    let mismatch = |expected, found| Reason::IllFormed(IllFormed::Mismatch { expected, found });
    nothing.rejects([by(0, lambda("t", Natural, v("t")))], &[0], mismatch(Real, Natural));
    nothing.rejects([by(0, lambda("t", Real, app("g", [v("t")])))], &[0], mismatch(Natural, Real));
    let constant = Lambda { parameters: Vec::new(), body: n(1) };
    nothing.rejects([by(0, constant)], &[0], Reason::IllFormed(IllFormed::Arity { expected: 1, found: 0 }));
}

#[test]
fn signs_decide_indicators() {
    use Relation::{Ge, Gt, Le, Lt};
    let sequent = |fact: Formula| reals(["x", "y"]).given([fact]);
    let shows = |relation, value| eq(indicator(relation, v("x"), v("y")), n(value));
    let by = || [Step::Indicator { fact: 0 }];
    for (fact, values) in [
        (ge(v("x"), v("y")), [(Ge, 1), (Lt, 0)]),
        (gt(v("x"), v("y")), [(Le, 0), (Gt, 1)]),
        (le(v("x"), v("y")), [(Le, 1), (Gt, 0)]),
        (lt(v("x"), v("y")), [(Ge, 0), (Lt, 1)]),
    ] {
        for (relation, value) in values {
            sequent(fact.clone()).show(shows(relation, value)).accepts(by());
            sequent(fact.clone()).show(shows(relation, 1 - value)).rejects(by(), &[], Reason::GoalNotReached);
        }
    }
    // A weak inequality does not decide the strict indicator.
    sequent(ge(v("x"), v("y"))).show(shows(Gt, 1)).rejects(by(), &[], Reason::GoalNotReached);
    sequent(ge(v("x"), v("y"))).show(shows(Gt, 0)).rejects(by(), &[], Reason::GoalNotReached);
    for wrong in [ne(v("x"), v("y")), eq(v("x"), v("y")), truth()] {
        sequent(wrong).show(truth()).rejects(by(), &[0], needs(0, Need::Inequality));
    }
    let equation = IllFormed::IndicatorOfEquation;
    reals(["x"]).show(truth()).rejects(
        [identity(eq(indicator(Relation::Eq, v("x"), n(0)), n(0)))],
        &[0],
        Reason::IllFormed(equation),
    );
}

#[test]
fn bounded_sets_have_a_least_upper_bound() {
    let names = [("f", function([sort("S")])), ("c", Real), ("g", function([sort("S"), Real]))];
    let bounded = all("s", sort("S"), le(app("f", [v("s")]), v("c")));
    let is_bound = |k: &str| all("s", sort("S"), le(app("f", [v("s")]), v(k)));
    let least = some("K", Real, and([is_bound("K"), all("d", Real, imp(is_bound("d"), le(v("K"), v("d"))))]));
    let sequent = |fact: Formula| over(names.clone()).sort("S", Carrier::Arbitrary).given([fact]);
    let by = || [Step::Supremum { fact: 0 }];
    sequent(bounded).show(least.clone()).accepts(by());
    sequent(all("s", sort("S"), ge(v("c"), app("f", [v("s")])))).show(least.clone()).accepts(by());
    let wrong = needs(0, Need::UpperBound);
    for fact in [
        // The bound must not depend on the element.
        all("s", sort("S"), le(app("f", [v("s")]), app("g", [v("s"), v("c")]))),
        all("s", sort("S"), le(app("f", [v("s")]), sum([app("f", [v("s")]), n(1)]))),
        all("s", sort("S"), lt(app("f", [v("s")]), v("c"))),
        all("s", sort("S"), eq(app("f", [v("s")]), v("c"))),
        all("s", sort("S"), imp(gt(v("c"), n(0)), le(app("f", [v("s")]), v("c")))),
        all("h", function([]), le(app("h", []), v("c"))),
        all("s", sort("S"), all("x", Real, le(app("g", [v("s"), v("x")]), v("c")))),
        le(v("c"), n(1)),
    ] {
        sequent(fact).show(truth()).rejects(by(), &[0], wrong.clone());
    }
    // The least bound is no smaller than it should be.
    let below = some("K", Real, all("s", sort("S"), lt(app("f", [v("s")]), v("K"))));
    let fact = all("s", sort("S"), le(app("f", [v("s")]), v("c")));
    sequent(fact).show(below).rejects(by(), &[], Reason::GoalNotReached);
}

/// No number is above all naturals: the least bound would not be least.
#[test]
fn the_reals_are_archimedean() {
    let bounded = all("n", Natural, le(v("n"), v("c")));
    let sequent = over([("c", Real)]).given([bounded]).show(falsity());
    let shifted = all("n", Natural, le(v("n"), sub(v("K"), n(1))));
    sequent.accepts([
        Step::Supremum { fact: 0 },
        Step::Obtain { fact: 1, name: "K".into() },
        Step::Split { fact: 2 },
        block(
            shifted.clone(),
            1,
            [
                instantiate(3, [term(sum([v("n"), n(1)]))], []),
                combine(le(v("n"), sub(v("K"), n(1))), [], [product([5])], []),
            ],
        ),
        instantiate(4, [term(sub(v("K"), n(1)))], [5]),
        combine(falsity(), [], [product([6])], []),
    ]);
}
