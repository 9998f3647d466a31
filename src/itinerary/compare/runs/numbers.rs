//! compare.csv, a row a scenario; and changes.csv, a row for each ride that changes.

use super::super::super::runs::clock;
use super::super::super::words;
use crate::domain::run::{RunTotals, Seconds};
use crate::domain::run_comparison::{Rider, RunComparison, RunPoint};
use crate::table::write_csv;

const HEADER: [&str; 19] = [
    "scenario",
    "served",
    "unserved",
    "must_ride_missed",
    "vehicles",
    "vehicles_at_once",
    "vehicles_bound",
    "runs",
    "miles",
    "deadhead_miles",
    "drive_hours",
    "ride_minutes_average",
    "ride_minutes_longest",
    "dollars",
    "dominated",
    "rides_in",
    "rides_out",
    "families_moved",
    "families_moved_far",
];

/// The average ride; zero where nobody rides.
pub(super) fn average(totals: &RunTotals) -> Seconds {
    let served = i32::try_from(totals.served.max(1)).unwrap_or(i32::MAX);
    Seconds(totals.ride.0 / served)
}

/// Minutes to one decimal.
pub(super) fn tenths(length: Seconds) -> String {
    format!("{:.1}", length.minutes())
}

pub(super) fn csv(found: &RunComparison) -> Vec<u8> {
    let rows = found.points.iter().enumerate();
    write_csv(&HEADER, rows.map(|(at, point)| row(found, at, point)))
}

fn row(found: &RunComparison, at: usize, point: &RunPoint) -> Vec<String> {
    let (totals, step) = (&point.plan.totals, &found.against[at]);
    vec![
        point.scenario.name.clone(),
        totals.served.to_string(),
        totals.unserved.to_string(),
        totals.missed.to_string(),
        totals.vehicles.to_string(),
        totals.at_once.to_string(),
        point.plan.vehicle_bound.to_string(),
        totals.runs.to_string(),
        words::miles(totals.metres),
        words::miles(totals.deadhead),
        format!("{:.2}", totals.drive.minutes() / 60.0),
        tenths(average(totals)),
        tenths(totals.longest),
        totals.money.text(),
        words::yes(point.is_dominated),
        step.comes_in.len().to_string(),
        step.falls_out.len().to_string(),
        step.families_moved(0).to_string(),
        step.families_moved(super::FAR).to_string(),
    ]
}

const CHANGES: [&str; 12] = [
    "scenario",
    "family_id",
    "ride_id",
    "change",
    "vehicle_before",
    "time_before",
    "vehicle_after",
    "time_after",
    "minutes_later",
    "must_ride",
    "stop_before",
    "stop_after",
];

/// Each ride that comes in, falls out or moves against the reference, families together.
pub(super) fn changes(found: &RunComparison) -> Vec<u8> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (at, step) in found.against.iter().enumerate() {
        if at == found.reference {
            continue;
        }
        let point = &found.points[at];
        let start = |rider: &Rider, change: &str| {
            [
                point.scenario.name.clone(),
                rider.family.clone(),
                rider.ride.clone(),
                change.to_owned(),
            ]
        };
        let alone = |rider: &Rider, change: &str| {
            let mut row = start(rider, change).to_vec();
            row.extend(std::iter::repeat_n(String::new(), 5));
            row.push(words::yes(rider.must_ride));
            row.extend([String::new(), String::new()]);
            row
        };
        let mut own: Vec<Vec<String>> = Vec::new();
        own.extend(step.falls_out.iter().map(|rider| alone(rider, "falls_out")));
        own.extend(step.comes_in.iter().map(|rider| alone(rider, "comes_in")));
        own.extend(step.moved.iter().map(|one| {
            let time = |at| clock(&point.scenario.week, one.day, at);
            let mut row = start(&one.rider, "moves").to_vec();
            row.extend([
                one.before.vehicle.clone(),
                time(one.before.at),
                one.after.vehicle.clone(),
                time(one.after.at),
                one.later().to_string(),
                words::yes(one.rider.must_ride),
                one.before.stop.clone().unwrap_or_default(),
                one.after.stop.clone().unwrap_or_default(),
            ]);
            row
        }));
        own.sort();
        rows.extend(own);
    }
    write_csv(&CHANGES, rows)
}
