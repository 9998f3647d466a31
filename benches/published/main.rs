//! Measures the engine on the field's published sets.
//!
//! `cargo bench --bench published -- toptw --seconds 10 --dir PATH` solves every
//! case of a family through the public model, holds each answer to a checker that
//! knows only the raw instance and the set's conventions, and prints a row a run.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program")]

mod darp;
mod data;
mod family;
mod fleet;
mod mctopmtw;
mod pdptw;
mod report;
mod sbrp;
mod toptw;
mod vrptw;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use liaison::solver::bound::{Effort, Known, reward_bound};
use liaison::solver::{Options, Outcome, Problem, Stop, solve, solve_in_parts};

use data::{Best, Fault};
use family::{Family, Standing, Value};
use report::Row;

/// The published sets against the engine, one row a run.
#[derive(Parser)]
#[command(
    name = "published",
    after_help = "\
Gap: max(0, gap) as a share of the best known value; wins are counted apart.
Example: cargo bench --bench published -- toptw --seconds 10 --dir sets/toptw
Exit: 0 when every answer passed its checker, 1 when one did not, 2 when nothing could be run."
)]
struct Args {
    /// toptw, mctopmtw, darp, pdptw, sbrp or vrptw
    family: Option<String>,
    /// The family's folder, or one that holds it [default: bench/ in $LIAISON_DATA]
    #[arg(long, value_name = "PATH")]
    dir: Option<PathBuf>,
    /// Seconds a case
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Iterations of each thread instead of seconds
    #[arg(long)]
    iterations: Option<u64>,
    /// So many seconds more for a bound on each answer, where one is to be had
    #[arg(long, value_name = "SECONDS")]
    bound: Option<f64>,
    /// Threads of the engine
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Seed of the search
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only these cases: names with commas, a `*` at the end stands for anything
    #[arg(long, value_name = "NAMES")]
    only: Option<String>,
    /// The further cases of the set too, which the figures of the family leave out
    #[arg(long)]
    all: bool,
    /// Every n-th case
    #[arg(long, default_value_t = 1)]
    every: usize,
    /// At most so many cases
    #[arg(long)]
    limit: Option<usize>,
    /// Add the rows to this table
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Keep the tours of answers better than the best known in this folder
    #[arg(long, value_name = "DIR")]
    records: Option<PathBuf>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

const FAMILIES: [&dyn Family; 6] = [
    &toptw::Toptw,
    &mctopmtw::Mctopmtw,
    &darp::Darp,
    &pdptw::Pdptw,
    &sbrp::Sbrp,
    &vrptw::Vrptw,
];

fn main() -> ExitCode {
    let args = Args::parse();
    let Some(name) = &args.family else {
        println!("No family is asked for, so nothing is measured. The sets are to be had at:");
        for family in FAMILIES {
            println!("  {:<9} {}", family.name(), family.origin());
        }
        println!("Then: cargo bench --bench published -- FAMILY --seconds 10 --dir PATH");
        return ExitCode::SUCCESS;
    };
    let Some(family) = FAMILIES.into_iter().find(|family| family.name() == name) else {
        eprintln!(
            "there is no family {name}\n\nhint: {}",
            FAMILIES.map(|f| f.name()).join(", ")
        );
        return ExitCode::from(2);
    };
    let given = args
        .dir
        .clone()
        .or_else(|| std::env::var_os("LIAISON_DATA").map(PathBuf::from));
    let Some(dir) = given.and_then(|dir| data::folder(&dir, family.name())) else {
        eprintln!(
            "no folder with {0}'s bks.csv is given\n\nhint: --dir PATH or LIAISON_DATA; the set is to be had at {1}",
            family.name(),
            family.origin()
        );
        return ExitCode::from(2);
    };
    match run(family, &dir, &args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::from(2)
        }
    }
}

/// Runs the cases that are asked for; whether every answer was accepted.
fn run(family: &'static dyn Family, dir: &Path, args: &Args) -> Result<bool, Fault> {
    let cases = family.cases(dir, args.all || args.only.is_some())?;
    let chosen = cases
        .into_iter()
        .filter(|best| {
            args.only
                .as_deref()
                .is_none_or(|only| named(only, &best.name))
        })
        .step_by(args.every.max(1))
        .take(args.limit.unwrap_or(usize::MAX));
    let commit = commit();
    let mut rows = Vec::new();
    println!("{}", report::heading());
    for best in chosen {
        let row = measure(family, dir, args, best, &commit)?;
        println!("{}", report::line(&row));
        if let Some(Err(fault)) = args.csv.as_deref().map(|path| report::append(path, &row)) {
            eprintln!("the row is not in the table: {fault}");
        }
        rows.push(row);
    }
    println!("{}: {}", family.name(), report::summary(&rows));
    Ok(rows.iter().all(|row| row.ours.is_ok()))
}

/// Whether a name is among those asked for.
fn named(only: &str, name: &str) -> bool {
    only.split(',').any(|one| match one.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == one,
    })
}

/// Solves and checks one case.
fn measure(
    family: &'static dyn Family,
    dir: &Path,
    args: &Args,
    best: Best,
    commit: &str,
) -> Result<Row, Fault> {
    let puzzle = family.open(dir, &best.name)?;
    let problem = puzzle.problem();
    let begin = Instant::now();
    let stop = match args.iterations {
        Some(count) => Stop::Iterations(count),
        None => Stop::Deadline(begin + Duration::from_secs_f64(args.seconds.clamp(0.0, 1e6))),
    };
    let options = Options {
        stop,
        threads: args.threads,
        seed: args.seed,
        start: None,
    };
    // Large problems of many routes go the way that student runs go.
    let outcome = if family.in_parts() {
        solve_in_parts(&problem, &options, &|_| {})
    } else {
        solve(&problem, &options, &|_| {})
    };
    let seconds = begin.elapsed().as_secs_f64();
    let bound = match (args.bound, &outcome) {
        (Some(seconds), Ok(outcome)) => {
            let reward = most(&problem, outcome, seconds, args.threads);
            reward.and_then(|reward| puzzle.worth(reward))
        }
        _ => None,
    };
    let mut iterations = 0;
    let ours = outcome.map_err(|e| e.to_string()).and_then(|outcome| {
        iterations = outcome.iterations;
        let tours = family::tours(&outcome.best);
        let value = puzzle.check(&tours).map_err(|e| e.to_string())?;
        let standing = Standing::of(value, best.value).ok_or("values of two kinds")?;
        if let (true, Some(folder)) = (standing.win, &args.records) {
            let lines = tours
                .iter()
                .map(|tour| format!("{:?}\n", puzzle.numbers(tour)));
            keep(
                folder,
                family.name(),
                &best.name,
                value,
                &lines.collect::<String>(),
            );
        }
        Ok((value, standing))
    });
    Ok(Row {
        family: family.name(),
        instance: best.name,
        best: best.value,
        proven: best.proven,
        source: best.source,
        ours,
        bound,
        seconds,
        seed: args.seed,
        iterations,
        commit: commit.to_owned(),
    })
}

/// What the reward of no plan exceeds, found in so many seconds.
fn most(problem: &Problem, outcome: &Outcome, seconds: f64, threads: usize) -> Option<i64> {
    let known = Known {
        seen: &outcome.seen,
        reward: outcome.best.measures.reward,
        missed: outcome.best.measures.missed,
    };
    let effort = Effort {
        rounds: usize::MAX,
        until: Some(Instant::now() + Duration::from_secs_f64(seconds.clamp(0.0, 1e6))),
        threads,
    };
    reward_bound(problem, &known, &effort).ok().flatten()
}

/// Writes a record's tours, in the numbers of the set's file.
fn keep(folder: &Path, family: &str, case: &str, value: Value, tours: &str) {
    let path = folder.join(format!("{family}-{}.txt", case.replace(':', "-")));
    let text = format!("{family} {case}: {value}\n{tours}");
    if let Err(fault) = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, text)) {
        eprintln!("the record is not in {}: {fault}", path.display());
    }
}

/// What is measured: the commit, with a `+` when files differ from it; empty without git.
fn commit() -> String {
    let git = |args: &[&str]| {
        let out = std::process::Command::new("git").args(args).output().ok()?;
        let text = String::from_utf8(out.stdout).ok()?;
        out.status.success().then(|| text.trim().to_owned())
    };
    let head = git(&["rev-parse", "--short", "HEAD"]).unwrap_or_default();
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]);
    if changed.is_some_and(|list| !list.is_empty()) {
        head + "+"
    } else {
        head
    }
}
