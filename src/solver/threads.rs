//! Threads of our own for one search or bound.

use rayon::{ThreadPool, ThreadPoolBuilder};

/// So many threads, at least one; none without room for them.
pub(super) fn pool(threads: usize) -> Option<ThreadPool> {
    let threads = threads.clamp(1, 1024);
    ThreadPoolBuilder::new().num_threads(threads).build().ok()
}

/// Runs on so many threads of its own; without room for them, those that are there do it.
pub(super) fn on<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> T {
    match pool(threads) {
        Some(pool) => pool.install(run),
        None => run(),
    }
}
