//! Why something is not in the plan: a first, honest analysis. Either a rule leaves it no
//! place even in an empty week, or it gave way to other work, which is named.

mod gave_way;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use super::decode::Renamed;
use super::limits;
use super::problem::Built;
use super::reasons::{self, Reason};
use super::totals::is_due;
use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::plan::{Standing, Unplaced};
use crate::domain::rule::Rule;
use crate::solver::limited::limited;
use crate::solver::model::JobId;
use crate::solver::probe::{self, Limit, Probe, Session};
use crate::solver::solution::Solution;

/// Of so many it is looked for what they gave way to, the most valuable first.
const MOST: usize = 100;
/// The same, times the jobs of the week: each look lays the whole week out anew.
const MOST_JOBS: usize = 200_000;
/// So many are forced into one copy of the plan, one after another: what is found does not
/// depend on the number of threads.
const AT_A_TIME: usize = 4;
/// So many are looked at between two looks at the clock.
const AT_ONCE: usize = 16;
/// Most trials of making room for one.
const TRIALS: usize = 400;
/// One is looked into for so many even shares of the time that is left: the most valuable come
/// first and get more, and none gets all of it.
const SHARES: f64 = 2.0;

/// What was found out about what is left out.
pub(super) enum Explained {
    /// All of it, sorted by standing, then value, then id.
    Reasons(Vec<Unplaced>),
    /// One of it has a place after all: the better plan.
    Better(Solution),
}

/// Whether a better plan is to be taken.
pub(super) type MayBetter<'f> = dyn Fn(&Solution) -> bool + Sync + 'f;

/// What the analysis works on.
#[derive(Clone, Copy)]
struct View<'a> {
    week: &'a Week,
    built: &'a Built,
    solution: &'a Solution,
    names: &'a Renamed,
    until: Option<Instant>,
    /// Whether a better plan that is shown now is to be taken.
    may_better: &'a MayBetter<'a>,
}

impl View<'_> {
    /// What a job is called in the plan.
    fn work(&self, job: JobId) -> Work {
        self.names.of(self.built.works[job.ix()])
    }
}

/// How far the looking is, on all threads.
struct Looked {
    /// A better plan was found.
    is_found: AtomicBool,
    /// How many are still to be looked into.
    ahead: AtomicUsize,
}

impl Looked {
    /// When the next one must be done, of the time until `until`.
    fn share(&self, until: Instant) -> Instant {
        let ahead = self.ahead.load(Ordering::Relaxed).max(1);
        self.ahead.store(ahead - 1, Ordering::Relaxed);
        let now = Instant::now();
        let left = until.saturating_duration_since(now);
        let part = SHARES * rayon::current_num_threads() as f64 / ahead as f64;
        now + left.mul_f64(part.min(1.0))
    }
}

/// Why each is not in the plan; or a better plan, where making room for one shows it while
/// `may_better` says that it is to be taken.
///
/// At `until` it says of the rest that nothing was looked for, and a better plan ends the
/// looking at once; none: it does not look at the clock.
///
/// Cost: a bounded number of insertion trials for each of a bounded number, on all cores.
pub(super) fn explain(
    week: &Week,
    built: &Built,
    solution: &Solution,
    names: &Renamed,
    until: Option<Instant>,
    may_better: &MayBetter<'_>,
) -> Explained {
    let view = View {
        week,
        built,
        solution,
        names,
        until,
        may_better,
    };
    let excluded = built.excluded.iter().map(|&(work, rule)| {
        let work = names.of(work);
        no_place(week, work, rule, reasons::of(week, work, rule))
    });
    let mut all: Vec<Unplaced> = excluded.collect();
    let mut jobs = solution.unplaced.clone();
    // What is required first, then the most valuable.
    jobs.sort_by_cached_key(|&job| {
        let work = view.work(job);
        (!week.is_required(work), -week.value(work).0, job)
    });
    let most = MOST.min(MOST_JOBS / built.works.len().max(1));
    let looked = Looked {
        is_found: AtomicBool::new(false),
        ahead: AtomicUsize::new(most.min(jobs.len())),
    };
    let budgets = limited(&built.problem, solution, &jobs).unwrap_or_default();
    let budgets: Vec<Option<usize>> = (0..jobs.len())
        .map(|ix| budgets.get(ix).copied().flatten())
        .collect();
    let probe = Probe::new(&built.problem).ok();
    for (chunk, these) in jobs.chunks(AT_ONCE).enumerate() {
        let is_looked = chunk * AT_ONCE < most && !view.is_late();
        let of_these = &budgets[chunk * AT_ONCE..];
        let told = these
            .par_chunks(AT_A_TIME)
            .zip(of_these.par_chunks(AT_A_TIME));
        let told = told.map(|(jobs, budgets)| {
            let mut session = probe.as_ref().map(|probe| probe.session(solution));
            let session = session.as_mut().filter(|_| is_looked);
            view.of_jobs(jobs, budgets, session, &looked)
        });
        let told: Vec<Told> = told.flatten().collect();
        for one in told {
            match one.better {
                Some(better) => return Explained::Better(better),
                None => all.push(one.unplaced),
            }
        }
    }
    all.sort_by_cached_key(|one| {
        (
            one.standing,
            -week.value(one.work).0,
            week.work_id(one.work).to_owned(),
        )
    });
    Explained::Reasons(all)
}

/// What is said of a job, and the better plan that has it, if that is to be taken.
struct Told {
    unplaced: Unplaced,
    better: Option<Solution>,
}

impl From<Unplaced> for Told {
    fn from(unplaced: Unplaced) -> Self {
        Self {
            unplaced,
            better: None,
        }
    }
}

fn no_place(week: &Week, work: Work, rule: Rule, words: Reason) -> Unplaced {
    let standing = if is_due(week, work) {
        Standing::DeadlineMissed
    } else {
        Standing::Impossible
    };
    Unplaced {
        work,
        standing,
        rule: Some(rule),
        reason: words.reason,
        fix: words.fix,
        grant: String::new(),
        proven: true,
        reason_proven: true,
    }
}

impl View<'_> {
    fn is_late(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }

    /// What is said of jobs, each with the budget that keeps it out; without a session, when it
    /// is late, or once a better plan was found, it was not looked for what they gave way to.
    fn of_jobs(
        self,
        jobs: &[JobId],
        budgets: &[Option<usize>],
        mut session: Option<&mut Session<'_>>,
        looked: &Looked,
    ) -> Vec<Told> {
        let is_over = || self.is_late() || looked.is_found.load(Ordering::Relaxed);
        let each = jobs.iter().zip(budgets);
        each.map(|(&job, &budget)| {
            let session = session.as_deref_mut().filter(|_| !is_over());
            let view = View {
                until: self.until.map(|until| looked.share(until)),
                ..self
            };
            let mut told = view.of_job(job, budget, session);
            told.better = told.better.filter(|better| (self.may_better)(better));
            // Without a clock all are looked at, so that nothing hangs on which came first.
            if told.better.is_some() && self.until.is_some() {
                looked.is_found.store(true, Ordering::Relaxed);
            }
            told
        })
        .collect()
    }

    fn of_job(self, job: JobId, budget: Option<usize>, session: Option<&mut Session<'_>>) -> Told {
        let (week, work) = (self.week, self.work(job));
        if session.is_some()
            && let Some((rule, proven)) = alone(week, self.built, job)
        {
            let words = reasons::of(week, work, rule);
            let alone = no_place(week, work, rule, words);
            return Unplaced {
                proven,
                reason_proven: proven,
                ..alone
            }
            .into();
        }
        let mut better = None;
        let words = match session {
            Some(session) => {
                let mut forced = session.displaced(job, TRIALS, self.until);
                better = forced.as_mut().and_then(|forced| forced.better.take());
                gave_way::words(self, job, budget, forced.as_ref(), better.is_some())
            }
            None => gave_way::not_looked(self, budget),
        };
        let unplaced = Unplaced {
            work,
            standing: if is_due(week, work) {
                Standing::DeadlineMissed
            } else {
                Standing::CanWait
            },
            rule: budget.and_then(|ix| limits::of_budget(&self.built.problem, week, ix)),
            reason: words.reason,
            fix: words.fix,
            grant: String::new(),
            proven: false,
            reason_proven: false,
        };
        Told { unplaced, better }
    }
}

/// The rule that leaves a job no place though nothing else is planned: on the shift that
/// comes closest; and whether that is proven, as it is where no committed start matters.
pub(super) fn alone(week: &Week, built: &Built, job: JobId) -> Option<(Rule, bool)> {
    let tried = probe::alone(&built.problem, job).ok()?;
    if tried.iter().any(|(_, found)| found.is_ok()) {
        return None;
    }
    let closest = tried
        .iter()
        .filter_map(|&(shift, found)| Some((found.err()?, shift)))
        .max_by_key(|&(limit, _)| limit);
    let Some((limit, shift)) = closest else {
        return Some((Rule::Shift, true));
    };
    let rule = limits::of_limit(built, week, job, shift, limit);
    let is_exact = |limit: Limit| {
        matches!(
            limit,
            Limit::NoShift | Limit::Window | Limit::Drive | Limit::Capacity
        )
    };
    let all_exact = tried
        .iter()
        .all(|(_, found)| found.as_ref().is_err_and(|&limit| is_exact(limit)));
    Some((rule, all_exact))
}
