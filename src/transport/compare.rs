//! Runs under several settings of one week, and what lies between them.

use std::collections::BTreeMap;

use super::scene::{Terms, scenes};
use super::stops::Choice;
use super::totals::{rank, served};
use super::{Found, Options, RunsError, ease, finish, make, unserved};
use crate::domain::Week;
use crate::domain::comparison::Scenario;
use crate::domain::ids::{PlaceIx, RideIx, StaffIx, VehicleIx};
use crate::domain::run::{Outing, RunActivity, RunPlan, Unserved};
use crate::domain::run_comparison::{AtHome, Moved, Rider, RunComparison, RunPoint, RunStep};
use crate::solver::Stop;
use crate::solver::model::JobId;

/// The part of the effort in which every scenario is planned by itself; in the rest each goes on
/// from the best that it can take over.
const FIRST: f64 = 0.6;

/// Plans the runs of every scenario, and says what lies between them.
///
/// A scenario takes over the runs of another where `keeps` says that they break no rule of its
/// own week and they are better: so one that only loosens another, by a vehicle more or longer
/// rides, never shows worse runs. Better is, in this order: fewer must_rides missed, fewer
/// vehicles at once, fewer in the week, more worth of the rides that may be left out, more
/// rides, less money (else driving) with riders' time, less driving.
/// The first so many scenarios are `named`, the others are points of one sweep, or of a grid of
/// two. `told` hears how far the search
/// has come in which scenario.
///
/// Cost: two plans for each scenario, and two checks for each pair of them.
///
/// # Errors
/// Never for weeks that were read; an error is a fault of ours.
pub fn compare(
    scenarios: Vec<Scenario>,
    (named, sweeps): (usize, usize),
    options: &Options<'_>,
    keeps: &dyn Fn(&Week, &RunPlan) -> bool,
    told: &(dyn Fn(usize, Found) + Sync),
) -> Result<RunComparison, RunsError> {
    let all = scenarios.len();
    let lend = |plans: &[RunPlan]| -> Vec<RunPlan> {
        let best = (0..all).map(|to| taken_over(&scenarios, plans, to, keeps));
        best.collect()
    };
    // A lone scenario has nobody to learn from.
    let first = if all > 1 { FIRST } else { 1.0 };
    let stop = options.stop.part(first);
    let mut plans = Vec::with_capacity(all);
    for (at, scenario) in scenarios.iter().enumerate() {
        let own = Options {
            stop: stop.sooner(1.0 / (all - at) as f64),
            ..*options
        };
        plans.push(make(&scenario.week, &own, &|found| told(at, found))?);
    }
    let mut best = lend(&plans);
    let stop = match options.stop {
        Stop::Iterations(_) => options.stop.part(1.0 - first),
        Stop::Deadline(_) => options.stop,
    };
    for (at, scenario) in scenarios.iter().enumerate().filter(|_| all > 1) {
        let own = Options {
            from: Some(&best[at]),
            stop: stop.sooner(1.0 / (all - at) as f64),
            ..*options
        };
        let found = make(&scenario.week, &own, &|found| told(at, found))?;
        if rank(&scenario.week, &found) < rank(&scenario.week, &best[at]) {
            best[at] = RunPlan {
                changes: Vec::new(),
                ..found
            };
        }
    }
    let best = lend(&best);
    let points = scenarios.into_iter().zip(best);
    let mut points: Vec<RunPoint> = points
        .map(|(scenario, plan)| RunPoint {
            scenario,
            plan,
            is_dominated: false,
        })
        .collect();
    let dominated: Vec<bool> = (points.iter())
        .map(|point| points.iter().any(|other| dominates(other, point)))
        .collect();
    for (point, is_dominated) in points.iter_mut().zip(dominated) {
        point.is_dominated = is_dominated;
    }
    let reference = if named > 0 { 0 } else { all.saturating_sub(1) };
    let against = (0..all).map(|to| step(&points, reference, to));
    let chain = if sweeps == 1 { named + 1..all } else { 0..0 };
    let steps = chain.map(|to| step(&points, to - 1, to));
    Ok(RunComparison {
        reference,
        against: against.collect(),
        steps: steps.collect(),
        points,
    })
}

/// The best of a scenario's own runs and of those of others that keep its rules.
fn taken_over(
    scenarios: &[Scenario],
    plans: &[RunPlan],
    to: usize,
    keeps: &dyn Fn(&Week, &RunPlan) -> bool,
) -> RunPlan {
    let week = &scenarios[to].week;
    let mut best = plans[to].clone();
    for (from, theirs) in plans.iter().enumerate().filter(|(from, _)| *from != to) {
        let Some(outings) = translated(&scenarios[from].week, week, &theirs.outings) else {
            continue;
        };
        let found = reckoned(week, outings, &plans[to]);
        if rank(week, &found) < rank(week, &best) && keeps(week, &found) {
            best = found;
        }
    }
    best
}

/// Outings of one week as those of another, by ids; none where something is not there.
fn translated(from: &Week, to: &Week, outings: &[Outing]) -> Option<Vec<Outing>> {
    let vehicles: BTreeMap<&str, VehicleIx> = (to.vehicles.iter().enumerate())
        .map(|(ix, one)| (one.id.as_str(), VehicleIx::at(ix)))
        .collect();
    let rides: BTreeMap<&str, RideIx> = (to.rides.iter().enumerate())
        .map(|(ix, one)| (one.id.as_str(), RideIx::at(ix)))
        .collect();
    let places: BTreeMap<&str, PlaceIx> = (to.places.iter().enumerate())
        .map(|(ix, one)| (one.id.as_str(), PlaceIx::at(ix)))
        .collect();
    let staff: BTreeMap<&str, StaffIx> = (to.staff.iter().enumerate())
        .map(|(ix, one)| (one.id.as_str(), StaffIx::at(ix)))
        .collect();
    let ride = |ix: RideIx| rides.get(from.ride(ix).id.as_str()).copied();
    let mut all = outings.to_vec();
    for outing in &mut all {
        let id = from.vehicles[outing.vehicle.ix()].id.as_str();
        outing.vehicle = *vehicles.get(id)?;
        if let Some(who) = outing.driver {
            outing.driver = Some(*staff.get(from.member(who).id.as_str())?);
        }
        for stop in &mut outing.stops {
            stop.activity = match stop.activity {
                RunActivity::Pickup(ix) => RunActivity::Pickup(ride(ix)?),
                RunActivity::Dropoff(ix) => RunActivity::Dropoff(ride(ix)?),
                other => other,
            };
            if let Some(place) = stop.place {
                stop.place = Some(*places.get(from.place(place).id.as_str())?);
            }
        }
    }
    Some(all)
}

/// Runs with these outings: slack, what is left out and why, and totals reckoned anew. What
/// does not hang on the outings is that of `own`.
fn reckoned(week: &Week, outings: Vec<Outing>, own: &RunPlan) -> RunPlan {
    let mut plan = RunPlan {
        outings,
        ..own.clone()
    };
    let terms = Terms {
        choice: Choice::of_runs(week, &plan),
        today: Some(&plan),
        ..Terms::default()
    };
    let scenes = scenes(week, &terms);
    for outing in &mut plan.outings {
        let rides: Vec<RideIx> = (outing.stops.iter())
            .filter_map(|stop| stop.activity.ride())
            .collect();
        let scene =
            (scenes.list.iter()).find(|scene| rides.iter().all(|ride| scene.rides.contains(ride)));
        let car = scene.and_then(|scene| {
            let is_it = |car: &&super::scene::Car| {
                car.vehicle == outing.vehicle && Some(car.driver) == outing.driver
            };
            Some((scene, scene.cars.iter().find(is_it)?))
        });
        if let Some((scene, car)) = car {
            ease::reckon_slack(week, scene, car, outing);
        }
    }
    let served = served(&plan.outings);
    let mut left: Vec<Unserved> = Vec::new();
    for scene in &scenes.list {
        let out = scene.rides.iter().enumerate();
        let out = out.filter(|(_, ride)| !served.contains(ride));
        left.extend(out.map(|(ix, _)| unserved::left_out(week, scene, JobId::at(ix))));
    }
    let refused = scenes.refused.iter();
    left.extend(refused.map(|&(ride, rule)| unserved::refused(week, ride, rule)));
    plan.unserved = left;
    finish(week, plan)
}

/// Whether one scenario's runs are no worse in anything and better in something.
fn dominates(one: &RunPoint, other: &RunPoint) -> bool {
    let costs = |point: &RunPoint| {
        let totals = &point.plan.totals;
        [
            i64::from(totals.missed),
            i64::from(totals.unserved),
            i64::from(totals.at_once),
            i64::from(totals.vehicles),
            totals.money.0,
            totals.metres.0,
            i64::from(totals.drive.0),
            i64::from(totals.ride.0),
            i64::from(totals.longest.0),
        ]
    };
    let (one, other) = (costs(one), costs(other));
    one != other && one.iter().zip(&other).all(|(a, b)| a <= b)
}

/// What a step from one point to another changes, by the ids of rides.
fn step(points: &[RunPoint], from: usize, to: usize) -> RunStep {
    let (a, b) = (&points[from], &points[to]);
    let (before, after) = (at_home(a), at_home(b));
    let only = |one: &BTreeMap<&str, (RideIx, AtHome)>,
                other: &BTreeMap<&str, (RideIx, AtHome)>,
                week: &Week| {
        let only = one.iter().filter(|(id, _)| !other.contains_key(*id));
        let mut riders: Vec<Rider> = only.map(|(_, (ride, _))| rider(week, *ride)).collect();
        riders.sort_unstable();
        riders
    };
    let (was, is) = (&a.scenario.week, &b.scenario.week);
    let both = after.iter().filter_map(|(id, (ride, now))| {
        let (_, then) = before.get(id)?;
        let moved = Moved {
            rider: rider(is, *ride),
            day: is.ride(*ride).day,
            before: then.clone(),
            after: now.clone(),
        };
        (!moved.is_none()).then_some(moved)
    });
    RunStep {
        from,
        to,
        comes_in: only(&after, &before, is),
        falls_out: only(&before, &after, was),
        moved: both.collect(),
    }
}

/// When, where and by what each ride that is served is at its home end, by id.
fn at_home(point: &RunPoint) -> BTreeMap<&str, (RideIx, AtHome)> {
    let week = &point.scenario.week;
    let found = super::today::at_home(week, &point.plan).into_iter();
    found
        .map(|(ride, met)| {
            let vehicle = week.vehicles[met.vehicle.ix()].id.clone();
            let home = AtHome {
                vehicle,
                at: met.at,
                stop: met.stop.map(|stop| week.place(stop).id.clone()),
            };
            (week.ride(ride).id.as_str(), (ride, home))
        })
        .collect()
}

fn rider(week: &Week, ix: RideIx) -> Rider {
    let ride = week.ride(ix);
    let student = week.person(ride.student);
    let family = student.family.map(|family| &week.families[family.ix()]);
    let school = week.place(ride.school);
    Rider {
        ride: ride.id.clone(),
        family: family.unwrap_or(&student.id).clone(),
        school: match school.confidential {
            true => String::new(),
            false => school.id.clone(),
        },
        language: week.language_of(ride.student).unwrap_or("").to_owned(),
        need: if ride.wheelchair { "wheelchair" } else { "" },
        must_ride: ride.must_ride,
    }
}
