//! Drivers' lunches. Who is at work for all of the time in which lunch may be has one: between
//! outings, or on one with nobody aboard.
//!
//! Before a wave is planned it is settled in which of a driver's waves lunch lies, if not between
//! them. It is put into the plan only where a plan without it leaves no time: mostly it is had
//! while no vehicle is out, and an outing need not be drawn out for it.

use std::collections::BTreeMap;

use super::decode;
use super::drivers;
use super::eligible;
use super::problem::Built;
use super::scene::{Car, Scene};
use crate::domain::Week;
use crate::domain::ids::StaffIx;
use crate::domain::run::{Outing, RunActivity, Second, Seconds};
use crate::domain::time::{Day, Span};
use crate::solver::Solution;
use crate::solver::model::Break;

/// How long it is and when it may be, in seconds of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lunch {
    pub length: i32,
    pub from: i32,
    pub to: i32,
}

/// In rounds before the last, only cars that lack lunch are given one.
const ROUNDS: usize = 3;

/// When lunch may be for somebody on a day, and how long it is; none where they are not at work
/// for all of it.
fn due(week: &Week, who: StaffIx, day: Day) -> Option<(Span, Seconds)> {
    let lunch = week.policy.lunch?;
    let from = week.clock.moment(day, lunch.earliest).ok()?;
    let to = week.clock.moment(day, lunch.latest_end).ok()?;
    let span = Span::new(from, to);
    let is_there = eligible::works(week, who, day).holds(span);
    (is_there && span.minutes() >= lunch.minutes).then_some((span, Seconds::of(lunch.minutes)))
}

/// Settles where drivers of whom every wave may take all of the time have their lunch.
///
/// Cost: linear in the cars.
pub(super) fn settle(week: &Week, scenes: &mut [Scene]) {
    let mut cars: BTreeMap<(Day, StaffIx), Vec<(usize, usize)>> = BTreeMap::new();
    for (at, scene) in scenes.iter().enumerate() {
        for (ix, car) in scene.cars.iter().enumerate() {
            let of = cars.entry((scene.day, car.driver)).or_default();
            of.push((at, ix));
        }
    }
    for ((day, who), mut own) in cars {
        own.sort_by_key(|&(at, ix)| (at, scenes[at].cars[ix].open));
        let Some((span, Seconds(length))) = due(week, who, day) else {
            continue;
        };
        let midnight = Second::of(week.clock.whole_day(day).from).0;
        let (from, to) = drivers::seconds(span);
        let (from, to) = (from.0 - midnight, to.0 - midnight);
        // A driver's cars of a day are in order of time and do not overlap.
        let mut free = from;
        let mut has_time = false;
        let mut best: Option<(i32, (usize, usize))> = None;
        for &(at, ix) in &own {
            let car = &scenes[at].cars[ix];
            has_time |= car.open.min(to) - free >= length;
            free = free.max(car.close);
            let inside = car.close.min(to) - car.open.max(from);
            if best.is_none_or(|(known, _)| inside > known) {
                best = Some((inside, (at, ix)));
            }
        }
        has_time |= to - free >= length;
        let Some((inside, (at, ix))) = best.filter(|_| !has_time) else {
            continue;
        };
        let car = &mut scenes[at].cars[ix];
        if inside >= length {
            let (from, to) = (car.open.max(from), car.close.min(to));
            car.lunch = Some(Lunch { length, from, to });
        } else {
            // Cut into pieces that are all too short, it lies where the waves meet.
            let begin = (car.close.min(to) - length / 2).clamp(from, to - length);
            for (at, ix) in own {
                let car = &mut scenes[at].cars[ix];
                if car.open < begin + length && begin < car.close {
                    match car.open < begin {
                        true => car.close = begin,
                        false => car.open = (begin + length).min(car.close),
                    }
                }
            }
        }
    }
}

/// Plans on until every driver has lunch. `solve` makes a plan from another one; in the last
/// round lunch is put into the plan of everybody whose wave it is.
///
/// # Errors
/// As `solve` fails.
pub(super) fn with_lunches<E>(
    week: &Week,
    scene: &Scene,
    built: &mut Built,
    mut best: Solution,
    solve: impl Fn(&Built, &Solution) -> Result<Solution, E>,
) -> Result<Solution, E> {
    for round in 1..=ROUNDS {
        let lacking = lacking(week, scene, built, &best);
        if lacking.is_empty() {
            break;
        }
        for (ix, car) in scene.cars.iter().enumerate() {
            let shift = &mut built.problem.shifts[ix];
            if let Some(lunch) = car.lunch
                && shift.breaks.is_empty()
                && (round == ROUNDS || lacking.contains(&ix))
            {
                shift.breaks.push(Break {
                    earliest: lunch.from,
                    latest_end: lunch.to,
                    ticks: lunch.length,
                    // One stays with the vehicle.
                    paid: true,
                });
            }
        }
        best = solve(built, &best)?;
    }
    Ok(best)
}

/// Whether lunch could come between a scene's rides: then time is kept for planning again.
pub(super) fn may_lack(scene: &Scene) -> bool {
    scene.cars.iter().filter_map(|car| car.lunch).any(|lunch| {
        scene.trips.iter().any(|trip| {
            let from = trip.windows[0].first().map_or(0, |window| window.from);
            let to = trip.windows[1].last().map_or(0, |window| window.to);
            from < lunch.to && lunch.from < to
        })
    })
}

/// The cars whose outings leave no time for a lunch that must be in them; ascending.
pub(super) fn lacking(week: &Week, scene: &Scene, built: &Built, best: &Solution) -> Vec<usize> {
    if scene.cars.iter().all(|car| car.lunch.is_none()) {
        return Vec::new();
    }
    let outings = decode::outings(week, scene, built, best);
    let mut lacking: Vec<usize> = (best.routes.iter().zip(&outings))
        .map(|(route, outing)| (route.shift.ix(), outing))
        .filter(|(ix, outing)| !has_time(week, scene, &scene.cars[*ix], outing))
        .map(|(ix, _)| ix)
        .collect();
    lacking.sort_unstable();
    lacking
}

/// The breaks of a scene's problem in one that differs from it by its riders' times alone.
pub(super) fn same_breaks(from: &Built, to: &mut Built) {
    for (from, to) in from.problem.shifts.iter().zip(&mut to.problem.shifts) {
        to.breaks.clone_from(&from.breaks);
    }
}

/// Whether a car's outing leaves its driver time for lunch, where it must.
pub(super) fn has_time(week: &Week, scene: &Scene, car: &Car, outing: &Outing) -> bool {
    car.lunch.is_none() || place(week, scene, car, outing).is_some()
}

/// Where lunch can be: before which stop of the outing; none of its stops (their number) where it
/// is had before leaving or after coming back.
pub(super) fn place(week: &Week, scene: &Scene, car: &Car, outing: &Outing) -> Option<usize> {
    let lunch = car.lunch?;
    let at = |second: Second| second.0 - scene.midnight.0;
    let (leaves, back) = (at(outing.leaves()), at(outing.is_back()));
    if leaves.min(lunch.to) - lunch.from >= lunch.length
        || lunch.to - back.max(lunch.from) >= lunch.length
    {
        return Some(outing.stops.len());
    }
    let mut stretches = outing.empty_stretches();
    let found = stretches.find(|&(ix, from, to)| {
        let stop = &outing.stops[ix];
        let dwell = match stop.activity {
            RunActivity::Start | RunActivity::End => Seconds(0),
            _ if stop.drive.0 == 0 && outing.stops[ix - 1].place == stop.place => Seconds(0),
            _ => week.policy.rides.dwell,
        };
        let drive = |from: Second| {
            let site = |place| week.travel.site(place);
            match (outing.stops[ix - 1].place, stop.place) {
                (Some(a), Some(b)) => week.travel.drive_seconds(site(a), site(b), from).0,
                _ => 0,
            }
        };
        let (from, to) = (at(from), at(to - dwell));
        fits(lunch, (from, to), week.travel.has_traffic(), |leave| {
            drive(Second(leave + scene.midnight.0))
        })
    });
    found.map(|(ix, ..)| ix)
}

/// Whether lunch and a drive both lie in a stretch: lunch first, or the drive first, or, where
/// drives take as long at any time, with lunch on the way.
fn fits(
    lunch: Lunch,
    (from, to): (i32, i32),
    has_traffic: bool,
    drive: impl Fn(i32) -> i32,
) -> bool {
    let first = from.max(lunch.from);
    let eaten = first + lunch.length;
    let there = from + drive(from);
    let last = there.max(lunch.from) + lunch.length;
    let eats_first = eaten <= lunch.to && eaten + drive(eaten) <= to;
    let drives_first = last <= lunch.to.min(to);
    let on_the_way =
        !has_traffic && eaten <= lunch.to.min(to) && to - from - lunch.length >= drive(from);
    eats_first || drives_first || on_the_way
}

#[cfg(test)]
mod tests {
    //! Lunch fits where it and the drive do.
    use super::*;

    /// Lunch of 30 may be from 100 to 200; the drive takes 40. A stretch of 70 that is all inside
    /// holds both; one of 69 does not. From 80 to 150 it is had from 100 or 120 on: on the way,
    /// or after the drive. From 40 to 110, and from 190 to 260, no more than 10 of it lie inside.
    #[test]
    fn lunch_and_a_drive() {
        let lunch = Lunch {
            length: 30,
            from: 100,
            to: 200,
        };
        let holds = |from, to| fits(lunch, (from, to), false, |_| 40);
        assert!(holds(110, 180));
        assert!(!holds(110, 179));
        assert!(holds(80, 150));
        assert!(!holds(40, 110));
        assert!(!holds(190, 260));
        // With traffic, driving from 110 on takes twice as long: there is time only to go at once.
        let holds = |to| {
            fits(
                lunch,
                (100, to),
                true,
                |leave| if leave < 110 { 40 } else { 80 },
            )
        };
        assert!(holds(170));
        assert!(!holds(169));
    }
}
