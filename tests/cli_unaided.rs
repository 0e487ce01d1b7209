//! Claims without a proof as a user meets them: found, stored, checked again without search, written out.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const FILE: &str = "paper own \"Own claims\" by \"A. Author\" year 2025

claim holds at \"1\"
  for a, b in real
  given order: 0 < a and a < b
  show a/b < 1

claim fails at \"2\"
  for a in real
  show a^2 > 0

claim beyond at \"3\"
  for a in real
  show exp(a) > 0
";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mechproof")).args(arguments).current_dir(folder).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn what_is_found_is_stored_checked_and_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.thm"), FILE).unwrap();
    let verify = run(folder.path(), &["verify", "own.thm"]);
    let notes = String::from_utf8_lossy(&verify.stderr).into_owned();
    // A claim is stated to hold, so one that is refuted and one that is open are complained of.
    assert_eq!(verify.status.code(), Some(1), "{notes}");
    assert!(notes.contains("own/holds: a proof was found"), "{notes}");
    assert!(notes.contains("own/fails: it fails at a = 0"), "{notes}");
    assert!(notes.contains("own/beyond: open:"), "{notes}");
    assert!(out(&verify).contains("1 certified, 1 refuted, 1 open"), "{}", out(&verify));
    let check = run(folder.path(), &["check", "own.thm"]);
    assert!(out(&check).contains("1 certified, 1 refuted, 1 open"), "{}", out(&check));
    assert!(
        !String::from_utf8_lossy(&check.stderr).contains("a proof was found"),
        "check searches for nothing"
    );
    // Pasted into the file, what was found proves the claims again.
    let holds = out(&run(folder.path(), &["explain", "--as-proof", "own/holds", "own.thm"]));
    let fails = out(&run(folder.path(), &["explain", "--as-proof", "own/fails", "own.thm"]));
    let pasted = FILE.replace("  show a/b < 1\n", &format!("  show a/b < 1\n{holds}"));
    fs::write(folder.path().join("own.thm"), format!("{pasted}\n{fails}")).unwrap();
    let again = run(folder.path(), &["verify", "own.thm", "--fresh"]);
    assert!(out(&again).contains("1 certified, 1 refuted, 1 open"), "{pasted}\n{fails}\n{}", out(&again));
    assert!(!String::from_utf8_lossy(&again.stderr).contains("a proof was found"), "{pasted}");
}

#[test]
fn a_certificate_of_another_claim_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.thm"), FILE).unwrap();
    run(folder.path(), &["verify", "own.thm"]);
    let changed = FILE.replace("a/b < 1", "a/b < 1/2");
    fs::write(folder.path().join("own.thm"), changed).unwrap();
    let check = run(folder.path(), &["check", "own.thm", "--filter", "holds"]);
    assert_eq!(check.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&check.stderr).contains("stale"), "the statement has changed");
}
