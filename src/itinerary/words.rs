//! Words and figures that several formats share.

use crate::domain::Week;
use crate::domain::ids::{PlaceIx, Work};
use crate::domain::money::Metres;
use crate::domain::plan::{Plan, Stop};
use crate::domain::time::{Day, Minutes, Moment};

/// The day on which a stop's route runs: that of its shift, whatever the clock says.
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
