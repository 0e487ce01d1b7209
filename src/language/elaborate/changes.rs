//! Changed models: the declarations of a model in order, and what becomes of them where another model changes it.
//!
//! A declaration of the changed model takes the place of the one of the same name, wherever the published models
//! make it; what has no counterpart is added behind the declarations of the model that is changed. Names stay
//! unresolved until the whole is elaborated, so an abbreviation may speak of a symbol that stands behind it.

use std::sync::Arc;

use super::Elaborated;
use super::models::Theory;
use crate::language::rewrite::Rewriter;
use crate::language::syntax::{Model, ModelEntry, NamedFormula, Program};

/// The declarations of a model and of what it inherits from, in order.
#[derive(Clone, Default)]
pub(super) struct Flat {
    entries: Vec<ModelEntry>,
    programs: Vec<Arc<Program>>,
    /// Each model gathered so far, with the number of declarations that stand before its end.
    ends: Vec<(String, usize)>,
}

impl Flat {
    /// Whether the declarations of a model are among them.
    pub(super) fn holds(&self, model: &str) -> bool {
        self.ends.iter().any(|(known, _)| known == model)
    }

    /// Adds what a model declares, or changes what it changes. `rules` are those of the model.
    pub(super) fn add(&mut self, model: &Model, programs: Vec<Arc<Program>>, rules: &Rewriter) {
        let own: Vec<ModelEntry> = model.entries.iter().flat_map(|entry| singles(&entry.node)).collect();
        let behind = model
            .extends
            .as_ref()
            .and_then(|base| self.ends.iter().find(|(known, _)| *known == base.node).map(|(_, end)| *end));
        let mut place = behind.unwrap_or(self.entries.len());
        if model.changes {
            self.entries = self.entries.iter().map(|entry| rules.model_entry(entry)).collect();
            self.programs = self.programs.iter().map(|program| Arc::new(rules.program(program))).collect();
        }
        let mut sorts = 0;
        for entry in own {
            let known = match (&entry, model.changes) {
                (ModelEntry::Drop(name), true) => {
                    let drops = |known: &ModelEntry| matches!(known, ModelEntry::Assume(assumption) if assumption.name.node == name.node);
                    if let Some(at) = self.entries.iter().position(drops) {
                        self.remove(at);
                        place -= usize::from(at < place);
                    }
                    continue;
                }
                (_, true) => self.entries.iter().position(|known| same(known, &entry)),
                (_, false) => None,
            };
            match known {
                Some(at) => self.entries[at] = entry,
                // Others are declared over index sets, so these come first.
                None if model.changes && matches!(entry, ModelEntry::Index(..) | ModelEntry::Sort(..)) => {
                    self.insert(sorts, entry);
                    sorts += 1;
                    place += 1;
                }
                None => {
                    self.insert(place, entry);
                    place += 1;
                }
            }
        }
        if model.changes {
            self.programs.retain(|known| programs.iter().all(|own| own.name.node != known.name.node));
        }
        self.programs.extend(programs);
        self.ends.push((model.name.node.clone(), place));
    }

    fn insert(&mut self, at: usize, entry: ModelEntry) {
        self.entries.insert(at, entry);
        for (_, end) in &mut self.ends {
            *end += usize::from(*end >= at);
        }
    }

    fn remove(&mut self, at: usize) {
        self.entries.remove(at);
        for (_, end) in &mut self.ends {
            *end -= usize::from(*end > at);
        }
    }

    /// Whether a symbol or an abbreviation of that name is among them.
    pub(super) fn declares(&self, name: &str) -> bool {
        let symbols = self.entries.iter().filter(|entry| !matches!(entry, ModelEntry::Assume(_)));
        symbols.filter_map(declared).any(|known| known == name)
    }

    /// The assumptions among them.
    pub(super) fn assumptions(&self) -> impl Iterator<Item = &NamedFormula> {
        self.entries.iter().filter_map(|entry| match entry {
            ModelEntry::Assume(assumption) => Some(assumption),
            _ => None,
        })
    }

    /// The theory of these declarations.
    pub(super) fn theory(&self) -> Elaborated<Theory> {
        let mut theory = Theory::default();
        for entry in &self.entries {
            theory.entry(entry)?;
        }
        for program in &self.programs {
            theory.environment.programs.insert(program.name.node.clone(), program.clone());
        }
        Ok(theory)
    }
}

/// An entry that declares several names as entries that declare one each.
fn singles(entry: &ModelEntry) -> Vec<ModelEntry> {
    match entry {
        ModelEntry::Sort(names, finite) => {
            names.iter().map(|name| ModelEntry::Sort(vec![name.clone()], *finite)).collect()
        }
        ModelEntry::Param(list) => list.iter().map(|one| ModelEntry::Param(vec![one.clone()])).collect(),
        ModelEntry::Natural(list) => list.iter().map(|one| ModelEntry::Natural(vec![one.clone()])).collect(),
        ModelEntry::Function(list) => {
            list.iter().map(|one| ModelEntry::Function(vec![one.clone()])).collect()
        }
        other => vec![other.clone()],
    }
}

/// What an entry that declares one name declares.
pub(super) fn declared(entry: &ModelEntry) -> Option<&str> {
    Some(match entry {
        ModelEntry::Index(name, _) => &name.node,
        ModelEntry::Sort(names, _) | ModelEntry::Natural(names) => &names.first()?.node,
        ModelEntry::Param(list) => &list.first()?.name.node,
        ModelEntry::Function(list) => &list.first()?.0.node,
        ModelEntry::Law(law) => &law.name.node,
        ModelEntry::Let(definition) => &definition.name.node,
        ModelEntry::Assume(assumption) => &assumption.name.node,
        ModelEntry::Drop(_) | ModelEntry::Write(..) => return None,
    })
}

/// Whether two entries declare the same name; assumptions have names of their own.
fn same(one: &ModelEntry, other: &ModelEntry) -> bool {
    let assumption = |entry: &ModelEntry| matches!(entry, ModelEntry::Assume(_));
    assumption(one) == assumption(other) && declared(one).is_some() && declared(one) == declared(other)
}
