//! What the tests outside the crate share: small random workspaces that use every rule,
//! and a way to read and plan them.

#![allow(dead_code, reason = "each test file uses its part")]

pub mod random;
pub mod ways;
pub mod world;

use std::collections::BTreeMap;
use std::path::Path;

use liaison::domain::Week;
use liaison::domain::comparison::Scenario;
use liaison::domain::plan::Plan;
use liaison::input::{self, Asked};
use liaison::plan::{self, Options};
use liaison::solver::Stop;

/// The files of a workspace, by name.
pub type Files = BTreeMap<String, String>;

/// Writes files into a folder.
pub fn write(files: &Files, folder: &Path) {
    std::fs::create_dir_all(folder).expect("a folder can be made");
    for (name, text) in files {
        std::fs::write(folder.join(name), text).expect("a file can be written");
    }
}

/// What a command without options asks of the reader, on a fixed day in a fixed zone.
pub fn asked() -> Asked {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 27).expect("a date");
    Asked {
        zone: Some(chrono_tz::America::Los_Angeles),
        ..Asked::plainly(today)
    }
}

/// Reads files as a workspace.
pub fn read(files: &Files) -> Result<Week, Vec<String>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(files, folder.path());
    match input::read_week(folder.path(), &asked()) {
        Ok(read) => Ok(read.week),
        Err(faults) => Err(faults.iter().map(ToString::to_string).collect()),
    }
}

/// Reads files under a scenario of week.toml and with settings of the command line.
pub fn read_with(files: &Files, scenario: Option<&str>, set: &[(&str, &str)]) -> Week {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(files, folder.path());
    let mut asked = asked();
    asked.scenario = scenario.map(str::to_owned);
    let set = set.iter();
    asked.budget = set
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    match input::read_week(folder.path(), &asked) {
        Ok(read) => read.week,
        Err(faults) => panic!(
            "{:#?}",
            faults.iter().map(ToString::to_string).collect::<Vec<_>>()
        ),
    }
}

/// A scenario that sets nothing of its own.
pub fn named(name: &str, week: Week) -> Scenario {
    Scenario {
        name: name.to_owned(),
        week,
        set: Vec::new(),
    }
}

/// A made-up fleet.
pub fn fleet(riders: usize, schools: usize, vehicles: usize, seed: u64) -> Files {
    let size = liaison::sample::FleetSize {
        riders,
        schools,
        vehicles,
        seed,
        monday: chrono::NaiveDate::from_ymd_opt(2026, 11, 30).expect("a date"),
    };
    let text = |(name, bytes)| (name, String::from_utf8(bytes).expect("text"));
    let files = liaison::sample::fleet(&size, None).into_iter();
    files.map(text).collect()
}

/// Plans with so many iterations on one thread.
pub fn plan(week: &Week, iterations: u64, seed: u64) -> Plan {
    let options = Options {
        stop: Stop::Iterations(iterations),
        threads: 1,
        seed,
        version: 1,
    };
    plan::make(week, &options, &|_| {}).expect("a week that was read makes a problem")
}
