//! Random numbers: the same stream for the same seed on every machine.

use rand::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A seeded generator with the few draws that the search needs.
#[derive(Clone)]
pub(crate) struct Rng(Xoshiro256PlusPlus);

impl Rng {
    /// The stream of `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A number below `n`, by multiplication: its bias is below n / 2^32. Zero for `n` = 0.
    #[inline]
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let high = self.0.next_u64() >> 32;
        // `n` is the length of some list, far below 2^32.
        ((high * n as u64) >> 32) as usize
    }

    /// A number in [0, 1).
    #[inline]
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with probability `p`.
    #[inline]
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Shuffles `items` (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i + 1);
            items.swap(i, j);
        }
    }
}
