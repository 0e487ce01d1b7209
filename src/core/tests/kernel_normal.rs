//! Normal forms: what they identify holds, and what they must not identify stays apart.

mod support;

use mechproof_core::exact::Rational;
use mechproof_core::kernel::{Reason, Step};
use mechproof_core::logic::{Carrier, Domain, Formula, LawType, MAX_DEPTH, Relation, Term};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use support::evaluate::Point;
use support::*;

/// Names that the tables may use, over sorts of two and three elements and an arbitrary one.
fn scope() -> Sequent {
    let kernel = Domain::Law(LawType { parameters: vec![sort("T")], ..law_type(sort("S")) });
    let names = [
        ("x", Real),
        ("y", Real),
        ("z", Real),
        ("m", Natural),
        ("f", function([Real])),
        ("g", function([sort("S")])),
        ("h", function([sort("S"), sort("T")])),
        ("s", sort("S")),
        ("mu", law(sort("S"))),
        ("pi", kernel),
        ("nu", law(sort("A"))),
        ("k", function([sort("A")])),
        ("F", real_law(Some(0), Some(1), true)),
    ];
    over(names).elements("S", ["a", "b", "c"]).elements("T", ["lo", "hi"]).sort("A", Carrier::Finite)
}

fn same(left: Term, right: Term) {
    let claim = eq(left, right);
    scope().show(claim.clone()).accepts([identity(claim)]);
}

fn different(left: Term, right: Term) {
    let claim = eq(left, right);
    scope().show(claim.clone()).rejects([identity(claim)], &[0], Reason::IdentityFails);
}

fn on(index: u32) -> Term {
    select(v("i"), std::array::from_fn::<Term, 3, _>(|place| n((place == index as usize).into())))
}

#[test]
fn quotients_and_extrema() {
    same(div(sum([v("x"), v("y")]), n(2)), sum([mul([q(1, 2), v("x")]), div(v("y"), n(2))]));
    same(div(n(1), mul([v("x"), v("y")])), mul([div(n(1), v("x")), div(n(1), v("y"))]));
    same(div(n(1), div(n(1), v("x"))), v("x"));
    same(div(n(1), sub(v("x"), v("y"))), div(n(-1), sub(v("y"), v("x"))));
    same(div(n(2), mul([n(4), v("x")])), div(n(1), mul([n(2), v("x")])));
    same(div(v("x"), n(0)), n(0));
    different(div(v("x"), v("x")), n(1));
    different(mul([v("x"), div(n(1), v("x"))]), n(1));
    different(div(n(1), sum([v("x"), v("y")])), sum([div(n(1), v("x")), div(n(1), v("y"))]));
    same(sum([max(v("x"), v("y")), min(v("x"), v("y"))]), sum([v("x"), v("y")]));
    same(max(n(2), n(3)), n(3));
    same(max(v("x"), v("x")), v("x"));
    same(max(sum([v("x"), n(1)]), v("x")), sum([v("x"), n(1)]));
    different(max(v("x"), v("y")), min(v("x"), v("y")));
    different(max(v("x"), n(0)), v("x"));
    let up = |relation| indicator(relation, v("x"), v("y"));
    same(sum([up(Relation::Ge), up(Relation::Lt)]), n(1));
    same(up(Relation::Ge), indicator(Relation::Le, mul([n(3), v("y")]), mul([n(3), v("x")])));
    different(up(Relation::Ge), up(Relation::Gt));
    different(sum([up(Relation::Ge), up(Relation::Le)]), n(1));
    same(indicator(Relation::Ge, n(0), n(0)), n(1));
    same(indicator(Relation::Gt, n(0), n(0)), n(0));
    same(app("f", [sum([v("x"), v("x")])]), app("f", [mul([n(2), v("x")])]));
    different(app("f", [v("x")]), app("f", [v("y")]));
    different(exp(sum([v("x"), v("y")])), mul([exp(v("x")), exp(v("y"))]));
    different(log(n(1)), n(0));
}

#[test]
fn bound_names_do_not_matter() {
    let square = |name: &str| all(name, Real, ge(pow(v(name), 2), n(0)));
    let sequent = scope().given([square("t")]);
    sequent.show(square("x'")).accepts([restate(0, square("x'"))]);
    same(mean("i", "nu", app("k", [v("i")])), mean("j", "nu", app("k", [v("j")])));
    let ordered = |a: &str, b: &str| all(a, Real, all(b, Real, ge(v(a), v(b))));
    let fact = ordered("p", "q");
    scope().given([fact.clone()]).show(ordered("q", "p")).accepts([restate(0, ordered("q", "p"))]);
    let reversed = all("p", Real, all("q", Real, ge(v("q"), v("p"))));
    scope().given([fact]).show(truth()).rejects([restate(0, reversed)], &[0], Reason::NotTheSame);
    // Same body, other domain or quantifier.
    for other in [all("t", Natural, ge(v("t"), n(1))), some("t", Real, ge(v("t"), n(1)))] {
        let fact = all("t", Real, ge(v("t"), n(1)));
        scope().given([fact]).show(truth()).rejects([restate(0, other)], &[0], Reason::NotTheSame);
    }
}

#[test]
fn quantifiers_over_listed_elements_expand() {
    let at = |index| ge(app("g", [el("S", index)]), n(0));
    let every = all("i", sort("S"), ge(app("g", [v("i")]), n(0)));
    let any = some("i", sort("S"), ge(app("g", [v("i")]), n(0)));
    let expands = |from: &Formula, to: Formula| {
        scope().given([from.clone()]).show(to.clone()).accepts([restate(0, to)]);
    };
    expands(&every, and([at(0), at(1), at(2)]));
    expands(&every, and([and([at(0), at(1)]), at(2)]));
    expands(&any, or([at(0), at(1), at(2)]));
    let stays = |from: &Formula, to: Formula| {
        scope().given([from.clone()]).show(truth()).rejects([restate(0, to)], &[0], Reason::NotTheSame);
    };
    stays(&every, and([at(0), at(1)]));
    stays(&every, or([at(0), at(1), at(2)]));
    stays(&every, any.clone());
    stays(&any, at(0));
    stays(&every, all("i", sort("T"), ge(app("g", [el("S", 0)]), n(0))));
    // Under another binder, and two deep.
    let h = |s, t| ge(app("h", [s, t]), v("r"));
    let deep = all("r", Real, all("i", sort("S"), some("j", sort("T"), h(v("i"), v("j")))));
    let row = |index| or([h(el("S", index), el("T", 0)), h(el("S", index), el("T", 1))]);
    expands(&deep, all("r", Real, and([row(0), row(1), row(2)])));
    // A sort that is not listed does not expand.
    let abstracted = all("i", sort("A"), ge(app("k", [v("i")]), n(0)));
    expands(&abstracted, all("j", sort("A"), ge(app("k", [v("j")]), n(0))));
}

#[test]
fn sums_and_means_over_listed_elements() {
    let g = |index| app("g", [el("S", index)]);
    let g_of = || app("g", [v("i")]);
    same(total("i", "S", g_of()), sum([g(0), g(1), g(2)]));
    same(total("i", "S", n(1)), n(3));
    different(total("i", "S", g_of()), sum([g(0), g(1)]));
    // Probabilities sum to 1, also of a law with parameters.
    let chance = |index| mean("i", "mu", on(index));
    same(sum([chance(0), chance(1), chance(2)]), n(1));
    same(
        mean("i", "mu", g_of()),
        sum([mul([chance(0), g(0)]), mul([chance(1), g(1)]), mul([chance(2), g(2)])]),
    );
    same(mean("i", "mu", v("x")), v("x"));
    different(sum([chance(0), chance(1)]), n(1));
    different(chance(0), chance(1));
    different(mean("i", "mu", g_of()), g(0));
    let given = |t, index| bind(expectation("pi", [t]), "i", on(index));
    same(sum([given(el("T", 0), 0), given(el("T", 0), 1), given(el("T", 0), 2)]), n(1));
    different(given(el("T", 0), 0), given(el("T", 1), 0));
    same(
        total("t", "T", given(v("t"), 2)),
        sum([n(2), given(el("T", 0), 0).negated(), given(el("T", 0), 1).negated()])
            .minus(sum([given(el("T", 1), 0), given(el("T", 1), 1)])),
    );
    // The variable picks its branch, the element too.
    same(select(el("S", 1), [v("x"), v("y"), v("z")]), v("y"));
    different(select(v("s"), [v("x"), v("y"), v("z")]), v("y"));
}

#[test]
fn listed_and_other_variables_may_be_nested() {
    let h = |i: Term, t: Term| app("h", [i, t]);
    let (k, g) = (|j: &str| app("k", [v(j)]), |index| app("g", [el("S", index)]));
    let row = |i: u32| sum([h(el("S", i), el("T", 0)), h(el("S", i), el("T", 1))]);
    // Between the two listed variables stands one that is not.
    let inner = total("t", "T", mul([h(v("i"), v("t")), k("j"), app("g", [v("i")])]));
    let nested = total("i", "S", mean("j", "nu", inner));
    let each = |i: u32| mul([row(i), g(i), mean("j", "nu", k("j"))]);
    same(nested.clone(), sum([each(0), each(1), each(2)]));
    let wrong = |i: u32, other: u32| mul([row(i), g(other), mean("j", "nu", k("j"))]);
    different(nested, sum([wrong(0, 1), wrong(1, 2), wrong(2, 0)]));
    // The same around and inside a listed variable.
    let body = |i: Term| app("f", [sum([mul([k("j"), app("g", [i])]), k("l")])]);
    let of = |f: &dyn Fn(Term) -> Term| mean("j", "nu", mean("l", "nu", f(v("i"))));
    let crossed = mean("j", "nu", total("i", "S", mean("l", "nu", body(v("i")))));
    let at = |index: u32| mean("j", "nu", mean("l", "nu", body(el("S", index))));
    same(crossed.clone(), sum([at(0), at(1), at(2)]));
    same(crossed.clone(), total("i", "S", of(&body)));
    let mirrored = |i: Term| app("f", [sum([mul([k("l"), app("g", [i])]), k("j")])]);
    different(crossed, total("i", "S", of(&mirrored)));
    // In formulas.
    let line = |i: Term, t: Term| {
        let branch = select(i.clone(), [v("y"), n(1), v("x")]);
        ge(sum([mul([h(i, t), v("r")]), branch]), n(0))
    };
    let quantified = |f: &dyn Fn(Term, Term) -> Formula| {
        all("i", sort("S"), all("r", Real, all("t", sort("T"), f(v("i"), v("t")))))
    };
    let rows = |i: u32| all("r", Real, and([line(el("S", i), el("T", 0)), line(el("S", i), el("T", 1))]));
    let listed = and([rows(0), rows(1), rows(2)]);
    scope().given([quantified(&line)]).show(listed.clone()).accepts([restate(0, listed)]);
    let swapped = and([rows(1), rows(0), rows(2)]);
    let reason = Reason::NotTheSame;
    scope().given([quantified(&line)]).show(truth()).rejects([restate(0, swapped)], &[0], reason);
}

#[test]
fn functionals_are_linear() {
    let k = |name: &str| app("k", [v(name)]);
    let m = |body| mean("i", "nu", body);
    same(m(sum([mul([v("x"), k("i")]), n(3)])), sum([n(3), mul([v("x"), m(k("i"))])]));
    same(m(n(1)), n(1));
    different(total("i", "A", n(1)), n(1));
    different(m(pow(k("i"), 2)), pow(m(k("i")), 2));
    different(m(k("i")), total("i", "A", k("i")));
    // Independent draws: each factor goes to its own binder.
    let both = mean("i", "nu", mean("j", "nu", mul([k("i"), k("j")])));
    same(both, pow(m(k("i")), 2));
    let dependent = mean("i", "nu", mean("j", "nu", app("f", [mul([k("i"), k("j")])])));
    different(dependent, m(app("f", [pow(k("i"), 2)])));
    same(integral("u", sum([mul([n(6), pow(v("u"), 2)]), v("x")])), sum([n(2), v("x")]));
    different(integral("u", div(n(1), v("u"))), n(0));
    different(integral("u", npow(v("u"), v("m"))), div(n(1), sum([v("m"), n(1)])));
    // A quantile functional of a constant vanishes; an expectation does not.
    let against = |body| bind(quantile_of("F"), "u", body);
    same(against(sum([v("u"), v("x")])), against(v("u")));
    different(against(v("u")), mean("u", "F", v("u")));
    // Laws are told apart.
    different(
        bind(expectation("pi", [el("T", 0)]), "i", app("g", [v("i")])),
        mean("i", "mu", app("g", [v("i")])),
    );
}

#[test]
fn formulas_flatten_but_keep_their_meaning() {
    let a = || gt(v("x"), n(0));
    let b = || ge(v("y"), v("z"));
    let alike = |left: Formula, right: Formula| {
        scope().given([left]).show(right.clone()).accepts([restate(0, right)]);
    };
    let unlike = |left: Formula, right: Formula| {
        scope().given([left]).show(truth()).rejects([restate(0, right)], &[0], Reason::NotTheSame);
    };
    alike(and([a(), and([b(), truth()])]), and([a(), b()]));
    alike(or([or([a(), falsity()]), b()]), or([a(), b()]));
    alike(imp(truth(), a()), a());
    alike(imp(gt(n(1), n(0)), a()), a());
    alike(all("t", Real, ge(n(1), n(0))), truth());
    alike(eq(sub(v("x"), v("y")), n(0)), eq(mul([n(2), v("y")]), mul([v("x"), n(2)])));
    alike(ne(v("x"), v("y")), ne(v("y"), v("x")));
    unlike(ge(v("x"), v("y")), ge(v("y"), v("x")));
    unlike(imp(a(), b()), imp(b(), a()));
    unlike(imp(a(), b()), b());
    unlike(or([a(), b()]), and([a(), b()]));
    unlike(imp(falsity(), a()), a());
    unlike(not(not(a())), a());
    unlike(eq(pow(v("x"), 2), n(0)), eq(v("x"), n(0)));
}

/// If they were run, this would not end.
#[test]
fn nested_expansions_are_refused_not_run() {
    let too_many = Reason::TooManyInstances;
    let sums =
        |levels: usize| (0..levels).fold(v("x"), |body, _| total("i", "S", mul([app("g", [v("i")]), body])));
    scope().show(truth()).rejects([identity(eq(sums(100), n(0)))], &[0], too_many.clone());
    let means = (0..100).fold(v("x"), |body, _| mean("i", "mu", mul([app("g", [v("i")]), body])));
    scope().show(truth()).rejects([identity(eq(means, n(0)))], &[0], too_many.clone());
    let quantified = (0..100).fold(ge(v("x"), n(0)), |body, _| all("i", sort("T"), body));
    let expanded = Step::Absurd { fact: 0, formula: falsity() };
    scope().given([quantified.clone()]).show(truth()).rejects([expanded], &[0], too_many.clone());
    // Sums inside quantifiers count together.
    let inside = (0..8).fold(eq(sums(4), n(0)), |body, _| all("i", sort("S"), body));
    let expanded = Step::Absurd { fact: 0, formula: falsity() };
    scope().given([inside]).show(truth()).rejects([expanded], &[0], too_many);
}

#[test]
fn atoms_that_share_their_parts_are_walked_once() {
    // Each level names the one below twice: 2^100 paths, but 200 atoms.
    let tower = (0..100).fold(v("x"), |inner, _| app("f", [max(inner, v("z"))]));
    same(
        mean("i", "nu", mul([app("k", [v("i")]), tower.clone()])),
        mul([tower, mean("i", "nu", app("k", [v("i")]))]),
    );
    let moving = (0..60).fold(app("k", [v("j")]), |inner, _| app("f", [max(inner, v("z"))]));
    different(mean("j", "nu", mean("i", "nu", mul([app("k", [v("i")]), moving]))), v("x"));
}

#[test]
fn long_sums_in_another_order_are_the_same() {
    let terms = |from: i64| (from..from + 30_000).map(|index| app("f", [n(index)]));
    same(Term::Sum(terms(0).collect()), Term::Sum(terms(0).rev().collect()));
}

#[test]
fn the_deepest_terms_fit_the_stack() {
    let nested = |step: &dyn Fn(Term) -> Term| (0..(MAX_DEPTH - 5) / 3).fold(v("x"), |inner, _| step(inner));
    for step in [
        &(|inner| app("f", [sum([n(1), inner])])) as &dyn Fn(Term) -> Term,
        &|inner| div(n(1), sum([inner, n(1)])),
        &|inner| indicator(Relation::Ge, sum([inner, v("y")]), n(0)),
        &|inner| exp(sum([inner, v("y")])),
        &|inner| npow(sum([inner, v("y")]), v("m")),
        &|inner| mean("i", "nu", app("f", [mul([app("k", [v("i")]), inner])])),
        &|inner| total("i", "One", app("f", [inner])),
        &|inner| select(v("s"), [inner, n(0), n(1)]),
    ] {
        let claim = eq(nested(step), n(0));
        let rejection = scope().elements("One", ["only"]).prove(&[identity(claim)]);
        assert_eq!(rejection.expect_err("not 0").reason, Reason::IdentityFails);
    }
}

fn leaves() -> impl Strategy<Value = Term> {
    prop::sample::select(vec![
        n(0),
        n(1),
        n(-1),
        n(2),
        v("x"),
        v("y"),
        v("m"),
        select(v("s"), [v("x"), n(1), v("y")]),
    ])
}

fn terms() -> impl Strategy<Value = Term> {
    leaves().prop_recursive(3, 10, 2, |inner| {
        let two = || (inner.clone(), inner.clone());
        let one = || inner.clone();
        prop_oneof![
            two().prop_map(|(a, b)| sum([a, b])),
            two().prop_map(|(a, b)| mul([a, b])),
            two().prop_map(|(a, b)| div(a, b)),
            two().prop_map(|(a, b)| max(a, b)),
            two().prop_map(|(a, b)| min(a, b)),
            two().prop_map(|(a, b)| indicator(Relation::Ge, a, b)),
            two().prop_map(|(a, b)| indicator(Relation::Lt, a, b)),
            one().prop_map(|a| pow(a, 2)),
            one().prop_map(|a| npow(a, v("m"))),
            one().prop_map(|a| npow(a, sum([v("m"), n(1)]))),
            one().prop_map(|a| npow(a, mul([n(2), v("m")]))),
            one().prop_map(|a| app("f", [a])),
            one().prop_map(|a| select(v("s"), [a, n(0), v("y")])),
            one().prop_map(|a| total("i", "S", mul([a, app("g", [v("i")])]))),
            one().prop_map(|a| mean("i", "mu", sum([a, app("g", [v("i")])]))),
            one().prop_map(|a| mean("i", "mu", mul([select(v("i"), [n(0), n(1), n(2)]), a]))),
        ]
    })
}

/// A rewriting of the outermost operation; some of them are wrong.
fn rewritten(term: &Term, which: u8) -> Term {
    match (term, which % 3) {
        (Term::Quotient(a, b), 0) => mul([(**a).clone(), div(n(1), (**b).clone())]),
        (Term::Quotient(a, b), 1) => div(mul([(**a).clone(), (**b).clone()]), pow((**b).clone(), 2)),
        (Term::Extremum(_, a, b), 0) => {
            let up = indicator(Relation::Ge, (**a).clone(), (**b).clone());
            sum([(**b).clone(), mul([sub((**a).clone(), (**b).clone()), up])])
        }
        (Term::Extremum(_, a, b), 1) => min((**b).clone(), (**a).clone()),
        (Term::Indicator(_, a, b), 0) => sub(n(1), indicator(Relation::Lt, (**a).clone(), (**b).clone())),
        (Term::Indicator(relation, a, b), 1) => indicator(relation.flipped(), (**b).clone(), (**a).clone()),
        (Term::NaturalPower(a, _), 0) => mul([(**a).clone(), npow((**a).clone(), v("m"))]),
        (Term::NaturalPower(a, _), 1) => pow(npow((**a).clone(), v("m")), 2),
        (Term::Power(a, _), _) => mul([(**a).clone(), (**a).clone()]),
        (Term::Product(parts), _) => Term::Product(parts.iter().rev().cloned().collect()),
        (Term::Sum(parts), _) => Term::Sum(parts.iter().rev().cloned().collect()),
        _ => sum([term.clone(), n(0)]),
    }
}

fn points() -> Vec<Point> {
    let mut points = Vec::new();
    let numbers = [ratio(0, 1), ratio(1, 1), ratio(-1, 1), ratio(2, 1), ratio(-1, 2), ratio(3, 2)];
    for (place, x) in numbers.iter().enumerate() {
        for (other, y) in numbers.iter().enumerate() {
            let turn = u32::try_from(place + other).expect("small");
            let mut point = Point::default()
                .with("x", x.clone())
                .with("y", y.clone())
                .with("m", Rational::from(i64::from(turn % 4)))
                .with_element("s", turn % 3);
            point.salt = i64::from(turn);
            point.sizes.insert("S".into(), 3);
            point.laws.insert(
                "mu".into(),
                vec![ratio(1, 6), ratio(i64::from(turn), 15), ratio(25 - 2 * i64::from(turn), 30)],
            );
            points.push(point);
        }
    }
    points
}

#[test]
fn terms_with_one_normal_form_have_one_value() {
    let mut runner = TestRunner::new_with_rng(
        ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() },
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let points = points();
    let counts = std::cell::Cell::new((0, 0));
    let pools = prop::collection::vec((terms(), any::<u8>()), 40);
    let outcome = runner.run(&pools, |pool| {
        let mut pairs = Vec::new();
        for (place, (term, which)) in pool.iter().enumerate() {
            pairs.push((term.clone(), rewritten(term, *which)));
            for (other, _) in &pool[..place] {
                pairs.push((term.clone(), other.clone()));
            }
        }
        for (left, right) in pairs {
            let claim = eq(left.clone(), right.clone());
            let accepted = scope().show(claim.clone()).prove(&[identity(claim)]).is_ok();
            let (yes, no) = counts.get();
            counts.set(if accepted { (yes + 1, no) } else { (yes, no + 1) });
            if accepted {
                for point in &points {
                    prop_assert_eq!(point.term(&left), point.term(&right), "{:?} and {:?}", left, right);
                }
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let (yes, no) = counts.get();
    assert!(yes > 500 && no > 500, "{yes} accepted, {no} rejected");
}
