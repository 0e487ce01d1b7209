//! What was explored, as text for a terminal.

use std::fmt::Write as _;

use super::{Answer, Entries, Found, Value};

/// The answer as lines of text.
pub fn text(answer: &Answer) -> String {
    let mut out = String::new();
    let aim = if answer.maximize { "maximise" } else { "minimise" };
    let (unknowns, rows) = answer.size;
    let _ = writeln!(
        out,
        "{} in {}: {aim} over {unknowns} variables under {rows} constraints; parameters {}",
        answer.program,
        answer.model,
        answer.parameters.join(", ")
    );
    if !answer.coordinates.is_empty() {
        let named: Vec<String> =
            answer.coordinates.iter().map(|(name, meaning)| format!("{name} = {meaning}")).collect();
        let _ = writeln!(out, "with {}", named.join(", "));
    }
    for line in &answer.hypotheses {
        let _ = writeln!(out, "{line}");
    }
    for (number, region) in answer.regions.iter().enumerate() {
        let _ = writeln!(out, "\nregion {}: {}", number + 1, title(&region.value));
        for (condition, threshold) in region.conditions.iter().zip(&region.thresholds) {
            let also =
                threshold.as_ref().map(|threshold| format!(", that is {threshold}")).unwrap_or_default();
            let _ = writeln!(out, "  where      {condition}{also}");
        }
        entries(&mut out, "point", &region.points);
        entries(&mut out, "multipliers", &region.multipliers);
        for (other, border) in &region.borders {
            let _ = writeln!(out, "  borders    region {other} along {border}");
        }
        let _ = writeln!(out, "  {}", certainty(region));
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
pub(super) fn title(value: &Value) -> String {
    match value {
        Value::Optimum(form) => format!("optimum = {form}"),
        Value::Infeasible => "nothing is feasible".to_owned(),
        Value::Unbounded => "the objective has no bound".to_owned(),
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
