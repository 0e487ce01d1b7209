//! Tests that need a program that is not part of the project. Where it is missing they do not run and say so; with
//! `MECHPROOF_ALL_TOOLS` set, as in `.ci/run`, that is a failure.

/// Notes that a test does not run for want of a tool.
///
/// # Panics
/// If all tools are to be there.
pub(crate) fn skipped(tool: &str) {
    assert!(
        std::env::var_os("MECHPROOF_ALL_TOOLS").is_none(),
        "{tool} is missing, and no test may be skipped"
    );
    println!("skipped: no {tool}");
}
