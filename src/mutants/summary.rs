//! The mutants of many claims, as Markdown for people and as JSON for programs.
//!
//! Consumes findings in the order of the theorem files; produces the same bytes for the same findings.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::change::Kind;
use super::settle::{Effort, Findings, Mutant, Outcome, Tried};

/// The findings about one claim.
#[derive(Clone, Debug)]
pub struct Row {
    /// The claim's id.
    pub id: String,
    /// What was found.
    pub findings: Findings,
}

/// How many mutants ended how.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    refuted: usize,
    disproved: usize,
    certified: usize,
    open: usize,
    alarms: usize,
}

impl Count {
    fn add(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Refuted(_) => self.refuted += 1,
            Outcome::Disproved => self.disproved += 1,
            Outcome::Certified(_) => self.certified += 1,
            Outcome::Open(_) => self.open += 1,
            Outcome::Alarm(_) => self.alarms += 1,
        }
    }

    fn all(&self) -> usize {
        self.refuted + self.disproved + self.certified + self.open + self.alarms
    }

    fn cells(&self) -> String {
        let Count { refuted, disproved, certified, open, alarms } = self;
        format!("{} | {refuted} | {disproved} | {certified} | {open} | {alarms}", self.all())
    }
}

/// The whole, with every certified mutant listed.
pub fn to_markdown(rows: &[Row], effort: Effort) -> String {
    let mut out = String::new();
    let text = format!(
        "# Mutated statements\n\n\
         Written by `mechproof mutate --summary`; at most {} mutants of each claim, seed {}, {} points. Each claim is \
         changed in one place at a time. A mutant is *refuted* at an exact point that satisfies its hypotheses, *disproved* by the claim's own \
         refutation, *certified* if the kernel accepts a proof of it, or *open*. A certified statement that a \
         point refutes would be an alarm.\n\n",
        effort.mutants, effort.seed, effort.points
    );
    out.push_str(&text);
    by_group(&mut out, "paper", rows, |row, _| row.id.split('/').next().unwrap_or_default().to_owned());
    by_group(&mut out, "change", rows, |_, mutant| {
        let place = Kind::ALL.iter().position(|kind| *kind == mutant.kind).unwrap_or_default();
        // Tables are sorted; the kinds stay in the order in which they are chosen.
        format!("{place} {}", mutant.kind.word())
    });
    own(&mut out, rows, effort);
    certified(&mut out, rows, effort);
    each(&mut out, rows);
    out
}

fn by_group(out: &mut String, head: &str, rows: &[Row], group: impl Fn(&Row, &Mutant) -> String) {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let mut total = Count::default();
    for row in rows {
        for mutant in &row.findings.mutants {
            counts.entry(group(row, mutant)).or_default().add(&mutant.outcome);
            total.add(&mutant.outcome);
        }
    }
    let _ = writeln!(
        out,
        "| {head} | mutants | refuted | disproved | certified | open | alarms |\n|---|---|---|---|---|---|---|"
    );
    for (name, count) in counts {
        let name = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let _ = writeln!(out, "| {name} | {} |", count.cells());
    }
    let _ = writeln!(out, "| all | {} |\n", total.cells());
}

/// At how many points the claims themselves hold.
fn own(out: &mut String, rows: &[Row], effort: Effort) {
    let tried: Vec<(&str, &Tried)> =
        rows.iter().filter_map(|row| Some((row.id.as_str(), row.findings.own.as_ref()?))).collect();
    let points: u64 = tried.iter().map(|(_, tried)| tried.points).sum();
    let fewer: Vec<_> = tried.iter().filter(|(_, tried)| tried.points < effort.points).collect();
    let none = fewer.iter().filter(|(_, tried)| tried.points == 0).count();
    let _ = writeln!(
        out,
        "## The claims themselves\n\n\
         {} certified claims hold at {points} different exact points; {} of them at {} or more, {none} could be \
         tried at no point.\n",
        tried.len(),
        tried.len() - fewer.len(),
        effort.points
    );
    if fewer.is_empty() {
        return;
    }
    let _ = writeln!(out, "| claim | points | why not more |\n|---|---|---|");
    for (id, tried) in fewer {
        let _ = writeln!(out, "| {id} | {} | {} |", tried.points, tried.why_fewer.as_deref().unwrap_or("-"));
    }
    out.push('\n');
}

fn certified(out: &mut String, rows: &[Row], effort: Effort) {
    out.push_str(
        "## Certified mutants\n\nThe kernel accepts a proof of each, so each is true. That a hypothesis is not needed \
         is itself shown by a proof. \"All\" means ",
    );
    let head = "| claim | change | why it is no weakness | holds at |\n|---|---|---|---|";
    let _ = writeln!(out, "{} points.\n\n{head}", effort.points);
    for row in rows {
        for mutant in &row.findings.mutants {
            let Outcome::Certified(tried) = &mutant.outcome else { continue };
            let points = match &tried.why_fewer {
                None => "all".to_owned(),
                Some(why) => format!("{}: {why}", tried.points),
            };
            let (change, reason) = (escaped(&mutant.change), mutant.reason.as_deref().unwrap_or("-"));
            let _ = writeln!(out, "| {} | `{change}` | {reason} | {points} |", row.id);
        }
    }
    out.push('\n');
}

fn each(out: &mut String, rows: &[Row]) {
    out.push_str(
        "## Claim by claim\n\n| claim | mutants | refuted | disproved | certified | open | alarms |\n",
    );
    out.push_str("|---|---|---|---|---|---|---|\n");
    for row in rows {
        let mut count = Count::default();
        row.findings.mutants.iter().for_each(|mutant| count.add(&mutant.outcome));
        let _ = writeln!(out, "| {} | {} |", row.id, count.cells());
    }
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('`', "'")
}

/// Every mutant with its outcome.
pub fn to_json(rows: &[Row], effort: Effort) -> String {
    let claims: Vec<Value> = rows.iter().map(row).collect();
    let whole = json!({"seed": effort.seed, "points": effort.points, "claims": claims});
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}

fn row(row: &Row) -> Value {
    let mutants: Vec<Value> = row.findings.mutants.iter().map(mutant).collect();
    let mut value = json!({"id": row.id, "mutants": mutants});
    if let Some(own) = &row.findings.own {
        value["holds_at"] = json!(own.points);
        if let Some(why) = &own.why_fewer {
            value["why_fewer"] = json!(why);
        }
    }
    if let Some(point) = &row.findings.alarm {
        value["alarm"] = json!(point.to_string());
    }
    value
}

fn mutant(mutant: &Mutant) -> Value {
    let mut value = json!({
        "kind": mutant.kind.word(), "change": mutant.change, "outcome": mutant.outcome.word(),
    });
    match &mutant.outcome {
        Outcome::Refuted(point) | Outcome::Alarm(point) => value["point"] = json!(point.to_string()),
        Outcome::Certified(tried) | Outcome::Open(tried) => {
            value["holds_at"] = json!(tried.points);
            if let Some(why) = &tried.why_fewer {
                value["why_fewer"] = json!(why);
            }
        }
        Outcome::Disproved => {}
    }
    if let Some(reason) = &mutant.reason {
        value["reason"] = json!(reason);
    }
    value
}
