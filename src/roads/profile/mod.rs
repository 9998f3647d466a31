//! How a private car drives: which roads, how fast, and what turns and crossings take.
//!
//! The numbers are the middle of what the field's routers use (Valhalla, OSRM, GraphHopper,
//! r5); none is fitted to a drive. Each road has two: the *time* that is told, and the *cost*
//! that chooses the route, in which alleys and side streets weigh more, as in both Valhalla
//! and OSRM.
//!
//! Decided where tags are unclear:
//! - An access value that nobody knows (`pirvate`, `costumers`) counts as a restricted one: the
//!   place is reached, the road never a short cut.
//! - `oneway=reversible` is closed, since nobody knows its direction; `alternating` is open.
//! - A barrier closes only if it is of a kind that stops cars; a gate without access takes
//!   half a minute and is avoided.

mod access;
mod left;
mod node;
mod oneway;
mod side;
mod speed;
mod turn;

#[cfg(test)]
mod tests;

pub(super) use node::{Crossing, Who, crossing, stops};
pub(super) use side::{DrivingSide, driving_side};
pub(super) use turn::{TurnSetting, turn_seconds, u_turn_seconds};

use super::osm::{Key, Tags};
use access::Access;

/// Who may use a road, as far as it matters to a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Zone {
    /// Everybody.
    Open,
    /// Everybody, but it is meant for getting to a door.
    Service,
    /// Only who has something to do there.
    Restricted,
}

/// What passing into or out of a service road costs, in seconds that are not told: about
/// Valhalla's penalty for a service road.
const SERVICE_CROSSING: f64 = 60.0;
/// The same of a restricted road: more than any way round in a town, so that one is never
/// passed through where there is another way.
const RESTRICTED_CROSSING: f64 = 3_600.0;

impl Zone {
    /// Untold seconds for passing from one into the other.
    pub fn crossing(self, to: Self) -> f64 {
        match self.max(to) {
            _ if self == to => 0.0,
            Self::Restricted => RESTRICTED_CROSSING,
            _ => SERVICE_CROSSING,
        }
    }
}

/// How one direction of a road is driven.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace {
    /// Kilometres an hour, more than zero.
    pub kmh: f64,
    /// What a second costs.
    pub rate: f64,
}

/// A road that a car may use in at least one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Road {
    pub forward: Option<Pace>,
    pub backward: Option<Pace>,
    pub zone: Zone,
    pub is_roundabout: bool,
    /// A ramp or slip road, whose name is of no use in directions.
    pub is_link: bool,
}

/// What the tags of a way say to a car; none where it may not drive.
pub(super) fn road(tags: &Tags) -> Option<Road> {
    let class = tags.get(Key::Highway)?;
    if tags.is(Key::Area, "yes") || tags.is(Key::Service, "emergency_access") {
        return None;
    }
    let speeds = speed::speeds(class, tags)?;
    let access = access::of(tags);
    let zone = match access {
        Some(Access::Closed) => return None,
        Some(Access::Restricted) => Zone::Restricted,
        // Only what is expressly open to cars.
        None if matches!(class, "pedestrian") => return None,
        None if class == "track" => Zone::Restricted,
        _ if class == "pedestrian" => Zone::Restricted,
        _ if class == "service" => Zone::Service,
        _ => Zone::Open,
    };
    let is_roundabout = matches!(tags.get(Key::Junction), Some("roundabout" | "circular"));
    let open = oneway::of(tags, class, is_roundabout);
    let rate = speed::rate(class, tags);
    let pace = |is_open: bool, kmh| is_open.then_some(Pace { kmh, rate });
    let road = Road {
        forward: pace(
            open.forward && !access::is_shut_forward(tags),
            speeds.forward,
        ),
        backward: pace(
            open.backward && !access::is_shut_backward(tags),
            speeds.backward,
        ),
        zone,
        is_roundabout,
        is_link: class.ends_with("_link"),
    };
    (road.forward.is_some() || road.backward.is_some()).then_some(road)
}
