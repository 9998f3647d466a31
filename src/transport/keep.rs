//! Today's runs kept: as few riders as can be get another time, vehicle or place in the order.
//!
//! First everybody stays in their vehicle and minute, then only in their minute at home, then
//! within two minutes, then in the vehicle alone; the first of these is taken that misses nobody who
//! rides today or must ride, else what misses fewest. Who need not ride and does not today comes
//! along where nobody moves for it. Where a further step was needed, the runs whose riders are who
//! they were go back to their minutes, and in the others one rider after the other is put back to
//! their minute at home as far as that goes, the nearest first: a new rider changes the times of few,
//! and not of all. Who rides in a vehicle that is gone stays as near to their time at home, in any
//! vehicle.

use std::collections::BTreeSet;

use super::problem::{Built, build};
use super::scene::{Scene, Trip};
use super::{RunsError, Share};
use crate::domain::Week;
use crate::solver::model::{Job, JobId, Problem, ShiftId, Tick, Window};
use crate::solver::solution::{Activity, RoutePlan, Solution, Visit};
use crate::solver::{ProblemError, Stop};

/// In the second step a rider's stop may move by so many seconds either way.
const NEAR: i32 = 120;

/// How much of what a rider has today is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    /// Vehicle and minute, at both ends.
    Minute,
    /// Vehicle and minute, at the home end.
    Home,
    /// The vehicle, and the time within two minutes.
    Near,
    /// The vehicle.
    Vehicle,
    /// Nothing.
    Free,
}

/// The parts of the effort by which each step is over.
const STEPS: [(Hold, f64); 4] = [
    (Hold::Minute, 0.2),
    (Hold::Home, 0.35),
    (Hold::Near, 0.5),
    (Hold::Vehicle, 0.65),
];
/// The same of the search in which nothing is held, and of putting riders back.
const FREE: f64 = 0.75;
const BACK: f64 = 0.9;
/// Where iterations are counted, the part of them for one rider who is put back.
const PART: f64 = 0.25;

/// Makes a plan of a problem from another one.
type Solve<'s> = dyn Fn(&Problem, &Solution, Stop) -> Result<Solution, ProblemError> + 's;

/// A scene's riders as they are taken today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Today {
    /// The runs of vehicles that there are.
    pub runs: Solution,
    /// When who rides in a vehicle that is gone is met, and at which of their stops that is.
    pub gone: Vec<(JobId, u8, Tick)>,
}

/// A plan that keeps what there is.
pub(super) struct Kept {
    pub best: Solution,
    /// The jobs with what was kept of each, so that nobody is moved later who need not be.
    pub jobs: Vec<Job>,
}

/// Plans a scene so that today's runs are kept.
///
/// # Errors
/// As `solve` fails.
pub(super) fn keeping(
    week: &Week,
    scene: &Scene,
    built: &Built,
    today: &Today,
    own: Share,
    solve: &Solve<'_>,
) -> Result<Kept, RunsError> {
    let start = &today.runs;
    let riders = today.riders();
    // Who must ride, and then who rides today.
    let missed = |found: &Solution| {
        let must = |job: &&JobId| scene.trips[job.ix()].must;
        let rides = |job: &&JobId| must(job) || riders.contains(job);
        let out = found.unplaced.iter();
        (out.clone().filter(must).count(), out.filter(rides).count())
    };
    let mut best: Option<Solution> = None;
    let mut held = Hold::Vehicle;
    for (hold, part) in STEPS {
        let problem = kept(scene, built, today, hold, &|_| hold);
        let found = solve(&problem, best.as_ref().unwrap_or(start), own.part(part))?;
        if best
            .as_ref()
            .is_none_or(|best| missed(&found) < missed(best))
        {
            best = Some(found);
            held = hold;
        }
        if best.as_ref().is_some_and(|best| missed(best) == (0, 0)) {
            break;
        }
    }
    let mut best = best.unwrap_or_default();
    if missed(&best).0 > 0 {
        let free = solve(&built.problem, &best, own.part(FREE))?;
        if missed(&free) < missed(&best) {
            best = free;
            held = Hold::Vehicle;
        }
    }
    let mut holds = loosened(scene, today, &best, held);
    let mut nearer = best.clone();
    if !matches!(held, Hold::Minute | Hold::Home) {
        put_back(week, scene, today, &mut nearer, &mut holds, own, solve)?;
    }
    let problem = kept(scene, built, today, held, &|job| holds[job.ix()]);
    let settled = solve(&problem, &nearer, own.all())?;
    Ok(match missed(&settled) <= missed(&best) {
        true => Kept {
            best: settled,
            jobs: problem.jobs,
        },
        false => Kept {
            best,
            jobs: built.problem.jobs.clone(),
        },
    })
}

/// What is held of each job, in a plan for which so much was: all of it in runs that nobody joined
/// or left, nothing of who is in another vehicle now.
fn loosened(scene: &Scene, today: &Today, plan: &Solution, held: Hold) -> Vec<Hold> {
    let mut holds = vec![Hold::Free; scene.trips.len()];
    for route in &plan.routes {
        let old = today
            .runs
            .routes
            .iter()
            .find(|old| old.shift == route.shift);
        let Some(old) = old else { continue };
        let own = match has_same_order(old, route) {
            true => Hold::Minute,
            false => held,
        };
        for (job, ..) in stops(route) {
            if stops(old).any(|(other, ..)| other == job) {
                holds[job.ix()] = own;
            }
        }
    }
    holds
}

/// Puts riders of runs that somebody joined or left back to their minutes at home, as far as each
/// run still holds then, whatever its order: whoever is nearest to their time first.
///
/// Cost: a brief search of one run for each of its riders who moved.
fn put_back(
    week: &Week,
    scene: &Scene,
    today: &Today,
    plan: &mut Solution,
    holds: &mut [Hold],
    own: Share,
    solve: &Solve<'_>,
) -> Result<(), RunsError> {
    let moved = |route: &RoutePlan, holds: &[Hold]| {
        let held = |job: JobId| !matches!(holds[job.ix()], Hold::Minute | Hold::Free);
        stops(route)
            .filter(|(job, stop, _)| held(*job) && home_end(scene, *job) == *stop)
            .filter_map(|(job, _, now)| Some(((now - today.at_home(scene, job)?).abs(), job)))
            .collect::<Vec<(Tick, JobId)>>()
    };
    let mut left: usize = (plan.routes.iter())
        .map(|route| moved(route, holds).len())
        .sum();
    for route in &mut plan.routes {
        let mut riders = moved(route, holds);
        riders.sort_unstable();
        let mut jobs: Vec<usize> = stops(route).map(|(job, ..)| job.ix()).collect();
        jobs.sort_unstable();
        jobs.dedup();
        let mut run = Run::of(week, scene, today, route, &jobs, holds);
        for (_, job) in riders {
            left = left.saturating_sub(1);
            let until = own.part(BACK);
            if until.is_over() {
                return Ok(());
            }
            let stop = match until {
                Stop::Deadline(_) => until.sooner(1.0 / (left + 1) as f64),
                Stop::Iterations(_) => until.part(PART),
            };
            if let Some(at) = today.at_home(scene, job)
                && run.holds_at(scene, job, at, stop, solve)?
            {
                holds[job.ix()] = Hold::Home;
            }
        }
        *route = run.as_route(route);
    }
    Ok(())
}

/// Whether two routes of one shift make the same stops in the same order, at whatever times.
fn has_same_order(one: &RoutePlan, other: &RoutePlan) -> bool {
    let order = |route| stops(route).map(|(job, stop, _)| (job, stop));
    one.shift == other.shift && order(one).eq(order(other))
}

/// Each stop of a route, with when it starts.
fn stops(route: &RoutePlan) -> impl Iterator<Item = (JobId, u8, Tick)> {
    route
        .visits
        .iter()
        .filter_map(|visit| match visit.activity {
            Activity::Stop { job, stop } => Some((job, stop, visit.start)),
            Activity::Break { .. } => None,
        })
}

/// One run as a problem of its own, its riders numbered by their positions in `jobs`.
struct Run<'j> {
    problem: Problem,
    plan: Solution,
    jobs: &'j [usize],
}

impl<'j> Run<'j> {
    /// A run with all of its riders, each held as `holds` says.
    fn of(
        week: &Week,
        scene: &Scene,
        today: &Today,
        route: &RoutePlan,
        jobs: &'j [usize],
        holds: &[Hold],
    ) -> Self {
        let part = scene.part(route.shift.ix(), jobs);
        let mut problem = build(week, &part, &[]).problem;
        for (ix, job) in problem.jobs.iter_mut().enumerate() {
            job.required = true;
            let of = JobId::at(jobs[ix]);
            for (end, at) in today.times(of) {
                let windows = &mut job.stops[usize::from(end)].windows;
                narrow(windows, at, holds[of.ix()], end == home_end(scene, of));
            }
        }
        let visits = stops(route).filter_map(|(job, stop, at)| {
            let ix = jobs.binary_search(&job.ix()).ok()?;
            Some(Visit::begun(JobId::at(ix), stop, at))
        });
        let own = RoutePlan::begun(ShiftId::at(0), visits.collect());
        Self {
            problem,
            plan: Solution {
                routes: vec![own],
                ..Solution::default()
            },
            jobs,
        }
    }

    /// Whether a rider can be met at home in the minute of `at`; then they are from here on.
    fn holds_at(
        &mut self,
        scene: &Scene,
        job: JobId,
        at: Tick,
        stop: Stop,
        solve: &Solve<'_>,
    ) -> Result<bool, RunsError> {
        let Ok(ix) = self.jobs.binary_search(&job.ix()) else {
            return Ok(false);
        };
        let end = home_end(scene, job);
        let mut problem = self.problem.clone();
        narrow(
            &mut problem.jobs[ix].stops[usize::from(end)].windows,
            at,
            Hold::Home,
            true,
        );
        let found = solve(&problem, &self.plan, stop)?;
        if !found.unplaced.is_empty() {
            return Ok(false);
        }
        self.problem = problem;
        self.plan = found;
        Ok(true)
    }

    /// The run as one of the whole scene.
    fn as_route(&self, of: &RoutePlan) -> RoutePlan {
        let visits = self.plan.routes.first().into_iter().flat_map(stops);
        let visits =
            visits.map(|(job, stop, at)| Visit::begun(JobId::at(self.jobs[job.ix()]), stop, at));
        RoutePlan::begun(of.shift, visits.collect())
    }
}

impl Today {
    /// Who rides, also in a vehicle that is gone.
    fn riders(&self) -> BTreeSet<JobId> {
        let here = self.runs.routes.iter().flat_map(stops).map(|(job, ..)| job);
        here.chain(self.gone.iter().map(|(job, ..)| *job)).collect()
    }

    /// When a rider's stops start.
    fn times(&self, of: JobId) -> impl Iterator<Item = (u8, Tick)> {
        let all = self.runs.routes.iter().flat_map(stops);
        all.filter(move |(job, ..)| *job == of)
            .map(|(_, stop, at)| (stop, at))
    }

    /// When a rider is met at home.
    fn at_home(&self, scene: &Scene, job: JobId) -> Option<Tick> {
        let mut times = self.times(job);
        let found = times.find(|(stop, _)| *stop == home_end(scene, job));
        found.map(|(_, at)| at)
    }
}

/// Which of a rider's stops is at home.
fn home_end(scene: &Scene, job: JobId) -> u8 {
    let trip: &Trip = &scene.trips[job.ix()];
    u8::from(trip.ends[1] != trip.school)
}

/// The problem with every rider of today in the vehicle that takes them there, at about the
/// same time as `hold` says of the job; who has none any more, as `homeless` says. Who rides
/// today is not left out for the sake of others.
fn kept(
    scene: &Scene,
    built: &Built,
    today: &Today,
    homeless: Hold,
    hold: &dyn Fn(JobId) -> Hold,
) -> Problem {
    let mut problem = built.problem.clone();
    for route in &today.runs.routes {
        for (id, stop, start) in stops(route) {
            let job = &mut problem.jobs[id.ix()];
            if hold(id) == Hold::Free || !job.shifts.contains(&route.shift) {
                continue;
            }
            job.shifts = vec![route.shift];
            job.required = true;
            let windows = &mut job.stops[usize::from(stop)].windows;
            narrow(windows, start, hold(id), stop == home_end(scene, id));
        }
    }
    for (job, stop, start) in &today.gone {
        let job = &mut problem.jobs[job.ix()];
        job.required = true;
        let windows = &mut job.stops[usize::from(*stop)].windows;
        narrow(windows, *start, homeless, true);
    }
    problem
}

/// Narrows windows to about the time at which a stop starts today.
fn narrow(own: &mut Vec<Window>, start: Tick, hold: Hold, is_home: bool) {
    let minute = start - start.rem_euclid(60);
    let (from, to) = match hold {
        Hold::Minute => (minute, minute + 59),
        Hold::Home if is_home => (minute, minute + 59),
        Hold::Near => (start - NEAR, start + NEAR),
        Hold::Home | Hold::Vehicle | Hold::Free => return,
    };
    let near = own.iter().map(|window| Window {
        from: window.from.max(from),
        to: window.to.min(to),
    });
    let near: Vec<Window> = near.filter(|window| window.from <= window.to).collect();
    // A time that is forbidden today is no time to keep.
    if !near.is_empty() {
        *own = near;
    }
}
