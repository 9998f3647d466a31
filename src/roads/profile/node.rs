//! What stands on the road: barriers, signals and signs.

use super::super::osm::{Key, Tags};
use super::RESTRICTED_CROSSING;
use super::access::{self, Access};

/// What it takes to pass a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::roads) enum Crossing {
    /// No car passes.
    Closed,
    /// Seconds that are told, and seconds that only choose the route.
    Takes {
        /// Told.
        seconds: f64,
        /// Besides.
        penalty: f64,
    },
}

impl Crossing {
    /// Nothing stands there.
    pub const FREE: Self = Self::Takes {
        seconds: 0.0,
        penalty: 0.0,
    };
}

/// A gate that one may open: Valhalla's 30 s, and between its penalty and OSRM's.
const GATE: f64 = 30.0;
const GATE_PENALTY: f64 = 120.0;

/// What the barrier and access of a node make of it.
pub(in crate::roads) fn crossing(tags: &Tags) -> Crossing {
    let barrier = tags.get(Key::Barrier).filter(|kind| *kind != "no");
    let restricted = Crossing::Takes {
        seconds: if barrier.is_some() { GATE } else { 0.0 },
        penalty: RESTRICTED_CROSSING,
    };
    match (access::of(tags), barrier) {
        (Some(Access::Closed), _) => Crossing::Closed,
        (Some(Access::Open), _) | (None, None) => Crossing::FREE,
        (_, Some(_)) if tags.is(Key::Locked, "yes") => Crossing::Closed,
        (Some(Access::Restricted), _) => restricted,
        (None, Some(kind)) => match kind {
            "gate" | "lift_gate" | "swing_gate" | "sliding_gate" | "hampshire_gate" | "chain" => {
                Crossing::Takes {
                    seconds: GATE,
                    penalty: GATE_PENALTY,
                }
            }
            "bollard" | "block" | "jersey_barrier" | "fence" | "wall" | "stile"
            | "kissing_gate" | "turnstile" | "cycle_barrier" | "motorcycle_barrier" | "debris"
            | "log" | "bus_trap" | "sump_buster" | "planter" | "horse_stile" => Crossing::Closed,
            _ => Crossing::FREE,
        },
    }
}

/// Who has to stop at a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::roads) struct Stops {
    /// How long it takes on average, in seconds.
    pub seconds: f64,
    /// For whom.
    pub who: Who,
}

/// Whom a signal or sign concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::roads) enum Who {
    Everybody,
    Forward,
    Backward,
    /// Who drives towards the nearer junction: a sign without a direction.
    ToTheNearer,
}

/// Seconds at signals, stop and give-way signs, as in Valhalla and OSRM.
const SIGNALS: f64 = 2.0;
const STOP_SIGN: f64 = 2.0;
const GIVE_WAY: f64 = 1.0;

/// The signals or sign at a node.
pub(in crate::roads) fn stops(tags: &Tags) -> Option<Stops> {
    let (seconds, usual) = match tags.get(Key::Highway)? {
        "traffic_signals" => (SIGNALS, Who::Everybody),
        "stop" if tags.is(Key::Stop, "all") => (STOP_SIGN, Who::Everybody),
        "stop" => (STOP_SIGN, Who::ToTheNearer),
        "give_way" => (GIVE_WAY, Who::ToTheNearer),
        _ => return None,
    };
    let direction = tags.get(Key::SignalsDirection).or(tags.get(Key::Direction));
    let who = match direction {
        Some("forward") => Who::Forward,
        Some("backward") => Who::Backward,
        Some("both") => Who::Everybody,
        _ => usual,
    };
    Some(Stops { seconds, who })
}
