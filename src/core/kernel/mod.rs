//! The kernel: from a claim and a proof it makes a [`Theorem`], or says which step fails and why.
//!
//! Consumes claims and proofs, both untrusted data; trusts [`crate::exact`] and [`crate::logic`]; searches for
//! nothing. A fact is a formula that holds in the current scope: the sorts, the free names and the hypotheses
//! of the open blocks. Every rule is a function that checks its guards, each with its own rejection, and then
//! adds facts. Nothing leaves a block but the formula that the block set out to prove, and that formula was
//! checked in the scope outside.

mod bound;
mod checker;
mod combine;
mod enclose;
mod functional_rules;
mod interner;
mod logic_rules;
mod normal;
mod normal_formula;
mod proof;
mod real_rules;
mod rejection;
mod theorem;
mod workbench;

pub use checker::{Line, check, check_traced};
pub use proof::{Equation, Product, Proof, Step};
pub use rejection::{Need, Reason, Rejection};
pub use theorem::{Claim, DEFINED, Library, Theorem};
pub use workbench::{Mark, Workbench};
