//! How sure matches are, measured: real addresses with the publisher's coordinates, and
//! houses that are hidden and found again. Needs the folder in `LIAISON_DATA`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::index::{Gazetteer, Known};
use super::*;
use crate::domain::road::{Address, Match};
use crate::domain::travel::LatLon;
use crate::roads::osm;

/// What one match claimed, and how far off it was.
struct Trial {
    how: Match,
    confidence: f64,
    within: f64,
    metres: f64,
}

/// The folder of extracts and addresses, if there is one.
fn data(file: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("LIAISON_DATA") else {
        println!("skipped: LIAISON_DATA names no folder with extracts");
        return None;
    };
    let path = PathBuf::from(folder).join("roads").join(file);
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
        return None;
    }
    Some(path)
}

fn gazetteer(file: &str) -> Option<Gazetteer> {
    let extract = osm::read(&data(file)?, None).unwrap();
    let mut builder = Builder::default();
    builder.extract(&extract);
    Some(builder.finish())
}

/// Addresses inside a box.
fn addresses(corners: [f64; 4]) -> Vec<(Address, LatLon)> {
    let Some(path) = data("registry/us-addresses.csv") else {
        return Vec::new();
    };
    let table = crate::table::read(&path).unwrap();
    let mut found = Vec::new();
    for row in table.rows() {
        let degrees = |name: &str| row.text(name).parse::<f64>().unwrap_or(f64::NAN);
        let at = LatLon {
            lat: degrees("lat"),
            lon: degrees("lon"),
        };
        let [west, south, east, north] = corners;
        if (west..=east).contains(&at.lon) && (south..=north).contains(&at.lat) {
            let street = match row.text("address2") {
                "" => row.text("address1").to_owned(),
                unit => format!("{} {unit}", row.text("address1")),
            };
            let text = |name: &str| row.text(name).to_owned();
            found.push((
                Address {
                    street,
                    city: text("city"),
                    postcode: text("postal_code"),
                },
                at,
            ));
        }
    }
    found
}

/// Found, median, nine in ten, on the right block, by kind and by confidence.
fn print(title: &str, trials: &[Trial], asked: usize) {
    println!("{title}: {} of {asked} found", trials.len());
    let row = |name: String, mut some: Vec<&Trial>| {
        if some.is_empty() {
            return;
        }
        some.sort_by(|a, b| a.metres.total_cmp(&b.metres));
        let count = some.len() as f64;
        let share = |is: &dyn Fn(&&&Trial) -> bool| some.iter().filter(is).count() as f64 / count;
        println!(
            "  {name:24} {:5}  median {:7.0} m  p90 {:7.0} m  right block {:.2}  claimed {:.2}  within {:.2}",
            some.len(),
            some[some.len() / 2].metres,
            some[(some.len() * 9 / 10).min(some.len() - 1)].metres,
            share(&|trial| trial.metres <= BLOCK_METRES),
            some.iter().map(|trial| trial.confidence).sum::<f64>() / count,
            share(&|trial| trial.metres <= trial.within),
        );
    };
    row("all".to_owned(), trials.iter().collect());
    let mut kinds: BTreeMap<Match, Vec<&Trial>> = BTreeMap::new();
    for trial in trials {
        kinds.entry(trial.how).or_default().push(trial);
    }
    for (how, some) in kinds {
        row(how.words().to_owned(), some);
    }
    for (low, high) in [
        (0.0, 0.2),
        (0.2, 0.4),
        (0.4, 0.6),
        (0.6, 0.8),
        (0.8, 0.9),
        (0.9, 1.01),
    ] {
        let is_in = |trial: &&Trial| (low..high).contains(&trial.confidence);
        row(
            format!("confidence {low}-{high}"),
            trials.iter().filter(is_in).collect(),
        );
    }
}

/// How far the extract's nearest named street is: far from all it has none there to find.
fn to_nearest_street(known: &Gazetteer, at: LatLon) -> f64 {
    let lines = known.streets.iter().flat_map(|street| &street.lines);
    let courses = lines.filter_map(|line| super::course::Course::of(std::slice::from_ref(line)));
    courses
        .map(|course| course.nearest(at).off)
        .fold(f64::INFINITY, f64::min)
}

const CITIES: [(&str, [f64; 4]); 5] = [
    (
        "fetched/washington-dc.osm.pbf",
        [-77.107, 38.880, -76.974, 38.976],
    ),
    (
        "fetched/columbus.osm.pbf",
        [-83.245, 39.859, -82.788, 40.112],
    ),
    (
        "fetched/oakland-ca.osm.pbf",
        [-122.302, 37.787, -122.234, 37.834],
    ),
    (
        "fetched/portland-central.osm.pbf",
        [-122.713, 45.473, -122.564, 45.561],
    ),
    (
        "fetched/baltimore.osm.pbf",
        [-76.664, 39.219, -76.482, 39.347],
    ),
];

/// Real addresses of several cities: what was claimed is what holds. Extracts have ragged
/// edges inside their boxes; an address further than 50 m from all named streets of its
/// extract cannot be found there.
#[test]
fn real_addresses() {
    let mut all = Vec::new();
    let (mut asked, mut covered, mut missed) = (0, 0, 0);
    for (file, corners) in CITIES {
        let Some(known) = gazetteer(file) else { return };
        let addresses = addresses(corners);
        let mut trials = Vec::new();
        let mut of_city = 0;
        for (address, at) in &addresses {
            let is_covered = to_nearest_street(&known, *at) <= 50.0;
            of_city += usize::from(is_covered);
            let found = known.locate(address);
            missed += usize::from(is_covered && found.is_none());
            trials.extend(found.map(|found| Trial {
                how: found.how,
                confidence: found.confidence,
                within: found.within,
                metres: found.at.metres_to(*at),
            }));
        }
        let (streets, numbers) = known.counts();
        println!(
            "{file}: {streets} streets, {numbers} numbers, hundred blocks {:?}; {of_city} of {} addresses at a named street",
            known.blocks,
            addresses.len(),
        );
        print(file, &trials, addresses.len());
        asked += addresses.len();
        covered += of_city;
        all.extend(trials);
    }
    print("all", &all, asked);
    println!("of {covered} at a named street {missed} are not found");
    let claimed = all.iter().map(|trial| trial.confidence).sum::<f64>() / all.len() as f64;
    let right = all
        .iter()
        .filter(|trial| trial.metres <= BLOCK_METRES)
        .count() as f64;
    let right = right / all.len() as f64;
    assert!(missed * 20 <= covered, "{missed} of {covered}");
    assert!(
        (claimed - right).abs() < 0.1,
        "claimed {claimed}, held {right}"
    );
}

/// A house is hidden, with all of its number on the street, and sought.
fn leave_one_out(known: &Gazetteer) -> (Vec<Trial>, usize) {
    let mut trials = Vec::new();
    let mut asked = 0;
    for street in &known.streets {
        for (ix, house) in street.houses.iter().enumerate() {
            let is_same = |other: &super::index::House| {
                (&other.number.series, other.number.value)
                    == (&house.number.series, house.number.value)
            };
            if house.is_reckoned || (ix > 0 && is_same(&street.houses[ix - 1])) {
                continue;
            }
            asked += 1;
            let without = Known {
                name: street.name.clone(),
                lines: street.lines.clone(),
                houses: street
                    .houses
                    .iter()
                    .filter(|other| !is_same(other))
                    .cloned()
                    .collect(),
                crossings: street.crossings.clone(),
            };
            if let Some(found) = known.number_for_trial(&without, &house.number) {
                trials.push(Trial {
                    how: found.0,
                    confidence: found.1,
                    within: found.2,
                    metres: found.3.metres_to(house.at),
                });
            }
        }
    }
    (trials, asked)
}

/// Every house by its street alone.
fn streets_alone(known: &Gazetteer) -> Vec<Trial> {
    let mut trials = Vec::new();
    for street in known
        .streets
        .iter()
        .filter(|street| !street.houses.is_empty())
    {
        let Some(middle) = super::course::Course::of(&street.lines).map(|course| course.middle())
        else {
            continue;
        };
        trials.extend(
            street
                .houses
                .iter()
                .filter(|house| !house.is_reckoned)
                .map(|house| Trial {
                    how: Match::Street,
                    confidence: super::sure::STREET * middle.near / middle.length,
                    within: middle.most.max(50.0),
                    metres: middle.at.metres_to(house.at),
                }),
        );
    }
    trials
}

/// Houses that are hidden are found where the others say, as surely as was claimed.
#[test]
fn hidden_houses() {
    for file in [
        "fetched/honolulu.osm.pbf",
        "fetched/baltimore.osm.pbf",
        "registry/helsinki-centre.osm.pbf",
        "registry/malta.osm.pbf",
    ] {
        let Some(known) = gazetteer(file) else { return };
        let (trials, asked) = leave_one_out(&known);
        println!(
            "{file}: {:?} streets and numbers, hundred blocks {:?}",
            known.counts(),
            known.blocks
        );
        print(file, &trials, asked);
        let alone = streets_alone(&known);
        print("their streets alone", &alone, alone.len());
        if file.starts_with("fetched") {
            let claimed =
                trials.iter().map(|trial| trial.confidence).sum::<f64>() / trials.len() as f64;
            let right = trials
                .iter()
                .filter(|trial| trial.metres <= BLOCK_METRES)
                .count() as f64;
            let right = right / trials.len() as f64;
            assert!(
                (claimed - right).abs() < 0.1,
                "{file}: claimed {claimed}, held {right}"
            );
        }
    }
}
