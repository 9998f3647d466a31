//! Small towns, each for one thing that real extracts have.

use std::fmt::Write;

use crate::domain::road::{Drive, Network, NoDrive, Path, TurnKind};
use crate::domain::travel::LatLon;
use crate::roads::Roads;

/// A town drawn by hand: nodes on a grid of about 111 m, and ways between them.
#[derive(Default)]
pub(in crate::roads) struct Town {
    text: String,
    ways: u32,
}

impl Town {
    /// Nodes 0..100, the tens digit to the north, the ones digit to the east.
    pub fn new() -> Self {
        Self::with_node(100, &[])
    }

    fn with_node(special: u32, tags: &[(&str, &str)]) -> Self {
        let mut town = Self::default();
        for id in 0..100 {
            let (lat, lon) = (id / 10, id % 10);
            let tags = if id == special {
                xml(tags)
            } else {
                String::new()
            };
            let _ = write!(
                town.text,
                "<node id='{id}' lat='0.00{lat}' lon='0.00{lon}'>{tags}</node>"
            );
        }
        // A long street elsewhere, so that what is cut off here counts as an island.
        let far: Vec<u32> = (90..100).collect();
        town.way(&far, &[("name", "Far")]);
        town
    }

    /// A node somewhere else.
    pub fn node(&mut self, id: u32, lat: f64, lon: f64) {
        let _ = write!(self.text, "<node id='{id}' lat='{lat}' lon='{lon}'/>");
    }

    /// A residential street, unless the tags say otherwise.
    pub fn way(&mut self, nodes: &[u32], tags: &[(&str, &str)]) -> u32 {
        self.ways += 1;
        let refs: String = nodes.iter().map(|id| format!("<nd ref='{id}'/>")).collect();
        let is_other = tags.iter().any(|(key, _)| *key == "highway");
        let class = if is_other {
            ""
        } else {
            "<tag k='highway' v='residential'/>"
        };
        let _ = write!(
            self.text,
            "<way id='{}'>{refs}{class}{}</way>",
            self.ways,
            xml(tags)
        );
        self.ways
    }

    fn restriction(&mut self, kind: &str, from: u32, via: &str, to: u32, tags: &[(&str, &str)]) {
        let _ = write!(
            self.text,
            "<relation id='{from}{to}'><member type='way' ref='{from}' role='from'/>{via}
             <member type='way' ref='{to}' role='to'/><tag k='type' v='restriction'/>
             <tag k='restriction' v='{kind}'/>{}</relation>",
            xml(tags)
        );
    }

    pub fn open(&self) -> Roads {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("town.osm");
        std::fs::write(&path, format!("<osm>{}</osm>", self.text)).unwrap();
        crate::roads::prepare(&path, None).unwrap()
    }

    /// Metres from one node to another.
    fn metres(&self, from: u32, to: u32) -> Result<i64, NoDrive> {
        let drive: Result<Drive, NoDrive> = self.open().drive(at(from), at(to));
        drive.map(|drive| drive.metres.0)
    }

    fn path(&self, from: u32, to: u32) -> Path {
        self.open().path(at(from), at(to)).unwrap()
    }
}

fn xml(tags: &[(&str, &str)]) -> String {
    tags.iter()
        .map(|(key, value)| format!("<tag k='{key}' v='{value}'/>"))
        .collect()
}

fn via(node: u32) -> String {
    format!("<member type='node' ref='{node}' role='via'/>")
}

pub(in crate::roads) fn at(node: u32) -> LatLon {
    LatLon {
        lat: f64::from(node / 10) / 1000.0,
        lon: f64::from(node % 10) / 1000.0,
    }
}

/// Streets between two columns of a block: 0-1-2 below, 10-11-12 above, joined at both ends
/// and in the middle.
fn blocks() -> (Town, [u32; 5]) {
    let mut town = Town::new();
    let south = town.way(&[0, 1], &[("name", "South")]);
    let south_east = town.way(&[1, 2], &[("name", "South")]);
    let middle = town.way(&[1, 11], &[("name", "Middle")]);
    let north = town.way(&[10, 11], &[("name", "North")]);
    let north_east = town.way(&[11, 12], &[("name", "North")]);
    town.way(&[0, 10], &[]);
    town.way(&[2, 12], &[]);
    (town, [south, south_east, middle, north, north_east])
}

/// Two sides of a block are 222 m, and the way round by the other side 444 m.
#[test]
fn shortest() {
    let (town, _) = blocks();
    assert_eq!(town.metres(0, 11), Ok(222));
    assert_eq!(town.metres(0, 0), Ok(0));
    // Half of a stretch, in both directions.
    let half = LatLon {
        lat: 0.0,
        lon: 0.0005,
    };
    let roads = town.open();
    assert_eq!(roads.drive(half, at(1)).unwrap().metres.0, 56);
    assert_eq!(roads.drive(at(1), half).unwrap().metres.0, 56);
}

/// No left turn from South into Middle: the way leads round by the west, as long in metres. An
/// exception for cars and a condition on the time lift it.
#[test]
fn forbidden_turn() {
    let (mut town, [south, _, middle, ..]) = blocks();
    town.restriction("no_left_turn", south, &via(1), middle, &[]);
    let place = LatLon {
        lat: 0.0,
        lon: 0.0009,
    };
    // From 10 m before the corner: back to 0 (100 m), up, and along North: three times 111.2 m less 11.
    let metres = |town: &Town| town.open().drive(place, at(11)).unwrap().metres.0;
    assert_eq!(metres(&town), 323);
    for lifted in [("except", "psv;motorcar"), ("hour_on", "07:00")] {
        let (mut town, [south, _, middle, ..]) = blocks();
        town.restriction("no_left_turn", south, &via(1), middle, &[lifted]);
        assert_eq!(metres(&town), 122);
    }
}

/// Only straight on from South: Middle cannot be entered from there.
#[test]
fn only_turn() {
    let (mut town, [south, south_east, ..]) = blocks();
    town.restriction("only_straight_on", south, &via(1), south_east, &[]);
    let place = LatLon {
        lat: 0.0,
        lon: 0.0009,
    };
    assert_eq!(town.open().drive(place, at(11)).unwrap().metres.0, 323);
}

/// A restriction over a way: from South over Middle not back west on North; who comes onto
/// Middle from the east may.
#[test]
fn over_a_way() {
    let (mut town, [south, south_east, middle, north, _]) = blocks();
    let over = format!("<member type='way' ref='{middle}' role='via'/>");
    town.restriction("no_u_turn", south, &over, north, &[]);
    let roads = town.open();
    let west = LatLon {
        lat: 0.0,
        lon: 0.0009,
    };
    let east = LatLon {
        lat: 0.0,
        lon: 0.0011,
    };
    let target = LatLon {
        lat: 0.001,
        lon: 0.0009,
    };
    // 11 m, 111 m, 11 m, were it not for the restriction: 100 + 111 + 100 by the west.
    assert_eq!(roads.drive(west, target).unwrap().metres.0, 311);
    assert_eq!(roads.drive(east, target).unwrap().metres.0, 133);
    let _ = south_east;
}

/// A bollard between two streets closes the way; a private street is not passed through
/// though it is shorter, and is reached all the same.
#[test]
fn barriers_and_private_streets() {
    let mut town = Town::with_node(1, &[("barrier", "bollard")]);
    town.way(&[0, 1, 2], &[]);
    town.way(&[0, 10, 11, 12, 2], &[]);
    assert_eq!(town.metres(0, 2), Ok(445));
    for access in ["private", "pirvate", "destination"] {
        let mut town = Town::new();
        town.way(&[0, 1, 2], &[("access", access)]);
        town.way(&[0, 10, 11, 12, 2], &[]);
        town.way(&[10, 20], &[]);
        town.way(&[12, 22], &[]);
        assert_eq!(town.metres(20, 22), Ok(445), "{access}");
        assert_eq!(town.metres(20, 1), Ok(334), "{access}");
    }
}

/// Behind a gate with access=no lies an island: a place there is taken to the road outside.
#[test]
fn gated() {
    let mut town = Town::with_node(2, &[("barrier", "gate"), ("access", "no")]);
    town.way(&[0, 1], &[("name", "Outside")]);
    for (a, b) in [
        (0, 10),
        (10, 11),
        (11, 1),
        (0, 20),
        (20, 30),
        (30, 40),
        (40, 50),
    ] {
        town.way(&[a, b], &[]);
    }
    for (a, b) in [
        (50, 51),
        (51, 61),
        (61, 60),
        (60, 50),
        (51, 41),
        (41, 40),
        (41, 31),
        (31, 30),
    ] {
        town.way(&[a, b], &[]);
    }
    town.way(&[1, 2, 3], &[("name", "Inside")]);
    let path = town.path(0, 3);
    let end = path.line[path.line.len() - 1];
    // The stretch up to the gate is outside, and its end the nearest point.
    assert_eq!((end.lat, end.lon), (0.0, 0.002));
}

/// A street without a way back is no place to start: nothing is snapped to it.
#[test]
fn dead_one_way() {
    let (mut town, _) = blocks();
    town.way(&[2, 3, 4], &[("oneway", "yes")]);
    let roads = town.open();
    let end = roads.path(at(0), at(4)).unwrap();
    assert_eq!(end.line[end.line.len() - 1], at(2));
}

/// One-way streets are driven their way only, the other way round is longer.
#[test]
fn one_way() {
    for (tag, there, back) in [("yes", 111, 334), ("-1", 334, 111)] {
        let mut town = Town::new();
        town.way(&[0, 1], &[("oneway", tag)]);
        town.way(&[0, 10, 11, 1], &[]);
        let places = town.open();
        assert_eq!(places.drive(at(0), at(1)).unwrap().metres.0, there);
        assert_eq!(places.drive(at(1), at(0)).unwrap().metres.0, back);
    }
}

/// A way whose node is missing ends there; maxspeed=0 stops nobody.
#[test]
fn cut_and_zero() {
    let mut town = Town::new();
    town.way(&[0, 777, 1], &[]);
    town.way(&[0, 10, 11, 1], &[("maxspeed", "0")]);
    assert_eq!(town.metres(0, 1), Ok(334));
    assert!(town.open().drive(at(0), at(1)).unwrap().minutes < 2.0);
}

/// Too far from any road, and two islands without a road between: the two faults.
#[test]
fn faults() {
    let mut town = Town::new();
    town.way(&[0, 1, 2, 3, 4, 5], &[]);
    let roads = town.open();
    let away = LatLon { lat: 0.1, lon: 0.1 };
    assert!(matches!(
        roads.drive(away, at(0)),
        Err(NoDrive::NoRoadAtStart(_))
    ));
    assert!(matches!(
        roads.drive(at(0), away),
        Err(NoDrive::NoRoadAtEnd(_))
    ));
    // Both streets are as long as each other's share asks for.
    assert_eq!(roads.drive(at(0), at(95)), Err(NoDrive::NoRoadBetween));
    let table = roads.table(&[at(0), away], &[at(3), at(95)]);
    assert_eq!(table[0].unwrap().metres.0, 334);
    assert_eq!(table[1], Err(NoDrive::NoRoadBetween));
    assert!(matches!(table[2], Err(NoDrive::NoRoadAtStart(_))));
}

/// Turn lists name the streets, count the exits of a roundabout, and say on which side one
/// arrives.
#[test]
fn directions() {
    let (town, _) = blocks();
    let beside = LatLon {
        lat: 0.0011,
        lon: 0.0013,
    };
    let start = LatLon {
        lat: 0.0,
        lon: 0.0008,
    };
    let path = town.open().path(start, beside).unwrap();
    let turns: Vec<(TurnKind, &str, i64)> = path
        .turns
        .iter()
        .map(|turn| (turn.kind, turn.street.as_str(), turn.metres.0))
        .collect();
    use crate::domain::road::{Heading, Side};
    // Straight on, left into Middle, right into North, and the place lies 11 m north of it.
    // The whole is 166.8 m, of which 133.4 lie before North.
    assert_eq!(
        turns,
        [
            (TurnKind::Depart(Some(Heading::East)), "South", 22),
            (TurnKind::Left, "Middle", 111),
            (TurnKind::Right, "North", 34),
            (TurnKind::Arrive(Side::Left), "North", 0),
        ]
    );
    let mut town = Town::new();
    let ring = [("junction", "roundabout"), ("name", "Ring")];
    // Anticlockwise from the west: 44 is west, 35 south, 46 east, 55 north.
    town.way(&[44, 35, 46, 55, 44], &ring);
    town.way(&[43, 44], &[("name", "West")]);
    town.way(&[25, 35], &[("name", "South")]);
    town.way(&[46, 47], &[("name", "East")]);
    town.way(&[55, 65], &[("ref", "R 5")]);
    let exit = |to: u32| {
        let path = town.path(43, to);
        (path.turns[1].kind, path.turns[1].street.clone())
    };
    assert_eq!(exit(25), (TurnKind::Roundabout(1), "South".to_owned()));
    assert_eq!(exit(47), (TurnKind::Roundabout(2), "East".to_owned()));
    assert_eq!(exit(65), (TurnKind::Roundabout(3), "R 5".to_owned()));
}

/// Without roads for cars that is said.
#[test]
fn no_roads() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("town.osm");
    std::fs::write(&path, "<osm><node id='1' lat='0' lon='0'/></osm>").unwrap();
    let error = crate::roads::open(&path, None).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("has no roads that a car may use")
    );
    let city = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/roads/monaco.osm.pbf");
    std::fs::copy(city, &path).unwrap();
    let error = crate::roads::open(&path, Some(&[at(0)])).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("has no roads within 20 km of the places")
    );
}
