//! Hostile input through the real program: one clear error, exit code 2, little memory, no hanging.
//! And the README's own example, taken from the README.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Address space of the program, in kilobytes: 500 MB, and the 256 MB of its stack.
const MEMORY: u32 = 780_000;
/// Seconds after which a program that hangs is stopped.
const PATIENCE: u32 = 60;

const CLAIM: &str = "paper p \"T\" by \"A\" year 2000\nclaim c at \"1\"\n  for x in real\n  given h: x > 0\n  show x + 1 > 0\n  proof conclude by h end\n";

fn limited(folder: &Path, arguments: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_mechproof");
    let script = format!("ulimit -v {MEMORY}; ulimit -t {PATIENCE}; exec '{program}' {arguments}");
    Command::new("sh").arg("-c").arg(script).current_dir(folder).output().expect("the program starts")
}

fn theorem_file(bytes: &[u8]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("a.thm"), bytes).expect("written");
    folder
}

/// One error, exit code 2, nothing on standard output.
fn refused(name: &str, output: &Output) {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{name}: {errors}");
    assert!(output.stdout.is_empty(), "{name} prints: {}", String::from_utf8_lossy(&output.stdout));
    assert!(!errors.trim().is_empty(), "{name}: no error");
    assert!(!errors.contains("panicked"), "{name}: {errors}");
    assert!(errors.len() < 4000, "{name}: the error is {} bytes long", errors.len());
}

#[test]
fn hostile_theorem_files() {
    let parens =
        format!("{CLAIM}claim d at \"2\"\n  show {}1{} > 0\n", "(".repeat(100_000), ")".repeat(100_000));
    let digits = format!("{CLAIM}claim d at \"2\"\n  show {} > 0\n", "7".repeat(50_000_000));
    let twice = format!("{CLAIM}claim c at \"2\"\n  show 1 > 0\n");
    let names =
        "paper p \"T\" by \"A\" year 2000\nmodel m\n  param x, x\nclaim c in m at \"1\"\n  show x > 0\n";
    let cases: [(&str, &[u8]); 9] = [
        ("empty", b""),
        ("truncated", &CLAIM.as_bytes()[..CLAIM.len() - 20]),
        ("parentheses", parens.as_bytes()),
        ("digits", digits.as_bytes()),
        ("invalid UTF-8", b"paper p \"\xff\xfe\" by \"A\" year 2000\n"),
        ("the same claim twice", twice.as_bytes()),
        ("the same name twice", names.as_bytes()),
        ("no paper", b"claim c at \"1\"\n  show 1 > 0\n"),
        ("unknown name", b"paper p \"T\" by \"A\" year 2000\nclaim c at \"1\"\n  show y > 0\n"),
    ];
    for (name, bytes) in cases {
        refused(name, &limited(theorem_file(bytes).path(), "check a.thm"));
    }
}

#[test]
fn a_huge_exponent_is_no_way_to_hang() {
    let text = "paper p \"T\" by \"A\" year 2000\nclaim c at \"1\"\n  for x, y in real\n  given h: (x + y)^1000000000 > 0\n  show (x + y)^1000000000 > 0\n  proof conclude by h end\n";
    let folder = theorem_file(text.as_bytes());
    let output = limited(folder.path(), "verify a.thm");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(!errors.trim().is_empty() && !errors.contains("panicked"), "{errors}");
}

#[test]
fn hostile_certificates() {
    let folder = theorem_file(CLAIM.as_bytes());
    assert_eq!(limited(folder.path(), "verify a.thm").status.code(), Some(0));
    let file = folder.path().join("certificates.json");
    let good = fs::read_to_string(&file).expect("stored");
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let digits = good.replacen("\"format\": 1", &format!("\"format\": {}", "7".repeat(50_000_000)), 1);
    assert_ne!(digits.len(), good.len(), "the format number is where it was");
    let twice = good.replacen("\"format\": 1", "\"format\": 1, \"format\": 1", 1);
    let exponent = good.replacen("\"format\": 1", "\"format\": 1e999999999", 1);
    let cases: [(&str, &[u8]); 8] = [
        ("empty", b""),
        ("truncated", &good.as_bytes()[..good.len() / 2]),
        ("nested", nested.as_bytes()),
        ("digits", digits.as_bytes()),
        ("invalid UTF-8", b"{\"format\": \"\xff\"}"),
        ("duplicate key", twice.as_bytes()),
        ("exponent", exponent.as_bytes()),
        ("another format", b"{\"format\": 2, \"atoms\": [], \"polys\": [], \"claims\": {}}"),
    ];
    for (name, bytes) in cases {
        fs::write(&file, bytes).expect("written");
        refused(name, &limited(folder.path(), "check a.thm"));
        assert_eq!(fs::read(&file).expect("still there"), bytes, "{name}: the file was changed");
    }
}

#[test]
fn the_example_of_the_readme() {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a README");
    let example = readme
        .split("```")
        .find(|block| block.trim_start().starts_with("paper "))
        .expect("the README shows a theorem file");
    assert!(example.trim().lines().count() <= 10, "the README says ten lines");
    let promised =
        readme.lines().find(|line| line.starts_with("mine/lemma-1")).expect("the README shows the verdict");
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("screening.thm"), example).expect("written");
    let output = limited(folder.path(), "verify screening.thm");
    let printed = String::from_utf8_lossy(&output.stdout);
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(printed.lines().any(|line| words(line) == words(promised)), "{printed}");
    // And it can fail.
    fs::write(folder.path().join("screening.thm"), example.replace(">= 0\n", "> 0\n")).expect("written");
    assert_eq!(limited(folder.path(), "verify screening.thm").status.code(), Some(1));
}
