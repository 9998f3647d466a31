//! itinerary.csv: a row a stop.

use super::words;
use crate::domain::Week;
use crate::domain::plan::{Plan, Route, Stop};
use crate::table::write_csv;

const HEADER: [&str; 19] = [
    "staff_id",
    "vehicle_id",
    "date",
    "seq",
    "activity",
    "id",
    "kind",
    "place_id",
    "arrive",
    "start",
    "end",
    "leave",
    "drive_minutes",
    "miles",
    "wait_minutes",
    "slack_minutes",
    "riders",
    "with",
    "overdue",
];

/// One more column, in a plan that uses the hour that comes twice when the clocks go back:
/// which of a row's times are of the second.
const AGAIN: &str = "again";

/// The table: in order of staff, then time; `seq` counts from 1 in every route, so a split
/// shift counts twice. Liaisons drive their own cars: `vehicle_id` is empty.
pub(super) fn csv(week: &Week, plan: &Plan) -> Vec<u8> {
    let stops = || plan.routes.iter().flat_map(|route| &route.stops);
    let has_again = stops().any(|stop| !again(week, stop).is_empty());
    let mut header = HEADER.to_vec();
    header.extend(has_again.then_some(AGAIN));
    let rows = plan.routes.iter().flat_map(|route| {
        let stops = route.stops.iter().enumerate();
        stops.map(move |(ix, stop)| {
            let mut cells = row(week, route, ix + 1, stop);
            cells.extend(has_again.then(|| again(week, stop)));
            cells
        })
    });
    write_csv(&header, rows)
}

/// `end; leave`.
fn again(week: &Week, stop: &Stop) -> String {
    let times = [
        ("arrive", stop.arrive),
        ("start", stop.start),
        ("end", stop.end),
        ("leave", stop.leave),
    ];
    let second = times
        .into_iter()
        .filter(|&(_, moment)| week.clock.is_again(moment));
    second.map(|(name, _)| name).collect::<Vec<_>>().join("; ")
}

fn row(week: &Week, route: &Route, seq: usize, stop: &Stop) -> Vec<String> {
    let shift = week.shift(route.shift);
    let at = |moment| words::clock(week, shift.day, moment);
    let work = stop.activity.work();
    vec![
        week.member(shift.staff).id.clone(),
        String::new(),
        week.clock.date(shift.day).to_string(),
        seq.to_string(),
        stop.activity.name().to_owned(),
        work.map(|work| week.work_id(work).to_owned())
            .unwrap_or_default(),
        work.map(|work| words::kind(week, work))
            .unwrap_or_default()
            .to_owned(),
        words::place_id(week, stop.place).to_owned(),
        at(stop.arrive),
        at(stop.start),
        at(stop.end),
        at(stop.leave),
        stop.drive.0.to_string(),
        words::miles(stop.metres),
        words::wait(stop).0.to_string(),
        stop.slack.0.to_string(),
        stop.riders.to_string(),
        words::partners(week, stop),
        words::yes(work.is_some_and(|work| words::is_overdue(week, work))),
    ]
}
