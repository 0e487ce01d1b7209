//! Whether a formula holds in a world: yes, no with the comparisons that fail, or not known.
//!
//! Quantifiers over sorts are gone through. Quantifiers over numbers, functions over sorts and laws on sorts
//! are decided by exact linear programming where the formula is linear in what they bind ([`super::linear`]);
//! else they are tried at a few numbers, which can only show a universal formula false or an existential one
//! true. So "holds" and "fails" are exact, and what is not known is never counted as either. Only where it is
//! asked for (`World::drawing`) a universal formula that cannot be decided counts as true if it is at some
//! instances drawn at random: this is how goals are tried, as what a goal binds could stand before it.

use mechproof_core::exact::Rational;
use mechproof_core::logic::{Binder, Domain, Formula, Relation, Term};

use super::value::{NEAR, Obstacle, Value};
use super::world::{Object, World};

/// Numbers at which a quantified formula is tried that cannot be decided.
const TRIED: [(i64, i64); 7] = [(0, 1), (1, 1), (1, 2), (2, 1), (-1, 1), (1, 3), (3, 2)];
/// Random instances at which a universal formula is tried that cannot be decided.
const DRAWN: usize = 6;

/// A comparison that is to hold and does not, with what its bound variables stand for.
#[derive(Clone, Debug)]
pub(super) struct Failure<'f> {
    pub(super) relation: Relation,
    pub(super) left: &'f Term,
    pub(super) right: &'f Term,
    pub(super) bound: Vec<Object>,
}

/// What became of a formula.
#[derive(Clone, Debug)]
pub(super) enum Finding<'f> {
    /// It is as wanted.
    Holds,
    /// It is not; these comparisons would have to change, if there are any that could.
    Fails(Vec<Failure<'f>>),
    /// It is not known, for this reason.
    Unknown(String),
}

impl Finding<'_> {
    pub(super) fn holds(&self) -> bool {
        matches!(self, Finding::Holds)
    }

    pub(super) fn fails(&self) -> bool {
        matches!(self, Finding::Fails(_))
    }
}

impl World {
    /// Whether a formula is true, or false if that is wanted.
    pub(super) fn judge<'f>(
        &self,
        formula: &'f Formula,
        bound: &mut Vec<Object>,
        wanted: bool,
    ) -> Finding<'f> {
        match formula {
            Formula::Named(_, body) => self.judge(body, bound, wanted),
            Formula::Compare(relation, left, right) => {
                let relation = if wanted { *relation } else { relation.negated() };
                self.compare(relation, left, right, bound)
            }
            Formula::And(parts) | Formula::Or(parts) => {
                let each = parts.iter().map(|part| self.judge(part, bound, wanted));
                if matches!(formula, Formula::And(_)) == wanted { all(each) } else { any(each) }
            }
            Formula::Implies(premise, rest) if wanted => {
                let premise = self.judge(premise, bound, false);
                if premise.holds() {
                    return premise;
                }
                // What follows is changed rather than what it follows from.
                any([self.judge(rest, bound, true), premise].into_iter())
            }
            Formula::Implies(premise, rest) => {
                all([self.judge(premise, bound, true), self.judge(rest, bound, false)].into_iter())
            }
            Formula::Forall(binder, body) | Formula::Exists(binder, body) => {
                // Quantifiers inside one another have many instances, of which each may be cheap.
                if let Err(obstacle) = self.step() {
                    return Finding::Unknown(obstacle.words());
                }
                let universal = matches!(formula, Formula::Forall(..)) == wanted;
                match &binder.domain {
                    Domain::Sort(sort) => self.elements(sort, body, bound, wanted, universal),
                    _ => self.quantified(formula, binder, body, bound, wanted, universal),
                }
            }
        }
    }

    fn compare<'f>(
        &self,
        relation: Relation,
        left: &'f Term,
        right: &'f Term,
        bound: &mut Vec<Object>,
    ) -> Finding<'f> {
        match self.difference(left, right, bound) {
            Ok(difference) => match difference.stands(relation) {
                Some(true) => Finding::Holds,
                Some(false) => Finding::Fails(vec![Failure { relation, left, right, bound: bound.clone() }]),
                None if matches!(difference, Value::Range(_)) => Finding::Unknown(NEAR.to_owned()),
                None => Finding::Unknown("a comparison of values without a number".to_owned()),
            },
            Err(obstacle) => Finding::Unknown(obstacle.words()),
        }
    }

    /// Left minus right.
    pub(super) fn difference(
        &self,
        left: &Term,
        right: &Term,
        bound: &mut Vec<Object>,
    ) -> Result<Value, Obstacle> {
        self.value(left, bound)?.minus(&self.value(right, bound)?)
    }

    fn elements<'f>(
        &self,
        sort: &str,
        body: &'f Formula,
        bound: &mut Vec<Object>,
        wanted: bool,
        universal: bool,
    ) -> Finding<'f> {
        let count = match self.size(sort) {
            Ok(count) => count,
            Err(obstacle) => return Finding::Unknown(obstacle.words()),
        };
        // Below an existential quantifier instances would have to be the same for each choice.
        let drawing = self.drawing.replace(self.drawing.get() && universal);
        let each = (0..count).map(|element| {
            bound.push(Object::Value(Value::Element(element)));
            let finding = self.judge(body, bound, wanted);
            bound.pop();
            finding
        });
        let finding = if universal { all(each) } else { any(each) };
        self.drawing.set(drawing);
        finding
    }

    /// A quantifier over something infinite.
    fn quantified<'f>(
        &self,
        formula: &'f Formula,
        binder: &'f Binder,
        body: &'f Formula,
        bound: &mut Vec<Object>,
        wanted: bool,
        universal: bool,
    ) -> Finding<'f> {
        // A universal formula fails where its negation has a model; an existential one holds where it has.
        let mut reason = String::new();
        if matches!(binder.domain, Domain::Natural) {
            "quantifiers over the natural numbers".clone_into(&mut reason);
        } else {
            match self.model(formula, bound, wanted != universal) {
                Ok(None) if universal => return Finding::Holds,
                Ok(None) => return Finding::Fails(Vec::new()),
                Ok(Some(_)) if !universal => return Finding::Holds,
                Ok(Some(model)) => {
                    return self.instance(formula, &mut model.into_iter(), bound, wanted);
                }
                Err(obstacle) => reason = obstacle.words(),
            }
        }
        let drawing = self.drawing.replace(self.drawing.get() && universal);
        let found = self.at_instances(binder, body, bound, wanted, universal);
        self.drawing.set(drawing);
        found.unwrap_or(Finding::Unknown(reason))
    }

    /// A formula below a quantifier that cannot be decided, at some numbers and at random instances.
    fn at_instances<'f>(
        &self,
        binder: &'f Binder,
        body: &'f Formula,
        bound: &mut Vec<Object>,
        wanted: bool,
        universal: bool,
    ) -> Option<Finding<'f>> {
        let real = matches!(binder.domain, Domain::Real);
        if !real && !matches!(binder.domain, Domain::Natural) && !self.drawing.get() {
            return None;
        }
        let numbers = real || matches!(binder.domain, Domain::Natural);
        let mut unknown = None;
        for (numerator, denominator) in TRIED.into_iter().filter(|_| numbers) {
            let Some(number) = Rational::new(numerator, denominator) else { continue };
            let natural = number.is_integer() && !number.is_negative();
            if matches!(binder.domain, Domain::Natural) && !natural {
                continue;
            }
            bound.push(Object::Value(Value::Number(number)));
            let finding = self.judge(body, bound, wanted);
            bound.pop();
            match finding {
                Finding::Fails(_) if universal => return Some(finding),
                Finding::Holds if !universal => return Some(Finding::Holds),
                Finding::Holds | Finding::Fails(_) => {}
                Finding::Unknown(_) => unknown = unknown.or(Some(finding)),
            }
        }
        if !self.drawing.get() {
            return None;
        }
        let mut random = self.chance();
        for _ in 0..DRAWN {
            let Ok(object) = self.drawn(&binder.domain, &mut random) else { return None };
            bound.push(object);
            let finding = self.judge(body, bound, wanted);
            bound.pop();
            match finding {
                Finding::Holds => {}
                Finding::Fails(_) | Finding::Unknown(_) => return Some(finding),
            }
        }
        self.drew.set(self.drew.get() || unknown.is_none());
        Some(unknown.unwrap_or(Finding::Holds))
    }

    /// What fails of a universal formula where the outermost variables have the values of a countermodel.
    fn instance<'f>(
        &self,
        formula: &'f Formula,
        values: &mut dyn Iterator<Item = Object>,
        bound: &mut Vec<Object>,
        wanted: bool,
    ) -> Finding<'f> {
        let (Formula::Forall(_, body) | Formula::Exists(_, body)) = formula else {
            return self.judge(formula, bound, wanted);
        };
        let Some(value) = values.next() else { return self.judge(formula, bound, wanted) };
        bound.push(value);
        let finding = self.instance(body, values, bound, wanted);
        bound.pop();
        // The countermodel is exact: that the formula fails is known, whatever can be said of its parts.
        if finding.fails() { finding } else { Finding::Fails(Vec::new()) }
    }
}

/// All have to hold.
fn all<'f>(findings: impl Iterator<Item = Finding<'f>>) -> Finding<'f> {
    let (mut failures, mut fails, mut unknown) = (Vec::new(), false, None);
    for finding in findings {
        match finding {
            Finding::Holds => {}
            Finding::Fails(some) => {
                fails = true;
                failures.extend(some);
            }
            Finding::Unknown(reason) => unknown = unknown.or(Some(reason)),
        }
    }
    match unknown {
        _ if fails => Finding::Fails(failures),
        Some(reason) => Finding::Unknown(reason),
        None => Finding::Holds,
    }
}

/// One has to hold.
fn any<'f>(findings: impl Iterator<Item = Finding<'f>>) -> Finding<'f> {
    let (mut fewest, mut unknown) = (None::<Vec<Failure>>, None);
    for finding in findings {
        match finding {
            Finding::Holds => return Finding::Holds,
            Finding::Fails(some) => {
                let better = fewest
                    .as_ref()
                    .is_none_or(|few| few.is_empty() || (!some.is_empty() && some.len() < few.len()));
                if better {
                    fewest = Some(some);
                }
            }
            Finding::Unknown(reason) => unknown = unknown.or(Some(reason)),
        }
    }
    match unknown {
        Some(reason) => Finding::Unknown(reason),
        None => Finding::Fails(fewest.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use mechproof_core::logic::{Signature, close};

    use super::*;

    #[test]
    fn quantifiers_inside_one_another_end_with_the_steps() {
        // Sixteen quantifiers over a square: more instances than could ever be looked at.
        let names: Vec<String> = (0..16).map(|place| format!("x{place}")).collect();
        let product = Term::Product(names.iter().map(|name| Term::free(name)).collect::<Vec<_>>().into());
        let square = Term::Power(product.into(), 2);
        let bounded = Formula::Compare(Relation::Ge, square, Term::integer(-1));
        let formula = names.iter().rev().fold(bounded, |body, name| {
            let binder = Binder { name: name.as_str().into(), domain: Domain::Real };
            Formula::Forall(binder, Box::new(close(&body, name)))
        });
        let world = World::bare(&Signature::default());
        world.fuel.set(5_000);
        let finding = world.judge(&formula, &mut Vec::new(), true);
        assert!(matches!(finding, Finding::Unknown(_)), "{finding:?}");
        assert_eq!(world.fuel.get(), 0);
    }
}
