//! `mechproof fmt`: theorem files in the one style.

use std::fs;

use super::input::files;
use super::{Failure, Outcome, Run, print};
use crate::language::diagnostic::{Code, Diagnostic};
use crate::language::format;

pub(super) fn run(paths: &[String], check: bool) -> Run<Outcome> {
    let files = files(paths)?;
    let mut faults = Vec::new();
    let mut changes = Vec::new();
    for (path, bytes) in &files {
        match formatted(path, bytes) {
            Ok(text) if text.as_bytes() == bytes.as_slice() => {}
            Ok(text) => changes.push((path, text)),
            Err(fault) => faults.push(fault.in_file(path.clone())),
        }
    }
    if !faults.is_empty() {
        return Err(Failure::Faults(faults, files));
    }
    for (path, text) in &changes {
        if !check {
            fs::write(path, text).map_err(|error| Failure::message(format!("{path}: {error}")))?;
        }
        print(&format!("{path}{}\n", if check { " is not in style" } else { " rewritten" }))?;
    }
    Ok(if check && !changes.is_empty() { Outcome::NotAsStated } else { Outcome::AsStated })
}

fn formatted(path: &str, bytes: &[u8]) -> Result<String, Diagnostic> {
    match std::str::from_utf8(bytes) {
        Ok(source) => format(source),
        // The parser says the same with the place.
        Err(error) => Err(crate::language::parse(path, bytes).err().unwrap_or_else(|| {
            let at = error.valid_up_to();
            Diagnostic::new(Code::InvalidUtf8, at..at + 1, "the file is not UTF-8 text", "here")
        })),
    }
}
