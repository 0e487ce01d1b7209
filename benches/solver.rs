//! The same claims by a solver alone and by the kernel: for each claim of a paper how long the solver takes to find
//! that what the stored certificate proves cannot fail, and how long the kernel takes to check the certificate.
//!
//! `PAPER` names the paper (carroll), `SECONDS` the limit for each claim (60). What a solver finds of a claim in which
//! it sees unknowns in place of expectations and the like is counted apart.

#[path = "../tests/support/papers.rs"]
mod papers;

use std::path::Path;
use std::time::{Duration, Instant};

use mechproof::language::document::Body;
use mechproof::ledger::statement_proved;
use mechproof::search::smt::{Limits, find, inquire, parts};
use mechproof_core::exact::Limits as Sizes;
use mechproof_core::kernel::{Claim, check};

fn setting(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}

/// What the solver says of a statement within a limit for all its parts, and whether it saw unknowns.
fn alone(
    solver: &mechproof::search::smt::Solver,
    statement: &Claim,
    limit: Duration,
) -> (&'static str, bool) {
    let start = Instant::now();
    let mut unknowns = false;
    for part in parts(statement) {
        let clock = limit.saturating_sub(start.elapsed());
        let limits = Limits { clock, megabytes: 2048, steps: u64::from(u32::MAX) };
        for answer in inquire(solver, &part, &limits) {
            unknowns |= answer.abstracted;
            if answer.reply.word() != "unsat" {
                return (answer.reply.word(), unknowns);
            }
        }
    }
    ("unsat", unknowns)
}

fn main() {
    papers::with_large_stack(|| {
        let paper = setting("PAPER", "carroll");
        let limit = Duration::from_secs(setting("SECONDS", "60").parse().unwrap_or(60));
        let Some(solver) = find(Path::new(env!("CARGO_MANIFEST_DIR"))) else {
            println!("no solver is installed");
            return;
        };
        let (mut all, mut settled, mut weaker) = (0_u32, 0_u32, 0_u32);
        let (mut asking, mut checking, mut checking_all) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
        papers::for_each_certificate(|entry, certificate, library| {
            let Body::Formal(formal) = &entry.body else { return };
            if !entry.id.starts_with(&format!("{paper}/")) {
                return;
            }
            let Ok(statement) = statement_proved(&formal.claim, &certificate.proves) else { return };
            let start = Instant::now();
            let accepted = check(&statement, &certificate.proof, library, Sizes::default()).is_ok();
            let kernel = start.elapsed();
            assert!(accepted, "{}: the stored certificate is rejected", entry.id);
            let start = Instant::now();
            let (word, unknowns) = alone(&solver, &statement, limit);
            let took = start.elapsed();
            all += 1;
            checking_all += kernel;
            if word == "unsat" {
                settled += 1;
                weaker += u32::from(unknowns);
                asking += took;
                checking += kernel;
            }
            println!("{:>9.1} ms kernel {:>9.1} ms solver  {word}  {}", ms(kernel), ms(took), entry.id);
        });
        println!(
            "{paper}: {} {} settles {settled} of {all} within {} s each, {weaker} of them with unknowns",
            solver.kind.program(),
            solver.version,
            limit.as_secs()
        );
        println!("of these: solver {:.1} ms, kernel {:.1} ms", ms(asking), ms(checking));
        println!("kernel, all: {:.1} ms", ms(checking_all));
    });
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
