//! A theorem has no public fields.

use std::collections::BTreeSet;

use mechproof_core::kernel::{Claim, Theorem};

fn forge(claim: Claim) -> Theorem {
    Theorem { claim, cites: BTreeSet::new(), holes: BTreeSet::new(), expectations: BTreeSet::new(), steps: 0 }
}

fn main() {
    let _ = forge;
}
