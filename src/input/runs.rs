//! runs.csv that somebody brings: today's runs, perhaps edited by hand or from another system.
//!
//! Only vehicle, driver, date, activity, ride, place and times count; without a place a rider is
//! met at the door, and a stop to which nobody walks this week leaves the place open. Rows of a vehicle and day are put
//! in order of time; where no `start` and `end` stand between them, a pause of ninety minutes
//! parts one outing from the next. Drives, metres and riders are reckoned anew.
//!
//! Runs to begin from may be those of another week, taken by the day of the week, and name riders,
//! vehicles and drivers that are gone: these are told and passed over.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use chrono::{Datelike, Days, NaiveDate};

use crate::domain::Week;
use crate::domain::ids::{PlaceIx, RideIx, StaffIx, VehicleIx};
use crate::domain::money::Metres;
use crate::domain::ride::RideBy;
use crate::domain::run::{GoneRide, Outing, RunActivity, RunPlan, RunStop, Second, Seconds};
use crate::domain::time::Day;
use crate::table::{self, Fault, Faults, Severity};

use super::cells::{self, Bad, DateCell};
use super::files;
use super::names::Names;
use super::sheet::{Columns, Line, columns};
use super::walks;

columns! {
    /// The columns of runs.csv.
    RunCol in "runs.csv" {
        Run = "run_id",
        Vehicle = "vehicle_id" required,
        Staff = "staff_id",
        Date = "date" required,
        Seq = "seq",
        Activity = "activity" required,
        Ride = "ride_id" required,
        Place = "place_id",
        Arrive = "arrive",
        Start = "start" required,
        End = "end",
        Drive = "drive_minutes",
        Miles = "miles",
        Riders = "riders",
        RideMinutes = "ride_minutes",
        Slack = "slack_minutes",
    }
}

/// What a row is, before its ride is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Start,
    Pickup,
    Dropoff,
    End,
}

const DOINGS: [(Doing, &str); 4] = [
    (Doing::Start, "start"),
    (Doing::Pickup, "pickup"),
    (Doing::Dropoff, "dropoff"),
    (Doing::End, "end"),
];

/// So many ids of a kind are named.
const MOST_NAMED: usize = 8;

/// A pause of so many seconds parts outings that no row parts.
const PAUSE: i32 = 90 * 60;

/// A row that was read.
struct Row {
    vehicle: VehicleIx,
    driver: Option<StaffIx>,
    day: Day,
    activity: RunActivity,
    /// Where a rider is met.
    place: Option<PlaceIx>,
    arrive: Option<Second>,
    start: Second,
    end: Option<Second>,
    line: u64,
}

/// Reads runs of a week. Rules are not looked at: that is `verify`'s work.
///
/// # Errors
/// With every defect of the file.
pub fn read_runs(week: &Week, path: &Path) -> Result<RunPlan, Vec<Fault>> {
    read(week, path, false).map(|(runs, _)| runs)
}

/// Reads runs to begin from. They may be those of another week, taken by the day of the week, and
/// some of their riders, vehicles and drivers may be gone: what is passed over is told beside the
/// runs, as warnings.
///
/// # Errors
/// With every other defect of the file; where it holds the runs of several weeks.
pub fn read_runs_to_begin(week: &Week, path: &Path) -> Result<(RunPlan, Vec<Fault>), Vec<Fault>> {
    read(week, path, true)
}

fn read(week: &Week, path: &Path, may_be_old: bool) -> Result<(RunPlan, Vec<Fault>), Vec<Fault>> {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let mut faults = Faults::default();
    let source = files::load(path, &name, &mut faults);
    let reader = Reader::new(week, may_be_old);
    let mut rows: Vec<Row> = Vec::new();
    if let Some(sheet) = &source.sheet {
        rows.extend(
            sheet
                .lines()
                .filter_map(|line| reader.row(line, &mut faults)),
        );
    }
    let lost = reader.lost.into_inner();
    let passed_over = reader.gone.into_inner().told(week, &name, &mut faults);
    if !source.is_there || faults.count(Severity::Error) > 0 {
        return Err(faults.sorted());
    }
    let mut by_day: BTreeMap<(VehicleIx, Day), Vec<Row>> = BTreeMap::new();
    for row in rows {
        by_day.entry((row.vehicle, row.day)).or_default().push(row);
    }
    let outings = by_day.into_values().flat_map(|rows| outings(week, rows));
    let runs = RunPlan {
        outings: outings.collect(),
        gone: lost,
        ..RunPlan::default()
    };
    Ok((runs, passed_over))
}

/// What runs to begin from name that is not in this week, or not any more; ids alone.
#[derive(Default)]
struct Gone {
    vehicles: BTreeSet<String>,
    drivers: BTreeSet<String>,
    rides: BTreeSet<String>,
    /// The Mondays of the weeks that the runs are of.
    weeks: BTreeSet<NaiveDate>,
}

impl Gone {
    /// A warning for each kind. Runs of several weeks are an error.
    fn told(self, week: &Week, file: &str, faults: &mut Faults) -> Vec<Fault> {
        if self.weeks.len() > 1 {
            let fault = Fault::error(file, "holds the runs of several weeks");
            faults.push(fault.remedy("leave the rows of one week"));
        }
        let warning = |message: String, remedy: &str| {
            let mut fault = Fault::error(file, message).remedy(remedy);
            fault.severity = Severity::Warning;
            fault
        };
        let mut told = Vec::new();
        let other = |monday: &&NaiveDate| **monday != week.clock.monday();
        if let Some(monday) = self.weeks.first().filter(other) {
            let message = format!("holds runs of the week of {monday}");
            told.push(warning(message, "they are taken by the day of the week"));
        }
        let is_known = |id: &String| (week.rides.iter()).any(|ride| ride.row_id == *id);
        let (idle, unknown) = self.rides.into_iter().partition(is_known);
        let kinds = [
            (self.vehicles, "vehicles", "their riders go with others"),
            (self.drivers, "drivers", "others drive"),
            (unknown, "rides", "they are passed over"),
        ];
        let kinds = kinds.map(|(ids, what, remedy)| {
            let what = format!("names {what} that are not in this week");
            (ids, what, remedy)
        });
        let other_day = "names rides on days on which no vehicle is to take them".to_owned();
        let other_day = (idle, other_day, "they are passed over then");
        for (ids, what, remedy) in kinds.into_iter().chain([other_day]) {
            let some: Vec<&str> = ids.iter().map(String::as_str).take(MOST_NAMED).collect();
            if !some.is_empty() {
                let more = match ids.len().saturating_sub(MOST_NAMED) {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                let list = some.join(", ");
                let message = format!("{what}: {list}{more}");
                told.push(warning(message, remedy));
            }
        }
        told
    }
}

/// Whether a file is a runs.csv and not an itinerary.csv, by its header: it has `ride_id`. What
/// cannot be read is none.
pub fn is_runs(path: &Path) -> bool {
    let is_table = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let ride = RunCol::ALL[RunCol::Ride.ix()].name;
    let read = || table::read_into(path, "", &mut Faults::default());
    is_table && read().is_some_and(|table| table.column(ride).is_some())
}

struct Reader<'a> {
    week: &'a Week,
    vehicles: Names<VehicleIx>,
    staff: Names<StaffIx>,
    /// Places, stops among them.
    places: HashMap<&'a str, PlaceIx>,
    /// By id, and by row and day.
    rides: HashMap<String, RideIx>,
    /// Whether what is gone is passed over, and the week may be another one.
    may_be_old: bool,
    gone: RefCell<Gone>,
    /// Who is met at home by a vehicle that is gone.
    lost: RefCell<Vec<GoneRide>>,
}

impl<'a> Reader<'a> {
    fn new(week: &'a Week, may_be_old: bool) -> Self {
        let vehicles = week.vehicles.iter().map(|each| each.id.clone()).collect();
        let staff = week.staff.iter().map(|each| each.id.clone()).collect();
        let mut rides = HashMap::new();
        for (ix, ride) in week.rides.iter().enumerate() {
            if ride.by == RideBy::Vehicle {
                rides.insert(ride.id.clone(), RideIx::at(ix));
                let dated = format!("{}@{}", ride.row_id, week.clock.date(ride.day));
                rides.insert(dated, RideIx::at(ix));
            }
        }
        Self {
            week,
            vehicles: Names::new(
                "vehicle of vehicles.csv",
                "vehicles.csv",
                true,
                vehicles,
                VehicleIx::at,
            ),
            staff: Names::new("member of staff", "staff.csv", true, staff, StaffIx::at),
            places: (week.places.iter().enumerate())
                .map(|(ix, place)| (place.id.as_str(), PlaceIx::at(ix)))
                .collect(),
            rides,
            may_be_old,
            gone: RefCell::default(),
            lost: RefCell::default(),
        }
    }

    /// What was not found: no fault in runs to begin from, but noted as gone.
    fn or_gone<T>(
        &self,
        found: Result<Option<T>, Bad>,
        text: &str,
        of: impl FnOnce(&mut Gone) -> &mut BTreeSet<String>,
    ) -> Result<Option<T>, Bad> {
        match found {
            Err(_) if self.may_be_old => {
                of(&mut self.gone.borrow_mut()).insert(text.to_owned());
                Ok(None)
            }
            other => other,
        }
    }

    fn row(&self, line: Line<'_, RunCol>, faults: &mut Faults) -> Option<Row> {
        use RunCol as Col;
        let vehicle = line
            .need(Col::Vehicle, faults, |text| {
                self.or_gone(self.vehicles.find(text), text, |gone| &mut gone.vehicles)
            })
            .flatten();
        let driver = line
            .read(Col::Staff, faults, |text| {
                self.or_gone(self.staff.find(text), text, |gone| &mut gone.drivers)
            })
            .flatten();
        let day = line.need(Col::Date, faults, |text| self.day(text));
        let doing = line.need(Col::Activity, faults, |text| cells::word(text, &DOINGS));
        let start = line.need(Col::Start, faults, |text| {
            day.map(|day| self.second(text, day)).transpose()
        });
        let mut time = |column| {
            let read = line.read(column, faults, |text| {
                day.map(|day| self.second(text, day)).transpose()
            });
            read.flatten()
        };
        let (arrive, end) = (time(Col::Arrive), time(Col::End));
        // Where whoever stood before at a stop is gone, one is there as soon as the drive allows.
        let arrive = arrive.filter(|_| !self.may_be_old);
        let (day, doing, start) = (day?, doing?, start.flatten()?);
        let ride = match doing {
            Doing::Start | Doing::End => None,
            Doing::Pickup | Doing::Dropoff => {
                let found = line.need(Col::Ride, faults, |text| {
                    let ride = self.ride(text, day).map(Some);
                    self.or_gone(ride, row_of(text), |gone| &mut gone.rides)
                });
                Some(found.flatten()?)
            }
        };
        let given = ride.map(|ride| match doing {
            Doing::Pickup => self.week.ride(ride).from(),
            _ => self.week.ride(ride).to(),
        });
        let place = match line.read(Col::Place, faults, |text| self.place(text)) {
            Some(place) => place,
            None => given,
        };
        let activity = match (doing, ride) {
            (Doing::Pickup, Some(ride)) => RunActivity::Pickup(ride),
            (Doing::Dropoff, Some(ride)) => RunActivity::Dropoff(ride),
            (Doing::End, _) => RunActivity::End,
            _ => RunActivity::Start,
        };
        if vehicle.is_none() && self.may_be_old {
            self.lose(line.text(Col::Vehicle), activity, start, place);
        }
        Some(Row {
            vehicle: vehicle?,
            driver,
            day,
            activity,
            place,
            arrive,
            start,
            end,
            line: line.number(),
        })
    }

    /// Notes who is met at home by a vehicle that is gone.
    fn lose(&self, vehicle: &str, activity: RunActivity, at: Second, place: Option<PlaceIx>) {
        let Some(ride) = activity.ride() else { return };
        let direction = self.week.ride(ride).direction;
        if activity.is_home_end(direction) {
            self.lost.borrow_mut().push(GoneRide {
                ride,
                direction,
                vehicle: vehicle.to_owned(),
                at,
                place,
            });
        }
    }

    fn day(&self, text: &str) -> Result<Day, Bad> {
        match cells::date(text)? {
            DateCell::Each(day) => Ok(day),
            DateCell::On(date) if self.may_be_old => {
                let after_monday = date.weekday().num_days_from_monday();
                let monday = date.checked_sub_days(Days::new(after_monday.into()));
                self.gone.borrow_mut().weeks.extend(monday);
                Ok(Day(after_monday as u8))
            }
            DateCell::On(date) => (self.week.clock.day(date)).ok_or_else(|| {
                Bad::new("is not in this week").remedy("give the runs of this week")
            }),
        }
    }

    /// A ride by its id, or by its row on this day.
    fn ride(&self, text: &str, day: Day) -> Result<RideIx, Bad> {
        let dated = format!("{text}@{}", self.week.clock.date(day));
        let found = self.rides.get(&dated).or_else(|| self.rides.get(text));
        let found = found.or_else(|| {
            let same_day = format!("{}@{}", row_of(text), self.week.clock.date(day));
            self.rides.get(&same_day).filter(|_| self.may_be_old)
        });
        found.copied().ok_or_else(|| {
            Bad::new("is no ride that a vehicle takes on this day")
                .remedy("take the row out, or add the ride to rides.csv")
        })
    }

    /// A place; none for a stop to which nobody walks this week.
    fn place(&self, text: &str) -> Result<Option<PlaceIx>, Bad> {
        let is_stop = |text| self.week.bus_stops.iter().any(|stop| stop.id == text);
        match self.places.get(text) {
            Some(place) => Ok(Some(*place)),
            None if is_stop(text) || walks::is_corner(text) => Ok(None),
            None => Err(Bad::new("is neither a place of places.csv nor a stop")
                .remedy("leave it empty where the rider is met at the door")),
        }
    }

    /// A time, perhaps with seconds: `07:12:30`.
    fn second(&self, text: &str, day: Day) -> Result<Second, Bad> {
        let parts: Vec<&str> = text.split(':').collect();
        let (minute, seconds) = match parts.as_slice() {
            [hour, minute, second] if second.len() == 2 => {
                let seconds = second.parse::<i32>().ok().filter(|second| *second < 60);
                (format!("{hour}:{minute}"), seconds.unwrap_or(0))
            }
            _ => (text.to_owned(), 0),
        };
        let time = cells::time(&minute)?;
        let moment = time
            .on(day, &self.week.clock)
            .map_err(|error| Bad::new(error.to_string()))?;
        Ok(Second::of(moment) + Seconds(seconds))
    }
}

/// The row of rides.csv that a ride's id names: `R7` of `R7@2026-12-01`.
fn row_of(id: &str) -> &str {
    id.split_once('@').map_or(id, |(row, _)| row)
}

/// The outings of a vehicle's day.
fn outings(week: &Week, mut rows: Vec<Row>) -> Vec<Outing> {
    let is_edge = |row: &Row| row.activity.ride().is_none();
    // Of equal times the order of the file decides.
    rows.sort_by_key(|row| (row.start, row.line));
    let mut groups: Vec<Vec<Row>> = Vec::new();
    let mut aboard = 0_i32;
    for row in rows {
        let begins = match groups.last().and_then(|group| group.last()) {
            None => true,
            Some(last) if last.activity == RunActivity::End => true,
            Some(last) => {
                let is_pause = row.start.0 - last.start.0 >= PAUSE && aboard <= 0;
                row.activity == RunActivity::Start && aboard <= 0 || is_pause && !is_edge(&row)
            }
        };
        aboard += match row.activity {
            RunActivity::Pickup(_) => 1,
            RunActivity::Dropoff(_) => -1,
            _ => 0,
        };
        match groups.last_mut().filter(|_| !begins) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
        .into_iter()
        .filter_map(|group| outing(week, group))
        .collect()
}

fn outing(week: &Week, rows: Vec<Row>) -> Option<Outing> {
    let first = rows.first()?;
    let (vehicle, day) = (first.vehicle, first.day);
    let driver = rows.iter().find_map(|row| row.driver);
    let place = week.vehicles[vehicle.ix()].place;
    let mut stops: Vec<RunStop> = Vec::with_capacity(rows.len() + 2);
    let has = |activity| rows.iter().any(|row| row.activity == activity);
    let site = |place: PlaceIx| week.travel.site(place);
    if !has(RunActivity::Start) {
        // One sets out so as to be there in time.
        let drive = match (place, first.place) {
            (Some(from), Some(to)) => week.travel.shortest_seconds(site(from), site(to)),
            _ => Seconds(0),
        };
        let leaves = first.start - drive - week.policy.rides.dwell;
        stops.push(RunStop::still(RunActivity::Start, place, leaves));
    }
    let is_open = !has(RunActivity::End);
    for row in rows {
        let at = match row.activity {
            RunActivity::Start | RunActivity::End => place,
            RunActivity::Pickup(_) | RunActivity::Dropoff(_) => row.place,
        };
        let mut stop = RunStop::still(row.activity, at, row.start);
        let (drive, metres) = leg(week, &stops, at);
        let there = stops.last().map_or(row.start, |last| last.end + drive);
        // An arrival before the drive allows it is no more than what an edit left behind.
        stop.arrive = row.arrive.unwrap_or(there).max(there).min(row.start);
        if row.activity.ride().is_some() {
            stop.end = row
                .end
                .unwrap_or(row.start + week.policy.rides.board)
                .max(row.start);
        }
        (stop.drive, stop.metres) = (drive, metres);
        stops.push(stop);
    }
    if is_open {
        let (drive, metres) = leg(week, &stops, place);
        let back = stops.last().map_or(Second(0), |last| last.end + drive);
        let mut end = RunStop::still(RunActivity::End, place, back);
        (end.drive, end.metres) = (drive, metres);
        stops.push(end);
    }
    count_riders(&mut stops);
    Some(Outing {
        vehicle,
        driver,
        day,
        stops,
    })
}

/// The drive from where one last was.
fn leg(week: &Week, stops: &[RunStop], to: Option<PlaceIx>) -> (Seconds, Metres) {
    let from = stops.iter().rev().find_map(|stop| stop.place);
    match (from, to, stops.last()) {
        (Some(from), Some(to), Some(last)) => {
            let (from, to) = (week.travel.site(from), week.travel.site(to));
            (
                week.travel.drive_seconds(from, to, last.end),
                week.travel.metres(from, to),
            )
        }
        _ => (Seconds(0), Metres(0)),
    }
}

fn count_riders(stops: &mut [RunStop]) {
    let mut riders = 0_u32;
    for stop in stops {
        riders = match stop.activity {
            RunActivity::Pickup(_) => riders + 1,
            RunActivity::Dropoff(_) => riders.saturating_sub(1),
            RunActivity::Start | RunActivity::End => riders,
        };
        stop.riders = riders;
    }
}
