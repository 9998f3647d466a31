//! Ids into indices: what is not in the file falls out here.

use std::collections::HashMap;

use super::collect::{Collected, Place, RawNumbered, RawRestriction};
use super::element::Point;
use super::extract::{
    Extract, Interpolation, NodeIx, Numbered, Part, Restriction, Via, Way, WayIx,
};
use super::nodes::Wanted;

/// Puts together what was collected.
pub(super) fn resolve(mut collected: Collected, wanted: Wanted) -> Extract {
    // Numbers for the nodes that the file has, in the order of their ids.
    let mut number = vec![NodeIx::MISSING; wanted.ids.len()];
    let mut points = Vec::with_capacity(wanted.ids.len());
    for (ix, at) in wanted.points.iter().enumerate() {
        if let Some(at) = at {
            number[ix] = NodeIx(points.len() as u32);
            points.push(*at);
        }
    }
    let node = |id: i64| {
        wanted
            .find(id)
            .map_or(NodeIx::MISSING, |ix| number[ix as usize])
    };
    let refs: Vec<NodeIx> = collected.refs.iter().map(|id| node(*id)).collect();
    let mut ways = std::mem::take(&mut collected.ways);
    let way_of = number_ways(&mut ways);
    let restrictions = collected.restrictions.iter();
    let restrictions = restrictions.filter_map(|raw| restriction(raw, &way_of, node));
    let outlines: HashMap<i64, Part> = collected.outlines.iter().copied().collect();
    let mut numbered = Vec::new();
    let mut numbered_nodes = Vec::new();
    for raw in &collected.numbered {
        let Some(at) = place(&raw.place, &refs, &points, &outlines) else {
            continue;
        };
        if let Place::Node(id, _) = raw.place
            && node(id) != NodeIx::MISSING
        {
            numbered_nodes.push((node(id), numbered.len() as u32));
        }
        numbered.push(with_words(raw, at));
    }
    numbered_nodes.sort_unstable();
    numbered_nodes.dedup_by_key(|(node, _)| *node);
    let interpolations = collected.interpolations.iter();
    let interpolations = interpolations.map(|(part, kind, street)| Interpolation {
        kind: *kind,
        line: part.of(&refs).to_vec(),
        street: *street,
    });
    let node_tags = wanted.tags.iter().filter_map(|(ix, part)| {
        let node = number[*ix as usize];
        (node != NodeIx::MISSING).then_some((node, *part))
    });
    Extract {
        restrictions: restrictions.collect(),
        interpolations: interpolations.collect(),
        node_tags: node_tags.collect(),
        numbered,
        numbered_nodes,
        points,
        ways,
        tags: collected.tags,
        strings: collected.strings.finish(),
        refs,
    }
}

/// The ways by id; of two with one id (joined extracts overlap) the first stays.
fn number_ways(ways: &mut Vec<Way>) -> HashMap<i64, WayIx> {
    let mut of = HashMap::with_capacity(ways.len());
    let mut kept = 0_u32;
    ways.retain(|way| {
        let is_new = !of.contains_key(&way.id);
        if is_new {
            of.insert(way.id, WayIx(kept));
            kept += 1;
        }
        is_new
    });
    of
}

/// A restriction whose ways and nodes are all there.
fn restriction(
    raw: &RawRestriction,
    way_of: &HashMap<i64, WayIx>,
    node: impl Fn(i64) -> NodeIx,
) -> Option<Restriction> {
    let found = |ids: &[i64]| -> Vec<WayIx> {
        let ways = ids.iter().filter_map(|id| way_of.get(id).copied());
        ways.collect()
    };
    let (from, to, via) = (found(&raw.from), found(&raw.to), found(&raw.via_ways));
    let via = match raw.via_node {
        Some(id) => Via::Node(node(id)),
        None if via.is_empty() || via.len() < raw.via_ways.len() => return None,
        None => Via::Ways(via),
    };
    if from.is_empty() || to.is_empty() || via == Via::Node(NodeIx::MISSING) {
        return None;
    }
    Some(Restriction {
        from,
        via,
        to,
        tags: raw.tags,
    })
}

/// Where a numbered thing is: the middle of the box around it.
fn place(
    place: &Place,
    refs: &[NodeIx],
    points: &[Point],
    outlines: &HashMap<i64, Part>,
) -> Option<Point> {
    let parts: Vec<Part> = match place {
        Place::Node(_, at) => return Some(*at),
        Place::Way(part) => vec![*part],
        Place::Outline(ids) => ids
            .iter()
            .filter_map(|id| outlines.get(id).copied())
            .collect(),
    };
    let corners = parts.iter().flat_map(|part| part.of(refs));
    let corners = corners.filter(|node| **node != NodeIx::MISSING);
    middle(corners.map(|node| points[node.ix()]))
}

fn middle(mut points: impl Iterator<Item = Point>) -> Option<Point> {
    let first = points.next()?;
    let (low, high) = points.fold((first, first), |(low, high), at| {
        let low = Point {
            lat: low.lat.min(at.lat),
            lon: low.lon.min(at.lon),
        };
        let high = Point {
            lat: high.lat.max(at.lat),
            lon: high.lon.max(at.lon),
        };
        (low, high)
    });
    // Half the difference, since the sum of two longitudes does not fit.
    Some(Point {
        lat: low.lat + (high.lat - low.lat) / 2,
        lon: low.lon + ((i64::from(high.lon) - i64::from(low.lon)) / 2) as i32,
    })
}

fn with_words(raw: &RawNumbered, at: Point) -> Numbered {
    let [number, street, place, city, postcode] = raw.words;
    Numbered {
        at,
        number,
        street,
        place,
        city,
        postcode,
    }
}
