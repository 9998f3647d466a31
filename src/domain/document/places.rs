//! Confidential places, which plan.json does not name, found again.

use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::plan::{Activity, Stop};
use crate::domain::staff::Shift;

/// Gives each stop whose place is `hidden` its place back.
///
/// A task, a rider's stop, a start and an end have their own. Anything else at a
/// confidential place is done where the stop before it was, or, where one drove to it or it is
/// the very first, where the next one with a place is.
pub(super) fn find(week: &Week, shift: &Shift, hidden: &[bool], stops: &mut [Stop]) {
    let is_hidden = |ix: usize| hidden.get(ix).copied().unwrap_or(false);
    for ix in (0..stops.len()).filter(|&ix| is_hidden(ix)) {
        stops[ix].place = own(week, shift, stops[ix].activity);
    }
    for ix in 1..stops.len() {
        let is_driven_to = stops[ix].drive.0 > 0 || stops[ix].metres.0 > 0;
        if is_hidden(ix) && stops[ix].place.is_none() && !is_driven_to {
            stops[ix].place = stops[ix - 1].place;
        }
    }
    for ix in (1..stops.len()).rev() {
        if is_hidden(ix - 1) && stops[ix - 1].place.is_none() {
            stops[ix - 1].place = stops[ix].place;
        }
    }
}

/// Where it is done, wherever one is.
fn own(week: &Week, shift: &Shift, activity: Activity) -> Option<PlaceIx> {
    match activity {
        Activity::Start => shift.start_place,
        Activity::End => shift.end_place,
        Activity::Task(task) => week.task(task).place,
        Activity::Pickup(ride) => Some(week.ride(ride).from()),
        Activity::Dropoff(ride) => Some(week.ride(ride).to()),
        Activity::Notes(_) | Activity::Lunch | Activity::Reserve => None,
    }
}
