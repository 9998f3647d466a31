//! availability.csv: when people can be met, and when staff are busy.

use crate::domain::ids::PersonIx;
use crate::domain::person::{Availability, Person, PersonRole};
use crate::domain::time::{Day, Span, Spans, WeekClock};
use crate::table::Faults;

use super::bells::Bells;
use super::cells;
use super::config::Given;
use super::files::Source;
use super::names::Names;
use super::places::Places;
use super::sheet::{Line, columns};
use super::windows::Context;

columns! {
    /// The columns of availability.csv.
    AvailabilityCol in "availability.csv" {
        Person = "person_id" required,
        Date = "date",
        Start = "start",
        End = "end",
        Status = "status",
    }
}

/// What a row says of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Free,
    Preferred,
    Busy,
}

const STATUSES: [(Status, &str); 3] = [
    (Status::Free, "free"),
    (Status::Preferred, "preferred"),
    (Status::Busy, "busy"),
];

/// The rows of one person in this week.
#[derive(Clone, Debug, Default)]
struct Rows {
    free: Vec<Span>,
    /// Whether a row says when they are free, be it at no time of this week.
    has_free: bool,
    preferred: Vec<Span>,
    busy: Vec<Span>,
}

/// What rows are read against.
#[derive(Debug)]
pub(super) struct Setting<'a> {
    /// The week.
    pub clock: &'a WeekClock,
    /// Periods.
    pub bells: &'a Bells,
    /// Places.
    pub places: &'a Places,
    /// Ids of people.
    pub names: &'a Names<PersonIx>,
    /// Hours of guardians, teachers and principals without rows.
    pub hours: &'a [Given; 3],
}

/// Fills everybody's availability, and returns the busy time of each by position.
///
/// Rows of other weeks are passed over; who has no row in this week has the hours of the role.
pub(super) fn read(
    source: &Source<AvailabilityCol>,
    setting: &Setting<'_>,
    people: &mut [Person],
    faults: &mut Faults,
) -> Vec<Spans> {
    let mut rows: Vec<Option<Rows>> = vec![None; people.len()];
    for line in source.lines() {
        row(line, setting, people, &mut rows, faults);
    }
    let hours = role_hours(setting, faults);
    let whole = Spans::union([setting.clock.whole_week()]);
    let mut all_busy = Vec::with_capacity(people.len());
    for (person, rows) in people.iter_mut().zip(rows) {
        let is_assumed = rows.is_none();
        let rows = rows.unwrap_or_default();
        let busy = Spans::union(rows.busy);
        let free = Spans::union(rows.free.iter().chain(&rows.preferred).copied());
        let is_staff = person.staff.is_some();
        let free = match (is_assumed && !is_staff, person.role) {
            (true, PersonRole::Guardian) => hours[0].clone(),
            (true, PersonRole::Teacher) => hours[1].clone(),
            (true, PersonRole::Principal) => hours[2].clone(),
            _ if !rows.has_free => whole.clone(),
            _ => free,
        };
        let free = free.minus(&busy);
        let has_hours = matches!(
            person.role,
            PersonRole::Guardian | PersonRole::Teacher | PersonRole::Principal
        );
        person.availability = Availability {
            preferred: Spans::union(rows.preferred).meet(&free),
            free,
            assumed: is_assumed && !is_staff && has_hours,
            is_given: rows.has_free,
            busy: busy.clone(),
        };
        all_busy.push(busy);
    }
    all_busy
}

fn row(
    line: Line<'_, AvailabilityCol>,
    setting: &Setting<'_>,
    people: &[Person],
    rows: &mut [Option<Rows>],
    faults: &mut Faults,
) {
    use AvailabilityCol as Col;
    let person = line
        .need(Col::Person, faults, |text| setting.names.find(text))
        .flatten();
    let date = line.read(Col::Date, faults, cells::date);
    let status = line.read(Col::Status, faults, |text| cells::word(text, &STATUSES));
    let is_bad =
        (line.has(Col::Date) && date.is_none()) || (line.has(Col::Status) && status.is_none());
    let Some(person) = person.filter(|_| !is_bad) else {
        return;
    };
    let school = people[person.ix()]
        .school
        .and_then(|place| setting.places.school(place));
    let context = Context {
        clock: setting.clock,
        bells: Some(setting.bells),
        school,
    };
    let days: Vec<Day> = match date {
        Some(date) => date.day(setting.clock).into_iter().collect(),
        None => Day::all().collect(),
    };
    if days.is_empty() {
        // A row of another week; its times are looked at all the same.
        times(line, context, Day(0), false, faults);
    }
    for day in days {
        let Some(span) = times(line, context, day, date.is_some(), faults) else {
            return;
        };
        let entry = rows[person.ix()].get_or_insert_default();
        let status = status.unwrap_or(Status::Free);
        entry.has_free |= status != Status::Busy;
        match status {
            Status::Free => entry.free.extend(span),
            Status::Preferred => entry.preferred.extend(span),
            Status::Busy => entry.busy.extend(span),
        }
    }
}

/// The time of a row on a day, which may be none (a period that is not on it); `None` when it
/// is wrong.
fn times(
    line: Line<'_, AvailabilityCol>,
    context: Context<'_>,
    day: Day,
    is_named: bool,
    faults: &mut Faults,
) -> Option<Option<Span>> {
    use AvailabilityCol as Col;
    let (start, end) = (line.text(Col::Start), line.text(Col::End));
    // Each cell by itself first, so that the fault names the right column.
    for column in [Col::Start, Col::End] {
        let check = |text| context.check(day, is_named, text);
        line.read(column, faults, check)
            .or((!line.has(column)).then_some(()))?;
    }
    match context.between(day, is_named, start, end) {
        Ok(span) => Some(span),
        Err(bad) => {
            faults.push(line.bad(Col::End, bad));
            None
        }
    }
}

/// The hours of guardians, teachers and principals in this week.
fn role_hours(setting: &Setting<'_>, faults: &mut Faults) -> [Spans; 3] {
    let context = Context {
        clock: setting.clock,
        bells: None,
        school: None,
    };
    [0, 1, 2].map(|role| {
        let (text, origin): &Given = &setting.hours[role];
        let mut spans = Vec::new();
        for entry in cells::list(text) {
            match context.window(entry) {
                Ok(windows) => spans.extend(windows),
                Err(bad) => faults.push(origin.bad(entry, bad)),
            }
        }
        Spans::union(spans)
    })
}
