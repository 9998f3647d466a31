//! The roads that leave each junction.

use super::super::graph::{EdgeIx, Graph, SegmentIx};

/// By junction, the directed stretches that leave it, open to cars or not.
#[derive(Clone, Debug)]
pub(in crate::roads) struct Junctions {
    first: Vec<u32>,
    edges: Vec<EdgeIx>,
}

impl Junctions {
    pub fn new(graph: &Graph) -> Self {
        let ends = graph.segments.iter().flat_map(|segment| segment.ends);
        let count = ends.max().map_or(0, |last| last as usize + 1);
        let mut leaving = Vec::with_capacity(graph.segments.len() * 2);
        for (ix, segment) in graph.segments.iter().enumerate() {
            let forward = EdgeIx::forward(SegmentIx(ix as u32));
            leaving.push((segment.ends[0], forward));
            leaving.push((segment.ends[1], forward.reverse()));
        }
        leaving.sort_unstable();
        let starts = (0..=count as u32)
            .map(|junction| leaving.partition_point(|(other, _)| *other < junction) as u32);
        Self {
            first: starts.collect(),
            edges: leaving.iter().map(|(_, edge)| *edge).collect(),
        }
    }

    /// How many junctions there are, numbered from zero.
    pub fn count(&self) -> u32 {
        self.first.len().saturating_sub(1) as u32
    }

    /// The roads at a junction, open or not.
    pub fn leaving(&self, junction: u32) -> &[EdgeIx] {
        let junction = junction as usize;
        &self.edges[self.first[junction] as usize..self.first[junction + 1] as usize]
    }

    /// The roads at the end of an edge, open or not, itself turned round among them.
    pub fn after(&self, graph: &Graph, edge: EdgeIx) -> &[EdgeIx] {
        let ends = graph.segment(edge.segment()).ends;
        self.leaving(ends[usize::from(edge.is_forward())])
    }
}
