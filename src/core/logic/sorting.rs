//! Well-formedness: every variable is declared, every argument has its domain, sums run over finite sorts.
//!
//! Consumes a scope and a formula or term from an untrusted certificate; says what is wrong, or the domain.
//! The kernel checks every formula and argument here before it uses it, so its rules may assume sorted input.

use std::collections::BTreeMap;
use std::fmt;

use super::{
    Argument, Binder, Builtin, Carrier, Domain, Formula, Functional, LawExpression, LawType, MAX_DEPTH, Name,
    Signature, Term, Variable,
};

/// Why a formula or term is not well-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IllFormed {
    /// A free name that is not declared where it is used.
    UnknownName(Name),
    /// A bound variable without its binder.
    LooseBound(u32),
    /// A sort that is not declared.
    UnknownSort(Name),
    /// An element number beyond the enumerated sort.
    NoSuchElement(Name, u32),
    /// A term of one domain where another is needed.
    Mismatch {
        /// What is needed.
        expected: Domain,
        /// What was found.
        found: Domain,
    },
    /// A function or law applied to the wrong number of arguments.
    Arity {
        /// How many it takes.
        expected: usize,
        /// How many it got.
        found: usize,
    },
    /// Something that is not a function was applied.
    NotAFunction(Domain),
    /// A functional of something that is not a law of the right kind.
    NotALaw(Domain),
    /// A sum over a sort that is not declared finite.
    InfiniteSum(Name),
    /// An indicator of an equation.
    IndicatorOfEquation,
    /// Function or law domains of something that is not first-order.
    HigherOrder,
    /// An enumerated sort without elements, or with two of the same name.
    BadEnumeration(Name),
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// A substitution would build too large a formula.
    TooManyNodes,
    /// The wrong kind of argument: a term for a function, say.
    WrongKindOfArgument,
}

impl fmt::Display for IllFormed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IllFormed::UnknownName(name) => write!(f, "the name `{name}` is not declared here"),
            IllFormed::LooseBound(index) => write!(f, "bound variable {index} has no binder"),
            IllFormed::UnknownSort(name) => write!(f, "the sort `{name}` is not declared"),
            IllFormed::NoSuchElement(sort, index) => write!(f, "`{sort}` has no element number {index}"),
            IllFormed::Mismatch { expected, found } => write!(f, "expected {expected}, found {found}"),
            IllFormed::Arity { expected, found } => write!(f, "takes {expected} arguments, got {found}"),
            IllFormed::NotAFunction(domain) => write!(f, "{domain} cannot be applied"),
            IllFormed::NotALaw(domain) => write!(f, "{domain} is not a law of the kind needed"),
            IllFormed::InfiniteSum(sort) => {
                write!(f, "the sort `{sort}` is not declared finite, so no sum over it")
            }
            IllFormed::IndicatorOfEquation => write!(f, "an indicator needs an inequality with an order"),
            IllFormed::HigherOrder => write!(f, "functions and laws take numbers and elements of sorts only"),
            IllFormed::BadEnumeration(sort) => write!(f, "`{sort}` needs elements with different names"),
            IllFormed::TooDeep => write!(f, "nested deeper than {MAX_DEPTH} levels"),
            IllFormed::TooManyNodes => write!(f, "the substitution would build too large a formula"),
            IllFormed::WrongKindOfArgument => write!(f, "the argument is not of the kind the binder needs"),
        }
    }
}

impl std::error::Error for IllFormed {}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, domains: &[Domain]| {
            for (position, domain) in domains.iter().enumerate() {
                write!(f, "{}{domain}", if position == 0 { "" } else { ", " })?;
            }
            Ok(())
        };
        match self {
            Domain::Real => write!(f, "real"),
            Domain::Natural => write!(f, "natural"),
            Domain::Sort(sort) => write!(f, "{sort}"),
            Domain::Function(arguments) => {
                write!(f, "function(")?;
                list(f, arguments)?;
                write!(f, ")")
            }
            Domain::Law(law) => {
                write!(f, "law(")?;
                list(f, &law.parameters)?;
                write!(f, ") on {}", law.on)
            }
        }
    }
}

impl Signature {
    /// Checks that enumerated sorts have elements with different names.
    ///
    /// # Errors
    /// The first sort that is badly declared.
    pub fn validate(&self) -> Result<(), IllFormed> {
        for (sort, carrier) in &self.sorts {
            if let Carrier::Enumerated(elements) = carrier {
                let mut sorted: Vec<_> = elements.iter().collect();
                sorted.sort();
                sorted.dedup();
                if elements.is_empty() || sorted.len() != elements.len() {
                    return Err(IllFormed::BadEnumeration(sort.clone()));
                }
            }
        }
        Ok(())
    }
}

/// The sorts and the free names that are declared at some place of a proof.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The sorts.
    pub signature: Signature,
    /// Each free name with its domain.
    pub names: BTreeMap<Name, Domain>,
}

impl Scope {
    /// Checks a closed formula.
    ///
    /// # Errors
    /// What is not well-formed in it.
    pub fn check_formula(&self, formula: &Formula) -> Result<(), IllFormed> {
        if depth_of_formula(formula, MAX_DEPTH).is_none() {
            return Err(IllFormed::TooDeep);
        }
        self.formula(formula, &mut Vec::new())
    }

    /// The domain of a first-order term that may use the given bound variables, outermost first.
    ///
    /// # Errors
    /// What is not well-formed in it.
    pub fn domain_of(&self, term: &Term, bound: &[Domain]) -> Result<Domain, IllFormed> {
        if depth_of_term(term, MAX_DEPTH).is_none() {
            return Err(IllFormed::TooDeep);
        }
        self.term(term, &mut bound.to_vec())
    }

    /// The domain of the outcomes of a law variable.
    ///
    /// # Errors
    /// If it is not a law.
    pub fn outcome_of(&self, law: &Variable, bound: &[Domain]) -> Result<Domain, IllFormed> {
        match self.variable(law, bound)? {
            Domain::Law(law) => Ok(*law.on),
            other => Err(IllFormed::NotALaw(other)),
        }
    }

    /// Checks that a domain is declared and first-order where it must be.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_domain(&self, domain: &Domain) -> Result<(), IllFormed> {
        let first_order = |domain: &Domain| {
            if domain.is_first_order() { self.check_domain(domain) } else { Err(IllFormed::HigherOrder) }
        };
        match domain {
            Domain::Real | Domain::Natural => Ok(()),
            Domain::Sort(sort) => match self.signature.carrier(sort) {
                Some(_) => Ok(()),
                None => Err(IllFormed::UnknownSort(sort.clone())),
            },
            Domain::Function(arguments) => arguments.iter().try_for_each(first_order),
            Domain::Law(law) => {
                law.parameters.iter().try_for_each(first_order)?;
                match *law.on {
                    Domain::Real if has_a_member(law) => Ok(()),
                    Domain::Sort(_) if law.lower.is_none() && law.upper.is_none() && !law.continuous => {
                        self.check_domain(&law.on)
                    }
                    _ => Err(IllFormed::NotALaw(domain.clone())),
                }
            }
        }
    }

    /// Checks that an argument fits the domain of the binder it is to replace. Weights of mixtures and the
    /// attributes of real-valued laws are the kernel's to check.
    ///
    /// # Errors
    /// What does not fit.
    pub fn check_argument(&self, argument: &Argument, domain: &Domain) -> Result<(), IllFormed> {
        match (argument, domain) {
            (Argument::Term(term), Domain::Real | Domain::Natural | Domain::Sort(_)) => {
                fits(domain, &self.domain_of(term, &[])?)
            }
            (Argument::Renamed(variable), Domain::Function(_) | Domain::Law(_)) => {
                let found = self.variable(variable, &[])?;
                // Attributes of real-valued laws are the kernel's to compare.
                match (domain, &found) {
                    (Domain::Law(wanted), Domain::Law(law))
                        if wanted.parameters == law.parameters && wanted.on == law.on =>
                    {
                        Ok(())
                    }
                    _ => fits(domain, &found),
                }
            }
            (Argument::Function(lambda), Domain::Function(domains)) => {
                let bound = parameters(&lambda.parameters, domains)?;
                fits(&Domain::Real, &self.domain_of(&lambda.body, &bound)?)
            }
            (Argument::Law(binders, expression), Domain::Law(law)) => {
                let bound = parameters(binders, &law.parameters)?;
                self.law_expression(expression, law, &mut bound.clone(), 0)
            }
            _ => Err(IllFormed::WrongKindOfArgument),
        }
    }

    fn law_expression(
        &self,
        expression: &LawExpression,
        target: &LawType,
        bound: &mut Vec<Domain>,
        depth: usize,
    ) -> Result<(), IllFormed> {
        if depth > MAX_DEPTH {
            return Err(IllFormed::TooDeep);
        }
        match expression {
            LawExpression::Dirac(outcome) => fits(&target.on, &self.domain_of(outcome, bound)?),
            LawExpression::Draw { law, arguments, rest, .. } => {
                for argument in arguments.iter() {
                    self.domain_of(argument, bound)?;
                }
                let drawn = self.law(law, arguments, bound)?;
                bound.push((*drawn.on).clone());
                let result = self.law_expression(rest, target, bound, depth + 1);
                bound.pop();
                result
            }
            LawExpression::Mix(parts) => parts.iter().try_for_each(|(weight, part)| {
                fits(&Domain::Real, &self.domain_of(weight, bound)?)?;
                self.law_expression(part, target, bound, depth + 1)
            }),
        }
    }

    fn formula(&self, formula: &Formula, bound: &mut Vec<Domain>) -> Result<(), IllFormed> {
        match formula {
            Formula::Compare(_, left, right) => {
                self.real(left, bound)?;
                self.real(right, bound)
            }
            Formula::And(parts) | Formula::Or(parts) => {
                parts.iter().try_for_each(|part| self.formula(part, bound))
            }
            Formula::Implies(left, right) => {
                self.formula(left, bound)?;
                self.formula(right, bound)
            }
            Formula::Forall(binder, body) | Formula::Exists(binder, body) => {
                self.check_domain(&binder.domain)?;
                bound.push(binder.domain.clone());
                let result = self.formula(body, bound);
                bound.pop();
                result
            }
            Formula::Named(_, body) => self.formula(body, bound),
        }
    }

    fn variable(&self, variable: &Variable, bound: &[Domain]) -> Result<Domain, IllFormed> {
        match variable {
            Variable::Free(name) => {
                self.names.get(name).cloned().ok_or_else(|| IllFormed::UnknownName(name.clone()))
            }
            Variable::Bound(index) => usize::try_from(*index)
                .ok()
                .and_then(|index| bound.len().checked_sub(index + 1))
                .map(|position| bound[position].clone())
                .ok_or(IllFormed::LooseBound(*index)),
        }
    }

    fn real(&self, term: &Term, bound: &mut Vec<Domain>) -> Result<(), IllFormed> {
        fits(&Domain::Real, &self.term(term, bound)?)
    }

    /// The domain of a list of numbers: natural only if all are.
    fn numbers(&self, parts: &[Term], bound: &mut Vec<Domain>) -> Result<Domain, IllFormed> {
        let mut domain = Domain::Natural;
        for part in parts {
            let found = self.term(part, bound)?;
            fits(&Domain::Real, &found)?;
            if found == Domain::Real {
                domain = Domain::Real;
            }
        }
        Ok(domain)
    }

    fn term(&self, term: &Term, bound: &mut Vec<Domain>) -> Result<Domain, IllFormed> {
        match term {
            Term::Number(number) => {
                Ok(if number.is_integer() && !number.is_negative() { Domain::Natural } else { Domain::Real })
            }
            Term::Variable(variable) => {
                let domain = self.variable(variable, bound)?;
                if domain.is_first_order() { Ok(domain) } else { Err(IllFormed::WrongKindOfArgument) }
            }
            Term::Element { sort, index } => match self.signature.elements(sort) {
                Some(elements) if usize::try_from(*index).is_ok_and(|index| index < elements.len()) => {
                    Ok(Domain::Sort(sort.clone()))
                }
                Some(_) => Err(IllFormed::NoSuchElement(sort.clone(), *index)),
                None => Err(IllFormed::UnknownSort(sort.clone())),
            },
            Term::Sum(parts) | Term::Product(parts) => self.numbers(parts, bound),
            Term::Power(base, _) => self.numbers(std::slice::from_ref(base), bound),
            Term::NaturalPower(base, exponent) => {
                fits(&Domain::Natural, &self.term(exponent, bound)?)?;
                self.numbers(std::slice::from_ref(base), bound)
            }
            Term::Quotient(left, right) | Term::Extremum(_, left, right) => {
                self.real(left, bound)?;
                self.real(right, bound)?;
                Ok(Domain::Real)
            }
            Term::Indicator(relation, left, right) => {
                if !relation.is_order() {
                    return Err(IllFormed::IndicatorOfEquation);
                }
                self.real(left, bound)?;
                self.real(right, bound)?;
                Ok(Domain::Real)
            }
            Term::Apply(head, arguments) => {
                let domains = match self.variable(head, bound)? {
                    Domain::Function(domains) => domains,
                    other => return Err(IllFormed::NotAFunction(other)),
                };
                self.arguments(arguments, &domains, bound)?;
                Ok(Domain::Real)
            }
            Term::Builtin(Builtin::Exp | Builtin::Log, argument) => {
                self.real(argument, bound)?;
                Ok(Domain::Real)
            }
            Term::Select(scrutinee, branches) => {
                let Domain::Sort(sort) = self.term(scrutinee, bound)? else {
                    return Err(IllFormed::WrongKindOfArgument);
                };
                let elements =
                    self.signature.elements(&sort).ok_or_else(|| IllFormed::InfiniteSum(sort.clone()))?.len();
                if elements != branches.len() {
                    return Err(IllFormed::Arity { expected: elements, found: branches.len() });
                }
                self.numbers(branches, bound)?;
                Ok(Domain::Real)
            }
            Term::Bind(functional, _, body) => {
                let outcome = self.functional(functional, bound)?;
                bound.push(outcome);
                let result = self.real(body, bound);
                bound.pop();
                result.map(|()| Domain::Real)
            }
            Term::Named(_, body) => self.term(body, bound),
        }
    }

    fn arguments(
        &self,
        arguments: &[Term],
        domains: &[Domain],
        bound: &mut Vec<Domain>,
    ) -> Result<(), IllFormed> {
        if arguments.len() != domains.len() {
            return Err(IllFormed::Arity { expected: domains.len(), found: arguments.len() });
        }
        for (argument, domain) in arguments.iter().zip(domains) {
            fits(domain, &self.term(argument, bound)?)?;
        }
        Ok(())
    }

    fn law(&self, law: &Variable, arguments: &[Term], bound: &mut Vec<Domain>) -> Result<LawType, IllFormed> {
        match self.variable(law, bound)? {
            Domain::Law(law) => {
                self.arguments(arguments, &law.parameters, bound)?;
                Ok(law)
            }
            other => Err(IllFormed::NotALaw(other)),
        }
    }

    /// The domain of the variable that the functional binds.
    fn functional(&self, functional: &Functional, bound: &mut Vec<Domain>) -> Result<Domain, IllFormed> {
        match functional {
            Functional::Sum(sort) => match self.signature.carrier(sort) {
                Some(Carrier::Finite | Carrier::Enumerated(_)) => Ok(Domain::Sort(sort.clone())),
                Some(Carrier::Arbitrary) => Err(IllFormed::InfiniteSum(sort.clone())),
                None => Err(IllFormed::UnknownSort(sort.clone())),
            },
            Functional::Expectation { law, arguments } => Ok(*self.law(law, arguments, bound)?.on),
            Functional::Quantile { law, arguments } => {
                let law = self.law(law, arguments, bound)?;
                if *law.on == Domain::Real {
                    Ok(Domain::Real)
                } else {
                    Err(IllFormed::NotALaw(Domain::Law(law)))
                }
            }
            Functional::Integral => Ok(Domain::Real),
        }
    }
}

/// Whether some law on the reals has the bounds and the continuity asked for.
fn has_a_member(law: &LawType) -> bool {
    match (&law.lower, &law.upper) {
        (Some(lower), Some(upper)) if law.continuous => lower < upper,
        (Some(lower), Some(upper)) => lower <= upper,
        _ => true,
    }
}

/// Whether something of domain `found` may stand where `expected` is needed: a natural number is a real one.
fn fits(expected: &Domain, found: &Domain) -> Result<(), IllFormed> {
    if expected == found || (*expected == Domain::Real && *found == Domain::Natural) {
        Ok(())
    } else {
        Err(IllFormed::Mismatch { expected: expected.clone(), found: found.clone() })
    }
}

/// The domains of a lambda's parameters, which must be those the binder asks for.
fn parameters(binders: &[Binder], domains: &[Domain]) -> Result<Vec<Domain>, IllFormed> {
    if binders.len() != domains.len() {
        return Err(IllFormed::Arity { expected: domains.len(), found: binders.len() });
    }
    for (binder, domain) in binders.iter().zip(domains) {
        if binder.domain != *domain {
            return Err(IllFormed::Mismatch { expected: domain.clone(), found: binder.domain.clone() });
        }
    }
    Ok(domains.to_vec())
}

/// The nesting depth of a formula, or `None` beyond `limit`.
pub fn depth_of_formula(formula: &Formula, limit: usize) -> Option<usize> {
    let limit = limit.checked_sub(1)?;
    let deepest = match formula {
        Formula::Compare(_, left, right) => depth_of_term(left, limit)?.max(depth_of_term(right, limit)?),
        Formula::And(parts) | Formula::Or(parts) => parts
            .iter()
            .map(|part| depth_of_formula(part, limit))
            .try_fold(0, |most, depth| Some(most.max(depth?)))?,
        Formula::Implies(left, right) => depth_of_formula(left, limit)?.max(depth_of_formula(right, limit)?),
        Formula::Forall(_, body) | Formula::Exists(_, body) | Formula::Named(_, body) => {
            depth_of_formula(body, limit)?
        }
    };
    Some(deepest + 1)
}

/// The nesting depth of a term, or `None` beyond `limit`.
pub fn depth_of_term(term: &Term, limit: usize) -> Option<usize> {
    let limit = limit.checked_sub(1)?;
    let all = |terms: &[Term]| {
        terms.iter().map(|term| depth_of_term(term, limit)).try_fold(0, |most, depth| Some(most.max(depth?)))
    };
    let deepest = match term {
        Term::Number(_) | Term::Variable(_) | Term::Element { .. } => 0,
        Term::Sum(parts) | Term::Product(parts) | Term::Apply(_, parts) => all(parts)?,
        Term::Power(body, _) | Term::Builtin(_, body) | Term::Named(_, body) => depth_of_term(body, limit)?,
        Term::NaturalPower(left, right)
        | Term::Quotient(left, right)
        | Term::Extremum(_, left, right)
        | Term::Indicator(_, left, right) => depth_of_term(left, limit)?.max(depth_of_term(right, limit)?),
        Term::Select(scrutinee, branches) => depth_of_term(scrutinee, limit)?.max(all(branches)?),
        Term::Bind(functional, _, body) => {
            let arguments = match functional {
                Functional::Sum(_) | Functional::Integral => 0,
                Functional::Expectation { arguments, .. } | Functional::Quantile { arguments, .. } => {
                    all(arguments)?
                }
            };
            arguments.max(depth_of_term(body, limit)?)
        }
    };
    Some(deepest + 1)
}
