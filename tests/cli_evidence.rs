//! Evidence beside certificates, through the real program: it is stored, shown, looked at again, and whatever
//! does not stand is refused with a reason.

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const SAMPLE: &str = "paper sample \"Sample\" by \"Nobody\" year 2000

lemma 1 at \"Lemma 1\"
  for x, y in real
  given low: x >= 0
  given high: y >= 1
  given idle: x <= 5
  given spare: y <= 7
  show x + y >= 1
  proof
    conclude by low, high
  end

claim guess at \"2\"
  allow open
  for x in real, n in natural
  show (1 + x^2)^n >= 1 + n*x^2
";
const EVIDENCE: &str = "theorems/evidence.json";
const AUDIT: &str = "theorems/audit.json";

fn folder_with(text: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("theorems")).expect("a folder");
    fs::write(folder.path().join("theorems/sample.thm"), text).expect("a file");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mechproof"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("it runs")
}

/// What is said on standard error, without what the search says of the claim that has no proof.
fn errors(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!text.contains("panicked"), "{text}");
    text.split_inclusive('\n').filter(|line| !line.starts_with("note: sample/guess: open: ")).collect()
}

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn page(folder: &TempDir) -> String {
    read(folder, "reports/sample.html")
}

/// A folder whose trials and audit are stored.
fn exercised() -> TempDir {
    let folder = folder_with(SAMPLE);
    let output = run(folder.path(), &["verify", "--trials", "40", "--audit"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    folder
}

/// Verifies again after a change to a file, which must be one; the exit code and what is said.
fn after(path: &str, change: impl Fn(&str) -> String) -> (TempDir, Option<i32>, String) {
    let folder = exercised();
    let before = read(&folder, path);
    let changed = change(&before);
    assert_ne!(before, changed, "nothing was changed in {path}:\n{before}");
    fs::write(folder.path().join(path), &changed).expect("written");
    let output = run(folder.path(), &["verify"]);
    assert_eq!(read(&folder, path), changed, "what is stored is left alone unless evidence is asked for");
    let text = errors(&output);
    (folder, output.status.code(), text)
}

#[test]
fn evidence_is_stored_and_shown_again() {
    let folder = exercised();
    let first = page(&folder);
    for words in ["Consistency: all hypotheses hold at x =", "Trials: ", "Tightness: 1 of 1 bound binds"] {
        assert!(first.contains(words), "{words}");
    }
    assert!(first.contains("Needed, each by an exact counterexample: low, high."), "{first}");
    assert!(
        first.contains("Redundant, the kernel accepts the proof without: idle, spare; all at once."),
        "{first}"
    );
    let stored = (read(&folder, EVIDENCE), read(&folder, AUDIT), read(&folder, "reports/sample.json"));
    let output = run(folder.path(), &["verify"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert_eq!(errors(&output), "");
    assert_eq!(page(&folder), first);
    // Nothing is missing, so nothing changes.
    assert_eq!(run(folder.path(), &["verify", "--trials", "40", "--audit"]).status.code(), Some(0));
    assert_eq!((read(&folder, EVIDENCE), read(&folder, AUDIT), read(&folder, "reports/sample.json")), stored);
    // Anew, the same comes out.
    assert_eq!(
        run(folder.path(), &["verify", "--trials", "40", "--audit", "--fresh"]).status.code(),
        Some(0)
    );
    assert_eq!((read(&folder, EVIDENCE), read(&folder, AUDIT), read(&folder, "reports/sample.json")), stored);
}

#[test]
fn the_ledger_fits_its_schema() {
    let folder = exercised();
    let ledger: Value = serde_json::from_str(&read(&folder, "reports/sample.json")).expect("JSON");
    let schema: Value = serde_json::from_str(include_str!("../docs/ledger.schema.json")).expect("JSON");
    let shapes = schema["$defs"]["evidence"]["oneOf"].as_array().expect("shapes");
    let mut kinds = Vec::new();
    for claim in ledger["claims"].as_array().expect("claims") {
        for key in claim.as_object().expect("an object").keys() {
            assert!(schema["$defs"]["claim"]["properties"].get(key).is_some(), "{key}");
        }
        for evidence in claim["evidence"].as_array().expect("evidence") {
            let shape = shapes.iter().find(|shape| shape["properties"]["kind"]["const"] == evidence["kind"]);
            let shape = shape.unwrap_or_else(|| panic!("{evidence}"));
            let fields = evidence.as_object().expect("an object");
            for key in fields.keys() {
                assert!(shape["properties"].get(key).is_some(), "{key} of {evidence}");
            }
            for required in shape["required"].as_array().expect("required") {
                assert!(fields.contains_key(required.as_str().expect("a name")), "{required} of {evidence}");
            }
            kinds.push(evidence["kind"].as_str().expect("a kind").to_owned());
        }
    }
    for kind in ["certificate", "trials", "witness", "tightness"] {
        assert!(kinds.iter().any(|known| known == kind), "{kind}");
    }
    assert_eq!(ledger["claims"][0]["redundant_together"], serde_json::json!(["idle", "spare"]));
}

#[test]
fn checking_does_not_read_evidence() {
    let folder = exercised();
    fs::write(folder.path().join(EVIDENCE), "{").expect("written");
    let output = run(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
}

#[test]
fn stale_evidence_is_dropped_and_said() {
    let (folder, code, text) =
        after("theorems/sample.thm", |text| text.replace("x + y >= 1", "x + y >= 1/2"));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("note: sample/lemma-1: the stored evidence is stale"), "{text}");
    assert!(!page(&folder).contains("Consistency: all hypotheses hold"));
    // The other claim's stands; asking for evidence brings the lemma's back.
    assert!(page(&folder).contains("Trials: "));
    let output = run(folder.path(), &["verify", "--trials", "40", "--audit"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(page(&folder).contains("Consistency: all hypotheses hold"));
    assert_eq!(errors(&run(folder.path(), &["verify"])), "");
}

#[test]
fn damaged_files_are_bad_input() {
    let good = read(&exercised(), EVIDENCE);
    let cases = [
        ("", "not JSON: line 1, column 1"),
        ("{\"format\": 9, \"claims\": {}}", "format: format 9 cannot be read"),
        (&good[..good.len() / 2], "not JSON: line"),
        (&good.replacen("\"hash\"", "\"hahs\"", 1), "the field `hash` is missing"),
        (&good.replacen("\"seed\": 1", "\"seed\": -1", 1), "trials.seed: expected a natural number"),
        (
            &good.replacen("\"witness\": {", "\"witness\": {\"more\": 1, ", 1),
            "the field `more` has no meaning here",
        ),
        (
            &good.replacen("\"symbols\": [[\"x\", \"", "\"symbols\": [[\"x\", \"0/", 1),
            "is no rational number",
        ),
        (&good.replacen("\"format\": 1", "\"format\": 1, \"format\": 1", 1), "the key `format` stands twice"),
    ];
    for (bytes, expected) in cases {
        assert_ne!(bytes, good);
        let folder = exercised();
        fs::write(folder.path().join(EVIDENCE), bytes).expect("written");
        let output = run(folder.path(), &["verify"]);
        let text = errors(&output);
        assert_eq!(output.status.code(), Some(2), "{expected}: {text}");
        assert!(
            text.starts_with("error: theorems/evidence.json: ") && text.contains(expected),
            "{expected}: {text}"
        );
        assert_eq!(read(&folder, EVIDENCE), bytes, "the file was changed");
    }
}

/// The record of the lemma with a change below one key.
fn with(text: &str, key: &str, change: &dyn Fn(&mut Value)) -> String {
    let mut records: Value = serde_json::from_str(text).expect("JSON");
    change(&mut records["claims"]["sample/lemma-1"][key]);
    records.to_string()
}

#[test]
fn forged_points_are_rejected() {
    type Change = &'static dyn Fn(&mut Value);
    let cases: [(&str, Change, &str); 9] = [
        (
            "witness",
            &|point| point["symbols"][0][1] = "6".into(),
            "the stored witness is rejected: a hypothesis does not hold there",
        ),
        (
            "witness",
            &|point| point["symbols"][0][1] = serde_json::json!({"element": 0}),
            "the stored witness is rejected: what it says of `x` is no meaning of it",
        ),
        (
            "witness",
            &|point| point["symbols"][0][0] = "z".into(),
            "the stored witness is rejected: its variables are not those of the claim, from `x` on",
        ),
        (
            "witness",
            &|point| point["sorts"]["T"] = 2.into(),
            "the stored witness is rejected: its sorts are not those of the claim",
        ),
        (
            "audit",
            &|audit| audit[0]["needed"]["symbols"][0][1] = "3".into(),
            "the stored point that is to show that `low` is needed is rejected: the goal does not fail there",
        ),
        (
            "audit",
            &|audit| audit[0] = serde_json::json!({"hypothesis": "low", "redundant": true}),
            "the stored audit calls `low` redundant, but no accepted proof shows it",
        ),
        (
            "tightness",
            &|tightness| tightness["points"][0]["point"]["symbols"][1][1] = "2".into(),
            "the stored point where bound 1 binds is rejected",
        ),
        (
            "trials",
            &|trials| {
                trials["counterexample"] =
                    serde_json::json!({"sorts": {}, "symbols": [["x", "0"], ["y", "1"]]});
            },
            "the stored counterexample is rejected: the goal does not fail there",
        ),
        (
            "tightness",
            &|tightness| tightness["points"][0]["bound"] = 5.into(),
            "the stored point where bound 6 binds is rejected",
        ),
    ];
    for (key, change, expected) in cases {
        let (folder, code, text) = after(EVIDENCE, |text| with(text, key, change));
        assert_eq!(code, Some(1), "{expected}: {text}");
        assert!(text.contains(expected), "{expected}: {text}");
        if key == "witness" {
            assert!(!page(&folder).contains("Consistency: all"), "what is rejected is not shown");
        }
    }
}

#[test]
fn a_forged_proof_without_a_hypothesis_is_rejected() {
    // The same proof, said to do without what it needs.
    let (_, code, text) = after(AUDIT, |text| text.replace("without idle, spare", "without low"));
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("the stored proof without low is rejected: it is about another statement"),
        "{text}"
    );
    assert!(text.contains("calls `idle` redundant, but no accepted proof shows it"), "{text}");
    let (_, code, text) = after(AUDIT, |text| text.replacen("\"factors\": [0]", "\"factors\": [1]", 1));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("the stored proof without idle, spare is rejected: step "), "{text}");
}

#[test]
fn no_verdict_rests_on_stored_trials() {
    let folder = exercised();
    assert!(page(&folder).contains("tested (40 trials, seed 1)"));
    let (folder, code, text) = after(EVIDENCE, |text| {
        let mut records: Value = serde_json::from_str(text).expect("JSON");
        records["claims"]["sample/guess"]["trials"]["satisfied"] = 4_000_000.into();
        records.to_string()
    });
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("sample/guess: the stored trials are rejected: run again they give something else"),
        "{text}"
    );
    assert!(!page(&folder).contains("tested ("));
}

/// Records of trials from before it was noted whether goals were tried at drawn instances.
#[test]
fn trials_that_do_not_say_what_was_drawn_are_made_again() {
    let (folder, code, text) = after(EVIDENCE, |text| text.replace(", \"drawn\": false", ""));
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("note: sample/lemma-1: the stored trials are stale: they do not say whether"),
        "{text}"
    );
    assert!(!page(&folder).contains("Trials: "));
    assert_eq!(run(folder.path(), &["verify", "--trials", "40"]).status.code(), Some(0));
    let output = run(folder.path(), &["verify"]);
    assert_eq!((output.status.code(), errors(&output).as_str()), (Some(0), ""));
    assert!(read(&folder, EVIDENCE).contains("\"drawn\": false") && page(&folder).contains("Trials: "));
}

#[test]
fn drawn_instances_are_told_where_trials_are() {
    let claim = "claim fourth at \"3\"\n  allow open\n  for x in real\n  given low: x >= 0\n  \
                 show (forall y in real: (y^4 - x)^4 >= 0) and exp(x) > 0\n";
    let folder = folder_with(&format!("{SAMPLE}\n{claim}"));
    let output = run(folder.path(), &["verify", "--trials", "20"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let records: Value = serde_json::from_str(&read(&folder, EVIDENCE)).expect("JSON");
    let drawn = |id: &str| records["claims"][id]["trials"]["drawn"].clone();
    assert_eq!((drawn("sample/fourth"), drawn("sample/lemma-1")), (true.into(), false.into()));
    let report: Value = serde_json::from_str(&read(&folder, "reports/sample.json")).expect("JSON");
    let told = report.to_string().matches("\"drawn\":true").count();
    assert_eq!(told, 1, "{report}");
    assert!(page(&folder).contains("what it says of all instances tried at drawn ones only"));
}

#[cfg(unix)]
mod fake_solvers {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    /// Runs with a solver that is a shell script.
    fn asked(folder: &TempDir, body: &str, arguments: &[&str]) -> Output {
        let programs = folder.path().join("programs");
        fs::create_dir_all(&programs).expect("a folder");
        let version = "if [ \"$1\" = --version ]; then echo 'Z3 version 0.0.1 - 64 bit'; exit; fi";
        let program = programs.join("z3");
        fs::write(&program, format!("#!/bin/sh\n{version}\n{body}\n")).expect("written");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("allowed");
        let path = format!("{}:/usr/bin:/bin", programs.display());
        Command::new(program::alone())
            .args(arguments)
            .env("PATH", path)
            .current_dir(folder.path())
            .output()
            .expect("it runs")
    }

    #[test]
    fn answers_are_recorded_and_not_asked_for_again() {
        let folder = folder_with(SAMPLE);
        let output = asked(&folder, "cat >/dev/null; echo unsat", &["verify", "--smt"]);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        let words = "z3 0.0.1, asked for a way against the claim within 500000 steps, answered unsat; recorded, not run again.";
        assert!(page(&folder).contains(words), "{}", page(&folder));
        // It would say something else now.
        let other = "cat >/dev/null; echo unknown";
        assert_eq!(asked(&folder, other, &["verify"]).status.code(), Some(0));
        assert!(page(&folder).contains(words));
        assert_eq!(asked(&folder, other, &["verify", "--smt"]).status.code(), Some(0));
        assert!(page(&folder).contains(words));
        assert_eq!(asked(&folder, other, &["verify", "--smt", "--fresh"]).status.code(), Some(0));
        assert!(page(&folder).contains("answered unknown (no reason given); recorded"), "{}", page(&folder));
    }

    #[test]
    fn what_a_solver_used_is_shown_and_has_to_be_of_the_claim() {
        let folder = folder_with(SAMPLE);
        let body =
            "case \"$(cat)\" in *check-sat-assuming*) echo unsat; echo '(|#0|)';; *) echo unsat;; esac";
        let output = asked(&folder, body, &["verify", "--smt"]);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        let text = read(&folder, EVIDENCE);
        let (_, rest) = text.split_once("\"used\": [\"").expect("it is stored");
        let (name, _) = rest.split_once('"').expect("a name");
        assert!(
            page(&folder).contains(&format!("answered unsat, from {name}; recorded")),
            "{}",
            page(&folder)
        );
        let forged = text.replace(&format!("\"used\": [\"{name}\"]"), "\"used\": [\"nobody\"]");
        fs::write(folder.path().join(EVIDENCE), forged).expect("written");
        let output = run(folder.path(), &["verify"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(errors(&output).contains("`nobody` is no hypothesis of the claim"), "{}", errors(&output));
    }

    #[test]
    fn a_counterexample_to_a_theorem_is_an_alarm() {
        let folder = folder_with(SAMPLE);
        let output = asked(&folder, "cat >/dev/null; echo unsat", &["verify", "--smt"]);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        let text = read(&folder, EVIDENCE).replacen("\"answer\": \"unsat\"", "\"answer\": \"sat\"", 2);
        fs::write(folder.path().join(EVIDENCE), text).expect("written");
        let output = run(folder.path(), &["verify"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            errors(&output).contains("has a counterexample to the claim, which is proved"),
            "{}",
            errors(&output)
        );
    }

    #[test]
    fn what_was_not_searched_is_said() {
        let folder = folder_with(&SAMPLE.replace("  allow open\n", ""));
        let nothing = tempfile::tempdir().expect("a folder");
        let plain = |path: &Path, code: i32| {
            let output = Command::new(program::alone())
                .arg("verify")
                .env("PATH", path)
                .current_dir(folder.path())
                .output()
                .expect("it runs");
            assert_eq!(output.status.code(), Some(code), "{}", errors(&output));
            errors(&output)
        };
        let open = "note: 1 claim is open, and no solver was asked for a counterexample: ";
        let said = plain(nothing.path(), 1);
        assert!(
            said.contains(&format!("{open}none is at hand; `mechproof verify --setup` obtains one")),
            "{said}"
        );
        let solver = nothing.path().join("z3");
        fs::write(&solver, "#!/bin/sh\necho 'Z3 version 0.0.1 - 64 bit'\n").expect("written");
        fs::set_permissions(&solver, fs::Permissions::from_mode(0o755)).expect("allowed");
        let said = plain(nothing.path(), 1);
        assert!(said.contains(&format!("{open}`mechproof verify --smt` asks one")), "{said}");
        // Where the file allows that the claim is open, nothing is said.
        fs::write(folder.path().join("theorems/sample.thm"), SAMPLE).expect("written");
        let said = plain(nothing.path(), 0);
        assert!(!said.contains("no solver"), "{said}");
    }

    #[test]
    fn a_stop_during_a_question_stores_what_is_done() {
        let folder = folder_with(SAMPLE);
        let body = "touch started; cat >/dev/null; sleep 600";
        let programs = folder.path().join("programs");
        fs::create_dir_all(&programs).expect("a folder");
        let program = programs.join("z3");
        let version = "if [ \"$1\" = --version ]; then echo 'Z3 version 0.0.1 - 64 bit'; exit; fi";
        fs::write(&program, format!("#!/bin/sh\n{version}\n{body}\n")).expect("written");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("allowed");
        fs::create_dir(folder.path().join("reports")).expect("a folder");
        fs::write(folder.path().join("reports/sample.html"), "as before").expect("written");
        let mut child = Command::new(program::alone())
            .args(["verify", "--smt"])
            .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
            .current_dir(folder.path())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("it runs");
        while !folder.path().join("started").exists() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let signal =
            Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().expect("a signal");
        assert!(signal.success());
        let code = child.wait().expect("it ends").code();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut child.stderr.take().expect("a pipe"), &mut text).expect("text");
        assert_eq!(code, Some(130), "{text}");
        // The search for a counterexample to the guess was asking.
        assert!(text.contains("stopped: 1 of 2 claims are open (stopped)"), "{text}");
        assert_eq!(page(&folder), "as before");
        // What was proved is stored.
        assert!(read(&folder, "theorems/certificates.json").contains("sample/lemma-1"));
        assert!(!folder.path().join(EVIDENCE).exists());
        assert_eq!(run(folder.path(), &["check"]).status.code(), Some(0));
    }
}

#[test]
fn a_stopped_run_overwrites_nothing() {
    let folder = exercised();
    let files = ["theorems/certificates.json", EVIDENCE, AUDIT, "reports/sample.html", "reports/index.html"];
    let before: Vec<String> = files.iter().map(|file| read(&folder, file)).collect();
    let stopped = ["verify", "--fresh", "--trials", "40", "--audit", "--time", "0", "--junit", "junit.xml"];
    let output = run(folder.path(), &stopped);
    assert_eq!(output.status.code(), Some(130), "{}", errors(&output));
    assert!(errors(&output).contains("stopped: 2 of 2 claims are open (stopped)"), "{}", errors(&output));
    let after: Vec<String> = files.iter().map(|file| read(&folder, file)).collect();
    assert_eq!(before, after);
    assert!(!folder.path().join("junit.xml").exists());
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let demo = include_str!("data/demo.thm");
    let run_with = |jobs: &str| {
        let folder = folder_with(SAMPLE);
        fs::write(folder.path().join("theorems/demo.thm"), demo).expect("written");
        let output =
            run(folder.path(), &["verify", "--trials", "20", "--audit", "--jobs", jobs, "--json", "-"]);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        let mut files = vec![String::from_utf8(output.stdout).expect("text")];
        for name in ["certificates.json", "evidence.json", "audit.json"] {
            files.push(read(&folder, &format!("theorems/{name}")));
        }
        for name in ["index.html", "sample.html", "sample.json", "demo.html", "demo.json"] {
            files.push(read(&folder, &format!("reports/{name}")));
        }
        let check = run(folder.path(), &["check", "--jobs", jobs]);
        assert_eq!(check.status.code(), Some(0), "{}", errors(&check));
        files.push(String::from_utf8(check.stdout).expect("text"));
        files
    };
    let one = run_with("1");
    assert_eq!(one, run_with("4"));
    assert_eq!(one, run_with("16"));
}

#[test]
fn budgets_and_threads_are_counted_from_1() {
    for (arguments, expected) in [(&["verify", "--budget", "0"][..], 2), (&["verify", "--jobs", "0"], 2)] {
        let folder = folder_with(SAMPLE);
        assert_eq!(run(folder.path(), arguments).status.code(), Some(expected));
    }
}

#[test]
fn without_a_solver_the_rest_is_done_and_what_is_missing_is_said() {
    for (arguments, words) in [
        (
            ["verify", "--evidence"],
            "no solver is at hand, so none was asked; `mechproof verify --setup` obtains one",
        ),
        (["verify", "--setup"], "no solver could be set up"),
    ] {
        let folder = folder_with(SAMPLE);
        let nothing = tempfile::tempdir().expect("a folder");
        let output = Command::new(program::alone())
            .args(arguments)
            .env("PATH", nothing.path())
            .current_dir(folder.path())
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(1), "what was asked for was not done: {}", errors(&output));
        assert!(errors(&output).contains(words), "{}", errors(&output));
        assert!(page(&folder).contains("Lemma 1"));
        assert_eq!(folder.path().join(EVIDENCE).exists(), arguments[1] == "--evidence");
    }
}
