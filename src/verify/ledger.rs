//! Drives, paid time, overtime and money of the week, by member of staff.

use std::collections::BTreeMap;

use super::facts::{Facts, RouteFacts};
use crate::domain::Week;
use crate::domain::ids::StaffIx;
use crate::domain::money::{Metres, Money, Rate};
use crate::domain::plan::Activity;
use crate::domain::staff::PayBasis;
use crate::domain::time::{Day, Minutes};

/// What one member of staff, or all together, come to in the week.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) metres: i64,
    pub(super) drive: i64,
    pub(super) paid: i64,
    pub(super) overtime: i64,
    /// In units of [`Money`].
    pub(super) money: i128,
    /// Driving with a rider on board.
    pub(super) student_drive: i64,
}

/// The week's sums, by member of staff.
pub(super) struct Ledger {
    pub(super) staff: Vec<Sums>,
}

impl Ledger {
    pub(super) fn new(facts: &Facts<'_>) -> Self {
        let mut ledger = Self {
            staff: vec![Sums::default(); facts.week.staff.len()],
        };
        // Time that counts towards overtime, by day.
        let mut worked: BTreeMap<StaffIx, BTreeMap<Day, i64>> = BTreeMap::new();
        for route in &facts.routes {
            ledger.drives(facts.week, route);
            *worked
                .entry(route.staff)
                .or_default()
                .entry(route.day)
                .or_default() += time(facts.week, route);
        }
        for (staff, days) in worked {
            ledger.wages(facts.week, staff, &days);
        }
        for (at, ix) in facts.task_stops() {
            let minutes = facts.week.task(ix).minutes.0;
            for &who in &facts.stop(at).partners {
                let rate = facts.week.member(who).hourly_rate.unwrap_or_default();
                ledger.staff[who.ix()].money += for_minutes(rate, minutes.into());
            }
        }
        ledger
    }

    /// All staff together.
    pub(super) fn all(&self) -> Sums {
        self.staff.iter().fold(Sums::default(), |all, each| Sums {
            metres: all.metres + each.metres,
            drive: all.drive + each.drive,
            paid: all.paid + each.paid,
            overtime: all.overtime + each.overtime,
            money: all.money + each.money,
            student_drive: all.student_drive + each.student_drive,
        })
    }

    fn drives(&mut self, week: &Week, route: &RouteFacts<'_>) {
        let sums = &mut self.staff[route.staff.ix()];
        let rate = week.policy.pay.mileage_on(week.clock.date(route.day));
        for (ix, stop) in route.stops.iter().enumerate() {
            let Some(leg) = stop.leg else { continue };
            sums.metres += leg.metres;
            sums.drive += leg.minutes;
            sums.student_drive += if leg.rider { leg.minutes } else { 0 };
            if !is_commute(week, route, ix) {
                sums.money +=
                    i128::from(Money::for_metres(rate, Metres(1)).0) * i128::from(leg.metres);
            }
        }
    }

    fn wages(&mut self, week: &Week, staff: StaffIx, days: &BTreeMap<Day, i64>) {
        let (member, policy) = (week.member(staff), &week.policy.pay);
        let daily = i64::from(policy.overtime_day.0);
        let paid: i64 = days.values().sum();
        let excess: i64 = days.values().map(|&day| (day - daily).max(0)).sum();
        let overtime = excess + (paid - excess - i64::from(policy.overtime_week.0)).max(0);
        let rate = member.hourly_rate.unwrap_or_default();
        let part = |percent: i64| for_minutes(rate, overtime) * i128::from(percent) / 100;
        let sums = &mut self.staff[staff.ix()];
        sums.overtime = overtime;
        if member.pay == PayBasis::Salaried {
            sums.paid = overtime;
            sums.money += part(policy.overtime_percent);
        } else {
            sums.paid = paid;
            sums.money += for_minutes(rate, paid) + part(policy.overtime_percent - 100);
        }
    }
}

/// An hourly rate for so many minutes, in units of money, however many they are.
fn for_minutes(rate: Rate, minutes: i64) -> i128 {
    i128::from(Money::for_minutes(rate, Minutes(1)).0) * i128::from(minutes)
}

/// Whether the leg to stop `to` is the member's own way to work or home: it leaves a home
/// where the shift begins before any work with a place, or reaches one where it ends after it.
fn is_commute(week: &Week, route: &RouteFacts<'_>, to: usize) -> bool {
    let has_place = |activity: Activity| match activity {
        Activity::Task(task) => week.task(task).place.is_some(),
        Activity::Pickup(_) | Activity::Dropoff(_) => true,
        _ => false,
    };
    let worked_before = route.stops[..to]
        .iter()
        .any(|stop| has_place(stop.activity));
    let works_later = route.stops[to..]
        .iter()
        .any(|stop| has_place(stop.activity));
    !worked_before && week.is_commute(route.staff, route.shift.start_place)
        || !works_later && week.is_commute(route.staff, route.shift.end_place)
}

/// The time of a route that is paid or counts towards overtime.
fn time(week: &Week, route: &RouteFacts<'_>) -> i64 {
    let out = route.out();
    let lunches = route
        .stops
        .iter()
        .filter(|stop| stop.activity == Activity::Lunch);
    let lunch: i64 = lunches.map(|stop| stop.service().minutes()).sum();
    let (from, to) = match week.member(route.staff).pay {
        PayBasis::Used => (out.from, out.to),
        PayBasis::Shift | PayBasis::Salaried => (
            route.shift.span.from.0.into(),
            out.to.max(route.shift.span.to.0.into()),
        ),
    };
    (to - from - lunch).max(0)
}
