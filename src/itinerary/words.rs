//! Words and figures that several formats share.

use super::codes::Codes;
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, Work};
use crate::domain::money::Metres;
use crate::domain::plan::{Activity, Plan, Stop};
use crate::domain::task::TaskKind;
use crate::domain::time::{Day, Minutes, Moment};

/// `08:30`; the end of `day`, on which the route runs, is its 24:00.
pub(super) fn clock(week: &Week, day: Day, moment: Moment) -> String {
    week.clock.hhmm(moment, Some(day))
}

/// Miles with two decimals: 3.21.
pub(super) fn miles(metres: Metres) -> String {
    format!("{:.2}", metres.miles())
}

/// The id of a place in files without names; empty on the way and for a confidential place,
/// which is never written.
pub(super) fn place_id(week: &Week, place: Option<PlaceIx>) -> &str {
    match place.map(|place| week.place(place)) {
        Some(place) if !place.confidential => &place.id,
        _ => "",
    }
}

/// The kind of a task, or `ride`.
pub(super) fn kind(week: &Week, work: Work) -> &'static str {
    match work {
        Work::Task(task) => week.task(task).kind.name(),
        Work::Ride(_) => "ride",
    }
}

/// Whether its due date has passed.
pub(super) fn is_overdue(week: &Week, work: Work) -> bool {
    matches!(work, Work::Task(task) if week.task(task).overdue)
}

/// `yes`, or nothing.
pub(super) fn yes(is: bool) -> String {
    if is { "yes".to_owned() } else { String::new() }
}

/// Staff ids, joined as lists are in the input.
pub(super) fn partners(week: &Week, stop: &Stop) -> String {
    let ids: Vec<&str> = stop
        .partners
        .iter()
        .map(|&who| week.member(who).id.as_str())
        .collect();
    ids.join(";")
}

/// How long one waits before it starts.
pub(super) fn wait(stop: &Stop) -> Minutes {
    stop.start - stop.arrive
}

/// How much more a plan could be worth at most, as a part of the bound: 0 when it is proven
/// best or worth nothing; none when no bound was reckoned.
pub(super) fn gap(plan: &Plan) -> Option<f64> {
    let bound = plan.value_bound?.0;
    let value = plan.totals.value.0;
    Some(if bound <= value {
        0.0
    } else {
        (bound - value) as f64 / bound as f64
    })
}

/// Cents as dollars: `12.05`.
pub(super) fn cents(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

/// A kind of task in words.
pub(super) fn kind_words(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::HomeVisit => "Home visit",
        TaskKind::PhoneCall => "Phone call",
        TaskKind::Meeting => "Meeting",
        TaskKind::Consultation => "Consultation",
        TaskKind::Tutoring => "Tutoring",
        TaskKind::ElSession => "EL session",
        TaskKind::Report => "Report",
        TaskKind::Event => "Event",
        TaskKind::Duty => "Duty",
    }
}

/// What is done, in words and without whom: `Home visit`, `Pick up`.
pub(super) fn activity(week: &Week, activity: Activity) -> &'static str {
    match activity {
        Activity::Start => "Leave",
        Activity::Task(task) => kind_words(week.task(task).kind),
        Activity::Notes(_) => "Write up",
        Activity::Pickup(_) => "Pick up",
        Activity::Dropoff(_) => "Drop off",
        Activity::Lunch => "Lunch",
        Activity::Reserve => "Kept free",
        Activity::End => "Back",
    }
}

/// Whom it is for, by code; by the task's id where it is about nobody.
pub(super) fn subject<'a>(week: &'a Week, codes: &'a Codes, activity: Activity) -> Option<&'a str> {
    match activity.work()? {
        Work::Task(task) => {
            let task = week.task(task);
            Some(codes.task(week, task).unwrap_or(&task.id))
        }
        Work::Ride(ride) => {
            let ride = week.ride(ride);
            Some(codes.person(ride.student).unwrap_or(&ride.id))
        }
    }
}

/// What is done and for whom, by code: `Home visit 14A`, `Write up 14A`, `Lunch`.
pub(super) fn headline(week: &Week, codes: &Codes, of: Activity) -> String {
    match subject(week, codes, of) {
        Some(subject) => format!("{} {subject}", activity(week, of)),
        None => activity(week, of).to_owned(),
    }
}
