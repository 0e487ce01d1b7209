//! The study of a parametric program: closed forms, and how each is shown.
//!
//! Consumes a program, its domain and a seed; produces pieces (one closed form each), and where some conditions hold
//! a plan: which primal points and multipliers show the closed form there, with the covers by the cells in which
//! these are feasible. Deterministic for a seed.

mod cases;

use mechproof_core::exact::Rational;

use super::cover::{Hole, Tree};
use super::domain::{Condition, Domain, Point};
use super::oracle::Oracle;
use super::program::{Answer, Dual, Kind, Primal, Program};
use super::random::Random;
use crate::exact::fraction::Fraction;
use cases::{choose, choose_all};

/// Points drawn at first.
const SAMPLES: usize = 60;
/// Tries for each.
const TRIES: usize = 400;
/// Points at which more closed forms are looked for at once.
const DEEPER: usize = 8;
/// How often a plan may meet a hole and go on.
const ROUNDS: usize = 40;

/// A solution with what it needs to be feasible.
#[derive(Clone, Debug)]
struct Candidate<T> {
    solution: T,
    needs: Vec<Fraction>,
    home: Point,
    cell: Cell,
}

/// What is known of the conditions under which a candidate is feasible.
#[derive(Clone, Debug)]
enum Cell {
    /// Nothing was tried yet.
    Untold,
    /// They could not be told.
    Unknown,
    /// These.
    Known(Vec<Condition>),
}

impl<T> Candidate<T> {
    /// Is everything that it needs so at a point?
    fn fits(&self, point: &Point) -> bool {
        match &self.cell {
            Cell::Known(cell) => cell.iter().all(|condition| condition.holds(point)),
            Cell::Unknown => false,
            Cell::Untold => {
                self.needs.iter().all(|need| at(need, point).is_some_and(|value| !value.is_negative()))
            }
        }
    }
}

/// A closed form, and the solutions that have it.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The closed form.
    pub kind: Kind,
    primals: Vec<Candidate<Primal>>,
    duals: Vec<Candidate<Dual>>,
}

/// Solutions, the cells in which they are feasible, and why these cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cases<T> {
    /// The solutions.
    pub solutions: Vec<T>,
    /// The cell of each.
    pub cells: Vec<Vec<Condition>>,
    /// Why they cover.
    pub cover: Tree,
}

/// How a closed form is shown where some conditions hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Feasible points that have the value; nothing if no point is feasible.
    pub lower: Option<Cases<Primal>>,
    /// Multipliers that bound it; nothing if it has no bound.
    pub upper: Option<Cases<Dual>>,
}

/// A closed form and conditions under which it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Which piece.
    pub piece: usize,
    /// No condition follows from the others.
    pub conditions: Vec<Condition>,
    /// How it is shown.
    pub plan: Plan,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no admissible point to be found.
    NoPoint,
    /// At this point the program comes to something else.
    Differs(Point, Answer),
    /// The closed form could not be told at this point.
    TooHard(Point),
    /// Not shown here.
    Open(Hole),
}

/// The study.
pub struct Study<'a> {
    program: &'a Program,
    domain: &'a Domain,
    pub(super) oracle: Oracle<'a>,
    /// Points with what the program comes to there.
    pub samples: Vec<(Point, Answer)>,
    /// What was found.
    pub pieces: Vec<Piece>,
    /// Points at which the closed forms were looked for though others held there.
    learned: Vec<Point>,
    pub(super) random: Random,
}

impl<'a> Study<'a> {
    /// Draws points and solves the program there.
    ///
    /// # Errors
    /// If there is no admissible point to be found, or a closed form is too hard.
    pub fn new(program: &'a Program, domain: &'a Domain, seed: u64) -> Result<Study<'a>, Trouble> {
        let mut random = Random::new(seed);
        let mut points: Vec<Point> = Vec::new();
        for _ in 0..SAMPLES {
            let Some(point) = domain.sample(&[], &mut random, TRIES) else { break };
            if !points.contains(&point) {
                points.push(point);
            }
        }
        if points.is_empty() {
            return Err(Trouble::NoPoint);
        }
        let oracle = Oracle::new(domain, &[], points.clone());
        let mut study = Study {
            program,
            domain,
            oracle,
            samples: Vec::new(),
            pieces: Vec::new(),
            learned: Vec::new(),
            random,
        };
        for point in points {
            study.add(&point)?;
        }
        Ok(study)
    }

    /// Does a closed form say what the program comes to at a point?
    pub(super) fn says(kind: &Kind, point: &Point, answer: &Answer) -> bool {
        match (kind, answer) {
            (Kind::Optimum(form), Answer::Optimum(value)) => at(form, point).as_ref() == Some(value),
            (Kind::Infeasible, Answer::Infeasible) | (Kind::Unbounded, Answer::Unbounded) => true,
            _ => false,
        }
    }

    /// Solves the program at one more point; tells whether anything new was found.
    ///
    /// # Errors
    /// If the closed form is too hard.
    pub fn add(&mut self, point: &Point) -> Result<bool, Trouble> {
        let hard = || Trouble::TooHard(point.clone());
        let answer = self.program.answer(point).ok_or_else(hard)?;
        let known = self.samples.iter().any(|(other, _)| other == point);
        if !known {
            self.samples.push((point.clone(), answer.clone()));
        }
        let fitting = self.pieces.iter().any(|piece| {
            Self::says(&piece.kind, point, &answer)
                && (piece.kind == Kind::Infeasible || piece.primals.iter().any(|c| c.fits(point)))
                && (piece.kind == Kind::Unbounded || piece.duals.iter().any(|c| c.fits(point)))
        });
        if fitting {
            return Ok(!known);
        }
        Ok(self.learn(point)? || !known)
    }

    /// Finds the closed forms at a point; tells whether they are new.
    fn learn(&mut self, point: &Point) -> Result<bool, Trouble> {
        let hard = || Trouble::TooHard(point.clone());
        let solution = self.program.solve(point).ok_or_else(hard)?;
        let kind = solution.kind.ok_or_else(hard)?;
        let place = match self.pieces.iter().position(|piece| piece.kind == kind) {
            Some(place) => place,
            None => {
                self.pieces.push(Piece { kind: kind.clone(), primals: Vec::new(), duals: Vec::new() });
                self.pieces.len() - 1
            }
        };
        let mut new = false;
        if let Some(primal) = solution.primal
            && let Some(needs) = self.program.primal_needs(&primal)
            && !self.pieces[place].primals.iter().any(|c| c.solution == primal)
        {
            self.pieces[place].primals.push(Candidate {
                solution: primal,
                needs,
                home: point.clone(),
                cell: Cell::Untold,
            });
            new = true;
        }
        let target = match &kind {
            Kind::Optimum(form) => Some(form),
            _ => None,
        };
        if let Some(dual) = solution.dual
            && self.program.is_identity(&dual, target)
            && !self.pieces[place].duals.iter().any(|c| c.solution == dual)
        {
            let needs = self.program.dual_needs(&dual);
            self.pieces[place].duals.push(Candidate {
                solution: dual,
                needs,
                home: point.clone(),
                cell: Cell::Untold,
            });
            new = true;
        }
        Ok(new)
    }

    /// Finds more closed forms where some conditions hold, at points not used for that yet; tells whether any is new.
    fn deepen(&mut self, given: &[Condition]) -> Result<bool, Trouble> {
        let inside = |point: &Point| given.iter().all(|condition| condition.holds(point));
        let points: Vec<Point> = self
            .samples
            .iter()
            .map(|sample| &sample.0)
            .filter(|point| inside(point) && !self.learned.contains(point))
            .take(DEEPER)
            .cloned()
            .collect();
        let mut new = false;
        for point in points {
            new |= self.learn(&point)?;
            self.learned.push(point);
        }
        Ok(new)
    }

    /// What the program comes to at a point that was solved.
    pub(super) fn answer(&self, point: &Point) -> Option<&Answer> {
        self.samples.iter().find(|(other, _)| other == point).map(|(_, answer)| answer)
    }

    /// The conditions of all cells known, each in which some solution is feasible.
    pub(super) fn cells(&mut self) -> Vec<Vec<Condition>> {
        let pieces = self.pieces.iter_mut();
        pieces.flat_map(|piece| choose_all(piece, &mut self.oracle)).collect()
    }

    /// The cells in which a piece's points and multipliers are both feasible, as far as points are known in them.
    pub(super) fn cells_of(&mut self, piece: usize) -> Vec<Vec<Condition>> {
        let kind = self.pieces[piece].kind.clone();
        let points: Vec<Point> = self
            .samples
            .iter()
            .filter(|(point, answer)| Self::says(&kind, point, answer))
            .map(|sample| sample.0.clone())
            .collect();
        let mut primals: Vec<Vec<Condition>> =
            choose(&mut self.pieces[piece].primals, &points, &mut self.oracle)
                .into_iter()
                .map(|c| c.1)
                .collect();
        let mut duals: Vec<Vec<Condition>> = choose(&mut self.pieces[piece].duals, &points, &mut self.oracle)
            .into_iter()
            .map(|c| c.1)
            .collect();
        if primals.is_empty() {
            primals.push(Vec::new());
        }
        if duals.is_empty() {
            duals.push(Vec::new());
        }
        let mut cells = Vec::new();
        for first in &primals {
            for second in &duals {
                let both: Vec<Condition> = first.iter().chain(second).cloned().collect();
                if points.iter().any(|point| both.iter().all(|condition| condition.holds(point))) {
                    let cell = self.oracle.irredundant(both);
                    if !cells.contains(&cell) {
                        cells.push(cell);
                    }
                }
            }
        }
        cells
    }

    /// Does the program make its objective large?
    pub(super) fn maximizes(&self) -> bool {
        self.program.maximize
    }

    /// The piece of a closed form.
    pub fn piece(&self, kind: &Kind) -> Option<usize> {
        self.pieces.iter().position(|piece| piece.kind == *kind)
    }
}

/// The value of a fraction at a point.
pub fn at(fraction: &Fraction, point: &Point) -> Option<Rational> {
    fraction.at(&|variable| point.get(&variable).cloned().unwrap_or_default())
}
