//! `liaison plan`: the week, from a folder to itineraries.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ValueEnum;
use liaison::domain::Week;
use liaison::domain::document::{Document, VersionDocument};
use liaison::domain::plan::Plan;
use liaison::input::{self, Drafts};
use liaison::itinerary::{self, Names, Style};
use liaison::plan::{self, Options};
use liaison::table::write_all;
use liaison::verify;

use super::progress::Line;
use super::search::Search;
use super::terminal::Terminal;
use super::undo;
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
    /// Name for each day a few tasks nearby that fit where a visit fails
    #[arg(long)]
    standby: bool,
    #[command(flatten)]
    search: Search,
    #[command(flatten)]
    changes: Changes,
}

/// What the search has of the time where standby lists are asked for too.
const BEFORE_STANDBY: f64 = 0.9;

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
    let out = (arguments.out.clone()).unwrap_or_else(|| arguments.workspace.join("plan"));
    let earlier = earlier(&out);
    let mut options = options(&arguments.search, started, earlier.as_ref())?;
    let until = options.stop.until();
    if arguments.standby {
        options.stop = options.stop.sooner(BEFORE_STANDBY);
    }
    let input::Read { week, roads, .. } =
        workspace::read(&arguments.workspace, &arguments.changes, terminal)?;
    let line = Line::new(terminal);
    let plan = plan::make(&week, &options, &|found| {
        line.say(format!("{} of {} placed", found.placed, found.of));
    })?;
    drop(line);
    let mut plan = finish(plan, &arguments.search, started);
    if arguments.standby {
        let first = week.clock.whole_week().from;
        plan::standby::fill(&week, &mut plan, first, until)?;
    }
    check(&week, &plan)?;
    let reproducible = arguments.search.iterations.is_some();
    let style = Style {
        names: arguments.names.names(),
        key: workspace::key(&arguments.workspace, &week, reproducible)?,
        when: (!reproducible).then(chrono::Utc::now),
    };
    let mut files = itinerary::render(&week, &plan, &style, roads.as_deref());
    let asked = workspace::asked(&arguments.changes)?;
    let inputs = Drafts::new(&arguments.workspace, &asked).map_err(Failure::Input)?;
    let history = history(&week, &plan, earlier.as_ref());
    itinerary::note(&mut files, &week, &plan, Some(&inputs.digest()), &history);
    if let Some(earlier) = &earlier {
        undo::save(&arguments.workspace, &out, &inputs, earlier.version)?;
    }
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

fn options(
    search: &Search,
    started: Instant,
    earlier: Option<&Document>,
) -> Result<Options, Failure> {
    Ok(Options {
        stop: search.stop(started)?,
        threads: search.threads()?,
        seed: search.seed,
        version: earlier.map_or(1, |earlier| earlier.version + 1),
    })
}

/// The plan that this one follows: one that a replan made. Versions then go on, so that calendars
/// take the later word, and nothing is lost by taking one back. A first plan made again is
/// another first plan.
fn earlier(out: &Path) -> Option<Document> {
    let path = out.join("plan.json");
    let document = input::read_document(&path).ok()?;
    (document.version > 1).then_some(document)
}

/// How the plan came about: what it follows, in the same week, and that it was made anew.
fn history(week: &Week, plan: &Plan, earlier: Option<&Document>) -> Vec<VersionDocument> {
    let Some(earlier) = earlier else {
        return Vec::new();
    };
    let mut history = match earlier.week == week.clock.monday().to_string() {
        true => earlier.history.clone(),
        false => Vec::new(),
    };
    let start = workspace::stamp(week, week.clock.whole_week().from);
    history.push(VersionDocument::anew(plan.version, start));
    history
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
pub fn check(week: &Week, plan: &Plan) -> Result<(), Failure> {
    let report = verify::verify(week, plan);
    if report.violations.is_empty() {
        return Ok(());
    }
    Err(Failure::Ours(
        report.violations.iter().map(ToString::to_string).collect(),
    ))
}
