//! How students ride, in one scenario and in another.

use std::collections::{BTreeMap, BTreeSet};

use super::pay::dollars;
use crate::domain::Week;
use crate::domain::money::Metres;
use crate::domain::ride::Ride;

/// `rides of up to 60 minutes instead of 45`, `other bells`, `schools sharing vehicles`.
pub(super) fn differences(was: &Week, is: &Week) -> Vec<String> {
    let (before, after) = (&was.policy.rides, &is.policy.rides);
    let mut all: Vec<String> = limit(was, is).into_iter().collect();
    if was.bells != is.bells {
        all.push("other bells".to_owned());
    } else if pairs(was, is).any(|(a, b)| (a.pickup, a.dropoff) != (b.pickup, b.dropoff)) {
        all.push("other times around the bell".to_owned());
    }
    match (before.mixed_schools, after.mixed_schools) {
        (false, true) => all.push("schools sharing vehicles".to_owned()),
        (true, false) => all.push("no schools sharing vehicles".to_owned()),
        _ => {}
    }
    match (was.policy.riders_alone, is.policy.riders_alone) {
        (false, true) => all.push("no tasks while a rider is on board".to_owned()),
        (true, false) => all.push("tasks while a rider is on board".to_owned()),
        _ => {}
    }
    if before.walk != after.walk {
        let walk = |metres: Metres| match metres.0 {
            0 => "none".to_owned(),
            metres => format!("{metres} metres"),
        };
        let (was, is) = (walk(before.walk), walk(after.walk));
        all.push(format!("walks to a stop of up to {is} instead of {was}"));
    }
    for (what, was, is) in [
        ("at a stop", before.dwell, after.dwell),
        ("for each rider at a stop", before.board, after.board),
    ] {
        if was != is {
            all.push(format!("{} seconds {what} instead of {}", is.0, was.0));
        }
    }
    if before.minute_cost != after.minute_cost {
        let (was, is) = (dollars(before.minute_cost), dollars(after.minute_cost));
        all.push(format!("{is} for a minute aboard instead of {was}"));
    }
    all
}

/// Rides that both have.
fn pairs<'w>(was: &'w Week, is: &'w Week) -> impl Iterator<Item = (&'w Ride, &'w Ride)> {
    let before: BTreeMap<&str, &Ride> = (was.rides.iter())
        .map(|ride| (ride.id.as_str(), ride))
        .collect();
    let pair = move |ride: &'w Ride| Some((*before.get(ride.id.as_str())?, ride));
    is.rides.iter().filter_map(pair)
}

/// How long rides may be, where that differs.
fn limit(was: &Week, is: &Week) -> Option<String> {
    let limits = pairs(was, is).map(|(a, b)| (a.max_ride.0, b.max_ride.0));
    let limits: BTreeSet<(i32, i32)> = limits.filter(|(a, b)| a != b).collect();
    match limits.iter().collect::<Vec<_>>().as_slice() {
        [] => None,
        [(before, after)] => Some(format!(
            "rides of up to {after} minutes instead of {before}"
        )),
        _ => Some("other limits of ride time".to_owned()),
    }
}
