//! Where a vehicle stands and what happens there: the riders who get on or off together, which
//! is how a driver, a map and a roster see a stop.

use std::ops::Range;

use crate::domain::Week;
use crate::domain::ids::PlaceIx;
use crate::domain::money::Metres;
use crate::domain::run::{Outing, RunStop, Second, Seconds};

/// Stops of one outing at one place, without a drive between.
#[derive(Clone, Debug)]
pub(super) struct Stand<'a> {
    /// Which stops of the outing.
    pub range: Range<usize>,
    /// They.
    pub stops: &'a [RunStop],
    /// Where; none for the ends of a vehicle without a place.
    pub place: Option<PlaceIx>,
    /// Which run of the outing, from 0.
    pub run: usize,
}

impl Stand<'_> {
    /// When one gets there.
    pub fn arrive(&self) -> Second {
        self.stops.first().map_or(Second(0), |stop| stop.arrive)
    }

    /// When it begins, after waiting.
    pub fn start(&self) -> Second {
        self.stops.first().map_or(Second(0), |stop| stop.start)
    }

    /// When one leaves.
    pub fn leave(&self) -> Second {
        self.stops.last().map_or(Second(0), |stop| stop.end)
    }

    /// The drive there.
    pub fn drive(&self) -> (Seconds, Metres) {
        let first = self.stops.first();
        first.map_or_else(Default::default, |stop| (stop.drive, stop.metres))
    }

    /// Riders on board afterwards.
    pub fn riders(&self) -> u32 {
        self.stops.last().map_or(0, |stop| stop.riders)
    }

    /// How much later it could be.
    pub fn slack(&self) -> Seconds {
        let least = self.stops.iter().map(|stop| stop.slack).min();
        least.unwrap_or_default()
    }
}

/// The stands of an outing, in order.
pub(super) fn stands<'a>(week: &Week, outing: &'a Outing) -> Vec<Stand<'a>> {
    let runs = outing.runs();
    let site = |stop: &RunStop| stop.place.map(|place| week.travel.site(place));
    let mut stands: Vec<Stand<'_>> = Vec::new();
    let mut from = 0;
    for ix in 0..outing.stops.len() {
        let next = outing.stops.get(ix + 1);
        let goes_on = next.is_some_and(|next| {
            let both = site(next) == site(&outing.stops[ix]) && site(next).is_some();
            let is_rider = |stop: &RunStop| stop.activity.ride().is_some();
            both && is_rider(next) && is_rider(&outing.stops[ix]) && runs[ix] == runs[ix + 1]
        });
        if !goes_on {
            stands.push(Stand {
                range: from..ix + 1,
                stops: &outing.stops[from..=ix],
                place: outing.stops[ix].place,
                run: runs[ix],
            });
            from = ix + 1;
        }
    }
    stands
}
