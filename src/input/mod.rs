//! A workspace folder into a [`Week`]: one file a table, and every defect of every file in one
//! go, with file, line and column name, what is allowed and what to do.
//!
//! Nothing is guessed: what can be read in two ways is a fault. Lists are in the order of ids,
//! so that the order of rows and columns does not matter. What a message repeats is never a
//! name, an address, a phone number or a note.
//!
//! Where formats.md leaves something open:
//! - Staff without `languages` speak English. The language that a task takes from a guardian is
//!   not asked for when it is English; one in the task's own cell always is.
//! - Rows of bells.csv without a date, and the hours of places.csv, hold from Monday to Friday.
//! - A person whose rows of availability.csv are all of other weeks has the hours of the role.
//! - A pinned task becomes required and keeps its value.
//! - `every 2 weeks` counts from the week of `earliest`.
//! - Members of staff whom a scenario leaves out stay people and have no shift.
//! - Only places that the week uses need coordinates or drives.

mod about;
mod after;
mod attendance;
mod availability;
mod base;
mod bells;
mod cases;
mod cells;
pub mod census;
mod config;
mod coordinates;
mod drafts;
mod events;
mod expand;
mod files;
mod handover;
mod locate;
mod log;
mod names;
mod people;
mod pins;
mod places;
mod plan;
mod repeat;
mod resources;
mod rides;
mod roads;
mod runs;
mod scenario;
mod settings;
mod sheet;
mod shifts;
mod staff;
mod stops;
mod tasks;
mod transport_rules;
mod travel;
mod vehicles;
mod walks;
mod week;
mod which;
mod windows;

#[cfg(test)]
mod tests;

pub use coordinates::{Label, Lacking, PlacesFile, places_file};
pub use drafts::Drafts;
pub use events::{Event, EventError, as_of};
pub use plan::{kept_of_table, read_document, read_plan};
pub use runs::{is_runs, read_runs, read_runs_to_begin};
pub use which::{WhichError, find_work, moment};

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::domain::Week;
use crate::domain::document::DrivenDocument;
use crate::domain::road::{Locate, Network};
use crate::domain::travel::LatLon;
use crate::table::{Fault, Faults, Severity};

/// Opens the road network of an extract, as far as these places need it.
///
/// The reader knows no roads; whoever calls it brings them.
pub type OpenRoads = fn(&Path, &[LatLon]) -> Result<Arc<dyn Network>, NoRoads>;

/// Why no roads come out of an extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRoads {
    /// What is wrong, for a message that begins with the file: `is damaged`.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

/// Opens a map that finds addresses: its file, and the points of places that are known, around
/// which it is read. The error is a message without a file's name.
pub type OpenMap = fn(&Path, &[LatLon]) -> Result<Box<dyn Locate>, String>;

/// What is asked of a workspace beside what its files say.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The scenario whose settings replace those of week.toml.
    pub scenario: Option<String>,
    /// Keys as in `[budget]` (`miles`, `staff.L1.miles`) and their values, which replace both.
    pub budget: Vec<(String, String)>,
    /// A file that is read in place of pins.csv.
    pub pins: Option<PathBuf>,
    /// Rides that are added, or that replace those of the same id: what no vehicle takes.
    pub rides: Option<PathBuf>,
    /// Whether the week is taken with caution; see [`Week::cautious`].
    pub is_cautious: bool,
    /// Who opens the extract of `[travel] roads`; without it the drives are straight lines.
    pub roads: Option<OpenRoads>,
    /// How the map of `[travel] roads` is opened, to find places that have an address and no
    /// coordinates; without it they are not found.
    pub open_map: Option<OpenMap>,
    /// Files that are read in place of those of their names: what they would be.
    pub drafts: BTreeMap<String, Vec<u8>>,
    /// Tasks and rides that stay, though the log says that they are done: a plan has them.
    pub kept: BTreeSet<String>,
    /// Tasks whose due has passed since the week began, by id.
    pub overdue: BTreeSet<String>,
    /// Drives that a plan has made, which took what they took.
    pub driven: Vec<DrivenDocument>,
    /// Today: the week is the coming one where week.toml names none.
    pub today: NaiveDate,
    /// The machine's time zone, for a week.toml that names none.
    pub zone: Option<Tz>,
}

impl Asked {
    /// Nothing but the week as its files have it.
    pub fn plainly(today: NaiveDate) -> Self {
        Self {
            scenario: None,
            budget: Vec::new(),
            pins: None,
            rides: None,
            is_cautious: false,
            roads: None,
            open_map: None,
            drafts: BTreeMap::new(),
            kept: BTreeSet::new(),
            overdue: BTreeSet::new(),
            driven: Vec::new(),
            today,
            zone: None,
        }
    }
}

/// A week that was read.
#[derive(Clone, Debug)]
pub struct Read {
    /// The week.
    pub week: Week,
    /// The roads, where drives were asked of them.
    pub roads: Option<Arc<dyn Network>>,
    /// What was noticed and does not stop the work, by file and line.
    pub warnings: Vec<Fault>,
}

/// The names of a workspace's scenarios, ascending; none where week.toml cannot be read.
pub fn scenario_names(dir: &Path) -> Vec<String> {
    config::scenario_names(dir)
}

/// Reads a workspace.
///
/// # Errors
/// With every defect of every file when one of them stops the work; errors first, then by
/// file and line, warnings among them.
pub fn read_week(dir: &Path, asked: &Asked) -> Result<Read, Vec<Fault>> {
    let mut faults = Faults::default();
    let week = week::read(dir, asked, &mut faults);
    match week {
        Some((week, roads)) if faults.count(Severity::Error) == 0 => {
            let mut week = match asked.is_cautious {
                true => week.cautious(),
                false => week,
            };
            week.drove(&asked.driven);
            Ok(Read {
                week,
                roads,
                warnings: faults.sorted(),
            })
        }
        _ => Err(faults.sorted()),
    }
}
