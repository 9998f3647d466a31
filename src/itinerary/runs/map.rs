//! routes.geojson of runs (RFC 7946): the drives as lines, along the roads where they are known,
//! and where a vehicle stands as points. Ids only.
//!
//! A stand at a confidential place and both its legs are left out. Days with the same runs are
//! written once, with all their dates.

use serde_json::{Value, json};

use super::super::drives::{ATTRIBUTION, shown};
use super::super::words::place_id;
use super::roads::Roads;
use super::stands::{Stand, stands};
use super::words::{clock, minutes, run_ids, same_days};
use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::run::{Outing, RunActivity, RunPlan};
use crate::domain::time::Day;
use crate::domain::travel::LatLon;

/// The text.
pub(super) fn geojson(week: &Week, plan: &RunPlan, roads: &Roads) -> String {
    let ids = run_ids(week, plan);
    let mut features: Vec<Value> = Vec::new();
    for days in same_days(week, plan) {
        let outings = plan.outings.iter().zip(&ids);
        for (outing, ids) in outings.filter(|(outing, _)| outing.day == days[0]) {
            add(&mut features, week, (outing, ids, &days), roads);
        }
    }
    let mut collection = json!({ "type": "FeatureCollection", "features": features });
    if roads.is_known() {
        collection["attribution"] = json!(ATTRIBUTION);
    }
    let mut text = format!("{collection:#}");
    text.push('\n');
    text
}

fn add(
    features: &mut Vec<Value>,
    week: &Week,
    (outing, ids, days): (&Outing, &[String], &[Day]),
    roads: &Roads,
) {
    let dates: Vec<String> = days
        .iter()
        .map(|day| week.clock.date(*day).to_string())
        .collect();
    let vehicle = &week.vehicles[outing.vehicle.ix()].id;
    let mut last: Option<PlaceIx> = None;
    for stand in stands(week, outing) {
        let Some(place) = stand.place else { continue };
        let run = &ids[stand.range.start];
        if let Some(from) = last.filter(|from| *from != place)
            && let Some(line) = roads.line(week, from, place)
        {
            let (drive, metres) = stand.drive();
            let line: Vec<[f64; 2]> = line.into_iter().map(point).collect();
            features.push(json!({
                "type": "Feature",
                "geometry": { "type": "LineString", "coordinates": line },
                "properties": {
                    "run_id": run, "vehicle_id": vehicle, "dates": dates,
                    "seq": stand.range.start + 1,
                    "from": place_id(week, Some(from)), "to": place_id(week, Some(place)),
                    "drive_minutes": minutes(drive).parse::<f64>().unwrap_or(0.0),
                    "miles": (metres.miles() * 100.0).round() / 100.0,
                },
            }));
        }
        last = Some(place);
        if let Some(at) = shown(week, place) {
            let here = stop(week, outing, &stand, run, &dates);
            features.push(json!({
                "type": "Feature",
                "geometry": { "type": "Point", "coordinates": point(at) },
                "properties": here,
            }));
        }
    }
}

fn stop(week: &Week, outing: &Outing, stand: &Stand<'_>, run: &str, dates: &[String]) -> Value {
    let rides = |is_on: bool| -> Vec<&str> {
        let of = stand.stops.iter().filter_map(|stop| match stop.activity {
            RunActivity::Pickup(ride) if is_on => Some(ride),
            RunActivity::Dropoff(ride) if !is_on => Some(ride),
            _ => None,
        });
        of.map(|ride| week.ride(ride).row_id.as_str()).collect()
    };
    json!({
        "run_id": run, "vehicle_id": week.vehicles[outing.vehicle.ix()].id, "dates": dates,
        "seq": stand.range.start + 1,
        "place_id": place_id(week, stand.place),
        "arrive": clock(week, outing.day, stand.arrive()),
        "leave": clock(week, outing.day, stand.leave()),
        "on": rides(true), "off": rides(false), "riders": stand.riders(),
    })
}

fn point(at: LatLon) -> [f64; 2] {
    [at.lon, at.lat]
}
