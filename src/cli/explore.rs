//! `mechproof explore`: the regions of a parametric program's optimum, from the program alone.
//!
//! Consumes a theorem file and the name of a program; prints regions, closed forms, mechanisms and multipliers, and
//! whether the kernel certified them. The exit code is 0 if it certified everything, and 1 if something is open.

use std::fs;

use clap::Args;

use super::input::sources;
use super::{Failure, Outcome, Run, print};
use crate::draw;
use crate::explore::{self, Fault, Question, Slice};

/// What to explore.
#[derive(Args)]
pub(super) struct Exploration {
    /// The theorem file and the program in it; several with --least
    #[arg(value_name = "FILE::PROGRAM", required = true)]
    programs: Vec<String>,
    /// Regions of the least of the optima; another program counts where what its model assumes holds
    #[arg(long)]
    least: bool,
    /// Assume what this claim assumes, or this formula
    #[arg(long, value_name = "CLAIM|FORMULA")]
    given: Vec<String>,
    /// Fix a parameter at a value
    #[arg(long, value_name = "NAME=VALUE")]
    fix: Vec<String>,
    /// The two parameters of the map
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    free: Vec<String>,
    /// Values of other parameters on the map; the regions stay general
    #[arg(long, value_name = "NAME=VALUE")]
    at: Vec<String>,
    /// Draw regions with the same value as one
    #[arg(long)]
    by_value: bool,
    /// Write what is found to this file; - for standard output
    #[arg(long, value_name = "FILE")]
    json: Option<String>,
    /// Draw a map of the regions
    #[arg(long, value_name = "FILE")]
    svg: Option<String>,
    /// Write the claims that were certified as a theorem file
    #[arg(long, value_name = "FILE")]
    claims: Option<String>,
    /// The seed of the points
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Explores a program.
pub(super) fn run(exploration: &Exploration) -> Run<Outcome> {
    let mut programs = Vec::new();
    for named in &exploration.programs {
        let Some((file, program)) = named.rsplit_once("::") else {
            return Err(Failure::message(format!("`{named}` names no program; write FILE::PROGRAM")));
        };
        programs.push((file.to_owned(), program.to_owned()));
    }
    if programs.len() > 1 && !exploration.least {
        return Err(Failure::message("several programs are explored together with --least"));
    }
    let paths: Vec<String> = programs.iter().map(|(file, _)| file.clone()).collect();
    let fix = pairs(&exploration.fix)?;
    let question = Question {
        programs,
        given: exploration.given.clone(),
        fix: fix.clone(),
        seed: exploration.seed,
        remarks: true,
    };
    let answer = explore::explore(sources(&paths)?, &question).map_err(|fault| match fault {
        Fault::Message(text) => Failure::message(text),
        Fault::Diagnostics(faults, files) => Failure::Faults(faults, files),
    })?;
    if let Some(path) = &exploration.svg {
        let mut fixed = Vec::new();
        for (name, value) in fix.iter().chain(&pairs(&exploration.at)?) {
            fixed.push((name.clone(), explore::number(value).map_err(Failure::message)?));
        }
        let slice = Slice { axes: exploration.free.clone(), fixed, by_value: exploration.by_value };
        let drawing = answer.map.draw(&slice).map_err(Failure::message)?;
        write(path, &draw::svg(&drawing).into_string())?;
    }
    if let Some(path) = &exploration.claims {
        write(path, &answer.claims)?;
    }
    let document = format!("{:#}\n", explore::json(&answer));
    match exploration.json.as_deref() {
        Some("-") => print(&document)?,
        other => {
            if let Some(path) = other {
                write(path, &document)?;
            }
            print(&explore::text(&answer))?;
        }
    }
    Ok(if answer.certified() { Outcome::AsStated } else { Outcome::NotAsStated })
}

/// `name=value`, each.
fn pairs(texts: &[String]) -> Run<Vec<(String, String)>> {
    let each = texts.iter().map(|text| match text.split_once('=') {
        Some((name, value)) => {
            explore::number(value.trim()).map_err(Failure::message)?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        None => Err(Failure::message(format!("`{text}` is not of the form NAME=VALUE"))),
    });
    each.collect()
}

fn write(path: &str, text: &str) -> Run<()> {
    fs::write(path, text).map_err(|error| Failure::message(format!("{path}: {error}")))
}
