//! `liaison confirm` and `liaison decline`: what the people said to a proposed time.

use std::path::{Path, PathBuf};

use liaison::domain::Week;
use liaison::domain::ids::Work;
use liaison::domain::plan::Plan;
use liaison::domain::time::Moment;
use liaison::input::{self, Asked, Drafts, Event, EventError};
use liaison::plan::explain::{Options, broken_promise};
use liaison::solver::Stop;
use liaison::verify;

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
    /// What time it is: nothing before it is promised [default: now]
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
}

/// What is said with `--json`.
#[derive(serde::Serialize)]
struct Told<'a> {
    task: &'a str,
    is_promised: bool,
    why_not: &'a [String],
}

/// Forbid the time at which the plan has a task
#[derive(clap::Args)]
#[command(after_help = concat!("Example:\n  liaison decline data/sample T54\n\n", exits!()))]
pub struct Decline {
    /// The folder with week.toml
    workspace: PathBuf,
    /// A task, or a time like `Tue 10:15`
    task: String,
    /// What time it is: nothing before it is declined [default: now]
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
}

/// What is said with `--json`.
#[derive(serde::Serialize)]
struct Declined<'a> {
    task: &'a str,
    is_declined: bool,
}

/// So long a promise is held to the others: each search is of them alone.
const ITERATIONS: u64 = 250;

pub fn confirm(arguments: &Confirm, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let (task, when) = (arguments.task.as_str(), arguments.when.as_deref());
    let said = Said::read(&arguments.workspace, terminal)?;
    let as_of = workspace::as_of(&said.week, arguments.as_of.as_deref())?;
    let event = Event::confirm(&said.week, &said.plan, as_of, task, when).map_err(wrong_use)?;
    let (work, at) = match event {
        Event::Confirm(work, at) => (work, at),
        _ => return Ok(Answer::No),
    };
    let id = said.week.work_id(work).to_owned();
    if said.week.is_done(&id) {
        return Err(Failure::Use {
            what: format!("{id} is done, as the log says"),
            hint: "what is over needs no promise".to_owned(),
        });
    }
    let (drafts, now) = said.with(&event)?;
    let broken = match said.broken(work, at) {
        broken if !broken.is_empty() => broken,
        _ => broken_promise(&now, work, &OPTIONS)?.into_iter().collect(),
    };
    if broken.is_empty() {
        workspace::write_drafts(&drafts, terminal)?;
    }
    match broken.as_slice() {
        _ if terminal.json => terminal.result_json(&Told {
            task: &id,
            is_promised: broken.is_empty(),
            why_not: &broken,
        })?,
        [] => terminal.result(format!("{task} is promised"))?,
        lines => {
            terminal.result(format!("{id} cannot be promised, and nothing was written:"))?;
            for line in lines {
                terminal.result(format!("  - {line}"))?;
            }
        }
    }
    if !broken.is_empty() {
        return Ok(Answer::No);
    }
    if at.is_some_and(|at| said.start(work) != Some(at)) {
        terminal.remark("the plan has it not there yet: run `liaison replan`");
    }
    Ok(Answer::Yes)
}

const OPTIONS: Options = Options {
    stop: Stop::Iterations(ITERATIONS),
    threads: 1,
    seed: 1,
};

pub fn decline(arguments: &Decline, terminal: &mut Terminal) -> Result<Answer, Failure> {
    let task = arguments.task.as_str();
    let said = Said::read(&arguments.workspace, terminal)?;
    let as_of = workspace::as_of(&said.week, arguments.as_of.as_deref())?;
    let event = Event::decline(&said.week, &said.plan, as_of, task).map_err(wrong_use)?;
    let Event::Decline(work) = event else {
        return Ok(Answer::No);
    };
    let (drafts, then) = said.with(&event)?;
    workspace::write_drafts(&drafts, terminal)?;
    if then.pin(work).is_some_and(|pin| !pin.never) {
        let id = said.week.work_id(work);
        terminal.remark(format!(
            "{id} stays required, since pins.csv has it: `liaison replan --off {id}` calls it off"
        ));
    }
    match terminal.json {
        true => terminal.result_json(&Declined {
            task: said.week.work_id(work),
            is_declined: true,
        })?,
        false => terminal.result(format!("{task} is not to be then; run `liaison replan`"))?,
    }
    Ok(Answer::Yes)
}

fn wrong_use(EventError { what, hint }: EventError) -> Failure {
    Failure::Use { what, hint }
}

/// The plan of which something is said.
struct Said {
    folder: PathBuf,
    asked: Asked,
    week: Week,
    plan: Plan,
}

impl Said {
    fn read(folder: &Path, terminal: &mut Terminal) -> Result<Self, Failure> {
        let path = folder.join("plan").join("plan.json");
        let asked = workspace::asked_with(&Changes::default(), &path)?;
        let week = workspace::read_asked(folder, &asked, terminal)?.week;
        // What was agreed before may have broken it already; it is for a replan to mend that.
        let plan = workspace::plan_at(&week, &path, "run `liaison plan` first")?;
        Ok(Self {
            folder: folder.to_owned(),
            asked,
            week,
            plan,
        })
    }

    /// The tables with what was said, and the week that they then make. What would not read any
    /// more is an error.
    fn with(&self, event: &Event) -> Result<(Drafts, Week), Failure> {
        let mut drafts = Drafts::new(&self.folder, &self.asked).map_err(Failure::Input)?;
        drafts
            .happen(&self.week, &self.plan, Moment(0), event)
            .map_err(|fault| Failure::Input(vec![fault]))?;
        let asked = Asked {
            drafts: drafts.bytes(),
            ..self.asked.clone()
        };
        let read = input::read_week(&self.folder, &asked).map_err(Failure::Input)?;
        Ok((drafts, read.week))
    }

    fn start(&self, work: Work) -> Option<Moment> {
        let mut stops = self.plan.routes.iter().flat_map(|route| &route.stops);
        let stop = stops.find(|stop| stop.activity.work() == Some(work))?;
        Some(stop.start)
    }

    /// The rules that the plan's own place for it breaks by now, where that is to be promised.
    fn broken(&self, work: Work, at: Option<Moment>) -> Vec<String> {
        if at.is_some_and(|at| self.start(work) != Some(at)) {
            return Vec::new();
        }
        let plan = verify::restated(&self.week, &self.plan);
        let report = verify::verify(&self.week, &plan);
        let own = report.violations.iter();
        own.filter(|violation| violation.work.contains(&work))
            .map(ToString::to_string)
            .collect()
    }
}
