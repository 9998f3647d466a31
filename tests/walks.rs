//! Walk-to stops from files to files: who may walks no farther than allowed and only where that
//! makes the runs better, sheets and letters say so, and runs read back as they were.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use liaison::domain::Week;
use liaison::domain::place::PlaceKind;
use liaison::domain::rule::Rule;
use liaison::domain::run::RunPlan;
use liaison::itinerary::{self, Names, Style};
use liaison::solver::Stop;
use liaison::transport::{self, Options};
use liaison::verify::verify_runs;
use support::Files;

/// Three students in three dead ends off one street, a stop at its middle (each walk is 189 m or
/// less), and a school 2 km east of it. Ana, Ben and Cy may walk but for what `rides` says.
fn street(rides: &str) -> Files {
    let files = [
        (
            "week.toml",
            "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n[rides]\nwalk_metres = 300\n",
        ),
        ("staff.csv", "staff_id,role\nD1,driver\n"),
        (
            "shifts.csv",
            "staff_id,date,start,end\nD1,Mon,06:00,18:00\nD1,Tue,06:00,18:00\n",
        ),
        (
            "places.csv",
            "place_id,name,kind,lat,lon,school_start,school_end,confidential\n\
             DEP,Yard,office,37.3000,-120.5000,,,\n\
             S1,Oak,school,37.3000,-120.4700,08:30,15:00,\n\
             H1,Secrethome,home,37.3012,-120.4925,,,\n\
             H2,Secrethome,home,37.2988,-120.4925,,,\n\
             H3,Secrethome,home,37.3010,-120.4915,,,\n",
        ),
        (
            "people.csv",
            "person_id,name,role,home_place,school_place,family_id,guardians,language\n\
             K1,Ana Secretname,student,H1,S1,F1,,es\n\
             K2,Ben Secretname,student,H2,S1,F2,,\n\
             K3,Cy Secretname,student,H3,S1,F3,G3,\n\
             G3,Gus Secretname,guardian,H3,,F3,,\n",
        ),
        ("rides.csv", rides),
        (
            "vehicles.csv",
            "vehicle_id,place_id,seats,wheelchair_places\nV1,DEP,6,1\n",
        ),
        (
            "stops.csv",
            "stop_id,name,lat,lon,side\nB1,Elm at Third,37.3000,-120.4920,north\nB9,Far away,37.4000,-120.4920,\n",
        ),
    ];
    let text = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    files.into_iter().map(text).collect()
}

const ALL: &str = "ride_id,student_id,direction,days,walk_ok,adult_at_home\n\
    A1,K1,to_school,Mon;Tue,yes,\nA2,K2,to_school,Mon;Tue,yes,\nA3,K3,to_school,Mon;Tue,yes,\n\
    P1,K1,from_school,Mon;Tue,yes,\nP2,K2,from_school,Mon;Tue,yes,\nP3,K3,from_school,Mon;Tue,yes,yes\n";

fn options(iterations: u64) -> Options<'static> {
    Options {
        from: None,
        keep: false,
        bells: false,
        stop: Stop::Iterations(iterations),
        threads: 1,
        seed: 1,
    }
}

fn plan_with(week: &Week, options: &Options<'_>) -> RunPlan {
    let plan = transport::make(week, options, &|_| {}).expect("a week that was read");
    let lines: Vec<String> = (verify_runs(week, &plan).violations.iter())
        .map(ToString::to_string)
        .collect();
    assert_eq!(lines, [""; 0]);
    plan
}

fn plan(week: &Week, iterations: u64) -> RunPlan {
    plan_with(week, &options(iterations))
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

/// Where each ride's student is met at the home end, by row and place id.
fn met(week: &Week, plan: &RunPlan) -> BTreeMap<String, BTreeSet<String>> {
    let mut met: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for stop in plan.outings.iter().flat_map(|outing| &outing.stops) {
        let Some(ride) = stop.activity.ride().map(|ride| week.ride(ride)) else {
            continue;
        };
        if stop.activity.is_home_end(ride.direction) {
            let place = stop.place.map(|place| week.place(place).id.clone());
            let of = met.entry(ride.row_id.clone()).or_default();
            of.extend(place);
        }
    }
    met
}

fn at<'m>(met: &'m BTreeMap<String, BTreeSet<String>>, row: &str) -> Vec<&'m str> {
    met[row].iter().map(String::as_str).collect()
}

/// Who may walk waits at the one stop on the way, on both days; who must be met by an adult is
/// brought to the door. The far stop is no place of the week.
#[test]
fn who_may_walk_shares_a_stop() {
    let week = support::read(&street(ALL)).expect("a good workspace");
    assert!(week.places.iter().all(|place| place.id != "B9"));
    assert_eq!(
        week.places
            .iter()
            .filter(|place| place.kind == PlaceKind::Stop)
            .count(),
        1
    );
    let plan = plan(&week, 60);
    let met = met(&week, &plan);
    for row in ["A1", "A2", "A3", "P1", "P2"] {
        assert_eq!(at(&met, row), ["B1"], "{row}");
    }
    assert_eq!(at(&met, "P3"), ["H3"]);
    assert_eq!(plan.totals.walked, 10);
    // From H1, 133.4 m north and 44.2 m west of it: 140.6 m, times 1.35.
    assert_eq!(plan.totals.longest_walk.0, 190);
}

/// Nobody walks without leave, beyond the limit, from a wheelchair, with an aide, or from a
/// confidential place.
#[test]
fn who_may_not_is_met_at_the_door() {
    let doors = |files: &Files| {
        let week = support::read(files).unwrap_or_else(|faults| panic!("{faults:#?}"));
        let plan = plan(&week, 30);
        assert_eq!(plan.totals.walked, 0);
        let met = met(&week, &plan);
        assert_eq!((at(&met, "A1"), at(&met, "A2")), (vec!["H1"], vec!["H2"]));
    };
    // walk_ok, wheelchair, aide.
    for cells in [",,", "yes,yes,", "yes,,yes"] {
        doors(&street(&format!(
            "ride_id,student_id,direction,walk_ok,wheelchair,aide,days\n\
             A1,K1,to_school,{cells},Mon\nA2,K2,to_school,{cells},Tue\n"
        )));
    }
    let rides = "ride_id,student_id,direction,walk_ok\nA1,K1,to_school,yes\nA2,K2,to_school,yes\n";
    let mut short = street(rides);
    let toml = short["week.toml"].replace("300", "150");
    short.insert("week.toml".to_owned(), toml);
    doors(&short);
    let mut hidden = street(rides);
    let places = hidden["places.csv"].replace(",-120.4925,,,", ",-120.4925,,,yes");
    hidden.insert("places.csv".to_owned(), places);
    doors(&hidden);
}

/// Letters name the stop, the time and the walk, in the family's language; sheets say that riders
/// walk there; other files have the stop's id.
#[test]
fn letters_and_sheets_name_the_stop() {
    let week = support::read(&street(ALL)).expect("a good workspace");
    let files = render(&week, &plan(&week, 60));
    let spanish = &files["letter-F1.html"];
    assert!(
        spanish.contains("Recogemos a Ana Secretname en la parada Elm at Third a las 08:"),
        "{spanish}"
    );
    assert!(
        spanish.contains("0.12 millas, unos 3 min a pie"),
        "{spanish}"
    );
    let english = &files["letter-F3.html"];
    assert!(english.contains("Pickup of Cy Secretname at the stop Elm at Third at 08:"));
    assert!(english.contains("Cy Secretname is brought back home at about 15:"));
    let sheet = &files["run-D1-2026-11-30.html"];
    assert!(sheet.contains("walk-to stop, B1, side: north"), "{sheet}");
    assert!(sheet.contains("walks 0.12 mi"));
    assert!(files["runs.csv"].contains(",A1@2026-11-30,B1,"));
    assert!(files["routes.geojson"].contains("\"B1\""));
    assert!(files["summary.json"].contains("\"walked\": 10"));
    for (name, text) in &files {
        let may_name = ["run-", "roster-", "letter-"]
            .iter()
            .any(|begin| name.starts_with(begin));
        assert!(may_name || !text.contains("Elm at Third"), "{name}");
    }
}

/// Runs with stops read back as they were; kept, nobody's stop changes; a new rider is offered
/// the stop, and a stop that is no longer walked to is told and begun from.
#[test]
fn runs_with_stops_are_begun_from() {
    let files = street(ALL);
    let week = support::read(&files).expect("a good workspace");
    let before = plan(&week, 60);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("runs.csv");
    std::fs::write(&path, &render(&week, &before)["runs.csv"]).expect("it can be written");
    let read = |week: &Week| liaison::input::read_runs(week, &path).expect("our own runs");
    let today = read(&week);
    assert_eq!(met(&week, &today), met(&week, &before));
    assert!(verify_runs(&week, &today).violations.is_empty());
    let kept = Options {
        from: Some(&today),
        keep: true,
        seed: 9,
        ..options(60)
    };
    let after = plan_with(&week, &kept);
    assert_eq!(met(&week, &after), met(&week, &before));
    let changed = after
        .changes
        .iter()
        .filter(|change| change.stops[0] != change.stops[1]);
    assert_eq!(changed.count(), 0);
    // Who is met at the door today stays there if all is to be kept, and not otherwise.
    let mut still = files.clone();
    let toml = still["week.toml"].replace("300", "0");
    still.insert("week.toml".to_owned(), toml);
    let still = support::read(&still).expect("a good workspace");
    let doors = plan(&still, 60);
    std::fs::write(&path, &render(&still, &doors)["runs.csv"]).expect("it can be written");
    let today = read(&week);
    let from = |keep| Options {
        from: Some(&today),
        keep,
        bells: false,
        ..options(60)
    };
    assert_eq!(plan_with(&week, &from(true)).totals.walked, 0);
    assert_eq!(plan_with(&week, &from(false)).totals.walked, 10);
    std::fs::write(&path, &render(&week, &before)["runs.csv"]).expect("it can be written");
    // A new rider next door.
    let mut more = files.clone();
    let people = more.get_mut("people.csv").expect("it is there");
    people.push_str("K4,Dee Secretname,student,H2,S1,F4,,\n");
    let rides = more.get_mut("rides.csv").expect("it is there");
    rides.push_str("A4,K4,to_school,Mon,yes,\n");
    let wider = support::read(&more).expect("a good workspace");
    let new = transport::asked(&wider).find(|ride| wider.ride(*ride).row_id == "A4");
    let offers = transport::offers(&wider, &read(&wider), new.expect("it was added"));
    let offers = offers.expect("a good week").expect("the van can");
    let stop = offers[0].stop.map(|stop| wider.place(stop).id.as_str());
    assert_eq!(stop, Some("B1"));
    assert_eq!(offers[0].drive.0, 0);
    // The families take their leave back: today's runs break the rule, new ones do not.
    let mut never = files;
    never.insert("rides.csv".to_owned(), ALL.replace(",yes,", ",,"));
    let week = support::read(&never).expect("a good workspace");
    let today = read(&week);
    assert!(!verify_runs(&week, &today).violations.is_empty());
    let from = Options {
        from: Some(&today),
        ..options(60)
    };
    assert_eq!(plan_with(&week, &from).totals.walked, 0);
}

/// In runs by hand a stop may be named; what is wrong with it is told: by the reader where there
/// is no such place, by `verify` where nobody may be met there.
#[test]
fn stops_by_hand_are_checked() {
    let week = support::read(&street(ALL)).expect("a good workspace");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("mine.csv");
    let read = |up: &str| {
        let text = format!(
            "vehicle_id,staff_id,date,activity,ride_id,place_id,start\n\
             V1,D1,Mon,pickup,A1,{up},08:00\nV1,D1,Mon,dropoff,A1,S1,08:20:30\n"
        );
        std::fs::write(&path, text).expect("it can be written");
        liaison::input::read_runs(&week, &path)
    };
    let rules = |up: &str| {
        let plan = read(up).unwrap_or_else(|faults| panic!("{up}: {faults:?}"));
        let found = verify_runs(&week, &plan).violations;
        found
            .iter()
            .map(|each| each.rule)
            .collect::<BTreeSet<Rule>>()
    };
    assert_eq!(rules("B1"), BTreeSet::new());
    assert_eq!(rules(""), BTreeSet::new());
    assert_eq!(rules("H1"), BTreeSet::new());
    assert_eq!(rules("H2"), BTreeSet::from([Rule::Place]));
    assert!(rules("B9").contains(&Rule::Place));
    let faults = read("ZZ").expect_err("no such place");
    let line = faults[0].to_string();
    assert!(
        line.contains("mine.csv:2") && line.contains("place_id"),
        "{line}"
    );
}

/// A stop that has a place's id is told with its line.
#[test]
fn a_stop_has_an_id_of_its_own() {
    let mut files = street(ALL);
    files.insert(
        "stops.csv".to_owned(),
        "stop_id,lat,lon\nH1,37.3,-120.49\n".to_owned(),
    );
    let faults = support::read(&files).expect_err("two places of one id");
    assert!(faults[0].contains("stops.csv:2"), "{faults:?}");
}

/// Whatever the district, leave to walk never makes runs worse: not more missed, nor vehicles,
/// nor, of equally many, more dollars with the riders' minutes.
#[test]
fn leave_to_walk_never_costs() {
    let mut gained = 0;
    for seed in 0..8_u64 {
        let mut files = support::fleet(16, 2, 5, seed);
        let week = support::read(&files).expect("a good workspace");
        let mut stops = "stop_id,lat,lon\n".to_owned();
        let homes = week
            .places
            .iter()
            .filter(|place| place.kind == PlaceKind::Home);
        for (nr, at) in homes.filter_map(|home| home.at).enumerate().step_by(2) {
            let (lat, lon) = (at.lat + 0.0011, at.lon - 0.0013);
            stops.push_str(&format!("B{nr},{lat:.5},{lon:.5}\n"));
        }
        files.insert("stops.csv".to_owned(), stops);
        let rides: String = (files["rides.csv"].lines().enumerate())
            .map(|(nr, line)| match nr {
                0 => format!("{line},days\n"),
                _ => format!("{line},Mon\n"),
            })
            .collect();
        files.insert("rides.csv".to_owned(), rides);
        let cost = |walk: &str| {
            let mut files = files.clone();
            let toml =
                files["week.toml"].replace("[rides]", &format!("[rides]\nwalk_metres = {walk}"));
            files.insert("week.toml".to_owned(), toml);
            let week = support::read(&files).unwrap_or_else(|faults| panic!("{faults:#?}"));
            let plan = plan(&week, 40);
            let totals = plan.totals;
            let minutes = totals.ride.minutes() * 0.05;
            let dollars = totals.money.dollars() + minutes;
            ((totals.missed, totals.vehicles), dollars, totals.walked)
        };
        let (door, walking) = (cost("0"), cost("900"));
        assert!(
            walking.0 < door.0 || walking.0 == door.0 && walking.1 <= door.1 + 1e-6,
            "seed {seed}: {door:?} {walking:?}"
        );
        gained += u32::from(walking.2 > 0);
    }
    assert!(gained >= 4, "{gained}");
}

/// The roads of an extract, as the commands open them.
fn open(
    extract: &std::path::Path,
    places: &[liaison::domain::travel::LatLon],
) -> Result<std::sync::Arc<dyn liaison::domain::road::Network>, liaison::input::NoRoads> {
    let opened = liaison::roads::open(extract, Some(places)).expect("a good extract");
    Ok(std::sync::Arc::new(opened.roads))
}

/// Where no stop is given and the roads are known, riders wait at corners, which have the names of
/// their streets and the same ids whoever else rides; a stop in reach takes their place.
#[test]
fn corners_where_no_stop_is_near() {
    let read = |rides: &str, stops: Option<&str>| {
        let mut files = street(rides);
        let places = "place_id,name,kind,lat,lon,school_start,school_end\n\
             DEP,Yard,office,43.7310,7.4190,,\nS1,Oak,school,43.7475,7.4335,08:30,15:00\n\
             H1,,home,43.7400,7.4250,,\nH2,,home,43.7405,7.4260,,\nH3,,home,43.7395,7.4262,,\n";
        files.insert("places.csv".to_owned(), places.to_owned());
        files.remove("stops.csv");
        if let Some(stops) = stops {
            files.insert("stops.csv".to_owned(), stops.to_owned());
        }
        let toml = format!(
            "{}ride_minute_cost = 1.0\n[travel]\nroads = \"monaco.osm.pbf\"\n",
            files["week.toml"]
        );
        files.insert("week.toml".to_owned(), toml);
        let folder = tempfile::tempdir().expect("a temporary folder");
        support::write(&files, folder.path());
        let extract =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/roads/monaco.osm.pbf");
        let copy = folder.path().join("monaco.osm.pbf");
        std::fs::copy(extract, copy).expect("it can be copied");
        let asked = liaison::input::Asked {
            roads: Some(open),
            ..support::asked()
        };
        let read = liaison::input::read_week(folder.path(), &asked);
        read.unwrap_or_else(|faults| panic!("{faults:#?}")).week
    };
    let week = read(ALL, None);
    let plan = plan(&week, 60);
    assert!(plan.totals.walked > 0, "{:#?}", week.walks);
    assert!(plan.totals.longest_walk.0 <= 300);
    let stops = plan.outings.iter().flat_map(|outing| &outing.stops);
    let corners = stops.filter_map(|stop| week.bus_stop(stop.place?));
    let corners: BTreeSet<&str> = corners.map(|stop| stop.id.as_str()).collect();
    assert!(corners.iter().all(|id| id.starts_with('X')), "{corners:?}");
    let named = week
        .bus_stops
        .iter()
        .filter(|stop| stop.name.contains(" & "));
    assert!(named.count() > 0, "{:?}", week.bus_stops);
    // Ana alone has her corners under the same ids.
    let alone = "ride_id,student_id,direction,days,walk_ok\nA1,K1,to_school,Mon,yes\n";
    let alone = read(alone, None);
    let ids = |week: &Week| {
        let stops = week.bus_stops.iter().map(|stop| stop.id.clone());
        stops.collect::<BTreeSet<String>>()
    };
    assert!(ids(&alone).intersection(&ids(&week)).count() > 0);
    let given = read(ALL, Some("stop_id,lat,lon\nB1,43.7400,7.4258\n"));
    assert_eq!(ids(&given), BTreeSet::from(["B1".to_owned()]));
}

/// travel.csv may name stops of stops.csv, and those at which nobody waits: what it says wins over
/// the straight line.
#[test]
fn drives_to_stops_may_be_given() {
    let mut files = street(ALL);
    let drives = "from,to,minutes,miles\nB1,S1,33,9.5\nB9,S1,50,20\n";
    files.insert("travel.csv".to_owned(), drives.to_owned());
    let week = support::read(&files).expect("a good workspace");
    let place = |id: &str| {
        let ix = week.places.iter().position(|place| place.id == id);
        liaison::domain::ids::PlaceIx::at(ix.expect("it is a place"))
    };
    let (stop, school) = (place("B1"), place("S1"));
    let (stop, school) = (week.travel.site(stop), week.travel.site(school));
    assert_eq!(week.travel.shortest_seconds(stop, school).0, 33 * 60);
    assert_eq!(week.travel.shortest_seconds(school, stop).0, 33 * 60);
    // Nobody walks: no stop is driven to, and the rows are none of this week.
    let off = files["week.toml"].replace("walk_metres = 300", "walk_metres = 0");
    files.insert("week.toml".to_owned(), off);
    support::read(&files).expect("a good workspace");
}
