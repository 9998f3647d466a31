//! What a step that people can grant (10 miles, 30 minutes, 50 dollars) of a limit buys at each
//! point, planned anew from the plan that is there.

use std::collections::BTreeMap;

use crate::domain::Week;
use crate::domain::comparison::{Comparison, Exchange, Point};
use crate::domain::dial::Dial;
use crate::domain::ids::{RideIx, ShiftIx, StaffIx, TaskIx, Work};
use crate::domain::plan::{Activity, Plan, Route, Totals};
use crate::domain::task::Value;
use crate::plan::{Built, Options, PlanError, build, decode, start, totals};
use crate::solver::{self, solve_levels};

use super::{frontier, retold};

/// Part of the time that is left that goes into searching; the rest into taking over what was
/// found.
const SEARCH_PART: f64 = 0.9;

/// The limits of the whole plan that a week has and no sweep turns: what a step more of each
/// buys is to be found.
pub fn grants_of(week: &Week, swept: &[Dial]) -> Vec<Dial> {
    let mut dials = Dial::all(week);
    dials.retain(|dial| dial.whose.is_none() && !swept.contains(dial));
    dials
}

/// The comparison with what a step more of each limit buys, at every point that leaves something
/// out; of a limit that is swept its steps say so already. Each point has an even share of the
/// time.
///
/// What is found on the way is not lost: every point has the best of all plans that keep its
/// rules, its own among them, so that a larger limit still shows no worse plan, and a step more
/// is held to the plan that is shown.
///
/// # Errors
/// Never for weeks that were read; an error is a fault of ours.
pub fn with_grants(mut found: Comparison, options: &Options) -> Result<Comparison, PlanError> {
    let asks = |point: &&(usize, &Point)| {
        let (_, point) = point;
        point.plan.totals.unplaced > 0 && !point.is_answer
    };
    let points: Vec<(usize, &Point)> = found.points.iter().enumerate().collect();
    let asking: Vec<&(usize, &Point)> = points.iter().filter(asks).collect();
    let search = Options {
        stop: options.stop.sooner(SEARCH_PART),
        ..*options
    };
    let mut all: Vec<Granted> = Vec::new();
    let mut plans: Vec<Shown> = Vec::new();
    for (k, &&(at, point)) in asking.iter().enumerate() {
        let dials = grants_of(&point.scenario.week, &found.swept);
        let own = Options {
            stop: search.stop.sooner(1.0 / (asking.len() - k) as f64),
            ..search
        };
        let (granted, shown) = granted(at, point, &dials, &own)?;
        all.extend(granted);
        plans.extend(shown);
    }
    let has_changed = take_over(&mut found.points, &plans, options)?;
    if has_changed {
        let reached = std::mem::take(&mut found.reached);
        found = frontier::settled(found.points, found.swept);
        found.reached = reached;
    }
    let exchange = all.iter().map(|one| one.exchange(&found.points[one.at]));
    found.exchange.extend(exchange);
    Ok(found)
}

/// The best plan that was found with a step more of a limit.
struct Granted {
    at: usize,
    dial: Dial,
    with: Totals,
}

impl Granted {
    /// What it buys against the plan that is shown, which keeps the larger limit too.
    fn exchange(&self, point: &Point) -> Exchange {
        let more = self.dial.counted.step();
        let price = point.prices.iter().find(|price| price.dial == self.dial);
        let without = &point.plan.totals;
        let with = match worth(&self.with) < worth(without) {
            true => &self.with,
            false => without,
        };
        Exchange {
            at: self.at,
            dial: self.dial,
            more,
            buys: Value(with.value.0 - without.value.0),
            keeps: without
                .required_unplaced
                .saturating_sub(with.required_unplaced),
            price: price.map(|price| price.points * more.number()),
        }
    }
}

/// Required missed, then value: less is better.
fn worth(totals: &Totals) -> (u32, i64) {
    (totals.required_unplaced, -totals.value.0)
}

/// A plan that was found on the way, for the week of a point.
struct Shown {
    at: usize,
    routes: Vec<Route>,
    totals: Totals,
}

/// What a step more of each of these limits buys at one point: against what as much searching
/// finds without it, so that what it buys is not what more time does. And all plans that were
/// found.
fn granted(
    at: usize,
    point: &Point,
    dials: &[Dial],
    options: &Options,
) -> Result<(Vec<Granted>, Vec<Shown>), PlanError> {
    let week = &point.scenario.week;
    let with_more = |dial: &Dial| {
        let mut week = week.clone();
        let limit = dial.exact(&week).unwrap_or_default();
        let more = dial.exactly(dial.counted.step());
        dial.set(&mut week, limit.saturating_add(more));
        week
    };
    if dials.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let without = build(week);
    // What keeps a limit keeps a larger one.
    let begun = start::taken_up(week, &without, &point.plan.routes)?;
    let weeks: Vec<Week> = dials.iter().map(with_more).collect();
    let with = weeks.iter().map(build);
    let built: Vec<Built> = std::iter::once(without).chain(with).collect();
    let problems: Vec<_> = built.iter().map(|built| built.problem.clone()).collect();
    let asked = solver::Options {
        stop: options.stop,
        threads: options.threads,
        seed: options.seed,
        start: Some(&begun),
    };
    let outcomes = solve_levels(&problems, &asked, &|_, _| {})?;
    let weeks = std::iter::once(week).chain(&weeks);
    let shown = weeks.zip(&built).zip(&outcomes);
    let shown = shown.map(|((week, built), outcome)| {
        let (routes, _) = decode::routes(week, built, &outcome.best);
        let totals = totals::totals(week, &routes);
        Shown { at, routes, totals }
    });
    let shown: Vec<Shown> = shown.collect();
    let with = dials.iter().zip(shown.iter().skip(1));
    let granted = with.map(|(&dial, with)| Granted {
        at,
        dial,
        with: with.totals,
    });
    Ok((granted.collect(), shown))
}

/// Lets every point take over the best of these plans that keeps its rules and is better than its
/// own. Whether any did.
///
/// Cost: the problem of each point, and the check of every plan that may be better.
fn take_over(points: &mut [Point], plans: &[Shown], options: &Options) -> Result<bool, PlanError> {
    let weeks: Vec<Week> = points.iter().map(|one| one.scenario.week.clone()).collect();
    let mut has_changed = false;
    for (at, point) in points.iter_mut().enumerate() {
        let week = &weeks[at];
        let built = build(week);
        let mut best = start::taken_up(week, &built, &point.plan.routes)?;
        let mut known = worth(&point.plan.totals);
        let mut is_new = false;
        for shown in plans {
            let Some(routes) = translated(&weeks[shown.at], week, &shown.routes) else {
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
