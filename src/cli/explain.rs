//! `liaison explain`: why something is not in a plan, and what it would take.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use liaison::domain::Week;
use liaison::domain::ids::{TaskIx, Work};
use liaison::domain::plan::Plan;
use liaison::domain::time::Moment;
use liaison::input::{self, Asked, Drafts};
use liaison::itinerary;
use liaison::plan::explain::{Conflict, Explainer, Explanation, Offer, Options};
use liaison::plan::risk;
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
    /// Say what the plan bears: which delay breaks what, and how often each task is begun in
    /// its time in so many made-up weeks
    #[arg(long, value_name = "WEEKS", num_args = 0..=1, default_missing_value = "1000", conflicts_with_all = ["task", "apply"], value_parser = clap::value_parser!(u32).range(1..=100_000))]
    risk: Option<u32>,
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
    reason_proven: bool,
}

#[derive(Serialize)]
struct All {
    unplaced: Vec<Row>,
    /// The first of them.
    conflict: Option<Together>,
    /// Others that have nothing in common with it, or with each other.
    further_conflicts: Vec<Together>,
}

/// Required work that cannot all be kept.
#[derive(Serialize)]
struct Together {
    task_ids: Vec<String>,
    rules: Vec<&'static str>,
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
    let path = match &arguments.plan {
        Some(path) => path.clone(),
        None => arguments.workspace.join("plan").join("plan.json"),
    };
    let folder = &arguments.workspace;
    let mut asked = workspace::asked_with(&arguments.changes, &path)?;
    if let Some(weeks) = arguments.risk {
        // How long things take by themselves, whatever the plan allows for.
        let is_cautious = std::mem::take(&mut asked.is_cautious);
        let week = workspace::read_asked(folder, &asked, terminal)?.week;
        let plan = match is_cautious {
            true => present(&week.clone().cautious(), &path)?,
            false => present(&week, &path)?,
        };
        return risk(&week, &plan, weeks, arguments.search.seed, terminal);
    }
    let mut week = workspace::read_asked(folder, &asked, terminal)?.week;
    let plan = present(&week, &path)?;
    let document = input::read_document(&path).ok();
    if let Some(as_of) = document.and_then(|document| document.as_of(&week)) {
        look_ahead(&mut week, &plan, as_of);
    }
    let explainer = Explainer::new(&week, &plan.routes)?;
    match &arguments.task {
        Some(text) => {
            let told = one(&week, &plan, &explainer, text, &options, terminal)?;
            match &told.offer {
                Some(offer) if arguments.apply => apply(&week, (folder, asked), offer, terminal)?,
                None if arguments.apply => terminal.remark("there is no grant to write"),
                _ => {}
            }
            let is_answered = is_placed(&plan, told.work) || told.offer.is_some();
            Ok(if is_answered { Answer::Yes } else { Answer::No })
        }
        None => all(&week, plan, &explainer, &options, terminal),
    }
}

/// Lets no task that is not past be before the plan's last change: nobody has a place then.
fn look_ahead(week: &mut Week, plan: &Plan, as_of: Moment) {
    let stops = plan.routes.iter().flat_map(|route| &route.stops);
    let begun = stops.filter(|stop| stop.start < as_of);
    let begun: BTreeSet<Work> = begun.filter_map(|stop| stop.activity.work()).collect();
    for (ix, task) in week.tasks.iter_mut().enumerate() {
        if !begun.contains(&Work::Task(TaskIx::at(ix))) {
            task.earliest = task.earliest.max(Some(as_of));
        }
    }
}

/// The plan that there is; it must hold for the files as they are.
fn present(week: &Week, path: &Path) -> Result<Plan, Failure> {
    let hint = "run `liaison plan` first, or name one with --plan";
    let plan = workspace::plan_at(week, path, hint)?;
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
        // Of what the plan has the plan itself is what is told.
        let sure = match (is_placed(plan, work), told.proven) {
            (true, _) => "",
            (false, true) => " (proven)",
            (false, false) => " (found, not proven)",
        };
        terminal.result(format!("{}{sure}", told.conclusion))?;
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
    (folder, mut asked): (&Path, Asked),
    offer: &Offer,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let drafted = |fault| Failure::Input(vec![fault]);
    let mut drafts = Drafts::new(folder, &asked).map_err(Failure::Input)?;
    drafts.grant(week, &offer.grant).map_err(drafted)?;
    asked.drafts = drafts.bytes();
    let granted = input::read_week(folder, &asked)
        .map_err(Failure::Input)?
        .week;
    if let Some((_, plan)) = offer.shown(week) {
        super::plan::check(&granted, &plan)?;
    }
    workspace::write_drafts(&drafts, terminal)
}

/// The plan that shows a grant passes the second opinion, as every plan does.
fn holds(week: &Week, told: &Explanation) -> Result<(), Failure> {
    let shown = told.offer.as_ref().and_then(|offer| offer.shown(week));
    match shown {
        Some((granted, plan)) => super::plan::check(&granted, &plan),
        None => Ok(()),
    }
}

#[derive(Serialize)]
struct DayLine {
    staff_id: String,
    date: String,
    spare_minutes: i32,
    least_delay_minutes: Option<i32>,
    least_delay_at: Option<String>,
    least_delay_breaks: Vec<String>,
    worst_delay_at: Option<String>,
    breaks: Vec<String>,
    back_in_time: f64,
}

/// What the plan bears.
fn risk(
    week: &Week,
    plan: &Plan,
    weeks: u32,
    seed: u64,
    terminal: &mut Terminal,
) -> Result<Answer, Failure> {
    let found = risk::risk(week, &plan.routes, weeks, seed);
    let id = |work: Work| week.work_id(work).to_owned();
    let day = |day: &risk::DayRisk| {
        let shift = week.shift(day.shift);
        let (at, breaks) = day.worst.clone().unzip();
        let ids = |works: Vec<Work>| works.into_iter().map(id).collect();
        let (least, first, first_breaks) = match day.least.clone() {
            Some((delay, at, breaks)) => (Some(delay.0), Some(id(at)), ids(breaks)),
            None => (None, None, Vec::new()),
        };
        DayLine {
            staff_id: week.member(shift.staff).id.clone(),
            date: week.clock.date(shift.day).to_string(),
            spare_minutes: day.spare.0,
            least_delay_minutes: least,
            least_delay_at: first,
            least_delay_breaks: first_breaks,
            worst_delay_at: at.map(id),
            breaks: ids(breaks.unwrap_or_default()),
            back_in_time: day.back,
        }
    };
    let days: Vec<DayLine> = found.days.iter().map(day).collect();
    if terminal.json {
        let works: BTreeMap<String, f64> = found
            .works
            .iter()
            .map(|&(work, share)| (id(work), share))
            .collect();
        terminal.result_json(&serde_json::json!({
            "days": days,
            "on_time": works,
            "share_on_time": found.on_time,
        }))?;
        return Ok(Answer::Yes);
    }
    for day in &days {
        let breaks = match &day.worst_delay_at {
            Some(at) => format!("half an hour at {at} breaks {}", day.breaks.join(", ")),
            None => "half an hour anywhere breaks nothing".to_owned(),
        };
        let least = match (day.least_delay_minutes, &day.least_delay_at) {
            (Some(minutes), Some(at)) => {
                let broken = day.least_delay_breaks.join(", ");
                format!("{minutes} min at {at} breaks {broken}; ")
            }
            _ => String::new(),
        };
        terminal.result(format!(
            "{}  {}  back {:>3} min before the end, in time in {:>3.0} %  {least}{breaks}",
            day.date,
            day.staff_id,
            day.spare_minutes,
            day.back_in_time * 100.0
        ))?;
    }
    terminal.result(format!(
        "\nOf what is planned {:.0} % begins in its time, in the mean of {weeks} made-up weeks.",
        found.on_time * 100.0
    ))?;
    terminal.result(format!(
        "\nBegun in their time in fewer than 19 of 20 of {weeks} made-up weeks:"
    ))?;
    let weak = found.works.iter().filter(|(_, share)| *share < 0.95);
    let mut is_any = false;
    for &(work, share) in weak {
        is_any = true;
        terminal.result(format!("  {:>3.0} %  {}", share * 100.0, id(work)))?;
    }
    if !is_any {
        terminal.result("  none")?;
    }
    Ok(Answer::Yes)
}

fn all(
    week: &Week,
    mut plan: Plan,
    explainer: &Explainer<'_>,
    options: &Options,
    terminal: &mut Terminal,
) -> Result<Answer, Failure> {
    plan.unplaced = explainer.all(options);
    let conflicts = match plan.totals.required_unplaced {
        0 => Vec::new(),
        _ => explainer.conflicts(options)?,
    };
    if terminal.json {
        let row = |one: &liaison::domain::plan::Unplaced| Row {
            task_id: week.work_id(one.work).to_owned(),
            standing: one.standing.name(),
            rule: one.rule.map(|rule| rule.name()),
            reason: one.reason.clone(),
            fix: one.fix.clone(),
            grant: one.grant.clone(),
            proven: one.proven,
            reason_proven: one.reason_proven,
        };
        let together = |conflict: &Conflict| Together {
            task_ids: conflict
                .works
                .iter()
                .map(|&work| week.work_id(work).to_owned())
                .collect(),
            rules: conflict.rules.iter().map(|rule| rule.name()).collect(),
            proven: conflict.proven,
        };
        let mut told = conflicts.iter().map(together);
        terminal.result_json(&All {
            unplaced: plan.unplaced.iter().map(row).collect(),
            conflict: told.next(),
            further_conflicts: told.collect(),
        })?;
    } else if plan.unplaced.is_empty() {
        terminal.result("all tasks and rides are in the plan")?;
    } else {
        let granted = plan
            .unplaced
            .iter()
            .filter(|one| !one.grant.is_empty())
            .count();
        terminal.result(format!(
            "{} of {} left out would fit with a grant that loses nothing",
            granted,
            plan.unplaced.len()
        ))?;
        terminal.result(itinerary::terminal::unplaced(week, &plan).trim_end())?;
        for conflict in &conflicts {
            terminal.result(format!("\n{}", conflict.words(week)))?;
        }
    }
    Ok(Answer::Yes)
}
