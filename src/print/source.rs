//! Formulas and terms as text that a theorem file can hold.
//!
//! Consumes what the kernel checked; produces the words of `docs/GRAMMAR.md`, with brackets wherever they could
//! be needed. Definitions are written out, so the text depends on no model's abbreviations. Not a proof of
//! anything: whoever pastes the text has it elaborated and checked again.

use mechproof_core::exact::Rational;
use mechproof_core::logic::{
    Argument, Binder, Builtin, Domain, Extremum, Formula, Functional, LawExpression, Name, Relation,
    Signature, Term, Variable,
};

/// Writes terms and formulas; knows the names of the variables bound around the present place.
pub struct Source<'a> {
    signature: &'a Signature,
    bound: Vec<String>,
}

/// The name as a file writes it.
pub fn plain(name: &str) -> String {
    name.split('\u{1}').next().unwrap_or_default().to_owned()
}

impl<'a> Source<'a> {
    /// A writer for the sorts of a claim.
    pub fn new(signature: &'a Signature) -> Source<'a> {
        Source { signature, bound: Vec::new() }
    }

    /// A formula.
    pub fn formula(&mut self, formula: &Formula) -> String {
        match formula {
            Formula::Compare(relation, left, right) => {
                format!("{} {} {}", self.term(left), sign(*relation), self.term(right))
            }
            Formula::And(parts) if parts.is_empty() => "true".to_owned(),
            Formula::Or(parts) if parts.is_empty() => "false".to_owned(),
            Formula::And(parts) => self.row(parts, " and "),
            Formula::Or(parts) => self.row(parts, " or "),
            Formula::Implies(left, right) => {
                format!("({}) implies ({})", self.formula(left), self.formula(right))
            }
            Formula::Forall(binder, body) => self.quantified("forall", binder, body),
            Formula::Exists(binder, body) => self.quantified("exists", binder, body),
            Formula::Named(_, body) => self.formula(body),
        }
    }

    fn row(&mut self, parts: &[Formula], between: &str) -> String {
        let parts: Vec<String> = parts.iter().map(|part| format!("({})", self.formula(part))).collect();
        parts.join(between)
    }

    fn quantified(&mut self, word: &str, binder: &Binder, body: &Formula) -> String {
        let name = self.enter(&binder.name);
        let text = format!("{word} {name} in {}: {}", domain(&binder.domain), self.formula(body));
        self.bound.pop();
        text
    }

    fn enter(&mut self, name: &Name) -> String {
        let mut name = plain(name);
        while self.bound.contains(&name) {
            name.push('\'');
        }
        self.bound.push(name.clone());
        name
    }

    /// A term, in brackets unless it holds together by itself.
    pub fn term(&mut self, term: &Term) -> String {
        match term {
            Term::Number(number) => fraction(number),
            Term::Variable(variable) => self.variable(variable),
            Term::Element { sort, index } => self.element(sort, *index),
            Term::Sum(parts) if parts.is_empty() => "0".to_owned(),
            Term::Product(parts) if parts.is_empty() => "1".to_owned(),
            Term::Sum(parts) => self.sum(parts),
            Term::Product(parts) => self.joined(parts, "*"),
            Term::Power(base, exponent) => {
                let simple = matches!(**base, Term::Variable(_) | Term::Apply(..) | Term::Indicator(..));
                let base = self.term(base);
                if simple { format!("{base}^{exponent}") } else { format!("({base})^{exponent}") }
            }
            Term::NaturalPower(base, exponent) => format!("({})^({})", self.term(base), self.term(exponent)),
            Term::Quotient(top, bottom) => format!("(({})/({}))", self.term(top), self.term(bottom)),
            Term::Extremum(which, left, right) => {
                let word = if *which == Extremum::Max { "max" } else { "min" };
                format!("{word}({}, {})", self.term(left), self.term(right))
            }
            Term::Indicator(relation, left, right) => {
                format!("[{} {} {}]", self.term(left), sign(*relation), self.term(right))
            }
            Term::Apply(head, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(|argument| self.term(argument)).collect();
                format!("{}({})", self.variable(head), arguments.join(", "))
            }
            Term::Builtin(Builtin::Exp, body) => format!("exp({})", self.term(body)),
            Term::Builtin(Builtin::Log, body) => format!("log({})", self.term(body)),
            Term::Select(scrutinee, branches) => self.choice(scrutinee, branches),
            Term::Bind(functional, name, body) => self.bind(functional, name, body),
            Term::Named(_, body) => self.term(body),
        }
    }

    fn sum(&mut self, parts: &[Term]) -> String {
        if let [only] = parts {
            return self.term(only);
        }
        let mut text = String::from("(");
        for (place, part) in parts.iter().enumerate() {
            let (minus, part) = positive(part);
            text.push_str(match (place, minus) {
                (0, false) => "",
                (0, true) => "-",
                (_, false) => " + ",
                (_, true) => " - ",
            });
            text.push_str(&self.term(&part));
        }
        text.push(')');
        text
    }

    fn joined(&mut self, parts: &[Term], between: &str) -> String {
        if let [only] = parts {
            return self.term(only);
        }
        let parts: Vec<String> = parts.iter().map(|part| self.term(part)).collect();
        format!("({})", parts.join(between))
    }

    fn variable(&self, variable: &Variable) -> String {
        match variable {
            Variable::Free(name) => plain(name),
            Variable::Bound(index) => {
                let place = self.bound.len().checked_sub(*index as usize + 1);
                place.and_then(|place| self.bound.get(place)).cloned().unwrap_or_else(|| "_".to_owned())
            }
        }
    }

    fn element(&self, sort: &str, index: u32) -> String {
        let elements = self.signature.elements(sort).unwrap_or_default();
        elements.get(index as usize).map_or_else(|| "_".to_owned(), ToString::to_string)
    }

    /// A choice by element; which list it is about shows by the number of branches only, so lists of equal
    /// length are told apart by the domain of what is looked at where that is bound.
    fn choice(&mut self, scrutinee: &Term, branches: &[Term]) -> String {
        let fits = |elements: &[Name]| elements.len() == branches.len();
        let names = self.signature.sorts.keys().filter_map(|sort| self.signature.elements(sort));
        let names: Vec<Name> = names.into_iter().find(|elements| fits(elements)).unwrap_or_default().to_vec();
        let branches =
            names.iter().zip(branches).map(|(name, branch)| format!("{name}: {}", self.term(branch)));
        let branches: Vec<String> = branches.collect();
        format!("(case {} {{{}}})", self.term(scrutinee), branches.join(", "))
    }

    fn bind(&mut self, functional: &Functional, name: &Name, body: &Term) -> String {
        let law = |source: &mut Self, law: &Variable, arguments: &[Term]| {
            let arguments: Vec<String> = arguments.iter().map(|argument| source.term(argument)).collect();
            let head = source.variable(law);
            if arguments.is_empty() { head } else { format!("{head}({})", arguments.join(", ")) }
        };
        let outside = match functional {
            Functional::Expectation { law: head, arguments }
            | Functional::Quantile { law: head, arguments } => law(self, head, arguments),
            Functional::Sum(sort) => sort.to_string(),
            Functional::Integral => String::new(),
        };
        let name = self.enter(name);
        let body = self.term(body);
        self.bound.pop();
        match functional {
            Functional::Sum(_) => format!("(sum({name} in {outside}) ({body}))"),
            Functional::Expectation { .. } => format!("(E[{name}: {outside}] ({body}))"),
            Functional::Quantile { .. } => format!("(I[{name}: {outside}] ({body}))"),
            Functional::Integral => format!("integral({body}, {name}, 0, 1)"),
        }
    }

    /// What a variable is instantiated with.
    pub fn argument(&mut self, argument: &Argument) -> String {
        match argument {
            Argument::Term(term) => self.term(term),
            Argument::Renamed(variable) => self.variable(variable),
            Argument::Function(lambda) => {
                let names: Vec<String> =
                    lambda.parameters.iter().map(|binder| self.enter(&binder.name)).collect();
                let body = self.term(&lambda.body);
                self.bound.truncate(self.bound.len() - names.len());
                format!("({}) -> {body}", names.join(", "))
            }
            Argument::Law(binders, law) => {
                let names: Vec<String> = binders.iter().map(|binder| self.enter(&binder.name)).collect();
                let body = self.law(law);
                self.bound.truncate(self.bound.len() - names.len());
                format!("law ({}) -> {body}", names.join(", "))
            }
        }
    }

    fn law(&mut self, law: &LawExpression) -> String {
        match law {
            LawExpression::Dirac(outcome) => format!("give {}", self.term(outcome)),
            LawExpression::Draw { law, arguments, name, rest } => {
                let arguments: Vec<String> = arguments.iter().map(|argument| self.term(argument)).collect();
                let head = self.variable(law);
                let head =
                    if arguments.is_empty() { head } else { format!("{head}({})", arguments.join(", ")) };
                let name = self.enter(name);
                let rest = self.law(rest);
                self.bound.pop();
                format!("draw {name}: {head} {rest}")
            }
            LawExpression::Mix(parts) => {
                let parts: Vec<String> = parts
                    .iter()
                    .map(|(weight, law)| format!("{}: {}", self.term(weight), self.law(law)))
                    .collect();
                format!("mix {} end", parts.join(", "))
            }
        }
    }
}

/// A summand without its sign, and whether it had one.
fn positive(term: &Term) -> (bool, Term) {
    match term {
        Term::Number(number) if number.is_negative() => (true, Term::Number(-number)),
        Term::Product(parts) => match parts.split_first() {
            Some((Term::Number(number), rest)) if number.is_negative() => {
                let number = -number;
                let head = if number.is_one() { None } else { Some(Term::Number(number)) };
                let mut parts: Vec<Term> = head.into_iter().chain(rest.iter().cloned()).collect();
                (true, if parts.len() == 1 { parts.remove(0) } else { Term::Product(parts.into()) })
            }
            _ => (false, term.clone()),
        },
        _ => (false, term.clone()),
    }
}

/// The relation's sign.
fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Eq => "=",
        Relation::Ne => "!=",
        Relation::Ge => ">=",
        Relation::Gt => ">",
        Relation::Le => "<=",
        Relation::Lt => "<",
    }
}

fn fraction(number: &Rational) -> String {
    if number.is_integer() && !number.is_negative() { number.to_string() } else { format!("({number})") }
}

/// A domain as files write it.
pub fn domain(domain: &Domain) -> String {
    let list = |domains: &[Domain]| {
        let domains: Vec<String> = domains.iter().map(self::domain).collect();
        domains.join(", ")
    };
    match domain {
        Domain::Real => "real".to_owned(),
        Domain::Natural => "natural".to_owned(),
        Domain::Sort(sort) => sort.to_string(),
        Domain::Function(arguments) => format!("function({})", list(arguments)),
        Domain::Law(law) if law.parameters.is_empty() => format!("law on {}", self::domain(&law.on)),
        Domain::Law(law) => format!("law({}) on {}", list(&law.parameters), self::domain(&law.on)),
    }
}
