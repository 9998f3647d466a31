//! Good runs break no rule, and each rule, broken once by hand, is caught by its name and
//! amount.

use std::collections::BTreeSet;

use super::verify_runs;
use crate::domain::Week;
use crate::domain::fixture::{
    add_person, add_place, add_ride, add_staff, at, drives_of, span, wall, week,
};
use crate::domain::ids::{PlaceIx, RideIx, StaffIx, VehicleIx};
use crate::domain::money::{Metres, Rate};
use crate::domain::person::PersonRole;
use crate::domain::place::PlaceKind;
use crate::domain::policy::{Lunch, TransportRule, TransportRuleName as Name};
use crate::domain::ride::{Direction, RideBy, Vehicle};
use crate::domain::rule::Rule;
use crate::domain::run::{Outing, RunActivity, RunPlan, RunStop, Second, Seconds};
use crate::domain::staff::StaffRole;
use crate::domain::time::{Day, Minutes, Spans};

const DEPOT: PlaceIx = PlaceIx(0);
const SCHOOL: PlaceIx = PlaceIx(1);
const HOME_1: PlaceIx = PlaceIx(2);
const HOME_2: PlaceIx = PlaceIx(3);
const ANA: RideIx = RideIx(0);
const BEN: RideIx = RideIx(1);
const D1: StaffIx = StaffIx(0);

/// Every two places are 10 minutes and 5 km apart. Ana and Ben live at two homes and go to one
/// school, let off from 08:00 to 08:20, in a van with two seats, a lift and a booster. A second
/// van stands at the school.
pub(super) fn town() -> Week {
    let mut week = week();
    add_place(&mut week, "DEP", PlaceKind::Office);
    add_place(&mut week, "S", PlaceKind::School);
    add_place(&mut week, "H1", PlaceKind::Home);
    add_place(&mut week, "H2", PlaceKind::Home);
    add_place(&mut week, "S2", PlaceKind::School);
    week.travel = drives_of(&week, 10.0, 5_000);
    let driver = add_staff(&mut week, "D1", StaffRole::Driver);
    add_staff(&mut week, "D2", StaffRole::Driver);
    week.staff[driver.ix()].present = Spans::union([span(0, 600, 1800)]);
    for (id, home) in [("A", HOME_1), ("B", HOME_2)] {
        let child = add_person(&mut week, &format!("K{id}"), PersonRole::Student);
        let adult = add_person(&mut week, &format!("G{id}"), PersonRole::Guardian);
        week.people[child.ix()].guardians = vec![adult];
        let ride = add_ride(
            &mut week,
            id,
            (child, 0),
            Direction::ToSchool,
            (home, SCHOOL),
        );
        let ride = &mut week.rides[ride.ix()];
        ride.by = RideBy::Vehicle;
        ride.must_ride = true;
        ride.dropoff = span(0, 800, 820);
        ride.adult_at_home = true;
    }
    for (id, place) in [("V1", DEPOT), ("V2", SCHOOL)] {
        week.vehicles.push(Vehicle {
            id: id.into(),
            name: String::new(),
            place: Some(place),
            seats: 2,
            wheelchair_places: 1,
            boosters: 1,
            driver: None,
            cleared_until: None,
            cost_per_mile: Rate(0),
            cost_per_hour: Rate(0),
            cost_per_day: Rate(0),
            hours: vec![span(0, 600, 1800)],
        });
    }
    week
}

fn stop(activity: RunActivity, place: PlaceIx, arrive: i32, wait: i32, long: i32) -> RunStop {
    let arrive = Second(arrive);
    let start = arrive + Seconds(wait);
    RunStop {
        activity,
        place: Some(place),
        arrive,
        start,
        end: start + Seconds(long),
        drive: Seconds(600),
        metres: Metres(5_000),
        riders: 0,
        slack: Seconds(0),
    }
}

/// Leaves 07:30:00, Ana 07:40:00 + 30 s + 6 s, Ben 07:50:36 + 36 s, school 08:01:12 + 30 s + 6 s,
/// then Ben after another 6 s, at 08:01:54; back at 08:11:54.
pub(super) fn good() -> RunPlan {
    let t = Second::of(at(0, 730)).0;
    let mut stops = vec![
        stop(RunActivity::Start, DEPOT, t, 0, 0),
        stop(RunActivity::Pickup(ANA), HOME_1, t + 600, 30, 6),
        stop(RunActivity::Pickup(BEN), HOME_2, t + 1236, 30, 6),
        stop(RunActivity::Dropoff(ANA), SCHOOL, t + 1872, 30, 6),
        stop(RunActivity::Dropoff(BEN), SCHOOL, t + 1908, 0, 6),
        stop(RunActivity::End, DEPOT, t + 2514, 0, 0),
    ];
    for (stop, riders) in stops.iter_mut().zip([0, 1, 2, 1, 0, 0]) {
        stop.riders = riders;
    }
    for still in [0, 4] {
        stops[still].drive = Seconds(0);
        stops[still].metres = Metres(0);
    }
    RunPlan {
        outings: vec![Outing {
            vehicle: VehicleIx(0),
            driver: Some(D1),
            day: Day(0),
            stops,
        }],
        ..RunPlan::default()
    }
}

/// A lunch of so many minutes between two `HHMM`.
fn lunch(minutes: i32, from: u32, to: u32) -> Lunch {
    Lunch {
        minutes: Minutes(minutes),
        earliest: wall(from / 100, from % 100),
        latest_end: wall(to / 100, to % 100),
    }
}

/// Ana is let off at 08:00:00 before Ben is picked up at 09:01:06 and let off at 09:11:42: between
/// them lies an hour of which the drive takes 10 min and stopping 30 s. Back at 09:21:48.
fn apart(plan: &mut RunPlan) {
    let stops = &mut plan.outings[0].stops;
    let t = Second::of(at(0, 740)).0;
    let off = stops.remove(3);
    stops.insert(2, off);
    let times = [
        (t - 600, 0, 0),
        (t, 30, 6),
        (t + 636, 564, 6),
        (t + 1_806, 3_060, 6),
        (t + 5_472, 30, 6),
        (t + 6_108, 0, 0),
    ];
    for (stop, (arrive, wait, long)) in stops.iter_mut().zip(times) {
        stop.arrive = Second(arrive);
        stop.start = Second(arrive + wait);
        stop.end = stop.start + Seconds(long);
        stop.drive = Seconds(600);
        stop.metres = Metres(5_000);
    }
    (stops[0].drive, stops[0].metres) = (Seconds(0), Metres(0));
    for (stop, riders) in stops.iter_mut().zip([0, 1, 0, 1, 0, 0]) {
        stop.riders = riders;
    }
}

/// A rule, how the week and the runs are spoilt, and what verify says: the amount.
type Case = (Rule, fn(&mut Week, &mut RunPlan), i64);

/// The same outing by the other van, later or at once, by somebody.
fn second(plan: &mut RunPlan, driver: StaffIx, later: i32) {
    let mut outing = plan.outings[0].clone();
    outing.vehicle = VehicleIx(1);
    outing.driver = Some(driver);
    outing.stops.retain(|stop| stop.activity.ride().is_none());
    for stop in &mut outing.stops {
        stop.place = Some(SCHOOL);
        stop.arrive = stop.arrive + Seconds(later);
        stop.start = stop.arrive;
        stop.end = stop.arrive;
        (stop.drive, stop.metres) = (Seconds(0), Metres(0));
    }
    plan.outings.push(outing);
}

const CASES: &[Case] = &[
    (
        Rule::RideLimit,
        |week, _| week.rides[0].max_ride = Minutes(20),
        66,
    ),
    (Rule::Seats, |week, _| week.vehicles[0].seats = 1, 1),
    (
        Rule::Wheelchair,
        |week, _| {
            for ride in &mut week.rides {
                (ride.wheelchair, ride.seats) = (true, 0);
            }
        },
        1,
    ),
    (
        Rule::Booster,
        |week, _| week.rides.iter_mut().for_each(|ride| ride.booster = true),
        1,
    ),
    // Ana is let off from 08:01:42 to 08:01:48, Ben to 08:01:54.
    (
        Rule::Bell,
        |week, _| week.rides[0].dropoff = span(0, 803, 820),
        78,
    ),
    (
        Rule::Bell,
        |week, _| week.rides[0].dropoff = span(0, 730, 801),
        48,
    ),
    (
        Rule::Bell,
        |week, _| week.rides[1].pickup = span(0, 752, 800),
        54,
    ),
    // An aide takes a seat beside each rider.
    (
        Rule::Seats,
        |week, _| week.rides.iter_mut().for_each(|ride| ride.seats = 2),
        2,
    ),
    // The only guardian is one who must not be met.
    (
        Rule::AdultAtHome,
        |week, _| {
            let adult = week.people[week.rides[0].student.ix()].guardians[0];
            week.people[adult.ix()].no_contact = true;
        },
        1,
    ),
    // One van out twice at once.
    (
        Rule::Clock,
        |_, plan| {
            second(plan, StaffIx(1), 0);
            plan.outings[1].vehicle = VehicleIx(0);
        },
        2_514,
    ),
    (
        Rule::KeepWith,
        |week, plan| {
            // Ben is let off before Ana gets on: a second ride of his own.
            week.rides[0].keep_with = vec![BEN];
            week.rides[1].keep_with = vec![ANA];
            let t = Second::of(at(0, 720)).0;
            let stops = &mut plan.outings[0].stops;
            let ben = [stops.remove(2), stops.remove(3)];
            stops[1].riders = 1;
            let mut own = vec![stop(RunActivity::Start, SCHOOL, t, 0, 0)];
            own.extend(ben);
            own.push(stop(RunActivity::End, SCHOOL, t + 3_000, 0, 0));
            for (stop, (arrive, wait, drive)) in own.iter_mut().zip([
                (t, 0, 0),
                (t + 600, 30, 600),
                (t + 2_430, 30, 600),
                (t + 3_000, 0, 0),
            ]) {
                stop.arrive = Second(arrive);
                stop.start = Second(arrive + wait);
                stop.end = stop.start + Seconds(if wait > 0 { 6 } else { 0 });
                stop.drive = Seconds(drive);
                stop.metres = Metres(i64::from(drive) * 5_000 / 600);
                stop.riders = u32::from(matches!(stop.activity, RunActivity::Pickup(_)));
            }
            stops[2].riders = 0;
            stops[3].drive = Seconds(600);
            plan.outings.push(Outing {
                vehicle: VehicleIx(1),
                driver: Some(StaffIx(1)),
                day: Day(0),
                stops: own,
            });
        },
        1,
    ),
    // Together from 07:51:12 until 08:01:42.
    (
        Rule::KeepApart,
        |week, _| week.rides[0].keep_apart = vec![BEN],
        630,
    ),
    (
        Rule::MixedSchools,
        |week, _| {
            week.policy.rides.mixed_schools = false;
            week.rides[1].school = PlaceIx(4);
        },
        1,
    ),
    (
        Rule::AdultAtHome,
        |week, _| {
            let adult = week.people[week.rides[0].student.ix()].guardians[0];
            week.people[adult.ix()].availability.free = Spans::union([span(0, 800, 900)]);
        },
        1,
    ),
    (
        Rule::Clearance,
        |week, _| week.vehicles[0].cleared_until = week.clock.date(Day(0)).pred_opt(),
        1,
    ),
    (
        Rule::Clearance,
        |week, _| week.staff[0].cleared_until = week.clock.date(Day(0)).pred_opt(),
        1,
    ),
    (
        Rule::Clearance,
        |week, _| week.rides[1].permission_until = week.clock.date(Day(0)).pred_opt(),
        1,
    ),
    (
        Rule::Shift,
        |week, _| week.staff[0].present = Spans::union([span(0, 735, 1800)]),
        300,
    ),
    (
        Rule::Shift,
        |week, _| week.vehicles[0].hours = vec![span(0, 600, 811)],
        54,
    ),
    (
        Rule::Staff,
        |week, _| week.vehicles[0].driver = Some(StaffIx(1)),
        1,
    ),
    (Rule::Staff, |_, plan| plan.outings[0].driver = None, 1),
    (
        Rule::Staff,
        |week, _| week.staff[0].schools = vec![DEPOT],
        1,
    ),
    (
        Rule::Staff,
        |week, _| week.staff[0].role = StaffRole::Partner,
        1,
    ),
    (
        Rule::Language,
        |week, _| week.rides[1].language = Some("es".into()),
        1,
    ),
    // Lunch of an hour between 07:00 and 08:30 is between 07:00 and 07:30.
    (
        Rule::Lunch,
        |week, _| week.policy.lunch = Some(lunch(60, 700, 830)),
        1_800,
    ),
    // Between 07:25 and 08:13: 66 s at its end, 5 min at its beginning.
    (
        Rule::Lunch,
        |week, _| week.policy.lunch = Some(lunch(30, 725, 813)),
        1_500,
    ),
    // From 08:00:06 to 09:01:06, less 10 min of driving and 30 s of stopping: 50 min 30 s.
    (
        Rule::Lunch,
        |week, plan| {
            week.policy.lunch = Some(lunch(60, 735, 912));
            apart(plan);
        },
        570,
    ),
    // Back at 08:11:54 at the depot, out at 09:00:00 from the school.
    (Rule::Staff, |_, plan| second(plan, D1, 5_400), 1),
    (
        Rule::AttendeeClash,
        |week, plan| {
            week.vehicles[1].place = Some(DEPOT);
            second(plan, D1, 0);
            for stop in &mut plan.outings[1].stops {
                stop.place = Some(DEPOT);
            }
        },
        2_514,
    ),
    (
        Rule::AttendeeClash,
        |week, _| week.rides[1].student = week.rides[0].student,
        // Ana until 08:01:48, Ben from 07:51:06.
        642,
    ),
    (
        Rule::Travel,
        |week, _| week.travel = drives_of(week, 10.5, 5_000),
        30,
    ),
    (
        Rule::Clock,
        |week, _| week.policy.rides.dwell = Seconds(45),
        15,
    ),
    (
        Rule::Clock,
        |week, _| week.policy.rides.board = Seconds(10),
        4,
    ),
    (
        Rule::Place,
        |week, _| week.vehicles[0].place = Some(SCHOOL),
        1,
    ),
    (
        Rule::Ride,
        |_, plan| {
            plan.outings[0].stops.remove(4);
        },
        1,
    ),
    (
        Rule::Once,
        |_, plan| {
            let again = plan.outings[0].stops[4].clone();
            plan.outings[0].stops.insert(4, again);
        },
        1,
    ),
    (
        Rule::LimitStudentDriveHours,
        |week, _| week.staff[0].student_drive_left = Some(Minutes(15)),
        // Ten minutes from home to home and ten to school.
        300,
    ),
    (
        Rule::LimitDriveHoursWeek,
        |week, _| week.staff[0].max_drive_week = Some(Minutes(39)),
        60,
    ),
    (
        Rule::LimitMilesWeek,
        |week, _| week.staff[0].max_metres_week = Some(Metres(19_990)),
        10,
    ),
    (
        Rule::Totals,
        |_, plan| plan.outings[0].stops[1].metres = Metres(4_000),
        1_000,
    ),
];

/// A limit of miles is told in miles: the good runs drive 20 km.
#[test]
fn miles_are_told_in_miles() {
    let mut week = town();
    week.staff[0].max_metres_week = Some(Metres(0));
    let report = verify_runs(&week, &good());
    let told = "its driver drives 12.4 miles more than allowed";
    let lines: Vec<&str> = (report.violations.iter())
        .map(|each| each.message.as_str())
        .collect();
    assert_eq!(lines, [told]);
}

/// Good runs are clean, and nobody is missed.
#[test]
fn good_runs_break_no_rule() {
    let week = town();
    let report = verify_runs(&week, &good());
    let lines: Vec<String> = report.violations.iter().map(ToString::to_string).collect();
    assert_eq!(lines, [""; 0]);
    assert!(report.missed.is_empty());
}

/// Each rule is broken once by hand and caught by its name, with its amount. Where one change
/// breaks several rules, the one meant is among them.
#[test]
fn every_rule_is_caught() {
    for (nr, (rule, spoil, amount)) in CASES.iter().enumerate() {
        let mut week = town();
        let mut plan = good();
        spoil(&mut week, &mut plan);
        let report = verify_runs(&week, &plan);
        let found: Vec<(Rule, i64)> = (report.violations.iter())
            .map(|each| (each.rule, each.amount))
            .collect();
        assert!(
            found.contains(&(*rule, *amount)),
            "case {nr}, {rule}: {found:?}"
        );
    }
    let tried: BTreeSet<Rule> = CASES.iter().map(|(rule, ..)| *rule).collect();
    assert_eq!(tried.len(), 24);
}

/// Each dated rule of transport, broken once, is told by its name; off, over or kept, it is not.
#[test]
fn each_dated_rule_is_told() {
    let names = |name, value, change: fn(&mut Week)| {
        let mut week = town();
        let ana = week.rides[0].student;
        week.people[ana.ix()].birth_date = chrono::NaiveDate::from_ymd_opt(2019, 12, 1);
        week.policy.rides.rules = vec![TransportRule {
            name,
            from: None,
            until: None,
            is_on: true,
            value,
            source: String::new(),
        }];
        change(&mut week);
        let findings = verify_runs(&week, &good()).findings;
        findings
            .iter()
            .map(|one| one.rule.name())
            .collect::<Vec<&str>>()
    };
    // On 2026-11-30 Ana is six for one more day.
    assert_eq!(names(Name::RestraintAge, 7, |_| ()), ["restraint_age"]);
    assert_eq!(names(Name::RestraintAge, 6, |_| ()), [""; 0]);
    assert_eq!(names(Name::BeltTestAge, 16, |_| ()), ["belt_test_age"]);
    let tested = |week: &mut Week| {
        let ana = week.rides[0].student;
        week.people[ana.ix()].belt_test_on = chrono::NaiveDate::from_ymd_opt(2026, 11, 30);
    };
    assert_eq!(names(Name::BeltTestAge, 16, tested), [""; 0]);
    // The van holds two, a wheelchair and its driver: four. They drive students for 20 min.
    assert_eq!(names(Name::VehiclePeople, 3, |_| ()), ["vehicle_people"]);
    assert_eq!(names(Name::VehiclePeople, 4, |_| ()), [""; 0]);
    assert_eq!(
        names(Name::StudentDriveHours, 0, |_| ()),
        ["student_drive_hours"]
    );
    assert_eq!(names(Name::StudentDriveHours, 1, |_| ()), [""; 0]);
    let used = |week: &mut Week| week.staff[0].student_drive_used = Minutes(40);
    assert_eq!(names(Name::StudentDriveHours, 1, used), [""; 0]);
    let more = |week: &mut Week| week.staff[0].student_drive_used = Minutes(41);
    assert_eq!(
        names(Name::StudentDriveHours, 1, more),
        ["student_drive_hours"]
    );
    let off = |week: &mut Week| week.policy.rides.rules[0].is_on = false;
    assert_eq!(names(Name::RestraintAge, 7, off), [""; 0]);
    let over = |week: &mut Week| {
        week.policy.rides.rules[0].until = chrono::NaiveDate::from_ymd_opt(2026, 11, 29);
    };
    assert_eq!(names(Name::RestraintAge, 7, over), [""; 0]);
    // Tall enough, she needs no restraint.
    let tall = |height: f64| {
        move |week: &mut Week| {
            let ana = week.rides[0].student;
            week.people[ana.ix()].height_cm = Some(height);
            let mut rule = week.policy.rides.rules[0].clone();
            (rule.name, rule.value) = (Name::RestraintHeight, 145);
            week.policy.rides.rules.push(rule);
        }
    };
    for (height, told) in [(144.0, 1), (145.0, 0)] {
        let mut week = town();
        let ana = week.rides[0].student;
        week.people[ana.ix()].birth_date = chrono::NaiveDate::from_ymd_opt(2019, 12, 1);
        week.policy.rides.rules = vec![TransportRule {
            name: Name::RestraintAge,
            from: None,
            until: None,
            is_on: true,
            value: 8,
            source: String::new(),
        }];
        tall(height)(&mut week);
        assert_eq!(verify_runs(&week, &good()).findings.len(), told, "{height}");
    }
}

/// What a rider's own row says of the stop stands in place of dwell and board.
#[test]
fn own_minutes_replace_dwell_and_board() {
    let mut week = town();
    let plan = good();
    week.rides[0].own_minutes = [true, false];
    week.rides[0].pickup_minutes = Minutes(4);
    let report = verify_runs(&week, &plan);
    let found: Vec<(Rule, i64)> = (report.violations.iter())
        .map(|each| (each.rule, each.amount))
        .collect();
    assert_eq!(found, [(Rule::Clock, 234)]);
}

/// Nonsense gives violations and no panic; who is not taken is missed; a line has ids only.
#[test]
fn nonsense_is_told() {
    let week = town();
    let mut plan = good();
    plan.outings[0].stops[1].activity = RunActivity::Pickup(RideIx(99));
    plan.outings[0].driver = Some(StaffIx(77));
    plan.outings.push(Outing {
        vehicle: VehicleIx(9),
        driver: None,
        day: Day(6),
        stops: vec![],
    });
    let empty = Outing {
        vehicle: VehicleIx(1),
        driver: Some(StaffIx(1)),
        day: Day(0),
        stops: vec![],
    };
    plan.outings.push(empty);
    let report = verify_runs(&week, &plan);
    assert_eq!(report.missed, [ANA]);
    let lines: Vec<String> = report.violations.iter().map(ToString::to_string).collect();
    assert!(
        lines.contains(
            &"A: ride: let off and never picked up (Mon 2026-11-30 08:01, V1)".to_owned()
        )
    );
    assert!(lines.contains(&"runs: once: no vehicle of the week".to_owned()));
}
