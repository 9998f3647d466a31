//! What could be granted: each change of the week, as it is in memory, as it is in the files,
//! and in words.

use super::allow::{self, Leave};
use super::meet;
use super::raise::{amount, limit, more, set_limit};
use crate::domain::Week;
use crate::domain::grant::Grant;
use crate::domain::ids::{PersonIx, RideIx, ShiftIx, StaffIx, TaskIx};
use crate::domain::money::{Metres, Money};
use crate::domain::staff::{Shift, StaffRole};
use crate::domain::time::{Day, Minutes, Moment, Span};
use crate::plan::limits::Stands;
use crate::plan::new_shift;
use crate::solver::model::{JobId, Measure};
use crate::solver::solution::Solution;

/// What it asks that two have to agree, in minutes.
const TWO: i64 = 30;

/// What somebody could grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// In shifts.csv: a shift that goes on for longer, or a new one.
    Shift(new_shift::Change),
    /// A shift that begins sooner.
    Start { who: StaffIx, from: Moment },
    /// These windows in place of the task's, `told` the one that is new.
    Windows {
        task: TaskIx,
        windows: Vec<Span>,
        told: Span,
        was: Span,
    },
    /// Somebody can be met in all of `told`, and not only in `was`.
    Meet {
        who: PersonIx,
        told: Span,
        was: Span,
    },
    /// A ride may take so long.
    Ride {
        ride: RideIx,
        to: Minutes,
        was: Minutes,
    },
    /// The task is due at the end of this day.
    Due { task: TaskIx, day: Day },
    /// A partner or interpreter comes along.
    Partner { task: TaskIx, who: StaffIx },
    /// One more member of staff may do it.
    Staff { task: TaskIx, who: StaffIx },
    /// A rule that is no matter of minutes is let go for it.
    Leave(Leave),
    /// A limit is so high, in the engine's unit; it was `was`.
    Limit {
        stands: Stands,
        measure: Measure,
        to: i64,
        was: i64,
    },
    /// One and another together.
    Both(Box<Change>, Box<Change>),
}

impl Change {
    /// The week with it. None where it cannot be made.
    ///
    /// Cost: a copy of the week.
    pub(super) fn applied(&self, week: &Week) -> Option<Week> {
        let mut granted = week.clone();
        match self {
            Self::Shift(new_shift::Change::LatestEnd { who, to }) => {
                let shift = only_shift(week, *who, week.clock.day_of(*to - Minutes(1)))?;
                granted.shifts[shift.ix()].latest_end = *to;
            }
            Self::Start { who, from } => {
                let shift = only_shift(week, *who, week.clock.day_of(*from))?;
                granted.shifts[shift.ix()].span.from = *from;
            }
            Self::Shift(new_shift::Change::Row { who, span }) => {
                let base = week.member(*who).base;
                granted.shifts.push(Shift {
                    staff: *who,
                    day: week.clock.day_of(span.from),
                    span: *span,
                    latest_end: span.to,
                    start_place: base,
                    end_place: base,
                });
                granted
                    .shifts
                    .sort_by_key(|shift| (shift.staff, shift.span));
            }
            Self::Windows { task, windows, .. } => {
                each_session(&mut granted, *task, |one| one.windows.clone_from(windows));
            }
            Self::Due { task, day } => {
                let due = week.clock.whole_day(*day).to;
                each_session(&mut granted, *task, |one| one.due = Some(due));
            }
            Self::Partner { task, who } => each_session(&mut granted, *task, |one| {
                one.partners.count = 1;
                one.partners.who = vec![*who];
            }),
            Self::Leave(leave) => allow::applied(&mut granted, leave),
            Self::Staff { task, who } => each_session(&mut granted, *task, |one| {
                one.staff.push(*who);
                one.staff.sort_unstable();
            }),
            Self::Limit {
                stands,
                measure,
                to,
                ..
            } => set_limit(&mut granted, *stands, *measure, *to)?,
            Self::Meet { who, told, .. } => meet::applied(&mut granted, *who, *told),
            Self::Ride { ride, to, .. } => {
                let row = &week.ride(*ride).row_id;
                let days = granted.rides.iter_mut();
                let days = days.filter(|day| day.row_id == *row);
                days.for_each(|day| day.max_ride = *to);
            }
            Self::Both(one, other) => granted = other.applied(&one.applied(week)?)?,
        }
        Some(granted)
    }

    /// It as a cell, a row or a key.
    pub(super) fn grant(&self, week: &Week) -> Option<Grant> {
        let of_task = |task: TaskIx, column, value: String| Grant::Cell {
            file: "tasks.csv",
            id: week.task(task).row_id.clone(),
            column,
            value,
        };
        Some(match self {
            Self::Shift(change) => change.grant(week),
            Self::Start { who, from } => {
                let date = week.clock.date(week.clock.day_of(*from));
                Grant::Cell {
                    file: "shifts.csv",
                    id: format!("{}@{date}", week.member(*who).id),
                    column: "start",
                    value: week.clock.hhmm(*from, None),
                }
            }
            Self::Windows { task, windows, .. } => {
                Grant::windows(week, &week.task(*task).row_id, windows.iter().copied())
            }
            Self::Due { task, day } => of_task(*task, "due", week.clock.date(*day).to_string()),
            Self::Partner { task, who } => of_task(*task, "partners", week.member(*who).id.clone()),
            Self::Leave(leave) => leave.grant(week),
            Self::Staff { task, who } => {
                let mut all = week.task(*task).staff.clone();
                all.push(*who);
                all.sort_unstable();
                let ids: Vec<&str> = all
                    .iter()
                    .map(|&who| week.member(who).id.as_str())
                    .collect();
                of_task(*task, "staff", ids.join(";"))
            }
            Self::Limit {
                stands,
                measure,
                to,
                ..
            } => limit(week, *stands, *measure, *to)?,
            Self::Meet { who, told, was } => meet::grant(week, *who, *told, *was),
            Self::Ride { ride, to, .. } => Grant::Cell {
                file: "rides.csv",
                id: week.ride(*ride).row_id.clone(),
                column: "max_ride_minutes",
                value: to.0.to_string(),
            },
            Self::Both(one, other) => Grant::All(vec![one.grant(week)?, other.grant(week)?]),
        })
    }

    /// What to do, in words without a name.
    pub(super) fn words(&self, week: &Week) -> String {
        let date = |day: Day| week.clock.date(day);
        match self {
            Self::Shift(change @ new_shift::Change::LatestEnd { .. }) => {
                let more = self.more_work(week).0;
                format!("{} ({more} min more)", change.words(week))
            }
            Self::Shift(change) => change.words(week),
            Self::Start { who, from } => {
                let (day, more) = (week.clock.day_of(*from), self.more_work(week).0);
                let (id, at) = (&week.member(*who).id, week.clock.hhmm(*from, None));
                format!("let {id} begin at {at} on {} ({more} min more)", date(day))
            }
            Self::Windows { told, was, .. } => {
                let day = week.clock.day_of(told.from);
                format!(
                    "open its window of {} {}",
                    date(day),
                    edge(week, *told, *was)
                )
            }
            Self::Meet { who, told, was } => {
                let (id, day) = (&week.person(*who).id, week.clock.day_of(told.from));
                let edge = edge(week, *told, *was);
                format!("ask whether {id} can be met {edge} on {}", date(day))
            }
            Self::Ride { ride, to, was } => {
                let row = &week.ride(*ride).row_id;
                format!("let {row} ride for {} min in place of {}", to.0, was.0)
            }
            Self::Both(one, other) => format!("{}, and {}", one.words(week), other.words(week)),
            Self::Due { day, .. } => format!("let it be due on {}", date(*day)),
            Self::Partner { who, .. } => format!("let {} come along", week.member(*who).id),
            Self::Leave(leave) => leave.words(week),
            Self::Staff { who, .. } => format!("let {} do it too", week.member(*who).id),
            Self::Limit {
                stands,
                measure,
                to,
                was,
            } => {
                let (amount, more) = (amount(*measure, *to), more(*measure, *to, *was));
                let whose = match stands {
                    Stands::Dial(dial) => dial.whose,
                    Stands::Row(who) => Some(*who),
                };
                let to = |who: StaffIx| format!(" to {}", week.member(who).id);
                let whose = whose.map_or_else(String::new, to);
                format!("allow {more}{whose} ({amount} in all)")
            }
        }
    }

    /// How much longer a shift that there is becomes.
    fn more_work(&self, week: &Week) -> Minutes {
        let shift = |who: StaffIx, at: Moment| {
            let ix = only_shift(week, who, week.clock.day_of(at))?;
            Some(week.shift(ix))
        };
        let more = match *self {
            Self::Shift(new_shift::Change::LatestEnd { who, to }) => {
                shift(who, to - Minutes(1)).map(|shift| to - shift.latest_end)
            }
            Self::Start { who, from } => shift(who, from).map(|shift| shift.span.from - from),
            _ => None,
        };
        more.unwrap_or(Minutes(0))
    }

    /// How much it asks of people, to rank what could be granted: about the minutes of
    /// somebody's time that it is worth.
    pub(super) fn asks(&self, week: &Week) -> i64 {
        let minutes = |span: Span| i64::from(span.minutes().0);
        match self {
            Self::Shift(new_shift::Change::LatestEnd { .. }) | Self::Start { .. } => {
                i64::from(self.more_work(week).0)
            }
            Self::Shift(new_shift::Change::Row { span, .. }) => 60 + minutes(*span),
            Self::Windows { told, was, .. } | Self::Meet { told, was, .. } => {
                minutes(*told) - minutes(*was)
            }
            Self::Ride { to, was, .. } => 2 * i64::from((*to - *was).0),
            Self::Both(one, other) => TWO + one.asks(week) + other.asks(week),
            Self::Due { .. } => 60,
            Self::Staff { .. } => 45,
            Self::Partner { .. } => 90,
            Self::Leave(leave) => leave.asks(),
            Self::Limit {
                measure, to, was, ..
            } => {
                let more = to - was;
                match measure {
                    Measure::Metres => (Metres(more).miles() * 3.0).ceil() as i64,
                    Measure::Money => Money(more).cents() / 100 * 2,
                    Measure::Jobs => 15 * more,
                    _ => more,
                }
            }
        }
    }
}

/// `until 16:30`: what of a longer stretch is new.
fn edge(week: &Week, told: Span, was: Span) -> String {
    let day = week.clock.day_of(told.from);
    let at = |moment| week.clock.hhmm(moment, Some(day));
    match (told.from < was.from, told.to > was.to) {
        (true, true) => format!("from {} until {}", at(told.from), at(told.to)),
        (true, false) => format!("from {}", at(told.from)),
        _ => format!("until {}", at(told.to)),
    }
}

/// The shift of somebody's day where it is the only one: a grant then says which.
pub(super) fn only_shift(week: &Week, who: StaffIx, day: Day) -> Option<ShiftIx> {
    let is_of = |shift: &&(usize, &Shift)| shift.1.staff == who && shift.1.day == day;
    let all: Vec<(usize, &Shift)> = week.shifts.iter().enumerate().collect();
    let mut of_day = all.iter().filter(is_of);
    match (of_day.next(), of_day.next()) {
        (Some(&(ix, _)), None) => Some(ShiftIx::at(ix)),
        _ => None,
    }
}

/// Who does a job in a plan.
pub(super) fn who_does(week: &Week, plan: &Solution, job: JobId) -> Option<StaffIx> {
    let (shift, _) = plan.first_stop(job)?;
    Some(week.shift(ShiftIx::at(shift.ix())).staff)
}

/// Sessions share a row.
pub(super) fn each_session(
    week: &mut Week,
    task: TaskIx,
    mut change: impl FnMut(&mut crate::domain::task::Task),
) {
    let row = week.task(task).row_id.clone();
    week.tasks
        .iter_mut()
        .filter(|one| one.row_id == row)
        .for_each(&mut change);
}

/// Whether somebody has shifts and does tasks.
pub(super) fn is_liaison(week: &Week, who: StaffIx) -> bool {
    week.member(who).role == StaffRole::Liaison
}
