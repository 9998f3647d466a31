//! What tags say to a car.

use super::*;
use crate::roads::osm::{self, Extract};

/// The road of a way with such tags.
fn with(tags: &[(&str, &str)]) -> Option<Road> {
    let extract = extract(&[], tags);
    let (_, way) = extract.ways().next()?;
    road(&extract.tags(way))
}

/// A node and a way with such tags.
fn extract(node: &[(&str, &str)], way: &[(&str, &str)]) -> Extract {
    let xml = |tags: &[(&str, &str)]| -> String {
        let tags = tags.iter();
        tags.map(|(key, value)| format!("<tag k='{key}' v='{value}'/>"))
            .collect()
    };
    let (node, way) = (xml(node), xml(way));
    let text = format!(
        "<osm><node id='1' lat='0' lon='0'>{node}</node><node id='2' lat='0' lon='1'/>
         <way id='1'><nd ref='1'/><nd ref='2'/><tag k='name' v='A'/>{way}</way></osm>"
    );
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.osm");
    std::fs::write(&path, text).unwrap();
    osm::read(&path, None).unwrap()
}

fn kmh(maxspeed: &str) -> f64 {
    let road = with(&[("highway", "residential"), ("maxspeed", maxspeed)]).unwrap();
    road.forward.unwrap().kmh
}

/// Limits in both units, of several the least, nine tenths of each; what is none leaves the
/// speed of the class (30 km/h), and nothing divides by zero.
#[test]
fn limits() {
    assert_eq!(kmh("50"), 45.0);
    assert_eq!(kmh("50 km/h"), 45.0);
    // 25 mph are 40.2336 km/h.
    assert!((kmh("25 mph") - 36.210_24).abs() < 1e-9);
    assert!((kmh("25mph") - 36.210_24).abs() < 1e-9);
    assert_eq!(kmh("30;50"), 27.0);
    assert_eq!(kmh("RO:urban"), 45.0);
    assert_eq!(kmh("DE:zone:30"), 27.0);
    assert_eq!(kmh("walk"), 5.4);
    assert_eq!(kmh("9999"), 126.0);
    for none in [
        "0", "none", "signals", "fast", "-5", "mph", "0 mph", "5 knots",
    ] {
        assert_eq!(kmh(none), 30.0, "{none}");
    }
}

/// The two directions may have different limits, and the ground a lower one.
#[test]
fn limits_by_direction() {
    let road = with(&[
        ("highway", "primary"),
        ("maxspeed", "80"),
        ("maxspeed:backward", "50"),
    ]);
    let road = road.unwrap();
    assert_eq!(road.forward.unwrap().kmh, 72.0);
    assert_eq!(road.backward.unwrap().kmh, 45.0);
    let rough = with(&[("highway", "primary"), ("surface", "mud")]).unwrap();
    assert_eq!(rough.forward.unwrap().kmh, 10.0);
}

fn zone(tags: &[(&str, &str)]) -> Option<Zone> {
    let mut all = vec![("highway", "residential")];
    all.extend(tags);
    with(&all).map(|road| road.zone)
}

/// The more special tag decides; what is misspelt is restricted and not closed.
#[test]
fn access() {
    assert_eq!(zone(&[]), Some(Zone::Open));
    assert_eq!(zone(&[("access", "no")]), None);
    assert_eq!(
        zone(&[("access", "no"), ("vehicle", "yes")]),
        Some(Zone::Open)
    );
    assert_eq!(
        zone(&[("motor_vehicle", "no"), ("motorcar", "yes")]),
        Some(Zone::Open)
    );
    assert_eq!(zone(&[("motor_vehicle", "no"), ("access", "yes")]), None);
    for restricted in [
        "private",
        "destination",
        "customers",
        "pirvate",
        "costumers",
    ] {
        assert_eq!(zone(&[("access", restricted)]), Some(Zone::Restricted));
    }
    for closed in ["emergency", "agricultural", "bus"] {
        assert_eq!(zone(&[("access", closed)]), None);
    }
}

/// Footways, ferries, areas and roads that are being built are not driven; a pedestrian
/// street only where cars are let in, a track only to its end.
#[test]
fn classes() {
    let class = |class| with(&[("highway", class)]).map(|road| road.zone);
    for none in [
        "footway",
        "construction",
        "proposed",
        "steps",
        "pedestrian",
        "busway",
    ] {
        assert_eq!(class(none), None, "{none}");
    }
    assert_eq!(class("service"), Some(Zone::Service));
    assert_eq!(class("track"), Some(Zone::Restricted));
    assert_eq!(class("trunk_link"), Some(Zone::Open));
    let let_in = [("highway", "pedestrian"), ("motor_vehicle", "destination")];
    assert_eq!(with(&let_in).map(|road| road.zone), Some(Zone::Restricted));
    assert_eq!(with(&[("highway", "service"), ("area", "yes")]), None);
    assert_eq!(with(&[("route", "ferry")]), None);
}

fn open(tags: &[(&str, &str)]) -> Option<(bool, bool)> {
    let mut all = tags.to_vec();
    if !all.iter().any(|(key, _)| *key == "highway") {
        all.push(("highway", "residential"));
    }
    with(&all).map(|road| (road.forward.is_some(), road.backward.is_some()))
}

/// One-way in all its spellings.
#[test]
fn one_way() {
    let (both, forward, backward) = (Some((true, true)), Some((true, false)), Some((false, true)));
    assert_eq!(open(&[]), both);
    for yes in ["yes", "true", "1"] {
        assert_eq!(open(&[("oneway", yes)]), forward);
    }
    assert_eq!(open(&[("oneway", "-1")]), backward);
    assert_eq!(open(&[("oneway", "perhaps")]), both);
    assert_eq!(open(&[("oneway", "reversible")]), None);
    assert_eq!(open(&[("highway", "motorway")]), forward);
    assert_eq!(open(&[("highway", "motorway"), ("oneway", "no")]), both);
    assert_eq!(open(&[("junction", "roundabout")]), forward);
    assert_eq!(
        open(&[("oneway", "yes"), ("oneway:motor_vehicle", "no")]),
        both
    );
    assert_eq!(open(&[("motor_vehicle:backward", "no")]), forward);
    assert_eq!(open(&[("vehicle:forward", "no")]), backward);
}

fn at(tags: &[(&str, &str)]) -> Crossing {
    let extract = extract(tags, &[("highway", "residential")]);
    crossing(&extract.node_tags(osm::NodeIx(0)))
}

/// Bollards and gates with access=no close; an open gate takes a while; private ones are
/// passed only by who must; a kerb is nothing.
#[test]
fn barriers() {
    assert_eq!(at(&[("barrier", "bollard")]), Crossing::Closed);
    assert_eq!(
        at(&[("barrier", "gate"), ("access", "no")]),
        Crossing::Closed
    );
    assert_eq!(at(&[("access", "no")]), Crossing::Closed);
    assert_eq!(
        at(&[("barrier", "gate"), ("locked", "yes")]),
        Crossing::Closed
    );
    assert_eq!(
        at(&[("barrier", "bollard"), ("motor_vehicle", "yes")]),
        Crossing::FREE
    );
    assert_eq!(at(&[("barrier", "kerb")]), Crossing::FREE);
    let gate = |penalty| Crossing::Takes {
        seconds: 30.0,
        penalty,
    };
    assert_eq!(at(&[("barrier", "lift_gate")]), gate(GATE_COST));
    assert_eq!(
        at(&[("barrier", "gate"), ("access", "private")]),
        gate(3_600.0)
    );
}
const GATE_COST: f64 = 120.0;

/// Signals stop everybody or one direction, a sign those who drive towards the junction.
#[test]
fn signs() {
    let stop = |tags: &[(&str, &str)]| {
        let extract = extract(tags, &[("highway", "residential")]);
        stops(&extract.node_tags(osm::NodeIx(0))).map(|it| (it.seconds, it.who))
    };
    let signals = ("highway", "traffic_signals");
    assert_eq!(stop(&[signals]), Some((2.0, Who::Everybody)));
    let backward = ("traffic_signals:direction", "backward");
    assert_eq!(stop(&[signals, backward]), Some((2.0, Who::Backward)));
    assert_eq!(
        stop(&[("highway", "give_way")]),
        Some((1.0, Who::ToTheNearer))
    );
    assert_eq!(stop(&[("highway", "crossing")]), None);
}

/// Straight on is free, a right angle about half of the longest, across the traffic more; and
/// in Malta the right turn is the one across.
#[test]
fn turns() {
    let take = |degrees, side, roads| turn_seconds(degrees, TurnSetting { side, roads });
    let right = DrivingSide::Right;
    assert!(take(0.0, right, 4) < 0.02);
    // At 90 degrees to the right: 7.5 / (1 + e^(6.9875 - 6.0465)) = 2.11; to the left
    // 7.5 / (1 + e^(6.0465 - 6.9875)) = 5.39.
    assert!((take(90.0, right, 4) - 2.11).abs() < 0.01);
    assert!((take(-90.0, right, 4) - 5.39).abs() < 0.01);
    assert_eq!(take(-90.0, right, 4), take(90.0, DrivingSide::Left, 4));
    assert_eq!(take(90.0, right, 2), 0.0);
    let side = |lat, lon| driving_side(0, 0, osm::Point::from_degrees(lat, lon).unwrap());
    assert_eq!(side(35.9, 14.5), DrivingSide::Left);
    assert_eq!(side(21.3, -157.8), DrivingSide::Right);
    let somewhere = osm::Point::default();
    assert_eq!(driving_side(3, 1, somewhere), DrivingSide::Left);
}

/// Capitals and towns near borders and coasts are on the side on which one drives there.
#[test]
fn sides_of_the_world() {
    let side = |lat, lon| driving_side(0, 0, osm::Point::from_degrees(lat, lon).unwrap());
    for (town, lat, lon) in [
        ("London", 51.5, -0.12),
        ("Brighton", 50.82, -0.14),
        ("Dublin", 53.35, -6.26),
        ("Saint Helier", 49.19, -2.1),
        ("Valletta", 35.9, 14.51),
        ("Nicosia", 35.17, 33.36),
        ("Tokyo", 35.68, 139.69),
        ("Fukuoka", 33.59, 130.4),
        ("Sapporo", 43.06, 141.35),
        ("Hong Kong", 22.28, 114.16),
        ("Macau", 22.19, 113.545),
        ("Singapore", 1.35, 103.82),
        ("Bangkok", 13.75, 100.5),
        ("Jakarta", -6.17, 106.83),
        ("Dili", -8.56, 125.57),
        ("Port Moresby", -9.44, 147.18),
        ("Delhi", 28.61, 77.21),
        ("Guwahati", 26.14, 91.74),
        ("Colombo", 6.93, 79.86),
        ("Karachi", 24.86, 67.0),
        ("Islamabad", 33.68, 73.05),
        ("Dhaka", 23.81, 90.41),
        ("Kathmandu", 27.71, 85.32),
        ("Thimphu", 27.47, 89.64),
        ("Nairobi", -1.29, 36.82),
        ("Kampala", 0.35, 32.58),
        ("Kitwe", -12.81, 28.21),
        ("Harare", -17.83, 31.05),
        ("Maputo", -25.97, 32.57),
        ("Windhoek", -22.56, 17.08),
        ("Cape Town", -33.92, 18.42),
        ("Port Louis", -20.16, 57.5),
        ("Victoria", -4.62, 55.45),
        ("Sydney", -33.87, 151.21),
        ("Auckland", -36.85, 174.76),
        ("Honiara", -9.43, 159.95),
        ("Suva", -18.14, 178.44),
        ("Apia", -13.83, -171.77),
        ("Georgetown", 6.8, -58.16),
        ("Paramaribo", 5.85, -55.2),
        ("Port of Spain", 10.65, -61.51),
        ("Bridgetown", 13.1, -59.62),
        ("Roseau", 15.3, -61.39),
        ("Charlotte Amalie", 18.34, -64.93),
        ("Kingston", 17.97, -76.79),
        ("Nassau", 25.05, -77.35),
        ("Hamilton", 32.29, -64.78),
    ] {
        assert_eq!(side(lat, lon), DrivingSide::Left, "{town}");
    }
    for (town, lat, lon) in [
        ("Calais", 50.95, 1.85),
        ("Boulogne", 50.73, 1.61),
        ("Dieppe", 49.92, 1.08),
        ("Cherbourg", 49.64, -1.62),
        ("Busan", 35.18, 129.08),
        ("Pohang", 36.03, 129.37),
        ("Vladivostok", 43.12, 131.89),
        ("Taipei", 25.03, 121.57),
        ("Shenzhen", 22.54, 114.06),
        ("Zhuhai", 22.27, 113.57),
        ("Manila", 14.6, 120.98),
        ("Vientiane", 17.97, 102.6),
        ("Phnom Penh", 11.55, 104.92),
        ("Kawthaung", 9.98, 98.55),
        ("Kabul", 34.55, 69.2),
        ("Lhasa", 29.65, 91.1),
        ("Luanda", -8.84, 13.23),
        ("Lubumbashi", -11.66, 27.48),
        ("Kigali", -1.94, 30.06),
        ("Bujumbura", -3.38, 29.36),
        ("Juba", 4.85, 31.58),
        ("Kismayo", -0.36, 42.55),
        ("Antananarivo", -18.88, 47.51),
        ("Saint-Denis", -20.88, 55.45),
        ("Port Vila", -17.73, 168.32),
        ("Pago Pago", -14.28, -170.7),
        ("Honolulu", 21.31, -157.86),
        ("Oakland", 37.8, -122.27),
        ("Havana", 23.11, -82.37),
        ("Camaguey", 21.38, -77.92),
        ("Holguin", 20.89, -76.26),
        ("Port-au-Prince", 18.59, -72.31),
        ("San Juan", 18.47, -66.11),
        ("Fort-de-France", 14.6, -61.07),
        ("Pointe-a-Pitre", 16.24, -61.53),
        ("Marigot", 18.07, -63.08),
        ("Cayenne", 4.92, -52.31),
        ("Boa Vista", 2.82, -60.67),
    ] {
        assert_eq!(side(lat, lon), DrivingSide::Right, "{town}");
    }
}
