//! `liaison explain`: why something is not in a plan, and what it would take.

use std::path::{Path, PathBuf};
use std::time::Instant;

use liaison::domain::Week;
use liaison::domain::ids::Work;
use liaison::domain::plan::Plan;
use liaison::input::{self, Drafts};
use liaison::itinerary;
use liaison::plan::explain::{Explainer, Explanation, Offer, Options};
use liaison::table::{back_up, write_atomic};
use liaison::verify;
use serde::Serialize;

use super::search::Search;
use super::terminal::Terminal;
use super::workspace::{self, Changes};
use super::{Answer, Failure};

/// Say why a task is not in the plan, and the least that would bring it in
#[derive(clap::Args)]
#[command(after_help = concat!("Example:\n  liaison explain data/sample T35\n  liaison explain data/sample 'Tue 10:15'\n\n", exits!()))]
pub struct Arguments {
    /// The folder with week.toml
    workspace: PathBuf,
    /// A task, ride or case, or a time like `Tue 10:15` [default: all that is left out]
    task: Option<String>,
    /// The plan that is explained: plan.json or itinerary.csv [default: WORKSPACE/plan/plan.json]
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Write the grant into the workspace; what was there is kept as FILE.bak
    #[arg(long, requires = "task")]
    apply: bool,
    #[command(flatten)]
    search: Search,
    #[command(flatten)]
    changes: Changes,
}

#[derive(Serialize)]
struct Told {
    task_id: String,
    conclusion: String,
    facts: Vec<String>,
    grant: Option<String>,
    proven: bool,
    out_of_time: bool,
}

#[derive(Serialize)]
struct Row {
    task_id: String,
    standing: &'static str,
    rule: Option<&'static str>,
    reason: String,
    fix: String,
    grant: String,
    proven: bool,
}

pub fn run(
    arguments: &Arguments,
    terminal: &mut Terminal,
    started: Instant,
) -> Result<Answer, Failure> {
    let options = Options {
        stop: arguments.search.stop(started)?,
        threads: arguments.search.threads()?,
        seed: arguments.search.seed,
    };
    let week = workspace::read(&arguments.workspace, &arguments.changes, terminal)?.week;
    let plan = present(&week, arguments)?;
    let explainer = Explainer::new(&week, &plan.routes)?;
    match &arguments.task {
        Some(text) => {
            let told = one(&week, &plan, &explainer, text, &options, terminal)?;
            match &told.offer {
                Some(offer) if arguments.apply => apply(&week, arguments, offer, terminal)?,
                None if arguments.apply => terminal.remark("there is no grant to write"),
                _ => {}
            }
            let is_answered = is_placed(&plan, told.work) || told.offer.is_some();
            Ok(if is_answered { Answer::Yes } else { Answer::No })
        }
        None => all(&week, plan, &explainer, &options, terminal),
    }
}

/// The plan that there is; it must hold for the files as they are.
fn present(week: &Week, arguments: &Arguments) -> Result<Plan, Failure> {
    let path = match &arguments.plan {
        Some(path) => path.clone(),
        None => arguments.workspace.join("plan").join("plan.json"),
    };
    if !path.is_file() {
        return Err(Failure::Use {
            what: format!("there is no plan at {}", path.display()),
            hint: "run `liaison plan` first, or name one with --plan".to_owned(),
        });
    }
    let plan = input::read_plan(week, &path).map_err(Failure::Brought)?;
    let plan = verify::restated(week, &plan);
    let broken = verify::verify(week, &plan).violations.len();
    if broken > 0 {
        return Err(Failure::Use {
            what: format!(
                "the plan at {} does not hold for these files: {} broken",
                path.display(),
                super::failure::plural(broken, "rule")
            ),
            hint: "`liaison verify` names them; run `liaison replan` or `liaison plan` first"
                .to_owned(),
        });
    }
    Ok(plan)
}

fn one(
    week: &Week,
    plan: &Plan,
    explainer: &Explainer<'_>,
    text: &str,
    options: &Options,
    terminal: &mut Terminal,
) -> Result<Explanation, Failure> {
    let found = input::find_work(week, plan, text).map_err(|wrong| Failure::Use {
        hint: wrong.hint(),
        what: wrong.to_string(),
    })?;
    let left: Vec<Work> = found
        .iter()
        .copied()
        .filter(|&work| !is_placed(plan, work))
        .collect();
    // Of several sessions or days the first that is left out is asked about.
    let work = left.first().copied().unwrap_or(found[0]);
    let told = if is_placed(plan, work) {
        explainer.placed(work, options)?
    } else {
        explainer.left_out(work, options)?
    };
    holds(week, &told)?;
    if terminal.json {
        terminal.result_json(&Told {
            task_id: week.work_id(work).to_owned(),
            conclusion: told.conclusion.clone(),
            facts: told.facts.clone(),
            grant: told.offer.as_ref().map(|offer| offer.grant.to_string()),
            proven: told.proven,
            out_of_time: told.is_cut,
        })?;
    } else {
        terminal.result(&told.conclusion)?;
        for fact in &told.facts {
            terminal.result(format!("  - {fact}"))?;
        }
        if let Some(offer) = &told.offer {
            terminal.result(format!("grant: {}", offer.grant))?;
        }
    }
    Ok(told)
}

fn is_placed(plan: &Plan, work: Work) -> bool {
    let mut stops = plan.routes.iter().flat_map(|route| &route.stops);
    stops.any(|stop| stop.activity.work() == Some(work))
}

/// Writes a grant into the workspace, once the files with it read as the grant means.
fn apply(
    week: &Week,
    arguments: &Arguments,
    offer: &Offer,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let mut asked = workspace::asked(&arguments.changes)?;
    let drafted = |fault| Failure::Input(vec![fault]);
    let mut drafts = Drafts::new(&arguments.workspace, &asked).map_err(Failure::Input)?;
    drafts.grant(week, &offer.grant).map_err(drafted)?;
    asked.drafts = drafts.bytes();
    let granted = input::read_week(&arguments.workspace, &asked)
        .map_err(Failure::Input)?
        .week;
    if let Some((_, plan)) = offer.shown(week) {
        super::plan::check(&granted, &plan)?;
    }
    for (path, before, after) in drafts.changed() {
        let backup = match before {
            Some(before) => Some(back_up(path, before)?),
            None => None,
        };
        write_atomic(path, after)?;
        let name = |path: &Path| {
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        };
        let name_of = name(path).unwrap_or_default();
        terminal.remark(match backup.as_deref().and_then(name) {
            Some(backup) => format!("{name_of} changed; what it was is in {backup}"),
            None => format!("{name_of} made"),
        });
    }
    Ok(())
}

/// The plan that shows a grant passes the second opinion, as every plan does.
fn holds(week: &Week, told: &Explanation) -> Result<(), Failure> {
    let shown = told.offer.as_ref().and_then(|offer| offer.shown(week));
    match shown {
        Some((granted, plan)) => super::plan::check(&granted, &plan),
        None => Ok(()),
    }
}

fn all(
    week: &Week,
    mut plan: Plan,
    explainer: &Explainer<'_>,
    options: &Options,
    terminal: &mut Terminal,
) -> Result<Answer, Failure> {
    plan.unplaced = explainer.all(options);
    if terminal.json {
        let row = |one: &liaison::domain::plan::Unplaced| Row {
            task_id: week.work_id(one.work).to_owned(),
            standing: one.standing.name(),
            rule: one.rule.map(|rule| rule.name()),
            reason: one.reason.clone(),
            fix: one.fix.clone(),
            grant: one.grant.clone(),
            proven: one.proven,
        };
        let rows: Vec<Row> = plan.unplaced.iter().map(row).collect();
        terminal.result_json(&rows)?;
    } else if plan.unplaced.is_empty() {
        terminal.result("all tasks and rides are in the plan")?;
    } else {
        let granted = plan
            .unplaced
            .iter()
            .filter(|one| !one.grant.is_empty())
            .count();
        terminal.result(format!(
            "{} of {} left out would fit with a single grant that loses nothing",
            granted,
            plan.unplaced.len()
        ))?;
        terminal.result(itinerary::terminal::unplaced(week, &plan).trim_end())?;
    }
    Ok(Answer::Yes)
}
