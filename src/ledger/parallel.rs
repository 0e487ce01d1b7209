//! Judging claims by several threads at once.
//!
//! A claim is judged as soon as the claims that its certificates or its proof cite are; nothing else orders
//! them, so records, certificates and theorems are the same for every number of threads. Each thread gets the
//! theorems that its claim cites and stand before it, and no others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Condvar, Mutex, PoisonError};

use mechproof_core::kernel::{Library, Proof, Step, Theorem};

use super::judge::{Judge, Ledger, Prover, unfinished};
use super::record::Record;
use crate::STACK;
use crate::certificate::{Certificate, Store};
use crate::language::document::{Body, Document, Entry};
use crate::language::syntax::{Factor, Justification, ProofBlock, ProofStep};

/// What came of judging.
pub struct Judged<P> {
    /// The records in the order of the theorem files.
    pub ledger: Ledger,
    /// Every theorem, by the id of its claim.
    pub library: Library,
    /// The provers, one of each thread.
    pub provers: Vec<P>,
}

/// One claim to judge.
struct Task<'a> {
    paper: &'a str,
    entry: &'a Entry,
    certificates: &'a [Certificate],
}

/// What the threads share.
struct Board {
    /// How many cited claims are not yet judged.
    missing: Vec<usize>,
    /// What can be judged now; what most work waits for comes first.
    ready: BTreeSet<(Reverse<usize>, usize)>,
    left: usize,
    records: Vec<Option<Record>>,
    theorems: Vec<Option<Theorem>>,
}

/// Judges the wanted claims of some documents, and what they rest on, with so many threads. Each thread has a prover
/// of its own; `finished` is told of every claim that is judged.
pub fn judge_in_parallel<P: Prover + Send>(
    documents: &[Document],
    stores: &BTreeMap<String, Store>,
    wanted: &dyn Fn(&Entry) -> bool,
    jobs: usize,
    prover: &(dyn Fn() -> P + Sync),
    finished: &(dyn Fn() + Sync),
) -> Judged<P> {
    let empty = Store::default();
    let tasks: Vec<Task> = documents
        .iter()
        .flat_map(|document| {
            let store = stores.get(&document.paper).unwrap_or(&empty);
            document.entries.iter().map(move |entry| Task {
                paper: &document.paper,
                entry,
                certificates: store.of(&entry.id),
            })
        })
        .collect();
    let cited = citations(&tasks);
    let mut citing: Vec<Vec<usize>> = vec![Vec::new(); tasks.len()];
    for (task, cited) in cited.iter().enumerate() {
        cited.iter().for_each(|before| citing[*before].push(task));
    }
    let missing: Vec<usize> = cited.iter().map(BTreeSet::len).collect();
    // Citations lead back, so whatever the wanted claims rest on is met on the way.
    let mut needed: Vec<bool> = tasks.iter().map(|task| wanted(task.entry)).collect();
    for task in (0..tasks.len()).rev() {
        if needed[task] {
            cited[task].iter().for_each(|before| needed[*before] = true);
        }
    }
    let waiting = waiting(&tasks, &citing);
    let place = |task: usize| (Reverse(waiting[task]), task);
    let board = Mutex::new(Board {
        ready: (0..tasks.len()).filter(|task| needed[*task] && missing[*task] == 0).map(place).collect(),
        missing,
        left: needed.iter().filter(|needed| **needed).count(),
        records: tasks.iter().map(|_| None).collect(),
        theorems: tasks.iter().map(|_| None).collect(),
    });
    let changed = Condvar::new();
    let work = || {
        // Without this, the others would wait for ever for a thread that panicked.
        let watch = Watch { board: &board, changed: &changed };
        let mut prover = prover();
        while let Some((task, library)) = next(&board, &changed, &tasks, &cited) {
            let Task { paper, entry, certificates } = &tasks[task];
            let (record, theorem) = if prover.stopped() {
                (unfinished(paper, entry), None)
            } else {
                let mut judge = Judge::knowing(library);
                let record = judge.entry(paper, entry, certificates, &mut prover);
                (record, judge.library().get(&entry.id).cloned())
            };
            let mut board = board.lock().unwrap_or_else(PoisonError::into_inner);
            board.records[task] = Some(record);
            board.theorems[task] = theorem;
            board.left -= 1;
            for later in &citing[task] {
                board.missing[*later] -= 1;
                if needed[*later] && board.missing[*later] == 0 {
                    board.ready.insert(place(*later));
                }
            }
            drop(board);
            changed.notify_all();
            finished();
        }
        drop(watch);
        prover
    };
    let jobs = jobs.clamp(1, tasks.len().max(1));
    let mut provers = Vec::new();
    std::thread::scope(|scope| {
        // The thread that calls works too; where another cannot be started, there is one less.
        let others: Vec<_> = (1..jobs)
            .filter_map(|_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok())
            .collect();
        provers.push(work());
        for other in others {
            match other.join() {
                Ok(prover) => provers.push(prover),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    let board = board.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut library = Library::default();
    for (task, theorem) in tasks.iter().zip(board.theorems) {
        if let Some(theorem) = theorem {
            library.add(task.entry.id.as_str().into(), theorem);
        }
    }
    let records = board.records.into_iter().flatten().collect();
    let senseless = documents.iter().flat_map(|document| document.senseless.iter().cloned()).collect();
    Judged { ledger: Ledger { records, senseless }, library, provers }
}

/// Sends the other threads home when one ends, which is at the end or in a panic.
struct Watch<'a> {
    board: &'a Mutex<Board>,
    changed: &'a Condvar,
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut board = self.board.lock().unwrap_or_else(PoisonError::into_inner);
            board.left = 0;
            board.ready.clear();
            self.changed.notify_all();
        }
    }
}

/// The next claim to judge, with the theorems it may cite; nothing once all are taken.
fn next(
    board: &Mutex<Board>,
    changed: &Condvar,
    tasks: &[Task],
    cited: &[BTreeSet<usize>],
) -> Option<(usize, Library)> {
    let mut board = board.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if let Some((_, task)) = board.ready.pop_first() {
            let mut library = Library::default();
            for before in &cited[task] {
                if let Some(theorem) = &board.theorems[*before] {
                    library.add(tasks[*before].entry.id.as_str().into(), theorem.clone());
                }
            }
            return Some((task, library));
        }
        if board.left == 0 {
            return None;
        }
        board = changed.wait(board).unwrap_or_else(PoisonError::into_inner);
    }
}

/// For each claim, about how much work is to be done one after the other, from it on: its steps and those of claims
/// that rest on it. With the longest first, no thread is left alone with a long proof at the end.
fn waiting(tasks: &[Task], citing: &[Vec<usize>]) -> Vec<usize> {
    let mut waiting = vec![0; tasks.len()];
    for (place, task) in tasks.iter().enumerate().rev() {
        let own: usize = task.certificates.iter().map(|certificate| count(&certificate.proof.steps)).sum();
        let later = citing[place].iter().map(|later| waiting[*later]).max();
        waiting[place] = own + later.unwrap_or(0);
    }
    waiting
}

fn count(steps: &[Step]) -> usize {
    let inside = |step: &Step| match step {
        Step::Block { steps, .. } => count(steps),
        Step::Cases { branches, .. } => branches.iter().map(|branch| count(branch)).sum(),
        _ => 0,
    };
    steps.iter().map(|step| 1 + inside(step)).sum()
}

/// For each claim, the earlier ones that its certificates or its proof cite.
fn citations(tasks: &[Task]) -> Vec<BTreeSet<usize>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (place, task) in tasks.iter().enumerate() {
        places.entry(&task.entry.id).or_insert(place);
    }
    let of = |(place, task): (usize, &Task)| {
        let mut names = cited(task.entry);
        task.certificates.iter().for_each(|certificate| of_proof(&certificate.proof, &mut names));
        // A proof may leave out the paper's name.
        let known = names.iter().flat_map(|name| [name.clone(), format!("{}/{name}", task.paper)]);
        known.filter_map(|name| places.get(name.as_str()).copied()).filter(|before| *before < place).collect()
    };
    tasks.iter().enumerate().map(of).collect()
}

/// The names of the claims that a theorem file's proofs of a claim cite, as they are written.
pub fn cited(entry: &Entry) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if let Body::Formal(formal) = &entry.body {
        names.extend(formal.mirror.iter().map(|(original, _)| original.clone()));
        let refutation = formal.refutation.as_ref().map(|refutation| &refutation.proof);
        let restated = entry.restated.as_ref();
        let published = restated.and_then(|restated| restated.refutation.as_ref()).map(|known| &known.proof);
        let vacuity = restated.and_then(|restated| restated.vacuity.as_ref());
        let own = formal.proof.iter().chain(&formal.vacuity).chain(refutation);
        for block in own.chain(published).chain(vacuity) {
            of_block(block, &mut names);
        }
    }
    names
}

fn of_proof(proof: &Proof, names: &mut BTreeSet<String>) {
    of_steps(&proof.steps, names);
}

fn of_steps(steps: &[Step], names: &mut BTreeSet<String>) {
    for step in steps {
        match step {
            Step::Cite { theorem, .. } => _ = names.insert(theorem.to_string()),
            Step::Block { steps, .. } => of_steps(steps, names),
            Step::Cases { branches, .. } => branches.iter().for_each(|branch| of_steps(branch, names)),
            _ => {}
        }
    }
}

fn of_block(block: &ProofBlock, names: &mut BTreeSet<String>) {
    for step in &block.steps {
        match &step.node {
            ProofStep::Step(_, why) | ProofStep::Conclude(why) => of_justification(why, names),
            ProofStep::Chain(_, _, links) => {
                links.iter().for_each(|(_, _, why)| of_justification(why, names));
            }
            ProofStep::Let(_)
            | ProofStep::Obtain(..)
            | ProofStep::Pick(..)
            | ProofStep::Split(..)
            | ProofStep::Conclusion(_) => {}
        }
    }
}

fn of_justification(why: &Justification, names: &mut BTreeSet<String>) {
    let factors = why.items.iter().flat_map(|item| &item.node).chain(&why.clearing);
    for factor in factors {
        if let Factor::Claim(name, _) = factor {
            names.insert(name.node.clone());
        }
    }
    why.blocks.iter().for_each(|(_, block)| of_block(block, names));
}
