//! The engine's limits by the names and in the words of the week.

use super::problem::{Built, lunch_span};
use crate::domain::Week;
use crate::domain::dial::Dial;
use crate::domain::ids::{ShiftIx, StaffIx, Work};
use crate::domain::money::{Metres, Money};
use crate::domain::rule::Rule;
use crate::solver::model::{Budget, JobId, Measure, Problem, ShiftId};
use crate::solver::probe::Limit;

/// The rule behind what keeps a job off an empty shift.
pub(super) fn of_limit(
    built: &Built,
    week: &Week,
    job: JobId,
    shift: ShiftId,
    limit: Limit,
) -> Rule {
    let work = built.works[job.ix()];
    match limit {
        Limit::NoShift | Limit::Window | Limit::Closure => Rule::Shift,
        Limit::Drive => Rule::Travel,
        Limit::Break => match lunch_span(week, week.shift(ShiftIx::at(shift.ix()))) {
            Some(_) => Rule::Lunch,
            None => Rule::Reserve,
        },
        Limit::Ride => Rule::RideLimit,
        Limit::Capacity => Rule::Seats,
        Limit::Budget(ix) => of_budget(&built.problem, week, ix).unwrap_or(Rule::Shift),
        Limit::Companion => Rule::Partner,
        Limit::Person => match work {
            Work::Ride(ride) if week.ride(ride).adult_at_home => Rule::AdultAtHome,
            _ => Rule::AttendeeClash,
        },
        Limit::Precedence => Rule::After,
        Limit::Group => Rule::Group,
    }
}

/// Where a limit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// In week.toml.
    Dial(Dial),
    /// In a row of staff.csv.
    Row(StaffIx),
}

/// Where the limit of a budget stands; none where nobody has a shift that it is over.
pub(super) fn stands(problem: &Problem, week: &Week, ix: usize) -> Option<Stands> {
    let first = problem.budgets.get(ix)?.shifts.first()?;
    Some(match Dial::all(week).get(ix) {
        Some(&dial) => Stands::Dial(dial),
        None => Stands::Row(week.shift(ShiftIx::at(first.ix())).staff),
    })
}

/// Whether a budget is one of staff.csv: those come after the ones of week.toml.
fn is_of_staff_csv(week: &Week, ix: usize) -> bool {
    ix >= Dial::all(week).len()
}

/// The rule that a budget of the problem stands for.
pub(super) fn of_budget(problem: &Problem, week: &Week, ix: usize) -> Option<Rule> {
    let of_staff_csv = is_of_staff_csv(week, ix);
    Some(match problem.budgets.get(ix)?.measure {
        Measure::Metres if of_staff_csv => Rule::LimitMilesWeek,
        Measure::Metres => Rule::BudgetMiles,
        Measure::Drive if of_staff_csv => Rule::LimitDriveHoursWeek,
        Measure::Drive => Rule::BudgetDriveHours,
        Measure::RiderDrive => Rule::LimitStudentDriveHours,
        Measure::Paid => Rule::BudgetPaidHours,
        Measure::Overtime => Rule::BudgetOvertimeHours,
        Measure::Money => Rule::BudgetDollars,
        Measure::Jobs => Rule::LimitTasksDay,
        _ => return None,
    })
}

/// What a budget allows, and what to do about it: `the 60 miles allowed to L1`.
pub(super) fn words(problem: &Problem, week: &Week, ix: usize) -> (String, String) {
    let Some(budget) = problem.budgets.get(ix) else {
        return ("a limit".to_owned(), String::new());
    };
    let minutes = |limit: i64| i32::try_from(limit).map_or(0.0, |limit| f64::from(limit) / 60.0);
    let hours = |limit| format!("{} h", (minutes(limit) * 100.0).round() / 100.0);
    let limit = budget.limit;
    let miles = |limit| match (Metres(limit).miles() * 100.0).round() / 100.0 {
        1.0 => "1 mile".to_owned(),
        miles => format!("{miles} miles"),
    };
    let (amount, what) = match budget.measure {
        Measure::Metres => (miles(limit), "miles"),
        Measure::Drive => (format!("{} of driving", hours(limit)), "driving"),
        Measure::RiderDrive => (
            format!("{} of driving students", hours(limit)),
            "driving students",
        ),
        Measure::Paid => (format!("{} of paid time", hours(limit)), "paid time"),
        Measure::Overtime => (format!("{} of overtime", hours(limit)), "overtime"),
        Measure::Money => (
            format!("${}", Money(limit).cents() as f64 / 100.0),
            "dollars",
        ),
        _ => (format!("{limit} tasks and rides a day"), "tasks a day"),
    };
    let whose = whose(week, budget);
    (
        format!("the {amount} allowed{whose}"),
        format!("allow more {what}{whose}"),
    )
}

/// ` to L1` where a budget is of one person alone.
fn whose(week: &Week, budget: &Budget) -> String {
    let mut staff = budget
        .shifts
        .iter()
        .map(|shift| week.shift(ShiftIx::at(shift.ix())).staff);
    let all_of = week.shifts.len();
    match staff.next() {
        Some(first) if budget.shifts.len() < all_of && staff.all(|other| other == first) => {
            format!(" to {}", week.member(first).id)
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    //! A limit is told with its unit and its owner.
    use super::*;
    use crate::domain::sample_plan;
    use crate::solver::model::Budget;

    /// 96,561 m are 60 miles and 1,609 m one; 90 min are 1.5 h.
    #[test]
    fn limits_have_units() {
        let week = sample_plan::week();
        let mut problem = super::super::build(&week).problem;
        let all: Vec<ShiftId> = (0..week.shifts.len()).map(ShiftId::at).collect();
        let budget = |measure, limit, shifts: &[ShiftId]| Budget {
            measure,
            limit,
            shifts: shifts.to_vec(),
        };
        problem.budgets = vec![
            budget(Measure::Metres, 96_561, &all),
            budget(Measure::Drive, 90, &all[..1]),
            budget(Measure::Metres, 1_609, &all),
        ];
        assert_eq!(words(&problem, &week, 0).0, "the 60 miles allowed");
        assert_eq!(words(&problem, &week, 1).1, "allow more driving to L1");
        assert_eq!(words(&problem, &week, 2).0, "the 1 mile allowed");
    }
}
