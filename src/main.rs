//! The program `mechproof`; see [`mechproof::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    mechproof::cli::main()
}
