//! The laws of the house: which room may name which, and what the trusted core does without.
//!
//! Looks at the text of the sources, without comments and strings.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Longest source file, in lines.
const MAX_LINES: usize = 600;

/// Each room with the rooms it may name besides itself; `core` is the crate `mechproof_core`.
const ROOMS: &[(&str, &[&str])] = &[
    ("print", &["core"]),
    ("language", &["core"]),
    ("search", &["exact", "core"]),
    ("falsify", &["language", "tactic", "search", "exact", "core"]),
    ("tactic", &["language", "print", "search", "exact", "core"]),
    ("explore", &["language", "tactic", "search", "certificate", "exact", "draw", "core"]),
    ("mutants", &["language", "tactic", "falsify", "certificate", "ledger", "print", "core"]),
    ("transport", &["language", "tactic", "falsify", "search", "core"]),
    ("prove", &["falsify", "language", "tactic", "search", "core"]),
    ("certificate", &["core"]),
    ("evidence", &["language", "certificate", "falsify", "prove", "search", "ledger", "core"]),
    ("ledger", &["language", "certificate", "print", "draw", "core"]),
    ("exact", &["core"]),
    ("draw", &["core"]),
    ("models", &["exact", "draw", "search", "core"]),
    // What the evaluator worked out of a refutation is data; neither room can make a verdict of it.
    ("report", &["language", "certificate", "ledger", "falsify", "print", "draw", "core"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_under(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(directory) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if path.is_dir() && !hidden && entry.file_name() != "target" {
            found.extend(files_under(&path));
        } else if path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources_under(directory: &str) -> Vec<PathBuf> {
    let mut files = files_under(&root().join(directory));
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// The source without comments and without what is inside string and character literals.
fn code(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let skip = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            raw.find("\"#").map_or(rest.len(), |end| end + 5)
        } else if next == '"' {
            literal(&rest[1..], '"') + 1
        } else if next == '\'' && is_character(&rest[1..]) {
            literal(&rest[1..], '\'') + 1
        } else {
            out.push(next);
            rest = &rest[next.len_utf8()..];
            continue;
        };
        out.push(' ');
        rest = &rest[skip..];
    }
    out
}

/// The length of a literal up to and with its closing quote.
fn literal(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (place, character) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if character == quote {
            return place + quote.len_utf8();
        }
    }
    text.len()
}

/// Whether what follows a quote is a character literal and not a lifetime.
fn is_character(text: &str) -> bool {
    let mut characters = text.chars();
    matches!((characters.next(), characters.next()), (Some('\\'), _) | (Some(_), Some('\'')))
}

fn words(code: &str) -> Vec<&str> {
    code.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect()
}

/// The names that follow `prefix::` in the code, those in braces included.
fn named_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (place, _) in code.match_indices(&format!("{prefix}::")) {
        let before = code[..place].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let after = code[place + prefix.len() + 2..].trim_start();
        if let Some(group) = after.strip_prefix('{') {
            found.extend(heads(group));
        } else {
            found.extend(words(after).first().map(ToString::to_string));
        }
    }
    found
}

/// The first name of each path in a group of imports.
fn heads(group: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut depth = 0;
    let mut head = String::new();
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.extend(words(&head).first().map(ToString::to_string));
                head.clear();
            }
            _ if depth == 0 => head.push(character),
            _ => {}
        }
    }
    found.extend(words(&head).first().map(ToString::to_string));
    found
}

#[test]
fn the_scan_sees_code_only() {
    let source = "use crate::{a::{b, c}, d}; // crate::e\nlet x = \"crate::f\"; let l: &'a u8 = b'\\''; crate::g(r#\"crate::h\"#)";
    let found = named_after(&code(source), "crate");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["a", "d", "g"]);
}

#[test]
fn rooms_name_only_the_rooms_they_may() {
    for (room, allowed) in ROOMS {
        let mut files = sources_under(&format!("src/{room}"));
        files.extend(
            sources_under("src").into_iter().filter(|path| *path == root().join(format!("src/{room}.rs"))),
        );
        for path in files {
            let code = code(&read(&path));
            let mut named = named_after(&code, "crate");
            named.extend(named_after(&code, "mechproof"));
            for name in named {
                let is_room = root().join("src").join(&name).is_dir() || name == "core";
                let may = name == *room || allowed.contains(&name.as_str());
                assert!(!is_room || may, "{} names the room `{name}`", shown(&path));
            }
        }
    }
}

#[test]
fn search_sees_numbers_and_nothing_else_of_the_core() {
    for path in sources_under("src/search") {
        // The solvers' part translates claims.
        if path.starts_with(root().join("src/search/smt")) {
            continue;
        }
        for name in named_after(&code(&read(&path)), "mechproof_core") {
            assert_eq!(name, "exact", "{}", shown(&path));
        }
    }
}

#[test]
fn the_core_does_without_floats_files_and_unsafe() {
    for path in sources_under("src/core") {
        if path.starts_with(root().join("src/core/tests")) {
            continue;
        }
        let code = code(&read(&path));
        for word in words(&code) {
            let forbidden = ["f32", "f64", "unsafe", "serde", "println", "eprintln", "dbg", "extern"];
            assert!(!forbidden.contains(&word), "{} has `{word}`", shown(&path));
        }
        for module in named_after(&code, "std") {
            let forbidden = ["fs", "io", "net", "process", "env", "thread", "path", "os", "ffi", "time"];
            assert!(!forbidden.contains(&module.as_str()), "{} uses std::{module}", shown(&path));
        }
    }
}

#[test]
fn the_core_depends_on_number_crates_only() {
    let manifest = read(&root().join("src/core/Cargo.toml"));
    let mut section = "";
    let mut found = 0;
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        } else if section == "[dependencies]" && !line.is_empty() && !line.starts_with('#') {
            assert!(line.starts_with("num-"), "{line}");
            found += 1;
        }
        let only = ["[package]", "[lib]", "[dependencies]", "[dev-dependencies]", "[lints]"];
        assert!(only.contains(&section) || section.is_empty(), "{section}");
    }
    assert!(found > 0);
    assert!(read(&root().join("src/core/lib.rs")).contains("#![forbid(unsafe_code)]"));
}

#[test]
fn the_kernel_names_nothing_untrusted() {
    for path in sources_under("src/core") {
        if path.starts_with(root().join("src/core/tests")) {
            continue;
        }
        let code = code(&read(&path));
        for word in words(&code) {
            let outside =
                ["search", "language", "certificate", "tactic", "ledger", "report", "smt", "mechproof"];
            assert!(!outside.contains(&word), "{} names `{word}`", shown(&path));
        }
        // Logic knows no kernel, numbers know neither.
        let named = named_after(&code, "crate");
        if path.starts_with(root().join("src/core/logic")) {
            assert!(!named.contains("kernel"), "{}", shown(&path));
        }
        if path.starts_with(root().join("src/core/exact")) {
            assert!(!named.contains("kernel") && !named.contains("logic"), "{}", shown(&path));
        }
    }
}

#[test]
fn one_place_makes_theorems() {
    let mut makers = Vec::new();
    for path in sources_under("src") {
        let calls = code(&read(&path)).matches("Theorem::new(").count();
        makers.extend(std::iter::repeat_n(shown(&path), calls));
    }
    assert_eq!(makers, ["src/core/kernel/checker.rs"]);
}

#[test]
fn printing_makes_no_verdicts() {
    for room in ["print", "report"] {
        for path in sources_under(&format!("src/{room}")) {
            let code = code(&read(&path));
            for maker in ["Verdict::of", "Verdict::new", "kernel::check;", "Library::default", "Workbench"] {
                assert!(!code.contains(maker), "{} has `{maker}`", shown(&path));
            }
            let verdicts = code.matches("Verdict {").count() - code.matches("enum Verdict {").count();
            assert_eq!(verdicts, 0, "{} builds a verdict", shown(&path));
            for room in ["search", "tactic"] {
                assert!(!named_after(&code, "crate").contains(room), "{} names `{room}`", shown(&path));
            }
        }
    }
}

#[test]
fn every_file_opens_with_an_essay() {
    for path in sources_under("src") {
        assert!(read(&path).starts_with("//! "), "{} has no essay", shown(&path));
    }
}

/// The second checker is plain JavaScript: no file is too long, nothing is fetched, run from text or rounded.
#[test]
fn the_second_checker_needs_nothing_but_big_integers() {
    let mut files = files_under(&root().join("src/report/checker"));
    files.retain(|path| path.extension().is_some_and(|extension| extension == "js"));
    assert!(files.len() > 8, "{}", files.len());
    let without =
        ["fetch", "XMLHttpRequest", "WebSocket", "import", "require(", "eval(", "Function(", "parseFloat"];
    for path in files {
        let text = read(&path);
        assert!(text.starts_with("// "), "{} does not say what it is for", shown(&path));
        assert!(text.lines().count() <= MAX_LINES, "{} is too long", shown(&path));
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for word in without {
            assert!(!code.iter().any(|line| line.contains(word)), "{} uses {word}", shown(&path));
        }
    }
}

#[test]
fn the_sizes_told_are_those_of_the_files() {
    let trust = read(&root().join("docs/TRUST.md"));
    let mut told = Vec::new();
    for row in trust.lines().filter_map(|line| line.strip_prefix("| `src/")) {
        let (path, rest) = row.split_once('`').expect("a path");
        let lines: usize = rest.trim_matches([' ', '|']).parse().expect("a number of lines");
        let path = root().join("src").join(path);
        let files = if path.is_file() { vec![path.clone()] } else { files_under(&path) };
        let counted: usize = files.iter().map(|file| read(file).lines().count()).sum();
        assert_eq!(lines, counted, "docs/TRUST.md, {}", shown(&path));
        told.push(lines);
    }
    let (core, _) = told.split_at(3);
    assert!(trust.contains(&format!("| together | {} |", core.iter().sum::<usize>())));
}

#[test]
fn no_file_is_too_long() {
    for directory in ["src", "tests", "benches"] {
        for path in sources_under(directory) {
            let lines = read(&path).lines().count();
            assert!(lines <= MAX_LINES, "{} has {lines} lines", shown(&path));
        }
    }
}

#[test]
fn no_text_knows_where_it_stands() {
    let places = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
    for path in files_under(root()) {
        // In a second worktree `.git` is a file, and not a text of the project.
        if path == root().join(".git") {
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for place in places {
            assert!(!text.contains(place), "{} contains `{place}`", shown(&path));
        }
    }
}
