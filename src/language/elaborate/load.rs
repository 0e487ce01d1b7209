//! Reading a set of theorem files: which models each sees, and the claims of every paper in order.

use std::collections::BTreeMap;

use super::claims::Elaborator;
use super::environment::fail;
use super::models::{Models, declared_twice};
use super::restate::Published;
use crate::language::diagnostic::{Code, Diagnostic};
use crate::language::document::{Document, Entry, Figure, Unchecked};
use crate::language::parse;
use crate::language::syntax::{self, File, Item, Paper, Restate, Span};

/// One file while it is read.
struct Source {
    path: String,
    tree: File,
    uses: Vec<usize>,
    models: Models,
    paper: Option<usize>,
}

/// Which files a `use` means: the number of the file that says it and what it says, with the files' numbers.
pub type Links = BTreeMap<(usize, String), Vec<usize>>;

/// Elaborates theorem files, given as path and bytes. A `use` is found by comparing paths.
///
/// # Errors
/// Every file's first failure.
pub fn load(files: &[(String, Vec<u8>)]) -> Result<Vec<Document>, Vec<Diagnostic>> {
    load_linked(files, &Links::new())
}

/// Elaborates theorem files of which is known what some `use` items mean.
///
/// # Errors
/// Every file's first failure.
pub fn load_linked(files: &[(String, Vec<u8>)], links: &Links) -> Result<Vec<Document>, Vec<Diagnostic>> {
    load_some(files, links, None)
}

/// Elaborates what one of some theorem files states. Of the others only papers, models and programs count, so that no
/// claim can refer to theirs.
///
/// # Errors
/// Every file's first failure.
pub fn load_one(
    files: &[(String, Vec<u8>)],
    links: &Links,
    own: usize,
) -> Result<Vec<Document>, Vec<Diagnostic>> {
    load_some(files, links, Some(own))
}

fn load_some(
    files: &[(String, Vec<u8>)],
    links: &Links,
    own: Option<usize>,
) -> Result<Vec<Document>, Vec<Diagnostic>> {
    let mut failures = Vec::new();
    let mut sources = Vec::new();
    for (path, bytes) in files {
        match parse(path, bytes) {
            Ok(tree) => {
                sources.push(Source {
                    path: path.clone(),
                    tree,
                    uses: Vec::new(),
                    models: Models::default(),
                    paper: None,
                });
            }
            Err(failure) => failures.push(failure),
        }
    }
    if !failures.is_empty() {
        return Err(failures);
    }
    let order = match resolve_uses(&mut sources, links) {
        Ok(order) => order,
        Err(failure) => return Err(vec![*failure]),
    };
    let mut documents: Vec<Document> = Vec::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for index in order {
        let states = own.is_none_or(|own| own == index);
        match read(&mut sources, (index, states), &mut documents, &mut by_name) {
            Ok(()) => {}
            Err(failure) => failures.push((*failure).in_file(sources[index].path.clone())),
        }
    }
    if failures.is_empty() { Ok(documents) } else { Err(failures) }
}

/// Finds the files that each file uses; returns an order in which used files come first.
fn resolve_uses(sources: &mut [Source], links: &Links) -> super::Elaborated<Vec<usize>> {
    let paths: Vec<String> = sources.iter().map(|source| normalised(&source.path)).collect();
    for (index, source) in sources.iter_mut().enumerate() {
        for item in &source.tree.items {
            let Item::Use(path) = &item.node else { continue };
            if let Some(found) = links.get(&(index, path.node.clone())) {
                source.uses.extend(found);
                continue;
            }
            let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let wanted = normalised(&format!("{folder}/{}", path.node));
            let inside = |known: &str| known.rsplit_once('/').map_or("", |(folder, _)| folder) == wanted;
            let found: Vec<usize> = match paths.iter().position(|known| *known == wanted) {
                Some(file) => vec![file],
                None => (0..paths.len()).filter(|file| *file != index && inside(&paths[*file])).collect(),
            };
            if found.is_empty() {
                let failure = fail(
                    Code::Unreadable,
                    &path.span,
                    format!("`{}` is not among the files read", path.node),
                    "not found",
                );
                return Err(Box::new(
                    (*failure)
                        .in_file(source.path.clone())
                        .with_hint("a path in `use` starts at the folder of the file that says it"),
                ));
            }
            source.uses.extend(found);
        }
    }
    let mut order = Vec::new();
    let mut state = vec![0_u8; sources.len()];
    for index in 0..sources.len() {
        visit(sources, index, &mut state, &mut order)?;
    }
    Ok(order)
}

fn visit(
    sources: &[Source],
    index: usize,
    state: &mut [u8],
    order: &mut Vec<usize>,
) -> super::Elaborated<()> {
    match state[index] {
        2 => return Ok(()),
        1 => {
            let failure = fail(Code::NoMeaning, &(0..0), "files use each other in a circle", "this file");
            return Err(Box::new((*failure).in_file(sources[index].path.clone())));
        }
        _ => {}
    }
    state[index] = 1;
    for used in &sources[index].uses {
        visit(sources, *used, state, order)?;
    }
    state[index] = 2;
    order.push(index);
    Ok(())
}

/// A path without `.` and `..` parts and without a leading slash that was not written.
fn normalised(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// Elaborates one file, or only what it declares; the files it uses have been read.
fn read(
    sources: &mut [Source],
    (index, states): (usize, bool),
    documents: &mut Vec<Document>,
    by_name: &mut BTreeMap<String, usize>,
) -> super::Elaborated<()> {
    let mut models = Models::default();
    let mut paper = None;
    for used in sources[index].uses.clone() {
        models.include(&sources[used].models);
        paper = paper.or(sources[used].paper);
    }
    let tree = sources[index].tree.clone();
    for item in &tree.items {
        match &item.node {
            Item::Model(model) => models.add_model(model)?,
            Item::Program(program) => models.add_program(program)?,
            Item::Paper(declared) => paper = Some(document(declared, documents, by_name)?),
            _ => {}
        }
    }
    sources[index].paper = paper;
    sources[index].models = models.clone();
    if !states {
        return Ok(());
    }
    for item in &tree.items {
        if matches!(item.node, Item::Paper(_) | Item::Use(_) | Item::Model(_) | Item::Program(_)) {
            continue;
        }
        let Some(paper) = paper else {
            return Err(Box::new(
                (*fail(Code::MissingPart, &item.span, "claims need a paper", "stands before any `paper`"))
                    .with_hint("begin the file with `paper NAME \"Title\" by \"Author\" year 2020`"),
            ));
        };
        let document = &mut documents[paper];
        let name = document.paper.clone();
        let elaborator = Elaborator { paper: &name, file: index, models: &models, changed: None };
        match &item.node {
            Item::Claim(claim) => add(document, elaborator.claim(claim, &document.entries)?)?,
            Item::Erratum(erratum) => {
                for entry in elaborator.erratum(erratum)? {
                    add(document, entry)?;
                }
            }
            Item::Compute(compute) => add(document, elaborator.computation(compute))?,
            Item::Unchecked(item) => unchecked(document, item)?,
            Item::Sketch(item) => {
                models.program_named(&item.programs)?;
                figure(document, item, index)?;
            }
            Item::Refute(refute) => elaborator.refute(refute, &mut document.entries)?,
            Item::Vacuous(vacuous) => elaborator.vacuous(vacuous, &mut document.entries)?,
            Item::Adapt(adapt) => elaborator.adapt(adapt, &mut document.entries)?,
            Item::Restate(restate) => {
                let published = published(sources, index, restate, documents)?;
                let before = &documents[paper].entries;
                let found = super::restate::restate(restate, &published, before, &elaborator, &item.span)?;
                let document = &mut documents[paper];
                for entry in found.entries {
                    add(document, entry)?;
                }
                document.senseless.extend(found.senseless);
            }
            Item::Paper(_) | Item::Use(_) | Item::Model(_) | Item::Program(_) => {}
        }
    }
    Ok(())
}

/// The items of a published paper's files that a file uses, and what they were elaborated to.
fn published<'s>(
    sources: &'s [Source],
    index: usize,
    restate: &Restate,
    documents: &'s [Document],
) -> super::Elaborated<Published<'s>> {
    let name = restate.what.node.split('/').next().unwrap_or_default();
    let mut order = Vec::new();
    let mut state = vec![0_u8; sources.len()];
    visit(sources, index, &mut state, &mut order)?;
    order.retain(|used| *used != index);
    let known = |used: &usize| sources[*used].paper.and_then(|paper| documents.get(paper));
    let document = order.iter().filter_map(known).find(|document| document.paper == name);
    let Some(document) = document else {
        let papers = order.iter().filter_map(known).map(|document| document.paper.as_str());
        let hint = match crate::language::nearest(name, papers) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name its theorem files with `use`".to_owned(),
        };
        let failure = fail(
            Code::UnknownName,
            &restate.what.span,
            format!("no paper that this file uses is called `{name}`"),
            "not used",
        );
        return Err(Box::new((*failure).with_hint(hint)));
    };
    let own = order.iter().filter(|used| known(used).is_some_and(|other| other.paper == name));
    let items = own.flat_map(|used| &sources[*used].tree.items).map(|item| &item.node).collect();
    Ok(Published { document, items })
}

fn document(
    paper: &Paper,
    documents: &mut Vec<Document>,
    by_name: &mut BTreeMap<String, usize>,
) -> super::Elaborated<usize> {
    if by_name.contains_key(&paper.id.node) {
        return Err(declared_twice("paper", &paper.id));
    }
    documents.push(Document {
        paper: paper.id.node.clone(),
        title: paper.title.node.clone(),
        authors: paper.authors.node.clone(),
        year: paper.year.node.clone(),
        entries: Vec::new(),
        unchecked: Vec::new(),
        figures: Vec::new(),
        senseless: Vec::new(),
    });
    by_name.insert(paper.id.node.clone(), documents.len() - 1);
    Ok(documents.len() - 1)
}

fn add(document: &mut Document, entry: Entry) -> super::Elaborated<()> {
    stated_once(document, &entry.id, &entry.span)?;
    document.entries.push(entry);
    Ok(())
}

fn unchecked(document: &mut Document, item: &syntax::Unchecked) -> super::Elaborated<()> {
    let id = format!("{}/{}", document.paper, item.name.node);
    stated_once(document, &id, &item.name.span)?;
    let (place, because) = (item.place.node.clone(), item.because.node.clone());
    document.unchecked.push(Unchecked { id, place, because });
    Ok(())
}

fn figure(document: &mut Document, item: &syntax::Sketch, file: usize) -> super::Elaborated<()> {
    let id = format!("{}/{}", document.paper, item.name.node);
    stated_once(document, &id, &item.name.span)?;
    document.figures.push(Figure { id, item: item.clone(), file });
    Ok(())
}

fn stated_once(document: &Document, id: &str, span: &Span) -> super::Elaborated<()> {
    let known = document.entries.iter().map(|entry| &entry.id);
    let others = document.unchecked.iter().map(|item| &item.id);
    let figures = document.figures.iter().map(|figure| &figure.id);
    if known.chain(others).chain(figures).any(|known| known == id) {
        let message = format!("the claim `{id}` is stated already");
        return Err(fail(Code::AlreadyDeclared, span, message, "stated again here"));
    }
    Ok(())
}
