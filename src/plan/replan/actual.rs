//! When what has begun really began and ended, as far as the log says so: what took longer delays
//! what follows.

use std::collections::BTreeSet;

use super::Happened;
use crate::domain::Week;
use crate::domain::ids::Work;
use crate::domain::plan::{Activity, Route, Stop};
use crate::domain::time::{Minutes, Moment};

/// What the log says of something that the plan has on the same day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actual {
    /// When it began.
    pub start: Option<Moment>,
    /// When it ended.
    pub end: Option<Moment>,
}

impl Happened {
    /// The routes at the times at which they were or will be gone: what the log says, and what
    /// follows later by what waiting does not soak up. Nothing is earlier than planned.
    pub(super) fn really(&self, routes: &[Route]) -> Vec<Route> {
        let mut routes = routes.to_vec();
        for route in &mut routes {
            let mut delay = Minutes(0);
            for stop in &mut route.stops {
                delay = self.delayed(stop, delay);
            }
        }
        routes
    }

    /// Moves a stop to its real time; by how much it then ends later.
    fn delayed(&self, stop: &mut Stop, delay: Minutes) -> Minutes {
        let work = stop.activity.work();
        let logged = work.and_then(|work| self.actual.get(&work)).copied();
        let (start, end) = match (stop.activity, logged) {
            (Activity::Task(_), Some(logged)) => (logged.start, logged.end),
            (Activity::Pickup(_), Some(logged)) => (logged.start, None),
            (Activity::Dropoff(_), Some(logged)) => (None, logged.end),
            _ => (None, None),
        };
        let soaked = (delay - (stop.start - stop.arrive)).max(Minutes(0));
        // Of what is logged the log alone says how late it began.
        let planned = match logged {
            Some(_) if matches!(stop.activity, Activity::Task(_)) => stop.start,
            _ => stop.start + soaked,
        };
        let start = start.unwrap_or(planned).max(stop.start);
        let end = end.unwrap_or(start + (stop.end - stop.start)).max(stop.end);
        let delay_after = end - stop.end;
        stop.arrive = (stop.arrive + delay).min(start);
        (stop.start, stop.end) = (start, end);
        stop.leave += delay_after;
        delay_after
    }

    /// What has begun, by the log where it says so.
    pub fn begun(&self, routes: &[Route]) -> BTreeSet<Work> {
        let routes = self.really(routes);
        let stops = routes.iter().flat_map(|route| &route.stops);
        let begun = stops.filter(|stop| stop.start < self.as_of);
        begun.filter_map(|stop| stop.activity.work()).collect()
    }

    /// What of the day ended later than planned, as the log says, and by how much.
    pub fn delays(&self, week: &Week, routes: &[Route]) -> Vec<(Work, Minutes)> {
        let today = week.clock.day_of(self.as_of);
        let really = self.really(routes);
        let mut delays = Vec::new();
        for (planned, real) in routes.iter().zip(&really) {
            if week.shift(planned.shift).day != today {
                continue;
            }
            for (planned, real) in planned.stops.iter().zip(&real.stops) {
                let work = real.activity.work();
                let work = work.filter(|work| self.actual.contains_key(work));
                let delay = real.end - planned.end;
                if delay > Minutes(0) && !matches!(real.activity, Activity::Notes(_)) {
                    delays.extend(work.map(|work| (work, delay)));
                }
            }
        }
        delays
    }
}
