//! Stopping before the end: by a signal, or by the clock.
//!
//! The first signal asks all searches to stop; what is done by then is stored. The second ends the program at
//! once. Either way the exit code is 130.

use std::process::exit;
use std::time::Duration;

use super::{Failure, Run, say};
use crate::search::interrupt;

/// The exit code of a run that was stopped.
pub(super) const STOPPED: u8 = 130;

/// Listens for signals, and stops after so many seconds if a number is given.
pub(super) fn listen(seconds: Option<u64>) -> Run<()> {
    let heard = ctrlc::set_handler(|| {
        if interrupt::requested() {
            exit(i32::from(STOPPED));
        }
        say("\nnote: stopping; what is finished is stored. Once more ends at once\n");
        interrupt::request();
    });
    heard.map_err(|error| Failure::message(format!("signals cannot be listened to: {error}")))?;
    if seconds == Some(0) {
        interrupt::request();
    } else if let Some(seconds) = seconds {
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(seconds));
            interrupt::request();
        });
    }
    Ok(())
}
