//! Times that riders like better, at no cost: nobody waits aboard where the pickups could be
//! later, and a run that would reach school in the last minute goes earlier, as far as the
//! vehicle would only wait otherwise.
//!
//! The solver's clock leaves as late as the earliest return allows and does everything as early
//! as that departure allows: with several runs the first ones end at the last moment, and the
//! last ones begin too soon. What is moved is moved as one, so no ride gets longer.

use super::lunch;
use super::scene::{Car, Scene, Trip};
use crate::domain::Week;
use crate::domain::run::{Outing, RunActivity, RunStop, Seconds};

/// So much slack is aimed at, in seconds.
const WANTED: i32 = 300;

/// Moves what of an outing of `whole` can be moved to shorten rides, then its runs earlier where
/// that adds slack, and reckons the slack of every stop anew. Everything stays in the windows of
/// `scene`, the same with what is kept of today's runs. Nothing is moved where `moves` says
/// so, nor with traffic, where a drive depends on when it begins.
///
/// Cost: the square of the stops.
pub(super) fn ease(
    week: &Week,
    (whole, scene): (&Scene, &Scene),
    car: &Car,
    outing: &mut Outing,
    moves: bool,
) {
    let runs = outing.runs();
    let last = runs.last().map_or(0, |run| run + 1);
    if moves && !week.travel.has_traffic() {
        (0..last).for_each(|run| no_waiting_aboard(scene, car, outing, &runs, run));
        for run in 0..last {
            let own: Vec<usize> = (0..runs.len())
                .filter(|&ix| runs[ix] == run && outing.stops[ix].activity != RunActivity::End)
                .collect();
            let now = own.iter().map(|&ix| slack(scene, (car, None), outing, ix));
            let now = now.min();
            let lack = WANTED - now.unwrap_or(WANTED);
            let room = own.iter().map(|&ix| room(scene, car, outing, ix)).min();
            let first = own.first().filter(|_| run > 0);
            let idle = first.map_or(i32::MAX, |&ix| idle(scene, outing, ix));
            let by = lack.min(room.unwrap_or(0)).min(idle);
            if by > 0 {
                own.iter()
                    .for_each(|&ix| earlier(&mut outing.stops[ix], by));
                arrive(outing);
            }
        }
    }
    reckon_slack(week, whole, car, outing);
}

/// Reckons the slack of every stop of an outing of `scene` anew, and moves nothing.
///
/// Cost: the square of the stops.
pub(super) fn reckon_slack(week: &Week, scene: &Scene, car: &Car, outing: &mut Outing) {
    let lunch = lunch::place(week, scene, car, outing);
    let slacks: Vec<i32> = (0..outing.stops.len())
        .map(|ix| slack(scene, (car, lunch), outing, ix))
        .collect();
    for (stop, slack) in outing.stops.iter_mut().zip(slacks) {
        stop.slack = Seconds(slack.max(0));
    }
}

/// Moves the stops of a run before a wait with riders aboard later, as far as their windows allow.
fn no_waiting_aboard(scene: &Scene, car: &Car, outing: &mut Outing, runs: &[usize], run: usize) {
    let own = (0..runs.len()).filter(|&ix| runs[ix] == run);
    let own: Vec<usize> = own
        .filter(|&ix| outing.stops[ix].activity.ride().is_some())
        .collect();
    for (nr, &ix) in own.iter().enumerate().skip(1) {
        let idle = idle(scene, outing, ix);
        let before = &own[..nr];
        let late = before.iter().map(|&ix| {
            let stop = &outing.stops[ix];
            window(scene, car, stop).1 - stop.start.0
        });
        let by = late.min().unwrap_or(0).min(idle);
        if by > 0 {
            before
                .iter()
                .for_each(|&ix| earlier(&mut outing.stops[ix], -by));
            if run == 0 {
                earlier(&mut outing.stops[0], -by);
            }
            arrive(outing);
        }
    }
}

fn trip<'s>(scene: &'s Scene, stop: &RunStop) -> Option<(&'s Trip, usize)> {
    let (ride, end) = match stop.activity {
        RunActivity::Pickup(ride) => (ride, 0),
        RunActivity::Dropoff(ride) => (ride, 1),
        RunActivity::Start | RunActivity::End => return None,
    };
    let ix = scene.rides.iter().position(|other| *other == ride)?;
    Some((&scene.trips[ix], end))
}

/// The window in which a stop starts, in seconds of the week.
fn window(scene: &Scene, car: &Car, stop: &RunStop) -> (i32, i32) {
    let midnight = scene.midnight.0;
    let at = stop.start.0 - midnight;
    let Some((trip, end)) = trip(scene, stop) else {
        return (car.open + midnight, car.close + midnight);
    };
    let mut windows = trip.windows[end].iter();
    let own = windows.find(|window| (window.from..=window.to).contains(&at));
    own.map_or((at + midnight, at + midnight), |own| {
        (own.from + midnight, own.to + midnight)
    })
}

/// How much earlier a stop could be, by its window.
fn room(scene: &Scene, car: &Car, outing: &Outing, ix: usize) -> i32 {
    let stop = &outing.stops[ix];
    stop.start.0 - window(scene, car, stop).0
}

/// Less than zero is later.
fn earlier(stop: &mut RunStop, by: i32) {
    stop.start = stop.start - Seconds(by);
    stop.end = stop.end - Seconds(by);
}

/// One leaves when a stop ends, and waits at the next.
fn arrive(outing: &mut Outing) {
    let mut left = outing.leaves();
    for stop in &mut outing.stops {
        stop.arrive = left + stop.drive;
        if stop.activity.ride().is_none() {
            stop.start = stop.arrive;
            stop.end = stop.arrive;
        }
        left = stop.end;
    }
}

/// How much later a stop could start with no harm to what follows: waiting on the way soaks up
/// delay, windows and the rides of those aboard limit it. Time for a lunch before stop `lunch`
/// soaks up none.
fn slack(scene: &Scene, (car, lunch): (&Car, Option<usize>), outing: &Outing, from: usize) -> i32 {
    let (mut soaked, mut least) = (0, i32::MAX);
    for (ix, stop) in outing.stops.iter().enumerate().skip(from) {
        if ix > from {
            let eaten = car.lunch.filter(|_| lunch == Some(ix));
            let eaten = eaten.map_or(0, |lunch| lunch.length);
            soaked += (idle(scene, outing, ix) - eaten).max(0);
        }
        let late = window(scene, car, stop).1 - stop.start.0;
        least = least.min(late.saturating_add(soaked));
        let Some((trip, 1)) = trip(scene, stop) else {
            continue;
        };
        let ride = stop.activity.ride();
        let on = |other: &RunStop| {
            matches!(other.activity, RunActivity::Pickup(_)) && other.activity.ride() == ride
        };
        let picked = outing.stops[..from].iter().find(|other| on(other));
        if let Some(picked) = picked {
            let left = trip.longest.0 - (stop.start - picked.end).0;
            least = least.min(left.saturating_add(soaked));
        }
    }
    least
}

/// How long one waits at a stop after arriving, beside what stopping takes.
fn idle(scene: &Scene, outing: &Outing, ix: usize) -> i32 {
    let stop = &outing.stops[ix];
    let Some((trip, end)) = trip(scene, stop) else {
        return 0;
    };
    let stays = stop.drive.0 == 0 && outing.stops[ix - 1].place == stop.place;
    let dwell = if stays { 0 } else { trip.stays[end].dwell.0 };
    ((stop.start - stop.arrive).0 - dwell).max(0)
}

#[cfg(test)]
mod tests {
    //! An earlier run gains slack by waiting after it, and no ride gets longer.
    use super::*;
    use crate::domain::fixture::{
        add_person, add_place, add_ride, add_staff, drives_of, span, week,
    };
    use crate::domain::ids::{RideIx, StaffIx, VehicleIx};
    use crate::domain::money::Rate;
    use crate::domain::person::PersonRole;
    use crate::domain::place::PlaceKind;
    use crate::domain::ride::{Direction, RideBy, Vehicle};
    use crate::domain::run::RunPlan;
    use crate::domain::staff::StaffRole;
    use crate::solver::Stop;

    /// Two tiers: let off 07:40 to 08:00, and 09:00 to 09:20. The second alone decides the
    /// return, at 09:10:30; the first would end at 08:00 with nothing to spare, and goes 5 min
    /// earlier.
    #[test]
    fn the_first_tier_has_slack() {
        let mut week = week();
        let depot = add_place(&mut week, "DEP", PlaceKind::Office);
        let home = add_place(&mut week, "H", PlaceKind::Home);
        let school = add_place(&mut week, "S", PlaceKind::School);
        week.travel = drives_of(&week, 10.0, 5_000);
        add_staff(&mut week, "D", StaffRole::Driver);
        for (id, dropoff) in [("A", span(0, 740, 800)), ("B", span(0, 900, 920))] {
            let child = add_person(&mut week, &format!("K{id}"), PersonRole::Student);
            let ride = add_ride(
                &mut week,
                id,
                (child, 0),
                Direction::ToSchool,
                (home, school),
            );
            let ride = &mut week.rides[ride.ix()];
            (ride.by, ride.must_ride, ride.dropoff) = (RideBy::Vehicle, true, dropoff);
        }
        week.vehicles.push(Vehicle {
            id: "V".into(),
            name: String::new(),
            place: Some(depot),
            seats: 4,
            wheelchair_places: 0,
            boosters: 0,
            driver: Some(StaffIx(0)),
            cleared_until: None,
            cost_per_mile: Rate(0),
            cost_per_hour: Rate(0),
            cost_per_day: Rate(0),
            hours: vec![span(0, 0, 2400)],
        });
        let options = super::super::Options {
            from: None,
            keep: false,
            bells: false,
            stop: Stop::Iterations(20),
            threads: 1,
            seed: 1,
        };
        let plan: RunPlan = super::super::make(&week, &options, &|_| {}).unwrap();
        assert_eq!(plan.outings.len(), 1);
        assert_eq!(plan.outings[0].vehicle, VehicleIx(0));
        let stops = &plan.outings[0].stops;
        let off = stops
            .iter()
            .find(|stop| stop.activity == RunActivity::Dropoff(RideIx(0)));
        assert_eq!(off.unwrap().slack, Seconds(300));
        // Ten minutes of driving and the dwell at school: no more.
        assert_eq!(plan.totals.longest, Seconds(630));
    }
}
