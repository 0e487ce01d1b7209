//! Exploration: the regions of a parametric program's optimum, found from the program alone.
//!
//! Consumes theorem files, the name of a program and a question; produces regions with closed forms, mechanisms and
//! multipliers, and the cover of the admissible parameters. What is called certified comes from theorems of the
//! kernel: each region is a claim that is proved by the rule `parametric`, and so is the cover. The claims are
//! written as theorem files write them.

mod draw;
mod json;
mod statements;
mod text;
mod words;

use std::path::Path;

use mechproof_core::exact::{Limits, Rational};
use mechproof_core::kernel::{Library, check};

use crate::language::document::{Body, Entry};
use crate::search::parametric::random::Random;
use crate::search::parametric::{Condition, Domain, Hole, Kind, Point, Region, Study, Trouble};
use crate::search::smt;
use crate::tactic::parametric::{Probe, probe};
use crate::tactic::{Target, compile};
use statements::Header;
use words::Words;

pub use draw::Slice;
pub use json::json;
pub use statements::{Fault, Files};
pub use text::text;

/// Tries to find a point on the border of two regions.
const TRIES: usize = 300;
/// Steps that a solver may take to find a point outside the regions.
const SOLVER_STEPS: u64 = 2_000_000;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The theorem file.
    pub file: String,
    /// The program in it.
    pub program: String,
    /// Names of claims whose hypotheses are assumed, or formulas.
    pub given: Vec<String>,
    /// Parameters with the values they are fixed at.
    pub fix: Vec<(String, String)>,
    /// The seed of the points.
    pub seed: u64,
}

/// A region that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The closed form of the optimum, or what else the program comes to.
    pub value: Value,
    /// Conditions as text; they imply each other in no way.
    pub conditions: Vec<String>,
    /// The same as thresholds of one parameter, where they visibly are that.
    pub thresholds: Vec<Option<String>>,
    /// A cell of the region for each point or vector of multipliers: its conditions, and the entries that are not 0.
    pub points: Vec<Entries>,
    /// The same of the multipliers, by constraint.
    pub multipliers: Vec<Entries>,
    /// Numbers of the regions it has a border with, from 1, with an equation of the border.
    pub borders: Vec<(usize, String)>,
    /// Whether the kernel proved it, or why not.
    pub certified: Result<(), String>,
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

/// Everything that was found.
pub struct Answer {
    /// The program.
    pub program: String,
    /// The model.
    pub model: String,
    /// Whether the objective is made large.
    pub maximize: bool,
    /// How many variables and constraints.
    pub size: (usize, usize),
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
    pub(crate) domain: Domain,
    pub(crate) raw: Vec<(String, Vec<Condition>)>,
    pub(crate) names: Vec<String>,
}

/// Explores a program.
///
/// # Errors
/// A question that makes no sense, or a program that is not linear in its variables and rational in its parameters.
pub fn explore(files: Files, question: &Question) -> Result<Answer, Fault> {
    let header = header(files, question)?;
    let statement = header.claim("probe", &[], &format!("optimum({}) = 0", header.program));
    let (entry, formal) = header.formal(statement)?;
    let probe = probe(&formal, &entry.span).map_err(|fault| {
        Fault::Message(format!("`{}` cannot be explored: {}", question.program, fault.message))
    })?;
    let words = Words::of(&probe);
    let mut study =
        Study::new(&probe.program, &probe.domain, question.seed).map_err(|t| fault(&t, &probe))?;
    let (regions, cover) =
        study.explore(&mut |regions| ask(&header, &probe, &words, regions)).map_err(|t| fault(&t, &probe))?;
    let mut answer = Answer {
        program: header.program.clone(),
        model: header.model.clone(),
        maximize: probe.program.maximize,
        size: (probe.program.unknowns, probe.program.rows.len()),
        parameters: probe.parameters.iter().map(|term| words::source(&probe.scope, term)).collect(),
        coordinates: coordinates(&probe),
        hypotheses: header.hypotheses.clone(),
        regions: Vec::new(),
        cover: Ok(0),
        points: study.samples.len(),
        seed: question.seed,
        claims: String::new(),
        domain: probe.domain.clone(),
        raw: Vec::new(),
        names: probe.parameters.iter().map(|term| words::source(&probe.scope, term)).collect(),
    };
    let mut claims = Vec::new();
    let mut cells = Vec::new();
    for (number, region) in regions.iter().enumerate() {
        let found = describe(&study, &probe, &words, region);
        let given: Vec<String> = found
            .conditions
            .iter()
            .enumerate()
            .map(|(place, condition)| format!("given region_{}: {condition}", place + 1))
            .collect();
        let name = format!("region-{}", number + 1);
        claims.push(match &found.value {
            Value::Optimum(form) => {
                header.claim(&name, &given, &format!("optimum({}) = {form}", header.program))
            }
            Value::Infeasible | Value::Unbounded => {
                let level = fresh("level", &answer.parameters);
                let relation =
                    if (found.value == Value::Infeasible) == probe.program.maximize { "<=" } else { ">=" };
                let mut lines = vec![format!("for {level} in real")];
                lines.extend(given);
                header.claim(&name, &lines, &format!("optimum({}) {relation} {level}", header.program))
            }
        });
        cells.push(match found.conditions.as_slice() {
            [] => "true".to_owned(),
            conditions => conditions.join(" and "),
        });
        let label = match &found.value {
            Value::Optimum(form) => form.clone(),
            Value::Infeasible => "nothing is feasible".to_owned(),
            Value::Unbounded => "no bound".to_owned(),
        };
        answer.raw.push((format!("{}: {label}", number + 1), region.conditions.clone()));
        answer.regions.push(found);
    }
    let everywhere = cells.iter().any(|cell| cell == "true");
    if !everywhere {
        let alternatives: Vec<String> = cells
            .iter()
            .map(|cell| if cell.contains(" and ") { format!("({cell})") } else { cell.clone() })
            .collect();
        claims.push(header.claim("cover", &[], &alternatives.join(" or ")));
    }
    let entries = header.elaborate(&claims)?;
    for (found, entry) in answer.regions.iter_mut().zip(&entries) {
        found.certified = certify(entry);
    }
    answer.cover = match cover {
        Ok(_) if everywhere => Ok(0),
        Ok(tree) => match entries.last().map(certify) {
            Some(Ok(())) => Ok(tree.splits()),
            Some(Err(reason)) => Err(reason),
            None => Err("there is no region".to_owned()),
        },
        Err(hole) => Err(missing(&hole, &probe, &words)),
    };
    borders(&mut answer, &probe, &words, &regions);
    answer.claims = header.file(&claims);
    Ok(answer)
}

/// The program asked about, with what the question assumes.
fn header(files: Files, question: &Question) -> Result<Header, Fault> {
    let mut header = Header::new(files, &question.file, &question.program)?;
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
fn missing(hole: &Hole, probe: &Probe, words: &Words) -> String {
    let place: Vec<String> = hole.conditions.iter().map(|c| words.condition(c)).collect();
    let place =
        if place.is_empty() { "anywhere".to_owned() } else { format!("where {}", place.join(" and ")) };
    match &hole.point {
        Some(point) => format!("not covered {place}, for instance at {}", values(probe, point)),
        None => format!("not shown to be covered {place}"),
    }
}

/// Notes which regions have a border with which.
fn borders(answer: &mut Answer, probe: &Probe, words: &Words, regions: &[Region]) {
    let mut random = Random::new(answer.seed);
    for (first, second) in pairs(regions.len()) {
        if let Some(border) = border(&probe.domain, &regions[first], &regions[second], &mut random) {
            let border = words.condition(&border).replacen(">=", "=", 1);
            answer.regions[first].borders.push((second + 1, border.clone()));
            answer.regions[second].borders.push((first + 1, border));
        }
    }
}

/// A point outside the regions, from a solver if there is one. It only guides: the program is solved there exactly.
fn ask(header: &Header, probe: &Probe, words: &Words, regions: &[Region]) -> Option<Point> {
    use mechproof_core::logic::{Term, Variable};
    let solver = smt::find(Path::new("."))?;
    let cells: Vec<String> = regions
        .iter()
        .map(|region| {
            let conditions: Vec<String> = region.conditions.iter().map(|c| words.condition(c)).collect();
            format!("({})", conditions.join(" and "))
        })
        .collect();
    let (_, formal) = header.formal(header.claim("cover", &[], &cells.join(" or "))).ok()?;
    let parts = smt::inquire(&solver, &formal.claim, &smt::Limits::steps(SOLVER_STEPS));
    let constants = parts.into_iter().find_map(|part| match part.reply {
        smt::Reply::Counterexample(constants) => Some(constants),
        _ => None,
    })?;
    let find = |wanted: &str| constants.iter().find(|(name, _)| name == wanted).map(|(_, witness)| witness);
    let values: Option<Vec<Rational>> = probe
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
    let point = probe.domain.coordinates(&values?);
    probe.domain.admits(&point).then_some(point)
}

/// Has the kernel prove a claim.
fn certify(entry: &Entry) -> Result<(), String> {
    let Body::Formal(formal) = &entry.body else { return Err("this is no statement".to_owned()) };
    let library = Library::default();
    let proof = compile(entry, Target::Claim, &library).map_err(|fault| fault.message.clone())?;
    let theorem = check(&formal.claim, &proof, &library, Limits::default())
        .map_err(|rejection| rejection.to_string())?;
    if *theorem.claim() != formal.claim || !theorem.holes().is_empty() {
        return Err("the theorem is not the claim".to_owned());
    }
    Ok(())
}

fn fresh(name: &str, taken: &[String]) -> String {
    let mut fresh = name.to_owned();
    while taken.contains(&fresh) {
        fresh.push('\'');
    }
    fresh
}

fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |first| (first + 1..count).map(move |second| (first, second)))
}

/// The coordinates that have a name of their own.
fn coordinates(probe: &Probe) -> Vec<(String, String)> {
    use mechproof_core::logic::Term;
    let named = probe.coordinates.iter().filter_map(|(_, term)| match term {
        Term::Named(name, body) => Some((name.to_string(), words::source(&probe.scope, body))),
        _ => None,
    });
    named.collect()
}

/// The parameters at a point.
fn values(probe: &Probe, point: &Point) -> String {
    let values = probe.domain.parameters(point);
    let named = probe.parameters.iter().zip(values);
    let named: Vec<String> =
        named.map(|(term, value)| format!("{} = {value}", words::source(&probe.scope, term))).collect();
    named.join(", ")
}

fn fault(trouble: &Trouble, probe: &Probe) -> Fault {
    Fault::Message(match trouble {
        Trouble::NoPoint => "no parameters were found that satisfy the assumptions".to_owned(),
        Trouble::TooHard(point) => {
            format!("no closed form was found for the optimum at {}", values(probe, point))
        }
        Trouble::Differs(point, _) => format!("a closed form fails at {}", values(probe, point)),
        Trouble::Open(hole) => {
            let words = Words::of(probe);
            let place: Vec<String> = hole.conditions.iter().map(|c| words.condition(c)).collect();
            format!("a closed form is not shown where {}", place.join(" and "))
        }
    })
}

/// A region in words.
fn describe(study: &Study, probe: &Probe, words: &Words, region: &Region) -> Found {
    let conditions = |cell: &[Condition]| cell.iter().map(|c| words.condition(c)).collect::<Vec<String>>();
    let mut points = Vec::new();
    if let Some(cases) = &region.plan.lower {
        for (primal, cell) in cases.solutions.iter().zip(&cases.cells) {
            let entries = primal.point.iter().filter(|(_, form)| !form.is_zero());
            let named =
                entries.map(|(unknown, form)| (probe.unknowns[*unknown].clone(), words.fraction(form)));
            points.push((conditions(cell), named.collect()));
        }
    }
    let mut multipliers = Vec::new();
    if let Some(cases) = &region.plan.upper {
        for (dual, cell) in cases.solutions.iter().zip(&cases.cells) {
            let entries = dual.multipliers.iter().filter(|(_, form)| !form.is_zero());
            let named = entries.map(|(row, form)| (probe.rows[*row].clone(), words.fraction(form)));
            multipliers.push((conditions(cell), named.collect()));
        }
    }
    let value = match &study.pieces[region.piece].kind {
        Kind::Optimum(form) => Value::Optimum(
            form.over(&probe.factor).map_or_else(|| "?".to_owned(), |form| words.fraction(&form)),
        ),
        Kind::Infeasible => Value::Infeasible,
        Kind::Unbounded => Value::Unbounded,
    };
    Found {
        value,
        conditions: conditions(&region.conditions),
        thresholds: region.conditions.iter().map(|condition| words.threshold(condition)).collect(),
        points,
        multipliers,
        borders: Vec::new(),
        certified: Err("not tried".to_owned()),
    }
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
