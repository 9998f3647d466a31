//! summary.json: what a plan comes to, for programs.

use serde::Serialize;

use super::words;
use crate::domain::money::{Metres, Money};
use crate::domain::plan::Plan;
use crate::domain::time::Minutes;

/// What a plan comes to, as summary.json has it: miles, hours and dollars to two decimals, the
/// gap to six; what was not reckoned is `null`.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    status: &'static str,
    value: f64,
    value_bound: Option<f64>,
    gap: Option<f64>,
    placed: u32,
    unplaced: u32,
    required_unplaced: u32,
    deadlines_missed: u32,
    families_not_reached: u32,
    drive_minutes: i32,
    miles: f64,
    paid_hours: f64,
    overtime_hours: f64,
    dollars: f64,
    seconds: Option<f64>,
    seed: u64,
    version: u32,
}

/// What a plan comes to.
pub fn summary(plan: &Plan) -> Summary {
    let totals = &plan.totals;
    Summary {
        status: plan.status.name(),
        value: totals.value.points(),
        value_bound: plan.value_bound.map(|bound| bound.points()),
        gap: words::gap(plan).map(|gap| (gap * 1e6).round() / 1e6),
        placed: totals.placed,
        unplaced: totals.unplaced,
        required_unplaced: totals.required_unplaced,
        deadlines_missed: totals.deadlines_missed,
        families_not_reached: totals.families_not_reached,
        drive_minutes: totals.drive.0,
        miles: miles(totals.metres),
        paid_hours: hours(totals.paid),
        overtime_hours: hours(totals.overtime),
        dollars: dollars(totals.money),
        seconds: plan.seconds,
        seed: plan.seed,
        version: plan.version,
    }
}

/// The file's text.
pub(super) fn json(plan: &Plan) -> String {
    let mut text =
        serde_json::to_string_pretty(&summary(plan)).expect("names and numbers are always JSON");
    text.push('\n');
    text
}

fn miles(metres: Metres) -> f64 {
    (metres.miles() * 100.0).round() / 100.0
}

fn hours(minutes: Minutes) -> f64 {
    (f64::from(minutes.0) / 60.0 * 100.0).round() / 100.0
}

fn dollars(money: Money) -> f64 {
    money.cents() as f64 / 100.0
}
