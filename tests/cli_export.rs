//! `mechproof export`: the stored certificates as they stand, with the statements that they prove.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const CITING: &str = "paper small \"A small paper\" by \"Nobody\" year 2026

lemma 1 at \"1\"
  for x in real
  show x*x >= 0

lemma 2 at \"2\"
  for x in real
  show x*x + 1 > 0
  proof
    step square: x*x >= 0 by citing \"lemma-1\"(x)
    conclude by square
  end

claim far at \"3\"
  for x in real
  show x <= x
";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mechproof"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("it runs")
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn a_bundle_holds_statements_beside_the_stored_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("small.thm"), CITING).expect("written");
    // Without certificates there is nothing to check.
    let nothing = run(folder.path(), &["export", "small.thm"]);
    assert!(nothing.status.success());
    let nothing: Value = serde_json::from_slice(&nothing.stdout).expect("JSON");
    assert!(keys(&nothing["statements"]["claims"]).is_empty());
    let verified = run(folder.path(), &["verify", "small.thm"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let written = run(folder.path(), &["export", "small.thm", "--out", "bundle.json"]);
    assert!(written.status.success() && written.stdout.is_empty());
    let bundle = fs::read(folder.path().join("bundle.json")).expect("written");
    let bundle: Value = serde_json::from_slice(&bundle).expect("JSON");
    let stored = fs::read(folder.path().join("certificates.json")).expect("stored");
    assert_eq!(bundle["certificates"], serde_json::from_slice::<Value>(&stored).expect("JSON"));
    let claims = keys(&bundle["statements"]["claims"]);
    assert_eq!(claims, BTreeSet::from(["small/far", "small/lemma-1", "small/lemma-2"]));
    assert_eq!(claims, keys(&bundle["certificates"]["claims"]));
    assert_eq!(keys(&bundle["statements"]["claims"]["small/far"]), BTreeSet::from(["formula", "sorts"]));
}

#[test]
fn what_is_cited_elsewhere_comes_along() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("small.thm"), CITING).expect("written");
    let other = "use \"small.thm\"\npaper other \"Another\" by \"Nobody\" year 2026\n\nlemma 1 at \"1\"\n  for x in real\n  \
                 show x*x + 2 > 0\n  proof\n    step square: x*x >= 0 by citing \"small/lemma-1\"(x)\n    \
                 conclude by square\n  end\n";
    fs::write(folder.path().join("other.thm"), other).expect("written");
    let verified = run(folder.path(), &["verify", "small.thm", "other.thm"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let bundle: Value =
        serde_json::from_slice(&run(folder.path(), &["export", "other.thm"]).stdout).expect("JSON");
    // Nothing else of the other paper is needed.
    let wanted = BTreeSet::from(["other/lemma-1", "small/lemma-1"]);
    assert_eq!(keys(&bundle["statements"]["claims"]), wanted);
    assert_eq!(keys(&bundle["certificates"]["claims"]), wanted);
}
