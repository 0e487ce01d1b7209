//! Exploration: the regions of a parametric program's optimum, found from the program alone; or of the least of the
//! optima of several programs.
//!
//! Consumes theorem files, the names of programs and a question; produces regions with closed forms, mechanisms and
//! multipliers, and the cover of the admissible parameters. What is called certified comes from theorems of the
//! kernel: each region is a claim that is proved by the rule `parametric`, and so is the cover. The claims are
//! written as theorem files write them.

mod claims;
mod draw;
mod json;
mod members;
mod record;
mod remarks;
mod statements;
mod text;
mod trace;
mod words;

use std::path::Path;

use mechproof_core::exact::Rational;
use mechproof_core::kernel::Proof;

use crate::language::document::Entry;
use crate::search::parametric::random::Random;
use crate::search::parametric::{
    Cases, Condition, Domain, Dual, Hole, Kind, Point, Primal, Region, Share, Survey, Trouble,
};
use crate::search::smt;
use crate::tactic::parametric::{Chart, Probe, probe};
use claims::{Part, certify, statements};
use members::{Common, named, understood};
use statements::Header;
use words::Words;

pub use draw::{Map, Slice};
pub use json::json;
pub use record::{FILE_NAME as REGIONS_FILE, Record, Records, Refusal};
pub use statements::{Fault, Files};
pub use text::text;

/// Tries to find a point on the border of two regions.
const TRIES: usize = 300;
/// Steps that a solver may take to find a point outside the regions.
const SOLVER_STEPS: u64 = 2_000_000;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Programs, each with its theorem file. Of several the least optimum is meant; the first says which parameters
    /// are admissible, and another counts where what its model assumes holds as well.
    pub programs: Vec<(String, String)>,
    /// Names of claims whose hypotheses are assumed, or formulas.
    pub given: Vec<String>,
    /// Parameters with the values they are fixed at.
    pub fix: Vec<(String, String)>,
    /// The seed of the points.
    pub seed: u64,
    /// Whether to look for second optimal points, degenerate ones, and constraints that say nothing.
    pub remarks: bool,
}

/// A region that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The number of the program, from 0; of several, the first that is least.
    pub member: usize,
    /// The closed form of the optimum, or what else the program comes to.
    pub value: Value,
    /// What the model calls it.
    pub named: Option<String>,
    /// Conditions as text; they imply each other in no way.
    pub conditions: Vec<String>,
    /// The same as thresholds of one parameter, where they visibly are that.
    pub thresholds: Vec<Option<String>>,
    /// A cell of the region for each point or vector of multipliers: its conditions, and the entries that are not 0.
    pub points: Vec<Entries>,
    /// The same of the multipliers, by constraint.
    pub multipliers: Vec<Entries>,
    /// A second optimal point, if one was looked for and found.
    pub second: Option<Second>,
    /// Points, counted from 1, at which more constraints bind wherever the point is used than there are variables,
    /// with these constraints.
    pub degenerate: Vec<(usize, Vec<String>)>,
    /// Numbers of the regions it has a border with, from 1, with an equation of the border.
    pub borders: Vec<(usize, String)>,
    /// Whether the kernel proved it, or why not.
    pub certified: Result<(), String>,
}

/// A second optimal point of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Second {
    /// The parameters for which it is one; nothing if it is one throughout the region.
    pub at: Option<String>,
    /// The variables that are not 0.
    pub entries: Vec<(String, String)>,
}

/// Constraints of a program that say little.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Idle {
    /// Those that follow from the others, each alone: for all admissible parameters, or at so many points.
    pub redundant: Vec<(String, Option<usize>)>,
    /// Those that are slack at the optimal points told of, throughout each region.
    pub slack: Vec<String>,
}

/// Conditions, and names with closed forms.
pub type Entries = (Vec<String>, Vec<(String, String)>);

/// What a program comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The optimal value.
    Optimum(String),
    /// Nothing is feasible.
    Infeasible,
    /// The objective has no bound.
    Unbounded,
}

/// A program that was explored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explored {
    /// Its name.
    pub name: String,
    /// Its model.
    pub model: String,
    /// Whether the objective is made large.
    pub maximize: bool,
    /// How many variables.
    pub variables: usize,
    /// How many constraints.
    pub constraints: usize,
    /// What its model assumes for it to count, besides what the first program's does.
    pub counts: Vec<String>,
    /// Constraints that say little, if they were looked for.
    pub idle: Idle,
}

/// Everything that was found.
pub struct Answer {
    /// The programs.
    pub programs: Vec<Explored>,
    /// The parameters.
    pub parameters: Vec<String>,
    /// Coordinates that are abbreviations of the model: name and meaning.
    pub coordinates: Vec<(String, String)>,
    /// What is assumed besides the model's assumptions.
    pub hypotheses: Vec<String>,
    /// The regions.
    pub regions: Vec<Found>,
    /// Whether the kernel proved that the regions cover, with how many splits; or what is missing.
    pub cover: Result<usize, String>,
    /// How many points were solved.
    pub points: usize,
    /// The seed.
    pub seed: u64,
    /// The claims, as a theorem file.
    pub claims: String,
    /// What can be drawn.
    pub map: Map,
    /// The claims that the kernel accepted, with their proofs.
    proofs: Vec<(Entry, Proof)>,
}

impl Answer {
    /// Whether the kernel proved every region and the cover.
    pub fn certified(&self) -> bool {
        self.cover.is_ok() && self.regions.iter().all(|region| region.certified.is_ok())
    }
}

/// Explores programs.
///
/// # Errors
/// A question that makes no sense, or a program that is not linear in its variables and rational in its parameters.
pub fn explore(files: Files, question: &Question) -> Result<Answer, Fault> {
    let header = header(files, question)?;
    let mut probes = Vec::with_capacity(header.targets.len());
    for target in &header.targets {
        let statement = header.claim(target, "probe", &[], &format!("optimum({}) = 0", target.name));
        let (entry, formal) = header.formal(&statement)?;
        probes.push(probe(&formal, &entry.span).map_err(|fault| {
            Fault::Message(format!("`{}` cannot be explored: {}", target.name, fault.message))
        })?);
    }
    let mut common = vec![Common::first(&probes[0])];
    for (probe, target) in probes.iter().zip(&header.targets).skip(1) {
        common.push(Common::further(probe, &probes[0], &target.name, question.seed)?);
    }
    let known = understood(&probes);
    let chart = &probes[0].chart;
    let words = Words::of(chart, &|name| known.contains(name));
    let mut survey = Survey::new(common.iter().map(Common::member).collect(), question.seed)
        .map_err(|trouble| fault(&trouble, chart, &words))?;
    let (shares, cover) = survey
        .explore(&mut |shares| ask(&header, chart, &words, shares))
        .map_err(|trouble| fault(&trouble, chart, &words))?;
    let names = named(&common);
    let mut regions: Vec<Found> = Vec::with_capacity(shares.len());
    for share in &shares {
        let piece = &survey.studies[share.member].pieces[share.region.piece];
        let form = match &piece.kind {
            Kind::Optimum(form) => common[share.member].value(form),
            _ => None,
        };
        let value = match (&piece.kind, &form) {
            (Kind::Optimum(_), Some(form)) => Value::Optimum(words.fraction(form)),
            (Kind::Optimum(_), None) => return Err(Fault::Message("a closed form is too large".to_owned())),
            (Kind::Infeasible, _) => Value::Infeasible,
            (Kind::Unbounded, _) => Value::Unbounded,
        };
        let name = form.as_ref().and_then(|form| names.get(form)).cloned();
        let name = name.filter(|name| !matches!(&value, Value::Optimum(form) if form == name));
        regions.push(describe(share, &probes[share.member], &words, value, name));
    }
    borders(&mut regions, &chart.domain, question.seed, &words, &shares);
    let cells = shares
        .iter()
        .zip(&regions)
        .map(|(share, found)| found.part().cell(&header, &share.region.conditions));
    let map = Map::new(title(&header), chart, &words, question.seed, cells.collect());
    let mut answer = Answer {
        programs: explored(&header, &probes),
        parameters: chart.parameters.iter().map(|term| words::source(&chart.scope, term)).collect(),
        coordinates: coordinates(chart, &|name| known.contains(name)),
        hypotheses: header.hypotheses.clone(),
        cover: Ok(0),
        points: survey.solved(),
        seed: question.seed,
        claims: String::new(),
        map,
        proofs: Vec::new(),
        regions,
    };
    if question.remarks {
        remarks::remark(&mut answer, (&common, &probes), (&survey, &shares), &words);
    }
    prove(&mut answer, &header, cover.as_ref())?;
    if let Err(hole) = &cover {
        answer.cover = Err(missing(hole, chart, &words));
    }
    Ok(answer)
}

/// Has the kernel prove all that is claimed.
fn prove(
    answer: &mut Answer,
    header: &Header,
    cover: Result<&crate::search::parametric::Tree, &Hole>,
) -> Result<(), Fault> {
    let parts: Vec<Part> = answer.regions.iter().map(Found::part).collect();
    let mut statements = statements(header, &parts);
    if cover.is_err() {
        statements.retain(|statement| statement.region.is_some());
    }
    let texts = || statements.iter().map(|statement| &statement.text);
    let entries = header.elaborate(texts())?;
    for region in &mut answer.regions {
        region.certified = Ok(());
    }
    if let Ok(tree) = cover {
        answer.cover = Ok(if statements.iter().any(|one| one.region.is_none()) { tree.splits() } else { 0 });
    }
    for (statement, entry) in statements.iter().zip(entries) {
        let reason = match certify(&entry) {
            Ok(proof) => {
                answer.proofs.push((entry, proof));
                continue;
            }
            Err(reason) => reason,
        };
        match statement.region {
            Some(region) => {
                let known = &mut answer.regions[region].certified;
                if known.is_ok() {
                    *known = Err(format!("{}: {reason}", statement.about));
                }
            }
            None => answer.cover = Err(reason),
        }
    }
    answer.claims = header.file(texts());
    Ok(())
}

impl Found {
    fn part(&self) -> Part {
        Part {
            member: self.member,
            value: self.value.clone(),
            named: self.named.clone(),
            conditions: self.conditions.clone(),
        }
    }
}

/// What is drawn.
fn title(header: &Header) -> String {
    let names: Vec<&str> = header.targets.iter().map(|target| target.name.as_str()).collect();
    match names.as_slice() {
        [only] => format!("the optimum of {only}"),
        several => format!("the least of the optima of {}", several.join(", ")),
    }
}

fn explored(header: &Header, probes: &[Probe]) -> Vec<Explored> {
    let each = header.targets.iter().zip(probes).map(|(target, probe)| Explored {
        name: target.name.clone(),
        model: target.model.clone(),
        maximize: target.maximize,
        variables: probe.program.unknowns,
        constraints: probe.program.rows.len(),
        counts: target.own.iter().map(|(_, formula)| formula.clone()).collect(),
        idle: Idle::default(),
    });
    each.collect()
}

/// The programs asked about, with what the question assumes.
fn header(files: Files, question: &Question) -> Result<Header, Fault> {
    let mut header = Header::new(files, &question.programs)?;
    for (number, given) in question.given.iter().enumerate() {
        if crate::language::parse_expression(given).is_ok() && given.contains(['<', '>', '=']) {
            header.hypotheses.push(format!("given assumed_{}: {given}", number + 1));
        } else {
            header.assume_claim(given)?;
        }
    }
    for (number, (name, value)) in question.fix.iter().enumerate() {
        header.hypotheses.push(format!("given fixed_{}: {name} = {value}", number + 1));
    }
    Ok(header)
}

/// What is not covered, in words.
fn missing(hole: &Hole, chart: &Chart, words: &Words) -> String {
    let place: Vec<String> = hole.conditions.iter().map(|c| words.condition(c)).collect();
    let place =
        if place.is_empty() { "anywhere".to_owned() } else { format!("where {}", place.join(" and ")) };
    match &hole.point {
        Some(point) => format!("not covered {place}, for instance at {}", values(chart, point)),
        None => format!("not shown to be covered {place}"),
    }
}

/// Notes which regions have a border with which.
fn borders(regions: &mut [Found], domain: &Domain, seed: u64, words: &Words, shares: &[Share]) {
    let mut random = Random::new(seed);
    for (first, second) in pairs(regions.len()) {
        if let Some(border) = border(domain, &shares[first].region, &shares[second].region, &mut random) {
            let border = words.condition(&border).replacen(">=", "=", 1);
            regions[first].borders.push((second + 1, border.clone()));
            regions[second].borders.push((first + 1, border));
        }
    }
}

/// A point outside the regions, from a solver if there is one. It only guides: the program is solved there exactly.
fn ask(header: &Header, chart: &Chart, words: &Words, shares: &[Share]) -> Option<Point> {
    use mechproof_core::logic::{Term, Variable};
    let solver = smt::find(Path::new("."))?;
    let cells: Vec<String> = shares
        .iter()
        .map(|share| {
            let conditions: Vec<String> =
                share.region.conditions.iter().map(|c| words.condition(c)).collect();
            format!("({})", conditions.join(" and "))
        })
        .collect();
    let (_, formal) =
        header.formal(&header.claim(header.targets.first()?, "cover", &[], &cells.join(" or "))).ok()?;
    let parts = smt::inquire(&solver, &formal.claim, &smt::Limits::steps(SOLVER_STEPS));
    let constants = parts.into_iter().find_map(|part| match part.reply {
        smt::Reply::Counterexample(constants) => Some(constants),
        _ => None,
    })?;
    let find = |wanted: &str| constants.iter().find(|(name, _)| name == wanted).map(|(_, witness)| witness);
    let values: Option<Vec<Rational>> = chart
        .parameters
        .iter()
        .map(|term| match term {
            Term::Variable(Variable::Free(name)) => match find(name)? {
                smt::Witness::Number(number) => Some(number.clone()),
                _ => None,
            },
            Term::Apply(Variable::Free(name), arguments) => {
                let indices: Option<Vec<u32>> = arguments
                    .iter()
                    .map(|argument| match argument {
                        Term::Element { index, .. } => Some(*index),
                        _ => None,
                    })
                    .collect();
                match find(name)? {
                    smt::Witness::Table(table) => table.get(&indices?).cloned(),
                    _ => None,
                }
            }
            _ => None,
        })
        .collect();
    let point = chart.domain.coordinates(&values?);
    chart.domain.admits(&point).then_some(point)
}

fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |first| (first + 1..count).map(move |second| (first, second)))
}

/// The coordinates that have a name of their own.
fn coordinates(chart: &Chart, understood: &dyn Fn(&str) -> bool) -> Vec<(String, String)> {
    use mechproof_core::logic::Term;
    let named = chart.coordinates.iter().filter_map(|(_, term)| match term {
        Term::Named(name, body) if understood(name) => {
            Some((name.to_string(), words::source(&chart.scope, body)))
        }
        _ => None,
    });
    named.collect()
}

/// The parameters at a point.
fn values(chart: &Chart, point: &Point) -> String {
    let values = chart.domain.parameters(point);
    let named = chart.parameters.iter().zip(values);
    let named: Vec<String> =
        named.map(|(term, value)| format!("{} = {value}", words::source(&chart.scope, term))).collect();
    named.join(", ")
}

fn fault(trouble: &Trouble, chart: &Chart, words: &Words) -> Fault {
    Fault::Message(match trouble {
        Trouble::NoPoint => "no parameters were found that satisfy the assumptions".to_owned(),
        Trouble::TooHard(point) => {
            format!("no closed form was found for the optimum at {}", values(chart, point))
        }
        Trouble::Differs(point, _) => format!("a closed form fails at {}", values(chart, point)),
        Trouble::Open(hole) => {
            let place: Vec<String> = hole.conditions.iter().map(|c| words.condition(c)).collect();
            format!("a closed form is not shown where {}", place.join(" and "))
        }
    })
}

/// A region in words.
fn describe(share: &Share, probe: &Probe, words: &Words, value: Value, named: Option<String>) -> Found {
    let conditions = |cell: &[Condition]| cell.iter().map(|c| words.condition(c)).collect::<Vec<String>>();
    let plan = &share.region.plan;
    let point = |primal: &Primal| {
        let entries = primal.point.iter().filter(|(_, form)| !form.is_zero());
        entries.map(|(unknown, form)| (probe.unknowns[*unknown].clone(), words.fraction(form))).collect()
    };
    let multipliers = |dual: &Dual| {
        let entries = dual.multipliers.iter().filter(|(_, form)| !form.is_zero());
        entries.map(|(row, form)| (probe.rows[*row].clone(), words.fraction(form))).collect()
    };
    Found {
        member: share.member,
        value,
        named,
        conditions: conditions(&share.region.conditions),
        thresholds: share.region.conditions.iter().map(|condition| words.threshold(condition)).collect(),
        points: plan.lower.as_ref().map(|cases| entries(cases, &conditions, &point)).unwrap_or_default(),
        multipliers: plan
            .upper
            .as_ref()
            .map(|cases| entries(cases, &conditions, &multipliers))
            .unwrap_or_default(),
        second: None,
        degenerate: Vec::new(),
        borders: Vec::new(),
        certified: Err("not tried".to_owned()),
    }
}

/// Solutions with their cells, in words.
fn entries<T>(
    cases: &Cases<T>,
    conditions: &dyn Fn(&[Condition]) -> Vec<String>,
    named: &dyn Fn(&T) -> Vec<(String, String)>,
) -> Vec<Entries> {
    let each = cases.solutions.iter().zip(&cases.cells);
    each.map(|(solution, cell)| (conditions(cell), named(solution))).collect()
}

/// A condition on whose border two regions lie, with a point there where all else holds strictly.
fn border(domain: &Domain, first: &Region, second: &Region, random: &mut Random) -> Option<Condition> {
    let strictly = |condition: &Condition| Condition { strict: true, ..condition.clone() };
    for shared in &first.conditions {
        let turned = shared.polynomial.neg();
        if !second.conditions.iter().any(|other| other.polynomial == turned) {
            continue;
        }
        let others: Vec<Condition> = first
            .conditions
            .iter()
            .chain(&second.conditions)
            .filter(|other| other.polynomial != shared.polynomial && other.polynomial != turned)
            .map(strictly)
            .collect();
        for _ in 0..TRIES {
            let point = domain.draw(random);
            if let Some(point) = domain.onto(&shared.polynomial, &point, random)
                && domain.admits(&point)
                && others.iter().all(|other| other.holds(&point))
            {
                return Some(Condition { strict: false, ..shared.clone() });
            }
        }
    }
    None
}

/// A value as it was written.
///
/// # Errors
/// If it is no rational number.
pub fn number(text: &str) -> Result<Rational, String> {
    Rational::parse(text).map_err(|error| format!("`{text}` is no number: {error}"))
}
