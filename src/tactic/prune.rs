//! A proof without the steps that nothing rests on.
//!
//! Consumes a proof with the claim that it proves; produces a shorter one that the kernel accepts too, or the
//! same proof where that does not work out. Facts are numbered anew.

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, Line, Proof, Step, check, check_traced};

/// The proof without idle steps.
pub fn pruned(claim: &Claim, proof: &Proof, library: &Library) -> Proof {
    let mut shorter = proof.clone();
    // A step may be idle only once those that used it are gone.
    for _ in 0..4 {
        let Ok((_, lines)) = check_traced(claim, &shorter, library, Limits::default()) else { break };
        let next = once(&shorter, &lines);
        if next == shorter || check(claim, &next, library, Limits::default()).is_err() {
            break;
        }
        shorter = next;
    }
    shorter
}

/// How many facts a step adds, and the first of them; by place.
type Added = BTreeMap<Vec<usize>, (usize, usize)>;

fn once(proof: &Proof, lines: &[Line]) -> Proof {
    let mut added = Added::new();
    // What stands at the beginning of blocks and branches has the place of the step around it.
    let mut assumed: BTreeMap<(Vec<usize>, usize), usize> = BTreeMap::new();
    for line in lines {
        if line.rule == "assume" {
            assumed.insert((line.path.clone(), line.first), line.facts.len());
        } else {
            added.insert(line.path.clone(), (line.first, line.facts.len()));
        }
    }
    let start = assumed.iter().filter(|((path, _), _)| path.is_empty()).map(|(_, count)| *count).sum();
    let mut pruner = Pruner { added, names: BTreeMap::new() };
    for fact in 0..start {
        pruner.names.insert(fact, fact);
    }
    match pruner.block(&proof.steps, &[], start, start) {
        Some(steps) => Proof { open: proof.open, steps },
        None => proof.clone(),
    }
}

struct Pruner {
    added: Added,
    /// New numbers of old facts.
    names: BTreeMap<usize, usize>,
}

impl Pruner {
    /// The steps of a block that are needed for its last fact. `first` is the number of its first new fact in
    /// the old proof, `next` the same in the new one.
    fn block(&mut self, steps: &[Step], path: &[usize], first: usize, next: usize) -> Option<Vec<Step>> {
        let place = |number: usize| -> Vec<usize> { path.iter().copied().chain([number]).collect() };
        let mut needed: BTreeSet<usize> = BTreeSet::new();
        let mut kept = vec![false; steps.len()];
        let mut goal_met = false;
        for (number, step) in steps.iter().enumerate().rev() {
            let (start, count) = self.added.get(&place(number)).copied().unwrap_or((first, 0));
            let mut keep = (start..start + count).any(|fact| needed.contains(&fact));
            // The last fact of the block is what it proves; names must stay.
            if !goal_met && count > 0 {
                keep = true;
                goal_met = true;
            }
            keep |= matches!(step, Step::Pick { .. } | Step::Obtain { .. });
            if keep {
                kept[number] = true;
                // What a block refers to inside itself has numbers of its own.
                references(step, &mut |fact| {
                    if *fact < start {
                        needed.insert(*fact);
                    }
                });
            }
        }
        let mut next = next;
        let mut result = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            if !kept[number] {
                continue;
            }
            let here = place(number);
            let mut step = step.clone();
            let (start, count) = self.added.get(&here).copied().unwrap_or((first, 0));
            let before = self.names.clone();
            match &mut step {
                Step::Block { formula, open, steps } => {
                    let premises = premises(formula, *open);
                    for offset in 0..premises {
                        self.names.insert(start + offset, next + offset);
                    }
                    *steps = self.block(steps, &here, start + premises, next + premises)?;
                }
                Step::Cases { branches, .. } => {
                    for (branch, steps) in branches.iter_mut().enumerate() {
                        self.names.insert(start, next);
                        let inside: Vec<usize> = here.iter().copied().chain([branch]).collect();
                        *steps = self.block(steps, &inside, start + 1, next + 1)?;
                        self.names = before.clone();
                    }
                }
                _ => {}
            }
            self.names = before;
            rename(&mut step, &self.names)?;
            for offset in 0..count {
                self.names.insert(start + offset, next + offset);
            }
            next += count;
            result.push(step);
        }
        Some(result)
    }
}

/// How many of the first quantifiers and premises of a formula are premises.
fn premises(formula: &mechproof_core::logic::Formula, open: usize) -> usize {
    use mechproof_core::logic::Formula;
    let mut rest = formula;
    let mut count = 0;
    for _ in 0..open {
        rest = match rest.unnamed() {
            Formula::Forall(_, body) => body,
            Formula::Implies(_, goal) => {
                count += 1;
                goal
            }
            _ => break,
        };
    }
    count
}

/// Gives the facts that a step itself refers to their new numbers; blocks and branches have been done.
fn rename(step: &mut Step, names: &BTreeMap<usize, usize>) -> Option<()> {
    let mut known = true;
    own_references(step, &mut |fact| match names.get(fact) {
        Some(name) => *fact = *name,
        None => known = false,
    });
    known.then_some(())
}

/// All facts that a step refers to, those inside it included.
fn references(step: &Step, visit: &mut dyn FnMut(&usize)) {
    let mut copy = step.clone();
    own_references(&mut copy, &mut |fact| visit(fact));
    match step {
        Step::Block { steps, .. } => steps.iter().for_each(|step| references(step, visit)),
        Step::Cases { branches, .. } => {
            branches.iter().flatten().for_each(|step| references(step, visit));
        }
        _ => {}
    }
}

fn own_references(step: &mut Step, visit: &mut dyn FnMut(&mut usize)) {
    match step {
        Step::Instantiate { fact, premises, .. } | Step::Witness { fact, premises, .. } => {
            visit(fact);
            premises.iter_mut().for_each(visit);
        }
        Step::Conjoin { facts } => facts.iter_mut().for_each(visit),
        Step::Combine { multiplier, products, equations, .. } => {
            multiplier.iter_mut().for_each(&mut *visit);
            for product in products {
                product.factors.iter_mut().for_each(&mut *visit);
                product.square_nonzero.iter_mut().for_each(&mut *visit);
            }
            equations.iter_mut().for_each(|equation| visit(&mut equation.fact));
        }
        Step::Quantile { tail, level, .. } => {
            visit(tail);
            level.iter_mut().for_each(visit);
        }
        Step::Moment { at_least, at_most, .. } => {
            visit(at_least);
            visit(at_most);
        }
        Step::Induct { base, step, .. } => {
            visit(base);
            visit(step);
        }
        Step::Split { fact }
        | Step::Either { fact, .. }
        | Step::Cases { fact, .. }
        | Step::Obtain { fact, .. }
        | Step::Absurd { fact, .. }
        | Step::Restate { fact, .. }
        | Step::Inverse { fact }
        | Step::Congruence { fact, .. }
        | Step::Indicator { fact }
        | Step::Lift { fact, .. }
        | Step::Member { fact, .. }
        | Step::Supremum { fact } => visit(fact),
        Step::Block { .. }
        | Step::Excluded { .. }
        | Step::Trichotomy { .. }
        | Step::Pick { .. }
        | Step::Cite { .. }
        | Step::Swap { .. }
        | Step::Natural { .. }
        | Step::Exponential
        | Step::Enclose { .. }
        | Step::Hole { .. } => {}
    }
}
