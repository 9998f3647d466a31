//! Which of some routes make a plan together that loses little against the bound, if any do.
//!
//! What a plan comes to is the bound less what each of its routes earns short of the most, the
//! prices of the jobs that it leaves out, and those of the budgets that it leaves unused. So a
//! job whose price is more than what may be lost is in every such plan, and the tree of choices
//! goes over the routes of the job that has the fewest.

use super::branch::{Search, Unfinished};
use super::choice::Choice;
use super::left::Left;
use super::uses;
use crate::solver::model::{Budget, Problem};

/// Parts between two looks at the clock.
const GLANCE: usize = 256;

/// What is chosen from.
pub(super) struct Select<'a> {
    left: &'a Left<'a>,
    /// The least that a better plan comes to was so much when it began.
    least: i128,
    nodes: usize,
    /// After so many it gives up.
    most_nodes: usize,
    /// The routes of the part that is looked at.
    chosen: Vec<&'a Choice>,
}

/// A part of a plan.
#[derive(Clone)]
struct Part {
    /// By class, shifts that are still free.
    free: Vec<usize>,
    /// What may still be lost.
    room: i64,
    /// Of each budget, what is left.
    left: Vec<i64>,
    /// By job, whether it is done, or left out for good.
    settled: Vec<bool>,
}

/// What there is of each budget; of one that is no sum over routes more than any plan takes.
fn limits(p: &Problem) -> Vec<i64> {
    let limit = |budget: &Budget| match uses::is_sum(budget.measure) {
        true => budget.limit,
        false => i64::MAX / 4,
    };
    p.budgets.iter().map(limit).collect()
}

impl<'a> Select<'a> {
    /// Of the routes that are left; it gives up after so many parts.
    pub(super) fn of(left: &'a Left<'a>, most_nodes: usize) -> Self {
        Self {
            left,
            least: 0,
            nodes: 0,
            most_nodes,
            chosen: Vec::new(),
        }
    }

    /// Looks through all plans that are better than all known ones.
    pub(super) fn look_through(mut self, search: &mut Search<'_>) -> Result<(), Unfinished> {
        let left = self.left;
        let part = Part {
            free: left.inst.classes.shifts.iter().map(Vec::len).collect(),
            // More than there is of anything does as well.
            room: i64::try_from(left.value - search.least).unwrap_or(i64::MAX / 4),
            left: limits(left.inst.p),
            settled: vec![false; left.prices.job.len()],
        };
        self.least = search.least;
        let all: Vec<&Choice> = left.choices.iter().collect();
        self.look(&part, &all, search)
    }

    /// Looks through all plans that a part can become by the choices that are left to it.
    fn look(
        &mut self,
        part: &Part,
        choices: &[&'a Choice],
        search: &mut Search<'_>,
    ) -> Result<(), Unfinished> {
        self.nodes += 1;
        if self.nodes > self.most_nodes {
            return Err(Unfinished::Large);
        }
        if self.nodes.is_multiple_of(GLANCE) && search.is_late() {
            return Err(Unfinished::Stopped);
        }
        let counts = self.counts(choices);
        // What better plans took since it began.
        let taken = i64::try_from(search.least - self.least).unwrap_or(i64::MAX / 4);
        let room = part.room - taken;
        if self.least_lost(part, choices, &counts) > i128::from(room) {
            return Ok(());
        }
        let Some(job) = self.next(part, room, &counts) else {
            return match self.is_whole(part, room) {
                true => search.judge(&self.chosen),
                false => Ok(()),
            };
        };
        let (with, without): (Vec<&Choice>, Vec<&Choice>) =
            choices.iter().partition(|choice| choice.does(job));
        for &choice in &with {
            if let Some(more) = self.with(part, choice) {
                let fits = |other: &&&Choice| self.fits(&more, other);
                let left: Vec<&Choice> = choices.iter().filter(fits).copied().collect();
                self.chosen.push(choice);
                let looked = self.look(&more, &left, search);
                self.chosen.pop();
                looked?;
            }
        }
        let Some(less) = self.without(part, job) else {
            return Ok(());
        };
        let left: Vec<&Choice> = without
            .into_iter()
            .filter(|choice| choice.short <= less.room)
            .collect();
        self.look(&less, &left, search)
    }

    /// The job to be settled next: the one with the fewest choices among those that must be
    /// done, else the dearest that has any.
    fn next(&self, part: &Part, room: i64, counts: &[u32]) -> Option<u32> {
        let open = (0..part.settled.len()).filter(|&job| !part.settled[job]);
        let must = open
            .clone()
            .filter(|&job| self.price(job).is_none_or(|price| price > room));
        let fewest = must.min_by_key(|&job| counts[job]);
        let dearest = || {
            let some = open.clone().filter(|&job| counts[job] > 0);
            some.max_by_key(|&job| self.price(job))
        };
        fewest.or_else(dearest).map(|job| job as u32)
    }

    /// What leaving a job out loses, or a row that is none; none where it may not be left out.
    fn price(&self, job: usize) -> Option<i64> {
        let is_required = self
            .left
            .inst
            .p
            .jobs
            .get(job)
            .is_some_and(|job| job.required);
        (!is_required).then_some(self.left.prices.job[job])
    }

    /// By job, how many choices do it.
    fn counts(&self, choices: &[&Choice]) -> Vec<u32> {
        let mut counts = vec![0; self.left.prices.job.len()];
        for &job in choices.iter().flat_map(|choice| choice.rows()) {
            counts[job as usize] += 1;
        }
        counts
    }

    /// At least what is lost by every plan that a part can become: by the shifts that are free,
    /// each by itself, by the budgets that they leave unused, and by jobs that no choice does.
    fn least_lost(&self, part: &Part, choices: &[&Choice], counts: &[u32]) -> i128 {
        let saved = |choice: &Choice| -> i128 {
            let used = choice.used().iter();
            used.map(|&(budget, used)| self.paid(budget, used)).sum()
        };
        // A shift that stays at home loses the most.
        let home = self.left.most.iter().map(|&most| i128::from(most.max(0)));
        let mut least: Vec<i128> = home.collect();
        for choice in choices {
            let lost = i128::from(choice.short) - saved(choice);
            let least = &mut least[choice.class()];
            *least = (*least).min(lost);
        }
        let free = part.free.iter().zip(&least);
        let shifts: i128 = free.map(|(&free, least)| free as i128 * least).sum();
        let nobody = |&job: &usize| !part.settled[job] && counts[job] == 0;
        let jobs = (0..counts.len()).filter(nobody);
        // One that may not be left out is found out by `next`.
        let jobs: i128 = jobs
            .map(|job| i128::from(self.price(job).unwrap_or(0)))
            .sum();
        shifts + jobs + self.unused(part)
    }

    /// What so much of a budget costs.
    fn paid(&self, budget: usize, used: i64) -> i128 {
        i128::from(used) * i128::from(self.left.prices.budget[budget])
    }

    /// What the budgets are worth that are left.
    fn unused(&self, part: &Part) -> i128 {
        let left = part.left.iter().enumerate();
        left.map(|(budget, &left)| self.paid(budget, left)).sum()
    }

    /// The part with a route more, if there is room for it.
    fn with(&self, part: &Part, choice: &Choice) -> Option<Part> {
        let mut more = part.clone();
        more.room -= choice.short;
        more.free[choice.class()] = more.free[choice.class()].checked_sub(1)?;
        for &(budget, used) in choice.used() {
            more.left[budget] -= used;
        }
        for &job in choice.rows() {
            more.settled[job as usize] = true;
        }
        let is_within = more.room >= 0 && more.left.iter().all(|&left| left >= 0);
        is_within.then_some(more)
    }

    /// Whether a route can be had beside a part.
    fn fits(&self, part: &Part, choice: &Choice) -> bool {
        part.free[choice.class()] > 0
            && choice.short <= part.room
            && choice.rows().iter().all(|&job| !part.settled[job as usize])
            && choice
                .used()
                .iter()
                .all(|&(budget, used)| used <= part.left[budget])
    }

    /// The part without a job, if there is room for its price.
    fn without(&self, part: &Part, job: u32) -> Option<Part> {
        let price = self.price(job as usize)?;
        if price > part.room {
            return None;
        }
        let mut less = part.clone();
        less.room -= price;
        less.settled[job as usize] = true;
        Some(less)
    }

    /// Whether a part is a plan as it is, with nothing more to choose from.
    fn is_whole(&self, part: &Part, room: i64) -> bool {
        let free = part.free.iter().zip(&self.left.most);
        let home: i64 = free.map(|(&free, &most)| free as i64 * most.max(0)).sum();
        let open = (0..part.settled.len()).filter(|&job| !part.settled[job]);
        let jobs: Option<i64> = open.map(|job| self.price(job)).sum();
        let lost = |jobs: i64| i128::from(home) + i128::from(jobs) + self.unused(part);
        jobs.is_some_and(|jobs| lost(jobs) <= room.into())
    }
}
