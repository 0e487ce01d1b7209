//! Rules about sums, expectations, integrals and quantile functions.

mod support;

use mechproof_core::exact::Rational;
use mechproof_core::kernel::{Need, Reason, Step};
use mechproof_core::logic::{
    Carrier, Domain, Formula, Functional, IllFormed, Lambda, LawType, Relation, Term,
};
use support::*;

fn needs(fact: usize, need: Need) -> Reason {
    Reason::WrongForm { fact, need }
}

fn lift(functional: Functional) -> [Step; 1] {
    [Step::Lift { fact: 0, functional }]
}

fn f(argument: &str) -> Term {
    app("f", [v(argument)])
}

/// A law on a sort, a function on it, and one on another sort.
fn on_a_sort(carrier: Carrier) -> Sequent {
    let names =
        [("mu", law(sort("S"))), ("f", function([sort("S")])), ("g", function([sort("T")])), ("c", Real)];
    over(names).sort("S", carrier).sort("T", Carrier::Finite)
}

#[test]
fn pointwise_comparisons_lift() {
    use Relation::{Eq, Ge, Gt, Le, Lt};
    let mu = || expectation("mu", []);
    for relation in [Eq, Ge, Gt, Le, Lt] {
        let compare = |left, right| Formula::Compare(relation, left, right);
        let fact = all("s", sort("S"), compare(f("s"), v("c")));
        let expected = on_a_sort(Carrier::Arbitrary).given([fact.clone()]);
        // The mean of a constant is the constant.
        expected.show(compare(mean("s", "mu", f("s")), v("c"))).accepts(lift(mu()));
        let summed = on_a_sort(Carrier::Finite).given([fact]);
        let count = total("s", "S", n(1));
        summed.show(compare(total("s", "S", f("s")), mul([v("c"), count]))).accepts(lift(sum_over("S")));
    }
    // Weak facts lift to weak conclusions.
    let weak = on_a_sort(Carrier::Arbitrary).given([all("s", sort("S"), ge(f("s"), n(0)))]);
    weak.show(gt(mean("s", "mu", f("s")), n(0))).rejects(lift(mu()), &[], Reason::GoalNotReached);
    let wrong = needs(0, Need::Pointwise);
    for fact in [
        all("s", sort("S"), ne(f("s"), n(0))),
        all("t", sort("T"), ge(app("g", [v("t")]), n(0))),
        all("s", sort("S"), and([ge(f("s"), n(0))])),
        all("s", sort("S"), all("t", sort("T"), ge(f("s"), n(0)))),
        all("x", Real, ge(pow(v("x"), 2), n(0))),
        some("s", sort("S"), ge(f("s"), n(0))),
        ge(v("c"), n(0)),
        // True outside an event only.
        all("s", sort("S"), imp(ge(f("s"), v("c")), ge(f("s"), n(0)))),
    ] {
        on_a_sort(Carrier::Arbitrary).given([fact]).show(truth()).rejects(lift(mu()), &[0], wrong.clone());
    }
    let sequent = on_a_sort(Carrier::Arbitrary).given([all("s", sort("S"), ge(f("s"), n(0)))]).show(truth());
    sequent.rejects(lift(sum_over("S")), &[0], Reason::IllFormed(IllFormed::InfiniteSum("S".into())));
    sequent.rejects(
        lift(expectation("nu", [])),
        &[0],
        Reason::IllFormed(IllFormed::UnknownName("nu".into())),
    );
    sequent.rejects(lift(expectation("c", [])), &[0], Reason::IllFormed(IllFormed::NotALaw(Real)));
    let arity = IllFormed::Arity { expected: 0, found: 1 };
    sequent.rejects(lift(expectation("mu", [v("c")])), &[0], Reason::IllFormed(arity));
    sequent.rejects([Step::Lift { fact: 3, functional: mu() }], &[0], Reason::NoSuchFact(3));
}

#[test]
fn conditions_of_a_lift_are_the_support() {
    let x = || v("x");
    let given = |lower, upper, fact| over([("F", real_law(lower, upper, false)), ("c", Real)]).given([fact]);
    let below = |condition: Formula| all("x", Real, imp(condition, ge(x(), n(0))));
    let goal = ge(mean("x", "F", x()), n(0));
    let by = || lift(expectation("F", []));
    given(Some(0), Some(1), below(ge(x(), n(0)))).show(goal.clone()).accepts(by());
    given(Some(0), Some(1), below(ge(mul([n(2), x()]), n(0)))).show(goal.clone()).accepts(by());
    given(Some(0), Some(1), below(le(x(), n(1)))).show(goal.clone()).accepts(by());
    given(Some(0), Some(1), below(truth())).show(goal.clone()).accepts(by());
    let both = all("x", Real, imp(ge(x(), n(0)), imp(le(x(), n(1)), ge(x(), n(0)))));
    given(Some(0), Some(1), both.clone()).show(goal).accepts(by());
    let wrong = needs(0, Need::Pointwise);
    for condition in [
        // Not the support: smaller, strict, another variable's, or on the wrong side.
        ge(x(), n(1)),
        gt(x(), n(0)),
        le(x(), n(0)),
        ge(x(), v("c")),
        ge(v("c"), n(0)),
        ge(pow(x(), 2), n(0)),
        and([ge(x(), n(0)), le(x(), n(1))]),
        or([ge(x(), n(0)), ge(x(), n(5))]),
    ] {
        given(Some(0), Some(1), below(condition)).show(truth()).rejects(by(), &[0], wrong.clone());
    }
    // A law without that bound.
    given(None, Some(1), both.clone()).show(truth()).rejects(by(), &[0], wrong.clone());
    given(Some(0), None, both.clone()).show(truth()).rejects(by(), &[0], wrong.clone());
    given(Some(-1), Some(1), both).show(truth()).rejects(by(), &[0], wrong.clone());
    // A fact about naturals says nothing of numbers between them.
    let naturals = all("x", Natural, ge(x(), n(0)));
    given(Some(0), Some(1), naturals).show(truth()).rejects(by(), &[0], wrong.clone());
    // Quantile functionals are not positive.
    let quantile = lift(quantile_of("F"));
    given(Some(0), None, all("x", Real, ge(pow(x(), 2), n(0)))).show(truth()).rejects(
        quantile,
        &[0],
        Reason::WrongFunctional,
    );
}

#[test]
fn integrals_are_lifted_where_they_exist() {
    let u = || v("u");
    let given = |body: Formula| over([("f", function([Real])), ("c", Real)]).given([all_in_unit("u", body)]);
    let by = || lift(Functional::Integral);
    let goal = ge(integral("u", pow(u(), 2)), n(0));
    given(ge(pow(u(), 2), n(0))).show(goal).accepts(by());
    let third = le(q(1, 3), v("c"));
    given(le(pow(u(), 2), v("c"))).show(third).accepts(by());
    for bounded in [
        ge(max(u(), div(u(), v("c"))), n(0)),
        ge(indicator(Relation::Ge, u(), v("c")), n(0)),
        gt(exp(u()), app("f", [v("c")])),
    ] {
        given(bounded).show(truth()).accepts(by());
    }
    // The integral of 1/u does not exist: to have its sign would prove anything.
    for unbounded in [
        ge(div(n(1), u()), n(0)),
        ge(div(n(1), sub(u(), v("c"))), u()),
        ge(n(1), log(u())),
        ge(app("f", [u()]), n(0)),
        ge(indicator(Relation::Ge, div(n(1), u()), n(1)), n(0)),
    ] {
        given(unbounded).show(truth()).rejects(by(), &[0], Reason::NotBounded);
    }
    // Equal functions have the same integral, whatever it is.
    let equal = given(eq(app("f", [u()]), div(n(1), u())));
    equal.show(eq(integral("u", app("f", [u()])), integral("u", div(n(1), u())))).accepts(by());
    let beyond = over([]).given([all("u", Real, imp(ge(u(), n(2)), ge(u(), n(0))))]).show(truth());
    beyond.rejects(by(), &[0], needs(0, Need::Pointwise));
}

#[test]
fn sums_and_independent_draws_commute() {
    let kernel = Domain::Law(LawType { parameters: vec![sort("S")], ..law_type(sort("T")) });
    let names = [
        ("mu", law(sort("S"))),
        ("nu", law(sort("T"))),
        ("pi", kernel),
        ("w", function([sort("S"), sort("T")])),
        ("F", real_law(Some(0), Some(1), true)),
    ];
    let sequent = over(names).sort("S", Carrier::Finite).sort("T", Carrier::Arbitrary);
    let w = || app("w", [v("s"), v("t")]);
    let swap = |term: Term| [Step::Swap { term }];
    let independent = mean("s", "mu", mean("t", "nu", w()));
    let exchanged = mean("t", "nu", mean("s", "mu", w()));
    sequent.clone().show(eq(independent.clone(), exchanged.clone())).accepts(swap(independent.clone()));
    sequent.clone().show(eq(independent.clone(), exchanged)).rejects([], &[], Reason::NoConclusion);
    let confused = mean("t", "nu", mean("s", "mu", app("w", [v("s"), v("t")]).negated()));
    sequent.clone().show(eq(independent.clone(), confused)).rejects(
        swap(independent),
        &[],
        Reason::GoalNotReached,
    );
    let summed = total("s", "S", mean("t", "nu", w()));
    let inside = mean("t", "nu", total("s", "S", w()));
    sequent.clone().show(eq(summed.clone(), inside)).accepts(swap(summed));
    let nothing = sequent.show(truth());
    // The inner law depends on the outer draw.
    let dependent = mean("s", "mu", bind(expectation("pi", [v("s")]), "t", w()));
    nothing.rejects(swap(dependent), &[0], Reason::DependentDraw);
    let sum_of_dependent = total("s", "S", bind(expectation("pi", [v("s")]), "t", w()));
    nothing.rejects(swap(sum_of_dependent), &[0], Reason::DependentDraw);
    for term in [mean("s", "mu", n(1)), n(1), sum([mean("s", "mu", mean("t", "nu", w()))])] {
        nothing.rejects(swap(term), &[0], Reason::WrongFunctional);
    }
    let quantile = mean("s", "mu", bind(quantile_of("F"), "u", v("u")));
    nothing.rejects(swap(quantile), &[0], Reason::WrongFunctional);
    nothing.rejects(swap(v("a")), &[0], Reason::IllFormed(IllFormed::UnknownName("a".into())));
}

/// Both iterated integrals of `(x^2 - y^2)/(x^2 + y^2)^2` over the unit square exist, and they differ in sign.
#[test]
fn unbounded_iterated_integrals_do_not_commute() {
    let squares = || sum([pow(v("x"), 2), pow(v("y"), 2)]);
    let ratio = div(sub(pow(v("x"), 2), pow(v("y"), 2)), pow(squares(), 2));
    let iterated = integral("x", integral("y", ratio));
    let claim = over([]).show(eq(iterated.clone(), n(0)));
    let swap = Step::Swap { term: iterated.clone() };
    let symmetric = combine(eq(iterated, n(0)), [], [], [multiple(q(1, 2), 0)]);
    claim.rejects([swap, symmetric], &[0], Reason::NotBounded);
    let bounded = integral("x", integral("y", max(v("x"), mul([n(2), v("y")]))));
    let swapped = integral("y", integral("x", max(v("x"), mul([n(2), v("y")]))));
    over([]).show(eq(bounded.clone(), swapped)).accepts([Step::Swap { term: bounded }]);
}

#[test]
fn one_term_is_at_most_the_sum() {
    let names = [("f", function([sort("S")])), ("c", Real), ("a", sort("S")), ("g", function([sort("T")]))];
    let sequent = |fact: Formula| {
        over(names.clone()).sort("S", Carrier::Finite).sort("T", Carrier::Arbitrary).given([fact])
    };
    let by = |element| [Step::Member { fact: 0, element }];
    let goal = ge(total("s", "S", f("s")), f("a"));
    let positive = || all("s", sort("S"), ge(f("s"), n(0)));
    sequent(positive()).show(goal.clone()).accepts(by(v("a")));
    sequent(all("s", sort("S"), lt(n(0), f("s")))).show(goal.clone()).accepts(by(v("a")));
    // With another lower bound it is the excess that counts.
    let excess = || sub(f("s"), v("c"));
    let above = sequent(all("s", sort("S"), le(v("c"), f("s"))));
    above.clone().show(ge(total("s", "S", excess()), sub(f("a"), v("c")))).accepts(by(v("a")));
    above.show(goal).rejects(by(v("a")), &[], Reason::GoalNotReached);
    let nothing = |fact: Formula| sequent(fact).show(truth());
    for fact in [
        all("s", sort("S"), eq(f("s"), n(0))),
        all("s", sort("S"), ne(f("s"), n(0))),
        all("s", sort("S"), imp(ge(v("c"), n(0)), ge(f("s"), n(0)))),
        all("x", Real, ge(pow(v("x"), 2), n(0))),
        ge(v("c"), n(0)),
    ] {
        nothing(fact).rejects(by(v("a")), &[0], needs(0, Need::Pointwise));
    }
    let infinite = all("t", sort("T"), ge(app("g", [v("t")]), n(0)));
    nothing(infinite).rejects(by(v("a")), &[0], Reason::WrongFunctional);
    let mismatch = IllFormed::Mismatch { expected: sort("S"), found: Real };
    nothing(positive()).rejects(by(v("c")), &[0], Reason::IllFormed(mismatch));
    nothing(positive()).rejects(by(v("b")), &[0], Reason::IllFormed(IllFormed::UnknownName("b".into())));
}

/// `phi(1) - phi(s) >= 0` on [0, 1], or `> 0` inside it.
fn tail(phi: &dyn Fn(Term) -> Term, strict: bool) -> Formula {
    let rest = sub(phi(n(1)), phi(v("s")));
    if strict {
        all("s", Real, imp(gt(v("s"), n(0)), imp(lt(v("s"), n(1)), gt(rest, n(0)))))
    } else {
        all_in_unit("s", ge(rest, n(0)))
    }
}

fn quantile(phi: &dyn Fn(Term) -> Term, strict: bool, level: Option<usize>) -> Step {
    let function = lambda("u", Real, phi(v("u")));
    Step::Quantile { functional: quantile_of("F"), function, strict, tail: 0, level }
}

/// The integral of the quantile function of `F` against `phi`.
fn against(phi: &dyn Fn(Term) -> Term) -> Term {
    bind(quantile_of("F"), "u", phi(v("u")))
}

#[test]
fn quantile_functionals_have_a_sign_for_every_law() {
    let with = |domain: Domain, fact: Formula| over([("F", domain), ("r", Real)]).given([fact]);
    let nonnegative = || real_law(Some(0), None, true);
    let anywhere = || real_law(None, None, true);
    // E max(v1, v2) - E v = I[u^2 - u]: equal ends, so any law will do; strictly if it has no atom.
    let spread: &dyn Fn(Term) -> Term = &|u| sub(pow(u.clone(), 2), u);
    let square: &dyn Fn(Term) -> Term = &|u| pow(u, 2);
    with(anywhere(), tail(spread, false))
        .show(ge(against(spread), n(0)))
        .accepts([quantile(spread, false, None)]);
    with(anywhere(), tail(spread, true))
        .show(gt(against(spread), n(0)))
        .accepts([quantile(spread, true, None)]);
    with(nonnegative(), tail(square, false))
        .show(ge(against(square), n(0)))
        .accepts([quantile(square, false, None)]);
    let clipped: &dyn Fn(Term) -> Term = &|u| max(pow(u, 2), q(1, 2));
    with(nonnegative(), tail(clipped, false))
        .show(ge(against(clipped), n(0)))
        .accepts([quantile(clipped, false, None)]);
    let nothing = |domain, fact| with(domain, fact).show(truth());
    // Negative outcomes weigh on phi(1) - phi(0).
    nothing(anywhere(), tail(square, false)).rejects(
        [quantile(square, false, None)],
        &[0],
        Reason::LevelNotShown,
    );
    nothing(anywhere(), tail(square, false)).rejects(
        [quantile(square, false, Some(0))],
        &[0],
        Reason::LevelNotShown,
    );
    let negative = real_law(Some(-1), Some(1), true);
    nothing(negative, tail(square, false)).rejects(
        [quantile(square, false, None)],
        &[0],
        Reason::LevelNotShown,
    );
    nothing(anywhere(), tail(square, false)).rejects(
        [quantile(square, false, Some(5))],
        &[0],
        Reason::NoSuchFact(5),
    );
    // Strictly only for laws that are not one point.
    let atoms = real_law(None, None, false);
    nothing(atoms, tail(spread, true)).rejects(
        [quantile(spread, true, None)],
        &[0],
        Reason::LawNotContinuous,
    );
    // The tail condition must be there, and for this function.
    nothing(anywhere(), tail(square, false)).rejects(
        [quantile(spread, false, None)],
        &[0],
        Reason::TailMismatch,
    );
    nothing(anywhere(), tail(spread, false)).rejects(
        [quantile(spread, true, None)],
        &[0],
        Reason::TailMismatch,
    );
    nothing(anywhere(), tail(spread, true)).rejects(
        [quantile(spread, false, None)],
        &[0],
        Reason::TailMismatch,
    );
    nothing(anywhere(), all_in_unit("s", ge(spread(v("s")), n(0)))).rejects(
        [quantile(spread, false, None)],
        &[0],
        Reason::TailMismatch,
    );
    let half_way = all(
        "s",
        Real,
        imp(gt(v("s"), q(1, 2)), imp(lt(v("s"), n(1)), gt(sub(v("s"), pow(v("s"), 2)), n(0)))),
    );
    nothing(anywhere(), half_way).rejects([quantile(spread, true, None)], &[0], Reason::TailMismatch);
    // A level fact where it is not an identity.
    let scaled: &dyn Fn(Term) -> Term = &|u| mul([v("r"), u]);
    let facts = over([("F", anywhere()), ("r", Real)]).given([
        tail(scaled, false),
        eq(v("r"), n(0)),
        eq(v("r"), n(1)),
    ]);
    facts.clone().show(ge(against(scaled), n(0))).accepts([quantile(scaled, false, Some(1))]);
    facts.show(truth()).rejects([quantile(scaled, false, Some(2))], &[0], Reason::LevelNotShown);
}

#[test]
fn quantile_integrands_are_continuous() {
    let with = |fact: Formula| {
        let names =
            [("F", real_law(Some(0), None, true)), ("f", function([Real])), ("m", Natural), ("c", Real)];
        over(names).given([fact]).show(truth())
    };
    let continuous: [&dyn Fn(Term) -> Term; 5] = [
        &|u| npow(u, v("m")),
        &|u| div(u, v("c")),
        &|u| mul([app("f", [v("c")]), u]),
        &|u| min(u, indicator(Relation::Ge, v("c"), n(0))),
        &|u| sum([u, exp(v("c"))]),
    ];
    for phi in continuous {
        with(tail(phi, false)).accepts([quantile(phi, false, None)]);
    }
    let jumping: [&dyn Fn(Term) -> Term; 6] = [
        &|u| indicator(Relation::Ge, u, q(1, 2)),
        &|u| mul([u.clone(), indicator(Relation::Gt, u, n(0))]),
        &|u| div(n(1), u),
        &|u| app("f", [u]),
        &|u| log(u),
        &|u| integral("w", mul([v("w"), u])),
    ];
    for phi in jumping {
        with(tail(phi, false)).rejects([quantile(phi, false, None)], &[0], Reason::NotContinuous);
    }
    let identity: &dyn Fn(Term) -> Term = &|u| u;
    let wrong = Step::Quantile {
        functional: expectation("F", []),
        function: lambda("u", Real, v("u")),
        strict: false,
        tail: 0,
        level: None,
    };
    with(tail(identity, false)).rejects([wrong], &[0], Reason::WrongFunctional);
    let no_variable = Step::Quantile {
        functional: quantile_of("F"),
        function: Lambda { parameters: Vec::new(), body: n(0) },
        strict: false,
        tail: 0,
        level: None,
    };
    let arity = IllFormed::Arity { expected: 1, found: 0 };
    with(tail(identity, false)).rejects([no_variable], &[0], Reason::IllFormed(arity));
    let on_sort = over([("F", law(sort("S")))])
        .sort("S", Carrier::Arbitrary)
        .given([tail(identity, false)])
        .show(truth());
    let not_real = Reason::IllFormed(IllFormed::NotALaw(law(sort("S"))));
    on_sort.rejects([quantile(identity, false, None)], &[0], not_real);
}

#[test]
fn moments_of_the_uniform_law() {
    let facts = [ge(v("r"), n(0)), le(v("r"), n(1)), ge(v("r"), n(-1)), gt(v("r"), n(0))];
    let sequent = reals(["r"]).given(facts);
    let by = |power, at_least, at_most| [Step::Moment { power, from: v("r"), at_least, at_most }];
    let above = || indicator(Relation::Ge, v("u"), v("r"));
    let value = eq(integral("u", mul([pow(v("u"), 2), above()])), div(sub(n(1), pow(v("r"), 3)), n(3)));
    sequent.clone().show(value.clone()).accepts(by(2, 0, 1));
    sequent.clone().show(value).rejects(by(1, 0, 1), &[], Reason::GoalNotReached);
    let nothing = sequent.show(truth());
    nothing.rejects(by(2, 2, 1), &[0], Reason::PremiseMismatch { fact: 2 });
    nothing.rejects(by(2, 3, 1), &[0], Reason::PremiseMismatch { fact: 3 });
    nothing.rejects(by(2, 0, 0), &[0], Reason::PremiseMismatch { fact: 0 });
    nothing.rejects(by(u32::MAX, 0, 1), &[0], Reason::OutsideRange);
    let outside = Step::Moment { power: 2, from: n(2), at_least: 0, at_most: 1 };
    nothing.rejects([outside], &[0], Reason::PremiseMismatch { fact: 0 });
    let unknown = Step::Moment { power: 2, from: v("t"), at_least: 0, at_most: 1 };
    nothing.rejects([unknown], &[0], Reason::IllFormed(IllFormed::UnknownName("t".into())));
    // Whole moments need no rule: the normal form knows them.
    over([]).show(eq(integral("u", pow(v("u"), 4)), q(1, 5))).accepts([]);
    over([]).show(eq(integral("u", pow(v("u"), 4)), q(1, 4))).rejects([], &[], Reason::NoConclusion);
}

/// If the integral `L` of `1/u^2` over [0, 1] were a number, then with `k = L + 1` and `a = 1/(4k)` the window
/// from `a` to `2a`, where `1/u > 2k`, would alone give `4k^2 a = k > L`. All steps but the lifts are sound.
#[test]
fn an_integral_that_does_not_exist_would_prove_anything() {
    let inverse = || div(n(1), v("u"));
    let k = || sum([integral("u", pow(inverse(), 2)), n(1)]);
    let per_k = || div(n(1), k());
    let (a, b) = (|| mul([q(1, 4), per_k()]), || mul([q(1, 2), per_k()]));
    let at_least = |from: Term| indicator(Relation::Ge, v("u"), from);
    let height = |sign: i64| mul([n(sign * 4), pow(k(), 2)]);
    let window = || ge(pow(inverse(), 2), mul([height(1), sub(at_least(a()), at_least(b()))]));
    let lift = |fact| Step::Lift { fact, functional: Functional::Integral };
    let plain = |goal: Formula, fact| combine(goal, [], [product([fact])], []);
    let equal = |goal: Formula, fact| combine(goal, [], [], [multiple(n(1), fact)]);

    // u >= b = 2a: both indicators are 1. Fact 15 is the case.
    let above = |first: Step| {
        let over_a = combine(ge(v("u"), a()), [], [product([16]), product([8])], []);
        let both = [multiple(height(1), 17), multiple(height(-1), 19)];
        let goal = combine(window(), [], [squared([], inverse())], both);
        vec![first, Step::Indicator { fact: 16 }, over_a, Step::Indicator { fact: 18 }, goal]
    };
    // a <= u < b: 1/u > 2k. Fact 16 is [u >= b] = 0, and 18 the case.
    let inside = |first: Step| {
        let larger = combine(
            gt(inverse(), mul([n(2), k()])),
            [21],
            [weighted(Rational::from(2), [2, 15])],
            [multiple(n(1), 22), multiple(n(-1), 3)],
        );
        let products = [squared([], sub(inverse(), mul([n(2), k()]))), weighted(Rational::from(4), [2, 23])];
        let goal = combine(window(), [], products, [multiple(height(-1), 20), multiple(height(1), 16)]);
        let positive = combine(gt(v("u"), n(0)), [], [product([19]), weighted(ratio(1, 4), [4])], []);
        vec![first, Step::Indicator { fact: 19 }, positive, Step::Inverse { fact: 21 }, larger, goal]
    };
    let neither = [multiple(height(-1), 19), multiple(height(1), 16)];
    let below = vec![Step::Indicator { fact: 18 }, combine(window(), [], [squared([], inverse())], neither)];
    let under_b = vec![
        Step::Indicator { fact: 15 },
        Step::Trichotomy { term: sub(v("u"), a()) },
        Step::Cases {
            fact: 17,
            formula: window(),
            branches: vec![inside(plain(ge(v("u"), a()), 18)), inside(equal(ge(v("u"), a()), 18)), below],
        },
    ];
    let pointwise = [
        Step::Trichotomy { term: sub(v("u"), b()) },
        Step::Cases {
            fact: 14,
            formula: window(),
            branches: vec![above(plain(ge(v("u"), b()), 15)), above(equal(ge(v("u"), b()), 15)), under_b],
        },
    ];
    let moment = |from, at_least, at_most| Step::Moment { power: 0, from, at_least, at_most };
    let nonnegative = ge(pow(inverse(), 2), n(0));
    let steps = [
        block(
            all_in_unit("u", nonnegative.clone()),
            3,
            [combine(nonnegative, [], [squared([], inverse())], [])],
        ),
        lift(0),
        combine(gt(k(), n(0)), [], [product([1]), product([])], []),
        Step::Inverse { fact: 2 },
        combine(gt(per_k(), n(0)), [2], [product([])], [multiple(n(1), 3)]),
        combine(
            le(per_k(), n(2)),
            [2],
            [weighted(Rational::from(2), [1]), product([])],
            [multiple(n(-1), 3)],
        ),
        combine(le(a(), n(1)), [], [weighted(ratio(1, 4), [5]), weighted(ratio(1, 2), [])], []),
        combine(le(b(), n(1)), [], [weighted(ratio(1, 2), [5])], []),
        combine(ge(a(), n(0)), [], [weighted(ratio(1, 4), [4])], []),
        combine(ge(b(), n(0)), [], [weighted(ratio(1, 2), [4])], []),
        moment(a(), 8, 6),
        moment(b(), 9, 7),
        block(all_in_unit("u", window()), 3, pointwise),
        lift(12),
        combine(
            falsity(),
            [],
            [product([13])],
            [multiple(height(1), 10), multiple(height(-1), 11), multiple(k(), 3)],
        ),
    ];
    over([]).show(falsity()).rejects(steps, &[1], Reason::NotBounded);
}
