//! How a plan bears what a week brings: which delay breaks what, and a thousand made-up weeks.
//!
//! Everybody does their stops in order, leaves no sooner than planned, and starts no sooner
//! than planned, since that is what was agreed. What can no longer start in its time is left
//! out, and one goes on from there. Who comes along is taken to be there. The factors are
//! guesses, the same for all: they compare plans and show weak spots, and foretell nothing.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::domain::Week;
use crate::domain::ids::{PlaceIx, ShiftIx, Work};
use crate::domain::plan::{Activity, Route, Stop};
use crate::domain::time::{Minutes, Moment, Span};

/// How much longer or shorter a drive takes, in percent, and how often of a hundred times.
const DRIVES: [(i32, u32); 5] = [(90, 10), (100, 50), (115, 25), (130, 10), (160, 5)];
/// The same of what is done at a stop.
const SERVICES: [(i32, u32); 5] = [(80, 15), (100, 45), (120, 25), (140, 10), (170, 5)];
/// Of a hundred visits to somebody so many meet nobody, and one waits so long.
const NO_SHOWS: u32 = 8;
pub(super) const WAITED: Minutes = Minutes(10);
/// The delay whose harm is told.
const DELAY: Minutes = Minutes(30);

/// No longer delay at one stop is looked at.
const MOST: Minutes = Minutes(120);

/// So late is still in time.
const GRACE: Minutes = Minutes(5);

/// What a plan's days and tasks bear.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    /// Of each route, in the plan's order.
    pub days: Vec<DayRisk>,
    /// Each task and ride with the share of weeks in which it was begun in its time; the least
    /// first, then by position.
    pub works: Vec<(Work, f64)>,
    /// The mean of these shares; 1 where there is nothing to do.
    pub on_time: f64,
}

/// What a day bears.
#[derive(Clone, Debug, PartialEq)]
pub struct DayRisk {
    /// Whose day.
    pub shift: ShiftIx,
    /// How long before the end of work one is back.
    pub spare: Minutes,
    /// The least delay that breaks anything, up to two hours, at which stop, and what it breaks;
    /// none where no such delay does.
    pub least: Option<(Minutes, Work, Vec<Work>)>,
    /// The stop at which half an hour breaks the most, and what that is; none where it breaks
    /// nothing anywhere.
    pub worst: Option<(Work, Vec<Work>)>,
    /// The share of weeks in which one was back in time.
    pub back: f64,
}

/// Looks at a plan, which may allow for more time than `week` asks for (see
/// [`Week::cautious`]); `weeks` are made up with `seed`, the same for the same seed.
///
/// Cost: a pass over the plan for each week, and some passes over each day for each of its stops.
pub fn risk(week: &Week, routes: &[Route], weeks: u32, seed: u64) -> Risk {
    let mut works: Vec<(Work, u32)> = routes
        .iter()
        .flat_map(|route| &route.stops)
        .filter(|stop| is_begun_at(stop))
        .filter_map(|stop| Some((stop.activity.work()?, 0)))
        .collect();
    let mut back = vec![0_u32; routes.len()];
    for number in 0..u64::from(weeks) {
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(seed ^ number.wrapping_mul(0x9E37_79B9));
        for (route, back) in routes.iter().zip(&mut back) {
            let run = run(week, route, &mut |stop, usual| {
                drawn(week, stop, usual, &mut dice)
            });
            *back += u32::from(run.is_back);
            for work in run.kept {
                if let Some(one) = works.iter_mut().find(|one| one.0 == work) {
                    one.1 += 1;
                }
            }
        }
    }
    let share = |count: u32| f64::from(count) / f64::from(weeks.max(1));
    let mut works: Vec<(Work, f64)> = works
        .into_iter()
        .map(|(work, count)| (work, share(count)))
        .collect();
    works.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let day = |(route, &back): (&Route, &u32)| {
        let latest = week.shift(route.shift).latest_end;
        let spare = route
            .stops
            .last()
            .map_or(Minutes(0), |stop| latest - stop.end);
        DayRisk {
            shift: route.shift,
            spare,
            least: least(week, route),
            worst: worst(week, route),
            back: share(back),
        }
    };
    let sum: f64 = works.iter().map(|(_, share)| share).sum();
    Risk {
        on_time: if works.is_empty() {
            1.0
        } else {
            sum / works.len() as f64
        },
        days: routes.iter().zip(&back).map(day).collect(),
        works,
    }
}

/// What one delay at one stop breaks later in the day.
pub fn broken_by(week: &Week, route: &Route, at: usize, delay: Minutes) -> Vec<Work> {
    let mut ix = 0;
    let run = run(week, route, &mut |_, (drive, service)| {
        let here = ix == at;
        ix += 1;
        (drive, if here { service + delay } else { service })
    });
    let works = route.stops.iter().filter(|stop| is_begun_at(stop));
    let works = works.filter_map(|stop| stop.activity.work());
    works.filter(|work| !run.kept.contains(work)).collect()
}

/// The least delay at one stop of a day that breaks anything; of equals at the first stop.
fn least(week: &Week, route: &Route) -> Option<(Minutes, Work, Vec<Work>)> {
    let mut found: Option<(Minutes, Work, Vec<Work>)> = None;
    for (ix, stop) in route.stops.iter().enumerate() {
        let Some(work) = stop.activity.work() else {
            continue;
        };
        let breaks = |delay: i32| broken_by(week, route, ix, Minutes(delay));
        // A longer delay breaks no less. Only less than what is known is of interest.
        let known = found.as_ref().map_or(MOST.0, |(delay, ..)| delay.0 - 1);
        if known < 1 || breaks(known).is_empty() {
            continue;
        }
        let (mut bears, mut fails) = (0, known);
        while fails - bears > 1 {
            let middle = i32::midpoint(bears, fails);
            if breaks(middle).is_empty() {
                bears = middle;
            } else {
                fails = middle;
            }
        }
        found = Some((Minutes(fails), work, breaks(fails)));
    }
    found
}

fn worst(week: &Week, route: &Route) -> Option<(Work, Vec<Work>)> {
    let with_work = route.stops.iter().enumerate();
    let each = with_work.filter_map(|(ix, stop)| {
        let broken = broken_by(week, route, ix, DELAY);
        (!broken.is_empty()).then_some((stop.activity.work()?, broken))
    });
    // Of equals the first.
    each.rev().max_by_key(|(_, broken)| broken.len())
}

/// Where what counts as begun begins.
fn is_begun_at(stop: &Stop) -> bool {
    matches!(stop.activity, Activity::Task(_) | Activity::Pickup(_))
}

/// How long the drive to a stop from the last place and the stop itself take by themselves: a
/// plan may allow for more.
fn usual(week: &Week, last: Option<(PlaceIx, Moment)>, stop: &Stop) -> (Minutes, Minutes) {
    let site = |place| week.travel.site(place);
    let drive = match (last, stop.place) {
        (Some((from, leave)), Some(to)) => week.travel.drive(site(from), site(to), leave),
        _ => stop.drive,
    };
    let planned = stop.end - stop.start;
    let service = match stop.activity {
        Activity::Task(ix) => week.task(ix).minutes,
        _ => planned,
    };
    (drive.min(stop.drive), service.min(planned))
}

/// How long the drive to a stop and the stop itself take this time.
fn drawn(
    week: &Week,
    stop: &Stop,
    (drive, planned): (Minutes, Minutes),
    dice: &mut Xoshiro256PlusPlus,
) -> (Minutes, Minutes) {
    let drive = part(drive, &DRIVES, dice);
    let service = part(planned, &SERVICES, dice);
    let is_missed = dice.random_range(0..100) < NO_SHOWS;
    let meets = matches!(stop.activity, Activity::Task(ix) if !week.task(ix).attendees.is_empty());
    match stop.activity {
        Activity::Task(_) if meets && is_missed => (drive, WAITED.min(planned)),
        Activity::Lunch | Activity::Reserve => (drive, planned),
        _ => (drive, service),
    }
}

fn part(of: Minutes, table: &[(i32, u32)], dice: &mut Xoshiro256PlusPlus) -> Minutes {
    let mut left = dice.random_range(0..100);
    for &(percent, often) in table {
        if left < often {
            return Minutes((of.0 * percent + 50) / 100);
        }
        left -= often;
    }
    of
}

struct Run {
    kept: Vec<Work>,
    is_back: bool,
}

/// The drive to a stop and the time there, by what they usually are.
type Takes<'f> = dyn FnMut(&Stop, (Minutes, Minutes)) -> (Minutes, Minutes) + 'f;

/// A day as it goes, with the drive to and the time at each stop as `takes` says.
fn run(week: &Week, route: &Route, takes: &mut Takes<'_>) -> Run {
    let shift = week.shift(route.shift);
    let mut kept = Vec::new();
    let mut now = route
        .stops
        .first()
        .map_or(shift.span.from, |stop| stop.leave);
    let mut last = None;
    // What planned leaving comes to: waiting at a stop before a closure.
    for stop in &route.stops {
        let (drive, service) = takes(stop, usual(week, last, stop));
        last = stop.place.map(|place| (place, stop.leave)).or(last);
        let arrive = now + drive;
        let start = arrive.max(stop.start);
        let late = start - stop.start;
        if let (true, Some(work)) = (is_begun_at(stop), stop.activity.work()) {
            if start <= latest_start(week, stop).min(shift.latest_end) + GRACE {
                kept.push(work);
            } else {
                now = arrive;
                continue;
            }
        }
        // Time that is kept free is what a delay is made up with.
        let service = match stop.activity {
            Activity::Reserve => (service - late).max(Minutes(0)),
            _ => service,
        };
        now = (start + service).max(match late.0 > 0 {
            true => start,
            false => stop.leave.min(start + service),
        });
    }
    Run {
        kept,
        is_back: now <= shift.latest_end,
    }
}

/// The latest start of a stop that its window, its due and its attendees allow.
fn latest_start(week: &Week, stop: &Stop) -> Moment {
    match stop.activity {
        Activity::Task(ix) => {
            let task = week.task(ix);
            let planned = Span::new(stop.start, stop.end);
            let free = task
                .attendees
                .iter()
                .flat_map(|&who| week.person(who).availability.free.iter());
            let spans = task.windows.iter().copied().chain(free);
            let ends = spans.filter(|span| span.holds(planned)).map(|span| span.to);
            // The narrowest of those that hold it: of windows the widest would do.
            let end = ends.chain(task.binding_due()).min().unwrap_or(stop.end);
            end - task.minutes
        }
        Activity::Pickup(ix) => {
            let ride = week.ride(ix);
            ride.pickup.to - ride.pickup_minutes
        }
        _ => week.clock.whole_week().to,
    }
}

#[cfg(test)]
mod tests {
    //! A day runs as planned when everything takes as long as planned, and late from then on
    //! when something takes longer.
    use super::*;
    use crate::domain::{caution, sample_plan};

    /// As planned, all is kept and one is back in time; an hour at the first stop is noticed.
    #[test]
    fn as_planned_and_late() {
        let week = sample_plan::week();
        let plan = sample_plan::plan(&week);
        for route in &plan.routes {
            assert_eq!(broken_by(&week, route, 0, Minutes(0)), Vec::<Work>::new());
            let all = broken_by(&week, route, 0, Minutes(24 * 60));
            let works = route.stops.iter().filter(|stop| is_begun_at(stop)).count();
            assert_eq!(all.len(), works);
        }
    }

    /// Four of five drives and stops take no longer than a cautious week has them.
    #[test]
    fn a_cautious_week_is_as_long_as_four_of_five() {
        let within = |table: &[(i32, u32)], percent: i32| -> u32 {
            let within = table.iter().filter(|&&(longer, _)| longer <= percent);
            within.map(|&(_, often)| often).sum()
        };
        for (table, percent) in [(&DRIVES, caution::DRIVE), (&SERVICES, caution::SERVICE)] {
            assert_eq!(table.iter().map(|&(_, often)| often).sum::<u32>(), 100);
            assert!(within(table, percent) >= 80 && within(table, percent - 1) < 80);
        }
    }

    /// The least delay breaks something and a minute less breaks nothing, at any stop.
    #[test]
    fn the_least_delay_is_the_least() {
        let week = sample_plan::week();
        let plan = sample_plan::plan(&week);
        let mut is_any = false;
        for route in &plan.routes {
            let Some((delay, work, broken)) = least(&week, route) else {
                continue;
            };
            is_any = true;
            let stops = 0..route.stops.len();
            let works = |ix: &usize| route.stops[*ix].activity.work();
            let by = |ix: usize, delay: Minutes| broken_by(&week, route, ix, delay);
            let at = |ix: &usize| works(ix) == Some(work);
            assert!(stops.clone().filter(at).any(|ix| by(ix, delay) == broken));
            assert!(!broken.is_empty());
            let mut each = stops.filter(|ix| works(ix).is_some());
            assert!(each.all(|ix| by(ix, delay - Minutes(1)).is_empty()));
        }
        assert!(is_any);
    }

    /// The same seed gives the same shares, all of them shares.
    #[test]
    fn shares() {
        let week = sample_plan::week();
        let plan = sample_plan::plan(&week);
        let one = risk(&week, &plan.routes, 50, 3);
        assert_eq!(one, risk(&week, &plan.routes, 50, 3));
        assert_eq!(one.days.len(), plan.routes.len());
        let mut shares = one.works.iter().map(|(_, share)| *share);
        assert!(shares.all(|share| (0.0..=1.0).contains(&share)));
        let least = one.works[0].1;
        assert!(one.on_time >= least && one.on_time <= 1.0);
    }
}
