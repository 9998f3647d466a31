//! Drivers and vehicles: who drives may, is cleared and at work, has one vehicle at a time and
//! changes it at its place; a vehicle is out once at a time, in its hours.

use std::collections::BTreeMap;

use super::super::report::Amount;
use super::report::{Found, Spot, lasting};
use super::{At, Facts, lunch};
use crate::domain::Week;
use crate::domain::ids::{StaffIx, VehicleIx};
use crate::domain::rule::Rule;
use crate::domain::run::{Outing, RunActivity, Second, Seconds};
use crate::domain::staff::StaffRole;
use crate::domain::time::{Span, Spans};

pub(super) fn check(facts: &Facts<'_>, found: &mut Found<'_>) {
    for (ix, outing) in facts.outings.iter().enumerate() {
        driver(facts.week, outing, found);
        language(facts, ix, found);
        hours(facts.week, outing, found);
        clearance(facts, ix, found);
    }
    let by_driver = grouped(facts, |outing| outing.driver);
    for (who, outings) in &by_driver {
        changes(facts, outings, found);
        limits(facts.week, *who, outings, found);
        lunch::check(facts.week, *who, outings, found);
    }
    for outings in grouped(facts, |outing| Some(outing.vehicle)).values() {
        for pair in outings.windows(2) {
            let both = i64::from((pair[0].is_back() - pair[1].leaves()).0);
            let message = format!("is out twice at once for {}", lasting(both.max(0)));
            found.add(Rule::Clock, both, "s", Spot::of(pair[1]), message);
        }
    }
}

/// The outings by driver or vehicle, each list in order of time.
fn grouped<'f, K: Ord>(
    facts: &'f Facts<'_>,
    key: impl Fn(&Outing) -> Option<K>,
) -> BTreeMap<K, Vec<&'f Outing>> {
    let mut groups: BTreeMap<K, Vec<&Outing>> = BTreeMap::new();
    for outing in &facts.outings {
        if let Some(key) = key(outing) {
            groups.entry(key).or_default().push(outing);
        }
    }
    for list in groups.values_mut() {
        list.sort_by_key(|outing| (outing.leaves(), outing.is_back()));
    }
    groups
}

/// The vehicle's own driver, else somebody who drives; who serves the riders' schools.
fn driver(week: &Week, outing: &Outing, found: &mut Found<'_>) {
    let mut wrong = |message: &str| {
        found.add(Rule::Staff, 1, "times", Spot::of(outing), message);
    };
    let Some(who) = outing.driver else {
        return wrong("nobody drives");
    };
    match week.vehicles[outing.vehicle.ix()].driver {
        Some(own) if own != who => wrong("is not driven by its own driver"),
        None if !may_drive(week, who) => wrong("is driven by somebody who drives no vehicle"),
        _ => {}
    }
    let schools = &week.member(who).schools;
    let rides = outing.stops.iter().filter_map(|stop| stop.activity.ride());
    let serves = |school| schools.is_empty() || schools.contains(&school);
    if rides
        .map(|ride| week.ride(ride).school)
        .any(|school| !serves(school))
    {
        wrong("its driver does not serve the school of a rider");
    }
}

/// Whom a rider's row asks for: somebody who speaks the language.
fn language(facts: &Facts<'_>, ix: usize, found: &mut Found<'_>) {
    let outing = &facts.outings[ix];
    let Some(who) = outing.driver else { return };
    let spoken = &facts.week.member(who).languages;
    for (stop, one) in outing.stops.iter().enumerate() {
        if let RunActivity::Pickup(ride) = one.activity {
            let asked = &facts.week.ride(ride).language;
            let is_wrong = asked.as_ref().is_some_and(|asked| !spoken.contains(asked));
            let spot = facts.spot(At { outing: ix, stop });
            let message = "its driver does not speak the language that is asked for";
            found.add(Rule::Language, is_wrong.into(), "people", spot, message);
        }
    }
}

/// Drivers; liaisons too where staff.csv has no driver.
fn may_drive(week: &Week, who: StaffIx) -> bool {
    let has_drivers = week.staff.iter().any(|each| each.role == StaffRole::Driver);
    match week.member(who).role {
        StaffRole::Driver => true,
        StaffRole::Liaison => !has_drivers,
        StaffRole::Partner | StaffRole::Interpreter => false,
    }
}

/// How far an outing lies outside of the one interval that holds most of it.
fn outside(outing: &Outing, spans: &Spans) -> i64 {
    let length = i64::from((outing.is_back() - outing.leaves()).0).max(1);
    let held = |span: Span| {
        let from = outing.leaves().max(Second::of(span.from));
        let to = outing.is_back().min(Second::of(span.to));
        i64::from((to - from).0).max(0)
    };
    length - spans.iter().map(held).max().unwrap_or(0)
}

/// When somebody is at work, busy times taken out.
pub(super) fn at_work(week: &Week, who: StaffIx) -> Spans {
    let member = week.member(who);
    let present = if member.role == StaffRole::Liaison {
        let own = week.shifts.iter().filter(|shift| shift.staff == who);
        Spans::union(own.map(|shift| Span::new(shift.span.from, shift.latest_end)))
    } else {
        member.present.clone()
    };
    present.minus(&member.busy)
}

/// Inside the driver's working time and the vehicle's hours.
fn hours(week: &Week, outing: &Outing, found: &mut Found<'_>) {
    if let Some(who) = outing.driver {
        let over = outside(outing, &at_work(week, who));
        let message = format!("is out for {} outside its driver's shift", lasting(over));
        found.add(Rule::Shift, over, "s", Spot::of(outing), message);
    }
    let own = &week.vehicles[outing.vehicle.ix()].hours;
    let over = outside(outing, &Spans::union(own.iter().copied()));
    let message = format!("is out for {} outside its hours", lasting(over));
    found.add(Rule::Shift, over, "s", Spot::of(outing), message);
}

/// Vehicle, driver and the families' permissions hold on the day.
fn clearance(facts: &Facts<'_>, ix: usize, found: &mut Found<'_>) {
    let (week, outing) = (facts.week, &facts.outings[ix]);
    let date = week.clock.date(outing.day);
    let late =
        |until: Option<chrono::NaiveDate>| until.map_or(0, |until| (date - until).num_days());
    let vehicle = late(week.vehicles[outing.vehicle.ix()].cleared_until);
    let message = format!(
        "the vehicle's clearance is over for {}",
        Amount::Days(vehicle)
    );
    found.add(Rule::Clearance, vehicle, "days", Spot::of(outing), message);
    let driver = late(outing.driver.and_then(|who| week.member(who).cleared_until));
    let message = format!(
        "the driver's clearance is over for {}",
        Amount::Days(driver)
    );
    found.add(Rule::Clearance, driver, "days", Spot::of(outing), message);
    for (stop, one) in outing.stops.iter().enumerate() {
        if let RunActivity::Pickup(ride) = one.activity {
            let over = late(week.ride(ride).permission_until);
            let message = format!("the family's permission is over for {}", Amount::Days(over));
            let spot = facts.spot(At { outing: ix, stop });
            found.add(Rule::Clearance, over, "days", spot, message);
        }
    }
}

/// One vehicle at a time, changed at its place only: where two vehicles stand at different
/// places, nobody has both on one day.
fn changes(facts: &Facts<'_>, outings: &[&Outing], found: &mut Found<'_>) {
    let place = |vehicle: VehicleIx| facts.week.vehicles[vehicle.ix()].place;
    for pair in outings.windows(2) {
        let both = i64::from((pair[0].is_back() - pair[1].leaves()).0);
        if both > 0 && pair[0].vehicle != pair[1].vehicle {
            let message = format!("its driver has another vehicle for {}", lasting(both));
            found.add(Rule::AttendeeClash, both, "s", Spot::of(pair[1]), message);
        }
        let (a, b) = (place(pair[0].vehicle), place(pair[1].vehicle));
        let is_change = pair[0].day == pair[1].day && pair[0].vehicle != pair[1].vehicle;
        if is_change && (a.is_none() || a != b) {
            let message = "its driver comes from a vehicle that stands elsewhere";
            found.add(Rule::Staff, 1, "times", Spot::of(pair[1]), message);
        }
    }
}

/// A driver's limits of the week, and of the year with students aboard.
fn limits(week: &Week, who: StaffIx, outings: &[&Outing], found: &mut Found<'_>) {
    let member = week.member(who);
    let (mut drive, mut with_riders, mut metres) = (Seconds(0), Seconds(0), 0);
    for outing in outings {
        let mut riders = 0;
        for stop in &outing.stops {
            drive += stop.drive;
            metres += stop.metres.0;
            if riders > 0 {
                with_riders += stop.drive;
            }
            riders = stop.riders;
        }
    }
    let spot = Spot {
        vehicle: outings.first().map(|outing| outing.vehicle),
        ..Spot::default()
    };
    let over = |sum: Seconds, limit: Option<crate::domain::time::Minutes>| {
        limit.map_or(0, |limit| i64::from((sum - Seconds::of(limit)).0))
    };
    let seconds = [
        (
            Rule::LimitDriveHoursWeek,
            over(drive, member.max_drive_week),
            "drives",
        ),
        (
            Rule::LimitStudentDriveHours,
            over(with_riders, member.student_drive_left),
            "drives students",
        ),
    ];
    for (rule, over, what) in seconds {
        let message = format!(
            "its driver {what} {} more than allowed",
            lasting(over.max(0))
        );
        found.add(rule, over, "s", spot.clone(), message);
    }
    let over = member.max_metres_week.map_or(0, |limit| metres - limit.0);
    let message = format!(
        "its driver drives {} more than allowed",
        Amount::Metres(over)
    );
    found.add(Rule::LimitMilesWeek, over, "m", spot, message);
}
