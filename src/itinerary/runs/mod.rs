//! Runs written for people and programs: one file a format. Nothing is decided here.
//!
//! What holds of every file: it is a function of the week, the runs and the
//! [`Style`]. Only run sheets, rosters and letters hold names, phones or
//! addresses. A confidential place is written nowhere.

mod bells;
mod changes;
mod figures;
mod fit;
mod handover;
mod index;
mod letters;
mod map;
mod objections;
mod offers;
mod ours;
mod roads;
mod roster;
mod sheet;
mod stands;
mod summary;
mod table;
pub mod terminal;
mod unplaced;
mod words;

use super::codes::Codes;
use super::names::People;
use super::{File, Files, Style, file_id};
use crate::domain::Week;
use crate::domain::road::Network;
use crate::domain::run::RunPlan;

use index::Link;
pub use offers::{DayOffers, offers};
pub use ours::is_ours;
use roads::Roads;
pub use summary::{Summary, summary};
pub(super) use words::{clock, day_names, lasting};

/// Every file of the runs, each with a name of its own; with lines along the roads and sides of
/// the street where these are known.
pub fn render(
    week: &Week,
    plan: &RunPlan,
    style: &Style,
    network: Option<&dyn Network>,
) -> Vec<File> {
    let codes = Codes::of(week, &style.key);
    let people = People {
        week,
        codes: &codes,
        names: style.names,
    };
    let roads = Roads::of(week, plan, network);
    let mut files = Files::default();
    files.add("runs.csv", table::csv(week, plan));
    files.add("summary.json", summary::json(week, plan));
    files.add("handover.csv", handover::csv(week, plan));
    files.add("unplaced.csv", unplaced::csv(week, plan));
    files.add("routes.geojson", map::geojson(week, plan, &roads));
    files.add("objections.csv", objections::csv(week, plan, &roads));
    if !plan.changes.is_empty() {
        files.add("changes.csv", changes::csv(week, plan));
    }
    let mut sheets: Vec<Link> = Vec::new();
    for (driver, day, page) in sheet::sheets(people, plan, &roads) {
        let (id, date) = (&week.member(driver).id, week.clock.date(day));
        let name = files.add(&format!("run-{}-{date}.html", file_id(id)), page);
        sheets.push((format!("{id} {date}"), name));
    }
    let mut rosters: Vec<Link> = Vec::new();
    for (school, page) in roster::rosters(people, plan, &words::run_ids(week, plan)) {
        let id = &week.place(school).id;
        let name = files.add(&format!("roster-{}.html", file_id(id)), page);
        rosters.push((id.clone(), name));
    }
    for (family, page) in letters::letters(week, plan) {
        files.add(&format!("letter-{}.html", file_id(&family)), page);
    }
    let objections = objections::count(week, plan, &roads);
    let index = index::html(week, plan, (&sheets, &rosters), objections);
    files.add("runs.html", index);
    files.0
}
