//! `mechproof new`: a theorem file that states a paper's claims again in a model that its owner changes.
//!
//! Reads the paper's theorem file; writes one file into a new or empty place and refuses to overwrite anything.

use std::fmt::Write as _;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::input::{Input, read};
use super::{Failure, Outcome, Run, print};
use crate::language::syntax::{Item, Model, ModelEntry};
use crate::language::{format, parse, print_expression};

/// Writes the file and says what to do with it.
pub(super) fn run(folder: &str, from: &str, model: Option<&str>) -> Run<Outcome> {
    let input = read(&[from.to_owned()])?;
    let model = chosen(&input, from, model)?;
    let file = format!("{}/changed.thm", folder.trim_end_matches('/'));
    if fs::symlink_metadata(&file).is_ok() {
        return Err(Failure::message(format!("{file}: this file exists, and is not overwritten")));
    }
    fs::create_dir_all(folder).map_err(|error| Failure::message(format!("{folder}: {error}")))?;
    let text = scaffold(&input, folder, from, &model)?;
    fs::write(&file, text).map_err(|error| Failure::message(format!("{file}: {error}")))?;
    print(&format!(
        "{file} states the claims again. Change its model, then:\n  mechproof verify {folder}\n"
    ))?;
    Ok(Outcome::AsStated)
}

/// The model to change: the one named, or the first of the file.
fn chosen(input: &Input, from: &str, wanted: Option<&str>) -> Run<Model> {
    let mut known = Vec::new();
    for (path, bytes) in &input.files {
        // Files are in the order of the command line, then as they are used; all of them could be elaborated.
        for item in parse(path, bytes).map(|tree| tree.items).unwrap_or_default() {
            if let Item::Model(model) = item.node {
                known.push(model);
            }
        }
    }
    match wanted {
        Some(name) => known.iter().find(|model| model.name.node == name).cloned().ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|model| model.name.node.as_str()).collect();
            Failure::message(format!("{from}: no model is called `{name}`; there are: {}", names.join(", ")))
        }),
        None => known
            .iter()
            .find(|model| model.extends.is_none())
            .or(known.first())
            .cloned()
            .ok_or_else(|| Failure::message(format!("{from}: there is no model to change"))),
    }
}

fn scaffold(input: &Input, folder: &str, from: &str, model: &Model) -> Run<String> {
    let paper =
        input.documents.first().ok_or_else(|| Failure::message(format!("{from}: there is no paper")))?;
    let used = if Path::new(from).is_dir() { PathBuf::from(from) } else { parent(from) };
    let used =
        relative(Path::new(folder), &used).map_err(|error| Failure::message(format!("{from}: {error}")))?;
    let mut out = String::new();
    // Writing to a text cannot fail.
    let _ = write!(
        out,
        "-- What survives of a paper in a changed model: mechproof verify {folder} --baseline reports/{id}.json\n\
         use \"{used}\"\n\
         paper my-{id} \"Changed: {title}\" by \"Me\" year {year}\n\n\
         model changed changes {model}\n\
         -- What is declared here takes the place of what has the same name there. The published model declares:\n",
        id = paper.paper,
        title = paper.title.replace(['"', '\\'], ""),
        year = paper.year,
        model = model.name.node,
    );
    for entry in &model.entries {
        for line in published(&entry.node) {
            let _ = writeln!(out, "--   {line}");
        }
    }
    out.push_str("-- Ways to change it:\n");
    for line in ways(model) {
        let _ = writeln!(out, "--   {line}");
    }
    let _ = write!(out, "\nrestate \"{}\" in changed\n", paper.paper);
    Ok(format(&out).unwrap_or(out))
}

/// An entry as it is written.
fn published(entry: &ModelEntry) -> Vec<String> {
    let text = match entry {
        ModelEntry::Index(name, elements) => {
            let elements: Vec<&str> = elements.iter().map(|element| element.node.as_str()).collect();
            format!("index {} = {{{}}}", name.node, elements.join(", "))
        }
        ModelEntry::Sort(names, finite) => {
            let names: Vec<&str> = names.iter().map(|name| name.node.as_str()).collect();
            format!("sort {}{}", names.join(", "), if *finite { " finite" } else { "" })
        }
        ModelEntry::Param(list) => {
            let names: Vec<&str> = list.iter().map(|one| one.name.node.as_str()).collect();
            format!("param {}", names.join(", "))
        }
        ModelEntry::Natural(list) => {
            let names: Vec<&str> = list.iter().map(|one| one.node.as_str()).collect();
            format!("natural {}", names.join(", "))
        }
        ModelEntry::Function(list) => {
            let names: Vec<&str> = list.iter().map(|one| one.0.node.as_str()).collect();
            format!("function {}", names.join(", "))
        }
        ModelEntry::Law(law) => format!("law {}", law.name.node),
        ModelEntry::Assume(assumption) => {
            format!("assume {}: {}", assumption.name.node, print_expression(&assumption.formula))
        }
        ModelEntry::Let(definition) => format!("let {} = ...", definition.name.node),
        ModelEntry::Drop(name) => format!("drop {}", name.node),
        ModelEntry::Write(said, here) => {
            format!("write {} as {}", print_expression(said), print_expression(here))
        }
    };
    text.lines().map(|line| line.trim().to_owned()).collect()
}

/// Changes that fit the model, each in one line.
fn ways(model: &Model) -> Vec<String> {
    let mut ways = Vec::new();
    let mut once = [false; 3];
    for entry in &model.entries {
        match &entry.node {
            ModelEntry::Index(name, elements) if !once[0] => {
                once[0] = true;
                let mut elements: Vec<&str> = elements.iter().map(|element| element.node.as_str()).collect();
                elements.push("another");
                ways.push(format!("index {} = {{{}}}", name.node, elements.join(", ")));
            }
            ModelEntry::Assume(assumption) if !once[1] => {
                once[1] = true;
                ways.push(format!("drop {}", assumption.name.node));
            }
            ModelEntry::Let(definition) if !once[2] && definition.parameters.is_empty() => {
                once[2] = true;
                ways.push(format!("let {} = {}", definition.name.node, "FORMULA"));
            }
            _ => {}
        }
    }
    ways.push("assume extra: FORMULA".to_owned());
    ways.push("write FORMULA OF THE PAPER as FORMULA".to_owned());
    ways
}

fn parent(path: &str) -> PathBuf {
    match Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The way from one folder to another, both of which exist.
fn relative(from: &Path, to: &Path) -> std::io::Result<String> {
    let (from, to) = (fs::canonicalize(from)?, fs::canonicalize(to)?);
    let (from, to): (Vec<Component>, Vec<Component>) =
        (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    Ok(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}
