//! The plain search, slow and obvious: what the fast one is held against, and what finds the
//! few drives that the fast one leaves out.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::graph::{Graph, Weight};
use super::snap::Entry;

/// The best labels from a start: what it takes to the end of each vertex's stretch.
#[derive(Debug)]
pub(super) struct Tree {
    /// By vertex; none where it cannot be reached.
    pub labels: Vec<Option<Weight>>,
    /// By vertex, the one before it; itself at the start.
    pub before: Vec<u32>,
}

/// Searches from a start until all is reached.
///
/// With `leaving`, the first stretch is driven to its end and one arc beyond, so that
/// a drive which comes back to its own stretch is found.
///
/// Cost: n log n in the arcs. Source: Dijkstra (1959).
pub(super) fn tree(graph: &Graph, starts: &[Entry], leaving: bool) -> Tree {
    let mut out = Tree {
        labels: vec![None; graph.vertices()],
        before: (0..graph.vertices() as u32).collect(),
    };
    let mut queue = BinaryHeap::new();
    for start in starts {
        if leaving {
            for (head, weight) in graph.arcs(start.vertex) {
                offer(
                    &mut out,
                    &mut queue,
                    head,
                    start.vertex,
                    start.rest.plus(weight),
                );
            }
        } else {
            offer(&mut out, &mut queue, start.vertex, start.vertex, start.rest);
        }
    }
    while let Some(Reverse((label, vertex))) = queue.pop() {
        if out.labels[vertex as usize] != Some(label) {
            continue;
        }
        for (head, weight) in graph.arcs(vertex) {
            offer(&mut out, &mut queue, head, vertex, label.plus(weight));
        }
    }
    out
}

type Queue = BinaryHeap<Reverse<(Weight, u32)>>;

fn offer(tree: &mut Tree, queue: &mut Queue, vertex: u32, before: u32, label: Weight) {
    let known = &mut tree.labels[vertex as usize];
    // Weights compare by cost first; of equal costs the shorter time counts.
    if known.is_none_or(|known| label < known) {
        *known = Some(label);
        tree.before[vertex as usize] = before;
        queue.push(Reverse((label, vertex)));
    }
}
