//! Contraction hierarchy: the graph with shortcuts, in which a search only ever climbs.
//!
//! Vertices are ranked by how much they matter. Contracting the least of those that are left
//! puts a shortcut between two neighbours wherever the shortest way between them leads over
//! it. Then every shortest way climbs and descends, and both halves are short searches.
//! A shortcut carries cost, time and length, and the vertex that it leads over.
//!
//! Vertices are numbered by rank, the highest last, so that what all searches share lies
//! together in memory.
//!
//! Source: Geisberger, Sanders, Schultes and Delling (2008), Contraction Hierarchies; the
//! measure of importance is that of RoutingKit (Strasser, Wagner, Dibbelt).

mod climb;
mod contract;
mod pool;
mod query;
mod table;
mod witness;

pub(super) use contract::contract;
pub(super) use query::{Climbers, route};
pub(super) use table::table;

use super::graph::{NONE, Weight};

/// The arcs that climb out of each vertex, or those that descend into it, turned round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Half {
    /// By rank, its first arc; one more at the end.
    pub first: Vec<u32>,
    pub arcs: Vec<Climb>,
    /// By arc, the rank that the shortcut leads over; [`NONE`] of a plain arc.
    pub over: Vec<u32>,
}

/// An arc to a higher rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Climb {
    pub to: u32,
    pub weight: Weight,
}

impl Half {
    pub fn arcs(&self, rank: u32) -> &[Climb] {
        &self.arcs[self.first[rank as usize] as usize..self.first[rank as usize + 1] as usize]
    }

    /// What the arc from `rank` to `to` leads over.
    fn over(&self, rank: u32, to: u32) -> Option<u32> {
        let start = self.first[rank as usize] as usize;
        let at = self.arcs(rank).iter().position(|arc| arc.to == to)?;
        Some(self.over[start + at])
    }
}

/// A graph, contracted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hierarchy {
    /// By vertex.
    pub rank: Vec<u32>,
    /// By rank.
    pub vertex: Vec<u32>,
    pub up: Half,
    /// Arcs into a rank from higher ones.
    pub down: Half,
}

impl Hierarchy {
    /// The vertices between two ranks that an arc or shortcut joins, the second included.
    ///
    /// Cost: linear in what it finds. No recursion, so no depth.
    fn unpack(&self, from: u32, to: u32, into: &mut Vec<u32>) {
        let mut stack = vec![(from, to)];
        while let Some((from, to)) = stack.pop() {
            let over = if from < to {
                self.up.over(from, to)
            } else {
                self.down.over(to, from)
            };
            match over {
                None | Some(NONE) => into.push(self.vertex[to as usize]),
                Some(over) => {
                    stack.push((over, to));
                    stack.push((from, over));
                }
            }
        }
    }
}
