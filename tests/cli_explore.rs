//! `mechproof explore` as a user runs it: what it finds, what it refuses, and that its claims can be verified.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use mechproof_core::exact::Rational;
use serde_json::Value;
use tempfile::TempDir;

const SOURCE: &str = include_str!("data/parametric.thm");

fn workspace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("demo.thm"), SOURCE).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mechproof")).args(arguments).current_dir(folder).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn explored(folder: &Path, arguments: &[&str]) -> Value {
    let all: Vec<&str> = ["explore"].iter().chain(arguments).chain(&["--json", "-"]).copied().collect();
    let output = run(folder, &all);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    let again = run(folder, &all);
    assert_eq!(output.stdout, again.stdout, "the same question has the same answer");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_regions_of_lemma_2_1_from_the_program_alone() {
    let folder = workspace();
    let output = run(folder.path(), &["explore", "demo.thm::dominant-strategy"]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    let text = out(&output);
    for line in [
        "with A = b[lo]",
        "(1 - y)*x*C*(M + C) >= (1 - x)*y*A*(A + M)",
        "(1 - x)*y*A*(A + M) >= (1 - y)*x*C*(M + C)",
        "optimum = W_dsa = ",
        "optimum = W_dsb = ",
        "q[hi,hi] = A/(A + M)",
        "q[lo,lo] = C/(M + C)",
        "ic_buyer[hi,lo,lo] = ",
        "borders    region 2 along",
        "certified by the kernel",
        "cover: certified, 1 split:",
    ] {
        assert!(text.contains(line), "{line} is missing in\n{text}");
    }
    assert!(!text.contains("region 3"), "{text}");
    let found = explored(folder.path(), &["demo.thm::dominant-strategy"]);
    assert_eq!(found["regions"].as_array().unwrap().len(), 2);
    assert_eq!(found["cover"]["certified"], true);
    assert!(found["regions"].as_array().unwrap().iter().all(|region| region["certified"] == true));
}

#[test]
fn a_program_of_ones_own_uses_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("paper")).unwrap();
    fs::write(folder.path().join("paper/demo.thm"), SOURCE).unwrap();
    let own = "use \"paper\"\nmodel half extends plane\n  assume low: a > 0\n  assume more: c >= a\n\nprogram mine in half\n  \
               var u in [0, 1], w in [0, 1]\n  maximize gain: a*u + c*w\n  subject to\n    both: u + w <= 1\n";
    fs::write(folder.path().join("own.thm"), own).unwrap();
    let found = explored(folder.path(), &["own.thm::mine"]);
    let regions = found["regions"].as_array().unwrap();
    assert_eq!(regions.len(), 1, "{found:#}");
    assert_eq!(regions[0]["certified"], true);
    // Without the folder there is no such model.
    fs::write(folder.path().join("own.thm"), own.replace("use \"paper\"\n", "")).unwrap();
    assert_eq!(code(&run(folder.path(), &["explore", "own.thm::mine"])), 2);
}

#[test]
fn the_claims_can_be_put_into_a_theorem_file() {
    let folder = workspace();
    let output = run(
        folder.path(),
        &["explore", "demo.thm::dominant-strategy", "--claims", "found.thm", "--seed", "9"],
    );
    assert_eq!(code(&output), 0, "{}", err(&output));
    let verify = ["verify", "demo.thm", "found.thm", "--filter", "region-", "--reports", "reports"];
    let output = run(folder.path(), &verify);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    assert!(out(&output).contains("4 certified"), "{}", out(&output));
    // A closed form or a region that is changed is not proved, and the reason is a point.
    let text = fs::read_to_string(folder.path().join("found.thm")).unwrap();
    for (from, to) in [("optimum(dominant-strategy) = ", "optimum(dominant-strategy) = 1/7 + "), (">=", "<=")]
    {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        fs::write(folder.path().join("found.thm"), changed).unwrap();
        let output = run(folder.path(), &[&verify[..], &["--fresh"]].concat());
        assert_eq!(code(&output), 1, "{}", out(&output));
        assert!(err(&output).contains("this fails"), "{}", err(&output));
    }
}

#[test]
fn infeasible_unbounded_and_tied_programs() {
    let folder = workspace();
    let found = explored(folder.path(), &["demo.thm::bounded"]);
    let kinds: Vec<&str> =
        found["regions"].as_array().unwrap().iter().map(|r| r["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"optimum") && kinds.contains(&"infeasible"), "{kinds:?}");
    assert_eq!(found["cover"]["certified"], true);
    let found = explored(folder.path(), &["demo.thm::bounded", "--given", "a >= c + 1"]);
    assert_eq!(found["regions"].as_array().unwrap().len(), 1);
    assert_eq!(found["regions"][0]["value"], "a");
    let found = explored(folder.path(), &["demo.thm::plain"]);
    let values: Vec<&str> =
        found["regions"].as_array().unwrap().iter().filter_map(|r| r["value"].as_str()).collect();
    for value in ["0", "a", "c"] {
        assert!(values.contains(&value), "{values:?}");
    }
    let found = explored(folder.path(), &["demo.thm::endless", "--given", "c < 0", "--given", "a > 0"]);
    assert_eq!(found["regions"][0]["kind"], "unbounded");
    let found = explored(folder.path(), &["demo.thm::redundant"]);
    assert_eq!(found["regions"].as_array().unwrap().len(), 1);
    assert_eq!(found["regions"][0]["value"], "lo");
}

/// The lines of a report that begin a region or say where it is.
fn outline(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let output = run(folder, &[&["explore"], arguments].concat());
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    let text = out(&output);
    let lines = text.lines().filter(|line| line.contains("region ") && !line.contains("borders"));
    let lines = lines.filter(|line| !line.starts_with("cover"));
    let mut lines: Vec<String> = lines.filter_map(|line| Some(line.split_once(": ")?.1.to_owned())).collect();
    lines.sort();
    assert_eq!(text.matches("  certified by the kernel").count(), lines.len(), "{text}");
    assert!(text.contains("cover: certified"), "{text}");
    lines
}

#[test]
fn claims_about_optima_need_no_proof_by_hand() {
    let folder = workspace();
    let claim = |name: &str, show: &str| {
        format!("\nclaim {name} in ladder at \"here\"\n  show optimum(redundant) {show}\n")
    };
    let stated = [claim("is", "= lo"), claim("at-most", "<= (lo + hi)/2"), claim("at-least", ">= lo - 1")];
    fs::write(folder.path().join("mine.thm"), format!("use \"demo.thm\"\n{}", stated.concat())).unwrap();
    let verify =
        |folder: &Path| run(folder, &["verify", "mine.thm", "--filter", "demo/", "--reports", "reports"]);
    let output = verify(folder.path());
    for name in ["is", "at-most", "at-least"] {
        assert!(err(&output).contains(&format!("demo/{name}: a proof was found")), "{}", err(&output));
    }
    // What is false is not proved.
    fs::write(folder.path().join("mine.thm"), format!("use \"demo.thm\"\n{}", claim("is", "= hi"))).unwrap();
    let output = verify(folder.path());
    assert!(!err(&output).contains("demo/is: a proof was found"), "{}", err(&output));
}

#[test]
fn a_program_without_points_here_and_without_bound_there() {
    let folder = workspace();
    let mut found = outline(folder.path(), &["demo.thm::torn"]);
    found.dedup();
    assert_eq!(found, ["nothing is feasible", "optimum = 0", "the objective has no bound"]);
    let only = |given: &[&str]| {
        let assumed = given.iter().flat_map(|given| ["--given", given]);
        let arguments: Vec<&str> = ["demo.thm::torn"].into_iter().chain(assumed).collect();
        outline(folder.path(), &arguments)
    };
    assert_eq!(only(&["c < 0"]), ["nothing is feasible"]);
    assert_eq!(only(&["c >= 0", "a > 0"]), ["the objective has no bound"]);
    assert_eq!(only(&["c = 0", "a <= 0"]), ["optimum = 0"]);
}

#[test]
fn optima_that_are_not_unique_and_constraints_that_say_nothing() {
    let folder = workspace();
    // Every point with u + w = 1 is optimal where a > 0, and all are where a = 0.
    assert_eq!(outline(folder.path(), &["demo.thm::flat"]), ["optimum = 0", "optimum = a"]);
    assert_eq!(outline(folder.path(), &["demo.thm::flat", "--given", "a = 0"]), ["optimum = 0"]);
    // A tie all along a line, on which the regions meet.
    assert_eq!(outline(folder.path(), &["demo.thm::plain", "--given", "a = c", "--given", "a > 0"]).len(), 1);
    let output = run(folder.path(), &["explore", "demo.thm::flat"]);
    let text = out(&output);
    assert!(!text.contains("loose = "), "{text}");
    // All of that is said, and said only of the region where it is so.
    let (below, above) = text.split_once("region 2: optimum = a").expect("the regions");
    for line in [
        "    u = 1\n",
        "  not unique: a second optimal point\n    w = 1\n",
        "  degenerate point: 4 constraints bind, with 2 variables: bounds_u', bounds_w, both, twice\n",
        "flat: each alone follows from the other constraints for all admissible parameters: \
         `bounds_u'`, `bounds_w'`, `both`, `twice`, `loose`\n",
        "flat: slack at the points above in every region: `bounds_w'`, `loose`\n",
    ] {
        assert!(above.contains(line), "{line} is missing in\n{text}");
    }
    assert!(!below.contains("not unique") && !below.contains("degenerate"), "{text}");
    let found = explored(folder.path(), &["demo.thm::flat"]);
    assert_eq!(found["regions"][0]["not_unique"], Value::Null);
    assert_eq!(found["regions"][0]["degenerate"], serde_json::json!([]));
    assert_eq!(
        found["regions"][1]["not_unique"],
        serde_json::json!({ "at": null, "entries": [{ "name": "w", "is": "1" }] })
    );
    assert_eq!(
        found["regions"][1]["degenerate"],
        serde_json::json!([{ "point": 1, "binding": ["bounds_u'", "bounds_w", "both", "twice"] }])
    );
    assert_eq!(found["programs"][0]["slack"], serde_json::json!(["bounds_w'", "loose"]));
    // A program with one optimum, at which as many constraints bind as there are variables, and each is needed.
    let found = explored(folder.path(), &["demo.thm::bounded", "--given", "a > c"]);
    let region = &found["regions"][0];
    assert_eq!((&region["not_unique"], &region["degenerate"]), (&Value::Null, &serde_json::json!([])));
    assert_eq!(found["programs"][0]["redundant"], serde_json::json!([]));
    assert_eq!(found["programs"][0]["slack"], serde_json::json!(["floor"]));
    // Where the region has a border with a = c, the constraint may bind there.
    let found = explored(folder.path(), &["demo.thm::bounded", "--given", "a >= c"]);
    assert_eq!(found["programs"][0]["slack"], serde_json::json!([]));
}

#[test]
fn remarks_say_for_which_parameters_they_hold() {
    let folder = workspace();
    let own = "use \"demo.thm\"\nprogram capped in plane\n  var u in [0, 1], w in [0, 2]\n  \
               maximize gain: a*(u + w)\n  subject to\n    both: u + w <= 1\n    cap: w <= c\n    more: u <= 1 + a*c\n";
    fs::write(folder.path().join("own.thm"), own).unwrap();
    let given = ["own.thm::capped", "--given", "a > 0", "--given", "c > 0"];
    let found = explored(folder.path(), &given);
    let regions = found["regions"].as_array().unwrap();
    assert_eq!(regions.len(), 1, "{found:#}");
    assert_eq!(regions[0]["points"][0]["entries"], serde_json::json!([{ "name": "u", "is": "1" }]));
    // The other end of the optima is at w = 1 or at w = c, so it is told of at a point: there it is optimal.
    let second = &regions[0]["not_unique"];
    let number = |text: &str| Rational::parse(text).unwrap();
    let place = second["at"].as_str().expect("at a point");
    let at: Vec<Rational> = place.split(", ").map(|one| number(one.split_once(" = ").unwrap().1)).collect();
    let entry = |name: &str| {
        let entries = second["entries"].as_array().unwrap();
        entries
            .iter()
            .find(|entry| entry["name"] == name)
            .map_or_else(Rational::zero, |entry| number(entry["is"].as_str().unwrap()))
    };
    let (u, w) = (entry("u"), entry("w"));
    assert_eq!(&u + &w, Rational::one());
    assert!(w.is_positive() && !u.is_negative() && w <= at[1], "{second}");
    let text = out(&run(folder.path(), &[&["explore"], &given[..]].concat()));
    assert!(text.contains(&format!("  not unique at {place}: a second optimal point\n")), "{text}");
    // That one constraint follows is said where it does for all parameters, and not where it does for some.
    let redundant = |found: &Value, name: &str| {
        let list = found["programs"][0]["redundant"].as_array().unwrap();
        list.iter().any(|one| one["constraint"] == name && one["points"].is_null())
    };
    assert!(
        redundant(&found, "more") && !redundant(&found, "cap") && !redundant(&found, "both"),
        "{found:#}"
    );
    let everywhere = explored(folder.path(), &["own.thm::capped", "--given", "c > 0"]);
    let listed = everywhere["programs"][0]["redundant"].to_string();
    assert!(!listed.contains("more") && !listed.contains("cap"), "{listed}");
}

/// The paper's thresholds are A/D and C/D; the five regions come from the programs of its Tables 3 and 4.
#[test]
fn the_five_regions_of_the_main_proof_with_both_thresholds() {
    let lists = concat!(env!("CARGO_MANIFEST_DIR"), "/theorems/carroll/lists.thm");
    let programs = [format!("{lists}::list-3"), format!("{lists}::list-4")];
    let folder = tempfile::tempdir().unwrap();
    let at = ["b.lo=2", "b.hi=5", "s.lo=1", "s.hi=3"].iter().flat_map(|at| ["--at", at]);
    let mut arguments = vec!["explore", &programs[0], &programs[1], "--least", "--svg", "map.svg"];
    arguments.extend(["--free", "x,y", "--json", "-"]);
    arguments.extend(at);
    let output = run(folder.path(), &arguments);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["cover"]["certified"], true);
    let regions = found["regions"].as_array().unwrap();
    let mut named: Vec<(&str, &str)> = regions
        .iter()
        .inspect(|region| assert_eq!(region["certified"], true, "{region}"))
        .map(|region| (region["program"].as_str().unwrap(), region["name"].as_str().unwrap()))
        .collect();
    named.sort_unstable();
    let expected = [
        ("list-3", "W_dsa"),
        ("list-3", "W_dsb"),
        ("list-3", "W_fp"),
        ("list-4", "W_dsa"),
        ("list-4", "W_dsb"),
    ];
    assert_eq!(named, expected);
    for threshold in ["x <= A/(b[hi] - s[lo])", "y <= C/(b[hi] - s[lo])"] {
        let region = regions.iter().find(|region| region["name"] == "W_fp").unwrap();
        assert!(region["thresholds"].as_array().unwrap().iter().any(|one| one == threshold), "{region}");
    }
    let map = fs::read_to_string(folder.path().join("map.svg")).unwrap();
    assert_eq!(map.matches("<polygon").count(), 5);
    for threshold in ["x = A/(b[hi] - s[lo]) = 1/4", "y = C/(b[hi] - s[lo]) = 1/2"] {
        assert!(map.contains(threshold), "{map}");
    }
}

#[test]
fn the_hypotheses_of_a_claim_can_be_assumed() {
    let folder = workspace();
    let found = explored(folder.path(), &["demo.thm::dominant-strategy", "--given", "lemma-2.1a"]);
    assert_eq!(found["regions"].as_array().unwrap().len(), 1);
    assert_eq!(found["cover"]["certified"], true);
    let fixed = ["b.lo=2", "b.hi=4", "s.lo=1", "s.hi=3"].iter().flat_map(|fix| ["--fix", fix]);
    let arguments: Vec<&str> = ["demo.thm::dominant-strategy"].into_iter().chain(fixed).collect();
    let found = explored(folder.path(), &arguments);
    assert_eq!(found["regions"].as_array().unwrap().len(), 2);
    let conditions = found["regions"][0]["conditions"].as_array().unwrap();
    assert_eq!(conditions.len(), 1);
    assert!(["y >= x", "x >= y"].contains(&conditions[0].as_str().unwrap()), "{conditions:?}");
}

#[test]
fn the_map_is_a_drawing_and_the_same_each_time() {
    let folder = workspace();
    let arguments = [
        "explore",
        "demo.thm::dominant-strategy",
        "--free",
        "x,y",
        "--at",
        "b.lo=2",
        "--at",
        "b.hi=4",
        "--at",
        "s.lo=1",
        "--at",
        "s.hi=3",
        "--svg",
        "map.svg",
    ];
    let mut maps = Vec::new();
    for _ in 0..2 {
        let output = run(folder.path(), &arguments);
        assert_eq!(code(&output), 0, "{}", err(&output));
        maps.push(fs::read_to_string(folder.path().join("map.svg")).unwrap());
    }
    assert_eq!(maps[0], maps[1]);
    assert!(maps[0].contains("b[lo] = 2"), "{}", maps[0]);
    assert_eq!(maps[0].matches("<polygon").count(), 2, "{}", maps[0]);
}

#[test]
fn questions_without_sense_are_refused() {
    let folder = workspace();
    for (arguments, reason) in [
        (&["explore"][..], "FILE::PROGRAM"),
        (&["explore", "demo.thm"][..], "names no program"),
        (&["explore", "demo.thm::dominant"], "it has dominant-strategy"),
        (&["explore", "other.thm::dominant-strategy"], "other.thm"),
        (&["explore", "demo.thm::quadratic"], "not linear"),
        (&["explore", "demo.thm::plain", "--fix", "a"], "NAME=VALUE"),
        (&["explore", "demo.thm::plain", "--fix", "a=one"], "no number"),
        (&["explore", "demo.thm::plain", "--fix", "nobody=1"], "nobody"),
        (&["explore", "demo.thm::plain", "--given", "no-such-claim"], "no claim is called"),
        (&["explore", "demo.thm::plain", "--given", "a > 1", "--given", "a < 0"], "no parameters were found"),
        (&["explore", "demo.thm::plain", "--svg", "m.svg", "--free", "a,e"], "no parameter is called `e`"),
        (&["explore", "demo.thm::dominant-strategy", "--svg", "m.svg"], "two parameters"),
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}{}", out(&output), err(&output));
        assert!(err(&output).contains(reason), "{arguments:?}: {}", err(&output));
    }
}
