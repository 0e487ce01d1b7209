//! Logic: domains, terms, formulas and the one substitution that serves them all.
//!
//! Consumes nothing but exact numbers; produces data. Knows nothing of files, solvers or papers, and
//! proves nothing: only [`crate::kernel`] does. Trusted, because a wrong substitution would prove anything.
//!
//! Representation is locally nameless: variables bound inside a formula are de Bruijn indices, variables
//! of the surrounding proof are free names. So two formulas that differ by bound names only are the same
//! up to the names kept for printing.

mod domain;
mod formula;
mod growth;
mod names;
mod renaming;
mod sorting;
mod substitution;
mod term;
mod wording;

pub use domain::{Binder, Carrier, Domain, LawType, Signature};
pub use formula::{Formula, Relation};
pub use growth::{conjunction_within, instantiate_within};
pub use names::free_names;
pub use renaming::rename_sorts;
pub use sorting::{IllFormed, Scope, depth_of_formula, depth_of_term};
pub use substitution::{Argument, Lambda, LawExpression, close, close_term, instantiate, rebind};
pub use term::{Builtin, Extremum, Functional, Name, Term, Terms, Variable};
pub use wording::same_wording;

/// Deepest nesting of a formula or term that the core accepts, so that recursion is safe.
pub const MAX_DEPTH: usize = 400;
