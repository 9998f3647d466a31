//! How much reward any plan can have: a bound that needs no search to be right.
//!
//! Every job is given a price, and every budget of which a route uses at least a sum over its
//! legs and jobs (`uses`). For any prices the bound is the sum of the prices, each times what
//! there is of it, and for each shift the most that one route can earn beyond the prices
//! (Lagrange; Held, Cook and Sewell 2011 for the whole numbers). What ties routes together in any
//! other way is left out, which only makes it larger. Prices are bettered by column generation,
//! from the routes that the search has seen; a poor price gives a poor bound and never a wrong one.

mod beam;
mod branch;
mod choice;
mod completion;
mod cut;
mod finish;
mod jobs;
mod labels;
mod layout;
mod left;
mod levels;
mod master;
mod opening;
mod pricing;
mod round;
mod rounds;
mod select;
mod taken;
mod uses;
mod worth;

use std::time::Instant;

use rayon::prelude::*;

use super::check::ProblemError;
use super::instance::Instance;
use super::model::Problem;
use super::seen::Seen;
use super::solution::Solution;
use super::threads;
use finish::Finished;
use layout::Layout;
use rounds::Rounds;
use uses::is_priced;

/// How long to better a bound.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Most rounds of prices.
    pub rounds: usize,
    /// No round begins after this instant, and one that is under way is cut short; none: the
    /// clock is not looked at, and the bound is the same on every machine.
    pub until: Option<Instant>,
    /// Threads; zero counts as one.
    pub threads: usize,
}

impl Effort {
    /// With half of the time that is left.
    fn half(&self) -> Self {
        let now = Instant::now();
        let half = |until: Instant| now + until.saturating_duration_since(now) / 2;
        Self {
            until: self.until.map(half),
            ..*self
        }
    }

    /// Whether the time is up.
    fn is_over(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }
}

/// What is known of the plan whose reward is to be bounded.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Routes that its search saw.
    pub seen: &'a Seen,
    /// Its reward: the bound is not bettered below it.
    pub reward: i64,
    /// How many required jobs it misses. The bound holds for every plan that misses no more.
    pub missed: i64,
}

impl Known<'_> {
    /// What is known once a plan is met that may be better.
    fn after(&self, better: &Option<Solution>) -> Self {
        let reward = better.as_ref().map(|plan| plan.measures.reward);
        Self {
            reward: reward.unwrap_or(self.reward),
            ..*self
        }
    }
}

/// Prices of jobs and budgets in whole numbers, scaled by two to the power of [`Prices::bits`].
#[derive(Clone, Debug)]
struct Prices {
    bits: u32,
    /// What a driving tick costs, where less of it is better by itself; else nothing.
    tick: i64,
    /// Of a job; below zero only where it must be placed.
    job: Vec<i64>,
    /// Of a unit of a budget; never below zero.
    budget: Vec<i64>,
}

/// A number that the reward of no plan exceeds that misses no more required jobs than the
/// known one; a multiple of the grain of the rewards. None where rewards or limits are below
/// zero.
///
/// Cost: rounds x shifts x a dynamic program over stops, ticks and riders aboard.
///
/// # Errors
/// When the problem is not well formed.
pub fn reward_bound(
    p: &Problem,
    known: &Known<'_>,
    effort: &Effort,
) -> Result<Option<i64>, ProblemError> {
    let proof = within(p, effort, || reckon(p, known, effort, None))?;
    Ok(proof.map(|proof| proof.bound))
}

/// What is proven of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// As [`reward_bound`] gives it.
    pub bound: i64,
    /// A better plan than the known one, where one was met.
    pub better: Option<Solution>,
    /// Whether no plan at all is better than that, or than the known one where there is none, in
    /// any level of the objective.
    pub is_best: bool,
}

/// The same as [`reward_bound`], and which plan is the best; the known one drives so many ticks.
/// That can be proven where the objective is what is missed, reward and driving, and nothing is
/// missed; else the plan is not said to be the best.
///
/// # Errors
/// When the problem is not well formed.
pub fn prove(
    p: &Problem,
    known: &Known<'_>,
    drive: i64,
    effort: &Effort,
) -> Result<Option<Proof>, ProblemError> {
    let can = known.missed == 0 && finish::is_provable(p);
    let drive = can.then_some(drive);
    within(p, effort, || reckon(p, known, effort, drive))
}

/// Runs on threads of its own, if the problem has a bound.
fn within<T: Send>(
    p: &Problem,
    effort: &Effort,
    run: impl FnOnce() -> Option<T> + Send,
) -> Result<Option<T>, ProblemError> {
    p.check()?;
    if !is_bounded(p) {
        return Ok(None);
    }
    Ok(threads::on(effort.threads, run))
}

/// [`reward_bound`] for several problems that differ in the limits of their budgets alone, in
/// order, with the prices that prove each: what is proven under one limit says something of
/// every other, since a bound is its prices times the limits and a rest that has none in it.
///
/// The effort is of all together.
///
/// # Errors
/// When a problem is not well formed.
pub fn reward_bounds(
    problems: &[Problem],
    known: &[Known<'_>],
    effort: &Effort,
) -> Result<Vec<Option<Bound>>, ProblemError> {
    for p in problems {
        p.check()?;
    }
    Ok(threads::on(effort.threads, || {
        levels::bounds(problems, known, effort)
    }))
}

/// A bound, and the prices of the budgets behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// What the reward of no plan exceeds; see [`reward_bound`].
    pub value: i64,
    /// By budget, what one more unit of its limit adds to the bound at most: a ranking of
    /// limits, and no promise. None where what it counts has no price, or no round ran.
    pub prices: Vec<Option<f64>>,
}

/// Whether a problem has a bound at all.
fn is_bounded(p: &Problem) -> bool {
    let is_priced_below_zero = |b: &super::model::Budget| is_priced(p, b) && b.limit < 0;
    !(p.jobs.iter().any(|job| job.reward < 0) || p.budgets.iter().any(is_priced_below_zero))
}

/// A bound, and where asked whether a plan that drives so many ticks is the best.
fn reckon(p: &Problem, known: &Known<'_>, effort: &Effort, drive: Option<i64>) -> Option<Proof> {
    let bits = bits(p)?;
    let inst = Instance::new(p);
    let layouts = layouts(&inst);
    let limits = limits(p);
    let rounds = Rounds {
        inst: &inst,
        layouts: &layouts,
        known,
        limits: &limits,
        effort: *effort,
        begun: Instant::now(),
        bits,
        grain: p.grain(),
    };
    let mut reached = rounds.begin();
    rounds.run(&mut reached, drive.is_some());
    told(rounds.round_down(reached.best), known)?;
    let Some(drive) = drive else {
        rounds.run(&mut reached, false);
        let bound = told(rounds.round_down(reached.best), known)?;
        return Some(Proof {
            bound,
            better: None,
            is_best: false,
        });
    };
    // First whether there is more reward, then whether as much takes less driving.
    let is_near = rounds.is_near(reached.best);
    let half = Rounds {
        effort: effort.half(),
        ..rounds
    };
    let richer = is_near.then(|| half.lower(&mut reached)).flatten();
    let after = known.after(&richer);
    let rounds = Rounds {
        known: &after,
        ..rounds
    };
    let is_met = rounds.round_down(reached.best) <= after.reward;
    let effort = if is_met { *effort } else { effort.half() };
    let drive = richer.as_ref().map_or(drive, |plan| plan.measures.drive);
    let Finished { better, is_best } = Rounds { effort, ..rounds }.finish(reached.clone(), drive);
    let better = better.or(richer);
    let after = known.after(&better);
    if is_best {
        return Some(Proof {
            bound: after.reward,
            better,
            is_best,
        });
    }
    let rounds = Rounds {
        known: &after,
        ..rounds
    };
    let effort = match is_near {
        true => rounds.effort.half(),
        false => rounds.effort,
    };
    Rounds { effort, ..rounds }.run(&mut reached, false);
    let richer = is_near.then(|| rounds.lower(&mut reached)).flatten();
    let bound = told(rounds.round_down(reached.best), &after)?;
    Some(Proof {
        bound,
        better: richer.or(better),
        is_best,
    })
}

/// By how many bits prices are scaled: the scaled total of rewards stays below 2^50, which
/// leaves room for sums. None where even that is too much.
fn bits(p: &Problem) -> Option<u32> {
    let total: i128 = p.jobs.iter().map(|job| i128::from(job.reward)).sum();
    (0..=20).rev().find(|bits| total << bits < 1 << 50)
}

/// The layout of each class of shifts.
fn layouts(inst: &Instance<'_>) -> Vec<Layout> {
    let nearest = layout::nearest(inst);
    let classes = inst.classes.shifts.par_iter();
    let layout = classes.map(|list| Layout::new(inst, list[0] as usize, nearest));
    layout.collect()
}

/// By budget, its limit in its [`unit`](uses::unit).
fn limits(p: &Problem) -> Vec<i64> {
    p.budgets
        .iter()
        .map(|budget| uses::limit(p, budget))
        .collect()
}

/// The bound that prices give and what each class of shifts earns at most: exact, in whole
/// numbers.
fn value(
    (inst, limits): (&Instance<'_>, &[i64]),
    prices: &Prices,
    earned: impl Iterator<Item = i64>,
) -> i128 {
    let jobs: i128 = prices.job.iter().map(|&price| i128::from(price)).sum();
    let budgets = cut::paid(limits, &prices.budget);
    let routes = earned.zip(&inst.classes.shifts);
    let routes = routes.map(|(most, shifts)| i128::from(most.max(0)) * shifts.len() as i128);
    jobs + budgets + routes.sum::<i128>()
}

/// A bound, if it may be told: one below a plan that there is would be a mistake of this
/// program's, and then nothing is claimed rather than that the plan is the best.
fn told(bound: i64, known: &Known<'_>) -> Option<i64> {
    debug_assert!(bound >= known.reward, "{bound} < {}", known.reward);
    (bound >= known.reward).then_some(bound)
}

/// All that can be placed at all.
fn trivial(inst: &Instance<'_>) -> i128 {
    let placeable = |j: &usize| !inst.job_shifts[*j].is_empty();
    let jobs = (0..inst.p.jobs.len()).filter(placeable);
    jobs.map(|j| i128::from(inst.p.jobs[j].reward)).sum()
}

#[cfg(test)]
mod tests;
