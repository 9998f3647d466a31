//! tasks.csv: work to be placed, a draft a row; `expand` makes sessions of them.

mod fill;

use std::collections::{BTreeSet, HashMap};

use crate::domain::ids::{PersonIx, StaffIx};
use crate::domain::task::{Partners, Task, TaskKind, Value};
use crate::domain::time::{Day, Minutes};
use crate::table::{Faults, Severity};

use super::about;
use super::base::Base;
use super::cells::{self, Bad};
use super::config::MAX_POINTS;
use super::files::Source;
use super::names::{natural, new_id};
use super::people::language;
use super::repeat::Repeat;
use super::sheet::{Line, columns};
use super::staff::sorted;

columns! {
    /// The columns of tasks.csv.
    TaskCol in "tasks.csv" {
        Id = "task_id",
        Kind = "kind" required,
        About = "about",
        Title = "title" personal,
        Place = "place_id",
        Minutes = "minutes",
        NotesMinutes = "notes_minutes",
        Priority = "priority",
        Value = "value",
        Staff = "staff",
        Language = "language",
        Skills = "skills",
        Attendees = "attendees",
        Optional = "attendees_optional",
        Partners = "partners",
        Earliest = "earliest",
        Due = "due",
        Windows = "windows",
        After = "after",
        Gap = "gap_minutes",
        PerWeek = "per_week",
        Repeat = "repeat",
        Group = "group",
        Fund = "fund",
        Purpose = "purpose" personal,
        Notes = "notes" personal,
    }
}

/// The most sessions of a task in a week: they lie on different days.
const MAX_SESSIONS: u32 = 7;

/// A row that was read, not yet made into sessions.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// The task, as if it were one; without `after` and `group`.
    pub task: Task,
    /// How many sessions it has.
    pub sessions: u32,
    /// How often it comes back, if it does.
    pub repeat: Option<Repeat>,
    /// Its row.
    pub line: Line<'a, TaskCol>,
}

/// Reads the rows in the order of ids.
pub(super) fn read<'a>(
    source: &'a Source<TaskCol>,
    base: &Base,
    faults: &mut Faults,
) -> Vec<Draft<'a>> {
    let lines = source.lines().collect();
    let mut drafts: Vec<Draft<'a>> = with_ids(lines, faults)
        .into_iter()
        .filter_map(|(id, line)| draft(id, line, base, faults))
        .collect();
    drafts.sort_by(|a, b| natural(&a.task.id, &b.task.id));
    drafts
}

/// The rows with their ids; made from kind, about and a count where none is given.
fn with_ids<'a>(
    lines: Vec<Line<'a, TaskCol>>,
    faults: &mut Faults,
) -> Vec<(String, Line<'a, TaskCol>)> {
    let mut seen: HashMap<String, u64> = HashMap::with_capacity(lines.len());
    let mut rows = Vec::with_capacity(lines.len());
    let mut unnamed = Vec::new();
    for line in lines {
        if !line.has(TaskCol::Id) {
            unnamed.push(line);
            continue;
        }
        let Some(id) = line.read(TaskCol::Id, faults, new_id) else {
            continue;
        };
        if let Some(first) = seen.insert(id.to_owned(), line.number()) {
            let bad = Bad::new(format!("is the id of line {first} too"))
                .remedy("give each row its own id");
            faults.push(line.bad(TaskCol::Id, bad));
            seen.insert(id.to_owned(), first);
            continue;
        }
        rows.push((id.to_owned(), line));
    }
    // By content, so that the order of rows does not matter.
    unnamed.sort_by_cached_key(|line| TASK_COLUMNS.map(|column| line.text(column)));
    let mut counts: HashMap<String, u32> = HashMap::new();
    for line in unnamed {
        let stem = match (line.text(TaskCol::Kind), line.text(TaskCol::About)) {
            (kind, "") => kind.to_owned(),
            (kind, about) => format!("{kind}-{about}"),
        };
        let count = counts.entry(stem.clone()).or_default();
        let id = loop {
            *count += 1;
            let id = format!("{stem}-{count}");
            if !seen.contains_key(&id) {
                break id;
            }
        };
        seen.insert(id.clone(), line.number());
        rows.push((id, line));
    }
    rows
}

/// The columns that tell one unnamed row from another.
const TASK_COLUMNS: [TaskCol; 25] = [
    TaskCol::Kind,
    TaskCol::About,
    TaskCol::Place,
    TaskCol::Windows,
    TaskCol::Minutes,
    TaskCol::Priority,
    TaskCol::Due,
    TaskCol::Title,
    TaskCol::NotesMinutes,
    TaskCol::Value,
    TaskCol::Staff,
    TaskCol::Language,
    TaskCol::Skills,
    TaskCol::Attendees,
    TaskCol::Optional,
    TaskCol::Partners,
    TaskCol::Earliest,
    TaskCol::After,
    TaskCol::Gap,
    TaskCol::PerWeek,
    TaskCol::Repeat,
    TaskCol::Group,
    TaskCol::Fund,
    TaskCol::Purpose,
    TaskCol::Notes,
];

fn draft<'a>(
    id: String,
    line: Line<'a, TaskCol>,
    base: &Base,
    faults: &mut Faults,
) -> Option<Draft<'a>> {
    use TaskCol as Col;
    let before = faults.count(Severity::Error);
    let kind = line.need(Col::Kind, faults, |text| cells::word(text, &TaskKind::ALL));
    let about = line
        .read(Col::About, faults, |text| about::find(base, text))
        .flatten();
    // Without a kind there are no defaults; the other cells are looked at all the same.
    let is_known = kind.is_some();
    let kind = kind.unwrap_or(TaskKind::Duty);
    let (priority, required) = priority(line, faults);
    let minutes = |column, least, faults: &mut Faults| {
        let read = line.read(column, faults, |text| cells::whole(text, least..=1440))?;
        i32::try_from(read).ok().map(Minutes)
    };
    let length = minutes(Col::Minutes, 1, faults)
        .or_else(|| base.config.minutes.get(&kind).copied())
        .unwrap_or(kind.default_minutes());
    let value = line.read(Col::Value, faults, |text| {
        cells::decimal(text, 3, MAX_POINTS)
    });
    let mut task = Task {
        row_id: id.clone(),
        id,
        session: None,
        line: line.number(),
        kind,
        about,
        family: None,
        title: line.text(Col::Title).to_owned(),
        place: line
            .read(Col::Place, faults, |text| base.place(text))
            .flatten(),
        school: None,
        minutes: length,
        notes_minutes: minutes(Col::NotesMinutes, 0, faults).unwrap_or_default(),
        priority,
        value: Value(value.unwrap_or(if required { 0 } else { base.worth(priority) })),
        required,
        is_needed: false,
        overdue: false,
        staff: some(line.list(Col::Staff, faults, |text| base.liaison(text))),
        language: line.read(Col::Language, faults, |text| Ok(language(text))),
        skills: sorted(line.list(Col::Skills, faults, |text| Ok(text.to_lowercase()))),
        attendees: attendees(line, Col::Attendees, base, faults),
        attendees_optional: attendees(line, Col::Optional, base, faults),
        partners: partners(line, base, faults),
        earliest: None,
        due: None,
        windows: Vec::new(),
        after: Vec::new(),
        gap: minutes(Col::Gap, 0, faults).unwrap_or_default(),
        group: None,
        fund: line.text(Col::Fund).to_owned(),
        purpose: line.text(Col::Purpose).to_owned(),
        notes: line.text(Col::Notes).to_owned(),
        pin: None,
    };
    fill::times(line, &mut task, value.is_some(), base, faults);
    if is_known {
        fill::defaults(line, &mut task, base, faults);
    }
    task.windows = fill::windows(line, &task, base, faults);
    // Of a row with faults nobody knows what room it has.
    if faults.count(Severity::Error) == before {
        fill::check_room(line, &task, faults);
    }
    let repeat = line.read(Col::Repeat, faults, Repeat::read);
    let sessions = line.read(Col::PerWeek, faults, |text| {
        cells::whole(text, 1..=MAX_SESSIONS)
    });
    let days: Vec<Day> = sorted(
        task.windows
            .iter()
            .map(|span| base.clock.day_of(span.from))
            .collect(),
    );
    if let Some(sessions) =
        sessions.filter(|sessions| days.len() < *sessions as usize && !days.is_empty())
    {
        let message = format!(
            "are on {} days, and its {sessions} sessions need as many",
            days.len()
        );
        faults.push(line.warning(Col::Windows, message));
    }
    is_known.then_some(Draft {
        task,
        sessions: sessions.unwrap_or(1),
        repeat,
        line,
    })
}

/// Marks those tasks whose due has passed since the week began, by id; any without a due is left
/// alone.
pub(super) fn be_overdue(
    overdue: &BTreeSet<String>,
    (drafts, of_draft): (&[Draft<'_>], &[usize]),
    tasks: &mut [Task],
    base: &Base,
) {
    for (task, &draft) in tasks.iter_mut().zip(of_draft) {
        if task.due.is_some() && overdue.contains(&task.id) {
            let has_value = drafts[draft].line.has(TaskCol::Value);
            fill::be_overdue(task, has_value, base);
        }
    }
}

/// A set of positions, without those that could not be found.
pub(super) fn some<T: Ord>(list: Vec<Option<T>>) -> Vec<T> {
    sorted(list.into_iter().flatten().collect())
}

/// The priority, and whether it is `required`.
fn priority(line: Line<'_, TaskCol>, faults: &mut Faults) -> (u8, bool) {
    let read = line.read(TaskCol::Priority, faults, |text| {
        match text.to_lowercase().as_str() {
            "required" => Ok((10, true)),
            text => cells::whole(text, 1..=10)
                .map(|priority| (priority as u8, false))
                .map_err(|_| {
                    Bad::new("is no priority").allowed("a whole number from 1 to 10, or required")
                }),
        }
    });
    read.unwrap_or((5, false))
}

fn attendees(
    line: Line<'_, TaskCol>,
    column: TaskCol,
    base: &Base,
    faults: &mut Faults,
) -> Vec<PersonIx> {
    let read = line.list(column, faults, |text| {
        let found = base.person(text)?;
        match found.and_then(|ix| base.people.list.get(ix.ix())) {
            Some(person) if person.no_contact => {
                Err(Bad::new("is marked no_contact in people.csv")
                    .remedy("take them out of the list"))
            }
            _ => Ok(found),
        }
    });
    some(read)
}

fn partners(line: Line<'_, TaskCol>, base: &Base, faults: &mut Faults) -> Partners {
    let column = TaskCol::Partners;
    let is_number = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
    let text = line.text(column);
    if text.is_empty() {
        return Partners::default();
    }
    if is_number(text) {
        let count = line.read(column, faults, |text| match base.staff_names.get(text) {
            Some(_) => Err(Bad::new("is a number and the id of a member of staff")
                .remedy("give them an id with a letter in staff.csv")),
            None => cells::whole(text, 0..=20),
        });
        return Partners {
            count: count.unwrap_or(0),
            who: Vec::new(),
        };
    }
    let who: Vec<StaffIx> = some(line.list(column, faults, |text| base.partner(text)));
    Partners { count: 1, who }
}
