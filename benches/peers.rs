//! The exact simplex method beside other exact solvers: bilateral trade with n types a side, the same instances in
//! one run. Prints a table of milliseconds, the best of some runs. The others are programs of their own, so the time
//! to start them and to read the problem is in their figures; a row of the smallest problem shows how much that is.

#[path = "../tests/support/peers.rs"]
mod peers;

mod instances;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use instances::bilateral_trade;
use mechproof::search::simplex::{Basis, Problem, solve, solve_from};
use peers::{Said, cplex, read_qsopt, read_smt, smt};

const BUDGET: u64 = 10_000_000;
/// Each is run this often, or once where it takes longer than [`LONG`].
const RUNS: usize = 3;
const LONG: Duration = Duration::from_secs(5);
/// A program is stopped after so many seconds.
const LIMIT: &str = "60";

/// The least time of some runs, and what the last said.
fn best<T>(mut run: impl FnMut() -> T) -> (Duration, T) {
    let mut least = Duration::MAX;
    let mut count = 0;
    loop {
        let start = Instant::now();
        let said = run();
        let took = start.elapsed();
        least = least.min(took);
        count += 1;
        if count == RUNS || took > LONG {
            return (least, said);
        }
    }
}

/// The time of a program and whether it answered in time; none where it is not installed.
fn program(name: &str, arguments: &[&Path], options: &[&str]) -> Option<(Duration, String)> {
    let command = || {
        let mut command = Command::new("timeout");
        command.arg(LIMIT).arg(name).args(options).args(arguments);
        command.output()
    };
    Command::new(name).arg("--version").output().ok()?;
    let (took, output) = best(command);
    Some((took, String::from_utf8_lossy(&output.ok()?.stdout).into_owned()))
}

fn shown(time: Option<Duration>) -> String {
    time.map_or("-".to_owned(), |time| format!("{:.2}", time.as_secs_f64() * 1000.0))
}

fn row(n: i64, problem: &Problem, folder: &Path) {
    let (cold, outcome) = best(|| solve(problem, BUDGET));
    let value = outcome.optimum().map(|optimum| optimum.value.clone());
    let nothing = Basis::of_rows(problem);
    let (exact, _) = best(|| solve_from(problem, &nothing, BUDGET));
    let warm = outcome.optimum().map(|optimum| best(|| solve_from(problem, &optimum.basis, BUDGET)).0);
    let (lp, script, answer) = (folder.join("in.lp"), folder.join("in.smt2"), folder.join("out.sol"));
    std::fs::write(&lp, cplex(problem)).expect("the folder can be written");
    std::fs::write(&script, smt(problem)).expect("the folder can be written");
    let _ = std::fs::remove_file(&answer);
    let glpsol = program("glpsol", &[&lp], &["--exact", "--lp"]).map(|(took, _)| took);
    let qsopt = program("esolver", &[&answer, &lp], &["-L", "-O"]).map(|(took, _)| {
        let theirs = read_qsopt(&std::fs::read_to_string(&answer).unwrap_or_default());
        assert_eq!(theirs, value, "qsopt-ex disagrees at n = {n}");
        took
    });
    let z3 = program("z3", &[&script], &[]).map(|(took, printed)| {
        let theirs = read_smt(&printed).pop();
        let stopped = theirs.is_none();
        assert!(stopped || theirs == value.clone().map(Said::Value), "Z3 disagrees at n = {n}: {theirs:?}");
        if stopped { Duration::from_secs(60) } else { took }
    });
    println!(
        "| {n} | {} | {} | {} | {} | {} | {} |",
        shown(Some(cold)),
        shown(Some(exact)),
        shown(warm),
        shown(glpsol),
        shown(qsopt),
        shown(z3)
    );
}

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    println!("| n | cold | exact only | warm | glpsol --exact | qsopt-ex | Z3 |");
    println!("|---|---|---|---|---|---|---|");
    for n in 2..=12 {
        row(n, &bilateral_trade(n), folder.path());
    }
}
