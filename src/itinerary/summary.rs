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
    pub(super) status: &'static str,
    pub(super) value: f64,
    pub(super) value_bound: Option<f64>,
    pub(super) gap: Option<f64>,
    pub(super) placed: u32,
    pub(super) unplaced: u32,
    pub(super) required_unplaced: u32,
    pub(super) deadlines_missed: u32,
    pub(super) families_not_reached: u32,
    pub(super) drive_minutes: i32,
    pub(super) miles: f64,
    pub(super) paid_hours: f64,
    pub(super) overtime_hours: f64,
    pub(super) dollars: f64,
    pub(super) seconds: Option<f64>,
    pub(super) seed: u64,
    pub(super) version: u32,
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

impl Summary {
    /// Driving in hours, to two decimals.
    pub(super) fn drive_hours(&self) -> f64 {
        hours(Minutes(self.drive_minutes))
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
