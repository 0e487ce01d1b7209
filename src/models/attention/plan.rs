//! A joint law of the state and both sides' reports, and when efficient trade can be optimal for a side.
//!
//! Consumes the field `alpha` of a question; produces posteriors, supports and the exact cycle test of the
//! efficiency proposition (Larionov and Yamashita).

use mechproof_core::exact::Rational;

use super::super::error::EvalError;
use super::super::input::Fields;
use super::super::linear::over;

/// The most reports of a side, and the most states.
const MOST: usize = 12;

/// A plan of information: `alpha[own report][other's report][state]`.
pub(super) struct Plan {
    pub(super) alpha: Vec<Vec<Vec<Rational>>>,
}

impl Plan {
    pub(super) fn read(fields: &Fields<'_>) -> Result<Self, EvalError> {
        let slot = fields.get("alpha")?;
        let rows = slot.list(MOST)?;
        let columns = rows[0].list(MOST)?;
        let states = columns[0].list(MOST)?.len();
        let mut alpha = Vec::new();
        for row in &rows {
            let cells = row.exactly(columns.len())?;
            let cells = cells.iter().map(|cell| cell.rationals_exactly(states));
            alpha.push(cells.collect::<Result<Vec<_>, _>>()?);
        }
        let plan = Plan { alpha };
        if plan.alpha.iter().flatten().flatten().any(Rational::is_negative) {
            return Err(fields.range("alpha", "at least 0"));
        }
        let sum: Rational = plan.alpha.iter().flatten().flatten().cloned().sum();
        if !sum.is_one() {
            return Err(EvalError::Sum { field: slot.path(), sum });
        }
        if let Some(state) = (0..states).find(|v| plan.alpha.iter().flatten().all(|cell| cell[*v].is_zero()))
        {
            return Err(fields.range("alpha", format!("positive in some cell of state {state}")));
        }
        Ok(plan)
    }

    /// The plan with the two sides exchanged.
    pub(super) fn transposed(&self) -> Self {
        let columns = self.alpha[0].len();
        let column = |j: usize| self.alpha.iter().map(|row| row[j].clone()).collect();
        Plan { alpha: (0..columns).map(column).collect() }
    }

    pub(super) fn reports(&self) -> usize {
        self.alpha.len()
    }

    pub(super) fn others(&self) -> usize {
        self.alpha[0].len()
    }

    pub(super) fn states(&self) -> usize {
        self.alpha[0][0].len()
    }

    /// The posterior of each own report, if the report is used.
    pub(super) fn posteriors(&self) -> Vec<Option<Vec<Rational>>> {
        let posterior = |row: &Vec<Vec<Rational>>| {
            let joint: Vec<Rational> =
                (0..self.states()).map(|v| row.iter().map(|cell| cell[v].clone()).sum()).collect();
            let mass: Rational = joint.iter().cloned().sum();
            mass.is_positive().then(|| joint.iter().map(|p| over(p, &mass)).collect())
        };
        self.alpha.iter().map(posterior).collect()
    }

    /// Does the other side's report occur in the state?
    pub(super) fn occurs(&self, other: usize, state: usize) -> bool {
        self.alpha.iter().any(|row| row[other][state].is_positive())
    }

    /// Can some transfers make efficient trade optimal for this side?
    ///
    /// For each report of the other side: potentials of own reports and states
    /// exist if and only if no cycle of the support multiplies to less than 1.
    pub(super) fn supports_efficiency(&self) -> bool {
        let posteriors = self.posteriors();
        if posteriors.iter().flatten().flatten().any(|p| !p.is_positive()) {
            return false;
        }
        let posteriors: Vec<&Vec<Rational>> = posteriors.iter().flatten().collect();
        let rows: Vec<&Vec<Vec<Rational>>> =
            self.alpha.iter().filter(|row| row.iter().flatten().any(Rational::is_positive)).collect();
        (0..self.others()).all(|j| {
            let active: Vec<usize> =
                (0..rows.len()).filter(|i| rows[*i][j].iter().any(Rational::is_positive)).collect();
            let step = |from: usize, to: usize| {
                // R(v) <= T_i mu_i(v), with equality on the support: a bound on T_to / T_from.
                let through = (0..self.states()).filter(|v| rows[from][j][*v].is_positive());
                through.map(|v| over(&posteriors[to][v], &posteriors[from][v])).min()
            };
            let mut best: Vec<Vec<Option<Rational>>> =
                active.iter().map(|from| active.iter().map(|to| step(*from, *to)).collect()).collect();
            for middle in 0..active.len() {
                for from in 0..active.len() {
                    for to in 0..active.len() {
                        if let (Some(a), Some(b)) = (&best[from][middle], &best[middle][to]) {
                            let through = a * b;
                            if best[from][to].as_ref().is_none_or(|known| through < *known) {
                                best[from][to] = Some(through);
                            }
                        }
                    }
                }
                if (0..active.len()).any(|at| best[at][at].as_ref().is_some_and(|p| *p < Rational::one())) {
                    return false;
                }
            }
            true
        })
    }
}
