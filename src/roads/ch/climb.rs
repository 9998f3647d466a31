//! One half of a search: all that can be reached by climbing.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::graph::NONE;
use super::Half;

/// No label.
const FAR: i64 = i64::MAX;

/// What is known of a rank. The three lie together, since they are read together.
#[derive(Clone, Copy, Debug)]
struct Label {
    key: i64,
    length: i64,
    before: u32,
}

const UNKNOWN: Label = Label {
    key: FAR,
    length: 0,
    before: NONE,
};

/// A rank that was reached on a way that may be part of a shortest one.
#[derive(Clone, Copy, Debug)]
pub(in crate::roads) struct Reached {
    pub rank: u32,
    /// See [`key`](super::super::graph::Weight::key).
    pub key: i64,
    /// In decimetres.
    pub length: i64,
}

/// A climbing search and its working memory.
#[derive(Debug)]
pub(in crate::roads) struct Climber {
    labels: Vec<Label>,
    touched: Vec<u32>,
    queue: BinaryHeap<Reverse<(i64, u32)>>,
    pub reached: Vec<Reached>,
}

impl Climber {
    pub fn new(ranks: usize) -> Self {
        Self {
            labels: vec![UNKNOWN; ranks],
            touched: Vec::new(),
            queue: BinaryHeap::new(),
            reached: Vec::new(),
        }
    }

    /// Searches from starts (rank, key, length) along `half`. What is reached more cheaply
    /// from above, by an arc of `other`, is no part of a shortest way and is left out.
    ///
    /// Source: stall-on-demand, Geisberger et al. (2008).
    pub fn climb(
        &mut self,
        half: &Half,
        other: &Half,
        starts: impl IntoIterator<Item = (u32, i64, i64)>,
    ) {
        for rank in self.touched.drain(..) {
            self.labels[rank as usize] = UNKNOWN;
        }
        self.reached.clear();
        for (rank, key, length) in starts {
            let before = NONE;
            self.offer(
                rank,
                Label {
                    key,
                    length,
                    before,
                },
            );
        }
        while let Some(Reverse((key, rank))) = self.queue.pop() {
            let label = self.labels[rank as usize];
            if key > label.key {
                continue;
            }
            let is_stalled = other.arcs(rank).iter().any(|arc| {
                let above = self.labels[arc.to as usize].key;
                above != FAR && above + arc.weight.key() < key
            });
            if is_stalled {
                continue;
            }
            self.reached.push(Reached {
                rank,
                key,
                length: label.length,
            });
            for arc in half.arcs(rank) {
                let next = Label {
                    key: key + arc.weight.key(),
                    length: label.length + i64::from(arc.weight.length),
                    before: rank,
                };
                self.offer(arc.to, next);
            }
        }
    }

    fn offer(&mut self, rank: u32, label: Label) {
        let known = &mut self.labels[rank as usize];
        if label.key < known.key {
            if known.key == FAR {
                self.touched.push(rank);
            }
            *known = label;
            self.queue.push(Reverse((label.key, rank)));
        }
    }

    /// The ranks from a start to `rank`.
    pub fn chain(&self, rank: u32) -> Vec<u32> {
        let mut chain = vec![rank];
        let mut at = rank;
        while self.labels[at as usize].before != NONE {
            at = self.labels[at as usize].before;
            chain.push(at);
        }
        chain.reverse();
        chain
    }

    /// The key of a rank, if it was reached.
    pub fn key(&self, rank: u32) -> Option<i64> {
        let key = self.labels[rank as usize].key;
        (key != FAR).then_some(key)
    }

    /// The length to a rank that was reached, in decimetres.
    pub fn length(&self, rank: u32) -> i64 {
        self.labels[rank as usize].length
    }
}
