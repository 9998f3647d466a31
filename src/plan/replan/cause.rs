//! Why each change is: what happened to it, or what it makes room for, or has room from.

use std::collections::{BTreeMap, BTreeSet};

use super::Happened;
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, StaffIx, Work};
use crate::domain::moved::{Moved, Spot};
use crate::domain::plan::Route;
use crate::domain::time::{Day, Minutes};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What, in words without names.
    pub told: String,
    /// What it bears on by itself.
    pub on: Bears,
}

/// What something that happened bears on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bears {
    /// All that somebody had on a day.
    Staff(StaffIx, Day),
    /// All that was at a place on a day.
    Place(PlaceIx, Day),
    /// One task or ride, which has a reason of its own.
    Own,
}

impl Cause {
    fn is_of(&self, week: &Week, change: &Moved) -> bool {
        let Some(before) = &change.before else {
            return false;
        };
        match self.on {
            Bears::Staff(who, day) => {
                before.day == day && (before.staff == who || before.partners.contains(&who))
            }
            Bears::Place(place, day) => before.day == day && is_at(week, change.work, place),
            Bears::Own => false,
        }
    }
}

fn is_at(week: &Week, work: Work, place: PlaceIx) -> bool {
    let is_it = |at: PlaceIx| at == place || week.place(at).part_of == Some(place);
    match work {
        Work::Task(ix) => week.task(ix).place.is_some_and(is_it),
        Work::Ride(ix) => is_it(week.ride(ix).from()) || is_it(week.ride(ix).to()),
    }
}

/// Whose day it is.
type OfDay = (StaffIx, Day);

fn of_day(spot: Option<&Spot>) -> Option<OfDay> {
    spot.map(|spot| (spot.staff, spot.day))
}

/// Fills in the reason of each change: its own; else that of a change on the same days, from
/// which it follows, one after another; else all that happened.
pub(super) fn fill(
    week: &Week,
    [before, after]: [&[Route]; 2],
    happened: &Happened,
    changes: &mut [Moved],
) {
    // The words for what follows from each.
    let mut roots: BTreeMap<usize, String> = BTreeMap::new();
    for (ix, change) in changes.iter_mut().enumerate() {
        if let Some(why) = own(week, happened, change) {
            change.reason.clone_from(&why);
            roots.insert(ix, why);
        }
    }
    let drives = (drives(before), drives(after));
    follow(week, changes, &mut roots, &drives);
    // What no change leads to was not in the plan for want of a better search, or of what is
    // limited over the week.
    for (ix, change) in changes.iter_mut().enumerate() {
        let is_gain = change.before.is_none() && week.value(change.work).0 > 0;
        if is_gain && !roots.contains_key(&ix) {
            "the plan is worth more with it".clone_into(&mut change.reason);
            roots.insert(ix, change.reason.clone());
        }
    }
    follow(week, changes, &mut roots, &drives);
    let all = all(week, happened, changes);
    for (ix, change) in changes.iter_mut().enumerate() {
        if !roots.contains_key(&ix) {
            let drive = another_drive(change, &drives);
            change.reason = match (&change.before, &change.after, drive) {
                (None, ..) => format!("there is room for it now ({all})"),
                (_, None, _) => format!("it gave way ({all})"),
                (_, _, Some(drive)) => format!("{drive} ({all})"),
                _ => format!("it makes room for the rest ({all})"),
            };
        }
    }
}

/// Gives those without a reason that of the nearest change with one, as long as there is any.
fn follow(
    week: &Week,
    changes: &mut [Moved],
    roots: &mut BTreeMap<usize, String>,
    drives: &Drives,
) {
    loop {
        let mut found: Vec<(usize, String, String)> = Vec::new();
        for (ix, change) in changes.iter().enumerate() {
            if roots.contains_key(&ix) {
                continue;
            }
            let links = roots.iter().filter_map(|(&other, root)| {
                let (link, apart) = link(change, &changes[other])?;
                let id = week.work_id(changes[other].work);
                Some(((link, apart), link.words(change, id, root), root))
            });
            let first = links.min_by_key(|(near, ..)| *near);
            if let Some((_, why, root)) = first {
                let why = match another_drive(change, drives) {
                    Some(drive) => format!("{drive}: {why}"),
                    None => why,
                };
                found.push((ix, why, root.clone()));
            }
        }
        if found.is_empty() {
            break;
        }
        for (ix, why, root) in found {
            changes[ix].reason = why;
            roots.insert(ix, root);
        }
    }
}

/// The reason that a change has by itself.
fn own(week: &Week, happened: &Happened, change: &Moved) -> Option<String> {
    let work = &change.work;
    let known = [&happened.released, &happened.gone];
    if let Some(why) = known.iter().find_map(|all| all.get(work)) {
        return Some(why.clone());
    }
    if happened.new.contains(work) {
        return Some("it is new".to_owned());
    }
    if let Some(why) = happened.agreed.get(work) {
        return Some(why.clone());
    }
    let mut causes = happened.told.iter();
    let cause = causes.find(|cause| cause.is_of(week, change));
    let broken = happened.broken.get(work);
    cause.map(|cause| &cause.told).or(broken).cloned()
}

/// How a change follows from another; the more telling first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    /// It is where the other was.
    Room,
    /// The other is where it was, or is.
    Makes,
    /// The other was on the day on which it was.
    Beside,
}

impl Link {
    fn words(self, change: &Moved, id: &str, root: &str) -> String {
        match (self, &change.after) {
            (Self::Room, _) => format!("there is room where {id} was ({root})"),
            (Self::Makes, None) => format!("it gave way to {id} ({root})"),
            (Self::Makes, _) => format!("it makes room for {id} ({root})"),
            (Self::Beside, _) if change.before.is_none() => {
                format!("there is room for it with {id} elsewhere ({root})")
            }
            (Self::Beside, _) => format!("its day changes with {id} ({root})"),
        }
    }
}

/// How a change follows from another, if they have a day in common; and how far apart they are.
fn link(change: &Moved, other: &Moved) -> Option<(Link, i32)> {
    let (was, is) = (change.before.as_ref(), change.after.as_ref());
    let (left, came) = (other.before.as_ref(), other.after.as_ref());
    let same = |one: Option<&Spot>, other: Option<&Spot>| {
        let apart = (one?.start - other?.start).0.abs();
        (of_day(one) == of_day(other)).then_some(apart)
    };
    let is_other_day = |one, other| of_day(one) != of_day(other);
    let room = same(left, is).filter(|_| is_other_day(left, came) && is_other_day(is, was));
    // What comes in makes no room.
    let makes = was.and_then(|was| same(came, Some(was)).or_else(|| same(came, is)));
    let beside = same(left, was).or_else(|| same(left, is));
    let room = room.map(|apart| (Link::Room, apart));
    room.or(makes.map(|apart| (Link::Makes, apart)))
        .or(beside.map(|apart| (Link::Beside, apart)))
}

/// The drives to each piece of work before and after.
type Drives = (BTreeMap<Work, Minutes>, BTreeMap<Work, Minutes>);

/// The drive to each piece of work, by where it begins.
fn drives(routes: &[Route]) -> BTreeMap<Work, Minutes> {
    let mut drives = BTreeMap::new();
    for stop in routes.iter().flat_map(|route| &route.stops) {
        if let Some(work) = stop.activity.work() {
            drives.entry(work).or_insert(stop.drive);
        }
    }
    drives
}

/// Where it stays on its day and the drive to it changes, how.
fn another_drive(change: &Moved, (before, after): &Drives) -> Option<String> {
    if of_day(change.before.as_ref()) != of_day(change.after.as_ref()) {
        return None;
    }
    let (was, is) = (before.get(&change.work)?, after.get(&change.work)?);
    (was != is).then(|| format!("the drive to it takes {} min in place of {}", is.0, was.0))
}

/// All that happened, briefly; else the changes that have a reason of their own.
fn all(week: &Week, happened: &Happened, changes: &[Moved]) -> String {
    let told = happened.told.iter().map(|cause| cause.told.as_str());
    let told: BTreeSet<&str> = told.collect();
    let mut all: Vec<&str> = told.into_iter().collect();
    if all.is_empty() {
        let own = changes
            .iter()
            .filter(|change| own(week, happened, change).is_some());
        all = own.map(|change| week.work_id(change.work)).collect();
    }
    match all[..] {
        [] if happened.may_add => "the files have changed".to_owned(),
        [] => "what happened".to_owned(),
        [one] => one.to_owned(),
        [one, other] => format!("{one} and {other}"),
        [one, ref rest @ ..] => format!("{one} and {} more", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    //! From what a change follows.
    use super::*;
    use crate::domain::ids::{StaffIx, TaskIx};
    use crate::domain::time::Moment;

    fn moved(before: Option<u8>, after: Option<u8>) -> Moved {
        let on = |day| Spot {
            staff: StaffIx(0),
            day: Day(day),
            start: Moment(i32::from(day) * 1_440 + 600),
            end: Moment(i32::from(day) * 1_440 + 630),
            partners: Vec::new(),
        };
        Moved {
            work: Work::Task(TaskIx(0)),
            before: before.map(on),
            after: after.map(on),
            reason: String::new(),
            call: Vec::new(),
        }
    }

    /// What comes in takes the room of what left, and makes none for what came there too.
    #[test]
    fn what_comes_in_makes_no_room() {
        let link = |change, other| link(&change, &other).map(|(link, _)| link);
        let (new, moved_here) = (moved(None, Some(4)), moved(Some(0), Some(4)));
        assert!(link(new.clone(), moved_here.clone()).is_none());
        assert!(link(new.clone(), moved(Some(4), None)) == Some(Link::Room));
        assert!(link(moved(Some(4), None), moved_here.clone()) == Some(Link::Makes));
        assert!(link(moved(Some(4), Some(4)), moved_here) == Some(Link::Makes));
        assert!(link(new, moved(Some(4), Some(4))) == Some(Link::Beside));
    }
}
