//! `liaison plan`: the week, from a folder to itineraries.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use liaison::domain::Week;
use liaison::domain::plan::Plan;
use liaison::itinerary::{self, Names, Style};
use liaison::plan::{self, Effort, Options};
use liaison::table::write_all;
use liaison::verify;

use super::progress::Line;
use super::terminal::Terminal;
use super::workspace::{self, Changes};
use super::{Answer, Failure};

/// Plan a workspace's week and write its itineraries
#[derive(clap::Args)]
#[command(after_help = "Example:\n  liaison plan data/sample --seconds 10 --out /tmp/plan")]
pub struct Arguments {
    /// The folder with week.toml
    workspace: PathBuf,
    /// Where the plan goes [default: WORKSPACE/plan]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How names stand on day sheets
    #[arg(long, value_name = "HOW", default_value = "initials")]
    names: NamesOn,
    #[command(flatten)]
    search: Search,
    #[command(flatten)]
    changes: Changes,
}

#[derive(clap::Args)]
#[command(next_help_heading = "Search")]
struct Search {
    /// How long it may take in all, reading and writing included
    #[arg(
        long,
        value_name = "S",
        default_value_t = 10.0,
        conflicts_with = "iterations"
    )]
    seconds: f64,
    /// Search so many rounds instead: the same plan for the same seed and threads
    #[arg(long, value_name = "N")]
    iterations: Option<u64>,
    /// How many threads search [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// The random seed
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum NamesOn {
    Initials,
    Full,
    Code,
}

pub fn run(
    arguments: &Arguments,
    terminal: &mut Terminal,
    started: Instant,
) -> Result<Answer, Failure> {
    let options = options(&arguments.search, started)?;
    let week = workspace::read(&arguments.workspace, &arguments.changes, terminal)?;
    let line = Line::new(terminal);
    let plan = plan::make(&week, &options, &|found| {
        line.say(format!("{} of {} placed", found.placed, found.of));
    })?;
    drop(line);
    let plan = finish(plan, &arguments.search, started);
    check(&week, &plan)?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| arguments.workspace.join("plan"));
    let reproducible = arguments.search.iterations.is_some();
    let style = Style {
        names: match arguments.names {
            NamesOn::Initials => Names::Initials,
            NamesOn::Full => Names::Full,
            NamesOn::Code => Names::Code,
        },
        key: workspace::key(&arguments.workspace, &week, reproducible)?,
        when: (!reproducible).then(chrono::Utc::now),
    };
    let files = itinerary::render(&week, &plan, &style, None);
    write_all(&out, &files, itinerary::is_ours)?;
    if terminal.json {
        terminal.result_json(&itinerary::summary(&plan))?;
    } else {
        terminal.result(itinerary::terminal::summary(&week, &plan))?;
        terminal.remark(format!(
            "written to {}: begin with week.html",
            out.display()
        ));
    }
    Ok(if plan.totals.required_unplaced == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// What is kept for verifying and writing, of the time that was given.
const LAST_PART: f64 = 0.04;

fn options(search: &Search, started: Instant) -> Result<Options, Failure> {
    let wrong = |what: String, hint: &str| Failure::Use {
        what,
        hint: hint.to_owned(),
    };
    let effort = match search.iterations {
        Some(iterations) => Effort::Iterations(iterations),
        None if search.seconds.is_finite() && (0.0..=1e6).contains(&search.seconds) => {
            Effort::Until(started + Duration::from_secs_f64(search.seconds * (1.0 - LAST_PART)))
        }
        None => {
            return Err(wrong(
                format!("--seconds takes 0 to 1,000,000, not {}", search.seconds),
                "for example --seconds 10",
            ));
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = search.threads.unwrap_or(cores);
    if threads == 0 || threads > 1024 {
        return Err(wrong(
            format!("--threads takes 1 to 1024, not {threads}"),
            "leave it out to use all cores",
        ));
    }
    Ok(Options {
        effort,
        threads,
        seed: search.seed,
        version: 1,
    })
}

/// Notes how long it took, unless nothing may depend on the clock.
fn finish(mut plan: Plan, search: &Search, started: Instant) -> Plan {
    plan.seconds = search
        .iterations
        .is_none()
        .then(|| started.elapsed().as_secs_f64());
    plan
}

/// No plan leaves the house that breaks a rule.
fn check(week: &Week, plan: &Plan) -> Result<(), Failure> {
    let report = verify::verify(week, plan);
    if report.violations.is_empty() {
        return Ok(());
    }
    Err(Failure::Ours(
        report.violations.iter().map(ToString::to_string).collect(),
    ))
}
