//! What ends a command early, with its exit code and a hint.

use std::path::PathBuf;
use std::process::ExitCode;

use liaison::roads::RoadsError;
use liaison::table::{Fault, Severity};

use super::terminal::Terminal;

/// Wrong use or bad input.
pub const WRONG_USE: u8 = 2;
/// Nothing found, or the roads failed.
const NOT_FOUND: u8 = 3;
const OUR_FAULT: u8 = 101;

const REPORT: &str =
    "this is a fault of liaison, not of your files; please report it with the lines above";

/// How many of the faults stop the work.
fn errors(faults: &[Fault]) -> usize {
    let stops = |fault: &&Fault| fault.severity == Severity::Error;
    let errors: Vec<Fault> = faults.iter().filter(stops).cloned().collect();
    Fault::count(&errors) as usize
}

/// Why a command could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The files are not as they should be.
    #[error("{} in the files of the workspace", plural(errors(.0), "fault"))]
    Input(Vec<Fault>),
    /// There is no workspace where one was named.
    #[error("{} is no folder", .0.display())]
    NoWorkspace(PathBuf),
    /// The plan that was brought is not as it should be.
    #[error("{} in the plan; it was not looked at", plural(Fault::count(.0) as usize, "fault"))]
    Brought(Vec<Fault>),
    /// A table that was given is not as it should be.
    #[error("{} in the table", plural(Fault::count(.0) as usize, "fault"))]
    Table(Vec<Fault>),
    /// No roads come out of an extract.
    #[error(transparent)]
    Roads(#[from] liaison::roads::RoadsError),
    /// There is no such drive.
    #[error("{what}")]
    NoDrive { what: String, hint: &'static str },
    /// An argument is not as it should be.
    #[error("{what}")]
    Use { what: String, hint: String },
    /// A file could not be written.
    #[error(transparent)]
    Output(#[from] liaison::table::TableError),
    /// Standard input or output is not there.
    #[error("the terminal cannot be used: {source}")]
    Console { source: std::io::Error },
    /// No plan was made, by a fault of ours.
    #[error(transparent)]
    Plan(#[from] liaison::plan::PlanError),
    /// No runs were made, by a fault of ours.
    #[error(transparent)]
    Runs(#[from] liaison::transport::RunsError),
    /// By the files what has begun could not have been.
    #[error("what has begun does not hold by the files as they are now: {}; nothing was written", plural(.0.len(), "broken rule"))]
    Past(Vec<String>),
    /// A plan of ours breaks a rule.
    #[error("the plan breaks {}; it was not written", plural(.0.len(), "rule"))]
    Ours(Vec<String>),
}

/// `1 fault`, `2 faults`.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// An error and what caused it, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !line.ends_with(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        cause = error.source();
    }
    line
}

impl Failure {
    /// Prints it and gives the exit code.
    pub fn report(&self, terminal: &mut Terminal) -> ExitCode {
        match self {
            Self::Input(faults) => {
                for fault in faults {
                    match fault.severity {
                        Severity::Error => terminal.error(fault),
                        Severity::Warning => terminal.warning(fault),
                    }
                }
                terminal.error(self);
                terminal.hint(
                    "mend the files and try again; `liaison check WORKSPACE` shows the same list",
                );
            }
            Self::NoWorkspace(_) => {
                terminal.error(self);
                terminal
                    .hint("name the folder that holds week.toml, or make one with `liaison new`");
            }
            Self::Brought(faults) => {
                for fault in faults {
                    terminal.error(fault);
                }
                terminal.error(self);
                terminal.hint("give the plan.json or the itinerary.csv of a plan of this week");
            }
            Self::Use { hint, .. } => {
                terminal.error(self);
                terminal.hint(hint);
            }
            Self::Table(faults) => {
                for fault in faults {
                    terminal.error(fault);
                }
                terminal.error(self);
                terminal.hint("mend the rows and try again");
            }
            Self::Roads(wrong) => {
                terminal.error(self);
                terminal.hint(wrong.hint());
            }
            Self::NoDrive { hint, .. } => {
                terminal.error(self);
                terminal.hint(hint);
            }
            Self::Console { .. } => terminal.error(self),
            Self::Output(_) => {
                terminal.error(chain(self));
                terminal.hint(
                    "what was there before is unchanged; free some space or choose another --out",
                );
            }
            Self::Plan(_) | Self::Runs(_) => {
                terminal.error(chain(self));
                terminal.hint(REPORT);
            }
            Self::Past(violations) => {
                for violation in violations {
                    terminal.error(violation);
                }
                terminal.error(self);
                terminal.hint(
                    "what has begun stays: put the rows and limits of those days back as they were then, or say in log.csv what did not take place",
                );
            }
            Self::Ours(violations) => {
                for violation in violations {
                    terminal.error(violation);
                }
                terminal.error(self);
                terminal.hint(REPORT);
            }
        }
        ExitCode::from(self.code())
    }

    fn code(&self) -> u8 {
        match self {
            Self::Input(_)
            | Self::NoWorkspace(_)
            | Self::Brought(_)
            | Self::Use { .. }
            | Self::Past(_)
            | Self::Output(_)
            | Self::Console { .. }
            | Self::Table(_)
            | Self::Roads(RoadsError::Unreadable { .. }) => WRONG_USE,
            Self::Roads(_) | Self::NoDrive { .. } => NOT_FOUND,
            Self::Plan(_) | Self::Runs(_) | Self::Ours(_) => OUR_FAULT,
        }
    }
}
