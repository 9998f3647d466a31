//! What a plan comes to, reckoned from its stops; and what it states instead.

use std::collections::BTreeSet;

use super::facts::{Facts, RouteFacts};
use super::ledger::Ledger;
use super::report::{Amount, Found, Spot, narrow};
use crate::domain::ids::{PersonIx, TaskIx, Work};
use crate::domain::money::{Metres, Money};
use crate::domain::plan::{Plan, Totals};
use crate::domain::rule::Rule;
use crate::domain::task::Value;
use crate::domain::time::Minutes;
use crate::domain::{Household, Week};

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

/// How many families something was asked about and nothing is placed for.
fn not_reached(facts: &Facts<'_>) -> usize {
    let all = (0..facts.week.tasks.len()).map(TaskIx::at);
    let asked: BTreeSet<Household> = all.filter_map(|ix| facts.week.household(ix)).collect();
    let reached: BTreeSet<Household> = facts
        .tasks
        .keys()
        .filter_map(|&ix| facts.week.household(ix))
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
