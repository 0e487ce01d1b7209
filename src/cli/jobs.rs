//! Work by several threads, with a bar on a terminal.
//!
//! Results come in the order of what was given, however many threads there are.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::STACK;

/// How many threads to use.
#[derive(Args)]
pub(super) struct Jobs {
    /// Threads that work at once; as many as there are processors if none is given
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

impl Jobs {
    /// The number of threads.
    pub(super) fn count(&self) -> usize {
        self.jobs.map_or_else(processors, NonZeroUsize::get)
    }
}

/// As many threads as there are processors.
pub(super) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Does two things at once where more than one thread may work, else one after the other.
pub(super) fn both<A, B: Send>(jobs: usize, one: impl FnOnce() -> A, other: impl Fn() -> B + Sync) -> (A, B) {
    if jobs == 1 {
        return (one(), other());
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, &other);
        let first = one();
        let second = match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            // Where no thread can be started, this one does both.
            Err(_) => other(),
        };
        (first, second)
    })
}

/// A bar for so many steps of work; nothing where standard error is no terminal.
pub(super) fn bar(what: &'static str, steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(steps as u64);
    let style = ProgressStyle::with_template("{msg} {bar:40} {pos}/{len} {elapsed}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())).with_message(what)
}

/// Applies a function to each item; the results in the order of the items.
pub(super) fn map<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    bar: &ProgressBar,
    apply: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        while let Some((place, item)) = {
            let place = next.fetch_add(1, Ordering::Relaxed);
            items.get(place).map(|item| (place, item))
        } {
            let result = apply(item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((place, result));
            bar.inc(1);
        }
    };
    std::thread::scope(|scope| {
        // The thread that calls works too; where another cannot be started, there is one less.
        for _ in 1..jobs.clamp(1, items.len().max(1)) {
            let _ = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        }
        work();
    });
    bar.finish_and_clear();
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}
