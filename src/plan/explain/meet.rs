//! When people can be met, and how long a ride may take, as what could be granted.

use super::change::Change;
use super::loosen::{longer, opened, up};
use crate::domain::Week;
use crate::domain::grant::Grant;
use crate::domain::ids::{PersonIx, RideIx, TaskIx, Work};
use crate::domain::time::{Minutes, Moment, Span, Spans};
use crate::solver::model::JobId;
use crate::solver::solution::{Activity, Solution, Visit};

/// So much longer rides are looked at.
const LONGER_RIDE: Minutes = Minutes(30);
/// Ride limits are asked for on such a grid.
pub(super) const RIDE_GRID: i32 = 5;

/// Whether somebody's hours can be asked for: a row of availability.csv then says them. Who has
/// only busy times, or is of the staff, is about all the rest of the week anyway.
fn may_be_asked(week: &Week, who: PersonIx) -> bool {
    let person = week.person(who);
    let hours = &person.availability;
    person.staff.is_none() && !person.no_contact && (hours.assumed || hours.is_given)
}

/// Whether somebody who attends could be asked.
pub(super) fn is_any_asked(week: &Week, task: TaskIx) -> bool {
    let mut attendees = week.task(task).attendees.iter();
    attendees.any(|&who| may_be_asked(week, who))
}

/// Who attends can be met for longer on both sides of each free stretch, but for what is busy.
pub(super) fn meet_longer(week: &Week, loose: &mut Week, task: TaskIx) -> bool {
    let mut is_longer = false;
    for &who in &week.task(task).attendees {
        if may_be_asked(week, who) {
            let hours = &week.person(who).availability;
            let wider = hours.free.iter().map(|span| longer(week, span));
            let free = Spans::union(wider).minus(&hours.busy);
            is_longer |= free != hours.free;
            loose.people[who.ix()].availability.free = free;
        }
    }
    is_longer
}

/// What else the same people attend stays within the hours that they have: one longer stretch is
/// asked for, and not two.
pub(super) fn keep_others(week: &Week, loose: &mut Week, asked: &[Work]) {
    let tasks = week.tasks.iter().zip(&mut loose.tasks);
    for (ix, (task, now)) in tasks.enumerate() {
        if asked.contains(&Work::Task(TaskIx::at(ix))) {
            continue;
        }
        for &who in &task.attendees {
            let free = &week.person(who).availability.free;
            if may_be_asked(week, who) {
                let windows = now.windows.iter();
                let held = windows.flat_map(|window| free.iter().map(|span| span.meet(*window)));
                now.windows = held.filter(|span| !span.is_empty()).collect();
            }
        }
    }
}

/// The one of those who attend whose hours need be longer; none where it is nobody, or several.
pub(super) fn needed(week: &Week, task: TaskIx, visit: &Visit) -> Option<Change> {
    let span = Span::new(Moment(visit.start), Moment(visit.end));
    let hours = |who: PersonIx| &week.person(who).availability;
    let attendees = week.task(task).attendees.iter().copied();
    let mut away = attendees.filter(|&who| !hours(who).free.holds(span));
    let (Some(who), None) = (away.next(), away.next()) else {
        return None;
    };
    let day = week.clock.day_of(span.from);
    let is_of_day = |free: &Span| {
        let last = week.clock.day_of(free.to - Minutes(1));
        week.clock.day_of(free.from) == day && last == day
    };
    let more = |free: &Span| opened(week, *free, span).minutes().0 - free.minutes().0;
    let of_day = hours(who).free.iter().filter(is_of_day);
    let was = of_day.min_by_key(more)?;
    let told = opened(week, was, span);
    let is_free = may_be_asked(week, who) && !hours(who).busy.overlaps(told);
    is_free.then_some(Change::Meet { who, told, was })
}

/// Somebody's hours with a longer stretch as they are then read.
pub(super) fn applied(week: &mut Week, who: PersonIx, told: Span) {
    let hours = &mut week.people[who.ix()].availability;
    hours.free = Spans::union(hours.free.iter().chain([told]));
    (hours.assumed, hours.is_given) = (false, true);
}

/// The rows that say it: where the hours were those of the role, all of them.
pub(super) fn grant(week: &Week, who: PersonIx, told: Span, was: Span) -> Grant {
    let person = week.person(who);
    let row = |span: Span| {
        let day = week.clock.day_of(span.from);
        let at = |moment| week.clock.hhmm(moment, Some(day));
        let date = week.clock.date(day).to_string();
        Grant::Row {
            file: "availability.csv",
            columns: &["person_id", "date", "start", "end", "status"],
            values: vec![
                person.id.clone(),
                date,
                at(span.from),
                at(span.to),
                "free".to_owned(),
            ],
        }
    };
    if !person.availability.assumed {
        return row(told);
    }
    let free = person.availability.free.iter();
    let others = free.filter(|span| *span != was).map(row);
    Grant::All(std::iter::once(row(told)).chain(others).collect())
}

/// A ride may take longer.
pub(super) fn ride_longer(loose: &mut Week, ride: RideIx) {
    let limit = &mut loose.rides[ride.ix()].max_ride;
    *limit += LONGER_RIDE;
}

/// How long a ride need be allowed to take; none where its limit is enough.
pub(super) fn needed_ride(
    week: &Week,
    ride: RideIx,
    plan: &Solution,
    job: JobId,
) -> Option<Change> {
    let visits = || plan.routes.iter().flat_map(|route| &route.visits);
    let of = |stop| visits().find(|visit| visit.activity == Activity::Stop { job, stop });
    let aboard = of(1)?.start - of(0)?.end;
    let was = week.ride(ride).max_ride;
    let to = Minutes(up(aboard, RIDE_GRID));
    (aboard > was.0).then_some(Change::Ride { ride, to, was })
}
