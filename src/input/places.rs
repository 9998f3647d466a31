//! places.csv: where work can be done.

use crate::domain::ids::PlaceIx;
use crate::domain::place::{Place, PlaceKind};
use crate::domain::ride::BusStop;
use crate::domain::travel::LatLon;
use crate::table::Faults;

use super::cells::{self, Bad, TimeOfDay};
use super::files::Source;
use super::names::{Names, rows_by_id};
use super::sheet::{Line, columns};

columns! {
    /// The columns of places.csv.
    PlaceCol in "places.csv" {
        Id = "place_id" required,
        Name = "name" personal,
        Kind = "kind",
        PartOf = "part_of",
        Capacity = "capacity",
        Address = "address" personal,
        City = "city" personal,
        Postcode = "postcode" personal,
        Lat = "lat" personal,
        Lon = "lon" personal,
        SchoolStart = "school_start",
        SchoolEnd = "school_end",
        Notes = "notes" personal,
        Confidential = "confidential",
    }
}

const KINDS: [(PlaceKind, &str); 5] = [
    (PlaceKind::School, "school"),
    (PlaceKind::Home, "home"),
    (PlaceKind::Office, "office"),
    (PlaceKind::Community, "community"),
    (PlaceKind::Room, "room"),
];

/// How far from the middle of all places one may lie before it is asked about, in metres.
const FAR: f64 = 400_000.0;

/// The places, and what the file says of them beside.
#[derive(Debug)]
pub(super) struct Places {
    /// In the order of ids.
    pub list: Vec<Place>,
    /// Their ids.
    pub names: Names<PlaceIx>,
    /// When school starts and ends there.
    pub hours: Vec<Option<(TimeOfDay, TimeOfDay)>>,
    /// Whether the file gives coordinates that are wrong, which is told already.
    pub is_misplaced: Vec<bool>,
    /// Whether its address was looked for in the roads, and not found.
    pub is_sought: Vec<bool>,
    /// Their lines.
    pub lines: Vec<u64>,
    /// The file's name.
    pub file: String,
}

impl Places {
    /// The building of a room, or the place itself.
    pub fn building(&self, place: PlaceIx) -> PlaceIx {
        self.list[place.ix()].part_of.unwrap_or(place)
    }

    /// The file in which a place stands.
    pub fn file_of(&self, place: PlaceIx) -> &str {
        match self.list[place.ix()].kind {
            PlaceKind::Stop => "stops.csv",
            _ => &self.file,
        }
    }

    /// Takes a stop of runs in as a place, after those of the file; 0 for the line of a corner.
    pub fn add_stop(&mut self, stop: &BusStop, line: u64) -> PlaceIx {
        let ix = PlaceIx::at(self.list.len());
        self.list.push(Place {
            id: stop.id.clone(),
            name: stop.name.clone(),
            kind: PlaceKind::Stop,
            part_of: None,
            capacity: None,
            address: String::new(),
            city: String::new(),
            postcode: String::new(),
            at: Some(stop.at),
            notes: String::new(),
            confidential: false,
        });
        self.hours.push(None);
        self.is_misplaced.push(false);
        self.is_sought.push(false);
        self.lines.push(line);
        ix
    }

    /// Where a place is, a room where its building is; none where nobody knows.
    pub fn point(&self, place: PlaceIx) -> Option<LatLon> {
        self.list[self.building(place).ix()].at
    }

    /// The school that a place is or belongs to.
    pub fn school(&self, place: PlaceIx) -> Option<PlaceIx> {
        let building = self.building(place);
        (self.list[building.ix()].kind == PlaceKind::School).then_some(building)
    }
}

/// Reads the places. A room of a confidential building is confidential.
pub(super) fn read(source: &Source<PlaceCol>, faults: &mut Faults) -> Places {
    let (rows, is_whole) = rows_by_id(source, PlaceCol::Id, faults);
    let file = source.file().to_owned();
    let ids: Vec<String> = rows.iter().map(|(id, _)| (*id).to_owned()).collect();
    let is_whole = is_whole && source.is_there;
    let names = Names::new("place of places.csv", &file, is_whole, ids, PlaceIx::at);
    let mut list: Vec<Place> = rows
        .iter()
        .map(|(id, line)| place(id, *line, &names, faults))
        .collect();
    let hours = rows
        .iter()
        .map(|(_, line)| school_hours(*line, faults))
        .collect();
    for (ix, (_, line)) in rows.iter().enumerate() {
        let Some(building) = list[ix].part_of else {
            continue;
        };
        let bad = if building.ix() == ix {
            Bad::new("is the place itself")
        } else if list[building.ix()].part_of.is_some() {
            Bad::new("is itself part of another place").remedy("name the building")
        } else {
            continue;
        };
        faults.push(line.bad(PlaceCol::PartOf, bad));
        list[ix].part_of = None;
    }
    // A room tells where its building is.
    for ix in 0..list.len() {
        let building = list[ix].part_of;
        list[ix].confidential |= building.is_some_and(|building| list[building.ix()].confidential);
    }
    let is_misplaced = |(place, (_, line)): (&Place, &(&str, Line<'_, PlaceCol>))| {
        place.at.is_none() && (line.has(PlaceCol::Lat) || line.has(PlaceCol::Lon))
    };
    let misplaced = list.iter().zip(&rows).map(is_misplaced).collect();
    warn_of_outliers(&list, &rows, faults);
    Places {
        list,
        names,
        hours,
        is_misplaced: misplaced,
        is_sought: vec![false; rows.len()],
        lines: rows.iter().map(|(_, line)| line.number()).collect(),
        file,
    }
}

fn place(id: &str, line: Line<'_, PlaceCol>, names: &Names<PlaceIx>, faults: &mut Faults) -> Place {
    use PlaceCol as Col;
    let kind = line.read(Col::Kind, faults, |text| cells::word(text, &KINDS));
    let default = if line.has(Col::SchoolStart) {
        PlaceKind::School
    } else {
        PlaceKind::Community
    };
    let owned = |column| line.text(column).to_owned();
    Place {
        id: id.to_owned(),
        name: owned(Col::Name),
        kind: kind.unwrap_or(default),
        part_of: line
            .read(Col::PartOf, faults, |text| names.find(text))
            .flatten(),
        capacity: line.read(Col::Capacity, faults, |text| {
            cells::whole(text, 0..=1_000_000)
        }),
        address: owned(Col::Address),
        city: owned(Col::City),
        postcode: owned(Col::Postcode),
        at: point(line, PlaceCol::Lat, PlaceCol::Lon, faults),
        notes: owned(Col::Notes),
        confidential: line
            .read(Col::Confidential, faults, cells::yes_no)
            .unwrap_or(false),
    }
}

/// The point that two cells give; one without the other is a fault.
pub(super) fn point<C: super::sheet::Columns>(
    line: Line<'_, C>,
    lat: C,
    lon: C,
    faults: &mut Faults,
) -> Option<LatLon> {
    let swapped = |text: &str, range| {
        cells::number(text, range).map_err(|bad| bad.remedy("lat and lon may be swapped"))
    };
    for (given, other) in [(lat, lon), (lon, lat)] {
        if line.has(given) && !line.has(other) {
            faults.push(
                line.fault(other, "is empty")
                    .remedy("give both lat and lon, or neither"),
            );
        }
    }
    let is_swapped = cells::number(line.text(lat), -180.0..=180.0)
        .is_ok_and(|lat| lat.abs() > 90.0)
        && cells::number(line.text(lon), -90.0..=90.0).is_ok();
    let at_lat = line.read(lat, faults, |text| match is_swapped {
        true => swapped(text, -90.0..=90.0),
        false => cells::number(text, -90.0..=90.0),
    });
    let at_lon = line.read(lon, faults, |text| cells::number(text, -180.0..=180.0));
    Some(LatLon {
        lat: at_lat?,
        lon: at_lon?,
    })
}

fn school_hours(line: Line<'_, PlaceCol>, faults: &mut Faults) -> Option<(TimeOfDay, TimeOfDay)> {
    use PlaceCol as Col;
    let start = line.read(Col::SchoolStart, faults, cells::time);
    let end = line.read(Col::SchoolEnd, faults, cells::time);
    for (given, other) in [
        (Col::SchoolStart, Col::SchoolEnd),
        (Col::SchoolEnd, Col::SchoolStart),
    ] {
        if line.has(given) && !line.has(other) {
            faults.push(
                line.fault(other, "is empty")
                    .remedy("give both school_start and school_end, or neither"),
            );
        }
    }
    let (start, end) = (start?, end?);
    if end <= start {
        faults.push(line.bad(Col::SchoolEnd, Bad::new("is not after school_start")));
        return None;
    }
    Some((start, end))
}

/// Coordinates of another part of the world are mostly a slip: a lost minus, 0 and 0.
fn warn_of_outliers(list: &[Place], rows: &[(&str, Line<'_, PlaceCol>)], faults: &mut Faults) {
    let middle_of = |pick: fn(&LatLon) -> f64| {
        let mut all: Vec<f64> = list
            .iter()
            .filter_map(|place| place.at.as_ref().map(pick))
            .collect();
        all.sort_by(f64::total_cmp);
        // Of two nobody can say which is far from the other.
        all.get(all.len() / 2).copied().filter(|_| all.len() > 2)
    };
    let (Some(lat), Some(lon)) = (middle_of(|at| at.lat), middle_of(|at| at.lon)) else {
        return;
    };
    let middle = LatLon { lat, lon };
    for (place, (_, line)) in list.iter().zip(rows) {
        if place.at.is_some_and(|at| at.metres_to(middle) > FAR) {
            let fault = line.warning(
                PlaceCol::Lat,
                "lies more than 400 km from most other places",
            );
            faults.push(fault.remedy("look at lat and lon: a minus may be missing"));
        }
    }
}
