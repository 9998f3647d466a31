//! A scene's solution as outings on one of the days that it stands for.

use super::ease::ease;
use super::lunch;
use super::problem::Built;
use super::scene::Scene;
use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::money::Metres;
use crate::domain::run::{Outing, RunActivity, RunStop, Second, Seconds};
use crate::solver::solution::{Activity, RoutePlan, Solution};

/// The outings of a day, in the order of vehicles.
pub(super) fn outings(week: &Week, scene: &Scene, built: &Built, best: &Solution) -> Vec<Outing> {
    let held = (built.held.as_ref()).map(|jobs| scene.held(jobs));
    let within = held.as_ref().unwrap_or(scene);
    let each = best.routes.iter().map(|route| {
        let car = &scene.cars[route.shift.ix()];
        let plain = outing(week, scene, built, route);
        let mut eased = plain.clone();
        ease(week, (scene, within), car, &mut eased, true);
        if lunch::has_time(week, scene, car, &eased) || !lunch::has_time(week, scene, car, &plain) {
            return eased;
        }
        // What riders like better would cost the driver's lunch.
        let mut kept = plain;
        ease(week, (scene, within), car, &mut kept, false);
        kept
    });
    each.collect()
}

fn outing(week: &Week, scene: &Scene, built: &Built, route: &RoutePlan) -> Outing {
    let car = &scene.cars[route.shift.ix()];
    let place = week.vehicles[car.vehicle.ix()].place;
    let at = |tick: i32| Second(scene.midnight.0 + tick);
    let mut stops = Vec::with_capacity(route.visits.len() + 2);
    let slack = route.visits.first().map_or(0, |visit| visit.slack);
    let mut start = RunStop::still(RunActivity::Start, place, at(route.depart));
    start.slack = Seconds(slack);
    stops.push(start);
    let mut riders = 0;
    let mut here = place;
    let mut had_lunch = false;
    for visit in &route.visits {
        let Activity::Stop { job, stop } = visit.activity else {
            had_lunch = true;
            continue;
        };
        let trip = &scene.trips[job.ix()];
        let ride = scene.rides[job.ix()];
        let (activity, change) = match stop {
            0 => (RunActivity::Pickup(ride), 1),
            _ => (RunActivity::Dropoff(ride), -1),
        };
        riders += change;
        here = Some(trip.ends[usize::from(stop.min(1))]);
        debug_assert!(
            visit.location.map(|location| built.site(location))
                == here.map(|place| week.travel.site(place))
        );
        let mut arrive = at(visit.arrive);
        let mut drive = Seconds(visit.drive);
        // Lunch is no stop: one drives on and has it there, or anywhere on the way.
        if std::mem::take(&mut had_lunch) {
            drive = leg(week, &stops, here);
            arrive = stops.last().map_or(arrive, |last| last.end + drive);
        }
        stops.push(RunStop {
            activity,
            place: here,
            arrive,
            start: at(visit.start),
            end: at(visit.end),
            drive,
            metres: Metres(visit.metres),
            riders: u32::try_from(riders).unwrap_or(0),
            slack: Seconds(visit.slack),
        });
    }
    let mut end = RunStop::still(RunActivity::End, place.or(here), at(route.back));
    end.drive = match had_lunch {
        true => leg(week, &stops, end.place),
        false => Seconds(route.last_drive),
    };
    end.metres = Metres(route.last_metres);
    end.slack = Seconds((car.close - route.back).max(0));
    stops.push(end);
    Outing {
        vehicle: car.vehicle,
        driver: Some(car.driver),
        day: scene.day,
        stops,
    }
}

/// The drive from where one is to another place, when one leaves at once.
fn leg(week: &Week, stops: &[RunStop], to: Option<PlaceIx>) -> Seconds {
    let from = stops.iter().rev().find_map(|stop| stop.place);
    match (from, to, stops.last()) {
        (Some(from), Some(to), Some(last)) => {
            let (from, to) = (week.travel.site(from), week.travel.site(to));
            week.travel.drive_seconds(from, to, last.end)
        }
        _ => Seconds(0),
    }
}
