//! What is said of a rule that leaves a piece of work no place: why, and what would mend it.
//! Ids, kinds and times only, never a name.

use super::eligible::is_forbidden;
use super::new_shift;
use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::ride::Ride;
use crate::domain::rule::Rule;
use crate::domain::task::Task;

/// Words for one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reason {
    pub reason: String,
    pub fix: String,
}

fn say(reason: impl Into<String>, fix: impl Into<String>) -> Reason {
    Reason {
        reason: reason.into(),
        fix: fix.into(),
    }
}

/// What is said when `rule` leaves `work` no place by itself.
pub(super) fn of(week: &Week, work: Work, rule: Rule) -> Reason {
    match work {
        Work::Task(ix) => of_task(week, week.task(ix), rule),
        Work::Ride(ix) => of_ride(week.ride(ix), rule),
    }
}

fn of_task(week: &Week, task: &Task, rule: Rule) -> Reason {
    let minutes = task.minutes.0;
    let longest = task
        .windows
        .iter()
        .map(|window| window.minutes().0)
        .max()
        .unwrap_or(0);
    match rule {
        Rule::Window if task.windows.is_empty() => say(
            "it has no window in this week on a day on which anybody works or its school is open",
            "give it another window",
        ),
        Rule::Window if longest < minutes => say(
            format!("its longest window has {longest} min and it takes {minutes} min"),
            format!("give it a window of at least {minutes} min, or shorten it to {longest} min"),
        ),
        Rule::Window => say(
            match task.earliest {
                Some(earliest) => format!(
                    "it may not be before {} {}, and no window of it has room after that",
                    week.clock.date(week.clock.day_of(earliest)),
                    week.clock.hhmm(earliest, None)
                ),
                None => "no window of it has room".to_owned(),
            },
            "give it a later window",
        ),
        Rule::Due => say("no window of it ends by its due date", "move the due date"),
        Rule::AttendeeBusy => say(
            format!("its attendees share no free {minutes} min inside its windows"),
            "ask for another time of one of them (availability.csv), or widen its windows",
        ),
        Rule::Staff => say(
            "no liaison with a shift may do it and serves its school",
            "name somebody else in `staff`, or add the school to somebody's `schools`",
        ),
        Rule::Language => say(
            format!(
                "no liaison who may do it speaks {}",
                task.language.as_deref().unwrap_or("its language")
            ),
            "let an interpreter come along",
        ),
        Rule::Skill => say(
            "no liaison who may do it has its skills",
            "let a partner with them come along",
        ),
        Rule::Partner => say(
            match task.partners.count {
                0 | 1 => {
                    "no partner who could come along can be there at any of its times".to_owned()
                }
                count => format!(
                    "no {count} partners who could come along are there together at any of its times"
                ),
            },
            "find another partner, or change their shifts or its windows",
        ),
        Rule::Shift => match new_shift::that_holds(week, task) {
            Some(change) => say(
                "nobody who may do it has a shift with room at its times",
                change.words(week),
            ),
            None => say(
                "those who may do it are busy, or have no room in their shifts, at its times",
                "give it another window, or name more people who may do it",
            ),
        },
        Rule::After => say(
            "what it comes after cannot be placed",
            format!(
                "place or drop what stands in `after`: {}",
                task.after
                    .iter()
                    .map(|&work| week.work_id(work))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        ),
        Rule::Pin if is_forbidden(task.pin.as_ref()) => say("a pin says never", "take the pin out"),
        Rule::Pin => say(
            "its pin leaves no time that its windows and attendees allow",
            "move the pin, or the windows",
        ),
        other => general(other),
    }
}

fn of_ride(ride: &Ride, rule: Rule) -> Reason {
    match rule {
        Rule::Bell => say(
            "the times for pickup or drop-off are shorter than the stops themselves",
            "widen them, or shorten pickup_minutes or dropoff_minutes",
        ),
        Rule::RideLimit => say(
            format!(
                "the drive alone is longer than its limit of {} min",
                ride.max_ride.0
            ),
            "raise its limit",
        ),
        Rule::AdultAtHome => say(
            "nobody who may receive the student is free at the home stop",
            "name somebody else in may_receive, or widen a guardian's availability",
        ),
        Rule::Staff => say(
            "no liaison with a shift serves its school",
            "add the school to somebody's `schools`",
        ),
        Rule::Seats => say(
            match ride.seats {
                0 | 1 => "no liaison's car has a seat for a rider".to_owned(),
                seats => format!("no liaison's car has {seats} seats for riders"),
            },
            "give it to a vehicle",
        ),
        Rule::Wheelchair => say(
            "no liaison's car takes a wheelchair",
            "give it to a vehicle",
        ),
        Rule::Booster => say(
            "no liaison's car carries a booster",
            "bring the own child seat, or add a booster in staff.csv",
        ),
        Rule::Clearance => say(
            "no liaison who is cleared to drive students that day may take it, or the family's permission has ended",
            "renew the clearance in staff.csv or permission_until in rides.csv",
        ),
        Rule::Shift => say(
            "nobody who may take it has a shift at its times",
            "open a shift at its times",
        ),
        Rule::Pin if is_forbidden(ride.pin.as_ref()) => say("a pin says never", "take the pin out"),
        Rule::Pin => say("its pin leaves it no time", "move the pin or take it out"),
        other => general(other),
    }
}

fn general(rule: Rule) -> Reason {
    match rule {
        Rule::Travel => say(
            "the drive there and back does not fit into any shift at its times",
            "widen its windows, or move the shift's start or end",
        ),
        Rule::Lunch => say(
            "there is no room for lunch beside it",
            "move lunch or its windows",
        ),
        Rule::BudgetMiles | Rule::LimitMilesWeek => say(
            "it alone would exceed the miles allowed",
            "allow more miles",
        ),
        Rule::BudgetDriveHours | Rule::LimitDriveHoursWeek => say(
            "it alone would exceed the driving allowed",
            "allow more driving",
        ),
        Rule::BudgetPaidHours => say(
            "it alone would exceed the paid hours allowed",
            "allow more paid hours",
        ),
        Rule::BudgetOvertimeHours => say(
            "it alone would exceed the overtime allowed",
            "allow more overtime",
        ),
        Rule::BudgetDollars => say(
            "it alone would exceed the dollars allowed",
            "allow more dollars",
        ),
        Rule::LimitTasksDay => say(
            "nobody who may do it may do anything on its days",
            "raise max_tasks_day",
        ),
        Rule::LimitStudentDriveHours => say(
            "nobody who may take it has hours left for driving students",
            "give it to a vehicle",
        ),
        Rule::AttendeeClash => say(
            "somebody it needs is always needed elsewhere",
            "find another time",
        ),
        other => say(format!("the rule `{other}` leaves it no place"), ""),
    }
}
