//! stops.csv: where riders may be told to wait.

use crate::domain::ride::BusStop;
use crate::table::Faults;

use super::files::Source;
use super::names::rows_by_id;
use super::places::point;
use super::sheet::columns;

columns! {
    /// The columns of stops.csv.
    StopCol in "stops.csv" {
        Id = "stop_id" required,
        Name = "name" personal,
        Lat = "lat" personal,
        Lon = "lon" personal,
        Side = "side",
    }
}

/// Reads the stops in the order of ids.
pub(super) fn read(source: &Source<StopCol>, faults: &mut Faults) -> Vec<BusStop> {
    let (rows, _) = rows_by_id(source, StopCol::Id, faults);
    let mut stops = Vec::with_capacity(rows.len());
    for (id, line) in rows {
        if !line.has(StopCol::Lat) && !line.has(StopCol::Lon) {
            faults.push(
                line.fault(StopCol::Lat, "is empty")
                    .remedy("give lat and lon"),
            );
            continue;
        }
        stops.extend(
            point(line, StopCol::Lat, StopCol::Lon, faults).map(|at| BusStop {
                id: id.to_owned(),
                name: line.text(StopCol::Name).to_owned(),
                at,
                side: line.text(StopCol::Side).to_owned(),
            }),
        );
    }
    stops
}
