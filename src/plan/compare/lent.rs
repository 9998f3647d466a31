//! Plans that points of a comparison take over from one another.

use std::collections::BTreeMap;

use crate::domain::Week;
use crate::domain::comparison::Point;
use crate::domain::ids::{RideIx, ShiftIx, StaffIx, TaskIx, Work};
use crate::domain::plan::{Activity, Plan, Route, Totals};
use crate::plan::{Options, PlanError, build, start, totals};

use super::retold;

/// Required missed, then value: less is better.
pub(super) fn worth(totals: &Totals) -> (u32, i64) {
    (totals.required_unplaced, -totals.value.0)
}

/// A plan for the week of a point, that others may have too.
pub(super) struct Lent {
    /// Position of the point.
    pub at: usize,
    /// The plan.
    pub routes: Vec<Route>,
}

/// Lets every point take over the best of these plans that keeps its rules and is better than its
/// own. Whether any did. What answers a goal keeps its own: a better one need not get there.
///
/// Cost: the problem of each point, and the check of every plan that may be better.
pub(super) fn take_over(
    points: &mut [Point],
    plans: &[Lent],
    options: &Options,
) -> Result<bool, PlanError> {
    if plans.is_empty() {
        return Ok(false);
    }
    let weeks: Vec<Week> = points.iter().map(|one| one.scenario.week.clone()).collect();
    let mut has_changed = false;
    let may = points
        .iter_mut()
        .enumerate()
        .filter(|(_, point)| point.answers.is_none());
    for (at, point) in may {
        let week = &weeks[at];
        let built = build(week);
        let mut best = start::taken_up(week, &built, &point.plan.routes)?;
        let mut known = worth(&point.plan.totals);
        let mut is_new = false;
        for lent in plans {
            let Some(routes) = translated(&weeks[lent.at], week, &lent.routes) else {
                continue;
            };
            let theirs = worth(&totals::totals(week, &routes));
            if theirs > known || routes == point.plan.routes {
                continue;
            }
            let taken = start::whole(week, &built, &routes);
            if let Some(taken) = taken.filter(|taken| super::is_better(taken, &best)) {
                (best, known, is_new) = (taken, theirs, true);
            }
        }
        if is_new {
            let plan = retold::told(week, &built, &best, &point.plan, options.stop.until());
            let bound = point.plan.value_bound;
            point.plan = Plan {
                value_bound: bound.filter(|bound| *bound >= plan.totals.value),
                ..plan
            };
            has_changed = true;
        }
    }
    Ok(has_changed)
}

/// Routes of one week by the places of another in its lists; none where that has not all of it.
fn translated(from: &Week, to: &Week, routes: &[Route]) -> Option<Vec<Route>> {
    let works: BTreeMap<&str, Work> = to.work().map(|work| (to.work_id(work), work)).collect();
    let task = |task: TaskIx| match works.get(from.work_id(Work::Task(task))) {
        Some(&Work::Task(ix)) => Some(ix),
        _ => None,
    };
    let ride = |ride: RideIx| match works.get(from.work_id(Work::Ride(ride))) {
        Some(&Work::Ride(ix)) => Some(ix),
        _ => None,
    };
    let staff = |who: StaffIx| {
        let id = &from.member(who).id;
        let at = to.staff.iter().position(|member| member.id == *id);
        at.map(StaffIx::at)
    };
    let shift = |ix: ShiftIx| {
        let (own, who) = (from.shift(ix), staff(from.shift(ix).staff)?);
        let mut shifts = to.shifts.iter();
        let at = shifts.position(|other| other.staff == who && other.span.from == own.span.from);
        at.map(ShiftIx::at)
    };
    let mut all = routes.to_vec();
    for route in &mut all {
        route.shift = shift(route.shift)?;
        for stop in &mut route.stops {
            stop.activity = match stop.activity {
                Activity::Task(ix) => Activity::Task(task(ix)?),
                Activity::Notes(ix) => Activity::Notes(task(ix)?),
                Activity::Pickup(ix) => Activity::Pickup(ride(ix)?),
                Activity::Dropoff(ix) => Activity::Dropoff(ride(ix)?),
                other => other,
            };
            let partners = stop.partners.iter().map(|&who| staff(who));
            stop.partners = partners.collect::<Option<_>>()?;
        }
    }
    Some(all)
}
