//! `liaison compare`: the week under several settings, side by side.

mod runs;

use std::path::{Path, PathBuf};
use std::time::Instant;

use liaison::domain::Week;
use liaison::domain::comparison::{Comparison, Point, Scenario};
use liaison::domain::dial::{Amount, Dial};
use liaison::input;
use liaison::itinerary::{self, Names, Style, compare as written};
use liaison::plan::Options;
use liaison::plan::compare::{self, Goal};
use liaison::table::write_all;
use liaison::verify;

use super::progress::Line;
use super::reach::Over;
use super::search::Search;
use super::sweep::Sweep;
use super::terminal::Terminal;
use super::workspace::{self, Changes};
use super::{Answer, Failure};

/// Seconds for each scenario where nothing else is asked for.
const SECONDS_EACH: f64 = 2.2;
/// Seconds for each goal where nothing else is asked for.
const SECONDS_A_GOAL: f64 = 20.0;
/// Up to so many seconds, scenarios and steps of their limits take as long as scenarios do.
const SECONDS_WITH_GRANTS: f64 = 24.0;
/// Part of the scenarios' time that steps of their limits have in any case.
const GRANTS_PART: f64 = 0.2;
/// Most scenarios at a time.
const MOST: usize = 200;
/// What the week is called as its files have it.
const BASE: &str = "base";

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
    #[arg(long, conflicts_with = "reach", help_heading = "What if")]
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
    /// How long it may take in all [default: 2.2 for each scenario, up to 24 with what a step more
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
        let options = asked.options(arguments, 1, started)?;
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
    let out = arguments.out.clone().ok_or_else(|| Failure::Use {
        what: "several weeks need a folder for what is written".to_owned(),
        hint: "add --out DIR".to_owned(),
    })?;
    let names = folder_names(weeks)?;
    let mut all = Vec::new();
    for (k, folder) in weeks.iter().enumerate() {
        let asked = Asked::of(arguments, folder, terminal)?;
        let options = asked.options(arguments, weeks.len(), started)?;
        let own = super::reach::part(&options, 1.0 / (weeks.len() - k) as f64);
        let found = asked.compared(arguments, &own, terminal, started)?;
        write(arguments, folder, &found, &out.join(&names[k]))?;
        all.push(found);
    }
    // An average of the public's kind has small numbers too: it is for those who work here.
    if arguments.profile == ProfileOf::Own {
        write_all(&out, &written::averages(&all), |_| false)?;
    }
    terminal.result(written::average_terminal(&all))?;
    terminal.remark(format!(
        "written to {}: begin with average.html",
        out.display()
    ));
    let is_yes = all.iter().all(|found| answer(found) == Answer::Yes);
    Ok(if is_yes { Answer::Yes } else { Answer::No })
}

/// What the weeks' folders are called; no two alike.
fn folder_names(weeks: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let mut names: Vec<String> = Vec::new();
    for week in weeks {
        let name = week.canonicalize().ok().and_then(|path| {
            let name = path.file_name()?;
            Some(name.to_string_lossy().into_owned())
        });
        let name = name.ok_or_else(|| Failure::NoWorkspace(week.clone()))?;
        if names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            return Err(Failure::Use {
                what: format!("two of the weeks are called {name:?}"),
                hint: "give them folders with names of their own".to_owned(),
            });
        }
        names.push(name);
    }
    Ok(names)
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
        let (scenarios, swept) = scenarios(arguments, folder, terminal)?;
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

    /// How to plan so many such weeks.
    fn options(
        &self,
        arguments: &Arguments,
        weeks: usize,
        started: Instant,
    ) -> Result<Options, Failure> {
        let all: f64 = self.lasts().iter().sum();
        let search = Search {
            seconds: arguments.seconds.unwrap_or(all * weeks as f64),
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
        if let Some(over) = self.over {
            line.say("looking for the least that gets there".to_owned());
            found = over.answered(found, &self.goals, &of(goals, grants))?;
        }
        if grants > 0.0 {
            line.say("looking at what a step more buys".to_owned());
            found = compare::with_grants(found, options)?;
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

/// What is compared, and the limits that are swept.
fn scenarios(
    arguments: &Arguments,
    folder: &Path,
    terminal: &mut Terminal,
) -> Result<(Vec<Scenario>, Vec<Dial>), Failure> {
    let sweeps: Vec<Sweep> = arguments
        .sweep
        .iter()
        .map(|text| Sweep::parse(text))
        .collect::<Result<_, Failure>>()?;
    let points = super::sweep::grid(&sweeps, MOST)?;
    let names = names(arguments, folder);
    if names.len() + points.len() > MOST {
        return Err(Failure::Use {
            what: format!(
                "{} scenarios are too many at a time",
                names.len() + points.len()
            ),
            hint: format!("ask for {MOST} or fewer: a larger step, or a smaller span"),
        });
    }
    let read = |name: Option<&str>, budget: &[String], terminal: &mut Terminal| {
        let changes = Changes {
            scenario: name.map(str::to_owned),
            budget: budget.to_vec(),
            ..Changes::default()
        };
        workspace::read(folder, &changes, terminal).map(|read: input::Read| read.week)
    };
    // Warnings are told once: with the first week that is read.
    let mut quiet = Terminal::new(false, true, clap::ColorChoice::Never);
    let mut is_first = true;
    let mut week = |name: Option<&str>, budget: &[String]| -> Result<Week, Failure> {
        let to: &mut Terminal = if is_first { terminal } else { &mut quiet };
        is_first = false;
        read(name, budget, to)
    };
    let mut all = Vec::new();
    for name in names {
        let of_file = (name != BASE).then_some(name.as_str());
        let week = week(of_file, &[])?;
        all.push(Scenario {
            name,
            week,
            set: Vec::new(),
        });
    }
    if !arguments.budget.is_empty() && sweeps.is_empty() {
        all.push(Scenario {
            name: arguments.budget.join(","),
            week: week(None, &arguments.budget)?,
            set: Vec::new(),
        });
    }
    if sweeps.is_empty() {
        return Ok((all, Vec::new()));
    }
    let base = week(None, &arguments.budget)?;
    let dials: Vec<Dial> = sweeps
        .iter()
        .map(|sweep| sweep.dial(&base))
        .collect::<Result<_, Failure>>()?;
    all.extend(points.iter().map(|amounts| at(&base, &dials, amounts)));
    Ok((all, dials))
}

/// The base with these amounts of these limits.
fn at(base: &Week, dials: &[Dial], amounts: &[Amount]) -> Scenario {
    let mut week = base.clone();
    let set: Vec<(Dial, Amount)> = dials.iter().copied().zip(amounts.iter().copied()).collect();
    for &(dial, amount) in &set {
        dial.set(&mut week, dial.exactly(amount));
    }
    let named = set
        .iter()
        .map(|(dial, amount)| format!("{}={amount}", dial.key(base)));
    Scenario {
        name: named.collect::<Vec<_>>().join(","),
        week,
        set,
    }
}

/// The scenarios that are asked for by name; without options the base and all there are.
fn names(arguments: &Arguments, folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = arguments
        .scenarios
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    if names.is_empty() && arguments.sweep.is_empty() {
        names.push(BASE.to_owned());
        if arguments.budget.is_empty() {
            names.extend(input::scenario_names(folder));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
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

/// Each plan in its folder, then the comparison itself.
fn write(
    arguments: &Arguments,
    workspace: &Path,
    found: &Comparison,
    out: &Path,
) -> Result<(), Failure> {
    let reproducible = arguments.iterations.is_some();
    let week = found.week();
    let style = Style {
        names: Names::Initials,
        key: workspace::key(workspace, week, reproducible)?,
        when: (!reproducible).then(chrono::Utc::now),
    };
    let folders = written::folders(found);
    make_folder(out)?;
    forget(out, &folders)?;
    // A plan tells of single families.
    let plans = match arguments.profile {
        ProfileOf::Own => found.points.as_slice(),
        ProfileOf::Public => &[],
    };
    for (point, name) in plans.iter().zip(&folders) {
        let folder = out.join(name);
        let files = itinerary::render(&point.scenario.week, &point.plan, &style, None);
        write_all(&folder, &files, ours_in(&folder))?;
    }
    let files = written::render(found, arguments.profile.profile());
    write_all(out, &files, |_| false)?;
    Ok(())
}

/// Where the comparison of one workspace goes.
fn out_of(arguments: &Arguments, folder: &Path) -> PathBuf {
    let out = arguments.out.clone();
    out.unwrap_or_else(|| folder.join("compare"))
}

fn say_where(out: &Path, terminal: &mut Terminal) {
    terminal.remark(format!(
        "written to {}: begin with brief.html, then compare.html",
        out.display()
    ));
}

fn make_folder(out: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(out).map_err(|source| Failure::Use {
        what: format!("{} cannot be made: {source}", out.display()),
        hint: "choose another --out".to_owned(),
    })
}

/// Takes away the plans of an earlier comparison in this folder whose scenarios are gone: what
/// its compare.json names and we wrote. All else stays.
fn forget(out: &Path, folders: &[String]) -> Result<(), Failure> {
    let text = std::fs::read_to_string(out.join("compare.json")).unwrap_or_default();
    // What cannot be read names nothing.
    let earlier: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let scenarios = earlier["scenarios"].as_array().into_iter().flatten();
    for name in scenarios.filter_map(|one| one["folder"].as_str()) {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let is_name = !name.is_empty() && name.chars().all(is_plain);
        let folder = out.join(name);
        let is_folder = folder.symlink_metadata().is_ok_and(|meta| meta.is_dir());
        if folders.iter().any(|kept| kept == name) || !is_name || !is_folder {
            continue;
        }
        let nothing: [(&str, &[u8]); 0] = [];
        write_all(&folder, &nothing, ours_in(&folder))?;
        // With something of the user's in it the folder stays.
        let _ = std::fs::remove_dir(&folder);
    }
    Ok(())
}

/// Which files of a scenario's folder are those of the plan or the runs that it holds.
fn ours_in(folder: &Path) -> impl Fn(&str) -> bool + use<> {
    let has = |file: &str| folder.join(file).is_file();
    let (had_plan, had_runs) = (has("plan.json"), has("runs.csv"));
    move |name| had_plan && itinerary::is_ours(name) || had_runs && itinerary::runs::is_ours(name)
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
