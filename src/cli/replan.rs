//! `liaison replan`: the rest of the week, once something happened.

mod events;
mod scene;
mod told;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use liaison::domain::Week;
use liaison::domain::document::Document;
use liaison::domain::ids::{TaskIx, Work};
use liaison::domain::plan::Plan;
use liaison::domain::task::Task;
use liaison::domain::time::Moment;
use liaison::input::{self, Drafts, Event};
use liaison::itinerary::{self, Style};
use liaison::plan::Options;
use liaison::plan::replan::{self, Happened, Replanned};
use liaison::table::{write_all, write_atomic};
use liaison::verify;

use super::plan::NamesOn;
use super::search::Search;
use super::terminal::Terminal;
use super::undo;
use super::workspace::{self, Changes};
use super::{Answer, Failure};
use events::Events;
use scene::Scene;
use told::Account;

/// Plan the rest of the week anew, with as few changes as can be
#[derive(clap::Args)]
#[command(after_help = concat!("Example:\n  liaison replan data/sample --as-of 'Tue 10:15' --no-show T54 --late L2:25 --dry-run\n\nWhat happened may also stand in log.csv and the other tables; options are written there.\n\n", exits!()))]
pub struct Arguments {
    /// The folder with week.toml
    workspace: PathBuf,
    /// What has begun by then stays: `2026-12-01 10:15` or `Tue 10:15` [default: now]
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
    /// Where the plan lies, and the new one goes [default: WORKSPACE/plan]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Name for each day that is left a few tasks nearby that fit where a visit fails; a plan that
    /// had such lists has them again
    #[arg(long)]
    standby: bool,
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Go back to the plan and the tables before the last replan
    #[arg(long, conflicts_with_all = ["dry_run", "as_of", "no_show", "late", "sick", "off", "moved", "add", "close", "keep", "standby"])]
    undo: bool,
    /// How names stand on day sheets
    #[arg(long, value_name = "HOW", default_value = "initials")]
    names: NamesOn,
    #[command(flatten)]
    happened: Events,
    #[command(flatten)]
    search: Search,
    #[command(flatten)]
    changes: Changes,
}

pub fn run(
    arguments: &Arguments,
    terminal: &mut Terminal,
    started: Instant,
) -> Result<Answer, Failure> {
    let out = (arguments.out.clone()).unwrap_or_else(|| arguments.workspace.join("plan"));
    workspace::must_be_there(&arguments.workspace)?;
    if arguments.undo {
        return undo::run(&arguments.workspace, &out, terminal);
    }
    let mut asked = workspace::asked(&arguments.changes)?;
    let document = document(&out)?;
    asked.kept = document.kept();
    asked.is_cautious |= document.p80;
    let first = input::read_week(&arguments.workspace, &asked).map_err(Failure::Input)?;
    let as_of = workspace::as_of(&first.week, arguments.as_of.as_deref())?;
    let known = document.known(&first.week);
    let plan = brought(&known, &first.week)?;
    let events = events::read(&arguments.happened, &first.week, &plan, as_of)?;
    let mut drafts = Drafts::new(&arguments.workspace, &asked).map_err(Failure::Input)?;
    let logged = logged(&first.week, &plan, as_of);
    // The log has a newer word than a pin.
    for work in logged.overruled(&plan.routes) {
        drafts
            .let_go(&first.week, &plan, work)
            .map_err(|fault| Failure::Input(vec![fault]))?;
    }
    let today = first.week.clock.day_of(as_of);
    let is_settled = |event: &Event| {
        let mut others = events.iter();
        others.any(|(other, _)| event.is_settled_by(other, today))
    };
    for (event, _) in events.iter().filter(|(event, _)| !is_settled(event)) {
        drafts
            .happen(&first.week, &plan, as_of, event)
            .map_err(|fault| Failure::Input(vec![fault]))?;
    }
    asked.drafts = drafts.bytes();
    // A road that is closed by now was open to who drove it.
    asked.driven = document.driven_before(&workspace::stamp(&first.week, as_of));
    asked.overdue = overdue(&first.week, &plan, (&logged, &events), &document);
    asked.kept = begun(&first.week, &plan, &logged);
    let now = (as_of, events.as_slice());
    let scene = Scene::read(arguments, &asked, &document, &first.week, now, terminal)?;
    let is_same = document.inputs.as_deref() == Some(drafts.digest().as_str());
    let mut happened = scene.happened(&events, !is_same);
    happened.with_standby = arguments.standby || !document.standby.is_empty();
    let options = Options {
        stop: arguments.search.stop(started)?,
        threads: arguments.search.threads()?,
        seed: arguments.search.seed,
        version: document.version + 1,
    };
    let mut found = replan::make(&scene.whole, &scene.before.routes, &happened, &options)?;
    scene.take_out(&mut found);
    found.plan = verify::restated(&scene.week, &found.plan);
    let reproducible = arguments.search.iterations.is_some();
    found.plan.seconds = (!reproducible).then(|| started.elapsed().as_secs_f64());
    scene.check(&found)?;
    let earlier = Earlier {
        out,
        document,
        drafts,
    };
    let events = events.into_iter().map(|(_, told)| told).collect();
    let told = (events, happened.agreed.into_keys().collect());
    finish(arguments, &scene, &earlier, told, found, terminal)
}

/// The plan that is replaced, where it lies, and the tables as they will be.
struct Earlier {
    out: PathBuf,
    document: Document,
    drafts: Drafts,
}

/// Writes the new plan, where there is anything new in it, and says what it is; with the events in
/// the words in which they were given, and what was agreed in them.
fn finish(
    arguments: &Arguments,
    scene: &Scene,
    earlier: &Earlier,
    (events, agreed): (Vec<String>, BTreeSet<Work>),
    mut found: Replanned,
    terminal: &mut Terminal,
) -> Result<Answer, Failure> {
    let week = &scene.week;
    let reproducible = arguments.search.iterations.is_some();
    let style = Style {
        names: arguments.names.names(),
        key: workspace::key(
            &arguments.workspace,
            week,
            reproducible || arguments.dry_run,
        )?,
        when: (!reproducible).then(chrono::Utc::now),
    };
    let moved = std::mem::take(&mut found.changes);
    let is_told = !events.is_empty();
    let told = (events, &agreed);
    let account = Account::of(scene, &earlier.document, told, &found.plan, &moved);
    // What came or went is to stand in the plan, though nothing else is elsewhere.
    let is_nothing = account.is_empty()
        && !is_told
        && !arguments.standby
        && !scene.is_any_new()
        && !scene.is_to_be_noted(&earlier.document);
    let is_written = !arguments.dry_run && !is_nothing;
    if is_written {
        let (plan, before) = (&found.plan, account.before());
        let mut files =
            itinerary::render_again(week, plan, &style, scene.roads.as_deref(), &before);
        let digest = earlier.drafts.digest();
        itinerary::note(&mut files, week, plan, Some(&digest), &account.history);
        earlier.replace(&arguments.workspace, &files)?;
    } else {
        found.plan.version = earlier.document.version;
    }
    if terminal.json {
        account.json(&found.plan, is_written, terminal)?;
    } else {
        account.print(&found.plan, found.past, &style, terminal)?;
        let how = (is_written, arguments.dry_run);
        told::remark(found.plan.version, how, &earlier.out, terminal);
    }
    Ok(match found.plan.totals.required_unplaced {
        0 => Answer::Yes,
        _ => Answer::No,
    })
}

impl Earlier {
    /// Keeps what there was, and writes the tables and the new plan.
    fn replace(&self, workspace: &Path, files: &[itinerary::File]) -> Result<(), Failure> {
        undo::save(workspace, &self.out, &self.drafts, self.document.version)?;
        for (path, _, after) in self.drafts.changed() {
            write_atomic(path, after)?;
        }
        write_all(&self.out, files, itinerary::is_ours)?;
        Ok(())
    }
}

fn document(out: &Path) -> Result<Document, Failure> {
    let path = out.join("plan.json");
    if !path.is_file() {
        return Err(Failure::Use {
            what: format!("there is no plan at {}", path.display()),
            hint: "run `liaison plan` first, or name its folder with --out".to_owned(),
        });
    }
    input::read_document(&path).map_err(Failure::Brought)
}

fn brought(known: &Document, week: &Week) -> Result<Plan, Failure> {
    let plan = known.plan(week).map_err(|wrong| Failure::Use {
        what: format!("the plan is none of this week: {wrong}"),
        hint: "run `liaison plan` first".to_owned(),
    })?;
    Ok(verify::restated(week, &plan))
}

/// What the log says by now of a plan.
fn logged(week: &Week, plan: &Plan, as_of: Moment) -> Happened {
    let mut logged = Happened {
        as_of,
        ..Happened::default()
    };
    logged.take_log(week, &plan.routes);
    logged
}

/// The ids of tasks whose due has passed: of what has begun those that were overdue then, of all
/// else those that are by now.
fn overdue(
    week: &Week,
    plan: &Plan,
    (logged, events): (&Happened, &[(Event, String)]),
    document: &Document,
) -> BTreeSet<String> {
    let mut begun = logged.begun(&plan.routes);
    // That to which nobody came is to do still.
    let is_missed = |work: &Work| {
        let is_it = |(event, _): &(Event, String)| *event == Event::NoShow(*work);
        logged.released.contains_key(work) || events.iter().any(is_it)
    };
    begun.retain(|work| !is_missed(work));
    let is_overdue =
        |(ix, task): &(usize, &Task)| match begun.contains(&Work::Task(TaskIx::at(*ix))) {
            true => document.overdue.contains(&task.id),
            false => task.due.is_some_and(|due| due <= logged.as_of),
        };
    let tasks = week.tasks.iter().enumerate().filter(is_overdue);
    tasks.map(|(_, task)| task.id.clone()).collect()
}

/// The ids of what has begun, and of their rows: it stays, though the log says that it is done.
fn begun(week: &Week, plan: &Plan, logged: &Happened) -> BTreeSet<String> {
    let works = logged.begun(&plan.routes).into_iter();
    let ids = works.flat_map(|work| {
        let row = match work {
            Work::Task(ix) => &week.task(ix).row_id,
            Work::Ride(ix) => &week.ride(ix).id,
        };
        [week.work_id(work).to_owned(), row.clone()]
    });
    ids.collect()
}
