//! A world: small carriers for the sorts, and exact numbers for everything that a claim's leading quantifiers
//! speak of.
//!
//! All numbers of a world lie in one list of cells, so that repair and shrinking may change one at a time. A
//! function is a table over the elements of its sorts; over real arguments each entry is a small polynomial
//! with one step. A law is a list of weights, with places if it is a law on the reals; a law declared
//! continuous is uniform on an interval. These are some of the meanings a symbol can have, never all.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use mechproof_core::exact::{Integer, Polynomial, Rational};
use mechproof_core::logic::{Carrier, Domain, LawType, Name, Signature};

use super::definition::Definition;
use super::memo::Cells;
use super::value::{Eval, Value, unsupported};
use crate::search::random::Random;

/// Most entries of a table.
const MAX_ENTRIES: usize = 256;

/// What a variable stands for.
#[derive(Clone, Debug)]
pub(super) enum Object {
    /// The number in a cell.
    Cell(usize),
    /// A value.
    Value(Value),
    /// A function.
    Function(Rc<Table>),
    /// A function that is what a premise says.
    Defined(Rc<Definition>),
    /// A law.
    Law(Rc<Law>),
}

/// Numbers arranged by arguments.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Where its numbers are.
    pub(super) source: Source,
    /// For each argument: how many elements, or a number.
    pub(super) arguments: Vec<Option<usize>>,
    /// Numbers of one entry.
    pub(super) width: usize,
}

/// Where the numbers of a table are.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// In the cells from this one on.
    Cells(usize),
    /// They are the variables from this one on.
    Variables(u32),
    /// Here.
    Given(Vec<Rational>),
}

impl Table {
    /// A table; unless a width is given, entries are as wide as the real arguments ask.
    pub(super) fn new(arguments: Vec<Option<usize>>, source: Source, width: Option<usize>) -> Eval<Table> {
        let reals = arguments.iter().filter(|argument| argument.is_none()).count();
        let own = if reals == 0 { 1 } else { reals + 4 };
        let table = Table { source, arguments, width: width.unwrap_or(own) };
        if entries(&table.arguments)?.saturating_mul(table.width) > MAX_ENTRIES * 4 {
            return unsupported("a table with too many entries");
        }
        Ok(table)
    }
}

/// A law: a table of weights, and of places on the real line.
#[derive(Clone, Debug)]
pub(super) struct Law {
    /// One entry for each parameter.
    pub(super) table: Table,
    /// What an entry holds.
    pub(super) shape: Shape,
}

/// What an entry of a law holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A weight for each of so many elements.
    Weights(usize),
    /// So many weights, then as many places.
    Points(usize),
    /// Lower end and length.
    Uniform,
}

/// What the cells have to satisfy besides the hypotheses.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    /// At least this, or more than this if strict.
    AtLeast(usize, Rational, bool),
    /// At most this.
    AtMost(usize, Rational),
    /// A place plus a length is at most this.
    EndAtMost(usize, Rational),
    /// So many cells sum to 1.
    SumToOne(usize, usize),
}

/// Carriers and cells.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) carriers: BTreeMap<Name, usize>,
    pub(super) cells: Vec<Rational>,
    pub(super) naturals: BTreeSet<usize>,
    pub(super) rules: Vec<Rule>,
    /// Whether reads are noted.
    pub(super) watched: Cell<bool>,
    /// Cells read while watched, since this was last emptied.
    pub(super) reads: RefCell<Cells>,
    /// Cells that are read as variables of the same number.
    pub(super) free: RefCell<Option<BTreeSet<usize>>>,
    /// Number of the next variable without a value, and the ranges of integration variables.
    pub(super) fresh: Cell<u32>,
    pub(super) ranges: RefCell<BTreeMap<u32, (Polynomial, Polynomial)>>,
    /// What the leading symbols stand for, where a premise defines one of them.
    pub(super) symbols: RefCell<Rc<[Object]>>,
    /// Quantified numbers that have to have this value.
    pub(super) known: RefCell<BTreeMap<u32, Rational>>,
    /// Signs of polynomials in quantified numbers that the case at hand assumes.
    pub(super) assumptions: RefCell<Vec<(Polynomial, std::cmp::Ordering)>>,
    /// Steps of evaluation left.
    pub(super) fuel: Cell<u64>,
    /// Steps of evaluation spent on this claim so far, in all its worlds.
    pub(super) spent: Rc<Cell<u64>>,
    /// Whether something was divided by 0.
    pub(super) divided: Cell<bool>,
    /// Whether a universal formula that cannot be decided counts as true where it is at instances that are drawn.
    pub(super) drawing: Cell<bool>,
    /// Whether a formula counted as true for this reason since this was last cleared.
    pub(super) drew: Cell<bool>,
}

impl World {
    /// A world with carriers for the sorts: enumerated ones have their elements, others one to three.
    pub(super) fn new(signature: &Signature, random: &mut Random, spent: &Rc<Cell<u64>>) -> World {
        let carriers = signature.sorts.iter().map(|(sort, carrier)| {
            let size = match carrier {
                Carrier::Enumerated(elements) => elements.len(),
                Carrier::Arbitrary | Carrier::Finite => [1, 2, 2, 3][random.below(4)],
            };
            (sort.clone(), size)
        });
        World::with(carriers.collect(), spent)
    }

    /// A world of enumerated sorts, with nothing else in it: for statements without symbols.
    pub(super) fn bare(signature: &Signature) -> World {
        let carriers = signature.sorts.iter().filter_map(|(sort, carrier)| match carrier {
            Carrier::Enumerated(elements) => Some((sort.clone(), elements.len())),
            Carrier::Arbitrary | Carrier::Finite => None,
        });
        World::with(carriers.collect(), &Rc::default())
    }

    fn with(carriers: BTreeMap<Name, usize>, spent: &Rc<Cell<u64>>) -> World {
        World {
            carriers,
            cells: Vec::new(),
            naturals: BTreeSet::new(),
            rules: Vec::new(),
            watched: Cell::new(false),
            reads: RefCell::default(),
            free: RefCell::default(),
            fresh: Cell::new(0),
            ranges: RefCell::default(),
            symbols: RefCell::new(Rc::new([])),
            known: RefCell::default(),
            assumptions: RefCell::default(),
            fuel: Cell::new(0),
            spent: Rc::clone(spent),
            divided: Cell::new(false),
            drawing: Cell::new(false),
            drew: Cell::new(false),
        }
    }

    /// Notes work done.
    pub(super) fn spend(&self, steps: u64) {
        self.spent.set(self.spent.get().saturating_add(steps));
    }

    /// The size of a sort.
    pub(super) fn size(&self, sort: &str) -> Eval<usize> {
        self.carriers.get(sort).copied().map_or_else(|| unsupported("an unknown sort"), Ok)
    }

    /// A random object of a domain. `plain` is how simple functions of real arguments are: 0 is constant.
    pub(super) fn draw(&mut self, domain: &Domain, plain: usize, random: &mut Random) -> Eval<Object> {
        match domain {
            Domain::Real => Ok(Object::Cell(self.cell(random.small()))),
            Domain::Natural => {
                let number = i64::try_from(random.below(5)).unwrap_or(0);
                let cell = self.cell(Rational::from(number));
                self.naturals.insert(cell);
                Ok(Object::Cell(cell))
            }
            Domain::Sort(sort) => Ok(Object::Value(Value::Element(random.below(self.size(sort)?)))),
            Domain::Function(arguments) => {
                let arguments = self.arguments(arguments)?;
                let table = Table::new(arguments, Source::Cells(self.cells.len()), None)?;
                for _ in 0..entries(&table.arguments)? {
                    self.entry(&table, plain, random);
                }
                Ok(Object::Function(Rc::new(table)))
            }
            Domain::Law(law) => self.draw_law(law, random),
        }
    }

    /// A random object of a domain that holds its numbers itself.
    pub(super) fn drawn(&self, domain: &Domain, random: &mut Random) -> Eval<Object> {
        if matches!(domain, Domain::Real) && !self.cells.is_empty() && random.once_in(3) {
            let number = self.cells[random.below(self.cells.len())].clone();
            return Ok(Object::Value(Value::Number(number)));
        }
        if matches!(domain, Domain::Real) && random.once_in(2) {
            return Ok(Object::Value(Value::Number(random.unit())));
        }
        let mut scratch = World::with(self.carriers.clone(), &self.spent);
        let plain = random.below(5);
        let object = scratch.draw(domain, plain, random)?;
        let given = |table: &Table| Table { source: Source::Given(scratch.cells.clone()), ..table.clone() };
        Ok(match object {
            Object::Cell(cell) => Object::Value(scratch.read(cell)),
            Object::Function(table) => Object::Function(Rc::new(given(&table))),
            Object::Law(law) => Object::Law(Rc::new(Law { table: given(&law.table), shape: law.shape })),
            Object::Value(_) | Object::Defined(_) => object,
        })
    }

    /// Randomness that depends on nothing but the numbers of the world: where a formula fails at an instance
    /// that was drawn, it does so again.
    pub(super) fn chance(&self) -> Random {
        let low = |part: Integer| part.to_i64().unwrap_or(i64::MAX).cast_unsigned();
        let mix = |seed: u64, number: u64| (seed ^ number).wrapping_mul(0x0100_0000_01b3).rotate_left(17);
        let numbers = self.cells.iter();
        let seed =
            numbers.fold(0, |seed, cell| mix(mix(seed, low(cell.numerator())), low(cell.denominator())));
        Random::new(seed, "instances")
    }

    fn cell(&mut self, number: Rational) -> usize {
        self.cells.push(number);
        self.cells.len() - 1
    }

    /// How many elements each argument has, or that it is a number.
    pub(super) fn arguments(&self, domains: &[Domain]) -> Eval<Vec<Option<usize>>> {
        let each = domains.iter().map(|domain| match domain {
            Domain::Sort(sort) => self.size(sort).map(Some),
            _ => Ok(None),
        });
        each.collect()
    }

    /// One entry: a level, slopes, a square, a step and where it is.
    fn entry(&mut self, table: &Table, plain: usize, random: &mut Random) {
        self.cell(random.small());
        if table.width == 1 {
            return;
        }
        let slopes = table.width - 4;
        for _ in 0..slopes {
            let slope = if plain > 0 && !random.once_in(3) { random.small() } else { Rational::zero() };
            self.cell(slope);
        }
        let mut rare = |at_least: usize| {
            if plain > at_least && random.once_in(2) { random.small() } else { Rational::zero() }
        };
        let (square, step) = (rare(1), rare(2));
        self.cell(square);
        self.cell(step);
        self.cell(random.unit());
    }

    fn draw_law(&mut self, law: &LawType, random: &mut Random) -> Eval<Object> {
        let shape = match law.on.as_ref() {
            Domain::Sort(sort) => Shape::Weights(self.size(sort)?),
            Domain::Real if law.continuous => Shape::Uniform,
            Domain::Real => Shape::Points(1 + random.below(3)),
            _ => return unsupported("a law on the natural numbers"),
        };
        self.draw_shaped(law, shape, random)
    }

    /// The uniform law on the interval that a law on the reals is declared on; another one where it has no ends.
    pub(super) fn draw_whole(&mut self, law: &LawType, random: &mut Random) -> Eval<Object> {
        let (Domain::Real, Some(lower), Some(upper)) = (law.on.as_ref(), &law.lower, &law.upper) else {
            return self.draw_law(law, random);
        };
        let start = self.cells.len();
        let object = self.draw_shaped(law, Shape::Uniform, random)?;
        for cell in (start..self.cells.len()).step_by(2) {
            self.cells[cell] = lower.clone();
            self.cells[cell + 1] = upper - lower;
        }
        Ok(object)
    }

    fn draw_shaped(&mut self, law: &LawType, shape: Shape, random: &mut Random) -> Eval<Object> {
        let width = match shape {
            Shape::Weights(count) => count,
            Shape::Points(count) => 2 * count,
            Shape::Uniform => 2,
        };
        let arguments = self.arguments(&law.parameters)?;
        let table = Table::new(arguments, Source::Cells(self.cells.len()), Some(width))?;
        for _ in 0..entries(&table.arguments)? {
            match shape {
                Shape::Weights(count) => self.draw_weights(count, random),
                Shape::Points(count) => {
                    self.draw_weights(count, random);
                    for _ in 0..count {
                        let place = self.cell(place(law, random));
                        self.bounds(place, law, false);
                    }
                }
                Shape::Uniform => {
                    let start = self.cell(place(law, random));
                    self.bounds(start, law, true);
                    let length = match (&law.lower, &law.upper) {
                        (_, Some(upper)) => (upper - &self.cells[start]) * random.unit(),
                        _ => random.positive(),
                    };
                    let length = self.cell(length);
                    self.rules.push(Rule::AtLeast(length, Rational::zero(), true));
                }
            }
        }
        Ok(Object::Law(Rc::new(Law { table, shape })))
    }

    /// Weights that sum to 1, often all on one outcome.
    fn draw_weights(&mut self, count: usize, random: &mut Random) {
        let start = self.cells.len();
        let only = random.once_in(3).then(|| random.below(count));
        let mut weights: Vec<Rational> = (0..count)
            .map(|position| match only {
                Some(only) => Rational::from(i64::from(only == position)),
                None => random.positive(),
            })
            .collect();
        let total: Rational = weights.iter().cloned().sum();
        for weight in &mut weights {
            *weight = weight.checked_div(&total).unwrap_or_default();
        }
        for weight in weights {
            let cell = self.cell(weight);
            self.rules.push(Rule::AtLeast(cell, Rational::zero(), false));
        }
        self.rules.push(Rule::SumToOne(start, count));
    }

    pub(super) fn bounds(&mut self, cell: usize, law: &LawType, with_length: bool) {
        if let Some(lower) = &law.lower {
            self.rules.push(Rule::AtLeast(cell, lower.clone(), false));
        }
        match &law.upper {
            Some(upper) if with_length => self.rules.push(Rule::EndAtMost(cell, upper.clone())),
            Some(upper) => self.rules.push(Rule::AtMost(cell, upper.clone())),
            None => {}
        }
    }

    /// What a rule's cells amount to, and how that compares with 0.
    pub(super) fn rule(&self, rule: &Rule) -> (mechproof_core::logic::Relation, Rational, Vec<usize>) {
        use mechproof_core::logic::Relation;
        let cell = |cell: &usize| self.cells[*cell].clone();
        match rule {
            Rule::AtLeast(at, least, strict) => {
                let relation = if *strict { Relation::Gt } else { Relation::Ge };
                (relation, cell(at) - least, vec![*at])
            }
            Rule::AtMost(at, most) => (Relation::Le, cell(at) - most, vec![*at]),
            Rule::EndAtMost(at, most) => {
                (Relation::Le, cell(at) + cell(&(at + 1)) - most, vec![*at, *at + 1])
            }
            Rule::SumToOne(start, count) => {
                let cells: Vec<usize> = (*start..start + count).collect();
                let sum: Rational = cells.iter().map(cell).sum();
                (Relation::Eq, sum - Rational::one(), cells)
            }
        }
    }

    /// The number in a cell.
    pub(super) fn read(&self, cell: usize) -> Value {
        if self.watched.get() {
            self.reads.borrow_mut().insert(cell);
        }
        if self.free.borrow().as_ref().is_some_and(|free| free.contains(&cell)) {
            return Value::Polynomial(Polynomial::variable(u32::try_from(cell).unwrap_or(u32::MAX)));
        }
        Value::Number(self.cells.get(cell).cloned().unwrap_or_default())
    }

    /// A quantified number: its value, if it has to have one.
    pub(super) fn unknown_number(&self, variable: u32) -> Value {
        match self.known.borrow().get(&variable) {
            Some(number) => Value::Number(number.clone()),
            None => Value::Polynomial(Polynomial::variable(variable)),
        }
    }

    /// The number at a place of a table.
    pub(super) fn entry_at(&self, table: &Table, place: usize) -> Value {
        match &table.source {
            Source::Cells(start) => self.read(start + place),
            Source::Variables(first) => {
                let place = u32::try_from(place).unwrap_or(u32::MAX);
                self.unknown_number(first.saturating_add(place))
            }
            Source::Given(numbers) => Value::Number(numbers.get(place).cloned().unwrap_or_default()),
        }
    }
}

/// A random place of a law.
fn place(law: &LawType, random: &mut Random) -> Rational {
    match (&law.lower, &law.upper) {
        (Some(lower), Some(upper)) => lower + &((upper - lower) * random.unit()),
        (Some(lower), None) => lower + &random.small().abs(),
        (None, Some(upper)) => upper - &random.small().abs(),
        (None, None) => random.small(),
    }
}

/// How many entries a table has.
pub(super) fn entries(arguments: &[Option<usize>]) -> Eval<usize> {
    let count = arguments.iter().flatten().try_fold(1_usize, |count, size| count.checked_mul(*size));
    match count {
        Some(count) if count <= MAX_ENTRIES => Ok(count),
        _ => unsupported("a table with too many entries"),
    }
}
