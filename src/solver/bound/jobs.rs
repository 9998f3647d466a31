//! A set of the jobs of one shift.

/// So many jobs of a shift are told apart, at most.
pub(super) const MOST: usize = 256;

/// A set of jobs, by their bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Jobs([u64; MOST / 64]);

impl Jobs {
    /// Whether a job is in it.
    pub(super) fn has(&self, bit: u8) -> bool {
        self.0[usize::from(bit / 64)] >> (bit % 64) & 1 == 1
    }

    /// Puts a job in.
    pub(super) fn put(&mut self, bit: u8) {
        self.0[usize::from(bit / 64)] |= 1 << (bit % 64);
    }

    /// What is also in another.
    pub(super) fn and(mut self, other: &Self) -> Self {
        for (mine, other) in self.0.iter_mut().zip(&other.0) {
            *mine &= other;
        }
        self
    }

    /// What is not in another.
    pub(super) fn without(mut self, other: &Self) -> Self {
        for (mine, other) in self.0.iter_mut().zip(&other.0) {
            *mine &= !other;
        }
        self
    }

    /// Whether all of it is in another.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        let mut words = self.0.iter().zip(&other.0);
        words.all(|(mine, other)| mine & !other == 0)
    }
}

#[cfg(test)]
mod tests {
    //! Sets obey their algebra beyond the first word.
    use super::*;

    #[test]
    fn bits_of_every_word() {
        let set = |bits: &[u8]| {
            let mut set = Jobs::default();
            bits.iter().for_each(|&bit| set.put(bit));
            set
        };
        let some = set(&[0, 63, 64, 200, 255]);
        assert!(some.has(255) && some.has(64) && !some.has(65));
        assert_eq!(some.without(&set(&[63, 200, 201])), set(&[0, 64, 255]));
        assert_eq!(some.and(&set(&[63, 200, 201])), set(&[63, 200]));
        assert!(set(&[200]).is_within(&some) && !some.is_within(&set(&[200])));
    }
}
