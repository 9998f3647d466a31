//! `budget_*` and `limit_*`: what a plan and each member of staff may use.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use super::ledger::{Ledger, Sums};
use super::report::{Amount, Found, Spot};
use super::totals::money;
use crate::domain::ids::{StaffIx, Work};
use crate::domain::plan::Activity;
use crate::domain::policy::Limits;
use crate::domain::rule::Rule;
use crate::domain::time::Day;

pub(super) fn check(facts: &Facts<'_>, ledger: &Ledger, found: &mut Found<'_>) {
    let budgets = &facts.week.policy.budgets;
    limits(&budgets.plan, &ledger.all(), &Spot::default(), found);
    for (staff, limit) in &budgets.staff {
        if let Some(sums) = ledger.staff.get(staff.ix()) {
            limits(limit, sums, &Spot::whose(*staff), found);
        }
    }
    for (ix, sums) in ledger.staff.iter().enumerate() {
        of_staff_csv(facts, StaffIx::at(ix), sums, found);
    }
    tasks_of_day(facts, found);
}

fn limits(limits: &Limits, sums: &Sums, spot: &Spot, found: &mut Found<'_>) {
    let minutes = |used: i64, limit: Option<crate::domain::time::Minutes>| {
        limit.map(|limit| Amount::Minutes(used - i64::from(limit.0)))
    };
    let over = [
        (
            Rule::BudgetMiles,
            limits
                .metres
                .map(|limit| Amount::Metres(sums.metres - limit.0)),
        ),
        (Rule::BudgetDriveHours, minutes(sums.drive, limits.drive)),
        (Rule::BudgetPaidHours, minutes(sums.paid, limits.paid)),
        (
            Rule::BudgetOvertimeHours,
            minutes(sums.overtime, limits.overtime),
        ),
        (
            Rule::BudgetDollars,
            limits
                .money
                .map(|limit| Amount::Money(money(sums.money - i128::from(limit.0)))),
        ),
    ];
    for (rule, amount) in over {
        if let Some(amount) = amount {
            found.add(
                rule,
                amount,
                spot.clone(),
                format!("{amount} over the budget"),
            );
        }
    }
}

fn of_staff_csv(facts: &Facts<'_>, staff: StaffIx, sums: &Sums, found: &mut Found<'_>) {
    let member = facts.week.member(staff);
    let minutes = |used: i64, limit: Option<crate::domain::time::Minutes>| {
        limit.map(|limit| Amount::Minutes(used - i64::from(limit.0)))
    };
    let over = [
        (
            Rule::LimitMilesWeek,
            member
                .max_metres_week
                .map(|limit| Amount::Metres(sums.metres - limit.0)),
        ),
        (
            Rule::LimitDriveHoursWeek,
            minutes(sums.drive, member.max_drive_week),
        ),
        // Less than nothing can be left of the year; without any driving that is nobody's fault now.
        (
            Rule::LimitStudentDriveHours,
            minutes(sums.student_drive, member.student_drive_left)
                .filter(|_| sums.student_drive > 0),
        ),
    ];
    for (rule, amount) in over {
        if let Some(amount) = amount {
            found.add(
                rule,
                amount,
                Spot::whose(staff),
                format!("{amount} over the limit"),
            );
        }
    }
}

/// Tasks and rides of a day, each once, over both halves of a split shift.
fn tasks_of_day(facts: &Facts<'_>, found: &mut Found<'_>) {
    let mut done: BTreeMap<(StaffIx, Day), BTreeSet<Work>> = BTreeMap::new();
    for (at, stop) in facts.stops() {
        let route = facts.route(at);
        if let (Activity::Task(_) | Activity::Pickup(_), Some(work)) =
            (stop.activity, stop.activity.work())
        {
            done.entry((route.staff, route.day))
                .or_default()
                .insert(work);
        }
    }
    for ((staff, day), works) in done {
        let Some(limit) = facts.week.member(staff).max_tasks_day else {
            continue;
        };
        let over = works.len() as i64 - i64::from(limit);
        let spot = Spot {
            staff: Some(staff),
            day: Some(day),
            ..Spot::default()
        };
        let message = format!(
            "{} tasks and rides on a day, {limit} are the limit",
            works.len()
        );
        found.add(Rule::LimitTasksDay, Amount::Count(over), spot, message);
    }
}
