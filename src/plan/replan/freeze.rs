//! The week from a moment on: what is past or under way stays where it is, and nothing new
//! begins before that moment.

use std::collections::BTreeMap;

use super::Happened;
use crate::domain::Week;
use crate::domain::ids::{ShiftIx, StaffIx, Work};
use crate::domain::plan::{Activity, Route, Stop};
use crate::domain::time::{Moment, Span, Spans};
use crate::plan::problem::{Built, build, lunch_span};
use crate::solver::model::{CompanionId, Job, ShiftId, Window};

/// Where the plan has a piece of work: its shift, its one or two stops, and who comes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub shift: ShiftIx,
    pub stops: Vec<Stop>,
}

impl At {
    /// When it starts.
    pub fn start(&self) -> Moment {
        self.stops.first().map_or(Moment(0), |stop| stop.start)
    }

    /// When whoever is met is met no more: a ride's drop-off, and not the notes on a task.
    pub fn end(&self) -> Moment {
        let met = |stop: &&Stop| !matches!(stop.activity, Activity::Notes(_));
        let last = self.stops.iter().rfind(met);
        last.map_or(self.start(), |stop| stop.end)
    }
}

/// Where each piece of work is.
pub(super) fn places(routes: &[Route]) -> BTreeMap<Work, At> {
    let mut at: BTreeMap<Work, At> = BTreeMap::new();
    for route in routes {
        for stop in &route.stops {
            let Some(work) = stop.activity.work() else {
                continue;
            };
            let one = at.entry(work).or_insert_with(|| At {
                shift: route.shift,
                stops: Vec::new(),
            });
            one.stops.push(stop.clone());
        }
    }
    at
}

/// Whether a stop has begun, or the drive to it has.
pub(super) fn is_begun(stop: &Stop, as_of: Moment, is_late: bool) -> bool {
    stop.start < as_of || (!is_late && stop.drive.0 > 0 && stop.arrive - stop.drive < as_of)
}

/// The week in which what is past breaks no rule, whatever the files say by now.
pub(super) fn lenient(week: &Week, past: &BTreeMap<Work, At>) -> Week {
    let mut lenient = week.clone();
    for (work, at) in past {
        let Some(first) = at.stops.first() else {
            continue;
        };
        let span = Span::new(first.start, first.end);
        let is_free =
            |who: &crate::domain::ids::PersonIx| week.person(*who).availability.free.holds(span);
        let staff = week.shift(at.shift).staff;
        match work {
            Work::Task(ix) => {
                let task = &mut lenient.tasks[ix.ix()];
                task.windows = vec![span];
                task.minutes = span.minutes();
                (task.earliest, task.due, task.pin) = (None, None, None);
                task.attendees.retain(is_free);
                task.staff = vec![staff];
                task.school = None;
                task.required = true;
                if task.partners.count == 0 {
                    (task.language, task.skills) = (None, Vec::new());
                }
            }
            Work::Ride(ix) => {
                let ride = &mut lenient.rides[ix.ix()];
                ride.pin = None;
                ride.must_ride = true;
            }
        }
    }
    lenient
}

/// The problem of a week from the moment on at which something happened; the routes as planned,
/// and at their real times ([`Happened::really`]).
pub(super) fn frozen(
    week: &Week,
    [routes, really]: [&[Route]; 2],
    past: &BTreeMap<Work, At>,
    happened: &Happened,
) -> Built {
    let as_of = happened.as_of;
    let times = places(really);
    let is_late = |at: ShiftIx| happened.late.contains(&week.shift(at).staff);
    let mut built = build(&lenient(week, past));
    for (job, work) in built.problem.jobs.iter_mut().zip(&built.works) {
        match past.get(work) {
            Some(at) => {
                let real = times.get(work).unwrap_or(at);
                hold(job, [at, real], as_of, is_late(at.shift));
                // On the way there another can still come along.
                if at.start() < as_of {
                    accompanied(job, &along(&built.companions, at));
                }
            }
            None => {
                begin_later(job, later(week, happened, *work).max(as_of));
            }
        }
        if happened.gone.contains_key(work) {
            job.shifts.clear();
            job.required = false;
        }
    }
    for (route, real) in routes.iter().zip(really) {
        let closed = closed(week, [route, real], as_of, is_late(route.shift));
        let shift = &mut built.problem.shifts[route.shift.ix()];
        let closed = closed.into_iter().map(|span| Window {
            from: span.from.0,
            to: span.to.0,
        });
        shift.closures = joined(shift.closures.iter().copied().chain(closed));
        hold_breaks(week, [route, real], as_of, &mut shift.breaks);
    }
    let used: Vec<ShiftIx> = routes.iter().map(|route| route.shift).collect();
    for (ix, shift) in built.problem.shifts.iter_mut().enumerate() {
        if !used.contains(&ShiftIx::at(ix)) && shift.open < as_of.0 {
            let past = Window {
                from: shift.open,
                to: as_of.0.min(shift.close),
            };
            shift.closures = joined(shift.closures.iter().copied().chain([past]));
        }
    }
    built
}

/// A job that has begun: where it is, its stops that have begun at their very times.
fn hold(job: &mut Job, [at, real]: [&At; 2], as_of: Moment, is_late: bool) {
    job.shifts = vec![ShiftId::at(at.shift.ix())];
    job.required = true;
    let stops = at.stops.iter().zip(&real.stops);
    for (stop, (is, real)) in job.stops.iter_mut().zip(stops) {
        if is_begun(real, as_of, is_late) {
            stop.windows = vec![Window::exactly(is.start.0)];
        } else {
            clip(&mut stop.windows, as_of);
        }
    }
}

/// Before when a piece of work may not begin: who was not there for one session is not there for
/// another of the same row either.
fn later(week: &Week, happened: &Happened, work: Work) -> Moment {
    let of_row = happened.not_before.iter();
    let of_row = of_row.filter(|(other, _)| week.row_id(**other) == week.row_id(work));
    of_row
        .map(|(_, from)| *from)
        .max()
        .unwrap_or(happened.as_of)
}

fn begin_later(job: &mut Job, as_of: Moment) {
    for stop in &mut job.stops {
        clip(&mut stop.windows, as_of);
    }
    if job.stops.iter().any(|stop| stop.windows.is_empty()) {
        job.shifts.clear();
    }
}

fn clip(windows: &mut Vec<Window>, as_of: Moment) {
    windows.retain(|window| window.to >= as_of.0);
    for window in windows {
        window.from = window.from.max(as_of.0);
    }
}

/// The time between the planned end of what has begun and `as_of`, or its real end where that is
/// later: it is over.
fn closed(week: &Week, [route, real]: [&Route; 2], as_of: Moment, is_late: bool) -> Option<Span> {
    let shift = week.shift(route.shift);
    let both = route.stops.iter().zip(&real.stops);
    let done = both
        .filter(|(stop, real)| is_begun(real, as_of, is_late) && stop.activity != Activity::End);
    let ends = done.map(|(stop, real)| (stop.end, real.end));
    let (from, until) = ends.max().unwrap_or((shift.span.from, as_of));
    // On the way back, or back: nothing is left of the day.
    let back = real
        .stops
        .last()
        .filter(|stop| is_begun(stop, as_of, is_late));
    if back.is_some() {
        return None;
    }
    let to = as_of.max(until).min(shift.latest_end);
    (from < to).then(|| Span::new(from, to))
}

fn joined(windows: impl Iterator<Item = Window>) -> Vec<Window> {
    let spans = windows.map(|window| Span::new(Moment(window.from), Moment(window.to)));
    let windows = Spans::union(spans);
    windows
        .iter()
        .map(|span| Window {
            from: span.from.0,
            to: span.to.0,
        })
        .collect()
}

/// Breaks that have begun stay, and others begin no sooner than `as_of`.
fn hold_breaks(
    week: &Week,
    [route, real]: [&Route; 2],
    as_of: Moment,
    breaks: &mut [crate::solver::model::Break],
) {
    let has_lunch = lunch_span(week, week.shift(route.shift)).is_some();
    for (ix, one) in breaks.iter_mut().enumerate() {
        let activity = match has_lunch && ix == 0 {
            true => Activity::Lunch,
            false => Activity::Reserve,
        };
        let mut both = route.stops.iter().zip(&real.stops);
        let taken = both.find(|(stop, _)| stop.activity == activity);
        match taken.filter(|(_, real)| real.start < as_of) {
            Some((stop, _)) => {
                (one.earliest, one.latest_end) = (stop.start.0, stop.end.0);
                one.ticks = (stop.end - stop.start).0;
            }
            None => one.earliest = one.earliest.max(as_of.0),
        }
    }
}

/// A job held where the plan has it; whether that can be at all.
pub(super) fn keep(built: &Built, job: &mut Job, at: &At, along: &[CompanionId]) -> bool {
    let shift = ShiftId::at(at.shift.ix());
    let is_open = |(stop, is): (&crate::solver::model::Stop, &Stop)| {
        let mut windows = stop.windows.iter();
        windows.any(|window| window.from <= is.start.0 && is.start.0 <= window.to)
    };
    let fits = job.shifts.contains(&shift)
        && shift.ix() < built.problem.shifts.len()
        && job.stops.len() == at.stops.len()
        && job.stops.iter().zip(&at.stops).all(is_open);
    if !fits {
        return false;
    }
    job.shifts = vec![shift];
    for (stop, is) in job.stops.iter_mut().zip(&at.stops) {
        stop.windows = vec![Window::exactly(is.start.0)];
    }
    accompanied(job, along);
    true
}

/// Who of the companions comes along.
pub(super) fn along(companions: &[StaffIx], at: &At) -> Vec<CompanionId> {
    let partners = at.stops.iter().flat_map(|stop| &stop.partners);
    let position = |who: &StaffIx| companions.iter().position(|own| own == who);
    partners.filter_map(position).map(CompanionId::at).collect()
}

/// Nobody else comes along.
fn accompanied(job: &mut Job, along: &[CompanionId]) {
    if let Some(companions) = &mut job.companions {
        companions.candidates.retain(|who| along.contains(who));
    }
}
