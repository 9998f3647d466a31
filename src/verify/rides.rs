//! Rides: on one route from pickup to drop-off, in time, with a seat each, in the right
//! company, by a driver who may, to somebody who is at home.

use std::collections::BTreeSet;

use super::facts::{At, Facts, RouteFacts};
use super::people::Diaries;
use super::report::{Amount, Found, Spot};
use super::stretch::Stretch;
use crate::domain::Week;
use crate::domain::ids::{RideIx, Work};
use crate::domain::plan::Activity;
use crate::domain::ride::{Direction, Ride};
use crate::domain::rule::Rule;
use crate::domain::staff::Staff;

pub(super) fn check(facts: &Facts<'_>, diaries: &Diaries, found: &mut Found<'_>) {
    pairs(facts, found);
    for (ix, up, off) in facts.whole_rides() {
        let ride = facts.week.ride(ix);
        let minutes = facts.stop(off).start - facts.stop(up).end;
        let over = minutes - i64::from(ride.max_ride.0);
        let message = format!("rides {minutes} min, {over} min more than the limit");
        found.add(
            Rule::RideLimit,
            Amount::Minutes(over),
            facts.spot(up),
            message,
        );
        company(facts, ix, ride, (up, off), found);
    }
    for stops in facts.pickups.values() {
        stops.iter().for_each(|&at| clearance(facts, at, found));
    }
    for (at, stop) in facts.stops() {
        let (ix, span) = match stop.activity {
            Activity::Pickup(ix) => (ix, facts.week.ride(ix).pickup),
            Activity::Dropoff(ix) => (ix, facts.week.ride(ix).dropoff),
            _ => continue,
        };
        let (early, late) = stop.service().beyond(span.into());
        let mut bell = |minutes: i64, message: String| {
            found.add(
                Rule::Bell,
                Amount::Minutes(minutes),
                facts.spot(at),
                message,
            );
        };
        bell(
            early,
            format!("the {} starts {early} min too early", stop.activity.name()),
        );
        bell(
            late,
            format!("the {} ends {late} min too late", stop.activity.name()),
        );
        adult_at_home(facts, diaries, at, facts.week.ride(ix), found);
    }
    for route in &facts.routes {
        aboard(facts.week, route, found);
        alone(facts.week, route, found);
    }
}

/// One pickup, one drop-off, on one route in this order.
fn pairs(facts: &Facts<'_>, found: &mut Found<'_>) {
    let rides: BTreeSet<RideIx> = facts
        .pickups
        .keys()
        .chain(facts.dropoffs.keys())
        .copied()
        .collect();
    for ride in rides {
        let up = facts.pickups.get(&ride).map_or(&[][..], Vec::as_slice);
        let off = facts.dropoffs.get(&ride).map_or(&[][..], Vec::as_slice);
        let mut say = |at: At, message: &str| {
            found.add(Rule::Ride, Amount::Count(1), facts.spot(at), message)
        };
        match (up.first(), off.first()) {
            (Some(&up), None) => say(up, "picked up and never let off"),
            (None, Some(&off)) => say(off, "let off and never picked up"),
            (Some(&up), Some(&off)) if up.route != off.route => say(up, "let off on another route"),
            (Some(&up), Some(&off)) if up.stop > off.stop => {
                say(off, "let off before being picked up")
            }
            _ => {}
        }
        off.iter()
            .skip(1)
            .for_each(|&at| say(at, "let off a second time"));
    }
}

fn clearance(facts: &Facts<'_>, at: At, found: &mut Found<'_>) {
    let route = facts.route(at);
    let Activity::Pickup(ride) = facts.stop(at).activity else {
        return;
    };
    let date = facts.week.clock.date(route.day);
    let days = |until: chrono::NaiveDate| (date - until).num_days();
    if let Some(until) = facts.week.member(route.staff).cleared_until {
        let late = Amount::Days(days(until));
        found.add(
            Rule::Clearance,
            late,
            facts.spot(at),
            format!("the driver's clearance is over for {late}"),
        );
    }
    if let Some(until) = facts.week.ride(ride).permission_until {
        let late = Amount::Days(days(until));
        found.add(
            Rule::Clearance,
            late,
            facts.spot(at),
            format!("the family's permission is over for {late}"),
        );
    }
}

/// At the home end a guardian, or whom the ride names, is free.
fn adult_at_home(facts: &Facts<'_>, diaries: &Diaries, at: At, ride: &Ride, found: &mut Found<'_>) {
    let stop = facts.stop(at);
    let home = match ride.direction {
        Direction::ToSchool => matches!(stop.activity, Activity::Pickup(_)),
        Direction::FromSchool => matches!(stop.activity, Activity::Dropoff(_)),
    };
    let (Some(work), true) = (stop.activity.work(), home && ride.adult_at_home) else {
        return;
    };
    let there = facts.week.receivers(ride).any(|who| {
        let free = &facts.week.person(who).availability.free;
        stop.service().outside_best(free) == 0 && diaries.is_free(who, stop.service(), work)
    });
    found.add(
        Rule::AdultAtHome,
        Amount::People((!there).into()),
        facts.spot(at),
        "nobody is there to receive the student",
    );
}

/// What riders aboard take of a car: seats, wheelchair places, boosters.
fn taken(week: &Week, riders: &BTreeSet<RideIx>) -> [i64; 3] {
    riders
        .iter()
        .fold([0; 3], |[seats, wheelchairs, boosters], &ix| {
            let ride = week.ride(ix);
            [
                seats + i64::from(ride.seats),
                wheelchairs + i64::from(ride.wheelchair),
                boosters + i64::from(ride.booster && !ride.own_seat),
            ]
        })
}

/// Seats, wheelchair places and boosters at the fullest moment of a route.
fn aboard(week: &Week, route: &RouteFacts<'_>, found: &mut Found<'_>) {
    let Staff {
        seats,
        wheelchair_places,
        boosters,
        ..
    } = week.member(route.staff);
    let limits = [
        (Rule::Seats, i64::from(*seats), "seats"),
        (
            Rule::Wheelchair,
            i64::from(*wheelchair_places),
            "wheelchair places",
        ),
        (Rule::Booster, i64::from(*boosters), "boosters"),
    ];
    for (kind, (rule, limit, what)) in limits.into_iter().enumerate() {
        let stops = route.stops.iter().enumerate();
        let fullest = stops.map(|(ix, stop)| (taken(week, &stop.riders_after)[kind], ix));
        // The first of the fullest moments.
        let Some((most, ix)) = fullest.rev().max_by_key(|&(most, _)| most) else {
            continue;
        };
        let message = format!("{most} {what} are needed and {limit} are there");
        found.add(rule, Amount::People(most - limit), route.spot(ix), message);
    }
}

/// With a rider on board only riders' stops, unless the workspace lets tasks in between.
fn alone(week: &Week, route: &RouteFacts<'_>, found: &mut Found<'_>) {
    if !week.policy.riders_alone {
        return;
    }
    for (ix, stop) in route.stops.iter().enumerate() {
        let Activity::Task(task) = stop.activity else {
            continue;
        };
        // A task without a place is never done with a rider on board: `place` says so.
        if week.task(task).place.is_some() {
            let riders = Amount::People(stop.riders_before.len() as i64);
            found.add(
                Rule::Ride,
                riders,
                route.spot(ix),
                format!("a task with {riders} on board"),
            );
        }
    }
}

/// Who rides together and who never does. Aboard means by order of stops, between the end of
/// the pickup and the start of the drop-off.
fn company(facts: &Facts<'_>, ix: RideIx, ride: &Ride, (up, off): (At, At), found: &mut Found<'_>) {
    let whole = |other: RideIx| facts.whole_rides().find(|(each, ..)| *each == other);
    let together = |other_up: At, other_off: At| {
        up.route == other_up.route && up.stop < other_off.stop && other_up.stop < off.stop
    };
    // Of two that name each other, the later one in the list speaks.
    let speaks = |other: RideIx, others: &[RideIx]| !(other > ix && others.contains(&ix));
    let spot = |other: RideIx| -> Spot { facts.spot(up).and(Work::Ride(other)) };
    for &other in ride.keep_with.iter().filter(|&&other| other != ix) {
        let Some((_, other_up, other_off)) = whole(other) else {
            continue;
        };
        let apart = !together(other_up, other_off);
        if speaks(other, &facts.week.ride(other).keep_with) {
            found.add(
                Rule::KeepWith,
                Amount::Count(apart.into()),
                spot(other),
                "they do not ride together",
            );
        }
    }
    for &other in ride.keep_apart.iter().filter(|&&other| other != ix) {
        let Some((_, other_up, other_off)) = whole(other) else {
            continue;
        };
        if !together(other_up, other_off) || !speaks(other, &facts.week.ride(other).keep_apart) {
            continue;
        }
        let aboard = |up: At, off: At| Stretch {
            from: facts.stop(up).end,
            to: facts.stop(off).start,
        };
        let shared = aboard(up, off).shared(aboard(other_up, other_off));
        let message = format!("they are aboard together for {shared} min");
        found.add(
            Rule::KeepApart,
            Amount::Minutes(shared.max(1)),
            spot(other),
            message,
        );
    }
}
