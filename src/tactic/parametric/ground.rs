//! The ground of a parametric proof: the numbers in scope as coordinates, and facts about their signs.
//!
//! Consumes the facts in scope; produces facts that are polynomials in the parameters alone. Inverses are eliminated
//! by their defining equations, parameters that linear equations determine by those. Every sign found by the search
//! becomes a fact by one `combine`, so that the kernel sees only identities.

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::{Polynomial, Rational};
use mechproof_core::kernel::{Equation, Product, Step};
use mechproof_core::logic::{Domain as Range, Formula, Name, Relation, Term, Variable};

use crate::exact::fraction::Fraction;
use crate::exact::multivariate::{Factors, coefficients, product, substitute};
use crate::language::elaborate::Meaning;
use crate::search::parametric::domain::value;
use crate::search::parametric::{Certificate, Condition, Domain, Goal, Point, certify};
use crate::tactic::Attempt;
use crate::tactic::builder::Builder;

/// Numbers of unknowns of a program begin here, far above those of parameters and coordinates.
pub(super) const UNKNOWNS: u32 = 1_000_000;
/// Most parameters, counting every entry of an indexed one.
const MAX_PARAMETERS: usize = 400;

/// An inverse in the terms of the kernel: `atom * positive = kappa`.
#[derive(Clone)]
struct Inverse {
    atom: u32,
    /// What is inverted, up to a factor, as a fact that it is positive.
    positive: Polynomial,
    fact: usize,
    kappa: Rational,
    /// The equation, and the number with which it is `atom * positive - kappa`.
    equation: usize,
    scale: Rational,
}

/// A parameter with its value: `atom - value = scale * equation`.
#[derive(Clone)]
struct Determined {
    atom: u32,
    value: Polynomial,
    equation: usize,
    scale: Rational,
}

/// A polynomial of the kernel without inverses: `factor * it = rest + sum of multiples of equations`.
pub(super) struct Cleared {
    pub(super) factor: Polynomial,
    pub(super) facts: Vec<usize>,
    pub(super) rest: Polynomial,
    pub(super) equations: Vec<(usize, Polynomial)>,
}

/// What is known, in coordinates.
#[derive(Clone)]
pub(super) struct Ground {
    /// Terms of the atoms that have a number of their own.
    terms: BTreeMap<u32, Term>,
    /// Numbers of parameters and unknowns by atom of the kernel, and back.
    numbers: BTreeMap<u32, u32>,
    atoms: BTreeMap<u32, u32>,
    parameters: u32,
    unknowns: u32,
    inverses: Vec<Inverse>,
    determined: Vec<Determined>,
    /// The admissible parameters.
    pub(super) domain: Domain,
    /// The facts that certificates speak of: coordinates, hypotheses of the domain, cases.
    facts: Vec<usize>,
    /// The cases on the way.
    pub(super) cases: Vec<Condition>,
    /// Points where everything known holds; they save vain searches.
    pub(super) points: Vec<Point>,
    /// Signs that are facts already.
    known: BTreeMap<Polynomial, (usize, bool)>,
    labels: BTreeMap<u32, Term>,
}

impl Ground {
    /// Everything in scope that is a comparison of parameters.
    pub(super) fn of(b: &mut Builder) -> Attempt<Ground> {
        let mut ground = Ground {
            terms: BTreeMap::new(),
            numbers: BTreeMap::new(),
            atoms: BTreeMap::new(),
            parameters: 0,
            unknowns: 0,
            inverses: Vec::new(),
            determined: Vec::new(),
            domain: Domain::default(),
            facts: Vec::new(),
            cases: Vec::new(),
            points: Vec::new(),
            known: BTreeMap::new(),
            labels: BTreeMap::new(),
        };
        for term in scope_terms(b) {
            if ground.atoms.len() >= MAX_PARAMETERS {
                return Err(b.failure("too many parameters"));
            }
            ground.declare(b, term, false)?;
        }
        let mut comparisons = Vec::new();
        let mut seen: BTreeSet<(Relation, Polynomial)> = BTreeSet::new();
        for fact in 0..b.bench.len() {
            for found in b.comparisons(fact).unwrap_or_default() {
                let Ok((relation, polynomial)) = b.bench.comparison(found) else { continue };
                if relation != Relation::Ne && seen.insert((relation, polynomial.clone())) {
                    comparisons.push((found, relation, polynomial));
                }
            }
        }
        let foreign = |ground: &Ground, polynomial: &Polynomial| {
            polynomial.variables().iter().any(|atom| !ground.numbers.contains_key(atom))
        };
        let (clean, later): (Vec<_>, Vec<_>) =
            comparisons.into_iter().partition(|(_, _, polynomial)| !foreign(&ground, polynomial));
        let mut equations = Vec::new();
        let mut signs = Vec::new();
        for (fact, relation, polynomial) in clean.into_iter().chain(later) {
            if foreign(&ground, &polynomial) {
                ground.settle(b, &equations, &signs)?;
            }
            let Ok((fact, polynomial)) = ground.cleaned(b, fact, relation, &polynomial) else { continue };
            if relation == Relation::Eq {
                if ground.determine(&polynomial, fact) {
                    equations.push(polynomial);
                }
            } else {
                signs.push((fact, polynomial, relation == Relation::Gt));
            }
        }
        // What was read before an equation is read again in its light.
        if !ground.determined.is_empty() {
            for (fact, polynomial, strict) in &mut signs {
                let relation = if *strict { Relation::Gt } else { Relation::Ge };
                let atoms = ground.to_atoms(polynomial, b)?;
                if let Ok((newer, clean)) = ground.cleaned(b, *fact, relation, &atoms) {
                    (*fact, *polynomial) = (newer, clean);
                }
            }
        }
        ground.settle(b, &equations, &signs)?;
        ground.label(b);
        Ok(ground)
    }

    /// Gives an atom a number.
    fn declare(&mut self, b: &mut Builder, term: Term, unknown: bool) -> Attempt<()> {
        let Ok(polynomial) = b.bench.polynomial(&term) else { return Ok(()) };
        let Some(atom) = polynomial.variables().into_iter().next() else { return Ok(()) };
        if self.numbers.contains_key(&atom) {
            return Ok(());
        }
        let number = if unknown { UNKNOWNS + self.unknowns } else { self.parameters };
        if unknown {
            self.unknowns += 1;
        } else {
            self.parameters += 1;
        }
        self.numbers.insert(atom, number);
        self.atoms.insert(number, atom);
        self.terms.insert(atom, term);
        Ok(())
    }

    /// Gives the variables of an opened program numbers as unknowns, in the order of its quantifiers.
    pub(super) fn declare_unknowns(&mut self, b: &mut Builder, names: &[Name]) -> Attempt<()> {
        for name in names {
            if let Some(Meaning::Variable(internal, range)) = b.env.lookup(name).cloned() {
                for term in terms_of(b, &internal, &range) {
                    self.declare(b, term, true)?;
                }
            }
        }
        Ok(())
    }

    /// The parameters, in order.
    pub(super) fn named_parameters(&self) -> impl Iterator<Item = &Term> {
        (0..self.parameters).filter_map(|number| self.terms.get(self.atoms.get(&number)?))
    }

    /// How many unknowns there are.
    pub(super) fn unknowns(&self) -> usize {
        self.unknowns as usize
    }

    /// The term of an unknown.
    pub(super) fn unknown(&self, place: usize) -> Option<&Term> {
        let number = UNKNOWNS + u32::try_from(place).ok()?;
        self.terms.get(self.atoms.get(&number)?)
    }

    /// Takes an equation as the value of a parameter, if it is linear.
    fn determine(&mut self, polynomial: &Polynomial, fact: usize) -> bool {
        if polynomial.degree() != 1 {
            return false;
        }
        let Some(variable) = polynomial.variables().into_iter().next_back() else { return false };
        let parts = coefficients(polynomial, variable);
        let Some(slope) = parts.get(1).and_then(Polynomial::as_constant) else { return false };
        let Some(scale) = slope.recip() else { return false };
        let back = |v: u32| Polynomial::variable(self.atoms.get(&v).copied().unwrap_or(v));
        let Some(value) = substitute(&parts[0].scale(&-scale.clone()), &back) else { return false };
        let Some(atom) = self.atoms.get(&variable).copied() else { return false };
        self.determined.push(Determined { atom, value, equation: fact, scale });
        true
    }

    /// Makes the coordinates from what is known.
    fn settle(
        &mut self,
        b: &Builder,
        equations: &[Polynomial],
        signs: &[(usize, Polynomial, bool)],
    ) -> Attempt<()> {
        let inequalities: Vec<(Polynomial, bool)> =
            signs.iter().map(|(_, polynomial, strict)| (polynomial.clone(), *strict)).collect();
        let domain = Domain::new(self.parameters, equations, &inequalities);
        self.domain = domain.ok_or_else(|| b.failure("the hypotheses are too large"))?;
        let generators = self.domain.generators.iter().map(|generator| generator.source);
        let extras = self.domain.extras.iter().map(|extra| extra.source);
        self.facts = generators.chain(extras).map(|source| signs[source].0).collect();
        self.known.clear();
        for (generator, fact) in self.domain.generators.iter().zip(&self.facts) {
            self.known.insert(Polynomial::variable(generator.variable), (*fact, generator.strict));
        }
        Ok(())
    }

    /// Names coordinates by the abbreviations of the model.
    fn label(&mut self, b: &mut Builder) {
        let lets: Vec<_> = b.env.abbreviations().cloned().collect();
        for definition in lets.iter().filter(|definition| definition.parameters.is_empty()) {
            let Ok(term) = b.env.real(&definition.body) else { continue };
            let Ok(polynomial) = b.bench.polynomial(&term) else { continue };
            let Some(form) = self.numbered(&polynomial) else { continue };
            let named = Term::Named(definition.name.node.as_str().into(), Box::new(unnamed(term)));
            let fits = self.domain.generators.iter().find(|generator| generator.form == form);
            if let Some(generator) = fits.filter(|_| form.len() > 1) {
                self.labels.entry(generator.variable).or_insert(named);
            }
        }
    }

    /// A polynomial of atoms that all have numbers, by these.
    fn numbered(&self, polynomial: &Polynomial) -> Option<Polynomial> {
        if polynomial.variables().iter().any(|atom| !self.numbers.contains_key(atom)) {
            return None;
        }
        substitute(polynomial, &|atom| Polynomial::variable(self.numbers.get(&atom).copied().unwrap_or(atom)))
    }

    /// A polynomial of numbers as one of the kernel's atoms.
    fn to_atoms(&self, polynomial: &Polynomial, b: &Builder) -> Attempt<Polynomial> {
        substitute(polynomial, &|v| Polynomial::variable(self.atoms.get(&v).copied().unwrap_or(v)))
            .ok_or_else(|| b.failure("a polynomial is too large"))
    }

    /// A polynomial of atoms in coordinates; unknowns keep their numbers.
    pub(super) fn coordinates(&self, polynomial: &Polynomial, b: &Builder) -> Attempt<Polynomial> {
        self.numbered(polynomial)
            .and_then(|polynomial| self.domain.image(&polynomial))
            .ok_or_else(|| b.failure("this speaks of more than the parameters of the model"))
    }

    /// A real term as a fraction in coordinates.
    pub(super) fn fraction(&mut self, b: &mut Builder, term: &Term) -> Attempt<Fraction> {
        let polynomial = b.bench.polynomial(term).map_err(|reason| b.failure(reason.to_string()))?;
        let cleared = self.clear(b, &polynomial)?;
        let (above, below) = (self.coordinates(&cleared.rest, b)?, self.coordinates(&cleared.factor, b)?);
        Fraction::new(above, &below).ok_or_else(|| b.failure("a fraction is too large"))
    }

    /// A polynomial in coordinates of the same sign as a real term, freed from some positive factors.
    pub(super) fn condition(&mut self, b: &mut Builder, term: &Term) -> Attempt<Polynomial> {
        let polynomial = b.bench.polynomial(term).map_err(|reason| b.failure(reason.to_string()))?;
        let cleared = self.clear(b, &polynomial)?;
        let mut rest = self.coordinates(&cleared.rest, b)?;
        let strict = self.domain.generators.iter().filter(|generator| generator.strict);
        let mut positive: Vec<Polynomial> =
            strict.map(|generator| Polynomial::variable(generator.variable)).collect();
        for inverse in &self.inverses {
            positive.extend(self.coordinates(&inverse.positive, b));
        }
        for factor in positive.iter().filter(|factor| factor.as_constant().is_none()) {
            while !rest.is_zero()
                && let Some(quotient) = crate::exact::multivariate::divide(&rest, factor)
            {
                rest = quotient;
            }
        }
        Ok(rest)
    }

    /// Eliminates inverses and determined parameters.
    pub(super) fn clear(&mut self, b: &mut Builder, polynomial: &Polynomial) -> Attempt<Cleared> {
        for atom in polynomial.variables() {
            self.register(b, atom)?;
        }
        let large = || b.failure("an expression is too large to clear");
        let mut cleared = Cleared {
            factor: Polynomial::one(),
            facts: Vec::new(),
            rest: polynomial.clone(),
            equations: Vec::new(),
        };
        for inverse in self.inverses.iter().rev() {
            let parts = coefficients(&cleared.rest, inverse.atom);
            let degree = parts.len().saturating_sub(1);
            if degree == 0 {
                continue;
            }
            // F^K P = sum of P_k F^(K-k) (zF)^k, where zF is kappa.
            let mut powers = vec![Polynomial::one()];
            for _ in 0..degree {
                powers.push(product(&powers[powers.len() - 1], &inverse.positive).ok_or_else(large)?);
            }
            let unit = product(&Polynomial::variable(inverse.atom), &inverse.positive).ok_or_else(large)?;
            let (rest, quotient) = divided(&parts, &powers, &unit, &inverse.kappa).ok_or_else(large)?;
            for (_, multiplier) in &mut cleared.equations {
                *multiplier = product(multiplier, &powers[degree]).ok_or_else(large)?;
            }
            cleared.equations.push((inverse.equation, quotient.scale(&inverse.scale)));
            cleared.factor = product(&cleared.factor, &powers[degree]).ok_or_else(large)?;
            cleared.facts.extend(std::iter::repeat_n(inverse.fact, degree));
            cleared.rest = rest;
        }
        for known in &self.determined {
            let parts = coefficients(&cleared.rest, known.atom);
            if parts.len() < 2 {
                continue;
            }
            let mut rest = Polynomial::zero();
            let mut quotient = Polynomial::zero();
            // P = sum of P_k v^k, highest first by Horner's rule, divided by v - value.
            for part in parts.iter().rev() {
                let shifted = product(&quotient, &Polynomial::variable(known.atom)).ok_or_else(large)?;
                quotient = shifted.add(&rest);
                rest = product(&rest, &known.value).ok_or_else(large)?.add(part);
            }
            cleared.equations.push((known.equation, quotient.scale(&known.scale)));
            cleared.rest = rest;
        }
        Ok(cleared)
    }

    /// Makes an atom known that is an inverse: shows the sign of what is inverted.
    fn register(&mut self, b: &mut Builder, atom: u32) -> Attempt<()> {
        if self.numbers.contains_key(&atom) || self.inverses.iter().any(|inverse| inverse.atom == atom) {
            return Ok(());
        }
        let Some(inverted) = b.bench.inverse_of(atom) else {
            return Err(b.failure("this speaks of more than polynomials and quotients of the parameters"));
        };
        let cleared = self.clear(b, &inverted)?;
        let form = self.coordinates(&cleared.rest, b)?;
        let mut denominator = self.atoms_term(&inverted, b)?;
        let (scale, facts) = self.signed(b, &form, true)?;
        if scale.is_negative() {
            denominator = denominator.negated();
        }
        let fact = self.lifted(b, &denominator, &cleared, scale, facts)?;
        let equation = b.emit(Step::Inverse { fact })?;
        let read = |b: &mut Builder, fact| {
            b.bench.comparison(fact).map(|found| found.1).map_err(|reason| b.failure(reason.to_string()))
        };
        let (positive, identity) = (read(b, fact)?, read(b, equation)?);
        let odd = || b.failure("the equation of an inverse has an unexpected form");
        let parts = coefficients(&identity, atom);
        let [constant, slope] = parts.as_slice() else { return Err(odd()) };
        let beta = constant.as_constant().filter(|beta| !beta.is_zero()).ok_or_else(odd)?;
        // slope = -beta * k * positive, so that z * positive = 1/k.
        let ratio = crate::exact::multivariate::divide(slope, &positive).and_then(|ratio| ratio.as_constant());
        let k = ratio.and_then(|ratio| (-ratio).checked_div(&beta)).filter(|k| !k.is_zero()).ok_or_else(odd)?;
        let kappa = k.recip().ok_or_else(odd)?;
        let scale = (-(&beta * &k)).recip().ok_or_else(odd)?;
        let term = Term::Quotient(Box::new(Term::integer(1)), Box::new(self.atoms_term(&inverted, b)?));
        self.terms.insert(atom, term);
        self.inverses.push(Inverse { atom, positive, fact, kappa, equation, scale });
        Ok(())
    }

    /// From the sign of what is left the same of the term that was cleared, or of its negation if the number that
    /// the facts are multiplied with is negative.
    fn lifted(
        &self,
        b: &mut Builder,
        term: &Term,
        cleared: &Cleared,
        scale: Rational,
        factors: Vec<usize>,
    ) -> Attempt<usize> {
        let sign = Rational::from(if scale.is_negative() { -1 } else { 1 });
        let mut equations = Vec::new();
        for (fact, multiplier) in &cleared.equations {
            let multiplier = self.atoms_term(&multiplier.scale(&sign), b)?;
            equations.push(Equation { multiplier, fact: *fact });
        }
        b.emit(Step::Combine {
            goal: Formula::Compare(Relation::Gt, term.clone(), Term::integer(0)),
            multiplier: cleared.facts.clone(),
            products: vec![Product { weight: scale.abs(), factors, square: None, square_nonzero: None }],
            equations,
        })
    }

    /// The number by which a fact's polynomial is multiplied to give another.
    fn weight_of(&self, b: &mut Builder, fact: usize, wanted: &Polynomial) -> Attempt<Rational> {
        let (_, known) = b.bench.comparison(fact).map_err(|reason| b.failure(reason.to_string()))?;
        let ratio = crate::exact::multivariate::divide(wanted, &known).and_then(|ratio| ratio.as_constant());
        ratio.ok_or_else(|| b.failure("a fact is not the multiple it should be"))
    }

    /// The same comparison without inverses and determined parameters, as a fact; with its polynomial by numbers.
    pub(super) fn cleaned(
        &mut self,
        b: &mut Builder,
        fact: usize,
        relation: Relation,
        polynomial: &Polynomial,
    ) -> Attempt<(usize, Polynomial)> {
        let cleared = self.clear(b, polynomial)?;
        let number = |ground: &Ground, b: &Builder| {
            ground.numbered(&cleared.rest).ok_or_else(|| b.failure("this speaks of more than parameters"))
        };
        if cleared.equations.is_empty() {
            return Ok((fact, number(self, b)?));
        }
        let left = self.atoms_term(&cleared.rest, b)?;
        let mut equations = Vec::new();
        for (fact, multiplier) in &cleared.equations {
            equations.push(Equation { multiplier: self.atoms_term(&multiplier.neg(), b)?, fact: *fact });
        }
        let mut products = Vec::new();
        if relation == Relation::Eq {
            equations.push(Equation { multiplier: self.atoms_term(&cleared.factor, b)?, fact });
        } else {
            let mut factors = cleared.facts.clone();
            factors.push(fact);
            products.push(Product { weight: Rational::one(), factors, square: None, square_nonzero: None });
        }
        let goal = Formula::Compare(relation, left, Term::integer(0));
        let fact = b.emit(Step::Combine { goal, multiplier: Vec::new(), products, equations })?;
        Ok((fact, number(self, b)?))
    }

    /// A polynomial of the kernel's atoms as a term.
    pub(super) fn atoms_term(&self, polynomial: &Polynomial, b: &Builder) -> Attempt<Term> {
        as_term(polynomial, &|atom| self.terms.get(&atom).cloned())
            .ok_or_else(|| b.failure("an atom has no term"))
    }

    /// A polynomial in coordinates as a term in the words of the model.
    pub(super) fn term(&self, polynomial: &Polynomial, b: &Builder) -> Attempt<Term> {
        as_term(polynomial, &|number| self.coordinate(number)).ok_or_else(|| b.failure("a coordinate has no term"))
    }

    /// A coordinate as a term.
    pub(super) fn coordinate(&self, number: u32) -> Option<Term> {
        if let Some(label) = self.labels.get(&number) {
            return Some(label.clone());
        }
        let own = |variable: u32| self.terms.get(self.atoms.get(&variable)?).cloned();
        match self.domain.generator(number) {
            Some(place) => as_term(&self.domain.generators[place].form, &own),
            None => own(number),
        }
    }

    /// A fraction in coordinates as a term.
    pub(super) fn fraction_term(&self, fraction: &Fraction, b: &Builder) -> Attempt<Term> {
        let above = self.term(&fraction.numerator, b)?;
        if fraction.denominator.as_constant().is_some_and(|one| one.is_one()) {
            return Ok(above);
        }
        Ok(Term::Quotient(Box::new(above), Box::new(self.term(&fraction.denominator, b)?)))
    }

    /// The fact that a polynomial in coordinates is `>= 0`, or `> 0`.
    pub(super) fn show(&mut self, b: &mut Builder, polynomial: &Polynomial, strict: bool) -> Attempt<usize> {
        if let Some((fact, known)) = self.known.get(polynomial)
            && (*known || !strict)
        {
            return Ok(*fact);
        }
        let refuted = self.points.iter().any(|point| {
            let sign = value(polynomial, point).sign();
            sign.is_lt() || strict && sign.is_eq()
        });
        let certificate = (!refuted)
            .then(|| certify(&self.domain, &self.cases, Goal::Sign(polynomial, strict)))
            .flatten();
        match certificate {
            Some(certificate) => self.by(b, polynomial, strict, &certificate),
            None => Err(b.failure("a sign that the proof needs is not shown")),
        }
    }

    /// The fact that a certificate gives.
    pub(super) fn by(
        &mut self,
        b: &mut Builder,
        polynomial: &Polynomial,
        strict: bool,
        certificate: &Certificate,
    ) -> Attempt<usize> {
        let mut scale = Rational::one();
        let mut multiplier = Vec::new();
        match certificate.multiplier.as_slice() {
            [(weight, places)] => {
                scale = weight.recip().unwrap_or_else(Rational::one);
                multiplier = places.iter().map(|place| self.facts[*place]).collect();
            }
            several => {
                let mut form = Polynomial::zero();
                for (weight, places) in several {
                    let factors = places.iter().map(|place| {
                        Polynomial::variable(self.domain.generators.get(*place).map_or(0, |g| g.variable))
                    });
                    let factors: Vec<Polynomial> = factors.collect();
                    let part = crate::exact::multivariate::product_of(&factors);
                    form = form.add(&part.ok_or_else(|| b.failure("a multiplier is too large"))?.scale(weight));
                }
                let goal = Formula::Compare(Relation::Gt, self.term(&form, b)?, Term::integer(0));
                let products = self.products(several, &Rational::one());
                multiplier.push(b.emit(Step::Combine {
                    goal,
                    multiplier: Vec::new(),
                    products,
                    equations: Vec::new(),
                })?);
            }
        }
        let relation = if strict { Relation::Gt } else { Relation::Ge };
        let fact = b.emit(Step::Combine {
            goal: Formula::Compare(relation, self.term(polynomial, b)?, Term::integer(0)),
            multiplier,
            products: self.products(&certificate.products, &scale),
            equations: Vec::new(),
        })?;
        self.known.insert(polynomial.clone(), (fact, strict));
        Ok(fact)
    }

    /// Products that a certificate names, as the kernel wants them.
    pub(super) fn products(&self, weighted: &[(Rational, Vec<usize>)], scale: &Rational) -> Vec<Product> {
        let each = weighted.iter().map(|(weight, places)| Product {
            weight: weight * scale,
            factors: places.iter().map(|place| self.facts[*place]).collect(),
            square: None,
            square_nonzero: None,
        });
        each.collect()
    }

    /// A case on the way, with its fact.
    pub(super) fn assume(&mut self, case: Condition, fact: usize) {
        self.points.retain(|point| case.holds(point));
        self.known.insert(case.polynomial.clone(), (fact, case.strict));
        self.cases.push(case);
        self.facts.push(fact);
    }

    /// A polynomial as a number times facts `>= 0`, or `> 0` if strict; the number may be negative.
    pub(super) fn signed(
        &mut self,
        b: &mut Builder,
        polynomial: &Polynomial,
        strict: bool,
    ) -> Attempt<(Rational, Vec<usize>)> {
        let met: Vec<Polynomial> = self.known.keys().filter(|known| known.degree() > 0).cloned().collect();
        let factors = Factors::of(polynomial, &met);
        let mut scale = factors.scale.clone();
        let mut facts = Vec::new();
        let mut mixed = Polynomial::one();
        for (factor, exponent) in &factors.powers {
            let Some((fact, form, negative)) = self.either_sign(b, factor, strict) else {
                for _ in 0..*exponent {
                    let large = || b.failure("a product is too large");
                    mixed = product(&mixed, factor).ok_or_else(large)?;
                }
                continue;
            };
            if negative && exponent % 2 == 1 {
                scale = -scale;
            }
            let wanted = self.of_coordinates(&form, b)?;
            let weight = self.weight_of(b, fact, &wanted)?;
            scale = scale * weight.pow(*exponent);
            facts.extend(std::iter::repeat_n(fact, *exponent as usize));
        }
        if mixed.as_constant().is_none() {
            let Some((fact, form, negative)) = self.either_sign(b, &mixed, strict) else {
                return Err(b.failure("a sign that the proof needs is not shown"));
            };
            let wanted = self.of_coordinates(&form, b)?;
            scale = scale * self.weight_of(b, fact, &wanted)?;
            if negative {
                scale = -scale;
            }
            facts.push(fact);
        }
        Ok((scale, facts))
    }

    /// The fact that a polynomial or its negation is `>= 0`, preferably `> 0`; that polynomial, and whether it is
    /// the negation.
    fn either_sign(
        &mut self,
        b: &mut Builder,
        polynomial: &Polynomial,
        strict: bool,
    ) -> Option<(usize, Polynomial, bool)> {
        let negated = polynomial.neg();
        for (form, negative) in [(polynomial, false), (&negated, true)] {
            if let Some((fact, known)) = self.known.get(form)
                && (*known || !strict)
            {
                return Some((*fact, form.clone(), negative));
            }
        }
        let levels: &[bool] = if strict { &[true] } else { &[true, false] };
        for level in levels {
            for (form, negative) in [(polynomial, false), (&negated, true)] {
                if let Ok(fact) = self.show(b, form, *level) {
                    return Some((fact, form.clone(), negative));
                }
            }
        }
        None
    }

    /// A polynomial in coordinates as one of the kernel's atoms.
    pub(super) fn of_coordinates(&self, polynomial: &Polynomial, b: &mut Builder) -> Attempt<Polynomial> {
        let term = self.term(polynomial, b)?;
        b.bench.polynomial(&term).map_err(|reason| b.failure(reason.to_string()))
    }

    /// Proves a comparison of parameters.
    pub(super) fn establish(&mut self, b: &mut Builder, formula: &Formula) -> Attempt<usize> {
        if let Some(fact) = b.known(formula)? {
            return Ok(fact);
        }
        if let Some(parts) = b.parts(formula) {
            let mut facts = Vec::with_capacity(parts.len());
            for part in &parts {
                facts.push(self.establish(b, part)?);
            }
            return b.conjoin(facts);
        }
        let Formula::Compare(relation, left, right) = formula.unnamed() else {
            return Err(b.failure(format!("this is no comparison of parameters: {}", b.show(formula))));
        };
        let difference = match relation {
            Relation::Le | Relation::Lt => right.clone().minus(left.clone()),
            _ => left.clone().minus(right.clone()),
        };
        let polynomial = b.bench.polynomial(&difference).map_err(|reason| b.failure(reason.to_string()))?;
        let cleared = self.clear(b, &polynomial)?;
        let rest = self.coordinates(&cleared.rest, b)?;
        let mut equations = Vec::new();
        for (fact, multiplier) in &cleared.equations {
            equations.push(Equation { multiplier: self.atoms_term(multiplier, b)?, fact: *fact });
        }
        let failure = |b: &Builder| b.failure(format!("this is not shown: {}", b.show(formula)));
        let mut products = Vec::new();
        let strict = matches!(relation, Relation::Gt | Relation::Lt | Relation::Ne);
        if !(rest.is_zero() && matches!(relation, Relation::Eq | Relation::Ge | Relation::Le)) {
            if *relation == Relation::Eq {
                return Err(failure(b));
            }
            let (mut weight, factors) = self.signed(b, &rest, strict).map_err(|_| failure(b))?;
            // That numbers differ is shown by either sign.
            if *relation == Relation::Ne && weight.is_negative() {
                weight = -weight;
                for equation in &mut equations {
                    equation.multiplier = equation.multiplier.clone().negated();
                }
            }
            if !weight.is_positive() {
                return Err(failure(b));
            }
            products.push(Product { weight, factors, square: None, square_nonzero: None });
        }
        b.emit(Step::Combine { goal: formula.clone(), multiplier: cleared.facts, products, equations })
    }
}

/// `F^K P` as a rest without the inverse, and what its equation is multiplied with.
fn divided(
    parts: &[Polynomial],
    powers: &[Polynomial],
    unit: &Polynomial,
    kappa: &Rational,
) -> Option<(Polynomial, Polynomial)> {
    let degree = parts.len() - 1;
    let (mut rest, mut quotient) = (Polynomial::zero(), Polynomial::zero());
    // (zF)^k - kappa^k = (zF - kappa) * geometric(k).
    let mut geometric = Polynomial::zero();
    for (power, part) in parts.iter().enumerate() {
        let part = product(part, &powers[degree - power])?;
        let exponent = u32::try_from(power).ok()?;
        rest = rest.add(&part.scale(&kappa.pow(exponent)));
        quotient = quotient.add(&product(&part, &geometric)?);
        geometric = product(&geometric, unit)?.add(&Polynomial::constant(&kappa.pow(exponent)));
    }
    Some((rest, quotient))
}

/// A polynomial as a term.
fn as_term(polynomial: &Polynomial, term: &dyn Fn(u32) -> Option<Term>) -> Option<Term> {
    let mut parts = Vec::new();
    for (monomial, coefficient) in polynomial.terms() {
        let mut factors = Vec::new();
        if !coefficient.is_one() || monomial.is_one() {
            factors.push(Term::Number(coefficient));
        }
        for (variable, exponent) in monomial {
            let base = term(variable)?;
            factors.push(if exponent == 1 { base } else { Term::Power(Box::new(base), exponent) });
        }
        parts.push(if factors.len() == 1 { factors.remove(0) } else { Term::Product(factors) });
    }
    Some(match parts.len() {
        0 => Term::integer(0),
        1 => parts.remove(0),
        _ => Term::Sum(parts),
    })
}

/// A term without the name of an abbreviation around it.
fn unnamed(term: Term) -> Term {
    match term {
        Term::Named(_, body) => unnamed(*body),
        other => other,
    }
}

/// The real numbers in scope: variables, and values of functions of elements of index sets.
fn scope_terms(b: &Builder) -> Vec<Term> {
    b.bench.scope().names.iter().flat_map(|(name, range)| terms_of(b, name, range)).collect()
}

/// The real numbers that a variable is or has as values.
fn terms_of(b: &Builder, name: &Name, range: &Range) -> Vec<Term> {
    let arguments = match range {
        Range::Real => return vec![Term::free(name)],
        Range::Function(arguments) => arguments,
        _ => return Vec::new(),
    };
    let mut tuples: Vec<Vec<Term>> = vec![Vec::new()];
    for argument in arguments {
        let elements = match argument {
            Range::Sort(sort) => b.bench.scope().signature.elements(sort).map(|elements| (sort, elements.len())),
            _ => None,
        };
        let Some((sort, count)) = elements else { return Vec::new() };
        let count = u32::try_from(count).unwrap_or(0);
        tuples = tuples
            .into_iter()
            .flat_map(|tuple| {
                (0..count).map(move |index| {
                    let mut longer = tuple.clone();
                    longer.push(Term::Element { sort: sort.clone(), index });
                    longer
                })
            })
            .collect();
    }
    let head = Variable::Free(name.clone());
    tuples.into_iter().map(|tuple| Term::Apply(head.clone(), tuple)).collect()
}
