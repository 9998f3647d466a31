//! Today's runs kept: as few riders as can be get another time, vehicle or place in the order.
//!
//! First everybody stays in their vehicle and minute, then within two minutes, then in the
//! vehicle alone; the first of these that misses nobody is taken, else what misses fewest. Where
//! a step was needed, the runs whose riders are who they were go back to their minutes, so that
//! a new rider changes the times of one run and not of all.

use super::problem::Built;
use super::scene::Scene;
use super::{RunsError, Share};
use crate::solver::model::{JobId, Problem, ShiftId, Window};
use crate::solver::solution::{Activity, RoutePlan, Solution, Visit};
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

/// Plans a scene so that today's runs, which `start` holds, are kept.
///
/// # Errors
/// As `solve` fails.
pub(super) fn keeping(
    scene: &Scene,
    built: &Built,
    start: &Solution,
    own: Share,
    solve: &Solve<'_>,
) -> Result<Solution, RunsError> {
    let missed = |found: &Solution| {
        let out = found.unplaced.iter().map(|job| &scene.trips[job.ix()]);
        let must = out.clone().filter(|trip| trip.must).count();
        (must, out.count())
    };
    let mut best: Option<Solution> = None;
    for (hold, part) in STEPS {
        let problem = kept(built, start, |_| hold);
        let found = solve(&problem, best.as_ref().unwrap_or(start), own.part(part))?;
        if best
            .as_ref()
            .is_none_or(|best| missed(&found) < missed(best))
        {
            best = Some(found);
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
        }
    }
    // Runs that nobody joined or left go back to their minutes.
    let same: Vec<ShiftId> = (best.routes.iter())
        .filter(|route| start.routes.iter().any(|old| has_same_order(old, route)))
        .map(|route| route.shift)
        .collect();
    let hold = |shift| match same.contains(&shift) {
        true => Hold::Minute,
        false => Hold::Vehicle,
    };
    let settled = solve(&kept(built, start, hold), &best, own.all())?;
    Ok(match missed(&settled) <= missed(&best) {
        true => settled,
        false => best,
    })
}

/// Whether two routes of one shift make the same stops in the same order.
fn has_same_order(one: &RoutePlan, other: &RoutePlan) -> bool {
    one.shift == other.shift && stops(one).eq(stops(other))
}

fn stops(route: &RoutePlan) -> impl Iterator<Item = (JobId, u8, &Visit)> {
    route
        .visits
        .iter()
        .filter_map(|visit| match visit.activity {
            Activity::Stop { job, stop } => Some((job, stop, visit)),
            Activity::Break { .. } => None,
        })
}

/// The problem with every rider of a start in the vehicle that takes them there, at about the
/// same time as `hold` says of the shift. Who rides today is not left out for the sake of others.
fn kept(built: &Built, start: &Solution, hold: impl Fn(ShiftId) -> Hold) -> Problem {
    let mut problem = built.problem.clone();
    for route in &start.routes {
        let hold = hold(route.shift);
        for (job, stop, visit) in stops(route) {
            let job = &mut problem.jobs[job.ix()];
            if !job.shifts.contains(&route.shift) {
                continue;
            }
            job.shifts = vec![route.shift];
            job.required = true;
            let own = &mut job.stops[usize::from(stop)].windows;
            let minute = visit.start - visit.start.rem_euclid(60);
            let near = match hold {
                Hold::Minute => (minute, minute + 59),
                Hold::Near => (visit.start - NEAR, visit.start + NEAR),
                Hold::Vehicle => continue,
            };
            let near = own.iter().map(|window| Window {
                from: window.from.max(near.0),
                to: window.to.min(near.1),
            });
            let near: Vec<Window> = near.filter(|window| window.from <= window.to).collect();
            // A time that is forbidden today is no time to keep.
            if !near.is_empty() {
                *own = near;
            }
        }
    }
    problem
}
