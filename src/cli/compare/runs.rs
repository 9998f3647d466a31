//! `liaison compare --routes`: the runs of vehicles under several settings, side by side.

use std::path::Path;
use std::time::Instant;

use liaison::domain::comparison::Scenario;
use liaison::domain::run_comparison::{RunComparison, RunPoint};
use liaison::input;
use liaison::itinerary::{self, Names, Style, compare::runs as written};
use liaison::transport::{self, Options};
use liaison::verify;

use super::super::progress::Line;
use super::super::search::Search;
use super::super::sweep::{self, Sweep};
use super::super::terminal::Terminal;
use super::super::workspace::{self, Changes};
use super::super::{Answer, Failure, routes};
use super::Arguments;
use super::files::{out_of, put, say_where};
use super::scenarios::{BASE, MOST, names};

/// Seconds for the runs of each scenario where nothing else is asked for.
const SECONDS_EACH: f64 = 6.0;

pub(super) fn run(
    arguments: &Arguments,
    terminal: &mut Terminal,
    started: Instant,
) -> Result<Answer, Failure> {
    if !arguments.reach.is_empty() {
        return Err(Failure::Use {
            what: "--reach looks for the least of a limit, and runs have none".to_owned(),
            hint: "leave out --reach and sweep a setting of rides, as in --sweep rides.max_ride_minutes=30..60:10: the table says at which nobody is left out".to_owned(),
        });
    }
    let [folder] = arguments.workspaces.as_slice() else {
        return Err(Failure::Use {
            what: "--routes compares the runs of one week".to_owned(),
            hint: "compare them one by one, each with an --out of its own: liaison compare WORKSPACE --routes --out DIR".to_owned(),
        });
    };
    let (scenarios, swept) = scenarios(arguments, folder, terminal)?;
    let search = Search {
        seconds: (arguments.seconds).unwrap_or(SECONDS_EACH * scenarios.len() as f64),
        iterations: arguments.iterations,
        threads: arguments.threads,
        seed: arguments.seed,
    };
    let options = Options {
        from: None,
        keep: false,
        bells: false,
        stop: search.stop(started)?,
        threads: search.threads()?,
        seed: search.seed,
    };
    let line = Line::new(terminal);
    let all = scenarios.len();
    let keeps = |week: &_, plan: &_| verify::verify_runs(week, plan).violations.is_empty();
    let mut found = transport::compare(scenarios, swept, &options, &keeps, &|at, found| {
        line.say(format!(
            "{} of {all} scenarios; {} of {} rides have a vehicle",
            at, found.served, found.of
        ));
    })?;
    drop(line);
    let took = started.elapsed().as_secs_f64();
    for point in &mut found.points {
        point.plan.seconds = arguments.iterations.is_none().then_some(took);
        check(point)?;
    }
    let out = out_of(arguments, folder);
    write(arguments, folder, &found, &out)?;
    if terminal.json {
        terminal.result_json(&written::document(&found))?;
    } else {
        terminal.result(written::terminal(&found))?;
        say_where(&out, terminal);
    }
    let keeps = |point: &RunPoint| point.plan.totals.missed == 0;
    Ok(if found.points.iter().any(keeps) {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// What is compared, how many of them by name, and how many sweeps made the others.
fn scenarios(
    arguments: &Arguments,
    folder: &Path,
    terminal: &mut Terminal,
) -> Result<(Vec<Scenario>, (usize, usize)), Failure> {
    let sweeps = arguments.sweep.iter().map(|text| Sweep::parse(text));
    let sweeps: Vec<Sweep> = sweeps.collect::<Result<_, Failure>>()?;
    let mut asked: Vec<(String, Changes)> = Vec::new();
    for name in names(arguments, folder)? {
        let changes = Changes {
            scenario: (name != BASE).then(|| name.clone()),
            ..Changes::default()
        };
        asked.push((name, changes));
    }
    if !arguments.budget.is_empty() && sweeps.is_empty() {
        let changes = Changes {
            budget: arguments.budget.clone(),
            ..Changes::default()
        };
        asked.push((arguments.budget.join(","), changes));
    }
    let named = asked.len();
    for amounts in sweep::grid(&sweeps, MOST)? {
        let set = sweeps.iter().zip(&amounts);
        let set: Vec<String> = set
            .map(|(sweep, amount)| format!("{}={amount}", sweep.key()))
            .collect();
        let name = set.join(",");
        let mut budget = arguments.budget.clone();
        budget.extend(set);
        let changes = Changes {
            budget,
            ..Changes::default()
        };
        asked.push((name, changes));
    }
    if asked.len() > MOST {
        return Err(Failure::Use {
            what: format!("{} scenarios are too many at a time", asked.len()),
            hint: format!("ask for {MOST} or fewer: a larger step, or a smaller span"),
        });
    }
    // Warnings are told once: with the first week that is read.
    let mut quiet = Terminal::new(false, true, clap::ColorChoice::Never);
    let mut all: Vec<Scenario> = Vec::with_capacity(asked.len());
    for (name, changes) in asked {
        let to: &mut Terminal = if all.is_empty() { terminal } else { &mut quiet };
        let input::Read { week, .. } = workspace::read(folder, &changes, to)?;
        if all.is_empty() {
            routes::must_have_vehicles(&week)?;
            let keys = routes::keys(&arguments.budget);
            routes::must_bind_runs(&week, keys.chain(sweeps.iter().map(Sweep::key)))?;
        }
        all.push(Scenario {
            name,
            week,
            set: Vec::new(),
        });
    }
    Ok((all, (named, sweeps.len())))
}

/// No runs leave the house that break a rule.
fn check(point: &mut RunPoint) -> Result<(), Failure> {
    match routes::check(&point.scenario.week, &point.plan) {
        Ok(findings) => {
            point.plan.findings = findings;
            Ok(())
        }
        Err(Failure::Ours(all)) => {
            let of = |one: String| format!("{}: {one}", point.scenario.name);
            Err(Failure::Ours(all.into_iter().map(of).collect()))
        }
        Err(other) => Err(other),
    }
}

/// The runs of each in their folder, then the comparison itself.
fn write(
    arguments: &Arguments,
    folder: &Path,
    found: &RunComparison,
    out: &Path,
) -> Result<(), Failure> {
    let reproducible = arguments.iterations.is_some();
    let week = &found.points[found.reference].scenario.week;
    let style = Style {
        names: Names::Initials,
        key: workspace::key(folder, week, reproducible)?,
        when: None,
    };
    let folders = written::folders(found);
    let plan = |ix: usize| {
        let point = &found.points[ix];
        itinerary::runs::render(&point.scenario.week, &point.plan, &style, None)
    };
    let files = written::render(found, arguments.profile.profile());
    put(arguments.profile, out, (&folders, &plan), &files)
}
