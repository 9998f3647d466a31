//! Turn lists of towns drawn by hand.

use super::super::graph::tests::{Town, at};
use crate::domain::road::{Heading, Network, Side, TurnKind};
use crate::domain::travel::LatLon;

/// The turns from one node to another: kind, street and metres.
fn turns(town: &Town, from: LatLon, to: LatLon) -> Vec<(TurnKind, String, i64)> {
    let path = town.open().path(from, to).unwrap();
    let sum: i64 = path.turns.iter().map(|turn| turn.metres.0).sum();
    assert_eq!(sum, path.drive.metres.0, "no metre is lost");
    let turns = path.turns.into_iter();
    turns
        .map(|turn| (turn.kind, turn.street, turn.metres.0))
        .collect()
}

fn kinds(turns: &[(TurnKind, String, i64)]) -> Vec<(TurnKind, &str)> {
    turns.iter().map(|turn| (turn.0, turn.1.as_str())).collect()
}

const EAST: TurnKind = TurnKind::Depart(Some(Heading::East));

/// A road is one under all its names: with a number in common, in another spelling, or with
/// the number written out. Its number is told where the name changes. Another name without
/// a common number is another road.
#[test]
fn one_road_under_many_names() {
    let mut town = Town::new();
    town.way(&[0, 1], &[("name", "Lunalilo Freeway"), ("ref", "I H1")]);
    town.way(&[1, 2], &[("ref", "I H1;HI 78")]);
    town.way(&[2, 3], &[("name", "Interstate H-1"), ("ref", "I H1")]);
    town.way(&[3, 4], &[("name", "S Vineyard Blvd")]);
    town.way(&[4, 5], &[("name", "South Vineyard Boulevard")]);
    town.way(&[5, 6], &[("name", "South Vinyard Boulevard")]);
    town.way(&[6, 7], &[("name", "11th Street")]);
    town.way(&[7, 8], &[("name", "12th Street")]);
    let found = turns(&town, at(0), at(8));
    // Nodes are 111 m apart.
    let told: Vec<(&str, i64)> = found.iter().map(|it| (it.1.as_str(), it.2)).collect();
    assert_eq!(
        told,
        [
            ("Lunalilo Freeway (I H1)", 334),
            ("S Vineyard Blvd", 333),
            ("11th Street", 111),
            ("12th Street", 112),
            ("12th Street", 0),
        ]
    );
    assert!(found[1..4].iter().all(|it| it.0 == TurnKind::Continue));
}

/// A nameless piece is told neither in the middle of a road nor between a turn and the name
/// of what one turns onto.
#[test]
fn nameless_pieces() {
    let mut town = Town::new();
    town.way(&[0, 1], &[("name", "Oak")]);
    town.way(&[1, 2], &[]);
    town.way(&[2, 3, 4], &[("name", "Oak")]);
    town.way(&[4, 5], &[("name", "Oak")]);
    town.way(&[4, 14], &[]);
    town.way(&[14, 24], &[("name", "Elm")]);
    let found = turns(&town, at(0), at(24));
    assert_eq!(
        kinds(&found),
        [
            (EAST, "Oak"),
            (TurnKind::Left, "Elm"),
            (TurnKind::Arrive(Side::Ahead), "Elm"),
        ]
    );
    // Four blocks and two, of 111.2 m.
    assert_eq!((found[0].2, found[1].2), (445, 222));
}

/// A ramp off a road is told with its side, one onto a road with the road, and the number
/// of an exit is no street.
#[test]
fn ramps() {
    let mut town = Town::new();
    let fast = [("highway", "motorway"), ("name", "Fast"), ("oneway", "yes")];
    town.way(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], &fast);
    town.way(&[9, 19, 10, 0], &[("name", "Back")]);
    // Off Fast to the south east, 280 m and more to Cross, which passes under it.
    let ramp = [
        ("highway", "motorway_link"),
        ("name", "20B"),
        ("oneway", "yes"),
    ];
    town.node(300, -0.0002, 0.0035);
    town.node(301, -0.0012, 0.006);
    town.node(302, -0.003, 0.006);
    town.node(303, 0.003, 0.006);
    town.way(&[2, 300, 301], &ramp);
    town.way(&[302, 301, 303], &[("name", "Cross")]);
    // And from Cross onto Fast, 260 m.
    town.node(305, -0.0006, 0.0072);
    town.way(&[301, 305, 8], &ramp);
    let place = |lat, lon| LatLon { lat, lon };
    let off = turns(&town, place(0.0, 0.0005), place(0.002, 0.006));
    assert_eq!(
        kinds(&off),
        [
            (EAST, "Fast"),
            (TurnKind::Ramp(Side::Right), ""),
            (TurnKind::Left, "Cross"),
            (TurnKind::Arrive(Side::Ahead), "Cross"),
        ]
    );
    let onto = turns(&town, place(-0.002, 0.006), place(0.0, 0.0085));
    assert_eq!(
        kinds(&onto),
        [
            (TurnKind::Depart(Some(Heading::North)), "Cross"),
            (TurnKind::Right, "Fast"),
            (TurnKind::Arrive(Side::Ahead), "Fast"),
        ]
    );
}

/// Who goes back on the other side of a divided road turns round; the crossing is no turn.
#[test]
fn turning_round() {
    let mut town = Town::new();
    // Twelve metres between the two sides, joined at the west end.
    town.node(200, 0.0, 0.001);
    town.node(201, 0.0, 0.005);
    town.node(202, 0.00011, 0.001);
    town.node(203, 0.00011, 0.005);
    let one = [("name", "Broad"), ("oneway", "yes")];
    town.way(&[200, 201], &one);
    town.way(&[203, 202], &one);
    town.way(&[201, 203], &[("name", "Cross"), ("oneway", "yes")]);
    town.way(&[202, 200], &[("oneway", "yes")]);
    town.way(&[201, 6], &[("name", "On")]);
    town.way(&[203, 16], &[("name", "Off")]);
    let start = LatLon {
        lat: 0.0,
        lon: 0.003,
    };
    let end = LatLon {
        lat: 0.00011,
        lon: 0.003,
    };
    let found = turns(&town, start, end);
    assert_eq!(
        kinds(&found),
        [
            (EAST, "Broad"),
            (TurnKind::UTurn, "Broad"),
            (TurnKind::Arrive(Side::Ahead), "Broad"),
        ]
    );
}
