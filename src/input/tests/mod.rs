//! Workspaces from small inline files, read as a user's are.

mod faults;
mod good;
mod hostile;
mod plans;
mod quirks;
mod roads;
mod weeks;

use std::path::Path;

use chrono::NaiveDate;
use tempfile::TempDir;

use super::{Asked, Read, read_week};
use crate::table::Fault;

/// A small workspace without a fault; tests replace or add files.
const BASE: [(&str, &str); 5] = [
    (
        "week.toml",
        "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n",
    ),
    (
        "places.csv",
        "place_id,kind,lat,lon,school_start,school_end\n\
         S1,school,34.05,-118.25,08:00,15:00\n\
         H1,home,34.06,-118.26,,\n\
         H2,home,34.07,-118.24,,\n",
    ),
    (
        "staff.csv",
        "staff_id,name,role,base_place,seats\n\
         L1,Maria Secret,liaison,S1,4\n\
         L2,Otto Secret,liaison,S1,0\n\
         P1,Pia Secret,partner,,\n",
    ),
    (
        "people.csv",
        "person_id,name,role,home_place,school_place,family_id,guardians,language,no_contact\n\
         K1,Kid Secret,student,H1,S1,F1,G1;G2,,\n\
         G1,Gran Secret,guardian,,,F1,,es,yes\n\
         G2,Gus Secret,guardian,,,F1,,so,\n\
         X1,Xeno Secret,other,,,,,,yes\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,about,place_id,language\nT1,report,,,\n",
    ),
];

/// The Friday before the week of the tests.
fn asked() -> Asked {
    Asked::plainly(NaiveDate::from_ymd_opt(2026, 11, 27).unwrap())
}

/// Reads a folder as it is.
fn read_dir(dir: &Path) -> Result<Read, Vec<Fault>> {
    read_week(dir, &asked())
}

/// The base workspace with files replaced or added; contents `-` take a file out.
fn workspace(changes: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().unwrap();
    let is_changed = |name: &str| changes.iter().any(|(changed, _)| *changed == name);
    let kept = BASE.iter().filter(|(name, _)| !is_changed(name));
    let kept = kept.map(|(name, text)| (*name, text.as_bytes()));
    for (name, bytes) in kept
        .chain(changes.iter().copied())
        .filter(|(_, bytes)| *bytes != b"-")
    {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    dir
}

/// Every line that reading says, of a good week or a bad one.
fn lines(changes: &[(&str, &str)], asked: &Asked) -> Vec<String> {
    let bytes: Vec<(&str, &[u8])> = changes
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    let dir = workspace(&bytes);
    let faults = read_week(dir.path(), asked).map_or_else(|faults| faults, |read| read.warnings);
    faults.iter().map(ToString::to_string).collect()
}

/// The week of the base workspace with changes, which must be good.
fn week(changes: &[(&str, &str)]) -> super::Week {
    let bytes: Vec<(&str, &[u8])> = changes
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    match read_dir(workspace(&bytes).path()) {
        Ok(read) => read.week,
        Err(faults) => panic!(
            "{}",
            faults
                .iter()
                .map(|fault| format!("{fault}\n"))
                .collect::<String>()
        ),
    }
}
