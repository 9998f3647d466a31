//! Before anything is planned: riders against places, bell by bell, and how many vehicles it
//! takes at least.
//!
//! The bound: riders who are all let off within a stretch of length `L` (or all picked up),
//! and none of whom is aboard for less than `c`, are each aboard at one of `L / c + 1` points
//! in time that lie `c` apart. At each point a vehicle holds no more than its seats.

use std::collections::BTreeSet;

use super::eligible;
use super::scene::{Scene, Scenes, Trip};
use crate::domain::Week;
use crate::domain::ids::{RideIx, VehicleIx};
use crate::domain::ride::{Direction, Vehicle};
use crate::domain::rule::Rule;
use crate::domain::run::{Need, Second};
use crate::domain::time::{Day, Span};

/// At most so many points in time are looked at: more say nothing.
const MOST_POINTS: i32 = 12;

/// The needs of a week: one a bell, in order of time; who has no place in any vehicle that may be
/// out then is among the riders.
///
/// Cost: bells times riders, sorted.
pub(super) fn of_week(week: &Week, scenes: &Scenes) -> Vec<Need> {
    let each = scenes.list.iter().flat_map(|scene| needs(week, scene));
    let mut all: Vec<Need> = each.collect();
    for &(ride, rule) in &scenes.refused {
        if is_for_want_of_places(rule) {
            add_refused(week, scenes, ride, &mut all);
        }
    }
    all.sort_by_key(|need| (need.day, need.window, need.direction));
    all
}

/// Whether another vehicle or driver could take a ride that is refused by this rule.
fn is_for_want_of_places(rule: Option<Rule>) -> bool {
    use Rule::{Booster, Language, Seats, Shift, Staff, Wheelchair};
    rule.is_none_or(|rule| [Seats, Wheelchair, Booster, Staff, Language, Shift].contains(&rule))
}

/// Counts a ride that nobody takes among those of its bell.
fn add_refused(week: &Week, scenes: &Scenes, ride: RideIx, needs: &mut Vec<Need>) {
    let of = week.ride(ride);
    let window = of.at_school();
    let key = (of.day, of.direction, window);
    let known = |need: &Need| (need.day, need.direction, need.window) == key;
    let at = needs.iter().position(known).unwrap_or_else(|| {
        let same_day = scenes.list.iter().filter(|scene| scene.day == of.day);
        let there = same_day.flat_map(|scene| {
            let from = Second::of(window.from).0 - scene.midnight.0;
            let to = Second::of(window.to).0 - scene.midnight.0;
            there(scene, (from, to))
        });
        needs.push(nobody_yet(week, key, &there.collect()));
        needs.len() - 1
    });
    let [seats, wheelchairs, _] = eligible::load(of).map(|places| places.max(0) as u32);
    let need = &mut needs[at];
    need.riders += 1;
    need.seats = need.seats.saturating_add(seats);
    need.wheelchairs = need.wheelchairs.saturating_add(wheelchairs);
}

/// The vehicles that may be out in a stretch of a scene's seconds.
fn there(scene: &Scene, (from, to): (i32, i32)) -> BTreeSet<VehicleIx> {
    let cars = scene.cars.iter();
    cars.filter(|car| car.open <= to && from <= car.close)
        .map(|car| car.vehicle)
        .collect()
}

/// A bell without riders, and the vehicles that are there.
fn nobody_yet(
    week: &Week,
    (day, direction, window): (Day, Direction, Span),
    there: &BTreeSet<VehicleIx>,
) -> Need {
    let sum = |what: fn(&Vehicle) -> u32| -> u32 {
        let of = there.iter().map(|ix| what(&week.vehicles[ix.ix()]));
        of.fold(0, u32::saturating_add)
    };
    Need {
        day,
        direction,
        window,
        riders: 0,
        seats: 0,
        wheelchairs: 0,
        vehicles: u32::try_from(there.len()).unwrap_or(u32::MAX),
        has_seats: sum(|vehicle| vehicle.seats),
        has_wheelchairs: sum(|vehicle| vehicle.wheelchair_places),
        least: 1,
    }
}

/// The needs of a scene: one a bell, in order of time.
fn needs(week: &Week, scene: &Scene) -> Vec<Need> {
    let key = |ix: usize| {
        let ride = week.ride(scene.rides[ix]);
        let (span, _) = at_school(ride.direction, &scene.trips[ix]);
        (span, ride.direction == Direction::FromSchool)
    };
    let mut order: Vec<usize> = (0..scene.trips.len()).collect();
    order.sort_by_key(|&ix| (key(ix), ix));
    let groups = order.chunk_by(|&a, &b| key(a) == key(b));
    groups.map(|group| need(week, scene, group)).collect()
}

/// When a rider is let off at school or picked up there, and at which stop that is.
fn at_school(direction: Direction, trip: &Trip) -> ((i32, i32), usize) {
    let stop = match direction {
        Direction::ToSchool => 1,
        Direction::FromSchool => 0,
    };
    let windows = &trip.windows[stop];
    let from = windows.first().map_or(0, |window| window.from);
    ((from, windows.last().map_or(0, |window| window.to)), stop)
}

fn need(week: &Week, scene: &Scene, group: &[usize]) -> Need {
    let direction = week.ride(scene.rides[group[0]]).direction;
    let ((from, to), _) = at_school(direction, &scene.trips[group[0]]);
    let minute = |second: i32| Second(scene.midnight.0 + second).moment();
    let taken = |kind: usize| -> u32 {
        let of = group
            .iter()
            .map(|&ix| scene.trips[ix].load[kind].max(0) as u32);
        of.fold(0, u32::saturating_add)
    };
    let window = Span::new(minute(from), minute(to.saturating_add(59)));
    let key = (scene.day, direction, window);
    Need {
        riders: u32::try_from(group.len()).unwrap_or(u32::MAX),
        seats: taken(0),
        wheelchairs: taken(1),
        least: bound_of(week, scene, group),
        ..nobody_yet(week, key, &there(scene, (from, to)))
    }
}

/// No runs serve all must-rides of a scene with fewer vehicles, by seats and by time.
///
/// Cost: as of both.
pub(super) fn bound(week: &Week, scene: &Scene) -> u32 {
    let must = |ix: &usize| scene.trips[*ix].must;
    let musts: Vec<usize> = (0..scene.trips.len()).filter(must).collect();
    by_seats(week, scene).max(super::bound::by_time(week, scene, &musts))
}

/// The same by seats alone.
///
/// Every stretch between the beginning of one bell's time and the end of another's is looked
/// at. Cost: the square of the bells, times the riders.
pub(super) fn by_seats(week: &Week, scene: &Scene) -> u32 {
    let musts: Vec<usize> = (0..scene.trips.len())
        .filter(|&ix| scene.trips[ix].must)
        .collect();
    let mut best = u32::from(!musts.is_empty());
    for way in [Direction::ToSchool, Direction::FromSchool] {
        let of_way: Vec<usize> = (musts.iter().copied())
            .filter(|&ix| week.ride(scene.rides[ix]).direction == way)
            .collect();
        let spans = of_way.iter().map(|&ix| at_school(way, &scene.trips[ix]).0);
        let mut spans: Vec<(i32, i32)> = spans.collect();
        spans.sort_unstable();
        spans.dedup();
        // So many different times are no bells; then only the coarse ones are looked at.
        spans.truncate(40);
        for &(from, _) in &spans {
            for &(_, to) in spans.iter().filter(|&&(_, to)| to >= from) {
                let inside = of_way.iter().copied().filter(|&ix| {
                    let (a, b) = at_school(way, &scene.trips[ix]).0;
                    from <= a && b <= to
                });
                let inside: Vec<usize> = inside.collect();
                best = best.max(bound_of(week, scene, &inside));
            }
        }
    }
    best
}

/// The bound for riders who are all let off, or all picked up, within the stretch that their
/// times at school span.
fn bound_of(week: &Week, scene: &Scene, group: &[usize]) -> u32 {
    let times = group.iter().map(|&ix| {
        let direction = week.ride(scene.rides[ix]).direction;
        at_school(direction, &scene.trips[ix]).0
    });
    let Some((from, to)) = times.reduce(|(a, b), (c, d)| (a.min(c), b.max(d))) else {
        return 0;
    };
    // The longest rides first: the first n of them are all aboard for at least the nth's time.
    let mut by_length: Vec<(i32, usize)> = (group.iter())
        .map(|&ix| (scene.trips[ix].shortest, ix))
        .collect();
    by_length.sort_unstable_by_key(|&(length, ix)| (std::cmp::Reverse(length), ix));
    let mut best = 1;
    for kind in [0, 1] {
        let places = places(week, kind);
        let mut taken = 0_i64;
        for (n, &(length, ix)) in by_length.iter().enumerate() {
            taken += i64::from(scene.trips[ix].load[kind]);
            let is_last = by_length.get(n + 1).is_none_or(|next| next.0 < length);
            if !is_last || length <= 0 {
                continue;
            }
            let points = (to - from) / length + 1;
            if points <= MOST_POINTS {
                best = best.max(fewest(&places, taken, i64::from(points)));
            }
        }
    }
    best
}

/// The places of the vehicles, the largest first: also of those that have no driver, since another
/// might be without one in their place.
fn places(week: &Week, kind: usize) -> Vec<i64> {
    let of = |vehicle: &Vehicle| i64::from(eligible::places(vehicle)[kind]);
    let mut places: Vec<i64> = week.vehicles.iter().map(of).collect();
    places.sort_unstable_by_key(|&places| std::cmp::Reverse(places));
    places
}

/// How many of the largest hold so many riders, each filled so often; one more than there are
/// when they never do.
fn fewest(places: &[i64], riders: i64, times: i64) -> u32 {
    let mut held = 0;
    for (ix, place) in places.iter().enumerate() {
        if held >= riders {
            return u32::try_from(ix).unwrap_or(u32::MAX);
        }
        held += place.saturating_mul(times);
    }
    let all = u32::try_from(places.len()).unwrap_or(u32::MAX);
    if held >= riders {
        all
    } else {
        all.saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    //! Vehicles are counted from the largest on.
    use super::*;

    #[test]
    fn the_largest_vehicles_first() {
        // 20 riders, filled once: 12 + 6 hold 18, so it takes three; filled twice the first holds 24.
        assert_eq!(fewest(&[12, 6, 4], 20, 1), 3);
        assert_eq!(fewest(&[12, 6, 4], 20, 2), 1);
        assert_eq!(fewest(&[12, 6, 4], 30, 1), 4);
        assert_eq!(fewest(&[12, 6, 4], 0, 1), 0);
    }
}
