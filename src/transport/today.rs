//! Today's runs as what the search begins from, and what changes for whom.

use std::collections::BTreeMap;

use super::problem::Built;
use super::scene::Scene;
use crate::domain::Week;
use crate::domain::ids::{RideIx, VehicleIx};
use crate::domain::run::{Change, Outing, RunActivity, RunPlan, Second};
use crate::solver::model::{JobId, Problem, ShiftId, Window};
use crate::solver::solution::{Activity, RoutePlan, Solution, Visit};

/// With `--keep` a rider's stop may first move by so many seconds either way.
const NEAR: i32 = 120;

/// Today's runs for the riders of a scene, each vehicle's as far as it is there.
pub(super) fn start(scene: &Scene, today: &RunPlan) -> Solution {
    let at: BTreeMap<RideIx, usize> = (scene.rides.iter().enumerate())
        .map(|(ix, ride)| (*ride, ix))
        .collect();
    let mut routes: BTreeMap<usize, Vec<Visit>> = BTreeMap::new();
    for outing in today
        .outings
        .iter()
        .filter(|outing| outing.day == scene.day)
    {
        let of = |car: &super::scene::Car| car.vehicle == outing.vehicle;
        let Some(car) = scene.cars.iter().position(of) else {
            continue;
        };
        let visits = visits(scene, &at, outing);
        routes.entry(car).or_default().extend(visits);
    }
    let routes = routes.into_iter().filter(|(_, visits)| !visits.is_empty());
    Solution {
        routes: routes
            .map(|(car, visits)| RoutePlan {
                shift: ShiftId::at(car),
                depart: 0,
                visits,
                last_drive: 0,
                last_metres: 0,
                back: 0,
            })
            .collect(),
        ..Solution::default()
    }
}

/// The stops of an outing that are of the scene; riders with both of them alone.
fn visits(scene: &Scene, at: &BTreeMap<RideIx, usize>, outing: &Outing) -> Vec<Visit> {
    let midnight = scene.midnight.0;
    let visit = |stop: &crate::domain::run::RunStop| {
        let (ride, end) = match stop.activity {
            RunActivity::Pickup(ride) => (ride, 0),
            RunActivity::Dropoff(ride) => (ride, 1),
            RunActivity::Start | RunActivity::End => return None,
        };
        let job = JobId::at(*at.get(&ride)?);
        Some(Visit {
            activity: Activity::Stop { job, stop: end },
            location: None,
            arrive: stop.arrive.0 - midnight,
            start: stop.start.0 - midnight,
            end: stop.end.0 - midnight,
            leave: stop.end.0 - midnight,
            slack: 0,
            drive: 0,
            metres: 0,
        })
    };
    outing.stops.iter().filter_map(visit).collect()
}

/// The problem with every rider of a start in the vehicle that takes them there, and, where
/// `times` says so, picked up and let off about then.
pub(super) fn kept(built: &Built, start: &Solution, times: bool) -> Problem {
    let mut problem = built.problem.clone();
    for route in &start.routes {
        for visit in &route.visits {
            let Activity::Stop { job, stop } = visit.activity else {
                continue;
            };
            let job = &mut problem.jobs[job.ix()];
            if !job.shifts.contains(&route.shift) {
                continue;
            }
            job.shifts = vec![route.shift];
            let own = &mut job.stops[usize::from(stop)].windows;
            let near = own.iter().map(|window| Window {
                from: window.from.max(visit.start - NEAR),
                to: window.to.min(visit.start + NEAR),
            });
            let near: Vec<Window> = near.filter(|window| window.from <= window.to).collect();
            // A time that is forbidden today is no time to keep.
            if times && !near.is_empty() {
                *own = near;
            }
        }
    }
    problem
}

/// Who has another vehicle or another time at home than before, by the minute, and who is new
/// or has none any more; in the order of the week.
pub fn changes(week: &Week, before: &RunPlan, after: &RunPlan) -> Vec<Change> {
    let (old, new) = (at_home(week, before), at_home(week, after));
    let mut rides: Vec<RideIx> = old.keys().chain(new.keys()).copied().collect();
    rides.sort_unstable();
    rides.dedup();
    let change = |ride: RideIx| {
        let (before, after) = (old.get(&ride).copied(), new.get(&ride).copied());
        let minute =
            |at: Option<(VehicleIx, Second)>| at.map(|(vehicle, at)| (vehicle, at.moment()));
        (minute(before) != minute(after)).then_some(Change {
            ride,
            before,
            after,
        })
    };
    rides.into_iter().filter_map(change).collect()
}

/// When and by which vehicle each student is picked up at home or brought back.
pub(super) fn at_home(week: &Week, plan: &RunPlan) -> BTreeMap<RideIx, (VehicleIx, Second)> {
    let stops = plan.outings.iter().flat_map(|outing| {
        let stops = outing.stops.iter();
        stops.map(move |stop| (outing.vehicle, stop))
    });
    let home = stops.filter_map(|(vehicle, stop)| {
        let ride = stop.activity.ride()?;
        let place = Some(week.ride(ride).home);
        (stop.place == place).then_some((ride, (vehicle, stop.start)))
    });
    home.collect()
}
