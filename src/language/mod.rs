//! Theorem files: what a person writes, read into a syntax tree, and printed again in one style.

pub mod diagnostic;
pub mod document;
pub mod elaborate;
pub mod format;
pub mod lexer;
mod parser;
mod rewrite;
pub mod syntax;

pub use diagnostic::{Code, Diagnostic, Style, nearest};
pub use format::{format, print_argument, print_expression};
pub use parser::{HEIGHT_LIMIT, NESTING_LIMIT, parse, parse_expression};
