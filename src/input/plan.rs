//! A plan that somebody brings: plan.json, or itinerary.csv, which may be edited by hand.

mod route;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use crate::domain::Week;
use crate::domain::document::{Document, with_rows};
use crate::domain::ids::{PlaceIx, ShiftIx, StaffIx, Work};
use crate::domain::money::Metres;
use crate::domain::plan::{
    Activity, Plan, Route, Standing, Status, Stop, Totals, Unplaced, placed,
};
use crate::domain::time::{Day, Minutes, Moment};
use crate::table::{Fault, Faults, Severity};

use super::cells::{self, Bad, DateCell, TimeOfDay};
use super::files;
use super::names::Names;
use super::sheet::{Line, columns};

columns! {
    /// The columns of itinerary.csv.
    StopCol in "itinerary.csv" {
        Staff = "staff_id" required,
        Vehicle = "vehicle_id",
        Date = "date" required,
        Seq = "seq",
        Activity = "activity" required,
        Id = "id" required,
        Kind = "kind",
        Place = "place_id" required,
        Arrive = "arrive",
        Start = "start" required,
        End = "end" required,
        Leave = "leave",
        Drive = "drive_minutes",
        Miles = "miles",
        Wait = "wait_minutes",
        Slack = "slack_minutes",
        Riders = "riders",
        With = "with",
        Overdue = "overdue",
        Again = "again",
    }
}

/// What a row is, before its task or ride is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Start,
    Task,
    Notes,
    Pickup,
    Dropoff,
    Lunch,
    Reserve,
    End,
}

const DOINGS: [(Doing, &str); 8] = [
    (Doing::Start, "start"),
    (Doing::Task, "task"),
    (Doing::Notes, "notes"),
    (Doing::Pickup, "pickup"),
    (Doing::Dropoff, "dropoff"),
    (Doing::Lunch, "lunch"),
    (Doing::Reserve, "reserve"),
    (Doing::End, "end"),
];

/// The times of a row, as the column `again` names those of the hour that comes twice.
const AGAIN: [(StopCol, &str); 4] = [
    (StopCol::Arrive, "arrive"),
    (StopCol::Start, "start"),
    (StopCol::End, "end"),
    (StopCol::Leave, "leave"),
];

/// The largest plan.json that is read.
const MAX_BYTES: u64 = 64 << 20;

/// Reads a plan of a week: plan.json, or itinerary.csv.
///
/// Of itinerary.csv only activities, ids, times, partners and the places of breaks count. Rows
/// are put in the order of their times, a route without `start` or `end` gets them, arrivals
/// that cannot be are reckoned anew, and drives, metres, riders, slack and totals are left zero
/// for `verify::restated` to fill. Rules are not looked at: that is `verify`'s work.
///
/// # Errors
/// With every defect of the file.
pub fn read_plan(week: &Week, path: &Path) -> Result<Plan, Vec<Fault>> {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let is_json = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if is_json {
        return read_json(week, path, &name).map_err(|fault| vec![fault]);
    }
    let mut faults = Faults::default();
    let source = files::load(path, &name, &mut faults);
    let plan = source
        .sheet
        .as_ref()
        .map(|sheet| Reader::new(week).plan(sheet.lines(), &mut faults));
    match plan {
        Some(plan) if faults.count(Severity::Error) == 0 => Ok(plan),
        _ => Err(faults.sorted()),
    }
}

/// Reads plan.json as it stands, of whatever week.
///
/// # Errors
/// When it cannot be read, or is no plan.json.
pub fn read_document(path: &Path) -> Result<Document, Vec<Fault>> {
    let name = path.display().to_string();
    let text = json_text(path, &name).map_err(|fault| vec![fault])?;
    Document::from_json(&text).map_err(|wrong| vec![Fault::error(name, wrong.to_string())])
}

/// The ids in an itinerary.csv, and of their rows in tasks.csv ([`Document::kept`]); none where it
/// cannot be read, which [`read_plan`] tells.
pub fn kept_of_table(path: &Path) -> BTreeSet<String> {
    let source = files::load::<StopCol>(path, "itinerary.csv", &mut Faults::default());
    let lines = source.sheet.iter().flat_map(|sheet| sheet.lines());
    let ids = lines.map(|line| line.text(StopCol::Id).to_owned());
    with_rows(ids.filter(|id| !id.is_empty()))
}

fn json_text(path: &Path, name: &str) -> Result<String, Fault> {
    let unreadable = |error: std::io::Error| Fault::error(name, format!("cannot be read: {error}"));
    let meta = std::fs::metadata(path).map_err(unreadable)?;
    if !meta.is_file() || meta.len() > MAX_BYTES {
        return Err(Fault::error(
            name,
            "is not a regular file of at most 64 MiB",
        ));
    }
    std::fs::read_to_string(path).map_err(unreadable)
}

fn read_json(week: &Week, path: &Path, name: &str) -> Result<Plan, Fault> {
    let text = json_text(path, name)?;
    let read = Document::from_json(&text).and_then(|document| document.plan(week));
    read.map_err(|error| {
        let line = match &error {
            crate::domain::document::DocumentError::Json(error) => Some(error.line() as u64),
            _ => None,
        };
        let fault = Fault::error(name, error.to_string());
        line.map_or(fault.clone(), |line| fault.at(line))
            .remedy("give the plan.json of a plan of this week")
    })
}

/// A row that was read.
struct Row<'a> {
    shift: ShiftIx,
    stop: Stop,
    /// The arrival and the departure that the row states.
    stated: (Option<Moment>, Option<Moment>),
    /// Where it stood in the file, for rows of one time.
    order: (u32, u64),
    line: Line<'a, StopCol>,
}

/// Reads rows against a week.
struct Reader<'w> {
    week: &'w Week,
    staff: Names<StaffIx>,
    places: Names<PlaceIx>,
    works: Names<usize>,
    work_of: Vec<Work>,
    shifts: HashMap<(StaffIx, Day), Vec<ShiftIx>>,
}

impl<'w> Reader<'w> {
    fn new(week: &'w Week) -> Self {
        let staff = week.staff.iter().map(|member| member.id.clone()).collect();
        let places = week.places.iter().map(|place| place.id.clone()).collect();
        let work_of: Vec<Work> = week.work().collect();
        let works = work_of
            .iter()
            .map(|work| week.work_id(*work).to_owned())
            .collect();
        let mut shifts: HashMap<(StaffIx, Day), Vec<ShiftIx>> = HashMap::new();
        for (ix, shift) in week.shifts.iter().enumerate() {
            shifts
                .entry((shift.staff, shift.day))
                .or_default()
                .push(ShiftIx::at(ix));
        }
        Self {
            week,
            staff: Names::new("member of staff.csv", "staff.csv", true, staff, StaffIx::at),
            places: Names::new(
                "place of places.csv",
                "places.csv",
                true,
                places,
                PlaceIx::at,
            ),
            works: Names::new(
                "task or ride that this week places",
                "tasks.csv or rides.csv",
                true,
                works,
                |ix| ix,
            ),
            work_of,
            shifts,
        }
    }

    fn plan<'a>(
        &self,
        lines: impl Iterator<Item = Line<'a, StopCol>>,
        faults: &mut Faults,
    ) -> Plan {
        let mut routes: BTreeMap<ShiftIx, Vec<Row<'a>>> = BTreeMap::new();
        for line in lines.filter(|line| line.has(StopCol::Staff) || !line.has(StopCol::Vehicle)) {
            if let Some(row) = self.row(line, faults) {
                routes.entry(row.shift).or_default().push(row);
            }
        }
        let routes: Vec<Route> = routes
            .into_iter()
            .map(|(shift, mut rows)| {
                rows.sort_by_key(|row| {
                    (
                        rank(row.stop.activity),
                        row.stop.start,
                        row.stop.end,
                        row.order,
                    )
                });
                self.route(shift, rows, faults)
            })
            .collect();
        Plan {
            version: 1,
            unplaced: self.unplaced(&routes),
            routes,
            status: Status::Feasible,
            value_bound: None,
            totals: Totals::default(),
            seed: 0,
            seconds: None,
            standby: Vec::new(),
        }
    }

    fn row<'a>(&self, line: Line<'a, StopCol>, faults: &mut Faults) -> Option<Row<'a>> {
        use StopCol as Col;
        let staff = line
            .need(Col::Staff, faults, |text| self.staff.find(text))
            .flatten();
        let day = line.need(Col::Date, faults, |text| self.day(text));
        let doing = line.need(Col::Activity, faults, |text| cells::word(text, &DOINGS));
        let activity = doing.and_then(|doing| self.activity(doing, line, faults));
        let place = line
            .read(Col::Place, faults, |text| self.places.find(text))
            .flatten();
        let partners = line.list(Col::With, faults, |text| self.staff.find(text));
        let seq = line
            .read(Col::Seq, faults, |text| cells::whole(text, 0..=100_000))
            .unwrap_or(0);
        let (staff, day, activity) = (staff?, day?, activity?);
        let again = line.list(Col::Again, faults, |text| cells::word(text, &AGAIN));
        let mut time = |column| {
            let first = line.read(column, faults, |text| self.moment(text, day))?;
            let second = self.week.clock.again(day, first);
            Some(second.filter(|_| again.contains(&column)).unwrap_or(first))
        };
        let [arrive, start, end, leave] = AGAIN.map(|(column, _)| time(column));
        let is_edge = matches!(activity, Activity::Start | Activity::End);
        let start = start.or(if is_edge {
            end.or(leave).or(arrive)
        } else {
            None
        });
        let Some(start) = start else {
            if !line.has(Col::Start) {
                faults.push(line.fault(Col::Start, "is empty").remedy("fill it in"));
            }
            return None;
        };
        let end = end.unwrap_or(if is_edge {
            start
        } else {
            start + self.length(activity)
        });
        let shift = self.shift(staff, day, start, line, faults)?;
        let stop = Stop {
            activity,
            place,
            arrive: start,
            start,
            end,
            leave: end,
            drive: Minutes(0),
            metres: Metres(0),
            slack: Minutes(0),
            riders: 0,
            partners: super::staff::sorted(partners.into_iter().flatten().collect()),
        };
        Some(Row {
            shift,
            stop,
            stated: (arrive, leave),
            order: (seq, line.number()),
            line,
        })
    }

    fn day(&self, text: &str) -> Result<Day, Bad> {
        let clock = &self.week.clock;
        let date: DateCell = cells::date(text)?;
        date.day(clock)
            .ok_or_else(|| Bad::new(format!("lies outside the week of {}", clock.monday())))
    }

    fn moment(&self, text: &str, day: Day) -> Result<Moment, Bad> {
        let time: TimeOfDay = cells::time(text)?;
        time.on(day, &self.week.clock)
            .map_err(|error| Bad::new(error.to_string()))
    }

    /// What is done, with the task or the ride that the row names.
    fn activity(
        &self,
        doing: Doing,
        line: Line<'_, StopCol>,
        faults: &mut Faults,
    ) -> Option<Activity> {
        match doing {
            Doing::Start => return Some(Activity::Start),
            Doing::Lunch => return Some(Activity::Lunch),
            Doing::Reserve => return Some(Activity::Reserve),
            Doing::End => return Some(Activity::End),
            Doing::Task | Doing::Notes | Doing::Pickup | Doing::Dropoff => {}
        }
        line.need(StopCol::Id, faults, |text| {
            let work = self.works.find(text)?.map(|ix| self.work_of[ix]);
            match (doing, work) {
                (Doing::Task, Some(Work::Task(task))) => Ok(Activity::Task(task)),
                (Doing::Notes, Some(Work::Task(task))) => Ok(Activity::Notes(task)),
                (Doing::Pickup, Some(Work::Ride(ride))) => Ok(Activity::Pickup(ride)),
                (Doing::Dropoff, Some(Work::Ride(ride))) => Ok(Activity::Dropoff(ride)),
                (Doing::Task | Doing::Notes, _) => {
                    Err(Bad::new("is a ride, which has a pickup and a dropoff"))
                }
                _ => Err(Bad::new(
                    "is a task, which is neither picked up nor dropped off",
                )),
            }
        })
    }

    /// How long it takes where the row states no end.
    fn length(&self, activity: Activity) -> Minutes {
        let week = self.week;
        match activity {
            Activity::Task(task) => week.task(task).minutes,
            Activity::Notes(task) => week.task(task).notes_minutes,
            Activity::Pickup(ride) => week.ride(ride).pickup_minutes,
            Activity::Dropoff(ride) => week.ride(ride).dropoff_minutes,
            Activity::Lunch => week.policy.lunch.map_or(Minutes(0), |lunch| lunch.minutes),
            Activity::Reserve => week.policy.reserve,
            Activity::Start | Activity::End => Minutes(0),
        }
    }

    /// The shift of that day which has begun last when the row starts.
    fn shift(
        &self,
        staff: StaffIx,
        day: Day,
        start: Moment,
        line: Line<'_, StopCol>,
        faults: &mut Faults,
    ) -> Option<ShiftIx> {
        let Some(shifts) = self.shifts.get(&(staff, day)) else {
            let fault = line.bad(
                StopCol::Date,
                Bad::new("is a day on which this person has no shift"),
            );
            faults.push(
                fault.remedy("add the shift to shifts.csv, or give the work to somebody else"),
            );
            return None;
        };
        let begun = shifts
            .iter()
            .rev()
            .find(|ix| self.week.shift(**ix).span.from <= start);
        begun.or(shifts.first()).copied()
    }

    /// Everything that no row places.
    fn unplaced(&self, routes: &[Route]) -> Vec<Unplaced> {
        let placed = placed(routes);
        let left = self.week.work().filter(|work| !placed.contains(work));
        let unplaced = left.map(|work| {
            let is_due = match work {
                Work::Task(task) => {
                    self.week.task(task).overdue || self.week.task(task).due.is_some()
                }
                Work::Ride(_) => false,
            };
            let mut one = Unplaced::unexplained(work);
            if is_due {
                one.standing = Standing::DeadlineMissed;
            }
            one
        });
        unplaced.collect()
    }
}

/// The start before all, the end behind all, whatever their times.
fn rank(activity: Activity) -> u8 {
    match activity {
        Activity::Start => 0,
        Activity::End => 2,
        _ => 1,
    }
}
