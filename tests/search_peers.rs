//! The exact simplex method against other exact solvers, on random problems.

#[path = "support/peers.rs"]
mod peers;
#[path = "support/tools.rs"]
mod tools;

use std::io::Write as _;
use std::process::{Command, Stdio};

use mechproof::search::simplex::{Outcome, Problem, Relation, solve, verify};
use mechproof_core::exact::Rational;
use peers::{Said, cplex, read_qsopt, read_smt, smt};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Random problems: six variables, some bounded on both sides, one without bounds, up to five rows of all kinds.
fn problems(count: usize) -> Vec<Problem> {
    let integer = (-4i64..=4).prop_map(Rational::from);
    let row = (proptest::collection::vec(integer.clone(), 6), 0..3_usize, integer.clone());
    let strategy =
        (proptest::collection::vec(row, 1..6), proptest::collection::vec(integer, 6), any::<bool>());
    let mut runner = TestRunner::deterministic();
    let one = |_| {
        let (rows, objective, maximize) = strategy.new_tree(&mut runner).unwrap().current();
        let mut problem = Problem::new();
        for x in 0..6i64 {
            let upper = (x % 2 == 0).then(|| Rational::from(x + 1));
            problem.add_variable((x != 3).then(Rational::zero), upper);
        }
        for (row, relation, rhs) in rows {
            let relation = [Relation::Le, Relation::Ge, Relation::Eq][relation];
            problem.add_row(row.into_iter().enumerate(), relation, rhs).unwrap();
        }
        problem.set_objective(maximize, objective.into_iter().enumerate()).unwrap();
        problem
    };
    (0..count).map(one).collect()
}

/// Our own answer, verified.
fn ours(problem: &Problem) -> Said {
    let outcome = solve(problem, 10_000);
    assert_eq!(verify(problem, &outcome), Ok(()), "{problem:?} {outcome:?}");
    match outcome {
        Outcome::Optimal(optimum) => Said::Value(optimum.value),
        Outcome::Infeasible { .. } => Said::Infeasible,
        Outcome::Unbounded { .. } => Said::Unbounded,
        stopped @ Outcome::Stopped { .. } => Said::Other(format!("{stopped:?}")),
    }
}

/// Whether a program can be run; a test that cannot run says so.
fn present(program: &str, version: &str) -> bool {
    let found = Command::new(program).arg(version).output().is_ok();
    if !found {
        tools::skipped(program);
    }
    found
}

/// Every outcome must have been met, or the test would show little.
fn all_kinds(answers: &[Said]) {
    for kind in [Said::Infeasible, Said::Unbounded] {
        assert!(answers.contains(&kind), "none of the problems is {kind:?}");
    }
    let optima = answers.iter().filter(|said| matches!(said, Said::Value(_))).count();
    assert!(optima > 20, "only {optima} of the problems had an optimum");
}

#[test]
fn agrees_with_z3() {
    if !present("z3", "--version") {
        return;
    }
    let problems = problems(200);
    let script: Vec<String> = problems.iter().map(|problem| smt(problem) + "(reset)\n").collect();
    let mut child = Command::new("z3")
        .args(["-in", "-smt2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // Z3 answers while it reads: without a thread of its own, both sides would wait for each other.
    let writer = std::thread::spawn(move || input.write_all(script.concat().as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    // Z3 complains that objectives of infeasible problems are not there.
    let printed = String::from_utf8(output.stdout).unwrap();
    let theirs = read_smt(&printed);
    let ours: Vec<Said> = problems.iter().map(ours).collect();
    assert_eq!(ours, theirs);
    all_kinds(&ours);
}

#[test]
fn agrees_with_qsopt() {
    if !present("esolver", "-v") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let (input, output) = (directory.path().join("in.lp"), directory.path().join("out.sol"));
    let mut all = Vec::new();
    for problem in problems(60) {
        std::fs::write(&input, cplex(&problem)).unwrap();
        let _ = std::fs::remove_file(&output);
        Command::new("esolver").arg("-L").arg("-O").arg(&output).arg(&input).output().unwrap();
        let theirs = read_qsopt(&std::fs::read_to_string(&output).unwrap_or_default());
        let ours = ours(&problem);
        let value = if let Said::Value(value) = &ours { Some(value.clone()) } else { None };
        assert_eq!(value, theirs, "{}", cplex(&problem));
        all.push(ours);
    }
    all_kinds(&all);
}

/// It prints decimals only, so that agreement is up to their precision.
#[test]
fn agrees_with_glpsol() {
    if !present("glpsol", "--version") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let (input, output) = (directory.path().join("in.lp"), directory.path().join("out.txt"));
    let mut all = Vec::new();
    for problem in problems(150) {
        std::fs::write(&input, cplex(&problem)).unwrap();
        let _ = std::fs::remove_file(&output);
        let run = Command::new("glpsol")
            .args(["--exact", "--nopresol", "--lp"])
            .arg(&input)
            .arg("-o")
            .arg(&output)
            .output()
            .unwrap();
        let log = String::from_utf8_lossy(&run.stdout);
        let answer = std::fs::read_to_string(&output).unwrap_or_else(|_| panic!("{log}"));
        let ours = ours(&problem);
        if let Said::Value(value) = &ours {
            assert!(answer.contains("OPTIMAL"), "{answer}\n{log}");
            let line = answer.lines().find(|line| line.starts_with("Objective:")).unwrap();
            let theirs: f64 = line.split_whitespace().nth(3).unwrap().parse().unwrap();
            let text = value.to_string();
            let (num, den) = text.split_once('/').unwrap_or((&text, "1"));
            let value = num.parse::<f64>().unwrap() / den.parse::<f64>().unwrap();
            assert!((value - theirs).abs() <= 1e-6 * (1.0 + value.abs()), "{value} {theirs}");
        } else {
            assert!(!answer.contains("OPTIMAL"), "{answer}\n{log}");
        }
        all.push(ours);
    }
    all_kinds(&all);
}
