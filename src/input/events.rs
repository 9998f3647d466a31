//! What happened in the middle of a week, as rows of the workspace's own tables: so that every
//! command knows it from then on.

mod rows;

use std::collections::BTreeSet;

use crate::domain::Week;
use crate::domain::case::{LogEntry, Outcome};
use crate::domain::ids::{PlaceIx, StaffIx, Work};
use crate::domain::plan::{Plan, Route, Stop};
use crate::domain::time::{Day, Minutes, Moment};

use super::base::split_date;
use super::cells;
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
    /// What it sets or takes out the pin of; one thing can have only one.
    pub fn pinned(&self) -> Option<Work> {
        match *self {
            Self::Off(work) | Self::Move(work, _) | Self::Keep(work) => Some(work),
            _ => None,
        }
    }

    /// What it is of, where that is a task or a ride.
    fn work(&self) -> Option<Work> {
        match *self {
            Self::NoShow(work)
            | Self::Off(work)
            | Self::Move(work, _)
            | Self::Keep(work)
            | Self::Confirm(work, _)
            | Self::Decline(work) => Some(work),
            Self::Late(..) | Self::Sick(..) | Self::Close(_) | Self::Add(_) => None,
        }
    }

    /// That it can be beside the others that happened and what is logged: what has begun is moved
    /// only where nobody came, and what is done is done.
    ///
    /// # Errors
    /// When it is a move of what has begun, or of what the log says is done.
    pub fn fits_among(
        &self,
        others: &[&Self],
        (week, plan): (&Week, &Plan),
        as_of: Moment,
    ) -> Result<(), EventError> {
        let id = self.work().map_or("", |work| week.work_id(work));
        let is_it = |entry: &LogEntry| {
            let is_of_week = week.clock.day(entry.date).is_some();
            entry.task_id == id && entry.outcome == Some(Outcome::Done) && is_of_week
        };
        if week.log.iter().any(is_it) && !matches!(self, Self::Keep(_)) {
            return Err(wrong(
                format!("the log says that `{id}` is done"),
                "take its row out of log.csv where that is wrong",
            ));
        }
        let Self::Move(work, _) = *self else {
            return Ok(());
        };
        if others.contains(&&Self::NoShow(work)) {
            return Ok(());
        }
        let begun = place_of(plan, work).map(|(_, stop)| to_come(week, work, stop, as_of));
        begun.unwrap_or(Ok(())).map_err(|error| EventError {
            hint: format!(
                "say --no-show {} too where nobody came, or {}",
                week.work_id(work),
                error.hint
            ),
            ..error
        })
    }

    /// Whether it is of no account beside another: who goes home ill today is late no more.
    pub fn is_settled_by(&self, other: &Self, today: Day) -> bool {
        match (self, other) {
            (Self::Late(late, _), Self::Sick(sick, day)) => late == sick && *day == today,
            _ => false,
        }
    }

    /// `T14`: nobody came.
    ///
    /// # Errors
    /// When it is no task or ride of the week, or several; when the plan does not have it, or on
    /// a day that is to come.
    pub fn no_show(
        week: &Week,
        plan: &Plan,
        as_of: Moment,
        text: &str,
    ) -> Result<Self, EventError> {
        let work = one_work(week, plan, text)?;
        let hint = "--off calls it off, --move puts it elsewhere";
        let Some((_, stop)) = place_of(plan, work) else {
            return Err(wrong(format!("`{text}` is not in the plan"), hint));
        };
        let clock = &week.clock;
        let day = clock.day_of(stop.start);
        if day > clock.day_of(as_of) {
            let date = clock.date(day);
            return Err(wrong(
                format!("`{text}` is planned for {date}, a day that is to come"),
                hint,
            ));
        }
        Ok(Self::NoShow(work))
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
    /// When there is nobody of that id, or no such day, or it is over.
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
        if day < week.clock.day_of(as_of) {
            return Err(wrong(
                format!("`{text}`: {} is over", week.clock.date(day)),
                "write what did not take place then into log.csv",
            ));
        }
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
    /// When it names no work, or no time of the week, or one before `as_of`, with no room
    /// before midnight, or on another day than a ride's.
    pub fn moved(week: &Week, plan: &Plan, as_of: Moment, text: &str) -> Result<Self, EventError> {
        let hint = "write --move T9='Wed 14:00'";
        let Some((id, when)) = text.split_once('=') else {
            return Err(wrong(format!("`{text}` has no ="), hint));
        };
        let when = when.trim().trim_matches(['\'', '"']);
        let at = moment(week, when)
            .ok_or_else(|| wrong(format!("`{when}` is no time of this week"), hint))?;
        let work = one_work(week, plan, id)?;
        let at = agreed(week, work, at, as_of, when)?;
        Ok(Self::Move(work, at))
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

    /// `T9`, and the time that was agreed; without one it is promised where the plan has it.
    ///
    /// # Errors
    /// As [`Event::moved`], and when neither the plan nor `when` says a time.
    pub fn confirm(
        week: &Week,
        plan: &Plan,
        as_of: Moment,
        text: &str,
        when: Option<&str>,
    ) -> Result<Self, EventError> {
        let work = one_work(week, plan, text)?;
        let Some(when) = when else {
            return match place_of(plan, work) {
                Some((_, stop)) => {
                    to_come(week, work, stop, as_of).map(|()| Self::Confirm(work, None))
                }
                None => Err(wrong(
                    format!("{} is not in the plan", week.work_id(work)),
                    "give the time that was agreed",
                )),
            };
        };
        let at = moment(week, when).ok_or_else(|| {
            wrong(
                format!("`{when}` is no time of this week"),
                "write `Wed 14:00` or `2026-12-02 14:00`",
            )
        })?;
        let at = agreed(week, work, at, as_of, when)?;
        if let Some((_, stop)) = place_of(plan, work) {
            to_come(week, work, stop, as_of)?;
        }
        Ok(Self::Confirm(work, Some(at)))
    }

    /// `T9`: not when the plan has it.
    ///
    /// # Errors
    /// When the plan does not have it, or has it before `as_of`.
    pub fn decline(
        week: &Week,
        plan: &Plan,
        as_of: Moment,
        text: &str,
    ) -> Result<Self, EventError> {
        let work = one_work(week, plan, text)?;
        match place_of(plan, work) {
            Some((_, stop)) => to_come(week, work, stop, as_of).map(|()| Self::Decline(work)),
            None => Err(wrong(
                format!("{} is not in the plan", week.work_id(work)),
                "only the time of something that is planned can be declined",
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
    /// is due; `required` or `priority 8` may stand at the end, `at PLACE` anywhere. So many
    /// others as `earlier` are new with it, and have an id each.
    ///
    /// # Errors
    /// When it is not so written.
    pub fn add(week: &Week, as_of: Moment, earlier: usize, text: &str) -> Result<Self, EventError> {
        let hint = "write --add 'home_visit S12 40 by today', with required or priority 8 after it";
        let bad = |what: &str| wrong(format!("--add: {what}"), hint);
        let mut words = text.split_whitespace();
        let kind = words.next().ok_or_else(|| bad("is empty"))?;
        let about = words
            .next()
            .ok_or_else(|| bad("does not say whom it is about"))?;
        let mut cells: Vec<(&'static str, String)> = vec![
            ("task_id", new_id(week, earlier)),
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

/// A time that people agreed to: it is to come, all of a task lies on its day, and a ride stays on
/// its own.
fn agreed(
    week: &Week,
    work: Work,
    at: Moment,
    as_of: Moment,
    when: &str,
) -> Result<Moment, EventError> {
    if at < as_of {
        return Err(wrong(
            format!("`{when}` is past: {}", now(week, as_of)),
            "give a time that is to come; what took place already stands in log.csv",
        ));
    }
    if let Work::Ride(ix) = work
        && week.clock.day_of(at) != week.ride(ix).day
    {
        return Err(wrong(
            format!(
                "{} is a ride of {}, and `{when}` is another day",
                week.work_id(work),
                week.clock.date(week.ride(ix).day)
            ),
            "give a time of that day; days of rides stand in rides.csv",
        ));
    }
    if let Work::Task(ix) = work
        && at + week.task(ix).minutes > week.clock.whole_day(week.clock.day_of(at)).to
    {
        return Err(wrong(
            format!(
                "`{when}` leaves no room for the {} min of {} before midnight",
                week.task(ix).minutes.0,
                week.work_id(work)
            ),
            "give an earlier time",
        ));
    }
    Ok(at)
}

/// That a stop of the plan is still to come.
fn to_come(week: &Week, work: Work, stop: &Stop, as_of: Moment) -> Result<(), EventError> {
    if stop.start >= as_of {
        return Ok(());
    }
    let wall = week.clock.wall(stop.start).format("%Y-%m-%d %H:%M");
    let id = week.work_id(work);
    Err(wrong(
        format!(
            "the plan has {id} at {wall}, which is past: {}",
            now(week, as_of)
        ),
        "write what came of it into log.csv",
    ))
}

/// `it is taken to be 2026-12-01 10:15`.
fn now(week: &Week, as_of: Moment) -> String {
    let wall = week.clock.wall(as_of).format("%Y-%m-%d %H:%M");
    format!("it is taken to be {wall}")
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

/// An id that no task has: `N1`, `N2`, ...; so many as `earlier` are taken by now.
fn new_id(week: &Week, earlier: usize) -> String {
    let is_free = |id: &String| !week.tasks.iter().any(|task| task.row_id == *id);
    (1..)
        .map(|number| format!("N{number}"))
        .filter(is_free)
        .nth(earlier)
        .unwrap_or_default()
}

fn place_of(plan: &Plan, work: Work) -> Option<(&Route, &Stop)> {
    plan.routes.iter().find_map(|route| {
        let mut stops = route.stops.iter();
        let stop = stops.find(|stop| stop.activity.work() == Some(work))?;
        Some((route, stop))
    })
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
