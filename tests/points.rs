//! Many exact points: lines on which hypotheses go on to hold, hypotheses that hold at few points only, and goals
//! that were tried at drawn instances.

use mechproof::falsify::{Report, refuted, trials, trials_together};
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
