//! What solvers print, and whether the numbers of a model really show that a claim fails.

use std::collections::BTreeMap;
use std::sync::Arc;

use mechproof::search::smt::evaluate::Witness;
use mechproof::search::smt::model::{self, Answer, Value, answer, read};
use mechproof::search::smt::{fails, script};
use mechproof_core::exact::{Limits, Rational};
use mechproof_core::kernel::{Claim, Library, Proof, Step, check};
use mechproof_core::logic::{Argument, Domain, Formula, Functional, Relation, Signature, Term, instantiate};
use proptest::prelude::*;

use super::*;

#[test]
fn models_are_read_as_exact_numbers() {
    let value = |text: &str| model::rational(&read(text).0[0]);
    let ratio = |a, b| Rational::new(a, b);
    for (text, expected) in [
        ("1.0", ratio(1, 1)),
        ("12", ratio(12, 1)),
        ("0.25", ratio(1, 4)),
        ("(/ 1.0 3.0)", ratio(1, 3)),
        ("(- 2.0)", ratio(-2, 1)),
        ("(- (/ 7 2))", ratio(-7, 2)),
        ("(/ (- 7) 2)", ratio(-7, 2)),
        ("(to_real 3)", ratio(3, 1)),
        ("(/ 1.0 0.0)", None),
        ("(root-obj (+ (^ x 2) (- 2)) 1)", None),
        ("1.4142135623?", None),
        ("(_ real_algebraic_number <1*x^2 + (-2), (5/4, 3/2)>)", None),
        ("T!val!0", None),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
    let found = answer(
        "sat\n((|$q[lo,hi]| (/ 1.0 3.0))\n ($b (root-obj (+ (^ x 2) (- 2)) 1)))\n(:reason-unknown \"\")\n",
        "",
    );
    let Answer::Sat(model) = found else { panic!("{found:?}") };
    assert_eq!(model["$q[lo,hi]"], Value::Rational(Rational::new(1, 3).unwrap()));
    assert_eq!(model["$b"], Value::Other("(root-obj (+ (^ x 2) (- 2)) 1)".into()));
}

#[test]
fn answers_are_read() {
    let unknown = |reason: &str| Answer::Unknown(reason.into());
    for (output, errors, expected) in [
        ("unsat\n(error \"model is not available\")\n", "", Answer::Unsat),
        ("unsupported\nunsat\n", "", Answer::Unsat),
        (
            "unknown\n(error \"no model\")\n(:reason-unknown \"(incomplete quantifiers)\")",
            "",
            unknown("(incomplete quantifiers)"),
        ),
        ("unknown\n(:reason-unknown incomplete)", "", unknown("incomplete")),
        ("unknown\n", "", unknown("no reason given")),
        ("unknown\n(:reason-unknown \"max. resource limit exceeded\")", "", Answer::Stopped),
        ("timeout\n", "", Answer::Stopped),
        ("(error \"out of memory\")", "", Answer::Stopped),
        ("", "std::bad_alloc", Answer::Stopped),
        ("sat", "", Answer::Sat(BTreeMap::new())),
    ] {
        assert_eq!(answer(output, errors), expected, "{output}");
    }
    let garbage = [
        "",
        "sat unsat".get(3..).unwrap_or(""),
        "hello",
        "(error \"line 3\")\nunsat\n",
        "(unsat)",
        ")))",
        "\"sat\"",
    ];
    for output in garbage.into_iter().filter(|text| text.trim() != "unsat") {
        assert!(matches!(answer(output, ""), Answer::Failed(_)), "{output}");
    }
    assert!(matches!(answer(&"(".repeat(1_000_000), ""), Answer::Failed(_)));
}

// The evaluator.

/// Terms over x, y and z without anything the evaluator could not compute.
fn terms() -> impl Strategy<Value = Term> {
    let leaf = prop_oneof![
        (-4_i64..5).prop_map(n),
        prop_oneof![Just("x"), Just("y"), Just("z")].prop_map(v),
        (-3_i64..4, 1_i64..4).prop_map(|(a, b)| Term::Number(Rational::new(a, b).unwrap())),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            two.clone().prop_map(|(a, b)| add(a, b)),
            two.clone().prop_map(|(a, b)| mul(a, b)),
            two.clone().prop_map(|(a, b)| max(a, b)),
            two.clone().prop_map(|(a, b)| Term::Indicator(Relation::Ge, Arc::new(a), Arc::new(b))),
            two.prop_map(|(a, b)| div(a, b)),
            (inner, 0_u32..4).prop_map(|(a, e)| pow(a, e)),
        ]
    })
}

/// The term with numbers for its variables.
fn at(term: &Term, values: &[Rational; 3]) -> Term {
    let closed = reals(["x", "y", "z"], eq(term.clone(), n(0)));
    let formula = values.iter().fold(closed, |formula, value| match formula {
        Formula::Forall(_, body) => instantiate(&body, &Argument::Term(Term::Number(value.clone()))),
        other => other,
    });
    match formula {
        Formula::Compare(_, left, _) => left,
        other => panic!("{other:?}"),
    }
}

/// Whether the kernel's normal form shows that a closed equation holds.
fn kernel_shows(left: Term, right: Term) -> bool {
    let goal = eq(left, right);
    let step = Step::Combine { goal: goal.clone(), multiplier: vec![], products: vec![], equations: vec![] };
    let Ok(claim) = Claim::new(Signature::default(), goal) else { return false };
    check(&claim, &Proof { open: 0, steps: vec![step] }, &Library::default(), Limits::default()).is_ok()
}

/// Whether the term is made of numbers, sums, products and powers.
fn is_polynomial(term: &Term) -> bool {
    match term {
        Term::Number(_) | Term::Variable(_) => true,
        Term::Sum(parts) | Term::Product(parts) => parts.iter().all(is_polynomial),
        Term::Power(base, _) => is_polynomial(base),
        _ => false,
    }
}

/// The value of a closed term, written once more.
fn value(term: &Term) -> Rational {
    match term {
        Term::Number(number) => number.clone(),
        Term::Sum(parts) => parts.iter().map(value).sum(),
        Term::Product(parts) => parts.iter().map(value).product(),
        Term::Power(base, exponent) => value(base).pow(*exponent),
        Term::Quotient(left, right) => value(left).checked_div(&value(right)).unwrap_or_default(),
        Term::Extremum(_, left, right) => value(left).max(value(right)),
        Term::Indicator(_, left, right) => Rational::from(i64::from(value(left) >= value(right))),
        other => panic!("{other:?}"),
    }
}

/// The value of a closed term, by the evaluator.
fn value_is(term: &Term, values: &[Rational; 3], value: &Rational) -> Option<bool> {
    let witnesses: Vec<Witness> = values.iter().cloned().map(Witness::Number).collect();
    // x, y and z are named so that each is consumed whether or not the term has it.
    let claim = claim(reals(["x", "y", "z"], eq(term.clone(), Term::Number(value.clone()))));
    fails(&claim, &witnesses).map(|fails| !fails)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn the_evaluator_agrees_with_the_kernel(
        term in terms(),
        numbers in proptest::array::uniform3((-5_i64..6, 1_i64..4)),
    ) {
        let values = numbers.map(|(a, b)| Rational::new(a, b).unwrap());
        let closed = at(&term, &values);
        let right = value(&closed);
        let wrong = &right + &Rational::one();
        let number = |number: &Rational| Term::Number(number.clone());
        prop_assert!(!kernel_shows(closed.clone(), number(&wrong)));
        if is_polynomial(&term) {
            prop_assert!(kernel_shows(closed.clone(), number(&right)));
        }
        prop_assert_eq!(value_is(&term, &values, &right), Some(true));
        prop_assert_eq!(value_is(&term, &values, &wrong), Some(false));
        // A script without unknowns is decided in the same way.
        let decided = |value| script(&claim(eq(closed.clone(), number(value)))).map(|script| script.text);
        if let (Ok(holds), Ok(fails)) = (decided(&right), decided(&wrong))
            && !holds.contains("declare")
        {
            prop_assert!(holds.contains("(assert false)"), "{}", holds);
            prop_assert!(!fails.contains("assert"), "{}", fails);
        }
    }
}

#[test]
fn counterexamples_are_checked() {
    let number = |a, b| Witness::Number(Rational::new(a, b).unwrap());
    let square = claim(reals(["x"], ge(pow(v("x"), 2), v("x"))));
    assert_eq!(fails(&square, &[number(1, 2)]), Some(true));
    assert_eq!(fails(&square, &[number(2, 1)]), Some(false));
    assert_eq!(fails(&square, &[Witness::Unknown]), None);
    assert_eq!(fails(&square, &[]), None);
    // A natural number is no half.
    let natural = claim(all("n", Domain::Natural, &ge(pow(v("n"), 2), v("n"))));
    assert_eq!(fails(&natural, &[number(1, 2)]), None);
    assert_eq!(fails(&natural, &[number(-1, 1)]), None);
    assert_eq!(fails(&natural, &[number(2, 1)]), Some(false));
    // A quantifier that stays cannot be checked at a point, but what stands beside it may decide.
    let least = some("y", Domain::Real, &gt(v("x"), v("y")));
    let inner = |goal: Formula| claim(reals(["x"], Formula::And(vec![goal, least.clone()])));
    assert_eq!(fails(&inner(ge(v("x"), n(0))), &[number(-1, 1)]), Some(true));
    assert_eq!(fails(&inner(ge(v("x"), n(0))), &[number(1, 1)]), None);
    // Integrals of polynomials are exact.
    let integral = bind(Functional::Integral, "u", &mul(v("x"), pow(v("u"), 2)));
    let third = claim(reals(["x"], eq(integral, v("x"))));
    assert_eq!(fails(&third, &[number(0, 1)]), Some(false));
    assert_eq!(fails(&third, &[number(3, 1)]), Some(true));
}
