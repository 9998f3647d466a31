//! Why something is not in a plan, and what it would take: the least that brings it in.

mod allow;
mod change;
mod conflict;
mod lessen;
mod loosen;
mod meet;
mod offer;
mod placed;
mod promise;
mod raise;
mod shifts;
mod why;

use std::collections::BTreeMap;
use std::time::Instant;

pub use conflict::Conflict;
pub use offer::Offer;
use offer::Present;
pub use promise::broken_promise;
pub use shifts::closed_shifts;
pub use why::Explanation;

use super::problem::{Built, build};
use super::{PlanError, decode, start, unplaced};
use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::plan::{Route, Unplaced};
use crate::solver::solution::Solution;
use crate::solver::{self, Stop};

/// Of so many the cheapest grant is looked for, those first that stand first.
const MOST: usize = 100;
/// The same, times the jobs of the week: each look lays the whole week out anew.
const MOST_JOBS: usize = 40_000;
/// Two changes together are looked for, for so many that no single one brings in, and the same
/// times the jobs of the week: each pair of sorts lays the week out anew.
const MOST_PAIRED: usize = 8;
const MOST_PAIRED_JOBS: usize = 2_000;

/// Fills in the cheapest grant that brings each in and loses nothing, where one is found: a
/// single change, or two where none is enough.
pub(super) fn fill(
    week: &Week,
    built: &Built,
    plan: &Solution,
    unplaced: &mut [Unplaced],
    until: Option<Instant>,
) {
    let problem = asked(week, built, plan);
    let most = MOST
        .min(MOST_JOBS / built.works.len().max(1))
        .min(unplaced.len());
    let works: Vec<Work> = unplaced[..most]
        .iter()
        .map(|one| problem.get(&one.work).copied().unwrap_or(one.work))
        .collect();
    let present = Present { week, built, plan };
    let mut may_pair = MOST_PAIRED.min(MOST_PAIRED_JOBS / built.works.len().max(1));
    let offers = present.offers(&works, until);
    for ((one, &work), offer) in unplaced.iter_mut().zip(&works).zip(offers) {
        let pair = || {
            may_pair = may_pair.checked_sub(1)?;
            present.of_two(work, until)
        };
        if let Some(offer) = offer.or_else(pair) {
            one.fix = format!("{}; nothing else is lost", offer.words);
            one.grant = offer.grant.to_string();
            one.proven = true;
        }
    }
}

/// What is left out, as the plan calls it, with what the problem calls it: sessions are
/// numbered by date in a plan.
fn asked(week: &Week, built: &Built, plan: &Solution) -> BTreeMap<Work, Work> {
    let (_, names) = decode::routes(week, built, plan);
    let left = plan.unplaced.iter().map(|job| built.works[job.ix()]);
    let excluded = built.excluded.iter().map(|&(work, _)| work);
    left.chain(excluded)
        .map(|work| (names.of(work), work))
        .collect()
}

/// How to explain.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// When to stop looking.
    pub stop: Stop,
    /// How many threads search; at least one.
    pub threads: usize,
    /// The random seed.
    pub seed: u64,
}

impl Options {
    /// A part of what is left.
    fn part(self, part: f64) -> Self {
        let stop = self.stop.part(part);
        Self { stop, ..self }
    }

    /// A search that begins from a plan.
    fn from(self, plan: &Solution) -> solver::Options<'_> {
        solver::Options {
            stop: self.stop,
            threads: self.threads,
            seed: self.seed,
            start: Some(plan),
        }
    }
}

/// A week with the plan that it has: what explanations are of.
pub struct Explainer<'a> {
    week: &'a Week,
    built: Built,
    plan: Solution,
}

impl<'a> Explainer<'a> {
    /// Takes up a plan of the week.
    ///
    /// # Errors
    /// Never for a week that was read; an error is a fault of ours.
    pub fn new(week: &'a Week, routes: &[Route]) -> Result<Self, PlanError> {
        let built = build(week);
        let plan = start::taken_up(week, &built, routes)?;
        Ok(Self { week, built, plan })
    }

    fn present(&self) -> Present<'_> {
        Present {
            week: self.week,
            built: &self.built,
            plan: &self.plan,
        }
    }

    /// Why one piece of work that the plan leaves out is not in it, and what it would take.
    ///
    /// # Errors
    /// Never for a week that was read; an error is a fault of ours.
    pub fn left_out(&self, work: Work, options: &Options) -> Result<Explanation, PlanError> {
        let asked = asked(self.week, &self.built, &self.plan);
        let own = asked.get(&work).copied().unwrap_or(work);
        let mut told = why::left_out(self.present(), own, self.week.work_id(work), *options)?;
        told.work = work;
        Ok(told)
    }

    /// Least sets of required work that do not hold together, no two with anything in common,
    /// where the plan misses some; none of those for which the search finds a way that the plan
    /// has not.
    ///
    /// # Errors
    /// Never for a week that was read; an error is a fault of ours.
    pub fn conflicts(&self, options: &Options) -> Result<Vec<Conflict>, PlanError> {
        let mut found = conflict::conflicts(self.week, &self.built, &self.plan, *options)?;
        let (_, names) = decode::routes(self.week, &self.built, &self.plan);
        for conflict in &mut found {
            let works = conflict.works.iter();
            conflict.works = works.map(|&work| names.of(work)).collect();
            conflict.works.sort_unstable();
        }
        Ok(found)
    }

    /// Why one piece of work is where it is. Of what the plan does not have, why not.
    ///
    /// # Errors
    /// Never for a week that was read; an error is a fault of ours.
    pub fn placed(&self, work: Work, options: &Options) -> Result<Explanation, PlanError> {
        let (_, names) = decode::routes(self.week, &self.built, &self.plan);
        let mut own = self.built.works.iter().copied();
        let own = own.find(|&own| names.of(own) == work).unwrap_or(work);
        let named = self.week.work_id(work);
        match placed::placed(self.present(), own, named, *options)? {
            Some(told) => Ok(Explanation { work, ..told }),
            None => self.left_out(work, options),
        }
    }

    /// The same in a line or two for all that the plan leaves out, with the cheapest grant
    /// of each where one is found in time.
    pub fn all(&self, options: &Options) -> Vec<Unplaced> {
        let until = options.stop.until();
        let (_, names) = decode::routes(self.week, &self.built, &self.plan);
        // The rest is for the grants.
        let third = options.stop.sooner(1.0 / 3.0).until();
        let told = unplaced::explain(self.week, &self.built, &self.plan, &names, third, &|_| {
            false
        });
        let unplaced::Explained::Reasons(mut all) = told else {
            return Vec::new();
        };
        fill(self.week, &self.built, &self.plan, &mut all, until);
        all
    }
}

/// `T5`, `T5 and T7`, `T5, T7 and T8`.
fn and(ids: &[String]) -> String {
    match ids.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => ids.concat(),
    }
}
