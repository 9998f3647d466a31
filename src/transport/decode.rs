//! A scene's solution as outings on one of the days that it stands for.

use super::ease::ease;
use super::problem::Built;
use super::scene::Scene;
use crate::domain::Week;
use crate::domain::money::Metres;
use crate::domain::run::{Outing, RunActivity, RunStop, Second, Seconds};
use crate::solver::solution::{Activity, RoutePlan, Solution};

/// The outings of a day, in the order of vehicles.
pub(super) fn outings(week: &Week, scene: &Scene, built: &Built, best: &Solution) -> Vec<Outing> {
    let has_traffic = week.travel.has_traffic();
    let each = best.routes.iter().map(|route| {
        let mut outing = outing(week, scene, built, route);
        ease(
            scene,
            &scene.cars[route.shift.ix()],
            &mut outing,
            has_traffic,
        );
        outing
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
    for visit in &route.visits {
        let Activity::Stop { job, stop } = visit.activity else {
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
        stops.push(RunStop {
            activity,
            place: here,
            arrive: at(visit.arrive),
            start: at(visit.start),
            end: at(visit.end),
            drive: Seconds(visit.drive),
            metres: Metres(visit.metres),
            riders: u32::try_from(riders).unwrap_or(0),
            slack: Seconds(visit.slack),
        });
    }
    let mut end = RunStop::still(RunActivity::End, place.or(here), at(route.back));
    end.drive = Seconds(route.last_drive);
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
