//! One test for each fault that was found in use, failing before its fix: a small workspace, the
//! program as a user runs it, and what must come of it.

mod clocks;
mod confidential;
mod households;
mod left_out;
mod receivers;
mod sessions;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use assert_cmd::cargo::CommandCargoExt;
use tempfile::TempDir;

/// A workspace without a fault; tests replace or add files.
const BASE: [(&str, &str); 5] = [
    (
        "week.toml",
        "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n",
    ),
    (
        "staff.csv",
        "staff_id,name,role,languages,base_place,seats\n\
         L1,Lena Liaison,liaison,en;es,OFF,4\n",
    ),
    (
        "places.csv",
        "place_id,name,kind,part_of,lat,lon,school_start,school_end,confidential\n\
         OFF,Main Office,office,,47.60,-122.33,,,\n\
         S1,Oak School,school,,47.61,-122.32,08:30,15:00,\n\
         H1,First home,home,,47.62,-122.31,,,\n\
         X9,Hidden house,home,,47.64,-122.29,,,yes\n",
    ),
    (
        "people.csv",
        "person_id,name,role,home_place,school_place,family_id,guardians,language,phone\n\
         K1,Kid One,student,H1,S1,F1,G1,es,\n\
         G1,Gus One,guardian,H1,,F1,,es,555-0201\n\
         K9,Kid Nine,student,X9,S1,F9,G9,en,\n\
         G9,Gil Nine,guardian,X9,,F9,,en,555-0209\n",
    ),
    (
        "tasks.csv",
        "task_id,kind,about,minutes,windows\nT1,home_visit,K1,30,\n",
    ),
];

/// A workspace with files replaced or added.
fn workspace(changes: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in BASE.iter().chain(changes) {
        std::fs::write(dir.path().join(name), text).expect("it can be written");
    }
    dir
}

/// Runs the program.
fn liaison(arguments: &[&str], folder: &Path) -> Output {
    Command::cargo_bin("liaison")
        .expect("the program was built")
        .args(arguments)
        .arg(folder)
        .output()
        .expect("it runs")
}

/// Plans a workspace, quickly and always alike, and gives what the program did.
fn plan(folder: &Path) -> Output {
    liaison(
        &["plan", "--iterations", "50", "--threads", "1", "--quiet"],
        folder,
    )
}

/// Every file of a workspace's plan, with its text.
fn outputs(folder: &Path) -> Vec<(PathBuf, String)> {
    std::fs::read_dir(folder.join("plan"))
        .expect("a plan was written")
        .map(|entry| {
            let path = entry.expect("it can be listed").path();
            let text = std::fs::read_to_string(&path).expect("outputs are text");
            (path, text)
        })
        .collect()
}
