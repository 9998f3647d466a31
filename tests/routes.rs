//! `routes` from files to files: every rule kept, days alike get the same runs, tiny cases are as
//! good as trying everything, and no name is where it may not be.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use assert_cmd::cargo::CommandCargoExt;
use liaison::domain::Week;
use liaison::domain::rule::Rule;
use liaison::domain::run::{RunActivity, RunPlan, Seconds};
use liaison::domain::time::Day;
use liaison::itinerary::{self, Names, Style};
use liaison::solver::Stop;
use liaison::transport::{self, Options};
use liaison::verify::verify_runs;
use support::Files;

/// A van, its driver, two schools and a family of two, one of whom lives at a shelter.
fn town() -> Files {
    let files = [
        (
            "week.toml",
            "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n",
        ),
        (
            "staff.csv",
            "staff_id,name,role,languages\nD1,Dora Secretname,driver,en\nD2,Dan Secretname,driver,en\n",
        ),
        (
            "shifts.csv",
            "staff_id,date,start,end\nD1,Mon,06:00,18:00\nD1,Tue,06:00,18:00\nD1,Wed,06:00,18:00\nD2,Mon,06:00,18:00\nD2,Tue,06:00,18:00\n",
        ),
        (
            "places.csv",
            "place_id,name,kind,lat,lon,school_start,school_end,confidential\n\
             DEP,Yard,office,47.600,-122.330,,,\n\
             S1,Oak,school,47.610,-122.320,08:30,15:00,\n\
             S2,Elm,school,47.620,-122.340,09:00,15:30,\n\
             H1,Secrethome,home,47.625,-122.310,,,\n\
             H2,Secrethome,home,47.605,-122.300,,,\n\
             HX,Secrethome,home,47.615,-122.350,,,yes\n",
        ),
        (
            "people.csv",
            "person_id,name,role,home_place,school_place,family_id,guardians,language,phone\n\
             K1,Ana Secretname,student,H1,S1,F1,G1,,\n\
             K2,Ben Secretname,student,H2,S2,F2,,es,\n\
             K3,Cy Secretname,student,HX,S1,F3,,,\n\
             G1,Gus Secretname,guardian,H1,,F1,,es,206-555-0199\n",
        ),
        (
            "rides.csv",
            "ride_id,student_id,direction,days,adult_at_home,wheelchair\n\
             A1,K1,to_school,,,\nA2,K2,to_school,,,\nA3,K3,to_school,Mon;Tue,,\n\
             P1,K1,from_school,Mon;Tue,yes,\nP2,K2,from_school,,,yes\n",
        ),
        (
            "vehicles.csv",
            "vehicle_id,name,place_id,seats,wheelchair_places,cost_per_mile\nV1,Van,DEP,4,0,0.8\nV2,Lift,DEP,3,1,0.8\n",
        ),
    ];
    let text = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    files.into_iter().map(text).collect()
}

fn plan(week: &Week, iterations: u64) -> RunPlan {
    let options = Options {
        from: None,
        keep: false,
        bells: false,
        stop: Stop::Iterations(iterations),
        threads: 1,
        seed: 1,
    };
    let plan = transport::make(week, &options, &|_| {}).expect("a week that was read");
    let report = verify_runs(week, &plan);
    let lines: Vec<String> = report.violations.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{lines:#?}");
    assert_eq!(report.missed.len(), plan.totals.missed as usize);
    plan
}

/// A plan that keeps today's runs.
fn keeping(week: &Week, today: &RunPlan, iterations: u64, seed: u64) -> RunPlan {
    let options = Options {
        from: Some(today),
        keep: true,
        bells: false,
        stop: Stop::Iterations(iterations),
        threads: 1,
        seed,
    };
    transport::make(week, &options, &|_| {}).expect("a week that was read")
}

fn render(week: &Week, plan: &RunPlan) -> BTreeMap<String, String> {
    let style = Style {
        names: Names::Initials,
        key: vec![1, 2, 3],
        when: None,
    };
    let files = itinerary::runs::render(week, plan, &style, None);
    let text = |(name, bytes)| (name, String::from_utf8(bytes).expect("text"));
    files.into_iter().map(text).collect()
}

/// Which rides have a vehicle on a day, by row, and the rows with their times.
fn on(week: &Week, plan: &RunPlan, day: u8) -> BTreeMap<String, i32> {
    let outings = plan.outings.iter().filter(|outing| outing.day == Day(day));
    let stops = outings.flat_map(|outing| &outing.stops);
    let picked = stops.filter_map(|stop| match stop.activity {
        RunActivity::Pickup(ride) => Some((
            week.ride(ride).row_id.clone(),
            stop.start.0 - i32::from(day) * 86_400,
        )),
        _ => None,
    });
    picked.collect()
}

/// Monday and Tuesday have the same riders and the same runs; on Wednesday only one driver is
/// there, on Thursday none. What is left out is named with its rule, and goes to the handover.
#[test]
fn days_alike_have_the_same_runs() {
    let week = support::read(&town()).expect("a good workspace");
    let plan = plan(&week, 200);
    assert_eq!(on(&week, &plan, 0).len(), 5);
    assert_eq!(on(&week, &plan, 0), on(&week, &plan, 1));
    assert_eq!(on(&week, &plan, 2).len(), 3);
    assert!(on(&week, &plan, 3).is_empty());
    let out: Vec<(&str, Option<&str>)> = (plan.unserved.iter())
        .map(|one| {
            (
                week.ride(one.ride).id.as_str(),
                one.rule.map(|rule| rule.name()),
            )
        })
        .collect();
    assert!(out.contains(&("A1@2026-12-03", Some("shift"))), "{out:?}");
    let files = render(&week, &plan);
    let handover = &files["handover.csv"];
    assert!(
        handover.contains("A1,K1,to_school,\"Thu;Fri\",,,45"),
        "{handover}"
    );
    // `plan --rides` reads what is handed over.
    let mut more = town();
    more.insert("rides.csv".to_owned(), handover.clone());
    more.insert(
        "staff.csv".to_owned(),
        "staff_id,role,seats\nL1,liaison,4\n".to_owned(),
    );
    more.insert(
        "shifts.csv".to_owned(),
        "staff_id,date,start,end\nL1,Thu,06:00,18:00\n".to_owned(),
    );
    let week = support::read(&more).expect("a handover is a rides.csv");
    assert!(week.work().count() >= 4);
}

/// Names, phones and homes stand on sheets, rosters and letters alone; a confidential place's id
/// stands nowhere. Letters are in the family's language and hold no other family.
#[test]
fn names_are_where_they_may_be() {
    let week = support::read(&town()).expect("a good workspace");
    let files = render(&week, &plan(&week, 200));
    for (name, text) in &files {
        let may_name = ["run-", "roster-", "letter-"]
            .iter()
            .any(|begin| name.starts_with(begin));
        if !may_name {
            assert!(!text.contains("Secret") && !text.contains("0199"), "{name}");
        }
        assert!(!text.contains("HX"), "{name}");
    }
    let letter = &files["letter-F1.html"];
    assert!(letter.contains("Recogemos a Ana Secretname") && letter.contains("lang=\"es\""));
    assert!(!letter.contains("Ben") && !letter.contains("H2"));
    assert!(files["letter-F3.html"].contains("Pickup of Cy Secretname at home"));
    assert!(files["run-D1-2026-11-30.html"].contains("see office"));
    assert!(files["roster-S1.html"].contains("A. S."));
    for name in files.keys() {
        assert!(itinerary::runs::is_ours(name), "{name}");
    }
}

/// The same iterations give the same bytes.
#[test]
fn iterations_give_equal_bytes() {
    let week = support::read(&town()).expect("a good workspace");
    assert_eq!(
        render(&week, &plan(&week, 100)),
        render(&week, &plan(&week, 100))
    );
}

/// Every way to serve up to four riders to one school with one vehicle is tried: no order of
/// stops that keeps the rules drives less than what was found.
#[test]
fn tiny_cases_are_as_good_as_trying_everything() {
    for seed in 0..6_u64 {
        let files = tiny(seed);
        let week = support::read(&files).expect("a good workspace");
        let plan = plan(&week, 300);
        let ours: i32 = plan
            .outings
            .iter()
            .flat_map(|outing| &outing.stops)
            .map(|stop| stop.drive.0)
            .sum();
        let served = plan.totals.served as usize;
        let (most, least) = best(&week);
        assert_eq!(served, most, "seed {seed}");
        assert_eq!(ours, least, "seed {seed}");
    }
}

/// Four riders round a school, a van of three seats.
fn tiny(seed: u64) -> Files {
    let mut files = town();
    let spread = |salt: u64| {
        let mixed = (seed * 31 + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        (mixed % 400) as f64 / 10_000.0 - 0.02
    };
    let mut places = "place_id,kind,lat,lon,school_start,school_end\n\
         DEP,office,47.600,-122.330,,\nS1,school,47.610,-122.320,08:30,15:00\n"
        .to_owned();
    let mut people = "person_id,role,home_place,school_place\n".to_owned();
    let mut rides = "ride_id,student_id,direction,days,max_ride_minutes\n".to_owned();
    for child in 1..=4_u64 {
        let (lat, lon) = (47.61 + spread(child), -122.32 + spread(child + 7));
        places.push_str(&format!("H{child},home,{lat:.4},{lon:.4},,\n"));
        people.push_str(&format!("K{child},student,H{child},S1\n"));
        rides.push_str(&format!("A{child},K{child},to_school,Mon,{}\n", 14 + child));
    }
    files.insert("places.csv".to_owned(), places);
    files.insert("people.csv".to_owned(), people);
    files.insert("rides.csv".to_owned(), rides);
    let vehicle = "vehicle_id,place_id,seats\nV1,DEP,3\n".to_owned();
    files.insert("vehicles.csv".to_owned(), vehicle);
    files
}

/// Most riders that one outing can serve, and the least driving with which it does, in seconds.
fn best(week: &Week) -> (usize, i32) {
    let mut best = (0, 0);
    let mut order = Vec::new();
    extend(week, &mut order, &mut BTreeSet::new(), &mut best);
    best
}

/// Tries every order of pickups and drop-offs from here on.
fn extend(
    week: &Week,
    order: &mut Vec<(usize, bool)>,
    done: &mut BTreeSet<(usize, bool)>,
    best: &mut (usize, i32),
) {
    let aboard = order.iter().filter(|(_, on)| *on).count() * 2 - order.len();
    if aboard == 0
        && let Some(drive) = drive(week, order)
    {
        let served = order.len() / 2;
        if served > best.0 || served == best.0 && drive < best.1 {
            *best = (served, drive);
        }
    }
    for ride in 0..week.rides.len() {
        for on in [true, false] {
            let may = match on {
                true => aboard < 3 && !done.contains(&(ride, true)),
                false => done.contains(&(ride, true)) && !done.contains(&(ride, false)),
            };
            if may {
                order.push((ride, on));
                done.insert((ride, on));
                extend(week, order, done, best);
                done.remove(&(ride, on));
                order.pop();
            }
        }
    }
}

/// The driving of an order, if some departure, a second apart, keeps bells and ride limits with
/// waiting before a drop-off alone: one picks up as late as one can.
fn drive(week: &Week, order: &[(usize, bool)]) -> Option<i32> {
    let travel = &week.travel;
    let depot = travel.site(week.vehicles[0].place?);
    let at = |&(ride, on): &(usize, bool)| {
        let ride = &week.rides[ride];
        travel.site(if on { ride.from() } else { ride.to() })
    };
    let leg = |from: usize, to: usize| travel.shortest_seconds(from, to).0;
    let (mut here, mut clock, mut drive) = (depot, 0, 0);
    let mut times = Vec::with_capacity(order.len());
    for stop in order {
        let there = at(stop);
        let dwell = if there == here { 0 } else { 30 };
        drive += leg(here, there);
        clock += leg(here, there) + dwell;
        times.push((clock, clock + 6));
        clock += 6;
        here = there;
    }
    let ride_of = |ride: usize, on: bool| order.iter().position(|stop| *stop == (ride, on));
    let keeps = order.iter().filter(|(_, on)| *on).all(|&(ride, _)| {
        let (Some(up), Some(off)) = (ride_of(ride, true), ride_of(ride, false)) else {
            return false;
        };
        times[off].0 - times[up].1 <= week.rides[ride].max_ride.0 * 60
    });
    // All drop-offs lie between 08:10 and 08:30: the whole order may be moved as one.
    let offs: Vec<usize> = (0..order.len()).filter(|&ix| !order[ix].1).collect();
    let span = match (offs.first(), offs.last()) {
        (Some(&first), Some(&last)) => times[last].1 - times[first].0,
        _ => 0,
    };
    (keeps && span <= 20 * 60).then_some(drive + leg(here, depot))
}

/// Runs that were written read back as they were and break no rule; begun from and kept, they
/// stay; a new rider is the only change, and the best runs for them are named.
#[test]
fn today_is_where_one_begins() {
    let week = support::read(&town()).expect("a good workspace");
    let before = plan(&week, 200);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("runs.csv");
    std::fs::write(&path, &render(&week, &before)["runs.csv"]).expect("it can be written");
    let read = liaison::input::read_runs(&week, &path).expect("our own runs");
    assert!(verify_runs(&week, &read).violations.is_empty());
    let times = |plan: &RunPlan| {
        let mut all: Vec<(u32, i32, i32)> = (plan.outings.iter())
            .flat_map(|outing| {
                outing
                    .stops
                    .iter()
                    .map(|stop| (outing.vehicle.0, stop.start.0, stop.end.0))
            })
            .collect();
        all.sort_unstable();
        all
    };
    assert_eq!(times(&read), times(&before));
    let kept = |week: &Week| {
        let today = liaison::input::read_runs(week, &path).expect("our own runs");
        keeping(week, &today, 200, 5)
    };
    assert_eq!(kept(&week).changes, []);
    // One rider more, on Monday: nobody else is moved.
    let mut more = town();
    let rides = more.get_mut("rides.csv").expect("it is there");
    rides.push_str("P3,K3,from_school,Mon,,\n");
    let week = support::read(&more).expect("a good workspace");
    let after = kept(&week);
    assert!(verify_runs(&week, &after).violations.is_empty());
    assert_eq!(after.changes.len(), 1, "{:?}", after.changes);
    let new = transport::asked(&week).find(|ride| week.ride(*ride).row_id == "P3");
    let today = liaison::input::read_runs(&week, &path).expect("our own runs");
    let offers = transport::offers(&week, &today, new.expect("it was added"));
    let offers = offers.expect("a good week").expect("a vehicle can");
    assert!((1..=3).contains(&offers.len()), "{offers:?}");
    assert!(offers.iter().all(|offer| offer.pickup < offer.dropoff));
}

/// A new rider whom no minute of today leaves room for: of eleven others in the one vehicle as few
/// are moved as the run needs, where eight were once its vehicle's order was free.
#[test]
fn a_new_rider_moves_few() {
    let mut files = support::fleet(12, 2, 1, 8);
    let rides = files["rides.csv"].clone();
    let mornings = |without: &str| -> String {
        let mut lines = rides.lines();
        let head = format!("{},days\n", lines.next().unwrap_or(""));
        let to_school = lines.filter(|line| line.starts_with('A') && !line.starts_with(without));
        head + &to_school
            .map(|line| format!("{line},Mon\n"))
            .collect::<String>()
    };
    files.insert("rides.csv".to_owned(), mornings("A1,"));
    let week = support::read(&files).expect("a good workspace");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("runs.csv");
    std::fs::write(&path, &render(&week, &plan(&week, 100))["runs.csv"])
        .expect("it can be written");
    files.insert("rides.csv".to_owned(), mornings("P"));
    let week = support::read(&files).expect("a good workspace");
    let today = liaison::input::read_runs(&week, &path).expect("our own runs");
    let after = keeping(&week, &today, 100, 1);
    assert!(verify_runs(&week, &after).violations.is_empty());
    assert_eq!(after.totals.missed, 0);
    let moved = after
        .changes
        .iter()
        .filter(|change| change.before.is_some());
    assert!(moved.count() <= 4, "{:?}", after.changes);
}

/// Runs that are kept when riders drop out: whoever is left keeps their minute, though the vehicle
/// could be there sooner, and so it is where a lesson of a first plan (here that of a ride that no
/// vehicle can take) makes another one. Days with the same riders stay apart where today's runs
/// differ. Who rode in a vehicle that is gone is told as changed, with its id and the time.
#[test]
fn who_is_left_keeps_the_minute() {
    let mut files = town();
    files.insert(
        "rides.csv".to_owned(),
        "ride_id,student_id,direction,days,wheelchair\n\
         A1,K1,to_school,Mon;Tue,\nA2,K2,to_school,Mon;Tue,\nA3,K3,to_school,Mon;Tue,\n\
         P1,K1,from_school,Mon;Tue,\nP2,K2,from_school,Mon;Tue,\nP3,K3,from_school,Mon;Tue,\n"
            .to_owned(),
    );
    files.insert(
        "vehicles.csv".to_owned(),
        "vehicle_id,place_id,seats,cost_per_mile\nV1,DEP,4,0.8\n".to_owned(),
    );
    let week = support::read(&files).expect("a good workspace");
    let mut before = plan(&week, 200);
    // On Tuesday the first of the morning is picked up a minute before Monday's time.
    let first = (before.outings.iter_mut()).find(|outing| outing.day == Day(1));
    for stop in first.expect("it is driven").stops.iter_mut().take(2) {
        stop.arrive = stop.arrive - Seconds(60);
        stop.start = stop.start - Seconds(60);
        stop.end = stop.end - Seconds(60);
    }
    let csv = render(&week, &before)["runs.csv"].clone();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("runs.csv");
    std::fs::write(&path, &csv).expect("it can be written");
    let kept = |files: &Files| {
        let week = support::read(files).expect("a good workspace");
        let (today, _) = liaison::input::read_runs_to_begin(&week, &path).expect("our own runs");
        // Who drops out breaks no rule for those who got on after them.
        assert!(verify_runs(&week, &today).violations.is_empty());
        let plan = keeping(&week, &today, 100, 5);
        assert!(verify_runs(&week, &plan).violations.is_empty());
        let changes = plan.changes.iter().map(|change| {
            let is_new = change.before.is_none();
            (week.ride(change.ride).id.clone(), is_new)
        });
        (changes.collect::<Vec<_>>(), render(&week, &plan))
    };
    assert_eq!(kept(&files).0, []);
    for gone in ["A1", "A2", "A3", "P1", "P2", "P3"] {
        let mut fewer = files.clone();
        let rides = fewer.get_mut("rides.csv").expect("it is there");
        let left = rides.lines().filter(|line| !line.starts_with(gone));
        *rides = left.map(|line| format!("{line}\n")).collect();
        // Another who needs a lift that no vehicle has.
        let lift = format!("{rides}W2,K2,to_school,Mon,yes\n");
        assert_eq!(kept(&fewer).0, [], "without {gone}");
        fewer.insert("rides.csv".to_owned(), lift);
        assert_eq!(kept(&fewer).0, [], "without {gone}, one cannot ride");
    }
    // Another vehicle in place of the one that there was: all are met at their minutes, and told.
    let mut other = files.clone();
    let vehicles = other.get_mut("vehicles.csv").expect("it is there");
    *vehicles = vehicles.replace("V1,", "V9,");
    let week = support::read(&other).expect("a good workspace");
    let (changed, written) = kept(&other);
    assert_eq!(changed.len(), week.rides.len());
    assert!(changed.iter().all(|(_, is_new)| !is_new), "{changed:?}");
    for row in written["changes.csv"].lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        assert_eq!((cells[3], cells[5], cells[7]), ("V1", "V9", "0"), "{row}");
    }
}

/// Last week's runs are begun from by the day of the week. A ride, a vehicle and a driver of theirs
/// that are gone are told by id; `verify` refuses the same file. Runs of two weeks are refused.
#[test]
fn last_weeks_runs_are_begun_from() {
    let week = support::read(&town()).expect("a good workspace");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("runs.csv");
    let mut old = render(&week, &plan(&week, 200))["runs.csv"].clone();
    for (this, last) in [
        ("2026-11-30", "2026-11-23"),
        ("2026-12-01", "2026-11-24"),
        ("2026-12-02", "2026-11-25"),
    ] {
        old = old.replace(this, last);
    }
    old.push_str("X1,V9,D1,2026-11-23,1,pickup,A1,,,07:50,,,,,,\n");
    old.push_str("X1,V1,D9,2026-11-23,1,pickup,A9@2026-11-23,,,07:50,,,,,,\n");
    old.push_str("X1,V1,D1,2026-11-28,1,pickup,A1,,,07:50,,,,,,\n");
    std::fs::write(&path, &old).expect("it can be written");
    assert!(liaison::input::read_runs(&week, &path).is_err());
    let (runs, told) = liaison::input::read_runs_to_begin(&week, &path).expect("old runs");
    let served = |plan: &RunPlan| [0, 1, 2].map(|day| on(&week, plan, day).len());
    assert_eq!(served(&runs), [5, 5, 3]);
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    let expected = [
        "runs.csv: holds runs of the week of 2026-11-23; they are taken by the day of the week",
        "runs.csv: names vehicles that are not in this week: V9; their riders go with others",
        "runs.csv: names drivers that are not in this week: D9; others drive",
        "runs.csv: names rides that are not in this week: A9; they are passed over",
        "runs.csv: names rides on days on which no vehicle is to take them: A1; they are passed over then",
    ];
    assert_eq!(told, expected);
    old.push_str("X1,V1,D1,2026-11-16,1,pickup,A1,,,07:50,,,,,,\n");
    std::fs::write(&path, &old).expect("it can be written");
    let faults = liaison::input::read_runs_to_begin(&week, &path).expect_err("two weeks");
    assert!(
        faults[0].to_string().contains("runs of several weeks"),
        "{faults:?}"
    );
}

/// A home that is not the student's own, and confidential, stands in no handover; `plan --rides`
/// takes it from the row that the handed one stands for. Lengths of the row's own go with it.
#[test]
fn what_is_handed_over_keeps_its_home_and_lengths() {
    let mut files = town();
    let rides = "ride_id,student_id,direction,days,home_place,pickup_minutes,dropoff_minutes\n\
        A1,K1,to_school,Thu,HX,4,\n";
    files.insert("rides.csv".to_owned(), rides.to_owned());
    let week = support::read(&files).expect("a good workspace");
    let handover = render(&week, &plan(&week, 50))["handover.csv"].clone();
    assert!(!handover.contains("HX"), "{handover}");
    let liaison = [
        (
            "staff.csv",
            "staff_id,role,seats\nL1,liaison,4\nD1,driver,\nD2,driver,\n",
        ),
        (
            "shifts.csv",
            "staff_id,date,start,end\nL1,Thu,06:00,18:00\n",
        ),
    ];
    for (name, text) in liaison {
        files.insert(name.to_owned(), text.to_owned());
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    support::write(&files, folder.path());
    let path = folder.path().join("handed.csv");
    std::fs::write(&path, handover).expect("it can be written");
    let asked = liaison::input::Asked {
        rides: Some(path),
        ..support::asked()
    };
    let read = liaison::input::read_week(folder.path(), &asked);
    let week = read.expect("a handover is read").week;
    let ride = &week.rides[0];
    assert_eq!(week.place(ride.home).id, "HX");
    assert_eq!(
        (ride.pickup_minutes.0, ride.own_minutes),
        (4, [true, false])
    );
}

/// Two rows of a handover that differ by day have ids of their own, and none that another ride has.
#[test]
fn a_handed_row_takes_no_other_rides_id() {
    let mut files = town();
    let rides = "ride_id,student_id,direction,days,permission_until\n\
        A1,K1,to_school,Mon;Tue;Wed,2026-11-01\nA1-2,K2,to_school,Mon,\n";
    files.insert("rides.csv".to_owned(), rides.to_owned());
    let bells = "place_id,date,start,end\nS1,Tue,09:30,15:00\nS1,Wed,10:00,15:00\n";
    files.insert("bells.csv".to_owned(), bells.to_owned());
    let week = support::read(&files).expect("a good workspace");
    let handover = render(&week, &plan(&week, 50))["handover.csv"].clone();
    let ids = handover.lines().skip(1).map(|row| row.split(',').next());
    let ids: Vec<&str> = ids.flatten().collect();
    assert_eq!(ids, ["A1", "A1-3", "A1-4"]);
}

/// Two rides that are to be kept together and apart are a fault, told once; a row that is the same
/// trip as another is warned of, and one at another time is not.
#[test]
fn rides_that_contradict_or_repeat_one_another_are_told() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let told = |rides: &str| {
        let mut files = town();
        files.insert("rides.csv".to_owned(), rides.to_owned());
        support::write(&files, folder.path());
        let (_, output) = run(folder.path(), &["check", "."]);
        let lines = output.lines().filter(|line| line.starts_with("rides.csv"));
        lines.map(str::to_owned).collect::<Vec<String>>()
    };
    let both = "ride_id,student_id,direction,days,keep_with,keep_apart\n\
        A1,K1,to_school,,A2,\nA2,K2,to_school,,,A1\n";
    let expected = "rides.csv:3: A2: keep_apart: names A1, with which it is kept together too; \
        take it out of keep_with or of keep_apart";
    assert_eq!(told(both), [expected]);
    let again = "ride_id,student_id,direction,days,dropoff_from\n\
        A1,K1,to_school,,\nA2,K1,to_school,Mon;Tue,\nA3,K1,to_school,Mon,08:20\n";
    let expected = "rides.csv:3: A2: student_id: has the student and the times of A1; \
        take one of the two rows out, unless both are driven";
    assert_eq!(told(again), [expected]);
    // Whoever drives them.
    let by_liaison = "ride_id,student_id,direction,days,by\n\
        A1,K1,to_school,,liaison\nA2,K1,to_school,Mon,liaison\n";
    assert!(told(by_liaison).contains(&expected.to_owned()));
}

/// Who is kept with somebody is offered their vehicle or none; who is left out for it is told so.
#[test]
fn who_is_kept_together_is_offered_and_told_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut files = town();
    let rides = |with: &str| {
        format!(
            "ride_id,student_id,direction,days,keep_with\n\
             A1,K1,to_school,Mon,\nA2,K2,to_school,Mon,{with}\n"
        )
    };
    let offered = |files: &mut Files, with: &str| {
        files.insert(
            "rides.csv".to_owned(),
            rides("").replace("A2,K2,to_school,Mon,\n", ""),
        );
        support::write(files, folder.path());
        run(
            folder.path(),
            &["routes", ".", "--iterations", "30", "--threads", "1", "-q"],
        );
        files.insert("rides.csv".to_owned(), rides(with));
        support::write(files, folder.path());
        run(folder.path(), &["routes", ".", "--add", "A2"]).1
    };
    let lines = |told: &str| {
        told.lines()
            .filter(|line| line.contains("picked up"))
            .count()
    };
    assert_eq!(lines(&offered(&mut files, "")), 2);
    assert_eq!(lines(&offered(&mut files, "A1")), 1);
    // Bells too far apart for both.
    let bells = "place_id,date,start,end\nS2,Mon,11:00,15:30\n";
    files.insert("bells.csv".to_owned(), bells.to_owned());
    let none = offered(&mut files, "A1");
    assert!(none.contains("none: keep_with"), "{none}");
    let week = support::read(&files).expect("a good workspace");
    let told = plan(&week, 30).unserved;
    let rules: Vec<_> = told.iter().map(|one| one.rule).collect();
    assert!(rules.contains(&Some(Rule::KeepWith)), "{told:?}");
    // Either of the two might ride.
    assert!(told.iter().all(|one| !one.reason_proven), "{told:?}");
}

/// Who has no place in any vehicle is among the riders of their bell, also where nobody has.
#[test]
fn who_has_no_place_is_counted_at_the_bell() {
    let mut files = town();
    let rides = "ride_id,student_id,direction,days,wheelchair\n\
        A1,K1,to_school,Mon,\nA2,K2,to_school,Mon,yes\nA3,K3,to_school,Mon,yes\n\
        P2,K2,from_school,Mon,yes\n";
    files.insert("rides.csv".to_owned(), rides.to_owned());
    let vehicles = "vehicle_id,name,place_id,seats,wheelchair_places\nV1,Van,DEP,4,0\n";
    files.insert("vehicles.csv".to_owned(), vehicles.to_owned());
    let week = support::read(&files).expect("a good workspace");
    let plan = plan(&week, 30);
    let unplaced = render(&week, &plan)["unplaced.csv"].clone();
    let expected = "task_id,kind,value,standing,rule,reason,fix,grant,proven,reason_proven,must_ride\n\
        A2,ride,0,impossible,wheelchair,";
    assert!(unplaced.starts_with(expected), "{unplaced}");
    assert!(unplaced.contains(",,no,yes,yes\n"), "{unplaced}");
    let needs = plan.needs;
    let told: Vec<(u32, u32, u32, u32)> = (needs.iter())
        .map(|need| {
            (
                need.riders,
                need.wheelchairs,
                need.has_wheelchairs,
                need.vehicles,
            )
        })
        .collect();
    assert_eq!(told, [(2, 1, 0, 1), (1, 1, 0, 1), (1, 1, 0, 0)]);
}

/// A row from a place to that place is a fault, told where the place stands.
#[test]
fn a_ride_goes_somewhere() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut files = town();
    let rides = "ride_id,student_id,direction,home_place\nA1,K1,to_school,S1\n";
    files.insert("rides.csv".to_owned(), rides.to_owned());
    support::write(&files, folder.path());
    let (_, output) = run(folder.path(), &["check", "."]);
    let expected = "rides.csv:2: A1: home_place: goes from a place to that place; \
        give another home_place or school_place, here or in people.csv, or take the row out";
    assert!(output.contains(expected), "{output}");
}

/// What pins.csv says of a ride holds for its rows of a handover, also where its days were told
/// apart; who was to drive it need not be a liaison. A day that was not handed over is no fault.
#[test]
fn what_is_handed_over_keeps_its_pins() {
    let mut files = town();
    let rides = "ride_id,student_id,direction,days,language,keep_with\n\
        A1,K1,to_school,Mon;Tue;Wed,vi,A2\nA2,K2,to_school,Mon;Tue;Wed,vi,\n";
    files.insert("rides.csv".to_owned(), rides.to_owned());
    let bells = "place_id,date,start,end\nS1,Tue,09:30,15:00\nS1,Wed,10:00,15:00\n";
    files.insert("bells.csv".to_owned(), bells.to_owned());
    let week = support::read(&files).expect("a good workspace");
    let handover = render(&week, &plan(&week, 50))["handover.csv"].clone();
    assert!(handover.contains("\nA1-2,K1"), "{handover}");
    // Monday goes by a vehicle after all.
    let handover = handover.replace(",Mon,", ",Wed,").replace("Mon;", "");
    let staff = "staff_id,role,seats,languages\nL1,liaison,4,vi\nD1,driver,,\nD2,driver,,\n";
    files.insert("staff.csv".to_owned(), staff.to_owned());
    let pins = "task_id,staff_id,date,start\nA1@2026-12-01,D1,Tue,09:10\nA2@2026-11-30,D1,Mon,\n";
    files.insert("pins.csv".to_owned(), pins.to_owned());
    let folder = tempfile::tempdir().expect("a temporary folder");
    support::write(&files, folder.path());
    let path = folder.path().join("handed.csv");
    std::fs::write(&path, handover).expect("it can be written");
    let asked = liaison::input::Asked {
        rides: Some(path),
        ..support::asked()
    };
    let read = liaison::input::read_week(folder.path(), &asked);
    let week = read.unwrap_or_else(|faults| panic!("{faults:?}")).week;
    let tuesday = week.rides.iter().find(|ride| ride.id == "A1@2026-12-01");
    let tuesday = tuesday.expect("it is known by its day");
    let pin = tuesday.pin.expect("it is pinned");
    assert!(pin.start.is_some() && pin.staff.is_none(), "{pin:?}");
    assert_eq!(tuesday.keep_with.len(), 1);
}

/// Runs that somebody brings may take a ride by two vehicles: it is one ride.
#[test]
fn a_ride_by_two_vehicles_is_one() {
    let week = support::read(&town()).expect("a good workspace");
    let plan = plan(&week, 50);
    let mut twice = plan.outings.clone();
    twice.extend(plan.outings);
    let totals = transport::totals(&week, &twice, &[]);
    assert_eq!(totals.served, plan.totals.served);
}

/// The dearest ride of a vehicle that is out for one rider alone costs all that it drives.
#[test]
fn a_rider_alone_costs_the_whole_drive() {
    let mut files = town();
    let rides = "ride_id,student_id,direction,days\nA1,K1,to_school,Mon\n";
    files.insert("rides.csv".to_owned(), rides.to_owned());
    let week = support::read(&files).expect("a good workspace");
    let plan = plan(&week, 50);
    let dear = plan.dearest[0];
    assert_eq!(
        (dear.drive, dear.metres),
        (plan.totals.drive, plan.totals.metres)
    );
}

/// Where nothing is other than in the runs that were begun from, that is said.
#[test]
fn that_nothing_changed_is_said() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    support::write(&town(), folder.path());
    let routes = ["routes", ".", "--iterations", "40", "--threads", "1"];
    let said = |more: &[&str]| run(folder.path(), &[&routes[..], more].concat()).1;
    let unchanged = "every ride keeps its vehicle, minute and stop";
    assert!(!said(&[]).contains(unchanged));
    let again = said(&["--from", "runs/runs.csv", "--keep"]);
    assert!(again.contains(unchanged), "{again}");
}

/// Runs the program in a folder: how it ended, and all that it said.
fn run(folder: &std::path::Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = std::process::Command::cargo_bin("liaison")
        .expect("the program was built")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("it runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).expect("text"))
}

/// A liaison who drives is free to `plan`, which is said where there are tasks, and only there; what
/// `--add` names is JSON where that is asked for.
#[test]
fn second_duties_and_offers_are_told() {
    let mut files = town();
    let staff = "staff_id,role,seats\nL1,liaison,4\n";
    files.insert("staff.csv".to_owned(), staff.to_owned());
    let shifts = "staff_id,date,start,end\nL1,Mon,06:00,18:00\n";
    files.insert("shifts.csv".to_owned(), shifts.to_owned());
    let folder = tempfile::tempdir().expect("a temporary folder");
    support::write(&files, folder.path());
    let routes = ["routes", ".", "--iterations", "40", "--threads", "1"];
    let warning = "warning: liaisons drive runs, and `plan` takes them to be free then: L1;";
    let (_, said) = run(folder.path(), &routes);
    assert!(!said.contains(warning), "{said}");
    let tasks = "task_id,kind,about\nT1,home_visit,K1\n";
    std::fs::write(folder.path().join("tasks.csv"), tasks).expect("it can be written");
    let (_, said) = run(folder.path(), &routes);
    assert!(said.contains(warning), "{said}");
    let (code, said) = run(
        folder.path(),
        &["routes", ".", "--add", "A1@2026-11-30", "--json", "-q"],
    );
    let days: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(days[0]["date"], "2026-11-30");
    assert_eq!(days[0]["offers"][0]["staff_id"], "L1");
    let (code, said) = run(
        folder.path(),
        &["routes", ".", "--add", "A1@2026-12-01", "--json", "-q"],
    );
    let days: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(
        (code, &days[0]["rule"]),
        (Some(1), &"shift".into()),
        "{said}"
    );
}

/// What a driver would object to: a leg faster than anybody drives, a stop shorter than dwell and
/// board seconds, less than two minutes to spare. Runs as they are planned have neither of the
/// first two.
#[test]
fn a_driver_objects() {
    let week = support::read(&town()).expect("a good workspace");
    let objections = |plan: &RunPlan| -> BTreeSet<String> {
        let table = render(&week, plan)["objections.csv"].clone();
        let kinds = table
            .lines()
            .skip(1)
            .filter_map(|line| line.rsplit(',').nth(4));
        kinds.map(str::to_owned).collect()
    };
    let planned = plan(&week, 200);
    let has = |plan: &RunPlan, what: &str| objections(plan).contains(what);
    assert!(
        !has(&planned, "speed") && !has(&planned, "dwell"),
        "{:?}",
        objections(&planned)
    );
    let edited = |edit: fn(&mut liaison::domain::run::RunStop)| {
        let mut plan = planned.clone();
        plan.outings
            .iter_mut()
            .for_each(|outing| edit(&mut outing.stops[1]));
        plan
    };
    assert!(has(&edited(|stop| stop.drive.0 /= 4), "speed"));
    assert!(has(&edited(|stop| stop.end = stop.start), "dwell"));
    assert!(has(&edited(|stop| stop.slack.0 = 119), "slack"));
    let eased = |plan: &mut RunPlan| {
        for stop in plan.outings.iter_mut().flat_map(|outing| &mut outing.stops) {
            stop.slack.0 = 120;
        }
    };
    let mut plan = planned.clone();
    eased(&mut plan);
    assert!(!has(&plan, "slack"));
}

/// A letter tells of another home by its name, never by its address, and of a day on which no
/// vehicle comes.
#[test]
fn letters_tell_of_other_homes_and_of_days_without_a_ride() {
    let mut files = town();
    let rides = "ride_id,student_id,direction,days,home_place\n\
        A1,K1,to_school,Mon;Thu,\nP1,K1,from_school,Mon,H2\nP3,K1,from_school,Tue,HX\n";
    files.insert("rides.csv".to_owned(), rides.to_owned());
    let places = files.get_mut("places.csv").expect("it is there");
    *places = places.replace("H2,Secrethome,", "H2,Aunt Bo,");
    let week = support::read(&files).expect("a good workspace");
    let letter = render(&week, &plan(&week, 100))["letter-F1.html"].clone();
    let told = |text: &str| assert!(letter.contains(text), "{text} in {letter}");
    told("Llevamos a Ana Secretname a Aunt Bo aproximadamente");
    told("Llevamos a Ana Secretname a la otra direcci\u{f3}n que tiene la escuela");
    told("<strong>jue</strong><span>Todav\u{ed}a no hay transporte a la escuela para Ana");
    assert!(!letter.contains("Secrethome"), "{letter}");
}

/// What is broken in a runs.csv is told with line and column, and edits by hand are verified.
#[test]
fn runs_by_hand_are_read_and_checked() {
    let week = support::read(&town()).expect("a good workspace");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("mine.csv");
    let read = |text: &str| {
        std::fs::write(&path, text).expect("it can be written");
        liaison::input::read_runs(&week, &path)
    };
    let bad = "vehicle_id,staff_id,date,activity,ride_id,start\n\
        V9,D1,Mon,pickup,A1,07:50\nV1,D1,Mon,pickup,ZZ,07:50\nV1,D1,Mon,fly,A1,soon\n";
    let faults: Vec<String> = read(bad)
        .expect_err("it is broken")
        .iter()
        .map(ToString::to_string)
        .collect();
    let told = |part: &str| faults.iter().any(|fault| fault.contains(part));
    assert!(
        told("mine.csv:2") && told("mine.csv:3") && told("mine.csv:4"),
        "{faults:#?}"
    );
    // A whole outing without start and end: they are reckoned. A1 is at school after the bell.
    let late = "vehicle_id,staff_id,date,activity,ride_id,start\n\
        V1,D1,Mon,pickup,A1,08:20\nV1,D1,Mon,dropoff,A1,08:40:30\n";
    let plan = read(late).expect("it can be read");
    let rules: BTreeSet<&str> = (verify_runs(&week, &plan).violations.iter())
        .map(|each| each.rule.name())
        .collect();
    assert_eq!(rules, BTreeSet::from(["bell"]));
}

/// `verify` of a runs.csv: as written it keeps every rule; edited by hand, each rule that it breaks
/// is told with its amount, and who is no longer taken. An itinerary.csv is still one.
#[test]
fn verify_tells_what_an_edit_breaks() {
    let files = town();
    let week = support::read(&files).expect("a good workspace");
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in &files {
        std::fs::write(folder.path().join(name), text).expect("it can be written");
    }
    let csv = render(&week, &plan(&week, 200))["runs.csv"].clone();
    let verify = |text: &str, more: &[&str]| {
        std::fs::write(folder.path().join("edited.csv"), text).expect("it can be written");
        let output = std::process::Command::cargo_bin("liaison")
            .expect("the program was built")
            .args(["verify", ".", "edited.csv"])
            .args(more)
            .current_dir(folder.path())
            .output()
            .expect("it runs");
        let said = String::from_utf8(output.stdout).expect("text");
        (output.status.code(), said)
    };
    let (code, said) = verify(&csv, &[]);
    let missed = said
        .lines()
        .filter(|line| line.ends_with("must ride, and no run takes it"));
    // Five rows of five days are 20 rides; on Thursday and Friday nobody drives: at least six.
    assert!(missed.count() >= 6, "{said}");
    assert!(
        code == Some(0) && said.ends_with("every rule holds\n"),
        "{code:?} {said}"
    );
    // Monday's A1 is let off at 08:40:00, 10 min after the bell.
    let edit = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let is_it = cells[5..7] == ["dropoff", "A1@2026-11-30"];
        let late = |(ix, cell): (usize, &&str)| match ix {
            9 => "08:40:00".to_owned(),
            10 => "08:40:06".to_owned(),
            _ => (*cell).to_owned(),
        };
        match is_it {
            true => cells
                .iter()
                .enumerate()
                .map(late)
                .collect::<Vec<String>>()
                .join(","),
            false => line.to_owned(),
        }
    };
    let edited: Vec<String> = csv.lines().map(edit).collect();
    let (code, said) = verify(&edited.join("\n"), &[]);
    assert_eq!(code, Some(1));
    let bell = "A1@2026-11-30: bell: the dropoff ends 10 min 6 s too late (Mon 2026-11-30 08:40";
    assert!(said.contains(bell), "{said}");
    let (_, json) = verify(&edited.join("\n"), &["--json"]);
    assert!(
        json.contains("\"violations\"") && json.contains("10 min 6 s"),
        "{json}"
    );
    // Without its drop-off the rider is never let off, and is missed.
    let open = csv
        .lines()
        .filter(|line| !line.contains("dropoff,A1@2026-11-30"));
    let (code, said) = verify(&open.collect::<Vec<&str>>().join("\n"), &[]);
    assert!(
        code == Some(1) && said.contains("A1@2026-11-30: ride: picked up and never let off"),
        "{said}"
    );
    assert!(
        said.contains("A1@2026-11-30: must ride, and no run takes it"),
        "{said}"
    );
    // A date that is no date is told by line and column, with a hint.
    let (code, _) = verify(&csv.replacen("2026-11-30,1,start", "soon,1,start", 1), &[]);
    assert_eq!(code, Some(2));
}

/// A small child without a booster is told by the rule's name with what mends it; a workspace may
/// say otherwise, and what is off says nothing.
#[test]
fn dated_rules_are_data() {
    let findings = |rules: Option<&str>, birth: &str, booster: &str| -> Vec<&'static str> {
        let mut files = town();
        files.insert(
            "people.csv".to_owned(),
            format!(
                "person_id,role,home_place,school_place,birth_date,height_cm\nK1,student,H1,S1,{birth},120\n"
            ),
        );
        files.insert(
            "rides.csv".to_owned(),
            format!("ride_id,student_id,direction,days,booster\nA1,K1,to_school,Mon,{booster}\n"),
        );
        let vehicles = files.get_mut("vehicles.csv").expect("it is there");
        *vehicles = "vehicle_id,place_id,seats,boosters\nV1,DEP,12,1\n".to_owned();
        if let Some(rules) = rules {
            files.insert("rules.csv".to_owned(), rules.to_owned());
        }
        let week = support::read(&files).expect("a good workspace");
        let report = verify_runs(&week, &plan(&week, 50));
        report
            .findings
            .iter()
            .map(|finding| finding.rule.name())
            .collect()
    };
    assert_eq!(findings(None, "2020-05-01", ""), ["restraint_age"]);
    assert_eq!(findings(None, "2020-05-01", "yes"), [""; 0]);
    assert_eq!(findings(None, "2015-05-01", ""), [""; 0]);
    let off = "rule,on,value\nrestraint_age,no,8\n";
    assert_eq!(findings(Some(off), "2020-05-01", ""), [""; 0]);
    let ended = "rule,until,value\nrestraint_age,2026-11-01,8\n";
    assert_eq!(findings(Some(ended), "2020-05-01", ""), [""; 0]);
    let ten = "rule,value,unit\nvehicle_people,10,people\n";
    assert_eq!(findings(Some(ten), "2015-05-01", ""), ["vehicle_people"]);
}

/// A rule that begins within the week holds for what is driven after that.
#[test]
fn a_rule_may_begin_within_the_week() {
    let found = |from: &str| {
        let mut files = town();
        let rules = format!("rule,from,value,unit\nvehicle_people,{from},4,people\n");
        files.insert("rules.csv".to_owned(), rules);
        let week = support::read(&files).expect("a good workspace");
        verify_runs(&week, &plan(&week, 50)).findings.len()
    };
    // Both vehicles hold five with the driver, and one of them at least is out on Tuesday.
    assert_eq!(found("2026-12-05"), 0);
    assert!(found("2026-12-01") > 0);
}

/// What a dated rule would have is told on the page that one begins with and in the summary, and so
/// is what changed since the runs that one began from.
#[test]
fn the_index_tells_of_rules_and_changes() {
    let mut files = town();
    let vehicles = files.get_mut("vehicles.csv").expect("it is there");
    *vehicles = vehicles.replace("V1,Van,DEP,4", "V1,Van,DEP,12");
    let ten = "rule,value,unit\nvehicle_people,10,people\n";
    files.insert("rules.csv".to_owned(), ten.to_owned());
    let week = support::read(&files).expect("a good workspace");
    let mut runs = plan(&week, 50);
    runs.findings = verify_runs(&week, &runs).findings;
    let written = render(&week, &runs);
    assert!(written["summary.json"].contains("\"rule\": \"vehicle_people\""));
    let page = &written["runs.html"];
    assert!(page.contains("<td>vehicle_people</td>"), "{page}");
    assert!(!page.contains("changes.csv"), "{page}");
    let ride = transport::asked(&week).next().expect("a ride");
    runs.changes = vec![liaison::domain::run::Change {
        ride,
        before: None,
        after: None,
        stops: [None; 2],
    }];
    let page = &render(&week, &runs)["runs.html"];
    assert!(page.contains("1 ride had none before"), "{page}");
    assert!(page.contains("href=\"changes.csv\""), "{page}");
}

/// One school and the homes of its two riders, far from another with as much: vans at each.
fn two_ends(rides: &str) -> Files {
    let mut files = town();
    let places = "place_id,kind,lat,lon,school_start,school_end\n\
         DEP,office,47.600,-122.330,,\nS1,school,47.600,-122.330,08:30,15:00\n\
         S2,school,47.744,-122.330,08:45,15:30\nH1,home,47.605,-122.330,,\nH2,home,47.739,-122.330,,\n";
    let people = "person_id,role,home_place,school_place\nK1,student,H1,S1\nK2,student,H2,S2\n";
    let vehicles = "vehicle_id,place_id,seats\nV1,DEP,4\nV2,DEP,4\n";
    for (name, text) in [
        ("places.csv", places),
        ("people.csv", people),
        ("vehicles.csv", vehicles),
        ("rides.csv", rides),
    ] {
        files.insert(name.to_owned(), text.to_owned());
    }
    files
}

/// From S1, let off from 08:10 on, it is 37 min to the home of S2's rider, who must be there by
/// 08:45: two vans. With S2 a quarter of an hour later, or S1 earlier, one van does both, and
/// these two moves are told; plans made anew for them hold, and for the other two there is none.
#[test]
fn bells_that_would_save_a_vehicle() {
    let files =
        two_ends("ride_id,student_id,direction,days\nA1,K1,to_school,Mon\nA2,K2,to_school,Mon\n");
    let week = support::read(&files).expect("a good workspace");
    let options = Options {
        from: None,
        keep: false,
        bells: true,
        stop: Stop::Iterations(200),
        threads: 1,
        seed: 1,
    };
    let today = transport::make(&week, &options, &|_| {}).expect("a week that was read");
    assert_eq!((today.totals.at_once, today.vehicle_bound), (2, 2));
    let study = &today.bells;
    assert_eq!((study.tried, study.of), (4, 4));
    let mut told: Vec<(&str, i32, u32, u32, u32)> = (study.moves.iter())
        .map(|one| {
            let school = week.place(one.school).id.as_str();
            (school, one.by.0, one.before, one.after, one.fleet)
        })
        .collect();
    told.sort_unstable();
    assert_eq!(told, [("S1", -15, 2, 1, 1), ("S2", 15, 2, 1, 1)]);
    for one in &study.moves {
        let moved = transport::with_move(&week, one);
        assert_eq!(plan(&moved, 200).totals.at_once, 1);
        let mut back = one.clone();
        back.by.0 = -one.by.0;
        let moved = transport::with_move(&week, &back);
        assert_eq!(plan(&moved, 200).totals.at_once, 2);
    }
    let page = itinerary::runs::terminal::page(&week, &today);
    let line = "S2 to school, let off 08:25-08:45, Mon: 15 min later takes 1 vehicle in place of 2 (today no fewer than 2)";
    assert!(page.contains(line), "{page}");
    assert!(render(&week, &today)["runs.html"].contains("<h2>Bells</h2>"));
    assert!(render(&week, &today)["summary.json"].contains("\"minutes_later\": -15"));
}

/// What is to be said of several days is said once: a wheelchair for which no vehicle has a place,
/// and that there is none at its bell; of a day on which it is not so, nothing.
#[test]
fn what_is_the_same_on_days_is_said_once() {
    let files = two_ends(
        "ride_id,student_id,direction,days,wheelchair\n\
         A1,K1,to_school,Mon-Wed,\nA2,K2,to_school,Mon-Tue,yes\n",
    );
    let week = support::read(&files).expect("a good workspace");
    let plan = plan(&week, 50);
    let page = itinerary::runs::terminal::page(&week, &plan);
    let lines = |what: &str| page.lines().filter(|line| line.contains(what)).count();
    assert_eq!((lines("short: "), lines("  A2")), (1, 1), "{page}");
    assert!(page.contains("short: Mon, Tue to school"), "{page}");
    assert!(page.contains("  A2 Mon, Tue, must ride: "), "{page}");
    let html = &render(&week, &plan)["runs.html"];
    assert_eq!(html.matches("<th scope=\"row\">A2</th>").count(), 1);
}

/// One driver brings one child home from 11:05 and another from 12:35, 38 min away each. Back at
/// school by 12:23, they have time for half an hour of lunch by 13:30 only if the second is picked
/// up after it, at 12:53, and not at 12:35. An hour leaves no time for the second.
#[test]
fn drivers_have_lunch() {
    let with = |minutes: i32| {
        let mut files = two_ends(
            "ride_id,student_id,direction,days,home_place,school_place,bell\n\
             P1,K1,from_school,Mon,H2,S1,11:05\nP2,K2,from_school,Mon,H2,S1,12:35\n",
        );
        let toml = files.get_mut("week.toml").expect("it is there");
        toml.push_str(&format!(
            "[lunch]\nminutes = {minutes}\nearliest = \"11:00\"\nlatest_end = \"13:30\"\n"
        ));
        let places = files.get_mut("places.csv").expect("it is there");
        *places = places.replace("H2,home,47.739", "H2,home,47.7435");
        let vehicles = files.get_mut("vehicles.csv").expect("it is there");
        *vehicles = "vehicle_id,place_id,seats\nV1,DEP,4\n".to_owned();
        let week = support::read(&files).expect("a good workspace");
        let plan = plan(&week, 200);
        (week, plan)
    };
    let pickup = |week: &Week, plan: &RunPlan| on(week, plan, 0).get("P2").map(|at| at / 60);
    let (week, short) = with(5);
    assert_eq!(pickup(&week, &short), Some(12 * 60 + 35));
    let (week, usual) = with(30);
    let at = pickup(&week, &usual).expect("both are brought home");
    assert!((12 * 60 + 52..=12 * 60 + 54).contains(&at), "{at}");
    let sheet = &render(&week, &usual)["run-D1-2026-11-30.html"];
    assert!(sheet.contains("Lunch, 30 min: between 11:"), "{sheet}");
    let (_, long) = with(60);
    assert_eq!((long.totals.served, long.totals.missed), (1, 1));
}

/// A rider whose row asks for Spanish goes with the driver who speaks it; where none does, the
/// rule is named.
#[test]
fn a_driver_speaks_the_language() {
    let drivers = |languages: &str| {
        let mut files = two_ends(
            "ride_id,student_id,direction,days,language\nA1,K1,to_school,Mon,ES\nA2,K2,to_school,Mon,\n",
        );
        let staff = format!("staff_id,role,languages\nD1,driver,en\nD2,driver,{languages}\n");
        files.insert("staff.csv".to_owned(), staff);
        let week = support::read(&files).expect("a good workspace");
        let plan = plan(&week, 100);
        let holds = |outing: &&liaison::domain::run::Outing| {
            let mut rides = outing.stops.iter().filter_map(|stop| stop.activity.ride());
            rides.any(|ride| week.ride(ride).row_id == "A1")
        };
        let outing = plan.outings.iter().find(holds);
        let who = outing.and_then(|outing| outing.driver);
        let rule = plan.unserved.first().and_then(|one| one.rule);
        (
            who.map(|who| week.member(who).id.clone()),
            rule.map(|rule| rule.name()),
        )
    };
    assert_eq!(drivers("en;es"), (Some("D2".to_owned()), None));
    assert_eq!(drivers("en"), (None, Some("language")));
}

/// A made-up fleet is planned whole.
#[test]
fn a_made_up_fleet() {
    let files = support::fleet(24, 3, 6, 4);
    let week = support::read(&files).expect("a good workspace");
    let plan = plan(&week, 60);
    assert_eq!(plan.totals.served, 240);
    assert!(plan.vehicle_bound <= plan.totals.at_once);
    assert!(verify_runs(&week, &plan).findings.is_empty());
}

/// Fleets of every sort are planned without breaking a rule: traffic, one school aboard at a
/// time, vehicles without a place or with a driver of their own (one of them named twice), short
/// weeks, few seats, limits of drivers, company and shelters.
#[test]
fn fleets_of_every_sort_keep_the_rules() {
    for seed in 0..12_u64 {
        let mut files = support::fleet(14, 3, 4, seed);
        let has = |bit: u64| (seed * 7 + 5) >> bit & 1 == 1;
        let mut toml = files["week.toml"].clone();
        if has(0) {
            toml = toml.replace("[rides]", "[rides]\nmixed_schools = false");
        }
        if has(1) {
            toml.push_str(
                "\n[travel]\ntraffic = [ { from = \"07:30\", to = \"08:30\", factor = 1.3 } ]\n",
            );
        }
        files.insert("week.toml".to_owned(), toml);
        let place = if has(2) { "" } else { "YARD" };
        let driver = if has(3) { "D1" } else { "" };
        let vehicles = format!(
            "vehicle_id,place_id,seats,wheelchair_places,boosters,driver,start,end\n\
             V1,YARD,5,1,4,{driver},,\nV2,{place},4,1,2,,,\nV3,YARD,3,0,1,{driver},07:00,15:30\nV4,S1,6,1,6,,,\n"
        );
        files.insert("vehicles.csv".to_owned(), vehicles);
        let staff = "staff_id,role,max_drive_hours_week,max_miles_week,max_student_drive_hours_year\n\
             D1,driver,,,\nD2,driver,9,,\nD3,driver,,90,3\nD4,driver,,,\n";
        files.insert("staff.csv".to_owned(), staff.to_owned());
        let rides = files["rides.csv"].clone();
        let mut lines = rides.lines();
        let mut rides = format!(
            "{},keep_with,keep_apart,days,must_ride\n",
            lines.next().unwrap_or("")
        );
        for (nr, line) in lines.enumerate() {
            let extra = match (nr, has(4)) {
                (0, true) => "A2,,,",
                (4, true) => ",A4,,",
                (6, _) => ",,Mon;Thu,",
                (8, _) => ",,,no",
                (10, true) => "P6,,,",
                _ => ",,,",
            };
            rides.push_str(&format!("{line},{extra}\n"));
        }
        files.insert("rides.csv".to_owned(), rides);
        let week = support::read(&files).unwrap_or_else(|faults| panic!("{faults:#?}"));
        let plan = plan(&week, 40);
        let totals = &plan.totals;
        let asked = transport::asked(&week).count();
        assert_eq!(
            totals.served as usize + plan.unserved.len(),
            asked,
            "seed {seed}"
        );
        render(&week, &plan);
    }
}
