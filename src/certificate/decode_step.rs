//! Reading steps, formulas and arguments.

use std::cell::Cell;

use mechproof_core::kernel::{Equation, Product, Step};
use mechproof_core::logic::{
    Argument, Binder, Builtin, Domain, Formula, Functional, Lambda, LawExpression, LawType, MAX_DEPTH,
    Relation, Term, Variable,
};

use super::decode::renaming;
use super::error::Problem;
use super::fields::{Decoded, Fields, head, index, list, name, pair, rational, small, text, truth, unknown};
use super::json::Json;
use super::tables::Tables;
use super::{MAX_BLOCKS, MAX_STEPS};

/// Reads what refers to the tables of a file.
pub(super) struct Decoder {
    pub(super) tables: Tables,
    /// Steps read so far.
    pub(super) steps: Cell<usize>,
}

pub(super) fn relation(json: &Json) -> Decoded<Relation> {
    Ok(match text(json)? {
        "=" => Relation::Eq,
        "!=" => Relation::Ne,
        ">=" => Relation::Ge,
        ">" => Relation::Gt,
        "<=" => Relation::Le,
        "<" => Relation::Lt,
        other => return Err(unknown("relation", other)),
    })
}

/// A name, or `{"bound": k}`.
pub(super) fn variable(json: &Json) -> Decoded<Variable> {
    if let Json::Text(name) = json {
        return Ok(Variable::Free((**name).into()));
    }
    let mut fields = Fields::of(json)?;
    let bound = fields.required("bound", small)?;
    fields.finish()?;
    Ok(Variable::Bound(bound))
}

pub(super) fn domain(json: &Json) -> Decoded<Domain> {
    domain_at(json, 0)
}

fn domain_at(json: &Json, depth: usize) -> Decoded<Domain> {
    // Functions and laws take first-order arguments: nothing well-formed nests deeper.
    if depth > 8 {
        return Err(Problem::TooDeep { limit: 8 }.into());
    }
    let inner = |json| domain_at(json, depth + 1);
    if let Json::Text(word) = json {
        return match &**word {
            "real" => Ok(Domain::Real),
            "natural" => Ok(Domain::Natural),
            other => Err(unknown("domain", other)),
        };
    }
    let first = head(json, "a domain")?;
    let mut fields = Fields::of(json)?;
    let domain = match first {
        "sort" => Domain::Sort(fields.required("sort", name)?),
        "function" => Domain::Function(fields.required("function", |json| list(json, inner))?),
        "law" => Domain::Law(fields.required("law", |json| {
            let mut fields = Fields::of(json)?;
            let law = LawType {
                parameters: fields.required("parameters", |json| list(json, inner))?,
                on: Box::new(fields.required("on", inner)?),
                lower: fields.optional("lower", rational)?,
                upper: fields.optional("upper", rational)?,
                continuous: fields.required("continuous", truth)?,
            };
            fields.finish()?;
            Ok(law)
        })?),
        other => return Err(unknown("domain", other)),
    };
    fields.finish()?;
    Ok(domain)
}

fn binder(json: &Json) -> Decoded<Binder> {
    let (name, domain) = pair(json, name, domain)?;
    Ok(Binder { name, domain })
}

fn builtin(json: &Json) -> Decoded<Builtin> {
    match text(json)? {
        "exp" => Ok(Builtin::Exp),
        "log" => Ok(Builtin::Log),
        other => Err(unknown("function", other)),
    }
}

fn facts(json: &Json) -> Decoded<Vec<usize>> {
    list(json, index)
}

impl Decoder {
    fn term(&self, json: &Json) -> Decoded<Term> {
        self.tables.term(json)
    }

    fn functional(&self, json: &Json) -> Decoded<Functional> {
        self.tables.functional(json)
    }

    fn formula(&self, json: &Json) -> Decoded<Formula> {
        self.formula_at(json, 0)
    }

    fn formula_at(&self, json: &Json, depth: usize) -> Decoded<Formula> {
        if depth >= MAX_DEPTH {
            return Err(Problem::TooDeep { limit: MAX_DEPTH }.into());
        }
        let inner = |json| self.formula_at(json, depth + 1);
        if let Json::List(parts) = json {
            let [sign, left, right] = parts.as_slice() else {
                let expected = "a comparison: a relation and two terms";
                return Err(Problem::WrongType { expected, found: "a list of another length" }.into());
            };
            let relation = relation(sign).map_err(|error| error.at(0))?;
            let left = self.term(left).map_err(|error| error.at(1))?;
            let right = self.term(right).map_err(|error| error.at(2))?;
            return Ok(Formula::Compare(relation, left, right));
        }
        let first = head(json, "a formula")?;
        let mut fields = Fields::of(json)?;
        let formula = match first {
            "and" => Formula::And(fields.required("and", |json| list(json, inner))?),
            "or" => Formula::Or(fields.required("or", |json| list(json, inner))?),
            "implies" => {
                let (premise, rest) = fields.required("implies", |json| pair(json, inner, inner))?;
                premise.implies(rest)
            }
            "forall" => {
                let binder = fields.required("forall", binder)?;
                Formula::Forall(binder, Box::new(fields.required("in", inner)?))
            }
            "exists" => {
                let binder = fields.required("exists", binder)?;
                Formula::Exists(binder, Box::new(fields.required("in", inner)?))
            }
            "named" => {
                let name = fields.required("named", name)?;
                Formula::Named(name, Box::new(fields.required("is", inner)?))
            }
            other => return Err(unknown("formula", other)),
        };
        fields.finish()?;
        Ok(formula)
    }

    fn lambda(&self, json: &Json) -> Decoded<Lambda> {
        let mut fields = Fields::of(json)?;
        let parameters = fields.required("function", |json| list(json, binder))?;
        let body = fields.required("body", |json| self.term(json))?;
        fields.finish()?;
        Ok(Lambda { parameters, body })
    }

    fn argument(&self, json: &Json) -> Decoded<Argument> {
        if let Json::Natural(_) = json {
            return Ok(Argument::Term(self.term(json)?));
        }
        let first = head(json, "an argument")?;
        let mut fields = Fields::of(json)?;
        let argument = match first {
            "rename" => Argument::Renamed(fields.required("rename", variable)?),
            "function" => return Ok(Argument::Function(self.lambda(json)?)),
            "law" => {
                let parameters = fields.required("law", |json| list(json, binder))?;
                Argument::Law(parameters, fields.required("is", |json| self.law(json, 0))?)
            }
            other => return Err(unknown("argument", other)),
        };
        fields.finish()?;
        Ok(argument)
    }

    fn law(&self, json: &Json, depth: usize) -> Decoded<LawExpression> {
        if depth >= MAX_DEPTH {
            return Err(Problem::TooDeep { limit: MAX_DEPTH }.into());
        }
        let inner = |json| self.law(json, depth + 1);
        let first = head(json, "a law")?;
        let mut fields = Fields::of(json)?;
        let law = match first {
            "dirac" => LawExpression::Dirac(fields.required("dirac", |json| self.term(json))?),
            "draw" => LawExpression::Draw {
                law: fields.required("draw", variable)?,
                arguments: fields.required("at", |json| list(json, |term| self.term(term)))?.into(),
                name: fields.required("name", name)?,
                rest: Box::new(fields.required("then", inner)?),
            },
            "mix" => {
                let part = |json| pair(json, |weight| self.term(weight), inner);
                LawExpression::Mix(fields.required("mix", |json| list(json, part))?)
            }
            other => return Err(unknown("law", other)),
        };
        fields.finish()?;
        Ok(law)
    }

    fn product(&self, json: &Json) -> Decoded<Product> {
        let mut fields = Fields::of(json)?;
        let product = Product {
            weight: fields.required("weight", rational)?,
            factors: fields.required("factors", facts)?,
            square: fields.optional("square", |json| self.term(json))?,
            square_nonzero: fields.optional("nonzero", index)?,
        };
        fields.finish()?;
        Ok(product)
    }

    fn equation(&self, json: &Json) -> Decoded<Equation> {
        let mut fields = Fields::of(json)?;
        let equation = Equation {
            multiplier: fields.required("multiplier", |json| self.term(json))?,
            fact: fields.required("fact", index)?,
        };
        fields.finish()?;
        Ok(equation)
    }

    /// A list of steps inside that many blocks and branches.
    pub(super) fn steps(&self, json: &Json, depth: usize) -> Decoded<Vec<Step>> {
        if depth >= MAX_BLOCKS {
            return Err(Problem::TooDeep { limit: MAX_BLOCKS }.into());
        }
        list(json, |step| self.step(step, depth))
    }

    fn step(&self, json: &Json, depth: usize) -> Decoded<Step> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MAX_STEPS {
            return Err(Problem::TooLarge { what: "steps", limit: MAX_STEPS as u64 }.into());
        }
        let mut fields = Fields::of(json)?;
        let rule = fields.required("rule", text)?;
        let step = match rule {
            "block" | "cases" => self.nested(rule, &mut fields, depth)?,
            "split" => Step::Split { fact: fields.required("fact", index)? },
            "conjoin" => Step::Conjoin { facts: fields.required("facts", facts)? },
            "obtain" => {
                Step::Obtain { fact: fields.required("fact", index)?, name: fields.required("name", name)? }
            }
            "pick" => {
                Step::Pick { sort: fields.required("sort", name)?, name: fields.required("name", name)? }
            }
            "cite" => Step::Cite {
                theorem: fields.required("theorem", name)?,
                sorts: fields.required("sorts", renaming)?,
            },
            "inverse" => Step::Inverse { fact: fields.required("fact", index)? },
            "indicator" => Step::Indicator { fact: fields.required("fact", index)? },
            "supremum" => Step::Supremum { fact: fields.required("fact", index)? },
            "exponential" => Step::Exponential,
            "enclose" => Step::Enclose {
                function: fields.required("function", builtin)?,
                argument: fields.required("argument", rational)?,
                terms: fields.required("terms", small)?,
                lower: fields.required("lower", rational)?,
                upper: fields.required("upper", rational)?,
            },
            "instantiate" | "either" | "excluded" | "witness" | "absurd" | "restate" | "induct" | "hole" => {
                self.about_a_formula(rule, &mut fields)?
            }
            "combine" | "trichotomy" | "congruence" | "lift" | "swap" | "member" | "quantile" | "moment"
            | "natural" => self.about_numbers(rule, &mut fields)?,
            other => return Err(unknown("rule", other).at("rule")),
        };
        fields.finish()?;
        Ok(step)
    }

    fn nested(&self, rule: &str, fields: &mut Fields<'_>, depth: usize) -> Decoded<Step> {
        let inner = |json| self.steps(json, depth + 1);
        // A branch of cases is two levels down: the case, and its steps.
        let branch = |json| self.steps(json, depth + 2);
        Ok(match rule {
            "block" => Step::Block {
                formula: fields.required("formula", |json| self.formula(json))?,
                open: fields.required("open", index)?,
                steps: fields.required("steps", inner)?,
            },
            _ => Step::Cases {
                fact: fields.required("fact", index)?,
                formula: fields.required("formula", |json| self.formula(json))?,
                branches: fields.required("branches", |json| list(json, branch))?,
            },
        })
    }

    fn about_a_formula(&self, rule: &str, fields: &mut Fields<'_>) -> Decoded<Step> {
        Ok(match rule {
            "instantiate" => Step::Instantiate {
                fact: fields.required("fact", index)?,
                arguments: fields.required("arguments", |json| list(json, |one| self.argument(one)))?,
                premises: fields.required("premises", facts)?,
            },
            "either" => {
                let fact = fields.required("fact", index)?;
                Step::Either { formula: fields.required("formula", |json| self.formula(json))?, fact }
            }
            "excluded" => Step::Excluded { formula: fields.required("formula", |json| self.formula(json))? },
            "witness" => Step::Witness {
                argument: fields.required("argument", |json| self.argument(json))?,
                fact: fields.required("fact", index)?,
                premises: fields.required("premises", facts)?,
                formula: fields.required("formula", |json| self.formula(json))?,
            },
            "absurd" => Step::Absurd {
                fact: fields.required("fact", index)?,
                formula: fields.required("formula", |json| self.formula(json))?,
            },
            "restate" => Step::Restate {
                fact: fields.required("fact", index)?,
                formula: fields.required("formula", |json| self.formula(json))?,
            },
            "induct" => Step::Induct {
                base: fields.required("base", index)?,
                step: fields.required("step", index)?,
                formula: fields.required("formula", |json| self.formula(json))?,
            },
            _ => Step::Hole {
                name: fields.required("name", name)?,
                formula: fields.required("formula", |json| self.formula(json))?,
            },
        })
    }

    fn about_numbers(&self, rule: &str, fields: &mut Fields<'_>) -> Decoded<Step> {
        let term = |json| self.term(json);
        Ok(match rule {
            "combine" => Step::Combine {
                goal: fields.required("goal", |json| self.formula(json))?,
                multiplier: fields.required("multiplier", facts)?,
                products: fields.required("products", |json| list(json, |one| self.product(one)))?,
                equations: fields.required("equations", |json| list(json, |one| self.equation(one)))?,
            },
            "trichotomy" => Step::Trichotomy { term: fields.required("term", term)? },
            "congruence" => Step::Congruence {
                fact: fields.required("fact", index)?,
                context: fields.required("context", |json| self.lambda(json))?,
            },
            "lift" => Step::Lift {
                fact: fields.required("fact", index)?,
                functional: fields.required("functional", |json| self.functional(json))?,
            },
            "swap" => Step::Swap { term: fields.required("term", term)? },
            "member" => Step::Member {
                fact: fields.required("fact", index)?,
                element: fields.required("element", term)?,
            },
            "quantile" => Step::Quantile {
                functional: fields.required("functional", |json| self.functional(json))?,
                function: fields.required("function", |json| self.lambda(json))?,
                strict: fields.required("strict", truth)?,
                tail: fields.required("tail", index)?,
                level: fields.optional("level", index)?,
            },
            "moment" => Step::Moment {
                power: fields.required("power", small)?,
                from: fields.required("from", term)?,
                at_least: fields.required("at_least", index)?,
                at_most: fields.required("at_most", index)?,
            },
            _ => Step::Natural { term: fields.required("term", term)? },
        })
    }
}
