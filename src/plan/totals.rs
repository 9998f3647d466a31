//! What a plan comes to: value, drives, paid time, money, and whom it does not reach.

use std::collections::BTreeSet;

use super::spending::spending;
use crate::domain::ids::Work;
use crate::domain::plan::{Activity, Route, Stop, Totals, placed};
use crate::domain::task::Value;
use crate::domain::time::{Minutes, Span};
use crate::domain::{Household, Week};

/// Reckons the totals of routes.
pub fn totals(week: &Week, routes: &[Route]) -> Totals {
    let placed = placed(routes);
    let left: Vec<Work> = week.work().filter(|work| !placed.contains(work)).collect();
    let stops = || routes.iter().flat_map(|route| &route.stops);
    let spending = spending(week, routes);
    Totals {
        value: Value(placed.iter().map(|&work| week.value(work).0).sum()),
        placed: count(placed.len()),
        unplaced: count(left.len()),
        required_unplaced: count(left.iter().filter(|&&work| week.is_required(work)).count()),
        deadlines_missed: count(left.iter().filter(|&&work| is_due(week, work)).count()),
        families_not_reached: count(not_reached(week, &placed)),
        drive: stops().map(|stop| stop.drive).sum(),
        metres: stops().map(|stop| stop.metres).sum(),
        paid: spending.paid,
        overtime: spending.overtime,
        money: spending.all(),
        preferred: stops().map(|stop| preferred(week, stop)).sum(),
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// Whether leaving it out misses a date: its due lies in this week, or has passed.
pub(super) fn is_due(week: &Week, work: Work) -> bool {
    match work {
        Work::Task(task) => {
            let task = week.task(task);
            task.overdue
                || task
                    .due
                    .is_some_and(|due| due <= week.clock.whole_week().to)
        }
        Work::Ride(_) => false,
    }
}

fn not_reached(week: &Week, placed: &BTreeSet<Work>) -> usize {
    let household = |work: Work| match work {
        Work::Task(task) => week.household(task),
        Work::Ride(_) => None,
    };
    let reached: BTreeSet<Household> = placed.iter().copied().filter_map(household).collect();
    let asked: BTreeSet<Household> = week.work().filter_map(household).collect();
    asked.difference(&reached).count()
}

fn preferred(week: &Week, stop: &Stop) -> Minutes {
    let Activity::Task(task) = stop.activity else {
        return Minutes(0);
    };
    let during = Span::new(stop.start, stop.end);
    let attendees = week.task(task).attendees.iter();
    attendees
        .flat_map(|&who| week.person(who).availability.preferred.iter())
        .map(|liked| liked.meet(during).minutes())
        .sum()
}
