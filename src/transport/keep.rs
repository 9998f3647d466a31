//! Today's runs kept: as few riders as can be get another time, vehicle or place in the order.
//!
//! First everybody stays in their vehicle and minute, then within two minutes, then in the
//! vehicle alone; the first of these that misses nobody is taken, else what misses fewest. Where
//! a further step was needed, the runs whose riders are who they were go back to their minutes,
//! so that a new rider changes the times of one run and not of all. Who rides in a vehicle that is
//! gone stays as near to their time at home, in any vehicle.

use super::problem::Built;
use super::scene::Scene;
use super::{RunsError, Share};
use crate::solver::model::{Job, JobId, Problem, ShiftId, Tick, Window};
use crate::solver::solution::{Activity, RoutePlan, Solution};
use crate::solver::{ProblemError, Stop};

/// In the second step a rider's stop may move by so many seconds either way.
const NEAR: i32 = 120;

/// How much of what a rider has today is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    /// Vehicle and minute.
    Minute,
    /// The vehicle, and the time within two minutes.
    Near,
    /// The vehicle.
    Vehicle,
}

/// The parts of the effort by which each step is over.
const STEPS: [(Hold, f64); 3] = [
    (Hold::Minute, 0.2),
    (Hold::Near, 0.45),
    (Hold::Vehicle, 0.7),
];

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
    scene: &Scene,
    built: &Built,
    today: &Today,
    own: Share,
    solve: &Solve<'_>,
) -> Result<Kept, RunsError> {
    let start = &today.runs;
    let missed = |found: &Solution| {
        let out = found.unplaced.iter().map(|job| &scene.trips[job.ix()]);
        let must = out.clone().filter(|trip| trip.must).count();
        (must, out.count())
    };
    let mut best: Option<Solution> = None;
    let mut held = Hold::Vehicle;
    for (hold, part) in STEPS {
        let problem = kept(built, today, hold, |_| hold);
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
        let free = solve(&built.problem, &best, own.part(0.85))?;
        if missed(&free) < missed(&best) {
            best = free;
            held = Hold::Vehicle;
        }
    }
    // Runs that nobody joined go back to their minutes; in others nobody moves by more than it took.
    let same: Vec<ShiftId> = (best.routes.iter())
        .filter(|route| start.routes.iter().any(|old| has_same_order(old, route)))
        .map(|route| route.shift)
        .collect();
    let hold = |shift| match same.contains(&shift) {
        true => Hold::Minute,
        false => held,
    };
    let problem = kept(built, today, held, hold);
    let settled = solve(&problem, &best, own.all())?;
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

/// The problem with every rider of today in the vehicle that takes them there, at about the
/// same time as `hold` says of the shift; who has none any more, as `homeless` says. Who rides
/// today is not left out for the sake of others.
fn kept(built: &Built, today: &Today, homeless: Hold, hold: impl Fn(ShiftId) -> Hold) -> Problem {
    let mut problem = built.problem.clone();
    for route in &today.runs.routes {
        for (job, stop, start) in stops(route) {
            let job = &mut problem.jobs[job.ix()];
            if !job.shifts.contains(&route.shift) {
                continue;
            }
            job.shifts = vec![route.shift];
            job.required = true;
            narrow(
                &mut job.stops[usize::from(stop)].windows,
                start,
                hold(route.shift),
            );
        }
    }
    for (job, stop, start) in &today.gone {
        let job = &mut problem.jobs[job.ix()];
        job.required = true;
        narrow(&mut job.stops[usize::from(*stop)].windows, *start, homeless);
    }
    problem
}

/// Narrows windows to about the time at which a stop starts today.
fn narrow(own: &mut Vec<Window>, start: Tick, hold: Hold) {
    let minute = start - start.rem_euclid(60);
    let (from, to) = match hold {
        Hold::Minute => (minute, minute + 59),
        Hold::Near => (start - NEAR, start + NEAR),
        Hold::Vehicle => return,
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
