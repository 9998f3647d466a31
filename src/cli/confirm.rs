//! `liaison confirm` and `liaison decline`: what the people said to a proposed time.

use std::path::{Path, PathBuf};

use liaison::domain::Week;
use liaison::domain::plan::Plan;
use liaison::domain::time::Moment;
use liaison::input::{self, Drafts, Event, EventError};

use super::terminal::Terminal;
use super::workspace::{self, Changes};
use super::{Answer, Failure};

/// Pin a task as promised: no plan or replan moves it
#[derive(clap::Args)]
#[command(after_help = concat!("Example:\n  liaison confirm data/sample T9\n  liaison confirm data/sample T54 'Wed 14:00'\n\n", exits!()))]
pub struct Confirm {
    /// The folder with week.toml
    workspace: PathBuf,
    /// A task or ride, or a time like `Tue 10:15`
    task: String,
    /// The time that was agreed [default: where the plan has it]
    when: Option<String>,
}

/// Forbid the time at which the plan has a task
#[derive(clap::Args)]
#[command(after_help = concat!("Example:\n  liaison decline data/sample T54\n\n", exits!()))]
pub struct Decline {
    /// The folder with week.toml
    workspace: PathBuf,
    /// A task, or a time like `Tue 10:15`
    task: String,
}

pub fn confirm(arguments: &Confirm, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let (task, when) = (arguments.task.as_str(), arguments.when.as_deref());
    let event = |week: &Week, plan: &Plan| Event::confirm(week, plan, task, when);
    write(&arguments.workspace, &event, terminal)?;
    terminal.result(format!("{task} is promised"))?;
    Ok(Answer::Yes)
}

pub fn decline(arguments: &Decline, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let task = arguments.task.as_str();
    let event = |week: &Week, plan: &Plan| Event::decline(week, plan, task);
    write(&arguments.workspace, &event, terminal)?;
    terminal.result(format!("{task} is not to be then; run `liaison replan`"))?;
    Ok(Answer::Yes)
}

/// Writes what was said of a task into the tables.
fn write(
    folder: &Path,
    event: &dyn Fn(&Week, &Plan) -> Result<Event, EventError>,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let path = folder.join("plan").join("plan.json");
    let mut asked = workspace::asked_with(&Changes::default(), &path)?;
    let week = workspace::read_asked(folder, &asked, terminal)?.week;
    // What was agreed before may have broken it already; it is for a replan to mend that.
    let plan = workspace::plan_at(&week, &path, "run `liaison plan` first")?;
    let event =
        event(&week, &plan).map_err(|EventError { what, hint }| Failure::Use { what, hint })?;
    let mut drafts = Drafts::new(folder, &asked).map_err(Failure::Input)?;
    drafts
        .happen(&week, &plan, Moment(0), &event)
        .map_err(|fault| Failure::Input(vec![fault]))?;
    asked.drafts = drafts.bytes();
    // What would not read any more is not written.
    input::read_week(folder, &asked).map_err(Failure::Input)?;
    workspace::write_drafts(&drafts, terminal)
}
