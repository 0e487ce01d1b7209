//! What need not be evaluated again: parts of premises that hold, for as long as the numbers they read stay.
//!
//! Evaluation depends on nothing but the objects of a stage and the cells that it reads, so a part that held
//! holds again where these cells have the same numbers. A walk changes a few numbers at a time and leaves most
//! of what a premise says, and the linear programs in it, alone. Only what holds is remembered; what is to
//! count as a refutation is evaluated anew.

use std::cell::RefCell;
use std::rc::Rc;

use mechproof_core::exact::Rational;

/// A set of cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells(Vec<u64>);

impl Cells {
    pub(super) fn insert(&mut self, cell: usize) {
        let word = cell / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (cell % 64);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The cells in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        let words = self.0.iter().enumerate();
        words.flat_map(|(place, word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| place * 64 + bit)
        })
    }
}

/// The cells that a part read, with their numbers then.
type Reads = Rc<[(usize, Rational)]>;

/// Parts of the premises of one frame that hold on a stage.
#[derive(Clone, Default)]
pub(super) struct Memo {
    /// Which frame, and its parts in the order in which they are looked at.
    known: RefCell<(u64, Vec<Option<Reads>>)>,
}

impl Memo {
    /// Makes room for a frame: what is known about another one is forgotten.
    pub(super) fn turn_to(&self, frame: u64) {
        let mut known = self.known.borrow_mut();
        if known.0 != frame {
            *known = (frame, Vec::new());
        }
    }

    /// Forgets everything.
    pub(super) fn forget(&self) {
        self.known.borrow_mut().1.clear();
    }

    /// Whether a part is known to hold with these numbers.
    pub(super) fn holds(&self, part: usize, cells: &[Rational]) -> bool {
        match self.known.borrow().1.get(part) {
            Some(Some(reads)) => reads.iter().all(|(cell, number)| cells.get(*cell) == Some(number)),
            _ => false,
        }
    }

    /// Notes that a part holds, and what it read.
    pub(super) fn note(&self, part: usize, reads: &Cells, cells: &[Rational]) {
        let reads = reads.iter().filter_map(|cell| Some((cell, cells.get(cell)?.clone()))).collect();
        let known = &mut self.known.borrow_mut().1;
        if known.len() <= part {
            known.resize(part + 1, None);
        }
        known[part] = Some(reads);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(numbers: &[i64]) -> Vec<Rational> {
        numbers.iter().map(|number| Rational::from(*number)).collect()
    }

    #[test]
    fn what_holds_holds_until_a_number_it_read_changes() {
        let (memo, mut reads) = (Memo::default(), Cells::default());
        memo.turn_to(1);
        reads.insert(1);
        reads.insert(70);
        assert_eq!(reads.iter().collect::<Vec<_>>(), [1, 70]);
        let mut cells = numbers(&[0; 80]);
        memo.note(3, &reads, &cells);
        assert!(memo.holds(3, &cells) && !memo.holds(2, &cells) && !memo.holds(4, &cells));
        cells[2] = Rational::one();
        assert!(memo.holds(3, &cells), "a cell that it did not read");
        cells[70] = Rational::one();
        assert!(!memo.holds(3, &cells), "a cell that it read");
        cells[70] = Rational::zero();
        assert!(memo.holds(3, &cells));
        memo.turn_to(1);
        assert!(memo.holds(3, &cells));
        memo.turn_to(2);
        assert!(!memo.holds(3, &cells), "a part of another frame");
    }

    #[test]
    fn what_is_forgotten_is_not_known() {
        let memo = Memo::default();
        memo.note(0, &Cells::default(), &[]);
        assert!(memo.holds(0, &[]));
        memo.forget();
        assert!(!memo.holds(0, &[]));
    }
}
