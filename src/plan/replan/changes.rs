//! What a new plan changes, why, what that costs, and whom to call.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::freeze::{At, places};
use super::{Happened, cause};
use crate::domain::Week;
use crate::domain::ids::{PersonIx, ShiftIx, StaffIx, Work};
use crate::domain::moved::{Moved, Spot};
use crate::domain::plan::Route;
use crate::domain::time::Moment;

/// Where a plan under work has something.
pub(super) struct Where {
    pub shift: ShiftIx,
    pub start: Moment,
    pub end: Moment,
    pub partners: Vec<StaffIx>,
}

/// What it costs that something is elsewhere than before, in thousandths of a point: with
/// whom (those who come along counted), on which day, at which time; `after` is none where it
/// is not in the plan any more, which is all three. What nobody else attends costs half.
pub(super) fn cost(week: &Week, work: Work, before: &At, after: Option<&Where>) -> i64 {
    let moves = week.policy.moves;
    let old = week.shift(before.shift);
    let mut cost = 0;
    let new = after.map(|after| week.shift(after.shift));
    let is_same_company = after.is_some_and(|after| {
        let mut along = before.stops.iter().flat_map(|stop| &stop.partners);
        after.partners.iter().all(|who| along.any(|own| own == who))
    });
    if new.is_none_or(|new| new.staff != old.staff) || !is_same_company {
        cost += moves.person.0;
    }
    if new.is_none_or(|new| new.day != old.day) {
        cost += moves.day.0;
    }
    if after.is_none_or(|after| (after.start, after.end) != (before.start(), before.end())) {
        cost += moves.time.0;
    }
    match is_alone(week, work) {
        true => cost / 2,
        false => cost,
    }
}

/// Whether nobody else waits for it.
fn is_alone(week: &Week, work: Work) -> bool {
    match work {
        Work::Task(ix) => {
            let task = week.task(ix);
            task.attendees.is_empty() && task.partners.count == 0
        }
        Work::Ride(_) => false,
    }
}

/// All differences, in the order of time.
pub(super) fn list(
    week: &Week,
    before: &[Route],
    after: &[Route],
    happened: &Happened,
) -> Vec<Moved> {
    let (old, mut new) = (told(week, before), told(week, after));
    let renamed = pair_sessions(week, &old, &mut new);
    let works: BTreeSet<Work> = old.keys().chain(new.keys()).copied().collect();
    let mut changes: Vec<Moved> = works
        .into_iter()
        .filter_map(|work| {
            let (before, after) = (old.get(&work).cloned(), new.get(&work).cloned());
            (before != after).then(|| Moved {
                work,
                call: call(week, work, before.as_ref(), after.as_ref()),
                reason: String::new(),
                before,
                after,
            })
        })
        .collect();
    let first = |change: &Moved| {
        let both = change.before.iter().chain(&change.after);
        both.map(|place| place.start).min()
    };
    changes.sort_by_key(|change| (first(change), change.work));
    cause::fill(week, [before, after], happened, &mut changes);
    for change in &mut changes {
        if let Some(&now) = renamed.get(&change.work) {
            let _ = write!(change.reason, "; it is {} now", week.work_id(now));
        }
    }
    changes
}

/// Sessions of a row are alike, and a plan numbers them by date: each new one is compared with
/// an old one that is where it is, if there is one. Gives what another number stands for in the
/// new plan.
fn pair_sessions(
    week: &Week,
    old: &BTreeMap<Work, Spot>,
    new: &mut BTreeMap<Work, Spot>,
) -> BTreeMap<Work, Work> {
    let mut renamed = BTreeMap::new();
    let mut rows: BTreeMap<&str, Vec<Work>> = BTreeMap::new();
    for work in week.work() {
        if let Work::Task(ix) = work
            && week.task(ix).session.is_some()
        {
            rows.entry(&week.task(ix).row_id).or_default().push(work);
        }
    }
    for works in rows.into_values() {
        let taken = |work: &Work| Some((*work, new.remove(work)?));
        let mut spots: Vec<(Work, Spot)> = works.iter().filter_map(taken).collect();
        let mut open = Vec::new();
        for &work in &works {
            let same = old.get(&work);
            match spots.iter().position(|(_, spot)| Some(spot) == same) {
                Some(ix) => {
                    new.insert(work, spots.remove(ix).1);
                }
                None => open.push(work),
            }
        }
        // What the old plan has and is elsewhere now, before what it left out.
        open.sort_by_key(|work| (!old.contains_key(work), *work));
        for (work, (now, spot)) in open.into_iter().zip(spots) {
            new.insert(work, spot);
            if now != work {
                renamed.insert(work, now);
            }
        }
    }
    renamed
}

fn told(week: &Week, routes: &[Route]) -> BTreeMap<Work, Spot> {
    let of = |(work, at): (Work, At)| {
        let shift = week.shift(at.shift);
        let place = Spot {
            staff: shift.staff,
            day: shift.day,
            start: at.start(),
            end: at.end(),
            partners: at
                .stops
                .iter()
                .flat_map(|stop| stop.partners.clone())
                .collect(),
        };
        (work, place)
    };
    places(routes).into_iter().map(of).collect()
}

/// Attendees whose time changes, and staff who came along or will.
fn call(week: &Week, work: Work, before: Option<&Spot>, after: Option<&Spot>) -> Vec<PersonIx> {
    let mut who: Vec<PersonIx> = match work {
        Work::Task(ix) => week.task(ix).attendees.clone(),
        Work::Ride(ix) => {
            let ride = week.ride(ix);
            week.receivers(ride).collect()
        }
    };
    let along = before
        .iter()
        .chain(&after)
        .flat_map(|place| &place.partners);
    who.extend(along.map(|&staff| week.member(staff).person));
    who.retain(|&who| !week.person(who).no_contact);
    who.sort_unstable();
    who.dedup();
    who
}
