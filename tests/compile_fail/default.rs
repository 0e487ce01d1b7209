//! There is no theorem to begin with.

use mechproof_core::kernel::Theorem;

fn main() {
    let _ = Theorem::default();
}
