//! Properties of whole statements at points drawn by proptest, and the loop of search, kernel and evaluator.
//!
//! One harness for all claims of the papers: a strategy draws numbers, the claim's own hypotheses move them to a
//! point where they hold, and the statement is evaluated there exactly. A failure shrinks to small numbers.

#[path = "support/papers.rs"]
mod papers;

use mechproof::falsify::{At, near, trials};
use mechproof::language::document::{Body, Entry};
use mechproof::language::elaborate;
use mechproof::ledger::Expected;
use mechproof::tactic::{Target, compile};
use mechproof_core::exact::{Limits, Rational};
use mechproof_core::kernel::{Claim, Library, check};
use mechproof_core::logic::{Domain, Formula};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// Points for each claim.
const CASES: u32 = 10;

fn claim_of(entry: &Entry) -> Option<&Claim> {
    match &entry.body {
        Body::Formal(formal) => Some(&formal.claim),
        Body::Computation(_) => None,
    }
}

fn entry(text: &str) -> Entry {
    let text = format!("paper sample \"Sample\" by \"Nobody\" year 2000\n\n{text}");
    let documents = elaborate::load(&[("sample.thm".to_owned(), text.clone().into_bytes())]);
    documents.unwrap_or_else(|faults| panic!("{}: {text}", faults[0].message)).remove(0).entries.remove(0)
}

/// Simple fractions, simpler ones first when they shrink.
fn fractions() -> impl Strategy<Value = Vec<Rational>> {
    let one = (-12_i64..13, 1_i64..7).prop_map(|(top, bottom)| Rational::new(top, bottom).expect("not 0"));
    prop::collection::vec(one, 1..12)
}

fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
}

/// Whether a formula speaks of real numbers, elements and functions of elements only, without quantifiers over
/// numbers or functions behind its leading ones.
fn is_plain(formula: &Formula, leading: bool) -> bool {
    match formula {
        Formula::Compare(..) => true,
        Formula::And(parts) | Formula::Or(parts) => parts.iter().all(|part| is_plain(part, false)),
        Formula::Implies(premise, rest) => is_plain(premise, false) && is_plain(rest, leading),
        Formula::Forall(binder, body) | Formula::Exists(binder, body) => {
            let sort = |domain: &Domain| matches!(domain, Domain::Sort(_));
            let plain = match &binder.domain {
                Domain::Sort(_) => true,
                Domain::Real => leading,
                Domain::Function(arguments) => leading && arguments.iter().all(sort),
                Domain::Natural | Domain::Law(_) => false,
            };
            plain && is_plain(body, leading && matches!(formula, Formula::Forall(..)))
        }
        Formula::Named(_, body) => is_plain(body, leading),
    }
}

/// Draws points for a claim; how many satisfied the hypotheses, or the numbers at which it fails.
fn draw(claim: &Claim, cases: u32) -> Result<u32, Vec<Rational>> {
    let met = std::cell::Cell::new(0);
    let result =
        runner(cases).run(&(fractions(), 0_u64..64), |(numbers, seed)| match near(claim, &numbers, seed) {
            Some((point, At::Fails)) => Err(TestCaseError::fail(format!("it fails at {point}"))),
            Some((_, At::Holds)) => {
                met.set(met.get() + 1);
                Ok(())
            }
            _ => Ok(()),
        });
    match result {
        Ok(()) => Ok(met.get()),
        Err(TestError::Fail(_, (numbers, _))) => Err(numbers),
        Err(abort) => panic!("{abort}"),
    }
}

#[test]
fn plain_claims_hold_where_their_hypotheses_do() {
    papers::with_large_stack(|| {
        let (documents, _) = papers::papers().unwrap_or_else(|faults| panic!("{faults}"));
        let (mut claims, mut points) = (0, 0);
        for entry in documents.iter().flat_map(|document| &document.entries) {
            let Some(claim) = claim_of(entry) else { continue };
            let plain = is_plain(elaborate::main_part(claim.formula()), true);
            if Expected::of(entry) != Expected::Certified || !plain {
                continue;
            }
            let met =
                draw(claim, CASES).unwrap_or_else(|numbers| panic!("{} fails at {numbers:?}", entry.id));
            claims += 1;
            points += met;
        }
        println!("{claims} claims, {points} points");
        assert!(claims >= 80 && points >= 500, "{claims} claims, {points} points");
    });
}

#[test]
fn false_claims_fail_and_shrink() {
    for (text, most) in [
        ("claim c at \"p\"\n  for x in real\n  show x^2 >= x\n", 1),
        ("claim c at \"p\"\n  for x, y in real\n  given a: x < y\n  show x^2 < y^2\n", 1),
        (
            "claim c at \"p\"\n  for p, q in real\n  given a: p >= 0 and q >= 0 and p + q = 1\n  show p*q <= 1/5\n",
            2,
        ),
    ] {
        let entry = entry(text);
        let claim = claim_of(&entry).expect("formal");
        let numbers = draw(claim, 400).expect_err("it is false");
        assert!(numbers.len() <= most, "{text}: {numbers:?}");
    }
}

/// A small term in x and y, as text.
fn term() -> impl Strategy<Value = String> {
    let part = (-3_i64..4, prop::sample::select(vec!["1", "x", "y", "x*y", "x^2", "y^2"]))
        .prop_map(|(factor, of)| format!("{factor}*{of}"));
    prop::collection::vec(part, 1..4).prop_map(|parts| parts.join(" + "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// The goal is drawn apart from the hypotheses, or follows from them, or nearly does.
    #[test]
    fn what_search_proves_the_kernel_accepts_and_no_point_refutes(
        first in term(), second in term(), other in term(),
        weights in (0_i64..4, 0_i64..4, -1_i64..3), apart in prop::bool::weighted(0.3),
        relation in prop::sample::select(vec![">=", ">", "="]),
    ) {
        let (a, b, rest) = weights;
        let goal = if apart {
            other
        } else {
            format!("{a}*({first}) + {b}*({second}) + {rest} + (x - y)^2")
        };
        let entry = entry(&format!(
            "claim c at \"p\"\n  for x, y in real\n  given a: {first} >= 0\n  given b: {second} >= 0\n  \
             show {goal} {relation} 0\n  proof\n    conclude by a, b, {{x - y}}^2\n  end\n"
        ));
        let claim = claim_of(&entry).expect("formal");
        let library = Library::default();
        match compile(&entry, Target::Claim, &library) {
            Ok(proof) => {
                let theorem = check(claim, &proof, &library, Limits::default());
                prop_assert!(theorem.is_ok_and(|theorem| theorem.holes().is_empty()), "{goal}");
                prop_assert_eq!(trials(claim, 60, 5).counterexample, None, "{}", goal);
            }
            // What follows with nonnegative weights is found.
            Err(_) => prop_assert!(apart || rest < 0 || relation != ">=", "{goal} {relation} 0 is not found"),
        }
    }
}
