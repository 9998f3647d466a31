//! Walks along the streets: by length, both ways of every street that cars use. Paths that are for
//! walkers alone are not among the roads that are read, so a walk may be shorter than what is told.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::directions::Junctions;
use super::graph::{EdgeIx, Graph, SegmentIx};
use super::profile::Zone;
use super::snap::Snap;
use crate::domain::money::Metres;
use crate::domain::road::Corner;
use crate::domain::travel::LatLon;

/// Along a stretch that cars drive faster than this nobody walks: 75 km/h, in decimetres a second.
const FASTEST: f64 = 208.3;
/// So many stretches of open street meet at a corner.
const WAYS: usize = 3;

/// What is in reach of a place on foot.
pub(super) struct Reach<'g> {
    graph: &'g Graph,
    junctions: &'g Junctions,
    from: Snap,
    limit: u64,
    /// By junction, how far it is, in decimetres.
    at: BTreeMap<u32, u64>,
}

/// Decimetres of metres.
fn decimetres(metres: f64) -> u64 {
    (metres.max(0.0) * 10.0).round() as u64
}

/// Whole metres, rounded up.
fn metres(decimetres: u64) -> Metres {
    Metres(i64::try_from(decimetres.div_ceil(10)).unwrap_or(i64::MAX))
}

/// How long a stretch is that one may walk along.
fn length(graph: &Graph, segment: SegmentIx) -> Option<u64> {
    let both = graph.segment(segment).weight.iter().flatten();
    let is_fast = both
        .clone()
        .any(|weight| f64::from(weight.length) > FASTEST * f64::from(weight.time) / 1_000.0);
    let long = both.map(|weight| u64::from(weight.length)).max()?;
    (!is_fast).then_some(long)
}

/// How far the ends of its stretch are from a point on it.
fn ends(graph: &Graph, snap: &Snap) -> Option<[(u32, u64); 2]> {
    let long = length(graph, snap.segment)?;
    let first = (long as f64 * snap.share).round() as u64;
    let [a, b] = graph.segment(snap.segment).ends;
    Some([(a, first), (b, long - first.min(long))])
}

/// Where a junction is and the open streets that meet at it, if they make it a corner.
fn meeting<'g>(
    graph: &Graph,
    junctions: &'g Junctions,
    junction: u32,
) -> Option<(LatLon, Vec<&'g EdgeIx>)> {
    let is_street = |edge: &&EdgeIx| {
        let segment = graph.segment(edge.segment());
        let is_odd = segment.is_link || segment.is_roundabout;
        segment.zone == Zone::Open && !is_odd && length(graph, edge.segment()).is_some()
    };
    let ways = junctions.leaving(junction).iter().filter(is_street);
    let ways: Vec<&EdgeIx> = ways.collect();
    let first = ways.first().filter(|_| ways.len() >= WAYS)?;
    let points = graph.points(first.segment());
    let at = match first.is_forward() {
        true => points.first(),
        false => points.last(),
    };
    Some((at?.degrees(), ways))
}

/// Every corner of the network.
pub(super) fn corners(graph: &Graph, junctions: &Junctions) -> Vec<LatLon> {
    let all = 0..junctions.count();
    all.filter_map(|junction| Some(meeting(graph, junctions, junction)?.0))
        .collect()
}

impl<'g> Reach<'g> {
    /// Searches from a place, the way from it to its street included.
    ///
    /// Cost: Dijkstra's search of the junctions within the limit.
    pub fn of(graph: &'g Graph, junctions: &'g Junctions, from: Snap, limit: Metres) -> Self {
        let mut reach = Self {
            graph,
            junctions,
            from,
            limit: decimetres(limit.0 as f64),
            at: BTreeMap::new(),
        };
        let mut queue = BinaryHeap::new();
        for (junction, along) in ends(graph, &from).into_iter().flatten() {
            queue.push(Reverse((decimetres(from.away) + along, junction)));
        }
        while let Some(Reverse((far, junction))) = queue.pop() {
            if far > reach.limit || reach.at.contains_key(&junction) {
                continue;
            }
            reach.at.insert(junction, far);
            for edge in junctions.leaving(junction) {
                let segment = edge.segment();
                if let Some(long) = length(graph, segment) {
                    let other = graph.segment(segment).ends[usize::from(edge.is_forward())];
                    queue.push(Reverse((far + long, other)));
                }
            }
        }
        reach
    }

    /// How far another place is; none beyond the limit.
    pub fn to(&self, to: &Snap) -> Option<Metres> {
        let by_end = ends(self.graph, to)?.into_iter();
        let by_end = by_end.filter_map(|(junction, along)| Some(self.at.get(&junction)? + along));
        let on_one = (to.segment == self.from.segment).then(|| {
            let long = length(self.graph, to.segment).unwrap_or(0) as f64;
            let along = (long * (to.share - self.from.share).abs()).round();
            decimetres(self.from.away) + along as u64
        });
        let far = by_end.chain(on_one).min()? + decimetres(to.away);
        (far <= self.limit).then(|| metres(far))
    }

    /// The corners in reach, the nearest first.
    pub fn corners(&self) -> Vec<Corner> {
        let mut near: Vec<(u64, u32)> = self.at.iter().map(|(id, far)| (*far, *id)).collect();
        near.sort_unstable();
        near.into_iter()
            .filter_map(|(far, junction)| self.corner(junction, far))
            .collect()
    }

    fn corner(&self, junction: u32, far: u64) -> Option<Corner> {
        let (at, ways) = meeting(self.graph, self.junctions, junction)?;
        let mut streets: Vec<String> = Vec::new();
        for edge in ways {
            let segment = self.graph.segment(edge.segment());
            let name = self.graph.strings.get(segment.name);
            if !name.is_empty() && !streets.iter().any(|other| other == name) {
                streets.push(name.to_owned());
            }
        }
        Some(Corner {
            at,
            streets,
            metres: metres(far),
        })
    }
}

#[cfg(test)]
mod tests {
    //! Walks are as long as they must be: the same there and back, no shorter than the straight
    //! line, no longer than the drive, and not changed by the limit; corners are where they say.
    use std::path::Path;

    use crate::domain::money::Metres;
    use crate::domain::road::Network;
    use crate::domain::travel::LatLon;

    #[test]
    fn walks_of_a_city() {
        let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/roads/monaco.osm.pbf");
        let roads = super::super::prepare(&city, None).unwrap();
        let shape = &roads.graph.shape;
        let place = |nr: usize| {
            let at = shape[nr * 7_919 % shape.len()].degrees();
            LatLon {
                lat: at.lat + 0.0001,
                lon: at.lon - 0.0001,
            }
        };
        let places: Vec<LatLon> = (0..40).map(place).collect();
        let (near, far) = (Metres(400), Metres(900));
        let all: Vec<_> = (places.iter())
            .map(|at| roads.walks(*at, &places, far).unwrap())
            .collect();
        let (mut seen, mut told, mut same) = (0, 0, 0);
        for (a, from) in places.iter().enumerate() {
            let less = roads.walks(*from, &places, near).unwrap();
            for (b, to) in places.iter().enumerate().filter(|(b, _)| *b != a) {
                let there = all[a].to[b];
                let off = |back: Metres| (back.0 - there.unwrap_or(back).0).abs();
                assert!(all[b].to[a].is_none_or(|back| off(back) <= 1), "{a} {b}");
                assert_eq!(less.to[b], there.filter(|walk| *walk <= near));
                let Some(walk) = there else { continue };
                seen += 1;
                assert!(walk.0 as f64 + 1.0 >= from.metres_to(*to), "{a} {b}");
                let off_road = |at| roads.away(at).unwrap().0;
                if let Ok(drive) = roads.drive(*from, *to) {
                    let most = drive.metres.0 + off_road(*from) + off_road(*to) + 3;
                    assert!(walk.0 <= most, "{a} {b}: {walk:?} {drive:?}");
                }
            }
            let corners = &all[a].corners;
            assert!(corners.is_sorted_by_key(|corner| corner.metres));
            for corner in corners {
                // A few lie nearer to a street that passes over or under.
                let again = roads.walks(*from, &[corner.at], far).unwrap().to[0];
                let off = again.map(|again| (again.0 - corner.metres.0).abs());
                told += 1;
                same += u32::from(off.is_none_or(|off| off <= 1));
            }
        }
        assert!(seen > 50, "{seen}");
        assert!(told > 500 && same * 20 > told * 19, "{same} of {told}");
        let named = all.iter().flat_map(|walked| &walked.corners);
        assert!(named.filter(|corner| corner.streets.len() > 1).count() > 100);
    }
}
