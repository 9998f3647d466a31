//! `liaison verify`: a plan against every rule.

use std::path::{Path, PathBuf};

use liaison::domain::Week;
use liaison::{input, itinerary, verify};
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
    /// plan.json or itinerary.csv, or the runs.csv of `routes`
    plan: PathBuf,
    #[command(flatten)]
    changes: Changes,
}

/// What is wrong, a line each.
#[derive(Serialize)]
struct Report {
    violations: Vec<String>,
    /// The ids of what must be there and is not.
    missed: Vec<String>,
    /// What is said of them.
    #[serde(skip)]
    missing: &'static str,
    /// Dated rules of transport that runs break.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<String>,
}

pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let (folder, brought) = (&arguments.workspace, &arguments.plan);
    let week = workspace::read_with(folder, &arguments.changes, brought, terminal)?.week;
    let report = if input::is_runs(brought) {
        of_runs(&week, brought)?
    } else {
        of_plan(&week, brought)?
    };
    tell(&report, terminal)
}

/// A week plan.
fn of_plan(week: &Week, path: &Path) -> Result<Report, Failure> {
    let plan = input::read_plan(week, path).map_err(Failure::Brought)?;
    // Of a spreadsheet only activities, places and times count; the rest follows from them.
    let is_table = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let plan = if is_table {
        verify::restated(week, &plan)
    } else {
        plan
    };
    let report = verify::verify(week, &plan);
    Ok(Report {
        violations: report.violations.iter().map(ToString::to_string).collect(),
        missed: (report.missed.iter())
            .map(|&work| week.work_id(work).to_owned())
            .collect(),
        missing: "required, and not in the plan",
        findings: Vec::new(),
    })
}

/// Runs of vehicles.
fn of_runs(week: &Week, path: &Path) -> Result<Report, Failure> {
    let plan = input::read_runs(week, path).map_err(Failure::Table)?;
    let report = verify::verify_runs(week, &plan);
    Ok(Report {
        violations: report.violations.iter().map(ToString::to_string).collect(),
        missed: (report.missed.iter())
            .map(|&ride| week.ride(ride).id.clone())
            .collect(),
        missing: "must ride, and no run takes it",
        findings: (report.findings.iter())
            .map(|finding| itinerary::runs::terminal::finding(week, finding))
            .collect(),
    })
}

fn tell(report: &Report, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let broken = report.violations.len() + report.findings.len();
    if terminal.json {
        terminal.result_json(report)?;
    } else {
        for line in report.violations.iter().chain(&report.findings) {
            terminal.result(line)?;
        }
        for id in &report.missed {
            terminal.result(format!("{id}: {}", report.missing))?;
        }
        if broken == 0 {
            terminal.result("every rule holds")?;
        } else {
            terminal.result(format!("{} broken", plural(broken, "rule")))?;
        }
    }
    Ok(if broken == 0 { Answer::Yes } else { Answer::No })
}
