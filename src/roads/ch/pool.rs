//! Working memory that threads hand on to each other.

use std::sync::Mutex;

/// As many pieces of working memory as threads ever asked at once.
#[derive(Debug)]
pub(in crate::roads) struct Pool<T> {
    free: Mutex<Vec<T>>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self {
            free: Mutex::default(),
        }
    }
}

impl<T> Pool<T> {
    /// Works with a piece that nobody else has, made where none is free.
    pub fn with<U>(&self, make: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> U) -> U {
        // A thread that panicked has left nothing half done in the list.
        let lock = || {
            self.free
                .lock()
                .unwrap_or_else(|broken| broken.into_inner())
        };
        let free = lock().pop();
        let mut piece = free.unwrap_or_else(make);
        let out = work(&mut piece);
        lock().push(piece);
        out
    }
}
