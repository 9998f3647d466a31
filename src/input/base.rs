//! What tasks, rides and pins are read against: all that is known before them.

use std::collections::HashMap;

use crate::domain::case::Case;
use crate::domain::ids::{CaseIx, PersonIx, PlaceIx, StaffIx};
use crate::domain::staff::{Staff, StaffRole};
use crate::domain::time::{Day, Moment, WeekClock};

use super::bells::Bells;
use super::cells::{self, Bad};
use super::config::Config;
use super::log::Done;
use super::names::Names;
use super::people::People;
use super::places::Places;
use super::windows::Context;

/// The week so far.
#[derive(Debug)]
pub(super) struct Base {
    /// What week.toml sets.
    pub config: Config,
    /// The week.
    pub clock: WeekClock,
    /// Days on which something is planned.
    pub work_days: Vec<Day>,
    /// Places.
    pub places: Places,
    /// People and families.
    pub people: People,
    /// Staff.
    pub staff: Vec<Staff>,
    /// Their ids.
    pub staff_names: Names<StaffIx>,
    /// School days and periods.
    pub bells: Bells,
    /// Cases.
    pub cases: Vec<Case>,
    /// Their ids.
    pub case_names: Names<CaseIx>,

    /// What the log says is done, by id, and when.
    pub done: HashMap<String, Vec<Done>>,
}

impl Base {
    /// Somebody who is a liaison.
    pub fn liaison(&self, text: &str) -> Result<Option<StaffIx>, Bad> {
        let found = self.staff_names.find(text)?;
        match found.and_then(|staff| self.staff.get(staff.ix())) {
            Some(member) if member.role != StaffRole::Liaison => Err(Bad::new("is no liaison")
                .remedy("name a liaison; who comes along goes into `partners`")),
            _ => Ok(found),
        }
    }

    /// Somebody who comes along.
    pub fn partner(&self, text: &str) -> Result<Option<StaffIx>, Bad> {
        let found = self.staff_names.find(text)?;
        match found.and_then(|staff| self.staff.get(staff.ix())) {
            Some(member) if !matches!(member.role, StaffRole::Partner | StaffRole::Interpreter) => {
                Err(Bad::new("is neither partner nor interpreter")
                    .remedy("give them that role in staff.csv, or name somebody else"))
            }
            _ => Ok(found),
        }
    }

    /// A place.
    pub fn place(&self, text: &str) -> Result<Option<PlaceIx>, Bad> {
        self.places.names.find(text)
    }

    /// A person.
    pub fn person(&self, text: &str) -> Result<Option<PersonIx>, Bad> {
        self.people.names.find(text)
    }

    /// What windows with a school's periods are read against.
    pub fn context(&self, school: Option<PlaceIx>) -> Context<'_> {
        Context {
            clock: &self.clock,
            bells: Some(&self.bells),
            school,
        }
    }

    /// The moment of `2026-12-01`, `Tue` or `2026-12-01 10:15`: of a date alone its 00:00, or
    /// its 24:00 where it is an end.
    pub fn moment(&self, text: &str, is_end: bool) -> Result<When, Bad> {
        let (date, time) = match cells::date(text) {
            Ok(date) => (date, None),
            Err(bad) => match text.split_once([' ', 'T']) {
                Some((date, time)) => (cells::date(date)?, Some(cells::time(time.trim())?)),
                None => return Err(bad),
            },
        };
        let date = date.date(&self.clock);
        let Some(day) = self.clock.day(date) else {
            let is_before = date < self.clock.monday();
            return Ok(if is_before { When::Before } else { When::After });
        };
        let whole = self.clock.whole_day(day);
        match time {
            None => Ok(When::At(if is_end { whole.to } else { whole.from })),
            Some(time) => {
                let moment = time
                    .on(day, &self.clock)
                    .map_err(|error| Bad::new(error.to_string()))?;
                Ok(When::At(moment))
            }
        }
    }

    /// What a priority is worth, in thousandths.
    pub fn worth(&self, priority: u8) -> i64 {
        self.config
            .worth
            .get(usize::from(priority))
            .copied()
            .unwrap_or(0)
    }
}

/// A moment as seen from the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// In an earlier week.
    Before,
    /// In it.
    At(Moment),
    /// In a later one.
    After,
}
