//! Small towns in which an address has one right answer, or several.

use proptest::prelude::*;

use super::course::Plane;
use super::*;
use crate::domain::road::{Address, Doubt, Located, Match};
use crate::domain::travel::LatLon;

/// So many metres east and north of the middle of a town.
fn at(east: f64, north: f64) -> LatLon {
    Plane::around(LatLon {
        lat: 40.0,
        lon: -83.0,
    })
    .round((east, north))
}

fn numbered<'a>(number: &'a str, street: &'a str) -> Numbered<'a> {
    Numbered {
        number,
        street,
        city: "",
        postcode: "",
    }
}

fn ask(known: &Gazetteer, street: &str, city: &str) -> Option<Located> {
    let address = Address {
        street: street.to_owned(),
        city: city.to_owned(),
        postcode: String::new(),
    };
    known.locate(&address)
}

/// How, and how far from a point.
fn found(known: &Gazetteer, street: &str, right: LatLon) -> (Match, f64) {
    let located = ask(known, street, "").unwrap_or_else(|| panic!("{street} is not found"));
    (located.how, located.at.metres_to(right).round())
}

/// Main Street goes 400 m east, with houses on its north side at every 50 m but one, even
/// numbers from 100 in steps of ten, and one house on the south side.
fn town() -> Gazetteer {
    let mut builder = Builder::default();
    builder.street(["North Main Street"], vec![at(0.0, 0.0), at(400.0, 0.0)]);
    for (number, east) in [("100", 0.0), ("110", 50.0), ("130", 150.0), ("140", 200.0)] {
        builder.house(numbered(number, "N Main St"), at(east, 15.0));
    }
    builder.house(numbered("171", "N Main St"), at(350.0, -15.0));
    builder.street(
        ["Kalaniana\u{2bb}ole Highway"],
        vec![at(0.0, 900.0), at(2_000.0, 900.0)],
    );
    builder.finish()
}

/// The very house, one between two on its side, one beside the last, and the street alone.
#[test]
fn kinds() {
    let town = town();
    assert_eq!(
        found(&town, "110 N Main St", at(50.0, 15.0)),
        (Match::House, 0.0)
    );
    assert_eq!(
        found(&town, "110 North Main Street Apt 4", at(50.0, 15.0)),
        (Match::House, 0.0)
    );
    // Half way from 110 to 130, on their side of the street.
    assert_eq!(
        found(&town, "120 N Main St", at(100.0, 15.0)),
        (Match::Between, 0.0)
    );
    // None is beyond 171: beside it.
    assert_eq!(
        found(&town, "175 N Main St", at(350.0, -15.0)),
        (Match::Beside, 0.0)
    );
    // 105 has no neighbours of its own side, but two of the other: half way, on the line
    // of those.
    assert_eq!(
        found(&town, "105 N Main St", at(25.0, 15.0)),
        (Match::Between, 0.0)
    );
    assert_eq!(
        found(&town, "110B N Main St", at(50.0, 15.0)),
        (Match::Beside, 0.0)
    );
    assert_eq!(
        found(&town, "9000 N Main St", at(200.0, 0.0)).0,
        Match::Street
    );
    let (how, off) = found(&town, "12 Kalanianaole Hwy", at(1_000.0, 900.0));
    assert!(how == Match::Street && off < 20.0, "{off}");
}

/// The surer kind has more confidence; a long street's middle has next to none and says how
/// far off it may be: nine tenths of 2 km are within 900 m of the middle.
#[test]
fn confidences() {
    let town = town();
    let sure = |street: &str| ask(&town, street, "").unwrap().confidence;
    let order = [
        "110 N Main St",
        "120 N Main St",
        "9000 N Main St",
        "12 Kalanianaole Hwy",
    ];
    assert!(
        order.windows(2).all(|pair| sure(pair[0]) > sure(pair[1])),
        "{:?}",
        order.map(sure)
    );
    assert!(ask(&town, "110 N Main St", "").unwrap().is_sure());
    let long = ask(&town, "12 Kalanianaole Hwy", "").unwrap();
    // 300 m of 2,000 m are within a block of the middle, and three streets in four are right.
    assert!(
        (long.confidence - 0.75 * 0.15).abs() < 0.01,
        "{}",
        long.confidence
    );
    assert!((long.within - 900.0).abs() < 20.0, "{}", long.within);
}

/// Names that are not quite the map's: a missing direction, another kind, one letter.
#[test]
fn names() {
    let town = town();
    let full = ask(&town, "110 N Main St", "").unwrap();
    for (street, doubt) in [
        ("110 Main St", None),
        ("110 Main", None),
        ("110 N Main Ave", Some(Doubt::Name)),
        ("12 Kalanianaoli Hwy", Some(Doubt::Name)),
    ] {
        let located = ask(&town, street, "").unwrap();
        assert!(
            located.confidence < full.confidence && located.doubt == doubt,
            "{street}: {located:?}"
        );
    }
    for street in [
        "110 S Main St",
        "110 Mians St",
        "110 Oak St",
        "PO Box 110",
        "",
        ", ,",
        "110",
    ] {
        assert_eq!(ask(&town, street, ""), None, "{street}");
    }
}

/// Of two Main Streets the city chooses; without one the confidence is halved and it is said.
#[test]
fn two_towns() {
    let mut builder = Builder::default();
    for (east, city) in [(0.0, "Ash"), (20_000.0, "Elm")] {
        builder.street(["Main Street"], vec![at(east, 0.0), at(east + 300.0, 0.0)]);
        let address = Numbered {
            number: "7",
            street: "Main St",
            city,
            postcode: "",
        };
        builder.house(address, at(east, 10.0));
        builder.street(
            ["Short Street"],
            vec![at(east, 500.0), at(east + 200.0, 500.0)],
        );
    }
    let known = builder.finish();
    for (city, east) in [("Ash", 0.0), ("ELM", 20_000.0)] {
        let located = ask(&known, "7 Main St", city).unwrap();
        assert!(
            located.is_sure() && located.at.metres_to(at(east, 10.0)) < 1.0,
            "{located:?}"
        );
        // A street alone lies near that city's houses.
        let located = ask(&known, "3 Short St", city).unwrap();
        assert!(located.at.metres_to(at(east + 100.0, 500.0)) < 10.0 && located.doubt.is_none());
    }
    let either = ask(&known, "7 Main St", "").unwrap();
    assert!(
        either.confidence < 0.5 && either.doubt == Some(Doubt::Several),
        "{either:?}"
    );
    let short = ask(&known, "3 Short St", "").unwrap();
    assert!(
        short.confidence < 0.55 && short.doubt == Some(Doubt::Several),
        "{short:?}"
    );
    // A city that no house of the map has says nothing.
    assert_eq!(
        ask(&known, "7 Main St", "Oak").unwrap().doubt,
        Some(Doubt::Several)
    );
}

/// Hyphens: one number where numbers are written so, a range elsewhere.
#[test]
fn hyphens() {
    let mut builder = Builder::default();
    builder.street(["Kipapa Drive"], vec![at(0.0, 0.0), at(400.0, 0.0)]);
    for (number, east) in [("95-260", 0.0), ("95-280", 200.0), ("95-110", 300.0)] {
        builder.house(numbered(number, "Kipapa Dr"), at(east, 10.0));
    }
    let oahu = builder.finish();
    assert_eq!(
        found(&oahu, "95-260 Kipapa Dr", at(0.0, 10.0)),
        (Match::House, 0.0)
    );
    assert_eq!(
        found(&oahu, "95-270 Kipapa Dr", at(100.0, 10.0)),
        (Match::Between, 0.0)
    );
    assert_eq!(ask(&oahu, "100 Kipapa Dr", "").unwrap().how, Match::Street);
    let mut builder = Builder::default();
    builder.street(["Oak Street"], vec![at(0.0, 0.0), at(400.0, 0.0)]);
    builder.house(numbered("10-14", "Oak St"), at(50.0, 10.0));
    let town = builder.finish();
    for number in ["10", "12", "14", "10-14"] {
        assert_eq!(
            found(&town, &format!("{number} Oak St"), at(50.0, 10.0)),
            (Match::House, 0.0),
            "{number}"
        );
    }
    assert_eq!(
        found(&town, "11 Oak St", at(50.0, 10.0)),
        (Match::Between, 0.0)
    );
    assert_eq!(
        found(&town, "16 Oak St", at(50.0, 10.0)),
        (Match::Beside, 0.0)
    );
}

/// Numbers along an interpolation line are between known ones, and its ends are houses.
#[test]
fn interpolated() {
    let mut builder = Builder::default();
    builder.street(["Oak Street"], vec![at(0.0, 0.0), at(400.0, 0.0)]);
    let ends = [
        (at(0.0, 10.0), Some(numbered("2", "Oak St"))),
        (at(200.0, 10.0), None),
        (at(400.0, 10.0), Some(numbered("10", "Oak St"))),
    ];
    builder.interpolation("even", &ends);
    let town = builder.finish();
    assert_eq!(found(&town, "2 Oak St", at(0.0, 10.0)), (Match::House, 0.0));
    assert_eq!(
        found(&town, "6 Oak St", at(200.0, 10.0)),
        (Match::Between, 0.0)
    );
}

/// A number inside the street field, a street that no way bears, points off the earth.
#[test]
fn odd_sources() {
    let mut builder = Builder::default();
    builder.street(["Koapaka Street"], vec![at(0.0, 0.0), at(400.0, 0.0)]);
    builder.house(numbered("3375", "3375 Koapaka Street"), at(50.0, 10.0));
    builder.house(numbered("9", "West Koapaka"), at(90.0, 10.0));
    builder.house(
        numbered("11", "Koapaka Street"),
        LatLon {
            lat: f64::NAN,
            lon: 0.0,
        },
    );
    builder.house(
        numbered("13", "Koapaka Street"),
        LatLon { lat: 1e9, lon: 1e9 },
    );
    builder.street([""], vec![at(0.0, 0.0), at(1.0, 0.0)]);
    builder.street(["Koapaka Street"], vec![]);
    let town = builder.finish();
    assert_eq!(
        found(&town, "3375 Koapaka St", at(50.0, 10.0)),
        (Match::House, 0.0)
    );
    assert_eq!(
        found(&town, "9 Koapaka St", at(90.0, 10.0)),
        (Match::House, 0.0)
    );
    assert_eq!(
        Builder::default().finish().locate(&Address::default()),
        None
    );
}

/// Lat and lon that are exchanged lie outside what is known, and inside the other way round.
#[test]
fn swapped() {
    let town = town();
    let here = at(10.0, 10.0);
    let other = LatLon {
        lat: here.lon,
        lon: here.lat,
    };
    assert!(!town.is_swapped(here) && town.is_swapped(other));
    assert!(!town.is_swapped(LatLon {
        lat: 10.0,
        lon: 10.0
    }));
    assert!(!Gazetteer::default().is_swapped(here));
}

proptest! {
    /// Whatever stands in a map or an address: no panic, and what is found is a point with a
    /// confidence.
    #[test]
    fn anything(
        houses in prop::collection::vec(("[0-9A-Za-z ;,/#½é.-]{0,12}", "\\PC{0,16}", -1e3..1e3f64), 0..12),
        streets in prop::collection::vec(("[0-9A-Za-z '.-]{0,16}", -1e4..1e4f64), 0..6),
        asked in "\\PC{0,40}|[0-9]{1,7}[-/ ]?[0-9]{0,7} [A-Za-z0-9#., ]{0,30}",
        rule in "even|odd|all|alphabetic|[0-9]{0,9}",
    ) {
        let mut builder = Builder::default();
        for (name, east) in &streets {
            builder.street([name.as_str()], vec![at(*east, 0.0), at(0.0, *east), at(*east, *east)]);
        }
        for (number, street, east) in &houses {
            let street = streets.first().map_or(street, |(name, _)| name);
            builder.house(numbered(number, street), at(*east, 5.0));
        }
        let line: Vec<_> = houses.iter().map(|(number, street, east)| (at(*east, 9.0), Some(numbered(number, street)))).collect();
        builder.interpolation(&rule, &line);
        let known = builder.finish();
        let of_map = houses.first().zip(streets.first()).map(|((number, ..), (street, _))| format!("{number} {street}"));
        for asked in of_map.iter().chain([&asked]) {
            if let Some(located) = ask(&known, asked, "") {
                prop_assert!(located.at.lat.is_finite() && located.at.lon.is_finite());
                prop_assert!((0.0..=1.0).contains(&located.confidence), "{}", located.confidence);
            }
        }
    }
}
