//! Riders of whom no two can share a vehicle.

use super::ways::{End, Ways, ends};
use crate::domain::Week;
use crate::transport::eligible;
use crate::transport::scene::Scene;

/// Of so many riders, those with the longest rides, pairs are looked at.
const MOST_PAIRS: usize = 250;

/// The greatest clique that is found of riders who cannot share a vehicle.
pub(super) fn clique(week: &Week, scene: &Scene, trips: &[usize], ways: &Ways<'_>) -> u32 {
    let mut longest: Vec<usize> = trips.to_vec();
    let length = |ix: &usize| {
        let [up, off] = ends(week, &scene.trips[*ix]);
        ways.between(up.site, off.site)
    };
    longest.sort_by_key(|ix| (std::cmp::Reverse(length(ix)), *ix));
    longest.truncate(MOST_PAIRS);
    let most = most_places(week);
    let vehicles: Vec<Vec<bool>> = (longest.iter())
        .map(|&ix| may_take(week, scene, ix))
        .collect();
    let size = longest.len();
    let mut cannot = vec![vec![false; size]; size];
    for a in 0..size {
        for b in a + 1..size {
            let mut both = vehicles[a].iter().zip(&vehicles[b]);
            let is_so = !both.any(|(a, b)| *a && *b)
                || !can_share(week, scene, (longest[a], longest[b]), ways, most);
            (cannot[a][b], cannot[b][a]) = (is_so, is_so);
        }
    }
    let degree: Vec<usize> = cannot
        .iter()
        .map(|row| row.iter().filter(|is| **is).count())
        .collect();
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by_key(|&ix| (std::cmp::Reverse(degree[ix]), ix));
    let from = |first: usize| {
        let mut clique = vec![first];
        for &next in &order {
            if clique.iter().all(|&member| cannot[member][next]) {
                clique.push(next);
            }
        }
        clique.len()
    };
    let best = (0..size).map(from).max().unwrap_or(1);
    u32::try_from(best).unwrap_or(u32::MAX)
}

/// The places of the best vehicle, each kind by itself.
fn most_places(week: &Week) -> [i64; 3] {
    week.vehicles.iter().fold([0; 3], |most, vehicle| {
        let own = eligible::places(vehicle).map(i64::from);
        [0, 1, 2].map(|kind| most[kind].max(own[kind]))
    })
}

/// Which vehicles may take a rider, by whomever they are driven.
fn may_take(week: &Week, scene: &Scene, trip: usize) -> Vec<bool> {
    let ride = week.ride(scene.rides[trip]);
    let vehicles = week.vehicles.iter();
    vehicles
        .map(|vehicle| eligible::may_carry(week, vehicle, ride).is_ok())
        .collect()
}

/// Whether one vehicle might take both riders, by all that is looked at here.
fn can_share(
    week: &Week,
    scene: &Scene,
    (a, b): (usize, usize),
    ways: &Ways<'_>,
    most: [i64; 3],
) -> bool {
    let (one, two) = (&scene.trips[a], &scene.trips[b]);
    let mixes = week.policy.rides.mixed_schools || one.school == two.school;
    let is_apart = one.apart.contains(&b) || two.apart.contains(&a);
    let is_full =
        (0..3).any(|kind| i64::from(one.load[kind]) + i64::from(two.load[kind]) > most[kind]);
    let together = mixes && !is_apart && !is_full && one.student != two.student;
    let ([p, q], [r, s]) = (ends(week, one), ends(week, two));
    // Each order: the stops, and where in it each rider's two are.
    let after = [
        ([p, q, r, s], [(0, 1), (2, 3)]),
        ([r, s, p, q], [(2, 3), (0, 1)]),
    ];
    let at_once = [
        ([p, r, q, s], [(0, 2), (1, 3)]),
        ([p, r, s, q], [(0, 3), (1, 2)]),
        ([r, p, q, s], [(1, 2), (0, 3)]),
        ([r, p, s, q], [(1, 3), (0, 2)]),
    ];
    let longest = [one.longest.0, two.longest.0];
    let holds =
        |(stops, rides): &([End; 4], [(usize, usize); 2])| might_be(stops, *rides, longest, ways);
    after.iter().any(holds) || together && at_once.iter().any(holds)
}

/// Whether an order of stops might be timed: no start is later than it may be, and no ride is
/// bound to be too long.
fn might_be(
    stops: &[End; 4],
    rides: [(usize, usize); 2],
    longest: [i32; 2],
    ways: &Ways<'_>,
) -> bool {
    let gaps = [0, 1, 2].map(|ix| ways.gap(&stops[ix], &stops[ix + 1]));
    // From stop `a` on, started at `at`, stop `b` starts no earlier than this.
    let earliest = |a: usize, b: usize, at: i32| {
        (a..b).fold(at, |at, ix| (at + gaps[ix]).max(stops[ix + 1].from))
    };
    if (1..4).any(|ix| earliest(0, ix, stops[0].from) > stops[ix].to) {
        return false;
    }
    rides.iter().zip(longest).all(|(&(up, off), longest)| {
        // The later it begins, the shorter is the ride; what follows may start later at will.
        let shortest = earliest(up, off, stops[up].to) - stops[up].to - stops[up].board;
        shortest <= longest
    })
}
