//! Who works when, in one scenario and in another.

use std::collections::BTreeMap;

use super::super::super::words;
use crate::domain::Week;
use crate::domain::ids::StaffIx;
use crate::domain::staff::{Shift, StaffRole};
use crate::domain::time::Day;

/// `without L2`, `without L1 on Friday`, `a second liaison on Tuesday and Thursday`, `L1 on Monday
/// from 10:00 to 16:00 instead of 08:00 to 16:00`.
pub(super) fn differences(was: &Week, is: &Week) -> Vec<String> {
    let mut joined = 0;
    let mut all = Vec::new();
    for who in (0..was.staff.len().min(is.staff.len())).map(StaffIx::at) {
        let (before, after) = (shifts(was, who), shifts(is, who));
        match (before.is_empty(), after.is_empty()) {
            (true, true) => all.extend(along(was, is, who)),
            (false, true) => all.push(format!("without {}", is.member(who).id)),
            (true, false) => {
                joined += 1;
                let days = days(is, after.keys().copied());
                all.push(format!("{} on {days}", newcomer(was, is, who, joined)));
            }
            (false, false) => all.extend(member(is, who, &before, &after)),
        }
    }
    all
}

/// The times of each day's shifts, as people say them.
type Times = BTreeMap<Day, String>;

fn shifts(week: &Week, who: StaffIx) -> Times {
    let mut times = Times::new();
    for shift in week.shifts.iter().filter(|shift| shift.staff == who) {
        let said = said(week, shift);
        times
            .entry(shift.day)
            .and_modify(|known| *known = format!("{known} and {said}"))
            .or_insert(said);
    }
    times
}

/// `08:00 to 16:00`, `08:00 to 16:00 or up to 18:00`.
fn said(week: &Week, shift: &Shift) -> String {
    let at = |moment| words::clock(week, shift.day, moment);
    let regular = format!("{} to {}", at(shift.span.from), at(shift.span.to));
    match shift.latest_end > shift.span.to {
        true => format!("{regular} or up to {}", at(shift.latest_end)),
        false => regular,
    }
}

/// The `joined`th of those who had no shift before: `a second liaison`.
fn newcomer(was: &Week, is: &Week, who: StaffIx, joined: usize) -> String {
    let role = is.member(who).role;
    let name = match role {
        StaffRole::Liaison => "liaison",
        StaffRole::Partner => "partner",
        StaffRole::Interpreter => "interpreter",
        StaffRole::Driver => "driver",
    };
    let works = |who: &StaffIx| was.member(*who).role == role && !shifts(was, *who).is_empty();
    let before = (0..was.staff.len()).map(StaffIx::at).filter(works).count();
    match before + joined {
        1 => format!("a first {name}"),
        2 => format!("a second {name}"),
        3 => format!("a third {name}"),
        4 => format!("a fourth {name}"),
        _ => format!("one more {name}"),
    }
}

/// What is other for somebody who works in both.
fn member(week: &Week, who: StaffIx, before: &Times, after: &Times) -> Vec<String> {
    let id = &week.member(who).id;
    let only = |one: &Times, other: &Times| -> Vec<Day> {
        let days = one.keys().filter(|day| !other.contains_key(day));
        days.copied().collect()
    };
    let mut all = Vec::new();
    let (gone, new) = (only(before, after), only(after, before));
    if !gone.is_empty() {
        all.push(format!("without {id} on {}", days(week, gone)));
    }
    if !new.is_empty() {
        all.push(format!("{id} on {} too", days(week, new)));
    }
    // Days with the same change are told together.
    let mut changed: Vec<((&str, &str), Vec<Day>)> = Vec::new();
    for (day, was) in before {
        let Some(is) = after.get(day).filter(|is| *is != was) else {
            continue;
        };
        let change = (was.as_str(), is.as_str());
        match changed.iter_mut().find(|(known, _)| *known == change) {
            Some((_, days)) => days.push(*day),
            None => changed.push((change, vec![*day])),
        }
    }
    all.extend(changed.into_iter().map(|((was, is), on)| {
        let days = days(week, on);
        format!("{id} on {days} from {is} instead of {was}")
    }));
    all
}

/// Who only comes along has no shift, and is there or not.
fn along(was: &Week, is: &Week, who: StaffIx) -> Option<String> {
    let id = &is.member(who).id;
    let is_there = |week: &Week| week.member(who).present.iter().next().is_some();
    match (is_there(was), is_there(is)) {
        (true, false) => Some(format!("without {id}")),
        (false, true) => Some(format!("with {id}")),
        _ => None,
    }
}

/// `Tuesday and Thursday`, `Monday, Tuesday and Friday`.
fn days(week: &Week, days: impl IntoIterator<Item = Day>) -> String {
    let mut names: Vec<String> = days
        .into_iter()
        .map(|day| words::weekday(week, day))
        .collect();
    let last = names.pop().unwrap_or_default();
    match names.is_empty() {
        true => last,
        false => format!("{} and {last}", names.join(", ")),
    }
}
