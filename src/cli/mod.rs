//! The commands: one file each. They parse arguments, call the library and print.

/// How every command ends, for the end of each help.
macro_rules! exits {
    () => {
        "\
Exit codes:
  0    done and clean
  1    done, but the answer is no: something required is unplaced (the plan is
       still written), or check or verify found something
  2    wrong use or bad input
  3    nothing found in the time, or the roads failed
  101  a fault of the program"
    };
}

mod check;
mod compare;
mod confirm;
mod drive;
mod explain;
mod failure;
mod new;
mod places;
mod plan;
mod progress;
mod reach;
mod replan;
mod routes;
mod sample;
mod search;
mod sweep;
mod terminal;
mod undo;
mod verify;
mod workspace;

use std::process::ExitCode;

use clap::{Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};

pub use failure::Failure;
use terminal::Terminal;

/// Plans the week of school liaisons: what to do, by whom, when, in what order.
#[derive(Parser)]
#[command(name = "liaison", version, max_term_width = 100, after_help = exits!(), arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    look: Look,
    #[command(subcommand)]
    command: Command,
}

/// How commands speak.
#[derive(Args, Clone, Copy)]
#[command(next_help_heading = "Output")]
struct Look {
    /// Print results as JSON
    #[arg(long, global = true)]
    json: bool,
    /// Print results only, no progress and no warnings
    #[arg(long, short, global = true)]
    quiet: bool,
    /// When to use colour; NO_COLOR is obeyed
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

#[derive(Subcommand)]
enum Command {
    /// Write a new workspace that can be planned at once
    New(new::Arguments),
    /// Plan a workspace's week and write its itineraries
    Plan(plan::Arguments),
    /// Build the morning and afternoon runs of vehicles.csv
    Routes(routes::Arguments),
    /// Compare the week under several budgets or scenarios
    Compare(compare::Arguments),
    /// Say why a task is not in the plan, and the least that would bring it in
    Explain(explain::Arguments),
    /// Plan the rest of the week anew, with as few changes as can be
    Replan(replan::Arguments),
    /// Pin a task as promised: no plan or replan moves it
    Confirm(confirm::Confirm),
    /// Forbid the time at which the plan has a task
    Decline(confirm::Decline),
    /// Check a workspace's files: every defect, nothing planned
    Check(check::Arguments),
    /// Check a plan against every rule, also one edited by hand
    Verify(verify::Arguments),
    /// Say how long and how far it is by car, with every turn
    Drive(drive::Arguments),
    /// Fill in the coordinates of places from their addresses
    #[command(alias = "locate")]
    Places(places::Arguments),
    /// Write a made-up district to try things on
    Sample(sample::Arguments),
}

/// Runs the program; what it returns is the process's exit code.
pub fn run() -> ExitCode {
    let started = std::time::Instant::now();
    let cli = match parsed() {
        Ok(cli) => cli,
        Err(wrong) => {
            // Help and version come this way too. A closed pipe is not our concern.
            let _ = wrong.print();
            return ExitCode::from(if wrong.use_stderr() {
                failure::WRONG_USE
            } else {
                0
            });
        }
    };
    let mut terminal = Terminal::new(cli.look.json, cli.look.quiet, cli.look.color);
    let done = match &cli.command {
        Command::New(arguments) => new::run(arguments, &mut terminal),
        Command::Plan(arguments) => plan::run(arguments, &mut terminal, started),
        Command::Routes(arguments) => routes::run(arguments, &mut terminal, started),
        Command::Explain(arguments) => explain::run(arguments, &mut terminal, started),
        Command::Replan(arguments) => replan::run(arguments, &mut terminal, started),
        Command::Compare(arguments) => compare::run(arguments, &mut terminal, started),
        Command::Confirm(arguments) => confirm::confirm(arguments, &mut terminal),
        Command::Decline(arguments) => confirm::decline(arguments, &mut terminal),
        Command::Check(arguments) => check::run(arguments, &mut terminal),
        Command::Verify(arguments) => verify::run(arguments, &mut terminal),
        Command::Drive(arguments) => drive::run(arguments, &mut terminal),
        Command::Places(arguments) => places::run(arguments, &mut terminal),
        Command::Sample(arguments) => sample::run(arguments, &mut terminal),
    };
    match done {
        Ok(answer) => ExitCode::from(answer.code()),
        Err(failure) => failure.report(&mut terminal),
    }
}

/// What was asked for; options that several commands share say what they are to each.
fn parsed() -> Result<Cli, clap::Error> {
    let command = Cli::command().mut_subcommand("routes", routes::in_own_words);
    Cli::from_arg_matches(&command.try_get_matches()?)
}

/// What a command that ran to its end has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// Done and clean.
    Yes,
    /// Done, but the answer is no.
    No,
}

impl Answer {
    fn code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::No => 1,
        }
    }
}
