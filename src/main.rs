//! The program `mechproof`; see [`mechproof::cli`].

use std::process::ExitCode;

/// Checking makes and drops many small terms, on several threads; this allocator halves what that costs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    mechproof::cli::main()
}
