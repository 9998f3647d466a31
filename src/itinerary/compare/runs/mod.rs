//! Runs of a week under several settings, side by side: compare.csv, compare.json, the pages
//! and what the terminal shows. Ids and counts only.

mod brief;
mod charts;
mod document;
mod numbers;
mod page;
mod settings;
mod text;

use super::super::{File, Files};
use super::groups::Profile;
use crate::domain::run_comparison::{Rider, RunComparison};

pub use document::{Document, document};
pub use text::terminal;

/// A family's time at home is told apart where it moves by more than so many minutes.
const FAR: i32 = 10;

/// The files that stand beside the scenarios' folders.
pub fn render(found: &RunComparison, profile: Profile) -> Vec<File> {
    let mut files = Files::default();
    if profile == Profile::Public {
        let found = super::public::public_runs(found);
        files.add("compare.html", page::html(&found, profile));
        files.add("brief.html", brief::html(&found, profile));
        return files.0;
    }
    // These have every number.
    files.add("compare.csv", numbers::csv(found));
    files.add("compare.json", document::json(found));
    files.add("changes.csv", numbers::changes(found));
    files.add("compare.html", page::html(found, profile));
    files.add("brief.html", brief::html(found, profile));
    files.0
}

/// The folder of each scenario's runs, in order.
pub fn folders(found: &RunComparison) -> Vec<String> {
    let names = found.points.iter().map(|point| &point.scenario.name);
    super::folder_names(names.map(String::as_str))
}

/// How many families these rides are of.
fn families(riders: &[Rider]) -> usize {
    let mut ids: Vec<&str> = riders.iter().map(|rider| rider.family.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len()
}
