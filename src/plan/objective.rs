//! What is best, and the limits: formats.md's objective and budgets for the solver.

use crate::domain::Week;
use crate::domain::dial::{Counted, Dial};
use crate::domain::ids::{ShiftIx, StaffIx, Work};
use crate::domain::money::{Money, Rate};
use crate::domain::staff::StaffRole;
use crate::solver::model::{Budget, Level, Measure, ShiftId, Window};

/// Required missed, value (less what it is traded against), money, driving, preferred time.
pub(super) fn levels(week: &Week) -> Vec<Level> {
    let mut levels = vec![
        Level {
            missed: 1,
            ..Level::default()
        },
        value(week),
    ];
    if week.policy.counts_money {
        levels.push(Level {
            money: 1,
            ..Level::default()
        });
    }
    levels.push(Level {
        drive: 1,
        ..Level::default()
    });
    if week.work().any(|work| !preferred(week, work).is_empty()) {
        levels.push(Level {
            preferred: -1,
            ..Level::default()
        });
    }
    levels
}

/// Thousandths of a point; where dollars or hours are weighed against them, in a grain in
/// which both prices are whole numbers.
fn value(week: &Week) -> Level {
    let trade = week.policy.trade;
    let dollar = Money::once(Rate(10_000)).0;
    let grain = match (trade.per_dollar, trade.per_drive_hour) {
        (0, 0) => 1,
        (0, _) => 60,
        _ => dollar,
    };
    Level {
        reward: -grain,
        money: trade.per_dollar,
        drive: trade.per_drive_hour * (grain / 60),
        ..Level::default()
    }
}

/// When the attendees of a task like it best, once for each attendee.
pub(super) fn preferred(week: &Week, work: Work) -> Vec<Window> {
    let Work::Task(task) = work else {
        return Vec::new();
    };
    let attendees = week.task(task).attendees.iter();
    attendees
        .flat_map(|&who| {
            week.person(who)
                .availability
                .preferred
                .iter()
                .collect::<Vec<_>>()
        })
        .map(|span| Window {
            from: span.from.0,
            to: span.to.0,
        })
        .collect()
}

fn liaisons(week: &Week) -> impl Iterator<Item = StaffIx> + '_ {
    (0..week.staff.len())
        .map(StaffIx::at)
        .filter(|&ix| week.member(ix).role == StaffRole::Liaison)
}

fn shifts_of(week: &Week, who: StaffIx) -> Vec<ShiftId> {
    let own = week
        .shifts
        .iter()
        .enumerate()
        .filter(|(_, shift)| shift.staff == who);
    own.map(|(ix, _)| ShiftId::at(ix)).collect()
}

/// Whether paid time, overtime or money is limited for somebody, alone or in the plan.
pub(super) fn limits_pay(week: &Week, who: StaffIx) -> bool {
    let budgets = &week.policy.budgets;
    let own = budgets
        .staff
        .iter()
        .filter(|(staff, _)| *staff == who)
        .map(|(_, limits)| limits);
    own.chain([&budgets.plan])
        .any(|limits| limits.paid.is_some() || limits.overtime.is_some() || limits.money.is_some())
}

/// The limits of `[budget]` and `[budget.staff]`, in the order of [`Dial::all`].
fn of_week_toml(week: &Week) -> Vec<Budget> {
    let budget = |dial: Dial| {
        let shifts = match dial.whose {
            None => (0..week.shifts.len()).map(ShiftId::at).collect(),
            Some(who) => shifts_of(week, who),
        };
        Some(Budget {
            measure: measure(dial.counted),
            limit: dial.exact(week)?,
            shifts,
        })
    };
    Dial::all(week).into_iter().filter_map(budget).collect()
}

/// What the engine counts for a limit.
pub(super) fn measure(counted: Counted) -> Measure {
    match counted {
        Counted::Miles => Measure::Metres,
        Counted::DriveHours => Measure::Drive,
        Counted::PaidHours => Measure::Paid,
        Counted::OvertimeHours => Measure::Overtime,
        Counted::Dollars => Measure::Money,
    }
}

/// Every limit of the plan and of its staff.
pub(super) fn budgets(week: &Week) -> Vec<Budget> {
    let mut budgets = of_week_toml(week);
    for who in liaisons(week) {
        let member = week.member(who);
        let own = shifts_of(week, who);
        let mut add = |measure, limit: Option<i64>, shifts: &[ShiftId]| {
            budgets.extend(limit.map(|limit| Budget {
                measure,
                limit,
                shifts: shifts.to_vec(),
            }));
        };
        add(
            Measure::Metres,
            member.max_metres_week.map(|limit| limit.0),
            &own,
        );
        add(
            Measure::Drive,
            member.max_drive_week.map(|limit| i64::from(limit.0)),
            &own,
        );
        add(
            Measure::RiderDrive,
            member.student_drive_left.map(|limit| i64::from(limit.0)),
            &own,
        );
        if let Some(most) = member.max_tasks_day {
            for day in crate::domain::time::Day::all() {
                let of_day = |id: &&ShiftId| week.shift(ShiftIx::at(id.ix())).day == day;
                let shifts: Vec<ShiftId> = own.iter().filter(of_day).copied().collect();
                if !shifts.is_empty() {
                    add(Measure::Jobs, Some(i64::from(most)), &shifts);
                }
            }
        }
    }
    budgets
}
