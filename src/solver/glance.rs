//! A first look at the places for a stop: what fails it cannot hold.

use super::insertion::{Stop, Trial};
use super::instance::{NEVER, NONE};
use super::model::Tick;
use super::route::{Edge, first_start};

/// What a stop asks of a place: only drives, service and windows are looked at, while
/// breaks, setups, closures and traffic can but make it later.
pub(super) struct Glance<'s> {
    /// Drives to the stop, by where from.
    pub into: &'s [Tick],
    /// Drives from the stop, by where to.
    pub out: &'s [Tick],
    /// When it may start.
    pub wins: &'s [(Tick, Tick)],
    /// How long it takes.
    pub service: Tick,
}

impl<'s> Glance<'s> {
    /// A look at the places of a trial's shift; none where some place is nowhere.
    pub(super) fn of(trial: &Trial<'_, 's>, stop: Stop, wins: &'s [(Tick, Tick)]) -> Option<Self> {
        let sh = &trial.inst.shifts[trial.shift];
        if stop.loc == NONE || sh.start == NONE || sh.end == NONE {
            return None;
        }
        Some(Glance {
            into: trial.inst.drives_to(trial.table, stop.loc),
            out: trial.inst.drives_from(trial.table, stop.loc),
            wins,
            service: stop.service,
        })
    }

    /// Whether the stop may have room on a leg.
    #[inline]
    pub(super) fn admits(&self, edge: &Edge) -> bool {
        let start = first_start(self.wins, edge.end + self.into[edge.from as usize]);
        start < NEVER && start + self.service + self.out[edge.to as usize] <= edge.by
    }

    /// Driving ticks that the stop adds on a leg.
    #[inline]
    pub(super) fn detour(&self, edge: &Edge) -> Tick {
        self.into[edge.from as usize] + self.out[edge.to as usize] - edge.drive
    }
}
