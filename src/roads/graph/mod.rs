//! The roads as a graph whose vertices are directed stretches of road and whose arcs are
//! turns, so that turn times and turn restrictions have a place.
//!
//! An arc's weight is the turn and then the stretch that it leads onto: the label of a vertex
//! is what it takes to reach the stretch's *end*. Weights are whole milliseconds and
//! decimetres, so sums are exact and two searches that take the same way agree to the bit.
//!
//! Only the connected parts are searched with `petgraph`; what is driven on is flat arrays
//! in compressed rows, since a search reads arcs in the order in which they lie, and
//! `petgraph`'s lists cost four times the memory traffic.

mod arcs;
mod bearing;
mod build;
mod component;
mod delays;
mod restrict;
mod segments;

#[cfg(test)]
pub(super) mod tests;

use super::osm::{Point, Str, Strings};
use super::profile::{DrivingSide, Zone};

pub(super) use bearing::{bearing, deviation};
pub(super) use build::build;

/// What a drive, a stretch or a turn takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight {
    /// Milliseconds that choose the route.
    pub cost: u32,
    /// Milliseconds that are told.
    pub time: u32,
    /// Decimetres.
    pub length: u32,
}

impl Weight {
    pub fn plus(self, other: Self) -> Self {
        Self {
            cost: self.cost.saturating_add(other.cost),
            time: self.time.saturating_add(other.time),
            length: self.length.saturating_add(other.length),
        }
    }

    /// What is left after another.
    pub fn minus(self, other: Self) -> Self {
        Self {
            cost: self.cost.saturating_sub(other.cost),
            time: self.time.saturating_sub(other.time),
            length: self.length.saturating_sub(other.length),
        }
    }

    /// Cost and then time as one number, whose order is that of the two and whose sums are
    /// theirs: of the ways that cost least the quickest is sought, so that what is told
    /// does not depend on how it was searched.
    pub fn key(self) -> i64 {
        (i64::from(self.cost) << 32) + i64::from(self.time)
    }

    /// A share from 0 to 1 of it.
    pub fn share(self, of: f64) -> Self {
        let part = |whole: u32| (f64::from(whole) * of).round() as u32;
        Self {
            cost: part(self.cost),
            time: part(self.time),
            length: part(self.length),
        }
    }
}

/// A stretch of road between two junctions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SegmentIx(pub u32);

/// A stretch in one direction: twice the stretch, plus one against its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct EdgeIx(pub u32);

impl EdgeIx {
    pub fn forward(segment: SegmentIx) -> Self {
        Self(segment.0 * 2)
    }

    pub fn reverse(self) -> Self {
        Self(self.0 ^ 1)
    }

    pub fn segment(self) -> SegmentIx {
        SegmentIx(self.0 / 2)
    }

    pub fn is_forward(self) -> bool {
        self.0 & 1 == 0
    }

    pub fn ix(self) -> usize {
        self.0 as usize
    }
}

impl SegmentIx {
    pub fn ix(self) -> usize {
        self.0 as usize
    }
}

/// A stretch of road between two junctions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    /// The junctions at its ends.
    pub ends: [u32; 2],
    /// Its points, the ends' among them.
    pub shape: [u32; 2],
    pub name: Str,
    /// The road's number, for want of a name.
    pub number: Str,
    pub zone: Zone,
    pub is_roundabout: bool,
    pub is_link: bool,
    /// Forward and backward; none where one may not drive.
    pub weight: [Option<Weight>; 2],
}

/// No vertex.
pub(super) const NONE: u32 = u32::MAX;

/// The road network of an extract.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    pub side: DrivingSide,
    pub segments: Vec<Segment>,
    pub shape: Vec<Point>,
    pub strings: Strings,
    /// By vertex, the stretch it stands for. A stretch inside a restriction over several
    /// has further vertices: one has then come by the way that matters to it.
    pub edges: Vec<EdgeIx>,
    /// By edge, its vertex that one starts on; [`NONE`] where one cannot.
    pub vertex_of: Vec<u32>,
    /// Further vertices of edges, ascending.
    pub copies: Vec<(EdgeIx, u32)>,
    /// By vertex, its first arc; one more at the end.
    pub first: Vec<u32>,
    /// By arc, where it leads.
    pub heads: Vec<u32>,
    /// By arc.
    pub weights: Vec<Weight>,
}

impl Graph {
    pub fn vertices(&self) -> usize {
        self.edges.len()
    }

    /// The arcs out of a vertex.
    pub fn arcs(&self, vertex: u32) -> impl Iterator<Item = (u32, Weight)> {
        let range = self.first[vertex as usize] as usize..self.first[vertex as usize + 1] as usize;
        let heads = self.heads[range.clone()].iter().copied();
        heads.zip(self.weights[range].iter().copied())
    }

    pub fn segment(&self, segment: SegmentIx) -> &Segment {
        &self.segments[segment.ix()]
    }

    /// The points of a stretch, along its own direction.
    pub fn points(&self, segment: SegmentIx) -> &[Point] {
        let [start, end] = self.segment(segment).shape;
        &self.shape[start as usize..end as usize]
    }

    /// What driving all of an edge takes.
    pub fn weight(&self, edge: EdgeIx) -> Option<Weight> {
        self.segment(edge.segment()).weight[edge.0 as usize & 1]
    }

    /// All vertices of an edge.
    pub fn vertices_of(&self, edge: EdgeIx) -> impl Iterator<Item = u32> {
        let own = Some(self.vertex_of[edge.ix()]).filter(|vertex| *vertex != NONE);
        let start = self.copies.partition_point(|(other, _)| *other < edge);
        let copies = self.copies[start..].iter();
        let copies = copies.take_while(move |(other, _)| *other == edge);
        own.into_iter().chain(copies.map(|(_, vertex)| *vertex))
    }
}

/// Milliseconds of seconds.
pub(super) fn milliseconds(seconds: f64) -> u32 {
    (seconds * 1000.0).round() as u32
}
