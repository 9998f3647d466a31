//! log.csv: what became of things, over the whole history.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::case::{LogEntry, Outcome};
use crate::domain::ids::StaffIx;
use crate::domain::task::TaskKind;
use crate::table::Faults;

use super::cells::{self, Bad, TimeOfDay};
use super::files::Source;
use super::names::Names;
use super::sheet::{Line, columns};

columns! {
    /// The columns of log.csv.
    LogCol in "log.csv" {
        Date = "date" required,
        Task = "task_id",
        Kind = "kind",
        About = "about",
        Staff = "staff_id",
        Outcome = "outcome",
        Method = "method",
        Met = "met" personal,
        Language = "language" personal,
        Start = "start",
        End = "end",
        Miles = "miles",
        Offered = "offered" personal,
        Agreed = "agreed" personal,
        Progress = "progress" personal,
        Involvement = "involvement" personal,
        NextStep = "next_step" personal,
        Notes = "notes" personal,
        SharedNote = "shared_note" personal,
    }
}

/// When something was done: the date, and when it ended if that was noted.
pub(super) type Done = (NaiveDate, Option<TimeOfDay>);

/// Reads the log in the order of dates, and what it says is done, by id as written there.
///
/// Ids that are not known (any more) are no fault: the log outlives tasks and staff.
pub(super) fn read(
    source: &Source<LogCol>,
    staff: &Names<StaffIx>,
    faults: &mut Faults,
) -> (Vec<LogEntry>, BTreeMap<String, Vec<Done>>) {
    let mut list = Vec::new();
    let mut done: BTreeMap<String, Vec<Done>> = BTreeMap::new();
    for line in source.lines() {
        let Some((entry, end)) = entry(line, staff, faults) else {
            continue;
        };
        if entry.outcome == Some(Outcome::Done) && !entry.task_id.is_empty() {
            let dates = done.entry(entry.task_id.clone()).or_default();
            dates.push((entry.date, end));
        }
        list.push(entry);
    }
    list.sort_by(|a: &LogEntry, b| {
        (a.date, a.start, &a.task_id).cmp(&(b.date, b.start, &b.task_id))
    });
    for dates in done.values_mut() {
        dates.sort_unstable();
    }
    (list, done)
}

fn entry(
    line: Line<'_, LogCol>,
    staff: &Names<StaffIx>,
    faults: &mut Faults,
) -> Option<(LogEntry, Option<TimeOfDay>)> {
    use LogCol as Col;
    let date = line.need(Col::Date, faults, cells::calendar_date);
    let outcome = line.read(Col::Outcome, faults, |text| {
        cells::word(text, &Outcome::ALL)
    });
    let start = line.read(Col::Start, faults, cells::time);
    let end = line.read(Col::End, faults, cells::time);
    line.read(Col::Kind, faults, |text| cells::word(text, &TaskKind::ALL));
    line.read(Col::Miles, faults, |text| {
        cells::number(text, 0.0..=10_000.0)
    });
    if let (Some(start), Some(end)) = (start, end)
        && end < start
    {
        faults.push(line.bad(Col::End, Bad::new("is before start")));
    }
    if !line.has(Col::Task) && !line.has(Col::Kind) {
        let fault = line.fault(Col::Task, "is empty, and so is kind");
        faults.push(fault.remedy("give the task's id, or the kind of a walk-in"));
    }
    let entry = LogEntry {
        date: date?,
        task_id: line.text(Col::Task).to_owned(),
        staff: staff.get(line.text(Col::Staff)),
        outcome,
        start: start.and_then(TimeOfDay::naive),
        end: end.and_then(TimeOfDay::naive),
    };
    Some((entry, end))
}
