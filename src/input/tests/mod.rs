//! Workspaces from small inline files, read as a user's are.

mod weeks;

use std::path::Path;

use chrono::NaiveDate;

use super::{Asked, Read, read_week};
use crate::table::Fault;

/// The Friday before the week of the tests.
fn asked() -> Asked {
    Asked::plainly(NaiveDate::from_ymd_opt(2026, 11, 27).unwrap())
}

/// Reads a folder as it is.
fn read_dir(dir: &Path) -> Result<Read, Vec<Fault>> {
    read_week(dir, &asked())
}
