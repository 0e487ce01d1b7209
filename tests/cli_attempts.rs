//! Searches in vain, through the real program: stored, shown again without a search, and searched for again as soon as
//! anything differs.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const OWN: &str = "paper own \"Own claims\" by \"A. Author\" year 2025

claim beyond at \"1\"
  allow open
  for a in real
  show exp(a) > 0

claim holds at \"2\"
  for a in real
  given order: a > 1
  show a > 0
";
/// A paper whose proof of its claim does not go through, restated.
const PAPER: &str = "paper sale \"Sale\" by \"A. Author\" year 2020
model sale
  param x
  assume positive: x > 0
claim beyond in sale at \"1\"
  allow open
  show exp(x) > 0
  proof
    conclude by positive
  end
";
const CHANGED: &str = "use \"sale.thm\"
paper mine \"Mine\" by \"Me\" year 2026
model other changes sale
  assume positive: x > 1
restate \"sale\" in other
";
const FILE: &str = "attempts.json";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mechproof"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("starts")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn write(folder: &TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).expect("written");
}

fn stored(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join(FILE)).unwrap_or_default()
}

/// A folder with own claims, verified.
fn own() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder, "own.thm", OWN);
    assert_eq!(run(folder.path(), &["verify", "own.thm"]).status.code(), Some(0));
    folder
}

/// Changes the number of columns in the record, so that it shows whether the record or a search is spoken of.
fn mark(folder: &TempDir) {
    let text = stored(folder);
    let (head, tail) = text.split_once("\"columns\": ").expect("a record of a search");
    let rest = tail.trim_start_matches(|c: char| c.is_ascii_digit());
    write(folder, FILE, &format!("{head}\"columns\": 7777777{rest}"));
}

fn marked(output: &Output) -> bool {
    err(output).contains("7777777 columns")
}

#[test]
fn what_was_tried_is_stored_and_shown_again() {
    let folder = own();
    let first = stored(&folder);
    assert!(first.contains("\"own/beyond\"") && !first.contains("own/holds"), "{first}");
    let again = run(folder.path(), &["verify", "own.thm"]);
    let fresh = run(folder.path(), &["verify", "own.thm", "--fresh"]);
    // Stored or fresh, what is said of the claim is the same, to the byte; `check` says no other verdict.
    let note = |output: &Output| err(output).lines().find(|line| line.contains("beyond")).map(str::to_owned);
    assert!(note(&again).is_some_and(|note| note.contains("open: no counterexample")), "{}", err(&again));
    assert_eq!(note(&again), note(&fresh));
    assert_eq!(out(&again), out(&fresh));
    assert_eq!(out(&again), out(&run(folder.path(), &["check", "own.thm"])));
    assert_eq!(stored(&folder), first);
    // It is the record that is shown.
    mark(&folder);
    assert!(marked(&run(folder.path(), &["verify", "own.thm"])));
    assert!(!marked(&run(folder.path(), &["verify", "own.thm", "--fresh"])));
    assert_eq!(stored(&folder), first);
}

#[test]
fn another_statement_and_more_work_are_searched_again() {
    let folder = own();
    mark(&folder);
    // A comment, and a place further down, change nothing.
    write(&folder, "own.thm", &OWN.replace("claim beyond", "-- A comment.\nclaim beyond"));
    assert!(marked(&run(folder.path(), &["verify", "own.thm"])));
    assert!(!marked(&run(folder.path(), &["verify", "own.thm", "--budget", "2"])));
    assert!(stored(&folder).contains("\"budget\": 2"));
    mark(&folder);
    assert!(marked(&run(folder.path(), &["verify", "own.thm"])), "less is asked for than was done");
    write(&folder, "own.thm", &OWN.replace("exp(a) > 0", "exp(a) > -exp(a)"));
    assert!(!marked(&run(folder.path(), &["verify", "own.thm"])));
    mark(&folder);
    let version = stored(&folder).replace("\"search\": ", "\"search\": 9");
    write(&folder, FILE, &version);
    assert!(!marked(&run(folder.path(), &["verify", "own.thm"])));
}

#[test]
fn another_published_proof_is_tried() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder, "sale.thm", PAPER);
    write(&folder, "mine.thm", CHANGED);
    let first = run(folder.path(), &["verify", "mine.thm"]);
    assert!(
        err(&first).contains("mine/other/beyond: the published proof does not go through"),
        "{}",
        err(&first)
    );
    let again = run(folder.path(), &["verify", "mine.thm"]);
    assert_eq!((out(&first), err(&first)), (out(&again), err(&again)));
    let stops = stored(&folder).replace("\"stops\": \"", "\"stops\": \"as recorded, ");
    write(&folder, FILE, &stops);
    let recorded =
        |folder: &TempDir| err(&run(folder.path(), &["verify", "mine.thm"])).contains("as recorded");
    assert!(recorded(&folder));
    write(&folder, "sale.thm", &PAPER.replace("conclude by positive", "conclude by positive*positive"));
    assert!(!recorded(&folder));
    write(&folder, FILE, &stored(&folder).replace("\"stops\": \"", "\"stops\": \"as recorded, "));
    assert!(recorded(&folder));
    // What the proof cites matters, too.
    let lemma = "lemma 1 in sale at \"0\"\n  show x + 1 > 0\n  proof conclude by positive end\n";
    let paper = PAPER.replace("claim beyond", &format!("{lemma}claim beyond"));
    let cites = "conclude by positive, \"lemma-1\"(x)";
    write(&folder, "sale.thm", &paper.replace("conclude by positive\n  end\n", &format!("{cites}\n  end\n")));
    assert!(!recorded(&folder));
}

#[test]
fn a_damaged_record_is_rejected() {
    let folder = own();
    let good = stored(&folder);
    // A point at which the claim does not fail.
    let point = "\"fails_at\": {\"sorts\": {}, \"symbols\": [[\"a\", \"1\"]]},\n  \"unaided\"";
    write(&folder, FILE, &good.replace("\"unaided\"", point));
    let output = run(folder.path(), &["verify", "own.thm"]);
    assert!(
        err(&output).contains("own/beyond: the stored record of a search is rejected"),
        "{}",
        err(&output)
    );
    assert!(!err(&output).contains("it fails at"));
    assert_eq!(stored(&folder), good, "it was searched again");
    // A record that says nothing.
    let empty: String = good.lines().filter(|line| !line.contains("unaided")).collect::<Vec<_>>().join("\n");
    let empty = empty.replace("\"budget\": 1,", "\"budget\": 1}");
    write(&folder, FILE, &empty);
    let output = run(folder.path(), &["verify", "own.thm"]);
    assert!(err(&output).contains("it does not say what was tried"), "{}\n{empty}", err(&output));
    for damaged in [
        good[..good.len() / 2].to_owned(),
        good.replace("\"format\": 1", "\"format\": 2"),
        good.replace("\"budget\"", "\"verdict\": \"certified\", \"budget\""),
        good.replace("\"hash\"", "\"hush\""),
    ] {
        write(&folder, FILE, &damaged);
        let output = run(folder.path(), &["verify", "own.thm"]);
        assert_eq!(output.status.code(), Some(2), "{damaged}");
        assert!(err(&output).contains(FILE), "{}", err(&output));
        assert_eq!(stored(&folder), damaged, "nothing is written over what cannot be read");
    }
}

#[test]
fn a_record_of_a_settled_claim_is_taken_out() {
    let folder = own();
    let open = stored(&folder);
    // A record of a claim that is certified changes nothing about it.
    write(&folder, FILE, &open.replace("own/beyond", "own/holds"));
    assert!(out(&run(folder.path(), &["check", "own.thm"])).contains("1 certified, 1 open"));
    let output = run(folder.path(), &["verify", "own.thm"]);
    assert!(out(&output).contains("1 certified, 1 open"), "{}", out(&output));
    assert_eq!(stored(&folder), open);
    // So it is with one of a claim that is gone.
    write(&folder, FILE, &open.replace("own/beyond", "own/gone"));
    run(folder.path(), &["verify", "own.thm"]);
    assert_eq!(stored(&folder), open);
    // Once it is proved, there is nothing to store.
    let proof =
        "  show exp(a) > 0\n  proof\n    step laws: forall u in real: exp(u) >= u + 1 by exponential\n";
    let product = "    step all: forall u, v in real: exp(u + v) = exp(u)*exp(v) by exponential\n";
    let square = "    step half: exp(a/2 + a/2) = exp(a/2)*exp(a/2) by all(a/2, a/2)\n";
    let rest = "    step low: exp(a/2) >= a/2 + 1 by laws(a/2)\n    step unit: exp(a) >= a + 1 by laws(a)\n";
    let end = "    step other: exp(-a) >= -a + 1 by laws(-a)\n    conclude by hole \"sign\"\n  end\n";
    let text = OWN.replace("  show exp(a) > 0\n", &[proof, product, square, rest, end].concat());
    write(&folder, "own.thm", &text);
    let output = run(folder.path(), &["verify", "own.thm"]);
    assert!(out(&output).contains("holey"), "{}{}", out(&output), err(&output));
    assert!(!folder.path().join(FILE).exists(), "{}", stored(&folder));
}

#[test]
fn a_run_that_is_stopped_stores_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder, "sale.thm", PAPER);
    write(&folder, "mine.thm", CHANGED);
    write(&folder, "own.thm", OWN);
    let output = run(folder.path(), &["verify", "mine.thm", "own.thm", "--time", "0"]);
    assert_eq!(output.status.code(), Some(130), "{}", err(&output));
    assert!(err(&output).contains("open (stopped)"), "{}", err(&output));
    assert!(!folder.path().join(FILE).exists());
    // What an earlier run stored stays.
    run(folder.path(), &["verify", "mine.thm", "own.thm"]);
    let before = stored(&folder);
    assert!(before.contains("own/beyond") && before.contains("mine/other/beyond"), "{before}");
    let output = run(folder.path(), &["verify", "mine.thm", "own.thm", "--time", "0", "--fresh"]);
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(stored(&folder), before);
}
