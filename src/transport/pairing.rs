//! Other drivers for vehicles, where riders are missed: one pair after the other is changed in a
//! wave, and the first change with which somebody more who must ride has a vehicle is taken.
//!
//! Whoever has the vehicle gets that of the driver who takes it over, where that may be, and all
//! others keep theirs. Pairs that could take a missed rider come first, then all others, since one
//! who is missed may need a vehicle that only another driver frees.

use std::collections::BTreeSet;

use super::eligible;
use super::lesson::{self, Lesson, Pairs};
use super::scene::{Scene, Scenes, Terms, scenes};
use super::{Options, Pass, Planned, RunsError, kinds, plan_kinds};
use crate::domain::Week;
use crate::domain::ids::{RideIx, StaffIx, VehicleIx};
use crate::solver::Stop;

/// At most so many changes are tried before one of them must have helped, and in large waves so
/// few that they have no more riders together than this.
const MOST: usize = 96;
const MOST_RIDERS: usize = 6_000;
/// Where iterations are counted, the part of them that each change gets.
const PART: f64 = 0.25;

/// What makes a plan with fewer missed who must ride than the best so far; none where nobody is
/// missed, or no change helps.
///
/// Cost: for each change a brief search of the waves that it concerns.
///
/// # Errors
/// Never for a week that was read.
pub(super) fn better(
    week: &Week,
    terms: &Terms<'_>,
    best: &Pass,
    options: &Options<'_>,
) -> Result<Option<Lesson>, RunsError> {
    let known = missed(week, &best.scenes, &[&best.planned]);
    if known == 0 {
        return Ok(None);
    }
    let tries = changes(week, best);
    for (ix, (like, pairs)) in tries.iter().enumerate() {
        if options.stop.is_over() {
            break;
        }
        let mut lesson = terms.lesson.clone();
        for scene in best.scenes.list.iter().filter(|scene| scene.is_same(like)) {
            lesson.pairs.insert((scene.day, scene.wave), pairs.clone());
        }
        let other = Terms {
            lesson,
            ..terms.clone()
        };
        let scenes = scenes(week, &other);
        let is_new = |kind: &Scene| !best.planned.iter().any(|done| done.scene.is_same(kind));
        let new: Vec<Scene> = kinds(&scenes.list).into_iter().filter(is_new).collect();
        let stop = match options.stop {
            Stop::Deadline(_) => options.stop.sooner(1.0 / (tries.len() - ix) as f64),
            Stop::Iterations(_) => options.stop.part(PART),
        };
        let own = Options { stop, ..*options };
        let planned = plan_kinds(week, &new, &best.planned, &own, &|_| {})?;
        if missed(week, &scenes, &[&planned, &best.planned]) < known {
            return Ok(Some(other.lesson));
        }
    }
    Ok(None)
}

/// How many who must ride have no vehicle.
fn missed(week: &Week, scenes: &Scenes, planned: &[&Vec<Planned>]) -> usize {
    let refused = scenes.refused.iter();
    let refused = refused.filter(|(ride, _)| week.ride(*ride).must_ride);
    let of = |scene: &Scene| {
        let mut all = planned.iter().flat_map(|list| list.iter());
        let done = all.find(|done| done.scene.is_same(scene));
        done.map_or(0, |done| lesson::missed(scene, done).count())
    };
    refused.count() + scenes.list.iter().map(of).sum::<usize>()
}

/// The changes that might help, each with a wave that it is for; those for missed riders first.
fn changes<'p>(week: &Week, best: &'p Pass) -> Vec<(&'p Scene, Pairs)> {
    let mut found: Vec<(&Scene, Pairs)> = Vec::new();
    let mut later: Vec<(&Scene, Pairs)> = Vec::new();
    for done in &best.planned {
        let scene = &done.scene;
        let rides = without(week, best, done);
        if rides.is_empty() {
            continue;
        }
        let most = (MOST_RIDERS / scene.trips.len().max(1)).min(MOST);
        let mut known: BTreeSet<Pairs> = BTreeSet::from([now(scene)]);
        let mut new = |own: Option<&[RideIx]>| -> Vec<(&'p Scene, Pairs)> {
            let pairs = possible(week, scene, own).into_iter();
            let each = pairs.flat_map(|(ix, who)| with_pair(week, scene, (ix, who)));
            each.filter(|pairs| {
                let mut sorted = pairs.clone();
                sorted.sort_unstable();
                known.insert(sorted)
            })
            .map(|pairs| (scene, pairs))
            .take(most)
            .collect()
        };
        found.extend(new(Some(&rides)));
        later.extend(new(None));
    }
    found.extend(later);
    found.truncate(MOST);
    found
}

/// Who must ride and has no vehicle in a wave; with those of its day whom no vehicle with a driver
/// may take, where another pair might.
fn without(week: &Week, best: &Pass, done: &Planned) -> Vec<RideIx> {
    let own = lesson::missed(&done.scene, done).map(|ix| done.scene.rides[ix]);
    let refused = best.scenes.refused.iter();
    let refused = refused.filter(|(ride, rule)| {
        let ride = week.ride(*ride);
        rule.is_none() && ride.must_ride && ride.day == done.scene.day
    });
    own.chain(refused.map(|(ride, _)| *ride)).collect()
}

/// The pairs of a wave, each once and ascending.
fn now(scene: &Scene) -> Pairs {
    let pairs = scene.cars.iter().map(|car| (car.vehicle, car.driver));
    let pairs: BTreeSet<(VehicleIx, StaffIx)> = pairs.collect();
    pairs.into_iter().collect()
}

/// The pairs that could take one of some rides, or any pairs, but for those that there are.
fn possible(week: &Week, scene: &Scene, rides: Option<&[RideIx]>) -> Pairs {
    let pool = eligible::pool(week);
    let now = now(scene);
    let mut pairs: Pairs = Vec::new();
    for (ix, vehicle) in week.vehicles.iter().enumerate() {
        let ix = VehicleIx::at(ix);
        // Whose row names a driver has no other.
        if vehicle.driver.is_some() {
            continue;
        }
        let takes = |who: StaffIx| {
            rides.is_none_or(|rides| {
                rides.iter().any(|ride| {
                    let ride = week.ride(*ride);
                    eligible::may_carry(week, vehicle, ride).is_ok()
                        && eligible::may_drive(week, who, ride).is_ok()
                })
            })
        };
        let who = pool.iter().copied();
        let who = who.filter(|who| !now.contains(&(ix, *who)) && takes(*who));
        pairs.extend(who.map(|who| (ix, who)));
    }
    pairs
}

/// The pairs of a wave with one that is new: the two who are parted by it are brought together,
/// or are not.
fn with_pair(week: &Week, scene: &Scene, (ix, who): (VehicleIx, StaffIx)) -> Vec<Pairs> {
    let now = now(scene);
    let drove = now.iter().find(|(vehicle, _)| *vehicle == ix);
    let had = now.iter().find(|(_, driver)| *driver == who);
    let kept = now.iter().copied();
    let kept = kept.filter(|(vehicle, driver)| *vehicle != ix && *driver != who);
    let mut pairs: Pairs = std::iter::once((ix, who)).chain(kept).collect();
    let alone = pairs.clone();
    match (drove, had) {
        (Some(&(_, drove)), Some(&(had, _))) if week.vehicles[had.ix()].driver.is_none() => {
            pairs.push((had, drove));
            vec![pairs, alone]
        }
        _ => vec![alone],
    }
}
