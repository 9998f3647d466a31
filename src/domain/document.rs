//! plan.json: a plan in a form that outlives the program, with ids and no names.
//!
//! Times are local with their offset from universal time (`2026-11-30T08:30:00-08:00`), so
//! that the hour that comes twice in autumn is told apart; one without an offset is read as
//! the wall clock of the week's zone. A confidential place is not named: the stop says
//! `"confidential": true`, and reading finds the place again from the task, the ride, the
//! shift or the stop beside it.

use serde::{Deserialize, Serialize};

use super::Week;
use super::ids::{ShiftIx, StaffIx};

mod driven;
mod lost;
mod places;
mod read;
mod write;

pub use driven::DrivenDocument;
pub use read::with_rows;

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
    /// The name of a [`Status`](super::plan::Status).
    pub status: String,
    /// Whether it was made with drives and tasks for as long as four of five take
    /// ([`Week::cautious`]): so it is verified, explained and replanned.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub p80: bool,
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
    /// What could be done where a visit fails.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standby: Vec<StandbyDocument>,
    /// Tasks whose due had passed when it was made, though not when the week began, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overdue: Vec<String>,
    /// A digest of the files that it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inputs: Option<String>,
    /// How it came about, version by version; empty for a first plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<VersionDocument>,
}

/// A version of a plan that was made from an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VersionDocument {
    /// Its number.
    pub version: u32,
    /// From when on it changes anything, `2026-12-01T10:15:00-08:00`.
    pub as_of: String,
    /// What happened, as it was given.
    pub events: Vec<String>,
    /// What changed, a line each: ids, times and reasons.
    pub changes: Vec<String>,
}

/// [`Totals`](super::plan::Totals), with the unit in each name.
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

/// What is noted as the event of a plan that follows another and was made without it.
const ANEW: &str = "planned anew";

impl VersionDocument {
    /// A version that was planned anew, from the moment on as all of the week.
    pub fn anew(version: u32, as_of: String) -> Self {
        Self {
            version,
            as_of,
            events: vec![ANEW.to_owned()],
            changes: Vec::new(),
        }
    }

    fn is_anew(&self) -> bool {
        self.events == [ANEW]
    }
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

/// A [`Stop`](super::plan::Stop) by ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StopDocument {
    /// The name of an [`Activity`](super::plan::Activity).
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
    /// Where a task or a ride begins, the kind of the one or the direction of the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The id of whom or what it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Ids of who attends, or receives the rider.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendees: Vec<String>,
}

/// An [`Unplaced`](super::plan::Unplaced) by ids.
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
    #[serde(default)]
    pub reason_proven: bool,
}

/// A [`Standby`](super::standby::Standby) by ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)] // As in `Standby`.
pub struct StandbyDocument {
    pub staff_id: String,
    pub date: String,
    pub id: String,
    #[serde(default)]
    pub sooner: bool,
    pub fits: Vec<FitDocument>,
}

/// A [`Fit`](super::standby::Fit) by ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)] // As in `Fit`.
pub struct FitDocument {
    pub failed: String,
    pub start: String,
    pub more_drive_minutes: i32,
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

#[cfg(test)]
mod tests {
    //! A plan comes back from its JSON as it went in, and a foreign one is refused.
    use super::read::moment;
    use super::write::time_text;
    use super::*;
    use crate::domain::sample_plan as fixture;
    use crate::domain::time::Minutes;

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
