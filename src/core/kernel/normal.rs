//! Normal forms of terms: polynomials over numbered atoms.
//!
//! Consumes well-formed terms; produces polynomials such that equal polynomials mean equal values in every
//! interpretation. The laws used are those of commutative rings, of inverses (with 1/0 = 0), of powers,
//! linearity of functionals, mass 1 of laws, and the integrals of powers over [0, 1]. Incomplete on purpose:
//! two equal terms may have different normal forms, and then the proof has to say why they are equal.

use super::bound::Bound;
use super::interner::{Atom, Interner, Operator, Point, Value};
use super::rejection::Reason;
use crate::exact::{Limits, Monomial, Polynomial, Rational};
use crate::logic::{Domain, Extremum, Functional, Name, Relation, Scope, Signature, Term, Variable};

/// Most instances of enumerated sorts that one normal form may have.
pub(super) const MAX_INSTANCES: usize = 20_000;

/// Makes normal forms; one lives as long as one check.
pub(super) struct Normaliser {
    interner: Interner,
    pub(super) limits: Limits,
    /// How many instances the expansions of enumerated sorts under way make of what is inside them.
    instances: usize,
}

impl Normaliser {
    pub(super) fn new(limits: Limits) -> Normaliser {
        Normaliser { interner: Interner::default(), limits, instances: 1 }
    }

    /// The normal form of a real term. `bound` are its loose bound variables.
    pub(super) fn term(
        &mut self,
        scope: &Scope,
        bound: &mut Bound,
        term: &Term,
    ) -> Result<Polynomial, Reason> {
        match term {
            Term::Number(number) => Ok(Polynomial::constant(number)),
            Term::Variable(variable) => Ok(self.atom(Atom::Variable(bound.variable(variable)))),
            // An element is not a number: well-formed terms have none here.
            Term::Element { .. } => Ok(Polynomial::zero()),
            Term::Sum(parts) => {
                let parts: Result<_, Reason> =
                    parts.iter().map(|part| self.term(scope, bound, part)).collect();
                Ok(sum(parts?))
            }
            Term::Product(parts) => {
                let mut product = Polynomial::one();
                for part in parts.iter() {
                    let factor = self.term(scope, bound, part)?;
                    product = product.mul(&factor, &self.limits)?;
                }
                Ok(product)
            }
            Term::Power(base, exponent) => Ok(self.term(scope, bound, base)?.pow(*exponent, &self.limits)?),
            Term::NaturalPower(base, exponent) => {
                let base = self.term(scope, bound, base)?;
                let exponent = self.term(scope, bound, exponent)?;
                self.natural_power(&base, &exponent)
            }
            Term::Quotient(numerator, denominator) => {
                let numerator = self.term(scope, bound, numerator)?;
                let denominator = self.term(scope, bound, denominator)?;
                let inverse = self.inverse(&denominator)?;
                Ok(numerator.mul(&inverse, &self.limits)?)
            }
            Term::Extremum(which, left, right) => {
                let left = self.term(scope, bound, left)?;
                let right = self.term(scope, bound, right)?;
                let difference = left.sub(&right);
                let indicator = self.at_least_zero(&difference);
                let excess = difference.mul(&indicator, &self.limits)?;
                Ok(match which {
                    Extremum::Max => right.add(&excess),
                    Extremum::Min => left.sub(&excess),
                })
            }
            Term::Indicator(relation, left, right) => {
                let difference = self.term(scope, bound, left)?.sub(&self.term(scope, bound, right)?);
                Ok(self.indicator(*relation, &difference))
            }
            Term::Apply(head, arguments) => {
                let arguments = self.values(scope, bound, arguments)?;
                Ok(self.atom(Atom::Apply(bound.variable(head), arguments)))
            }
            Term::Builtin(function, argument) => {
                let argument = self.term(scope, bound, argument)?;
                Ok(self.atom(Atom::Builtin(*function, argument)))
            }
            Term::Select(scrutinee, branches) => self.select(scope, bound, scrutinee, branches),
            Term::Bind(functional, _, body) => self.bind(scope, bound, functional, body),
            Term::Named(_, body) => self.term(scope, bound, body),
        }
    }

    fn atom(&mut self, atom: Atom) -> Polynomial {
        Polynomial::variable(self.interner.number(atom))
    }

    fn select(
        &mut self,
        scope: &Scope,
        bound: &mut Bound,
        scrutinee: &Term,
        branches: &[Term],
    ) -> Result<Polynomial, Reason> {
        match bound.sorted(scope, scrutinee) {
            Some(Point::Element(_, index)) => self.term(scope, bound, &branches[index as usize]),
            // A well-formed scrutinee is an element or a variable.
            None => Ok(Polynomial::zero()),
            Some(Point::Variable(variable)) => {
                let mut forms = Vec::with_capacity(branches.len());
                for branch in branches {
                    forms.push(self.term(scope, bound, branch)?);
                }
                Ok(self.atom(Atom::Select(variable, forms)))
            }
        }
    }

    fn values(&mut self, scope: &Scope, bound: &mut Bound, terms: &[Term]) -> Result<Vec<Value>, Reason> {
        terms
            .iter()
            .map(|term| match bound.sorted(scope, term) {
                Some(point) => Ok(Value::Point(point)),
                None => Ok(Value::Number(self.term(scope, bound, term)?)),
            })
            .collect()
    }

    /// The value of an indicator of `difference` against 0.
    fn indicator(&mut self, relation: Relation, difference: &Polynomial) -> Polynomial {
        let one = Polynomial::one();
        match relation {
            Relation::Ge => self.at_least_zero(difference),
            Relation::Le => self.at_least_zero(&difference.neg()),
            Relation::Gt => one.sub(&self.at_least_zero(&difference.neg())),
            Relation::Lt => one.sub(&self.at_least_zero(difference)),
            // Well-formed terms have no indicators of equations.
            Relation::Eq | Relation::Ne => Polynomial::zero(),
        }
    }

    /// `[p >= 0]`.
    pub(super) fn at_least_zero(&mut self, polynomial: &Polynomial) -> Polynomial {
        match polynomial.as_constant() {
            Some(number) if number.is_negative() => Polynomial::zero(),
            Some(_) => Polynomial::one(),
            None => self.atom(Atom::Indicator(polynomial.primitive().1)),
        }
    }

    /// `1/p`, with `1/0 = 0`.
    pub(super) fn inverse(&mut self, polynomial: &Polynomial) -> Result<Polynomial, Reason> {
        if let Some(number) = polynomial.as_constant() {
            return Ok(Polynomial::constant(&number.recip().unwrap_or_else(Rational::zero)));
        }
        let (content, mut primitive) = polynomial.primitive();
        let mut scale = content.recip().unwrap_or_else(Rational::one);
        if leading_is_negative(&primitive) {
            primitive = primitive.neg();
            scale = -scale;
        }
        if primitive.len() > 1 {
            return Ok(self.atom(Atom::Inverse(primitive)).scale(&scale));
        }
        // The inverse of a product is the product of the inverses; an inverse of an inverse cancels.
        let mut product = Polynomial::constant(&scale);
        let powers: Vec<(u32, u32)> = primitive.terms().flat_map(|(monomial, _)| monomial.iter()).collect();
        for (atom, exponent) in powers {
            let factor = match self.interner.atom(atom) {
                Atom::Inverse(inner) => inner.clone(),
                _ => self.atom(Atom::Inverse(Polynomial::variable(atom))),
            };
            product = product.mul(&factor.pow(exponent, &self.limits)?, &self.limits)?;
        }
        Ok(product)
    }

    /// The polynomial whose inverse an atom is, if it is one. For those who build proofs.
    pub(super) fn inverted(&self, atom: u32) -> Option<Polynomial> {
        match self.interner.atom(atom) {
            Atom::Inverse(polynomial) => Some(polynomial.clone()),
            _ => None,
        }
    }

    /// A power whose exponent is a polynomial in natural variables with natural coefficients.
    fn natural_power(&mut self, base: &Polynomial, exponent: &Polynomial) -> Result<Polynomial, Reason> {
        let mut product = Polynomial::one();
        let parts: Vec<(Monomial, Rational)> = exponent.terms().map(|(m, c)| (m.clone(), c)).collect();
        for (monomial, coefficient) in parts {
            let times = natural(&coefficient)?;
            let factor = if monomial.is_one() {
                base.clone()
            } else {
                self.power_of_monomial(base, &Polynomial::term(monomial, &Rational::one()))?
            };
            product = product.mul(&factor.pow(times, &self.limits)?, &self.limits)?;
        }
        Ok(product)
    }

    fn power_of_monomial(&mut self, base: &Polynomial, exponent: &Polynomial) -> Result<Polynomial, Reason> {
        if base.as_constant().is_some_and(|number| number.is_one()) {
            return Ok(Polynomial::one());
        }
        let mut terms = base.terms();
        let (Some((monomial, coefficient)), None) = (terms.next(), terms.next()) else {
            return Ok(self.atom(Atom::Power(base.clone(), exponent.clone())));
        };
        // A power of a product is the product of the powers.
        let mut product = Polynomial::one();
        if !coefficient.is_one() {
            product = self.atom(Atom::Power(Polynomial::constant(&coefficient), exponent.clone()));
        }
        for (atom, times) in monomial {
            let factor = self.atom(Atom::Power(Polynomial::variable(atom), exponent.clone()));
            product = product.mul(&factor.pow(times, &self.limits)?, &self.limits)?;
        }
        Ok(product)
    }

    fn bind(
        &mut self,
        scope: &Scope,
        bound: &mut Bound,
        functional: &Functional,
        body: &Term,
    ) -> Result<Polynomial, Reason> {
        let (operator, outcome) = self.operator(scope, bound, functional)?;
        if let Domain::Sort(sort) = &outcome
            && let Some(elements) = scope.signature.elements(sort)
        {
            return self.expanding(elements.len(), |normaliser| {
                normaliser.over_elements(scope, bound, &operator, sort, elements.len(), body)
            });
        }
        bound.push(outcome);
        let inner = self.term(scope, bound, body);
        bound.pop();
        self.linear(&operator, &inner?)
    }

    /// Runs an expansion into so many instances, unless there would be too many of what is inside them.
    pub(super) fn expanding<T>(
        &mut self,
        elements: usize,
        run: impl FnOnce(&mut Self) -> Result<T, Reason>,
    ) -> Result<T, Reason> {
        let outside = self.instances;
        self.instances = outside.saturating_mul(elements);
        if self.instances > MAX_INSTANCES {
            self.instances = outside;
            return Err(Reason::TooManyInstances);
        }
        let result = run(self);
        self.instances = outside;
        result
    }

    fn operator(
        &mut self,
        scope: &Scope,
        bound: &mut Bound,
        functional: &Functional,
    ) -> Result<(Operator, Domain), Reason> {
        Ok(match functional {
            Functional::Sum(sort) => (Operator::Sum(sort.clone()), Domain::Sort(sort.clone())),
            Functional::Integral => (Operator::Integral, Domain::Real),
            Functional::Quantile { law, arguments } => {
                (Operator::Quantile(bound.variable(law), self.values(scope, bound, arguments)?), Domain::Real)
            }
            Functional::Expectation { law, arguments } => (
                Operator::Expectation(bound.variable(law), self.values(scope, bound, arguments)?),
                bound.outcome_of(scope, law)?,
            ),
        })
    }

    /// A functional over an enumerated sort. A sum expands; an expectation becomes a combination of the
    /// probabilities of all elements but the last, whose probability is 1 minus theirs.
    fn over_elements(
        &mut self,
        scope: &Scope,
        bound: &mut Bound,
        operator: &Operator,
        sort: &Name,
        elements: usize,
        body: &Term,
    ) -> Result<Polynomial, Reason> {
        let mut values = Vec::with_capacity(elements);
        for index in indices(elements) {
            bound.push_element(sort.clone(), index);
            let value = self.term(scope, bound, body);
            bound.pop();
            values.push(value?);
        }
        if matches!(operator, Operator::Sum(_)) {
            return Ok(sum(values));
        }
        let Some((last, others)) = values.split_last() else { return Ok(Polynomial::zero()) };
        let mut parts = vec![last.clone()];
        for (position, value) in others.iter().enumerate() {
            let picks = (0..elements)
                .map(|other| if other == position { Polynomial::one() } else { Polynomial::zero() });
            let pick = self.atom(Atom::Select(Variable::Bound(0), picks.collect()));
            let probability = self.atom(Atom::Bind(operator.clone(), pick));
            parts.push(value.sub(last).mul(&probability, &self.limits)?);
        }
        Ok(sum(parts))
    }

    /// An operator applied to a polynomial in which bound variable 0 is the variable bound.
    fn linear(&mut self, operator: &Operator, body: &Polynomial) -> Result<Polynomial, Reason> {
        let mut parts = Vec::with_capacity(body.len());
        let terms: Vec<(Monomial, Rational)> = body.terms().map(|(m, c)| (m.clone(), c)).collect();
        for (monomial, coefficient) in terms {
            let mut inside = Vec::new();
            let mut outside = Polynomial::constant(&coefficient);
            for (atom, exponent) in &monomial {
                if self.interner.depends(atom, 0) {
                    inside.push((atom, exponent));
                } else {
                    let lowered = Polynomial::variable(self.interner.lowered(atom, 0));
                    outside = outside.mul(&lowered.pow(exponent, &self.limits)?, &self.limits)?;
                }
            }
            let value = self.of_monomial(operator, inside)?;
            parts.push(outside.mul(&value, &self.limits)?);
        }
        Ok(sum(parts))
    }

    /// An operator applied to a product of powers of atoms that all depend on the variable bound.
    fn of_monomial(&mut self, operator: &Operator, powers: Vec<(u32, u32)>) -> Result<Polynomial, Reason> {
        match (operator, powers.as_slice()) {
            (Operator::Expectation(..) | Operator::Integral, []) => Ok(Polynomial::one()),
            // An integral against a constant vanishes.
            (Operator::Quantile(..), []) => Ok(Polynomial::zero()),
            (Operator::Integral, [(atom, exponent)])
                if *self.interner.atom(*atom) == Atom::Variable(Variable::Bound(0)) =>
            {
                let integral = Rational::new(1, i64::from(*exponent) + 1).unwrap_or_else(Rational::zero);
                Ok(Polynomial::constant(&integral))
            }
            _ => {
                let body = Polynomial::term(Monomial::from_powers(powers)?, &Rational::one());
                Ok(self.atom(Atom::Bind(operator.clone(), body)))
            }
        }
    }
}

/// The sum, pairwise so that the time is not quadratic in the number of parts.
pub(super) fn sum(mut parts: Vec<Polynomial>) -> Polynomial {
    while parts.len() > 1 {
        let odd = if parts.len() % 2 == 1 { parts.pop() } else { None };
        parts = parts.chunks_exact(2).map(|pair| pair[0].add(&pair[1])).chain(odd).collect();
    }
    parts.pop().unwrap_or_default()
}

/// The element numbers of an enumerated sort.
pub(super) fn indices(elements: usize) -> impl Iterator<Item = u32> {
    (0..elements).map_while(|index| u32::try_from(index).ok())
}

fn leading_is_negative(polynomial: &Polynomial) -> bool {
    polynomial.terms().next().is_some_and(|(_, coefficient)| coefficient.is_negative())
}

/// A coefficient of a natural exponent.
fn natural(coefficient: &Rational) -> Result<u32, Reason> {
    let value = coefficient.is_integer().then(|| coefficient.numerator().to_i64()).flatten();
    value.and_then(|value| u32::try_from(value).ok()).ok_or(Reason::NotNatural)
}

/// Whether the signature has this sort with listed elements.
pub(super) fn enumerated<'a>(signature: &'a Signature, domain: &Domain) -> Option<(&'a Name, usize)> {
    let Domain::Sort(sort) = domain else { return None };
    let (name, _) = signature.sorts.get_key_value(sort)?;
    Some((name, signature.elements(sort)?.len()))
}
