//! From a claim to an SMT-LIB 2 script whose `unsat` means that the claim holds.
//!
//! Consumes a claim; produces a script that asserts its negation, with the constants it declares, or says which
//! construct has no translation. The script is exact where no abstract sort occurs: a model of it then is a
//! counterexample. A sort of any size is declared as a sort, so `unsat` speaks for every size and `sat` may need
//! an infinite one. Trusted by nobody: `unsat` is evidence, and `sat` is checked by `evaluate`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use mechproof_core::kernel::Claim;
use mechproof_core::logic::{Binder, Carrier, Domain, Formula, Name, Signature};

use super::expression::{Comparison, Degree, Expression};
use super::symbols::{quoted, symbol};
use super::{MAX_INSTANCES, Unsupported};

/// Longest script, in bytes.
const MAX_TEXT: usize = 16 << 20;

/// A script, and what it declares for the claim's variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The logic it names.
    pub logic: &'static str,
    /// The whole text, up to the commands that read the answer.
    pub text: String,
    /// What it declares for the variables of the claim, in the order in which `evaluate` meets them.
    pub constants: Vec<Constant>,
    /// Whether something without a translation became unknown, so that only `unsat` says anything.
    pub abstracted: bool,
    /// In a script that asks which hypotheses an `unsat` uses: their names. The one at place 3 is assumed by the
    /// symbol `|#3|`.
    pub hypotheses: Vec<Name>,
}

/// What stands for a variable of the claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constant {
    /// The variable's name.
    pub name: Name,
    /// Whether it is a function.
    pub function: bool,
    /// The symbols, with the elements each is the value at; none where a function has other arguments too.
    pub entries: Vec<(Vec<u32>, String)>,
}

/// What a bound variable is in the script.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// A real number.
    Real(Expression),
    /// A natural number: as a real one, and the symbol of the integer.
    Natural(Expression, String),
    /// An element of an enumerated sort.
    Element(u32),
    /// An element of another sort; the symbol of that sort if a quantifier of the script binds it.
    Opaque(String, Option<String>),
    /// A function: its symbol before quoting, its arguments, and whether a quantifier of the script binds it.
    Function(String, Vec<Domain>, bool),
    /// A law: which, and how many elements its sort has if that is enumerated.
    Law(usize, Option<u32>),
    /// The variable of an integral.
    Integrand,
}

/// A formula of the script, so that conjunctions become assertions of their own.
enum Clause {
    All(Vec<Clause>),
    Any(Vec<Clause>),
    Atom(String),
    /// A hypothesis of the claim, by its place among them.
    Hypothesis(usize, Box<Clause>),
}

/// The script for a claim.
///
/// # Errors
/// The construct that has no translation.
pub fn script(claim: &Claim) -> Result<Script, Unsupported> {
    translated(claim, false, false)
}

/// The script for a claim, where what has no translation becomes unknown: a more general question.
///
/// # Errors
/// The construct that cannot be made unknown either.
pub fn abstracted(claim: &Claim) -> Result<Script, Unsupported> {
    translated(claim, true, false)
}

/// The script for a claim in which each hypothesis with a name is assumed by a symbol of its own; `lenient` as in
/// [`abstracted`].
///
/// # Errors
/// As for the script without symbols.
pub fn tracked(claim: &Claim, lenient: bool) -> Result<Script, Unsupported> {
    translated(claim, lenient, true)
}

/// The symbol that assumes the hypothesis at a place.
pub(super) fn assumption(place: usize) -> String {
    format!("|#{place}|")
}

fn translated(claim: &Claim, lenient: bool, tracked: bool) -> Result<Script, Unsupported> {
    let mut builder = Builder::new(claim.signature(), lenient);
    builder.hypotheses = tracked.then(Vec::new);
    let negation = builder.formula(claim.formula(), true)?;
    builder.finish(negation)
}

/// What a translation has declared so far.
#[allow(clippy::struct_excessive_bools, reason = "each stands for one letter of a logic's name")]
pub(super) struct Builder<'a> {
    pub(super) signature: &'a Signature,
    pub(super) environment: Vec<Meaning>,
    pub(super) quotients: BTreeMap<(String, String), Expression>,
    pub(super) nonlinear: bool,
    pub(super) sorts: BTreeSet<Name>,
    pub(super) declarations: String,
    pub(super) side_conditions: Vec<String>,
    pub(super) constants: Vec<Constant>,
    pub(super) used: BTreeMap<String, usize>,
    instances: usize,
    size: usize,
    /// How many quantifiers of the script are open, and whether there was any.
    open: usize,
    quantified: bool,
    pub(super) integers: bool,
    pub(super) functions: bool,
    /// Whether what has no translation may become unknown, and whether something did.
    pub(super) lenient: bool,
    pub(super) abstracted: bool,
    /// The symbols of what is unknown, by description.
    pub(super) opaques: BTreeMap<String, String>,
    pub(super) laws: usize,
    /// The names of hypotheses met so far, if they are to have symbols.
    hypotheses: Option<Vec<Name>>,
}

impl<'a> Builder<'a> {
    fn new(signature: &'a Signature, lenient: bool) -> Builder<'a> {
        Builder {
            signature,
            environment: Vec::new(),
            quotients: BTreeMap::new(),
            nonlinear: false,
            sorts: BTreeSet::new(),
            declarations: String::new(),
            side_conditions: Vec::new(),
            constants: Vec::new(),
            used: BTreeMap::new(),
            instances: 0,
            size: 0,
            open: 0,
            quantified: false,
            integers: false,
            functions: false,
            lenient,
            abstracted: false,
            opaques: BTreeMap::new(),
            laws: 0,
            hypotheses: None,
        }
    }

    fn finish(self, negation: Clause) -> Result<Script, Unsupported> {
        let logic = match (self.integers, self.quantified, self.functions, self.nonlinear) {
            (true, ..) => "ALL",
            (_, false, false, false) => "QF_LRA",
            (_, false, false, true) => "QF_NRA",
            (_, false, true, false) => "QF_UFLRA",
            (_, false, true, true) => "QF_UFNRA",
            (_, true, false, false) => "LRA",
            (_, true, false, true) => "NRA",
            (_, true, true, false) => "UFLRA",
            (_, true, true, true) => "UFNRA",
        };
        let mut text = format!("(set-option :produce-models true)\n(set-logic {logic})\n");
        for sort in &self.sorts {
            let _ = writeln!(text, "(declare-sort {} 0)", quoted(&symbol(sort)));
        }
        text.push_str(&self.declarations);
        let hypotheses = self.hypotheses.unwrap_or_default();
        for place in 0..hypotheses.len() {
            let _ = writeln!(text, "(declare-const {} Bool)", assumption(place));
        }
        let mut assertions: Vec<Clause> = self.side_conditions.into_iter().map(Clause::Atom).collect();
        assertions.push(negation);
        for assertion in flat(assertions) {
            text.push_str("(assert ");
            match &assertion {
                Clause::Hypothesis(place, clause) => {
                    let _ = write!(text, "(=> {} ", assumption(*place));
                    write_clause(clause, &mut text);
                    text.push(')');
                }
                other => write_clause(other, &mut text),
            }
            text.push_str(")\n");
            if text.len() > MAX_TEXT {
                return Err(Unsupported::TooLarge);
            }
        }
        Ok(Script { logic, text, constants: self.constants, abstracted: self.abstracted, hypotheses })
    }

    /// The formula, or its negation, with negations pushed inwards.
    fn formula(&mut self, formula: &Formula, negated: bool) -> Result<Clause, Unsupported> {
        match formula {
            Formula::Compare(relation, left, right) => {
                let relation = if negated { relation.negated() } else { *relation };
                let (left, right) = (self.term(left)?, self.term(right)?);
                self.nonlinear |= left.degree.max(right.degree) == Degree::Nonlinear;
                match Expression::compare(relation, &left, &right)? {
                    Comparison::Decided(true) => Ok(Clause::All(Vec::new())),
                    Comparison::Decided(false) => Ok(Clause::Any(Vec::new())),
                    Comparison::Text(text) => {
                        self.grow(text.len())?;
                        Ok(Clause::Atom(text))
                    }
                }
            }
            Formula::And(parts) | Formula::Or(parts) => {
                let clauses: Result<Vec<Clause>, Unsupported> =
                    parts.iter().map(|part| self.formula(part, negated)).collect();
                Ok(joined(matches!(formula, Formula::And(_)) != negated, clauses?))
            }
            Formula::Implies(left, right) => {
                let left = match (&**left, self.hypotheses.as_mut()) {
                    (Formula::Named(name, body), Some(known)) if negated && self.open == 0 => {
                        let place = known.len();
                        known.push(name.clone());
                        Clause::Hypothesis(place, Box::new(self.formula(body, false)?))
                    }
                    (left, _) => self.formula(left, !negated)?,
                };
                let parts = vec![left, self.formula(right, negated)?];
                Ok(joined(negated, parts))
            }
            Formula::Named(_, body) => self.formula(body, negated),
            Formula::Forall(binder, body) | Formula::Exists(binder, body) => {
                let universal = matches!(formula, Formula::Forall(..)) != negated;
                if let Some(elements) = self.elements(&binder.domain) {
                    let mut parts = Vec::new();
                    for index in 0..elements {
                        self.count()?;
                        parts
                            .push(self.under(Meaning::Element(index), |inner| inner.formula(body, negated))?);
                    }
                    return Ok(joined(universal, parts));
                }
                if universal || self.open > 0 {
                    return match self.quantifier(binder, body, universal, negated) {
                        Err(why @ (Unsupported::Law | Unsupported::QuantifiedFunction)) => {
                            let truth = self.opaque_formula(formula, why)?;
                            Ok(Clause::Atom(if negated { format!("(not {truth})") } else { truth }))
                        }
                        other => other,
                    };
                }
                let meaning = self.constant(binder)?;
                self.under(meaning, |inner| inner.formula(body, negated))
            }
        }
    }

    /// A quantifier of the script.
    fn quantifier(
        &mut self,
        binder: &Binder,
        body: &Formula,
        universal: bool,
        negated: bool,
    ) -> Result<Clause, Unsupported> {
        let base = self.fresh(&symbol(&binder.name));
        let name = quoted(&base);
        let (meaning, bound) = match &binder.domain {
            Domain::Real => {
                (Meaning::Real(Expression::unknown(name.clone(), true)), format!("({name} Real)"))
            }
            Domain::Natural => {
                self.integers = true;
                let real = Expression::unknown(format!("(to_real {name})"), true);
                (Meaning::Natural(real, name.clone()), format!("({name} Int)"))
            }
            Domain::Sort(sort) => {
                let sort = self.sort(sort);
                (Meaning::Opaque(name.clone(), Some(sort.clone())), format!("({name} {sort})"))
            }
            Domain::Function(arguments) => {
                let (tuples, others) = self.tuples(arguments)?;
                if !others.is_empty() {
                    return Err(Unsupported::QuantifiedFunction);
                }
                let values = tuples.iter().map(|tuple| quoted(&self.value_symbol(&base, arguments, tuple)));
                let bound: Vec<String> = values.map(|value| format!("({value} Real)")).collect();
                (Meaning::Function(base, arguments.clone(), true), bound.join(" "))
            }
            Domain::Law(_) => return Err(Unsupported::Law),
        };
        self.quantified = true;
        self.open += 1;
        let inner = self.under(meaning, |inner| inner.formula(body, negated));
        self.open -= 1;
        let mut inner = inner?;
        if matches!(&inner, Clause::All(parts) | Clause::Any(parts) if parts.is_empty()) {
            return Ok(inner);
        }
        if binder.domain == Domain::Natural {
            let range = if universal { "<" } else { ">=" };
            inner = joined(!universal, vec![Clause::Atom(format!("({range} {name} 0)")), inner]);
        }
        let mut text = format!("({} ({bound}) ", if universal { "forall" } else { "exists" });
        write_clause(&inner, &mut text);
        text.push(')');
        self.grow(text.len())?;
        Ok(Clause::Atom(text))
    }

    pub(super) fn elements(&self, domain: &Domain) -> Option<u32> {
        let Domain::Sort(sort) = domain else { return None };
        match self.signature.carrier(sort) {
            Some(Carrier::Enumerated(elements)) => u32::try_from(elements.len()).ok(),
            _ => None,
        }
    }

    pub(super) fn count(&mut self) -> Result<(), Unsupported> {
        self.instances += 1;
        if self.instances > MAX_INSTANCES { Err(Unsupported::TooLarge) } else { Ok(()) }
    }

    pub(super) fn grow(&mut self, by: usize) -> Result<(), Unsupported> {
        self.size += by;
        if self.size > MAX_TEXT { Err(Unsupported::TooLarge) } else { Ok(()) }
    }

    pub(super) fn under<T>(&mut self, meaning: Meaning, run: impl FnOnce(&mut Self) -> T) -> T {
        self.environment.push(meaning);
        let result = run(self);
        self.environment.pop();
        result
    }
}

/// A conjunction or disjunction without the parts that do not matter to it.
fn joined(conjunction: bool, parts: Vec<Clause>) -> Clause {
    let mut kept = Vec::new();
    for part in parts {
        match (part, conjunction) {
            (Clause::All(inner), true) | (Clause::Any(inner), false) => kept.extend(inner),
            (Clause::Any(inner), true) if inner.is_empty() => return Clause::Any(inner),
            (Clause::All(inner), false) if inner.is_empty() => return Clause::All(inner),
            (other, _) => kept.push(other),
        }
    }
    match (kept.len(), conjunction) {
        (1, _) => kept.remove(0),
        (_, true) => Clause::All(kept),
        (_, false) => Clause::Any(kept),
    }
}

/// The parts of a conjunction.
fn flat(parts: Vec<Clause>) -> Vec<Clause> {
    match joined(true, parts) {
        Clause::All(parts) => parts,
        other => vec![other],
    }
}

fn write_clause(clause: &Clause, text: &mut String) {
    let (head, parts) = match clause {
        Clause::Atom(atom) => return text.push_str(atom),
        Clause::Hypothesis(_, clause) => return write_clause(clause, text),
        Clause::All(parts) if parts.is_empty() => return text.push_str("true"),
        Clause::Any(parts) if parts.is_empty() => return text.push_str("false"),
        Clause::All(parts) => ("and", parts),
        Clause::Any(parts) => ("or", parts),
    };
    text.push('(');
    text.push_str(head);
    for part in parts {
        text.push(' ');
        write_clause(part, text);
    }
    text.push(')');
}
