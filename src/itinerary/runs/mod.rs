//! Runs written for people and programs: one file a format. Nothing is decided here.
//!
//! What holds of every file: it is a function of the week, the runs and the
//! [`Style`](super::Style). Only run sheets, rosters and letters hold names, phones or
//! addresses. A confidential place is written nowhere.

mod figures;
mod handover;
mod ours;
mod summary;
mod table;
pub mod terminal;
mod words;

use super::{File, Files, Style};
use crate::domain::Week;
use crate::domain::road::Network;
use crate::domain::run::RunPlan;

pub use ours::is_ours;
pub use summary::{Summary, summary};

/// Every file of the runs, each with a name of its own; with lines along the roads where these
/// are known.
pub fn render(
    week: &Week,
    plan: &RunPlan,
    _style: &Style,
    _roads: Option<&dyn Network>,
) -> Vec<File> {
    let mut files = Files::default();
    files.add("runs.csv", table::csv(week, plan));
    files.add("summary.json", summary::json(week, plan));
    files.add("handover.csv", handover::csv(week, plan));
    files.0
}
