//! A plan that was made for one week told of another of the same work: under larger limits, or
//! with other values.

use std::time::Instant;

use crate::domain::Week;
use crate::domain::comparison::Point;
use crate::domain::plan::{Plan, Route};
use crate::plan::{Built, PlanError, build, decode, start, status, totals, unplaced};
use crate::solver::solution::Solution;

/// A plan of these routes in this week: what it comes to there, and why the rest is left out. It
/// has no bound. None where the week's rules do not let all of it be.
///
/// `like` gives the version and the seed.
pub(super) fn retold(
    week: &Week,
    routes: &[Route],
    like: &Plan,
    until: Option<Instant>,
) -> Result<Option<Plan>, PlanError> {
    let built = build(week);
    let solution = start::taken_up(week, &built, routes)?;
    let (own, _) = decode::routes(week, &built, &solution);
    let (asked, totals) = (totals::totals(week, routes), totals::totals(week, &own));
    if (asked.placed, asked.value) != (totals.placed, totals.value) {
        return Ok(None);
    }
    Ok(Some(told(week, &built, &solution, like, until)))
}

/// A solution of this week's problem as a plan, and why the rest is left out. It has no bound.
///
/// `like` gives the version and the seed.
pub(super) fn told(
    week: &Week,
    built: &Built,
    solution: &Solution,
    like: &Plan,
    until: Option<Instant>,
) -> Plan {
    let (routes, names) = decode::routes(week, built, solution);
    let totals = totals::totals(week, &routes);
    let unplaced = match unplaced::explain(week, built, solution, &names, until, &|_| false) {
        unplaced::Explained::Reasons(reasons) => reasons,
        // It is not asked for.
        unplaced::Explained::Better(_) => Vec::new(),
    };
    Plan {
        version: like.version,
        seed: like.seed,
        status: status(week, built, &totals),
        value_bound: None,
        unplaced,
        totals,
        seconds: None,
        standby: Vec::new(),
        routes,
    }
}

/// Lets each of these points, which are in the order of their one limit, take over the plan of
/// the one before where that is better than its own, and the bound of the one after where that is
/// lower.
///
/// Cost: the problem of each point, built anew.
pub(super) fn risen(points: &mut [Point], until: Option<Instant>) -> Result<(), PlanError> {
    for at in 1..points.len() {
        let (before, own) = (&points[at - 1].plan, &points[at].plan);
        let week = &points[at].scenario.week;
        let built = build(week);
        let theirs = start::taken_up(week, &built, &before.routes)?;
        let ours = start::taken_up(week, &built, &own.routes)?;
        if !super::is_better(&theirs, &ours) {
            continue;
        }
        if let Some(mut plan) = retold(week, &before.routes, own, until)? {
            // What no plan exceeds that misses no more than a worse one, none does that misses
            // no more than this.
            plan.value_bound = own.value_bound;
            points[at].plan = plan;
        }
    }
    for at in (1..points.len()).rev() {
        let (narrow, wide) = (&points[at - 1].plan, &points[at].plan);
        let is_alike = narrow.totals.required_unplaced == wide.totals.required_unplaced;
        let bounds = [narrow.value_bound, wide.value_bound];
        if let (true, Some(bound)) = (is_alike, bounds.into_iter().flatten().min()) {
            points[at - 1].plan.value_bound = Some(bound);
        }
    }
    Ok(())
}
