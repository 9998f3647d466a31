//! What is said of work that has a place by itself, and none beside the rest: what it would
//! push out.

use super::View;
use crate::domain::ids::{ShiftIx, Work};
use crate::domain::task::Value;
use crate::plan::limits;
use crate::plan::reasons::Reason;
use crate::solver::model::JobId;
use crate::solver::probe::Displaced;

/// So many of those that would be pushed out are named.
const NAMED: usize = 3;

/// What is said where nothing was looked for.
pub(super) fn not_looked(view: View<'_>, budget: Option<usize>) -> Reason {
    if let Some(ix) = budget {
        let (limit, fix) = limits::words(&view.built.problem, view.week, ix);
        return Reason {
            reason: format!("there is room for it, but it would exceed {limit}"),
            fix,
        };
    }
    Reason {
        reason: "it gave way to other work; to which was looked into for the most valuable only"
            .to_owned(),
        fix: "plan for longer, or pin it".to_owned(),
    }
}

/// What is said of a job that was forced in, `is_better` where the plan gains by it; and which
/// budget keeps it out, if one alone does.
pub(super) fn words(
    view: View<'_>,
    job: JobId,
    budget: Option<usize>,
    forced: Option<&Displaced>,
    is_better: bool,
) -> Reason {
    let work = view.work(job);
    if forced.is_none()
        && let Some(words) = waits(view, work)
    {
        return words;
    }
    let limit = budget.map(|ix| limits::words(&view.built.problem, view.week, ix));
    let Some(forced) = forced else {
        let reason = match &limit {
            Some((limit, _)) => format!("there is room for it, but it would exceed {limit}"),
            None => "nothing was found that could give way to it".to_owned(),
        };
        return Reason {
            reason,
            fix: limit.map_or_else(
                || "widen its windows, or name more people who may do it".to_owned(),
                |(_, fix)| fix,
            ),
        };
    };
    let shift = view.week.shift(ShiftIx::at(forced.shift.ix()));
    let (who, date) = (
        &view.week.member(shift.staff).id,
        view.week.clock.date(shift.day),
    );
    let mut out: Vec<Work> = forced.out.iter().map(|&job| view.work(job)).collect();
    let is_sibling = |other: &Work| view.week.row_id(*other) == view.week.row_id(work);
    if let Work::Task(_) = work
        && out.iter().any(is_sibling)
    {
        out.retain(|other| !is_sibling(other));
        return in_place_of_another(view, work, &out, (who, date));
    }
    let cost = pushed(view, work, &out);
    let reason = match (limit, out.is_empty()) {
        (Some((limit, _)), true) => format!("with {who} on {date} it would exceed {limit}"),
        (Some((limit, _)), false) => format!("it would exceed {limit}; within that {cost}"),
        (None, true) if is_better => {
            format!("with {who} on {date} there is room after all, which the search did not find")
        }
        (None, true) => {
            format!("with {who} on {date} there is room, and the plan is no better for it")
        }
        (None, false) => format!("with {who} on {date} {cost}"),
    };
    let fix = match out.first() {
        None if is_better => "plan for longer, or pin it".to_owned(),
        Some(_) => {
            let is = if out.len() == 1 { "is" } else { "are" };
            format!("pin it, and {} {is} left out instead", named(view, &out))
        }
        None => "pin it".to_owned(),
    };
    Reason { reason, fix }
}

/// What is said where one session only takes the place of another, `out` pushed out too.
fn in_place_of_another(
    view: View<'_>,
    work: Work,
    out: &[Work],
    (who, date): (&str, chrono::NaiveDate),
) -> Reason {
    let row = view.week.row_id(work);
    let and = match out.is_empty() {
        true => String::new(),
        false => format!(", and without {}", named(view, out)),
    };
    Reason {
        reason: format!(
            "with {who} on {date} it could only be in place of another session of {row}{and}"
        ),
        fix: "widen its windows, or name more people who may do it".to_owned(),
    }
}

/// What is said where something that it comes after is not in the plan.
fn waits(view: View<'_>, work: Work) -> Option<Reason> {
    let Work::Task(ix) = work else { return None };
    let left: Vec<Work> = view
        .solution
        .unplaced
        .iter()
        .map(|&job| view.work(job))
        .collect();
    let after = view.week.task(ix).after.iter().copied();
    let missing: Vec<Work> = after.filter(|before| left.contains(before)).collect();
    if missing.is_empty() {
        return None;
    }
    let ids = named(view, &missing);
    Some(Reason {
        reason: format!("what it comes after is not in the plan: {ids}"),
        fix: format!("bring {ids} in first"),
    })
}

/// `it would push out T5 and T7, worth 4 points more`.
fn pushed(view: View<'_>, work: Work, out: &[Work]) -> String {
    let week = view.week;
    let required = out.iter().filter(|&&other| week.is_required(other)).count();
    let values = out.iter().map(|&other| week.value(other).0).sum::<i64>();
    let more = values - week.value(work).0;
    let worth = match (required, more) {
        (1.., _) if !week.is_required(work) && out.len() == 1 => "which is required".to_owned(),
        (1.., _) if !week.is_required(work) => format!("{required} of them required"),
        (_, 1..) => format!("worth {} more", Value(more).words()),
        (_, 0) => "worth as much".to_owned(),
        _ => format!(
            "worth {} less, and the plan would cost more elsewhere",
            Value(-more).words()
        ),
    };
    format!("it would push out {}, {worth}", named(view, out))
}

/// `T5`, `T5 and T7`, `T5, T7, T8 and 2 more`.
fn named(view: View<'_>, works: &[Work]) -> String {
    let mut ids: Vec<String> = works
        .iter()
        .take(NAMED)
        .map(|&work| view.week.work_id(work).to_owned())
        .collect();
    if works.len() > NAMED {
        ids.push(format!("{} more", works.len() - NAMED));
    }
    match ids.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => ids.concat(),
    }
}
