//! The canonical clock of a route, slowly and plainly: the earliest possible return; then the
//! latest departure that keeps it; then each stop as early as that departure allows. It is
//! what the fast timing of the search is held to by a test.

use super::facts::{given_place, is_known};
use super::report::narrow;
use super::stretch::Stretch;
use crate::domain::Week;
use crate::domain::ids::{PlaceIx, RideIx, ShiftIx};
use crate::domain::plan::Activity;
use crate::domain::ride::{Direction, Ride};
use crate::domain::staff::Shift;
use crate::domain::task::Task;
use crate::domain::time::{Moment, Spans};

/// Something done on a route, without its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// What.
    pub activity: Activity,
    /// Where a break is: none on the way. Everything else is where the week puts it.
    pub place: Option<PlaceIx>,
    /// When it starts, if that is settled.
    pub fixed: Option<Moment>,
}

impl Item {
    /// Something whose time is open, where the week puts it; a break on the way.
    pub fn new(activity: Activity) -> Self {
        Self {
            activity,
            place: None,
            fixed: None,
        }
    }
}

/// When a stop is reached, starts, ends and is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// One gets there.
    pub arrive: Moment,
    /// It starts.
    pub start: Moment,
    /// It ends.
    pub end: Moment,
    /// One leaves.
    pub leave: Moment,
}

/// The canonical times of a route from its `Start` to its `End`; none when the items are not
/// such a route or its rules leave no times.
///
/// Held are: windows, `earliest`, `due`, pinned starts, attendees' free stretches, riders'
/// spans, ride limits, an adult at home (by availability), lunch, shift, busy times and
/// drives. What ties it to other routes (people's clashes, `after`, partners) is not: for that
/// a start is given as fixed. A break on the way is taken as early as it may be.
///
/// Waiting for a busy time to pass is done where one is; else one leaves when a stop ends.
///
/// Cost: minutes of the shift x stops, times a pass for each minute that ride limits delay a
/// pickup by, times the minutes by which the departure can be put off. For tests.
/// Source: the least solution of a system of difference constraints by repeated relaxation
/// (Bellman 1958), with unions of windows, on which it stays monotone.
pub fn canonical(week: &Week, shift: ShiftIx, items: &[Item]) -> Option<Vec<Times>> {
    let (first, last) = (items.first()?, items.last()?);
    let known = |item: &Item| item.activity.work().is_none_or(|work| is_known(week, work));
    if items.len() < 2
        || !items.iter().all(known)
        || first.activity != Activity::Start
        || last.activity != Activity::End
    {
        return None;
    }
    let route = Course::new(week, week.shifts.get(shift.ix())?, items);
    let mut best = route.relaxed(route.open)?;
    for depart in route.open + 1.. {
        match route.relaxed(depart) {
            Some(later) if later.last()?.arrive == best.last()?.arrive => best = later,
            _ => break,
        }
    }
    let moment = |at: i64| Moment(narrow(at));
    let times = |at: &At| Times {
        arrive: moment(at.arrive),
        start: moment(at.start),
        end: moment(at.start + at.length),
        leave: moment(at.leave),
    };
    Some(best.iter().map(times).collect())
}

/// Where a stop stands in time while relaxing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct At {
    arrive: i64,
    start: i64,
    length: i64,
    leave: i64,
}

/// A route to be timed.
struct Course<'a> {
    week: &'a Week,
    busy: &'a Spans,
    items: &'a [Item],
    open: i64,
    close: i64,
    /// Where one stands at each item; none on the way.
    places: Vec<Option<PlaceIx>>,
    lengths: Vec<i64>,
    /// For each item the minutes at which it may start, ascending.
    starts: Vec<Vec<i64>>,
}

impl<'a> Course<'a> {
    fn new(week: &'a Week, shift: &'a Shift, items: &'a [Item]) -> Self {
        let mut here = None;
        let places = items.iter().map(|item| match item.activity {
            Activity::Lunch | Activity::Reserve => {
                here = item.place.or(here);
                item.place
            }
            activity => {
                here = given_place(week, shift, activity).or(here);
                here
            }
        });
        let mut course = Self {
            week,
            busy: &week.member(shift.staff).busy,
            items,
            open: shift.span.from.0.into(),
            close: shift.latest_end.0.into(),
            places: places.collect(),
            lengths: items
                .iter()
                .map(|item| length(week, item.activity))
                .collect(),
            starts: Vec::new(),
        };
        course.starts = (0..items.len())
            .map(|ix| course.starts_of(ix, shift))
            .collect();
        course
    }

    /// Every minute of the shift at which an item may start by itself.
    fn starts_of(&self, ix: usize, shift: &Shift) -> Vec<i64> {
        let item = self.items[ix];
        let may = |&start: &i64| {
            let during = Stretch {
                from: start,
                to: start + self.lengths[ix],
            };
            during.to <= self.close
                && item.fixed.is_none_or(|fixed| i64::from(fixed.0) == start)
                && during.inside(self.busy) == 0
                && may_be(self.week, shift, item.activity, during)
        };
        (self.open..=self.close).filter(may).collect()
    }

    /// The least times of a route that departs at `depart` or, where a busy time stops it, as
    /// soon after as it can; none when there are none.
    fn relaxed(&self, depart: i64) -> Option<Vec<At>> {
        let mut least: Vec<i64> = vec![self.open; self.items.len()];
        least[0] = depart;
        loop {
            let times = self.pass(&least)?;
            let mut settled = true;
            for (ix, at) in times.iter().enumerate() {
                // A pickup is no earlier than its limit before the drop-off allows.
                let bound = self.limit_of(ix, &times).unwrap_or(at.start).max(at.start);
                settled &= bound == at.start;
                least[ix] = bound;
            }
            if settled {
                return Some(times);
            }
        }
    }

    /// The earliest start of a pickup that keeps the ride's limit, as the drop-off stands.
    fn limit_of(&self, ix: usize, times: &[At]) -> Option<i64> {
        let Activity::Pickup(ride) = self.items[ix].activity else {
            return None;
        };
        let off = self.items[ix..]
            .iter()
            .position(|later| later.activity == Activity::Dropoff(ride))?;
        let longest = i64::from(self.ride(ride).max_ride.0);
        Some(times[ix + off].start - longest - self.lengths[ix])
    }

    fn ride(&self, ride: RideIx) -> &Ride {
        self.week.ride(ride)
    }

    /// One pass along the route: each stop as early as the one before and `least` allow.
    fn pass(&self, least: &[i64]) -> Option<Vec<At>> {
        let mut times: Vec<At> = Vec::with_capacity(self.items.len());
        let mut ix = 0;
        let mut ready = least[0];
        while ix < self.items.len() {
            let start = self.start(ix, ready.max(least[ix]))?;
            let end = start + self.lengths[ix];
            times.push(At {
                arrive: ready,
                start,
                length: self.lengths[ix],
                leave: end,
            });
            // Breaks on the way belong to the drive to the next stop that stands somewhere.
            let mut next = ix + 1;
            while next < self.items.len() && self.places[next].is_none() && self.is_break(next) {
                next += 1;
            }
            if next == self.items.len() {
                return (next == ix + 1).then_some(times);
            }
            let hop = (end..=self.close).find_map(|leave| self.hop(ix, next, leave, least))?;
            times[ix].leave = hop.leave;
            times.extend(hop.breaks);
            (ix, ready) = (next, hop.arrive);
        }
        Some(times)
    }

    fn is_break(&self, ix: usize) -> bool {
        matches!(self.items[ix].activity, Activity::Lunch | Activity::Reserve)
    }

    /// The first allowed start from `from` on.
    fn start(&self, ix: usize, from: i64) -> Option<i64> {
        let starts = &self.starts[ix];
        let later = starts.partition_point(|&start| start < from);
        starts.get(later).copied()
    }

    /// The drive from stop `from` to stop `to` that leaves at `leave`, with the breaks between
    /// them on the way; none when it would be in a busy time.
    fn hop(&self, from: usize, to: usize, leave: i64, least: &[i64]) -> Option<Hop> {
        let mut left = match (self.places[from], self.places[to]) {
            (Some(a), Some(b)) => {
                let travel = &self.week.travel;
                travel
                    .drive(travel.site(a), travel.site(b), Moment(narrow(leave)))
                    .0
                    .into()
            }
            _ => 0,
        };
        let mut now = leave;
        let mut breaks = Vec::new();
        let free = |from: i64, minutes: i64| {
            Stretch {
                from,
                to: from + minutes,
            }
            .inside(self.busy)
                == 0
        };
        for (ix, &bound) in least.iter().enumerate().take(to).skip(from + 1) {
            let start = self.start(ix, now.max(bound))?;
            let driven = left.min(start - now);
            if !free(now, driven) {
                return None;
            }
            left -= driven;
            let end = start + self.lengths[ix];
            breaks.push(At {
                arrive: now + driven,
                start,
                length: self.lengths[ix],
                leave: end,
            });
            now = end;
        }
        free(now, left).then_some(Hop {
            leave,
            breaks,
            arrive: now + left,
        })
    }
}

/// A drive with the breaks on its way.
struct Hop {
    leave: i64,
    breaks: Vec<At>,
    arrive: i64,
}

fn length(week: &Week, activity: Activity) -> i64 {
    let minutes = match activity {
        Activity::Start | Activity::End => return 0,
        Activity::Task(task) => week.task(task).minutes,
        Activity::Notes(task) => week.task(task).notes_minutes,
        Activity::Pickup(ride) => week.ride(ride).pickup_minutes,
        Activity::Dropoff(ride) => week.ride(ride).dropoff_minutes,
        Activity::Lunch => week
            .policy
            .lunch
            .map_or(Default::default(), |lunch| lunch.minutes),
        Activity::Reserve => week.policy.reserve,
    };
    minutes.0.into()
}

/// Whether something may be done during a stretch, as far as it alone is concerned.
fn may_be(week: &Week, shift: &Shift, activity: Activity, during: Stretch) -> bool {
    let within = |from: Moment, to: Moment| {
        during.beyond(Stretch {
            from: from.0.into(),
            to: to.0.into(),
        }) == (0, 0)
    };
    match activity {
        Activity::Start | Activity::End | Activity::Notes(_) | Activity::Reserve => true,
        Activity::Task(task) => task_may_be(week, week.task(task), during),
        Activity::Pickup(ix) | Activity::Dropoff(ix) => {
            let ride = week.ride(ix);
            let pickup = matches!(activity, Activity::Pickup(_));
            let span = if pickup { ride.pickup } else { ride.dropoff };
            let pinned = ride.pin.and_then(|pin| pin.start).filter(|_| pickup);
            within(span.from, span.to)
                && pinned.is_none_or(|start| i64::from(start.0) == during.from)
                && (!ride.adult_at_home
                    || pickup != (ride.direction == Direction::ToSchool)
                    || somebody_home(week, ride, during))
        }
        Activity::Lunch => week.policy.lunch.is_some_and(|lunch| {
            let from = week.clock.moment(shift.day, lunch.earliest);
            let to = week.clock.moment(shift.day, lunch.latest_end);
            from.is_ok_and(|from| to.is_ok_and(|to| within(from, to)))
        }),
    }
}

fn task_may_be(week: &Week, task: &Task, during: Stretch) -> bool {
    let held = |span: Stretch| during.beyond(span) == (0, 0);
    let pinned = task.pin.and_then(|pin| pin.start);
    task.windows.iter().any(|&window| held(window.into()))
        && task
            .earliest
            .is_none_or(|earliest| during.from >= earliest.0.into())
        && task
            .binding_due()
            .is_none_or(|due| during.to <= due.0.into())
        && pinned.is_none_or(|start| i64::from(start.0) == during.from)
        && task.attendees.iter().all(|&who| {
            let free = &week.person(who).availability.free;
            during.outside_best(free) == 0
        })
}

fn somebody_home(week: &Week, ride: &Ride, during: Stretch) -> bool {
    week.receivers(ride)
        .any(|who| during.outside_best(&week.person(who).availability.free) == 0)
}
