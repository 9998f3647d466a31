//! The parts of the network within which one gets everywhere.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::NONE;
use super::arcs::Arcs;

/// A part that has at least this share of the largest one's stretches is kept: an island in
/// the sea with its own towns. Smaller ones (car parks, what lies behind a closed gate, roads
/// that the extract's edge cut off) would only draw places away from the real roads.
const LEAST_SHARE: f64 = 0.05;
/// And it has so many, unless the largest itself has fewer.
const LEAST: usize = 20;

/// By vertex, its number among those that are kept, or [`NONE`].
pub(super) fn keep(arcs: &Arcs) -> Vec<u32> {
    let vertices = arcs.edges.len();
    let mut graph: DiGraph<(), (), u32> = DiGraph::with_capacity(vertices, arcs.heads.len());
    for _ in 0..vertices {
        graph.add_node(());
    }
    for vertex in 0..vertices {
        let range = arcs.first[vertex] as usize..arcs.first[vertex + 1] as usize;
        for head in &arcs.heads[range] {
            graph.add_edge(NodeIndex::new(vertex), NodeIndex::from(*head), ());
        }
    }
    let parts = kosaraju_scc(&graph);
    let largest = parts.iter().map(Vec::len).max().unwrap_or(0);
    let least = (largest as f64 * LEAST_SHARE).max(largest.min(LEAST) as f64);
    let mut number = vec![NONE; vertices];
    for part in parts.iter().filter(|part| part.len() as f64 >= least) {
        part.iter().for_each(|vertex| number[vertex.index()] = 0);
    }
    // In the order in which they were, so that neighbours stay neighbours.
    let kept = number.iter_mut().filter(|number| **number == 0);
    kept.zip(0..).for_each(|(number, next)| *number = next);
    number
}
