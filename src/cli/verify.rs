//! `liaison verify`: a plan against every rule.

use std::path::PathBuf;

use liaison::{input, verify};
use serde::Serialize;

use super::failure::plural;
use super::terminal::Terminal;
use super::workspace::{self, Changes};
use super::{Answer, Failure};

/// Check a plan against every rule, also one edited by hand
#[derive(clap::Args)]
#[command(after_help = concat!("Example:\n  liaison verify data/sample data/sample/plan/itinerary.csv\n\n", exits!()))]
pub struct Arguments {
    /// The folder with week.toml
    workspace: PathBuf,
    /// plan.json or itinerary.csv
    plan: PathBuf,
    #[command(flatten)]
    changes: Changes,
}

#[derive(Serialize)]
struct Report {
    violations: Vec<String>,
    missed: Vec<String>,
}

pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let (folder, brought) = (&arguments.workspace, &arguments.plan);
    let week = workspace::read_with(folder, &arguments.changes, brought, terminal)?.week;
    let plan = input::read_plan(&week, &arguments.plan).map_err(Failure::Brought)?;
    // Of a spreadsheet only activities, places and times count; the rest follows from them.
    let is_table = arguments
        .plan
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let plan = if is_table {
        verify::restated(&week, &plan)
    } else {
        plan
    };
    let report = verify::verify(&week, &plan);
    let violations: Vec<String> = report.violations.iter().map(ToString::to_string).collect();
    let missed: Vec<String> = report
        .missed
        .iter()
        .map(|&work| week.work_id(work).to_owned())
        .collect();
    if terminal.json {
        terminal.result_json(&Report {
            violations: violations.clone(),
            missed,
        })?;
    } else {
        for violation in &violations {
            terminal.result(violation)?;
        }
        for work in &missed {
            terminal.result(format!("{work}: required, and not in the plan"))?;
        }
        if violations.is_empty() {
            terminal.result("every rule holds")?;
        } else {
            terminal.result(format!("{} broken", plural(violations.len(), "rule")))?;
        }
    }
    Ok(if violations.is_empty() {
        Answer::Yes
    } else {
        Answer::No
    })
}
