//! Runs under several settings side by side: from files to files, what loosens never shows worse
//! runs, and what is said to change is the difference of the two plans.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use liaison::domain::Week;
use liaison::domain::comparison::Scenario;
use liaison::domain::ride::RideBy;
use liaison::domain::run::{RunActivity, Second};
use liaison::domain::run_comparison::{RunComparison, RunPoint};
use liaison::domain::time::Minutes;
use liaison::input;
use liaison::itinerary::compare::{Profile, runs as written};
use liaison::solver::Stop;
use liaison::transport::{self, Options};
use liaison::verify::verify_runs;
use support::{Files, named, read_with};

const OPTIONS: Options<'_> = Options {
    from: None,
    keep: false,
    bells: false,
    stop: Stop::Iterations(60),
    threads: 1,
    seed: 1,
};

/// Two vans, of three seats together, and five riders of four families; Secretname stands where no page
/// may show it.
fn town() -> Files {
    let files = [
        (
            "week.toml",
            "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n\
             [scenario.one_less]\nwithout = [\"V2\"]\n\
             [scenario.later]\nbells = \"bells-later.csv\"\n\
             [scenario.longer]\n\"rides.max_ride_minutes\" = 90\n",
        ),
        (
            "staff.csv",
            "staff_id,name,role,languages,hourly_rate\nD1,Dora Secretname,driver,en,30\nD2,Dan Secretname,driver,en,30\n",
        ),
        (
            "shifts.csv",
            "staff_id,date,start,end\nD1,Mon,06:00,18:00\nD1,Tue,06:00,18:00\nD2,Mon,06:00,18:00\n",
        ),
        (
            "places.csv",
            "place_id,name,kind,lat,lon,school_start,school_end,confidential\n\
             DEP,Yard,office,47.600,-122.330,,,\n\
             S1,Oak,school,47.610,-122.320,08:30,15:00,\n\
             H1,Secretname,home,47.625,-122.310,,,\n\
             H2,Secretname,home,47.605,-122.300,,,\n\
             H3,Secretname,home,47.615,-122.350,,,yes\n",
        ),
        (
            "bells-later.csv",
            "place_id,date,start,end\nS1,,09:30,16:00\n",
        ),
        (
            "people.csv",
            "person_id,name,role,home_place,school_place,family_id,guardians,language\n\
             K1,Ana Secretname,student,H1,S1,F1,G1,\n\
             K2,Ben Secretname,student,H2,S1,F2,,es\n\
             K3,Cy Secretname,student,H3,S1,F3,,so\n\
             K4,Di Secretname,student,H1,S1,F1,G1,\n\
             K5,Ed Secretname,student,H2,S1,,,\n\
             G1,Gus Secretname,guardian,H1,,F1,,es\n",
        ),
        (
            "rides.csv",
            "ride_id,student_id,direction,days\n\
             A1,K1,to_school,Mon;Tue\nA2,K2,to_school,Mon;Tue\nA3,K3,to_school,Mon;Tue\n\
             A4,K4,to_school,Mon;Tue\nA5,K5,to_school,Mon\n",
        ),
        (
            "vehicles.csv",
            "vehicle_id,place_id,seats,cost_per_mile,cost_per_hour,cost_per_day\nV1,DEP,2,0.5,6,10\nV2,DEP,3,0.8,0,0\n",
        ),
    ];
    let text = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    files.into_iter().map(text).collect()
}

fn compared(scenarios: Vec<Scenario>, sweeps: usize) -> RunComparison {
    let names = if sweeps == 0 { scenarios.len() } else { 0 };
    let keeps = |week: &Week, plan: &_| verify_runs(week, plan).violations.is_empty();
    let shape = (names, sweeps);
    let found = transport::compare(scenarios, shape, &OPTIONS, &keeps, &|_, _| {});
    let found = found.expect("weeks that were read");
    for point in &found.points {
        let report = verify_runs(&point.scenario.week, &point.plan);
        let lines: Vec<String> = report.violations.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "{}: {lines:#?}", point.scenario.name);
        let totals = transport::totals(
            &point.scenario.week,
            &point.plan.outings,
            &point.plan.unserved,
        );
        assert_eq!(totals, point.plan.totals, "{}", point.scenario.name);
        let rides = point.scenario.week.rides.iter();
        let asked = rides.filter(|ride| ride.by == RideBy::Vehicle).count();
        assert_eq!(asked, (totals.served + totals.unserved) as usize);
        assert_eq!(totals.unserved as usize, point.plan.unserved.len());
    }
    found
}

/// The vehicle and time at home of each ride that is served.
fn at_home(point: &RunPoint) -> BTreeMap<String, (String, Second)> {
    let week = &point.scenario.week;
    let outings = point.plan.outings.iter();
    let stops = outings.flat_map(|outing| outing.stops.iter().map(move |stop| (outing, stop)));
    let home = stops.filter_map(|(outing, stop)| {
        let (RunActivity::Pickup(ride) | RunActivity::Dropoff(ride)) = stop.activity else {
            return None;
        };
        let ride = week.ride(ride);
        let vehicle = week.vehicles[outing.vehicle.ix()].id.clone();
        (stop.place == Some(ride.home)).then(|| (ride.id.clone(), (vehicle, stop.start)))
    });
    home.collect()
}

/// One van less, later bells and longer rides beside the base. The van of three seats takes all
/// five riders in two goes; that of two seats leaves one out. What is said to change is the
/// difference of the plans.
#[test]
fn scenarios_of_runs() {
    let files = town();
    let week = |name| read_with(&files, Some(name), &[]);
    let found = compared(
        vec![
            named("base", read_with(&files, None, &[])),
            named("one_less", week("one_less")),
            named("later", week("later")),
            named("longer", week("longer")),
        ],
        0,
    );
    let [base, less, later, longer] = found.points.as_slice() else {
        panic!("four scenarios");
    };
    assert!(base.plan.totals.missed < less.plan.totals.missed);
    assert!(longer.plan.totals.missed <= base.plan.totals.missed);
    // The van of three seats goes twice, and so does not that of two for all five.
    let vehicle = |point: &RunPoint| -> BTreeSet<String> {
        let served = at_home(point).into_values();
        served.map(|(vehicle, _)| vehicle).collect()
    };
    assert_eq!(vehicle(base), BTreeSet::from(["V2".to_owned()]));
    assert_eq!(vehicle(less), BTreeSet::from(["V1".to_owned()]));
    // The bell is an hour later: everybody is picked up later, by just that where the runs are
    // the same.
    for (id, (_, at)) in at_home(later) {
        let before = at_home(base).get(&id).map(|(_, at)| *at);
        assert!(before.is_none_or(|before| before < at), "{id}");
    }
    assert_eq!(later.plan.totals.missed, base.plan.totals.missed);
    assert_eq!(found.reference, 0);
    for (step, to) in found.against.iter().zip(&found.points) {
        let (a, b) = (at_home(base), at_home(to));
        let ids = |riders: &[liaison::domain::run_comparison::Rider]| -> BTreeSet<String> {
            riders.iter().map(|rider| rider.ride.clone()).collect()
        };
        let only = |a: &BTreeMap<String, _>, b: &BTreeMap<String, _>| -> BTreeSet<String> {
            a.keys()
                .filter(|id| !b.contains_key(*id))
                .cloned()
                .collect()
        };
        assert_eq!(ids(&step.comes_in), only(&b, &a));
        assert_eq!(ids(&step.falls_out), only(&a, &b));
        let minute = |at: &(String, Second)| (at.0.clone(), at.1.moment());
        let both = a
            .iter()
            .filter(|(id, was)| b.get(*id).is_some_and(|is| minute(is) != minute(was)));
        let both: BTreeSet<String> = both.map(|(id, _)| id.clone()).collect();
        let moved = step.moved.iter().map(|one| one.rider.ride.clone());
        assert_eq!(moved.collect::<BTreeSet<_>>(), both);
    }
    // Later bells move every family that rides in both, by more than ten minutes.
    let step = &found.against[2];
    assert!(step.families_moved(10) >= 3 && step.families_moved(0) == step.families_moved(10));
    // A guardian's language is that of the family.
    let rider = step.moved.iter().find(|one| one.rider.family == "F1");
    assert_eq!(rider.map(|one| one.rider.language.as_str()), Some("es"));
}

/// Who is told to walk to a stop has another place to be, whatever the time and the vehicle.
#[test]
fn who_walks_is_told() {
    let files = support::fleet(16, 2, 5, 1);
    let scenarios = [None, Some("walking")].map(|name| {
        let week = read_with(&files, name, &[]);
        named(name.unwrap_or("base"), week)
    });
    let found = compared(scenarios.into(), 0);
    let [_, walking] = found.points.as_slice() else {
        panic!("two scenarios");
    };
    let week = &walking.scenario.week;
    let stops = walking.plan.outings.iter().flat_map(|outing| &outing.stops);
    let walkers: BTreeMap<String, String> = stops
        .filter_map(|stop| {
            let ride = week.ride(stop.activity.ride()?);
            let is_home_end = stop.activity.is_home_end(ride.direction);
            let place = stop
                .place
                .filter(|place| is_home_end && *place != ride.home)?;
            Some((ride.id.clone(), week.place(place).id.clone()))
        })
        .collect();
    let moved = found.against[1].moved.iter();
    let told: BTreeMap<String, String> = moved
        .filter_map(|one| Some((one.rider.ride.clone(), one.after.stop.clone()?)))
        .collect();
    assert!(!walkers.is_empty());
    assert_eq!(told, walkers);
}

/// What only loosens never shows worse runs: longer rides in a sweep, and more vehicles, on
/// made-up weeks and with a search too short to be good at either.
#[test]
fn what_loosens_is_no_worse() {
    let seats = |week: &Week| -> Vec<u32> { week.vehicles.iter().map(|one| one.seats).collect() };
    for seed in 0..6_u64 {
        let files = crowd(seed);
        let limits = ["12", "16", "24", "60"];
        let scenario = |limit: &&str| {
            let set = [("rides.max_ride_minutes", *limit)];
            named(limit, read_with(&files, None, &set))
        };
        // Backwards too: it does not hang on the order in which they are planned.
        let mut scenarios: Vec<Scenario> = limits.iter().map(scenario).collect();
        let most = scenarios[3]
            .week
            .rides
            .iter()
            .map(|ride| ride.max_ride)
            .max();
        assert_eq!(most, Some(Minutes(60)));
        let is_turned = seed % 2 == 1;
        if is_turned {
            scenarios.reverse();
        }
        let mut found = compared(scenarios, 1);
        assert_eq!(found.steps.len(), 3);
        assert_eq!(found.reference, 3);
        if is_turned {
            found.points.reverse();
        }
        for pair in found.points.windows(2) {
            let [a, b] = [&pair[0], &pair[1]].map(|point| {
                let totals = &point.plan.totals;
                (
                    totals.missed,
                    totals.at_once,
                    totals.vehicles,
                    totals.unserved,
                    totals.drive,
                )
            });
            assert!(b <= a, "seed {seed}: {b:?} after {a:?}");
        }
        let base = read_with(&files, None, &[]);
        let mut more = base.clone();
        let mut extra = more.vehicles[0].clone();
        extra.id = "V9".to_owned();
        more.vehicles.push(extra);
        assert!(seats(&more) > seats(&base));
        let found = compared(vec![named("base", base), named("more", more)], 0);
        let [base, more] = [&found.points[0], &found.points[1]].map(|point| &point.plan.totals);
        assert!(
            (more.missed, more.at_once, more.vehicles)
                <= (base.missed, base.at_once, base.vehicles),
            "seed {seed}: {more:?} {base:?}"
        );
    }
}

/// Twelve riders all over a town and two vans.
fn crowd(seed: u64) -> Files {
    let mut files = town();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1);
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % 1000) as f64 / 1000.0
    };
    let mut places = "place_id,kind,lat,lon,school_start,school_end\nDEP,office,47.600,-122.330,,\nS1,school,47.610,-122.320,08:30,15:00\n".to_owned();
    let mut people = "person_id,role,home_place,school_place\n".to_owned();
    let mut rides = "ride_id,student_id,direction,days\n".to_owned();
    for k in 0..12 {
        let (lat, lon) = (47.58 + 0.06 * next(), -122.36 + 0.08 * next());
        places.push_str(&format!("H{k},home,{lat:.4},{lon:.4},,\n"));
        people.push_str(&format!("K{k},student,H{k},S1\n"));
        rides.push_str(&format!("A{k},K{k},to_school,Mon\n"));
    }
    let vehicles = "vehicle_id,place_id,seats\nV1,DEP,4\nV2,DEP,5\n";
    for (name, text) in [
        ("places.csv", places),
        ("people.csv", people),
        ("rides.csv", rides),
        ("vehicles.csv", vehicles.to_owned()),
    ] {
        files.insert(name.to_owned(), text);
    }
    files.remove("bells-later.csv");
    files
}

/// The same iterations give the same bytes; no name and no confidential place is in any file;
/// for the public there are no ids and no small numbers.
#[test]
fn files_of_runs() {
    let files = town();
    let scenarios = || {
        let week = |name| read_with(&files, Some(name), &[]);
        vec![
            named("base", read_with(&files, None, &[])),
            named("one_less", week("one_less")),
            named("later", week("later")),
        ]
    };
    let found = compared(scenarios(), 0);
    let own = written::render(&found, Profile::Own);
    assert_eq!(
        own,
        written::render(&compared(scenarios(), 0), Profile::Own)
    );
    let names: Vec<&str> = own.iter().map(|(name, _)| name.as_str()).collect();
    let all = [
        "compare.csv",
        "compare.json",
        "changes.csv",
        "compare.html",
        "brief.html",
    ];
    assert_eq!(names, all);
    let public = written::render(&found, Profile::Public);
    assert_eq!(public.len(), 2);
    for (name, bytes) in own.iter().chain(&public) {
        let text = String::from_utf8(bytes.clone()).expect("text");
        assert!(!text.contains("Secret") && !text.contains("H3"), "{name}");
    }
    for (name, bytes) in &public {
        let text = String::from_utf8(bytes.clone()).expect("text");
        for id in ["A1", "F1", "F2", "K5", "V1", "V2"] {
            assert!(!text.contains(id), "{name} has {id}");
        }
    }
    assert_eq!(written::folders(&found), ["base", "one_less", "later"]);
    let csv = String::from_utf8(own[0].1.clone()).expect("text");
    insta::assert_snapshot!(format!("{}\n{csv}", written::terminal(&found)));
}

/// Money of runs: a mile, an hour and a day of the vehicle, and the driver's pay from leaving to
/// being back.
#[test]
fn money_of_runs() {
    let files = town();
    let found = compared(
        vec![named("one_less", read_with(&files, Some("one_less"), &[]))],
        0,
    );
    let point = &found.points[0];
    let mut expected = 0.0;
    let mut days = BTreeSet::new();
    for outing in &point.plan.outings {
        let miles: f64 = outing.stops.iter().map(|stop| stop.metres.miles()).sum();
        let hours = (outing.is_back() - outing.leaves()).minutes() / 60.0;
        expected += 0.5 * miles + (6.0 + 30.0) * hours;
        days.insert(outing.day);
    }
    expected += 10.0 * days.len() as f64;
    assert!(days.len() == 2 && expected > 20.0);
    assert!((point.plan.totals.money.dollars() - expected).abs() < 0.01);
}

/// A file that a scenario names and that is not there is a fault with its place.
#[test]
fn bells_that_are_not_there() {
    let mut files = town();
    files.remove("bells-later.csv");
    let folder = tempfile::tempdir().expect("a temporary folder");
    support::write(&files, folder.path());
    let mut asked = support::asked();
    asked.scenario = Some("later".to_owned());
    let faults = input::read_week(folder.path(), &asked).expect_err("a file is missing");
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let expected = "week.toml:7: scenario.later.bells: names a file that is not there, found `bells-later.csv`";
    assert!(lines.iter().any(|line| line == expected), "{lines:#?}");
}

#[test]
fn charts_of_runs_are_told_to_a_screen_reader() {
    // Proves that compare.html has bar charts of vehicles, miles, rides and dollars, each an
    // image with a title and a description that counts up every scenario with its number.
    let files = town();
    let less = read_with(&files, Some("one_less"), &[]);
    let scenarios = vec![
        named("base", read_with(&files, None, &[])),
        named("one_less", less),
    ];
    let found = compared(scenarios, 0);
    let page = |profile| {
        let files = written::render(&found, profile);
        let page = files.into_iter().find(|(name, _)| name == "compare.html");
        String::from_utf8(page.expect("the page").1).expect("text")
    };
    let own = page(Profile::Own);
    let told = |id: &str| -> String {
        let begin = format!("<desc id=\"{id}-d\">");
        let rest = own.split_once(&begin).expect("a description").1;
        rest.split_once("</desc>").expect("its end").0.to_owned()
    };
    for id in ["at-once", "miles", "ride", "dollars"] {
        let labelled = format!("role=\"img\" aria-labelledby=\"{id}-t {id}-d\"");
        assert!(own.contains(&labelled), "{id}");
        for point in &found.points {
            let name = format!(" {}: ", point.scenario.name);
            assert!(told(id).contains(&name), "{}", told(id));
        }
    }
    for point in &found.points {
        let (name, number) = (&point.scenario.name, point.plan.totals.at_once);
        assert!(told("at-once").contains(&format!(" {name}: {number}")));
    }
    // How many are left out may be few: the public is not shown it.
    assert!(!page(Profile::Public).contains("left-out-d"));
}
