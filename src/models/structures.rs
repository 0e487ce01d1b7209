//! Bilateral trade with any finite types: mechanisms as linear programs.
//!
//! Source: Carroll, sections 2 to 4, where types are two a side; here any
//! number. Consumes values, a joint law and information structures, produces
//! first best, the best dominant-strategy and Bayesian mechanisms, and the
//! total minimum utility of direct mechanisms on a list of structures. Each is
//! an exact linear program with one variable per trade probability and payment.

use std::collections::BTreeMap;

use mechproof_core::exact::Rational;

use super::error::EvalError;
use super::linear::{Form, Program, add, attained};

/// Values of both sides and their joint law.
#[derive(Clone)]
pub(crate) struct Setting {
    /// The buyer's values by type.
    pub(crate) buyer: Vec<Rational>,
    /// The seller's values by type.
    pub(crate) seller: Vec<Rational>,
    /// The probability of each pair, rows by buyer.
    pub(crate) prob: Vec<Vec<Rational>>,
}

/// A signal: its name, shared between structures that overlap, and its type.
#[derive(Clone, Copy)]
pub(crate) struct Signal {
    /// The name.
    pub(crate) id: usize,
    /// The type that it reveals.
    pub(crate) kind: usize,
}

/// An information structure (section 4.1).
#[derive(Clone)]
pub(crate) struct Structure {
    /// The buyer's signals.
    pub(crate) buyer: Vec<Signal>,
    /// The seller's signals.
    pub(crate) seller: Vec<Signal>,
    /// The probability of each pair of signals.
    pub(crate) prob: Vec<Vec<Rational>>,
}

/// A direct mechanism, rows by buyer.
pub(crate) struct Mechanism {
    /// The probability of trade.
    pub(crate) q: Vec<Vec<Rational>>,
    /// The payment.
    pub(crate) t: Vec<Vec<Rational>>,
    /// The expected gains from trade.
    pub(crate) welfare: Rational,
}

/// Probability of trade and payment at a pair of signals.
#[derive(Clone, Copy)]
struct Cell {
    q: usize,
    t: usize,
}

impl Setting {
    /// The gain from trade of a pair.
    pub(crate) fn gain(&self, b: usize, s: usize) -> Rational {
        &self.buyer[b] - &self.seller[s]
    }

    /// Expected gains from efficient trade.
    pub(crate) fn first_best(&self) -> Rational {
        self.expect(|b, s| Some(self.gain(b, s)).filter(Rational::is_positive).unwrap_or_default())
    }

    /// The expectation over pairs of types.
    pub(crate) fn expect(&self, value: impl Fn(usize, usize) -> Rational) -> Rational {
        let rows = self.prob.iter().enumerate();
        rows.flat_map(|(b, row)| row.iter().enumerate().map(move |(s, p)| (b, s, p)))
            .map(|(b, s, p)| p * value(b, s))
            .sum()
    }

    /// The structure in which every trader knows its own type and no more.
    pub(crate) fn own_types(&self) -> Structure {
        let signals = |count: usize| (0..count).map(|kind| Signal { id: kind, kind }).collect();
        Structure {
            buyer: signals(self.buyer.len()),
            seller: signals(self.seller.len()),
            prob: self.prob.clone(),
        }
    }

    /// Expected welfare of the best dominant-strategy mechanism with a balanced budget.
    pub(crate) fn dominant_strategy(&self) -> Result<Rational, EvalError> {
        Ok(self.dominant_mechanism()?.welfare)
    }

    /// A best dominant-strategy mechanism with a balanced budget.
    pub(crate) fn dominant_mechanism(&self) -> Result<Mechanism, EvalError> {
        let mut program = Program::new();
        let cells = grid(&mut program, self.buyer.len(), self.seller.len());
        for (b, value) in self.buyer.iter().enumerate() {
            for (s, _) in self.seller.iter().enumerate() {
                let payoff = |report: usize| buyer_payoff(value, cells[report][s]);
                let reports = (0..self.buyer.len()).filter(|report| *report != b);
                demand(&mut program, &payoff(b), reports.map(payoff));
            }
        }
        for row in &cells {
            for (s, value) in self.seller.iter().enumerate() {
                let payoff = |report: usize| seller_payoff(value, row[report]);
                let reports = (0..self.seller.len()).filter(|report| *report != s);
                demand(&mut program, &payoff(s), reports.map(payoff));
            }
        }
        let best = attained(program.maximum(self.welfare(&cells))?)?;
        let table = |part: fn(&Cell) -> usize| {
            let row = |row: &Vec<Cell>| row.iter().map(|cell| best.point[part(cell)].clone()).collect();
            cells.iter().map(row).collect()
        };
        Ok(Mechanism { q: table(|cell| cell.q), t: table(|cell| cell.t), welfare: best.value })
    }

    /// Expected welfare of the best Bayesian mechanism with a balanced budget.
    pub(crate) fn bayesian(&self) -> Result<Rational, EvalError> {
        let mut program = Program::new();
        let cells = grid(&mut program, self.buyer.len(), self.seller.len());
        interim_rows(&mut program, self, &self.own_types(), &cells);
        let welfare = self.welfare(&cells);
        Ok(attained(program.maximum(welfare)?)?.value)
    }

    fn welfare(&self, cells: &[Vec<Cell>]) -> Form {
        let mut form = Form::new();
        for (b, row) in cells.iter().enumerate() {
            for (s, cell) in row.iter().enumerate() {
                form.push((cell.q, &self.prob[b][s] * self.gain(b, s)));
            }
        }
        form
    }

    /// The largest total minimum utility over direct mechanisms on the list.
    ///
    /// Pairs of signals with equal names are one pair in all structures
    /// (condition 4.3). Reports are compared on the full grid, pairs of
    /// probability 0 included.
    pub(crate) fn total_minimum_utility(&self, list: &[Structure]) -> Result<Rational, EvalError> {
        let mut program = Program::new();
        let mut shared: BTreeMap<(usize, usize), Cell> = BTreeMap::new();
        let buyer = program.frees(self.buyer.len());
        let seller = program.frees(self.seller.len());
        for structure in list {
            let cells: Vec<Vec<Cell>> = (structure.buyer.iter())
                .map(|b| {
                    let pair = |s: &Signal| (b.id, s.id);
                    let mut cell = |s| *shared.entry(pair(s)).or_insert_with(|| new_cell(&mut program));
                    structure.seller.iter().map(&mut cell).collect()
                })
                .collect();
            interim_rows(&mut program, self, structure, &cells);
            let mut buyers = vec![Form::new(); self.buyer.len()];
            let mut sellers = vec![Form::new(); self.seller.len()];
            for (b, signal) in structure.buyer.iter().enumerate() {
                for (s, other) in structure.seller.iter().enumerate() {
                    let (p, cell) = (&structure.prob[b][s], cells[b][s]);
                    add(&mut buyers[signal.kind], p, &buyer_payoff(&self.buyer[signal.kind], cell));
                    add(&mut sellers[other.kind], p, &seller_payoff(&self.seller[other.kind], cell));
                }
            }
            for (least, mut form) in buyer.iter().zip(buyers).chain(seller.iter().zip(sellers)) {
                form.push((*least, Rational::from(-1)));
                program.at_least(form, Rational::zero());
            }
        }
        let total = buyer.iter().chain(&seller).map(|least| (*least, Rational::one())).collect();
        Ok(attained(program.maximum(total)?)?.value)
    }
}

fn new_cell(program: &mut Program) -> Cell {
    Cell { q: program.share(), t: program.free() }
}

fn grid(program: &mut Program, rows: usize, columns: usize) -> Vec<Vec<Cell>> {
    (0..rows).map(|_| (0..columns).map(|_| new_cell(program)).collect()).collect()
}

fn buyer_payoff(value: &Rational, cell: Cell) -> Form {
    vec![(cell.q, value.clone()), (cell.t, Rational::from(-1))]
}

fn seller_payoff(value: &Rational, cell: Cell) -> Form {
    vec![(cell.t, Rational::one()), (cell.q, -value)]
}

fn difference(a: &Form, b: &Form) -> Form {
    let mut form = a.clone();
    add(&mut form, &Rational::from(-1), b);
    form
}

/// Incentive compatibility and individual rationality of every signal, in
/// expectation over the other side's signals.
fn interim_rows(program: &mut Program, setting: &Setting, structure: &Structure, cells: &[Vec<Cell>]) {
    for (b, signal) in structure.buyer.iter().enumerate() {
        let value = &setting.buyer[signal.kind];
        let payoff = |report: usize| {
            let mut form = Form::new();
            for (s, p) in structure.prob[b].iter().enumerate() {
                add(&mut form, p, &buyer_payoff(value, cells[report][s]));
            }
            form
        };
        let reports = (0..structure.buyer.len()).filter(|report| *report != b);
        demand(program, &payoff(b), reports.map(payoff));
    }
    for (s, signal) in structure.seller.iter().enumerate() {
        let value = &setting.seller[signal.kind];
        let payoff = |report: usize| {
            let mut form = Form::new();
            for (b, row) in structure.prob.iter().enumerate() {
                add(&mut form, &row[s], &seller_payoff(value, cells[b][report]));
            }
            form
        };
        let reports = (0..structure.seller.len()).filter(|report| *report != s);
        demand(program, &payoff(s), reports.map(payoff));
    }
}

fn demand(program: &mut Program, truth: &Form, lies: impl Iterator<Item = Form>) {
    program.at_least(truth.clone(), Rational::zero());
    for lie in lies {
        program.at_least(difference(truth, &lie), Rational::zero());
    }
}
