//! What a plan comes to, reckoned from its stops; and what it states instead.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, RouteFacts};
use super::report::{Amount, Found, Spot, narrow};
use crate::domain::Week;
use crate::domain::ids::{FamilyIx, PersonIx, StaffIx, TaskIx, Work};
use crate::domain::money::{Metres, Money, Rate};
use crate::domain::person::PersonRole;
use crate::domain::plan::{Activity, Plan, Totals};
use crate::domain::rule::Rule;
use crate::domain::staff::PayBasis;
use crate::domain::task::{About, Value};
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

/// The totals of a plan, from its stops alone.
pub(super) fn totals(facts: &Facts<'_>, ledger: &Ledger) -> Totals {
    let week = facts.week;
    let (placed, left): (Vec<Work>, Vec<Work>) =
        week.work().partition(|&work| facts.is_placed(work));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let is_required = |work: &&Work| week.is_required(**work);
    let all = ledger.all();
    let preferred = facts.task_stops().map(|(at, ix)| {
        let during = facts.stop(at).service();
        let liked = |who: &PersonIx| during.inside(&week.person(*who).availability.preferred);
        week.task(ix).attendees.iter().map(liked).sum::<i64>()
    });
    Totals {
        value: Value(
            placed
                .iter()
                .map(|&work| week.value(work).0)
                .fold(0, i64::saturating_add),
        ),
        placed: count(placed.len()),
        unplaced: count(left.len()),
        required_unplaced: count(left.iter().filter(is_required).count()),
        deadlines_missed: count(left.iter().filter(|&&work| is_deadline(week, work)).count()),
        families_not_reached: count(not_reached(facts)),
        drive: Minutes(narrow(all.drive)),
        metres: Metres(all.metres),
        paid: Minutes(narrow(all.paid)),
        overtime: Minutes(narrow(all.overtime)),
        money: money(all.money),
        preferred: Minutes(narrow(preferred.sum())),
    }
}

/// Money of so many units, at the type's end where there are too many.
pub(super) fn money(units: i128) -> Money {
    Money(units.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
}

/// Whether leaving it out misses a date of this week or before.
fn is_deadline(week: &Week, work: Work) -> bool {
    let Work::Task(ix) = work else { return false };
    let task = week.task(ix);
    task.overdue
        || task
            .due
            .is_some_and(|due| due <= week.clock.whole_week().to)
}

/// A family; a student without one is a family alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Of(FamilyIx),
    Alone(PersonIx),
}

fn family(week: &Week, ix: TaskIx) -> Option<Family> {
    let task = week.task(ix);
    let student = match task.about {
        Some(About::Person(who)) if week.person(who).role == PersonRole::Student => Some(who),
        Some(About::Case(case)) => week.cases.get(case.ix()).map(|case| case.student),
        _ => None,
    };
    task.family.map(Family::Of).or(student.map(Family::Alone))
}

/// How many families something was asked about and nothing is placed for.
fn not_reached(facts: &Facts<'_>) -> usize {
    let all = (0..facts.week.tasks.len()).map(TaskIx::at);
    let asked: BTreeSet<Family> = all.filter_map(|ix| family(facts.week, ix)).collect();
    let reached: BTreeSet<Family> = facts
        .tasks
        .keys()
        .filter_map(|&ix| family(facts.week, ix))
        .collect();
    asked.difference(&reached).count()
}

/// Reports every figure that a plan states and that its stops do not come to.
pub(super) fn check(facts: &Facts<'_>, plan: &Plan, totals: &Totals, found: &mut Found<'_>) {
    for route in &facts.routes {
        columns(route, found);
    }
    let stated = &plan.totals;
    let number = |a: u32, b: u32| Amount::Count((i64::from(a) - i64::from(b)).abs());
    let minutes = |a: Minutes, b: Minutes| Amount::Minutes((i64::from(a.0) - i64::from(b.0)).abs());
    let differences = [
        (
            "value",
            Amount::Value(
                stated
                    .value
                    .0
                    .saturating_sub(totals.value.0)
                    .saturating_abs(),
            ),
        ),
        ("number placed", number(stated.placed, totals.placed)),
        ("number unplaced", number(stated.unplaced, totals.unplaced)),
        (
            "number of required unplaced",
            number(stated.required_unplaced, totals.required_unplaced),
        ),
        (
            "number of deadlines missed",
            number(stated.deadlines_missed, totals.deadlines_missed),
        ),
        (
            "number of families not reached",
            number(stated.families_not_reached, totals.families_not_reached),
        ),
        ("driving", minutes(stated.drive, totals.drive)),
        (
            "distance",
            Amount::Metres(
                stated
                    .metres
                    .0
                    .saturating_sub(totals.metres.0)
                    .saturating_abs(),
            ),
        ),
        ("paid time", minutes(stated.paid, totals.paid)),
        ("overtime", minutes(stated.overtime, totals.overtime)),
        (
            "money",
            Amount::Money(Money(
                stated
                    .money
                    .0
                    .saturating_sub(totals.money.0)
                    .saturating_abs(),
            )),
        ),
        (
            "preferred time",
            minutes(stated.preferred, totals.preferred),
        ),
    ];
    for (what, amount) in differences {
        found.add(
            Rule::Totals,
            amount,
            Spot::default(),
            format!("the stated {what} is off by {amount}"),
        );
    }
    if let Some(bound) = plan.value_bound {
        let over = Amount::Value(totals.value.0.saturating_sub(bound.0));
        found.add(
            Rule::Totals,
            over,
            Spot::default(),
            format!("the stated bound is {over} below the value"),
        );
    }
}

/// The drive, metres and riders that each stop states. A stop on the way states no drive: all
/// of it stands with the stop that it leads to.
fn columns(route: &RouteFacts<'_>, found: &mut Found<'_>) {
    for (ix, stop) in route.stops.iter().enumerate() {
        let (drive, metres) = stop.leg.map_or((0, 0), |leg| (leg.minutes, leg.metres));
        let mut say = |what: &str, amount: Amount| {
            found.add(
                Rule::Totals,
                amount,
                route.spot(ix),
                format!("the stated {what} is off by {amount}"),
            );
        };
        say(
            "drive",
            Amount::Minutes((i64::from(stop.stated.drive.0) - drive).abs()),
        );
        say(
            "distance",
            Amount::Metres(stop.stated.metres.0.saturating_sub(metres).saturating_abs()),
        );
        let riders = stop.riders_after.len() as i64;
        say(
            "number of riders",
            Amount::People((i64::from(stop.stated.riders) - riders).abs()),
        );
    }
}
