//! What happened in the middle of a week, as rows of the workspace's own tables: so that every
//! command knows it from then on.

use std::collections::BTreeSet;

use crate::domain::Week;
use crate::domain::grant::Grant;
use crate::domain::ids::{PlaceIx, ShiftIx, StaffIx, Work};
use crate::domain::plan::{Activity, Plan, Route, Stop};
use crate::domain::time::{Day, Minutes, Moment, Span, Spans};
use crate::table::Fault;

use super::base::split_date;
use super::cells;
use super::drafts::Drafts;
use super::which::{find_work, moment};

/// Something that happened, or is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Nobody came, or nobody was there.
    NoShow(Work),
    /// Somebody is so many minutes late.
    Late(StaffIx, Minutes),
    /// Somebody is away on a day, or for the rest of it.
    Sick(StaffIx, Day),
    /// It is called off.
    Off(Work),
    /// It was agreed to be then.
    Move(Work, Moment),
    /// It stays where it is.
    Keep(Work),
    /// It is promised: at this time, or where the plan has it.
    Confirm(Work, Option<Moment>),
    /// It is not to be when the plan has it.
    Decline(Work),
    /// A place is closed for the rest of the day.
    Close(PlaceIx),
    /// A new task, by the cells of its row.
    Add(Vec<(&'static str, String)>),
}

/// Why an event cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct EventError {
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub hint: String,
}

fn wrong(what: String, hint: &str) -> EventError {
    EventError {
        what,
        hint: hint.to_owned(),
    }
}

fn one_work(week: &Week, plan: &Plan, text: &str) -> Result<Work, EventError> {
    let found = find_work(week, plan, text).map_err(|error| EventError {
        hint: error.hint(),
        what: error.to_string(),
    })?;
    match found[..] {
        [work] => Ok(work),
        _ => {
            let ids: Vec<&str> = found.iter().map(|&work| week.work_id(work)).collect();
            Err(wrong(
                format!("`{text}` means several: {}", ids.join(", ")),
                "say which",
            ))
        }
    }
}

fn staff(week: &Week, text: &str) -> Result<StaffIx, EventError> {
    let found = week
        .staff
        .iter()
        .position(|member| member.id == text.trim());
    found.map(StaffIx::at).ok_or_else(|| {
        wrong(
            format!("`{text}` is nobody of staff.csv"),
            "give a staff_id, as in --sick L1:Tue or --late L1:25",
        )
    })
}

impl Event {
    /// `T14`: nobody came.
    ///
    /// # Errors
    /// When it is no task or ride of the week, or several.
    pub fn no_show(week: &Week, plan: &Plan, text: &str) -> Result<Self, EventError> {
        one_work(week, plan, text).map(Self::NoShow)
    }

    /// `25` or `L1:25`: late by minutes; without a name whoever is at work at `as_of`.
    ///
    /// # Errors
    /// When it is no number of minutes, or it is not clear who is meant.
    pub fn late(week: &Week, plan: &Plan, as_of: Moment, text: &str) -> Result<Self, EventError> {
        let hint = "write --late 25, or --late L1:25";
        let (who, minutes) = match text.rsplit_once(':') {
            Some((who, minutes)) => (Some(staff(week, who)?), minutes),
            None => (None, text),
        };
        let minutes = cells::whole(minutes.trim(), 1..=600)
            .map_err(|_| wrong(format!("`{text}` is no number of minutes"), hint))?;
        let at_work: BTreeSet<StaffIx> = plan
            .routes
            .iter()
            .filter(|route| {
                let (first, last) = (route.stops.first(), route.stops.last());
                first.is_some_and(|stop| stop.leave <= as_of)
                    && last.is_some_and(|stop| as_of < stop.arrive)
            })
            .map(|route| week.shift(route.shift).staff)
            .collect();
        let who = match (who, at_work.len()) {
            (Some(who), _) => who,
            (None, 1) => at_work.into_iter().next().unwrap_or(StaffIx::at(0)),
            (None, 0) => return Err(wrong("nobody is on the way then".to_owned(), hint)),
            (None, _) => {
                return Err(wrong("several are on the way then".to_owned(), hint));
            }
        };
        Ok(Self::Late(who, Minutes(minutes as i32)))
    }

    /// `L1` or `L1:Tue`: away for the rest of a day.
    ///
    /// # Errors
    /// When there is nobody of that id, or no such day.
    pub fn sick(week: &Week, as_of: Moment, text: &str) -> Result<Self, EventError> {
        let (who, day) = match text.split_once(':') {
            Some((who, day)) => (who, Some(day)),
            None => (text, None),
        };
        let who = staff(week, who)?;
        let day = match day {
            None => week.clock.day_of(as_of),
            Some(day) => day_of(week, day)?,
        };
        Ok(Self::Sick(who, day))
    }

    /// `T9`: called off.
    ///
    /// # Errors
    /// As [`Event::no_show`].
    pub fn off(week: &Week, plan: &Plan, text: &str) -> Result<Self, EventError> {
        one_work(week, plan, text).map(Self::Off)
    }

    /// `T9=Wed 14:00`: agreed for then.
    ///
    /// # Errors
    /// When it names no work, or no time of the week.
    pub fn moved(week: &Week, plan: &Plan, text: &str) -> Result<Self, EventError> {
        let hint = "write --move T9='Wed 14:00'";
        let Some((id, when)) = text.split_once('=') else {
            return Err(wrong(format!("`{text}` has no ="), hint));
        };
        let when = when.trim().trim_matches(['\'', '"']);
        let at = moment(week, when)
            .ok_or_else(|| wrong(format!("`{when}` is no time of this week"), hint))?;
        Ok(Self::Move(one_work(week, plan, id)?, at))
    }

    /// `T3`: it stays where the plan has it.
    ///
    /// # Errors
    /// When the plan does not have it.
    pub fn keep(week: &Week, plan: &Plan, text: &str) -> Result<Self, EventError> {
        let work = one_work(week, plan, text)?;
        match place_of(plan, work) {
            Some(_) => Ok(Self::Keep(work)),
            None => Err(wrong(
                format!("`{text}` is not in the plan"),
                "only what has a place can keep it",
            )),
        }
    }

    /// `S2`: closed for the rest of the day.
    ///
    /// # Errors
    /// When there is no such place.
    pub fn close(week: &Week, text: &str) -> Result<Self, EventError> {
        let found = week.places.iter().position(|place| place.id == text.trim());
        found.map(|ix| Self::Close(PlaceIx::at(ix))).ok_or_else(|| {
            wrong(
                format!("`{text}` is no place of places.csv"),
                "give a place_id",
            )
        })
    }

    /// `home_visit S12 40 by today`: a new task: kind, whom it is about, minutes, and when it
    /// is due; `required` or `priority 8` may stand at the end, `at PLACE` anywhere.
    ///
    /// # Errors
    /// When it is not so written.
    pub fn add(week: &Week, as_of: Moment, text: &str) -> Result<Self, EventError> {
        let hint = "write --add 'home_visit S12 40 by today', with required or priority 8 after it";
        let bad = |what: &str| wrong(format!("--add: {what}"), hint);
        let mut words = text.split_whitespace();
        let kind = words.next().ok_or_else(|| bad("is empty"))?;
        let about = words
            .next()
            .ok_or_else(|| bad("does not say whom it is about"))?;
        let mut cells: Vec<(&'static str, String)> = vec![
            ("task_id", new_id(week)),
            ("kind", kind.to_owned()),
            ("about", about.to_owned()),
        ];
        while let Some(word) = words.next() {
            let mut next = || words.next().ok_or_else(|| bad("ends too early"));
            match word {
                "by" => {
                    let day = next()?;
                    let today = week.clock.day_of(as_of);
                    let day = match day {
                        "today" => today,
                        "tomorrow" => Day((today.0 + 1).min(6)),
                        other => day_of(week, other)?,
                    };
                    cells.push(("due", week.clock.date(day).to_string()));
                }
                "at" => cells.push(("place_id", next()?.to_owned())),
                "with" => cells.push(("staff", next()?.to_owned())),
                "priority" => cells.push(("priority", next()?.to_owned())),
                "required" => cells.push(("priority", "required".to_owned())),
                number if number.bytes().all(|c| c.is_ascii_digit()) => {
                    cells.push(("minutes", number.to_owned()));
                }
                other => return Err(bad(&format!("`{other}` is not understood"))),
            }
        }
        // What comes up in the middle of a week is urgent unless it says otherwise.
        if !cells.iter().any(|(column, _)| *column == "priority") {
            cells.push(("priority", "10".to_owned()));
        }
        Ok(Self::Add(cells))
    }
}

fn day_of(week: &Week, text: &str) -> Result<Day, EventError> {
    let date = cells::date(text.trim()).ok();
    date.and_then(|date| date.day(&week.clock)).ok_or_else(|| {
        wrong(
            format!("`{text}` is no day of this week"),
            "write Tue or 2026-12-01",
        )
    })
}

/// An id that no task has: `N1`, `N2`, ...
fn new_id(week: &Week) -> String {
    let is_free = |id: &String| !week.tasks.iter().any(|task| task.row_id == *id);
    (1..)
        .map(|number| format!("N{number}"))
        .find(is_free)
        .unwrap_or_default()
}

fn place_of(plan: &Plan, work: Work) -> Option<(&Route, &Stop)> {
    plan.routes.iter().find_map(|route| {
        let mut stops = route.stops.iter();
        let stop = stops.find(|stop| stop.activity.work() == Some(work))?;
        Some((route, stop))
    })
}

impl Drafts {
    /// Writes an event into the tables; `plan` is what the week had before it.
    ///
    /// # Errors
    /// When a table cannot be read or changed.
    pub fn happen(
        &mut self,
        week: &Week,
        plan: &Plan,
        as_of: Moment,
        event: &Event,
    ) -> Result<(), Fault> {
        match event {
            Event::NoShow(work) => self.logged(week, plan, as_of, *work, "no_show"),
            Event::Off(work) => {
                self.logged(week, plan, as_of, *work, "cancelled")?;
                self.pin(week, *work, &[("mode", "never")])
            }
            Event::Late(who, minutes) => {
                let from = free_from(week, plan, as_of, *who);
                self.busy(week, *who, from, from + *minutes)
            }
            Event::Sick(who, day) => self.sick(week, plan, as_of, *who, *day),
            Event::Move(work, at) => {
                let (date, start) = when(week, *at);
                self.open_for(week, *work, *at)?;
                let cells = [
                    ("date", date.as_str()),
                    ("start", &start),
                    ("mode", "promised"),
                ];
                self.pin(week, *work, &cells)
            }
            Event::Keep(work) => self.hold(week, plan, *work, "keep"),
            Event::Confirm(work, None) => self.hold(week, plan, *work, "promised"),
            Event::Confirm(work, Some(at)) => {
                self.happen(week, plan, as_of, &Event::Move(*work, *at))
            }
            Event::Decline(work) => self.decline(week, plan, *work),
            Event::Close(place) => self.close(week, as_of, *place),
            Event::Add(cells) => {
                let cells: Vec<(&str, &str)> = cells
                    .iter()
                    .map(|(column, text)| (*column, text.as_str()))
                    .collect();
                self.row(week, "tasks.csv", &cells)
            }
        }
    }

    /// Pins it where the plan has it.
    fn hold(&mut self, week: &Week, plan: &Plan, work: Work, mode: &str) -> Result<(), Fault> {
        let Some((route, stop)) = place_of(plan, work) else {
            return Ok(());
        };
        let (date, start) = when(week, stop.start);
        let who = week.member(week.shift(route.shift).staff).id.as_str();
        let cells = [
            ("staff_id", who),
            ("date", date.as_str()),
            ("start", &start),
            ("mode", mode),
        ];
        self.pin(week, work, &cells)
    }

    /// Takes the time at which the plan has a task out of its windows.
    fn decline(&mut self, week: &Week, plan: &Plan, work: Work) -> Result<(), Fault> {
        let (Work::Task(ix), Some((_, stop))) = (work, place_of(plan, work)) else {
            return Err(Fault::error("rides.csv", "has the times of rides")
                .remedy("change pickup_from and pickup_to there"));
        };
        let task = week.task(ix);
        let declined = Spans::union([Span::new(stop.start, stop.end)]);
        let left = task.windows.iter().flat_map(|&window| {
            let left = Spans::union([window]).minus(&declined);
            left.iter().collect::<Vec<_>>()
        });
        let left = left.filter(|window| window.minutes() >= task.minutes);
        let left: Vec<String> = left.map(|window| window_text(week, window)).collect();
        if left.is_empty() {
            return self.pin(week, work, &[("mode", "never")]);
        }
        let grant = Grant::Cell {
            file: "tasks.csv",
            id: task.row_id.clone(),
            column: "windows",
            value: left.join("; "),
        };
        self.grant(week, &grant)
    }

    fn logged(
        &mut self,
        week: &Week,
        plan: &Plan,
        as_of: Moment,
        work: Work,
        outcome: &str,
    ) -> Result<(), Fault> {
        let (kind, id) = match work {
            Work::Task(ix) => (week.task(ix).kind.name(), week.work_id(work)),
            Work::Ride(_) => ("", week.work_id(work)),
        };
        let date = week.clock.date(week.clock.day_of(as_of)).to_string();
        let who = place_of(plan, work)
            .map(|(route, _)| week.member(week.shift(route.shift).staff).id.as_str());
        let cells = [
            ("date", date.as_str()),
            ("task_id", id),
            ("kind", kind),
            ("staff_id", who.unwrap_or_default()),
            ("outcome", outcome),
        ];
        self.row(week, "log.csv", &cells)
    }

    /// Sets a pin: its row where there is one, else a new one.
    fn pin(
        &mut self,
        week: &Week,
        work: Work,
        cells: &[(&'static str, &str)],
    ) -> Result<(), Fault> {
        let id = week.work_id(work);
        let has_row = match work {
            Work::Task(ix) => week.task(ix).pin.is_some(),
            Work::Ride(ix) => week.ride(ix).pin.is_some(),
        };
        if has_row {
            for column in ["staff_id", "date", "start", "mode"] {
                let cell = cells.iter().find(|(name, _)| *name == column);
                let value = cell.map_or("", |(_, text)| *text).to_owned();
                let grant = Grant::Cell {
                    file: "pins.csv",
                    id: id.to_owned(),
                    column,
                    value,
                };
                // A row of `T5` may stand for `T5#2`: then it gets one of its own, and is told.
                self.grant(week, &grant)?;
            }
            return Ok(());
        }
        let row: Vec<(&str, &str)> = std::iter::once(("task_id", id))
            .chain(cells.iter().copied())
            .collect();
        self.row(week, "pins.csv", &row)
    }

    /// What was agreed is one of its windows.
    fn open_for(&mut self, week: &Week, work: Work, at: Moment) -> Result<(), Fault> {
        let Work::Task(ix) = work else { return Ok(()) };
        let task = week.task(ix);
        let agreed = Span::new(at, at + task.minutes);
        if task.windows.iter().any(|window| window.holds(agreed)) {
            return Ok(());
        }
        let all = task.windows.iter().copied().chain([agreed]);
        let windows: Vec<String> = all.map(|window| window_text(week, window)).collect();
        let grant = Grant::Cell {
            file: "tasks.csv",
            id: task.row_id.clone(),
            column: "windows",
            value: windows.join("; "),
        };
        self.grant(week, &grant)
    }

    fn busy(&mut self, week: &Week, who: StaffIx, from: Moment, to: Moment) -> Result<(), Fault> {
        let day = week.clock.day_of(from);
        let to = to.min(week.clock.whole_day(day).to);
        let date = week.clock.date(day).to_string();
        let at = |moment| week.clock.hhmm(moment, Some(day));
        let cells = [
            ("person_id", week.member(who).id.as_str()),
            ("date", &date),
            ("start", &at(from)),
            ("end", &at(to)),
            ("status", "busy"),
        ];
        self.row(week, "availability.csv", &cells)
    }

    /// Away: on a day that has begun the shift ends when they are home, on another they are
    /// busy all day.
    fn sick(
        &mut self,
        week: &Week,
        plan: &Plan,
        as_of: Moment,
        who: StaffIx,
        day: Day,
    ) -> Result<(), Fault> {
        let whole = week.clock.whole_day(day);
        let of_day = |route: &&Route| {
            let shift = week.shift(route.shift);
            shift.staff == who && shift.day == day
        };
        let route = plan.routes.iter().find(of_day);
        let begun = |stop: &&Stop| stop.start < as_of && stop.activity != Activity::Start;
        let last = route.and_then(|route| route.stops.iter().rfind(begun));
        let (Some(route), Some(last)) = (route, last) else {
            let from = match week.clock.day_of(as_of) == day {
                true => free_from(week, plan, as_of, who),
                false => whole.from,
            };
            return self.busy(week, who, from, whole.to);
        };
        let home = home_by(week, route.shift, last, as_of) + pending(week, route, as_of);
        let id = format!("{}@{}", week.member(who).id, week.clock.date(day));
        for column in ["end", "latest_end"] {
            let grant = Grant::Cell {
                file: "shifts.csv",
                id: id.clone(),
                column,
                value: week.clock.hhmm(home, Some(day)),
            };
            self.grant(week, &grant)?;
        }
        Ok(())
    }

    /// Tasks at a place lose today's windows, rides from or to it are called off.
    fn close(&mut self, week: &Week, as_of: Moment, place: PlaceIx) -> Result<(), Fault> {
        let today = week.clock.day_of(as_of);
        let is_here = |at: PlaceIx| at == place || week.place(at).part_of == Some(place);
        let mut rows: Vec<&str> = Vec::new();
        for (ix, task) in week.tasks.iter().enumerate() {
            if !task.place.is_some_and(is_here) || rows.contains(&task.row_id.as_str()) {
                continue;
            }
            rows.push(&task.row_id);
            let left: Vec<String> = task
                .windows
                .iter()
                .filter(|window| week.clock.day_of(window.from) != today)
                .map(|window| window_text(week, *window))
                .collect();
            if left.len() == task.windows.len() {
                continue;
            }
            match left.is_empty() {
                true => {
                    let work = Work::Task(crate::domain::ids::TaskIx::at(ix));
                    self.pin(week, work, &[("mode", "never")])?;
                }
                false => self.grant(
                    week,
                    &Grant::Cell {
                        file: "tasks.csv",
                        id: task.row_id.clone(),
                        column: "windows",
                        value: left.join("; "),
                    },
                )?,
            }
        }
        for work in week.work() {
            if let Work::Ride(ix) = work {
                let ride = week.ride(ix);
                let is_ahead = ride.day == today && ride.pickup.to > as_of;
                if is_ahead && (is_here(ride.from()) || is_here(ride.to())) {
                    self.pin(week, work, &[("mode", "never")])?;
                }
            }
        }
        Ok(())
    }
}

/// When somebody has ended what they had begun.
fn free_from(week: &Week, plan: &Plan, as_of: Moment, who: StaffIx) -> Moment {
    let is_there = |(route, stop): &(&Route, &Stop)| {
        week.shift(route.shift).staff == who || stop.partners.contains(&who)
    };
    let stops = plan.routes.iter();
    let stops = stops.flat_map(|route| route.stops.iter().map(move |stop| (route, stop)));
    let begun = stops
        .filter(is_there)
        .filter(|(_, stop)| stop.start < as_of)
        .map(|(_, stop)| stop.end);
    begun.max().map_or(as_of, |end| end.max(as_of))
}

/// What a day that has begun still asks for before it can end: writing up what was done, and
/// the time that is kept free.
fn pending(week: &Week, route: &Route, as_of: Moment) -> Minutes {
    let is_done = |work: Option<Work>| {
        let mut stops = route.stops.iter();
        stops.any(|stop| {
            matches!(stop.activity, Activity::Task(_))
                && stop.activity.work() == work
                && stop.start < as_of
        })
    };
    let ahead = route.stops.iter().filter(|stop| stop.start >= as_of);
    let left = ahead.filter(|stop| match stop.activity {
        Activity::Notes(_) => is_done(stop.activity.work()),
        Activity::Reserve => week.policy.reserve > Minutes(0),
        _ => false,
    });
    left.map(|stop| stop.end - stop.start).sum()
}

/// When somebody is home who leaves at once after a stop.
fn home_by(week: &Week, shift: ShiftIx, last: &Stop, as_of: Moment) -> Moment {
    let shift = week.shift(shift);
    let leave = last.end.max(as_of);
    let site = |place| week.travel.site(place);
    match last.place.zip(shift.end_place) {
        Some((from, to)) => leave + week.travel.drive(site(from), site(to), leave),
        None => leave,
    }
}

fn window_text(week: &Week, window: Span) -> String {
    let (date, from) = when(week, window.from);
    let day = week.clock.day_of(window.from);
    format!("{date} {from}-{}", week.clock.hhmm(window.to, Some(day)))
}

fn when(week: &Week, at: Moment) -> (String, String) {
    let day = week.clock.day_of(at);
    (week.clock.date(day).to_string(), week.clock.hhmm(at, None))
}

/// The moment that `--as-of` names: `2026-12-01 10:15` or `Tue 10:15`; also a date alone, its
/// 00:00.
pub fn as_of(week: &Week, text: &str) -> Option<Moment> {
    if split_date(text.trim()).is_some() {
        return moment(week, text);
    }
    let day = cells::date(text.trim()).ok()?.day(&week.clock)?;
    Some(week.clock.whole_day(day).from)
}
