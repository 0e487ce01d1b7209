//! A theorem has no public constructor.

use std::collections::BTreeSet;

use mechproof_core::kernel::{Claim, Theorem};

fn forge(claim: Claim) -> Theorem {
    Theorem::new(claim, BTreeSet::new(), BTreeSet::new(), 0)
}

fn main() {
    let _ = forge;
}
