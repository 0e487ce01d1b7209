//! What has no translation becomes unknown: the same unknown for the same term, and `sat` then says nothing.

use std::path::Path;
use std::sync::Arc;

use mechproof::search::smt::process::Limits;
use mechproof::search::smt::{Reply, abstracted, inquire, solver};

use super::*;

fn expectation(law: &str, name: &str, body: &Term) -> Term {
    let functional =
        Functional::Expectation { law: Variable::Free(law.into()), arguments: Vec::new().into() };
    bind(functional, name, body)
}

/// The lines after the logic, where unknowns are allowed.
fn unknown_lines(formula: Formula) -> Vec<String> {
    let script = abstracted(&claim(formula)).expect("has a translation");
    assert!(script.abstracted);
    script.text.lines().skip(2).map(ToOwned::to_owned).collect()
}

fn of_law(body: &Formula) -> Formula {
    all("F", law(), body)
}

#[test]
fn expectations_are_linear_and_the_same_term_is_the_same_unknown() {
    // E[2*x + y + 3*x^2*y] with y outside, against the parts in another order and under another name.
    let left =
        expectation("F", "x", &add(add(mul(n(2), v("x")), v("y")), mul(mul(n(3), pow(v("x"), 2)), v("y"))));
    let right = add(mul(v("y"), expectation("F", "z", &mul(v("z"), v("z")))), expectation("F", "x", &v("x")));
    let lines = unknown_lines(reals(["y"], of_law(&ge(left, right))));
    let declared: Vec<&String> = lines.iter().filter(|line| line.contains("opaque!")).collect();
    assert_eq!(
        declared.iter().filter(|line| line.starts_with("(declare-fun opaque!")).count(),
        2,
        "{lines:?}"
    );
    let goal = lines.last().unwrap();
    assert!(goal.contains("(* 2.0 opaque!1)") && goal.contains("opaque!2"), "{goal}");
}

#[test]
fn a_law_on_listed_outcomes_has_weights() {
    let on_b = Domain::Law(LawType {
        parameters: Vec::new(),
        on: Box::new(sort("B")),
        lower: None,
        upper: None,
        continuous: false,
    });
    let mean = expectation("F", "i", &app("q", [v("i")]));
    let function = Domain::Function(vec![sort("B")]);
    let lines = unknown_lines(all("q", function, &all("F", on_b, &ge(mean, n(0)))));
    let expected = [
        "(assert (= (+ opaque!1 opaque!2) 1.0))",
        "(assert (>= opaque!1 0.0))",
        "(assert (>= opaque!2 0.0))",
        "(assert (< (+ (* opaque!1 |$q[lo]|) (* opaque!2 |$q[hi]|)) 0.0))",
    ];
    assert_eq!(lines[lines.len() - 4..], expected);
}

#[test]
fn quantified_variables_are_arguments_of_unknowns() {
    let mean = expectation("F", "x", &mul(pow(v("x"), 2), max(v("t"), v("x"))));
    let premise = all("t", Domain::Real, &ge(mean, n(0)));
    let lines = unknown_lines(of_law(&premise.implies(ge(n(0), n(1)))));
    assert!(lines.contains(&"(declare-fun opaque!1 (Real) Real)".to_owned()), "{lines:?}");
    assert!(
        lines.iter().any(|line| line.contains("(forall (($t Real)) (>= (opaque!1 $t) 0.0))")),
        "{lines:?}"
    );
}

#[test]
fn exponentials_and_variable_powers_are_functions() {
    let exp = |of| Term::Builtin(Builtin::Exp, Arc::new(of));
    let lines = unknown_lines(reals(["x"], ge(exp(v("x")), exp(n(1)))));
    assert_eq!(lines.last().unwrap(), "(assert (< (exp! $x) (exp! 1.0)))");
    let power = Term::NaturalPower(Arc::new(n(2)), Arc::new(v("n")));
    let lines = unknown_lines(all("n", Domain::Natural, &ge(power, n(1))));
    assert_eq!(lines.last().unwrap(), "(assert (< (power! 2.0 (to_real $n)) 1.0))");
}

#[test]
fn a_quantifier_over_laws_inside_becomes_a_truth_value() {
    let body = ge(expectation("F", "x", &v("x")), n(1));
    let lines = unknown_lines(all("F", law(), &body).implies(ge(n(0), n(1))));
    assert_eq!(lines, ["(declare-fun opaque!1 () Bool)", "(assert opaque!1)"]);
    let lines = unknown_lines(some("F", law(), &body));
    assert_eq!(lines, ["(declare-fun opaque!1 () Bool)", "(assert (not opaque!1))"]);
    // Below a quantifier that stays, it depends on its variable.
    let body = ge(expectation("F", "x", &v("x")), v("t"));
    let lines = unknown_lines(all("t", Domain::Real, &some("F", law(), &body)).implies(ge(n(0), n(1))));
    assert_eq!(lines[1], "(assert (forall (($t Real)) (opaque!1 $t)))");
}

#[test]
fn what_is_exact_stays_exact() {
    let script = abstracted(&claim(reals(["x"], ge(pow(v("x"), 2), n(0))))).unwrap();
    assert!(!script.abstracted);
}

#[test]
fn unsat_counts_and_sat_does_not() {
    let Some(solver) = solver::find(Path::new(env!("CARGO_MANIFEST_DIR"))) else {
        crate::tools::skipped("solver");
        return;
    };
    let mean = |body: &Term| expectation("F", "x", body);
    let linear = of_law(&eq(mean(&add(mul(n(2), v("x")), n(1))), add(mul(n(2), mean(&v("x"))), n(1))));
    let square = of_law(&ge(mean(&pow(v("x"), 2)), n(0)));
    for (formula, expected) in [(linear, Reply::Unsat), (square, Reply::Unchecked)] {
        let parts = inquire(&solver, &claim(formula), &Limits::steps(1_000_000));
        assert_eq!(parts.len(), 1);
        assert_eq!((&parts[0].reply, parts[0].abstracted), (&expected, true));
    }
}
