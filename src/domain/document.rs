//! plan.json: a plan in a form that outlives the program, with ids and no names.
//!
//! Times are local with their offset from universal time (`2026-11-30T08:30:00-08:00`), so
//! that the hour that comes twice in autumn is told apart; one without an offset is read as
//! the wall clock of the week's zone. A confidential place is not named: the stop says
//! `"confidential": true`, and reading finds the place again from the task, the ride, the
//! shift or the stop beside it.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::Week;
use super::ids::{PlaceIx, RideIx, ShiftIx, StaffIx, TaskIx, Work};
use super::money::{Metres, Money};
use super::plan::{Activity, Plan, Route, Standing, Status, Stop, Totals, Unplaced};
use super::rule::Rule;
use super::task::Value;
use super::time::{Minutes, Moment, WeekClock};

mod places;

/// The layout of plan.json that this program writes and reads.
pub const FORMAT: u32 = 1;

/// A plan by ids, as it stands in plan.json. Its totals are what the writer reckoned:
/// whoever reads an edited file reckons them again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The layout, [`FORMAT`].
    pub format: u32,
    /// Counts the plans of a workspace, from 1.
    pub version: u32,
    /// The Monday, `2026-11-30`.
    pub week: String,
    /// The zone of the wall clock, `America/Los_Angeles`.
    pub time_zone: String,
    /// The name of a [`Status`].
    pub status: String,
    /// In points; none when not reckoned.
    #[serde(default)]
    pub value_bound: Option<f64>,
    /// The seed it was made with.
    #[serde(default)]
    pub seed: u64,
    /// How long it took; none when nothing may depend on the clock.
    #[serde(default)]
    pub seconds: Option<f64>,
    /// What it comes to.
    #[serde(default)]
    pub totals: TotalsDocument,
    /// Used shifts, in order of staff, then time.
    pub routes: Vec<RouteDocument>,
    /// What is left out.
    #[serde(default)]
    pub unplaced: Vec<UnplacedDocument>,
}

/// [`Totals`], with the unit in each name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)] // The names say it, and `Totals` says the rest.
pub struct TotalsDocument {
    pub value: f64,
    pub placed: u32,
    pub unplaced: u32,
    pub required_unplaced: u32,
    pub deadlines_missed: u32,
    pub families_not_reached: u32,
    pub drive_minutes: i32,
    pub metres: i64,
    pub paid_minutes: i32,
    pub overtime_minutes: i32,
    pub dollars: f64,
    pub preferred_minutes: i32,
}

/// One shift's route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteDocument {
    /// Whose.
    pub staff_id: String,
    /// The day, `2026-11-30`.
    pub date: String,
    /// Which of their shifts of that day, from 1.
    pub shift: usize,
    /// In order.
    pub stops: Vec<StopDocument>,
}

/// A [`Stop`] by ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StopDocument {
    /// The name of an [`Activity`].
    pub activity: String,
    /// The task or ride it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where; none on the way, and where the place is confidential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_id: Option<String>,
    /// Whether the place is one that is never written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
    /// When one gets there.
    pub arrive: String,
    /// When it starts.
    pub start: String,
    /// When it ends.
    pub end: String,
    /// When one leaves.
    pub leave: String,
    /// The drive from the last stop that has a place.
    pub drive_minutes: i32,
    /// Its length.
    pub metres: i64,
    /// How much later it could start.
    pub slack_minutes: i32,
    /// Riders on board when one leaves.
    pub riders: u32,
    /// Staff ids of who comes along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<String>,
}

/// An [`Unplaced`] by ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)] // As in `Unplaced`.
pub struct UnplacedDocument {
    pub id: String,
    pub standing: String,
    #[serde(default)]
    pub rule: Option<String>,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub fix: String,
    #[serde(default)]
    pub grant: String,
    #[serde(default)]
    pub proven: bool,
}

/// Why a plan.json is no plan of this week.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It is not the JSON of a plan.
    #[error("not a plan.json")]
    Json(#[from] serde_json::Error),
    /// Another version of the program wrote it.
    #[error("its format is {0}, and this program reads format {FORMAT}")]
    Format(u32),
    /// It is of another week.
    #[error("it plans the week of {found}, and the workspace is the week of {week}")]
    OtherWeek {
        /// The week it is of.
        found: String,
        /// The workspace's week.
        week: chrono::NaiveDate,
    },
    /// It names something that the week does not have.
    #[error("{at}: no {what} `{id}` in this week")]
    Unknown {
        /// Where in the file: `routes[0].stops[3]`.
        at: String,
        /// `task`, `ride`, `place`, `staff member`, `shift`, `rule`, `standing`, `status`.
        what: &'static str,
        /// What stood there.
        id: String,
    },
    /// A time that is none of this week.
    #[error("{at}: `{text}` is no time of this week; write it like 2026-11-30T08:30:00-08:00")]
    Time {
        /// Where in the file.
        at: String,
        /// What stood there.
        text: String,
    },
}

impl Document {
    /// A plan by ids.
    pub fn of(week: &Week, plan: &Plan) -> Self {
        Self {
            format: FORMAT,
            version: plan.version,
            week: week.clock.monday().to_string(),
            time_zone: week.clock.zone().name().to_owned(),
            status: plan.status.name().to_owned(),
            value_bound: plan.value_bound.map(Value::points),
            seed: plan.seed,
            seconds: plan.seconds,
            totals: TotalsDocument::of(&plan.totals),
            routes: plan
                .routes
                .iter()
                .map(|route| RouteDocument::of(week, route))
                .collect(),
            unplaced: plan
                .unplaced
                .iter()
                .map(|one| UnplacedDocument::of(week, one))
                .collect(),
        }
    }

    /// As the text of plan.json, the same for the same plan.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self)
            .expect("strings, numbers and lists of them are always JSON");
        text.push('\n');
        text
    }

    /// Reads the text of plan.json.
    ///
    /// # Errors
    /// When it is not the JSON of a plan, or of a format that this program does not know.
    pub fn from_json(text: &str) -> Result<Self, DocumentError> {
        let read: Self = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
        if read.format == FORMAT {
            Ok(read)
        } else {
            Err(DocumentError::Format(read.format))
        }
    }

    /// The plan it is, in a week. Rules are not looked at: that is `verify`'s work.
    ///
    /// # Errors
    /// When it is of another week, names what the week does not have, or gives a time that
    /// is none of this week.
    pub fn plan(&self, week: &Week) -> Result<Plan, DocumentError> {
        let monday = week.clock.monday();
        if self.week != monday.to_string() {
            return Err(DocumentError::OtherWeek {
                found: self.week.clone(),
                week: monday,
            });
        }
        let routes = self.routes.iter().enumerate();
        let unplaced = self.unplaced.iter().enumerate();
        Ok(Plan {
            version: self.version,
            routes: routes
                .map(|(ix, route)| route.route(week, &format!("routes[{ix}]")))
                .collect::<Result<_, _>>()?,
            unplaced: unplaced
                .map(|(ix, one)| one.unplaced(week, &format!("unplaced[{ix}]")))
                .collect::<Result<_, _>>()?,
            status: named(&STATUSES, Status::name, &self.status, "status", "status")?,
            value_bound: self.value_bound.map(value),
            totals: self.totals.totals(),
            seed: self.seed,
            seconds: self.seconds,
        })
    }
}

const STATUSES: [Status; 4] = [
    Status::Optimal,
    Status::Feasible,
    Status::Incomplete,
    Status::Infeasible,
];
const STANDINGS: [Standing; 3] = [
    Standing::DeadlineMissed,
    Standing::Impossible,
    Standing::CanWait,
];

/// The one of `all` that goes by `text`.
fn named<T: Copy>(
    all: &[T],
    name: fn(T) -> &'static str,
    text: &str,
    at: &str,
    what: &'static str,
) -> Result<T, DocumentError> {
    all.iter()
        .copied()
        .find(|&one| name(one) == text)
        .ok_or_else(|| unknown(at, what, text))
}

fn unknown(at: &str, what: &'static str, id: &str) -> DocumentError {
    DocumentError::Unknown {
        at: at.to_owned(),
        what,
        id: id.to_owned(),
    }
}

/// Points as thousandths.
fn value(points: f64) -> Value {
    Value((points * 1000.0).round() as i64)
}

impl TotalsDocument {
    fn of(totals: &Totals) -> Self {
        Self {
            value: totals.value.points(),
            placed: totals.placed,
            unplaced: totals.unplaced,
            required_unplaced: totals.required_unplaced,
            deadlines_missed: totals.deadlines_missed,
            families_not_reached: totals.families_not_reached,
            drive_minutes: totals.drive.0,
            metres: totals.metres.0,
            paid_minutes: totals.paid.0,
            overtime_minutes: totals.overtime.0,
            dollars: totals.money.dollars(),
            preferred_minutes: totals.preferred.0,
        }
    }

    fn totals(&self) -> Totals {
        Totals {
            value: value(self.value),
            placed: self.placed,
            unplaced: self.unplaced,
            required_unplaced: self.required_unplaced,
            deadlines_missed: self.deadlines_missed,
            families_not_reached: self.families_not_reached,
            drive: Minutes(self.drive_minutes),
            metres: Metres(self.metres),
            paid: Minutes(self.paid_minutes),
            overtime: Minutes(self.overtime_minutes),
            money: Money::from_dollars(self.dollars),
            preferred: Minutes(self.preferred_minutes),
        }
    }
}

impl RouteDocument {
    fn of(week: &Week, route: &Route) -> Self {
        let shift = week.shift(route.shift);
        let earlier = shifts_of(week, shift.staff, shift.day).position(|ix| ix == route.shift);
        Self {
            staff_id: week.member(shift.staff).id.clone(),
            date: week.clock.date(shift.day).to_string(),
            shift: earlier.map_or(1, |earlier| earlier + 1),
            stops: route
                .stops
                .iter()
                .map(|stop| StopDocument::of(week, stop))
                .collect(),
        }
    }

    fn route(&self, week: &Week, at: &str) -> Result<Route, DocumentError> {
        let staff = staff(week, &self.staff_id, at)?;
        let day = self.date.parse().ok().and_then(|date| week.clock.day(date));
        let shift = day
            .and_then(|day| shifts_of(week, staff, day).nth(self.shift.checked_sub(1)?))
            .ok_or_else(|| {
                let id = format!("{} {} {}", self.staff_id, self.date, self.shift);
                unknown(at, "shift", &id)
            })?;
        let mut stops = Vec::with_capacity(self.stops.len());
        for (ix, stop) in self.stops.iter().enumerate() {
            stops.push(stop.stop(week, &format!("{at}.stops[{ix}]"))?);
        }
        let hidden: Vec<bool> = self.stops.iter().map(|stop| stop.confidential).collect();
        places::find(week, week.shift(shift), &hidden, &mut stops);
        Ok(Route { shift, stops })
    }
}

/// Somebody's shifts of a day, in order.
fn shifts_of(
    week: &Week,
    staff: StaffIx,
    day: super::time::Day,
) -> impl Iterator<Item = ShiftIx> + '_ {
    let shifts = week.shifts.iter().enumerate();
    shifts
        .filter(move |(_, shift)| shift.staff == staff && shift.day == day)
        .map(|(ix, _)| ShiftIx::at(ix))
}

impl StopDocument {
    fn of(week: &Week, stop: &Stop) -> Self {
        let place = stop.place.map(|place| week.place(place));
        let at = |moment| time_text(&week.clock, moment);
        Self {
            activity: stop.activity.name().to_owned(),
            id: stop
                .activity
                .work()
                .map(|work| week.work_id(work).to_owned()),
            place_id: place
                .filter(|place| !place.confidential)
                .map(|place| place.id.clone()),
            confidential: place.is_some_and(|place| place.confidential),
            arrive: at(stop.arrive),
            start: at(stop.start),
            end: at(stop.end),
            leave: at(stop.leave),
            drive_minutes: stop.drive.0,
            metres: stop.metres.0,
            slack_minutes: stop.slack.0,
            riders: stop.riders,
            partners: stop
                .partners
                .iter()
                .map(|&who| week.member(who).id.clone())
                .collect(),
        }
    }

    fn stop(&self, week: &Week, at: &str) -> Result<Stop, DocumentError> {
        let place = |id: &String| {
            let found = week.places.iter().position(|place| place.id == *id);
            found
                .map(PlaceIx::at)
                .ok_or_else(|| unknown(at, "place", id))
        };
        let time = |text: &str| {
            moment(&week.clock, text).ok_or_else(|| DocumentError::Time {
                at: at.to_owned(),
                text: text.to_owned(),
            })
        };
        let partners = self.partners.iter().map(|id| staff(week, id, at));
        Ok(Stop {
            activity: self.activity(week, at)?,
            place: self.place_id.as_ref().map(place).transpose()?,
            arrive: time(&self.arrive)?,
            start: time(&self.start)?,
            end: time(&self.end)?,
            leave: time(&self.leave)?,
            drive: Minutes(self.drive_minutes),
            metres: Metres(self.metres),
            slack: Minutes(self.slack_minutes),
            riders: self.riders,
            partners: partners.collect::<Result<_, _>>()?,
        })
    }

    fn activity(&self, week: &Week, at: &str) -> Result<Activity, DocumentError> {
        let id = self.id.as_deref().unwrap_or_default();
        Ok(match self.activity.as_str() {
            "start" => Activity::Start,
            "lunch" => Activity::Lunch,
            "reserve" => Activity::Reserve,
            "end" => Activity::End,
            "task" => Activity::Task(task(week, id).ok_or_else(|| unknown(at, "task", id))?),
            "notes" => Activity::Notes(task(week, id).ok_or_else(|| unknown(at, "task", id))?),
            "pickup" => Activity::Pickup(ride(week, id).ok_or_else(|| unknown(at, "ride", id))?),
            "dropoff" => Activity::Dropoff(ride(week, id).ok_or_else(|| unknown(at, "ride", id))?),
            other => return Err(unknown(at, "activity", other)),
        })
    }
}

impl UnplacedDocument {
    fn of(week: &Week, one: &Unplaced) -> Self {
        Self {
            id: week.work_id(one.work).to_owned(),
            standing: one.standing.name().to_owned(),
            rule: one.rule.map(|rule| rule.name().to_owned()),
            reason: one.reason.clone(),
            fix: one.fix.clone(),
            grant: one.grant.clone(),
            proven: one.proven,
        }
    }

    fn unplaced(&self, week: &Week, at: &str) -> Result<Unplaced, DocumentError> {
        let work = task(week, &self.id)
            .map(Work::Task)
            .or_else(|| ride(week, &self.id).map(Work::Ride));
        let rule = |name: &String| Rule::named(name).ok_or_else(|| unknown(at, "rule", name));
        Ok(Unplaced {
            work: work.ok_or_else(|| unknown(at, "task or ride", &self.id))?,
            standing: named(&STANDINGS, Standing::name, &self.standing, at, "standing")?,
            rule: self.rule.as_ref().map(rule).transpose()?,
            reason: self.reason.clone(),
            fix: self.fix.clone(),
            grant: self.grant.clone(),
            proven: self.proven,
        })
    }
}

fn task(week: &Week, id: &str) -> Option<TaskIx> {
    week.tasks
        .iter()
        .position(|task| task.id == id)
        .map(TaskIx::at)
}

fn ride(week: &Week, id: &str) -> Option<RideIx> {
    week.rides
        .iter()
        .position(|ride| ride.id == id)
        .map(RideIx::at)
}

fn staff(week: &Week, id: &str, at: &str) -> Result<StaffIx, DocumentError> {
    let found = week.staff.iter().position(|member| member.id == id);
    found
        .map(StaffIx::at)
        .ok_or_else(|| unknown(at, "staff member", id))
}

/// `2026-11-30T08:30:00-08:00`.
fn time_text(clock: &WeekClock, moment: Moment) -> String {
    let at = clock.utc(moment).with_timezone(&clock.zone());
    at.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// The moment of the week that a text means; none outside the week.
fn moment(clock: &WeekClock, text: &str) -> Option<Moment> {
    let from_start = |at: DateTime<Utc>| {
        let since = at - clock.utc(Moment(0));
        let minutes = i32::try_from(since.num_minutes()).ok()?;
        (since.num_seconds() == i64::from(minutes) * 60).then_some(Moment(minutes))
    };
    let found = match DateTime::parse_from_rfc3339(text) {
        Ok(at) => from_start(at.with_timezone(&Utc))?,
        Err(_) => {
            let forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];
            let read = |form| NaiveDateTime::parse_from_str(text, form).ok();
            let wall = forms.into_iter().find_map(read)?;
            clock.moment(clock.day(wall.date())?, wall.time()).ok()?
        }
    };
    let week = clock.whole_week();
    (week.from <= found && found <= week.to).then_some(found)
}

#[cfg(test)]
mod tests {
    //! A plan comes back from its JSON as it went in, and a foreign one is refused.
    use super::*;
    use crate::domain::sample_plan as fixture;

    /// Plan, JSON, plan: nothing is lost, the confidential places included.
    #[test]
    fn there_and_back() {
        let week = fixture::week();
        let plan = fixture::plan(&week);
        let text = Document::of(&week, &plan).to_json();
        assert!(!text.contains("H3x"));
        assert_eq!(
            Document::from_json(&text).unwrap().plan(&week).unwrap(),
            plan
        );
    }

    /// The hour that comes twice on 1 November 2026 keeps its two meanings: 01:30 is 90 or
    /// 150 minutes after midnight.
    #[test]
    fn the_repeated_hour_is_told_apart() {
        let clock = &fixture::week_of((2026, 10, 26)).clock;
        let midnight = clock.whole_day(super::super::time::Day(6)).from;
        for minutes in [90, 150] {
            let at = midnight + Minutes(minutes);
            assert_eq!(moment(clock, &time_text(clock, at)), Some(at));
        }
        assert_eq!(
            time_text(clock, midnight + Minutes(150)),
            "2026-11-01T01:30:00-08:00"
        );
        assert_eq!(
            moment(clock, "2026-11-01T01:30"),
            Some(midnight + Minutes(90))
        );
        assert_eq!(moment(clock, "2026-11-03T01:30"), None);
    }

    /// What the week does not have is named with its place in the file.
    #[test]
    fn unknown_ids_are_errors() {
        let week = fixture::week();
        let good = Document::of(&week, &fixture::plan(&week)).to_json();
        let cases = [
            (
                "\"id\": \"T3\"",
                "\"id\": \"T99\"",
                "routes[1].stops[3]: no task `T99` in this week",
            ),
            (
                "\"place_id\": \"B1\"",
                "\"place_id\": \"B9\"",
                "routes[2].stops[1]: no place `B9` in this week",
            ),
            (
                "\"staff_id\": \"L2\"",
                "\"staff_id\": \"L9\"",
                "routes[2]: no staff member `L9` in this week",
            ),
            (
                "\"date\": \"2026-12-01\"",
                "\"date\": \"2026-12-02\"",
                "routes[1]: no shift `L1 2026-12-02 1` in this week",
            ),
            (
                "\"week\": \"2026-11-30\"",
                "\"week\": \"2026-11-23\"",
                "it plans the week of 2026-11-23, and the workspace is the week of 2026-11-30",
            ),
            (
                "\"format\": 1",
                "\"format\": 2",
                "its format is 2, and this program reads format 1",
            ),
        ];
        for (was, is, message) in cases {
            let text = good.replace(was, is);
            let read = Document::from_json(&text).and_then(|document| document.plan(&week));
            assert_eq!(read.unwrap_err().to_string(), message);
        }
    }
}
