//! A plan written for people and programs: one file a format. Nothing is decided here.
//!
//! What holds of every file: it is a function of the week, the plan and the [`Style`], so
//! equal plans give equal bytes. Only the day and print sheets hold names, titles, phones,
//! addresses or notes; all else carries ids, kinds and codes. A confidential place is
//! written nowhere.

mod again;
mod calendar;
mod chart;
mod codes;
pub mod compare;
mod counts;
mod day;
mod drives;
mod fit;
mod map;
mod mileage;
mod names;
mod office;
mod ours;
mod overview;
mod page;
pub mod runs;
mod sheet;
mod stops;
mod summary;
pub mod terminal;
mod unplaced;
mod words;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::domain::Week;
use crate::domain::document::Document;
use crate::domain::ids::StaffIx;
use crate::domain::plan::Plan;
use crate::domain::road::Network;
use crate::domain::time::Day;

pub use again::{Before, changes, line as change_line, note, render_again};
use codes::Codes;
use drives::Drives;
use names::People;
pub use ours::is_ours;
use overview::View;
pub use summary::{Summary, summary};

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

/// Every file of a plan, each with a name of its own; with lines and turns along the roads
/// where these are known.
pub fn render(week: &Week, plan: &Plan, style: &Style, roads: Option<&dyn Network>) -> Vec<File> {
    let drives = Drives::of(week, plan, roads);
    let codes = Codes::of(week, &style.key);
    let people = People {
        week,
        codes: &codes,
        names: style.names,
    };
    let mut files = Files::default();
    files.add("plan.json", Document::of(week, plan).to_json());
    files.add("itinerary.csv", stops::csv(week, plan));
    files.add("unplaced.csv", unplaced::csv(week, plan));
    files.add("summary.json", summary::json(plan));
    files.add("mileage.csv", mileage::csv(week, plan));
    files.add("routes.geojson", map::geojson(week, plan, &drives));
    let working = working(week, plan);
    let view = View {
        week,
        plan,
        codes: &codes,
        drives: &drives,
    };
    files.add("week.html", overview::week_page(view, &working));
    for day in Day::all() {
        if let Some(text) = office::html(week, plan, day) {
            files.add(&format!("office-{}.html", week.clock.date(day)), text);
        }
    }
    for staff in working {
        let id = file_id(&week.member(staff).id);
        files.add(
            &format!("week-{id}.ics"),
            calendar::ics(week, plan, style, &codes, staff),
        );
        files.add(
            &format!("week-{id}.html"),
            overview::member_page(view, staff),
        );
        let sheets = sheet::sheets(people, plan, &drives, staff);
        for sheet in &sheets {
            let date = week.clock.date(sheet.day);
            files.add(
                &format!("day-{id}-{date}.html"),
                day::html(people, plan, sheet),
            );
        }
        files.add(
            &format!("print-{id}.html"),
            day::print(people, plan, &sheets),
        );
    }
    files.0
}

/// Who has something to do in the plan, those who come along included, in order of staff.
fn working(week: &Week, plan: &Plan) -> Vec<StaffIx> {
    let own = plan
        .routes
        .iter()
        .map(|route| week.shift(route.shift).staff);
    let along = plan
        .routes
        .iter()
        .flat_map(|route| &route.stops)
        .flat_map(|stop| &stop.partners);
    own.chain(along.copied())
        .collect::<BTreeSet<StaffIx>>()
        .into_iter()
        .collect()
}

/// The files as they are added.
#[derive(Default)]
struct Files(Vec<File>);

impl Files {
    /// Adds a file. Where another has that name already, or one that differs only by case, it
    /// gets a number: two ids may be written alike in file names. Gives the name.
    fn add(&mut self, name: &str, bytes: impl Into<Vec<u8>>) -> String {
        let is_taken = |name: &str| {
            self.0
                .iter()
                .any(|(other, _)| other.eq_ignore_ascii_case(name))
        };
        let mut free = name.to_owned();
        let mut number = 2;
        while is_taken(&free) {
            free = match name.rsplit_once('.') {
                Some((stem, end)) => format!("{stem}-{number}.{end}"),
                // A folder's name.
                None => format!("{name}-{number}"),
            };
            number += 1;
        }
        self.0.push((free.clone(), bytes.into()));
        free
    }
}

/// An id as part of a file name: letters, digits, dot, dash and underscore stay, anything
/// else becomes an underscore.
fn file_id(id: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || "._-".contains(c) {
            c
        } else {
            '_'
        }
    };
    id.chars().map(plain).collect()
}

#[cfg(test)]
mod tests;
