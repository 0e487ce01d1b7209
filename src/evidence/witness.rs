//! Points where all hypotheses of a claim hold: by mending random points, else by a solver's model.
//!
//! Consumes a claim; produces an interpretation that was evaluated exactly. For a solver, sorts of any size get
//! one or two elements, and functions of numbers are drawn first: solvers cannot find them.

use mechproof_core::exact::Rational;
use mechproof_core::kernel::Claim;
use mechproof_core::logic::{Argument, Carrier, Domain, Formula, Name, Signature, Term, instantiate};

use crate::falsify::{Functions, Interpretation, Meaning, functions_of_numbers, satisfied};
use crate::language::elaborate::main_part;
use crate::search::interrupt;
use crate::search::smt::model::witnesses;
use crate::search::smt::{Answer, Limits, Solver, Witness, ask, script};

/// Sizes given to sorts of any size.
const SIZES: [u32; 2] = [1, 2];
/// Choices of functions of numbers for which a solver is asked.
const CHOICES: u64 = 3;

/// What is decided of a leading variable before a solver is asked: an element, or what a function is.
type Decided = Option<Meaning>;

/// Searches for a point where all hypotheses hold.
pub(super) fn search(claim: &Claim, seed: u64, solver: Option<(&Solver, u64)>) -> Option<Interpretation> {
    if let Some(point) = crate::falsify::witness(claim, seed) {
        return Some(point.interpretation);
    }
    let (solver, steps) = solver?;
    let open = claim.signature().sorts.values().any(|carrier| !matches!(carrier, Carrier::Enumerated(_)));
    for size in SIZES.into_iter().take(if open { SIZES.len() } else { 1 }) {
        if interrupt::requested() {
            return None;
        }
        for choice in 0..CHOICES {
            let signature = finite(claim.signature(), size);
            let sized = Claim::new(signature, claim.formula().clone()).ok()?;
            let Some(functions) = functions_of_numbers(&sized, seed.wrapping_add(choice)) else { break };
            let drawn = functions.iter().any(Option::is_some);
            if let Some(point) = modelled(claim, (size, &functions), solver, steps)
                && satisfied(claim, &point).is_ok()
            {
                return Some(point);
            }
            if !drawn {
                break;
            }
        }
    }
    None
}

/// The solver's model of the hypotheses, where sorts of any size have so many elements.
fn modelled(
    claim: &Claim,
    (size, functions): (u32, &Functions),
    solver: &Solver,
    steps: u64,
) -> Option<Interpretation> {
    let signature = finite(claim.signature(), size);
    let mut symbols: Vec<(String, Decided)> = Vec::new();
    let formula = fixed(&signature, main_part(claim.formula()), functions, &mut symbols)?;
    let vacuity = Claim::new(signature, formula).ok()?.vacuity();
    let script = script(&vacuity).ok()?;
    let Answer::Sat(model) = ask(solver, &script, &Limits::steps(steps)) else { return None };
    // Quantifiers inside hypotheses declare constants too; they are passed over.
    let names = script.constants.iter().map(|constant| constant.name.to_string());
    let mut values = names.zip(witnesses(&script, &model));
    let meanings = symbols.into_iter().map(|(name, decided)| {
        let meaning = match decided {
            Some(meaning) => meaning,
            None => match values.by_ref().find(|(known, _)| *known == name)?.1 {
                Witness::Number(number) => Meaning::Number(number),
                Witness::Table(table) => Meaning::Function(table.into_values().collect()),
                Witness::Unknown => return None,
            },
        };
        Some((name, meaning))
    });
    let symbols = meanings.collect::<Option<Vec<_>>>()?;
    let open =
        claim.signature().sorts.iter().filter(|(_, carrier)| !matches!(carrier, Carrier::Enumerated(_)));
    let sorts = open.map(|(sort, _)| (sort.to_string(), size as usize)).collect();
    Some(Interpretation { sorts, symbols })
}

/// The signature with elements for sorts of any size.
fn finite(signature: &Signature, size: u32) -> Signature {
    let mut signature = signature.clone();
    for carrier in signature.sorts.values_mut() {
        if !matches!(carrier, Carrier::Enumerated(_)) {
            *carrier = Carrier::Enumerated((1..=size).map(|number| Name::from(number.to_string())).collect());
        }
    }
    signature
}

/// The formula with leading variables of sorts replaced by elements, one after the other, and functions of numbers
/// by what they are, and what became of each leading variable. Nothing if a leading variable is a law.
fn fixed(
    signature: &Signature,
    formula: &Formula,
    functions: &Functions,
    symbols: &mut Vec<(String, Decided)>,
) -> Option<Formula> {
    match formula {
        Formula::Named(_, body) => fixed(signature, body, functions, symbols),
        Formula::Implies(premise, body) => {
            Some(premise.as_ref().clone().implies(fixed(signature, body, functions, symbols)?))
        }
        Formula::Forall(binder, body)
            if let Some(Some((argument, meaning))) = functions.get(symbols.len()) =>
        {
            symbols.push((binder.name.to_string(), Some(meaning.clone())));
            fixed(signature, &instantiate(body, argument), functions, symbols)
        }
        Formula::Forall(binder, body) => match &binder.domain {
            Domain::Law(_) => None,
            Domain::Sort(sort) => {
                let count = signature.elements(sort)?.len();
                let before = |(_, decided): &&(String, Decided)| matches!(decided, Some(Meaning::Element(_)));
                let chosen = symbols.iter().filter(before).count() % count.max(1);
                symbols.push((binder.name.to_string(), Some(Meaning::Element(chosen))));
                let element = Term::Element { sort: sort.clone(), index: u32::try_from(chosen).ok()? };
                fixed(signature, &instantiate(body, &Argument::Term(element)), functions, symbols)
            }
            _ => {
                symbols.push((binder.name.to_string(), None));
                let body = fixed(signature, body, functions, symbols)?;
                Some(Formula::Forall(binder.clone(), Box::new(body)))
            }
        },
        other => Some(other.clone()),
    }
}

/// The constants of a counterexample in one line.
pub(super) fn shown(constants: &[(String, Witness)]) -> String {
    let value = |witness: &Witness| match witness {
        Witness::Number(number) => number.to_string(),
        Witness::Table(table) => {
            let values: Vec<String> = table.values().map(Rational::to_string).collect();
            format!("({})", values.join(", "))
        }
        Witness::Unknown => "?".to_owned(),
    };
    let constants: Vec<String> =
        constants.iter().map(|(name, witness)| format!("{name} = {}", value(witness))).collect();
    constants.join(", ")
}
