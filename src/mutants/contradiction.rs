//! Whether the hypotheses of a claim contradict each other, by proof.
//!
//! Consumes a claim; takes one comparison among its hypotheses at a time and searches for a proof that it fails
//! wherever the others hold. Says yes only if the kernel accepts one.

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, check};
use mechproof_core::logic::{Argument, Binder, Domain, Formula, Name, Term, Variable, close, instantiate};

use crate::language::elaborate::{Environment, main_part};
use crate::tactic::auto::{Effort, search};

/// Most comparisons that are tried.
const MOST: usize = 24;

/// Whether no point satisfies all hypotheses, shown by a proof that the kernel accepts.
pub(super) fn contradictory(claim: &Claim, environment: &Environment, library: &Library) -> bool {
    let (symbols, parts) = opened(main_part(claim.formula()));
    let compared = (0..parts.len()).filter(|place| matches!(parts[*place], Formula::Compare(..)));
    compared.take(MOST).any(|place| {
        let Some(statement) = denied(claim, &symbols, &parts, place) else { return false };
        search(&statement, environment, library, &Effort::small()).is_ok_and(|proof| {
            check(&statement, &proof, library, Limits::default())
                .is_ok_and(|theorem| theorem.holes().is_empty())
        })
    })
}

/// The leading quantifiers with names that stand for their variables, and the parts of the premises.
fn opened(formula: &Formula) -> (Vec<(Name, Binder)>, Vec<Formula>) {
    let (mut symbols, mut parts) = (Vec::new(), Vec::new());
    let mut rest = formula.clone();
    loop {
        rest = match rest.unnamed() {
            Formula::Forall(binder, body) => {
                // No name of a theorem file begins with a number.
                let name: Name = format!("{} {}", symbols.len(), binder.name).as_str().into();
                let argument = match &binder.domain {
                    Domain::Function(_) | Domain::Law(_) => Argument::Renamed(Variable::Free(name.clone())),
                    Domain::Real | Domain::Natural | Domain::Sort(_) => Argument::Term(Term::free(&name)),
                };
                symbols.push((name, binder.clone()));
                instantiate(body, &argument)
            }
            Formula::Implies(premise, rest) => {
                split(premise, &mut parts);
                rest.as_ref().clone()
            }
            _ => return (symbols, parts),
        };
    }
}

fn split(premise: &Formula, parts: &mut Vec<Formula>) {
    match premise.unnamed() {
        Formula::And(conjuncts) => conjuncts.iter().for_each(|conjunct| split(conjunct, parts)),
        other => parts.push(other.clone()),
    }
}

/// That a part fails where the others hold.
fn denied(claim: &Claim, symbols: &[(Name, Binder)], parts: &[Formula], place: usize) -> Option<Claim> {
    let Formula::Compare(relation, left, right) = parts.get(place)? else { return None };
    let goal = Formula::Compare(relation.negated(), left.clone(), right.clone());
    let others = parts.iter().enumerate().filter(|(other, _)| *other != place);
    let statement = others.rev().fold(goal, |rest, (_, part)| part.clone().implies(rest));
    let statement = symbols.iter().rev().fold(statement, |body, (name, binder)| {
        Formula::Forall(binder.clone(), Box::new(close(&body, name)))
    });
    Claim::new(claim.signature().clone(), statement).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::document::Body;
    use crate::language::elaborate;

    const SAMPLE: &str = "paper sample \"Sample\" by \"Nobody\" year 2000\n\nmodel m\n  law F on [0, 1]\n\n\
        claim interval in m at \"p\"\n  for x, y in real\n  given unit: 1 < x < 1 and 0 < y\n  show x*y >= 0\n\n\
        claim mean in m at \"p\"\n  for x in real\n  given rare: E[v: F] [v >= x] < 0\n  show x >= 0\n\n\
        claim sound in m at \"p\"\n  for x, y in real\n  given unit: 0 < x < 1 and 0 < y\n  show x*y >= 0\n\n\
        claim free in m at \"p\"\n  for x in real\n  given square: x*x >= 0\n  show x >= 0\n\n\
        claim later in m at \"p\"\n  for x in real\n  given low: x < 0\n  show forall y in real: y > 0 implies \
        (y < x implies y = 7)\n";

    #[test]
    fn a_contradiction_is_proved_and_nothing_else_counts() {
        let files = [("sample.thm".to_owned(), SAMPLE.as_bytes().to_vec())];
        let documents = elaborate::load(&files).unwrap_or_else(|faults| panic!("{}", faults[0].message));
        for entry in &documents[0].entries {
            let Body::Formal(formal) = &entry.body else { panic!("a formal claim") };
            let found = contradictory(&formal.claim, &formal.environment, &Library::default());
            let expected = ["interval", "mean", "later"].iter().any(|name| entry.id.ends_with(name));
            assert_eq!(found, expected, "{}", entry.id);
        }
    }
}
