//! Statements as lines: each part evaluated, in the symbols of the claim and with the numbers put in.
//!
//! Consumes the same statement twice, in symbols and under the interpretation; both have the same shape, so
//! they are gone through side by side.

use std::collections::BTreeMap;

use mechproof_core::logic::{
    Argument, Binder, Domain, Formula, Name, Relation, Scope, Signature, Term, Variable, instantiate,
};

use super::hints::{Hints, plain};
use super::impossible::{self, Sought};
use super::{Content, Line, Table, Truth, compared, fresh, put_in, tables};
use crate::falsify::decide::Finding;
use crate::falsify::value::holds;
use crate::falsify::world::World;

/// Most lines of one statement.
const MOST_LINES: usize = 400;
/// Steps of evaluation for one statement decided as a whole.
const FUEL: u64 = 400_000;

/// Writes statements as lines.
pub(super) struct Writer<'a> {
    pub(super) world: &'a World,
    pub(super) signature: &'a Signature,
    pub(super) hints: &'a Hints,
    /// Statements with the names that the theorem file gives them.
    pub(super) labels: BTreeMap<Formula, String>,
    /// Names in the statements as stated.
    pub(super) scope: Scope,
}

impl Writer<'_> {
    /// A statement in symbols and as meant.
    pub(super) fn line(&mut self, stated: &Formula, meant: &Formula) -> Line {
        let name = match stated {
            Formula::Named(name, _) => Some(plain(name).to_string()),
            _ => self.labels.get(stated).cloned(),
        };
        let (content, finding) = match (stated.unnamed(), meant.unnamed()) {
            (Formula::Compare(relation, left, right), Formula::Compare(_, low, high)) => {
                self.comparison(*relation, (left, right), (low, high))
            }
            (Formula::And(left), Formula::And(right)) => {
                let parts = self.parts(left, right);
                let finding = all(&parts);
                (Content::All(parts), finding)
            }
            (Formula::Or(left), Formula::Or(right)) => {
                let parts = self.parts(left, right);
                let finding = some(&parts);
                (Content::Some(parts), finding)
            }
            (Formula::Implies(left, stated), Formula::Implies(right, meant)) => {
                let premise = self.line(left, right);
                let rest = self.line(stated, meant);
                let finding = match (premise.finding, rest.finding) {
                    (Truth::Fails, _) | (_, Truth::Holds) => Truth::Holds,
                    (Truth::Holds, finding) => finding,
                    _ => Truth::Left,
                };
                (Content::If(Box::new(premise), Box::new(rest)), finding)
            }
            (Formula::Forall(binder, left), Formula::Forall(_, right)) => match &binder.domain {
                Domain::Sort(sort) if self.fits(left, sort) => {
                    let parts = self.elements(binder, sort, left, right);
                    let finding = all(&parts);
                    (Content::All(parts), finding)
                }
                _ => self.universal(stated, meant),
            },
            (Formula::Exists(binder, left), Formula::Exists(_, right)) => match &binder.domain {
                Domain::Sort(sort) if self.fits(left, sort) => {
                    let parts = self.elements(binder, sort, left, right);
                    let finding = some(&parts);
                    (Content::Some(parts), finding)
                }
                _ => self.existential(stated, meant),
            },
            _ => self.whole(stated, meant),
        };
        Line { name, at: Vec::new(), content, finding }
    }

    fn comparison(
        &self,
        relation: Relation,
        stated: (&Term, &Term),
        meant: (&Term, &Term),
    ) -> (Content, Truth) {
        let write = |term: &Term| put_in::term(self.world, self.signature, term);
        let sides = [meant.0, meant.1].map(|term| put_in::number(self.world, term));
        let (finding, values) = match sides {
            [Some(left), Some(right)] => {
                let truth = holds(relation, (&left - &right).sign());
                let values = compared(relation, Term::Number(left), Term::Number(right));
                (if truth { Truth::Holds } else { Truth::Fails }, Some(values))
            }
            _ => (Truth::Left, None),
        };
        let content = Content::Comparison {
            stated: compared(relation, stated.0.clone(), stated.1.clone()),
            numbers: compared(relation, write(meant.0), write(meant.1)),
            values,
        };
        (content, finding)
    }

    fn parts(&mut self, stated: &[Formula], meant: &[Formula]) -> Vec<Line> {
        stated.iter().zip(meant).map(|(stated, meant)| self.line(stated, meant)).collect()
    }

    /// Whether the instances of a statement over a sort, and over those that follow, can be written out.
    fn fits(&self, body: &Formula, sort: &str) -> bool {
        let mut count = self.signature.elements(sort).map_or(0, <[Name]>::len);
        let mut formula = body.unnamed();
        while let Formula::Forall(binder, body) | Formula::Exists(binder, body) = formula {
            let Domain::Sort(sort) = &binder.domain else { break };
            count = count.saturating_mul(self.signature.elements(sort).map_or(0, <[Name]>::len));
            formula = body.unnamed();
        }
        0 < count && count <= MOST_LINES
    }

    /// A line for each element; those of quantifiers right below come into the same list.
    fn elements(&mut self, binder: &Binder, sort: &Name, stated: &Formula, meant: &Formula) -> Vec<Line> {
        let names: Vec<String> =
            self.signature.elements(sort).unwrap_or_default().iter().map(ToString::to_string).collect();
        let mut lines = Vec::new();
        for (index, element) in (0_u32..).zip(names) {
            let argument = Argument::Term(Term::Element { sort: sort.clone(), index });
            let (stated, meant) = (instantiate(stated, &argument), instantiate(meant, &argument));
            let mut line = self.line(&stated, &meant);
            let place = (plain(&binder.name).to_string(), element);
            let row = |part: &Line| part.name.is_none() && matches!(part.content, Content::Comparison { .. });
            let rows = matches!(&line.content, Content::All(parts) if parts.iter().all(row));
            let nested = line.name.is_none() && (rows || matches!(stated.unnamed(), Formula::Forall(..)));
            match line.content {
                Content::All(parts) if nested => lines.extend(parts.into_iter().map(|mut part| {
                    part.at.insert(0, place.clone());
                    part
                })),
                _ => {
                    line.at.insert(0, place);
                    lines.push(line);
                }
            }
        }
        lines
    }

    /// A statement about all numbers, functions or laws.
    fn universal(&mut self, stated: &Formula, meant: &Formula) -> (Content, Truth) {
        let (content, finding) = self.whole(stated, meant);
        if finding == Truth::Holds {
            return (content, finding);
        }
        let names = leading(meant, true);
        let instances: Vec<Vec<(Name, Argument)>> =
            self.hints.of_universal(&names).into_iter().map(<[_]>::to_vec).collect();
        for instance in instances {
            let values: Vec<Argument> = instance.into_iter().map(|(_, argument)| argument).collect();
            let Some((tables, line)) = self.at(stated, meant, &values) else { continue };
            if line.finding == Truth::Fails {
                return (Content::Against(tables, Box::new(line)), Truth::Fails);
            }
        }
        (content, finding)
    }

    /// A statement that there are numbers, functions or laws.
    fn existential(&mut self, stated: &Formula, meant: &Formula) -> (Content, Truth) {
        let names = leading(meant, false);
        let chains = names.iter().map(|name| self.hints.witnesses.get(name).map_or(0, Vec::len)).min();
        for place in 0..chains.unwrap_or(0) {
            let pick = |name: &Name| self.hints.witnesses.get(name)?.get(place).cloned();
            let values: Vec<Argument> = names.iter().filter_map(pick).collect();
            let Some((tables, line)) = self.at(stated, meant, &values) else { continue };
            if line.finding != Truth::Fails {
                let finding = line.finding;
                return (Content::Chosen(tables, Box::new(line)), finding);
            }
        }
        if let Some(content) = self.impossible(stated, meant) {
            return (content, Truth::Fails);
        }
        self.whole(stated, meant)
    }

    /// The statement under its leading quantifiers of one kind, at values of their variables.
    fn at(&mut self, stated: &Formula, meant: &Formula, values: &[Argument]) -> Option<(Vec<Table>, Line)> {
        let (mut stated, mut meant) = (stated.clone(), meant.clone());
        let mut tables = Vec::new();
        for value in values {
            let (Formula::Forall(binder, left) | Formula::Exists(binder, left)) = stated.unnamed() else {
                return None;
            };
            let (Formula::Forall(_, right) | Formula::Exists(_, right)) = meant.unnamed() else {
                return None;
            };
            self.closed(&binder.domain, value)?;
            tables.extend(tables::table(self.world, self.signature, binder, value));
            let name = self.name(binder);
            (stated, meant) =
                (instantiate(left, &Argument::Renamed(Variable::Free(name))), instantiate(right, value));
        }
        let line = self.line(&stated, &meant);
        Some((tables, line))
    }

    /// The name of a variable from here on.
    fn name(&mut self, binder: &Binder) -> Name {
        let same =
            |(name, domain): (&Name, &Domain)| *name == plain(&binder.name) && *domain == binder.domain;
        let taken = self.scope.names.iter().filter(|entry| !same(*entry)).map(|(name, _)| name.clone());
        let name = fresh(&binder.name, &taken.collect());
        self.scope.names.insert(name.clone(), binder.domain.clone());
        name
    }

    /// Whether a value has no names of the proof in it.
    fn closed(&self, domain: &Domain, value: &Argument) -> Option<()> {
        let scope = Scope { signature: self.signature.clone(), names: BTreeMap::new() };
        scope.check_argument(value, domain).ok()
    }

    fn impossible(&mut self, stated: &Formula, meant: &Formula) -> Option<Content> {
        let mut unknown = Vec::new();
        let (mut stated, mut meant) = (stated.clone(), meant.clone());
        let mut shown = meant.clone();
        let mut binders = Vec::new();
        while let (Formula::Exists(binder, left), Formula::Exists(_, right), Formula::Exists(_, display)) =
            (stated.unnamed(), meant.unnamed(), shown.unnamed())
        {
            if matches!(binder.domain, Domain::Sort(_)) {
                return None;
            }
            let (binder, right) = (binder.clone(), right.as_ref().clone());
            let name = self.name(&binder);
            let renamed = Argument::Renamed(Variable::Free(name.clone()));
            (stated, shown) = (instantiate(left, &renamed), instantiate(display, &renamed));
            meant = right;
            unknown.push(name.to_string());
            binders.push(binder);
        }
        let sought =
            Sought { world: self.world, signature: self.signature, hints: self.hints, labels: &self.labels };
        impossible::content(&sought, &binders, &unknown, (&stated, &shown, &meant))
    }

    /// A quantified statement, decided as a whole if it can be.
    fn whole(&self, stated: &Formula, meant: &Formula) -> (Content, Truth) {
        self.world.fuel.set(FUEL);
        self.world.divided.set(false);
        let finding = match self.world.judge(meant, &mut Vec::new(), true) {
            _ if self.world.divided.get() => Truth::Left,
            Finding::Holds => Truth::Holds,
            Finding::Fails(_) => Truth::Fails,
            Finding::Unknown(_) => Truth::Left,
        };
        let numbers = put_in::formula(self.world, self.signature, meant);
        (Content::Whole { stated: stated.clone(), numbers }, finding)
    }
}

/// The names of the leading quantifiers of one kind.
fn leading(formula: &Formula, universal: bool) -> Vec<Name> {
    let mut names = Vec::new();
    let mut formula = formula.unnamed();
    loop {
        formula = match formula {
            Formula::Forall(binder, body) if universal => {
                names.push(plain(&binder.name));
                body.unnamed()
            }
            Formula::Exists(binder, body) if !universal => {
                names.push(plain(&binder.name));
                body.unnamed()
            }
            _ => return names,
        };
    }
}

/// Whether all lines hold.
fn all(lines: &[Line]) -> Truth {
    if lines.iter().any(|line| line.finding == Truth::Fails) {
        return Truth::Fails;
    }
    if lines.iter().all(|line| line.finding == Truth::Holds) { Truth::Holds } else { Truth::Left }
}

/// Whether some line holds.
fn some(lines: &[Line]) -> Truth {
    let denied: Vec<Line> =
        lines.iter().map(|line| Line { finding: line.finding.negated(), ..line.clone() }).collect();
    all(&denied).negated()
}
