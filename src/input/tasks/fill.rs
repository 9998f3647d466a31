//! What follows for a task from when it may be and whom it is about.

use crate::domain::task::{Task, TaskKind, Value};
use crate::domain::time::Span;
use crate::input::about::Subject;
use crate::input::base::{Base, When};
use crate::input::cells::Bad;
use crate::input::sheet::Line;
use crate::input::staff::sorted;
use crate::table::Faults;

use super::TaskCol;

/// Earliest and due; a due that has passed makes it overdue.
pub(super) fn times(
    line: Line<'_, TaskCol>,
    task: &mut Task,
    has_value: bool,
    base: &Base,
    faults: &mut Faults,
) {
    let earliest = line.read(TaskCol::Earliest, faults, |text| base.moment(text, false));
    let due = line.read(TaskCol::Due, faults, |text| base.moment(text, true));
    let is_crossed = match (earliest, due) {
        (Some(When::At(earliest)), Some(When::At(due))) => due <= earliest,
        (Some(When::After), Some(When::At(_) | When::Before)) => true,
        (Some(When::At(_)), Some(When::Before)) => true,
        _ => false,
    };
    if is_crossed {
        let bad = Bad::new("is before earliest").remedy("give a later due, or an earlier earliest");
        faults.push(line.bad(TaskCol::Due, bad));
    }
    task.earliest = match earliest {
        Some(When::At(moment)) => Some(moment),
        Some(When::After) => Some(base.clock.whole_week().to),
        Some(When::Before) | None => None,
    };
    match due {
        Some(When::At(moment)) => task.due = Some(moment),
        Some(When::Before) => {
            be_overdue(task, has_value, base);
        }
        Some(When::After) | None => {}
    }
}

/// What it means for a task that its due has passed.
pub(super) fn be_overdue(task: &mut Task, has_value: bool, base: &Base) {
    task.overdue = true;
    task.priority = 10;
    if !has_value && !task.required {
        task.value = Value(base.worth(10));
    }
}

/// What an empty cell takes from whom the task is about.
pub(super) fn defaults(line: Line<'_, TaskCol>, task: &mut Task, base: &Base, faults: &mut Faults) {
    use TaskCol as Col;
    if let Some(about) = task.about {
        let subject = Subject::of(base, about);
        task.family = subject.family;
        if !line.has(Col::Place) {
            task.place = subject.place(task.kind);
        }
        if !line.has(Col::Language) {
            task.language = subject.language(task.kind);
        }
        if !line.has(Col::Attendees) {
            match subject.attendees(base, task.kind) {
                Ok(who) => task.attendees = sorted(who),
                Err(bad) => faults.push(line.bad(Col::About, bad)),
            }
        }
        task.school = subject.school.and_then(|place| base.places.school(place));
    }
    task.school = task
        .place
        .and_then(|place| base.places.school(place))
        .or(task.school);
    task.attendees_optional
        .retain(|person| !task.attendees.contains(person));
    if task.kind == TaskKind::HomeVisit && task.place.is_none() && !line.has(Col::Place) {
        let fault = line.fault(
            Col::Place,
            "is empty, and no home is known of whom it is about",
        );
        let is_told = line.has(Col::About) && task.about.is_none();
        if !is_told {
            faults.push(fault.remedy("give a place, or a home_place in people.csv"));
        }
    }
}

/// The windows on days with work; whole days where none are given.
pub(super) fn windows(
    line: Line<'_, TaskCol>,
    task: &Task,
    base: &Base,
    faults: &mut Faults,
) -> Vec<Span> {
    let is_work = |span: &Span| base.work_days.contains(&base.clock.day_of(span.from));
    if !line.has(TaskCol::Windows) {
        return base
            .work_days
            .iter()
            .map(|day| base.clock.whole_day(*day))
            .collect();
    }
    let context = base.context(task.school);
    let read = line.list(TaskCol::Windows, faults, |text| context.window(text));
    sorted(read.into_iter().flatten().filter(is_work).collect())
}

/// Warns where no window has room for the task.
pub(super) fn check_room(line: Line<'_, TaskCol>, task: &Task, faults: &mut Faults) {
    let limits = (task.earliest, task.due);
    let rooms = task.windows.iter().map(|window| {
        let from = limits
            .0
            .map_or(window.from, |earliest| window.from.max(earliest));
        let to = limits.1.map_or(window.to, |due| window.to.min(due));
        to - from
    });
    let column = if line.has(TaskCol::Windows) {
        TaskCol::Windows
    } else {
        TaskCol::Due
    };
    match rooms.max() {
        None if line.has(TaskCol::Windows) => {
            faults.push(line.warning(
                column,
                "has no time in this week on a day with work; it cannot be planned",
            ));
        }
        Some(room) if room < task.minutes => {
            let message = format!(
                "leaves no room for its {} minutes in this week",
                task.minutes.0
            );
            faults.push(line.warning(column, message));
        }
        _ => {}
    }
}
