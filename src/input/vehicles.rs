//! vehicles.csv: the vehicles of the district.

use crate::domain::money::Rate;
use crate::domain::ride::Vehicle;
use crate::domain::time::Span;
use crate::table::Faults;

use super::base::Base;
use super::cells::{self, Bad, TimeOfDay};
use super::files::Source;
use super::names::{Names, rows_by_id};
use super::sheet::{Line, columns};

columns! {
    /// The columns of vehicles.csv.
    VehicleCol in "vehicles.csv" {
        Id = "vehicle_id" required,
        Name = "name",
        Place = "place_id",
        Seats = "seats",
        Wheelchairs = "wheelchair_places",
        Boosters = "boosters",
        Driver = "driver",
        ClearedUntil = "cleared_until",
        PerMile = "cost_per_mile",
        PerHour = "cost_per_hour",
        PerDay = "cost_per_day",
        Start = "start",
        End = "end",
    }
}

/// Reads the vehicles in the order of ids; those that a scenario leaves out are among the ids
/// and not in the list.
pub(super) fn read(
    source: &Source<VehicleCol>,
    base: &Base,
    faults: &mut Faults,
) -> (Vec<Vehicle>, Names<usize>) {
    let (rows, is_whole) = rows_by_id(source, VehicleCol::Id, faults);
    let ids = rows.iter().map(|(id, _)| (*id).to_owned()).collect();
    let names = Names::new(
        "vehicle of vehicles.csv",
        "vehicles.csv",
        is_whole,
        ids,
        |ix| ix,
    );
    let is_out = |id: &str| base.config.extras.without.iter().any(|(out, _)| out == id);
    let mut list = Vec::with_capacity(rows.len());
    for (id, line) in rows {
        let vehicle = vehicle(id, line, base, faults);
        list.extend((!is_out(id)).then_some(vehicle));
    }
    (list, names)
}

fn vehicle(id: &str, line: Line<'_, VehicleCol>, base: &Base, faults: &mut Faults) -> Vehicle {
    use VehicleCol as Col;
    let count = |column, faults: &mut Faults| {
        line.read(column, faults, |text| cells::whole(text, 0..=200))
            .unwrap_or(0)
    };
    let rate = |column, places, faults: &mut Faults| {
        let read = line.read(column, faults, |text| cells::decimal(text, places, 100_000));
        Rate(read.unwrap_or(0) * 10_i64.pow(4 - places))
    };
    Vehicle {
        id: id.to_owned(),
        name: line.text(Col::Name).to_owned(),
        place: line
            .read(Col::Place, faults, |text| base.place(text))
            .flatten(),
        seats: count(Col::Seats, faults),
        wheelchair_places: count(Col::Wheelchairs, faults),
        boosters: count(Col::Boosters, faults),
        driver: line
            .read(Col::Driver, faults, |text| base.staff_names.find(text))
            .flatten(),
        cleared_until: line.read(Col::ClearedUntil, faults, cells::calendar_date),
        cost_per_mile: rate(Col::PerMile, 4, faults),
        cost_per_hour: rate(Col::PerHour, 4, faults),
        cost_per_day: rate(Col::PerDay, 4, faults),
        hours: hours(line, base, faults),
    }
}

/// When it can be used, on each day on which there is work; all day where nothing is given.
fn hours(line: Line<'_, VehicleCol>, base: &Base, faults: &mut Faults) -> Vec<Span> {
    let start = line.read(VehicleCol::Start, faults, cells::time);
    let end = line.read(VehicleCol::End, faults, cells::time);
    if let (Some(start), Some(end)) = (start, end)
        && end <= start
    {
        faults.push(line.bad(VehicleCol::End, Bad::new("is not after start")));
    }
    let days = base.work_days.iter().map(|day| {
        let whole = base.clock.whole_day(*day);
        let at = |time: Option<TimeOfDay>, or| {
            time.map_or(or, |time| time.on_or_after(*day, &base.clock))
        };
        Span::new(at(start, whole.from), at(end, whole.to))
    });
    days.filter(|span| !span.is_empty()).collect()
}
