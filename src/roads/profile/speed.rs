//! How fast: by class, by posted limit, by surface.

use super::super::osm::{Key, Tags};

const KMH_PER_MPH: f64 = 1.609_344;
/// How fast one drives where a limit is posted, as a share of it: between OSRM's 0.8 and the
/// 1.0 of Valhalla and r5, as in GraphHopper.
const OF_LIMIT: f64 = 0.9;
/// Limits below are mistakes (`0`) or no limits of roads; those above are not driven.
const LEAST_LIMIT: f64 = 5.0;
const MOST_LIMIT: f64 = 140.0;
const WALKING: f64 = 6.0;

/// Kilometres an hour in both directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Speeds {
    pub forward: f64,
    pub backward: f64,
}

/// By class, in km/h: the mean of Valhalla (between town and country), OSRM, GraphHopper and
/// r5.
fn of_class(class: &str) -> Option<f64> {
    Some(match class {
        "motorway" => 97.0,
        "motorway_link" => 62.0,
        "trunk" => 81.0,
        "trunk_link" => 57.0,
        "primary" => 66.0,
        "primary_link" => 46.0,
        "secondary" => 55.0,
        "secondary_link" => 40.0,
        "tertiary" => 43.0,
        "tertiary_link" => 33.0,
        "unclassified" => 32.0,
        "residential" | "road" => 30.0,
        "service" => 20.0,
        "track" => 15.0,
        "living_street" => 11.0,
        "pedestrian" => WALKING,
        _ => return None,
    })
}

/// The speeds of a way; none where no car drives on its class.
pub(super) fn speeds(class: &str, tags: &Tags) -> Option<Speeds> {
    let mut usual = of_class(class)?;
    if class == "service" {
        usual = match tags.get(Key::Service) {
            Some("driveway" | "drive-through" | "drive_through") => 10.0,
            Some("parking_aisle" | "alley") => 13.0,
            _ => usual,
        };
    }
    let most = cap(tags);
    let both = tags
        .get(Key::MaxspeedAdvisory)
        .and_then(limit)
        .or_else(|| tags.get(Key::Maxspeed).and_then(limit));
    let along = |key| {
        let posted = tags.get(key).and_then(limit).or(both);
        posted.map_or(usual, |kmh| kmh * OF_LIMIT).min(most)
    };
    Some(Speeds {
        forward: along(Key::MaxspeedForward),
        backward: along(Key::MaxspeedBackward),
    })
}

/// What a second on such a way costs: a planner that asked for time alone would take more
/// alleys than people do.
pub(super) fn rate(class: &str, tags: &Tags) -> f64 {
    match (class, tags.get(Key::Service)) {
        ("service", Some("alley" | "parking_aisle" | "driveway" | "drive-through")) => 2.0,
        ("service", _) => 1.5,
        ("living_street" | "track" | "pedestrian", _) => 1.5,
        ("residential" | "unclassified" | "road", _) => 1.1,
        _ => 1.0,
    }
}

/// A posted limit in km/h; none where the text is none. Of several the least counts.
pub(super) fn limit(text: &str) -> Option<f64> {
    let found = text.split([';', ',', '|']).filter_map(one_limit);
    found.min_by(f64::total_cmp)
}

fn one_limit(text: &str) -> Option<f64> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    if let Ok(number) = text[..digits].parse::<f64>() {
        let kmh = match text[digits..].trim() {
            "" | "km/h" | "kmh" | "kph" => number,
            "mph" => number * KMH_PER_MPH,
            _ => return None,
        };
        return (kmh >= LEAST_LIMIT).then_some(kmh.min(MOST_LIMIT));
    }
    if text == "walk" {
        return Some(WALKING);
    }
    // A country's rule: `RO:urban`, `DE:zone:30`.
    let (_, rule) = text.split_once(':')?;
    match rule {
        "urban" => Some(50.0),
        "rural" => Some(90.0),
        "trunk" => Some(110.0),
        "motorway" => Some(130.0),
        "living_street" => Some(20.0),
        _ => {
            let number = rule.trim_start_matches("zone").trim_start_matches(':');
            number.parse().ok().filter(|kmh| *kmh >= LEAST_LIMIT)
        }
    }
}

/// The most that the ground lets one drive, in km/h, as OSRM has it.
fn cap(tags: &Tags) -> f64 {
    let surface = match tags.get(Key::Surface).unwrap_or_default() {
        "compacted" | "fine_gravel" | "cement" => 80.0,
        "paving_stones" | "metal" | "bricks" => 60.0,
        "grass" | "wood" | "sett" | "grass_paver" | "gravel" | "unpaved" | "ground" | "dirt"
        | "pebblestone" => 40.0,
        "cobblestone" | "unhewn_cobblestone" => 30.0,
        "clay" | "earth" | "stone" | "rocky" | "sand" => 20.0,
        "mud" => 10.0,
        _ => MOST_LIMIT,
    };
    let smoothness = match tags.get(Key::Smoothness).unwrap_or_default() {
        "intermediate" => 80.0,
        "bad" => 40.0,
        "very_bad" => 20.0,
        "horrible" | "very_horrible" => 10.0,
        _ => MOST_LIMIT,
    };
    let track = match tags.get(Key::Tracktype).unwrap_or_default() {
        "grade2" => 40.0,
        "grade3" => 30.0,
        "grade4" => 25.0,
        "grade5" => 20.0,
        _ => MOST_LIMIT,
    };
    surface.min(smoothness).min(track)
}
