//! routes.geojson (RFC 7946): the drives as straight lines, the stops as points.
//!
//! A stop at a confidential place and both its legs are left out, and what has no
//! coordinates is too: without any, the collection is empty.

use serde_json::{Value, json};

use super::words;
use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::plan::{Plan, Route};
use crate::domain::travel::LatLon;

/// The text.
pub(super) fn geojson(week: &Week, plan: &Plan) -> String {
    let features: Vec<Value> = plan
        .routes
        .iter()
        .flat_map(|route| features(week, route))
        .collect();
    let mut text = format!(
        "{:#}",
        json!({ "type": "FeatureCollection", "features": features })
    );
    text.push('\n');
    text
}

/// The points and lines of a route, in order.
fn features(week: &Week, route: &Route) -> Vec<Value> {
    let shift = week.shift(route.shift);
    let staff = &week.member(shift.staff).id;
    let date = week.clock.date(shift.day).to_string();
    let at = |moment| words::clock(week, shift.day, moment);
    let mut features = Vec::new();
    let mut last: Option<PlaceIx> = None;
    for (ix, stop) in route.stops.iter().enumerate() {
        let Some(place) = stop.place else { continue };
        if let (Some(from), Some(to)) =
            (last.and_then(|from| shown(week, from)), shown(week, place))
            && stop.metres.0 > 0
        {
            features.push(json!({
                "type": "Feature",
                "geometry": { "type": "LineString", "coordinates": [point(from), point(to)] },
                "properties": {
                    "staff_id": staff, "date": date, "seq": ix + 1,
                    "from": words::place_id(week, last), "to": words::place_id(week, stop.place),
                    "arrive": at(stop.arrive), "drive_minutes": stop.drive.0,
                    "miles": (stop.metres.miles() * 100.0).round() / 100.0,
                },
            }));
        }
        if let Some(here) = shown(week, place) {
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
        last = Some(place);
    }
    features
}

/// Where a place may be shown: nowhere when it is confidential or has no coordinates; a room
/// without its own is where its building is.
fn shown(week: &Week, place: PlaceIx) -> Option<LatLon> {
    let place = week.place(place);
    let building = place.part_of.map(|building| week.place(building));
    let is_hidden = place.confidential || building.is_some_and(|building| building.confidential);
    if is_hidden {
        None
    } else {
        place.at.or_else(|| building?.at)
    }
}

fn point(at: LatLon) -> [f64; 2] {
    [at.lon, at.lat]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample_plan;

    /// Both legs of the confidential stop are gone: of Monday's three drives only the first
    /// is drawn, and places without coordinates make an empty collection.
    #[test]
    fn what_is_hidden_is_not_drawn() {
        let mut week = sample_plan::week();
        let plan = sample_plan::plan(&week);
        let monday = features(&week, &plan.routes[0]);
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
        assert!(geojson(&week, &plan).contains("\"features\": []"));
    }
}
