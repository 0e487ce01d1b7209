//! Elaboration: from syntax trees to formal statements.
//!
//! Consumes parsed theorem files; produces [`super::document::Document`]s or diagnostics. Every name is
//! resolved, every term has its domain, programs become formulas, and each claim carries the statement that
//! its denominators are not zero. Untrusted: what it produces is shown to the reader, who judges whether the
//! formal statement is the paper's; the kernel checks only what was elaborated.

mod arguments;
mod changes;
mod claims;
mod definedness;
mod environment;
mod expressions;
mod formulas;
mod functionals;
mod interpretations;
mod load;
mod models;
mod programs;
mod restate;

pub use claims::{main_part, refutation, resolve};
pub use environment::{Environment, Meaning};
pub use load::{Links, load, load_linked, load_one};

use super::diagnostic::Diagnostic;

/// The result of elaborating something.
pub type Elaborated<T> = Result<T, Box<Diagnostic>>;
