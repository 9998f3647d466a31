//! `liaison confirm` and `liaison decline`: what the people said to a proposed time.

use std::path::PathBuf;

use liaison::domain::ids::Work;
use liaison::domain::time::Moment;
use liaison::input::{self, Drafts, Event};
use liaison::table::{back_up, write_atomic};

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
    let told = write(
        &arguments.workspace,
        &arguments.task,
        arguments.when.as_deref(),
        Event::Confirm,
        terminal,
    )?;
    terminal.result(format!("{told} is promised"))?;
    Ok(Answer::Yes)
}

pub fn decline(arguments: &Decline, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let event = |work, _| Event::Decline(work);
    let told = write(&arguments.workspace, &arguments.task, None, event, terminal)?;
    terminal.result(format!("{told} is not to be then; run `liaison replan`"))?;
    Ok(Answer::Yes)
}

/// Writes what was said of a task into the tables; gives its id.
fn write(
    folder: &std::path::Path,
    task: &str,
    when: Option<&str>,
    event: impl Fn(Work, Option<Moment>) -> Event,
    terminal: &mut Terminal,
) -> Result<String, Failure> {
    let path = folder.join("plan").join("plan.json");
    let changes = Changes::default();
    let week = workspace::read_with(folder, &changes, &path, terminal)?.week;
    let wrong = |what: String, hint: String| Failure::Use { what, hint };
    if !path.is_file() {
        let what = format!("there is no plan at {}", path.display());
        return Err(wrong(what, "run `liaison plan` first".to_owned()));
    }
    // What was agreed before may have broken it already; it is for a replan to mend that.
    let plan = input::read_plan(&week, &path).map_err(Failure::Brought)?;
    let found = input::find_work(&week, &plan, task)
        .map_err(|error| wrong(error.to_string(), error.hint()))?;
    let [work] = found[..] else {
        let ids: Vec<&str> = found.iter().map(|&work| week.work_id(work)).collect();
        let what = format!("`{task}` means several: {}", ids.join(", "));
        return Err(wrong(what, "say which".to_owned()));
    };
    let at = match when {
        Some(when) => Some(input::moment(&week, when).ok_or_else(|| {
            let what = format!("`{when}` is no time of this week");
            wrong(what, "write `Wed 14:00` or `2026-12-02 14:00`".to_owned())
        })?),
        None => None,
    };
    let is_placed = super::explain::is_placed(&plan, work);
    if at.is_none() && !is_placed {
        let what = format!("{} is not in the plan", week.work_id(work));
        return Err(wrong(what, "give the time that was agreed".to_owned()));
    }
    let mut asked = workspace::asked(&changes)?;
    let mut drafts = Drafts::new(folder, &asked).map_err(Failure::Input)?;
    drafts
        .happen(&week, &plan, Moment(0), &event(work, at))
        .map_err(|fault| Failure::Input(vec![fault]))?;
    asked.drafts = drafts.bytes();
    // What would not read any more is not written.
    input::read_week(folder, &asked).map_err(Failure::Input)?;
    for (path, before, after) in drafts.changed() {
        if let Some(before) = before {
            back_up(path, before)?;
        }
        write_atomic(path, after)?;
    }
    Ok(week.work_id(work).to_owned())
}
