//! The whole search: islands on their threads, exchanging their best.

use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::check::ProblemError;
use super::evaluate;
use super::instance::Instance;
use super::model::Problem;
use super::packing::Packing;
use super::pool::{self, Pool};
use super::search::{Island, Pace, Snapshot};
use super::seen::{Seen, SeenRoute};
use super::solution::Solution;
use super::state::State;

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub enum Stop {
    /// At this instant, or a little after it (a few milliseconds).
    Deadline(Instant),
    /// After so many iterations of each thread. Nothing then depends on the clock.
    Iterations(u64),
}

impl Stop {
    /// When the time is up; none where iterations are counted.
    pub fn until(self) -> Option<Instant> {
        match self {
            Self::Deadline(end) => Some(end),
            Self::Iterations(_) => None,
        }
    }

    /// Whether the time is up; never where iterations are counted.
    pub fn is_over(self) -> bool {
        self.until().is_some_and(|end| Instant::now() >= end)
    }

    /// After this part of the time that is left; iterations stay as they are.
    pub fn sooner(self, part: f64) -> Self {
        match self {
            Self::Deadline(end) => {
                let now = Instant::now();
                let left = end.saturating_duration_since(now);
                Self::Deadline(now + left.mul_f64(part.clamp(0.0, 1.0)))
            }
            Self::Iterations(_) => self,
        }
    }

    /// After this part of what is left, of the time or of the iterations.
    pub fn part(self, part: f64) -> Self {
        match self {
            Self::Deadline(_) => self.sooner(part),
            Self::Iterations(count) => Self::Iterations((count as f64 * part).ceil() as u64),
        }
    }
}

/// How to search.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// When to stop.
    pub stop: Stop,
    /// Threads, each with an island of its own; zero counts as one.
    pub threads: usize,
    /// Same seed, threads and iterations: same plan.
    pub seed: u64,
    /// A plan to begin from; what of it no longer holds is dropped.
    pub start: Option<&'a Solution>,
}

/// How far the search is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Iterations of all threads so far.
    pub iterations: u64,
    /// The objective's levels of the best plan so far.
    pub score: Vec<i64>,
    /// Jobs that it leaves out.
    pub unplaced: usize,
}

/// What the search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The best plan found. With impossible budgets (a negative limit) it may be
    /// the empty plan, which then breaks them.
    pub best: Solution,
    /// Iterations of all threads.
    pub iterations: u64,
    /// Routes that were seen in good plans: what a bound begins with.
    pub seen: Seen,
}

/// Legs of a run, between which islands exchange and their routes are recombined; there is
/// a short last one more, after the last recombination.
const LEGS: u32 = 12;
/// Islands exchange, and their routes are recombined, every so many legs; not sooner, since
/// plans are soon far behind.
const EXCHANGE: u32 = 3;
/// The first leg after which islands exchange that are cooled several times.
const LATE: u32 = 9;
/// Where in the run the short last leg begins.
const LAST: f64 = 0.97;
/// Of a run by the clock, at most this share of the time so far goes into recombining.
const SHARE: f64 = 0.2;

/// A pace by count.
struct Count(u64);

impl Pace for Count {
    fn at(&self, iterations: u64) -> Option<f64> {
        (iterations < self.0).then(|| iterations as f64 / self.0 as f64)
    }
}

/// A pace by the clock.
struct Clock {
    begin: Instant,
    end: Instant,
}

impl Pace for Clock {
    fn at(&self, _: u64) -> Option<f64> {
        let now = Instant::now();
        let whole = self.end.saturating_duration_since(self.begin).as_secs_f64();
        let done = now.saturating_duration_since(self.begin).as_secs_f64();
        (now < self.end).then(|| if whole > 0.0 { done / whole } else { 1.0 })
    }
}

/// Searches for the best plan.
///
/// `report` is called now and then with the best so far, from one thread at a time.
///
/// # Errors
/// When the problem is not well formed; see [`Problem::check`].
pub fn solve(
    p: &Problem,
    options: &Options<'_>,
    report: &(dyn Fn(&Progress) + Sync),
) -> Result<Outcome, ProblemError> {
    let begin = Instant::now();
    p.check()?;
    let inst = Instance::new(p);
    let pace: Box<dyn Pace + Sync> = match options.stop {
        Stop::Iterations(n) => Box::new(Count(n)),
        Stop::Deadline(end) => Box::new(Clock { begin, end }),
    };
    let threads = options.threads.clamp(1, 1024);
    // Without room for threads of our own, the islands take turns.
    let pool = super::threads::pool(threads);
    let make = |k: usize| {
        let mut state = State::new(&inst);
        if let Some(start) = options.start {
            evaluate::warm(&mut state, start);
        }
        Island::new(
            &inst,
            options
                .seed
                .wrapping_mul(0x9E37_79B9)
                .wrapping_add(k as u64),
            state,
        )
    };
    let mut islands: Vec<Island<'_>> = match &pool {
        Some(pool) => pool.install(|| (0..threads).into_par_iter().map(make).collect()),
        None => (0..threads).map(make).collect(),
    };
    let mut packing = Packing::new(&inst);
    let mut spent = Duration::ZERO;
    for leg in 1..=LEGS + 1 {
        let until = match leg {
            _ if leg < LEGS => f64::from(leg) / f64::from(LEGS),
            _ if leg == LEGS => LAST,
            _ => 2.0,
        };
        let pace = pace.as_ref();
        match &pool {
            Some(pool) => pool.install(|| islands.par_iter_mut().for_each(|i| i.run(pace, until))),
            None => islands.iter_mut().for_each(|i| i.run(pace, until)),
        }
        if leg.is_multiple_of(EXCHANGE) {
            match options.stop {
                Stop::Iterations(_) => pack(&mut islands, &mut packing, None),
                Stop::Deadline(end) => {
                    let now = Instant::now();
                    let share = now.saturating_duration_since(begin).mul_f64(SHARE);
                    let until = end.min(now + share.saturating_sub(spent));
                    if until > now {
                        pack(&mut islands, &mut packing, Some(until));
                        spent += now.elapsed();
                    }
                }
            }
        }
        // Where there are several coolings, each island first goes its own way.
        let apart = leg < LATE && islands.iter().any(|i| i.cooling.is_repeated());
        if leg.is_multiple_of(EXCHANGE) && !apart {
            exchange(&mut islands);
        }
        let best = best_of(&islands);
        report(&Progress {
            iterations: islands.iter().map(|i| i.iterations).sum(),
            score: best.score.clone(),
            unplaced: p.jobs.len()
                - best
                    .routes
                    .iter()
                    .flatten()
                    .filter(|i| first_of(&inst, i.node))
                    .count(),
        });
    }
    let iterations = islands.iter().map(|i| i.iterations).sum();
    let pools: Vec<&Pool> = islands.iter().map(|i| &i.pool).collect();
    let seen = pool::merged(&pools).into_iter();
    let seen = Seen(seen.map(|route| SeenRoute::of(&inst, route)).collect());
    let best = best_of(&islands);
    let mut state = State::new(&inst);
    state.load(best);
    Ok(Outcome {
        best: evaluate::solution(&mut state),
        iterations,
        seen,
    })
}

fn first_of(inst: &Instance<'_>, node: u32) -> bool {
    inst.nodes[node as usize].stop == 0
}

/// The best plan of all islands; of equals the first island's.
fn best_of<'s>(islands: &'s [Island<'_>]) -> &'s Snapshot {
    let mut best = &islands[0].best;
    for island in islands {
        if island.best.score < best.score {
            best = &island.best;
        }
    }
    best
}

/// The islands that are behind go on from the best plan.
fn exchange(islands: &mut [Island<'_>]) {
    if islands.len() < 2 {
        return;
    }
    let best = best_of(islands).clone();
    for island in islands {
        if island.best.score > best.score {
            island.adopt(&best);
        }
    }
}

/// Recombines the routes of all islands; the island that is furthest behind goes on from a
/// plan better than every island's.
fn pack(islands: &mut [Island<'_>], packing: &mut Packing<'_>, end: Option<Instant>) {
    let pools: Vec<&Pool> = islands.iter().map(|i| &i.pool).collect();
    let Some(plan) = packing.run(&pools, best_of(islands), end) else {
        return;
    };
    let mut behind = 0;
    for k in 1..islands.len() {
        if islands[k].best.score > islands[behind].best.score {
            behind = k;
        }
    }
    islands[behind].adopt(&plan);
}
