//! The slack of a plan whose stops are kept at their times.

use crate::domain::Week;
use crate::domain::plan::{Activity, Route, Stop};
use crate::domain::time::Minutes;
use crate::plan::problem::Built;

/// Fills in how much later each stop could start with no harm to what follows: the smaller of
/// what is left of its own time, and the next stop's slack and the waiting before it.
///
/// Cost: one backward pass.
pub(super) fn fill(week: &Week, built: &Built, routes: &mut [Route]) {
    for route in routes {
        let latest = week.shift(route.shift).latest_end;
        let mut after: Option<(Minutes, Minutes)> = None;
        for ix in (0..route.stops.len()).rev() {
            let stop = &route.stops[ix];
            let own = match stop.activity {
                Activity::End => Some(latest - stop.end),
                _ => own(built, stop),
            };
            let later = after.map(|(slack, wait)| slack + wait);
            let slack = match (own, later) {
                (Some(own), Some(later)) => own.min(later),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => Minutes(0),
            };
            after = Some((slack.max(Minutes(0)), stop.start - stop.arrive));
            route.stops[ix].slack = slack.max(Minutes(0));
        }
    }
}

/// What is left of a stop's own time; none where it has no limit of its own. What others wait
/// for cannot be later at all.
fn own(built: &Built, stop: &Stop) -> Option<Minutes> {
    let work = stop.activity.work()?;
    let job = &built.problem.jobs[built.job(work)?.ix()];
    let part = match stop.activity {
        Activity::Task(_) | Activity::Pickup(_) => 0,
        _ => 1,
    };
    let is_awaited = part == 0 && (!job.people.is_empty() || job.companions.is_some());
    if is_awaited {
        return Some(Minutes(0));
    }
    let mut windows = job.stops.get(part)?.windows.iter();
    let window = windows.find(|one| one.from <= stop.start.0 && stop.start.0 <= one.to)?;
    Some(Minutes(window.to - stop.start.0))
}
