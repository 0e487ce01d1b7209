//! Many exact points: lines on which hypotheses go on to hold, hypotheses that hold at few points only, goals that
//! were tried at drawn instances, and laws and functions that hypotheses describe.

use mechproof::falsify::{
    Meaning, Misfit, Report, functions_of_numbers, refuted, satisfied, trials, trials_together,
};
use mechproof::language::document::Body;
use mechproof::language::elaborate;
use mechproof_core::kernel::Claim;
use proptest::prelude::*;

const BUDGET: u64 = 20_000_000;

/// The claim of a text.
fn claim(text: &str) -> Claim {
    let text = format!("paper sample \"Sample\" by \"Nobody\" year 2000\n\n{text}");
    let file = ("sample.thm".to_owned(), text.into_bytes());
    let documents = elaborate::load(&[file]).unwrap_or_else(|faults| panic!("{}", faults[0].message));
    let Body::Formal(formal) = &documents[0].entries[0].body else { panic!("a formal claim") };
    formal.claim.clone()
}

/// Trials that look whether there are no other points.
fn counted(text: &str) -> Report {
    let mut reports = trials_together(&[&claim(text)], None, 1000, (1, BUDGET));
    reports.remove(0).expect("it is tried")
}

const MECHANISM: &str = "model m\n  index I = {a, b, c}\n\n\
    claim c in m at \"p\"\n  for s, q, t in function(I), p in function(I)\n  \
    given order: s(a) < s(b) and s(b) < s(c)\n  \
    given weights: (forall i in I: p(i) >= 0) and sum(i in I) p(i) = 1\n  \
    given bounds: forall i in I: 0 <= q(i) <= 1\n  \
    given ic: forall i, j in I: t(i) - s(i)*q(i) >= t(j) - s(i)*q(j)\n  \
    given mean: sum(i in I) p(i)*s(i) = 1\n  \
    show ";

#[test]
fn many_points_are_found_between_equations_and_bounds() {
    let true_claim = claim(&format!("{MECHANISM}q(a) >= q(b) and q(b) >= q(c)\n"));
    let report = trials(&true_claim, 4000, 1);
    assert_eq!((report.satisfied, report.counterexample, report.unsupported), (4000, None, None));
    assert!(report.tried < 40_000, "{} tried", report.tried);
}

#[test]
fn a_point_on_a_line_that_refutes_does_so_anew() {
    let wrong = claim(&format!("{MECHANISM}q(a) = q(b)\n"));
    let point = trials(&wrong, 4000, 1).counterexample.expect("it is false");
    assert!(refuted(&wrong, &point.interpretation).is_ok());
}

#[test]
fn it_is_told_where_there_are_no_other_points() {
    for (text, expected) in [
        ("claim c at \"p\"\n  show 1 < 2\n", Some(1)),
        (
            "claim c at \"p\"\n  for x, y in real\n  given e: x + y = 3\n  given f: x - y = 1\n  show x > 0\n",
            Some(1),
        ),
        (
            "claim c at \"p\"\n  for x, y in real\n  given e: x + y <= 1\n  given f: x >= 1\n  given g: y >= 0\n  show x > 0\n",
            Some(1),
        ),
        ("claim c at \"p\"\n  for x in real\n  given e: x = 1 or x = 2\n  show x > 0\n", Some(2)),
        ("claim c at \"p\"\n  for x in real\n  given e: x > 1 and x < 1\n  show x > 0\n", Some(0)),
        ("claim c at \"p\"\n  for n in natural\n  given e: n = 2\n  show n > 0\n", Some(1)),
        (
            "model m\n  index I = {a, b}\n\nclaim c in m at \"p\"\n  for f in function(I)\n  \
             given e: f(a) = 1 and f(b) = 2*f(a)\n  show f(b) > 0\n",
            Some(1),
        ),
        // There are others, though they are hard to find.
        (
            "claim c at \"p\"\n  for x in real\n  given e: x = 1 or x = 1000000000000001/3\n  show x > 0\n",
            None,
        ),
        // There are no others, but that is not linear.
        ("claim c at \"p\"\n  for x in real\n  given e: x^3 = 1\n  show x > 0\n", None),
        // There are others where the sort has other sizes.
        (
            "model m\n  sort I finite\n  function f(I)\n\nclaim c in m at \"p\"\n  given e: forall i in I: f(i) = 1\n  \
             show forall i in I: f(i) > 0\n",
            None,
        ),
    ] {
        let report = counted(text);
        assert_eq!(report.no_others, expected, "{text}: {} points", report.satisfied);
        assert!(report.satisfied <= expected.unwrap_or(u64::MAX), "{text}");
    }
}

#[test]
fn goals_tried_at_drawn_instances_are_told() {
    for (goal, drawn) in [
        ("forall y in real: x + y >= y", false),
        ("(forall y in real: y^4 + x >= 0) and 0 = 0", true),
        ("x^4 >= 0", false),
    ] {
        let report = trials(
            &claim(&format!("claim c at \"p\"\n  for x in real\n  given p: x >= 0\n  show {goal}\n")),
            50,
            1,
        );
        assert_eq!((report.counterexample, report.unsupported), (None, None), "{goal}");
        assert_eq!(report.drawn, drawn, "{goal}");
    }
}

/// Points for a claim.
const POINTS: u64 = 150;

fn tried(text: &str) -> Report {
    trials(&claim(text), POINTS, 1)
}

#[test]
fn laws_that_are_described_are_drawn() {
    let of = |chance: &str, goal: &str| {
        tried(&format!(
            "model m\n  law Z on [0, 1]\n  assume uniform: forall p in real: p >= 0 and p <= 1 implies \
             (E[s: Z] [s >= p]) = {chance}\n\nclaim c in m at \"p\"\n  for X in function(real), a in real\n  \
             given inside: 0 <= a <= 1\n  \
             given increasing: forall y, z in real: y >= 0 and y <= z and z <= 1 implies X(y) <= X(z)\n  \
             show {goal}\n"
        ))
    };
    for (goal, holds) in [
        ("(E[s: Z] s) = 1/2 and (E[s: Z] s*[s >= a]) = (1 - a^2)/2", true),
        ("(E[s: Z] s*[s >= a]) = (1 - a)/2", false),
        ("(E[s: Z] X(s)) <= X(1) and (E[s: Z] X(s)) >= X(0)", true),
        ("(E[s: Z] X(s)) <= X(1/2)", false),
    ] {
        let report = of("1 - p", goal);
        assert_eq!((report.counterexample.is_none(), report.unsupported), (holds, None), "{goal}");
        assert_eq!(report.satisfied == POINTS, holds, "{goal}");
    }
    // No law gives these chances: no point may count.
    for chance in ["1 - p/2", "2 - p", "1 - p^2 + p"] {
        let report = of(chance, "1 = 0");
        assert_eq!((report.satisfied, report.counterexample, report.witness), (0, None, None), "{chance}");
        assert!(report.unsupported.is_some(), "{chance}");
    }
}

const LOGARITHM: &str = "  given logarithm: forall z in real: z > 0 implies L(z) = log(z)\n";

#[test]
fn functions_that_a_hypothesis_defines_are_what_it_says() {
    for (says, goal, holds) in [
        (LOGARITHM, "x > 0 and y > 0 implies L(x*y) = L(x) + L(y)", true),
        (LOGARITHM, "x > 0 and y > 0 implies L(x*y) = L(x)*L(y)", false),
        (LOGARITHM, "x > 0 implies x*(L(2*x) - L(x)) = x*log(2)", true),
        (LOGARITHM, "x >= 0 implies x*L(x) >= x - 1", true),
        (LOGARITHM, "x >= 0 implies x*L(x) > x - 1", false),
        ("  given twice: forall z in real: L(z) = 2*M(z) + x\n", "L(y) - x = 2*M(y)", true),
        ("  given twice: forall z in real: L(z) = 2*M(z) + x\n", "L(y) = 2*M(y)", false),
        // By way of each other, but they do not contradict each other.
        (
            "  given one: forall z in real: L(z) = M(z) + 1\n  given two: forall z in real: M(z) = L(z) - 1\n",
            "L(x) > M(x)",
            true,
        ),
    ] {
        let text =
            format!("claim c at \"p\"\n  for L, M in function(real), x, y in real\n{says}  show {goal}\n");
        let report = tried(&text);
        assert_eq!(report.counterexample.is_none(), holds, "{goal}: {report:?}");
        assert_eq!(report.satisfied == POINTS, holds, "{goal}: {report:?}");
        if let Some(point) = report.counterexample {
            assert!(refuted(&claim(&text), &point.interpretation).is_ok(), "{goal}");
        }
    }
}

#[test]
fn what_a_definition_contradicts_rejects_the_point() {
    for other in
        ["forall z in real: z > 0 implies L(z) = 2*log(z)", "L(2) = 1", "L(1) > 0", "L(x) < log(x) and x > 0"]
    {
        let text = format!(
            "claim c at \"p\"\n  for L in function(real), x in real\n{LOGARITHM}  given other: {other}\n  \
             show 1 = 0\n"
        );
        let report = tried(&text);
        assert_eq!((report.satisfied, report.counterexample, report.witness), (0, None, None), "{other}");
    }
}

#[test]
fn a_point_with_a_definition_is_one_of_claims_with_that_hypothesis_only() {
    let text = |says: &str| {
        claim(&format!("claim c at \"p\"\n  for L in function(real), x in real\n{says}  show L(2) >= 0\n"))
    };
    let point = trials(&text(LOGARITHM), 5, 1).witness.expect("a point");
    assert_eq!(point.interpretation.symbols[0].1, Meaning::Defined);
    assert!(point.to_string().contains("L = as `logarithm` says"), "{point}");
    assert!(satisfied(&text(LOGARITHM), &point.interpretation).is_ok());
    assert_eq!(satisfied(&text(""), &point.interpretation), Err(Misfit::Meaning("L".to_owned())));
    let condition = "  given bound: forall z in real: z > 0 implies L(z) <= log(z)\n";
    assert_eq!(satisfied(&text(condition), &point.interpretation), Err(Misfit::Meaning("L".to_owned())));
}

#[test]
fn functions_of_numbers_are_as_premises_about_them_alone_say() {
    let drawn = |says: &str| {
        let text = format!(
            "claim c at \"p\"\n  for x in real, L in function(real)\n  given says: {says}\n  show L(x) = x\n"
        );
        functions_of_numbers(&claim(&text), 1)
    };
    let found = drawn("forall y, z in real: y > 0 and z > y implies L(z) > L(y)").expect("there are many");
    assert_eq!((found.len(), found[0].is_some()), (2, false));
    let Some((_, Meaning::Function(numbers))) = &found[1] else { panic!("a function") };
    assert!(numbers[1].is_positive() && numbers[2].is_zero(), "{numbers:?}");
    let logarithm = drawn("forall z in real: z > 0 implies L(z) = log(z)").expect("it is defined");
    assert!(matches!(&logarithm[1], Some((_, Meaning::Defined))));
    assert!(drawn("forall y in real: y > 0 implies L(y) > L(y)").is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// What is true for all numbers between linear bounds is refuted at no point of a line.
    #[test]
    fn no_line_leaves_the_hypotheses(a in 1_i64..6, b in -5_i64..6, c in 1_i64..9, seed in 0_u64..1000) {
        let text = format!(
            "claim c at \"p\"\n  for x, y, z in real\n  given low: {a}*x + {b}*y >= {c}*z\n  \
             given link: z = x - {c}*y\n  given product: y*z <= {a}\n  given size: x <= {c}\n  \
             show {a}*x + {b}*y - {c}*z >= 0 and y*(x - {c}*y) <= {a} and x <= {c}\n"
        );
        let report = trials(&claim(&text), 600, seed);
        prop_assert_eq!(report.counterexample, None);
        prop_assert!(report.satisfied >= 600, "{} points", report.satisfied);
    }
}
