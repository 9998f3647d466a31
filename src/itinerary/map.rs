//! routes.geojson (RFC 7946): the drives as lines (along the roads, where they are known), the
//! stops as points.
//!
//! A stop at a confidential place and both its legs are left out, and what has no
//! coordinates is too: without any, the collection is empty.

use serde_json::{Value, json};

use super::drives::{self, ATTRIBUTION, Drives};
use super::words;
use crate::domain::Week;
use crate::domain::plan::{Plan, Route};
use crate::domain::travel::LatLon;

/// The text.
pub(super) fn geojson(week: &Week, plan: &Plan, drives: &Drives) -> String {
    let features: Vec<Value> = plan
        .routes
        .iter()
        .flat_map(|route| features(week, route, drives))
        .collect();
    let mut collection = json!({ "type": "FeatureCollection", "features": features });
    if drives.roads().is_some() {
        collection["attribution"] = json!(ATTRIBUTION);
    }
    let mut text = format!("{collection:#}");
    text.push('\n');
    text
}

/// The points and lines of a route, in order.
fn features(week: &Week, route: &Route, drives: &Drives) -> Vec<Value> {
    let shift = week.shift(route.shift);
    let staff = &week.member(shift.staff).id;
    let date = week.clock.date(shift.day).to_string();
    let at = |moment| words::clock(week, shift.day, moment);
    let mut features = Vec::new();
    let legs = drives::legs(week, route);
    for (ix, stop) in route.stops.iter().enumerate() {
        let Some(place) = stop.place else { continue };
        if let Some(leg) = legs.iter().find(|leg| leg.stop == ix) {
            let line: Vec<[f64; 2]> = drives.line(leg).into_iter().map(point).collect();
            features.push(json!({
                "type": "Feature",
                "geometry": { "type": "LineString", "coordinates": line },
                "properties": {
                    "staff_id": staff, "date": date, "seq": ix + 1,
                    "from": words::place_id(week, Some(leg.from.0)),
                    "to": words::place_id(week, stop.place),
                    "arrive": at(stop.arrive), "drive_minutes": stop.drive.0,
                    "miles": (stop.metres.miles() * 100.0).round() / 100.0,
                },
            }));
        }
        if let Some(here) = drives::shown(week, place) {
            let work = stop.activity.work();
            features.push(json!({
                "type": "Feature",
                "geometry": { "type": "Point", "coordinates": point(here) },
                "properties": {
                    "staff_id": staff, "date": date, "seq": ix + 1,
                    "activity": stop.activity.name(),
                    "id": work.map(|work| week.work_id(work)),
                    "kind": work.map(|work| words::kind(week, work)),
                    "place_id": words::place_id(week, stop.place),
                    "start": at(stop.start), "end": at(stop.end),
                },
            }));
        }
    }
    features
}

fn point(at: LatLon) -> [f64; 2] {
    [at.lon, at.lat]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample_plan;
    use crate::itinerary::drives::tests::Corner;

    /// Both legs of the confidential stop are gone: of Monday's three drives only the first
    /// is drawn, and places without coordinates make an empty collection.
    #[test]
    fn what_is_hidden_is_not_drawn() {
        let mut week = sample_plan::week();
        let plan = sample_plan::plan(&week);
        let straight = Drives::of(&week, &plan, None);
        let monday = features(&week, &plan.routes[0], &straight);
        let lines = monday
            .iter()
            .filter(|one| one["geometry"]["type"] == "LineString");
        assert_eq!(
            lines
                .map(|one| one["properties"]["to"].clone())
                .collect::<Vec<_>>(),
            ["H1"]
        );
        for place in &mut week.places {
            place.at = None;
        }
        assert!(geojson(&week, &plan, &straight).contains("\"features\": []"));
    }

    /// Along roads a line has more than its ends, and the file says whose the roads are.
    #[test]
    fn along_roads_lines_bend() {
        let week = sample_plan::week();
        let plan = sample_plan::plan(&week);
        let drives = Drives::of(&week, &plan, Some(&Corner));
        let monday = features(&week, &plan.routes[0], &drives);
        let bent = |one: &Value| one["geometry"]["coordinates"].as_array().map(Vec::len) == Some(3);
        assert!(monday.iter().any(bent));
        assert!(geojson(&week, &plan, &drives).contains("OpenStreetMap"));
    }
}
