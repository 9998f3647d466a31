//! The vehicles that moving a bell would save: a wave is planned once more, briefly, with the
//! riders of one bell let off (or picked up) a quarter of an hour earlier or later.
//!
//! Only waves that take as many vehicles as any are looked at, since no other saves one of the
//! fleet. Each begins with the same search on today's bells, so that what a little more search
//! would have found anyway is not put down to a bell. What is told was found as a plan; that
//! nothing else would save vehicles is not proven, except where the bound on vehicles says so.

use std::collections::BTreeMap;

use super::eligible;
use super::lunch;
use super::needs;
use super::problem::{Built, build};
use super::scene::Scene;
use super::{Options, Planned, RunsError};
use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::ride::{Direction, Ride};
use crate::domain::run::{BellMove, BellStudy};
use crate::domain::time::{Day, Minutes, Span};
use crate::solver::model::Window;
use crate::solver::{self, Solution, Stop};

/// By how much a bell is moved, either way.
const BY: Minutes = Minutes(15);
/// At most so many moves are tried.
const MOST: usize = 24;
/// Where iterations are counted, the part of them that each move gets.
const PART: f64 = 0.25;

/// The riders of one bell in a scene.
struct Bell {
    school: PlaceIx,
    direction: Direction,
    window: Span,
    /// Positions in the scene; ascending.
    trips: Vec<usize>,
}

/// Tries moves until the stop, and betters the plans of today's bells where it can. `days` says
/// on which days a scene is.
///
/// # Errors
/// Never for a week that was read.
pub(super) fn study(
    week: &Week,
    planned: &mut [Planned],
    days: &dyn Fn(&Scene) -> Vec<Day>,
    options: &Options<'_>,
) -> Result<BellStudy, RunsError> {
    let used = |done: &Planned| done.best.measures.used;
    let most = planned.iter().map(used).max().unwrap_or(0);
    let at_peak: Vec<usize> = (0..planned.len())
        .filter(|&ix| used(&planned[ix]) == most && most > 1)
        .collect();
    let tries: Vec<(usize, Bell, Minutes)> = at_peak
        .iter()
        .flat_map(|&ix| {
            bells(week, &planned[ix].scene)
                .into_iter()
                .map(move |bell| (ix, bell))
        })
        .flat_map(|(ix, bell)| both_ways(ix, bell))
        .collect();
    let mut found = BellStudy {
        of: count(tries.len()),
        ..BellStudy::default()
    };
    let mut left = tries.len().min(MOST) + at_peak.len();
    for &ix in &at_peak {
        if options.stop.is_over() {
            break;
        }
        let done = &planned[ix];
        let better = again(week, (&done.scene, &done.built), done, options, left)?;
        left -= 1;
        if let Some(better) = better {
            planned[ix].best = better;
        }
    }
    for (ix, bell, by) in tries.into_iter().take(MOST) {
        if options.stop.is_over() {
            break;
        }
        let done = &planned[ix];
        let saved = try_move(week, done, (&bell, by), options, left)?;
        left -= 1;
        found.tried += 1;
        if let Some(after) = saved {
            let others = planned.iter().enumerate().filter(|(other, _)| *other != ix);
            let others = others.map(|(_, done)| used(done)).max().unwrap_or(0);
            found.moves.push(BellMove {
                school: bell.school,
                direction: bell.direction,
                days: days(&done.scene),
                window: bell.window,
                by,
                before: vehicles(used(done)),
                after: vehicles(after),
                bound: needs::bound(week, &done.scene),
                fleet: vehicles(after.max(others)),
            });
        }
    }
    // Of equals the one with fewer riders stays first, as it was tried.
    found.moves.sort_by_key(|one| (one.fleet, one.after));
    Ok(found)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn vehicles(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

fn both_ways(ix: usize, bell: Bell) -> [(usize, Bell, Minutes); 2] {
    let same = Bell {
        trips: bell.trips.clone(),
        ..bell
    };
    [(ix, bell, Minutes(-BY.0)), (ix, same, BY)]
}

/// The riders of a school by their time there, as positions in a scene.
type Spans = BTreeMap<Span, Vec<usize>>;

/// A school's bell is the time at school that most of its riders of a scene have in common:
/// periods of their own and rows with times of their own are no bell that is moved. The fewest
/// riders come first.
fn bells(week: &Week, scene: &Scene) -> Vec<Bell> {
    let mut times: BTreeMap<(PlaceIx, bool), Spans> = BTreeMap::new();
    for (ix, &ride) in scene.rides.iter().enumerate() {
        let ride = week.ride(ride);
        let key = (ride.school, ride.direction == Direction::FromSchool);
        let of = times.entry(key).or_default();
        of.entry(ride.at_school()).or_default().push(ix);
    }
    let bell = |((school, _), spans): ((PlaceIx, bool), Spans)| {
        let (window, trips) = spans
            .into_iter()
            .rev()
            .max_by_key(|(_, trips)| trips.len())?;
        Some(Bell {
            school,
            direction: week.ride(scene.rides[*trips.first()?]).direction,
            window,
            trips,
        })
    };
    let mut bells: Vec<Bell> = times.into_iter().filter_map(bell).collect();
    bells.sort_by_key(|bell| (bell.trips.len(), bell.window.from, bell.school));
    bells
}

/// Fewer vehicles with a bell moved, if a plan with them is found that misses no more.
fn try_move(
    week: &Week,
    done: &Planned,
    (bell, by): (&Bell, Minutes),
    options: &Options<'_>,
    left: usize,
) -> Result<Option<i64>, RunsError> {
    let Some(scene) = moved(week, &done.scene, bell, by) else {
        return Ok(None);
    };
    let now = &done.best.measures;
    if i64::from(needs::bound(week, &scene)) >= now.used {
        return Ok(None);
    }
    let mut built = build(week, &scene, &[]);
    lunch::same_breaks(&done.built, &mut built);
    let then = again(week, (&scene, &built), done, options, left)?;
    Ok(then.map(|then| then.measures.used))
}

/// A brief search from the plan of a scene, for its part of the time that is left: a plan with
/// fewer vehicles that misses no more and leaves time for lunch, if one is found.
fn again(
    week: &Week,
    (scene, built): (&Scene, &Built),
    done: &Planned,
    options: &Options<'_>,
    left: usize,
) -> Result<Option<Solution>, RunsError> {
    let stop = match options.stop {
        Stop::Deadline(_) => options.stop.sooner(1.0 / left.max(1) as f64),
        Stop::Iterations(_) => options.stop.part(PART),
    };
    let options = solver::Options {
        stop,
        threads: options.threads,
        seed: options.seed,
        start: Some(&done.best),
    };
    let then = solver::solve(&built.problem, &options, &|_| {})?.best;
    let (before, after) = (&done.best.measures, &then.measures);
    let is_better = after.missed <= before.missed && after.used < before.used;
    let holds = is_better && lunch::lacking(week, scene, built, &then).is_empty();
    Ok(holds.then_some(then))
}

/// The scene with a bell moved; none where that leaves a rider no time at all, or leads out of
/// the day.
fn moved(week: &Week, scene: &Scene, bell: &Bell, by: Minutes) -> Option<Scene> {
    let mut scene = scene.clone();
    for &ix in &bell.trips {
        let ride = with_bell(week.ride(scene.rides[ix]), by);
        let day = week.clock.whole_day(ride.day);
        if !day.holds(ride.at_school()) {
            return None;
        }
        let windows = eligible::starts(week, &ride).ok()?;
        let of_day = |window: &Window| Window {
            from: window.from - scene.midnight.0,
            to: window.to - scene.midnight.0,
        };
        let windows = windows
            .each_ref()
            .map(|list| list.iter().map(of_day).collect());
        scene.trips[ix].windows = windows;
    }
    Some(scene)
}

/// A ride with the bell of its school moved: the time at school, and at home what follows from it.
pub(super) fn with_bell(ride: &Ride, by: Minutes) -> Ride {
    let shift = |span: Span| Span::new(span.from + by, span.to + by);
    let mut ride = ride.clone();
    match ride.direction {
        Direction::ToSchool => {
            if ride.pickup.to == ride.dropoff.to {
                ride.pickup.to += by;
            }
            ride.dropoff = shift(ride.dropoff);
        }
        Direction::FromSchool => {
            if ride.dropoff.from == ride.pickup.from {
                ride.dropoff.from += by;
            }
            ride.pickup = shift(ride.pickup);
        }
    }
    ride
}

/// The week with the bell of a move moved for the riders and days that it is about, as a plan for
/// it can be made and verified.
pub fn with_move(week: &Week, one: &BellMove) -> Week {
    let mut week = week.clone();
    let since = |span: Span, day: Day| {
        let midnight = week.clock.whole_day(day).from;
        (span.from - midnight, span.to - midnight)
    };
    let window = one.days.first().map(|&day| since(one.window, day));
    let is_it: Vec<bool> = (week.rides.iter())
        .map(|ride| {
            ride.school == one.school
                && ride.direction == one.direction
                && one.days.contains(&ride.day)
                && Some(since(ride.at_school(), ride.day)) == window
        })
        .collect();
    for (ride, is_it) in week.rides.iter_mut().zip(is_it) {
        if is_it {
            *ride = with_bell(ride, one.by);
        }
    }
    week
}
