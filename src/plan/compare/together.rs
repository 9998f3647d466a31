//! A family of scenarios searched, bounded and written out as plans.

use std::time::Instant;

use crate::domain::Week;
use crate::domain::comparison::{Price, Scenario};
use crate::domain::dial::Dial;
use crate::domain::plan::Plan;
use crate::domain::task::Value;
use crate::plan::{Options, PlanError, decode, status, totals, unplaced};
use crate::solver::bound::{self, Bound};
use crate::solver::solution::Solution;
use crate::solver::{self, solve_levels};

use super::family::Family;
use super::{Planned, Shares};

/// What was found for a scenario.
pub(super) struct Found {
    /// Its best plan.
    pub solution: Solution,
    /// How much better one could be.
    pub bound: Option<Bound>,
}

impl Family {
    /// The best plan of each member and its bound, by position of the scenario.
    pub(super) fn solve(
        &self,
        shares: &Shares,
        part: f64,
        hears: &(dyn Fn(u32, u32) + Sync),
    ) -> Result<Vec<(usize, Found)>, PlanError> {
        let (search, until) = shares.of_family(part);
        let Options { threads, seed, .. } = shares.options;
        let asked = solver::Options {
            stop: search,
            threads,
            seed,
            start: None,
        };
        let outcomes = solve_levels(&self.problems, &asked, hears)?;
        let known: Vec<bound::Known<'_>> = outcomes
            .iter()
            .map(|outcome| bound::Known {
                seen: &outcome.seen,
                reward: outcome.best.measures.reward,
                missed: outcome.best.measures.missed,
            })
            .collect();
        let effort = bound::Effort {
            rounds: shares.rounds(self.members.len()),
            until,
            threads,
        };
        let bounds = bound::reward_bounds(&self.problems, &known, &effort)?;
        let found = outcomes.into_iter().zip(bounds);
        let found = found.map(|(outcome, bound)| Found {
            solution: outcome.best,
            bound,
        });
        Ok(self.members.iter().copied().zip(found).collect())
    }
}

/// Every scenario's plan, with what is left out and why.
pub(super) fn explained(
    scenarios: &[Scenario],
    families: &[Family],
    found: Vec<Option<Found>>,
    shares: &Shares,
) -> Result<Vec<Planned>, PlanError> {
    let mut home: Vec<Option<(&Family, usize)>> = vec![None; scenarios.len()];
    for family in families {
        for (k, &member) in family.members.iter().enumerate() {
            home[member] = Some((family, k));
        }
    }
    let mut all = Vec::with_capacity(scenarios.len());
    for (member, (one, home)) in found.into_iter().zip(home).enumerate() {
        // Every scenario is in a family, and every family was searched.
        let (Some(one), Some((family, k))) = (one, home) else {
            continue;
        };
        let until = shares.end.map(|end| {
            let now = Instant::now();
            let left = end.saturating_duration_since(now);
            now + left / u32::try_from(scenarios.len() - member).unwrap_or(u32::MAX)
        });
        all.push(written(family, k, &scenarios[member], one, shares, until));
    }
    Ok(all)
}

fn written(
    family: &Family,
    k: usize,
    scenario: &Scenario,
    found: Found,
    shares: &Shares,
    until: Option<Instant>,
) -> Planned {
    let (week, built) = (&family.weeks[k], &family.built[k]);
    let (routes, names) = decode::routes(week, built, &found.solution);
    let told = unplaced::explain(week, built, &found.solution, &names, until, &|_| false);
    let unplaced = match told {
        unplaced::Explained::Reasons(reasons) => reasons,
        // It is not asked for.
        unplaced::Explained::Better(_) => Vec::new(),
    };
    let totals = totals::totals(week, &routes);
    let plan = Plan {
        version: shares.options.version,
        status: status(week, built, &totals),
        value_bound: found
            .bound
            .as_ref()
            .map(|bound| Value(bound.value))
            // A bound that a plan exceeds would be a mistake, and is not told.
            .filter(|bound| *bound >= totals.value),
        unplaced,
        totals,
        seed: shares.options.seed,
        seconds: None,
        standby: Vec::new(),
        routes,
    };
    let prices = found.bound.map(|bound| prices(scenario, week, &bound));
    (plan, prices.unwrap_or_default())
}

/// The prices of the limits that the scenario itself sets.
fn prices(scenario: &Scenario, week: &Week, bound: &Bound) -> Vec<Price> {
    let dials = Dial::all(&scenario.week).into_iter();
    let priced = dials.filter_map(|dial| {
        // The problem has a budget for each, in their order.
        let at = Dial::all(week).iter().position(|&own| own == dial)?;
        let per_unit = (*bound.prices.get(at)?)?;
        // Rewards are thousandths of a point.
        let points = per_unit * dial.counted.units() / 1000.0;
        Some(Price { dial, points })
    });
    priced.collect()
}
