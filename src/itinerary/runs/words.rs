//! Words and figures that the formats of runs share.

use crate::domain::Week;
use crate::domain::run::{Outing, RunPlan, Second, Seconds};
use crate::domain::time::Day;

/// `07:12:30`; the end of `day` is its 24:00:00.
pub(super) fn exact(week: &Week, day: Day, at: Second) -> String {
    let minute = week.clock.hhmm(at.moment(), Some(day));
    format!("{minute}:{:02}", at.past_minute())
}

/// `07:12`, the minute in which it is: who is there by then is in time.
pub(super) fn clock(week: &Week, day: Day, at: Second) -> String {
    week.clock.hhmm(at.moment(), Some(day))
}

/// Minutes with one decimal: `4.5`.
pub(super) fn minutes(length: Seconds) -> String {
    format!("{:.1}", length.minutes())
}

/// Seconds as people say them: `45 s`, `4 min`, `1 h 05 min`.
pub(super) fn lasting(length: Seconds) -> String {
    match length.0 {
        seconds if seconds < 60 => format!("{seconds} s"),
        seconds => super::super::words::duration(crate::domain::time::Minutes((seconds + 30) / 60)),
    }
}

/// How runs are called: the vehicle, and which of its runs of the day it is, from 1. One list
/// for each outing, in order, with an entry a stop.
pub(super) fn run_ids(week: &Week, plan: &RunPlan) -> Vec<Vec<String>> {
    let mut last: Option<&Outing> = None;
    let mut before = 0;
    let ids = plan.outings.iter().map(|outing| {
        if last.is_none_or(|last| (last.vehicle, last.day) != (outing.vehicle, outing.day)) {
            before = 0;
        }
        last = Some(outing);
        let vehicle = &week.vehicles[outing.vehicle.ix()].id;
        let runs = outing.runs();
        let ids = runs
            .iter()
            .map(|run| format!("{vehicle}-{}", before + run + 1));
        let ids: Vec<String> = ids.collect();
        before += runs.last().map_or(0, |run| run + 1);
        ids
    });
    ids.collect()
}

/// The days of the runs, in order.
pub(super) fn days(plan: &RunPlan) -> Vec<Day> {
    let mut days: Vec<Day> = plan.outings.iter().map(|outing| outing.day).collect();
    days.sort_unstable();
    days.dedup();
    days
}
