//! What the money of a plan goes for: straight time, overtime, mileage, those who come along.

use super::problem::lunch_span;
use crate::domain::Week;
use crate::domain::comparison::Spending;
use crate::domain::ids::StaffIx;
use crate::domain::money::{Metres, Money, Rate};
use crate::domain::plan::{Activity, Route, Stop};
use crate::domain::staff::{PayBasis, StaffRole};
use crate::domain::time::{Day, Minutes};

/// Paid time, overtime and what they cost, of one liaison or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Wages {
    paid: Minutes,
    overtime: Minutes,
    /// For what is no overtime.
    straight: Money,
    /// For overtime, at its factor.
    extra: Money,
}

/// What the money of a plan goes for.
///
/// Cost: linear in the stops, and routes times staff.
pub(super) fn spending(week: &Week, routes: &[Route]) -> Spending {
    let wages = pay(week, routes);
    let stops = || routes.iter().flat_map(|route| &route.stops);
    let along = |role: StaffRole| -> Minutes {
        let pairs = stops().flat_map(|stop| stop.partners.iter().map(move |who| (stop, who)));
        let own = pairs.filter(|(_, who)| week.member(**who).role == role);
        own.map(|(stop, _)| stop.end - stop.start).sum()
    };
    let driven: Metres = stops().map(|stop| stop.metres).sum();
    let claimed: Metres = routes.iter().flat_map(|route| claimed(week, route)).sum();
    let policy = &week.policy.pay;
    let owed = i64::from(wages.overtime.0) * policy.overtime_percent / 100;
    Spending {
        paid: wages.paid,
        overtime: wages.overtime,
        straight_money: wages.straight,
        overtime_money: wages.extra,
        mileage_money: mileage(week, routes),
        partner_money: stops().map(|stop| partner_pay(week, stop)).sum(),
        partners: along(StaffRole::Partner),
        interpreters: along(StaffRole::Interpreter),
        commute: Metres(driven.0 - claimed.0),
        comp: match policy.comp_time {
            true => Minutes(i32::try_from(owed).unwrap_or(i32::MAX)),
            false => Minutes(0),
        },
    }
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
    // Without any, all of the way is the one to work, and home.
    let none = route.stops.len();
    let first = route.stops.iter().position(at_work).unwrap_or(none);
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
fn pay(week: &Week, routes: &[Route]) -> Wages {
    let mut all = Wages::default();
    for who in (0..week.staff.len()).map(StaffIx::at) {
        let own: Vec<&Route> = routes
            .iter()
            .filter(|route| week.shift(route.shift).staff == who)
            .collect();
        let one = pay_of(week, who, &own);
        all.paid += one.paid;
        all.overtime += one.overtime;
        all.straight += one.straight;
        all.extra += one.extra;
    }
    all
}

fn pay_of(week: &Week, who: StaffIx, routes: &[&Route]) -> Wages {
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
        return Wages {
            paid: overtime,
            overtime,
            straight: Money(0),
            extra: Money::for_minutes(at(policy.overtime_percent), overtime),
        };
    }
    let premium = Money::for_minutes(at(policy.overtime_percent - 100), overtime);
    Wages {
        paid: total,
        overtime,
        straight: Money::for_minutes(rate, total - overtime),
        extra: Money::for_minutes(rate, overtime) + premium,
    }
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
