//! Exact arithmetic: integers, rationals and sparse polynomials, nothing more.
//!
//! Every number in the kernel is one of these, and every value has exactly one
//! representation, so that `==`, `Hash` and `Ord` are the mathematical ones.
//! It trusts the `num` crates for arithmetic beyond the machine word, and
//! nothing else; it uses no floating point. Operations whose result could be
//! much larger than their operands take [`Limits`] and refuse beforehand.

mod evaluate;
mod integer;
mod limits;
mod monomial;
mod parse;
mod polynomial;
mod power;
mod rational;

pub use integer::Integer;
pub use limits::{Bound, Limits, TooLarge};
pub use monomial::Monomial;
pub use parse::ParseRationalError;
pub use polynomial::{Polynomial, Terms};
pub use rational::Rational;
