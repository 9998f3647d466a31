//! A plan written for people and programs: one file a format. Nothing is decided here.
//!
//! What holds of every file: it is a function of the week, the plan and the [`Style`], so
//! equal plans give equal bytes. Only the day and print sheets hold names, titles, phones,
//! addresses or notes; all else carries ids, kinds and codes. A confidential place is
//! written nowhere.

mod cells;
mod stops;
mod summary;
mod unplaced;
mod words;

use chrono::{DateTime, Utc};

use crate::domain::Week;
use crate::domain::document::Document;
use crate::domain::plan::Plan;

/// How the day and print sheets show people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// `M. G.`
    #[default]
    Initials,
    /// `Maria Garcia`, with titles and notes.
    Full,
    /// `14A`: no name at all, and no free text.
    Code,
}

/// What a rendering depends on besides the week and the plan.
#[derive(Clone, Debug)]
pub struct Style {
    /// How sheets show people.
    pub names: Names,
    /// The workspace's key: calendar ids and the codes of families are hashes under it.
    pub key: Vec<u8>,
    /// When the calendar says that it was made; none: the week's first moment, so that the
    /// same plan gives the same bytes.
    pub when: Option<DateTime<Utc>>,
}

/// One file: its name in the output folder and its bytes.
pub type File = (String, Vec<u8>);

/// Every file of a plan, by name.
pub fn render(week: &Week, plan: &Plan, style: &Style) -> Vec<File> {
    let _ = style;
    vec![
        (
            "plan.json".to_owned(),
            Document::of(week, plan).to_json().into_bytes(),
        ),
        ("itinerary.csv".to_owned(), stops::csv(week, plan)),
        ("unplaced.csv".to_owned(), unplaced::csv(week, plan)),
        ("summary.json".to_owned(), summary::json(plan).into_bytes()),
    ]
}

#[cfg(test)]
mod tests;
