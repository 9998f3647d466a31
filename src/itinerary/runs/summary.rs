//! summary.json of runs: what they come to, for programs.

use serde::Serialize;

use super::bells::{Moved, moved};
use super::words::finding_of;
use crate::domain::Week;
use crate::domain::run::{Need, RunPlan, Seconds};

/// What runs come to: minutes to one decimal, miles and dollars to two.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    served: u32,
    unserved: u32,
    must_ride_missed: u32,
    vehicles: u32,
    vehicles_at_once: u32,
    vehicles_bound: u32,
    runs: u32,
    ride_minutes_average: f64,
    ride_minutes_longest: f64,
    slack_minutes_average: f64,
    slack_minutes_least: f64,
    load_factor: f64,
    drive_minutes: f64,
    miles: f64,
    deadhead_miles: f64,
    walked: u32,
    walk_miles_average: f64,
    walk_miles_longest: f64,
    dollars: f64,
    dollars_a_student: f64,
    findings: Vec<Broken>,
    bells: Vec<Bell>,
    bell_moves: Vec<Moved>,
    bell_moves_tried: u32,
    bell_moves_of: u32,
    seconds: Option<f64>,
    seed: u64,
}

/// A dated rule of transport that would be broken, and what mends it.
#[derive(Clone, Debug, Serialize)]
struct Broken {
    rule: &'static str,
    /// The ride's row, or the vehicle.
    id: String,
    message: String,
    fix: String,
}

/// Riders of one bell against the places there are for them.
#[derive(Clone, Debug, Serialize)]
struct Bell {
    date: String,
    direction: &'static str,
    from: String,
    to: String,
    riders: u32,
    seats_needed: u32,
    seats: u32,
    wheelchairs_needed: u32,
    wheelchair_places: u32,
    vehicles: u32,
    vehicles_bound: u32,
}

/// What runs come to.
pub fn summary(week: &Week, plan: &RunPlan) -> Summary {
    let totals = &plan.totals;
    let figures = super::figures::figures(week, plan);
    Summary {
        served: totals.served,
        unserved: totals.unserved,
        must_ride_missed: totals.missed,
        vehicles: totals.vehicles,
        vehicles_at_once: totals.at_once,
        vehicles_bound: plan.vehicle_bound,
        runs: totals.runs,
        ride_minutes_average: tenths(figures.average_ride),
        ride_minutes_longest: tenths(totals.longest),
        slack_minutes_average: tenths(figures.average_slack),
        slack_minutes_least: tenths(figures.least_slack),
        load_factor: hundredths(figures.load_factor),
        drive_minutes: tenths(totals.drive),
        miles: hundredths(totals.metres.miles()),
        deadhead_miles: hundredths(totals.deadhead.miles()),
        walked: totals.walked,
        walk_miles_average: hundredths(totals.walk.miles() / f64::from(totals.walked.max(1))),
        walk_miles_longest: hundredths(totals.longest_walk.miles()),
        dollars: totals.money.cents() as f64 / 100.0,
        dollars_a_student: hundredths(figures.dollars_a_student),
        findings: (plan.findings.iter())
            .map(|one| Broken {
                rule: one.rule.name(),
                id: finding_of(week, one).to_owned(),
                message: one.message.clone(),
                fix: one.fix.clone(),
            })
            .collect(),
        bells: plan.needs.iter().map(|need| bell(week, need)).collect(),
        bell_moves: moved(week, &plan.bells),
        bell_moves_tried: plan.bells.tried,
        bell_moves_of: plan.bells.of,
        seconds: plan.seconds,
        seed: plan.seed,
    }
}

/// The file's text.
pub(super) fn json(week: &Week, plan: &RunPlan) -> String {
    let mut text = serde_json::to_string_pretty(&summary(week, plan))
        .expect("names and numbers are always JSON");
    text.push('\n');
    text
}

fn bell(week: &Week, need: &Need) -> Bell {
    let at = |moment| week.clock.hhmm(moment, Some(need.day));
    Bell {
        date: week.clock.date(need.day).to_string(),
        direction: need.direction.name(),
        from: at(need.window.from),
        to: at(need.window.to),
        riders: need.riders,
        seats_needed: need.seats,
        seats: need.has_seats,
        wheelchairs_needed: need.wheelchairs,
        wheelchair_places: need.has_wheelchairs,
        vehicles: need.vehicles,
        vehicles_bound: need.least,
    }
}

fn tenths(length: Seconds) -> f64 {
    (length.minutes() * 10.0).round() / 10.0
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
