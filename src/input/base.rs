//! What tasks, rides and pins are read against: all that is known before them.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::case::{Case, LogEntry};
use crate::domain::ids::{CaseIx, PersonIx, PlaceIx, StaffIx};
use crate::domain::staff::{Shift, Staff, StaffRole};
use crate::domain::time::{Day, Moment, Spans, WeekClock};
use crate::table::{Fault, Faults};

use super::availability::{self, Setting};
use super::bells::{self, Bells};
use super::cells::{self, Bad};
use super::config::{Config, Given};
use super::files::{Folder, Source};
use super::log::{self, Done};
use super::names::{Names, rows_by_id};
use super::people::{self, People};
use super::places::{self, Places};
use super::shifts::{self, Roster, Shifts};
use super::staff::{self, StaffCol};
use super::windows::Context;
use super::{cases, resources};

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
    pub done: BTreeMap<String, Vec<Done>>,
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
            Err(bad) => match split_date(text) {
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

/// `2026-12-01 10:15`, `2026-12-01T10:15` or `Tue 10:15` as a date and a time.
pub(super) fn split_date(text: &str) -> Option<(&str, &str)> {
    let is_dated = text.starts_with(|c: char| c.is_ascii_digit());
    let by_letter = || text.split_once('T').filter(|_| is_dated);
    text.split_once(char::is_whitespace).or_else(by_letter)
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

/// What is read with the base and only handed on.
#[derive(Debug)]
pub(super) struct Besides {
    /// Of liaisons.
    pub shifts: Vec<Shift>,
    /// The whole history.
    pub log: Vec<LogEntry>,
}

/// Reads all that tasks, rides and pins need.
pub(super) fn read(
    config: Config,
    clock: WeekClock,
    folder: &Folder,
    kept: &BTreeSet<String>,
    faults: &mut Faults,
) -> (Base, Besides) {
    let no_work: Vec<Day> = config
        .no_work
        .iter()
        .filter_map(|date| date.day(&clock))
        .collect();
    let work_days: Vec<Day> = Day::all().filter(|day| !no_work.contains(day)).collect();
    let places = places::read(&required(folder, faults), faults);
    let (people, staff, staff_names) = persons(folder, &places, faults);
    let bells = bells::read(
        &table_or(folder, config.extras.bells.as_ref(), faults),
        &places,
        &clock,
        |day| work_days.contains(&day),
        faults,
    );
    let resources = resources::read(&folder.table(faults), faults);
    let (cases, case_names) = cases::read(
        &folder.table(faults),
        &places,
        &people,
        &staff_names,
        &resources,
        faults,
    );
    let (log, mut done) = log::read(&folder.table(faults), &staff_names, faults);
    done.retain(|id, _| !kept.contains(id));
    let mut base = Base {
        config,
        clock,
        work_days,
        places,
        people,
        staff,
        staff_names,
        bells,
        cases,
        case_names,
        done,
    };
    let shifts = times(&mut base, folder, faults);
    (base, Besides { shifts, log })
}

/// People and staff, who share ids.
fn persons(
    folder: &Folder,
    places: &Places,
    faults: &mut Faults,
) -> (People, Vec<Staff>, Names<StaffIx>) {
    let source: Source<StaffCol> = required(folder, faults);
    let (rows, is_whole) = rows_by_id(&source, StaffCol::Id, faults);
    let is_whole = is_whole && source.is_there;
    let names = staff::names(&rows, source.file(), is_whole);
    let mut people = people::read(&folder.table(faults), &rows, is_whole, places, faults);
    let staff = staff::read(&rows, places, &mut people, faults);
    // Who only builds runs needs drivers alone.
    let has_runs = folder.find("vehicles.csv").is_some();
    let has_liaison = (staff.iter()).any(|member| member.role == StaffRole::Liaison);
    if source.sheet.is_some() && !has_liaison && !has_runs {
        faults.push(
            Fault::error(source.file(), "has no liaison").remedy("add a row with the role liaison"),
        );
    }
    (people, staff, names)
}

/// Availability of people, and shifts, which are returned.
fn times(base: &mut Base, folder: &Folder, faults: &mut Faults) -> Vec<Shift> {
    let mut list = std::mem::take(&mut base.people.list);
    let setting = Setting {
        clock: &base.clock,
        bells: &base.bells,
        places: &base.places,
        names: &base.people.names,
        hours: &base.config.hours,
    };
    let busy = availability::read(&folder.table(faults), &setting, &mut list, faults);
    base.people.list = list;
    let without = base.config.extras.without.iter();
    let without: Vec<StaffIx> = without
        .filter_map(|(id, _)| base.staff_names.get(id))
        .collect();
    let roster = Roster {
        staff: &base.staff,
        names: &base.staff_names,
        without: &without,
        places: &base.places,
        clock: &base.clock,
        work_days: &base.work_days,
    };
    let Shifts { list, present } = shifts::read(
        &table_or(folder, base.config.extras.shifts.as_ref(), faults),
        &roster,
        faults,
    );
    be_present(base, &busy, present);
    list
}

/// A table without which there is no workspace.
fn required<C: super::sheet::Columns>(folder: &Folder, faults: &mut Faults) -> Source<C> {
    let source = folder.table(faults);
    if !source.is_there {
        let fault = Fault::error(C::FILE, "is missing");
        faults.push(fault.remedy("add it, or name the folder where it lies in [files] shared"));
    }
    source
}

/// A table, or the file that a scenario puts in its place.
fn table_or<C: super::sheet::Columns>(
    folder: &Folder,
    instead: Option<&Given>,
    faults: &mut Faults,
) -> Source<C> {
    let Some((file, origin)) = instead else {
        return folder.table(faults);
    };
    let source = folder.named(file, faults);
    if !source.is_there {
        faults.push(origin.fault("names a file that is not there").found(file));
    }
    source
}

/// When staff are busy, and when those who come along are there.
fn be_present(base: &mut Base, busy: &[Spans], mut present: Vec<Option<Spans>>) {
    let clock = &base.clock;
    let working = Spans::union(base.work_days.iter().map(|day| clock.whole_day(*day)));
    // Once shifts.csv has the shifts of drivers, it has them of all.
    let mut has_shift = base.staff.iter().zip(&present);
    let are_drivers_listed =
        has_shift.any(|(member, shift)| member.role == StaffRole::Driver && shift.is_some());
    for (member, present) in base.staff.iter_mut().zip(&mut present) {
        let person = member.person.ix();
        member.busy = busy[person].clone();
        let free = base.people.list[person].availability.free.meet(&working);
        member.present = match (member.role, present.take()) {
            // A liaison comes along with nobody.
            (StaffRole::Liaison, _) => Spans::default(),
            (_, Some(shift)) => shift.meet(&free),
            (StaffRole::Driver, None) if are_drivers_listed => Spans::default(),
            (_, None) => free,
        };
    }
}
