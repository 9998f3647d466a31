//! runs.csv: a row a stop.

use std::collections::BTreeMap;

use super::super::words::{miles, place_id};
use super::words::{exact, minutes, run_ids};
use crate::domain::Week;
use crate::domain::ids::RideIx;
use crate::domain::run::{Outing, RunActivity, RunPlan, RunStop, Second};
use crate::table::write_csv;

const HEADER: [&str; 16] = [
    "run_id",
    "vehicle_id",
    "staff_id",
    "date",
    "seq",
    "activity",
    "ride_id",
    "place_id",
    "arrive",
    "start",
    "end",
    "drive_minutes",
    "miles",
    "riders",
    "ride_minutes",
    "slack_minutes",
];

/// The table, in order of vehicle, then time; `seq` counts from 1 in every outing, and times
/// are to the second. `ride_minutes` stands at the drop-off.
pub(super) fn csv(week: &Week, plan: &RunPlan) -> Vec<u8> {
    let ids = run_ids(week, plan);
    let rows = plan.outings.iter().zip(&ids).flat_map(|(outing, ids)| {
        let mut since: BTreeMap<RideIx, Second> = BTreeMap::new();
        let stops = outing.stops.iter().zip(ids).enumerate();
        let rows = stops.map(|(ix, (stop, id))| row(week, outing, (ix, id), stop, &mut since));
        rows.collect::<Vec<Vec<String>>>()
    });
    write_csv(&HEADER, rows)
}

fn row(
    week: &Week,
    outing: &Outing,
    (ix, run): (usize, &str),
    stop: &RunStop,
    since: &mut BTreeMap<RideIx, Second>,
) -> Vec<String> {
    let at = |second| exact(week, outing.day, second);
    let mut rides = String::new();
    match stop.activity {
        RunActivity::Pickup(ride) => {
            since.insert(ride, stop.end);
        }
        RunActivity::Dropoff(ride) => {
            let aboard = since.get(&ride).map(|since| stop.start - *since);
            rides = aboard.map(minutes).unwrap_or_default();
        }
        RunActivity::Start | RunActivity::End => {}
    }
    let driver = outing.driver.map(|who| week.member(who).id.clone());
    let ride = stop.activity.ride().map(|ride| week.ride(ride).id.clone());
    vec![
        run.to_owned(),
        week.vehicles[outing.vehicle.ix()].id.clone(),
        driver.unwrap_or_default(),
        week.clock.date(outing.day).to_string(),
        (ix + 1).to_string(),
        stop.activity.name().to_owned(),
        ride.unwrap_or_default(),
        place_id(week, stop.place).to_owned(),
        at(stop.arrive),
        at(stop.start),
        at(stop.end),
        minutes(stop.drive),
        miles(stop.metres),
        stop.riders.to_string(),
        rides,
        minutes(stop.slack),
    ]
}
