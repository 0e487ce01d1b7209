//! The regions of a parametric program's optimum, or of the least of the optima of several programs.
//!
//! Consumes programs over the same coordinates, each with what has to hold for it to count; produces regions: where
//! which program is least with which closed form, how that is shown, and why no other program is less. A region is
//! guessed from the points and confirmed or refuted by plans and covers. Deterministic for a seed.

use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::Rational;

use super::cover::{Hole, Tree, cover};
use super::domain::{Condition, Domain, Point};
use super::oracle::Oracle;
use super::program::{Answer, Kind, Program};
use super::study::{Region, Study, Trouble, at};
use crate::exact::fraction::Fraction;

/// How often the regions may be guessed anew.
const ROUNDS: usize = 40;

/// A program that is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The program.
    pub program: &'a Program,
    /// The parameters for which it counts: those of the survey at which `needs` hold.
    pub domain: &'a Domain,
    /// What has to hold for it to count.
    pub needs: &'a [Condition],
    /// What its objective is to the number that is compared.
    pub factor: &'a Fraction,
}

/// A region: where a program is least with a closed form. Of programs that agree the first is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which program.
    pub member: usize,
    /// Where, and how the closed form is shown; its piece is one of this program's.
    pub region: Region,
}

/// A program and one of its pieces.
type Which = (usize, usize);

/// What a program comes to, in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Below,
    At(Rational),
    Above,
}

/// The survey.
pub struct Survey<'a> {
    domain: &'a Domain,
    members: Vec<Member<'a>>,
    /// The study of each program.
    pub studies: Vec<Study<'a>>,
    /// The points with the programs that are least there.
    points: Vec<(Point, Vec<usize>)>,
}

impl<'a> Survey<'a> {
    /// Studies programs; the first counts on the whole domain, which is its own.
    ///
    /// # Errors
    /// If no admissible point is found for one of them, or a closed form is too hard.
    pub fn new(members: Vec<Member<'a>>, seed: u64) -> Result<Survey<'a>, Trouble> {
        let domain = members.first().ok_or(Trouble::NoPoint)?.domain;
        let mut studies = Vec::with_capacity(members.len());
        for member in &members {
            studies.push(Study::new(member.program, member.domain, seed)?);
        }
        let mut survey = Survey { domain, members, studies, points: Vec::new() };
        survey.level_points()?;
        Ok(survey)
    }

    /// How many points were solved.
    pub fn solved(&self) -> usize {
        self.studies.iter().map(|study| study.samples.len()).sum()
    }

    /// Solves every program at all points at which it counts and any program was solved.
    fn level_points(&mut self) -> Result<(), Trouble> {
        let all: BTreeSet<Point> =
            self.studies.iter().flat_map(|study| &study.samples).map(|sample| sample.0.clone()).collect();
        if all.len() == self.points.len() {
            return Ok(());
        }
        // In the order in which they were found.
        let mut seen: BTreeSet<Point> = self.points.iter().map(|known| known.0.clone()).collect();
        let found: Vec<Point> =
            self.studies.iter().flat_map(|study| &study.samples).map(|sample| sample.0.clone()).collect();
        for point in found {
            if seen.insert(point.clone()) {
                self.add(&point)?;
            }
        }
        Ok(())
    }

    /// Solves the programs at one more point; tells whether anything new was found.
    fn add(&mut self, point: &Point) -> Result<bool, Trouble> {
        let mut new = false;
        let mut best: Option<(Level, Vec<usize>)> = None;
        for (place, (member, study)) in self.members.iter().zip(&mut self.studies).enumerate() {
            if !member.needs.iter().all(|need| need.holds(point)) {
                continue;
            }
            new |= study.add(point)?;
            let level = study.answer(point).and_then(|answer| level(member, answer, point));
            let level = level.ok_or_else(|| Trouble::TooHard(point.clone()))?;
            match &mut best {
                Some((known, least)) if level == *known => least.push(place),
                Some((known, _)) if level > *known => {}
                _ => best = Some((level, vec![place])),
            }
        }
        if let Some((_, least)) = best
            && !self.points.iter().any(|(known, _)| known == point)
        {
            self.points.push((point.clone(), least));
        }
        Ok(new)
    }

    /// All regions, and why they cover the domain. `ask` may name a point outside some regions.
    ///
    /// # Errors
    /// What stands in the way of a region. The cover may fail alone, with its hole.
    pub fn explore(
        &mut self,
        ask: &mut dyn FnMut(&[Share]) -> Option<Point>,
    ) -> Result<(Vec<Share>, Result<Tree, Hole>), Trouble> {
        'again: for _ in 0..ROUNDS {
            self.level_points()?;
            let mut shares: Vec<Share> = Vec::new();
            for (which, inside) in self.divided() {
                match self.piece(which, &inside) {
                    Ok(mut found) => shares.append(&mut found),
                    // The description was wrong at a point that is known now.
                    Err(Trouble::Differs(point, _)) => {
                        self.add(&point)?;
                        continue 'again;
                    }
                    Err(trouble) => return Err(trouble),
                }
            }
            let points: Vec<Point> = self.points.iter().map(|known| known.0.clone()).collect();
            let cells: Vec<Vec<Condition>> =
                shares.iter().map(|share| share.region.conditions.clone()).collect();
            match cover(self.domain, &[], &cells, &points, &mut self.studies[0].random) {
                Ok(tree) => return Ok((shares, Ok(tree))),
                Err(hole) => {
                    let Some(point) = hole.point.clone().or_else(|| ask(&shares)) else {
                        return Ok((shares, Err(hole)));
                    };
                    if !self.add(&point)? {
                        return Ok((shares, Err(hole)));
                    }
                }
            }
        }
        Err(Trouble::NoPoint)
    }

    /// The pieces that are needed, each with the points that are its own. Where pieces of several programs agree, the
    /// first of them has the point.
    fn divided(&self) -> BTreeMap<Which, BTreeSet<usize>> {
        let fitting: Vec<Vec<Which>> = self
            .points
            .iter()
            .map(|(point, least)| least.iter().flat_map(|member| self.saying(*member, point)).collect())
            .collect();
        let mut needed: BTreeSet<Which> = BTreeSet::new();
        for ((point, _), fits) in self.points.iter().zip(&fitting) {
            if self.is_generic(point, fits) {
                needed.extend(fits.first());
            }
        }
        // On borders others are right by chance; they are of use only where nothing else is.
        for fits in &fitting {
            if let (Some(first), true) = (fits.first(), fits.iter().all(|which| !needed.contains(which))) {
                needed.insert(*first);
            }
        }
        let mut divided: BTreeMap<Which, BTreeSet<usize>> = BTreeMap::new();
        for (place, fits) in fitting.iter().enumerate() {
            let own = || fits.iter().filter(|which| needed.contains(which));
            let Some((first, _)) = own().next() else { continue };
            for which in own().filter(|(member, _)| member == first) {
                divided.entry(*which).or_default().insert(place);
            }
        }
        divided
    }

    /// Does the point lie on no border, as far as is seen?
    fn is_generic(&self, point: &Point, fits: &[Which]) -> bool {
        let inner = |condition: &Condition| Condition { strict: true, ..condition.clone() }.holds(point);
        let alone = fits.windows(2).all(|pair| pair[0].0 != pair[1].0);
        let assumed = self.domain.extras.iter().map(|extra| &extra.condition);
        let mut needs = self.members.iter().flat_map(|member| member.needs);
        let signed = self
            .domain
            .generators
            .iter()
            .all(|generator| point.get(&generator.variable).is_some_and(Rational::is_positive));
        alone
            && signed
            && assumed.into_iter().all(inner)
            && needs.all(|need| inner(need) || !need.holds(point))
    }

    /// The pieces of a program that are right at a point.
    fn saying(&self, member: usize, point: &Point) -> Vec<Which> {
        let study = &self.studies[member];
        let Some(answer) = study.answer(point) else { return Vec::new() };
        let pieces = study.pieces.iter().enumerate();
        let right = pieces.filter(|(_, piece)| Study::says(&piece.kind, point, answer));
        right.map(|(piece, _)| (member, piece)).collect()
    }

    /// The regions of a piece: one description of the whole, and failing that several.
    fn piece(&mut self, which: Which, own: &BTreeSet<usize>) -> Result<Vec<Share>, Trouble> {
        let (mut inside, mut outside) = (Vec::new(), Vec::new());
        for (place, (point, _)) in self.points.iter().enumerate() {
            if own.contains(&place) { &mut inside } else { &mut outside }.push(point.clone());
        }
        let mut trouble = None;
        let whole = inside.first().map(|home| self.literals(which, home));
        if let Some(conditions) = whole.and_then(|literals| self.separate(literals, &inside, &outside)) {
            match self.confirm(which, &conditions) {
                Ok(share) => return Ok(vec![share]),
                Err(Trouble::Differs(point, answer)) => return Err(Trouble::Differs(point, answer)),
                Err(other) => trouble = Some(other),
            }
        }
        let cells = self.cells(which, inside, &outside);
        if let (true, Some(trouble)) = (cells.is_empty(), trouble) {
            return Err(trouble);
        }
        cells.into_iter().map(|conditions| self.confirm(which, &conditions)).collect()
    }

    /// Conditions that may bound the region of a piece: closed forms agree, a program begins to count, or a solution
    /// begins to be feasible.
    fn literals(&mut self, which: Which, home: &Point) -> Vec<Condition> {
        let mut fractions = Vec::new();
        if let Some(form) = self.form(which) {
            for (other, study) in self.studies.iter().enumerate() {
                for place in 0..study.pieces.len() {
                    if let Some(other) = self.form((other, place)).filter(|other| *other != form) {
                        fractions.extend(form.minus(&other));
                    }
                }
            }
        }
        let mut conditions: Vec<Condition> =
            self.members.iter().flat_map(|member| member.needs).cloned().collect();
        for fraction in fractions {
            for sided in [fraction.clone(), fraction.negated()] {
                conditions.extend(self.oracle().needs(&[sided], home).unwrap_or_default());
            }
        }
        for study in &mut self.studies {
            conditions.extend(study.cells().into_iter().flatten());
        }
        let mut literals = Vec::new();
        for condition in conditions {
            for strict in [false, true] {
                literals.push(Condition { strict, ..condition.negated() });
                literals.push(Condition { strict, ..condition.clone() });
            }
        }
        literals.sort();
        literals.dedup();
        literals
    }

    /// What is known of signs on the whole domain.
    fn oracle(&mut self) -> &mut Oracle<'a> {
        &mut self.studies[0].oracle
    }

    /// The closed form of a piece, comparable with those of other programs.
    fn form(&self, (member, piece): Which) -> Option<Fraction> {
        match &self.studies[member].pieces[piece].kind {
            Kind::Optimum(form) => form.over(self.members[member].factor),
            _ => None,
        }
    }

    /// Some conditions that hold at all points inside and, together, at none outside.
    fn separate(
        &mut self,
        mut literals: Vec<Condition>,
        inside: &[Point],
        outside: &[Point],
    ) -> Option<Vec<Condition>> {
        literals.retain(|condition| inside.iter().all(|point| condition.holds(point)));
        let mut left: Vec<&Point> = outside.iter().collect();
        // As few of the simple ones as tell the points apart at all.
        literals.sort_by_key(|condition| (weight(condition), condition.polynomial.clone()));
        let enough = left
            .iter()
            .map(|point| literals.iter().position(|condition| !condition.holds(point)))
            .collect::<Option<Vec<usize>>>()?;
        literals.truncate(enough.into_iter().max().map_or(0, |last| last + 1));
        let mut chosen: Vec<Condition> = Vec::new();
        while !left.is_empty() {
            let gain = |c: &Condition| left.iter().filter(|point| !c.holds(point)).count();
            let best = literals.iter().rev().max_by_key(|c| (gain(c), std::cmp::Reverse(weight(c))))?;
            if gain(best) == 0 {
                return None;
            }
            chosen.push(best.clone());
            left.retain(|point| best.holds(point));
        }
        Some(self.oracle().irredundant(chosen))
    }

    /// Descriptions that together hold at all known points of a piece. With one program its cells; with several, for
    /// points not yet described the conditions of one of them that keep all points of other pieces out.
    fn cells(&mut self, which: Which, mut inside: Vec<Point>, outside: &[Point]) -> Vec<Vec<Condition>> {
        if self.members.len() == 1 {
            return self.studies[0].cells_of(which.1);
        }
        let mut cells = Vec::new();
        while let Some(home) = inside.first().cloned() {
            let literals = self.literals(which, &home);
            let Some(cell) = self.separate(literals, &[home], outside) else { break };
            inside.retain(|point| !cell.iter().all(|condition| condition.holds(point)));
            cells.push(cell);
        }
        cells
    }

    /// Shows that a program is least with a closed form wherever some conditions hold.
    fn confirm(&mut self, (member, piece): Which, conditions: &[Condition]) -> Result<Share, Trouble> {
        let needs = self.members[member].needs;
        if !needs.is_empty() {
            let points: Vec<Point> = self.points.iter().map(|known| known.0.clone()).collect();
            let random = &mut self.studies[0].random;
            if let Err(hole) = cover(self.domain, conditions, &[needs.to_vec()], &points, random) {
                return Err(match hole.point.clone() {
                    Some(point) => Trouble::Differs(point, Answer::Infeasible),
                    None => Trouble::Open(hole),
                });
            }
        }
        let plan = self.studies[member].plan(piece, conditions)?;
        let kind = self.studies[member].pieces[piece].kind.clone();
        let form = self.form((member, piece));
        // Nothing is less than no value at all.
        let lowest = match kind {
            Kind::Optimum(_) => false,
            Kind::Infeasible => self.studies[member].maximizes(),
            Kind::Unbounded => !self.studies[member].maximizes(),
        };
        for (place, (other, study)) in self.members.iter().zip(&mut self.studies).enumerate() {
            if place != member && !lowest {
                let value = match &form {
                    Some(form) => {
                        let value = form.times(other.factor);
                        Some(value.ok_or_else(|| Trouble::Open(Hole::at(conditions)))?)
                    }
                    None => None,
                };
                if study.maximizes() {
                    study.lower(value.as_ref(), false, conditions)?;
                } else {
                    study.upper(value.as_ref(), conditions)?;
                }
            }
        }
        Ok(Share { member, region: Region { piece, conditions: conditions.to_vec(), plan } })
    }
}

/// What a program comes to at a point, as the others count.
fn level(member: &Member, answer: &Answer, point: &Point) -> Option<Level> {
    Some(match (answer, member.program.maximize) {
        (Answer::Optimum(value), _) => Level::At(value.checked_div(&at(member.factor, point)?)?),
        (Answer::Infeasible, true) | (Answer::Unbounded, false) => Level::Below,
        (Answer::Infeasible, false) | (Answer::Unbounded, true) => Level::Above,
    })
}

fn weight(condition: &Condition) -> (bool, u32, usize) {
    (condition.strict, condition.polynomial.degree(), condition.polynomial.len())
}
