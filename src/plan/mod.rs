//! The week planned: the domain into a routing problem, and the solution back into a plan
//! with names and reasons.

pub mod compare;
mod coupling;
mod decode;
mod eligible;
pub mod explain;
mod limits;
mod new_shift;
mod objective;
mod problem;
mod reasons;
pub mod replan;
pub mod risk;
mod spending;
pub mod standby;
mod start;
pub mod totals;
mod unplaced;

use std::time::{Duration, Instant};

use crate::domain::Week;
use crate::domain::plan::{Plan, Route, Status, Totals, Unplaced, placed};
use crate::domain::task::Value;
use crate::solver::bound;
use crate::solver::solution::Solution;
use crate::solver::{self, Progress, Stop};

pub use problem::{Built, build};

/// How to plan.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// When to stop. At a moment, what is planned depends on the machine; after so many
    /// iterations it is the same plan for the same input, seed and threads.
    pub stop: Stop,
    /// How many threads search; at least one.
    pub threads: usize,
    /// The random seed.
    pub seed: u64,
    /// The plan's version.
    pub version: u32,
}

/// How far the search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Tasks and rides in the best plan so far.
    pub placed: usize,
    /// Tasks and rides in all.
    pub of: usize,
}

/// A plan could not be made, by a fault of ours.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The week was turned into a problem that is not well formed.
    #[error("the week makes no well-formed routing problem: {0}")]
    Problem(#[from] solver::ProblemError),
}

/// What is kept of the time for finding out why something is left out, and the most of it.
const REASONS_PART: f64 = 0.04;
const REASONS_MOST: Duration = Duration::from_secs(5);
/// The same for what would bring it in.
const GRANTS_PART: f64 = 0.06;
const GRANTS_MOST: Duration = Duration::from_secs(20);
/// What is kept of the time for reckoning how much better a plan could be. What it does not
/// need, since prices are as good as they get, goes into searching on.
const BOUND_PART: f64 = 0.5;
/// So often a plan takes in what looking for the reasons shows room for.
const MOST_BETTERED: usize = 5;
/// Where iterations are counted: so many of them to a round of the bound, and its rounds.
const ITERATIONS_A_ROUND: u64 = 1_000;
const ROUNDS: (u64, u64) = (0, 200);

/// How the effort is divided.
struct Shares {
    search: Stop,
    bound: bound::Effort,
    /// When the reasons must be found.
    reasons: Option<Instant>,
    /// When the grants must be.
    grants: Option<Instant>,
}

impl Shares {
    fn of(options: &Options) -> Self {
        let (search, rounds, until, reasons) = match options.stop {
            Stop::Deadline(at) => {
                let left = at.saturating_duration_since(Instant::now());
                let grants = left.mul_f64(GRANTS_PART).min(GRANTS_MOST);
                let reasoned = at.checked_sub(grants).unwrap_or(at);
                let reasons = left.mul_f64(REASONS_PART).min(REASONS_MOST);
                let proven = reasoned.checked_sub(reasons).unwrap_or(reasoned);
                let bound = left.mul_f64(BOUND_PART);
                let searched = proven.checked_sub(bound).unwrap_or(proven);
                (
                    Stop::Deadline(searched),
                    usize::MAX,
                    Some(proven),
                    Some((reasoned, at)),
                )
            }
            Stop::Iterations(count) => {
                let rounds = (count / ITERATIONS_A_ROUND).clamp(ROUNDS.0, ROUNDS.1);
                let rounds = usize::try_from(rounds).unwrap_or(usize::MAX);
                (Stop::Iterations(count), rounds, None, None)
            }
        };
        Self {
            search,
            bound: bound::Effort {
                rounds,
                until,
                threads: options.threads,
            },
            reasons: reasons.map(|(reasoned, _)| reasoned),
            grants: reasons.map(|(_, granted)| granted),
        }
    }
}

/// Plans a week.
///
/// The plan keeps every rule and budget; required work that cannot be kept is left out
/// and named. `told` hears of each better plan, from any thread.
///
/// # Errors
/// Never for a week that was read; an error is a fault of ours.
pub fn make(
    week: &Week,
    options: &Options,
    told: &(dyn Fn(Found) + Sync),
) -> Result<Plan, PlanError> {
    let built = build(week);
    let of = built.works.len() + built.excluded.len();
    let hears = |progress: &Progress| {
        let placed = built.works.len() - progress.unplaced;
        told(Found { placed, of });
    };
    let shares = Shares::of(options);
    let asked = solver::Options {
        stop: shares.search,
        threads: options.threads,
        seed: options.seed,
        start: None,
    };
    let outcome = solver::solve(&built.problem, &asked, &hears)?;
    let mut best = outcome.best;
    let known = bound::Known {
        seen: &outcome.seen,
        reward: best.measures.reward,
        missed: best.measures.missed,
    };
    let mut proof = bound::prove(&built.problem, &known, best.measures.drive, &shares.bound)?;
    if let Some(better) = proof.as_mut().and_then(|proof| proof.better.take()) {
        best = better;
    }
    let is_best = proof.as_ref().is_some_and(|proof| proof.is_best);
    let is_left = |until: &Instant| !is_best && Instant::now() < *until;
    if let Some(until) = shares.bound.until.filter(is_left) {
        let on = solver::Options {
            stop: Stop::Deadline(until),
            start: Some(&best),
            ..asked
        };
        let more = solver::solve(&built.problem, &on, &hears)?.best;
        if more.score < best.score {
            best = more;
        }
    }
    let (best, routes, mut unplaced) = looked_into(week, &built, best, shares.reasons);
    explain::fill(week, &built, &best, &mut unplaced, shares.grants);
    let totals = totals::totals(week, &routes);
    Ok(Plan {
        version: options.version,
        unplaced,
        status: match status(week, &built, &totals) {
            Status::Feasible if is_best => Status::Optimal,
            status => status,
        },
        // A bound that a plan exceeds would be a mistake, and is not told.
        value_bound: proof
            .filter(|proof| proof.bound >= best.measures.reward)
            .map(|proof| Value(proof.bound)),
        totals,
        seed: options.seed,
        seconds: None,
        standby: Vec::new(),
        routes,
    })
}

/// What a plan's totals say of it, by what the week's rules exclude.
fn status(week: &Week, built: &Built, totals: &Totals) -> Status {
    let mut excluded = built.excluded.iter();
    match totals.required_unplaced {
        0 => Status::Feasible,
        _ if excluded.any(|&(work, _)| week.is_required(work)) => Status::Infeasible,
        _ => Status::Incomplete,
    }
}

/// A plan, its routes, and why the rest is left out. Where looking for a reason shows that
/// something has a place after all, the plan takes it and is looked into anew.
fn looked_into(
    week: &Week,
    built: &Built,
    mut solution: Solution,
    until: Option<Instant>,
) -> (Solution, Vec<Route>, Vec<Unplaced>) {
    // Half of the time is kept for the reasons themselves.
    let half = until.map(|until| {
        let now = Instant::now();
        now + until.saturating_duration_since(now) / 2
    });
    let mut bettered = 0;
    loop {
        let (routes, names) = decode::routes(week, built, &solution);
        let may_better = |_: &Solution| {
            bettered < MOST_BETTERED && half.is_none_or(|half| Instant::now() < half)
        };
        match unplaced::explain(week, built, &solution, &names, until, &may_better) {
            unplaced::Explained::Better(better) => solution = better,
            unplaced::Explained::Reasons(unplaced) => return (solution, routes, unplaced),
        }
        bettered += 1;
    }
}

/// A plan of routes, with its totals and without a reason for what is left out.
fn whole(week: &Week, routes: &[Route]) -> Plan {
    let placed = placed(routes);
    let left = week.work().filter(|work| !placed.contains(work));
    let unplaced = left.map(Unplaced::unexplained);
    let totals = totals::totals(week, routes);
    Plan {
        version: 1,
        unplaced: unplaced.collect(),
        routes: routes.to_vec(),
        status: match totals.required_unplaced {
            0 => Status::Feasible,
            _ => Status::Incomplete,
        },
        value_bound: None,
        totals,
        seed: 0,
        seconds: None,
        standby: Vec::new(),
    }
}
