//! The simplex method itself.
//!
//! Consumes a model and a starting basis, produces an end: optimal, infeasible,
//! unbounded or stopped. While a basic variable violates a bound, the costs are
//! the sum of the violations, and no variable that keeps its bounds may lose
//! them; so the set of violations only shrinks, and for each such set this is
//! the ordinary method on a fixed linear program. Trusts the factorised basis.

use std::cmp::Ordering;

use super::factor::Factor;
use super::number::Number;
use super::outcome::{Basis, State};
use super::problem::Model;

/// Why the method ended. Multipliers belong to the rows of `A x - r = 0`.
pub(super) enum End<T> {
    /// The multipliers prove that the point is optimal.
    Optimal(Vec<T>),
    /// The multipliers prove that there is no feasible point.
    Infeasible(Vec<T>),
    /// The cost decreases forever along this direction.
    Unbounded(Vec<T>),
    /// The budget is used up, or rounding errors made the run useless.
    Stopped,
}

/// Where the entering variable meets the first bound.
struct Block<T> {
    step: T,
    /// The place in the basis that is left and the bound reached, or `None` if
    /// the entering variable reaches its own other bound.
    leaving: Option<(usize, State)>,
}

/// A run of the simplex method.
pub(super) struct Solver<'a, T> {
    model: &'a Model<T>,
    /// The basic variable of each place.
    basis: Vec<usize>,
    state: Vec<State>,
    /// The value of every variable.
    value: Vec<T>,
    factor: Factor<T>,
    pivots: u64,
    /// The number of pivots since the last one that moved the point.
    stalled: usize,
}

impl<'a, T: Number> Solver<'a, T> {
    /// Starts from a basis, completed if it is not one.
    pub(super) fn start(model: &'a Model<T>, basis: &Basis) -> Self {
        let given = basis.states().chain(std::iter::repeat(State::Lower));
        let state: Vec<State> = given.take(model.columns.len()).collect();
        let basic = (0..state.len()).filter(|variable| state[*variable] == State::Basic);
        let mut solver = Solver {
            model,
            basis: basic.collect(),
            state,
            value: vec![T::zero(); model.columns.len()],
            factor: Factor::new(0, &[]).0,
            pivots: 0,
            stalled: 0,
        };
        solver.factorize();
        solver
    }

    /// The present basis.
    pub(super) fn basis(&self) -> Basis {
        let columns = self.state.len() - self.model.rows;
        let (variables, rows) = self.state.split_at(columns);
        Basis::new(variables.to_vec(), rows.to_vec())
    }

    /// The pivots so far.
    pub(super) fn pivots(&self) -> u64 {
        self.pivots
    }

    /// The values of all variables, those of the rows last.
    pub(super) fn values(&self) -> &[T] {
        &self.value
    }

    /// Is a basic variable at one of its bounds?
    pub(super) fn is_degenerate(&self) -> bool {
        let at = |bound: &Option<T>, value: &T| {
            bound.as_ref().is_some_and(|bound| bound.minus(value).sign().is_eq())
        };
        self.basis.iter().any(|basic| {
            let value = &self.value[*basic];
            at(&self.model.lower[*basic], value) || at(&self.model.upper[*basic], value)
        })
    }

    /// Is the optimum unique for want of any other direction without cost?
    pub(super) fn is_unique(&self, multipliers: &[T]) -> bool {
        (0..self.state.len()).all(|variable| {
            self.state[variable] == State::Basic
                || self.model.is_fixed(variable)
                || self.reduced_cost(variable, multipliers, true).sign().is_ne()
        })
    }

    /// Pivots until the end, or until the budget is used up.
    pub(super) fn run(&mut self, budget: u64) -> End<T> {
        loop {
            if crate::search::interrupt::requested() {
                return End::Stopped;
            }
            let violations = self.violations();
            let multipliers = self.multipliers(violations.as_deref());
            let optimizing = violations.is_none();
            let Some((entering, direction)) = self.entering(&multipliers, optimizing) else {
                return if optimizing { End::Optimal(multipliers) } else { End::Infeasible(multipliers) };
            };
            if self.pivots >= budget {
                return End::Stopped;
            }
            let mut rates = vec![T::zero(); self.model.rows];
            for (row, entry) in &self.model.columns[entering] {
                rates[*row] = if direction.is_gt() { entry.negate() } else { entry.clone() };
            }
            self.factor.solve(&mut rates);
            match self.block(entering, &rates) {
                Some(block) => self.advance(entering, direction, &rates, &block),
                None if optimizing => return End::Unbounded(self.ray(entering, direction, &rates)),
                // The sum of violations is bounded: only rounding gets here.
                None => return End::Stopped,
            }
        }
    }

    /// The cost of each basic variable while bounds are violated.
    fn violations(&self) -> Option<Vec<T>> {
        let mut violated = false;
        let cost = self.basis.iter().map(|basic| {
            let side = self.side(*basic);
            violated |= side.is_ne();
            match side {
                Ordering::Less => T::one().negate(),
                Ordering::Equal => T::zero(),
                Ordering::Greater => T::one(),
            }
        });
        let cost = cost.collect();
        violated.then_some(cost)
    }

    /// Whether a variable is below, within or above its bounds.
    fn side(&self, variable: usize) -> Ordering {
        let value = &self.value[variable];
        let beyond = |bound: &Option<T>, side: Ordering| {
            bound.as_ref().is_some_and(|bound| value.minus(bound).sign() == side)
        };
        if beyond(&self.model.lower[variable], Ordering::Less) {
            Ordering::Less
        } else if beyond(&self.model.upper[variable], Ordering::Greater) {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }

    fn multipliers(&self, violations: Option<&[T]>) -> Vec<T> {
        let mut cost = match violations {
            Some(violations) => violations.to_vec(),
            None => self.basis.iter().map(|basic| self.model.cost[*basic].clone()).collect(),
        };
        self.factor.solve_transposed(&mut cost);
        cost
    }

    /// The cost of a variable less what its column earns.
    fn reduced_cost(&self, variable: usize, multipliers: &[T], optimizing: bool) -> T {
        let mut cost = if optimizing { self.model.cost[variable].clone() } else { T::zero() };
        for (row, entry) in &self.model.columns[variable] {
            if !multipliers[*row].is_zero() {
                cost.subtract_product(entry, &multipliers[*row]);
            }
        }
        cost
    }

    /// The variable that enters, and whether it grows or shrinks.
    fn entering(&self, multipliers: &[T], optimizing: bool) -> Option<(usize, Ordering)> {
        let first = self.stalled > 12 + self.model.columns.len() / 2;
        let mut best: Option<(usize, Ordering, T)> = None;
        for variable in 0..self.state.len() {
            if self.state[variable] == State::Basic || self.model.is_fixed(variable) {
                continue;
            }
            let cost = self.reduced_cost(variable, multipliers, optimizing);
            let useful = match self.state[variable] {
                State::Basic => false,
                State::Lower => cost.sign().is_lt(),
                State::Upper => cost.sign().is_gt(),
                State::Free => cost.sign().is_ne(),
            };
            if !useful {
                continue;
            }
            let size = cost.size();
            if best.as_ref().is_none_or(|best| size.compare(&best.2).is_gt()) {
                best = Some((variable, cost.sign().reverse(), size));
            }
            if first {
                break;
            }
        }
        best.map(|(variable, direction, _)| (variable, direction))
    }

    /// The first bound that is met when the basic variables change at `rates`.
    fn block(&self, entering: usize, rates: &[T]) -> Option<Block<T>> {
        let mut best = match (&self.model.lower[entering], &self.model.upper[entering]) {
            (Some(lower), Some(upper)) => Some(Block { step: upper.minus(lower), leaving: None }),
            _ => None,
        };
        for (place, rate) in rates.iter().enumerate() {
            if !rate.is_pivot() {
                continue;
            }
            let Some((bound, state)) = self.target(self.basis[place], rate.compare(&T::zero())) else {
                continue;
            };
            let mut step = bound.minus(&self.value[self.basis[place]]).over(rate);
            if step.compare(&T::zero()).is_lt() {
                // A bound violated by less than the tolerance.
                step = T::zero();
            }
            if best.as_ref().is_none_or(|best| self.precedes(&step, place, best, rates)) {
                best = Some(Block { step, leaving: Some((place, state)) });
            }
        }
        best
    }

    /// The bound that stops a basic variable which grows or shrinks.
    fn target(&self, variable: usize, rate: Ordering) -> Option<(&T, State)> {
        let lower = self.model.lower[variable].as_ref().map(|bound| (bound, State::Lower));
        let upper = self.model.upper[variable].as_ref().map(|bound| (bound, State::Upper));
        match (self.side(variable), rate) {
            // A variable outside its bounds stops where it gets inside.
            (Ordering::Less, Ordering::Greater) | (Ordering::Equal, Ordering::Less) => lower,
            (Ordering::Greater, Ordering::Less) | (Ordering::Equal, Ordering::Greater) => upper,
            // Without a rate it rests, and further outside nothing stops it.
            (_, Ordering::Equal)
            | (Ordering::Less, Ordering::Less)
            | (Ordering::Greater, Ordering::Greater) => None,
        }
    }

    /// Is this the better variable to leave? Ties go to the first variable, as
    /// Bland's rule needs; with rounding errors, to the larger pivot.
    fn precedes(&self, step: &T, place: usize, best: &Block<T>, rates: &[T]) -> bool {
        let difference = step.minus(&best.step);
        let order = if T::EXACT { difference.sign() } else { difference.compare(&T::zero()) };
        match (order, best.leaving) {
            (Ordering::Equal, Some((other, _))) if T::EXACT => self.basis[place] < self.basis[other],
            (Ordering::Equal, Some((other, _))) => rates[place].size().compare(&rates[other].size()).is_gt(),
            (order, _) => order.is_lt(),
        }
    }

    /// Moves to the block and exchanges the variables there.
    fn advance(&mut self, entering: usize, direction: Ordering, rates: &[T], block: &Block<T>) {
        self.pivots += 1;
        let still = block.step.sign().is_eq();
        self.stalled = if still { self.stalled + 1 } else { 0 };
        let back = block.step.negate();
        for (place, rate) in rates.iter().enumerate() {
            if !rate.is_zero() {
                self.value[self.basis[place]].subtract_product(rate, &back);
            }
        }
        let unit = if direction.is_gt() { T::one() } else { T::one().negate() };
        let Some((place, state)) = block.leaving else {
            self.state[entering] = if direction.is_gt() { State::Upper } else { State::Lower };
            self.rest(entering);
            return;
        };
        self.value[entering].subtract_product(&unit, &back);
        let leaving = std::mem::replace(&mut self.basis[place], entering);
        self.state[leaving] = state;
        self.rest(leaving);
        self.state[entering] = State::Basic;
        if self.factor.is_long() {
            self.factorize();
            return;
        }
        let flip = |rate: &T| if direction.is_gt() { rate.negate() } else { rate.clone() };
        let column: Vec<T> = rates.iter().map(flip).collect();
        self.factor.exchange(place, &column);
    }

    /// Puts a variable outside the basis on the bound that its state names, or
    /// on another one if it has no such bound.
    fn rest(&mut self, variable: usize) {
        let (lower, upper) = (&self.model.lower[variable], &self.model.upper[variable]);
        let (state, value) = match (self.state[variable], lower, upper) {
            (State::Upper, _, Some(upper)) | (_, None, Some(upper)) => (State::Upper, upper.clone()),
            (_, Some(lower), _) => (State::Lower, lower.clone()),
            (_, None, None) => (State::Free, T::zero()),
        };
        self.state[variable] = state;
        self.value[variable] = value;
    }

    /// Factorises the basis, makes it regular and computes all values again.
    fn factorize(&mut self) {
        let (model, basic) = (self.model, std::mem::take(&mut self.basis));
        let columns: Vec<_> = basic.iter().map(|basic| &model.columns[*basic]).collect();
        let (factor, served) = Factor::new(model.rows, &columns);
        self.factor = factor;
        for variable in &basic {
            self.state[*variable] = State::Lower;
        }
        let own = model.columns.len() - model.rows;
        let serve = |(row, column): (usize, Option<usize>)| column.map_or(own + row, |column| basic[column]);
        self.basis = served.into_iter().enumerate().map(serve).collect();
        for variable in &self.basis {
            self.state[*variable] = State::Basic;
        }
        let mut sums = vec![T::zero(); model.rows];
        for (variable, column) in model.columns.iter().enumerate() {
            if self.state[variable] == State::Basic {
                continue;
            }
            self.rest(variable);
            if !self.value[variable].is_zero() {
                for (row, entry) in column {
                    sums[*row].subtract_product(entry, &self.value[variable]);
                }
            }
        }
        self.factor.solve(&mut sums);
        for (variable, value) in self.basis.iter().zip(sums) {
            self.value[*variable] = value;
        }
    }

    /// The direction in which the point moves.
    fn ray(&self, entering: usize, direction: Ordering, rates: &[T]) -> Vec<T> {
        let mut ray = vec![T::zero(); self.state.len()];
        for (place, rate) in rates.iter().enumerate() {
            ray[self.basis[place]] = rate.clone();
        }
        ray[entering] = if direction.is_gt() { T::one() } else { T::one().negate() };
        ray
    }
}
