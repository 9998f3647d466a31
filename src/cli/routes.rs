//! `liaison routes`: the runs of the vehicles, from a folder to sheets.

use std::path::{Path, PathBuf};
use std::time::Instant;

use liaison::domain::Week;
use liaison::domain::dial::Dial;
use liaison::domain::ids::RideIx;
use liaison::domain::run::{Finding, RunPlan};
use liaison::input;
use liaison::itinerary::{self, Style};
use liaison::table::write_all;
use liaison::transport::{self, Options};
use liaison::verify;

use super::plan::NamesOn;
use super::progress::Line;
use super::search::Search;
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
    today: Today,
    #[command(flatten)]
    search: Search,
    #[command(flatten)]
    changes: Changes,
}

#[derive(clap::Args)]
#[command(next_help_heading = "Today's runs")]
struct Today {
    /// Reckon and check these runs, and begin from them
    #[arg(long, value_name = "RUNS.CSV")]
    from: Option<PathBuf>,
    /// Change as few riders' vehicles and times as can be; changes.csv lists them
    #[arg(long, requires = "from")]
    keep: bool,
    /// Name the three best runs for a ride; nothing is written [runs: --from, else those in --out]
    #[arg(long, value_name = "RIDE", conflicts_with = "keep")]
    add: Option<String>,
}

/// The shared options in the words of runs, which have no limits of the week, no visits and no
/// plan.json.
pub fn in_own_words(command: clap::Command) -> clap::Command {
    command
        .mut_arg("budget", |budget| {
            budget.help("Replace a setting: rides.max_ride_minutes=60, staff.D1.miles=30")
        })
        .mut_arg("pins", |pins| {
            pins.help("Use these pins instead of pins.csv")
        })
        .mut_arg("p80", |p80| {
            p80.help("Take drives for as long as four of five are: runs that bear more")
        })
        .mut_arg("rides", |rides| {
            rides.help("Add the rides of this file, in place of rows with the same ids")
        })
}

pub fn run(
    arguments: &Arguments,
    terminal: &mut Terminal,
    started: Instant,
) -> Result<Answer, Failure> {
    let input::Read { week, roads, .. } =
        workspace::read(&arguments.workspace, &arguments.changes, terminal)?;
    must_have_vehicles(&week)?;
    must_bind_runs(&week, keys(&arguments.changes.budget))?;
    let out = (arguments.out.clone()).unwrap_or_else(|| arguments.workspace.join("runs"));
    if let Some(ride) = &arguments.today.add {
        let from = arguments.today.from.clone();
        return add(
            &week,
            ride,
            &from.unwrap_or_else(|| out.join("runs.csv")),
            terminal,
        );
    }
    let today = match &arguments.today.from {
        Some(path) => Some(today(&week, path, terminal)?),
        None => None,
    };
    let options = Options {
        from: today.as_ref(),
        keep: arguments.today.keep,
        bells: !arguments.today.keep,
        stop: arguments.search.stop(started)?,
        threads: arguments.search.threads()?,
        seed: arguments.search.seed,
    };
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
    plan.findings = check(&week, &plan)?;
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
        let unchanged = itinerary::runs::terminal::unchanged(&plan);
        if let Some(text) = unchanged.filter(|_| today.is_some()) {
            terminal.result(text)?;
        }
        terminal.remark(format!("written to {}", out.display()));
    }
    if let Some(text) = itinerary::runs::terminal::second_duty(&week, &plan) {
        terminal.warning(text);
    }
    Ok(if plan.totals.missed == 0 && plan.findings.is_empty() {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// Runs to begin from; what of them is passed over is told.
fn begun(week: &Week, path: &Path, terminal: &mut Terminal) -> Result<RunPlan, Failure> {
    let (runs, passed_over) = input::read_runs_to_begin(week, path).map_err(Failure::Table)?;
    for fault in &passed_over {
        terminal.warning(fault);
    }
    Ok(runs)
}

/// Today's runs, reckoned and checked: what they break is told and no reason to stop.
fn today(week: &Week, path: &Path, terminal: &mut Terminal) -> Result<RunPlan, Failure> {
    let mut plan = begun(week, path, terminal)?;
    plan.totals = transport::totals(week, &plan.outings, &[]);
    let report = verify::verify_runs(week, &plan);
    for violation in &report.violations {
        terminal.warning(violation);
    }
    terminal.remark(itinerary::runs::terminal::today(
        &plan,
        report.violations.len(),
    ));
    Ok(plan)
}

/// The best runs for a ride, on each of its days; the answer is no where a day has none.
fn add(week: &Week, id: &str, from: &Path, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let wrong = |what: String, hint: &str| Failure::Use {
        what,
        hint: hint.to_owned(),
    };
    if !from.is_file() {
        let what = format!("there are no runs at {} to add a ride to", from.display());
        return Err(wrong(
            what,
            "run `liaison routes` first, or name them with --from",
        ));
    }
    let asked = transport::asked(week).filter(|ride| {
        let ride = week.ride(*ride);
        ride.id == id || ride.row_id == id
    });
    let asked: Vec<RideIx> = asked.collect();
    if asked.is_empty() {
        let what = format!("{id} is no ride that a vehicle takes in this week");
        return Err(wrong(what, "add its row to rides.csv first"));
    }
    let today = begun(week, from, terminal)?;
    let mut of_days = Vec::with_capacity(asked.len());
    for ride in asked {
        of_days.push((week.ride(ride).day, transport::offers(week, &today, ride)?));
    }
    match terminal.json {
        true => terminal.result_json(&itinerary::runs::offers(week, &of_days))?,
        false => {
            let text = itinerary::runs::terminal::offers(week, id, &of_days);
            terminal.result(text.trim_end())?;
        }
    }
    let has_one =
        |(_, found): &(_, Result<Vec<_>, _>)| found.as_ref().is_ok_and(|found| !found.is_empty());
    Ok(match of_days.iter().all(has_one) {
        true => Answer::Yes,
        false => Answer::No,
    })
}

/// The keys of `--budget`.
pub fn keys(budget: &[String]) -> impl Iterator<Item = &str> {
    let pairs = budget.iter().filter_map(|text| text.split_once('='));
    pairs.map(|(key, _)| key)
}

/// Limits of the whole week hold for what liaisons drive, and for no runs.
pub fn must_bind_runs<'k>(week: &Week, keys: impl Iterator<Item = &'k str>) -> Result<(), Failure> {
    for key in keys {
        if Dial::named(week, key.trim()).is_some_and(|dial| dial.whose.is_none()) {
            return Err(Failure::Use {
                what: format!("{key} is a limit of the liaisons\u{2019} week, and runs have none"),
                hint: "limit a driver in staff.csv or rides.max_ride_minutes, or take a scenario with other bells, shifts or vehicles"
                    .to_owned(),
            });
        }
    }
    Ok(())
}

/// Without vehicles or rides for them there is nothing to build.
pub fn must_have_vehicles(week: &Week) -> Result<(), Failure> {
    let wrong = |what: &str, hint: &str| {
        Err(Failure::Use {
            what: what.to_owned(),
            hint: hint.to_owned(),
        })
    };
    if week.vehicles.is_empty() {
        return wrong(
            "there is no vehicle: vehicles.csv is missing or empty, or a scenario is without all of them",
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

/// No runs leave the house that break a rule; what they break of the dated rules of transport
/// is told.
pub fn check(week: &Week, plan: &RunPlan) -> Result<Vec<Finding>, Failure> {
    let report = verify::verify_runs(week, plan);
    if report.violations.is_empty() {
        return Ok(report.findings);
    }
    Err(Failure::Ours(
        report.violations.iter().map(ToString::to_string).collect(),
    ))
}
