//! What is claimed of the regions: for each its closed form, that no other program is less, and that all is covered.
//!
//! Consumes regions in words; produces claims as text, and theorems of the kernel. What exploration finds and what a
//! stored figure says are claimed in the same words.

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, Proof, check};

use super::Value;
use super::draw::Cell;
use super::statements::{Header, Target};
use crate::language::document::{Body, Entry};
use crate::search::parametric::Condition;
use crate::tactic::{self, compile};

/// A region in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The number of the program that is least.
    pub(super) member: usize,
    /// What it comes to.
    pub(super) value: Value,
    /// The name of the same in the model.
    pub(super) named: Option<String>,
    /// Where.
    pub(super) conditions: Vec<String>,
}

impl Part {
    /// The region as it is drawn.
    pub(super) fn cell(&self, header: &Header, conditions: &[Condition]) -> Cell {
        let label = match (&self.value, &self.named) {
            (Value::Optimum(form), Some(name)) => format!("{name} = {form}"),
            (Value::Optimum(form), None) => form.clone(),
            (Value::Infeasible, _) => "nothing is feasible".to_owned(),
            (Value::Unbounded, _) => "no bound".to_owned(),
        };
        let program = header.targets.get(self.member).filter(|_| header.targets.len() > 1);
        Cell {
            program: program.map(|target| target.name.clone()),
            value: self.value.clone(),
            label,
            conditions: conditions.to_vec(),
        }
    }
}

/// A claim about a region or, without one, about all.
pub(super) struct Statement {
    /// The region, from 0.
    pub(super) region: Option<usize>,
    /// What it says of the region, for people.
    pub(super) about: String,
    /// The claim.
    pub(super) text: String,
}

/// The claims about regions; the last is the cover, unless a region has no conditions.
pub(super) fn statements(header: &Header, parts: &[Part]) -> Vec<Statement> {
    let level = header.fresh("level");
    let mut all = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let given: Vec<String> = part
            .conditions
            .iter()
            .enumerate()
            .map(|(place, condition)| format!("given region_{}: {condition}", place + 1))
            .collect();
        let region = format!("region-{}", number + 1);
        let mut add = |target: &Target, suffix: &str, before: &[String], show: String, about: String| {
            let lines = [before, &given].concat();
            let text = header.claim(target, &format!("{region}{suffix}"), &lines, &show);
            all.push(Statement { region: Some(number), about, text });
        };
        let for_all = [format!("for {level} in real")];
        let Some(target) = header.targets.get(part.member) else { continue };
        // Below any number, or above.
        let below = (part.value == Value::Infeasible) == target.maximize;
        match &part.value {
            Value::Optimum(form) => {
                add(target, "", &[], format!("optimum({}) = {form}", target.name), "the optimum".to_owned());
            }
            Value::Infeasible | Value::Unbounded => {
                let relation = if below { "<=" } else { ">=" };
                let show = format!("optimum({}) {relation} {level}", target.name);
                add(target, "", &for_all, show, "the optimum".to_owned());
            }
        }
        if !target.own.is_empty() {
            let without: Vec<String> = target.own.iter().map(|(name, _)| format!("without {name}")).collect();
            let shown: Vec<String> = target.own.iter().map(|(_, formula)| format!("({formula})")).collect();
            add(target, "-counts", &without, shown.join(" and "), format!("that {} counts", target.name));
        }
        for (place, other) in header.targets.iter().enumerate() {
            let (before, bound) = match &part.value {
                Value::Optimum(form) => (&[][..], form.as_str()),
                _ => (&for_all[..], level.as_str()),
            };
            let bounded = matches!(part.value, Value::Optimum(_)) || !below;
            if place != part.member && bounded {
                let show = format!("optimum({}) >= {bound}", other.name);
                add(
                    other,
                    &format!("-{}", other.name),
                    before,
                    show,
                    format!("that {} is no less", other.name),
                );
            }
        }
        if let (Some(name), Value::Optimum(form), Some(first)) =
            (&part.named, &part.value, header.targets.first())
        {
            add(first, "-name", &[], format!("{form} = {name}"), format!("that this is {name}"));
        }
    }
    let cells: Vec<String> = parts.iter().map(|part| part.conditions.join(" and ")).collect();
    if let (Some(first), true) = (header.targets.first(), cells.iter().all(|cell| !cell.is_empty())) {
        let cells: Vec<String> = cells
            .into_iter()
            .map(|cell| if cell.contains(" and ") { format!("({cell})") } else { cell })
            .collect();
        let text = header.claim(first, "cover", &[], &cells.join(" or "));
        all.push(Statement { region: None, about: "the cover".to_owned(), text });
    }
    all
}

/// Has a claim proved, and the kernel check the proof.
pub(super) fn certify(entry: &Entry) -> Result<Proof, String> {
    let proof =
        compile(entry, tactic::Target::Claim, &Library::default()).map_err(|fault| fault.message.clone())?;
    accepted(entry, &proof)?;
    Ok(proof)
}

/// Sees that the kernel accepts a proof of a claim.
pub(super) fn accepted(entry: &Entry, proof: &Proof) -> Result<(), String> {
    let Body::Formal(formal) = &entry.body else { return Err("this is no statement".to_owned()) };
    let theorem = check(&formal.claim, proof, &Library::default(), Limits::default())
        .map_err(|rejection| rejection.to_string())?;
    if *theorem.claim() != formal.claim || !theorem.holes().is_empty() {
        return Err("the theorem is not the claim".to_owned());
    }
    Ok(())
}
