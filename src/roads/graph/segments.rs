//! Ways cut at junctions.

use super::super::osm::{Extract, Key, NodeIx, Part, Point, Tags, Way};
use super::super::profile::{self, Crossing, Pace, Road};
use super::delays::Delays;
use super::{EdgeIx, Segment, SegmentIx, Weight, milliseconds};

/// Stretches of road, and what is known of the junctions between them.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub segments: Vec<Segment>,
    pub shape: Vec<Point>,
    /// By way, its stretches in the way's order.
    pub of_way: Vec<Part>,
    /// By segment, the nodes at its ends.
    pub ends: Vec<[NodeIx; 2]>,
    /// By junction, its node.
    pub nodes: Vec<NodeIx>,
}

/// The roads that cars may use, cut where they meet and where something closes them.
pub(super) fn cut(extract: &Extract) -> Cut {
    let roads: Vec<Option<Road>> = extract
        .ways()
        .map(|(_, way)| profile::road(&extract.tags(way)))
        .collect();
    let is_junction = junctions(extract, &roads);
    let mut out = Cut::default();
    let mut junction_of = vec![u32::MAX; extract.points.len()];
    for ((_, way), road) in extract.ways().zip(&roads) {
        let start = out.segments.len();
        if let Some(road) = road {
            for stretch in extract.stretches(way) {
                let mut from = 0;
                for to in 1..stretch.len() {
                    if is_junction[stretch[to].ix()] {
                        let nodes = &stretch[from..=to];
                        push(&mut out, &mut junction_of, extract, way, road, nodes);
                        from = to;
                    }
                }
            }
        }
        let part = Part::since(start, &out.segments);
        out.of_way.push(part);
    }
    out
}

/// By node, whether a stretch ends there: where roads meet, where one ends or is cut off, and
/// where something stands in the way.
fn junctions(extract: &Extract, roads: &[Option<Road>]) -> Vec<bool> {
    let mut uses = vec![0_u8; extract.points.len()];
    for ((_, way), _) in extract.ways().zip(roads).filter(|(_, road)| road.is_some()) {
        for stretch in extract.stretches(way) {
            for node in stretch {
                uses[node.ix()] = uses[node.ix()].saturating_add(1);
            }
            for end in [stretch[0], stretch[stretch.len() - 1]] {
                uses[end.ix()] = uses[end.ix()].saturating_add(2);
            }
        }
    }
    let mut is_junction: Vec<bool> = uses.iter().map(|uses| *uses > 1).collect();
    for (node, _) in &extract.node_tags {
        if profile::crossing(&extract.node_tags(*node)) != Crossing::FREE {
            is_junction[node.ix()] = true;
        }
    }
    is_junction
}

fn push(
    out: &mut Cut,
    junction_of: &mut [u32],
    extract: &Extract,
    way: &Way,
    road: &Road,
    nodes: &[NodeIx],
) {
    let ends = [nodes[0], nodes[nodes.len() - 1]];
    let start = out.shape.len();
    out.shape
        .extend(nodes.iter().map(|node| extract.point(*node)));
    let points = &out.shape[start..];
    let length: f64 = points.windows(2).map(|two| two[0].metres_to(two[1])).sum();
    let delays = Delays::along(extract, nodes);
    let weight = |pace: Option<Pace>, delay: f64| {
        pace.map(|pace| {
            let seconds = length / pace.kmh * 3.6;
            Weight {
                cost: milliseconds(seconds * pace.rate + delay).max(1),
                time: milliseconds(seconds + delay).max(1),
                length: (length * 10.0).round() as u32,
            }
        })
    };
    let tags = extract.tags(way);
    let junctions = ends.map(|node| {
        let junction = &mut junction_of[node.ix()];
        if *junction == u32::MAX {
            *junction = out.nodes.len() as u32;
            out.nodes.push(node);
        }
        *junction
    });
    out.segments.push(Segment {
        ends: junctions,
        shape: [start as u32, out.shape.len() as u32],
        name: name(&tags),
        number: tags.string(Key::Ref),
        zone: road.zone,
        is_roundabout: road.is_roundabout,
        is_link: road.is_link,
        weight: [
            weight(road.forward, delays.forward),
            weight(road.backward, delays.backward),
        ],
    });
    out.ends.push(ends);
}

fn name(tags: &Tags) -> super::super::osm::Str {
    let name = tags.string(Key::Name);
    if name.is_empty() {
        tags.string(Key::NameEn)
    } else {
        name
    }
}

impl Cut {
    /// The edges of a stretch of a way, in its order: the stretches' numbers.
    pub fn of(&self, way: usize) -> impl DoubleEndedIterator<Item = SegmentIx> + Clone {
        let part = self.of_way[way];
        (part.start..part.end).map(SegmentIx)
    }

    /// The node at which an edge begins.
    pub fn tail(&self, edge: EdgeIx) -> NodeIx {
        self.ends[edge.segment().ix()][usize::from(!edge.is_forward())]
    }

    /// The node at which an edge ends.
    pub fn head(&self, edge: EdgeIx) -> NodeIx {
        self.tail(edge.reverse())
    }

    /// Whether cars may drive an edge.
    pub fn is_open(&self, edge: EdgeIx) -> bool {
        self.segments[edge.segment().ix()].weight[edge.0 as usize & 1].is_some()
    }
}
