//! A checked proof, told step by step in the paper's vocabulary.
//!
//! Consumes a proof with the facts that the kernel says each step added. A fact is called by the name of the
//! hypothesis, constraint or step it comes from, with what it was instantiated with; else by its step's number.

use mechproof_core::kernel::{Claim, Equation, Line, Product, Proof, Step};
use mechproof_core::logic::{
    Argument, Builtin, Domain, Formula, Functional, Lambda, Name, Scope, Term, Variable,
};

use crate::print;

/// The proof as lines of text, and how many more there are once the text has `most` bytes.
pub(super) fn told(claim: &Claim, proof: &Proof, lines: &[Line], most: usize) -> (String, usize) {
    let scope = Scope { signature: claim.signature().clone(), ..Scope::default() };
    let mut teller = Teller {
        scope,
        lines: lines.iter(),
        labels: Vec::new(),
        unnamed: 0,
        out: String::new(),
        most,
        untold: 0,
    };
    teller.declare(claim.formula(), proof.open);
    teller.block("assume", "", 1, &proof.steps);
    (teller.out, teller.untold)
}

/// What a fact is called.
#[derive(Clone)]
struct Label {
    text: String,
    /// Whether it is a name of the paper, not the number of a step.
    named: bool,
    /// The domain of what the fact says there is, if it says so.
    there_is: Option<Domain>,
}

/// Most characters of a formula that are told; the certificate has all of it.
const MOST: usize = 400;

/// A long formula, cut.
fn shortened(text: String) -> String {
    match text.char_indices().nth(MOST) {
        None => text,
        Some((end, _)) => format!("{} ... ({} characters more)", &text[..end], text.chars().count() - MOST),
    }
}

struct Teller<'a> {
    /// The sorts, and the names declared so far.
    scope: Scope,
    lines: std::slice::Iter<'a, Line>,
    labels: Vec<Label>,
    /// Assumptions without a name so far.
    unnamed: usize,
    out: String,
    /// After so many bytes lines are only counted.
    most: usize,
    /// How many were.
    untold: usize,
}

impl Teller<'_> {
    fn is_full(&self) -> bool {
        self.out.len() > self.most
    }

    fn say(&mut self, depth: usize, text: &str) {
        if self.is_full() {
            self.untold += 1;
            return;
        }
        self.out.extend(std::iter::repeat_n("  ", depth));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Notes the constants that the leading quantifiers of a formula become.
    fn declare(&mut self, formula: &Formula, open: usize) {
        let mut formula = formula.unnamed();
        for _ in 0..open {
            formula = match formula {
                Formula::Forall(binder, body) => {
                    self.scope.names.insert(binder.name.clone(), binder.domain.clone());
                    body.unnamed()
                }
                Formula::Implies(_, rest) => rest.unnamed(),
                _ => return,
            };
        }
    }

    fn formula(&self, formula: &Formula) -> String {
        if self.is_full() {
            return String::new();
        }
        shortened(print::formula_text(&self.scope, formula.unnamed()))
    }

    fn term(&self, term: &Term) -> String {
        if self.is_full() {
            return String::new();
        }
        shortened(print::term_text(&self.scope, term))
    }

    fn label(&self, fact: usize) -> String {
        self.labels.get(fact).map_or_else(|| format!("fact {fact}"), |label| label.text.clone())
    }

    fn labels(&self, facts: &[usize]) -> String {
        facts.iter().map(|fact| self.label(*fact)).collect::<Vec<_>>().join(", ")
    }

    /// Tells a block or branch; `prefix` is put before the numbers of its steps.
    fn block(&mut self, opening: &str, prefix: &str, depth: usize, steps: &[Step]) {
        if let Some(line) = self.lines.next() {
            self.labels.truncate(line.first);
            for fact in &line.facts {
                let label = if let Formula::Named(name, _) = fact {
                    name.to_string()
                } else {
                    self.unnamed += 1;
                    format!("assumption {}", self.unnamed)
                };
                let text = format!("{opening} {label}: {}", self.formula(fact));
                self.say(depth, &text);
                self.labels.push(Label { text: label, named: true, there_is: there_is(fact) });
            }
        }
        for (position, step) in steps.iter().enumerate() {
            let number = format!("{prefix}{}", position + 1);
            self.step(&number, depth, step);
        }
    }

    fn step(&mut self, number: &str, depth: usize, step: &Step) {
        match step {
            Step::Block { formula, open, steps } => {
                let text = format!("{number}. show {}{}", name_before(formula), self.formula(formula));
                self.say(depth, &text);
                self.declare(formula, *open);
                self.block("assume", &format!("{number}."), depth + 1, steps);
            }
            Step::Cases { fact, formula, branches } => {
                let text =
                    format!("{number}. in each case of {}: {}", self.label(*fact), self.formula(formula));
                self.say(depth, &text);
                for (case, steps) in branches.iter().enumerate() {
                    self.block("case", &format!("{number}.{}.", case + 1), depth + 1, steps);
                }
            }
            Step::Obtain { fact, name } => {
                let domain = self.labels.get(*fact).and_then(|label| label.there_is.clone());
                self.learn(name, domain);
            }
            Step::Pick { sort, name } => self.learn(name, Some(Domain::Sort(sort.clone()))),
            _ => {}
        }
        let Some(line) = self.lines.next() else { return };
        let facts: Vec<String> = line.facts.iter().map(|fact| self.formula(fact)).collect();
        if !matches!(step, Step::Block { .. } | Step::Cases { .. }) {
            let how = self.how(step);
            let text = match facts.as_slice() {
                // The parts stand above.
                _ if matches!(step, Step::Conjoin { .. }) => format!("{number}. {how}"),
                [] => format!("{number}. {how}"),
                facts => format!("{number}. {how}: {}", facts.join("; ")),
            };
            self.say(depth, &text);
        }
        let labels = self.labels_of(number, step, line);
        self.labels.truncate(line.first);
        self.labels.extend(labels);
    }

    fn learn(&mut self, name: &Name, domain: Option<Domain>) {
        if let Some(domain) = domain {
            self.scope.names.insert(name.clone(), domain);
        }
    }

    /// What the facts that a step added are called.
    fn labels_of(&self, number: &str, step: &Step, line: &Line) -> Vec<Label> {
        let from = match step {
            Step::Split { fact } | Step::Instantiate { fact, .. } | Step::Restate { fact, .. } => {
                self.labels.get(*fact).filter(|label| label.named)
            }
            _ => None,
        };
        let several = line.facts.len() > 1;
        let name_one = |(position, fact): (usize, &Formula)| {
            let own = match fact {
                Formula::Named(name, _) => Some(name.to_string()),
                _ => None,
            };
            let base = match (step, own, from) {
                (Step::Instantiate { .. }, own, Some(label)) => {
                    Some(own.unwrap_or_else(|| label.text.clone()))
                }
                (Step::Cite { theorem, .. }, None, _) => Some(theorem.to_string()),
                (_, Some(own), _) => Some(own),
                (Step::Split { .. }, None, Some(label)) => Some(format!("{}.{}", label.text, position + 1)),
                (_, None, Some(label)) => Some(label.text.clone()),
                (_, None, None) => None,
            };
            let (text, named) = match (base, step) {
                (Some(base), Step::Instantiate { arguments, .. }) if !arguments.is_empty() => {
                    (self.applied(&base, true, arguments), true)
                }
                (Some(text), _) => (text, true),
                (None, _) if several => (format!("({number}.{})", position + 1), false),
                (None, _) => (format!("({number})"), false),
            };
            Label { text, named, there_is: there_is(fact) }
        };
        line.facts.iter().enumerate().map(name_one).collect()
    }

    /// A name with arguments; those of a name instantiated before are continued.
    fn applied(&self, base: &str, named: bool, arguments: &[Argument]) -> String {
        let arguments: Vec<String> = arguments.iter().map(|argument| self.argument(argument)).collect();
        match base.strip_suffix(')') {
            Some(open) if named => format!("{open}, {})", arguments.join(", ")),
            _ => format!("{base}({})", arguments.join(", ")),
        }
    }

    fn argument(&self, argument: &Argument) -> String {
        match argument {
            Argument::Term(term) => self.term(term),
            Argument::Renamed(Variable::Free(name)) => name.to_string(),
            Argument::Renamed(Variable::Bound(index)) => format!("bound {index}"),
            Argument::Function(lambda) => self.lambda(lambda),
            Argument::Law(..) => "a law built from the declared ones".to_owned(),
        }
    }

    fn lambda(&self, lambda: &Lambda) -> String {
        let mut scope = self.scope.clone();
        let names: Vec<&str> = lambda
            .parameters
            .iter()
            .map(|binder| binder.name.split('\u{1}').next().unwrap_or_default())
            .collect();
        let values: Vec<Term> = names.iter().map(|name| Term::free(name)).collect();
        for (name, binder) in names.iter().zip(&lambda.parameters) {
            scope.names.insert((*name).into(), binder.domain.clone());
        }
        format!("({}) -> {}", names.join(", "), shortened(print::term_text(&scope, &lambda.apply(&values))))
    }

    fn functional(&self, functional: &Functional) -> String {
        let law = |law: &Variable, arguments: &[Term]| {
            let name = match law {
                Variable::Free(name) => name.to_string(),
                Variable::Bound(index) => format!("bound {index}"),
            };
            if arguments.is_empty() {
                name
            } else {
                let arguments: Vec<String> = arguments.iter().map(|term| self.term(term)).collect();
                format!("{name}({})", arguments.join(", "))
            }
        };
        match functional {
            Functional::Sum(sort) => format!("the sum over {sort}"),
            Functional::Integral => "the integral over [0, 1]".to_owned(),
            Functional::Expectation { law: of, arguments } => {
                format!("the expectation under {}", law(of, arguments))
            }
            Functional::Quantile { law: of, arguments } => format!("the quantiles of {}", law(of, arguments)),
        }
    }

    /// The rule of a step in words.
    fn how(&self, step: &Step) -> String {
        let using = |premises: &[usize]| {
            if premises.is_empty() { String::new() } else { format!(" using {}", self.labels(premises)) }
        };
        match step {
            Step::Instantiate { fact, arguments, premises } if arguments.is_empty() => {
                format!("{}{}", self.label(*fact), using(premises))
            }
            Step::Instantiate { fact, arguments, premises } => {
                let named = self.labels.get(*fact).is_some_and(|label| label.named);
                format!("{}{}", self.applied(&self.label(*fact), named, arguments), using(premises))
            }
            Step::Split { fact } => format!("each part of {}", self.label(*fact)),
            Step::Conjoin { facts } => match facts.as_slice() {
                [] => "trivially".to_owned(),
                facts => format!("together, {}", self.labels(facts)),
            },
            Step::Either { fact, .. } => format!("one of these, by {}", self.label(*fact)),
            Step::Excluded { .. } => "either it holds or not".to_owned(),
            Step::Trichotomy { .. } => "by sign".to_owned(),
            Step::Witness { argument, fact, premises, .. } => {
                let with = self.argument(argument);
                format!("there is one, {with}, by {}{}", self.label(*fact), using(premises))
            }
            Step::Obtain { fact, name } => format!("let {name} be what {} says there is", self.label(*fact)),
            Step::Pick { sort, name } => format!("let {name} be an element of {sort}"),
            Step::Absurd { fact, .. } => format!("from the contradiction {}", self.label(*fact)),
            Step::Restate { fact, .. } => format!("in other words, {}", self.label(*fact)),
            Step::Cite { theorem, .. } => format!("by {theorem}"),
            Step::Combine { multiplier, products, equations, .. } => {
                self.combination(multiplier, products, equations)
            }
            Step::Inverse { fact } => format!("dividing, by {}", self.label(*fact)),
            Step::Congruence { fact, .. } => format!("equals for equals, by {}", self.label(*fact)),
            Step::Indicator { fact } => format!("the indicator of {}", self.label(*fact)),
            Step::Lift { fact, functional } => {
                format!("{} of {}", self.functional(functional), self.label(*fact))
            }
            Step::Swap { .. } => "exchanging the order".to_owned(),
            Step::Member { fact, element } => {
                format!("the whole sum against its term at {}, by {}", self.term(element), self.label(*fact))
            }
            Step::Quantile { functional, tail, level, .. } => {
                let level = level.map(|fact| format!(" and {}", self.label(fact))).unwrap_or_default();
                format!("for every law, by {} with {}{level}", self.functional(functional), self.label(*tail))
            }
            Step::Moment { .. } => "integrating the power".to_owned(),
            Step::Induct { base, step, .. } => {
                format!("by induction from {} and {}", self.label(*base), self.label(*step))
            }
            Step::Natural { .. } => "a natural number".to_owned(),
            Step::Supremum { fact } => format!("there is a least upper bound, by {}", self.label(*fact)),
            Step::Enclose { function, terms, .. } => {
                let function = match function {
                    Builtin::Exp => "exp",
                    Builtin::Log => "log",
                };
                format!("{terms} terms of the series of {function}")
            }
            Step::Exponential => "the laws of exp and log".to_owned(),
            Step::Hole { name, .. } => format!("ASSUMED, vouched for by {name}"),
            Step::Block { .. } | Step::Cases { .. } => String::new(),
        }
    }

    /// `2 x IC(hi, lo) + IR(lo)`, with what the goal was multiplied by.
    fn combination(&self, multiplier: &[usize], products: &[Product], equations: &[Equation]) -> String {
        let mut parts: Vec<String> = products.iter().map(|product| self.product(product)).collect();
        for equation in equations {
            let fact = self.label(equation.fact);
            parts.push(match &equation.multiplier {
                Term::Number(number) if number.is_one() => fact,
                other => format!("[{}] x {fact}", self.term(other)),
            });
        }
        let sum = if parts.is_empty() { "by algebra".to_owned() } else { parts.join(" + ") };
        if multiplier.is_empty() {
            return sum;
        }
        let factors: Vec<String> = multiplier.iter().map(|fact| self.label(*fact)).collect();
        format!("{sum}, after multiplying by {}", factors.join(" x "))
    }

    fn product(&self, product: &Product) -> String {
        let mut factors: Vec<String> = Vec::new();
        if !product.weight.is_one() {
            factors.push(product.weight.to_string());
        }
        factors.extend(product.factors.iter().map(|fact| self.label(*fact)));
        if let Some(square) = &product.square {
            factors.push(format!("({})^2", self.term(square)));
        }
        if factors.is_empty() { product.weight.to_string() } else { factors.join(" x ") }
    }
}

/// The name of a formula, to stand before it.
fn name_before(formula: &Formula) -> String {
    match formula {
        Formula::Named(name, _) => format!("{name}: "),
        _ => String::new(),
    }
}

fn there_is(formula: &Formula) -> Option<Domain> {
    match formula.unnamed() {
        Formula::Exists(binder, _) => Some(binder.domain.clone()),
        _ => None,
    }
}
