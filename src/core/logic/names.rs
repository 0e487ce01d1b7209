//! The free names of a formula. Used to see that a local constant does not escape its block.

use std::collections::BTreeSet;

use super::{Formula, Functional, Name, Term, Variable};

/// Every free name that occurs in the formula.
pub fn free_names(formula: &Formula) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    of_formula(formula, &mut names);
    names
}

fn of_formula(formula: &Formula, names: &mut BTreeSet<Name>) {
    match formula {
        Formula::Compare(_, left, right) => {
            of_term(left, names);
            of_term(right, names);
        }
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| of_formula(part, names)),
        Formula::Implies(left, right) => {
            of_formula(left, names);
            of_formula(right, names);
        }
        Formula::Forall(_, body) | Formula::Exists(_, body) | Formula::Named(_, body) => {
            of_formula(body, names);
        }
    }
}

fn of_variable(variable: &Variable, names: &mut BTreeSet<Name>) {
    if let Variable::Free(name) = variable {
        names.insert(name.clone());
    }
}

fn of_term(term: &Term, names: &mut BTreeSet<Name>) {
    match term {
        Term::Number(_) | Term::Element { .. } => {}
        Term::Variable(variable) => of_variable(variable, names),
        Term::Sum(parts) | Term::Product(parts) => parts.iter().for_each(|part| of_term(part, names)),
        Term::Power(body, _) | Term::Builtin(_, body) | Term::Named(_, body) => of_term(body, names),
        Term::NaturalPower(left, right)
        | Term::Quotient(left, right)
        | Term::Extremum(_, left, right)
        | Term::Indicator(_, left, right) => {
            of_term(left, names);
            of_term(right, names);
        }
        Term::Apply(head, arguments) => {
            of_variable(head, names);
            arguments.iter().for_each(|argument| of_term(argument, names));
        }
        Term::Select(scrutinee, branches) => {
            of_term(scrutinee, names);
            branches.iter().for_each(|branch| of_term(branch, names));
        }
        Term::Bind(functional, _, body) => {
            if let Functional::Expectation { law, arguments } | Functional::Quantile { law, arguments } =
                functional
            {
                of_variable(law, names);
                arguments.iter().for_each(|argument| of_term(argument, names));
            }
            of_term(body, names);
        }
    }
}
