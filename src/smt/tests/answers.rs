//! The solver process as its callers see it: scripts in, answers and exit codes out.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// The answer to a script, and the exit code.
fn answer(script: &str, arguments: &[&str]) -> (String, Option<i32>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mechproof-smt"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    child.stdin.take().expect("a pipe").write_all(script.as_bytes()).expect("it listens");
    let output = child.wait_with_output().expect("it ends");
    (String::from_utf8(output.stdout).expect("text"), output.status.code())
}

const SQUARE: &str = "(set-logic QF_NRA)\n(declare-const x Real)\n(assert (= (* x x) ";

#[test]
fn what_cannot_be_is_unsat() {
    assert_eq!(answer(&format!("{SQUARE}(- 1.0)))\n(check-sat)\n"), &[]), ("unsat\n".to_owned(), Some(0)));
}

#[test]
fn a_model_comes_with_its_values() {
    let script = format!("{SQUARE}4.0))\n(assert (< x 0.0))\n(check-sat)\n(get-model)\n");
    assert_eq!(answer(&script, &[]), ("sat\n((x (- 2.0)))\n".to_owned(), Some(0)));
}

#[test]
fn symbols_that_are_not_simple_stand_between_bars() {
    let script = "(declare-const |$q[lo,hi]| Real)\n(assert (= |$q[lo,hi]| 0.5))\n";
    assert_eq!(answer(script, &[]).0, "sat\n((|$q[lo,hi]| (/ 1.0 2.0)))\n");
}

#[test]
fn steps_end_a_question() {
    let variables: Vec<String> = (0..8).map(|i| format!("(declare-const x{i} Real)\n")).collect();
    let sums: Vec<String> =
        (0..8).map(|i| format!("(assert (= (* x{i} x{i} x{}) {i}.5))\n", (i + 3) % 8)).collect();
    let script = format!("(set-logic QF_NRA)\n{}{}", variables.concat(), sums.concat());
    let (said, code) = answer(&script, &["--steps", "100"]);
    assert!(said.starts_with("unknown\n(:reason-unknown "), "{said}");
    assert_eq!(code, Some(0));
}

#[test]
fn what_is_not_understood_has_no_answer() {
    for script in ["(assert (> x 0.0))\n", "(declare-const x Real)\n(assert (> x 0.0)\n", "(assert \0)\n"] {
        let (said, code) = answer(script, &[]);
        assert!(said.starts_with("(error \""), "{said}");
        assert_eq!(code, Some(2));
    }
}

#[test]
fn it_says_what_it_is() {
    let (said, code) = answer("", &["--version"]);
    assert!(said.starts_with("mechproof-smt ") && said.contains("(z3 "), "{said}");
    assert_eq!(code, Some(0));
}
