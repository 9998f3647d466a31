//! Each rider: picked up and let off once, in time, with a place, by somebody cleared, to
//! somebody who is at home.

use std::collections::{BTreeMap, BTreeSet};

use super::report::{Found, lasting};
use super::{At, Facts};
use crate::domain::ids::{PersonIx, RideIx};
use crate::domain::ride::Direction;
use crate::domain::rule::Rule;
use crate::domain::run::{RunActivity, RunStop, Second};
use crate::domain::time::Span;

pub(super) fn check(facts: &Facts<'_>, found: &mut Found<'_>) {
    whole(facts, found);
    for (ride, &(up, off)) in &facts.pairs {
        limit(facts, *ride, up, off, found);
    }
    for (at, ride) in stops(facts) {
        bell(facts, at, ride, found);
        pinned(facts, at, ride, found);
        adult_at_home(facts, at, ride, found);
    }
    for outing in 0..facts.outings.len() {
        places(facts, outing, found);
    }
    twice(facts, found);
}

fn stops<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (At, RideIx)> + 'f {
    let all = facts.outings.iter().enumerate().flat_map(|(ix, outing)| {
        let stops = outing.stops.iter().enumerate();
        stops.map(move |(stop, one)| (At { outing: ix, stop }, one.activity.ride()))
    });
    all.filter_map(|(at, ride)| Some((at, ride?)))
}

/// One pickup, one drop-off after it, in one outing.
fn whole(facts: &Facts<'_>, found: &mut Found<'_>) {
    let rides: BTreeSet<RideIx> = (facts.pickups.keys())
        .chain(facts.dropoffs.keys())
        .copied()
        .collect();
    for ride in rides
        .into_iter()
        .filter(|ride| !facts.pairs.contains_key(ride))
    {
        let of = |list: &BTreeMap<RideIx, Vec<At>>| list.get(&ride).cloned().unwrap_or_default();
        let (up, off) = (of(&facts.pickups), of(&facts.dropoffs));
        let Some(&at) = up.first().or(off.first()) else {
            continue;
        };
        let (rule, message) = match (up.len(), off.len()) {
            (_, 0) => (Rule::Ride, "picked up and never let off"),
            (0, _) => (Rule::Ride, "let off and never picked up"),
            (1, 1) if up[0].outing != off[0].outing => (Rule::Ride, "let off by another vehicle"),
            (1, 1) => (Rule::Ride, "let off before being picked up"),
            _ => (Rule::Once, "taken more than once"),
        };
        found.add(rule, 1, "times", facts.spot(at), message);
    }
}

fn limit(facts: &Facts<'_>, ride: RideIx, up: At, off: At, found: &mut Found<'_>) {
    let rides = i64::from((facts.stop(off).start - facts.stop(up).end).0);
    let over = rides - i64::from(facts.week.ride(ride).max_ride.0) * 60;
    let message = format!(
        "rides {}, {} more than the limit",
        lasting(rides),
        lasting(over.max(0))
    );
    found.add(Rule::RideLimit, over, "s", facts.spot(up), message);
}

/// A pickup is when and by whom pins.csv says.
fn pinned(facts: &Facts<'_>, at: At, ix: RideIx, found: &mut Found<'_>) {
    let (stop, outing) = (facts.stop(at), &facts.outings[at.outing]);
    let Some(pin) = facts.week.ride(ix).pin else {
        return;
    };
    if !matches!(stop.activity, RunActivity::Pickup(_)) {
        return;
    }
    if pin.never {
        let message = "pinned as never to be placed";
        found.add(Rule::Pin, 1, "times", facts.spot(at), message);
    }
    if let Some(start) = pin.start {
        let off = i64::from((stop.start - Second::of(start)).0);
        // A minute is met in any of its seconds.
        let off = (-off).max(off - 59).max(0);
        let message = format!("{} off the time it is pinned to", lasting(off));
        found.add(Rule::Pin, off, "s", facts.spot(at), message);
    }
    if let Some(who) = pin.staff.filter(|who| Some(*who) != outing.driver) {
        let message = format!("pinned to {}", facts.week.member(who).id);
        found.add(Rule::Pin, 1, "people", facts.spot(at), message);
    }
}

/// How far a stop lies outside of a span, before it and after it, in seconds.
fn outside(stop: &RunStop, span: Span) -> (i64, i64) {
    let early = i64::from((Second::of(span.from) - stop.start).0);
    let late = i64::from((stop.end - Second::of(span.to)).0);
    (early.max(0), late.max(0))
}

fn bell(facts: &Facts<'_>, at: At, ride: RideIx, found: &mut Found<'_>) {
    let stop = facts.stop(at);
    let span = match stop.activity {
        RunActivity::Pickup(_) => facts.week.ride(ride).pickup,
        _ => facts.week.ride(ride).dropoff,
    };
    let (early, late) = outside(stop, span);
    let what = stop.activity.name();
    let message = format!("the {what} starts {} too early", lasting(early));
    found.add(Rule::Bell, early, "s", facts.spot(at), message);
    let message = format!("the {what} ends {} too late", lasting(late));
    found.add(Rule::Bell, late, "s", facts.spot(at), message);
}

fn adult_at_home(facts: &Facts<'_>, at: At, ride: RideIx, found: &mut Found<'_>) {
    let stop = facts.stop(at);
    let ride = facts.week.ride(ride);
    let is_home = match ride.direction {
        Direction::ToSchool => matches!(stop.activity, RunActivity::Pickup(_)),
        Direction::FromSchool => matches!(stop.activity, RunActivity::Dropoff(_)),
    };
    if !(is_home && ride.adult_at_home) {
        return;
    }
    let there = facts.week.receivers(ride).any(|who| {
        let free = &facts.week.person(who).availability.free;
        free.iter().any(|span| outside(stop, span) == (0, 0))
    });
    let message = "nobody is there to receive the student";
    found.add(
        Rule::AdultAtHome,
        i64::from(!there),
        "people",
        facts.spot(at),
        message,
    );
}

/// Seats, wheelchair places and boosters at the fullest moment of an outing.
fn places(facts: &Facts<'_>, outing: usize, found: &mut Found<'_>) {
    let week = facts.week;
    let vehicle = &week.vehicles[facts.outings[outing].vehicle.ix()];
    let limits = [
        (Rule::Seats, vehicle.seats, "seats"),
        (
            Rule::Wheelchair,
            vehicle.wheelchair_places,
            "wheelchair places",
        ),
        (Rule::Booster, vehicle.boosters, "boosters"),
    ];
    let taken: Vec<[i64; 3]> = (facts.aboard(outing).iter())
        .map(|riders| {
            riders
                .iter()
                .fold([0; 3], |[seats, lifts, boosters], ride| {
                    let ride = week.ride(*ride);
                    [
                        seats + i64::from(ride.seats),
                        lifts + i64::from(ride.wheelchair),
                        boosters + i64::from(ride.booster && !ride.own_seat),
                    ]
                })
        })
        .collect();
    for (kind, (rule, limit, what)) in limits.into_iter().enumerate() {
        let fullest = (0..taken.len()).rev().max_by_key(|&stop| taken[stop][kind]);
        let Some(stop) = fullest else { continue };
        let most = taken[stop][kind];
        let message = format!("{most} {what} are needed and {limit} are there");
        let spot = facts.spot(At { outing, stop });
        found.add(rule, most - i64::from(limit), "people", spot, message);
    }
}

/// No student is in two rides at once.
fn twice(facts: &Facts<'_>, found: &mut Found<'_>) {
    let mut diaries: BTreeMap<PersonIx, Vec<(Second, Second, RideIx, At)>> = BTreeMap::new();
    for (ride, &(up, off)) in &facts.pairs {
        let student = facts.week.ride(*ride).student;
        let entry = (facts.stop(up).start, facts.stop(off).end, *ride, up);
        diaries.entry(student).or_default().push(entry);
    }
    for diary in diaries.values_mut() {
        diary.sort_unstable();
        for pair in diary.windows(2) {
            let shared = i64::from((pair[0].1 - pair[1].0).0);
            let message = format!("the student is in both for {}", lasting(shared.max(0)));
            let spot = facts.spot(pair[1].3).and(pair[0].2);
            found.add(Rule::AttendeeClash, shared, "s", spot, message);
        }
    }
}
