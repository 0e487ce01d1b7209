//! `mechproof explore --least` and the item `draw` as a user meets them: regions of the least of several optima, maps
//! that are stored, looked at again and drawn, and what is refused.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const SOURCE: &str = include_str!("data/least.thm");
const DRAW: &str = "\ndraw figure-1 at \"Figure 1\" of first, second free a, c\n";

fn workspace(more: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("demo.thm"), format!("{SOURCE}{more}")).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mechproof")).args(arguments).current_dir(folder).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn least(folder: &Path, programs: &[&str]) -> Value {
    let named: Vec<String> = programs.iter().map(|program| format!("demo.thm::{program}")).collect();
    let mut all = vec!["explore", "--least", "--json", "-"];
    all.extend(named.iter().map(String::as_str));
    let output = run(folder, &all);
    assert_eq!(code(&output), 0, "{}{}", String::from_utf8_lossy(&output.stdout), err(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The program, what it comes to, and its closed form, for each region.
fn shares(found: &Value) -> Vec<(String, String, String)> {
    assert_eq!(found["cover"]["certified"], true, "{found}");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let regions = found["regions"].as_array().unwrap();
    assert!(regions.iter().all(|region| region["certified"] == true), "{found}");
    let each = regions.iter().map(|r| (text(&r["program"]), text(&r["kind"]), text(&r["value"])));
    let mut shares: Vec<_> = each.collect();
    shares.sort();
    shares.dedup();
    shares
}

fn share(program: &str, kind: &str, value: &str) -> (String, String, String) {
    (program.to_owned(), kind.to_owned(), value.to_owned())
}

#[test]
fn the_least_of_two_programs_of_which_one_does_not_always_count() {
    let folder = workspace("");
    let found = least(folder.path(), &["first", "second"]);
    assert_eq!(shares(&found), [share("first", "optimum", "a"), share("second", "optimum", "c")]);
    assert_eq!(found["programs"][1]["counts_where"][0], "c <= 1");
    // The name that the model has for it.
    let regions = found["regions"].as_array().unwrap();
    let named = regions.iter().filter(|region| region["name"] == "least_of_all").count();
    assert_eq!(named, regions.iter().filter(|region| region["program"] == "first").count());
    // A program that is nowhere less than the first has no region; programs may aim either way.
    let found = least(folder.path(), &["first", "cost"]);
    assert_eq!(shares(&found), [share("first", "optimum", "a")]);
}

#[test]
fn nothing_feasible_is_less_than_any_value() {
    let folder = workspace("");
    let found = least(folder.path(), &["first", "gate"]);
    assert_eq!(shares(&found), [share("first", "optimum", "a"), share("gate", "infeasible", "")]);
    // As a minimum, a program without feasible points is no bound at all, and one without bound is less than all.
    let found = least(folder.path(), &["gate", "cost"]);
    assert_eq!(shares(&found), [share("gate", "infeasible", ""), share("gate", "optimum", "a")]);
}

#[test]
fn the_claims_of_the_least_can_be_verified() {
    let folder = workspace("");
    let programs = ["explore", "demo.thm::first", "demo.thm::second", "--least", "--claims", "found.thm"];
    assert_eq!(code(&run(folder.path(), &programs)), 0);
    let verify = ["verify", "demo.thm", "found.thm", "--reports", "reports"];
    let output = run(folder.path(), &verify);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let text = fs::read_to_string(folder.path().join("found.thm")).unwrap();
    for name in ["claim region-1 ", "-second in near", "-first in quarter", "-counts in near", "claim cover"]
    {
        assert!(text.contains(name), "{name} is missing in\n{text}");
    }
    // That the second program counts is not assumed but shown: without the region it is not.
    let start = text.find("-counts in near").unwrap();
    let cut = text[start..].lines().filter(|line| !line.contains("given region_")).collect::<Vec<_>>();
    let changed = format!("{}{}", &text[..start], cut.join("\n"));
    fs::write(folder.path().join("found.thm"), changed).unwrap();
    assert_eq!(code(&run(folder.path(), &[&verify[..], &["--fresh"]].concat())), 1);
}

#[test]
fn several_programs_without_sense_are_refused() {
    let folder = workspace("");
    for (arguments, reason) in [
        (&["demo.thm::first", "demo.thm::second"][..], "--least"),
        (&["demo.thm::first", "demo.thm::first", "--least"], "named twice"),
        (&["demo.thm::first", "demo.thm::third", "--least"], "no program `third`"),
        (&["demo.thm::first", "demo.thm::stranger", "--least"], "has the parameter `e`"),
        (&["demo.thm::first", "demo.thm::second", "--least", "--given", "c > 2"], "`second` counts"),
    ] {
        let output = run(folder.path(), &[&["explore"], arguments].concat());
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(err(&output).contains(reason), "{arguments:?}: {}", err(&output));
    }
}

fn verify(folder: &TempDir, more: &[&str]) -> Output {
    run(folder.path(), &[&["verify", "demo.thm", "--reports", "reports"], more].concat())
}

fn page(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join("reports/demo.html")).unwrap()
}

fn stored(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join("regions.json")).unwrap()
}

#[test]
fn a_map_is_stored_looked_at_again_and_drawn() {
    let by_value = "\ndraw figure-2 at \"Figure 2\" of first, second free a, c by value\n";
    let folder = workspace(&format!("{DRAW}{by_value}"));
    let output = verify(&folder, &[]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let (first, page_first) = (stored(&folder), page(&folder));
    for part in ["Figure 1", "first: least_of_all = a", "second: c", "c = 1", "<polygon"] {
        assert!(page_first.contains(part), "{part}");
    }
    // Both figures show one record.
    assert_eq!(first.matches("demo/first, second").count(), 1);
    let output = verify(&folder, &[]);
    assert_eq!((code(&output), stored(&folder), page(&folder)), (0, first.clone(), page_first.clone()));
    let output = verify(&folder, &["--fresh"]);
    assert_eq!((code(&output), stored(&folder), page(&folder)), (0, first, page_first));
}

#[test]
fn a_stale_record_is_not_shown_but_made_anew() {
    let folder = workspace(DRAW);
    assert_eq!(code(&verify(&folder, &[])), 0);
    let (whole, before) = (stored(&folder), page(&folder));
    // Another value, another condition, another program, another name.
    for (from, to) in [
        ("\"value\": \"c\"", "\"value\": \"c + 1\""),
        ("\"conditions\": [\"", "\"conditions\": [\"1 >= "),
        ("\"program\": \"second\"", "\"program\": \"cost\""),
        ("\"name\": \"least_of_all\"", "\"name\": \"nobody\""),
    ] {
        let changed = whole.replacen(from, to, 1);
        assert_ne!(changed, whole, "{from}");
        fs::write(folder.path().join("regions.json"), &changed).unwrap();
        // A run for something else shows nothing that is out of date, and leaves it.
        let output = verify(&folder, &["--filter", "plain"]);
        assert!(page(&folder).contains("Not shown: the stored regions are about other statements"));
        assert_eq!((code(&output), stored(&folder)), (0, changed));
        assert_eq!((code(&verify(&folder, &[])), stored(&folder)), (0, whole.clone()), "{from}");
        assert_eq!(page(&folder), before);
    }
    // The program itself is changed.
    let text = fs::read_to_string(folder.path().join("demo.thm")).unwrap();
    fs::write(folder.path().join("demo.thm"), text.replace("gain: c*w", "gain: 2*c*w")).unwrap();
    assert_eq!(code(&verify(&folder, &[])), 0);
    assert!(stored(&folder) != whole && page(&folder).contains("second: 2*c"));
}

#[test]
fn a_forged_proof_of_a_map_is_rejected() {
    let folder = workspace(DRAW);
    assert_eq!(code(&verify(&folder, &[])), 0);
    let whole = stored(&folder);
    let mut json: Value = serde_json::from_str(&whole).unwrap();
    let claims = json["explored"]["demo/first, second"]["proofs"]["claims"].as_object_mut().unwrap();
    let proof = claims.values_mut().next().unwrap();
    let steps = proof[0]["steps"].as_array_mut().unwrap();
    steps.pop();
    fs::write(folder.path().join("regions.json"), serde_json::to_string(&json).unwrap()).unwrap();
    let output = verify(&folder, &[]);
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(err(&output).contains("rejected"), "{}", err(&output));
    let shown = page(&folder);
    assert!(shown.contains("Not shown: the stored regions are rejected") && !shown.contains("<polygon"));
    // What is wrong is left for people to look at, until it is to be made anew.
    assert_eq!((code(&verify(&folder, &["--fresh"])), stored(&folder)), (0, whole.clone()));
    for damaged in ["{", "{\"format\": 2, \"explored\": {}}", "{\"format\": 1}"] {
        fs::write(folder.path().join("regions.json"), damaged).unwrap();
        let output = verify(&folder, &[]);
        assert_eq!(code(&output), 2, "{damaged}");
        assert!(err(&output).contains("regions.json"), "{}", err(&output));
    }
}

#[test]
fn maps_without_sense_are_refused() {
    for (item, code_wanted, reason) in [
        ("draw figure-1 at \"Figure 1\" of frist free a, c", 2, "did you mean `first`"),
        ("draw figure-1 at \"Figure 1\" of first", 2, "`free`"),
        ("draw figure-1 at \"Figure 1\" of first free a", 2, "expected"),
        ("draw figure-1 at \"Figure 1\" of first free a, c with b = x", 2, "a number"),
        ("draw plain at \"Figure 1\" of first free a, c", 2, "stated already"),
        ("draw figure-1 at \"Figure 1\" of first free a, b", 1, "no parameter is called `b`"),
        ("draw figure-1 at \"Figure 1\" of first free a, a", 1, "two different parameters"),
        ("draw figure-1 at \"Figure 1\" of first free a, c with a = 1", 1, "both fixed and free"),
        ("draw figure-1 at \"Figure 1\" of first, stranger free a, c", 1, "has the parameter `e`"),
    ] {
        let folder = workspace(&format!("\n{item}\n"));
        let output = verify(&folder, &[]);
        assert_eq!(code(&output), code_wanted, "{item}: {}", err(&output));
        assert!(err(&output).contains(reason), "{item}: {}", err(&output));
    }
}

#[test]
fn the_item_draw_has_one_layout() {
    let written = "\ndraw  figure-1 at \"Figure 1\" of first ,second free a,c with a=1/2,c = -3 by  value\n";
    let folder = workspace(written);
    assert_eq!(code(&run(folder.path(), &["fmt", "demo.thm"])), 0);
    let text = fs::read_to_string(folder.path().join("demo.thm")).unwrap();
    let line = "\ndraw figure-1 at \"Figure 1\" of first, second free a, c with a = 1/2, c = -3 by value\n";
    assert!(text.ends_with(line), "{text}");
    assert_eq!(code(&run(folder.path(), &["fmt", "--check", "demo.thm"])), 0);
}
