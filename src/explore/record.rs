//! What was explored, stored beside certificates and looked at again.
//!
//! A folder's `regions.json` holds, by the programs asked about, the regions in words and the proofs of all that is
//! claimed of them, in the format of certificates. Nobody vouches for the file: the claims are made anew from the
//! regions and the theorem files, and the kernel checks each proof, before anything is drawn.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::Path;

use mechproof_core::kernel::Library;

use super::claims::{Part, accepted, statements};
use super::draw::Map;
use super::statements::{Fault, Files, Header};
use super::words::Words;
use super::{Question, Value, explore, title};
use crate::STACK;
use crate::certificate::fields::{Decoded, Fields, list, text, unknown, wrong};
use crate::certificate::json::{Json, parse, quoted};
use crate::certificate::{Certificate, CertificateError, FileError, Proves, Store, hash, load_with, replace};
use crate::language::document::{Body, Entry};
use crate::language::parse as read;
use crate::language::syntax::Item;
use crate::tactic::parametric::chart;
use crate::tactic::pruned;

/// Name of the file beside a paper's theorem files.
pub const FILE_NAME: &str = "regions.json";
/// The version of the format that is read and written.
const FORMAT: u64 = 1;
/// The seed of what is explored to be stored.
const SEED: u64 = 1;

/// Regions of some programs with the proofs of what is claimed of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// A region: the name of its program, and the rest.
    regions: Vec<(String, Part)>,
    proofs: Store,
}

/// The records of a folder, by the paper and the programs asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// By key.
    pub by_programs: BTreeMap<String, Record>,
}

/// Why a record is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is about other programs than those that the theorem files hold now.
    Stale,
    /// The kernel does not accept the proof of this claim.
    Rejected(String, String),
    /// The programs cannot be explored.
    Fault(String),
    /// This was found, but not proved.
    Open(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Stale => write!(f, "the stored regions are about other statements"),
            Refusal::Rejected(claim, reason) => {
                write!(f, "the stored regions are rejected: {claim}: {reason}")
            }
            Refusal::Fault(reason) => write!(f, "{reason}"),
            Refusal::Open(reason) => write!(f, "not all is certified: {reason}"),
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Refusal {
        Refusal::Fault(match fault {
            Fault::Message(text) => text,
            Fault::Diagnostics(faults, _) => {
                faults.first().map_or_else(String::new, |fault| fault.message.clone())
            }
        })
    }
}

impl Record {
    /// Explores programs, each in one of the files, and keeps what the kernel certified.
    ///
    /// # Errors
    /// If they cannot be explored, or not all is certified.
    pub fn obtain(files: Files, programs: &[String]) -> Result<Record, Refusal> {
        let question = Question { programs: located(&files, programs)?, seed: SEED, ..Question::default() };
        let answer = explore(files, &question)?;
        let open = answer.regions.iter().find_map(|region| region.certified.as_ref().err());
        if let Some(reason) = open.or(answer.cover.as_ref().err()) {
            return Err(Refusal::Open(reason.clone()));
        }
        let name = |member: usize| answer.programs[member].name.clone();
        let regions = answer.regions.iter().map(|found| (name(found.member), found.part())).collect();
        let mut proofs = Store::default();
        for (entry, proof) in answer.proofs {
            let Body::Formal(formal) = &entry.body else { continue };
            if let Some(hash) = hash_of(&entry) {
                let proof = pruned(&formal.claim, &proof, &Library::default());
                proofs.put(&entry.id, Certificate { proves: Proves::Claim, hash, proof });
            }
        }
        Ok(Record { regions, proofs })
    }

    /// Looks at the record again, with so many threads; what is drawn are the conditions of the statement of the cover.
    ///
    /// # Errors
    /// If the programs are others now, or the kernel rejects a proof.
    pub fn review(&self, files: Files, programs: &[String], jobs: usize) -> Result<Map, Refusal> {
        let located = located(&files, programs)?;
        let header = Header::new(files, &located)?;
        let mut parts = Vec::with_capacity(self.regions.len());
        for (program, part) in &self.regions {
            let member = header.targets.iter().position(|target| target.name == *program);
            parts.push(Part { member: member.ok_or(Refusal::Stale)?, ..part.clone() });
        }
        if parts.is_empty() {
            return Err(Refusal::Stale);
        }
        let statements = statements(&header, &parts);
        // Regions that are not even statements any more are about other programs.
        let entries = header.elaborate(statements.iter().map(|one| &one.text)).map_err(|_| Refusal::Stale)?;
        if entries.len() != statements.len() {
            return Err(Refusal::Stale);
        }
        let mut claims = Vec::with_capacity(entries.len());
        for entry in &entries {
            let certificate = self.proofs.of(&entry.id).iter().find(|one| one.proves == Proves::Claim);
            let certificate = certificate.filter(|one| hash_of(entry).is_some_and(|hash| hash == one.hash));
            claims.push((entry, certificate.ok_or(Refusal::Stale)?));
        }
        // Each thread checks a part; the first that fails in the order of the claims is told.
        let checked: Vec<Result<(), Refusal>> = std::thread::scope(|scope| {
            let share = claims.len().div_ceil(jobs.max(1)).max(1);
            let threads: Vec<_> = claims
                .chunks(share)
                .map(|part| {
                    let check = move || part.iter().try_for_each(|(entry, one)| checked(entry, one));
                    std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, check)
                })
                .collect();
            let lost = || Refusal::Fault("a check broke off".to_owned());
            threads
                .into_iter()
                .map(|thread| {
                    thread
                        .map_or_else(|_| Err(lost()), |thread| thread.join().unwrap_or_else(|_| Err(lost())))
                })
                .collect()
        });
        checked.into_iter().collect::<Result<(), Refusal>>()?;
        drawn(&header, &parts)
    }
}

fn checked(entry: &Entry, certificate: &Certificate) -> Result<(), Refusal> {
    accepted(entry, &certificate.proof).map_err(|reason| Refusal::Rejected(entry.id.clone(), reason))
}

/// The map of regions, read from what the cover says.
fn drawn(header: &Header, parts: &[Part]) -> Result<Map, Refusal> {
    let cells: Vec<String> = parts
        .iter()
        .map(|part| match part.conditions.as_slice() {
            [] => "0 = 0".to_owned(),
            conditions => format!("({})", conditions.join(" and ")),
        })
        .collect();
    let text = header.claim(&header.targets[0], "map", &[], &cells.join(" or "));
    let (entry, formal) = header.formal(&text)?;
    let (chart, conditions) =
        chart(&formal, &entry.span).map_err(|fault| Refusal::Fault(fault.message.clone()))?;
    if conditions.len() != parts.len() {
        return Err(Refusal::Fault("the regions cannot be told apart".to_owned()));
    }
    let cells = parts.iter().zip(&conditions).map(|(part, cell)| part.cell(header, cell)).collect();
    let words = Words::of(&chart, &|_| true);
    Ok(Map::new(title(header), &chart, &words, SEED, cells))
}

/// Each program with the file that states it.
fn located(files: &Files, programs: &[String]) -> Result<Vec<(String, String)>, Refusal> {
    let states = |bytes: &[u8], path: &str, wanted: &str| {
        read(path, bytes).is_ok_and(|tree| {
            tree.items
                .iter()
                .any(|item| matches!(&item.node, Item::Program(program) if program.name.node == wanted))
        })
    };
    let each = programs.iter().map(|wanted| {
        let file = files.files.iter().find(|(path, bytes)| states(bytes, path, wanted));
        let (path, _) =
            file.ok_or_else(|| Refusal::Fault(format!("no program is called `{wanted}` in these files")))?;
        Ok((path.clone(), wanted.clone()))
    });
    each.collect()
}

fn hash_of(entry: &Entry) -> Option<String> {
    match &entry.body {
        Body::Formal(formal) => Some(hash(&formal.claim)),
        Body::Computation(_) => None,
    }
}

impl Records {
    /// Reads a folder's records; without a file there are none.
    ///
    /// # Errors
    /// If the file cannot be read or decoded.
    pub fn load(path: &Path) -> Result<Records, FileError> {
        load_with(path, Records::decode)
    }

    /// Replaces the file as a whole.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        if self.by_programs.is_empty() && !path.exists() {
            return Ok(());
        }
        replace(path, &self.encode())
    }

    /// Reads bytes.
    ///
    /// # Errors
    /// What is wrong with them, and where.
    pub fn decode(bytes: &[u8]) -> Result<Records, CertificateError> {
        let json = parse(bytes)?;
        let mut fields = Fields::of(&json)?;
        fields.format(FORMAT)?;
        let by_programs = fields.required("explored", |json| {
            let Json::Object(records) = json else { return Err(wrong("an object", json)) };
            let each = records.iter().map(|(key, json)| match record(json) {
                Ok(record) => Ok((key.to_string(), record)),
                Err(error) => Err(error.at(key)),
            });
            each.collect()
        })?;
        fields.finish()?;
        Ok(Records { by_programs })
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let records: Vec<String> = self
            .by_programs
            .iter()
            .map(|(key, record)| {
                let regions: Vec<String> = record.regions.iter().map(written).collect();
                let proofs = String::from_utf8_lossy(&record.proofs.encode()).trim_end().to_owned();
                let regions = regions.join(",\n");
                format!("{}: {{\"regions\": [\n{regions}\n],\n\"proofs\": {proofs}}}", quoted(key))
            })
            .collect();
        format!("{{\"format\": {FORMAT}, \"explored\": {{\n{}\n}}}}\n", records.join(",\n")).into_bytes()
    }
}

fn written((program, part): &(String, Part)) -> String {
    let (word, form) = match &part.value {
        Value::Optimum(form) => ("optimum", Some(form)),
        Value::Infeasible => ("infeasible", None),
        Value::Unbounded => ("unbounded", None),
    };
    let mut fields = vec![format!("\"program\": {}, \"comes to\": {}", quoted(program), quoted(word))];
    fields.extend(form.map(|form| format!("\"value\": {}", quoted(form))));
    fields.extend(part.named.as_ref().map(|name| format!("\"name\": {}", quoted(name))));
    let conditions: Vec<String> = part.conditions.iter().map(|condition| quoted(condition)).collect();
    fields.push(format!("\"conditions\": [{}]", conditions.join(", ")));
    format!("{{{}}}", fields.join(", "))
}

fn record(json: &Json) -> Decoded<Record> {
    let mut fields = Fields::of(json)?;
    let record = Record {
        regions: fields.required("regions", |json| list(json, region))?,
        proofs: fields.required("proofs", Store::of_json)?,
    };
    fields.finish()?;
    Ok(record)
}

fn region(json: &Json) -> Decoded<(String, Part)> {
    let owned = |json| text(json).map(str::to_owned);
    let mut fields = Fields::of(json)?;
    let program = fields.required("program", owned)?;
    let value = match fields.required("comes to", text)? {
        "optimum" => Value::Optimum(fields.required("value", owned)?),
        "infeasible" => Value::Infeasible,
        "unbounded" => Value::Unbounded,
        other => return Err(unknown("kind of region", other)),
    };
    let named = fields.optional("name", owned)?;
    let conditions = fields.required("conditions", |json| list(json, owned))?;
    fields.finish()?;
    Ok((program, Part { member: 0, value, named, conditions }))
}
