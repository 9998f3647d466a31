//! Today's runs as what the search begins from, and what changes for whom.

use std::collections::BTreeMap;

use super::keep::Today;
use super::scene::Scene;
use super::stops;
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, RideIx, VehicleIx};
use crate::domain::ride::Direction;
use crate::domain::run::{Carrier, Change, Outing, RunActivity, RunPlan, Second};
use crate::solver::model::{JobId, ShiftId};
use crate::solver::solution::{Activity, RoutePlan, Solution, Visit};

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
        let leaves = outing.leaves().0 - scene.midnight.0;
        let Some(car) = scene.car_of(outing.vehicle, outing.driver, leaves) else {
            continue;
        };
        let visits = visits(scene, &at, outing);
        routes.entry(car).or_default().extend(visits);
    }
    let routes = routes.into_iter().filter(|(_, visits)| !visits.is_empty());
    Solution {
        routes: routes
            .map(|(car, visits)| RoutePlan::begun(ShiftId::at(car), visits))
            .collect(),
        ..Solution::default()
    }
}

/// The riders of a scene in today's runs, also those whose vehicle is gone.
pub(super) fn of(scene: &Scene, today: &RunPlan) -> Today {
    let runs = start(scene, today);
    let has_run = |job: JobId| {
        let mut visits = runs.routes.iter().flat_map(|route| &route.visits);
        visits.any(|visit| matches!(visit.activity, Activity::Stop { job: own, .. } if own == job))
    };
    let gone = today.gone.iter().filter_map(|gone| {
        let ix = scene.rides.iter().position(|ride| *ride == gone.ride)?;
        let end = match gone.direction {
            Direction::ToSchool => 0,
            Direction::FromSchool => 1,
        };
        Some((JobId::at(ix), end, gone.at.0 - scene.midnight.0))
    });
    let gone = gone.filter(|(job, ..)| !has_run(*job)).collect();
    Today { runs, gone }
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
        Some(Visit::begun(job, end, stop.start.0 - midnight))
    };
    outing.stops.iter().filter_map(visit).collect()
}

/// Who has another vehicle, another time at the home end (by the minute) or another stop there
/// than before, and who is new or has none any more; in the order of the week.
pub fn changes(week: &Week, before: &RunPlan, after: &RunPlan) -> Vec<Change> {
    let (taken, new) = (at_home(week, before), at_home(week, after));
    let gone: BTreeMap<RideIx, Known> = (before.gone.iter())
        .map(|gone| {
            let stop = gone
                .place
                .filter(|place| *place != week.ride(gone.ride).home);
            let vehicle = Carrier::Gone(gone.vehicle.clone());
            (gone.ride, (vehicle, gone.at, stop))
        })
        .collect();
    let known = |met: &Met| (Carrier::Vehicle(met.vehicle), met.at, met.stop);
    let old = |ride: &RideIx| {
        taken
            .get(ride)
            .map(known)
            .or_else(|| gone.get(ride).cloned())
    };
    let mut rides: Vec<RideIx> = taken.keys().chain(new.keys()).copied().collect();
    rides.extend(gone.keys());
    rides.sort_unstable();
    rides.dedup();
    let change = |ride: RideIx| {
        let both = [old(&ride), new.get(&ride).map(known)];
        let minute = |met: &Option<Known>| {
            let met = met.as_ref();
            met.map(|(vehicle, at, stop)| (vehicle.clone(), at.moment(), *stop))
        };
        let is_other = minute(&both[0]) != minute(&both[1]);
        let stops = [0, 1].map(|ix: usize| both[ix].as_ref().and_then(|(.., stop)| *stop));
        let [before, after] = both.map(|met| met.map(|(vehicle, at, _)| (vehicle, at)));
        is_other.then_some(Change {
            ride,
            before,
            after,
            stops,
        })
    };
    rides.into_iter().filter_map(change).collect()
}

/// By what, when and at which stop a student is met.
type Known = (Carrier, Second, Option<PlaceIx>);

/// By which vehicle, when and where a student is picked up or brought back.
pub(super) struct Met {
    pub vehicle: VehicleIx,
    pub at: Second,
    /// None: at the door.
    pub stop: Option<PlaceIx>,
}

/// How each student is met at the home end of a ride.
pub(super) fn at_home(week: &Week, plan: &RunPlan) -> BTreeMap<RideIx, Met> {
    let met = stops::home_ends(week, &plan.outings).map(|(ride, outing, stop)| {
        let home = Some(week.ride(ride).home);
        let met = Met {
            vehicle: outing.vehicle,
            at: stop.start,
            stop: stop.place.filter(|_| stop.place != home),
        };
        (ride, met)
    });
    met.collect()
}
