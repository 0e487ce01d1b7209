//! Quantified formulas that are linear in what they quantify: decided by exact linear programming.
//!
//! To find a model of `exists x: F`, every way to make `F` true is written as a list of linear constraints on
//! `x`, and each list is a linear program; one more variable stands for the slack of the strict constraints.
//! `x` may be numbers, functions over sorts and laws on sorts. Constraints that are not linear are left out at
//! first: there is no model if there is none of the others, or if one of them is `p > 0` with a quadratic `p`
//! that is never positive; a model of the others that satisfies them too is one. All else is reported, not guessed.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use mechproof_core::exact::{Monomial, Polynomial, Rational};
use mechproof_core::logic::{Binder, Domain, Formula, Relation};

use super::quadratic::is_never_positive;
use super::value::{Eval, Obstacle, Value, holds, put, root, unsupported};
use super::world::{Law, Object, Shape, Source, Table, World, entries};
use crate::search::simplex::{Basis, Outcome, Problem, Relation as Row, solve_counting};

/// Most ways to make a formula true that are tried.
const MAX_BRANCHES: usize = 512;
/// Most pivots of a linear program.
const MAX_PIVOTS: u64 = 2000;
/// Steps of evaluation that one entry of a linear program costs at one pivot.
const STEPS_PER_ENTRY: u64 = 2;

/// Something still to be made true or false.
#[derive(Clone)]
struct Task<'f> {
    formula: &'f Formula,
    wanted: bool,
    bound: Rc<Vec<Object>>,
}

/// A search for values of the variables.
struct Search<'w> {
    world: &'w World,
    branches: usize,
    /// The objects made for quantified variables on the way to the present place.
    objects: Vec<Object>,
}

/// Constraints `p >= 0`, `p > 0` and `p = 0`.
type Constraints = Vec<(Relation, Rc<Polynomial>)>;

impl World {
    /// Values of the quantified variables at which the formula is as wanted, the outermost first; the outermost
    /// quantifier is existential, as seen from what is wanted.
    pub(super) fn model(
        &self,
        formula: &Formula,
        bound: &[Object],
        wanted: bool,
    ) -> Eval<Option<Vec<Object>>> {
        let start = self.fresh.get();
        let mut search = Search { world: self, branches: 0, objects: Vec::new() };
        let task = Task { formula, wanted, bound: Rc::new(bound.to_vec()) };
        // Assumptions of a case around this one speak of variables that are numbered on from here.
        let around = self.assumptions.borrow().len();
        let known = self.known.borrow().clone();
        let found = search.run(vec![task], Vec::new());
        *self.known.borrow_mut() = known;
        self.assumptions.borrow_mut().truncate(around);
        self.fresh.set(start);
        found
    }
}

impl World {
    /// What exact linear programming says of a problem, at the cost of its pivots.
    pub(super) fn solved(&self, problem: &Problem, pivots: u64) -> Outcome {
        let (outcome, entries) = solve_counting(problem, &Basis::of_rows(problem), pivots);
        self.spend(entries.saturating_mul(STEPS_PER_ENTRY));
        outcome
    }

    /// An object whose numbers are new variables: a number, or a function over sorts.
    pub(super) fn unknown(&self, domain: &Domain) -> Eval<Object> {
        match domain {
            Domain::Real => {
                Ok(Object::Value(Value::Polynomial(Polynomial::variable(self.fresh_variables(1)))))
            }
            Domain::Function(domains) => {
                let arguments = self.arguments(domains)?;
                if arguments.contains(&None) {
                    return unsupported("quantifiers over functions of numbers");
                }
                let first = self.fresh_variables(entries(&arguments)?);
                let table = Table::new(arguments, Source::Variables(first), Some(1))?;
                Ok(Object::Function(Rc::new(table)))
            }
            Domain::Law(_) => unsupported("unknown laws"),
            Domain::Natural | Domain::Sort(_) => unsupported("quantifiers over the natural numbers"),
        }
    }
}

impl Search<'_> {
    fn run(&mut self, mut tasks: Vec<Task>, mut constraints: Constraints) -> Eval<Option<Vec<Object>>> {
        while let Some(Task { formula, wanted, bound }) = tasks.pop() {
            let task =
                |formula, wanted, bound: &Rc<Vec<Object>>| Task { formula, wanted, bound: Rc::clone(bound) };
            match formula {
                Formula::Named(_, body) => tasks.push(task(body, wanted, &bound)),
                Formula::Compare(relation, left, right) => {
                    let relation = if wanted { *relation } else { relation.negated() };
                    let difference = match self.world.difference(left, right, &mut bound.to_vec()) {
                        Err(Obstacle::Case(polynomial)) => {
                            tasks.push(Task { formula, wanted, bound });
                            return self.cases(&tasks, &constraints, &polynomial);
                        }
                        other => other?,
                    };
                    match difference.stands(relation) {
                        Some(true) => {}
                        Some(false) => return Ok(None),
                        None => {
                            let polynomial = difference.polynomial()?;
                            let (relation, polynomial) = match relation {
                                Relation::Le | Relation::Lt => (relation.flipped(), polynomial.neg()),
                                _ => (relation, polynomial),
                            };
                            if relation == Relation::Ne {
                                return self.either(&tasks, &constraints, &polynomial);
                            }
                            if relation == Relation::Eq
                                && let Some((variable, number)) = only_root(&polynomial)
                            {
                                // What follows is evaluated with this number.
                                self.world.known.borrow_mut().insert(variable, number);
                            }
                            constraints.push((relation, Rc::new(polynomial)));
                        }
                    }
                }
                Formula::And(parts) | Formula::Or(parts) => {
                    let parts: Vec<Task> = parts.iter().map(|part| task(part, wanted, &bound)).collect();
                    if matches!(formula, Formula::And(_)) == wanted {
                        tasks.extend(parts.into_iter().rev());
                    } else {
                        return self.branch(parts, &tasks, &constraints);
                    }
                }
                Formula::Implies(premise, rest) => {
                    let parts = vec![task(premise, !wanted, &bound), task(rest, wanted, &bound)];
                    if wanted {
                        return self.branch(parts, &tasks, &constraints);
                    }
                    tasks.extend(parts.into_iter().rev());
                }
                Formula::Forall(binder, body) | Formula::Exists(binder, body) => {
                    let universal = matches!(formula, Formula::Forall(..)) == wanted;
                    if let Domain::Sort(sort) = &binder.domain {
                        let mut parts = Vec::new();
                        for element in 0..self.world.size(sort)? {
                            let mut bound = bound.to_vec();
                            bound.push(Object::Value(Value::Element(element)));
                            parts.push(Task { formula: body, wanted, bound: Rc::new(bound) });
                        }
                        if !universal {
                            return self.branch(parts, &tasks, &constraints);
                        }
                        tasks.extend(parts.into_iter().rev());
                    } else if universal {
                        return unsupported("quantifiers over numbers or functions inside one another");
                    } else {
                        let object = self.symbols(binder, &mut constraints)?;
                        self.objects.push(object.clone());
                        let mut bound = bound.to_vec();
                        bound.push(object);
                        tasks.push(Task { formula: body, wanted, bound: Rc::new(bound) });
                    }
                }
            }
        }
        self.solve(&constraints)
    }

    /// As [`Search::run`] on one of several ways: what is known on it is forgotten afterwards.
    fn try_run(&mut self, tasks: Vec<Task>, constraints: Constraints) -> Eval<Option<Vec<Object>>> {
        let known = self.world.known.borrow().clone();
        let found = self.run(tasks, constraints);
        *self.world.known.borrow_mut() = known;
        found
    }

    /// One of the parts, besides the rest of the tasks.
    fn branch<'f>(
        &mut self,
        parts: Vec<Task<'f>>,
        tasks: &[Task<'f>],
        constraints: &Constraints,
    ) -> Eval<Option<Vec<Object>>> {
        let mut obstacle = None;
        let depth = self.objects.len();
        for part in parts {
            self.branches += 1;
            if self.branches > MAX_BRANCHES {
                return unsupported("quantified formulas with too many cases");
            }
            let mut tasks = tasks.to_vec();
            tasks.push(part);
            match self.try_run(tasks, constraints.clone()) {
                Ok(Some(model)) => return Ok(Some(model)),
                Ok(None) => {}
                Err(found) => obstacle = Some(found),
            }
            self.objects.truncate(depth);
        }
        obstacle.map_or(Ok(None), Err)
    }

    /// The polynomial is positive or negative.
    fn either(
        &mut self,
        tasks: &[Task],
        constraints: &Constraints,
        polynomial: &Polynomial,
    ) -> Eval<Option<Vec<Object>>> {
        let mut obstacle = None;
        let depth = self.objects.len();
        for side in [polynomial.clone(), polynomial.neg()] {
            self.branches += 1;
            if self.branches > MAX_BRANCHES {
                return unsupported("quantified formulas with too many cases");
            }
            let mut constraints = constraints.clone();
            constraints.push((Relation::Gt, Rc::new(side)));
            match self.try_run(tasks.to_vec(), constraints) {
                Ok(Some(model)) => return Ok(Some(model)),
                Ok(None) => {}
                Err(found) => obstacle = Some(found),
            }
            self.objects.truncate(depth);
        }
        obstacle.map_or(Ok(None), Err)
    }

    /// A polynomial whose sign a term depends on is positive, zero or negative.
    fn cases(
        &mut self,
        tasks: &[Task],
        constraints: &Constraints,
        polynomial: &Polynomial,
    ) -> Eval<Option<Vec<Object>>> {
        let mut obstacle = None;
        let depth = self.objects.len();
        let signs = [
            (Ordering::Greater, Relation::Gt, polynomial.clone()),
            (Ordering::Equal, Relation::Eq, polynomial.clone()),
            (Ordering::Less, Relation::Gt, polynomial.neg()),
        ];
        for (sign, relation, side) in signs {
            self.branches += 1;
            if self.branches > MAX_BRANCHES {
                return unsupported("quantified formulas with too many cases");
            }
            let mut constraints = constraints.clone();
            constraints.push((relation, Rc::new(side)));
            // A case that cannot occur, or of which that cannot be told, is not gone into.
            match self.solve(&constraints) {
                Ok(Some(_)) => {}
                Ok(None) => continue,
                Err(found) => {
                    obstacle = Some(found);
                    continue;
                }
            }
            self.world.assumptions.borrow_mut().push((polynomial.clone(), sign));
            let found = self.try_run(tasks.to_vec(), constraints);
            self.world.assumptions.borrow_mut().pop();
            match found {
                Ok(Some(model)) => return Ok(Some(model)),
                Ok(None) => {}
                Err(found) => obstacle = Some(found),
            }
            self.objects.truncate(depth);
        }
        obstacle.map_or(Ok(None), Err)
    }

    /// Variables for a quantified number, function or law.
    fn symbols(&self, binder: &Binder, constraints: &mut Constraints) -> Eval<Object> {
        let world = self.world;
        let variable = |first: u32, place: usize| {
            Polynomial::variable(first.saturating_add(u32::try_from(place).unwrap_or(u32::MAX)))
        };
        match &binder.domain {
            Domain::Law(law) => {
                let Domain::Sort(sort) = law.on.as_ref() else {
                    return unsupported("quantifiers over laws on the reals");
                };
                let (arguments, count) = (world.arguments(&law.parameters)?, world.size(sort)?);
                let rows = entries(&arguments)?;
                let first = world.fresh_variables(rows * count);
                for row in 0..rows {
                    let mut sum = Polynomial::constant(&Rational::from(-1));
                    for place in row * count..(row + 1) * count {
                        sum = sum.add(&variable(first, place));
                        constraints.push((Relation::Ge, Rc::new(variable(first, place))));
                    }
                    constraints.push((Relation::Eq, Rc::new(sum)));
                }
                let table = Table::new(arguments, Source::Variables(first), Some(count))?;
                Ok(Object::Law(Rc::new(Law { table, shape: Shape::Weights(count) })))
            }
            domain => world.unknown(domain),
        }
    }

    /// The constraints where those of degree above one have numbers for what equations leave no choice about; the
    /// others stay. Nothing if one of them fails by this.
    fn with_known(&self, constraints: &Constraints) -> Option<Constraints> {
        let mut known = self.world.known.borrow().clone();
        let mut constraints = constraints.clone();
        loop {
            let mut further = false;
            for (relation, polynomial) in &mut constraints {
                if polynomial.degree() > 1 && polynomial.variables().iter().any(|one| known.contains_key(one))
                {
                    *polynomial = Rc::new(put(polynomial, &known));
                    if let Some(number) = polynomial.as_constant()
                        && !holds(*relation, number.sign())
                    {
                        return None;
                    }
                }
                if *relation == Relation::Eq
                    && let Some((variable, number)) = only_root(polynomial)
                {
                    further |= known.insert(variable, number).is_none();
                }
            }
            if !further || constraints.iter().all(|(_, polynomial)| polynomial.degree() <= 1) {
                return Some(constraints);
            }
        }
    }

    /// Values that satisfy the constraints, if there are any.
    fn solve(&self, constraints: &Constraints) -> Eval<Option<Vec<Object>>> {
        let Some(constraints) = &self.with_known(constraints) else { return Ok(None) };
        let mut problem = Problem::new();
        let slack = problem.add_variable(Some(Rational::zero()), Some(Rational::one()));
        let mut numbers: BTreeMap<u32, usize> = BTreeMap::new();
        let mut strict = false;
        let mut curved: Vec<&(Relation, Rc<Polynomial>)> = Vec::new();
        for constraint in constraints {
            let (relation, polynomial) = constraint;
            if polynomial.degree() > 1 {
                if *relation == Relation::Gt && is_never_positive(polynomial) {
                    return Ok(None);
                }
                curved.push(constraint);
                continue;
            }
            let mut row = Vec::new();
            for variable in polynomial.variables() {
                let number = *numbers.entry(variable).or_insert_with(|| problem.add_variable(None, None));
                row.push((number, polynomial.coefficient(&Monomial::variable(variable))));
            }
            let level = -polynomial.evaluate(&|_| Rational::zero());
            let relation = match relation {
                Relation::Eq => Row::Eq,
                Relation::Gt => {
                    strict = true;
                    row.push((slack, Rational::from(-1)));
                    Row::Ge
                }
                _ => Row::Ge,
            };
            problem.add_row(row, relation, level).map_err(|_| Obstacle::TooLarge)?;
        }
        problem.set_objective(true, [(slack, Rational::one())]).map_err(|_| Obstacle::TooLarge)?;
        match self.world.solved(&problem, MAX_PIVOTS) {
            Outcome::Optimal(optimum) if !strict || optimum.value.is_positive() => {
                let value = |variable: u32| {
                    let number = numbers.get(&variable);
                    number.and_then(|number| optimum.primal.get(*number)).cloned().unwrap_or_default()
                };
                let stands = |(relation, polynomial): &&(Relation, Rc<Polynomial>)| {
                    holds(*relation, polynomial.evaluate(&value).sign())
                };
                if !curved.iter().all(stands) {
                    return unsupported("quantified formulas that are not linear");
                }
                Ok(Some(self.objects.iter().map(|object| valued(object, &value)).collect()))
            }
            Outcome::Optimal(_) | Outcome::Infeasible { .. } => Ok(None),
            Outcome::Unbounded { .. } | Outcome::Stopped { .. } => {
                unsupported("linear programs that take too long")
            }
        }
    }
}

/// Where an affine polynomial in one variable is 0: that variable and its value there.
fn only_root(polynomial: &Polynomial) -> Option<(u32, Rational)> {
    let variables = polynomial.variables();
    let variable = *variables.first()?;
    if variables.len() > 1 {
        return None;
    }
    let (_, at) = root(polynomial, variable)?;
    Some((variable, at.as_constant()?))
}

/// The object with numbers for its variables.
fn valued(object: &Object, value: &dyn Fn(u32) -> Rational) -> Object {
    let table = |table: &Table| {
        let Source::Variables(first) = &table.source else { return table.clone() };
        let count = entries(&table.arguments).unwrap_or(0) * table.width;
        let places = (0..count).map(|place| u32::try_from(place).unwrap_or(u32::MAX));
        let numbers = places.map(|place| value(first.saturating_add(place))).collect();
        Table { source: Source::Given(numbers), ..table.clone() }
    };
    match object {
        Object::Value(Value::Polynomial(polynomial)) => {
            Object::Value(Value::Number(polynomial.evaluate(value)))
        }
        Object::Function(function) => Object::Function(Rc::new(table(function))),
        Object::Law(law) => Object::Law(Rc::new(Law { table: table(&law.table), shape: law.shape })),
        other => other.clone(),
    }
}
