//! Formulas worded alike: transparent names are passed over, and nothing else is.

mod support;

use std::sync::Arc;

use mechproof_core::logic::Domain::Real;
use mechproof_core::logic::{Formula, Term, same_wording};
use support::*;

fn called(term: Term) -> Term {
    Term::Named("value".into(), Arc::new(term))
}

/// A formula with every kind of part, made from pieces that the tests change one at a time.
fn whole(name: &str, shown: &str, pieces: [Term; 3], relation: fn(Term, Term) -> Formula) -> Formula {
    let [one, two, three] = pieces;
    let body = and([
        named(name, relation(sum([one, app("f", [v("a")])]), max(two, n(0)))),
        or([eq(mean(shown, "pi", app("f", [Term::bound(0)])), three), imp(truth(), lt(exp(v("a")), n(2)))]),
    ]);
    all(shown, Real, body)
}

fn pieces() -> [Term; 3] {
    [
        mul([v("a"), pow(v("b"), 2)]),
        div(v("a"), v("b")),
        indicator(mechproof_core::logic::Relation::Ge, v("a"), n(0)),
    ]
}

#[test]
fn transparent_names_are_passed_over() {
    let plain = whole("first", "x", pieces(), ge);
    assert!(same_wording(&plain, &plain.clone()));
    assert!(same_wording(&plain, &whole("other", "y", pieces(), ge)));
    assert!(same_wording(&plain, &whole("first", "x", pieces().map(called), ge)));
    assert!(same_wording(&named("all of it", plain.clone()), &plain));
    assert!(same_wording(&plain, &whole("first", "x", pieces().map(|piece| called(called(piece))), ge)));
}

#[test]
fn everything_else_is_told_apart() {
    let plain = whole("first", "x", pieces(), ge);
    let others: [[Term; 3]; 6] = [
        [mul([v("a"), pow(v("b"), 3)]), pieces()[1].clone(), pieces()[2].clone()],
        [mul([pow(v("b"), 2), v("a")]), pieces()[1].clone(), pieces()[2].clone()],
        [pieces()[0].clone(), div(v("b"), v("a")), pieces()[2].clone()],
        [
            pieces()[0].clone(),
            pieces()[1].clone(),
            indicator(mechproof_core::logic::Relation::Gt, v("a"), n(0)),
        ],
        [pieces()[0].clone(), npow(v("a"), v("b")), pieces()[2].clone()],
        [mul([v("a")]), pieces()[1].clone(), pieces()[2].clone()],
    ];
    for other in others {
        assert!(!same_wording(&plain, &whole("first", "x", other.clone(), ge)), "{other:?}");
        assert!(!same_wording(&plain, &whole("first", "x", other.map(called), ge)));
    }
    assert!(!same_wording(&plain, &whole("first", "x", pieces(), gt)));
    let natural = |formula: &Formula| match formula {
        Formula::Forall(_, body) => all("x", mechproof_core::logic::Domain::Natural, body.as_ref().clone()),
        other => other.clone(),
    };
    assert!(!same_wording(&plain, &natural(&plain)));
    let exists = |formula: &Formula| match formula {
        Formula::Forall(_, body) => some("x", Real, body.as_ref().clone()),
        other => other.clone(),
    };
    assert!(!same_wording(&plain, &exists(&plain)));
    assert!(!same_wording(&truth(), &falsity()));
    assert!(!same_wording(&and([truth()]), &truth()));
    assert!(!same_wording(&imp(truth(), falsity()), &imp(falsity(), truth())));
    // Means under different laws, and at different arguments.
    let value = |law: &str, at: &str| eq(bind(expectation(law, [v(at)]), "x", Term::bound(0)), n(0));
    assert!(same_wording(&value("pi", "a"), &value("pi", "a")));
    assert!(!same_wording(&value("pi", "a"), &value("mu", "a")));
    assert!(!same_wording(&value("pi", "a"), &value("pi", "b")));
    let chosen = |first: Term| eq(select(v("i"), [first, n(2)]), n(0));
    assert!(same_wording(&chosen(n(1)), &chosen(called(n(1)))));
    assert!(!same_wording(&chosen(n(1)), &chosen(n(2))));
    // A bound variable further out is another one.
    let bound = |index: u32| all("x", Real, all("y", Real, eq(Term::bound(index), n(0))));
    assert!(!same_wording(&bound(0), &bound(1)));
}
