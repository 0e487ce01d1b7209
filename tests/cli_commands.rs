//! The program as a user runs it: exit codes, outputs and files.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const DEMO: &str = include_str!("data/demo.thm");
const CERTIFICATES: &str = "theorems/demo/certificates.json";

/// A folder with the demonstration file in `theorems/demo`.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("theorems/demo")).unwrap();
    fs::write(folder.path().join("theorems/demo/demo.thm"), DEMO).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let output =
        Command::new(env!("CARGO_BIN_EXE_mechproof")).args(arguments).current_dir(folder).output().unwrap();
    let place = folder.to_string_lossy();
    for text in [&output.stdout, &output.stderr] {
        assert!(!String::from_utf8_lossy(text).contains(&*place), "an absolute path is printed");
    }
    output
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A workspace whose certificates are found and stored.
fn verified() -> TempDir {
    let folder = workspace();
    let output = run(folder.path(), &["verify"]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    folder
}

#[test]
fn verify_stores_what_check_accepts() {
    let folder = workspace();
    let before = run(folder.path(), &["check"]);
    assert_eq!(code(&before), 1);
    assert!(out(&before).contains("8 claims: 8 open; 7 not as stated"), "{}", out(&before));
    assert!(err(&before).contains("demo/lemma-1: stated to be certified, but is open"));
    let verify = run(folder.path(), &["verify"]);
    assert_eq!(code(&verify), 0, "{}", err(&verify));
    let check = run(folder.path(), &["check"]);
    assert_eq!(code(&check), 0, "{}", err(&check));
    assert_eq!(out(&check), out(&verify));
    let expected = "\
claim                            verdict    reach      domain
demo/lemma-1                     certified  as stated  all real b, s, c under order, cost (B of 2)
demo/lemma-2                     certified  as stated  all real b, s, c under order, cost (B of 2)
demo/wrong                       refuted    as stated  all real x
demo/unknown                     open       as stated  all real x
demo/erratum-rounding/printed    refuted    as stated  instance
demo/erratum-rounding/corrected  certified  as stated  instance
demo/erratum-rounding/survives   certified  as stated  instance
demo/lemma-3                     vacuous    as stated  all real x under up, down

8 claims: 4 certified, 2 refuted, 1 vacuous, 1 open; all as stated
";
    assert_eq!(out(&check), expected);
}

#[test]
fn steps_that_nothing_rests_on_are_not_stored() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"paper p "P" by "A" year 2000

claim c at "x"
  for x in real
  given a: x >= 1 or x <= -1
  show x*x >= 1
  proof
    step idle: x*x >= 0 by {x}^2
    step used: x*x + 1 >= 2*x by {x - 1}^2
    conclude by cases a
      case right:
        step spare: x >= 0 by right
        conclude by used, 2*right
      case left:
        conclude by left*left, 2*left
    end
  end
"#;
    fs::write(folder.path().join("p.thm"), text).unwrap();
    let output = run(folder.path(), &["verify", "p.thm"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let told = out(&run(folder.path(), &["explain", "p/c", "p.thm"]));
    assert!(told.contains("used"), "{told}");
    assert!(!told.contains("idle") && !told.contains("spare"), "{told}");
}

#[test]
fn verifying_again_changes_nothing() {
    let folder = verified();
    let path = folder.path().join(CERTIFICATES);
    let first = fs::read(&path).unwrap();
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    assert_eq!(code(&run(folder.path(), &["verify"])), 0);
    assert_eq!(code(&run(folder.path(), &["verify", "--fresh"])), 0);
    assert_eq!(fs::read(&path).unwrap(), first);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), modified);
}

#[test]
fn verifying_one_claim_keeps_the_other_certificates() {
    let folder = verified();
    let path = folder.path().join(CERTIFICATES);
    let first = fs::read(&path).unwrap();
    assert_eq!(code(&run(folder.path(), &["verify", "--fresh", "--filter", "lemma-1"])), 0);
    assert_eq!(fs::read(&path).unwrap(), first);
}

#[test]
fn a_changed_statement_makes_its_certificate_stale() {
    let folder = verified();
    let changed = DEMO.replace("b.hi + c > s\n  proof", "b.hi + c + 1 > s\n  proof");
    assert_ne!(changed, DEMO);
    fs::write(folder.path().join("theorems/demo/demo.thm"), changed).unwrap();
    let output = run(folder.path(), &["check"]);
    assert_eq!(code(&output), 1);
    let text = err(&output);
    assert!(text.contains("demo/lemma-1: the certificate of the claim is stale"), "{text}");
    // What cites it falls with it.
    assert!(text.contains("demo/lemma-2: the certificate of the claim is rejected: step 0 (cite)"), "{text}");
}

#[test]
fn a_damaged_certificate_is_rejected_with_step_and_reason() {
    let folder = verified();
    let path = folder.path().join(CERTIFICATES);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("\"factors\": [2]", "\"factors\": [3]", 1)).unwrap();
    let output = run(folder.path(), &["check"]);
    assert_eq!(code(&output), 1);
    let text = err(&output);
    assert!(text.contains("rejected: step 1 (combine): the two sides of the identity differ"), "{text}");
}

#[test]
fn an_unreadable_certificate_file_is_bad_input() {
    let folder = verified();
    let path = folder.path().join(CERTIFICATES);
    for (bytes, expected) in [
        (&b""[..], "not JSON: line 1, column 1: the file ends where a value should stand"),
        (b"{\"format\": 1", "not JSON: line 1, column 13: `,` or `}` should stand here"),
        (b"{\"format\": \xff}", "not JSON: line 1, column 12: this is not UTF-8"),
        (b"{\"format\": 2}", "format: format 2 cannot be read; this program reads format 1"),
    ] {
        fs::write(&path, bytes).unwrap();
        let output = run(folder.path(), &["check"]);
        assert_eq!(code(&output), 2);
        assert_eq!(err(&output), format!("error: {CERTIFICATES}: {expected}\n"));
    }
    fs::write(&path, "[".repeat(100_000)).unwrap();
    assert_eq!(code(&run(folder.path(), &["check"])), 2);
}

#[test]
fn the_ledger_is_written_as_json() {
    let folder = verified();
    assert_eq!(code(&run(folder.path(), &["check", "--json", "ledger.json"])), 0);
    let bytes = fs::read(folder.path().join("ledger.json")).unwrap();
    let shown = run(folder.path(), &["check", "--json", "-"]);
    assert_eq!(shown.stdout, bytes, "the same claims give the same bytes");
    let ledger: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let schema: serde_json::Value = serde_json::from_str(include_str!("../docs/ledger.schema.json")).unwrap();
    assert_eq!(ledger["schema"], 1);
    let shape = &schema["$defs"]["claim"];
    let claims = ledger["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 8);
    for claim in claims {
        let fields = claim.as_object().unwrap();
        for required in shape["required"].as_array().unwrap() {
            assert!(fields.contains_key(required.as_str().unwrap()), "{required} is missing");
        }
        for key in fields.keys() {
            assert!(shape["properties"].get(key).is_some(), "{key} is not in the schema");
        }
        assert!(shape["properties"]["verdict"]["enum"].as_array().unwrap().contains(&claim["verdict"]));
    }
    assert_eq!(claims[1]["uses"], serde_json::json!(["demo/lemma-1"]));
    assert_eq!(claims[4]["erratum"]["row"], "printed");
}

#[test]
fn the_filter_picks_claims() {
    let folder = verified();
    let output = run(folder.path(), &["check", "--filter", "lemma-2"]);
    assert_eq!(code(&output), 0);
    assert!(out(&output).contains("\n1 claim: 1 certified; all as stated\n"), "{}", out(&output));
    let output = run(folder.path(), &["check", "--filter", "lemma-9"]);
    assert_eq!(code(&output), 2);
    assert_eq!(err(&output), "error: no claim's id contains `lemma-9`\n");
}

#[test]
fn explain_tells_the_proof_in_the_papers_words() {
    let folder = verified();
    let output = run(folder.path(), &["explain", "demo/lemma-1"]);
    assert_eq!(code(&output), 0);
    let text = out(&output);
    for expected in [
        "demo/lemma-1 (lemma, Lemma 1)\nverdict: certified\n",
        "domain: all real b, s, c under order, cost (B of 2)\n",
        "proof (3 steps)\n",
        "  assume cost: c",
        "  2. order.1 + order.2: b[hi] > s\n",
        "  3. gap + cost: b[hi] + c > s\n",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
    let text = out(&run(folder.path(), &["explain", "lemma-2"]));
    assert!(text.contains("2. demo/lemma-1(b, s, c) using order, cost: b[hi] + c > s\n"), "{text}");
    let output = run(folder.path(), &["explain", "demo/lemna-1"]);
    assert_eq!(code(&output), 2);
    assert_eq!(err(&output), "error: no claim is called `demo/lemna-1`; did you mean `demo/lemma-1`?\n");
}

#[test]
fn fmt_tells_and_rewrites() {
    let folder = workspace();
    assert_eq!(code(&run(folder.path(), &["fmt", "--check"])), 0);
    let path = folder.path().join("theorems/demo/demo.thm");
    fs::write(&path, DEMO.replace("  param b[B], s, c", " param b[B],s,c")).unwrap();
    let output = run(folder.path(), &["fmt", "--check"]);
    assert_eq!((code(&output), out(&output).as_str()), (1, "theorems/demo/demo.thm is not in style\n"));
    let output = run(folder.path(), &["fmt"]);
    assert_eq!((code(&output), out(&output).as_str()), (0, "theorems/demo/demo.thm rewritten\n"));
    assert_eq!(fs::read_to_string(&path).unwrap(), DEMO);
}

#[test]
fn bad_usage_and_bad_input_exit_with_2() {
    let folder = workspace();
    for arguments in [
        &[][..],
        &["guess"],
        &["check", "--jsonn"],
        &["check", "nowhere"],
        &["check", "theorems/demo/demo.txt"],
        &["explain"],
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    fs::write(folder.path().join("theorems/demo/demo.thm"), "lemma 1 at \"x\" shew 1 = 1").unwrap();
    let output = run(folder.path(), &["check"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("theorems/demo/demo.thm:1:"), "{}", err(&output));
}

#[test]
fn a_reader_may_close_the_output() {
    let folder = verified();
    let mut child = Command::new(env!("CARGO_BIN_EXE_mechproof"))
        .args(["check", "--json", "-"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut text = String::new();
    child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_is_not_checked_stands_in_report_and_json() {
    let folder = workspace();
    let path = folder.path().join("theorems/demo/demo.thm");
    let item = "\nunchecked theorem-9 at \"Section 7\" because \"quoted from <another> paper\"\n";
    fs::write(&path, DEMO.to_owned() + item).unwrap();
    let output = run(folder.path(), &["verify"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let page = fs::read_to_string(folder.path().join("reports/demo.html")).unwrap();
    assert!(page.contains("quoted from &lt;another&gt; paper"));
    let twin = fs::read_to_string(folder.path().join("reports/demo.json")).unwrap();
    assert!(twin.contains("\"id\": \"demo/theorem-9\""));
    // The name is taken, by this item as by a claim.
    fs::write(&path, DEMO.to_owned() + item + item).unwrap();
    let output = run(folder.path(), &["check"]);
    assert_ne!(code(&output), 0);
    assert!(err(&output).contains("is stated already"), "{}", err(&output));
}
