//! Writing steps, formulas and arguments. The order of keys is fixed; absent options are left out.

use std::fmt::Write as _;

use mechproof_core::exact::Rational;
use mechproof_core::kernel::{Equation, Product, Step};
use mechproof_core::logic::{
    Argument, Binder, Builtin, Domain, Formula, Lambda, LawExpression, Relation, Term, Variable,
};

use super::json::quoted;
use super::table_text::TableText;

/// Writes what refers to the tables, and fills them.
#[derive(Default)]
pub(super) struct Encoder {
    pub(super) tables: TableText,
}

pub(super) fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Eq => "\"=\"",
        Relation::Ne => "\"!=\"",
        Relation::Ge => "\">=\"",
        Relation::Gt => "\">\"",
        Relation::Le => "\"<=\"",
        Relation::Lt => "\"<\"",
    }
}

pub(super) fn variable(variable: &Variable) -> String {
    match variable {
        Variable::Free(name) => quoted(name),
        Variable::Bound(index) => format!("{{\"bound\": {index}}}"),
    }
}

fn joined<T>(items: &[T], write: impl FnMut(&T) -> String) -> String {
    format!("[{}]", items.iter().map(write).collect::<Vec<_>>().join(", "))
}

fn rational(number: &Rational) -> String {
    quoted(&number.to_string())
}

fn facts(facts: &[usize]) -> String {
    joined(facts, ToString::to_string)
}

fn domain(written: &Domain) -> String {
    match written {
        Domain::Real => "\"real\"".to_owned(),
        Domain::Natural => "\"natural\"".to_owned(),
        Domain::Sort(sort) => format!("{{\"sort\": {}}}", quoted(sort)),
        Domain::Function(arguments) => format!("{{\"function\": {}}}", joined(arguments, domain)),
        Domain::Law(law) => {
            let bound = |key: &str, bound: &Option<Rational>| {
                bound.as_ref().map(|number| format!("\"{key}\": {}, ", rational(number))).unwrap_or_default()
            };
            format!(
                "{{\"law\": {{\"parameters\": {}, \"on\": {}, {}{}\"continuous\": {}}}}}",
                joined(&law.parameters, domain),
                domain(&law.on),
                bound("lower", &law.lower),
                bound("upper", &law.upper),
                law.continuous
            )
        }
    }
}

fn binder(binder: &Binder) -> String {
    format!("[{}, {}]", quoted(&binder.name), domain(&binder.domain))
}

impl Encoder {
    pub(super) fn formula(&mut self, formula: &Formula) -> String {
        match formula {
            Formula::Compare(sign, left, right) => {
                let left = self.tables.term(left);
                format!("[{}, {left}, {}]", relation(*sign), self.tables.term(right))
            }
            Formula::And(parts) => format!("{{\"and\": {}}}", joined(parts, |part| self.formula(part))),
            Formula::Or(parts) => format!("{{\"or\": {}}}", joined(parts, |part| self.formula(part))),
            Formula::Implies(premise, rest) => {
                let premise = self.formula(premise);
                format!("{{\"implies\": [{premise}, {}]}}", self.formula(rest))
            }
            Formula::Forall(bound, body) => {
                format!("{{\"forall\": {}, \"in\": {}}}", binder(bound), self.formula(body))
            }
            Formula::Exists(bound, body) => {
                format!("{{\"exists\": {}, \"in\": {}}}", binder(bound), self.formula(body))
            }
            Formula::Named(name, body) => {
                format!("{{\"named\": {}, \"is\": {}}}", quoted(name), self.formula(body))
            }
        }
    }

    fn lambda(&mut self, lambda: &Lambda) -> String {
        let parameters = joined(&lambda.parameters, binder);
        format!("{{\"function\": {parameters}, \"body\": {}}}", self.tables.term(&lambda.body))
    }

    fn argument(&mut self, argument: &Argument) -> String {
        match argument {
            Argument::Term(term) => self.tables.term(term).to_string(),
            Argument::Renamed(other) => format!("{{\"rename\": {}}}", variable(other)),
            Argument::Function(lambda) => self.lambda(lambda),
            Argument::Law(parameters, law) => {
                format!("{{\"law\": {}, \"is\": {}}}", joined(parameters, binder), self.law(law))
            }
        }
    }

    fn law(&mut self, law: &LawExpression) -> String {
        match law {
            LawExpression::Dirac(outcome) => format!("{{\"dirac\": {}}}", self.tables.term(outcome)),
            LawExpression::Draw { law, arguments, name, rest } => {
                let arguments = self.tables.terms(arguments);
                format!(
                    "{{\"draw\": {}, \"at\": {arguments}, \"name\": {}, \"then\": {}}}",
                    variable(law),
                    quoted(name),
                    self.law(rest)
                )
            }
            LawExpression::Mix(parts) => {
                let parts = joined(parts, |(weight, part)| {
                    let weight = self.tables.term(weight);
                    format!("[{weight}, {}]", self.law(part))
                });
                format!("{{\"mix\": {parts}}}")
            }
        }
    }

    fn product(&mut self, product: &Product) -> String {
        let mut out =
            format!("{{\"weight\": {}, \"factors\": {}", rational(&product.weight), facts(&product.factors));
        if let Some(square) = &product.square {
            let _ = write!(out, ", \"square\": {}", self.tables.term(square));
        }
        if let Some(fact) = product.square_nonzero {
            let _ = write!(out, ", \"nonzero\": {fact}");
        }
        out.push('}');
        out
    }

    fn equation(&mut self, equation: &Equation) -> String {
        format!("{{\"multiplier\": {}, \"fact\": {}}}", self.tables.term(&equation.multiplier), equation.fact)
    }

    fn term(&mut self, term: &Term) -> usize {
        self.tables.term(term)
    }

    /// A list of steps, one to a line, indented by how many blocks they stand in.
    pub(super) fn steps(&mut self, out: &mut String, steps: &[Step], depth: usize) {
        if steps.is_empty() {
            out.push_str("[]");
            return;
        }
        out.push('[');
        for (position, step) in steps.iter().enumerate() {
            out.push_str(if position == 0 { "\n" } else { ",\n" });
            out.extend(std::iter::repeat_n(' ', depth + 1));
            self.step(out, step, depth);
        }
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', depth));
        out.push(']');
    }

    fn step(&mut self, out: &mut String, step: &Step, depth: usize) {
        let _ = write!(out, "{{\"rule\": \"{}\"", step.rule());
        let mut field = |key: &str, value: &dyn std::fmt::Display| {
            let _ = write!(out, ", \"{key}\": {value}");
        };
        match step {
            Step::Block { formula, open, .. } => {
                field("formula", &self.formula(formula));
                field("open", open);
            }
            Step::Instantiate { fact, arguments, premises } => {
                field("fact", fact);
                field("arguments", &joined(arguments, |argument| self.argument(argument)));
                field("premises", &facts(premises));
            }
            Step::Split { fact }
            | Step::Inverse { fact }
            | Step::Indicator { fact }
            | Step::Supremum { fact } => {
                field("fact", fact);
            }
            Step::Exponential => {}
            Step::Conjoin { facts: parts } => field("facts", &facts(parts)),
            Step::Cases { fact, formula, .. }
            | Step::Either { formula, fact }
            | Step::Absurd { fact, formula }
            | Step::Restate { fact, formula } => {
                field("fact", fact);
                field("formula", &self.formula(formula));
            }
            Step::Excluded { formula } => field("formula", &self.formula(formula)),
            Step::Trichotomy { term } | Step::Swap { term } | Step::Natural { term } => {
                field("term", &self.term(term));
            }
            Step::Witness { formula, argument, fact, premises } => {
                field("argument", &self.argument(argument));
                field("fact", fact);
                field("premises", &facts(premises));
                field("formula", &self.formula(formula));
            }
            Step::Obtain { fact, name } => {
                field("fact", fact);
                field("name", &quoted(name));
            }
            Step::Pick { sort, name } => {
                field("sort", &quoted(sort));
                field("name", &quoted(name));
            }
            Step::Cite { theorem, sorts } => {
                let sorts: Vec<String> =
                    sorts.iter().map(|(from, to)| format!("{}: {}", quoted(from), quoted(to))).collect();
                field("theorem", &quoted(theorem));
                field("sorts", &format!("{{{}}}", sorts.join(", ")));
            }
            Step::Hole { name, formula } => {
                field("name", &quoted(name));
                field("formula", &self.formula(formula));
            }
            Step::Induct { formula, base, step } => {
                field("base", base);
                field("step", step);
                field("formula", &self.formula(formula));
            }
            numbers => self.about_numbers(numbers, &mut field),
        }
        match step {
            Step::Block { steps, .. } => {
                out.push_str(", \"steps\": ");
                self.steps(out, steps, depth + 1);
            }
            Step::Cases { branches, .. } => {
                out.push_str(", \"branches\": [");
                for (position, branch) in branches.iter().enumerate() {
                    out.push_str(if position == 0 { "" } else { ", " });
                    self.steps(out, branch, depth + 1);
                }
                out.push(']');
            }
            _ => {}
        }
        out.push('}');
    }

    fn about_numbers(&mut self, step: &Step, field: &mut dyn FnMut(&str, &dyn std::fmt::Display)) {
        match step {
            Step::Combine { goal, multiplier, products, equations } => {
                field("goal", &self.formula(goal));
                field("multiplier", &facts(multiplier));
                field("products", &joined(products, |product| self.product(product)));
                field("equations", &joined(equations, |equation| self.equation(equation)));
            }
            Step::Congruence { fact, context } => {
                field("fact", fact);
                field("context", &self.lambda(context));
            }
            Step::Lift { fact, functional } => {
                field("fact", fact);
                field("functional", &self.tables.functional(functional));
            }
            Step::Member { fact, element } => {
                field("fact", fact);
                field("element", &self.term(element));
            }
            Step::Quantile { functional, function, strict, tail, level } => {
                field("functional", &self.tables.functional(functional));
                field("function", &self.lambda(function));
                field("strict", strict);
                field("tail", tail);
                if let Some(level) = level {
                    field("level", level);
                }
            }
            Step::Moment { power, from, at_least, at_most } => {
                field("power", power);
                field("from", &self.term(from));
                field("at_least", at_least);
                field("at_most", at_most);
            }
            Step::Enclose { function, argument, terms, lower, upper } => {
                let function = match function {
                    Builtin::Exp => "\"exp\"",
                    Builtin::Log => "\"log\"",
                };
                field("function", &function);
                field("argument", &rational(argument));
                field("terms", terms);
                field("lower", &rational(lower));
                field("upper", &rational(upper));
            }
            other => unreachable!("the rule {} is written elsewhere", other.rule()),
        }
    }
}
