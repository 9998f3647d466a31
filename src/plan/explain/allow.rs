//! Rules that are no matter of minutes or miles, as what could be let go of: what a task waits
//! for, the language that it is held in, and until when somebody may drive a rider.

use chrono::NaiveDate;

use super::change::{Change, each_session, who_does};
use crate::domain::grant::Grant;
use crate::domain::ids::{RideIx, StaffIx, TaskIx, Work};
use crate::domain::staff::StaffRole;
use crate::domain::{Week, need};
use crate::plan::problem::Built;
use crate::solver::model::JobId;
use crate::solver::solution::Solution;

/// What is let go of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    /// The task waits for no more than this.
    After { task: TaskIx, left: Vec<Work> },
    /// The task is held in another language.
    Language { task: TaskIx, to: String },
    /// Somebody's clearance to take riders lasts until then.
    Clearance { who: StaffIx, until: NaiveDate },
    /// The family's permission for a ride lasts until then.
    Permission { ride: RideIx, until: NaiveDate },
}

/// The week with it.
pub(super) fn applied(week: &mut Week, leave: &Leave) {
    match leave {
        Leave::After { task, left } => {
            each_session(week, *task, |one| one.after.clone_from(left));
            need(&mut week.tasks, &mut week.rides);
        }
        Leave::Language { task, to } => {
            each_session(week, *task, |one| one.language = Some(to.clone()));
        }
        Leave::Clearance { who, until } => {
            week.staff[who.ix()].cleared_until = Some(*until);
        }
        Leave::Permission { ride, until } => {
            let row = week.ride(*ride).row_id.clone();
            let days = week.rides.iter_mut().filter(|day| day.row_id == row);
            days.for_each(|day| day.permission_until = Some(*until));
        }
    }
}

impl Leave {
    /// It as a cell.
    pub(super) fn grant(&self, week: &Week) -> Grant {
        let cell = |file, id: &str, column, value| Grant::Cell {
            file,
            id: id.to_owned(),
            column,
            value,
        };
        let of_task =
            |task: TaskIx, column, value| cell("tasks.csv", &week.task(task).row_id, column, value);
        match self {
            Self::After { task, left } => {
                let ids: Vec<&str> = left.iter().map(|&work| week.work_id(work)).collect();
                of_task(*task, "after", ids.join(";"))
            }
            Self::Language { task, to } => of_task(*task, "language", to.clone()),
            Self::Clearance { who, until } => {
                let id = &week.member(*who).id;
                cell("staff.csv", id, "cleared_until", until.to_string())
            }
            Self::Permission { ride, until } => {
                let row = &week.ride(*ride).row_id;
                cell("rides.csv", row, "permission_until", until.to_string())
            }
        }
    }

    /// What to do, in words without a name.
    pub(super) fn words(&self, week: &Week) -> String {
        match self {
            Self::After { task, left } => {
                let all = week.task(*task).after.iter();
                let gone = all.filter(|work| !left.contains(work));
                let gone: Vec<String> = gone.map(|&work| week.work_id(work).to_owned()).collect();
                format!(
                    "let it not wait for {}, where that cannot come first",
                    super::and(&gone)
                )
            }
            Self::Language { task, to } => {
                let was = week.task(*task).language.as_deref().unwrap_or_default();
                format!("hold it in {to} and not in {was}")
            }
            Self::Clearance { who, until } => {
                format!(
                    "renew the clearance of {} until {until}",
                    week.member(*who).id
                )
            }
            Self::Permission { ride, until } => format!(
                "ask the family for permission for {} until {until}",
                week.ride(*ride).row_id
            ),
        }
    }

    /// About the minutes of somebody's time that it is worth.
    pub(super) fn asks(&self) -> i64 {
        match self {
            Self::After { .. } => 120,
            Self::Language { .. } => 150,
            Self::Clearance { .. } | Self::Permission { .. } => 60,
        }
    }
}

/// Whether the language alone keeps every liaison off a task: where somebody speaks it, nobody is
/// asked to do without.
pub(super) fn is_unspoken(week: &Week, task: TaskIx) -> bool {
    let speaks = |language: &String| {
        let mut all = week.staff.iter();
        all.any(|member| member.role != StaffRole::Driver && member.languages.contains(language))
    };
    week.task(task)
        .language
        .as_ref()
        .is_some_and(|language| !speaks(language))
}

/// Whether somebody's clearance, or the family's permission, has ended by the day of a ride.
pub(super) fn is_any_ended(week: &Week, ride: RideIx) -> bool {
    let ride = week.ride(ride);
    let date = week.clock.date(ride.day);
    let mut all = week.staff.iter();
    has_ended(ride.permission_until, date)
        || all.any(|member| has_ended(member.cleared_until, date))
}

/// Whether something that holds to a last day has ended by another.
fn has_ended(until: Option<NaiveDate>, date: NaiveDate) -> bool {
    until.is_some_and(|last| last < date)
}

/// What a plan needs of what the task waits for: none of that which it does not follow.
pub(super) fn needed_after(
    week: &Week,
    built: &Built,
    plan: &Solution,
    task: TaskIx,
    job: JobId,
) -> Option<Change> {
    let start = plan.first_stop(job)?.1.start;
    let gap = week.task(task).gap.0;
    let ends = |work: Work| {
        let job = built.job(work)?;
        let visits = plan.routes.iter().flat_map(|route| &route.visits);
        let own = visits.filter(|visit| {
            matches!(visit.activity, crate::solver::solution::Activity::Stop { job: own, .. } if own == job)
        });
        own.map(|visit| visit.end).max()
    };
    let is_kept = |work: &&Work| ends(**work).is_some_and(|end| end + gap <= start);
    let all = &week.task(task).after;
    let left: Vec<Work> = all.iter().filter(is_kept).copied().collect();
    (left.len() < all.len()).then_some(Change::Leave(Leave::After { task, left }))
}

/// The language in which whoever has the task in a plan can hold it.
pub(super) fn needed_language(
    week: &Week,
    plan: &Solution,
    task: TaskIx,
    job: JobId,
) -> Option<Change> {
    let member = week.member(who_does(week, plan, job)?);
    let to = member.languages.first()?.clone();
    Some(Change::Leave(Leave::Language { task, to }))
}

/// Whose clearance, or the family's permission, a plan needs for a ride; none for both.
pub(super) fn needed_clearance(
    week: &Week,
    plan: &Solution,
    ride: RideIx,
    job: JobId,
) -> Option<Change> {
    let who = who_does(week, plan, job)?;
    let until = week.clock.date(week.ride(ride).day);
    let leave = match (
        has_ended(week.member(who).cleared_until, until),
        has_ended(week.ride(ride).permission_until, until),
    ) {
        (true, false) => Leave::Clearance { who, until },
        (false, true) => Leave::Permission { ride, until },
        _ => return None,
    };
    Some(Change::Leave(leave))
}
