//! A certificate proves its own statement and no other. Every claim is changed in one place at a time: a
//! relation, a number, a hypothesis left out, an index. The stored hash fits none of the changed statements, and
//! the kernel itself rejects the proof for at least five of them. What becomes of mutants at exact points is the
//! matter of `mechproof mutate`.

#[path = "support/papers.rs"]
mod papers;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use mechproof::certificate::{Proves, hash};
use mechproof::language::document::{Body, Entry};
use mechproof::language::elaborate;
use mechproof::mutants::{Effort, Kind, Material, Outcome, changes, settle};
use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, check};

/// Changed statements tried for one claim first, and where fewer than five of them are rejected.
const FIRST: usize = 9;
const MOST: usize = 60;

#[test]
fn changed_statements_are_not_certified_and_unchanged_ones_are() {
    papers::with_large_stack(|| {
        let mut claims = 0;
        let mut kinds: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
        papers::for_each_certificate(|entry, certificate, library| {
            let Body::Formal(formal) = &entry.body else { return };
            if certificate.proves != Proves::Claim {
                return;
            }
            let own = check(&formal.claim, &certificate.proof, library, Limits::default());
            assert!(own.is_ok(), "{}: {:?}", entry.id, own.err());
            claims += 1;
            let mut rejected = 0;
            let mut tried = 0;
            for count in [FIRST, MOST] {
                for changed in changes(&formal.claim, count, 1, &entry.id).into_iter().skip(tried) {
                    tried += 1;
                    assert_ne!(hash(&changed.claim), certificate.hash, "{}: the hash is the same", entry.id);
                    let accepted =
                        check(&changed.claim, &certificate.proof, library, Limits::default()).is_ok();
                    let count = kinds.entry(changed.kind).or_default();
                    count.0 += 1;
                    count.1 += usize::from(!accepted);
                    rejected += usize::from(!accepted);
                }
                if rejected >= 5 {
                    break;
                }
            }
            assert!(
                rejected >= 5,
                "{}: only {rejected} of {tried} changed statements are rejected",
                entry.id
            );
        });
        println!("{claims} claims; tried and rejected by kind: {kinds:?}");
        assert!(claims > 0, "there are claims with certificates");
        assert_eq!(kinds.len(), Kind::ALL.len(), "every kind of change occurs: {kinds:?}");
    });
}

fn entry(text: &str) -> Entry {
    let text = format!("paper sample \"Sample\" by \"Nobody\" year 2000\n\n{text}");
    let documents = elaborate::load(&[("sample.thm".to_owned(), text.clone().into_bytes())]);
    documents.unwrap_or_else(|faults| panic!("{}: {text}", faults[0].message)).remove(0).entries.remove(0)
}

const SAMPLE: &str = "claim c at \"p\"\n  for x, y in real\n  given low: x >= 1\n  given idle: y >= 0\n  \
                      show 2*x >= 2\n  proof\n    conclude by low\n  end\n";

#[test]
fn mutants_differ_from_the_claim_and_from_each_other() {
    let entry = entry(SAMPLE);
    let Body::Formal(formal) = &entry.body else { panic!("a formal claim") };
    let found = changes(&formal.claim, 40, 1, "c");
    assert!(found.len() >= 15, "{}", found.len());
    for (place, changed) in found.iter().enumerate() {
        assert_ne!(changed.claim, formal.claim);
        assert!(found[..place].iter().all(|other| other.claim != changed.claim));
    }
    let dropped: Vec<_> = found.iter().filter_map(|changed| changed.dropped.as_deref()).collect();
    assert_eq!(dropped.len(), 2, "{dropped:?}");
    let again = changes(&formal.claim, 40, 1, "c");
    assert!(found.iter().zip(&again).all(|(one, other)| one.claim == other.claim));
}

#[test]
fn mutants_are_refuted_certified_or_open() {
    let entry = entry(SAMPLE);
    let effort = Effort { mutants: 40, points: 300, seed: 1 };
    let findings = papers::with_large_stack({
        let text = SAMPLE.to_owned();
        move || {
            let entry = self::entry(&text);
            let library = Library::default();
            let material = Material { certificates: &[], library: &library, witness: None };
            settle(&entry, material, effort).expect("a formal claim")
        }
    });
    assert!(!findings.is_alarming());
    // Without a stored proof the claim itself is not tried.
    assert_eq!(findings.own, None);
    let of = |change: &str| {
        let found = findings.mutants.iter().find(|mutant| mutant.change == change);
        &found.unwrap_or_else(|| panic!("{change}: {:?}", findings.mutants)).outcome
    };
    assert!(matches!(of("without (low)"), Outcome::Refuted(point) if point.to_string() == "x = 0, y = 0"));
    match of("without (idle)") {
        Outcome::Certified(tried) => assert_eq!((tried.points, &tried.why_fewer), (300, &None)),
        other => panic!("{other:?}"),
    }
    let refuted =
        findings.mutants.iter().filter(|mutant| matches!(mutant.outcome, Outcome::Refuted(_))).count();
    assert!(refuted >= 5, "{:?}", findings.mutants);
    assert!(matches!(&entry.body, Body::Formal(_)));
}

#[test]
fn the_program_writes_what_becomes_of_mutants() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!("paper sample \"Sample\" by \"Nobody\" year 2000\n\n{SAMPLE}");
    fs::write(folder.path().join("sample.thm"), text).expect("a file");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mechproof"));
        let output = command.current_dir(folder.path()).args(arguments).output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    assert_eq!(run(&["verify", "sample.thm"]).0, Some(0));
    let arguments = ["mutate", "sample.thm", "--points", "200", "--summary", "mutants.md", "--json", "-"];
    let (code, first) = run(&arguments);
    assert_eq!(code, Some(0));
    let ledger: serde_json::Value = serde_json::from_str(&first).expect("JSON");
    let claim = &ledger["claims"][0];
    assert_eq!(claim["holds_at"], 200);
    let outcomes: Vec<&str> =
        claim["mutants"].as_array().expect("a list").iter().filter_map(|m| m["outcome"].as_str()).collect();
    assert!(
        outcomes.len() == 8 && outcomes.iter().filter(|word| **word == "refuted").count() >= 3,
        "{first}"
    );
    let summary = fs::read_to_string(folder.path().join("mutants.md")).expect("a summary");
    assert!(
        summary.contains("| sample |") && summary.contains("1 certified claims hold at 200"),
        "{summary}"
    );
    assert_eq!(run(&arguments).1, first);
    assert_eq!(run(&["mutate", "sample.thm", "--filter", "nothing"]).0, Some(2));
}

/// `docs/MUTANTS.md` is not looked at whole, which would take minutes: two of its claims are done again.
#[test]
fn the_committed_summary_is_what_the_program_writes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let committed = fs::read_to_string(root.join("docs/MUTANTS.md")).expect("the summary");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mutants.md");
    let claims = ["gottardi-mezzetti/beats-ms", "gottardi-mezzetti/wait-better"];
    let status = Command::new(env!("CARGO_BIN_EXE_mechproof"))
        .current_dir(root)
        .args([
            "mutate",
            "theorems/gottardi-mezzetti",
            "--filter",
            claims[0],
            "--filter",
            claims[1],
            "--summary",
        ])
        .arg(&file)
        .output()
        .expect("it runs")
        .status;
    assert_eq!(status.code(), Some(0));
    let written = fs::read_to_string(&file).expect("a summary");
    let head = |text: &str| text.lines().take(4).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(head(&written), head(&committed), "the seed, the number of points and what words mean");
    for claim in claims {
        let of = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| line.starts_with(&format!("| {claim} |")));
            lines.map(str::to_owned).collect()
        };
        assert!(!of(&written).is_empty());
        assert_eq!(of(&written), of(&committed), "{claim}: `docs/MUTANTS.md` is out of date");
    }
}
