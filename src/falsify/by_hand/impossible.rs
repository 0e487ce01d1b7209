//! Why there is nothing of a kind: linear conditions that no numbers satisfy, with weights whose sum shows it.
//!
//! Consumes a statement in unknowns; takes from it conditions that are linear in them, statements about
//! everything of a kind at the instances that a proof names. If an exact linear program has no point, its
//! Farkas multipliers are the weights. Fewer conditions than there are make the result no less true.

use std::collections::BTreeMap;

use mechproof_core::exact::{Monomial, Polynomial, Rational};
use mechproof_core::logic::{Argument, Binder, Domain, Formula, Relation, Signature, Term, instantiate};

use super::hints::{Hints, plain};
use super::{Condition, Content, Table, compared, put_in, tables};
use crate::falsify::decide::Finding;
use crate::falsify::world::{Object, World};
use crate::search::simplex::{Outcome, Problem, Relation as Row, solve, verify};

/// Most conditions.
const MOST: usize = 200;
/// Most pivots.
const MAX_PIVOTS: u64 = 2000;
/// Steps of evaluation for a condition.
const FUEL: u64 = 400_000;

/// Where conditions are sought.
pub(super) struct Sought<'a> {
    pub(super) world: &'a World,
    pub(super) signature: &'a Signature,
    pub(super) hints: &'a Hints,
    pub(super) labels: &'a BTreeMap<Formula, String>,
}

/// A condition `polynomial >= 0` (`> 0`, `= 0`).
struct Found {
    name: String,
    formula: Formula,
    relation: Relation,
    polynomial: Polynomial,
    against: Vec<Table>,
}

/// The conditions and weights, if there are such; `stated` names the conditions, `shown` has the unknowns as
/// free names, in `meant` they are bound, in the order of `binders`.
pub(super) fn content(
    sought: &Sought<'_>,
    binders: &[Binder],
    unknown: &[String],
    (stated, shown, meant): (&Formula, &Formula, &Formula),
) -> Option<Content> {
    let mut objects = Vec::new();
    let start = sought.world.fresh.get();
    for binder in binders {
        objects.push(sought.world.unknown(&binder.domain).ok()?);
    }
    let mut found = Vec::new();
    sought.collect(stated, shown, meant, &objects, &Place::default(), &mut found);
    sought.world.fresh.set(start);
    let weights = weights(&found)?;
    let mut conditions = Vec::new();
    let mut sum = Polynomial::zero();
    let mut strict = false;
    for (one, weight) in found.into_iter().zip(weights).filter(|(_, weight)| !weight.is_zero()) {
        strict |= one.relation == Relation::Gt;
        sum = sum.add(&one.polynomial.scale(&weight));
        conditions.push(Condition {
            name: one.name,
            formula: one.formula,
            weight: Term::Number(weight),
            against: one.against,
        });
    }
    // Whatever the unknowns are, the weighted sum is this number.
    let level = sum.as_constant()?;
    let relation = if strict { Relation::Gt } else { Relation::Ge };
    let contradiction = if strict { !level.is_positive() } else { level.is_negative() };
    let sum = compared(relation, Term::Number(level), Term::integer(0));
    contradiction.then(|| Content::Impossible { unknown: unknown.to_vec(), conditions, sum })
}

/// Where a condition stands in a statement.
#[derive(Clone, Default)]
struct Place {
    name: Option<String>,
    at: Vec<String>,
    against: Vec<Table>,
}

impl Sought<'_> {
    fn collect(
        &self,
        stated: &Formula,
        shown: &Formula,
        meant: &Formula,
        bound: &[Object],
        place: &Place,
        found: &mut Vec<Found>,
    ) {
        if found.len() >= MOST {
            return;
        }
        let mut place = place.clone();
        let label = match stated {
            Formula::Named(name, _) => Some(plain(name).to_string()),
            _ => self.labels.get(stated).cloned(),
        };
        place.name = label.or(place.name);
        match (stated.unnamed(), shown.unnamed(), meant.unnamed()) {
            (_, Formula::Compare(..), Formula::Compare(relation, left, right)) => {
                found.extend(self.condition(shown, *relation, (left, right), bound, &place));
            }
            (Formula::And(stated), Formula::And(shown), Formula::And(meant)) => {
                for ((stated, shown), meant) in stated.iter().zip(shown).zip(meant) {
                    self.collect(stated, shown, meant, bound, &place, found);
                }
            }
            (Formula::Implies(_, stated), Formula::Implies(_, shown), Formula::Implies(premise, meant)) => {
                self.world.fuel.set(FUEL);
                if matches!(self.world.judge(premise, &mut bound.to_vec(), true), Finding::Holds) {
                    self.collect(stated, shown, meant, bound, &place, found);
                }
            }
            (Formula::Forall(binder, stated), Formula::Forall(_, shown), Formula::Forall(_, meant)) => {
                if let Domain::Sort(sort) = &binder.domain {
                    let elements = self.signature.elements(sort).unwrap_or_default();
                    for (index, element) in (0_u32..).zip(elements) {
                        let argument = Argument::Term(Term::Element { sort: sort.clone(), index });
                        let mut place = place.clone();
                        place.at.push(element.to_string());
                        let [stated, shown, meant] =
                            [stated, shown, meant].map(|formula| instantiate(formula, &argument));
                        self.collect(&stated, &shown, &meant, bound, &place, found);
                    }
                } else {
                    self.instances([stated, shown, meant], binder, bound, &place, found);
                }
            }
            _ => {}
        }
    }

    /// A statement about everything of a kind, at what a proof put for it.
    fn instances(
        &self,
        bodies: [&Formula; 3],
        first: &Binder,
        bound: &[Object],
        place: &Place,
        found: &mut Vec<Found>,
    ) {
        let mut binders = vec![first.clone()];
        let mut inner = bodies[2].unnamed();
        while let Formula::Forall(binder, body) = inner {
            binders.push(binder.clone());
            inner = body.unnamed();
        }
        let names: Vec<_> = binders.iter().map(|binder| plain(&binder.name)).collect();
        let scope =
            mechproof_core::logic::Scope { signature: self.signature.clone(), names: BTreeMap::new() };
        for instance in self.hints.of_universal(&names) {
            let fits = |(binder, (_, value)): (&Binder, &(_, Argument))| {
                scope.check_argument(value, &binder.domain).is_ok()
            };
            if !binders.iter().zip(instance).all(fits) {
                continue;
            }
            let mut place = place.clone();
            let mut current = bodies.map(Formula::clone);
            for (position, (binder, (_, value))) in binders.iter().zip(instance).enumerate() {
                place.against.extend(tables::table(self.world, self.signature, binder, value));
                current = current.map(|formula| instantiate(&formula, value));
                if position + 1 < binders.len() {
                    let next = current.clone().map(|formula| match formula.unnamed() {
                        Formula::Forall(_, body) => Some(body.as_ref().clone()),
                        _ => None,
                    });
                    let [Some(stated), Some(shown), Some(meant)] = next else { return };
                    current = [stated, shown, meant];
                }
            }
            let [stated, shown, meant] = &current;
            self.collect(stated, shown, meant, bound, &place, found);
        }
    }

    /// A comparison as a condition, if it is linear in the unknowns.
    fn condition(
        &self,
        shown: &Formula,
        relation: Relation,
        (left, right): (&Term, &Term),
        bound: &[Object],
        place: &Place,
    ) -> Option<Found> {
        self.world.fuel.set(FUEL);
        let difference = self.world.difference(left, right, &mut bound.to_vec()).ok()?.polynomial().ok()?;
        let (relation, polynomial) = match relation {
            Relation::Le | Relation::Lt => (relation.flipped(), difference.neg()),
            Relation::Ne => return None,
            _ => (relation, difference),
        };
        if polynomial.degree() > 1 {
            return None;
        }
        let mut name = place.name.clone().unwrap_or_default();
        if !place.at.is_empty() {
            name = format!("{name}({})", place.at.join(", "));
        }
        let formula = put_in::formula(self.world, self.signature, shown);
        Some(Found { name, formula, relation, polynomial, against: place.against.clone() })
    }
}

/// Weights whose sum contradicts itself, if no numbers satisfy all conditions.
fn weights(found: &[Found]) -> Option<Vec<Rational>> {
    let mut problem = Problem::new();
    let mut numbers: BTreeMap<u32, usize> = BTreeMap::new();
    for one in found {
        let mut row = Vec::new();
        for variable in one.polynomial.variables() {
            let number = *numbers.entry(variable).or_insert_with(|| problem.add_variable(None, None));
            row.push((number, one.polynomial.coefficient(&Monomial::variable(variable))));
        }
        let level = -one.polynomial.evaluate(&|_| Rational::zero());
        let relation = if one.relation == Relation::Eq { Row::Eq } else { Row::Ge };
        problem.add_row(row, relation, level).ok()?;
    }
    let outcome = solve(&problem, MAX_PIVOTS);
    verify(&problem, &outcome).ok()?;
    match outcome {
        Outcome::Infeasible { farkas } => Some(farkas),
        _ => None,
    }
}
