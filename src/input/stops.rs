//! stops.csv: where riders may be told to wait.

use crate::domain::ride::BusStop;
use crate::table::Faults;

use super::files::Source;
use super::names::rows_by_id;
use super::places::{Places, point};
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

/// The stops as the file has them, no places yet.
pub(super) struct Stops {
    pub list: Vec<BusStop>,
    /// Their lines.
    pub lines: Vec<u64>,
    /// The file's name.
    pub file: String,
}

/// Reads the stops in the order of ids. A stop's id is no place's: runs.csv names both.
pub(super) fn read(source: &Source<StopCol>, places: &Places, faults: &mut Faults) -> Stops {
    let (rows, _) = rows_by_id(source, StopCol::Id, faults);
    let mut stops = Stops {
        list: Vec::with_capacity(rows.len()),
        lines: Vec::with_capacity(rows.len()),
        file: source.file().to_owned(),
    };
    for (id, line) in rows {
        if places.names.get(id).is_some() {
            let fault = line.fault(StopCol::Id, "is the id of a place in places.csv too");
            faults.push(fault.remedy("give the stop an id of its own"));
            continue;
        }
        if !line.has(StopCol::Lat) && !line.has(StopCol::Lon) {
            faults.push(
                line.fault(StopCol::Lat, "is empty")
                    .remedy("give lat and lon"),
            );
            continue;
        }
        let Some(at) = point(line, StopCol::Lat, StopCol::Lon, faults) else {
            continue;
        };
        stops.lines.push(line.number());
        stops.list.push(BusStop {
            id: id.to_owned(),
            name: line.text(StopCol::Name).to_owned(),
            at,
            side: line.text(StopCol::Side).to_owned(),
            place: None,
        });
    }
    stops
}
