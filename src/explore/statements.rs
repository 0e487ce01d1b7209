//! Claims about a program as text, so that what is found can be put into a theorem file.
//!
//! Consumes theorem files and a question; produces files with one more, and the entries that elaboration makes of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::language::diagnostic::Diagnostic;
use crate::language::document::{Body, Entry, Formal};
use crate::language::elaborate::load;
use crate::language::parse;
use crate::language::syntax::{ClaimEntry, Item, Program, Spanned};

/// Theorem files as path and bytes.
pub type Files = Vec<(String, Vec<u8>)>;

/// The program asked about, and what is said of its parameters.
pub(super) struct Header {
    files: Files,
    folder: String,
    file: String,
    has_paper: bool,
    /// The model.
    pub(super) model: String,
    /// The program.
    pub(super) program: String,
    /// Hypotheses, each a line of a claim.
    pub(super) hypotheses: Vec<String>,
}

/// Why there is nothing to explore.
#[derive(Debug)]
pub enum Fault {
    /// In words.
    Message(String),
    /// In a theorem file; with the files.
    Diagnostics(Vec<Diagnostic>, Files),
}

impl Header {
    /// Finds the program in a file, which has to be among the files read.
    pub(super) fn new(files: Files, path: &str, wanted: &str) -> Result<Header, Fault> {
        let Some((_, bytes)) = files.iter().find(|(name, _)| name == path) else {
            return Err(Fault::Message(format!("{path}: not read")));
        };
        let tree = match parse(path, bytes) {
            Ok(tree) => tree,
            Err(fault) => return Err(Fault::Diagnostics(vec![fault], files)),
        };
        let programs: Vec<&Program> = tree
            .items
            .iter()
            .filter_map(|item| match &item.node {
                Item::Program(program) => Some(program),
                _ => None,
            })
            .collect();
        let Some(program) = programs.iter().find(|program| program.name.node == wanted) else {
            let names: Vec<&str> = programs.iter().map(|program| program.name.node.as_str()).collect();
            let known = match names.as_slice() {
                [] => "it has none".to_owned(),
                names => format!("it has {}", names.join(", ")),
            };
            return Err(Fault::Message(format!("{path} has no program `{wanted}`; {known}")));
        };
        let (model, program) = (program.model.node.clone(), program.name.node.clone());
        let (folder, file) = match path.rsplit_once('/') {
            Some((folder, file)) => (format!("{folder}/"), file.to_owned()),
            None => (String::new(), path.to_owned()),
        };
        let has_paper = files.iter().any(|(path, bytes)| {
            parse(path, bytes)
                .is_ok_and(|tree| tree.items.iter().any(|item| matches!(item.node, Item::Paper(_))))
        });
        Ok(Header { files, folder, file, has_paper, model, program, hypotheses: Vec::new() })
    }

    /// Takes over what a claim assumes.
    pub(super) fn assume_claim(&mut self, name: &str) -> Result<(), Fault> {
        let short = name.rsplit('/').next().unwrap_or(name);
        for (path, bytes) in &self.files {
            let Ok(tree) = parse(path, bytes) else { continue };
            for item in &tree.items {
                let Item::Claim(claim) = &item.node else { continue };
                let full = format!("{}-{}", claim.kind.node, claim.name.node);
                if claim.name.node != short && full != short {
                    continue;
                }
                let entries = claim.entries.iter().filter(|entry| {
                    matches!(entry.node, ClaimEntry::Given(_) | ClaimEntry::Let(_) | ClaimEntry::For(_))
                });
                let text = |entry: &Spanned<ClaimEntry>| {
                    let bytes = bytes.get(entry.span.clone()).unwrap_or_default();
                    String::from_utf8_lossy(bytes).into_owned()
                };
                self.hypotheses.extend(entries.map(text));
                return Ok(());
            }
        }
        Err(Fault::Message(format!("no claim is called `{name}` in these files")))
    }

    /// A claim of a program.
    pub(super) fn claim(&self, name: &str, more: &[String], show: &str) -> String {
        let mut text = format!("claim {name} in {} at \"explored\"\n", self.model);
        for line in self.hypotheses.iter().chain(more) {
            text.push_str("  ");
            text.push_str(line.trim_end());
            text.push('\n');
        }
        let _ = write!(text, "  show {show}\n  proof conclude by parametric end\n");
        text
    }

    /// A file with some claims.
    pub(super) fn file(&self, claims: &[String]) -> String {
        let mut text = format!("use \"{}\"\n", self.file);
        if !self.has_paper {
            text.push_str("paper explored \"What was explored\" by \"nobody\" year 2000\n");
        }
        for claim in claims {
            text.push('\n');
            text.push_str(claim);
        }
        text
    }

    /// What elaboration makes of some claims.
    pub(super) fn elaborate(&self, claims: &[String]) -> Result<Vec<Entry>, Fault> {
        let mut files = self.files.clone();
        let taken: BTreeSet<&String> = self.files.iter().map(|(path, _)| path).collect();
        let mut path = format!("{}explored.thm", self.folder);
        while taken.contains(&path) {
            path = format!("{}_{}", self.folder, path.trim_start_matches(&self.folder));
        }
        let own = files.len();
        files.push((path, self.file(claims).into_bytes()));
        match load(&files) {
            Ok(documents) => {
                let entries = documents.into_iter().flat_map(|document| document.entries);
                Ok(entries.filter(|entry| entry.file == own).collect())
            }
            Err(faults) => Err(Fault::Diagnostics(faults, files)),
        }
    }

    /// One claim, elaborated.
    pub(super) fn formal(&self, claim: String) -> Result<(Entry, Formal), Fault> {
        let entry = self.elaborate(&[claim])?.into_iter().next();
        let entry = entry.ok_or_else(|| Fault::Message("the claim is lost".to_owned()))?;
        match &entry.body {
            Body::Formal(formal) => {
                let formal = formal.as_ref().clone();
                Ok((entry, formal))
            }
            Body::Computation(_) => Err(Fault::Message("the claim is lost".to_owned())),
        }
    }
}
