//! Changed models, baselines, comparisons and scaffolds, through the real program.

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const PAPER: &str = "\
paper sale \"Selling one thing\" by \"A. Author\" year 2020
model sale
  index B = {lo, hi}
  param b[B], x, y
  assume order: 0 < b.lo < b.hi
  assume share: 0 < x < 1
  let joint = x*y*b.hi
model two-sided extends sale
  assume seller: 0 < y < 1
lemma 1 in sale at \"Lemma 1\"
  show x*b.hi < b.hi
  proof
    split order into a, c
    split share into x0, x1
    step high: b.hi > 0 by a, c
    conclude by x1*high
  end
lemma 2 in two-sided at \"Lemma 2\"
  show joint >= 0 and joint > -1
  proof
    split order into a, c
    split share into x0, x1
    split seller into y0, y1
    step high: b.hi > 0 by a, c
    step joint: joint > 0 by x0*y0*high
    conclude by joint
  end
lemma 3 in two-sided at \"Lemma 3\"
  show joint + 1 > 0
  proof
    conclude by \"lemma-2\"((i) -> b[i], x, y)
  end
claim elsewhere at \"section 9\"
  show 1 + 1 = 2
  proof conclude by decide end
";

/// A paper that refutes two of its claims, where random points decide nothing, and shows a third to be vacuous.
const REFUTED: &str = "\
paper demand \"Demand\" by \"A. Author\" year 2020
model demand
  index B = {lo, hi}
  param b[B], x
  assume order: 0 < b.lo < b.hi
  assume share: 0 < x < 1
lemma positive in demand at \"Lemma 1\"
  show b.hi > 0
  proof
    split order into a, c
    conclude by a, c
  end
erratum revenue in demand at \"section 3\"
  printed
      exists K in real: forall t in real: t*x*b.hi <= K
      with b(i) = case i {lo: 1, hi: 2}, x = 1/2
    proof
      conclusion bounded
      obtain K with bound from bounded
      step one: (K + 1)*(1/2)*2 <= K by bound(K + 1)
      conclude by one
    end
  corrected x*b.hi < b.hi
    proof
      split share into x0, x1
      step high: b.hi > 0 by \"lemma-positive\"((i) -> b[i], x)
      conclude by x1*high
    end
claim volume in demand at \"section 4\"
  show exists K in real: forall t in real: t*x <= K
refute \"volume\" as half
  with b(i) = case i {lo: 1, hi: 2}, x = 1/2
  proof
    conclusion bounded
    obtain K with bound from bounded
    step one: 2*(K + 1)*(1/2) <= K by bound(2*(K + 1))
    conclude by one
  end
claim empty in demand at \"section 5\"
  given low: x < 0
  show x > b.hi
vacuous \"empty\"
  proof
    split share into x0, x1
    conclude by low, x0
  end
";

/// A folder with the paper verified in `paper`, its ledger in `reports`.
fn published() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("paper")).expect("made");
    write(folder.path(), "paper/sale.thm", PAPER);
    let output = run(folder.path(), &["verify", "paper"]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("written");
}

/// A theorem file that restates the paper with these changes.
fn changed(folder: &Path, changes: &str) {
    let head = "use \"paper\"\npaper mine \"Mine\" by \"Me\" year 2026\nmodel other changes sale\n";
    write(folder, "mine.thm", &format!("{head}{changes}\nrestate \"sale\" in other\n"));
}

fn against_paper(folder: &Path) -> Output {
    run(folder, &["verify", "mine.thm", "--baseline", "reports/sale.json", "--json", "mine.json"])
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mechproof"));
    command.args(arguments).current_dir(folder).output().expect("the program starts")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The first line of the output with single blanks.
fn first(output: &Output) -> String {
    out(output).lines().next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_change_that_keeps_all() {
    let folder = published();
    changed(folder.path(), "  assume small: x < 1/2");
    let output = against_paper(folder.path());
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    assert!(
        out(&output).contains("0 regressions; 3 as before, 1 not about the changed model"),
        "{}",
        out(&output)
    );
    // The kernel accepts what was stored, without any search.
    let check = run(folder.path(), &["check", "mine.thm"]);
    assert_eq!(code(&check), 0);
    assert!(out(&check).contains("3 claims: 3 certified; all as stated"), "{}", out(&check));
    assert!(!out(&check).contains("sale/lemma-1 "), "claims of files that are only used are not listed");
}

#[cfg(unix)]
#[test]
fn a_solver_may_see_that_a_restated_claim_fails() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = published();
    changed(folder.path(), "  assume share: x > 0");
    let programs = folder.path().join("programs");
    fs::create_dir(&programs).expect("made");
    let asked = |answer: &str| {
        let version = "if [ \"$1\" = --version ]; then echo 'Z3 version 0.0.1 - 64 bit'; exit; fi";
        let text = format!("#!/bin/sh\n{version}\ncat >/dev/null; echo {answer}\n");
        write(folder.path(), "programs/z3", &text);
        fs::set_permissions(programs.join("z3"), fs::Permissions::from_mode(0o755)).expect("allowed");
        Command::new(program::alone())
            .args(["verify", "mine.thm", "--evidence", "--fresh"])
            .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
            .current_dir(folder.path())
            .output()
            .expect("the program starts")
    };
    // What the kernel refutes may not hold according to a solver; what it certifies has to be tried at points.
    let output = asked("unsat");
    assert_eq!(code(&output), 1);
    let said = "mine/other/lemma-1: z3 0.0.1 says that the claim holds, and its opposite is proved";
    assert!(err(&output).contains(said), "{}", err(&output));
    let evidence = fs::read_to_string(folder.path().join("evidence.json")).expect("evidence");
    let evidence: serde_json::Value = serde_json::from_str(&evidence).expect("JSON");
    let of = |id: &str| evidence["claims"][format!("mine/other/{id}")].clone();
    assert!(of("lemma-2")["trials"]["satisfied"].as_u64() > Some(0), "{evidence}");
    assert!(of("lemma-1")["trials"].is_null(), "{evidence}");
    // A counterexample to the claim that is refuted is as it should be.
    let text = fs::read_to_string(folder.path().join("evidence.json")).expect("evidence");
    let of_lemma_1 = text.find("mine/other/lemma-1").expect("its evidence");
    let sat = text[of_lemma_1..].replacen("\"unsat\"", "\"sat\"", 1);
    write(folder.path(), "evidence.json", &format!("{}{sat}", &text[..of_lemma_1]));
    let output = run(folder.path(), &["verify", "mine.thm"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
}

#[test]
fn a_change_that_breaks_a_claim_is_refuted_by_the_kernel() {
    let folder = published();
    changed(folder.path(), "  assume share: x > 0");
    let output = against_paper(folder.path());
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(
        first(&output).starts_with("fails mine/other/lemma-1 certified -> refuted at b(lo) = "),
        "{}",
        out(&output)
    );
    assert!(out(&output).contains("1 regression;"), "{}", out(&output));
    let ledger = fs::read_to_string(folder.path().join("mine.json")).expect("the ledger");
    assert!(ledger.contains("\"proves\": \"negation\"") || ledger.contains("refutation"), "{ledger}");
    // The stored refutation is checked again, and is about this statement only.
    assert!(out(&run(folder.path(), &["check", "mine.thm"])).contains("1 refuted"));
    changed(folder.path(), "  assume share: 0 < x < 1/2");
    let stale = run(folder.path(), &["check", "mine.thm"]);
    assert_eq!(code(&stale), 1);
    assert!(err(&stale).contains("stale"), "{}", err(&stale));
    assert_eq!(code(&against_paper(folder.path())), 0);
}

#[test]
fn the_published_proof_is_mended() {
    let folder = published();
    // The weight x*y is a number of its own, so that neither factor need be positive.
    changed(folder.path(), "  param w\n  drop seller\n  write x*y as w\n  assume weight: w > 0");
    let output = against_paper(folder.path());
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    let check = out(&run(folder.path(), &["check", "mine.thm"]));
    assert!(check.contains("mine/other/lemma-2  certified"), "{check}");
    // Without a sign of the weight the claim fails.
    changed(folder.path(), "  param w\n  drop seller\n  write x*y as w");
    let output = against_paper(folder.path());
    assert_eq!(code(&output), 1);
    assert!(first(&output).starts_with("fails mine/other/lemma-2 certified -> refuted"), "{}", out(&output));
}

#[test]
fn claims_restated_one_by_one_cite_each_other() {
    let folder = published();
    let head = "use \"paper\"\npaper mine \"Mine\" by \"Me\" year 2026\nmodel other changes sale\n";
    // The published Lemma 2 is of no use here: it asks for y < 1.
    let model = "  assume seller: y > 0\nrestate \"sale/lemma-2\" in other\n";
    let verified = |rest: &str| {
        write(folder.path(), "mine.thm", &format!("{head}{model}{rest}restate \"sale/lemma-3\" in other\n"));
        run(folder.path(), &["verify", "mine.thm", "--json", "mine.json"])
    };
    let output = verified("");
    let ledger = fs::read_to_string(folder.path().join("mine.json")).expect("the ledger");
    let ledger: serde_json::Value = serde_json::from_str(&ledger).expect("JSON");
    let claims = ledger["claims"].as_array().expect("claims");
    let third = claims.iter().find(|claim| claim["id"] == "mine/other/lemma-3").expect("restated");
    assert_eq!(third["verdict"], "certified", "{}{}", out(&output), err(&output));
    assert_eq!(third["uses"], serde_json::json!(["mine/other/lemma-2"]));
}

#[test]
fn statements_that_stop_making_sense_are_listed() {
    let folder = published();
    changed(folder.path(), "  index B = {lo, mid}\n  assume order: 0 < b.lo");
    let output = against_paper(folder.path());
    assert_eq!(code(&output), 1, "{}", err(&output));
    assert!(
        first(&output).starts_with("makes no sense here mine/other/lemma-1 certified"),
        "{}",
        out(&output)
    );
    assert!(out(&output).contains("`hi`"), "the reason is given: {}", out(&output));
    let ledger = fs::read_to_string(folder.path().join("mine.json")).expect("the ledger");
    assert!(ledger.contains("\"senseless\""), "{ledger}");
    // The report lists them, and the JSON beside it does; where all make sense, neither speaks of it.
    let report = |name: &str| fs::read_to_string(folder.path().join("reports").join(name)).expect("a report");
    let page = report("mine.html");
    assert!(page.contains("Makes no sense here") && page.contains(">sale/lemma-1</td>"), "{page}");
    assert!(page.contains("`hi`"), "the reason is given: {page}");
    assert!(report("mine.json").contains("\"senseless\""));
    assert!(!report("sale.html").contains("Makes no sense") && !report("sale.json").contains("senseless"));
}

#[test]
fn a_claim_is_given_another_proof_or_a_counterexample() {
    let folder = published();
    let head = "use \"paper/sale.thm\"\npaper mine \"Mine\" by \"Me\" year 2026\nmodel other changes sale\n";
    let adapted = |claim: &str, proof: &str| {
        let model = "  assume share: 0 < x < 1\nrestate \"sale/lemma-1\" in other\n";
        write(folder.path(), "mine.thm", &format!("{head}{model}adapt \"{claim}\" proof {proof} end\n"));
        run(folder.path(), &["verify", "mine.thm"])
    };
    let good = "split order into a, c split share into x0, x1 step h: b.hi > 0 by a, c conclude by x1*h";
    assert_eq!(code(&adapted("other/lemma-1", good)), 0);
    // The formatter keeps what it says.
    assert_eq!(code(&run(folder.path(), &["fmt", "mine.thm"])), 0);
    assert_eq!(code(&run(folder.path(), &["fmt", "--check", "mine.thm"])), 0);
    assert_eq!(code(&run(folder.path(), &["check", "mine.thm"])), 0);
    fs::remove_file(folder.path().join("certificates.json")).expect("was stored");
    let bad = adapted("other/lemma-1", "conclude by share");
    assert_eq!(code(&bad), 1);
    assert!(err(&bad).contains("mine/other/lemma-1: stated to be certified, but is open"), "{}", err(&bad));
    assert_eq!(code(&adapted("other/lemma-9", good)), 2);
    let text = format!(
        "{head}  assume share: x > 0\nrestate \"sale/lemma-1\" in other\n\
         refute \"other/lemma-1\" with b(lo) = 1, b(hi) = 2, x = 1\n"
    );
    write(folder.path(), "mine.thm", &text);
    let output = run(folder.path(), &["verify", "mine.thm"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    write(folder.path(), "mine.thm", &text.replace("x = 1\n", "x = 1/2\n"));
    fs::remove_file(folder.path().join("certificates.json")).expect("was stored");
    assert_eq!(code(&run(folder.path(), &["verify", "mine.thm"])), 1, "at this point the claim holds");
}

#[test]
fn changes_that_mean_nothing_are_refused() {
    let folder = published();
    for (changes, complaint) in [
        ("  write y*b.lo as x", "no restated claim says this"),
        ("  assume share: z > 0", "`z`"),
        ("  index B = {lo, lo}", "`lo` is declared already"),
    ] {
        changed(folder.path(), changes);
        let output = run(folder.path(), &["verify", "mine.thm"]);
        let said = format!("{}{}", out(&output), err(&output));
        assert!(said.contains(complaint), "{changes}: {said}");
    }
    let head = "use \"paper\"\npaper mine \"Mine\" by \"Me\" year 2026\n";
    for (text, complaint) in [
        ("model own\n  param z\nrestate \"sale\" in own\n", "this model changes no other"),
        ("model own changes sale\nrestate \"sales\" in own\n", "did you mean `sale`?"),
        ("model own changes sale\nrestate \"sale/lemma-7\" in own\n", "nothing to restate"),
        ("model own changes sails\nrestate \"sale\" in own\n", "did you mean `sale`?"),
    ] {
        write(folder.path(), "mine.thm", &format!("{head}{text}"));
        let output = run(folder.path(), &["verify", "mine.thm"]);
        assert_eq!(code(&output), 2, "{text}");
        assert!(err(&output).contains(complaint), "{text}: {}", err(&output));
    }
}

#[test]
fn baselines_that_are_none() {
    let folder = published();
    changed(folder.path(), "");
    let line = "{\"id\": \"a\", \"verdict\": \"certified\", \"reach\": \"as stated\", \"hash\": \"0\"}";
    let cases = [
        ("", "this is not JSON"),
        ("{\"schema\": 1", "this is not JSON"),
        ("[]", "this is no ledger"),
        ("{\"schema\": 1}", "this is no ledger"),
        ("{\"schema\": 2, \"claims\": []}", "the ledger has schema 2"),
        ("{\"schema\": 1, \"claims\": [{}]}", "claim 1: `verdict` is not a text"),
        ("{\"schema\": 1, \"claims\": [7]}", "claim 1: `verdict` is not a text"),
        ("{\"schema\": 1, \"claims\": [{\"verdict\": \"proved\"}]}", "claim 1: there is no verdict `proved`"),
        (&format!("{{\"schema\": 1, \"claims\": [{line}, {line}]}}"), "the claim `a` stands there twice"),
        (&"[".repeat(100_000), "this is not JSON"),
    ];
    for (text, complaint) in cases {
        write(folder.path(), "old.json", text);
        for arguments in [
            &["verify", "mine.thm", "--baseline", "old.json"][..],
            &["diff", "old.json", "reports/sale.json"],
        ] {
            let output = run(folder.path(), arguments);
            assert_eq!(code(&output), 2, "{complaint}");
            assert!(err(&output).contains(complaint), "{complaint}: {}", err(&output));
            assert!(out(&output).is_empty());
        }
    }
    let missing = run(folder.path(), &["diff", "nothing.json", "reports/sale.json"]);
    assert_eq!(code(&missing), 2);
    assert!(err(&missing).contains("nothing.json"), "{}", err(&missing));
}

#[test]
fn two_runs_are_compared() {
    let folder = published();
    fs::rename(folder.path().join("reports/sale.json"), folder.path().join("old.json")).expect("moved");
    let same = run(folder.path(), &["diff", "old.json", "old.json"]);
    assert_eq!(code(&same), 0);
    assert!(out(&same).contains("0 regressions; 4 as before"), "{}", out(&same));
    let later = PAPER
        .replace("conclude by x1*high", "conclude by high")
        .replace("show 1 + 1 = 2", "show 1 + 1 = 2 and 1 < 2")
        .replace("lemma 3 in", "lemma 4 in");
    write(folder.path(), "paper/sale.thm", &later);
    fs::remove_file(folder.path().join("paper/certificates.json")).expect("was stored");
    assert_eq!(code(&run(folder.path(), &["verify", "paper"])), 1);
    let output = run(folder.path(), &["diff", "old.json", "reports/sale.json", "--json", "diff.json"]);
    assert_eq!(code(&output), 1);
    let lines: Vec<String> =
        out(&output).lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let expected = [
        "open sale/lemma-1 certified -> open",
        "removed sale/lemma-3 certified",
        "statement changed sale/elsewhere certified",
        "added sale/lemma-4 certified",
        "as before sale/lemma-2 certified",
        "",
        "2 regressions; 1 open, 1 removed, 1 statement changed, 1 added, 1 as before",
    ];
    assert_eq!(lines, expected);
    let json = fs::read_to_string(folder.path().join("diff.json")).expect("the comparison");
    assert!(json.contains("\"regressions\": 2"), "{json}");
    // The other way round something is gained and something lost.
    let back = run(folder.path(), &["diff", "reports/sale.json", "old.json"]);
    assert!(out(&back).contains("verdict changed"), "{}", out(&back));
}

#[test]
fn a_scaffold_is_a_theorem_file_that_changes_nothing_yet() {
    let folder = published();
    let output = run(folder.path(), &["new", "my/model", "--from", "paper/sale.thm"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let text = fs::read_to_string(folder.path().join("my/model/changed.thm")).expect("written");
    assert!(text.contains("use \"../../paper\"") && text.contains("model changed changes sale"), "{text}");
    assert!(
        text.contains("--   assume order: 0 < b.lo < b.hi") && text.contains("--   drop order"),
        "{text}"
    );
    assert_eq!(code(&run(folder.path(), &["fmt", "--check", "my"])), 0);
    let verify = run(folder.path(), &["verify", "my/model", "--baseline", "reports/sale.json"]);
    assert_eq!(code(&verify), 0, "{}{}", out(&verify), err(&verify));
    let again = run(folder.path(), &["new", "my/model", "--from", "paper"]);
    assert_eq!(code(&again), 2);
    assert!(err(&again).contains("not overwritten"), "{}", err(&again));
    assert_eq!(fs::read_to_string(folder.path().join("my/model/changed.thm")).expect("still there"), text);
    // Claims about the model that it extends are not about it.
    assert_eq!(code(&run(folder.path(), &["new", "two", "--from", "paper", "--model", "two-sided"])), 0);
    let two = run(folder.path(), &["verify", "two", "--baseline", "reports/sale.json"]);
    assert_eq!(code(&two), 0, "{}{}", out(&two), err(&two));
    assert!(
        out(&two).ends_with("0 regressions; 2 as before, 2 not about the changed model\n"),
        "{}",
        out(&two)
    );
    let unknown = run(folder.path(), &["new", "other", "--from", "paper", "--model", "sail"]);
    assert_eq!(code(&unknown), 2);
    assert!(err(&unknown).contains("there are: sale, two-sided"), "{}", err(&unknown));
    assert!(!folder.path().join("other").exists(), "nothing is left behind");
}

/// A folder with the paper of refuted claims verified, its ledger in `reports`.
fn refuted() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("paper")).expect("made");
    write(folder.path(), "paper/demand.thm", REFUTED);
    let output = run(folder.path(), &["verify", "paper"]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    folder
}

#[test]
fn an_unchanged_model_keeps_published_refutations() {
    let folder = refuted();
    assert_eq!(code(&run(folder.path(), &["new", "mine", "--from", "paper"])), 0);
    let verify = ["verify", "mine", "--baseline", "reports/demand.json", "--json", "mine.json"];
    let output = run(folder.path(), &verify);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    assert!(out(&output).ends_with("0 regressions; 5 as before\n"), "{}", out(&output));
    assert_eq!(err(&output), "", "nothing was searched for");
    // The point is the published one, found or read from a certificate.
    let ledger = fs::read_to_string(folder.path().join("mine.json")).expect("the ledger");
    let told: serde_json::Value = serde_json::from_str(&ledger).expect("JSON");
    let claims = told["claims"].as_array().expect("claims");
    let volume = claims.iter().find(|claim| claim["id"] == "my-demand/changed/volume").expect("restated");
    assert!(volume["counterexample"].to_string().contains("case i {lo: 1, hi: 2}"), "{volume}");
    assert_eq!(code(&run(folder.path(), &verify)), 0);
    assert_eq!(fs::read_to_string(folder.path().join("mine.json")).expect("the ledger"), ledger);
    assert!(out(&run(folder.path(), &["check", "mine"])).contains("2 certified, 2 refuted, 1 vacuous"));
}

#[test]
fn a_published_refutation_counts_only_where_it_refutes() {
    let folder = refuted();
    let verdicts = |changes: &str| {
        let head = "use \"paper\"\npaper mine \"Mine\" by \"Me\" year 2026\nmodel other changes demand\n";
        write(folder.path(), "mine.thm", &format!("{head}{changes}\nrestate \"demand\" in other\n"));
        let output = run(folder.path(), &["verify", "mine.thm", "--baseline", "reports/demand.json"]);
        let lines: Vec<String> =
            out(&output).lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        (code(&output), lines)
    };
    // The published x = 1/2 is admissible: refuted as before.
    let (exit, lines) = verdicts("  assume share: 1/3 < x < 1");
    assert!(lines.iter().any(|line| line == "as before mine/other/volume refuted"), "{lines:?}");
    assert_eq!(exit, 0, "{lines:?}");
    // Here it is not; where x = 0, both claims hold.
    for changes in ["  assume share: 2/3 < x < 1", "  assume share: x = 0"] {
        let (_, lines) = verdicts(changes);
        for claim in ["erratum-revenue/printed", "volume"] {
            let changed = format!("verdict changed mine/other/{claim} refuted -> ");
            let line = lines.iter().find(|line| line.starts_with(&changed)).expect("it changed");
            assert!(!line.ends_with("refuted"), "{changes}: {lines:?}");
        }
    }
    // Where hypotheses no longer contradict each other, the claim is not called vacuous.
    let (_, lines) = verdicts("  assume share: x < 1");
    assert!(!lines.iter().any(|line| line.ends_with("vacuous")), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("mine/other/empty vacuous -> ")), "{lines:?}");
}

#[test]
fn the_changed_model_of_the_readme() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("a README");
    let example = readme
        .split("```")
        .find(|block| block.trim_start().starts_with("use "))
        .expect("the README shows a changed model");
    assert!(example.trim().lines().count() < 15, "the README says under fifteen lines");
    let folder = tempfile::tempdir().expect("a folder");
    for place in ["theorems/carroll", "reports"] {
        fs::create_dir_all(folder.path().join(place)).expect("made");
    }
    for entry in fs::read_dir(root.join("theorems/carroll")).expect("theorem files") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        fs::copy(&path, folder.path().join("theorems/carroll").join(name)).expect("copied");
    }
    fs::copy(root.join("reports/carroll.json"), folder.path().join("reports/carroll.json")).expect("copied");
    write(folder.path(), "my-model.thm", example);
    let output = run(folder.path(), &["verify", "my-model.thm", "--baseline", "reports/carroll.json"]);
    assert_eq!(code(&output), 1, "{}{}", out(&output), err(&output));
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let printed: Vec<String> = out(&output).lines().map(words).collect();
    let block = readme.split("```").find(|block| block.contains("mine/correlated/")).expect("an output");
    let mut promised: Vec<String> = block.trim().lines().map(words).collect();
    // How many claims the paper has besides is taken from the baseline, so that it may get more.
    let baseline = fs::read(root.join("reports/carroll.json")).expect("the baseline");
    let baseline: serde_json::Value = serde_json::from_slice(&baseline).expect("JSON");
    let restated = promised.iter().filter(|line| line.contains("mine/correlated/")).count();
    let others = baseline["claims"].as_array().expect("claims").len() - restated;
    let last = promised.pop().expect("a last line");
    let (changes, count) = last.rsplit_once(", ").expect("a count of other claims");
    let (_, rest) = count.split_once(' ').expect("a number and what it counts");
    promised.push(format!("{changes}, {others} {rest}"));
    assert_eq!(printed, promised, "put into the README what is printed here:\n{}", out(&output));
}
