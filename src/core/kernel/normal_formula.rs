//! Normal forms of formulas, so that facts can be compared.
//!
//! Comparisons become a primitive polynomial against 0; quantifiers over enumerated sorts become
//! conjunctions and disjunctions of their instances; nested conjunctions and disjunctions are flattened and
//! comparisons of numbers are decided. Two formulas with equal normal forms hold in the same interpretations.

use super::bound::Bound;
use super::normal::{MAX_INSTANCES, Normaliser, enumerated, indices};
use super::rejection::Reason;
use crate::exact::Polynomial;
use crate::logic::{Domain, Formula, Name, Relation, Scope, Term};

/// A polynomial against 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Zero,
    Nonzero,
    Nonnegative,
    Positive,
}

/// A normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Normal {
    Compare(Sign, Polynomial),
    And(Vec<Normal>),
    Or(Vec<Normal>),
    Implies(Box<Normal>, Box<Normal>),
    Forall(Domain, Box<Normal>),
    Exists(Domain, Box<Normal>),
}

impl Normal {
    pub(super) fn truth() -> Normal {
        Normal::And(Vec::new())
    }

    pub(super) fn falsity() -> Normal {
        Normal::Or(Vec::new())
    }
}

impl Normaliser {
    /// The normal form of a closed formula.
    pub(super) fn formula(&mut self, scope: &Scope, formula: &Formula) -> Result<Normal, Reason> {
        let mut instances = 0;
        self.formula_under(scope, &mut Bound::default(), formula, &mut instances)
    }

    /// A comparison as a polynomial against 0, not yet primitive.
    pub(super) fn comparison(
        &mut self,
        scope: &Scope,
        bound: &mut Bound,
        relation: Relation,
        left: &Term,
        right: &Term,
    ) -> Result<(Sign, Polynomial), Reason> {
        let left = self.term(scope, bound, left)?;
        let right = self.term(scope, bound, right)?;
        Ok(match relation {
            Relation::Eq => (Sign::Zero, left.sub(&right)),
            Relation::Ne => (Sign::Nonzero, left.sub(&right)),
            Relation::Ge => (Sign::Nonnegative, left.sub(&right)),
            Relation::Gt => (Sign::Positive, left.sub(&right)),
            Relation::Le => (Sign::Nonnegative, right.sub(&left)),
            Relation::Lt => (Sign::Positive, right.sub(&left)),
        })
    }

    fn formula_under(
        &mut self,
        scope: &Scope,
        bound: &mut Bound,
        formula: &Formula,
        instances: &mut usize,
    ) -> Result<Normal, Reason> {
        match formula {
            Formula::Compare(relation, left, right) => {
                let (sign, polynomial) = self.comparison(scope, bound, *relation, left, right)?;
                Ok(decided(sign, &polynomial))
            }
            Formula::And(parts) => {
                let parts = parts.iter().map(|part| self.formula_under(scope, bound, part, instances));
                Ok(conjunction(parts.collect::<Result<_, _>>()?))
            }
            Formula::Or(parts) => {
                let parts = parts.iter().map(|part| self.formula_under(scope, bound, part, instances));
                Ok(disjunction(parts.collect::<Result<_, _>>()?))
            }
            Formula::Implies(left, right) => {
                let left = self.formula_under(scope, bound, left, instances)?;
                let right = self.formula_under(scope, bound, right, instances)?;
                if left == Normal::truth() || right == Normal::truth() {
                    return Ok(right);
                }
                Ok(Normal::Implies(Box::new(left), Box::new(right)))
            }
            Formula::Forall(binder, body) => match enumerated(&scope.signature, &binder.domain) {
                Some((sort, elements)) => {
                    let parts = self.elementwise(scope, bound, sort, elements, body, instances)?;
                    Ok(conjunction(parts))
                }
                None => {
                    let inner = self.body(scope, bound, &binder.domain, body, instances)?;
                    if inner == Normal::truth() {
                        return Ok(inner);
                    }
                    Ok(Normal::Forall(binder.domain.clone(), Box::new(inner)))
                }
            },
            Formula::Exists(binder, body) => match enumerated(&scope.signature, &binder.domain) {
                Some((sort, elements)) => {
                    let parts = self.elementwise(scope, bound, sort, elements, body, instances)?;
                    Ok(disjunction(parts))
                }
                None => {
                    let inner = self.body(scope, bound, &binder.domain, body, instances)?;
                    Ok(Normal::Exists(binder.domain.clone(), Box::new(inner)))
                }
            },
            Formula::Named(_, body) => self.formula_under(scope, bound, body, instances),
        }
    }

    fn body(
        &mut self,
        scope: &Scope,
        bound: &mut Bound,
        domain: &Domain,
        body: &Formula,
        instances: &mut usize,
    ) -> Result<Normal, Reason> {
        bound.push(domain.clone());
        let result = self.formula_under(scope, bound, body, instances);
        bound.pop();
        result
    }

    /// The instances of a quantified formula over an enumerated sort.
    fn elementwise(
        &mut self,
        scope: &Scope,
        bound: &mut Bound,
        sort: &Name,
        elements: usize,
        body: &Formula,
        instances: &mut usize,
    ) -> Result<Vec<Normal>, Reason> {
        *instances += elements;
        if *instances > MAX_INSTANCES {
            return Err(Reason::TooManyInstances);
        }
        self.expanding(elements, |inside| {
            let mut parts = Vec::with_capacity(elements);
            for index in indices(elements) {
                bound.push_element(sort.clone(), index);
                let part = inside.formula_under(scope, bound, body, instances);
                bound.pop();
                parts.push(part?);
            }
            Ok(parts)
        })
    }
}

/// A conjunction without conjunctions directly inside it.
fn conjunction(parts: Vec<Normal>) -> Normal {
    let flat = parts.into_iter().flat_map(|part| match part {
        Normal::And(inner) => inner,
        other => vec![other],
    });
    single(flat.collect()).unwrap_or_else(Normal::And)
}

/// A disjunction without disjunctions directly inside it.
fn disjunction(parts: Vec<Normal>) -> Normal {
    let flat = parts.into_iter().flat_map(|part| match part {
        Normal::Or(inner) => inner,
        other => vec![other],
    });
    single(flat.collect()).unwrap_or_else(Normal::Or)
}

/// A comparison with 0 in primitive form, or its truth value where it compares numbers.
pub(super) fn decided(sign: Sign, polynomial: &Polynomial) -> Normal {
    if let Some(number) = polynomial.as_constant() {
        let holds = match sign {
            Sign::Zero => number.is_zero(),
            Sign::Nonzero => !number.is_zero(),
            Sign::Nonnegative => !number.is_negative(),
            Sign::Positive => number.is_positive(),
        };
        return if holds { Normal::truth() } else { Normal::falsity() };
    }
    let (_, mut primitive) = polynomial.primitive();
    let symmetric = matches!(sign, Sign::Zero | Sign::Nonzero);
    if symmetric && primitive.terms().next().is_some_and(|(_, leading)| leading.is_negative()) {
        primitive = primitive.neg();
    }
    Normal::Compare(sign, primitive)
}

/// The only part of a list, or the list.
fn single(mut parts: Vec<Normal>) -> Result<Normal, Vec<Normal>> {
    if parts.len() == 1 { Ok(parts.remove(0)) } else { Err(parts) }
}
