//! What an interpretation says its symbols are, as tables in exact fractions.
//!
//! Consumes a function or law as a refutation gives it; produces one entry for each choice of its arguments
//! from the sorts. Arguments that are numbers stay, by name: an entry may be a term such as `2r - 4`.

use mechproof_core::logic::{
    Argument, Binder, Carrier, Domain, Formula, Functional, Name, Signature, Term, Variable, instantiate,
};
use std::sync::Arc;

use super::hints::plain;
use super::put_in;
use crate::falsify::world::World;

/// Most entries of a table.
const MOST: usize = 256;

/// A symbol and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The symbol.
    pub name: String,
    /// The elements of each sort among the arguments, in order.
    pub arguments: Vec<Vec<String>>,
    /// The arguments that are numbers, by name.
    pub numbers: Vec<String>,
    /// For a law: its outcomes. An entry then has a probability for each of them.
    pub outcomes: Option<Vec<String>>,
    /// The entries, the last argument varying fastest; for a law its outcome does.
    pub entries: Vec<Term>,
}

/// What a symbol is, if it fits into a table.
pub(super) fn table(
    world: &World,
    signature: &Signature,
    binder: &Binder,
    argument: &Argument,
) -> Option<Table> {
    let mut table = Table {
        name: plain(&binder.name).to_string(),
        arguments: Vec::new(),
        numbers: Vec::new(),
        outcomes: None,
        entries: Vec::new(),
    };
    let (domains, names): (&[Domain], Vec<Name>) = match (&binder.domain, argument) {
        (Domain::Function(domains), Argument::Function(lambda)) => {
            (domains, lambda.parameters.iter().map(|parameter| plain(&parameter.name)).collect())
        }
        (Domain::Law(law), Argument::Law(parameters, _)) => {
            let Domain::Sort(sort) = law.on.as_ref() else { return None };
            table.outcomes = Some(elements(signature, sort)?);
            (&law.parameters, parameters.iter().map(|parameter| plain(&parameter.name)).collect())
        }
        (Domain::Real | Domain::Natural, Argument::Term(_)) => (&[], Vec::new()),
        (Domain::Sort(sort), Argument::Term(Term::Element { index, .. })) => {
            let index = usize::try_from(*index).ok()?;
            table.outcomes = Some(vec![elements(signature, sort)?.get(index)?.clone()]);
            table.entries.push(Term::integer(1));
            return Some(table);
        }
        _ => return None,
    };
    let mut rows: Vec<Vec<Term>> = vec![Vec::new()];
    for (domain, name) in domains.iter().zip(names) {
        let choices: Vec<Term> = match domain {
            Domain::Sort(sort) => {
                let names = elements(signature, sort)?;
                let choices =
                    (0_u32..).zip(&names).map(|(index, _)| Term::Element { sort: sort.clone(), index });
                let choices = choices.collect();
                table.arguments.push(names);
                choices
            }
            _ => {
                table.numbers.push(name.to_string());
                vec![Term::free(&name)]
            }
        };
        let extend =
            |row: Vec<Term>| choices.iter().map(move |choice| [row.clone(), vec![choice.clone()]].concat());
        rows = rows.into_iter().flat_map(extend).collect();
        if rows.len() > MOST {
            return None;
        }
    }
    for row in rows {
        let count = table.outcomes.as_ref().map_or(1, Vec::len);
        for outcome in 0..count {
            let asked = asked(binder, &row, outcome, count);
            let Formula::Compare(_, entry, _) = instantiate(&asked, argument) else { return None };
            table.entries.push(put_in::term(
                world,
                signature,
                &put_in::number(world, &entry).map_or(entry, Term::Number),
            ));
        }
    }
    (table.entries.len() <= MOST).then_some(table)
}

/// The value of the bound symbol at some arguments, or the probability of an outcome, as a comparison.
fn asked(binder: &Binder, arguments: &[Term], outcome: usize, count: usize) -> Formula {
    let term = match &binder.domain {
        Domain::Law(_) => {
            let chances = (0..count).map(|other| Term::integer(i64::from(other == outcome))).collect();
            let functional = Functional::Expectation { law: Variable::Bound(0), arguments: arguments.into() };
            let body = Term::Select(Arc::new(Term::bound(0)), chances);
            Term::Bind(functional, "outcome".into(), Arc::new(body))
        }
        Domain::Function(_) => Term::Apply(Variable::Bound(0), arguments.into()),
        _ => Term::bound(0),
    };
    Formula::Compare(mechproof_core::logic::Relation::Eq, term, Term::integer(0))
}

fn elements(signature: &Signature, sort: &str) -> Option<Vec<String>> {
    match signature.carrier(sort) {
        Some(Carrier::Enumerated(elements)) => Some(elements.iter().map(ToString::to_string).collect()),
        _ => None,
    }
}
