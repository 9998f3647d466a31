//! Which piece of work a user means: an id, a case, or a time of the plan.

use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::plan::Plan;
use crate::domain::task::About;
use crate::domain::time::Moment;
use crate::table::nearest;

use super::base::split_date;
use super::cells;

/// Why a text means no piece of work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhichError {
    /// There is none of that name.
    #[error("`{text}` is no task, ride or case of this week")]
    Unknown {
        /// What was asked for.
        text: String,
        /// The nearest id there is.
        near: Option<String>,
    },
    /// Nothing of the plan is done then.
    #[error("nobody does anything at `{0}` in this plan")]
    Nothing(String),
}

impl WhichError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unknown { near: Some(near), .. } => format!("write {near} if that is meant"),
            Self::Unknown { .. } => "give an id of tasks.csv or rides.csv (T5, T5#2, R7@2026-12-01), a case of cases.csv, or a time like `Tue 10:15`".to_owned(),
            Self::Nothing(_) => "itinerary.csv has the times of every stop".to_owned(),
        }
    }
}

/// The work that `text` means, at least one: the task or ride of that id; else all sessions or
/// days of the row of that id; else the tasks about the case of that id; else what somebody
/// does at that time (`Tue 10:15`, `2026-12-01 10:15`).
///
/// # Errors
/// When there is none.
pub fn find_work(week: &Week, plan: &Plan, text: &str) -> Result<Vec<Work>, WhichError> {
    let text = text.trim();
    let all = |is_it: &dyn Fn(Work) -> bool| -> Vec<Work> {
        week.work().filter(|&work| is_it(work)).collect()
    };
    let row = |work: Work| match work {
        Work::Task(ix) => week.task(ix).row_id.as_str(),
        Work::Ride(ix) => week.ride(ix).row_id.as_str(),
    };
    let case = week.cases.iter().position(|case| case.id == text);
    let of_case = |work: Work| match work {
        Work::Task(ix) => {
            let about = week.task(ix).about;
            matches!(about, Some(About::Case(own)) if Some(own.ix()) == case)
        }
        Work::Ride(_) => false,
    };
    let by_id = all(&|work| week.work_id(work) == text);
    let by_row = || all(&|work| row(work) == text);
    let by_case = || all(&of_case);
    let found = [by_id, by_row(), by_case()];
    if let Some(found) = found.into_iter().find(|found| !found.is_empty()) {
        return Ok(found);
    }
    if let Some(moment) = moment(week, text) {
        let found = at(plan, moment);
        return match found.is_empty() {
            true => Err(WhichError::Nothing(text.to_owned())),
            false => Ok(found),
        };
    }
    let ids: Vec<&str> = week.work().map(|work| week.work_id(work)).collect();
    Err(WhichError::Unknown {
        text: text.to_owned(),
        near: nearest(text, &ids).map(|near| near.to_owned()),
    })
}

/// A moment of the week: `Tue 10:15` or `2026-12-01 10:15`; none where it is no such text.
pub fn moment(week: &Week, text: &str) -> Option<Moment> {
    let (date, time) = split_date(text.trim())?;
    let day = cells::date(date).ok()?.day(&week.clock)?;
    let time = cells::time(time.trim()).ok()?;
    time.on(day, &week.clock).ok()
}

/// What is under way at a moment.
fn at(plan: &Plan, moment: Moment) -> Vec<Work> {
    let stops = plan.routes.iter().flat_map(|route| &route.stops);
    let mut found: Vec<Work> = stops
        .filter(|stop| stop.start <= moment && moment < stop.end)
        .filter_map(|stop| stop.activity.work())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
