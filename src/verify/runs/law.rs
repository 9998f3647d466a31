//! The dated rules of transport: what would be broken, by name, with what would mend it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::Facts;
use crate::domain::Week;
use crate::domain::ids::{RideIx, StaffIx, VehicleIx};
use crate::domain::policy::TransportRuleName as Name;
use crate::domain::run::{Finding, RunActivity, Seconds};

/// What the runs break of the rules that are on, a row or a vehicle once; in order of rules.
pub(super) fn findings(facts: &Facts<'_>) -> Vec<Finding> {
    let week = facts.week;
    let mut found: Vec<Finding> = Vec::new();
    let mut rows: Vec<&str> = Vec::new();
    let mut vehicles: BTreeMap<VehicleIx, Vec<NaiveDate>> = BTreeMap::new();
    for outing in &facts.outings {
        let date = week.clock.date(outing.day);
        vehicles.entry(outing.vehicle).or_default().push(date);
        for stop in &outing.stops {
            let RunActivity::Pickup(ride) = stop.activity else {
                continue;
            };
            let row = week.ride(ride).row_id.as_str();
            if !rows.contains(&row)
                && let Some(finding) = restraint(week, ride, date)
            {
                rows.push(row);
                found.push(finding);
            }
        }
    }
    found.extend(vehicles.into_iter().filter_map(|(vehicle, dates)| {
        // A rule may begin or end within the week.
        let mut dates = dates.into_iter();
        dates.find_map(|date| people(week, vehicle, date))
    }));
    found.extend(hours(facts));
    found.sort_by_key(|finding| (finding.rule, finding.ride, finding.vehicle));
    found
}

/// The value of a rule that is on, on a day.
fn value(week: &Week, name: Name, date: NaiveDate) -> Option<i64> {
    let rules = week.policy.rides.rules.iter();
    let mut holding = rules.filter(|rule| {
        rule.name == name
            && rule.is_on
            && rule.from.is_none_or(|from| from <= date)
            && rule.until.is_none_or(|until| date <= until)
    });
    holding.next().map(|rule| rule.value)
}

/// Whole years of age.
fn age(birth: NaiveDate, date: NaiveDate) -> i64 {
    let had_birthday = (date.month(), date.day()) >= (birth.month(), birth.day());
    i64::from(date.year() - birth.year()) - i64::from(!had_birthday)
}

/// A child who must not ride with the belt alone, and has neither booster nor own seat.
fn restraint(week: &Week, ix: RideIx, date: NaiveDate) -> Option<Finding> {
    let ride = week.ride(ix);
    let student = week.person(ride.student);
    if ride.booster || ride.own_seat || ride.wheelchair {
        return None;
    }
    let age = age(student.birth_date?, date);
    let tall = value(week, Name::RestraintHeight, date);
    let is_tall = tall.is_some_and(|tall| student.height_cm.is_some_and(|own| own >= tall as f64));
    let has_passed = student.belt_test_on.is_some_and(|on| on <= date);
    let is_small =
        value(week, Name::RestraintAge, date).is_some_and(|limit| age < limit) && !is_tall;
    let untested = value(week, Name::BeltTestAge, date);
    let is_untested = untested.is_some_and(|limit| age < limit) && !has_passed;
    let (rule, message) = match (is_small, is_untested) {
        (true, _) => (
            Name::RestraintAge,
            "the student's age and height ask for a child restraint",
        ),
        (_, true) => (Name::BeltTestAge, "the student has passed no belt test"),
        _ => return None,
    };
    Some(Finding {
        rule,
        ride: Some(ix),
        vehicle: None,
        message: message.to_owned(),
        fix: "booster or own_seat in rides.csv, or height_cm or belt_test_on in people.csv"
            .to_owned(),
    })
}

/// A vehicle that holds more people than the rule allows, the driver counted.
fn people(week: &Week, ix: VehicleIx, date: NaiveDate) -> Option<Finding> {
    let most = value(week, Name::VehiclePeople, date)?;
    let vehicle = &week.vehicles[ix.ix()];
    let holds = i64::from(vehicle.seats) + i64::from(vehicle.wheelchair_places) + 1;
    (holds > most).then(|| Finding {
        rule: Name::VehiclePeople,
        ride: None,
        vehicle: Some(ix),
        message: format!("it holds {holds} people with the driver, and {most} are allowed"),
        fix: "fewer seats in vehicles.csv, or the rule off in rules.csv".to_owned(),
    })
}

/// Drivers without a limit of their own who come to more than the year's hours with students
/// aboard, by this week and what staff.csv says they drove before.
fn hours(facts: &Facts<'_>) -> Vec<Finding> {
    let week = facts.week;
    let mut driven: BTreeMap<StaffIx, (VehicleIx, NaiveDate, Seconds)> = BTreeMap::new();
    for outing in &facts.outings {
        let Some(driver) = outing.driver else {
            continue;
        };
        let date = week.clock.date(outing.day);
        let sum = driven
            .entry(driver)
            .or_insert((outing.vehicle, date, Seconds(0)));
        sum.1 = sum.1.max(date);
        let mut riders = 0;
        for stop in &outing.stops {
            if riders > 0 {
                sum.2 += stop.drive;
            }
            riders = stop.riders;
        }
    }
    let over = driven
        .into_iter()
        .filter_map(|(driver, (vehicle, date, sum))| {
            let hours = value(week, Name::StudentDriveHours, date)?;
            let member = week.member(driver);
            let all = sum + Seconds::of(member.student_drive_used);
            let is_over = member.student_drive_left.is_none() && i64::from(all.0) > hours * 3_600;
            let when = match member.student_drive_used.0 {
                0 => "in this week alone",
                _ => "with this week and the hours used before",
            };
            is_over.then(|| Finding {
                rule: Name::StudentDriveHours,
                ride: None,
                vehicle: Some(vehicle),
                message: format!("its driver drives students for more than {hours} h {when}"),
                fix: "max_student_drive_hours_year and student_drive_hours_used in staff.csv"
                    .to_owned(),
            })
        });
    over.collect()
}
