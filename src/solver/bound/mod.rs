//! How much reward any plan can have: a bound that needs no search to be right.
//!
//! Every job is given a price, and every budget that is a sum over legs or jobs. For any
//! prices the bound is the sum of the prices, each times what there is of it, and for each
//! shift the most that one route can earn beyond the prices (Lagrange; Held, Cook and Sewell
//! 2011 for the whole numbers). What ties routes together in any other way is left out, and so
//! are ride limits, which only makes it larger. Prices are bettered by steps along the
//! deflected subgradient; a poor price gives a poor bound and never a wrong one.

mod completion;
mod layout;
mod pricing;
mod steps;

use std::time::Instant;

use rayon::prelude::*;

use super::check::ProblemError;
use super::instance::Instance;
use super::model::{Measure, Problem};
use layout::Layout;
use pricing::Earned;
use steps::Steps;

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

/// What is known of the plan whose reward is to be bounded.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its reward: the bound is not bettered below it.
    pub reward: i64,
    /// How many required jobs it misses. The bound holds for every plan that misses no more.
    pub missed: i64,
}

/// Prices of jobs and budgets in whole numbers, scaled by two to the power of [`Prices::bits`].
#[derive(Clone, Debug)]
struct Prices {
    bits: u32,
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
    known: &Known,
    effort: &Effort,
) -> Result<Option<i64>, ProblemError> {
    p.check()?;
    let is_priced_below_zero = |b: &super::model::Budget| is_priced(b.measure) && b.limit < 0;
    if p.jobs.iter().any(|job| job.reward < 0) || p.budgets.iter().any(is_priced_below_zero) {
        return Ok(None);
    }
    // Without room for threads of our own, those that are there do it.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(effort.threads.clamp(1, 1024))
        .build()
        .ok();
    let reckon = || reckon(p, known, effort);
    Ok(pool.map_or_else(reckon, |pool| pool.install(reckon)))
}

fn reckon(p: &Problem, known: &Known, effort: &Effort) -> Option<i64> {
    let total: i128 = p.jobs.iter().map(|job| i128::from(job.reward)).sum();
    // Room for sums of prices: the scaled total stays below 2^50.
    let bits = (0..=20).rev().find(|bits| total << bits < 1 << 50);
    let bits = bits?;
    let inst = Instance::new(p);
    let layouts: Vec<Layout> = (0..inst.shifts.len())
        .into_par_iter()
        .map(|shift| Layout::new(&inst, shift))
        .collect();
    let grain = p.jobs.iter().map(|job| job.reward).fold(0, gcd).max(1);
    let round_down = |scaled: i128| (scaled >> bits) as i64 / grain * grain;
    let mut best = trivial(&inst) << bits;
    let mut steps = Steps::new(&inst, bits, known);
    let mut before: Vec<Earned> = Vec::new();
    for _ in 0..effort.rounds {
        let prices = steps.prices();
        let earned: Option<Vec<Earned>> = layouts
            .par_iter()
            .enumerate()
            .map(|(ix, layout)| {
                let is_late = effort.until.is_some_and(|until| Instant::now() >= until);
                if is_late {
                    return None;
                }
                pricing::best_route(&inst, layout, &prices, before.get(ix), effort.until)
            })
            .collect();
        let Some(earned) = earned else { break };
        let value = value(p, &prices, &earned);
        best = best.min(value);
        let is_met = round_down(best) <= known.reward;
        if is_met || !steps.take(value, &earned) {
            break;
        }
        before = earned;
    }
    Some(round_down(best).max(known.reward))
}

/// The bound that prices give: exact, in whole numbers.
fn value(p: &Problem, prices: &Prices, earned: &[Earned]) -> i128 {
    let jobs: i128 = prices.job.iter().map(|&price| i128::from(price)).sum();
    let budgets = p.budgets.iter().zip(&prices.budget);
    let budgets: i128 = budgets
        .map(|(budget, &price)| i128::from(budget.limit) * i128::from(price))
        .sum();
    let routes: i128 = earned.iter().map(|one| i128::from(one.value.max(0))).sum();
    jobs + budgets + routes
}

/// All that can be placed at all.
fn trivial(inst: &Instance<'_>) -> i128 {
    let placeable = |j: &usize| !inst.job_shifts[*j].is_empty();
    let jobs = (0..inst.p.jobs.len()).filter(placeable);
    jobs.map(|j| i128::from(inst.p.jobs[j].reward)).sum()
}

/// Whether a budget has a price: what it counts is a sum over legs or jobs.
fn is_priced(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::Metres | Measure::Drive | Measure::RiderDrive | Measure::Jobs | Measure::Load(_)
    )
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
