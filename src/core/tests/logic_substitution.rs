//! Laws of substitution: it undoes closing, commutes with evaluation, and captures nothing.

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use mechproof_core::exact::Rational;
use mechproof_core::logic::{
    Argument, Carrier, Formula, IllFormed, Lambda, LawExpression, MAX_DEPTH, Scope, Signature, Term, Terms,
    Variable, close, depth_of_formula, depth_of_term, free_names, instantiate, rebind, rename_sorts,
};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use support::evaluate::Point;
use support::*;

/// Terms over x, y, the element s and the function f of one real; sums and means bind.
fn terms() -> impl Strategy<Value = Term> {
    let leaves =
        prop::sample::select(vec![n(0), n(1), q(-1, 2), v("x"), v("y"), select(v("s"), [v("x"), n(3)])]);
    leaves.prop_recursive(4, 24, 3, |inner| {
        let two = || (inner.clone(), inner.clone());
        let one = || inner.clone();
        prop_oneof![
            two().prop_map(|(a, b)| sum([a, b])),
            two().prop_map(|(a, b)| mul([a, b])),
            two().prop_map(|(a, b)| div(a, b)),
            two().prop_map(|(a, b)| max(a, b)),
            one().prop_map(|a| pow(a, 2)),
            one().prop_map(|a| app("f", [a])),
            one().prop_map(|a| Term::Named("d".into(), Arc::new(a))),
            (one(), one()).prop_map(|(a, b)| total("i", "S", select(v("i"), [a, b]))),
            one().prop_map(|a| mean("i", "mu", sum([a, app("g", [v("i")])]))),
        ]
    })
}

fn formulas() -> impl Strategy<Value = Formula> {
    let compare = (terms(), terms()).prop_map(|(a, b)| ge(a, b));
    compare.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| and([a, b])),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| imp(a, b)),
            inner.prop_map(|a| named("h", a)),
        ]
    })
}

fn point(x: i64, y: i64) -> Point {
    let mut point =
        Point::default().with("x", ratio(x, 2)).with("y", ratio(y, 3)).with_element("s", u32::from(x > y));
    point.sizes.insert("S".into(), 2);
    point.laws.insert("mu".into(), vec![ratio(1, 3), ratio(2, 3)]);
    point
}

fn run<S: Strategy>(strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner.run(&strategy, test).unwrap_or_else(|failure| panic!("{failure}"));
}

fn free(name: &str) -> Argument {
    Argument::Term(v(name))
}

#[test]
fn instantiating_undoes_closing() {
    run(formulas(), |formula| {
        prop_assert_eq!(&instantiate(&close(&formula, "x"), &free("x")), &formula);
        prop_assert_eq!(&instantiate(&close(&formula, "absent"), &free("x")), &formula);
        prop_assert!(!free_names(&close(&formula, "x")).contains("x"));
        // Under another binder the index moves with it.
        let nested = all("y", Real, close_both(&formula));
        let Formula::Forall(_, body) = &nested else { unreachable!() };
        prop_assert_eq!(&instantiate(body, &free("y")), &close_both(&formula));
        // Functions and laws too.
        for name in ["f", "mu"] {
            let back = Argument::Renamed(Variable::Free(name.into()));
            prop_assert_eq!(&instantiate(&close(&formula, name), &back), &formula);
        }
        Ok(())
    });
}

/// `formula` with x bound by a quantifier of its own.
fn close_both(formula: &Formula) -> Formula {
    all("x", Real, formula.clone())
}

#[test]
fn substitution_commutes_with_evaluation() {
    run((formulas(), terms(), -4_i64..4, -4_i64..4), |(formula, term, x, y)| {
        let here = point(x, y);
        let replaced = instantiate(&close(&formula, "x"), &Argument::Term(term.clone()));
        let moved = here.clone().with("x", here.term(&term));
        prop_assert_eq!(here.holds(&replaced), moved.holds(&formula));
        // A term of the place of use, by way of the binder.
        let rebound = rebind(&close(&formula, "x"), &sum([Term::bound(0), n(1)]));
        let again = instantiate(&rebound, &free("x"));
        let next = here.clone().with("x", &here.term(&v("x")) + &Rational::one());
        prop_assert_eq!(here.holds(&again), next.holds(&formula));
        Ok(())
    });
}

#[test]
fn functions_are_replaced_at_every_use() {
    run((terms(), terms(), -4_i64..4, -4_i64..4), |(term, body, x, y)| {
        // The body may mention x, y and f itself; the parameter is t.
        let here = point(x, y);
        let with_parameter = sum([body.clone(), mul([n(3), v("t")])]);
        let function = Argument::Function(lambda("t", Real, with_parameter));
        let Formula::Compare(_, replaced, _) = instantiate(&close(&eq(term.clone(), n(0)), "f"), &function)
        else {
            unreachable!()
        };
        // In the order of evaluation: where `f(a)` stands, now stands body + 3 a.
        let expected = replace_calls(&term, &body);
        prop_assert_eq!(here.term(&replaced), here.term(&expected));
        Ok(())
    });
}

/// `f(a)` becomes `body + 3 a`. Correct here as no binder of these terms binds a name of `body`.
fn replace_calls(term: &Term, body: &Term) -> Term {
    let all = |terms: &[Term]| terms.iter().map(|part| replace_calls(part, body)).collect::<Terms>();
    let one = |term: &Term| Arc::new(replace_calls(term, body));
    match term {
        Term::Apply(Variable::Free(head), arguments) if **head == *"f" => {
            sum([body.clone(), mul([n(3), replace_calls(&arguments[0], body)])])
        }
        Term::Apply(head, arguments) => Term::Apply(head.clone(), all(arguments)),
        Term::Sum(parts) => Term::Sum(all(parts)),
        Term::Product(parts) => Term::Product(all(parts)),
        Term::Power(base, exponent) => Term::Power(one(base), *exponent),
        Term::Quotient(left, right) => Term::Quotient(one(left), one(right)),
        Term::Extremum(which, left, right) => Term::Extremum(*which, one(left), one(right)),
        Term::Named(name, inner) => Term::Named(name.clone(), one(inner)),
        Term::Select(scrutinee, branches) => Term::Select(scrutinee.clone(), all(branches)),
        Term::Bind(functional, name, inner) => Term::Bind(functional.clone(), name.clone(), one(inner)),
        other => other.clone(),
    }
}

#[test]
fn nothing_is_captured() {
    // (forall y: x <= y)[x := y] is about two different numbers.
    let body = close(&all("y", Real, le(v("x"), v("y"))), "x");
    let Formula::Forall(_, inner) = instantiate(&body, &free("y")) else { panic!("a quantifier") };
    assert_eq!(*inner, le(v("y"), Term::bound(0)));
    // The same for a function with a binder in its body: f(a) = E[s: mu] (g(s) + a) under a sum over s.
    let function = lambda("a", Real, mean("i", "mu", sum([app("g", [v("i")]), v("a")])));
    let use_site = total("i", "S", app("f", [select(v("i"), [n(1), n(2)])]));
    let Formula::Compare(_, value, _) =
        instantiate(&close(&eq(use_site, n(0)), "f"), &Argument::Function(function))
    else {
        panic!("a comparison")
    };
    let expected = total("i", "S", mean("j", "mu", sum([app("g", [v("j")]), select(v("i"), [n(1), n(2)])])));
    assert_eq!(unprinted(&value), unprinted(&expected));
}

/// The term with the printed names of its binders blotted out.
fn unprinted(term: &Term) -> Term {
    match term {
        Term::Bind(functional, _, body) => {
            Term::Bind(functional.clone(), "_".into(), Arc::new(unprinted(body)))
        }
        other => other.clone(),
    }
}

#[test]
fn parameters_are_numbered_from_the_last() {
    let binder = |name: &str| mechproof_core::logic::Binder { name: name.into(), domain: Real };
    let minus =
        Lambda { parameters: vec![binder("a"), binder("b")], body: sub(Term::bound(1), Term::bound(0)) };
    assert_eq!(minus.apply(&[n(5), n(3)]), sub(n(5), n(3)));
    // Variables of the place of use pass through binders of the body.
    let summed = Lambda { parameters: vec![binder("a")], body: total("i", "S", Term::bound(0)) };
    assert_eq!(summed.apply(&[Term::bound(4)]), total("i", "S", Term::bound(4)));
}

#[test]
fn expectations_under_built_laws() {
    let dirac = LawExpression::Dirac(v("a"));
    let body = app("g", [Term::bound(0)]);
    assert_eq!(dirac.expect(&body), app("g", [v("a")]));
    let mix = LawExpression::Mix(vec![(q(1, 2), dirac.clone()), (v("w"), LawExpression::Dirac(v("b")))]);
    let value = sum([mul([q(1, 2), app("g", [v("a")])]), mul([v("w"), app("g", [v("b")])])]);
    assert_eq!(mix.expect(&body), value);
    let draw = LawExpression::Draw {
        law: Variable::Free("mu".into()),
        arguments: Vec::new().into(),
        name: "i".into(),
        rest: Box::new(LawExpression::Dirac(Term::bound(0))),
    };
    // The body's other variables move one binder further out; here 1 becomes 1 under the new binder, from 0.
    let two = app("h", [Term::bound(0), Term::bound(1)]);
    assert_eq!(draw.expect(&two), Term::Bind(expectation("mu", []), "i".into(), Arc::new(two)));
}

#[test]
fn sorts_are_renamed_at_once() {
    let names = BTreeMap::from([("S".into(), "T".into()), ("T".into(), "S".into())]);
    let formula = |a: &str, b: &str| {
        all("i", sort(a), eq(total("j", b, n(1)), select(el(a, 0), [app("f", [el(b, 1)]), n(1)])))
    };
    assert_eq!(rename_sorts(&formula("S", "T"), &names), formula("T", "S"));
    let functions = |a: &str| all("f", function([sort(a), Real]), some("mu", law(sort(a)), truth()));
    assert_eq!(rename_sorts(&functions("S"), &names), functions("T"));
    assert_eq!(rename_sorts(&functions("U"), &names), functions("U"));
}

#[test]
fn depth_is_counted_up_to_its_limit() {
    let deep = |levels: usize| (1..levels).fold(n(1), |inner, _| exp(inner));
    for levels in [1, 2, 50] {
        assert_eq!(depth_of_term(&deep(levels), levels), Some(levels));
        assert_eq!(depth_of_term(&deep(levels), levels - 1), None);
        let formula = named("h", ge(deep(levels), n(0)));
        assert_eq!(depth_of_formula(&formula, levels + 2), Some(levels + 2));
        assert_eq!(depth_of_formula(&formula, levels + 1), None);
    }
    assert_eq!(depth_of_formula(&truth(), 0), None);
}

#[test]
fn ill_formed_formulas_say_what_is_wrong() {
    use IllFormed::{
        Arity, BadEnumeration, HigherOrder, IndicatorOfEquation, InfiniteSum, LooseBound, Mismatch,
        NoSuchElement, NotAFunction, NotALaw, TooDeep, UnknownName, UnknownSort, WrongKindOfArgument,
    };
    let sorts = BTreeMap::from([
        ("A".into(), Carrier::Arbitrary),
        ("S".into(), Carrier::Enumerated(vec!["a".into(), "b".into()])),
    ]);
    let names = BTreeMap::from([
        ("x".into(), Real),
        ("f".into(), function([Real])),
        ("a".into(), sort("A")),
        ("mu".into(), law(sort("A"))),
    ]);
    let scope = Scope { signature: Signature { sorts }, names };
    let zero = |term: Term| eq(term, n(0));
    let mismatch = |expected, found| Mismatch { expected, found };
    let empty = real_law(Some(1), Some(0), false);
    let point = real_law(Some(1), Some(1), true);
    for (formula, error) in [
        (zero(v("y")), UnknownName("y".into())),
        (zero(Term::bound(0)), LooseBound(0)),
        (zero(Term::bound(u32::MAX)), LooseBound(u32::MAX)),
        (all("t", sort("Z"), truth()), UnknownSort("Z".into())),
        (zero(total("i", "Z", n(1))), UnknownSort("Z".into())),
        (zero(total("i", "A", n(1))), InfiniteSum("A".into())),
        (zero(select(el("S", 2), [n(1), n(2)])), NoSuchElement("S".into(), 2)),
        (zero(el("A", 0)), UnknownSort("A".into())),
        (zero(v("a")), mismatch(Real, sort("A"))),
        (zero(app("f", [v("a")])), mismatch(Real, sort("A"))),
        (zero(app("f", [])), Arity { expected: 1, found: 0 }),
        (zero(app("x", [n(1)])), NotAFunction(Real)),
        (zero(v("f")), WrongKindOfArgument),
        (zero(mean("i", "x", n(1))), NotALaw(Real)),
        (zero(bind(quantile_of("mu"), "u", v("u"))), NotALaw(law(sort("A")))),
        (zero(indicator(mechproof_core::logic::Relation::Ne, v("x"), n(0))), IndicatorOfEquation),
        (zero(select(el("S", 0), [n(1)])), Arity { expected: 2, found: 1 }),
        (zero(select(v("a"), [n(1)])), InfiniteSum("A".into())),
        (zero(select(v("x"), [n(1)])), WrongKindOfArgument),
        (zero(npow(v("x"), v("x"))), mismatch(Natural, Real)),
        (all("F", function([function([Real])]), truth()), HigherOrder),
        (all("F", law(Natural), truth()), NotALaw(law(Natural))),
        (all("F", empty.clone(), truth()), NotALaw(empty)),
        (all("F", point.clone(), truth()), NotALaw(point)),
        ((0..MAX_DEPTH).fold(truth(), |inner, _| named("h", inner)), TooDeep),
    ] {
        assert_eq!(scope.check_formula(&formula), Err(error));
    }
    for elements in [Vec::new(), vec!["a".into(), "b".into(), "a".into()]] {
        let sorts = BTreeMap::from([("S".into(), Carrier::Enumerated(elements))]);
        assert_eq!(Signature { sorts }.validate(), Err(BadEnumeration("S".into())));
    }
}
