//! From an extract to the graph.

use super::super::osm::{Extract, Key, Point};
use super::super::profile::{self, DrivingSide};
use super::{EdgeIx, Graph, NONE, arcs, component, restrict, segments};

/// Builds the graph; it has no vertices where the extract has no roads.
///
/// Cost: linear in the nodes of the streets, besides sorting.
pub(in crate::roads) fn build(extract: &Extract) -> Graph {
    let cut = segments::cut(extract);
    let rules = restrict::rules(extract, &cut);
    let side = side(extract, &cut.shape);
    let arcs = arcs::arcs(extract, &cut, &rules, side);
    let number = component::keep(&arcs);
    let mut graph = Graph {
        side,
        segments: cut.segments,
        shape: cut.shape,
        strings: extract.strings.clone(),
        edges: Vec::new(),
        vertex_of: vec![NONE; arcs.vertex_of.len()],
        copies: Vec::new(),
        first: vec![0],
        heads: Vec::new(),
        weights: Vec::new(),
    };
    for (old, &new) in number.iter().enumerate().filter(|(_, new)| **new != NONE) {
        let edge = arcs.edges[old];
        graph.edges.push(edge);
        if arcs.vertex_of[edge.ix()] as usize == old {
            graph.vertex_of[edge.ix()] = new;
        } else {
            graph.copies.push((edge, new));
        }
        for arc in arcs.first[old] as usize..arcs.first[old + 1] as usize {
            let head = number[arcs.heads[arc] as usize];
            if head != NONE {
                graph.heads.push(head);
                graph.weights.push(arcs.weights[arc]);
            }
        }
        graph.first.push(graph.heads.len() as u32);
    }
    graph.copies.sort_unstable();
    graph
}

fn side(extract: &Extract, shape: &[Point]) -> DrivingSide {
    let said = |side| {
        let ways = extract.ways();
        ways.filter(|(_, way)| extract.tags(way).is(Key::DrivingSide, side))
            .count()
    };
    let middle = shape.get(shape.len() / 2).copied().unwrap_or_default();
    profile::driving_side(said("left"), said("right"), middle)
}

impl Graph {
    /// Whether one may start or end on a stretch.
    pub fn is_used(&self, segment: super::SegmentIx) -> bool {
        let forward = EdgeIx::forward(segment);
        let is_used = |edge: EdgeIx| self.vertex_of[edge.ix()] != NONE;
        is_used(forward) || is_used(forward.reverse())
    }
}
