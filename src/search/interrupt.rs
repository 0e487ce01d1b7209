//! The wish to stop, for the whole process: set by a signal or a clock, asked for by whatever takes long.
//!
//! What is stopped reports that it was, so that nobody takes an answer that did not come for an answer.

use std::sync::atomic::{AtomicBool, Ordering};

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// Asks all searches to stop.
pub fn request() {
    REQUESTED.store(true, Ordering::SeqCst);
}

/// Whether they are to stop.
pub fn requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}
