//! What a theorem says cannot be changed afterwards.

use mechproof_core::kernel::{Claim, Theorem};

fn forge(theorem: &mut Theorem, claim: Claim) {
    theorem.claim = claim;
    theorem.holes.clear();
}

fn main() {
    let _ = forge;
}
