//! `liaison replan`: the rest of the week, once something happened.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use liaison::domain::Week;
use liaison::domain::document::{Document, VersionDocument};
use liaison::domain::ids::{StaffIx, Work};
use liaison::domain::plan::{Plan, Route};
use liaison::domain::rule::Rule;
use liaison::domain::time::Moment;
use liaison::input::{self, Asked, Drafts, Event, EventError};
use liaison::itinerary::{self, Before, Style};
use liaison::plan::Options;
use liaison::plan::replan::{self, Bears, Cause, Happened, Replanned};
use liaison::table::{write_all, write_atomic};
use liaison::verify;
use serde::Serialize;

use super::failure::plural;
use super::plan::NamesOn;
use super::search::Search;
use super::terminal::Terminal;
use super::undo;
use super::workspace::{self, Changes};
use super::{Answer, Failure};

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

#[derive(clap::Args)]
#[command(next_help_heading = "What happened")]
struct Events {
    /// Nobody came or was at home: it is planned for another day
    #[arg(long, value_name = "TASK")]
    no_show: Vec<String>,
    /// Somebody is late: 25, or L1:25
    #[arg(long, value_name = "MINUTES")]
    late: Vec<String>,
    /// Somebody is away for the rest of a day: L1, or L1:Tue
    #[arg(long, value_name = "STAFF")]
    sick: Vec<String>,
    /// It is called off
    #[arg(long, value_name = "TASK")]
    off: Vec<String>,
    /// It was agreed for another time: T9='Wed 14:00'
    #[arg(long = "move", value_name = "TASK=WHEN")]
    moved: Vec<String>,
    /// Something new: 'home_visit S12 40 by today'
    #[arg(long, value_name = "TASK")]
    add: Vec<String>,
    /// A place is closed for the rest of the day
    #[arg(long, value_name = "PLACE")]
    close: Vec<String>,
    /// It stays where it is
    #[arg(long, value_name = "TASK")]
    keep: Vec<String>,
}

#[derive(Serialize)]
struct Told {
    version: u32,
    written: bool,
    changes: Vec<String>,
    reasons: Vec<String>,
    summary: itinerary::Summary,
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
    let as_of = as_of(&first.week, arguments.as_of.as_deref())?;
    let known = document.known(&first.week);
    let plan = brought(&known, &first.week)?;
    let events = events(&arguments.happened, &first.week, &plan, as_of)?;
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
    asked.kept = begun(&first.week, &plan, &logged);
    let scene = Scene::read(arguments, &asked, &document, &first.week, as_of, terminal)?;
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
    scene.finish(
        arguments, &out, &document, &events, &drafts, found, terminal,
    )
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

/// The moment from which on things may change.
fn as_of(week: &Week, text: Option<&str>) -> Result<Moment, Failure> {
    if let Some(text) = text {
        return input::as_of(week, text).ok_or_else(|| Failure::Use {
            what: format!("--as-of takes a time of the week, not {text:?}"),
            hint: format!("for example --as-of '{} 10:15'", week.clock.monday()),
        });
    }
    let now = chrono::Utc::now();
    let since = (now - week.clock.utc(Moment(0))).num_minutes();
    let whole = week.clock.whole_week();
    let now = i32::try_from(since).unwrap_or(i32::MAX);
    if now >= whole.to.0 {
        return Err(Failure::Use {
            what: format!("the week of {} is over", week.clock.monday()),
            hint: "say from when on things may change with --as-of".to_owned(),
        });
    }
    Ok(Moment(now.max(whole.from.0)))
}

/// Each event with the words in which it was given.
fn events(
    given: &Events,
    week: &Week,
    plan: &Plan,
    as_of: Moment,
) -> Result<Vec<(Event, String)>, Failure> {
    type Read<'a> = &'a dyn Fn(&str) -> Result<Event, EventError>;
    let added = std::cell::Cell::new(0);
    let all: [(&str, &[String], Read<'_>); 8] = [
        ("no-show", &given.no_show, &|text| {
            Event::no_show(week, plan, as_of, text)
        }),
        ("late", &given.late, &|text| {
            Event::late(week, plan, as_of, text)
        }),
        ("sick", &given.sick, &|text| Event::sick(week, as_of, text)),
        ("off", &given.off, &|text| Event::off(week, plan, text)),
        ("move", &given.moved, &|text| {
            Event::moved(week, plan, as_of, text)
        }),
        ("close", &given.close, &|text| Event::close(week, text)),
        ("keep", &given.keep, &|text| Event::keep(week, plan, text)),
        ("add", &given.add, &|text| {
            Event::add(week, as_of, added.replace(added.get() + 1), text)
        }),
    ];
    let mut events: Vec<(Event, String)> = Vec::new();
    for (name, texts, read) in all {
        for text in texts {
            let event = read(text).map_err(|wrong| Failure::Use {
                what: wrong.what,
                hint: wrong.hint,
            })?;
            let pinned = event.pinned();
            let is_other = |(other, _): &&(Event, String)| pinned == other.pinned();
            if let Some((_, other)) = events.iter().find(is_other).filter(|_| pinned.is_some()) {
                return Err(Failure::Use {
                    what: format!("--{other} and --{name} {text} are of the same task or ride"),
                    hint: "give one of them".to_owned(),
                });
            }
            events.push((event, format!("{name} {text}")));
        }
    }
    Ok(events)
}

/// What a plan names, placed or left out, and a week has no more.
fn lost(document: &Document, week: &Week) -> Vec<String> {
    let mut ids = document.ids();
    for work in week.work() {
        ids.remove(week.work_id(work));
    }
    ids.into_iter().collect()
}

/// Why a week has something no more.
fn why_lost(week: &Week, id: &str) -> &'static str {
    match week.is_done(id) {
        true => DONE,
        false => "the files have it no more",
    }
}

const DONE: &str = "the log says that it is done";

/// What the log says by now of a plan.
fn logged(week: &Week, plan: &Plan, as_of: Moment) -> Happened {
    let mut logged = Happened {
        as_of,
        ..Happened::default()
    };
    logged.take_log(week, &plan.routes);
    logged
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

/// What it means that the plan breaks a rule by now.
fn by_now(rule: Rule) -> String {
    let why = match rule {
        Rule::Window => "its windows leave its place out by now",
        Rule::Due => "it is due sooner by now",
        Rule::AttendeeBusy => "somebody who attends cannot be met then by now",
        Rule::Shift => "who does it is not at work then by now",
        Rule::Travel => "the drives around it take longer by now",
        Rule::Pin => "a pin asks for another place by now",
        Rule::Staff => "who does it may not any more",
        Rule::Partner => "who comes along is not there by now",
        other => return format!("its place does not hold any more: {other}"),
    };
    why.to_owned()
}

/// The week as it is now, and the plan that it had.
struct Scene {
    week: Week,
    /// The same with what the plan has and the files have no more.
    whole: Week,
    /// Which work that is.
    gone: BTreeSet<Work>,
    roads: Option<std::sync::Arc<dyn liaison::domain::road::Network>>,
    before: Plan,
    as_of: Moment,
    known: BTreeSet<String>,
    /// What the plan left out, and the files have no more.
    lost: Vec<String>,
    /// What the work that events name was called when they were read.
    ids: BTreeMap<Work, String>,
}

impl Scene {
    fn read(
        arguments: &Arguments,
        asked: &Asked,
        document: &Document,
        first: &Week,
        as_of: Moment,
        terminal: &mut Terminal,
    ) -> Result<Self, Failure> {
        let read = input::read_week(&arguments.workspace, asked).map_err(Failure::Input)?;
        for warning in &read.warnings {
            terminal.warning(warning);
        }
        let gone = document.lost_shifts(&read.week, as_of);
        if !gone.is_empty() {
            let told = |shift: &String| format!("{shift}: shift: shifts.csv has it no more");
            return Err(Failure::Past(gone.iter().map(told).collect()));
        }
        let no_more = lost(document, &read.week);
        if !no_more.is_empty() {
            terminal.remark(format!(
                "in the plan and not in the week any more: {}",
                no_more.join(", ")
            ));
        }
        let (whole, gone) = document.with_lost(&read.week);
        Ok(Self {
            lost: lost(document, &whole),
            before: brought(&document.known(&whole), &whole)?,
            whole,
            gone,
            week: read.week,
            roads: read.roads,
            as_of,
            known: document.ids(),
            ids: first
                .work()
                .map(|work| (work, first.work_id(work).to_owned()))
                .collect(),
        })
    }

    /// What happened: the log, what breaks a rule by now, and what is new.
    fn happened(&self, events: &[(Event, String)], may_add: bool) -> Happened {
        let week = &self.whole;
        let mut happened = Happened {
            as_of: self.as_of,
            may_add,
            ..Happened::default()
        };
        happened.take_log(week, &self.before.routes);
        for &work in &self.gone {
            let why = why_lost(week, week.work_id(work)).to_owned();
            happened.gone.insert(work, why);
        }
        let is_new = |work: &Work| !self.known.contains(week.work_id(*work));
        happened.new = week.work().filter(is_new).collect();
        for violation in &verify::verify(week, &self.before).violations {
            // What is new is not in the old plan, and that breaks no rule.
            let ours = violation.work.iter();
            for &work in ours.filter(|work| !is_new(work) && !self.gone.contains(work)) {
                let why = by_now(violation.rule);
                happened.broken.entry(work).or_insert(why);
            }
        }
        let today = week.clock.day_of(self.as_of);
        for (work, delay) in happened.delays(week, &self.before.routes) {
            let told = format!(
                "{} ended {} min later than planned",
                week.work_id(work),
                delay.0
            );
            let on = self
                .staff_of(work)
                .map_or(Bears::Own, |who| Bears::Staff(who, today));
            happened.told.push(Cause { told, on });
        }
        for (event, told) in events {
            let id = |who: &StaffIx| week.member(*who).id.as_str();
            // A new row may have shifted the others: they are known by their ids.
            let now = |work: &Work| {
                let id = self.ids.get(work)?;
                week.work().find(|&work| week.work_id(work) == id)
            };
            let work = |work: &Work| self.ids.get(work).map_or("", String::as_str);
            let (told, on) = match event {
                Event::Late(who, minutes) => {
                    happened.late.insert(*who);
                    let told = format!("{} is {} min late", id(who), minutes.0);
                    (told, Bears::Staff(*who, today))
                }
                Event::Sick(who, day) => {
                    // Nobody who goes home ill drives on to the next.
                    if *day == today {
                        happened.late.insert(*who);
                    }
                    (format!("{} is away", id(who)), Bears::Staff(*who, *day))
                }
                Event::Move(which, _) => {
                    if let Some(now) = now(which) {
                        let why = format!("it was agreed: {told}");
                        happened.broken.insert(now, why.clone());
                        happened.agreed.insert(now, why);
                    }
                    (format!("{} was moved", work(which)), Bears::Own)
                }
                Event::NoShow(which) => (format!("no-show {}", work(which)), Bears::Own),
                Event::Off(which) => (format!("{} is off", work(which)), Bears::Own),
                Event::Keep(which) | Event::Confirm(which, _) => {
                    (format!("{} stays", work(which)), Bears::Own)
                }
                Event::Decline(which) => (format!("{} was declined", work(which)), Bears::Own),
                Event::Close(place) => (
                    format!("{} is closed", week.place(*place).id),
                    Bears::Place(*place, today),
                ),
                Event::Add(cells) => {
                    let id = cells.first().map_or("", |(_, id)| id.as_str());
                    (format!("{id} is new"), Bears::Own)
                }
            };
            happened.told.push(Cause { told, on });
        }
        happened
    }

    /// With whom the plan has something.
    fn staff_of(&self, work: Work) -> Option<StaffIx> {
        let has = |route: &&Route| {
            let mut stops = route.stops.iter();
            stops.any(|stop| stop.activity.work() == Some(work))
        };
        let route = self.before.routes.iter().find(has)?;
        Some(self.whole.shift(route.shift).staff)
    }

    /// Whether the plan as it lies would be judged by what roads are by now, and not as they were
    /// driven: a version notes from when on.
    fn is_to_be_noted(&self, document: &Document) -> bool {
        if !self.week.travel.has_driven() {
            return false;
        }
        let broken = |week: &Week| verify::verify(week, &self.before).violations.len();
        let mut lies = self.whole.clone();
        lies.drove(&document.driven());
        broken(&lies) > broken(&self.whole)
    }

    /// A plan without what the files have no more. Nobody waits for what is done, or is over.
    fn take_out(&self, found: &mut Replanned) {
        let unplaced = &mut found.plan.unplaced;
        unplaced.retain(|one| !self.gone.contains(&one.work));
        let gone = found.changes.iter_mut();
        for one in gone.filter(|one| self.gone.contains(&one.work)) {
            let is_over = (one.before.as_ref()).is_some_and(|spot| spot.start < self.as_of);
            if is_over || self.whole.is_done(self.whole.work_id(one.work)) {
                one.call.clear();
            }
        }
    }

    /// No plan leaves the house that breaks a rule; what is past is what it was.
    fn check(&self, found: &Replanned) -> Result<(), Failure> {
        let logged = logged(&self.whole, &self.before, self.as_of);
        let past = logged.begun(&self.before.routes);
        let is_past = |work: &Work| past.contains(work);
        let report = verify::verify(&self.week, &found.plan);
        let mut ours: Vec<String> = report
            .violations
            .iter()
            .filter(|violation| violation.work.is_empty() || !violation.work.iter().all(is_past))
            .map(ToString::to_string)
            .collect();
        // What has begun is where it was.
        let is_taken_back = |work: &Work| {
            let said = logged.released.contains_key(work) || logged.gone.contains_key(work);
            said || self.gone.contains(work)
        };
        let lost = found.changes.iter();
        let lost: Vec<_> = lost
            .filter(|change| change.after.is_none() && is_past(&change.work))
            .filter(|change| !is_taken_back(&change.work))
            .collect();
        if !lost.is_empty() {
            let today = self.week.clock.day_of(self.as_of);
            let before = verify::verify(&self.whole, &self.before);
            let is_begun = |violation: &&verify::Violation| match violation.work.is_empty() {
                true => violation.day.is_none_or(|day| day <= today),
                false => violation.work.iter().any(is_past),
            };
            let broken = before.violations.iter().filter(is_begun);
            let broken: Vec<String> = broken.map(ToString::to_string).collect();
            if !broken.is_empty() {
                return Err(Failure::Past(broken));
            }
        }
        ours.extend(lost.iter().map(|change| {
            format!(
                "{}: had begun, and was not kept",
                self.whole.work_id(change.work)
            )
        }));
        match ours.is_empty() {
            true => Ok(()),
            false => Err(Failure::Ours(ours)),
        }
    }

    #[allow(clippy::too_many_arguments, reason = "all that a version consists of")]
    fn finish(
        &self,
        arguments: &Arguments,
        out: &Path,
        document: &Document,
        events: &[(Event, String)],
        drafts: &Drafts,
        mut found: Replanned,
        terminal: &mut Terminal,
    ) -> Result<Answer, Failure> {
        let week = &self.week;
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
        let mut lines: Vec<String> = found
            .changes
            .iter()
            .map(|one| {
                format!(
                    "{}: {}",
                    itinerary::change_line(&self.whole, one),
                    one.reason
                )
            })
            .collect();
        let lost = self.lost.iter().map(|id| {
            let line = format!("{id}: left out -> no task or ride");
            (line, why_lost(week, id))
        });
        let lost: Vec<(String, &str)> = lost.collect();
        lines.extend(lost.iter().map(|(line, why)| format!("{line}: {why}")));
        let mut history = document.history.clone();
        history.push(VersionDocument {
            version: found.plan.version,
            as_of: workspace::stamp(week, self.as_of),
            events: events.iter().map(|(_, told)| told.clone()).collect(),
            changes: lines.clone(),
        });
        let moved = std::mem::take(&mut found.changes);
        let before = Before {
            week: &self.whole,
            plan: &self.before,
            moved: &moved,
            history: &history,
        };
        let is_new = |work: Work| !self.known.contains(week.work_id(work));
        // What came or went is to stand in the plan, though nothing else is elsewhere.
        let is_nothing = lines.is_empty()
            && events.is_empty()
            && !arguments.standby
            && !week.work().any(is_new)
            && !self.is_to_be_noted(document);
        let is_written = !arguments.dry_run && !is_nothing;
        if is_written {
            let mut files =
                itinerary::render_again(week, &found.plan, &style, self.roads.as_deref(), &before);
            itinerary::note(
                &mut files,
                week,
                &found.plan,
                Some(&drafts.digest()),
                &history,
            );
            self.write(arguments, out, drafts, &files, document.version)?;
        }
        let version = match is_written {
            true => found.plan.version,
            false => document.version,
        };
        found.plan.version = version;
        if terminal.json {
            terminal.result_json(&Told {
                version,
                written: is_written,
                changes: lines,
                reasons: (moved.iter().map(|one| one.reason.clone()))
                    .chain(lost.iter().map(|(_, why)| (*why).to_owned()))
                    .collect(),
                summary: itinerary::summary(&found.plan),
            })?;
        } else {
            let clock = &week.clock;
            let day = clock.day_of(self.as_of);
            terminal.result(format!(
                "As of {} {}: {}{}",
                clock.date(day).format("%a %-d %b"),
                clock.hhmm(self.as_of, None),
                match found.past {
                    0 => String::new(),
                    1 => "1 task or ride that had begun stays, ".to_owned(),
                    past => format!("{past} tasks and rides that had begun stay, "),
                },
                match moved.len() + lost.len() {
                    0 => "nothing changes".to_owned(),
                    count => plural(count, "change"),
                }
            ))?;
            let text = itinerary::changes(&found.plan, &style, &before);
            if !text.is_empty() {
                terminal.result(format!("\n{}", text.trim_end()))?;
            }
            for (line, why) in &lost {
                terminal.result(format!("\n  {line}\n    {why}"))?;
            }
            terminal.remark(match (is_written, arguments.dry_run) {
                (true, _) => format!("version {version} written to {}", out.display()),
                (false, true) => "nothing was written".to_owned(),
                (false, false) => format!("the plan stays as it is, version {version}"),
            });
        }
        Ok(match found.plan.totals.required_unplaced {
            0 => Answer::Yes,
            _ => Answer::No,
        })
    }

    fn write(
        &self,
        arguments: &Arguments,
        out: &Path,
        drafts: &Drafts,
        files: &[itinerary::File],
        version: u32,
    ) -> Result<(), Failure> {
        undo::save(&arguments.workspace, out, drafts, version)?;
        for (path, _, after) in drafts.changed() {
            write_atomic(path, after)?;
        }
        write_all(out, files, itinerary::is_ours)?;
        Ok(())
    }
}
