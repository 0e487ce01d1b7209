//! Stating published claims again in a changed model.
//!
//! Consumes the syntax of a paper's claims and a model that changes or extends one of the paper's; produces the
//! same claims, elaborated from the beginning: names are resolved in the changed model, and its rules say how
//! what the paper writes is said there. A claim that cannot be elaborated is kept with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mechproof_core::logic::{Binder, Domain, Formula};

use super::Elaborated;
use super::changes::declared;
use super::claims::{Elaborator, main_part, resolve};
use super::environment::fail;
use super::models::{Models, Theory};
use crate::language::diagnostic::{Code, Diagnostic};
use crate::language::document::{Body, Document, Entry, Part, PublishedRefutation, Restated, Senseless};
use crate::language::print_expression;
use crate::language::rewrite::{Citation, Rewriter};
use crate::language::syntax::{
    ArgumentExpr, Claim, Expr, ExprKind, Ident, Item, Model, ModelEntry, NamedFormula, Program, ProofBlock,
    ProofStep, Restate, Span, Spanned,
};

/// A published paper: the items of its theorem files in order, and what they were elaborated to.
pub(super) struct Published<'s> {
    pub document: &'s Document,
    pub items: Vec<&'s Item>,
}

/// What restating a paper gives.
#[derive(Default)]
pub(super) struct Found {
    pub entries: Vec<Entry>,
    pub senseless: Vec<Senseless>,
}

/// A model with its programs and its rules.
type Step = (Arc<Model>, Vec<Arc<Program>>, Rewriter);

/// A changed model with the models between it and a published one.
pub(super) struct Changed {
    pub name: String,
    /// Each with its programs and its rules, the changed model first.
    steps: Vec<Step>,
}

impl Changed {
    fn of(models: &Models, name: &Ident) -> Elaborated<Changed> {
        let mut steps = Vec::new();
        let mut next = Some(name.clone());
        while let Some(name) = next.take() {
            let model = models.named(&name)?;
            let rules = Rewriter::of(model.entries.iter().map(|entry| &entry.node));
            next.clone_from(&model.extends);
            steps.push((model, models.programs_of(&name), rules));
        }
        Ok(Changed { name: name.node.clone(), steps })
    }

    /// Of the steps to the changed model, those that a published model does not contain, the last first; none
    /// if the model has nothing to do with it, as one that shares no more than an ancestor of what is changed.
    fn beyond(&self, models: &Models, model: &Ident) -> Elaborated<&[Step]> {
        let flat = models.flat(model, 0)?;
        let changes = self.steps.iter().rposition(|(model, ..)| model.changes);
        let candidates = changes.map_or(self.steps.len(), |last| (last + 2).min(self.steps.len()));
        let shared = self.steps[..candidates].iter().position(|(step, ..)| flat.holds(&step.name.node));
        Ok(shared.map_or(&[], |shared| &self.steps[..shared]))
    }

    /// The theory of a published model with the changes made in it.
    pub(super) fn theory(&self, models: &Models, model: &Ident) -> Elaborated<Theory> {
        let mut flat = models.flat(model, 0)?;
        for (step, programs, rules) in self.beyond(models, model)?.iter().rev() {
            flat.add(step, programs.clone(), rules);
        }
        flat.theory()
    }

    fn entries(&self) -> impl Iterator<Item = &Spanned<ModelEntry>> {
        self.steps.iter().take(self.new_steps()).flat_map(|(model, ..)| &model.entries)
    }

    /// How many of the steps change something; those after them are the published model and what it extends.
    fn new_steps(&self) -> usize {
        self.steps.iter().rposition(|(model, ..)| model.changes).map_or(1, |last| last + 1)
    }
}

/// The restated claims of a paper. `before` are the claims stated so far: what was restated in the same model is
/// cited in the place of what was published.
///
/// # Errors
/// A changed model that is none, nothing to restate, or a rule that applies nowhere.
pub(super) fn restate(
    item: &Restate,
    published: &Published,
    before: &[Entry],
    own: &Elaborator,
    span: &Span,
) -> Elaborated<Found> {
    own.models.theory(Some(&item.model))?;
    let changed = Changed::of(own.models, &item.model)?;
    if changed.steps.len() < 2 {
        return Err(Box::new(
            (*fail(Code::NoMeaning, &item.model.span, "this model changes no other", "here"))
                .with_hint(format!("begin it with `model {} changes MODEL`", item.model.node)),
        ));
    }
    let elaborator = Elaborator { changed: Some(&changed), ..*own };
    let mut restating = Restating { published, changed: &changed, own, elaborator, known: BTreeMap::new() };
    let prefix = format!("{}/{}/", own.paper, changed.name);
    for entry in before.iter().filter(|entry| entry.id.starts_with(&prefix)) {
        if let Some(restated) = &entry.restated {
            restating.know(&restated.of, entry);
        }
    }
    let mut found = Found::default();
    for item_of_paper in &published.items {
        restating.item(item_of_paper, item, span, &mut found)?;
    }
    if found.entries.is_empty() && found.senseless.is_empty() {
        return Err(fail(
            Code::NoMeaning,
            &item.what.span,
            format!("no claim of `{}` speaks of what `{}` changes", item.what.node, item.model.node),
            "nothing to restate",
        ));
    }
    // Where only some claims are restated, a rule may be for the others.
    let whole = !item.what.node.contains('/');
    for (model, _, rules) in changed.steps.iter().filter(|_| whole) {
        let written = model.entries.iter().filter(|entry| matches!(entry.node, ModelEntry::Write(..)));
        if let Some((entry, _)) = written.zip(rules.used()).find(|(_, used)| !used) {
            return Err(Box::new(
                (*fail(Code::NoMeaning, &entry.span, "no restated claim says this", "applies nowhere"))
                    .with_hint("the left side has to be written as the paper's theorem files write it"),
            ));
        }
    }
    Ok(found)
}

/// What is known of a published claim and of its restatement.
struct Pair {
    id: String,
    old: Vec<Binder>,
    new: Vec<Binder>,
}

struct Restating<'a> {
    published: &'a Published<'a>,
    changed: &'a Changed,
    own: &'a Elaborator<'a>,
    elaborator: Elaborator<'a>,
    /// By the id of the published claim.
    known: BTreeMap<String, Pair>,
}

impl Restating<'_> {
    fn item(&mut self, item: &Item, wanted: &Restate, span: &Span, found: &mut Found) -> Elaborated<()> {
        let (model, name) = match item {
            Item::Claim(claim) => (claim.model.as_ref(), local(claim)),
            Item::Erratum(erratum) => (erratum.model.as_ref(), format!("erratum-{}", erratum.name.node)),
            _ => return Ok(()),
        };
        let published = format!("{}/{name}", self.published.document.paper);
        let Some(model) = model.filter(|_| picks(&wanted.what.node, &published)) else { return Ok(()) };
        if self.changed.beyond(self.own.models, model)?.is_empty() {
            return Ok(());
        }
        let result = match item {
            Item::Claim(claim) => {
                let claim = self.rewritten(claim, Rewriter::claim);
                self.elaborator.claim(&claim, &found.entries).map(|entry| vec![entry])
            }
            Item::Erratum(erratum) => self.elaborator.erratum(&self.rewritten(erratum, Rewriter::erratum)),
            _ => return Ok(()),
        };
        match result {
            Ok(entries) => {
                for mut entry in entries {
                    let part =
                        entry.row.as_ref().and_then(|_| entry.id.rsplit_once('/')).map(|(_, part)| part);
                    let of = part.map_or(published.clone(), |part| format!("{published}/{part}"));
                    self.know(&of, &entry);
                    let mut restated = self.restated(of, model, &entry)?;
                    restated.refutation = self.refutation(item, &entry, &restated.of);
                    restated.vacuity = self.vacuity(&restated.of);
                    entry.restated = Some(restated);
                    entry.allow_open = true;
                    entry.span = span.clone();
                    found.entries.push(entry);
                }
            }
            Err(why) => {
                let id = format!("{}/{}/{name}", self.own.paper, self.changed.name);
                found.senseless.push(Senseless { id, of: published, why: words(&why) });
            }
        }
        Ok(())
    }

    /// What refutes a published claim: its row of an erratum, or an item of its own.
    fn refutation(&self, item: &Item, entry: &Entry, of: &str) -> Option<PublishedRefutation> {
        let (with, proof) = match (item, entry.row.as_ref().map(|row| row.part)) {
            (Item::Erratum(erratum), Some(Part::Printed)) => (&erratum.printed.with, &erratum.printed.proof),
            (Item::Erratum(_), _) => return None,
            _ => self.published.items.iter().find_map(|item| match item {
                Item::Refute(refute) if self.means(&refute.claim.node, of) => {
                    Some((&refute.with, &refute.proof))
                }
                _ => None,
            })?,
        };
        let proof = self.rewritten(&proof.clone().unwrap_or_default(), Rewriter::block);
        Some(PublishedRefutation { with: with.clone(), proof })
    }

    /// The published proof that the hypotheses of a claim contradict each other.
    fn vacuity(&self, of: &str) -> Option<ProofBlock> {
        let proof = self.published.items.iter().find_map(|item| match item {
            Item::Vacuous(vacuous) if self.means(&vacuous.claim.node, of) => Some(&vacuous.proof),
            _ => None,
        })?;
        Some(self.rewritten(&proof.clone().unwrap_or_default(), Rewriter::block))
    }

    /// Whether a name that the paper uses means this claim of it.
    fn means(&self, name: &str, id: &str) -> bool {
        let document = self.published.document;
        resolve(&document.paper, name, &document.entries).as_deref() == Some(id)
    }

    /// An item in the words of the changed model, its citations those of restated claims.
    fn rewritten<T>(&self, item: &T, rewrite: impl Fn(&Rewriter, &T, Citation) -> T) -> T {
        let mut result = rewrite(&Rewriter::default(), item, &|name, arguments| self.cited(name, arguments));
        for (model, _, rules) in self.changed.steps.iter().rev() {
            if model.changes {
                result = rewrite(rules, &result, &|name, arguments| (name.to_owned(), arguments));
            }
        }
        result
    }

    /// A citation of a published claim as one of its restatement.
    fn cited(&self, name: &str, arguments: Vec<ArgumentExpr>) -> (String, Vec<ArgumentExpr>) {
        let paper = &self.published.document.paper;
        let full = format!("{paper}/{name}");
        let Some((_, pair)) = self.known.iter().find(|(id, _)| **id == name || **id == full) else {
            let known = self.published.document.entries.iter().any(|entry| entry.id == full);
            return (if known { full } else { name.to_owned() }, arguments);
        };
        let mut given = Vec::new();
        for binder in &pair.new {
            match pair.old.iter().position(|old| old.name == binder.name) {
                Some(place) => match arguments.get(place) {
                    Some(argument) => given.push(argument.clone()),
                    None => break,
                },
                None => given.push(itself(binder)),
            }
        }
        (pair.id.clone(), given)
    }

    fn know(&mut self, published: &str, entry: &Entry) {
        let original = self.published.document.entries.iter().find(|entry| entry.id == published);
        if let Some(Body::Formal(formal)) = original.map(|entry| &entry.body)
            && let Body::Formal(restated) = &entry.body
        {
            let pair = Pair {
                id: entry.id.clone(),
                old: leading(formal.claim.formula()),
                new: leading(restated.claim.formula()),
            };
            self.known.insert(published.to_owned(), pair);
        }
    }

    fn restated(&self, of: String, model: &Ident, entry: &Entry) -> Elaborated<Restated> {
        let mut assumptions = Vec::new();
        let mut changed: BTreeSet<String> = BTreeSet::new();
        let flat = self.own.models.flat(model, 0)?;
        for entry in self.changed.entries() {
            match &entry.node {
                ModelEntry::Assume(assumption) => assumptions.push(assumption.clone()),
                ModelEntry::Write(said, _) => {
                    changed.extend(words_of(said).into_iter().filter(|word| flat.declares(word)));
                }
                other => changed.extend(declared(other).map(str::to_owned)),
            }
        }
        // An assumption that speaks of what is changed may do something else in a proof now.
        let mut doubtful: BTreeSet<String> =
            assumptions.iter().map(|assumption: &NamedFormula| assumption.name.node.clone()).collect();
        for assumption in flat.assumptions() {
            if words_of(&assumption.formula).iter().any(|word| changed.contains(word)) {
                doubtful.insert(assumption.name.node.clone());
            }
        }
        if let Body::Formal(formal) = &entry.body
            && let Some(proof) = &formal.proof
        {
            add_parts(proof, &mut doubtful);
        }
        Ok(Restated {
            of,
            assumptions,
            doubtful: doubtful.into_iter().collect(),
            adapted: false,
            refutation: None,
            vacuity: None,
        })
    }
}

/// The words of an expression.
fn words_of(expr: &Expr) -> Vec<String> {
    let text = print_expression(expr);
    text.split(|c: char| !(c.is_ascii_alphanumeric() || "_'".contains(c))).map(str::to_owned).collect()
}

/// Adds the parts into which a proof splits the facts named.
fn add_parts(proof: &ProofBlock, names: &mut BTreeSet<String>) {
    for step in &proof.steps {
        match &step.node {
            ProofStep::Split(fact, parts) if names.contains(&fact.name.node) => {
                names.extend(parts.iter().map(|part| part.node.clone()));
            }
            ProofStep::Step(_, why) | ProofStep::Conclude(why) => {
                for (_, block) in &why.blocks {
                    add_parts(block, names);
                }
            }
            _ => {}
        }
    }
}

/// A claim's id without its paper.
fn local(claim: &Claim) -> String {
    match claim.kind.node.as_str() {
        "claim" => claim.name.node.clone(),
        kind => format!("{kind}-{}", claim.name.node),
    }
}

/// Whether what is to be restated includes a claim: its paper, its id, or the beginning of it before `*`.
fn picks(wanted: &str, id: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(start) => id.starts_with(start),
        None => id == wanted || id.split('/').next() == Some(wanted),
    }
}

/// The leading variables of a statement, in order.
fn leading(formula: &Formula) -> Vec<Binder> {
    let mut found = Vec::new();
    let mut formula = main_part(formula);
    loop {
        formula = match formula.unnamed() {
            Formula::Forall(binder, body) => {
                found.push(binder.clone());
                body
            }
            Formula::Implies(_, rest) => rest,
            _ => return found,
        };
    }
}

/// A symbol as an argument that stands for itself.
fn itself(binder: &Binder) -> ArgumentExpr {
    let place = |node| Expr { node, span: 0..0 };
    let name = binder.name.to_string();
    let Domain::Function(domains) = &binder.domain else {
        return ArgumentExpr::Term(place(ExprKind::Name(name)));
    };
    let names: Vec<String> = (1..=domains.len()).map(|number| format!("a{number}")).collect();
    let list = names.iter().map(|name| place(ExprKind::Name(name.clone()))).collect();
    let idents = names.into_iter().map(|node| Ident { node, span: 0..0 }).collect();
    ArgumentExpr::Function(idents, place(ExprKind::Call(Ident { node: name, span: 0..0 }, list)))
}

/// A diagnostic in one line.
fn words(why: &Diagnostic) -> String {
    match &why.hint {
        Some(hint) => format!("{} ({hint})", why.message),
        None => why.message.clone(),
    }
}
