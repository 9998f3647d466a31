//! Several plans of a week side by side: compare.csv, compare.json, the pages and what the
//! terminal shows. Ids, kinds and codes only.

mod average;
mod brief;
mod charts;
mod document;
mod grids;
mod groups;
mod labels;
mod page;
mod public;
pub mod runs;
mod settings;
mod table;
mod text;

use crate::domain::comparison::{Comparison, Point};
use crate::domain::dial::Dial;

use super::{File, Files, file_id};
pub use average::{AveragesDocument, average_terminal, averages, averages_document};
pub use document::{Document, document};
pub use groups::Profile;
pub use text::terminal;

/// The files that stand beside the scenarios' folders.
pub fn render(found: &Comparison, profile: Profile) -> Vec<File> {
    let mut files = Files::default();
    if profile == Profile::Public {
        let found = public::public(found);
        files.add("compare.html", page::html(&found, profile));
        files.add("brief.html", brief::html(&found, profile));
        return files.0;
    }
    // These have every number.
    files.add("compare.csv", table::csv(found));
    files.add("compare.json", document::json(found));
    files.add("compare.html", page::html(found, profile));
    files.add("brief.html", brief::html(found, profile));
    files.0
}

/// The folder of each scenario's plan, in order: its name as far as a folder may have it, each
/// once. `miles=60` is `miles-60`.
pub fn folders(found: &Comparison) -> Vec<String> {
    let names = found.points.iter().map(|point| &point.scenario.name);
    folder_names(names.map(String::as_str))
}

/// Names of scenarios as names of folders, each once.
fn folder_names<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut files = Files::default();
    let named = names.map(|name| {
        let plain = name.replace(['=', ','], "-");
        files.add(&file_id(&plain).replace('.', "_"), Vec::new())
    });
    named.collect()
}

/// How far a limit is open at a point; nothing where it has none.
fn amount(point: &Point, dial: Dial) -> String {
    let amount = dial.amount(&point.scenario.week);
    amount.map(|amount| amount.to_string()).unwrap_or_default()
}

/// The foot of a page; one for the public holds nothing to shred.
fn foot(found: &Comparison, extra: &str, profile: Profile) -> maud::Markup {
    let plan = &found.points[found.reference].plan;
    match profile {
        Profile::Own => super::page::foot(found.week(), plan, extra),
        Profile::Public => maud::html! {
            footer { span { "Plans of the week of " (found.week().clock.monday()) " \u{b7} " (extra) } }
        },
    }
}

/// The style of these pages alone.
fn style() -> maud::Markup {
    maud::html! { style { (maud::PreEscaped(include_str!("compare.css"))) } }
}

#[cfg(test)]
mod tests {
    //! Every scenario has a folder of its own, of a name that is cleared when it is gone.
    use super::*;

    #[test]
    fn folders_are_plain_names() {
        let found = folder_names(["a.b", "a_b", "A_B", "miles=60,staff.L1.miles=5"].into_iter());
        let expected = ["a_b", "a_b-2", "A_B-3", "miles-60-staff_L1_miles-5"];
        assert_eq!(found, expected);
    }
}
