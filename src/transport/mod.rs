//! Student runs: the vehicles' rides of a week into the same routing problem as the week's
//! tasks, to the second, and back into outings with names, times and reasons.
//!
//! A week is cut into scenes, the waves of its days. Days with the same riders make the same
//! scene and get the same runs; a day that is nearly like one that is planned begins from its
//! runs and keeps riders in their vehicles where that misses nobody.

mod add;
mod compare;
mod dear;
mod decode;
mod drivers;
mod ease;
mod eligible;
mod needs;
mod problem;
mod scene;
mod today;
mod totals;
mod unserved;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::domain::Week;
use crate::domain::ids::{RideIx, VehicleIx};
use crate::domain::run::{Outing, RunPlan, Unserved};
use crate::solver::solution::{Activity, RoutePlan, Solution, Visit};
use crate::solver::{self, Stop};

pub use add::offers;
pub use compare::compare;
use problem::{Built, build};
use scene::{Scene, scenes};
pub use today::changes;
pub use totals::totals;

/// How to plan.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Runs to begin from; what of them no longer holds is dropped.
    pub from: Option<&'a RunPlan>,
    /// Whether riders keep the vehicles and times of those runs, as far as nobody is missed
    /// for it.
    pub keep: bool,
    /// When the search is over.
    pub stop: Stop,
    /// How many threads search; at least one.
    pub threads: usize,
    /// The random seed.
    pub seed: u64,
}

/// How far the search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Rides that have a vehicle so far, in the scene that is being planned.
    pub served: usize,
    /// Rides of that scene.
    pub of: usize,
    /// Scenes done.
    pub scenes: usize,
    /// Different scenes in all.
    pub of_scenes: usize,
}

/// Runs could not be made, by a fault of ours.
#[derive(Debug, thiserror::Error)]
pub enum RunsError {
    /// The rides were turned into a problem that is not well formed.
    #[error("the rides make no well-formed routing problem: {0}")]
    Problem(#[from] solver::ProblemError),
}

/// A scene that was planned.
struct Planned {
    scene: Scene,
    built: Built,
    best: Solution,
}

/// Plans the runs of a week's vehicles.
///
/// Every rule is kept; must_ride rides that no vehicle can take are left out and named.
/// `told` hears of each better plan, from any thread.
///
/// # Errors
/// Never for a week that was read; an error is a fault of ours.
pub fn make(
    week: &Week,
    options: &Options<'_>,
    told: &(dyn Fn(Found) + Sync),
) -> Result<RunPlan, RunsError> {
    let scenes = scenes(week);
    let mut plan = RunPlan {
        seed: options.seed,
        ..RunPlan::default()
    };
    for scene in &scenes.list {
        plan.needs.extend(needs::needs(week, scene));
        plan.vehicle_bound = plan.vehicle_bound.max(needs::bound(week, scene));
    }
    let kinds = kinds(&scenes.list);
    let planned = plan_kinds(week, &kinds, options, told)?;
    for scene in &scenes.list {
        let Some(done) = planned.iter().find(|done| done.scene.is_same(scene)) else {
            continue;
        };
        plan.outings
            .extend(decode::outings(week, scene, &done.built, &done.best));
        let out = done.best.unplaced.iter();
        plan.unserved
            .extend(out.map(|&job| unserved::left_out(week, scene, job)));
    }
    let refused = scenes.refused.iter();
    plan.unserved
        .extend(refused.map(|&(ride, rule)| unserved::refused(ride, rule)));
    let mut plan = finish(week, plan);
    if let Some(today) = options.from {
        plan.changes = changes(week, today, &plan);
    }
    Ok(plan)
}

fn finish(week: &Week, mut plan: RunPlan) -> RunPlan {
    let order = |outing: &Outing| (outing.vehicle, outing.leaves());
    plan.outings.sort_by_key(order);
    plan.unserved.sort_by_key(|one: &Unserved| one.ride);
    plan.totals = totals(week, &plan.outings, &plan.unserved);
    plan.dearest = dear::dearest(week, &plan.outings);
    plan
}

/// One scene of each kind, with the most riders first: what is out there is out anyway in the
/// smaller ones.
fn kinds(all: &[Scene]) -> Vec<Scene> {
    let mut kinds: Vec<Scene> = Vec::new();
    for scene in all {
        if !kinds.iter().any(|kind| kind.is_same(scene)) {
            kinds.push(scene.clone());
        }
    }
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.trips.len()));
    kinds
}

/// The part of a nearly alike scene's effort that goes into keeping riders in their vehicles.
const KEEPING: f64 = 0.4;
/// From this share of common riders on a scene is nearly like another.
const ALIKE: f64 = 0.5;

fn plan_kinds(
    week: &Week,
    kinds: &[Scene],
    options: &Options<'_>,
    told: &(dyn Fn(Found) + Sync),
) -> Result<Vec<Planned>, RunsError> {
    let mut planned: Vec<Planned> = Vec::with_capacity(kinds.len());
    let weight = |scene: &Scene| (scene.trips.len() as f64).powf(1.3);
    let mut left: f64 = kinds.iter().map(weight).sum();
    for scene in kinds {
        let own = Share::of(options.stop, weight(scene) / left.max(1.0));
        left -= weight(scene);
        let out = out_that_day(&planned, scene);
        let built = build(week, scene, &out);
        let hears = |progress: &solver::Progress| {
            told(Found {
                served: scene.trips.len() - progress.unplaced,
                of: scene.trips.len(),
                scenes: planned.len(),
                of_scenes: kinds.len(),
            });
        };
        let ask = |stop| solver::Options {
            stop,
            threads: options.threads,
            seed: options.seed,
            start: None,
        };
        let today = options.from.map(|today| today::start(scene, today));
        let today = today.filter(|today| !today.routes.is_empty());
        let best = match alike(&planned, scene) {
            _ if today.is_some() => {
                let start = today.unwrap_or_default();
                from_today(&built, &start, (own, options.keep), &ask, &hears)?
            }
            Some(model) => near(&built, scene, model, own, &ask, &hears)?,
            None => solver::solve_in_parts(&built.problem, &ask(own.all()), &hears)?.best,
        };
        planned.push(Planned {
            scene: scene.clone(),
            built,
            best,
        });
    }
    Ok(planned)
}

/// Plans a scene from today's runs. To keep them, riders first stay in their vehicles at about
/// their times, then in their vehicles; the first of these that misses nobody is taken, else
/// what misses fewest.
fn from_today<'o>(
    built: &Built,
    start: &Solution,
    (own, keep): (Share, bool),
    ask: &dyn Fn(Stop) -> solver::Options<'o>,
    hears: &(dyn Fn(&solver::Progress) + Sync),
) -> Result<Solution, RunsError> {
    let from = |stop| solver::Options {
        start: Some(start),
        ..ask(stop)
    };
    let mut best: Option<Solution> = None;
    let kept = [(true, 0.3), (false, 0.5)];
    for (times, part) in kept.into_iter().filter(|_| keep) {
        let problem = today::kept(built, start, times);
        let found = solver::solve(&problem, &from(own.part(part)), hears)?.best;
        let missed = found.measures.missed;
        if best
            .as_ref()
            .is_none_or(|best| missed < best.measures.missed)
        {
            best = Some(found);
        }
        if missed == 0 {
            break;
        }
    }
    match best {
        Some(best) if best.measures.missed == 0 => Ok(best),
        Some(best) => {
            let free = solver::solve(&built.problem, &from(own.all()), hears)?.best;
            let is_better = free.measures.missed < best.measures.missed;
            Ok(if is_better { free } else { best })
        }
        None => Ok(solver::solve(&built.problem, &from(own.all()), hears)?.best),
    }
}

/// The vehicles that are out in other waves of a scene's day, as far as these are planned.
fn out_that_day(planned: &[Planned], scene: &Scene) -> Vec<VehicleIx> {
    let same_day = planned.iter().filter(|done| done.scene.day == scene.day);
    let out: BTreeSet<VehicleIx> = same_day
        .flat_map(|done| {
            let routes = done.best.routes.iter();
            routes.map(|route| done.scene.cars[route.shift.ix()].vehicle)
        })
        .collect();
    out.into_iter().collect()
}

/// The planned scene that shares most riders with another, if they are nearly alike.
fn alike<'p>(planned: &'p [Planned], scene: &Scene) -> Option<&'p Planned> {
    let rows: BTreeSet<&str> = scene.trips.iter().map(|trip| trip.row.as_str()).collect();
    let shared = |done: &Planned| {
        let common = done
            .scene
            .trips
            .iter()
            .filter(|trip| rows.contains(trip.row.as_str()));
        common.count()
    };
    let best = planned.iter().max_by_key(|done| shared(done))?;
    (shared(best) as f64 >= ALIKE * scene.trips.len() as f64).then_some(best)
}

/// Plans a scene that is nearly like a planned one: first with every rider in the vehicle that
/// takes them there; freely where that leaves out somebody who must ride.
fn near<'o>(
    built: &Built,
    scene: &Scene,
    model: &Planned,
    own: Share,
    ask: &dyn Fn(Stop) -> solver::Options<'o>,
    hears: &(dyn Fn(&solver::Progress) + Sync),
) -> Result<Solution, RunsError> {
    let start = moved(model, scene);
    let mut kept = built.problem.clone();
    for route in &start.routes {
        for visit in &route.visits {
            if let Activity::Stop { job, .. } = visit.activity
                && kept.jobs[job.ix()].shifts.contains(&route.shift)
            {
                kept.jobs[job.ix()].shifts = vec![route.shift];
            }
        }
    }
    let from = |stop| solver::Options {
        start: Some(&start),
        ..ask(stop)
    };
    let first = solver::solve_in_parts(&kept, &from(own.part(KEEPING)), hears)?.best;
    if first.measures.missed == 0 {
        return Ok(first);
    }
    let free = solver::Options {
        start: Some(&first),
        ..ask(own.all())
    };
    Ok(solver::solve_in_parts(&built.problem, &free, hears)?.best)
}

/// The runs of a planned scene for the riders of another, each vehicle's as far as it is there.
fn moved(model: &Planned, scene: &Scene) -> Solution {
    let job_of = |row: &str| scene.trips.iter().position(|trip| trip.row == row);
    let jobs: Vec<Option<usize>> = (model.scene.trips.iter())
        .map(|trip| job_of(&trip.row))
        .collect();
    let routes = model.best.routes.iter().filter_map(|route| {
        let vehicle = model.scene.cars[route.shift.ix()].vehicle;
        let car = scene.cars.iter().position(|car| car.vehicle == vehicle)?;
        let visits = route.visits.iter().filter_map(|visit| {
            let Activity::Stop { job, stop } = visit.activity else {
                return None;
            };
            let job = solver::model::JobId::at(jobs[job.ix()]?);
            Some(Visit {
                activity: Activity::Stop { job, stop },
                ..*visit
            })
        });
        Some(RoutePlan {
            shift: solver::model::ShiftId::at(car),
            visits: visits.collect(),
            ..route.clone()
        })
    });
    Solution {
        routes: routes.collect(),
        ..Solution::default()
    }
}

/// The effort of one scene: a stretch of the clock from now on, or so many iterations.
#[derive(Clone, Copy)]
struct Share {
    stop: Stop,
    begin: Instant,
}

impl Share {
    /// A part of what is left. Iterations are the same for every scene.
    fn of(stop: Stop, part: f64) -> Self {
        Self {
            stop: stop.sooner(part),
            begin: Instant::now(),
        }
    }

    fn all(self) -> Stop {
        self.stop
    }

    fn part(self, part: f64) -> Stop {
        match self.stop {
            Stop::Iterations(count) => Stop::Iterations((count as f64 * part).ceil() as u64),
            Stop::Deadline(end) => {
                let whole: Duration = end.saturating_duration_since(self.begin);
                Stop::Deadline(self.begin + whole.mul_f64(part))
            }
        }
    }
}

/// The rides that vehicles are to take, in the order of the week.
pub fn asked(week: &Week) -> impl Iterator<Item = RideIx> + '_ {
    let rides = week.rides.iter().enumerate();
    rides
        .filter(|(_, ride)| ride.by == crate::domain::ride::RideBy::Vehicle)
        .map(|(ix, _)| RideIx::at(ix))
}
