//! `travel`, `clock`, `place` and `totals`: every stop is where it must be, with time for the
//! drive, for stopping once and for each rider, and states what it comes to.

use std::collections::BTreeSet;

use super::report::{Found, Spot, lasting};
use super::{At, Facts};
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, RideIx};
use crate::domain::rule::Rule;
use crate::domain::run::{Outing, RunActivity, RunStop, Second, Seconds};

pub(super) fn check(facts: &Facts<'_>, found: &mut Found<'_>) {
    for (ix, outing) in facts.outings.iter().enumerate() {
        ends(outing, found);
        for stop in 0..outing.stops.len() {
            let at = At { outing: ix, stop };
            place(facts, at, found);
            clock(facts, at, found);
        }
        stated(facts, ix, found);
    }
}

/// An outing begins with its start and ends with its end, on its day.
fn ends(outing: &Outing, found: &mut Found<'_>) {
    let is = |stop: Option<&RunStop>, activity| stop.is_some_and(|stop| stop.activity == activity);
    let inner = outing
        .stops
        .iter()
        .filter(|stop| stop.activity.ride().is_none());
    let is_whole = is(outing.stops.first(), RunActivity::Start)
        && is(outing.stops.last(), RunActivity::End)
        && inner.count() == 2;
    let message = "does not go from one start to one end";
    found.add(
        Rule::Clock,
        i64::from(!is_whole),
        "times",
        Spot::of(outing),
        message,
    );
}

/// Where a stop must be; none for the start and end of a vehicle without a place.
fn given(week: &Week, outing: &Outing, activity: RunActivity) -> Option<PlaceIx> {
    match activity {
        RunActivity::Start | RunActivity::End => week.vehicles[outing.vehicle.ix()].place,
        RunActivity::Pickup(ride) => Some(week.ride(ride).from()),
        RunActivity::Dropoff(ride) => Some(week.ride(ride).to()),
    }
}

fn place(facts: &Facts<'_>, at: At, found: &mut Found<'_>) {
    let stop = facts.stop(at);
    let must = given(facts.week, &facts.outings[at.outing], stop.activity);
    let is_wrong = must.is_some() && stop.place != must && !super::walks::is_at_stop(facts, at);
    let message = match stop.activity {
        RunActivity::Start | RunActivity::End => "not where the vehicle stands",
        _ => "not at the rider's place",
    };
    found.add(
        Rule::Place,
        is_wrong.into(),
        "times",
        facts.spot(at),
        message,
    );
}

/// The last place before a stop, the time one leaves it, and whether a drive lies between.
fn before(facts: &Facts<'_>, at: At) -> Option<(Option<PlaceIx>, Second)> {
    let stops = &facts.outings[at.outing].stops;
    let last = stops[..at.stop].last()?;
    let place = stops[..at.stop].iter().rev().find_map(|stop| stop.place);
    Some((place, last.end))
}

/// The drive to a stop by the week's table, if there is one.
fn leg(facts: &Facts<'_>, at: At) -> Option<(Seconds, i64)> {
    let (from, leaves) = before(facts, at)?;
    let travel = &facts.week.travel;
    let (from, to) = (travel.site(from?), travel.site(facts.stop(at).place?));
    Some((
        travel.drive_seconds(from, to, leaves),
        travel.metres(from, to).0,
    ))
}

/// Whether one stands at the stop's place already.
fn stays(facts: &Facts<'_>, at: At) -> bool {
    let travel = &facts.week.travel;
    let here = facts.stop(at).place.map(|place| travel.site(place));
    let last = before(facts, at).and_then(|(place, _)| place);
    last.map(|place| travel.site(place)) == here
}

fn clock(facts: &Facts<'_>, at: At, found: &mut Found<'_>) {
    let stop = facts.stop(at);
    let mut add = |rule, late: Seconds, message: &str| {
        let message = format!("{message} by {}", lasting(late.0.into()));
        found.add(rule, late.0.into(), "s", facts.spot(at), message);
    };
    if let Some((_, leaves)) = before(facts, at) {
        let (drive, _) = leg(facts, at).unwrap_or_default();
        add(
            Rule::Travel,
            leaves + drive - stop.arrive,
            "is there too early for the drive",
        );
    }
    let (dwell, board) = needs(facts, at);
    add(
        Rule::Clock,
        stop.arrive + dwell - stop.start,
        "starts too soon after arriving",
    );
    add(Rule::Clock, stop.start + board - stop.end, "is too short");
}

/// How long it is from the arrival to the start at least, and from the start to the end.
fn needs(facts: &Facts<'_>, at: At) -> (Seconds, Seconds) {
    let rules = &facts.week.policy.rides;
    let (ride, end) = match facts.stop(at).activity {
        RunActivity::Pickup(ride) => (ride, 0),
        RunActivity::Dropoff(ride) => (ride, 1),
        RunActivity::Start | RunActivity::End => return (Seconds(0), Seconds(0)),
    };
    let ride = facts.week.ride(ride);
    if ride.own_minutes[end] {
        let own = [ride.pickup_minutes, ride.dropoff_minutes][end];
        return (Seconds(0), Seconds::of(own));
    }
    let dwell = if stays(facts, at) {
        Seconds(0)
    } else {
        rules.dwell
    };
    (dwell, rules.board)
}

/// Drives, metres and riders are what the stops come to.
fn stated(facts: &Facts<'_>, outing: usize, found: &mut Found<'_>) {
    let aboard: Vec<BTreeSet<RideIx>> = facts.aboard(outing);
    for (stop, aboard) in aboard.iter().enumerate() {
        let at = At { outing, stop };
        let stated = facts.stop(at);
        let (drive, metres) = leg(facts, at).unwrap_or_default();
        let wrong = [
            (
                i64::from((stated.drive.0 - drive.0).abs()),
                "s",
                "the drive",
            ),
            (
                (stated.metres.0 - metres).abs(),
                "m",
                "the length of the drive",
            ),
            (
                (i64::from(stated.riders) - aboard.len() as i64).abs(),
                "people",
                "the number of riders aboard",
            ),
        ];
        for (amount, unit, what) in wrong {
            let message = format!("states {what} wrongly by {amount} {unit}");
            found.add(Rule::Totals, amount, unit, facts.spot(at), message);
        }
    }
}
