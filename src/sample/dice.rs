//! Seeded chance that falls the same on every machine.

use rand::RngCore;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// A seeded source of choices.
///
/// Only 64-bit draws and whole-number arithmetic, so that neither the width of `usize`
/// nor a machine's mathematics library changes a district.
pub(super) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// Dice for one part of a district; `part` keeps the parts apart, so that more
    /// draws in one leave the others as they were.
    pub fn new(seed: u64, part: u64) -> Self {
        let mixed = seed ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(Xoshiro256PlusPlus::seed_from_u64(mixed))
    }

    /// A number from 0 to `bound - 1`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * bound as u128;
        (wide >> 64) as usize
    }

    /// A number from `low` to `high`, both included; `low` when `high` is below it.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(usize::try_from(high - low + 1).unwrap_or(0)) as i64
    }

    /// True in `percent` of a hundred throws.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several; none only when there are none.
    pub fn choose<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// One of several words; empty only when there are none.
    pub fn word<'a>(&mut self, from: &[&'a str]) -> &'a str {
        self.choose(from).copied().unwrap_or("")
    }

    /// The position of a weight, drawn in proportion; 0 when all are zero.
    pub fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut throw = self.below(weights.iter().sum());
        for (ix, weight) in weights.iter().enumerate() {
            if throw < *weight {
                return ix;
            }
            throw -= weight;
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of one seed, written down: another machine or another generator that
    /// gave others would change every sample.
    #[test]
    fn repeatable() {
        let mut dice = Dice::new(1, 2);
        let thrown: Vec<usize> = (0..6).map(|_| dice.below(1000)).collect();
        assert_eq!(thrown, [436, 201, 126, 195, 668, 366]);
    }

    /// Weights of zero are never drawn, and the bounds of a range are both reached.
    #[test]
    fn edges() {
        let mut dice = Dice::new(3, 0);
        assert!((0..200).all(|_| dice.weighted(&[0, 5, 0]) == 1));
        let mut seen = [0; 3];
        for _ in 0..200 {
            seen[usize::try_from(dice.between(4, 6) - 4).unwrap()] += 1;
        }
        assert!(seen.iter().all(|n| *n > 0));
        assert_eq!(dice.between(7, 6), 7);
        assert_eq!(dice.below(0), 0);
    }
}
