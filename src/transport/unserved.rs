//! Why a ride is left out, and what would bring it in.

use super::eligible;
use super::problem::{Built, build};
use super::scene::Scene;
use crate::domain::Week;
use crate::domain::ids::RideIx;
use crate::domain::ride::Ride;
use crate::domain::rule::Rule;
use crate::domain::run::Unserved;
use crate::solver::model::{JobId, Measure};
use crate::solver::probe::{Limit, alone};

/// A ride that no vehicle with a driver takes: by a rule, whatever the others do; or by none,
/// where all that could take it are needed elsewhere.
pub(super) fn refused(week: &Week, ride: RideIx, rule: Option<Rule>) -> Unserved {
    Unserved {
        // Of two who must ride together and cannot, either might be the one that is left out.
        reason_proven: rule.is_some_and(|rule| rule != Rule::KeepWith),
        ..by_rule(week, ride, rule)
    }
}

/// The same without a proof: with these drivers, and what is left of their limits.
fn by_rule(week: &Week, ride: RideIx, rule: Option<Rule>) -> Unserved {
    let (reason, fix) = match rule {
        Some(Rule::Clearance) => clearance(week, week.ride(ride)),
        Some(rule) => words(rule),
        None => FULL,
    };
    of(ride, rule, (reason, fix))
}

fn of(ride: RideIx, rule: Option<Rule>, (reason, fix): (&str, &str)) -> Unserved {
    Unserved {
        ride,
        rule,
        reason: reason.to_owned(),
        fix: fix.to_owned(),
        reason_proven: false,
    }
}

/// What is said where no rule stands against a ride but the others.
const FULL: (&str, &str) = (
    "every vehicle is full or elsewhere at that time",
    "another vehicle or driver at that time, a longer ride, or another bell",
);

/// The same where somebody else must come along.
const TOGETHER: (&str, &str) = (
    "no vehicle was found that takes it together with whom it must ride with",
    "a vehicle with room for both at that time, nearer bells, or keep_with in rides.csv left empty",
);

/// The same where a driver who could take it has limits, which others may use up.
const SPENT: (&str, &str) = (
    "every vehicle is full or elsewhere at that time, or its driver's limits of the week or year are used for others",
    "another vehicle or driver at that time, higher limits in staff.csv, a longer ride, or another bell",
);

/// Whose clearance it is that is over.
fn clearance(week: &Week, ride: &Ride) -> (&'static str, &'static str) {
    let date = week.clock.date(ride.day);
    if ride.permission_until.is_some_and(|last| last < date) {
        return (
            "the family's permission is over",
            "a later permission_until in rides.csv",
        );
    }
    let mut vehicles = week.vehicles.iter();
    match vehicles.any(|vehicle| eligible::may_carry(week, vehicle, ride).is_ok()) {
        true => (
            "the clearance of every driver who could take it is over",
            "a later cleared_until in staff.csv",
        ),
        false => (
            "the clearance of every vehicle that could take it is over",
            "a later cleared_until in vehicles.csv",
        ),
    }
}

/// A ride that the runs of its scene leave out.
///
/// Cost: a problem of that ride alone, and a few insertions a vehicle.
pub(super) fn left_out(week: &Week, scene: &Scene, job: JobId) -> Unserved {
    let ride = scene.rides[job.ix()];
    let alone_there = scene.only(job.ix());
    let built = build(week, &alone_there, &[]);
    let tried = alone(&built.problem, JobId(0)).unwrap_or_default();
    let is_free = tried.iter().any(|(_, result)| result.is_ok());
    let limit = tried.iter().filter_map(|(_, result)| result.err()).max();
    match limit.filter(|_| !is_free) {
        Some(limit) => by_rule(week, ride, Some(rule(&built, limit))),
        None if !scene.trips[job.ix()].with.is_empty() => of(ride, Some(Rule::KeepWith), TOGETHER),
        None if scene.trips[job.ix()].must => {
            let mut cars = scene.trips[job.ix()].cars.iter();
            let is_limited = cars.any(|car| !scene.cars[*car].left.is_open());
            of(ride, None, if is_limited { SPENT } else { FULL })
        }
        None => of(
            ride,
            None,
            (
                "need not be kept, and no place was found for it that breaks no rule, takes no further vehicle and costs no more than it is worth",
                "must_ride yes, which puts it before vehicles and costs, or a higher value",
            ),
        ),
    }
}

fn rule(built: &Built, limit: Limit) -> Rule {
    match limit {
        Limit::NoShift | Limit::Window | Limit::Closure | Limit::Break => Rule::Shift,
        Limit::Drive => Rule::Travel,
        Limit::Ride => Rule::RideLimit,
        Limit::Capacity => Rule::Seats,
        Limit::Budget(ix) => match built.problem.budgets[ix].measure {
            Measure::RiderDrive => Rule::LimitStudentDriveHours,
            Measure::Metres => Rule::LimitMilesWeek,
            _ => Rule::LimitDriveHoursWeek,
        },
        Limit::Companion | Limit::Person | Limit::Precedence => Rule::AttendeeClash,
        Limit::Group => Rule::KeepWith,
    }
}

/// What a rule says of a ride that it leaves out, and what would mend it.
fn words(rule: Rule) -> (&'static str, &'static str) {
    match rule {
        Rule::Seats => (
            "no vehicle that may be out then has seats enough",
            "a larger vehicle, or fewer seats in rides.csv",
        ),
        Rule::Wheelchair => (
            "no vehicle that may be out then has a wheelchair place",
            "a vehicle with wheelchair_places at that time",
        ),
        Rule::Booster => (
            "no vehicle that may be out then carries a booster",
            "boosters in vehicles.csv, or own_seat in rides.csv",
        ),
        Rule::Staff => (
            "no driver who serves the school is there",
            "the school in the driver's schools in staff.csv",
        ),
        Rule::Language => (
            "no driver who is there speaks the language that the row asks for",
            "a driver with it in their languages, or the row's language left empty",
        ),
        Rule::Shift => (
            "no vehicle with a driver may be out then",
            "a driver's shift in shifts.csv that covers the run, or hours in vehicles.csv",
        ),
        Rule::Bell => (
            "pickup and drop-off leave no time for the ride",
            "other times in rides.csv, a longer ride, or another bell",
        ),
        Rule::AdultAtHome => (
            "no adult is free at the home stop then",
            "availability.csv of a guardian, or may_receive",
        ),
        Rule::KeepWith => (
            "whom it must ride with rides at another time",
            "keep_with in rides.csv",
        ),
        Rule::Pin => (
            "pins.csv forbids it, or asks for a time or a driver that cannot be",
            "take the pin away, or give it another time or driver",
        ),
        Rule::RideLimit => (
            "the direct drive is longer than the ride may be",
            "a longer max_ride_minutes",
        ),
        Rule::Travel => (
            "it is too far to drive there and back while a vehicle and its driver are there",
            "a longer shift in shifts.csv, longer hours in vehicles.csv, or a vehicle that stands nearer",
        ),
        Rule::LimitStudentDriveHours => (
            "the driver's hours with students in the year are used up",
            "another driver, or max_student_drive_hours_year",
        ),
        Rule::LimitMilesWeek | Rule::LimitDriveHoursWeek => (
            "the driver's limit of the week is used up",
            "another driver, or the limit in staff.csv",
        ),
        _ => ("the rules leave no time for it", "other times in rides.csv"),
    }
}
