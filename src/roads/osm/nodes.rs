//! Which nodes are wanted, and where they are.

use super::super::RoadsError;
use super::collect::Collected;
use super::element::{Clip, Element, Kinds, Point};
use super::extract::Part;
use super::{Key, Source};

/// The ids of the nodes in a box, ascending.
pub(super) fn inside(source: &Source, clip: &Clip) -> Result<Vec<i64>, RoadsError> {
    let parts = source.pass(Kinds::NODES, Vec::new, |out, element| {
        if let Element::Node { id, at, .. } = element
            && clip.contains(at)
        {
            out.push(id);
        }
    })?;
    let mut ids = parts.concat();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// The nodes that something refers to.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Ascending.
    pub ids: Vec<i64>,
    /// Where they are; none where the file does not say.
    pub points: Vec<Option<Point>>,
    /// By place in `ids`, ascending.
    pub tags: Vec<(u32, Part)>,
}

impl Wanted {
    /// All of `refs`, or those that are inside.
    pub fn new(refs: &[i64], inside: Option<Vec<i64>>) -> Self {
        let mut ids = refs.to_vec();
        ids.sort_unstable();
        ids.dedup();
        if let Some(inside) = inside {
            ids.retain(|id| inside.binary_search(id).is_ok());
        }
        ids.shrink_to_fit();
        let points = vec![None; ids.len()];
        Self {
            ids,
            points,
            tags: Vec::new(),
        }
    }

    /// The place of an id.
    pub fn find(&self, id: i64) -> Option<u32> {
        self.ids.binary_search(&id).ok().map(|ix| ix as u32)
    }
}

/// What one block knows of nodes.
#[derive(Default)]
struct Found {
    points: Vec<(u32, Point)>,
    tags: Vec<(u32, Part)>,
    collected: Collected,
    /// Where the last one was found, since ids mostly ascend.
    last: usize,
}

impl Found {
    /// The place of an id among sorted ones, looked for from the last one on.
    fn find(&mut self, ids: &[i64], id: i64) -> Option<u32> {
        let from = match ids.get(self.last) {
            Some(&last) if last <= id => self.last,
            _ => 0,
        };
        let mut step = 1;
        while from + step < ids.len() && ids[from + step] <= id {
            step *= 2;
        }
        let range = from + step / 2..(from + step + 1).min(ids.len());
        let at = range.start + ids[range].partition_point(|other| *other < id);
        self.last = at;
        (ids.get(at) == Some(&id)).then_some(at as u32)
    }
}

/// Tags that matter on a street's node.
const ON_STREETS: [Key; 12] = [
    Key::Access,
    Key::Barrier,
    Key::Direction,
    Key::Highway,
    Key::Locked,
    Key::MotorVehicle,
    Key::Motorcar,
    Key::SignalsDirection,
    Key::Stop,
    Key::TrafficSignals,
    Key::Vehicle,
    Key::Junction,
];

/// Finds the wanted nodes, their tags, and all nodes with a house number.
pub(super) fn fill(
    source: &Source,
    clip: Option<&Clip>,
    wanted: &mut Wanted,
    collected: &mut Collected,
) -> Result<(), RoadsError> {
    let ids = &wanted.ids;
    let parts = source.pass(Kinds::NODES, Found::default, |out, element| {
        let Element::Node { id, at, tags } = element else {
            return;
        };
        if !tags.is_empty() && clip.is_none_or(|clip| clip.contains(at)) {
            out.collected.numbered_node(id, at, tags);
        }
        let Some(ix) = out.find(ids, id) else { return };
        out.points.push((ix, at));
        let matters =
            |(key, _): &&(&str, &str)| Key::of(key).is_some_and(|key| ON_STREETS.contains(&key));
        if tags.iter().any(|tag| matters(&tag)) {
            let kept: Vec<(&str, &str)> = tags.iter().filter(matters).copied().collect();
            let part = out.collected.push_tags(&kept);
            out.tags.push((ix, part));
        }
    })?;
    let mut blocks = Vec::new();
    for found in parts {
        for (ix, at) in found.points {
            wanted.points[ix as usize] = Some(at);
        }
        let start = u32::try_from(collected.tags.len()).unwrap_or(u32::MAX);
        blocks.push((start, found.tags));
        collected.absorb(found.collected);
    }
    for (start, tags) in blocks {
        wanted.tags.extend(tags.into_iter().map(|(ix, part)| {
            let part = Part {
                start: part.start.saturating_add(start),
                end: part.end.saturating_add(start),
            };
            (ix, part)
        }));
    }
    wanted.tags.sort_by_key(|(ix, _)| *ix);
    wanted.tags.dedup_by_key(|(ix, _)| *ix);
    Ok(())
}
