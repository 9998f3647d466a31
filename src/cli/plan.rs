//! `liaison plan`: the week, from a folder to itineraries.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use liaison::domain::Week;
use liaison::domain::plan::Plan;
use liaison::input;
use liaison::itinerary::{self, Names, Style};
use liaison::plan::{self, Effort, Options};
use liaison::solver::Stop;
use liaison::table::write_all;
use liaison::verify;

use super::progress::Line;
use super::terminal::Terminal;
use super::workspace::{self, Changes};
use super::{Answer, Failure};

/// Plan a workspace's week and write its itineraries
#[derive(clap::Args)]
#[command(after_help = concat!("Example:\n  liaison plan data/sample --seconds 10 --out /tmp/plan\n\n", exits!()))]
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
pub struct Search {
    /// How long it may take in all, reading and writing included
    #[arg(
        long,
        value_name = "S",
        default_value_t = 10.0,
        allow_negative_numbers = true,
        conflicts_with = "iterations"
    )]
    seconds: f64,
    /// Search so many rounds instead: the same plan for the same seed and threads
    #[arg(long, value_name = "N")]
    pub iterations: Option<u64>,
    /// How many threads search [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// The random seed
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
}

impl Search {
    /// When the search is over; what is kept for verifying and writing is taken off.
    pub fn stop(&self, started: Instant) -> Result<Stop, Failure> {
        match self.iterations {
            Some(iterations) => Ok(Stop::Iterations(iterations)),
            None if self.seconds.is_finite() && (0.0..=1e6).contains(&self.seconds) => {
                let whole = Duration::from_secs_f64(self.seconds * (1.0 - LAST_PART));
                Ok(Stop::Deadline(started + whole))
            }
            None => Err(Failure::Use {
                what: format!("--seconds takes 0 to 1,000,000, not {}", self.seconds),
                hint: "for example --seconds 10".to_owned(),
            }),
        }
    }

    /// How many threads search.
    pub fn threads(&self) -> Result<usize, Failure> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        match self.threads.unwrap_or(cores) {
            threads @ 1..=1024 => Ok(threads),
            threads => Err(Failure::Use {
                what: format!("--threads takes 1 to 1024, not {threads}"),
                hint: "leave it out to use all cores".to_owned(),
            }),
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub enum NamesOn {
    Initials,
    Full,
    Code,
}

impl NamesOn {
    /// As the sheets know it.
    pub fn names(self) -> Names {
        match self {
            Self::Initials => Names::Initials,
            Self::Full => Names::Full,
            Self::Code => Names::Code,
        }
    }
}

pub fn run(
    arguments: &Arguments,
    terminal: &mut Terminal,
    started: Instant,
) -> Result<Answer, Failure> {
    let options = options(&arguments.search, started)?;
    let input::Read { week, roads, .. } =
        workspace::read(&arguments.workspace, &arguments.changes, terminal)?;
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
        names: arguments.names.names(),
        key: workspace::key(&arguments.workspace, &week, reproducible)?,
        when: (!reproducible).then(chrono::Utc::now),
    };
    let files = itinerary::render(&week, &plan, &style, roads.as_deref());
    // Where there is no plan yet, all that lies there is the user's, whatever its name.
    let had_plan = out.join("plan.json").is_file();
    write_all(&out, &files, |name| had_plan && itinerary::is_ours(name))?;
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
    let effort = match search.stop(started)? {
        Stop::Iterations(iterations) => Effort::Iterations(iterations),
        Stop::Deadline(at) => Effort::Until(at),
    };
    Ok(Options {
        effort,
        threads: search.threads()?,
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
