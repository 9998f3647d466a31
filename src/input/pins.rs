//! pins.csv: what is fixed, promised or forbidden.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::domain::ids::{StaffIx, Work};
use crate::domain::ride::{Ride, RideBy};
use crate::domain::staff::StaffRole;
use crate::domain::task::{Pin, Task};
use crate::table::{self, Faults};

use super::after::Units;
use super::base::Base;
use super::cells::{self, Bad};
use super::files::Source;
use super::sheet::{Line, columns};

columns! {
    /// The columns of pins.csv.
    PinCol in "pins.csv" {
        Task = "task_id" required,
        Staff = "staff_id",
        Date = "date",
        Start = "start",
        Mode = "mode",
    }
}

/// What a row asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Keep,
    Promised,
    Never,
}

const MODES: [(Mode, &str); 3] = [
    (Mode::Keep, "keep"),
    (Mode::Promised, "promised"),
    (Mode::Never, "never"),
];

/// An itinerary.csv as pins: each task and ride of it is kept with whom and when it is. None
/// where the file is no itinerary; its faults are told where it is read as pins.
pub(super) fn of_itinerary(path: &Path) -> Option<Vec<u8>> {
    let bytes = table::load(path, "itinerary.csv").ok()?;
    let table = table::parse_into("itinerary.csv", &bytes, &mut Faults::default())?;
    table.column("activity")?;
    table.column("id")?;
    let rows = table.rows().filter(|row| {
        let activity = row.text("activity").trim();
        activity == "task" || activity == "pickup"
    });
    let rows = rows.map(|row| {
        let cell = |name| row.text(name).trim().to_owned();
        vec![
            cell("id"),
            cell("staff_id"),
            cell("date"),
            cell("start"),
            "keep".to_owned(),
        ]
    });
    let header = ["task_id", "staff_id", "date", "start", "mode"];
    Some(table::write_csv(&header, rows.collect::<Vec<_>>()))
}

/// Sets the pins: what is pinned is required, what is forbidden is not.
///
/// A row that names nothing of this week, because it is done or comes back another week, is
/// passed over; so is one of a day on which a vehicle keeps a ride whose other days were handed
/// over. Who was to drive such a ride need not drive it for the liaisons.
pub(super) fn apply(
    source: &Source<PinCol>,
    (units, handed): (&Units, &HashSet<&str>),
    (tasks, rides): (&mut [Task], &mut [Ride]),
    base: &Base,
    faults: &mut Faults,
) {
    let mut seen: HashMap<Work, u64> = HashMap::new();
    for line in source.lines() {
        let text = line.text(PinCol::Task);
        let row = text.split_once('@').map_or(text, |(row, _)| row);
        let is_handed = handed.contains(row);
        let works = line.need(PinCol::Task, faults, |text| {
            match base.done.contains_key(text) || is_handed {
                true => Ok(units.find(text).unwrap_or(&[])),
                false => units.find(text),
            }
        });
        let is_run = |work: &Work| match work {
            Work::Task(_) => false,
            Work::Ride(ix) => rides[ix.ix()].by == RideBy::Vehicle,
        };
        let are_runs = works.is_some_and(|works| works.iter().any(is_run));
        let pin = pin(line, are_runs || is_handed, base, faults);
        let (Some(works), Some(mut pin)) = (works, pin) else {
            continue;
        };
        let drives = |who: StaffIx| base.staff[who.ix()].role == StaffRole::Liaison;
        if is_handed && pin.staff.is_some_and(|who| !drives(who)) {
            let fault = line.warning(PinCol::Staff, "is no liaison, and the ride was handed over");
            faults.push(fault.remedy("any liaison may take it"));
            pin.staff = None;
        }
        if works.len() > 1 && pin.day.is_some() && !pin.never {
            let bad = Bad::new("has several sessions or days in this week");
            faults.push(line.bad(
                PinCol::Task,
                bad.remedy("say which: T5#2, or R7@2026-12-01"),
            ));
            continue;
        }
        for work in works {
            if let Some(first) = seen.insert(*work, line.number()) {
                let bad = Bad::new(format!("is pinned in line {first} too"))
                    .remedy("keep one of the rows");
                faults.push(line.bad(PinCol::Task, bad));
                continue;
            }
            set(line, *work, pin, tasks, rides, base, faults);
        }
    }
}

fn set(
    line: Line<'_, PinCol>,
    work: Work,
    pin: Pin,
    tasks: &mut [Task],
    rides: &mut [Ride],
    base: &Base,
    faults: &mut Faults,
) {
    if pin.day.is_some_and(|day| !base.work_days.contains(&day)) && !pin.never {
        faults.push(line.warning(PinCol::Date, "is a day without work; the pin cannot hold"));
    }
    match work {
        Work::Task(ix) => {
            let task = &mut tasks[ix.ix()];
            task.required = !pin.never;
            task.pin = Some(pin);
        }
        Work::Ride(ix) => {
            let ride = &mut rides[ix.ix()];
            ride.must_ride = !pin.never;
            ride.pin = Some(pin);
        }
    }
}

/// A row's pin. Who takes a ride of a vehicle may be any driver, who takes other things is a
/// liaison.
fn pin(line: Line<'_, PinCol>, is_run: bool, base: &Base, faults: &mut Faults) -> Option<Pin> {
    use PinCol as Col;
    let mode = line.read(Col::Mode, faults, |text| cells::word(text, &MODES));
    let staff = line
        .read(Col::Staff, faults, |text| match is_run {
            true => base.staff_names.find(text),
            false => base.liaison(text),
        })
        .flatten();
    let date = line.read(Col::Date, faults, cells::date);
    let start = line.read(Col::Start, faults, cells::time);
    let is_bad = (line.has(Col::Mode) && mode.is_none())
        || (line.has(Col::Date) && date.is_none())
        || (line.has(Col::Start) && start.is_none());
    if is_bad {
        return None;
    }
    let day = date.and_then(|date| base.clock.day(date.date(&base.clock)));
    if date.is_some() && day.is_none() {
        let week = base.clock.monday();
        let bad = Bad::new(format!("lies outside the week of {week}"));
        faults.push(line.bad(
            Col::Date,
            bad.remedy("give a day of this week, or take the row out"),
        ));
        return None;
    }
    let moment = match (start, day) {
        (Some(start), Some(day)) => match start.on(day, &base.clock) {
            Ok(moment) => Some(moment),
            Err(error) => {
                faults.push(line.bad(Col::Start, Bad::new(error.to_string())));
                return None;
            }
        },
        (Some(_), None) => {
            let fault = line.fault(Col::Date, "is empty, and start is given");
            faults.push(fault.remedy("give the date, or take the start out"));
            return None;
        }
        (None, _) => None,
    };
    Some(Pin {
        staff,
        day,
        start: moment,
        promised: mode == Some(Mode::Promised),
        never: mode == Some(Mode::Never),
    })
}
