//! A theorem has no public constructor.


use mechproof_core::kernel::{Claim, Theorem};

fn forge(claim: Claim) -> Theorem {
    Theorem::new(claim, Default::default())
}

fn main() {
    let _ = forge;
}
