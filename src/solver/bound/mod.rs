//! How much reward any plan can have: a bound that needs no search to be right.
//!
//! Every job is given a price, and every budget that is a sum over legs or jobs. For any
//! prices the bound is the sum of the prices, each times what there is of it, and for each
//! shift the most that one route can earn beyond the prices (Lagrange; Held, Cook and Sewell
//! 2011 for the whole numbers). What ties routes together in any other way is left out, and so
//! are ride limits, which only makes it larger. Prices are bettered by steps along the
//! deflected subgradient; a poor price gives a poor bound and never a wrong one.

mod completion;
mod earned;
mod jobs;
mod layout;
mod pricing;
mod steps;
mod worth;

use std::time::Instant;

use rayon::prelude::*;

use super::check::ProblemError;
use super::instance::Instance;
use super::model::{Measure, Problem};
use earned::Earned;
use layout::Layout;
use pricing::Priced;
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

impl Effort {
    /// Whether the time is up.
    fn is_over(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }
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
    let rounds = Rounds {
        inst: &inst,
        layouts: &layouts,
        known,
        effort,
        begun: Instant::now(),
        round_down: &round_down,
    };
    let best = rounds.run(trivial(&inst) << bits, Steps::new(&inst, bits, known));
    Some(round_down(best).max(known.reward))
}

/// Of the rounds, and of the time, so much is for coarse ones at most.
const COARSE: f64 = 0.3;
/// A round that looks for the route takes about so many times as long as a coarse one; without
/// that time all rounds are coarse.
const DEARER: u32 = 8;
/// Coarse rounds are over when so many bettered the bound by less than this part of it.
const LOOK_BACK: usize = 8;
const BETTERED: f64 = 0.005;

/// Rounds of prices: first coarse ones, which take the most that completions allow for what a
/// route earns, then ones that look for the route.
struct Rounds<'a> {
    inst: &'a Instance<'a>,
    layouts: &'a [Layout],
    known: &'a Known,
    effort: &'a Effort,
    begun: Instant,
    round_down: &'a (dyn Fn(i128) -> i64 + Sync),
}

impl Rounds<'_> {
    /// The best bound found from `best` on.
    fn run(&self, mut best: i128, mut steps: Steps) -> i128 {
        let mut before: Option<Vec<Earned>> = None;
        let mut history: Vec<i128> = Vec::new();
        let mut is_coarse = true;
        for round in 0..self.effort.rounds {
            let prices = steps.prices();
            let Some(earned) = self.price(&prices, is_coarse, before.as_deref()) else {
                break;
            };
            let value = value(self.inst.p, &prices, &earned);
            best = best.min(value);
            if (self.round_down)(best) <= self.known.reward {
                break;
            }
            let least = history
                .last()
                .map_or(value, |&least: &i128| least.min(value));
            history.push(least);
            let goes_on = steps.take(value, &earned);
            if !is_coarse {
                before = Some(earned);
                if !goes_on {
                    break;
                }
            } else if !goes_on || self.has_enough(round, &history) {
                is_coarse = false;
                steps.begin_again();
            }
        }
        best
    }

    /// Whether coarse rounds have done their part.
    fn has_enough(&self, round: usize, history: &[i128]) -> bool {
        let of_rounds = COARSE * self.effort.rounds as f64;
        let is_late = self.effort.until.is_some_and(|until| {
            let all = until.saturating_duration_since(self.begun);
            self.begun.elapsed() >= all.mul_f64(COARSE)
        });
        let has_time = self.effort.until.is_none_or(|until| {
            let a_round = self.begun.elapsed() / u32::try_from(round + 1).unwrap_or(u32::MAX);
            until.saturating_duration_since(Instant::now()) >= a_round * DEARER
        });
        let back = history.len().checked_sub(LOOK_BACK + 1);
        let stands = back.is_some_and(|back| {
            let (then, now) = (history[back] as f64, history[history.len() - 1] as f64);
            then - now < BETTERED * then
        });
        has_time && (is_late || stands || (round + 1) as f64 >= of_rounds)
    }

    /// What each shift earns at most. Late ones keep what their completions allow; none when
    /// it is late before all have that.
    fn price(
        &self,
        prices: &Prices,
        is_coarse: bool,
        before: Option<&[Earned]>,
    ) -> Option<Vec<Earned>> {
        let priced: Option<Vec<Priced>> = self
            .layouts
            .par_iter()
            .map(|layout| (!self.effort.is_over()).then(|| Priced::new(self.inst, layout, prices)))
            .collect();
        let priced = priced?;
        let best_of = |(ix, priced): (usize, Priced)| {
            if is_coarse || self.effort.is_over() {
                return priced.coarse;
            }
            let before = before.map(|before| &before[ix]);
            let until = self.effort.until;
            let found = priced.best_route(self.inst, &self.layouts[ix], prices, before, until);
            found.unwrap_or(priced.coarse)
        };
        Some(priced.into_par_iter().enumerate().map(best_of).collect())
    }
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
