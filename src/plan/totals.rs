//! What a plan comes to: value, drives, paid time, money, and whom it does not reach.

use std::collections::BTreeSet;

use super::problem::lunch_span;
use crate::domain::ids::{StaffIx, Work};
use crate::domain::money::{Metres, Money, Rate};
use crate::domain::plan::{Activity, Route, Stop, Totals, placed};
use crate::domain::staff::PayBasis;
use crate::domain::task::Value;
use crate::domain::time::{Day, Minutes, Span};
use crate::domain::{Household, Week};

/// Reckons the totals of routes.
pub fn totals(week: &Week, routes: &[Route]) -> Totals {
    let placed = placed(routes);
    let left: Vec<Work> = week.work().filter(|work| !placed.contains(work)).collect();
    let stops = || routes.iter().flat_map(|route| &route.stops);
    let (paid, overtime, wages) = pay(week, routes);
    Totals {
        value: Value(placed.iter().map(|&work| week.value(work).0).sum()),
        placed: count(placed.len()),
        unplaced: count(left.len()),
        required_unplaced: count(left.iter().filter(|&&work| week.is_required(work)).count()),
        deadlines_missed: count(left.iter().filter(|&&work| is_due(week, work)).count()),
        families_not_reached: count(not_reached(week, &placed)),
        drive: stops().map(|stop| stop.drive).sum(),
        metres: stops().map(|stop| stop.metres).sum(),
        paid,
        overtime,
        money: wages + mileage(week, routes) + stops().map(|stop| partner_pay(week, stop)).sum(),
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

fn partner_pay(week: &Week, stop: &Stop) -> Money {
    let rate = |who: &StaffIx| week.member(*who).hourly_rate.unwrap_or_default();
    stop.partners
        .iter()
        .map(|who| Money::for_minutes(rate(who), stop.end - stop.start))
        .sum()
}

/// Mileage at the workspace's own rates: all legs but the way to work and home.
fn mileage(week: &Week, routes: &[Route]) -> Money {
    routes
        .iter()
        .map(|route| {
            let shift = week.shift(route.shift);
            let rate = week.policy.pay.mileage_on(week.clock.date(shift.day));
            let claimed: Metres = claimed(week, route).into_iter().sum();
            Money::for_metres(rate, claimed)
        })
        .sum()
}

/// The metres of each stop's leg that can be claimed.
fn claimed(week: &Week, route: &Route) -> Vec<Metres> {
    let shift = week.shift(route.shift);
    // Work without a place of its own is done where one is: it makes no leg a business trip.
    let at_work = |stop: &Stop| match stop.activity {
        Activity::Task(task) => week.task(task).place.is_some(),
        Activity::Pickup(_) | Activity::Dropoff(_) => true,
        _ => false,
    };
    let first = route.stops.iter().position(at_work).unwrap_or(0);
    let last = route.stops.iter().rposition(at_work).unwrap_or(0);
    let (from_home, to_home) = (
        week.is_commute(shift.staff, shift.start_place),
        week.is_commute(shift.staff, shift.end_place),
    );
    let leg = |(ix, stop): (usize, &Stop)| {
        let commute = from_home && ix <= first || to_home && ix > last;
        if commute { Metres(0) } else { stop.metres }
    };
    route.stops.iter().enumerate().map(leg).collect()
}

/// Paid time, overtime and wages of all liaisons.
fn pay(week: &Week, routes: &[Route]) -> (Minutes, Minutes, Money) {
    let mut all = (Minutes(0), Minutes(0), Money(0));
    for who in (0..week.staff.len()).map(StaffIx::at) {
        let own: Vec<&Route> = routes
            .iter()
            .filter(|route| week.shift(route.shift).staff == who)
            .collect();
        let (paid, overtime, wages) = pay_of(week, who, &own);
        all = (all.0 + paid, all.1 + overtime, all.2 + wages);
    }
    all
}

fn pay_of(week: &Week, who: StaffIx, routes: &[&Route]) -> (Minutes, Minutes, Money) {
    let member = week.member(who);
    let policy = &week.policy.pay;
    let (mut within, mut overtime) = (Minutes(0), Minutes(0));
    for day in Day::all() {
        let of_day = routes
            .iter()
            .filter(|route| week.shift(route.shift).day == day);
        let worked: Minutes = of_day.map(|route| worked(week, route)).sum();
        overtime += (worked - policy.overtime_day).max(Minutes(0));
        within += worked.min(policy.overtime_day);
    }
    overtime += (within - policy.overtime_week).max(Minutes(0));
    let total: Minutes = routes.iter().map(|route| worked(week, route)).sum();
    let rate = member.hourly_rate.unwrap_or_default();
    let at = |percent: i64| Rate(rate.0 * percent / 100);
    if member.pay == PayBasis::Salaried {
        return (
            overtime,
            overtime,
            Money::for_minutes(at(policy.overtime_percent), overtime),
        );
    }
    let premium = Money::for_minutes(at(policy.overtime_percent - 100), overtime);
    (total, overtime, Money::for_minutes(rate, total) + premium)
}

/// The time of a route that is paid, or counts towards overtime.
fn worked(week: &Week, route: &Route) -> Minutes {
    let shift = week.shift(route.shift);
    let (Some(first), Some(last)) = (route.stops.first(), route.stops.last()) else {
        return Minutes(0);
    };
    let lunch = route
        .stops
        .iter()
        .filter(|stop| stop.activity == Activity::Lunch);
    let lunch: Minutes = lunch.map(|stop| stop.end - stop.start).sum();
    let needs_lunch = lunch_span(week, shift).is_some();
    let span = match week.member(shift.staff).pay {
        PayBasis::Used => last.end - first.start,
        PayBasis::Shift | PayBasis::Salaried => shift.span.to.max(last.end) - shift.span.from,
    };
    if needs_lunch { span - lunch } else { span }
}
