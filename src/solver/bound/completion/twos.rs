//! Tables of the best and the second-best, by place and tick: the best move to begin with, and
//! the best that begins with another one. In 32 bits and in separate rows, so that a block of
//! ticks is compared in a few instructions.

/// Nothing, not even a way home.
pub(super) const NOTHING: i32 = -(1 << 30);
/// No move.
pub(super) const NO_MOVE: i32 = u16::MAX as i32;
/// So many ticks are compared at a time.
pub(super) const BLOCK: usize = 8;

/// The best, its move, and the best by another move.
#[derive(Clone, Copy, Debug)]
pub(super) struct Two {
    first: i32,
    by: i32,
    second: i32,
}

impl Two {
    /// Takes note of a move that may have been heard of before.
    #[inline]
    pub(super) fn hear(&mut self, by: i32, value: i32) {
        if value > self.first {
            if self.by != by {
                self.second = self.first;
                self.by = by;
            }
            self.first = value;
        } else if by != self.by {
            self.second = self.second.max(value);
        }
    }

    /// The second-best: less than that is not worth taking note of.
    #[inline]
    pub(super) fn least(&self) -> i32 {
        self.second
    }

    /// Takes note of another two, by other moves, at a toll.
    #[inline]
    pub(super) fn merge(&mut self, other: Two, toll: i32) {
        let (first, second) = (other.first - toll, other.second - toll);
        if first > self.first {
            self.second = self.first.max(second);
            (self.first, self.by) = (first, other.by);
        } else {
            self.second = self.second.max(first);
        }
    }

    /// Takes note of another two, maybe by the same moves.
    #[inline]
    pub(super) fn join(&mut self, other: Two) {
        if self.by == other.by {
            self.first = self.first.max(other.first);
            self.second = self.second.max(other.second);
        } else {
            self.merge(other, 0);
        }
    }
}

/// A block of ticks at one place.
pub(super) struct Block {
    pub first: [i32; BLOCK],
    by: [i32; BLOCK],
    second: [i32; BLOCK],
}

impl Block {
    /// The least second-best; second-bests fall with the tick.
    #[inline]
    pub(super) fn least(&self) -> i32 {
        self.second[BLOCK - 1]
    }

    /// Takes note of another block, by other moves, at a toll.
    #[inline]
    pub(super) fn merge(&mut self, other: &Block, toll: i32) {
        for k in 0..BLOCK {
            let (first, second) = (other.first[k] - toll, other.second[k] - toll);
            let is_better = first > self.first[k];
            let lower = if is_better { self.first[k] } else { first };
            let rest = if is_better { second } else { self.second[k] };
            self.second[k] = lower.max(rest);
            self.first[k] = self.first[k].max(first);
            self.by[k] = if is_better { other.by[k] } else { self.by[k] };
        }
    }

    /// Takes note of a move at one tick.
    pub(super) fn hear(&mut self, k: usize, by: i32, value: i32) {
        let mut two = Two {
            first: self.first[k],
            by: self.by[k],
            second: self.second[k],
        };
        two.hear(by, value);
        (self.first[k], self.by[k], self.second[k]) = (two.first, two.by, two.second);
    }

    /// Forgets one tick.
    pub(super) fn clear(&mut self, k: usize) {
        (self.first[k], self.by[k], self.second[k]) = (NOTHING, NO_MOVE, NOTHING);
    }
}

/// By place and tick, for a range of ticks; before it and after it there is nothing.
pub(super) struct Twos {
    /// A multiple of the block.
    from: usize,
    to: usize,
    stride: usize,
    first: Vec<i32>,
    by: Vec<i32>,
    second: Vec<i32>,
}

impl Twos {
    /// Nothing anywhere.
    pub(super) fn new(places: usize, (from, to): (usize, usize)) -> Self {
        let from = from / BLOCK * BLOCK;
        // A block that begins at the last tick lies within a row.
        let ticks = to.saturating_sub(from);
        let stride = ticks.next_multiple_of(BLOCK) + BLOCK;
        let all = if ticks == 0 { 0 } else { places * stride };
        Self {
            from,
            to,
            stride,
            first: vec![NOTHING; all],
            by: vec![NO_MOVE; all],
            second: vec![NOTHING; all],
        }
    }

    /// Whether it has a tick.
    #[inline]
    pub(super) fn has(&self, tick: usize) -> bool {
        (self.from..self.to).contains(&tick)
    }

    #[inline]
    fn at(&self, place: usize, tick: usize) -> usize {
        place * self.stride + tick - self.from
    }

    /// The best at a place and tick, which it has.
    #[inline]
    pub(super) fn most(&self, place: usize, tick: usize) -> i32 {
        self.first[self.at(place, tick)]
    }

    /// The best that is not by a move.
    #[inline]
    pub(super) fn without(&self, place: usize, tick: usize, not: i32) -> i32 {
        if !self.has(tick) {
            return NOTHING;
        }
        let at = self.at(place, tick);
        if self.by[at] == not {
            self.second[at]
        } else {
            self.first[at]
        }
    }

    #[inline]
    pub(super) fn get(&self, place: usize, tick: usize) -> Two {
        let at = self.at(place, tick);
        Two {
            first: self.first[at],
            by: self.by[at],
            second: self.second[at],
        }
    }

    #[inline]
    pub(super) fn set(&mut self, place: usize, tick: usize, two: Two) {
        let at = self.at(place, tick);
        (self.first[at], self.by[at], self.second[at]) = (two.first, two.by, two.second);
    }

    /// A copy of a block.
    #[inline]
    pub(super) fn read(&self, place: usize, tick: usize) -> Block {
        let at = self.at(place, tick);
        Block {
            first: block_of(&self.first, at),
            by: block_of(&self.by, at),
            second: block_of(&self.second, at),
        }
    }

    pub(super) fn put(&mut self, place: usize, tick: usize, block: &Block) {
        let at = self.at(place, tick);
        self.first[at..at + BLOCK].copy_from_slice(&block.first);
        self.by[at..at + BLOCK].copy_from_slice(&block.by);
        self.second[at..at + BLOCK].copy_from_slice(&block.second);
    }
}

/// A block of a row; an array, so that it is copied in a few instructions.
#[inline]
fn block_of(row: &[i32], at: usize) -> [i32; BLOCK] {
    row.get(at..at + BLOCK)
        .and_then(|block| block.try_into().ok())
        .unwrap_or([NOTHING; BLOCK])
}
