//! Whether two formulas are worded alike: the same but for names that are transparent to the logic.
//!
//! Names around assumptions and definitions and the printed names of bound variables are passed over. Formulas
//! worded alike hold in the same interpretations; that others do too is for normal forms to say. Trusted.

use std::sync::Arc;

use super::{Formula, Functional, Term, Terms};

/// Whether two formulas are the same but for transparent names.
pub fn same_wording(left: &Formula, right: &Formula) -> bool {
    match (left.unnamed(), right.unnamed()) {
        (Formula::Compare(one, a, b), Formula::Compare(other, c, d)) => {
            one == other && same_term(a, c) && same_term(b, d)
        }
        (Formula::And(left), Formula::And(right)) | (Formula::Or(left), Formula::Or(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same_wording(left, right))
        }
        (Formula::Implies(a, b), Formula::Implies(c, d)) => same_wording(a, c) && same_wording(b, d),
        (Formula::Forall(one, left), Formula::Forall(other, right))
        | (Formula::Exists(one, left), Formula::Exists(other, right)) => {
            one.domain == other.domain && same_wording(left, right)
        }
        _ => false,
    }
}

fn unnamed(mut term: &Term) -> &Term {
    while let Term::Named(_, body) = term {
        term = body;
    }
    term
}

fn same_term(left: &Term, right: &Term) -> bool {
    match (unnamed(left), unnamed(right)) {
        (Term::Sum(left), Term::Sum(right)) | (Term::Product(left), Term::Product(right)) => {
            same(left, right)
        }
        (Term::Power(left, n), Term::Power(right, m)) => n == m && shared(left, right),
        (Term::NaturalPower(a, b), Term::NaturalPower(c, d))
        | (Term::Quotient(a, b), Term::Quotient(c, d)) => shared(a, c) && shared(b, d),
        (Term::Extremum(one, a, b), Term::Extremum(other, c, d)) => {
            one == other && shared(a, c) && shared(b, d)
        }
        (Term::Indicator(one, a, b), Term::Indicator(other, c, d)) => {
            one == other && shared(a, c) && shared(b, d)
        }
        (Term::Apply(one, left), Term::Apply(other, right)) => one == other && same(left, right),
        (Term::Builtin(one, left), Term::Builtin(other, right)) => one == other && shared(left, right),
        (Term::Select(one, left), Term::Select(other, right)) => shared(one, other) && same(left, right),
        (Term::Bind(one, _, left), Term::Bind(other, _, right)) => {
            same_functional(one, other) && shared(left, right)
        }
        (left, right) => left == right,
    }
}

fn same_functional(left: &Functional, right: &Functional) -> bool {
    match (left, right) {
        (
            Functional::Expectation { law: one, arguments: left },
            Functional::Expectation { law: other, arguments: right },
        )
        | (
            Functional::Quantile { law: one, arguments: left },
            Functional::Quantile { law: other, arguments: right },
        ) => one == other && same(left, right),
        (left, right) => left == right,
    }
}

fn shared(left: &Arc<Term>, right: &Arc<Term>) -> bool {
    Arc::ptr_eq(left, right) || same_term(left, right)
}

fn same(left: &Terms, right: &Terms) -> bool {
    let alike = || left.len() == right.len() && left.iter().zip(right.iter()).all(|(a, b)| same_term(a, b));
    Arc::ptr_eq(left, right) || alike()
}
