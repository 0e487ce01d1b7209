//! Kernel proofs as the text of a theorem file.
//!
//! Consumes a proof that the kernel accepts; produces the lines between `proof` and `end`. Every step of the
//! kernel becomes one step that names the facts it uses; weights are left out, since they are found again. The
//! text is a proposal like any other: it counts once it has been compiled and checked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, DEFINED, Library, Proof, Step, check_traced};
use mechproof_core::logic::{Argument, Formula, Signature, Term};

use crate::print::{Source, plain};

/// The facts that the steps of a proof add, by place.
type Added = BTreeMap<Vec<usize>, (usize, Vec<Formula>)>;

/// The lines of a proof of a claim, between `proof` and `end`. `None` if the kernel rejects the proof, or if a
/// step has no wording.
pub fn proof_text(claim: &Claim, proof: &Proof, library: &Library) -> Option<String> {
    let mut writer = Writer::new(claim, proof, library)?;
    // A statement that divides is proved in two blocks; the second is what files prove.
    let divides = matches!(claim.formula(), Formula::And(parts)
        if matches!(parts.as_slice(), [Formula::Named(name, _), _] if **name == *DEFINED));
    if divides {
        let place = proof.steps.iter().rposition(|step| matches!(step, Step::Block { .. }))?;
        let Step::Block { formula, open, steps } = &proof.steps[place] else { return None };
        let first = writer.added.get(&vec![place]).map_or(0, |(first, _)| *first);
        writer.opened(formula, *open, first);
        writer.steps(steps, &[place])?;
    } else {
        writer.opened(claim.formula(), proof.open, 0);
        writer.steps(&proof.steps, &[])?;
    }
    Some(writer.out)
}

/// The lines of a refutation: meanings for the symbols, then `proof` lines where they are needed.
pub fn refutation_text(
    id: &str,
    claim: &Claim,
    carriers: &BTreeMap<mechproof_core::logic::Name, Vec<mechproof_core::logic::Name>>,
    proof: &Proof,
    library: &Library,
) -> Option<String> {
    let negation = claim.negation(carriers).ok()?;
    let mut writer = Writer::new(&negation, proof, library)?;
    let conclusion =
        proof.steps.iter().position(|step| matches!(step, Step::Instantiate { fact, .. } if *fact <= 2));
    let mut meanings: Vec<String> = carriers
        .iter()
        .map(|(sort, elements)| {
            let elements: Vec<&str> = elements.iter().map(|element| &**element).collect();
            format!("{sort} = {{{}}}", elements.join(", "))
        })
        .collect();
    if let Some(Step::Instantiate { arguments, .. }) = conclusion.map(|place| &proof.steps[place]) {
        let mut rest = crate::language::elaborate::main_part(claim.formula());
        let mut given = arguments.iter();
        loop {
            rest = match rest.unnamed() {
                Formula::Forall(binder, body) => {
                    let Some(argument) = given.next() else { break };
                    meanings.push(format!(
                        "{} = {}",
                        plain(&binder.name),
                        writer.source().argument(argument)
                    ));
                    body
                }
                Formula::Implies(_, goal) => goal,
                _ => break,
            };
        }
    }
    writer.names.insert(0, "claim".to_owned());
    writer.conclusion = conclusion;
    writer.steps(&proof.steps, &[])?;
    let with = if meanings.is_empty() { String::new() } else { format!(" with {}", meanings.join(", ")) };
    let mut text = format!("refute \"{id}\"{with}\n");
    if !writer.out.is_empty() {
        let _ = write!(text, "  proof\n{}  end\n", writer.out);
    }
    Some(text)
}

struct Writer {
    signature: Signature,
    added: Added,
    names: BTreeMap<usize, String>,
    taken: BTreeSet<String>,
    count: usize,
    indent: usize,
    /// In a refutation: the step that instantiates the claim.
    conclusion: Option<usize>,
    out: String,
}

impl Writer {
    fn new(claim: &Claim, proof: &Proof, library: &Library) -> Option<Writer> {
        let (_, lines) = check_traced(claim, proof, library, Limits::default()).ok()?;
        let mut added = Added::new();
        for line in lines.into_iter().filter(|line| line.rule != "assume") {
            added.insert(line.path, (line.first, line.facts));
        }
        let mut taken = BTreeSet::new();
        words(claim.formula(), &mut taken);
        Some(Writer {
            signature: claim.signature().clone(),
            added,
            names: BTreeMap::new(),
            taken,
            count: 0,
            indent: 4,
            conclusion: None,
            out: String::new(),
        })
    }

    fn source(&self) -> Source<'_> {
        Source::new(&self.signature)
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}{text}", " ".repeat(self.indent));
    }

    /// A name that nothing has.
    fn fresh(&mut self) -> String {
        loop {
            self.count += 1;
            let name = format!("s{}", self.count);
            if !self.taken.contains(&name) {
                return name;
            }
        }
    }

    /// Names what opening a formula makes facts of, as proofs in files name it.
    fn opened(&mut self, formula: &Formula, open: usize, first: usize) {
        let (mut rest, mut next, mut unnamed) = (formula, first, 0);
        for _ in 0..open {
            rest = match rest.unnamed() {
                Formula::Forall(_, body) => body,
                Formula::Implies(premise, goal) => {
                    let name = match premise.as_ref() {
                        Formula::Named(name, _) => name.to_string(),
                        _ => {
                            unnamed += 1;
                            format!("h{unnamed}")
                        }
                    };
                    self.names.insert(next, name);
                    next += 1;
                    goal
                }
                _ => break,
            };
        }
    }

    fn name(&self, fact: usize) -> Option<String> {
        self.names.get(&fact).cloned()
    }

    fn steps(&mut self, steps: &[Step], path: &[usize]) -> Option<()> {
        for (number, step) in steps.iter().enumerate() {
            let here: Vec<usize> = path.iter().copied().chain([number]).collect();
            let (first, facts) = self.added.get(&here).cloned().unwrap_or((usize::MAX, Vec::new()));
            if path.is_empty() && self.conclusion == Some(number) {
                let name = self.fresh();
                self.line(&format!("conclusion {name}"));
                self.names.insert(first, name);
                continue;
            }
            self.step(step, &here, first, &facts)?;
        }
        Some(())
    }

    fn step(&mut self, step: &Step, here: &[usize], first: usize, facts: &[Formula]) -> Option<()> {
        match step {
            Step::Split { fact } => {
                // In a refutation the claim's own parts are reached by `conclusion`.
                if self.conclusion.is_some() && *fact == 0 {
                    return Some(());
                }
                let from = self.name(*fact)?;
                let mut into = Vec::new();
                for offset in 0..facts.len() {
                    let name = self.fresh();
                    self.names.insert(first + offset, name.clone());
                    into.push(name);
                }
                self.line(&format!("split {from} into {}", into.join(", ")));
                return Some(());
            }
            Step::Obtain { fact, name } => {
                let (from, label) = (self.name(*fact)?, self.fresh());
                self.line(&format!("obtain {} with {label} from {from}", plain(name)));
                self.names.insert(first, label);
                return Some(());
            }
            Step::Pick { sort, name } => {
                self.line(&format!("pick {} in {sort}", plain(name)));
                return Some(());
            }
            _ => {}
        }
        let formula = facts.first()?;
        let label = self.fresh();
        let said = self.source().formula(formula);
        let head = format!("step {label}: {said} by");
        match step {
            Step::Block { formula, open, steps } => {
                self.line(&format!("{head} proof"));
                self.inside(|writer| {
                    let before = writer.names.clone();
                    writer.opened(formula, *open, first);
                    writer.steps(steps, here)?;
                    writer.names = before;
                    Some(())
                })?;
                self.line("end");
            }
            Step::Cases { fact, branches, .. } => {
                let from = self.name(*fact)?;
                self.line(&format!("{head} cases {from}"));
                for (number, steps) in branches.iter().enumerate() {
                    let case = self.fresh();
                    self.line(&format!("case {case}:"));
                    let path: Vec<usize> = here.iter().copied().chain([number]).collect();
                    self.inside(|writer| {
                        let before = writer.names.clone();
                        writer.names.insert(first, case.clone());
                        writer.steps(steps, &path)?;
                        writer.names = before;
                        Some(())
                    })?;
                }
                self.line("end");
            }
            _ => {
                let by = self.reason(step)?;
                self.line(&format!("{head} {by}"));
            }
        }
        self.names.insert(first, label);
        Some(())
    }

    fn inside(&mut self, write: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.indent += 2;
        let written = write(self);
        self.indent -= 2;
        written
    }

    /// The words behind `by`.
    fn reason(&self, step: &Step) -> Option<String> {
        let rule = |word: &str, fact: &usize| Some(format!("{word} {}", self.name(*fact)?));
        match step {
            Step::Instantiate { fact, arguments, .. } => {
                let fact = self.name(*fact)?;
                Some(format!("from {fact}{}", self.arguments(arguments)))
            }
            Step::Conjoin { .. } => Some("decide".to_owned()),
            Step::Either { fact, .. } => rule("either", fact),
            Step::Excluded { .. } => Some("excluded".to_owned()),
            Step::Trichotomy { term } => Some(format!("trichotomy {{{}}}", self.source().term(term))),
            Step::Witness { argument, .. } => {
                Some(format!("witness with{}", self.arguments(std::slice::from_ref(argument))))
            }
            Step::Absurd { fact, .. } => rule("absurd", fact),
            Step::Restate { fact, .. } => rule("restating", fact),
            Step::Lift { fact, functional } => {
                let one = Term::Bind(functional.clone(), "x".into(), Arc::new(Term::integer(1)));
                Some(format!("lift {}, {{{}}}", self.name(*fact)?, self.source().term(&one)))
            }
            Step::Inverse { fact } => rule("quotient", fact),
            Step::Indicator { fact } => rule("indicator", fact),
            Step::Natural { term } => Some(format!("natural {{{}}}", self.source().term(term))),
            Step::Combine { multiplier, products, equations, .. } => {
                let mut items = Vec::new();
                for product in products {
                    let mut factors = Vec::new();
                    if let Some(root) = &product.square {
                        factors.push(format!("{{{}}}^2", self.source().term(root)));
                    }
                    for fact in &product.factors {
                        factors.push(self.name(*fact)?);
                    }
                    if !factors.is_empty() {
                        items.push(factors.join("*"));
                    }
                }
                for equation in equations {
                    let multiplier = self.source().term(&equation.multiplier);
                    items.push(format!("{{{multiplier}}}*{}", self.name(equation.fact)?));
                }
                let mut clearing = Vec::new();
                for fact in multiplier {
                    clearing.push(self.name(*fact)?);
                }
                if items.is_empty() && clearing.is_empty() {
                    return Some("decide".to_owned());
                }
                let clearing = if clearing.is_empty() {
                    String::new()
                } else {
                    format!(" clearing {}", clearing.join("*"))
                };
                Some(format!("{} degree 1{clearing}", items.join(", ")).trim_start().to_owned())
            }
            _ => None,
        }
    }

    fn arguments(&self, arguments: &[Argument]) -> String {
        if arguments.is_empty() {
            return String::new();
        }
        let arguments: Vec<String> =
            arguments.iter().map(|argument| self.source().argument(argument)).collect();
        format!("({})", arguments.join(", "))
    }
}

/// All names in a formula's prefix, so that steps are called otherwise.
fn words(formula: &Formula, taken: &mut BTreeSet<String>) {
    match formula {
        Formula::Forall(binder, body) | Formula::Exists(binder, body) => {
            taken.insert(plain(&binder.name));
            words(body, taken);
        }
        Formula::Implies(left, right) => {
            words(left, taken);
            words(right, taken);
        }
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| words(part, taken)),
        Formula::Named(name, body) => {
            taken.insert(name.to_string());
            words(body, taken);
        }
        Formula::Compare(..) => {}
    }
}
