//! Who drives what: what vehicles and drivers there are serves all who must ride, where it can.

mod support;

use std::collections::BTreeSet;

use liaison::domain::Week;
use liaison::domain::run::RunPlan;
use liaison::solver::Stop;
use liaison::transport::{self, Options};
use liaison::verify::verify_runs;
use support::Files;

/// One school, two homes close by, and what else is given.
fn town(tables: &[(&str, &str)]) -> Week {
    let week = "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n\
        [rides]\nmax_ride_minutes = 60\n";
    let base = [
        ("week.toml", week),
        (
            "places.csv",
            "place_id,kind,lat,lon,school_start,school_end\n\
             DEP,office,47.600,-122.330,,\nS1,school,47.610,-122.320,08:30,15:00\n\
             H1,home,47.625,-122.310,,\nH2,home,47.605,-122.300,,\n",
        ),
        (
            "people.csv",
            "person_id,role,home_place,school_place\nK1,student,H1,S1\nK2,student,H2,S1\n",
        ),
    ];
    let text = |&(name, text): &(&str, &str)| (name.to_owned(), text.to_owned());
    let files: Files = base.iter().chain(tables).map(text).collect();
    support::read(&files).expect("a good workspace")
}

fn plan(week: &Week) -> RunPlan {
    let options = Options {
        from: None,
        keep: false,
        bells: false,
        stop: Stop::Iterations(200),
        threads: 1,
        seed: 1,
    };
    let plan = transport::make(week, &options, &|_| {}).expect("a week that was read");
    let report = verify_runs(week, &plan);
    assert!(report.violations.is_empty(), "{:?}", report.violations);
    plan
}

/// The rows that are left out, each with the rule that is told.
fn left_out(week: &Week, plan: &RunPlan) -> BTreeSet<(String, Option<&'static str>)> {
    let each = plan.unserved.iter().map(|one| {
        let row = week.ride(one.ride).row_id.clone();
        (row, one.rule.map(|rule| rule.name()))
    });
    each.collect()
}

/// A ride at noon joins the morning and the afternoon of a day. A driver with a split shift drives
/// both, and one who is there at noon the rest, in the same van.
#[test]
fn a_ride_at_noon_loses_no_other() {
    let week = town(&[
        ("staff.csv", "staff_id,role\nD1,driver\nD2,driver\n"),
        (
            "shifts.csv",
            "staff_id,date,start,end\nD1,Mon,06:00,09:30\nD1,Mon,14:00,17:00\nD2,Mon,10:00,13:30\n",
        ),
        ("vehicles.csv", "vehicle_id,place_id,seats\nV1,DEP,4\n"),
        (
            "rides.csv",
            "ride_id,student_id,direction,days,pickup_from,pickup_to,dropoff_from,dropoff_to\n\
             A1,K1,to_school,Mon,,,,\nP1,K1,from_school,Mon,,,,\n\
             P2,K2,from_school,Mon,09:30,14:00,09:35,14:30\n",
        ),
    ]);
    let plan = plan(&week);
    assert_eq!(left_out(&week, &plan), BTreeSet::new());
    let drivers: BTreeSet<_> = plan.outings.iter().map(|outing| outing.driver).collect();
    assert_eq!(drivers.len(), 2);
    assert_eq!(plan.totals.at_once, 1);
}

/// One driver, and the booster that a rider needs is in the smaller of two vans.
#[test]
fn the_vehicle_that_is_needed_is_out() {
    let week = town(&[
        ("staff.csv", "staff_id,role\nD1,driver\n"),
        (
            "vehicles.csv",
            "vehicle_id,place_id,seats,boosters\nV1,DEP,8,0\nV2,DEP,4,1\n",
        ),
        (
            "rides.csv",
            "ride_id,student_id,direction,days,booster\nA1,K1,to_school,Mon,yes\nA2,K2,to_school,Mon,\n",
        ),
    ]);
    assert_eq!(left_out(&week, &plan(&week)), BTreeSet::new());
}

/// Two riders in wheelchairs at once, one driver: one is left out, by no rule but the other's
/// need. With nobody who is cleared it is the clearance; with no lift the wheelchair.
#[test]
fn the_rule_that_is_told_is_the_one_that_stands_against() {
    let told = |staff: &str, vehicles: &str| {
        let week = town(&[
            ("staff.csv", staff),
            ("vehicles.csv", vehicles),
            (
                "rides.csv",
                "ride_id,student_id,direction,days,wheelchair,dropoff_from,dropoff_to\n\
                 A1,K1,to_school,Mon,yes,08:10,08:20\nA2,K2,to_school,Mon,yes,08:10,08:20\n",
            ),
        ]);
        let plan = plan(&week);
        let rules = plan
            .unserved
            .iter()
            .map(|one| one.rule.map(|rule| rule.name()));
        rules.collect::<Vec<_>>()
    };
    let lifts = "vehicle_id,place_id,seats,wheelchair_places\nV1,DEP,8,0\nV2,DEP,4,1\nV3,DEP,4,1\n";
    let driver = "staff_id,role,cleared_until\nD1,driver,\n";
    assert_eq!(told(driver, lifts), [None]);
    let late = "staff_id,role,cleared_until\nD1,driver,2026-11-01\n";
    assert_eq!(told(late, lifts), [Some("clearance"); 2]);
    let none = "vehicle_id,place_id,seats,wheelchair_places\nV1,DEP,8,0\n";
    assert_eq!(told(driver, none), [Some("wheelchair"); 2]);
}

/// Whose clearance is over is told, with the table that mends it; where others use up a driver's
/// limits, these are named beside full vehicles.
#[test]
fn the_words_say_what_is_over() {
    let told = |staff: &str, vehicles: &str, until: &str| {
        let rides = format!(
            "ride_id,student_id,direction,days,permission_until\n\
             A1,K1,to_school,Mon,{until}\nA2,K2,to_school,Mon,{until}\n"
        );
        let week = town(&[
            ("staff.csv", staff),
            ("vehicles.csv", vehicles),
            ("rides.csv", &rides),
        ]);
        let plan = plan(&week);
        let told = plan.unserved.first().map(|one| one.fix.clone());
        told.unwrap_or_default()
    };
    let driver = "staff_id,role,cleared_until,max_miles_week\nD1,driver,,\n";
    let van = "vehicle_id,place_id,seats,cleared_until\nV1,DEP,8,\n";
    let family = "a later permission_until in rides.csv";
    assert_eq!(told(driver, van, "2026-11-29"), family);
    let late = "staff_id,role,cleared_until,max_miles_week\nD1,driver,2026-11-29,\n";
    assert_eq!(told(late, van, ""), "a later cleared_until in staff.csv");
    let old = "vehicle_id,place_id,seats,cleared_until\nV1,DEP,8,2026-11-29\n";
    assert_eq!(
        told(driver, old, ""),
        "a later cleared_until in vehicles.csv"
    );
    // Alone each takes 4 or 5 miles, both together more than 6.
    let short = "staff_id,role,cleared_until,max_miles_week\nD1,driver,,6\n";
    let limits = told(short, van, "");
    assert!(limits.contains("higher limits in staff.csv"), "{limits}");
}

/// A driver's limit of the week goes where it is needed: Monday takes more than a fifth of it.
#[test]
fn limits_of_the_week_go_where_they_are_needed() {
    let rides = "ride_id,student_id,direction,days\n\
        A1,K1,to_school,Mon\nA2,K2,to_school,Mon\nB1,K1,to_school,Tue;Wed;Thu;Fri\n";
    let vehicles = "vehicle_id,place_id,seats\nV1,DEP,4\n";
    let free = town(&[
        ("staff.csv", "staff_id,role\nD1,driver\n"),
        ("vehicles.csv", vehicles),
        ("rides.csv", rides),
    ]);
    let drive = |plan: &RunPlan, day: u8| -> i32 {
        let own = plan.outings.iter().filter(|outing| outing.day.0 == day);
        own.flat_map(|outing| &outing.stops)
            .map(|stop| stop.drive.0)
            .sum()
    };
    let all = plan(&free);
    let (monday, tuesday) = (drive(&all, 0), drive(&all, 1));
    assert!(monday > tuesday + 200, "{monday} {tuesday}");
    let hours = f64::from(monday + 4 * tuesday + 60) / 3_600.0;
    let staff = format!("staff_id,role,max_drive_hours_week\nD1,driver,{hours:.4}\n");
    let week = town(&[
        ("staff.csv", &staff),
        ("vehicles.csv", vehicles),
        ("rides.csv", rides),
    ]);
    assert_eq!(left_out(&week, &plan(&week)), BTreeSet::new());
}

/// Once shifts.csv has a driver, one without a row does not work.
#[test]
fn a_driver_without_a_row_does_not_drive() {
    let with = |shifts: &str| {
        let week = town(&[
            (
                "staff.csv",
                "staff_id,role\nD1,driver\nD2,driver\nL1,liaison\n",
            ),
            ("shifts.csv", shifts),
            ("vehicles.csv", "vehicle_id,place_id,seats\nV1,DEP,4\n"),
            (
                "rides.csv",
                "ride_id,student_id,direction,days\nA1,K1,to_school,Tue\n",
            ),
        ]);
        plan(&week).unserved.len()
    };
    assert_eq!(with("staff_id,date,start,end\nL1,Mon,08:00,16:00\n"), 0);
    assert_eq!(with("staff_id,date,start,end\nD1,Tue,06:00,18:00\n"), 0);
    assert_eq!(with("staff_id,date,start,end\nD1,Mon,06:00,18:00\n"), 1);
}

/// A pickup that is pinned to a minute is made in it, by the driver that is named; what no vehicle
/// can keep is left out by the pin's rule. An edit of either is told by `verify`.
#[test]
fn pins_of_rides_hold() {
    let with = |pins: &str| {
        town(&[
            ("staff.csv", "staff_id,role\nD1,driver\nD2,driver\n"),
            ("vehicles.csv", "vehicle_id,place_id,seats\nV1,DEP,4\n"),
            (
                "rides.csv",
                "ride_id,student_id,direction,days\nA1,K1,to_school,Mon\n",
            ),
            ("pins.csv", pins),
        ])
    };
    let week = with("task_id,staff_id,date,start\nA1,D2,Mon,08:15\n");
    let mut runs = plan(&week);
    assert_eq!(left_out(&week, &runs), BTreeSet::new());
    let outing = &runs.outings[0];
    assert_eq!(
        outing.driver.map(|who| week.member(who).id.as_str()),
        Some("D2")
    );
    assert_eq!(outing.stops[1].start.0.div_euclid(60), 8 * 60 + 15);
    runs.outings[0].stops[1].start.0 += 120;
    runs.outings[0].driver = Some(liaison::domain::ids::StaffIx(0));
    let broken = verify_runs(&week, &runs).violations;
    let pins = broken.iter().filter(|one| one.rule.name() == "pin").count();
    assert_eq!(pins, 2, "{broken:?}");
    let week = with("task_id,staff_id,date,start\nA1,,Mon,11:00\n");
    let told = BTreeSet::from([("A1".to_owned(), Some("pin"))]);
    assert_eq!(left_out(&week, &plan(&week)), told);
}

/// Three vans and three drivers: of all pairings, tried one after the other, one serves all four
/// riders. The ride in Vietnamese with a booster and the one in a wheelchair need the same van at
/// different times, and the driver who speaks it is the only one who is there late.
#[test]
fn the_one_pairing_that_serves_all_is_found() {
    let places = "place_id,kind,lat,lon,school_start,school_end\n\
        DEP,office,47.600,-122.330,,\nS1,school,47.610,-122.320,08:30,15:00\n\
        S2,school,47.66,-122.320,08:30,15:00\nH1,home,47.6074,-122.3039,,\n\
        H2,home,47.6462,-122.3204,,\nH3,home,47.6796,-122.2848,,\nH4,home,47.6284,-122.3270,,\n";
    let people = "person_id,role,home_place,school_place\n\
        K1,student,H1,S2\nK2,student,H2,S2\nK3,student,H3,S1\nK4,student,H4,S1\n";
    let week = "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n\
        [rides]\nmax_ride_minutes = 40\n";
    let rides = "ride_id,student_id,direction,days,wheelchair,booster,language,dropoff_from,dropoff_to,seats\n\
        A1,K1,to_school,Mon,yes,,,08:50,09:00,4\nA2,K2,to_school,Mon,,yes,vi,08:20,08:30,2\n\
        A3,K3,to_school,Mon,,,,08:20,08:30,4\nA4,K4,to_school,Mon,,,es,08:50,09:00,1\n";
    let week = town(&[
        ("week.toml", week),
        ("places.csv", places),
        ("people.csv", people),
        (
            "staff.csv",
            "staff_id,role,languages,schools\nD0,driver,en;es,\nD1,driver,en;vi,S2\nD2,driver,en;es,\n",
        ),
        (
            "shifts.csv",
            "staff_id,date,start,end\n\
             D0,Mon,06:00,09:00\nD1,Mon,06:00,10:00\nD2,Mon,08:00,08:15\n",
        ),
        (
            "vehicles.csv",
            "vehicle_id,place_id,seats,wheelchair_places,boosters\n\
             V0,DEP,6,0,0\nV1,DEP,2,0,0\nV2,DEP,2,1,1\n",
        ),
        ("rides.csv", rides),
    ]);
    assert_eq!(left_out(&week, &plan(&week)), BTreeSet::new());
}
