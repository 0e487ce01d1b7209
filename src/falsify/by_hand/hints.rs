//! What a checked refutation chose: witnesses of existential statements, and instances of universal ones.
//!
//! Consumes a proof with the facts that the kernel says each step added; produces choices by the names of the
//! variables chosen. They are hints: whoever uses them evaluates the statement at them again.

use std::collections::BTreeMap;

use mechproof_core::kernel::{Line, Proof, Step};
use mechproof_core::logic::{Argument, Formula, Name};

/// Choices found in a proof, in its order.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints {
    /// For a variable that exists: what was put for it.
    pub(super) witnesses: BTreeMap<Name, Vec<Argument>>,
    /// What statements about all values of these variables were used for.
    pub(super) instances: Vec<Vec<(Name, Argument)>>,
}

impl Hints {
    /// The choices of a checked proof; `lines` are what the kernel says of its steps.
    pub(super) fn of(proof: &Proof, lines: &[Line]) -> Hints {
        let mut reader = Reader { lines: lines.iter(), facts: Vec::new(), hints: Hints::default() };
        reader.block(&proof.steps);
        reader.hints
    }

    /// The instances of a formula that begins with universal quantifiers over these variables.
    pub(super) fn of_universal(&self, names: &[Name]) -> Vec<&[(Name, Argument)]> {
        let fits = |instance: &&Vec<(Name, Argument)>| {
            instance.len() == names.len() && instance.iter().zip(names).all(|((own, _), name)| own == name)
        };
        let mut found: Vec<&[(Name, Argument)]> = Vec::new();
        for instance in self.instances.iter().filter(fits) {
            if !found.contains(&instance.as_slice()) {
                found.push(instance);
            }
        }
        found
    }
}

struct Reader<'a> {
    lines: std::slice::Iter<'a, Line>,
    facts: Vec<Formula>,
    hints: Hints,
}

impl Reader<'_> {
    fn block(&mut self, steps: &[Step]) {
        self.learn();
        for step in steps {
            self.step(step);
        }
    }

    fn learn(&mut self) {
        if let Some(line) = self.lines.next() {
            self.facts.truncate(line.first);
            self.facts.extend(line.facts.iter().cloned());
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Block { steps, .. } => self.block(steps),
            Step::Cases { branches, .. } => {
                for branch in branches {
                    self.block(branch);
                }
            }
            Step::Witness { formula, argument, .. } => {
                if let Formula::Exists(binder, _) = formula.unnamed() {
                    let known = self.hints.witnesses.entry(plain(&binder.name)).or_default();
                    known.push(argument.clone());
                }
            }
            Step::Instantiate { fact, arguments, .. } => self.instance(*fact, arguments),
            _ => {}
        }
        self.learn();
    }

    fn instance(&mut self, fact: usize, arguments: &[Argument]) {
        let Some(mut formula) = self.facts.get(fact) else { return };
        let mut instance = Vec::new();
        for argument in arguments {
            while let Formula::Named(_, inner) | Formula::Implies(_, inner) = formula {
                formula = inner;
            }
            let Formula::Forall(binder, body) = formula else { break };
            instance.push((plain(&binder.name), argument.clone()));
            formula = body;
        }
        if !instance.is_empty() {
            self.hints.instances.push(instance);
        }
    }
}

/// A binder's name as the theorem file has it.
pub(super) fn plain(name: &Name) -> Name {
    name.split('\u{1}').next().unwrap_or_default().into()
}
