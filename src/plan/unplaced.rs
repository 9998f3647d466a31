//! Why something is not in the plan: a first, honest analysis. Either a rule leaves it no
//! place even in an empty week, or it gave way to other work, which is named.

use std::time::Instant;

use rayon::prelude::*;

use super::problem::Built;
use super::totals::is_due;
use super::{objective, reasons};
use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::plan::{Standing, Unplaced};
use crate::domain::rule::Rule;
use crate::domain::task::Value;
use crate::solver::ProblemError;
use crate::solver::model::JobId;
use crate::solver::probe::{self, Displaced, Limit, Probe};
use crate::solver::solution::Solution;

/// Most trials of forcing one piece of work in, and of all together.
const TRIALS_EACH: usize = 300;
const TRIALS_IN_ALL: usize = 24_000;
/// How many are forced in by one session, one after another: so that what is found does not
/// depend on the number of threads.
const AT_A_TIME: usize = 8;

/// Everything that is not in the plan, sorted by standing, then value, then id.
///
/// `named` gives the piece of work by which the plan knows a job (sessions are alike but for
/// their number). After `until`, what is left is not forced in any more, and is said so.
///
/// Cost: a bounded number of insertion trials for each, on all cores.
pub(super) fn explain(
    week: &Week,
    built: &Built,
    solution: &Solution,
    named: &dyn Fn(Work) -> Work,
    until: Option<Instant>,
) -> Result<Vec<Unplaced>, ProblemError> {
    let mut all: Vec<Unplaced> = built
        .excluded
        .iter()
        .map(|&(work, rule)| no_place(week, named(work), rule))
        .collect();
    let each = (TRIALS_IN_ALL / solution.unplaced.len().max(1)).clamp(12, TRIALS_EACH);
    let probe = Probe::new(&built.problem)?;
    let found: Vec<Vec<Found>> = solution
        .unplaced
        .par_chunks(AT_A_TIME)
        .map(|jobs| {
            let mut session = None;
            let one = |&job: &JobId| {
                if let Some(rule) = alone(week, built, job)? {
                    return Ok(Found::NoPlace(rule));
                }
                if until.is_some_and(|until| Instant::now() >= until) {
                    return Ok(Found::NotTried);
                }
                let session = session.get_or_insert_with(|| probe.session(solution));
                Ok(Found::Forced(session.displaced(job, each)))
            };
            jobs.iter().map(one).collect()
        })
        .collect::<Result<_, ProblemError>>()?;
    let jobs = solution.unplaced.iter().zip(found.into_iter().flatten());
    all.extend(jobs.map(|(&job, found)| {
        let work = named(built.works[job.ix()]);
        match found {
            Found::NoPlace(rule) => no_place(week, work, rule),
            Found::Forced(Some(forced)) => gave_way(week, work, &displaced(built, &forced, named)),
            Found::Forced(None) => waits(
                week,
                work,
                format!("no way was found to make room for it in {each} tries"),
                "pin it, and see what gives way",
            ),
            Found::NotTried => waits(
                week,
                work,
                "others are worth more; what it would push out was not tried in the time"
                    .to_owned(),
                "plan with more --seconds, or pin it",
            ),
        }
    }));
    all.sort_by_cached_key(|one| {
        (
            one.standing,
            -week.value(one.work).0,
            week.work_id(one.work).to_owned(),
        )
    });
    Ok(all)
}

/// What was found of a job that is not in the plan.
enum Found {
    /// It has no place even in an empty week, by this rule.
    NoPlace(Rule),
    /// What forcing it in does; none: no way was found.
    Forced(Option<Displaced>),
    /// The time was up.
    NotTried,
}

fn displaced(built: &Built, forced: &Displaced, named: &dyn Fn(Work) -> Work) -> Vec<Work> {
    forced
        .out
        .iter()
        .map(|job| named(built.works[job.ix()]))
        .collect()
}

fn no_place(week: &Week, work: Work, rule: Rule) -> Unplaced {
    let words = reasons::of(week, work, rule);
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
        grant: words.grant,
        proven: true,
    }
}

/// The rule that leaves a job no place in an empty week, if one does: that of the shift on
/// which the least would have to be lifted.
fn alone(week: &Week, built: &Built, job: JobId) -> Result<Option<Rule>, ProblemError> {
    let tried = probe::alone(&built.problem, job)?;
    if tried.iter().any(|(_, tried)| tried.is_ok()) {
        return Ok(None);
    }
    let limit = tried.iter().filter_map(|(_, tried)| tried.err()).max();
    let is_ride = matches!(built.works[job.ix()], Work::Ride(_));
    Ok(Some(match limit.unwrap_or(Limit::NoShift) {
        Limit::NoShift | Limit::Window | Limit::Closure => Rule::Shift,
        Limit::Drive => Rule::Travel,
        Limit::Break => Rule::Lunch,
        Limit::Ride => Rule::RideLimit,
        Limit::Capacity => Rule::Seats,
        Limit::Budget(budget) => objective::rule_of(week, budget).unwrap_or(Rule::Shift),
        Limit::Companion => Rule::Partner,
        Limit::Person if is_ride => Rule::AdultAtHome,
        Limit::Person => Rule::AttendeeClash,
        Limit::Precedence => Rule::After,
        Limit::Group => Rule::Group,
    }))
}

/// Words for what would have to leave for it.
fn gave_way(week: &Week, work: Work, out: &[Work]) -> Unplaced {
    if out.is_empty() {
        return waits(
            week,
            work,
            "it would fit, and costs more than it is worth".to_owned(),
            "pin it, or give it more value",
        );
    }
    let required = out.iter().filter(|&&work| week.is_required(work)).count();
    let worth: i64 = out.iter().map(|&work| week.value(work).0).sum();
    let names: Vec<&str> = out.iter().map(|&work| week.work_id(work)).collect();
    let what = if required > 0 && !week.is_required(work) {
        ", which is required".to_owned()
    } else if out.len() == 1 {
        format!(
            ", worth {} to its {}",
            Value(worth).points(),
            week.value(work).points()
        )
    } else {
        format!(
            ", together worth {} to its {}",
            Value(worth).points(),
            week.value(work).points()
        )
    };
    waits(
        week,
        work,
        format!("it would push out {}{what}", list(&names)),
        &format!("pin it, or drop {}", list(&names)),
    )
}

/// `T1`, `T1 and T2`, `T1, T2 and T3`.
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Something that has a place by itself.
fn waits(week: &Week, work: Work, reason: String, fix: &str) -> Unplaced {
    Unplaced {
        work,
        standing: if is_due(week, work) {
            Standing::DeadlineMissed
        } else {
            Standing::CanWait
        },
        rule: None,
        reason,
        fix: fix.to_owned(),
        grant: pin_row(week, work),
        proven: false,
    }
}

/// The pin that forces it in.
fn pin_row(week: &Week, work: Work) -> String {
    format!("pins.csv,{},mode,keep", week.work_id(work))
}
