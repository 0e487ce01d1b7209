//! Claims: what may be claimed, what refutes it, and what shows that it says nothing.

mod support;

use std::collections::BTreeMap;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, DEFINED, Library, Proof, Reason, check, check_traced};
use mechproof_core::logic::{Carrier, Formula, IllFormed, Name, Signature};
use support::*;

fn signature(sorts: &[(&str, Carrier)]) -> Signature {
    Signature { sorts: sorts.iter().map(|(name, carrier)| ((*name).into(), carrier.clone())).collect() }
}

fn listed(elements: &[&str]) -> Carrier {
    Carrier::Enumerated(elements.iter().map(|name| Name::from(*name)).collect())
}

fn elements(sort: &str, elements: &[&str]) -> BTreeMap<Name, Vec<Name>> {
    BTreeMap::from([(sort.into(), elements.iter().map(|name| Name::from(*name)).collect())])
}

fn vacuous(formula: Formula) -> Formula {
    Claim::new(Signature::default(), formula).expect("well-formed").vacuity().formula().clone()
}

#[test]
fn claims_are_closed_and_well_formed() {
    let claim = |sorts: &[(&str, Carrier)], formula| Claim::new(signature(sorts), formula).err();
    assert_eq!(claim(&[], truth()), None);
    assert_eq!(claim(&[], gt(v("x"), n(0))), Some(IllFormed::UnknownName("x".into())));
    assert_eq!(claim(&[], all("s", sort("S"), truth())), Some(IllFormed::UnknownSort("S".into())));
    assert_eq!(claim(&[("S", listed(&[]))], truth()), Some(IllFormed::BadEnumeration("S".into())));
    assert_eq!(claim(&[("S", listed(&["a", "a"]))], truth()), Some(IllFormed::BadEnumeration("S".into())));
}

#[test]
fn the_negation_is_about_an_interpretation() {
    // "f is constant" fails on two elements.
    let constant = all("f", function([sort("S")]), {
        let values = ge(app("f", [v("s")]), app("f", [v("t")]));
        all("s", sort("S"), all("t", sort("S"), values))
    });
    let arbitrary =
        Claim::new(signature(&[("S", Carrier::Arbitrary)]), constant.clone()).expect("well-formed");
    let negation = arbitrary.negation(&elements("S", &["a", "b"])).expect("allowed");
    assert_eq!(negation.formula(), &not(constant.clone()));
    assert_eq!(negation.signature(), &signature(&[("S", listed(&["a", "b"]))]));
    // It is provable: f(a) = 0, f(b) = 1.
    let picks = lambda("s", sort("S"), select(v("s"), [n(0), n(1)]));
    let steps = vec![
        instantiate(0, [mechproof_core::logic::Argument::Function(picks)], []),
        instantiate(1, [term(el("S", 0)), term(el("S", 1))], []),
    ];
    let proof = Proof { open: 1, steps };
    let theorem = check(&negation, &proof, &Library::default(), Limits::default()).expect("refuted");
    assert_eq!(theorem.claim(), &negation);
    // On one element the negation is not provable that way.
    let single = arbitrary.negation(&elements("S", &["a"])).expect("allowed");
    let rejection =
        check(&single, &proof, &Library::default(), Limits::default()).expect_err("f is constant");
    assert!(matches!(rejection.reason, Reason::IllFormed(_)), "{rejection}");

    let unknown = arbitrary.negation(&elements("T", &["a"]));
    assert_eq!(unknown, Err(IllFormed::UnknownSort("T".into())));
    assert_eq!(arbitrary.negation(&elements("S", &[])), Err(IllFormed::BadEnumeration("S".into())));
    assert_eq!(arbitrary.negation(&elements("S", &["a", "a"])), Err(IllFormed::BadEnumeration("S".into())));
    // What is enumerated already keeps its elements.
    let fixed = Claim::new(signature(&[("S", listed(&["a", "b"]))]), constant).expect("well-formed");
    assert!(fixed.negation(&elements("S", &["a", "b"])).is_ok());
    assert!(fixed.negation(&BTreeMap::new()).is_ok());
    assert_eq!(fixed.negation(&elements("S", &["a"])), Err(IllFormed::BadEnumeration("S".into())));
    assert_eq!(fixed.negation(&elements("S", &["b", "a"])), Err(IllFormed::BadEnumeration("S".into())));
}

#[test]
fn vacuity_replaces_the_goal_by_falsity() {
    let positive = || gt(v("x"), n(0));
    let goal = || ge(v("x"), n(0));
    let quantified = |body| all("x", Real, body);
    assert_eq!(vacuous(quantified(imp(positive(), goal()))), quantified(imp(positive(), falsity())));
    assert_eq!(vacuous(quantified(goal())), quantified(falsity()));
    assert_eq!(vacuous(some("x", Real, goal())), falsity());
    // A conjunction is a goal, whatever its parts are.
    let both = and([imp(positive(), goal()), imp(positive(), goal())]);
    assert_eq!(vacuous(quantified(both)), quantified(falsity()));
}

#[test]
fn definedness_is_no_part_of_the_goal() {
    let positive = || gt(v("x"), n(0));
    let defined = || named(DEFINED, ne(v("x"), n(0)));
    let goal = || ge(div(n(1), v("x")), n(0));
    let quantified = |body| all("x", Real, body);
    let inside = quantified(imp(positive(), and([defined(), goal()])));
    assert_eq!(vacuous(inside), quantified(imp(positive(), falsity())));
    let before = quantified(and([defined(), imp(positive(), goal())]));
    assert_eq!(vacuous(before), quantified(imp(positive(), falsity())));
    let twice = quantified(and([defined(), defined(), imp(positive(), goal())]));
    assert_eq!(vacuous(twice), quantified(imp(positive(), falsity())));
    let around = and([named(DEFINED, truth()), quantified(imp(positive(), goal()))]);
    assert_eq!(vacuous(around), quantified(imp(positive(), falsity())));
    // Another name, another order, or nothing else: then the conjunction is the goal.
    for other in [
        and([named("other", ne(v("x"), n(0))), imp(positive(), goal())]),
        and([imp(positive(), goal()), defined()]),
        and([ne(v("x"), n(0)), imp(positive(), goal())]),
        and([imp(positive(), goal())]),
        and([]),
    ] {
        assert_eq!(vacuous(quantified(other)), quantified(falsity()));
    }
}

#[test]
fn vacuity_is_provable_where_the_hypotheses_clash() {
    let clash = |second: Formula| {
        let body = imp(gt(v("x"), n(0)), imp(second, ge(v("x"), n(5))));
        Claim::new(Signature::default(), all("x", Real, body)).expect("well-formed").vacuity()
    };
    let steps = vec![combine(falsity(), [], [product([0]), product([1])], [])];
    let proof = Proof { open: 3, steps };
    let library = Library::default();
    assert!(check(&clash(lt(v("x"), n(0))), &proof, &library, Limits::default()).is_ok());
    let satisfiable = check(&clash(lt(v("x"), n(1))), &proof, &library, Limits::default());
    assert_eq!(satisfiable.map(|_| ()).map_err(|rejection| rejection.reason), Err(Reason::NoContradiction));
}

#[test]
fn theorems_say_what_was_proved() {
    let sequent = reals(["x"]).given([gt(v("x"), n(0))]).show(ge(v("x"), n(0)));
    let proof = Proof { open: 2, steps: vec![combine(ge(v("x"), n(0)), [], [product([0])], [])] };
    let traced = check_traced(&sequent.claim(), &proof, &Library::default(), Limits::default());
    let (theorem, lines) = traced.expect("proved");
    assert_eq!(theorem.claim(), &sequent.claim());
    assert_eq!((theorem.steps(), theorem.holes().len(), theorem.cites().len()), (1, 0, 0));
    let shown: Vec<_> =
        lines.iter().map(|line| (line.rule, line.path.clone(), line.first, line.facts.len())).collect();
    assert_eq!(shown, [("assume", vec![], 0, 1), ("combine", vec![0], 1, 1)]);
    assert_eq!(lines[1].facts, [ge(v("x"), n(0))]);
}

#[test]
fn tiny_limits_are_kept() {
    let square = eq(pow(sum([v("x"), n(1)]), 2), pow(sum([n(1), v("x")]), 2));
    let claim = reals(["x"]).show(square.clone()).claim();
    let proof = Proof { open: 1, steps: vec![identity(square)] };
    let limits = |degree| Limits { degree, ..Limits::default() };
    let library = Library::default();
    assert!(check(&claim, &proof, &library, limits(2)).is_ok());
    let refused = check(&claim, &proof, &library, limits(1)).expect_err("degree 2");
    assert!(matches!(refused.reason, Reason::TooLarge(_)));
}
