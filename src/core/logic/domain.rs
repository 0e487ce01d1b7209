//! What variables range over.
//!
//! Domains hold no terms, so a binder never depends on another one and substitution never touches a domain.

use std::collections::BTreeMap;

use super::Name;
use crate::exact::Rational;

/// What a variable ranges over.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Domain {
    /// The real numbers.
    Real,
    /// The natural numbers 0, 1, 2, ...
    Natural,
    /// A sort of the signature; never empty.
    Sort(Name),
    /// Real-valued functions of the given first-order arguments.
    Function(Vec<Domain>),
    /// Probability laws, possibly depending on parameters.
    Law(LawType),
}

impl Domain {
    /// Real numbers, naturals and elements of sorts, as against functions and laws.
    pub fn is_first_order(&self) -> bool {
        matches!(self, Domain::Real | Domain::Natural | Domain::Sort(_))
    }
}

/// The type of a countably additive probability law.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LawType {
    /// First-order parameters the law may depend on.
    pub parameters: Vec<Domain>,
    /// The space of outcomes: the reals or a sort.
    pub on: Box<Domain>,
    /// A number below which a real-valued law has no mass.
    pub lower: Option<Rational>,
    /// A number above which a real-valued law has no mass.
    pub upper: Option<Rational>,
    /// Whether a real-valued law is declared to have no atom; then its quantile function is not constant.
    pub continuous: bool,
}

/// A bound variable: the name kept for printing, and its domain.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Binder {
    /// Printed name; it has no meaning to the logic except where a proof opens the binder.
    pub name: Name,
    /// What the variable ranges over.
    pub domain: Domain,
}

/// How much is assumed of a sort. Every sort is nonempty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Carrier {
    /// Any nonempty set, with whatever measurable structure the laws on it need.
    Arbitrary,
    /// Any nonempty finite set; sums over it make sense.
    Finite,
    /// Exactly these elements, all different.
    Enumerated(Vec<Name>),
}

/// The sorts a claim speaks about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Signature {
    /// Each sort by name.
    pub sorts: BTreeMap<Name, Carrier>,
}

impl Signature {
    /// The carrier of a sort, if declared.
    pub fn carrier(&self, sort: &str) -> Option<&Carrier> {
        self.sorts.get(sort)
    }

    /// The elements of an enumerated sort.
    pub fn elements(&self, sort: &str) -> Option<&[Name]> {
        match self.sorts.get(sort) {
            Some(Carrier::Enumerated(elements)) => Some(elements),
            _ => None,
        }
    }
}
