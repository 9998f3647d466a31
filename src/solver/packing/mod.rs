//! Set packing over the pools: the best choice among routes that good plans had.
//!
//! Each part of a plan may have been good in another plan. The choice of at most one route a
//! shift, with no job twice and every limit kept, is a set-packing problem over the routes
//! of the pools, and often closes the last percent (Subramanian, Uchoa and Ochi 2013; Hammami,
//! Rekik and Coelho 2020). `rows` writes it down, `simplex` relaxes it, `branch` searches.
//! Whatever it says, a choice counts only when its plan, put together stop by stop, holds and is
//! better.

mod branch;
#[cfg(feature = "highs")]
mod highs;
mod rows;
mod simplex;

use std::time::Instant;

use super::evaluate::check_relations;
use super::insertion::PLAIN;
use super::instance::Instance;
use super::pool::{self, Kept, Pool};
use super::recreate::{Order, Recreator};
use super::rng::Rng;
use super::search::Snapshot;
use super::state::State;
#[cfg(feature = "highs")]
use highs::choose as second;
use rows::{Rows, Value};
use simplex::Work;

/// Most entries that are looked at where there is no clock: some tenths of a second.
const WORK: u64 = 600_000_000;

/// The recombination of a search.
pub(crate) struct Packing<'a> {
    inst: &'a Instance<'a>,
    recreator: Recreator,
}

impl<'a> Packing<'a> {
    /// Nothing packed yet.
    pub(crate) fn new(inst: &'a Instance<'a>) -> Self {
        Packing {
            inst,
            recreator: Recreator::new(inst),
        }
    }

    /// A plan better than `best` from the routes of the pools, if one is found.
    ///
    /// The same pools give the same plan, unless `until` cuts it short.
    pub(crate) fn run(
        &mut self,
        pools: &[&Pool],
        best: &Snapshot,
        until: Option<Instant>,
    ) -> Option<Snapshot> {
        self.run_on(pool::merged(pools), best, until)
    }

    /// The same from routes that are given.
    pub(crate) fn run_on(
        &mut self,
        routes: Vec<&Kept>,
        best: &Snapshot,
        until: Option<Instant>,
    ) -> Option<Snapshot> {
        if routes.is_empty() {
            return None;
        }
        let inst = self.inst;
        let value = Value::new(inst, &routes, &best.sum);
        let rows = Rows::new(inst, &routes, &value);
        let known = value.of(&best.sum) - value.of(&State::new(inst).sum);
        let out_of_time = || until.is_some_and(|end| Instant::now() >= end);
        let mut found: Option<Snapshot> = None;
        let mut accept = |choice: &[u32]| {
            let choice: Vec<&Kept> = choice.iter().map(|&c| routes[c as usize]).collect();
            let than = found.as_ref().map_or(&best.score, |f| &f.score);
            let plan = assemble(inst, &choice).map(|state| put_away(&state));
            match plan.filter(|plan| plan.score < *than) {
                Some(plan) => {
                    found = Some(plan);
                    true
                }
                None => false,
            }
        };
        let work = Work {
            left: if until.is_some() { u64::MAX } else { WORK },
            out_of_time: &out_of_time,
        };
        let step = value.step(inst);
        if !branch::search(&rows, (known, step), work, &mut accept)
            && let Some(choice) = second(&rows, known, until)
        {
            accept(&choice);
        }
        found.map(|plan| self.complete(plan))
    }

    /// Puts jobs without a place where they now fit.
    pub(crate) fn complete(&mut self, plan: Snapshot) -> Snapshot {
        let mut state = State::new(self.inst);
        state.load(&plan);
        state.begin();
        let mut jobs = state.unplaced.clone();
        jobs.sort_unstable();
        let fresh = vec![true; self.inst.p.jobs.len()];
        let mut rng = Rng::new(jobs.len() as u64);
        let recreator = &mut self.recreator;
        recreator.cache = super::cache::Cache::new(self.inst);
        recreator.run(
            &mut state,
            &mut jobs,
            &fresh,
            Order::Density,
            PLAIN,
            &mut rng,
        );
        state.settle();
        let more = put_away(&state);
        if more.score < plan.score { more } else { plan }
    }
}

/// Without HiGHS there is no second opinion.
#[cfg(not(feature = "highs"))]
fn second(_: &Rows, _: f64, _: Option<Instant>) -> Option<Vec<u32>> {
    None
}

fn put_away(state: &State<'_>) -> Snapshot {
    let mut plan = Snapshot::default();
    state.snapshot(&mut plan);
    plan
}

/// The plan of some routes, when every rule holds.
fn assemble<'a>(inst: &'a Instance<'a>, choice: &[&Kept]) -> Option<State<'a>> {
    let mut state = State::new(inst);
    let classes = &inst.classes;
    let mut next = vec![0; classes.shifts.len()];
    for route in choice {
        let k = route.class as usize;
        let shift = *classes.shifts[k].get(next[k])? as usize;
        next[k] += 1;
        if !state.set_route(shift, &route.items) {
            return None;
        }
    }
    for (job, commit) in choice.iter().flat_map(|r| &r.commits) {
        let companions = Some(commit.companions.clone());
        state.commit_placed(*job as usize, companions).ok()?;
    }
    state.touched.clear();
    state.touched.extend(0..state.routes.len());
    state.settle();
    state.touched.clear();
    if !state.within_budgets() {
        return None;
    }
    check_relations(inst, &put_away(&state)).ok()?;
    Some(state)
}

#[cfg(test)]
mod tests;
