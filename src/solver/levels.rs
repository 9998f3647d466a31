//! Several problems that differ in their limits alone, searched together.
//!
//! What a route does, and what it takes, is the same under every limit, so the islands of all
//! levels share their pools: routes found under one are recombined under the next, and a plan
//! that keeps the limits of another level is a plan of that level too. While it is hot only some
//! islands search, with the time of all; the others come in when it has cooled, from what those
//! beside them lend. In the end each level takes the best of all plans that keep its limits, so
//! that a larger limit never has a worse plan.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::check::ProblemError;
use super::evaluate;
use super::instance::{Instance, NONE};
use super::islands::{Options, Outcome, Stop};
use super::model::{Budget, Problem, Travel};
use super::packing::Packing;
use super::pool::{self, Kept, Pool};
use super::search::{Island, Pace, Snapshot};
use super::seen::{Seen, SeenRoute};
use super::state::State;
use super::threads;

/// Legs of a run, between which levels give each other routes and plans: while few islands
/// search, and while all do.
const LEGS: (u32, u32) = (4, 8);
/// Legs at its beginning after which they do not: plans before are soon far behind. From then on
/// they do after every second one.
const EARLY: u32 = 2;
const EVERY: u32 = 2;
/// One island of so many searches from the beginning.
const FEW: usize = 3;
/// How far it has cooled (0 hot, 1 cold) when the others come in, and the part of the run before.
const JOINED: f64 = 0.5;
const BEFORE: f64 = 0.3;
/// Of a leg by the clock after which routes are recombined, this share goes into that.
const SHARE: f64 = 0.6;
/// What a required job is worth when something must go: more than all others.
const REQUIRED: f64 = 1e12;
/// So many of a neighbour's routes are looked at beside a level's own.
const OF_NEIGHBOUR: usize = 2_000;

/// Part of a run: how much of it, and from which to which heat (0 hot, 1 cold).
#[derive(Clone, Copy)]
struct Leg {
    share: f64,
    from: f64,
    to: f64,
    /// Whether routes are recombined after it.
    packs: bool,
    /// Whether all islands search in it, or only those that begin.
    all: bool,
}

/// The legs of a run: it cools down once.
fn legs() -> Vec<Leg> {
    let stretch = |legs: u32, share: f64, from: f64, to: f64| {
        let heat = move |leg: u32| from + (to - from) * f64::from(leg) / f64::from(legs);
        (0..legs).map(move |leg| (share / f64::from(legs), heat(leg), heat(leg + 1)))
    };
    let few = stretch(LEGS.0, BEFORE, 0.0, JOINED);
    let all = stretch(LEGS.1, 1.0 - BEFORE, JOINED, 1.0);
    let leg = |(k, (share, from, to))| Leg {
        share,
        from,
        to,
        packs: k >= EARLY && k % EVERY == EVERY - 1,
        all: k >= LEGS.0,
    };
    (0..).zip(few.chain(all)).map(leg).collect()
}

/// One leg of an island's run by the clock or by count.
struct Turn {
    begin: Instant,
    lasts: Duration,
    /// Its first iteration and how many there are; none: by the clock.
    count: Option<(u64, u64)>,
    leg: Leg,
}

impl Pace for Turn {
    fn at(&self, iterations: u64) -> Option<f64> {
        let done = match self.count {
            Some((first, count)) => (iterations - first) as f64 / count.max(1) as f64,
            None => self.begin.elapsed().as_secs_f64() / self.lasts.as_secs_f64().max(1e-9),
        };
        (done < 1.0).then_some(self.leg.from + done * (self.leg.to - self.leg.from))
    }
}

/// An island and the level it works on.
struct Worker<'a> {
    level: usize,
    /// Whether it searches from the beginning.
    begins: bool,
    island: Island<'a>,
}

/// The best plan of a level, and how much of each budget it uses.
struct Best {
    plan: Snapshot,
    used: Vec<i64>,
}

/// Whether two problems differ in nothing but the limits of their budgets. Where drives depend
/// on the departure, it is for the caller to know that they do so alike.
pub fn differ_in_limits_alone(a: &Problem, b: &Problem) -> bool {
    let alike = |(x, y): (&Budget, &Budget)| (x.measure, &x.shifts) == (y.measure, &y.shifts);
    let tables = |(x, y): (&Travel, &Travel)| {
        (x.size, &x.ticks, &x.metres) == (y.size, &y.ticks, &y.metres)
            && x.timed.is_some() == y.timed.is_some()
    };
    a.budgets.len() == b.budgets.len()
        && a.budgets.iter().zip(&b.budgets).all(alike)
        && a.travel.len() == b.travel.len()
        && a.travel.iter().zip(&b.travel).all(tables)
        && (&a.owners, &a.shifts, &a.jobs) == (&b.owners, &b.shifts, &b.jobs)
        && (a.people, &a.companions, &a.precedences) == (b.people, &b.companions, &b.precedences)
        && (&a.groups, a.riders_alone, &a.objective) == (&b.groups, b.riders_alone, &b.objective)
}

/// Searches for the best plan of each of several problems, which may differ in the limits of
/// their budgets and in nothing else. Gives an outcome for each, in order: under limits that
/// are nowhere smaller the score is no worse.
///
/// `options.start` is a plan to begin from where it keeps a level's limits. Iterations count
/// for each level, in the mean of all. `report` hears how many legs of how many are done.
///
/// # Errors
/// When a problem is not well formed; see [`Problem::check`].
pub fn solve_levels(
    problems: &[Problem],
    options: &Options<'_>,
    report: &(dyn Fn(u32, u32) + Sync),
) -> Result<Vec<Outcome>, ProblemError> {
    let begin = Instant::now();
    for p in problems {
        p.check()?;
    }
    if problems.is_empty() {
        return Ok(Vec::new());
    }
    let count = options.threads.clamp(1, 1024);
    Ok(threads::on(count, || {
        together(problems, options, begin, count, report)
    }))
}

fn together(
    problems: &[Problem],
    options: &Options<'_>,
    begin: Instant,
    threads: usize,
    report: &(dyn Fn(u32, u32) + Sync),
) -> Vec<Outcome> {
    let insts: Vec<Instance<'_>> = problems.par_iter().map(Instance::new).collect();
    let of_level = levels_of_islands(problems.len(), threads);
    let islands = of_level.len();
    let few = islands.div_ceil(FEW).next_multiple_of(threads);
    let make = |(k, &level): (usize, &usize)| {
        let inst = &insts[level];
        let mut state = State::new(inst);
        if let Some(start) = options.start {
            evaluate::warm(&mut state, start);
        }
        let seed = options.seed.wrapping_mul(0x9E37_79B9);
        let island = Island::new(inst, seed.wrapping_add(k as u64), state);
        // So many of all, evenly spread.
        let before = |k: usize| (k * few + islands / 2) / islands;
        Worker {
            level,
            begins: before(k) < before(k + 1),
            island,
        }
    };
    let mut workers: Vec<Worker<'_>> = of_level.par_iter().enumerate().map(make).collect();
    let mut packings: Vec<Packing<'_>> = insts.iter().map(Packing::new).collect();
    let legs = legs();
    let mut left: f64 = 1.0;
    for (k, leg) in legs.iter().enumerate() {
        run_leg(&mut workers, options.stop, leg, left, threads);
        left -= leg.share;
        if leg.packs {
            let until = options.stop.until().map(|end| {
                let whole = end.saturating_duration_since(begin);
                let most = whole.mul_f64(SHARE * leg.share);
                (Instant::now() + most).min(end)
            });
            recombine(&mut workers, &mut packings, until);
            spread(&insts, &mut workers);
            lend(&insts, &mut workers, &mut packings, options.stop);
        }
        report(k as u32 + 1, legs.len() as u32);
    }
    outcomes(&insts, &workers)
}

/// Each level looks at its neighbours' plans: what of a wider one keeps its own limits, the
/// least that must go taken out, and a narrower one with more put in.
fn lend(
    insts: &[Instance<'_>],
    workers: &mut [Worker<'_>],
    packings: &mut [Packing<'_>],
    stop: Stop,
) {
    let is_late = || stop.is_over();
    let bests = bests(insts, workers);
    let lent = |(level, packing): (usize, &mut Packing<'_>)| {
        let near = [level.checked_sub(1), Some(level + 1)];
        let near = near
            .into_iter()
            .flatten()
            .filter_map(|near| bests.get(near));
        let plans = near.filter_map(|best| within(&insts[level], &best.plan, &is_late));
        let plans = plans.map(|plan| packing.complete(plan));
        plans.min_by(|a, b| a.score.cmp(&b.score))
    };
    let found: Vec<Option<Snapshot>> = packings
        .par_iter_mut()
        .with_max_len(1)
        .enumerate()
        .map(lent)
        .collect();
    for (level, plan) in found.into_iter().enumerate() {
        if let Some(plan) = plan {
            adopt(workers, level, &plan);
        }
    }
}

/// A plan with as little taken out as it takes to keep the budgets; none where that is not
/// enough, or it is late.
///
/// Cost: a trial removal of each job for each that goes.
fn within(inst: &Instance<'_>, plan: &Snapshot, is_late: &dyn Fn() -> bool) -> Option<Snapshot> {
    let mut state = State::new(inst);
    state.load(plan);
    while !state.within_budgets() {
        if is_late() {
            return None;
        }
        let over = |state: &State<'_>| -> f64 {
            let each = state.used.iter().zip(&inst.p.budgets);
            each.map(|(&used, budget)| {
                (used - budget.limit).max(0) as f64 / budget.limit.max(1) as f64
            })
            .sum()
        };
        let before = over(&state);
        let mut cheapest: Option<(f64, u32)> = None;
        for (job, of) in inst.p.jobs.iter().enumerate() {
            if state.at[job] == NONE {
                continue;
            }
            state.begin();
            state.remove(&[job as u32]);
            let saved = before - over(&state);
            state.take_back();
            let worth = of.reward as f64 + if of.required { REQUIRED } else { 0.0 };
            let price = (worth + 1.0) / saved;
            if saved > 0.0 && cheapest.is_none_or(|(least, _)| price < least) {
                cheapest = Some((price, job as u32));
            }
        }
        let (_, job) = cheapest?;
        state.begin();
        state.remove(&[job]);
        state.settle();
    }
    let mut kept = Snapshot::default();
    state.snapshot(&mut kept);
    Some(kept)
}

/// Which level each island works on: all of them, the middle ones twice where threads would
/// idle.
fn levels_of_islands(levels: usize, threads: usize) -> Vec<usize> {
    let islands = levels.div_ceil(threads) * threads;
    let mut middle: Vec<usize> = (0..levels).collect();
    middle.sort_by_key(|&k| (k.abs_diff(levels / 2), k));
    let more = middle.into_iter().cycle().take(islands - levels);
    let mut all: Vec<usize> = (0..levels).chain(more).collect();
    all.sort_unstable();
    all
}

fn run_leg(workers: &mut [Worker<'_>], stop: Stop, leg: &Leg, left: f64, threads: usize) {
    let islands = workers.len();
    let searches = |one: &&mut Worker<'_>| leg.all || one.begins;
    let mut at_work: Vec<&mut Worker<'_>> = workers.iter_mut().filter(searches).collect();
    let turns = at_work.len().div_ceil(threads).max(1);
    // Those that search have the iterations of all.
    let more = islands as f64 / at_work.len().max(1) as f64;
    let lasts = match stop {
        Stop::Iterations(_) => Duration::ZERO,
        Stop::Deadline(end) => {
            let all = end.saturating_duration_since(Instant::now());
            let searches = if leg.packs { 1.0 - SHARE } else { 1.0 };
            all.mul_f64((leg.share / left.max(1e-9)).min(1.0) * searches)
                .div_f64(turns as f64)
        }
    };
    at_work.par_iter_mut().with_max_len(1).for_each(|one| {
        let count = match stop {
            Stop::Iterations(count) => {
                let own = count as f64 * leg.share * more;
                Some((one.island.iterations, own as u64))
            }
            Stop::Deadline(_) => None,
        };
        let turn = Turn {
            begin: Instant::now(),
            lasts,
            count,
            leg: *leg,
        };
        one.island.run(&turn, 2.0);
    });
}

/// The best island of each level.
fn best_of<'s>(workers: &'s [Worker<'_>], level: usize) -> Option<&'s Snapshot> {
    let of_level = workers.iter().filter(|one| one.level == level);
    of_level
        .map(|one| &one.island.best)
        .min_by(|a, b| a.score.cmp(&b.score))
}

/// The pools of a level's islands, and the best routes of its neighbours'.
fn routes_near<'w>(workers: &'w [Worker<'_>], level: usize) -> Vec<&'w Kept> {
    let mut routes: Vec<&Kept> = Vec::new();
    let own: Vec<&Pool> = pools(workers, level);
    routes.extend(pool::merged(&own));
    let near = [level.checked_sub(1), Some(level + 1)];
    for near in near.into_iter().flatten() {
        let mut theirs = pool::merged(&pools(workers, near));
        theirs.sort_by(|a, b| a.seen.total_cmp(&b.seen));
        theirs.truncate(OF_NEIGHBOUR);
        routes.extend(theirs);
    }
    pool::distinct(routes)
}

fn pools<'w>(workers: &'w [Worker<'_>], level: usize) -> Vec<&'w Pool> {
    let of_level = workers.iter().filter(|one| one.level == level);
    of_level.map(|one| &one.island.pool).collect()
}

/// Recombines the routes of each level and its neighbours; the level's island that is furthest
/// behind goes on from what is better than every one's.
fn recombine(workers: &mut [Worker<'_>], packings: &mut [Packing<'_>], until: Option<Instant>) {
    let ahead = AtomicUsize::new(packings.len());
    let threads = rayon::current_num_threads().max(1);
    let shared = &*workers;
    let pack = |(level, packing): (usize, &mut Packing<'_>)| {
        let turns = ahead
            .fetch_sub(1, Ordering::Relaxed)
            .div_ceil(threads)
            .max(1);
        let slot = until.map(|until| {
            let now = Instant::now();
            now + until.saturating_duration_since(now).div_f64(turns as f64)
        });
        let best = best_of(shared, level)?;
        if slot.is_some_and(|slot| Instant::now() >= slot) {
            return None;
        }
        packing.run_on(routes_near(shared, level), best, slot)
    };
    let found: Vec<Option<Snapshot>> = packings
        .par_iter_mut()
        .with_max_len(1)
        .enumerate()
        .map(pack)
        .collect();
    for (level, plan) in found.into_iter().enumerate() {
        if let Some(plan) = plan {
            adopt(workers, level, &plan);
        }
    }
}

/// The level's island that is furthest behind goes on from this plan, if it is better.
fn adopt(workers: &mut [Worker<'_>], level: usize, plan: &Snapshot) {
    let of_level = workers.iter_mut().filter(|one| one.level == level);
    let behind = of_level.max_by(|a, b| a.island.best.score.cmp(&b.island.best.score));
    if let Some(behind) = behind
        && plan.score < behind.island.best.score
    {
        behind.island.adopt(plan);
    }
}

/// Each level's best, with what it uses of the budgets.
fn bests(insts: &[Instance<'_>], workers: &[Worker<'_>]) -> Vec<Best> {
    let of_level = |(level, inst): (usize, &Instance<'_>)| {
        let plan = best_of(workers, level)?.clone();
        let mut state = State::new(inst);
        state.load(&plan);
        Some(Best {
            used: state.used.clone(),
            plan,
        })
    };
    insts.par_iter().enumerate().filter_map(of_level).collect()
}

/// The best of all plans that keep the limits of a problem.
fn best_within<'b>(p: &Problem, bests: &'b [Best]) -> Option<&'b Best> {
    let fits = |best: &&Best| {
        let mut used = best.used.iter().zip(&p.budgets);
        used.all(|(used, budget)| *used <= budget.limit)
    };
    bests
        .iter()
        .filter(fits)
        .min_by(|a, b| a.plan.score.cmp(&b.plan.score))
}

/// A plan of one level that is better than another's own goes there too.
fn spread(insts: &[Instance<'_>], workers: &mut [Worker<'_>]) {
    let bests = bests(insts, workers);
    for (level, inst) in insts.iter().enumerate() {
        if let Some(best) = best_within(inst.p, &bests) {
            adopt(workers, level, &best.plan);
        }
    }
}

fn outcomes(insts: &[Instance<'_>], workers: &[Worker<'_>]) -> Vec<Outcome> {
    let bests = bests(insts, workers);
    let outcome = |(level, inst): (usize, &Instance<'_>)| {
        let own = best_of(workers, level);
        let best = best_within(inst.p, &bests).map(|best| &best.plan).or(own);
        let mut state = State::new(inst);
        if let Some(best) = best {
            state.load(best);
        }
        let routes = routes_near(workers, level).into_iter();
        let of_level = workers.iter().filter(|one| one.level == level);
        Outcome {
            best: evaluate::solution(&mut state),
            iterations: of_level.map(|one| one.island.iterations).sum(),
            seen: Seen(routes.map(|route| SeenRoute::of(inst, route)).collect()),
        }
    };
    insts.par_iter().enumerate().map(outcome).collect()
}
