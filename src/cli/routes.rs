//! `liaison routes`: the runs of the vehicles, from a folder to sheets.

use std::path::PathBuf;
use std::time::Instant;

use liaison::domain::Week;
use liaison::domain::run::RunPlan;
use liaison::input;
use liaison::itinerary::{self, Style};
use liaison::table::write_all;
use liaison::transport::{self, Options};
use liaison::verify;

use super::plan::{NamesOn, Search};
use super::progress::Line;
use super::terminal::Terminal;
use super::workspace::{self, Changes};
use super::{Answer, Failure};

/// Build the morning and afternoon runs of vehicles.csv
#[derive(clap::Args)]
#[command(after_help = concat!("Example:\n  liaison routes district --seconds 30 --out /tmp/runs\n\n", exits!()))]
pub struct Arguments {
    /// The folder with week.toml, rides.csv and vehicles.csv
    workspace: PathBuf,
    /// Where the runs go [default: WORKSPACE/runs]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How names stand on run sheets
    #[arg(long, value_name = "HOW", default_value = "initials")]
    names: NamesOn,
    #[command(flatten)]
    search: Search,
    #[command(flatten)]
    changes: Changes,
}

pub fn run(
    arguments: &Arguments,
    terminal: &mut Terminal,
    started: Instant,
) -> Result<Answer, Failure> {
    let options = Options {
        stop: arguments.search.stop(started)?,
        threads: arguments.search.threads()?,
        seed: arguments.search.seed,
    };
    let input::Read { week, roads, .. } =
        workspace::read(&arguments.workspace, &arguments.changes, terminal)?;
    must_have_vehicles(&week)?;
    let line = Line::new(terminal);
    let mut plan = transport::make(&week, &options, &|found| {
        line.say(format!(
            "{} of {} rides have a vehicle; part {} of {}",
            found.served,
            found.of,
            found.scenes + 1,
            found.of_scenes
        ));
    })?;
    drop(line);
    let reproducible = arguments.search.iterations.is_some();
    plan.seconds = (!reproducible).then(|| started.elapsed().as_secs_f64());
    check(&week, &plan)?;
    let out = (arguments.out.clone()).unwrap_or_else(|| arguments.workspace.join("runs"));
    let style = Style {
        names: arguments.names.names(),
        key: workspace::key(&arguments.workspace, &week, reproducible)?,
        when: None,
    };
    let files = itinerary::runs::render(&week, &plan, &style, roads.as_deref());
    // Where there are no runs yet, all that lies there is the user's, whatever its name.
    let had_runs = out.join("runs.csv").is_file();
    write_all(&out, &files, |name| {
        had_runs && itinerary::runs::is_ours(name)
    })?;
    if terminal.json {
        terminal.result_json(&itinerary::runs::summary(&week, &plan))?;
    } else {
        terminal.result(itinerary::runs::terminal::page(&week, &plan).trim_end())?;
        terminal.remark(format!("written to {}", out.display()));
    }
    Ok(if plan.totals.missed == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// Without vehicles or rides for them there is nothing to build.
fn must_have_vehicles(week: &Week) -> Result<(), Failure> {
    let wrong = |what: &str, hint: &str| {
        Err(Failure::Use {
            what: what.to_owned(),
            hint: hint.to_owned(),
        })
    };
    if week.vehicles.is_empty() {
        return wrong(
            "there is no vehicle: vehicles.csv is missing or empty",
            "add vehicles.csv with vehicle_id, place_id and seats; a liaison's own car can be one",
        );
    }
    if transport::asked(week).next().is_none() {
        return wrong(
            "no ride of this week is for a vehicle",
            "add rides to rides.csv, or take `liaison` out of their column `by`",
        );
    }
    Ok(())
}

/// No runs leave the house that break a rule.
fn check(week: &Week, plan: &RunPlan) -> Result<(), Failure> {
    let report = verify::verify_runs(week, plan);
    if report.violations.is_empty() {
        return Ok(());
    }
    Err(Failure::Ours(
        report.violations.iter().map(ToString::to_string).collect(),
    ))
}
