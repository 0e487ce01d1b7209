//! How many claims of each paper are settled from their statements alone, without a proof or a library, and how
//! long each takes. Some minutes; run with `cargo bench --bench papers`. PAPER and CLAIM in the environment choose
//! by a part of the name.

#[path = "../tests/support/papers.rs"]
mod papers;

use mechproof::language::document::{Body, Entry};
use mechproof::prove::{Budget, Finding, prove};
use mechproof::tactic::auto::Effort;
use mechproof_core::kernel::Library;

/// A claim without the proof that its file offers.
fn bare(entry: &Entry) -> Option<Entry> {
    let mut bare = entry.clone();
    let Body::Formal(formal) = &mut bare.body else { return None };
    formal.proof = None;
    formal.refutation = None;
    formal.vacuity = None;
    formal.mirror = None;
    Some(bare)
}

fn main() {
    // Where targets are only run to see that they do, there is nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let filter = std::env::var("PAPER").unwrap_or_default();
    let claim = std::env::var("CLAIM").unwrap_or_default();
    papers::with_large_stack(move || {
        let (documents, _) = papers::papers().expect("the papers are well-formed");
        let budget = Budget { points: 60, effort: Effort::small(), ..Budget::default() };
        for document in documents.iter().filter(|document| document.paper.contains(&filter)) {
            let (mut all, mut certified, mut refuted) = (0, 0, 0);
            for entry in document.entries.iter().filter_map(bare).filter(|entry| entry.id.contains(&claim)) {
                all += 1;
                let started = std::time::Instant::now();
                println!("begin {}", entry.id);
                match prove(&entry, &Library::default(), &budget) {
                    Finding::Proved(_) => certified += 1,
                    Finding::Refuted(_) => refuted += 1,
                    Finding::Open(tried) => println!("open {}: {tried}", entry.id),
                }
                println!("time {} {:?}", entry.id, started.elapsed());
            }
            println!("{}: {certified} certified and {refuted} refuted of {all}", document.paper);
        }
    });
}
