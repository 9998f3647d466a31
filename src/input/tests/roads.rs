//! Drives by road, from roads that are made up here.

use std::path::Path;
use std::sync::Arc;

use super::{Asked, asked, lines, workspace};
use crate::domain::money::Metres;
use crate::domain::road::{Drive, Network, NoDrive, Path as Route};
use crate::domain::travel::LatLon;
use crate::input::{NoRoads, read_week};

/// Ten minutes and 5,000 m between any two places; no road north of 34.065, and none from
/// one side of 34.055 to the other where the extract is called `cut`.
#[derive(Debug)]
struct MadeUp {
    is_cut: bool,
}

impl Network for MadeUp {
    fn table(&self, from: &[LatLon], to: &[LatLon]) -> Vec<Result<Drive, NoDrive>> {
        let pairs = from.iter().flat_map(|a| to.iter().map(move |b| (*a, *b)));
        pairs.map(|(a, b)| self.drive(a, b)).collect()
    }

    fn drive(&self, from: LatLon, to: LatLon) -> Result<Drive, NoDrive> {
        match (from, to) {
            (from, _) if from.lat > 34.065 => Err(NoDrive::NoRoadAtStart(Metres(1_000))),
            (_, to) if to.lat > 34.065 => Err(NoDrive::NoRoadAtEnd(Metres(1_000))),
            _ if self.is_cut && (from.lat > 34.055) != (to.lat > 34.055) => {
                Err(NoDrive::NoRoadBetween)
            }
            _ => Ok(Drive {
                minutes: 10.0,
                metres: Metres(5_000),
            }),
        }
    }

    fn away(&self, place: LatLon) -> Option<Metres> {
        Some(Metres(if place.lon < -118.255 { 250 } else { 3 }))
    }

    fn path(&self, _: LatLon, _: LatLon) -> Result<Route, NoDrive> {
        Err(NoDrive::NoRoadBetween)
    }

    fn streets(&self, _: LatLon, _: LatLon) -> Vec<Vec<LatLon>> {
        Vec::new()
    }
}

fn open(extract: &Path, _: &[LatLon]) -> Result<Arc<dyn Network>, NoRoads> {
    let name = extract.file_name().unwrap().to_string_lossy();
    if name.starts_with("broken") {
        return Err(NoRoads {
            what: "is damaged".to_owned(),
            remedy: "download it again".to_owned(),
        });
    }
    let is_cut = name.starts_with("cut");
    Ok(Arc::new(MadeUp { is_cut }))
}

fn by_road() -> Asked {
    Asked {
        roads: Some(open),
        ..asked()
    }
}

const TASKS: (&str, &str) = (
    "tasks.csv",
    "task_id,kind,place_id\nT1,event,S1\nT2,event,H1\n",
);

fn week_toml(extract: &str) -> String {
    format!(
        "[week]\nstart = \"2026-11-30\"\ntime_zone = \"UTC\"\n[travel]\nroads = \"{extract}\"\n"
    )
}

/// A pair of the matrix wins, the roads give the others, and the roads come back for the maps.
#[test]
fn matrix_then_roads() {
    let tasks = "task_id,kind,place_id\nT1,event,S1\nT2,event,H1\nT3,event,H3\n";
    let places = "place_id,kind,lat,lon\nS1,school,34.05,-118.25\nH1,home,34.05,-118.24\n\
                  H3,home,34.06,-118.24\n";
    let toml = week_toml("town.osm.pbf");
    let dir = workspace(&[
        ("week.toml", toml.as_bytes()),
        ("town.osm.pbf", b""),
        ("places.csv", places.as_bytes()),
        ("people.csv", b"-"),
        ("tasks.csv", tasks.as_bytes()),
        ("travel.csv", b"from,to,minutes,miles\nS1,H1,4,1\n"),
    ]);
    let read = read_week(dir.path(), &by_road()).unwrap();
    assert!(read.roads.is_some());
    let week = read.week;
    let place = |id: &str| week.places.iter().position(|place| place.id == id).unwrap();
    let site = |id: &str| week.travel.site(crate::domain::ids::PlaceIx::at(place(id)));
    assert_eq!(week.travel.metres(site("S1"), site("H1")), Metres(1_609));
    assert_eq!(week.travel.metres(site("S1"), site("H3")), Metres(5_000));
    assert_eq!(week.travel.metres(site("H3"), site("S1")), Metres(5_000));
}

/// The two faults of roads, by row and without saying where the place is; a place far from
/// its road is a warning.
#[test]
fn faults_of_roads() {
    let with = |extract: &str, tasks: &str| {
        let toml = week_toml(extract);
        let tasks = ("tasks.csv", tasks);
        lines(&[("week.toml", &toml), (extract, ""), tasks], &by_road()).join("\n")
    };
    let told = with(
        "town.osm.pbf",
        "task_id,kind,place_id\nT1,event,S1\nT2,event,H2\n",
    );
    assert!(
        told.contains("places.csv:4: H2: lat: has no road within 1000 m"),
        "{told}"
    );
    let told = with("cut.osm.pbf", TASKS.1);
    assert!(
        told.contains("places.csv:3: H1: lat: has no road to S1"),
        "{told}"
    );
    let told = with("town.osm.pbf", TASKS.1);
    assert!(
        told.contains("places.csv:3: H1: lat: lies 250 m from the nearest road"),
        "{told}"
    );
    let told = with("broken.osm.pbf", TASKS.1);
    assert!(
        told.contains("week.toml:5: travel.roads: is damaged"),
        "{told}"
    );
    assert!(!told.contains("34.0"));
}

/// An extract that is not there is a fault.
#[test]
fn no_extract() {
    let toml = week_toml("nowhere.osm.pbf");
    let told = lines(&[("week.toml", &toml), TASKS], &by_road()).join("\n");
    assert!(told.contains("names a file that is not there"), "{told}");
}
