//! What the families share in asking and checking: equal vehicles at one depot.

use std::sync::Arc;

use liaison::solver::check::LARGEST_TICK;
use liaison::solver::model::{
    Cost, LocationId, Owner, OwnerId, Pay, Problem, Shift, ShiftId, Stop, Tick, Travel, TravelId,
    Window,
};

use crate::family::{Refusal, Tour};

/// How many ticks make one unit of time or distance.
#[derive(Clone, Copy, Debug)]
pub struct Scale(pub f64);

/// A part of a tick that is the binary form's doing and no time.
const HAIR: f64 = 1e-6;

impl Scale {
    /// The finest power of ten, at most `most`, in which a day of this length is
    /// within what the engine takes for a tick.
    pub fn finest(horizon: f64, most: f64) -> Self {
        let mut scale = most;
        while scale > 1.0 && horizon * scale >= f64::from(LARGEST_TICK) {
            scale /= 10.0;
        }
        Self(scale)
    }

    /// Ticks that are no fewer: of a drive, a service, an opening.
    pub fn up(self, units: f64) -> Tick {
        (units * self.0 - HAIR).ceil() as Tick
    }

    /// Ticks that are no more: of a closing, a limit.
    pub fn down(self, units: f64) -> Tick {
        (units * self.0 + HAIR).floor() as Tick
    }

    /// What a number of ticks is in the case's unit.
    pub fn units(self, ticks: Tick) -> f64 {
        f64::from(ticks) / self.0
    }

    /// A window of starts whose every tick lies in these units.
    pub fn window(self, from: f64, to: f64) -> Window {
        Window {
            from: self.up(from),
            to: self.down(to),
        }
    }
}

/// A problem of `count` vehicles and no job yet; all start and end at location 0.
pub fn vehicles(
    count: usize,
    open: Tick,
    close: Tick,
    capacity: Vec<i32>,
    travel: Travel,
) -> Problem {
    let shift = |ix: usize| Shift {
        owner: OwnerId::at(ix),
        day: 0,
        travel: TravelId(0),
        start: Some(LocationId(0)),
        end: Some(LocationId(0)),
        open,
        close,
        closures: Vec::new(),
        capacity: capacity.clone(),
        breaks: Vec::new(),
        pay: Pay::Used,
        cost: Cost::default(),
        first_leg_claimed: true,
        last_leg_claimed: true,
    };
    Problem {
        travel: vec![travel],
        owners: vec![Owner::default(); count],
        shifts: (0..count).map(shift).collect(),
        ..Problem::default()
    }
}

/// A table of driving ticks among `size` locations.
pub fn travel(size: usize, ticks: impl Fn(usize, usize) -> Tick) -> Travel {
    let all = |ix: usize| {
        if ix / size == ix % size {
            0
        } else {
            ticks(ix / size, ix % size)
        }
    };
    let ticks: Vec<Tick> = (0..size * size).map(all).collect();
    let metres = ticks.iter().map(|&t| t.into()).collect();
    Travel {
        size,
        ticks,
        metres,
        timed: None::<Arc<_>>,
    }
}

/// A stop at a location.
pub fn stop(at: usize, service: Tick, windows: Vec<Window>, load: Vec<i32>) -> Stop {
    Stop {
        location: Some(LocationId::at(at)),
        setup: 0,
        service,
        windows,
        load,
    }
}

/// All shifts.
pub fn every(count: usize) -> Vec<ShiftId> {
    (0..count).map(ShiftId::at).collect()
}

/// A job of these stops that any of the first `shifts` shifts may do.
pub fn job(stops: Vec<Stop>, shifts: usize) -> liaison::solver::model::Job {
    liaison::solver::model::Job {
        stops,
        max_ride: None,
        rider: false,
        reward: 0,
        required: true,
        shifts: every(shifts),
        people: Vec::new(),
        presences: Vec::new(),
        companions: None,
        preferred: Vec::new(),
    }
}

/// That no vehicle has two tours, nor any stop two calls, and that all of them exist.
///
/// # Errors
/// The first that does not.
pub fn once(tours: &[Tour], vehicles: usize, jobs: usize, stops: usize) -> Result<usize, Refusal> {
    let mut out = vec![false; vehicles];
    let mut made = vec![false; jobs * stops];
    for tour in tours {
        match out.get_mut(tour.shift) {
            Some(out) if !*out => *out = true,
            _ => return Err(Refusal::Vehicle(tour.shift)),
        }
        for call in &tour.calls {
            let ix = call.job * stops + call.stop;
            match made.get_mut(ix) {
                Some(made) if !*made && call.stop < stops => *made = true,
                _ => return Err(Refusal::Stop(ix)),
            }
        }
    }
    Ok(made.iter().filter(|&&made| made).count())
}

/// What a customer is to a clock, in the case's units.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The vertex.
    pub at: usize,
    /// Earliest start of service.
    pub open: f64,
    /// Latest start of service.
    pub close: f64,
    /// How long service takes.
    pub service: f64,
}

/// Follows a tour as early as it can be done, and returns its length.
///
/// This is the whole truth about time where nothing limits how long anything
/// takes: starting later than one can never helps.
///
/// # Errors
/// The first window that is missed, or the return after `close`.
pub fn earliest(
    vehicle: usize,
    places: impl Iterator<Item = Place>,
    open: f64,
    close: f64,
    drive: impl Fn(usize, usize) -> f64,
) -> Result<f64, Refusal> {
    const TOLERANCE: f64 = 1e-6;
    let (mut clock, mut length, mut here) = (open, 0.0, 0);
    for place in places {
        let leg = drive(here, place.at);
        length += leg;
        clock = (clock + leg).max(place.open);
        if clock > place.close + TOLERANCE {
            return Err(Refusal::Window {
                at: place.at,
                start: clock,
            });
        }
        clock += place.service;
        here = place.at;
    }
    let leg = drive(here, 0);
    if clock + leg > close + TOLERANCE {
        return Err(Refusal::Late {
            vehicle,
            back: clock + leg,
        });
    }
    Ok(length + leg)
}
