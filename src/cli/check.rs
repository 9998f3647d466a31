//! `liaison check`: every defect of the files, nothing planned.

use std::path::PathBuf;

use liaison::domain::place::{Place, PlaceKind};
use liaison::input;
use liaison::table::Fault;
use serde::Serialize;

use super::failure::plural;
use super::terminal::Terminal;
use super::workspace::{self, Changes};
use super::{Answer, Failure};

/// Check a workspace's files: every defect, nothing planned
#[derive(clap::Args)]
#[command(after_help = concat!("Example:\n  liaison check data/sample\n\n", exits!()))]
pub struct Arguments {
    /// The folder with week.toml
    workspace: PathBuf,
    #[command(flatten)]
    changes: Changes,
}

#[derive(Serialize)]
struct Report {
    faults: Vec<String>,
    warnings: Vec<String>,
}

pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Answer, Failure> {
    workspace::must_be_there(&arguments.workspace)?;
    let asked = workspace::asked(&arguments.changes)?;
    let (faults, warnings, found) = match input::read_week(&arguments.workspace, &asked) {
        Ok(read) => {
            let week = &read.week;
            let is_stop = |place: &&Place| place.kind == PlaceKind::Stop;
            let places = week.places.iter().filter(|place| !is_stop(place));
            let found = format!(
                "{}, {}, {}, {} in the week of {}",
                plural(week.staff.len(), "member") + " of staff",
                plural(week.tasks.len(), "task"),
                plural(week.rides.len(), "ride"),
                plural(places.count(), "place"),
                week.clock.monday(),
            );
            (Vec::new(), read.warnings, found)
        }
        Err(faults) => (faults, Vec::new(), String::new()),
    };
    if terminal.json {
        let lines = |faults: &[Fault]| faults.iter().map(Fault::to_string).collect();
        terminal.result_json(&Report {
            faults: lines(&faults),
            warnings: lines(&warnings),
        })?;
    } else {
        for fault in faults.iter().chain(&warnings) {
            terminal.result(fault)?;
        }
        if faults.is_empty() {
            terminal.result(format!(
                "{found}: {}",
                clean(Fault::count(&warnings) as usize)
            ))?;
        } else {
            terminal.result(format!(
                "{}; nothing can be planned before they are mended",
                plural(Fault::count(&faults) as usize, "fault")
            ))?;
        }
    }
    Ok(if faults.is_empty() {
        Answer::Yes
    } else {
        Answer::No
    })
}

fn clean(warnings: usize) -> String {
    if warnings == 0 {
        "no faults".to_owned()
    } else {
        format!("no faults, {}", plural(warnings, "warning"))
    }
}
