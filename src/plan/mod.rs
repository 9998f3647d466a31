//! The week planned: the domain into a routing problem, and the solution back into a plan
//! with names and reasons.

mod coupling;
mod decode;
mod eligible;
mod limits;
mod objective;
mod problem;
mod reasons;
pub mod totals;
mod unplaced;

use std::time::{Duration, Instant};

use crate::domain::Week;
use crate::domain::plan::{Plan, Status};
use crate::solver::{self, Progress, Stop};

pub use problem::{Built, build};

/// When the search is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effort {
    /// At a moment; what is planned then depends on the machine.
    Until(Instant),
    /// After so many iterations: the same plan for the same input, seed and threads.
    Iterations(u64),
}

/// How to plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// When to stop.
    pub effort: Effort,
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
    let (stop, until) = match options.effort {
        Effort::Until(at) => {
            let left = at.saturating_duration_since(Instant::now());
            let reasons = left.mul_f64(REASONS_PART).min(REASONS_MOST);
            (
                Stop::Deadline(at.checked_sub(reasons).unwrap_or(at)),
                Some(at),
            )
        }
        Effort::Iterations(count) => (Stop::Iterations(count), None),
    };
    let asked = solver::Options {
        stop,
        threads: options.threads,
        seed: options.seed,
        start: None,
    };
    let outcome = solver::solve(&built.problem, &asked, &hears)?;
    let (routes, names) = decode::routes(week, &built, &outcome.best);
    let totals = totals::totals(week, &routes);
    Ok(Plan {
        version: options.version,
        unplaced: unplaced::explain(week, &built, &outcome.best, &names, until),
        status: if totals.required_unplaced == 0 {
            Status::Feasible
        } else {
            Status::Incomplete
        },
        value_bound: None,
        totals,
        seed: options.seed,
        seconds: None,
        routes,
    })
}
