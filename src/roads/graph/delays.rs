//! Signals and signs along a stretch.

use super::super::osm::{Extract, NodeIx};
use super::super::profile::{self, Who};

/// Seconds that signals and signs between the ends of a stretch take.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Delays {
    pub forward: f64,
    pub backward: f64,
}

impl Delays {
    /// Of the nodes between the first and the last; those two belong to the junctions.
    pub fn along(extract: &Extract, nodes: &[NodeIx]) -> Self {
        let mut delays = Self::default();
        for (ix, node) in nodes.iter().enumerate().take(nodes.len() - 1).skip(1) {
            let Some(stop) = profile::stops(&extract.node_tags(*node)) else {
                continue;
            };
            // Signs stand near the junction that they are for.
            let is_nearer_end = ix * 2 >= nodes.len() - 1;
            let (forward, backward) = match stop.who {
                Who::Everybody => (true, true),
                Who::Forward => (true, false),
                Who::Backward => (false, true),
                Who::ToTheNearer => (is_nearer_end, !is_nearer_end),
            };
            delays.forward += f64::from(u8::from(forward)) * stop.seconds;
            delays.backward += f64::from(u8::from(backward)) * stop.seconds;
        }
        delays
    }
}
