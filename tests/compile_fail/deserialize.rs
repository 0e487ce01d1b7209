//! A theorem cannot be read from a file.

use mechproof_core::kernel::Theorem;

fn readable<T: for<'a> serde::Deserialize<'a>>() {}

fn main() {
    readable::<Theorem>();
}
