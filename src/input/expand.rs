//! Rows into units: sessions of tasks, less what the log says is done.

use chrono::Datelike;

use crate::domain::task::Task;
use crate::domain::time::Span;
use crate::table::Faults;

use super::base::{Base, split_date};
use super::cells;
use super::log::Done;
use super::repeat::Repeat;
use super::tasks::{Draft, TaskCol};

/// The tasks of this week, in the order of rows and sessions, and which draft each is of.
pub(super) fn expand(
    drafts: &[Draft<'_>],
    base: &Base,
    faults: &mut Faults,
) -> (Vec<Task>, Vec<usize>) {
    let mut tasks = Vec::with_capacity(drafts.len());
    let mut of_draft = Vec::with_capacity(drafts.len());
    for (ix, draft) in drafts.iter().enumerate() {
        let Some(windows) = windows(draft, base, faults) else {
            continue;
        };
        for session in sessions(draft, base) {
            let mut task = Task {
                windows: windows.clone(),
                ..draft.task.clone()
            };
            if draft.sessions > 1 {
                task.id = format!("{}#{session}", task.row_id);
                task.session = Some(session);
            }
            tasks.push(task);
            of_draft.push(ix);
        }
    }
    (tasks, of_draft)
}

/// The windows of a task in this week; none when it does not come back in it.
fn windows(draft: &Draft<'_>, base: &Base, faults: &mut Faults) -> Option<Vec<Span>> {
    let all = || draft.task.windows.clone();
    match draft.repeat {
        None | Some(Repeat::Weeks(1)) => Some(all()),
        Some(Repeat::Monthly(which, day)) => {
            let day = Repeat::monthly_day(which, day, &base.clock)?;
            let whole = base.clock.whole_day(day);
            Some(
                all()
                    .into_iter()
                    .filter(|window| whole.holds(*window))
                    .collect(),
            )
        }
        Some(Repeat::Weeks(weeks)) => {
            let text = draft.line.text(TaskCol::Earliest);
            let date = split_date(text).map_or(text, |(date, _)| date);
            let date = cells::calendar_date(date);
            let Ok(first) = date else {
                let fault = draft
                    .line
                    .fault(TaskCol::Repeat, "has no week from which to count");
                faults.push(fault.remedy("give the date of the first time in `earliest`"));
                return Some(all());
            };
            let monday =
                first - chrono::Days::new(u64::from(first.weekday().num_days_from_monday()));
            let since = (base.clock.monday() - monday).num_weeks();
            (since.rem_euclid(i64::from(weeks)) == 0).then(all)
        }
    }
}

/// The numbers of the sessions that are still to be done.
///
/// The log outlives the week: what comes back or has several sessions is done only where the
/// log says so of this week; anything else is done whenever it was.
fn sessions(draft: &Draft<'_>, base: &Base) -> Vec<u32> {
    let comes_back = draft.repeat.is_some() || draft.sessions > 1;
    let counts = |done: &&Done| !comes_back || base.clock.day(done.0).is_some();
    let done = |id: &str| {
        base.done
            .get(id)
            .map_or(0, |dates| dates.iter().filter(counts).count())
    };
    let mut rows_done = done(&draft.task.row_id);
    let mut left = Vec::new();
    for session in 1..=draft.sessions {
        if done(&format!("{}#{session}", draft.task.row_id)) > 0 {
            continue;
        }
        if rows_done > 0 {
            rows_done -= 1;
            continue;
        }
        left.push(session);
    }
    left
}
