//! The bound variables around a place in a term: which of them stand for themselves, and which for an element of
//! an enumerated sort that is being gone through.
//!
//! Only the first kind counts in the indices of normal forms. So a sum over an enumerated sort needs no copy of its
//! body for each element.

use super::interner::Point;
use super::rejection::Reason;
use crate::logic::{Domain, IllFormed, Name, Scope, Term, Variable};

/// One bound variable.
enum Slot {
    Itself(Domain),
    Element(Name, u32),
}

/// The bound variables, outermost first.
#[derive(Default)]
pub(super) struct Bound(Vec<Slot>);

impl Bound {
    /// Goes under a binder.
    pub(super) fn push(&mut self, domain: Domain) {
        self.0.push(Slot::Itself(domain));
    }

    /// Goes under a binder whose variable is this element.
    pub(super) fn push_element(&mut self, sort: Name, index: u32) {
        self.0.push(Slot::Element(sort, index));
    }

    /// Leaves the innermost binder.
    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    /// What a variable means here: itself, with the index that it has in normal forms, or an element.
    pub(super) fn point(&self, variable: &Variable) -> Point {
        let Variable::Bound(index) = variable else { return Point::Variable(variable.clone()) };
        let inside = match self.position(*index) {
            Some(position) => {
                if let Slot::Element(sort, element) = &self.0[position] {
                    return Point::Element(sort.clone(), *element);
                }
                &self.0[position + 1..]
            }
            // Bound outside of all these.
            None => &self.0,
        };
        let skipped = inside.iter().filter(|slot| matches!(slot, Slot::Element(..))).count();
        // At most `index` slots lie inside, so that this neither overflows nor goes below 0.
        Point::Variable(Variable::Bound(index.saturating_sub(u32::try_from(skipped).unwrap_or(*index))))
    }

    /// A variable that stands for no element, with its index in normal forms.
    pub(super) fn variable(&self, variable: &Variable) -> Variable {
        match self.point(variable) {
            Point::Variable(found) => found,
            // Elements are neither numbers nor functions nor laws, so that well-formed terms have none here.
            Point::Element(..) => Variable::Bound(u32::MAX),
        }
    }

    /// The element or variable that a term of a sort is, without the names around it; nothing for a number.
    pub(super) fn sorted(&self, scope: &Scope, term: &Term) -> Option<Point> {
        match term {
            Term::Named(_, body) => self.sorted(scope, body),
            Term::Element { sort, index } => Some(Point::Element(sort.clone(), *index)),
            Term::Variable(variable) => match self.point(variable) {
                Point::Variable(found) => {
                    let is_point = matches!(self.domain(scope, variable), Some(Domain::Sort(_)));
                    is_point.then_some(Point::Variable(found))
                }
                element @ Point::Element(..) => Some(element),
            },
            _ => None,
        }
    }

    /// The domain of the outcomes of a law variable.
    pub(super) fn outcome_of(&self, scope: &Scope, law: &Variable) -> Result<Domain, Reason> {
        match self.domain(scope, law) {
            Some(Domain::Law(law)) => Ok((*law.on).clone()),
            Some(other) => Err(IllFormed::NotALaw(other.clone()).into()),
            None => Err(match law {
                Variable::Free(name) => IllFormed::UnknownName(name.clone()),
                Variable::Bound(index) => IllFormed::LooseBound(*index),
            }
            .into()),
        }
    }

    fn domain<'a>(&'a self, scope: &'a Scope, variable: &Variable) -> Option<&'a Domain> {
        match variable {
            Variable::Free(name) => scope.names.get(name),
            Variable::Bound(index) => match &self.0[self.position(*index)?] {
                Slot::Itself(domain) => Some(domain),
                Slot::Element(..) => None,
            },
        }
    }

    fn position(&self, index: u32) -> Option<usize> {
        self.0.len().checked_sub(usize::try_from(index).ok()?.checked_add(1)?)
    }
}
