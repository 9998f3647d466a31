//! All drives from many places to many.
//!
//! Every target climbs once and leaves an entry in a bucket at each vertex that it reaches;
//! then every source climbs once and looks into the buckets on its way. Entries lie in flat
//! arrays in the order of the ranks, number, key and length each by itself, since the inner
//! loop reads only the first two.
//!
//! Source: Knopp, Sanders, Schultes, Schulz and Wagner (2007), Computing many-to-many shortest
//! paths using highway hierarchies.

use rayon::prelude::*;

use super::super::graph::Weight;
use super::super::snap::Entry;
use super::Hierarchy;
use super::climb::{Climber, Reached};
use super::pool::Pool;
use super::query::{from, to, weight};

/// What the targets left, by rank.
#[derive(Debug, Default)]
struct Buckets {
    first: Vec<u32>,
    targets: Vec<u32>,
    keys: Vec<i64>,
    lengths: Vec<i64>,
}

/// The shortest drives from each source to each target, row by row; none where there is none.
/// What it says of two places on one stretch is of no use.
///
/// Cost: a climb for every place; then what each source and each target have in common,
/// some dozens of steps a pair. On all cores.
pub(in crate::roads) fn table(
    hierarchy: &Hierarchy,
    sources: &[Vec<Entry>],
    targets: &[Vec<Entry>],
) -> Vec<Option<Weight>> {
    if sources.is_empty() || targets.is_empty() {
        return Vec::new();
    }
    let ranks = hierarchy.vertex.len();
    let climbers: Pool<Climber> = Pool::default();
    let make = || Climber::new(ranks);
    let left: Vec<Vec<Reached>> = targets
        .par_iter()
        .map(|ends| {
            climbers.with(make, |climber| {
                climber.climb(&hierarchy.down, &hierarchy.up, to(hierarchy, ends));
                climber.reached.clone()
            })
        })
        .collect();
    let buckets = Buckets::new(ranks, &left);
    let mut rows = vec![None; sources.len() * targets.len()];
    rows.par_chunks_mut(targets.len())
        .zip(sources)
        .for_each(|(row, starts)| {
            climbers.with(make, |climber| {
                climber.climb(&hierarchy.up, &hierarchy.down, from(hierarchy, starts));
                buckets.meet(&climber.reached, row);
            });
        });
    rows
}

impl Buckets {
    fn new(ranks: usize, left: &[Vec<Reached>]) -> Self {
        let mut first = vec![0_u32; ranks + 1];
        for reached in left.iter().flatten() {
            first[reached.rank as usize + 1] += 1;
        }
        for rank in 0..ranks {
            first[rank + 1] += first[rank];
        }
        let entries = first[ranks] as usize;
        let mut buckets = Self {
            targets: vec![0; entries],
            keys: vec![0; entries],
            lengths: vec![0; entries],
            first,
        };
        let mut next = buckets.first.clone();
        for (target, reached) in left.iter().enumerate() {
            for it in reached {
                let at = next[it.rank as usize] as usize;
                next[it.rank as usize] += 1;
                buckets.targets[at] = target as u32;
                buckets.keys[at] = it.key;
                buckets.lengths[at] = it.length;
            }
        }
        buckets
    }

    /// One source against all targets.
    fn meet(&self, reached: &[Reached], row: &mut [Option<Weight>]) {
        let mut best = vec![i64::MAX; row.len()];
        // Which entry and which of the source's own.
        let mut of = vec![(0_u32, 0_u32); row.len()];
        for (own, it) in reached.iter().enumerate() {
            let start = self.first[it.rank as usize] as usize;
            let end = self.first[it.rank as usize + 1] as usize;
            let entries = self.targets[start..end].iter().zip(&self.keys[start..end]);
            for (at, (target, key)) in entries.enumerate() {
                let key = it.key + key;
                let target = *target as usize;
                if key < best[target] {
                    best[target] = key;
                    of[target] = ((start + at) as u32, own as u32);
                }
            }
        }
        for (target, out) in row.iter_mut().enumerate() {
            if best[target] != i64::MAX {
                let (entry, own) = of[target];
                let length = reached[own as usize].length + self.lengths[entry as usize];
                *out = Some(weight(best[target], length));
            }
        }
    }
}
