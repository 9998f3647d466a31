//! Several settings of one week planned together, and what lies between their plans.
//!
//! Scenarios that differ in their limits alone are one problem at several levels: they share
//! routes, plans and bounds, and a larger limit never shows a worse plan. The others are
//! planned side by side and take over whatever plan of another keeps their own rules.

mod between;
mod family;
mod frontier;
mod goal;
mod grants;
mod lent;
mod reach;
mod retold;
mod together;

pub use goal::Goal;
pub use grants::{grants_of, with_grants};
pub use reach::{Reach, reach, span};

use std::time::{Duration, Instant};

use crate::domain::Week;
use crate::domain::comparison::{Comparison, Point, Reached, Scenario};
use crate::domain::dial::Dial;
use crate::solver::Stop;
use crate::solver::solution::Solution;

use super::{Options, PlanError};
use family::{Family, families};
use lent::Lent;
use together::Found;

/// What is kept of the time for saying what is left out and why, and the most of it.
const REASONS_PART: f64 = 0.04;
const REASONS_MOST: Duration = Duration::from_secs(20);
/// What is kept of the rest for reckoning how much better the plans could be.
const BOUND_PART: f64 = 0.14;
/// Iterations that stand for a round of the bound, and most of these for each scenario.
const ITERATIONS_A_ROUND: u64 = 1_000;
const MOST_ROUNDS: u64 = 200;

/// How the effort is divided among families of scenarios and their parts.
struct Shares {
    options: Options,
    /// When everything but the reasons is done.
    proven: Option<Instant>,
    /// When the reasons are found.
    end: Option<Instant>,
}

impl Shares {
    fn of(options: &Options) -> Self {
        let end = options.stop.until();
        let proven = end.map(|end| {
            let left = end.saturating_duration_since(Instant::now());
            let reasons = left.mul_f64(REASONS_PART).min(REASONS_MOST);
            end.checked_sub(reasons).unwrap_or(end)
        });
        Self {
            options: *options,
            proven,
            end,
        }
    }

    /// When the search of one family ends and when its bounds do: it has this part of what is
    /// left.
    fn of_family(&self, part: f64) -> (Stop, Option<Instant>) {
        match (self.options.stop, self.proven) {
            (Stop::Deadline(_), Some(proven)) => {
                let now = Instant::now();
                let own = proven.saturating_duration_since(now).mul_f64(part);
                let search = now + own.mul_f64(1.0 - BOUND_PART);
                (Stop::Deadline(search), Some(now + own))
            }
            (stop, _) => (stop, None),
        }
    }

    /// Rounds of the bound of so many scenarios.
    fn rounds(&self, scenarios: usize) -> usize {
        match self.options.stop {
            Stop::Deadline(_) => usize::MAX,
            Stop::Iterations(count) => {
                let rounds = (count / ITERATIONS_A_ROUND).min(MOST_ROUNDS);
                usize::try_from(rounds).unwrap_or(usize::MAX) * scenarios
            }
        }
    }
}

/// Plans every scenario, and says what lies between the plans.
///
/// Of two scenarios that differ in limits alone, the one whose limits are nowhere smaller has
/// a plan no worse. `swept` are the limits that differ from neighbour to neighbour, in the
/// order of the scenarios' `set`. `told` hears of the scenarios that are done and of all.
///
/// # Errors
/// Never for weeks that were read; an error is a fault of ours.
pub fn compare(
    scenarios: Vec<Scenario>,
    swept: Vec<Dial>,
    options: &Options,
    told: &(dyn Fn(usize, usize) + Sync),
) -> Result<Comparison, PlanError> {
    Ok(frontier::settled(planned(scenarios, options, told)?, swept))
}

/// Every scenario with its plan.
fn planned(
    scenarios: Vec<Scenario>,
    options: &Options,
    told: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<Point>, PlanError> {
    let found = solve(&scenarios, options, told)?;
    let points = scenarios.into_iter().zip(found);
    let points = points.map(|(scenario, (plan, prices))| Point {
        scenario,
        plan,
        prices,
        answers: None,
        is_dominated: false,
    });
    Ok(points.collect())
}

/// A comparison with more points and with answers to goals; what lies between points is found
/// anew.
///
/// Points of the sweep take their places in it, and with a larger limit none is worse: it takes
/// over the plan of the smaller, or of an answer. Answers stand at the end.
///
/// # Errors
/// Never for weeks that were read; an error is a fault of ours.
pub fn extended(
    mut found: Comparison,
    more: Vec<Point>,
    reached: Vec<Reached>,
    options: &Options,
) -> Result<Comparison, PlanError> {
    let is_new = |point: &Point| {
        let known = found.points.iter().map(|known| &known.scenario.name);
        known.into_iter().all(|name| *name != point.scenario.name)
    };
    let more: Vec<Point> = more.into_iter().filter(is_new).collect();
    let is_swept = |point: &Point| !point.scenario.set.is_empty();
    let has_grown = found.swept.len() == 1 && more.iter().any(is_swept);
    found.points.extend(more);
    let answers = found.points.iter().enumerate();
    let answers = answers.filter(|(_, point)| point.answers.is_some());
    let lent = answers.map(|(at, point)| Lent {
        at,
        routes: point.plan.routes.clone(),
    });
    let lent: Vec<Lent> = lent.collect();
    lent::take_over(&mut found.points, &lent, options)?;
    if has_grown {
        // Those that are called by name first, the answers last.
        found.points.sort_by_key(|point| {
            let amounts = point.scenario.set.iter().map(|one| one.1);
            (point.answers.is_some(), amounts.collect::<Vec<_>>())
        });
        let first = found.points.iter().position(is_swept).unwrap_or_default();
        let swept = found.points[first..].partition_point(is_swept);
        retold::risen(
            &mut found.points[first..first + swept],
            options.stop.until(),
        )?;
    }
    let mut all = frontier::settled(found.points, found.swept);
    all.reached = reached;
    Ok(all)
}

/// The answers to these goals, in their order, held to the points as they are by now.
pub fn held_to_points(found: &mut Comparison, base: &Week, goals: &[Goal]) {
    let Comparison {
        points, reached, ..
    } = found;
    for (goal, reached) in goals.iter().zip(reached) {
        reach::again(base, goal, points, reached);
    }
}

/// The plan of each scenario, with the prices of its limits.
type Planned = (
    crate::domain::plan::Plan,
    Vec<crate::domain::comparison::Price>,
);

fn solve(
    scenarios: &[Scenario],
    options: &Options,
    told: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<Planned>, PlanError> {
    let shares = Shares::of(options);
    let families = families(scenarios);
    let mut found: Vec<Option<Found>> = scenarios.iter().map(|_| None).collect();
    let mut done = 0;
    for family in &families {
        let left = scenarios.len() - done;
        let part = family.members.len() as f64 / left.max(1) as f64;
        let hears = |leg: u32, of: u32| {
            let now = done * of as usize + family.members.len() * leg as usize;
            told(now / of.max(1) as usize, scenarios.len());
        };
        for (member, one) in family.solve(&shares, part, &hears)? {
            found[member] = Some(one);
        }
        done += family.members.len();
    }
    exchange(&families, &mut found);
    together::explained(scenarios, &families, found, &shares)
}

/// Lets every scenario take over plans of other families that keep its own rules and are
/// better than its own; then again within the families.
fn exchange(families: &[Family], found: &mut [Option<Found>]) {
    if families.len() < 2 {
        return;
    }
    for to in families {
        for from in families.iter().filter(|from| !std::ptr::eq(*from, to)) {
            for &theirs in &from.members {
                let Some(plan) = found[theirs].as_ref().map(|found| found.solution.clone()) else {
                    continue;
                };
                to.take_over(from, &plan, found);
            }
        }
    }
}

/// Whether a solution is better than another of the same problem.
fn is_better(one: &Solution, than: &Solution) -> bool {
    one.score < than.score
}
