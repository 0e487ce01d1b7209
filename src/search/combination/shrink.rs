//! Makes the linear system of a combination smaller before it is solved.
//!
//! Consumes the columns and the right side, produces the columns that stay open
//! and the weights of the others. A row that only one column can serve decides
//! that column; a row whose columns all push away from its right side, or from
//! 0, forbids them. Each removal may decide further rows, so a queue of rows is
//! worked off. The set of solutions stays exactly the same.

use mechproof_core::exact::Rational;

/// A sparse column whose weight is free or at least 0.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// May the weight be negative?
    pub(super) free: bool,
    entries: Vec<(usize, Rational)>,
}

impl Column {
    /// A column with a weight of at least 0.
    pub(super) fn nonnegative(entries: Vec<(usize, Rational)>) -> Self {
        Column { free: false, entries }
    }

    /// A column with any weight.
    pub(super) fn free(entries: Vec<(usize, Rational)>) -> Self {
        Column { free: true, entries }
    }
}

/// Columns whose weighted sum is to be the right side.
#[derive(Clone, Debug)]
pub(super) struct System {
    /// The columns.
    pub(super) columns: Vec<Column>,
    rows: Vec<Vec<(usize, Rational)>>,
    rhs: Vec<Rational>,
}

impl System {
    /// A system with so many rows.
    pub(super) fn new(rows: usize, columns: Vec<Column>, goal: Vec<(usize, Rational)>) -> Self {
        let mut system = System { rows: vec![Vec::new(); rows], rhs: vec![Rational::zero(); rows], columns };
        for (number, column) in system.columns.iter().enumerate() {
            for (row, entry) in &column.entries {
                system.rows[*row].push((number, entry.clone()));
            }
        }
        for (row, value) in goal {
            system.rhs[row] = value;
        }
        system
    }
}

/// What is left to decide.
#[derive(Clone, Debug)]
pub(super) struct Shrunk {
    /// The weight of each column that is decided.
    decided: Vec<Option<Rational>>,
    /// The right sides, less what the decided columns contribute.
    rhs: Vec<Rational>,
}

impl Shrunk {
    /// Is the weight of this column still to be found?
    pub(super) fn is_open(&self, column: usize) -> bool {
        self.decided[column].is_none()
    }

    /// The weights of the decided columns, and 0 for the open ones.
    pub(super) fn weights(&self) -> Vec<Rational> {
        self.decided.iter().map(|weight| weight.clone().unwrap_or_default()).collect()
    }

    /// The rows that open columns have, restricted to these.
    pub(super) fn rows<'a>(
        &'a self,
        system: &'a System,
    ) -> impl Iterator<Item = (Vec<(usize, Rational)>, Rational)> + 'a {
        let open = |row: &Vec<(usize, Rational)>| -> Vec<(usize, Rational)> {
            row.iter().filter(|entry| self.is_open(entry.0)).cloned().collect()
        };
        let rows = system.rows.iter().map(open).zip(self.rhs.iter().cloned());
        rows.filter(|(entries, _)| !entries.is_empty())
    }
}

/// How many open columns a row has of each kind.
#[derive(Clone, Copy, Default)]
struct Tally {
    free: usize,
    positive: usize,
    negative: usize,
}

impl Tally {
    fn of(&mut self, column: &Column, entry: &Rational) -> &mut usize {
        match (column.free, entry.is_negative()) {
            (true, _) => &mut self.free,
            (false, false) => &mut self.positive,
            (false, true) => &mut self.negative,
        }
    }
}

/// Decides what the rows decide; `None` if there is no solution.
pub(super) fn shrink(system: &System) -> Option<Shrunk> {
    let mut shrunk = Shrunk { decided: vec![None; system.columns.len()], rhs: system.rhs.clone() };
    let mut tallies = vec![Tally::default(); system.rows.len()];
    for (tally, row) in tallies.iter_mut().zip(&system.rows) {
        for (column, entry) in row {
            *tally.of(&system.columns[*column], entry) += 1;
        }
    }
    let mut queue: Vec<usize> = (0..system.rows.len()).collect();
    let mut queued = vec![true; system.rows.len()];
    while let Some(row) = queue.pop() {
        queued[row] = false;
        for (column, weight) in decide(system, &shrunk, tallies[row], row)? {
            let data = &system.columns[column];
            for (other, entry) in &data.entries {
                *tallies[*other].of(data, entry) -= 1;
                if !weight.is_zero() {
                    shrunk.rhs[*other] = &shrunk.rhs[*other] - &(entry * &weight);
                }
                if !queued[*other] {
                    queued[*other] = true;
                    queue.push(*other);
                }
            }
            shrunk.decided[column] = Some(weight);
        }
    }
    Some(shrunk)
}

/// The columns that this row decides; `None` if it cannot be satisfied.
fn decide(system: &System, shrunk: &Shrunk, tally: Tally, row: usize) -> Option<Vec<(usize, Rational)>> {
    let rhs = &shrunk.rhs[row];
    let open = || system.rows[row].iter().filter(|entry| shrunk.is_open(entry.0));
    match (tally.free, tally.positive, tally.negative) {
        (0, 0, 0) => rhs.is_zero().then(Vec::new),
        (0, _, 0) if rhs.is_negative() => None,
        (0, 0, _) if rhs.is_positive() => None,
        (0, _, 0) | (0, 0, _) if rhs.is_zero() => {
            Some(open().map(|entry| (entry.0, Rational::zero())).collect())
        }
        (1, 0, 0) | (0, 1, 0) | (0, 0, 1) => {
            let (column, entry) = open().next()?;
            Some(vec![(*column, rhs.checked_div(entry)?)])
        }
        _ => Some(Vec::new()),
    }
}
