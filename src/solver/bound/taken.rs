//! What a route takes of what is priced: jobs and budgets.

use super::layout::{Kind, Layout, Move};
use crate::solver::instance::Instance;
use crate::solver::model::Tick;

/// What a route takes of what is priced.
#[derive(Clone, Debug, Default)]
pub(super) struct Taken {
    /// Its jobs, as often as it does them, in [`PARTS`].
    pub jobs: Vec<(u32, u8)>,
    /// So much of each budget that has a price, by position.
    pub used: Vec<(usize, i64)>,
    /// Its driving ticks.
    pub drive: i64,
    /// Its stops in order, each with the earliest start there; empty where none is told.
    pub stops: Vec<Call>,
    /// Riders that get on and off out of turn, by the numbers of the layout; none on a route.
    pub odd: u64,
}

/// A stop of a route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub job: u32,
    /// Which stop of it.
    pub stop: u8,
    pub start: Tick,
}

/// Parts of a job: a whole one has so many, each end of a ride one.
pub(super) const PARTS: u8 = 2;

impl Taken {
    /// A route that does nothing.
    pub(super) fn nothing(layout: &Layout) -> Self {
        Self {
            used: layout.budgets.iter().map(|&(ix, _)| (ix, 0)).collect(),
            ..Self::default()
        }
    }

    /// Counts a whole job, or an end of a ride; what it takes is counted once.
    pub(super) fn count_stop(
        &mut self,
        inst: &Instance<'_>,
        layout: &Layout,
        one: &Move,
        parts: u8,
    ) {
        self.jobs.push((one.job, parts));
        if matches!(one.kind, Kind::Dropoff { .. }) {
            return;
        }
        for (slot, (_, uses)) in self.used.iter_mut().zip(&layout.budgets) {
            slot.1 += uses.of_job(inst, one.job as usize);
        }
    }

    /// Counts the leg from one place to another, or home.
    pub(super) fn count_leg(
        &mut self,
        layout: &Layout,
        from: usize,
        to: Option<usize>,
        with_riders: bool,
    ) {
        let (ticks, metres) = match to {
            Some(to) => {
                let row = from * layout.places.len() + to;
                (layout.drive[row], layout.metres[row])
            }
            None => layout.home[from],
        };
        let ticks = i64::from(ticks);
        self.drive += ticks;
        for (slot, (_, uses)) in self.used.iter_mut().zip(&layout.budgets) {
            slot.1 += match to {
                Some(_) => uses.of_leg((ticks, metres), from == 0, with_riders),
                None => uses.of_home((ticks, metres), from == 0),
            };
        }
    }
}
