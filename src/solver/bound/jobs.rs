//! A set of the jobs of one shift.

/// So many jobs of a shift are told apart, at most.
pub(super) const MOST: usize = 256;

/// A set of jobs, by their bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Jobs([u64; MOST / 64]);

impl Jobs {
    /// Whether a job is in it.
    #[inline]
    pub(super) fn has(&self, bit: u8) -> bool {
        self.0[usize::from(bit / 64)] >> (bit % 64) & 1 == 1
    }

    /// Puts a job in.
    #[inline]
    pub(super) fn put(&mut self, bit: u8) {
        self.0[usize::from(bit / 64)] |= 1 << (bit % 64);
    }

    /// What is also in another.
    #[inline]
    pub(super) fn and(self, other: &Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a & e, b & f, c & g, d & h])
    }

    /// What is not in another.
    #[inline]
    pub(super) fn without(self, other: &Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a & !e, b & !f, c & !g, d & !h])
    }

    /// Whether all of it is in another.
    #[inline]
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.without(other).0 == [0; MOST / 64]
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
