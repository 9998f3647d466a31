//! `liaison compare`: the week under several settings, side by side.

mod files;
mod runs;
mod scenarios;
mod several;

use std::path::{Path, PathBuf};
use std::time::Instant;

use liaison::domain::comparison::{Comparison, Point, Scenario};
use liaison::domain::dial::Dial;
use liaison::itinerary::compare as written;
use liaison::plan::Options;
use liaison::plan::compare::{self, Goal};
use liaison::verify;

use super::progress::Line;
use super::reach::Over;
use super::search::Search;
use super::terminal::Terminal;
use super::{Answer, Failure};
use files::{out_of, say_where, write};

/// Seconds for each scenario where nothing else is asked for.
const SECONDS_EACH: f64 = 2.3;
/// Seconds for each goal where nothing else is asked for.
const SECONDS_A_GOAL: f64 = 20.0;
/// Up to so many seconds, scenarios and steps of their limits take as long as scenarios do.
const SECONDS_WITH_GRANTS: f64 = 24.0;
/// Part of the scenarios' time that steps of their limits have in any case.
const GRANTS_PART: f64 = 0.2;

/// Compare the week under several budgets or scenarios
#[derive(clap::Args)]
#[command(after_help = concat!("\
Without options the week as it is (`base`) stands beside every [scenario.NAME] of week.toml.
--budget adds the week with these limits; beside a --sweep it holds at every point of it.

Examples:
  liaison compare data/sample
  liaison compare data/sample --sweep miles=60..140:20
  liaison compare data/sample --budget miles=60 --budget overtime_hours=0
  liaison compare data/sample --sweep miles=0..140:20 --reach value=90% --reach task=T38
  liaison compare fleet --routes --sweep rides.max_ride_minutes=30..60:10

", exits!()))]
pub struct Arguments {
    /// The folder with week.toml; several weeks are averaged
    #[arg(required = true, value_name = "WORKSPACE")]
    workspaces: Vec<PathBuf>,
    /// Where it goes, each plan in a folder of its own [default: WORKSPACE/compare]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Scenarios of week.toml, or `base` [default: base and all of them]
    #[arg(
        long,
        value_name = "A,B",
        value_delimiter = ',',
        help_heading = "What if"
    )]
    scenarios: Vec<String>,
    /// Replace a limit, as in [budget]: miles=60, staff.L1.miles=30
    #[arg(long, value_name = "KEY=VALUE", help_heading = "What if")]
    pub budget: Vec<String>,
    /// The runs of vehicles.csv instead of the week plan; settings of [rides] may be swept too
    #[arg(long, help_heading = "What if")]
    routes: bool,
    /// For whom the pages are
    #[arg(long, value_name = "WHO", default_value = "own")]
    profile: ProfileOf,
    /// A limit in steps, as in miles=0..200:20; two of them make a grid
    #[arg(long, value_name = "KEY=FROM..TO:STEP", help_heading = "What if")]
    pub sweep: Vec<String>,
    /// The least of the swept limit that gets there: value=90%, task=T5, kind=home_visit:12
    #[arg(long, value_name = "GOAL", help_heading = "What if")]
    reach: Vec<String>,
    /// How long it may take in all [default: 2.3 for each scenario, up to 24 with what a step more
    /// of their limits buys, 20 for each --reach]
    #[arg(
        long,
        value_name = "S",
        allow_negative_numbers = true,
        conflicts_with = "iterations",
        help_heading = "Search"
    )]
    seconds: Option<f64>,
    /// Search so many rounds for each scenario: the same for the same seed and threads
    #[arg(long, value_name = "N", help_heading = "Search")]
    iterations: Option<u64>,
    /// How many threads search [default: all cores]
    #[arg(long, value_name = "N", help_heading = "Search")]
    threads: Option<usize>,
    /// The random seed
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Search")]
    seed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ProfileOf {
    /// Ids and every number
    Own,
    /// No ids, no plans, and no group of fewer than ten
    Public,
}

impl ProfileOf {
    fn profile(self) -> written::Profile {
        match self {
            Self::Own => written::Profile::Own,
            Self::Public => written::Profile::Public,
        }
    }
}

pub fn run(
    arguments: &Arguments,
    terminal: &mut Terminal,
    started: Instant,
) -> Result<Answer, Failure> {
    if arguments.routes {
        return runs::run(arguments, terminal, started);
    }
    let weeks = arguments.workspaces.as_slice();
    if let [folder] = weeks {
        let out = out_of(arguments, folder);
        let asked = Asked::of(arguments, folder, terminal)?;
        let options = options(arguments, asked.seconds(), started)?;
        let found = asked.compared(arguments, &options, terminal, started)?;
        write(arguments, folder, &found, &out)?;
        if terminal.json {
            terminal.result_json(&written::document(&found))?;
        } else {
            terminal.result(written::terminal(&found))?;
            say_where(&out, terminal);
        }
        return Ok(answer(&found));
    }
    several::run(arguments, terminal, started)
}

/// What is asked of one week.
struct Asked {
    scenarios: Vec<Scenario>,
    swept: Vec<Dial>,
    goals: Vec<Goal>,
    over: Option<Over>,
}

impl Asked {
    fn of(arguments: &Arguments, folder: &Path, terminal: &mut Terminal) -> Result<Self, Failure> {
        let (scenarios, swept) = scenarios::scenarios(arguments, folder, terminal)?;
        let goals = super::reach::goals(&arguments.reach)?;
        let over = match goals.as_slice() {
            [] => None,
            _ => Some(super::reach::over(arguments, &scenarios, &swept, &goals)?),
        };
        Ok(Self {
            scenarios,
            swept,
            goals,
            over,
        })
    }

    /// How many limits are planned with a step more.
    fn grants(&self) -> usize {
        let weeks = self.scenarios.iter().map(|one| &one.week);
        weeks
            .map(|week| compare::grants_of(week, &self.swept).len())
            .sum()
    }

    /// Seconds for the scenarios, for the goals, and for what a step more buys. The last comes
    /// on top up to what all but long comparisons take, and is at least a part of the first.
    fn lasts(&self) -> [f64; 3] {
        let plans = SECONDS_EACH * self.scenarios.len() as f64;
        let goals = SECONDS_A_GOAL * self.goals.len() as f64;
        let asked = SECONDS_EACH * self.grants() as f64;
        let on_top = asked.min((SECONDS_WITH_GRANTS - plans).max(0.0));
        let grants = on_top.max(asked.min(GRANTS_PART * plans));
        [plans + on_top - grants, goals, grants]
    }

    /// Seconds for all of it.
    fn seconds(&self) -> f64 {
        self.lasts().iter().sum()
    }

    fn compared(
        self,
        arguments: &Arguments,
        options: &Options,
        terminal: &Terminal,
        started: Instant,
    ) -> Result<Comparison, Failure> {
        let line = Line::new(terminal);
        let told = |done: usize, of: usize| line.say(format!("{done} of {of} scenarios"));
        let [plans, goals, grants] = self.lasts();
        let of = |part: f64, rest: f64| {
            let part = part / (part + rest).max(f64::MIN_POSITIVE);
            super::reach::part(options, part)
        };
        let first = of(plans, goals + grants);
        let mut found = compare::compare(self.scenarios, self.swept, &first, &told)?;
        if let Some(over) = &self.over {
            line.say("looking for the least that gets there".to_owned());
            found = over.answered(found, &self.goals, &of(goals, grants))?;
        }
        if grants > 0.0 {
            line.say("looking at what a step more buys".to_owned());
            found = compare::with_grants(found, options)?;
        }
        if let Some(over) = &self.over {
            over.held_to_points(&mut found, &self.goals);
        }
        drop(line);
        let took = started.elapsed().as_secs_f64();
        for point in &mut found.points {
            point.plan.seconds = arguments.iterations.is_none().then_some(took);
            check(point)?;
        }
        Ok(found)
    }
}

/// How to plan what takes so many seconds where nothing else is asked for.
fn options(arguments: &Arguments, seconds: f64, started: Instant) -> Result<Options, Failure> {
    let search = Search {
        seconds: arguments.seconds.unwrap_or(seconds),
        iterations: arguments.iterations,
        threads: arguments.threads,
        seed: arguments.seed,
    };
    Ok(Options {
        stop: search.stop(started)?,
        threads: search.threads()?,
        seed: search.seed,
        version: 1,
    })
}

/// No plan leaves the house that breaks a rule.
fn check(point: &Point) -> Result<(), Failure> {
    let report = verify::verify(&point.scenario.week, &point.plan);
    if report.violations.is_empty() {
        return Ok(());
    }
    let of = |violation: &dyn std::fmt::Display| format!("{}: {violation}", point.scenario.name);
    Err(Failure::Ours(
        report.violations.iter().map(|one| of(one)).collect(),
    ))
}

/// No where nothing keeps all that is required, or a goal is not reached.
fn answer(found: &Comparison) -> Answer {
    let keeps = |point: &Point| point.plan.totals.required_unplaced == 0;
    let reaches = found.reached.iter().all(|goal| goal.least.is_some());
    if found.points.iter().any(keeps) && reaches {
        Answer::Yes
    } else {
        Answer::No
    }
}
