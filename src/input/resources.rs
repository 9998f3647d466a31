//! resources.csv: what can be offered. Its rows are checked here; who uses them reads them.

use crate::table::Faults;

use super::cells;
use super::files::Source;
use super::names::{Names, rows_by_id};
use super::sheet::columns;

columns! {
    /// The columns of resources.csv.
    ResourceCol in "resources.csv" {
        Id = "resource_id" required,
        Title = "title" personal,
        Kind = "kind",
        Topics = "topics",
        Grades = "grades",
        Languages = "languages",
        Contact = "contact" personal,
    }
}

const KINDS: [((), &str); 3] = [((), "advice"), ((), "material"), ((), "service")];

/// Checks the rows and gives their ids.
pub(super) fn read(source: &Source<ResourceCol>, faults: &mut Faults) -> Names<usize> {
    let (rows, is_whole) = rows_by_id(source, ResourceCol::Id, faults);
    for (_, line) in &rows {
        line.read(ResourceCol::Kind, faults, |text| cells::word(text, &KINDS));
    }
    let ids = rows.iter().map(|(id, _)| (*id).to_owned()).collect();
    let file = source.file();
    Names::new("resource of resources.csv", file, is_whole, ids, |ix| ix)
}
