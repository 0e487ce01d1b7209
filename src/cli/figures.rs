//! Maps that theorem files ask for: regions stored beside certificates, looked at again and drawn.
//!
//! Consumes the `draw` items of the files and the stored regions; produces drawings, and explores what is missing or
//! about other statements. What the kernel rejects is said aloud and not drawn.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::input::{Input, Shelf, sources};
use super::{Failure, Run, Selection};
use crate::draw::Drawing;
use crate::explore::{self, Map, REGIONS_FILE, Record, Records, Refusal, Slice};
use crate::language::document::Figure;
use crate::search::interrupt;

/// What came of the figures.
#[derive(Default)]
pub(super) struct Figures {
    /// The drawings by id, or why there is none.
    pub(super) drawn: BTreeMap<String, Result<Drawing, String>>,
    /// Whether nothing stored was rejected.
    pub(super) in_order: bool,
    /// What to say of figures that are not drawn.
    pub(super) said: Vec<String>,
}

/// Looks at the stored regions again, explores what is missing, and draws.
pub(super) fn run(
    selection: &Selection,
    (input, shelf): (&Input, &Shelf),
    (jobs, fresh): (usize, bool),
) -> Run<Figures> {
    let mut figures = Figures { in_order: true, ..Figures::default() };
    let mut folders: BTreeMap<String, (Records, bool)> = BTreeMap::new();
    let mut maps: BTreeMap<String, Result<Map, Refusal>> = BTreeMap::new();
    for document in input.given_papers() {
        for figure in &document.figures {
            let folder = shelf.folder(&document.paper).to_owned();
            let path = file_in(&folder);
            if !folders.contains_key(&folder) {
                let records = Records::load(Path::new(&path))
                    .map_err(|error| Failure::message(format!("{path}: {error}")))?;
                folders.insert(folder.clone(), (records, false));
            }
            let programs = programs(figure);
            let key = format!("{}/{}", document.paper, programs.join(", "));
            if let (false, Some((records, changed))) = (maps.contains_key(&key), folders.get_mut(&folder)) {
                let source = input.files.get(figure.file).map_or("", |(path, _)| path).to_owned();
                let wanted = selection.picks(&figure.id) && !interrupt::requested();
                let map = map(&source, &programs, records.by_programs.get(&key), (wanted, fresh, jobs))?;
                if let Some(record) = map.1 {
                    records.by_programs.insert(key.clone(), record);
                    *changed = true;
                }
                if let Err(refusal @ (Refusal::Rejected(..) | Refusal::Open(_) | Refusal::Fault(_))) = &map.0
                {
                    figures.in_order = false;
                    figures.said.push(format!("{}: {refusal}\n", figure.id));
                }
                maps.insert(key.clone(), map.0);
            }
            let drawn = match maps.get(&key) {
                Some(Ok(map)) => slice(figure).and_then(|slice| map.draw(&slice)),
                Some(Err(refusal)) => Err(refusal.to_string()),
                None => Err(Refusal::Stale.to_string()),
            };
            if let (Err(reason), Some(Ok(_))) = (&drawn, maps.get(&key)) {
                figures.in_order = false;
                figures.said.push(format!("{}: {reason}\n", figure.id));
            }
            figures.drawn.insert(figure.id.clone(), drawn);
        }
    }
    let known: BTreeSet<&String> = maps.keys().collect();
    for (folder, (mut records, mut changed)) in folders {
        // With all figures at hand, regions that none of them shows are dropped.
        if changed && selection.filter.is_none() {
            records.by_programs.retain(|key, _| known.contains(key));
        }
        changed &= !interrupt::requested();
        if changed {
            let path = file_in(&folder);
            records.save(Path::new(&path)).map_err(|error| Failure::message(format!("{path}: {error}")))?;
        }
    }
    Ok(figures)
}

/// The regions of some programs, and a new record if one was made.
fn map(
    source: &str,
    programs: &[String],
    stored: Option<&Record>,
    (wanted, fresh, jobs): (bool, bool, usize),
) -> Run<(Result<Map, Refusal>, Option<Record>)> {
    let files = sources(&[source.to_owned()])?;
    let known = match stored {
        Some(record) => record.review(files.clone(), programs, jobs),
        None => Err(Refusal::Stale),
    };
    if !wanted || !(fresh || matches!(known, Err(Refusal::Stale))) {
        return Ok((known, None));
    }
    Ok(match Record::obtain(files.clone(), programs) {
        Ok(record) => (record.review(files, programs, jobs), Some(record)),
        Err(refusal) => (Err(refusal), None),
    })
}

fn programs(figure: &Figure) -> Vec<String> {
    figure.item.programs.iter().map(|program| program.node.clone()).collect()
}

fn slice(figure: &Figure) -> Result<Slice, String> {
    let fixed = figure
        .item
        .fixed
        .iter()
        .map(|(name, value)| explore::number(&value.node).map(|number| (name.node.clone(), number)));
    Ok(Slice {
        axes: figure.item.free.iter().map(|name| name.node.clone()).collect(),
        fixed: fixed.collect::<Result<_, _>>()?,
        by_value: figure.item.by_value,
    })
}

fn file_in(folder: &str) -> String {
    if folder.is_empty() { REGIONS_FILE.to_owned() } else { format!("{folder}/{REGIONS_FILE}") }
}
