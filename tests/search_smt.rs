//! Claims asked of solvers: scripts, models, the exact evaluator, and processes that do not behave.

#[path = "search_smt/answers.rs"]
mod answers;
#[path = "search_smt/opaque.rs"]
mod opaque;
#[path = "search_smt/processes.rs"]
mod processes;
#[path = "support/tools.rs"]
mod tools;

use std::collections::BTreeMap;
use std::sync::Arc;

use mechproof::search::smt::model::answer;
use mechproof::search::smt::{Unsupported, parts, script, symbols};
use mechproof_core::exact::Rational;
use mechproof_core::kernel::Claim;
use mechproof_core::logic::{
    Binder, Builtin, Carrier, Domain, Extremum, Formula, Functional, LawType, Name, Relation, Signature,
    Term, Variable, close, close_term,
};
use proptest::prelude::*;

// Builders.

fn n(number: i64) -> Term {
    Term::integer(number)
}

fn v(name: &str) -> Term {
    Term::free(name)
}

fn add(left: Term, right: Term) -> Term {
    Term::Sum([left, right].into())
}

fn mul(left: Term, right: Term) -> Term {
    Term::Product([left, right].into())
}

fn div(left: Term, right: Term) -> Term {
    Term::Quotient(Arc::new(left), Arc::new(right))
}

fn pow(base: Term, exponent: u32) -> Term {
    Term::Power(Arc::new(base), exponent)
}

fn max(left: Term, right: Term) -> Term {
    Term::Extremum(Extremum::Max, Arc::new(left), Arc::new(right))
}

fn app<const N: usize>(head: &str, arguments: [Term; N]) -> Term {
    Term::Apply(Variable::Free(head.into()), arguments.into())
}

fn bind(functional: Functional, name: &str, body: &Term) -> Term {
    Term::Bind(functional, name.into(), Arc::new(close_term(body, name)))
}

fn cmp(relation: Relation, left: Term, right: Term) -> Formula {
    Formula::Compare(relation, left, right)
}

fn ge(left: Term, right: Term) -> Formula {
    cmp(Relation::Ge, left, right)
}

fn gt(left: Term, right: Term) -> Formula {
    cmp(Relation::Gt, left, right)
}

fn eq(left: Term, right: Term) -> Formula {
    cmp(Relation::Eq, left, right)
}

fn all(name: &str, domain: Domain, body: &Formula) -> Formula {
    Formula::Forall(Binder { name: name.into(), domain }, Box::new(close(body, name)))
}

fn some(name: &str, domain: Domain, body: &Formula) -> Formula {
    Formula::Exists(Binder { name: name.into(), domain }, Box::new(close(body, name)))
}

fn reals<const N: usize>(names: [&str; N], body: Formula) -> Formula {
    names.iter().rev().fold(body, |body, name| all(name, Domain::Real, &body))
}

fn sort(name: &str) -> Domain {
    Domain::Sort(name.into())
}

fn law() -> Domain {
    Domain::Law(LawType {
        parameters: Vec::new(),
        on: Box::new(Domain::Real),
        lower: None,
        upper: None,
        continuous: false,
    })
}

/// A claim over an enumerated sort B of lo and hi, a finite sort F and a sort T of any size.
fn claim(formula: Formula) -> Claim {
    let listed = Carrier::Enumerated(vec!["lo".into(), "hi".into()]);
    let sorts = BTreeMap::from([
        (Name::from("B"), listed),
        (Name::from("F"), Carrier::Finite),
        (Name::from("T"), Carrier::Arbitrary),
    ]);
    Claim::new(Signature { sorts }, formula).expect("well-formed")
}

/// The logic and the lines after it.
fn lines(formula: Formula) -> (String, Vec<String>) {
    let script = script(&claim(formula)).expect("has a translation");
    let mut lines = script.text.lines().map(ToOwned::to_owned);
    assert_eq!(lines.next().as_deref(), Some("(set-option :produce-models true)"));
    assert_eq!(lines.next(), Some(format!("(set-logic {})", script.logic)));
    (script.logic.to_owned(), lines.collect())
}

fn real(name: &str) -> String {
    format!("(declare-fun {name} () Real)")
}

#[test]
fn leading_variables_become_constants_and_the_goal_is_denied() {
    let body = gt(v("x"), n(0)).implies(gt(v("y"), v("x")).implies(ge(mul(v("x"), v("y")), n(0))));
    let (logic, lines) = lines(reals(["x", "y"], body));
    assert_eq!(logic, "QF_NRA");
    let expected = ["(assert (> $x 0.0))", "(assert (> $y $x))", "(assert (< (* $x $y) 0.0))"];
    assert_eq!(lines[..2], [real("$x"), real("$y")]);
    assert_eq!(lines[2..], expected);
}

#[test]
fn scripts_of_terms() {
    let half = Term::Number(Rational::new(-1, 2).unwrap());
    let indicator = Term::Indicator(Relation::Gt, Arc::new(v("x")), Arc::new(n(1)));
    let select = Term::Select(Arc::new(Term::Element { sort: "B".into(), index: 1 }), [n(7), v("x")].into());
    let integral = bind(Functional::Integral, "u", &mul(v("x"), pow(add(v("u"), v("x")), 2)));
    for (term, logic, expected) in [
        (add(v("x"), mul(half, v("x"))), "QF_LRA", "(+ $x (* (- (/ 1.0 2.0)) $x))"),
        (pow(v("x"), 3), "QF_NRA", "(* $x $x $x)"),
        (pow(v("x"), 0), "QF_LRA", ""),
        (max(v("x"), n(0)), "QF_LRA", "(ite (>= $x 0.0) $x 0.0)"),
        (indicator, "QF_LRA", "(ite (> $x 1.0) 1.0 0.0)"),
        (select, "QF_LRA", "$x"),
        (div(v("x"), n(4)), "QF_LRA", "(* (/ 1.0 4.0) $x)"),
        (div(v("x"), n(0)), "QF_LRA", ""),
        (Term::NaturalPower(Arc::new(v("x")), Arc::new(n(2))), "QF_NRA", "(* $x $x)"),
        (integral, "QF_NRA", "(+ (* $x (* $x $x)) (* (/ 1.0 2.0) (* $x (+ $x $x))) (* (/ 1.0 3.0) $x))"),
    ] {
        let (found, lines) = lines(reals(["x"], eq(term, n(5))));
        let last = lines.last().unwrap();
        if expected.is_empty() {
            // Decided: a number is not 5, so the claim's denial holds everywhere.
            assert_eq!(lines, [real("$x")]);
        } else {
            assert_eq!(*last, format!("(assert (not (= {expected} 5.0)))"));
        }
        assert_eq!(found, logic, "{expected}");
    }
}

#[test]
fn quotients_become_constants_that_are_zero_over_zero() {
    let quotient = || div(v("x"), v("y"));
    let (logic, lines) = lines(reals(["x", "y"], eq(add(quotient(), quotient()), n(1))));
    assert_eq!(logic, "QF_NRA");
    let expected = [
        "(declare-fun quotient!1 () Real)",
        "(assert (or (= $y 0.0) (= (* $y quotient!1) $x)))",
        "(assert (=> (= $y 0.0) (= quotient!1 0.0)))",
        "(assert (not (= (+ quotient!1 quotient!1) 1.0)))",
    ];
    assert_eq!(lines[2..], expected);
    // Under a quantifier that stays, the solver's own division is guarded.
    let inside = some("z", Domain::Real, &eq(div(v("x"), v("z")), n(1)));
    let (logic, lines) = self::lines(reals(["x"], inside));
    assert_eq!(logic, "NRA");
    let text = "(assert (forall (($z Real)) (not (= (ite (= $z 0.0) 0.0 (/ $x $z)) 1.0))))";
    assert_eq!(lines.last().unwrap(), text);
}

#[test]
fn functions_of_elements_and_sums_expand() {
    let q = |term| app("q", [term]);
    let total = bind(Functional::Sum("B".into()), "i", &q(v("i")));
    let positive = all("i", sort("B"), &gt(q(v("i")), n(0)));
    let body = positive.implies(gt(total, n(0)));
    let (logic, lines) = lines(all("q", Domain::Function(vec![sort("B")]), &body));
    assert_eq!(logic, "QF_LRA");
    let expected = [
        "(declare-fun |$q[lo]| () Real)",
        "(declare-fun |$q[hi]| () Real)",
        "(assert (> |$q[lo]| 0.0))",
        "(assert (> |$q[hi]| 0.0))",
        "(assert (<= (+ |$q[lo]| |$q[hi]|) 0.0))",
    ];
    assert_eq!(lines, expected);
    // Inside, they become as many bound variables.
    let inside = some(
        "q",
        Domain::Function(vec![sort("B")]),
        &ge(q(Term::Element { sort: "B".into(), index: 1 }), n(1)),
    );
    let (logic, lines) = self::lines(inside);
    assert_eq!(logic, "LRA");
    assert_eq!(lines, ["(assert (forall ((|$q[lo]| Real) (|$q[hi]| Real)) (< |$q[hi]| 1.0)))"]);
}

#[test]
fn sorts_of_any_size_are_declared() {
    let u = |s, t| app("u", [s, t]);
    let body = all("s", sort("T"), &all("t", sort("T"), &ge(u(v("s"), v("t")), n(0))));
    let goal = all("s", sort("T"), &ge(u(v("s"), v("s")), n(-1)));
    let function = Domain::Function(vec![sort("T"), sort("T")]);
    let (logic, lines) = lines(all("u", function, &body.implies(goal)));
    assert_eq!(logic, "UFLRA");
    let expected = [
        "(declare-sort $T 0)",
        "(declare-fun $u ($T $T) Real)",
        "(declare-fun $s!2 () $T)",
        "(assert (forall (($s $T)) (forall (($t $T)) (>= ($u $s $t) 0.0))))",
        "(assert (< ($u $s!2 $s!2) (- 1.0)))",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn naturals_are_integers() {
    let (logic, lines) = lines(all("n", Domain::Natural, &ge(v("n"), n(0))));
    assert_eq!(logic, "ALL");
    let expected = ["(declare-fun $n () Int)", "(assert (>= $n 0))", "(assert (< (to_real $n) 0.0))"];
    assert_eq!(lines, expected);
    let (_, lines) = self::lines(some("n", Domain::Natural, &ge(v("n"), n(3))));
    assert_eq!(lines, ["(assert (forall (($n Int)) (or (< $n 0) (< (to_real $n) 3.0))))"]);
}

#[test]
fn what_has_no_translation_is_named() {
    let expectation =
        Functional::Expectation { law: Variable::Free("F".into()), arguments: Vec::new().into() };
    let quantile = Functional::Quantile { law: Variable::Free("F".into()), arguments: Vec::new().into() };
    let of_law = |functional| all("F", law(), &ge(bind(functional, "x", &pow(v("x"), 2)), n(0)));
    let npow = Term::NaturalPower(Arc::new(n(2)), Arc::new(v("n")));
    let exp = Term::Builtin(Builtin::Exp, Arc::new(n(1)));
    let integral = bind(Functional::Integral, "u", &max(v("u"), n(0)));
    let sum = bind(Functional::Sum("F".into()), "i", &app("f", [v("i")]));
    let inner = some("g", Domain::Function(vec![Domain::Real]), &ge(app("g", [n(0)]), n(0)));
    let huge = pow(pow(pow(pow(add(v("x"), n(1)), 100), 100), 100), 100);
    for (formula, construct) in [
        (of_law(expectation), Unsupported::Expectation),
        (of_law(quantile), Unsupported::Quantile),
        (all("n", Domain::Natural, &ge(npow, n(1))), Unsupported::NaturalPower),
        (ge(exp, n(0)), Unsupported::ExponentialOrLogarithm),
        (ge(integral, n(0)), Unsupported::Integral),
        (all("f", Domain::Function(vec![sort("F")]), &ge(sum, n(0))), Unsupported::SumOfAnySize),
        (inner, Unsupported::QuantifiedFunction),
        (some("F", law(), &ge(n(0), n(1))), Unsupported::Law),
        (reals(["x"], ge(huge, n(0))), Unsupported::TooLarge),
    ] {
        assert_eq!(script(&claim(formula)).err(), Some(construct));
    }
}

#[test]
fn names_are_escaped_injectively() {
    for (name, quoted) in [
        ("x", "$x"),
        ("x'", "|$x'|"),
        ("and", "$and"),
        ("a|b", "|$a~7c;b|"),
        ("a~7c;b", "|$a~7e;7c~3b;b|"),
        ("v\u{1}2", "|$v~1;2|"),
        ("\u{3b1}", "|$~3b1;|"),
    ] {
        assert_eq!(symbols::quoted(&symbols::symbol(name)), quoted);
    }
    let entry = |elements: &[&str]| symbols::entry("$q", elements);
    assert_ne!(entry(&["a,b"]), entry(&["a", "b"]));
}

proptest! {
    #[test]
    fn different_names_are_different_symbols(left in ".{0,6}", right in ".{0,6}") {
        prop_assert_eq!(left == right, symbols::symbol(&left) == symbols::symbol(&right));
        prop_assert!(!symbols::symbol(&left).contains(['|', '\\', '!', '[', ',']));
    }

    #[test]
    fn output_is_read_without_panic(text in "[()|\"; a-z0-9.\n/-]{0,60}", errors in ".{0,20}") {
        let _ = answer(&text, &errors);
    }
}

#[test]
fn conjunctions_are_asked_part_by_part() {
    let both = Formula::And(vec![ge(v("x"), n(0)), Formula::And(vec![gt(v("x"), n(1)), gt(v("x"), n(2))])]);
    let whole = claim(reals(["x"], gt(v("x"), n(3)).implies(both)));
    let goals = [ge(v("x"), n(0)), gt(v("x"), n(1)), gt(v("x"), n(2))];
    let expected: Vec<Claim> =
        goals.into_iter().map(|goal| claim(reals(["x"], gt(v("x"), n(3)).implies(goal)))).collect();
    assert_eq!(parts(&whole), expected);
    let many = Formula::And(vec![gt(n(1), n(0)); 1000]);
    assert_eq!(parts(&claim(many)).len(), 1);
    assert_eq!(parts(&claim(Formula::truth())).len(), 1);
}
