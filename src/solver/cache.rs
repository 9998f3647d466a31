//! Best places found, by job and shift, for as long as the shift's route stays.

use super::insertion::{Mode, Room};
use super::instance::Instance;
use super::rng::Rng;
use super::route::FREE;
use super::state::{Insertion, State};

/// The best place of a job on one version of a route.
#[derive(Clone, Copy)]
struct Entry {
    version: u32,
    i: u16,
    j: u16,
    /// Infinite when there is none.
    cost: f64,
    /// The slack of budgets that it was found with; the largest when none was in the way.
    slack: (i64, i64),
}

/// All of them. Memory: 40 bytes for each job and shift that may do it.
pub(crate) struct Cache {
    entries: Vec<Entry>,
    /// By shift: whether places there may be kept (no budget of pay or money).
    plain: Vec<bool>,
}

const OLD: Entry = Entry {
    version: 0,
    i: 0,
    j: 0,
    cost: f64::INFINITY,
    slack: (0, 0),
};

impl Cache {
    /// An empty cache.
    pub(crate) fn new(inst: &Instance<'_>) -> Self {
        Cache {
            entries: vec![OLD; inst.ranges.len()],
            plain: inst
                .shifts
                .iter()
                .map(|s| s.pays.is_empty() && !s.clocked)
                .collect(),
        }
    }

    /// The best place for a job on a shift, from the cache where that still holds.
    pub(crate) fn best(
        &mut self,
        state: &State<'_>,
        job: usize,
        shift: usize,
        mode: Mode,
        rng: &mut Rng,
        room: &mut Room,
    ) -> Option<Insertion> {
        let inst = state.inst;
        let pair = inst.pair(job, shift)?;
        if !state.may_take(job, shift) {
            return None;
        }
        let kept = self.plain[shift] && !inst.commits(job, shift) && inst.groups[job].is_empty();
        let route = &state.routes[shift];
        if !kept || route.len() > usize::from(u16::MAX) - 2 {
            return state.best(job, shift, mode, rng, room);
        }
        let entry = self.entries[pair];
        let (metres, drive) = state.slack_stamp(shift);
        if entry.version == route.version {
            let narrower = metres <= entry.slack.0 && drive <= entry.slack.1;
            if entry.cost.is_infinite() && narrower {
                return None;
            }
            if entry.cost.is_finite() {
                let (i, j) = (usize::from(entry.i), usize::from(entry.j));
                return Some(Insertion {
                    job,
                    shift,
                    i,
                    j,
                    cost: entry.cost,
                    starts: [FREE; 2],
                });
            }
        }
        let best = state.best(job, shift, mode, rng, room);
        if mode.blink == 0.0 {
            let wide = (i64::MAX, i64::MAX);
            self.entries[pair] = Entry {
                version: route.version,
                i: best.map_or(0, |b| b.i as u16),
                j: best.map_or(0, |b| b.j as u16),
                cost: best.map_or(f64::INFINITY, |b| b.cost),
                slack: if room.pinched { (metres, drive) } else { wide },
            };
        }
        best
    }

    /// Forgets a place that turned out not to hold.
    pub(crate) fn forget(&mut self, inst: &Instance<'_>, job: usize, shift: usize) {
        if let Some(pair) = inst.pair(job, shift) {
            self.entries[pair] = OLD;
        }
    }
}
