//! Claims about programs as text, so that what is found can be put into a theorem file.
//!
//! Consumes theorem files and a question; produces files with one more, and the entries that elaboration makes of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::language::diagnostic::Diagnostic;
use crate::language::document::{Body, Entry, Formal};
use crate::language::elaborate::{Links, load_one};
use crate::language::parse;
use crate::language::syntax::{ClaimEntry, File, Item, Model, ModelEntry, Program, Span, Spanned};

/// Theorem files, and what they use.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Path and bytes of each.
    pub files: Vec<(String, Vec<u8>)>,
    /// Which files a `use` means, where that is not told by comparing paths.
    pub links: Links,
}

/// A program asked about.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// Its name.
    pub(super) name: String,
    /// Its model.
    pub(super) model: String,
    /// Whether its objective is made large.
    pub(super) maximize: bool,
    /// What its model assumes and that of the first program does not: name and formula.
    pub(super) own: Vec<(String, String)>,
}

/// The programs asked about, and what is said of their parameters.
pub(super) struct Header {
    files: Files,
    folder: String,
    /// The files of the programs, in the folder.
    uses: Vec<String>,
    has_paper: bool,
    /// The programs.
    pub(super) targets: Vec<Target>,
    /// Hypotheses, each a line of a claim.
    pub(super) hypotheses: Vec<String>,
}

/// Why there is nothing to explore.
#[derive(Debug)]
pub enum Fault {
    /// In words.
    Message(String),
    /// In a theorem file; with the files.
    Diagnostics(Vec<Diagnostic>, Vec<(String, Vec<u8>)>),
}

impl Header {
    /// Finds programs, each in a file that has to be among the files read.
    pub(super) fn new(files: Files, programs: &[(String, String)]) -> Result<Header, Fault> {
        let mut trees = Vec::with_capacity(files.files.len());
        for (path, bytes) in &files.files {
            match parse(path, bytes) {
                Ok(tree) => trees.push(tree),
                Err(fault) => return Err(Fault::Diagnostics(vec![fault], files.files)),
            }
        }
        let mut header = Header {
            folder: String::new(),
            uses: Vec::new(),
            has_paper: trees.iter().flat_map(|tree| &tree.items).any(|i| matches!(i.node, Item::Paper(_))),
            targets: Vec::new(),
            hypotheses: Vec::new(),
            files: Files::default(),
        };
        let mut shared: BTreeSet<(String, String)> = BTreeSet::new();
        for (number, (path, wanted)) in programs.iter().enumerate() {
            let (folder, file) = match path.rsplit_once('/') {
                Some((folder, file)) => (format!("{folder}/"), file.to_owned()),
                None => (String::new(), path.clone()),
            };
            if number > 0 && folder != header.folder {
                return Err(Fault::Message("the programs have to be in files of one folder".to_owned()));
            }
            header.folder = folder;
            if !header.uses.contains(&file) {
                header.uses.push(file);
            }
            let program = find(&files.files, &trees, path, wanted)?;
            if header.targets.iter().any(|known| known.name == *wanted) {
                return Err(Fault::Message(format!("`{wanted}` is named twice")));
            }
            let assumed = assumptions(&files.files, &trees, &program.model.node);
            if number == 0 {
                shared = assumed.iter().map(|(model, name, _)| (model.clone(), name.clone())).collect();
            }
            let own = assumed.into_iter().filter_map(|(model, name, formula)| {
                (!shared.contains(&(model, name.clone()))).then_some((name, formula))
            });
            header.targets.push(Target {
                name: program.name.node.clone(),
                model: program.model.node.clone(),
                maximize: program.maximize,
                own: own.collect(),
            });
        }
        if header.targets.is_empty() {
            return Err(Fault::Message("no program is named".to_owned()));
        }
        header.files = files;
        Ok(header)
    }

    /// Takes over what a claim assumes.
    pub(super) fn assume_claim(&mut self, name: &str) -> Result<(), Fault> {
        let short = name.rsplit('/').next().unwrap_or(name);
        for (path, bytes) in &self.files.files {
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
                let text = |entry: &Spanned<ClaimEntry>| written(bytes, &entry.span);
                self.hypotheses.extend(entries.map(text));
                return Ok(());
            }
        }
        Err(Fault::Message(format!("no claim is called `{name}` in these files")))
    }

    /// A name that no file uses.
    pub(super) fn fresh(&self, name: &str) -> String {
        let mut fresh = name.to_owned();
        while self.files.files.iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(&fresh)) {
            fresh.push('\'');
        }
        fresh
    }

    /// A claim in the model of a program.
    pub(super) fn claim(&self, target: &Target, name: &str, more: &[String], show: &str) -> String {
        let mut text = format!("claim {name} in {} at \"explored\"\n", target.model);
        for line in self.hypotheses.iter().chain(more) {
            text.push_str("  ");
            text.push_str(line.trim_end());
            text.push('\n');
        }
        let _ = write!(text, "  show {show}\n  proof conclude by parametric end\n");
        text
    }

    /// A file with some claims.
    pub(super) fn file<'a>(&self, claims: impl IntoIterator<Item = &'a String>) -> String {
        let mut text = String::new();
        for used in &self.uses {
            let _ = writeln!(text, "use \"{used}\"");
        }
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
    pub(super) fn elaborate<'a>(
        &self,
        claims: impl IntoIterator<Item = &'a String>,
    ) -> Result<Vec<Entry>, Fault> {
        let mut files = self.files.files.clone();
        let taken: BTreeSet<&String> = self.files.files.iter().map(|(path, _)| path).collect();
        let mut path = format!("{}explored.thm", self.folder);
        while taken.contains(&path) {
            path = format!("{}_{}", self.folder, path.trim_start_matches(&self.folder));
        }
        let own = files.len();
        files.push((path, self.file(claims).into_bytes()));
        match load_one(&files, &self.files.links, own) {
            Ok(documents) => Ok(documents.into_iter().flat_map(|document| document.entries).collect()),
            Err(faults) => Err(Fault::Diagnostics(faults, files)),
        }
    }

    /// One claim, elaborated.
    pub(super) fn formal(&self, claim: &String) -> Result<(Entry, Formal), Fault> {
        let lost = || Fault::Message("the claim is lost".to_owned());
        let entry = self.elaborate([claim])?.into_iter().next().ok_or_else(lost)?;
        match &entry.body {
            Body::Formal(formal) => {
                let formal = formal.as_ref().clone();
                Ok((entry, formal))
            }
            Body::Computation(_) => Err(lost()),
        }
    }
}

/// A program in a file.
fn find<'a>(
    files: &[(String, Vec<u8>)],
    trees: &'a [File],
    path: &str,
    wanted: &str,
) -> Result<&'a Program, Fault> {
    let place = files.iter().position(|(name, _)| name == path);
    let tree = place.and_then(|place| trees.get(place));
    let tree = tree.ok_or_else(|| Fault::Message(format!("{path}: not read")))?;
    let programs = || {
        tree.items.iter().filter_map(|item| match &item.node {
            Item::Program(program) => Some(program),
            _ => None,
        })
    };
    programs().find(|program| program.name.node == wanted).ok_or_else(|| {
        let names: Vec<&str> = programs().map(|program| program.name.node.as_str()).collect();
        let known = match names.as_slice() {
            [] => "it has none".to_owned(),
            names => format!("it has {}", names.join(", ")),
        };
        Fault::Message(format!("{path} has no program `{wanted}`; {known}"))
    })
}

/// What a model assumes, with what it takes over: the model that says so, the name and the formula as written.
fn assumptions(files: &[(String, Vec<u8>)], trees: &[File], wanted: &str) -> Vec<(String, String, String)> {
    let models = trees.iter().enumerate().flat_map(|(place, tree)| {
        tree.items.iter().filter_map(move |item| match &item.node {
            Item::Model(model) => Some((place, model)),
            _ => None,
        })
    });
    let found: Option<(usize, &Model)> = models.into_iter().find(|(_, model)| model.name.node == wanted);
    let Some((place, model)) = found else { return Vec::new() };
    let base = model.extends.as_ref().map(|base| base.node.as_str()).filter(|base| *base != wanted);
    let mut assumed = base.map(|base| assumptions(files, trees, base)).unwrap_or_default();
    for entry in &model.entries {
        match &entry.node {
            ModelEntry::Assume(assumption) => {
                assumed.retain(|(_, name, _)| *name != assumption.name.node);
                let formula = written(&files[place].1, &assumption.formula.span);
                assumed.push((wanted.to_owned(), assumption.name.node.clone(), formula));
            }
            ModelEntry::Drop(dropped) => assumed.retain(|(_, name, _)| *name != dropped.node),
            _ => {}
        }
    }
    assumed
}

/// Part of a file as it is written.
fn written(bytes: &[u8], span: &Span) -> String {
    String::from_utf8_lossy(bytes.get(span.clone()).unwrap_or_default()).into_owned()
}
