//! Exact random trials: the evaluator on closed statements, counterexamples to false claims, no counterexample
//! to any claim of the papers that is stated to hold, and the audit of hypotheses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use mechproof::falsify::{
    AuditVerdict, Interpretation, Meaning, Report, audit, trials, trials_from, without,
};
use mechproof::language::document::{Body, Document, Entry};
use mechproof::language::elaborate;
use mechproof::ledger::Expected;
use mechproof_core::exact::{Limits, Rational};
use mechproof_core::kernel::{Claim, Library, Product, Proof, Step, check};
use mechproof_core::logic::{Binder, Domain, Formula, Relation, Signature, Term, close};
use proptest::prelude::*;

/// Points for each claim of the papers.
const POINTS: u64 = 200;

const HEADER: &str = "paper sample \"Sample\" by \"Nobody\" year 2000\n\n";

fn with_large_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(run).expect("a thread starts");
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn document(text: &str) -> Document {
    let file = ("sample.thm".to_owned(), format!("{HEADER}{text}").into_bytes());
    match elaborate::load(&[file]) {
        Ok(mut documents) => documents.remove(0),
        Err(faults) => panic!("{}: {text}", faults[0].message),
    }
}

fn claim_of(entry: &Entry) -> Claim {
    let Body::Formal(formal) = &entry.body else { panic!("a formal claim") };
    formal.claim.clone()
}

fn sample(text: &str) -> Report {
    let claim = claim_of(&document(text).entries[0]);
    with_large_stack(move || trials(&claim, 100, 1))
}

/// A claim without variables.
fn closed(statement: &str) -> Report {
    sample(&format!("claim c at \"p\"\n  show {statement}\n"))
}

#[test]
fn closed_statements_are_evaluated() {
    for (statement, expected) in [
        ("2 + 2 = 4", true),
        ("1/3 + 1/6 = 1/2", true),
        ("1/3 + 1/6 = 0.51", false),
        ("max(2, 3) = 3 and min(2, 3) = 2", true),
        ("[2 >= 2] = 1 and [2 > 2] = 0", true),
        ("[2 >= 2] = 0", false),
        ("(2/3)^3 = 8/27", true),
        ("integral(v^2, v, 0, 1) = 1/3", true),
        ("integral(v^2, v, 1, 3) = 26/3", true),
        ("integral(v^2, v, 1, 3) = 26/4", false),
        ("integral(integral(v - c, v, c, 1), c, 0, 1) = 1/6", true),
        ("integral(max(v, 1/2), v, 0, 1) = 5/8", true),
        ("integral(v*[v >= 1/3], v, 0, 1) = 4/9", true),
        ("integral(v*[v >= 1/3], v, 0, 1) = 5/9", false),
        ("(forall x in real: x >= 1 implies 2*x >= 2) and 0 = 0", true),
        ("(forall x in real: x >= 1 implies 2*x > 2) and 0 = 0", false),
        ("(forall x in real: max(x, 1) >= 1) and 0 = 0", true),
        ("(forall x in real: max(x, 1) > 1) and 0 = 0", false),
        ("(forall x, y in real: max(x, y) + min(x, y) = x + y) and 0 = 0", true),
        ("(forall x, y in real: max(x, y) - min(x, y) > 0) and 0 = 0", false),
        ("exp(1)*exp(1) = exp(2)", true),
        ("exp(1)*exp(1) = exp(3)", false),
        ("log(6/35) + log(70/3) = 2*log(2)", true),
        ("log(6/35) + log(70/3) > 2*log(2)", false),
        ("log(6/35) + log(70/3) = 2*log(3)", false),
        ("log(exp(7/3)) = 7/3 and exp(2*log(3)) = 9", true),
        ("exp(2*log(3)) > 9", false),
        ("integral(integral([v >= c], v, 0, 1), c, 0, 1) = 1/2", true),
        ("integral(integral([v >= c], v, 0, 1), c, 0, 1) = 1/3", false),
        ("integral(integral(max(v, c), v, 0, 1), c, 0, 1) = 2/3", true),
        ("(forall p in real: 0 <= p <= 1 implies integral([v >= p], v, 0, 1) = 1 - p) and 0 = 0", true),
        ("(forall p in real: p <= 1 implies integral([v >= p], v, 0, 1) = 1 - p) and 0 = 0", false),
        ("(forall p in real: 0 <= p <= 1 implies integral([v > p], v, 0, 1) > 1 - p) and 0 = 0", false),
        ("(forall a, m in real: a = 3 implies m*a = 6 implies m^3 = 8) and 0 = 0", true),
        ("(forall a, m in real: a = 3 implies m*a = 6 implies m^3 > 8) and 0 = 0", false),
        ("(forall a, m in real: m*a = 6 implies a = 3 implies m^2 <= 4) and 0 = 0", true),
        ("(forall a, m in real: m*a = 6 implies a = 3 implies m^2 < 4) and 0 = 0", false),
        ("exists a, m in real: m*a = 6 and a = 3 and m > 2", false),
        ("exists a, m in real: (a = 1 or a = 3) and m*a = 6 and m > 2", true),
        ("exists a, m in real: (a = 6 or a = 3) and m*a = 6 and m > 2", false),
        ("exists x in real: [x >= 2] = 1 and x < 3", true),
        ("exists x in real: [x > 2] = 1 and x <= 2", false),
        ("exists x in real: 2*x = 3 and x > 1", true),
        ("exists x in real: x > 1 and x < 1", false),
        ("(forall x, y in real: x >= 0 implies y >= 0 implies x + y >= 0) and 0 = 0", true),
    ] {
        let report = closed(statement);
        assert_eq!(report.unsupported, None, "{statement}");
        assert_eq!(report.counterexample.is_none(), expected, "{statement}");
        assert_eq!(report.satisfied, u64::from(expected), "{statement}");
    }
}

#[test]
fn what_is_not_evaluated_is_reported() {
    for statement in [
        "log(2)*log(9) = 2*log(2)*log(3)",
        "exists x in real: x*x = 2 and x*x*x > 2",
        "exists x in real: forall y in real: x >= y",
        "integral([v^2 >= 1/2], v, 0, 1) >= 0",
    ] {
        let report = closed(statement);
        assert!(report.unsupported.is_some(), "{statement}");
        assert_eq!((report.satisfied, report.counterexample), (0, None), "{statement}");
    }
}

#[test]
fn false_claims_get_small_counterexamples() {
    for (text, expected) in [
        ("for x in real\n  show x^2 >= x", "x = 1/2"),
        ("for x, y in real\n  given order: x < y\n  show x^2 < y^2", "x = -1, y = 0"),
        ("for n in natural\n  show n^2 <= n", "n = 2"),
        (
            "for p, q in real\n  given total: p + q = 1\n  given pos: p >= 0 and q >= 0\n  show p*q <= 0",
            "p = 1/2, q = 1/2",
        ),
    ] {
        let report = sample(&format!("claim c at \"p\"\n  {text}\n"));
        let point = report.counterexample.expect("a counterexample").to_string();
        assert_eq!(point, expected, "{text}");
    }
}

#[test]
fn programs_are_decided_at_every_point() {
    let text = |value: &str| {
        format!(
            "model knapsack\n  param a, b\n  assume size: 0 < a and a < b\n\n\
             program best in knapsack\n  var x in [0, 1], y in [0, 1]\n  maximize gain: a*x + b*y\n  \
             subject to\n    room: x + y <= 1\n\nclaim c in knapsack at \"p\"\n  show optimum(best) = {value}\n"
        )
    };
    let report = sample(&text("b"));
    assert_eq!((report.unsupported, report.counterexample), (None, None));
    assert!(report.satisfied >= 90);
    for wrong in ["a", "b + 1/1000", "b - 1/1000", "a + b"] {
        assert!(sample(&text(wrong)).counterexample.is_some(), "{wrong}");
    }
}

#[test]
fn sorts_functions_and_laws_are_drawn() {
    let text = |goal: &str| {
        format!(
            "model game\n  sort T\n  law m on T\n  law F on [0, 1]\n  function u(T)\n  \
             assume pos: forall a in T: u(a) >= 1\n\nclaim c in game at \"p\"\n  show {goal}\n"
        )
    };
    for (goal, holds) in [
        ("(E[a: m] u(a)) >= 1", true),
        ("(E[a: m] u(a)) > 1", false),
        ("(E[v: F] v^2) <= E[v: F] v", true),
        ("(E[v: F] v^2) < E[v: F] v", false),
        ("I[s: F] s^2 <= I[s: F] s + 1", true),
    ] {
        let report = sample(&text(goal));
        assert_eq!(report.unsupported, None, "{goal}");
        assert_eq!(report.counterexample.is_none(), holds, "{goal}: {:?}", report.counterexample);
    }
}

#[test]
fn trials_begin_at_a_point_that_is_given() {
    let of = |goal: &str| {
        let text = format!(
            "claim c at \"p\"\n  for x, y in real\n  given curve: x^3 - 3*y^2*x = 2 - y^7 + y\n  show {goal}\n"
        );
        claim_of(&document(&text).entries[0])
    };
    // With y = 1 there is a solution at x = -1 and none at x = 0.
    let point = |x: i64| {
        let number = |number: i64| Meaning::Number(Rational::from(number));
        let symbols = vec![("x".to_owned(), number(x)), ("y".to_owned(), number(1))];
        Interpretation { symbols, ..Interpretation::default() }
    };
    let (good, bad) = (point(-1), point(0));
    let report = trials_from(&of("x <= 5"), Some(&good), 30, 1);
    assert!(report.satisfied >= 1 && report.witness.is_some(), "{report:?}");
    assert_eq!(report, trials_from(&of("x <= 5"), Some(&good), 30, 1));
    let refuted = trials_from(&of("x >= 0"), Some(&good), 30, 1).counterexample.expect("x is -1");
    assert!(refuted.to_string().contains("x = -"), "{refuted}");
    assert_eq!(trials_from(&of("x <= 5"), Some(&bad), 30, 1), trials(&of("x <= 5"), 30, 1));
}

#[test]
fn what_a_goal_quantifies_is_drawn_where_it_is_not_decided() {
    for (goal, holds) in [
        ("x >= 0 or (forall y in real: y^4 + 1 > x)", true),
        ("x >= 0 or (forall y in real: y^4 > 0)", false),
        ("x >= 0 or (forall f in function(real): f(x)^4 >= 0)", true),
        ("x >= 0 or (forall f in function(real): f(x)^3 >= 0)", false),
    ] {
        let report = sample(&format!("claim c at \"p\"\n  for x in real\n  show {goal}\n"));
        assert_eq!(report.counterexample.is_none(), holds, "{goal}: {report:?}");
        assert_eq!(report.satisfied == 100, holds, "{goal}: {report:?}");
        assert_eq!(report.unsupported, None, "{goal}");
    }
    // There is no such number for all choices at once, which instances do not show.
    let below = sample(
        "claim c at \"p\"\n  for x in real\n  show exists z in real: forall y in real: z^3 >= y^3 + x\n",
    );
    assert_eq!((below.satisfied, below.unsupported.is_some()), (0, true), "{below:?}");
}

#[test]
fn squares_among_quantified_numbers_are_decided() {
    for (hypothesis, goal, holds) in [
        ("forall v, w in real: a*(v - w)^2 >= 0", "a >= 0", true),
        ("forall v, w in real: a*(v - w)^2 >= 0", "a > 0", false),
        ("forall v in real: v^2 - 2*a*v + 4 >= 0", "a^2 <= 4", true),
        ("forall v in real: v^2 - 2*a*v + 4 >= 0", "a^2 < 4", false),
    ] {
        let report =
            sample(&format!("claim c at \"p\"\n  for a in real\n  given h: {hypothesis}\n  show {goal}\n"));
        assert_eq!(report.counterexample.is_none(), holds, "{hypothesis}: {report:?}");
        assert_eq!(report.satisfied == 100, holds, "{hypothesis}: {report:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_report() {
    for text in
        ["for x, y in real\n  given a: x + 2*y = 3\n  show x*y <= 2", "for x in real\n  show x^2 >= x"]
    {
        let claim = claim_of(&document(&format!("claim c at \"p\"\n  {text}\n")).entries[0]);
        assert_eq!(trials(&claim, 50, 9), trials(&claim, 50, 9));
        assert_eq!(trials(&claim, 50, 9).seed, 9);
    }
}

/// The papers whose theorem files are in order; that all are is the matter of other tests.
fn papers() -> Vec<Document> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("theorems");
    let sorted = |folder: &Path| {
        let entries = fs::read_dir(folder).expect("folders can be read");
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths
    };
    let mut documents = Vec::new();
    for folder in sorted(&root).into_iter().filter(|path| path.is_dir()) {
        let files: Vec<(String, Vec<u8>)> = sorted(&folder)
            .into_iter()
            .filter(|path| path.extension().is_some_and(|extension| extension == "thm"))
            .map(|path| (path.display().to_string(), fs::read(&path).expect("theorem files can be read")))
            .collect();
        documents.extend(elaborate::load(&files).unwrap_or_default());
    }
    documents
}

#[test]
fn no_exact_point_refutes_a_claim_that_is_stated_to_hold() {
    let claims = |part: usize| {
        let entries = papers().into_iter().flat_map(|document| document.entries);
        let holds = entries.filter(|entry| Expected::of(entry) == Expected::Certified);
        holds.enumerate().filter(move |(place, _)| place % 2 == part).map(|(_, entry)| entry)
    };
    let run = move |part: usize| {
        let (mut supported, mut points, mut refuted) = (0, 0, 0);
        for entry in claims(part) {
            let claim = claim_of(&entry);
            let report = trials(&claim, POINTS, 1);
            let found = report.counterexample.map(|point| point.to_string());
            assert_eq!(found, None, "{}: an exact point refutes a claim stated to hold", entry.id);
            supported += usize::from(report.unsupported.is_none());
            points += report.satisfied;
            println!("{} {}/{} {:?}", entry.id, report.satisfied, report.tried, report.unsupported);
            if report.unsupported.is_none() && report.satisfied > 0 {
                // Where the claim holds, the claim with another constant fails.
                let Some(wrong) = shifted(&claim).map(|wrong| trials(&wrong, 20, 1)) else { continue };
                assert_eq!(wrong.satisfied, 0, "{}: holds with a wrong constant", entry.id);
                refuted += usize::from(wrong.counterexample.is_some());
            }
        }
        (supported, points, refuted)
    };
    let halves = [0, 1].map(|part| {
        std::thread::Builder::new().stack_size(256 << 20).spawn(move || run(part)).expect("a thread starts")
    });
    let mut all = (0, 0, 0);
    for half in halves {
        let (supported, points, refuted) = half.join().expect("no claim is refuted");
        all = (all.0 + supported, all.1 + points, all.2 + refuted);
    }
    println!("{} claims supported, {} points, {} wrong claims refuted", all.0, all.1, all.2);
    assert!(all.0 >= 60 && all.1 >= 5000 && all.2 >= 10, "{all:?}");
}

/// The claim with a wrong constant in its goal, if the goal is one equation.
fn shifted(claim: &Claim) -> Option<Claim> {
    fn shift(formula: &Formula) -> Option<Formula> {
        Some(match formula {
            Formula::Forall(binder, body) => Formula::Forall(binder.clone(), Box::new(shift(body)?)),
            Formula::Implies(premise, rest) => premise.as_ref().clone().implies(shift(rest)?),
            Formula::Compare(Relation::Eq, left, right) => {
                let wrong = Term::Number(Rational::new(1001, 1000).expect("not 0"));
                Formula::Compare(Relation::Eq, left.clone(), Term::Sum([right.clone(), wrong].into()))
            }
            _ => return None,
        })
    }
    let changed = shift(elaborate::main_part(claim.formula()))?;
    Claim::new(claim.signature().clone(), changed).ok()
}

#[test]
fn hypotheses_are_audited() {
    let text = "claim c at \"p\"\n  for x, y in real\n  given low: x >= 0\n  given high: y >= 1\n  \
                given idle: x <= 5\n  given vague: x*x + y*y >= 1\n  show x + y >= 1\n  \
                proof\n    step same: x*x + y*y >= 1 by vague\n    conclude by low, high\n  end\n";
    let found = with_large_stack(move || audit(&document(text).entries[0], &Library::default()));
    let words: Vec<(&str, &str)> =
        found.hypotheses.iter().map(|(name, v)| (name.as_str(), v.word())).collect();
    assert_eq!(words, [("low", "needed"), ("high", "needed"), ("idle", "redundant"), ("vague", "undecided")]);
    let AuditVerdict::Needed(point) = &found.hypotheses[0].1 else { panic!("a point") };
    assert_eq!(point.to_string(), "x = -1, y = 1");
}

#[test]
fn a_hypothesis_that_is_not_there_cannot_be_dropped() {
    let claim = claim_of(
        &document("claim c at \"p\"\n  for x in real\n  given a: x > 0\n  show 1/x > 0\n").entries[0],
    );
    assert!(without(&claim, "b").is_none());
    let shorter = without(&claim, "a").expect("it is there");
    assert_ne!(shorter, claim);
    assert!(without(&shorter, "a").is_none());
    // Where x is 0 the statement makes no sense, which is no counterexample.
    let point = trials(&shorter, 50, 1).counterexample.expect("negative numbers");
    assert_eq!(point.to_string(), "x = -1");
}

#[test]
fn the_program_tries_and_audits() {
    let run = |text: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("sample.thm"), format!("{HEADER}{text}")).expect("a file");
        let output = Command::new(env!("CARGO_BIN_EXE_mechproof"))
            .current_dir(folder.path())
            .args(["verify", "sample.thm", "--trials", "30", "--audit", "--json", "-"])
            .output()
            .expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let page = fs::read_to_string(folder.path().join("reports/sample.html")).expect("a report");
        (output.status.code(), text(output.stdout), text(output.stderr), page)
    };
    let (code, out, notes, page) = run(
        "claim c at \"p\"\n  for x in real\n  given a: x >= 1\n  show 2*x >= 2\n  proof\n    conclude by a\n  end\n",
    );
    assert_eq!(code, Some(0), "{notes}");
    let ledger: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let record = &ledger["claims"][0];
    assert_eq!(record["verdict"], "certified");
    let trials = record["evidence"].as_array().unwrap().iter().find(|one| one["kind"] == "trials").unwrap();
    assert_eq!((&trials["trials"], &trials["seed"]), (&serde_json::json!(30), &serde_json::json!(1)));
    assert_eq!(record["audit"][0]["verdict"], "needed");
    assert_eq!(record["audit"][0]["counterexample"]["x"], "0");
    assert!(page.contains("Which hypotheses are needed"));
    // Fermat's theorem for cubes: true, and out of reach of the search.
    let (code, out, _, _) = run(
        "claim c at \"p\"\n  allow open\n  for x, y, z in natural\n  show (x + 1)^3 + (y + 1)^3 != (z + 1)^3\n",
    );
    assert_eq!(code, Some(0));
    assert!(out.contains("\"tested\""), "{out}");
    let (code, _, notes, _) = run("claim c at \"p\"\n  allow open\n  for x in real\n  show x*x >= x\n");
    assert_eq!(code, Some(1));
    assert!(notes.contains("an exact point refutes it: x = 1/2"), "{notes}");
}

fn number() -> impl Strategy<Value = Term> {
    (-4_i64..5).prop_map(Term::integer)
}

/// A linear or quadratic term in x, y, z.
fn term() -> impl Strategy<Value = Term> {
    let part = (number(), prop::collection::vec(prop::sample::select(vec!["x", "y", "z"]), 0..3)).prop_map(
        |(factor, names)| {
            let mut parts = vec![factor];
            parts.extend(names.into_iter().map(Term::free));
            Term::Product(parts.into())
        },
    );
    prop::collection::vec(part, 1..4).prop_map(|parts| Term::Sum(parts.into()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_the_kernel_combines_holds_at_exact_points(
        first in term(), second in term(), square in term(), a in 1_i64..5, b in 1_i64..5, c in 1_i64..5
    ) {
        let zero = Term::integer(0);
        let fact = |term: &Term| Formula::Compare(Relation::Ge, term.clone(), zero.clone());
        let weighted = |weight: i64, mut parts: Vec<Term>| {
            parts.insert(0, Term::integer(weight));
            Term::Product(parts.into())
        };
        let goal = fact(&Term::Sum([
            weighted(a, vec![first.clone()]),
            weighted(b, vec![first.clone(), second.clone()]),
            weighted(c, vec![second.clone(), Term::Power(Arc::new(square.clone()), 2)]),
        ].into()));
        let product = |weight: i64, factors: Vec<usize>, square: Option<Term>| Product {
            weight: Rational::from(weight), factors, square, square_nonzero: None,
        };
        let products = vec![
            product(a, vec![0], None),
            product(b, vec![0, 1], None),
            product(c, vec![1], Some(square)),
        ];
        let step = Step::Combine { goal: goal.clone(), multiplier: vec![], products, equations: vec![] };
        let mut formula = fact(&first).implies(fact(&second).implies(goal));
        for name in ["z", "y", "x"] {
            let binder = Binder { name: name.into(), domain: Domain::Real };
            formula = Formula::Forall(binder, Box::new(close(&formula, name)));
        }
        let claim = Claim::new(Signature::default(), formula).expect("well-formed");
        let proof = Proof { open: 5, steps: vec![step] };
        prop_assert!(check(&claim, &proof, &Library::default(), Limits::default()).is_ok());
        prop_assert_eq!(trials(&claim, 25, 3).counterexample, None);
    }
}
