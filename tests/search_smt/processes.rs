//! Programs that answer, programs that do not behave, and the real solvers at hand.

use std::path::Path;
use std::time::Duration;

use mechproof::search::smt::evaluate::Witness;
use mechproof::search::smt::model::Answer;
use mechproof::search::smt::process::{self, Limits};
use mechproof::search::smt::solver::{self, Kind, Solver};
use mechproof::search::smt::{Reply, inquire, script};
use mechproof_core::exact::Rational;
use mechproof_core::logic::{Domain, Relation};

use super::*;

/// The reply about a claim of one part.
fn asked(solver: &Solver, claim: &Claim, limits: &Limits) -> Reply {
    let mut parts = inquire(solver, claim, limits);
    assert_eq!(parts.len(), 1);
    parts.remove(0).reply
}

#[cfg(unix)]
mod fake_programs {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    /// A solver that is a shell script.
    fn fake(folder: &Path, body: &str) -> Solver {
        let program = folder.join("z3");
        let version = "if [ \"$1\" = --version ]; then echo 'Z3 version 0.0.1 - 64 bit'; exit; fi";
        std::fs::write(&program, format!("#!/bin/sh\n{version}\n{body}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        solver::at(Kind::Z3, folder).expect("says its version")
    }

    fn limits(milliseconds: u64) -> Limits {
        Limits { clock: Duration::from_millis(milliseconds), ..Limits::steps(1_000_000) }
    }

    fn reply(body: &str, milliseconds: u64) -> Reply {
        let folder = tempfile::tempdir().unwrap();
        let solver = fake(folder.path(), body);
        assert_eq!(solver.version, "0.0.1");
        let claim = claim(reals(["x"], ge(v("x"), n(0))));
        asked(&solver, &claim, &limits(milliseconds))
    }

    #[test]
    fn answers_of_any_program() {
        assert_eq!(reply("cat >/dev/null; echo unsat", 5000), Reply::Unsat);
        let sat = |value: &str| reply(&format!("cat >/dev/null; echo sat; echo '(($x {value}))'"), 5000);
        let Reply::Counterexample(constants) = sat("(- 2.0)") else { panic!() };
        assert_eq!(constants, [("x".to_owned(), Witness::Number(Rational::from(-2)))]);
        // Believed only after a check.
        assert_eq!(sat("2.0"), Reply::WrongModel);
        assert_eq!(sat("(root-obj (+ (^ x 2) (- 2)) 1)"), Reply::Unchecked);
        assert_eq!(
            reply("echo unknown; echo '(:reason-unknown \"tired\")'", 5000),
            Reply::Unknown("tired".into())
        );
    }

    #[test]
    fn programs_that_do_not_behave() {
        assert!(matches!(reply("echo what", 5000), Reply::Failed(_)));
        assert!(matches!(reply("head -c 100000 /dev/urandom", 5000), Reply::Failed(_)));
        let Reply::Failed(why) = reply("echo broken >&2; exit 3", 5000) else { panic!() };
        assert!(why.contains("broken"), "{why}");
        // It neither reads nor answers; its child holds the pipes open.
        assert_eq!(reply("sleep 60 & sleep 60", 300), Reply::Stopped);
        // It answers and then hangs.
        assert_eq!(reply("echo unsat; sleep 60", 300), Reply::Unsat);
        // It never stops talking.
        assert!(matches!(reply("yes", 300), Reply::Stopped | Reply::Failed(_)));
    }

    #[test]
    fn what_an_answer_uses_is_told_by_place() {
        let used = |answer: &str, second: &str| {
            let folder = tempfile::tempdir().unwrap();
            let body = format!(
                "case \"$(cat)\" in *check-sat-assuming*) echo {second}; echo '{answer}';; *) echo unsat;; esac"
            );
            let solver = fake(folder.path(), &body);
            inquire(&solver, &above(), &limits(5000)).remove(0).used
        };
        let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(used("(|#1| |#0|)", "unsat"), names(&["positive", "large"]));
        assert_eq!(used("(|#1|)", "unsat"), names(&["large"]));
        assert_eq!(used("()", "unsat"), names(&[]));
        // What was not assumed, no list, and another answer tell nothing.
        for (answer, second) in [
            ("(|#2|)", "unsat"),
            ("(large)", "unsat"),
            ("(error)", "unsat"),
            ("unsat", "unsat"),
            ("(|#0|)", "sat"),
        ] {
            assert_eq!(used(answer, second), None, "{second} {answer}");
        }
    }

    #[test]
    fn children_die_with_the_process() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("mark");
        let body = format!("(sleep 1; echo alive > '{}') & sleep 60", mark.display());
        let solver = fake(folder.path(), &body);
        let script = script(&claim(reals(["x"], ge(v("x"), n(0))))).unwrap();
        assert_eq!(process::ask(&solver, &script, &limits(200)), Answer::Stopped);
        std::thread::sleep(Duration::from_millis(1500));
        assert!(!mark.exists());
    }

    #[test]
    fn a_program_that_is_something_else_is_no_solver() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("z3");
        std::fs::write(&program, "#!/bin/sh\necho 'my script 1.0'\n").unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(solver::at(Kind::Z3, folder.path()), None);
        assert_eq!(solver::at(Kind::Cvc5, folder.path()), None);
        let missing = Solver { kind: Kind::Z3, program: folder.path().join("gone"), version: "0".into() };
        let reply = asked(&missing, &claim(reals(["x"], ge(v("x"), n(0)))), &limits(2000));
        assert!(matches!(reply, Reply::Failed(_)), "{reply:?}");
    }
}

// Real solvers, where there are any.

fn solvers() -> Vec<Solver> {
    let found = solver::all(Path::new(env!("CARGO_MANIFEST_DIR")));
    if found.is_empty() {
        crate::tools::skipped("solver");
    }
    found
}

/// Where x is positive and more than 9, its cube is at least 8; that it is positive is not needed.
fn above() -> Claim {
    let named = |name: &str, formula| Formula::Named(name.into(), Box::new(formula));
    let positive = named("positive", gt(v("x"), n(0)));
    let large = named("large", gt(v("x"), n(9)));
    claim(reals(["x"], positive.implies(large.implies(ge(pow(v("x"), 3), n(8))))))
}

#[test]
fn real_solvers_tell_what_they_use() {
    for solver in solvers().into_iter().filter(|solver| solver.kind != Kind::Own) {
        let part = inquire(&solver, &above(), &Limits::steps(20_000_000)).remove(0);
        assert_eq!(part.reply, Reply::Unsat, "{solver}");
        let used = part.used.unwrap_or_else(|| panic!("{solver} does not tell"));
        assert!(used.contains(&"large".to_owned()), "{solver}: {used:?}");
    }
}

#[test]
fn real_solvers_decide() {
    let x_y = |formula| claim(reals(["x", "y"], formula));
    let means = ge(pow(add(v("x"), v("y")), 2), mul(n(4), mul(v("x"), v("y"))));
    let wrong = ge(pow(add(v("x"), v("y")), 2), mul(n(5), mul(v("x"), v("y"))));
    let quotient = gt(v("y"), n(0)).implies(eq(mul(div(v("x"), v("y")), v("y")), v("x")));
    let undefined = eq(mul(div(v("x"), v("y")), v("y")), v("x"));
    let root = cmp(Relation::Ne, pow(v("x"), 2), n(2));
    let natural = all("n", Domain::Natural, &ge(pow(v("n"), 2), v("n")));
    let linear = all("n", Domain::Natural, &cmp(Relation::Ne, mul(n(2), v("n")), n(3)));
    let u = |s| app("u", [s]);
    let instance =
        all("s", sort("T"), &ge(u(v("s")), n(1))).implies(all("s", sort("T"), &gt(u(v("s")), n(0))));
    let function = Domain::Function(vec![sort("T")]);
    for solver in solvers() {
        let ask = |claim: &Claim| asked(&solver, claim, &Limits::steps(20_000_000));
        println!("{solver}");
        assert_eq!(ask(&x_y(means.clone())), Reply::Unsat);
        assert!(matches!(ask(&x_y(wrong.clone())), Reply::Counterexample(_)));
        assert_eq!(ask(&x_y(quotient.clone())), Reply::Unsat);
        // 1/0 is 0, and the model says so.
        assert!(matches!(ask(&x_y(undefined.clone())), Reply::Counterexample(_)));
        assert_eq!(ask(&claim(reals(["x"], root.clone()))), Reply::Unchecked);
        assert!(matches!(ask(&claim(natural.clone())), Reply::Unsat | Reply::Unknown(_) | Reply::Stopped));
        assert_eq!(ask(&claim(linear.clone())), Reply::Unsat);
        assert_eq!(ask(&claim(all("u", function.clone(), &instance))), Reply::Unsat);
    }
}
