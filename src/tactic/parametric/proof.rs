//! Statements about optima: the bound and its attainment as steps of the kernel.

use mechproof_core::exact::{Polynomial, Rational};
use mechproof_core::kernel::{Equation, Product, Step};
use mechproof_core::logic::{
    Argument, Binder, Domain, Formula, Lambda, Relation, Term, Variable, instantiate,
};
use std::sync::Arc;

use super::SEED;
use super::ground::Ground;
use super::shape::{Reading, Shape, binders, comparison, premises, rows};
use crate::exact::fraction::Fraction;
use crate::exact::multivariate::{divide, gcd, product};
use crate::search::parametric::{Answer, Dual, Goal, Hole, Point, Primal, Study, Tree, Trouble, certify};
use crate::tactic::Attempt;
use crate::tactic::builder::Builder;

impl Builder<'_> {
    /// Proves that the optimum of a program is a value, or that it is bounded or reached by it.
    pub(super) fn optimum_of(&mut self, formula: &Formula, shape: &Shape) -> Attempt<usize> {
        let mut ground = Ground::of(self)?;
        let reading = ground.read(self, shape)?;
        let program = &reading.program;
        let domain = ground.domain.clone();
        let value =
            reading.value.times(&reading.factor).ok_or_else(|| self.failure("the value is too large"))?;
        let mut study = match Study::new(program, &domain, SEED) {
            Ok(study) => study,
            Err(Trouble::NoPoint) if certify(&domain, &[], Goal::Contradiction).is_some() => {
                let tree = Tree::Absurd(certify(&domain, &[], Goal::Contradiction).unwrap_or_default());
                return ground.follow(self, &tree, &[], formula, &mut |b, _, _| {
                    Err(b.failure("there is no cell here"))
                });
            }
            Err(trouble) => return Err(self.trouble(&ground, &reading, &trouble)),
        };
        let relation = last_comparison(&shape.probe).unwrap_or(Relation::Eq);
        if matches!(relation, Relation::Lt | Relation::Gt) {
            return Err(self.failure("the rule proves no strict bounds"));
        }
        let mut facts = Vec::new();
        ground.points = study.samples.iter().map(|sample| sample.0.clone()).collect();
        if let Some(attained) = &shape.attained {
            let exact = shape.bound.is_some();
            let cases = study
                .lower(Some(&value), exact, &[])
                .map_err(|trouble| self.trouble(&ground, &reading, &trouble))?;
            let fact =
                ground.follow(self, &cases.cover, &cases.cells, attained, &mut |b, ground, cell| {
                    attain(b, ground, attained, &cases.solutions[cell], 0)
                })?;
            facts.push(fact);
        }
        if let Some(bound) = &shape.bound {
            let cases = study
                .upper(Some(&value), &[])
                .map_err(|trouble| self.trouble(&ground, &reading, &trouble))?;
            let constraints = premises(bound);
            let fact = self.block(bound, |b, goal| {
                let first = b.bench.len() - constraints.len();
                let mut ground = ground.clone();
                ground.declare_unknowns(b, &binders(bound));
                let mut facts = Vec::new();
                for (fact, _) in rows(b, first, &constraints)? {
                    let (fact, _, form) = ground.row(b, fact)?;
                    if !(form.coefficients.is_empty() && form.constant.is_zero()) {
                        facts.push(fact);
                    }
                }
                let goal = goal.clone();
                ground
                    .follow(b, &cases.cover, &cases.cells, &goal, &mut |b, ground, cell| {
                        bounded(b, ground, &reading, &facts, &goal, &cases.solutions[cell])
                    })
                    .map(|_| ())
            })?;
            facts.push(fact);
        }
        match facts.as_slice() {
            [only] => Ok(*only),
            _ => {
                let fact = self.conjoin(facts)?;
                self.emit(Step::Restate { fact, formula: formula.clone() })
            }
        }
    }

    /// What stood in the way, in words.
    fn trouble(
        &self,
        ground: &Ground,
        reading: &Reading,
        trouble: &Trouble,
    ) -> Box<crate::language::Diagnostic> {
        let at = |point: &Point| self.values(ground, point);
        match trouble {
            Trouble::NoPoint => self.failure("no parameters were found that satisfy the hypotheses"),
            Trouble::Differs(point, answer) => {
                let scale = crate::search::parametric::study::at(&reading.factor, point);
                let what = match answer {
                    Answer::Optimum(value) => {
                        let value = scale.and_then(|scale| value.checked_div(&scale)).unwrap_or_default();
                        format!("the optimum is {value}")
                    }
                    Answer::Infeasible => "nothing is feasible".to_owned(),
                    Answer::Unbounded => "the objective has no bound".to_owned(),
                };
                let claimed = crate::search::parametric::study::at(&reading.value, point);
                let claimed = claimed.map(|value| format!(", not {value}")).unwrap_or_default();
                self.failure(format!("this fails: {what}{claimed} at {}", at(point)))
            }
            Trouble::TooHard(point) => {
                self.failure(format!("no closed form was found for the optimum at {}", at(point)))
            }
            Trouble::Open(hole) => self.hole(ground, hole),
        }
    }

    /// A hole in words.
    pub(super) fn hole(&self, ground: &Ground, hole: &Hole) -> Box<crate::language::Diagnostic> {
        let conditions: Vec<String> = hole
            .conditions
            .iter()
            .filter_map(|condition| {
                let term = ground.term(&condition.polynomial, self).ok()?;
                let relation = if condition.strict { Relation::Gt } else { Relation::Ge };
                Some(self.show(&Formula::Compare(relation, term, Term::integer(0))))
            })
            .collect();
        let place = if conditions.is_empty() {
            String::new()
        } else {
            format!(" where {}", conditions.join(" and "))
        };
        match &hole.point {
            Some(point) => {
                self.failure(format!("this fails{place}, for instance at {}", self.values(ground, point)))
            }
            None => self.failure(format!("this is not shown{place}")),
        }
    }

    /// The parameters at a point, as text.
    fn values(&self, ground: &Ground, point: &Point) -> String {
        let values: Vec<String> = ground
            .named_parameters()
            .zip(ground.domain.parameters(point))
            .map(|(term, value)| format!("{} = {value}", crate::print::term_text(self.bench.scope(), term)))
            .collect();
        values.join(", ")
    }
}

/// The relation of the comparison at the end of a statement.
fn last_comparison(formula: &Formula) -> Option<Relation> {
    match formula.unnamed() {
        Formula::Forall(_, body) | Formula::Implies(_, body) => last_comparison(body),
        Formula::Compare(relation, ..) => Some(*relation),
        _ => None,
    }
}

/// Proves the comparison of the objective with the value from the rows in scope.
fn bounded(
    b: &mut Builder,
    ground: &mut Ground,
    reading: &Reading,
    facts: &[usize],
    goal: &Formula,
    dual: &Dual,
) -> Attempt<usize> {
    let program = &reading.program;
    let large = |b: &Builder| b.failure("a multiplier is too large");
    if dual.farkas {
        // -L = sum of (L y) * row contradicts L > 0.
        let weights: Vec<(usize, Fraction)> =
            dual.multipliers.iter().map(|(row, y)| (*row, y.clone())).collect();
        let (common, scale, multiplier) = denominator(b, ground, &weights)?;
        let (products, equations) = combination(b, ground, program, facts, &weights, &common, &scale)?;
        let below = Formula::Compare(Relation::Ge, Term::integer(-1), Term::integer(0));
        let fact = b.emit(Step::Combine { goal: below, multiplier, products, equations })?;
        return b.emit(Step::Absurd { fact, formula: goal.clone() });
    }
    let Some((relation, objective, value)) = comparison(goal) else {
        return Err(b.failure("the objective is not compared with a value"));
    };
    let difference = match relation {
        Relation::Le => value.minus(objective),
        _ => objective.minus(value),
    };
    let polynomial = b.bench.polynomial(&difference).map_err(|reason| b.failure(reason.to_string()))?;
    let cleared = ground.clear(b, &polynomial)?;
    // M * (f - objective) = rest + equations, and factor * (bound - objective) = sum of y * row.
    let factor = ground.value_of(b, &cleared.factor)?;
    let outer = factor.over(&reading.factor).ok_or_else(|| large(b))?;
    let mut weights = Vec::new();
    for (row, y) in &dual.multipliers {
        weights.push((*row, outer.times(y).ok_or_else(|| large(b))?));
    }
    // What the bound of these multipliers is below the value.
    let target = reading.value.times(&reading.factor).ok_or_else(|| large(b))?;
    let own = program.bound(dual).ok_or_else(|| large(b))?;
    let gap = target.minus(&own).ok_or_else(|| large(b))?;
    let gap = if program.maximize { gap } else { gap.negated() };
    let gap = outer.times(&gap).ok_or_else(|| large(b))?;
    let mut all = weights.clone();
    all.push((usize::MAX, gap.clone()));
    let (common, scale, mut multiplier) = denominator(b, ground, &all)?;
    let (mut products, mut equations) = combination(b, ground, program, facts, &weights, &common, &scale)?;
    if !gap.is_zero() {
        let (weight, factors) = weighted(b, ground, &common, &gap)?;
        products.push(Product { weight: weight * &scale, factors, square: None, square_nonzero: None });
    }
    let common = ground.of_coordinates(&common, b)?;
    for (fact, part) in &cleared.equations {
        let whole = product(part, &common).ok_or_else(|| large(b))?.scale(&scale);
        equations.push(Equation { multiplier: ground.atoms_term(&whole, b)?, fact: *fact });
    }
    multiplier.extend(&cleared.facts);
    b.emit(Step::Combine { goal: goal.clone(), multiplier, products, equations })
}

/// The common denominator of some weights, as a polynomial that is positive, the number `1/s` where it is `s` times
/// facts, and these facts.
fn denominator(
    b: &mut Builder,
    ground: &mut Ground,
    weights: &[(usize, Fraction)],
) -> Attempt<(Polynomial, Rational, Vec<usize>)> {
    let mut common = Polynomial::one();
    for (_, weight) in weights {
        let shared = gcd(&common, &weight.denominator);
        let rest = divide(&weight.denominator, &shared);
        common = rest
            .and_then(|rest| product(&common, &rest))
            .ok_or_else(|| b.failure("a common denominator is too large"))?;
    }
    let (scale, facts) = ground.signed(b, &common, true)?;
    if scale.is_negative() {
        common = common.neg();
    }
    let inverse = scale.abs().recip().ok_or_else(|| b.failure("a denominator is 0"))?;
    Ok((common, inverse, facts))
}

/// A weight times the common denominator as a positive number times facts.
fn weighted(
    b: &mut Builder,
    ground: &mut Ground,
    common: &Polynomial,
    weight: &Fraction,
) -> Attempt<(Rational, Vec<usize>)> {
    let whole = divide(common, &weight.denominator).and_then(|rest| product(&rest, &weight.numerator));
    let whole = whole.ok_or_else(|| b.failure("a multiplier is too large"))?;
    let (scale, facts) = ground.signed(b, &whole, false)?;
    if !scale.is_positive() {
        return Err(b.failure("a multiplier is not shown to be nonnegative"));
    }
    Ok((scale, facts))
}

/// The rows with their weights.
fn combination(
    b: &mut Builder,
    ground: &mut Ground,
    program: &crate::search::parametric::Program,
    facts: &[usize],
    weights: &[(usize, Fraction)],
    common: &Polynomial,
    scale: &Rational,
) -> Attempt<(Vec<Product>, Vec<Equation>)> {
    let (mut products, mut equations) = (Vec::new(), Vec::new());
    for (row, weight) in weights.iter().filter(|(_, weight)| !weight.is_zero()) {
        let fact = *facts.get(*row).ok_or_else(|| b.failure("a constraint is missing"))?;
        if program.rows[*row].equation {
            let whole =
                divide(common, &weight.denominator).and_then(|rest| product(&rest, &weight.numerator));
            let whole = whole.ok_or_else(|| b.failure("a multiplier is too large"))?.scale(scale);
            equations.push(Equation { multiplier: ground.term(&whole, b)?, fact });
        } else {
            let (weight, mut factors) = weighted(b, ground, common, weight)?;
            factors.push(fact);
            products.push(Product { weight: weight * scale, factors, square: None, square_nonzero: None });
        }
    }
    Ok((products, equations))
}

/// Proves that a feasible point exists by the closed form of one. `next` is the first unknown not yet chosen.
fn attain(
    b: &mut Builder,
    ground: &mut Ground,
    formula: &Formula,
    primal: &Primal,
    next: usize,
) -> Attempt<usize> {
    let Formula::Exists(binder, body) = formula.unnamed() else {
        return ground.establish(b, formula);
    };
    let mut next = next;
    let argument = witness(b, ground, binder, primal, &mut next)?;
    let inner = instantiate(body, &argument);
    let fact = attain(b, ground, &inner, primal, next)?;
    b.emit(Step::Witness { formula: formula.clone(), argument, fact, premises: Vec::new() })
}

/// The closed form of one variable of the program: a number, or a function given by cases.
fn witness(
    b: &mut Builder,
    ground: &mut Ground,
    binder: &Binder,
    primal: &Primal,
    next: &mut usize,
) -> Attempt<Argument> {
    let mut value = |b: &Builder, ground: &Ground| {
        let place = *next;
        *next += 1;
        let form = primal.point.get(&place).cloned().unwrap_or_else(Fraction::zero);
        ground.fraction_term(&form, b)
    };
    match &binder.domain {
        Domain::Real => Ok(Argument::Term(value(b, ground)?)),
        Domain::Function(arguments) => {
            let mut sizes = Vec::new();
            let mut parameters = Vec::new();
            for (place, argument) in arguments.iter().enumerate() {
                let Domain::Sort(sort) = argument else {
                    return Err(b.failure("a variable of the program that is no table"));
                };
                sizes.push(b.bench.scope().signature.elements(sort).map_or(0, <[_]>::len));
                let name = ["i", "j", "k", "l"].get(place).copied().unwrap_or("m");
                parameters.push(Binder { name: name.into(), domain: argument.clone() });
            }
            let body = table(&sizes, 0, &mut || value(b, ground))?;
            Ok(Argument::Function(Lambda { parameters, body }))
        }
        _ => Err(b.failure("a variable of the program that is no number")),
    }
}

/// Nested choices by element; the first argument is the outermost binder.
fn table(sizes: &[usize], depth: usize, value: &mut dyn FnMut() -> Attempt<Term>) -> Attempt<Term> {
    let Some(size) = sizes.get(depth) else { return value() };
    let mut branches = Vec::with_capacity(*size);
    for _ in 0..*size {
        branches.push(table(sizes, depth + 1, value)?);
    }
    let index = u32::try_from(sizes.len() - 1 - depth).unwrap_or(0);
    Ok(Term::Select(Arc::new(Term::Variable(Variable::Bound(index))), branches.into()))
}
