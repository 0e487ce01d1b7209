//! The factorised basis matrix.
//!
//! Consumes sparse columns, produces `L U` with pivots chosen to keep both
//! sparse, and solves linear systems with it. Exchanging a column appends an
//! elementary matrix, until it is time to factorise again. A column that
//! depends on the others is left out, and a row that no column serves gets its
//! own row variable; so that any list of columns leads to a regular matrix.

use super::number::Number;

/// A sparse vector.
type Sparse<T> = Vec<(usize, T)>;

/// A regular matrix as a product of sparse factors.
///
/// Each column has the number of the row in which it was the pivot.
pub(super) struct Factor<T> {
    /// For each pivot row in order, the multiples subtracted from other rows.
    lower: Vec<(usize, Sparse<T>)>,
    /// For each pivot in order: the row, the pivot, the rest of the row.
    upper: Vec<(usize, T, Sparse<T>)>,
    /// The exchanged columns, in terms of the basis before.
    exchanges: Vec<(usize, T, Sparse<T>)>,
    /// The number of entries when factorised, and since.
    size: (usize, usize),
}

impl<T: Number> Factor<T> {
    /// Factorises the given columns; says for each row which of them serves it.
    ///
    /// A row without a column is served by its row variable, whose column is -1
    /// in that row.
    pub(super) fn new(rows: usize, columns: &[&Sparse<T>]) -> (Self, Vec<Option<usize>>) {
        let mut work = Elimination::new(rows, columns);
        while let Some((row, column)) = work.choose() {
            work.eliminate(row, column);
        }
        let mut row_of = vec![None; columns.len()];
        let mut served = vec![None; rows];
        for (row, column, ..) in &work.upper {
            row_of[*column] = Some(*row);
            served[*row] = Some(*column);
        }
        let mut upper = Vec::with_capacity(rows);
        for (row, _, pivot, rest) in work.upper {
            let rest = rest.into_iter().filter_map(|(column, value)| Some((row_of[column]?, value)));
            upper.push((row, pivot, rest.collect()));
        }
        for (row, column) in served.iter().enumerate() {
            if column.is_none() {
                upper.push((row, T::one().negate(), Vec::new()));
            }
        }
        let size = |rest: &Sparse<T>| rest.len() + 1;
        let total = upper.iter().map(|(.., rest)| size(rest)).sum::<usize>()
            + work.lower.iter().map(|(.., rest)| size(rest)).sum::<usize>();
        let factor = Factor { lower: work.lower, upper, exchanges: Vec::new(), size: (total, 0) };
        (factor, served)
    }

    /// Is it cheaper to factorise again than to go on?
    pub(super) fn is_long(&self) -> bool {
        self.exchanges.len() >= 64 || self.size.1 > 2 * self.size.0 + 64
    }

    /// Solves `B x = b` in place.
    pub(super) fn solve(&self, b: &mut [T]) {
        for (row, multiples) in &self.lower {
            let value = b[*row].clone();
            if !value.is_zero() {
                for (other, multiple) in multiples {
                    b[*other].subtract_product(multiple, &value);
                }
            }
        }
        for (row, pivot, rest) in self.upper.iter().rev() {
            let mut value = b[*row].clone();
            for (column, entry) in rest {
                if !b[*column].is_zero() {
                    value.subtract_product(entry, &b[*column]);
                }
            }
            b[*row] = if value.is_zero() { T::zero() } else { value.over(pivot) };
        }
        for (place, pivot, rest) in &self.exchanges {
            if b[*place].is_zero() {
                continue;
            }
            let value = b[*place].over(pivot);
            for (other, entry) in rest {
                b[*other].subtract_product(entry, &value);
            }
            b[*place] = value;
        }
    }

    /// Solves `y B = c` in place.
    pub(super) fn solve_transposed(&self, c: &mut [T]) {
        for (place, pivot, rest) in self.exchanges.iter().rev() {
            let mut value = c[*place].clone();
            for (other, entry) in rest {
                if !c[*other].is_zero() {
                    value.subtract_product(entry, &c[*other]);
                }
            }
            c[*place] = value.over(pivot);
        }
        for (row, pivot, rest) in &self.upper {
            if c[*row].is_zero() {
                continue;
            }
            let value = c[*row].over(pivot);
            for (column, entry) in rest {
                c[*column].subtract_product(entry, &value);
            }
            c[*row] = value;
        }
        for (row, multiples) in self.lower.iter().rev() {
            let mut value = c[*row].clone();
            for (other, multiple) in multiples {
                if !c[*other].is_zero() {
                    value.subtract_product(multiple, &c[*other]);
                }
            }
            c[*row] = value;
        }
    }

    /// Replaces the column at `place` by one that is `column` in this basis.
    pub(super) fn exchange(&mut self, place: usize, column: &[T]) {
        let entries = column.iter().enumerate();
        let rest: Sparse<T> = entries
            .filter(|(other, entry)| *other != place && !entry.is_zero())
            .map(|(other, entry)| (other, entry.clone()))
            .collect();
        self.size.1 += rest.len() + 1;
        self.exchanges.push((place, column[place].clone(), rest));
    }
}

/// The part of the matrix that is not yet triangular.
struct Elimination<T> {
    /// The entries of each remaining row by column.
    rows: Vec<Sparse<T>>,
    /// The rows in which each remaining column has an entry.
    members: Vec<Vec<usize>>,
    /// Which rows are still to be served.
    waiting: Vec<bool>,
    /// Columns that may have a single entry left.
    single_columns: Vec<usize>,
    /// Scratch: the place of each column in the row at hand, plus 1.
    places: Vec<usize>,
    lower: Vec<(usize, Sparse<T>)>,
    upper: Vec<(usize, usize, T, Sparse<T>)>,
}

impl<T: Number> Elimination<T> {
    fn new(rows: usize, columns: &[&Sparse<T>]) -> Self {
        let mut work = Elimination {
            rows: vec![Vec::new(); rows],
            members: vec![Vec::new(); columns.len()],
            waiting: vec![true; rows],
            single_columns: Vec::new(),
            places: vec![0; columns.len()],
            lower: Vec::new(),
            upper: Vec::with_capacity(rows),
        };
        for (column, entries) in columns.iter().enumerate() {
            for (row, value) in *entries {
                work.rows[*row].push((column, value.clone()));
                work.members[column].push(*row);
            }
            if entries.len() == 1 {
                work.single_columns.push(column);
            }
        }
        work
    }

    /// The next pivot: a column with one entry left, or else an entry of the
    /// shortest row in its shortest column.
    fn choose(&mut self) -> Option<(usize, usize)> {
        while let Some(column) = self.single_columns.pop() {
            if let [row] = self.members[column][..] {
                let entry = self.rows[row].iter().find(|entry| entry.0 == column);
                if entry.is_some_and(|entry| entry.1.is_pivot()) {
                    return Some((row, column));
                }
            }
        }
        // Rows without a pivot get one of their own, so stopping leaves a factor of another basis and no half of one.
        if crate::search::interrupt::requested() {
            return None;
        }
        loop {
            let open = (0..self.rows.len()).filter(|row| self.waiting[*row] && !self.rows[*row].is_empty());
            let row = open.min_by_key(|row| self.rows[*row].len())?;
            let entries = &self.rows[row];
            let largest = entries.iter().map(|entry| entry.1.size()).max_by(T::compare)?;
            let good = entries.iter().filter(|entry| entry.1.is_pivot() && entry.1.is_comparable(&largest));
            if let Some((column, _)) = good.min_by_key(|entry| self.members[entry.0].len()) {
                return Some((row, *column));
            }
            // Rounding errors are all that is left of this row.
            self.retire(row);
        }
    }

    /// Takes a row out of the remaining part.
    fn retire(&mut self, row: usize) -> Sparse<T> {
        self.waiting[row] = false;
        let entries = std::mem::take(&mut self.rows[row]);
        for (column, _) in &entries {
            self.forget(*column, row);
        }
        entries
    }

    fn forget(&mut self, column: usize, row: usize) {
        self.members[column].retain(|member| *member != row);
        if self.members[column].len() == 1 {
            self.single_columns.push(column);
        }
    }

    /// Makes this entry the pivot of its row and clears the rest of its column.
    fn eliminate(&mut self, row: usize, column: usize) {
        let mut rest = self.retire(row);
        let Some(place) = rest.iter().position(|entry| entry.0 == column) else {
            return;
        };
        let (_, pivot) = rest.swap_remove(place);
        let others = std::mem::take(&mut self.members[column]);
        let mut multiples = Vec::with_capacity(others.len());
        for other in others {
            let Some(place) = self.rows[other].iter().position(|entry| entry.0 == column) else {
                continue;
            };
            let multiple = self.rows[other].swap_remove(place).1.over(&pivot);
            self.subtract(other, &rest, &multiple);
            multiples.push((other, multiple));
        }
        if !multiples.is_empty() {
            self.lower.push((row, multiples));
        }
        self.upper.push((row, column, pivot, rest));
    }

    /// Subtracts a multiple of a retired row.
    fn subtract(&mut self, row: usize, entries: &Sparse<T>, multiple: &T) {
        let mut target = std::mem::take(&mut self.rows[row]);
        for (place, (column, _)) in target.iter().enumerate() {
            self.places[*column] = place + 1;
        }
        for (column, entry) in entries {
            if let Some(place) = self.places[*column].checked_sub(1) {
                target[place].1.subtract_product(entry, multiple);
            } else {
                let mut value = T::zero();
                value.subtract_product(entry, multiple);
                target.push((*column, value));
                self.members[*column].push(row);
            }
        }
        for (column, _) in &target {
            self.places[*column] = 0;
        }
        let zeros = target.iter().filter(|entry| entry.1.is_zero());
        let zeros: Vec<usize> = zeros.map(|entry| entry.0).collect();
        target.retain(|entry| !entry.1.is_zero());
        self.rows[row] = target;
        for column in zeros {
            self.forget(column, row);
        }
    }
}
