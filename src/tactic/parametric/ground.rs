//! The ground of a parametric proof: the numbers in scope as coordinates, and facts about their signs.
//!
//! Consumes the facts in scope; produces facts that are polynomials in the parameters alone. Inverses are eliminated
//! by their defining equations, parameters that linear equations determine by those. Every sign found by the search
//! becomes a fact by one `combine`, so that the kernel sees only identities.

mod clear;
mod signs;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mechproof_core::exact::{Polynomial, Rational};
use mechproof_core::logic::{Domain as Range, Name, Relation, Term, Variable};

use crate::exact::fraction::Fraction;
use crate::exact::multivariate::{coefficients, divide, substitute};
use crate::language::elaborate::Meaning;
use crate::search::parametric::{Condition, Domain, Point};
use crate::tactic::Attempt;
use crate::tactic::builder::Builder;
use crate::tactic::polynomials::as_term_by;

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
            ground.declare(b, term, false);
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
    fn declare(&mut self, b: &mut Builder, term: Term, unknown: bool) {
        let Ok(polynomial) = b.bench.polynomial(&term) else { return };
        let Some(atom) = polynomial.variables().into_iter().next() else { return };
        if self.numbers.contains_key(&atom) {
            return;
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
    }

    /// Gives the variables of an opened program numbers as unknowns, in the order of its quantifiers.
    pub(super) fn declare_unknowns(&mut self, b: &mut Builder, names: &[Name]) {
        for name in names {
            if let Some(Meaning::Variable(internal, range)) = b.env.lookup(name).cloned() {
                for term in terms_of(b, &internal, &range) {
                    self.declare(b, term, true);
                }
            }
        }
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
            let named = Term::Named(definition.name.node.as_str().into(), Arc::new(unnamed(term)));
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
        self.value_of(b, &polynomial)
    }

    /// A polynomial of atoms as a fraction in coordinates; what clears it may hold inverses of its own.
    pub(super) fn value_of(&mut self, b: &mut Builder, polynomial: &Polynomial) -> Attempt<Fraction> {
        let cleared = self.clear(b, polynomial)?;
        let above = Fraction::from(self.coordinates(&cleared.rest, b)?);
        if cleared.factor.as_constant().is_some_and(|number| number.is_one()) {
            return Ok(above);
        }
        let below = self.value_of(b, &cleared.factor)?;
        above.over(&below).ok_or_else(|| b.failure("a fraction is too large"))
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
                && let Some(quotient) = divide(&rest, factor)
            {
                rest = quotient;
            }
        }
        Ok(rest)
    }

    /// A polynomial of the kernel's atoms as a term.
    pub(super) fn atoms_term(&self, polynomial: &Polynomial, b: &Builder) -> Attempt<Term> {
        as_term_by(polynomial, &|atom| self.terms.get(&atom).cloned())
            .ok_or_else(|| b.failure("an atom has no term"))
    }

    /// A polynomial in coordinates as a term in the words of the model.
    pub(super) fn term(&self, polynomial: &Polynomial, b: &Builder) -> Attempt<Term> {
        as_term_by(polynomial, &|number| self.coordinate(number))
            .ok_or_else(|| b.failure("a coordinate has no term"))
    }

    /// A coordinate as a term.
    pub(super) fn coordinate(&self, number: u32) -> Option<Term> {
        if let Some(label) = self.labels.get(&number) {
            return Some(label.clone());
        }
        let own = |variable: u32| self.terms.get(self.atoms.get(&variable)?).cloned();
        match self.domain.generator(number) {
            Some(place) => as_term_by(&self.domain.generators[place].form, &own),
            None => own(number),
        }
    }

    /// A fraction in coordinates as a term.
    pub(super) fn fraction_term(&self, fraction: &Fraction, b: &Builder) -> Attempt<Term> {
        let above = self.term(&fraction.numerator, b)?;
        if fraction.denominator.as_constant().is_some_and(|one| one.is_one()) {
            return Ok(above);
        }
        Ok(Term::Quotient(Arc::new(above), Arc::new(self.term(&fraction.denominator, b)?)))
    }
}

/// A term without the name of an abbreviation around it.
fn unnamed(term: Term) -> Term {
    match term {
        Term::Named(_, body) => unnamed(Term::clone(&body)),
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
            Range::Sort(sort) => {
                b.bench.scope().signature.elements(sort).map(|elements| (sort, elements.len()))
            }
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
    tuples.into_iter().map(|tuple| Term::Apply(head.clone(), tuple.into())).collect()
}
