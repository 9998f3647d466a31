//! One drive.

use super::super::graph::Weight;
use super::super::snap::Entry;
use super::Hierarchy;
use super::climb::Climber;
use super::pool::Pool;

/// The shortest drive between two places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::roads) struct Route {
    pub weight: Weight,
    /// The vertices on the way; at least one.
    pub vertices: Vec<u32>,
}

/// Working memory for both halves.
pub(in crate::roads) type Climbers = Pool<(Climber, Climber)>;

/// The shortest drive from one of `starts` to one of `ends`; none where there is none.
/// The two must not lie on one stretch.
///
/// Cost: two climbing searches and the length of the way.
pub(in crate::roads) fn route(
    hierarchy: &Hierarchy,
    climbers: &Climbers,
    starts: &[Entry],
    ends: &[Entry],
) -> Option<Route> {
    let ranks = hierarchy.vertex.len();
    let make = || (Climber::new(ranks), Climber::new(ranks));
    climbers.with(make, |(forward, backward)| {
        forward.climb(&hierarchy.up, &hierarchy.down, from(hierarchy, starts));
        backward.climb(&hierarchy.down, &hierarchy.up, to(hierarchy, ends));
        let meetings = forward.reached.iter().filter_map(|reached| {
            let rest = backward.key(reached.rank)?;
            Some((reached.key + rest, reached.rank))
        });
        let (key, meeting) = meetings.min()?;
        let length = forward.length(meeting) + backward.length(meeting);
        let mut ranks = forward.chain(meeting);
        ranks.extend(backward.chain(meeting).iter().rev().skip(1));
        let mut vertices = vec![hierarchy.vertex[ranks[0] as usize]];
        for two in ranks.windows(2) {
            hierarchy.unpack(two[0], two[1], &mut vertices);
        }
        let weight = weight(key, length);
        Some(Route { weight, vertices })
    })
}

/// Where a climb from a place begins: rank, key, length.
pub(super) fn from<'a>(
    hierarchy: &'a Hierarchy,
    starts: &'a [Entry],
) -> impl Iterator<Item = (u32, i64, i64)> + 'a {
    starts.iter().map(|it| {
        let rank = hierarchy.rank[it.vertex as usize];
        (rank, it.rest.key(), i64::from(it.rest.length))
    })
}

/// The same to a place: what lies beyond it on its stretch is taken off.
pub(super) fn to<'a>(
    hierarchy: &'a Hierarchy,
    ends: &'a [Entry],
) -> impl Iterator<Item = (u32, i64, i64)> + 'a {
    from(hierarchy, ends).map(|(rank, key, length)| (rank, -key, -length))
}

/// What a key and a length stand for.
pub(super) fn weight(key: i64, length: i64) -> Weight {
    let part = |value: i64| u32::try_from(value).unwrap_or(0);
    Weight {
        cost: part(key >> 32),
        time: part(key & 0xffff_ffff),
        length: part(length),
    }
}
