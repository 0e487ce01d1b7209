//! Claims: from what a theorem file says to a closed statement of the core.

use std::collections::BTreeSet;
use std::sync::Arc;

use mechproof_core::kernel::Claim as Statement;
use mechproof_core::logic::{
    Argument, Binder, Domain, Formula, Name, Scope, Signature, close, free_names, instantiate,
};

use super::definedness::with_definedness;
use super::environment::{Meaning, fail};
use super::models::{Models, Theory};
use super::restate::Changed;
use super::{Elaborated, interpretations};
use crate::language::diagnostic::Code;
use crate::language::document::{Body, Entry, Formal, Part, Reach, Refutation, Row};
use crate::language::syntax::{
    Adapt, Claim, ClaimEntry, Compute, Erratum, ErratumRow, Expr, Ident, Mirror, ProofBlock, Refute, Span,
    Spanned, Vacuous,
};

/// What a claim's entries say besides its formula.
#[derive(Default)]
struct Remarks {
    reach: Option<Reach>,
    notes: Vec<String>,
    repairs: Option<Spanned<String>>,
    allow_open: bool,
}

/// One part of the prefix of a statement, outermost first.
enum Prefix {
    Symbol(Name, Domain),
    Hypothesis(Formula),
}

/// Elaborates the claims of one file.
pub(super) struct Elaborator<'a> {
    pub paper: &'a str,
    pub file: usize,
    pub models: &'a Models,
    /// For claims that are stated again: the changed model.
    pub changed: Option<&'a Changed>,
}

impl Elaborator<'_> {
    /// The theory of a model, changed if claims are stated again.
    fn theory(&self, model: Option<&Ident>) -> Elaborated<Theory> {
        match (self.changed, model) {
            (Some(changed), Some(model)) => changed.theory(self.models, model),
            _ => self.models.theory(model),
        }
    }

    /// A claim's id.
    fn id(&self, name: &str) -> String {
        match self.changed {
            Some(changed) => format!("{}/{}/{name}", self.paper, changed.name),
            None => format!("{}/{name}", self.paper),
        }
    }

    pub(super) fn claim(&self, claim: &Claim, earlier: &[Entry]) -> Elaborated<Entry> {
        let mut theory = self.theory(claim.model.as_ref())?;
        let (prefix, remarks) = prefix(&mut theory, &claim.entries, self.changed.is_some())?;
        let formal = match (&claim.mirrors, &claim.show) {
            (Some(mirror), _) => self.mirror(theory, mirror, earlier)?,
            (None, Some(show)) => {
                let mut formal = formal(theory, prefix, show)?;
                formal.proof.clone_from(&claim.proof);
                formal
            }
            (None, None) => {
                return Err(fail(Code::MissingPart, &claim.name.span, "the claim says nothing", "no `show`"));
            }
        };
        let kind = &claim.kind.node;
        let id = match kind.as_str() {
            "claim" => self.id(&claim.name.node),
            _ => self.id(&format!("{kind}-{}", claim.name.node)),
        };
        let repairs = match &remarks.repairs {
            // What repairs a mistake of the paper is a claim like any other in a changed model.
            Some(name) if self.changed.is_none() => Some(self.known(name, earlier)?),
            _ => None,
        };
        let body = Body::Formal(Box::new(formal));
        let mut entry = self.entry(id, kind, &claim.place, body, remarks, &claim.name.span);
        entry.repairs = repairs;
        Ok(entry)
    }

    pub(super) fn erratum(&self, erratum: &Erratum) -> Elaborated<Vec<Entry>> {
        let name = &erratum.name;
        let id = self.id(&format!("erratum-{}", name.node));
        let rows = [
            (Part::Printed, "printed", Some(&erratum.printed)),
            (Part::Corrected, "corrected", Some(&erratum.corrected)),
            (Part::Survives, "survives", erratum.survives.as_ref()),
        ];
        let mut entries = Vec::new();
        for (part, label, row) in rows {
            let Some(row) = row else { continue };
            let (formal, remarks) = self.row(erratum, row, part)?;
            let body = Body::Formal(Box::new(formal));
            let mut entry =
                self.entry(format!("{id}/{label}"), "erratum", &erratum.place, body, remarks, &name.span);
            entry.row = Some(Row { erratum: id.clone(), part });
            entries.push(entry);
        }
        Ok(entries)
    }

    fn row(&self, erratum: &Erratum, row: &ErratumRow, part: Part) -> Elaborated<(Formal, Remarks)> {
        let mut theory = self.theory(erratum.model.as_ref())?;
        let (prefix, remarks) = prefix(&mut theory, &erratum.entries, self.changed.is_some())?;
        if let Some(claim) = &remarks.repairs {
            let message = "the correction of an erratum is its row `corrected`";
            return Err(fail(Code::NoMeaning, &claim.span, message, "a repair of something else"));
        }
        let mut formal = formal(theory, prefix, &row.formula)?;
        if part == Part::Printed {
            // Whether it fails in the changed model, too, is to be found out.
            if self.changed.is_some() {
                return Ok((formal, remarks));
            }
            let proof = row.proof.clone().unwrap_or_default();
            formal.refutation = Some(refutation(&formal, &row.with, Vec::new(), proof, &erratum.name.span)?);
        } else {
            formal.proof.clone_from(&row.proof);
        }
        Ok((formal, remarks))
    }

    pub(super) fn computation(&self, compute: &Compute) -> Entry {
        let id = format!("{}/{}", self.paper, compute.name.node);
        let body = Body::Computation(compute.clone());
        self.entry(id, "number", &compute.place, body, Remarks::default(), &compute.name.span)
    }

    pub(super) fn refute(&self, refute: &Refute, entries: &mut [Entry]) -> Elaborated<()> {
        let formal = self.target(&refute.claim, entries)?;
        if formal.refutation.is_some() {
            return Err(twice("refuted", &refute.claim));
        }
        let proof = refute.proof.clone().unwrap_or_default();
        let notes = refute.notes.iter().map(|note| note.node.clone()).collect();
        formal.refutation = Some(refutation(formal, &refute.with, notes, proof, &refute.claim.span)?);
        let id = resolve(self.paper, &refute.claim.node, entries);
        // Nothing is asked of a restated claim until a theorem file says something about it.
        let restated =
            entries.iter_mut().filter(|entry| entry.restated.is_some() && Some(&entry.id) == id.as_ref());
        restated.for_each(|entry| entry.allow_open = false);
        Ok(())
    }

    pub(super) fn vacuous(&self, vacuous: &Vacuous, entries: &mut [Entry]) -> Elaborated<()> {
        let formal = self.target(&vacuous.claim, entries)?;
        if formal.vacuity.is_some() {
            return Err(twice("shown to be vacuous", &vacuous.claim));
        }
        formal.vacuity = Some(vacuous.proof.clone().unwrap_or_default());
        Ok(())
    }

    pub(super) fn adapt(&self, adapt: &Adapt, entries: &mut [Entry]) -> Elaborated<()> {
        let id = resolve(self.paper, &adapt.claim.node, entries);
        self.target(&adapt.claim, entries)?.proof = Some(adapt.proof.clone());
        let entry = entries.iter_mut().find(|entry| Some(&entry.id) == id.as_ref());
        let allow_open = entry.map(|entry| (entry.restated.as_mut(), &mut entry.allow_open));
        match allow_open {
            Some((Some(restated), allow_open)) if !restated.adapted => {
                restated.adapted = true;
                *allow_open = false;
            }
            Some((Some(_), _)) => return Err(twice("adapted", &adapt.claim)),
            _ => {
                return Err(fail(
                    Code::NoMeaning,
                    &adapt.claim.span,
                    "only a restated claim is given another proof",
                    "stated with a proof of its own",
                ));
            }
        }
        Ok(())
    }

    /// The id of the earlier claim that is meant, by its full id or without the paper's name.
    fn known(&self, name: &Spanned<String>, entries: &[Entry]) -> Elaborated<String> {
        resolve(self.paper, &name.node, entries).ok_or_else(|| {
            let known = entries.iter().map(|entry| entry.id.as_str());
            let failure = fail(
                Code::UnknownName,
                &name.span,
                format!("no claim is called `{}`", name.node),
                "not stated",
            );
            match crate::language::nearest(&format!("{}/{}", self.paper, name.node), known) {
                Some(near) => Box::new((*failure).with_hint(format!("did you mean `{near}`?"))),
                None => failure,
            }
        })
    }

    /// The earlier claim that is meant.
    fn target<'e>(&self, name: &Spanned<String>, entries: &'e mut [Entry]) -> Elaborated<&'e mut Formal> {
        let id = self.known(name, entries)?;
        match entries.iter_mut().find(|entry| entry.id == id).map(|entry| &mut entry.body) {
            Some(Body::Formal(formal)) => Ok(formal),
            _ => Err(fail(Code::NoMeaning, &name.span, "a computation has no proof", "not a statement")),
        }
    }

    /// The statement of another claim with its symbols replaced.
    fn mirror(&self, theory: Theory, mirror: &Mirror, earlier: &[Entry]) -> Elaborated<Formal> {
        let mut entries = earlier.to_vec();
        let original = self.target(&mirror.of, &mut entries)?.clone();
        let id = resolve(self.paper, &mirror.of.node, earlier).unwrap_or_default();
        let mut environment = theory.environment;
        let mut formula = main_part(original.claim.formula()).clone();
        let mut arguments = Vec::new();
        let mut premises = Vec::new();
        loop {
            formula = match formula.unnamed() {
                Formula::Forall(binder, body) => {
                    let argument =
                        interpretations::argument(&mut environment, &mirror.map, binder, &mirror.of.span)?;
                    let result = instantiate(body, &argument);
                    arguments.push(argument);
                    result
                }
                Formula::Implies(premise, rest) => {
                    premises.push(premise.as_ref().clone());
                    rest.as_ref().clone()
                }
                _ => break,
            };
        }
        let mut prefix: Vec<Prefix> =
            theory.symbols.into_iter().map(|(name, domain)| Prefix::Symbol(name, domain)).collect();
        prefix.extend(premises.into_iter().map(Prefix::Hypothesis));
        let mut formal = assemble(environment, prefix, formula, &mirror.of.span)?;
        formal.mirror = Some((id, arguments));
        Ok(formal)
    }

    fn entry(
        &self,
        id: String,
        kind: &str,
        place: &Spanned<String>,
        body: Body,
        remarks: Remarks,
        span: &Span,
    ) -> Entry {
        Entry {
            id,
            kind: kind.to_owned(),
            place: place.node.clone(),
            body,
            reach: remarks.reach.unwrap_or(Reach::AsStated),
            notes: remarks.notes,
            repairs: None,
            allow_open: remarks.allow_open,
            row: None,
            restated: None,
            file: self.file,
            span: span.clone(),
        }
    }
}

/// A claim has one refutation; another counterexample needs a claim of its own.
fn twice(what: &str, claim: &Spanned<String>) -> Box<crate::language::Diagnostic> {
    let message = format!("`{}` is {what} already", claim.node);
    let failure = fail(Code::AlreadyDeclared, &claim.span, message, "a second time");
    Box::new((*failure).with_hint("state another claim for another counterexample"))
}

/// The id of a claim spoken of by its full id or without the paper's name.
pub fn resolve(paper: &str, name: &str, entries: &[Entry]) -> Option<String> {
    let full = format!("{paper}/{name}");
    entries.iter().map(|entry| &entry.id).find(|id| **id == name || **id == full).cloned()
}

/// The statement without the definedness that may go with it.
pub fn main_part(formula: &Formula) -> &Formula {
    match formula {
        Formula::And(parts) => match parts.as_slice() {
            [Formula::Named(name, _), main] if **name == *mechproof_core::kernel::DEFINED => main,
            _ => formula,
        },
        _ => formula,
    }
}

/// Reads the entries of a claim: symbols and hypotheses for its prefix, and remarks.
/// In a changed model an assumption that the claim does not need may be gone altogether.
fn prefix(
    theory: &mut Theory,
    entries: &[Spanned<ClaimEntry>],
    changed: bool,
) -> Elaborated<(Vec<Prefix>, Remarks)> {
    let mut remarks = Remarks::default();
    for entry in entries {
        if let ClaimEntry::Without(name) = &entry.node {
            match theory.drop_assumption(name) {
                Err(_) if changed => {}
                dropped => dropped?,
            }
        }
    }
    let mut prefix: Vec<Prefix> =
        theory.symbols.iter().map(|(name, domain)| Prefix::Symbol(name.clone(), domain.clone())).collect();
    for assumption in theory.assumptions.clone() {
        prefix.push(hypothesis(theory, &assumption.name, &assumption.formula)?);
    }
    for entry in entries {
        match &entry.node {
            ClaimEntry::For(groups) => {
                for group in groups {
                    let domain = theory.environment.domain(&group.domain)?;
                    for name in &group.names {
                        let symbol: Name = name.node.as_str().into();
                        let meaning = Meaning::Variable(symbol.clone(), domain.clone());
                        theory.environment.declare(name, meaning)?;
                        prefix.push(Prefix::Symbol(symbol, domain.clone()));
                    }
                }
            }
            ClaimEntry::Given(given) => prefix.push(hypothesis(theory, &given.name, &given.formula)?),
            ClaimEntry::Let(definition) => {
                let meaning = Meaning::Abbreviation(Arc::new(definition.clone()));
                theory.environment.declare(&definition.name, meaning)?;
            }
            ClaimEntry::Without(_) => {}
            ClaimEntry::Narrower(how) => remarks.reach = Some(Reach::Narrower(how.node.clone())),
            ClaimEntry::Reduced(step) => remarks.reach = Some(Reach::Reduced(step.node.clone())),
            ClaimEntry::Repairs(claim) => remarks.repairs = Some(claim.clone()),
            ClaimEntry::Note(text) => remarks.notes.push(text.node.clone()),
            ClaimEntry::AllowOpen => remarks.allow_open = true,
        }
    }
    Ok((prefix, remarks))
}

fn hypothesis(theory: &mut Theory, name: &Ident, formula: &Expr) -> Elaborated<Prefix> {
    let formula = theory.environment.formula(formula)?;
    Ok(Prefix::Hypothesis(Formula::Named(name.node.as_str().into(), Box::new(formula))))
}

fn formal(mut theory: Theory, prefix: Vec<Prefix>, show: &Expr) -> Elaborated<Formal> {
    let goal = theory.environment.formula(show)?;
    assemble(theory.environment, prefix, goal, &show.span)
}

/// Puts the prefix before the goal, leaves out symbols and sorts that do not occur, adds definedness.
fn assemble(
    environment: super::Environment,
    prefix: Vec<Prefix>,
    goal: Formula,
    span: &Span,
) -> Elaborated<Formal> {
    let mut formula = goal;
    for part in prefix.into_iter().rev() {
        formula = match part {
            Prefix::Hypothesis(hypothesis) => hypothesis.implies(formula),
            Prefix::Symbol(name, domain) => {
                if !free_names(&formula).contains(&name) {
                    continue;
                }
                let body = Box::new(close(&formula, &name));
                Formula::Forall(Binder { name, domain }, body)
            }
        };
    }
    let formula = with_definedness(&environment.signature, formula);
    let signature = used_sorts(&environment.signature, &formula);
    let claim = Statement::new(signature, formula).map_err(|error| {
        fail(Code::IllFormedStatement, span, format!("the statement is not well-formed: {error}"), "here")
    })?;
    Ok(Formal { claim, environment, proof: None, refutation: None, vacuity: None, mirror: None })
}

/// The signature without the sorts that the formula does not need.
fn used_sorts(signature: &Signature, formula: &Formula) -> Signature {
    let mut kept = signature.clone();
    let sorts: BTreeSet<Name> = signature.sorts.keys().cloned().collect();
    for sort in sorts {
        let Some(carrier) = kept.sorts.remove(&sort) else { continue };
        let scope = Scope { signature: kept.clone(), names: std::collections::BTreeMap::new() };
        if scope.check_formula(formula).is_err() {
            kept.sorts.insert(sort, carrier);
        }
    }
    kept
}

/// A refutation of a claim under an interpretation of its sorts and symbols.
///
/// # Errors
/// If the interpretation does not fit the claim.
pub fn refutation(
    formal: &Formal,
    with: &[crate::language::syntax::Interpretation],
    notes: Vec<String>,
    proof: ProofBlock,
    span: &Span,
) -> Elaborated<Refutation> {
    let carriers = interpretations::carriers(with);
    let negation = formal.claim.negation(&carriers).map_err(|error| {
        fail(Code::NoMeaning, span, format!("this interpretation does not fit the claim: {error}"), "here")
    })?;
    let mut environment = formal.environment.clone();
    environment.signature.sorts.extend(negation.signature().sorts.clone());
    let definitions = interpretations::symbols(with);
    let mut arguments: Vec<(Binder, Argument)> = Vec::new();
    let mut formula = main_part(formal.claim.formula());
    loop {
        formula = match formula.unnamed() {
            Formula::Forall(binder, body) => {
                let argument = interpretations::argument(&mut environment, &definitions, binder, span)?;
                interpretations::bind(&mut environment, binder, &argument);
                arguments.push((binder.clone(), argument));
                body
            }
            Formula::Implies(_, rest) => rest,
            _ => break,
        };
    }
    Ok(Refutation { carriers, notes, arguments, environment, proof })
}
