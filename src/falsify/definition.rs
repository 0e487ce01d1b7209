//! Functions that a hypothesis defines: `forall x in real: x > 0 implies L(x) = log(x)`.
//!
//! Consumes a premise; produces the function symbol and the term that it is to be equal to, whatever stands as a
//! condition before the equation. Where a symbol stands for that function, everywhere, the premise holds by
//! reflexivity and need not be evaluated; so functions of numbers may be more than the polynomials that are drawn.

use mechproof_core::logic::{Binder, Domain, Formula, Name, Relation, Term, Variable};

use super::mentions::mentions_of;

/// What a symbol is by a premise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    /// The name of the premise.
    pub(super) name: Option<Name>,
    /// How many leading symbols stand before the premise: the first of what is bound around the value.
    pub(super) depth: usize,
    /// For each quantifier of the premise, which argument of the function it is.
    pub(super) order: Vec<usize>,
    /// The value, below the quantifiers of the premise.
    pub(super) body: Term,
}

impl Definition {
    /// The position of the symbol that a premise below some symbols defines, and how. It is a function with an
    /// argument that is a number; others are met by changing numbers.
    pub(super) fn of(
        premise: &Formula,
        name: Option<&Name>,
        symbols: &[&Binder],
    ) -> Option<(usize, Definition)> {
        let mut quantified = Vec::new();
        let mut formula = premise;
        let (left, right) = loop {
            match formula.unnamed() {
                Formula::Forall(binder, body) => {
                    quantified.push(&binder.domain);
                    formula = body;
                }
                Formula::Implies(_, rest) if !quantified.is_empty() => {
                    formula = rest;
                    // A quantifier after a condition would have to be no argument.
                    if matches!(formula.unnamed(), Formula::Forall(..)) {
                        return None;
                    }
                }
                Formula::Compare(Relation::Eq, left, right) => break (left, right),
                _ => return None,
            }
        };
        let sides = [(left, right), (right, left)];
        sides.into_iter().find_map(|(value, body)| defined(value, body, &quantified, name, symbols))
    }

    /// Which leading symbols the value depends on, by position.
    pub(super) fn mentions(&self) -> Vec<usize> {
        let inner = u32::try_from(self.order.len()).unwrap_or(u32::MAX);
        let places = mentions_of(&self.body, inner).into_iter();
        places.filter_map(|place| self.depth.checked_sub(place as usize + 1)).collect()
    }
}

fn defined(
    value: &Term,
    body: &Term,
    quantified: &[&Domain],
    name: Option<&Name>,
    symbols: &[&Binder],
) -> Option<(usize, Definition)> {
    let Term::Apply(Variable::Bound(head), arguments) = value else { return None };
    let inner = quantified.len();
    let position = symbols.len().checked_sub((*head as usize).checked_sub(inner)? + 1)?;
    let Domain::Function(domains) = &symbols.get(position)?.domain else { return None };
    if arguments.len() != inner || domains.len() != inner || !domains.contains(&Domain::Real) {
        return None;
    }
    let mut order = vec![None; inner];
    for (place, (argument, domain)) in arguments.iter().zip(domains).enumerate() {
        let Term::Variable(Variable::Bound(index)) = argument else { return None };
        let quantifier = inner.checked_sub(*index as usize + 1)?;
        if quantified[quantifier] != domain || order[quantifier].replace(place).is_some() {
            return None;
        }
    }
    let order = order.into_iter().collect::<Option<_>>()?;
    let definition = Definition { name: name.cloned(), depth: symbols.len(), order, body: body.clone() };
    (!definition.mentions().contains(&position)).then_some((position, definition))
}
