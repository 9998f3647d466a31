//! A new rider in today's runs: which vehicles can take them, and what that means for the others.

use std::collections::BTreeMap;

use super::RunsError;
use super::decode;
use super::lunch;
use super::problem::{Built, build};
use super::scene::{Scene, Terms, scenes};
use super::stops::{self, Choice};
use super::today;
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, RideIx};
use crate::domain::money::Metres;
use crate::domain::rule::Rule;
use crate::domain::run::{Offer, Outing, RunActivity, RunPlan, Second, Seconds};
use crate::solver::model::{JobId, ShiftId};
use crate::solver::solution::{Activity, RoutePlan, Solution};
use crate::solver::{Draft, evaluate};

/// So many runs are named.
const NAMED: usize = 3;

/// The best runs for a ride among those that are driven on its day, the best first by the
/// objective of `routes`; the others keep their vehicle and their order. A vehicle that is not
/// out may be one of them. Who is kept with somebody who rides goes with them or not at all.
///
/// A student who may walk to a stop is tried at each; the others stay at theirs.
///
/// Cost: for each vehicle and stop the square of its stands, each a route timed anew.
///
/// # Errors
/// Never for a week that was read; an error is a fault of ours. Inside, the rule that leaves the
/// ride no vehicle at all.
pub fn offers(
    week: &Week,
    today: &RunPlan,
    ride: RideIx,
) -> Result<Result<Vec<Offer>, Rule>, RunsError> {
    let choice = Choice::of_runs(week, today);
    let terms = Terms {
        choice: choice.clone(),
        today: Some(today),
        ..Terms::default()
    };
    let all = scenes(week, &terms);
    if let Some((_, rule)) = all.refused.iter().find(|(refused, _)| *refused == ride) {
        return Ok(rule.map_or(Ok(Vec::new()), Err));
    }
    let holds = |scene: &&Scene| scene.rides.contains(&ride);
    let Some(scene) = all.list.iter().find(holds) else {
        return Ok(Err(Rule::Shift));
    };
    let start = today::start(scene, today);
    let new = scene
        .rides
        .iter()
        .position(|other| *other == ride)
        .unwrap_or(0);
    let mut found: Vec<(Vec<i64>, Offer)> = Vec::new();
    let ends = stops::options(week, week.ride(ride)).into_iter();
    let ends: Vec<[PlaceIx; 2]> = ends
        .map(|option| choice.with(week.ride(ride), option).ends(week.ride(ride)))
        .collect();
    let mut scene = scene.clone();
    // Who is kept with others rides where they do.
    let with = with_whom(&scene, new, &start);
    let cars = scene.trips[new].cars.clone().into_iter();
    for car in cars.filter(|car| with.iter().all(|theirs| theirs == car)) {
        let mut of_car: Vec<(Vec<i64>, Offer)> = Vec::new();
        for ends in &ends {
            scene.trips[new].ends = *ends;
            of_car.extend(one(week, &scene, car, new, &start)?);
        }
        // Of equal ones the door, then the nearest stop.
        found.extend(
            of_car
                .into_iter()
                .reduce(|best, next| match next.0 < best.0 {
                    true => next,
                    false => best,
                }),
        );
    }
    if found.is_empty() && !with.is_empty() {
        return Ok(Err(Rule::KeepWith));
    }
    found.sort_by(|a, b| (&a.0, a.1.vehicle).cmp(&(&b.0, b.1.vehicle)));
    Ok(Ok(found
        .into_iter()
        .take(NAMED)
        .map(|(_, offer)| offer)
        .collect()))
}

/// The cars of those whom a rider is kept with, as far as they ride.
fn with_whom(scene: &Scene, new: usize, start: &Solution) -> Vec<usize> {
    let takes = |car: &&RoutePlan, rider: usize| {
        let mut visits = car.visits.iter();
        visits
            .any(|visit| matches!(visit.activity, Activity::Stop { job, .. } if job.ix() == rider))
    };
    let with = scene.trips[new].with.iter();
    let theirs = with.filter_map(|&rider| start.routes.iter().find(|car| takes(car, rider)));
    theirs.map(|car| car.shift.ix()).collect()
}

/// The best way into one vehicle, with what it adds to the score.
fn one(
    week: &Week,
    scene: &Scene,
    car: usize,
    new: usize,
    start: &Solution,
) -> Result<Option<(Vec<i64>, Offer)>, RunsError> {
    let route = start.routes.iter().find(|route| route.shift.ix() == car);
    let mut stops: Vec<(usize, u8)> = Vec::new();
    for visit in route.map_or(&[][..], |route| &route.visits) {
        if let Activity::Stop { job, stop } = visit.activity
            && job.ix() != new
        {
            stops.push((job.ix(), stop));
        }
    }
    let mut trips: Vec<usize> = stops.iter().map(|(trip, _)| *trip).collect();
    trips.push(new);
    trips.sort_unstable();
    trips.dedup();
    let part = scene.part(car, &trips);
    let built = build(week, &part, &[]);
    built.problem.check()?;
    let place = |(trip, stop): (usize, u8)| scene.trips[trip].ends[usize::from(stop)];
    let own = |stops: &[(usize, u8)]| {
        let jobs = stops.iter().filter_map(|(trip, stop)| {
            let job = trips.binary_search(trip).ok()?;
            Some((JobId::at(job), *stop))
        });
        jobs.collect::<Vec<(JobId, u8)>>()
    };
    let Some(before) = timed(&built, own(&stops)) else {
        return Ok(None);
    };
    let mut best: Option<Solution> = None;
    for up in gaps(&stops, &place) {
        for off in gaps(&stops, &place).filter(|off| *off >= up) {
            let mut tried = stops.clone();
            tried.insert(off, (new, 1));
            tried.insert(up, (new, 0));
            let solution = timed(&built, own(&tried));
            if let Some(solution) = solution
                && best.as_ref().is_none_or(|best| solution.score < best.score)
            {
                best = Some(solution);
            }
        }
    }
    let ride = scene.rides[new];
    let lacks = |one: &Solution| !lunch::lacking(week, &part, &built, one).is_empty();
    let best = best.filter(|best| !lacks(best) || lacks(&before));
    Ok(best.map(|after| {
        let pairs = after.score.iter().zip(&before.score);
        let added = pairs.map(|(after, before)| after - before).collect();
        (added, offer(week, (&part, &built), (&before, &after), ride))
    }))
}

/// A route with its clock; none when it breaks a rule.
fn timed(built: &Built, stops: Vec<(JobId, u8)>) -> Option<Solution> {
    let routes = match stops.is_empty() {
        true => Vec::new(),
        false => vec![(ShiftId(0), stops)],
    };
    let draft = Draft {
        routes,
        ..Draft::default()
    };
    evaluate(&built.problem, &draft).ok()
}

/// The positions between stands: within one nothing is gained.
fn gaps<'s>(
    stops: &'s [(usize, u8)],
    place: &'s dyn Fn((usize, u8)) -> PlaceIx,
) -> impl Iterator<Item = usize> + 's {
    (0..=stops.len())
        .filter(move |&ix| ix == 0 || ix == stops.len() || place(stops[ix - 1]) != place(stops[ix]))
}

fn offer(
    week: &Week,
    (part, built): (&Scene, &Built),
    (before, after): (&Solution, &Solution),
    new: RideIx,
) -> Offer {
    // As they would be written: nobody waits aboard who need not.
    let [old, now] = [before, after].map(|one| decode::outings(week, part, built, one));
    let (old, now) = (times(&old), times(&now));
    let (mut others, mut most) = (Seconds(0), Seconds(0));
    for (ride, (up, off)) in now.iter().filter(|(ride, _)| **ride != new) {
        if let Some((old_up, old_off)) = old.get(ride) {
            let added = (*off - *up) - (*old_off - *old_up);
            others += added;
            most = most.max(added);
        }
    }
    let car = &part.cars[0];
    let change = |of: fn(&Solution) -> i64| of(after) - of(before);
    let (pickup, dropoff) = now.get(&new).copied().unwrap_or_default();
    Offer {
        direction: week.ride(new).direction,
        vehicle: car.vehicle,
        driver: car.driver,
        day: part.day,
        stop: stop(week, part, new),
        pickup,
        dropoff,
        others,
        most,
        drive: Seconds(i32::try_from(change(|one| one.measures.drive)).unwrap_or(i32::MAX)),
        metres: Metres(change(|one| one.measures.metres)),
    }
}

/// Where a rider of a scene walks to; none at the door.
fn stop(week: &Week, part: &Scene, ride: RideIx) -> Option<PlaceIx> {
    let trip = part.rides.iter().position(|other| *other == ride)?;
    let own = week.ride(ride);
    let ends = part.trips[trip].ends.into_iter();
    let mut other = ends.filter(|place| *place != own.home && *place != own.school);
    other.next()
}

/// When each rider's pickup and drop-off start.
fn times(outings: &[Outing]) -> BTreeMap<RideIx, (Second, Second)> {
    let mut times: BTreeMap<RideIx, (Second, Second)> = BTreeMap::new();
    for stop in outings.iter().flat_map(|outing| &outing.stops) {
        match stop.activity {
            RunActivity::Pickup(ride) => {
                times.insert(ride, (stop.start, stop.start));
            }
            RunActivity::Dropoff(ride) => {
                if let Some(pair) = times.get_mut(&ride) {
                    pair.1 = stop.start;
                }
            }
            RunActivity::Start | RunActivity::End => {}
        }
    }
    times
}
