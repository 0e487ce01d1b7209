//! Steps that follow from the facts they name by one identity: the weights are searched for.
//!
//! The items of a step are products of facts. Without a degree the items are tried as they are, then their
//! products in pairs, then in threes. Equations may be multiplied by the terms written before them, and if none
//! is written by monomials that the goal suggests.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use mechproof_core::exact::{Limits, Polynomial};
use mechproof_core::kernel::{Equation, Product, Step};
use mechproof_core::logic::{Formula, Relation, Term, Variable};

use super::Attempt;
use super::builder::Builder;
use super::polynomials::as_term;
use crate::language::syntax::{Factor, Justification};
use crate::search::combination::{
    Candidate, Caps, Combination, EqualityCandidate, Facts, Goal, Outcome, Shape, combine,
    equality_multipliers, products,
};

/// What a step may combine.
#[derive(Default)]
struct Material {
    /// Facts `p >= 0` or `p > 0`.
    signs: Vec<(usize, Polynomial, bool)>,
    /// Equations without a multiplier.
    equations: Vec<(usize, Polynomial)>,
    /// Products as written.
    written: Vec<Written>,
    /// Equations with the multipliers written.
    multiples: Vec<(usize, Term, Polynomial)>,
}

/// A product as written.
struct Written {
    factors: Vec<usize>,
    square: Option<(Term, Option<usize>)>,
    strict: bool,
    polynomial: Polynomial,
}

impl Builder<'_> {
    /// Proves a formula by combining the facts that a justification names.
    pub(super) fn combination(&mut self, formula: &Formula, why: &Justification) -> Attempt<usize> {
        if crate::search::interrupt::requested() {
            return Err(self.failure("the search was stopped"));
        }
        if let Some(fact) = self.known(formula)? {
            return Ok(fact);
        }
        if let Some(parts) = self.parts(formula) {
            let mut facts = Vec::with_capacity(parts.len());
            for part in &parts {
                facts.push(self.combination(part, why)?);
            }
            return self.conjoin(facts);
        }
        match formula.unnamed() {
            Formula::Forall(..) | Formula::Implies(..) => {
                self.block(formula, |b, goal| b.conclude(goal, why))
            }
            _ => {
                let material = self.material(why)?;
                let mut clearing = Vec::new();
                for factor in &why.clearing {
                    let Factor::Fact(reference) = factor else {
                        return Err(self.failure("the goal is cleared by facts"));
                    };
                    clearing.push(self.reference(reference)?);
                }
                self.place = why.span.clone();
                let degree = why.degree.as_ref().map(|degree| degree.node as usize);
                self.search(formula, &material, &clearing, degree)
            }
        }
    }

    /// Proves a formula by combining the given facts, at most in pairs.
    pub(super) fn combine_facts(&mut self, formula: &Formula, facts: &[usize]) -> Attempt<usize> {
        let mut material = Material::default();
        for fact in facts {
            self.add_fact(*fact, &mut material)?;
        }
        self.search(formula, &material, &[], None)
    }

    fn add_fact(&mut self, fact: usize, material: &mut Material) -> Attempt<()> {
        let (relation, polynomial) =
            self.bench.comparison(fact).map_err(|reason| self.failure(reason.to_string()))?;
        match relation {
            Relation::Eq => material.equations.push((fact, polynomial)),
            Relation::Ge => material.signs.push((fact, polynomial, false)),
            Relation::Gt => material.signs.push((fact, polynomial, true)),
            Relation::Ne | Relation::Le | Relation::Lt => {}
        }
        Ok(())
    }

    fn material(&mut self, why: &Justification) -> Attempt<Material> {
        let mut material = Material::default();
        for item in &why.items {
            self.place = item.span.clone();
            if let [Factor::Fact(_) | Factor::Claim(..)] = item.node.as_slice() {
                for fact in self.factor_facts(&item.node[0])? {
                    self.add_fact(fact, &mut material)?;
                }
                continue;
            }
            self.written(&item.node, &mut material)?;
        }
        Ok(material)
    }

    /// The comparisons that a factor stands for.
    fn factor_facts(&mut self, factor: &Factor) -> Attempt<Vec<usize>> {
        let fact = match factor {
            Factor::Fact(reference) => self.reference(reference)?,
            Factor::Claim(name, arguments) => {
                let cited = self.cited(name)?;
                self.instance(cited, arguments, None)?
            }
            _ => return Ok(Vec::new()),
        };
        self.comparisons(fact)
    }

    /// A product as written: every choice among the comparisons that its factors stand for.
    fn written(&mut self, factors: &[Factor], material: &mut Material) -> Attempt<()> {
        let limits = Limits::default();
        let mut terms = Vec::new();
        let mut square = None;
        let mut choices: Vec<Vec<usize>> = vec![Vec::new()];
        for factor in factors {
            match factor {
                Factor::Number(_) => {}
                Factor::Term(expr) => terms.push(self.env.real(expr)?),
                Factor::Square(expr) => square = Some(self.env.real(expr)?),
                Factor::Fact(_) | Factor::Claim(..) => {
                    let options = self.factor_facts(factor)?;
                    choices = choices
                        .into_iter()
                        .flat_map(|choice| {
                            options.iter().map(move |option| {
                                let mut longer = choice.clone();
                                longer.push(*option);
                                longer
                            })
                        })
                        .collect();
                }
            }
        }
        for choice in choices {
            let mut equation = None;
            let mut product = Polynomial::one();
            let mut strict = true;
            for fact in &choice {
                let (relation, polynomial) =
                    self.bench.comparison(*fact).map_err(|reason| self.failure(reason.to_string()))?;
                match relation {
                    Relation::Eq => equation = Some((*fact, polynomial)),
                    Relation::Ge | Relation::Gt => {
                        strict &= relation == Relation::Gt;
                        product = self.multiply(&product, &polynomial, &limits)?;
                    }
                    _ => return Err(self.failure("only =, >= and > can be multiplied")),
                }
            }
            if let Some((fact, polynomial)) = equation {
                if choice.len() > 1 || square.is_some() {
                    return Err(self.failure("an equation is multiplied by a term in braces"));
                }
                let multiplier = Term::Product(terms.clone().into());
                let value =
                    self.bench.polynomial(&multiplier).map_err(|reason| self.failure(reason.to_string()))?;
                let multiple = self.multiply(&value, &polynomial, &limits)?;
                material.multiples.push((fact, multiplier, multiple));
                continue;
            }
            if !terms.is_empty() {
                return Err(
                    self.failure("a term in braces multiplies an equation; write {term}^2 for a square")
                );
            }
            let mut written = Written { factors: choice, square: None, strict, polynomial: product };
            if let Some(root) = &square {
                let value = self.bench.polynomial(root).map_err(|reason| self.failure(reason.to_string()))?;
                let squared = self.multiply(&value, &value, &limits)?;
                written.polynomial = self.multiply(&written.polynomial, &squared, &limits)?;
                let nonzero = self.nonzero_fact(root);
                written.strict &= nonzero.is_some() || value.as_constant().is_some_and(|c| !c.is_zero());
                written.square = Some((root.clone(), nonzero));
            }
            material.written.push(written);
        }
        Ok(())
    }

    /// A fact in scope that says that a term is not 0.
    fn nonzero_fact(&mut self, term: &Term) -> Option<usize> {
        let zero = Term::integer(0);
        let compare = |relation| Formula::Compare(relation, term.clone(), zero.clone());
        [Relation::Ne, Relation::Gt, Relation::Lt]
            .into_iter()
            .find_map(|relation| self.bench.find(&compare(relation)))
    }

    fn multiply(&self, left: &Polynomial, right: &Polynomial, limits: &Limits) -> Attempt<Polynomial> {
        left.mul(right, limits).map_err(|error| self.failure(error.to_string()))
    }

    fn search(
        &mut self,
        formula: &Formula,
        material: &Material,
        clearing: &[usize],
        degree: Option<usize>,
    ) -> Attempt<usize> {
        let mut factor = Polynomial::one();
        for fact in clearing {
            let (relation, polynomial) =
                self.bench.comparison(*fact).map_err(|reason| self.failure(reason.to_string()))?;
            let limits = Limits::default();
            factor = self.multiply(&factor, &polynomial, &limits)?;
            if relation == Relation::Ne {
                factor = self.multiply(&factor, &polynomial, &limits)?;
            }
        }
        let goals = self.goals(formula, &factor)?;
        let degrees: Vec<usize> = match degree {
            Some(degree) => vec![degree],
            None if material.signs.len() > 12 => vec![1, 2],
            None => vec![1, 2, 3],
        };
        for degree in degrees {
            for goal in &goals {
                if let Some(step) = self.weights(formula, goal, material, clearing, degree)? {
                    return self.emit(step);
                }
            }
        }
        if let Formula::Compare(Relation::Eq, left, right) = formula.unnamed() {
            // An equation may also follow from two inequalities.
            let side = |relation| Formula::Compare(relation, left.clone(), right.clone());
            let both = self.tentative(|b| {
                let at_least = b.search(&side(Relation::Ge), material, clearing, degree)?;
                let at_most = b.search(&side(Relation::Le), material, clearing, degree)?;
                b.antisymmetry(formula, at_least, at_most)
            });
            if both.is_ok() {
                return both;
            }
        }
        let failure = self
            .failure(format!("this does not follow by a combination of these facts: {}", self.show(formula)));
        Err(if std::mem::take(&mut self.exhausted) {
            Box::new(
                failure
                    .with_hint("the search used up its budget of pivots; --budget 2 doubles it".to_owned()),
            )
        } else {
            failure
        })
    }

    /// What a combination has to reach, as polynomials.
    fn goals(&mut self, formula: &Formula, factor: &Polynomial) -> Attempt<Vec<Goal>> {
        let Formula::Compare(relation, left, right) = formula.unnamed() else {
            if self.bench.trivially_false(formula) {
                return Ok(vec![Goal::Contradiction]);
            }
            return Err(
                self.failure(format!("a combination proves comparisons, not: {}", self.show(formula)))
            );
        };
        let difference = match relation {
            Relation::Le | Relation::Lt => right.clone().minus(left.clone()),
            _ => left.clone().minus(right.clone()),
        };
        let polynomial =
            self.bench.polynomial(&difference).map_err(|reason| self.failure(reason.to_string()))?;
        let goal = self.multiply(&polynomial, factor, &Limits::default())?;
        Ok(match relation {
            Relation::Eq => vec![Goal::Zero(goal)],
            Relation::Ge | Relation::Le => vec![Goal::Nonnegative(goal)],
            Relation::Gt | Relation::Lt => vec![Goal::Positive(goal)],
            Relation::Ne => vec![Goal::Positive(goal.clone()), Goal::Positive(goal.neg())],
        })
    }

    /// Searches for weights with products of up to `degree` facts.
    fn weights(
        &mut self,
        formula: &Formula,
        goal: &Goal,
        material: &Material,
        clearing: &[usize],
        degree: usize,
    ) -> Attempt<Option<Step>> {
        let facts = Facts { nonnegative: material.signs.clone(), zero: material.equations.clone() };
        // With no equations a product can only help if it has the goal's shape, or products that cancel; a fact
        // as it stands costs little and may cancel another.
        let target = goal.polynomial();
        let wide = degree == 1 || degree == 2 && material.signs.len() < 40;
        let shape = (!wide && material.equations.is_empty() && material.multiples.is_empty())
            .then(|| Shape::of(&target));
        let caps = Caps { count: self.budget.columns, limits: Limits::default(), shape };
        let mut candidates = products(&facts, degree, &caps);
        let generated = candidates.len();
        candidates.extend(material.written.iter().map(|written| Candidate {
            factors: written.factors.clone(),
            square: None,
            strict: written.strict,
            polynomial: written.polynomial.clone(),
        }));
        let span = u32::try_from(degree.saturating_sub(1)).unwrap_or(0) + 1;
        let mut equalities: Vec<EqualityCandidate> =
            equality_multipliers(&facts, goal, &candidates, span, &caps);
        let implied = equalities.len();
        equalities.extend(material.multiples.iter().map(|(fact, _, polynomial)| EqualityCandidate {
            fact: *fact,
            multiplier: Polynomial::one(),
            polynomial: polynomial.clone(),
        }));
        let found = match combine(goal, &candidates, &equalities, self.budget.pivots) {
            Outcome::Found(found) => found,
            Outcome::NotFound => return Ok(None),
            Outcome::Stopped => {
                self.exhausted = true;
                return Ok(None);
            }
        };
        let Combination { weights, equality_weights } = found;
        let mut chosen = Vec::with_capacity(weights.len());
        for (index, weight) in weights {
            let (square, square_nonzero) =
                match index.checked_sub(generated).and_then(|i| material.written.get(i)) {
                    Some(Written { square: Some((root, nonzero)), .. }) => (Some(root.clone()), *nonzero),
                    _ => (None, None),
                };
            chosen.push(Product {
                weight,
                factors: candidates[index].factors.clone(),
                square,
                square_nonzero,
            });
        }
        let mut multiples: BTreeMap<usize, Vec<Term>> = BTreeMap::new();
        let atoms = self.atoms(formula, material)?;
        for (index, weight) in equality_weights {
            let term = match index.checked_sub(implied).and_then(|i| material.multiples.get(i)) {
                Some((_, multiplier, _)) => multiplier.clone(),
                None => match as_term(&equalities[index].multiplier, &atoms) {
                    Some(term) => term,
                    None => return Ok(None),
                },
            };
            let scaled =
                if weight.is_one() { term } else { Term::Product([Term::Number(weight), term].into()) };
            multiples.entry(equalities[index].fact).or_default().push(scaled);
        }
        let equations = multiples
            .into_iter()
            .map(|(fact, mut parts)| {
                let multiplier = if parts.len() == 1 { parts.remove(0) } else { Term::Sum(parts.into()) };
                Equation { multiplier, fact }
            })
            .collect();
        Ok(Some(Step::Combine {
            goal: formula.clone(),
            multiplier: clearing.to_vec(),
            products: chosen,
            equations,
        }))
    }

    /// Terms for the atoms that occur in the goal and the facts, where some part of them is that atom.
    fn atoms(&mut self, formula: &Formula, material: &Material) -> Attempt<HashMap<u32, Term>> {
        let mut atoms = HashMap::new();
        if material.equations.is_empty() {
            return Ok(atoms);
        }
        let mut facts: Vec<Formula> = vec![formula.clone()];
        let numbers = material.signs.iter().map(|(fact, ..)| *fact);
        for fact in numbers.chain(material.equations.iter().map(|(fact, _)| *fact)) {
            facts.push(self.fact(fact)?);
        }
        for fact in &facts {
            if let Formula::Compare(_, left, right) = fact.unnamed() {
                self.register(left, &mut atoms);
                self.register(right, &mut atoms);
            }
        }
        Ok(atoms)
    }

    pub(super) fn register(&mut self, term: &Term, atoms: &mut HashMap<u32, Term>) {
        if let Ok(polynomial) = self.bench.polynomial(term) {
            let mut terms = polynomial.terms();
            if let (Some((monomial, coefficient)), None) = (terms.next(), terms.next())
                && coefficient.is_one()
                && monomial.degree() == 1
            {
                for (atom, _) in monomial {
                    atoms.entry(atom).or_insert_with(|| term.clone());
                }
            }
        }
        match term {
            Term::Sum(parts) | Term::Product(parts) | Term::Select(_, parts) => {
                parts.iter().for_each(|part| self.register(part, atoms));
            }
            Term::Named(_, body) | Term::Power(body, _) => self.register(body, atoms),
            Term::NaturalPower(base, exponent) => {
                self.register(base, atoms);
                if let Term::Sum(parts) = exponent.as_ref() {
                    // The power of each part of the exponent is an atom of its own.
                    for part in parts.iter().filter(|part| matches!(part, Term::Variable(Variable::Free(_))))
                    {
                        let power = Term::NaturalPower(base.clone(), Arc::new(part.clone()));
                        self.register(&power, atoms);
                    }
                }
            }
            Term::Quotient(numerator, denominator) => {
                self.register(numerator, atoms);
                self.register(denominator, atoms);
                if !matches!(numerator.as_ref(), Term::Number(one) if one.is_one()) {
                    let inverse = Term::Quotient(Arc::new(Term::integer(1)), denominator.clone());
                    self.register(&inverse, atoms);
                }
            }
            Term::Extremum(_, left, right) => {
                self.register(left, atoms);
                self.register(right, atoms);
                let indicator = Term::Indicator(Relation::Ge, left.clone(), right.clone());
                self.register(&indicator, atoms);
            }
            Term::Number(_)
            | Term::Variable(_)
            | Term::Element { .. }
            | Term::Indicator(..)
            | Term::Apply(..)
            | Term::Builtin(..)
            | Term::Bind(..) => {}
        }
    }
}
