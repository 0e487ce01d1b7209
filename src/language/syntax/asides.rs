//! Items that claim nothing in a formula: computations, things left unchecked, maps to be drawn.

use super::{Ident, Spanned};

/// `compute ID at "place" MODEL(field = value, ...) result = value, ...`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compute {
    /// Its name.
    pub name: Ident,
    /// Place in the paper.
    pub place: Spanned<String>,
    /// The registered model.
    pub model: Ident,
    /// Fields given to the model.
    pub fields: Vec<(Ident, Value)>,
    /// Results expected of it.
    pub expected: Vec<(Ident, Value)>,
}

/// `unchecked ID at "place" because "why"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchecked {
    /// Its name.
    pub name: Ident,
    /// Place in the paper.
    pub place: Spanned<String>,
    /// Why it is not checked.
    pub because: Spanned<String>,
}

/// A map of the regions of programs over two parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// Its name.
    pub name: Ident,
    /// Place in the paper.
    pub place: Spanned<String>,
    /// The programs; of several the least optimum is meant.
    pub programs: Vec<Ident>,
    /// The parameters along the axes.
    pub free: [Ident; 2],
    /// Values of other parameters, as written.
    pub fixed: Vec<(Ident, Spanned<String>)>,
    /// Whether regions with the same value are drawn as one.
    pub by_value: bool,
}

/// A value in a computation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An exact number, as written; negative and fractional ones included.
    Number(Spanned<String>),
    /// A string or a bare word.
    Text(Spanned<String>),
    /// `[a, b, ...]`
    List(Vec<Value>),
    /// `{key: value, ...}`
    Object(Vec<(Ident, Value)>),
}
