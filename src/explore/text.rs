//! What was explored, as text for a terminal.

use std::fmt::Write as _;

use super::{Answer, Entries, Explored, Found, Value};

/// Most constraints that are named where a point is degenerate.
const NAMES: usize = 8;

/// The answer as lines of text.
pub fn text(answer: &Answer) -> String {
    let mut out = String::new();
    if answer.programs.len() > 1 {
        let names: Vec<&str> = answer.programs.iter().map(|program| program.name.as_str()).collect();
        let _ = writeln!(out, "the least of the optima of {}", names.join(", "));
    }
    for program in &answer.programs {
        let aim = if program.maximize { "maximise" } else { "minimise" };
        let counts = match program.counts.as_slice() {
            [] => String::new(),
            formulas => format!("; counts where {}", formulas.join(" and ")),
        };
        let _ = writeln!(
            out,
            "{} in {}: {aim} over {} variables under {} constraints{counts}",
            program.name, program.model, program.variables, program.constraints
        );
    }
    let _ = writeln!(out, "parameters {}", answer.parameters.join(", "));
    if !answer.coordinates.is_empty() {
        let named: Vec<String> =
            answer.coordinates.iter().map(|(name, meaning)| format!("{name} = {meaning}")).collect();
        let _ = writeln!(out, "with {}", named.join(", "));
    }
    for line in &answer.hypotheses {
        let _ = writeln!(out, "{line}");
    }
    for (number, region) in answer.regions.iter().enumerate() {
        let _ = writeln!(out, "\nregion {}: {}", number + 1, title(answer, region));
        for (condition, threshold) in region.conditions.iter().zip(&region.thresholds) {
            let also =
                threshold.as_ref().map(|threshold| format!(", that is {threshold}")).unwrap_or_default();
            let _ = writeln!(out, "  where      {condition}{also}");
        }
        entries(&mut out, "point", &region.points);
        entries(&mut out, "multipliers", &region.multipliers);
        remarks(&mut out, region, answer.programs[region.member].variables);
        for (other, border) in &region.borders {
            let _ = writeln!(out, "  borders    region {other} along {border}");
        }
        let _ = writeln!(out, "  {}", certainty(region));
    }
    for program in &answer.programs {
        idle(&mut out, program);
    }
    let _ = match &answer.cover {
        Ok(splits) => writeln!(
            out,
            "\ncover: certified, {splits} split{}: every admissible parameter lies in a region",
            if *splits == 1 { "" } else { "s" }
        ),
        Err(missing) => writeln!(out, "\ncover: open, {missing}"),
    };
    let _ = writeln!(out, "{} points solved exactly, seed {}", answer.points, answer.seed);
    out
}

/// What holds in a region.
fn title(answer: &Answer, region: &Found) -> String {
    let value = match (&region.value, &region.named) {
        (Value::Optimum(form), Some(name)) => format!("optimum = {name} = {form}"),
        (Value::Optimum(form), None) => format!("optimum = {form}"),
        (Value::Infeasible, _) => "nothing is feasible".to_owned(),
        (Value::Unbounded, _) => "the objective has no bound".to_owned(),
    };
    match answer.programs.as_slice() {
        [_] => value,
        programs => format!("{} is least, {value}", programs[region.member].name),
    }
}

/// Whether the optimum is not unique, and which points are degenerate.
fn remarks(out: &mut String, region: &Found, variables: usize) {
    if let Some(second) = &region.second {
        let place = second.at.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
        let zero = if second.entries.is_empty() { ", where all variables are 0" } else { "" };
        let _ = writeln!(out, "  not unique{place}: a second optimal point{zero}");
        for (name, form) in &second.entries {
            let _ = writeln!(out, "    {name} = {form}");
        }
    }
    for (point, binding) in &region.degenerate {
        let which = if region.points.len() == 1 { String::new() } else { format!(" {point}") };
        let names = if binding.len() > NAMES { String::new() } else { format!(": {}", binding.join(", ")) };
        let _ = writeln!(
            out,
            "  degenerate point{which}: {} constraints bind, with {variables} variable{}{names}",
            binding.len(),
            if variables == 1 { "" } else { "s" }
        );
    }
}

/// Constraints that say little.
fn idle(out: &mut String, program: &Explored) {
    let of = &program.name;
    let mut lines: Vec<(Option<usize>, Vec<String>)> = Vec::new();
    for (name, points) in &program.idle.redundant {
        match lines.iter_mut().find(|(known, _)| known == points) {
            Some((_, names)) => names.push(format!("`{name}`")),
            None => lines.push((*points, vec![format!("`{name}`")])),
        }
    }
    for (points, names) in lines {
        let reach = match points {
            None => "for all admissible parameters".to_owned(),
            Some(1) => "at the one point that was looked at".to_owned(),
            Some(points) => format!("at the {points} points that were looked at"),
        };
        let _ = writeln!(
            out,
            "\n{of}: each alone follows from the other constraints {reach}: {}",
            names.join(", ")
        );
    }
    if !program.idle.slack.is_empty() {
        let names: Vec<String> = program.idle.slack.iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(out, "\n{of}: slack at the points above in every region: {}", names.join(", "));
    }
}

fn certainty(region: &Found) -> String {
    match &region.certified {
        Ok(()) => "certified by the kernel".to_owned(),
        Err(reason) => format!("open: {reason}"),
    }
}

fn entries(out: &mut String, what: &str, cases: &[Entries]) {
    for (number, (conditions, named)) in cases.iter().enumerate() {
        let place = match (cases.len(), conditions.as_slice()) {
            (1, _) | (_, []) => String::new(),
            (_, conditions) => format!(" {} where {}", number + 1, conditions.join(" and ")),
        };
        let _ = writeln!(out, "  {what}{place}");
        for (name, form) in named {
            let _ = writeln!(out, "    {name} = {form}");
        }
    }
}
