//! The week of a replan as it is now, what happened in it, and that what comes of it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use liaison::domain::Week;
use liaison::domain::document::Document;
use liaison::domain::ids::{StaffIx, Work};
use liaison::domain::plan::{Plan, Route};
use liaison::domain::road::Network;
use liaison::domain::rule::Rule;
use liaison::domain::time::Moment;
use liaison::input::{self, Asked, Event};
use liaison::plan::replan::{Bears, Cause, Happened, Replanned};
use liaison::table::{Fault, Severity};
use liaison::verify;

use super::{Arguments, brought, logged};
use crate::cli::Failure;
use crate::cli::terminal::Terminal;

/// What a plan names, placed or left out, and a week has no more.
fn lost(document: &Document, week: &Week) -> Vec<String> {
    let mut ids = document.ids();
    for work in week.work() {
        ids.remove(week.work_id(work));
    }
    ids.into_iter().collect()
}

/// Why a week has something no more.
pub fn why_lost(week: &Week, id: &str) -> &'static str {
    match week.is_done(id) {
        true => DONE,
        false => "the files have it no more",
    }
}

const DONE: &str = "the log says that it is done";

/// The files alone can be read, so a fault of a row that an option adds is told of the option.
fn misread(faults: Vec<Fault>, events: &[(Event, String)]) -> Failure {
    let option = |fault: &Fault| {
        let is_row = |(event, _): &&(Event, String)| match event {
            Event::Add(cells) => cells.first().map(|(_, id)| id) == fault.row_id.as_ref(),
            _ => false,
        };
        events.iter().find(is_row).map(|(_, told)| told)
    };
    let mut errors = faults.iter().filter(|one| one.severity == Severity::Error);
    let of_option = errors.find_map(|fault| Some((fault, option(fault)?)));
    let Some((fault, told)) = of_option else {
        return Failure::Input(faults);
    };
    let what = Fault {
        file: format!("--{told}"),
        line: None,
        row_id: None,
        remedy: None,
        ..fault.clone()
    };
    let hint = "give another value; the files are as they were".to_owned();
    Failure::Use {
        what: what.to_string(),
        hint: fault.remedy.clone().unwrap_or(hint),
    }
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

/// Whether what breaks a rule cannot be where somebody is on the way to. Another partner can still
/// come along, and what is driven by now is driven.
fn is_shut(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::Window | Rule::Due | Rule::AttendeeBusy | Rule::Pin | Rule::Staff
    )
}

/// The week as it is now, and the plan that it had.
pub struct Scene {
    pub week: Week,
    /// The same with what the plan has and the files have no more.
    pub whole: Week,
    /// Which work that is.
    pub gone: BTreeSet<Work>,
    pub roads: Option<Arc<dyn Network>>,
    pub before: Plan,
    pub as_of: Moment,
    pub known: BTreeSet<String>,
    /// What the plan left out, and the files have no more.
    pub lost: Vec<String>,
    /// What the work that events name was called when they were read.
    pub ids: BTreeMap<Work, String>,
}

impl Scene {
    pub fn read(
        arguments: &Arguments,
        asked: &Asked,
        document: &Document,
        first: &Week,
        (as_of, events): (Moment, &[(Event, String)]),
        terminal: &mut Terminal,
    ) -> Result<Self, Failure> {
        let read = input::read_week(&arguments.workspace, asked)
            .map_err(|faults| misread(faults, events))?;
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
    pub fn happened(&self, events: &[(Event, String)], may_add: bool) -> Happened {
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
                if is_shut(violation.rule) {
                    happened.shut.insert(work);
                }
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

    /// Whether the week has something that the plan does not name.
    pub fn is_any_new(&self) -> bool {
        let mut all = self.week.work();
        all.any(|work| !self.known.contains(self.week.work_id(work)))
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
    pub fn is_to_be_noted(&self, document: &Document) -> bool {
        if !self.week.travel.has_driven() {
            return false;
        }
        let broken = |week: &Week| verify::verify(week, &self.before).violations.len();
        let mut lies = self.whole.clone();
        lies.drove(&document.driven());
        broken(&lies) > broken(&self.whole)
    }

    /// A plan without what the files have no more. Nobody waits for what is done, or is over.
    pub fn take_out(&self, found: &mut Replanned) {
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
    pub fn check(&self, found: &Replanned) -> Result<(), Failure> {
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
}
